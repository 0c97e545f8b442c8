/* context.c: people, settings, calendars and charts as of a commit */
#include "workflows/context.h"

#include "engine/base/hash.h"
#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NYEARS (CONTEXT_LAST_YEAR - CONTEXT_FIRST_YEAR + 1)
#define NWORKFLOWS 2

const char *const context_workflows[NWORKFLOWS + 1] = {
	"normative-document", "filing", NULL
};

struct kept_chart {
	char hash[SHA256_HEX];
	struct chart *chart;
	bool of[NWORKFLOWS];	/* it is or was that workflow's */
};

struct context {
	struct procedure_context view;
	struct people *people;
	struct settings *settings;
	struct calendar *calendar;
	/* What was in force before: an act that was prepared under it still
	 * borrows its strings when another process has changed it. */
	struct people **past_people;
	struct settings **past_settings;
	size_t npast_people, past_people_cap, npast_settings,
	    past_settings_cap;
	struct kept_chart *charts;	/* every one that was ever loaded */
	size_t ncharts, charts_cap;
	/* what is in force: an index into charts for each workflow */
	size_t current[NWORKFLOWS];
	bool has_current[NWORKFLOWS];
	/* the blobs that the above was parsed from; zero: none */
	struct object_id people_id, settings_id, chart_ids[NWORKFLOWS],
	    calendar_ids[NYEARS];
};

/* NWORKFLOWS where there is none of that name. */
static size_t
workflow_number(const char *name)
{
	size_t i;

	for (i = 0; i < NWORKFLOWS; i++)
		if (strcmp(context_workflows[i], name) == 0)
			break;
	return i;
}

/* Only what is or was the workflow's own: that a chart is known because
 * another workflow has it must not change what a replay finds. */
static const struct chart *
find_chart(void *ctx, const char *workflow, const char *hash,
    const char **hash_out)
{
	const struct context *context = ctx;
	const struct kept_chart *kept = NULL;
	size_t of = workflow_number(workflow), i;

	if (of == NWORKFLOWS)
		return NULL;
	if (hash == NULL && context->has_current[of])
		kept = &context->charts[context->current[of]];
	for (i = 0; hash != NULL && i < context->ncharts; i++) {
		if (context->charts[i].of[of] &&
		    strcmp(hash, context->charts[i].hash) == 0)
			kept = &context->charts[i];
	}
	if (kept == NULL)
		return NULL;
	if (hash_out != NULL)
		*hash_out = kept->hash;
	return kept->chart;
}

struct context *
context_new(void)
{
	struct context *context = mem_zero(1, sizeof(*context));

	context->view.chart = find_chart;
	context->view.chart_ctx = context;
	return context;
}

void
context_free(struct context *context)
{
	size_t i;

	if (context == NULL)
		return;
	for (i = 0; i < context->npast_people; i++)
		people_free(context->past_people[i]);
	for (i = 0; i < context->npast_settings; i++)
		settings_free(context->past_settings[i]);
	free(context->past_people);
	free(context->past_settings);
	people_free(context->people);
	settings_free(context->settings);
	calendar_free(context->calendar);
	for (i = 0; i < context->ncharts; i++)
		chart_free(context->charts[i].chart);
	free(context->charts);
	free(context);
}

const struct procedure_context *
context_get(const struct context *context)
{
	return &context->view;
}

/* A stored file that does not parse is broken evidence, whatever the parser
 * calls it. */
static int
broken(const char *path, struct err *err)
{
	err->code = ERR_BROKEN;
	return err_prefix(err, "%s in the registry", path);
}

/* 1: read, and another blob than `id`, which is set; 0: the same one, or
 * absent with *absent set. */
static int
read_changed(context_file_fn *file, void *ctx, const char *path,
    struct object_id *id, struct text *out, bool *absent, struct err *err)
{
	static const struct object_id none;
	struct object_id now = none;
	int got;

	text_reset(out);
	got = file(ctx, path, &now, out, err);
	*absent = got == 0;
	if (got < 0)
		return -1;
	if (object_id_equal(&now, id) && !*absent)
		return 0;
	*id = now;
	return *absent ? 0 : 1;
}

