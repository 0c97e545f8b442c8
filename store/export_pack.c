/* export_pack.c: redo rows of many records as one durable pack */
#include "store/store_int.h"

#include "engine/base/arena.h"
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * Rows are copied so many bytes at a time and the read ended before they are
 * compressed: a view held meanwhile would keep SQLite from starting its WAL
 * anew, which would grow as long as somebody steps.
 */
#define CHUNK_BYTES ((size_t)4 << 20)

struct row {
	int64_t record;
	struct redo_row redo;
};

struct chunk {
	struct arena arena;
	struct row *rows;
	size_t nrows, rows_cap;
	int64_t next;		/* the first record not read */
	bool last;
};

static const char *
copy(struct chunk *chunk, const char *bytes, size_t len)
{
	char *to = arena_alloc(&chunk->arena, len > 0 ? len : 1);

	memcpy(to, bytes, len);
	return to;
}

static void
take_row(struct chunk *chunk, const struct query *query)
{
	struct row *row;
	struct redo_row *redo;

	MEM_GROW(chunk->rows, chunk->nrows, chunk->rows_cap);
	row = &chunk->rows[chunk->nrows++];
	row->record = column_int(query, 0);
	redo = &row->redo;
	redo_from_row(redo, query);
	redo->objects = arena_strdup(&chunk->arena, redo->objects);
	redo->contents = copy(chunk, redo->contents, redo->contents_len);
	redo->body = copy(chunk, redo->body, redo->body_len);
	redo->signature = copy(chunk, redo->signature, redo->signature_len);
	chunk->next = row->record + 1;
}

static int
read_chunk(struct chunk *chunk, struct ledger *ledger, int64_t last,
    struct err *err)
{
	struct query query;
	int got;

	arena_release(&chunk->arena);
	chunk->nrows = 0;
	query_begin(&query, ledger, SCHEMA_MAIN, SQL_REDO_RANGE);
	query_int(&query, ":first", chunk->next);
	query_int(&query, ":last", last);
	while ((got = query_next(&query, err)) == 1) {
		take_row(chunk, &query);
		if (chunk->arena.used_bytes >= CHUNK_BYTES)
			break;
	}
	query_end(&query);
	chunk->last = got == 0;
	return got < 0 ? -1 : 0;
}

/* Two records may have made the same object: a pack takes it once. */
static int
add_row(struct pack *pack, struct id_map *added, const struct row *row,
    struct err *err)
{
	static const struct object_id none;
	struct redo_reader reader;
	struct redo_object object;
	bool is_new;
	int got;

	redo_read(&reader, &row->redo);
	while ((got = export_object(&reader, row->record, &object,
	    err)) == 1) {
		id_map_add(added, &object.id, &is_new);
		if (is_new && pack_add(pack, &object.id, object.type,
		    object.bytes, object.len,
		    id_map_find(added, &object.previous) != NULL ?
		    &object.previous : &none, err) != 0)
			return -1;
	}
	return got;
}

static int
add_chunk(struct pack *pack, struct id_map *added, const struct chunk *chunk,
    struct err *err)
{
	size_t i;

	for (i = 0; i < chunk->nrows; i++)
		if (add_row(pack, added, &chunk->rows[i], err) != 0)
			return -1;
	return 0;
}

int
export_pack(struct export *export, int64_t from, int64_t to, struct err *err)
{
	struct chunk chunk = { .arena = ARENA_INIT, .next = from };
	struct id_map added = { 0 };
	struct pack *pack;
	int result;

	if (pack_begin(&pack, export->repository, err) != 0)
		return -1;
	do {
		result = read_chunk(&chunk, export->ledger, to, err);
		if (result == 0)
			result = add_chunk(pack, &added, &chunk, err);
	} while (result == 0 && !chunk.last);
	if (result == 0)
		result = pack_finish(pack, err);
	else
		pack_abandon(pack);
	arena_release(&chunk.arena);
	free(chunk.rows);
	id_map_release(&added);
	return result;
}
