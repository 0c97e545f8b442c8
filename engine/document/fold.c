/*
 * fold.c: traditional characters of the words that structure is told by (條,
 * 辦法, 發佈) in their simplified form while a text is read, and back again
 */
#include "engine/document/reading.h"

#include <string.h>

/* Both of a pair take three bytes. */
static const char pairs[][2][4] = {
	{ "並", "并" }, { "佈", "布" }, { "個", "个" }, { "內", "内" },
	{ "則", "则" }, { "劃", "划" }, { "務", "务" }, { "區", "区" },
	{ "協", "协" }, { "員", "员" }, { "單", "单" }, { "國", "国" },
	{ "圖", "图" }, { "團", "团" }, { "執", "执" }, { "報", "报" },
	{ "實", "实" }, { "導", "导" }, { "屆", "届" }, { "廢", "废" },
	{ "廳", "厅" }, { "後", "后" }, { "復", "复" }, { "應", "应" },
	{ "據", "据" }, { "於", "于" }, { "時", "时" }, { "書", "书" },
	{ "會", "会" }, { "條", "条" }, { "業", "业" }, { "標", "标" },
	{ "樣", "样" }, { "機", "机" }, { "決", "决" }, { "準", "准" },
	{ "滿", "满" }, { "為", "为" }, { "發", "发" }, { "監", "监" },
	{ "節", "节" }, { "範", "范" }, { "簽", "签" }, { "紀", "纪" },
	{ "約", "约" }, { "細", "细" }, { "組", "组" }, { "給", "给" },
	{ "綱", "纲" }, { "編", "编" }, { "縣", "县" }, { "總", "总" },
	{ "聯", "联" }, { "聲", "声" }, { "處", "处" }, { "號", "号" },
	{ "見", "见" }, { "規", "规" }, { "訂", "订" }, { "計", "计" },
	{ "記", "记" }, { "評", "评" }, { "試", "试" }, { "該", "该" },
	{ "說", "说" }, { "請", "请" }, { "證", "证" }, { "議", "议" },
	{ "負", "负" }, { "責", "责" }, { "轉", "转" }, { "辦", "办" },
	{ "過", "过" }, { "達", "达" }, { "鄉", "乡" }, { "釋", "释" },
	{ "錄", "录" }, { "鎮", "镇" }, { "長", "长" }, { "門", "门" },
	{ "開", "开" }, { "間", "间" }, { "關", "关" }, { "隊", "队" },
	{ "項", "项" }, { "預", "预" }, { "頒", "颁" }, { "額", "额" },
	{ "類", "类" }, { "點", "点" }, { "黨", "党" },
};

#define PAIRS (sizeof(pairs) / sizeof(pairs[0]))

_Static_assert(PAIRS <= FOLD_PAIRS, "struct fold has room for all pairs");

static bool
is_traditional(const struct line *lines, size_t n)
{
	static const char *const signs[] = { "條", "發", "號", "關於", "辦",
		NULL };
	const char *const *w;
	size_t i;

	for (i = 0; i < n; i++) {
		for (w = signs; *w != NULL; w++) {
			if (strstr(lines[i].text, *w) != NULL)
				return true;
		}
	}
	return false;
}

/* The pair whose character of that side is at s; PAIRS: none. */
static size_t
find(const char *s, int side)
{
	size_t i;

	/* Ideographs of three bytes begin so. */
	if ((unsigned char)*s < 0xe4 || (unsigned char)*s > 0xe9)
		return PAIRS;
	for (i = 0; i < PAIRS && memcmp(s, pairs[i][side], 3) != 0; i++)
		;
	return i;
}

static void
look(struct fold *f, const char *s, bool *plain)
{
	size_t k;

	for (; *s != '\0'; s++) {
		if ((k = find(s, 0)) < PAIRS)
			f->used[k] = true;
		if ((k = find(s, 1)) < PAIRS)
			plain[k] = true;
	}
}

/* A pair is used where its simplified form does not occur by itself, so that
 * the way back is certain. */
static void
choose(struct fold *f, const struct line *lines, size_t n)
{
	bool plain[FOLD_PAIRS] = { false };
	const struct aside *a;
	size_t i, k;

	for (i = 0; i < n; i++) {
		look(f, lines[i].text, plain);
		for (a = lines[i].asides.first; a != NULL; a = a->next)
			look(f, a->text, plain);
	}
	for (k = 0; k < PAIRS; k++) {
		f->used[k] &= !plain[k];
		f->any |= f->used[k];
	}
}

static void
replace(const struct fold *f, char *s, int from)
{
	size_t k;

	for (; *s != '\0'; s++) {
		k = find(s, from);
		if (k < PAIRS && f->used[k])
			memcpy(s, pairs[k][!from], 3);
	}
}

void
fold_lines(struct fold *f, struct document *d, struct line *lines, size_t n)
{
	size_t i;

	memset(f, 0, sizeof(*f));
	if (!is_traditional(lines, n))
		return;
	choose(f, lines, n);
	for (i = 0; f->any && i < n; i++) {
		char *s = arena_strdup(&d->arena, lines[i].text);

		replace(f, s, 0);
		lines[i].text = s;
	}
}

/* All strings of the document are of its arena, and ours to change. */
static void
undo(const struct fold *f, const char *s)
{
	replace(f, (char *)s, 1);
}

/* A text box was a line. */
static void
undo_asides(const struct fold *f, const struct asides *asides)
{
	const struct aside *a;

	for (a = asides->first; a != NULL; a = a->next)
		undo(f, a->text);
}

static void
undo_unit(const struct fold *f, const struct unit *u)
{
	const struct unit *child;

	undo_asides(f, &u->asides);
	undo(f, u->num);
	undo(f, u->heading);
	undo(f, u->text);
	undo(f, u->wrapup);
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling) {
		if (child->kind != UNIT_ATTACHMENT)
			undo_unit(f, child);
	}
}

void
fold_undo(const struct fold *f, struct document *d)
{
	const struct part *part;
	const struct piece *p;
	size_t i;

	if (!f->any)
		return;
	undo(f, d->meta.title);
	undo(f, d->meta.number);
	undo(f, d->meta.issuer);
	for (part = d->parts; part != NULL; part = part->next) {
		undo_unit(f, part->unit);
		for (p = part->front.first; p != NULL; p = p->next)
			undo(f, p->text);
		for (p = part->closing.first; p != NULL; p = p->next) {
			if (p->kind != PIECE_HEADER)
				undo(f, p->text);
		}
	}
	for (i = 0; i < d->nnotes; i++)
		undo(f, d->notes[i].text);
}
