/* story.h: what becomes of a made-up document, from its number alone */
#ifndef GUIWEN_TESTS_BENCH_STORY_H
#define GUIWEN_TESTS_BENCH_STORY_H

#include "engine/base/day.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum story_text { TEXT_NONE, TEXT_DRAFT, TEXT_REVISED, TEXT_ISSUED };

/* One act of a story. */
struct story_act {
	char letter;
	const char *role, *event;
	const char *kinds;	/* of the materials, "a b" */
	const char *reason;	/* "" none */
	enum story_text text;
	int days, more;		/* after the act before: so many, and up to
				   so many more */
	bool refused;		/* the person may not do it */
	bool dated;		/* by the last of its materials */
};

/* A document on its way. */
struct story {
	long number;		/* 1, 2, 3, ...: all else follows from it */
	const char *acts;	/* the letters */
	int at;			/* the next of them */
	int version;		/* of the text */
	int64_t due_s;		/* when the next act is done */
	struct day dated, effective;
	long sequence;		/* in its 发文字号 */
};

/* A number that is always the same for the same two, below `below`. */
unsigned story_chance(long number, unsigned salt, unsigned below);
/* The document's story; its first act is done at start_s. */
void story_begin(struct story *story, long number, int64_t start_s);
/* The next act; NULL: the story has come to its end. */
const struct story_act *story_next(const struct story *story);
/* It was done. */
void story_done(struct story *story);
/* How many acts there are in a hundred stories. */
long story_acts_of_hundred(void);

const char *story_authority(const struct story *story);
#define STORY_AUTHORITIES 3
extern const char *const story_authorities[STORY_AUTHORITIES][2];
/* "长民规〔2021〕3号" */
void story_doc_number(const struct story *story, char out[64]);
/* The text of the version that there is, or the one that was issued. */
void story_write_text(const struct story *story, bool issued,
    struct text *out);
void story_write_paper(const struct story *story, const char *kind,
    struct text *out);

#endif
