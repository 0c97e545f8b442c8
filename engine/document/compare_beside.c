/* compare_beside.c: what two documents say of their issue, beside the text */
#include "engine/document/compare_int.h"

#include "engine/base/day.h"
#include "engine/document/han.h"

#include <string.h>

#define MOST_ELEMENTS 5

struct elements {
	struct arena *arena;
	struct compare_element *list;
	size_t n;
};

/* Blanks only set names apart in print. */
static const char *
squeezed(struct arena *arena, const char *words)
{
	struct text t = TEXT_INIT;
	const char *copy;

	han_squeeze(&t, words);
	copy = arena_strndup(arena, t.ptr, t.len);
	text_release(&t);
	return copy;
}

static struct compare_element *
add_element(struct elements *e, const char *name, const char *old_words,
    const char *new_words)
{
	struct compare_element *element = &e->list[e->n];

	*element = (struct compare_element){ .name = name,
		.old_words = squeezed(e->arena, old_words),
		.new_words = squeezed(e->arena, new_words) };
	if (strcmp(element->old_words, element->new_words) == 0)
		return NULL;
	e->n++;
	return element;
}

static void
add_day(struct elements *e, const char *name, struct day old_day,
    struct day new_day)
{
	char a[DAY_TEXT] = "", b[DAY_TEXT] = "";

	add_element(e, name, old_day.year != 0 ? day_format(a, old_day) : "",
	    new_day.year != 0 ? day_format(b, new_day) : "");
}

typedef void words_fn(const struct document *document, struct text *out);

static void
add_found(struct elements *e, const char *name, words_fn *words,
    const struct document *old_document, const struct document *new_document)
{
	struct text a = TEXT_INIT, b = TEXT_INIT;

	words(old_document, &a);
	words(new_document, &b);
	add_element(e, name, a.ptr, b.ptr);
	text_release(&a);
	text_release(&b);
}

bool
comparison_same_issuer(const struct document *old_document,
    const struct document *new_document)
{
	struct text a = TEXT_INIT, b = TEXT_INIT;
	bool same;

	han_squeeze(&a, document_issuer(old_document));
	han_squeeze(&b, document_issuer(new_document));
	same = a.len == 0 || b.len == 0 || strcmp(a.ptr, b.ptr) == 0;
	text_release(&a);
	text_release(&b);
	return same;
}

struct compare_element *
compare_elements(struct arena *arena, const struct document *old_document,
    const struct document *new_document, size_t *n)
{
	struct elements e = { arena, arena_array(arena, MOST_ELEMENTS,
	    sizeof(*e.list)), 0 };
	struct compare_element *issuer = add_element(&e, "issuer",
	    document_issuer(old_document), document_issuer(new_document));

	if (issuer != NULL)
		issuer->changed = !comparison_same_issuer(old_document,
		    new_document);
	add_found(&e, "masthead", document_masthead, old_document,
	    new_document);
	add_element(&e, "number", document_number(old_document),
	    document_number(new_document));
	add_day(&e, "issued", document_issued(old_document),
	    document_issued(new_document));
	add_found(&e, "signer", document_signer, old_document, new_document);
	*n = e.n;
	return e.list;
}
