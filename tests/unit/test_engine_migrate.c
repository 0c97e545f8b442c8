/* test_engine_migrate.c: a session goes on under another chart, and what
 * milestones a state cannot do without */
#include "engine/chart/migrate.h"
#include "engine/chart/reached.h"
#include "tests/unit/chart_run.h"

#include <stdio.h>

/* A session of one chart, and what becomes of it under another. */
struct trip {
	struct chart *from, *to;
	struct session *was, *now;
	struct text before, after;
	struct err err;
};

static xmlDoc *
parsed(const struct text *bytes)
{
	struct err err = ERR_INIT;
	xmlDoc *doc = NULL;

	if (xml_parse(&doc, bytes->ptr, bytes->len, "snapshot", NULL, &err) !=
	    0)
		fail_msg("%s", err.msg);
	return doc;
}

/* "a=b c=" as pairs. */
static size_t
pairs_of(const char *words, struct session_map map[8], char buf[256])
{
	char *save = NULL, *word;
	size_t n = 0;

	snprintf(buf, 256, "%s", words);
	for (word = strtok_r(buf, " ", &save); word != NULL;
	    word = strtok_r(NULL, " ", &save)) {
		map[n].from = word;
		map[n].to = strchr(word, '=') + 1;
		*strchr(word, '=') = '\0';
		n++;
	}
	return n;
}

static void
start_under(struct trip *t, const char *chart, const char *events)
{
	char buf[128], *save = NULL, *name;
	struct session_event event = { 0 };

	memset(t, 0, sizeof(*t));
	text_init(&t->before);
	text_init(&t->after);
	t->from = chart_of(chart);
	if (session_start(&t->was, t->from, "s1", NULL, 1000, NULL, NULL,
	    &t->err) != 0)
		fail_msg("%s", t->err.msg);
	snprintf(buf, sizeof(buf), "%s", events);
	for (name = strtok_r(buf, " ", &save); name != NULL;
	    name = strtok_r(NULL, " ", &save)) {
		event.name = name;
		assert_int_equal(session_step(t->was, &event, 1000, NULL,
		    &t->err), 0);
	}
	session_snapshot(t->was, &t->before);
}

static int
go(struct trip *t, const char *chart, const char *words)
{
	struct session_map map[8];
	xmlDoc *doc = parsed(&t->before);
	char buf[256];
	size_t n = pairs_of(words, map, buf);
	int rc;

	session_free(t->now);
	chart_free(t->to);
	t->now = NULL;
	t->to = chart_of(chart);
	text_reset(&t->after);
	err_clear(&t->err);
	rc = session_migrate(&t->now, t->from, t->to,
	    xmlDocGetRootElement(doc), map, n, NULL, NULL, &t->err);
	xmlFreeDoc(doc);
	if (rc == 0)
		session_snapshot(t->now, &t->after);
	return rc;
}

/* And back: the bytes are those from before. */
static void
back(struct trip *t, const char *words)
{
	struct session_map map[8];
	xmlDoc *doc = parsed(&t->after);
	struct text again = TEXT_INIT;
	struct session *s = NULL;
	char buf[256];
	size_t n = pairs_of(words, map, buf);

	if (session_migrate(&s, t->to, t->from, xmlDocGetRootElement(doc),
	    map, n, NULL, NULL, &t->err) != 0)
		fail_msg("%s", t->err.msg);
	session_snapshot(s, &again);
	assert_string_equal(again.ptr, t->before.ptr);
	session_free(s);
	xmlFreeDoc(doc);
	text_release(&again);
}

static void
finish(struct trip *t)
{
	session_free(t->was);
	session_free(t->now);
	chart_free(t->from);
	chart_free(t->to);
	text_release(&t->before);
	text_release(&t->after);
}

