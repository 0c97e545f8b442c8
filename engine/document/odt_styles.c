/* odt_styles.c: styles and list styles of an OpenDocument text */
#include "engine/base/mem.h"
#include "engine/document/odt_int.h"

#include <stdlib.h>
#include <string.h>

#define STYLES_MAX 20000
#define CHAIN_MAX 32

struct list_style {
	const char *name;
	size_t order;		/* of reading: the later one counts */
	struct odt_level levels[ODT_LEVELS];
};

struct odt_styles {
	struct odt_style *at;
	size_t n, cap;
	struct list_style *lists;
	size_t nlists, lists_cap;
};

int
odt_int(const char *s, int missing)
{
	char *end;
	long n;

	if (s == NULL)
		return missing;
	n = strtol(s, &end, 10);
	return end == s || *end != '\0' || n < 0 || n > 1000000 ? missing :
	    (int)n;
}

struct odt_styles *
odt_styles_new(void)
{
	return mem_zero(1, sizeof(struct odt_styles));
}

void
odt_styles_free(struct odt_styles *s)
{
	if (s == NULL)
		return;
	free(s->at);
	free(s->lists);
	free(s);
}

static const char *
copy(struct arena *arena, const char *s)
{
	return s == NULL ? NULL : arena_strdup(arena, s);
}

static const char *
family_name(struct arena *arena, char family, const char *name)
{
	struct text t = TEXT_INIT;
	const char *s;

	text_addf(&t, "%c%s", family, name);
	s = arena_strdup(arena, t.ptr);
	text_release(&t);
	return s;
}

static void
read_style(struct odt_styles *styles, struct arena *arena,
    const xmlNode *node)
{
	const char *name = xml_attr_ns(node, ODF_STYLE, "name");
	const char *family = xml_attr_ns(node, ODF_STYLE, "family");
	const char *parent = xml_attr_ns(node, ODF_STYLE, "parent-style-name");
	const xmlNode *text = xml_child(node, ODF_STYLE, "text-properties");
	const char *display = text == NULL ? NULL : xml_attr_ns(text,
	    ODF_TEXT, "display");
	const char *line = text == NULL ? NULL : xml_attr_ns(text, ODF_STYLE,
	    "text-line-through-style");
	struct odt_style *s;
	char f;

	if (name == NULL || family == NULL || styles->n >= STYLES_MAX ||
	    (strcmp(family, "paragraph") != 0 && strcmp(family, "text") != 0))
		return;
	f = family[0];
	MEM_GROW(styles->at, styles->n, styles->cap);
	s = &styles->at[styles->n];
	s->order = styles->n++;
	s->name = family_name(arena, f, name);
	s->parent = parent == NULL ? NULL : family_name(arena, f, parent);
	s->list = copy(arena, xml_attr_ns(node, ODF_STYLE,
	    "list-style-name"));
	s->outline = odt_int(xml_attr_ns(node, ODF_STYLE,
	    "default-outline-level"), -1);
	s->hidden = display == NULL ? -1 : strcmp(display, "none") == 0;
	s->struck = line == NULL ? -1 : strcmp(line, "none") != 0;
}

/* What follows the number: a tab, a space, nothing. */
static bool
followed(const xmlNode *level)
{
	const xmlNode *p = xml_child(level, ODF_STYLE,
	    "list-level-properties");
	const xmlNode *a = p == NULL ? NULL : xml_child(p, ODF_STYLE,
	    "list-level-label-alignment");
	const char *by = a == NULL ? NULL : xml_attr_ns(a, ODF_TEXT,
	    "label-followed-by");

	return by != NULL && strcmp(by, "nothing") != 0;
}

/* An attribute that may still be in a namespace of LibreOffice's own. */
static const char *
any_ns(const xmlNode *node, const char *name)
{
	const xmlAttr *a;

	for (a = node->properties; a != NULL; a = a->next) {
		if (strcmp((const char *)a->name, name) == 0)
			return a->children == NULL ? "" :
			    (const char *)a->children->content;
	}
	return NULL;
}

static void
read_level(struct arena *arena, const xmlNode *node, struct odt_level *levels)
{
	int n = odt_int(xml_attr_ns(node, ODF_TEXT, "level"), 0);
	const char *prefix = xml_attr_ns(node, ODF_STYLE, "num-prefix");
	const char *suffix = xml_attr_ns(node, ODF_STYLE, "num-suffix");
	struct odt_level *level;

	if (n < 1 || n > ODT_LEVELS)
		return;
	level = &levels[n - 1];
	/* The sign of a bullet list is no word of the text. */
	level->format = xml_is(node, ODF_TEXT, "list-level-style-number") ||
	    xml_is(node, ODF_TEXT, "outline-level-style") ? copy(arena,
	    xml_attr_ns(node, ODF_STYLE, "num-format")) : NULL;
	level->prefix = prefix == NULL ? "" : copy(arena, prefix);
	level->suffix = suffix == NULL ? "" : copy(arena, suffix);
	level->pattern = copy(arena, any_ns(node, "num-list-format"));
	level->start = odt_int(xml_attr_ns(node, ODF_TEXT, "start-value"), 1);
	level->display = odt_int(xml_attr_ns(node, ODF_TEXT,
	    "display-levels"), 1);
	level->gap = followed(node);
}

