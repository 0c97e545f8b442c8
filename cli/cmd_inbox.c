/* cmd_inbox.c: guiwen inbox: what is mine to do, by when */
#include "cli/beside.h"
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/deadline.h"
#include "cli/how.h"
#include "cli/json.h"
#include "cli/standing.h"
#include "cli/table.h"

#include "engine/base/mem.h"
#include "engine/calendar/feed.h"
#include "store/store.h"
#include "workflows/settings.h"

#include <stdlib.h>
#include <string.h>

struct task {
	const struct dossier *dossier;
	struct standing standing;
	const struct person *principal;	/* whose it is: mine, or of one who
					   delegated it to me; NULL: all's */
	const char *barred;	/* why not by this person, or NULL */
	struct sent_back back;	/* of a task of the drafter */
	const struct dossier_destruction *destruction;	/* to be confirmed */
};

struct inbox {
	struct call *call;
	const struct procedure_context *context;
	struct day today;
	bool all;		/* everybody's */
	char **ids;		/* documents with something for my roles */
	struct dossier **dossiers;	/* one for each id */
	size_t nids, ids_cap;
	struct arena arena;	/* what the tasks borrow */
	struct beside beside;
	struct task *tasks;
	size_t ntasks, tasks_cap;
	int status;		/* of what could not be read */
};

static int
add_id(void *ctx, const struct task_row *row, struct err *err)
{
	struct inbox *inbox = ctx;
	size_t i;

	(void)err;
	for (i = 0; i < inbox->nids; i++)
		if (strcmp(inbox->ids[i], row->document) == 0)
			return 0;
	MEM_GROW(inbox->ids, inbox->nids, inbox->ids_cap);
	inbox->ids[inbox->nids++] = mem_strdup(row->document);
	return 0;
}

/* May I act for that person in the role today? */
static bool
acts_for(const struct inbox *inbox, const struct person *principal,
    const char *role)
{
	const struct person *me = inbox->call->person;
	struct day today = call_today(inbox->call);

	return *role != '\0' && person_has_role(principal, role, today) &&
	    (principal == me || (!principal->retired &&
	    person_delegation(principal, me->id, role, today) != NULL));
}

/* A drafter's are the documents of the drafter, those that he took over and
 * those of the same unit. */
static bool
is_of(const struct inbox *inbox, const struct dossier *dossier,
    const char *role, const struct person *principal)
{
	const struct people *people = inbox->context->people;
	const struct person *drafter;

	if (strcmp(role, "drafter") != 0 ||
	    people_same(people, dossier->drafter, principal->id) ||
	    people_took_over(people, principal->id, dossier->drafter))
		return true;
	drafter = people_find(people, dossier->drafter);
	return *principal->unit != '\0' &&
	    (strcmp(principal->unit, dossier->drafting_body) == 0 ||
	    (drafter != NULL && strcmp(drafter->unit, principal->unit) ==
	    0));
}

/* Whose it is: mine first, then of those who delegated to me; or NULL. */
static const struct person *
whose(const struct inbox *inbox, const struct dossier *dossier,
    const char *role)
{
	const struct people *people = inbox->context->people;
	const struct person *me = inbox->call->person, *p;
	size_t i;

	if (acts_for(inbox, me, role) && is_of(inbox, dossier, role, me))
		return me;
	for (i = 0; i < people_count(people); i++) {
		p = people_at(people, i);
		if (acts_for(inbox, p, role) && is_of(inbox, dossier, role,
		    p))
			return p;
	}
	return NULL;
}

static struct task *
add_task(struct inbox *inbox, const struct dossier *dossier)
{
	struct task *task;

	MEM_GROW(inbox->tasks, inbox->ntasks, inbox->tasks_cap);
	task = &inbox->tasks[inbox->ntasks++];
	memset(task, 0, sizeof(*task));
	task->dossier = dossier;
	return task;
}

