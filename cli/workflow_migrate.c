/* workflow_migrate.c: guiwen workflow migrate: running documents go over to
 * another chart */
#include "cli/workflow.h"

#include "cli/json.h"
#include "engine/base/arena.h"
#include "engine/base/mem.h"
#include "engine/xml/xml.h"
#include "workflows/act.h"

#include <stdlib.h>
#include <string.h>

#define BATCH 64		/* documents in one transaction */

/* One instance that is to go over, and what came of it. */
struct item {
	const char *document, *instance, *from, *states;
	int64_t after_s;	/* its last step */
	size_t nth;		/* of its document's, from 0 */
	bool asked, done, recorded;
	struct err *why;	/* not done */
	const char *outcome;
};

struct migration {
	struct call *call;
	struct arena arena;
	const char *workflow;
	char hash[SHA256_HEX];	/* of the new chart */
	bool dry;
	struct act_datum *data;
	size_t ndata;
	int64_t stated_s;
	bool day_only;
	struct item *items;
	size_t n, cap, most;	/* most: instances of one document */
};

/* ---- what is asked for ---- */

static int
check_usage(const struct call *call, struct err *err)
{
	static const char *const allowed[] = { WORKFLOW_REASON, WORKFLOW_TO,
		WORKFLOW_MAP, WORKFLOW_ALL, WORKFLOW_DRY_RUN, NULL };
	bool all = options_has(&call->options, WORKFLOW_ALL);

	if (workflow_allow(call, "migrate", allowed, err) != 0)
		return -1;
	if (all == (call_operand(call, 1) != NULL))
		return err_set(err, ERR_USAGE, "say which document goes over: "
		    "guiwen workflow migrate DOC, or --all");
	if (!options_has(&call->options, WORKFLOW_TO))
		return err_set(err, ERR_USAGE, "say with --to to which chart; "
		    "guiwen workflow list shows them");
	if (!options_has(&call->options, WORKFLOW_REASON))
		return err_set(err, ERR_USAGE, "guiwen workflow %s needs "
		    "--reason", "migrate");
	return 0;
}

/* The one chart whose hash begins so. */
static int
find_chart(struct migration *m, const char *given, struct err *err)
{
	struct registry_chart *charts = NULL;
	size_t n, i, found = 0;

	if (registry_charts(m->call->registry, false, &charts, &n, err) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (given[0] == '\0' || strncmp(charts[i].hash, given,
		    strlen(given)) != 0)
			continue;
		found++;
		m->workflow = charts[i].workflow;
		memcpy(m->hash, charts[i].hash, sizeof(m->hash));
	}
	free(charts);
	if (found == 1)
		return 0;
	if (found == 0)
		return err_set(err, ERR_NOTFOUND, "the registry has no chart "
		    "whose SHA-256 begins with \"%s\"; guiwen workflow list "
		    "shows them", given);
	return err_set(err, ERR_USAGE, "%zu charts of the registry begin with "
	    "\"%s\"; give more of the SHA-256", found, given);
}

static void
take_data(struct migration *m)
{
	const struct options *options = &m->call->options;
	size_t n = options_count(options, WORKFLOW_MAP), i;

	m->data = arena_array(&m->arena, n + 1, sizeof(*m->data));
	m->data[m->ndata++] = (struct act_datum){ "chart", m->hash };
	for (i = 0; i < n; i++)
		m->data[m->ndata++] = (struct act_datum){ "map",
			options_nth(options, WORKFLOW_MAP, i) };
}

static int
gather(void *ctx, const struct dossier *dossier,
    const struct dossier_instance *instance, struct err *err)
{
	struct migration *m = ctx;
	struct item *item;
	size_t nth = 0;

	(void)err;
	if (strcmp(instance->chart, m->hash) == 0)
		return 0;
	if (m->n > 0 && strcmp(m->items[m->n - 1].document,
	    dossier->id) == 0)
		nth = m->items[m->n - 1].nth + 1;
	if (nth + 1 > m->most)
		m->most = nth + 1;
	MEM_GROW(m->items, m->n, m->cap);
	item = &m->items[m->n++];
	*item = (struct item){ .nth = nth, .after_s = dossier->stated_s,
		.document = arena_strdup(&m->arena, dossier->id),
		.instance = arena_strdup(&m->arena, instance->id),
		.from = arena_strdup(&m->arena, instance->chart),
		.states = arena_strdup(&m->arena, instance->states) };
	return 0;
}

/* A document that has nothing to go over is asked all the same: the answer
 * says why not. */
