/* html.c: a web page to lines: its encoding, its document, what is told */
#include "engine/xml/html.h"

#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/html_int.h"

#include <string.h>
#include <strings.h>

#define HEAD_BYTES 4096		/* where a page names its encoding */

/* --- encoding --- */

/* What the page itself says: charset=..., encoding="..."; "" nothing. */
static void
find_charset(char out[32], const char *bytes, size_t len)
{
	static const char *const words[] = { "charset=", "encoding=" };
	size_t i, w, n;

	out[0] = '\0';
	len = len < HEAD_BYTES ? len : HEAD_BYTES;
	for (i = 0; i < len; i++) {
		for (w = 0; w < MEM_COUNT(words); w++) {
			n = strlen(words[w]);
			if (len - i <= n || strncasecmp(bytes + i, words[w],
			    n) != 0)
				continue;
			i += n;
			while (i < len && (bytes[i] == '"' || bytes[i] ==
			    '\'' || bytes[i] == ' '))
				i++;
			for (n = 0; i < len && n < 31 && ((bytes[i] >= 'a' &&
			    bytes[i] <= 'z') || (bytes[i] >= 'A' && bytes[i] <=
			    'Z') || (bytes[i] >= '0' && bytes[i] <= '9') ||
			    bytes[i] == '-' || bytes[i] == '_'); i++)
				out[n++] = bytes[i];
			out[n] = '\0';
			return;
		}
	}
}

/* The name for iconv; NULL: none that such pages have. */
static const char *
known_charset(const char *charset)
{
	static const struct {
		const char *name, *iconv;
	} known[] = { { "gb2312", "GB18030" }, { "gbk", "GB18030" },
		{ "gb18030", "GB18030" }, { "x-gbk", "GB18030" },
		{ "gb_2312-80", "GB18030" }, { "chinese", "GB18030" },
		{ "cp936", "GB18030" }, { "big5", "BIG5-HKSCS" },
		{ "big5-hkscs", "BIG5-HKSCS" } };
	size_t i;

	for (i = 0; i < MEM_COUNT(known); i++) {
		if (strcasecmp(known[i].name, charset) == 0)
			return known[i].iconv;
	}
	return NULL;
}

static bool
is_ascii(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if ((signed char)bytes[i] <= 0)
			return false;
	}
	return true;
}

static int
decode_page(struct document *d, struct text *out, const char *bytes,
    size_t len, const char *name, struct err *err)
{
	const char *charset;
	char said[32];
	bool utf8 = decode_is_utf8(bytes, len), ascii = is_ascii(bytes, len);
	bool plain;

	find_charset(said, bytes, len);
	charset = known_charset(said);
	/* A browser would read what is said, or guess: other words perhaps. */
	if (*said == '\0')
		plain = ascii || (len >= 3 &&
		    memcmp(bytes, "\xef\xbb\xbf", 3) == 0);
	else if (strncasecmp(said, "utf", 3) == 0)
		plain = utf8;
	else
		plain = charset != NULL && (ascii || !utf8);
	if (!plain)
		document_warn(d, 0, said, "The page does not say in which "
		    "encoding it is, or names another one; save it anew as "
		    "UTF-8 with <meta charset=\"utf-8\">.");
	/* Bytes that are UTF-8 are UTF-8, whatever is said. */
	if (charset != NULL && !decode_is_utf8(bytes, len))
		return decode_from(out, charset, bytes, len, name, err);
	return decode_text(out, bytes, len, name, err);
}

/*
 * Word puts <![if !supportLists]> around the numbers of its lists, which is
 * no comment and would be taken as words.
 */
static void
drop_conditions(struct text *t)
{
	static const char *const starts[] = { "<![if", "<![else", "<![endif" };
	const char *p = t->ptr, *end;
	bool comment = true, condition = true;	/* may one still end? */
	size_t i, kept = 0;

	while (*p != '\0') {
		end = NULL;
		if (comment && strncmp(p, "<!--", 4) == 0) {
			end = strstr(p, "-->");
			comment = end != NULL;
		}
		while (end != NULL && p < end)
			t->ptr[kept++] = *p++;
		end = NULL;
		for (i = 0; condition && *p == '<' && end == NULL &&
		     i < MEM_COUNT(starts); i++) {
			if (strncasecmp(p, starts[i], strlen(starts[i])) != 0)
				continue;
			end = strchr(p, '>');
			condition = end != NULL;
		}
		if (end != NULL)
			p = end + 1;
		else
			t->ptr[kept++] = *p++;
	}
	text_cut(t, kept);
}

