/* test_engine_session.c: selection, exit and entry, history, macrosteps */
#include "tests/unit/chart_run.h"

#define N(attributes, body) SCXML("null", attributes, body)
#define LOG(text) "<log expr=\"" text "\"/>"
#define SAYS(id) "<onentry>" LOG("in " id) "</onentry><onexit>"	\
	LOG("out " id) "</onexit>"

#define CHECK(call, expected) assert_string_equal((call), (expected))

/* The chart of SCXML 3.1.3: an event for each region, then done events. */
static void
runs_regions_side_by_side(void **state)
{
	struct run r = run_start(N("initial=\"s\"",
	    "<state id=\"s\"><transition event=\"go\" target=\"s12\"/></state>"
	    "<parallel id=\"p\">"
	    "<transition event=\"done.state.p\" target=\"end\"/>"
	    "<state id=\"s1\" initial=\"s11\"><state id=\"s11\"/>"
	    "<state id=\"s12\"><transition event=\"e1\" target=\"f1\"/></state>"
	    "<final id=\"f1\"/></state>"
	    "<state id=\"s2\" initial=\"s21\"><state id=\"s21\"><transition "
	    "event=\"e1\" target=\"s22\"/></state><state id=\"s22\"><transition "
	    "event=\"e2\" target=\"f2\"/></state><final id=\"f2\"/></state>"
	    "</parallel><final id=\"end\"/>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s");
	CHECK(run_step(&r, "e1"), "");
	CHECK(run_step(&r, "go"), "[go] t0 -s +p +s1 +s12 +s2 +s21");
	CHECK(run_step(&r, "e1"), "[e1] t2 t3 -s21 -s12 +f1 +s22");
	CHECK(run_step(&r, "e2"), "[e2] t4 -s22 +f2 "
	    "[done.state.p] t1 -f2 -s2 -f1 -s1 -p +end done(end)");
	assert_true(session_done(r.s));
	assert_true(session_is_in(r.s, chart_find(r.chart, "end")));
	CHECK(run_step(&r, "e1"), "");
	run_end(&r);
}

/* Hard point 1: the descendant's transition wins over its ancestor's, else
 * the earlier atomic state's. */
static void
preempts(void **state)
{
	struct run r = run_start(N("",
	    "<parallel id=\"p\">"
	    "<transition event=\"a b\" target=\"out\"/>"
	    "<state id=\"x\"><state id=\"x1\"><transition event=\"a\" "
	    "target=\"x2\"/><transition event=\"c\" target=\"out\"/></state>"
	    "<state id=\"x2\"/></state>"
	    "<state id=\"y\"><state id=\"y1\"><transition event=\"c\" "
	    "target=\"y2\"/></state><state id=\"y2\"/></state>"
	    "</parallel><state id=\"out\"><transition event=\"back\" "
	    "target=\"p\"/></state>"));

	(void)state;
	/* y selects p's transition, whose exit set holds x1's: x1's source
	 * is the descendant. */
	CHECK(run_step(&r, "a"), "[a] t1 -x1 +x2");
	/* Both select p's transition: once. */
	CHECK(run_step(&r, "b"), "[b] t0 -y1 -y -x2 -x -p +out");
	CHECK(run_step(&r, "back"), "[back] t4 -out +p +x +x1 +y +y1");
	/* x1 leaves p, y1 does not: no descendants, the earlier wins. */
	CHECK(run_step(&r, "c"), "[c] t2 -y1 -y -x1 -x -p +out");
	run_end(&r);
}

/* The later one is deeper in a chain of regions: it takes the place of what
 * an earlier state had selected from further up. */
static void
prefers_the_deeper_of_later_states(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"s\"><transition event=\"e\" target=\"out\"/>"
	    "<parallel id=\"p\"><state id=\"a\"/>"
	    "<state id=\"b\"><state id=\"b1\"><transition event=\"e\" "
	    "target=\"b2\"/></state><state id=\"b2\"/></state>"
	    "</parallel></state><state id=\"out\"/>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t1 -b1 +b2");
	CHECK(run_step(&r, "e"), "[e] t0 -b2 -b -a -p -s +out");
	run_end(&r);
}

