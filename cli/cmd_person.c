/* cmd_person.c: guiwen person: who acts, in which roles */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/named.h"
#include "cli/person.h"
#include "cli/standing.h"
#include "cli/table.h"
#include "cli/words.h"

#include "engine/base/arena.h"
#include "engine/base/mem.h"
#include "workflows/people.h"

#include <stdlib.h>
#include <string.h>

static const struct option person_options[] = {
	{ "name", "NAME", N_("the name that records show"), false },
	{ "unit", "NAME", N_("section or body"), false },
	{ "post", "TEXT", N_("post"), false },
	{ "role", "ROLE", N_("drafter, legal-counsel, "
	    "fair-competition-reviewer, office or auditor, with dates "
	    "ROLE=FROM/UNTIL; change: the given ones take the place of the "
	    "old; delegate: for these roles only"), true },
	{ "os-user", "ACCOUNT", N_("the system account that is this person"),
	    false },
	{ "to", "PERSON", N_("who takes over, or may act on behalf"), false },
	{ "from", "DATE", N_("delegate: the first day; otherwise at once"),
	    false },
	{ "until", "DATE", N_("delegate: the last day"), false },
	{ "end", NULL, N_("delegate, same-as: it holds no longer"), false },
	{ "reason", "TEXT", N_("why"), false },
	{ "phone", "PHONE", N_("contact: the telephone; \"\" takes it away"),
	    false },
	{ "email", "ADDRESS", N_("contact: the e-mail address"), false },
	{ "room", "TEXT", N_("contact: where to be found"), false },
	{ "forget", NULL, N_("contact: take all of it away, without a trace"),
	    false },
	OPTION_END
};

static const char *
or(const char *given, const char *before)
{
	return given != NULL ? given : before;
}

/* "office=2026-01-01/2026-12-31", either day may be left out. */
static int
read_term(struct arena *arena, const char *given, struct person_term *out,
    struct err *err)
{
	const char *dates = strchr(given, '=') + 1, *slash;
	char *from;

	out->role = named_role(arena_strndup(arena, given,
	    (size_t)(dates - 1 - given)));
	out->from = out->until = (struct day){ 0, 0, 0 };
	slash = strchr(dates, '/');
	if (slash != NULL) {
		from = arena_strndup(arena, dates, (size_t)(slash - dates));
		if ((*from == '\0' || call_parse_day(&out->from, from) ==
		    0) && (slash[1] == '\0' || call_parse_day(&out->until,
		    slash + 1) == 0) && (*from != '\0' || slash[1] != '\0'))
			return 0;
	}
	return err_set(err, ERR_USAGE, "\"%s\" is no role with dates; write it "
	    "like office=2026-01-01/2026-12-31, or with one of the days only",
	    given);
}

/* What the options say of a person, over what was known (NULL: nothing). */
static int
describe(const struct call *call, const char *id, const struct person *was,
    struct arena *arena, struct person *out, struct err *err)
{
	static const struct person nobody = {
		.id = "", .name = "", .unit = "", .post = "", .os_user = ""
	};
	const struct options *options = &call->options;
	size_t n = options_count(options, "role"), i;
	const char **roles = arena_array(arena, n, sizeof(*roles)), *role;
	struct person_term *terms = arena_array(arena, n, sizeof(*terms));

	*out = was != NULL ? *was : nobody;
	out->id = id;
	out->name = or(options_value(options, "name"), out->name);
	out->unit = or(options_value(options, "unit"), out->unit);
	out->post = or(options_value(options, "post"), out->post);
	out->os_user = or(options_value(options, "os-user"), out->os_user);
	if (n == 0)
		return 0;
	out->roles = roles;
	out->terms = terms;
	out->nroles = out->nterms = 0;
	for (i = 0; i < n; i++) {
		role = options_nth(options, "role", i);
		if (strchr(role, '=') == NULL)
			roles[out->nroles++] = named_role(role);
		else if (read_term(arena, role, &terms[out->nterms++], err) !=
		    0)
			return -1;
	}
	return 0;
}

/* Who changes people: a known person, or nobody yet. */
int
person_actor(struct call *call, const char **actor, struct err *err)
{
	*actor = "";
	if (call_identify(call, err) == 0) {
		*actor = call->person->id;
		return 0;
	}
	if (options_has(&call->options, GLOBAL_AS) ||
	    status_of(err->code) != STATUS_REFUSED)
		return -1;
	err_clear(err);
	return 0;
}

int
person_open(struct call *call, const char **actor,
    const struct procedure_context **context, struct err *err)
{
	if (call_open(call, false, err) != 0 ||
	    registry_context(call->registry, context, err) != 0)
		return -1;
	return person_actor(call, actor, err);
}

