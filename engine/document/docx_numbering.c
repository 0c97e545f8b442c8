/* docx_numbering.c: the automatic numbers of a .docx, as a reader sees them */
#include "engine/base/mem.h"
#include "engine/document/counting.h"
#include "engine/document/docx_int.h"

#include <stdlib.h>
#include <string.h>

#define LEVELS 9
#define CHAIN_MAX 32
#define NUMBERS_MAX 10000	/* lists in a file */

struct level {
	bool set;
	int start;
	const char *format;	/* numFmt: chineseCountingThousand ... */
	const char *text;	/* lvlText: 第%1条 */
	const char *style;	/* pStyle */
	int restart;		/* lvlRestart, -1: not said */
	bool legal, no_space;
};

struct abstract {
	int id;
	const char *style_link, *num_style_link;
	struct level levels[LEVELS];
	int count[LEVELS];
	bool used[LEVELS];
};

struct num {
	int id;
	size_t abstract;
	struct level levels[LEVELS];	/* overrides; set where given */
	int start[LEVELS];		/* startOverride, -1 */
	bool started[LEVELS];
};

struct docx_numbering {
	struct abstract *abstracts;
	size_t nabstracts, abstracts_cap;
	struct num *nums;
	size_t nnums, nums_cap;
};

static const char *
copy(const struct docx *x, const char *s)
{
	return s == NULL ? NULL : arena_strdup(&x->d->arena, s);
}

static bool
on(const struct docx *x, const xmlNode *parent, const char *name)
{
	const xmlNode *node = xml_child(parent, x->w, name);
	const char *val;

	if (node == NULL)
		return false;
	val = xml_attr_ns(node, x->w, "val");
	return val == NULL || (strcmp(val, "0") != 0 &&
	    strcmp(val, "false") != 0 && strcmp(val, "off") != 0);
}

static void
read_level(const struct docx *x, const xmlNode *node, struct level *levels)
{
	int ilvl = docx_int(xml_attr_ns(node, x->w, "ilvl"), -1);
	const char *suff = docx_val(x, node, "suff");
	struct level *level;

	if (ilvl < 0 || ilvl >= LEVELS)
		return;
	level = &levels[ilvl];
	level->set = true;
	level->start = docx_int(docx_val(x, node, "start"), 1);
	level->format = copy(x, docx_val(x, node, "numFmt"));
	level->text = copy(x, docx_val(x, node, "lvlText"));
	level->style = copy(x, docx_val(x, node, "pStyle"));
	level->restart = docx_int(docx_val(x, node, "lvlRestart"), -1);
	level->legal = on(x, node, "isLgl");
	level->no_space = suff != NULL && strcmp(suff, "nothing") == 0;
}

static void
read_abstract(const struct docx *x, struct docx_numbering *n,
    const xmlNode *node)
{
	struct abstract *a;
	const xmlNode *lvl;

	MEM_GROW(n->abstracts, n->nabstracts, n->abstracts_cap);
	a = &n->abstracts[n->nabstracts++];
	memset(a, 0, sizeof(*a));
	a->id = docx_int(xml_attr_ns(node, x->w, "abstractNumId"), -1);
	a->style_link = copy(x, docx_val(x, node, "styleLink"));
	a->num_style_link = copy(x, docx_val(x, node, "numStyleLink"));
	for (lvl = xml_child(node, x->w, "lvl"); lvl != NULL;
	     lvl = xml_next(lvl, x->w, "lvl"))
		read_level(x, lvl, a->levels);
}

static void
read_num(const struct docx *x, struct docx_numbering *n, const xmlNode *node)
{
	int abstract = docx_int(docx_val(x, node, "abstractNumId"), -1);
	const xmlNode *over, *lvl;
	struct num *num;
	size_t i;
	int ilvl;

	for (i = 0; i < n->nabstracts && n->abstracts[i].id != abstract; i++)
		;
	if (i == n->nabstracts)
		return;
	MEM_GROW(n->nums, n->nnums, n->nums_cap);
	num = &n->nums[n->nnums++];
	memset(num, 0, sizeof(*num));
	num->id = docx_int(xml_attr_ns(node, x->w, "numId"), -1);
	num->abstract = i;
	for (ilvl = 0; ilvl < LEVELS; ilvl++)
		num->start[ilvl] = -1;
	for (over = xml_child(node, x->w, "lvlOverride"); over != NULL;
	     over = xml_next(over, x->w, "lvlOverride")) {
		ilvl = docx_int(xml_attr_ns(over, x->w, "ilvl"), -1);
		if (ilvl < 0 || ilvl >= LEVELS)
			continue;
		num->start[ilvl] = docx_int(docx_val(x, over,
		    "startOverride"), -1);
		lvl = xml_child(over, x->w, "lvl");
		if (lvl != NULL)
			read_level(x, lvl, num->levels);
	}
}

struct docx_numbering *
docx_numbering_new(const struct docx *x, const xmlNode *root)
{
	struct docx_numbering *n = mem_zero(1, sizeof(*n));
	const xmlNode *node;

	if (root == NULL)
		return n;
	for (node = xml_child(root, x->w, "abstractNum"); node != NULL &&
	     n->nabstracts < NUMBERS_MAX;
	     node = xml_next(node, x->w, "abstractNum"))
		read_abstract(x, n, node);
	for (node = xml_child(root, x->w, "num"); node != NULL &&
	     n->nnums < NUMBERS_MAX; node = xml_next(node, x->w, "num"))
		read_num(x, n, node);
	return n;
}

