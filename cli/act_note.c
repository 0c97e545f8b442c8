/* act_note.c: what somebody should know of an act that was done */
#include "cli/act_note.h"

#include "cli/deadline.h"
#include "cli/ended.h"
#include "cli/meant.h"
#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- the text ---- */

static bool
has_structure(const struct document *document)
{
	struct document_counts c;

	document_counts(document, &c);
	return c.book + c.part + c.chapter + c.section + c.article +
	    c.article_inserted + c.paragraph + c.point + c.indent + c.level1 +
	    c.printed + c.annexes > 0;
}

/* The last words of the body as they are read, "" where there are none. */
static const char *
last_words(const struct document *document)
{
	const struct unit *unit = document_body(document), *child;
	const char *words = "";

	while (unit != NULL) {
		if (*unit->text != '\0')
			words = unit->text;
		if (*unit->wrapup != '\0')
			words = unit->wrapup;
		for (child = unit->first_child; child != NULL &&
		    child->next_sibling != NULL; child = child->next_sibling)
			;
		unit = child;
	}
	return words;
}

/* A decision of one paragraph is a whole text: a title, and a sentence that
 * comes to its end. */
static bool
is_whole(const struct document *document)
{
	const char *title = document_title(document);
	const char *words = last_words(document);
	size_t len = strlen(words), stop = strlen("。");

	return has_structure(document) || (title != NULL && *title != '\0' &&
	    len > stop && strcmp(words + len - stop, "。") == 0);
}

/* Has it its number, or come to its end? */
static bool
is_settled(const struct dossier *dossier)
{
	return *dossier->number != '\0' || dossier->ninstances == 0 ||
	    dossier->instances[0].closed;
}

/* A joint document that was taken in as that of one authority is refused when
 * it is published, and then nothing can be changed: it is said with every act
 * until it has its number. */
static void
print_issuers(struct call *call, const struct answer *answer,
    const char *issuer)
{
	const struct dossier *dossier = answer->dossier;

	if (issuer == NULL || *issuer == '\0' || is_settled(dossier) ||
	    procedure_issued_by(dossier, issuer))
		return;
	output_addf(&call->out, _("  note: the text is signed by %s, but the "
	    "document was taken in under other authorities, and will not be "
	    "published so: correct the text, or end this one and hand it in "
	    "anew with --issuing-authority and --joint (guiwen show %s)\n"),
	    issuer, dossier->id);
}

/* What the reader noticed of a text that was handed in (headers, pending
 * changes, hidden words, uncertain places) is said at once. */
static void
print_read(struct call *call, const struct asked *asked,
    const struct answer *answer, const struct document *document)
{
	size_t misleading = 0, n = document_nnotes(document), i;

	for (i = 0; i < n; i++)
		misleading += document_note(document, i)->misleads;
	if (misleading > 0)
		output_addf(&call->out, COUNTED("  the reader noticed %zu "
		    "thing in %s that somebody should look at, of which %zu "
		    "must be mended before it is issued: guiwen read %s\n",
		    "  the reader noticed %zu things in %s that somebody "
		    "should look at, %zu of which must be mended before it is "
		    "issued: guiwen read %s\n", n), n,
		    asked->request.text->name, misleading, answer->document);
	else if (n > 0)
		output_addf(&call->out, COUNTED("  the reader noticed %zu "
		    "thing in %s that somebody should look at: guiwen read "
		    "%s\n", "  the reader noticed %zu things in %s that "
		    "somebody should look at: guiwen read %s\n", n), n,
		    asked->request.text->name, answer->document);
	if (!is_whole(document))
		output_addf(&call->out, _("  the reader found neither articles "
		    "nor other parts in %s: is it the whole text? guiwen read "
		    "%s\n"), asked->request.text->name, answer->document);
}

/* What is to be said of the present text. */
static void
print_noticed(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	struct document *document = NULL;
	struct err ignored = ERR_INIT;

	if ((asked->request.text == NULL && is_settled(answer->dossier)) ||
	    dossier_version(answer->dossier) == NULL || registry_text(
	    call->registry, answer->document, 0, &document, &ignored) != 0)
		return;
	print_issuers(call, answer, document_issuer(document));
	if (asked->request.text != NULL)
		print_read(call, asked, answer, document);
	document_free(document);
}

/* ---- the same text twice ---- */

struct twin {
	const char *document, *text_hash;
	char found[64];
};

static int
take_twin(void *ctx, const struct document_row *row, struct err *err)
{
	struct twin *twin = ctx;

	(void)err;
	if (twin->found[0] == '\0' && row->text_hash != NULL &&
	    strcmp(row->text_hash, twin->text_hash) == 0 &&
	    strcmp(row->id, twin->document) != 0)
		snprintf(twin->found, sizeof(twin->found), "%s", row->id);
	return 0;
}

/* May whoever drafted it take it back now? Only then can it be ended. */
static bool
is_with_others(struct call *call, const struct dossier *dossier)
{
	const struct procedure_context *context;
	struct procedure_option *list;
	struct arena arena = ARENA_INIT;
	struct err ignored = ERR_INIT;
	bool found = false;
	size_t n;

	if (registry_context(call->registry, &context, &ignored) == 0) {
		n = procedure_options(context, dossier, call->now_s, &arena,
		    &list);
		found = procedure_option_of(list, n, "withdraw") != NULL;
	}
	arena_release(&arena);
	return found;
}

