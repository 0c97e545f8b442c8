/* words.h: the words of the field for the identifiers of records and charts */
#ifndef GUIWEN_CLI_WORDS_H
#define GUIWEN_CLI_WORDS_H

#include "engine/base/text.h"
#include "engine/calendar/calendar.h"
#include "engine/chart/chart.h"

#include <stddef.h>

/* Each gives the word in the language of the locale, or the identifier itself
 * when it is none that we know. Borrowed, never NULL. */
const char *word_material(const char *kind);
const char *word_role(const char *role);
const char *word_milestone(const char *name);
const char *word_relation(const char *type);
const char *word_rate(const char *name);
const char *word_datum(const char *key);	/* of --set: number, dated */
/* The same in an act of that event on that instance: the number that a filing
 * authority gives is no document number. */
const char *word_datum_in(const char *instance, const char *event,
    const char *key);
/* "2026-11-24 06:05", or no more than the day of what is its first minute,
 * since that is how a day is kept. word_value: a fact, which may be such a
 * time or anything else. */
const char *word_time(char out[TIME_TEXT], int64_t time_s);
const char *word_value(char out[TIME_TEXT], const char *value);
const char *word_authenticated(const char *how);
const char *word_unit(const char *kind);	/* of a text: article */
const char *word_refusal(const char *code);
const char *word_calendar(enum calendar_kind kind);
const char *word_weekday(struct day day);
const char *word_duty(const char *not);	/* of gw:not: drafter, submitter */

const char *word_comma(void);	/* between the names of a list */

/* The i-th kind and what it is; NULL after the last. */
const char *material_kind(size_t i);

/* gw:label in the locale's language, else the id (or event). Borrowed. */
const char *label_state(const struct chart *chart, int state);
const char *label_transition(const struct chart *chart, int transition);

/* Append each of the space-separated identifiers as word(id), with
 * separator. */
void words_add(struct text *out, const char *ids,
    const char *(*word)(const char *id));
/* The next of space-separated identifiers, copied; NULL at the end. *at moves
 * on. The caller's: free(). */
char *words_next(const char **at);

#endif
