/* test_engine_document_aside.c: footnotes, text boxes, struck and hidden words
 * beside the text */
#include "document_helpers.h"

#include "engine/document/compare.h"
#include "engine/document/reading.h"

struct made {
	struct document *d;
	struct lines lines;
};

static void
add(struct made *m, const char *text)
{
	lines_add(m->d, &m->lines, text, strlen(text), (int)m->lines.n + 1);
}

static struct document *
finish(struct made *m)
{
	struct err err = ERR_INIT;

	assert_done(document_structure(m->d, &m->lines, "a.docx", &err), err);
	free(m->lines.at);
	return m->d;
}

static struct made
begin(void)
{
	struct made m = { document_new(DOCUMENT_DOCX), LINES_INIT };

	add(&m, "青石区路灯管理办法");
	return m;
}

static struct document *
with_aside(enum aside_kind kind, size_t at, const char *text)
{
	struct made m = begin();

	add(&m, "第一条　路灯由区城管局管理。");
	if (text != NULL)
		lines_add_aside(m.d, &m.lines, kind, at, "1", text);
	add(&m, "第二条　本办法自公布之日起施行。");
	return finish(&m);
}

/* Where each kind shows, and that each counts in the hash. */
static void
test_kinds(void **state)
{
	static const char *const shown[ASIDE_KINDS] = {
		[ASIDE_FOOTNOTE] = "第一条　路灯[脚注：甲 乙]由区城管局管理。\n",
		[ASIDE_BOX] = "第一条　路灯\n甲\n乙\n由区城管局管理。\n",
		[ASIDE_STRUCK] = "第一条　路灯[删除线：甲 乙]由区城管局管理。\n",
		[ASIDE_HIDDEN] = "第一条　路灯由区城管局管理。\n"
	};
	char bare[SHA256_HEX], x[SHA256_HEX];
	struct document *d, *without;
	struct text wanted = TEXT_INIT;
	struct comparison *c;
	int kind;

	(void)state;
	without = with_aside(ASIDE_BOX, 0, NULL);
	hash_hex(bare, without);
	for (kind = 0; kind < ASIDE_KINDS; kind++) {
		d = with_aside((enum aside_kind)kind,
		    strlen("第一条　路灯"), "甲\n乙");
		text_reset(&wanted);
		text_addf(&wanted, "青石区路灯管理办法\n%s"
		    "第二条　本办法自公布之日起施行。\n", shown[kind]);
		assert_plain(d, wanted.ptr);
		assert_round_trip(d);
		hash_hex(x, d);
		assert_string_not_equal(x, bare);
		c = comparison_new(without, d);
		assert_false(comparison_equal(c));
		comparison_free(c);
		document_free(d);
	}
	document_free(without);
	text_release(&wanted);
}

/* An aside of a blank paragraph, or before any line, is not lost. */
static void
test_places(void **state)
{
	struct made m = { document_new(DOCUMENT_DOCX), LINES_INIT };
	struct document *d;

	(void)state;
	lines_add_aside(m.d, &m.lines, ASIDE_STRUCK, ASIDE_AT_END, "", "旧题");
	add(&m, "青石区路灯管理办法");
	lines_add_aside(m.d, &m.lines, ASIDE_FOOTNOTE, ASIDE_AT_END, "*",
	    "首次公布");
	add(&m, "  第一条  （目的）  为了照明。");
	lines_add_aside(m.d, &m.lines, ASIDE_FOOTNOTE,
	    strlen("  第一条  （目"), "1", "注甲");
	add(&m, "   ");
	lines_add_aside(m.d, &m.lines, ASIDE_STRUCK, 3, "", "删去的一款");
	lines_add_aside(m.d, &m.lines, ASIDE_STRUCK, 3, "", "  ");
	lines_add_row(m.d, &m.lines, "甲\t乙", 7, 9, true);
	lines_add_aside(m.d, &m.lines, ASIDE_FOOTNOTE, 3, "2", "注乙");
	lines_add_row(m.d, &m.lines, "丙\t丁", 7, 9, false);
	lines_add_aside(m.d, &m.lines, ASIDE_FOOTNOTE, 7, "3", "注丙");
	add(&m, "页眉");
	m.lines.at[m.lines.n - 1].place = LINE_HEADER;
	d = finish(&m);
	assert_plain(d, "[删除线：旧题]青石区路灯管理办法[脚注：首次公布]\n"
	    "第一条  （目的）\n"
	    "[脚注：注甲]为了照明。[删除线：删去的一款]\n"
	    "甲[脚注：注乙]\t乙\n丙\t丁[脚注：注丙]\n");
	assert_round_trip(d);
	document_free(d);
}

