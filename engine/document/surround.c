/*
 * surround.c: what stands around a text (caption, contents, imprint, page
 * headers), of which the text hash knows nothing: no more than its place is
 * for, so that nothing of a text can hide there
 */
#include "engine/base/mem.h"
#include "engine/document/docnum.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"
#include "engine/document/reading.h"

#include <stdlib.h>
#include <string.h>

#define IMPRINT_CHARS 400

#define ALIKE_MAX 64		/* lines that begin alike and are looked at */

/* Where there are contents: all the words of the text itself, a unit a line,
 * in alphabetical order. */
struct surround {
	struct document *d;
	struct text words;
	const char **lines;
	size_t n, cap;
};

static void
add_line(struct text *out, const char *a, const char *b, const char *c)
{
	size_t before = out->len;

	han_squeeze(out, a);
	han_squeeze(out, b);
	han_squeeze(out, c);
	if (out->len > before)
		text_add(out, "", 1);
}

static void
add_unit(struct text *out, const struct unit *u)
{
	const struct unit *child;

	add_line(out, u->num, u->heading, "");
	add_line(out, u->num, u->heading, u->text);
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling)
		add_unit(out, child);
	add_line(out, u->wrapup, "", "");
}

/* --- words that a place may have --- */

/* Does it say what is to be done, of whom, of which article? */
static bool
says_more(const char *s)
{
	static const char *const words[] = { "不", "除", "免", "废", "停",
		"暂", "勿", "禁", "条", "款", "缓", "减", "仅", "但", NULL };
	const char *const *w;

	if (line_rules(s))
		return true;
	for (w = words; *w != NULL; w++) {
		if (strstr(s, *w) != NULL)
			return true;
	}
	return false;
}

/* Append s without the names of other texts, 《...》. */
static void
cut_titles(struct text *out, const char *s)
{
	const char *p = s, *open, *close;

	while ((open = strstr(p, "《")) != NULL &&
	    (close = strstr(open, "》")) != NULL) {
		text_add(out, p, (size_t)(open - p));
		p = close + strlen("》");
	}
	text_adds(out, p);
}

static bool
is_mark(const char *s, size_t *len)
{
	static const char *const marks[] = { "，", "、", "；", "。", "：", ",",
		";", "（", "）", "(", ")", " ", "　", "\t", "\n", NULL };
	const char *const *m;

	for (m = marks; *m != NULL; m++) {
		*len = strlen(*m);
		if (strncmp(s, *m, *len) == 0)
			return true;
	}
	return false;
}

typedef bool part_fn(const char *part);

/* Does every part of s between marks pass? */
static bool
every_part(const char *s, part_fn *fn)
{
	struct text part = TEXT_INIT;
	bool passes = true;
	size_t len = 1;

	for (; passes; s += *s != '\0') {
		if (*s == '\0' || is_mark(s, &len)) {
			passes = part.len == 0 || fn(part.ptr);
			text_reset(&part);
			if (*s == '\0')
				break;
			s += len - 1;
		} else {
			text_addc(&part, *s);
		}
	}
	text_release(&part);
	return passes;
}

/* A body, or a meeting of it, and nothing about what it is to do. */
static bool
is_body(const char *s)
{
	static const char *const doing[] = { "由", "归", "向", "把", "按",
		"须", "需", "只", "交", "先", "后", NULL };
	static const char *const ends[] = { "会议", "人大常委会", "政协", "部门",
		"单位", "机关", "乡", "镇", "街道", "企业", "党委", "同志",
		"领导", "人民团体", "纪委", "监委", "武装部", NULL };
	const char *const *w;

	for (w = doing; *w != NULL; w++) {
		if (strstr(s, *w) != NULL)
			return false;
	}
	return han_length(s) <= 40 && (line_is_signature(s) ||
	    han_ends_with_any(s, ends));
}

/* Cut one of these words off the end. */
static bool
cut_word(struct text *t, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (han_ends_with(t->ptr, *words)) {
			text_cut(t, t->len - strlen(*words));
			return true;
		}
	}
	return false;
}