static int
gather_all(struct migration *m, const char *document, struct err *err)
{
	struct dossier *dossier = NULL;
	const struct dossier_instance *main;

	if (document != NULL && registry_dossier(m->call->registry, document,
	    &dossier, err) != 0)
		return -1;
	if (registry_instances(m->call->registry, document, m->workflow,
	    gather, m, err) != 0) {
		dossier_free(dossier);
		return -1;
	}
	main = dossier != NULL ? dossier_instance(dossier, DOSSIER_MAIN) :
	    NULL;
	if (main != NULL && m->n == 0) {
		if (strcmp(main->workflow, m->workflow) != 0)
			err_set(err, ERR_REFUSED, "%s has nothing open on "
			    "another chart of the workflow %s", document,
			    m->workflow);
		else if (strcmp(main->chart, m->hash) == 0)
			err_set(err, ERR_REFUSED, "%s is on the chart %.12s "
			    "already", document, m->hash);
		else
			gather(m, dossier, main, err);
	}
	dossier_free(dossier);
	return err->code != ERR_NONE ? -1 : 0;
}

/* ---- doing it ---- */

static struct request
request_of(const struct migration *m, const struct item *item)
{
	struct request request = { .document = item->document,
		.instance = item->instance, .event = "migrate",
		.person = m->call->person->id,
		.authenticated = m->call->authenticated,
		.reason = options_value(&m->call->options, WORKFLOW_REASON),
		.data = m->data, .ndata = m->ndata,
		.stated_s = m->stated_s };

	/* a day without a time of day comes after the last step of that day */
	if (m->day_only && item->after_s > m->stated_s && day_compare(
	    time_day(m->stated_s), time_day(item->after_s)) == 0)
		request.stated_s = item->after_s;
	return request;
}

static void
keep(struct migration *m, struct item *item, struct answer *answer)
{
	item->asked = true;
	item->done = answer->done;
	item->recorded = answer->recorded;
	if (answer->outcome != NULL)
		item->outcome = arena_strdup(&m->arena, answer->outcome);
	if (!answer->done) {
		item->why = arena_alloc(&m->arena, sizeof(*item->why));
		*item->why = answer->err;
	}
	answer_release(answer);
}

static int
try_all(struct migration *m, struct err *err)
{
	struct request request;
	struct answer answer;
	size_t i;

	for (i = 0; i < m->n; i++) {
		request = request_of(m, &m->items[i]);
		if (registry_try(m->call->registry, &request, m->call->now_s,
		    &answer, err) != 0) {
			answer_release(&answer);
			return -1;
		}
		keep(m, &m->items[i], &answer);
	}
	return 0;
}

static int
do_batch(struct migration *m, struct item *const *batch, size_t n,
    struct err *err)
{
	struct request *requests;
	struct answer *answers;
	size_t i;
	int rc;

	if (n == 0)
		return 0;
	requests = mem_zero(n, sizeof(*requests));
	answers = mem_zero(n, sizeof(*answers));
	for (i = 0; i < n; i++)
		requests[i] = request_of(m, batch[i]);
	rc = registry_act(m->call->registry, requests, n, m->call->now_s,
	    false, answers, err);
	for (i = 0; i < n; i++)
		keep(m, batch[i], &answers[i]);
	free(requests);
	free(answers);
	return rc;
}

/* In one transaction a document is asked once: the second act would not have
 * seen the record of the first. */
static int
do_all(struct migration *m, struct err *err)
{
	struct item *batch[BATCH];
	size_t nth, i, n;

	for (nth = 0; nth < m->most; nth++) {
		for (i = n = 0; i < m->n; i++) {
			if (m->items[i].nth != nth)
				continue;
			batch[n++] = &m->items[i];
			if (n < BATCH)
				continue;
			if (do_batch(m, batch, n, err) != 0)
				return -1;
			n = 0;
		}
		if (do_batch(m, batch, n, err) != 0)
			return -1;
	}
	if (store_export(registry_store(m->call->registry), err) != 0)
		return err_prefix(err, "the repository could not be brought "
		    "up to date");
	return 0;
}

/* ---- telling ---- */

static const char *
value(const xmlNode *node, const char *name)
{
	const char *given = xml_attr(node, name);

	return given != NULL ? given : "";
}

static void
print_state(struct output *out, const xmlNode *node)
{
	const char *now = value(node, "now"), *was = value(node, "was");

	if (*was == '\0')
		output_addf(out, _("    newly active: %s\n"), now);
	else if (strcmp(was, now) != 0)
		output_addf(out, "    %s → %s\n", was, now);
}

static void
print_time(struct output *out, const xmlNode *node)
{
	const char *was = value(node, "was"), *now = value(node, "now");

	if (*was == '\0')
		output_addf(out, _("    %s has no deadline and gets none; by "
		    "this chart it is %s\n"), value(node, "state"), now);
	else
		output_addf(out, _("    the deadline of %s stays %s (%s); by "
		    "this chart it is %s\n"), value(node, "state"), was,
		    value(node, "due"), *now != '\0' ? now : _("none"));
}

static json_t *
node_json(const xmlNode *node)
{
	static const char *const names[] = { "state", "was", "now", "due" };
	json_t *o = json_object();
	size_t i;

	for (i = 0; i < MEM_COUNT(names); i++)
		if (xml_attr(node, names[i]) != NULL)
			json_object_set_new(o, names[i],
			    json_words(xml_attr(node, names[i])));
	return o;
}

