/* diff.c: a comparison, article by article, readable without colour too */
#include "cli/diff.h"

#include "cli/cmd.h"
#include "cli/json.h"
#include "engine/base/mem.h"

#include <string.h>

const char *
diff_status_word(enum compare_status status)
{
	switch (status) {
	case COMPARE_SAME:
		return _("unchanged");
	case COMPARE_CHANGED:
		return _("changed");
	case COMPARE_RENUMBERED:
		return _("renumbered");
	case COMPARE_MOVED:
		return _("moved");
	case COMPARE_SPLIT:
		return _("split");
	case COMPARE_MERGED:
		return _("merged");
	case COMPARE_NEW:
		return _("new");
	case COMPARE_GONE:
		return _("gone");
	}
	return "";
}

/* A unit is called as its text calls it, but a title bears no name there. */
static const char *
label_word(const char *label)
{
	return strcmp(label, "标题") == 0 ? _("title") : label;
}

void
diff_label(struct text *out, const struct compare_pair *pair)
{
	const char *old = label_word(pair->old_label);
	const char *new = label_word(pair->new_label);

	if (pair->status == COMPARE_NEW)
		text_adds(out, new);
	else if (pair->status == COMPARE_GONE || strcmp(old, new) == 0)
		text_adds(out, old);
	else
		text_addf(out, "%s → %s", *old != '\0' ? old : "·",
		    *new != '\0' ? new : "·");
}

static void
print_heading(struct output *out, const struct compare_pair *pair)
{
	struct text text = TEXT_INIT;

	diff_label(&text, pair);
	if (text.len > 0)
		text_adds(&text, "  ");
	output_styled(out, STYLE_BOLD, text.ptr);
	output_styled(out, STYLE_DIM, diff_status_word(pair->status));
	output_adds(out, "\n");
	text_release(&text);
}

static void
print_run(struct output *out, const struct compare_run *run)
{
	static const struct {
		const char *open, *close;
		enum output_style style;
	} marks[] = {
		[COMPARE_KEEP] = { "", "", STYLE_NONE },
		[COMPARE_DELETE] = { "[-", "-]", STYLE_DELETED },
		[COMPARE_INSERT] = { "{+", "+}", STYLE_INSERTED },
	};
	bool marked = run->op != COMPARE_KEEP;

	if (marked && out->colour)
		output_style(out, marks[run->op].style);
	else
		output_adds(out, marks[run->op].open);
	output_add(out, run->text, run->len);
	if (marked && out->colour)
		output_style(out, STYLE_NONE);
	else
		output_adds(out, marks[run->op].close);
}

bool
diff_is_seam(const struct compare_pair *pair, size_t i)
{
	return i == 0 && pair->old_part + pair->new_part > 0 &&
	    pair->runs[i].op != COMPARE_KEEP && pair->runs[i].len == 1 &&
	    pair->runs[i].text[0] == '\n';
}

bool
diff_has_doubt(const struct compare_pair *pair)
{
	size_t i;

	for (i = 0; i < pair->nreferences; i++)
		if (pair->references[i].follow != COMPARE_FOLLOWED)
			return true;
	return false;
}

void
diff_reference_words(struct text *out, const struct compare_reference *r)
{
	int old_len = (int)r->old_len, new_len = (int)r->new_len;

	switch (r->follow) {
	case COMPARE_FOLLOWED:
		text_addf(out, _("reference followed: %.*s → %.*s"), old_len,
		    r->old_text, new_len, r->new_text);
		break;
	case COMPARE_STALE:
		if (*r->now == '\0')
			text_addf(out, _("look at: refers to %.*s, which is "
			    "gone"), new_len, r->new_text);
		else
			text_addf(out, _("look at: refers to %.*s, which is "
			    "%s now"), new_len, r->new_text, r->now);
		break;
	case COMPARE_ELSEWHERE:
		if (*r->now == '\0')
			text_addf(out, _("look at: referred to %.*s, which is "
			    "gone, and refers to %.*s now"), old_len,
			    r->old_text, new_len, r->new_text);
		else
			text_addf(out, _("look at: referred to %.*s, which is "
			    "%s now, and refers to %.*s now"), old_len,
			    r->old_text, r->now, new_len, r->new_text);
		break;
	}
}

static void
print_references(struct output *out, const struct compare_pair *pair)
{
	struct text text = TEXT_INIT;
	size_t i;

	for (i = 0; i < pair->nreferences; i++) {
		text_reset(&text);
		diff_reference_words(&text, &pair->references[i]);
		output_adds(out, "  ");
		output_styled(out, pair->references[i].follow ==
		    COMPARE_FOLLOWED ? STYLE_DIM : STYLE_WARN, text.ptr);
		output_adds(out, "\n");
	}
	text_release(&text);
}

static void
print_pair(struct output *out, const struct compare_pair *pair)
{
	size_t i;

	print_heading(out, pair);
	print_references(out, pair);
	if (pair->status == COMPARE_RENUMBERED ||
	    pair->status == COMPARE_MOVED)
		return;
	for (i = 0; i < pair->nruns; i++)
		if (!diff_is_seam(pair, i))
			print_run(out, &pair->runs[i]);
	output_adds(out, "\n\n");
}

void
diff_counts(const struct comparison *comparison, size_t *counts)
{
	size_t i;

	for (i = 0; i <= COMPARE_GONE; i++)
		counts[i] = 0;
	for (i = 0; i < comparison_npairs(comparison); i++)
		counts[comparison_pair(comparison, i)->status]++;
}

