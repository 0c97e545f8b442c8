/* test_engine_document_docx_corpus.c: Word files of others: what must come
 * out of them, to the character, and no character lost */
#include "document_helpers.h"

#include "engine/document/han.h"
#include "engine/document/opc.h"
#include "engine/xml/xml.h"

#define W_NS "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define MC_NS "http://schemas.openxmlformats.org/markup-compatibility/2006"

static struct document *
read_file(const char *path, const struct text *bytes, bool original)
{
	const struct document_options options = { .original = original };
	struct document *d = NULL;
	struct err err = ERR_INIT;

	if (document_read_with(&d, bytes->ptr, bytes->len, path, &options,
	    &err) != 0)
		fail_msg("%s: %s", path, err.msg);
	assert_round_trip(d);
	return d;
}

/* --- what was written by hand from the standard --- */

static void
test_expected(void **state)
{
	static const struct {
		const char *file, *wanted;
		bool original;
	} files[] = {
		{ "s01-autonum-direct.docx", "", false },
		{ "s03-numfmts.docx", "", false },
		{ "s04-tracked.docx", ".accepted", false },
		{ "s04-tracked.docx", ".original", true },
		{ "s05-run-soup.docx", "", false },
		{ "s07-strict-namespace.docx", "", false },
		{ "s09-toc.docx", "", false },
		{ "s11-flat-opc.xml", "", false },
	};
	struct text path = TEXT_INIT, bytes = TEXT_INIT, wanted = TEXT_INIT;
	struct text plain = TEXT_INIT;
	struct document *d;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(files); i++) {
		text_reset(&path);
		text_reset(&bytes);
		text_reset(&wanted);
		text_addf(&path, "office/made/%s", files[i].file);
		if (!shared_file(&bytes, path.ptr)) {
			text_release(&path);	/* skip() does not return */
			skip();
		}
		d = read_file(path.ptr, &bytes, files[i].original);
		text_addf(&path, "%s.expect.txt", files[i].wanted);
		assert_true(shared_file(&wanted, path.ptr));
		text_reset(&plain);
		document_plain_text(d, &plain);
		assert_string_equal(plain.ptr, wanted.ptr);
		document_free(d);
	}
	text_release(&path);
	text_release(&bytes);
	text_release(&wanted);
	text_release(&plain);
}

/* --- every character --- */

#define CODE_POINTS 0x110000

static void
count(int *counts, const char *s, int step)
{
	unsigned long c;

	while ((c = han_next(&s)) != 0) {
		if (!han_space(c))
			counts[c] += step;
	}
}

/* The words of a part with all changes accepted, shown or not. */
static void
count_source(int *counts, const xmlNode *node)
{
	static const char *const gone[] = { "del", "moveFrom", "rt", NULL };
	struct text t = TEXT_INIT;
	const char *const *g;
	bool skipped;

	for (; node != NULL; node = node->next) {
		skipped = xml_is(node, MC_NS, "Fallback");
		for (g = gone; *g != NULL; g++)
			skipped |= xml_is(node, W_NS, *g);
		if (node->type != XML_ELEMENT_NODE || skipped)
			continue;
		if (xml_is(node, W_NS, "t")) {
			text_reset(&t);
			xml_content(&t, node);
			count(counts, t.ptr, -1);
		} else {
			count_source(counts, node->children);
		}
	}
	text_release(&t);
}

/* All of the Akoma Ntoso but its meta. */
static void
count_akn(int *counts, const xmlNode *node)
{
	for (; node != NULL; node = node->next) {
		if (node->type == XML_TEXT_NODE && node->content != NULL)
			count(counts, (const char *)node->content, 1);
		else if (!xml_is(node, DOCUMENT_AKN_NS, "meta"))
			count_akn(counts, node->children);
	}
}

