/* test_engine_session_data.c: the XPath data model */
#include "tests/unit/chart_run.h"

#define X(body) SCXML("xpath", "name=\"n\"", body)
#define LOG(expr) "<log expr=\"" expr "\"/>"
#define CHECK(call, expected) assert_string_equal((call), (expected))

/* What the variable holds, as the canonical bytes of its <data>. */
static void
holds(struct run *run, const char *expected)
{
	struct text bytes = TEXT_INIT;
	const char *start, *end;

	session_snapshot(run->s, &bytes);
	start = strstr(bytes.ptr, "<data xmlns=\"\"");
	assert_non_null(start);
	start = strchr(start, '>') + 1;
	end = strstr(start, "</data>\n");
	assert_non_null(end);
	bytes.ptr[end - bytes.ptr] = '\0';
	assert_string_equal(start, expected);
	text_release(&bytes);
}

#define BOOKS "<list xmlns=\"\"><b id=\"1\">one</b><b id=\"2\">two</b></list>"

/* One <assign> on $v, which holds BOOKS. */
static void
assigns(const char *assign, const char *expected_trace, const char *expected)
{
	struct text xml = TEXT_INIT;
	struct run run;

	text_addf(&xml, SCXML("xpath", "", "<datamodel><data id=\"v\">%s"
	    "</data></datamodel><state id=\"s\"><transition event=\"e\">%s"
	    "</transition></state>"), BOOKS, assign);
	run = run_start(xml.ptr);
	CHECK(run_step(&run, "e"), expected_trace);
	holds(&run, expected);
	run_end(&run);
	text_release(&xml);
}

static void
assigns_everywhere(void **state)
{
	(void)state;
	assigns("<assign location=\"$v\" expr=\"1 + 1\"/>", "[e] t0", "2");
	assigns("<assign location=\"$v/list/b\" expr=\"'x'\"/>", "[e] t0",
	    "<list><b id=\"1\">x</b><b id=\"2\">x</b></list>");
	assigns("<assign location=\"$v/list\" type=\"firstchild\" "
	    "expr=\"'x'\"/>", "[e] t0",
	    "<list>x<b id=\"1\">one</b><b id=\"2\">two</b></list>");
	assigns("<assign location=\"$v/list/b[1]\" type=\"firstchild\" "
	    "expr=\"'x'\"/>", "[e] t0",
	    "<list><b id=\"1\">xone</b><b id=\"2\">two</b></list>");
	assigns("<assign location=\"$v/list\" type=\"lastchild\">"
	    "<c xmlns=\"\"/></assign>", "[e] t0",
	    "<list><b id=\"1\">one</b><b id=\"2\">two</b><c></c></list>");
	assigns("<assign location=\"$v/list/b[2]\" type=\"previoussibling\" "
	    "expr=\"$v/list/b[2]/text()\"/>", "[e] t0",
	    "<list><b id=\"1\">one</b>two<b id=\"2\">two</b></list>");
	assigns("<assign location=\"$v/list/b\" type=\"nextsibling\" "
	    "expr=\"$v/list/b[@id=1]\"/>", "[e] t0",
	    "<list><b id=\"1\">one</b><b id=\"1\">one</b>"
	    "<b id=\"2\">two</b><b id=\"1\">one</b></list>");
	assigns("<assign location=\"$v/list/b[1]\" type=\"replace\" "
	    "expr=\"$v/list\"/>", "[e] t0",
	    "<list><list><b id=\"1\">one</b><b id=\"2\">two</b></list>"
	    "<b id=\"2\">two</b></list>");
	assigns("<assign location=\"$v/list/b[1]\" type=\"delete\"/>",
	    "[e] t0", "<list><b id=\"2\">two</b></list>");
	assigns("<assign location=\"$v/list/b/@id\" type=\"delete\"/>",
	    "[e] t0", "<list><b>one</b><b>two</b></list>");
	assigns("<assign location=\"$v/list/b\" type=\"addattribute\" "
	    "attr=\"n\" expr=\"count($v/list/b)\"/>", "[e] t0",
	    "<list><b id=\"1\" n=\"2\">one</b><b id=\"2\" n=\"2\">two</b>"
	    "</list>");
	assigns("<assign location=\"$v/list/b[1]/@id\" expr=\"7\"/>",
	    "[e] t0", "<list><b id=\"7\">one</b><b id=\"2\">two</b></list>");
	/* Names one inside the other: all are done. */
	assigns("<assign location=\"$v/list | $v/list/b\" type=\"delete\"/>",
	    "[e] t0", "");
	assigns("<assign location=\"$v//*\" expr=\"'x'\"/>", "[e] t0",
	    "<list>x</list>");
	/* Texts that meet are one, before and after a snapshot. */
	assigns("<assign location=\"$v/list/b[1]\" type=\"replace\" "
	    "expr=\"'x'\"/><assign location=\"$v/list/b\" type=\"replace\" "
	    "expr=\"'y'\"/>" LOG("count($v/list/text())"),
	    "[e] t0 log(1)", "<list>xy</list>");
	assigns("<assign location=\"$v/list/b[1]\" type=\"nextsibling\" "
	    "expr=\"'x'\"/><assign location=\"$v/list/node()[1] | "
	    "$v/list/text()\" type=\"delete\"/>", "[e] t0",
	    "<list><b id=\"2\">two</b></list>");
}

