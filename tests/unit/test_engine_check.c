/* test_engine_check.c: each proof finds its fault, with a path, and only that */
#include "tests/unit/chart_run.h"

#include "engine/chart/check.h"

#include <stdio.h>

struct proof {
	struct chart *chart;
	struct check *check;
};

static struct proof
prove_with(const char *xml, const struct check_options *options)
{
	struct proof p = { .chart = chart_of(xml) };
	struct err err = ERR_INIT;

	if (check_chart(&p.check, p.chart, options, &err) != 0)
		fail_msg("%s", err.msg);
	return p;
}

static struct proof
prove(const char *xml)
{
	return prove_with(xml, NULL);
}

static void
done(struct proof *p)
{
	check_free(p->check);
	chart_free(p->chart);
}

/* All findings, a line each: "kind[?]: message", "note kind: message". */
static const char *
told(const struct proof *p)
{
	static char buf[8192];
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; i < check_count(p->check) && n < sizeof(buf); i++) {
		const struct check_finding *f = check_get(p->check, i);

		n += (size_t)snprintf(buf + n, sizeof(buf) - n,
		    "%s%s%s: %s\n", f->note ? "note " : "",
		    check_kind_name(f->kind), f->assumed ? "?" : "",
		    f->message);
	}
	return buf;
}

/* The path of the first finding: "event:states event:states". */
static const char *
way(const struct proof *p)
{
	static char buf[4096];
	const struct check_finding *f = check_get(p->check, 0);
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; i < f->npath; i++)
		n += (size_t)snprintf(buf + n, sizeof(buf) - n, "%s%s:%s%s%s",
		    i > 0 ? " " : "", f->path[i].event != NULL ?
		    f->path[i].event : "", f->path[i].states,
		    f->path[i].assumed[0] != '\0' ? "?" : "",
		    f->path[i].assumed);
	return buf;
}

static void
expect(const char *xml, const char *findings)
{
	struct proof p = prove(xml);

	assert_string_equal(told(&p), findings);
	assert_int_equal(check_faults(p.check) > 0, findings[0] != '\0' &&
	    strncmp(findings, "note", 4) != 0);
	done(&p);
}

static void
expect_way(const char *xml, const char *findings, const char *path)
{
	struct proof p = prove(xml);

	assert_string_equal(told(&p), findings);
	assert_string_equal(way(&p), path);
	done(&p);
}

#define S(id, body) "<state id='" id "'>" body "</state>"
#define T(event, target) "<transition event='" event "' target='" target "'/>"
#define GO(target) "<transition target='" target "'/>"
#define F "<final id='f'/>"

static void
finds_no_fault(void **state)
{
	(void)state;
	expect(SCXML("null", "", S("a", T("e", "b")) S("b", T("e", "f")) F),
	    "");
	/* In a parallel state, with done events, history and In(). */
	expect(SCXML("null", "", S("out", T("in", "h"))
	    "<parallel id='p'><history id='h' type='deep'>" GO("r")
	    "</history>"
	    "<state id='r'>" S("r1", T("x", "r2")) "<final id='r2'/></state>"
	    "<state id='q'>" S("q1", "<transition event='y' "
	    "cond=\"In('r2')\" target='q2'/>") "<final id='q2'/></state>"
	    T("out", "out") T("done.state.p", "f") "</parallel>" F), "");
}

static void
finds_what_is_never_reached(void **state)
{
	(void)state;
	expect(SCXML("null", "", S("a", T("e", "f")) S("b", T("e", "f")) F),
	    "unreachable-state: b is never entered\n");
	expect(SCXML("null", "", S("a", T("e", "f")) S("b",
	    S("c", T("e", "f"))) F),
	    "unreachable-state: b and the 1 states in it are never entered\n");
	/* In() of a state that is never active with it. */
	expect_way(SCXML("null", "", S("a", T("e", "b")) S("b",
	    "<transition event='e' cond=\"In('a')\" target='f'/>"
	    T("g", "f")) F), "unreachable-transition: the transition out of b "
	    "on “e” is never taken\n", ":a e:b");
	/* done.state only happens where something is done. */
	expect(SCXML("null", "", S("a", T("e", "f") T("done.state.b", "f")) F),
	    "unreachable-transition: the transition out of a on "
	    "“done.state.b” is never taken\n");
}

