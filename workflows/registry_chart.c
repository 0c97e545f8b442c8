/* registry_chart.c: the charts of a registry: another one put in force, and
 * which of them run */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "engine/calendar/calendar.h"
#include "engine/chart/check.h"
#include "engine/xml/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHART_MAX_BYTES ((size_t)4 << 20)

/* ---- is it fit to be used? ---- */

static bool
is_known(const char *workflow)
{
	size_t i;

	for (i = 0; context_workflows[i] != NULL; i++)
		if (strcmp(context_workflows[i], workflow) == 0)
			return true;
	return false;
}

/* What would bring a document to a stop that no act can mend, whoever answers
 * for it: times that are none, events that are the program's own. */
static int
check_usable(const struct chart *chart, struct err *err)
{
	static const char *const own[] = { "draft", "correct", "migrate",
		"destroy" };
	struct duration duration;
	const char *within;
	size_t i, k;

	for (i = 0; i < chart_nstates(chart); i++) {
		within = chart_state_gw(chart, (int)i, "within");
		if (within != NULL && strchr(within, '{') == NULL &&
		    duration_parse(&duration, within) != 0)
			return err_set(err, ERR_REFUSED, "the state %s has "
			    "the time limit “%s”, which is no duration; write "
			    "it as “15 working-days”",
			    chart_state(chart, (int)i)->id, within);
	}
	for (i = 0; i < chart_ntransitions(chart); i++)
		for (k = 0; k < MEM_COUNT(own); k++) {
			const struct chart_transition *t =
			    chart_transition(chart, (int)i);

			if (t->event != NULL && strcmp(t->event, own[k]) == 0)
				return err_set(err, ERR_REFUSED, "line %d: "
				    "the event “%s” is guiwen's own and cannot "
				    "be a chart's", t->line, own[k]);
		}
	return 0;
}

static int
prove(const struct chart *chart, const char *despite, struct err *err)
{
	struct check *check = NULL;
	size_t faults;

	if (check_chart(&check, chart, NULL, err) != 0)
		return -1;
	faults = check_faults(check);
	if (faults > 0 && despite[0] == '\0')
		err_set(err, ERR_REFUSED, "the chart has %zu faults, the "
		    "first is: %s; “guiwen workflow check” shows them all, and "
		    "--despite REASON puts it in force all the same", faults,
		    check_get(check, 0)->message);
	check_free(check);
	return faults > 0 && despite[0] == '\0' ? -1 : 0;
}

static int
check_new(const char *workflow, const char *name, const char *bytes,
    size_t len, const char *despite, struct err *err)
{
	struct chart *chart = NULL;
	int rc = -1;

	if (!is_known(workflow))
		return err_set(err, ERR_NOTFOUND, "there is no procedure "
		    "“%s”; guiwen workflow list names them", workflow);
	if (len > CHART_MAX_BYTES)
		return err_set(err, ERR_LIMIT, "the chart is larger than %zu "
		    "bytes", CHART_MAX_BYTES);
	if (chart_parse(&chart, bytes, len, name, err) != 0)
		return -1;
	if (check_usable(chart, err) == 0 && prove(chart, despite, err) == 0)
		rc = 0;
	chart_free(chart);
	return rc;
}

/* ---- the record ---- */

struct change_chart {
	struct registry *registry;
	const char *actor, *workflow, *bytes, *hash;
	size_t len;
	const struct act *act;
	const struct text *act_bytes;
	struct signed_act signature;
};

static void
write_file(struct xml_writer *w, const char *path, const char *sha256)
{
	xw_open(w, "file", NULL);
	xw_attr(w, "path", path);
	xw_attr(w, "sha256", sha256);
	xw_close(w);
}

