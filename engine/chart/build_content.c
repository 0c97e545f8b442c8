/* build_content.c: reading executable content and what messages carry */
#include "engine/chart/build.h"

#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define SPACE " \t\r\n"

/* A time designation: digits, a fraction, a unit. */
int64_t
chart_delay(const char *text)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 },
		{ "h", 3600000 }, { "d", 86400000 } };
	const char *s = text + strspn(text, SPACE);
	int64_t whole = 0, micro = 0, scale = 1000000, ms;
	size_t i, digits = 0, len;

	s += *s == '+';
	for (; *s >= '0' && *s <= '9'; s++, digits++) {
		whole = 10 * whole + (*s - '0');
		if (whole > 1000000000000)
			return -1;
	}
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++, digits++)
			if (scale > 1)
				micro += (scale /= 10) * (*s - '0');
	if (digits == 0)
		return -1;
	len = strcspn(s, SPACE);
	if (s[len + strspn(s + len, SPACE)] != '\0')
		return -1;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strlen(units[i].name) != len ||
		    memcmp(units[i].name, s, len) != 0)
			continue;
		ms = units[i].ms;
		return whole > INT64_MAX / 4 / ms ? -1 :
		    whole * ms + micro * ms / 1000000;
	}
	return -1;
}

/* @namelist: locations; XPath's "$x" is called x in the message. */
static int
read_namelist(struct builder *b, const xmlNode *node, struct param ***last)
{
	const char *list = xml_attr(node, "namelist");
	struct arena *arena = &b->chart->arena;
	size_t n;

	if (list == NULL)
		return 0;
	if (b->chart->datamodel == CHART_NULL)
		return BUILD_UNSUPPORTED(b, node, "\"namelist\" of <%s> "
		    "needs data, and the null data model has none; declare "
		    "datamodel=\"%s\"", (const char *)node->name, "xpath");
	for (list += strspn(list, SPACE); *list != '\0';
	    list += strspn(list, SPACE)) {
		struct param *param = arena_alloc(arena, sizeof(*param));

		n = strcspn(list, SPACE);
		param->name = *list == '$' ?
		    arena_strndup(arena, list + 1, n - 1) :
		    arena_strndup(arena, list, n);
		param->line = build_line(node);
		param->location = build_expr_text(b, node, "namelist",
		    arena_strndup(arena, list, n));
		**last = param;
		*last = &param->next;
		list += n;
	}
	return 0;
}

static int
read_param(struct builder *b, const xmlNode *node, struct param ***last)
{
	struct param *param = arena_alloc(&b->chart->arena, sizeof(*param));

	param->line = build_line(node);
	if (build_attributes(b, node, "name expr location") != 0 ||
	    (param->name = build_required(b, node, "name")) == NULL ||
	    build_exclusive(b, node, "expr", "location") != 0 ||
	    build_expr(b, node, "expr", &param->expr) != 0 ||
	    build_expr(b, node, "location", &param->location) != 0 ||
	    build_empty(b, node) != 0)
		return -1;
	if (param->expr == NULL && param->location == NULL)
		return BUILD_BAD(b, node,
		    "<%s> needs \"expr\" or \"location\"", "param");
	**last = param;
	*last = &param->next;
	return 0;
}

static int
read_message_content(struct builder *b, const xmlNode *node,
    struct payload *out)
{
	if (out->content != NULL || out->content_expr != NULL)
		return BUILD_BAD(b, node, "only one <content> may stand in "
		    "<%s>", (const char *)node->parent->name);
	if (build_attributes(b, node, "expr") != 0 ||
	    build_expr(b, node, "expr", &out->content_expr) != 0)
		return -1;
	if (out->content_expr == NULL)
		out->content = node;
	else if (build_has_content(node))
		return BUILD_BAD(b, node, "<%s> may have \"expr\" or "
		    "children, not both", "content");
	return 0;
}

int
build_payload(struct builder *b, const xmlNode *node, bool others,
    struct payload *out)
{
	struct param **last = &out->params;
	const xmlNode *child;
	int rc;

	if (read_namelist(b, node, &last) != 0 ||
	    build_child(b, node, node->children, &child) != 0)
		return -1;
	while (child != NULL) {
		if (xml_is(child, CHART_NS, "param"))
			rc = read_param(b, child, &last);
		else if (xml_is(child, CHART_NS, "content"))
			rc = read_message_content(b, child, out);
		else if (others)
			rc = 0;
		else
			rc = BUILD_BAD(b, child, "<%s> may not stand in <%s>",
			    (const char *)child->name,
			    (const char *)node->name);
		if (rc != 0 ||
		    build_child(b, node, child->next, &child) != 0)
			return -1;
	}
	return 0;
}

/* <content> excludes <param> and namelist, except in <invoke>. */
static int
content_alone(struct builder *b, const xmlNode *node,
    const struct payload *payload)
{
	if (payload->params == NULL || (payload->content == NULL &&
	    payload->content_expr == NULL))
		return 0;
	return BUILD_BAD(b, node, "<%s> may have <content> or <param> and "
	    "namelist, not both", (const char *)node->name);
}

