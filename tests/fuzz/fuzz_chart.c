/*
 * fuzz_chart.c: a chart and events out of any bytes: the chart ends at the
 * first NUL, each byte after it is an event, a pause or a snapshot
 */
#include "engine/chart/chart.h"
#include "engine/chart/session.h"
#include "engine/xml/xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct session_limits limits = { .microsteps = 200,
	.queue = 100, .timers = 50, .data_nodes = 20000,
	.xpath_ops = 20000 };

/* A snapshot must be taken back, and be the same again. */
static int
replant(struct session **s, const struct chart *chart)
{
	struct text first = TEXT_INIT, second = TEXT_INIT;
	struct session *again = NULL;
	struct err err = ERR_INIT;

	session_snapshot(*s, &first);
	if (session_restore(&again, chart, first.ptr, first.len, NULL,
	    &limits, &err) != 0) {
		/* Only because of a limit may it fail. */
		if (err.code != ERR_LIMIT)
			abort();
	} else {
		session_snapshot(again, &second);
		if (first.len != second.len ||
		    memcmp(first.ptr, second.ptr, first.len) != 0)
			abort();
		session_free(*s);
		*s = again;
	}
	text_release(&first);
	text_release(&second);
	return 0;
}

/* An event that the chart knows, or one of a few others. */
static void
name_event(const struct chart *chart, uint8_t byte, char *out, size_t size)
{
	static const char *const others[] = { "e", "e1", "a.b", "*", "",
		"error.execution", "done.state.s" };
	size_t n = chart_ntransitions(chart), len;
	const char *event = n == 0 ? NULL :
	    chart_transition(chart, byte % (int)n)->event;

	if (event == NULL || byte >= 240)
		event = others[byte % (sizeof(others) / sizeof(others[0]))];
	len = strcspn(event, " ");
	if (len >= size)
		len = size - 1;
	memcpy(out, event, len);
	out[len] = '\0';
}

static void
play(const struct chart *chart, const uint8_t *data, size_t size)
{
	struct effects *effects = effects_new();
	struct session *s = NULL;
	struct err err = ERR_INIT;
	int enabled[4], blocked[4], rc;
	int64_t now_ms = 0;
	size_t i, nblocked;
	char name[64];

	rc = session_start(&s, chart, "s", NULL, now_ms, &limits, effects,
	    &err);
	for (i = 0; rc == 0 && i < size && i < 64; i++) {
		struct session_event event = { .name = name };

		effects_reset(effects);
		name_event(chart, data[i], name, sizeof(name));
		if (data[i] % 16 == 15) {
			now_ms += 1000;
			rc = session_advance(s, now_ms, effects, &err);
		} else if (data[i] % 16 == 14) {
			rc = replant(&s, chart);
		} else {
			session_select(s, &event, enabled, 4, blocked, 4,
			    &nblocked);
			rc = session_step(s, &event, now_ms, effects, &err);
		}
	}
	session_free(s);
	effects_free(effects);
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
	(void)chart_fault(chart, &err);
	play(chart, data + len, size - len);
	chart_free(chart);
	return 0;
}
