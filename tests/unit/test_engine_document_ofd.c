/* test_engine_document_ofd.c: OFD pages: places to lines, lines to paragraphs,
 * what is told, and files that are refused */
#include "document_helpers.h"

#define NS "xmlns:ofd=\"http://www.ofdspec.org/2016\""
#define T(x, y, size, text) "<ofd:TextObject Boundary=\"" x " " y \
	" 150 10\" Size=\"" size "\"><ofd:TextCode X=\"0\" Y=\"0\">" text \
	"</ofd:TextCode></ofd:TextObject>"

static const char root[] = "<ofd:OFD " NS "><ofd:DocBody><ofd:DocRoot>"
    "Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
static const char one_page[] = "<ofd:Document " NS "><ofd:CommonData>"
    "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
    "</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID=\"1\" "
    "BaseLoc=\"P/0.xml\"/></ofd:Pages></ofd:Document>";

#define PAGE(objects) "<ofd:Page " NS "><ofd:Content><ofd:Layer>" objects \
	"</ofd:Layer></ofd:Content></ofd:Page>"

static struct document *
read_parts(const struct packed *parts, size_t n)
{
	struct text bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	pack(&bytes, parts, n);
	assert_done(document_read(&d, bytes.ptr, bytes.len, "a", &err), err);
	assert_int_equal(document_format(d), DOCUMENT_OFD);
	assert_round_trip(d);
	text_release(&bytes);
	return d;
}

static struct document *
read_page(const char *page)
{
	struct packed parts[] = { { "OFD.xml", root },
		{ "Doc_0/Document.xml", one_page }, { "Doc_0/P/0.xml", page } };

	return read_parts(parts, MEM_COUNT(parts));
}

static void
assert_page(const char *page, const char *wanted)
{
	struct document *d = read_page(page);

	assert_plain(d, wanted);
	document_free(d);
}

static void
refuse_page(const char *page, const char *words)
{
	struct packed parts[] = { { "OFD.xml", root },
		{ "Doc_0/Document.xml", one_page }, { "Doc_0/P/0.xml", page } };

	refuse_parts(parts, MEM_COUNT(parts), words);
}

/* Twenty characters of 5 mm fill a line from 30 to 130. */
#define FULL "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"

/* Indents and ends of lines tell paragraphs; the page's number goes. */
static void
test_paragraphs(void **state)
{
	struct document *d = read_page(PAGE(T("70", "40", "7", "某办法")
	    T("40", "60", "5", "第一条　为了规范管理工作根据有关法律")
	    T("30", "70", "5", FULL) T("30", "80", "5", "制定本办法。")
	    T("40", "90", "5", "第二条　本区范围内的下列事项适用：")
	    T("40", "100", "5", "（一）甲；") T("40", "110", "5", "（二）乙丙丁戊"
	    "己庚辛壬癸子丑寅卯辰巳") T("30", "120", "5", FULL)
	    T("30", "130", "5", "丁。") T("100", "270", "4", "— 1 —")));

	(void)state;
	assert_plain(d, "某办法\n第一条　为了规范管理工作根据有关法律" FULL
	    "制定本办法。\n第二条　本区范围内的下列事项适用：\n（一）甲；\n（二）乙丙丁戊"
	    "己庚辛壬癸子丑寅卯辰巳" FULL "丁。\n");
	assert_string_equal(document_title(d), "某办法");
	assert_true(noted(d, "Page numbers"));
	assert_true(noted(d, "OFD shows pages"));
	document_free(d);
}

/* Characters one by one, out of order, figures a little off the line; the
 * same drawn twice; distances of DeltaX with g; blocks in blocks. */
