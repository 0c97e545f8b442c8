/* akn_write.c: a document as canonical Akoma Ntoso 1.0 */
#include "engine/document/akn_int.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"
#include "engine/xml/write.h"

#include <string.h>

const char *
akn_element(enum unit_kind kind)
{
	switch (kind) {
	case UNIT_BOOK:
	case UNIT_PART:
	case UNIT_CHAPTER:
	case UNIT_SECTION:
	case UNIT_ARTICLE:
	case UNIT_PARAGRAPH:
	case UNIT_POINT:
	case UNIT_INDENT:
	case UNIT_LEVEL:
		return unit_kind_name(kind);
	case UNIT_BODY:
	case UNIT_BLOCK:
	case UNIT_TABLE:
	case UNIT_QUOTE:
	case UNIT_ATTACHMENT:
		break;
	}
	return "hcontainer";
}

/* A text with articles is an act, any other a doc (Akoma Ntoso, 5.2). */
static bool
has_articles(const struct unit *u)
{
	const struct unit *c;

	if (u->kind == UNIT_ARTICLE)
		return true;
	for (c = u->first_child; c != NULL; c = c->next_sibling) {
		if (c->kind != UNIT_ATTACHMENT && c->kind != UNIT_QUOTE &&
		    has_articles(c))
			return true;
	}
	return false;
}

/* An element without content but with one attribute. */
static void
value(struct xml_writer *w, const char *name, const char *s)
{
	xw_open(w, name, NULL);
	xw_attr(w, "value", s);
	xw_close(w);
}

static void
frbr_date(struct xml_writer *w, struct day day)
{
	char s[DAY_TEXT];

	xw_open(w, "FRBRdate", NULL);
	xw_attr(w, "date", day.year == 0 ? "0001-01-01" : day_format(s, day));
	xw_attr(w, "name", "Generation");
	xw_close(w);
}

static void
frbr_author(struct xml_writer *w, const char *as, const char *href)
{
	xw_open(w, "FRBRauthor", NULL);
	xw_attr(w, "as", as);
	xw_attr(w, "href", href);
	xw_close(w);
}

/*
 * The URI of the work: from the year of issue and the title, since a number
 * is often not there yet and pinyin cannot be told from characters.
 */
static void
work_uri(struct text *uri, const struct document *d)
{
	struct sha256 hash;
	char hex[SHA256_HEX];

	sha256_of(&hash, d->meta.title, strlen(d->meta.title));
	text_addf(uri, "/akn/cn/act/guifanxing-wenjian/%04d/%.12s",
	    d->meta.issued.year == 0 ? 1 : d->meta.issued.year,
	    sha256_hex(hex, &hash));
}

static void
frbr_uris(struct xml_writer *w, const char *uri, const char *component,
    const char *suffix)
{
	xw_open(w, "FRBRthis", NULL);
	xw_attrf(w, "value", "%s/%s%s", uri, component, suffix);
	xw_close(w);
	xw_open(w, "FRBRuri", NULL);
	xw_attrf(w, "value", "%s%s", uri, suffix);
	xw_close(w);
}

static void
write_identification(struct xml_writer *w, const struct document *d,
    const char *component, const char *title)
{
	struct text uri = TEXT_INIT;
	struct day date = d->meta.effective.year != 0 ? d->meta.effective :
	    d->meta.issued;
	char s[DAY_TEXT];

	work_uri(&uri, d);
	xw_open(w, "identification", NULL);
	xw_attr(w, "source", "#guiwen");
	xw_open(w, "FRBRWork", NULL);
	frbr_uris(w, uri.ptr, component, "");
	xw_open(w, "FRBRalias", NULL);
	xw_attr(w, "name", "title");
	xw_attr(w, "value", *title != '\0' ? title : "-");
	xw_close(w);
	frbr_date(w, d->meta.issued);
	frbr_author(w, "#author", "#issuer");
	value(w, "FRBRcountry", "cn");
	value(w, "FRBRsubtype", "guifanxing-wenjian");
	if (*d->meta.number != '\0')
		value(w, "FRBRnumber", d->meta.number);
	xw_close(w);
	text_addf(&uri, "/zho@%s", date.year == 0 ? "0001-01-01" :
	    day_format(s, date));
	xw_open(w, "FRBRExpression", NULL);
	frbr_uris(w, uri.ptr, component, "");
	frbr_date(w, date);
	frbr_author(w, "#editor", "#guiwen");
	xw_open(w, "FRBRlanguage", NULL);
	xw_attr(w, "language", "zho");
	xw_close(w);
	xw_close(w);
	xw_open(w, "FRBRManifestation", NULL);
	frbr_uris(w, uri.ptr, component, ".akn");
	frbr_date(w, date);
	frbr_author(w, "#editor", "#guiwen");
	value(w, "FRBRformat", "application/akn+xml");
	xw_close(w);
	xw_close(w);
	text_release(&uri);
}

