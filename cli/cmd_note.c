/* cmd_note.c: guiwen note: what somebody has not said yet */
#include "cli/beside.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/request.h"
#include "cli/table.h"
#include "workflows/act.h"

#include <string.h>

static const struct option note_options[] = {
	{ "text", "TEXT", N_("the note, in the place of the one before; the "
	    "same as TEXT behind the document"), false },
	{ "file", "FILE", N_("the same from a file, in UTF-8"), false },
	{ "version", "VERSION", N_("on which version of the document it is; "
	    "alone: the note still holds for that one"), false },
	{ "forget", NULL, N_("the note goes, and nothing of it remains"),
	    false },
	OPTION_END
};

struct noting {
	struct call *call;
	struct dossier *dossier;
	struct private *private;
	struct private_note note;
	struct text text;		/* of the note */
};

/* ---- what is given ---- */

/* What editors put around a text is no part of it: a mark of UTF-8 before,
 * carriage returns, empty lines behind. */
static void
trim(struct text *text)
{
	static const char mark[] = "\xef\xbb\xbf";
	char *from = text->ptr, *to = text->ptr;

	if (strncmp(from, mark, strlen(mark)) == 0)
		from += strlen(mark);
	for (; *from != '\0'; from++)
		if (*from != '\r' || from[1] != '\n')
			*to++ = *from;
	while (to > text->ptr && strchr(" \t\n", to[-1]) != NULL)
		to--;
	text_cut(text, (size_t)(to - text->ptr));
}

static int
check_text(struct noting *n, struct err *err)
{
	struct text *text = &n->text;
	size_t len = text->len;

	if (len > PRIVATE_NOTE_BYTES)
		return err_set(err, ERR_LIMIT, "a note has at most %zu bytes; "
		    "this one has %zu", PRIVATE_NOTE_BYTES, len);
	if (strlen(text->ptr) != len || !input_is_utf8(text->ptr, len))
		return err_set(err, ERR_UNREADABLE, "the note is no text in "
		    "UTF-8: save it as plain text in UTF-8");
	trim(text);
	if (text->len == 0)
		return err_set(err, ERR_USAGE, "the note is empty; --forget "
		    "takes one away");
	if (!act_is_reason(text->ptr))
		return err_set(err, ERR_USAGE, "the note has a control "
		    "character or one that turns the direction of writing, "
		    "with which it could not be given as a reason: write it "
		    "without these");
	return 0;
}

/* The words of the command line: behind the document, or with --text. */
static const char *
given_words(const struct call *call)
{
	const char *words = call_operand(call, 1);

	return words != NULL ? words : options_value(&call->options, "text");
}

/* 1 a text was given, 0 none, -1 with err. */
static int
read_text(struct noting *n, struct err *err)
{
	const char *text = given_words(n->call);
	const char *file = options_value(&n->call->options, "file");

	if (text == NULL && file == NULL)
		return 0;
	if (text != NULL)
		text_adds(&n->text, text);
	else if (input_read(file, &n->text, err) != 0)
		return -1;
	return check_text(n, err) == 0 ? 1 : -1;
}

static int
check_usage(const struct call *call, struct err *err)
{
	const struct options *options = &call->options;
	const char *words = call_operand(call, 1);
	bool version = options_has(options, "version");
	int of = (words != NULL) + options_has(options, "text") +
	    options_has(options, "file") + options_has(options, "forget");

	if (of > 1 || (version && options_has(options, "forget")))
		return err_set(err, ERR_USAGE, "give the note once: behind the "
		    "document, with --text or with --file, each with --version "
		    "if need be; or --forget alone");
	/* other commands take a file there */
	if (words != NULL && input_exists(words))
		return err_set(err, ERR_USAGE, "%s is a file: if the note "
		    "stands in it, give --file %s; if these words are the "
		    "note, --text", words, words);
	if (call_operand(call, 0) == NULL && (of > 0 || version))
		return err_set(err, ERR_USAGE, "say on which document: guiwen "
		    "note DOC");
	return 0;
}

/* ---- what is kept ---- */

static int
take(void *ctx, const struct private_note *note, struct err *err)
{
	struct noting *n = ctx;

	(void)err;
	text_reset(&n->text);
	text_adds(&n->text, note->text);
	n->note = *note;
	n->note.person = n->call->person->id;
	n->note.document = n->dossier->id;
	n->note.text = n->text.ptr;
	return 0;
}

/* The note as it is kept: 1, 0, -1. */
static int
load(struct noting *n, struct err *err)
{
	int got = beside_require(n->call, false, &n->private, err);

	n->note.text = NULL;
	if (got == 1 && private_notes(n->private, n->call->person->id,
	    n->dossier->id, take, n, err) != 0)
		got = -1;
	private_close(n->private);
	n->private = NULL;
	return got < 0 ? -1 : n->note.text != NULL;
}

static int
say_none(const struct noting *n, struct err *err)
{
	return err_set(err, ERR_NOTFOUND, "%s (%s) has no note on %s",
	    n->call->person->name, n->call->person->id, n->dossier->id);
}

static json_t *
note_json(const struct private_note *note)
{
	json_t *o = json_object();

	json_object_set_new(o, "document", json_words(note->document));
	json_object_set_new(o, "version", json_integer(note->version));
	json_object_set_new(o, "changed", json_time(note->changed_s));
	json_object_set_new(o, "text", json_words(note->text));
	return o;
}

/* The text as it is, on standard output alone: it may go into a file and be
 * given again. */
