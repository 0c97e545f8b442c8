/* private.h: what is kept beside the evidence and can be forgotten */
#ifndef GUIWEN_STORE_PRIVATE_H
#define GUIWEN_STORE_PRIVATE_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRIVATE_FILE "private.sqlite"
#define PRIVATE_FACT_BYTES 200	/* one contact detail, at most */
#define PRIVATE_NOTE_BYTES ((size_t)65536)

/*
 * private.sqlite in a registry's folder (mode 0600, WAL): contact details of
 * people and their unfinished notes. It is no evidence: nothing of it is
 * signed, exported, replayed or asked for by an audit, so it may be missing or
 * damaged without harm to any step. It is made at the first write. What is
 * forgotten or overwritten is gone from the file and from its WAL.
 */
struct private;

/*
 * Open that of the registry in `dir`, whose id is `registry`. *out is the
 * caller's: private_close(). To read: 1, or 0 where there is none yet; to
 * write: 1, it is made if need be, and a mode that lets others look is mended.
 * -1 with err: ERR_DENIED (this account may not read it), ERR_REFUSED (a
 * symbolic link, a folder), ERR_UNSUPPORTED (a newer version, of another
 * registry, a database of another program), ERR_UNREADABLE (damaged),
 * ERR_BUSY, ERR_SYSTEM.
 */
int private_open(struct private **out, const char *dir, const char *registry,
    bool write, struct err *err);
void private_close(struct private *private);

/* Copy it to a new file of mode 0600 as it is at one moment: 1, 0 where there
 * is none, -1 with err, as above; then nothing remains of the copy. */
int private_copy(const char *dir, const char *registry, const char *file,
    struct err *err);

/* ---- how somebody is reached ---- */

struct contact {		/* "": not known */
	const char *phone, *email, *room;
};
typedef void private_contact_fn(void *ctx, const struct contact *contact);
/* Of one person: 1 and fn was called (borrowed), 0 nothing is known, -1. */
int private_contact(struct private *private, const char *person,
    private_contact_fn *fn, void *ctx, struct err *err);
/* NULL leaves a detail as it is, "" takes it away. 0, or -1 with err. */
int private_put_contact(struct private *private, const char *person,
    const struct contact *contact, struct err *err);
/* 1, 0 where nothing was known, -1 with err (ERR_BUSY, ERR_SYSTEM: it is
 * forgotten, but the WAL could not be emptied, which err says). */
int private_forget_contact(struct private *private, const char *person,
    struct err *err);

/* ---- what somebody has not said yet ---- */

struct private_note {
	const char *person, *document;
	int64_t version;	/* of the document, on which it is; 0: none */
	int64_t changed_s;
	const char *text;
};
typedef int private_note_fn(void *ctx, const struct private_note *note,
    struct err *err);
/* A person's on a document, or on all (NULL), in the order of ids; each is
 * passed on, borrowed; fn returns -1 with err to stop. 0, or -1. */
int private_notes(struct private *private, const char *person,
    const char *document, private_note_fn *fn, void *ctx, struct err *err);
/* In the place of the one before. 0, or -1 with err. */
int private_put_note(struct private *private, const struct private_note *note,
    struct err *err);
/* How many went, or -1 with err, as private_forget_contact. */
int private_forget_notes(struct private *private, const char *person,
    const char *document, struct err *err);
/* What it says was given as a reason: it goes, unless it says something else
 * by now, which then stays. 1, 0 where it was not that one, -1 likewise. */
int private_note_given(struct private *private, const char *person,
    const char *document, const char *text, struct err *err);

/* The text of the i-th statement, NULL after the last: for tests. */
const char *private_sql(size_t i);

#endif
