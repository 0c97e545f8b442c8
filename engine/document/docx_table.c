/* docx_table.c: tables of a .docx: rows, cells, what is merged or gone */
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <string.h>

static const char *const beside[] = { "trPr", "tcPr", "tblPr", "tblGrid",
	"tblPrEx", "sdtPr", "sdtEndPr", "sectPr", NULL };

static bool
is_beside(const xmlNode *node)
{
	const char *const *s;

	for (s = beside; *s != NULL; s++) {
		if (xml_is(node, W_NS, *s))
			return true;
	}
	return node->type != XML_ELEMENT_NODE;
}

static bool
has(const xmlNode *parent, const char *name)
{
	return parent != NULL && xml_child(parent, W_NS, name) != NULL;
}

bool
docx_row_is_gone(struct docx *x, const xmlNode *row)
{
	const xmlNode *pr = xml_child(row, W_NS, "trPr");
	bool ins = has(pr, "ins"), del = has(pr, "del");

	x->tracked |= ins || del;
	return x->original ? ins : del;
}

bool
docx_cell_is_gone(struct docx *x, const xmlNode *cell)
{
	const xmlNode *pr = xml_child(cell, W_NS, "tcPr");
	bool ins = has(pr, "cellIns"), del = has(pr, "cellDel");

	x->tracked |= ins || del;
	return x->original ? ins : del;
}

/* A cell that only goes on with the one above it or before it. */
static bool
is_covered(const xmlNode *cell)
{
	static const char *const merges[] = { "vMerge", "hMerge" };
	const xmlNode *pr = xml_child(cell, W_NS, "tcPr"), *merge;
	const char *val;
	int i;

	for (i = 0; i < 2; i++) {
		merge = pr == NULL ? NULL : xml_child(pr, W_NS, merges[i]);
		if (merge == NULL)
			continue;
		val = xml_attr_ns(merge, W_NS, "val");
		if (val == NULL || strcmp(val, "restart") != 0)
			return true;
	}
	return false;
}

static void
add_paragraph(struct docx *x, struct docx_words *one, char between,
    struct docx_words *out)
{
	size_t skip = (size_t)(han_skip(one->text.ptr) - one->text.ptr);
	char *p;

	for (p = one->text.ptr; *p != '\0'; p++) {
		if (*p == '\t' || *p == '\n' || *p == '\r')
			*p = ' ';
	}
	if (out->text.len > 0 && skip < one->text.len)
		docx_words_add(x, out, &between, 1);
	docx_words_append(x, out, one, skip);
	docx_words_release(one);
}

void
docx_gather(struct docx *x, const xmlNode *parent, char between,
    struct docx_words *out)
{
	const xmlNode *node;
	struct docx_words one = DOCX_WORDS_INIT;
	int heading;

	for (node = parent->children; node != NULL; node = node->next) {
		if (is_beside(node) ||
		    (xml_is(node, W_NS, "tr") && docx_row_is_gone(x, node)) ||
		    (xml_is(node, W_NS, "tc") && docx_cell_is_gone(x, node)))
			continue;
		if (!xml_is(node, W_NS, "p")) {
			x->nested_table |= xml_is(node, W_NS, "tbl");
			docx_gather(x, node, between, out);
		} else if (docx_paragraph(x, node, &one, &heading)) {
			add_paragraph(x, &one, between, out);
		}
	}
}

/* What waits for a next paragraph finds none in a cell. */
static void
gather_all(struct docx *x, const xmlNode *parent, char between,
    struct docx_words *out)
{
	struct docx_words one = DOCX_WORDS_INIT;
	int heading;

	docx_gather(x, parent, between, out);
	if (docx_waiting(x, &one, &heading))
		add_paragraph(x, &one, between, out);
}

void
docx_flat(struct docx *x, const xmlNode *parent, struct text *out)
{
	struct docx_words words = DOCX_WORDS_INIT;

	x->flat++;
	gather_all(x, parent, '\n', &words);
	x->flat--;
	docx_words_flat(x, out, &words);
	docx_words_release(&words);
}

