/*
 * forge.h: what the holder of a registry's folder and key could do: take a
 * registry apart, change anything, and put it together again so that every
 * hash, chain and signature holds. For tests of the audit.
 */
#ifndef GUIWEN_TESTS_FORGE_H
#define GUIWEN_TESTS_FORGE_H

#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "store/repository.h"
#include "store/store.h"

#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct forged_file {
	char *path;
	struct text bytes;
};

struct forged_record {
	enum record_kind kind;
	char *document, *event, *person, *author, *subject, *signature;
	char old_hash[SHA256_HEX], new_hash[SHA256_HEX];
	int64_t recorded_s, author_time_s;
	struct object_id commit;
	struct text act, outcome;
	struct forged_file *files;
	size_t nfiles, files_cap;
};

struct forgery {
	struct forged_record *records;
	size_t count, cap;
	size_t held;		/* that were read: some may be cut off since */
	size_t at;		/* the record whose commit is looked at */
};

/* Replace the first (every, with `all`) occurrence; the number replaced. */
static inline int
forge_replace(struct text *text, const char *from, const char *to, bool all)
{
	struct text out = TEXT_INIT;
	const char *s = text->ptr, *at;
	int n = 0;

	while ((at = strstr(s, from)) != NULL && (all || n == 0)) {
		text_add(&out, s, (size_t)(at - s));
		text_adds(&out, to);
		s = at + strlen(from);
		n++;
	}
	text_adds(&out, s);
	text_reset(text);
	text_add(text, out.ptr, out.len);
	text_release(&out);
	return n;
}

/* ---- taking apart ---- */

static inline void
forge_cut(struct text *out, const char *body, const char *begin,
    const char *end)
{
	const char *from = strstr(body, begin), *to;

	if (from == NULL || (to = strstr(from, end)) == NULL)
		abort();
	text_add(out, from, (size_t)(to - from) + strlen(end));
}

static inline int
forge_on_record(void *ctx, const struct record *record, struct err *err)
{
	struct forgery *f = ctx;
	struct forged_record *r;

	(void)err;
	MEM_GROW(f->records, f->count, f->cap);
	r = &f->records[f->count++];
	memset(r, 0, sizeof(*r));
	text_init(&r->act);
	text_init(&r->outcome);
	r->kind = record->kind;
	r->document = mem_strdup(record->document);
	r->event = mem_strdup(record->event);
	r->person = mem_strdup(record->person);
	r->signature = mem_strdup(record->signature);
	r->recorded_s = record->recorded_s;
	r->commit = record->commit;
	sha256_hex(r->old_hash, &record->hash);
	forge_cut(&r->act, record->body, "<act ", "</act>");
	forge_cut(&r->outcome, record->body, "<outcome ", "</outcome>");
	return 0;
}

static inline int
forge_on_commit(void *ctx, const struct commit_view *commit, struct err *err)
{
	struct forgery *f = ctx;
	struct forged_record *r;

	(void)err;
	for (f->at = 0; f->at < f->count; f->at++) {
		if (object_id_equal(&f->records[f->at].commit, &commit->id))
			break;
	}
	if (f->at == f->count)
		abort();
	r = &f->records[f->at];
	r->author = mem_strndup(commit->author, strcspn(commit->author, "<"));
	while (r->author[0] != '\0' &&
	    r->author[strlen(r->author) - 1] == ' ')
		r->author[strlen(r->author) - 1] = '\0';
	r->author_time_s = commit->author_time_s;
	r->subject = mem_strndup(commit->message,
	    strcspn(commit->message, "\n"));
	return 0;
}

static inline int
forge_on_file(void *ctx, const struct commit_view *commit, const char *path,
    const struct object_id *id, const char *content, size_t len,
    struct err *err)
{
	struct forgery *f = ctx;
	struct forged_record *r;
	struct forged_file *file;
	size_t i;

	(void)id;
	(void)err;
	for (i = 0; i < f->count; i++) {
		if (object_id_equal(&f->records[i].commit, &commit->id))
			break;
	}
	if (i == f->count || content == NULL)
		abort();
	r = &f->records[i];
	/* Records the store writes itself. */
	if (strstr(path, "/record/") != NULL ||
	    strcmp(path, ".gitattributes") == 0)
		return 0;
	MEM_GROW(r->files, r->nfiles, r->files_cap);
	file = &r->files[r->nfiles++];
	file->path = mem_strdup(path);
	text_init(&file->bytes);
	text_add(&file->bytes, content, len);
	return 0;
}