static void
write_outcome(struct text *out, const struct change_chart *change,
    const char *path, const char *old_path, const char *old_hash,
    const char *authenticated)
{
	struct xml_writer w;

	xw_init(&w, out);
	xw_open(&w, "outcome", OUTCOME_NS);
	xw_attr(&w, "authenticated", authenticated);
	xw_attr(&w, "event", "workflow");
	xw_attr(&w, "result", "done");
	xw_open(&w, "workflow", NULL);
	xw_attr(&w, "chart", change->hash);
	xw_attr(&w, "name", change->workflow);
	xw_attr(&w, "superseded", old_hash);
	xw_close(&w);
	write_file(&w, path, change->hash);
	write_file(&w, old_path, old_hash);
	xw_close(&w);
}

static int
put_record(struct store_txn *txn, const struct change_chart *change,
    const char *path, const char *old_path, const char *old_hash,
    struct err *err)
{
	const struct person *who = people_find(change->registry->view.people,
	    change->actor);
	struct text outcome = TEXT_INIT, subject = TEXT_INIT;
	const char *authenticated;
	struct record_draft draft = { .kind = RECORD_REGISTRY,
		.document = "", .event = "workflow", .person = change->actor,
		.act = change->act_bytes->ptr,
		.act_len = change->act_bytes->len,
		.signature = registry_signature(who, &change->signature),
		.author_time_s = change->act->stated_s };
	int rc;

	if (registry_vouch(who, &change->signature, &authenticated, err) != 0)
		return -1;
	text_addf(&subject, "启用流程图 %s（%.12s）", change->workflow,
	    change->hash);
	write_outcome(&outcome, change, path, old_path, old_hash,
	    authenticated);
	draft.author_name = who != NULL ? who->name : "";
	draft.outcome = outcome.ptr;
	draft.outcome_len = outcome.len;
	draft.subject = subject.ptr;
	rc = store_txn_record(txn, &draft, NULL, err);
	text_release(&outcome);
	text_release(&subject);
	return rc;
}

/* The one in force goes into the history, the new one takes its place. */
static int
replace(struct store_txn *txn, const struct change_chart *change,
    struct text *old, struct text *there, struct err *err)
{
	char path[128], old_path[160], hash[SHA256_HEX];
	struct sha256 sum;
	int got;

	snprintf(path, sizeof(path), CONTEXT_CHART, change->workflow);
	got = store_txn_file(txn, path, NULL, old, err);
	if (got == 0)
		return err_set(err, ERR_BROKEN, "the registry has no %s: its "
		    "procedure is lost", path);
	if (got < 0)
		return -1;
	sha256_of(&sum, old->ptr, old->len);
	sha256_hex(hash, &sum);
	if (strcmp(hash, change->hash) == 0)
		return err_set(err, ERR_REFUSED, "this chart is in force for "
		    "%s already", change->workflow);
	snprintf(old_path, sizeof(old_path), CONTEXT_OLD_CHART,
	    change->workflow, hash);
	got = store_txn_file(txn, old_path, NULL, there, err);
	if (got == 1 && (there->len != old->len ||
	    memcmp(there->ptr, old->ptr, old->len) != 0))
		return err_set(err, ERR_BROKEN, "%s is not the chart that its "
		    "name says", old_path);
	if (got < 0 || store_txn_put(txn, old_path, old->ptr, old->len,
	    err) != 0 || store_txn_put(txn, path, change->bytes, change->len,
	    err) != 0)
		return -1;
	return put_record(txn, change, path, old_path, hash, err);
}

static int
step(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	const struct change_chart *change = ctx;
	struct registry *registry = change->registry;
	struct text old = TEXT_INIT, there = TEXT_INIT;
	int rc = -1;

	(void)item;
	if (registry_sync(registry, store_txn_head(txn), registry_txn_file,
	    txn, err) == 0 &&
	    people_gate_actor(registry->view.people, change->actor,
	    time_day(store_txn_now(txn)), err) == 0)
		rc = replace(txn, change, &old, &there, err);
	text_release(&old);
	text_release(&there);
	return rc;
}

