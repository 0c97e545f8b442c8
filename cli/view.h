/* view.h: pages for people: an XML read model, made HTML by a stylesheet */
#ifndef GUIWEN_CLI_VIEW_H
#define GUIWEN_CLI_VIEW_H

#include "cli/cmd.h"
#include "engine/xml/write.h"

/*
 * A page while its model is written. The root element <view lang=""> holds
 * <css>, <words>, and what the caller writes with `w`, in no namespace.
 */
struct view {
	struct text model;
	struct xml_writer w;
	struct text sheet;
	const char *name;
};

/* A word that a stylesheet puts on the page by its key; translated. */
struct view_word {
	const char *key, *word;	/* N_() */
};

/*
 * Begin the page that <views>/NAME.xsl makes. words ends with a NULL key.
 * view_release() in any case. 0, or -1 with err (ERR_SYSTEM: the program's own
 * files are not where they should be).
 */
int view_begin(struct view *view, const struct call *call, const char *name,
    const struct view_word *words, struct err *err);
/* End the model and append the page. 0, or -1 with err. */
int view_finish(struct view *view, struct text *out, struct err *err);
void view_release(struct view *view);

#endif