/* Nothing at all is changed when one of the nodes cannot be. */
static void
assigns_all_or_nothing(void **state)
{
	static const char all[] = "<list><b id=\"1\">one</b>"
	    "<b id=\"2\">two</b></list>";
	static const char error[] = "[e] t0 !execution";

	(void)state;
	assigns("<assign location=\"$v/list/b | $v/list/b/@id\" "
	    "type=\"lastchild\" expr=\"'x'\"/>", error, all);
	assigns("<assign location=\"$v/list/b | $_name\" expr=\"'x'\"/>",
	    error, all);
	assigns("<assign location=\"$v/list/c\" expr=\"'x'\"/>", error, all);
	assigns("<assign location=\"$none\" expr=\"'x'\"/>", error, all);
	assigns("<assign location=\"'text'\" expr=\"'x'\"/>", error, all);
	assigns("<assign location=\"$v\" expr=\"$none\"/>", error, all);
	assigns("<assign location=\"$v\" expr=\"(\"/>", error, all);
	assigns("<assign location=\"$v/list/b[1]/@id\" expr=\"$v/list\"/>",
	    error, all);
	assigns("<assign location=\"$v\" type=\"delete\"/>", error, all);
	assigns("<assign location=\"$v\" type=\"replace\" expr=\"1\"/>",
	    error, all);
	assigns("<assign location=\"$v/@id\" expr=\"'w'\"/>", error, all);
	assigns("<assign location=\"$v/..\" expr=\"1\"/>", error, all);
	assigns("<assign location=\"$v/../..\" expr=\"1\"/>", error, all);
	assigns("<assign location=\"$v\" type=\"addattribute\" attr=\"id\" "
	    "expr=\"1\"/>", error, all);
	assigns("<assign location=\"$_event\" expr=\"1\"/>", error, all);
	assigns("<assign location=\"$_event/data\" expr=\"1\"/>", error, all);
	assigns("<assign location=\"$_x\" expr=\"1\"/>", error, all);
	assigns("<assign location=\"$_sessionid/text()\" type=\"delete\"/>",
	    error, all);
	assigns("<assign location=\"$_ioprocessors/processor/@name\" "
	    "expr=\"1\"/>", error, all);
	assigns("<assign location=\"$v/namespace::node()\" expr=\"1\"/>",
	    error, all);
}

static void
initialises(void **state)
{
	struct run r = run_start(X("<datamodel>"
	    "<data id=\"empty\"/><data id=\"sum\" expr=\"$later + 1\"/>"
	    "<data id=\"later\" expr=\"1\"/>"
	    "<data id=\"words\">  some \n words </data>"
	    "<data id=\"scxml\"><a/></data>"
	    "<data id=\"xml\"><a xmlns=\"\"> <b/> </a></data>"
	    "<data id=\"mixed\">x<a xmlns=\"\"/></data>"
	    "<data id=\"broken\" expr=\"$none\"/></datamodel>"
	    "<state id=\"s\"><transition event=\"*\">"
	    LOG("concat(count($empty/node()), '|', $words, '|', "
	    "count($scxml/a), count($scxml/*), '|', count($xml/a/b), "
	    "count($xml/node()), '|', count($mixed/node()), '|', "
	    "local-name($sum), $sum/@id, '|', count($broken))")
	    "</transition></state>"));

	(void)state;
	CHECK(r.trace.ptr, "!execution [] +s [error.execution] t0 "
	    "log(0|some words|01|11|2|datasum|1)");
	run_end(&r);
}

