/* test_engine_plain.c: conditions that need no libxml2 have its answers */
#include "tests/unit/chart_run.h"

#include "engine/chart/session_int.h"

/* Facts in which something is there, twice, empty, no number, or not. */
static const char *const facts[] = {
	NULL,
	"<facts></facts>",
	"<facts day=\"20210501\"><filings open=\"0\" owed=\"2\"></filings>"
	    "</facts>",
	"<facts day=\"007\"><filings open=\"1\"></filings>"
	    "<filings open=\"3\" owed=\"0\"></filings>"
	    "<issued day=\"20210501\"></issued></facts>",
	"<facts day=\"\"><filings open=\" 1 \" owed=\"x\"></filings></facts>",
	"<facts day=\"-1\"><filings open=\"1.5\" owed=\"yes\"></filings>"
	    "</facts>",
	"<facts day=\"9007199254740993\"><filings open=\"9007199254740992\">"
	    "</filings><issued day=\"yes\"></issued></facts>",
	"<facts><n:filings xmlns:n=\"urn:n\" open=\"0\"></n:filings>"
	    "<filings xmlns:n=\"urn:n\" n:open=\"0\"></filings></facts>",
	"<facts xmlns=\"urn:n\" day=\"1\"></facts>",
	"<other day=\"1\"></other>"
};
#define NFACTS (sizeof(facts) / sizeof(facts[0]))

static const char *const operands[] = {
	"$_x/facts/@day", "$_x/facts/filings/@open",
	"$_x/facts/filings/@owed", "$_x/facts/issued/@day",
	"$_x/facts/none/@none", "0", "1", "2", "20210501", "'0'", "'yes'",
	"\"\"", "'1.5'"
};
static const char *const relations[] = { " = ", "!=", " < ", "<=", ">",
	" >= " };

static void
add_escaped(struct text *out, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '<')
			text_adds(out, "&lt;");
		else if (*s == '"')
			text_adds(out, "&quot;");
		else
			text_addc(out, *s);
}

/* A chart that is in a, with these two conditions. */
static struct chart *
chart_asking(const char *cond, const char *same)
{
	struct text xml = TEXT_INIT;
	struct chart *chart;

	text_adds(&xml, "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" "
	    "version=\"1.0\" datamodel=\"xpath\"><state id=\"a\">"
	    "<transition event=\"e\" cond=\"");
	add_escaped(&xml, cond);
	text_adds(&xml, "\"/><transition event=\"f\" cond=\"");
	add_escaped(&xml, same);
	text_adds(&xml, "\"/></state><state id=\"b\"/></scxml>");
	chart = chart_of(xml.ptr);
	text_release(&xml);
	return chart;
}

static bool
is_enabled(struct session *s, const char *event)
{
	const struct session_event e = { .name = event };
	size_t blocked;
	int at[2];

	return session_select(s, &e, at, 2, at, 2, &blocked) == 1;
}

/* The answer, and that of libxml2, which boolean() is left to. */
static void
same_answers(const char *cond, const struct xml_tree *const *trees)
{
	struct text other = TEXT_INIT;
	struct session *s = NULL;
	struct err err = ERR_INIT;
	struct chart *chart;
	size_t i;
	bool is;

	text_addf(&other, "boolean(%s)", cond);
	chart = chart_asking(cond, other.ptr);
	for (i = 0; i < NFACTS; i++) {
		assert_int_equal(session_start(&s, chart, "s", trees[i], 1000,
		    NULL, NULL, &err), 0);
		is = is_enabled(s, "e");
		if (is != is_enabled(s, "f"))
			fail_msg("%s: %d of %s", cond, is, facts[i]);
		session_free(s);
	}
	chart_free(chart);
	text_release(&other);
}

static bool
is_plain(const char *cond)
{
	struct arena arena = ARENA_INIT;
	bool is = plain_read(&arena, cond) != NULL;

	arena_release(&arena);
	return is;
}

static size_t
pick(uint32_t *random, size_t n)
{
	*random = *random * 1664525 + 1013904223;
	return (*random >> 8) % n;
}

