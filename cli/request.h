/* request.h: from the options of an act to what the registry is asked */
#ifndef GUIWEN_CLI_REQUEST_H
#define GUIWEN_CLI_REQUEST_H

#include "cli/cmd.h"
#include "engine/base/arena.h"
#include "workflows/registry.h"

#include <stdbool.h>

#define REASON_FROM_NOTE "reason-from-note"

/* Has it the form of a document's id, "2021-0001"? */
bool is_document_id(const char *s);
/* "2", the number of one of the document's versions. 0, or -1 with err. */
int version_number(const char *given, const struct dossier *dossier,
    int64_t *out, struct err *err);

/* The options that acts share, to be listed in a command's tables. */
extern const struct option act_options[];	/* every act */
extern const struct option create_options[];	/* that may create */
extern const struct option filing_options[];	/* that may be a filing's */

/* A request and everything that it borrows. */
struct asked {
	struct request request;
	struct arena arena;
	struct request_file *files;	/* the request's materials */
	struct text *bytes;	/* of the files, the text's first */
	size_t nbytes;
};

/*
 * Read the options of an act and the files that they name. `text` is the path
 * of the text that is handed in, or NULL. Nothing is asked of the registry
 * yet. asked_release() in any case. 0, or -1 with err: ERR_USAGE, or why a
 * file cannot be read.
 */
int asked_read(struct asked *asked, struct call *call, const char *text,
    struct err *err);
void asked_release(struct asked *asked);
/* One more fact of the act (key is a literal, value borrowed). */
void asked_datum(struct asked *asked, const char *key, const char *value);
/* The fact of that key, or NULL. */
const char *asked_value(const struct asked *asked, const char *key);
/* Is a paper handed in of one of these kinds, "a b"? */
bool asked_hands_in(const struct asked *asked, const char *kinds);

#endif