static void
binds_late(void **state)
{
	struct run r = run_start(SCXML("xpath", "binding=\"late\"",
	    "<datamodel><data id=\"t\" expr=\"'top'\"/></datamodel>"
	    "<state id=\"a\"><onentry>" LOG("concat($t, '-', $d)")
	    "</onentry><transition event=\"e\" target=\"b\"/></state>"
	    "<state id=\"b\"><datamodel><data id=\"d\" expr=\"1\"/>"
	    "</datamodel><onentry>" LOG("$d") "</onentry>"
	    "<transition event=\"e\" target=\"a\"><assign location=\"$d\" "
	    "expr=\"2\"/></transition></state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +a log(top-)");
	CHECK(run_step(&r, "e"), "[e] t0 -a +b log(1)");
	CHECK(run_step(&r, "e"), "[e] t1 -b +a log(top-2)");
	CHECK(run_step(&r, "e"), "[e] t0 -a +b log(2)");
	run_end(&r);
}

static void
shows_events(void **state)
{
	struct run r = run_start(X("<state id=\"s\">"
	    "<transition event=\"x\">" LOG("concat($_event/name, '|', "
	    "$_event/type, '|', $_event/sendid, '|', $_event/origin, '|', "
	    "$_event/origintype, '|', $_event/invokeid, '|', "
	    "$_event/data/a/@n, '|', count($_event/*))")
	    "<raise event=\"y\"/></transition>"
	    "<transition event=\"y\">" LOG("concat($_event/name, "
	    "$_event/type, count($_event/data/node()))") "</transition>"
	    "</state>"));
	struct session_event event = { .name = "x.y", .sendid = "id",
		.origin = "o", .origintype = "ot", .invokeid = "i" };
	xmlDoc *doc = NULL;
	static const char data[] = "<d><a n='5'><!-- gone --></a></d>";

	(void)state;
	assert_int_equal(xml_parse(&doc, data, strlen(data), "d", NULL,
	    &r.err), 0);
	event.data = xmlDocGetRootElement(doc);
	CHECK(run_event(&r, &event), "[x.y] t0 log(x.y|external|id|o|ot|i|5|7)"
	    " [y] t1 log(yinternal0)");
	xmlFreeDoc(doc);
	run_end(&r);
}

/* Unbound at the start; bound to what was taken last (SCXML 5.10). */
static void
binds_event_when_taken(void **state)
{
	struct run r = run_start(X("<state id=\"s\"><onentry>"
	    LOG("$_event/name") "</onentry>"
	    "<transition event=\"e\" target=\"t\"/></state>"
	    "<state id=\"t\"><onentry><raise event=\"f\"/>"
	    LOG("$_event/name") "</onentry>"
	    "<transition cond=\"$_event/name = 'e'\">"
	    "<assign location=\"$_event\" expr=\"1\"/></transition>"
	    "<transition event=\"f\">" LOG("$_event/name") "</transition>"
	    "</state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s !execution");
	run_end(&r);

	r = run_start(X("<state id=\"s\"><transition event=\"e\" "
	    "target=\"t\"/></state><state id=\"t\"><onentry>"
	    "<raise event=\"f\"/>" LOG("$_event/name") "</onentry>"
	    "<transition event=\"f\">" LOG("$_event/name") "</transition>"
	    "</state>"));
	CHECK(run_step(&r, "e"), "[e] t0 -s +t log(e) [f] t1 log(f)");
	run_end(&r);
}

/*
 * The nodes of _event are made when an expression can come to them: by any
 * way that XPath has. Of the two events, the first one is not looked at.
 */
static void
shows_events_by_any_way(void **state)
{
	static const char *const ways[] = { "$_event/name = 'zzz'",
		"string-length($_event/name) = 3", "//name = 'zzz'",
		"data[@id = '_event']/name = 'zzz'", "*/name = 'zzz'",
		"data[3 &lt; 5]/name = 'zzz'", "./data/name = 'zzz'",
		"/datamodel/data/name = 'zzz'", "(/)//name = 'zzz'",
		"$x/../data/name = 'zzz'", "$x[../data/name = 'zzz']",
		"$x/following-sibling::data/name = 'zzz'",
		"$x[/datamodel/data/name = 'zzz']",
		"$x[ancestor::*/data/name = 'zzz']",
		"$x/parent::node()/data/name = 'zzz'",
		"$x[. = 5 and parent :: */data/name = 'zzz']",
		"contains(., 'zzz')", "contains(string(), 'zzz')",
		"contains(normalize-space( ), 'zzz')",
		"(data | $x)/name = 'zzz'", "self::node()/data/name = 'zzz'",
		"count(descendant::name[. = 'zzz']) = 1",
		"$x = 5 and data/name = 'zzz'", "2 * 3 = 6 and */name = 'zzz'",
		"boolean(data/name[. = 'zzz'])" };
	struct text xml = TEXT_INIT;
	struct run run;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		text_reset(&xml);
		text_addf(&xml, X("<datamodel><data id=\"x\">5</data>"
		    "</datamodel><state id=\"s\"><transition event=\"a\" "
		    "cond=\"$x = 5\"/><transition event=\"zzz\" "
		    "cond=\"%s\"/></state>"), ways[i]);
		run = run_start(xml.ptr);
		CHECK(run_step(&run, "a"), "[a] t0");
		CHECK(run_step(&run, "zzz"), "[zzz] t1");
		run_end(&run);
	}
	text_release(&xml);
}

/* The event that is seen is the one just taken, not the one seen last. */
static void
shows_the_event_after_others(void **state)
{
	struct run run = run_start(X("<datamodel><data id=\"x\"><v xmlns=\"\">"
	    "a</v></data></datamodel><state id=\"s\">"
	    "<transition event=\"look\">" LOG("$_event/data") "</transition>"
	    "<transition event=\"pass\" cond=\"$x/v[. = 'a'] and "
	    "not(count($x//v[1]) * 2 = 1) and In('s')\"/></state>"));

	(void)state;
	CHECK(run_step_data(&run, "look", "<d>1</d>"), "[look] t0 log(1)");
	CHECK(run_step_data(&run, "pass", "<d>2</d>"), "[pass] t1");
	CHECK(run_step_data(&run, "look", "<d>3</d>"), "[look] t0 log(3)");
	run_end(&run);
}

static void
shows_facts(void **state)
{
	struct run r = run_start_with(X("<state id=\"s\">"
	    "<transition event=\"e\" cond=\"$_x/facts/open = 'yes'\">"
	    LOG("count($_x/*)") "</transition></state>"),
	    "<facts><open>yes</open></facts>", NULL);
	struct text bytes = TEXT_INIT;

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 log(1)");
	session_snapshot(r.s, &bytes);
	assert_null(strstr(bytes.ptr, "facts"));
	assert_null(strstr(bytes.ptr, "_x"));
	session_set_facts(r.s, NULL);
	arena_release(&r.arena);
	r.facts = NULL;
	CHECK(run_step(&r, "e"), "");
	text_release(&bytes);
	run_end(&r);
}

/* A condition that fails is false and an error; its effective boolean value
 * counts. */
static void
judges_conditions(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\">x</data>"
	    "</datamodel><state id=\"s\">"
	    "<transition event=\"1\" cond=\"$none\">" LOG("1")
	    "</transition><transition event=\"2\" cond=\"''\">" LOG("2")
	    "</transition><transition event=\"3\" cond=\"$v/none\">" LOG("3")
	    "</transition><transition event=\"4\" cond=\"$v\">" LOG("4")
	    "</transition><transition event=\"5\" cond=\"In('s')\">" LOG("5")
	    "</transition><transition event=\"6\" cond=\"In('t')\">" LOG("6")
	    "</transition><transition event=\"7\" cond=\"In('s', 1)\">"
	    LOG("7") "</transition><transition event=\"8\" "
	    "cond=\"document('x')\"/><transition event=\"9\">"
	    "<if cond=\"$none\">" LOG("'if'") "<else/>" LOG("'else'") "</if>"
	    LOG("'on'") "</transition></state>"));

	(void)state;
	CHECK(run_step(&r, "1"), "!execution");
	CHECK(run_step(&r, "2"), "");
	CHECK(run_step(&r, "3"), "");
	CHECK(run_step(&r, "4"), "[4] t3 log(4)");
	CHECK(run_step(&r, "5"), "[5] t4 log(5)");
	CHECK(run_step(&r, "6"), "");
	CHECK(run_step(&r, "7"), "!execution");
	CHECK(run_step(&r, "8"), "!execution");
	CHECK(run_step(&r, "9"), "[9] t8 !execution log(else) log(on)");
	run_end(&r);
}

