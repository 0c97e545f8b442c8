/* test_engine_session_send.c: <send>, <cancel>, timers, <invoke> */
#include "tests/unit/chart_run.h"

#define X(body) SCXML("xpath", "", body)
#define N(body) SCXML("null", "", body)
#define LOG(expr) "<log expr=\"" expr "\"/>"
#define CHECK(call, expected) assert_string_equal((call), (expected))
#define IO "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"

static void
sends_to_itself(void **state)
{
	struct run r = run_start(X("<state id=\"s\"><onentry>"
	    "<send event=\"external\"/><send event=\"byid\" id=\"i1\" "
	    "target=\"#_scxml_s1\"/><send event=\"internal\" "
	    "target=\"#_internal\"/><raise event=\"raised\"/></onentry>"
	    "<transition event=\"*\">" LOG("concat($_event/name, '|', "
	    "$_event/type, '|', $_event/origin, '|', $_event/origintype, '|',"
	    " $_event/sendid)") "</transition></state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s "
	    "[internal] t0 log(internal|internal|||) "
	    "[raised] t0 log(raised|internal|||) "
	    "[external] t0 log(external|external|#_scxml_s1|" IO "|) "
	    "[byid] t0 log(byid|external|#_scxml_s1|" IO "|i1)");
	run_end(&r);
}

/* Hard point 8: what is no target is error.execution, who is not there
 * error.communication; both with the sendid, and nothing is sent. */
static void
tells_where_it_cannot_send(void **state)
{
	static const char *const cases[][2] = {
		{ "target=\"nobody\"", "!execution" },
		{ "target=\"\"", "!execution" },
		{ "type=\"urn:other\"", "!execution" },
		{ "target=\"#_parent\"", "!communication" },
		{ "target=\"#_child\"", "!communication" },
		{ "target=\"#_scxml_other\"", "!communication" },
		{ "delayexpr=\"'soon'\"", "!execution" },
		{ "targetexpr=\"$none\"", "!execution" },
		{ "namelist=\"$none\"", "!execution" },
		{ "delayexpr=\"'1s'\" targetexpr=\"'#_internal'\"",
		    "!execution" },
	};
	struct text xml = TEXT_INIT;
	struct run r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text_reset(&xml);
		text_addf(&xml, X("<state id=\"s\"><transition event=\"e\">"
		    "<send event=\"x\" id=\"id7\" %s/>" LOG("'on'")
		    "</transition><transition event=\"error.*\">"
		    LOG("$_event/sendid") "</transition></state>"),
		    cases[i][0]);
		r = run_start(xml.ptr);
		run_step(&r, "e");
		assert_non_null(strstr(r.trace.ptr, cases[i][1]));
		assert_null(strstr(r.trace.ptr, "log(on)"));
		/* What fails to be evaluated fails before there is a send. */
		if (strstr(cases[i][0], "$none") == NULL)
			assert_non_null(strstr(r.trace.ptr, "log(id7)"));
		run_end(&r);
	}
	text_release(&xml);
}

static void
sends_outside(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\">"
	    "<a xmlns=\"\">1</a></data></datamodel><state id=\"s\">"
	    "<transition event=\"e\"><send type=\"urn:guiwen:task\" "
	    "target=\"office\" event=\"remind\" id=\"i\" namelist=\"$v\"/>"
	    "<send type=\"urn:guiwen:task\" delay=\"2s\"><content>hi"
	    "</content></send></transition></state>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 send(remind,office,urn:guiwen:task,"
	    "i,<data id=\"v\"><a>1</a></data>)");
	CHECK(run_advance(&r, 1999), "");
	CHECK(run_advance(&r, 1), "send(,,urn:guiwen:task,,hi)");
	run_end(&r);
}

/* Arguments are taken when the send is, not when it is due. */
static void
evaluates_at_once(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\">1</data>"
	    "</datamodel><state id=\"s\"><transition event=\"e\">"
	    "<send eventexpr=\"concat('x', $v)\" delay=\".5s\">"
	    "<param name=\"p\" expr=\"$v + 1\"/></send>"
	    "<assign location=\"$v\" expr=\"5\"/></transition>"
	    "<transition event=\"*\">" LOG("concat($_event/name, "
	    "$_event/data/data[@id='p'])") "</transition></state>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0");
	assert_int_equal(session_next_timer(r.s), 1500);
	CHECK(run_advance(&r, 499), "");
	CHECK(run_advance(&r, 1), "[x1] t1 log(x12)");
	assert_int_equal(session_next_timer(r.s), -1);
	run_end(&r);
}