static void
reference(struct xml_writer *w, const char *element, const char *eid,
    const char *href, const char *show)
{
	xw_open(w, element, NULL);
	xw_attr(w, "eId", eid);
	xw_attr(w, "href", href);
	xw_attr(w, "showAs", show);
	xw_close(w);
}

static void
write_references(struct xml_writer *w, const struct document *d)
{
	xw_open(w, "references", NULL);
	xw_attr(w, "source", "#guiwen");
	reference(w, "TLCOrganization", "guiwen",
	    "/akn/ontology/organization/cn/guiwen", "guiwen");
	reference(w, "TLCOrganization", "issuer",
	    "/akn/ontology/organization/cn/issuer",
	    *d->meta.issuer != '\0' ? d->meta.issuer : "-");
	reference(w, "TLCRole", "author", "/akn/ontology/role/cn/author",
	    "制定机关");
	reference(w, "TLCRole", "editor", "/akn/ontology/role/cn/editor",
	    "录入");
	xw_close(w);
}

static void
day_attr(struct xml_writer *w, const char *name, struct day day)
{
	char s[DAY_TEXT];

	if (day.year != 0)
		xw_attr(w, name, day_format(s, day));
}

static void
text_attr(struct xml_writer *w, const char *name, const char *s)
{
	if (*s != '\0')
		xw_attr(w, name, s);
}

/* What was found out while reading, and what a person should look at. */
static void
write_reading(struct xml_writer *w, const struct document *d)
{
	const struct meta *m = &d->meta;
	size_t i;

	xw_open(w, "proprietary", NULL);
	xw_attr(w, "source", "#guiwen");
	xw_open(w, "reading", AKN_READING_NS);
	if (m->annexes_listed > 0)
		xw_attr_int(w, "annexes", m->annexes_listed);
	day_attr(w, "effective", m->effective);
	day_attr(w, "expires", m->expires);
	xw_attr(w, "format", document_format_name(d->format));
	day_attr(w, "issued", m->issued);
	text_attr(w, "issuer", m->issuer);
	text_attr(w, "number", m->number);
	xw_attr(w, "reader", DOCUMENT_READER);
	if (m->starts_at_publication)
		xw_attr(w, "starts", "publication");
	text_attr(w, "title", m->title);
	if (m->validity_months > 0)
		xw_attr_int(w, "validity-months", m->validity_months);
	for (i = 0; i < d->nnotes; i++) {
		xw_open(w, "note", NULL);
		if (d->notes[i].line > 0)
			xw_attr_int(w, "line", d->notes[i].line);
		xw_attr(w, "reason", d->notes[i].reason);
		if (d->notes[i].uncertain)
			xw_attr(w, "uncertain", "true");
		if (*d->notes[i].text != '\0')
			xw_text(w, d->notes[i].text);
		xw_close(w);
	}
	xw_close(w);
	xw_close(w);
}

/* An aside where it stands in a sentence: <del> is what is struck through,
 * <span> what is hidden, <authorialNote> what stands beside. */