/* What the outcome says of the migration: printed, or into the lists. */
static void
tell_outcome(struct migration *m, const struct item *item, json_t *states,
    json_t *times)
{
	struct err ignored = ERR_INIT;
	const xmlNode *top, *node;
	xmlDoc *doc = NULL;

	if (item->outcome == NULL || xml_parse(&doc, item->outcome,
	    strlen(item->outcome), "outcome", NULL, &ignored) != 0)
		return;
	top = xml_child(xmlDocGetRootElement(doc), OUTCOME_NS, "migration");
	for (node = top != NULL ? xml_child(top, OUTCOME_NS, NULL) : NULL;
	    node != NULL; node = xml_next(node, OUTCOME_NS, NULL)) {
		if (states != NULL)
			json_array_append_new(xml_is(node, OUTCOME_NS,
			    "active") ? states : times, node_json(node));
		else if (xml_is(node, OUTCOME_NS, "active"))
			print_state(&m->call->out, node);
		else
			print_time(&m->call->out, node);
	}
	xmlFreeDoc(doc);
}

static void
print_item(struct migration *m, const struct item *item)
{
	struct output *out = &m->call->out;

	output_styled(out, STYLE_BOLD, item->document);
	if (strcmp(item->instance, DOSSIER_MAIN) != 0)
		output_addf(out, " %s", item->instance);
	output_addf(out, "  %.12s → %.12s  %s%s", item->from, m->hash,
	    item->states, _(": "));
	if (item->why != NULL) {
		output_styled(out, STYLE_BAD, _("refused"));
		output_addf(out, "\n    %s\n", item->why->shown);
		return;
	}
	output_styled(out, STYLE_GOOD, m->dry ? _("would go over") :
	    _("gone over"));
	output_adds(out, "\n");
	tell_outcome(m, item, NULL, NULL);
}

static json_t *
item_json(struct migration *m, const struct item *item)
{
	json_t *o = json_object(), *states = json_array(),
	    *times = json_array();

	json_object_set_new(o, "document", json_words(item->document));
	json_object_set_new(o, "instance", json_words(item->instance));
	json_object_set_new(o, "from", json_words(item->from));
	json_object_set_new(o, "to", json_words(m->hash));
	json_object_set_new(o, "done", json_boolean(item->done));
	json_object_set_new(o, "recorded", json_boolean(item->recorded));
	tell_outcome(m, item, states, times);
	json_object_set_new(o, "states", states);
	json_object_set_new(o, "times", times);
	if (item->why != NULL)
		json_object_set_new(o, "error", json_error(item->why));
	return o;
}

static int
tell(struct migration *m, bool all)
{
	size_t i, refused = 0, done = 0;
	json_t *list = json_array();

	for (i = 0; i < m->n; i++) {
		refused += m->items[i].why != NULL;
		done += m->items[i].done;
	}
	if (!all && !m->dry && m->n == 1 && refused == 1 &&
	    !call_json(m->call)) {
		json_decref(list);
		return call_fail(m->call, m->items[0].why);
	}
	for (i = 0; i < m->n; i++)
		if (!m->items[i].asked)
			continue;
		else if (call_json(m->call))
			json_array_append_new(list, item_json(m,
			    &m->items[i]));
		else
			print_item(m, &m->items[i]);
	if (call_json(m->call))
		json_print(&m->call->out, json_incref(list));
	else if (m->dry)
		output_addf(&m->call->out, _("%zu would go over, %zu would be "
		    "refused; nothing is recorded\n"), done,
		    refused);
	else
		output_addf(&m->call->out, _("%zu gone over, %zu refused\n"),
		    done, refused);
	json_decref(list);
	if (!all && !m->dry && m->n == 1 && refused == 1)
		return status_of(m->items[0].why->code);
	return refused > 0 ? STATUS_NO : STATUS_YES;
}

int
workflow_migrate(struct call *call)
{
	struct migration m = { .call = call, .dry = options_has(
	    &call->options, WORKFLOW_DRY_RUN) };
	struct err err = ERR_INIT;
	int status;

	if (check_usage(call, &err) != 0)
		return call_usage(call, &err);
	if (call_open(call, m.dry, &err) != 0 ||
	    call_identify(call, &err) != 0 ||
	    call_stated(call, &m.stated_s, &m.day_only, &err) != 0 ||
	    find_chart(&m, options_value(&call->options, WORKFLOW_TO),
	    &err) != 0) {
		status = call_asked(call, &err);
		goto out;
	}
	take_data(&m);
	if (gather_all(&m, call_operand(call, 1), &err) != 0) {
		status = call_fail(call, &err);
		goto out;
	}
	if (m.dry)
		try_all(&m, &err);
	else
		do_all(&m, &err);
	/* what was recorded stays so, whatever came after it */
	status = tell(&m, options_has(&call->options, WORKFLOW_ALL));
	if (err.code != ERR_NONE)
		status = call_fail(call, &err);
out:
	free(m.items);
	arena_release(&m.arena);
	return status;
}
