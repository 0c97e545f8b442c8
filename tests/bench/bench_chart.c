/* bench_chart.c: events a second through a chart, sessions a second */
#include "engine/chart/chart.h"
#include "engine/chart/session.h"
#include "engine/xml/tree.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS_EACH 0.8

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int
read_file(const char *path, struct text *out)
{
	FILE *file = fopen(path, "rb");
	char buffer[4096];
	size_t n;

	if (file == NULL)
		return -1;
	while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0)
		text_add(out, buffer, n);
	fclose(file);
	return 0;
}

/* A chart and the events that lead it round in a circle. */
struct course {
	const char *name, *path;
	const char *events[8];
	size_t n;
};

enum { QUIET, REPORTED, SNAPSHOTS };

static int
step(struct session *s, const char *event, struct effects *effects,
    struct err *err)
{
	const struct session_event e = { .name = event };

	if (effects != NULL)
		effects_reset(effects);
	return session_step(s, &e, 0, effects, err);
}

/* Through text and back, as a process that ends after each step. */
static int
replant(struct session **s, const struct chart *chart, struct text *text,
    struct err *err)
{
	struct session *again = NULL;

	text_reset(text);
	session_snapshot(*s, text);
	if (session_restore(&again, chart, text->ptr, text->len, NULL, NULL,
	    err) != 0)
		return -1;
	session_free(*s);
	*s = again;
	return 0;
}

static int
events(const struct chart *chart, const struct course *course, int how,
    double *per_s, struct err *err)
{
	struct effects *effects = how == REPORTED ? effects_new() : NULL;
	struct text text = TEXT_INIT;
	struct session *s = NULL;
	double start, end;
	size_t n = 0, i;
	int rc;

	rc = session_start(&s, chart, "bench", NULL, 0, NULL, NULL, err);
	start = end = now_s();
	while (rc == 0 && end - start < SECONDS_EACH) {
		for (i = 0; rc == 0 && i < 100 * course->n; i++, n++) {
			rc = step(s, course->events[i % course->n], effects,
			    err);
			if (rc == 0 && how == SNAPSHOTS)
				rc = replant(&s, chart, &text, err);
		}
		end = now_s();
	}
	*per_s = (double)n / (end - start);
	session_free(s);
	effects_free(effects);
	text_release(&text);
	return rc;
}

static int
starts(const struct chart *chart, double *per_s, struct err *err)
{
	struct session *s;
	double start = now_s(), end = start;
	size_t n = 0, i;

	while (end - start < SECONDS_EACH) {
		for (i = 0; i < 100; i++, n++) {
			if (session_start(&s, chart, "bench", NULL, 0, NULL,
			    NULL, err) != 0)
				return -1;
			session_free(s);
		}
		end = now_s();
	}
	*per_s = (double)n / (end - start);
	return 0;
}

/* What a durable step does with the chart, part by part. */
enum part { RESTORE, SELECT, STEP, SNAPSHOT, FREE, PARTS };

static int
durable_step(const struct chart *chart, const char *event,
    const struct xml_tree *facts, struct text *state, double spent_s[PARTS],
    struct err *err)
{
	const struct session_event e = { .name = event };
	struct effects *effects = effects_new();
	struct session *s = NULL;
	int enabled[8], blocked[8], rc = -1;
	double at[PARTS + 1];
	size_t nblocked, i;

	at[RESTORE] = now_s();
	if (session_restore(&s, chart, state->ptr, state->len, facts, NULL,
	    err) != 0)
		goto out;
	at[SELECT] = now_s();
	session_select(s, &e, enabled, 8, blocked, 8, &nblocked);
	at[STEP] = now_s();
	if (session_step(s, &e, 0, effects, err) != 0)
		goto out;
	at[SNAPSHOT] = now_s();
	text_reset(state);
	session_snapshot(s, state);
	rc = 0;
out:
	at[FREE] = now_s();
	session_free(s);
	effects_free(effects);
	at[PARTS] = now_s();
	for (i = 0; rc == 0 && i < PARTS; i++)
		spent_s[i] += at[i + 1] - at[i];
	return rc;
}