/* A box with a masthead is front matter, one beside an article is not part
 * of its list; a file made of boxes is read as if they were paragraphs. */
static void
test_boxes(void **state)
{
	struct made m = { document_new(DOCUMENT_DOCX), LINES_INIT };
	struct document_counts c;
	struct document *d;
	size_t i;

	(void)state;
	add(&m, "青石区民政局文件");
	m.lines.at[0].place = LINE_BOX;
	add(&m, "青民规〔2021〕3号");
	m.lines.at[1].place = LINE_BOX;
	add(&m, "青石区公益性公墓管理规定");
	add(&m, "第一条　有下列情形之一的，由区民政局处理：");
	add(&m, "（一）未经批准扩大公墓用地的；");
	add(&m, "第九条");
	m.lines.at[m.lines.n - 1].place = LINE_BOX;
	add(&m, "（二）未按规定建立档案的。");
	d = finish(&m);
	assert_string_equal(document_number(d), "青民规〔2021〕3号");
	document_counts(d, &c);
	assert_int_equal(c.article, 1);
	assert_int_equal(c.point, 2);
	assert_round_trip(d);
	document_free(d);

	m = begin();
	add(&m, "第一条　路灯由区城管局管理。");
	add(&m, "第二条　本办法自公布之日起施行。");
	for (i = 0; i < m.lines.n; i++)
		m.lines.at[i].place = LINE_BOX;
	d = finish(&m);
	document_counts(d, &c);
	assert_int_equal(c.article, 2);
	assert_int_equal(document_nnotes(d), 1);
	document_free(d);
}

/* A file of nothing but page headers has no text. */
static void
test_headers_alone(void **state)
{
	struct made m = begin();
	struct err err = ERR_INIT;

	(void)state;
	m.lines.at[0].place = LINE_HEADER;
	assert_int_equal(document_structure(m.d, &m.lines, "a.docx", &err),
	    -1);
	assert_int_equal(err.code, ERR_UNREADABLE);
	free(m.lines.at);
	document_free(m.d);
}

/* A character too many, one too few, two in another order, an aside lost. */
static void
test_wholeness(void **state)
{
	static const char *const texts[] = { "第一条　路灯由区城管局管理",
		"第一条　路灯由区城管局管理。。", "第一条　路灯由区城局管管理。" };
	struct made m = begin();
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	add(&m, "第一条　路灯由区城管局管理。");
	lines_add_aside(m.d, &m.lines, ASIDE_HIDDEN, 3, "", "甲");
	assert_done(document_structure(m.d, &m.lines, "a.docx", &err), err);
	assert_true(document_is_whole(m.d, &m.lines));
	for (i = 0; i < MEM_COUNT(texts); i++) {
		const char *was = m.lines.at[1].text;

		m.lines.at[1].text = texts[i];
		assert_false(document_is_whole(m.d, &m.lines));
		m.lines.at[1].text = was;
	}
	m.lines.at[1].asides.first = NULL;
	assert_false(document_is_whole(m.d, &m.lines));
	free(m.lines.at);
	document_free(m.d);
}

/* A word that goes from one cell to the next is a change. */
static void
test_cells(void **state)
{
	struct document *x = read_as("# 青石区路灯登记表\n\n| 甲乙 | 丙 |\n"
	    "|---|---|\n| 一 | 二 |\n", "a.md");
	struct document *y = read_as("# 青石区路灯登记表\n\n| 甲 | 乙丙 |\n"
	    "|---|---|\n| 一 | 二 |\n", "a.md");
	char a[SHA256_HEX], b[SHA256_HEX];
	struct comparison *c = comparison_new(x, y);

	(void)state;
	hash_hex(a, x);
	hash_hex(b, y);
	assert_string_not_equal(a, b);
	assert_false(comparison_equal(c));
	comparison_free(c);
	document_free(x);
	document_free(y);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_headers_alone),
		cmocka_unit_test(test_wholeness),
		cmocka_unit_test(test_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
