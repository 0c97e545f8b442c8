/* charts.c: finding procedures, in a registry or as shipped */
#include "cli/charts.h"

#include "cli/input.h"
#include "cli/workflow.h"
#include "engine/base/mem.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

struct one {
	char *name;
	struct chart *chart;
	char hash[SHA256_HEX];
};

struct charts {
	struct one *list;
	size_t n, cap;
};

/* Takes the chart. */
static void
add(struct charts *charts, const char *name, struct chart *chart,
    const struct text *bytes)
{
	struct sha256 hash;

	MEM_GROW(charts->list, charts->n, charts->cap);
	charts->list[charts->n].name = mem_strdup(name);
	charts->list[charts->n].chart = chart;
	sha256_of(&hash, bytes->ptr, bytes->len);
	sha256_hex(charts->list[charts->n].hash, &hash);
	charts->n++;
}

/* The chart of one name; nothing is added where there is none. */
static int
load(struct call *call, struct charts *charts, const char *name,
    struct err *err)
{
	struct text path = TEXT_INIT, bytes = TEXT_INIT;
	struct chart *chart;
	int found;

	if (call->registry != NULL) {
		text_addf(&path, "workflows/%s/chart.scxml", name);
		found = store_file(registry_store(call->registry), path.ptr,
		    NULL, &bytes, err);
	} else {
		text_addf(&path, "%s/%s/chart.scxml", call->place->data, name);
		found = !input_exists(path.ptr) ? 0 :
		    input_read(path.ptr, &bytes, err) == 0 ? 1 : -1;
	}
	if (found > 0 && chart_parse(&chart, bytes.ptr, bytes.len, name,
	    err) != 0)
		found = -1;
	if (found > 0)
		add(charts, name, chart, &bytes);
	text_release(&path);
	text_release(&bytes);
	return found < 0 ? -1 : 0;
}

int
charts_open(struct call *call, struct charts **out, struct err *err)
{
	struct charts *charts = mem_zero(1, sizeof(*charts));
	char **names = NULL;
	const char *data;
	int result = call_open_if_any(call, err) < 0 ? -1 : 0;
	size_t i;

	if (result == 0)
		result = call_data(call, &data, err);
	if (result == 0)
		result = input_list(data, "", &names, err);
	for (i = 0; result == 0 && names[i] != NULL; i++)
		result = load(call, charts, names[i], err);
	input_list_free(names);
	if (result == 0)
		*out = charts;
	else
		charts_free(charts);
	return result;
}

void
charts_free(struct charts *charts)
{
	size_t i;

	if (charts == NULL)
		return;
	for (i = 0; i < charts->n; i++) {
		free(charts->list[i].name);
		chart_free(charts->list[i].chart);
	}
	free(charts->list);
	free(charts);
}

size_t
charts_count(const struct charts *charts)
{
	return charts->n;
}

const char *
charts_name(const struct charts *charts, size_t i)
{
	return charts->list[i].name;
}

static bool
is_path(const char *name)
{
	static const char ending[] = ".scxml";
	size_t len = strlen(name);

	return strchr(name, '/') != NULL || (len >= sizeof(ending) &&
	    strcmp(name + len - (sizeof(ending) - 1), ending) == 0);
}

static int
load_path(struct charts *charts, const char *path, struct err *err)
{
	struct text bytes = TEXT_INIT;
	struct chart *chart;
	int result = -1;

	if (input_read(path, &bytes, err) == 0 &&
	    workflow_read(path, &chart, err) == 0) {
		add(charts, path, chart, &bytes);
		result = 0;
	}
	text_release(&bytes);
	return result;
}

int
charts_find(struct charts *charts, const char *name,
    const struct chart **out, char hash[SHA256_HEX], struct err *err)
{
	size_t i;

	if (is_path(name) && load_path(charts, name, err) != 0)
		return -1;
	for (i = charts->n; i-- > 0;) {
		if (strcmp(charts->list[i].name, name) != 0)
			continue;
		*out = charts->list[i].chart;
		memcpy(hash, charts->list[i].hash, SHA256_HEX);
		return 0;
	}
	return err_set(err, ERR_NOTFOUND, "there is no procedure \"%s\"; "
	    "guiwen workflow list names them", name);
}
