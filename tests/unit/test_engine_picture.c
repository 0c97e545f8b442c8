/* test_engine_picture.c: charts as graphs: shapes, arrows, escaping, ways */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/chart/picture.h"

#include <stdio.h>
#include <string.h>

#define HEAD "<scxml xmlns='http://www.w3.org/2005/07/scxml' " \
	"xmlns:gw='urn:guiwen:chart:1' version='1.0' datamodel='xpath' "

/* A compound, a parallel with two regions, histories, finals, a fork, a
 * transition that stays inside, one without target, one to itself. */
static const char all_kinds[] = HEAD "initial='work' gw:label='总' "
    "gw:label-en='All'>"
    "<state id='work' initial='one'>"
    "<transition event='again' target='two'/>"
    "<state id='one' gw:label='起草中' gw:label-en='drafting' "
    "gw:role='drafter' gw:within='15 days' gw:basis='Law 3'>"
    "<transition event='note' gw:label-en='take a note'/>"
    "<transition event='go' target='two' gw:label-en='go on'/>"
    "<transition event='haste' cond='$_x/facts/a/@n &lt;= 3' "
    "target='two'/>"
    "<transition event='split' target='left right'/></state>"
    "<state id='two'><transition event='back' target='one'/>"
    "<transition event='round' target='two'/></state>"
    "<history id='kept'><transition target='one'/></history>"
    "<history id='deep' type='deep'><transition target='two'/></history>"
    "</state>"
    "<parallel id='both'><state id='east'><state id='left'/></state>"
    "<state id='west'><state id='right'/></state>"
    "<transition event='resume' target='kept'/>"
    "<transition event='done.state.both' target='end'/></parallel>"
    "<final id='end'/></scxml>";

static struct chart *
chart_of(const char *xml)
{
	struct err err = ERR_INIT;
	struct chart *chart = NULL;

	if (chart_parse(&chart, xml, strlen(xml), "test", &err) != 0)
		fail_msg("%s", err.msg);
	return chart;
}

static void
draw(const struct chart *chart, const struct picture_words *words,
    const struct picture_visit *visits, const size_t *taken,
    struct text *out)
{
	const struct picture_part part = {
		chart, "A title", "a note", visits, taken
	};

	picture_dot(&part, 1, words, out);
}

/* The line that begins so, copied to `line`; fails when there is none. */
static const char *
line_of(const struct text *dot, const char *begin, char *line, size_t size)
{
	const char *at = dot->ptr;
	size_t len = strlen(begin);

	for (; at != NULL; at = strchr(at, '\n'), at += at != NULL) {
		if (strncmp(at, begin, len) != 0)
			continue;
		snprintf(line, size, "%.*s", (int)strcspn(at, "\n"), at);
		return line;
	}
	fail_msg("no line begins with \"%s\" in\n%s", begin, dot->ptr);
	return NULL;
}

static void
has(const struct text *dot, const char *begin, const char *words)
{
	char line[4096];

	if (strstr(line_of(dot, begin, line, sizeof(line)), words) == NULL)
		fail_msg("\"%s\" is not in\n%s", words, line);
}

static void
hasnt(const struct text *dot, const char *begin, const char *words)
{
	char line[4096];

	if (strstr(line_of(dot, begin, line, sizeof(line)), words) != NULL)
		fail_msg("\"%s\" is in\n%s", words, line);
}

/* "KIND0_N" of a state, then `more`. */
static const char *
node(const struct chart *chart, char kind, const char *id, const char *more)
{
	static char names[8][96];
	static unsigned at;
	char *name = names[at++ % 8];

	assert_true(chart_find(chart, id) > 0);
	snprintf(name, sizeof(names[0]), "%c0_%d%s", kind, chart_find(chart,
	    id), more);
	return name;
}

static int
transition(const struct chart *chart, const char *event)
{
	int t;

	for (t = 0; t < (int)chart_ntransitions(chart); t++)
		if (chart_transition(chart, t)->event != NULL &&
		    strcmp(chart_transition(chart, t)->event, event) == 0)
			return t;
	fail_msg("no transition %s", event);
	return -1;
}

