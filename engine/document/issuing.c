/* issuing.c: an office's issuing register (发文登记簿), read from a list */
#include "engine/document/issuing_int.h"

#include "engine/base/mem.h"
#include "engine/document/docnum.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"
#include "engine/document/rows.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_WITHIN 30	/* rows */
#define PROBED_BYTES 65536
#define SPREADSHEET_EPOCH -25569	/* day 0 of Excel: 1899-12-30 */
#define NO_COLUMN SIZE_MAX

/* Where the columns are. */
struct header {
	int row;		/* 0: not found */
	size_t width;		/* cells, the empty ones too */
	size_t at[COLUMNS];	/* NO_COLUMN: there is none */
	int rank[COLUMNS];
	bool twice[COLUMNS];	/* another has the same rank */
	size_t known;		/* columns that were recognised */
	int number_above;	/* a row above it that holds a number; 0 */
};

struct reading_list {
	struct issuing_register *out;
	struct header header;
	const char *headings[COLUMNS];	/* as they stand there, squeezed */
	size_t rows_cap;
	struct docnum number;
	struct text words;
};

/* ---- the header ---- */

static void
take_heading(struct header *header, const char *cell, size_t at)
{
	int rank = 0;
	enum issuing_column column = issuing_heading(cell, &rank);

	if (column == COLUMNS)
		return;
	header->known++;
	if (header->at[column] != NO_COLUMN &&
	    rank >= header->rank[column]) {
		header->twice[column] |= rank == header->rank[column];
		return;
	}
	header->at[column] = at;
	header->rank[column] = rank;
	header->twice[column] = false;
}

static int
look_for_header(void *ctx, int row, const char *const *cells, size_t n,
    struct err *err)
{
	struct header *header = ctx, found = { .row = row, .width = n,
		.number_above = header->number_above };
	size_t i;

	(void)err;
	for (i = 0; i < COLUMNS; i++)
		found.at[i] = NO_COLUMN;
	for (i = 0; i < n; i++) {
		take_heading(&found, cells[i], i);
		if (header->number_above == 0 && docnum_match(cells[i]))
			header->number_above = row;
	}
	if (found.at[COLUMN_NUMBER] != NO_COLUMN) {
		*header = found;
		return 1;
	}
	return row >= HEADER_WITHIN;
}

/* The separator with which the header has the most columns. */
static char
find_header(struct header *best, const struct text *list)
{
	static const char separators[] = { ',', '\t', ';' };
	size_t len = list->len < PROBED_BYTES ? list->len : PROBED_BYTES, i;
	char separator = ',';

	memset(best, 0, sizeof(*best));
	for (i = 0; i < sizeof(separators); i++) {
		struct header header = { .row = 0 };
		struct err ignored = ERR_INIT;

		(void)rows_read(list->ptr, len, separators[i], "",
		    look_for_header, &header, &ignored);
		if (header.row != 0 && header.known > best->known) {
			*best = header;
			separator = separators[i];
		}
	}
	return separator;
}

static int
pass_over(void *ctx, int row, const char *const *cells, size_t n,
    struct err *err)
{
	(void)ctx;
	(void)row;
	(void)cells;
	(void)n;
	(void)err;
	return 0;
}

static int
check_header(const struct header *header, const struct text *list,
    const char *name, struct err *err)
{
	if (list->len == 0)
		return err_set_at(err, ERR_UNREADABLE, name, 0, "%s is empty; "
		    "an issuing register has at least a row of headings",
		    name);
	/* What ends the list before its header is the better answer. */
	if (header->row == 0 && rows_read(list->ptr, list->len, ',', name,
	    pass_over, NULL, err) != 0)
		return -1;
	if (header->row == 0)
		return err_set_at(err, ERR_UNREADABLE, name, 0, "%s is no "
		    "issuing register that can be read: none of its first %d "
		    "rows has the heading 发文字号 or 文号; put it above the "
		    "document numbers, and beside it 标题, 成文日期, "
		    "是否规范性文件, 认定人 and 认定理由", name,
		    HEADER_WITHIN);
	if (header->twice[COLUMN_NUMBER])
		return err_set_at(err, ERR_SYNTAX, name, header->row, "%s has "
		    "two columns of document numbers in row %d; leave the "
		    "heading 发文字号 to one of them", name, header->row);
	if (header->twice[COLUMN_NATURE])
		return err_set_at(err, ERR_SYNTAX, name, header->row, "%s has "
		    "two columns in row %d that say whether a document is "
		    "normative; leave the heading 是否规范性文件 to one of "
		    "them", name, header->row);
	if (header->number_above != 0)
		return err_set_at(err, ERR_SYNTAX, name, header->number_above,
		    "%s has a document number in row %d, above its headings in "
		    "row %d; put it below them", name, header->number_above,
		    header->row);
	return 0;
}

