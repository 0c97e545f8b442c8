/* cmd_read.c: guiwen read: what is understood of a file, or of a version of a
 * document */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/numbered.h"
#include "cli/render.h"
#include "cli/request.h"
#include "cli/table.h"
#include "cli/words.h"

#include "engine/base/hash.h"
#include "engine/document/document.h"
#include "workflows/registry.h"

#include <string.h>

static const struct option read_options[] = {
	{ "xml", NULL, N_("print the text as Akoma Ntoso"), false },
	{ "text", NULL, N_("print the plain text"), false },
	{ "outline", NULL, N_("print the structure"), false },
	{ "original", NULL, N_("where changes are tracked, read the text as "
	    "it was before them"), false },
	OPTION_END
};

/* What is read. */
struct reading {
	struct document *document;
	char original[SHA256_HEX];	/* of the file */
	json_t *recorded;	/* of a document's: numbered_json() */
	struct err otherwise;	/* numbered_otherwise(); ERR_NONE: not so */
};

static json_t *
counts_json(const struct document_counts *c)
{
	json_t *o = json_object();

	json_object_set_new(o, "book", json_integer(c->book));
	json_object_set_new(o, "part", json_integer(c->part));
	json_object_set_new(o, "chapter", json_integer(c->chapter));
	json_object_set_new(o, "section", json_integer(c->section));
	json_object_set_new(o, "article", json_integer(c->article));
	json_object_set_new(o, "article_inserted",
	    json_integer(c->article_inserted));
	json_object_set_new(o, "paragraph", json_integer(c->paragraph));
	json_object_set_new(o, "point", json_integer(c->point));
	json_object_set_new(o, "indent", json_integer(c->indent));
	json_object_set_new(o, "level1", json_integer(c->level1));
	return o;
}

static json_t *
notes_json(const struct document *document, bool uncertain)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < document_nnotes(document); i++) {
		const struct document_note *note = document_note(document, i);

		if (note->uncertain != uncertain)
			continue;
		o = json_object();
		json_object_set_new(o, "line", json_integer(note->line));
		json_object_set_new(o, "text", json_words(note->text));
		json_object_set_new(o, "reason", json_words(note->reason));
		json_object_set_new(o, "misleads",
		    json_boolean(note->misleads));
		json_array_append_new(list, o);
	}
	return list;
}

static void
print_json(struct call *call, const struct reading *reading)
{
	const struct document *document = reading->document;
	struct document_counts counts;
	struct sha256 hash;
	char hex[SHA256_HEX];
	json_t *o = json_object();
	int months = document_validity_months(document);

	document_counts(document, &counts);
	json_object_set_new(o, "title",
	    json_fact(document_title(document)));
	json_object_set_new(o, "number",
	    json_fact(document_number(document)));
	json_object_set_new(o, "issuer",
	    json_fact(document_issuer(document)));
	json_object_set_new(o, "issued", json_day(document_issued(document)));
	json_object_set_new(o, "effective",
	    json_day(document_effective(document)));
	json_object_set_new(o, "expires",
	    json_day(document_expires(document)));
	json_object_set_new(o, "starts_at_publication",
	    json_boolean(document_starts_at_publication(document)));
	json_object_set_new(o, "validity_months",
	    months > 0 ? json_integer(months) : json_null());
	json_object_set_new(o, "counts", counts_json(&counts));
	json_object_set_new(o, "annexes", json_integer(counts.annexes));
	json_object_set_new(o, "printed", json_integer(counts.printed));
	json_object_set_new(o, "uncertain", notes_json(document, true));
	json_object_set_new(o, "warnings", notes_json(document, false));
	json_object_set_new(o, "changes_pending",
	    json_boolean(document_changes_pending(document)));
	json_object_set_new(o, "comments",
	    json_integer(document_comments(document)));
	json_object_set_new(o, "format",
	    json_string(document_format_name(document_format(document))));
	json_object_set_new(o, "reader", json_string(DOCUMENT_READER));
	document_text_hash(document, &hash);
	json_object_set_new(o, "text_hash",
	    json_string(sha256_hex(hex, &hash)));
	json_object_set_new(o, "original", json_string(reading->original));
	json_object_set_new(o, "recorded", reading->recorded != NULL ?
	    json_incref(reading->recorded) : json_null());
	json_print(&call->out, o);
}

