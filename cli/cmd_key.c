/* cmd_key.c: guiwen key: the SSH keys by which people sign their acts */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/paper.h"
#include "cli/person.h"
#include "cli/signing.h"
#include "cli/table.h"

#include "store/signer.h"
#include "workflows/act.h"
#include "workflows/people_change.h"

#include <stdlib.h>
#include <string.h>

static const struct option key_options[] = {
	{ "reason", "TEXT", N_("why"), false },
	OPTION_END
};

/* ---- telling ---- */

static const char *
key_state(const struct person_key *key)
{
	if (key->ended_s == 0)
		return "valid";
	return key->revoked ? "revoked" : "replaced";
}

static const char *
key_state_word(const struct person_key *key)
{
	if (key->ended_s == 0)
		return _("valid");
	return key->revoked ? _("revoked") : _("replaced");
}

static json_t *
key_json(const struct person *person, const struct person_key *key)
{
	char print[SIGNER_FINGERPRINT];
	json_t *o = json_object();

	json_object_set_new(o, "person", json_words(person->id));
	json_object_set_new(o, "fingerprint",
	    json_words(signer_fingerprint(print, key->public_key)));
	json_object_set_new(o, "public_key", json_words(key->public_key));
	json_object_set_new(o, "state", json_words(key_state(key)));
	json_object_set_new(o, "added", json_time(key->added_s));
	json_object_set_new(o, "ended", json_time(key->ended_s));
	return o;
}

static void
add_row(struct table *table, const struct person *person,
    const struct person_key *key)
{
	char print[SIGNER_FINGERPRINT], time[TIME_TEXT];

	table_cell(table, person->id);
	table_cell(table, person->name);
	table_cell(table, signer_fingerprint(print, key->public_key));
	table_cell(table, key_state_word(key));
	table_cell(table, paper_minute(time, key->added_s));
	table_cell(table, key->ended_s != 0 ? paper_minute(time,
	    key->ended_s) : "");
}

/* The keys of one person, or of all (NULL). */
static void
print_keys(struct call *call, const struct people *people, const char *id)
{
	const struct column columns[] = {
		{ _("id"), false, false }, { _("person"), false, false },
		{ _("key"), false, false }, { _("state"), false, false },
		{ _("from"), false, false }, { _("until"), false, false },
	};
	struct table *table = table_new(columns, 6);
	json_t *all = json_array();
	size_t i, k;

	for (i = 0; i < people_count(people); i++) {
		const struct person *person = people_at(people, i);

		if (id != NULL && strcmp(person->id, id) != 0)
			continue;
		for (k = 0; k < person->nkeys; k++) {
			add_row(table, person, &person->keys[k]);
			json_array_append_new(all, key_json(person,
			    &person->keys[k]));
		}
	}
	if (call_json(call))
		json_print(&call->out, json_incref(all));
	else if (table_nrows(table) == 0)
		output_addf(&call->out, "%s\n", _("no key is registered; "
		    "guiwen key add ID FILE.pub"));
	else
		table_print(table, &call->out);
	json_decref(all);
	table_free(table);
}

/* ---- changing ---- */

/* Which valid key is meant: by a fingerprint, by a file; without either the
 * only one that there ever was, since who has had another may mean that one,
 * which has ended already. NULL with err. */
static const char *
which_key(const struct person *person, const char *given, struct err *err)
{
	char print[SIGNER_FINGERPRINT];
	struct text line = TEXT_INIT;
	const char *found = NULL;
	size_t i, valid = 0;
	bool file = given != NULL && strncmp(given, "SHA256:", 7) != 0;

	if (file && signing_read_public(given, &line, err) != 0)
		goto out;
	for (i = 0; i < person->nkeys; i++) {
		const struct person_key *key = &person->keys[i];

		if (key->ended_s != 0)
			continue;
		valid++;
		if (given == NULL || strcmp(file ? line.ptr : given, file ?
		    key->public_key : signer_fingerprint(print,
		    key->public_key)) == 0)
			found = key->public_key;
	}
	if (valid > 1 && given == NULL) {
		found = NULL;
		err_set(err, ERR_USAGE, "%s (%s) has %zu valid keys: say which "
		    "one, by its fingerprint as guiwen key list shows it",
		    person->name, person->id, valid);
	} else if (found != NULL && given == NULL && person->nkeys > 1) {
		err_set(err, ERR_USAGE, "%s is the only valid key of %s (%s), "
		    "who has had others, ended already (guiwen key list %s): "
		    "name it if it is meant",
		    signer_fingerprint(print, found), person->name, person->id,
		    person->id);
		found = NULL;
	} else if (found == NULL) {
		err_set(err, ERR_NOTFOUND, "%s (%s) has no valid key%s%s; "
		    "guiwen key list %s shows them", person->name,
		    person->id, given != NULL ? " " : "", given != NULL ?
		    given : "", person->id);
	}
out:
	text_release(&line);
	return found;
}

