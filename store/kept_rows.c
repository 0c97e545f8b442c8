/* kept_rows.c: what the derived rows of documents are, known from writing */
#include "store/store_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS ((size_t)1 << 15)		/* a document has only one place */
#define ROWS_MAX ((size_t)1 << 18)	/* 8 MiB */

struct kept_list {
	struct sha256 *rows;
	size_t count, cap;
};

struct kept_document {
	int64_t key;
	bool known;		/* the lists are all there is of it */
	struct kept_list lists[KEPT_TABLES];
};

static void
empty(struct kept_rows *kept, struct kept_document *document)
{
	size_t i;

	for (i = 0; i < KEPT_TABLES; i++) {
		kept->rows -= document->lists[i].count;
		free(document->lists[i].rows);
		document->lists[i] = (struct kept_list){ .rows = NULL };
	}
	document->known = false;
}

void
kept_rows_release(struct kept_rows *kept)
{
	size_t i, j;

	for (i = 0; kept->slots != NULL && i < SLOTS; i++)
		for (j = 0; j < KEPT_TABLES; j++)
			free(kept->slots[i].lists[j].rows);
	free(kept->slots);
	free(kept->touched);
	*kept = (struct kept_rows){ .slots = NULL };
}

void
kept_rows_stand(struct kept_rows *kept, const struct sha256 *head)
{
	if (memcmp(&kept->head, head, sizeof(*head)) != 0)
		kept_rows_release(kept);
	kept->head = *head;
}

void
kept_rows_recorded(struct kept_rows *kept, const struct sha256 *head)
{
	kept->head = *head;
}

void
kept_rows_item(struct kept_rows *kept)
{
	kept->ntouched = 0;
}

void
kept_rows_undo(struct kept_rows *kept)
{
	size_t i;

	for (i = 0; i < kept->ntouched; i++)
		empty(kept, kept->touched[i]);
	kept->ntouched = 0;
}

struct kept_document *
kept_rows_of(struct kept_rows *kept, int64_t key)
{
	struct kept_document *document;

	if (kept->rows > ROWS_MAX)
		kept_rows_release(kept);
	if (kept->slots == NULL)
		kept->slots = mem_zero(SLOTS, sizeof(*kept->slots));
	document = &kept->slots[(uint64_t)key * 0x9e3779b97f4a7c15u >> 49];
	if (document->key != key)
		empty(kept, document);
	document->key = key;
	MEM_GROW(kept->touched, kept->ntouched, kept->touched_cap);
	kept->touched[kept->ntouched++] = document;
	return document;
}

bool
kept_row(struct kept_rows *kept, struct kept_document *document,
    enum kept_table table, int64_t place, const struct sha256 *row)
{
	struct kept_list *list = &document->lists[table];
	size_t i = (size_t)place - 1;

	assert(place > 0 && i <= list->count);
	if (i < list->count) {
		if (memcmp(&list->rows[i], row, sizeof(*row)) == 0)
			return true;
	} else {
		MEM_GROW(list->rows, list->count, list->cap);
		list->count++;
		kept->rows++;
	}
	list->rows[i] = *row;
	return false;
}

bool
kept_rows_more(const struct kept_document *document, enum kept_table table,
    int64_t count)
{
	return !document->known ||
	    document->lists[table].count > (size_t)count;
}

void
kept_rows_end(struct kept_rows *kept, struct kept_document *document,
    const int64_t counts[KEPT_TABLES])
{
	struct kept_list *list;
	size_t i;

	for (i = 0; i < KEPT_TABLES; i++) {
		list = &document->lists[i];
		assert(list->count >= (size_t)counts[i]);
		kept->rows -= list->count - (size_t)counts[i];
		list->count = (size_t)counts[i];
	}
	document->known = true;
}
