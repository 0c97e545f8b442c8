/* docx_styles.c: the styles of a .docx: numbers, headings, what is hidden */
#include "engine/base/mem.h"
#include "engine/document/docx_int.h"

#include <stdlib.h>
#include <string.h>

#define STYLES_MAX 10000

static const struct docx_look no_look = { -1, -1, -1, -1 };

/* --- what properties of runs say --- */

/* All but white: RRGGBB with every pair from F0. */
static int
is_white(const char *color)
{
	if (color == NULL || strlen(color) != 6)
		return 0;
	return strchr("fF", color[0]) != NULL &&
	    strchr("fF", color[2]) != NULL && strchr("fF", color[4]) != NULL;
}

static void
read_look(const xmlNode *rpr, struct docx_look *out)
{
	const xmlNode *color, *shade;
	const char *size, *scale, *fill;
	int twice;

	*out = no_look;
	if (rpr == NULL)
		return;
	out->hidden = docx_on(rpr, "vanish");
	out->struck = docx_on(rpr, "strike");
	twice = docx_on(rpr, "dstrike");
	if (twice >= 0 && out->struck != 1)
		out->struck = twice;
	color = xml_child(rpr, W_NS, "color");
	if (color != NULL)
		out->white = is_white(xml_attr_ns(color, W_NS, "val"));
	/* White on something dark can be read. */
	shade = xml_child(rpr, W_NS, "shd");
	fill = shade == NULL ? NULL : xml_attr_ns(shade, W_NS, "fill");
	if (xml_child(rpr, W_NS, "highlight") != NULL ||
	    (fill != NULL && strcmp(fill, "auto") != 0 && !is_white(fill)))
		out->white = 0;
	size = docx_val(rpr, "sz");
	scale = docx_val(rpr, "w");
	if (size != NULL)
		out->tiny = docx_int(size, 21) < 6;
	if (scale != NULL && docx_int(scale, 100) < 10)
		out->tiny = 1;
}

static int
either(int first, int second)
{
	return first >= 0 ? first : second;
}

/* ECMA-376 17.7.3: what styles of two kinds say of a toggle is added up. */
static int
toggled(int own, int paragraph, int character, int defaults)
{
	if (own >= 0)
		return own;
	return defaults == 1 || (paragraph == 1) != (character == 1);
}

void
docx_look(const struct docx *x, const xmlNode *rpr,
    const struct docx_style *paragraph, struct docx_look *out)
{
	const struct docx_style *style = rpr == NULL ? NULL :
	    docx_style(x, docx_val(rpr, "rStyle"));
	const struct docx_look *p = paragraph == NULL ? &no_look :
	    &paragraph->look;
	const struct docx_look *c = style == NULL ? &no_look : &style->look;
	const struct docx_look *d = &x->styles.look;

	read_look(rpr, out);
	out->hidden = toggled(out->hidden, p->hidden, c->hidden, d->hidden);
	out->struck = toggled(out->struck, p->struck, c->struck, d->struck);
	out->white = either(out->white, either(c->white, either(p->white,
	    d->white))) == 1;
	out->tiny = either(out->tiny, either(c->tiny, either(p->tiny,
	    d->tiny))) == 1;
}

/* --- styles --- */

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct docx_style *)a)->id,
	    ((const struct docx_style *)b)->id);
}

const struct docx_style *
docx_style(const struct docx *x, const char *id)
{
	struct docx_style key = { .id = id };

	if (id == NULL || x->styles.n == 0)
		return NULL;
	return bsearch(&key, x->styles.at, x->styles.n, sizeof(key), by_id);
}

struct docx_style *
docx_style_used(struct docx *x, const char *id)
{
	const struct docx_style *s = docx_style(x, id);

	return s == NULL ? NULL : &x->styles.at[s - x->styles.at];
}

