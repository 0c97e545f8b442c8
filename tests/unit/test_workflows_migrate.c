/* test_workflows_migrate.c: documents go over to another chart and back, and
 * the audit replays it */
#include "tests/unit/audit_story.h"
#include "tests/unit/procedure_fixture.h"

#define CHART "workflows/normative-document/chart.scxml"

/* ---- one dossier, by hand ---- */

/* A world with a second chart of one workflow. */
struct two {
	struct world w;
	const char *workflow;
	struct chart *other;
	char hash[SHA256_HEX];
	bool first;		/* the other one is in force */
};

static const struct chart *
either(void *ctx, const char *workflow, const char *hash,
    const char **hash_out)
{
	struct two *two = ctx;
	const struct procedure_context *shipped =
	    context_get(two->w.context);

	if (strcmp(workflow, two->workflow) != 0 || (hash == NULL ?
	    !two->first : strcmp(hash, two->hash) != 0))
		return shipped->chart(shipped->chart_ctx, workflow, hash,
		    hash_out);
	*hash_out = two->hash;
	return two->other;
}

/* The other chart is the shipped one with every old[i] replaced. */
static void
begin(struct two *two, const char *workflow, bool first,
    const char *const *changes)
{
	struct text bytes = TEXT_INIT, next = TEXT_INIT;
	struct err err = ERR_INIT;
	struct sha256 sum;
	const char *at, *hit;
	char path[80];

	memset(two, 0, sizeof(*two));
	world_begin(&two->w);
	two->workflow = workflow;
	two->first = first;
	two->w.view.chart = either;
	two->w.view.chart_ctx = two;
	snprintf(path, sizeof(path), CONTEXT_CHART, workflow);
	assert_int_equal(world_file(NULL, path, NULL, &bytes, &err), 1);
	for (; changes[0] != NULL; changes += 2) {
		text_reset(&next);
		for (at = bytes.ptr; (hit = strstr(at, changes[0])) != NULL;
		    at = hit + strlen(changes[0])) {
			text_add(&next, at, (size_t)(hit - at));
			text_adds(&next, changes[1]);
		}
		if (at == bytes.ptr)
			fail_msg("the chart has no %s", changes[0]);
		text_adds(&next, at);
		text_reset(&bytes);
		text_adds(&bytes, next.ptr);
	}
	if (chart_parse(&two->other, bytes.ptr, bytes.len, "other", &err) !=
	    0)
		fail_msg("%s", err.msg);
	sha256_of(&sum, bytes.ptr, bytes.len);
	sha256_hex(two->hash, &sum);
	text_release(&bytes);
	text_release(&next);
}

static void
end(struct two *two)
{
	world_end(&two->w);
	chart_free(two->other);
}

static const struct dossier_instance *
instance(const struct two *two, const char *id)
{
	return dossier_instance(two->w.d, id);
}

/* "chart=HASH|map=a=b" in a buffer that lives until the next call but one. */
static const char *
to(const char *hash, const char *maps)
{
	static char buf[2][512];
	static int turn;
	char *out = buf[turn = !turn];

	snprintf(out, sizeof(buf[0]), "chart=%s%s%s", hash,
	    *maps != '\0' ? "|" : "", maps);
	return out;
}

static const char *
shipped(const struct two *two)
{
	const struct procedure_context *view = context_get(two->w.context);
	const char *hash;

	assert_non_null(view->chart(view->chart_ctx, two->workflow, NULL,
	    &hash));
	return hash;
}

#define MOVE(two, hash, maps, ...)					\
	DONE(&(two)->w, .by = "lin", .event = "migrate", .reason = "新法",	\
	    .on = "2021-04-01", .data = to(hash, maps), __VA_ARGS__)
#define STAYS(two, code, words, hash, maps, ...)			\
	REFUSED(&(two)->w, code, words, .by = "lin", .event = "migrate",	\
	    .reason = "新法", .on = "2021-04-01",				\
	    .data = to(hash, maps), __VA_ARGS__)

static const char *const renamed[] = {
	"\"legality-review\"", "\"law-review\"",
	"event=\"approve\" target=\"fair-competition-review\"",
	"event=\"agree\" target=\"fair-competition-review\"",
	"15 working-days", "20 working-days", NULL
};