static void
fact(struct call *call, const char *name, const char *value)
{
	output_padded(&call->out, name, 18);
	output_addf(&call->out, "%s\n",
	    *value != '\0' ? value : _("(not found)"));
}

static void
fact_day(struct call *call, const char *name, struct day day)
{
	char text[DAY_TEXT];

	fact(call, name, day.year != 0 ? day_format(text, day) : "");
}

/* The day itself, where the text names none by what it says of it. */
static void
fact_effective(struct call *call, const struct document *document)
{
	struct day day = document_effective(document);

	if (day.year == 0 && document_starts_at_publication(document))
		fact(call, _("Effective from"), _("the day of issue or "
		    "publication (the text names no date)"));
	else
		fact_day(call, _("Effective from"), day);
}

static void
fact_expires(struct call *call, const struct document *document)
{
	struct day day = document_expires(document);
	int months = document_validity_months(document);
	struct text words = TEXT_INIT;

	if (day.year != 0 || months == 0) {
		fact_day(call, _("Valid until"), day);
		return;
	}
	if (months % 12 == 0)
		text_addf(&words, COUNTED("%d year (the text names no date)",
		    "%d years (the text names no date)", months / 12),
		    months / 12);
	else
		text_addf(&words, COUNTED("%d month (the text names no date)",
		    "%d months (the text names no date)", months), months);
	fact(call, _("Valid until"), words.ptr);
	text_release(&words);
}

static const char *
format_words(enum document_format format)
{
	switch (format) {
	case DOCUMENT_TEXT:
		return _("plain text");
	case DOCUMENT_MARKDOWN:
		return _("Markdown");
	case DOCUMENT_DOCX:
		return _("Word document (.docx)");
	case DOCUMENT_ODT:
		return _("OpenDocument text (.odt)");
	case DOCUMENT_OFD:
		return _("OFD pages (.ofd)");
	case DOCUMENT_HTML:
		return _("web page (.html)");
	case DOCUMENT_AKN:
		return _("Akoma Ntoso (.xml)");
	case DOCUMENT_FORMATS:
		break;
	}
	return "";
}

static void
counts_words(struct text *text, const struct document *document)
{
	struct document_counts c;
	size_t before = text->len, i;

	document_counts(document, &c);
	const struct { int n; const char *one; } parts[] = {
		{ c.book, N_("books: %d") }, { c.part, N_("parts: %d") },
		{ c.chapter, N_("chapters: %d") },
		{ c.section, N_("sections: %d") },
		{ c.article, N_("articles: %d") },
		{ c.article_inserted, N_("inserted articles: %d") },
		{ c.paragraph, N_("paragraphs: %d") },
		{ c.point, N_("points: %d") }, { c.indent, N_("items: %d") },
		{ c.level1, N_("first-level units: %d") },
		{ c.printed, N_("texts printed: %d") },
		{ c.annexes, N_("annexes: %d") },
	};
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char one[96];

		if (parts[i].n == 0)
			continue;
		if (text->len > before)
			text_adds(text, _(", "));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(one, sizeof(one), _(parts[i].one), parts[i].n);
#pragma GCC diagnostic pop
		text_adds(text, one);
	}
}

static void
print_counts(struct call *call, const struct document *document)
{
	struct text text = TEXT_INIT;

	counts_words(&text, document);
	fact(call, _("Structure"), text.ptr);
	text_release(&text);
}

/* Words follow after a colon. */
static void
drop_full_stop(struct text *sentence)
{
	static const char *const stops[] = { ".", "。" };
	size_t i, len;

	for (i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		len = strlen(stops[i]);
		if (sentence->len >= len && strcmp(sentence->ptr +
		    sentence->len - len, stops[i]) == 0)
			text_cut(sentence, sentence->len - len);
	}
}

