/* audit_witness.c: what was kept elsewhere, against the history: checkpoints,
 * the registry's key */
#include "workflows/audit_int.h"

#include "engine/base/mem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int
witness_of_code(struct witness *out, const char *code, struct err *err)
{
	memset(out, 0, sizeof(*out));
	out->name = code;
	out->is_code = true;
	if (checkpoint_code_read(&out->checkpoint.size, out->digits, code,
	    err) == 0)
		return 0;
	return err_prefix(err, "the code %s", code);
}

int
witness_of_note(struct witness *out, const char *name, const char *note,
    size_t len, struct err *err)
{
	memset(out, 0, sizeof(*out));
	out->name = name;
	out->note = note;
	out->note_len = len;
	if (checkpoint_read(&out->checkpoint, note, len, &out->text_len,
	    err) == 0)
		return 0;
	return err_prefix(err, "%s", name);
}

static int
by_size(const void *a, const void *b)
{
	const struct store_root *x = a, *y = b;

	return (x->size > y->size) - (x->size < y->size);
}

void
audit_want_roots(struct audit *a, struct store_checks *checks)
{
	const struct audit_outside *outside = a->outside;
	size_t i;

	if (outside == NULL || outside->nwitnesses == 0)
		return;
	a->roots = mem_zero(outside->nwitnesses, sizeof(*a->roots));
	for (i = 0; i < outside->nwitnesses; i++)
		a->roots[i].size = outside->witnesses[i].checkpoint.size;
	qsort(a->roots, outside->nwitnesses, sizeof(*a->roots), by_size);
	checks->roots = a->roots;
	checks->nroots = outside->nwitnesses;
}

static void
tell(struct audit *a, const struct witness *w, int64_t record)
{
	struct record at = { .number = record, .document = "" };
	struct text place = TEXT_INIT;

	text_addf(&place, "checkpoint %s", w->name);
	audit_tell(a, AUDIT_FAULT, &at, "", place.ptr);
	text_release(&place);
}

/* Is a note one that this registry made? A code says nothing of that. */
static bool
is_ours(struct audit *a, const struct witness *w)
{
	const char *key = a->outside->registry_key != NULL ?
	    a->outside->registry_key : store_public_key(a->store);
	char origin[CHECKPOINT_ORIGIN];

	if (w->is_code)
		return true;
	checkpoint_origin(origin, store_id(a->store));
	if (strcmp(origin, w->checkpoint.origin) != 0) {
		err_set(&a->words, ERR_BROKEN, "the checkpoint %s was made of "
		    "another registry (%s), not of this one (%s)", w->name,
		    w->checkpoint.origin, origin);
		tell(a, w, 0);
		return false;
	}
	switch (note_check(w->note, w->note_len, w->text_len, origin, key)) {
	case NOTE_HOLDS:
		return true;
	case NOTE_BROKEN:
		err_set(&a->words, ERR_BROKEN, "the signature of the "
		    "checkpoint %s does not hold: the checkpoint itself was "
		    "altered", w->name);
		break;
	case NOTE_OTHER:
		err_set(&a->words, ERR_BROKEN, "the checkpoint %s is not "
		    "signed by the key of this registry: it, or the "
		    "registry's key, is not the one of then", w->name);
		break;
	}
	tell(a, w, 0);
	return false;
}

static bool
same_root(const struct witness *w, const struct store_root *root)
{
	char digits[CHECKPOINT_DIGITS];

	if (!w->is_code)
		return memcmp(&w->checkpoint.root, &root->root,
		    sizeof(root->root)) == 0;
	checkpoint_digits(digits, &root->root);
	return strcmp(digits, w->digits) == 0;
}

/* The largest size below `below` at which some witness agrees. */
static int64_t
agreed_below(const struct audit *a, int64_t below)
{
	const struct audit_outside *o = a->outside;
	int64_t agreed = 0;
	size_t i, j;

	for (i = 0; i < o->nwitnesses; i++)
		for (j = 0; j < o->nwitnesses; j++)
			if (a->roots[i].known && a->roots[i].size < below &&
			    a->roots[i].size > agreed &&
			    a->roots[i].size ==
			    o->witnesses[j].checkpoint.size &&
			    same_root(&o->witnesses[j], &a->roots[i]))
				agreed = a->roots[i].size;
	return agreed;
}

/* Where the change is, as far as other checkpoints show. */
static void
tell_other_root(struct audit *a, const struct witness *w, int64_t size)
{
	int64_t agreed = agreed_below(a, size);

	if (agreed == 0)
		err_set(&a->words, ERR_BROKEN, "records 1 to %" PRId64 " are "
		    "not those of which the checkpoint %s was made: somewhere "
		    "among them something was changed, removed or put in; an "
		    "earlier checkpoint can show from where on", size,
		    w->name);
	else
		err_set(&a->words, ERR_BROKEN, "records 1 to %" PRId64 " are "
		    "not those of which the checkpoint %s was made: the first "
		    "%" PRId64 " are (another checkpoint shows it), and from "
		    "record %" PRId64 " on something was changed, removed or "
		    "put in", size, w->name, agreed, agreed + 1);
	tell(a, w, agreed == 0 ? 0 : agreed + 1);
}

static void
check_witness(struct audit *a, const struct witness *w)
{
	const struct store_root *root = a->roots;
	int64_t size = w->checkpoint.size;

	while (root->size != size)
		root++;
	if (!root->known) {
		err_set(&a->words, ERR_BROKEN, "the checkpoint %s was made "
		    "when there were %" PRId64 " records, and now there are "
		    "%" PRId64 ": records were cut off, or ledger and "
		    "repository were put back together to an earlier time",
		    w->name, size, a->out->totals.records);
		tell(a, w, a->out->totals.records + 1);
	} else if (!same_root(w, root)) {
		tell_other_root(a, w, size);
	} else if (size > a->out->witnessed) {
		a->out->witnessed = size;
	}
}

void
audit_witnesses(struct audit *a)
{
	const struct audit_outside *outside = a->outside;
	size_t i;

	if (outside == NULL)
		return;
	a->out->nwitnesses = outside->nwitnesses;
	if (outside->registry_key != NULL) {
		a->out->key_given = true;
		a->out->key_held = strcmp(outside->registry_key,
		    store_public_key(a->store)) == 0;
		if (!a->out->key_held) {
			err_set(&a->words, ERR_BROKEN, "the registry's key is "
			    "not the one that was given: the registry was "
			    "made anew under another key, or it is another "
			    "one");
			audit_tell(a, AUDIT_FAULT, NULL, "",
			    AUDIT_PLACE_KEY);
		}
	}
	for (i = 0; i < outside->nwitnesses; i++)
		if (is_ours(a, &outside->witnesses[i]))
			check_witness(a, &outside->witnesses[i]);
}