/* What another person asked to destroy: nobody does that for another. */
static void
add_destructions(struct inbox *inbox, const struct dossier *dossier)
{
	static const char *const roles[] = { "office", "legal-counsel" };
	const struct person *me = inbox->call->person;
	struct day today = call_today(inbox->call);
	const struct dossier_destruction *d;
	struct task *task;
	size_t i, r = 0;

	while (!inbox->all && r < MEM_COUNT(roles) &&
	    !person_has_role(me, roles[r], today))
		r++;
	for (i = 0; r < MEM_COUNT(roles) && i < dossier->ndestructions; i++) {
		d = &dossier->destructions[i];
		if (d->step != 0 || (!inbox->all && people_same(
		    inbox->context->people, d->asked_by, me->id)))
			continue;
		task = add_task(inbox, dossier);
		task->destruction = d;
		task->principal = inbox->all ? NULL : me;
		task->standing = (struct standing){ .instance = DOSSIER_MAIN,
			.authority = "", .state = "destroy",
			.label = destroy_label(false), .role = roles[r] };
	}
}

static int
add_tasks(struct inbox *inbox, const struct dossier *dossier,
    struct err *err)
{
	const struct person *principal;
	struct standing *list;
	struct task *task;
	size_t n, i;

	n = standings(inbox->context, dossier, &inbox->arena, &list);
	for (i = 0; i < n; i++) {
		principal = inbox->all ? NULL : whose(inbox, dossier,
		    list[i].role);
		if (inbox->all ? *list[i].role == '\0' : principal == NULL)
			continue;
		task = add_task(inbox, dossier);
		task->standing = list[i];
		task->principal = principal;
		if (!inbox->all)
			task->barred = barred_words(inbox->context->people,
			    dossier, list[i].role, inbox->call->person,
			    principal);
		if (strcmp(list[i].role, "drafter") == 0 && sent_back_load(
		    &task->back, inbox->call->registry, dossier->id,
		    &inbox->arena, err) != 0)
			return -1;
		if (list[i].reasoned && standing_why(&task->standing,
		    inbox->call->registry, dossier->id, &inbox->arena,
		    err) != 0)
			return -1;
	}
	add_destructions(inbox, dossier);
	return 0;
}

static struct day
due_of(const struct task *task)
{
	static const struct day none = { 9999, 12, 31 };
	const struct dossier_deadline *d = task->standing.deadline;

	return d != NULL && d->due.year != 0 ? d->due : none;
}

static int
by_due(const void *a, const void *b)
{
	const struct task *x = a, *y = b;
	int order = day_compare(due_of(x), due_of(y));

	return order != 0 ? order : strcmp(x->dossier->id, y->dossier->id);
}

/* Do I act in the role, for myself or for anybody? */
static bool
acts_in(const struct inbox *inbox, const char *role)
{
	const struct people *people = inbox->context->people;
	size_t i;

	for (i = 0; !inbox->all && i < people_count(people); i++)
		if (acts_for(inbox, people_at(people, i), role))
			return true;
	return inbox->all;
}

/* What there is to do about one document, all of it or none. */
static int
add_document(struct inbox *inbox, const char *id, struct dossier **dossier,
    struct err *err)
{
	size_t before = inbox->ntasks;

	if (registry_dossier(inbox->call->registry, id, dossier, err) != 0)
		return -1;
	if (add_tasks(inbox, *dossier, err) == 0)
		return 0;
	inbox->ntasks = before;
	return -1;
}

/* One that cannot be read keeps nobody from what is to do about the others:
 * it is told, and they are listed. */