/* --- what is told --- */

static void
note(const struct html *h, const char *reason)
{
	document_keep_note(h->d, 0, false, "", reason);
}

static void
note_state(const struct html *h)
{
	if (h->scripts)
		note(h, "There are scripts or styles in the page; they were "
		    "left out and never run.");
	if (h->hidden)
		note(h, "There are words in the page that are not shown; they "
		    "are no part of the sentences.");
	if (h->struck)
		note(h, "There are words in the page that are struck out; "
		    "they are no part of the sentences.");
	if (h->tracked && h->d->original)
		note(h, "Deletions and insertions are marked in the page; the "
		    "text was read as it was before them.");
	else if (h->tracked)
		note(h, "Deletions and insertions are marked in the page; the "
		    "text was read with all of them accepted.");
	if (h->pictures)
		note(h, "There are pictures in the page; they were left out.");
	if (h->frames)
		note(h, "The page shows other pages or programs in frames; "
		    "what stands in them was not read.");
	if (h->controls)
		note(h, "There are buttons or fields in the page; what stands "
		    "in them was left out.");
	if (h->own_numbers)
		note(h, "Items of a numbered list bring numbers of their own; "
		    "the list's numbers were left out.");
}

/* The page's own name of its article, or its title without the site's. */
static void
read_title(struct html *h, const xmlNode *head)
{
	const xmlNode *node;
	struct text t = TEXT_INIT;
	const char *name, *content;
	size_t n;

	for (node = head == NULL ? NULL : head->children; node != NULL;
	     node = node->next) {
		if (html_is(node, "title") && t.len == 0) {
			xml_content(&t, node);
			n = strcspn(t.ptr, "_|\n");
			text_cut(&t, n);
		}
		h->scripts |= html_is(node, "script") ||
		    html_is(node, "style");
		name = html_is(node, "meta") ? xml_attr(node, "name") : NULL;
		content = name == NULL ? NULL : xml_attr(node, "content");
		if (content != NULL && strcasecmp(name, "ArticleTitle") ==
		    0 && *han_skip(content) != '\0') {
			text_reset(&t);
			text_adds(&t, content);
		}
	}
	if (*h->d->meta.title == '\0' && *han_skip(t.ptr) != '\0') {
		struct text u = TEXT_INIT;

		han_unspace(&u, t.ptr);
		h->d->meta.title = arena_strdup(&h->d->arena, u.ptr);
		text_release(&u);
	}
	text_release(&t);
}

static xmlNode *
find_element(xmlNode *root, const char *name)
{
	xmlNode *node;

	for (node = root == NULL ? NULL : root->children; node != NULL;
	     node = node->next) {
		if (html_is(node, name))
			return node;
	}
	return NULL;
}

static int
read_page(struct html *h, xmlDoc *doc, struct err *err)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	xmlNode *body = find_element(root, "body");

	if (find_element(root, "frameset") != NULL)
		return err_set_at(err, ERR_UNREADABLE, h->name, 0, "%s only "
		    "arranges other web pages in frames; save the page with "
		    "the document itself.", h->name);
	if (root == NULL)
		return 0;
	if (body == NULL)
		body = root;
	if (html_find_content(h, body, err) != 0)
		return -1;
	html_walk(h, body);
	html_flush(h);
	if (h->too_many)
		return err_set_at(err, ERR_LIMIT, h->name, 0, "%s has more "
		    "than %d lines; no normative document is so long.",
		    h->name, DOCUMENT_LINES_MAX);
	read_title(h, find_element(root, "head"));
	note_state(h);
	return 0;
}

int
lines_of_html(struct document *d, struct lines *lines, const char *bytes,
    size_t len, const char *name, struct err *err)
{
	struct html h = { .d = d, .lines = lines, .name = name,
		.line = TEXT_INIT };
	struct text utf8 = TEXT_INIT;
	xmlDoc *doc = NULL;
	int ret = -1;

	if (decode_page(d, &utf8, bytes, len, name, err) == 0) {
		html_check_source(d, utf8.ptr);
		drop_conditions(&utf8);
		ret = html_parse(&doc, utf8.ptr, utf8.len, name, NULL, err);
	}
	if (ret == 0)
		ret = read_page(&h, doc, err);
	if (ret == 0)
		html_check_plain(d, xmlDocGetRootElement(doc),
		    is_ascii(bytes, len) ? NULL :
		    decode_is_utf8(bytes, len) ? "utf" : "gb");
	if (doc != NULL)
		xmlFreeDoc(doc);
	text_release(&h.line);
	text_release(&utf8);
	return ret;
}
