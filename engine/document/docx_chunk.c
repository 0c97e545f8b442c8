/* docx_chunk.c: files within a .docx that are part of its text (altChunk) */
#include "engine/document/base64.h"
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define DEPTH_MAX 3

/* --- web pages packed as mail (RFC 2557) --- */

/* One part of a mail: where its head and body stand. */
struct mime {
	const char *head, *body, *end;
};

static bool
starts(const char *s, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - s) >= n && strncasecmp(s, word, n) == 0;
}

static void
split_head(const char *s, const char *end, struct mime *out)
{
	const char *p = s;

	out->head = s;
	out->end = end;
	for (; p < end; p++) {
		if (*p == '\n' && (starts(p + 1, end, "\n") ||
		    starts(p + 1, end, "\r\n"))) {
			out->body = p + (p[1] == '\n' ? 2 : 3);
			return;
		}
	}
	out->body = end;
}

/* Append a field's value, folded lines on one. */
static bool
head_field(struct text *out, const struct mime *m, const char *field)
{
	const char *p = m->head, *eol;
	bool found = false;

	for (; p < m->body; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(m->body - p));
		if (eol == NULL)
			eol = m->body;
		if (found && *p != ' ' && *p != '\t')
			break;
		if (!found && !starts(p, eol, field))
			continue;
		if (!found)
			p += strlen(field);
		found = true;
		text_add(out, p, (size_t)(eol - p));
	}
	return found;
}

/* boundary="..." of a Content-Type. */
static bool
parameter(struct text *out, const char *value, const char *name)
{
	const char *p = value;
	size_t n = strlen(name);

	for (; *p != '\0'; p++) {
		if (strncasecmp(p, name, n) == 0 && p[n] == '=')
			break;
	}
	if (*p == '\0')
		return false;
	p += n + 1;
	if (*p == '"')
		text_add(out, p + 1, strcspn(p + 1, "\""));
	else
		text_add(out, p, strcspn(p, "; \t\r\n"));
	return out->len > 0;
}

/* The next line "--boundary" from p on, or end. */
static const char *
find_boundary(const char *p, const char *end, const char *boundary)
{
	size_t n = strlen(boundary);

	for (; p < end; p++) {
		if ((size_t)(end - p) >= n + 2 && p[0] == '-' && p[1] == '-' &&
		    memcmp(p + 2, boundary, n) == 0)
			return p;
		p = memchr(p, '\n', (size_t)(end - p));
		if (p == NULL)
			break;
	}
	return end;
}

static bool
is_mail(const char *bytes, size_t len)
{
	struct text value = TEXT_INIT;
	struct mime m;
	size_t n = 0;
	bool is;

	while (n < len && (isalpha((unsigned char)bytes[n]) ||
	    bytes[n] == '-'))
		n++;
	if (n == 0 || n == len || bytes[n] != ':')
		return false;
	split_head(bytes, bytes + len, &m);
	is = head_field(&value, &m, "MIME-Version:") ||
	    head_field(&value, &m, "Content-Type:");
	text_release(&value);
	return is;
}

/* Of several parts the first that is a web page. */
static bool
find_page(struct mime *out, const char *bytes, const char *end)
{
	struct text type = TEXT_INIT, boundary = TEXT_INIT;
	struct mime whole;
	const char *at;
	bool found = false;

	split_head(bytes, end, &whole);
	if (head_field(&type, &whole, "Content-Type:") &&
	    strstr(type.ptr, "multipart/") != NULL &&
	    parameter(&boundary, type.ptr, "boundary")) {
		at = find_boundary(whole.body, end, boundary.ptr);
		while (at < end && !found) {
			const char *next = find_boundary(at + 2, end,
			    boundary.ptr);

			at = memchr(at, '\n', (size_t)(end - at));
			if (at == NULL)
				break;
			split_head(at + 1, next, out);
			text_reset(&type);
			found = head_field(&type, out, "Content-Type:") &&
			    strstr(type.ptr, "html") != NULL;
			at = next;
		}
	} else if (strstr(type.ptr, "html") != NULL) {
		*out = whole;
		found = true;
	}
	text_release(&type);
	text_release(&boundary);
	return found;
}

