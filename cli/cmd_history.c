/* cmd_history.c: guiwen history: everything that happened to a document */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/paper.h"
#include "cli/retold.h"
#include "cli/standing.h"
#include "cli/table.h"
#include "cli/unsettled.h"
#include "cli/words.h"

#include "store/signer.h"
#include "workflows/act.h"
#include "workflows/people_change.h"

#include <stdlib.h>
#include <string.h>

#define INDENT 18		/* of what stands below a step */

struct telling {
	struct call *call;
	const struct procedure_context *context;
	const struct dossier *dossier;
	const struct unsettled *unsettled;	/* of each version */
	struct retold *retold;
	struct text states;	/* that the last step entered */
	bool only_done;
	size_t left_out;	/* refusals */
	json_t *all;		/* NULL: print */
};

/* Days between what was stated and when it was recorded. */
static int64_t
lag_days(const struct history_entry *entry)
{
	if (entry->act == NULL || entry->record->kind == RECORD_TICK)
		return 0;
	return day_serial(time_day(entry->record->recorded_s)) -
	    day_serial(time_day(entry->act->stated_s));
}

static void
detail(struct output *out, const char *what, const char *text)
{
	size_t width = out->width > INDENT + 20 ?
	    (size_t)out->width - INDENT : 0;
	struct text line = TEXT_INIT;

	text_addf(&line, "%s%s%s", what, _(": "), text);
	output_addf(out, "%*s", INDENT, "");
	output_wrapped(out, line.ptr, INDENT, width);
	output_adds(out, "\n");
	text_release(&line);
}

static const char *
label_of(const struct telling *telling, const struct history_entry *entry)
{
	if (strcmp(entry->record->event, "destroy") == 0 &&
	    entry->act != NULL && entry->done)
		return destroy_label(act_datum(entry->act, "confirm") != NULL);
	/* what was refused left nothing: then where the document was */
	return event_label(telling->context, telling->dossier,
	    entry->record->event, *entry->left != '\0' ? entry->left :
	    telling->states.ptr);
}

static void
print_first_line(const struct telling *telling,
    const struct history_entry *entry)
{
	const struct act *act = entry->act;
	const struct record *record = entry->record;
	struct output *out = &telling->call->out;
	struct text entered = TEXT_INIT;
	char day[DAY_TEXT];

	output_addf(out, "%3lld  %s   ", (long long)record->step,
	    day_format(day, time_day(act != NULL ? act->stated_s :
	    record->recorded_s)));
	output_styled(out, entry->done ? STYLE_BOLD : STYLE_BAD,
	    label_of(telling, entry));
	output_addf(out, _(" (%s)"), record->event);
	output_addf(out, "  %s", record->kind == RECORD_TICK ? _("by time") :
	    person_name(telling->context->people, record->person));
	if (act != NULL && *act->on_behalf != '\0')
		output_addf(out, _(" for %s"), person_name(
		    telling->context->people, act->on_behalf));
	if (*entry->role != '\0')
		output_addf(out, _(" (%s)"), word_role(entry->role));
	entered_words(telling->context, telling->dossier, entry, &entered);
	if (entered.len > 0)
		output_addf(out, "  → %s", entered.ptr);
	output_adds(out, "\n");
	text_release(&entered);
}

static void
print_lag(const struct telling *telling, const struct history_entry *entry)
{
	char text[160], time[TIME_TEXT];
	int64_t lag = lag_days(entry);

	if (lag > 0) {
		snprintf(text, sizeof(text), COUNTED("recorded %s, "
		    "%lld day later", "recorded %s, %lld days later", lag),
		    paper_minute(time, entry->record->recorded_s),
		    (long long)lag);
		detail(&telling->call->out, _("late entry"), text);
	}
	if (entry->act != NULL && entry->act->evidenced_s != 0)
		detail(&telling->call->out, _("date on the paper"),
		    word_time(time, entry->act->evidenced_s));
}

