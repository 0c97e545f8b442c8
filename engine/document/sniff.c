/* sniff.c: what a file is, by its bytes, never by its name */
#include "engine/document/sniff.h"

#include "engine/base/mem.h"
#include "engine/document/document_int.h"
#include "engine/document/zip.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define VIEW_BYTES 16384	/* of an XML file's beginning */
#define NAME_MAX_BYTES 128
#define OLE_BYTES (1u << 20)	/* where its directory is looked for */

/* Files of office programs that hold no text. */
enum thing { SPREADSHEET, PRESENTATION, DRAWING, BOOK };

static int
refuse_thing(enum thing thing, const char *name, struct err *err)
{
	switch (thing) {
	case SPREADSHEET:
		return err_set(err, ERR_UNREADABLE, "%s is a spreadsheet, not "
		    "a text; hand in the document itself as .docx.", name);
	case PRESENTATION:
		return err_set(err, ERR_UNREADABLE, "%s is a presentation, "
		    "not a text; hand in the document itself as .docx.", name);
	case DRAWING:
		return err_set(err, ERR_UNREADABLE, "%s is a drawing, not a "
		    "text; hand in the document itself as .docx.", name);
	case BOOK:
		break;
	}
	return err_set(err, ERR_UNREADABLE, "%s is an e-book, which is not "
	    "read; hand in the document itself as .docx.", name);
}

static bool
magic(const char *bytes, size_t len, const char *m, size_t n)
{
	return len >= n && memcmp(bytes, m, n) == 0;
}

/* --- files of programs --- */

/* Is the name in the directory of an OLE2 file, which is UTF-16? */
static bool
ole_has(const char *bytes, size_t len, const char *word)
{
	char wide[64];
	size_t i, n = strlen(word);

	for (i = 0; i < n; i++) {
		wide[2 * i] = word[i];
		wide[2 * i + 1] = '\0';
	}
	n *= 2;
	for (i = 0; i + n <= len; i += 2) {
		if (i == OLE_BYTES && len > 2 * OLE_BYTES)
			i = len - len % 2 - OLE_BYTES;
		if (memcmp(bytes + i, wide, n) == 0)
			return true;
	}
	return false;
}

static int
refuse_ole(const char *bytes, size_t len, const char *name, struct err *err)
{
	if (ole_has(bytes, len, "EncryptedPackage"))
		return err_set(err, ERR_UNREADABLE, "%s is protected by a "
		    "password; open it in Word or WPS, take the password off, "
		    "and save it again as .docx.", name);
	if (ole_has(bytes, len, "PowerPoint Document"))
		return refuse_thing(PRESENTATION, name, err);
	if (!ole_has(bytes, len, "WordDocument") &&
	    (ole_has(bytes, len, "Workbook") || ole_has(bytes, len, "Book")))
		return refuse_thing(SPREADSHEET, name, err);
	return err_set(err, ERR_UNREADABLE, "%s is a .doc or .wps file "
	    "of the old kind, or a document with a password; open it "
	    "in Word or WPS, take the password off, and save it as "
	    ".docx.", name);
}

static int
refuse_binary(const char *bytes, size_t len, const char *name,
    struct err *err)
{
	static const struct {
		const char *magic;
		size_t n;
	} pictures[] = { { "\x89PNG", 4 }, { "\xff\xd8\xff", 3 },
		{ "GIF8", 4 }, { "II*\0", 4 }, { "MM\0*", 4 },
		{ "RIFF", 4 }, { "BM", 2 } };
	static const struct {
		const char *magic;
		size_t n;
	} archives[] = { { "Rar!\x1a", 5 }, { "7z\xbc\xaf\x27\x1c", 6 },
		{ "\x1f\x8b", 2 }, { "BZh", 3 }, { "\xfd" "7zXZ", 5 } };
	size_t i;

	if (magic(bytes, len, "\xd0\xcf\x11\xe0", 4))
		return refuse_ole(bytes, len, name, err);
	if (magic(bytes, len, "%PDF", 4) || magic(bytes, len,
	    "\xef\xbb\xbf%PDF", 7))
		return err_set(err, ERR_UNREADABLE, "%s is a PDF, which shows "
		    "pages and not the structure of a text; hand in the .docx "
		    "it was made from.", name);
	if (magic(bytes, len, "{\\rtf", 5))
		return err_set(err, ERR_UNREADABLE, "%s is an RTF file, which "
		    "is not read; save it as .docx.", name);
	for (i = 0; i < MEM_COUNT(pictures); i++) {
		/* A text may begin with BM, but has no NUL. */
		if (magic(bytes, len, pictures[i].magic, pictures[i].n) &&
		    memchr(bytes, '\0', len < 4096 ? len : 4096) != NULL)
			return err_set(err, ERR_UNREADABLE, "%s is a picture, "
			    "in which no text can be read; hand in the "
			    "document itself as .docx.", name);
	}
	for (i = 0; i < MEM_COUNT(archives); i++) {
		if (magic(bytes, len, archives[i].magic, archives[i].n))
			return err_set(err, ERR_UNREADABLE, "%s is a packed "
			    "archive; unpack it and hand in the document "
			    "itself as .docx.", name);
	}
	if (magic(bytes, len, "MIME-Version:", 13) || magic(bytes, len,
	    "From: <Saved by", 15))
		return err_set(err, ERR_UNREADABLE, "%s is a web page in one "
		    "file (.mht); open it in Word or WPS and save it as "
		    ".docx.", name);
	return 0;
}

