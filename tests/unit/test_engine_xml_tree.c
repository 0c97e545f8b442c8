/* test_engine_xml_tree.c: a tree is what libxml2 reads, whichever way it was
 * read */
#include "engine/xml/tree.h"
#include "engine/xml/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static bool
same_string(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_attrs(const struct xml_tree_attr *a, const struct xml_tree_attr *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!same_string(a->name, b->name) ||
		    !same_string(a->value, b->value) ||
		    !same_string(a->ns, b->ns) ||
		    !same_string(a->prefix, b->prefix))
			return false;
	return a == b;
}

static bool
same(const struct xml_tree *a, const struct xml_tree *b)
{
	const struct xml_tree *x, *y;

	if (!same_string(a->name, b->name) || !same_string(a->ns, b->ns) ||
	    !same_string(a->prefix, b->prefix) ||
	    !same_string(a->text, b->text) || a->cdata != b->cdata ||
	    !same_attrs(a->attrs, b->attrs))
		return false;
	for (x = a->first, y = b->first; x != NULL && y != NULL;
	    x = x->next, y = y->next)
		if (x->parent != a || y->parent != b || !same(x, y))
			return false;
	return x == y;
}

/* Read in both ways: taken by both, and the same; or refused by both. */
static bool
both(const char *bytes, size_t len)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT, other = ERR_INIT;
	struct xml_tree *tree;
	xmlDoc *doc = NULL;
	int rc = xml_parse(&doc, bytes, len, "x", NULL, &err);

	assert_int_equal(xt_parse(&tree, &arena, bytes, len, "x", NULL,
	    &other), rc);
	if (rc == 0 && !same(tree, xt_of_node(&arena,
	    xmlDocGetRootElement(doc))))
		fail_msg("read otherwise: %s", bytes);
	assert_int_equal(other.code, err.code);
	assert_string_equal(other.msg, err.msg);
	xmlFreeDoc(doc);
	arena_release(&arena);
	return rc == 0;
}

static const char written[] =
    "<a xmlns=\"urn:x\" b=\"&amp;&lt;>&quot;&#x9;&#xA;&#xD; 条\" c=\"\">\n"
    "\t<d>&amp;&lt;&gt;\"&#xD; 条\n\t</d>\n"
    "\t<eId xmlns=\"\" f-1=\"x\"><g xmlns=\"urn:x\">1<h></h>2</g></eId>\n"
    "\t<d xmlns=\"urn:y\"></d>\n</a>";

static void
what_is_written_is_read_as_by_libxml2(void **state)
{
	(void)state;
	assert_true(both(written, sizeof(written) - 1));
}

/* Whatever one byte of it becomes, and wherever it ends. */
static void
changed_bytes_are_read_as_by_libxml2(void **state)
{
	static const char others[] = "<>/=\"'&; \n\r:ax1-\x01\xe6?![";
	char bytes[sizeof(written)];
	size_t i, k, taken = 0;

	(void)state;
	memcpy(bytes, written, sizeof(bytes));
	for (i = 0; i < sizeof(written) - 1; i++) {
		for (k = 0; k < sizeof(others) - 1; k++) {
			bytes[i] = others[k];
			taken += both(bytes, sizeof(written) - 1);
		}
		bytes[i] = written[i];
		both(bytes, i);
	}
	assert_true(taken > 100);
}

