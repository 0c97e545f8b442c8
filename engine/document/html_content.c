/*
 * html_content.c: the document among the menus of a web page
 *
 * From <body> down the way goes to whichever child holds most of the words
 * that are no links, until the words are spread over paragraphs: there is the
 * document. What stands beside the way is left out with a note, unless it
 * looks like a piece of the document (title, number, date, annexes).
 */
#include "engine/base/mem.h"
#include "engine/document/docnum.h"
#include "engine/document/han.h"
#include "engine/document/html_int.h"
#include "engine/document/mark.h"
#include "engine/document/reading.h"
#include "engine/document/secret.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CHROME_CHARS 400	/* menus and footers are no longer */
#define FACTS_CHARS 1200
#define NOTE_CHARS 200
#define SQUEEZED_BYTES 65536
#define NOTES_MAX 40

struct html_stat *
html_stat(const xmlNode *node)
{
	static struct html_stat none;

	return node->_private != NULL ? node->_private : &none;
}

/* Words without the links, which menus are made of. */
static size_t
own_chars(const xmlNode *node)
{
	return html_stat(node)->chars - html_stat(node)->links;
}

static void
count_text(struct html_stat *stat, const char *s, bool link)
{
	unsigned long c;

	while ((c = han_next(&s)) != 0) {
		if (han_space(c))
			continue;
		stat->chars++;
		stat->links += link;
		stat->sentences += c == 0x3002;
	}
}

/* Is it a link to a file rather than to another page? */
static bool
links_file(const char *href)
{
	static const char *const endings[] = { ".doc", ".docx", ".pdf", ".xls",
		".xlsx", ".wps", ".ofd", ".zip", ".rar", ".et", NULL };
	size_t n = strlen(href), m;
	const char *const *e;

	for (e = endings; *e != NULL; e++) {
		m = strlen(*e);
		if (n > m && strcasecmp(href + n - m, *e) == 0)
			return true;
	}
	return false;
}

static void
measure(struct html *h, xmlNode *node, bool link)
{
	struct html_stat *stat = arena_alloc(&h->d->arena, sizeof(*stat)), *s;
	enum html_kind kind = html_kind(node);
	const char *href = xml_attr(node, "href");
	xmlNode *child;

	node->_private = stat;
	if (kind == HTML_GONE || kind == HTML_CONTROL || kind == HTML_FRAME ||
	    kind == HTML_READING || html_hidden(node))
		return;
	if (html_is(node, "a") && href != NULL && !links_file(href)) {
		stat->nlinks++;
		link = true;
	}
	stat->parts = (kind >= HTML_BLOCK && kind <= HTML_CHROME);
	for (child = node->children; child != NULL; child = child->next) {
		if (child->type == XML_TEXT_NODE) {
			count_text(stat, (const char *)child->content, link);
		} else if (child->type == XML_ELEMENT_NODE) {
			measure(h, child, link);
			s = html_stat(child);
			stat->chars += s->chars;
			stat->links += s->links;
			stat->nlinks += s->nlinks;
			stat->sentences += s->sentences;
			stat->parts += s->parts;
		}
	}
}

/* The words of an element without white space; of a long one the first. */
static void
squeezed(const xmlNode *node, struct text *out)
{
	struct text t = TEXT_INIT;

	text_limit(&t, SQUEEZED_BYTES);
	xml_content(&t, node);
	han_squeeze(out, t.ptr);
	text_release(&t);
}

/* --- what is never the document --- */

static bool
contains_any(const char *s, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strstr(s, *words) != NULL)
			return true;
	}
	return false;
}

/* A word of class or id that names a menu, a footer and the like. */
static bool
named_chrome(const char *s)
{
	static const char *const words[] = { "nav", "navbar", "navigation",
		"menu", "footer", "foot", "bottom", "crumb", "crumbs",
		"breadcrumb", "breadcrumbs", "share", "sharebox", "sidebar",
		"toolbar", "copyright", "related", "pagination", "pager",
		"search", "login", "topbar", "qrcode", "ewm", "fenxiang",
		"dibu", "daohang", "weizhi", "position", "friendlink", "links",
		"comment", "comments", "recommend", "bdsharebuttonbox",
		"header", "banner", "logo", NULL };
	const char *const *w;
	size_t n;

	while (s != NULL && *s != '\0') {
		n = strcspn(s, " -_\t\n");
		for (w = words; *w != NULL; w++) {
			if (strlen(*w) == n && strncasecmp(*w, s, n) == 0)
				return true;
		}
		s += n;
		s += strspn(s, " -_\t\n");
	}
	return false;
}

