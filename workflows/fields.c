/* fields.c: structures written as attributes, by table */
#include "workflows/fields_int.h"

#include "engine/base/day.h"
#include "engine/base/hash.h"
#include "engine/xml/xml.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct sha256 no_hash;

void
fields_init(void *object, const struct field *fields, size_t n)
{
	const char *empty = "";
	size_t i;

	for (i = 0; i < n; i++)
		if (fields[i].type == FIELD_STRING)
			memcpy((char *)object + fields[i].offset, &empty,
			    sizeof(empty));
}

static const char *
number_format(char out[24], int64_t value)
{
	snprintf(out, 24, "%" PRId64, value);
	return out;
}

/* The value as it is written, or NULL where it is not. */
static const char *
format_field(char buf[SHA256_HEX], const void *object,
    const struct field *field)
{
	const char *at = (const char *)object + field->offset;
	const char *string;
	struct sha256 hash;
	struct day day;
	int64_t number;
	bool flag;

	switch (field->type) {
	case FIELD_STRING:
		memcpy(&string, at, sizeof(string));
		assert(string != NULL);
		return string[0] != '\0' ? string : NULL;
	case FIELD_INT:
		memcpy(&number, at, sizeof(number));
		return number != 0 ? number_format(buf, number) : NULL;
	case FIELD_TIME:
		memcpy(&number, at, sizeof(number));
		return number != 0 ? time_format(buf, number) : NULL;
	case FIELD_DAY:
		memcpy(&day, at, sizeof(day));
		return day.year != 0 ? day_format(buf, day) : NULL;
	case FIELD_FLAG:
		memcpy(&flag, at, sizeof(flag));
		return flag ? "yes" : NULL;
	case FIELD_YESNO:
		memcpy(&flag, at, sizeof(flag));
		return flag ? "yes" : "no";
	case FIELD_HASH:
		memcpy(&hash, at, sizeof(hash));
		return memcmp(&hash, &no_hash, sizeof(hash)) != 0 ?
		    sha256_hex(buf, &hash) : NULL;
	}
	return NULL;
}

void
fields_write(struct xml_writer *w, const void *object,
    const struct field *fields, size_t n)
{
	char buf[SHA256_HEX];
	size_t i;

	for (i = 0; i < n; i++)
		xw_attr(w, fields[i].name,
		    format_field(buf, object, &fields[i]));
}

static int
parse_number(int64_t *out, const char *value)
{
	bool minus = *value == '-';
	uint64_t n = 0;

	value += minus;
	if (*value < '1' || *value > '9')
		return -1;
	for (; *value >= '0' && *value <= '9'; value++) {
		if (n > (uint64_t)INT64_MAX / 10 - 1)
			return -1;
		n = n * 10 + (uint64_t)(*value - '0');
	}
	if (*value != '\0')
		return -1;
	*out = minus ? -(int64_t)n : (int64_t)n;
	return 0;
}

/* Only values that come out the same again are taken: a state or an act has
 * one form. */
static int
parse_field(void *object, const struct field *field, const char *value,
    struct arena *arena)
{
	char *at = (char *)object + field->offset;
	const char *string = value;
	char again[SHA256_HEX];
	struct sha256 hash;
	struct day day;
	int64_t number = 0;
	bool flag;

	switch (field->type) {
	case FIELD_STRING:
		if (arena != NULL)
			string = arena_strdup(arena, value);
		memcpy(at, &string, sizeof(string));
		return value[0] == '\0' ? -1 : 0;
	case FIELD_INT:
		if (parse_number(&number, value) != 0)
			return -1;
		memcpy(at, &number, sizeof(number));
		return 0;
	case FIELD_TIME:
		if (time_parse(&number, value) != 0 || number == 0 ||
		    strcmp(time_format(again, number), value) != 0)
			return -1;
		memcpy(at, &number, sizeof(number));
		return 0;
	case FIELD_DAY:
		if (day_parse(&day, value) != 0)
			return -1;
		memcpy(at, &day, sizeof(day));
		return 0;
	case FIELD_FLAG:
	case FIELD_YESNO:
		flag = strcmp(value, "yes") == 0;
		memcpy(at, &flag, sizeof(flag));
		return flag || (field->type == FIELD_YESNO &&
		    strcmp(value, "no") == 0) ? 0 : -1;
	case FIELD_HASH:
		if (sha256_parse(&hash, value) != 0)
			return -1;
		memcpy(at, &hash, sizeof(hash));
		return 0;
	}
	return -1;
}

int
fields_parse(void *object, const struct field *fields, size_t n,
    const xmlNode *node, struct arena *arena, struct err *err)
{
	const xmlAttr *attr;
	const char *value;
	size_t i = 0;

	fields_init(object, fields, n);
	for (attr = node->properties; attr != NULL; attr = attr->next) {
		const char *name = (const char *)attr->name;

		while (i < n && strcmp(fields[i].name, name) < 0)
			i++;
		if (attr->ns != NULL || i == n ||
		    strcmp(fields[i].name, name) != 0)
			return err_set(err, ERR_BROKEN,
			    "line %d: the element %s has an attribute %s that "
			    "is unknown or out of place", (int)node->line,
			    (const char *)node->name, name);
		value = attr->children != NULL ?
		    (const char *)attr->children->content : "";
		if (attr->children != NULL && attr->children->next != NULL)
			return err_set(err, ERR_BROKEN,
			    "line %d: the attribute %s of the element %s holds "
			    "an entity", (int)node->line, name,
			    (const char *)node->name);
		if (parse_field(object, &fields[i++], value, arena) != 0)
			return err_set(err, ERR_BROKEN,
			    "line %d: the attribute %s of the element %s has "
			    "a value that cannot be: “%s”", (int)node->line,
			    name, (const char *)node->name, value);
	}
	return 0;
}

void *
field_list_array(const void *object, const struct field_list *list,
    size_t *count)
{
	void *array;

	memcpy(&array, (const char *)object + list->array, sizeof(array));
	memcpy(count, (const char *)object + list->count, sizeof(*count));
	return array;
}

void
field_list_write(struct xml_writer *w, const void *object,
    const struct field_list *list)
{
	const char *array;
	size_t i, n;

	array = field_list_array(object, list, &n);
	for (i = 0; i < n; i++) {
		xw_open(w, list->name, NULL);
		fields_write(w, array + i * list->size, list->fields,
		    list->nfields);
		xw_close(w);
	}
}

int
field_list_parse(void *object, const struct field_list *list,
    xmlNode **node, const char *ns, struct arena *arena,
    struct arena *strings, struct err *err)
{
	const xmlNode *at;
	char *array;
	size_t n = 0, i;

	for (at = *node; xml_is(at, ns, list->name);
	    at = xml_next(at, ns, NULL))
		n++;
	array = n != 0 ? arena_array(arena, n, list->size) : NULL;
	for (i = 0; i < n; i++) {
		if (fields_parse(array + i * list->size, list->fields,
		    list->nfields, *node, strings, err) != 0)
			return -1;
		*node = xml_next(*node, ns, NULL);
	}
	memcpy((char *)object + list->array, &array, sizeof(array));
	memcpy((char *)object + list->count, &n, sizeof(n));
	return 0;
}
