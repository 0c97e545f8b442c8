/* document_helpers.h: reading texts and files in tests of engine/document/ */
#ifndef GUIWEN_TESTS_DOCUMENT_HELPERS_H
#define GUIWEN_TESTS_DOCUMENT_HELPERS_H

#include "engine/base/mem.h"
#include "engine/document/document.h"

#include <archive.h>
#include <archive_entry.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define assert_done(call, err) do {					\
	if ((call) != 0)						\
		fail_msg("%s: %s", #call, (err).msg);			\
} while (0)

/* The folder of real documents that are no part of the project. */
static inline const char *
shared_folder(void)
{
	const char *s = getenv("GUIWEN_SHARED");

	return s != NULL && *s != '\0' ? s : "../shared";
}

static inline bool
file_read(struct text *out, const char *path)
{
	char buf[65536];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(out, buf, n);
	fclose(f);
	return true;
}

/* A file below it; false where it is absent. */
static inline bool
shared_file(struct text *out, const char *path)
{
	struct text name = TEXT_INIT;
	bool found;

	text_addf(&name, "%s/data/%s", shared_folder(), path);
	found = file_read(out, name.ptr);
	text_release(&name);
	return found;
}

static inline struct document *
read_as(const char *text, const char *name)
{
	struct document *d = NULL;
	struct err err = ERR_INIT;

	assert_done(document_read(&d, text, strlen(text), name, &err), err);
	return d;
}

static inline void
hash_hex(char out[SHA256_HEX], const struct document *d)
{
	struct sha256 hash;

	document_text_hash(d, &hash);
	sha256_hex(out, &hash);
}

/* Written as Akoma Ntoso and read back it is the same, byte for byte, and so
 * is everything a getter says. */
static inline void
assert_round_trip(const struct document *d)
{
	struct text a = TEXT_INIT, b = TEXT_INIT, p = TEXT_INIT, q = TEXT_INIT;
	struct document *again = NULL;
	struct err err = ERR_INIT;
	struct document_counts c, e;
	char x[SHA256_HEX], y[SHA256_HEX];
	size_t i;

	document_write_akn(d, &a);
	assert_done(document_from_akn(&again, a.ptr, a.len, "a.akn", &err),
	    err);
	document_write_akn(again, &b);
	assert_string_equal(a.ptr, b.ptr);
	document_plain_text(d, &p);
	document_plain_text(again, &q);
	assert_string_equal(p.ptr, q.ptr);
	hash_hex(x, d);
	hash_hex(y, again);
	assert_string_equal(x, y);
	document_counts(d, &c);
	document_counts(again, &e);
	assert_memory_equal(&c, &e, sizeof(c));
	assert_string_equal(document_title(d), document_title(again));
	assert_string_equal(document_number(d), document_number(again));
	assert_string_equal(document_issuer(d), document_issuer(again));
	assert_int_equal(document_format(d), document_format(again));
	assert_int_equal(document_validity_months(d),
	    document_validity_months(again));
	assert_int_equal(document_starts_at_publication(d),
	    document_starts_at_publication(again));
	assert_int_equal(document_changes_pending(d),
	    document_changes_pending(again));
	assert_int_equal(document_comments(d), document_comments(again));
	assert_int_equal(document_nnotes(d), document_nnotes(again));
	for (i = 0; i < document_nnotes(d); i++) {
		assert_string_equal(document_note(d, i)->reason,
		    document_note(again, i)->reason);
		assert_string_equal(document_note(d, i)->text,
		    document_note(again, i)->text);
		assert_int_equal(document_note(d, i)->line,
		    document_note(again, i)->line);
		assert_int_equal(document_note(d, i)->uncertain,
		    document_note(again, i)->uncertain);
	}
	text_release(&a);
	text_release(&b);
	text_release(&p);
	text_release(&q);
	document_free(again);
}

/* --- files made by tests --- */

struct packed {
	const char *name, *content;
};

/* Pack parts into a zip; the bytes are appended to out. */
static inline void
pack(struct text *out, const struct packed *parts, size_t n)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	char *buf = mem_alloc(1 << 20);
	size_t used = 0, i;

	archive_write_set_format_zip(a);
	/* Sizes before the bytes, as office programs write them. */
	archive_write_set_options(a, "zip:compression=deflate");
	assert_int_equal(archive_write_open_memory(a, buf, 1 << 20, &used),
	    ARCHIVE_OK);
	for (i = 0; i < n; i++) {
		archive_entry_clear(e);
		archive_entry_set_pathname(e, parts[i].name);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		archive_entry_set_size(e, (la_int64_t)strlen(
		    parts[i].content));
		assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
		archive_write_data(a, parts[i].content,
		    strlen(parts[i].content));
	}
	archive_write_close(a);
	archive_entry_free(e);
	archive_write_free(a);
	text_add(out, buf, used);
	free(buf);
}

static inline void
assert_plain(const struct document *d, const char *wanted)
{
	struct text t = TEXT_INIT;

	document_plain_text(d, &t);
	assert_string_equal(t.ptr, wanted);
	text_release(&t);
}

static inline bool
noted(const struct document *d, const char *words)
{
	size_t i;

	for (i = 0; i < document_nnotes(d); i++) {
		if (strstr(document_note(d, i)->reason, words) != NULL ||
		    strstr(document_note(d, i)->text, words) != NULL)
			return true;
	}
	return false;
}

static inline void
assert_refused(const char *bytes, size_t len, const char *name,
    const char *words)
{
	struct document *d = NULL;
	struct err err = ERR_INIT;

	if (document_read(&d, bytes, len, name, &err) == 0)
		fail_msg("%s was read (%s)", name, words);
	assert_null(d);
	assert_true(err.code == ERR_UNREADABLE || err.code == ERR_LIMIT ||
	    err.code == ERR_SECRET);
	if (strstr(err.msg, words) == NULL)
		fail_msg("%s", err.msg);
}

static inline void
refuse_parts(const struct packed *parts, size_t n, const char *words)
{
	struct text bytes = TEXT_INIT;

	pack(&bytes, parts, n);
	assert_refused(bytes.ptr, bytes.len, "a.docx", words);
	text_release(&bytes);
}

#endif
