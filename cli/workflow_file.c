/* workflow_file.c: charts in files, and the options of run and show */
#include "cli/workflow.h"

#include "cli/input.h"

#include <stdint.h>
#include <string.h>

const struct option workflow_options[] = {
	{ WORKFLOW_EVENT, "NAME[=XML]", N_("run: send this event, with data; "
	    "may be given many times"), true },
	{ WORKFLOW_TRACE, NULL, N_("run: show each microstep"), false },
	{ WORKFLOW_TEXT, NULL, N_("show: in words, as without an option"),
	    false },
	{ WORKFLOW_SVG, NULL, N_("show: a picture (SVG), laid out by "
	    "Graphviz"), false },
	{ WORKFLOW_DOT, NULL, N_("show: the picture as a graph for "
	    "Graphviz"), false },
	{ WORKFLOW_DOCUMENT, "DOC", N_("show: in the picture the way that "
	    "this document has taken"), false },
	{ WORKFLOW_PEOPLE, "N", N_("check: is every gate possible with so many "
	    "people?"), false },
	{ WORKFLOW_MOST, "N", N_("check: explore at most so many situations"),
	    false },
	{ WORKFLOW_REASON, "TEXT", N_("install, migrate: why"), false },
	{ WORKFLOW_DESPITE, "TEXT", N_("install: why a chart with faults is "
	    "put in force all the same"), false },
	{ WORKFLOW_TO, "HASH", N_("migrate: to this chart of workflow list; "
	    "the first digits will do"), false },
	{ WORKFLOW_MAP, "OLD=NEW", N_("migrate: what a state becomes; may be "
	    "given many times"), true },
	{ WORKFLOW_ALL, NULL, N_("migrate: every open document that is on "
	    "another chart"), false },
	{ WORKFLOW_DRY_RUN, NULL, N_("migrate: only tell what would come of "
	    "it"), false },
	OPTION_END
};

int
workflow_allow(const struct call *call, const char *subcommand,
    const char *const *allowed, struct err *err)
{
	const struct option *option;
	size_t i;

	for (option = workflow_options; option->name != NULL; option++) {
		for (i = 0; allowed[i] != NULL; i++)
			if (strcmp(allowed[i], option->name) == 0)
				break;
		if (allowed[i] == NULL &&
		    options_has(&call->options, option->name))
			return err_set(err, ERR_USAGE, "the option --%s is "
			    "not for guiwen workflow %s", option->name,
			    subcommand);
	}
	return 0;
}

/*
 * "file:name" or "name", beside the chart: no folders, so that no chart
 * reaches anything but what lies next to it.
 */
static int
load(void *arg, const char *uri, struct text *out, struct err *err)
{
	const char *chart = arg;
	const char *name = strncmp(uri, "file:", 5) == 0 ? uri + 5 : uri;
	struct text path = TEXT_INIT;
	int rc;

	if (name[0] == '\0' || strpbrk(name, "/\\:") != NULL ||
	    strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return err_set(err, ERR_REFUSED, "a chart may only name files "
		    "that lie beside it");
	text_add(&path, chart, (size_t)(input_name(chart) - chart));
	text_adds(&path, name);
	rc = input_read(path.ptr, out, err);
	text_release(&path);
	return rc;
}

int
workflow_read(const char *path, struct chart **out, struct err *err)
{
	struct chart_loader loader = { load, (void *)(uintptr_t)path };
	struct text bytes = TEXT_INIT;
	int rc = input_read(path, &bytes, err);

	if (rc == 0)
		rc = chart_parse_with(out, bytes.ptr, bytes.len,
		    input_name(path), &loader, err);
	text_release(&bytes);
	return rc;
}
