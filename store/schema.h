/* schema.h: the ledger's tables, as steps from one version to the next */
#ifndef GUIWEN_STORE_SCHEMA_H
#define GUIWEN_STORE_SCHEMA_H

#include "engine/base/err.h"

#include <sqlite3.h>
#include <stdbool.h>

/* "guiw", in the header of every ledger (PRAGMA application_id). */
#define SCHEMA_APPLICATION_ID 0x67756977

/* The version that this program writes (PRAGMA user_version). */
int schema_version(void);

/*
 * Bring a new or older ledger to this version, in one transaction. `file` is
 * what messages call it. One that is only read stays as it is, when this
 * program can read what it has. 0, or -1 with err and the ledger unchanged:
 * ERR_UNSUPPORTED when it is newer, when it is too old to be read, or when
 * the file is a database of something else.
 */
int schema_bring(sqlite3 *db, const char *file, bool read_only,
    struct err *err);
/* An empty database, or an older ledger, becomes one of that version. */
int schema_make(sqlite3 *db, int version, struct err *err);
int schema_version_of(sqlite3 *db, int *version, struct err *err);

/* The derived tables' statements, to make them in another schema too. */
const char *schema_derived(void);

#endif