/* Hard point 2. */
static void
orders_exit_content_entry(void **state)
{
	struct run r = run_start(N("",
	    "<parallel id=\"p\">"
	    "<state id=\"a\">" SAYS("a") "<state id=\"a1\">" SAYS("a1")
	    "<transition event=\"e\" target=\"a2\">" LOG("ta")
	    "</transition></state><state id=\"a2\">" SAYS("a2")
	    "</state></state>"
	    "<state id=\"b\">" SAYS("b") "<state id=\"b1\">" SAYS("b1")
	    "<transition event=\"e\" target=\"b2\">" LOG("tb")
	    "</transition></state>"
	    "<state id=\"b2\">" SAYS("b2") "<initial><transition "
	    "target=\"b3\">" LOG("initial") "</transition></initial>"
	    "<state id=\"b3\">" SAYS("b3") "</state></state>"
	    "</state></parallel>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 t1 log(out b1) -b1 log(out a1) -a1 "
	    "log(ta) log(tb) +a2 log(in a2) +b2 log(in b2) log(initial) "
	    "+b3 log(in b3)");
	run_end(&r);
}

/* A state is in the configuration in its onexit and its onentry. */
static void
is_in_while_leaving_and_entering(void **state)
{
#define TELLS(x) "<if cond=\"In(" x ")\">" LOG("in " x) "<else/>"	\
	LOG("not " x) "</if>"
	struct run r = run_start(N("",
	    "<state id=\"s\"><onexit>" TELLS("s") "</onexit>"
	    "<transition event=\"e\" target=\"t\">" TELLS("s") TELLS("t")
	    "</transition></state>"
	    "<state id=\"t\"><onentry>" TELLS("t") TELLS("u") "</onentry>"
	    "<state id=\"u\"/></state>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 log(in s) -s log(not s) log(not t) "
	    "+t log(in t) log(not u) +u");
	run_end(&r);
#undef TELLS
}

/* Hard point 3. */
static void
takes_domains(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"s\" initial=\"s1\">"
	    "<transition event=\"self\" target=\"s\"/>"
	    "<transition event=\"down\" target=\"s2\"/>"
	    "<transition event=\"in\" type=\"internal\" target=\"s2\"/>"
	    "<transition event=\"none\">" LOG("stay") "</transition>"
	    "<transition event=\"inself\" type=\"internal\" target=\"s\"/>"
	    "<state id=\"s1\"/><state id=\"s2\"/></state>"
	    "<parallel id=\"p\"><transition event=\"in\" type=\"internal\" "
	    "target=\"pa2\"/><state id=\"pa\"><state id=\"pa1\"/>"
	    "<state id=\"pa2\"/><transition event=\"over\" target=\"pb2\"/>"
	    "</state><state id=\"pb\"><state id=\"pb1\"/><state id=\"pb2\"/>"
	    "</state><transition event=\"leave\" target=\"s\"/></parallel>"
	    "<state><transition event=\"never\" target=\"p\"/></state>"));

	(void)state;
	CHECK(run_step(&r, "self"), "[self] t0 -s1 -s +s +s1");
	CHECK(run_step(&r, "down"), "[down] t1 -s1 -s +s +s2");
	CHECK(run_step(&r, "in"), "[in] t2 -s2 +s2");
	CHECK(run_step(&r, "none"), "[none] t3 log(stay)");
	CHECK(run_step(&r, "inself"), "[inself] t4 -s2 -s +s +s1");
	run_end(&r);

	/* The LCCA is never a parallel; an internal transition of one is as
	 * an external one. */
	r = run_start(N("initial=\"p\"",
	    "<parallel id=\"p\"><transition event=\"in\" type=\"internal\" "
	    "target=\"pa2\"/><state id=\"pa\"><transition event=\"over\" "
	    "target=\"pb2\"/><state id=\"pa1\"/><state id=\"pa2\"/></state>"
	    "<state id=\"pb\"><state id=\"pb1\"/><state id=\"pb2\"/></state>"
	    "</parallel>"));
	CHECK(run_step(&r, "over"),
	    "[over] t1 -pb1 -pb -pa1 -pa -p +p +pa +pa1 +pb +pb2");
	CHECK(run_step(&r, "in"),
	    "[in] t0 -pb2 -pb -pa1 -pa -p +p +pa +pa2 +pb +pb1");
	run_end(&r);
}

