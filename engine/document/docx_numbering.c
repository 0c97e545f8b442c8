/* docx_numbering.c: the automatic numbers of a .docx, as a reader sees them */
#include "engine/base/mem.h"
#include "engine/document/counting.h"
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <stdlib.h>
#include <string.h>

#define LEVELS 9
#define NUMBERS_MAX 10000	/* lists in a file */
#define COUNT_MAX 1000000
#define STORIES 2		/* the text; what stands beside it */

enum suffix { SUFFIX_TAB, SUFFIX_SPACE, SUFFIX_NOTHING };

struct level {
	bool set;
	int start;
	const char *format;	/* numFmt: chineseCountingThousand ... */
	const char *text;	/* lvlText: 第%1条 */
	const char *style;	/* pStyle */
	int restart;		/* lvlRestart, -1: not said */
	bool legal;
	enum suffix suffix;
};

/* How far a list has come. */
struct count {
	int n[LEVELS];
	bool used[LEVELS];
};

struct abstract {
	int id;
	const char *num_style_link;
	struct level levels[LEVELS];
	struct count counts[STORIES];
};

struct num {
	int id;
	size_t abstract;
	struct level levels[LEVELS];	/* overrides; set where given */
	int start[LEVELS];		/* startOverride, -1 */
	bool started[LEVELS];
};

struct docx_numbering {
	struct abstract *abstracts;	/* by id */
	size_t nabstracts, abstracts_cap;
	struct num *nums;		/* by id */
	size_t nnums, nums_cap;
};

/* --- numbering.xml --- */

/* What newer programs understand stands in AlternateContent, first. */
static const xmlNode *
number_format(const xmlNode *lvl)
{
	const xmlNode *e = xml_child(lvl, MC_NS, "AlternateContent");
	const xmlNode *f = xml_child(lvl, W_NS, "numFmt");

	if (f != NULL || e == NULL)
		return f;
	f = xml_child(e, MC_NS, "Choice");
	f = f == NULL ? NULL : xml_child(f, W_NS, "numFmt");
	if (f != NULL)
		return f;
	e = xml_child(e, MC_NS, "Fallback");
	return e == NULL ? NULL : xml_child(e, W_NS, "numFmt");
}

static void
read_level(const xmlNode *node, struct level *levels)
{
	int ilvl = docx_int(xml_attr_ns(node, W_NS, "ilvl"), -1);
	const char *suff = docx_val(node, "suff");
	const xmlNode *format = number_format(node);
	struct level *level;

	if (ilvl < 0 || ilvl >= LEVELS)
		return;
	level = &levels[ilvl];
	level->set = true;
	/* 17.9.25: where nothing is said, from 0 */
	level->start = docx_int(docx_val(node, "start"), 0);
	level->format = format == NULL ? NULL : xml_attr_ns(format, W_NS,
	    "val");
	if (level->format != NULL && strcmp(level->format, "custom") == 0)
		level->format = xml_attr_ns(format, W_NS, "format");
	level->text = docx_val(node, "lvlText");
	level->style = docx_val(node, "pStyle");
	level->restart = docx_int(docx_val(node, "lvlRestart"), -1);
	level->legal = docx_on(node, "isLgl") == 1;
	level->suffix = suff == NULL ? SUFFIX_TAB :
	    strcmp(suff, "nothing") == 0 ? SUFFIX_NOTHING :
	    strcmp(suff, "space") == 0 ? SUFFIX_SPACE : SUFFIX_TAB;
}

static void
read_abstract(struct docx_numbering *n, const xmlNode *node)
{
	struct abstract *a;
	const xmlNode *lvl;

	MEM_GROW(n->abstracts, n->nabstracts, n->abstracts_cap);
	a = &n->abstracts[n->nabstracts++];
	memset(a, 0, sizeof(*a));
	a->id = docx_int(xml_attr_ns(node, W_NS, "abstractNumId"), -1);
	a->num_style_link = docx_val(node, "numStyleLink");
	for (lvl = xml_child(node, W_NS, "lvl"); lvl != NULL;
	     lvl = xml_next(lvl, W_NS, "lvl"))
		read_level(lvl, a->levels);
}

static int
by_abstract_id(const void *a, const void *b)
{
	int x = ((const struct abstract *)a)->id;
	int y = ((const struct abstract *)b)->id;

	return x < y ? -1 : x > y;
}

static int
by_num_id(const void *a, const void *b)
{
	int x = ((const struct num *)a)->id, y = ((const struct num *)b)->id;

	return x < y ? -1 : x > y;
}

