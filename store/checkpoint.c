/* checkpoint.c: how far a history goes: as a signed note, as a typed code */
#include "store/checkpoint.h"

#include "engine/base/mem.h"
#include "store/merkle.h"
#include "store/ssh_format.h"
#include "store/store_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
checkpoint_origin(char out[CHECKPOINT_ORIGIN], const char *registry)
{
	snprintf(out, CHECKPOINT_ORIGIN, "guiwen.invalid/%.40s", registry);
}

void
checkpoint_write(struct text *out, const struct checkpoint *checkpoint)
{
	text_addf(out, "%s\n%" PRId64 "\n", checkpoint->origin,
	    checkpoint->size);
	base64_encode(out, checkpoint->root.b, sizeof(checkpoint->root.b), 0);
	text_adds(out, "\n");
}

/* A number without sign and leading zeros, wholly. */
static bool
read_size(const char *s, size_t len, int64_t *out)
{
	size_t i;

	*out = 0;
	if (len == 0 || len > 18 || (len > 1 && s[0] == '0'))
		return false;
	for (i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = 10 * *out + (s[i] - '0');
	}
	return true;
}

int
checkpoint_read(struct checkpoint *out, const char *note, size_t len,
    size_t *text_len, struct err *err)
{
	const char *line[4] = { note };
	struct text root = TEXT_INIT;
	bool good;
	size_t i;

	if (note_split(note, len, text_len, err) != 0)
		return -1;
	good = true;
	for (i = 1; good && i < 4; i++) {
		line[i] = memchr(line[i - 1], '\n', *text_len -
		    (size_t)(line[i - 1] - note));
		good = line[i] != NULL && line[i] > line[i - 1];
		if (good)
			line[i]++;
	}
	good = good && line[1] - line[0] <= CHECKPOINT_ORIGIN &&
	    read_size(line[1], (size_t)(line[2] - line[1]) - 1, &out->size) &&
	    base64_decode(&root, line[2], (size_t)(line[3] - line[2]) - 1) ==
	    0 && root.len == SHA256_BYTES;
	if (good) {
		memcpy(out->root.b, root.ptr, SHA256_BYTES);
		snprintf(out->origin, sizeof(out->origin), "%.*s",
		    (int)(line[1] - line[0]) - 1, note);
	}
	text_release(&root);
	return good ? 0 : err_set(err, ERR_SYNTAX, "this is no checkpoint: "
	    "its first lines are not an origin, a size and a root");
}

/* ---- codes ---- */

#define RADIX 32
#define MODULUS 1021
#define CHECKS 2
#define GROUP 4

static const char digits32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static unsigned
digit(char c)
{
	return (unsigned)(strchr(digits32, c) - digits32);
}

/* The weighted sum, with these characters after those in `sum`. */
static unsigned
weigh(unsigned sum, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		sum = (sum * RADIX + digit(s[i])) % MODULUS;
	return sum;
}

void
checkpoint_digits(char out[CHECKPOINT_DIGITS], const struct sha256 *root)
{
	unsigned bits = 0, have = 0, value = 0;
	size_t i;

	for (i = 0; i < CHECKPOINT_DIGITS - 1; i++) {
		while (have < 5) {
			value = value << 8 | root->b[bits++];
			have += 8;
		}
		have -= 5;
		out[i] = digits32[value >> have & 31];
		value &= (1u << have) - 1;
	}
	out[i] = '\0';
}

void
checkpoint_code(char out[CHECKPOINT_CODE], const struct checkpoint *checkpoint)
{
	char size[24], all[CHECKPOINT_DIGITS + CHECKS];
	size_t i, n = CHECKPOINT_DIGITS - 1;
	struct text text = TEXT_INIT;
	unsigned sum;

	snprintf(size, sizeof(size), "%" PRId64, checkpoint->size);
	checkpoint_digits(all, &checkpoint->root);
	sum = weigh(weigh(0, size, strlen(size)), all, n);
	/* The two last characters bring the sum to 1. */
	sum = sum * RADIX % MODULUS * RADIX % MODULUS;
	sum = (MODULUS + 1 - sum) % MODULUS;
	all[n] = digits32[sum / RADIX];
	all[n + 1] = digits32[sum % RADIX];
	text_adds(&text, size);
	for (i = 0; i < n + CHECKS; i++) {
		if (i % GROUP == 0)
			text_adds(&text, "-");
		text_addc(&text, all[i]);
	}
	snprintf(out, CHECKPOINT_CODE, "%s", text.ptr);
	text_release(&text);
}

