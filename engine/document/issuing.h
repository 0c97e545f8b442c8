/* issuing.h: an office's issuing register (发文登记簿), read from a list */
#ifndef GUIWEN_DOCUMENT_ISSUING_H
#define GUIWEN_DOCUMENT_ISSUING_H

#include "engine/base/arena.h"
#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"

#include <stdbool.h>
#include <stddef.h>

/* What the register itself says of a number. */
enum issuing_nature {
	ISSUING_UNSAID,
	ISSUING_NORMATIVE,	/* 是, 规范性文件 */
	ISSUING_NOT,		/* 否, 非规范性文件, 不属于规范性文件 */
	ISSUING_VOID,		/* 作废, 空号: the number stands for nothing */
	ISSUING_UNCLEAR		/* any other word */
};

/* One number of the register. Strings are never NULL; "" is "none". */
struct issuing_row {
	int row;		/* of the file, as a spreadsheet counts */
	const char *written;	/* the number as it stands there */
	const char *number;	/* as it should be written, or as it stands
				   there, without white space */
	const char *series;	/* "" where it is no document number */
	int year;		/* of the number; 0: names none */
	long serial;
	const char *title, *dated;	/* as they stand there */
	struct day date;	/* year 0: none, or none that can be read */
	enum issuing_nature nature;
	const char *nature_words;	/* what said so */
	/* Who classified it, and why: "" also for —, 无, 同上 and the like, and
	 * a reason that only repeats the conclusion is none. */
	const char *person, *reason;
};

struct issuing_register {
	const char *name;	/* of the file */
	char sha256[SHA256_HEX];	/* of its bytes */
	struct issuing_row *rows;	/* in the order of the file */
	size_t nrows;
	int header_row;
	size_t passed_over;	/* rows below it without number, title and
				   date, or that repeat the header */
	/* The column of dates is 成文日期, 签发日期, 发文日期 or 日期, which
	 * should say when the document was made; else one of 印发日期, 登记日期,
	 * 公布日期, or none ("" in date_column). */
	bool date_is_made;
	const char *date_column;
	struct arena arena;
};

/*
 * A list in CSV (rows.h) with commas, tabs or semicolons. The header is the
 * first row, among the first thirty, with a cell 发文字号 or 文号; columns may
 * stand in any order, unknown ones are left alone. The numbers are read as
 * docnum_parse does, 号 may be missing. Refused: no such header or two columns
 * of numbers in it, a document number above it or right of it (which would be
 * passed over unseen), what rows_read refuses.
 * `name` is copied, bytes are not kept. 0, or -1 with err (ERR_UNREADABLE,
 * ERR_SYNTAX, ERR_LIMIT, with the file and where known the row as its line).
 * *out is the caller's: issuing_free().
 */
int issuing_read(struct issuing_register **out, const char *bytes, size_t len,
    const char *name, struct err *err);
void issuing_free(struct issuing_register *reg);

/* Each number belongs into one register. 0, or -1 with err (ERR_REFUSED): a
 * number that stands in two of them, and where. */
int issuing_apart(struct issuing_register *const *registers, size_t n,
    struct err *err);

/*
 * Do both name the same document? Marks, white space and width aside, without
 * the authority's name before them, and without what only announces a text
 * (关于印发《…》的通知). A text and the decision that changes it differ.
 */
bool issuing_same_title(const char *a, const char *b, const char *authority);

#endif
