/* person_work.c: who works for whom: handing over, acting on behalf of
 * another, being one person under two ids */
#include "cli/person.h"

#include "cli/deadline.h"
#include "cli/json.h"
#include "cli/named.h"
#include "cli/standing.h"
#include "cli/table.h"
#include "cli/words.h"
#include "store/checkpoint.h"
#include "workflows/people_change.h"

#include <string.h>

static const char *
given(const struct call *call, const char *option)
{
	const char *value = options_value(&call->options, option);

	return value != NULL ? value : "";
}

/* ---- handing over ---- */

/* Who else has the role today, of a drafter's documents the same unit: what
 * becomes of open work that nobody is named for. */
static void
others(struct text *out, const struct people *people,
    const struct person *person, const char *role, struct day today)
{
	bool drafter = strcmp(role, "drafter") == 0;
	size_t i;

	for (i = 0; i < people_count(people); i++) {
		const struct person *p = people_at(people, i);

		if (p->retired || people_same(people, p->id, person->id) ||
		    !person_has_role(p, role, today) || (drafter &&
		    (person->unit[0] == '\0' ||
		    strcmp(p->unit, person->unit) != 0)))
			continue;
		text_addf(out, "%s%s", out->len > 0 ? word_comma() : "",
		    p->name);
	}
	if (out->len == 0)
		text_adds(out, _("nobody"));
}

/* Who takes over: whom it was said of now, or, of one who had handed over
 * before, who at the end of that line still acts. */
static const struct person *
taker_of(const struct people *people, const struct person *from,
    const struct person *to)
{
	size_t left = people_count(people);

	while (to == NULL && *from->successor != '\0' && left-- > 0 &&
	    (from = people_find(people, from->successor)) != NULL)
		to = from->retired ? NULL : from;
	return to;
}

static const char *
state_label(const struct call *call, const struct procedure_context *context,
    const struct open_work *work, struct dossier **dossier)
{
	const struct dossier_instance *instance = NULL;
	struct err ignored = ERR_INIT;

	if (registry_dossier(call->registry, work->document, dossier,
	    &ignored) == 0)
		instance = dossier_instance(*dossier, work->instance);
	return instance == NULL ? work->state : procedure_state_label(context,
	    instance, work->state, !in_chinese());
}

static void
add_work(struct call *call, const struct procedure_context *context,
    struct table *table, const struct open_work *work, const char *taker)
{
	struct dossier *dossier = NULL;
	struct text due = TEXT_INIT;

	table_cell(table, work->document);
	table_cell(table, work->title);
	table_cell(table, state_label(call, context, work, &dossier));
	if (work->due.year != 0)
		last_day_words(&due, context->calendar, work->due,
		    call_today(call));
	table_cell(table, due.ptr);
	table_cell(table, taker);
	dossier_free(dossier);
	text_release(&due);
}

static json_t *
work_json(const struct open_work *work)
{
	json_t *o = json_object();

	json_object_set_new(o, "document", json_words(work->document));
	json_object_set_new(o, "title", json_words(work->title));
	json_object_set_new(o, "instance", json_words(work->instance));
	json_object_set_new(o, "state", json_words(work->state));
	json_object_set_new(o, "role", json_words(work->role));
	json_object_set_new(o, "due", json_day(work->due));
	return o;
}

static void
print_work(struct call *call, const struct procedure_context *context,
    const struct person *from, const struct person *to,
    const struct open_work *open, size_t n)
{
	const struct column columns[] = {
		{ _("document"), false, false }, { _("title"), false, true },
		{ _("to do"), false, true }, { _("by when"), false, false },
		{ _("taken by"), false, true },
	};
	struct table *table = table_new(columns, 5);
	const struct person *takes = taker_of(context->people, from, to);
	struct text taker = TEXT_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		text_reset(&taker);
		if (takes != NULL)
			text_adds(&taker, takes->name);
		else
			others(&taker, context->people, from, open[i].role,
			    call_today(call));
		add_work(call, context, table, &open[i], taker.ptr);
	}
	if (to != NULL)
		output_addf(&call->out, _("handover: %s (%s) to %s (%s)%s\n"),
		    from->name, from->id, to->name, to->id, from->retired ?
		    _("; retired") : "");
	else
		person_print(call, context->people, from);
	if (n > 0)
		table_print(table, &call->out);
	else
		output_addf(&call->out, "%s\n", _("nothing was open"));
	table_free(table);
	text_release(&taker);
}

