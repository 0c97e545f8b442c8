/* odt_lists.c: the numbers of lists and headings of an OpenDocument text */
#include "engine/base/mem.h"
#include "engine/document/counting.h"
#include "engine/document/odt_int.h"

#include <string.h>

#define LISTS_MAX 20000
#define XML_NS "http://www.w3.org/XML/1998/namespace"

struct odt_list {
	const char *id, *style;	/* NULL none */
	int count[ODT_LEVELS];
	bool used[ODT_LEVELS];
	struct odt_list *before;
};

/* ODF's num-format, by its first character, as ST_NumberFormat has it. */
static const char *
counting_format(const char *format)
{
	static const struct {
		const char *first, *format;
	} formats[] = { { "1, 2, 3", "decimalFullWidth" },
		{ "01", "decimalZero" }, { "1", "decimal" },
		{ "a", "lowerLetter" }, { "A", "upperLetter" },
		{ "i", "lowerRoman" }, { "I", "upperRoman" },
		{ "一", "chineseCountingThousand" },
		{ "壹, 貳", "ideographLegalTraditional" },
		{ "壹", "chineseLegalSimplified" },
		{ "①", "decimalEnclosedCircle" },
		{ "⑴", "decimalEnclosedParen" },
		{ "⒈", "decimalEnclosedFullstop" },
		{ "㊀", "ideographEnclosedCircle" },
		{ "甲", "ideographTraditional" }, { "子", "ideographZodiac" },
		{ "１", "decimalFullWidth" } };
	size_t i;

	for (i = 0; i < MEM_COUNT(formats); i++) {
		if (strncmp(format, formats[i].first,
		    strlen(formats[i].first)) == 0)
			return formats[i].format;
	}
	return NULL;
}

static struct odt_list *
find_list(struct odt *x, const char *id, const char *style)
{
	struct odt_list *list;

	for (list = x->list; list != NULL; list = list->before) {
		if (id != NULL ? list->id != NULL && strcmp(list->id, id) ==
		    0 : list->style != NULL && style != NULL &&
		    strcmp(list->style, style) == 0)
			return list;
	}
	return NULL;
}

static struct odt_list *
new_list(struct odt *x, const char *id, const char *style)
{
	struct odt_list *list;

	if (x->nlists++ >= LISTS_MAX)
		x->too_many = true;
	list = arena_alloc(&x->d->arena, sizeof(*list));
	list->id = id == NULL ? NULL : arena_strdup(&x->d->arena, id);
	list->style = style == NULL ? NULL : arena_strdup(&x->d->arena,
	    style);
	list->before = x->list;
	x->list = list;
	return list;
}

/* The counts move to the list that goes on with them. */
static void
go_on(struct odt_list *list, const struct odt_list *from)
{
	if (from != NULL && from != list) {
		memcpy(list->count, from->count, sizeof(list->count));
		memcpy(list->used, from->used, sizeof(list->used));
	}
}

struct odt_list *
odt_list_begin(struct odt *x, const xmlNode *node, struct odt_list *outer,
    const char *style, int level, bool anew)
{
	const char *id = xml_attr_ns(node, XML_NS, "id");
	const char *with = xml_attr_ns(node, ODF_TEXT, "continue-list");
	const char *go = xml_attr_ns(node, ODF_TEXT, "continue-numbering");
	bool goes_on = go != NULL && strcmp(go, "true") == 0;
	const struct odt_list *from = NULL;
	struct odt_list *list;
	int i;

	if (outer != NULL) {
		for (i = level - 1; anew && !goes_on && i < ODT_LEVELS; i++)
			outer->used[i] = false;
		return outer;
	}
	if (id == NULL)
		id = xml_attr_ns(node, ODF_TEXT, "id");
	if (with != NULL)
		from = find_list(x, with, NULL);
	else if (goes_on)
		from = find_list(x, NULL, style);
	list = new_list(x, id, style);
	go_on(list, from);
	return list;
}

