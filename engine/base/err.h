/* err.h: what went wrong, in one sentence, for a person and for a record */
#ifndef GUIWEN_BASE_ERR_H
#define GUIWEN_BASE_ERR_H

#include <stddef.h>

/*
 * The classes of failure. cli/ turns them into exit statuses: USAGE 2;
 * NOTFOUND to SECRET 3; BROKEN 4; SYSTEM to CLOCK 5.
 */
enum err_code {
	ERR_NONE = 0,
	ERR_USAGE,		/* the request itself makes no sense */
	ERR_NOTFOUND,		/* a person, document, file that is not there */
	ERR_DENIED,		/* not this person: role, separate duties */
	ERR_REFUSED,		/* not now: state, condition, milestone */
	ERR_MISSING,		/* a material or fact that the step needs */
	ERR_STALE,		/* the document moved on since it was seen */
	ERR_SYNTAX,		/* malformed input; line is set where known */
	ERR_UNSUPPORTED,	/* well formed, but not something we take */
	ERR_LIMIT,		/* larger, deeper or longer than allowed */
	ERR_UNREADABLE,		/* cannot be read as a document */
	ERR_SECRET,		/* marked as a state secret: not to be here */
	ERR_BROKEN,		/* the evidence contradicts itself */
	ERR_SYSTEM,		/* disk, memory, a library */
	ERR_BUSY,		/* a lock was not free in time */
	ERR_CLOCK		/* the clock is behind the last record */
};

#define ERR_TEXT_MAX 2048

/*
 * A failure. `msg` is English and goes into records and JSON; `shown` is the
 * same sentence in the language of the caller's locale (gettext domain
 * "guiwen"; equal to msg where there is no translation). `file` and `line`
 * name the input when the failure is one of input; line 0 is "no line".
 */
struct err {
	enum err_code code;
	int line;
	char file[256];
	char msg[ERR_TEXT_MAX];
	char shown[ERR_TEXT_MAX];
};

#define ERR_INIT { ERR_NONE, 0, "", "", "" }

/*
 * Fill err and return -1, so that `return err_set(...)` reads well. fmt must
 * be a literal: it is the key of the translation. Overlong text is cut at a
 * character. err may not be NULL.
 */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with the place in the input. file may be NULL. Returns -1. */
int err_set_at(struct err *err, enum err_code code, const char *file,
    int line, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* ERR_SYSTEM with strerror(errno) after the text. Returns -1. */
int err_set_errno(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Put words and ": " before what err already says. Returns -1. */
int err_prefix(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The form of an argument that is one word in msg and another in shown: an
 * identifier, and what people call it. Printed with both, in this order.
 */
#define ERR_WORD "\x1e%s\x1f%s\x1d"

/* Such an argument of a sentence that is part of another: marked N_ where it
 * is written, for the catalogue. Returns out. */
#define N_(s) (s)
#define ERR_PART_MAX (2 * ERR_TEXT_MAX + 8)
const char *err_part(char out[ERR_PART_MAX], const char *sentence);
/* The same of what err says. */
const char *err_words(char out[ERR_PART_MAX], const struct err *err);

void err_clear(struct err *err);

#endif