/* --- zip files --- */

/* The declared kind of an OpenDocument or other package. */
static int
sniff_mimetype(enum sniffed *out, const char *type, const char *name,
    struct err *err)
{
	static const char text_type[] =
	    "application/vnd.oasis.opendocument.text";
	static const struct {
		const char *word;
		enum thing thing;
	} others[] = { { "spreadsheet", SPREADSHEET },
		{ "presentation", PRESENTATION }, { "graphics", DRAWING },
		{ "epub+zip", BOOK } };
	size_t i;

	for (i = 0; i < MEM_COUNT(others); i++) {
		if (strstr(type, others[i].word) != NULL)
			return refuse_thing(others[i].thing, name, err);
	}
	if (strstr(type, "text-master") != NULL)
		return err_set(err, ERR_UNREADABLE, "%s is a master document "
		    "(.odm), whose text stands in other files; save it as "
		    ".docx.", name);
	if (strncmp(type, text_type, sizeof(text_type) - 1) == 0)
		*out = SNIFFED_ODT;
	return 0;
}

static int
sniff_zip(enum sniffed *out, const char *bytes, size_t len, const char *name,
    struct err *err)
{
	struct text type = TEXT_INIT;
	struct zip *zip = NULL;
	int ret = 0;

	if (zip_open(&zip, bytes, len, name, err) != 0)
		return -1;
	*out = SNIFFED_DOCX;
	if (zip_has(zip, "xl/workbook.xml")) {
		ret = refuse_thing(SPREADSHEET, name, err);
	} else if (zip_has(zip, "ppt/presentation.xml")) {
		ret = refuse_thing(PRESENTATION, name, err);
	} else if (zip_has(zip, "OFD.xml")) {
		*out = SNIFFED_OFD;
	} else if (zip_has(zip, "mimetype")) {
		ret = zip_read(zip, "mimetype", &type, err);
		if (ret == 0)
			ret = sniff_mimetype(out, type.ptr, name, err);
	} else if (zip_has(zip, "content.xml")) {
		*out = SNIFFED_ODT;
	}
	zip_close(zip);
	text_release(&type);
	return ret;
}

/* --- XML and HTML --- */

/*
 * The beginning of a file, characters beyond ASCII as '_', whatever its
 * encoding: enough to see the first element.
 */