static void
fires_in_order(void **state)
{
	struct run r = run_start(N("<state id=\"s\"><onentry>"
	    "<send event=\"c\" delay=\"3s\"/><send event=\"a\" "
	    "delay=\"1000ms\"/><send event=\"a2\" delay=\"1s\"/>"
	    "<send event=\"b\" delay=\"2.0s\"/></onentry>"
	    "<transition event=\"a\"><send event=\"chained\" "
	    "delay=\"500ms\"/></transition><transition event=\"*\"/>"
	    "</state>"));

	(void)state;
	/* Each at the time at which it was due: the chained one is before
	 * b, however late it is that somebody looks. */
	CHECK(run_advance(&r, 10000),
	    "[a] t0 [a2] t1 [chained] t1 [b] t1 [c] t1");
	run_end(&r);

	/* Those that are due come before the event. */
	r = run_start(N("<state id=\"s\"><onentry><send event=\"t\" "
	    "delay=\"1s\"/></onentry><transition event=\"*\"/></state>"));
	r.now_ms += 1000;
	CHECK(run_step(&r, "e"), "[t] t0 [e] t0");
	run_end(&r);
}

static void
parses_delays(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} delays[] = { { "1s", 1000 }, { ".5s", 500 }, { "1.5s", 1500 },
		{ "200ms", 200 }, { "0.0015s", 1 }, { "2m", 120000 },
		{ "1h", 3600000 }, { "1.5d", 129600000 }, { "+1s", 1000 } };
	struct text xml = TEXT_INIT;
	struct run r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		text_reset(&xml);
		text_addf(&xml, N("<state id=\"s\"><onentry><send "
		    "event=\"t\" delay=\"%s\"/></onentry></state>"),
		    delays[i].text);
		r = run_start(xml.ptr);
		assert_int_equal(session_next_timer(r.s),
		    1000 + delays[i].ms);
		run_end(&r);
	}
	text_release(&xml);
}

static void
cancels(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"id\"/></datamodel>"
	    "<state id=\"s\"><onentry><send event=\"a\" id=\"x\" "
	    "delay=\"1s\"/><send event=\"b\" id=\"x\" delay=\"2s\"/>"
	    "<send event=\"c\" idlocation=\"$id\" delay=\"3s\"/>"
	    "<send event=\"d\" delay=\"4s\"/></onentry>"
	    "<transition event=\"x\"><cancel sendid=\"x\"/></transition>"
	    "<transition event=\"id\"><cancel sendidexpr=\"$id\"/>"
	    "</transition><transition event=\"no\"><cancel "
	    "sendid=\"unknown\"/></transition><transition event=\"*\"/>"
	    "</state>"));

	(void)state;
	CHECK(run_step(&r, "x"), "[x] t0");
	assert_int_equal(session_next_timer(r.s), 4000);
	CHECK(run_step(&r, "id"), "[id] t1");
	assert_int_equal(session_next_timer(r.s), 5000);
	CHECK(run_step(&r, "no"), "[no] t2");
	CHECK(run_advance(&r, 4000), "[d] t3");
	run_end(&r);
}