/* Notes of one kind: so many are shown, the others counted. The last of the
 * kinds takes all that have no place of their own. */
#define NOTES_EACH 10
#define NOTE_KINDS 32

struct note_kind {
	const char *reason;
	size_t n;
};

static struct note_kind *
kind_of(struct note_kind kinds[NOTE_KINDS], const char *reason)
{
	size_t i;

	for (i = 0; i < NOTE_KINDS - 1 && kinds[i].reason != NULL; i++)
		if (strcmp(kinds[i].reason, reason) == 0)
			break;
	if (kinds[i].reason == NULL)
		kinds[i].reason = i < NOTE_KINDS - 1 ? reason : "";
	return &kinds[i];
}

static void
print_note(struct output *out, const struct document_note *note)
{
	struct text reason = TEXT_INIT;

	output_adds(out, "  ");
	if (note->line > 0)
		output_addf(out, _("line %d: "), note->line);
	text_adds(&reason, _(note->reason));
	if (note->text[0] != '\0') {
		drop_full_stop(&reason);
		text_addf(&reason, _(": \"%s\""), note->text);
	}
	output_addf(out, "%s\n", reason.ptr);
	text_release(&reason);
}

/* Those that bar the file from being issued, or the others. */
static void
print_notes(struct call *call, const struct document *document, bool misleads)
{
	struct note_kind kinds[NOTE_KINDS] = { { NULL, 0 } };
	struct output *out = &call->out;
	bool any = false;
	size_t i;

	for (i = 0; i < document_nnotes(document); i++) {
		const struct document_note *note = document_note(document, i);

		if (note->misleads != misleads)
			continue;
		if (!any)
			output_addf(out, "\n%s\n", misleads ?
			    _("To be mended before the file can be issued:") :
			    _("To be looked at by a person:"));
		any = true;
		if (kind_of(kinds, note->reason)->n++ < NOTES_EACH)
			print_note(out, note);
	}
	for (i = 0; i < NOTE_KINDS; i++)
		if (kinds[i].n > NOTES_EACH)
			output_addf(out, _("  and %zu more: %s\n"),
			    kinds[i].n - NOTES_EACH,
			    *kinds[i].reason != '\0' ? _(kinds[i].reason) :
			    _("of other kinds"));
}

/* The engine's outline in the language of the locale, and how many there are
 * of those units that there are. */
static void
outline(struct text *out, const struct document *document)
{
	document_outline_words(document, word_unit, out);
	counts_words(out, document);
	text_addc(out, '\n');
}

static void
print_summary(struct call *call, const struct document *document)
{
	struct sha256 hash;
	char hex[SHA256_HEX];

	fact(call, _("Title"), document_title(document));
	fact(call, _("Document number"), document_number(document));
	fact(call, _("Issued by"), document_issuer(document));
	fact_day(call, _("Document date"), document_issued(document));
	fact_effective(call, document);
	fact_expires(call, document);
	print_counts(call, document);
	fact(call, _("Read as"), format_words(document_format(document)));
	document_text_hash(document, &hash);
	fact(call, _("Text hash"), sha256_hex(hex, &hash));
	print_notes(call, document, false);
	print_notes(call, document, true);
}

/* The file of a version as it was handed in, read anew. */
static int
read_handed_in(struct call *call, const struct dossier *dossier,
    int64_t number, const struct document_options *options,
    struct document **out, struct err *err)
{
	const struct dossier_version *version = &dossier->versions[number - 1];
	struct text bytes = TEXT_INIT;
	int result = registry_original(call->registry, call_operand(call, 0),
	    version, &bytes, err);

	if (result == 0)
		result = read_safely_with(out, bytes.ptr, bytes.len,
		    version->name, options, err);
	text_release(&bytes);
	return result;
}

