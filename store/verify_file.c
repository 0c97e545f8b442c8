/* verify_file.c: is the ledger's file whole as SQLite sees it? */
#include "store/verify_int.h"

#include "engine/base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CHECK "PRAGMA main.integrity_check(20)"

struct file_check {
	struct ledger ledger;
	pthread_t thread;
	struct text found;		/* each with a NUL behind it */
};

static void
add(struct text *found, const char *what)
{
	text_add(found, what, strlen(what) + 1);
}

static void
look(sqlite3 *db, struct text *found)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, CHECK, -1, &stmt, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW)
			add(found, (const char *)sqlite3_column_text(stmt, 0));
	}
	sqlite3_finalize(stmt);
	if (rc != SQLITE_DONE)
		add(found, sqlite3_errmsg(db));
}

static void *
work(void *ctx)
{
	struct file_check *check = ctx;

	look(check->ledger.db, &check->found);
	return NULL;
}

static void
release(struct file_check *check)
{
	ledger_close(&check->ledger);
	text_release(&check->found);
	free(check);
}

struct file_check *
file_check_begin(struct store *store)
{
	struct file_check *check = mem_zero(1, sizeof(*check));
	struct err ignored = ERR_INIT;

	text_init(&check->found);
	if (ledger_open(&check->ledger, store->paths.ledger, true, false,
	    &ignored) == 0 && sqlite3_exec(check->ledger.db,
	    "PRAGMA cache_size = -4000", NULL, NULL, NULL) == SQLITE_OK &&
	    pthread_create(&check->thread, NULL, work, check) == 0)
		return check;
	release(check);
	return NULL;
}

int
file_check_end(struct file_check *check,
    int (*fn)(struct verify *v, const char *what, struct err *err),
    struct verify *v, struct err *err)
{
	struct text here = TEXT_INIT;
	const struct text *found = &here;
	size_t at;
	int result = 0;

	if (check != NULL) {
		pthread_join(check->thread, NULL);
		found = &check->found;
	} else {
		look(v->store->ledger.db, &here);
	}
	for (at = 0; at < found->len && result == 0;
	    at += strlen(found->ptr + at) + 1)
		result = fn(v, found->ptr + at, err);
	text_release(&here);
	if (check != NULL)
		release(check);
	return result;
}
