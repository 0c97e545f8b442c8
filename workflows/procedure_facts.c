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

/* The tree being built: its strings are the dossier's, or copied there. */
struct facts {
	const struct move *m;
	struct arena *arena;
	struct xml_tree *root;
};

static struct xml_tree *
child(const struct facts *f, const char *name)
{
	return xt_add(f->arena, f->root, name);
}

static void
prop(const struct facts *f, struct xml_tree *node, const char *name,
    const char *value)
{
	if (value[0] != '\0')
		xt_set(f->arena, node, name, value);
}

static void
prop_int(const struct facts *f, struct xml_tree *node, const char *name,
    int64_t value)
{
	char digits[TEXT_INT];

	prop(f, node, name, arena_strdup(f->arena,
	    text_of_int(digits, value)));
}

static void
prop_day(const struct facts *f, struct xml_tree *node, const char *name,
    struct day day)
{
	char buf[DAY_TEXT];

	if (day.year != 0)
		prop(f, node, name, arena_strdup(f->arena,
		    day_format(buf, day)));
}

/* A day as a number that conditions can compare: 20210501. */
static void
prop_number_day(const struct facts *f, struct xml_tree *node, const char *name,
    struct day day)
{
	if (day.year != 0)
		prop_int(f, node, name,
		    day.year * 10000 + day.month * 100 + day.day);
}

static void
add_issued(const struct facts *f)
{
	const struct move *m = f->m;
	struct xml_tree *node = child(f, "issued");

	prop_day(f, node, "effective", m->issue.effective);
	prop_number_day(f, node, "effective-day", m->issue.effective);
	prop_day(f, node, "expires", m->issue.expires);
	prop_number_day(f, node, "expires-day", m->issue.expires);
	prop_day(f, node, "made", m->issue.made);
	prop(f, node, "number", m->issue.number);
	prop_day(f, node, "published", m->issue.published);
	prop(f, node, "signer", m->issue.signer);
}

static void
add_filings(const struct facts *f)
{
	const struct move *m = f->m;
	const struct filing_duty **duties;
	struct xml_tree *node = child(f, "filings");
	int64_t total = 0, closed = 0;
	size_t i;

	for (i = 0; i < m->dossier->ninstances; i++) {
		if (strcmp(m->dossier->instances[i].id, DOSSIER_MAIN) == 0)
			continue;
		total++;
		closed += m->dossier->instances[i].closed;
	}
	prop_int(f, node, "closed", closed);
	prop_int(f, node, "open", total - closed);
	prop_int(f, node, "owed", (int64_t)filing_duties(m, &duties));
	prop_int(f, node, "total", total);
}

static void
add_filing(const struct facts *f, const struct dossier_instance *instance)
{
	struct xml_tree *node;

	if (instance == NULL || strcmp(instance->id, DOSSIER_MAIN) == 0)
		return;
	node = child(f, "filing");
	prop(f, node, "authority", instance->authority);
	prop(f, node, "basis", instance->basis);
	prop(f, node, "instance", instance->id);
	prop(f, node, "verified", instance->verified ? "yes" : "no");
	prop(f, node, "within", instance->within);
}

static void
add_milestones(const struct facts *f)
{
	const struct move *m = f->m;
	const struct dossier_milestone *milestone;
	struct xml_tree *node;
	size_t i;

	for (i = 0; i < m->dossier->nmilestones; i++) {
		milestone = &m->dossier->milestones[i];
		if (milestone->voided)
			continue;
		node = child(f, "milestone");
		prop(f, node, "instance", milestone->instance);
		prop(f, node, "name", milestone->name);
		prop(f, node, "text-hash", milestone->text_hash);
	}
}

/* Each kind once: with the act, or earlier and still counting. */
static void
add_materials(const struct facts *f)
{
	const struct move *m = f->m;
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
		prop(f, child(f, "material"), "kind", kind);
	}
}