static void
print_json(struct call *call, const struct person *from,
    const struct person *to, const struct open_work *open, size_t n,
    const char *code)
{
	json_t *o = person_json(from), *list = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, work_json(&open[i]));
	json_object_set_new(o, "to", to != NULL ? json_words(to->id) :
	    json_null());
	json_object_set_new(o, "open", list);
	json_object_set_new(o, "code", json_fact(code));
	json_print(&call->out, o);
}

/* A handover is put on paper: the code of the history with it (存证校验码). */
static int
make_code(struct call *call, char code[CHECKPOINT_CODE], struct err *err)
{
	struct checkpoint checkpoint;

	if (store_checkpoint(registry_store(call->registry), &checkpoint,
	    err) != 0)
		return -1;
	checkpoint_code(code, &checkpoint);
	return 0;
}

static void
print_handover(struct call *call, const struct procedure_context *context,
    const struct person *from, const struct person *to,
    const struct open_work *open, size_t n, const char *code)
{
	if (call_json(call)) {
		print_json(call, from, to, open, n, code);
		return;
	}
	print_work(call, context, from, to, open, n);
	if (*code != '\0')
		output_addf(&call->out, _("Checkpoint code: %s"), code);
	output_adds(&call->out, *code != '\0' ? "\n" : "");
}

/* Without a successor the person is only retired. */
static int
retire_only(struct call *call, const char *actor, const struct person *was,
    struct err *err)
{
	struct person now = *was;

	now.retired = true;
	return registry_put_person(call->registry, actor, &now,
	    given(call, "reason"), call->now_s, err);
}

/* The same again would be a record of nothing. */
static int
check_new(const struct person *was, const char *to, bool retire,
    struct err *err)
{
	if (retire && !was->retired)
		return 0;
	if (to == NULL)
		return err_set(err, ERR_REFUSED, "%s (%s) is retired already; "
		    "nothing was changed", was->name, was->id);
	if (strcmp(was->successor, to) != 0)
		return 0;
	return err_set(err, ERR_REFUSED, "the work of %s (%s) was handed over "
	    "to %s already; nothing was changed", was->name, was->id, to);
}

int
person_handover(struct call *call, const char *id, bool retire,
    struct err *err)
{
	const struct procedure_context *context;
	const char *to = NULL, *actor;
	struct arena arena = ARENA_INIT;
	const struct person *was, *taker = NULL;
	char code[CHECKPOINT_CODE] = "";
	struct open_work *open;
	size_t n;
	int rc = -1;

	if (person_open(call, &actor, &context, err) != 0 ||
	    (was = person_named(call, context->people, &id, err)) == NULL)
		goto out;
	to = options_value(&call->options, "to");
	/* A history without a code is not handed over: that is said before
	 * anything is recorded. */
	if (check_new(was, to, retire, err) != 0 ||
	    (to != NULL && make_code(call, code, err) != 0) ||
	    registry_open_work(call->registry, id, call_today(call), &arena,
	    &open, &n, err) != 0)
		goto out;
	if (to == NULL)
		rc = retire_only(call, actor, was, err);
	else
		rc = registry_handover(call->registry, actor, id, to, retire,
		    open, n, given(call, "reason"), call->now_s, err);
	if (rc == 0)
		rc = registry_context(call->registry, &context, err);
	if (rc == 0 && to != NULL)
		rc = make_code(call, code, err);
	if (rc != 0)
		goto out;
	was = people_find(context->people, id);
	if (to != NULL)
		taker = people_find(context->people, to);
	print_handover(call, context, was, taker, open, n, code);
	if (taker != NULL)
		person_tell_reached(call, taker);
	if (was->retired)
		person_tell_kept(call, was);
out:
	arena_release(&arena);
	return rc;
}

/* ---- on behalf of another ---- */