/* ---- rows ---- */

/* The cell without the white space around it; "" where the row is short. */
static const char *
cell(struct reading_list *r, enum issuing_column column,
    const char *const *cells, size_t n)
{
	size_t at = r->header.at[column], len;
	const char *s;

	if (at == NO_COLUMN || at >= n)
		return "";
	s = han_skip(cells[at]);
	len = strlen(s);
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\n' ||
	    s[len - 1] == '\t'))
		len--;
	return len == 0 ? "" : arena_strndup(&r->out->arena, s, len);
}

/* As texts write it, 20210326, or the number of days that a spreadsheet keeps
 * and shows when the cell has no format; what follows a day is its time. */
static struct day
read_date(const char *s)
{
	struct day day = { 0, 0, 0 };
	struct date_match match;
	size_t len = strspn(s, "0123456789");
	long value;

	if (s[len] == '\0' && (len == 8 || len == 5)) {
		value = strtol(s, NULL, 10);
		day = len == 8 ? (struct day){ (int)(value / 10000),
			(int)(value / 100 % 100), (int)(value % 100) } :
		    day_from_serial(value + SPREADSHEET_EPOCH);
		if (!day_valid(day) || day.year < 1949 || day.year > 2099)
			day.year = 0;
	} else if (date_scan(s, &match) && match.state == DATE_WHOLE) {
		day = match.day;
	}
	return day;
}

static void
read_number(struct reading_list *r, struct issuing_row *row)
{
	struct docnum *number = &r->number;
	struct text *t = &r->words;
	bool found;

	text_reset(t);
	han_squeeze(t, row->written);
	row->number = arena_strdup(&r->out->arena, t->ptr);
	row->series = "";
	found = docnum_parse(number, t->ptr);
	if (!found && t->len > 0) {
		text_adds(t, "号");
		found = docnum_parse(number, t->ptr);
	}
	if (!found)
		return;
	text_reset(t);
	docnum_write(t, number);
	row->number = arena_strdup(&r->out->arena, t->ptr);
	row->series = arena_strdup(&r->out->arena, number->series.ptr);
	row->year = number->year;
	row->serial = number->serial;
}

/* 认定意见 is the conclusion where no column is for that, and the reason where
 * none is for that; 备注 is the reason where nothing else can be. */
static void
read_classification(struct reading_list *r, struct issuing_row *row,
    const char *const *cells, size_t n)
{
	const size_t *at = r->header.at;
	const char *remark = cell(r, COLUMN_REMARK, cells, n);
	const char *reason, *person = cell(r, COLUMN_PERSON, cells, n);

	row->nature_words = cell(r, at[COLUMN_NATURE] != NO_COLUMN ?
	    COLUMN_NATURE : COLUMN_OPINION, cells, n);
	row->nature = issuing_nature_of(row->nature_words);
	if (row->nature == ISSUING_UNSAID && issuing_is_void(remark)) {
		row->nature = ISSUING_VOID;
		row->nature_words = remark;
	}
	reason = cell(r, at[COLUMN_REASON] != NO_COLUMN ? COLUMN_REASON :
	    at[COLUMN_OPINION] != NO_COLUMN ? COLUMN_OPINION : COLUMN_REMARK,
	    cells, n);
	row->reason = issuing_is_blank(reason) ||
	    !issuing_has_words(reason) || issuing_is_conclusion(reason) ? "" :
	    reason;
	row->person = issuing_is_blank(person) ||
	    !issuing_has_words(person) ? "" : person;
}

static bool
any_number(const char *const *cells, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (docnum_match(cells[i]))
			return true;
	return false;
}

/* A header that is printed on every page: the same words, and no others that
 * a row could be about. */
static bool
repeats_header(struct reading_list *r, const char *const *cells, size_t n)
{
	struct text *t = &r->words;
	size_t column, at;

	for (column = 0; column < COLUMNS; column++) {
		at = r->header.at[column];
		text_reset(t);
		if (at < n)
			han_squeeze(t, cells[at]);
		if ((t->len > 0 || column == COLUMN_NUMBER) &&
		    strcmp(t->ptr, r->headings[column]) != 0)
			return false;
	}
	return true;
}

/* A row that does not end where it should, as at a line separator that some
 * programs show as an end, goes on right of the headings. */
static int
check_width(const struct reading_list *r, int row, const char *const *cells,
    size_t n, struct err *err)
{
	const char *name = r->out->name;

	if (n <= r->header.width || !any_number(cells + r->header.width,
	    n - r->header.width))
		return 0;
	return err_set_at(err, ERR_SYNTAX, name, row, "%s has a document "
	    "number in row %d right of its headings, where nobody looks for "
	    "one; give each number a row of its own", name, row);
}

