/* pending.c: reading objects that only the redo table has so far */
#include "store/store_int.h"

/* Entries of rows that were exported and removed pile up. So there are two
 * maps: when one has so many entries, and all rows that the older one names
 * are gone, that one is emptied and they change places. Few: a step adds ten,
 * each at a place of its own in memory. */
#define MAP_ENOUGH 8000

void
pending_release(struct pending *pending)
{
	id_map_release(&pending->records);
	id_map_release(&pending->older);
	pending->scanned = pending->named = pending->older_named = 0;
	pending->enough = 0;
}

/* An object of such a row may be in an earlier one too, which its entry no
 * longer names. */
void
pending_forget_from(struct pending *pending, int64_t record)
{
	if (pending->named >= record)
		pending_release(pending);
}

static void
name(struct pending *pending, int64_t record, const struct object_id *id)
{
	bool added;

	*id_map_add(&pending->records, id, &added) = (uint64_t)record;
	pending->named = record;
}

/* After whole rows: their entries may be too many. */
static void
look_for_room(struct pending *pending)
{
	struct id_map emptied = pending->older;
	struct err ignored = ERR_INIT;
	int64_t first;

	if (pending->records.count < MAP_ENOUGH ||
	    pending->records.count < pending->enough)
		return;
	/* Where rows are left for long, it is not asked at each. */
	pending->enough = 2 * pending->records.count;
	if (redo_first(pending->ledger, &first, &ignored) != 0 ||
	    (first != 0 && first <= pending->older_named))
		return;
	if (emptied.cap > 4 * MAP_ENOUGH)
		id_map_release(&emptied);
	else
		id_map_reset(&emptied);
	pending->older = pending->records;
	pending->older_named = pending->named;
	pending->records = emptied;
	pending->enough = 0;
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
	if (pending->scanned != record - 1)
		return;
	pending->scanned = record;
	look_for_room(pending);
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
	int got;

	query_begin(&query, pending->ledger, SCHEMA_MAIN, SQL_REDO_LINES);
	query_int(&query, ":after", pending->scanned);
	while ((got = query_next(&query, err)) == 1)
		take_row(pending, &query);
	query_end(&query);
	if (got == 0)
		look_for_room(pending);
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
		record = id_map_find(&pending->older, id);
	if (record == NULL)
		return 0;
	return read_row(pending, (int64_t)*record, id, type, content,
	    err);
}
