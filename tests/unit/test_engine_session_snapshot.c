/* test_engine_session_snapshot.c: snapshots, and those that are not trusted */
#include "tests/unit/chart_run.h"

#define LOG(expr) "<log expr=\"" expr "\"/>"
#define CHECK(call, expected) assert_string_equal((call), (expected))

/* Something of everything that a snapshot holds. */
static const char full_chart[] = SCXML("xpath", "binding=\"late\"",
    "<datamodel><data id=\"v\"><a xmlns=\"\" n=\"1\">x &amp; y</a></data>"
    "</datamodel>"
    "<parallel id=\"p\"><history id=\"h\" type=\"deep\"><transition "
    "target=\"a1\"/></history>"
    "<state id=\"a\"><history id=\"i\"><transition target=\"a1\"/></history>"
    "<state id=\"a1\"><transition event=\"e\" target=\"a2\"/></state>"
    "<state id=\"a2\"><datamodel><data id=\"w\">late</data></datamodel>"
    "</state></state>"
    "<state id=\"b\"><onentry><send event=\"t\" delay=\"60s\" id=\"s7\">"
    "<param name=\"k\" expr=\"$v/a\"/></send><foreach array=\"$v/a\" "
    "item=\"item\" index=\"n\"/></onentry><invoke id=\"child\"><content>"
    "<scxml version=\"1.0\" datamodel=\"null\"><state id=\"c\"><transition "
    "event=\"x\" target=\"d\"/></state><state id=\"d\"/></scxml></content>"
    "</invoke></state>"
    "<transition event=\"out\" target=\"q\"/></parallel>"
    "<state id=\"q\"><transition event=\"back\" target=\"h\"/></state>"
    "<final id=\"f\"/>");

static const char full_snapshot[] =
    "<snapshot xmlns=\"urn:guiwen:snapshot:1\" ids=\"2\" now=\"1000\" "
    "timers=\"2\" version=\"1\">\n"
    "\t<session id=\"s1\">\n"
    "\t\t<active state=\"p\"></active>\n"
    "\t\t<active state=\"a\"></active>\n"
    "\t\t<active state=\"a2\"></active>\n"
    "\t\t<active state=\"b\"></active>\n"
    "\t\t<history state=\"h\">\n"
    "\t\t\t<stored state=\"a2\"></stored>\n"
    "\t\t\t<stored state=\"b\"></stored>\n"
    "\t\t</history>\n"
    "\t\t<history state=\"i\">\n"
    "\t\t\t<stored state=\"a2\"></stored>\n"
    "\t\t</history>\n"
    "\t\t<entered state=\"a2\"></entered>\n"
    "\t\t<model>\n"
    "\t\t\t<data xmlns=\"\" id=\"v\"><a n=\"1\">x &amp; y</a></data>\n"
    "\t\t\t<data xmlns=\"\" id=\"w\">late</data>\n"
    "\t\t\t<data xmlns=\"\" id=\"item\"><a n=\"1\">x &amp; y</a></data>\n"
    "\t\t\t<data xmlns=\"\" id=\"n\">1</data>\n"
    "\t\t</model>\n"
    "\t</session>\n"
    "\t<session id=\"s1.2\" invoke=\"0\" invokeid=\"child\" parent=\"s1\" "
    "state=\"b\">\n"
    "\t\t<active state=\"c\"></active>\n"
    "\t</session>\n"
    "\t<timer due=\"61000\" from=\"s1\" number=\"1\">\n"
    "\t\t<event name=\"t\" origin=\"#_scxml_s1\" origintype=\"http://www.w3."
    "org/TR/scxml/#SCXMLEventProcessor\" sendid=\"s7\" type=\"external\">\n"
    "\t\t\t<data xmlns=\"\"><data id=\"k\"><a n=\"1\">x &amp; y</a></data>"
    "</data>\n"
    "\t\t</event>\n"
    "\t</timer>\n"
    "\t<timer due=\"61000\" from=\"s1\" number=\"2\">\n"
    "\t\t<event name=\"t\" origin=\"#_scxml_s1\" origintype=\"http://www.w3."
    "org/TR/scxml/#SCXMLEventProcessor\" sendid=\"s7\" type=\"external\">\n"
    "\t\t\t<data xmlns=\"\"><data id=\"k\"><a n=\"1\">x &amp; y</a></data>"
    "</data>\n"
    "\t\t</event>\n"
    "\t</timer>\n"
    "</snapshot>";