/* 2021年3月1日区政府第4次常务会议通过: a day, and who did what with it. */
static bool
is_of_caption(const char *part)
{
	static const char *const done[] = { "审议", "通过", "公布", "发布",
		"修订", "修正", "批准", "施行", "印发", "修改", "实施", "起",
		"自", "经", "根据", "决定", "的", NULL };
	static const char *const begins[] = { "经", "自", "根据", NULL };
	struct text t = TEXT_INIT;
	const char *const *w, *rest;
	struct date_match m;
	bool plain;

	text_adds(&t, part);
	while (cut_word(&t, done))
		;
	rest = t.ptr;
	for (w = begins; *w != NULL; w++) {
		if (han_begins_with(rest, *w))
			rest += strlen(*w);
	}
	if (date_scan(rest, &m))
		rest += m.len;
	plain = *rest == '\0' || is_body(rest) || docnum_match(rest) ||
	    strcmp(rest, "关于修改") == 0;
	text_release(&t);
	return plain;
}

/* Who gets a copy, who printed it and when. */
static bool
is_of_imprint(const char *part)
{
	static const char *const whole[] = { "抄送", "抄报", "抄发", "分送",
		"印发", "信息公开选项", "公开方式", "公开属性", "信息公开形式",
		"主动公开", "依申请公开", "不予公开", NULL };
	struct date_match m;

	if (han_is_one_of(part, whole))
		return true;
	if (date_scan(part, &m))
		return part[m.len] == '\0' ||
		    strcmp(part + m.len, "印发") == 0;
	return is_body(part);
}

static bool
imprint_is_plain(const char *s)
{
	struct text squeezed = TEXT_INIT;
	bool plain;

	han_squeeze(&squeezed, s);
	plain = !says_more(s) && han_length(s) <= IMPRINT_CHARS &&
	    (every_part(s, is_of_imprint) ||
	    every_part(squeezed.ptr, is_of_imprint));
	text_release(&squeezed);
	return plain;
}

static bool
caption_is_plain(const char *s)
{
	struct text t = TEXT_INIT, u = TEXT_INIT;
	bool plain;

	cut_titles(&t, s);
	plain = !says_more(t.ptr) && han_length(t.ptr) <= 120;
	/* 2021年5月1日 is one day, however it is spaced. */
	han_squeeze(&u, t.ptr);
	plain = plain && (every_part(t.ptr, is_of_caption) ||
	    every_part(u.ptr, is_of_caption));
	text_release(&t);
	text_release(&u);
	return plain;
}

static bool
remark_is_plain(const char *s)
{
	static const char *const whole[] = { "此件公开发布", "此件主动公开",
		"此件依申请公开", "此件不予公开", "此件删减后公开", "主动公开",
		"公开发布", "依申请公开", "不予公开", "盖章", "章", NULL };
	struct text t = TEXT_INIT;
	const char *inner;
	bool plain;

	han_squeeze(&t, s);
	inner = t.ptr;
	if (han_begins_with(inner, "（"))
		inner += strlen("（");
	else if (*inner == '(')
		inner++;
	if (han_ends_with(inner, "）"))
		text_cut(&t, t.len - strlen("）"));
	else if (han_ends_with(inner, ")"))
		text_cut(&t, t.len - 1);
	plain = han_is_one_of(inner, whole) ||
	    (!says_more(inner) && han_length(inner) <= 40 &&
	    (han_begins_with(inner, "联系人") ||
	    han_begins_with(inner, "联系电话")));
	text_release(&t);
	return plain;
}

/* A web page's 索引号：..., which only repeats what is known. */
static bool
label_is_plain(const struct document *d, const char *s)
{
	const char *colon = strstr(s, "：");
	struct text value = TEXT_INIT, t = TEXT_INIT;
	struct day day;
	bool plain;

	if (colon == NULL && (colon = strchr(s, ':')) == NULL) {
		plain = !says_more(s) && han_length(s) <= 8;
		goto out;		/* 特急, 000012 */
	}
	han_squeeze(&value, colon + (*colon == ':' ? 1 : strlen("：")));
	han_squeeze(&t, d->meta.title);
	plain = value.len == 0 || strcmp(value.ptr, d->meta.number) == 0 ||
	    strcmp(value.ptr, d->meta.issuer) == 0 ||
	    strcmp(value.ptr, t.ptr) == 0 ||
	    date_parse(value.ptr, &day) == 0 ||
	    value.ptr[strspn(value.ptr, "0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ/-_.")] == '\0';
out:
	text_release(&value);
	text_release(&t);
	return plain;
}

