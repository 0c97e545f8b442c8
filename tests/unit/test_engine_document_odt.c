/* test_engine_document_odt.c: OpenDocument texts: numbers, changes, tables,
 * what stands beside the text, and files that are refused */
#include "document_helpers.h"

#define O "urn:oasis:names:tc:opendocument:xmlns:"
#define NAMESPACES "xmlns:office=\"" O "office:1.0\" xmlns:text=\"" O \
	"text:1.0\" xmlns:table=\"" O "table:1.0\" xmlns:style=\"" O \
	"style:1.0\" xmlns:draw=\"" O "drawing:1.0\" " \
	"xmlns:xlink=\"http://www.w3.org/1999/xlink\" " \
	"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" " \
	"xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:" \
	"xmlns:loext:1.0\""
#define P(words) "<text:p>" words "</text:p>"
#define ITEM(words) "<text:list-item>" P(words) "</text:list-item>"
#define LEVEL(n, attributes) "<text:list-level-style-number text:level=\"" n \
	"\" " attributes "/>"
#define HAN "style:num-format=\"一, 二, 三, ...\""

/* 第N条 and （N）; 1. with the number above it; bullets. */
static const char styles[] = "<text:list-style style:name=\"L1\">"
    LEVEL("1", "style:num-prefix=\"第\" style:num-suffix=\"条 \" " HAN)
    LEVEL("2", "style:num-prefix=\"（\" style:num-suffix=\"）\" " HAN)
    LEVEL("3", "style:num-format=\"1\" style:num-suffix=\".\"")
    LEVEL("4", "style:num-format=\"1\" text:display-levels=\"2\"")
    "</text:list-style><text:list-style style:name=\"B\">"
    "<text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"•\"/>"
    "</text:list-style><text:list-style style:name=\"X\">"
    LEVEL("1", "loext:num-list-format=\"第%1%章\" style:num-format=\"壹, 贰, "
    "叁, ...\"") "</text:list-style>"
    "<style:style style:name=\"gone\" style:family=\"text\">"
    "<style:text-properties text:display=\"none\"/></style:style>"
    "<style:style style:name=\"base\" style:family=\"text\">"
    "<style:text-properties style:text-line-through-style=\"solid\"/>"
    "</style:style><style:style style:name=\"out\" style:family=\"text\" "
    "style:parent-style-name=\"base\"/>"
    "<style:style style:name=\"h\" style:family=\"paragraph\" "
    "style:list-style-name=\"\"/>";

static void
make_flat(struct text *out, const char *body)
{
	text_addf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
	    "<office:document " NAMESPACES "><office:styles>"
	    "<text:outline-style style:name=\"Outline\">"
	    "<text:outline-level-style text:level=\"1\" style:num-prefix=\"第\" "
	    "style:num-suffix=\"章 \" " HAN "/><text:outline-level-style "
	    "text:level=\"2\" style:num-format=\"\"/></text:outline-style>"
	    "</office:styles><office:automatic-styles>%s"
	    "</office:automatic-styles><office:master-styles>"
	    "<style:master-page style:name=\"S\"><style:header>"
	    P("内部文件") "</style:header><style:footer>"
	    P("— <text:page-number>1</text:page-number> —")
	    "</style:footer></style:master-page></office:master-styles>"
	    "<office:body><office:text>%s</office:text></office:body>"
	    "</office:document>", styles, body);
}

static struct document *
read_odt(const char *body, bool original)
{
	struct document_options options = { .original = original };
	struct text bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	make_flat(&bytes, body);
	assert_done(document_read_with(&d, bytes.ptr, bytes.len, "a.fodt",
	    &options, &err), err);
	assert_int_equal(document_format(d), DOCUMENT_ODT);
	assert_round_trip(d);
	text_release(&bytes);
	return d;
}

static void
assert_odt(const char *body, const char *wanted)
{
	struct document *d = read_odt(body, false);

	assert_plain(d, wanted);
	document_free(d);
}