static int
read_version(struct call *call, const struct document_options *options,
    struct reading *out, struct err *err)
{
	const char *id = call_operand(call, 0), *given = call_operand(call, 1);
	struct dossier *dossier = NULL;
	int64_t number;
	int result = -1;

	if (call_open(call, true, err) != 0 ||
	    registry_dossier(call->registry, id, &dossier, err) != 0)
		return -1;
	number = (int64_t)dossier->nversions;
	if (given != NULL && version_number(given, dossier, &number, err) !=
	    0)
		goto out;
	/* Versions are numbered from 1 without a gap. */
	if (number > 0)
		snprintf(out->original, SHA256_HEX, "%s",
		    dossier->versions[number - 1].original);
	result = options->original && number > 0 ?
	    read_handed_in(call, dossier, number, options, &out->document,
	    err) : registry_text(call->registry, id, number, &out->document,
	    err);
	if (result != 0)
		goto out;
	out->recorded = numbered_json(dossier, number);
	(void)numbered_otherwise(dossier, number, out->document,
	    &out->otherwise);
out:
	dossier_free(dossier);
	return result;
}

static int
read_file(const char *path, const struct document_options *options,
    struct reading *out, struct err *err)
{
	struct text bytes = TEXT_INIT;
	struct sha256 hash;
	int result = input_read(path, &bytes, err);

	if (result == 0)
		result = read_safely_with(&out->document, bytes.ptr,
		    bytes.len, input_name(path), options, err);
	sha256_of(&hash, bytes.ptr, bytes.len);
	sha256_hex(out->original, &hash);
	text_release(&bytes);
	return result;
}

/* A version of a document, or a file: a file that has the name of a document
 * is taken where it is there. */
static int
read_either(struct call *call, struct reading *out, struct err *err)
{
	const char *path = call_operand(call, 0);
	const struct document_options options = {
		.original = options_has(&call->options, "original")
	};

	if (is_document_id(path) && !input_exists(path))
		return read_version(call, &options, out, err);
	if (call_operand(call, 1) != NULL)
		return err_set(err, ERR_USAGE, "a version is that of a "
		    "document; %s is a file", path);
	return read_file(path, &options, out, err);
}

static void
print(struct call *call, const struct reading *reading, bool rendered)
{
	struct text text = TEXT_INIT;

	if (reading->otherwise.code != ERR_NONE)
		call_note(call, &reading->otherwise);
	if (call_json(call))
		print_json(call, reading);
	else if (options_has(&call->options, "xml"))
		document_write_akn(reading->document, &text);
	else if (options_has(&call->options, "text"))
		document_plain_text(reading->document, &text);
	else if (options_has(&call->options, "outline"))
		outline(&text, reading->document);
	else if (!rendered)
		print_summary(call, reading->document);
	output_add(&call->out, text.ptr, text.len);
	text_release(&text);
}

static int
run_read(struct call *call)
{
	struct reading reading = { .otherwise = ERR_INIT };
	struct err err = ERR_INIT;
	int status = STATUS_YES, views, rendered;

	views = options_has(&call->options, "xml") +
	    options_has(&call->options, "text") +
	    options_has(&call->options, "outline") + call_json(call);
	if (views > 1) {
		err_set(&err, ERR_USAGE, "--xml, --text, --outline and --json "
		    "exclude each other");
		return call_usage(call, &err);
	}
	rendered = render_wanted(call, views, &err);
	if (rendered < 0)
		return call_asked(call, &err);
	if (read_either(call, &reading, &err) != 0)
		status = call_asked(call, &err);
	else if (rendered > 0 && render_document(call, reading.document,
	    reading.otherwise.shown, &err) != 0)
		status = call_fail(call, &err);
	else
		print(call, &reading, rendered > 0);
	json_decref(reading.recorded);
	document_free(reading.document);
	return status;
}

static const struct option *const tables[] = {
	read_options, render_options, NULL
};

const struct cmd cmd_read = {
	"read", GROUP_TEXT, "FILE | DOC [VERSION]",
	N_("show what is understood of a file, or a document's text"), tables,
	1, 2, run_read
};
