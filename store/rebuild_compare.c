/* rebuild_compare.c: what the old ledger said otherwise than the history does:
 * a rebuild that makes a registry whole may not hide that it was altered */
#include "store/rebuild_int.h"

#include <inttypes.h>
#include <string.h>

/* So many record numbers are named, the others counted. */
#define NAMED_MOST 20

struct numbers {
	struct text list;
	int64_t count;
};

static void
note(struct numbers *numbers, int64_t number)
{
	if (numbers->count++ < NAMED_MOST)
		text_addf(&numbers->list, "%s%" PRId64,
		    numbers->count > 1 ? ", " : "", number);
	else if (numbers->count == NAMED_MOST + 1)
		text_adds(&numbers->list, ", ...");
}

static bool
same_row(const struct record *a, const struct record *b)
{
	return a->kind == b->kind && a->step == b->step &&
	    a->recorded_s == b->recorded_s && a->body_len == b->body_len &&
	    memcmp(a->body, b->body, a->body_len) == 0 &&
	    memcmp(&a->hash, &b->hash, sizeof(a->hash)) == 0 &&
	    memcmp(&a->previous, &b->previous, sizeof(a->previous)) == 0 &&
	    object_id_equal(&a->commit, &b->commit) &&
	    strcmp(a->document, b->document) == 0 &&
	    strcmp(a->event, b->event) == 0 &&
	    strcmp(a->person, b->person) == 0 &&
	    strcmp(a->signature, b->signature) == 0;
}

/* Is the old row what the new ledger has under that number? 1, 0, -1. */
static int
is_kept(struct ledger *made, const struct record *old, struct err *err)
{
	struct record record;
	struct query query;
	int got;

	query_begin(&query, made, SCHEMA_MAIN, SQL_RECORD);
	query_int(&query, ":number", old->number);
	got = query_next(&query, err);
	if (got == 1) {
		record_from_row(&record, &query);
		got = same_row(old, &record);
	}
	query_end(&query);
	return got;
}

static void
tell_both(const struct rebuild_options *options, const struct numbers *differ,
    const struct numbers *lack)
{
	struct err what = ERR_INIT;

	if (differ->count > 0) {
		err_set(&what, ERR_BROKEN, "The old ledger says otherwise "
		    "than the history in git in these records: %s (%" PRId64
		    " in all). They are now as git has them; the old ledger, "
		    "evidence of what was altered, is in what was set aside.",
		    differ->list.ptr, differ->count);
		options->tell(options->ctx, &what);
	}
	if (lack->count > 0) {
		err_set(&what, ERR_BROKEN, "The old ledger lacks these "
		    "records of the history in git: %s (%" PRId64 " in all). "
		    "It is in what was set aside.", lack->list.ptr,
		    lack->count);
		options->tell(options->ctx, &what);
	}
}

int
rebuild_compare(struct ledger *old, struct ledger *made, int64_t records,
    const struct rebuild_options *options, struct err *err)
{
	struct numbers differ = { TEXT_INIT, 0 }, lack = { TEXT_INIT, 0 };
	struct err broken = ERR_INIT;
	struct record record;
	struct query query;
	int64_t next = 1;
	int got, kept = 1;

	if (old->db == NULL)
		return 0;
	query_begin(&query, old, SCHEMA_MAIN, SQL_RECORDS);
	while ((got = query_next(&query, &broken)) == 1) {
		record_from_row(&record, &query);
		/* What a person cut off with --head was told already. */
		if (record.number > records && options->head != NULL)
			break;
		/* An altered number may be any. */
		if (record.number >= next && record.number <= records) {
			for (; next < record.number; next++)
				note(&lack, next);
			next++;
		}
		kept = is_kept(made, &record, err);
		if (kept < 0)
			break;
		if (kept == 0)
			note(&differ, record.number);
	}
	query_end(&query);
	for (; got == 0 && next <= records; next++)
		note(&lack, next);
	tell_both(options, &differ, &lack);
	if (got < 0) {
		err_prefix(&broken, "The old ledger could be compared with the "
		    "history only before record %" PRId64, next);
		options->tell(options->ctx, &broken);
	}
	text_release(&differ.list);
	text_release(&lack.list);
	return kept < 0 ? -1 : 0;
}
