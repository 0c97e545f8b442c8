/* paper_page.c: a paper on A4: as a page and as a Word file */
#include "cli/paper_int.h"

#include "cli/render.h"
#include "cli/table.h"
#include "cli/view.h"
#include "engine/document/docx_out.h"

#include <string.h>

#define ROW_MM 8		/* of a form */
#define FACT_MM 7		/* of facts, of which there are many */
#define PLACE_MM 14		/* where somebody signs or seals */

static const int fact_shares[] = { 22, 78 };
static const int place_shares[] = { 33, 35, 10, 22 };

/* What stands at the foot of each page. */
static void
running_foot(const struct paper *paper, struct text *out)
{
	text_addf(out, _("Checkpoint code: %s"), paper->seal.code);
}

/* ---- the page ---- */

static const struct view_word page_words[] = {
	{ "date", N_("Date") },
	{ NULL, NULL }
};

/* A hash alone: in smaller letters it stands on one line. */
static bool
is_hash(const struct paper_cell *cell)
{
	struct sha256 hash;

	return cell->n == 1 && sha256_parse(&hash, cell->lines[0]) == 0;
}

static void
add_cell(struct xml_writer *w, const char *element,
    const struct paper_cell *cell)
{
	size_t i;

	xw_open(w, element, NULL);
	if (is_hash(cell))
		xw_attr(w, "hash", "yes");
	for (i = 0; i < cell->n; i++)
		xw_element(w, "line", cell->lines[i]);
	xw_close(w);
}

static void
add_columns(struct xml_writer *w, const struct paper_part *part)
{
	int all = 0;
	size_t i;

	for (i = 0; i < part->ncolumns; i++)
		all += part->columns[i].share;
	for (i = 0; i < part->ncolumns; i++) {
		xw_open(w, "column", NULL);
		xw_attrf(w, "width", "%d%%", part->columns[i].share * 100 /
		    all);
		xw_text(w, part->columns[i].title);
		xw_close(w);
	}
}

static void
add_part(struct xml_writer *w, const struct paper_part *part)
{
	static const char *const names[] = {
		[PAPER_FACTS] = "facts", [PAPER_TABLE] = "table",
		[PAPER_WORDS] = "words", [PAPER_PLACES] = "places"
	};
	size_t i, k;

	if (part->nrows == 0)
		return;
	xw_open(w, names[part->kind], NULL);
	if (*part->heading != '\0')
		xw_attr(w, "heading", part->heading);
	add_columns(w, part);
	for (i = 0; i < part->nrows; i++) {
		xw_open(w, "row", NULL);
		for (k = 0; k < part->rows[i].n; k++)
			add_cell(w, "cell", &part->rows[i].cells[k]);
		xw_close(w);
	}
	xw_close(w);
}

static void
add_foot(struct xml_writer *w, const struct paper *paper)
{
	struct text foot = TEXT_INIT;
	const char *at;
	size_t n;

	paper_foot(paper, &foot);
	xw_open(w, "foot", NULL);
	for (at = foot.ptr; *at != '\0'; at += n + (at[n] == '\n')) {
		n = strcspn(at, "\n");
		xw_open(w, "line", NULL);
		xw_text_n(w, at, n);
		xw_close(w);
	}
	xw_close(w);
	text_release(&foot);
}

static int
paper_html(struct call *call, const void *what, struct text *out,
    struct err *err)
{
	const struct paper *paper = what;
	struct text foot = TEXT_INIT;
	struct view view;
	size_t i;
	int result = view_begin(&view, call, "paper", page_words, err);

	running_foot(paper, &foot);
	if (result == 0) {
		xw_open(&view.w, "paper", NULL);
		xw_attr(&view.w, "running", foot.ptr);
		xw_attr(&view.w, "subtitle", paper->subtitle);
		xw_attr(&view.w, "title", paper->title);
		for (i = 0; i < paper->nparts; i++)
			add_part(&view.w, &paper->parts[i]);
		add_foot(&view.w, paper);
		xw_close(&view.w);
		result = view_finish(&view, out, err);
	}
	view_release(&view);
	text_release(&foot);
	return result;
}

/* ---- the Word file ---- */

static void
paragraph(struct docx_out *x, enum docx_paragraph style, const char *words)
{
	docx_open(x, style, false, DOCX_KEPT);
	docx_run(x, DOCX_NORMAL, DOCX_KEPT, words, strlen(words));
	docx_close(x);
}

static void
form_cell(struct docx_out *x, enum docx_paragraph style,
    const struct paper_cell *cell)
{
	struct text words = TEXT_INIT;

	paper_cell_words(cell, "\n", &words);
	docx_form_cell(x, style, words.ptr, words.len);
	text_release(&words);
}

static void
add_facts(struct docx_out *x, const struct paper_part *part)
{
	size_t i;

	docx_form_open(x, fact_shares, 2);
	for (i = 0; i < part->nrows; i++) {
		docx_form_row(x, false, FACT_MM);
		form_cell(x, DOCX_FORM_LABEL, &part->rows[i].cells[0]);
		form_cell(x, is_hash(&part->rows[i].cells[1]) ?
		    DOCX_FORM_NOTE : DOCX_FORM, &part->rows[i].cells[1]);
		docx_row_close(x);
	}
	docx_table_close(x);
}