static void
read_num(struct docx_numbering *n, const xmlNode *node)
{
	struct abstract key = { .id = docx_int(docx_val(node,
	    "abstractNumId"), -1) }, *found;
	const xmlNode *over, *lvl;
	struct num *num;
	int ilvl;

	if (n->nabstracts == 0)
		return;
	found = bsearch(&key, n->abstracts, n->nabstracts, sizeof(key),
	    by_abstract_id);
	if (found == NULL)
		return;
	MEM_GROW(n->nums, n->nnums, n->nums_cap);
	num = &n->nums[n->nnums++];
	memset(num, 0, sizeof(*num));
	num->id = docx_int(xml_attr_ns(node, W_NS, "numId"), -1);
	num->abstract = (size_t)(found - n->abstracts);
	for (ilvl = 0; ilvl < LEVELS; ilvl++)
		num->start[ilvl] = -1;
	for (over = xml_child(node, W_NS, "lvlOverride"); over != NULL;
	     over = xml_next(over, W_NS, "lvlOverride")) {
		ilvl = docx_int(xml_attr_ns(over, W_NS, "ilvl"), -1);
		if (ilvl < 0 || ilvl >= LEVELS)
			continue;
		num->start[ilvl] = docx_int(docx_val(over, "startOverride"),
		    -1);
		lvl = xml_child(over, W_NS, "lvl");
		if (lvl != NULL)
			read_level(lvl, num->levels);
	}
}

struct docx_numbering *
docx_numbering_new(const xmlNode *root)
{
	struct docx_numbering *n = mem_zero(1, sizeof(*n));
	const xmlNode *node;

	if (root == NULL)
		return n;
	for (node = xml_child(root, W_NS, "abstractNum"); node != NULL &&
	     n->nabstracts < NUMBERS_MAX;
	     node = xml_next(node, W_NS, "abstractNum"))
		read_abstract(n, node);
	if (n->nabstracts > 0)
		qsort(n->abstracts, n->nabstracts, sizeof(*n->abstracts),
		    by_abstract_id);
	for (node = xml_child(root, W_NS, "num"); node != NULL &&
	     n->nnums < NUMBERS_MAX; node = xml_next(node, W_NS, "num"))
		read_num(n, node);
	if (n->nnums > 0)
		qsort(n->nums, n->nnums, sizeof(*n->nums), by_num_id);
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
	struct num key = { .id = id };

	return n->nnums == 0 ? NULL :
	    bsearch(&key, n->nums, n->nnums, sizeof(key), by_num_id);
}

