/* migrate.c: a snapshot rewritten for another chart, part by part */
#include "engine/chart/migrate.h"
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

struct moving {
	const struct chart *from, *to;
	const struct session_map *map;
	size_t nmap;
	const struct session_limits *limits;
	const struct session *was;	/* under the old chart */
	/* The initial values of both charts: sessions that never run. */
	struct session *old_start, *new_start;
	xmlNode *snapshot;		/* the copy that is rewritten */
	xmlNode *session;		/* the first session in it */
	uint64_t *active;		/* of the new chart */
	struct err *err;
};

static const struct session_map *
find_pair(const struct session_map *map, size_t nmap, const char *name)
{
	size_t i;

	for (i = 0; i < nmap; i++)
		if (strcmp(map[i].from, name) == 0)
			return &map[i];
	return NULL;
}

const char *
session_map_name(const struct session_map *map, size_t nmap, const char *name)
{
	const struct session_map *pair = find_pair(map, nmap, name);

	return pair != NULL ? pair->to : name;
}

static const char *
renamed(const struct moving *m, const char *name)
{
	return session_map_name(m->map, m->nmap, name);
}

static bool
has_datum(const struct chart *chart, const char *id)
{
	const struct datum *datum = chart->data;

	while (datum != NULL && strcmp(datum->id, id) != 0)
		datum = datum->next;
	return datum != NULL;
}

/* ---- the map itself ---- */

static int
check_pair(struct moving *m, const struct session_map *pair)
{
	int state = chart_find(m->from, pair->from);
	int target = chart_find(m->to, pair->to);
	bool datum = has_datum(m->from, pair->from);

	if (find_pair(m->map, m->nmap, pair->from) != pair)
		return err_set(m->err, ERR_USAGE, "“%s” is mapped twice; say "
		    "once what it becomes", pair->from);
	if (state <= 0 && !datum)
		return err_set(m->err, ERR_USAGE, "“%s” is mapped, but the "
		    "present chart has no state and no data of that name",
		    pair->from);
	if (pair->to[0] == '\0' && state > 0 &&
	    m->from->states[state].pub.atomic)
		return err_set(m->err, ERR_USAGE, "the state “%s” cannot be "
		    "left behind: say which state of the new chart takes its "
		    "place", pair->from);
	if (pair->to[0] == '\0')
		return 0;
	if (state > 0 ? target <= 0 : !has_datum(m->to, pair->to))
		return err_set(m->err, ERR_USAGE, "“%s” is to become “%s”, "
		    "which the new chart does not have", pair->from, pair->to);
	if (state > 0 && chart_is_history(&m->from->states[state]) !=
	    chart_is_history(&m->to->states[target]))
		return err_set(m->err, ERR_USAGE, "“%s” cannot become “%s”: "
		    "one of them is a history, the other is not", pair->from,
		    pair->to);
	return 0;
}

/* ---- the configuration ---- */

/* The new chart's state for one of the old, 0 for one left behind, or -1. */
static int
place_of(struct moving *m, int state)
{
	const char *id = m->from->states[state].pub.id;
	const char *name = renamed(m, id);
	int target = name[0] == '\0' ? 0 : chart_find(m->to, name);

	if (target > 0 && !chart_is_history(&m->to->states[target]))
		return target;
	if (name[0] == '\0')
		return 0;
	return err_set(m->err, ERR_REFUSED, "the state “%s” is active, and the "
	    "new chart has no state of that name; say with a pair %s=NEW which "
	    "of its states takes its place", id, id);
}

static size_t
count_invokes(const struct chart *chart, int state)
{
	const struct invoke *invoke = chart->states[state].invokes;
	size_t n = 0;

	for (; invoke != NULL; invoke = invoke->next)
		n++;
	return n;
}

