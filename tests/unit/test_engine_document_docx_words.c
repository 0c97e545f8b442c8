/* test_engine_document_docx_words.c: .docx: words that are hidden, struck
 * through, in fields, notes, boxes: none is lost, none differs unseen */
#include "docx_helpers.h"

#define TITLE PLAIN("某办法")
#define ONE(runs) TITLE "<w:p>" RUN("第一条 甲") runs RUN("乙。") "</w:p>"

/* All asides of a body's units, "kind: words" each on a line. */
static void
list_asides(struct text *out, const struct unit *u)
{
	const struct unit *c;
	const struct aside *a;

	for (a = u->asides.first; a != NULL; a = a->next)
		text_addf(out, "%s: %s\n", aside_kind_name(a->kind), a->text);
	for (c = u->first_child; c != NULL; c = c->next_sibling)
		list_asides(out, c);
}

static void
check_made(const struct made *made, const char *plain, const char *asides)
{
	struct document *d = read_made(made, false);
	struct text t = TEXT_INIT;

	assert_plain(d, plain);
	list_asides(&t, document_body(d));
	assert_string_equal(t.ptr, asides);
	text_release(&t);
	document_free(d);
}

static void
check(const char *body, const char *plain, const char *asides)
{
	check_made(&(const struct made){ .body = body }, plain, asides);
}

static void
hash_of(char out[SHA256_HEX], const struct made *made)
{
	struct document *d = read_made(made, false);

	hash_hex(out, d);
	document_free(d);
}

/* Two files that look alike but for what their readers do not see. */
static void
assert_other_hash(const struct made *one, const struct made *other)
{
	char x[SHA256_HEX], y[SHA256_HEX];

	hash_of(x, one);
	hash_of(y, other);
	assert_string_not_equal(x, y);
}

#define HIDDEN "某办法\n第一条 甲乙。\n", "hidden: 丙\n"
#define SHOWN "某办法\n第一条 甲丙乙。\n", ""
#define STRUCK "某办法\n第一条 甲[删除线：丙]乙。\n", "struck: 丙\n"

static void
test_hidden(void **state)
{
	(void)state;
	check(ONE(LOOK("<w:vanish/>", "丙")), HIDDEN);
	check(ONE(LOOK("<w:vanish w:val=\"0\"/>", "丙")), SHOWN);
	check(ONE(LOOK("<w:webHidden/>", "丙")), SHOWN);
	check(ONE(LOOK("<w:color w:val=\"FFFFFF\"/>", "丙")), HIDDEN);
	check(ONE(LOOK("<w:color w:val=\"FEFEFE\"/>", "丙")), HIDDEN);
	check(ONE(LOOK("<w:color w:val=\"FF0000\"/>", "丙")), SHOWN);
	check(ONE(LOOK("<w:color w:val=\"FFFFFF\"/><w:highlight "
	    "w:val=\"black\"/>", "丙")), SHOWN);
	check(ONE(LOOK("<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" "
	    "w:fill=\"000080\"/>", "丙")), SHOWN);
	check(ONE(LOOK("<w:sz w:val=\"2\"/>", "丙")), HIDDEN);
	check(ONE(LOOK("<w:sz w:val=\"32\"/>", "丙")), SHOWN);
	check(ONE(LOOK("<w:w w:val=\"1\"/>", "丙")), HIDDEN);
	/* Deleted words where there is no deletion. */
	check(ONE("<w:r><w:delText>丙</w:delText></w:r>"), HIDDEN);
	assert_other_hash(&(const struct made){ .body = ONE("") },
	    &(const struct made){ .body = ONE(LOOK("<w:vanish/>", "丙")) });
	assert_other_hash(
	    &(const struct made){ .body = ONE(LOOK("<w:vanish/>", "丁")) },
	    &(const struct made){ .body = ONE(LOOK("<w:vanish/>", "丙")) });
}