static int
load_people(struct context *context, context_file_fn *file, void *ctx,
    struct text *bytes, struct err *err)
{
	struct people *people = NULL;
	bool absent;
	int got = read_changed(file, ctx, CONTEXT_PEOPLE, &context->people_id,
	    bytes, &absent, err);

	if (got < 0)
		return -1;
	if (got == 0 && !absent && context->people != NULL)
		return 0;
	if (absent)
		people_write_with(NULL, NULL, bytes);
	if (people_parse(&people, bytes->ptr, bytes->len, err) != 0)
		return broken(CONTEXT_PEOPLE, err);
	if (context->people != NULL) {
		MEM_GROW(context->past_people, context->npast_people,
		    context->past_people_cap);
		context->past_people[context->npast_people++] =
		    context->people;
	}
	context->people = people;
	return 0;
}

static int
load_settings(struct context *context, context_file_fn *file, void *ctx,
    struct text *bytes, struct err *err)
{
	struct settings *settings = NULL;
	bool absent;
	int got = read_changed(file, ctx, CONTEXT_SETTINGS,
	    &context->settings_id, bytes, &absent, err);

	if (got < 0)
		return -1;
	if (absent)
		return err_set(err, ERR_BROKEN, "the registry has no %s: its "
		    "settings are lost", CONTEXT_SETTINGS);
	if (got == 0 && context->settings != NULL)
		return 0;
	if (settings_parse(&settings, bytes->ptr, bytes->len,
	    CONTEXT_SETTINGS, err) != 0)
		return broken(CONTEXT_SETTINGS, err);
	if (context->settings != NULL) {
		MEM_GROW(context->past_settings, context->npast_settings,
		    context->past_settings_cap);
		context->past_settings[context->npast_settings++] =
		    context->settings;
	}
	context->settings = settings;
	return 0;
}

/* One year's file into the calendar (NULL: only its id is wanted). */
static int
load_year(struct calendar *calendar, int year, context_file_fn *file,
    void *ctx, struct object_id *id, struct text *bytes, struct err *err)
{
	char path[64];
	int got;

	snprintf(path, sizeof(path), CONTEXT_CALENDAR, year);
	text_reset(bytes);
	memset(id, 0, sizeof(*id));
	got = file(ctx, path, id, bytes, err);
	if (got <= 0 || calendar == NULL)
		return got < 0 ? -1 : 0;
	if (calendar_load(calendar, bytes->ptr, bytes->len, path, err) != 0)
		return broken(path, err);
	return 0;
}

/* The calendar is one over all years: any change makes it anew. */
static int
load_calendars(struct context *context, context_file_fn *file, void *ctx,
    struct text *bytes, struct err *err)
{
	struct calendar *calendar = NULL;
	struct object_id ids[NYEARS];
	int i, pass;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < NYEARS; i++) {
			if (load_year(calendar, CONTEXT_FIRST_YEAR + i, file,
			    ctx, &ids[i], bytes, err) != 0) {
				calendar_free(calendar);
				return -1;
			}
		}
		if (pass == 0 && context->calendar != NULL &&
		    memcmp(ids, context->calendar_ids, sizeof(ids)) == 0)
			return 0;
		if (pass == 0)
			calendar = calendar_new();
	}
	memcpy(context->calendar_ids, ids, sizeof(ids));
	calendar_free(context->calendar);
	context->calendar = calendar;
	return 0;
}

static int
keep_chart(struct context *context, size_t workflow,
    const struct text *bytes, const char *path, size_t *index,
    struct err *err)
{
	struct chart *chart = NULL;
	struct kept_chart *kept;
	struct sha256 hash;
	char hex[SHA256_HEX];
	size_t i;

	sha256_of(&hash, bytes->ptr, bytes->len);
	sha256_hex(hex, &hash);
	for (i = 0; i < context->ncharts; i++) {
		if (strcmp(context->charts[i].hash, hex) == 0)
			break;
	}
	*index = i;
	if (i == context->ncharts) {
		if (chart_parse(&chart, bytes->ptr, bytes->len, path, err) !=
		    0)
			return broken(path, err);
		MEM_GROW(context->charts, context->ncharts,
		    context->charts_cap);
		kept = &context->charts[context->ncharts++];
		memset(kept, 0, sizeof(*kept));
		memcpy(kept->hash, hex, sizeof(kept->hash));
		kept->chart = chart;
	}
	context->charts[i].of[workflow] = true;
	return 0;
}