const struct person *
person_named(struct call *call, const struct people *people,
    const char **id, struct err *err)
{
	const char *found = named_person(call, *id, err);
	const struct person *person;

	if (found == NULL)
		return NULL;
	*id = found;
	person = people_find(people, found);
	if (person == NULL)
		err_set(err, ERR_NOTFOUND, "there is no person %s; guiwen "
		    "person list names them", found);
	return person;
}

/* "2026-01-01 to 2026-12-31", "from 2026-01-01", "until 2026-12-31" */
static void
period_text(struct text *out, struct day from, struct day until)
{
	char first[DAY_TEXT], last[DAY_TEXT];

	if (from.year != 0 && until.year != 0)
		text_addf(out, _("%s to %s"), day_format(first, from),
		    day_format(last, until));
	else if (from.year != 0)
		text_addf(out, _("from %s"), day_format(first, from));
	else
		text_addf(out, _("until %s"), day_format(last, until));
}

static void
roles_words(const struct person *person, struct text *out)
{
	struct text period = TEXT_INIT;
	size_t i;

	for (i = 0; i < person->nroles; i++)
		text_addf(out, "%s%s", out->len > 0 ? word_comma() : "",
		    word_role(person->roles[i]));
	for (i = 0; i < person->nterms; i++) {
		const struct person_term *term = &person->terms[i];

		text_reset(&period);
		period_text(&period, term->from, term->until);
		text_addf(out, "%s%s", out->len > 0 ? word_comma() : "",
		    word_role(term->role));
		text_addf(out, _(" (%s)"), period.ptr);
	}
	text_release(&period);
}

/* What else is to be known of a person: "; retired; ..." */
static void
remarks(const struct people *people, const struct person *person,
    struct text *out)
{
	struct text period = TEXT_INIT;
	const struct person *to;
	size_t i;

	if (person->retired)
		text_adds(out, _("; retired"));
	if (*person->successor != '\0')
		text_addf(out, _("; work taken over by %s"),
		    person->successor);
	if (*person->same_as != '\0')
		text_addf(out, _("; the same person as %s"),
		    person->same_as);
	for (i = 0; i < person->ndelegations; i++) {
		const struct person_delegation *d = &person->delegations[i];

		/* it ends with the work of either */
		to = people_find(people, d->to);
		if (person->retired || (to != NULL && to->retired))
			continue;
		text_reset(&period);
		period_text(&period, d->from, d->until);
		text_addf(out, _("; %s (%s) acts for him (%s)"),
		    person_name(people, d->to), d->to, period.ptr);
	}
	if (person_valid_key(person) != NULL)
		text_adds(out, _("; signs with a key"));
	else if (person_signs(person))
		text_adds(out, _("; has no valid key any more"));
	text_release(&period);
}