static void
read_style(struct docx *x, const xmlNode *node)
{
	const char *id = xml_attr_ns(node, W_NS, "styleId");
	const char *type = xml_attr_ns(node, W_NS, "type");
	const char *is_default = xml_attr_ns(node, W_NS, "default");
	const char *name = docx_val(node, "name");
	const char *based = docx_val(node, "basedOn");
	const xmlNode *ppr = xml_child(node, W_NS, "pPr"), *numpr;
	struct docx_style *s;

	if (id == NULL)
		return;
	MEM_GROW(x->styles.at, x->styles.n, x->styles.cap);
	s = &x->styles.at[x->styles.n++];
	memset(s, 0, sizeof(*s));
	s->id = id;
	s->node = node;
	s->based_on = based;
	numpr = ppr == NULL ? NULL : xml_child(ppr, W_NS, "numPr");
	s->num_id = numpr == NULL ? -1 : docx_int(docx_val(numpr, "numId"),
	    -1);
	s->ilvl = numpr == NULL ? -1 : docx_int(docx_val(numpr, "ilvl"), -1);
	s->outline = ppr == NULL ? -1 : docx_int(docx_val(ppr, "outlineLvl"),
	    -1);
	s->title = name != NULL && strcmp(name, "Title") == 0;
	s->is_default = type != NULL && strcmp(type, "paragraph") == 0 &&
	    is_default != NULL && strcmp(is_default, "0") != 0 &&
	    strcmp(is_default, "false") != 0;
	read_look(xml_child(node, W_NS, "rPr"), &s->look);
}

/* What a style does not say it takes from the one it is based on. */
static void
inherit(struct docx *x, struct docx_style *s)
{
	const struct docx_style *b = docx_style(x, s->based_on);
	int hops;

	s->base = b;
	for (hops = 0; b != NULL && hops < DOCX_CHAIN_MAX; hops++) {
		s->look.hidden = either(s->look.hidden, b->look.hidden);
		s->look.struck = either(s->look.struck, b->look.struck);
		s->look.white = either(s->look.white, b->look.white);
		s->look.tiny = either(s->look.tiny, b->look.tiny);
		b = docx_style(x, b->based_on);
	}
}

void
docx_styles_read(struct docx *x, const xmlNode *root)
{
	struct docx_styles *s = &x->styles;
	const xmlNode *node;
	size_t i, n = 0;

	s->look = no_look;
	if (root == NULL)
		return;
	node = xml_child(root, W_NS, "docDefaults");
	node = node == NULL ? NULL : xml_child(node, W_NS, "rPrDefault");
	if (node != NULL)
		read_look(xml_child(node, W_NS, "rPr"), &s->look);
	for (node = xml_child(root, W_NS, "style"); node != NULL &&
	     s->n < STYLES_MAX; node = xml_next(node, W_NS, "style"))
		read_style(x, node);
	if (s->n > 0)
		qsort(s->at, s->n, sizeof(*s->at), by_id);
	for (i = 0; i < s->n; i++) {
		if (n == 0 || strcmp(s->at[n - 1].id, s->at[i].id) != 0)
			s->at[n++] = s->at[i];
	}
	s->n = n;
	for (i = 0; i < s->n; i++) {
		inherit(x, &s->at[i]);
		if (s->at[i].is_default && s->paragraph == NULL)
			s->paragraph = &s->at[i];
	}
}

void
docx_styles_release(struct docx_styles *styles)
{
	free(styles->at);
}

const struct docx_style *
docx_paragraph_style(const struct docx *x, const xmlNode *ppr)
{
	const struct docx_style *s = ppr == NULL ? NULL :
	    docx_style(x, docx_val(ppr, "pStyle"));

	return s != NULL ? s : x->styles.paragraph;
}

/* pPrChange and rPrChange hold what was before. */
const xmlNode *
docx_properties(const struct docx *x, const xmlNode *node, const char *name)
{
	const xmlNode *now = node == NULL ? NULL : xml_child(node, W_NS, name);
	const xmlNode *change;
	char change_name[32];

	if (now == NULL || !x->original)
		return now;
	snprintf(change_name, sizeof(change_name), "%sChange", name);
	change = xml_child(now, W_NS, change_name);
	return change == NULL ? now : xml_child(change, W_NS, name);
}

int
docx_heading(const xmlNode *ppr, const struct docx_style *style)
{
	int level = ppr == NULL ? -1 : docx_int(docx_val(ppr, "outlineLvl"),
	    -1), hops;

	for (hops = 0; level < 0 && style != NULL && hops < DOCX_CHAIN_MAX;
	     hops++) {
		if (style->title)
			return 1;
		level = style->outline;
		style = style->base;
	}
	return level >= 0 && level < 9 ? level + 1 : 0;
}
