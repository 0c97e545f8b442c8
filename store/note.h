/* note.h: signed notes (c2sp.org/signed-note), Ed25519 */
#ifndef GUIWEN_STORE_NOTE_H
#define GUIWEN_STORE_NOTE_H

#include "engine/base/err.h"
#include "store/signer.h"

#define NOTE_MAX_BYTES 65536

/*
 * Sign a text that ends in a line end: appends a blank line and the signature
 * line to it. The key's name has no space, no '+'.
 */
void note_sign(struct text *note, const char *name,
    const struct signer *signer);

/*
 * Where the text of a note ends: *text_len counts the last line end. 0, or -1
 * with err (ERR_SYNTAX): no note, or one with malformed signature lines.
 */
int note_split(const char *note, size_t len, size_t *text_len,
    struct err *err);

enum note_signature {
	NOTE_HOLDS,		/* signed by this key under this name */
	NOTE_OTHER,		/* by others only */
	NOTE_BROKEN		/* a line of this key does not hold */
};
/* Of a note that note_split took. */
enum note_signature note_check(const char *note, size_t len, size_t text_len,
    const char *name, const char *public_key);

#endif