static bool
role_chrome(const xmlNode *node)
{
	static const char *const roles[] = { "navigation", "banner", "search",
		"contentinfo", "complementary", "menu", NULL };
	const char *role = xml_attr(node, "role");
	const char *const *r;

	for (r = roles; role != NULL && *r != NULL; r++) {
		if (strcmp(*r, role) == 0)
			return true;
	}
	return html_kind(node) == HTML_CHROME;
}

static const char *const chrome_words[] = { "版权所有", "网站标识码", "ICP备",
	"公网安备", "网站地图", "技术支持：", "当前位置", "您所在的位置", "您的位置",
	"打印本页", "关闭窗口", "关闭本页", "【打印】", "【关闭】", "上一篇", "下一篇",
	"分享到", "扫一扫", "浏览次数", "阅读次数", "字号：", "字体：", "无障碍",
	"责任编辑", "Copyright", "相关链接", "相关解读", "来源：", "点击数",
	"我要纠错", "网站首页", NULL };

/* Words that only the web page puts there, and no whole sentence. */
static bool
says_chrome(const xmlNode *node)
{
	struct text t = TEXT_INIT;
	bool found = false;

	if (html_stat(node)->chars <= CHROME_CHARS &&
	    html_stat(node)->sentences == 0) {
		squeezed(node, &t);
		found = contains_any(t.ptr, chrome_words);
	}
	text_release(&t);
	return found;
}

static bool
is_annex_list(const xmlNode *node)
{
	struct text t = TEXT_INIT;
	bool found;

	squeezed(node, &t);
	found = strncmp(t.ptr, "附件", strlen("附件")) == 0;
	text_release(&t);
	return found;
}

/* `whole` are the words of the page: no menu holds most of them. */
static bool
is_chrome(const xmlNode *node, size_t whole)
{
	const struct html_stat *s = html_stat(node);

	if (html_kind(node) == HTML_INLINE || s->chars == 0 ||
	    own_chars(node) * 2 > whole)
		return false;
	if (role_chrome(node) || says_chrome(node))
		return true;
	if ((named_chrome(xml_attr(node, "class")) ||
	    named_chrome(xml_attr(node, "id"))) && s->sentences < 3)
		return true;
	return s->nlinks >= 3 && s->links * 10 > s->chars * 6 &&
	    !is_annex_list(node);
}

/* --- the table of facts above a document --- */

static const char *const fact_labels[] = { "索引号", "主题分类", "发文机关",
	"成文日期", "发文字号", "发布日期", "发布机构", "有效性", "标题", "公文种类",
	"信息分类", "生成日期", "主题词", "体裁分类", "实施日期", "废止日期", "文号",
	"制发机关", "制定机关", "公开日期", "组配分类", "服务对象", "信息来源", "名称",
	NULL };

static size_t
label_at(const char *s)
{
	const char *const *l;
	size_t n;

	for (l = fact_labels; *l != NULL; l++) {
		n = strlen(*l);
		if (strncmp(s, *l, n) != 0)
			continue;
		if (strncmp(s + n, "：", strlen("：")) == 0)
			return n + strlen("：");
		if (s[n] == ':')
			return n + 1;
	}
	return 0;
}

static void
keep_fact(struct document *d, const char *label, const char *value,
    size_t len)
{
	static const struct {
		const char *label;
		size_t slot;
	} kept[] = { { "标题", offsetof(struct meta, title) },
		{ "名称", offsetof(struct meta, title) },
		{ "发文字号", offsetof(struct meta, number) },
		{ "文号", offsetof(struct meta, number) },
		{ "发文机关", offsetof(struct meta, issuer) },
		{ "制定机关", offsetof(struct meta, issuer) },
		{ "制发机关", offsetof(struct meta, issuer) } };
	struct text t = TEXT_INIT;
	size_t i;

	text_add(&t, value, len);
	for (i = 0; i < MEM_COUNT(kept); i++) {
		const char **slot = (const char **)((char *)&d->meta +
		    kept[i].slot);

		if (strncmp(label, kept[i].label, strlen(kept[i].label)) == 0 &&
		    **slot == '\0' && (strcmp(kept[i].label, "文号") != 0 ||
		    docnum_match(t.ptr)))
			*slot = arena_strdup(&d->arena, t.ptr);
	}
	text_release(&t);
}

static bool
has_colons(const char *s)
{
	int n = 0;
	unsigned long c;

	while (n < 3 && (c = han_next(&s)) != 0)
		n += c == ':' || c == 0xff1a;
	return n == 3;
}