static void
describe(struct act *act, const char *workflow, const char *hash,
    const char *despite)
{
	act->data = arena_array(&act->arena, 3, sizeof(*act->data));
	act->data[act->ndata++] = (struct act_datum){ "workflow", workflow };
	act->data[act->ndata++] = (struct act_datum){ "chart", hash };
	if (despite[0] != '\0')
		act->data[act->ndata++] = (struct act_datum){ "despite",
			despite };
}

static int
record(struct change_chart *change, int64_t now_s, struct err *err)
{
	struct registry *registry = change->registry;
	struct err item = ERR_INIT;

	registry->loaded = -1;
	if (registry_step(registry, 1, step, change, NULL, now_s, &item,
	    err) != 0 || item.code != ERR_NONE) {
		if (item.code != ERR_NONE)
			*err = item;
		return -1;
	}
	if (store_export(registry->store, err) != 0)
		return err_prefix(err, "the repository could not be brought "
		    "up to date");
	return 0;
}

int
registry_put_chart(struct registry *registry, const char *actor,
    const char *workflow, const char *name, const char *bytes, size_t len,
    const char *reason, const char *despite, int64_t now_s,
    char hash[SHA256_HEX], struct err *err)
{
	struct act *act = act_new();
	struct text act_bytes = TEXT_INIT;
	struct change_chart change = { registry, actor, workflow, bytes,
		hash, len, act, &act_bytes, { TEXT_INIT, NULL } };
	const struct procedure_context *context;
	struct sha256 sum;
	char nonce[33];
	int rc = -1;

	sha256_of(&sum, bytes, len);
	sha256_hex(hash, &sum);
	reason = act_reason(reason);
	despite = act_reason(despite);
	if (reason[0] == '\0') {
		err_set(err, ERR_MISSING, "another chart for %s needs a "
		    "written reason; give it with --reason", workflow);
		goto out;
	}
	if (check_new(workflow, name, bytes, len, despite, err) != 0 ||
	    registry_nonce(nonce, err) != 0)
		goto out;
	act->registry = store_id(registry->store);
	act->event = "workflow";
	act->person = actor;
	act->nonce = nonce;
	act->stated_s = now_s;
	act->reason = reason;
	describe(act, workflow, hash, despite);
	if (act_check(act, err) != 0)
		goto out;
	if (!act_write(act, &act_bytes)) {
		err_set(err, ERR_USAGE, "what is stated has characters "
		    "that cannot be kept: control characters, or bytes that "
		    "are no UTF-8");
		goto out;
	}
	if (registry_context(registry, &context, err) == 0 &&
	    registry_sign(registry, people_find(context->people, actor),
	    &act_bytes, &change.signature, err) == 0)
		rc = record(&change, now_s, err);
out:
	signed_act_release(&change.signature);
	registry->loaded = -1;
	act_free(act);
	text_release(&act_bytes);
	return rc;
}

/* ---- which there are ---- */

struct charts_of {
	struct registry *registry;
	const struct procedure_context *context;
	const char *workflow;		/* whose history is looked at */
	struct registry_chart *list;
	size_t n, cap;
};

static void
add(struct charts_of *of, const char *workflow, const char *hash)
{
	struct registry_chart *one;
	const char *found;
	const struct chart *chart = of->context->chart(
	    of->context->chart_ctx, workflow, hash, &found);
	size_t i;

	for (i = 0; chart != NULL && i < of->n; i++)
		if (strcmp(of->list[i].hash, found) == 0 &&
		    strcmp(of->list[i].workflow, workflow) == 0)
			chart = NULL;
	if (chart == NULL)
		return;
	MEM_GROW(of->list, of->n, of->cap);
	one = &of->list[of->n++];
	*one = (struct registry_chart){ .workflow = workflow,
		.chart = chart, .current = hash == NULL };
	snprintf(one->hash, sizeof(one->hash), "%s", found);
}