static void
test_runs(void **state)
{
	(void)state;
	assert_page(PAGE(T("50", "40.3", "5", "3") T("40", "40", "5", "第二")
	    T("53", "40", "5", "号") T("40.2", "40.1", "5", "第二")
	    "<ofd:PageBlock><ofd:PageBlock>" T("30", "60", "5", "甲")
	    "</ofd:PageBlock></ofd:PageBlock>" T("60", "60", "5", "乙")
	    "<ofd:TextObject Boundary=\"40 80 99 9\" Size=\"5\"><ofd:TextCode "
	    "X=\"0\" Y=\"0\" DeltaX=\"g 2 5 15 5\">通知事由甲</ofd:TextCode>"
	    "<ofd:TextCode X=\"60\">乙</ofd:TextCode></ofd:TextObject>"
	    "<ofd:TextObject Boundary=\"40 100 99 9\" Size=\"1\" "
	    "CTM=\"5 0 0 5 0 0\"><ofd:TextCode X=\"0\" Y=\"0\">丙</ofd:TextCode>"
	    "</ofd:TextObject>" T("45", "100", "5", "丁")),
	    "第二3号\n甲 乙\n通知事 由甲 乙\n丙丁\n");
}

static void
test_what_is_told(void **state)
{
	struct document *d = read_page(PAGE(T("60", "40", "7", "某办法")
	    T("40", "60", "5", "第一条　甲。")
	    "<ofd:TextObject Boundary=\"40 70 99 9\" Size=\"5\" "
	    "Visible=\"false\"><ofd:TextCode X=\"0\" Y=\"0\">藏</ofd:TextCode>"
	    "</ofd:TextObject><ofd:TextObject Boundary=\"40 90 99 9\" "
	    "Size=\"9\" CTM=\"0.7 0.7 -0.7 0.7 0 0\"><ofd:TextCode X=\"0\" "
	    "Y=\"0\">征求意见</ofd:TextCode></ofd:TextObject><ofd:ImageObject/>"));
	struct text akn = TEXT_INIT;

	(void)state;
	assert_plain(d, "某办法\n第一条　甲。\n");
	document_write_akn(d, &akn);
	assert_non_null(strstr(akn.ptr, "藏"));
	assert_true(noted(d, "征求意见"));
	assert_true(noted(d, "hidden"));
	assert_true(noted(d, "pictures"));
	document_free(d);
	text_release(&akn);
	/* Nothing shows: what text recognition put over a scan. */
	d = read_page(PAGE("<ofd:TextObject Boundary=\"40 70 99 9\" Size=\"5\" "
	    "Alpha=\"0\"><ofd:TextCode X=\"0\" Y=\"0\">某办法</ofd:TextCode>"
	    "</ofd:TextObject><ofd:ImageObject/>"));
	assert_plain(d, "某办法\n");
	assert_true(noted(d, "text recognition"));
	document_free(d);
}

/* Two pages, a template on both, headers, a paragraph that goes on over the
 * page's end, places from the root, another namespace, a signature. */
static void
test_pages(void **state)
{
	static const char first[] = "<Page xmlns=\"urn:x\"><Template "
	    "TemplateID=\"9\"/><Content><Layer>"
	    "<TextObject Boundary=\"30 60 99 9\" Size=\"5\"><TextCode X=\"0\" "
	    "Y=\"0\">某办法</TextCode></TextObject><TextObject Boundary=\"40 80 "
	    "9 9\" Size=\"5\"><TextCode X=\"0\" Y=\"0\">第一条　乙丙丁戊己庚辛壬癸子丑"
	    "寅卯辰</TextCode></TextObject><TextObject Boundary=\"30 90 9 9\" "
	    "Size=\"5\"><TextCode X=\"0\" Y=\"0\">" FULL "</TextCode></TextObject>"
	    "</Layer></Content></Page>";
	static const char second[] = PAGE(T("30", "60", "5", FULL)
	    T("30", "70", "5", "完。")) ;
	struct packed parts[] = { { "OFD.xml", "<OFD xmlns=\"urn:x\"><DocBody>"
		"<DocRoot> /D/Document.xml </DocRoot><Signatures>/S.xml"
		"</Signatures></DocBody></OFD>" },
		{ "D/Document.xml", "<Document xmlns=\"urn:x\"><CommonData>"
		    "<TemplatePage ID=\"9\" BaseLoc=\"./T/../T/t.xml\"/>"
		    "</CommonData><Pages><Page BaseLoc=\"/D/1.xml\"/>"
		    "<Page BaseLoc=\"2.xml\"/></Pages></Document>" },
		{ "D/T/t.xml", PAGE(T("60", "30", "9", "青石区城市管理局文件")) },
		{ "D/1.xml", first }, { "D/2.xml", second } };
	struct document *d = read_parts(parts, MEM_COUNT(parts));

	(void)state;
	assert_plain(d, "青石区城市管理局文件\n某办法\n第一条　乙丙丁戊己庚辛壬癸子丑寅卯辰"
	    FULL FULL "完。\n");
	assert_true(noted(d, "signature"));
	document_free(d);
}

