/* registry_init.c: making a registry: settings, workflows and calendars as
 * they will be used, and the first record */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "engine/xml/write.h"
#include "workflows/people_change.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATA_FILE_MAX ((size_t)4 << 20)

struct first_file {
	char *path;
	struct text bytes;
};

struct first {
	struct first_file *files;
	size_t count, cap;
	struct store *store;
	const struct act *act;
	const struct text *act_bytes;
	const char *name;
};

static struct text *
add_file(struct first *first, const char *path)
{
	struct first_file *file;

	MEM_GROW(first->files, first->count, first->cap);
	file = &first->files[first->count++];
	file->path = mem_strdup(path);
	text_init(&file->bytes);
	return &file->bytes;
}

/* A file of the installation: 1, 0 when it is not there, -1. */
static int
read_data(const char *path, struct text *out, struct err *err)
{
	FILE *file = fopen(path, "rb");
	char buf[16384];
	size_t n;
	int rc = 1;

	if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (file == NULL)
		return err_set_errno(err, "%s cannot be read", path);
	while (out->len <= DATA_FILE_MAX &&
	    (n = fread(buf, 1, sizeof(buf), file)) > 0)
		text_add(out, buf, n);
	if (ferror(file))
		rc = err_set_errno(err, "%s cannot be read", path);
	else if (out->len > DATA_FILE_MAX)
		rc = err_set(err, ERR_LIMIT, "%s is larger than %zu bytes",
		    path, DATA_FILE_MAX);
	fclose(file);
	return rc;
}

static int
take_data(struct first *first, const char *data_dir, const char *from,
    const char *to, struct err *err)
{
	struct text path = TEXT_INIT;
	int rc;

	text_addf(&path, "%s/%s", data_dir, from);
	rc = read_data(path.ptr, add_file(first, to), err);
	if (rc == 0) {
		first->count--;
		free(first->files[first->count].path);
	}
	text_release(&path);
	return rc;
}

static int
visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Everything in a folder of the installation, in order of names: `file` of
 * each subfolder, or with NULL the calendars in it. */
