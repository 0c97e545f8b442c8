/* test_engine_document_html.c: web pages: the document among the menus, lists,
 * tables, encodings, words that are not shown, and hostile pages */
#include "document_helpers.h"

static struct document *
read_page(const char *page)
{
	struct document *d = read_as(page, "a.html");

	assert_int_equal(document_format(d), DOCUMENT_HTML);
	assert_round_trip(d);
	return d;
}

static void
assert_page(const char *page, const char *wanted)
{
	struct document *d = read_page(page);

	assert_plain(d, wanted);
	document_free(d);
}

#define NAV "<div class='nav'><a href='/'>首页</a><a href='/a'>政务公开</a>" \
	"<a href='/b'>通知公告</a></div>"
#define FOOT "<div id='footer'>主办：青石区人民政府 版权所有 ICP备00000001号</div>"
#define NOTICE "<p>青城管〔2021〕7号</p><p>各街道办事处：</p><p>现将办法印发给你们，" \
	"请认真遵照执行。</p><p>青石区城市管理局</p><p>2021年6月1日</p>"
#define NOTICE_TEXT "青城管〔2021〕7号\n各街道办事处：\n现将办法印发给你们，请认真遵照执行。\n" \
	"青石区城市管理局\n2021年6月1日\n"

/* Menus, facts, shares and footers go, each told; the document stays. */
static void
test_page_of_a_site(void **state)
{
	struct document *d = read_page("<!DOCTYPE html><html><head><title>某通知_"
	    "青石区政府</title><script>alert('第一条')</script></head><body>" NAV
	    "<div><div><table><tr><td>索引号：</td><td>01</td><td>发文机关：</td>"
	    "<td>青石区城市管理局</td></tr><tr><td>发文字号：</td><td>青城管〔2021〕7号"
	    "</td><td>发布日期：</td><td>2021年6月3日</td></tr></table>"
	    "<h1>关于印发停车办法的通知</h1>"
	    "<div class=info>发布时间：2021-06-03 来源：区城管局</div>"
	    "<div id=zoom>" NOTICE "</div>"
	    "<div>分享到：<a href='#'>微信</a></div></div></div>" FOOT
	    "</body></html>");

	(void)state;
	assert_plain(d, "关于印发停车办法的通知\n" NOTICE_TEXT);
	assert_string_equal(document_title(d), "关于印发停车办法的通知");
	assert_string_equal(document_number(d), "青城管〔2021〕7号");
	assert_true(noted(d, "政务公开"));
	assert_true(noted(d, "table of facts"));
	assert_true(noted(d, "区城管局"));
	assert_true(noted(d, "微信"));
	assert_true(noted(d, "版权所有"));
	assert_true(noted(d, "scripts"));
	document_free(d);
}

/* What the page alone says of the document is taken where the text does not
 * say it. */
static void
test_facts_of_the_page(void **state)
{
	struct document *d = read_page("<html><head><meta name='ArticleTitle' "
	    "content='关于停车的通知'></head><body><div><table><tr><td>索引号："
	    "</td><td>01</td><td>发文机关：</td><td>青石区城市管理局</td></tr><tr>"
	    "<td>文号：</td><td>青城管〔2021〕7号</td></tr></table><div><p>各街道办"
	    "事处：</p><p>请认真做好停车管理工作。</p><p>特此通知。</p></div></div>"
	    "</body></html>");

	(void)state;
	assert_plain(d, "各街道办事处：\n请认真做好停车管理工作。\n特此通知。\n");
	assert_string_equal(document_title(d), "关于停车的通知");
	assert_string_equal(document_number(d), "青城管〔2021〕7号");
	assert_string_equal(document_issuer(d), "青石区城市管理局");
	document_free(d);
}

/* A page of tables in tables, as sites of twenty years ago have it. */
static void
test_page_of_tables(void **state)
{
	(void)state;
	assert_page("<html><body><table width=1000><tr><td colspan=2>" NAV
	    "</td></tr><tr><td width=200><a href='/1'>政策文件</a><br>"
	    "<a href='/2'>通知公告</a><br><a href='/3'>政策解读</a></td><td>"
	    "<table><tr><td>关于印发停车办法的通知</td></tr><tr><td>" NOTICE
	    "</td></tr></table></td></tr><tr><td colspan=2>" FOOT
	    "</td></tr></table></body></html>",
	    "关于印发停车办法的通知\n" NOTICE_TEXT);
}