static void
add_table(struct docx_out *x, const struct paper_part *part)
{
	int shares[PAPER_COLUMNS];
	size_t i, k;

	for (k = 0; k < part->ncolumns; k++)
		shares[k] = part->columns[k].share;
	docx_form_open(x, shares, (int)part->ncolumns);
	docx_form_row(x, true, ROW_MM);
	for (k = 0; k < part->ncolumns; k++)
		docx_form_cell(x, DOCX_FORM_LABEL, part->columns[k].title,
		    strlen(part->columns[k].title));
	docx_row_close(x);
	for (i = 0; i < part->nrows; i++) {
		docx_form_row(x, false, ROW_MM);
		for (k = 0; k < part->ncolumns; k++)
			form_cell(x, DOCX_FORM, &part->rows[i].cells[k]);
		docx_row_close(x);
	}
	docx_table_close(x);
}

static void
add_places(struct docx_out *x, const struct paper_part *part)
{
	const char *date = _("Date");
	size_t i;

	docx_form_open(x, place_shares, 4);
	for (i = 0; i < part->nrows; i++) {
		docx_form_row(x, false, PLACE_MM);
		form_cell(x, DOCX_FORM_LABEL, &part->rows[i].cells[0]);
		docx_form_cell(x, DOCX_FORM, "", 0);
		docx_form_cell(x, DOCX_FORM_LABEL, date, strlen(date));
		docx_form_cell(x, DOCX_FORM, "", 0);
		docx_row_close(x);
	}
	docx_table_close(x);
}

static void
add_docx_part(struct docx_out *x, const struct paper_part *part)
{
	if (part->nrows == 0)
		return;
	if (*part->heading != '\0')
		paragraph(x, DOCX_FORM_HEADING, part->heading);
	else if (x->after_table)
		paragraph(x, DOCX_FORM_NOTE, "");
	switch (part->kind) {
	case PAPER_FACTS:
		add_facts(x, part);
		break;
	case PAPER_TABLE:
		add_table(x, part);
		break;
	case PAPER_WORDS:
		paragraph(x, DOCX_BODY, part->rows[0].cells[0].lines[0]);
		break;
	case PAPER_PLACES:
		add_places(x, part);
		break;
	}
}

#define TITLE_COLUMNS 40	/* of 156 mm in characters of 22 pt */

/* Lines of the same length: the last one is not left with a character or
 * two. */
static void
balance(const char *title, struct text *out)
{
	size_t all = text_columns(title), n;
	size_t lines = (all + TITLE_COLUMNS - 1) / TITLE_COLUMNS;

	for (; lines > 1 && *title != '\0'; lines--, title += n) {
		n = text_fit(title, (text_columns(title) + lines - 1) / lines);
		text_add(out, title, n);
		text_adds(out, "\n");
	}
	text_adds(out, title);
}

/* A title of several lines ends the first ones where a word does (GB/T 9704:
 * 回行时词意完整): behind the title that it names, where that fits. */
static void
add_title(struct docx_out *x, const char *title)
{
	struct text words = TEXT_INIT, first = TEXT_INIT;
	const char *end = NULL, *at = title;

	while ((at = strstr(at, "》")) != NULL)
		end = at += strlen("》");
	if (end != NULL)
		text_add(&first, title, (size_t)(end - title));
	if (end == NULL || *end == '\0' ||
	    text_columns(first.ptr) > TITLE_COLUMNS)
		balance(title, &words);
	else if (text_columns(title) <= TITLE_COLUMNS)
		text_adds(&words, title);
	else
		text_addf(&words, "%s\n%s", first.ptr, end);
	paragraph(x, DOCX_TITLE, words.ptr);
	text_release(&words);
	text_release(&first);
}

static int
paper_docx(struct call *call, const void *what, struct text *out,
    struct err *err)
{
	const struct paper *paper = what;
	struct docx_out x = DOCX_OUT_INIT;
	struct text running = TEXT_INIT, foot = TEXT_INIT;
	int result;
	size_t i;

	(void)call;
	running_foot(paper, &running);
	x.form = true;
	x.foot = running.ptr;
	add_title(&x, paper->title);
	if (*paper->subtitle != '\0')
		paragraph(&x, DOCX_FORM_NUMBER, paper->subtitle);
	for (i = 0; i < paper->nparts; i++)
		add_docx_part(&x, &paper->parts[i]);
	paper_foot(paper, &foot);
	paragraph(&x, DOCX_FORM_NOTE, "");
	paragraph(&x, DOCX_FORM_NOTE, foot.ptr);
	result = docx_finish(&x, out, err);
	text_release(&running);
	text_release(&foot);
	return result;
}

int
paper_files(struct call *call, const struct paper *paper, struct err *err)
{
	const struct rendering rendering = {
		.what = paper, .html = paper_html, .docx = paper_docx
	};

	return render_files(call, &rendering, err);
}