/* Whoever enters a command twice has two documents, and may not see it. */
static void
print_twin(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	const struct dossier *dossier = answer->dossier;
	const struct dossier_version *version = dossier_version(dossier);
	struct document_filter filter = { .text = dossier->title,
		.year = (int)strtol(dossier->id, NULL, 10) };
	struct twin twin = { .document = dossier->id };
	struct err ignored = ERR_INIT;

	if (asked->request.document != NULL || version == NULL)
		return;
	twin.text_hash = version->text_hash;
	if (store_documents(registry_store(call->registry), &filter,
	    take_twin, &twin, &ignored) != 0 || twin.found[0] == '\0')
		return;
	if (is_with_others(call, dossier))
		output_addf(&call->out, _("  note: %s has the same text; if "
		    "this one was entered twice, take it back (guiwen withdraw "
		    "%s), and guiwen show %s says how it is ended\n"),
		    twin.found, dossier->id, dossier->id);
	else
		output_addf(&call->out, _("  note: %s has the same text; if "
		    "this one was entered twice, guiwen show %s says how it is "
		    "ended\n"), twin.found, dossier->id);
}

/* Whoever takes the wrong file from his folder undoes what came since. */
static void
print_again(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	const struct dossier *dossier = answer->dossier;
	const struct dossier_version *version = dossier_version(dossier);
	size_t i;

	if (asked->request.document == NULL || asked->request.text == NULL ||
	    version == NULL || version->final)
		return;
	for (i = dossier->nversions; i > 0; i--)
		if (dossier->versions[i - 1].number < version->number &&
		    strcmp(dossier->versions[i - 1].original,
		    version->original) == 0) {
			output_addf(&call->out, _("  note: this is the file of "
			    "version %lld again, without what was changed "
			    "since\n"),
			    (long long)dossier->versions[i - 1].number);
			return;
		}
}

/* ---- early ---- */

/* An opinion may come as soon as it is ready; the audit tells of it, so
 * whoever gives it is told. */
static void
print_early(struct call *call, const struct answer *answer)
{
	const struct dossier *dossier = answer->dossier;
	const char *role = dossier->nactors == 0 ? "" :
	    dossier->actors[dossier->nactors - 1].role;
	struct text within = TEXT_INIT;
	char until[DAY_TEXT];
	size_t i;

	for (i = 0; i < dossier->ndeadlines; i++) {
		const struct dossier_deadline *at = &dossier->deadlines[i];

		if (at->ended_step != answer->step ||
		    at->owed_until.year == 0 ||
		    strcmp(role, at->owed_to) != 0 ||
		    day_compare(at->ended, at->owed_until) >= 0)
			continue;
		text_reset(&within);
		period_words(&within, at->at_least);
		output_addf(&call->out, _("  note: the %s that are owed to the "
		    "reviewer end on %s; an earlier opinion holds, and the "
		    "audit lists it\n"), within.ptr,
		    day_format(until, at->owed_until));
	}
	text_release(&within);
}

/* ---- in force before anybody could know ---- */

static void
print_before_publication(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	const struct dossier *dossier = answer->dossier;
	char effective[DAY_TEXT], published[DAY_TEXT];

	if (strcmp(asked->request.event, "publish") != 0 ||
	    dossier->effective.year == 0 || dossier->published.year == 0 ||
	    day_compare(dossier->effective, dossier->published) >= 0)
		return;
	output_addf(&call->out, _("  note: it is in force from %s, which is "
	    "before it was published (%s)\n"),
	    day_format(effective, dossier->effective),
	    day_format(published, dossier->published));
}

/* ---- a receipt ---- */

/* The filing authority numbers its registrations in a series of its own. */
static void
print_own_number(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	const struct dossier *dossier = answer->dossier;
	const char *given = asked_value(asked, "number");
	struct text number = TEXT_INIT;

	if (strcmp(asked->request.event, "receipt") != 0 || given == NULL)
		return;
	if (!meant_number(&number, given))
		text_adds(&number, given);
	if (strcmp(number.ptr, dossier->number) == 0)
		output_addf(&call->out, _("  note: %s is the document's own "
		    "number; if the receipt has another: guiwen correct %s "
		    "%lld --set number=NUMBER --reason TEXT\n"), given,
		    dossier->id, (long long)answer->step);
	text_release(&number);
}

/* ---- what it puts an end to ---- */

/* That is an act of its own, on the other document. */
static void
print_ended(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	const struct dossier *dossier = answer->dossier;
	struct arena arena = ARENA_INIT;
	struct ended ended;
	size_t i;

	if (strcmp(asked->request.event, "publish") != 0)
		return;
	for (i = 0; i < dossier->nrelations; i++) {
		ended = ended_of(call, &dossier->relations[i], &arena);
		if (ended.how == ENDED_LEFT || ended.how == ENDED_ELSEWHERE)
			ended_print(&call->out, &dossier->relations[i],
			    &ended);
	}
	arena_release(&arena);
}

void
act_print_notes(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	print_noticed(call, asked, answer);
	print_twin(call, asked, answer);
	print_again(call, asked, answer);
	print_early(call, answer);
	print_before_publication(call, asked, answer);
	print_own_number(call, asked, answer);
	print_ended(call, asked, answer);
}
