/*
 * dossier_write.c: a dossier written as state.xml, whole or with what has not
 * changed taken from the bytes that it was written to before
 *
 * A step changes a few elements of some dozens. So it is kept of the bytes in
 * `state` where each element ends, and beside that the structures as they
 * were then. A structure that is the same still, pointers to strings
 * included, is written by copying its bytes: strings are never changed in
 * place, and what a pointer of before points at lives as long as the dossier.
 */
#include "workflows/dossier_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define GROWTH 1024		/* that a step may add without moving */

/* What stands in the bytes whose hash is `of`. One piece of memory: behind
 * the struct the ends, then twice the arrays: as they were, and the
 * dossier's own, which anybody may change. */
struct dossier_written {
	struct sha256 of;
	size_t bytes;
	uint32_t *ends;		/* of the start tag of the root and of each
				   element of the lists, one after another */
	struct { const char *array; size_t count; } was[DOSSIER_LISTS];
};

static size_t
rounded(size_t bytes)
{
	return (bytes + 15) / 16 * 16;
}

static void
set_array(struct dossier *dossier, const struct field_list *list, void *array)
{
	memcpy((char *)dossier + list->array, &array, sizeof(array));
}

static size_t
elements(const struct dossier *dossier)
{
	size_t i, n, all = 0;

	for (i = 0; i < DOSSIER_LISTS; i++) {
		field_list_array(dossier, &dossier_lists[i], &n);
		all += n;
	}
	return all;
}

/* ---- writing ---- */

/* Was the element number `k` of this list the same? */
static bool
is_same(const struct dossier_written *was, size_t list, size_t k,
    const char *element)
{
	size_t size = dossier_lists[list].size;

	return was != NULL && k < was->was[list].count &&
	    memcmp(was->was[list].array + k * size, element, size) == 0;
}

/* `was` (NULL: nothing is known) tells of `bytes`; ends NULL: nobody asks. */
static void
write_state(const struct dossier *dossier, const struct dossier_written *was,
    const char *bytes, struct text *out, uint32_t *ends)
{
	const uint32_t *from = was != NULL ? was->ends : NULL;
	const struct field_list *list;
	const char *array;
	struct xml_writer w;
	size_t i, k, n;

	xw_init(&w, out);
	xw_open(&w, "state", DOSSIER_NS);
	fields_write(&w, dossier, dossier_fields, DOSSIER_FIELDS);
	if (ends != NULL)
		*ends++ = (uint32_t)out->len + 1;	/* its ">" */
	for (i = 0; i < DOSSIER_LISTS; i++) {
		list = &dossier_lists[i];
		array = field_list_array(dossier, list, &n);
		for (k = 0; k < n; k++) {
			if (is_same(was, i, k, array + k * list->size))
				xw_copy(&w, bytes + from[k],
				    from[k + 1] - from[k]);
			else
				field_element_write(&w, array + k *
				    list->size, list);
			if (ends != NULL)
				*ends++ = (uint32_t)out->len;
		}
		if (was != NULL)
			from += was->was[i].count;
	}
	xw_close(&w);
}

void
dossier_write(const struct dossier *dossier, struct text *out)
{
	write_state(dossier, NULL, NULL, out, NULL);
}

/* What is known of `state`, if that is still what it is known of. */
static const struct dossier_written *
known(const struct dossier *dossier)
{
	const struct dossier_written *written = dossier->written;

	return written != NULL && memcmp(&written->of, &dossier->state_hash,
	    sizeof(written->of)) == 0 ? written : NULL;
}

void
dossier_finish(struct dossier *dossier)
{
	struct text before = dossier->state;

	text_init(&dossier->state);
	text_room(&dossier->state, before.len + GROWTH);
	dossier->ends = arena_array(&dossier->arena, elements(dossier) + 1,
	    sizeof(*dossier->ends));
	write_state(dossier, known(dossier), before.ptr, &dossier->state,
	    dossier->ends);
	sha256_of(&dossier->state_hash, dossier->state.ptr,
	    dossier->state.len);
	text_release(&before);
}

/* ---- keeping what was written ---- */

/* The arrays twice into one piece of memory, with where they stand. */
static void
note(struct dossier *dossier, const uint32_t *ends)
{
	size_t n = elements(dossier) + 1, i, count, bytes;
	size_t head = rounded(sizeof(struct dossier_written)) +
	    rounded(n * sizeof(*ends)), all = head;
	struct dossier_written *written;
	const void *array;
	char *at;

	for (i = 0; i < DOSSIER_LISTS; i++) {
		field_list_array(dossier, &dossier_lists[i], &count);
		all += 2 * rounded(count * dossier_lists[i].size);
	}
	written = mem_alloc(all);
	written->of = dossier->state_hash;
	written->bytes = all;
	written->ends = (uint32_t *)(void *)((char *)written +
	    rounded(sizeof(*written)));
	memcpy(written->ends, ends, n * sizeof(*ends));
	at = (char *)written + head;
	for (i = 0; i < DOSSIER_LISTS; i++) {
		array = field_list_array(dossier, &dossier_lists[i], &count);
		bytes = count * dossier_lists[i].size;
		written->was[i].array = at;
		written->was[i].count = count;
		if (count == 0)
			continue;
		memcpy(at, array, bytes);
		memcpy(at + rounded(bytes), array, bytes);
		set_array(dossier, &dossier_lists[i], at + rounded(bytes));
		at += 2 * rounded(bytes);
	}
	free(dossier->written);
	dossier->written = written;
}