/* Is the border around the state's children dashed? */
static bool
dashed(const struct text *dot, const struct chart *chart, const char *id)
{
	static const char dash[] = "style=\"rounded,dashed\"";
	char cluster[96];
	const char *at;

	snprintf(cluster, sizeof(cluster), "\nsubgraph cluster_0_%d {",
	    chart_find(chart, id));
	at = strstr(dot->ptr, cluster);
	at = at != NULL ? strstr(at, " style=") : NULL;
	assert_non_null(at);
	return strncmp(at + 1, dash, sizeof(dash) - 1) == 0;
}

static void
test_shapes(void **state)
{
	struct chart *chart = chart_of(all_kinds);
	struct text dot = TEXT_INIT;

	(void)state;
	draw(chart, NULL, NULL, NULL, &dot);
	has(&dot, "digraph chart {", "{");
	has(&dot, node(chart, 's', "end", " ["), "peripheries=2");
	hasnt(&dot, node(chart, 's', "one", " ["), "peripheries");
	has(&dot, node(chart, 's', "kept", " ["), "<B>H</B>");
	has(&dot, node(chart, 's', "deep", " ["), "<B>H*</B>");
	/* the regions are dashed, the parallel state around them is not */
	assert_true(dashed(&dot, chart, "east"));
	assert_true(dashed(&dot, chart, "west"));
	assert_false(dashed(&dot, chart, "both"));
	assert_false(dashed(&dot, chart, "work"));
	has(&dot, node(chart, 'e', "work", " ["), "shape=circle");
	has(&dot, node(chart, 'p', "work", " ["), "shape=circle");
	assert_non_null(strstr(dot.ptr, "Noto Sans CJK SC, Source Han Sans "
	    "SC, WenQuanYi Zen Hei, sans-serif"));
	assert_non_null(strstr(dot.ptr, "A title"));
	text_release(&dot);
	chart_free(chart);
}

static void
test_words(void **state)
{
	const struct picture_words chinese = { .chinese = true };
	struct chart *chart = chart_of(all_kinds);
	struct text dot = TEXT_INIT, other = TEXT_INIT;
	const char *one = node(chart, 's', "one", " [");

	(void)state;
	draw(chart, NULL, NULL, NULL, &dot);
	has(&dot, one, "<B>drafting</B>");
	has(&dot, one, ">drafter<");
	has(&dot, one, "within 15 days");
	has(&dot, one, "legal basis not verified");
	has(&dot, one, "tooltip=\"one: Law 3\"");
	/* without a label: what the chart calls it */
	has(&dot, node(chart, 's', "two", " ["), "<B>two</B>");
	draw(chart, &chinese, NULL, NULL, &other);
	has(&other, one, "<B>起草中</B>");
	hasnt(&other, one, "drafting");
	text_release(&dot);
	text_release(&other);
	chart_free(chart);
}

/* Where the words of a transition stand, and the lines to and from them. */
static void
words_between(const struct text *dot, const struct chart *chart,
    const char *event, const char *from, const char *to)
{
	char begin[160];
	int t = transition(chart, event);

	snprintf(begin, sizeof(begin), "%s -> t0_%d [dir=none", from, t);
	has(dot, begin, "];");
	snprintf(begin, sizeof(begin), "t0_%d -> %s [dir=forward", t, to);
	has(dot, begin, "];");
}

