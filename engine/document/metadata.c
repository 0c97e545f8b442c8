/* metadata.c: number, issuer and dates, from where each of them may stand */
#include "engine/document/clause.h"
#include "engine/document/docnum.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"
#include "engine/document/reading.h"

#include <string.h>

static const struct piece *
find_piece(const struct piece *list, enum piece_kind kind)
{
	while (list != NULL && list->kind != kind)
		list = list->next;
	return list;
}

/* 某某令 or 某某公告, and below it 第338号 or 2021年第3号: one number. */
static void
add_heading(struct text *whole, const struct document *d, const char *number)
{
	static const char *const words[] = { "令", "公告", "通告", NULL };
	const struct piece *p = find_piece(d->parts->front.first,
	    PIECE_MASTHEAD);
	const char *heading = p != NULL ? p->text : d->meta.title;

	if ((han_begins_with(number, "第") || (*number >= '0' &&
	    *number <= '9')) && han_ends_with_any(heading, words))
		han_squeeze(whole, heading);
}

/* What a web page says beside the text: the words behind 发文字号：; NULL. */
static const struct piece *
find_label(const struct document *d, const char *const *names,
    const char **value)
{
	const struct piece *p;
	const char *const *w, *colon;

	for (p = d->parts->front.first; p != NULL; p = p->next) {
		colon = strstr(p->text, "：");
		if (colon == NULL)
			colon = strchr(p->text, ':');
		for (w = names; colon != NULL && *w != NULL; w++) {
			if (p->kind != PIECE_MARK ||
			    !han_begins_with(p->text, *w))
				continue;
			*value = han_skip(colon + (*colon == ':' ? 1 : 3));
			return p;
		}
	}
	return NULL;
}

static void
read_number_label(struct document *d)
{
	static const char *const names[] = { "发文字号", "文号", NULL };
	struct text t = TEXT_INIT;
	const char *value;

	if (find_label(d, names, &value) != NULL && docnum_match(value)) {
		han_squeeze(&t, value);
		d->meta.number = arena_strdup(&d->arena, t.ptr);
	}
	text_release(&t);
}

/* Never from the body: numbers there are other documents'. */
static void
read_number(struct document *d)
{
	const struct piece *p = find_piece(d->parts->front.first,
	    PIECE_NUMBER);
	struct text t = TEXT_INIT, whole = TEXT_INIT;
	const char *signer;

	if (p == NULL) {
		read_number_label(d);
		return;
	}
	han_squeeze(&t, p->text);
	signer = strstr(t.ptr, "签发人");
	if (signer != NULL)
		text_cut(&t, (size_t)(signer - t.ptr));
	if (han_begins_with(t.ptr, "（") || *t.ptr == '(') {
		text_cut(&t, t.len - (t.ptr[t.len - 1] == ')' ? 1 : 3));
		text_adds(&whole, t.ptr + (*t.ptr == '(' ? 1 : 3));
	} else {
		add_heading(&whole, d, t.ptr);
		text_adds(&whole, t.ptr);
	}
	d->meta.number = arena_strdup(&d->arena, whole.ptr);
	text_release(&whole);
	text_release(&t);
}

static void
note_impossible(struct document *d, const char *text, int line)
{
	document_add_note(d, line, true, text,
	    "This date does not exist; it was not taken.");
}

/* The date that a piece ends with, or begins with. */
static bool
piece_date(struct document *d, const struct piece *p, struct day *out)
{
	struct date_match m;

	if (!date_find(p->text, 0, &m) || m.state == DATE_OPEN)
		return false;
	if (m.state == DATE_IMPOSSIBLE) {
		note_impossible(d, p->text, p->line);
		return false;
	}
	*out = m.day;
	return true;
}

static void
read_issued(struct document *d)
{
	static const char *const acts[] = { "公布", "发布", "印发", "通过",
		NULL };
	static const char *const made[] = { "成文日期", "发文日期", NULL };
	const struct piece *p;
	const char *const *a, *value;

	for (p = d->parts->closing.first; p != NULL; p = p->next) {
		if ((p->kind == PIECE_DATE || p->kind == PIECE_SIGNATURE) &&
		    piece_date(d, p, &d->meta.issued))
			return;
	}
	for (a = acts; *a != NULL; a++) {
		for (p = d->parts->front.first; p != NULL; p = p->next) {
			if (p->kind == PIECE_CAPTION &&
			    strstr(p->text, *a) != NULL &&
			    piece_date(d, p, &d->meta.issued))
				return;
		}
	}
	for (p = d->parts->front.first; p != NULL; p = p->next) {
		if (p->kind == PIECE_CAPTION && line_is_date(p->text) &&
		    piece_date(d, p, &d->meta.issued))
			return;
	}
	p = find_label(d, made, &value);
	if (p != NULL)
		(void)piece_date(d, p, &d->meta.issued);
}

/* Append the bodies of one line, parted by 、 */
static void
add_bodies(struct text *out, const char *s, size_t len)
{
	struct text t = TEXT_INIT, u = TEXT_INIT;
	const char *p;

	text_add(&t, s, len);
	han_unspace(&u, t.ptr);
	for (p = u.ptr; *p != '\0'; p++) {
		if (*p == ' ')
			text_adds(out, "、");
		else
			text_addc(out, *p);
	}
	text_release(&u);
	text_release(&t);
}

