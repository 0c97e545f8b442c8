/* diff_view.h: a comparison as a page */
#ifndef GUIWEN_CLI_DIFF_VIEW_H
#define GUIWEN_CLI_DIFF_VIEW_H

#include "cli/cmd.h"
#include "engine/document/compare.h"

/* What is compared. */
struct diff_names {
	const char *title;	/* of the new text, or the old one */
	const char *old, *new;
};

/*
 * Append one self-contained HTML page: the redline, then the table of both
 * texts (修改对照表), which leaves out what is the same unless `all`.
 * 0, or -1 with err.
 */
int diff_html(const struct call *call, const struct diff_names *names,
    const struct comparison *comparison, bool all, struct text *out,
    struct err *err);

#endif
