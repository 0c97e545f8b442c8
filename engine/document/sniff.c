/* sniff.c: what a file is, by its bytes, never by its name */
#include "engine/document/sniff.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool
magic(const char *bytes, size_t len, const char *m, size_t n)
{
	return len >= n && memcmp(bytes, m, n) == 0;
}

/* The first bytes that are no white space or byte order mark. */
static const char *
first_word(const char *bytes, size_t len, size_t *left)
{
	const char *end = bytes + len;

	if (magic(bytes, len, "\xef\xbb\xbf", 3))
		bytes += 3;
	while (bytes < end && (*bytes == ' ' || *bytes == '\t' ||
	    *bytes == '\n' || *bytes == '\r'))
		bytes++;
	*left = (size_t)(end - bytes);
	return bytes;
}

static bool
starts(const char *s, size_t len, const char *word)
{
	return len >= strlen(word) && strncasecmp(s, word, strlen(word)) == 0;
}

/* Within the first bytes of an XML file. */
static bool
mentions(const char *s, size_t len, const char *word)
{
	size_t n = strlen(word), i;

	len = len > 4096 ? 4096 : len;
	for (i = 0; i + n <= len; i++) {
		if (memcmp(s + i, word, n) == 0)
			return true;
	}
	return false;
}

static int
sniff_xml(enum sniffed *out, const char *s, size_t len, const char *name,
    struct err *err)
{
	if (mentions(s, len, "<akomaNtoso")) {
		*out = SNIFFED_AKN;
		return 0;
	}
	if (mentions(s, len, "<html"))
		return err_set(err, ERR_UNREADABLE, "%s is a web page (HTML), "
		    "which is not read yet; save it as .docx or .txt.", name);
	if (mentions(s, len, "pkg:package"))
		return err_set(err, ERR_UNREADABLE, "%s is a Word document in "
		    "one XML file, which is not read yet; save it as .docx.",
		    name);
	return err_set(err, ERR_UNREADABLE, "%s is XML, but no document that "
	    "can be read; hand in .docx, .md or .txt.", name);
}

int
sniff(enum sniffed *out, const char *bytes, size_t len, const char *name,
    struct err *err)
{
	const char *s;
	size_t left;

	if (len == 0)
		return err_set(err, ERR_UNREADABLE, "%s is empty; hand in the "
		    "file with the text.", name);
	if (magic(bytes, len, "PK\003\004", 4) ||
	    magic(bytes, len, "PK\005\006", 4)) {
		*out = SNIFFED_ZIP;
		return 0;
	}
	if (magic(bytes, len, "\xd0\xcf\x11\xe0", 4))
		return err_set(err, ERR_UNREADABLE, "%s is a .doc or .wps file "
		    "of the old kind, or a document with a password; open it "
		    "in Word or WPS, take the password off, and save it as "
		    ".docx.", name);
	if (magic(bytes, len, "%PDF", 4))
		return err_set(err, ERR_UNREADABLE, "%s is a PDF, which shows "
		    "pages and not the structure of a text; hand in the .docx "
		    "it was made from.", name);
	if (magic(bytes, len, "{\\rtf", 5))
		return err_set(err, ERR_UNREADABLE, "%s is an RTF file, which "
		    "is not read; save it as .docx.", name);
	s = first_word(bytes, len, &left);
	if (starts(s, left, "<!doctype html") || starts(s, left, "<html") ||
	    starts(s, left, "<head") || starts(s, left, "<body"))
		return err_set(err, ERR_UNREADABLE, "%s is a web page (HTML), "
		    "which is not read yet; save it as .docx or .txt.", name);
	if (starts(s, left, "<?xml") || starts(s, left, "<akomaNtoso"))
		return sniff_xml(out, s, left, name, err);
	*out = SNIFFED_TEXT;
	return 0;
}