static void
refused(struct trip *t, const char *chart, const char *words,
    enum err_code code, const char *says)
{
	if (go(t, chart, words) == 0)
		fail_msg("not refused: %s", words);
	assert_int_equal(t->err.code, code);
	if (strstr(t->err.msg, says) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", t->err.msg, says);
	assert_null(t->now);
}

static bool
in(const struct trip *t, const char *state)
{
	return session_is_in(t->now, chart_find(t->to, state));
}

/* ---- the configuration ---- */

static const char flat[] = SCXML("null", "",
    "<state id=\"a\"><transition event=\"e\" target=\"b\"/></state>"
    "<state id=\"b\"><transition event=\"e\" target=\"c\"/></state>"
    "<final id=\"c\"/>");

static void
test_same_states(void **state)
{
	static const char other[] = SCXML("null", "",
	    "<state id=\"z\"/><state id=\"b\"><transition event=\"f\" "
	    "target=\"a\"/></state><state id=\"a\"/>");
	struct session_event event = { .name = "f" };
	struct trip t;

	(void)state;
	start_under(&t, flat, "e");
	assert_int_equal(go(&t, other, ""), 0);
	assert_string_equal(t.after.ptr, t.before.ptr);
	back(&t, "");
	/* it goes on by the new chart */
	assert_int_equal(session_step(t.now, &event, 2000, NULL, &t.err), 0);
	assert_true(in(&t, "a"));
	finish(&t);
}

static void
test_missing_state(void **state)
{
	static const char other[] = SCXML("null", "",
	    "<state id=\"a\"/><state id=\"b2\"/><final id=\"end\"/>");
	struct trip t;

	(void)state;
	start_under(&t, flat, "e");
	refused(&t, other, "", ERR_REFUSED, "the state “b” is active");
	refused(&t, other, "b=", ERR_USAGE, "cannot be left behind");
	refused(&t, other, "b=b3", ERR_USAGE, "“b3”");
	refused(&t, other, "q=b2", ERR_USAGE, "“q” is mapped");
	refused(&t, other, "b=b2 b=a", ERR_USAGE, "mapped twice");
	refused(&t, other, "b=end", ERR_REFUSED, "only reached by an event");
	assert_int_equal(go(&t, other, "b=b2"), 0);
	assert_true(in(&t, "b2"));
	back(&t, "b2=b");
	finish(&t);
}

/* States around the active ones are those of the new chart. */
static void
test_wrapped(void **state)
{
	static const char other[] = SCXML("null", "",
	    "<state id=\"a\"/><state id=\"w\"><state id=\"x\"/>"
	    "<state id=\"b\"><state id=\"b1\"/></state></state>");
	struct trip t;

	(void)state;
	start_under(&t, flat, "e");
	refused(&t, other, "", ERR_REFUSED, "has states inside it");
	assert_int_equal(go(&t, other, "b=b1"), 0);
	assert_true(in(&t, "w") && in(&t, "b") && in(&t, "b1"));
	assert_false(in(&t, "x"));
	back(&t, "b1=b w=");
	finish(&t);
}

#define REGIONS(third) SCXML("null", "",				\
    "<parallel id=\"p\"><state id=\"r\"><state id=\"r1\"/></state>"	\
    "<state id=\"s\"><state id=\"s1\"/></state>" third "</parallel>"	\
    "<state id=\"q\"/>")

static void
test_illegal(void **state)
{
	static const char split[] = SCXML("null", "",
	    "<state id=\"p\"><state id=\"r\"><state id=\"r1\"/></state>"
	    "<state id=\"s\"><state id=\"s1\"/></state></state>");
	struct trip t;

	(void)state;
	start_under(&t, REGIONS(""), "");
	refused(&t, REGIONS("<state id=\"t\"/>"), "", ERR_REFUSED,
	    "all 3 parts of “p”");
	refused(&t, split, "", ERR_REFUSED, "only one state of “p”");
	refused(&t, REGIONS(""), "s1=r1", ERR_REFUSED,
	    "two of the active states");
	refused(&t, REGIONS(""), "s=q", ERR_REFUSED, "is not around");
	finish(&t);
	start_under(&t, flat, "e e");
	refused(&t, flat, "", ERR_REFUSED, "come to its end");
	finish(&t);
}

/* ---- what else a snapshot holds ---- */

#define HISTORY(h, one, two, extra) SCXML("null", "",			\
    "<state id=\"a\"><history id=\"" h "\"><transition target=\"" one	\
    "\"/></history><state id=\"" one "\"><transition event=\"e\" target=\"" \
    two "\"/></state><state id=\"" two "\"><onentry><send event=\"late\" "	\
    "delay=\"60s\" id=\"t1\"/></onentry></state>" extra			\
    "<transition event=\"out\" target=\"q\"/></state>"			\
    "<state id=\"q\"><transition event=\"in\" target=\"" h "\"/></state>"	\
    "<state id=\"w\"/>")