/* No wrapper at all, paragraphs as divs, lines parted by <br>. */
static void
test_plain_pages(void **state)
{
	(void)state;
	assert_page("<html><body><h1>关于停车的通知</h1>" NOTICE
	    "</body></html>", "关于停车的通知\n" NOTICE_TEXT);
	assert_page("<body>" NAV "<h1>关于停车的通知</h1>" NOTICE FOOT "</body>",
	    "关于停车的通知\n" NOTICE_TEXT);
	assert_page("<div>关于停车的通知</div><div>各街道办事处：</div><div>请认真做好停车"
	    "管理工作，不得乱收费用，不得占用消防通道，违者按有关规定处理。</div><div>青石区"
	    "城市管理局</div><div>2021年6月1日</div>",
	    "关于停车的通知\n各街道办事处：\n请认真做好停车管理工作，不得乱收费用，不得占用消防通道，"
	    "违者按有关规定处理。\n青石区城市管理局\n2021年6月1日\n");
	assert_page("<p>某办法<br>第一条&nbsp;甲。<br />第二条　乙\n丙 d\n e&hellip;"
	    "&#8220;丁&#x201d;&lt;</p>",
	    "某办法\n第一条 甲。\n第二条　乙丙 d e…“丁”<\n");
}

/* The title stands above the content and once more in it. */
static void
test_title_twice(void **state)
{
	(void)state;
	assert_page("<html><body>" NAV "<div><h1>关于停车的通知</h1><div><p>青石区"
	    "城市管理局</p><p>关于停车的通知</p>" NOTICE "</div></div></body></html>",
	    "青石区城市管理局\n关于停车的通知\n" NOTICE_TEXT);
}

/* An annex beside the notice is no menu. */
static void
test_annex_beside(void **state)
{
	(void)state;
	assert_page("<html><body><div><div class=content><h1>关于停车的通知</h1>"
	    NOTICE "</div><div><p>附件</p><p>停车场备案表</p><p>一、场名</p>"
	    "</div></div>" FOOT "</body></html>",
	    "关于停车的通知\n" NOTICE_TEXT "\n附件\n停车场备案表\n一、场名\n");
}

static void
test_lists(void **state)
{
	struct document *d;

	(void)state;
	assert_page("<h1>某办法</h1><ol start=3><li>甲。</li><li>乙。<ul><li>丙。"
	    "</li></ul></li><li value=9>丁。</li></ol><ol type=a><li>戊。</ol>"
	    "<ol style='list-style-type: simp-chinese-informal'><li>己。</li>"
	    "</ol><ol reversed><li>庚。<li>辛。</ol>"
	    "<ol style='list-style:none'><li>壬。</ol>",
	    "某办法\n3. 甲。\n4. 乙。\n丙。\n9. 丁。\na. 戊。\n一、己。\n2. 庚。\n1. 辛。\n"
	    "壬。\n");
	/* A number waits for its item's words, or stands alone. */
	assert_page("<h1>某办法</h1><ol><li><p>甲。</p><p>乙。</p></li><li></li><li>"
	    "<ol type=a><li><div>丙。</div></li></ol></li></ol><p>丁。</p>",
	    "某办法\n1. 甲。\n乙。\n2.\n3. a. 丙。\n丁。\n");
	d = read_page("<h1>某办法</h1><ol><li>第一条 甲。<li>第二条 乙。</ol>");
	assert_plain(d, "某办法\n第一条 甲。\n第二条 乙。\n");
	assert_true(noted(d, "numbers of their own"));
	document_free(d);
}

static void
test_tables(void **state)
{
	(void)state;
	assert_page("<h1>某办法</h1><p>第一条 标准如下：</p><table><caption>标准表"
	    "</caption><thead><tr><th>项</th><th>元</th></tr></thead><tr><td><p>"
	    "甲</p><p>乙</p></td><td>5\n</td></tr></table><p>第二条 丙。</p>",
	    "某办法\n第一条 标准如下：\n标准表\n项\t元\n甲 乙\t5\n第二条 丙。\n");
}

/* Deleted, struck out, hidden; pictures, fields and frames. */
static void
test_what_is_not_shown(void **state)
{
	struct document *d = read_page("<h1>某办法</h1><p>第一条 甲<del>乙</del>"
	    "<s>丙</s><span style='color:red; DISPLAY : none'>丁</span>"
	    "<span style='text-decoration: line-through'>戊</span>己。</p>"
	    "<p hidden>庚。</p><p>第二条 <ruby>辛<rt>xīn</rt></ruby><img src=a>"
	    "<input value=壬><iframe src='file:///etc/passwd'></iframe>。</p>"
	    "<noscript>癸</noscript>");
	struct text t = TEXT_INIT;

	(void)state;
	document_plain_text(d, &t);
	assert_null(strstr(t.ptr, "乙"));
	assert_non_null(strstr(t.ptr, "第一条 甲[删除线：丙][删除线：戊]己。"));
	assert_null(strstr(t.ptr, "庚。"));
	assert_non_null(strstr(t.ptr, "第二条 辛。"));
	text_reset(&t);
	document_write_akn(d, &t);
	assert_non_null(strstr(t.ptr, "丁"));
	assert_non_null(strstr(t.ptr, "庚。"));
	assert_true(noted(d, "all of them accepted"));
	assert_true(noted(d, "struck"));
	assert_true(noted(d, "not shown"));
	assert_true(noted(d, "pictures"));
	assert_true(noted(d, "fields"));
	assert_true(noted(d, "frames"));
	text_release(&t);
	document_free(d);
}