static void
finds_dead_ends(void **state)
{
	(void)state;
	expect_way(SCXML("null", "", S("a", T("e", "b") T("x", "f"))
	    S("b", T("e", "c")) S("c", "") F),
	    "dead-end: in c nothing can happen any more, and that is no end "
	    "of the chart\n"
	    "no-final: from b no final state of the chart can be reached\n",
	    ":a e:b e:c");
	expect_way(SCXML("null", "", S("a", T("e", "b") T("x", "f"))
	    S("b", T("e", "c")) S("c", T("e", "b")) F),
	    "no-final: from b no final state of the chart can be reached\n"
	    "no-final: from c no final state of the chart can be reached\n",
	    ":a e:b");
	expect(SCXML("null", "", S("a", T("e", "a"))),
	    "no-final: the chart has no <final> at its top level: it never "
	    "ends\n");
	/* Too early: what one region does is what the other waits for. */
	expect_way(SCXML("null", "", "<parallel id='p'><state id='r'>"
	    S("r1", T("x", "r2")) S("r2", "<transition event='x' "
	    "cond=\"In('q1')\" target='r3'/>") "<final id='r3'/></state>"
	    "<state id='q'>" S("q1", T("y", "q2"))
	    "<final id='q2'/></state>" T("done.state.p", "f") "</parallel>" F),
	    "dead-end: in r2 q2 nothing can happen any more, and that is no "
	    "end of the chart\n"
	    "no-final: after the path below no final state of the chart can "
	    "be reached from r1 q2\n", ":r1 q1 x:r2 q1 y:r2 q2");
}

static void
finds_loops(void **state)
{
	(void)state;
	expect_way(SCXML("null", "", S("s", T("e", "a") T("x", "f"))
	    S("a", GO("b")) S("b", GO("a")) F),
	    "loop: the chart goes round through a b without end and never "
	    "waits for an event\n", ":s e:a");
	/* By events that it raises itself. */
	expect(SCXML("null", "", S("s", T("e", "a") T("x", "f"))
	    S("a", "<onentry><raise event='i'/></onentry>" T("i", "a")
	    T("x", "f")) F),
	    "unreachable-transition: the transition out of a on “x” is never "
	    "taken\nloop: the chart goes round through a without end and "
	    "never waits for an event\n");
	/* A condition and its contrary do not hold together. */
	expect(SCXML("xpath", "", S("s", T("e", "a") T("x", "f"))
	    S("a", "<transition cond='$x = 1' target='b'/>" T("e", "f"))
	    S("b", "<transition cond='not($x = 1)' target='a'/>"
	    T("e", "f")) F),
	    "unreachable-transition?: the transition out of b without an event "
	    "is never taken\n");
	/* They do not contradict each other: assumed. */
	expect(SCXML("xpath", "", S("s", T("e", "a") T("x", "f"))
	    S("a", "<transition cond='$x &gt; 1' target='b'/>" T("e", "f"))
	    S("b", "<transition cond='$x &gt; 0' target='a'/>") F),
	    "loop?: the chart goes round through a b without end and never "
	    "waits for an event\n");
	/* It counts: that may end. */
	expect(SCXML("xpath", "", "<datamodel><data id='x' expr='0'/>"
	    "</datamodel>" S("a", "<transition cond='$x &lt; 5' target='a'>"
	    "<assign location='$x' expr='$x + 1'/></transition>"
	    T("e", "f")) F),
	    "note loop: the chart goes round through a without waiting for "
	    "an event as long as its data allow\n");
	/* Without end, and never the same. */
	expect(SCXML("null", "", S("s", T("q", "f")
	    "<transition event='e'><raise event='j'/></transition>"
	    "<transition event='j'><raise event='j'/><raise event='j'/>"
	    "</transition>") F),
	    "no-final: after the path below no final state of the chart can "
	    "be reached from s\n"
	    "loop: from s on more than 24 events that the chart raised itself "
	    "wait to be taken\n"
	    "loop: the chart goes round through s without end and never waits "
	    "for an event\n");
}

static void
finds_events_that_nothing_accepts(void **state)
{
	(void)state;
	expect(SCXML("null", "", S("a", "<onentry><raise event='lost'/>"
	    "<send event='gone'/><send event='far' target='#_parent'/>"
	    "<raise event='e.x'/></onentry>" T("e", "f")) F),
	    "unaccepted: the chart raises the event “lost”, which no "
	    "transition accepts\n"
	    "unaccepted: the chart sends itself the event “gone”, which no "
	    "transition accepts\n");
}

