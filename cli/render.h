/* render.h: an answer as files for people: --html, --docx, --pdf */
#ifndef GUIWEN_CLI_RENDER_H
#define GUIWEN_CLI_RENDER_H

#include "cli/cmd.h"
#include "engine/document/document.h"

extern const struct option render_options[];

/* How one thing is made a page and a Word file; a PDF is made of that. Each
 * appends. 0, or -1 with err. */
struct rendering {
	const void *what;
	int (*html)(struct call *call, const void *what, struct text *out,
	    struct err *err);
	int (*docx)(struct call *call, const void *what, struct text *out,
	    struct err *err);
};

/* How many of the options are given, beside `others` that print something;
 * -1 with err (ERR_USAGE, ERR_REFUSED): not all of that can be done. */
int render_wanted(const struct call *call, int others, struct err *err);
/* Write every file that is asked for. 0, or -1 with err. */
int render_files(struct call *call, const struct rendering *rendering,
    struct err *err);
/* The same of a document, on the page of an official document. The remark,
 * where it is not "", stands below a page for reading and printing, but in no
 * Word file, which is read again as the text alone. */
int render_document(struct call *call, const struct document *document,
    const char *remark, struct err *err);

#endif