/* Saved by Word: conditional comments around the numbers of its lists. */
static void
test_saved_by_word(void **state)
{
	(void)state;
	assert_page("<html xmlns:o='urn:schemas-microsoft-com:office:office'>"
	    "<head><!--[if gte mso 9]><xml><o:p>无</o:p></xml><![endif]--></head>"
	    "<body lang=ZH-CN><div class=WordSection1><p class=MsoTitle>某办法"
	    "<o:p></o:p></p><p class=MsoNormal><![if !supportLists]><span>第一条"
	    "<span>&nbsp;&nbsp;</span></span><![endif]>为了规范管理，制定本办法。</p>"
	    "<p class=MsoNormal>第二条 乙。</p></div></body></html>",
	    "某办法\n第一条  为了规范管理，制定本办法。\n第二条 乙。\n");
}

static void
test_encodings(void **state)
{
	static const char gb[] = "<html><head><meta http-equiv=Content-Type "
	    "content='text/html; charset=gb2312'></head><body><p>\xbc\xd7\xb0"
	    "\xec\xb7\xa8</p><p>\xb5\xda\xd2\xbb\xcc\xf5 \xd2\xd2\x81\x39\xef"
	    "\x31\xa1\xa3</p></body></html>";
	static const char big5[] = "<meta charset='big5'><p>\xa5\xd2\xbf\xec\xaa"
	    "\x6b</p><p>\xb2\xc4\xa4@\xb1\xf8 \xa4\x41\xa1\x43</p>";
	static const char lies[] = "<meta charset='gb2312'><p>甲办法</p><p>第一条 "
	    "乙。</p>";
	static const char wide[] = "\xff\xfe<\0p\0>\0\x32\x75\x00\x4e<\0/\0p\0>\0"
	    "<\0p\0>\0\x2c\x7b\x00\x4e\x61\x67\x32\x75\x02\x30";
	struct document *d = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_page(gb, "甲办法\n第一条 乙㐂。\n");
	assert_page(big5, "甲辦法\n第一條 乙。\n");
	assert_page(lies, "甲办法\n第一条 乙。\n");
	assert_done(document_read(&d, wide, sizeof(wide) - 1, "a.html", &err),
	    err);
	assert_plain(d, "甲一\n第一条甲。\n");
	document_free(d);
}

static void
test_refused_pages(void **state)
{
	static const struct {
		const char *page, *words;
	} cases[] = {
		{ "<html><frameset><frame src=a></frameset></html>",
		    "frames" },
		{ "<html><body><script>甲</script></body></html>", "no text" },
		{ "<html></html>", "no text" },
		{ "<!DOCTYPE html>", "no text" },
		{ "<html><body><p>机密★1年</p><p>某办法</p>", "state secret" },
		{ "<html><body><div class=header>秘密★1年</div>" NAV "<div><h1>"
		    "关于停车的通知</h1>" NOTICE "</div></body></html>",
		    "state secret" },
		{ "<p>甲\xe7\xac乙丙丁戊己庚辛壬癸子丑寅卯</p>", "damaged" },
	};
	struct text deep = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++)
		assert_refused(cases[i].page, strlen(cases[i].page), "a.html",
		    cases[i].words);
	for (i = 0; i < 5000; i++)
		text_adds(&deep, "<div>");
	text_adds(&deep, "甲");
	assert_refused(deep.ptr, deep.len, "a.html", "200 deep");
	text_release(&deep);
}

/* Half a million paragraphs, and a table as wide: refused or read in time
 * that does not grow with the square. */
static void
test_large_pages(void **state)
{
	struct text page = TEXT_INIT;
	struct document *d;
	size_t i;

	(void)state;
	text_adds(&page, "<html><body><h1>某办法</h1><div>");
	for (i = 1; i <= 5000; i++)
		text_addf(&page, "<p>第%zu条 为了规范管理，制定本办法。</p>", i);
	text_adds(&page, "</div></body></html>");
	d = read_as(page.ptr, "a.html");
	document_free(d);
	text_reset(&page);
	text_adds(&page, "<html><body><p>某办法</p>");
	for (i = 0; i < 600000; i++)
		text_adds(&page, "<p>");
	assert_refused(page.ptr, page.len, "a.html", "elements");
	/* Comments that never end must not cost the square of their number. */
	text_reset(&page);
	text_adds(&page, "<html><body><p>某办法</p>");
	for (i = 0; i < 200000; i++)
		text_adds(&page, "<!--<![if");
	d = read_as(page.ptr, "a.html");
	document_free(d);
	text_release(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_of_a_site),
		cmocka_unit_test(test_facts_of_the_page),
		cmocka_unit_test(test_page_of_tables),
		cmocka_unit_test(test_plain_pages),
		cmocka_unit_test(test_title_twice),
		cmocka_unit_test(test_annex_beside),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_what_is_not_shown),
		cmocka_unit_test(test_saved_by_word),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_refused_pages),
		cmocka_unit_test(test_large_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