/* Everything that stands in a registry. Exports it first. */
static inline int
forge_load(struct forgery *f, const char *dir, struct err *err)
{
	const struct repository_checks checks = {
		.ctx = f, .commit = forge_on_commit, .file = forge_on_file
	};
	struct repository *repository = NULL;
	struct store *store = NULL;
	struct store_head head;
	char path[512];
	int result = -1;

	memset(f, 0, sizeof(*f));
	snprintf(path, sizeof(path), "%s/documents.git", dir);
	if (store_open(&store, dir, false, err) == 0 &&
	    store_export(store, err) == 0 &&
	    store_head(store, &head, err) == 0 &&
	    store_records(store, NULL, forge_on_record, f, err) == 0 &&
	    repository_open(&repository, path, err) == 0 &&
	    repository_check(repository, &head.commit,
	    store_public_key(store), &checks, err) == 0)
		result = 0;
	f->held = f->count;
	repository_free(repository);
	store_close(store);
	return result;
}

static inline struct forged_file *
forge_file(struct forged_record *record, const char *ending)
{
	size_t i, len;

	for (i = 0; i < record->nfiles; i++) {
		len = strlen(record->files[i].path);
		if (len >= strlen(ending) && strcmp(record->files[i].path +
		    len - strlen(ending), ending) == 0)
			return &record->files[i];
	}
	return NULL;
}

/* The document's n-th record of an event, counted from 0. */
static inline struct forged_record *
forge_record(struct forgery *f, const char *document, const char *event,
    int n)
{
	size_t i;

	for (i = 0; i < f->count; i++) {
		if (strcmp(f->records[i].document, document) == 0 &&
		    strcmp(f->records[i].event, event) == 0 && n-- == 0)
			return &f->records[i];
	}
	return NULL;
}

static inline void
forge_hash(char hex[SHA256_HEX], const struct text *bytes)
{
	struct sha256 hash;

	sha256_of(&hash, bytes->ptr, bytes->len);
	sha256_hex(hex, &hash);
}

/*
 * The most that can be done without a key of the person's: another file is
 * published, with `to` for `from`, the act, every state after it and every
 * hash of them made to fit. Acts, outcomes and states then agree; but the
 * file reads otherwise than the text that was approved. The SHA-256 of the
 * file before and after; NULL with the record where it cannot be done.
 */
static inline struct forged_record *
forge_issued(struct forgery *f, const char *document, const char *from,
    const char *to, char old_file[SHA256_HEX], char new_file[SHA256_HEX])
{
	struct forged_record *r = forge_record(f, document, "publish", 0);
	char before[16][SHA256_HEX], after[16][SHA256_HEX];
	struct forged_file *file = r == NULL ? NULL :
	    forge_file(r, "/original.txt");
	size_t i, j, n = 0;

	if (file == NULL)
		return NULL;
	forge_hash(old_file, &file->bytes);
	if (forge_replace(&file->bytes, from, to, true) != 1)
		return NULL;
	forge_hash(new_file, &file->bytes);
	forge_replace(&r->act, old_file, new_file, true);
	for (i = (size_t)(r - f->records); i < f->count; i++) {
		if (strcmp(f->records[i].document, document) != 0)
			continue;
		file = forge_file(&f->records[i], "/state.xml");
		if (file == NULL || n == MEM_COUNT(before))
			return NULL;
		forge_hash(before[n], &file->bytes);
		forge_replace(&file->bytes, old_file, new_file, true);
		forge_hash(after[n], &file->bytes);
		n++;
		for (j = 0; j < n; j++)
			forge_replace(&f->records[i].outcome, before[j],
			    after[j], true);
	}
	return r;
}

/* ---- putting together ---- */

static inline int
forge_sql(const char *dir, const char *sql)
{
	sqlite3 *db = NULL;
	char path[512], *message = NULL;
	int rc;

	snprintf(path, sizeof(path), "%s/ledger.sqlite", dir);
	rc = sqlite3_open(path, &db);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, sql, NULL, NULL, &message);
	if (message != NULL)
		fprintf(stderr, "%s\n", message);
	sqlite3_free(message);
	sqlite3_close(db);
	return rc == SQLITE_OK ? 0 : -1;
}