static int
collect(struct inbox *inbox, struct err *err)
{
	struct err why = ERR_INIT;
	struct call *call = inbox->call;
	size_t nroles, i;
	const char *const *roles = role_names(&nroles);

	for (i = 0; i < nroles; i++)
		if (acts_in(inbox, roles[i]) &&
		    store_tasks(registry_store(call->registry), roles[i],
		    NULL, add_id, inbox, err) != 0)
			return -1;
	inbox->dossiers = mem_zero(inbox->nids + 1,
	    sizeof(*inbox->dossiers));
	for (i = 0; i < inbox->nids; i++) {
		if (add_document(inbox, inbox->ids[i], &inbox->dossiers[i],
		    &why) == 0)
			continue;
		err_prefix(&why, "what is to do about %s is not known",
		    inbox->ids[i]);
		inbox->status = call_go_on(call, inbox->status, &why);
		err_clear(&why);
	}
	if (inbox->ntasks > 0)
		qsort(inbox->tasks, inbox->ntasks, sizeof(*inbox->tasks),
		    by_due);
	return 0;
}

static void
release(struct inbox *inbox)
{
	size_t i;

	for (i = 0; i < inbox->nids; i++) {
		if (inbox->dossiers != NULL)
			dossier_free(inbox->dossiers[i]);
		free(inbox->ids[i]);
	}
	free(inbox->dossiers);
	free(inbox->ids);
	free(inbox->tasks);
	arena_release(&inbox->arena);
}

static json_t *
destruction_json(const struct dossier_destruction *d)
{
	json_t *o;

	if (d == NULL)
		return json_null();
	o = json_object();
	json_object_set_new(o, "material", json_words(d->sha256));
	json_object_set_new(o, "asked_by", json_words(d->asked_by));
	json_object_set_new(o, "step", json_integer(d->asked_step));
	json_object_set_new(o, "reason", json_words(d->reason));
	json_object_set_new(o, "basis", json_words(d->basis));
	return o;
}

/* Does another one do it through whoever calls? */
static bool
is_for_other(const struct inbox *inbox, const struct task *task)
{
	return task->principal != NULL &&
	    task->principal != inbox->call->person;
}

/* Whom there is to ask about the task, or NULL. */
static const char *
to_ask(const struct task *task)
{
	return task->destruction != NULL ? task->destruction->asked_by :
	    task->back.reason != NULL ? task->back.person : NULL;
}

/* The ids of those who may do it. */
static json_t *
who_json(const struct inbox *inbox, const struct task *task)
{
	struct text words = TEXT_INIT;
	json_t *list = json_array();
	const char *ids[WHO_MOST];
	size_t n = who_acts(&words, inbox->context, task->dossier,
	    task->standing.role, inbox->today, ids), i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, json_words(ids[i]));
	text_release(&words);
	return list;
}

static json_t *
task_json(struct inbox *inbox, const struct task *task)
{
	json_t *o = standing_json(&task->standing, inbox->context->calendar,
	    inbox->today);

	json_object_set_new(o, "document", json_words(task->dossier->id));
	json_object_set_new(o, "title", json_words(task->dossier->title));
	json_object_set_new(o, "on_behalf_of", is_for_other(inbox, task) ?
	    json_words(task->principal->id) : json_null());
	json_object_set_new(o, "barred", json_boolean(task->barred != NULL));
	json_object_set_new(o, "sent_back", sent_back_json(&task->back));
	json_object_set_new(o, "destruction", destruction_json(
	    task->destruction));
	json_object_set_new(o, "contact", to_ask(task) == NULL ?
	    json_null() : contact_json(&inbox->beside, to_ask(task)));
	if (inbox->all)
		json_object_set_new(o, "who", who_json(inbox, task));
	return o;
}