static void
forgets_sends_when_it_ends(void **state)
{
	struct run r = run_start(N("<state id=\"s\"><onentry><send "
	    "event=\"t\" delay=\"1s\"/></onentry><transition event=\"e\" "
	    "target=\"f\"/></state><final id=\"f\"/>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 -s +f done(f)");
	assert_int_equal(session_next_timer(r.s), -1);
	CHECK(run_advance(&r, 5000), "");
	run_end(&r);
}

static void
limits_timers(void **state)
{
	const struct session_limits limits = { .timers = 2 };
	struct run r = run_start_with(N("<state id=\"s\"><transition "
	    "event=\"e\"><send event=\"t\" delay=\"1s\"/></transition>"
	    "</state>"), NULL, &limits);
	const struct session_event event = { .name = "e" };

	(void)state;
	assert_int_equal(session_step(r.s, &event, 1000, NULL, &r.err), 0);
	assert_int_equal(session_step(r.s, &event, 1000, NULL, &r.err), 0);
	assert_int_equal(session_step(r.s, &event, 1000, NULL, &r.err), -1);
	assert_int_equal(r.err.code, ERR_LIMIT);
	run_end(&r);
}

/* A call may pause between macrosteps; the rest waits in the snapshot. */
static void
pauses(void **state)
{
	const struct session_limits limits = { .macrosteps = 1 };
	struct run r = run_start_with(X("<state id=\"s\"><onentry>"
	    "<send event=\"a\"/><send event=\"b\"><param name=\"p\" "
	    "expr=\"7\"/></send></onentry><transition event=\"*\">"
	    LOG("concat($_event/name, $_event/data)") "</transition>"
	    "</state>"), NULL, &limits);
	struct session *twin;

	(void)state;
	CHECK(r.trace.ptr, "[] +s");
	assert_int_equal(session_next_timer(r.s), 1000);
	effects_reset(r.effects);
	assert_int_equal(session_advance(r.s, 1000, r.effects, &r.err), 0);
	trace(&r.trace, r.chart, r.effects);
	CHECK(r.trace.ptr, "[a] t0 log(a)");
	/* Restored without a limit, it takes all the rest. */
	twin = run_twin(&r);
	effects_reset(r.effects);
	assert_int_equal(session_advance(twin, 1000, r.effects, &r.err), 0);
	trace(&r.trace, r.chart, r.effects);
	CHECK(r.trace.ptr, "[b] t0 log(b7)");
	session_free(twin);
	run_end(&r);
}

#define CHILD(model, body)						\
	"<scxml version=\"1.0\" datamodel=\"" model "\">" body "</scxml>"

/* Hard point 9. */
static void
invokes(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"got\"/><data "
	    "id=\"where\"/></datamodel><state id=\"s\">"
	    "<invoke idlocation=\"$where\"><param name=\"in\" expr=\"41\"/>"
	    "<param name=\"unknown\" expr=\"1\"/><content>"
	    CHILD("xpath", "<datamodel><data id=\"in\" expr=\"0\"/>"
	    "</datamodel><state id=\"c\"><transition event=\"ask\" "
	    "target=\"f\"><send target=\"#_parent\" event=\"answer\">"
	    "<param name=\"n\" expr=\"$in + 1\"/></send></transition>"
	    "</state><final id=\"f\"><donedata><content>bye</content>"
	    "</donedata></final>") "</content><finalize><assign "
	    "location=\"$got\" expr=\"$_event/data/data/text()\"/>"
	    "</finalize></invoke>"
	    "<transition event=\"e\"><send event=\"ask\" "
	    "targetexpr=\"concat('#_', $where)\"/></transition>"
	    "<transition event=\"answer\" cond=\"$got = 42 and "
	    "$_event/invokeid = $where\">" LOG("$where") "</transition>"
	    "<transition event=\"done.invoke\">" LOG("concat($_event/name, "
	    "$_event/data)") "</transition></state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s s.1:[] s.1:+");
	CHECK(run_step(&r, "e"), "[e] t0 s.1:[ask] s.1:t0 s.1:- s.1:+ "
	    "s.1:done(f=bye) [answer] t1 log(s.1) "
	    "[done.invoke.s.1] t2 log(done.invoke.s.1bye)");
	run_end(&r);
}

/* Only at the end of a macrostep, and only for states still active. */
static void
invokes_late(void **state)
{
	struct run r = run_start(N("<state id=\"a\"><invoke id=\"no\">"
	    "<content>" CHILD("null", "<state/>") "</content></invoke>"
	    "<transition target=\"b\"/></state><state id=\"b\">"
	    "<onentry><raise event=\"r\"/></onentry>"
	    "<transition event=\"r\">" LOG("raised") "</transition>"
	    "<invoke id=\"yes\"><content>" CHILD("null", "<state/>")
	    "</content></invoke></state>"));

	(void)state;
	CHECK(r.trace.ptr,
	    "[] +a [] t0 -a +b [r] t1 log(raised) yes:[] yes:+");
	run_end(&r);
}

static void
cancels_children(void **state)
{
	struct run r = run_start(N("<state id=\"a\"><invoke id=\"i\">"
	    "<content>" CHILD("null", "<state><onentry><send event=\"t\" "
	    "delay=\"1s\"/></onentry><onexit><log expr=\"bye\"/><send "
	    "event=\"late\" target=\"#_parent\"/></onexit></state>")
	    "</content></invoke><onexit><log expr=\"out\"/></onexit>"
	    "<transition event=\"e\" target=\"b\"/></state>"
	    "<state id=\"b\"><transition event=\"*\"/></state>"));

	(void)state;
	assert_int_equal(session_next_timer(r.s), 2000);
	/* After the last onexit; nothing that it says is heard. */
	CHECK(run_step(&r, "e"),
	    "[e] t0 log(out) i:log(bye) i:- -a +b");
	assert_int_equal(session_next_timer(r.s), -1);
	run_end(&r);
}

static void
forwards(void **state)
{
	struct run r = run_start(X("<state id=\"a\">"
	    "<invoke id=\"i\" autoforward=\"true\"><content>"
	    CHILD("xpath", "<state><transition event=\"e\">"
	    LOG("concat($_event/name, $_event/data/a, $_event/sendid)")
	    "<send event=\"back\" target=\"#_parent\"/></transition>"
	    "<transition event=\"back\">" LOG("$_event/invokeid")
	    "</transition></state>") "</content></invoke>"
	    "<invoke id=\"j\"><content>" CHILD("null", "<state><transition "
	    "event=\"*\"><log/></transition></state>") "</content></invoke>"
	    "</state>"));

	(void)state;
	CHECK(run_step_data(&r, "e", "<d><a>1</a></d>"),
	    "i:[e] i:t0 i:log(e1) i:[back] i:t1 i:log(i)");
	run_end(&r);
}