static void
enters_deep_and_several_initials(void **state)
{
	struct run r = run_start(N("initial=\"a2 b2\"",
	    "<parallel id=\"p\"><state id=\"a\"><state id=\"a1\"/>"
	    "<state id=\"a2\"/></state><state id=\"b\"><state id=\"b1\"/>"
	    "<state id=\"b2\"/></state><state id=\"c\"><state id=\"c1\"/>"
	    "</state><transition event=\"e\" target=\"q\"/></parallel>"
	    "<state id=\"q\" initial=\"q2b\"><onentry>" LOG("q")
	    "</onentry><state id=\"q1\"/>"
	    "<state id=\"q2\"><state id=\"q2a\"/><state id=\"q2b\"/></state>"
	    "</state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +p +a +a2 +b +b2 +c +c1");
	CHECK(run_step(&r, "e"), "[e] t0 -c1 -c -b2 -b -a2 -a -p "
	    "+q log(q) +q2 +q2b");
	run_end(&r);
}

/* Hard point 4. */
static void
says_what_is_done(void **state)
{
	struct run r = run_start(N("",
	    "<parallel id=\"p\"><onentry><raise event=\"go\"/></onentry>"
	    "<transition event=\"done.state.p\">" LOG("p") "</transition>"
	    "<transition event=\"done.state.a\">" LOG("a") "</transition>"
	    "<transition event=\"done.state.b\">" LOG("b") "</transition>"
	    "<transition event=\"raised\">" LOG("raised") "</transition>"
	    "<state id=\"a\"><state id=\"a1\"><transition event=\"go\" "
	    "target=\"af\"/></state><final id=\"af\"><onentry>"
	    "<raise event=\"raised\"/></onentry></final></state>"
	    "<state id=\"b\"><state id=\"b1\"><transition event=\"go\" "
	    "target=\"bf\"/></state><final id=\"bf\"/></state></parallel>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +p +a +a1 +b +b1 "
	    "[go] t4 t5 -b1 -a1 +af +bf "
	    "[raised] t3 log(raised) [done.state.a] t1 log(a) "
	    "[done.state.b] t2 log(b) [done.state.p] t0 log(p)");
	run_end(&r);
}

/* Regions that are parallels themselves. */
static void
says_what_is_done_in_nested_parallels(void **state)
{
	struct run r = run_start(N("",
	    "<parallel id=\"p\"><transition event=\"done.state.p\">" LOG("p")
	    "</transition><parallel id=\"q\"><transition "
	    "event=\"done.state.q\">" LOG("q") "</transition>"
	    "<state id=\"a\"><state id=\"a1\"><transition event=\"e\" "
	    "target=\"af\"/></state><final id=\"af\"/></state></parallel>"
	    "<state id=\"b\"><state id=\"b1\"><transition event=\"f\" "
	    "target=\"bf\"/></state><final id=\"bf\"/></state></parallel>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t2 -a1 +af [done.state.q] t1 log(q)");
	CHECK(run_step(&r, "f"), "[f] t3 -b1 +bf [done.state.p] t0 log(p)");
	run_end(&r);

	/* The inner parallel comes last. */
	r = run_start(N("",
	    "<parallel id=\"p\"><transition event=\"done.state.p\">" LOG("p")
	    "</transition><parallel id=\"q\"><state id=\"a\"><state "
	    "id=\"a1\"><transition event=\"e\" target=\"af\"/></state>"
	    "<final id=\"af\"/></state></parallel><state id=\"b\">"
	    "<final id=\"bf\"/></state></parallel>"));
	CHECK(run_step(&r, "e"), "[e] t1 -a1 +af [done.state.p] t0 log(p)");
	run_end(&r);
}

/* Hard point 5. */
#define HISTORY(type)							\
	N("", "<state id=\"s\" initial=\"a\">"				\
	"<onexit>" LOG("leaves s") "</onexit>"				\
	"<history id=\"h\" type=\"" type "\"><transition target=\"b\">"	\
	LOG("default") "</transition></history>"			\
	"<state id=\"a\"><transition event=\"b\" target=\"b2\"/></state>" \
	"<state id=\"b\"><state id=\"b1\"/><state id=\"b2\"/></state>"	\
	"<transition event=\"out\" target=\"t\"/></state>"		\
	"<state id=\"t\"><transition event=\"back\" target=\"h\"/>"	\
	"</state>")

static void
remembers(void **state)
{
	struct run r = run_start(HISTORY("shallow"));

	(void)state;
	CHECK(run_step(&r, "b"), "[b] t0 -a +b +b2");
	CHECK(run_step(&r, "out"), "[out] t1 -b2 -b log(leaves s) -s +t");
	CHECK(run_step(&r, "back"), "[back] t2 -t +s +b +b1");
	run_end(&r);

	r = run_start(HISTORY("deep"));
	run_step(&r, "b");
	run_step(&r, "out");
	CHECK(run_step(&r, "back"), "[back] t2 -t +s +b +b2");
	assert_false(session_is_in(r.s, chart_find(r.chart, "h")));
	run_end(&r);
}

static void
takes_default_history_once(void **state)
{
	struct run r = run_start(N("initial=\"t\"",
	    "<state id=\"s\"><onentry>" LOG("s") "</onentry>"
	    "<initial><transition target=\"h\">" LOG("initial")
	    "</transition></initial>"
	    "<history id=\"h\"><transition target=\"b\">" LOG("default")
	    "</transition></history><state id=\"a\"/>"
	    "<state id=\"b\"><onentry>" LOG("b") "</onentry>"
	    "<transition event=\"a\" target=\"a\"/></state>"
	    "<transition event=\"out\" target=\"t\"/></state>"
	    "<state id=\"t\"><transition event=\"s\" target=\"s\"/>"
	    "<transition event=\"h\" target=\"h\"/></state>"));

	(void)state;
	/* onentry, initial content, default-history content (3.10.2). */
	CHECK(run_step(&r, "s"),
	    "[s] t2 -t +s log(s) log(initial) log(default) +b log(b)");
	CHECK(run_step(&r, "a"), "[a] t0 -b +a");
	run_step(&r, "out");
	CHECK(run_step(&r, "h"), "[h] t3 -t +s log(s) +a");
	run_end(&r);
}

/* Recorded before any onexit runs: all of the regions are still there. */
static void
remembers_regions(void **state)
{
	struct run r = run_start(N("",
	    "<parallel id=\"p\"><history id=\"h\" type=\"deep\"><transition "
	    "target=\"a1 b1\"/></history>"
	    "<state id=\"a\"><state id=\"a1\"><transition event=\"e\" "
	    "target=\"a2\"/></state><state id=\"a2\"/></state>"
	    "<state id=\"b\"><state id=\"b1\"/><state id=\"b2\"/>"
	    "<transition event=\"f\" target=\"b2\" type=\"internal\"/></state>"
	    "<transition event=\"out\" target=\"t\"/></parallel>"
	    "<state id=\"t\"><transition event=\"back\" target=\"h\"/>"
	    "</state>"));

	(void)state;
	run_step(&r, "e");
	run_step(&r, "f");
	run_step(&r, "out");
	CHECK(run_step(&r, "back"), "[back] t3 -t +p +a +a2 +b +b2");
	run_end(&r);
}

/* Restored from inside: the parent is not left, and not entered again. */
static void
remembers_from_inside(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"s\"><onentry>" LOG("enters s") "</onentry>"
	    "<history id=\"h\" type=\"deep\"><transition target=\"b2\">"
	    LOG("default") "</transition></history>"
	    "<state id=\"a\"><transition event=\"h\" target=\"h\"/></state>"
	    "<state id=\"b\"><onentry>" LOG("enters b") "</onentry>"
	    "<state id=\"b1\"><transition event=\"h\" target=\"h\"/></state>"
	    "<state id=\"b2\"><transition event=\"1\" target=\"b1\"/>"
	    "</state></state>"
	    "<transition event=\"out\" target=\"t\"/></state>"
	    "<state id=\"t\"><transition event=\"s\" target=\"b1\"/>"
	    "</state>"));

	(void)state;
	/* Nothing is recorded: the default, its content though s stays. */
	CHECK(run_step(&r, "h"),
	    "[h] t0 -a log(default) +b log(enters b) +b2");
	run_step(&r, "out");
	run_step(&r, "s");
	/* b2 is recorded, and b is active: only b1 is left. */
	CHECK(run_step(&r, "h"), "[h] t1 -b1 +b2");
	run_end(&r);
}

/* Hard point 6. */
static void
runs_to_completion(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"a\"><transition event=\"e\" target=\"b\">"
	    "<raise event=\"i1\"/><raise event=\"i2\"/></transition></state>"
	    "<state id=\"b\"><transition cond=\"In(b)\" target=\"c\"/></state>"
	    "<state id=\"c\"><transition event=\"i1\" target=\"d\">"
	    "<raise event=\"i3\"/></transition></state>"
	    "<state id=\"d\"><transition event=\"i2\">" LOG("i2")
	    "</transition><transition event=\"i3\" target=\"f\"/></state>"
	    "<final id=\"f\"><onentry><raise event=\"late\"/></onentry>"
	    "</final>"));

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 -a +b [] t1 -b +c [i1] t2 -c +d "
	    "[i2] t3 log(i2) [i3] t4 -d +f done(f)");
	run_end(&r);
}

