/*
 * test_engine_compare_docx.c: the redline as a .docx: with all changes taken
 * it is the new text, with all refused the old one
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/document/zip.h"
#include "engine/xml/xml.h"
#include "tests/unit/compare_fixture.h"

#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

/* Reading a part by the rules of WordprocessingML, no more of them than are
 * needed: all changes taken, or all refused. */
struct side {
	const char *gone, *come;	/* elements that do not count, do */
	struct text text;
};

static bool
has_gone(const struct side *side, const xmlNode *properties)
{
	return properties != NULL && xml_child(properties, W, side->gone) !=
	    NULL;
}

static void
add_characters(struct side *side, const xmlNode *node)
{
	const xmlNode *c;

	for (c = node->children; c != NULL; c = c->next) {
		if (xml_is(c, W, side->gone))
			continue;
		if (xml_is(c, W, "t") || xml_is(c, W, "delText"))
			xml_content(&side->text, c);
		else if (xml_is(c, W, "tab"))
			text_addc(&side->text, '\t');
		else if (c->type == XML_ELEMENT_NODE)
			add_characters(side, c);
	}
}

static void
add_paragraph(struct side *side, const xmlNode *p)
{
	const xmlNode *ppr = xml_child(p, W, "pPr");

	add_characters(side, p);
	if (ppr == NULL || !has_gone(side, xml_child(ppr, W, "rPr")))
		text_addc(&side->text, '\n');
}

static void
add_row(struct side *side, const xmlNode *row)
{
	const xmlNode *cell;
	bool first = true;

	if (has_gone(side, xml_child(row, W, "trPr")))
		return;
	for (cell = xml_child(row, W, "tc"); cell != NULL;
	    cell = xml_next(cell, W, "tc")) {
		if (!first)
			text_addc(&side->text, '\t');
		first = false;
		add_characters(side, xml_child(cell, W, "p"));
	}
	text_addc(&side->text, '\n');
}

static void
read_side(struct side *side, xmlDoc *doc)
{
	const xmlNode *body = xml_child(xmlDocGetRootElement(doc), W, "body");
	const xmlNode *node, *row;

	text_init(&side->text);
	for (node = body->children; node != NULL; node = node->next) {
		if (xml_is(node, W, "p"))
			add_paragraph(side, node);
		for (row = xml_is(node, W, "tbl") ? xml_child(node, W, "tr") :
		    NULL; row != NULL; row = xml_next(row, W, "tr"))
			add_row(side, row);
	}
}

static xmlDoc *
redline_xml(const struct comparison *c)
{
	struct text file = TEXT_INIT, part = TEXT_INIT;
	struct err err = ERR_INIT;
	struct zip *zip = NULL;
	xmlDoc *doc = NULL;

	if (comparison_write_docx(c, "周<正>&明", "2021-06-15T09:00:00Z",
	    &file, &err) != 0 ||
	    zip_open(&zip, file.ptr, file.len, "redline.docx", &err) != 0 ||
	    zip_read(zip, "word/document.xml", &part, &err) != 0 ||
	    xml_parse(&doc, part.ptr, part.len, "document.xml", NULL, &err) !=
	    0)
		fail_msg("%s", err.msg);
	zip_close(zip);
	text_release(&file);
	text_release(&part);
	return doc;
}

static void
assert_redline(const struct comparison *c)
{
	struct side old_side = { .gone = "ins" };
	struct side new_side = { .gone = "del" };
	struct text want = TEXT_INIT;
	xmlDoc *doc = redline_xml(c);

	read_side(&old_side, doc);
	read_side(&new_side, doc);
	compare_rebuild(&want, c, false, true);
	assert_string_equal(old_side.text.ptr, want.ptr);
	text_reset(&want);
	compare_rebuild(&want, c, true, true);
	assert_string_equal(new_side.text.ptr, want.ptr);
	text_release(&want);
	text_release(&old_side.text);
	text_release(&new_side.text);
	xmlFreeDoc(doc);
}