/* What a later step put right, beside what was recorded. */
static void
print_corrected(const struct telling *telling, int64_t step)
{
	const struct dossier *d = telling->dossier;
	struct text line = TEXT_INIT;
	char time[TIME_TEXT];
	size_t i;

	for (i = 0; i < d->ncorrections; i++) {
		const struct dossier_correction *c = &d->corrections[i];

		if (c->of != step)
			continue;
		text_reset(&line);
		text_addf(&line, _("step %lld: %s is %s"),
		    (long long)c->step, word_datum(c->field),
		    word_value(time, c->now));
		detail(&telling->call->out, _("corrected later"), line.ptr);
	}
	text_release(&line);
}

/* What was unsettled in the file that a step handed in. */
static const struct unsettled *
unsettled_of(const struct telling *telling, int64_t step)
{
	static const struct unsettled nothing = { false, 0 };
	size_t i;

	for (i = 0; i < telling->dossier->nversions; i++) {
		if (telling->dossier->versions[i].step == step)
			return &telling->unsettled[i];
	}
	return &nothing;
}

static void
print_text(const struct telling *telling, const struct act_text *text,
    int64_t step)
{
	struct output *out = &telling->call->out;
	struct text line = TEXT_INIT;

	text_addf(&line, "%s  SHA-256 %.12s", text->name, text->original);
	detail(out, _("text"), line.ptr);
	text_reset(&line);
	unsettled_words(&line, unsettled_of(telling, step));
	if (line.len > 0)
		detail(out, _("in the file"), line.ptr);
	text_release(&line);
}

/* Whose act it was: a filing's, or the document's. What was refused ran
 * nowhere: then the one that it names, by its id or its authority, or any
 * filing's event that the document itself has not. */
static const char *
instance_of(const struct telling *telling, const struct history_entry *entry)
{
	const struct dossier *dossier = telling->dossier;
	const char *named = entry->act->instance;
	size_t i;

	if (entry->nruns > 0)
		return entry->runs[0].instance;
	for (i = 0; i < dossier->ninstances; i++) {
		const struct dossier_instance *at = &dossier->instances[i];

		if (*named != '\0' ? strcmp(at->id, named) == 0 ||
		    strcmp(at->authority, named) == 0 :
		    strcmp(at->id, DOSSIER_MAIN) != 0 &&
		    strcmp(entry->record->event, "receipt") == 0)
			return at->id;
	}
	return "";
}

static void
print_papers(const struct telling *telling,
    const struct history_entry *entry)
{
	const struct act *act = entry->act;
	const char *instance = instance_of(telling, entry);
	struct output *out = &telling->call->out;
	struct text line = TEXT_INIT;
	size_t i;

	for (i = 0; i < act->nmaterials; i++) {
		text_reset(&line);
		text_addf(&line, "%s  SHA-256 %.12s", act->materials[i].name,
		    act->materials[i].sha256);
		detail(out, word_material(act->materials[i].kind), line.ptr);
	}
	for (i = 0; i < act->ndata; i++)
		detail(out, word_datum_in(instance, act->event,
		    act->data[i].key),
		    strcmp(act->data[i].value, "yes") == 0 ? _("yes") :
		    act->data[i].value);
	text_release(&line);
}

/* Of the key that the record's signature was made with, "" without one. */
static const char *
fingerprint(char out[SIGNER_FINGERPRINT], const struct record *record)
{
	struct text key = TEXT_INIT;

	out[0] = '\0';
	if (*record->signature != '\0' && signature_public_key(ACT_NAMESPACE,
	    record->signature, strlen(record->signature), &key) == 0)
		signer_fingerprint(out, key.ptr);
	text_release(&key);
	return out;
}

static void
print_signature(struct output *out, const struct record *record)
{
	char print[SIGNER_FINGERPRINT], text[160];

	snprintf(text, sizeof(text), _("signed with the key %s"),
	    fingerprint(print, record));
	detail(out, _("identity"), text);
}