/* In a top-level final state nothing goes on, not even what is enabled. */
static void
stops_in_a_final_state(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"a\"><onexit>" LOG("out a") "</onexit>"
	    "<transition event=\"e\" target=\"f\"><raise event=\"x\"/>"
	    "</transition></state><final id=\"f\"><onentry>" LOG("in f")
	    "</onentry><onexit>" LOG("out f") "</onexit></final>"));

	(void)state;
	CHECK(run_step(&r, "e"),
	    "[e] t0 log(out a) -a +f log(in f) log(out f) done(f)");
	assert_int_equal(session_next_timer(r.s), -1);
	run_end(&r);
}

static void
stops_endless_loops(void **state)
{
	const struct session_limits limits = { .microsteps = 50 };
	struct run r = run_start_with(N("",
	    "<state id=\"a\"><transition event=\"e\" target=\"b\"/></state>"
	    "<state id=\"b\"><transition target=\"c\"/></state>"
	    "<state id=\"c\"><transition target=\"b\"/></state>"), NULL,
	    &limits);
	const struct session_event event = { .name = "e" };

	(void)state;
	assert_int_equal(session_step(r.s, &event, 1000, NULL, &r.err), -1);
	assert_int_equal(r.err.code, ERR_LIMIT);
	assert_non_null(strstr(r.err.msg, "50 microsteps"));
	/* From here on it is of no use. */
	assert_int_equal(session_step(r.s, &event, 1000, NULL, &r.err), -1);
	assert_int_equal(r.err.code, ERR_LIMIT);
	run_end(&r);
}

