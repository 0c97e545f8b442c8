/* settings.h: what a registry is for (registry.xml): issuing authorities and
 * the filings that each of them owes */
#ifndef GUIWEN_WORKFLOWS_SETTINGS_H
#define GUIWEN_WORKFLOWS_SETTINGS_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define SETTINGS_NS "urn:guiwen:registry:1"

/*
 *   <registry xmlns="urn:guiwen:registry:1" name="长寿区民政局规范性文件库">
 *     <issuing-authority name="长寿区民政局">
 *       <filing authority="长寿区人民政府" within="15 days"
 *           basis="..." verified="no"/>
 *     </issuing-authority>
 *   </registry>
 * lead-outside="files" on <registry> leaves a joint document to a lead that is
 * none of these authorities; else those of them that issue it file it. The
 * store's own id and key stand in no setting. A deadline without a legal
 * basis is verified="no".
 */
struct filing_duty {
	const char *authority, *within, *basis;
	bool verified;
};

struct issuing_authority {
	const char *name;
	const struct filing_duty *filings;
	size_t nfilings;
};

struct settings;

/* Refuses unknown elements and attributes, bad durations, a name twice, no
 * issuing authority at all. 0, or -1 with err (ERR_SYNTAX with line). */
int settings_parse(struct settings **out, const char *xml, size_t len,
    const char *name, struct err *err);
void settings_free(struct settings *settings);
const char *settings_name(const struct settings *settings);
size_t settings_count(const struct settings *settings);
const struct issuing_authority *settings_at(const struct settings *settings,
    size_t i);
/* NULL where there is none. */
const struct issuing_authority *settings_find(const struct settings *settings,
    const char *name);
bool settings_outside_lead_files(const struct settings *settings);
void settings_write(const struct settings *settings, struct text *out);

#endif
