/* diff_view.c: a comparison as a page: its model, for views/diff.xsl */
#include "cli/diff_view.h"

#include "cli/diff.h"
#include "cli/view.h"

#include <string.h>

static const struct view_word page_words[] = {
	{ "page", N_("comparison") },
	{ "skip", N_("to the redline") },
	{ "redline", N_("Redline") },
	{ "table", N_("Both texts side by side") },
	{ "changes", N_("changes") },
	{ "previous", N_("previous change") },
	{ "next", N_("next change") },
	{ "only", N_("only what changed") },
	{ "legend", N_("How it is marked:") },
	{ "deleted", N_("taken away: struck through") },
	{ "inserted", N_("put in: bold and underlined") },
	{ "marks", N_("wavy lines and boxes instead") },
	{ "waved", N_("taken away: wavy line") },
	{ "boxed", N_("put in: boxed") },
	{ "before", N_("Before") },
	{ "after", N_("After") },
	{ "remark", N_("Remark") },
	{ "left-out", N_("What is the same is left out.") },
	{ "renumbered", N_("Only renumbered:") },
	{ "equal", N_("Both say the same.") },
	{ NULL, NULL }
};

/* ---- words ---- */

/* Which runs are shown, and what they are called. */
struct showing {
	bool old_side, new_side;
	const char *keep;	/* the element of what both have */
};

static const char *
element_of(const struct showing *showing, enum compare_op op)
{
	switch (op) {
	case COMPARE_DELETE:
		return showing->old_side ? "d" : NULL;
	case COMPARE_INSERT:
		return showing->new_side ? "i" : NULL;
	case COMPARE_KEEP:
		break;
	}
	return showing->keep;
}

/* A run, a paragraph a line. A line end that alone was taken out or put in
 * would not be seen: it is shown as a sign. */
static void
add_run(struct xml_writer *w, const char *element, const char *s, size_t len)
{
	bool alone = len == 1 && *s == '\n' && *element != 'k';
	const char *nl;
	size_t n;

	for (;;) {
		nl = memchr(s, '\n', len);
		n = nl != NULL ? (size_t)(nl - s) : len;
		if (n > 0 || alone) {
			xw_open(w, element, NULL);
			if (alone)
				xw_text(w, "¶");
			else
				xw_text_n(w, s, n);
			xw_close(w);
		}
		if (nl == NULL)
			return;
		alone = false;
		xw_close(w);
		xw_open(w, "p", NULL);
		xw_mixed(w);
		s = nl + 1;
		len -= n + 1;
	}
}

static void
add_words(struct xml_writer *w, const struct compare_pair *pair,
    const struct showing *showing)
{
	const char *element;
	size_t i;

	xw_open(w, "p", NULL);
	xw_mixed(w);
	for (i = 0; i < pair->nruns; i++) {
		element = element_of(showing, pair->runs[i].op);
		if (element != NULL && !diff_is_seam(pair, i))
			add_run(w, element, pair->runs[i].text,
			    pair->runs[i].len);
	}
	xw_close(w);
}

static void
add_notes(struct xml_writer *w, const struct compare_pair *pair)
{
	static const char *const follows[] = {
		[COMPARE_FOLLOWED] = "followed", [COMPARE_STALE] = "stale",
		[COMPARE_ELSEWHERE] = "elsewhere"
	};
	struct text text = TEXT_INIT;
	size_t i;

	for (i = 0; i < pair->nreferences; i++) {
		text_reset(&text);
		diff_reference_words(&text, &pair->references[i]);
		xw_open(w, "note", NULL);
		xw_attr(w, "follow", follows[pair->references[i].follow]);
		xw_text(w, text.ptr);
		xw_close(w);
	}
	text_release(&text);
}

/* ---- parts ---- */

static const char *
kind_of(const struct compare_pair *pair)
{
	const struct unit *unit = pair->new_unit != NULL ? pair->new_unit :
	    pair->old_unit;

	if (unit == NULL)
		return "title";
	switch (unit->kind) {
	case UNIT_BOOK:
	case UNIT_PART:
	case UNIT_CHAPTER:
	case UNIT_SECTION:
	case UNIT_ATTACHMENT:
		return "heading";
	default:
		return unit_kind_name(unit->kind);
	}
}

static void
add_count(struct xml_writer *w, enum compare_status status, size_t n)
{
	if (n == 0)
		return;
	xw_open(w, "count", NULL);
	xw_attr_int(w, "n", (int64_t)n);
	xw_attr(w, "word", diff_status_word(status));
	xw_close(w);
}

static void
add_counts(struct xml_writer *w, const struct comparison *comparison)
{
	size_t counts[COMPARE_GONE + 1];
	int i;

	diff_counts(comparison, counts);
	xw_open(w, "counts", NULL);
	for (i = 0; i <= COMPARE_GONE; i++)
		add_count(w, (enum compare_status)i, counts[i]);
	xw_close(w);
}

