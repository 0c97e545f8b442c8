/* docx_runs.c: the words of a paragraph in a .docx, changes accepted or not */
#include "engine/base/mem.h"
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <stdlib.h>
#include <string.h>

#define M_NS "http://schemas.openxmlformats.org/officeDocument/2006/math"
#define WP_NS "http://schemas.openxmlformats.org/drawingml/2006/" \
	"wordprocessingDrawing"
#define A_NS "http://schemas.openxmlformats.org/drawingml/2006/main"
#define V_NS "urn:schemas-microsoft-com:vml"

/* While the words of one paragraph are read. */
struct runs {
	struct docx *x;
	struct docx_words *out;
	const struct docx_style *style;
	struct docx_look look;	/* of the run in hand */
	const char *font;	/* its symbol font, or NULL */
};

static void walk(struct runs *r, const xmlNode *parent);

static bool
is(const xmlNode *node, const char *name)
{
	return xml_is(node, W_NS, name);
}

/* Words as they are seen: in the text, struck through, not at all. */
static void
add(struct runs *r, const char *s, size_t len)
{
	struct docx *x = r->x;

	if (docx_in_code(x) || r->look.hidden == 1)
		docx_words_beside(x, r->out, ASIDE_HIDDEN, s, len);
	else if ((r->look.white == 1 || r->look.tiny == 1) &&
	    x->table_depth == 0 && x->place == LINE_BODY)
		docx_words_beside(x, r->out, ASIDE_HIDDEN, s, len);
	else if (r->look.struck == 1)
		docx_words_beside(x, r->out, ASIDE_STRUCK, s, len);
	else
		docx_words_add(x, r->out, s, len);
}

static void
add_code_point(struct runs *r, unsigned long c)
{
	struct text t = TEXT_INIT;

	text_add_utf8(&t, c);
	add(r, t.ptr, t.len);
	text_release(&t);
}

/* A sign of a symbol font; one that is not known stays apart from others. */
static void
add_sign(struct runs *r, const char *font, unsigned long c)
{
	unsigned long known = docx_symbol(font, c);
	struct text t = TEXT_INIT;

	if (known == 0 && c >= 0xf000 && c <= 0xf0ff) {
		text_addf(&t, "%s %lX", font == NULL ? "?" : font, c);
		docx_doubt(r->x, t.ptr, "This sign of a symbol font has no "
		    "known character; it was kept as it is.");
	}
	add_code_point(r, known != 0 ? known : c < 0x20 || c > 0xfffd ||
	    (c >= 0xd800 && c <= 0xdfff) ? 0x25a1 : c);
	text_release(&t);
}

static void
add_symbol(struct runs *r, const xmlNode *node)
{
	const char *s = xml_attr_ns(node, W_NS, "char");

	add_sign(r, xml_attr_ns(node, W_NS, "font"),
	    s == NULL ? 0 : strtoul(s, NULL, 16));
}

static void
add_text(struct runs *r, const xmlNode *node)
{
	struct text t = TEXT_INIT;
	const char *p;
	unsigned long c;

	xml_content(&t, node);
	if (r->font == NULL) {
		add(r, t.ptr, t.len);
	} else {
		for (p = t.ptr; (c = han_next(&p)) != 0; ) {
			if (c > 0x20 && c < 0x100)
				c += 0xf000;
			if (c >= 0xf000 && c <= 0xf0ff)
				add_sign(r, r->font, c);
			else
				add_code_point(r, c);
		}
	}
	text_release(&t);
}

/* --- what stands beside the words --- */

/* In the text a box is read before its paragraph; elsewhere, in its place. */
static void
add_box(struct runs *r, const xmlNode *node)
{
	struct docx *x = r->x;
	struct docx_story *before, story;
	enum line_place place = x->place;
	struct text t = TEXT_INIT;
	struct err none = ERR_INIT;

	x->boxed = true;
	docx_story_begin(x, &story, x->story->beside, &before);
	if (x->table_depth > 0 || x->flat > 0) {
		docx_flat(x, node, &t);
		docx_words_beside(x, r->out, ASIDE_BOX, t.ptr, t.len);
		docx_words_close(x, r->out);
	} else {
		if (place == LINE_BODY)
			x->place = LINE_BOX;
		if (docx_blocks(x, node, &none) != 0)
			x->many = true;
		x->place = place;
	}
	docx_story_end(x, before);
	text_release(&t);
}

static void
add_raw(struct text *out, const xmlNode *node)
{
	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (is(node, "t"))
			xml_content(out, node);
		else
			add_raw(out, node->children);
	}
}

