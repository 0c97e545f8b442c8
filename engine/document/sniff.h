/* sniff.h: what a file is, by its bytes, never by its name */
#ifndef GUIWEN_DOCUMENT_SNIFF_H
#define GUIWEN_DOCUMENT_SNIFF_H

#include "engine/base/err.h"

#include <stddef.h>

enum sniffed {
	SNIFFED_TEXT,		/* .txt and .md, which only names tell apart */
	SNIFFED_HTML,
	SNIFFED_AKN,
	SNIFFED_DOCX,		/* a zip that is none of the others */
	SNIFFED_FLAT_DOCX,	/* the parts of a .docx in one XML file */
	SNIFFED_ODT,
	SNIFFED_FLAT_ODT,	/* .fodt: one XML file */
	SNIFFED_OFD
};

/*
 * Tell what to read it as, or refuse what cannot be read with the sentence
 * that helps. 0, or -1 with err (ERR_UNREADABLE, ERR_LIMIT).
 */
int sniff(enum sniffed *out, const char *bytes, size_t len, const char *name,
    struct err *err);

#endif
