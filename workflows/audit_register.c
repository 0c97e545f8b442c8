/* audit_register.c: what became of each number of an issuing register */
#include "workflows/audit_register_int.h"

#include "engine/base/mem.h"
#include "workflows/audit_int.h"

#include <stdlib.h>
#include <string.h>

struct judging {
	struct reconciliation *r;
	const struct rates *rates;
	struct day today;
	struct audit_map made;	/* number -> row of the rates, + 1 */
	struct audit_map seen;	/* number -> line that explains it, + 1 */
	register_find_fn *find;
	void *ctx;
	bool *outside;		/* of each line */
};

bool
register_line_counts(const struct register_line *line)
{
	return line->standing == REGISTER_HERE ||
	    line->standing == REGISTER_NOT_NORMATIVE ||
	    line->standing == REGISTER_UNEXPLAINED;
}

size_t
register_next_document(const struct rates *rates, size_t i)
{
	const char *id = rates->rows[i].document;

	while (i < rates->nrows && strcmp(rates->rows[i].document, id) == 0)
		i++;
	return i;
}

/* ---- the document that has a number ---- */

static const char *
keep(struct reconciliation *r, const char *s)
{
	return s == NULL || s[0] == '\0' ? "" : arena_strdup(&r->arena, s);
}

static void
take_document(struct judging *j, size_t at, const struct register_found *f)
{
	struct register_line *line = &j->r->lines[at];
	const struct issuing_row *row = line->row;
	const struct issuing_register *in = line->in;
	int order;

	line->document = keep(j->r, f->document);
	line->title = keep(j->r, f->title);
	line->made = f->made;
	line->other_title = row->title[0] != '\0' &&
	    !issuing_same_title(row->title, f->title, f->authority);
	/* A document is not issued before it is made; if after, that is no
	 * difference. */
	order = row->date.year == 0 ? 0 : day_compare(row->date, f->made);
	line->other_date = in->date_is_made ? order != 0 : order < 0;
	line->said_not = row->nature == ISSUING_NOT ||
	    row->nature == ISSUING_VOID;
	j->outside[at] = f->outside;
}

/* 1 there is one, 0 none, -1 with err. */
static int
find_document(struct judging *j, size_t at, struct err *err)
{
	const struct issuing_row *row = j->r->lines[at].row;
	struct register_found found = { .document = "" };
	const struct rate_row *made;
	size_t i;
	int n;

	if (row->series[0] == '\0')
		return 0;
	i = audit_map_get(&j->made, row->number, "");
	if (i > 0) {
		made = &j->rates->rows[i - 1];
		found = (struct register_found){ made->document, made->title,
			made->authority, made->made, made->filed_by[0] !=
			'\0' };
		n = 1;
	} else {
		n = j->find(j->ctx, row->number, &found, err);
	}
	if (n > 0)
		take_document(j, at, &found);
	return n;
}

/* ---- the year and the day that are asked about ---- */

static bool
is_of_year(const struct register_line *line, int year)
{
	const struct issuing_row *row = line->row;

	if (year == 0 || (row->year == 0 && row->date.year == 0))
		return true;
	return row->year == year || row->date.year == year ||
	    (line->document[0] != '\0' && line->made.year == year);
}

/* A day that is still to come postpones nothing, nor does one that the number
 * itself contradicts. */
static bool
is_later(const struct judging *j, const struct register_line *line)
{
	const struct issuing_row *row = line->row;
	struct day date = line->document[0] != '\0' ? line->made : row->date;

	if (line->document[0] == '\0' && row->year != 0 &&
	    row->date.year > row->year)
		return false;
	return date.year != 0 && day_compare(date, j->rates->as_of) > 0 &&
	    day_compare(date, j->today) <= 0;
}

/* ---- is it explained? ---- */