static void
print(struct noting *n)
{
	const struct dossier_version *version = dossier_version(n->dossier);
	struct output *out = &n->call->out;
	char day[DAY_TEXT];

	if (call_json(n->call)) {
		json_print(out, note_json(&n->note));
		return;
	}
	output_adds(out, n->note.text);
	output_adds(out, "\n");
	fprintf(n->call->talk, _("guiwen: note of %s on version %lld of %s"),
	    day_format(day, time_day(n->note.changed_s)),
	    (long long)n->note.version, n->dossier->id);
	if (version != NULL && version->number != n->note.version)
		fprintf(n->call->talk, _("; the version is now %lld"),
		    (long long)version->number);
	fputc('\n', n->call->talk);
}

static int
keep(struct noting *n, bool given, struct err *err)
{
	const char *named = options_value(&n->call->options, "version");
	const struct dossier_version *version = dossier_version(n->dossier);
	int got = given ? 1 : load(n, err), result;

	if (got <= 0)
		return got < 0 ? -1 : say_none(n, err);
	n->note = (struct private_note){ .person = n->call->person->id,
		.document = n->dossier->id, .text = n->text.ptr,
		.version = version != NULL ? version->number : 0,
		.changed_s = n->call->now_s };
	if (named != NULL && version_number(named, n->dossier,
	    &n->note.version, err) != 0)
		return -1;
	result = beside_require(n->call, true, &n->private, err) == 1 ?
	    private_put_note(n->private, &n->note, err) : -1;
	if (result == 0 && call_json(n->call))
		json_print(&n->call->out, note_json(&n->note));
	else if (result == 0)
		output_addf(&n->call->out, _("%s: noted on version %lld, for "
		    "%s alone\n"), n->dossier->id, (long long)n->note.version,
		    n->call->person->name);
	return result;
}

static int
forget(struct noting *n, struct err *err)
{
	int got = load(n, err);

	if (got <= 0)
		return got < 0 ? -1 : say_none(n, err);
	if (beside_require(n->call, true, &n->private, err) != 1 ||
	    private_forget_notes(n->private, n->call->person->id,
	    n->dossier->id, err) < 0)
		return -1;
	if (call_json(n->call))
		json_print(&n->call->out, json_null());
	else
		output_addf(&n->call->out, _("%s: the note is forgotten; "
		    "backups made before still hold it\n"), n->dossier->id);
	return 0;
}

static int
show(struct noting *n, struct err *err)
{
	int got = load(n, err);

	if (got == 1 && !call_json(n->call) && !act_is_reason(n->note.text))
		return err_set(err, ERR_UNREADABLE, "the note on %s has a "
		    "control character or one that turns the direction of "
		    "writing: guiwen did not write it so; guiwen note %s "
		    "--json shows it, --forget takes it away", n->dossier->id,
		    n->dossier->id);
	if (got == 1)
		print(n);
	return got == 1 ? 0 : got < 0 ? -1 : say_none(n, err);
}

/* ---- all of mine ---- */

struct listing {
	struct table *table;
	json_t *all;
};

static int
take_listed(void *ctx, const struct private_note *note, struct err *err)
{
	struct listing *listing = ctx;
	char day[DAY_TEXT];

	(void)err;
	table_cell(listing->table, note->document);
	table_cellf(listing->table, "%lld", (long long)note->version);
	table_cell(listing->table, day_format(day,
	    time_day(note->changed_s)));
	table_cell(listing->table, note->text);
	json_array_append_new(listing->all, note_json(note));
	return 0;
}

static int
list(struct noting *n, struct err *err)
{
	const struct column columns[] = {
		{ _("document"), false, false }, { _("version"), true, false },
		{ _("on"), false, false }, { _("noted"), false, true },
	};
	struct listing listing = { table_new(columns, 4), json_array() };
	int got = beside_require(n->call, false, &n->private, err);

	if (got == 1 && private_notes(n->private, n->call->person->id, NULL,
	    take_listed, &listing, err) != 0)
		got = -1;
	if (got >= 0 && call_json(n->call))
		json_print(&n->call->out, json_incref(listing.all));
	else if (got >= 0 && table_nrows(listing.table) == 0)
		output_addf(&n->call->out, _("%s has no notes\n"),
		    n->call->person->name);
	else if (got >= 0)
		table_print(listing.table, &n->call->out);
	table_free(listing.table);
	json_decref(listing.all);
	return got < 0 ? -1 : 0;
}

static int
perform(struct noting *n, struct err *err)
{
	const struct options *options = &n->call->options;
	const char *document = call_operand(n->call, 0);
	int given = read_text(n, err);

	if (given < 0 || call_open(n->call, true, err) != 0 ||
	    call_identify(n->call, err) != 0 ||
	    note_allows(n->call, err) != 0)
		return -1;
	if (document == NULL)
		return list(n, err);
	if (registry_dossier(n->call->registry, document, &n->dossier,
	    err) != 0)
		return -1;
	if (options_has(options, "forget"))
		return forget(n, err);
	if (given || options_has(options, "version"))
		return keep(n, given, err);
	return show(n, err);
}

static int
run_note(struct call *call)
{
	struct noting n = { .call = call, .text = TEXT_INIT };
	struct err err = ERR_INIT;
	int status = STATUS_YES;

	if (check_usage(call, &err) != 0)
		return call_usage(call, &err);
	if (perform(&n, &err) != 0)
		status = call_asked(call, &err);
	private_close(n.private);
	dossier_free(n.dossier);
	text_release(&n.text);
	return status;
}

static const struct option *const tables[] = { note_options, NULL };

const struct cmd cmd_note = {
	"note", GROUP_LOOK, "[DOC [TEXT]]",
	N_("what I have not said yet: unfinished notes on documents"), tables,
	0, 2, run_note
};
