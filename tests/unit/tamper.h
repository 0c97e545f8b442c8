/*
 * tamper.h: ways to alter a registry for test_workflows_tamper.c: what anybody
 * with write access does to a file or a row, and what a forger does who then
 * makes everything fit that no signature of a person covers
 */
#ifndef GUIWEN_TESTS_TAMPER_H
#define GUIWEN_TESTS_TAMPER_H

#include "store/repository_int.h"
#include "store/signer_int.h"
#include "tests/unit/audit_story.h"
#include "tests/unit/forge.h"

/* The records of the story (audit_story.h) that are altered. */
enum { SUBMIT = 6, REFUSED, ACCEPT, APPROVE, FAIR, SUBMIT_2, ACCEPT_2, ADOPT,
	NUMBER, PUBLISH, FILE_IT, RECEIPT };

struct kind {
	const char *name;	/* as the table shows it */
	int64_t record;		/* where it must be told; 0: see place */
	const char *place;	/* part of a fault's place, when no record */
	const char *sql, *shell;	/* naively: one of both */
	void (*forge)(struct forgery *f);	/* then made to fit; NULL:
					   nothing of it is hashed, or making
					   it fit undoes it */
};

/* ---- naively ---- */

/* SQL with the triggers taken off and put back, as anybody with sqlite3 can
 * do it. 0, or -1. */
static inline int
tamper_sql(const char *dir, const char *sql)
{
	static const char keep[] = "SELECT group_concat(sql, ';') || ';' FROM "
	    "sqlite_schema WHERE type = 'trigger'";
	static const char off[] = "DROP TRIGGER record_update;"
	    "DROP TRIGGER record_delete; DROP TRIGGER record_insert;"
	    "DROP TRIGGER registry_update; DROP TRIGGER registry_delete;"
	    "DROP TRIGGER registry_insert;";
	struct text all = TEXT_INIT;
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	char path[512];
	int result;

	snprintf(path, sizeof(path), "%s/ledger.sqlite", dir);
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_prepare_v2(db,
	    keep, -1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		abort();
	text_addf(&all, "%s%s;%s", off, sql,
	    (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	result = forge_sql(dir, all.ptr);
	text_release(&all);
	return result;
}

static inline int
tamper_shell(const char *dir, const char *shell)
{
	struct text command = TEXT_INIT;
	int result;

	text_addf(&command, "cd %s && g=documents.git && export "
	    "GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent && "
	    "object() { o=$(git --git-dir=$g rev-parse \"$1\"); "
	    "p=$g/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-); "
	    "chmod u+w $p; } && { %s; } >/dev/null 2>&1", dir, shell);
	result = system(command.ptr);
	text_release(&command);
	return result;
}

/* ---- without the key ---- */

struct resigned {
	int64_t number;
	struct object_id old, new;
};

/* One commit on its new parent, signed by somebody else. */
static inline void
tamper_commit(struct repository *repository, const struct object_id *parent,
    const struct signer *signer, struct resigned *at)
{
	struct text content = TEXT_INIT, plain = TEXT_INIT,
	    armour = TEXT_INIT, made = TEXT_INIT;
	struct commit_parts parts = { .plain = TEXT_INIT,
		.armour = TEXT_INIT, .strings = TEXT_INIT };
	char was[OBJECT_HEX], is[OBJECT_HEX];
	struct err err = ERR_INIT;
	enum object_type type;
	const char *why;

	if (repository_read(repository, &at->old, &type, &content, &err) !=
	    1 || commit_parse(&parts, content.ptr, content.len, &why) != 0)
		abort();
	text_add(&plain, parts.plain.ptr, parts.plain.len);
	forge_replace(&plain, object_id_hex(was, &parts.view.parent),
	    object_id_hex(is, parent), false);
	signer_sign(signer, "git", plain.ptr, plain.len, &armour);
	commit_add_signature(&made, &plain, armour.ptr, armour.len);
	object_id_of(&at->new, OBJECT_COMMIT, made.ptr, made.len);
	if (repository_write_loose(repository, &at->new, OBJECT_COMMIT,
	    made.ptr, made.len, false, &err) != 0)
		abort();
	commit_parts_release(&parts);
	text_release(&content);
	text_release(&plain);
	text_release(&armour);
	text_release(&made);
}

static inline int
tamper_on_record(void *ctx, const struct record *record, struct err *err)
{
	struct resigned *at = ctx;

	(void)err;
	at[record->number].number = record->number;
	at[record->number].old = record->commit;
	return 0;
}

/* From this record on every commit is signed by another key, as one must do
 * who has not the registry's. */
static inline void
tamper_resign(const char *dir, int64_t from, const char *other_key)
{
	struct resigned at[64] = { { 0, { { 0 } }, { { 0 } } } };
	struct text sql = TEXT_INIT;
	struct repository *repository = NULL;
	struct signer *signer = NULL;
	struct err err = ERR_INIT;
	struct store *store = NULL;
	struct object_id parent;
	char path[512], hex[OBJECT_HEX];
	int64_t n;

	snprintf(path, sizeof(path), "%s/documents.git", dir);
	if (store_open(&store, dir, true, &err) != 0 || store_records(store,
	    NULL, tamper_on_record, at, &err) != 0 ||
	    repository_open(&repository, path, &err) != 0 ||
	    signer_load(&signer, other_key, &err) != 0)
		abort();
	store_close(store);
	parent = at[from - 1].old;
	text_adds(&sql, "DELETE FROM redo;");
	for (n = from; n < 64 && at[n].number != 0; n++) {
		tamper_commit(repository, &parent, signer, &at[n]);
		parent = at[n].new;
		text_addf(&sql, "UPDATE record SET commit_id = x'%s' WHERE "
		    "number = %lld;", object_id_hex(hex, &parent),
		    (long long)n);
	}
	if (repository_set_main(repository, &at[n - 1].old, &parent, true,
	    &err) != 0 || tamper_sql(dir, sql.ptr) != 0)
		abort();
	signer_free(signer);
	repository_free(repository);
	text_release(&sql);
}

#endif