static void
other_xml_takes_the_longer_way(void **state)
{
	static const char *const good[] = {
		"<a/>", "<a></a>\n", "<a></a>\n\n",
		"<?xml version=\"1.0\"?><a></a>",
		"<p:a xmlns:p=\"urn:x\" p:b=\"c\" xml:lang=\"zh\"></p:a>",
		"<a><!-- x -->y<![CDATA[z]]><?p q?></a>", "<a b='c'/>",
		"<a b=\"2\" a=\"1\"></a>", "<a xmlns=\"\"></a>",
		"<_a.b _c=\"\"></_a.b>", "<文></文>",
		"\xef\xbb\xbf<a></a>", "<a>]]</a>", "<a\n></a >",
		"<a xmlns=\"urn:x&amp;y\"></a>"
	};
	static const char *const bad[] = {
		"", "x", "<a>", "<a></b>", "<a b=\"1\" b=\"1\"></a>",
		"<a xmlns=\"urn:x\" xmlns=\"urn:x\"></a>", "<a></a><b></b>",
		"<a>]]></a>", "<p:a></p:a>x", "<a>&x;</a>", "</a>",
		"<!DOCTYPE a><a></a>", "<a>\xff</a>", "<a></a>x", "<a></a>\nx"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!both(good[i], strlen(good[i])))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (both(bad[i], strlen(bad[i])))
			fail_msg("taken: %s", bad[i]);
}

/* An element in an element in an element, under a name of this length. */
static bool
nested(size_t depth, size_t name)
{
	struct text bytes = TEXT_INIT;
	size_t i, k;
	bool taken;

	for (i = 0; i < 2 * depth; i++) {
		text_adds(&bytes, i < depth ? "<" : "</");
		for (k = 0; k < name; k++)
			text_addc(&bytes, 'n');
		text_addc(&bytes, '>');
	}
	taken = both(bytes.ptr, bytes.len);
	text_release(&bytes);
	return taken;
}

static void
limits_are_those_of_libxml2(void **state)
{
	struct xml_limits limits = { .nodes = 9 };
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct xml_tree *tree;

	(void)state;
	assert_true(nested(199, 1));
	assert_true(nested(201, 1));
	assert_true(nested(256, 1));
	assert_false(nested(400, 1));
	assert_true(nested(2, 200));
	assert_false(nested(2, 60000));
	assert_int_equal(xt_parse(&tree, &arena, written,
	    sizeof(written) - 1, "x", &limits, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	limits = (struct xml_limits){ .bytes = sizeof(written) - 2 };
	assert_int_equal(xt_parse(&tree, &arena, written,
	    sizeof(written) - 1, "x", &limits, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	arena_release(&arena);
}

static void
what_was_built_is_written_and_asked(void **state)
{
	struct arena arena = ARENA_INIT;
	struct text out = TEXT_INIT;
	struct xml_tree *root = xt_add(&arena, NULL, "a"), *b;
	struct xml_writer w;
	int64_t n;

	(void)state;
	b = xt_add(&arena, root, "b");
	xt_set(&arena, b, "c", "&");
	xt_set(&arena, b, "n", "12");
	xt_add(&arena, root, "b");
	xw_init(&w, &out);
	xw_open(&w, "o", "urn:x");
	xt_write(&w, root, "");
	xw_close(&w);
	assert_string_equal(out.ptr, "<o xmlns=\"urn:x\">\n\t<a xmlns=\"\">\n"
	    "\t\t<b c=\"&amp;\" n=\"12\"></b>\n\t\t<b></b>\n\t</a>\n</o>");
	assert_ptr_equal(xt_child(root, NULL, "b"), b);
	assert_non_null(xt_next(b, NULL, NULL));
	assert_null(xt_child(root, "urn:x", NULL));
	assert_string_equal(xt_attr(b, "c"), "&");
	assert_null(xt_attr(root, "c"));
	assert_int_equal(xt_attr_int(b, "n", 0, &n), 0);
	assert_int_equal(n, 12);
	assert_int_equal(xt_attr_int(b, "c", 0, &n), -1);
	assert_int_equal(xt_attr_int(root, "c", 7, &n), 0);
	assert_int_equal(n, 7);
	text_release(&out);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_as_by_libxml2),
		cmocka_unit_test(changed_bytes_are_read_as_by_libxml2),
		cmocka_unit_test(other_xml_takes_the_longer_way),
		cmocka_unit_test(limits_are_those_of_libxml2),
		cmocka_unit_test(what_was_built_is_written_and_asked)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
