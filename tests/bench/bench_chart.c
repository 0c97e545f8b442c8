/* bench_chart.c: events a second through a chart, sessions a second */
#include "engine/chart/chart.h"
#include "engine/chart/session.h"
#include "engine/xml/xml.h"

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
	xmlDoc *doc = NULL;
	int rc;

	text_reset(text);
	session_snapshot(*s, text);
	if (xml_parse(&doc, text->ptr, text->len, "snapshot", NULL, err) != 0)
		return -1;
	rc = session_restore(&again, chart, xmlDocGetRootElement(doc), NULL,
	    NULL, err);
	xmlFreeDoc(doc);
	if (rc != 0)
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
	rc = 0;
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