static int
place_atomic(struct moving *m, int state, int target)
{
	const struct state *old = &m->from->states[state];
	const struct state *new = &m->to->states[target];
	int up;

	if (!new->pub.atomic)
		return err_set(m->err, ERR_REFUSED, "the state “%s” of the new "
		    "chart has states inside it; say with a pair %s=NEW which "
		    "of them “%s” becomes", new->pub.id, old->pub.id,
		    old->pub.id);
	if (bits_has(m->active, target))
		return err_set(m->err, ERR_REFUSED, "two of the active states "
		    "would become “%s”", new->pub.id);
	if (new->pub.type == CHART_FINAL && old->pub.type != CHART_FINAL)
		return err_set(m->err, ERR_REFUSED, "“%s” cannot become “%s”: "
		    "an end is only reached by an event", old->pub.id,
		    new->pub.id);
	for (up = target; up > 0; up = m->to->states[up].pub.parent)
		bits_add(m->active, up);
	return 0;
}

/* What its states cannot be together, named (SCXML 3.11). */
static int
check_legal(struct moving *m)
{
	const struct state *states = m->to->states;
	int i, child, last = (int)m->to->nstates - 1, inside, all;

	for (i = 0; i != -1; i = bits_next(m->active, i + 1, last)) {
		inside = all = 0;
		for (child = states[i].pub.first_child; child != -1;
		    child = states[child].pub.next_sibling) {
			all += !chart_is_history(&states[child]);
			inside += bits_has(m->active, child);
		}
		if (states[i].pub.type == CHART_PARALLEL && inside != all)
			return err_set(m->err, ERR_REFUSED, "in the new chart "
			    "all %d parts of “%s” are active together, and "
			    "%d of them would be (SCXML 3.11)", all,
			    states[i].pub.id, inside);
		if (states[i].pub.type != CHART_PARALLEL && inside > 1)
			return err_set(m->err, ERR_REFUSED, "in the new chart "
			    "only one state of “%s” is active at a time, and "
			    "%d of them would be (SCXML 3.11)", i == 0 ?
			    "scxml" : states[i].pub.id, inside);
	}
	return 0;
}

/* Where an invoked chart runs the new chart must invoke one as well. */
static int
check_around(struct moving *m)
{
	int i, last = (int)m->from->nstates - 1, target;

	for (i = bits_next(m->was->active, 0, last); i != -1;
	    i = bits_next(m->was->active, i + 1, last)) {
		target = place_of(m, i);
		if (target > 0 && !bits_has(m->active, target))
			return err_set(m->err, ERR_REFUSED, "the state “%s” is "
			    "active, but in the new chart “%s” is not around "
			    "the others that are; leave it behind with the "
			    "pair %s=", m->from->states[i].pub.id,
			    m->to->states[target].pub.id,
			    m->from->states[i].pub.id);
		if (count_invokes(m->from, i) != (target > 0 ?
		    count_invokes(m->to, target) : 0))
			return err_set(m->err, ERR_REFUSED, "the state “%s” "
			    "does not invoke the same charts in the new one",
			    m->from->states[i].pub.id);
	}
	return 0;
}

static bool
is_place(struct moving *m, int target)
{
	int i, last = (int)m->from->nstates - 1;

	for (i = bits_next(m->was->active, 0, last); i != -1;
	    i = bits_next(m->was->active, i + 1, last))
		if (place_of(m, i) == target)
			return true;
	return false;
}

/* States that are active now and were not: nothing runs, so they must have
 * nothing that would have been started with them. */
static int
check_new(struct moving *m)
{
	int i, last = (int)m->to->nstates - 1;

	for (i = bits_next(m->active, 0, last); i != -1;
	    i = bits_next(m->active, i + 1, last))
		if (m->to->states[i].invokes != NULL && !is_place(m, i))
			return err_set(m->err, ERR_REFUSED, "the state “%s” "
			    "would be active and invokes a chart, which nobody "
			    "has started", m->to->states[i].pub.id);
	return 0;
}

static int
place_configuration(struct moving *m)
{
	int i, last = (int)m->from->nstates - 1, target;

	for (i = bits_next(m->was->active, 0, last); i != -1;
	    i = bits_next(m->was->active, i + 1, last)) {
		if ((target = place_of(m, i)) < 0)
			return -1;
		if (m->from->states[i].pub.atomic &&
		    place_atomic(m, i, target) != 0)
			return -1;
	}
	return check_legal(m) != 0 || check_around(m) != 0 ||
	    check_new(m) != 0 ? -1 : 0;
}