static int
say(struct call *call, const char *actor, const char *event,
    const struct act_datum *data, size_t n, const char *id, struct err *err)
{
	const struct procedure_context *context;

	if (registry_change_people(call->registry, actor, event, data, n,
	    given(call, "reason"), call->now_s, err) != 0 ||
	    registry_context(call->registry, &context, err) != 0)
		return -1;
	person_print(call, context->people,
	    people_find(context->people, id));
	return 0;
}

/* Does he hold any of the roles that he may now act in for another? */
static bool
holds_such(const struct person *to, const struct person *from,
    const struct person_delegation *d, struct day day)
{
	size_t i, n = d->nroles > 0 ? d->nroles : from->nroles;
	const char *const *roles = d->nroles > 0 ? d->roles : from->roles;

	for (i = 0; i < n; i++)
		if (person_has_role(to, roles[i], day))
			return true;
	return false;
}

/* What whoever delegates may not have thought of. */
static void
warn_delegate(struct call *call, const struct people *people, const char *id,
    const char *to_id)
{
	const struct person *from = people_find(people, id);
	const struct person *to = people_find(people, to_id);
	const struct person_delegation *d = NULL;
	size_t i;

	for (i = 0; i < from->ndelegations; i++)
		if (strcmp(from->delegations[i].to, to_id) == 0)
			d = &from->delegations[i];
	if (to == NULL || d == NULL)
		return;
	if (!holds_such(to, from, d, call_today(call)))
		fprintf(call->talk, _("guiwen: note: %s (%s) holds none of the "
		    "roles of %s (%s) himself; he may act in them all the "
		    "same, and the audit lists each such act\n"), to->name,
		    to->id, from->name, from->id);
	if (person_signs(from) && person_valid_key(to) == NULL)
		fprintf(call->talk, _("guiwen: note: %s (%s) signs with a key, "
		    "so whoever acts for him does too, and %s (%s) has none "
		    "yet: guiwen key add %s FILE.pub\n"), from->name,
		    from->id, to->name, to->id, to->id);
}

/* What is stated of a delegation; data has room for its roles and 5 more. */
static size_t
delegation(const struct call *call, const char *id, struct act_datum *data)
{
	static const char *const days[] = { "from", "until" };
	const struct options *options = &call->options;
	size_t n = 0, i;

	data[n++] = (struct act_datum){ "id", id };
	data[n++] = (struct act_datum){ "to", given(call, "to") };
	if (options_has(options, "end"))
		data[n++] = (struct act_datum){ "ended", "yes" };
	for (i = 0; i < 2; i++)
		if (options_has(options, days[i]))
			data[n++] = (struct act_datum){ days[i], given(call,
				days[i]) };
	for (i = 0; i < options_count(options, "role"); i++)
		data[n++] = (struct act_datum){ "role", named_role(
			options_nth(options, "role", i)) };
	return n;
}

int
person_delegate(struct call *call, const char *id, struct err *err)
{
	const struct procedure_context *context;
	struct arena arena = ARENA_INIT;
	struct act_datum *data = arena_array(&arena, options_count(
	    &call->options, "role") + 5, sizeof(*data));
	const char *actor;
	struct day day;
	int rc = -1;

	if (call_day(call, "from", &day, err) == 0 &&
	    call_day(call, "until", &day, err) == 0 &&
	    person_open(call, &actor, &context, err) == 0 &&
	    person_named(call, context->people, &id, err) != NULL)
		rc = say(call, actor, PEOPLE_DELEGATION, data,
		    delegation(call, id, data), id, err);
	if (rc == 0 && registry_context(call->registry, &context, err) == 0)
		warn_delegate(call, context->people, id, given(call, "to"));
	arena_release(&arena);
	return rc;
}

/* ---- one person under two ids ---- */

int
person_same_as(struct call *call, const char *id, const char *other,
    struct err *err)
{
	const struct procedure_context *context;
	struct act_datum data[2];
	const char *actor;

	if (person_open(call, &actor, &context, err) != 0 ||
	    person_named(call, context->people, &id, err) == NULL ||
	    (other != NULL && (other = named_person(call, other, err)) ==
	    NULL))
		return -1;
	data[0] = (struct act_datum){ "id", id };
	data[1] = (struct act_datum){ other != NULL ? "other" : "ended",
		other != NULL ? other : "yes" };
	return say(call, actor, PEOPLE_SAME_AS, data, 2, id, err);
}
