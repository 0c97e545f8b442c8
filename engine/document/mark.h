/* mark.h: what a line begins with: 第三条, （四）, 一、, 附件1 */
#ifndef GUIWEN_DOCUMENT_MARK_H
#define GUIWEN_DOCUMENT_MARK_H

#include <stdbool.h>
#include <stddef.h>

enum mark_kind {
	MARK_NONE,
	MARK_BOOK,		/* 第一编 */
	MARK_PART,		/* 第一分编 */
	MARK_CHAPTER,
	MARK_SECTION,
	MARK_ARTICLE,
	MARK_HAN,		/* 一、 */
	MARK_HAN_BRACKET,	/* （一） */
	MARK_ARABIC,		/* 1. 1． 1、 */
	MARK_ARABIC_BRACKET,	/* （1） 1） */
	MARK_CIRCLE,		/* ① */
	MARK_DECIMAL		/* 1.1, 1.1.1 */
};

/* Depth of 1.1.1 and the like. */
#define MARK_DECIMALS 5

struct mark {
	enum mark_kind kind;
	long n;			/* the last number of a decimal */
	long sub;		/* 之一: 1; else 0 */
	int depth;		/* of a decimal: how many numbers */
	long outer[MARK_DECIMALS];
	size_t len;		/* bytes of the mark itself */
	size_t rest;		/* where the words after it begin */
	bool parted;		/* space, bracket or nothing follows the mark */
};

/* What `text` begins with by its form alone; whether it opens a unit there
 * is for the sequence to say. */
void mark_scan(const char *text, struct mark *out);
/* Does a line that begins with 第N条 go on as a reference to that article
 * (规定, 第二款, 、 ...) rather than as the article itself? */
bool mark_is_reference(const char *text, const struct mark *mark);
/* A heading in brackets at the start of s: （目的依据）, 【罪名】. Its bytes;
 * 0 none. */
size_t mark_bracket_heading(const char *s);

/* 附件, 附录, 附表 with its number and what follows. */
struct annex_mark {
	long n;			/* -1: no number */
	size_t len;		/* bytes of 附件1 with its colon */
	size_t rest;		/* where the name begins */
};
bool mark_annex(const char *text, struct annex_mark *out);

#endif