static void
test_lists(void **state)
{
	(void)state;
	assert_odt(P("某办法") "<text:list xml:id=\"a\" text:style-name=\"L1\">"
	    ITEM("有：<text:s/>") "<text:list-item>" P("又有：")
	    "<text:list>" ITEM("甲；") "<text:list-item>" P("乙：") "<text:list>"
	    ITEM("丙；") ITEM("丁。") "</text:list></text:list-item></text:list>"
	    P("接着的话。") "</text:list-item></text:list>" P("隔开的话。")
	    "<text:list text:style-name=\"L1\" text:continue-list=\"a\">"
	    ITEM("戊：") "<text:list-item><text:list "
	    "text:continue-numbering=\"true\">" ITEM("己。") "</text:list>"
	    "</text:list-item></text:list>",
	    "某办法\n第一条 有：\n第二条 又有：\n（一）甲；\n（二）乙：\n1. 丙；\n2. 丁。\n"
	    "接着的话。\n隔开的话。\n第三条 戊：\n（一）己。\n");
	/* Without continue-numbering a list begins anew; with it goes on. */
	assert_odt(P("某办法") "<text:list text:style-name=\"L1\">" ITEM("甲。")
	    "</text:list><text:list text:style-name=\"L1\" "
	    "text:continue-numbering=\"true\"><text:list-header>" P("无。")
	    "</text:list-header>" ITEM("乙。") "<text:list-item "
	    "text:start-value=\"9\">" P("丙。") "</text:list-item></text:list>",
	    "某办法\n第一条 甲。\n无。\n第二条 乙。\n第九条 丙。\n");
	assert_odt(P("某办法") "<text:list text:style-name=\"B\">" ITEM("甲。")
	    "</text:list><text:list text:style-name=\"X\">" ITEM("总则")
	    "</text:list><text:list text:style-name=\"L1\"><text:list-item>"
	    "<text:list><text:list-item><text:list>" ITEM("乙")
	    "<text:list-item><text:list>" ITEM("丙") "</text:list>"
	    "</text:list-item></text:list></text:list-item></text:list>"
	    "</text:list-item></text:list>",
	    "某办法\n甲。\n第壹章总则\n1. 乙\n1.1 丙\n");
}

/* As LibreOffice writes what goes on after another list: the outer items hold
 * no words, and what they hold goes on counting. A level above that was never
 * used counts as begun. */
static void
test_lists_that_go_on(void **state)
{
	(void)state;
	assert_odt(P("某办法") "<text:list text:style-name=\"L1\"><text:list-item>"
	    P("甲：") "<text:list>" ITEM("乙；") "</text:list></text:list-item>"
	    "</text:list>" P("丙。") "<text:list text:style-name=\"L1\" "
	    "text:continue-numbering=\"true\"><text:list-item><text:list>"
	    ITEM("丁；") "</text:list></text:list-item>" ITEM("戊：")
	    "<text:list-item><text:list>" ITEM("己；") "</text:list>"
	    "</text:list-item></text:list>",
	    "某办法\n第一条 甲：\n（一）乙；\n丙。\n（二）丁；\n第二条 戊：\n（一）己；\n");
	assert_odt(P("某办法") "<text:list text:style-name=\"L1\"><text:list-item>"
	    "<text:list>" ITEM("乙；") "</text:list></text:list-item>" ITEM("丙。")
	    "</text:list>", "某办法\n（一）乙；\n第二条 丙。\n");
}

static void
test_headings(void **state)
{
	(void)state;
	assert_odt("<text:h text:outline-level=\"1\" text:style-name=\"h\">某办法"
	    "</text:h><text:h text:outline-level=\"1\">总则</text:h>"
	    P("第一条 甲。") "<text:h text:outline-level=\"1\" "
	    "text:is-list-header=\"true\">无号</text:h><text:h "
	    "text:outline-level=\"1\">附则</text:h><text:h "
	    "text:outline-level=\"2\">小题</text:h><text:h "
	    "text:outline-level=\"1\" text:restart-numbering=\"true\">又一"
	    "</text:h>" P("第二条 乙。"),
	    "某办法\n第一章 总则\n第一条 甲。\n无号\n第二章 附则\n小题\n第一章 又一\n"
	    "第二条 乙。\n");
}

