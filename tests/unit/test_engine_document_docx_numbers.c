/* test_engine_document_docx_numbers.c: .docx: numbers that are in no text */
#include "docx_helpers.h"

#include "engine/document/counting.h"

static void
test_ways_of_counting(void **state)
{
	static const struct {
		const char *way;
		int n;
		const char *wanted;
	} cases[] = {
		{ "chineseCountingThousand", 1, "一" },
		{ "chineseCountingThousand", 10, "十" },
		{ "chineseCountingThousand", 11, "十一" },
		{ "chineseCountingThousand", 20, "二十" },
		{ "chineseCountingThousand", 100, "一百" },
		{ "chineseCountingThousand", 101, "一百零一" },
		{ "chineseCountingThousand", 110, "一百一十" },
		{ "chineseCountingThousand", 111, "一百一十一" },
		{ "chineseCountingThousand", 1001, "一千零一" },
		{ "chineseCountingThousand", 1010, "一千零一十" },
		{ "chineseCountingThousand", 1260, "一千二百六十" },
		{ "chineseCountingThousand", 10000, "一万" },
		{ "chineseCountingThousand", 10010, "一万零一十" },
		{ "chineseCountingThousand", 0, "零" },
		{ "chineseCounting", 21, "二十一" },
		{ "chineseCounting", 120, "一二○" },
		{ "taiwaneseCountingThousand", 20001, "二萬零一" },
		{ "japaneseCounting", 111, "百十一" },
		{ "japaneseCounting", 2010, "二千十" },
		{ "ideographDigital", 10, "一〇" },
		{ "ideographDigital", 205, "二〇五" },
		{ "japaneseDigitalTenThousand", 12, "一二" },
		{ "chineseLegalSimplified", 10, "壹拾" },
		{ "chineseLegalSimplified", 205, "贰佰零伍" },
		{ "ideographLegalTraditional", 36, "參拾陸" },
		{ "ideographTraditional", 3, "丙" },
		{ "ideographTraditional", 11, "11" },
		{ "ideographZodiac", 12, "亥" },
		{ "ideographZodiacTraditional", 13, "丙子" },
		{ "ideographZodiacTraditional", 60, "癸亥" },
		{ "decimalEnclosedCircle", 20, "⑳" },
		{ "decimalEnclosedCircleChinese", 10, "⑩" },
		{ "decimalEnclosedCircle", 21, "21" },
		{ "decimalEnclosedParen", 2, "⑵" },
		{ "decimalEnclosedFullstop", 3, "⒊" },
		{ "ideographEnclosedCircle", 4, "㊃" },
		{ "decimalFullWidth", 12, "１２" },
		{ "decimalFullWidth2", 30, "３０" },
		{ "decimalHalfWidth", 30, "30" },
		{ "decimalZero", 7, "07" }, { "decimalZero", 17, "17" },
		{ "numberInDash", 5, "- 5 -" },
		{ "upperRoman", 1994, "MCMXCIV" }, { "lowerRoman", 4, "iv" },
		{ "upperLetter", 27, "AA" }, { "lowerLetter", 54, "bbb" },
		{ "ordinal", 11, "11th" }, { "ordinal", 22, "22nd" },
		{ "chicago", 6, "††" }, { "hex", 255, "FF" },
		{ "none", 5, "" }, { "001, 002, 003, ...", 7, "007" },
	};
	struct text t = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		text_reset(&t);
		assert_true(counting_add(&t, cases[i].way, cases[i].n));
		if (strcmp(t.ptr, cases[i].wanted) != 0)
			fail_msg("%s %d: %s", cases[i].way, cases[i].n, t.ptr);
	}
	text_reset(&t);
	assert_true(counting_add(&t, NULL, 12));
	assert_false(counting_add(&t, "klingon", 12));
	assert_string_equal(t.ptr, "1212");
	text_release(&t);
}

#define LIST(levels) "<w:abstractNum w:abstractNumId=\"7\">" levels \
	"</w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/>" \
	"</w:num>"
#define CHAPTER LVL("0", "chineseCountingThousand", "第%1章", "")
#define ARTICLE(more) LVL("1", "chineseCountingThousand", "第%2条", more)
#define ITEM LVL("2", "chineseCountingThousand", "（%3）", \
	"<w:suff w:val=\"nothing\"/>")
#define N(ilvl, words) PARA(NUM(ilvl, "3"), RUN(words))

static void
assert_list(const char *body, const char *numbering, const char *wanted)
{
	struct document *d = read_docx(body, NULL, numbering);

	assert_plain(d, wanted);
	document_free(d);
}