/* The form is kept for years: it changes only with its version. */
static void
has_one_form(void **state)
{
	struct run r = run_start(full_chart);
	struct text bytes = TEXT_INIT;

	(void)state;
	run_step(&r, "e");
	run_step(&r, "out");
	run_step(&r, "back");
	session_snapshot(r.s, &bytes);
	assert_string_equal(bytes.ptr, full_snapshot);
	text_release(&bytes);
	run_end(&r);
}

static int
restore(struct session **out, const struct chart *chart, const char *bytes,
    size_t len, struct err *err)
{
	return session_restore(out, chart, bytes, len, NULL, NULL, err);
}

/* The snapshot above with one part replaced by another. */
static void
altered(const struct chart *chart, const char *from, const char *to,
    enum err_code code)
{
	const char *at = strstr(full_snapshot, from);
	struct text bytes = TEXT_INIT;
	struct session *s = NULL;
	struct err err = ERR_INIT;

	assert_non_null(at);
	text_add(&bytes, full_snapshot, (size_t)(at - full_snapshot));
	text_adds(&bytes, to);
	text_adds(&bytes, at + strlen(from));
	if (restore(&s, chart, bytes.ptr, bytes.len, &err) == 0)
		fail_msg("\"%s\" for \"%s\" was taken", to, from);
	assert_null(s);
	assert_int_equal(err.code, code);
	text_release(&bytes);
}

