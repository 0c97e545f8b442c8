/* audit_register_series.c: series of numbers, their gaps, what the register
 * does not know, and who classified */
#include "workflows/audit_register_int.h"

#include "engine/base/mem.h"
#include "engine/document/docnum.h"

#include <stdlib.h>
#include <string.h>

/* One number of a series, known by a row or by a document here. */
struct entry {
	const char *series, *number;
	int year;
	long serial;
	const struct register_line *line;	/* NULL: a document's */
	bool outside;
	const struct rate_row *made;	/* NULL: a row's */
};

struct entries {
	struct entry *at;
	size_t n, cap;
	size_t gaps_cap, series_cap, absent_cap;
	struct docnum number;
	struct arena *arena;
};

static struct entry *
add_entry(struct entries *e)
{
	MEM_GROW(e->at, e->n, e->cap);
	memset(&e->at[e->n], 0, sizeof(*e->at));
	return &e->at[e->n++];
}

static void
add_line(struct entries *e, const struct register_line *line, bool outside)
{
	struct entry *entry = add_entry(e);

	entry->series = line->row->series;
	entry->number = line->row->number;
	entry->year = line->row->year;
	entry->serial = line->row->serial;
	entry->line = line;
	entry->outside = outside;
}

static void
add_made(struct entries *e, const struct rate_row *made)
{
	struct entry *entry = add_entry(e);

	entry->series = "";
	entry->number = made->number;
	entry->made = made;
	entry->outside = made->filed_by[0] != '\0';
	if (!docnum_parse(&e->number, made->number))
		return;
	entry->series = arena_strdup(e->arena, e->number.series.ptr);
	entry->year = e->number.year;
	entry->serial = e->number.serial;
}

/* By series and number; rows before documents, in their order. */
static int
by_number(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->series, y->series);

	if (order == 0 && x->serial != y->serial)
		order = x->serial < y->serial ? -1 : 1;
	if (order == 0)
		order = strcmp(x->number, y->number);
	if (order == 0 && (x->made == NULL) != (y->made == NULL))
		order = x->made == NULL ? -1 : 1;
	if (order == 0 && x->made == NULL && x->line != y->line)
		order = x->line < y->line ? -1 : 1;
	else if (order == 0 && x->made != y->made)
		order = x->made < y->made ? -1 : 1;
	return order;
}

static void
add_gap(struct reconciliation *r, struct entries *e,
    struct register_series *series, long from, long to)
{
	MEM_GROW(r->gaps, r->ngaps, e->gaps_cap);
	r->gaps[r->ngaps++] = (struct register_gap){ series->name, from, to };
	series->missing += to - from + 1;
	r->missing += to - from + 1;
}

static bool
is_asked_about(const struct entry *entry)
{
	return entry->made != NULL ||
	    entry->line->standing != REGISTER_OTHER_YEAR;
}

/* All numbers before the highest, from 1 on where the series begins anew each
 * year; else from the lowest of what is asked about. */
static void
find_gaps(struct reconciliation *r, struct entries *e,
    struct register_series *series, const struct entry *at, size_t n)
{
	long next = 1;
	size_t i;

	while (n > 0 && !is_asked_about(&at[n - 1]))
		n--;
	while (series->year == 0 && n > 0 && !is_asked_about(at)) {
		at++;
		n--;
	}
	if (series->year == 0 && n > 0)
		next = at->serial;
	for (i = 0; i < n; i++) {
		if (at[i].serial > next)
			add_gap(r, e, series, next, at[i].serial - 1);
		if (at[i].serial >= next)
			next = at[i].serial + 1;
	}
}

static void
count_entry(struct reconciliation *r, struct entries *e,
    struct register_series *series, const struct entry *entry, bool known)
{
	if (entry->made == NULL) {
		series->rows += register_line_counts(entry->line) ||
		    entry->line->standing == REGISTER_LATER;
		series->here += entry->line->standing == REGISTER_HERE;
		series->not_normative += entry->line->standing ==
		    REGISTER_NOT_NORMATIVE;
		series->unexplained += entry->line->standing ==
		    REGISTER_UNEXPLAINED;
		series->later += entry->line->standing == REGISTER_LATER;
	} else if (!known && entry->outside) {
		r->led_outside++;
	} else if (!known) {
		series->absent++;
		MEM_GROW(r->absent, r->nabsent, e->absent_cap);
		r->absent[r->nabsent++] = entry->made;
	}
}