#define REGION(id, kind, words) "<text:changed-region text:id=\"" id \
	"\"><text:" kind "><office:change-info><dc:creator>某</dc:creator>" \
	"</office:change-info>" words "</text:" kind "></text:changed-region>"

static const char changed[] = "<text:tracked-changes>"
    REGION("i", "insertion", "") REGION("d", "deletion", P("旧"))
    REGION("p", "deletion", P("尾。") P("第三条 删去的。") P(""))
    REGION("n", "insertion", "") "</text:tracked-changes>" P("某办法")
    P("第一条 <text:change text:change-id=\"d\"/><text:change-start "
    "text:change-id=\"i\"/>新<text:change-end text:change-id=\"i\"/>的。")
    P("第二条 <text:change text:change-id=\"p\"/>乙。<text:change-start "
    "text:change-id=\"n\"/>") P("第四条 插入的。<text:change-end "
    "text:change-id=\"n\"/>丙。");

static void
test_tracked_changes(void **state)
{
	struct document *d = read_odt(changed, false);

	(void)state;
	assert_plain(d, "某办法\n第一条 新的。\n第二条 乙。\n第四条 插入的。丙。\n");
	assert_true(noted(d, "all of them accepted"));
	assert_true(document_changes_pending(d));
	document_free(d);
	d = read_odt(changed, true);
	assert_plain(d, "某办法\n第一条 旧的。\n第二条 尾。\n第三条 删去的。\n乙。丙。\n");
	assert_true(noted(d, "as it was before"));
	document_free(d);
}

static void
test_beside_the_text(void **state)
{
	struct document *d = read_odt("<draw:frame><draw:text-box>"
	    P("青石区文件") "</draw:text-box></draw:frame>" P("某办法")
	    P("第一条 甲<text:note text:note-class=\"footnote\"><text:note-"
	    "citation>1</text:note-citation><text:note-body>" P("脚注。")
	    "</text:note-body></text:note>乙<text:span text:style-name=\"gone\">"
	    "藏</text:span><text:span text:style-name=\"out\">划</text:span>"
	    "<office:annotation><dc:creator>某</dc:creator>" P("批注的话")
	    "</office:annotation>。<draw:frame><draw:image/></draw:frame>")
	    P("第二条 <text:ruby><text:ruby-base>字</text:ruby-base>"
	    "<text:ruby-text>zì</text:ruby-text></text:ruby>。<draw:frame>"
	    "<draw:text-box>" P("框里的话") "</draw:text-box></draw:frame>")
	    "<text:section text:display=\"none\">" P("第三条 藏起的。")
	    "</text:section><text:section><text:section-source "
	    "xlink:href=\"file:///etc/passwd\"/>" P("第四条 丁。")
	    "</text:section>", false);
	struct text akn = TEXT_INIT, t = TEXT_INIT;

	(void)state;
	document_plain_text(d, &t);
	assert_non_null(strstr(t.ptr, "第一条 甲[脚注：脚注。]乙[删除线：划]。\n"));
	assert_non_null(strstr(t.ptr, "第二条 字。"));
	assert_non_null(strstr(t.ptr, "第四条 丁。"));
	assert_null(strstr(t.ptr, "藏"));
	document_write_akn(d, &akn);
	assert_non_null(strstr(akn.ptr, "藏起的"));
	assert_non_null(strstr(akn.ptr, "框里的话"));
	assert_non_null(strstr(akn.ptr, "青石区文件"));
	assert_non_null(strstr(akn.ptr, "内部文件"));
	assert_null(strstr(akn.ptr, "—"));
	assert_true(noted(d, "批注的话"));
	assert_true(noted(d, "hidden"));
	assert_true(noted(d, "struck"));
	assert_true(noted(d, "text boxes"));
	assert_true(noted(d, "pictures"));
	assert_true(noted(d, "linked"));
	text_release(&akn);
	text_release(&t);
	document_free(d);
}