static void
test_struck(void **state)
{
	(void)state;
	check(ONE(LOOK("<w:strike/>", "丙")), STRUCK);
	check(ONE(LOOK("<w:dstrike/>", "丙")), STRUCK);
	check(ONE(LOOK("<w:strike w:val=\"false\"/>", "丙")), SHOWN);
	assert_other_hash(&(const struct made){ .body = ONE(RUN("丙")) },
	    &(const struct made){ .body = ONE(LOOK("<w:strike/>", "丙")) });
	/* All of a numbered heading. */
	check_made(&(const struct made){ .body = TITLE PARA(NUM("0", "3"),
	    LOOK("<w:strike/>", "总则")) PLAIN("第一条 甲。"), .numbering =
	    "<w:abstractNum w:abstractNumId=\"7\">" LVL("0",
	    "chineseCounting", "第%1章", "") "</w:abstractNum><w:num "
	    "w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num>" },
	    "某办法\n第一章[删除线：总则]\n第一条 甲。\n", "struck: 总则\n");
	/* All of a line. */
	check(TITLE PLAIN("第一条 甲。") "<w:p>" LOOK("<w:strike/>",
	    "第二条 乙。") "</w:p>" PLAIN("第三条 丙。"), "某办法\n第一条 甲。"
	    "[删除线：第二条 乙。]\n第三条 丙。\n", "struck: 第二条 乙。\n");
}

/* Formatting through styles: those of two kinds are added up (17.7.3). */
static void
test_by_style(void **state)
{
	static const char styles[] =
	    "<w:style w:type=\"character\" w:styleId=\"h\"><w:rPr><w:vanish/>"
	    "</w:rPr></w:style>"
	    "<w:style w:type=\"character\" w:styleId=\"h2\"><w:basedOn "
	    "w:val=\"h\"/></w:style>"
	    "<w:style w:type=\"character\" w:styleId=\"h3\"><w:basedOn "
	    "w:val=\"h\"/><w:rPr><w:vanish w:val=\"0\"/></w:rPr></w:style>"
	    "<w:style w:type=\"paragraph\" w:styleId=\"s\"><w:rPr><w:strike/>"
	    "</w:rPr></w:style>"
	    "<w:style w:type=\"character\" w:styleId=\"s2\"><w:rPr><w:strike/>"
	    "</w:rPr></w:style>";
#define STYLED(id) LOOK("<w:rStyle w:val=\"" id "\"/>", "丙")

	(void)state;
	check_made(&(const struct made){ .body = ONE(STYLED("h")),
	    .styles = styles }, HIDDEN);
	check_made(&(const struct made){ .body = ONE(STYLED("h2")),
	    .styles = styles }, HIDDEN);
	check_made(&(const struct made){ .body = ONE(STYLED("h3")),
	    .styles = styles }, SHOWN);
	check_made(&(const struct made){ .body = TITLE PLAIN("第一条 甲。")
	    P("s", "乙。"), .styles = styles }, "某办法\n第一条 甲。"
	    "[删除线：乙。]\n", "struck: 乙。\n");
	check_made(&(const struct made){ .body = TITLE PLAIN("第一条 甲。")
	    PARA("<w:pStyle w:val=\"s\"/>", LOOK("<w:rStyle w:val=\"s2\"/>",
	    "乙。")), .styles = styles }, "某办法\n第一条 甲。\n乙。\n", "");
}

#define FIELD(type) "<w:r><w:fldChar w:fldCharType=\"" type "\"/></w:r>"
#define CODE(code) "<w:r><w:instrText>" code "</w:instrText></w:r>"

static void
test_fields(void **state)
{
	struct document *d;

	(void)state;
	check(ONE(FIELD("begin") CODE("DATE") FIELD("separate") RUN("丙")
	    FIELD("end")), SHOWN);
	/* A field within the code of another; words in a code. */
	check(ONE(FIELD("begin") CODE("IF ") FIELD("begin") CODE("PAGE")
	    FIELD("separate") RUN("丙") FIELD("end") CODE("=1")
	    FIELD("separate") FIELD("end")), HIDDEN);
	check(ONE("<w:fldSimple w:instr=\"DATE\">" RUN("丙")
	    "</w:fldSimple>"), SHOWN);
	/* Enclosed characters have no result. */
	check(ONE(FIELD("begin") CODE("eq \\o\\ac(○,9)") FIELD("end")),
	    "某办法\n第一条 甲⑨乙。\n", "");
	check(ONE(FIELD("begin") CODE(" EQ \\o\\ac(○,一)") FIELD("end")),
	    "某办法\n第一条 甲㊀乙。\n", "");
	check(ONE("<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>"
	    "<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>"
	    "</w:ffData></w:fldChar></w:r>" CODE("FORMCHECKBOX")
	    FIELD("end")), "某办法\n第一条 甲☑乙。\n", "");
	check(ONE("<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>"
	    "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"丁\"/>"
	    "<w:listEntry w:val=\"丙\"/></w:ddList></w:ffData></w:fldChar>"
	    "</w:r>" CODE("FORMDROPDOWN") FIELD("end")), SHOWN);
	/* One that never ends hides words, but does not lose them. */
	check(TITLE PLAIN("第一条 甲。") "<w:p>" FIELD("begin") CODE("X")
	    RUN("丙") "</w:p>" PLAIN("丁"), "某办法\n第一条 甲。\n",
	    "hidden: 丙\nhidden: 丁\n");
	d = read_docx(TITLE PLAIN("第一条 甲。") "<w:p>" FIELD("begin")
	    RUN("丙") "</w:p>", NULL, NULL);
	assert_true(noted(d, "never closed"));
	document_free(d);
}

