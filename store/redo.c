/* redo.c: the git objects of one record, as they wait in the ledger */
#include "store/redo.h"

#include "store/repository_int.h"

#include <string.h>

#define HEX (OBJECT_HEX - 1)

void
redo_add(struct text *objects, struct text *contents,
    const struct redo_object *object)
{
	char id[OBJECT_HEX], previous[OBJECT_HEX];

	text_addf(objects, "%s %s %zu %s\n", object_id_hex(id, &object->id),
	    object_type_name(object->type), object->len,
	    object_id_hex(previous, &object->previous));
	text_add(contents, object->bytes, object->len);
}

void
redo_read(struct redo_reader *reader, const char *objects,
    const char *contents, size_t len)
{
	reader->line = objects;
	reader->contents = contents;
	reader->left = len;
}

static int
take_id(const char **at, struct object_id *out)
{
	char hex[OBJECT_HEX];

	if (strnlen(*at, HEX) < HEX)
		return -1;
	memcpy(hex, *at, HEX);
	hex[HEX] = '\0';
	*at += HEX;
	return object_id_parse(out, hex);
}

static int
take_type(const char **at, enum object_type *out)
{
	int type;
	size_t len;

	for (type = OBJECT_COMMIT; type <= OBJECT_BLOB; type++) {
		len = strlen(object_type_name((enum object_type)type));
		if (strncmp(*at, object_type_name((enum object_type)type),
		    len) == 0) {
			*at += len;
			*out = (enum object_type)type;
			return 0;
		}
	}
	return -1;
}

static int
take_char(const char **at, char c)
{
	return *(*at)++ == c ? 0 : -1;
}

static int
take_length(const char **at, size_t *out)
{
	const char *start = *at;

	for (*out = 0; **at >= '0' && **at <= '9'; (*at)++) {
		if (*out > OBJECT_MAX_BYTES)
			return -1;
		*out = 10 * *out + (size_t)(**at - '0');
	}
	return *at > start ? 0 : -1;
}

int
redo_next(struct redo_reader *reader, struct redo_object *out)
{
	const char *at = reader->line;

	if (*at == '\0')
		return reader->contents != NULL && reader->left != 0 ? -1 : 0;
	if (take_id(&at, &out->id) != 0 || take_char(&at, ' ') != 0 ||
	    take_type(&at, &out->type) != 0 || take_char(&at, ' ') != 0 ||
	    take_length(&at, &out->len) != 0 || take_char(&at, ' ') != 0 ||
	    take_id(&at, &out->previous) != 0 || take_char(&at, '\n') != 0)
		return -1;
	reader->line = at;
	out->bytes = reader->contents;
	if (reader->contents == NULL)
		return 1;
	if (out->len > reader->left)
		return -1;
	reader->contents += out->len;
	reader->left -= out->len;
	return 1;
}