struct odt_list *
odt_list_named(struct odt *x, const char *id, const char *style)
{
	struct odt_list *list = find_list(x, id, style);

	return list != NULL ? list : new_list(x, id, style);
}

/* One level's number, in its own way of counting. */
static void
add_count(struct odt *x, const struct odt_list *list, const char *style,
    int level, struct text *out)
{
	const struct odt_level *l = odt_level(x->styles, style, level);

	if (l == NULL || l->format == NULL || *l->format == '\0')
		return;
	counting_add(out, counting_format(l->format), list->used[level - 1] ?
	    list->count[level - 1] : l->start);
}

static void
add_pattern(struct odt *x, const struct odt_list *list, const char *style,
    const char *pattern, struct text *out)
{
	const char *p;

	for (p = pattern; *p != '\0'; p++) {
		if (p[0] == '%' && p[1] >= '1' && p[1] <= '9' &&
		    p[2] == '%') {
			add_count(x, list, style, p[1] - '0', out);
			p += 2;
		} else if (strncmp(p, "%10%", 4) == 0) {
			add_count(x, list, style, 10, out);
			p += 3;
		} else {
			text_addc(out, *p);
		}
	}
}

static void
add_label(struct odt *x, const struct odt_list *list, const char *style,
    int level, const struct odt_level *l, struct text *out)
{
	size_t start = out->len;
	int i, first = level - l->display + 1;
	bool more = false;

	if (l->pattern != NULL && *l->pattern != '\0') {
		add_pattern(x, list, style, l->pattern, out);
	} else {
		text_adds(out, l->prefix);
		for (i = first < 1 ? 1 : first; i <= level; i++) {
			const struct odt_level *at = odt_level(x->styles,
			    style, i);

			if (at == NULL || at->format == NULL ||
			    *at->format == '\0')
				continue;
			if (more)
				text_addc(out, '.');
			add_count(x, list, style, i, out);
			more = true;
		}
		text_adds(out, l->suffix);
	}
	/* 1.2021年 would be another number. */
	if (out->len > start && out->ptr[out->len - 1] != ' ' && (l->gap ||
	    strchr("0123456789.", out->ptr[out->len - 1]) != NULL))
		text_addc(out, ' ');
}

void
odt_list_number(struct odt *x, struct odt_list *list, const char *style,
    int level, int start, struct text *out)
{
	const struct odt_level *l = odt_level(x->styles, style, level);
	const struct odt_level *above;
	int i;

	if (level < 1 || level > ODT_LEVELS || list == NULL || l == NULL)
		return;
	/* Levels above that were never used count as begun. */
	for (i = 0; i < level - 1; i++) {
		above = odt_level(x->styles, style, i + 1);
		if (!list->used[i])
			list->count[i] = above == NULL ? 1 : above->start;
		list->used[i] = true;
	}
	if (start >= 0)
		list->count[i] = start;
	else if (!list->used[i])
		list->count[i] = l->start;
	else if (list->count[i] < 1000000)
		list->count[i]++;
	list->used[i] = true;
	for (i = level; i < ODT_LEVELS; i++)
		list->used[i] = false;
	if (l->format != NULL && *l->format != '\0')
		add_label(x, list, style, level, l, out);
}

void
odt_heading_number(struct odt *x, const xmlNode *node, const char *style,
    int level, struct text *out)
{
	const char *again = xml_attr_ns(node, ODF_TEXT, "restart-numbering");
	const char *header = xml_attr_ns(node, ODF_TEXT, "is-list-header");
	int start = odt_int(xml_attr_ns(node, ODF_TEXT, "start-value"), -1);

	if (level < 1 || level > ODT_LEVELS ||
	    (header != NULL && strcmp(header, "true") == 0))
		return;
	if (x->outline == NULL)
		x->outline = arena_alloc(&x->d->arena, sizeof(*x->outline));
	if (again != NULL && strcmp(again, "true") == 0)
		x->outline->used[level - 1] = false;
	odt_list_number(x, x->outline, style, level, start, out);
}