static void
test_arrows(void **state)
{
	struct chart *chart = chart_of(all_kinds);
	struct text dot = TEXT_INIT;
	char begin[160], words[160];
	int t;

	(void)state;
	draw(chart, NULL, NULL, NULL, &dot);
	words_between(&dot, chart, "go", node(chart, 's', "one", ""),
	    node(chart, 's', "two", ""));
	/* two between the same states share an arrow */
	snprintf(begin, sizeof(begin), "t0_%d", transition(chart, "haste"));
	assert_null(strstr(dot.ptr, begin));
	assert_non_null(strstr(dot.ptr, ">go on</FONT>"));
	assert_non_null(strstr(dot.ptr, ">[a/@n ≤ 3]<"));
	/* to where the chart stands before: told the other way round */
	t = transition(chart, "back");
	snprintf(begin, sizeof(begin), "%s -> t0_%d [dir=back",
	    node(chart, 's', "one", ""), t);
	has(&dot, begin, "];");
	/* no target: to its words and back, dotted; to itself: plain */
	t = transition(chart, "note");
	snprintf(begin, sizeof(begin), "%s -> t0_%d [dir=none", node(chart,
	    's', "one", ""), t);
	has(&dot, begin, "style=dotted");
	snprintf(begin, sizeof(begin), "%s -> t0_%d [dir=back", node(chart,
	    's', "one", ""), t);
	has(&dot, begin, "style=dotted");
	assert_non_null(strstr(dot.ptr, ">take a note</FONT>"));
	t = transition(chart, "round");
	snprintf(begin, sizeof(begin), "%s -> t0_%d [dir=none", node(chart,
	    's', "two", ""), t);
	hasnt(&dot, begin, "dotted");
	snprintf(begin, sizeof(begin), "%s -> t0_%d [dir=back", node(chart,
	    's', "two", ""), t);
	hasnt(&dot, begin, "dotted");
	/* of a compound state, to what is inside it: from its port */
	words_between(&dot, chart, "again", node(chart, 'p', "work", ""),
	    node(chart, 's', "two", ""));
	/* the initial state, the default of a history */
	snprintf(begin, sizeof(begin), "e0_0 -> %s [",
	    node(chart, 'e', "work", ""));
	snprintf(words, sizeof(words), "lhead=cluster_0_%d",
	    chart_find(chart, "work"));
	has(&dot, begin, words);
	snprintf(begin, sizeof(begin), "%s -> %s [", node(chart, 's', "kept",
	    ""), node(chart, 's', "one", ""));
	has(&dot, begin, "dashed");
	/* two targets: by way of a bar */
	t = transition(chart, "split");
	snprintf(begin, sizeof(begin), "t0_%d -> f0_%d [dir=none", t, t);
	has(&dot, begin, "];");
	snprintf(begin, sizeof(begin), "f0_%d -> %s [dir=forward", t,
	    node(chart, 's', "right", ""));
	has(&dot, begin, "];");
	/* out of a parallel state: cut off at its border */
	snprintf(begin, sizeof(begin), "%s -> t0_%d [", node(chart, 's',
	    "right", ""), transition(chart, "done.state.both"));
	snprintf(words, sizeof(words), "ltail=cluster_0_%d",
	    chart_find(chart, "both"));
	has(&dot, begin, words);
	text_release(&dot);
	chart_free(chart);
}

static void
test_hostile(void **state)
{
	static const char xml[] = HEAD "gw:label='x'>"
	    "<state id='s' gw:label-en='&quot;]; evil [&lt;IMG SRC=&quot;"
	    "/etc/passwd&quot;/&gt;\\N \\&quot;&#10;next&amp;lt;&#x85;' "
	    "gw:role='&lt;/B&gt;--&gt;' gw:basis='a\\&quot;; b &amp;lt; "
	    "\\N'>"
	    "<transition event='e' target='s' gw:label-en='&#10;'/>"
	    "<transition event='f' gw:label-en='\\' target='t' "
	    "cond='\"&lt;=\" &lt;= \"&lt;B&gt;\"'/></state>"
	    "<state id='t' gw:label-en='   '/></scxml>";
	struct chart *chart = chart_of(xml);
	struct text dot = TEXT_INIT;

	(void)state;
	draw(chart, NULL, NULL, NULL, &dot);
	has(&dot, "s0_1 [", "<B>&quot;]; evil [&lt;IMG<BR/>SRC=&quot;/etc");
	has(&dot, "s0_1 [", "/&gt;\\\\N<BR/>\\\\&quot;<BR/>next&amp;lt;"
	    "\xef\xbf\xbd</B>");
	has(&dot, "s0_1 [", "&lt;/B&gt;--&gt;");
	has(&dot, "s0_1 [", "tooltip=\"s: a\\\\\u200b&quot;; b "
	    "&amp;lt; \\\\\u200bN\"");
	has(&dot, "s0_2 [", "<B>&#160;</B>");
	/* signs only where they are operators */
	assert_non_null(strstr(dot.ptr,
	    "[&quot;&lt;=&quot; ≤ &quot;&lt;B&gt;&quot;]"));
	assert_null(strstr(dot.ptr, "<IMG"));
	text_release(&dot);
	chart_free(chart);
}

static void
test_lines(void **state)
{
	static const char xml[] = HEAD ">"
	    "<state id='s' gw:label-en='原则通过，按会议意见修改以后再报送审核机构的"
	    "草案，等候审议'/><state id='w' "
	    "gw:label-en='one two three four five six seven eight'/>"
	    "<state id='u' gw:label-en='"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'/></scxml>";
	struct chart *chart = chart_of(xml);
	struct text dot = TEXT_INIT;
	char line[4096];

	(void)state;
	draw(chart, NULL, NULL, NULL, &dot);
	line_of(&dot, "s0_1 [", line, sizeof(line));
	assert_non_null(strstr(line, "<BR/>"));
	/* no line begins with a comma */
	assert_null(strstr(line, "<BR/>，"));
	has(&dot, "s0_2 [", "one two three four<BR/>five six seven eight");
	has(&dot, "s0_3 [", "<B>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</B>");
	text_release(&dot);
	chart_free(chart);
}

