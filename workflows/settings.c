/* settings.c: reading and writing registry.xml */
#include "workflows/settings.h"

#include "engine/base/arena.h"
#include "engine/base/mem.h"
#include "engine/calendar/calendar.h"
#include "engine/xml/write.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct arena arena;
	const char *name;
	struct issuing_authority *list;
	size_t count;
	bool outside_lead_files;
};

/* Where a message points: the input's name and the element's line. */
struct place {
	const char *file;
	struct err *err;
};

static int
line_of(const xmlNode *node)
{
	return (int)xmlGetLineNo(node);
}

/* Only the listed attributes (NULL ends the list), all without namespace and
 * each on one line. */
static int
check_attributes(const struct place *place, const xmlNode *node,
    const char *const *known)
{
	const xmlAttr *attr;
	size_t i;

	for (attr = node->properties; attr != NULL; attr = attr->next) {
		for (i = 0; known[i] != NULL; i++) {
			if (attr->ns == NULL &&
			    strcmp((const char *)attr->name, known[i]) == 0)
				break;
		}
		if (known[i] == NULL)
			return err_set_at(place->err, ERR_SYNTAX, place->file,
			    line_of(node), "<%s> has the unknown attribute "
			    "\"%s\": remove it", (const char *)node->name,
			    (const char *)attr->name);
		if (!text_is_line(xml_attr(node, known[i])))
			return err_set_at(place->err, ERR_SYNTAX, place->file,
			    line_of(node), "%s of <%s> has a line break, a "
			    "control character or one that turns the "
			    "direction of writing: write it without these",
			    known[i], (const char *)node->name);
	}
	return 0;
}

/* An attribute that must be there and not empty; NULL with err. */
static const char *
require(struct settings *settings, const struct place *place,
    const xmlNode *node, const char *name)
{
	const char *value = xml_attr(node, name);

	if (value == NULL || value[0] == '\0') {
		err_set_at(place->err, ERR_SYNTAX, place->file, line_of(node),
		    "<%s> has no %s: give one", (const char *)node->name,
		    name);
		return NULL;
	}
	return arena_strdup(&settings->arena, value);
}

static int
unexpected(const struct place *place, const xmlNode *node)
{
	return err_set_at(place->err, ERR_SYNTAX, place->file, line_of(node),
	    "<%s> is not known here: a registry holds <issuing-authority>, "
	    "that holds <filing>", (const char *)node->name);
}

static int
read_verified(const struct place *place, const xmlNode *node,
    struct filing_duty *duty)
{
	const char *verified = xml_attr(node, "verified");

	if (verified == NULL)
		verified = "no";
	if (strcmp(verified, "yes") != 0 && strcmp(verified, "no") != 0)
		return err_set_at(place->err, ERR_SYNTAX, place->file,
		    line_of(node), "verified=\"%s\" is neither \"yes\" nor "
		    "\"no\"", verified);
	duty->verified = strcmp(verified, "yes") == 0;
	if (duty->verified && duty->basis[0] == '\0')
		return err_set_at(place->err, ERR_SYNTAX, place->file,
		    line_of(node), "the filing with %s is verified=\"yes\" "
		    "without a legal basis: give basis, or verified=\"no\"",
		    duty->authority);
	return 0;
}

static int
read_filing(struct settings *settings, const struct place *place,
    xmlNode *node, const struct issuing_authority *issuer,
    struct filing_duty *duty)
{
	static const char *const known[] = {
		"authority", "basis", "verified", "within", NULL
	};
	const char *basis = xml_attr(node, "basis");
	struct duration duration;
	size_t i;

	if (check_attributes(place, node, known) != 0)
		return -1;
	duty->authority = require(settings, place, node, "authority");
	duty->within = require(settings, place, node, "within");
	if (duty->authority == NULL || duty->within == NULL)
		return -1;
	if (duration_parse(&duration, duty->within) != 0 ||
	    duration.count == 0)
		return err_set_at(place->err, ERR_SYNTAX, place->file,
		    line_of(node), "within=\"%s\" is no period: write for "
		    "example \"15 days\" or \"15 working-days\"",
		    duty->within);
	duty->basis = arena_strdup(&settings->arena,
	    basis == NULL ? "" : basis);
	if (read_verified(place, node, duty) != 0)
		return -1;
	for (i = 0; i < issuer->nfilings; i++) {
		if (strcmp(issuer->filings[i].authority,
		    duty->authority) == 0)
			return err_set_at(place->err, ERR_SYNTAX, place->file,
			    line_of(node), "%s stands twice among the "
			    "filings of %s: name it once", duty->authority,
			    issuer->name);
	}
	if (xmlFirstElementChild(node) != NULL)
		return unexpected(place, xmlFirstElementChild(node));
	return 0;
}