static int
take_row(void *ctx, int at, const char *const *cells, size_t n,
    struct err *err)
{
	struct reading_list *r = ctx;
	struct issuing_register *out = r->out;
	struct issuing_row row = { .row = at };

	if (at <= r->header.row || n == 0)
		return 0;
	if (check_width(r, at, cells, n, err) != 0)
		return -1;
	row.written = cell(r, COLUMN_NUMBER, cells, n);
	row.title = cell(r, COLUMN_TITLE, cells, n);
	row.dated = cell(r, COLUMN_DATE, cells, n);
	if (repeats_header(r, cells, n) || (row.written[0] == '\0' &&
	    row.title[0] == '\0' && row.dated[0] == '\0' &&
	    !any_number(cells, n))) {
		out->passed_over++;
		return 0;
	}
	row.date = read_date(row.dated);
	read_number(r, &row);
	read_classification(r, &row, cells, n);
	MEM_GROW(out->rows, out->nrows, r->rows_cap);
	out->rows[out->nrows++] = row;
	return 0;
}

static int
keep_headings(void *ctx, int row, const char *const *cells, size_t n,
    struct err *err)
{
	struct reading_list *r = ctx;
	size_t column, at;

	(void)err;
	if (row < r->header.row)
		return 0;
	for (column = 0; column < COLUMNS; column++) {
		at = r->header.at[column];
		text_reset(&r->words);
		if (at < n)
			han_squeeze(&r->words, cells[at]);
		r->headings[column] = arena_strdup(&r->out->arena,
		    r->words.ptr);
	}
	r->out->date_column = cell(r, COLUMN_DATE, cells, n);
	return 1;
}

int
issuing_read(struct issuing_register **out, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	struct issuing_register *reg = mem_zero(1, sizeof(*reg));
	struct reading_list r = { .out = reg, .number = DOCNUM_INIT,
		.words = TEXT_INIT };
	struct text list = TEXT_INIT;
	struct sha256 hash;
	char separator;
	int result = -1;

	sha256_of(&hash, bytes, len);
	sha256_hex(reg->sha256, &hash);
	reg->name = arena_strdup(&reg->arena, name);
	reg->date_column = "";
	if (rows_decode(&list, bytes, len, name, err) != 0)
		goto out;
	separator = find_header(&r.header, &list);
	if (check_header(&r.header, &list, name, err) != 0 ||
	    rows_read(list.ptr, list.len, separator, name, keep_headings,
	    &r, err) != 0 || rows_read(list.ptr, list.len, separator, name,
	    take_row, &r, err) != 0)
		goto out;
	reg->header_row = r.header.row;
	reg->date_is_made = r.header.at[COLUMN_DATE] != NO_COLUMN &&
	    r.header.rank[COLUMN_DATE] < ISSUING_NOT_MADE;
	*out = reg;
	reg = NULL;
	result = 0;
out:
	issuing_free(reg);
	text_release(&list);
	text_release(&r.words);
	text_release(&r.number.series);
	return result;
}

void
issuing_free(struct issuing_register *reg)
{
	if (reg == NULL)
		return;
	free(reg->rows);
	arena_release(&reg->arena);
	free(reg);
}

/* ---- two registers ---- */

struct place {
	size_t reg;		/* as they were given */
	const struct issuing_row *row;
};

static int
by_number(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = strcmp(x->row->number, y->row->number);

	if (order == 0 && x->reg != y->reg)
		order = x->reg < y->reg ? -1 : 1;
	return order != 0 ? order : x->row->row - y->row->row;
}

int
issuing_apart(struct issuing_register *const *registers, size_t n,
    struct err *err)
{
	struct place *places = NULL;
	size_t count = 0, cap = 0, i, k;
	int result = 0;

	for (i = 0; i < n; i++)
		for (k = 0; k < registers[i]->nrows; k++) {
			MEM_GROW(places, count, cap);
			places[count++] = (struct place){ i,
				&registers[i]->rows[k] };
		}
	if (n > 1 && count > 1)
		qsort(places, count, sizeof(*places), by_number);
	for (i = 1; i < count && result == 0; i++)
		if (n > 1 && places[i].reg != places[i - 1].reg &&
		    places[i].row->series[0] != '\0' &&
		    strcmp(places[i].row->number,
		    places[i - 1].row->number) == 0)
			result = err_set(err, ERR_REFUSED, "%s stands in two "
			    "registers: in %s, row %d, and in %s, row %d; each "
			    "number belongs into one, so leave out the row or "
			    "the list that is not the office's",
			    places[i].row->number,
			    registers[places[i - 1].reg]->name,
			    places[i - 1].row->row,
			    registers[places[i].reg]->name,
			    places[i].row->row);
	free(places);
	return result;
}