/* The n entries of one series. */
static void
count_group(struct reconciliation *r, struct entries *e, int year,
    const struct entry *at, size_t n)
{
	struct register_series series = { .name = at[0].series,
		.year = at[0].year };
	const char *in_register = NULL;
	size_t i, rows = 0, documents = 0, outside = 0;

	for (i = 0; i < n; i++) {
		bool of_document = at[i].made != NULL ||
		    at[i].line->document[0] != '\0';

		rows += at[i].made == NULL;
		documents += of_document;
		outside += of_document && at[i].outside;
		if (at[i].made == NULL)
			in_register = at[i].number;
		count_entry(r, e, &series, &at[i], in_register != NULL &&
		    strcmp(in_register, at[i].number) == 0);
	}
	if (series.rows == 0 && series.absent == 0)
		return;
	if (series.name[0] != '\0' && rows > 0 &&
	    (documents == 0 || outside < documents) &&
	    (year == 0 || series.year == 0 || series.year == year))
		find_gaps(r, e, &series, at, n);
	MEM_GROW(r->series, r->nseries, e->series_cap);
	r->series[r->nseries++] = series;
}

void
register_count_series(struct reconciliation *r, const struct rates *rates,
    const bool *outside)
{
	struct entries e = { .number = DOCNUM_INIT, .arena = &r->arena };
	size_t i, n;

	for (i = 0; i < r->nlines; i++)
		add_line(&e, &r->lines[i], outside[i]);
	for (i = 0; i < rates->nrows; i = register_next_document(rates, i))
		add_made(&e, &rates->rows[i]);
	if (e.n > 1)
		qsort(e.at, e.n, sizeof(*e.at), by_number);
	for (i = 0; i < e.n; i += n) {
		for (n = 1; i + n < e.n && strcmp(e.at[i].series,
		    e.at[i + n].series) == 0; n++)
			continue;
		count_group(r, &e, rates->year, &e.at[i], n);
	}
	free(e.at);
	text_release(&e.number.series);
}

/* ---- who classified ---- */

static int
by_person(const void *a, const void *b)
{
	const struct register_line *const *x = a, *const *y = b;
	int order = strcmp((*x)->row->person, (*y)->row->person);

	return order != 0 ? order : strcmp((*x)->row->reason,
	    (*y)->row->reason);
}

static int
by_rows(const void *a, const void *b)
{
	const struct register_person *x = a, *y = b;

	if (x->rows != y->rows)
		return x->rows > y->rows ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool
has_name(const struct people *people, const char *name, size_t len)
{
	const char *known;
	size_t i;

	for (i = 0; i < people_count(people); i++) {
		known = people_at(people, i)->name;
		if (strlen(known) == len && strncmp(known, name, len) == 0)
			return true;
	}
	return false;
}

/* What stands between two names; 0: nothing of the kind is there. */
static size_t
between_names(const char *s)
{
	static const char *const marks[] = { "、", "，", "；", "　", ",", ";",
	    "/", " ", "\n" };
	size_t i;

	for (i = 0; i < MEM_COUNT(marks); i++)
		if (strncmp(s, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

/* 周正明、林芳: each of them. */
static bool
has_names(const struct people *people, const char *names)
{
	const char *at = names, *start;

	while (*at != '\0') {
		at += between_names(at);
		for (start = at; *at != '\0' && between_names(at) == 0; at++)
			continue;
		if (at > start && !has_name(people, start,
		    (size_t)(at - start)))
			return false;
	}
	return true;
}

/* The n lines of one person, those with one reason together. */
static void
count_person(struct register_person *person,
    struct register_line *const *lines, size_t n, const struct people *people)
{
	size_t i, alike = 0;

	person->name = lines[0]->row->person;
	person->known = people == NULL || has_names(people, person->name);
	person->rows = n;
	for (i = 0; i < n; i++) {
		lines[i]->stranger = !person->known;
		alike = i > 0 && strcmp(lines[i]->row->reason,
		    lines[i - 1]->row->reason) == 0 ? alike + 1 : 1;
		if (alike > person->alike) {
			person->alike = alike;
			person->reason = lines[i]->row->reason;
		}
	}
}

void
register_count_people(struct reconciliation *r, const struct people *people)
{
	struct register_line **lines = mem_alloc((r->nlines + 1) *
	    sizeof(struct register_line *));
	size_t n = 0, i, k, cap = 0;

	for (i = 0; i < r->nlines; i++)
		if (r->lines[i].standing == REGISTER_NOT_NORMATIVE)
			lines[n++] = &r->lines[i];
	if (n > 1)
		qsort(lines, n, sizeof(*lines), by_person);
	for (i = 0; i < n; i += k) {
		struct register_person person = { .reason = "" };

		for (k = 1; i + k < n && strcmp(lines[i]->row->person,
		    lines[i + k]->row->person) == 0; k++)
			continue;
		count_person(&person, lines + i, k, people);
		MEM_GROW(r->people, r->npeople, cap);
		r->people[r->npeople++] = person;
	}
	if (r->npeople > 1)
		qsort(r->people, r->npeople, sizeof(*r->people), by_rows);
	free(lines);
}