static int
durable_steps(const struct chart *chart, const struct course *course,
    struct err *err)
{
	static const char facts_xml[] = "<facts day=\"20210610\"><issued "
	    "effective-day=\"20210701\" number=\"1\"/><filings closed=\"1\" "
	    "open=\"1\" owed=\"2\" total=\"2\"/><milestone name=\"submitted\"/>"
	    "<milestone name=\"accepted\"/><material kind=\"explanation\"/>"
	    "<material kind=\"basis\"/></facts>";
	static const char *const parts[] = { "restore", "select",
		"step", "snapshot", "free" };
	double spent_s[PARTS] = { 0 }, total_s = 0;
	struct text state = TEXT_INIT;
	struct session *s = NULL;
	struct arena arena = ARENA_INIT;
	struct xml_tree *facts;
	size_t n, i;
	int rc;

	rc = xt_parse(&facts, &arena, facts_xml, sizeof(facts_xml) - 1,
	    "facts", NULL, err);
	if (rc == 0)
		rc = session_start(&s, chart, "bench", NULL, 0, NULL, NULL,
		    err);
	if (rc == 0)
		session_snapshot(s, &state);
	for (n = 0; rc == 0 && total_s < SECONDS_EACH; n++) {
		rc = durable_step(chart, course->events[n % course->n],
		    facts, &state, spent_s, err);
		for (i = 0, total_s = 0; i < PARTS; i++)
			total_s += spent_s[i];
	}
	for (i = 0; rc == 0 && i < PARTS; i++)
		printf("%-12s durable step: %-16s %12.1f us\n", course->name,
		    parts[i], 1e6 * spent_s[i] / (double)n);
	if (rc == 0)
		printf("%-12s durable step: %-16s %12.1f us\n", course->name,
		    "all", 1e6 * total_s / (double)n);
	session_free(s);
	arena_release(&arena);
	text_release(&state);
	return rc;
}

static int
measure(const struct course *course, struct err *err)
{
	static const char *const hows[] = { "events, one at a time",
		"events, effects reported", "events, snapshot after each" };
	struct text xml = TEXT_INIT;
	struct chart *chart = NULL;
	double per_s;
	int how, rc = -1;

	if (read_file(course->path, &xml) != 0) {
		rc = 0;
		goto out;
	}
	if (chart_parse(&chart, xml.ptr, xml.len, course->path, err) != 0)
		goto out;
	for (how = QUIET; how <= SNAPSHOTS; how++) {
		if (events(chart, course, how, &per_s, err) != 0)
			goto out;
		printf("%-12s %-30s %12.0f /s\n", course->name, hows[how],
		    per_s);
	}
	if (starts(chart, &per_s, err) != 0)
		goto out;
	printf("%-12s %-30s %12.0f /s\n", course->name, "sessions started",
	    per_s);
	rc = durable_steps(chart, course, err);
out:
	chart_free(chart);
	text_release(&xml);
	return rc;
}

int
main(void)
{
	const char *dir = getenv("GUIWEN_SHARED");
	char path[512];
	struct course courses[] = {
		{ "order", path, { "submit", "review.start", "noise",
		    "pay.auth", "pay.capture", "shipped", "reopen" }, 7 },
		{ "normative", "workflows/normative-document/chart.scxml",
		    { "submit", "noise", "supplement", "supply",
		    "withdraw" }, 5 },
	};
	struct err err = ERR_INIT;
	size_t i;

	snprintf(path, sizeof(path), "%s/data/bench/order.scxml",
	    dir != NULL ? dir : "../shared");
	for (i = 0; i < sizeof(courses) / sizeof(courses[0]); i++)
		if (measure(&courses[i], &err) != 0) {
			fprintf(stderr, "bench_chart: %s\n", err.msg);
			return 1;
		}
	return 0;
}
