/* ssh_format.c: SSH's wire strings, base64 and armour */
#include "store/ssh_format.h"

#include <stdio.h>
#include <string.h>

#define ARMOUR_COLUMNS 70

void
ssh_put_u32(struct text *out, uint32_t value)
{
	unsigned char b[4];

	b[0] = (unsigned char)(value >> 24);
	b[1] = (unsigned char)(value >> 16);
	b[2] = (unsigned char)(value >> 8);
	b[3] = (unsigned char)value;
	text_add(out, b, sizeof(b));
}

void
ssh_put_string(struct text *out, const void *bytes, size_t len)
{
	ssh_put_u32(out, (uint32_t)len);
	text_add(out, bytes, len);
}

void
ssh_put_cstring(struct text *out, const char *s)
{
	ssh_put_string(out, s, strlen(s));
}

uint32_t
ssh_get_u32(struct ssh_reader *in)
{
	const unsigned char *b = in->ptr;

	if (in->bad || in->left < 4) {
		in->bad = true;
		return 0;
	}
	in->ptr += 4;
	in->left -= 4;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

const unsigned char *
ssh_get_string(struct ssh_reader *in, size_t *len)
{
	const unsigned char *s;
	size_t n = ssh_get_u32(in);

	*len = 0;
	if (in->bad || n > in->left) {
		in->bad = true;
		return (const unsigned char *)"";
	}
	s = in->ptr;
	in->ptr += n;
	in->left -= n;
	*len = n;
	return s;
}

void
ssh_expect(struct ssh_reader *in, const char *bytes, size_t len)
{
	if (in->bad || in->left < len || memcmp(in->ptr, bytes, len) != 0) {
		in->bad = true;
		return;
	}
	in->ptr += len;
	in->left -= len;
}

void
ssh_expect_string(struct ssh_reader *in, const char *s)
{
	size_t len;
	const unsigned char *got = ssh_get_string(in, &len);

	if (len != strlen(s) || memcmp(got, s, len) != 0)
		in->bad = true;
}

void
ssh_put_public_blob(struct text *out,
    const unsigned char public_key[ED25519_BYTES])
{
	ssh_put_cstring(out, SSH_ED25519);
	ssh_put_string(out, public_key, ED25519_BYTES);
}

void
ssh_put_public_line(struct text *out,
    const unsigned char public_key[ED25519_BYTES])
{
	struct text blob = TEXT_INIT;

	ssh_put_public_blob(&blob, public_key);
	text_adds(out, SSH_ED25519 " ");
	base64_encode(out, blob.ptr, blob.len, 0);
	text_release(&blob);
}

int
ssh_parse_public_line(unsigned char out[ED25519_BYTES], const char *line)
{
	struct text blob = TEXT_INIT;
	struct ssh_reader in;
	const unsigned char *key;
	size_t len, name_len = strlen(SSH_ED25519);
	int rc = -1;

	if (strncmp(line, SSH_ED25519 " ", name_len + 1) != 0)
		return -1;
	line += name_len + 1;
	if (base64_decode(&blob, line, strcspn(line, " \t\r\n")) != 0)
		goto out;
	in = (struct ssh_reader){ (unsigned char *)blob.ptr, blob.len, false };
	ssh_expect_string(&in, SSH_ED25519);
	key = ssh_get_string(&in, &len);
	if (in.bad || in.left != 0 || len != ED25519_BYTES)
		goto out;
	memcpy(out, key, ED25519_BYTES);
	rc = 0;
out:
	text_release(&blob);
	return rc;
}

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_encode(struct text *out, const void *bytes, size_t len, size_t columns)
{
	const unsigned char *b = bytes;
	char buf[256];
	size_t i, j, n = 0, column = 0;

	for (i = 0; i < len; i += 3) {
		unsigned v = (unsigned)b[i] << 16;
		size_t left = len - i;
		char quad[4];

		if (left > 1)
			v |= (unsigned)b[i + 1] << 8;
		if (left > 2)
			v |= b[i + 2];
		quad[0] = digits[v >> 18];
		quad[1] = digits[v >> 12 & 63];
		quad[2] = left > 1 ? digits[v >> 6 & 63] : '=';
		quad[3] = left > 2 ? digits[v & 63] : '=';
		for (j = 0; j < 4; j++) {
			buf[n++] = quad[j];
			if (columns != 0 && ++column == columns) {
				buf[n++] = '\n';
				column = 0;
			}
		}
		if (n > sizeof(buf) - 8) {
			text_add(out, buf, n);
			n = 0;
		}
	}
	if (column != 0)
		buf[n++] = '\n';
	text_add(out, buf, n);
}

static int
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

int
base64_decode(struct text *out, const char *s, size_t len)
{
	unsigned v = 0;
	size_t i, n = 0, pads = 0;
	int d;

	for (i = 0; i < len; i++) {
		if (s[i] == '\n' || s[i] == '\r')
			continue;
		if (s[i] == '=') {
			pads++;
			continue;
		}
		if (pads != 0 || (d = digit_value(s[i])) < 0)
			return -1;
		v = v << 6 | (unsigned)d;
		if (++n % 4 == 0) {
			char b[3] = { (char)(v >> 16), (char)(v >> 8),
				(char)v };
			text_add(out, b, 3);
			v = 0;
		}
	}
	/* What a shorter last group leaves over must be zero bits. */
	if (n % 4 == 0)
		return pads == 0 ? 0 : -1;
	if (n % 4 == 1 || pads != 4 - n % 4)
		return -1;
	if (n % 4 == 2) {
		text_addc(out, (char)(v >> 4));
		return (v & 15) == 0 ? 0 : -1;
	}
	text_addc(out, (char)(v >> 10));
	text_addc(out, (char)(v >> 2));
	return (v & 3) == 0 ? 0 : -1;
}

void
armour_encode(struct text *out, const char *label, const void *bytes,
    size_t len)
{
	text_adds(out, "-----BEGIN ");
	text_adds(out, label);
	text_adds(out, "-----\n");
	base64_encode(out, bytes, len, ARMOUR_COLUMNS);
	text_adds(out, "-----END ");
	text_adds(out, label);
	text_adds(out, "-----\n");
}

int
armour_decode(struct text *out, const char *label, const char *s, size_t len)
{
	char head[80], tail[80];
	size_t head_len, tail_len;
	const char *end = s + len;

	snprintf(head, sizeof(head), "-----BEGIN %s-----", label);
	snprintf(tail, sizeof(tail), "-----END %s-----", label);
	head_len = strlen(head);
	tail_len = strlen(tail);
	while (s < end && strchr(" \t\r\n", *s) != NULL)
		s++;
	while (end > s && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	if ((size_t)(end - s) < head_len + tail_len ||
	    memcmp(s, head, head_len) != 0 ||
	    memcmp(end - tail_len, tail, tail_len) != 0)
		return -1;
	s += head_len;
	end -= tail_len;
	if (s >= end || (*s != '\n' && *s != '\r') || end[-1] != '\n')
		return -1;
	return base64_decode(out, s, (size_t)(end - s));
}