static void
stops_full_queues(void **state)
{
	const struct session_limits limits = { .queue = 3 };
	const char *xml = N("", "<state id=\"a\"><onentry><raise event=\"1\"/>"
	    "<raise event=\"2\"/><raise event=\"3\"/><raise event=\"4\"/>"
	    "</onentry></state>");
	struct chart *chart = chart_of(xml);
	struct session *s = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(session_start(&s, chart, "s", NULL, 0, &limits, NULL,
	    &err), -1);
	assert_null(s);
	assert_int_equal(err.code, ERR_LIMIT);
	chart_free(chart);
}

/* Hard point 10. */
static void
matches_descriptors(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"s\"><transition event=\"a.b.* q\">" LOG("1")
	    "</transition><transition event=\"a.\">" LOG("2")
	    "</transition><transition event=\"a-b\">" LOG("3")
	    "</transition><transition event=\"x *\">" LOG("4")
	    "</transition></state>"));

	(void)state;
	CHECK(run_step(&r, "a.b"), "[a.b] t0 log(1)");
	CHECK(run_step(&r, "a.b.c.d"), "[a.b.c.d] t0 log(1)");
	CHECK(run_step(&r, "q.q"), "[q.q] t0 log(1)");
	CHECK(run_step(&r, "a.bc"), "[a.bc] t1 log(2)");
	CHECK(run_step(&r, "a"), "[a] t1 log(2)");
	CHECK(run_step(&r, "a-b.c"), "[a-b.c] t2 log(3)");
	CHECK(run_step(&r, "a-bc"), "[a-bc] t3 log(4)");
	CHECK(run_step(&r, "ab"), "[ab] t3 log(4)");
	run_end(&r);

	/* A dot comes before all other signs: "a-b" is not inside "a". */
	r = run_start(N("", "<state id=\"s\"><transition event=\"a.b\" "
	    "cond=\"In(none)\"/><transition event=\"a-b\"/><transition "
	    "event=\"a+b\"/><transition event=\"a\"/></state>"));
	CHECK(run_step(&r, "a.b.c"), "[a.b.c] t3");
	CHECK(run_step(&r, "a-b.c"), "[a-b.c] t1");
	CHECK(run_step(&r, "a+b"), "[a+b] t2");
	run_end(&r);
}

