/* zip.c: the parts of a zip file, read by name into memory, within limits */
#include "engine/document/zip.h"

#include "engine/base/mem.h"

#include <archive.h>
#include <archive_entry.h>

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define END_BYTES 22
#define HEADER_BYTES 46
#define LOCAL_BYTES 30
#define MIB (1u << 20)

struct entry {
	char *name;
	uint32_t packed, declared, offset;
};

struct zip {
	const char *bytes;
	size_t len;
	const char *name;
	struct entry *entries;
	size_t n;
	size_t inflated;	/* so far, in all */
};

static unsigned
u16(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return b[0] | (unsigned)b[1] << 8;
}

static uint32_t
u32(const char *p)
{
	return u16(p) | (uint32_t)u16(p + 2) << 16;
}

static int
damaged(const struct zip *zip, const char *how, struct err *err)
{
	char part[ERR_PART_MAX];

	return err_set_at(err, ERR_UNREADABLE, zip->name, 0, "%s is damaged "
	    "or made up: %s; save it again in Word or WPS as .docx.",
	    zip->name, err_part(part, how));
}

/* The end record, from the end backwards over a comment. */
static const char *
find_end(const struct zip *zip)
{
	size_t back;

	for (back = END_BYTES; back <= zip->len && back < END_BYTES + 65536;
	     back++) {
		const char *p = zip->bytes + zip->len - back;

		if (memcmp(p, "PK\005\006", 4) == 0 &&
		    u16(p + 20) == back - END_BYTES)
			return p;
	}
	return NULL;
}

static bool
name_is_safe(const char *name, size_t len)
{
	size_t i, start = 0;

	if (len == 0 || name[0] == '/' || (len > 1 && name[1] == ':'))
		return false;
	for (i = 0; i <= len; i++) {
		if (i < len && ((unsigned char)name[i] < 0x20 ||
		    name[i] == '\\'))
			return false;
		if (i < len && name[i] != '/')
			continue;
		if ((i - start == 2 && memcmp(name + start, "..", 2) == 0) ||
		    (i - start == 1 && name[start] == '.'))
			return false;
		start = i + 1;
	}
	return true;
}

/* One record of the directory at p; its length, 0 with err. */
static size_t
read_header(struct zip *zip, const char *p, const char *end, struct err *err)
{
	struct entry *e = &zip->entries[zip->n];
	size_t name_len, whole;

	if (end - p < HEADER_BYTES || memcmp(p, "PK\001\002", 4) != 0) {
		damaged(zip, "its directory is broken", err);
		return 0;
	}
	name_len = u16(p + 28);
	whole = HEADER_BYTES + name_len + u16(p + 30) + u16(p + 32);
	if ((size_t)(end - p) < whole) {
		damaged(zip, "its directory is broken", err);
		return 0;
	}
	if (!name_is_safe(p + HEADER_BYTES, name_len)) {
		damaged(zip, "a part has a name that leads outside the file",
		    err);
		return 0;
	}
	/* encrypted, strongly encrypted, its directory encrypted */
	if ((u16(p + 8) & 0x2041) != 0) {
		err_set_at(err, ERR_UNREADABLE, zip->name, 0, "%s is protected "
		    "by a password; take it off and save the file again.",
		    zip->name);
		return 0;
	}
	if (u16(p + 10) != 0 && u16(p + 10) != 8) {
		damaged(zip, "a part is packed in a way that no office "
		    "program uses", err);
		return 0;
	}
	e->name = mem_strndup(p + HEADER_BYTES, name_len);
	e->packed = u32(p + 20);
	e->declared = u32(p + 24);
	e->offset = u32(p + 42);
	zip->n++;
	return whole;
}

static int
by_offset(const void *a, const void *b)
{
	uint32_t x = ((const struct entry *)a)->offset;
	uint32_t y = ((const struct entry *)b)->offset;

	return x < y ? -1 : x > y;
}

static int
by_name(const void *a, const void *b)
{
	return strcasecmp(((const struct entry *)a)->name,
	    ((const struct entry *)b)->name);
}

static int
check_entries(struct zip *zip, size_t directory, struct err *err)
{
	uint64_t all = 0, stop;
	size_t i;

	qsort(zip->entries, zip->n, sizeof(*zip->entries), by_offset);
	/* What stands before the first part is another file. */
	if (zip->entries[0].offset != 0)
		return damaged(zip, "something stands before its parts", err);
	for (i = 0; i < zip->n; i++) {
		const struct entry *e = &zip->entries[i];
		const char *local = zip->bytes + e->offset;

		all += e->declared;
		stop = i + 1 < zip->n ? e[1].offset : directory;
		if ((uint64_t)e->offset + LOCAL_BYTES > directory ||
		    memcmp(local, "PK\003\004", 4) != 0 ||
		    (uint64_t)e->offset + LOCAL_BYTES + u16(local + 26) +
		    u16(local + 28) + e->packed > stop)
			return damaged(zip, "parts of it overlap", err);
		/* What one reader takes by this name another must, too. */
		if (u16(local + 26) != strlen(e->name) || memcmp(local +
		    LOCAL_BYTES, e->name, strlen(e->name)) != 0)
			return damaged(zip, "a part has two names", err);
	}
	if (all > ZIP_ALL_BYTES_MAX)
		return err_set_at(err, ERR_LIMIT, zip->name, 0, "%s unpacks to "
		    "more than %u MiB; no normative document is so large.",
		    zip->name, ZIP_ALL_BYTES_MAX / MIB);
	qsort(zip->entries, zip->n, sizeof(*zip->entries), by_name);
	for (i = 1; i < zip->n; i++) {
		if (strcasecmp(zip->entries[i - 1].name,
		    zip->entries[i].name) == 0)
			return damaged(zip, "a part is in it twice", err);
	}
	return 0;
}