/* Three labels with their values, no sentence: facts about the document. */
static bool
read_facts(struct html *h, const xmlNode *node)
{
	struct text t = TEXT_INIT;
	const char *p, *label = NULL, *value = NULL;
	int labels = 0, pass;
	size_t n;

	if (html_stat(node)->chars > FACTS_CHARS ||
	    html_stat(node)->sentences > 0)
		return false;
	squeezed(node, &t);
	for (pass = 0; pass < 2 && (pass == 0 ? has_colons(t.ptr) :
	     labels >= 3); pass++) {
		label = NULL;
		for (p = t.ptr; *p != '\0'; p += n > 0 ? n : 1) {
			n = label_at(p);
			if (n == 0)
				continue;
			labels++;
			if (label != NULL && pass == 1)
				keep_fact(h->d, label, value,
				    (size_t)(p - value));
			label = p;
			value = p + n;
		}
		if (label != NULL && pass == 1)
			keep_fact(h->d, label, value, (size_t)(p - value));
	}
	text_release(&t);
	return labels >= 3;
}

/* --- what belongs to the document though it stands apart --- */

static bool
han_date(const char *text)
{
	return line_is_date(text) && strstr(text, "年") != NULL;
}

/* Names of a site's columns that read like titles. */
static bool
column_name(const char *text)
{
	static const char *const names[] = { "通知公告", "公示公告", "公告",
		"通知", "通告", "规章制度", "政策法规", "法规", "规范性文件目录",
		"政府公报", "公报", "重要通知", "最新通知", "信息公开目录",
		"政务公开目录", "公开目录", NULL };

	return han_is_one_of(text, names);
}

static bool
line_belongs(const struct line *line, bool before)
{
	size_t n = han_length(line->text);
	struct annex_mark annex;
	struct mark m;

	mark_scan(line->text, &m);
	if (m.kind != MARK_NONE)
		return n > 6;
	if (docnum_match(line->text) || mark_annex(line->text, &annex) ||
	    han_date(line->text) || secret_is_mark(line->text))
		return true;
	if (!before)
		return line_is_signature(line->text);
	return (line->heading > 0 || n >= 8) && !column_name(line->text) &&
	    (title_is_complete(line->text) || han_last(line->text) == 0xff1a);
}

/* Do the words of a heading stand in the document's beginning, too? */
static bool
repeated(const xmlNode *node, const xmlNode *best)
{
	struct text t = TEXT_INIT, u = TEXT_INIT;
	bool found;

	squeezed(node, &t);
	squeezed(best, &u);
	if (u.len > 4 * t.len + 1200)
		text_cut(&u, 4 * t.len + 1200);
	found = t.len > 0 && strstr(u.ptr, t.ptr) != NULL;
	text_release(&t);
	text_release(&u);
	return found;
}

static bool
mentions_annexes(const xmlNode *best)
{
	struct text t = TEXT_INIT;
	bool found;

	xml_content(&t, best);
	found = strstr(t.ptr, "附件：") != NULL ||
	    strstr(t.ptr, "附件1") != NULL || strstr(t.ptr, "附件:") != NULL;
	text_release(&t);
	return found;
}

/* A sibling of the part that holds most of the words. */
static bool
belongs(struct html *h, const xmlNode *node, const xmlNode *best, bool before)
{
	struct lines lines = LINES_INIT;
	bool found = false;
	size_t i;

	if (html_stat(node)->sentences > 0 &&
	    own_chars(node) * 5 > own_chars(best))
		return true;
	if (repeated(node, best) ||
	    (is_annex_list(node) && mentions_annexes(best)))
		return false;
	html_lines_of(h, node, &lines);
	for (i = 0; i < lines.n && !found; i++)
		found = line_belongs(&lines.at[i], before);
	free(lines.at);
	return found;
}

/* --- the way down --- */

/* What is left out no longer counts above it. */
static void
count_off(const xmlNode *node)
{
	const struct html_stat *gone = html_stat(node);
	const xmlNode *up;
	struct html_stat *stat;

	for (up = node->parent; up != NULL && up->type == XML_ELEMENT_NODE &&
	     up->_private != NULL; up = up->parent) {
		stat = html_stat(up);
		stat->chars -= gone->chars;
		stat->links -= gone->links;
		stat->nlinks -= gone->nlinks;
		stat->sentences -= gone->sentences;
		stat->parts -= gone->parts;
	}
}

