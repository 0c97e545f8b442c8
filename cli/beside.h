/* beside.h: what stands beside the evidence: how people are reached, and what
 * somebody has noted for himself */
#ifndef GUIWEN_CLI_BESIDE_H
#define GUIWEN_CLI_BESIDE_H

#include "cli/cmd.h"
#include "store/private.h"
#include "workflows/dossier.h"

#include <jansson.h>

/* What a command that looks at something else may show besides. */
struct beside {
	struct call *call;
	struct private *private;	/* NULL: there is nothing to show */
};

/* Open it, if it is there and this account may read it; what is wrong with it
 * is told and stops nothing. beside_close() in any case. Needs call_open. */
void beside_open(struct beside *beside, struct call *call);
void beside_close(struct beside *beside);
/* For a command about it: as private_open. */
int beside_require(struct call *call, bool write, struct private **out,
    struct err *err);

/* Append "telephone 5123, zhou@example.cn, room 402"; nothing where nothing is
 * known. */
void contact_words(struct beside *beside, const char *person,
    struct text *out);
/* {"phone":, "email":, "room":}, or null. */
json_t *contact_json(struct beside *beside, const char *person);

/*
 * May this call read the notes of the person who calls? Somebody with an
 * account of his own is not to be had by his name alone. 0, or -1 with err
 * (ERR_DENIED).
 */
int note_allows(const struct call *call, struct err *err);
/* Append "you have a note of 2026-07-12 on version 2; the version is now 3:
 * guiwen note DOC", where the person who calls has one. */
void note_words(struct beside *beside, const struct dossier *dossier,
    struct text *out);
/*
 * The note of the person who calls on a document, to be given as the reason
 * of an act: the caller's, free(). NULL with err: ERR_NOTFOUND, ERR_DENIED,
 * ERR_STALE (it is on another version), or as private_open.
 */
char *note_reason(struct call *call, const struct dossier *dossier,
    struct err *err);
/* The act is recorded with this reason: the note goes, unless another was
 * written meanwhile. What fails then is only told. */
void note_given(struct call *call, const char *document, const char *reason);

#endif
