/* fields.c: structures written as attributes, by table */
#include "workflows/fields_int.h"

#include "engine/base/day.h"
#include "engine/base/hash.h"
#include "engine/base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
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
		return number != 0 ? text_of_int(buf, number) : NULL;
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
	const char *value;
	size_t i;

	for (i = 0; i < n; i++) {
		value = format_field(buf, object, &fields[i]);
		if (value != NULL)
			xw_attr(w, fields[i].name, value);
	}
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
parse_field(void *object, const struct field *field, const char *value)
{
	char *at = (char *)object + field->offset;
	struct sha256 hash;
	struct day day;
	int64_t number = 0;
	bool flag;

	switch (field->type) {
	case FIELD_STRING:
		memcpy(at, &value, sizeof(value));
		return value[0] == '\0' ? -1 : 0;
	case FIELD_INT:
		if (parse_number(&number, value) != 0)
			return -1;
		memcpy(at, &number, sizeof(number));
		return 0;
	case FIELD_TIME:
		/* of the forms that time_parse takes, the whole one */
		if (strlen(value) != TIME_TEXT - 1 ||
		    time_parse(&number, value) != 0 || number == 0)
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
fields_broken(const struct xml_reader *r, const char *what, struct err *err)
{
	return err_set(err, ERR_BROKEN, "line %d of the %s: this is not as "
	    "guiwen writes it", xr_line(r), what);
}

int
fields_read(void *object, const struct field *fields, size_t n,
    const char *element, const char *ns, struct xml_reader *r,
    struct err *err)
{
	const char *name, *value;
	bool whole = true;	/* what is always written is there */
	size_t i, len;

	fields_init(object, fields, n);
	if (ns != NULL && (!xr_attr(r, &name, &len, &value) ||
	    !xr_is(name, len, "xmlns") || strcmp(value, ns) != 0))
		return err_set(err, ERR_BROKEN, "line %d: the element %s is "
		    "not of the namespace %s", xr_line(r), element, ns);
	for (i = 0; i < n; i++) {
		if (!xr_attr_is(r, fields[i].name, fields[i].len, &value)) {
			whole &= fields[i].type != FIELD_YESNO;
			continue;
		}
		if (parse_field(object, &fields[i], value) == 0)
			continue;
		return err_set(err, ERR_BROKEN, "line %d: the attribute %.*s "
		    "of the element %s has a value that cannot be: “%s”",
		    xr_line(r), (int)fields[i].len, fields[i].name, element,
		    value);
	}
	if (xr_attr(r, &name, &len, &value))
		return err_set(err, ERR_BROKEN, "line %d: the element %s has "
		    "an attribute %.*s that is unknown or out of place",
		    xr_line(r), element, (int)len, name);
	return r->broken || !whole ? fields_broken(r, element, err) : 0;
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

const char *
field_inside(const void *object, const struct field_list *list)
{
	const char *bytes = NULL;

	if (list->read_inside != NULL)
		memcpy(&bytes, (const char *)object + list->inside,
		    sizeof(bytes));
	return bytes;
}

void
field_element_write(struct xml_writer *w, const void *object,
    const struct field_list *list)
{
	const char *inside = field_inside(object, list);

	xw_open(w, list->name, NULL);
	fields_write(w, object, list->fields, list->nfields);
	if (inside != NULL && inside[0] != '\0')
		xw_fragment(w, inside, strlen(inside));
	xw_close(w);
}

void
field_list_write(struct xml_writer *w, const void *object,
    const struct field_list *list)
{
	const char *array;
	size_t i, n;

	array = field_list_array(object, list, &n);
	for (i = 0; i < n; i++)
		field_element_write(w, array + i * list->size, list);
}

/* An array in the arena with room for one more. */
static void *
grow(struct arena *arena, void *array, size_t n, size_t *cap, size_t size)
{
	void *grown;

	if (n < *cap)
		return array;
	*cap = *cap == 0 ? 4 : 2 * *cap;
	grown = arena_array(arena, *cap, size);
	if (n != 0)
		memcpy(grown, array, n * size);
	return grown;
}

void
field_end_here(struct field_ends *ends, const struct xml_reader *r)
{
	ends->at = grow(r->arena, ends->at, ends->count, &ends->cap,
	    sizeof(*ends->at));
	ends->at[ends->count++] = (uint32_t)(r->at - r->begin);
}

int
field_list_read(void *object, const struct field_list *list,
    struct xml_reader *r, struct field_ends *ends, struct err *err)
{
	char *array = NULL, *element;
	size_t n = 0, cap = 0;
	int rc = 0;

	while (rc == 0 && xr_open(r, list->name)) {
		array = grow(r->arena, array, n, &cap, list->size);
		element = array + n++ * list->size;
		rc = fields_read(element, list->fields, list->nfields,
		    list->name, NULL, r, err);
		if (rc == 0 && list->read_inside != NULL)
			rc = list->read_inside(element, r, err);
		if (rc == 0 && !xr_close(r, list->name))
			rc = fields_broken(r, list->name, err);
		if (ends != NULL)
			field_end_here(ends, r);
	}
	memcpy((char *)object + list->array, &array, sizeof(array));
	memcpy((char *)object + list->count, &n, sizeof(n));
	return rc;
}
