/* meant.c: what somebody may have meant who wrote a number another way */
#include "cli/meant.h"

#include "engine/base/mem.h"
#include "store/store.h"
#include "workflows/dossier.h"
#include "workflows/procedure.h"

#include <stdlib.h>
#include <string.h>

#define OPENING "〔"
#define CLOSING "〕"

static const struct {
	const char *given, *meant;
} replaced[] = {
	{ "[", OPENING }, { "［", OPENING }, { "【", OPENING },
	{ "(", OPENING }, { "（", OPENING }, { "〖", OPENING },
	{ "]", CLOSING }, { "］", CLOSING }, { "】", CLOSING },
	{ ")", CLOSING }, { "）", CLOSING }, { "〗", CLOSING },
	{ " ", "" }, { "　", "" }, { "第", "" },
	{ "０", "0" }, { "１", "1" }, { "２", "2" }, { "３", "3" },
	{ "４", "4" }, { "５", "5" }, { "６", "6" }, { "７", "7" },
	{ "８", "8" }, { "９", "9" },
};

static bool
ends_in_bracket(const struct text *text)
{
	size_t len = strlen(CLOSING);

	return text->len >= len && strcmp(text->ptr + text->len - len,
	    CLOSING) == 0;
}

/* The next character as it is meant, in `one`; its length as it was given. */
static size_t
next(const char *s, char one[8])
{
	size_t i, len;

	for (i = 0; i < MEM_COUNT(replaced); i++) {
		len = strlen(replaced[i].given);
		if (strncmp(s, replaced[i].given, len) == 0) {
			snprintf(one, 8, "%s", replaced[i].meant);
			return len;
		}
	}
	snprintf(one, 8, "%c", *s);
	return 1;
}

bool
meant_number(struct text *out, const char *given)
{
	size_t start = out->len;
	char one[8];

	while (*given != '\0') {
		given += next(given, one);
		/* a number without leading zeros */
		if (strcmp(one, "0") != 0 || !ends_in_bracket(out))
			text_adds(out, one);
	}
	if (out->len > start && procedure_number_valid(out->ptr + start))
		return true;
	text_cut(out, start);
	return false;
}

struct sought {
	const char *number;
	char id[STORE_DOCUMENT_ID];
};

static int
look_at(void *ctx, const struct document_row *row, struct err *err)
{
	struct sought *sought = ctx;

	(void)err;
	if (strcmp(row->number, sought->number) == 0)
		snprintf(sought->id, sizeof(sought->id), "%s", row->id);
	return 0;
}

/* "2021-3", "2021-00003"; false, without an id, for any other. */
static bool
full_id(char id[STORE_DOCUMENT_ID], const char *given)
{
	const char *digits = given + 5;
	size_t len = strlen(given);

	if (len < 6 || len > 16 || strspn(given, "0123456789") != 4 ||
	    given[4] != '-' || strspn(digits, "0123456789") != len - 5)
		return false;
	snprintf(id, STORE_DOCUMENT_ID, "%.4s-%04ld", given,
	    strtol(digits, NULL, 10));
	if (strcmp(id, given) != 0)
		return true;
	id[0] = '\0';
	return false;
}

bool
meant_document(struct text *out, const struct call *call, const char *given)
{
	struct document_filter filter;
	struct text number = TEXT_INIT;
	struct sought sought = { .id = "" };
	struct dossier *dossier = NULL;
	struct err ignored = ERR_INIT;

	memset(&filter, 0, sizeof(filter));
	if (meant_number(&number, given)) {
		filter.text = sought.number = number.ptr;
		(void)store_documents(registry_store(call->registry), &filter,
		    look_at, &sought, &ignored);
	} else if (full_id(sought.id, given) && registry_dossier(call->registry,
	    sought.id, &dossier, &ignored) != 0) {
		sought.id[0] = '\0';
	}
	dossier_free(dossier);
	text_release(&number);
	text_adds(out, sought.id);
	return sought.id[0] != '\0';
}
