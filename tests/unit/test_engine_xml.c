/* test_engine_xml.c: what the XML door lets in, and canonical writing */
#include "engine/base/mem.h"
#include "engine/xml/write.h"
#include "engine/xml/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int
parse(const char *xml, struct err *err)
{
	xmlDoc *doc = NULL;
	int rc = xml_parse(&doc, xml, strlen(xml), "input.xml", NULL, err);

	xmlFreeDoc(doc);
	return rc;
}

static void
test_refused(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(parse("", &err), -1);
	assert_string_equal(err.msg, "input.xml is empty");
	assert_int_equal(parse("<a>\n<b></a>", &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_int_equal(err.line, 2);
	assert_int_equal(parse("<!DOCTYPE a><a/>", &err), -1);
	assert_non_null(strstr(err.msg, "DOCTYPE"));
	assert_int_equal(parse("<!DOCTYPE a [<!ENTITY x SYSTEM "
	    "\"file:///etc/passwd\">]><a>&x;</a>", &err), -1);
	assert_non_null(strstr(err.msg, "DOCTYPE"));
	assert_int_equal(parse("<a>&undefined;</a>", &err), -1);
	assert_int_equal(parse("<a>&#1;</a>", &err), -1);
	assert_int_equal(parse("<a/><b/>", &err), -1);
}

static int printed;

static void __attribute__((format(printf, 2, 3)))
count_printed(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
	printed++;
}

/* A library prints nothing, of bytes outside their encoding neither. */
static void
test_refused_silently(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	printed = 0;
	xmlSetGenericErrorFunc(NULL, count_printed);
	assert_int_equal(parse("<?xml version=\"1.0\" encoding=\"GB2312\"?>"
	    "<a>\x8C\xE6\x94\xBF</a>", &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_int_equal(parse("<a b=1/>", &err), -1);
	xmlSetGenericErrorFunc(NULL, NULL);
	assert_int_equal(printed, 0);
}

static void
test_depth_and_nodes_are_limited(void **state)
{
	struct xml_limits limits = { 0, 100 };
	struct text t = TEXT_INIT;
	struct err err = ERR_INIT;
	xmlDoc *doc = NULL;
	int i;

	(void)state;
	for (i = 0; i < 5000; i++)
		text_adds(&t, "<a>");
	assert_int_equal(xml_parse(&doc, t.ptr, t.len, "deep", NULL, &err),
	    -1);
	text_reset(&t);
	text_adds(&t, "<a>");
	for (i = 0; i < 1000; i++)
		text_adds(&t, "<b/>");
	text_adds(&t, "</a>");
	assert_int_equal(xml_parse(&doc, t.ptr, t.len, "wide", &limits, &err),
	    -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(xml_parse(&doc, t.ptr, t.len, "wide", NULL, &err), 0);
	xmlFreeDoc(doc);
	text_release(&t);
}

static void
test_looking_around(void **state)
{
	const char *xml = "<r xmlns='urn:x' n='12' bad='1x' empty=''>"
	    "<a>one</a><y:a xmlns:y='urn:y'/><a>two<b>!</b></a></r>";
	struct text t = TEXT_INIT;
	struct err err = ERR_INIT;
	xmlDoc *doc = NULL;
	xmlNode *root, *a;
	int64_t n;

	(void)state;
	assert_int_equal(xml_parse(&doc, xml, strlen(xml), "x", NULL, &err),
	    0);
	root = xmlDocGetRootElement(doc);
	assert_true(xml_is(root, "urn:x", "r"));
	assert_false(xml_is(root, NULL, "r"));
	assert_int_equal(xml_count(root, "urn:x", "a"), 2);
	a = xml_next(xml_child(root, "urn:x", "a"), "urn:x", "a");
	xml_content(&t, a);
	assert_string_equal(t.ptr, "two!");
	assert_null(xml_next(a, "urn:x", "a"));
	assert_string_equal(xml_attr(root, "empty"), "");
	assert_null(xml_attr(root, "absent"));
	assert_int_equal(xml_attr_int(root, "n", 0, &n), 0);
	assert_int_equal(n, 12);
	assert_int_equal(xml_attr_int(root, "absent", 7, &n), 0);
	assert_int_equal(n, 7);
	assert_int_equal(xml_attr_int(root, "bad", 0, &n), -1);
	assert_int_equal(n, 7);
	text_release(&t);
	xmlFreeDoc(doc);
}

/* What the writer writes is what C14N 1.1 makes of it. */
static void
assert_canonical(const struct text *written)
{
	struct text canonical = TEXT_INIT;
	struct err err = ERR_INIT;
	xmlDoc *doc = NULL;

	assert_int_equal(xml_parse(&doc, written->ptr, written->len, "w", NULL,
	    &err), 0);
	assert_int_equal(xml_canonical(&canonical, (xmlNode *)doc, &err), 0);
	assert_string_equal(canonical.ptr, written->ptr);
	text_release(&canonical);
	xmlFreeDoc(doc);
}

static void
write_act(struct text *out)
{
	struct xml_writer w;

	xw_init(&w, out);
	xw_open(&w, "act", "urn:act");
	xw_attr(&w, "a", "\"quoted\" <&> \t\r\n");
	xw_attr_int(&w, "b", INT64_MIN);
	xw_attr(&w, "left-out", NULL);
	xw_attr(&w, "xml:lang", "zh");
	xw_element(&w, "reason", "第一条 <&> \"'\r\n\t文");
	xw_open(&w, "empty", NULL);
	xw_close(&w);
	xw_open(&w, "mixed", NULL);
	xw_mixed(&w);
	xw_open(&w, "num", NULL);
	xw_text(&w, "一、");
	xw_close(&w);
	xw_text(&w, "tail");
	xw_close(&w);
	xw_close(&w);
}

static void
test_writer_is_canonical(void **state)
{
	struct text act = TEXT_INIT, record = TEXT_INIT;
	struct xml_writer w;

	(void)state;
	write_act(&act);
	assert_canonical(&act);
	xw_init(&w, &record);
	xw_open(&w, "record", "urn:record");
	xw_attrf(&w, "number", "%d", 3);
	xw_fragment(&w, act.ptr, act.len);
	xw_open(&w, "plain", "");
	xw_close(&w);
	xw_close(&w);
	assert_canonical(&record);
	/* The act's bytes stand in the record as they are. */
	assert_non_null(strstr(record.ptr, act.ptr));
	text_release(&act);
	text_release(&record);
}

static void
test_writer_replaces_what_is_no_xml_character(void **state)
{
	static const char *const bad[] = { "\x01", "\xff", "\xc0\x80",
	    "\xed\xa0\x80", "\xef\xbf\xbf", "\xe6\x96", "\xf4\x90\x80\x80" };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(bad); i++) {
		struct text t = TEXT_INIT;
		struct xml_writer w;

		xw_init(&w, &t);
		xw_open(&w, "a", NULL);
		xw_attr(&w, "b", bad[i]);
		xw_text(&w, "文");
		assert_true(w.replaced);
		xw_close(&w);
		assert_canonical(&t);
		text_release(&t);
	}
}

static void
test_canonical_of_an_element(void **state)
{
	const char *xml = "<r xmlns='urn:r'><!-- no --><a z='1' b=\"2\"/></r>";
	struct text t = TEXT_INIT;
	struct err err = ERR_INIT;
	xmlDoc *doc = NULL;

	(void)state;
	assert_int_equal(xml_parse(&doc, xml, strlen(xml), "x", NULL, &err),
	    0);
	assert_int_equal(xml_canonical(&t,
	    xml_child(xmlDocGetRootElement(doc), "urn:r", "a"), &err), 0);
	assert_string_equal(t.ptr, "<a xmlns=\"urn:r\" b=\"2\" z=\"1\"></a>");
	text_release(&t);
	xmlFreeDoc(doc);
}

/* ---- where memory runs out ---- */

static long left;		/* so many pieces more are handed out */

static void *
scarce_malloc(size_t size)
{
	return left-- > 0 ? malloc(size) : NULL;
}

static void *
scarce_realloc(void *ptr, size_t size)
{
	return left-- > 0 ? realloc(ptr, size) : NULL;
}

static char *
scarce_strdup(const char *s)
{
	return left-- > 0 ? strdup(s) : NULL;
}

/* It is no fault of the document. */
static void
test_no_memory(void **state)
{
	static const char xml[] = "<r xmlns='urn:r'><a z='1' b='2'>text &amp; "
	    "more</a><b><c/><c/></b>\xe6\x96\x87</r>";
	struct err err = ERR_INIT;
	long most = 0;
	int rc = -1;

	(void)state;
	assert_int_equal(xmlMemSetup(free, scarce_malloc, scarce_realloc,
	    scarce_strdup), 0);
	for (; rc != 0 && most < 10000; most++) {
		left = most;
		rc = parse(xml, &err);
		if (rc != 0)
			assert_int_equal(err.code, ERR_SYSTEM);
	}
	assert_int_equal(rc, 0);
	assert_true(most > 20);
	assert_int_equal(xmlMemSetup(free, malloc, realloc, strdup), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_silently),
		cmocka_unit_test(test_depth_and_nodes_are_limited),
		cmocka_unit_test(test_looking_around),
		cmocka_unit_test(test_writer_is_canonical),
		cmocka_unit_test(test_writer_replaces_what_is_no_xml_character),
		cmocka_unit_test(test_canonical_of_an_element),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
