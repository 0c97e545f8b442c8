/* read.c: a file's bytes to a document, whatever its format */
#include "engine/document/akn_int.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"
#include "engine/document/secret.h"
#include "engine/document/sniff.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
document_named_markdown(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && (strcasecmp(dot, ".md") == 0 ||
	    strcasecmp(dot, ".markdown") == 0);
}

bool
document_is_plain(const char *bytes, size_t len, const char *name)
{
	const char *p;

	for (p = bytes; p < bytes + len; p++)
		if (*p == '<' || *p == 0x7f || ((unsigned char)*p < ' ' &&
		    *p != '\t' && *p != '\n' && *p != '\r'))
			return false;
	return !document_named_markdown(name) && decode_is_utf8(bytes, len);
}

static int
read_lines(struct document *d, struct lines *lines,
    struct akn_headings *headings, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	struct text t = TEXT_INIT;
	int ret;

	if (d->format == DOCUMENT_DOCX)
		return lines_of_docx(d, lines, bytes, len, name, err);
	if (d->format == DOCUMENT_AKN)
		return lines_of_akn(d, lines, headings, bytes, len, name, err);
	if (d->format == DOCUMENT_ODT)
		return lines_of_odt(d, lines, bytes, len, bytes[0] != 'P',
		    name, err);
	if (d->format == DOCUMENT_OFD)
		return lines_of_ofd(d, lines, bytes, len, name, err);
	if (d->format == DOCUMENT_HTML)
		return lines_of_html(d, lines, bytes, len, name, err);
	ret = decode_text(&t, bytes, len, name, err);
	if (ret == 0)
		ret = d->format == DOCUMENT_MARKDOWN ?
		    lines_of_markdown(d, lines, t.ptr, t.len, name, err) :
		    lines_of_text(d, lines, t.ptr, t.len, name, err);
	text_release(&t);
	return ret;
}

/* The format to read as. */
static enum document_format
format_of(enum sniffed sniffed, const char *name)
{
	switch (sniffed) {
	case SNIFFED_DOCX:
	case SNIFFED_FLAT_DOCX:
		return DOCUMENT_DOCX;
	case SNIFFED_ODT:
	case SNIFFED_FLAT_ODT:
		return DOCUMENT_ODT;
	case SNIFFED_OFD:
		return DOCUMENT_OFD;
	case SNIFFED_HTML:
		return DOCUMENT_HTML;
	case SNIFFED_AKN:
		return DOCUMENT_AKN;
	case SNIFFED_TEXT:
		break;
	}
	return document_named_markdown(name) ? DOCUMENT_MARKDOWN :
	    DOCUMENT_TEXT;
}

/* A mark of secrecy around a text that this program wrote. */
static int
check_pieces(const struct document *d, const char *name, struct err *err)
{
	const struct part *part;
	const struct piece *p;

	for (part = d->parts; part != NULL; part = part->next) {
		for (p = part->front.first; p != NULL; p = p->next) {
			if (secret_is_mark(p->text))
				return secret_refuse(p->text, name, 0, err);
		}
		for (p = part->closing.first; p != NULL; p = p->next) {
			if (p->kind == PIECE_HEADER && secret_is_mark(p->text))
				return secret_refuse(p->text, name, 0, err);
		}
	}
	return 0;
}

/* Its facts are said twice, once for programs and once for people. */
static void
warn_akn(struct document *d)
{
	document_warn(d, 0, "", "Akoma Ntoso is read by programs, not by "
	    "people; issue the document as .docx or plain text.");
}

/* What this program wrote; what an older one wrote stays in registries. 1: it
 * is somebody else's. */
static int
read_own_akn(struct document **out, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	struct document *d = NULL;
	int ret = 0;

	if (document_from_akn(&d, bytes, len, name, err) != 0)
		return err->code == ERR_LIMIT ? -1 : 1;
	if (strcmp(document_reader(d), DOCUMENT_READER) != 0)
		ret = err_set(err, ERR_UNREADABLE, "%s was written by an older "
		    "guiwen (%s); hand in the file that it was made from.",
		    name, document_reader(d));
	else
		ret = check_pieces(d, name, err);
	if (ret == 0) {
		warn_akn(d);
		*out = d;
	} else {
		document_free(d);
	}
	return ret;
}

int
document_read_with(struct document **out, const char *bytes, size_t len,
    const char *name, const struct document_options *options, struct err *err)
{
	struct akn_headings headings = AKN_HEADINGS_INIT;
	struct lines lines = LINES_INIT;
	struct document *d = NULL;
	enum sniffed sniffed;
	int ret = -1;

	if (len > DOCUMENT_BYTES_MAX)
		return err_set_at(err, ERR_LIMIT, name, 0, "%s is larger than "
		    "%u MiB; no normative document is so large.", name,
		    DOCUMENT_BYTES_MAX >> 20);
	if (sniff(&sniffed, bytes, len, name, err) != 0)
		return -1;
	if (sniffed == SNIFFED_AKN) {
		ret = read_own_akn(out, bytes, len, name, err);
		if (ret <= 0)
			return ret;
		ret = -1;
	}
	d = document_new(format_of(sniffed, name));
	d->original = options != NULL && options->original;
	if (read_lines(d, &lines, &headings, bytes, len, name, err) != 0)
		goto out;
	if (lines.n == 0) {
		err_set_at(err, ERR_UNREADABLE, name, 0, "%s has no text in "
		    "it; hand in the file with the text.", name);
		goto out;
	}
	if (secret_check(&lines, name, err) != 0)
		goto out;
	lines_note_odd(d, &lines);
	if (sniffed == SNIFFED_AKN)
		warn_akn(d);
	if (document_structure(d, &lines, name, err) != 0)
		goto out;
	akn_headings_put(&headings, d);
	*out = d;
	d = NULL;
	ret = 0;
out:
	free(headings.at);
	free(lines.at);
	document_free(d);
	return ret;
}

int
document_read(struct document **out, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	return document_read_with(out, bytes, len, name, NULL, err);
}
