/*
 * opc.h: the parts of a Word file and how they name one another, from a zip
 * or from one XML file (Open Packaging Conventions, ECMA-376 Part 2; "flat
 * OPC" as Word writes it)
 */
#ifndef GUIWEN_DOCUMENT_OPC_H
#define GUIWEN_DOCUMENT_OPC_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <libxml/tree.h>

#include <stdbool.h>
#include <stddef.h>

#define OPC_NAME_MAX 512

struct opc;

/* The relationships of a part. */
struct opc_rels {
	xmlDoc *doc;		/* NULL: it has none */
	char folder[OPC_NAME_MAX];	/* of the part: "word/" */
};

/*
 * Open a package in memory; the bytes are kept by reference until opc_close().
 * `flat`: one XML file, else a zip. Part names have no leading slash.
 * 0, or -1 with err (ERR_UNREADABLE, ERR_LIMIT).
 */
int opc_open(struct opc **out, const char *bytes, size_t len, bool flat,
    const char *name, struct err *err);
void opc_close(struct opc *opc);
bool opc_has(const struct opc *opc, const char *part);
bool opc_has_suffix(const struct opc *opc, const char *suffix);
/* Append a part's bytes, or parse it; the namespaces of the strict form are
 * changed into those of the usual one. *out is the caller's: xmlFreeDoc(). */
int opc_read(struct opc *opc, const char *part, struct text *out,
    struct err *err);
int opc_parse(struct opc *opc, const char *part, xmlDoc **out,
    struct err *err);

/* Those of a part ("" the package): the caller's, opc_rels_release(). */
int opc_rels(struct opc *opc, const char *part, struct opc_rels *out,
    struct err *err);
void opc_rels_release(struct opc_rels *rels);
/* The part that a relationship leads to, after `skip` ones of its type (which
 * ends so), or with that id. False: none within the package. */
bool opc_target(const struct opc_rels *rels, const char *type, int skip,
    char out[OPC_NAME_MAX]);
bool opc_target_id(const struct opc_rels *rels, const char *id,
    char out[OPC_NAME_MAX]);

#endif