static void
finds_ambiguous_pairs(void **state)
{
	(void)state;
	expect_way(SCXML("null", "", S("a", T("e", "b")) S("b", T("x y", "f")
	    T("y.z", "a")) F),
	    "unreachable-transition: the transition out of b on “y.z” is "
	    "never taken\nambiguous: in b two transitions accept “y.z”, "
	    "lines 1 and 1: their order in the document decides\n",
	    ":a e:b");
	expect(SCXML("xpath", "", S("a",
	    "<transition event='e' cond='$x = 1' target='f'/>"
	    "<transition event='e' cond='$y = 1' target='f'/>") F),
	    "ambiguous: in a two transitions accept “e”, lines 1 and 1: "
	    "their order in the document decides\n");
	/* Exclusive: numbers, strings, contraries, states. */
	expect(SCXML("xpath", "", S("a",
	    "<transition event='e' cond='$x = 1' target='f'/>"
	    "<transition event='e' cond='2 = $x' target='f'/>"
	    "<transition event='e' cond='$x &gt; 2' target='f'/>"
	    "<transition event='g' cond=\"$y = 'a'\" target='f'/>"
	    "<transition event='g' cond=\"$y='b'\" target='f'/>"
	    "<transition event='h' cond='$a &lt; $b' target='f'/>"
	    "<transition event='h' cond='$b &lt;= $a' target='f'/>"
	    "<transition event='i' cond='$c and not($d or $e)' target='f'/>"
	    "<transition event='i' cond='(boolean($e))' target='f'/>"
	    "<transition event='j' cond=\"In('a')\" target='f'/>"
	    "<transition event='j' cond=\"not(In('a')) and $z\" "
	    "target='f'/>") F),
	    "unreachable-transition: the transition out of a on “j” is never "
	    "taken\n");
	/* "Otherwise" is said by the order, and only noted. */
	expect(SCXML("xpath", "", S("a",
	    "<transition event='e' cond='$x' target='f'/>" T("e", "a")
	    T("*", "f")) F),
	    "note ambiguous: in a two transitions accept “e”, lines 1 and 1: "
	    "their order in the document decides\n");
}

static void
says_what_it_assumes(void **state)
{
	(void)state;
	expect_way(SCXML("xpath", "", S("a",
	    "<transition event='e' cond='$x &gt; 3' target='b'/>"
	    T("z", "f")) S("b", "") F),
	    "dead-end?: in b nothing can happen any more, and that is no end "
	    "of the chart\n", ":a e:b?$x > 3");
}

/* ---- the procedure ---- */

#define ROLE(id, body) "<state id='" id "' gw:role='office'>" body "</state>"
#define TG(event, target, gw) "<transition event='" event "' target='"	\
	target "' " gw "/>"

static void
finds_milestones_too_early(void **state)
{
	(void)state;
	expect_way(SCXML("null", "gw:requires='m2: m1'",
	    ROLE("a", TG("r", "b", "gw:milestone='m1'") T("s", "b"))
	    ROLE("b", TG("p", "f", "gw:milestone='m2'")) F),
	    "milestone: the milestone “m2” can be reached without “m1”, which "
	    "must come before it\n"
	    "gate: the transition out of b reaches “m2” without the gate that "
	    "gw:requires demands: its gw:after lacks “m1”, or no person sends "
	    "its event\n", ":a s:b p:");
	/* What another transition's gw:after says holds for all. */
	expect_way(SCXML("null", "", ROLE("a", TG("r", "b",
	    "gw:milestone='m1'") TG("q", "f", "gw:milestone='m2'"))
	    ROLE("b", TG("p", "f", "gw:milestone='m2' gw:after='m1'")) F),
	    "milestone: the milestone “m2” can be reached without “m1”, which "
	    "must come before it\n", ":a q:");
	/* By the same transition is not before. */
	expect(SCXML("null", "gw:requires='m2: m1'", ROLE("a", TG("r", "f",
	    "gw:milestone='m1 m2' gw:after='m1'") TG("q", "a",
	    "gw:milestone='m1'")) F), "");
	expect(SCXML("null", "gw:requires='m2: m1'", ROLE("a", TG("r", "b",
	    "gw:milestone='m1'")) "<state id='b' gw:milestone='m2'>"
	    T("e", "f") "</state>" F), "");
}