int
build_donedata(struct builder *b, const xmlNode *node, struct payload **out)
{
	struct payload *payload = arena_alloc(&b->chart->arena,
	    sizeof(*payload));

	if (b->chart->datamodel == CHART_NULL)
		return BUILD_UNSUPPORTED(b, node, "<%s> needs data, and the "
		    "null data model has none; declare datamodel=\"xpath\"",
		    "donedata");
	*out = payload;
	if (build_attributes(b, node, "") != 0 ||
	    build_payload(b, node, false, payload) != 0)
		return -1;
	return content_alone(b, node, payload);
}

static int
read_raise(struct builder *b, const xmlNode *node, struct action *action)
{
	action->kind = ACT_RAISE;
	action->u.raise.event = build_required(b, node, "event");
	return action->u.raise.event == NULL ||
	    build_attributes(b, node, "event") != 0 ? -1 :
	    build_empty(b, node);
}

static int
read_log(struct builder *b, const xmlNode *node, struct action *action)
{
	action->kind = ACT_LOG;
	action->u.log.label = xml_attr(node, "label");
	if (build_attributes(b, node, "label expr") != 0 ||
	    build_expr(b, node, "expr", &action->u.log.expr) != 0)
		return -1;
	return build_empty(b, node);
}

static int
read_cancel(struct builder *b, const xmlNode *node, struct action *action)
{
	action->kind = ACT_CANCEL;
	if (build_attributes(b, node, "sendid sendidexpr") != 0 ||
	    build_either(b, node, "sendid", "sendidexpr",
	    &action->u.cancel) != 0)
		return -1;
	if (action->u.cancel.text == NULL && action->u.cancel.expr == NULL)
		return BUILD_BAD(b, node,
		    "<%s> needs \"sendid\" or \"sendidexpr\"", "cancel");
	return build_empty(b, node);
}

static int
start_branch(struct builder *b, const xmlNode *node, struct branch ***last,
    struct branch **out)
{
	struct branch *branch = arena_alloc(&b->chart->arena,
	    sizeof(*branch));
	bool is_else = xml_is(node, CHART_NS, "else");

	if (build_attributes(b, node, is_else ? "" : "cond") != 0 ||
	    (!is_else && build_required(b, node, "cond") == NULL) ||
	    build_cond(b, node, &branch->cond) != 0)
		return -1;
	**last = branch;
	*last = &branch->next;
	*out = branch;
	return 0;
}

static int
read_if(struct builder *b, const xmlNode *node, struct action *action)
{
	struct branch **last = &action->u.branches, *branch;
	struct action **last_action;
	const xmlNode *child;

	action->kind = ACT_IF;
	if (start_branch(b, node, &last, &branch) != 0 ||
	    build_child(b, node, node->children, &child) != 0)
		return -1;
	last_action = &branch->content;
	while (child != NULL) {
		if (xml_is(child, CHART_NS, "elseif") ||
		    xml_is(child, CHART_NS, "else")) {
			if (branch->cond == NULL)
				return BUILD_BAD(b, child, "<%s> may not come "
				    "after <else>", (const char *)child->name);
			if (build_empty(b, child) != 0 ||
			    start_branch(b, child, &last, &branch) != 0)
				return -1;
			last_action = &branch->content;
		} else {
			if (build_action(b, child, last_action) != 0)
				return -1;
			last_action = &(*last_action)->next;
		}
		if (build_child(b, node, child->next, &child) != 0)
			return -1;
	}
	return 0;
}

static int
read_foreach(struct builder *b, const xmlNode *node, struct action *action)
{
	action->kind = ACT_FOREACH;
	action->u.foreach.item = build_required(b, node, "item");
	action->u.foreach.index = xml_attr(node, "index");
	if (action->u.foreach.item == NULL ||
	    build_required(b, node, "array") == NULL ||
	    build_attributes(b, node, "array item index") != 0 ||
	    build_expr(b, node, "array", &action->u.foreach.array) != 0)
		return -1;
	return build_content(b, node, &action->u.foreach.content);
}

static int
assign_type(struct builder *b, const xmlNode *node, struct assign *assign)
{
	static const char *const names[] = { "replacechildren", "firstchild",
		"lastchild", "previoussibling", "nextsibling", "replace",
		"delete", "addattribute" };
	const char *type = xml_attr(node, "type");
	size_t i;

	for (i = 0; type != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(type, names[i]) == 0)
			break;
	if (type != NULL && i == sizeof(names) / sizeof(names[0]))
		return BUILD_BAD(b, node, "<assign> has no type \"%s\"; the "
		    "XPath data model has replacechildren, firstchild, "
		    "lastchild, previoussibling, nextsibling, replace, "
		    "delete, addattribute", type);
	assign->type = type == NULL ? ASSIGN_REPLACECHILDREN :
	    (enum assign_type)i;
	assign->attr = xml_attr(node, "attr");
	if ((assign->attr != NULL) != (assign->type == ASSIGN_ADDATTRIBUTE))
		return BUILD_BAD(b, node, "<%s> has \"attr\" with the type "
		    "addattribute, and only then", "assign");
	if (assign->attr != NULL &&
	    xmlValidateNCName(BAD_CAST assign->attr, 0) != 0)
		return BUILD_BAD(b, node, "attr=\"%s\" is no name of an "
		    "attribute without a prefix", assign->attr);
	return 0;
}