/* An empty <finalize> puts what comes back where it was taken from. */
static void
updates(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\">1</data>"
	    "<data id=\"w\">1</data></datamodel><state id=\"s\">"
	    "<invoke namelist=\"$v $w\"><content>" CHILD("xpath",
	    "<datamodel><data id=\"v\"/><data id=\"w\"/></datamodel><state>"
	    "<onentry><send event=\"e\" target=\"#_parent\"><param "
	    "name=\"v\" expr=\"$v + $w + 1\"/><param name=\"x\" expr=\"1\"/>"
	    "</send></onentry></state>") "</content><finalize/></invoke>"
	    "<transition event=\"e\">" LOG("concat($v, $w)") "</transition>"
	    "</state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s s.1:[] s.1:+ [e] t0 log(31)");
	run_end(&r);
}

/* Each <finalize> hears only the child of its own <invoke>. */
static void
finalizes_its_own(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"v\"/></datamodel>"
	    "<state id=\"s\"><invoke id=\"i\"><content>" CHILD("null",
	    "<state><onentry><send event=\"hello\" target=\"#_parent\"/>"
	    "</onentry></state>") "</content><finalize><assign "
	    "location=\"$v\" type=\"lastchild\" expr=\"'i'\"/></finalize>"
	    "</invoke><invoke id=\"j\"><content>" CHILD("null", "<state/>")
	    "</content><finalize><assign location=\"$v\" "
	    "type=\"lastchild\" expr=\"'j'\"/></finalize></invoke>"
	    "<transition event=\"*\">" LOG("$v") "</transition></state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s i:[] i:+ j:[] j:+ [hello] t0 log(i)");
	CHECK(run_step(&r, "other"), "[other] t0 log(i)");
	run_end(&r);
}

/* What cannot be invoked is an error, and the state goes on. */
static void
skips_bad_invokes(void **state)
{
	struct run r = run_start(X("<datamodel><data id=\"doc\">"
	    "<scxml version=\"1.0\"><state><transition target=\"x\"/></state>"
	    "</scxml></data></datamodel><state id=\"s\">"
	    "<invoke typeexpr=\"'other'\"/><invoke><param name=\"p\" "
	    "expr=\"$none\"/></invoke><invoke><content>text</content>"
	    "</invoke><invoke srcexpr=\"'x'\"/><invoke><content "
	    "expr=\"$doc/*\"/></invoke><invoke id=\"last\"><content "
	    "expr=\"'&lt;scxml version=&quot;1.0&quot; xmlns=&quot;http://www."
	    "w3.org/2005/07/scxml&quot;>&lt;state/>&lt;/scxml>'\"/></invoke>"
	    "</state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s !execution !execution !communication "
	    "!communication !communication last:[] last:+");
	CHECK(run_step(&r, "e"), "");
	run_end(&r);
}

static void
limits_nesting(void **state)
{
	/* A document that invokes a copy of itself. */
	const char *xml = X("<datamodel><data id=\"me\"><scxml "
	    "version=\"1.0\" datamodel=\"xpath\"><datamodel><data "
	    "id=\"me\"/></datamodel><state><invoke namelist=\"$me\">"
	    "<content expr=\"$me/*\"/></invoke></state></scxml></data>"
	    "</datamodel><state><invoke namelist=\"$me\"><content "
	    "expr=\"$me/*\"/></invoke></state>");
	struct chart *chart = chart_of(xml);
	struct session *s = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(session_start(&s, chart, "s", NULL, 0, NULL, NULL,
	    &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	chart_free(chart);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_to_itself),
		cmocka_unit_test(tells_where_it_cannot_send),
		cmocka_unit_test(sends_outside),
		cmocka_unit_test(evaluates_at_once),
		cmocka_unit_test(fires_in_order),
		cmocka_unit_test(parses_delays),
		cmocka_unit_test(cancels),
		cmocka_unit_test(forgets_sends_when_it_ends),
		cmocka_unit_test(limits_timers),
		cmocka_unit_test(pauses),
		cmocka_unit_test(invokes),
		cmocka_unit_test(invokes_late),
		cmocka_unit_test(cancels_children),
		cmocka_unit_test(forwards),
		cmocka_unit_test(updates),
		cmocka_unit_test(finalizes_its_own),
		cmocka_unit_test(skips_bad_invokes),
		cmocka_unit_test(limits_nesting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
