/* proof.c: that a record is in the tree (c2sp.org/tlog-proof): made, checked
 * without the registry */
#include "store/checkpoint.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"
#include "store/merkle.h"
#include "store/ssh_format.h"
#include "store/store_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "c2sp.org/tlog-proof@v1"
#define RECORD_END "</record>"
#define ARMOUR "-----BEGIN SSH SIGNATURE-----"

/* ---- made ---- */

struct leaves {
	struct sha256 *hashes;
	size_t count, cap;
	int64_t number;		/* the record that is proved */
	struct text extra;	/* it and what belongs to it */
};

static int
on_leaf(void *ctx, const struct record *record, const struct sha256 *leaf,
    struct err *err)
{
	struct leaves *l = ctx;

	(void)err;
	MEM_GROW(l->hashes, l->count, l->cap);
	l->hashes[l->count++] = *leaf;
	if (record->number == l->number) {
		text_add(&l->extra, record->body, record->body_len);
		text_adds(&l->extra, "\n");
		text_adds(&l->extra, record->signature);
	}
	return 0;
}

static int
write_proof(struct store *store, const struct leaves *l,
    const struct checkpoint *checkpoint, const struct text *note,
    struct text *out, struct err *err)
{
	struct sha256 proof[MERKLE_PROOF_MOST];
	struct merkle tree = { 0 };
	struct sha256 root;
	size_t count, i;

	for (i = 0; i < (size_t)checkpoint->size; i++)
		merkle_add(&tree, &l->hashes[i]);
	merkle_root(&tree, &root);
	if (memcmp(&root, &checkpoint->root, sizeof(root)) != 0)
		return err_set(err, ERR_BROKEN, "The checkpoint was made of "
		    "another history than this registry's; run guiwen audit "
		    "with it.");
	count = merkle_prove_leaf(proof, l->hashes, tree.size,
	    (uint64_t)l->number - 1);
	text_adds(out, FIRST_LINE "\nextra ");
	base64_encode(out, l->extra.ptr, l->extra.len, 0);
	text_addf(out, "\nindex %" PRId64 "\n", l->number - 1);
	for (i = 0; i < count; i++) {
		base64_encode(out, proof[i].b, sizeof(proof[i].b), 0);
		text_adds(out, "\n");
	}
	text_adds(out, "\n");
	text_add(out, note->ptr, note->len);
	(void)store;
	return 0;
}

/* The checkpoint that the proof is to end in. */
static int
choose_checkpoint(struct store *store, const struct text *given,
    int64_t number, struct checkpoint *checkpoint, struct text *note,
    struct err *err)
{
	char origin[CHECKPOINT_ORIGIN];
	size_t text_len;

	if (given == NULL)
		return store_checkpoint_note(store, checkpoint, note, err);
	if (checkpoint_read(checkpoint, given->ptr, given->len, &text_len,
	    err) != 0)
		return -1;
	checkpoint_origin(origin, store->id);
	if (strcmp(origin, checkpoint->origin) != 0)
		return err_set(err, ERR_REFUSED, "The checkpoint is one of "
		    "another registry (%s).", checkpoint->origin);
	if (checkpoint->size < number)
		return err_set(err, ERR_REFUSED, "The checkpoint was made at "
		    "record %" PRId64 ", before record %" PRId64 " was: take "
		    "a later one.", checkpoint->size, number);
	text_add(note, given->ptr, given->len);
	return 0;
}

int
store_proof(struct store *store, int64_t number, const struct text *given,
    struct text *out, struct err *err)
{
	struct leaves l = { .number = number, .extra = TEXT_INIT };
	struct checkpoint checkpoint;
	struct text note = TEXT_INIT;
	int result = -1;

	if (store_read_begin(store, err) != 0)
		return -1;
	if (choose_checkpoint(store, given, number, &checkpoint, &note,
	    err) != 0 || store_leaves(store, on_leaf, &l, err) != 0)
		goto out;
	text_addf(&l.extra, "%s%s\n", l.extra.len > 0 &&
	    l.extra.ptr[l.extra.len - 1] == '\n' ? "" : "\n",
	    store->public_key);
	if (number < 1 || (size_t)number > l.count)
		err_set(err, ERR_NOTFOUND, "There is no record %" PRId64 ".",
		    number);
	else if ((size_t)checkpoint.size > l.count)
		err_set(err, ERR_BROKEN, "The checkpoint was made at record %"
		    PRId64 ", but this registry ends at record %zu: records "
		    "were cut off; run guiwen audit with it.",
		    checkpoint.size, l.count);
	else
		result = write_proof(store, &l, &checkpoint, &note, out, err);
out:
	store_read_end(store);
	free(l.hashes);
	text_release(&l.extra);
	text_release(&note);
	return result;
}

/* ---- checked ---- */

/* A line of the proof; false at the end. */
static bool
next_line(const char **at, const char *end, const char **line, size_t *len)
{
	const char *newline;

	*line = *at;
	newline = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;
	if (newline == NULL)
		return false;
	*len = (size_t)(newline - *line);
	*at = newline + 1;
	return true;
}

static bool
starts(const char *line, size_t len, const char *word)
{
	return len > strlen(word) && memcmp(line, word, strlen(word)) == 0;
}