/* A page header repeats the title, the number or who issues it. */
static bool
header_is_plain(const struct document *d, const char *s)
{
	struct text t = TEXT_INIT, u = TEXT_INIT;
	const struct piece *p;
	bool plain;

	han_squeeze(&t, s);
	han_squeeze(&u, d->meta.title);
	plain = strcmp(t.ptr, u.ptr) == 0 ||
	    strcmp(t.ptr, d->meta.number) == 0 ||
	    strcmp(t.ptr, d->meta.issuer) == 0;
	for (p = d->parts->front.first; p != NULL && !plain; p = p->next) {
		text_reset(&u);
		han_squeeze(&u, p->text);
		plain = p->kind != PIECE_TOC && strcmp(t.ptr, u.ptr) == 0;
	}
	text_release(&t);
	text_release(&u);
	return plain;
}

/* --- the contents --- */

/* A heading with what leads to its page: 第一章 总则......3 */
static void
heading_of(struct text *out, const char *line)
{
	static const char *const leaders[] = { "…", "·", "．", "—", "-",
		".", NULL };
	const char *const *l;
	size_t before;

	han_squeeze(out, line);
	while (out->len > 0 && out->ptr[out->len - 1] >= '0' &&
	    out->ptr[out->len - 1] <= '9')
		text_cut(out, out->len - 1);
	do {
		before = out->len;
		for (l = leaders; *l != NULL; l++) {
			if (han_ends_with(out->ptr, *l))
				text_cut(out, out->len - strlen(*l));
		}
	} while (out->len < before);
}

static int
by_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
keep_words(struct surround *s)
{
	const struct part *part;
	const char *p, *end;

	add_unit(&s->words, s->d->parts->unit);
	for (part = s->d->parts->next; part != NULL; part = part->next)
		add_line(&s->words, part->unit->heading, "", "");
	end = s->words.ptr + s->words.len;
	for (p = s->words.ptr; p < end; p += strlen(p) + 1) {
		MEM_GROW(s->lines, s->n, s->cap);
		s->lines[s->n++] = p;
	}
	if (s->n > 0)
		qsort(s->lines, s->n, sizeof(*s->lines), by_words);
}

