/* docx_helpers.h: making .docx files in tests */
#ifndef GUIWEN_TESTS_DOCX_HELPERS_H
#define GUIWEN_TESTS_DOCX_HELPERS_H

#include "document_helpers.h"

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/" \
	"2006/main\""
#define R "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/" \
	"2006/relationships\""
#define MC "xmlns:mc=\"http://schemas.openxmlformats.org/markup-" \
	"compatibility/2006\""

/* A run, a paragraph, one with a style, one with paragraph properties. */
#define RUN(words) "<w:r><w:t>" words "</w:t></w:r>"
#define LOOK(look, words) "<w:r><w:rPr>" look "</w:rPr><w:t>" words \
	"</w:t></w:r>"
#define PLAIN(words) "<w:p>" RUN(words) "</w:p>"
#define PARA(properties, runs) "<w:p><w:pPr>" properties "</w:pPr>" runs \
	"</w:p>"
#define P(style, words) PARA("<w:pStyle w:val=\"" style "\"/>", RUN(words))
#define NUM(ilvl, id) "<w:numPr><w:ilvl w:val=\"" ilvl "\"/><w:numId " \
	"w:val=\"" id "\"/></w:numPr>"
#define LVL(i, format, text, more) "<w:lvl w:ilvl=\"" i "\"><w:start " \
	"w:val=\"1\"/><w:numFmt w:val=\"" format "\"/>" more \
	"<w:lvlText w:val=\"" text "\"/></w:lvl>"
#define CELL(content) "<w:tc>" content "</w:tc>"
#define CHANGE " w:id=\"1\" w:author=\"a\" w:date=\"2021-01-01T00:00:00Z\""
#define DEL(words) "<w:del" CHANGE "><w:r><w:delText>" words \
	"</w:delText></w:r></w:del>"
#define INS(words) "<w:ins" CHANGE ">" RUN(words) "</w:ins>"
#define END(change) "<w:rPr><w:" change CHANGE "/></w:rPr>"

#define REL(id, type, target) "<Relationship Id=\"" id "\" Type=\"http://" \
	"schemas.openxmlformats.org/officeDocument/2006/relationships/" type \
	"\" Target=\"" target "\"/>"
#define RELS(list) "<Relationships xmlns=\"http://schemas.openxmlformats.org" \
	"/package/2006/relationships\">" list "</Relationships>"

/* What stands in the parts, without their root elements; NULL: no such part.
 * The part of the text is no word/document.xml. */
struct made {
	const char *body, *styles, *numbering, *footnotes, *endnotes,
	    *comments, *header;
	struct packed more[3];	/* relationships c0 c1 c2, altChunk */
};

static const char root_rels[] = RELS(REL("r1", "officeDocument",
    "word/main.xml"));
static const char main_rels[] = RELS(REL("r1", "styles", "styles.xml")
    REL("r2", "numbering", "/word/numbering.xml")
    REL("r3", "footnotes", "../word/foot.xml")
    REL("r4", "endnotes", "end.xml") REL("r5", "comments", "comments.xml")
    REL("r6", "header", "header.xml") REL("c0", "aFChunk", "chunk0")
    REL("c1", "aFChunk", "chunk1") REL("c2", "aFChunk", "main.xml"));

static inline void
make_docx(struct text *out, const struct made *made)
{
	const struct {
		const char *name, *element, *content;
	} all[] = {
		{ "word/main.xml", "document", made->body },
		{ "word/styles.xml", "styles", made->styles },
		{ "word/numbering.xml", "numbering", made->numbering },
		{ "word/foot.xml", "footnotes", made->footnotes },
		{ "word/end.xml", "endnotes", made->endnotes },
		{ "word/comments.xml", "comments", made->comments },
		{ "word/header.xml", "hdr", made->header },
	};
	struct packed parts[16] = { { "_rels/.rels", root_rels },
		{ "word/_rels/main.xml.rels", main_rels } };
	struct text contents[MEM_COUNT(all)];
	size_t i, n = 2;

	for (i = 0; i < MEM_COUNT(all); i++) {
		text_init(&contents[i]);
		if (all[i].content == NULL)
			continue;
		text_addf(&contents[i], "<w:%s " W " " R " " MC ">%s%s%s"
		    "</w:%s>", all[i].element, i == 0 ? "<w:body>" : "",
		    all[i].content, i == 0 ? "</w:body>" : "",
		    all[i].element);
		parts[n].name = all[i].name;
		parts[n++].content = contents[i].ptr;
	}
	for (i = 0; i < MEM_COUNT(made->more); i++) {
		if (made->more[i].name != NULL)
			parts[n++] = made->more[i];
	}
	pack(out, parts, n);
	for (i = 0; i < MEM_COUNT(all); i++)
		text_release(&contents[i]);
}

/* Read it; every file that is read goes to Akoma Ntoso and back. */
static inline struct document *
read_made(const struct made *made, bool original)
{
	const struct document_options options = { .original = original };
	struct text bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	make_docx(&bytes, made);
	assert_done(document_read_with(&d, bytes.ptr, bytes.len, "a.docx",
	    &options, &err), err);
	assert_int_equal(document_format(d), DOCUMENT_DOCX);
	assert_round_trip(d);
	text_release(&bytes);
	return d;
}

static inline struct document *
read_docx(const char *body, const char *styles, const char *numbering)
{
	return read_made(&(const struct made){ .body = body,
	    .styles = styles, .numbering = numbering }, false);
}

/* The plain text of a body, read with changes accepted or as before them. */
static inline void
assert_body(const char *body, const char *wanted)
{
	struct document *d = read_docx(body, NULL, NULL);

	assert_plain(d, wanted);
	document_free(d);
}

#endif