/* The statement by which a trigger of a ledger was made. */
static inline void
forge_trigger(const char *dir, const char *name, struct text *out)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	char path[512];

	snprintf(path, sizeof(path), "%s/ledger.sqlite", dir);
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_prepare_v2(db,
	    "SELECT sql FROM sqlite_schema WHERE name = ?1", -1, &stmt,
	    NULL) != SQLITE_OK || sqlite3_bind_text(stmt, 1, name, -1,
	    SQLITE_STATIC) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW)
		abort();
	text_adds(out, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

/* A new registry with the identity and the key of another. */
static inline int
forge_identity(const char *from, const char *to, const char *name,
    struct err *err)
{
	struct text sql = TEXT_INIT, command = TEXT_INIT;
	int result = -1;

	if (store_create(to, name, err) != 0)
		return -1;
	text_addf(&command, "cp %s/keys/* %s/keys/ && cp "
	    "%s/documents.git/allowed_signers %s/documents.git/", from, to,
	    from, to);
	text_addf(&sql, "ATTACH '%s/ledger.sqlite' AS was;"
	    "DROP TRIGGER main.registry_update;"
	    "UPDATE main.registry SET id = (SELECT id FROM was.registry), "
	    "public_key = (SELECT public_key FROM was.registry);", from);
	forge_trigger(from, "registry_update", &sql);
	if (system(command.ptr) == 0 && forge_sql(to, sql.ptr) == 0)
		result = 0;
	else
		err_set(err, ERR_SYSTEM, "the identity was not taken over");
	text_release(&sql);
	text_release(&command);
	return result;
}

static inline int
forge_step(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	struct forged_record *r = ctx;
	const struct record_draft draft = {
		.kind = r->kind, .document = r->document, .event = r->event,
		.person = r->person, .act = r->act.ptr,
		.act_len = r->act.len, .outcome = r->outcome.ptr,
		.outcome_len = r->outcome.len,
		.signature = r->signature[0] == '\0' ? NULL : r->signature,
		.author_name = r->author, .author_time_s = r->author_time_s,
		.subject = r->subject
	};
	struct store_head head;
	size_t i;

	(void)item;
	for (i = 0; i < r->nfiles; i++) {
		if (store_txn_put(txn, r->files[i].path,
		    r->files[i].bytes.ptr, r->files[i].bytes.len, err) != 0)
			return -1;
	}
	if (store_txn_record(txn, &draft, &head, err) != 0)
		return -1;
	sha256_hex(r->new_hash, &head.hash);
	return 0;
}

/* The derived tables as they were. */
static inline int
forge_tables(const char *from, const char *to)
{
	struct text sql = TEXT_INIT;
	int result;

	text_addf(&sql, "ATTACH '%s/ledger.sqlite' AS was;"
	    "INSERT INTO main.document SELECT * FROM was.document;"
	    "INSERT INTO main.milestone SELECT * FROM was.milestone;"
	    "INSERT INTO main.task SELECT * FROM was.task;"
	    "INSERT INTO main.deadline SELECT * FROM was.deadline;", from);
	result = forge_sql(to, sql.ptr);
	text_release(&sql);
	return result;
}

/* Write it all into a new folder; each act names the new hashes of the
 * records that it had seen. */
static inline int
forge_write(struct forgery *f, const char *from, const char *to,
    const char *name, struct err *err)
{
	struct store *store = NULL;
	struct err item = ERR_INIT;
	size_t i, j;
	int result = -1;

	if (forge_identity(from, to, name, err) != 0 ||
	    store_open(&store, to, false, err) != 0)
		return -1;
	for (i = 0; i < f->count; i++) {
		for (j = 0; j < i; j++)
			forge_replace(&f->records[i].act,
			    f->records[j].old_hash, f->records[j].new_hash,
			    true);
		if (store_step(store, 1, forge_step, &f->records[i],
		    f->records[i].recorded_s, &item, err) != 0)
			goto out;
		if (item.code != ERR_NONE) {
			*err = item;
			goto out;
		}
	}
	result = store_export(store, err);
out:
	store_close(store);
	if (result == 0 && forge_tables(from, to) != 0)
		result = err_set(err, ERR_SYSTEM, "the tables are not taken");
	return result;
}

static inline void
forge_release(struct forgery *f)
{
	struct forged_record *r;
	size_t i, j;

	/* Also those that were cut off. */
	for (i = 0; i < f->held; i++) {
		r = &f->records[i];
		for (j = 0; j < r->nfiles; j++) {
			free(r->files[j].path);
			text_release(&r->files[j].bytes);
		}
		free(r->files);
		free(r->document);
		free(r->event);
		free(r->person);
		free(r->author);
		free(r->subject);
		free(r->signature);
		text_release(&r->act);
		text_release(&r->outcome);
	}
	free(f->records);
}

#endif
