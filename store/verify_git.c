/* verify_git.c: is the history whole? The repository's half: each record's
 * commit, its files and signature, where main stands */
#include "store/verify_int.h"

#include "store/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The walk goes back from the head; where a commit is missing it starts anew
 * before it, but not for ever. */
#define SEGMENTS_MOST 100
#define UNSIGNED_MOST 100
#define SEARCHES_MOST 100
#define DAMAGE_BYTES 65536

struct walk {
	struct verify *v;
	struct query row;	/* of the commit looked at, where asked for */
	bool has_row, asked;
	struct object_id commit;	/* the one looked at */
	int searches;
	struct record record;
	char path[RECORD_PATH], signature_path[RECORD_PATH + 4];
	bool saw_record, saw_signature;
	/* The first commit of a part whose beginning is missing, or one after
	 * damage, shows more changes than its own. */
	bool unsure, damaged;
	struct text damaged_folders;	/* each with a line end */
	struct lost lost;
	bool first;
	int64_t unsigned_count, unsigned_numbers[UNSIGNED_MOST];
};

static void
close_row(struct walk *w)
{
	if (w->asked)
		query_end(&w->row);
	w->has_row = w->asked = false;
}

/* What can only be said when all files of the commit were seen. */
static int
finish_commit(struct walk *w, struct err *err)
{
	struct verify *v = w->v;
	int result = 0;

	if (w->has_row && !w->damaged && !w->unsure &&
	    (!w->saw_record || w->saw_signature !=
	    (w->record.signature[0] != '\0')) &&
	    !verify_bit(v, v->bad, w->record.number)) {
		err_set(&v->sentence, ERR_BROKEN, "The commit of record %"
		    PRId64 " does not add the record's file%s.",
		    w->record.number, w->saw_record ? " of the signature" :
		    "");
		result = verify_tell(v, &w->record, w->path, err);
	}
	close_row(w);
	return result;
}

/* The row of a record: mostly the one that was looked at just now. */
static int
find_row(struct walk *w, int64_t number, const struct query **row,
    struct err *err)
{
	struct verify *v = w->v;
	int got;

	*row = &v->rows;
	if (number > 0 && number == v->chain.number && !v->chain.unread &&
	    !v->rows_end)
		return 1;
	*row = &w->row;
	query_begin(&w->row, &v->store->ledger, SCHEMA_MAIN, SQL_RECORD);
	w->asked = true;
	query_int(&w->row, ":number", number);
	got = query_next(&w->row, err);
	return got < 0 && verify_damaged(v, err) ? 0 : got;
}

/* Load the row that the commit's trailer names: 1; 0 when it names none, or
 * one that another commit has; 2 when the row is known to be missing, or the
 * commit was looked at in another part of the walk. */
static int
load_row(struct walk *w, const struct commit_view *commit, struct err *err)
{
	int64_t number = record_of_commit(commit->message,
	    strlen(commit->message));
	const struct query *row;
	struct object_id named;
	int got = find_row(w, number, &row, err);

	w->has_row = true;
	if (got == 0 && number > 0 && number <= w->v->limit)
		got = 2;
	else if (got == 1 && verify_bit(w->v, w->v->seen, number) &&
	    !verify_bit(w->v, w->v->bad, number))
		got = column_copy(row, 9, named.b, sizeof(named.b)) &&
		    object_id_equal(&named, &commit->id) ? 2 : 0;
	if (got == 1) {
		record_from_row(&w->record, row);
		verify_set(w->v, w->v->seen, number);
		if (record_path(w->path, &w->record, err) != 0) {
			err_clear(err);		/* told of the row */
			w->path[0] = '\0';
		}
		snprintf(w->signature_path, sizeof(w->signature_path),
		    "%s.sig", w->path);
	} else {
		close_row(w);
	}
	return got;
}