static json_t *
terms_json(const struct person *person)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < person->nterms; i++) {
		o = json_object();
		json_object_set_new(o, "role",
		    json_words(person->terms[i].role));
		json_object_set_new(o, "from",
		    json_day(person->terms[i].from));
		json_object_set_new(o, "until",
		    json_day(person->terms[i].until));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
delegations_json(const struct person *person)
{
	json_t *list = json_array(), *o, *roles;
	size_t i, k;

	for (i = 0; i < person->ndelegations; i++) {
		const struct person_delegation *d = &person->delegations[i];

		o = json_object();
		roles = json_array();
		for (k = 0; k < d->nroles; k++)
			json_array_append_new(roles, json_words(d->roles[k]));
		json_object_set_new(o, "to", json_words(d->to));
		json_object_set_new(o, "from", json_day(d->from));
		json_object_set_new(o, "until", json_day(d->until));
		json_object_set_new(o, "roles", roles);
		json_array_append_new(list, o);
	}
	return list;
}

json_t *
person_json(const struct person *person)
{
	json_t *o = json_object(), *roles = json_array();
	size_t i;

	json_object_set_new(o, "id", json_words(person->id));
	json_object_set_new(o, "name", json_words(person->name));
	json_object_set_new(o, "unit", json_fact(person->unit));
	json_object_set_new(o, "post", json_fact(person->post));
	json_object_set_new(o, "os_user", json_fact(person->os_user));
	for (i = 0; i < person->nroles; i++)
		json_array_append_new(roles, json_words(person->roles[i]));
	json_object_set_new(o, "roles", roles);
	json_object_set_new(o, "terms", terms_json(person));
	json_object_set_new(o, "retired", json_boolean(person->retired));
	json_object_set_new(o, "successor", json_fact(person->successor));
	json_object_set_new(o, "same_as", json_fact(person->same_as));
	json_object_set_new(o, "delegations", delegations_json(person));
	json_object_set_new(o, "signs", json_boolean(person_signs(person)));
	return o;
}

void
person_print(struct call *call, const struct people *people,
    const struct person *person)
{
	struct text roles = TEXT_INIT, more = TEXT_INIT;

	if (call_json(call)) {
		json_print(&call->out, person_json(person));
		return;
	}
	roles_words(person, &roles);
	remarks(people, person, &more);
	output_addf(&call->out, "%s  %s", person->id, person->name);
	if (*person->unit != '\0')
		output_addf(&call->out, _(" (%s)"), person->unit);
	output_addf(&call->out, "%s%s%s\n", _(": "), roles.len > 0 ?
	    roles.ptr : _("no role"), more.ptr);
	text_release(&roles);
	text_release(&more);
}

static int
put(struct call *call, const char *what, const char *id, struct err *err)
{
	const struct procedure_context *context;
	struct arena arena = ARENA_INIT;
	const struct person *was;
	struct person person;
	const char *actor;
	int result = -1;

	if (person_open(call, &actor, &context, err) != 0)
		return -1;
	was = strcmp(what, "add") == 0 ? people_find(context->people, id) :
	    person_named(call, context->people, &id, err);
	if (strcmp(what, "add") == 0 && was != NULL)
		return err_set(err, ERR_REFUSED, "there is already a person "
		    "%s, %s; an id is never given twice: take another, or use "
		    "guiwen person change", id, was->name);
	if (strcmp(what, "add") != 0 && was == NULL)
		return -1;
	if (strcmp(what, "recall") == 0 && !was->retired)
		return err_set(err, ERR_REFUSED, "%s (%s) is not retired: "
		    "there is nobody to call back", was->name, was->id);
	if (describe(call, id, was, &arena, &person, err) != 0)
		goto out;
	person.retired = person.retired && strcmp(what, "recall") != 0;
	result = registry_put_person(call->registry, actor, &person,
	    or(options_value(&call->options, "reason"), ""), call->now_s,
	    err);
	if (result == 0)
		result = registry_context(call->registry, &context, err);
	if (result == 0)
		person_print(call, context->people,
		    people_find(context->people, id));
out:
	arena_release(&arena);
	return result;
}

static void
list_person(struct table *table, const struct people *people,
    const struct person *p, struct beside *beside)
{
	struct text roles = TEXT_INIT, more = TEXT_INIT, words = TEXT_INIT;
	size_t skip;

	roles_words(p, &roles);
	remarks(people, p, &more);
	skip = more.len > 0 ? strlen(_("; ")) : 0;
	table_cell(table, p->id);
	table_cell(table, p->name);
	table_cell(table, p->unit);
	table_cell(table, p->post);
	table_cell(table, roles.ptr);
	table_cell(table, p->os_user);
	table_cell(table, more.ptr + skip);
	contact_words(beside, p->id, &words);
	if (beside->private != NULL)
		table_cell(table, words.ptr);
	text_release(&roles);
	text_release(&more);
	text_release(&words);
}

static int
list(struct call *call, struct err *err)
{
	const struct column columns[] = {
		{ _("id"), false, false }, { _("person"), false, false },
		{ _("unit"), false, true }, { _("post"), false, true },
		{ _("roles"), false, true }, { _("account"), false, false },
		{ _("remark"), false, true }, { _("contact"), false, true },
	};
	const struct procedure_context *context;
	struct beside beside;
	struct table *table;
	json_t *all, *one;
	size_t i;

	if (call_open(call, true, err) != 0 ||
	    registry_context(call->registry, &context, err) != 0)
		return -1;
	beside_open(&beside, call);
	table = table_new(columns, beside.private != NULL ? 8 : 7);
	all = json_array();
	for (i = 0; i < people_count(context->people); i++) {
		const struct person *p = people_at(context->people, i);

		list_person(table, context->people, p, &beside);
		one = person_json(p);
		json_object_set_new(one, "contact", contact_json(&beside,
		    p->id));
		json_array_append_new(all, one);
	}
	beside_close(&beside);
	if (call_json(call))
		json_print(&call->out, json_incref(all));
	else if (table_nrows(table) == 0)
		output_addf(&call->out, "%s\n", _("nobody yet; guiwen person "
		    "add ID --name NAME --role ROLE"));
	else
		table_print(table, &call->out);
	json_decref(all);
	table_free(table);
	return 0;
}

/* What each may be called with. */
static const struct use {
	const char *what;
	bool person, other;	/* names one; may name a second */
	const char *needs[2];	/* options */
} uses[] = {
	{ "add", true, false, { "name", "role" } },
	{ "change", true, false, { NULL, NULL } },
	{ "retire", true, false, { NULL, NULL } },
	{ "recall", true, false, { "reason", NULL } },
	{ "handover", true, false, { "to", NULL } },
	{ "delegate", true, false, { "to", NULL } },
	{ "same-as", true, true, { NULL, NULL } },
	{ "contact", true, false, { NULL, NULL } },
	{ "list", false, false, { NULL, NULL } },
};

/* Is anything of the person given that can be changed? */
static bool
changes_any(const struct call *call)
{
	static const char *const facts[] = { "name", "unit", "post", "role",
		"os-user" };
	size_t i;

	for (i = 0; i < MEM_COUNT(facts); i++)
		if (options_has(&call->options, facts[i]))
			return true;
	return false;
}

/* The first option that is given of those that say how one is reached. */
static const char *
contact_option(const struct call *call)
{
	static const char *const names[] = { "phone", "email", "room",
		"forget" };
	size_t i;

	for (i = 0; i < MEM_COUNT(names); i++)
		if (options_has(&call->options, names[i]))
			return names[i];
	return NULL;
}

static int
check_usage(const struct call *call, const char *what, const char *id,
    const char *other, struct err *err)
{
	const struct use *use = NULL;
	const char *extra = other;
	size_t i;

	for (i = 0; i < MEM_COUNT(uses); i++)
		if (strcmp(uses[i].what, what) == 0)
			use = &uses[i];
	if (use == NULL)
		return err_set(err, ERR_USAGE, "guiwen person can add, change, "
		    "retire, recall, handover, delegate, same-as, contact and "
		    "list; \"%s\" is none of these", what);
	if (strcmp(what, "contact") != 0 && contact_option(call) != NULL)
		return err_set(err, ERR_USAGE, "--%s is for guiwen person "
		    "contact: how people are reached is kept apart from who "
		    "they are", contact_option(call));
	if (!use->person)
		extra = id;
	if (extra != NULL && !use->other)
		return err_set(err, ERR_USAGE, "\"%s\" is one argument too "
		    "many for guiwen person %s", extra, what);
	if (use->person && id == NULL)
		return err_set(err, ERR_USAGE, "say which person: guiwen "
		    "person %s ID", what);
	for (i = 0; i < 2 && use->needs[i] != NULL; i++)
		if (!options_has(&call->options, use->needs[i]))
			return err_set(err, ERR_USAGE, "guiwen person %s needs "
			    "--%s", what, use->needs[i]);
	if (use->other && (other != NULL) == options_has(&call->options,
	    "end"))
		return err_set(err, ERR_USAGE, "say who %s is as well: guiwen "
		    "person same-as ID OTHER; or, with --end, that it was a "
		    "mistake", id);
	if (strcmp(what, "change") == 0 && !changes_any(call))
		return err_set(err, ERR_USAGE, "say what changes of %s: "
		    "--name, --unit, --post, --role or --os-user", id);
	if (strcmp(what, "delegate") == 0 && options_has(&call->options,
	    "end") == options_has(&call->options, "until"))
		return err_set(err, ERR_USAGE, "a delegation is for a period: "
		    "say with --until which day is its last, or with --end "
		    "that it is over now");
	return 0;
}

static int
run_person(struct call *call)
{
	const char *what = call_operand(call, 0), *id = call_operand(call, 1);
	const char *other = call_operand(call, 2);
	struct err err = ERR_INIT;
	int result = check_usage(call, what, id, other, &err);

	if (result != 0)
		;
	else if (strcmp(what, "list") == 0)
		result = list(call, &err);
	else if (strcmp(what, "retire") == 0 || strcmp(what, "handover") == 0)
		result = person_handover(call, id, strcmp(what, "retire") ==
		    0, &err);
	else if (strcmp(what, "delegate") == 0)
		result = person_delegate(call, id, &err);
	else if (strcmp(what, "contact") == 0)
		result = person_contact(call, id, &err);
	else if (strcmp(what, "same-as") == 0)
		result = person_same_as(call, id, other, &err);
	else
		result = put(call, what, id, &err);
	return result == 0 ? STATUS_YES : call_asked(call, &err);
}

static const struct option *const tables[] = { person_options, NULL };

const struct cmd cmd_person = {
	"person", GROUP_START,
	"add ID | change ID | retire ID | recall ID | handover ID | "
	"delegate ID | same-as ID [OTHER] | contact ID | list",
	N_("say who acts here, in which roles, and for whom"), tables, 1, 3,
	run_person
};