/* Articles begin anew in each chapter, unless lvlRestart is 0 (17.9.11). */
static void
test_restarts(void **state)
{
	static const char body[] = PLAIN("某办法") N("0", "总则")
	    N("1", "甲。") N("1", "乙：") N("2", "丙；") N("2", "丁。")
	    N("0", "附则") N("1", "戊：") N("2", "己。");

	(void)state;
	assert_list(body, LIST(CHAPTER ARTICLE("<w:lvlRestart w:val=\"0\"/>")
	    ITEM), "某办法\n第一章 总则\n第一条 甲。\n第二条 乙：\n（一）丙；\n"
	    "（二）丁。\n第二章 附则\n第三条 戊：\n（一）己。\n");
	assert_list(body, LIST(CHAPTER ARTICLE("") ITEM), "某办法\n"
	    "第一章 总则\n第一条 甲。\n第二条 乙：\n（一）丙；\n（二）丁。\n"
	    "第二章 附则\n第一条 戊：\n（一）己。\n");
	/* Items restart after a chapter only, and so run through articles. */
	assert_list(PLAIN("某办法") N("0", "总则") N("1", "甲：")
	    N("2", "乙。") N("1", "丙：") N("2", "丁。"),
	    LIST(CHAPTER ARTICLE("") LVL("2", "chineseCountingThousand",
	    "（%3）", "<w:lvlRestart w:val=\"1\"/>")), "某办法\n第一章 总则\n"
	    "第一条 甲：\n（一）乙。\n第二条 丙：\n（二）丁。\n");
}

/* Two lists of one kind count together; startOverride begins one anew. */
static void
test_shared_and_overridden(void **state)
{
	static const char numbering[] = "<w:abstractNum w:abstractNumId="
	    "\"7\">" LVL("0", "decimal", "第%1条", "") "</w:abstractNum>"
	    "<w:num w:numId=\"9\"><w:abstractNumId w:val=\"7\"/>"
	    "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/>"
	    "</w:lvlOverride></w:num>"
	    "<w:num w:numId=\"4\"><w:abstractNumId w:val=\"7\"/></w:num>"
	    "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num>"
	    "<w:num w:numId=\"5\"><w:abstractNumId w:val=\"7\"/>"
	    "<w:lvlOverride w:ilvl=\"0\">" LVL("0", "upperLetter", "%1)", "")
	    "</w:lvlOverride></w:num>";

	(void)state;
	assert_list(PLAIN("某办法") N("0", "甲。")
	    PARA(NUM("0", "4"), RUN("乙。"))
	    PARA(NUM("0", "9"), RUN("丙。")) PARA(NUM("0", "9"), RUN("丁。"))
	    PARA(NUM("0", "0"), RUN("无号。"))
	    PARA(NUM("0", "77"), RUN("没有这个列表。"))
	    PARA(NUM("0", "5"), RUN("戊。")), numbering,
	    "某办法\n第1条 甲。\n第2条 乙。\n第5条 丙。\n第6条 丁。\n无号。\n"
	    "没有这个列表。\nG)戊。\n");
}

static void
test_legal_and_suffix(void **state)
{
	(void)state;
	assert_list(PLAIN("某规程") N("0", "总则") N("1", "甲。")
	    N("2", "乙。"), LIST(LVL("0", "chineseCounting", "%1、",
	    "<w:suff w:val=\"nothing\"/>") LVL("1", "decimalZero", "%1.%2",
	    "<w:isLgl/>") LVL("2", "decimal", "%1.%3%4", "<w:isLgl "
	    "w:val=\"0\"/>")), "某规程\n一、总则\n1.01 甲。\n一.1 乙。\n");
	/* A sign is no word; a bullet of words is. */
	assert_list(PLAIN("某规程") N("0", "甲。") N("1", "乙。"),
	    LIST(LVL("0", "bullet", "●", "") LVL("1", "bullet", "不得", "")),
	    "某规程\n甲。\n不得 乙。\n");
}