static void
test_history_and_timers(void **state)
{
	static const char without[] = SCXML("null", "",
	    "<state id=\"q\"/><state id=\"a\"/>");
	struct session_event event = { .name = "in" };
	struct trip t;

	(void)state;
	start_under(&t, HISTORY("h", "a1", "a2", ""), "e out");
	assert_non_null(strstr(t.before.ptr, "<stored state=\"a2\">"));
	assert_int_equal(session_next_timer(t.was), 61000);
	refused(&t, without, "", ERR_REFUSED, "the history “h”");
	refused(&t, HISTORY("h", "b1", "b2", ""), "", ERR_REFUSED,
	    "the state “a2”");
	refused(&t, HISTORY("h", "b1", "b2", ""), "a2=w", ERR_REFUSED,
	    "does not fit");
	refused(&t, HISTORY("h", "b1", "b2", ""), "h=w", ERR_USAGE,
	    "one of them is a history");
	assert_int_equal(go(&t, without, "h="), 0);
	assert_int_equal(session_next_timer(t.now), 61000);
	assert_int_equal(go(&t, HISTORY("k", "b1", "b2", ""),
	    "h=k a2=b2"), 0);
	assert_int_equal(session_next_timer(t.now), 61000);
	back(&t, "k=h b2=a2");
	assert_int_equal(session_step(t.now, &event, 2000, NULL, &t.err), 0);
	assert_true(in(&t, "b2"));
	finish(&t);
}

#define DATA(binding, data, body) SCXML("xpath", binding,			\
    "<datamodel>" data "</datamodel><state id=\"a\"><transition event=\"e\" " \
    "target=\"b\"><assign location=\"$n\" expr=\"$n + 1\"/></transition>"	\
    "</state><state id=\"b\">" body "</state>")
#define N "<data id=\"n\" expr=\"1\"/>"

static void
test_data(void **state)
{
	static const char other[] = SCXML("xpath", "",
	    "<datamodel><data id=\"new\"><k xmlns=\"\">v</k></data>"
	    "</datamodel><state id=\"a\"/><state id=\"b\"/>");
	struct trip t;

	(void)state;
	start_under(&t, DATA("", N, ""), "e");
	refused(&t, other, "", ERR_REFUSED, "the data element “n”");
	refused(&t, other, "n=x", ERR_USAGE, "“x”");
	refused(&t, flat, "", ERR_REFUSED, "the data element “n”");
	assert_int_equal(go(&t, flat, "n="), 0);
	assert_int_equal(go(&t, other, "n="), 0);
	assert_non_null(strstr(t.after.ptr, "<k>v</k>"));
	assert_int_equal(go(&t, other, "n=new"), 0);
	assert_non_null(strstr(t.after.ptr,
	    "<data xmlns=\"\" id=\"new\">2</data>"));
	back(&t, "new=n");
	/* one more, which still has its initial value on the way back */
	assert_int_equal(go(&t, DATA("", N "<data id=\"m\" expr=\"$n * 7\"/>",
	    ""), ""), 0);
	assert_non_null(strstr(t.after.ptr,
	    "<data xmlns=\"\" id=\"m\">7</data>"));
	back(&t, "");
	refused(&t, DATA("", N "<data id=\"m\" expr=\"$none\"/>", ""), "",
	    ERR_REFUSED, "cannot be computed");
	finish(&t);
}

static void
test_late_data(void **state)
{
#define LATE "<datamodel><data id=\"w\" expr=\"5\"/></datamodel>"
	struct trip t;

	(void)state;
	start_under(&t, DATA("binding=\"late\"", N, LATE), "e");
	assert_non_null(strstr(t.before.ptr, "<entered state=\"b\">"));
	assert_int_equal(go(&t, DATA("binding=\"late\"", N, ""), ""), 0);
	assert_null(strstr(t.after.ptr, "entered"));
	back(&t, "");
	assert_int_equal(go(&t, DATA("", N, LATE), ""), 0);
	assert_non_null(strstr(t.after.ptr, ">5</data>"));
	back(&t, "");
	finish(&t);
}

#define INVOKING(id, inner) SCXML("null", "", "<state id=\"" id "\">"	\
    "<invoke id=\"child\"><content><scxml version=\"1.0\" "		\
    "datamodel=\"null\"><state id=\"" inner "\"/></scxml></content>"	\
    "</invoke></state><state id=\"z\"/>")

static void
test_invoked(void **state)
{
	struct trip t;

	(void)state;
	start_under(&t, INVOKING("i", "c"), "");
	assert_int_equal(go(&t, INVOKING("j", "c"), "i=j"), 0);
	back(&t, "j=i");
	refused(&t, INVOKING("i", "d"), "", ERR_REFUSED, "does not fit");
	refused(&t, INVOKING("i", "c"), "i=z", ERR_REFUSED,
	    "does not invoke the same");
	finish(&t);
	start_under(&t, flat, "");
	refused(&t, INVOKING("i", "c"), "a=i", ERR_REFUSED,
	    "does not invoke the same");
	finish(&t);
}