/* Does a program of today understand what a Choice asks for? */
static bool
is_understood(const xmlNode *choice)
{
	const char *requires = xml_attr(choice, "Requires"), *p;
	struct text prefix = TEXT_INIT;
	const xmlNs *ns;
	bool understood = true;
	size_t n;

	for (p = requires; p != NULL && *p != '\0' && understood; p += n) {
		p += strspn(p, " \t\n");
		n = strcspn(p, " \t\n");
		text_reset(&prefix);
		text_add(&prefix, p, n);
		ns = n == 0 ? NULL : xmlSearchNs(choice->doc,
		    (xmlNode *)choice, (const xmlChar *)prefix.ptr);
		if (ns != NULL && strncmp((const char *)ns->href,
		    "http://schemas.", 15) != 0)
			understood = false;
	}
	text_release(&prefix);
	return understood;
}

/* Of equal contents for old and new programs one is enough; where they are
 * not equal, some programs show something else. */
static void
walk_alternates(struct runs *r, const xmlNode *node)
{
	const xmlNode *e, *taken = NULL;
	struct text words = TEXT_INIT, others = TEXT_INIT, raw = TEXT_INIT;

	for (e = xml_child(node, MC_NS, "Choice"); e != NULL && taken == NULL;
	     e = xml_next(e, MC_NS, "Choice")) {
		if (is_understood(e))
			taken = e;
	}
	if (taken == NULL)
		taken = xml_child(node, MC_NS, "Fallback");
	if (taken == NULL)
		return;
	add_raw(&raw, taken->children);
	han_squeeze(&words, raw.ptr);
	for (e = xml_child(node, MC_NS, NULL); e != NULL;
	     e = xml_next(e, MC_NS, NULL)) {
		text_reset(&raw);
		text_reset(&others);
		add_raw(&raw, e->children);
		han_squeeze(&others, raw.ptr);
		if (e == taken || others.len == 0 ||
		    strcmp(others.ptr, words.ptr) == 0)
			continue;
		docx_words_beside(r->x, r->out, ASIDE_HIDDEN, raw.ptr,
		    raw.len);
		docx_doubt(r->x, raw.ptr, "Other programs show these words "
		    "here in the place of those that were read.");
	}
	text_release(&words);
	text_release(&others);
	text_release(&raw);
	walk(r, taken);
}

/* Of a picture what somebody wrote about it. */
static void
tell_picture(struct runs *r, const xmlNode *node)
{
	const char *alt = xml_attr(node, "descr");

	if (alt == NULL || *alt == '\0')
		alt = xml_attr(node, "title");
	r->x->pictures = true;
	if (alt != NULL && *alt != '\0')
		docx_tell(r->x, alt, "There is a picture in the file, which "
		    "was left out; it is described so.");
}

/* Letters drawn as a picture (WordArt). */
static void
add_drawn(struct runs *r, const char *s)
{
	if (s == NULL || *han_skip(s) == '\0')
		return;
	docx_words_beside(r->x, r->out, ASIDE_BOX, s, strlen(s));
	docx_words_close(r->x, r->out);
	docx_doubt(r->x, s, "These words are drawn as a picture; they were "
	    "kept beside the text.");
}

/* --- elements --- */

static bool
is_symbol_run(const xmlNode *rpr, const char **font)
{
	const xmlNode *fonts = rpr == NULL ? NULL : xml_child(rpr, W_NS,
	    "rFonts");

	*font = fonts == NULL ? NULL : xml_attr_ns(fonts, W_NS, "ascii");
	return docx_symbol_font(*font);
}

static void
walk_run(struct runs *r, const xmlNode *node)
{
	const xmlNode *rpr = docx_properties(r->x, node, "rPr");
	struct docx_look look = r->look;
	const char *font = r->font;

	docx_look(r->x, rpr, r->style, &r->look);
	if (!is_symbol_run(rpr, &r->font))
		r->font = NULL;
	walk(r, node);
	r->look = look;
	r->font = font;
}

/* A change is pending: which of both does hold? */
static void
walk_change(struct runs *r, const xmlNode *node)
{
	static const char *const taken_out[] = { "del", "moveFrom", NULL };
	bool out = xml_has_name(node, taken_out);

	r->x->tracked = true;
	if (out == r->x->original)
		walk(r, node);
	else
		docx_notes_gone(r->x, node);
}

static void
walk_control(struct runs *r, const xmlNode *node)
{
	const xmlNode *pr = xml_child(node, W_NS, "sdtPr");

	if (pr != NULL && xml_child(pr, W_NS, "dataBinding") != NULL)
		r->x->bound = true;
	walk(r, node);
}

/* Deleted words outside a deletion are shown by nobody. */
static void
add_deleted(struct runs *r, const xmlNode *node)
{
	int hidden = r->look.hidden;

	if (!r->x->original)
		r->look.hidden = 1;
	add_text(r, node);
	r->look.hidden = hidden;
}

