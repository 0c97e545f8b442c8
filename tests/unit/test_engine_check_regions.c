/*
 * test_engine_check_regions.c: exploring independent regions one beside the
 * other finds what exploring all of them together finds, on charts made by
 * chance
 */
#include "tests/unit/chart_run.h"

#include "engine/chart/check.h"

#define CHARTS 1500

static uint64_t seed;

static int
below(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

struct plan {
	int regions, states, events;	/* shared events make dependence */
	bool shared;
};

static void
add_transition(struct text *t, const struct plan *plan, int r)
{
	int other = below(plan->regions), s = below(plan->states + 1);

	text_addf(t, "<transition event='%c%d%s'", plan->shared &&
	    below(6) == 0 ? 'z' : (char)('a' + r), below(plan->events),
	    below(8) == 0 ? ".x" : "");
	if (below(10) == 0)
		text_addf(t, " cond=\"In('s%d.%d')\"", other,
		    below(plan->states));
	if (below(20) == 0)
		text_adds(t, " gw:after='m0'");
	if (below(12) == 0)
		text_addf(t, " gw:milestone='m%d'", below(3));
	if (below(40) == 0)
		text_adds(t, " gw:text='new'");
	if (below(15) == 0)
		text_adds(t, " target='out'");
	else if (below(40) != 0)
		text_addf(t, " target='s%d.%d'", r, s);
	text_addf(t, ">%s</transition>", below(25) == 0 ?
	    "<raise event='z1'/>" : "");
}

static void
add_region(struct text *t, const struct plan *plan, int r)
{
	int s, n;

	text_addf(t, "<state id='r%d'>", r);
	for (s = 0; s < plan->states; s++) {
		text_addf(t, "<state id='s%d.%d'>", r, s);
		for (n = below(3); n >= 0; n--)
			add_transition(t, plan, r);
		text_adds(t, "</state>");
	}
	text_addf(t, "<final id='s%d.%d'/>", r, plan->states);
	if (below(6) == 0)
		add_transition(t, plan, r);
	text_adds(t, "</state>");
}

static char *
make_chart(void)
{
	struct plan plan = { 2 + below(3), 2 + below(4), 1 + below(3),
		below(2) == 0 };
	struct text t = TEXT_INIT;
	int r;

	text_adds(&t, "<scxml xmlns='http://www.w3.org/2005/07/scxml' "
	    "xmlns:gw='urn:guiwen:chart:1' version='1.0' "
	    "gw:requires='m2: m1' gw:role='office'>");
	text_addf(&t, "<state id='out'><transition event='in' target='%s'/>"
	    "<transition event='leave' target='end'/></state>",
	    below(3) == 0 ? "s0.1 s1.1" : "p");
	text_adds(&t, "<parallel id='p'>");
	for (r = 0; r < plan.regions; r++)
		add_region(&t, &plan, r);
	text_adds(&t, "<transition event='done.state.p' target='end'/>");
	if (below(3) == 0)
		text_addf(&t, "<transition event='quit' target='out' "
		    "gw:milestone='m2' cond=\"In('s0.%d')\"/>",
		    below(plan.states));
	text_adds(&t, "</parallel><final id='end'/></scxml>");
	return text_detach(&t, NULL);
}

/*
 * What both must say. Dead ends, traps and loops are named after whole
 * configurations, of which fewer are seen one beside the other: that there
 * are some must agree.
 */
static void
say(const struct check *check, struct text *out)
{
	bool dead = false, lost = false, loop = false;
	size_t i;

	for (i = 0; i < check_count(check); i++) {
		const struct check_finding *f = check_get(check, i);

		dead = dead || f->kind == CHECK_DEAD_END;
		lost = lost || f->kind == CHECK_NO_FINAL;
		loop = loop || f->kind == CHECK_LOOP;
		if (f->kind != CHECK_DEAD_END && f->kind != CHECK_NO_FINAL &&
		    f->kind != CHECK_LOOP)
			text_addf(out, "%s: %s\n", check_kind_name(f->kind),
			    f->message);
	}
	text_addf(out, "%d %d %d\n", dead, lost, loop);
}

static bool
agree(const char *xml, size_t saved[2])
{
	struct check_options options = { 0, 0, false };
	struct text together = TEXT_INIT, beside = TEXT_INIT;
	struct chart *chart = chart_of(xml);
	struct check *check;
	struct err err = ERR_INIT;
	size_t microsteps, n;
	bool apart = false;
	int i;

	for (i = 0; i < 2; i++) {
		options.apart = i == 1;
		assert_int_equal(check_chart(&check, chart, &options, &err),
		    0);
		check_explored(check, &n, &microsteps, &apart);
		say(check, i == 0 ? &together : &beside);
		saved[i] = n;
		check_free(check);
	}
	if (strcmp(together.ptr, beside.ptr) != 0) {
		print_message("%s\n", xml);
		fail_msg("together:\n%s\napart:\n%s", together.ptr,
		    beside.ptr);
	}
	text_release(&together);
	text_release(&beside);
	chart_free(chart);
	return apart;
}

static void
apart_is_as_together(void **state)
{
	size_t situations[2], less = 0, apart = 0;
	char *xml;
	int i;

	(void)state;
	for (i = 0; i < CHARTS; i++) {
		seed = (uint64_t)i * 7919 + 1;
		xml = make_chart();
		if (agree(xml, situations)) {
			apart++;
			less += situations[1] < situations[0];
		}
		free(xml);
	}
	print_message("# %zu of %d charts with independent regions, %zu with "
	    "less to explore\n", apart, CHARTS, less);
	/* The comparison says something only when both happen. */
	assert_in_range(apart, CHARTS / 10, CHARTS - 1);
	assert_true(less > CHARTS / 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apart_is_as_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