#define BOX(words) "<w:pict><w:txbxContent>" PLAIN(words) \
	"</w:txbxContent></w:pict>"
#define ALTERNATE(choice, fallback) "<w:r><mc:AlternateContent>" \
	"<mc:Choice Requires=\"wps\">" choice "</mc:Choice><mc:Fallback>" \
	fallback "</mc:Fallback></mc:AlternateContent></w:r>"

static void
test_alternates(void **state)
{
	(void)state;
	check(ONE(ALTERNATE("<w:t>丙</w:t>", "<w:t>丙</w:t>")), SHOWN);
	check(ONE(ALTERNATE("<w:t>丙</w:t>", "")), SHOWN);
	check(ONE(ALTERNATE("<w:t>丙</w:t>", "<w:t>丁</w:t>")),
	    "某办法\n第一条 甲丙乙。\n", "hidden: 丁\n");
	check(ONE("<w:r><mc:AlternateContent><mc:Choice Requires=\"q\" "
	    "xmlns:q=\"urn:nobody\"><w:t>丙</w:t></mc:Choice><mc:Fallback>"
	    "<w:t>丙</w:t></mc:Fallback></mc:AlternateContent></w:r>"), SHOWN);
	check(TITLE PLAIN("第一条 甲。") "<w:p>" ALTERNATE(BOX("丙"),
	    BOX("丙")) RUN("乙。") "</w:p>", "某办法\n第一条 甲。\n丙\n乙。\n",
	    "box: 丙\n");
}

static void
test_signs(void **state)
{
#define SYM(font, c) "<w:r><w:sym w:font=\"" font "\" w:char=\"" c "\"/></w:r>"
	struct document *d;

	(void)state;
	check(ONE(SYM("Wingdings", "F0FE") SYM("Wingdings", "F0A8")
	    SYM("Wingdings 2", "F052")), "某办法\n第一条 甲☑□☑乙。\n", "");
	check(ONE(LOOK("<w:rFonts w:ascii=\"Wingdings\"/>", "þ¨")),
	    "某办法\n第一条 甲☑□乙。\n", "");
	check(ONE("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>"
	    "<w:softHyphen/><w:t>c</w:t><w:tab/><w:br/><w:cr/></w:r>"),
	    "某办法\n第一条 甲a-bc\n乙。\n", "");
	check(ONE("<w:r><w:ruby><w:rt>" RUN("bing") "</w:rt><w:rubyBase>"
	    RUN("丙") "</w:rubyBase></w:ruby></w:r>"), SHOWN);
	check(ONE("<w:sdt><w:sdtPr/><w:sdtContent><w:smartTag>" RUN("丙")
	    "</w:smartTag></w:sdtContent></w:sdt>"), SHOWN);
	check(ONE("<m:oMath xmlns:m=\"http://schemas.openxmlformats.org/"
	    "officeDocument/2006/math\"><m:r><m:t>丙</m:t></m:r></m:oMath>"),
	    SHOWN);
	d = read_docx(ONE(SYM("Wingdings", "F021")), NULL, NULL);
	assert_true(noted(d, "symbol font"));
	document_free(d);
	d = read_docx(ONE("<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr>"
	    "<w:sdtContent>" RUN("丙") "</w:sdtContent></w:sdt>"), NULL, NULL);
	assert_true(noted(d, "bound to data"));
	document_free(d);
}

#define REFER(kind, id, more) "<w:r><w:" kind "Reference " more "w:id=\"" id \
	"\"/></w:r>"
#define NOTE(kind, id, words) "<w:" kind " w:id=\"" id "\">" PLAIN(words) \
	"</w:" kind ">"