/* Errors go behind what is queued; a block ends, the others do not (7). */
static void
ends_blocks_by_errors(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"s\"><onentry><raise event=\"a\"/>"
	    "<send event=\"x\" target=\"nowhere\"/>" LOG("not reached")
	    "</onentry><onentry>" LOG("second block") "</onentry>"
	    "<transition event=\"a\">" LOG("a") "</transition>"
	    "<transition event=\"error.execution\">" LOG("error")
	    "</transition></state>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s !execution log(second block) [a] t0 log(a) "
	    "[error.execution] t1 log(error)");
	run_end(&r);
}

/* A condition that fails is false, an error, and no endless loop. */
static void
complains_once(void **state)
{
	struct run r = run_start(N("",
	    "<state id=\"s\"><transition cond=\"nonsense\" target=\"t\"/>"
	    "<transition event=\"error\" cond=\"more nonsense\"/>"
	    "<transition event=\"e\">" LOG("e") "</transition></state>"
	    "<state id=\"t\"/>"));

	(void)state;
	CHECK(r.trace.ptr, "[] +s !execution !execution");
	CHECK(run_step(&r, "e"), "[e] t2 log(e) !execution !execution");
	run_end(&r);

	/* After a microstep it may have another reason. */
	r = run_start(N("", "<state id=\"p\"><transition cond=\"nonsense\"/>"
	    "<state id=\"a\"><transition event=\"error\" target=\"b\"/>"
	    "</state><state id=\"b\"><transition event=\"error\" "
	    "target=\"c\"/></state><state id=\"c\"/></state>"));
	CHECK(r.trace.ptr, "[] +p +a !execution [error.execution] t1 -a +b "
	    "!execution [error.execution] t2 -b +c !execution");
	run_end(&r);
}