static void
test_there_and_back(void **state)
{
	struct two two;
	struct world *w = &two.w;
	char *snapshot, *since;

	(void)state;
	begin(&two, "normative-document", false, renamed);
	to_legality(w);
	snapshot = mem_strdup(instance(&two, "main")->snapshot);
	since = mem_strdup(instance(&two, "main")->since);
	STAYS(&two, ERR_REFUSED, "the state “legality-review” is active",
	    two.hash, "");
	MOVE(&two, two.hash, "map=legality-review=law-review");
	assert_string_equal(instance(&two, "main")->chart, two.hash);
	assert_string_equal(instance(&two, "main")->states, "law-review");
	assert_string_equal(instance(&two, "main")->since, since);
	assert_string_equal(w->d->deadlines[0].state, "law-review");
	assert_string_equal(w->d->deadlines[0].within, "15 working-days");
	assert_int_equal(w->d->deadlines[0].ended.year, 0);
	assert_non_null(strstr(w->outcome.ptr, "<active now=\"law-review\" "
	    "was=\"legality-review\">"));
	assert_non_null(strstr(w->outcome.ptr, "<within due=\"2021-03-23\" "
	    "now=\"20 working-days\" state=\"law-review\" "
	    "was=\"15 working-days\">"));
	MOVE(&two, shipped(&two), "map=law-review=legality-review");
	assert_string_equal(instance(&two, "main")->snapshot, snapshot);
	assert_string_equal(instance(&two, "main")->since, since);
	assert_null(strstr(w->outcome.ptr, "<within"));
	assert_int_equal(w->d->nmigrations, 2);
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-04-02",
	    .papers = "legality-opinion");
	assert_int_equal(w->d->deadlines[0].ended.year, 2021);
	free(snapshot);
	free(since);
	end(&two);
}

static void
test_later_steps(void **state)
{
	struct two two;
	struct world *w = &two.w;

	(void)state;
	begin(&two, "normative-document", false, renamed);
	to_legality(w);
	MOVE(&two, two.hash, "map=legality-review=law-review");
	REFUSED(w, ERR_REFUSED, "possible are: agree", .by = "zhou",
	    .event = "approve", .on = "2021-04-02",
	    .papers = "legality-opinion");
	DONE(w, .by = "zhou", .event = "agree", .on = "2021-04-02",
	    .papers = "legality-opinion");
	/* the deadline that went along has ended with the renamed state */
	assert_int_equal(w->d->deadlines[0].ended.year, 2021);
	assert_string_equal(w->d->deadlines[0].within, "15 working-days");
	/* a step under the old chart is mended by what it was there */
	DONE(w, .by = "zhou", .event = "correct", .on = "2021-04-03",
	    .corrects = 2, .reason = "日期", .data = "stated=2021-03-01T10:00");
	assert_int_equal(w->d->ncorrections, 1);
	/* the migration was stated later: time does not go back to before it */
	REFUSED(w, ERR_REFUSED, "lies before the last step", .by = "fair",
	    .event = "approve", .on = "2021-03-20",
	    .papers = "fair-competition-conclusion");
	end(&two);
}