/* Prefixes of expressions are those in scope where they stand. */
static void
knows_namespaces(void **state)
{
	struct run r = run_start(SCXML("xpath", "xmlns:p=\"urn:p\"",
	    "<datamodel><data id=\"v\"><p:a n=\"1\" p:n=\"2\"/></data>"
	    "</datamodel><state id=\"s\" xmlns:q=\"urn:p\">"
	    "<transition event=\"e\">" LOG("concat($v/q:a/@n, $v/p:a/@q:n, "
	    "name($v/*))") "</transition></state>"
	    "<state><transition event=\"e\">" LOG("$v/q:a") "</transition>"
	    "</state>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 log(12p:a)");
	CHECK(run_step(&r, "e"), "[e] t0 log(12p:a)");
	holds(&r, "<p:a xmlns:p=\"urn:p\" n=\"1\" p:n=\"2\"></p:a>");
	run_end(&r);
}

/* Default namespaces are declared and taken back where that is needed. */
static void
keeps_namespaces_in_snapshots(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\">"
	    "<a xmlns=\"urn:a\" xml:lang=\"zh\"><b/></a></data>"
	    "<data id=\"w\"><c xmlns=\"\"/></data></datamodel>"
	    "<state id=\"s\"><transition event=\"e\"><assign "
	    "location=\"$v/*/*\" expr=\"$w/c\"/></transition></state>"));

	(void)state;
	run_step(&r, "e");
	holds(&r, "<a xmlns=\"urn:a\" xml:lang=\"zh\"><b><c xmlns=\"\"></c>"
	    "</b></a>");
	run_step(&r, "f");
	run_end(&r);
}

