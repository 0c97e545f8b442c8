/* test_engine_chart.c: reading charts, refusing what is none */
#include "tests/unit/chart_run.h"

static void
refused(const char *xml, enum err_code code, int line, const char *part)
{
	struct chart *chart = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(chart_parse(&chart, xml, strlen(xml), "c.scxml",
	    &err), -1);
	assert_null(chart);
	if (strstr(err.msg, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, err.msg);
	assert_int_equal(err.code, code);
	assert_int_equal(err.line, line);
	assert_string_equal(err.file, "c.scxml");
}

#define S(body) SCXML("xpath", "", "\n" body)
#define N(body) SCXML("null", "", "\n" body)

static void
refuses_what_is_no_scxml(void **state)
{
	(void)state;
	refused("<scxml version=\"1.0\"><state/></scxml>", ERR_SYNTAX, 1,
	    "namespace");
	refused("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\"><state/>"
	    "</scxml>", ERR_SYNTAX, 1, "version");
	refused("not xml", ERR_SYNTAX, 1, "not well-formed");
	refused(S("<state/>\n<stat/>"), ERR_SYNTAX, 3, "<stat>");
	refused(S("<state\nstart=\"a\"/>"), ERR_SYNTAX, 3, "\"start\"");
	refused(S("<state><onentry><raise event=\"e\"><log/></raise>"
	    "</onentry></state>"), ERR_SYNTAX, 2, "<log> may not");
	refused(S("<state>text</state>"), ERR_SYNTAX, 2, "text");
	refused(S("<state><final><transition event=\"e\"/></final></state>"),
	    ERR_SYNTAX, 2, "<transition> may not stand in <final>");
	refused(S("<parallel id=\"p\"/>"), ERR_SYNTAX, 2, "at least one");
	refused(S("<parallel><final/></parallel>"), ERR_SYNTAX, 2,
	    "<final> may not stand in <parallel>");
	refused(S(""), ERR_SYNTAX, 1, "at least one state");
	refused(S("<state xmlns=\"\"/>"), ERR_SYNTAX, 2, "no namespace");
	refused(SCXML("xpath", "binding=\"lazy\"", "<state/>"), ERR_SYNTAX, 1,
	    "early or late");
}

static void
refuses_what_is_not_supported(void **state)
{
	(void)state;
	refused(SCXML("ecmascript", "", "<state/>"), ERR_UNSUPPORTED, 1,
	    "ecmascript");
	refused(S("<script/><state/>"), ERR_UNSUPPORTED, 2, "<script>");
	refused(S("<state><onentry>\n<script>x</script></onentry></state>"),
	    ERR_UNSUPPORTED, 3, "<script>");
	refused(S("<state><onentry>\n<send event=\"e\" type=\"http://www.w3."
	    "org/TR/scxml/#BasicHTTPEventProcessor\" target=\"x\"/></onentry>"
	    "</state>"), ERR_UNSUPPORTED, 3, "BasicHTTP");
	refused(S("<state><invoke type=\"http://www.w3.org/TR/ccxml/\"/>"
	    "</state>"), ERR_UNSUPPORTED, 2, "ccxml");
	refused(S("<datamodel>\n<data id=\"d\" src=\"file:x\"/></datamodel>"
	    "<state/>"), ERR_UNSUPPORTED, 3, "src=\"file:x\"");
	refused(N("<datamodel/><state/>"), ERR_UNSUPPORTED, 2, "null");
	refused(N("<state><onentry>\n<assign location=\"$x\" expr=\"1\"/>"
	    "</onentry></state>"), ERR_UNSUPPORTED, 3, "null");
	refused(N("<state><onentry>\n<foreach array=\"x\" item=\"i\"/>"
	    "</onentry></state>"), ERR_UNSUPPORTED, 3, "null");
	refused(N("<state><final>\n<donedata/></final></state>"),
	    ERR_UNSUPPORTED, 3, "null");
	refused(N("<state><onentry>\n<send eventexpr=\"x\"/></onentry>"
	    "</state>"), ERR_UNSUPPORTED, 3, "eventexpr");
}

static void
refuses_targets(void **state)
{
	(void)state;
	refused(S("<state id=\"a\">\n<transition target=\"b\"/></state>"),
	    ERR_SYNTAX, 3, "no state \"b\"");
	refused(S("<state id=\"a\"/>\n<state id=\"a\"/>"), ERR_SYNTAX, 3,
	    "line 2");
	refused(S("<state id=\"a\"><transition target=\"a b\"/></state>"
	    "<state id=\"b\"/>"), ERR_SYNTAX, 2, "together");
	refused(S("<state id=\"a\"><transition target=\"b c\"/></state>"
	    "<state id=\"b\"><state id=\"c\"/></state>"), ERR_SYNTAX, 2,
	    "together");
	refused(S("<state id=\"a\" initial=\"b\"><state id=\"c\"/></state>"
	    "<state id=\"b\"/>"), ERR_SYNTAX, 2, "inside");
	refused(S("<state id=\"a\" initial=\"a\"/>"), ERR_SYNTAX, 2,
	    "no states inside");
	refused(S("<state id=\"a\" initial=\"b\"><initial><transition "
	    "target=\"b\"/></initial><state id=\"b\"/></state>"), ERR_SYNTAX,
	    2, "more than one initial");
	refused(S("<state><initial><transition event=\"e\" target=\"b\"/>"
	    "</initial><state id=\"b\"/></state>"), ERR_SYNTAX, 2,
	    "neither \"event\" nor \"cond\"");
	refused(S("<state><initial/><state id=\"b\"/></state>"), ERR_SYNTAX,
	    2, "needs a transition");
	refused(S("<state><transition/></state>"), ERR_SYNTAX, 2,
	    "at least one of");
	refused(S("<state id=\"a\"><transition target=\"\"/></state>"),
	    ERR_SYNTAX, 2, "names no state");
	refused(S("<state><transition event=\"e\" type=\"inner\"/></state>"),
	    ERR_SYNTAX, 2, "inner");
}

static void
refuses_histories(void **state)
{
	(void)state;
	refused(S("<state><history id=\"h\"/><state/></state>"), ERR_SYNTAX,
	    2, "needs a transition");
	refused(S("<state><history type=\"flat\"><transition target=\"b\"/>"
	    "</history><state id=\"b\"/></state>"), ERR_SYNTAX, 2, "flat");
	refused(S("<state><history><transition target=\"c\"/></history>"
	    "<state id=\"b\"><state id=\"c\"/></state></state>"), ERR_SYNTAX,
	    2, "shallow");
	refused(S("<state><history id=\"h\"><transition target=\"h\"/>"
	    "</history><state id=\"b\"/></state>"), ERR_SYNTAX, 2,
	    "back to itself");
	refused(S("<state><history id=\"h\"><transition target=\"i\"/>"
	    "</history><history id=\"i\"><transition target=\"h\"/></history>"
	    "<state id=\"b\"/></state>"), ERR_SYNTAX, 2, "back to itself");
	refused(S("<parallel id=\"p\"><history id=\"h\"><transition "
	    "target=\"a b\"/></history><state id=\"a\"/><state id=\"b\"/>"
	    "</parallel><state><transition target=\"h a\"/></state>"),
	    ERR_SYNTAX, 2, "together");
}

static void
refuses_content(void **state)
{
	(void)state;
#define CONTENT(x) S("<state><onentry>\n" x "</onentry></state>")
	refused(CONTENT("<raise/>"), ERR_SYNTAX, 3, "\"event\"");
	refused(CONTENT("<if><log/></if>"), ERR_SYNTAX, 3, "\"cond\"");
	refused(CONTENT("<if cond=\"1\"><else/><elseif cond=\"1\"/></if>"),
	    ERR_SYNTAX, 3, "after <else>");
	refused(CONTENT("<else/>"), ERR_SYNTAX, 3, "<else>");
	refused(CONTENT("<send/>"), ERR_SYNTAX, 3, "needs \"event\"");
	refused(CONTENT("<send event=\"e\" eventexpr=\"'e'\"/>"), ERR_SYNTAX,
	    3, "not both");
	refused(CONTENT("<send event=\"e\" delay=\"soon\"/>"), ERR_SYNTAX, 3,
	    "soon");
	refused(CONTENT("<send event=\"e\" delay=\"1s\" "
	    "target=\"#_internal\"/>"), ERR_SYNTAX, 3, "no delay");
	refused(CONTENT("<send event=\"e\"><content>x</content><param "
	    "name=\"n\" expr=\"1\"/></send>"), ERR_SYNTAX, 3, "not both");
	refused(CONTENT("<send event=\"e\"><param name=\"n\"/></send>"),
	    ERR_SYNTAX, 3, "\"expr\" or \"location\"");
	refused(CONTENT("<cancel/>"), ERR_SYNTAX, 3, "sendid");
	refused(CONTENT("<assign location=\"$x\" type=\"append\" "
	    "expr=\"1\"/>"), ERR_SYNTAX, 3, "append");
	refused(CONTENT("<assign location=\"$x\" type=\"addattribute\" "
	    "expr=\"1\"/>"), ERR_SYNTAX, 3, "\"attr\"");
	refused(CONTENT("<assign location=\"$x\" expr=\"1\">2</assign>"),
	    ERR_SYNTAX, 3, "not both");
	refused(S("<datamodel><data id=\"a\"/>\n<data id=\"a\"/></datamodel>"
	    "<state/>"), ERR_SYNTAX, 3, "line 2");
	refused(S("<datamodel><data id=\"_a\"/></datamodel><state/>"),
	    ERR_SYNTAX, 2, "belong to the system");
	refused(S("<state><invoke><finalize>\n<if cond=\"1\"><raise "
	    "event=\"e\"/></if></finalize></invoke></state>"), ERR_SYNTAX, 3,
	    "<finalize>");
	refused(S("<state><invoke autoforward=\"yes\"/></state>"),
	    ERR_SYNTAX, 2, "autoforward");
	/* What is invoked is read when the chart is. */
	refused(S("<state><invoke><content><scxml version=\"1.0\">\n<state>"
	    "<transition target=\"x\"/></state></scxml></content></invoke>"
	    "</state>"), ERR_SYNTAX, 3, "no state \"x\"");
#undef CONTENT
}

static void
keeps_foreign_markup_out(void **state)
{
	struct chart *chart = chart_of(SCXML("xpath",
	    "xmlns:qt=\"urn:qt\" gw:label=\"Akte\"",
	    "<qt:editorinfo x=\"1\"/><!-- note --><?tool data?>"
	    "<state id=\"a\" gw:role=\"drafter\" qt:x=\"2\">"
	    "<qt:editorinfo><state id=\"a\"/></qt:editorinfo>"
	    "<transition event=\"e\" target=\"b\" gw:by=\"clerk\">"
	    "<qt:editorinfo/></transition>"
	    "<onentry><send event=\"e\"><content><state id=\"b\"/></content>"
	    "</send></onentry></state><final id=\"b\"/>"));

	(void)state;
	assert_int_equal(chart_nstates(chart), 3);
	assert_int_equal(chart_ntransitions(chart), 1);
	assert_string_equal(chart_state_gw(chart, 0, "label"), "Akte");
	assert_string_equal(chart_state_gw(chart, 1, "role"), "drafter");
	assert_null(chart_state_gw(chart, 1, "label"));
	assert_null(chart_state_gw(chart, 1, "x"));
	assert_string_equal(chart_transition_gw(chart, 0, "by"), "clerk");
	chart_free(chart);
}

static void
tells_structure(void **state)
{
	struct chart *chart = chart_of(SCXML("null", "name=\"n\"",
	    "<state id=\"a\"><history id=\"h\" type=\"deep\"><transition "
	    "target=\"c\"/></history>\n<state id=\"c\"/><final/></state>"
	    "<parallel id=\"p\"><state id=\"r\">"
	    "<transition event=\"x y\" cond=\"In(c)\" target=\"h\" "
	    "type=\"internal\"/></state></parallel>"));
	const struct chart_transition *t = chart_transition(chart, 0);

	(void)state;
	assert_string_equal(chart_name(chart), "n");
	assert_int_equal(chart_datamodel(chart), CHART_NULL);
	assert_int_equal(chart_nstates(chart), 7);
	assert_int_equal(chart_state(chart, 0)->type, CHART_ROOT);
	assert_int_equal(chart_state(chart, 0)->parent, -1);
	assert_int_equal(chart_state(chart, 0)->first_child, 1);
	assert_int_equal(chart_state(chart, 1)->next_sibling, 5);
	assert_false(chart_state(chart, 1)->atomic);
	assert_int_equal(chart_state(chart, 1)->first_child, 2);
	assert_int_equal(chart_state(chart, 2)->type, CHART_HISTORY_DEEP);
	assert_true(chart_state(chart, 3)->atomic);
	assert_int_equal(chart_state(chart, 3)->line, 2);
	assert_int_equal(chart_state(chart, 4)->type, CHART_FINAL);
	assert_true(strlen(chart_state(chart, 4)->id) > 0);
	assert_int_equal(chart_find(chart, "p"), 5);
	assert_int_equal(chart_find(chart, "q"), -1);
	assert_int_equal(chart_find(chart, ""), -1);
	assert_true(chart_is_descendant(chart, 6, 0));
	assert_true(chart_is_descendant(chart, 6, 5));
	assert_false(chart_is_descendant(chart, 5, 5));
	assert_int_equal(t->source, 6);
	assert_string_equal(t->event, "x y");
	assert_string_equal(t->cond, "In(c)");
	assert_int_equal(t->ntargets, 1);
	assert_int_equal(t->targets[0], 2);
	assert_true(t->internal);
	chart_free(chart);
}

/* SCXML 3.12.1, with its own examples. */
static void
matches_events(void **state)
{
	(void)state;
	assert_true(chart_event_matches("error foo", "error"));
	assert_true(chart_event_matches("error foo", "error.send"));
	assert_true(chart_event_matches("error foo", "error.send.failed"));
	assert_true(chart_event_matches("error foo", "foo.bar"));
	assert_false(chart_event_matches("error foo", "errors.my.custom"));
	assert_false(chart_event_matches("error foo", "errorhandler.x"));
	assert_false(chart_event_matches("error foo", "foobar"));
	assert_true(chart_event_matches("foo.*", "foo"));
	assert_true(chart_event_matches("foo.", "foo.bar"));
	assert_true(chart_event_matches(" a\n*\t", "anything"));
	assert_true(chart_event_matches(".*", "anything"));
	assert_false(chart_event_matches("Foo", "foo"));
	assert_false(chart_event_matches("foo.bar", "foo"));
	assert_false(chart_event_matches("", "foo"));
}

/* An expression that does not compile may be let pass (SCXML 5.9.4). */
static void
tells_faults(void **state)
{
	struct chart *chart = chart_of(S("<state>\n<transition event=\"e\" "
	    "cond=\"==!*\"/></state>"));
	struct err err = ERR_INIT;

	(void)state;
	refused(S("<state>\n<transition event=\"e\" cond=\"==!*\"/></state>"),
	    ERR_SYNTAX, 3, "cond=\"==!*\" of <transition>");
	assert_int_equal(chart_fault(chart, &err), -1);
	assert_int_equal(err.line, 3);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_non_null(strstr(err.msg, "cond=\"==!*\" of <transition>"));
	chart_free(chart);

	chart = chart_of(N("<state>\n<transition event=\"e\" cond=\"x\"/>"
	    "</state>"));
	assert_int_equal(chart_fault(chart, &err), -1);
	chart_free(chart);

	chart = chart_of(N("<state><onentry><log expr=\"any text\"/></onentry>"
	    "<transition event=\"e\" cond=\" In ( 'a' ) \"/></state>"));
	assert_int_equal(chart_fault(chart, &err), 0);
	chart_free(chart);

	chart = chart_of(S("<state><invoke><content><scxml version=\"1.0\" "
	    "datamodel=\"xpath\"><state><transition cond=\"(\"/></state>"
	    "</scxml></content></invoke></state>"));
	assert_int_equal(chart_fault(chart, &err), -1);
	chart_free(chart);
}

static int
load(void *arg, const char *uri, struct text *out, struct err *err)
{
	if (strcmp(uri, "gone") == 0)
		return err_set(err, ERR_NOTFOUND, "it is gone");
	text_adds(out, arg);
	return 0;
}

static void
asks_the_loader(void **state)
{
	struct chart_loader loader = { load, (void *)(uintptr_t)"<a>1</a>" };
	const char *gone = S("<datamodel>\n<data id=\"d\" src=\"gone\"/>"
	    "</datamodel><state/>");
	const char *found = S("<datamodel><data id=\"d\" src=\"x\"/>"
	    "</datamodel><state><transition cond=\"$d/a = 1\" target=\"f\"/>"
	    "</state><final id=\"f\"/>");
	struct chart *chart = NULL;
	struct session *s = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(chart_parse_with(&chart, gone, strlen(gone), "c",
	    &loader, &err), -1);
	assert_int_equal(err.line, 3);
	assert_non_null(strstr(err.msg, "it is gone"));
	assert_int_equal(chart_parse_with(&chart, found, strlen(found), "c",
	    &loader, &err), 0);
	assert_int_equal(session_start(&s, chart, "s", NULL, 0, NULL, NULL,
	    &err), 0);
	assert_true(session_done(s));
	session_free(s);
	chart_free(chart);
}

/* srcexpr is known only when the chart runs; a snapshot holds what it led to,
 * and asks nobody. */
static void
asks_the_loader_while_running(void **state)
{
	static const char child[] = S("<state><transition event=\"e\" "
	    "target=\"f\"/></state><final id=\"f\"/>");
	const char *parent = S("<state id=\"s\"><invoke srcexpr=\"'x'\" "
	    "autoforward=\"true\"/><invoke srcexpr=\"'gone'\"/>"
	    "<transition event=\"done.invoke\" target=\"f\"/>"
	    "<transition event=\"error.communication\">"
	    "<log expr=\"'gone'\"/></transition></state><final id=\"f\"/>");
	struct chart_loader loader = { load, (void *)(uintptr_t)child };
	struct run r = { .effects = effects_new(), .trace = TEXT_INIT };

	(void)state;
	assert_int_equal(chart_parse_with(&r.chart, parent, strlen(parent),
	    "c", &loader, &r.err), 0);
	assert_int_equal(session_start(&r.s, r.chart, "s", NULL, 0, NULL,
	    r.effects, &r.err), 0);
	trace(&r.trace, r.chart, r.effects);
	assert_string_equal(r.trace.ptr, "[] +s s.1:[] s.1:+ !communication "
	    "[error.communication] t1 log(gone)");
	assert_string_equal(run_step(&r, "e"), "s.1:[e] s.1:t0 s.1:- s.1:+ "
	    "s.1:done(f) [done.invoke.s.1] t0 -s +f done(f)");
	run_end(&r);
}

/* A chart that invokes itself would be read for ever. */
static void
limits_charts_in_charts(void **state)
{
	const char *self = S("<state><invoke src=\"self\"/></state>");
	struct chart_loader loader = { load, (void *)(uintptr_t)self };
	struct chart *chart = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(chart_parse_with(&chart, self, strlen(self), "c",
	    &loader, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_no_scxml),
		cmocka_unit_test(refuses_what_is_not_supported),
		cmocka_unit_test(refuses_targets),
		cmocka_unit_test(refuses_histories),
		cmocka_unit_test(refuses_content),
		cmocka_unit_test(keeps_foreign_markup_out),
		cmocka_unit_test(tells_structure),
		cmocka_unit_test(matches_events),
		cmocka_unit_test(tells_faults),
		cmocka_unit_test(asks_the_loader),
		cmocka_unit_test(asks_the_loader_while_running),
		cmocka_unit_test(limits_charts_in_charts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
