/* fuzz_dossier.c: whatever is taken for a state or an act is written again
 * as it was, the blanks between elements aside */
#include "workflows/act.h"
#include "workflows/dossier.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next byte that is neither line end nor tab; size at the end. */
static size_t
next(const char *s, size_t i, size_t size)
{
	while (i < size && (s[i] == '\n' || s[i] == '\t'))
		i++;
	return i;
}

/* Alike but for the blanks between elements? */
static void
same(const struct text *text, const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	size_t i = 0, k = 0;

	for (;;) {
		i = next(text->ptr, i, text->len);
		k = next(s, k, size);
		if (i == text->len || k == size)
			break;
		if (text->ptr[i++] != s[k++])
			abort();
	}
	if (i != text->len || k != size)
		abort();
}

/* What is copied from the bytes that were read is what is written anew, in
 * steps that change nothing, the root and an element in the middle. */
static void
copied(struct dossier *dossier, struct text *whole)
{
	struct text again = TEXT_INIT;
	struct arena kept;
	int i;

	for (i = 0; i < 4; i++) {
		dossier_begin(dossier, &kept);
		if (i > 0)
			dossier->step = i;
		if (i > 1 && dossier->nmilestones > 0)
			dossier->milestones[dossier->nmilestones /
			    2].voided ^= true;
		dossier_finish(dossier);
		dossier_settle(dossier, &kept);
		dossier_write(dossier, &again);
		if (again.len != dossier->state.len || memcmp(again.ptr,
		    dossier->state.ptr, again.len) != 0 || (i == 0 &&
		    (again.len != whole->len || memcmp(again.ptr, whole->ptr,
		    again.len) != 0)))
			abort();
		text_reset(&again);
	}
	text_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = TEXT_INIT, again = TEXT_INIT;
	struct err err = ERR_INIT;
	struct dossier *dossier = NULL;
	struct act *act = NULL;

	if (dossier_parse(&dossier, (const char *)data, size, &err) == 0) {
		dossier_write(dossier, &text);
		copied(dossier, &text);
		dossier_free(dossier);
		same(&text, data, size);
		if (dossier_parse(&dossier, text.ptr, text.len, &err) != 0)
			abort();
		dossier_write(dossier, &again);
		dossier_free(dossier);
		same(&text, (const uint8_t *)again.ptr, again.len);
		text_reset(&text);
	}
	if (act_parse(&act, (const char *)data, size, &err) == 0) {
		if (!act_write(act, &text))
			abort();
		same(&text, data, size);
		act_free(act);
	}
	text_release(&text);
	text_release(&again);
	return 0;
}
