/* node_write.c: data as canonical bytes, with the prefixes they came with */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* What a prefix means where an element is written; the innermost first. */
struct scope {
	const struct scope *outer;
	const char *prefix, *href;	/* "": no prefix, no namespace */
};

static const char *
in_scope(const struct scope *scope, const char *prefix)
{
	for (; scope != NULL; scope = scope->outer)
		if (strcmp(scope->prefix, prefix) == 0)
			return scope->href;
	return "";
}

static void
write_escaped(struct text *out, const char *s, bool attribute)
{
	size_t n;

	while (*s != '\0') {
		n = strcspn(s, attribute ? "&<\"\t\n\r" : "&<>\r");
		text_add(out, s, n);
		s += n;
		switch (*s) {
		case '&':
			text_adds(out, "&amp;");
			break;
		case '<':
			text_adds(out, "&lt;");
			break;
		case '>':
			text_adds(out, "&gt;");
			break;
		case '"':
			text_adds(out, "&quot;");
			break;
		case '\t':
			text_adds(out, "&#x9;");
			break;
		case '\n':
			text_adds(out, "&#xA;");
			break;
		case '\r':
			text_adds(out, "&#xD;");
			break;
		default:
			continue;
		}
		s++;
	}
}

static const char *
prefix_of(const xmlNs *ns)
{
	return ns != NULL && ns->prefix != NULL ? (const char *)ns->prefix :
	    "";
}

static const char *
href_of(const xmlNs *ns)
{
	return ns != NULL && ns->href != NULL ? (const char *)ns->href : "";
}

static int
compare_attributes(const void *a, const void *b)
{
	const xmlAttr *x = *(const xmlAttr *const *)a;
	const xmlAttr *y = *(const xmlAttr *const *)b;
	int order = strcmp(href_of(x->ns), href_of(y->ns));

	return order != 0 ? order :
	    strcmp((const char *)x->name, (const char *)y->name);
}

static int
compare_scopes(const void *a, const void *b)
{
	return strcmp(((const struct scope *)a)->prefix,
	    ((const struct scope *)b)->prefix);
}

/* Declare what the name needs, unless it is so already. */
static void
declare(struct scope *scopes, size_t *n, const struct scope *outer,
    const xmlNs *ns)
{
	const char *prefix = prefix_of(ns), *href = href_of(ns);
	size_t i;

	if (strcmp(prefix, "xml") == 0)
		return;
	for (i = 0; i < *n; i++)
		if (strcmp(scopes[i].prefix, prefix) == 0)
			return;
	if (strcmp(in_scope(outer, prefix), href) == 0)
		return;
	scopes[*n].prefix = prefix;
	scopes[(*n)++].href = href;
}

static void
write_name(struct text *out, const xmlNs *ns, const xmlChar *name)
{
	if (*prefix_of(ns) != '\0') {
		text_adds(out, prefix_of(ns));
		text_addc(out, ':');
	}
	text_adds(out, (const char *)name);
}

static void
write_attribute(struct text *out, const xmlAttr *attr)
{
	const xmlNode *part;

	text_addc(out, ' ');
	write_name(out, attr->ns, attr->name);
	text_adds(out, "=\"");
	for (part = attr->children; part != NULL; part = part->next)
		if (part->content != NULL)
			write_escaped(out, (const char *)part->content, true);
	text_addc(out, '"');
}

static void
write_node(struct text *out, const xmlNode *node, const struct scope *outer)
{
	const xmlAttr *attr, **sorted;
	const xmlNode *child;
	struct scope *scopes;
	size_t nattr = 0, n = 0, i;

	if (node->type != XML_ELEMENT_NODE) {
		if (node->content != NULL)
			write_escaped(out, (const char *)node->content, false);
		return;
	}
	for (attr = node->properties; attr != NULL; attr = attr->next)
		nattr++;
	sorted = mem_alloc((nattr + 1) * sizeof(xmlAttr *));
	scopes = mem_alloc((nattr + 1) * sizeof(*scopes));
	declare(scopes, &n, outer, node->ns);
	for (attr = node->properties, i = 0; attr != NULL; attr = attr->next) {
		sorted[i++] = attr;
		if (attr->ns != NULL)
			declare(scopes, &n, outer, attr->ns);
	}
	qsort(sorted, nattr, sizeof(*sorted), compare_attributes);
	qsort(scopes, n, sizeof(*scopes), compare_scopes);
	text_addc(out, '<');
	write_name(out, node->ns, node->name);
	for (i = 0; i < n; i++) {
		text_addf(out, " xmlns%s%s=\"", *scopes[i].prefix != '\0' ?
		    ":" : "", scopes[i].prefix);
		write_escaped(out, scopes[i].href, true);
		text_addc(out, '"');
		scopes[i].outer = i > 0 ? &scopes[i - 1] : outer;
	}
	for (i = 0; i < nattr; i++)
		write_attribute(out, sorted[i]);
	text_addc(out, '>');
	for (child = node->children; child != NULL; child = child->next)
		write_node(out, child, n > 0 ? &scopes[n - 1] : outer);
	text_adds(out, "</");
	write_name(out, node->ns, node->name);
	text_addc(out, '>');
	free(sorted);
	free(scopes);
}

void
node_write(struct text *out, const xmlNode *node, const char *ns)
{
	struct scope outer = { NULL, "", ns != NULL ? ns : "" };

	write_node(out, node, &outer);
}

void
node_write_children(struct text *out, const xmlNode *parent, const char *ns)
{
	const xmlNode *child;

	for (child = parent->children; child != NULL; child = child->next)
		node_write(out, child, ns);
}