static int
tell_commit(struct walk *w, struct err *err)
{
	char path[64], hex[OBJECT_HEX];

	snprintf(path, sizeof(path), "commit %s",
	    object_id_hex(hex, &w->record.commit));
	return verify_tell(w->v, &w->record, path, err);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t m = strlen(text), n = strlen(end);

	return m >= n && strcmp(text + m - n, end) == 0;
}

/* Is it committed by the registry, at the time of its record? */
static bool
is_ours(const struct walk *w, const struct commit_view *commit)
{
	struct text want = TEXT_INIT;
	bool same;

	commit_person(&want, w->v->store->name, REGISTRY_EMAIL,
	    w->record.recorded_s);
	same = strcmp(commit->committer, want.ptr) == 0;
	text_release(&want);
	return same;
}

/* The commit that the row before names, zero where there is none. */
static int
find_commit_before(struct walk *w, struct object_id *out, struct err *err)
{
	struct verify *v = w->v;
	int64_t number = w->record.number;
	struct query query;
	int got;

	memset(out, 0, sizeof(*out));
	if (number == v->chain.number && v->chain.before == number - 1 &&
	    v->chain.before > 0) {
		*out = v->chain.before_commit;
		return 0;
	}
	query_begin(&query, &v->store->ledger, SCHEMA_MAIN, SQL_COMMIT_OF);
	query_int(&query, ":number", number - 1);
	got = query_next(&query, err);
	if (got == 1)
		column_copy(&query, 0, out->b, sizeof(out->b));
	query_end(&query);
	return got < 0 && !verify_damaged(v, err) ? -1 : 0;
}

/* Message, people, times, parent. */
static int
compare_commit(struct walk *w, const struct commit_view *commit,
    struct err *err)
{
	struct verify *v = w->v;
	struct text trailers = TEXT_INIT;
	struct object_id before;
	const char *what = NULL;

	text_adds(&trailers, "\n\n");
	record_trailers(&trailers, &w->record);
	if (!ends_with(commit->message, trailers.ptr))
		what = "its trailers";
	else if (commit->committer_time_s != w->record.recorded_s)
		what = "its time";
	text_release(&trailers);
	if (find_commit_before(w, &before, err) != 0)
		return -1;
	if (what == NULL && !object_id_equal(&before, &commit->parent) &&
	    !verify_bit(v, v->bad, w->record.number - 1))
		what = "its parent";
	if (what != NULL) {
		err_set(&v->sentence, ERR_BROKEN, "The commit of record %"
		    PRId64 " does not agree with the record: %s.",
		    w->record.number, what);
		return tell_commit(w, err);
	}
	if (!v->told_name && !is_ours(w, commit)) {
		v->told_name = true;
		err_set(&v->sentence, ERR_BROKEN, "The ledger says that the "
		    "registry is called '%s', but commits are by '%s'.",
		    v->store->name, commit->committer);
		return verify_tell(v, NULL, "ledger: registry", err);
	}
	return 0;
}

static int
on_commit(void *ctx, const struct commit_view *commit, struct err *err)
{
	struct walk *w = ctx;
	struct verify *v = w->v;
	char path[64], hex[OBJECT_HEX];
	int got;

	if (finish_commit(w, err) != 0)
		return -1;
	w->commit = commit->id;
	w->unsure = w->damaged;
	w->damaged = false;
	w->saw_record = w->saw_signature = false;
	v->totals->commits++;
	v->totals->objects++;
	got = load_row(w, commit, err);
	if (got < 0 || lost_commit(&w->lost, commit,
	    got == 1 ? &w->record : NULL, err) != 0)
		return -1;
	if (w->first && got == 1 && w->record.number > 1)
		w->unsure = true;
	w->first = false;
	if (got == 2)
		return 0;
	if (got == 0) {
		w->unsure = true;
		snprintf(path, sizeof(path), "commit %s",
		    object_id_hex(hex, &commit->id));
		err_set(&v->sentence, ERR_BROKEN, "The history in "
		    "documents.git has a commit without a record in the "
		    "ledger.");
		return verify_tell(v, NULL, path, err);
	}
	if (commit->signature_holds)
		v->totals->signatures++;
	else if (v->public_key != NULL &&
	    ++w->unsigned_count <= UNSIGNED_MOST)
		w->unsigned_numbers[w->unsigned_count - 1] =
		    w->record.number;
	if (verify_bit(v, v->bad, w->record.number))
		return 0;
	if (!object_id_equal(&commit->id, &w->record.commit)) {
		err_set(&v->sentence, ERR_BROKEN, "Record %" PRId64 " names "
		    "another commit than the one in documents.git that holds "
		    "it (%s).", w->record.number,
		    object_id_hex(hex, &commit->id));
		return verify_tell(v, &w->record, "ledger: record", err);
	}
	return compare_commit(w, commit, err);
}

