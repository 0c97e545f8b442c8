/* how.c: the command line by which a thing is done */
#include "cli/how.h"

#include "cli/commands.h"
#include "cli/request.h"
#include "cli/words.h"
#include "workflows/act.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The command that is called as the event, NULL: there is none. */
static const struct cmd *
own_command(const struct procedure_option *option)
{
	const struct cmd *cmd = cmd_find(option->event);

	return cmd != NULL && cmd->group == GROUP_ACT &&
	    strstr(cmd->operands, "DOC") != NULL ? cmd : NULL;
}

void
how_word(struct text *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:@%+";
	const char *p;

	/* every byte of a character beyond ASCII is plain to a shell, and to
	 * all of them = is within a word */
	for (p = word; (unsigned char)*p >= 0x80 || (*p != '\0' &&
	    strchr(plain, *p) != NULL) || (*p == '=' && p > word); p++)
		;
	if (*word != '\0' && *p == '\0') {
		text_adds(out, word);
		return;
	}
	text_adds(out, "'");
	for (p = word; *p != '\0'; p++)
		if (*p == '\'')
			text_adds(out, "'\\''");
		else
			text_addc(out, *p);
	text_adds(out, "'");
}

void
how_begins(struct text *out, const struct dossier *dossier,
    const struct procedure_option *option)
{
	bool own = own_command(option) != NULL;

	text_addf(out, "guiwen %s %s", own ? option->event : "act",
	    dossier->id);
	if (!own)
		text_addf(out, " %s", option->event);
	if (option->text_required)
		help_operands(" FILE", out);
}

/* The option of a command for a fact of the act, by whose name the fact's
 * begins ("date": "dated"); NULL: it is given with --set. */
static const struct option *
option_of(const struct cmd *cmd, const char *key)
{
	const struct option *const *table = cmd != NULL ? cmd->options : NULL;
	const struct option *option;

	for (; table != NULL && *table != NULL; table++) {
		if (*table == act_options || *table == create_options)
			continue;
		for (option = *table; option->name != NULL; option++)
			if (strncmp(key, option->name,
			    strlen(option->name)) == 0)
				return option;
	}
	return NULL;
}

/* Was the fact stated? Blanks state nothing. */
static bool
states(const struct asked *asked, const char *key)
{
	return asked != NULL &&
	    *act_reason(asked_value(asked, key)) != '\0';
}

/* " --NAME VALUE", as VALUE is shown in a usage. */
static void
add_wanted(struct text *out, const char *name, const char *value)
{
	text_addf(out, " --%s ", name);
	help_operands(value, out);
}

/* The facts that are still to be given to the command; `effective`: this one,
 * too, which mostly the text says. */
static void
add_data(struct text *out, const struct cmd *cmd, const struct asked *asked,
    const struct procedure_option *option, bool effective)
{
	const char *keys = option->data;
	const struct option *o;
	char *key;

	while ((key = words_next(&keys)) != NULL) {
		o = option_of(cmd, key);
		if ((!effective && strcmp(key, "effective") == 0) ||
		    states(asked, key)) {
			;
		} else if (o != NULL) {
			add_wanted(out, o->name, o->value);
		} else {
			text_addf(out, " --set %s=", key);
			help_operands("TEXT", out);
		}
		free(key);
	}
}

/* The papers and the reason that are. */
static void
add_needs(struct text *out, const struct asked *asked,
    const struct procedure_option *option)
{
	bool reason = asked != NULL &&
	    *act_reason(asked->request.reason) != '\0';
	bool paper = asked != NULL && asked->request.nmaterials > 0;
	const char *kinds = option->needs;
	char *kind;

	while ((kind = words_next(&kinds)) != NULL) {
		if (asked == NULL || !asked_hands_in(asked, kind)) {
			text_addf(out, " --material %s=", kind);
			help_operands("FILE", out);
		}
		free(kind);
	}
	if (option->reason_required && !reason)
		add_wanted(out, "reason", "TEXT");
	else if (option->paper_or_reason && !reason && !paper)
		add_wanted(out, "material", "KIND=FILE");
}

void
how_filing(struct text *out, const struct dossier *dossier,
    const struct procedure_option *option)
{
	const struct dossier_instance *instance = dossier_instance(dossier,
	    option->instance);
	size_t i, filings = 0;

	for (i = 0; i < dossier->ninstances; i++)
		filings += *dossier->instances[i].authority != '\0';
	if (filings < 2 || instance == NULL || *instance->authority == '\0')
		return;
	text_adds(out, " --authority ");
	how_word(out, instance->authority);
}

static void
add_given(struct text *out, const struct option *option, const char *value)
{
	text_addf(out, " --%s", option->name);
	if (value == NULL)
		return;
	/* else it would be taken for an option */
	text_adds(out, strncmp(value, "--", 2) == 0 ? "=" : " ");
	how_word(out, value);
}

void
how_given(struct text *out, const struct call *call, const char *name)
{
	const struct options *options = &call->options;
	size_t i;

	for (i = 0; i < options->ngiven; i++)
		if (strcmp(options->given[i].option->name, name) == 0)
			add_given(out, options->given[i].option,
			    options->given[i].value);
}

