/* order.c: our side of the comparison with peers; qt_order.cpp is the other */
#include "engine/chart/chart.h"
#include "engine/chart/session.h"
#include "engine/xml/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CYCLES 100		/* between two looks at the clock */

/* What the guards of real charts read: see $_x/facts there. */
static const char facts_xml[] = "<facts day=\"738000\"><issued day=\"737990\" "
    "effective-day=\"738000\"/><filings owed=\"2\" open=\"1\"/></facts>";

struct bench {
	const struct chart *chart;
	const struct xml_tree *facts;
	char **events;
	size_t n;
	double seconds;
};

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

static int
start(struct session **out, const struct bench *b, struct err *err)
{
	return session_start(out, b->chart, "bench", b->facts, 0, NULL, NULL,
	    err);
}

static int
cycles(struct session *s, const struct bench *b, struct effects *effects,
    struct err *err)
{
	struct session_event event = { .name = NULL };
	size_t i, k;

	for (i = 0; i < CYCLES; i++)
		for (k = 0; k < b->n; k++) {
			if (effects != NULL)
				effects_reset(effects);
			event.name = b->events[k];
			if (session_step(s, &event, 0, effects, err) != 0)
				return -1;
		}
	return 0;
}

static int
measure_events(const struct bench *b, struct effects *effects,
    struct err *err)
{
	struct session *s = NULL;
	double from = now_s(), to = from;
	size_t n = 0;
	int rc = start(&s, b, err);

	for (; rc == 0 && to - from < b->seconds; to = now_s()) {
		rc = cycles(s, b, effects, err);
		n += CYCLES * b->n;
	}
	session_free(s);
	if (rc == 0)
		printf("%.0f\n", (double)n / (to - from));
	return rc;
}

static int
measure_starts(const struct bench *b, struct err *err)
{
	struct session *s;
	double from = now_s(), to = from;
	size_t n = 0, i;

	for (; to - from < b->seconds; to = now_s())
		for (i = 0; i < CYCLES; i++, n++) {
			if (start(&s, b, err) != 0)
				return -1;
			session_free(s);
		}
	printf("%.0f\n", (double)n / (to - from));
	return 0;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
print_configuration(const struct session *s, const struct chart *chart)
{
	const char *names[64];
	int states[64];
	size_t i, n = session_configuration(s, states, 64);

	for (i = 0; i < n && i < 64; i++)
		names[i] = chart_state(chart, states[i])->id;
	qsort(names, n, sizeof(names[0]), compare_names);
	for (i = 0; i < n; i++)
		printf("%s%s", i > 0 ? " " : "", names[i]);
	printf("\n");
}

/* Where each event of two cycles leads: both sides must say the same. */
static int
trace(const struct bench *b, struct err *err)
{
	struct session_event event = { .name = NULL };
	struct session *s = NULL;
	size_t i;
	int rc = start(&s, b, err);

	for (i = 0; rc == 0 && i <= 2 * b->n; i++) {
		print_configuration(s, b->chart);
		event.name = b->events[i % b->n];
		rc = session_step(s, &event, 0, NULL, err);
	}
	session_free(s);
	return rc;
}

static int
run(const struct bench *b, const char *mode, struct err *err)
{
	struct effects *effects;
	int rc;

	if (strcmp(mode, "trace") == 0)
		return trace(b, err);
	if (strcmp(mode, "starts") == 0)
		return measure_starts(b, err);
	effects = strcmp(mode, "effects") == 0 ? effects_new() : NULL;
	rc = measure_events(b, effects, err);
	effects_free(effects);
	return rc;
}

int
main(int argc, char **argv)
{
	struct bench b = { .events = argv + 4, .n = (size_t)argc - 4 };
	struct text xml = TEXT_INIT;
	struct chart *chart = NULL;
	struct err err = ERR_INIT;
	struct arena arena = ARENA_INIT;
	struct xml_tree *facts;
	int rc = 1;

	if (argc < 5) {
		fprintf(stderr, "usage: order trace|one|effects|starts "
		    "SECONDS CHART EVENT...\n");
		return 2;
	}
	b.seconds = strtod(argv[2], NULL);
	if (read_file(argv[3], &xml) != 0) {
		fprintf(stderr, "order: %s cannot be read\n", argv[3]);
		goto out;
	}
	if (xt_parse(&facts, &arena, facts_xml, sizeof(facts_xml) - 1,
	    "facts", NULL, &err) != 0 || chart_parse(&chart, xml.ptr,
	    xml.len, argv[3], &err) != 0)
		goto out;
	b.chart = chart;
	b.facts = facts;
	if (run(&b, argv[1], &err) == 0)
		rc = 0;
out:
	if (err.code != 0)
		fprintf(stderr, "order: %s\n", err.msg);
	chart_free(chart);
	arena_release(&arena);
	text_release(&xml);
	return rc;
}