/* What stands in a damaged folder looks new to the commit after. */
static bool
is_under_damage(const struct walk *w, const char *path)
{
	const char *line = w->damaged_folders.ptr, *end;
	size_t len;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		len = (size_t)(end - line);
		if (strncmp(path, line, len) == 0 && path[len] == '/')
			return true;
	}
	return false;
}

/* The record's own file, or its signature: the same bytes as the row. */
static int
compare_file(struct walk *w, const char *path, const char *content,
    size_t len, const char *stored, size_t stored_len, struct err *err)
{
	struct verify *v = w->v;

	if (content == NULL || verify_bit(v, v->bad, w->record.number) ||
	    (len == stored_len && memcmp(content, stored, len) == 0))
		return 0;
	err_set(&v->sentence, ERR_BROKEN, "%s of record %" PRId64 " in the "
	    "ledger is not what documents.git has.",
	    stored == w->record.body ? "The body" : "The signature",
	    w->record.number);
	return verify_tell(v, &w->record, path, err);
}

static int
on_file(void *ctx, const struct commit_view *commit, const char *path,
    const struct object_id *id, const char *content, size_t len,
    struct err *err)
{
	struct walk *w = ctx;
	struct verify *v = w->v;

	(void)commit;
	(void)id;
	v->totals->objects++;
	if (!w->has_row)
		return lost_file(&w->lost, path, content, len, err);
	if (strcmp(path, w->path) == 0) {
		w->saw_record = true;
		return compare_file(w, path, content, len, w->record.body,
		    w->record.body_len, err);
	}
	if (strcmp(path, w->signature_path) == 0) {
		w->saw_signature = true;
		return compare_file(w, path, content, len,
		    w->record.signature, strlen(w->record.signature), err);
	}
	if (w->unsure || is_under_damage(w, path) ||
	    verify_bit(v, v->bad, w->record.number))
		return 0;
	if (record_owns(w->record.document, path))
		return v->checks->file == NULL ? 0 : v->checks->file(
		    v->checks->ctx, &w->record, path, err);
	err_set(&v->sentence, ERR_BROKEN, "The commit of record %" PRId64
	    " changes a file that is not its own.", w->record.number);
	return verify_tell(v, &w->record, path, err);
}

static int
on_removed(void *ctx, const struct commit_view *commit, const char *path,
    struct err *err)
{
	struct walk *w = ctx;

	(void)commit;
	if (!w->has_row || w->unsure)
		return 0;
	err_set(&w->v->sentence, ERR_BROKEN, "The commit of record %" PRId64
	    " removes a file; nothing is ever removed.", w->record.number);
	return verify_tell(w->v, &w->record, path, err);
}

/* The record of a commit that cannot be read: 0 when there is none. All rows
 * are looked at, so not for ever. */
static int64_t
search_record(struct walk *w, const struct object_id *commit, struct err *err)
{
	struct query query;
	int64_t number = 0;
	int got;

	if (++w->searches > SEARCHES_MOST)
		return 0;
	query_begin(&query, &w->v->store->ledger, SCHEMA_MAIN,
	    SQL_RECORD_SEARCH);
	query_blob(&query, ":commit", commit->b, sizeof(commit->b));
	got = query_next(&query, err);
	if (got == 1)
		number = column_int(&query, 0);
	query_end(&query);
	return got < 0 && !verify_damaged(w->v, err) ? -1 : number;
}