static int
leave_out(struct html *h, const xmlNode *node, bool facts, struct err *err)
{
	struct html_stat *stat = html_stat(node);
	struct lines lines = LINES_INIT;
	struct text t = TEXT_INIT;
	const char *p;
	size_t i, n;
	int ret = 0;

	html_lines_of(h, node, &lines);
	stat->left_out = true;
	count_off(node);
	for (i = 0; i < lines.n; i++) {
		if (secret_is_mark(lines.at[i].text))
			ret = secret_refuse(lines.at[i].text, h->name,
			    lines.at[i].no, err);
		if (t.len < 4 * NOTE_CHARS)
			text_addf(&t, "%s%s", i > 0 ? " " : "",
			    lines.at[i].text);
	}
	for (n = 0, p = t.ptr; n < NOTE_CHARS && han_next(&p) != 0; n++)
		;
	if (*p != '\0') {
		text_cut(&t, (size_t)(p - t.ptr));
		text_adds(&t, "…");
	}
	for (p = t.ptr; *p != '\0'; p++) {
		if (*p == '\t' || *p == '\n' || *p == '\r')
			t.ptr[p - t.ptr] = ' ';
	}
	if (lines.n > 0 && document_misleads(h->d) == NULL)
		document_warn(h->d, lines.at[0].no, t.ptr, "The page shows "
		    "words beside the document, which were not read as its "
		    "text; issue the document alone.");
	if (lines.n > 0 && h->d->nnotes < NOTES_MAX && facts)
		document_keep_note(h->d, lines.at[0].no, false, t.ptr,
		    "This table of facts on the web page was not taken as "
		    "text; title, number and issuing body were looked up in "
		    "it.");
	else if (lines.n > 0 && h->d->nnotes < NOTES_MAX)
		document_keep_note(h->d, lines.at[0].no,
		    stat->sentences > 0, t.ptr, "This stands beside the "
		    "document on the web page; it was left out.");
	free(lines.at);
	text_release(&t);
	return ret;
}

static xmlNode *
fullest_child(const xmlNode *node)
{
	xmlNode *child, *best = NULL;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type == XML_ELEMENT_NODE &&
		    !html_stat(child)->left_out && (best == NULL ||
		    own_chars(child) > own_chars(best)))
			best = child;
	}
	return best;
}

/* A cell on the way: its table only arranges the page. */
static void
note_layout(const xmlNode *node)
{
	if (html_kind(node) != HTML_CELL)
		return;
	while (node != NULL && node->type == XML_ELEMENT_NODE &&
	    !html_is(node, "table"))
		node = node->parent;
	if (node != NULL && node->type == XML_ELEMENT_NODE)
		html_stat(node)->layout = true;
}

/* Leave out what is beside `best`; best NULL: only what is never text. */
static int
clear(struct html *h, const xmlNode *node, const xmlNode *best, size_t whole,
    struct err *err)
{
	const xmlNode *child;
	bool before = true, facts;

	for (child = node->children; child != NULL; child = child->next) {
		if (child == best)
			before = false;
		if (child->type != XML_ELEMENT_NODE || child == best)
			continue;
		/* Menus that open, and the like. */
		if (best != NULL && html_hidden(child)) {
			html_stat(child)->left_out = h->hidden = true;
			continue;
		}
		if (html_stat(child)->chars == 0 ||
		    html_stat(child)->left_out)
			continue;
		facts = before && html_kind(child) != HTML_INLINE &&
		    read_facts(h, child);
		if (!facts && !is_chrome(child, whole) &&
		    (best == NULL || belongs(h, child, best, before)))
			continue;
		if (leave_out(h, child, facts, err) != 0)
			return -1;
	}
	return 0;
}

/* A list or a table of data is a piece of the text, not the way to it. */
static bool
leads_on(const xmlNode *best)
{
	const xmlNode *cell = best;

	if (html_kind(best) == HTML_LIST || html_stat(best)->parts < 3)
		return false;
	if (html_kind(best) != HTML_TABLE)
		return true;
	while (cell != NULL && html_kind(cell) != HTML_CELL)
		cell = fullest_child(cell);
	return cell != NULL && html_stat(cell)->parts >= 3 &&
	    own_chars(cell) * 2 > own_chars(best);
}

int
html_find_content(struct html *h, xmlNode *body, struct err *err)
{
	xmlNode *node = body, *best;
	size_t whole;

	measure(h, body, false);
	whole = own_chars(body);
	for (;;) {
		if (clear(h, node, NULL, whole, err) != 0)
			return -1;
		best = fullest_child(node);
		/* In a paragraph, or spread over several: here it is. */
		if (best == NULL || !leads_on(best) ||
		    own_chars(best) * 2 <= own_chars(node))
			return 0;
		if (clear(h, node, best, whole, err) != 0)
			return -1;
		note_layout(best);
		node = best;
	}
}