/* Is it in the text: a heading, or a line's words up to a mark? */
static bool
is_in_text(struct surround *s, const char *line)
{
	struct text t = TEXT_INIT;
	size_t low = 0, high, middle, len;
	bool found;

	if (s->lines == NULL)
		keep_words(s);
	heading_of(&t, line);
	found = t.len == 0 || line_is_contents(line);
	for (high = s->n; low < high; ) {
		middle = (low + high) / 2;
		if (strcmp(s->lines[middle], t.ptr) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low + ALIKE_MAX; !found && low < s->n && low < high &&
	     strncmp(s->lines[low], t.ptr, t.len) == 0; low++)
		found = s->lines[low][t.len] == '\0' ||
		    is_mark(s->lines[low] + t.len, &len);
	text_release(&t);
	return found;
}

/* --- pieces --- */

/*
 * Does the main text have the same? Its first number and its first date are
 * the document's own (metadata.c); there is one of each. Signatures may be
 * several.
 */
static bool
is_the_main(const struct document *d, const struct piece *p)
{
	const struct piece *q = p->kind == PIECE_DATE ||
	    p->kind == PIECE_SIGNATURE ? d->parts->closing.first :
	    d->parts->front.first;
	bool one = p->kind == PIECE_DATE || p->kind == PIECE_NUMBER;
	struct text a = TEXT_INIT, b = TEXT_INIT;
	bool found = false, seen = false;

	han_squeeze(&a, p->text);
	for (; q != NULL && !found && !(one && seen); q = q->next) {
		if (q->kind != p->kind)
			continue;
		seen = true;
		text_reset(&b);
		han_squeeze(&b, q->text);
		found = strcmp(a.ptr, b.ptr) == 0;
	}
	text_release(&a);
	text_release(&b);
	return found;
}

static void
check_piece(struct surround *s, const struct part *part,
    const struct piece *p)
{
	struct document *d = s->d;
	const char *reason = NULL;

	switch (p->kind) {
	case PIECE_CAPTION:
		if (!caption_is_plain(p->text))
			reason = REASON("This stands below the title, where "
			    "only the days of passing and publishing may "
			    "stand, and nothing compares it; take it out, or "
			    "make it part of the text that is reviewed.");
		break;
	case PIECE_REMARK:
	case PIECE_IMPRINT:
		if (p->kind == PIECE_REMARK ? !remark_is_plain(p->text) :
		    !imprint_is_plain(p->text))
			reason = REASON("This stands below the text as a "
			    "remark and says more than one does, and nothing "
			    "compares it; take it out.");
		break;
	case PIECE_MARK:
		if (!label_is_plain(d, p->text))
			reason = REASON("This stands above the title and is "
			    "no part of a document, and nothing compares it; "
			    "take it out.");
		break;
	case PIECE_TOC:
		if (!is_in_text(s, p->text))
			reason = REASON("The table of contents says what no "
			    "heading of the text says; make it anew.");
		break;
	case PIECE_HEADER:
		if (!header_is_plain(d, p->text))
			reason = REASON("This stands at the head or foot of "
			    "pages and repeats nothing of the document, and "
			    "nothing compares it; take it out.");
		break;
	case PIECE_NUMBER:
	case PIECE_DATE:
		if (!is_the_main(d, p))
			reason = REASON("A second number or date stands in the "
			    "file, and nothing compares it; take it out.");
		break;
	case PIECE_SIGNATURE:
	case PIECE_SIGNER:
	case PIECE_MASTHEAD:
		if (part != d->parts && !is_the_main(d, p))
			reason = REASON("A second masthead or signature stands "
			    "in the file, and nothing compares it; take it "
			    "out.");
		break;
	case PIECE_LABEL:
	case PIECE_TITLE:
	case PIECE_ANNEX_LIST:
	case PIECE_KINDS:
		break;
	}
	if (reason != NULL)
		document_warn(d, p->line, p->text, reason);
}

/* Words that are kept beside the text since they do not show as part of it;
 * in an issued file all words show. */
static void
check_asides(struct document *d, int line, const struct asides *asides)
{
	const struct aside *a;

	for (a = asides->first; a != NULL; a = a->next) {
		if (a->kind == ASIDE_HIDDEN)
			document_warn(d, line, a->text, "These words are in "
			    "the file and hidden from its readers; delete them "
			    "there.");
		else if (a->kind == ASIDE_STRUCK)
			document_warn(d, line, a->text, "These words are "
			    "struck through; delete them or take the line "
			    "off.");
		else if (a->kind == ASIDE_BOX)
			document_warn(d, line, a->text, "These words stand in "
			    "a text box, beside the text; write them into it.");
	}
}

/* A title that only the file's properties have is seen by nobody. */
static void
check_title(struct document *d)
{
	const struct piece *p;

	for (p = d->parts->front.first; p != NULL; p = p->next) {
		if (p->kind == PIECE_TITLE)
			return;
	}
	if (*d->meta.title != '\0')
		document_warn(d, 0, d->meta.title, "The title stands only in "
		    "the properties of the file; write it above the text.");
}

static void
check_unit(struct document *d, const struct unit *u)
{
	const struct unit *child;

	check_asides(d, u->line, &u->asides);
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling)
		check_unit(d, child);
}

void
surround_check(struct document *d)
{
	struct surround s = { .d = d, .words = TEXT_INIT };
	const struct part *part;
	const struct piece *p;

	for (part = d->parts; part != NULL; part = part->next) {
		for (p = part->front.first; p != NULL; p = p->next) {
			check_piece(&s, part, p);
			check_asides(d, p->line, &p->asides);
		}
		for (p = part->closing.first; p != NULL; p = p->next) {
			check_piece(&s, part, p);
			check_asides(d, p->line, &p->asides);
		}
	}
	check_unit(d, d->parts->unit);
	check_title(d);
	free(s.lines);
	text_release(&s.words);
}
