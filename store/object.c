/* object.c: git's object ids */
#include "store/repository_int.h"

#include <stdio.h>
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

bool
object_id_is_zero(const struct object_id *id)
{
	static const struct object_id zero;

	return memcmp(id, &zero, sizeof(zero)) == 0;
}

bool
object_id_equal(const struct object_id *a, const struct object_id *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

void
object_id_of(struct object_id *out, enum object_type type, const void *bytes,
    size_t len)
{
	char head[32];
	int n = snprintf(head, sizeof(head), "%s %zu", object_type_name(type),
	    len);

	sha1_of(out->b, head, (size_t)n + 1, bytes, len);
}