#define ITEMS "<datamodel><data id=\"v\"><i xmlns=\"\">a</i>"		\
	"<i xmlns=\"\">b</i><i xmlns=\"\">c</i></data></datamodel>"

static void
loops(void **state)
{
	struct run r = run_start(X(ITEMS "<state id=\"s\">"
	    "<transition event=\"1\"><foreach array=\"$v/i\" item=\"x\" "
	    "index=\"n\">" LOG("concat($n, $x)") "<assign location=\"$x\" "
	    "expr=\"concat($x, $x)\"/></foreach>" LOG("string($v)")
	    LOG("concat(name($x/*), $x, $n)") "</transition>"
	    "<transition event=\"2\"><foreach array=\"$v/none\" item=\"y\"/>"
	    LOG("count($y/node())") "</transition>"
	    "<transition event=\"3\"><foreach array=\"'text'\" item=\"y\">"
	    LOG("'body'") "</foreach>" LOG("'on'") "</transition>"
	    "<transition event=\"4\"><foreach array=\"$v/i\" item=\"1\"/>"
	    LOG("'on'") "</transition><transition event=\"5\">"
	    "<foreach array=\"$v/i\" item=\"_event\"/></transition>"
	    "<transition event=\"6\"><foreach array=\"$v/i\" item=\"x\">"
	    LOG("$x") "<if cond=\"$x = 'bb'\"><assign location=\"$none\" "
	    "expr=\"1\"/></if></foreach>" LOG("'on'") "</transition>"
	    "</state>"));

	(void)state;
	CHECK(run_step(&r, "1"), "[1] t0 log(1a) log(2b) log(3c) log(aabbcc) "
	    "log(icc3)");
	CHECK(run_step(&r, "2"), "[2] t1 log(0)");
	CHECK(run_step(&r, "3"), "[3] t2 !execution");
	CHECK(run_step(&r, "4"), "[4] t3 !execution");
	CHECK(run_step(&r, "5"), "[5] t4 !execution");
	CHECK(run_step(&r, "6"), "[6] t5 log(aa) log(bb) !execution");
	run_end(&r);
}

