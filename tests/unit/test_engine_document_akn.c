/* test_engine_document_akn.c: Akoma Ntoso as a file that is handed in: our own
 * exactly, of other makers as text, what is refused */
#include "document_helpers.h"

#define HEAD "<akomaNtoso xmlns=\"" DOCUMENT_AKN_NS "\"><act name=\"act\">" \
	"<meta><identification source=\"#a\"><FRBRWork><FRBRalias value=" \
	"\"某区管理办法\" name=\"title\"/><FRBRnumber value=\"某府发〔2021〕1号\"/>" \
	"</FRBRWork></identification></meta>"
#define TAIL "</act></akomaNtoso>"
#define P(words) "<content><p>" words "</p></content>"

static struct document *
read_akn(const char *xml, bool original)
{
	struct document_options options = { .original = original };
	struct document *d = NULL;
	struct err err = ERR_INIT;

	assert_done(document_read_with(&d, xml, strlen(xml), "a.xml", &options,
	    &err), err);
	assert_int_equal(document_format(d), DOCUMENT_AKN);
	assert_round_trip(d);
	return d;
}

/* The same words as a text file have the same structure and hash. */
static void
test_like_a_text(void **state)
{
	struct document *d = read_akn(HEAD "<preface><p><docTitle>某区管理办法"
	    "</docTitle></p></preface><body><chapter><num>第一章</num><heading>总则"
	    "</heading>\n<article><num>第一条</num><paragraph>" P("为了<ref "
	    "href=\"/x\">《某法》</ref>，\n制定本办法。") "</paragraph></article>"
	    "<article><num>第二条</num><paragraph><intro><p>有：</p></intro><point>"
	    "<num>（一）</num>" P("甲；") "</point><point><num>（二）</num>" P("乙。")
	    "</point></paragraph><paragraph>" P("另有规定的除外。") "</paragraph>"
	    "</article></chapter></body>" TAIL, false);
	struct document *text = read_as("某区管理办法\n第一章 总则\n第一条 为了《某法》，"
	    "制定本办法。\n第二条 有：\n（一）甲；\n（二）乙。\n另有规定的除外。\n", "a.txt");
	struct document_counts c;
	char a[SHA256_HEX], b[SHA256_HEX];

	(void)state;
	document_counts(d, &c);
	assert_int_equal(c.chapter, 1);
	assert_int_equal(c.article, 2);
	assert_int_equal(c.point, 2);
	assert_int_equal(c.paragraph, 3);
	assert_string_equal(document_number(d), "某府发〔2021〕1号");
	hash_hex(a, d);
	hash_hex(b, text);
	assert_string_equal(a, b);
	assert_true(noted(d, "another maker"));
	document_free(d);
	document_free(text);
}

#define CHANGED HEAD "<body><article><num>第一条</num><heading>目的</heading>" \
	"<paragraph>" P("甲<ins>新</ins><del>旧</del><authorialNote marker=\"1\">" \
	"<p>注。</p></authorialNote>。") "</paragraph></article><article><num>第二条" \
	"</num><paragraph><content><p>第一条修改为：<mod><quotedStructure " \
	"startQuote=\"“\"><article><num>第九条</num><paragraph>" P("乙。") \
	"</paragraph></article></quotedStructure></mod></p><table><tr><th><p>项" \
	"</p></th><td><p>元</p></td></tr></table></content></paragraph></article>" \
	"</body><conclusions><p><date date=\"2021-06-01\">2021年6月1日</date></p>" \
	"</conclusions>" TAIL

/* Headings of articles, quotations, notes, changes, tables. */
static void
test_what_lines_do_not_tell(void **state)
{
	struct document *d = read_akn(CHANGED, false);
	struct document_counts c;
	struct text akn = TEXT_INIT;

	(void)state;
	document_counts(d, &c);
	assert_int_equal(c.article, 2);
	assert_string_equal(document_title(d), "某区管理办法");
	assert_plain(d, "第一条　目的\n甲新[脚注：注。]。\n第二条 第一条修改为：\n“第九条 乙。”\n"
	    "项\t元\n2021年6月1日\n");
	document_write_akn(d, &akn);
	assert_non_null(strstr(akn.ptr, "<heading>目的</heading>"));
	assert_true(noted(d, "all of them accepted"));
	text_release(&akn);
	document_free(d);
	d = read_akn(CHANGED, true);
	assert_true(noted(d, "as it was before"));
	document_write_akn(d, &akn);
	assert_non_null(strstr(akn.ptr, "甲旧"));
	text_release(&akn);
	document_free(d);
}

/* What guiwen wrote is taken exactly; changed since, it is read anew. */
static void
test_own(void **state)
{
	struct document *d = read_as("某办法\n第一条 甲。\n第二条 乙。\n", "a.txt");
	struct document *again;
	struct text akn = TEXT_INIT;
	char *at;

	(void)state;
	document_write_akn(d, &akn);
	again = read_as(akn.ptr, "a.xml");
	assert_false(noted(again, "another maker"));
	document_free(again);
	at = strstr(akn.ptr, "乙。");
	memcpy(at, "丙。", strlen("丙。"));
	/* The words alone are still as guiwen writes them. */
	again = read_as(akn.ptr, "a.xml");
	assert_plain(again, "某办法\n第一条 甲。\n第二条 丙。\n");
	document_free(again);
	at = strstr(akn.ptr, "<body");
	memcpy(at, "<body\n", strlen("<body\n"));
	again = read_as(akn.ptr, "a.xml");
	assert_true(noted(again, "another maker"));
	assert_plain(again, "某办法\n第一条 甲。\n第二条 丙。\n");
	document_free(again);
	text_release(&akn);
	document_free(d);
}

static void
test_refused_akn(void **state)
{
	static const struct {
		const char *xml, *words;
	} cases[] = {
		{ "<akomaNtoso xmlns=\"" DOCUMENT_AKN_NS "\"><judgment/>"
		    "</akomaNtoso>", "<judgment>" },
		{ "<akomaNtoso xmlns=\"" DOCUMENT_AKN_NS "\"/>",
		    "without a document" },
		{ "<akomaNtoso xmlns=\"urn:other\"><act/></akomaNtoso>",
		    "urn:other" },
		{ HEAD "<body><componentRef src=\"#x\"/></body>" TAIL,
		    "<componentRef>" },
		{ HEAD "<body><article><num>第一条</num>", "not well-formed" },
		{ HEAD "<body/>" TAIL, "no text" },
		{ HEAD "<preface><p>机密★1年</p></preface><body><article><num>"
		    "第一条</num>" P("甲。") "</article></body>" TAIL,
		    "state secret" },
	};
	struct document *d = read_as("特急\n某办法\n第一条 甲。\n", "a.txt");
	struct text akn = TEXT_INIT;
	char *at;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++)
		assert_refused(cases[i].xml, strlen(cases[i].xml), "a.xml",
		    cases[i].words);
	/* As guiwen writes it, but for the mark. */
	document_write_akn(d, &akn);
	at = strstr(akn.ptr, "特急");
	assert_non_null(at);
	memcpy(at, "机密", strlen("机密"));
	assert_refused(akn.ptr, akn.len, "a.xml", "state secret");
	text_release(&akn);
	document_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_like_a_text),
		cmocka_unit_test(test_what_lines_do_not_tell),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_refused_akn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