static int
on_damage(void *ctx, const struct object_id *commit,
    const struct object_id *object, const char *path,
    const struct err *what, struct err *err)
{
	struct walk *w = ctx;
	struct verify *v = w->v;
	char place[RECORD_PATH + 64], hex[OBJECT_HEX], words[ERR_PART_MAX];
	int64_t number = 0;

	if (!object_id_equal(commit, &w->commit)) {
		/* The commit itself: what went before it is complete. */
		if (finish_commit(w, err) != 0)
			return -1;
		w->commit = *commit;
		if (!object_id_is_zero(commit))
			number = search_record(w, commit, err);
	} else if (w->has_row) {
		number = w->record.number;
	}
	w->damaged = true;
	if (path[0] != '\0' && w->damaged_folders.len < DAMAGE_BYTES)
		text_addf(&w->damaged_folders, "%s\n", path);
	if (number < 0)
		return -1;
	snprintf(place, sizeof(place), "%s%.300s", path[0] != '\0' ? "" :
	    "commit ", path[0] != '\0' ? path : object_id_hex(hex, commit));
	err_set(&v->sentence, ERR_BROKEN, "Object %s of documents.git is "
	    "damaged: %s.", object_id_hex(hex, object),
	    err_words(words, what));
	if (number == 0)
		return verify_tell(v, NULL, place, err);
	verify_set(v, v->seen, number);
	/* A row that names no commit was told of. */
	if (object_id_equal(commit, object) && verify_bit(v, v->bad, number))
		return 0;
	return verify_tell_number(v, number, place, err);
}

/* ---- parts of the history ---- */

struct commit_of {
	struct object_id commit;
};

static int
take_commit(void *ctx, const struct record *record, struct err *err)
{
	struct commit_of *out = ctx;

	(void)err;
	out->commit = record->commit;
	return 0;
}

/* The last record whose commit was not met; 0: all were. */
static int64_t
last_unseen(struct verify *v, int64_t from)
{
	int64_t n = from;

	while (n > 0 && verify_bit(v, v->seen, n))
		n--;
	return n;
}

/* The record of a commit, 0 where it names none; of a damaged one nobody
 * knows. */
static int64_t
number_of(const struct walk_turn *turn)
{
	const struct commit_view *commit = walk_turn_commit(turn);

	return commit == NULL ? INT64_MAX :
	    record_of_commit(commit->message, strlen(commit->message));
}

/* What a commit brought: first to its row, then for itself. */
static int
take_turn(struct walk *w, struct walk_turn *turn,
    const struct repository_checks *checks, struct err *err)
{
	struct verify *v = w->v;
	int64_t number = number_of(turn);
	int result;

	/* All of the commit before was told, and its row goes. */
	v->in_git = true;
	result = finish_commit(w, err);
	v->in_git = false;
	if (result != 0 || verify_rows(v, number, turn, err) != 0)
		return -1;
	v->in_git = true;
	result = walk_turn_tell(turn, checks, err);
	v->in_git = false;
	if (result == 0 && v->together && v->checks->compared != NULL &&
	    number == v->chain.number)
		result = v->checks->compared(v->checks->ctx, number, err);
	return result;
}

static int
walk_here(struct walk *w, const struct object_id *last,
    const struct repository_checks *checks, struct err *err)
{
	struct verify *v = w->v;
	int result;

	if (verify_rows(v, INT64_MAX, NULL, err) != 0)
		return -1;
	v->in_git = true;
	result = repository_check(v->store->repository, last, v->public_key,
	    checks, err);
	v->in_git = false;
	return result;
}