static void
cut_end(struct text *t, const char *word)
{
	if (han_ends_with(t->ptr, word))
		text_cut(t, t->len - strlen(word));
}

static void
read_issuer(struct document *d)
{
	static const char *const bodies[] = { "发文机关", "发布机构",
		"发文单位", NULL };
	const struct piece *p;
	struct text t = TEXT_INIT;
	const char *about, *value;
	size_t at;

	for (p = d->parts->closing.first; p != NULL; p = p->next) {
		if (p->kind != PIECE_SIGNATURE || line_is_person(p->text))
			continue;
		if (!line_is_signed_date(p->text, &at))
			at = strlen(p->text);
		if (t.len > 0)
			text_adds(&t, "、");
		add_bodies(&t, p->text, at);
		cut_end(&t, "（盖章）");
		cut_end(&t, "（章）");
	}
	p = find_piece(d->parts->front.first, PIECE_MASTHEAD);
	if (t.len == 0 && p != NULL) {
		add_bodies(&t, p->text, strlen(p->text));
		cut_end(&t, "文件");
	}
	about = strstr(d->meta.title, "关于");
	if (t.len == 0 && about != NULL && about > d->meta.title) {
		add_bodies(&t, d->meta.title,
		    (size_t)(about - d->meta.title));
		if (!line_is_signature(t.ptr))
			text_reset(&t);
	}
	if (t.len == 0 && han_ends_with(d->meta.title, "令")) {
		text_adds(&t, d->meta.title);
		cut_end(&t, "令");
	}
	if (t.len == 0 && find_label(d, bodies, &value) != NULL &&
	    line_is_signature(value))
		add_bodies(&t, value, strlen(value));
	if (t.len > 0)
		d->meta.issuer = arena_strdup(&d->arena, t.ptr);
	text_release(&t);
}

/* Append a name to those that are there, parted by 、, unless it is one. */
static void
add_name(struct text *out, const char *name)
{
	struct text all = TEXT_INIT, one = TEXT_INIT;

	text_addf(&all, "、%s、", out->ptr);
	text_addf(&one, "、%s、", name);
	if (*name != '\0' && strstr(all.ptr, one.ptr) == NULL) {
		if (out->len > 0)
			text_adds(out, "、");
		text_adds(out, name);
	}
	text_release(&all);
	text_release(&one);
}

void
document_signer(const struct document *d, struct text *out)
{
	static const char mark[] = "签发人";
	struct text t = TEXT_INIT;
	const struct piece *p;
	const char *at;

	for (p = d->parts->front.first; p != NULL; p = p->next) {
		if (p->kind != PIECE_NUMBER && p->kind != PIECE_SIGNER)
			continue;
		text_reset(&t);
		han_squeeze(&t, p->text);
		at = strstr(t.ptr, mark);
		if (at == NULL)
			continue;
		at += strlen(mark);
		if (han_begins_with(at, "："))
			at += strlen("：");
		else if (*at == ':')
			at++;
		add_name(out, at);
	}
	for (p = d->parts->closing.first; p != NULL; p = p->next) {
		if (p->kind != PIECE_SIGNATURE || !line_is_person(p->text))
			continue;
		text_reset(&t);
		han_squeeze(&t, p->text);
		add_name(out, t.ptr);
	}
	text_release(&t);
}

void
document_masthead(const struct document *d, struct text *out)
{
	static const char *const words[] = { "文件", "令", "公告", "通告",
		"公报", "纪要", NULL };
	struct text t = TEXT_INIT;
	const struct piece *p;
	const char *const *w;

	for (p = d->parts->front.first; p != NULL; p = p->next) {
		if (p->kind != PIECE_MASTHEAD)
			continue;
		text_reset(&t);
		add_bodies(&t, p->text, strlen(p->text));
		for (w = words; *w != NULL; w++)
			cut_end(&t, *w);
		add_name(out, t.ptr);
	}
	text_release(&t);
}

static void
read_clauses(const struct unit *u, struct clause *c)
{
	const struct unit *child;

	clause_read(u->text, c);
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling) {
		if (child->kind != UNIT_ATTACHMENT)
			read_clauses(child, c);
	}
	clause_read(u->wrapup, c);
}

/* A measure that a notice prints says itself from when it is in force. */
static void
read_validity(struct document *d)
{
	static const struct clause none;
	struct clause c = none, printed;
	const struct part *part;
	/* A decision that prints the text as it has become. */
	bool changes = strstr(d->meta.title, "修改") != NULL ||
	    strstr(d->meta.title, "修正") != NULL;

	read_clauses(d->parts->unit, &c);
	for (part = d->parts->next; part != NULL; part = part->next) {
		printed = none;
		read_clauses(part->unit, &printed);
		if (!printed.found || ((part->annex || changes) && c.found))
			continue;
		if (printed.effective.year != 0 || printed.publication ||
		    printed.open || !c.found)
			c = printed;
		break;
	}
	if (c.impossible)
		note_impossible(d, "施行", 0);
	d->meta.effective = c.effective;
	d->meta.starts_at_publication = c.publication;
	d->meta.validity_months = c.months;
	d->meta.expires = c.expires;
	if (c.expires.year == 0 && c.months > 0 && c.effective.year != 0)
		d->meta.expires = document_validity_ends(c.effective,
		    c.months);
}

void
metadata_read(struct document *d)
{
	read_number(d);
	read_issued(d);
	read_issuer(d);
	read_validity(d);
}
