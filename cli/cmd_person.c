/* cmd_person.c: guiwen person: who acts, in which roles */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"

#include "engine/base/mem.h"
#include "workflows/people.h"

#include <stdlib.h>
#include <string.h>

static const struct option person_options[] = {
	{ "name", "NAME", N_("the name that records show"), false },
	{ "unit", "NAME", N_("section or body"), false },
	{ "post", "TEXT", N_("post"), false },
	{ "role", "ROLE", N_("drafter, legal-counsel, "
	    "fair-competition-reviewer, office or auditor; change: the given "
	    "ones take the place of the old"), true },
	{ "os-user", "ACCOUNT", N_("the system account that is this person"),
	    false },
	{ "reason", "TEXT", N_("why"), false },
	OPTION_END
};

static const char *
or(const char *given, const char *before)
{
	return given != NULL ? given : before;
}

/* What the options say of a person, over what was known (NULL: nothing).
 * *roles is the caller's: free(). */
static void
describe(const struct call *call, const char *id, const struct person *was,
    struct person *out, const char ***roles)
{
	static const struct person nobody = {
		"", "", "", "", "", NULL, 0, false
	};
	const struct options *options = &call->options;
	size_t n = options_count(options, "role"), i;

	*out = was != NULL ? *was : nobody;
	out->id = id;
	out->name = or(options_value(options, "name"), out->name);
	out->unit = or(options_value(options, "unit"), out->unit);
	out->post = or(options_value(options, "post"), out->post);
	out->os_user = or(options_value(options, "os-user"), out->os_user);
	*roles = mem_zero(n + 1, sizeof(**roles));
	for (i = 0; i < n; i++)
		(*roles)[i] = options_nth(options, "role", i);
	if (n > 0) {
		out->roles = *roles;
		out->nroles = n;
	}
}

/* Who changes people: a known person, or nobody yet. */
static int
find_actor(struct call *call, const char **actor, struct err *err)
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

static void
roles_words(const struct person *person, struct text *out)
{
	size_t i;

	for (i = 0; i < person->nroles; i++)
		text_addf(out, "%s%s", i > 0 ? _(", ") : "",
		    word_role(person->roles[i]));
}

static json_t *
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
	json_object_set_new(o, "retired", json_boolean(person->retired));
	return o;
}

static void
print_person(struct call *call, const struct person *person)
{
	struct text roles = TEXT_INIT;

	if (call_json(call)) {
		json_print(&call->out, person_json(person));
		return;
	}
	roles_words(person, &roles);
	output_addf(&call->out, "%s  %s", person->id, person->name);
	if (*person->unit != '\0')
		output_addf(&call->out, _(" (%s)"), person->unit);
	output_addf(&call->out, "%s%s%s\n", _(": "), roles.len > 0 ?
	    roles.ptr : _("no role"), person->retired ? _("; retired") : "");
	text_release(&roles);
}

static int
put(struct call *call, const char *what, const char *id, struct err *err)
{
	const struct procedure_context *context;
	const struct person *was;
	struct person person;
	const char *actor, **roles = NULL;
	int result;

	if (call_open(call, false, err) != 0 ||
	    registry_context(call->registry, &context, err) != 0 ||
	    find_actor(call, &actor, err) != 0)
		return -1;
	was = people_find(context->people, id);
	if (strcmp(what, "add") == 0 && was != NULL)
		return err_set(err, ERR_REFUSED, "there is already a person "
		    "%s, %s; an id is never given twice: take another, or use "
		    "guiwen person change", id, was->name);
	if (strcmp(what, "add") != 0 && was == NULL)
		return err_set(err, ERR_NOTFOUND, "there is no person %s; "
		    "guiwen person list names them", id);
	describe(call, id, was, &person, &roles);
	if (strcmp(what, "recall") == 0 && !was->retired) {
		free(roles);
		return err_set(err, ERR_REFUSED, "%s (%s) is not retired: "
		    "there is nobody to call back", was->name, was->id);
	}
	person.retired = strcmp(what, "retire") == 0 ||
	    (person.retired && strcmp(what, "recall") != 0);
	result = registry_put_person(call->registry, actor, &person,
	    or(options_value(&call->options, "reason"), ""), call->now_s,
	    err);
	free(roles);
	if (result == 0)
		result = registry_context(call->registry, &context, err);
	if (result == 0)
		print_person(call, people_find(context->people, id));
	return result;
}