/* A new text takes the reviews away; what no gw:after names stays. */
static void
follows_the_text(void **state)
{
	(void)state;
	expect_way(SCXML("null", "gw:requires='m2: m1'",
	    ROLE("a", TG("r", "b", "gw:milestone='m1'"))
	    ROLE("b", TG("x", "b", "gw:text='new'") TG("p", "f",
	    "gw:milestone='m2' gw:after='m1'")) F),
	    "no-final: after the path below no final state of the chart can "
	    "be reached from b\n"
	    "gate: a way leads to b around “m1”: “p” (line 1) would be "
	    "refused there, and the milestone cannot be reached without going "
	    "back\n", ":a r:b x:b");
	expect(SCXML("null", "gw:requires='m2: m1'",
	    ROLE("a", TG("r", "b", "gw:milestone='m1'"))
	    ROLE("b", TG("x", "a", "gw:text='new'") TG("p", "f",
	    "gw:milestone='m2' gw:after='m1'")) F), "");
}

/* A gate where one waits for a review that goes on is no way around it. */
static void
knows_waiting_from_going_around(void **state)
{
	(void)state;
	expect(SCXML("null", "", "<parallel id='p' gw:role='office'>"
	    "<state id='r'>" S("r1", TG("ok", "r2", "gw:milestone='m1'"))
	    "<final id='r2'/></state><state id='q'>" S("q1", "")
	    "</state>" TG("go", "f", "gw:after='m1' gw:milestone='m2'")
	    "</parallel>" F), "");
}

static void
finds_gates_that_nobody_holds(void **state)
{
	(void)state;
	expect_way(SCXML("null", "", ROLE("a", TG("r", "b",
	    "gw:milestone='m1'") T("s", "b"))
	    S("b", "<transition target='f' gw:after='m1' "
	    "gw:milestone='m2'/>") F),
	    "milestone: the milestone “m2” can be reached without “m1”, which "
	    "must come before it\n"
	    "gate: the transition out of b at line 1 has gw:after, but no "
	    "person sends its event, so nothing holds it back: it is taken "
	    "without the milestone “m1”\n", ":a s:b :");
}

static void
finds_rules_about_nothing(void **state)
{
	(void)state;
	expect(SCXML("null", "gw:requires='m1: mm; x'", ROLE("a", TG("r", "f",
	    "gw:milestone='m1' gw:not='nobody'")) F),
	    "milestone: the milestone “m1” can be reached without “mm”, which "
	    "must come before it\n"
	    "gate: the transition out of a reaches “m1” without the gate that "
	    "gw:requires demands: its gw:after lacks “mm”, or no person sends "
	    "its event\n"
	    "rule: gw:not names “nobody”, which is neither drafter, submitter "
	    "nor a state of the chart: nobody is kept out by it\n"
	    "rule: gw:requires has the form “milestone: milestone ...; ...”; "
	    "“x” has not\n"
	    "rule: gw:after or gw:requires names the milestone “mm”, which no "
	    "transition and no state of the chart reaches\n");
}

static void
judges_deadlines(void **state)
{
	(void)state;
	expect(SCXML("null", "", S("s", T("e", "a"))
	    "<state id='a' gw:within='5 days' gw:basis='x' gw:passed='no "
	    "consequence'>" T("e", "b") "</state><state id='b' gw:suspends='a"
	    " s'>" T("e", "f") "</state>" F),
	    "rule: gw:suspends of b names s, which is no other state with a "
	    "gw:within that could stand still\n");
	expect_way(SCXML("null", "", S("s", T("e", "a"))
	    "<state id='a' gw:within='5 days'>" T("e", "f") "</state>" F),
	    "deadline: nothing accepts that the time allowed in a passes "
	    "(“deadline.a”); accept it, or say gw:passed=\"no "
	    "consequence\"\n"
	    "basis: the time allowed in a has no legal basis: name it in "
	    "gw:basis\n", ":s e:a");
	expect(SCXML("null", "", "<state id='a' gw:within='5 days' "
	    "gw:basis='law'>" T("deadline.a", "f") "</state>" F), "");
	expect(SCXML("null", "", "<state id='a' gw:within='5 days' "
	    "gw:basis='law' gw:passed='no consequence'>" T("e", "f")
	    "</state>" F), "");
	expect(SCXML("null", "", "<state id='a' gw:within='5 days' "
	    "gw:basis='law' gw:passed='whatever'>" T("e", "f") "</state>" F),
	    "rule: gw:passed of a can only be “no consequence”, not "
	    "“whatever”\n");
	/* The deadline of another state does not come here. */
	expect(SCXML("null", "", "<state id='a' gw:within='5 days' "
	    "gw:basis='law'>" T("deadline.a", "b") "</state>" S("b",
	    T("deadline.a", "f") T("e", "f")) F),
	    "unreachable-transition: the transition out of b on “deadline.a” "
	    "is never taken\n");
}