static int
take_folder(struct first *first, const char *data_dir, const char *folder,
    const char *file, struct err *err)
{
	struct text path = TEXT_INIT, from = TEXT_INIT, to = TEXT_INIT;
	struct dirent **entries = NULL;
	const char *dot;
	int n, i, rc = -1;

	text_addf(&path, "%s/%s", data_dir, folder);
	n = scandir(path.ptr, &entries, visible, alphasort);
	if (n < 0) {
		err_set_errno(err, "the folder %s, which holds the workflows "
		    "and calendars of guiwen, cannot be read", path.ptr);
		goto out;
	}
	rc = 0;
	for (i = 0; i < n && rc >= 0; i++) {
		const char *name = entries[i]->d_name;

		dot = strrchr(name, '.');
		if (file == NULL && (dot == NULL || strcmp(dot, ".ics") != 0))
			continue;
		text_reset(&from);
		text_reset(&to);
		if (file != NULL) {
			text_addf(&from, "%s/%s", name, file);
			text_addf(&to, "workflows/%s/%s", name, file);
		} else {
			text_addf(&from, "%s/%s", folder, name);
			text_addf(&to, "calendars/%s", name);
		}
		rc = take_data(first, data_dir, from.ptr, to.ptr, err);
	}
	rc = rc < 0 ? -1 : 0;
out:
	for (i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	text_release(&path);
	text_release(&from);
	text_release(&to);
	return rc;
}

/* A context_file_fn over what will be put in: so that nothing gets in which
 * could not be used. */
static int
first_file(void *ctx, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	const struct first *first = ctx;
	size_t i;

	(void)err;
	for (i = 0; i < first->count; i++) {
		const struct text *bytes = &first->files[i].bytes;

		if (strcmp(first->files[i].path, path) != 0)
			continue;
		text_add(out, bytes->ptr, bytes->len);
		if (id != NULL)
			object_id_of(id, OBJECT_BLOB, bytes->ptr, bytes->len);
		return 1;
	}
	return 0;
}

static int
gather(struct first *first, const struct settings *settings,
    const char *data_dir, struct err *err)
{
	struct context *context;
	int rc;

	settings_write(settings, add_file(first, CONTEXT_SETTINGS));
	people_write_with(NULL, NULL, add_file(first, CONTEXT_PEOPLE));
	if (take_folder(first, data_dir, ".", "chart.scxml", err) != 0 ||
	    take_folder(first, data_dir, "calendars", NULL, err) != 0)
		return -1;
	context = context_new();
	rc = context_load(context, first_file, first, err);
	context_free(context);
	if (rc != 0) {
		err->code = err->code == ERR_BROKEN ? ERR_SYSTEM : err->code;
		return err_prefix(err, "what lies in %s cannot be used",
		    data_dir);
	}
	return 0;
}

static void
write_outcome(struct text *out, const struct first *first)
{
	struct xml_writer w;
	struct sha256 hash;
	char hex[SHA256_HEX];
	size_t i;

	xw_init(&w, out);
	xw_open(&w, "outcome", OUTCOME_NS);
	xw_attr(&w, "event", "init");
	xw_attr(&w, "result", "done");
	for (i = 0; i < first->count; i++) {
		const struct text *bytes = &first->files[i].bytes;

		sha256_of(&hash, bytes->ptr, bytes->len);
		xw_open(&w, "file", NULL);
		xw_attr(&w, "path", first->files[i].path);
		xw_attr(&w, "sha256", sha256_hex(hex, &hash));
		xw_close(&w);
	}
	xw_close(&w);
}

static int
step(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	const struct first *first = ctx;
	struct text outcome = TEXT_INIT, subject = TEXT_INIT;
	struct record_draft draft = { .kind = RECORD_REGISTRY,
		.document = "", .event = "init", .person = "",
		.act = first->act_bytes->ptr,
		.act_len = first->act_bytes->len, .author_name = first->name,
		.author_time_s = first->act->stated_s };
	int rc = -1;
	size_t i;

	(void)item;
	/* Another process may have gone on with it first. */
	if (store_txn_head(txn)->number != 0)
		return err_set(err, ERR_REFUSED, "Another process has made "
		    "this registry meanwhile.");
	for (i = 0; i < first->count; i++)
		if (store_txn_put(txn, first->files[i].path,
		    first->files[i].bytes.ptr, first->files[i].bytes.len,
		    err) != 0)
			goto out;
	write_outcome(&outcome, first);
	text_addf(&subject, "建库：%s", first->name);
	draft.outcome = outcome.ptr;
	draft.outcome_len = outcome.len;
	draft.subject = subject.ptr;
	rc = store_txn_record(txn, &draft, NULL, err);
out:
	text_release(&outcome);
	text_release(&subject);
	return rc;
}

static int
record_first(struct first *first, int64_t now_s, struct err *err)
{
	struct act *act = act_new();
	struct text bytes = TEXT_INIT;
	struct err item = ERR_INIT;
	char nonce[33];
	int rc = -1;

	if (registry_nonce(nonce, err) != 0)
		goto out;
	act->registry = store_id(first->store);
	act->event = "init";
	act->nonce = nonce;
	act->stated_s = now_s;
	act_write(act, &bytes);
	first->act = act;
	first->act_bytes = &bytes;
	people_allowed_signers(NULL, store_public_key(first->store),
	    add_file(first, ALLOWED_SIGNERS));
	if (store_step(first->store, 1, step, first, now_s, &item, err) != 0)
		goto out;
	if (item.code != ERR_NONE) {
		*err = item;
		goto out;
	}
	rc = store_export(first->store, err);
out:
	act_free(act);
	text_release(&bytes);
	return rc;
}

static int
remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	/* the folder itself may have been there before */
	return ftw->level == 0 ? 0 : remove(path);
}

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* Make it; or go on with what an init that was killed before its first record
 * has left, which is nobody's registry yet. */
static int
make_or_resume(struct first *first, const char *dir, bool *made,
    struct err *err)
{
	struct err ignored = ERR_INIT;
	struct store_head head;

	if (store_create(dir, first->name, err) == 0) {
		*made = true;
		return store_open(&first->store, dir, false, err);
	}
	if (err->code != ERR_REFUSED ||
	    store_open(&first->store, dir, false, &ignored) != 0)
		return -1;
	if (store_head(first->store, &head, &ignored) == 0 &&
	    head.number == 0 &&
	    strcmp(store_name(first->store), first->name) == 0) {
		err_clear(err);
		return 0;
	}
	return -1;
}

int
registry_init(const char *dir, const struct settings *settings,
    const char *data_dir, int64_t now_s, struct err *err)
{
	struct first first = { .name = settings_name(settings) };
	bool there = exists(dir), made = false;
	size_t i;
	int rc = -1;

	if (gather(&first, settings, data_dir, err) == 0 &&
	    make_or_resume(&first, dir, &made, err) == 0)
		rc = record_first(&first, now_s, err);
	store_close(first.store);
	/* An empty registry is of no use to anybody: nothing remains of it.
	 * The folder was absent or empty, store_create saw to that. */
	if (rc != 0 && made) {
		nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		if (!there)
			rmdir(dir);
	}
	for (i = 0; i < first.count; i++) {
		free(first.files[i].path);
		text_release(&first.files[i].bytes);
	}
	free(first.files);
	return rc;
}