/* The body takes away, moves and adds what is looped over. */
static void
loops_while_nodes_go(void **state)
{
	struct run r = run_start(X(ITEMS "<state id=\"s\">"
	    "<transition event=\"1\"><foreach array=\"$v/i\" item=\"x\">"
	    "<assign location=\"$v/i\" type=\"delete\"/>"
	    "</foreach></transition>"
	    "<transition event=\"2\"><foreach array=\"$v/i\" item=\"x\">"
	    "<if cond=\"count($v/i) = 3\"><assign location=\"$v/i\" "
	    "type=\"delete\"/></if>" LOG("$x") "<assign location=\"$x\" "
	    "expr=\"'changed'\"/>" LOG("$x") "</foreach>"
	    LOG("count($v/node())") "</transition>"
	    "</state>"));

	(void)state;
	CHECK(run_step(&r, "2"), "[2] t1 log(a) log(changed) log(b) "
	    "log(changed) log(c) log(changed) log(0)");
	run_end(&r);

	r = run_start(X(ITEMS "<state id=\"s\"><transition event=\"e\">"
	    "<foreach array=\"$v/i\" item=\"x\"><foreach array=\"$v/i/text()\""
	    " item=\"y\"><assign location=\"$v\" type=\"lastchild\" "
	    "expr=\"$y\"/></foreach><assign location=\"$x\" type=\"delete\"/>"
	    "<assign location=\"$x\" type=\"previoussibling\" expr=\"1\"/>"
	    "</foreach>" LOG("$v") "</transition></state>"));
	/* Gone from the document, it has no place for a sibling. */
	CHECK(run_step(&r, "e"), "[e] t0 !execution");
	holds(&r, "<i>b</i><i>c</i>abc");
	run_end(&r);
}

/* Items in the variable that the loop itself is about to fill. */
static void
loops_over_its_own_item(void **state)
{
	struct run r = run_start(X(ITEMS "<state id=\"s\">"
	    "<transition event=\"e\"><foreach array=\"$v/i\" item=\"v\">"
	    LOG("$v") "</foreach></transition></state>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 log(a) log(b) log(c)");
	holds(&r, "<i>c</i>");
	run_end(&r);
}

static void
returns_done_data(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\">"
	    "<a xmlns=\"\"/></data></datamodel>"
	    "<state id=\"s\"><transition event=\"done.state.s\">"
	    LOG("concat($_event/data/data[@id='k'], '|', "
	    "name($_event/data/data[@id='l']/*), count($_event/data/data))")
	    "</transition><state><transition event=\"e\" target=\"f\"/>"
	    "</state><final id=\"f\"><donedata><param name=\"k\" "
	    "expr=\"1 + 2\"/><param name=\"bad\" expr=\"$none\"/>"
	    "<param name=\"l\" location=\"$v\"/></donedata></final>"
	    "<transition event=\"end\" target=\"g\"/></state>"
	    "<final id=\"g\"><donedata><content expr=\"$v/a\"/></donedata>"
	    "</final>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t1 -state 2 +f !execution "
	    "[done.state.s] t0 log(3|a2)");
	CHECK(run_step(&r, "end"), "[end] t2 -f -s +g done(g=<a></a>)");
	run_end(&r);
}