static void
write_aside(struct xml_writer *w, const struct aside *a, const char *eid,
    int n)
{
	const char *text = a->text;
	size_t len;

	if (a->kind == ASIDE_STRUCK || a->kind == ASIDE_HIDDEN) {
		xw_open(w, a->kind == ASIDE_STRUCK ? "del" : "span", NULL);
		xw_attr(w, "class", aside_kind_name(a->kind));
		xw_attrf(w, "eId", "%s__%s_%d", eid,
		    a->kind == ASIDE_STRUCK ? "del" : "span", n);
		xw_text(w, text);
		xw_close(w);
		return;
	}
	xw_open(w, "authorialNote", NULL);
	xw_attr(w, "class", aside_kind_name(a->kind));
	xw_attrf(w, "eId", "%s__authorialNote_%d", eid, n);
	if (*a->mark != '\0')
		xw_attr(w, "marker", a->mark);
	do {
		len = strcspn(text, "\n");
		xw_open(w, "p", NULL);
		xw_text_n(w, text, len);
		xw_close(w);
		text += len + (text[len] == '\n');
	} while (*text != '\0');
	xw_close(w);
}

/* The asides of a string, while it is written. */
struct words {
	const struct aside *next;
	enum unit_slot slot;
	const char *eid;
	size_t at;		/* bytes written of the string */
	int n;			/* asides written of the element */
};

/* The next bytes of a string, with the asides in them and at their end. */
static void
write_words(struct xml_writer *w, struct words *words, const char *s,
    size_t len)
{
	size_t end = words->at + len, n;

	xw_mixed(w);
	for (; words->next != NULL && words->next->slot == words->slot &&
	     words->next->at <= end; words->next = words->next->next) {
		n = words->next->at - words->at;
		xw_text_n(w, s, n);
		s += n;
		words->at += n;
		write_aside(w, words->next, words->eid, ++words->n);
	}
	xw_text_n(w, s, end - words->at);
	words->at = end;
}

/* The asides of a unit's string come one after another. */
static struct words
words_of(const struct unit *u, enum unit_slot slot)
{
	struct words words = { .next = u->asides.first, .slot = slot,
		.eid = u->eid };

	for (; words.next != NULL && words.next->slot != slot;
	     words.next = words.next->next)
		words.n++;
	return words;
}

static bool
has_asides(const struct unit *u, enum unit_slot slot)
{
	return words_of(u, slot).next != NULL;
}

static void
write_slot(struct xml_writer *w, const struct unit *u, enum unit_slot slot)
{
	struct words words = words_of(u, slot);
	const char *s = unit_string(u, slot);

	write_words(w, &words, s, strlen(s));
}

/*
 * The inline element that says what a piece is, and which of its bytes are in
 * it: a number without the signer behind it, a date with its value. NULL none.
 */
static const char *
piece_inline(const struct piece *p, size_t *at, size_t *len,
    char date[DAY_TEXT])
{
	struct date_match m;
	const char *end = strstr(p->text, "签发人");

	*at = 0;
	*len = strlen(p->text);
	*date = '\0';
	switch (p->kind) {
	case PIECE_TITLE:
		return "docTitle";
	case PIECE_MASTHEAD:
		return "docAuthority";
	case PIECE_NUMBER:
		while (end != NULL && han_space(han_before(p->text, end)))
			for (end--; ((unsigned char)*end & 0xc0) == 0x80; )
				end--;
		if (end != NULL)
			*len = (size_t)(end - p->text);
		return "docNumber";
	case PIECE_DATE:
	case PIECE_SIGNATURE:
		if (!date_find(p->text, 0, &m) || m.state != DATE_WHOLE)
			return NULL;
		*at = m.at;
		*len = m.len;
		day_format(date, m.day);
		return "docDate";
	default:
		return NULL;
	}
}

/* <p class="..."> holding the inline element that says what it is. */
static void
write_pieces(struct xml_writer *w, const char *element,
    const struct pieces *pieces, const char *scope)
{
	const struct piece *p;
	const char *name;
	char date[DAY_TEXT];
	struct text eid = TEXT_INIT;
	struct words words;
	size_t at, len;
	int n = 0;

	if (pieces->first == NULL)
		return;
	xw_open(w, element, NULL);
	xw_attrf(w, "eId", "%s%s", scope, element);
	for (p = pieces->first; p != NULL; p = p->next) {
		xw_open(w, "p", NULL);
		xw_attr(w, "class", piece_kind_name(p->kind));
		text_reset(&eid);
		text_addf(&eid, "%s%s__p_%d", scope, element, ++n);
		xw_attr(w, "eId", eid.ptr);
		words = (struct words){ .next = p->asides.first,
			.slot = SLOT_TEXT, .eid = eid.ptr };
		name = piece_inline(p, &at, &len, date);
		write_words(w, &words, p->text, at);
		if (name != NULL) {
			xw_open(w, name, NULL);
			xw_attr(w, "date", *date != '\0' ? date : NULL);
		}
		write_words(w, &words, p->text + at, len);
		if (name != NULL)
			xw_close(w);
		write_words(w, &words, p->text + at + len,
		    strlen(p->text + at + len));
		xw_close(w);
	}
	xw_close(w);
	text_release(&eid);
}