/* Records keep English sentences; beside them stands, in another language,
 * of which kind the refusal was. */
static void
print_refusal(const struct telling *telling,
    const struct history_entry *entry)
{
	struct output *out = &telling->call->out;
	struct text line = TEXT_INIT;
	char *shown = retold_words(telling->retold, entry->refusal,
	    telling->states.ptr, entry->act);

	if (shown != NULL)
		text_adds(&line, shown);
	else if (in_chinese())
		text_addf(&line, _("%s (kept in the record: %s)"),
		    word_refusal(entry->refusal_code), entry->refusal);
	detail(out, _("refused"), in_chinese() ? line.ptr : entry->refusal);
	text_release(&line);
	free(shown);
}

static void
print_entry(const struct telling *telling, const struct history_entry *entry)
{
	struct output *out = &telling->call->out;
	const struct act *act = entry->act;
	char number[32];

	print_first_line(telling, entry);
	if (!entry->done)
		print_refusal(telling, entry);
	if (act != NULL && act->corrects > 0) {
		snprintf(number, sizeof(number), "%lld",
		    (long long)act->corrects);
		detail(out, _("corrects step"), number);
	}
	if (act != NULL && *act->reason != '\0')
		detail(out, _("reason"), act->reason);
	if (act != NULL && act->text != NULL)
		print_text(telling, act->text, entry->record->step);
	if (act != NULL)
		print_papers(telling, entry);
	print_lag(telling, entry);
	print_corrected(telling, entry->record->step);
	if (strcmp(entry->authenticated, "claimed") == 0)
		detail(out, _("identity"), word_authenticated("claimed"));
	else if (*entry->record->signature != '\0')
		print_signature(out, entry->record);
}

/* ---- JSON ---- */

static json_t *
act_json(const struct act *act, const struct unsettled *unsettled)
{
	json_t *o = json_object(), *materials = json_array(),
	    *data = json_object(), *m;
	size_t i;

	json_object_set_new(o, "stated", json_time(act->stated_s));
	json_object_set_new(o, "evidenced", json_time(act->evidenced_s));
	json_object_set_new(o, "instance", json_words(act->instance));
	json_object_set_new(o, "on_behalf_of", json_fact(act->on_behalf));
	json_object_set_new(o, "reason", json_fact(act->reason));
	if (act->corrects > 0)
		json_object_set_new(o, "corrects",
		    json_integer(act->corrects));
	if (act->text != NULL) {
		m = json_object();
		json_object_set_new(m, "name", json_words(act->text->name));
		json_object_set_new(m, "original",
		    json_words(act->text->original));
		json_object_set_new(m, "text_hash",
		    json_words(act->text->text_hash));
		json_object_set_new(m, "changes_pending",
		    json_boolean(unsettled->changes));
		json_object_set_new(m, "comments",
		    json_integer(unsettled->comments));
		json_object_set_new(o, "text", m);
	}
	for (i = 0; i < act->nmaterials; i++) {
		m = json_object();
		json_object_set_new(m, "kind",
		    json_words(act->materials[i].kind));
		json_object_set_new(m, "name",
		    json_words(act->materials[i].name));
		json_object_set_new(m, "sha256",
		    json_words(act->materials[i].sha256));
		json_object_set_new(m, "class",
		    json_words(act->materials[i].class));
		json_array_append_new(materials, m);
	}
	for (i = 0; i < act->ndata; i++)
		json_object_set_new(data, act->data[i].key,
		    json_words(act->data[i].value));
	json_object_set_new(o, "materials", materials);
	json_object_set_new(o, "data", data);
	return o;
}

