/* fields_int.h: structures written as attributes, by table */
#ifndef GUIWEN_WORKFLOWS_FIELDS_INT_H
#define GUIWEN_WORKFLOWS_FIELDS_INT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/xml/read.h"
#include "engine/xml/write.h"

#include <stddef.h>
#include <stdint.h>

enum field_type {
	FIELD_STRING,		/* const char *; "" is not written */
	FIELD_INT,		/* int64_t; 0 is not written */
	FIELD_TIME,		/* int64_t, s UTC; 0 is not written */
	FIELD_DAY,		/* struct day; year 0 is not written */
	FIELD_FLAG,		/* bool; "yes" or not written */
	FIELD_YESNO,		/* bool; always written */
	FIELD_HASH		/* struct sha256; zeros are not written */
};

struct field {
	const char *name;
	size_t len;		/* of the name */
	enum field_type type;
	size_t offset;
};

/* An array of structures, each an element of its own. */
struct field_list {
	const char *name;	/* of the element */
	const struct field *fields;
	size_t nfields;
	size_t size;		/* of one structure */
	size_t array, count;	/* where pointer and size_t stand */
	/* Where an element holds one more: reads it, NULL where it does not;
	 * and where the string of its bytes stands, "" for none. */
	int (*read_inside)(void *object, struct xml_reader *r,
	    struct err *err);
	size_t inside;
};

/* Where elements end, counted in bytes from the reader's first; the array
 * stands in the reader's arena. */
struct field_ends {
	uint32_t *at;
	size_t count, cap;
};

/* Every string of the object becomes "". */
void fields_init(void *object, const struct field *fields, size_t n);
/* Write the attributes of the element just opened. The table is in ascending
 * order of names. */
void fields_write(struct xml_writer *w, const void *object,
    const struct field *fields, size_t n);
/*
 * Read the attributes of the element just opened, all of them; `ns` is the
 * xmlns that it declares, NULL for one that inherits. Attributes that the
 * table has not, or values that fields_write would not have written, are
 * ERR_BROKEN. Strings live in the reader's arena. 0, or -1 with err.
 */
int fields_read(void *object, const struct field *fields, size_t n,
    const char *element, const char *ns, struct xml_reader *r,
    struct err *err);

/* The bytes that an element holds; NULL where its list never has any. */
const char *field_inside(const void *object, const struct field_list *list);
/* An element of a list; all of them. */
void field_element_write(struct xml_writer *w, const void *object,
    const struct field_list *list);
void field_list_write(struct xml_writer *w, const void *object,
    const struct field_list *list);
/* Read the run of elements of the list that comes next (maybe none). The end
 * of each goes to `ends` (NULL: nobody asks). */
int field_list_read(void *object, const struct field_list *list,
    struct xml_reader *r, struct field_ends *ends, struct err *err);
/* An end is where the reader is. */
void field_end_here(struct field_ends *ends, const struct xml_reader *r);
/* ERR_BROKEN with the place, where the reader is broken or something is out
 * of place. Returns -1. */
int fields_broken(const struct xml_reader *r, const char *what,
    struct err *err);

/* The array and its length, as the list's table says. */
void *field_list_array(const void *object, const struct field_list *list,
    size_t *count);

#endif