static void
remark(const struct inbox *inbox, const struct task *task, struct text *out)
{
	const struct people *people = inbox->context->people;
	const struct dossier_destruction *d = task->destruction;
	const struct sent_back *why = task->back.reason != NULL ?
	    &task->back : &task->standing.why;

	if (d != NULL)
		text_addf(out, _("%s asked for it (paper %.12s): %s; confirm "
		    "with guiwen destroy %s %.12s --confirm"),
		    person_name(people, d->asked_by), d->sha256, d->reason,
		    task->dossier->id, d->sha256);
	if (why->reason != NULL)
		sent_back_words(out, people, why);
	if (why->reason != NULL && (task->barred != NULL ||
	    task->standing.deadline != NULL))
		text_adds(out, _("; "));
	if (task->barred != NULL)
		text_adds(out, task->barred);
	if (task->barred != NULL && task->standing.deadline != NULL)
		text_adds(out, _("; "));
	if (task->standing.deadline != NULL)
		basis_words(out, task->standing.deadline);
}

/* For the screen of whoever calls, and for no other program. */
static void
remark_beside(struct inbox *inbox, const struct task *task,
    struct text *out)
{
	struct text words = TEXT_INIT;

	if (to_ask(task) != NULL)
		contact_words(&inbox->beside, to_ask(task), &words);
	if (words.len > 0)
		text_addf(out, "%s%s%s%s", out->len > 0 ? _("; ") : "",
		    person_name(inbox->context->people, to_ask(task)),
		    _(": "), words.ptr);
	text_reset(&words);
	note_words(&inbox->beside, task->dossier, &words);
	if (words.len > 0)
		text_addf(out, "%s%s", out->len > 0 ? _("; ") : "",
		    words.ptr);
	text_release(&words);
}

static bool
line_fits(const struct output *out, const struct text *line)
{
	return out->width == 0 ||
	    text_columns(line->ptr) + 2 <= (size_t)out->width;
}

/* The command by which the task is done. What else could be done has the names
 * of a chart, which are English: in Chinese it is told what they are, too, if
 * there is room. */
static void
add_how(struct inbox *inbox, const struct task *task, struct text *line)
{
	const struct standing *s = &task->standing;
	const char *principal = is_for_other(inbox, task) ?
	    task->principal->id : NULL;
	struct procedure_option *options;
	bool labels = in_chinese();
	size_t n;

	n = procedure_options(inbox->context, task->dossier,
	    inbox->call->now_s, &inbox->arena, &options);
	how_words(line, inbox->call, task->dossier, options, n, s->instance,
	    s->state, s->role, principal, labels);
	if (!labels || line_fits(&inbox->call->out, line))
		return;
	text_reset(line);
	how_words(line, inbox->call, task->dossier, options, n, s->instance,
	    s->state, s->role, principal, false);
}

/* By which commands it is done, a line each, where it fits. */
static void
print_how(struct inbox *inbox)
{
	struct output *out = &inbox->call->out;
	struct text line = TEXT_INIT;
	size_t i, told = 0;

	for (i = 0; i < inbox->ntasks; i++) {
		const struct task *task = &inbox->tasks[i];

		/* a destruction's stands beside it */
		if (task->barred != NULL || task->destruction != NULL)
			continue;
		text_reset(&line);
		add_how(inbox, task, &line);
		if (line.len == 0 || !line_fits(out, &line))
			continue;
		if (told++ == 0)
			output_adds(out, _("by these commands:\n"));
		output_adds(out, "  ");
		output_styled(out, STYLE_GOOD, line.ptr);
		output_adds(out, "\n");
	}
	text_release(&line);
}

/* Who may do it, each by name. */
static void
add_who(const struct inbox *inbox, const struct task *task,
    struct table *table)
{
	struct text who = TEXT_INIT;

	who_acts(&who, inbox->context, task->dossier, task->standing.role,
	    inbox->today, NULL);
	table_cell(table, who.ptr);
	text_release(&who);
}

static void
print_overdue(struct inbox *inbox)
{
	size_t late = 0, i;

	for (i = 0; i < inbox->ntasks; i++)
		late += inbox->tasks[i].standing.deadline != NULL &&
		    deadline_overdue(inbox->tasks[i].standing.deadline,
		    inbox->today);
	output_addf(&inbox->call->out, _("%zu to do, of which overdue: %zu\n"),
	    inbox->ntasks, late);
}