static void
test_refused_files(void **state)
{
	static const char out[] = "<OFD><DocBody><DocRoot>../a.xml</DocRoot>"
	    "</DocBody></OFD>";
	static const char twice[] = "<Document><Pages><Page BaseLoc=\"P/0.xml\"/>"
	    "<Page BaseLoc=\"./P/0.xml\"/></Pages></Document>";
	static const char gone[] = "<Document><Pages><Page BaseLoc=\"x.xml\"/>"
	    "</Pages></Document>";
	struct packed a[] = { { "OFD.xml", out } };
	struct packed b[] = { { "OFD.xml", root },
		{ "Doc_0/Document.xml", twice },
		{ "Doc_0/P/0.xml", PAGE(T("1", "1", "5", "甲")) } };
	struct packed c[] = { { "OFD.xml", root },
		{ "Doc_0/Document.xml", gone } };
	struct packed e[] = { { "OFD.xml", "<OFD/>" } };
	struct packed f[] = { { "OFD.xml", root }, { "Encryptions.xml", "" } };
	struct text deep = TEXT_INIT;
	int i;

	(void)state;
	refuse_parts(a, 1, "outside");
	refuse_parts(b, 3, "more than once");
	refuse_parts(c, 2, "x.xml");
	refuse_parts(e, 1, "without a document");
	refuse_parts(f, 2, "password");
	refuse_page(PAGE("<ofd:ImageObject/>"), "a scan");
	refuse_page(PAGE(T("40", "40", "5", "\xee\x80\x80\xee\x80\x81甲")),
	    "font of its own");
	refuse_page(PAGE(T("40", "10", "5", "机密★1年") T("40", "40", "5",
	    "某办法")), "state secret");
	refuse_page(PAGE("<ofd:TextObject CTM=\"0 1 -1 0 0 0\"><ofd:TextCode>"
	    "机密</ofd:TextCode></ofd:TextObject>" T("40", "40", "5", "某办法")),
	    "state secret");
	text_adds(&deep, "<ofd:Page " NS "><ofd:Content>");
	for (i = 0; i < 40; i++)
		text_adds(&deep, "<ofd:PageBlock>");
	for (i = 0; i < 40; i++)
		text_adds(&deep, "</ofd:PageBlock>");
	text_adds(&deep, "</ofd:Content></ofd:Page>");
	refuse_page(deep.ptr, "deep");
	text_release(&deep);
}

/* Numbers that are none, or too large for a page. */
static void
test_odd_numbers(void **state)
{
	(void)state;
	assert_page(PAGE(T("nan", "40", "5", "甲") T("1e300", "60", "-5", "乙")
	    "<ofd:TextObject Size=\"inf\" CTM=\"0 0 0 0 0 0\"><ofd:TextCode "
	    "DeltaX=\"g 99999999999 1 g\" X=\"x\">丙丁戊</ofd:TextCode>"
	    "</ofd:TextObject>"), "甲丙丁戊\n乙\n");
}