void
docx_numbering_free(struct docx_numbering *n)
{
	if (n == NULL)
		return;
	free(n->abstracts);
	free(n->nums);
	free(n);
}

static struct num *
find_num(struct docx_numbering *n, int id)
{
	size_t i;

	for (i = 0; i < n->nnums; i++) {
		if (n->nums[i].id == id)
			return &n->nums[i];
	}
	return NULL;
}

/* An abstract list may only point to a style that holds the real one. */
static struct abstract *
real_abstract(const struct docx *x, struct num *num)
{
	struct docx_numbering *n = x->numbering;
	struct abstract *a = &n->abstracts[num->abstract];
	const struct docx_style *style;
	int hops;

	for (hops = 0; hops < CHAIN_MAX && a->num_style_link != NULL &&
	     !a->levels[0].set; hops++) {
		style = docx_style(x, a->num_style_link);
		num = style == NULL ? NULL : find_num(n, style->num_id);
		if (num == NULL)
			break;
		a = &n->abstracts[num->abstract];
	}
	return a;
}

/* --- counting --- */

static const struct level *
level_of(const struct num *num, const struct abstract *a, int ilvl)
{
	return num->levels[ilvl].set ? &num->levels[ilvl] : &a->levels[ilvl];
}

/* Which list and level a paragraph belongs to; false: none. */
static bool
find_place(const struct docx *x, const xmlNode *ppr,
    const struct docx_style *style, int *num_id, int *ilvl)
{
	const xmlNode *numpr = ppr == NULL ? NULL : xml_child(ppr, x->w,
	    "numPr");
	const struct docx_style *own = style;
	struct num *num;
	int hops, i, level = -1;

	*num_id = numpr == NULL ? -1 : docx_int(docx_val(x, numpr, "numId"),
	    -1);
	*ilvl = numpr == NULL ? -1 : docx_int(docx_val(x, numpr, "ilvl"), -1);
	if (*num_id >= 0) {
		if (*ilvl < 0)
			*ilvl = 0;
		return *num_id > 0;
	}
	for (hops = 0; style != NULL && style->num_id < 0 && hops < CHAIN_MAX;
	     hops++)
		style = docx_style(x, style->based_on);
	if (style == NULL || style->num_id <= 0)
		return false;
	*num_id = style->num_id;
	num = find_num(x->numbering, *num_id);
	/* The level names the style that it is for. */
	for (i = 0; num != NULL && i < LEVELS; i++) {
		const char *s = level_of(num, real_abstract(x, num), i)->style;

		if (s != NULL && (strcmp(s, own->id) == 0 ||
		    (level < 0 && strcmp(s, style->id) == 0)))
			level = i;
	}
	if (*ilvl < 0)
		*ilvl = level >= 0 ? level : style->ilvl >= 0 ? style->ilvl :
		    0;
	return true;
}

/* Deeper levels begin anew, unless lvlRestart says otherwise. */
static void
restart_below(const struct num *num, struct abstract *a, int ilvl)
{
	int i;

	for (i = ilvl + 1; i < LEVELS; i++) {
		const struct level *level = level_of(num, a, i);

		if (level->restart < 0 || ilvl < level->restart)
			a->used[i] = false;
	}
}

static void
count(struct num *num, struct abstract *a, int ilvl)
{
	const struct level *level = level_of(num, a, ilvl);
	int i;

	/* Levels above that were never used count as begun. */
	for (i = 0; i < ilvl; i++) {
		if (!a->used[i]) {
			a->count[i] = num->start[i] >= 0 ? num->start[i] :
			    level_of(num, a, i)->start;
			a->used[i] = true;
		}
	}
	if (num->start[ilvl] >= 0 && !num->started[ilvl])
		a->count[ilvl] = num->start[ilvl];
	else if (!a->used[ilvl])
		a->count[ilvl] = num->start[ilvl] >= 0 ? num->start[ilvl] :
		    level->start;
	else if (a->count[ilvl] < 1000000)
		a->count[ilvl]++;
	num->started[ilvl] = a->used[ilvl] = true;
	restart_below(num, a, ilvl);
}

void
docx_numbering_next(struct docx *x, const xmlNode *ppr,
    const struct docx_style *style, struct text *out)
{
	const struct level *level;
	struct abstract *a;
	struct num *num;
	int num_id, ilvl, n;
	size_t start = out->len;
	const char *p;

	if (!find_place(x, ppr, style, &num_id, &ilvl) || ilvl >= LEVELS)
		return;
	num = find_num(x->numbering, num_id);
	if (num == NULL)
		return;
	a = real_abstract(x, num);
	level = level_of(num, a, ilvl);
	if (!level->set)
		return;
	count(num, a, ilvl);
	/* The sign of a bullet list is no word of the text. */
	if (level->text == NULL || (level->format != NULL &&
	    strcmp(level->format, "bullet") == 0))
		return;
	for (p = level->text; *p != '\0'; p++) {
		n = *p == '%' && p[1] >= '1' && p[1] <= '9' ? p[1] - '1' : -1;
		if (n < 0) {
			text_addc(out, *p);
			continue;
		}
		counting_add(out, level->legal ? "decimal" :
		    level_of(num, a, n)->format, a->count[n]);
		p++;
	}
	/* 第一条 and its words are parted, （一） and 1． are not. */
	if (out->len > start && !level->no_space)
		text_addc(out, ' ');
}