static int
read_directory(struct zip *zip, struct err *err)
{
	const char *end = find_end(zip), *p;
	size_t n, start, i, len;

	if (end == NULL)
		return damaged(zip, "its end is missing", err);
	n = u16(end + 10);
	start = u32(end + 16);
	if (u16(end + 4) != 0 || u16(end + 8) != n || n == 0 ||
	    start > (size_t)(end - zip->bytes))
		return damaged(zip, "its directory is broken", err);
	if (n > ZIP_PARTS_MAX)
		return err_set_at(err, ERR_LIMIT, zip->name, 0, "%s has more "
		    "than %d parts; no document has so many.", zip->name,
		    ZIP_PARTS_MAX);
	zip->entries = mem_zero(n, sizeof(*zip->entries));
	p = zip->bytes + start;
	for (i = 0; i < n; i++) {
		len = read_header(zip, p, end, err);
		if (len == 0)
			return -1;
		p += len;
	}
	if (p != end)
		return damaged(zip, "its directory is broken", err);
	return check_entries(zip, start, err);
}

int
zip_open(struct zip **out, const char *bytes, size_t len, const char *name,
    struct err *err)
{
	struct zip *zip = mem_zero(1, sizeof(*zip));

	zip->bytes = bytes;
	zip->len = len;
	zip->name = name;
	if (read_directory(zip, err) != 0) {
		zip_close(zip);
		return -1;
	}
	*out = zip;
	return 0;
}

void
zip_close(struct zip *zip)
{
	size_t i;

	if (zip == NULL)
		return;
	for (i = 0; i < zip->n; i++)
		free(zip->entries[i].name);
	free(zip->entries);
	free(zip);
}

static const struct entry *
find_entry(const struct zip *zip, const char *part)
{
	struct entry key = { .name = (char *)(uintptr_t)part };

	return bsearch(&key, zip->entries, zip->n, sizeof(key), by_name);
}

bool
zip_has(const struct zip *zip, const char *part)
{
	return find_entry(zip, part) != NULL;
}

bool
zip_has_suffix(const struct zip *zip, const char *suffix)
{
	size_t i, n = strlen(suffix), len;

	for (i = 0; i < zip->n; i++) {
		len = strlen(zip->entries[i].name);
		if (len >= n && strcasecmp(zip->entries[i].name + len - n,
		    suffix) == 0)
			return true;
	}
	return false;
}

/* The library failed. Where that was for want of memory, which it tells in one
 * way or the other, nothing is known of the file. */
static int
failed(const struct zip *zip, struct archive *archive, const char *how,
    struct err *err)
{
	if (errno == ENOMEM || archive_errno(archive) == ENOMEM)
		mem_none();
	return damaged(zip, how, err);
}

/* Inflate the entry that the archive stands at. */
static int
inflate_entry(struct zip *zip, struct archive *archive,
    const struct entry *entry, struct text *out, struct err *err)
{
	char buf[32768];
	size_t start = out->len, got;
	la_ssize_t n;

	while ((n = archive_read_data(archive, buf, sizeof(buf))) > 0) {
		text_add(out, buf, (size_t)n);
		zip->inflated += (size_t)n;
		got = out->len - start;
		if (got > ZIP_PART_BYTES_MAX ||
		    zip->inflated > ZIP_ALL_BYTES_MAX ||
		    (got > MIB && got / ZIP_RATIO_MAX > entry->packed))
			return err_set_at(err, ERR_LIMIT, zip->name, 0, "%s "
			    "unpacks to far more than a document holds; it "
			    "was not read.", zip->name);
	}
	if (n < 0 || out->len - start != entry->declared)
		return failed(zip, archive, "a part does not unpack to what "
		    "is declared", err);
	return 0;
}

int
zip_read(struct zip *zip, const char *part, struct text *out,
    struct err *err)
{
	const struct entry *entry = find_entry(zip, part);
	struct archive *archive = archive_read_new();
	struct archive_entry *at;
	const char *path;
	int ret = -1, r;

	if (archive == NULL)
		mem_none();
	errno = 0;
	if (entry == NULL) {
		damaged(zip, "a part that it names is not in it", err);
		goto out;
	}
	archive_read_support_format_zip_seekable(archive);
	if (archive_read_open_memory(archive, zip->bytes, zip->len) !=
	    ARCHIVE_OK) {
		failed(zip, archive, "it cannot be opened", err);
		goto out;
	}
	while ((r = archive_read_next_header(archive, &at)) == ARCHIVE_OK ||
	    r == ARCHIVE_WARN) {
		path = archive_entry_pathname(at);
		if (path == NULL || strcasecmp(path, entry->name) != 0)
			continue;
		if (archive_entry_filetype(at) != AE_IFREG) {
			damaged(zip, "a part is no file", err);
			goto out;
		}
		ret = inflate_entry(zip, archive, entry, out, err);
		goto out;
	}
	failed(zip, archive, "a part that it names cannot be found", err);
out:
	archive_read_free(archive);
	return ret;
}