/* The record, the signature and the key out of the extra data. */
static bool
read_extra(struct proof *out, const char *base64, size_t len)
{
	char *end, *key;

	if (base64_decode(&out->parts, base64, len) != 0 ||
	    strlen(out->parts.ptr) != out->parts.len)
		return false;
	end = strstr(out->parts.ptr, RECORD_END "\n");
	if (end == NULL)
		return false;
	end += strlen(RECORD_END);
	*end++ = '\0';
	out->record = out->parts.ptr;
	out->record_len = strlen(out->record);
	key = strncmp(end, "ssh-", 4) == 0 ? end : strstr(end, "\nssh-");
	if (key == NULL)
		return false;
	if (key != end)
		*key++ = '\0';
	out->signature = key == end ? "" : end;
	key[strcspn(key, "\n")] = '\0';
	out->public_key = key;
	return true;
}

static bool
read_index(const char *line, size_t len, int64_t *number)
{
	char digits[20];

	if (!starts(line, len, "index ") || len - 6 >= sizeof(digits) ||
	    (line[6] == '0' && len != 7))
		return false;
	memcpy(digits, line + 6, len - 6);
	digits[len - 6] = '\0';
	if (strspn(digits, "0123456789") != len - 6)
		return false;
	*number = strtoll(digits, NULL, 10) + 1;
	return true;
}

/* The hashes up to the blank line. */
static bool
read_hashes(const char **at, const char *end, struct sha256 *proof,
    size_t *count)
{
	struct text hash = TEXT_INIT;
	const char *line;
	size_t len;
	bool good = false;

	*count = 0;
	while (next_line(at, end, &line, &len)) {
		if (len == 0) {
			good = true;
			break;
		}
		text_reset(&hash);
		if (*count == MERKLE_PROOF_MOST || base64_decode(&hash, line,
		    len) != 0 || hash.len != SHA256_BYTES)
			break;
		memcpy(proof[(*count)++].b, hash.ptr, SHA256_BYTES);
	}
	text_release(&hash);
	return good;
}

/* What the record's envelope says; it must be of this number. */
static bool
read_envelope(struct proof *out, struct err *err)
{
	const struct {
		const char *name;
		char *to;
		size_t size;
	} fields[] = {
		{ "document", out->document, sizeof(out->document) },
		{ "step", out->step, sizeof(out->step) },
		{ "event", out->event, sizeof(out->event) },
		{ "person", out->person, sizeof(out->person) },
		{ "recorded", out->recorded, sizeof(out->recorded) },
		{ "registry", out->registry, sizeof(out->registry) },
	};
	xmlDoc *doc = NULL;
	const char *value;
	int64_t number = 0;
	xmlNode *root;
	size_t i;
	bool good;

	if (xml_parse(&doc, out->record, out->record_len, "record", NULL,
	    err) != 0)
		return false;
	root = xmlDocGetRootElement(doc);
	for (i = 0; i < MEM_COUNT(fields); i++) {
		value = xml_attr(root, fields[i].name);
		snprintf(fields[i].to, fields[i].size, "%s",
		    value != NULL ? value : "");
	}
	good = xml_is(root, STORE_RECORD_NS, "record") &&
	    xml_attr_int(root, "number", 0, &number) == 0 &&
	    number == out->number;
	xmlFreeDoc(doc);
	return good;
}

int
proof_read(struct proof *out, const char *bytes, size_t len,
    const char *public_key, struct err *err)
{
	const char *at = bytes, *end = bytes + len, *line;
	struct sha256 hashes[MERKLE_PROOF_MOST], leaf;
	size_t line_len, count, text_len;

	memset(out, 0, sizeof(*out));
	text_init(&out->parts);
	if (!next_line(&at, end, &line, &line_len) ||
	    line_len != strlen(FIRST_LINE) ||
	    memcmp(line, FIRST_LINE, line_len) != 0 ||
	    !next_line(&at, end, &line, &line_len) ||
	    !starts(line, line_len, "extra ") ||
	    !read_extra(out, line + 6, line_len - 6) ||
	    !next_line(&at, end, &line, &line_len) ||
	    !read_index(line, line_len, &out->number) ||
	    !read_hashes(&at, end, hashes, &count) ||
	    !read_envelope(out, err))
		return err_set(err, ERR_SYNTAX, "this is no proof that guiwen "
		    "made, or not the whole of it");
	if (checkpoint_read(&out->checkpoint, at, (size_t)(end - at),
	    &text_len, err) != 0)
		return -1;
	sha256_of(&out->hash, out->record, out->record_len);
	merkle_leaf(&leaf, out->record, out->record_len);
	out->included = merkle_leaf_holds(&out->checkpoint.root,
	    (uint64_t)out->checkpoint.size, (uint64_t)out->number - 1, &leaf,
	    hashes, count);
	out->signed_by = note_check(at, (size_t)(end - at), text_len,
	    out->checkpoint.origin, public_key != NULL ? public_key :
	    out->public_key);
	return 0;
}

void
proof_release(struct proof *proof)
{
	text_release(&proof->parts);
	memset(proof, 0, sizeof(*proof));
	text_init(&proof->parts);
}
