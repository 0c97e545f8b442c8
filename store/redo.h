/* redo.h: the git objects of one record, as they wait in the ledger */
#ifndef GUIWEN_STORE_REDO_H
#define GUIWEN_STORE_REDO_H

#include "store/repository.h"

/*
 * A redo row has two columns. `objects` is a line for each object, blobs
 * before trees before the commit:
 *   <id> <type> <length in bytes> <id of what stood there before, or zeros>
 * as git cat-file --batch-check='%(objectname) %(objecttype) %(objectsize)
 * %(rest)' writes them; `contents` are their bytes one after the other.
 * The lines stand apart so that an object is found without its record's
 * contents being read.
 */
struct redo_object {
	struct object_id id, previous;
	enum object_type type;
	const char *bytes;	/* borrowed; NULL when read without contents */
	size_t len;
};

/* Append an object to both. */
void redo_add(struct text *objects, struct text *contents,
    const struct redo_object *object);

struct redo_reader {
	const char *line;
	const char *contents;	/* NULL: the lines alone */
	size_t left;		/* of contents */
};
void redo_read(struct redo_reader *reader, const char *objects,
    const char *contents, size_t len);
/* 1 and the next object, 0 at the end, -1 when the row is malformed. */
int redo_next(struct redo_reader *reader, struct redo_object *out);

#endif
