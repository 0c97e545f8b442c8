/* pending.c: reading objects that only the redo table has so far */
#include "store/store_int.h"

/* Entries of rows that were exported and removed pile up; beyond this many
 * the map is made anew from the rows that are left. */
#define MAP_MOST 200000

void
pending_forget_from(struct pending *pending, int64_t place)
{
	/* Entries of undone rows may stay: read_row looks at the id. */
	if (pending->scanned >= place)
		pending->scanned = place - 1;
}

/* Take the rows that came since the last look into the map. */
static int
scan(struct pending *pending)
{
	struct object_id id;
	struct query query;
	bool added;
	int got;

	if (pending->places.count > MAP_MOST) {
		id_map_release(&pending->places);
		pending->scanned = 0;
	}
	query_begin(&query, pending->ledger, SCHEMA_MAIN, SQL_REDO_IDS);
	query_int(&query, ":after", pending->scanned);
	while ((got = query_next(&query, &pending->err)) == 1) {
		pending->scanned = column_int(&query, 0);
		if (column_copy(&query, 1, id.b, sizeof(id.b)))
			*id_map_add(&pending->places, &id, &added) =
			    (uint64_t)pending->scanned;
	}
	query_end(&query);
	return got;
}

/* The object at a place, if it still is that one. 1, 0, -1. */
static int
read_row(struct pending *pending, int64_t place, const struct object_id *id,
    enum object_type *type, struct text *content)
{
	struct object_id there;
	struct query query;
	const void *bytes;
	size_t len;
	int got;

	query_begin(&query, pending->ledger, SCHEMA_MAIN, SQL_REDO_OBJECT);
	query_int(&query, ":place", place);
	got = query_next(&query, &pending->err);
	if (got == 1 && (!column_copy(&query, 0, there.b, sizeof(there.b)) ||
	    !object_id_equal(&there, id)))
		got = 0;
	if (got == 1) {
		*type = (enum object_type)column_int(&query, 1);
		bytes = column_bytes(&query, 2, &len);
		text_add(content, bytes, len);
	}
	query_end(&query);
	return got;
}

int
pending_read(void *ctx, const struct object_id *id, enum object_type *type,
    struct text *content)
{
	struct pending *pending = ctx;
	uint64_t *place;

	if (scan(pending) < 0)
		return -1;
	place = id_map_find(&pending->places, id);
	if (place == NULL)
		return 0;
	return read_row(pending, (int64_t)*place, id, type, content);
}