static void
add_note(struct runs *r, const xmlNode *node, bool endnote)
{
	struct text mark = TEXT_INIT, t = TEXT_INIT;

	if (docx_notes_text(r->x, node, endnote, &mark, &t)) {
		if (r->look.hidden == 1 || docx_in_code(r->x))
			docx_words_beside(r->x, r->out, ASIDE_HIDDEN, t.ptr,
			    t.len);
		else
			docx_words_note(r->x, r->out, mark.ptr, t.ptr);
	}
	text_release(&mark);
	text_release(&t);
}

/* Characters that are elements; true: done. */
static bool
add_character(struct runs *r, const xmlNode *node)
{
	static const char *const dates[] = { "dayShort", "monthShort",
		"yearShort", "dayLong", "monthLong", "yearLong", "pgNum",
		NULL };

	if (is(node, "t"))
		add_text(r, node);
	else if (is(node, "tab") || is(node, "ptab"))
		add(r, "\t", 1);
	else if (is(node, "br") || is(node, "cr"))
		add(r, "\n", 1);
	else if (is(node, "noBreakHyphen"))
		add(r, "-", 1);
	else if (is(node, "sym"))
		add_symbol(r, node);
	else if (is(node, "fldChar"))
		docx_field_char(r->x, node, r->out);
	else if (is(node, "instrText"))
		docx_field_code(r->x, node);
	else if (is(node, "delText"))
		add_deleted(r, node);
	else if (xml_has_name(node, dates))
		r->x->dates = true;
	else
		return false;
	return true;
}

/* The small signs above a word tell how it is read, and are told; above
 * nothing they are the text that is seen. */
static void
walk_ruby(struct runs *r, const xmlNode *rt)
{
	const xmlNode *base = xml_child(rt->parent, W_NS, "rubyBase");
	struct text words = TEXT_INIT, below = TEXT_INIT;

	xml_content(&words, rt);
	if (base != NULL)
		xml_content(&below, base);
	if (*han_skip(below.ptr) == '\0')
		walk(r, rt);
	else if (*han_skip(words.ptr) != '\0')
		docx_doubt(r->x, words.ptr, "These signs stand above the text "
		    "(ruby); they were left out of it.");
	text_release(&words);
	text_release(&below);
}

/* Elements of Word's own namespace. */
static void
walk_word(struct runs *r, const xmlNode *node)
{
	static const char *const silent[] = { "rPr", "pPr", "sdtPr",
		"sdtEndPr", "tblPr", "sectPr", "softHyphen", "delInstrText",
		"smartTagPr", "customXmlPr", "fldData", "ffData", NULL };
	static const char *const changes[] = { "del", "ins", "moveFrom",
		"moveTo", NULL };

	if (xml_has_name(node, silent) || add_character(r, node))
		return;
	if (is(node, "r"))
		walk_run(r, node);
	else if (xml_has_name(node, changes))
		walk_change(r, node);
	else if (is(node, "footnoteReference"))
		add_note(r, node, false);
	else if (is(node, "endnoteReference"))
		add_note(r, node, true);
	else if (is(node, "txbxContent"))
		add_box(r, node);
	else if (is(node, "sdt"))
		walk_control(r, node);
	else if (is(node, "rt"))
		walk_ruby(r, node);
	else {
		if (is(node, "object"))
			r->x->objects = true;
		else if (is(node, "drawing") || is(node, "pict"))
			r->x->pictures = true;
		else if (is(node, "bdo"))
			r->x->reversed = true;
		else if (is(node, "subDoc"))
			docx_doubt(r->x, "", "Another file belongs into the "
			    "text here (a subdocument); it was not read.");
		walk(r, node);
	}
}

static void
walk_other(struct runs *r, const xmlNode *node)
{
	struct text t = TEXT_INIT;

	if (xml_is(node, MC_NS, "AlternateContent")) {
		walk_alternates(r, node);
	} else if (xml_is(node, M_NS, "t")) {
		/* Of a formula the characters, in their order. */
		add_text(r, node);
	} else if (xml_is(node, A_NS, "t")) {
		xml_content(&t, node);
		add_drawn(r, t.ptr);
	} else {
		if (xml_is(node, M_NS, "oMath"))
			docx_doubt(r->x, "", "There is a formula here; its "
			    "signs were read one after another.");
		if (xml_is(node, WP_NS, "docPr"))
			tell_picture(r, node);
		if (xml_is(node, V_NS, "textpath"))
			add_drawn(r, xml_attr(node, "string"));
		walk(r, node);
	}
	text_release(&t);
}

/* The parser has bounded the depth. */
static void
walk(struct runs *r, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xml_is(node, W_NS, NULL))
			walk_word(r, node);
		else
			walk_other(r, node);
	}
}

void
docx_runs(struct docx *x, const xmlNode *paragraph,
    const struct docx_style *style, struct docx_words *out)
{
	struct runs r = { .x = x, .out = out, .style = style };

	docx_look(x, NULL, style, &r.look);
	walk(&r, paragraph);
	docx_words_close(x, out);
}