/* --- a whole text laid out on pages --- */

#define CHARS_A_LINE 28
#define LINES_A_PAGE 22

struct layout {
	struct text page;
	struct packed parts[40];
	size_t n;
	int lines, pages;
};

static void
end_page(struct layout *l)
{
	static char names[30][32];

	if (l->lines == 0)
		return;
	text_addf(&l->page, T("100", "280", "4", "— %d —"), l->pages + 1);
	text_adds(&l->page, "</ofd:Layer></ofd:Content></ofd:Page>");
	snprintf(names[l->pages], sizeof(names[0]), "Doc_0/P/%d.xml",
	    l->pages);
	l->parts[l->n++] = (struct packed){ names[l->pages],
		text_detach(&l->page, NULL) };
	l->pages++;
	l->lines = 0;
}

/* Characters of 5 mm, the first line of a paragraph two of them in. */
static void
lay_out(struct layout *l, const char *s, size_t len)
{
	const char *end = s + len, *from;
	int column = 2, x;

	while (s < end) {
		if (l->lines == LINES_A_PAGE)
			end_page(l);
		if (l->lines == 0)
			text_adds(&l->page, "<ofd:Page " NS "><ofd:Content>"
			    "<ofd:Layer>");
		x = 28 + 5 * column;
		for (from = s; s < end && column < CHARS_A_LINE; column++) {
			s++;
			while (s < end && ((unsigned char)*s & 0xc0) == 0x80)
				s++;
		}
		text_addf(&l->page, "<ofd:TextObject Boundary=\"%d %d 150 9\" "
		    "Size=\"5\"><ofd:TextCode X=\"0\" Y=\"7\" DeltaX=\"g 40 "
		    "5\">%.*s</ofd:TextCode></ofd:TextObject>", x,
		    40 + 10 * l->lines, (int)(s - from), from);
		l->lines++;
		column = 0;
	}
}

/* The words of a sample, page by page: the same text, the same hash. */
static void
test_laid_out(void **state)
{
	struct text bytes = TEXT_INIT, pages = TEXT_INIT;
	struct layout l = { .page = TEXT_INIT, .n = 2 };
	struct document *flow, *d;
	char buf[65536], a[SHA256_HEX], b[SHA256_HEX];
	FILE *f = fopen("samples/documents/binzang.txt", "rb");
	const char *p;
	size_t n;
	int i;

	(void)state;
	if (f == NULL)
		skip();
	n = fread(buf, 1, sizeof(buf) - 1, f);
	fclose(f);
	text_add(&bytes, buf, n);
	flow = read_as(bytes.ptr, "a.txt");
	for (p = bytes.ptr; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		lay_out(&l, p, n);
	}
	end_page(&l);
	text_adds(&pages, "<ofd:Document " NS "><ofd:CommonData><ofd:PageArea>"
	    "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
	    "</ofd:CommonData><ofd:Pages>");
	for (i = 0; i < l.pages; i++)
		text_addf(&pages, "<ofd:Page BaseLoc=\"P/%d.xml\"/>", i);
	text_adds(&pages, "</ofd:Pages></ofd:Document>");
	l.parts[0] = (struct packed){ "OFD.xml", root };
	l.parts[1] = (struct packed){ "Doc_0/Document.xml", pages.ptr };
	assert_true(l.pages > 1);
	d = read_parts(l.parts, l.n);
	hash_hex(a, flow);
	hash_hex(b, d);
	assert_string_equal(a, b);
	document_free(flow);
	document_free(d);
	for (i = 0; i < l.pages; i++)
		free((char *)(uintptr_t)l.parts[2 + i].content);
	text_release(&bytes);
	text_release(&pages);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paragraphs),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_what_is_told),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_refused_files),
		cmocka_unit_test(test_odd_numbers),
		cmocka_unit_test(test_laid_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