static void
check_characters(const char *path, const struct text *bytes)
{
	int *counts = mem_zero(CODE_POINTS, sizeof(*counts));
	static const char *const types[] = { "/footnotes", "/endnotes" };
	struct document *d = read_file(path, bytes, false);
	struct text akn = TEXT_INIT;
	struct opc *opc = NULL;
	struct opc_rels rels;
	struct err err = ERR_INIT;
	char part[OPC_NAME_MAX], note[OPC_NAME_MAX];
	xmlDoc *doc = NULL;
	size_t i;

	document_write_akn(d, &akn);
	assert_done(xml_parse(&doc, akn.ptr, akn.len, path, NULL, &err), err);
	count_akn(counts, xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	assert_done(opc_open(&opc, bytes->ptr, bytes->len, false, path, &err),
	    err);
	assert_done(opc_rels(opc, "", &rels, &err), err);
	assert_true(opc_target(&rels, "/officeDocument", 0, part));
	opc_rels_release(&rels);
	doc = NULL;
	assert_done(opc_parse(opc, part, &doc, &err), err);
	count_source(counts, xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	assert_done(opc_rels(opc, part, &rels, &err), err);
	for (i = 0; i < MEM_COUNT(types); i++) {
		doc = NULL;
		if (!opc_target(&rels, types[i], 0, note))
			continue;
		assert_done(opc_parse(opc, note, &doc, &err), err);
		count_source(counts, xmlDocGetRootElement(doc));
		xmlFreeDoc(doc);
	}
	opc_rels_release(&rels);
	for (i = 0; i < CODE_POINTS; i++) {
		if (counts[i] < 0)
			fail_msg("%s: %d of U+%04zX are lost", path,
			    -counts[i], i);
	}
	opc_close(opc);
	text_release(&akn);
	document_free(d);
	free(counts);
}

static void
test_no_character_lost(void **state)
{
	static const char *const files[] = {
		"made/s01-autonum-direct.docx", "made/s03-numfmts.docx",
		"made/s04-tracked.docx", "made/s05-run-soup.docx",
		"made/s07-strict-namespace.docx", "made/s09-toc.docx",
		"real/docx4j-isLgl.docx", "real/hz-banfa-auto-numbering.docx",
		"real/hz-qingshi-template.dotx",
		"real/pandoc-alternate-document-path.docx",
		"real/pandoc-track-move.docx", "real/poi-delins.docx",
		"real/poi-numbering-overrides.docx",
		"real/tika-numbered-list.docx", "real/tika-phonetic-ruby.docx",
		"real/tika-text-box.docx",
	};
	struct text path = TEXT_INIT, bytes = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(files); i++) {
		text_reset(&path);
		text_reset(&bytes);
		text_addf(&path, "office/%s", files[i]);
		if (!shared_file(&bytes, path.ptr)) {
			text_release(&path);	/* skip() does not return */
			skip();
		}
		check_characters(path.ptr, &bytes);
	}
	text_release(&path);
	text_release(&bytes);
}

/* Words that only stand in a web page within the file; what is refused. */
static void
test_others(void **state)
{
	struct text bytes = TEXT_INIT;
	struct document_counts c;
	struct document *d;

	(void)state;
	if (!shared_file(&bytes, "office/real/zit-guohuifa-altchunk.docx"))
		skip();
	d = read_file("a.docx", &bytes, false);
	document_counts(d, &c);
	assert_int_equal(c.article, 19);
	assert_string_equal(document_title(d), "中华人民共和国国徽法");
	document_free(d);
	text_reset(&bytes);
	assert_true(shared_file(&bytes, "office/real/tika-encrypted-ole.docx"));
	assert_refused(bytes.ptr, bytes.len, "a.docx", "password");
	text_reset(&bytes);
	assert_true(shared_file(&bytes, "office/real/poi-xxe.docx"));
	assert_refused(bytes.ptr, bytes.len, "a.docx", "DOCTYPE");
	text_release(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_no_character_lost),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
