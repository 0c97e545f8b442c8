/* test_engine_xml_transform.c: views made by stylesheets, which reach nothing
 * but the model */
#include "engine/xml/transform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SHEET(top, body) \
	"<xsl:stylesheet version='1.0' " \
	"xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>" top \
	"<xsl:template match='/'>" body "</xsl:template></xsl:stylesheet>"
#define HTML "<xsl:output method='html' encoding='UTF-8' indent='no'/>"
#define TEXT "<xsl:output method='text' encoding='UTF-8'/>"

/* What comes out, "" on failure with err. */
static int
transform(struct text *out, const char *sheet, const char *model,
    struct err *err)
{
	struct text s = TEXT_INIT, m = TEXT_INIT;
	int result;

	text_adds(&s, sheet);
	text_adds(&m, model);
	text_reset(out);
	err_clear(err);
	result = xml_transform(out, &s, "test.xsl", &m, err);
	text_release(&s);
	text_release(&m);
	return result;
}

static void
markup_is_escaped(void **state)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(transform(&out, SHEET(HTML, "<p title='{/a/@b}'>"
	    "<xsl:value-of select='/a'/></p>"),
	    "<a b='&quot;&gt;&lt;x'>&lt;b&gt;&amp;第一条</a>", &err), 0);
	assert_string_equal(out.ptr, "<p title='\"&gt;&lt;x'>&lt;b&gt;&amp;第一条"
	    "</p>\n");
	text_release(&out);
}

static void
nothing_else_is_read(void **state)
{
	char path[] = "/tmp/guiwen-transform-XXXXXX", sheet[1024];
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_true(write(fd, "<s>outside</s>", 14) == 14);
	close(fd);
	snprintf(sheet, sizeof(sheet), SHEET(TEXT, "[<xsl:value-of "
	    "select=\"document('%s')\"/>]"), path);
	if (transform(&out, sheet, "<a/>", &err) == 0)
		assert_null(strstr(out.ptr, "outside"));
	snprintf(sheet, sizeof(sheet), SHEET("<xsl:import href='%s'/>" TEXT,
	    "x"), path);
	assert_int_equal(transform(&out, sheet, "<a/>", &err), -1);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	snprintf(sheet, sizeof(sheet), SHEET("<xsl:include href='%s'/>" TEXT,
	    "x"), path);
	assert_int_equal(transform(&out, sheet, "<a/>", &err), -1);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	unlink(path);
	/* and a document type in the model is refused by the parser */
	assert_int_equal(transform(&out, SHEET(TEXT, "<xsl:value-of "
	    "select='.'/>"), "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
	    &err), -1);
	text_release(&out);
}

static void
faults_are_said(void **state)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(transform(&out, "<not", "<a/>", &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_int_equal(transform(&out, SHEET(TEXT, "x"), "<a>", &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_int_equal(transform(&out, SHEET(TEXT, "<xsl:message "
	    "terminate='yes'>enough</xsl:message>"), "<a/>", &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(out.len, 0);
	text_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_is_escaped),
		cmocka_unit_test(nothing_else_is_read),
		cmocka_unit_test(faults_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
