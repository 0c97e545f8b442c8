/* verify_lost.c: is the history whole? Records whose rows the ledger lost, as
 * far as documents.git has them */
#define _GNU_SOURCE		/* memmem */
#include "store/verify_int.h"

#include <inttypes.h>
#include <string.h>

/* The hash that stands behind `name` in these bytes, the last one. */
static bool
find_hash(struct sha256 *out, const char *bytes, size_t len, const char *name)
{
	const char *at = NULL, *next = bytes, *end = bytes + len;
	size_t n = strlen(name);
	char hex[SHA256_HEX];

	while ((next = memmem(next, (size_t)(end - next), name, n)) != NULL)
		at = next += n;
	if (at == NULL || (size_t)(end - at) < sizeof(hex) - 1)
		return false;
	memcpy(hex, at, sizeof(hex) - 1);
	hex[sizeof(hex) - 1] = '\0';
	return sha256_parse(out, hex) == 0;
}

static bool
follows(const struct lost *lost, int64_t number, const struct sha256 *previous)
{
	return !lost->has_before || lost->before != number - 1 ||
	    memcmp(previous, &lost->before_hash, sizeof(*previous)) == 0;
}

int
lost_commit(struct lost *lost, const struct commit_view *commit,
    const struct record *row, struct err *err)
{
	struct verify *v = lost->v;
	struct sha256 hash = { { 0 } };
	int64_t number;
	int result = 0;

	if (row != NULL) {
		/* Rows are compared with rows elsewhere. */
		if (lost->before_lost && !verify_bit(v, v->bad,
		    row->number) && !follows(lost, row->number,
		    &row->previous)) {
			err_set(&v->sentence, ERR_BROKEN, "Record %" PRId64
			    " does not follow upon record %" PRId64 " of "
			    "documents.git: it names another hash of the "
			    "record before.", row->number, row->number - 1);
			result = verify_tell(v, row, "ledger: record", err);
		}
		hash = row->hash;
		number = row->number;
		lost->has_before = !verify_bit(v, v->bad, number);
		lost->number = 0;
	} else {
		number = record_of_commit(commit->message,
		    strlen(commit->message));
		lost->has_before = find_hash(&hash, commit->message,
		    strlen(commit->message), "\nRecord-SHA256: ");
		lost->number = lost->has_before ? number : 0;
		lost->hash = hash;
	}
	if (row != NULL || lost->number == 0) {
		lost->before = number;
		lost->before_hash = hash;
	}
	lost->before_lost = row == NULL;
	return result;
}

/* "documents/2021/00/0001/record/0002-accept.xml" */
static bool
is_record(const char *path)
{
	size_t len = strlen(path);

	return strstr(path, "/record/") != NULL && len > 4 &&
	    strcmp(path + len - 4, ".xml") == 0;
}

int
lost_file(struct lost *lost, const char *path, const char *content,
    size_t len, struct err *err)
{
	struct verify *v = lost->v;
	struct sha256 hash, previous;
	const char *end;
	int result = 0;

	if (lost->number == 0 || content == NULL || !is_record(path))
		return 0;
	sha256_of(&hash, content, len);
	end = memchr(content, '>', len);
	if (memcmp(&hash, &lost->hash, sizeof(hash)) != 0) {
		err_set(&v->sentence, ERR_BROKEN, "Record %" PRId64 ", which "
		    "the ledger has lost, does not have in documents.git the "
		    "hash that its commit names.", lost->number);
		result = verify_tell_number(v, lost->number, path, err);
	} else if (end == NULL || !find_hash(&previous, content,
	    (size_t)(end - content), " previous=\"") ||
	    !follows(lost, lost->number, &previous)) {
		err_set(&v->sentence, ERR_BROKEN, "Record %" PRId64 ", which "
		    "the ledger has lost, does not follow in documents.git "
		    "upon record %" PRId64 ".", lost->number,
		    lost->number - 1);
		result = verify_tell_number(v, lost->number, path, err);
	}
	lost->before = lost->number;
	lost->before_hash = hash;
	return result;
}