static int
list(struct call *call, struct err *err)
{
	const struct column columns[] = {
		{ _("id"), false, false }, { _("name"), false, false },
		{ _("unit"), false, true }, { _("post"), false, true },
		{ _("roles"), false, true }, { _("account"), false, false },
		{ _("remark"), false, false },
	};
	const struct procedure_context *context;
	struct table *table;
	struct text roles = TEXT_INIT;
	json_t *all;
	size_t i;

	if (call_open(call, true, err) != 0 ||
	    registry_context(call->registry, &context, err) != 0)
		return -1;
	table = table_new(columns, 7);
	all = json_array();
	for (i = 0; i < people_count(context->people); i++) {
		const struct person *p = people_at(context->people, i);

		text_reset(&roles);
		roles_words(p, &roles);
		table_cell(table, p->id);
		table_cell(table, p->name);
		table_cell(table, p->unit);
		table_cell(table, p->post);
		table_cell(table, roles.ptr);
		table_cell(table, p->os_user);
		table_cell(table, p->retired ? _("retired") : "");
		json_array_append_new(all, person_json(p));
	}
	if (call_json(call))
		json_print(&call->out, json_incref(all));
	else if (table_nrows(table) == 0)
		output_addf(&call->out, "%s\n", _("nobody yet; guiwen person "
		    "add ID --name NAME --role ROLE"));
	else
		table_print(table, &call->out);
	json_decref(all);
	table_free(table);
	text_release(&roles);
	return 0;
}

static int
check_usage(const struct call *call, const char *what, const char *id,
    struct err *err)
{
	static const char *const whats[] = {
		"add", "change", "retire", "recall", "list", NULL
	};
	size_t i;

	for (i = 0; whats[i] != NULL && strcmp(whats[i], what) != 0; i++)
		;
	if (whats[i] == NULL)
		return err_set(err, ERR_USAGE, "guiwen person can add, change, "
		    "retire, recall and list; \"%s\" is none of these", what);
	if (strcmp(what, "list") == 0)
		return id == NULL ? 0 : err_set(err, ERR_USAGE, "\"%s\" is "
		    "one argument too many for guiwen %s", id, "person list");
	if (id == NULL)
		return err_set(err, ERR_USAGE, "say which person: guiwen "
		    "person %s ID", what);
	if (strcmp(what, "add") == 0 &&
	    (!options_has(&call->options, "name") ||
	    !options_has(&call->options, "role")))
		return err_set(err, ERR_USAGE, "guiwen person add needs "
		    "--name and at least one --role");
	if (strcmp(what, "recall") == 0 &&
	    !options_has(&call->options, "reason"))
		return err_set(err, ERR_USAGE, "guiwen person recall needs "
		    "--reason: why %s comes back", id);
	return 0;
}

static int
run_person(struct call *call)
{
	const char *what = call_operand(call, 0), *id = call_operand(call, 1);
	struct err err = ERR_INIT;
	int result = check_usage(call, what, id, &err);

	if (result == 0)
		result = strcmp(what, "list") == 0 ? list(call, &err) :
		    put(call, what, id, &err);
	return result == 0 ? STATUS_YES : call_asked(call, &err);
}

static const struct option *const tables[] = { person_options, NULL };

const struct cmd cmd_person = {
	"person", GROUP_START,
	"add ID | change ID | retire ID | recall ID | list",
	N_("say who acts here, and in which roles"), tables, 1, 2, run_person
};