static void
counts_people(void **state)
{
	static const char xml[] = SCXML("null", "",
	    "<state id='a' gw:role='drafter'>" TG("submit", "b",
	    "gw:needs='x'") "</state>"
	    ROLE("b", TG("check", "c", "gw:not='drafter'"))
	    ROLE("c", TG("sign", "f", "gw:not='submitter b'")) F);
	static const char *const findings[] = { NULL,
		"people: with one person nobody is left for “check” in b: "
		"gw:not keeps everyone out\n",
		"people: with 2 people nobody is left for “sign” in c: gw:not "
		"keeps everyone out\n", "", "" };
	struct check_options options = { 0, 0, false };
	struct proof p;

	(void)state;
	for (options.people = 1; options.people <= 4; options.people++) {
		p = prove_with(xml, &options);
		assert_string_equal(told(&p), findings[options.people]);
		if (options.people == 2)
			assert_string_equal(way(&p),
			    ":a submit:b check:c");
		done(&p);
	}
}

/* ---- size ---- */

static char *
many_regions(int regions, int states)
{
	struct text t = TEXT_INIT;
	int r, s;

	text_adds(&t, "<scxml xmlns='http://www.w3.org/2005/07/scxml' "
	    "version='1.0'><parallel id='p'>");
	for (r = 0; r < regions; r++) {
		text_addf(&t, "<state id='r%d'>", r);
		for (s = 0; s < states; s++)
			text_addf(&t, "<state id='s%d.%d'><transition "
			    "event='e%d.n%d' target='s%d.%d'/><transition "
			    "event='e%d.b%d' target='s%d.0'/></state>", r, s,
			    r, s, r, s + 1, r, s, r);
		text_addf(&t, "<final id='s%d.%d'/></state>", r, states);
	}
	text_adds(&t, "<transition event='done.state.p' target='f'/>"
	    "</parallel><final id='f'/></scxml>");
	return text_detach(&t, NULL);
}

static void
proves_two_hundred_states(void **state)
{
	char *xml = many_regions(8, 24);
	struct check_options options = { 0, 1000, false };
	size_t situations, microsteps;
	struct proof p = prove(xml);
	bool apart;

	(void)state;
	assert_string_equal(told(&p), "");
	check_explored(p.check, &situations, &microsteps, &apart);
	assert_true(apart);
	assert_in_range(situations, 201, 100000);
	done(&p);
	/* A limit is said. */
	p = prove_with(xml, &options);
	assert_string_equal(told(&p), "limit: only the first 1000 situations "
	    "were explored: nothing is proved of the others, nor what is "
	    "never reached; --most takes a larger number\n");
	done(&p);
	free(xml);
}

static void
refuses_what_does_not_compile(void **state)
{
	struct chart *chart = chart_of(SCXML("xpath", "", S("a",
	    "<transition cond='1 +' target='f'/>") F));
	struct check *check = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(check_chart(&check, chart, NULL, &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_null(check);
	chart_free(chart);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_no_fault),
		cmocka_unit_test(finds_what_is_never_reached),
		cmocka_unit_test(finds_dead_ends),
		cmocka_unit_test(finds_loops),
		cmocka_unit_test(finds_events_that_nothing_accepts),
		cmocka_unit_test(finds_ambiguous_pairs),
		cmocka_unit_test(says_what_it_assumes),
		cmocka_unit_test(finds_milestones_too_early),
		cmocka_unit_test(follows_the_text),
		cmocka_unit_test(knows_waiting_from_going_around),
		cmocka_unit_test(finds_gates_that_nobody_holds),
		cmocka_unit_test(finds_rules_about_nothing),
		cmocka_unit_test(judges_deadlines),
		cmocka_unit_test(counts_people),
		cmocka_unit_test(proves_two_hundred_states),
		cmocka_unit_test(refuses_what_does_not_compile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