static void
unpack(struct text *out, const struct mime *m)
{
	struct text how = TEXT_INIT;
	size_t len = (size_t)(m->end - m->body);

	const char *word;

	(void)head_field(&how, m, "Content-Transfer-Encoding:");
	word = how.ptr + strspn(how.ptr, " \t\r\n");
	if (strncasecmp(word, "base64", 6) == 0)
		base64_read(out, m->body, len);
	else if (strncasecmp(word, "quoted-printable", 16) == 0)
		quoted_printable_read(out, m->body, len);
	else
		text_add(out, m->body, len);
	text_release(&how);
}

/* --- kinds of file --- */

static int
read_page(struct docx *x, const char *bytes, size_t len, struct err *err)
{
	return lines_of_html(x->d, x->lines, bytes, len, x->name, err);
}

static int
read_mail(struct docx *x, const char *bytes, size_t len, struct err *err)
{
	struct text page = TEXT_INIT;
	struct mime m;
	int ret;

	if (!find_page(&m, bytes, bytes + len))
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s wraps "
		    "another file that holds no web page; open it in Word or "
		    "WPS and save it again as .docx.", x->name);
	unpack(&page, &m);
	ret = read_page(x, page.ptr, page.len, err);
	text_release(&page);
	return ret;
}

static bool
begins(const struct text *t, const char *word)
{
	const char *s = t->ptr;
	size_t n = strlen(word);

	if (t->len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		s += 3;
	while (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n')
		s++;
	return strncasecmp(s, word, n) == 0;
}

static int
read_plain(struct docx *x, const struct text *t, struct err *err)
{
	struct text words = TEXT_INIT;
	int ret = decode_text(&words, t->ptr, t->len, x->name, err);

	if (ret == 0)
		ret = lines_of_text(x->d, x->lines, words.ptr, words.len,
		    x->name, err);
	text_release(&words);
	return ret;
}

/* By its bytes, as any file. */
static int
read_chunk(struct docx *x, const struct text *t, struct err *err)
{
	static const char *const pages[] = { "<!doctype html", "<html",
		"<head", "<body", "<p", "<div", "<table", "<h1", NULL };
	const char *const *page;

	if (t->len >= 4 && memcmp(t->ptr, "PK\003\004", 4) == 0)
		return docx_inner(x, t->ptr, t->len, false, err);
	if (is_mail(t->ptr, t->len))
		return read_mail(x, t->ptr, t->len, err);
	for (page = pages; *page != NULL; page++) {
		if (begins(t, *page))
			return read_page(x, t->ptr, t->len, err);
	}
	if (begins(t, "<?xml") && strstr(t->ptr, "http://www.w3.org/1999/"
	    "xhtml") != NULL)
		return read_page(x, t->ptr, t->len, err);
	if (begins(t, "<?xml") && strstr(t->ptr, "/2006/xmlPackage") != NULL)
		return docx_inner(x, t->ptr, t->len, true, err);
	if (begins(t, "<") || begins(t, "{\\rtf") ||
	    memchr(t->ptr, '\0', t->len) != NULL)
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s holds "
		    "another file as part of its text, of a kind that is not "
		    "read there; open it in Word or WPS and save it again as "
		    ".docx.", x->name);
	return read_plain(x, t, err);
}

int
docx_chunk(struct docx *x, const xmlNode *node, struct err *err)
{
	const char *id = xml_attr_ns(node, R_NS, "id");
	char part[OPC_NAME_MAX];
	struct text t = TEXT_INIT;
	int ret = -1;

	if (id == NULL || !opc_target_id(&x->rels, id, part) ||
	    !opc_has(x->opc, part))
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s has a "
		    "part of its text in another file, which is not in it; "
		    "open it in Word or WPS and save it again as .docx.",
		    x->name);
	if (x->depth >= DEPTH_MAX)
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s holds "
		    "documents within documents without end; open it in Word "
		    "or WPS and save it again as .docx.", x->name);
	if (opc_read(x->opc, part, &t, err) == 0)
		ret = read_chunk(x, &t, err);
	text_release(&t);
	return ret;
}