void
how_whole(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *option,
    const char *principal)
{
	how_begins(out, dossier, option);
	add_data(out, own_command(option), NULL, option, false);
	add_needs(out, NULL, option);
	how_filing(out, dossier, option);
	how_given(out, call, GLOBAL_AS);
	if (principal != NULL)
		text_addf(out, " --for %s", principal);
	how_given(out, call, GLOBAL_REGISTRY);
}

/* Where an act was refused, what is told otherwise than it was typed. */
struct amended {
	int64_t seen;		/* record; 0: as it was typed */
	bool paperless;		/* the day is proved by no paper */
};

static bool
is_global(const struct option *option)
{
	const struct option *o;

	for (o = global_options; o->name != NULL; o++)
		if (o == option)
			return true;
	return false;
}

/* A value that says nothing, "" or "KEY=", is as good as none. */
static bool
is_blank(const struct option_given *given)
{
	const char *value = given->value;

	if (value != NULL && strchr(given->option->value, '=') != NULL &&
	    strchr(value, '=') != NULL)
		value = strchr(value, '=') + 1;
	return value != NULL && *act_reason(value) == '\0';
}

static void
add_operands(struct text *out, const struct call *call)
{
	const char *operand;
	struct text word = TEXT_INIT;
	size_t i;

	for (i = 0; (operand = call_operand(call, i)) != NULL; i++) {
		text_reset(&word);
		text_addf(&word, "%s%s", *operand == '-' ? "./" : "", operand);
		text_adds(out, i > 0 ? " " : "");
		how_word(out, word.ptr);
	}
	text_release(&word);
}

/* The options that were typed: those of any command, or the command's own. */
static void
add_options(struct text *out, const struct call *call, bool global,
    struct amended amended)
{
	const struct options *options = &call->options;
	size_t i;

	for (i = 0; i < options->ngiven; i++) {
		const struct option_given *given = &options->given[i];
		const char *name = given->option->name;

		if (is_global(given->option) != global || is_blank(given))
			continue;
		if (amended.paperless && strcmp(name, "dated") == 0)
			add_wanted(out, "evidence", "FILE");
		if (amended.seen != 0 && strcmp(name, "seen") == 0)
			text_addf(out, " --%s %" PRId64, name, amended.seen);
		else
			add_given(out, given->option, given->value);
	}
}

void
how_typed(struct text *out, const struct call *call)
{
	const struct amended as_typed = { .seen = 0 };

	add_operands(out, call);
	add_options(out, call, false, as_typed);
	add_options(out, call, true, as_typed);
}

/* Is the word one of these, "a b"? */
static bool
is_among(const char *word, const char *words)
{
	bool found = false;
	char *one;

	while ((one = words_next(&words)) != NULL) {
		found |= strcmp(one, word) == 0;
		free(one);
	}
	return found;
}

/* Is a paper that proves the day among those that the act needs or hands in
 * anyway? */
static bool
is_proved(const struct asked *asked, const struct procedure_option *option)
{
	const char *needs = option->needs;
	bool found = asked_hands_in(asked, option->outside);
	char *kind;

	while ((kind = words_next(&needs)) != NULL) {
		found |= is_among(kind, option->outside);
		free(kind);
	}
	return found;
}

void
how_again(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *option,
    const struct asked *asked, int64_t refusal)
{
	const struct request *request = &asked->request;
	bool no_text = option->text_required && request->text == NULL;
	bool paper = asked_hands_in(asked, "evidence");
	bool no_day = paper && request->evidenced_s == 0;
	struct amended amended = {
		.seen = refusal,
		.paperless = request->evidenced_s != 0 && !paper &&
		    !is_proved(asked, option),
	};
	struct text missing = TEXT_INIT;

	add_data(&missing, call->cmd, asked, option, false);
	add_needs(&missing, asked, option);
	/* the text does not say it, where nothing else is missing */
	if (missing.len == 0 && !no_text && !no_day && !amended.paperless)
		add_data(&missing, call->cmd, asked, option, true);
	text_addf(out, "guiwen %s ", call->cmd->name);
	add_operands(out, call);
	if (no_text)
		help_operands(" FILE", out);
	add_options(out, call, false, amended);
	if (no_day)
		add_wanted(out, "dated", "DATE");
	text_adds(out, missing.ptr);
	if (!options_has(&call->options, "authority"))
		how_filing(out, dossier, option);
	add_options(out, call, true, amended);
	text_release(&missing);
}

void
how_words(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *options,
    size_t n, const char *instance, const char *state, const char *role,
    const char *principal, bool labels)
{
	struct text others = TEXT_INIT, show = TEXT_INIT;
	bool found = false;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct procedure_option *o = &options[i];

		if (!o->leaves || strcmp(o->instance, instance) != 0 ||
		    strcmp(o->state, state) != 0 ||
		    strcmp(o->by, role) != 0 || *o->obstacle != '\0')
			continue;
		if (found) {
			text_addf(&others, "%s%s", others.len > 0 ?
			    word_comma() : "", o->event);
			if (labels)
				text_addf(&others, _(" (%s)"), in_chinese() ?
				    o->label : o->label_en);
			continue;
		}
		found = true;
		how_whole(out, call, dossier, o, principal);
	}
	if (others.len > 0) {
		text_adds(&show, dossier->id);
		how_given(&show, call, GLOBAL_REGISTRY);
		text_addf(out, _("; or %s (guiwen show %s)"), others.ptr,
		    show.ptr);
	}
	text_release(&show);
	text_release(&others);
}