static enum register_why
why_not(const struct issuing_row *row)
{
	switch (row->nature) {
	case ISSUING_NOT:
	case ISSUING_VOID:
		if (row->person[0] == '\0')
			return REGISTER_NO_PERSON;
		return row->reason[0] == '\0' ? REGISTER_NO_REASON :
		    REGISTER_EXPLAINED;
	case ISSUING_NORMATIVE:
		return REGISTER_NORMATIVE;
	case ISSUING_UNCLEAR:
		return REGISTER_UNCLEAR;
	case ISSUING_UNSAID:
		break;
	}
	return REGISTER_UNCLASSIFIED;
}

/* A number that says nothing of itself is told as what it lacks first. */
static enum register_why
why_unexplained(const struct issuing_row *row)
{
	enum register_why why = why_not(row);

	if (why == REGISTER_EXPLAINED || row->series[0] != '\0')
		return why;
	return row->number[0] == '\0' ? REGISTER_NO_NUMBER :
	    REGISTER_ILLEGIBLE;
}

/*
 * Of several rows with one number the document here explains the one that has
 * its title, or the first where none has; it explains no row with another.
 */
static bool
explains(struct judging *j, size_t at)
{
	struct register_line *line = &j->r->lines[at];
	const struct register_line *other;
	size_t first = audit_map_get(&j->seen, line->row->number, "");

	if (first == 0 || first - 1 == at)
		return true;
	other = &j->r->lines[first - 1];
	return !line->other_title || issuing_same_title(line->row->title,
	    other->row->title, "");
}

static void
judge(struct judging *j, size_t at)
{
	struct register_line *line = &j->r->lines[at];

	line->why = REGISTER_EXPLAINED;
	if (!is_of_year(line, j->rates->year)) {
		line->standing = REGISTER_OTHER_YEAR;
	} else if (is_later(j, line)) {
		line->standing = REGISTER_LATER;
	} else if (line->document[0] != '\0' && explains(j, at)) {
		line->standing = REGISTER_HERE;
	} else {
		line->why = why_unexplained(line->row);
		if (line->why != REGISTER_EXPLAINED && line->document[0] !=
		    '\0')
			line->why = REGISTER_TWICE;
		line->standing = line->why == REGISTER_EXPLAINED ?
		    REGISTER_NOT_NORMATIVE : REGISTER_UNEXPLAINED;
	}
}

/* Which line of each number its document explains, and where it stood
 * before. */
static void
note_numbers(struct judging *j)
{
	struct audit_map rows = { NULL, 0, 0 };
	size_t i, first;

	for (i = 0; i < j->r->nlines; i++) {
		struct register_line *line = &j->r->lines[i];
		const char *number = line->row->number;

		if (line->row->series[0] == '\0')
			continue;
		first = audit_map_get(&rows, number, "");
		line->first_row = (int)first;
		if (first == 0)
			audit_map_put(&rows, number, "",
			    (size_t)line->row->row);
		first = audit_map_get(&j->seen, number, "");
		if (line->document[0] != '\0' && (first == 0 ||
		    (j->r->lines[first - 1].other_title &&
		    !line->other_title)))
			audit_map_put(&j->seen, number, "", i + 1);
	}
	audit_map_release(&rows);
}

static void
count_line(struct reconciliation *r, const struct register_line *line)
{
	switch (line->standing) {
	case REGISTER_HERE:
		r->here++;
		break;
	case REGISTER_NOT_NORMATIVE:
		r->not_normative++;
		break;
	case REGISTER_UNEXPLAINED:
		r->unexplained++;
		break;
	case REGISTER_LATER:
		r->later++;
		break;
	case REGISTER_OTHER_YEAR:
		r->other_year++;
		break;
	}
}

static int
judge_all(struct judging *j, struct err *err)
{
	struct reconciliation *r = j->r;
	size_t i;

	for (i = 0; i < j->rates->nrows;
	    i = register_next_document(j->rates, i))
		if (j->rates->rows[i].number[0] != '\0' &&
		    audit_map_get(&j->made, j->rates->rows[i].number, "") ==
		    0)
			audit_map_put(&j->made, j->rates->rows[i].number, "",
			    i + 1);
	for (i = 0; i < r->nlines; i++)
		if (find_document(j, i, err) < 0)
			return -1;
	note_numbers(j);
	for (i = 0; i < r->nlines; i++) {
		judge(j, i);
		count_line(r, &r->lines[i]);
	}
	return 0;
}

