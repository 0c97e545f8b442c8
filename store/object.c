/* object.c: git's object ids */
#include "store/repository_int.h"

#include <string.h>

const char *
object_type_name(enum object_type type)
{
	switch (type) {
	case OBJECT_COMMIT:
		return "commit";
	case OBJECT_TREE:
		return "tree";
	case OBJECT_BLOB:
		return "blob";
	}
	return "unknown";
}

const char *
object_id_hex(char out[OBJECT_HEX], const struct object_id *id)
{
	hex_format(out, id->b, sizeof(id->b));
	return out;
}

int
object_id_parse(struct object_id *out, const char *hex)
{
	struct object_id id;

	if (hex_parse(id.b, sizeof(id.b), hex) != 0)
		return -1;
	*out = id;
	return 0;
}

size_t
decimal_format(char out[DECIMAL], size_t value)
{
	char digits[DECIMAL];
	size_t n = 0, i;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	for (i = 0; i < n; i++)
		out[i] = digits[n - 1 - i];
	out[n] = '\0';
	return n;
}

void
object_id_of(struct object_id *out, enum object_type type, const void *bytes,
    size_t len)
{
	const char *name = object_type_name(type);
	size_t name_len = strlen(name), n;
	char head[32];

	/* "blob 8192" and its NUL. */
	memcpy(head, name, name_len);
	head[name_len] = ' ';
	n = name_len + 1 + decimal_format(head + name_len + 1, len);
	sha1_of(out->b, head, n + 1, bytes, len);
}
