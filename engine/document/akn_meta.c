/* akn_meta.c: the <meta> of a text as Akoma Ntoso: names, dates, what was
 * found out while reading */
#include "engine/base/mem.h"
#include "engine/document/akn_int.h"
#include "engine/document/numeral.h"
#include "engine/xml/write.h"

#include <string.h>

#define NO_DATE "0001-01-01"	/* the standard wants one */

static const char *
date_of(char s[DAY_TEXT], struct day day)
{
	return day.year == 0 ? NO_DATE : day_format(s, day);
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
	xw_attr(w, "date", date_of(s, day));
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

/* cn-cq by the province that the issuer's name begins with (ISO 3166-2), cn
 * where it begins with none: a district has no code of its own. */
static const char *
country(const struct document *d)
{
	static const char *const provinces[][2] = { { "北京", "cn-bj" },
		{ "天津", "cn-tj" }, { "河北", "cn-he" }, { "山西", "cn-sx" },
		{ "内蒙古", "cn-nm" }, { "辽宁", "cn-ln" },
		{ "吉林", "cn-jl" }, { "黑龙江", "cn-hl" },
		{ "上海", "cn-sh" }, { "江苏", "cn-js" }, { "浙江", "cn-zj" },
		{ "安徽", "cn-ah" }, { "福建", "cn-fj" }, { "江西", "cn-jx" },
		{ "山东", "cn-sd" }, { "河南", "cn-ha" }, { "湖北", "cn-hb" },
		{ "湖南", "cn-hn" }, { "广东", "cn-gd" }, { "广西", "cn-gx" },
		{ "海南", "cn-hi" }, { "重庆", "cn-cq" }, { "四川", "cn-sc" },
		{ "贵州", "cn-gz" }, { "云南", "cn-yn" }, { "西藏", "cn-xz" },
		{ "陕西", "cn-sn" }, { "甘肃", "cn-gs" }, { "青海", "cn-qh" },
		{ "宁夏", "cn-nx" }, { "新疆", "cn-xj" } };
	const char *name = *d->meta.issuer != '\0' ? d->meta.issuer :
	    d->meta.title;
	size_t i;

	for (i = 0; i < MEM_COUNT(provinces); i++) {
		if (strncmp(name, provinces[i][0],
		    strlen(provinces[i][0])) == 0)
			return provinces[i][1];
	}
	return "cn";
}

/* So many hexadecimal digits of a string's hash. */
static void
add_hash(struct text *out, const char *s, int digits)
{
	struct sha256 hash;
	char hex[SHA256_HEX];

	sha256_of(&hash, s, strlen(s));
	text_addf(out, "%.*s", digits, sha256_hex(hex, &hash));
}

/* The number in 青府发〔2021〕18号; false: there is none. */
static bool
add_serial(struct text *out, const char *number)
{
	const char *p;
	long n, last = -1;
	size_t len;

	for (p = number; *p != '\0'; p += len > 0 ? len : 1) {
		len = ((unsigned char)*p & 0xc0) == 0x80 ? 0 :
		    numeral_scan(p, &n);
		if (len > 0 && strncmp(p + len, "号", 3) == 0)
			last = n;
	}
	if (last >= 0)
		text_addf(out, "%ld", last);
	return last >= 0;
}

/*
 * /akn/cn-cq/act/guifanxing-wenjian/author/year/number. Pinyin cannot be told
 * from characters, so the author is a part of the name's hash; so is the
 * number of a text that has none yet, of its title's.
 */
static void
work_uri(struct text *uri, const struct document *d, const char *type)
{
	text_addf(uri, "/akn/%s/%s/%s/", country(d), type, AKN_MAIN);
	if (*d->meta.issuer != '\0')
		add_hash(uri, d->meta.issuer, 8);
	else
		text_adds(uri, "-");
	text_addf(uri, "/%04d/",
	    d->meta.issued.year == 0 ? 1 : d->meta.issued.year);
	if (*d->meta.number == '\0' || !add_serial(uri, d->meta.number))
		add_hash(uri, d->meta.title, 12);
}

static void
frbr_uris(struct xml_writer *w, const char *uri, const char *suffix)
{
	xw_open(w, "FRBRthis", NULL);
	xw_attrf(w, "value", "%s/!main%s", uri, suffix);
	xw_close(w);
	xw_open(w, "FRBRuri", NULL);
	xw_attrf(w, "value", "%s%s", uri, suffix);
	xw_close(w);
}

static void
write_work(struct xml_writer *w, const struct document *d, const char *uri,
    const char *title)
{
	xw_open(w, "FRBRWork", NULL);
	frbr_uris(w, uri, "");
	xw_open(w, "FRBRalias", NULL);
	xw_attr(w, "name", "title");
	xw_attr(w, "value", *title != '\0' ? title : "-");
	xw_close(w);
	frbr_date(w, d->meta.issued);
	frbr_author(w, "#author", "#issuer");
	value(w, "FRBRcountry", country(d));
	value(w, "FRBRsubtype", AKN_MAIN);
	if (*d->meta.number != '\0')
		value(w, "FRBRnumber", d->meta.number);
	xw_close(w);
}

static void
write_identification(struct xml_writer *w, const struct document *d,
    const struct akn_part *part)
{
	struct text uri = TEXT_INIT;
	struct day date = d->meta.effective.year != 0 ? d->meta.effective :
	    d->meta.issued;
	char s[DAY_TEXT];

	work_uri(&uri, d, part->main_type);
	if (*part->component != '\0')
		text_addf(&uri, "/!%s", part->component);
	xw_open(w, "identification", NULL);
	xw_attr(w, "source", "#guiwen");
	write_work(w, d, uri.ptr, part->title);
	text_addf(&uri, "/zho@%s", date_of(s, date));
	xw_open(w, "FRBRExpression", NULL);
	frbr_uris(w, uri.ptr, "");
	frbr_date(w, date);
	frbr_author(w, "#editor", "#guiwen");
	xw_open(w, "FRBRlanguage", NULL);
	xw_attr(w, "language", "zho");
	xw_close(w);
	xw_close(w);
	xw_open(w, "FRBRManifestation", NULL);
	frbr_uris(w, uri.ptr, ".akn");
	frbr_date(w, date);
	frbr_author(w, "#editor", "#guiwen");
	value(w, "FRBRformat", "application/akn+xml");
	xw_close(w);
	xw_close(w);
	text_release(&uri);
}

static void
event(struct xml_writer *w, const char *eid, struct day day,
    const char *type)
{
	char s[DAY_TEXT];

	xw_open(w, "eventRef", NULL);
	xw_attr(w, "date", date_of(s, day));
	xw_attr(w, "eId", eid);
	xw_attr(w, "source", "#original");
	xw_attr(w, "type", type);
	xw_close(w);
}

/* The text's days as the standard has them: made, in force from, until. */
static void
write_lifecycle(struct xml_writer *w, const struct meta *m)
{
	if (m->issued.year == 0 && m->effective.year == 0)
		return;
	xw_open(w, "lifecycle", NULL);
	xw_attr(w, "source", "#guiwen");
	if (m->issued.year != 0)
		event(w, "made", m->issued, "generation");
	if (m->effective.year != 0)
		event(w, "start", m->effective, "generation");
	if (m->effective.year != 0 && m->expires.year != 0)
		event(w, "end", m->expires, "repeal");
	xw_close(w);
	if (m->effective.year == 0)
		return;
	xw_open(w, "temporalData", NULL);
	xw_attr(w, "source", "#guiwen");
	xw_open(w, "temporalGroup", NULL);
	xw_attr(w, "eId", "tmpg_1");
	xw_open(w, "timeInterval", NULL);
	if (m->expires.year != 0)
		xw_attr(w, "end", "#end");
	xw_attr(w, "refersTo", "#inforce");
	xw_attr(w, "start", "#start");
	xw_close(w);
	xw_close(w);
	xw_close(w);
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
write_references(struct xml_writer *w, const struct document *d,
    const struct akn_part *part)
{
	struct text uri = TEXT_INIT;

	work_uri(&uri, d, part->main_type);
	xw_open(w, "references", NULL);
	xw_attr(w, "source", "#guiwen");
	reference(w, "original", "original", uri.ptr, "原文");
	reference(w, "TLCOrganization", "guiwen",
	    "/akn/ontology/organization/cn/guiwen", "guiwen");
	reference(w, "TLCOrganization", "issuer",
	    "/akn/ontology/organization/cn/issuer",
	    *d->meta.issuer != '\0' ? d->meta.issuer : "-");
	reference(w, "TLCRole", "author", "/akn/ontology/role/cn/author",
	    "制定机关");
	reference(w, "TLCRole", "editor", "/akn/ontology/role/cn/editor",
	    "录入");
	reference(w, "TLCConcept", "inforce",
	    "/akn/ontology/concept/cn/inforce", "施行");
	xw_close(w);
	text_release(&uri);
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
	if (m->changes_pending)
		xw_attr(w, "changes", "pending");
	if (m->comments > 0)
		xw_attr_int(w, "comments", m->comments);
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
		if (d->notes[i].misleads)
			xw_attr(w, "misleads", "true");
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

void
akn_write_meta(struct xml_writer *w, const struct document *d,
    const struct akn_part *part)
{
	xw_open(w, "meta", NULL);
	write_identification(w, d, part);
	if (*part->component == '\0') {
		write_lifecycle(w, &d->meta);
		write_references(w, d, part);
		write_reading(w, d);
	}
	xw_close(w);
}
