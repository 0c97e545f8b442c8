/* labels.c: what identifiers of the procedure are called */
#include "workflows/labels.h"

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/calendar/calendar.h"
#include "workflows/procedure_int.h"

#include <libintl.h>
#include <stdio.h>
#include <string.h>

#define DOMAIN "guiwen"
#define N_(s) (s)

struct label {
	const char *id, *label;
};

static const struct label roles[] = {
	{ "drafter", N_("drafter") },
	{ "legal-counsel", N_("legal counsel") },
	{ "fair-competition-reviewer", N_("fair-competition reviewer") },
	{ "office", N_("office") },
	{ "auditor", N_("auditor") },
	{ NULL, NULL }
};

static const struct label milestones[] = {
	{ "drafted", N_("drafted") },
	{ "submitted", N_("submitted") },
	{ "accepted", N_("accepted for review") },
	{ "legality-reviewed", N_("legality reviewed") },
	{ "fair-competition-reviewed", N_("fair competition reviewed") },
	{ "deliberated", N_("deliberated") },
	{ "issued", N_("signed and numbered") },
	{ "published", N_("published") },
	{ "in-force", N_("in force") },
	{ "filed", N_("filed") },
	{ "filing-registered", N_("filing registered") },
	{ "filing-suspended", N_("filing suspended") },
	{ "filing-refused", N_("filing refused") },
	{ "repealed", N_("repealed") },
	{ "expired", N_("expired") },
	{ NULL, NULL }
};

static const struct label data[] = {
	{ "number", N_("number") },
	{ "signer", N_("signer") },
	{ "dated", N_("document date") },
	{ "effective", N_("in force from") },
	{ "expires", N_("valid until") },
	{ "by", N_("by which document") },
	{ "stated", N_("stated time") },
	{ "evidenced", N_("date on the paper") },
	{ "chart", N_("to the chart") },
	{ "map", N_("becomes") },
	{ "material", N_("material") },
	{ "basis", N_("legal basis") },
	{ "confirm", N_("confirmation of what was asked for") },
	{ NULL, NULL }
};

static const char *
look(const struct label *labels, const char *id)
{
	for (; labels->id != NULL; labels++)
		if (strcmp(labels->id, id) == 0)
			return dgettext(DOMAIN, labels->label);
	return id;
}

const char *
label_role(const char *role)
{
	return look(roles, role);
}

const char *
label_milestone(const char *name)
{
	return look(milestones, name);
}

const char *
label_datum(const char *key)
{
	return look(data, key);
}

const char *
label_datum_key(const char *label)
{
	/* what else people call it */
	static const struct label others[] = {
		{ "number", "发文字号" }, { "number", "备案登记号" },
		{ "by", "替代文件" }, { NULL, NULL }
	};
	size_t i;

	for (i = 0; data[i].id != NULL; i++)
		if (strcmp(dgettext(DOMAIN, data[i].label), label) == 0 ||
		    strcmp(datum_label(data[i].id), label) == 0)
			return data[i].id;
	for (i = 0; others[i].id != NULL; i++)
		if (strcmp(others[i].label, label) == 0)
			return others[i].id;
	return NULL;
}

/* Charts speak two languages; which one is shown is what the catalogue in use
 * says of itself. */
bool
shown_in_chinese(void)
{
	return strncmp(dgettext(DOMAIN, "language code"), "zh", 2) == 0;
}

const char *
word_in_message(struct arena *arena, const char *id, const char *label)
{
	if (!shown_in_chinese())
		return id;
	return arena_printf(arena, ERR_WORD, id, label);
}

static const char *
words_in_message(struct arena *arena, const struct label *labels,
    const char *ids)
{
	struct text shown = TEXT_INIT;
	const char *at = ids, *word, *out;
	size_t len;

	while ((word = word_next(&at, &len)) != NULL) {
		text_adds(&shown, shown.len > 0 ? "、" : "");
		text_adds(&shown, look(labels, arena_strndup(arena, word,
		    len)));
	}
	out = word_in_message(arena, ids, shown.ptr);
	text_release(&shown);
	return out;
}

const char *
role_word(struct arena *arena, const char *ids)
{
	return words_in_message(arena, roles, ids);
}

const char *
milestone_word(struct arena *arena, const char *name)
{
	return words_in_message(arena, milestones, name);
}

const char *
datum_word(struct arena *arena, const char *key)
{
	return words_in_message(arena, data, key);
}

const char *
duration_word(struct arena *arena, const char *duration)
{
	static const char *const english[] = {
		[DURATION_DAYS] = "day", [DURATION_WORKING_DAYS] =
		"working day", [DURATION_MONTHS] = "month",
		[DURATION_YEARS] = "year"
	};
	static const char *const chinese[] = {
		[DURATION_DAYS] = "日", [DURATION_WORKING_DAYS] = "个工作日",
		[DURATION_MONTHS] = "个月", [DURATION_YEARS] = "年"
	};
	struct duration parsed;

	if (duration_parse(&parsed, duration) != 0)
		return duration;
	return word_in_message(arena, arena_printf(arena, "%d %s%s",
	    parsed.count, english[parsed.unit], parsed.count == 1 ? "" : "s"),
	    arena_printf(arena, "%d %s", parsed.count,
	    chinese[parsed.unit]));
}

const char *
time_word(struct arena *arena, int64_t time_s)
{
	char time[TIME_TEXT], shown[TIME_TEXT];

	return arena_printf(arena, ERR_WORD, time_format(time, time_s),
	    time_shown(shown, time_s));
}
