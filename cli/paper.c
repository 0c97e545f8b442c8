/* paper.c: what stands on a paper, put together */
#include "cli/paper_int.h"

#include "cli/json.h"
#include "engine/base/mem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct paper *
paper_new(const char *kind, const char *title)
{
	struct paper *paper = mem_zero(1, sizeof(*paper));

	paper->kind = kind;
	paper->title = arena_strdup(&paper->arena, title);
	paper->subtitle = "";
	paper->json = json_object();
	json_object_set_new(paper->json, "paper", json_string(kind));
	return paper;
}

void
paper_free(struct paper *paper)
{
	size_t i;

	if (paper == NULL)
		return;
	for (i = 0; i < paper->nparts; i++)
		free(paper->parts[i].rows);
	free(paper->parts);
	json_decref(paper->json);
	arena_release(&paper->arena);
	free(paper);
}

void
paper_subtitle(struct paper *paper, const char *words)
{
	struct text line = TEXT_INIT;

	output_line(words, &line);
	paper->subtitle = arena_strndup(&paper->arena, line.ptr, line.len);
	text_release(&line);
}

/* ---- parts ---- */

static struct paper_part *
last_part(struct paper *paper)
{
	return &paper->parts[paper->nparts - 1];
}

static struct paper_part *
add_part(struct paper *paper, enum paper_kind kind, const char *heading)
{
	if (paper->nparts == paper->room) {
		paper->room = paper->room * 2 + 8;
		paper->parts = mem_resize(paper->parts, paper->room,
		    sizeof(*paper->parts));
	}
	paper->parts[paper->nparts++] = (struct paper_part){ .kind = kind,
		.heading = arena_strdup(&paper->arena, heading),
		.json = paper->json };
	paper->shut = false;
	return last_part(paper);
}

static void
add_row(struct paper_part *part)
{
	if (part->nrows == part->room) {
		part->room = part->room * 2 + 8;
		part->rows = mem_resize(part->rows, part->room,
		    sizeof(*part->rows));
	}
	part->rows[part->nrows++] = (struct paper_row){ .n = 0 };
}

static void
add_line(struct paper *paper, struct paper_cell *cell, const char *shown)
{
	struct text line = TEXT_INIT;
	const char **lines;

	output_line(shown, &line);
	if (cell->n == cell->room) {
		lines = arena_array(&paper->arena, cell->room * 2 + 4,
		    sizeof(*lines));
		if (cell->n > 0)
			memcpy(lines, cell->lines, cell->n * sizeof(*lines));
		cell->lines = lines;
		cell->room = cell->room * 2 + 4;
	}
	cell->lines[cell->n++] = arena_strndup(&paper->arena, line.ptr,
	    line.len);
	text_release(&line);
}

void
paper_facts(struct paper *paper, const char *key, const char *heading)
{
	struct paper_part *part = add_part(paper, PAPER_FACTS, heading);

	if (key == NULL)
		return;
	part->json = json_object();
	json_object_set_new(paper->json, key, part->json);
}

void
paper_fact(struct paper *paper, const char *key, const char *label,
    const char *shown, json_t *value)
{
	struct paper_part *part = last_part(paper);

	json_object_set_new(part->json, key, value != NULL ? value :
	    json_fact(shown));
	paper->shut = *shown == '\0';
	if (paper->shut)
		return;
	add_row(part);
	paper_cell(paper, label);
	paper_cell(paper, shown);
}

void
paper_day(struct paper *paper, const char *key, const char *label,
    struct day day)
{
	char text[DAY_TEXT];

	paper_fact(paper, key, label, day.year != 0 ? day_format(text, day) :
	    "", json_day(day));
}

const char *
paper_minute(char out[TIME_TEXT], int64_t time_s)
{
	time_format(out, time_s);
	out[10] = ' ';
	out[16] = '\0';
	return out;
}

void
paper_time(struct paper *paper, const char *key, const char *label,
    int64_t time_s, bool minute)
{
	char text[TIME_TEXT] = "";

	if (time_s != 0 && minute)
		paper_minute(text, time_s);
	else if (time_s != 0)
		day_format(text, time_day(time_s));
	paper_fact(paper, key, label, text, json_time(time_s));
}