/* Cells may stand in content controls. */
static size_t
count_cells(struct docx *x, const xmlNode *row)
{
	const xmlNode *node;
	size_t n = 0;

	for (node = row->children; node != NULL; node = node->next) {
		if (xml_is(node, W_NS, "tc"))
			n += !docx_cell_is_gone(x, node);
		else if (!is_beside(node))
			n += count_cells(x, node);
	}
	return n;
}

static void
row_cells(struct docx *x, const xmlNode *parent, struct docx_words *out,
    int *n)
{
	const xmlNode *node;
	struct docx_words cell = DOCX_WORDS_INIT;
	struct text hidden = TEXT_INIT;

	for (node = parent->children; node != NULL; node = node->next) {
		if (is_beside(node))
			continue;
		if (!xml_is(node, W_NS, "tc")) {
			row_cells(x, node, out, n);
			continue;
		}
		if (docx_cell_is_gone(x, node))
			continue;
		gather_all(x, node, ' ', &cell);
		if ((*n)++ > 0)
			docx_words_add(x, out, "\t", 1);
		if (is_covered(node)) {
			text_reset(&hidden);
			docx_words_flat(x, &hidden, &cell);
			if (*han_skip(hidden.ptr) != '\0')
				docx_words_beside(x, out, ASIDE_HIDDEN,
				    hidden.ptr, hidden.len);
			docx_words_close(x, out);
		} else {
			docx_words_append(x, out, &cell, 0);
		}
		docx_words_release(&cell);
	}
	text_release(&hidden);
}

/* A table of one column only arranges paragraphs on the page. */
static bool
one_column(struct docx *x, const xmlNode *table)
{
	const xmlNode *row;

	for (row = table->children; row != NULL; row = row->next) {
		if (is_beside(row))
			continue;
		if (!xml_is(row, W_NS, "tr")) {
			if (!one_column(x, row))
				return false;
		} else if (count_cells(x, row) > 1) {
			return false;
		}
	}
	return true;
}

static void
add_row(struct docx *x, const xmlNode *row, bool *first)
{
	const xmlNode *pr = xml_child(row, W_NS, "trPr");
	struct docx_words words = DOCX_WORDS_INIT;
	struct text hidden = TEXT_INIT;
	const struct aside *a;
	size_t before;
	int n = 0;

	row_cells(x, row, &words, &n);
	if (pr != NULL && docx_on(pr, "hidden") == 1) {
		docx_words_flat(x, &hidden, &words);
		docx_words_release(&words);
		docx_words_beside(x, &words, ASIDE_HIDDEN, hidden.ptr,
		    hidden.len);
		docx_words_close(x, &words);
	}
	before = x->lines->n;
	lines_add_row(x->d, x->lines, words.text.ptr, words.text.len,
	    x->paragraphs, *first);
	if (x->lines->n > before) {
		x->lines->at[before].place = x->place;
		*first = false;
	}
	for (a = words.asides.first; a != NULL; a = a->next)
		lines_add_aside(x->d, x->lines, a->kind, a->at, a->mark,
		    a->text);
	docx_doubt_asides(x, &words.asides);
	docx_words_release(&words);
	text_release(&hidden);
}

static void
add_rows(struct docx *x, const xmlNode *parent, bool *first)
{
	const xmlNode *row;

	for (row = parent->children; row != NULL; row = row->next) {
		if (is_beside(row))
			continue;
		if (!xml_is(row, W_NS, "tr"))
			add_rows(x, row, first);
		else if (!docx_row_is_gone(x, row))
			add_row(x, row, first);
	}
}

int
docx_table(struct docx *x, const xmlNode *node, struct err *err)
{
	bool first = true;

	if (one_column(x, node))
		return docx_blocks(x, node, err);
	x->table_depth++;
	add_rows(x, node, &first);
	x->table_depth--;
	return 0;
}
