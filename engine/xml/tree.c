/* tree.c: XML as a tree in an arena */
#include "engine/xml/tree.h"

#include "engine/xml/read_int.h"

#include <stdint.h>
#include <string.h>

/* What is more than that is left to libxml2, which has limits of its own. */
#define CANONICAL_BYTES ((size_t)4 << 20)
#define CANONICAL_DEPTH 200
#define CANONICAL_NAME 100

static struct xml_tree *
add(struct arena *arena, struct xml_tree *parent)
{
	struct xml_tree *node = arena_alloc(arena, sizeof(*node));

	node->parent = parent;
	if (parent == NULL)
		return node;
	if (parent->last != NULL)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	return node;
}

static struct xml_tree_attr *
add_attr(struct arena *arena, struct xml_tree *node, const char *name,
    const char *value)
{
	struct xml_tree_attr *attr = arena_alloc(arena, sizeof(*attr));

	attr->name = name;
	attr->value = value;
	if (node->last_attr != NULL)
		node->last_attr->next = attr;
	else
		node->attrs = attr;
	node->last_attr = attr;
	return attr;
}

struct xml_tree *
xt_add(struct arena *arena, struct xml_tree *parent, const char *name)
{
	struct xml_tree *node = add(arena, parent);

	node->name = name;
	return node;
}

void
xt_set(struct arena *arena, struct xml_tree *node, const char *name,
    const char *value)
{
	add_attr(arena, node, name, value);
}

/* ---- as the writer writes it ---- */

struct canonical {
	struct xml_reader r;
	struct xml_tree *root, *at;		/* the element that is open */
	int depth;
	size_t nodes, max_nodes;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The name that comes next, which `end` (or `or_end`) follows. NULL: none, or
 * one that is longer than ours are. */
static const char *
read_name(struct canonical *c, char end, char or_end)
{
	const char *from = c->r.at, *at = from;

	if (at == c->r.end || !is_letter(*at))
		return NULL;
	while (at < c->r.end && ((*at >= 'a' && *at <= 'z') || *at == '-' ||
	    is_letter(*at) || (*at >= '0' && *at <= '9')))
		at++;
	if (at == c->r.end || (*at != end && *at != or_end) ||
	    at - from > CANONICAL_NAME)
		return NULL;
	c->r.at = at;
	return xr_piece(&c->r, from, (size_t)(at - from));
}

/* Its namespace comes first; names with "xml" in front are somebody else's,
 * and so is the place where such names are explained. libxml2 does not undo
 * an "&" in a namespace, and a tree is to be the same either way. */
static bool
read_attribute(struct canonical *c, struct xml_tree *node, bool first)
{
	const char *name, *value, *close;

	c->r.at++;
	name = read_name(c, '=', '=');
	if (name == NULL || c->r.end - c->r.at < 2 || c->r.at[1] != '"')
		return false;
	value = xr_value(&c->r, c->r.at + 2, '"', &close);
	if (value == NULL)
		return false;
	c->r.at = close + 1;
	c->nodes++;
	if (name[0] == 'x' && strcmp(name, "xmlns") == 0) {
		node->ns = value[0] != '\0' ? value : NULL;
		return first && strchr(value, '&') == NULL &&
		    strncmp(value, "http://www.w3.org/", 18) != 0;
	}
	if ((name[0] == 'x' && strncmp(name, "xml", 3) == 0) ||
	    (node->last_attr != NULL &&
	    strcmp(node->last_attr->name, name) >= 0))
		return false;
	add_attr(c->r.arena, node, name, value);
	return true;
}

static bool
read_start(struct canonical *c)
{
	struct xml_tree *node;
	bool first;

	c->r.at++;
	node = add(c->r.arena, c->at);
	node->ns = c->at != NULL ? c->at->ns : NULL;
	node->name = read_name(c, ' ', '>');
	c->nodes += 2;
	if (node->name == NULL || ++c->depth > CANONICAL_DEPTH)
		return false;
	for (first = true; c->r.at < c->r.end && *c->r.at == ' ';
	    first = false)
		if (!read_attribute(c, node, first))
			return false;
	if (c->r.at == c->r.end || *c->r.at++ != '>' ||
	    c->nodes > c->max_nodes)
		return false;
	if (c->at == NULL)
		c->root = node;
	c->at = node;
	return true;
}

static bool
read_end(struct canonical *c)
{
	size_t n;

	n = strlen(c->at->name);
	if ((size_t)(c->r.end - c->r.at) < n + 3 ||
	    memcmp(c->r.at + 2, c->at->name, n) != 0 ||
	    c->r.at[n + 2] != '>')
		return false;
	c->r.at += n + 3;
	c->at = c->at->parent;
	c->depth--;
	return true;
}

static bool
read_text(struct canonical *c)
{
	const char *close, *value = xr_value(&c->r, c->r.at, '<', &close);

	if (value == NULL)
		return false;
	c->r.at = close;
	add(c->r.arena, c->at)->text = value;
	return true;
}

/* NULL: not in this form, whether it is XML or not. */
static struct xml_tree *
read_canonical(struct arena *arena, const char *bytes, size_t len,
    size_t max_nodes)
{
	struct canonical c = { .max_nodes = max_nodes };
	bool well = len > 1 && len <= CANONICAL_BYTES && bytes[0] == '<';

	if (!well)
		return NULL;
	xr_init(&c.r, bytes, len, arena);
	well = !c.r.broken && read_start(&c);
	while (well && c.at != NULL && c.r.end - c.r.at > 1) {
		if (c.r.at[0] != '<')
			well = read_text(&c);
		else
			well = c.r.at[1] == '/' ? read_end(&c) :
			    read_start(&c);
	}
	while (c.r.at < c.r.end && *c.r.at == '\n')	/* of a file */
		c.r.at++;
	return well && c.at == NULL && c.r.at == c.r.end ? c.root : NULL;
}

/* ---- by libxml2 ---- */

static const char *
string(struct arena *arena, const xmlChar *s)
{
	return s != NULL ? arena_strdup(arena, (const char *)s) : NULL;
}

static void
copy_name(struct arena *arena, const xmlNs *ns, const char **href,
    const char **prefix)
{
	if (ns == NULL)
		return;
	*href = string(arena, ns->href);
	*prefix = string(arena, ns->prefix);
}

/* Depth is bounded by the parser. */
static struct xml_tree *
copy(struct arena *arena, struct xml_tree *parent, const xmlNode *node)
{
	struct xml_tree *to = add(arena, parent);
	const xmlAttr *attr;
	const xmlNode *child;

	if (node->type != XML_ELEMENT_NODE) {
		to->text = node->content != NULL ?
		    string(arena, node->content) : "";
		to->cdata = node->type == XML_CDATA_SECTION_NODE;
		return to;
	}
	to->name = string(arena, node->name);
	copy_name(arena, node->ns, &to->ns, &to->prefix);
	for (attr = node->properties; attr != NULL; attr = attr->next) {
		add_attr(arena, to, string(arena, attr->name),
		    attr->children != NULL ? string(arena,
		    attr->children->content) : "");
		copy_name(arena, attr->ns, &to->last_attr->ns,
		    &to->last_attr->prefix);
	}
	for (child = node->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE ||
		    child->type == XML_TEXT_NODE ||
		    child->type == XML_CDATA_SECTION_NODE)
			copy(arena, to, child);
	return to;
}

struct xml_tree *
xt_of_node(struct arena *arena, const xmlNode *node)
{
	return copy(arena, NULL, node);
}

int
xt_parse(struct xml_tree **out, struct arena *arena, const char *bytes,
    size_t len, const char *name, const struct xml_limits *limits,
    struct err *err)
{
	size_t bytes_max = limits != NULL ? limits->bytes : 0;
	size_t nodes_max = limits != NULL ? limits->nodes : 0;
	xmlDoc *doc = NULL;