const struct xml_tree *
facts_build(const struct move *m, const struct dossier_instance *instance)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	struct arena *arena = &m->dossier->arena;
	const struct facts f = { m, arena, xt_add(arena, NULL, "facts") };
	char time[TIME_TEXT];
	struct xml_tree *node;

	prop_number_day(&f, f.root, "day", time_day(m->stated_s));
	prop(&f, f.root, "stated", arena_strdup(arena, time_format(time,
	    m->stated_s)));
	node = child(&f, "document");
	prop(&f, node, "authority", m->dossier->authority);
	prop(&f, node, "id", m->dossier->id);
	prop(&f, node, "kind", m->dossier->kind);
	prop(&f, node, "lead", m->dossier->lead);
	node = child(&f, "version");
	if (version != NULL) {
		prop_int(&f, node, "number", version->number);
		prop(&f, node, "text-hash", version->text_hash);
	}
	add_issued(&f);
	add_filings(&f);
	add_filing(&f, instance);
	add_milestones(&f);
	add_materials(&f);
	node = child(&f, "person");
	if (m->person != NULL)
		prop(&f, node, "id", m->person->id);
	if (m->person != m->principal)
		prop(&f, node, "on-behalf-of", m->principal->id);
	prop(&f, node, "role", m->role);
	return f.root;
}

static xmlNode *
add_node(xmlNode *parent, const struct xml_tree *from)
{
	xmlNode *node = xmlNewChild(parent, NULL, BAD_CAST from->name, NULL);
	const struct xml_tree_attr *attr;

	for (attr = from->attrs; attr != NULL; attr = attr->next)
		xmlNewProp(node, BAD_CAST attr->name, BAD_CAST attr->value);
	return node;
}

/* The same for libxml2, as the child of an element "_x". */
static xmlDoc *
facts_doc(const struct xml_tree *facts)
{
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	const struct xml_tree *at;
	xmlNode *node;

	if (doc == NULL)
		abort();
	node = xmlNewDocNode(doc, NULL, BAD_CAST "_x", NULL);
	xmlDocSetRootElement(doc, node);
	node = add_node(node, facts);
	for (at = facts->first; at != NULL; at = at->next)
		add_node(node, at);
	return doc;
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
evaluate(const struct xml_tree *facts, const char *expression, struct text *out,
    struct err *err)
{
	xmlDoc *doc = facts_doc(facts);
	xmlXPathContext *context = xmlXPathNewContext(doc);
	xmlXPathObject *result = NULL, *variable;
	xmlChar *string = NULL;
	int rc = -1;

	if (context == NULL)
		abort();
	context->opLimit = 100000;
	variable = xmlXPathNewNodeSet(xmlDocGetRootElement(doc));
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
	xmlFreeDoc(doc);
	return rc;
}

/*
 * "$_x/facts/NAME/@ATTRIBUTE": so do charts ask, and that needs no libxml2.
 * The value, "" where it is not there; NULL: it is another expression.
 */
static const char *
look_up(const struct xml_tree *facts, const char *path)
{
	static const char begin[] = "$_x/facts/", letters[] =
	    "abcdefghijklmnopqrstuvwxyz-";
	const char *name = path + sizeof(begin) - 1, *value;
	const struct xml_tree *at;
	size_t len, rest;

	if (strncmp(path, begin, sizeof(begin) - 1) != 0)
		return NULL;
	len = strspn(name, letters);
	if (len == 0 || strncmp(name + len, "/@", 2) != 0)
		return NULL;
	rest = strspn(name + len + 2, letters);
	if (rest == 0 || name[len + 2 + rest] != '\0')
		return NULL;
	for (at = facts->first; at != NULL; at = at->next)
		if (strncmp(at->name, name, len) == 0 &&
		    at->name[len] == '\0' &&
		    (value = xt_attr(at, name + len + 2)) != NULL)
			return value;
	return "";
}

int
facts_expand(const struct xml_tree *facts, const char *value, struct text *out,
    struct err *err)
{
	char expression[EXPRESSION_MAX];
	const char *open, *close, *found;

	while ((open = strchr(value, '{')) != NULL) {
		close = strchr(open, '}');
		if (close == NULL || close - open > EXPRESSION_MAX)
			return err_set(err, ERR_BROKEN, "the chart has a value "
			    "whose braces do not match: “%s”", value);
		text_add(out, value, (size_t)(open - value));
		snprintf(expression, sizeof(expression), "%.*s",
		    (int)(close - open - 1), open + 1);
		found = look_up(facts, expression);
		if (found != NULL)
			text_adds(out, found);
		else if (evaluate(facts, expression, out, err) != 0)
			return -1;
		value = close + 1;
	}
	text_adds(out, value);
	return 0;
}
