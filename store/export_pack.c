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
	struct object_id id, previous;
	enum object_type type;
	const char *bytes;
	size_t len;
};

struct chunk {
	struct arena arena;
	struct row *rows;
	size_t nrows, rows_cap;
	int64_t next;		/* place of the first row not read */
	bool last;
};

static void
take_row(struct chunk *chunk, const struct query *query)
{
	const void *bytes;
	struct row *row;
	char *copy;

	MEM_GROW(chunk->rows, chunk->nrows, chunk->rows_cap);
	row = &chunk->rows[chunk->nrows++];
	chunk->next = column_int(query, 0) + 1;
	column_copy(query, 1, row->id.b, sizeof(row->id.b));
	row->type = (enum object_type)column_int(query, 2);
	column_copy(query, 3, row->previous.b, sizeof(row->previous.b));
	bytes = column_bytes(query, 4, &row->len);
	copy = arena_alloc(&chunk->arena, row->len > 0 ? row->len : 1);
	memcpy(copy, bytes, row->len);
	row->bytes = copy;
}

static int
read_chunk(struct chunk *chunk, struct ledger *ledger, int64_t end,
    struct err *err)
{
	struct query query;
	int got;

	arena_release(&chunk->arena);
	chunk->nrows = 0;
	query_begin(&query, ledger, SCHEMA_MAIN, SQL_REDO_RANGE);
	query_int(&query, ":from", chunk->next);
	query_int(&query, ":to", end);
	while ((got = query_next(&query, err)) == 1 &&
	    chunk->arena.used_bytes < CHUNK_BYTES)
		take_row(chunk, &query);
	query_end(&query);
	chunk->last = got == 0;
	return got < 0 ? -1 : 0;
}

/* Two records may have made the same object: a pack takes it once. */
static int
add_rows(struct pack *pack, struct id_map *added, const struct chunk *chunk,
    struct err *err)
{
	static const struct object_id none;
	const struct row *row;
	bool is_new;
	size_t i;

	for (i = 0; i < chunk->nrows; i++) {
		row = &chunk->rows[i];
		id_map_add(added, &row->id, &is_new);
		if (is_new && pack_add(pack, &row->id, row->type, row->bytes,
		    row->len, id_map_find(added, &row->previous) != NULL ?
		    &row->previous : &none, err) != 0)
			return -1;
	}
	return 0;
}

int
export_pack(struct export *export, int64_t from, int64_t to, struct err *err)
{
	struct chunk chunk = { .arena = ARENA_INIT, .next = REDO_PLACE(from) };
	struct id_map added = { 0 };
	struct pack *pack;
	int result;

	if (pack_begin(&pack, export->repository, err) != 0)
		return -1;
	do {
		result = read_chunk(&chunk, export->ledger,
		    REDO_PLACE(to + 1), err);
		if (result == 0)
			result = add_rows(pack, &added, &chunk, err);
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
