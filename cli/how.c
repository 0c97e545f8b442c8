/* how.c: the command line by which a thing is done */
#include "cli/how.h"

#include "cli/commands.h"
#include "cli/request.h"
#include "cli/words.h"

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

	/* every byte of a character beyond ASCII is plain to a shell */
	for (p = word; (unsigned char)*p >= 0x80 || (*p != '\0' &&
	    strchr(plain, *p) != NULL); p++)
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

static void
add_data(struct text *out, const struct procedure_option *option)
{
	const char *keys = option->data;
	const struct option *o;
	char *key;

	while ((key = words_next(&keys)) != NULL) {
		o = option_of(own_command(option), key);
		/* mostly the text says it, and else the refusal does */
		if (strcmp(key, "effective") == 0)
			;
		else if (o != NULL) {
			text_addf(out, " --%s ", o->name);
			help_operands(o->value, out);
		} else {
			text_addf(out, " --set %s=", key);
			help_operands("TEXT", out);
		}
		free(key);
	}
}

static void
add_needs(struct text *out, const struct procedure_option *option)
{
	const char *kinds = option->needs;
	char *kind;

	while ((kind = words_next(&kinds)) != NULL) {
		text_addf(out, " --material %s=", kind);
		help_operands("FILE", out);
		free(kind);
	}
	if (option->reason_required) {
		text_adds(out, " --reason ");
		help_operands("TEXT", out);
	} else if (option->paper_or_reason) {
		text_adds(out, " --material ");
		help_operands("KIND=FILE", out);
	}
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

/* Whose act it is. */
static void
add_whose(struct text *out, const struct call *call, const char *principal)
{
	if (options_has(&call->options, GLOBAL_AS) && call->person != NULL)
		text_addf(out, " --as %s", call->person->id);
	if (principal != NULL)
		text_addf(out, " --for %s", principal);
}

void
how_whole(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *option,
    const char *principal)
{
	how_begins(out, dossier, option);
	add_data(out, option);
	add_needs(out, option);
	how_filing(out, dossier, option);
	add_whose(out, call, principal);
}

void
how_words(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *options,
    size_t n, const char *instance, const char *state, const char *role,
    const char *principal, bool labels)
{
	struct text others = TEXT_INIT;
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
	if (others.len > 0)
		text_addf(out, _("; or %s (guiwen show %s)"), others.ptr,
		    dossier->id);
	text_release(&others);
}