static void
trusts_nothing(void **state)
{
	struct chart *chart = chart_of(full_chart);
	struct session *s = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(restore(&s, chart, full_snapshot,
	    strlen(full_snapshot), &err), 0);
	session_free(s);
#define BROKEN(from, to) altered(chart, from, to, ERR_BROKEN)
	altered(chart, "version=\"1\"", "version=\"2\"", ERR_UNSUPPORTED);
	BROKEN("snapshot:1", "snapshot:2");
	BROKEN("ids=\"2\" ", "");
	BROKEN("now=\"1000\"", "now=\"soon\"");
	BROKEN("<active state=\"a2\"></active>", "");
	BROKEN("<active state=\"a2\"></active>",
	    "<active state=\"a2\"></active><active state=\"a1\"></active>");
	BROKEN("<active state=\"a2\">", "<active state=\"a3\">");
	BROKEN("<active state=\"a2\">", "<active state=\"i\">");
	BROKEN("<active state=\"a2\">", "<active state=\"a\">");
	BROKEN("<active state=\"b\"></active>", "");
	BROKEN("<active state=\"p\"></active>", "");
	BROKEN("<active state=\"p\">", "<active state=\"q\">");
	BROKEN("<active state=\"p\"></active>",
	    "<active state=\"p\"></active><active state=\"f\"></active>");
	BROKEN("<session id=\"s1\">", "<session done=\"true\" id=\"s1\">");
	BROKEN("<session id=\"s1\">", "<session>");
	BROKEN("<stored state=\"b\">", "<stored state=\"a1\">");
	BROKEN("<stored state=\"b\">", "<stored state=\"q\">");
	BROKEN("<stored state=\"b\">", "<stored state=\"a\">");
	BROKEN("<history state=\"i\">", "<history state=\"h\">");
	BROKEN("<history state=\"i\">", "<history state=\"a\">");
	BROKEN("<entered state=\"a2\">", "<entered state=\"none\">");
	BROKEN("<data xmlns=\"\" id=\"w\">late</data>", "");
	BROKEN("<data xmlns=\"\" id=\"n\">", "<data xmlns=\"\" id=\"v\">");
	BROKEN("<data xmlns=\"\" id=\"n\">", "<data xmlns=\"\" id=\"_x\">");
	BROKEN("<data xmlns=\"\" id=\"n\">", "<data id=\"n\">");
	BROKEN("<data xmlns=\"\" id=\"n\">", "<data xmlns=\"\" id=\"1\">");
	BROKEN("<model>", "<model></model><model>");
	BROKEN("<model>", "<models>x</models><model>");
	BROKEN("invoke=\"0\"", "invoke=\"1\"");
	BROKEN("parent=\"s1\"", "parent=\"s2\"");
	BROKEN("parent=\"s1\" state=\"b\"", "parent=\"s1\" state=\"a2\"");
	BROKEN("id=\"s1.2\"", "id=\"s1\"");
	BROKEN("due=\"61000\" from=\"s1\" number=\"2\"",
	    "due=\"60000\" from=\"s1\" number=\"2\"");
	BROKEN("from=\"s1\" number=\"2\"", "from=\"s1\" number=\"1\"");
	BROKEN("from=\"s1\" number=\"2\"", "from=\"s1\" number=\"3\"");
	BROKEN("from=\"s1\" number=\"2\"", "from=\"s9\" number=\"2\"");
	BROKEN("name=\"t\" ", "");
	BROKEN("type=\"external\"", "type=\"strange\"");
	BROKEN("\t<timer", "\t<alarm/><timer");
	BROKEN("<active state=\"c\"></active>", "");
#undef BROKEN
	assert_int_equal(restore(&s, chart, "", 0, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	chart_free(chart);
}

static void
keeps_the_end(void **state)
{
	struct run r = run_start(SCXML("xpath", "", "<state id=\"a\">"
	    "<transition event=\"e\" target=\"f\"/></state><final "
	    "id=\"f\"/>"));
	struct session *twin;

	(void)state;
	run_step(&r, "e");
	twin = run_twin(&r);
	assert_true(session_done(twin));
	assert_true(session_is_in(twin, chart_find(r.chart, "f")));
	session_free(twin);
	run_end(&r);
}

/* A chart that came as data goes with the snapshot. */
static void
keeps_documents_invoked(void **state)
{
	struct run r = run_start(SCXML("xpath", "", "<datamodel><data "
	    "id=\"d\"><scxml version=\"1.0\" datamodel=\"xpath\"><datamodel>"
	    "<data id=\"n\" expr=\"1\"/></datamodel><state id=\"c\">"
	    "<transition event=\"x\"><assign location=\"$n\" "
	    "expr=\"$n * 2\"/>" LOG("$n") "</transition></state></scxml>"
	    "</data></datamodel><state id=\"s\"><invoke id=\"i\" "
	    "autoforward=\"true\"><content expr=\"$d/*\"/></invoke>"
	    "</state>"));

	(void)state;
	CHECK(run_step(&r, "x"), "i:[x] i:t0 i:log(2)");
	CHECK(run_step(&r, "x"), "i:[x] i:t0 i:log(4)");
	run_end(&r);
}

/* White space, marks and other signs of data are the same afterwards. */
static void
keeps_every_character(void **state)
{
	struct run r = run_start(SCXML("xpath", "", "<datamodel><data "
	    "id=\"v\"><a xmlns=\"\" q=\"&quot;&lt;&amp;&#9;&#10;&#13;>'\">"
	    " \n\t<b> </b>&#13;]]&gt;\xe4\xb8\xad</a></data></datamodel>"
	    "<state id=\"s\"><transition event=\"e\">" LOG("concat("
	    "string-length($v), '/', string-length($v/a/@q), '/', "
	    "string-length($v/a/b))") "</transition></state>"));
	struct session *twin;

	(void)state;
	CHECK(run_step(&r, "e"), "[e] t0 log(9/8/1)");
	twin = run_twin(&r);
	session_free(r.s);
	r.s = twin;
	CHECK(run_step(&r, "e"), "[e] t0 log(9/8/1)");
	run_end(&r);
}

/*
 * Timers that fell due while nothing ran fire in the order in which they were
 * due, those of one moment in the order in which they were sent, and what
 * they start in between takes its place among them.
 */
static void
fires_what_came_due(void **state)
{
	struct run r = run_start(SCXML("null", "", "<state id=\"s\">"
	    "<transition event=\"go\">"
	    "<send event=\"late\" delay=\"3s\"/>"
	    "<send event=\"first\" delay=\"1s\"/>"
	    "<send event=\"also\" delay=\"3s\"/>"
	    "<send event=\"never\" delay=\"9s\"/></transition>"
	    "<transition event=\"first\"><send event=\"between\" "
	    "delay=\"1s\"/></transition>"
	    "<transition event=\"*\"/></state>"));
	struct session *twin;

	(void)state;
	run_step(&r, "go");
	twin = run_twin(&r);
	session_free(r.s);
	r.s = twin;
	CHECK(run_advance(&r, 8999), "[first] t1 [between] t2 [late] t2 "
	    "[also] t2");
	CHECK(run_advance(&r, 1), "[never] t2");
	run_end(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_one_form),
		cmocka_unit_test(trusts_nothing),
		cmocka_unit_test(keeps_the_end),
		cmocka_unit_test(keeps_documents_invoked),
		cmocka_unit_test(keeps_every_character),
		cmocka_unit_test(fires_what_came_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