#define CELL(words) "<table:table-cell>" words "</table:table-cell>"
#define ROW(cells) "<table:table-row>" cells "</table:table-row>"

static void
test_tables(void **state)
{
	(void)state;
	assert_odt(P("某办法") P("第一条 如下：") "<table:table>"
	    "<table:table-header-rows>" ROW(CELL(P("项")) CELL(P("元")))
	    "</table:table-header-rows>" ROW(CELL(P("甲") P("乙<text:tab/>丙"))
	    CELL("<text:list text:style-name=\"L1\">" ITEM("丁") "</text:list>"))
	    ROW("<table:table-cell table:number-columns-repeated=\"3\">" P("戊")
	    "</table:table-cell><table:covered-table-cell/>")
	    "</table:table><table:table>" ROW(CELL(P("第二条 己。") P("第三条 庚。")))
	    "</table:table>" P("表<text:s text:c=\"2\"/>后<text:line-break/>行"),
	    "某办法\n第一条 如下：\n项\t元\n甲 乙 丙\t第一条 丁\n戊\t戊\t戊\n第二条 己。\n"
	    "第三条 庚。\n表  后\n行\n");
}

static void
test_zip(void **state)
{
	struct packed parts[] = { { "mimetype",
		"application/vnd.oasis.opendocument.text-template" },
		{ "content.xml", "<office:document-content " NAMESPACES
		    "><office:body><office:text>" P("某办法") P("第一条 甲。")
		    "</office:text></office:body></office:document-content>" },
		{ "META-INF/manifest.xml", "<m:manifest xmlns:m=\"" O
		    "manifest:1.0\"><m:file-entry/></m:manifest>" } };
	struct packed locked[] = { parts[0], parts[1],
		{ "META-INF/manifest.xml", "<m:manifest xmlns:m=\"" O
		    "manifest:1.0\"><m:file-entry><m:encryption-data/>"
		    "</m:file-entry></m:manifest>" } };
	struct packed whole[] = { parts[0], { "encrypted-package", "x" } };
	struct packed other[] = { { "content.xml", "<office:document-content "
	    NAMESPACES "><office:body/></office:document-content>" } };
	struct packed broken[] = { { "content.xml", "<a>" } };
	struct text bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	(void)state;
	pack(&bytes, parts, MEM_COUNT(parts));
	assert_done(document_read(&d, bytes.ptr, bytes.len, "a.docx", &err),
	    err);
	assert_int_equal(document_format(d), DOCUMENT_ODT);
	assert_plain(d, "某办法\n第一条 甲。\n");
	document_free(d);
	text_release(&bytes);
	refuse_parts(locked, MEM_COUNT(locked), "password");
	refuse_parts(whole, MEM_COUNT(whole), "password");
	refuse_parts(other, MEM_COUNT(other), "no text");
	refuse_parts(broken, MEM_COUNT(broken), "OpenDocument");
}

static void
test_secrets(void **state)
{
	static const char *const bodies[] = {
		P("机密★1年") P("某办法") P("第一条 甲。"),
		P("某办法") P("第一条 甲。<draw:frame><draw:text-box>" P("甲")
		    P("秘密★1年") "</draw:text-box></draw:frame>") };
	struct text bytes = TEXT_INIT;
	char *at;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(bodies); i++) {
		make_flat(&bytes, bodies[i]);
		assert_refused(bytes.ptr, bytes.len, "a", "state secret");
		text_reset(&bytes);
	}
	/* In the page header. */
	make_flat(&bytes, P("某办法") P("第一条 甲。"));
	at = strstr(bytes.ptr, "内部文件");
	memcpy(at, "机密★长", strlen("内部文件"));
	assert_refused(bytes.ptr, bytes.len, "a", "state secret");
	text_release(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_lists_that_go_on),
		cmocka_unit_test(test_headings),
		cmocka_unit_test(test_tracked_changes),
		cmocka_unit_test(test_beside_the_text),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_zip),
		cmocka_unit_test(test_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