static int
load_chart(struct context *context, size_t workflow, context_file_fn *file,
    void *ctx, struct text *bytes, struct err *err)
{
	char path[128];
	bool absent;
	int got;

	snprintf(path, sizeof(path), CONTEXT_CHART,
	    context_workflows[workflow]);
	got = read_changed(file, ctx, path, &context->chart_ids[workflow],
	    bytes, &absent, err);
	if (got < 0)
		return -1;
	if (absent)
		return err_set(err, ERR_BROKEN, "the registry has no %s: its "
		    "procedure is lost", path);
	if (got == 0 && context->has_current[workflow])
		return 0;
	if (keep_chart(context, workflow, bytes, path,
	    &context->current[workflow], err) != 0)
		return -1;
	context->has_current[workflow] = true;
	return 0;
}

static bool
is_hash(const char *hash)
{
	return strlen(hash) == SHA256_HEX - 1 &&
	    strspn(hash, "0123456789abcdef") == SHA256_HEX - 1;
}

int
context_find_chart(struct context *context, const char *workflow,
    const char *hash, context_file_fn *file, void *ctx, struct err *err)
{
	size_t of = workflow_number(workflow), index;
	struct text bytes = TEXT_INIT;
	char path[160];
	int got;

	if (find_chart(context, workflow, hash, NULL) != NULL)
		return 1;
	if (of == NWORKFLOWS || !is_hash(hash))
		return 0;
	snprintf(path, sizeof(path), CONTEXT_OLD_CHART, workflow, hash);
	got = file(ctx, path, NULL, &bytes, err);
	if (got > 0 && keep_chart(context, of, &bytes, path, &index, err) !=
	    0)
		got = -1;
	/* one whose hash begins like it stands there */
	if (got > 0 && strcmp(context->charts[index].hash, hash) != 0)
		got = 0;
	text_release(&bytes);
	return got;
}

int
context_need_chart(struct context *context, const char *workflow,
    const char *hash, context_file_fn *file, void *ctx, struct err *err)
{
	int got = context_find_chart(context, workflow, hash, file, ctx, err);

	if (got == 0)
		return err_set(err, ERR_BROKEN, "the chart %s of the workflow "
		    "%s is neither the present one nor in the registry's "
		    "history", hash, workflow);
	return got < 0 ? -1 : 0;
}

int
context_need_charts(struct context *context, const struct dossier *dossier,
    context_file_fn *file, void *ctx, struct err *err)
{
	const struct dossier_instance *instance;
	size_t i;

	for (i = 0; i < dossier->ninstances; i++)
		if (context_need_chart(context,
		    dossier->instances[i].workflow,
		    dossier->instances[i].chart, file, ctx, err) != 0)
			return -1;
	for (i = 0; i < dossier->nmigrations; i++) {
		instance = dossier_instance(dossier,
		    dossier->migrations[i].instance);
		if (instance != NULL && context_need_chart(context,
		    instance->workflow, dossier->migrations[i].from, file,
		    ctx, err) != 0)
			return -1;
	}
	return 0;
}

int
context_load(struct context *context, context_file_fn *file, void *ctx,
    struct err *err)
{
	struct text bytes = TEXT_INIT;
	int result = -1;
	size_t i;

	if (load_people(context, file, ctx, &bytes, err) != 0 ||
	    load_settings(context, file, ctx, &bytes, err) != 0 ||
	    load_calendars(context, file, ctx, &bytes, err) != 0)
		goto out;
	for (i = 0; i < NWORKFLOWS; i++) {
		if (load_chart(context, i, file, ctx, &bytes, err) != 0)
			goto out;
	}
	context->view.people = context->people;
	context->view.settings = context->settings;
	context->view.calendar = context->calendar;
	result = 0;
out:
	text_release(&bytes);
	return result;
}
