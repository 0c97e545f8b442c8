/*
 * fuzz_check.c: proofs about charts out of any bytes; after the first NUL
 * one byte says for how many people
 */
#include "engine/chart/chart.h"
#include "engine/chart/check.h"
#include "engine/chart/picture.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A finding is a sentence, and its path names transitions of the chart. */
static void
read_finding(const struct chart *chart, const struct check_finding *finding)
{
	const struct check_step *step;
	size_t i, k;

	if (finding->message == NULL || finding->message[0] == '\0' ||
	    finding->shown == NULL || check_kind_name(finding->kind) == NULL)
		abort();
	for (i = 0; i < finding->npath; i++) {
		step = &finding->path[i];
		if (step->assumed == NULL || step->states == NULL)
			abort();
		for (k = 0; k < step->ntransitions; k++)
			if (step->transitions[k] < 0 ||
			    (size_t)step->transitions[k] >=
			    chart_ntransitions(chart))
				abort();
	}
}

static void
prove(const struct chart *chart, int people, bool beside)
{
	const struct check_options options = { .people = people,
		.situations = 300, .apart = beside };
	struct check *check = NULL;
	struct err err = ERR_INIT;
	size_t i, situations, microsteps;
	bool apart;

	if (check_chart(&check, chart, &options, &err) != 0) {
		if (err.msg[0] == '\0')
			abort();
		return;
	}
	for (i = 0; i < check_count(check); i++)
		read_finding(chart, check_get(check, i));
	check_explored(check, &situations, &microsteps, &apart);
	if (check_faults(check) > check_count(check))
		abort();
	check_free(check);
}

static void
draw(const struct chart *chart)
{
	const struct picture_part part = { .chart = chart };
	struct text out = TEXT_INIT;

	picture_dot(&part, 1, NULL, &out);
	if (out.len == 0)
		abort();
	text_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = end != NULL ? (size_t)(end - data) : size;
	struct chart *chart = NULL;
	struct err err = ERR_INIT;

	if (chart_parse_with(&chart, (const char *)data, len, "fuzz", NULL,
	    &err) != 0)
		return 0;
	prove(chart, len + 1 < size ? data[len + 1] % 8 : 0, false);
	prove(chart, 0, true);
	draw(chart);
	chart_free(chart);
	return 0;
}