static json_t *
entry_json(const struct telling *telling, const struct history_entry *entry)
{
	const struct record *record = entry->record;
	char hex[SHA256_HEX], commit[OBJECT_HEX], print[SIGNER_FINGERPRINT];
	json_t *o = entry->act != NULL ? act_json(entry->act,
	    unsettled_of(telling, record->step)) : json_object();

	json_object_set_new(o, "step", json_integer(record->step));
	json_object_set_new(o, "record", json_integer(record->number));
	json_object_set_new(o, "kind",
	    json_string(record_kind_name(record->kind)));
	json_object_set_new(o, "event", json_words(record->event));
	json_object_set_new(o, "person", json_words(record->person));
	json_object_set_new(o, "role", json_fact(entry->role));
	json_object_set_new(o, "authenticated",
	    json_fact(entry->authenticated));
	json_object_set_new(o, "key", json_fact(fingerprint(print, record)));
	json_object_set_new(o, "done", json_boolean(entry->done));
	json_object_set_new(o, "refusal", json_fact(entry->refusal));
	json_object_set_new(o, "left", json_fact(entry->left));
	json_object_set_new(o, "entered", json_fact(entry->entered));
	json_object_set_new(o, "recorded", json_time(record->recorded_s));
	json_object_set_new(o, "lag_days", json_integer(lag_days(entry)));
	json_object_set_new(o, "sha256",
	    json_string(sha256_hex(hex, &record->hash)));
	json_object_set_new(o, "commit",
	    json_string(object_id_hex(commit, &record->commit)));
	return o;
}

static int
tell(void *ctx, const struct history_entry *entry, struct err *err)
{
	struct telling *telling = ctx;

	(void)err;
	if (!entry->done && telling->only_done)
		telling->left_out++;
	else if (telling->all != NULL)
		json_array_append_new(telling->all, entry_json(telling,
		    entry));
	else
		print_entry(telling, entry);
	if (entry->done && *entry->entered != '\0') {
		text_reset(&telling->states);
		text_adds(&telling->states, entry->entered);
	}
	return 0;
}

static int
run_history(struct call *call)
{
	const char *id = call_operand(call, 0);
	struct telling telling = { .call = call, .states = TEXT_INIT,
		.only_done = options_has(&call->options, "done") };
	struct arena arena = ARENA_INIT;
	struct dossier *dossier = NULL;
	struct err err = ERR_INIT;
	int status = STATUS_YES;

	if (call_json(call))
		telling.all = json_array();
	if (call_open(call, true, &err) != 0 ||
	    registry_dossier(call->registry, id, &dossier, &err) != 0 ||
	    registry_context(call->registry, &telling.context, &err) != 0) {
		status = call_fail(call, &err);
		goto out;
	}
	telling.dossier = dossier;
	telling.unsettled = unsettled_load(call->registry, dossier, &arena);
	if (telling.all == NULL) {
		telling.retold = retold_load(call, telling.context, dossier);
		output_styled(&call->out, STYLE_BOLD, dossier->id);
		output_addf(&call->out, "  %s\n", dossier->title);
	}
	if (registry_history(call->registry, id, tell, &telling, &err) != 0)
		status = call_fail(call, &err);
	else if (telling.all != NULL)
		json_print(&call->out, json_incref(telling.all));
	else if (telling.left_out > 0)
		output_addf(&call->out, COUNTED("(%zu refusal left out: "
		    "guiwen history %s)\n", "(%zu refusals left out: guiwen "
		    "history %s)\n", telling.left_out), telling.left_out, id);
out:
	retold_free(telling.retold);
	text_release(&telling.states);
	arena_release(&arena);
	json_decref(telling.all);
	dossier_free(dossier);
	return status;
}

static const struct option history_options[] = {
	{ "done", NULL, N_("only what was done, without what was refused"),
	    false },
	OPTION_END
};
static const struct option *const tables[] = { history_options, NULL };

const struct cmd cmd_history = {
	"history", GROUP_LOOK, "DOC",
	N_("everything that happened to a document, with reasons"),
	tables, 1, 1, run_history
};