static size_t
look(char view[VIEW_BYTES + 1], const char *bytes, size_t len)
{
	const unsigned char *s = (const unsigned char *)bytes;
	size_t i = 0, n = 0, step = 1, low = 0;

	if (magic(bytes, len, "\xff\xfe", 2) || magic(bytes, len, "<\0", 2))
		step = 2;
	else if (magic(bytes, len, "\xfe\xff", 2) || magic(bytes, len,
	    "\0<", 2))
		step = 2, low = 1;
	if (step == 2 && s[low] != '<')
		i = 2;
	else if (magic(bytes, len, "\xef\xbb\xbf", 3))
		i = 3;
	for (; i + step <= len && n < VIEW_BYTES; i += step) {
		if (step == 2 && s[i + 1 - low] != 0)
			view[n++] = '_';
		else
			view[n++] = s[i + low] < 0x80 && s[i + low] != 0 ?
			    (char)s[i + low] : '_';
	}
	view[n] = '\0';
	return n;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *
skip_blanks(const char *s)
{
	while (blank(*s))
		s++;
	return s;
}

struct first_element {
	char name[NAME_MAX_BYTES];	/* local */
	char ns[NAME_MAX_BYTES];	/* "" where none is declared there */
	bool declared;			/* <?xml before it */
	bool html;			/* <!DOCTYPE html before it */
};

/* Past the declaration, comments, instructions and the DOCTYPE. */
static const char *
skip_prolog(const char *s, struct first_element *e)
{
	const char *end;

	for (;;) {
		s = skip_blanks(s);
		if (strncmp(s, "<?", 2) == 0) {
			e->declared |= strncmp(s, "<?xml", 5) == 0;
			end = strstr(s, "?>");
			s = end == NULL ? "" : end + 2;
		} else if (strncmp(s, "<!--", 4) == 0) {
			end = strstr(s, "-->");
			s = end == NULL ? "" : end + 3;
		} else if (strncasecmp(s, "<!doctype", 9) == 0) {
			end = skip_blanks(s + 9);
			e->html |= strncasecmp(end, "html", 4) == 0;
			end = strpbrk(end, "[>");
			if (end != NULL && *end == '[')
				end = strstr(end, "]>");
			s = end == NULL ? "" : end + 1 + (*end == ']');
		} else {
			return s;
		}
	}
}

static void
copy_name(char out[NAME_MAX_BYTES], const char *s, size_t n)
{
	if (n >= NAME_MAX_BYTES)
		n = NAME_MAX_BYTES - 1;
	memcpy(out, s, n);
	out[n] = '\0';
}

/* The value that the start tag at s gives to xmlns or xmlns:prefix. */
static void
find_namespace(struct first_element *e, const char *s, const char *prefix,
    size_t prefix_len)
{
	const char *end = strchr(s, '>'), *p = s, *value;
	char quote;

	while ((p = strstr(p, "xmlns")) != NULL && end != NULL && p < end) {
		p += strlen("xmlns");
		if (prefix_len > 0 && *p == ':' &&
		    strncmp(p + 1, prefix, prefix_len) == 0)
			p += 1 + prefix_len;
		else if (prefix_len > 0)
			continue;
		p = skip_blanks(p);
		if (*p != '=')
			continue;
		value = skip_blanks(p + 1);
		quote = *value;
		if (quote == '"' || quote == '\'')
			copy_name(e->ns, value + 1, strcspn(value + 1,
			    quote == '"' ? "\"" : "'"));
		return;
	}
}

/* False: the file does not begin as XML or HTML does. */
static bool
find_first_element(struct first_element *e, const char *view)
{
	const char *s, *colon;
	size_t n;

	memset(e, 0, sizeof(*e));
	s = skip_prolog(view, e);
	if (*s != '<')
		return e->declared || e->html;
	n = strcspn(s + 1, " \t\r\n/>");
	colon = memchr(s + 1, ':', n);
	if (colon != NULL) {
		copy_name(e->name, colon + 1, n - (size_t)(colon - s));
		find_namespace(e, s, s + 1, (size_t)(colon - s - 1));
	} else {
		copy_name(e->name, s + 1, n);
		find_namespace(e, s, "", 0);
	}
	return true;
}

static bool
html_element(const char *name)
{
	static const char *const names[] = { "html", "head", "body", "title",
		"meta", "link", "base", "style", "script", "div", "p", "table",
		"thead", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4",
		"h5", "h6", "span", "font", "center", "article", "section",
		"main", "header", "nav", "ul", "ol", "li", "dl", "blockquote",
		"pre", "br", "hr", "b", "i", "u", "strong", "em", "a", "img",
		"form", "frameset", "noscript", NULL };
	const char *const *n;

	for (n = names; *n != NULL; n++) {
		if (strcasecmp(*n, name) == 0)
			return true;
	}
	return false;
}

static int
sniff_xml(enum sniffed *out, const struct first_element *e, const char *name,
    struct err *err)
{
	if (strcmp(e->name, "akomaNtoso") == 0)
		*out = SNIFFED_AKN;
	else if (strcmp(e->name, "document") == 0 && strcmp(e->ns,
	    "urn:oasis:names:tc:opendocument:xmlns:office:1.0") == 0)
		*out = SNIFFED_FLAT_ODT;
	else if (strcmp(e->name, "package") == 0 && strcmp(e->ns,
	    "http://schemas.microsoft.com/office/2006/xmlPackage") == 0)
		*out = SNIFFED_FLAT_DOCX;
	else if (strcmp(e->name, "wordDocument") == 0)
		return err_set(err, ERR_UNREADABLE, "%s is a Word document in "
		    "the XML of Word 2003, which is not read; open it in Word "
		    "or WPS and save it as .docx.", name);
	else if (strcmp(e->name, "UOF") == 0)
		return err_set(err, ERR_UNREADABLE, "%s is a document in the "
		    "UOF format, which is not read; open it in the program "
		    "that made it and save it as .docx.", name);
	else if (strcmp(e->ns, "http://www.w3.org/1999/xhtml") == 0)
		*out = SNIFFED_HTML;
	else if (e->name[0] == '\0')
		return err_set(err, ERR_UNREADABLE, "%s begins as XML, but no "
		    "element follows; hand in the document as .docx, .md or "
		    ".txt.", name);
	else
		return err_set(err, ERR_UNREADABLE, "%s is XML whose root is "
		    "<%s>, and no document that can be read; hand in .docx, "
		    ".md or .txt.", name, e->name);
	return 0;
}

int
sniff(enum sniffed *out, const char *bytes, size_t len, const char *name,
    struct err *err)
{
	char view[VIEW_BYTES + 1];
	struct first_element e;

	if (len == 0)
		return err_set(err, ERR_UNREADABLE, "%s is empty; hand in the "
		    "file with the text.", name);
	if (magic(bytes, len, "PK\003\004", 4) ||
	    magic(bytes, len, "PK\005\006", 4))
		return sniff_zip(out, bytes, len, name, err);
	if (refuse_binary(bytes, len, name, err) != 0)
		return -1;
	*out = SNIFFED_TEXT;
	look(view, bytes, len);
	if (!find_first_element(&e, view))
		return 0;
	/* A Markdown file may begin with a tag. */
	if (e.html || strcasecmp(e.name, "html") == 0 ||
	    (!e.declared && e.ns[0] == '\0' && html_element(e.name) &&
	    !document_named_markdown(name)))
		*out = SNIFFED_HTML;
	else if (e.declared || e.ns[0] != '\0')
		return sniff_xml(out, &e, name, err);
	return 0;
}