/* Is nothing ever to be done by this person, who wants to know how others get
 * on? */
static bool
looks_on(const struct inbox *inbox)
{
	size_t nroles, i;
	const char *const *roles = role_names(&nroles);

	for (i = 0; i < nroles; i++)
		if (strcmp(roles[i], "auditor") != 0 &&
		    acts_in(inbox, roles[i]))
			return false;
	return true;
}

static void
print_nothing(struct inbox *inbox)
{
	struct output *out = &inbox->call->out;

	if (inbox->all) {
		output_adds(out, _("nothing to do for anybody\n"));
		return;
	}
	output_addf(out, _("nothing to do for %s\n"),
	    inbox->call->person->name);
	if (looks_on(inbox))
		output_adds(out, _("what others have to do: guiwen inbox "
		    "--all; what is due by when: guiwen list --due 7\n"));
}

static void
print_table(struct inbox *inbox)
{
	const struct column columns[] = {
		{ _("document"), false, false }, { _("title"), false, true },
		{ _("to do"), false, true }, { _("by when"), false, false },
		{ _("within, on which basis"), false, true },
		{ _("by"), false, true },
	};
	struct table *table = table_new(columns, inbox->all ? 6 : 5);
	struct text text = TEXT_INIT;
	enum output_style style;
	size_t i;

	for (i = 0; i < inbox->ntasks; i++) {
		const struct task *task = &inbox->tasks[i];
		const struct standing *s = &task->standing;

		table_cell(table, task->dossier->id);
		table_cell(table, task->dossier->title);
		text_reset(&text);
		text_adds(&text, s->label);
		if (*s->authority != '\0')
			text_addf(&text, _(" (%s)"), s->authority);
		if (is_for_other(inbox, task))
			text_addf(&text, _(" for %s"), task->principal->name);
		table_cell(table, text.ptr);
		text_reset(&text);
		style = STYLE_NONE;
		if (s->deadline != NULL)
			style = due_words(&text, inbox->context->calendar,
			    s->deadline, inbox->today);
		table_cell(table, text.ptr);
		table_style(table, style);
		text_reset(&text);
		remark(inbox, task, &text);
		remark_beside(inbox, task, &text);
		table_cell(table, text.ptr);
		if (inbox->all)
			add_who(inbox, task, table);
	}
	if (inbox->ntasks > 0)
		table_print(table, &inbox->call->out);
	else if (inbox->status == STATUS_YES)
		print_nothing(inbox);
	if (inbox->all && inbox->ntasks > 0)
		print_overdue(inbox);
	if (!inbox->all)
		print_how(inbox);
	table_free(table);
	text_release(&text);
}

static void
print_json(struct inbox *inbox)
{
	json_t *o = json_object(), *tasks = json_array();
	size_t i;

	for (i = 0; i < inbox->ntasks; i++)
		json_array_append_new(tasks, task_json(inbox,
		    &inbox->tasks[i]));
	json_object_set_new(o, "person", inbox->all ? json_null() :
	    json_words(inbox->call->person->id));
	json_object_set_new(o, "today", json_day(inbox->today));
	json_object_set_new(o, "tasks", tasks);
	json_print(&inbox->call->out, o);
}

/* One day for each last day that is known and whose clock runs. */
static void
add_feed_entry(struct inbox *inbox, const struct task *task,
    struct feed_entry *out)
{
	const struct standing *s = &task->standing;
	struct text uid = TEXT_INIT, summary = TEXT_INIT, why = TEXT_INIT;