static int
walk_from(struct walk *w, const struct object_id *last, struct err *err)
{
	const struct repository_checks checks = { .ctx = w,
		.commit = on_commit, .file = on_file, .removed = on_removed,
		.damage = on_damage, .exported = &w->v->main };
	struct walk_ahead *ahead = w->v->ahead;
	struct walk_turn *turn;
	int result = 1;

	w->v->ahead = NULL;
	if (ahead == NULL)
		ahead = walk_ahead_begin(w->v->store, last, &w->v->main,
		    w->v->public_key);
	w->first = true;
	w->damaged = w->unsure = false;
	if (ahead == NULL) {
		result = walk_here(w, last, &checks, err);
	} else {
		while (result == 1 &&
		    (result = walk_ahead_next(ahead, &turn, err)) == 1)
			if (take_turn(w, turn, &checks, err) != 0)
				result = -1;
		walk_ahead_end(ahead);
	}
	w->v->in_git = true;
	if (result == 0)
		result = finish_commit(w, err);
	w->v->in_git = false;
	close_row(w);
	return result;
}

static int
tell_unseen(struct verify *v, int64_t number, struct err *err)
{
	bool bad = verify_bit(v, v->bad, number);

	verify_set(v, v->seen, number);
	if (bad)
		return 0;
	err_set(&v->sentence, ERR_BROKEN, "The commit of record %" PRId64
	    " is not in the history of documents.git.", number);
	return verify_tell_number(v, number, "documents.git", err);
}

/* From the head back, and the rows along with it. */
static int
walk_first(struct walk *w, struct err *err)
{
	struct verify *v = w->v;

	if (v->head.number > 0 && walk_from(w, &v->head.commit, err) != 0)
		return -1;
	return verify_rows(v, INT64_MAX, NULL, err);
}

/* Where the history breaks off, from the commit of the last record that was
 * not met, as its row names it. */
static int
walk_rest(struct walk *w, const struct object_id *main, struct err *err)
{
	struct verify *v = w->v;
	struct commit_of at = { v->head.commit };
	int64_t from = v->limit, tried = 0;
	int segments;

	/* The ledger's last commit leads nowhere: try main. */
	if (v->totals->commits == 0 && !object_id_is_zero(main) &&
	    !object_id_equal(main, &at.commit) &&
	    walk_from(w, main, err) != 0)
		return -1;
	for (segments = 0; segments < SEGMENTS_MOST; ) {
		from = last_unseen(v, from);
		if (from == 0)
			return 0;
		if (from == tried || verify_bit(v, v->bad, from)) {
			if (tell_unseen(v, from, err) != 0)
				return -1;
			continue;
		}
		tried = from;
		segments++;
		if ((store_record(v->store, from, take_commit, &at, err) < 0 &&
		    !verify_damaged(v, err)) ||
		    walk_from(w, &at.commit, err) != 0)
			return -1;
	}
	err_set(&v->sentence, ERR_BROKEN, "Too many commits are missing from "
	    "documents.git: records 1 to %" PRId64 " were not compared with "
	    "it.", from);
	return verify_tell(v, NULL, "documents.git", err);
}

/* ---- signatures, main ---- */

static int
tell_unsigned(struct walk *w, struct err *err)
{
	struct verify *v = w->v;
	int64_t i;

	if (w->unsigned_count > 1 &&
	    w->unsigned_count == v->totals->commits) {
		v->told_key = true;
		err_set(&v->sentence, ERR_BROKEN, "No commit is signed by the "
		    "key that the ledger names as the registry's.");
		return verify_tell(v, NULL, "ledger: registry", err);
	}
	for (i = 0; i < w->unsigned_count && i < UNSIGNED_MOST; i++) {
		if (verify_bit(v, v->bad, w->unsigned_numbers[i]))
			continue;
		err_set(&v->sentence, ERR_BROKEN, "The commit of record %"
		    PRId64 " is not signed by the registry's key.",
		    w->unsigned_numbers[i]);
		if (verify_tell_number(v, w->unsigned_numbers[i],
		    "documents.git", err) != 0)
			return -1;
	}
	if (w->unsigned_count <= UNSIGNED_MOST)
		return 0;
	err_set(&v->sentence, ERR_BROKEN, "%" PRId64 " commits in all are not "
	    "signed by the registry's key.", w->unsigned_count);
	return verify_tell(v, NULL, "documents.git", err);
}