static void
make_lines(struct reconciliation *r)
{
	size_t i, k, n = 0;

	for (i = 0; i < r->nregisters; i++)
		n += r->registers[i]->nrows;
	r->lines = mem_zero(n + 1, sizeof(*r->lines));
	for (i = 0; i < r->nregisters; i++)
		for (k = 0; k < r->registers[i]->nrows; k++)
			r->lines[r->nlines++] = (struct register_line) {
				.in = r->registers[i],
				.row = &r->registers[i]->rows[k],
				.document = "", .title = ""
			};
}

int
reconcile(struct reconciliation **out,
    const struct issuing_register *const *registers, size_t n,
    const struct rates *rates, struct day today, const struct people *people,
    register_find_fn *find, void *ctx, struct err *err)
{
	struct reconciliation *r = mem_zero(1, sizeof(*r));
	struct judging j = { .r = r, .rates = rates, .today = today,
		.find = find, .ctx = ctx };
	int result = -1;

	r->registers = registers;
	r->nregisters = n;
	make_lines(r);
	j.outside = mem_zero(r->nlines + 1, sizeof(*j.outside));
	if (judge_all(&j, err) != 0)
		goto out;
	register_count_series(r, rates, j.outside);
	register_count_people(r, people);
	r->empty = r->here + r->not_normative + r->unexplained + r->later ==
	    0;
	r->holds = !r->empty && r->unexplained == 0 && r->missing == 0 &&
	    r->nabsent == 0;
	*out = r;
	r = NULL;
	result = 0;
out:
	audit_map_release(&j.made);
	audit_map_release(&j.seen);
	free(j.outside);
	reconciliation_free(r);
	return result;
}

void
reconciliation_free(struct reconciliation *r)
{
	if (r == NULL)
		return;
	arena_release(&r->arena);
	free(r->lines);
	free(r->series);
	free(r->gaps);
	free(r->absent);
	free(r->people);
	free(r);
}

/* ---- of a registry ---- */

struct looking {
	struct store *store;
	const struct settings *settings;
	struct text document, title, authority;
	struct day made;
	bool found;
};

static int
on_document(void *ctx, const struct document_row *row, struct err *err)
{
	struct looking *l = ctx;

	(void)err;
	if (l->found || row->made.year == 0)
		return 0;
	l->found = true;
	text_adds(&l->document, row->id);
	text_adds(&l->title, row->title != NULL ? row->title : "");
	text_adds(&l->authority, row->authority != NULL ? row->authority : "");
	l->made = row->made;
	return 0;
}

static int
look_up(void *ctx, const char *number, struct register_found *out,
    struct err *err)
{
	struct looking *l = ctx;
	const struct document_filter filter = { .number = number };

	l->found = false;
	text_reset(&l->document);
	text_reset(&l->title);
	text_reset(&l->authority);
	if (store_documents(l->store, &filter, on_document, l, err) != 0)
		return -1;
	if (!l->found)
		return 0;
	*out = (struct register_found){ l->document.ptr, l->title.ptr,
		l->authority.ptr, l->made, settings_find(l->settings,
		l->authority.ptr) == NULL };
	return 1;
}

int
audit_reconcile(struct reconciliation **out, struct registry *registry,
    const struct issuing_register *const *registers, size_t n,
    struct rates *rates, struct day today, struct err *err)
{
	const struct procedure_context *context;
	struct looking l = { .store = registry_store(registry) };
	int result;

	if (registry_context(registry, &context, err) != 0)
		return -1;
	l.settings = context->settings;
	text_init(&l.document);
	text_init(&l.title);
	text_init(&l.authority);
	result = store_read_begin(l.store, err);
	if (result == 0) {
		result = reconcile(out, registers, n, rates, today,
		    context->people, look_up, &l, err);
		store_read_end(l.store);
	}
	if (result == 0)
		rates->reconciled = (*out)->holds;
	text_release(&l.document);
	text_release(&l.title);
	text_release(&l.authority);
	return result;
}
