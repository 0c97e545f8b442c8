/* fuzz_xml_tree.c: any bytes become the same tree, or are refused in the same
 * words, whether they are read without libxml2 or by it */
#include "engine/xml/tree.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same_string(const char *a, const char *b)
{
	if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0))
		abort();
}

static void
same(const struct xml_tree *a, const struct xml_tree *b)
{
	const struct xml_tree_attr *x, *y;
	const struct xml_tree *i, *k;

	same_string(a->name, b->name);
	same_string(a->ns, b->ns);
	same_string(a->prefix, b->prefix);
	same_string(a->text, b->text);
	for (x = a->attrs, y = b->attrs; x != NULL && y != NULL;
	    x = x->next, y = y->next) {
		same_string(x->name, y->name);
		same_string(x->value, y->value);
		same_string(x->ns, y->ns);
		same_string(x->prefix, y->prefix);
	}
	for (i = a->first, k = b->first; i != NULL && k != NULL;
	    i = i->next, k = k->next)
		same(i, k);
	if (a->cdata != b->cdata || x != NULL || y != NULL || i != NULL ||
	    k != NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xml_limits limits = { 1 << 20, 20000 };
	const char *bytes = (const char *)data;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT, other = ERR_INIT;
	struct xml_tree *tree = NULL;
	xmlDoc *doc = NULL;
	int rc = xml_parse(&doc, bytes, size, "fuzz", &limits, &err);

	if (xt_parse(&tree, &arena, bytes, size, "fuzz", &limits, &other) !=
	    rc)
		abort();
	if (rc == 0)
		same(tree, xt_of_node(&arena, xmlDocGetRootElement(doc)));
	else if (strcmp(err.msg, other.msg) != 0 || err.code != other.code)
		abort();
	xmlFreeDoc(doc);
	arena_release(&arena);
	return 0;
}