static void
interprets_content(void **state)
{
	struct run r = run_start(X("<state id=\"s\"><onentry>"
	    "<send event=\"e\"><content> a\n b </content></send>"
	    "<send event=\"e\"><content><a xmlns=\"\">1</a></content></send>"
	    "<send event=\"e\"><content expr=\"' &lt;a/> '\"/></send>"
	    "<send event=\"e\"><content expr=\"'&lt;a> b'\"/></send>"
	    "</onentry><transition event=\"e\">" LOG("concat($_event/data, "
	    "'|', count($_event/data/a), count($_event/data/node()))")
	    "</transition></state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s [e] t0 log(a b|01) [e] t0 log(1|11) "
	    "[e] t0 log(|11) [e] t0 log(<a> b|01)");
	run_end(&r);
}

static void
limits_data(void **state)
{
	const struct session_limits limits = { .data_nodes = 200 };
	struct run r = run_start_with(X("<datamodel><data id=\"v\">"
	    "<a xmlns=\"\"/></data></datamodel><state id=\"s\">"
	    "<transition event=\"e\"><assign location=\"$v\" "
	    "type=\"lastchild\" expr=\"$v/a\"/></transition></state>"), NULL,
	    &limits);
	const struct session_event event = { .name = "e" };
	int i;

	(void)state;
	for (i = 0; i < 20; i++)
		if (session_step(r.s, &event, 1000, NULL, &r.err) != 0)
			break;
	assert_int_not_equal(i, 20);
	assert_int_equal(r.err.code, ERR_LIMIT);
	run_end(&r);
}

static void
limits_text(void **state)
{
	const struct session_limits limits = { .data_nodes = 10000 };
	struct run r = run_start_with(X("<datamodel><data id=\"v\">ab</data>"
	    "</datamodel><state id=\"s\"><transition event=\"e\"><assign "
	    "location=\"$v\" expr=\"concat($v, $v)\"/></transition></state>"),
	    NULL, &limits);
	const struct session_event event = { .name = "e" };
	int i;

	(void)state;
	for (i = 0; i < 40; i++)
		if (session_step(r.s, &event, 1000, NULL, &r.err) != 0)
			break;
	/* 10 000 nodes hold 640 000 bytes: 2^19, and one more copy. */
	assert_in_range(i, 15, 19);
	assert_int_equal(r.err.code, ERR_LIMIT);
	run_end(&r);
}

/* Data nested too deep could not be parsed again: an error, no more. */
static void
limits_depth(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\"><a xmlns=\"\"/>"
	    "</data></datamodel><state id=\"s\"><transition event=\"e\">"
	    "<assign location=\"$v\" expr=\"$v\"/></transition></state>"));
	int i;

	(void)state;
	for (i = 0; i < 400; i++)
		if (strcmp(run_step(&r, "e"), "[e] t0") != 0)
			break;
	assert_in_range(i, 150, 200);
	CHECK(r.trace.ptr, "[e] t0 !execution");
	run_end(&r);
}

static void
limits_xpath(void **state)
{
	const struct session_limits limits = { .xpath_ops = 1000 };
	struct run r = run_start_with(X(ITEMS "<state id=\"s\">"
	    "<transition event=\"e\" cond=\"count(//*[//*[//*[//*]]]) > 0\"/>"
	    "</state>"), NULL, &limits);
	const struct session_event event = { .name = "e" };

	(void)state;
	assert_int_equal(session_step(r.s, &event, 1000, NULL, &r.err), -1);
	assert_int_equal(r.err.code, ERR_LIMIT);
	assert_non_null(strstr(r.err.msg, "1000 operations"));
	run_end(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(assigns_everywhere),
		cmocka_unit_test(assigns_all_or_nothing),
		cmocka_unit_test(initialises),
		cmocka_unit_test(binds_late),
		cmocka_unit_test(shows_events),
		cmocka_unit_test(binds_event_when_taken),
		cmocka_unit_test(shows_events_by_any_way),
		cmocka_unit_test(shows_the_event_after_others),
		cmocka_unit_test(shows_facts),
		cmocka_unit_test(judges_conditions),
		cmocka_unit_test(knows_namespaces),
		cmocka_unit_test(keeps_namespaces_in_snapshots),
		cmocka_unit_test(loops),
		cmocka_unit_test(loops_while_nodes_go),
		cmocka_unit_test(loops_over_its_own_item),
		cmocka_unit_test(returns_done_data),
		cmocka_unit_test(interprets_content),
		cmocka_unit_test(limits_data),
		cmocka_unit_test(limits_text),
		cmocka_unit_test(limits_depth),
		cmocka_unit_test(limits_xpath),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
