/* ofd_int.h: what the modules that read OFD pages share */
#ifndef GUIWEN_DOCUMENT_OFD_INT_H
#define GUIWEN_DOCUMENT_OFD_INT_H

#include "engine/document/document_int.h"
#include "engine/document/zip.h"
#include "engine/xml/xml.h"

#define OFD_PAGES_MAX 1000
#define OFD_RUNS_MAX 400000
#define OFD_DEPTH_MAX 32	/* of blocks in blocks on a page */

/* Characters that follow one another on a page; lengths in millimetres. */
struct ofd_run {
	int page;		/* from 0 */
	double x, end, y;	/* where they begin and end; base line */
	double size;
	size_t order;		/* in the file */
	const char *text;
	bool faint;		/* not shown: invisible or wholly transparent */
};

struct ofd_page {
	double width, height;	/* 0 unknown */
};

struct ofd {
	struct document *d;
	struct lines *lines;
	const char *name;
	struct zip *zip;
	struct ofd_run *runs;
	size_t nruns, runs_cap;
	struct ofd_page *pages;
	size_t npages, pages_cap;
	bool pictures, slanting, too_many, too_deep;
	size_t odd, all;	/* characters without meaning; all of them */
};

/* Is it an element of that local name? Makers disagree on the namespace. */
bool ofd_is(const xmlNode *node, const char *name);
xmlNode *ofd_child(const xmlNode *node, const char *name);
xmlNode *ofd_next(const xmlNode *node, const char *name);

/* ofd_page.c: the runs of a page's or template's content. -1 with err. */
int ofd_page_runs(struct ofd *x, const xmlNode *root, int page,
    struct err *err);

/* ofd_plain.c: warn of whatever may show other words than were read: letters
 * that are not to be seen, shapes that cover some, fonts of the file's own. */
void ofd_check_text(struct ofd *x, const xmlNode *object, int page);
void ofd_check_page(struct ofd *x, const xmlNode *root, int page);
void ofd_check_path(struct ofd *x, const xmlNode *object, int page);
/* A run in the boundary of its object. */
void ofd_check_run(struct ofd *x, const struct ofd_run *run,
    double box_width, double box_height);
void ofd_check_fonts(struct ofd *x, const xmlNode *resources);

/* ofd_lines.c: all runs to lines, one a paragraph. */
void ofd_make_lines(struct ofd *x);

#endif
