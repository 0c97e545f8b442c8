/* save.c: writing a document's files into a folder of the caller's */
#include "cli/save.h"

#include "cli/elsewhere.h"
#include "cli/json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_BYTES_MAX 200	/* with what comes before it under 255 */
#define ENDING_BYTES_MAX 16
#define SAME_NAME_MAX 1000

struct saving {
	struct call *call;
	const struct dossier *dossier;
	const char *folder;
	int dir;
	json_t *list;		/* NULL: told in words */
};

static bool
is_empty(int dir)
{
	int copy = dup(dir);
	DIR *entries = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;
	bool empty = entries != NULL;

	if (entries == NULL) {
		if (copy >= 0)
			close(copy);
		return false;
	}
	while (empty && (entry = readdir(entries)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0;
	closedir(entries);
	return empty;
}

/* The folder, made or empty: a descriptor, or -1 with err. */
static int
open_folder(const char *folder, struct err *err)
{
	int dir;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return err_set_errno(err, "the folder %s cannot be made",
		    folder);
	dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 && errno == ENOTDIR)
		return err_set(err, ERR_REFUSED, "%s is there and is no "
		    "folder; name one that is not there yet", folder);
	if (dir < 0)
		return err_set_errno(err, "the folder %s cannot be opened",
		    folder);
	if (is_empty(dir))
		return dir;
	close(dir);
	return err_set(err, ERR_REFUSED, "the folder %s is not empty; name "
	    "one that is empty or not there yet", folder);
}

/* Append a name as any file system takes it: no separators, no control
 * characters, not too long, its ending kept. */
static void
add_clean(struct text *out, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t len = strlen(name), ending, keep, i;

	ending = dot != NULL ? strlen(dot) : 0;
	if (ending > ENDING_BYTES_MAX)
		ending = 0;
	keep = len;
	if (len > NAME_BYTES_MAX) {
		keep = NAME_BYTES_MAX - ending;
		while (keep > 0 && ((unsigned char)name[keep] & 0xc0) == 0x80)
			keep--;
	} else {
		ending = 0;
	}
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if (i >= keep && i < len - ending)
			continue;
		text_addc(out, c < 0x20 || c == 0x7f ||
		    strchr("/\\:*?\"<>|", c) != NULL ? '_' : (char)c);
	}
}

/* A new file: its descriptor, and its name in `name`. */
static int
create(const struct saving *s, const char *before, const char *given,
    struct text *name, struct err *err)
{
	int fd = -1, i;

	for (i = 1; i <= SAME_NAME_MAX; i++) {
		text_reset(name);
		add_clean(name, before);
		text_addc(name, '-');
		if (i > 1)
			text_addf(name, "%d-", i);
		add_clean(name, given);
		fd = openat(s->dir, name->ptr, O_WRONLY | O_CREAT | O_EXCL |
		    O_NOFOLLOW | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	if (fd < 0)
		err_set_errno(err, "%s/%s cannot be made", s->folder,
		    name->ptr);
	return fd;
}

static int
write_all(int fd, const struct text *bytes)
{
	size_t done = 0;
	ssize_t n;

	while (done < bytes->len) {
		n = write(fd, bytes->ptr + done, bytes->len - done);
		if (n < 0 && errno != EINTR)
			return -1;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static void
tell(const struct saving *s, const char *name, const struct text *bytes)
{
	struct sha256 hash;
	char hex[SHA256_HEX];
	json_t *o;

	if (s->list == NULL) {
		output_addf(&s->call->out, "%s/%s\n", s->folder, name);
		return;
	}
	sha256_of(&hash, bytes->ptr, bytes->len);
	o = json_object();
	json_object_set_new(o, "name", json_words(name));
	json_object_set_new(o, "bytes", json_integer((json_int_t)bytes->len));
	json_object_set_new(o, "sha256", json_string(sha256_hex(hex, &hash)));
	json_array_append_new(s->list, o);
}

static int
save_one(const struct saving *s, const char *before, const char *given,
    const struct text *bytes, struct err *err)
{
	struct text name = TEXT_INIT;
	int fd = create(s, before, given, &name, err);
	int result = -1;

	if (fd < 0)
		goto out;
	result = write_all(fd, bytes);
	if (close(fd) != 0)
		result = -1;
	if (result != 0) {
		err_set_errno(err, "%s/%s cannot be written", s->folder,
		    name.ptr);
		(void)unlinkat(s->dir, name.ptr, 0);
		goto out;
	}
	tell(s, name.ptr, bytes);
out:
	text_release(&name);
	return result;
}

/* A paper that two people destroyed is not there, and rightly: said on
 * standard error, the rest is saved. */
static bool
is_destroyed(const struct saving *s, const struct dossier_material *material)
{
	const struct dossier_destruction *at = dossier_is_personal(material) ?
	    dossier_destruction(s->dossier, material->sha256) : NULL;

	if (at == NULL || at->step == 0)
		return false;
	fprintf(s->call->talk, _("%s (step %lld) is not saved: it was "
	    "lawfully destroyed by step %lld\n"), material->name,
	    (long long)material->step, (long long)at->step);
	return true;
}

static int
save_all(const struct saving *s, struct err *err)
{
	const struct dossier *d = s->dossier;
	struct registry *registry = s->call->registry;
	struct text bytes = TEXT_INIT, before = TEXT_INIT;
	int result = 0;
	size_t i;

	for (i = 0; result == 0 && i < d->nversions; i++) {
		text_reset(&before);
		text_addf(&before, "v%lld", (long long)d->versions[i].number);
		result = registry_original(registry, d->id, &d->versions[i],
		    &bytes, err);
		if (result == 0)
			result = save_one(s, before.ptr, d->versions[i].name,
			    &bytes, err);
	}
	for (i = 0; result == 0 && i < d->nmaterials; i++) {
		if (is_destroyed(s, &d->materials[i]))
			continue;
		text_reset(&before);
		text_addf(&before, "%04lld-%s",
		    (long long)d->materials[i].step, d->materials[i].kind);
		result = registry_material(registry, d->id, &d->materials[i],
		    &bytes, err);
		if (result == 0)
			result = save_one(s, before.ptr, d->materials[i].name,
			    &bytes, err);
	}
	text_release(&bytes);
	text_release(&before);
	return result;
}

int
save_files(struct call *call, const struct dossier *dossier,
    const char *folder, struct err *err)
{
	struct saving s = { call, dossier, folder, -1, NULL };
	json_t *o;
	int result;

	if (elsewhere_check(call, folder, err) != 0)
		return -1;
	s.dir = open_folder(folder, err);
	if (s.dir < 0)
		return -1;
	if (call_json(call))
		s.list = json_array();
	result = save_all(&s, err);
	close(s.dir);
	if (s.list == NULL)
		return result;
	if (result != 0) {
		json_decref(s.list);
		return result;
	}
	o = json_object();
	json_object_set_new(o, "document", json_string(dossier->id));
	json_object_set_new(o, "folder", json_words(folder));
	json_object_set_new(o, "saved", s.list);
	json_print(&call->out, o);
	return 0;
}