static void
test_notes(void **state)
{
	static const char notes[] = "<w:footnote w:type=\"separator\" "
	    "w:id=\"0\">" PLAIN("线") "</w:footnote>"
	    NOTE("footnote", "2", "丙") NOTE("footnote", "5", "丁");
	struct document *d;

	(void)state;
	check_made(&(const struct made){ .body = ONE(REFER("footnote", "5",
	    "") REFER("footnote", "2", "w:customMarkFollows=\"1\" ")
	    RUN("*")), .footnotes = notes }, "某办法\n第一条 "
	    "甲[脚注：丁][脚注：丙]*乙。\n", "footnote: 丁\nfootnote: 丙\n");
	check_made(&(const struct made){ .body = ONE(REFER("endnote", "1",
	    "")), .endnotes = NOTE("endnote", "1", "丙") },
	    "某办法\n第一条 甲[脚注：丙]乙。\n", "footnote: 丙\n");
	/* One that nothing leads to; one that is led to twice; none. */
	check_made(&(const struct made){ .body = ONE(""), .footnotes =
	    NOTE("footnote", "2", "丙") }, "某办法\n第一条 甲乙。\n",
	    "hidden: 丙\n");
	check_made(&(const struct made){ .body = ONE(REFER("footnote", "2",
	    "") REFER("footnote", "2", "") REFER("footnote", "9", "")),
	    .footnotes = NOTE("footnote", "2", "丙") }, "某办法\n第一条 "
	    "甲[脚注：丙]乙。\n", "footnote: 丙\n");
	/* A note of an empty paragraph behind a text box. */
	check_made(&(const struct made){ .body = TITLE PLAIN("第一条 甲。")
	    "<w:p><w:r>" BOX("丁") "</w:r></w:p><w:p>" REFER("footnote", "2",
	    "") "</w:p>" PLAIN("第二条 乙。"), .footnotes =
	    NOTE("footnote", "2", "丙") }, "某办法\n第一条 甲。\n丁\n"
	    "[脚注：丙]\n第二条 乙。\n", "box: 丁\nfootnote: 丙\n");
	/* The reference is deleted and with it the note. */
	check_made(&(const struct made){ .body = ONE("<w:del" CHANGE ">"
	    REFER("footnote", "2", "") "</w:del>"), .footnotes =
	    NOTE("footnote", "2", "丙") }, "某办法\n第一条 甲乙。\n", "");
	/* A footnote of a footnote, and of itself. */
	check_made(&(const struct made){ .body = ONE(REFER("footnote", "2",
	    "")), .footnotes = "<w:footnote w:id=\"2\"><w:p>" RUN("丙")
	    REFER("footnote", "2", "") REFER("footnote", "3", "")
	    "</w:p></w:footnote>" NOTE("footnote", "3", "丁") }, "某办法\n"
	    "第一条 甲[脚注：丙[脚注：丁]]乙。\n",
	    "footnote: 丙[脚注：丁]\n");
	assert_other_hash(&(const struct made){ .body = ONE(REFER("footnote",
	    "2", "")), .footnotes = NOTE("footnote", "2", "丙") },
	    &(const struct made){ .body = ONE(REFER("footnote", "2", "")),
	    .footnotes = NOTE("footnote", "2", "丁") });
	d = read_made(&(const struct made){ .body = ONE(""), .comments =
	    "<w:comment w:id=\"1\">" PLAIN("请核实") "</w:comment>",
	    .header = PLAIN("征求意见稿") PLAIN("- 1 -") "<w:p><w:r>"
	    BOX("框") "</w:r></w:p>" PLAIN("征求意见稿") }, false);
	assert_plain(d, "某办法\n第一条 甲乙。\n");
	assert_true(noted(d, "请核实"));
	assert_int_equal(document_comments(d), 1);
	assert_false(document_changes_pending(d));
	assert_true(noted(d, "征求意见稿"));
	assert_true(noted(d, "框"));
	assert_false(noted(d, "- 1 -"));
	document_free(d);
}

static void
test_drawn(void **state)
{
	struct document *d = read_docx(ONE("<w:r><w:drawing><wp:inline "
	    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/"
	    "wordprocessingDrawing\"><wp:docPr id=\"1\" name=\"p\" "
	    "descr=\"公章\"/></wp:inline></w:drawing></w:r>"), NULL, NULL);

	(void)state;
	assert_true(noted(d, "公章"));
	document_free(d);
	check(ONE("<w:r><w:pict><v:shape xmlns:v=\"urn:schemas-microsoft-com:"
	    "vml\"><v:textpath string=\"丙\"/></v:shape></w:pict></w:r>"),
	    "某办法\n第一条 甲\n丙\n乙。\n", "box: 丙\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_struck),
		cmocka_unit_test(test_by_style),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_alternates),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
