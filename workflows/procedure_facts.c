/* procedure_facts.c: what charts may ask of a document at the moment of a
 * step ($_x/facts), and values of gw: attributes that ask them */
#include "workflows/procedure_int.h"

#include "engine/xml/write.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPRESSION_MAX 1000

static void
prop(xmlNode *node, const char *name, const char *value)
{
	if (value[0] != '\0')
		xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

static void
prop_int(xmlNode *node, const char *name, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, value);
	prop(node, name, digits);
}

static void
prop_day(xmlNode *node, const char *name, struct day day)
{
	char buf[DAY_TEXT];

	if (day.year != 0)
		prop(node, name, day_format(buf, day));
}

/* A day as a number that conditions can compare: 20210501. */
static void
prop_number_day(xmlNode *node, const char *name, struct day day)
{
	if (day.year != 0)
		prop_int(node, name,
		    day.year * 10000 + day.month * 100 + day.day);
}

static xmlNode *
child(xmlNode *parent, const char *name)
{
	return xmlNewChild(parent, NULL, BAD_CAST name, NULL);
}

static void
add_issued(const struct move *m, xmlNode *facts)
{
	xmlNode *node = child(facts, "issued");

	prop_day(node, "effective", m->issue.effective);
	prop_number_day(node, "effective-day", m->issue.effective);
	prop_day(node, "expires", m->issue.expires);
	prop_number_day(node, "expires-day", m->issue.expires);
	prop_day(node, "made", m->issue.made);
	prop(node, "number", m->issue.number);
	prop_day(node, "published", m->issue.published);
	prop(node, "signer", m->issue.signer);
}

static void
add_filings(const struct move *m, xmlNode *facts)
{
	const struct filing_duty **duties;
	xmlNode *node = child(facts, "filings");
	int64_t total = 0, closed = 0;
	size_t i;

	for (i = 0; i < m->dossier->ninstances; i++) {
		if (strcmp(m->dossier->instances[i].id, DOSSIER_MAIN) == 0)
			continue;
		total++;
		closed += m->dossier->instances[i].closed;
	}
	prop_int(node, "closed", closed);
	prop_int(node, "open", total - closed);
	prop_int(node, "owed", (int64_t)filing_duties(m, &duties));
	prop_int(node, "total", total);
}

static void
add_filing(const struct dossier_instance *instance, xmlNode *facts)
{
	xmlNode *node;

	if (instance == NULL || strcmp(instance->id, DOSSIER_MAIN) == 0)
		return;
	node = child(facts, "filing");
	prop(node, "authority", instance->authority);
	prop(node, "basis", instance->basis);
	prop(node, "instance", instance->id);
	prop(node, "verified", instance->verified ? "yes" : "no");
	prop(node, "within", instance->within);
}

static void
add_milestones(const struct move *m, xmlNode *facts)
{
	const struct dossier_milestone *milestone;
	xmlNode *node;
	size_t i;

	for (i = 0; i < m->dossier->nmilestones; i++) {
		milestone = &m->dossier->milestones[i];
		if (milestone->voided)
			continue;
		node = child(facts, "milestone");
		prop(node, "instance", milestone->instance);
		prop(node, "name", milestone->name);
		prop(node, "text-hash", milestone->text_hash);
	}
}

/* Each kind once: with the act, or earlier and still counting. */
static void
add_materials(const struct move *m, xmlNode *facts)
{
	struct names seen = { 0 };
	const char *kind;
	size_t i, j, n = m->act != NULL ? m->act->nmaterials : 0;

	for (i = 0; i < n + m->dossier->nmaterials; i++) {
		if (i >= n &&
		    !material_counts(&m->dossier->materials[i - n]))
			continue;
		kind = i < n ? m->act->materials[i].kind :
		    m->dossier->materials[i - n].kind;
		for (j = 0; j < seen.count; j++)
			if (strcmp(seen.at[j], kind) == 0)
				break;
		if (j < seen.count)
			continue;
		names_add(&seen, &m->dossier->arena, kind);
		prop(child(facts, "material"), "kind", kind);
	}
}