/* Do these bytes end so, `end` being taken off? */
static bool
ends_so(const char *bytes, size_t *len, const char *end, size_t end_len)
{
	if (*len < end_len || memcmp(bytes + *len - end_len, end, end_len) !=
	    0)
		return false;
	*len -= end_len;
	return true;
}

/* The reader takes blanks of any number between tags. Are there, before this
 * element and inside of it, those that the writer writes? */
static bool
is_as_written(const struct field_list *list, const char *element,
    const char *bytes, size_t len)
{
	static const char begin[] = "\n\t<", deeper[] = ">\n\t\t";
	const char *inside = field_inside(element, list);

	if (len < sizeof(begin) || memcmp(bytes, begin, sizeof(begin) - 1) !=
	    0 || !ends_so(bytes, &len, ">", 1) ||
	    !ends_so(bytes, &len, list->name, strlen(list->name)))
		return false;
	if (inside == NULL || inside[0] == '\0')
		return ends_so(bytes, &len, "></", 3);
	return ends_so(bytes, &len, "\n\t</", 4) &&
	    ends_so(bytes, &len, inside, strlen(inside)) &&
	    ends_so(bytes, &len, deeper, sizeof(deeper) - 1);
}

void
dossier_note_read(struct dossier *dossier, uint32_t *ends)
{
	const uint32_t *at = ends;
	const char *array, *from;
	size_t i, k, n;

	for (i = 0; i < DOSSIER_LISTS; i++) {
		array = field_list_array(dossier, &dossier_lists[i], &n);
		for (k = 0; k < n; k++, at++) {
			from = dossier->state.ptr + at[0];
			if (!is_as_written(&dossier_lists[i], array + k *
			    dossier_lists[i].size, from, at[1] - at[0]))
				return;
		}
	}
	note(dossier, ends);
}

/* ---- one step ---- */

void
dossier_begin(struct dossier *dossier, struct arena *kept)
{
	const void *array;
	void *copy;
	size_t i, n;

	*kept = dossier->arena;
	dossier->arena = (struct arena)ARENA_INIT;
	dossier->ends = NULL;
	for (i = 0; i < DOSSIER_LISTS; i++) {
		array = field_list_array(dossier, &dossier_lists[i], &n);
		if (n == 0)
			continue;
		copy = arena_array(&dossier->arena, n, dossier_lists[i].size);
		memcpy(copy, array, n * dossier_lists[i].size);
		set_array(dossier, &dossier_lists[i], copy);
	}
}

static void
own_string(struct arena *arena, void *object, size_t offset)
{
	char *at = (char *)object + offset;
	const char *string;

	memcpy(&string, at, sizeof(string));
	if (arena_owns(arena, string))
		return;
	string = string[0] != '\0' ? arena_strdup(arena, string) : "";
	memcpy(at, &string, sizeof(string));
}

static void
own_strings(struct arena *arena, void *object, const struct field *fields,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (fields[i].type == FIELD_STRING)
			own_string(arena, object, fields[i].offset);
}

/* A list's strings, and the array itself where nothing else keeps it. */
static void
own_list(struct dossier *dossier, size_t i, struct arena *kept)
{
	const struct field_list *list = &dossier_lists[i];
	char *array, *element, *copy;
	size_t k, n;

	array = field_list_array(dossier, list, &n);
	for (k = 0; k < n; k++) {
		element = array + k * list->size;
		if (is_same(dossier->written, i, k, element))
			continue;
		own_strings(kept, element, list->fields, list->nfields);
		if (list->read_inside != NULL)
			own_string(kept, element, list->inside);
	}
	if (n == 0 || dossier->ends != NULL)
		return;
	copy = arena_array(kept, n, list->size);
	memcpy(copy, array, n * list->size);
	set_array(dossier, list, copy);
}

void
dossier_settle(struct dossier *dossier, struct arena *kept)
{
	size_t i;

	own_strings(kept, dossier, dossier_fields, DOSSIER_FIELDS);
	for (i = 0; i < DOSSIER_LISTS; i++)
		own_list(dossier, i, kept);
	if (dossier->ends != NULL)
		note(dossier, dossier->ends);
	dossier->ends = NULL;
	arena_release(&dossier->arena);
	dossier->arena = *kept;
	text_trim(&dossier->state);
}

size_t
dossier_bytes(const struct dossier *dossier)
{
	return sizeof(*dossier) + dossier->state.cap +
	    arena_bytes(&dossier->arena) + (dossier->written != NULL ?
	    dossier->written->bytes : 0);
}