/* A superseded one, by the name of its file. */
static int
add_old(void *ctx, const char *name, struct err *err)
{
	struct charts_of *of = ctx;
	struct store *store = of->registry->store;
	struct text bytes = TEXT_INIT;
	char path[256], hash[SHA256_HEX];
	struct sha256 sum;
	int got;

	snprintf(path, sizeof(path), CONTEXT_HISTORY "/%s", of->workflow,
	    name);
	got = store_file(store, path, NULL, &bytes, err);
	sha256_of(&sum, bytes.ptr, bytes.len);
	sha256_hex(hash, &sum);
	text_release(&bytes);
	if (got > 0)
		got = context_find_chart(of->registry->context, of->workflow,
		    hash, registry_file_now, store, err);
	if (got > 0)
		add(of, of->workflow, hash);
	return got < 0 ? -1 : 0;
}

static int
add_all(struct charts_of *of, struct err *err)
{
	char path[128];
	size_t i;

	for (i = 0; context_workflows[i] != NULL; i++)
		add(of, context_workflows[i], NULL);
	for (i = 0; context_workflows[i] != NULL; i++) {
		of->workflow = context_workflows[i];
		snprintf(path, sizeof(path), CONTEXT_HISTORY, of->workflow);
		if (store_folder(of->registry->store, path, add_old, of,
		    err) < 0)
			return -1;
	}
	return 0;
}

static int
count_one(void *ctx, const struct dossier *dossier,
    const struct dossier_instance *instance, struct err *err)
{
	struct charts_of *of = ctx;
	size_t i;

	(void)dossier;
	(void)err;
	for (i = 0; i < of->n; i++)
		of->list[i].running += strcmp(of->list[i].hash,
		    instance->chart) == 0 && strcmp(of->list[i].workflow,
		    instance->workflow) == 0;
	return 0;
}

/* The documents' own workflow first, of each the chart in force. */
static int
by_workflow(const void *x, const void *y)
{
	const struct registry_chart *a = x, *b = y;
	int order = strcmp(b->workflow, a->workflow);

	if (order == 0)
		order = b->current - a->current;
	return order != 0 ? order : strcmp(a->hash, b->hash);
}

int
registry_charts(struct registry *registry, bool count,
    struct registry_chart **out, size_t *n, struct err *err)
{
	struct charts_of of = { .registry = registry };

	if (registry_context(registry, &of.context, err) != 0)
		return -1;
	if (add_all(&of, err) != 0 || (count && registry_instances(registry,
	    NULL, NULL, count_one, &of, err) != 0)) {
		free(of.list);
		return -1;
	}
	qsort(of.list, of.n, sizeof(*of.list), by_workflow);
	*out = of.list;
	*n = of.n;
	return 0;
}

/* ---- what runs ---- */

struct walk {
	struct registry *registry;
	const char *workflow;
	registry_instance_fn *fn;
	void *ctx;
};

static int
walk_document(void *ctx, const struct document_row *row, struct err *err)
{
	const struct walk *walk = ctx;
	struct dossier *dossier = NULL;
	size_t i;
	int rc = 0;

	if (registry_dossier(walk->registry, row->id, &dossier, err) != 0)
		return -1;
	for (i = 0; rc == 0 && i < dossier->ninstances; i++) {
		const struct dossier_instance *at = &dossier->instances[i];

		if (!at->closed && (walk->workflow == NULL ||
		    strcmp(at->workflow, walk->workflow) == 0))
			rc = walk->fn(walk->ctx, dossier, at, err);
	}
	dossier_free(dossier);
	return rc;
}

int
registry_instances(struct registry *registry, const char *document,
    const char *workflow, registry_instance_fn *fn, void *ctx,
    struct err *err)
{
	const struct document_filter filter = { .id = document };
	struct walk walk = { registry, workflow, fn, ctx };

	return store_documents(registry->store, &filter, walk_document, &walk,
	    err);
}
