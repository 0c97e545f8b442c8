/* redo.h: the git objects of one record, as they wait in the ledger */
#ifndef GUIWEN_STORE_REDO_H
#define GUIWEN_STORE_REDO_H

#include "store/repository.h"

/*
 * A redo row has two columns. `objects` is a line for each object, blobs
 * before trees before the commit:
 *   <id> <type> <length in bytes> <id of what stood there before, or zeros>
 * as git cat-file --batch-check='%(objectname) %(objecttype) %(objectsize)
 * %(rest)' writes them; `contents` are their bytes one after the other. The
 * files that are columns of the record's own row are not kept twice: their
 * lines end in " body" or " signature".
 * The lines stand apart so that an object is found without its record's
 * contents being read.
 */
enum redo_place { REDO_CONTENTS, REDO_BODY, REDO_SIGNATURE };

struct redo_object {
	struct object_id id, previous;
	enum object_type type;
	enum redo_place place;
	const char *bytes;	/* borrowed; NULL when read without contents */
	size_t len, said_len;	/* as it is; as its line says */
};

/* Append an object to both, or to the lines alone if its place is another. */
void redo_add(struct text *objects, struct text *contents,
    const struct redo_object *object);

/* The bytes of a row and of its record's row, borrowed. */
struct redo_row {
	const char *objects;
	const char *contents, *body, *signature;
	size_t contents_len, body_len, signature_len;
};
struct redo_reader {
	struct redo_row row;	/* objects, contents: what is left of them */
	bool lines_only;
};
void redo_read(struct redo_reader *reader, const struct redo_row *row);
/* The lines alone. */
void redo_read_lines(struct redo_reader *reader, const char *objects);
/* 1 and the next object, 0 at the end, -1 when the row is malformed. */
int redo_next(struct redo_reader *reader, struct redo_object *out);

#endif