static void
print_counts(struct output *out, const struct comparison *comparison)
{
	size_t counts[COMPARE_GONE + 1], i;
	bool first = true;

	diff_counts(comparison, counts);
	for (i = COMPARE_SAME; i <= COMPARE_GONE; i++) {
		if (counts[i] == 0)
			continue;
		output_addf(out, "%s%s %zu", first ? _("articles and other "
		    "parts: ") : _(", "),
		    diff_status_word((enum compare_status)i), counts[i]);
		first = false;
	}
	output_adds(out, first ? _("both are empty") : "");
	output_adds(out, "\n");
}

const char *
diff_element_word(const struct compare_element *element)
{
	static const struct {
		const char *name, *word;
	} words[] = {
		{ "issuer", N_("signing authority") },
		{ "masthead", N_("masthead") },
		{ "number", N_("document number") },
		{ "issued", N_("document date") },
		{ "signer", N_("signer") }
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(words); i++)
		if (strcmp(words[i].name, element->name) == 0)
			return _(words[i].word);
	return element->name;
}

/* Another body that signs, as a part of the text is shown. */
static void
print_elements(struct output *out, const struct comparison *comparison)
{
	const struct compare_element *list;
	struct compare_run run;
	size_t n, i;

	list = comparison_elements(comparison, &n);
	for (i = 0; i < n; i++) {
		if (!list[i].changed)
			continue;
		output_styled(out, STYLE_BOLD, diff_element_word(&list[i]));
		output_adds(out, "  ");
		output_styled(out, STYLE_DIM, _("changed"));
		output_adds(out, "\n");
		run = (struct compare_run){ COMPARE_DELETE, list[i].old_words,
			strlen(list[i].old_words) };
		print_run(out, &run);
		run = (struct compare_run){ COMPARE_INSERT, list[i].new_words,
			strlen(list[i].new_words) };
		print_run(out, &run);
		output_adds(out, "\n\n");
	}
}

void
diff_print(struct output *out, const struct comparison *comparison, bool all)
{
	const struct compare_pair *pair;
	size_t i;

	for (i = 0; i < comparison_npairs(comparison); i++) {
		pair = comparison_pair(comparison, i);
		if (pair->status != COMPARE_SAME || all ||
		    diff_has_doubt(pair))
			print_pair(out, pair);
	}
	print_elements(out, comparison);
	print_counts(out, comparison);
}

void
diff_blind_words(struct text *out, const struct comparison *comparison)
{
	const struct compare_element *list;
	const char *before, *after;
	bool first = true;
	size_t n, i;

	list = comparison_elements(comparison, &n);
	for (i = 0; i < n; i++) {
		if (list[i].changed)
			continue;
		before = list[i].old_words;
		after = list[i].new_words;
		text_addf(out, "%s%s %s → %s", first ? _("not compared, since "
		    "issuing fills it in: ") : _(", "),
		    diff_element_word(&list[i]),
		    *before != '\0' ? before : _("none"),
		    *after != '\0' ? after : _("none"));
		first = false;
	}
}

void
diff_print_blind(struct output *out, const struct comparison *comparison)
{
	struct text line = TEXT_INIT;

	diff_blind_words(&line, comparison);
	if (line.len > 0)
		output_addf(out, "%s\n", line.ptr);
	text_release(&line);
}

static json_t *
runs_json(const struct compare_pair *pair)
{
	static const char *const ops[] = {
		[COMPARE_KEEP] = "keep", [COMPARE_DELETE] = "delete",
		[COMPARE_INSERT] = "insert"
	};
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < pair->nruns; i++) {
		o = json_object();
		json_object_set_new(o, "op",
		    json_string(ops[pair->runs[i].op]));
		json_object_set_new(o, "text", json_words_n(pair->runs[i].text,
		    pair->runs[i].len));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
references_json(const struct compare_pair *pair)
{
	static const char *const names[] = {
		[COMPARE_FOLLOWED] = "followed", [COMPARE_STALE] = "stale",
		[COMPARE_ELSEWHERE] = "elsewhere"
	};
	json_t *list = json_array(), *o;
	const struct compare_reference *r;
	size_t i;

	for (i = 0; i < pair->nreferences; i++) {
		r = &pair->references[i];
		o = json_object();
		json_object_set_new(o, "old", json_words_n(r->old_text,
		    r->old_len));
		json_object_set_new(o, "new", json_words_n(r->new_text,
		    r->new_len));
		json_object_set_new(o, "now", json_fact(r->now));
		json_object_set_new(o, "follow",
		    json_string(names[r->follow]));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *
diff_json(const struct comparison *comparison)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < comparison_npairs(comparison); i++) {
		const struct compare_pair *pair = comparison_pair(comparison,
		    i);

		o = json_object();
		json_object_set_new(o, "old", pair->status == COMPARE_NEW ?
		    json_null() : json_words(pair->old_label));
		json_object_set_new(o, "new", pair->status == COMPARE_GONE ?
		    json_null() : json_words(pair->new_label));
		json_object_set_new(o, "status",
		    json_string(compare_status_name(pair->status)));
		json_object_set_new(o, "runs", runs_json(pair));
		if (pair->nreferences > 0)
			json_object_set_new(o, "references",
			    references_json(pair));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *
diff_elements_json(const struct comparison *comparison)
{
	const struct compare_element *list;
	json_t *array = json_array(), *o;
	size_t n, i;

	list = comparison_elements(comparison, &n);
	for (i = 0; i < n; i++) {
		o = json_object();
		json_object_set_new(o, "element", json_string(list[i].name));
		json_object_set_new(o, "old", json_fact(list[i].old_words));
		json_object_set_new(o, "new", json_fact(list[i].new_words));
		json_object_set_new(o, "changed",
		    json_boolean(list[i].changed));
		json_array_append_new(array, o);
	}
	return array;
}
