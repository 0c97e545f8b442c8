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

#endif
