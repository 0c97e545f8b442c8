/* issuing_int.h: the words of an issuing register's cells */
#ifndef GUIWEN_DOCUMENT_ISSUING_INT_H
#define GUIWEN_DOCUMENT_ISSUING_INT_H

#include "engine/base/text.h"
#include "engine/document/issuing.h"

enum issuing_column {
	COLUMN_NUMBER,
	COLUMN_TITLE,
	COLUMN_DATE,
	COLUMN_NATURE,
	COLUMN_PERSON,
	COLUMN_OPINION,		/* 认定意见: the conclusion or the reason */
	COLUMN_REASON,
	COLUMN_REMARK,
	COLUMNS
};

/* Which column a heading names; COLUMNS: none of these. *rank orders those
 * that name the same: 0 is the best, of dates it is none of making from
 * ISSUING_NOT_MADE on. */
#define ISSUING_NOT_MADE 100
enum issuing_column issuing_heading(const char *cell, int *rank);
/* What a cell of 是否规范性文件 or the like says. */
enum issuing_nature issuing_nature_of(const char *cell);
/* Does it say that this very number is void, not another or something of a
 * document? */
bool issuing_is_void(const char *remark);
/* Nothing, or what people write for nothing: —, /, 无, 同上. */
bool issuing_is_blank(const char *cell);
/* 不属于规范性文件 is a conclusion and no reason for it. */
bool issuing_is_conclusion(const char *reason);
/* A tick or a digit is neither a name nor a reason. */
bool issuing_has_words(const char *cell);
/* Letters, characters and numbers of any kind alone, in one width. */
void issuing_bare(struct text *out, const char *s);

#endif