xmlDoc *
facts_build(const struct move *m, const struct dossier_instance *instance)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *root, *facts, *node;
	char time[TIME_TEXT];

	if (doc == NULL)
		abort();
	root = xmlNewDocNode(doc, NULL, BAD_CAST "_x", NULL);
	xmlDocSetRootElement(doc, root);
	facts = child(root, "facts");
	prop_number_day(facts, "day", time_day(m->stated_s));
	prop(facts, "stated", time_format(time, m->stated_s));
	node = child(facts, "document");
	prop(node, "authority", m->dossier->authority);
	prop(node, "id", m->dossier->id);
	prop(node, "kind", m->dossier->kind);
	prop(node, "lead", m->dossier->lead);
	node = child(facts, "version");
	if (version != NULL) {
		prop_int(node, "number", version->number);
		prop(node, "text-hash", version->text_hash);
	}
	add_issued(m, facts);
	add_filings(m, facts);
	add_filing(instance, facts);
	add_milestones(m, facts);
	add_materials(m, facts);
	node = child(facts, "person");
	if (m->person != NULL)
		prop(node, "id", m->person->id);
	if (m->person != m->principal)
		prop(node, "on-behalf-of", m->principal->id);
	prop(node, "role", m->role);
	return doc;
}

xmlNode *
facts_element(xmlDoc *facts)
{
	return xmlDocGetRootElement(facts)->children;
}

/* Facts are built with attributes ascending and elements only. */
void
facts_write(struct xml_writer *w, const xmlNode *node)
{
	const xmlAttr *attr;
	const xmlNode *at;

	xw_open(w, (const char *)node->name, "");
	for (attr = node->properties; attr != NULL; attr = attr->next)
		xw_attr(w, (const char *)attr->name, attr->children != NULL ?
		    (const char *)attr->children->content : "");
	for (at = node->children; at != NULL; at = at->next)
		facts_write(w, at);
	xw_close(w);
}

/* Without this libxml2 would write to standard error. */
static void
#if LIBXML_VERSION >= 21200
quiet(void *ctx, const xmlError *error)
#else
quiet(void *ctx, xmlError *error)
#endif
{
	(void)ctx;
	(void)error;
}

/* The string value of one expression; -1 where it is none. */
static int
evaluate(xmlDoc *facts, const char *expression, struct text *out,
    struct err *err)
{
	xmlXPathContext *context = xmlXPathNewContext(facts);
	xmlXPathObject *result = NULL, *variable;
	xmlChar *string = NULL;
	int rc = -1;

	if (context == NULL)
		abort();
	context->opLimit = 100000;
	variable = xmlXPathNewNodeSet(xmlDocGetRootElement(facts));
	if (variable == NULL || xmlXPathRegisterVariable(context,
	    BAD_CAST "_x", variable) != 0)
		abort();
	context->error = quiet;
	result = xmlXPathEval(BAD_CAST expression, context);
	if (result != NULL)
		string = xmlXPathCastToString(result);
	if (string != NULL) {
		text_adds(out, (const char *)string);
		rc = 0;
	} else {
		err_set(err, ERR_BROKEN, "the chart asks the facts with “%s”, "
		    "which is no XPath expression", expression);
	}
	xmlFree(string);
	xmlXPathFreeObject(result);
	xmlXPathFreeContext(context);
	return rc;
}

int
facts_expand(xmlDoc *facts, const char *value, struct text *out,
    struct err *err)
{
	char expression[EXPRESSION_MAX];
	const char *open, *close;

	while ((open = strchr(value, '{')) != NULL) {
		close = strchr(open, '}');
		if (close == NULL || close - open > EXPRESSION_MAX)
			return err_set(err, ERR_BROKEN, "the chart has a value "
			    "whose braces do not match: “%s”", value);
		text_add(out, value, (size_t)(open - value));
		snprintf(expression, sizeof(expression), "%.*s",
		    (int)(close - open - 1), open + 1);
		if (evaluate(facts, expression, out, err) != 0)
			return -1;
		value = close + 1;
	}
	text_adds(out, value);
	return 0;
}
