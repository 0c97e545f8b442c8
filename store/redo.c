/* redo.c: the git objects of one record, as they wait in the ledger */
#include "store/redo.h"

#include "store/repository_int.h"

#include <string.h>

#define HEX (OBJECT_HEX - 1)

/* How a line ends, by where the bytes are. */
static const char *const places[] = {
	[REDO_CONTENTS] = "",
	[REDO_BODY] = " body",
	[REDO_SIGNATURE] = " signature",
};

void
redo_add(struct text *objects, struct text *contents,
    const struct redo_object *object)
{
	const char *type = object_type_name(object->type);
	size_t type_len = strlen(type), n = 0;
	char line[2 * OBJECT_HEX + DECIMAL + 16];

	object_id_hex(line, &object->id);
	n += HEX;
	line[n++] = ' ';
	memcpy(line + n, type, type_len);
	n += type_len;
	line[n++] = ' ';
	n += decimal_format(line + n, object->len);
	line[n++] = ' ';
	object_id_hex(line + n, &object->previous);
	n += HEX;
	text_add(objects, line, n);
	text_adds(objects, places[object->place]);
	text_addc(objects, '\n');
	if (object->place == REDO_CONTENTS)
		text_add(contents, object->bytes, object->len);
}

void
redo_read(struct redo_reader *reader, const struct redo_row *row)
{
	reader->row = *row;
	reader->lines_only = false;
}

void
redo_read_lines(struct redo_reader *reader, const char *objects)
{
	reader->row = (struct redo_row){ .objects = objects };
	reader->lines_only = true;
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

static int
take_place(const char **at, enum redo_place *out)
{
	int place;
	size_t len;

	/* The empty one last: every line starts with that. */
	for (place = REDO_SIGNATURE; place >= REDO_CONTENTS; place--) {
		len = strlen(places[place]);
		if (strncmp(*at, places[place], len) == 0) {
			*at += len;
			*out = (enum redo_place)place;
			return 0;
		}
	}
	return -1;
}

/* Where the object's bytes are; -1 when they are not there. The record's row
 * may have other bytes than when this was written: their hash will tell. */
static int
find_bytes(struct redo_row *row, struct redo_object *out)
{
	switch (out->place) {
	case REDO_BODY:
		out->bytes = row->body;
		out->len = row->body_len;
		return 0;
	case REDO_SIGNATURE:
		out->bytes = row->signature;
		out->len = row->signature_len;
		return 0;
	case REDO_CONTENTS:
		break;
	}
	if (out->len > row->contents_len)
		return -1;
	out->bytes = row->contents;
	row->contents += out->len;
	row->contents_len -= out->len;
	return 0;
}

int
redo_next(struct redo_reader *reader, struct redo_object *out)
{
	const char *at = reader->row.objects;

	if (*at == '\0')
		return reader->row.contents_len != 0 ? -1 : 0;
	if (take_id(&at, &out->id) != 0 || take_char(&at, ' ') != 0 ||
	    take_type(&at, &out->type) != 0 || take_char(&at, ' ') != 0 ||
	    take_length(&at, &out->len) != 0 || take_char(&at, ' ') != 0 ||
	    take_id(&at, &out->previous) != 0 ||
	    take_place(&at, &out->place) != 0 || take_char(&at, '\n') != 0)
		return -1;
	reader->row.objects = at;
	out->said_len = out->len;
	out->bytes = NULL;
	if (!reader->lines_only && find_bytes(&reader->row, out) != 0)
		return -1;
	return 1;
}