/* The next character of what was typed, narrow and large; '-' for whatever
 * only separates, 0 at the end. *s moves on by a whole character. */
static unsigned long
next_typed(const char **s)
{
	const unsigned char *b = (const unsigned char *)*s;
	unsigned long c = b[0];
	int more = 0;

	if (c >= 0xf0)
		more = 3;
	else if (c >= 0xe0)
		more = 2;
	else if (c >= 0xc0)
		more = 1;
	if (more > 0)
		c &= 0x3fu >> more;
	for (; more > 0 && (b[1] & 0xc0) == 0x80; more--)
		c = c << 6 | (*++b & 0x3f);
	*s += (size_t)(b - (const unsigned char *)*s) + (*b != '\0');
	if (c >= 0xff01 && c <= 0xff5e)		/* full width */
		c -= 0xfee0;
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000 ||
	    c == '_' || c == '.' || (c >= 0x2010 && c <= 0x2015) ||
	    c == 0x2212 || c == 0x30fc)
		return '-';
	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	if (c == 'I' || c == 'L')
		c = '1';
	return c == 'O' ? '0' : c;
}

int
checkpoint_code_read(int64_t *size, char out[CHECKPOINT_DIGITS],
    const char *code, struct err *err)
{
	const size_t rest = CHECKPOINT_DIGITS - 1 + CHECKS;
	char all[64];
	const char *at;
	unsigned long c;
	size_t n = 0;

	while (*code != '\0') {
		at = code;
		c = next_typed(&code);
		if (c == '-')
			continue;
		if (c >= 0x80 || strchr(digits32, (int)c) == NULL)
			return err_set(err, ERR_SYNTAX, "\"%.*s\" stands in "
			    "no code: the letters are those of the alphabet "
			    "without I, L, O and U", (int)(code - at), at);
		if (n == sizeof(all))
			break;
		all[n++] = (char)c;
	}
	if (n <= rest || n == sizeof(all) ||
	    !read_size(all, n - rest, size))
		return err_set(err, ERR_SYNTAX, "a code is the number of "
		    "records and %zu characters by fours; here %zu came",
		    rest, n);
	if (weigh(0, all, n) != 1)
		return err_set(err, ERR_SYNTAX, "the code is mistyped: its "
		    "check characters do not fit; compare it with the paper, "
		    "group by group");
	memcpy(out, all + n - rest, CHECKPOINT_DIGITS - 1);
	out[CHECKPOINT_DIGITS - 1] = '\0';
	return 0;
}

bool
checkpoint_looks_like_code(const char *s)
{
	size_t n = 0;
	unsigned long c;

	while (*s != '\0') {
		c = next_typed(&s);
		if (n == 0 && c != '-' && (c < '0' || c > '9'))
			return false;
		if (c != '-' && (c >= 0x80 || strchr(digits32, (int)c) ==
		    NULL))
			return false;
		n += c != '-';
	}
	return n > 2 * GROUP;
}

/* ---- of a registry ---- */

static int
add_leaf(void *ctx, const struct record *record, const struct sha256 *leaf,
    struct err *err)
{
	(void)record;
	(void)err;
	merkle_add(ctx, leaf);
	return 0;
}

int
store_checkpoint(struct store *store, struct checkpoint *out,
    struct err *err)
{
	struct merkle tree = { 0 };

	if (store_leaves(store, add_leaf, &tree, err) != 0)
		return -1;
	checkpoint_origin(out->origin, store->id);
	out->size = (int64_t)tree.size;
	merkle_root(&tree, &out->root);
	return 0;
}

int
store_checkpoint_note(struct store *store, struct checkpoint *out,
    struct text *note, struct err *err)
{
	struct text text = TEXT_INIT;

	if (store_checkpoint(store, out, err) != 0 ||
	    store_signer(store, err) != 0)
		return -1;
	checkpoint_write(&text, out);
	note_sign(&text, out->origin, store->signer);
	text_add(note, text.ptr, text.len);
	text_release(&text);
	return 0;
}