static void
read_list_style(struct odt_styles *styles, struct arena *arena,
    const xmlNode *node, const char *name)
{
	const xmlNode *level;
	struct list_style *list;

	if (name == NULL || styles->nlists >= STYLES_MAX)
		return;
	MEM_GROW(styles->lists, styles->nlists, styles->lists_cap);
	list = &styles->lists[styles->nlists];
	memset(list, 0, sizeof(*list));
	list->name = arena_strdup(arena, name);
	list->order = styles->nlists++;
	for (level = xml_child(node, ODF_TEXT, NULL); level != NULL;
	     level = xml_next(level, ODF_TEXT, NULL))
		read_level(arena, level, list->levels);
}

void
odt_styles_read(struct odt_styles *styles, struct arena *arena,
    const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent == NULL ? NULL : parent->children; node != NULL;
	     node = node->next) {
		if (xml_is(node, ODF_STYLE, "style"))
			read_style(styles, arena, node);
		else if (xml_is(node, ODF_TEXT, "list-style"))
			read_list_style(styles, arena, node, xml_attr_ns(node,
			    ODF_STYLE, "name"));
		else if (xml_is(node, ODF_TEXT, "outline-style"))
			read_list_style(styles, arena, node, "Outline");
	}
}

static int
by_style(const void *a, const void *b)
{
	const struct odt_style *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : x->order < y->order ? -1 :
	    x->order > y->order;
}

static int
by_list(const void *a, const void *b)
{
	const struct list_style *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : x->order < y->order ? -1 :
	    x->order > y->order;
}

void
odt_styles_ready(struct odt_styles *s)
{
	/* qsort() wants a place even for nothing. */
	if (s->n > 0)
		qsort(s->at, s->n, sizeof(*s->at), by_style);
	if (s->nlists > 0)
		qsort(s->lists, s->nlists, sizeof(*s->lists), by_list);
}

/* The last one of that name: an automatic style before a common one. */
static const struct odt_style *
find_style(const struct odt_styles *s, const char *name)
{
	size_t low = 0, high = s->n, middle;

	while (name != NULL && low < high) {
		middle = (low + high) / 2;
		if (strcmp(s->at[middle].name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 || name == NULL || strcmp(s->at[low - 1].name,
	    name) != 0 ? NULL : &s->at[low - 1];
}

static const struct odt_style *
family_style(const struct odt_styles *s, char family, const char *name)
{
	struct text t = TEXT_INIT;
	const struct odt_style *style;

	if (name == NULL)
		return NULL;
	text_addf(&t, "%c%s", family, name);
	style = find_style(s, t.ptr);
	text_release(&t);
	return style;
}

const char *
odt_style_list(const struct odt_styles *s, const char *name)
{
	const struct odt_style *style = family_style(s, 'p', name);
	int hops;

	for (hops = 0; style != NULL && hops < CHAIN_MAX; hops++) {
		if (style->list != NULL)
			return style->list;
		style = find_style(s, style->parent);
	}
	return NULL;
}

int
odt_style_outline(const struct odt_styles *s, const char *name)
{
	const struct odt_style *style = family_style(s, 'p', name);
	int hops;

	for (hops = 0; style != NULL && hops < CHAIN_MAX; hops++) {
		if (style->outline >= 0)
			return style->outline;
		/* The style of a document's title, in every language. */
		if (strcmp(style->name, "pTitle") == 0)
			return 1;
		style = find_style(s, style->parent);
	}
	return 0;
}

bool
odt_style_hidden(const struct odt_styles *s, char family, const char *name)
{
	const struct odt_style *style = family_style(s, family, name);
	int hops;

	for (hops = 0; style != NULL && hops < CHAIN_MAX; hops++) {
		if (style->hidden >= 0)
			return style->hidden == 1;
		style = find_style(s, style->parent);
	}
	return false;
}

bool
odt_style_struck(const struct odt_styles *s, char family, const char *name)
{
	const struct odt_style *style = family_style(s, family, name);
	int hops;

	for (hops = 0; style != NULL && hops < CHAIN_MAX; hops++) {
		if (style->struck >= 0)
			return style->struck == 1;
		style = find_style(s, style->parent);
	}
	return false;
}

const struct odt_level *
odt_level(const struct odt_styles *s, const char *name, int level)
{
	size_t low = 0, high = s->nlists, middle;

	if (name == NULL || level < 1 || level > ODT_LEVELS)
		return NULL;
	/* The last one of that name. */
	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(s->lists[middle].name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || strcmp(s->lists[low - 1].name, name) != 0)
		return NULL;
	return &s->lists[low - 1].levels[level - 1];
}