/* Who acted in a state that was renamed has acted in the new one. */
static void
test_separation_of_duties(void **state)
{
	static const char *const changes[] = {
		"\"legality-review\"", "\"law-review\"",
		"gw:needs=\"fair-competition-conclusion\"\n"
		"                gw:not=\"drafter submitter\"",
		"gw:needs=\"fair-competition-conclusion\"\n"
		"                gw:not=\"drafter submitter law-review\"", NULL
	};
	struct two two;

	(void)state;
	begin(&two, "normative-document", false, changes);
	to_legality(&two.w);
	DONE(&two.w, .by = "both", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	MOVE(&two, two.hash, "map=legality-review=law-review");
	REFUSED(&two.w, ERR_DENIED, "in the state law-review (step 3)",
	    .by = "both", .event = "approve", .on = "2021-04-02",
	    .papers = "fair-competition-conclusion");
	DONE(&two.w, .by = "fair", .event = "approve", .on = "2021-04-02",
	    .papers = "fair-competition-conclusion");
	end(&two);
}

/* From a chart without a fair-competition review into one that has it. */
static void
test_skipped_gate(void **state)
{
	static const char *const changes[] = {
		"event=\"approve\" target=\"fair-competition-review\"",
		"event=\"approve\" target=\"deliberation\"",
		"legality-reviewed fair-competition-reviewed",
		"legality-reviewed", NULL
	};
	struct two two;
	struct world *w = &two.w;

	(void)state;
	begin(&two, "normative-document", true, changes);
	to_fair(w);
	assert_string_equal(instance(&two, "main")->states, "deliberation");
	STAYS(&two, ERR_REFUSED, "has passed fair-competition-reviewed",
	    shipped(&two), "");
	STAYS(&two, ERR_REFUSED, "fair-competition-reviewed, deliberated",
	    shipped(&two), "map=deliberation=sign-off");
	/* it may go where the review is still before it */
	MOVE(&two, shipped(&two),
	    "map=deliberation=fair-competition-review");
	DONE(w, .by = "fair", .event = "approve", .on = "2021-04-02",
	    .papers = "fair-competition-conclusion");
	DONE(w, .by = "lin", .event = "adopt", .on = "2021-04-03",
	    .papers = "minutes");
	end(&two);
}

/* An approval of a text that was replaced since is none. */
static void
test_voided_gate(void **state)
{
	struct two two;

	(void)state;
	begin(&two, "normative-document", false, renamed);
	to_fair(&two.w);
	DONE(&two.w, .by = "fair", .event = "return", .on = "2021-03-08",
	    .reason = "改");
	DONE(&two.w, .by = "chen", .event = "revise", .on = "2021-03-09",
	    .text = "t2", .papers = "response");
	STAYS(&two, ERR_REFUSED, "has passed legality-reviewed", two.hash,
	    "map=material-check=fair-competition-review");
	MOVE(&two, two.hash, "");
	end(&two);
}

static void
test_illegal_configuration(void **state)
{
	static const char *const changes[] = {
		"<state id=\"filing\" initial=\"filing-open\"",
		"<state id=\"archive\"/><state id=\"filing\" "
		"initial=\"filing-open\"", NULL
	};
	struct two two;

	(void)state;
	begin(&two, "normative-document", false, changes);
	to_published(&two.w);
	STAYS(&two, ERR_REFUSED, "all 3 parts of “issued”", two.hash, "");
	end(&two);
	begin(&two, "normative-document", false, renamed);
	to_published(&two.w);
	STAYS(&two, ERR_REFUSED, "two of the active states", two.hash,
	    "map=filing-open=published");
	STAYS(&two, ERR_REFUSED, "is not around", two.hash,
	    "map=issued=drafting");
	MOVE(&two, two.hash, "");
	end(&two);
}

static void
test_filings(void **state)
{
	static const char *const changes[] = {
		"\"filing-due\"", "\"due\"", "event=\"file\"",
		"event=\"send\"", NULL
	};
	struct two two;
	struct world *w = &two.w;

	(void)state;
	begin(&two, "filing", false, changes);
	to_published(w);
	STAYS(&two, ERR_NOTFOUND, "no chart “", two.hash,
	    "map=filing-due=due");		/* of the main instance */
	STAYS(&two, ERR_NOTFOUND, "no filing with “省”", two.hash, "",
	    .instance = "省");
	MOVE(&two, two.hash, "map=filing-due=due", .instance = "市民政局");
	assert_string_equal(instance(&two, "filing-2")->states, "due");
	assert_string_equal(instance(&two, "filing-1")->states,
	    "filing-due");
	assert_non_null(strstr(w->outcome.ptr, "instance=\"filing-2\""));
	DONE(w, .by = "lin", .event = "send", .on = "2021-04-02",
	    .papers = "filing-report");
	DONE(w, .by = "lin", .event = "file", .on = "2021-04-02",
	    .papers = "filing-report", .instance = "区政府");
	end(&two);
}

static void
test_refusals(void **state)
{
	struct two two;
	struct world *w = &two.w;

	(void)state;
	begin(&two, "normative-document", false, renamed);
	to_submitted(w);
	REFUSED(w, ERR_DENIED, "for the role office", .by = "zhou",
	    .event = "migrate", .reason = "r", .on = "2021-04-01",
	    .data = to(two.hash, ""));
	REFUSED(w, ERR_MISSING, "needs a written reason", .by = "lin",
	    .event = "migrate", .on = "2021-04-01",
	    .data = to(two.hash, ""));
	REFUSED(w, ERR_MISSING, "does not say to which chart", .by = "lin",
	    .event = "migrate", .reason = "r", .on = "2021-04-01");
	STAYS(&two, ERR_REFUSED, "takes no text and no papers", two.hash, "",
	    .papers = "minutes");
	STAYS(&two, ERR_USAGE, "but not “number”", two.hash, "number=3");
	STAYS(&two, ERR_USAGE, "but not “chart”", two.hash, "chart=3");
	STAYS(&two, ERR_USAGE, "write it as OLD=NEW", two.hash, "map=a");
	STAYS(&two, ERR_USAGE, "write it as OLD=NEW", two.hash, "map=a=b c");
	STAYS(&two, ERR_REFUSED, "already", shipped(&two), "");
	STAYS(&two, ERR_NOTFOUND, "no chart “00", "00", "");
	STAYS(&two, ERR_USAGE, "“b” is mapped", two.hash, "map=b=drafting");
	DONE(w, .by = "zhou", .event = "supplement", .on = "2021-03-02",
	    .reason = "缺");
	DONE(w, .by = "chen", .event = "withdraw", .on = "2021-03-02");
	DONE(w, .by = "chen", .event = "terminate", .on = "2021-03-02",
	    .reason = "不办");
	STAYS(&two, ERR_REFUSED, "has come to its end (terminated)",
	    two.hash, "");
	end(&two);
}

/* ---- a registry ---- */

static void
read_chart(const char *path, const char *from, const char *now,
    struct text *out)
{
	text_reset(out);
	if (from != NULL)
		world_edited(path, from, now, out);
	else
		assert_int_equal(world_file(NULL, path, NULL, out,
		    &(struct err)ERR_INIT), 1);
}

static void
faultless(struct story *s)
{
	struct audit_history *history = NULL;
	struct err err = ERR_INIT;
	size_t i;

	if (audit_history(s->open, &history, NULL, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	for (i = 0; i < history->nfaults; i++)
		print_error("record %lld: %s\n",
		    (long long)history->faults[i].record,
		    history->faults[i].what);
	assert_int_equal(history->nfaults, 0);
	audit_history_free(history);
}

static size_t
running(struct story *s, const char *hash, bool current)
{
	struct registry_chart *charts = NULL;
	size_t n, i, count = (size_t)-1;

	assert_int_equal(registry_charts(s->open, true, &charts, &n, &s->err),
	    0);
	for (i = 0; i < n; i++)
		if (strcmp(charts[i].hash, hash) == 0 &&
		    charts[i].current == current)
			count = charts[i].running;
	free(charts);
	return count;
}

static int
install(struct story *s, const char *who, const struct text *chart,
    const char *despite, char hash[SHA256_HEX])
{
	err_clear(&s->err);
	s->clock_s += 60;
	return registry_put_chart(s->open, who, "normative-document",
	    "new.scxml", chart->ptr, chart->len, "新规", despite, s->clock_s,
	    hash, &s->err);
}

#define STORY(...) do {							\
	const struct story_act act_ = { __VA_ARGS__ };			\
									\
	if (story_do(&s, &act_) != 0)					\
		fail_msg("%s", s.err.msg);				\
} while (0)
#define SUBMIT .person = "chen", .event = "submit",			\
	.kinds = "explanation basis consultation"
#define MIGRATED(doc, hash, pair) .person = "lin", .event = "migrate",	\
	.document = doc, .kinds = "", .key = { "chart", "map" },	\
	.value = { hash, pair }, .reason = "新法"

static void
test_registry(void **state)
{
	char old[SHA256_HEX], new[SHA256_HEX], hash[SHA256_HEX];
	struct text chart = TEXT_INIT;
	struct registry *again;
	struct story s;

	(void)state;
	if (story_begin(&s, NULL) != 0)
		fail_msg("%s", s.err.msg);
	STORY(SUBMIT, .text = STORY_DRAFT, .days = 1);
	STORY(.person = "zhou", .event = "accept", .document = "2021-0001",
	    .kinds = "", .days = 1);
	read_chart(CHART, NULL, NULL, &chart);
	assert_int_equal(install(&s, "lin", &chart, "", old), -1);
	assert_non_null(strstr(s.err.msg, "already"));
	read_chart(CHART, "\"legality-review\"", "\"law-review\"", &chart);
	assert_int_equal(install(&s, "zhou", &chart, "", new), -1);
	assert_int_equal(s.err.code, ERR_DENIED);
	if (install(&s, "lin", &chart, "", new) != 0)
		fail_msg("%s", s.err.msg);
	assert_int_equal(running(&s, old, false), 1);
	assert_int_equal(running(&s, new, true), 0);
	STORY(SUBMIT, .text = STORY_SECOND, .days = 1);
	assert_int_equal(running(&s, new, true), 1);
	/* refused and done, there and back, by another process as well */
	STORY(MIGRATED("2021-0001", new, "drafting=drafting"), .days = 1,
	    .refused = true);
	STORY(MIGRATED("2021-0001", "0000", "drafting=drafting"),
	    .refused = true);
	STORY(MIGRATED("2021-0001", new, "legality-review=law-review"));
	STORY(MIGRATED("2021-0002", old, "law-review=legality-review"));
	assert_int_equal(registry_open(&again, s.registry, false, &s.err), 0);
	registry_close(s.open);
	s.open = again;
	STORY(MIGRATED("2021-0001", old, "law-review=legality-review"));
	assert_int_equal(running(&s, old, false), 2);
	STORY(.person = "zhou", .event = "approve", .document = "2021-0001",
	    .kinds = "legality-opinion");
	faultless(&s);
	/* the old one comes into force again, and one with a fault */
	read_chart(CHART, NULL, NULL, &chart);
	assert_int_equal(install(&s, "lin", &chart, "", hash), 0);
	assert_string_equal(hash, old);
	assert_int_equal(running(&s, old, true), 2);
	assert_int_equal(running(&s, new, false), 0);
	read_chart(CHART, "<state id=\"supplement\"",
	    "<state id=\"lonely\"/><state id=\"supplement\"", &chart);
	assert_int_equal(install(&s, "lin", &chart, "", hash), -1);
	assert_int_equal(s.err.code, ERR_REFUSED);
	assert_int_equal(install(&s, "lin", &chart, "急用", hash), 0);
	STORY(MIGRATED("2021-0002", hash, "drafting=drafting"));
	STORY(.person = "zhou", .event = "accept", .document = "2021-0002",
	    .kinds = "");
	if (store_export(registry_store(s.open), &s.err) != 0)
		fail_msg("%s", s.err.msg);
	faultless(&s);
	text_release(&chart);
	story_end(&s);
}

/* What would come of it, and nothing is written. */
static void
test_try(void **state)
{
	struct act_datum data[] = { { "chart", NULL },
		{ "map", "material-check=material-check" } };
	struct request request = { .person = "lin", .event = "migrate",
		.document = "2021-0001", .reason = "r", .data = data,
		.ndata = 2 };
	struct text chart = TEXT_INIT;
	struct store_head before, after;
	struct answer answer;
	char new[SHA256_HEX];
	struct story s;

	(void)state;
	if (story_begin(&s, NULL) != 0)
		fail_msg("%s", s.err.msg);
	STORY(SUBMIT, .text = STORY_DRAFT, .days = 1);
	read_chart(CHART, "\"legality-review\"", "\"law-review\"", &chart);
	/* A record of the second after the clock was read is no clock that is
	 * behind. */
	s.clock_s -= 61;
	assert_int_equal(install(&s, "lin", &chart, "", new), 0);
	s.clock_s++;
	data[0].value = new;
	assert_int_equal(store_head(registry_store(s.open), &before, &s.err),
	    0);
	assert_int_equal(registry_try(s.open, &request, s.clock_s, &answer,
	    &s.err), 0);
	assert_true(answer.done && !answer.recorded);
	assert_string_equal(dossier_instance(answer.dossier, "main")->chart,
	    new);
	assert_non_null(strstr(answer.outcome, "<migration "));
	answer_release(&answer);
	data[1].value = "material-check=law-review";
	assert_int_equal(registry_try(s.open, &request, s.clock_s, &answer,
	    &s.err), 0);
	assert_false(answer.done || answer.recorded);
	assert_non_null(strstr(answer.err.msg, "accepted"));
	answer_release(&answer);
	request.document = "2021-0009";
	assert_int_equal(registry_try(s.open, &request, s.clock_s, &answer,
	    &s.err), 0);
	assert_int_equal(answer.err.code, ERR_NOTFOUND);
	answer_release(&answer);
	assert_int_equal(store_head(registry_store(s.open), &after, &s.err),
	    0);
	assert_int_equal(before.number, after.number);
	text_release(&chart);
	story_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_later_steps),
		cmocka_unit_test(test_separation_of_duties),
		cmocka_unit_test(test_skipped_gate),
		cmocka_unit_test(test_voided_gate),
		cmocka_unit_test(test_illegal_configuration),
		cmocka_unit_test(test_filings),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_registry),
		cmocka_unit_test(test_try)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