static void
assert_samples(const char *old_spec, const char *new_spec)
{
	struct sample x, y;
	struct comparison *c;

	sample_init(&x, "甲办法", old_spec);
	sample_init(&y, "甲办法", new_spec);
	c = compare_samples(&x, &y);
	assert_redline(c);
	comparison_free(c);
	arena_release(&x.arena);
	arena_release(&y.arena);
}

static void
both_texts_come_out(void **state)
{
	(void)state;
	assert_samples("A第一条|甲事。\n", "A第一条|甲事。\n");
	assert_samples("A第一条|甲方负责甲事。\n", "");
	assert_samples("A第一条|不得：\nI（一）|侮辱老人；\nI（二）|收费。\n",
	    "A第一条|不得：\nI（一）|侮辱老人；\n");
	assert_samples("A第一条|甲方负责甲事并报告。\nA第二条|乙方照料老人。\n",
	    "A第一条|乙方照料老人。\nA第二条|甲方负责甲事并报告。\n");
	assert_samples("A第一条|a<b>&\"c\"</w:t>\n", "A第一条|a<i>&amp;]]>\n");
}

static void
tables(void **state)
{
	(void)state;
	/* a cell */
	assert_samples("T|街道\t人数/万安\t12/学堂\t8\n",
	    "T|街道\t人数/万安\t15/学堂\t8\n");
	/* rows */
	assert_samples("T|街道\t人数/万安\t12/学堂\t8\n",
	    "T|街道\t人数/学堂\t8/石桥\t20\n");
	/* columns */
	assert_samples("T|街道\t人数/万安\t12\n",
	    "T|街道\t人数\t备注/万安\t12\t新设\n");
	/* gone, new, in an article, one after the other */
	assert_samples("T|街道\t人数/万安\t12\nB|甲方负责甲事。\n",
	    "B|甲方负责甲事。\n");
	assert_samples("B|甲方负责甲事。\n",
	    "B|甲方负责甲事。\nT|街道\t人数/万安\t12\n");
	assert_samples("T|甲\t乙\nT|丙\t丁\n", "T|甲\t乙\nT|丙\t戊\n");
	assert_samples("T|甲\t乙\nB|甲方负责甲事并报告。\n",
	    "B|甲方负责甲事并报告。\nT|甲\t乙\n");
}

/* Do whole lines that were taken out or put in take their own ends along? */
static void
ends_belong_to_lines(void **state)
{
	struct sample x, y;
	struct comparison *c;
	const xmlNode *p, *ppr, *rpr;
	xmlDoc *doc;
	int n = 0;

	(void)state;
	sample_init(&x, "", "A第一条|不得：\nI（一）|侮辱老人；\nI（二）|收费；\n"
	    "I（三）|挪用预收款。\n");
	sample_init(&y, "", "A第一条|不得：\nI（一）|侮辱老人；\n");
	c = compare_samples(&x, &y);
	doc = redline_xml(c);
	p = xml_child(xml_child(xmlDocGetRootElement(doc), W, "body"), W,
	    "p");
	for (; p != NULL; p = xml_next(p, W, "p"), n++) {
		ppr = xml_child(p, W, "pPr");
		rpr = xml_child(ppr, W, "rPr");
		assert_int_equal(rpr != NULL && xml_child(rpr, W, "del") !=
		    NULL, n >= 2);
		assert_int_equal(xml_child(p, W, "r") == NULL, n >= 2);
	}
	assert_int_equal(n, 4);
	xmlFreeDoc(doc);
	comparison_free(c);
	arena_release(&x.arena);
	arena_release(&y.arena);
}

static void
any_edits(void **state)
{
	unsigned seed = 20210615, round;

	(void)state;
	for (round = 0; round < 200; round++) {
		struct text x = TEXT_INIT, y = TEXT_INIT;

		edit_samples(&x, &y, &seed);
		assert_samples(x.ptr, y.ptr);
		text_release(&x);
		text_release(&y);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_texts_come_out),
		cmocka_unit_test(tables),
		cmocka_unit_test(ends_belong_to_lines),
		cmocka_unit_test(any_edits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
