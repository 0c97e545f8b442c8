/* invoke.c: charts that a chart invokes (SCXML 6.4, 6.5) */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

struct session *
invoke_find(struct session *s, const char *invokeid)
{
	struct session *child;

	for (child = s->children; child != NULL; child = child->next)
		if (strcmp(child->invokeid, invokeid) == 0)
			return child;
	return NULL;
}

static int
depth_of(const struct session *s)
{
	int depth = 0;

	for (; s->parent != NULL; s = s->parent)
		depth++;
	return depth;
}

/* "stateid.platformid" (SCXML 6.4.1). */
static char *
new_id(struct session *s, const struct invoke *invoke)
{
	struct text id = TEXT_INIT;

	if (invoke->id != NULL)
		return mem_strdup(invoke->id);
	text_addf(&id, "%s.%llu", s->chart->states[invoke->state].pub.id,
	    (unsigned long long)++s->system->next_id);
	return text_detach(&id, NULL);
}

static bool
no_chart(struct session *s, const struct invoke *invoke, const char *why)
{
	return content_error(s, "error.communication", NULL,
	    "line %d: <invoke>: %s", invoke->line, why);
}

/* What <content> or <content expr> comes to: an <scxml> element. */
static bool
content_document(struct session *s, const struct invoke *invoke,
    struct text *out)
{
	struct payload payload = invoke->payload;
	const xmlNode *root;
	xmlNode *data;
	bool ok;

	payload.params = NULL;
	data = node_new(s, "data");
	ok = content_payload(s, &payload, false, data);
	root = xml_child(data, CHART_NS, "scxml");
	if (ok && root != NULL)
		node_write(out, root, NULL);
	else if (ok)
		ok = no_chart(s, invoke,
		    "there is no <scxml> element to invoke");
	node_free(s->system, data);
	return ok;
}

/* What srcexpr names. */
static bool
named_document(struct session *s, const struct invoke *invoke,
    struct text *out)
{
	const struct chart_loader *loader = &s->chart->loader;
	struct err err = ERR_INIT;
	bool failed = false, ok;
	char *uri = content_either(s, &invoke->src, &failed);

	if (failed)
		return false;
	ok = loader->load != NULL &&
	    loader->load(loader->arg, uri, out, &err) == 0;
	free(uri);
	return ok || no_chart(s, invoke, "what srcexpr names is not there");
}

/* The document that only running could tell. */
static bool
parse_value(struct session *s, const struct invoke *invoke,
    struct chart **out)
{
	struct text xml = TEXT_INIT;
	struct err err = ERR_INIT;
	bool ok = invoke->src.expr != NULL ?
	    named_document(s, invoke, &xml) :
	    content_document(s, invoke, &xml);

	if (ok && chart_parse_nested(out, xml.ptr, xml.len, "invoked chart",
	    &s->chart->loader, depth_of(s) + 1, &err) != 0)
		ok = no_chart(s, invoke, err.msg);
	text_release(&xml);
	return ok;
}

static bool
check_type(struct session *s, const struct invoke *invoke)
{
	bool failed = false;
	char *type = content_either(s, &invoke->type, &failed);
	bool ok = !failed && (type == NULL || chart_invokes_scxml(type));

	if (!failed && !ok)
		content_error(s, "error.execution", NULL, "line %d: <invoke> "
		    "of type \"%s\" is not supported", invoke->line, type);
	free(type);
	return ok;
}

static void
add_child(struct session *s, struct session *child)
{
	struct session **last = &s->children;

	while (*last != NULL)
		last = &(*last)->next;
	*last = child;
	child->parent = s;
}

/* Its id: that of the first session and a number. */
static void
name_child(struct session *child)
{
	struct text id = TEXT_INIT;
	struct system *system = child->system;

	text_addf(&id, "%s.%llu", system->root->id,
	    (unsigned long long)++system->next_id);
	session_name(child, id.ptr);
	text_release(&id);
}

