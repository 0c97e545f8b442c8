/* content.c: executable content (SCXML 4), and what messages carry */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void
content_internal(struct session *s, struct event *event)
{
	struct system *system = s->system;

	event->to = s;
	if (s->internal.count >= system->limits.queue) {
		event_release(system, event);
		session_fail(s, LIMIT_QUEUE);
		return;
	}
	queue_push(&s->internal, event);
}

bool
content_error(struct session *s, const char *name, const char *sendid,
    const char *fmt, ...)
{
	struct event event = { .type = EVENT_PLATFORM, .sendid = sendid };
	struct text what = TEXT_INIT;
	va_list ap;

	if (s->quiet || s->system->failed)
		return false;
	va_start(ap, fmt);
	text_addv(&what, fmt, ap);
	va_end(ap);
	effect_add(s, EFFECT_ERROR, -1, name, what.ptr);
	event.name = name;
	event.class = strcmp(name, "error.communication") == 0 ?
	    s->chart->class_communication : s->chart->class_execution;
	if (s->model != NULL) {
		event_own(&event);
		event.data = node_new(s, "data");
		node_add_text(s, event.data, what.ptr);
	}
	text_release(&what);
	content_internal(s, &event);
	return false;
}

bool
content_expr_error(struct session *s, const struct expr *expr)
{
	return content_error(s, "error.execution", NULL,
	    "line %d: %s=\"%s\" of <%s> %s", expr->line, expr->attribute,
	    expr->text, expr->element, expr->comp == NULL ?
	    "is no expression of the data model" : "cannot be evaluated");
}

char *
content_either(struct session *s, const struct either *either, bool *failed)
{
	char *value;

	if (either->text != NULL)
		return mem_strdup(either->text);
	if (either->expr == NULL)
		return NULL;
	if ((value = xpath_string(s, either->expr)) == NULL) {
		content_expr_error(s, either->expr);
		*failed = true;
	}
	return value;
}

static bool
add_param(struct session *s, const struct param *param, xmlNode *data)
{
	const struct expr *expr = param->expr != NULL ? param->expr :
	    param->location;
	xmlNode *item = node_new(s, "data");
	bool ok;

	node_set_attr(s, item, "id", param->name);
	ok = param->expr != NULL ? xpath_value(s, expr, item) :
	    xpath_stored(s, expr, item);
	if (ok) {
		xmlAddChild(data, item);
		return true;
	}
	node_free(s->system, item);
	return content_error(s, "error.execution", NULL, "line %d: the value "
	    "of \"%s\" cannot be found: %s", param->line, param->name,
	    expr->text);
}

/* <content expr>: a node-set's copy; a text may be XML (B.3.7.1). */
static bool
add_content(struct session *s, const struct expr *expr, xmlNode *data)
{
	xmlNode *value = node_new(s, "data");
	bool ok = xpath_value(s, expr, value);
	const xmlNode *only = value->children;

	if (ok && only != NULL && only->next == NULL &&
	    only->type == XML_TEXT_NODE)
		model_markup(s, (const char *)only->content, data);
	else if (ok)
		node_splice(data, NULL, value);
	node_free(s->system, value);
	return ok || content_expr_error(s, expr);
}

bool
content_payload(struct session *s, const struct payload *payload,
    bool skip_bad, xmlNode *data)
{
	const struct param *param;

	if (payload->content != NULL)
		model_inline(s, payload->content, data);
	if (payload->content_expr != NULL &&
	    !add_content(s, payload->content_expr, data))
		return false;
	for (param = payload->params; param != NULL; param = param->next)
		if (!add_param(s, param, data) && !skip_bad)
			return false;
	return !s->system->failed;
}

/* An error leaves the done event, with what there is (SCXML 5.5, 5.7). */
xmlNode *
content_donedata(struct session *s, const struct payload *payload)
{
	xmlNode *data;

	if (payload == NULL)
		return NULL;
	data = node_new(s, "data");
	content_payload(s, payload, true, data);
	return data;
}

static bool
run_raise(struct session *s, const struct action *action)
{
	struct event event = { .name = action->u.raise.event,
		.class = action->u.raise.event_class,
		.type = EVENT_INTERNAL };

	content_internal(s, &event);
	return true;
}