static void write_unit(struct xml_writer *w, const struct unit *u,
    const char *scope);

/* The quotations that a unit's text announces. */
static void
write_quotes(struct xml_writer *w, const struct unit *quote,
    const char *element)
{
	const struct unit *u;

	for (; quote != NULL && quote->kind == UNIT_QUOTE;
	     quote = quote->next_sibling) {
		xw_open(w, element, NULL);
		xw_attr(w, "eId", quote->eid);
		for (u = quote->first_child; u != NULL; u = u->next_sibling)
			write_unit(w, u, "");
		xw_close(w);
	}
}

/* 将<quotedText>“甲”</quotedText>修改为...: the words that change. */
static void
write_replacing(struct xml_writer *w, const struct unit *u, const char *eid)
{
	struct words words = words_of(u, SLOT_TEXT);
	const char *s = u->text;
	size_t at, len;
	int n = 0;

	while (quote_next(s, &at, &len)) {
		write_words(w, &words, s, at);
		xw_open(w, "quotedText", NULL);
		xw_attrf(w, "eId", "%s__qtext_%d", eid, ++n);
		write_words(w, &words, s + at, len);
		xw_close(w);
		s += at + len;
	}
	write_words(w, &words, s, strlen(s));
}

/* <mod eId="mod_1">第三条修改为：<quotedStructure eId="mod_1__qstr_1"> */
static void
write_text(struct xml_writer *w, const struct unit *u, const char *scope)
{
	const struct unit *quote = u->first_child;
	struct text eid = TEXT_INIT;

	if (quote != NULL && quote->kind != UNIT_QUOTE)
		quote = NULL;
	xw_open(w, "p", NULL);
	xw_mixed(w);
	if (u->mod > 0) {
		text_addf(&eid, "%smod_%d", scope, u->mod);
		xw_open(w, "mod", NULL);
		xw_attr(w, "eId", eid.ptr);
	}
	if (u->mod > 0 && quote == NULL)
		write_replacing(w, u, eid.ptr);
	else
		write_slot(w, u, SLOT_TEXT);
	write_quotes(w, quote, u->mod > 0 ? "quotedStructure" :
	    "embeddedStructure");
	if (u->mod > 0)
		xw_close(w);
	xw_close(w);
	text_release(&eid);
}

/* Rows parted by newlines, cells by tabs. */
static void
write_table(struct xml_writer *w, const struct unit *u)
{
	struct words words = words_of(u, SLOT_TEXT);
	const char *rows = u->text;
	size_t n;

	xw_open(w, "table", NULL);
	for (;;) {
		xw_open(w, "tr", NULL);
		for (;;) {
			n = strcspn(rows, "\t\n");
			xw_open(w, "td", NULL);
			xw_open(w, "p", NULL);
			write_words(w, &words, rows, n);
			words.at++;
			xw_close(w);
			xw_close(w);
			rows += n;
			if (*rows != '\t')
				break;
			rows++;
		}
		xw_close(w);
		if (*rows == '\0')
			break;
		rows++;
	}
	xw_close(w);
}

/* The first child that is no quotation: those are in the text. */
static const struct unit *
first_part(const struct unit *u)
{
	const struct unit *c = u->first_child;

	while (c != NULL && c->kind == UNIT_QUOTE)
		c = c->next_sibling;
	return c;
}