static void
start(struct session *s, const struct invoke *invoke)
{
	struct payload params = { .params = invoke->payload.params };
	struct chart *own = NULL;
	struct session *child;
	xmlNode *data = NULL;
	char *id = NULL;
	bool ok;

	if (s->system->nsessions >= SESSION_MAX_CHILDREN ||
	    depth_of(s) >= SESSION_MAX_DEPTH) {
		session_fail(s, LIMIT_CHILDREN);
		return;
	}
	ok = check_type(s, invoke);
	if (ok) {
		id = new_id(s, invoke);
		ok = invoke->idlocation == NULL ||
		    assign_text(s, invoke->idlocation, id);
	}
	if (ok) {
		data = node_new(s, "data");
		ok = content_payload(s, &params, false, data);
	}
	if (ok && invoke->chart == NULL)
		ok = parse_value(s, invoke, &own);
	if (ok) {
		child = session_new(own != NULL ? own : invoke->chart,
		    s->system);
		child->own_chart = own;
		child->invoked_by = invoke;
		child->invokeid = id;
		id = NULL;
		add_child(s, child);
		name_child(child);
		session_prepare(child, data);
		if (!s->system->failed)
			step_start(child);
	}
	if (data != NULL)
		node_free(s->system, data);
	free(id);
}

void
invoke_pending(struct session *s)
{
	const struct invoke *invoke;
	int i, last = (int)s->chart->nstates - 1;

	if (s->chart->ninvokes == 0)
		return;
	for (i = bits_next(s->to_invoke, 0, last); i != -1;
	    i = bits_next(s->to_invoke, i + 1, last)) {
		bits_del(s->to_invoke, i);
		for (invoke = s->chart->states[i].invokes; invoke != NULL &&
		    !s->system->failed; invoke = invoke->next)
			start(s, invoke);
	}
}

void
invoke_cancel_state(struct session *s, int state)
{
	struct session **at = &s->children, *child;

	while ((child = *at) != NULL) {
		if (child->invoked_by->state != state) {
			at = &child->next;
			continue;
		}
		if (!child->done) {
			child->cancelled = true;
			step_exit(child, true);
		}
		*at = child->next;
		session_end(child);
	}
}

/* The child <data id="name"> of an event's data, or NULL. */
static const xmlNode *
returned(const xmlNode *data, const char *name)
{
	const xmlNode *item;
	const char *id;

	if (data == NULL)
		return NULL;
	for (item = xml_child(data, NULL, "data"); item != NULL;
	    item = xml_next(item, NULL, "data"))
		if ((id = xml_attr(item, "id")) != NULL &&
		    strcmp(id, name) == 0)
			return item;
	return NULL;
}

/*
 * An empty <finalize>: what came back goes where it was taken from. The
 * places are those of namelist and of <param location>.
 */
static void
update(struct session *s, const struct invoke *invoke, const xmlNode *data)
{
	const struct param *param;
	const xmlNode *item;

	for (param = invoke->payload.params; param != NULL;
	    param = param->next) {
		if (param->location == NULL ||
		    (item = returned(data, param->name)) == NULL)
			continue;
		if (!assign_value(s, param->location, item))
			return;
	}
}

void
invoke_external(struct session *s, const struct event *event)
{
	const struct invoke *invoke;
	struct session *child;

	for (child = s->children; child != NULL; child = child->next) {
		invoke = child->invoked_by;
		if (event->invokeid != NULL && invoke->has_finalize &&
		    strcmp(event->invokeid, child->invokeid) == 0) {
			if (invoke->finalize != NULL)
				content_run(s, invoke->finalize);
			else
				update(s, invoke, event->data);
		}
		if (invoke->autoforward && !child->done)
			send_deliver(child, event);
	}
}

void
invoke_done(struct session *child, xmlNode *data)
{
	struct event event = { .type = EVENT_EXTERNAL, .data = data,
		.invokeid = child->invokeid, .origin = child->origin,
		.origintype = CHART_IO_SCXML };
	struct text text = TEXT_INIT;

	if (data != NULL)
		node_write_children(&text, data, NULL);
	effect_add(child, EFFECT_DONE, child->final,
	    child->chart->states[child->final].pub.id,
	    data != NULL ? text.ptr : NULL);
	text_release(&text);
	if (child->parent == NULL || child->system->failed)
		return;
	text_addf(&text, "done.invoke.%s", child->invokeid);
	event.name = text.ptr;
	send_deliver(child->parent, &event);
	text_release(&text);
}
