/* akn_int.h: what writing and reading Akoma Ntoso agree on */
#ifndef GUIWEN_DOCUMENT_AKN_INT_H
#define GUIWEN_DOCUMENT_AKN_INT_H

#include "engine/document/document_int.h"
#include "engine/xml/write.h"

/* What Akoma Ntoso has no words for: <proprietary> holds one <reading>. */
#define AKN_READING_NS "urn:guiwen:document:1"

/* <doc name="..."> of an attachment: an annex, or a text that is printed. */
#define AKN_ANNEX "fujian"
#define AKN_PRINTED "yinfa-wenben"
#define AKN_MAIN "guifanxing-wenjian"

/* A text within a document, as its <meta> speaks of it. */
struct akn_part {
	const char *main_type;	/* act or doc: what the main text is */
	const char *component;	/* att_1; "" the main text */
	const char *title;
};
void akn_write_meta(struct xml_writer *w, const struct document *document,
    const struct akn_part *part);

/* The element of a unit; a block and a table are <hcontainer name="...">. */
const char *akn_element(enum unit_kind kind);

/*
 * Headings of articles found while other makers' Akoma Ntoso was made into
 * lines, by the line of their article; at is the caller's: free().
 */
struct akn_headings {
	struct {
		int line;
		const char *text;
	} *at;
	size_t n, cap;
};

#define AKN_HEADINGS_INIT { NULL, 0, 0 }

void akn_headings_add(struct akn_headings *headings, struct arena *arena,
    int line, const char *text);
/* Into the units, once there are any. */
void akn_headings_put(const struct akn_headings *headings,
    struct document *document);
/* The lines of any Akoma Ntoso 1.0 (akn_foreign.c). */
int lines_of_akn(struct document *document, struct lines *lines,
    struct akn_headings *headings, const char *bytes, size_t len,
    const char *name, struct err *err);

#endif