/* The objects of this record's commit, in the repository's own files? 1, 0,
 * -1 with err. */
static int
is_exported(struct verify *v, int64_t number, struct err *err)
{
	struct commit_of at = { { { 0 } } };
	struct text content = TEXT_INIT;
	struct err why = ERR_INIT;
	enum object_type type;
	int got = store_record(v->store, number, take_commit, &at, err);

	if (got < 0)
		return verify_damaged(v, err) ? 0 : -1;
	if (got == 1)
		got = object_reader_read(v->store->repository->reader,
		    &at.commit, true, &type, &content, &why);
	text_release(&content);
	if (got < 0 && why.code == ERR_SYSTEM) {
		*err = why;
		return -1;
	}
	return got == 1 ? 1 : 0;
}

/*
 * main is behind the ledger. What waits has its redo row and is not yet in
 * the repository, unless an exporter died or is at work, which its note says.
 * Everything else is a main that somebody moved back. Objects, note and main
 * are looked at in the order opposite to that in which they are written.
 */
static int
check_behind(struct verify *v, int64_t at, struct err *err)
{
	struct object_id now = { { 0 } };
	struct err ignored = ERR_INIT;
	int64_t first = 0, durable = 0;
	bool unfinished = false, moved;
	struct query query;
	int got;

	query_begin(&query, &v->store->ledger, SCHEMA_MAIN, SQL_REDO_FIRST);
	got = query_next(&query, err);
	if (got == 1)
		first = column_int(&query, 0);
	query_end(&query);
	if (got < 0)
		return verify_damaged(v, err) ? 0 : -1;
	moved = first == 0 || first > at + 1;
	if (!moved) {
		got = is_exported(v, at + 1, err);
		if (got < 0 || export_look(&v->store->paths, &durable,
		    &unfinished, err) != 0)
			return -1;
		moved = at < durable || (got == 1 && !unfinished);
	}
	if (!moved || repository_main(v->store->repository, &now,
	    &ignored) < 0 || !object_id_equal(&now, &v->main))
		return 0;
	err_set(&v->sentence, ERR_BROKEN, "The branch main of documents.git "
	    "was moved back: it stands at record %" PRId64 ", though record "
	    "%" PRId64 " had been exported; git shows the history without "
	    "its end.", at, at + 1);
	return verify_tell_number(v, at + 1, "documents.git/refs/heads/main",
	    err);
}

/* main is the head or an ancestor of it, with the rest waiting. */
static int
check_main(struct verify *v, struct err *err)
{
	struct err why = v->main_err;
	int64_t at = 0;

	if (why.code == ERR_NONE && main_record_of(&v->store->ledger,
	    v->store->repository, &v->main, &at, &why) == 0) {
		v->totals->pending = at < v->head.number ?
		    v->head.number - at : 0;
		return at < v->head.number ? check_behind(v, at, err) : 0;
	}
	if (why.code != ERR_BROKEN) {
		*err = why;
		return -1;
	}
	/* Whose commit it is stands on a page that cannot be read. */
	if (v->met_damage)
		return 0;
	v->sentence = why;
	return verify_tell(v, NULL, "documents.git/refs/heads/main", err);
}

int
verify_repository(struct verify *v, struct err *err)
{
	struct walk w = { .v = v, .damaged_folders = TEXT_INIT,
		.lost = { .v = v } };
	int result;

	if (walk_first(&w, err) != 0 || verify_ledger_rest(v, err) != 0 ||
	    check_main(v, err) != 0)
		result = -1;
	else
		result = v->head.number > 0 ? walk_rest(&w, &v->main, err) : 0;
	text_release(&w.damaged_folders);
	return result == 0 && tell_unsigned(&w, err) == 0 ?
	    verify_folder(v, err) : -1;
}
