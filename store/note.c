/* note.c: signed notes (c2sp.org/signed-note), Ed25519 */
#include "store/note.h"

#include "engine/base/hash.h"
#include "store/ssh_format.h"

#include <assert.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "		/* U+2014 and a space */
#define ID_BYTES 4
#define TYPE_ED25519 1
#define SIGNATURES_MOST 100

/* SHA-256(name || 0x0A || type || key)[:4] */
static void
key_id(unsigned char out[ID_BYTES], const char *name,
    const unsigned char key[SIGNER_KEY_BYTES])
{
	static const char middle[2] = { '\n', TYPE_ED25519 };
	struct text text = TEXT_INIT;
	struct sha256 hash;

	text_adds(&text, name);
	text_add(&text, middle, sizeof(middle));
	text_add(&text, key, SIGNER_KEY_BYTES);
	sha256_of(&hash, text.ptr, text.len);
	memcpy(out, hash.b, ID_BYTES);
	text_release(&text);
}

void
note_sign(struct text *note, const char *name, const struct signer *signer)
{
	unsigned char line[ID_BYTES + SIGNER_RAW_BYTES];
	unsigned char key[SIGNER_KEY_BYTES];
	int known = public_key_bytes(key, signer_public(signer));

	assert(known == 0);
	(void)known;
	key_id(line, name, key);
	signer_sign_raw(signer, note->ptr, note->len, line + ID_BYTES);
	text_addf(note, "\n" DASH "%s ", name);
	base64_encode(note, line, sizeof(line), 0);
	text_adds(note, "\n");
}

/* One signature line: the name's place and the decoded rest. False: it is
 * none. */
static bool
read_line(const char *line, size_t len, const char **name, size_t *name_len,
    struct text *signature)
{
	const char *space;

	text_reset(signature);
	if (len < sizeof(DASH) || memcmp(line, DASH, sizeof(DASH) - 1) != 0)
		return false;
	*name = line + sizeof(DASH) - 1;
	len -= sizeof(DASH) - 1;
	space = memchr(*name, ' ', len);
	if (space == NULL || space == *name ||
	    memchr(*name, '+', (size_t)(space - *name)) != NULL)
		return false;
	*name_len = (size_t)(space - *name);
	return base64_decode(signature, space + 1, len - *name_len - 1) ==
	    0 && signature->len > ID_BYTES;
}

/* The last blank line: the lines after it are signatures. */
static const char *
find_blank(const char *note, size_t len)
{
	size_t i;

	for (i = len; i >= 2; i--)
		if (note[i - 1] == '\n' && note[i - 2] == '\n')
			return note + i - 1;
	return NULL;
}

int
note_split(const char *note, size_t len, size_t *text_len, struct err *err)
{
	const char *blank, *line, *end = note + len, *newline, *name;
	struct text signature = TEXT_INIT;
	size_t i, name_len, n = 0;
	bool good = len > 0 && len <= NOTE_MAX_BYTES && note[len - 1] == '\n';

	for (i = 0; good && i < len; i++)
		good = (unsigned char)note[i] >= ' ' || note[i] == '\n';
	blank = good ? find_blank(note, len) : NULL;
	good = blank != NULL && blank + 1 < end;
	for (line = blank + 1; good && line < end; line = newline + 1) {
		newline = memchr(line, '\n', (size_t)(end - line));
		good = newline != NULL && ++n <= SIGNATURES_MOST &&
		    read_line(line, (size_t)(newline - line), &name,
		    &name_len, &signature);
	}
	text_release(&signature);
	if (!good)
		return err_set(err, ERR_SYNTAX, "this is no signed note: a "
		    "text, a blank line and lines of signatures, unchanged "
		    "since it was made");
	*text_len = (size_t)(blank - note);
	return 0;
}

enum note_signature
note_check(const char *note, size_t len, size_t text_len, const char *name,
    const char *public_key)
{
	const char *line, *end = note + len, *newline, *who;
	unsigned char id[ID_BYTES], key[SIGNER_KEY_BYTES];
	enum note_signature found = NOTE_OTHER;
	struct text signature = TEXT_INIT;
	size_t who_len;
	bool mine;

	if (public_key_bytes(key, public_key) != 0)
		return NOTE_OTHER;
	key_id(id, name, key);
	for (line = note + text_len + 1; line < end && found == NOTE_OTHER;
	    line = newline + 1) {
		newline = memchr(line, '\n', (size_t)(end - line));
		if (newline == NULL)
			break;
		mine = read_line(line, (size_t)(newline - line), &who,
		    &who_len, &signature) && who_len == strlen(name) &&
		    memcmp(who, name, who_len) == 0 &&
		    memcmp(signature.ptr, id, ID_BYTES) == 0;
		if (mine)
			found = signature.len == ID_BYTES + SIGNER_RAW_BYTES &&
			    raw_signature_holds(public_key, note, text_len,
			    (unsigned char *)signature.ptr + ID_BYTES) ?
			    NOTE_HOLDS : NOTE_BROKEN;
	}
	text_release(&signature);
	return found;
}