/* Either <content>, or <intro>, children and <wrapUp>. */
static void
write_inside(struct xml_writer *w, const struct unit *u, const char *scope)
{
	const struct unit *c = first_part(u);

	if (c == NULL || *u->text != '\0' || c != u->first_child ||
	    has_asides(u, SLOT_TEXT)) {
		xw_open(w, c == NULL ? "content" : "intro", NULL);
		xw_attrf(w, "eId", "%s__%s", u->eid,
		    c == NULL ? "content" : "intro");
		if (u->kind == UNIT_TABLE)
			write_table(w, u);
		else
			write_text(w, u, scope);
		xw_close(w);
	}
	for (; c != NULL; c = c->next_sibling)
		write_unit(w, c, scope);
	if (*u->wrapup != '\0') {
		xw_open(w, "wrapUp", NULL);
		xw_attrf(w, "eId", "%s__wrapup", u->eid);
		xw_open(w, "p", NULL);
		write_slot(w, u, SLOT_WRAPUP);
		xw_close(w);
		xw_close(w);
	}
}

/* With the white space behind it: all characters of the text are there. */
static void
write_num(struct xml_writer *w, const struct unit *u)
{
	xw_open(w, "num", NULL);
	xw_text(w, u->num);
	if (u->gap != NULL)
		xw_text(w, u->gap);
	xw_close(w);
}

static void
write_unit(struct xml_writer *w, const struct unit *u, const char *scope)
{
	xw_open(w, akn_element(u->kind), NULL);
	xw_attr(w, "eId", u->eid);
	if (u->kind == UNIT_BLOCK || u->kind == UNIT_TABLE)
		xw_attr(w, "name", unit_kind_name(u->kind));
	if (*u->num != '\0')
		write_num(w, u);
	if (*u->heading != '\0') {
		xw_open(w, "heading", NULL);
		write_slot(w, u, SLOT_HEADING);
		xw_close(w);
	}
	write_inside(w, u, scope);
	xw_close(w);
}

static void
write_part(struct xml_writer *w, const struct document *d,
    const struct part *part);

static void
write_attachments(struct xml_writer *w, const struct document *d)
{
	const struct part *part;

	if (d->parts->next == NULL)
		return;
	xw_open(w, "attachments", NULL);
	for (part = d->parts->next; part != NULL; part = part->next) {
		xw_open(w, "attachment", NULL);
		xw_attr(w, "eId", part->unit->eid);
		if (*part->unit->num != '\0')
			xw_element(w, "num", part->unit->num);
		if (*part->unit->heading != '\0')
			xw_element(w, "heading", part->unit->heading);
		write_part(w, d, part);
		xw_close(w);
	}
	xw_close(w);
}

static void
write_part(struct xml_writer *w, const struct document *d,
    const struct part *part)
{
	bool main_part = part == d->parts;
	bool act = has_articles(part->unit);
	struct text scope = TEXT_INIT, component = TEXT_INIT;
	const struct unit *u;
	int n = 0;

	text_addf(&component, main_part ? "!main" : "!%s", part->unit->eid);
	if (!main_part)
		text_addf(&scope, "%s__", part->unit->eid);
	xw_open(w, act ? "act" : "doc", NULL);
	if (act)
		xw_attr(w, "contains", "originalVersion");
	xw_attr(w, "name", main_part ? AKN_MAIN : part->annex ? AKN_ANNEX :
	    AKN_PRINTED);
	xw_open(w, "meta", NULL);
	write_identification(w, d, component.ptr, main_part ? d->meta.title :
	    part->unit->heading);
	if (main_part) {
		write_references(w, d);
		write_reading(w, d);
	}
	xw_close(w);
	write_pieces(w, "preface", &part->front, scope.ptr);
	xw_open(w, act ? "body" : "mainBody", NULL);
	xw_attrf(w, "eId", "%sbody", scope.ptr);
	for (u = part->unit->first_child; u != NULL; u = u->next_sibling) {
		if (u->kind != UNIT_ATTACHMENT) {
			write_unit(w, u, scope.ptr);
			n++;
		}
	}
	if (n == 0) {
		xw_open(w, "p", NULL);
		xw_close(w);
	}
	xw_close(w);
	write_pieces(w, "conclusions", &part->closing, scope.ptr);
	if (main_part)
		write_attachments(w, d);
	xw_close(w);
	text_release(&component);
	text_release(&scope);
}

void
document_write_akn(const struct document *d, struct text *out)
{
	struct xml_writer w;

	xw_init(&w, out);
	xw_open(&w, "akomaNtoso", DOCUMENT_AKN_NS);
	write_part(&w, d, d->parts);
	xw_close(&w);
	text_addc(out, '\n');
}
