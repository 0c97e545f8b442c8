/* redo_table.c: the ledger's redo rows: written, read and removed */
#include "store/store_int.h"

int
redo_insert(struct ledger *ledger, int64_t record, const struct text *objects,
    const struct text *contents, struct err *err)
{
	struct query query;

	query_begin(&query, ledger, SCHEMA_MAIN, SQL_REDO_INSERT);
	query_int(&query, ":record", record);
	query_text_n(&query, ":objects", objects->ptr, objects->len);
	query_blob(&query, ":contents", contents->ptr, contents->len);
	return query_run(&query, err);
}

void
redo_from_row(struct redo_row *out, const struct query *query)
{
	out->objects = column_text(query, 1);
	out->contents = column_bytes(query, 2, &out->contents_len);
	/* Text is asked for before its length. */
	out->body = column_text(query, 3);
	out->body_len = (size_t)sqlite3_column_bytes(query->stmt, 3);
	out->signature = column_text(query, 4);
	out->signature_len = (size_t)sqlite3_column_bytes(query->stmt, 4);
}

int
redo_first(struct ledger *ledger, int64_t *record, struct err *err)
{
	struct query query;
	int got;

	*record = 0;
	query_begin(&query, ledger, SCHEMA_MAIN, SQL_REDO_FIRST);
	got = query_next(&query, err);
	if (got == 1)
		*record = column_int(&query, 0);
	query_end(&query);
	return got < 0 ? -1 : 0;
}

int
redo_remove(struct ledger *ledger, int64_t durable, int64_t most,
    int64_t *removed, struct err *err)
{
	struct query query;
	int64_t first, last = durable;

	if (redo_first(ledger, &first, err) != 0)
		return -1;
	if (first == 0 || first > durable) {
		*removed = durable;
		return 0;
	}
	/* The last few with them: to begin once more would cost more. */
	if (durable - first >= 2 * most)
		last = first + most - 1;
	query_begin(&query, ledger, SCHEMA_MAIN, SQL_REDO_DELETE);
	query_int(&query, ":last", last);
	if (query_run(&query, err) != 0)
		return -1;
	*removed = last;
	return 0;
}