void
paper_table(struct paper *paper, const char *key, const char *heading,
    const struct paper_column *columns, size_t n, bool below)
{
	struct paper_part *part = add_part(paper, PAPER_TABLE, heading);
	size_t i;

	for (i = 0; i < n; i++) {
		part->columns[i].title = arena_strdup(&paper->arena,
		    columns[i].title);
		part->columns[i].share = columns[i].share;
	}
	part->ncolumns = n;
	part->below = below;
	part->json = json_array();
	json_object_set_new(paper->json, key, part->json);
}

void
paper_row(struct paper *paper, json_t *row)
{
	struct paper_part *part = last_part(paper);

	json_array_append_new(part->json, row);
	add_row(part);
}

void
paper_cell(struct paper *paper, const char *shown)
{
	struct paper_part *part = last_part(paper);
	struct paper_row *row = &part->rows[part->nrows - 1];

	row->n++;
	if (*shown != '\0')
		add_line(paper, &row->cells[row->n - 1], shown);
}

void
paper_line(struct paper *paper, const char *shown)
{
	struct paper_part *part = last_part(paper);
	struct paper_row *row;

	if (paper->shut || *shown == '\0')
		return;
	row = &part->rows[part->nrows - 1];
	add_line(paper, &row->cells[row->n - 1], shown);
}

void
paper_linef(struct paper *paper, const char *fmt, ...)
{
	struct text text = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_addv(&text, fmt, ap);
	va_end(ap);
	paper_line(paper, text.ptr);
	text_release(&text);
}

void
paper_words(struct paper *paper, const char *words)
{
	add_row(add_part(paper, PAPER_WORDS, ""));
	paper_cell(paper, words);
}

void
paper_places(struct paper *paper)
{
	add_part(paper, PAPER_PLACES, "");
}

void
paper_place(struct paper *paper, const char *label)
{
	add_row(last_part(paper));
	paper_cell(paper, label);
}

void
paper_value(struct paper *paper, const char *key, json_t *value)
{
	json_object_set_new(paper->json, key, value);
}

void
paper_values(struct paper *paper, json_t *object)
{
	json_object_update_missing(last_part(paper)->json, object);
	json_decref(object);
}

void
paper_cell_words(const struct paper_cell *cell, const char *between,
    struct text *out)
{
	size_t i;

	for (i = 0; i < cell->n; i++)
		text_addf(out, "%s%s", i > 0 ? between : "", cell->lines[i]);
}

/* ---- its foot ---- */

void
paper_seal(struct paper *paper, const struct paper_seal *seal)
{
	json_t *o = json_object();
	char hex[SHA256_HEX];

	paper->seal = *seal;
	paper->seal.registry = arena_strdup(&paper->arena, seal->registry);
	json_object_set_new(o, "registry", json_words(seal->registry));
	json_object_set_new(o, "origin", json_words(seal->checkpoint.origin));
	json_object_set_new(o, "size", json_integer(seal->checkpoint.size));
	json_object_set_new(o, "recorded", json_time(seal->recorded_s));
	json_object_set_new(o, "root", json_string(sha256_hex(hex,
	    &seal->checkpoint.root)));
	json_object_set_new(o, "code", json_words(seal->code));
	json_object_set_new(paper->json, "checkpoint", o);
}

void
paper_foot(const struct paper *paper, struct text *out)
{
	const struct paper_seal *seal = &paper->seal;
	struct text name = TEXT_INIT;
	char time[TIME_TEXT];

	paper_minute(time, seal->recorded_s);
	output_line(seal->registry, &name);
	text_addf(out, _("Registry: %s (%s)\n"), name.ptr,
	    seal->checkpoint.origin);
	text_addf(out, _("As of record %lld, the last one, recorded %s\n"),
	    (long long)seal->checkpoint.size, time);
	text_addf(out, _("Checkpoint code: %s"), seal->code);
	text_addc(out, '\n');
	text_addf(out, _("To check this paper, type the code after guiwen "
	    "audit --checkpoint: the first lines of the answer say whether "
	    "these %lld records are still the ones that were there when it was "
	    "printed."), (long long)seal->checkpoint.size);
	text_release(&name);
}

json_t *
paper_json(const struct paper *paper)
{
	return paper->json;
}
