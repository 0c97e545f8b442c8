/*
 * html_plain.c: does a web page show all that it says, and nothing else?
 *
 * A browser has countless ways to hide words and to make others appear, so
 * nothing is looked for that hides: what is known to leave every word where
 * it stands is let through, all else is told of, and bars the page from being
 * issued.
 */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/html_int.h"
#include "engine/document/shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TOLD_MAX 20

struct plain {
	struct document *d;
	const char *charset;	/* that every name of one begins with */
	bool spans;		/* there are cells of several rows */
	int told;
};

static bool
one_of(const char *s, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcasecmp(s, *words) == 0)
			return true;
	}
	return false;
}

static void
tell_element(struct plain *p, const xmlNode *node)
{
	char words[HTML_ODD_MAX];

	if (p->told++ >= TOLD_MAX)
		return;
	snprintf(words, sizeof(words), "<%.60s>", (const char *)node->name);
	document_warn(p->d, (int)xmlGetLineNo(node), words, "This element can "
	    "show other words than were read, or hide some; take it out, or "
	    "issue the document as .docx.");
}

static void
tell_attribute(struct plain *p, const xmlNode *node, const char *attribute)
{
	char words[2 * HTML_ODD_MAX];

	if (p->told++ >= TOLD_MAX)
		return;
	snprintf(words, sizeof(words), "<%.60s> %.60s",
	    (const char *)node->name, attribute);
	document_warn(p->d, (int)xmlGetLineNo(node), words, "This can change "
	    "what people see of the words; take it out, or issue the document "
	    "as .docx.");
}

/* --- attributes --- */

/* Do they leave all words to be seen where they stand? */
static bool
is_plain_attribute(const xmlNode *node, const char *name, const char *value)
{
	/* class does nothing where there is no style sheet. */
	static const char *const harmless[] = { "abbr", "align", "border",
		"cellpadding", "cellspacing", "charset", "class", "clear",
		"colspan", "compact", "content", "headers", "href",
		"hreflang", "id", "lang", "name", "noshade", "nowrap", "rel",
		"role", "rowspan", "scope", "span", "start", "summary",
		"target", "title", "valign", "value", "version", "width",
		"xml:lang", NULL };
	static const char *const inks[] = { "alink", "color", "link", "text",
		"vlink", NULL };
	static const char *const lists[] = { "ol", "ul", NULL };
	static const char *const cells[] = { "table", "tr", "td", "th", "col",
		"hr", NULL };
	static const char *const types[] = { "content-type",
		"content-language", NULL };
	const char *element = (const char *)node->name;

	if (one_of(name, harmless) || strncmp(name, "data-", 5) == 0 ||
	    strncmp(name, "aria-", 5) == 0 || strncmp(name, "xmlns", 5) == 0)
		return true;
	if (one_of(name, inks))
		return html_colour(value, true);
	if (strcasecmp(name, "bgcolor") == 0)
		return html_colour(value, false);
	if (strcasecmp(name, "dir") == 0)
		return strcasecmp(value, "ltr") == 0;
	if (strcasecmp(name, "type") == 0 ||
	    strcasecmp(name, "reversed") == 0)
		return one_of(element, lists);
	if (strcasecmp(name, "height") == 0)
		return one_of(element, cells);
	if (strcasecmp(name, "face") == 0)
		return shown_font(value);
	if (strcasecmp(name, "size") == 0)
		return strcmp(element, "hr") == 0 || (*value >= '2' &&
		    *value <= '7' && value[1] == '\0') || *value == '+';
	if (strcasecmp(name, "http-equiv") == 0)
		return one_of(value, types);
	return false;
}

/* Which encoding does it name? The one that the page was read in. */
static bool
is_plain_meta(const struct plain *p, const xmlNode *node)
{
	const char *charset = xml_attr(node, "charset");
	const char *content = xml_attr(node, "content");
	const char *name = xml_attr(node, "name");

	if (charset == NULL && content != NULL)
		charset = strstr(content, "charset=");
	else if (charset == NULL)
		return true;
	if (charset != NULL && strncmp(charset, "charset=", 8) == 0)
		charset += 8;
	if (name != NULL && strcasecmp(name, "viewport") == 0)
		return content != NULL && strcmp(content,
		    "width=device-width, initial-scale=1") == 0;
	if (charset == NULL || p->charset == NULL)
		return true;
	return strncasecmp(charset, p->charset, strlen(p->charset)) == 0;
}

/* A cell of one row may lie upon one of another, and cover it. */
static bool
is_covering(const struct plain *p, const xmlNode *cell)
{
	const char *style = xml_attr(cell, "style");

	return p->spans && (html_is(cell, "td") || html_is(cell, "th")) &&
	    (xml_attr(cell, "bgcolor") != NULL || (style != NULL &&
	    strstr(style, "background") != NULL));
}

