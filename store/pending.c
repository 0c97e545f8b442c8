/* pending.c: reading objects that only the redo table has so far */
#include "store/store_int.h"

/* Entries of rows that were exported and removed pile up: the map is made anew
 * from the rows that are left when it is so large, and twice as large as it
 * was then, since all of them may be of rows that are left. */
#define MAP_MOST 200000

/* An object of such a row may be in an earlier one too, which its entry no
 * longer names. */
void
pending_forget_from(struct pending *pending, int64_t record)
{
	if (pending->named < record)
		return;
	id_map_release(&pending->records);
	pending->scanned = pending->named = 0;
}

static void
name(struct pending *pending, int64_t record, const struct object_id *id)
{
	bool added;

	*id_map_add(&pending->records, id, &added) = (uint64_t)record;
	pending->named = record;
}

void
pending_add(struct pending *pending, int64_t record,
    const struct object_id *id)
{
	if (pending->scanned == record - 1)
		name(pending, record, id);
}

void
pending_added(struct pending *pending, int64_t record)
{
	if (pending->scanned == record - 1)
		pending->scanned = record;
}

static void
take_row(struct pending *pending, const struct query *query)
{
	struct redo_reader reader;
	struct redo_object object;

	redo_read_lines(&reader, column_text(query, 1));
	while (redo_next(&reader, &object) == 1)
		name(pending, column_int(query, 0), &object.id);
	pending->scanned = column_int(query, 0);
}

/* Take the rows that came since the last look into the map. */
static int
scan(struct pending *pending, struct err *err)
{
	struct query query;
	bool anew = pending->records.count > MAP_MOST &&
	    pending->records.count / 2 > pending->left;
	int got;

	if (anew) {
		id_map_release(&pending->records);
		pending->scanned = pending->named = 0;
	}
	query_begin(&query, pending->ledger, SCHEMA_MAIN, SQL_REDO_LINES);
	query_int(&query, ":after", pending->scanned);
	while ((got = query_next(&query, err)) == 1)
		take_row(pending, &query);
	query_end(&query);
	if (anew)
		pending->left = pending->records.count;
	return got;
}

/* The object in that record's row, if it still is there. 1, 0, -1. */
static int
read_row(struct pending *pending, int64_t record, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err)
{
	struct redo_reader reader;
	struct redo_object object;
	struct query query;
	struct redo_row row;
	int got;

	query_begin(&query, pending->ledger, SCHEMA_MAIN, SQL_REDO);
	query_int(&query, ":record", record);
	got = query_next(&query, err);
	if (got == 1) {
		redo_from_row(&row, &query);
		redo_read(&reader, &row);
		while ((got = redo_next(&reader, &object)) == 1)
			if (object_id_equal(&object.id, id)) {
				*type = object.type;
				text_add(content, object.bytes, object.len);
				break;
			}
		/* A malformed row is told by store_verify and the export. */
		if (got < 0)
			got = 0;
	}
	query_end(&query);
	return got;
}

int
pending_read(void *ctx, const struct object_id *id, enum object_type *type,
    struct text *content, struct err *err)
{
	struct pending *pending = ctx;
	uint64_t *record;

	if (scan(pending, err) < 0)
		return -1;
	record = id_map_find(&pending->records, id);
	if (record == NULL)
		return 0;
	return read_row(pending, (int64_t)*record, id, type, content,
	    err);
}