static void
test_way(void **state)
{
	struct chart *chart = chart_of(all_kinds);
	struct picture_visit visits[32];
	size_t taken[32];
	struct text dot = TEXT_INIT;
	char begin[96];

	(void)state;
	assert_true(chart_nstates(chart) <= 32);
	assert_true(chart_ntransitions(chart) <= 32);
	memset(visits, 0, sizeof(visits));
	memset(taken, 0, sizeof(taken));
	visits[chart_find(chart, "work")].times = 1;
	visits[chart_find(chart, "work")].here = true;
	visits[chart_find(chart, "one")].times = 3;
	visits[chart_find(chart, "one")].note = "Zhou 2021-03-02";
	visits[chart_find(chart, "two")].times = 3;
	visits[chart_find(chart, "two")].here = true;
	taken[transition(chart, "go")] = 3;
	taken[transition(chart, "back")] = 1;
	draw(chart, NULL, visits, taken, &dot);
	has(&dot, node(chart, 's', "one", " ["), "×3");
	has(&dot, node(chart, 's', "one", " ["), "Zhou 2021-03-02");
	hasnt(&dot, node(chart, 's', "one", " ["), "penwidth=4");
	has(&dot, node(chart, 's', "two", " ["), "penwidth=4");
	has(&dot, node(chart, 's', "two", " ["), "▶ now here");
	hasnt(&dot, node(chart, 's', "end", " ["), "now here");
	has(&dot, node(chart, 's', "end", " ["), "fontcolor=\"#9aa1ac\"");
	assert_non_null(strstr(dot.ptr, "<B>go on ×3</B>"));
	/* its companion on the same arrow was never taken */
	assert_non_null(strstr(dot.ptr, "<FONT COLOR=\"#9aa1ac\">haste"));
	snprintf(begin, sizeof(begin), "%s -> t0_%d [",
	    node(chart, 's', "one", ""), transition(chart, "go"));
	has(&dot, begin, "penwidth=2.4");
	snprintf(begin, sizeof(begin), "%s -> t0_%d [",
	    node(chart, 's', "one", ""), transition(chart, "split"));
	hasnt(&dot, begin, "penwidth");
	/* once is not counted */
	assert_null(strstr(dot.ptr, "back ×"));
	text_release(&dot);
	chart_free(chart);
}

/* Two parts do not share a name; the same input gives the same bytes. */
static void
test_parts(void **state)
{
	struct chart *chart = chart_of(all_kinds);
	const struct picture_part parts[] = {
		{ .chart = chart, .title = "a" },
		{ .chart = chart, .title = "b" }
	};
	struct text dot = TEXT_INIT, again = TEXT_INIT;

	(void)state;
	picture_dot(parts, 2, NULL, &dot);
	picture_dot(parts, 2, NULL, &again);
	assert_string_equal(dot.ptr, again.ptr);
	has(&dot, "subgraph cluster_0 {", "{");
	has(&dot, "subgraph cluster_1 {", "{");
	has(&dot, "s1_2 [", "drafting");
	text_release(&dot);
	text_release(&again);
	chart_free(chart);
}

/* Only of a large chart is the work of the layout limited. */
static void
test_large(void **state)
{
	struct chart *chart = chart_of(all_kinds), *large;
	struct text xml = TEXT_INIT, dot = TEXT_INIT, other = TEXT_INIT;
	int i;

	(void)state;
	text_adds(&xml, HEAD ">");
	for (i = 0; i < 500; i++)
		text_addf(&xml, "<state id='s%d'/>", i);
	text_adds(&xml, "</scxml>");
	large = chart_of(xml.ptr);
	draw(chart, NULL, NULL, NULL, &dot);
	hasnt(&dot, "graph [", "nslimit");
	draw(large, NULL, NULL, NULL, &other);
	has(&other, "graph [", "nslimit");
	chart_free(chart);
	chart_free(large);
	text_release(&xml);
	text_release(&dot);
	text_release(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_arrows),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_way),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
