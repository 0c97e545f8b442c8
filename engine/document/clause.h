/* clause.h: the sentence that says from when until when a text is in force */
#ifndef GUIWEN_DOCUMENT_CLAUSE_H
#define GUIWEN_DOCUMENT_CLAUSE_H

#include "engine/base/day.h"

#include <stdbool.h>
#include <stddef.h>

struct clause {
	bool found;		/* something below is set */
	bool open;		/* 自2021年　月　日起施行 */
	bool publication;	/* 自公布之日起施行 */
	bool impossible;	/* a date that does not exist */
	struct day effective;	/* year 0: not stated */
	struct day expires;
	int months;		/* 有效期5年 */
};

/*
 * Read the clause in a paragraph; what is found goes over what `clause` holds.
 * Only a sentence about this text itself counts (本办法自..., 自...起施行,
 * 现予印发，自...), none in quotation marks.
 */
void clause_read(const char *s, struct clause *clause);

/*
 * The day from which this text itself is in force, which an issue fills in:
 * where it stands in s, from `from` on, written or left open. Not the day of
 * anything else that the text brings into force (a standard, an article of
 * its own). False: there is none.
 */
bool clause_day_find(const char *s, size_t from, size_t *at, size_t *len);
/* As reader 1 found it: the day of any sentence that begins with 本 or 自. */
bool clause_day_find_1(const char *s, size_t from, size_t *at, size_t *len);

#endif