static void
tells_the_configuration(void **state)
{
	struct run r = run_start(N("", "<parallel id=\"p\"><state id=\"a\">"
	    "<state id=\"a1\"/></state><state id=\"b\"/></parallel>"));
	int states[8];

	(void)state;
	assert_int_equal(session_configuration(r.s, states, 8), 4);
	assert_int_equal(states[0], 1);
	assert_int_equal(states[3], 4);
	assert_int_equal(session_configuration(r.s, states, 1), 4);
	assert_false(session_is_in(r.s, 0));
	assert_true(session_is_in(r.s, 3));
	run_end(&r);
}

/* What an event would do, and what keeps it from doing more. */
static void
selects_without_stepping(void **state)
{
	struct run r = run_start(N("",
	    "<parallel id=\"p\"><transition event=\"e\" cond=\"In(b)\"/>"
	    "<state id=\"a\"><transition event=\"e\" cond=\"In(x)\" "
	    "target=\"x\"/><transition event=\"e\" cond=\"nonsense\"/>"
	    "<transition event=\"f\" target=\"x\"/></state>"
	    "<state id=\"b\"><transition event=\"e\" target=\"b\"/></state>"
	    "</parallel><state id=\"x\"/>"));
	const struct session_event event = { .name = "e" };
	struct text before = TEXT_INIT, after = TEXT_INIT;
	int enabled[4], blocked[4];
	size_t nblocked;

	(void)state;
	session_snapshot(r.s, &before);
	assert_int_equal(session_select(r.s, &event, enabled, 4, blocked, 4,
	    &nblocked), 2);
	assert_int_equal(enabled[0], 0);
	assert_int_equal(enabled[1], 4);
	assert_int_equal(nblocked, 2);
	assert_int_equal(blocked[0], 1);
	assert_int_equal(blocked[1], 2);
	session_snapshot(r.s, &after);
	assert_string_equal(before.ptr, after.ptr);
	text_release(&before);
	text_release(&after);
	run_end(&r);
}

static void
refuses_time_that_goes_back(void **state)
{
	struct run r = run_start(N("", "<state id=\"a\"/>"));

	(void)state;
	assert_int_equal(session_advance(r.s, 999, NULL, &r.err), -1);
	assert_int_equal(r.err.code, ERR_CLOCK);
	assert_int_equal(session_advance(r.s, 1000, NULL, &r.err), 0);
	run_end(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_regions_side_by_side),
		cmocka_unit_test(preempts),
		cmocka_unit_test(prefers_the_deeper_of_later_states),
		cmocka_unit_test(orders_exit_content_entry),
		cmocka_unit_test(is_in_while_leaving_and_entering),
		cmocka_unit_test(takes_domains),
		cmocka_unit_test(enters_deep_and_several_initials),
		cmocka_unit_test(says_what_is_done),
		cmocka_unit_test(says_what_is_done_in_nested_parallels),
		cmocka_unit_test(remembers),
		cmocka_unit_test(takes_default_history_once),
		cmocka_unit_test(remembers_regions),
		cmocka_unit_test(remembers_from_inside),
		cmocka_unit_test(runs_to_completion),
		cmocka_unit_test(stops_in_a_final_state),
		cmocka_unit_test(stops_endless_loops),
		cmocka_unit_test(stops_full_queues),
		cmocka_unit_test(matches_descriptors),
		cmocka_unit_test(ends_blocks_by_errors),
		cmocka_unit_test(complains_once),
		cmocka_unit_test(tells_the_configuration),
		cmocka_unit_test(selects_without_stepping),
		cmocka_unit_test(refuses_time_that_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