/* The default style, a style's level, a link through a numbering style. */
static void
test_by_style(void **state)
{
	static const char styles[] = "<w:style w:type=\"paragraph\" "
	    "w:default=\"1\" w:styleId=\"a\"><w:pPr><w:numPr><w:numId "
	    "w:val=\"3\"/></w:numPr></w:pPr></w:style>"
	    "<w:style w:type=\"paragraph\" w:styleId=\"b\"><w:basedOn "
	    "w:val=\"a\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/></w:numPr>"
	    "</w:pPr></w:style>"
	    "<w:style w:type=\"paragraph\" w:styleId=\"none\"><w:basedOn "
	    "w:val=\"a\"/><w:pPr><w:numPr><w:numId w:val=\"0\"/></w:numPr>"
	    "</w:pPr></w:style>"
	    "<w:style w:type=\"numbering\" w:styleId=\"list\"><w:pPr><w:numPr>"
	    "<w:numId w:val=\"8\"/></w:numPr></w:pPr></w:style>"
	    "<w:style w:styleId=\"c\"><w:basedOn w:val=\"c\"/></w:style>";
	static const char numbering[] = "<w:abstractNum w:abstractNumId="
	    "\"1\"><w:numStyleLink w:val=\"list\"/></w:abstractNum>"
	    "<w:abstractNum w:abstractNumId=\"2\"><w:styleLink "
	    "w:val=\"list\"/>" LVL("0", "chineseCounting", "第%1条", "")
	    LVL("1", "chineseCounting", "（%2）", "<w:suff w:val=\"nothing\""
	    "/>") "</w:abstractNum>"
	    "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/></w:num>"
	    "<w:num w:numId=\"8\"><w:abstractNumId w:val=\"2\"/></w:num>";
	struct document *d = read_docx(P("none", "某办法") PLAIN("甲：")
	    P("b", "乙；") P("b", "丙。") PLAIN("丁。") P("c", "戊。"), styles,
	    numbering);

	(void)state;
	assert_plain(d, "某办法\n第一条 甲：\n（一）乙；\n（二）丙。\n第二条 丁。\n"
	    "戊。\n");
	document_free(d);
}

/* What is not there has no number and counts nothing. */
static void
test_under_changes(void **state)
{
	static const char body[] = PLAIN("某办法") N("0", "甲。")
	    PARA(NUM("0", "3") END("del"), DEL("乙。"))
	    PARA(NUM("0", "3") END("ins"), INS("丙。"))
	    PARA("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/><w:ins"
	    CHANGE "/></w:numPr>", RUN("丁。"))
	    PARA(NUM("0", "0") "<w:pPrChange" CHANGE "><w:pPr>"
	    NUM("0", "3") "</w:pPr></w:pPrChange>", RUN("戊。"))
	    N("0", "己。");
	static const char numbering[] = LIST(LVL("0", "chineseCounting",
	    "第%1条", ""));
	struct document *d = read_docx(body, NULL, numbering);

	(void)state;
	assert_plain(d, "某办法\n第一条 甲。\n第二条 丙。\n第三条 丁。\n戊。\n"
	    "第四条 己。\n");
	assert_true(noted(d, "accepted"));
	document_free(d);
	d = read_made(&(const struct made){ .body = body,
	    .numbering = numbering }, true);
	assert_plain(d, "某办法\n第一条 甲。\n第二条 乙。\n丁。\n第三条 戊。\n"
	    "第四条 己。\n");
	assert_true(noted(d, "before them"));
	document_free(d);
}

/* Lists of footnotes do not count with those of the text. */
static void
test_beside(void **state)
{
	struct document *d = read_made(&(const struct made){
	    .body = PLAIN("某办法") PARA(NUM("0", "3"), RUN("甲。")
	    "<w:r><w:footnoteReference w:id=\"1\"/></w:r>") N("0", "乙。"),
	    .numbering = LIST(LVL("0", "chineseCounting", "第%1条", "")),
	    .footnotes = "<w:footnote w:id=\"1\">" N("0", "丙") N("0", "丁")
	    "</w:footnote>" }, false);

	(void)state;
	assert_plain(d, "某办法\n第一条 甲。[脚注：第一条 丙 第二条 丁]\n"
	    "第二条 乙。\n");
	document_free(d);
}

/* A custom format that only newer programs know; one that nobody knows. */
static void
test_odd_formats(void **state)
{
	struct document *d = read_docx(PLAIN("某规程") N("0", "甲。")
	    N("1", "乙。"), NULL, LIST("<w:lvl w:ilvl=\"0\"><w:start "
	    "w:val=\"7\"/><mc:AlternateContent><mc:Choice Requires=\"w14\">"
	    "<w:numFmt w:val=\"custom\" w:format=\"001, 002\"/></mc:Choice>"
	    "<mc:Fallback><w:numFmt w:val=\"decimal\"/></mc:Fallback>"
	    "</mc:AlternateContent><w:lvlText w:val=\"%1\"/></w:lvl>"
	    LVL("1", "thaiNumbers", "%2.", "")));

	(void)state;
	assert_plain(d, "某规程\n007 甲。\n1.乙。\n");
	assert_true(noted(d, "Arabic figures"));
	document_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways_of_counting),
		cmocka_unit_test(test_restarts),
		cmocka_unit_test(test_shared_and_overridden),
		cmocka_unit_test(test_legal_and_suffix),
		cmocka_unit_test(test_by_style),
		cmocka_unit_test(test_under_changes),
		cmocka_unit_test(test_beside),
		cmocka_unit_test(test_odd_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