/* A key is one person's for ever: whose is it already? 0, or -1 with err. */
static int
check_unknown(const struct people *people, const char *line, struct err *err)
{
	char print[SIGNER_FINGERPRINT];
	size_t i;

	for (i = 0; i < people_count(people); i++) {
		const struct person *p = people_at(people, i);
		const struct person_key *key = person_key(p, line);

		if (key == NULL)
			continue;
		signer_fingerprint(print, line);
		if (key->ended_s == 0)
			return err_set(err, ERR_REFUSED, "the key %s is "
			    "registered already, as that of %s (%s)", print,
			    p->name, p->id);
		return err_set(err, ERR_REFUSED, "the key %s was that of %s "
		    "(%s) and has ended: it is never taken again; make "
		    "another with ssh-keygen -t ed25519", print, p->name,
		    p->id);
	}
	return 0;
}

/* What is stated: one more key, another in place of all, one less. */
static int
describe(const char *what, const struct people *people,
    const struct person *person, const char *file, struct text *line,
    struct act_datum *data, size_t *n, struct err *err)
{
	size_t i;

	data[(*n)++] = (struct act_datum){ "id", person->id };
	if (strcmp(what, "revoke") == 0) {
		data[*n] = (struct act_datum){ "revoked", which_key(person,
		    file, err) };
		return data[(*n)++].value != NULL ? 0 : -1;
	}
	if (signing_read_public(file, line, err) != 0 ||
	    check_unknown(people, line->ptr, err) != 0)
		return -1;
	data[(*n)++] = (struct act_datum){ "added", line->ptr };
	for (i = 0; i < person->nkeys; i++)
		if (strcmp(what, "rotate") == 0 &&
		    person->keys[i].ended_s == 0)
			data[(*n)++] = (struct act_datum){ "replaced",
				person->keys[i].public_key };
	return 0;
}

static int
change(struct call *call, const char *what, const char *id, const char *file,
    struct err *err)
{
	const struct procedure_context *context;
	struct arena arena = ARENA_INIT;
	struct text line = TEXT_INIT;
	const struct person *person;
	struct act_datum *data;
	const char *actor;
	size_t n = 0;
	int rc = -1;

	if (person_open(call, &actor, &context, err) != 0 ||
	    (person = person_named(call, context->people, &id, err)) == NULL)
		goto out;
	data = arena_array(&arena, person->nkeys + 2, sizeof(*data));
	if (describe(what, context->people, person, file, &line, data, &n,
	    err) != 0 ||
	    registry_change_people(call->registry, actor, PEOPLE_KEY, data, n,
	    options_value(&call->options, "reason"), call->now_s, err) != 0 ||
	    registry_context(call->registry, &context, err) != 0)
		goto out;
	print_keys(call, context->people, id);
	person = people_find(context->people, id);
	if (person_valid_key(person) == NULL)
		fprintf(call->talk, _("guiwen: note: %s (%s) has no valid key "
		    "any more and does nothing here until the office "
		    "registers another: guiwen key add %s FILE.pub\n"),
		    person->name, person->id, person->id);
	rc = 0;
out:
	arena_release(&arena);
	text_release(&line);
	return rc;
}

static int
list(struct call *call, const char *id, struct err *err)
{
	const struct procedure_context *context;

	if (call_open(call, true, err) != 0 ||
	    registry_context(call->registry, &context, err) != 0 ||
	    (id != NULL && person_named(call, context->people, &id, err) ==
	    NULL))
		return -1;
	print_keys(call, context->people, id);
	return 0;
}

static int
check_usage(const struct call *call, const char *what, const char *id,
    const char *file, struct err *err)
{
	bool revoke = strcmp(what, "revoke") == 0;

	if (strcmp(what, "list") == 0)
		return file == NULL ? 0 : err_set(err, ERR_USAGE, "\"%s\" is "
		    "one argument too many for guiwen %s", file, "key list");
	if (!revoke && strcmp(what, "add") != 0 && strcmp(what, "rotate") !=
	    0)
		return err_set(err, ERR_USAGE, "guiwen key can add, rotate, "
		    "revoke and list; \"%s\" is none of these", what);
	if (id == NULL || (file == NULL && !revoke))
		return err_set(err, ERR_USAGE, "say whose key, and where the "
		    "public key is: guiwen key %s ID FILE.pub", what);
	if (revoke && *act_reason(options_value(&call->options, "reason")) ==
	    '\0')
		return err_set(err, ERR_USAGE, "guiwen key revoke needs "
		    "--reason: why the key of %s is no longer to be trusted",
		    id);
	return 0;
}

static int
run_key(struct call *call)
{
	const char *what = call_operand(call, 0), *id = call_operand(call, 1);
	const char *file = call_operand(call, 2);
	struct err err = ERR_INIT;
	int rc = check_usage(call, what, id, file, &err);

	if (rc == 0)
		rc = strcmp(what, "list") == 0 ? list(call, id, &err) :
		    change(call, what, id, file, &err);
	return rc == 0 ? STATUS_YES : call_asked(call, &err);
}

static const struct option *const tables[] = { key_options, NULL };

const struct cmd cmd_key = {
	"key", GROUP_START,
	"add ID FILE.pub | rotate ID FILE.pub | revoke ID [KEY] | list [ID]",
	N_("register the keys by which people sign"), tables, 1, 3, run_key
};