static void
test_damaged(void **state)
{
	struct trip t;

	(void)state;
	start_under(&t, flat, "e");
	text_reset(&t.before);
	text_adds(&t.before, "<snapshot xmlns=\"urn:guiwen:snapshot:1\" "
	    "ids=\"0\" now=\"0\" timers=\"0\" version=\"1\"/>");
	refused(&t, flat, "", ERR_BROKEN, "holds no session");
	finish(&t);
}

/* ---- milestones ---- */

/* Those that always hold in a state, "a b". */
static const char *
always(const char *xml, const char *state)
{
	static char out[256];
	struct chart *chart = chart_of(xml);
	struct reached *r = reached_new(chart);
	size_t i, len = 0;

	out[0] = '\0';
	for (i = 0; i < reached_count(r); i++)
		if (reached_always(r, chart_find(chart, state), i))
			len += (size_t)snprintf(out + len, sizeof(out) - len,
			    "%s%s", len > 0 ? " " : "", reached_name(r, i));
	reached_free(r);
	chart_free(chart);
	return out;
}

#define T(attributes) "<transition " attributes "/>"
#define GATES(more) SCXML("null", "",					\
    "<state id=\"a\" gw:role=\"x\">" T("event=\"go\" target=\"b\" "	\
    "gw:milestone=\"one\"") "</state>"					\
    "<state id=\"b\" gw:role=\"x\">" T("event=\"go\" target=\"c\" "	\
    "gw:milestone=\"two\"") T("event=\"no\" target=\"a\"") more "</state>" \
    "<state id=\"c\" gw:role=\"x\">" T("event=\"go\" target=\"d\"")		\
    T("event=\"new\" gw:text=\"new\" target=\"b\" gw:milestone=\"again\"") \
    "</state><state id=\"d\" gw:milestone=\"three\"/>")

static void
test_reached(void **state)
{
	(void)state;
	assert_string_equal(always(GATES(""), "a"), "");
	assert_string_equal(always(GATES(""), "b"), "one");
	assert_string_equal(always(GATES(""), "c"), "one two");
	assert_string_equal(always(GATES(""), "d"), "one two three");
	/* a way round takes the milestone away, a gate on it brings it */
	assert_string_equal(always(GATES(T("event=\"skip\" target=\"c\"")),
	    "d"), "one three");
	assert_string_equal(always(GATES(T("event=\"skip\" target=\"c\" "
	    "gw:after=\"two\"")), "d"), "one two three");
	/* which it does not where nobody is asked */
	assert_string_equal(always(GATES(T("target=\"c\" gw:after=\"two\"")),
	    "d"), "one three");
	/* a new text takes gated milestones away, here `one` on the way back */
	assert_string_equal(always(GATES(T("event=\"skip\" target=\"d\" "
	    "gw:after=\"one\"")), "b"), "");
	assert_string_equal(always(GATES(""), "nowhere"), "");
}

static void
test_reached_in_parallel(void **state)
{
	static const char chart[] = SCXML("null", "",
	    "<parallel id=\"p\"><state id=\"r\"><state id=\"r1\">"
	    T("event=\"x\" target=\"r2\" gw:milestone=\"left\"")
	    "</state><final id=\"r2\"/></state><state id=\"s\">"
	    "<state id=\"s1\">" T("event=\"y\" target=\"s2\" "
	    "gw:milestone=\"right\"") "</state><final id=\"s2\"/></state>"
	    T("event=\"done.state.p\" target=\"q\"")
	    T("event=\"out\" target=\"o\"") "</parallel>"
	    "<state id=\"q\"/><state id=\"o\"><transition event=\"in\" "
	    "target=\"h\"/></state><state id=\"u\"><history id=\"h\">"
	    "<transition target=\"u1\"/></history><state id=\"u1\"/>"
	    "</state>");

	(void)state;
	assert_string_equal(always(chart, "r2"), "left");
	assert_string_equal(always(chart, "s1"), "");
	assert_string_equal(always(chart, "q"), "left right");
	assert_string_equal(always(chart, "o"), "");
	assert_string_equal(always(chart, "u1"), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_states),
		cmocka_unit_test(test_missing_state),
		cmocka_unit_test(test_wrapped),
		cmocka_unit_test(test_illegal),
		cmocka_unit_test(test_history_and_timers),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_late_data),
		cmocka_unit_test(test_invoked),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_reached),
		cmocka_unit_test(test_reached_in_parallel)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