	if (bytes_max == 0 || len <= bytes_max) {
		*out = read_canonical(arena, bytes, len,
		    nodes_max != 0 ? nodes_max : XML_LIMIT_NODES);
		if (*out != NULL)
			return 0;
	}
	if (xml_parse(&doc, bytes, len, name, limits, err) != 0)
		return -1;
	*out = xt_of_node(arena, xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	return 0;
}

/* ---- asked and written ---- */

void
xt_write(struct xml_writer *w, const struct xml_tree *node, const char *ns)
{
	const struct xml_tree_attr *attr;
	const struct xml_tree *child;

	xw_open(w, node->name, ns);
	for (attr = node->attrs; attr != NULL; attr = attr->next)
		xw_attr(w, attr->name, attr->value);
	for (child = node->first; child != NULL; child = child->next)
		xt_write(w, child, ns);
	xw_close(w);
}

bool
xt_is(const struct xml_tree *node, const char *ns, const char *name)
{
	if (node == NULL || node->name == NULL)
		return false;
	if (name != NULL && (node->name[0] != name[0] ||
	    strcmp(node->name, name) != 0))
		return false;
	if (node->ns == NULL || ns == NULL)
		return node->ns == ns;
	return strcmp(node->ns, ns) == 0;
}

static struct xml_tree *
seek(struct xml_tree *node, const char *ns, const char *name)
{
	while (node != NULL && !xt_is(node, ns, name))
		node = node->next;
	return node;
}

struct xml_tree *
xt_child(const struct xml_tree *node, const char *ns, const char *name)
{
	return seek(node->first, ns, name);
}

struct xml_tree *
xt_next(const struct xml_tree *node, const char *ns, const char *name)
{
	return seek(node->next, ns, name);
}

const char *
xt_attr(const struct xml_tree *node, const char *name)
{
	const struct xml_tree_attr *attr;

	for (attr = node->attrs; attr != NULL; attr = attr->next)
		if (attr->ns == NULL && strcmp(attr->name, name) == 0)
			return attr->value;
	return NULL;
}

int
xt_attr_int(const struct xml_tree *node, const char *name, int64_t missing,
    int64_t *out)
{
	const char *value = xt_attr(node, name);

	if (value != NULL)
		return xml_int(value, out);
	*out = missing;
	return 0;
}

void
xt_content(struct text *out, const struct xml_tree *node)
{
	const struct xml_tree *child;

	if (node->name == NULL)
		text_adds(out, node->text);
	for (child = node->first; child != NULL; child = child->next)
		xt_content(out, child);
}