/* ---- rewriting ---- */

static xmlNode *
checked(xmlNode *node)
{
	if (node == NULL)
		abort();
	return node;
}

static void
remove_node(xmlNode *node)
{
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

/* A value may be the attribute's own: then nothing is to be done. */
static void
set_attr(xmlNode *node, const char *name, const char *value)
{
	if (xml_attr(node, name) != value &&
	    xmlSetProp(node, BAD_CAST name, BAD_CAST value) == NULL)
		abort();
}

static void
rewrite_active(struct moving *m)
{
	int i, last = (int)m->to->nstates - 1;
	xmlNode *node, *next, *first;

	for (node = xml_child(m->session, SNAPSHOT_NS, "active");
	    node != NULL; node = next) {
		next = xml_next(node, SNAPSHOT_NS, "active");
		remove_node(node);
	}
	first = m->session->children;
	for (i = bits_next(m->active, 0, last); i != -1;
	    i = bits_next(m->active, i + 1, last)) {
		node = checked(xmlNewDocNode(m->snapshot->doc, m->snapshot->ns,
		    BAD_CAST "active", NULL));
		set_attr(node, "state", m->to->states[i].pub.id);
		if (first != NULL)
			xmlAddPrevSibling(first, node);
		else
			xmlAddChild(m->session, node);
	}
}

static int
rewrite_history(struct moving *m, xmlNode *node)
{
	const char *id = xml_attr(node, "state"), *name = renamed(m, id);
	int target = name[0] == '\0' ? -1 : chart_find(m->to, name);
	xmlNode *child;

	if (name[0] == '\0') {
		remove_node(node);
		return 0;
	}
	if (target <= 0 || !chart_is_history(&m->to->states[target]))
		return err_set(m->err, ERR_REFUSED, "the history “%s” holds a "
		    "state to come back to, and the new chart has no such "
		    "history; say %s=NEW, or leave it behind with %s=", id,
		    id, id);
	set_attr(node, "state", name);
	for (child = xml_child(node, SNAPSHOT_NS, "stored"); child != NULL;
	    child = xml_next(child, SNAPSHOT_NS, "stored")) {
		id = xml_attr(child, "state");
		name = renamed(m, id);
		if (chart_find(m->to, name) <= 0)
			return err_set(m->err, ERR_REFUSED, "a history holds "
			    "the state “%s”, which the new chart does not "
			    "have; say with a pair %s=NEW what it becomes", id,
			    id);
		set_attr(child, "state", name);
	}
	return 0;
}

static int
rewrite_histories(struct moving *m)
{
	xmlNode *node, *next;

	for (node = xml_child(m->session, SNAPSHOT_NS, "history");
	    node != NULL; node = next) {
		next = xml_next(node, SNAPSHOT_NS, "history");
		if (rewrite_history(m, node) != 0)
			return -1;
	}
	return 0;
}

/* Which states were entered before matters where data are bound late. */
static void
rewrite_entered(struct moving *m)
{
	xmlNode *node, *next, *before;
	uint64_t *seen = mem_zero(m->to->words, sizeof(*seen));
	int i, last = (int)m->to->nstates - 1;

	for (node = xml_child(m->session, SNAPSHOT_NS, "entered");
	    node != NULL; node = next) {
		next = xml_next(node, SNAPSHOT_NS, "entered");
		i = chart_find(m->to, renamed(m, xml_attr(node, "state")));
		if (i > 0 && !chart_is_history(&m->to->states[i]))
			bits_add(seen, i);
		remove_node(node);
	}
	for (i = 0; i < (int)m->to->words; i++)
		seen[i] |= m->active[i];
	before = xml_child(m->session, SNAPSHOT_NS, "model");
	for (i = bits_next(seen, 1, last); m->to->late && i != -1;
	    i = bits_next(seen, i + 1, last)) {
		if (m->to->states[i].data == NULL)
			continue;
		node = checked(xmlNewDocNode(m->snapshot->doc, m->snapshot->ns,
		    BAD_CAST "entered", NULL));
		set_attr(node, "state", m->to->states[i].pub.id);
		if (before != NULL)
			xmlAddPrevSibling(before, node);
		else
			xmlAddChild(m->session, node);
	}
	free(seen);
}

/* ---- data ---- */

/* A session with the initial values of a chart, which never runs; NULL with
 * err when a value cannot be computed. */
static struct session *
initial(struct moving *m, const struct chart *chart)
{
	struct system *system = system_new(m->limits);
	struct session *s = session_new(chart, system);
	int i;

	system->root = s;
	system->err = m->err;
	session_name(s, m->was->id);
	session_prepare(s, NULL);
	for (i = 1; chart->late && s->model != NULL &&
	    i < (int)chart->nstates; i++)
		model_init_state(s, i, NULL);
	system->err = NULL;
	if (!system->failed && s->internal.count == 0)
		return s;
	if (!system->failed)
		err_set(m->err, ERR_REFUSED, "the initial value of some data "
		    "of the chart %s cannot be computed", chart_name(chart));
	session_free(s);
	return NULL;
}

static bool
same_data(const xmlNode *a, const xmlNode *b)
{
	struct text x = TEXT_INIT, y = TEXT_INIT;
	bool same;

	node_write_children(&x, a, NULL);
	node_write_children(&y, b, NULL);
	same = x.len == y.len && memcmp(x.ptr, y.ptr, x.len) == 0;
	text_release(&x);
	text_release(&y);
	return same;
}

/* One value of the old chart: renamed, kept, or taken out. */
static int
rewrite_datum(struct moving *m, xmlNode *node)
{
	const char *id = xml_attr(node, "id");
	const char *name = renamed(m, id);
	const struct variable *start;
	bool declared = has_datum(m->from, id);

	if (has_datum(m->to, name)) {
		if (declared)
			set_attr(node, "id", name);
		else
			remove_node(node);
		return 0;
	}
	if (!declared && m->to->datamodel == CHART_XPATH)
		return 0;	/* of a <foreach> */
	start = declared ? model_variable(m->old_start, id) : NULL;
	if (!declared || name[0] == '\0' || same_data(node, start->data)) {
		remove_node(node);
		return 0;
	}
	return err_set(m->err, ERR_REFUSED, "the data element “%s” holds a "
	    "value, and the new chart has no data of that name; say %s=NEW, or "
	    "leave it behind with %s=", id, id, id);
}

static xmlNode *
find_data(const xmlNode *model, const char *id)
{
	xmlNode *node;

	for (node = xml_child(model, NULL, "data"); node != NULL;
	    node = xml_next(node, NULL, "data"))
		if (strcmp(xml_attr(node, "id"), id) == 0)
			return node;
	return NULL;
}

/* An initial value for the snapshot: by its bytes, since a session's data
 * have their namespaces elsewhere. */
static int
copy_initial(struct moving *m, const char *id, xmlNode **out)
{
	struct text bytes = TEXT_INIT;
	xmlDoc *doc = NULL;
	int rc;

	node_write(&bytes, model_variable(m->new_start, id)->data, NULL);
	rc = xml_parse(&doc, bytes.ptr, bytes.len, "initial value", NULL,
	    m->err);
	if (rc == 0)
		*out = checked(xmlDocCopyNode(xmlDocGetRootElement(doc),
		    m->snapshot->doc, 1));
	xmlFreeDoc(doc);
	text_release(&bytes);
	return rc;
}

/* Data that only the new chart has. Bound late, those of a state that was
 * not entered yet have no value. */
static int
add_new_data(struct moving *m, xmlNode *model)
{
	const struct datum *datum;
	xmlNode *node;

	for (datum = m->to->data; datum != NULL; datum = datum->next) {
		if (find_data(model, datum->id) != NULL)
			continue;
		if (m->to->late && datum->state > 0 &&
		    !bits_has(m->active, datum->state)) {
			node = checked(xmlNewDocNode(model->doc, NULL,
			    BAD_CAST "data", NULL));
			set_attr(node, "id", datum->id);
		} else if (copy_initial(m, datum->id, &node) != 0) {
			return -1;
		}
		xmlAddChild(model, node);
	}
	return 0;
}

static int
rewrite_model(struct moving *m)
{
	xmlNode *model = xml_child(m->session, SNAPSHOT_NS, "model");
	xmlNode *node, *next;

	if (model != NULL && (m->old_start = initial(m, m->from)) == NULL)
		return -1;
	for (node = model != NULL ? xml_child(model, NULL, "data") : NULL;
	    node != NULL; node = next) {
		next = xml_next(node, NULL, "data");
		if (rewrite_datum(m, node) != 0)
			return -1;
	}
	if (m->to->datamodel != CHART_XPATH) {
		if (model != NULL)
			remove_node(model);
		return 0;
	}
	if (model == NULL) {
		model = checked(xmlNewDocNode(m->snapshot->doc,
		    m->snapshot->ns, BAD_CAST "model", NULL));
		xmlAddChild(m->session, model);
	}
	if ((m->new_start = initial(m, m->to)) == NULL)
		return -1;
	return add_new_data(m, model);
}

/* The charts that the session invoked stay; the state that did so may have
 * another name. */
static void
rewrite_children(struct moving *m)
{
	xmlNode *node;

	for (node = xml_next(m->session, SNAPSHOT_NS, "session");
	    node != NULL; node = xml_next(node, SNAPSHOT_NS, "session"))
		if (strcmp(xml_attr(node, "parent"), m->was->id) == 0)
			set_attr(node, "state", renamed(m,
			    xml_attr(node, "state")));
}

static int
rewrite(struct moving *m)
{
	size_t i;

	for (i = 0; i < m->nmap; i++)
		if (check_pair(m, &m->map[i]) != 0)
			return -1;
	if (m->was->done)
		return err_set(m->err, ERR_REFUSED, "it has come to its end, "
		    "and nothing runs that could go on under another chart");
	if (place_configuration(m) != 0)
		return -1;
	rewrite_active(m);
	rewrite_children(m);
	if (rewrite_histories(m) != 0 || rewrite_model(m) != 0)
		return -1;
	rewrite_entered(m);
	return 0;
}

static xmlDoc *
copy_of(const xmlNode *snapshot)
{
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *copy;

	if (doc == NULL)
		abort();
	copy = checked(xmlDocCopyNode((xmlNode *)(uintptr_t)snapshot, doc,
	    1));
	xmlDocSetRootElement(doc, copy);
	return doc;
}

int
session_migrate(struct session **out, const struct chart *from,
    const struct chart *to, const xmlNode *snapshot,
    const struct session_map *map, size_t nmap, const struct xml_tree *facts,
    const struct session_limits *limits, struct err *err)
{
	struct moving m = { .from = from, .to = to, .map = map, .nmap = nmap,
		.limits = limits, .err = err };
	struct arena arena = ARENA_INIT;
	struct session *was = NULL;
	xmlDoc *doc = NULL;
	int rc = -1;

	if (session_restore_tree(&was, from, xt_of_node(&arena, snapshot),
	    NULL, limits, err) != 0)
		goto out;
	m.was = was;
	doc = copy_of(snapshot);
	m.snapshot = xmlDocGetRootElement(doc);
	m.session = xml_child(m.snapshot, SNAPSHOT_NS, "session");
	m.active = mem_zero(to->words, sizeof(*m.active));
	if (rewrite(&m) != 0)
		goto out;
	rc = session_restore_tree(out, to, xt_of_node(&arena, m.snapshot),
	    facts, limits, err);
	/* The snapshot was whole: what does not fit is the new chart. */
	if (rc != 0 && err->code == ERR_BROKEN) {
		err->code = ERR_REFUSED;
		err_prefix(err, "what runs does not fit the new chart");
	}
out:
	session_free(was);
	session_free(m.old_start);
	session_free(m.new_start);
	free(m.active);
	xmlFreeDoc(doc);
	arena_release(&arena);
	return rc;
}