static void
add_random(struct text *out, uint32_t *random, int depth)
{
	size_t n = sizeof(operands) / sizeof(operands[0]);

	switch (pick(random, depth > 0 ? 7 : 4)) {
	case 0:
		text_adds(out, pick(random, 2) == 0 ? "In('a')" :
		    " In ( \"b\" ) ");
		break;
	case 4:
		text_adds(out, "not(");
		add_random(out, random, depth - 1);
		text_adds(out, ")");
		break;
	case 5:
		text_adds(out, "(");
		add_random(out, random, depth - 1);
		text_adds(out, " and\n");
		add_random(out, random, depth - 1);
		text_adds(out, ")");
		break;
	case 6:
		add_random(out, random, depth - 1);
		text_adds(out, " or ");
		add_random(out, random, depth - 1);
		text_adds(out, " and ");
		add_random(out, random, depth - 1);
		break;
	default:
		text_addf(out, "%s%s%s", operands[pick(random, n)],
		    relations[pick(random, 6)], operands[pick(random, n)]);
	}
}

static void
answers_are_those_of_xpath(void **state)
{
	struct arena arena = ARENA_INIT;
	struct xml_tree *trees[NFACTS] = { NULL };
	const struct xml_tree *given[NFACTS];
	struct text cond = TEXT_INIT;
	struct err err = ERR_INIT;
	uint32_t random = 1;
	size_t i, j, k, n = sizeof(operands) / sizeof(operands[0]);
	size_t plain = 0;

	(void)state;
	for (i = 0; i < NFACTS; i++) {
		if (facts[i] != NULL)
			assert_int_equal(xt_parse(&trees[i], &arena, facts[i],
			    strlen(facts[i]), "facts", NULL, &err), 0);
		given[i] = trees[i];
	}
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			for (k = 0; k < 6; k++) {
				text_reset(&cond);
				text_addf(&cond, "%s%s%s", operands[i],
				    relations[k], operands[j]);
				same_answers(cond.ptr, given);
			}
	for (i = 0; i < 1500; i++) {
		text_reset(&cond);
		add_random(&cond, &random, 3);
		plain += is_plain(cond.ptr);
		same_answers(cond.ptr, given);
	}
	assert_true(plain > 200);
	text_release(&cond);
	arena_release(&arena);
}

static void
what_is_read_and_what_is_not(void **state)
{
	static const char *const taken[] = {
		"$_x/facts/filings/@owed = 0 and (In('published') or "
		    "In('in-force'))",
		"$_x/facts/issued/@effective-day <= $_x/facts/@day",
		"not(In('a'))", " 0=$_x/facts/@day ",
		"$_x/facts/@a='x'and$_x/facts/@b!=\"y\""
	};
	static const char *const others[] = {
		"", "1", "'x'", "1 = 1", "In(a)", "In('a'", "In('a') x",
		"In('a') = 1", "not In('a')", "$_x/facts/@day",
		"$_x/facts/day = 1", "$_x//facts/@day = 1",
		"$_x/facts/n:a/@day = 1", "$_x/facts/a[1]/@day = 1",
		"$_x/facts/@day = 1.5", "$_x/facts/@day = -1",
		"$_x/facts/@day = 1 + 1", "$_x/facts/@day = 1e2",
		"$_x/facts/@day < '5'", "$_x/facts/@day = 1234567890123456",
		"$_x/facts/@day = 1 = 1", "$_x/facts/@a.b = 1",
		"$_x/facts/@n:a = 1", "$_x/facts/@\xe5\x8a\x9e = 1",
		"$_x/facts/@day = 1 orx", "$_x/facts/@day = 1 | 2",
		"$_y/facts/@day = 1", "((((((((((((((((((((((In('a')"
		    "))))))))))))))))))))))"
	};
	struct text many = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (!is_plain(taken[i]))
			fail_msg("%s", taken[i]);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (is_plain(others[i]))
			fail_msg("%s", others[i]);
	for (i = 0; i < 200; i++)
		text_adds(&many, "In('a') or ");
	text_adds(&many, "In('a')");
	assert_false(is_plain(many.ptr));
	text_release(&many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_those_of_xpath),
		cmocka_unit_test(what_is_read_and_what_is_not)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