/* An abstract list may only point to a style that holds the real one. */
static struct abstract *
real_abstract(const struct docx *x, struct num *num)
{
	struct docx_numbering *n = x->numbering;
	struct abstract *a = &n->abstracts[num->abstract];
	const struct docx_style *style;
	int hops;

	for (hops = 0; hops < DOCX_CHAIN_MAX && a->num_style_link != NULL &&
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

/* The level that names the style or the one that it has its list from: 17.9.23
 * has it go before what the style says itself. -1: none. */
static int
linked_level(const struct docx *x, struct num *num, const char *own,
    const char *holder)
{
	int i, level = -1;
	const char *s;

	for (i = 0; i < LEVELS; i++) {
		s = level_of(num, real_abstract(x, num), i)->style;
		if (s == NULL)
			continue;
		if (strcmp(s, own) == 0)
			return i;
		if (level < 0 && strcmp(s, holder) == 0)
			level = i;
	}
	return level;
}

/* Which list and level a paragraph belongs to; false: none. */
static bool
find_place(const struct docx *x, const xmlNode *ppr,
    const struct docx_style *style, int *num_id, int *ilvl)
{
	const xmlNode *numpr = ppr == NULL ? NULL : xml_child(ppr, W_NS,
	    "numPr");
	const struct docx_style *own = style;
	struct num *num;
	int hops, level, said = own == NULL ? -1 : own->ilvl;

	*num_id = *ilvl = -1;
	/* A number that was only added as a change (17.13.5.19). */
	if (numpr != NULL && !(x->original && xml_child(numpr, W_NS, "ins") !=
	    NULL)) {
		*num_id = docx_int(docx_val(numpr, "numId"), -1);
		*ilvl = docx_int(docx_val(numpr, "ilvl"), -1);
	}
	for (hops = 0; style != NULL && style->num_id < 0 &&
	     hops < DOCX_CHAIN_MAX; hops++) {
		style = style->base;
		if (said < 0 && style != NULL)
			said = style->ilvl;
	}
	if (*num_id >= 0) {
		if (*ilvl < 0)
			*ilvl = said >= 0 ? said : 0;
		return *num_id > 0;
	}
	if (style == NULL || style->num_id <= 0)
		return false;
	*num_id = style->num_id;
	num = find_num(x->numbering, *num_id);
	if (*ilvl >= 0 || num == NULL)
		return num != NULL;
	level = linked_level(x, num, own->id, style->id);
	*ilvl = level >= 0 ? level : said >= 0 ? said : 0;
	return true;
}

/* Deeper levels begin anew, unless lvlRestart says otherwise (17.9.11). */
static void
restart_below(const struct num *num, const struct abstract *a,
    struct count *c, int ilvl)
{
	int i;

	for (i = ilvl + 1; i < LEVELS; i++) {
		const struct level *level = level_of(num, a, i);

		if (level->restart < 0 || ilvl < level->restart)
			c->used[i] = false;
	}
}

static int
start_of(const struct num *num, const struct abstract *a, int ilvl)
{
	return num->start[ilvl] >= 0 ? num->start[ilvl] :
	    level_of(num, a, ilvl)->start;
}

static void
count(struct num *num, const struct abstract *a, struct count *c, int ilvl)
{
	int i;

	/* Levels above that were never used count as begun. */
	for (i = 0; i < ilvl; i++) {
		if (!c->used[i]) {
			c->n[i] = start_of(num, a, i);
			c->used[i] = true;
		}
	}
	if (!c->used[ilvl] || (num->start[ilvl] >= 0 && !num->started[ilvl]))
		c->n[ilvl] = start_of(num, a, ilvl);
	else if (c->n[ilvl] < COUNT_MAX)
		c->n[ilvl]++;
	num->started[ilvl] = c->used[ilvl] = true;
	restart_below(num, a, c, ilvl);
}

/* A bullet is no word of the text, unless it is made of words. */
static bool
is_bullet(const struct level *level)
{
	const char *p = level->text;
	unsigned long c;

	if (level->format == NULL || strcmp(level->format, "bullet") != 0)
		return false;
	while ((c = han_next(&p)) != 0) {
		if (han_ideograph(c))
			return false;
	}
	return true;
}

/* 17.9.4: a legal list has Arabic figures on all levels; 01 is one already. */
static const char *
format_of(const struct level *level, const struct level *of)
{
	return level->legal && of->format != NULL &&
	    strcmp(of->format, "decimalZero") != 0 ? NULL : of->format;
}

static void
write_number(struct docx *x, const struct num *num, const struct abstract *a,
    const struct count *c, int ilvl, struct text *out)
{
	const struct level *level = level_of(num, a, ilvl);
	size_t start = out->len;
	bool known = true;
	const char *p;
	int n;

	for (p = level->text; *p != '\0'; p++) {
		n = *p == '%' && p[1] >= '1' && p[1] <= '9' ? p[1] - '1' : -1;
		if (n < 0) {
			text_addc(out, *p);
			continue;
		}
		p++;
		if (n <= ilvl)
			known &= counting_add(out, format_of(level,
			    level_of(num, a, n)), c->n[n]);
	}
	if (!known)
		docx_doubt(x, out->ptr + start, "This automatic number is "
		    "written in a way that is not known; it was read in "
		    "Arabic figures.");
	/* A tab parts as a space does, unless a bracket or stop parts. */
	if (out->len > start && level->suffix == SUFFIX_SPACE)
		text_addc(out, ' ');
	else if (level->suffix == SUFFIX_TAB)
		text_adds(out, document_gap(out->ptr + start));
}

void
docx_numbering_next(struct docx *x, const xmlNode *ppr,
    const struct docx_style *style, struct text *out)
{
	const struct level *level;
	struct abstract *a;
	struct count *c;
	struct num *num;
	int num_id, ilvl;

	if (!find_place(x, ppr, style, &num_id, &ilvl) || ilvl >= LEVELS)
		return;
	num = find_num(x->numbering, num_id);
	if (num == NULL)
		return;
	a = real_abstract(x, num);
	level = level_of(num, a, ilvl);
	if (!level->set)
		return;
	c = &a->counts[x->story->beside];
	count(num, a, c, ilvl);
	if (level->text != NULL && !is_bullet(level))
		write_number(x, num, a, c, ilvl, out);
}
