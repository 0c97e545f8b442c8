/*
 * chart_files.h: charts as files in tests: reading them with what stands
 * beside them, and the W3C's test documents, when they are at hand
 */
#ifndef GUIWEN_TESTS_CHART_FILES_H
#define GUIWEN_TESTS_CHART_FILES_H

#include "engine/chart/chart.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline const char *
chart_files_shared(void)
{
	const char *dir = getenv("GUIWEN_SHARED");

	return dir != NULL ? dir : "../shared";
}

static inline int
chart_files_read(const char *path, struct text *out)
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

/* "file:name" beside the document. */
static inline int
chart_files_load(void *arg, const char *uri, struct text *out,
    struct err *err)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/%s", (const char *)arg,
	    strncmp(uri, "file:", 5) == 0 ? uri + 5 : uri);
	if (chart_files_read(path, out) == 0)
		return 0;
	return err_set(err, ERR_NOTFOUND, "%s is not there", path);
}

/* The chart of a file in a folder; the loader must live as long. */
static inline int
chart_files_parse(struct chart **out, const char *dir, const char *name,
    struct chart_loader *loader, struct err *err)
{
	struct text xml = TEXT_INIT;
	char path[1024];
	int rc;

	loader->load = chart_files_load;
	loader->arg = (void *)(uintptr_t)dir;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	rc = chart_files_read(path, &xml);
	if (rc != 0)
		err_set(err, ERR_NOTFOUND, "%s is not there", path);
	else
		rc = chart_parse_with(out, xml.ptr, xml.len, name, loader,
		    err);
	text_release(&xml);
	return rc;
}

/* A document of the suite, not what it invokes ("test239sub1.scxml"). */
static inline bool
chart_files_is_document(const char *name)
{
	size_t len = strlen(name);

	return len > 6 && strcmp(name + len - 6, ".scxml") == 0 &&
	    strstr(name, "sub") == NULL;
}

#endif