static int
read_assign(struct builder *b, const xmlNode *node, struct action *action)
{
	struct assign *assign = &action->u.assign;
	struct expr *location;

	action->kind = ACT_ASSIGN;
	if (b->chart->datamodel == CHART_NULL)
		return BUILD_UNSUPPORTED(b, node, "<%s> needs data, and the "
		    "null data model has none; declare datamodel=\"xpath\"",
		    "assign");
	if (build_attributes(b, node, "location expr type attr") != 0 ||
	    build_required(b, node, "location") == NULL ||
	    build_expr(b, node, "location", &location) != 0 ||
	    build_expr(b, node, "expr", &assign->expr) != 0 ||
	    assign_type(b, node, assign) != 0)
		return -1;
	assign->location = location;
	if (assign->type == ASSIGN_DELETE)
		return 0;	/* "expr is ignored", and so are children */
	if (build_has_content(node))
		assign->inline_value = node;
	if (assign->expr != NULL && assign->inline_value != NULL)
		return BUILD_BAD(b, node, "<%s> may have \"expr\" or "
		    "children, not both", "assign");
	if (assign->expr == NULL)
		assign->inline_value = node;
	return 0;
}

static int
check_send(struct builder *b, const xmlNode *node, struct send *send)
{
	bool delayed = send->delay.text != NULL || send->delay.expr != NULL;

	if (send->type.text != NULL &&
	    strcmp(send->type.text, CHART_IO_HTTP) == 0)
		return BUILD_UNSUPPORTED(b, node, "<send> of type \"%s\" is "
		    "not supported; the engine has no network",
		    send->type.text);
	if (send->delay.text != NULL &&
	    (send->delay_ms = chart_delay(send->delay.text)) < 0)
		return BUILD_BAD(b, node, "delay=\"%s\" is no time such as "
		    "\"1.5s\" or \"200ms\"", send->delay.text);
	if (delayed && send->target.text != NULL &&
	    strcmp(send->target.text, "#_internal") == 0)
		return BUILD_BAD(b, node, "<%s> to #_internal may have no "
		    "delay", "send");
	if (send->event.text == NULL && send->event.expr == NULL &&
	    send->payload.content == NULL &&
	    send->payload.content_expr == NULL)
		return BUILD_BAD(b, node, "<%s> needs \"event\", "
		    "\"eventexpr\" or <content>", "send");
	return content_alone(b, node, &send->payload);
}

static int
read_send(struct builder *b, const xmlNode *node, struct action *action)
{
	struct send *send = &action->u.send;

	action->kind = ACT_SEND;
	send->id = xml_attr(node, "id");
	if (build_attributes(b, node, "event eventexpr target targetexpr type "
	    "typeexpr id idlocation delay delayexpr namelist") != 0 ||
	    build_either(b, node, "event", "eventexpr", &send->event) != 0 ||
	    build_either(b, node, "target", "targetexpr",
	    &send->target) != 0 ||
	    build_either(b, node, "type", "typeexpr", &send->type) != 0 ||
	    build_either(b, node, "delay", "delayexpr", &send->delay) != 0 ||
	    build_exclusive(b, node, "id", "idlocation") != 0 ||
	    build_expr(b, node, "idlocation", &send->idlocation) != 0 ||
	    build_payload(b, node, false, &send->payload) != 0)
		return -1;
	return check_send(b, node, send);
}

int
build_action(struct builder *b, const xmlNode *node, struct action **out)
{
	static const struct {
		const char *name;
		int (*read)(struct builder *, const xmlNode *,
		    struct action *);
	} elements[] = { { "raise", read_raise }, { "if", read_if },
		{ "foreach", read_foreach }, { "log", read_log },
		{ "assign", read_assign }, { "send", read_send },
		{ "cancel", read_cancel } };
	struct action *action;
	size_t i;

	for (i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (strcmp((const char *)node->name, elements[i].name) == 0)
			break;
	if (xml_is(node, CHART_NS, "script"))
		return BUILD_UNSUPPORTED(b, node, "<%s> is not supported: "
		    "neither data model has a scripting language", "script");
	if (i == sizeof(elements) / sizeof(elements[0]))
		return BUILD_BAD(b, node, "<%s> may not stand in <%s>: it is "
		    "no executable content", (const char *)node->name,
		    (const char *)node->parent->name);
	action = arena_alloc(&b->chart->arena, sizeof(*action));
	action->line = build_line(node);
	*out = action;
	return elements[i].read(b, node, action);
}

int
build_content(struct builder *b, const xmlNode *node, struct action **out)
{
	const xmlNode *child;

	if (build_child(b, node, node->children, &child) != 0)
		return -1;
	while (child != NULL) {
		if (build_action(b, child, out) != 0 ||
		    build_child(b, node, child->next, &child) != 0)
			return -1;
		out = &(*out)->next;
	}
	return 0;
}