	text_addf(&uid, "%s-%s-%s-%lld@%.12s.guiwen", task->dossier->id,
	    s->instance, s->state, (long long)s->deadline->step,
	    store_id(registry_store(inbox->call->registry)));
	text_addf(&summary, "%s%s%s", s->label, _(": "),
	    task->dossier->title);
	if (*s->authority != '\0')
		text_addf(&summary, _(" (%s)"), s->authority);
	text_addf(&why, "%s%s", task->dossier->id, _("; "));
	remark(inbox, task, &why);
	out->uid = arena_strdup(&inbox->arena, uid.ptr);
	out->summary = arena_strdup(&inbox->arena, summary.ptr);
	out->description = arena_strdup(&inbox->arena, why.ptr);
	out->day = s->deadline->due;
	text_release(&uid);
	text_release(&summary);
	text_release(&why);
}

static void
print_ics(struct inbox *inbox)
{
	const struct person *me = inbox->call->person;
	struct feed_entry *entries = arena_array(&inbox->arena,
	    inbox->ntasks + 1, sizeof(*entries));
	struct text name = TEXT_INIT, ics = TEXT_INIT;
	size_t i, n = 0;

	for (i = 0; i < inbox->ntasks; i++) {
		const struct dossier_deadline *d =
		    inbox->tasks[i].standing.deadline;

		if (d != NULL && d->due.year != 0 &&
		    !dossier_deadline_stands(d, NULL))
			add_feed_entry(inbox, &inbox->tasks[i],
			    &entries[n++]);
	}
	text_addf(&name, _("deadlines of %s"), inbox->all ? settings_name(
	    inbox->context->settings) : *me->name != '\0' ? me->name :
	    me->id);
	feed_write(name.ptr, entries, n, inbox->call->now_s, &ics);
	output_adds(&inbox->call->out, ics.ptr);
	text_release(&name);
	text_release(&ics);
}

static void
print(struct inbox *inbox)
{
	beside_open(&inbox->beside, inbox->call);
	if (call_json(inbox->call))
		print_json(inbox);
	else
		print_table(inbox);
	beside_close(&inbox->beside);
}

/* What everybody has to do is told to nobody in particular; whoever is known
 * sees his notes. */
static int
identify(struct inbox *inbox, struct err *err)
{
	struct err unknown = ERR_INIT;

	if (!inbox->all || options_has(&inbox->call->options, GLOBAL_AS))
		return call_identify(inbox->call, err);
	if (call_identify(inbox->call, &unknown) != 0)
		inbox->call->person = NULL;
	return 0;
}

static int
run_inbox(struct call *call)
{
	struct inbox inbox = { .call = call, .arena = ARENA_INIT };
	struct err err = ERR_INIT;
	int64_t stated_s;
	bool day_only;

	if (call_json(call) && options_has(&call->options, "ics"))
		err_set(&err, ERR_USAGE, "--ics and --json are two forms of "
		    "the same: give one of them");
	if (err.code != ERR_NONE ||
	    call_stated(call, &stated_s, &day_only, &err) != 0)
		return call_usage(call, &err);
	inbox.today = stated_s != 0 ? time_day(stated_s) : call_today(call);
	inbox.all = options_has(&call->options, "all");
	if (call_open(call, true, &err) != 0 ||
	    identify(&inbox, &err) != 0 ||
	    registry_context(call->registry, &inbox.context, &err) != 0 ||
	    collect(&inbox, &err) != 0)
		inbox.status = status_graver(inbox.status,
		    call_fail(call, &err));
	else if (options_has(&call->options, "ics"))
		print_ics(&inbox);
	else
		print(&inbox);
	release(&inbox);
	return inbox.status;
}

static const struct option inbox_options[] = {
	{ "all", NULL, N_("what everybody has to do, and who may do it"),
	    false },
	{ "ics", NULL, N_("the last days as a calendar (iCalendar) that other "
	    "programs subscribe to"), false },
	OPTION_END
};
static const struct option *const tables[] = { inbox_options, NULL };

const struct cmd cmd_inbox = {
	"inbox", GROUP_LOOK, "", N_("what is mine to do, by when"),
	tables, 0, 0, run_inbox
};
