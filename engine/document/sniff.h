/* sniff.h: what a file is, by its bytes, never by its name */
#ifndef GUIWEN_DOCUMENT_SNIFF_H
#define GUIWEN_DOCUMENT_SNIFF_H

#include "engine/base/err.h"

#include <stddef.h>

enum sniffed {
	SNIFFED_TEXT,
	SNIFFED_ZIP,
	SNIFFED_AKN
};

/*
 * Tell what to read it as, or refuse what cannot be read with the sentence
 * that helps. 0, or -1 with err (ERR_UNREADABLE).
 */
int sniff(enum sniffed *out, const char *bytes, size_t len, const char *name,
    struct err *err);

#endif