/* Where a reader stops: not at a number alone. */
static bool
is_stop(const struct compare_pair *pair)
{
	return (pair->status != COMPARE_SAME &&
	    pair->status != COMPARE_RENUMBERED) || diff_has_doubt(pair);
}

static void
add_label(struct xml_writer *w, const struct compare_pair *pair)
{
	struct text label = TEXT_INIT;

	diff_label(&label, pair);
	xw_attr(w, "label", label.ptr);
	text_release(&label);
}

static void
add_step(struct xml_writer *w, const struct compare_step *step, int *stops)
{
	const struct compare_pair *pair = step->pair;
	const struct showing showing = { step->old_side, step->new_side,
		step->old_side && step->new_side ? "k" : step->old_side ?
		"d" : "i" };
	const char *status = compare_status_name(pair->status);

	xw_open(w, "step", NULL);
	if (is_stop(pair))
		xw_attr_int(w, "change", ++*stops);
	xw_attr(w, "kind", kind_of(pair));
	add_label(w, pair);
	xw_attr(w, "status", pair->status == COMPARE_SAME && is_stop(pair) ?
	    "noted" : status);
	xw_attr(w, "word", diff_status_word(pair->status));
	add_notes(w, pair);
	add_words(w, pair, &showing);
	xw_close(w);
}

/* Who signs, where that differs, and what was not compared. */
static void
add_elements(struct xml_writer *w, const struct comparison *comparison)
{
	const struct compare_element *list;
	struct text blind = TEXT_INIT;
	size_t n, i;

	list = comparison_elements(comparison, &n);
	for (i = 0; i < n; i++) {
		if (!list[i].changed)
			continue;
		xw_open(w, "element", NULL);
		xw_attr(w, "label", diff_element_word(&list[i]));
		xw_attr(w, "word", diff_status_word(COMPARE_CHANGED));
		xw_element(w, "d", list[i].old_words);
		xw_element(w, "i", list[i].new_words);
		xw_close(w);
	}
	diff_blind_words(&blind, comparison);
	if (blind.len > 0)
		xw_element(w, "blind", blind.ptr);
	text_release(&blind);
}

static void
add_redline(struct xml_writer *w, const struct comparison *comparison)
{
	const struct compare_step *steps;
	int stops = 0;
	size_t n, i;

	steps = comparison_steps(comparison, &n);
	xw_open(w, "redline", NULL);
	for (i = 0; i < n; i++)
		add_step(w, &steps[i], &stops);
	xw_close(w);
}

static void
add_row(struct xml_writer *w, const struct compare_pair *pair)
{
	const struct showing before = { true, false, "k" };
	const struct showing after = { false, true, "k" };

	xw_open(w, "pair", NULL);
	add_label(w, pair);
	xw_attr(w, "status", compare_status_name(pair->status));
	xw_attr(w, "word", diff_status_word(pair->status));
	xw_open(w, "before", NULL);
	if (pair->status != COMPARE_NEW)
		add_words(w, pair, &before);
	xw_close(w);
	xw_open(w, "after", NULL);
	if (pair->status != COMPARE_GONE)
		add_words(w, pair, &after);
	xw_close(w);
	add_notes(w, pair);
	xw_close(w);
}

static void
add_renumbered(struct xml_writer *w, const struct compare_pair *pair)
{
	struct text label = TEXT_INIT;

	diff_label(&label, pair);
	xw_element(w, "renumbered", label.ptr);
	text_release(&label);
}

static void
add_table(struct xml_writer *w, const struct comparison *comparison, bool all)
{
	size_t n = comparison_npairs(comparison), i;
	const struct compare_pair *pair;

	xw_open(w, "table", NULL);
	if (!all)
		xw_attr(w, "left-out", "yes");
	for (i = 0; i < n; i++) {
		pair = comparison_pair(comparison, i);
		if (all || is_stop(pair))
			add_row(w, pair);
		else if (pair->status == COMPARE_RENUMBERED)
			add_renumbered(w, pair);
	}
	xw_close(w);
}

int
diff_html(const struct call *call, const struct diff_names *names,
    const struct comparison *comparison, bool all, struct text *out,
    struct err *err)
{
	struct view view;
	int result = view_begin(&view, call, "diff", page_words, err);

	if (result == 0) {
		xw_open(&view.w, "diff", NULL);
		xw_attr(&view.w, "new", names->new);
		xw_attr(&view.w, "old", names->old);
		xw_attr(&view.w, "title", names->title);
		add_counts(&view.w, comparison);
		add_elements(&view.w, comparison);
		add_redline(&view.w, comparison);
		add_table(&view.w, comparison, all);
		xw_close(&view.w);
		result = view_finish(&view, out, err);
	}
	view_release(&view);
	return result;
}
