/* export.c: bringing the repository to the ledger's head, main only forward */
#include "store/store_int.h"

#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* Up to so many records are written as loose objects, more as one pack. */
#define LOOSE_RECORDS 64
/* Loose objects are not durable: when so many records (or bytes) of them
 * have gathered, they are put into a pack. */
#define GATHER_RECORDS 1000
#define GATHER_BYTES ((int64_t)64 << 20)
/* To merge packs writes all of them once more and frees as much of the disk,
 * which who steps meanwhile feels; to look into so many takes microseconds. */
#define PACKS_MOST 40
#define LOCK_LIMIT_MS 60000
#define BOOT 40			/* a boot's id and NUL */

/*
 * What exporters tell each other, in export.lock itself: written under the
 * lock, never made durable. When it is lost or of another boot, everything
 * that is pending is put into a pack once more, which is always right.
 */
struct note {
	bool working;		/* its writer has not finished */
	int64_t durable;	/* records up to here need no redo rows */
	char boot[BOOT];
};

static void
this_boot(char out[BOOT])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, out, BOOT - 1) : -1;

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n ")] = '\0';
	if (out[0] == '\0')
		snprintf(out, BOOT, "unknown");
}

static void
read_note(int fd, struct note *note)
{
	char text[128], working[8];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	memset(note, 0, sizeof(*note));
	text[n > 0 ? n : 0] = '\0';
	if (sscanf(text, "boot %39s durable %" SCNd64 " %7s", note->boot,
	    &note->durable, working) != 3 || note->durable < 0) {
		memset(note, 0, sizeof(*note));
		return;
	}
	note->working = strcmp(working, "done") != 0;
}

static int
write_note(int fd, const struct note *note, const char *path,
    struct err *err)
{
	char text[128];
	int len;

	/* Always the same length, so that one write replaces the other. */
	len = snprintf(text, sizeof(text), "boot %-36s durable %019" PRId64
	    " %s\n", note->boot, note->durable,
	    note->working ? "open" : "done");
	if (file_write_at(fd, text, (size_t)len, 0) != 0)
		return err_set_errno(err, "%s cannot be written", path);
	return 0;
}

int
export_look(const struct store_paths *paths, int64_t *durable,
    bool *unfinished, struct err *err)
{
	struct note note;
	char boot[BOOT];
	int fd = open(paths->lock, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT)
		return err_set_errno(err, "%s cannot be read", paths->lock);
	memset(&note, 0, sizeof(note));
	if (fd >= 0) {
		read_note(fd, &note);
		close(fd);
	}
	this_boot(boot);
	*unfinished = note.working || strcmp(note.boot, boot) != 0;
	*durable = note.durable;
	return 0;
}

/* ---- the lock ---- */

static void
pause_ms(long ms)
{
	struct timespec pause = { ms / 1000, (ms % 1000) * 1000000 };

	nanosleep(&pause, NULL);
}

/* Has somebody else exported that record? 1, 0, -1. */
static int
is_exported(struct export *export, int64_t record, struct err *err)
{
	struct object_id id;
	int64_t at;

	if (main_record(export->ledger, export->repository, &id, &at,
	    err) != 0)
		return -1;
	return at >= record;
}

/*
 * Take the lock; somebody who merges packs may have it for a while, but has
 * exported our record before that. A descriptor; -1 with err; -2: the record
 * is exported and nothing is left to do.
 */
static int
take_lock(struct export *export, int64_t record, struct err *err)
{
	int fd, done;
	long waited_ms = 0;

	fd = open(export->paths->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set_errno(err, "%s cannot be opened",
		    export->paths->lock);
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			err_set_errno(err, "%s cannot be locked",
			    export->paths->lock);
			goto failed;
		}
		done = is_exported(export, record, err);
		if (done < 0)
			goto failed;
		if (done == 1) {
			close(fd);
			return -2;
		}
		if (waited_ms > LOCK_LIMIT_MS) {
			err_set(err, ERR_BUSY, "Another process has been "
			    "exporting to documents.git for a minute; the "
			    "step is recorded, the export will be made up "
			    "for.");
			goto failed;
		}
		pause_ms(2);
		waited_ms += 2;
	}
	return fd;
failed:
	close(fd);
	return -1;
}

