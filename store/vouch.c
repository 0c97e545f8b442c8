/* vouch.c: what the registry vouches for, by its signature or by a code: each
 * record is looked at first */
#include "store/merkle.h"
#include "store/store_int.h"

#include <inttypes.h>
#include <string.h>

struct vouch {
	struct store *store;
	store_leaf_fn *fn;
	void *ctx;
	int64_t number;			/* of the record before */
	struct sha256 hash;		/* of its bytes */
	struct object_id commit;
};

static int
on_record(void *ctx, const struct record *record, struct err *err)
{
	struct vouch *v = ctx;
	struct sha256 leaf;
	const char *column;

	if (record->number != v->number + 1)
		return err_set(err, ERR_BROKEN, "Record %" PRId64 " is missing "
		    "from the ledger: run guiwen audit.", v->number + 1);
	if (record_holds(record, err) != 0)
		return -1;
	if (memcmp(&record->previous, &v->hash, sizeof(v->hash)) != 0 ||
	    record_compare(record, v->store->id, &column) != 0)
		return record_broken(record, err);
	v->number = record->number;
	v->hash = record->hash;
	v->commit = record->commit;
	merkle_leaf(&leaf, record->body, record->body_len);
	return v->fn(v->ctx, record, &leaf, err);
}

static bool
ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len >= end_len && strcmp(s + len - end_len, end) == 0;
}

/*
 * The last record's commit bears the registry's signature and names the hash
 * of the record, and that the hash of the one before. So whoever rewrote rows
 * and hashes alike, and has no key, is found here.
 */
static int
check_last(struct vouch *v, struct err *err)
{
	struct commit_parts parts = { .plain = TEXT_INIT,
		.armour = TEXT_INIT, .strings = TEXT_INIT };
	struct record last = { .number = v->number, .document = "",
		.hash = v->hash };
	struct text content = TEXT_INIT, trailers = TEXT_INIT;
	enum object_type type;
	const char *why;
	int got = repository_read(v->store->repository, &v->commit, &type,
	    &content, err);
	bool good = false;

	record_trailers(&trailers, &last);
	if (got == 1 && type == OBJECT_COMMIT &&
	    commit_parse(&parts, content.ptr, content.len, &why) == 0)
		good = ends_with(parts.view.message, trailers.ptr) &&
		    signature_holds(v->store->public_key, "git",
		    parts.plain.ptr, parts.plain.len, parts.armour.ptr);
	commit_parts_release(&parts);
	text_release(&trailers);
	text_release(&content);
	if (good)
		return 0;
	if (got < 0 && err->code == ERR_SYSTEM)
		return -1;
	return err_set(err, ERR_BROKEN, "The commit of record %" PRId64
	    " does not vouch for it with the registry's signature: run guiwen "
	    "audit.", v->number);
}

int
store_leaves(struct store *store, store_leaf_fn *fn, void *ctx,
    struct err *err)
{
	struct vouch v = { .store = store, .fn = fn, .ctx = ctx };
	int result;

	/* Main leads to a record of the ledger, whose end was not cut off. In
	 * this order: main may move on while the rows are read. */
	if (store_check_main(store, NULL, err) != 0)
		return -1;
	/* The rows and the commit are of one moment. */
	if (store_read_begin(store, err) != 0)
		return -1;
	result = store_records(store, NULL, on_record, &v, err);
	if (result == 0 && v.number > 0)
		result = check_last(&v, err);
	store_read_end(store);
	return result;
}