/* Is there any cell of more than one row? */
static bool
has_spans(const xmlNode *node)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type == XML_ELEMENT_NODE &&
		    (xml_attr(child, "rowspan") != NULL || has_spans(child)))
			return true;
	}
	return false;
}

static void
check_attributes(struct plain *p, const xmlNode *node)
{
	const xmlAttr *a;
	char odd[HTML_ODD_MAX];
	xmlChar *value;
	bool plain;

	if (html_is(node, "meta") && !is_plain_meta(p, node))
		tell_attribute(p, node, "content");
	if (is_covering(p, node))
		tell_attribute(p, node, "background");
	for (a = node->properties; a != NULL; a = a->next) {
		value = xmlNodeListGetString(node->doc, a->children, 1);
		snprintf(odd, sizeof(odd), "%.60s", (const char *)a->name);
		plain = strcasecmp((const char *)a->name, "style") == 0 ?
		    html_style_is_plain(node, value == NULL ? "" :
		    (const char *)value, odd) :
		    is_plain_attribute(node, (const char *)a->name,
		    value == NULL ? "" : (const char *)value);
		xmlFree(value);
		if (!plain)
			tell_attribute(p, node, odd);
	}
}

/* --- elements --- */

static bool
is_plain_element(const xmlNode *node)
{
	static const char *const plain[] = { "a", "abbr", "address", "article",
		"b", "big", "blockquote", "body", "br", "caption", "center",
		"cite", "code", "col", "colgroup", "dd", "div", "dl", "dt",
		"em", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
		"head", "header", "hr", "html", "i", "li", "main", "meta",
		"nobr", "ol", "p", "pre", "section", "span",
		"strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
		"thead", "title", "tr", "tt", "u", "ul", "wbr", NULL };

	return one_of((const char *)node->name, plain);
}

/* Where an element of a table or a list does not belong, browsers put it
 * elsewhere; so they do with words there. NULL: anything may stand there. */
static const char *const *
members(const xmlNode *node)
{
	static const char *const table[] = { "caption", "colgroup", "col",
		"thead", "tbody", "tfoot", "tr", NULL };
	static const char *const rows[] = { "tr", NULL };
	static const char *const row[] = { "td", "th", NULL };
	static const char *const columns[] = { "col", NULL };
	static const char *const list[] = { "li", "ol", "ul", NULL };
	static const char *const facts[] = { "dt", "dd", "div", NULL };
	static const char *const head[] = { "meta", "title", NULL };
	/* What comes behind the body is shown, and was not read. */
	static const char *const page[] = { "head", "body", NULL };
	static const struct {
		const char *name;
		const char *const *members;
	} known[] = {
		{ "table", table }, { "thead", rows }, { "tbody", rows },
		{ "tfoot", rows }, { "tr", row }, { "colgroup", columns },
		{ "ol", list }, { "ul", list }, { "dl", facts },
		{ "head", head }, { "html", page },
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(known); i++) {
		if (html_is(node, known[i].name))
			return known[i].members;
	}
	return NULL;
}

/* Small letters within small ones, and so on, are none. */
static bool
is_shrunk_again(const xmlNode *node)
{
	static const char *const small[] = { "sub", "sup", "h4", "h5", "h6",
		NULL };
	const xmlNode *up = node;

	if (!one_of((const char *)node->name, small))
		return false;
	while ((up = up->parent) != NULL && up->type == XML_ELEMENT_NODE) {
		if (one_of((const char *)up->name, small))
			return true;
	}
	return false;
}

static void
check(struct plain *p, const xmlNode *node)
{
	const char *const *inside = members(node);
	const xmlNode *child;

	if (!is_plain_element(node) || is_shrunk_again(node))
		tell_element(p, node);
	else
		check_attributes(p, node);
	for (child = node->children; child != NULL && p->told < TOLD_MAX;
	     child = child->next) {
		if (child->type == XML_ELEMENT_NODE) {
			if (inside != NULL && is_plain_element(child) &&
			    !one_of((const char *)child->name, inside))
				tell_element(p, child);
			check(p, child);
		} else if (child->type == XML_TEXT_NODE) {
			if (inside != NULL && *han_skip(
			    (const char *)child->content) != '\0')
				tell_element(p, node);
		} else {
			tell_element(p, node);
		}
	}
}

void
html_check_plain(struct document *d, const xmlNode *root,
    const char *charset)
{
	struct plain p = { .d = d, .charset = charset };

	if (root == NULL)
		return;
	p.spans = has_spans(root);
	check(&p, root);
}