int
export_hold(const struct store_paths *paths, int *fd, struct err *err)
{
	long waited_ms;

	*fd = open(paths->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return err_set_errno(err, "%s cannot be opened", paths->lock);
	for (waited_ms = 0; flock(*fd, LOCK_EX | LOCK_NB) != 0;
	    waited_ms += 2) {
		if (waited_ms > LOCK_LIMIT_MS) {
			close(*fd);
			*fd = -1;
			return err_set(err, ERR_BUSY, "Another process has "
			    "been exporting to documents.git for a minute; "
			    "try again.");
		}
		pause_ms(2);
	}
	return 0;
}

/* ---- one export, under the lock ---- */

struct job {
	struct export *export;
	struct note note;
	bool other_boot;
	struct object_id main;	/* where main stands */
	int64_t from;		/* its record; 0: nowhere yet */
	struct store_head head;	/* where it is to stand */
	int64_t first;		/* record of the first redo row; 0: none */
	bool packed;
};

/* The objects of this record must be in the repository itself. */
static int
must_have_commit(struct job *job, int64_t number, struct err *err)
{
	struct text content = TEXT_INIT;
	struct object_id commit = { { 0 } };
	enum object_type type;
	struct query query;
	int got;

	query_begin(&query, job->export->ledger, SCHEMA_MAIN, SQL_RECORD);
	query_int(&query, ":number", number);
	got = query_next(&query, err);
	if (got == 1)
		column_copy(&query, 9, commit.b, sizeof(commit.b));
	query_end(&query);
	if (got == 1)
		got = repository_read(job->export->repository, &commit, &type,
		    &content, err);
	text_release(&content);
	if (got == 0)
		return err_set(err, ERR_BROKEN, "documents.git has lost the "
		    "commit of record %" PRId64 "; nothing is exported until "
		    "'guiwen rebuild' has mended that.", number);
	return got < 0 ? -1 : 0;
}

/*
 * After a power cut main's file may be empty or torn, since it was renamed
 * into place without fsync. What is durable was so before; the rest is in
 * the redo rows. So it is put aside and main is set anew.
 */
static int
set_torn_main_aside(struct job *job, struct err *err)
{
	char path[PATH_MAX], aside[PATH_MAX];
	struct repository *repository = job->export->repository;

	if (repository_path(repository, path, "refs/heads/main", err) != 0 ||
	    repository_path(repository, aside, "main.torn", err) != 0)
		return -1;
	if (rename(path, aside) != 0)
		return err_set_errno(err, "%s cannot be renamed", path);
	memset(&job->main, 0, sizeof(job->main));
	job->from = job->first > 0 ? job->first - 1 : job->head.number;
	return job->from > 0 ? must_have_commit(job, job->from, err) : 0;
}

static int
find_range(struct job *job, struct err *err)
{
	struct export *export = job->export;

	if (ledger_head(export->ledger, &job->head, err) != 0 ||
	    redo_first(export->ledger, &job->first, err) != 0)
		return -1;
	if (job->other_boot &&
	    repository_main(export->repository, &job->main, err) < 0) {
		if (err->code != ERR_BROKEN ||
		    set_torn_main_aside(job, err) != 0)
			return -1;
	} else if (main_record(export->ledger, export->repository,
	    &job->main, &job->from, err) != 0) {
		return -1;
	}
	if (job->from >= job->head.number ||
	    (job->first > 0 && job->first <= job->from + 1))
		return 0;
	return err_set(err, ERR_BROKEN, "The ledger no longer has the objects "
	    "of record %" PRId64 ", and documents.git does not have them yet. "
	    "Nothing is exported until 'guiwen rebuild' has mended that.",
	    job->from + 1);
}

/* The next object of a redo row, whole: what was altered in the ledger since
 * may not get into the repository under a right id. 1, 0, -1. */
int
export_object(struct redo_reader *reader, int64_t record,
    struct redo_object *object, struct err *err)
{
	struct object_id id;
	int got = redo_next(reader, object);

	if (got == 1)
		object_id_of(&id, object->type, object->bytes, object->len);
	if (got == 0 || (got == 1 && object_id_equal(&id, &object->id)))
		return got;
	return err_set(err, ERR_BROKEN, "The ledger's redo row of record %"
	    PRId64 " was altered before it was exported. Nothing is exported "
	    "until 'guiwen rebuild' has mended that.", record);
}

/* Write the objects of the records from+1 to the head as loose files. */
static int
write_loose(struct job *job, struct err *err)
{
	struct export *export = job->export;
	struct redo_object object;
	struct redo_reader reader;
	struct redo_row row;
	struct query query;
	int got, more;

	query_begin(&query, export->ledger, SCHEMA_MAIN, SQL_REDO_RANGE);
	query_int(&query, ":first", job->from + 1);
	query_int(&query, ":last", job->head.number);
	while ((got = query_next(&query, err)) == 1) {
		redo_from_row(&row, &query);
		redo_read(&reader, &row);
		while ((more = export_object(&reader, column_int(&query, 0),
		    &object, err)) == 1)
			if (repository_write_loose(export->repository,
			    &object.id, object.type, object.bytes, object.len,
			    job->note.working, err) != 0) {
				more = -1;
				break;
			}
		if (more < 0) {
			got = -1;
			break;
		}
	}
	query_end(&query);
	return got;
}

/* How much of the redo table is not durable yet: is it time for a pack? */
static int
wants_pack(struct job *job, int64_t from, bool *out, struct err *err)
{
	int64_t records = job->head.number + 1 - from;
	struct query query;
	int got;

	*out = job->other_boot || records >= GATHER_RECORDS ||
	    job->head.number - job->from > LOOSE_RECORDS;
	if (*out)
		return 0;
	query_begin(&query, job->export->ledger, SCHEMA_MAIN, SQL_REDO_BYTES);
	query_int(&query, ":first", from);
	query_int(&query, ":last", job->head.number);
	got = query_next(&query, err);
	if (got == 1)
		*out = column_int(&query, 0) >= GATHER_BYTES;
	query_end(&query);
	return got < 0 ? -1 : 0;
}

/* A step that meets main there in the meantime knows it at once. */
static int
move_main(struct job *job, bool durable, struct err *err)
{
	atomic_store(job->export->moving, job->head.number);
	return repository_set_main(job->export->repository, &job->main,
	    &job->head.commit, durable, err);
}

/* Loose files, or one durable pack that also has what was loose before. */
static int
write_objects(struct job *job, struct err *err)
{
	struct export *export = job->export;
	int64_t from = job->first;
	bool pack;

	if (from <= job->note.durable)
		from = job->note.durable + 1;
	if (wants_pack(job, from, &pack, err) != 0)
		return -1;
	if (!pack)
		return write_loose(job, err) != 0 ? -1 :
		    move_main(job, false, err);
	if (export_pack(export, from, job->head.number, err) != 0 ||
	    move_main(job, true, err) != 0)
		return -1;
	job->note.durable = job->head.number;
	job->packed = true;
	return 0;
}

static int
export_locked(struct job *job, int fd, struct err *err)
{
	struct export *export = job->export;
	const char *path = export->paths->lock;
	struct err ignored = ERR_INIT;
	char boot[BOOT];

	read_note(fd, &job->note);
	this_boot(boot);
	job->other_boot = strcmp(job->note.boot, boot) != 0;
	if ((job->other_boot || job->note.working) &&
	    repository_clean(export->repository, err) != 0)
		return -1;
	if (find_range(job, err) != 0)
		return -1;
	if (job->from < job->head.number || (job->other_boot &&
	    job->first > 0)) {
		job->note.working = true;
		if (write_note(fd, &job->note, path, err) != 0 ||
		    write_objects(job, err) != 0)
			return -1;
	}
	snprintf(job->note.boot, sizeof(job->note.boot), "%s", boot);
	job->note.working = false;
	if (write_note(fd, &job->note, path, err) != 0)
		return -1;
	/* Merging only tidies up: should it fail (a full disk), the next
	 * pack brings it again, and the export is whole without it. */
	if (job->packed)
		repository_merge_packs(export->repository, PACKS_MOST,
		    &ignored);
	return 0;
}

int
export_to(struct export *export, int64_t record, struct err *err)
{
	struct job job = { .export = export };
	int fd, result;

	fd = take_lock(export, record, err);
	if (fd < 0)
		return fd == -2 ? 0 : -1;
	store_mark(MARK_EXPORT, true);
	result = export_locked(&job, fd, err);
	if (result == 0)
		atomic_store(export->durable, job.note.durable);
	store_mark(MARK_EXPORT, false);
	close(fd);
	return result;
}

int
store_export(struct store *store, struct err *err)
{
	struct export export = { &store->paths, &store->ledger,
		store->repository, &store->durable,
		&store->moving };
	struct store_head head;

	if (ledger_head(&store->ledger, &head, err) != 0)
		return -1;
	return export_to(&export, head.number, err);
}