static int
read_authority(struct settings *settings, const struct place *place,
    xmlNode *node)
{
	static const char *const known[] = { "name", NULL };
	struct issuing_authority *issuer = &settings->list[settings->count];
	struct filing_duty *filings;
	xmlNode *child;

	if (!xml_is(node, SETTINGS_NS, "issuing-authority"))
		return unexpected(place, node);
	if (check_attributes(place, node, known) != 0)
		return -1;
	issuer->name = require(settings, place, node, "name");
	if (issuer->name == NULL)
		return -1;
	if (settings_find(settings, issuer->name) != NULL)
		return err_set_at(place->err, ERR_SYNTAX, place->file,
		    line_of(node), "the issuing authority %s stands twice: "
		    "name it once", issuer->name);
	filings = arena_array(&settings->arena, xmlChildElementCount(node),
	    sizeof(*filings));
	issuer->filings = filings;
	for (child = xmlFirstElementChild(node); child != NULL;
	    child = xmlNextElementSibling(child)) {
		if (!xml_is(child, SETTINGS_NS, "filing"))
			return unexpected(place, child);
		if (read_filing(settings, place, child, issuer,
		    &filings[issuer->nfilings]) != 0)
			return -1;
		issuer->nfilings++;
	}
	settings->count++;
	return 0;
}

static int
read_registry(struct settings *settings, const struct place *place,
    xmlNode *root)
{
	static const char *const known[] = { "lead-outside", "name", NULL };
	const char *lead = xml_attr(root, "lead-outside");
	xmlNode *node;

	if (!xml_is(root, SETTINGS_NS, "registry"))
		return err_set_at(place->err, ERR_SYNTAX, place->file,
		    line_of(root), "the settings do not begin with <registry "
		    "xmlns=\"%s\">", SETTINGS_NS);
	if (check_attributes(place, root, known) != 0)
		return -1;
	settings->name = require(settings, place, root, "name");
	if (settings->name == NULL)
		return -1;
	settings->outside_lead_files = lead != NULL &&
	    strcmp(lead, "files") == 0;
	if (lead != NULL && !settings->outside_lead_files)
		return err_set_at(place->err, ERR_SYNTAX, place->file,
		    line_of(root), "lead-outside=\"%s\" is not known: write "
		    "\"files\", or leave it out", lead);
	settings->list = arena_array(&settings->arena,
	    xmlChildElementCount(root), sizeof(*settings->list));
	for (node = xmlFirstElementChild(root); node != NULL;
	    node = xmlNextElementSibling(node)) {
		if (read_authority(settings, place, node) != 0)
			return -1;
	}
	if (settings->count == 0)
		return err_set_at(place->err, ERR_SYNTAX, place->file,
		    line_of(root), "the settings name no issuing authority: "
		    "a registry is kept for at least one");
	return 0;
}

int
settings_parse(struct settings **out, const char *xml, size_t len,
    const char *name, struct err *err)
{
	struct settings *settings = mem_zero(1, sizeof(*settings));
	struct place place = { name, err };
	xmlDoc *doc = NULL;
	int result = -1;

	if (xml_parse(&doc, xml, len, name, NULL, err) != 0)
		goto out;
	if (read_registry(settings, &place, xmlDocGetRootElement(doc)) != 0)
		goto out;
	*out = settings;
	settings = NULL;
	result = 0;
out:
	xmlFreeDoc(doc);
	settings_free(settings);
	return result;
}

void
settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	arena_release(&settings->arena);
	free(settings);
}

const char *
settings_name(const struct settings *settings)
{
	return settings->name;
}

size_t
settings_count(const struct settings *settings)
{
	return settings->count;
}

const struct issuing_authority *
settings_at(const struct settings *settings, size_t i)
{
	return &settings->list[i];
}

const struct issuing_authority *
settings_find(const struct settings *settings, const char *name)
{
	size_t i;

	for (i = 0; i < settings->count; i++) {
		if (strcmp(settings->list[i].name, name) == 0)
			return &settings->list[i];
	}
	return NULL;
}

bool
settings_outside_lead_files(const struct settings *settings)
{
	return settings->outside_lead_files;
}

void
settings_write(const struct settings *settings, struct text *out)
{
	const struct issuing_authority *issuer;
	const struct filing_duty *duty;
	struct xml_writer w;
	size_t i, j;

	xw_init(&w, out);
	xw_open(&w, "registry", SETTINGS_NS);
	xw_attr(&w, "lead-outside",
	    settings->outside_lead_files ? "files" : NULL);
	xw_attr(&w, "name", settings->name);
	for (i = 0; i < settings->count; i++) {
		issuer = &settings->list[i];
		xw_open(&w, "issuing-authority", NULL);
		xw_attr(&w, "name", issuer->name);
		for (j = 0; j < issuer->nfilings; j++) {
			duty = &issuer->filings[j];
			xw_open(&w, "filing", NULL);
			xw_attr(&w, "authority", duty->authority);
			xw_attr(&w, "basis", duty->basis);
			xw_attr(&w, "verified", duty->verified ? "yes" : "no");
			xw_attr(&w, "within", duty->within);
			xw_close(&w);
		}
		xw_close(&w);
	}
	xw_close(&w);
}