/* A condition that fails counts as false (SCXML 5.9.1): the next partition
 * is tried, and the block goes on. */
static bool
run_if(struct session *s, const struct action *action)
{
	const struct branch *branch;

	for (branch = action->u.branches; branch != NULL;
	    branch = branch->next)
		if (branch->cond == NULL || select_condition(s, branch->cond))
			return content_run(s, branch->content);
	return true;
}

static bool
run_log(struct session *s, const struct action *action)
{
	const struct expr *expr = action->u.log.expr;
	char *value = NULL;

	if (expr != NULL && s->model == NULL) {
		effect_add(s, EFFECT_LOG, -1, action->u.log.label,
		    expr->text);
		return true;
	}
	if (expr != NULL && (value = xpath_string(s, expr)) == NULL)
		return content_expr_error(s, expr);
	effect_add(s, EFFECT_LOG, -1, action->u.log.label, value);
	free(value);
	return true;
}

static void
set_number(struct session *s, const char *name, size_t number)
{
	struct text digits = TEXT_INIT;
	xmlNode *value = node_new(s, "data");

	text_addf(&digits, "%zu", number);
	node_add_text(s, value, digits.ptr);
	assign_variable(s, model_declare(s, name), value);
	node_free(s->system, value);
	text_release(&digits);
}

/*
 * After the loop the variable holds a copy of the last item, as if it had
 * been assigned: a reference could not be part of a snapshot.
 */
static void
keep_item(struct session *s, const char *name)
{
	struct variable *v = model_variable(s, name);
	xmlNode *value;

	if (v->item == NULL)
		return;
	value = node_new(s, "data");
	node_add_copy(s, value, v->item);
	v->item = NULL;
	assign_variable(s, v, value);
	node_free(s->system, value);
}

/*
 * While the body runs, the item variable stands for the node itself. What
 * the body takes out of the document stays allocated until the outermost
 * loop is over (model_sweep).
 */
static bool
run_items(struct session *s, const struct action *action, xmlNode **nodes,
    size_t n)
{
	const char *item = action->u.foreach.item;
	const char *index = action->u.foreach.index;
	bool ok = true;
	size_t i;

	model_declare(s, item);
	if (index != NULL)
		model_declare(s, index);
	s->model->foreach_depth++;
	for (i = 0; i < n && ok && !s->system->failed; i++) {
		model_variable(s, item)->item = nodes[i];
		if (index != NULL)
			set_number(s, index, i + 1);
		ok = content_run(s, action->u.foreach.content);
	}
	keep_item(s, item);
	s->model->foreach_depth--;
	model_sweep(s);
	return ok;
}

static bool
run_foreach(struct session *s, const struct action *action)
{
	const struct expr *array = action->u.foreach.array;
	const char *index = action->u.foreach.index;
	xmlNode **nodes;
	size_t n;
	bool ok;

	if (!model_is_name(action->u.foreach.item) ||
	    (index != NULL && !model_is_name(index)))
		return content_error(s, "error.execution", NULL, "line %d: "
		    "<foreach> needs names of variables as \"item\" and "
		    "\"index\"", action->line);
	if ((nodes = xpath_nodes(s, array, &n)) == NULL)
		return content_error(s, "error.execution", NULL, "line %d: "
		    "array=\"%s\" of <foreach> is no node-set", array->line,
		    array->text);
	ok = run_items(s, action, nodes, n);
	free(nodes);
	return ok;
}

static bool
run(struct session *s, const struct action *action)
{
	switch (action->kind) {
	case ACT_RAISE:
		return run_raise(s, action);
	case ACT_IF:
		return run_if(s, action);
	case ACT_FOREACH:
		return run_foreach(s, action);
	case ACT_LOG:
		return run_log(s, action);
	case ACT_ASSIGN:
		return assign_run(s, &action->u.assign);
	case ACT_SEND:
		return send_run(s, &action->u.send, action->line);
	case ACT_CANCEL:
		return send_cancel(s, &action->u.cancel);
	}
	return false;
}

bool
content_run(struct session *s, const struct action *action)
{
	for (; action != NULL; action = action->next)
		if (s->system->failed || !run(s, action))
			return false;
	return true;
}
