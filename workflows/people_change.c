/* people_change.c: what an act of the registry says about people, applied */
#include "workflows/people_change.h"

#include "engine/base/mem.h"
#include "store/signer.h"
#include "workflows/labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define AUTHOR_DOMAIN "guiwen.invalid"	/* as in the commits (store/) */

struct change {
	const struct people *before;
	const struct act *act;
	int64_t recorded_s;
	struct day day;
	struct person *list;	/* all people, being changed */
	size_t count;
	struct arena *arena;
	struct err *denied;	/* NULL: what may not be is not done */
	struct err *err;
};

/* What a gate said: with `denied` it is told there, and the change goes on. */
static int
allow(struct change *c, int gate)
{
	if (gate == 0 || c->denied == NULL)
		return gate;
	if (c->denied->code == ERR_NONE)
		*c->denied = *c->err;
	err_clear(c->err);
	return 0;
}

bool
people_event(const char *event)
{
	static const char *const events[] = {
		PEOPLE_PERSON, PEOPLE_HANDOVER, PEOPLE_DELEGATION,
		PEOPLE_SAME_AS, PEOPLE_KEY
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(events); i++)
		if (strcmp(events[i], event) == 0)
			return true;
	return false;
}

static const char *
datum(const struct change *c, const char *key)
{
	const char *value = act_datum(c->act, key);

	return value != NULL ? value : "";
}

static bool
says_yes(const struct change *c, const char *key)
{
	return strcmp(datum(c, key), "yes") == 0;
}

/* The person that a datum names, in the list. */
static struct person *
named(struct change *c, const char *key)
{
	const char *id = datum(c, key);
	size_t i;

	for (i = 0; i < c->count; i++)
		if (strcmp(c->list[i].id, id) == 0)
			return &c->list[i];
	err_set(c->err, ERR_NOTFOUND, "there is no person %s; guiwen person "
	    "list names them", id);
	return NULL;
}

static bool
is_actor(const struct change *c, const struct person *person)
{
	return people_same(c->before, c->act->person, person->id);
}

static int
gate_office_or_self(struct change *c, const struct person *person)
{
	return people_gate_own(c->before, c->act->person, person, c->day,
	    c->err);
}

static int
gate_acts(struct change *c, const struct person *person)
{
	if (!person->retired)
		return 0;
	return err_set(c->err, ERR_REFUSED, "%s (%s) is retired and acts here "
	    "no more", person->name, person->id);
}

/* ---- person ---- */

/* "2026-01-01/2026-12-31": either side may be empty. */
static int
read_period(const char *words, struct day *from, struct day *until)
{
	const char *slash = strchr(words, '/');
	char first[DAY_TEXT];

	*from = *until = (struct day){ 0, 0, 0 };
	if (slash == NULL || (size_t)(slash - words) >= sizeof(first))
		return -1;
	snprintf(first, sizeof(first), "%.*s", (int)(slash - words), words);
	if (first[0] != '\0' && day_parse(from, first) != 0)
		return -1;
	return slash[1] == '\0' ? 0 : day_parse(until, slash + 1);
}

static int
take_roles(struct change *c, struct person *person)
{
	const struct act *act = c->act;
	const char **roles = arena_array(c->arena, act->ndata,
	    sizeof(*roles));
	struct person_term *terms = arena_array(c->arena, act->ndata,
	    sizeof(*terms)), *term;
	const char *value, *space;
	size_t i;

	person->roles = roles;
	person->terms = terms;
	person->nroles = person->nterms = 0;
	for (i = 0; i < act->ndata; i++) {
		if (strcmp(act->data[i].key, "role") != 0)
			continue;
		value = act->data[i].value;
		space = strchr(value, ' ');
		if (space == NULL) {
			roles[person->nroles++] = value;
			continue;
		}
		term = &terms[person->nterms++];
		term->role = arena_strndup(c->arena, value,
		    (size_t)(space - value));
		if (read_period(space + 1, &term->from, &term->until) != 0)
			return err_set(c->err, ERR_USAGE, "“%s” is no role "
			    "with dates; write it like "
			    "office=2026-01-01/2026-12-31", value);
	}
	return 0;
}

/* Put a person that is not there yet in his place. */
static struct person *
insert(struct change *c, const char *id)
{
	size_t at = 0;

	while (at < c->count && strcmp(c->list[at].id, id) < 0)
		at++;
	memmove(&c->list[at + 1], &c->list[at],
	    (c->count - at) * sizeof(*c->list));
	c->count++;
	memset(&c->list[at], 0, sizeof(*c->list));
	c->list[at].id = id;
	return &c->list[at];
}

static int
apply_person(struct change *c)
{
	const struct person *was = people_find(c->before, datum(c, "id"));
	struct person now, *place;

	memset(&now, 0, sizeof(now));
	if (was != NULL)
		now = *was;
	now.id = datum(c, "id");
	now.name = datum(c, "name");
	now.unit = datum(c, "unit");
	now.post = datum(c, "post");
	now.os_user = datum(c, "os-user");
	now.retired = says_yes(c, "retired");
	if (take_roles(c, &now) != 0 || person_check(&now, c->err) != 0 ||
	    allow(c, people_gate(c->before, c->act->person, &now,
	    c->act->reason, c->day, c->err)) != 0)
		return -1;
	place = was != NULL ? named(c, "id") : insert(c, now.id);
	if (was != NULL && was->retired && !now.retired)
		now.successor = "";
	*place = now;
	return 0;
}

/* ---- handover ---- */

/* Retiring somebody is the office's, as is speaking for who is gone. */
static int
gate_handover(struct change *c, const struct person *from,
    const struct person *to, const struct person *now)
{
	if (gate_acts(c, to) != 0)
		return -1;
	if (now->retired && !from->retired)
		return people_gate(c->before, c->act->person, now,
		    c->act->reason, c->day, c->err);
	if (from->retired)
		return people_gate_actor(c->before, c->act->person, c->day,
		    c->err);
	return gate_office_or_self(c, from);
}

static int
apply_handover(struct change *c)
{
	struct person *from = named(c, "id"), *to = named(c, "to");
	struct person now;

	if (from == NULL || to == NULL)
		return -1;
	if (people_same(c->before, from->id, to->id))
		return err_set(c->err, ERR_REFUSED, "%s (%s) cannot hand over "
		    "to himself", from->name, from->id);
	now = *from;
	now.successor = to->id;
	now.retired |= says_yes(c, "retired");
	if (allow(c, gate_handover(c, from, to, &now)) != 0)
		return -1;
	/* who takes it back does not go on handing it over in a ring */
	if (to->successor != NULL && strcmp(to->successor, from->id) == 0)
		to->successor = "";
	*from = now;
	return 0;
}

/* ---- delegation ---- */

static int
read_delegation(struct change *c, struct person_delegation *out)
{
	const struct act *act = c->act;
	const char **roles = arena_array(c->arena, act->ndata,
	    sizeof(*roles));
	const char *from = datum(c, "from"), *until = datum(c, "until");
	size_t i;

	memset(out, 0, sizeof(*out));
	out->to = datum(c, "to");
	if ((from[0] != '\0' && day_parse(&out->from, from) != 0) ||
	    (until[0] != '\0' && day_parse(&out->until, until) != 0))
		return err_set(c->err, ERR_USAGE, "a delegation runs from a "
		    "day until a day, like 2026-05-01");
	if (out->until.year == 0)
		return err_set(c->err, ERR_MISSING, "a delegation is for a "
		    "period: say with --until which day is its last");
	for (i = 0; i < act->ndata; i++)
		if (strcmp(act->data[i].key, "role") == 0)
			roles[out->nroles++] = act->data[i].value;
	out->roles = roles;
	return 0;
}

static int
gate_delegation(struct change *c, const struct person *from,
    const struct person *to, const struct person_delegation *d)
{
	char until[DAY_TEXT];
	size_t i;

	/* who may act for another may give that back */
	if (d == NULL && is_actor(c, to))
		return 0;
	if (gate_office_or_self(c, from) != 0)
		return -1;
	if (d == NULL)
		return 0;
	if (day_compare(d->until, c->day) < 0)
		return err_set(c->err, ERR_REFUSED, "a delegation until %s is "
		    "over: the roles of who acts are judged by the day of "
		    "recording", day_format(until, d->until));
	if (people_same(c->before, from->id, to->id))
		return err_set(c->err, ERR_REFUSED, "%s (%s) needs no "
		    "delegation to himself", from->name, from->id);
	if (gate_acts(c, from) != 0 || gate_acts(c, to) != 0)
		return -1;
	if (is_actor(c, to))
		return err_set(c->err, ERR_DENIED, "nobody gives himself a "
		    "delegation: %s (%s) does, or another person of the "
		    "office", from->name, from->id);
	if (person_ever_has_role(to, "auditor"))
		return err_set(c->err, ERR_DENIED, "%s (%s) is an auditor, who "
		    "reads and never acts, for others neither", to->name,
		    to->id);
	for (i = 0; i < d->nroles; i++)
		if (!person_ever_has_role(from, d->roles[i]))
			return err_set(c->err, ERR_REFUSED, "%s (%s) has not "
			    "the role %s and cannot pass it on", from->name,
			    from->id, role_word(c->arena, d->roles[i]));
	return 0;
}

static int
apply_delegation(struct change *c)
{
	struct person *from = named(c, "id"), *to = named(c, "to");
	struct person_delegation *list, new;
	bool ended = says_yes(c, "ended");
	size_t i, n = 0;

	if (from == NULL || to == NULL ||
	    (!ended && read_delegation(c, &new) != 0) ||
	    allow(c, gate_delegation(c, from, to, ended ? NULL : &new)) != 0)
		return -1;
	list = arena_array(c->arena, from->ndelegations + 1, sizeof(*list));
	for (i = 0; i < from->ndelegations; i++)
		if (strcmp(from->delegations[i].to, to->id) != 0)
			list[n++] = from->delegations[i];
	if (ended && n == from->ndelegations)
		return err_set(c->err, ERR_REFUSED, "%s (%s) has no delegation "
		    "of %s (%s)", to->name, to->id, from->name, from->id);
	if (!ended)
		list[n++] = new;
	from->delegations = list;
	from->ndelegations = n;
	return 0;
}

/* ---- same-as ---- */

static const char *
root_of(const struct person *person)
{
	return person->same_as != NULL && person->same_as[0] != '\0' ?
	    person->same_as : person->id;
}

static int
gate_identity(struct change *c, const struct person *person)
{
	if (people_gate_actor(c->before, c->act->person, c->day, c->err) != 0)
		return -1;
	if (c->act->person[0] == '\0' || !is_actor(c, person))
		return 0;
	return err_set(c->err, ERR_DENIED, "nobody says of himself who he is: "
	    "another person of the office does it for %s (%s)", person->name,
	    person->id);
}

static int
apply_same_as(struct change *c)
{
	struct person *one = named(c, "id"), *other;
	const char *from, *to;
	size_t i;

	if (one == NULL || allow(c, gate_identity(c, one)) != 0)
		return -1;
	if (says_yes(c, "ended")) {
		if (strcmp(root_of(one), one->id) == 0)
			return err_set(c->err, ERR_REFUSED, "%s (%s) is not "
			    "said to be the same as another", one->name,
			    one->id);
		if (c->act->reason[0] == '\0')
			return err_set(c->err, ERR_MISSING, "that %s (%s) is "
			    "another person after all needs a reason: give it "
			    "with --reason", one->name, one->id);
		one->same_as = "";
		return 0;
	}
	if ((other = named(c, "other")) == NULL ||
	    allow(c, gate_identity(c, other)) != 0)
		return -1;
	from = root_of(one);
	to = root_of(other);
	if (strcmp(from, to) == 0)
		return err_set(c->err, ERR_REFUSED, "%s and %s are known to be "
		    "one person already", one->id, other->id);
	for (i = 0; i < c->count; i++)
		if (strcmp(root_of(&c->list[i]), from) == 0)
			c->list[i].same_as = to;
	return 0;
}

/* ---- keys ---- */

/* From the time there is an office, who has no key gets it from there. */
static int
gate_keys(struct change *c, const struct person *person)
{
	struct err why = ERR_INIT;
	bool office = people_gate_actor(c->before, c->act->person, c->day,
	    &why) == 0;

	if (gate_office_or_self(c, person) != 0)
		return -1;
	if (office || person_valid_key(person) != NULL)
		return 0;
	return err_set(c->err, ERR_DENIED, "the first key of %s (%s) is "
	    "registered by the office", person->name, person->id);
}

static int
add_key(struct change *c, struct person *person, const char *given)
{
	struct person_key *list = arena_array(c->arena, person->nkeys + 1,
	    sizeof(*list));
	struct text line = TEXT_INIT;
	bool good = signer_public_line(given, &line) == 0 &&
	    strcmp(line.ptr, given) == 0;

	text_release(&line);
	if (!good)
		return err_set(c->err, ERR_USAGE, "“%.80s” is no Ed25519 key; "
		    "make one with ssh-keygen -t ed25519", given);
	if (person->nkeys > 0)
		memcpy(list, person->keys, person->nkeys * sizeof(*list));
	list[person->nkeys++] = (struct person_key){
		.public_key = given, .added_s = c->recorded_s };
	person->keys = list;
	return 0;
}

static int
end_key(struct change *c, struct person *person, const char *given,
    bool revoked)
{
	struct person_key *list = arena_array(c->arena, person->nkeys,
	    sizeof(*list));
	char print[SIGNER_FINGERPRINT];
	size_t i;

	for (i = 0; i < person->nkeys; i++)
		list[i] = person->keys[i];
	for (i = 0; i < person->nkeys; i++)
		if (strcmp(list[i].public_key, given) == 0)
			break;
	if (i == person->nkeys || list[i].ended_s != 0)
		return err_set(c->err, ERR_REFUSED, "%s (%s) has no valid key "
		    "%s", person->name, person->id,
		    signer_fingerprint(print, given));
	list[i].ended_s = c->recorded_s;
	list[i].revoked = revoked;
	person->keys = list;
	return 0;
}

static int
apply_key(struct change *c)
{
	struct person *person = named(c, "id");
	size_t i, done = 0;
	int rc = 0;

	if (person == NULL || allow(c, gate_keys(c, person)) != 0)
		return -1;
	for (i = 0; i < c->act->ndata && rc == 0; i++) {
		const struct act_datum *d = &c->act->data[i];

		if (strcmp(d->key, "added") == 0)
			rc = allow(c, gate_acts(c, person)) != 0 ? -1 :
			    add_key(c, person, d->value);
		else if (strcmp(d->key, "replaced") == 0)
			rc = end_key(c, person, d->value, false);
		else if (strcmp(d->key, "revoked") == 0)
			rc = end_key(c, person, d->value, true);
		else
			continue;
		done++;
	}
	/* he could sign nothing more, and the only one of the office could
	 * give nobody a key again */
	if (rc == 0 && person_valid_key(person) == NULL &&
	    is_actor(c, person))
		rc = allow(c, err_set(c->err, ERR_DENIED, "nobody takes his "
		    "own last key away: put another in its place with guiwen "
		    "key rotate, or let another person of the office revoke "
		    "that of %s (%s)", person->name, person->id));
	if (rc == 0 && done == 0)
		return err_set(c->err, ERR_USAGE, "no key of %s (%s) is named",
		    person->name, person->id);
	return rc;
}

/* ---- the whole ---- */

static int
apply(struct change *c)
{
	static const struct {
		const char *event;
		int (*apply)(struct change *c);
	} events[] = {
		{ PEOPLE_PERSON, apply_person },
		{ PEOPLE_HANDOVER, apply_handover },
		{ PEOPLE_DELEGATION, apply_delegation },
		{ PEOPLE_SAME_AS, apply_same_as },
		{ PEOPLE_KEY, apply_key },
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(events); i++)
		if (strcmp(events[i].event, c->act->event) == 0)
			return events[i].apply(c);
	return err_set(c->err, ERR_USAGE, "“%s” says nothing of people",
	    c->act->event);
}

int
people_change(const struct people *before, const struct act *act,
    int64_t recorded_s, struct text *out, struct err *denied,
    struct err *err)
{
	struct arena arena = ARENA_INIT;
	size_t n = people_count(before), i, start = out->len;
	struct person *list = mem_zero(n + 1, sizeof(*list));
	struct change c = { before, act, recorded_s, time_day(recorded_s),
		list, n, &arena, denied, err };
	struct people *after = NULL;
	int rc;

	for (i = 0; i < n; i++)
		list[i] = *people_at(before, i);
	rc = apply(&c);
	if (rc == 0) {
		people_write(c.list, c.count, out);
		/* what does not parse must not get into the registry */
		rc = people_parse(&after, out->ptr + start, out->len - start,
		    err);
		if (rc != 0)
			err->code = ERR_REFUSED;
	}
	people_free(after);
	free(list);
	arena_release(&arena);
	return rc;
}

/* ---- allowed_signers ---- */

/* "20261128081530Z": ssh-keygen would take it in the machine's zone without
 * the Z. */
static void
add_time(struct text *out, const char *name, int64_t time_s)
{
	time_t when = (time_t)time_s;
	char words[32];
	struct tm tm;

	if (time_s == 0 || gmtime_r(&when, &tm) == NULL)
		return;
	strftime(words, sizeof(words), "%Y%m%d%H%M%SZ", &tm);
	text_addf(out, ",%s=\"%s\"", name, words);
}

/* A key that ended in the second in which it began: ssh-keygen takes no such
 * line, so it has one second more. What counts is its place in the chain. */
static void
add_signer(struct text *out, const struct person *person,
    const struct person_key *key)
{
	int64_t ended_s = key->ended_s;

	if (ended_s == key->added_s)
		ended_s++;
	text_addf(out, "%s@" AUTHOR_DOMAIN " namespaces=\"" ACT_NAMESPACE
	    "\"", person->id);
	add_time(out, "valid-after", key->added_s);
	add_time(out, "valid-before", ended_s);
	text_addf(out, " %s\n", key->public_key);
}

void
people_allowed_signers(const struct people *people, const char *registry_key,
    struct text *out)
{
	size_t i, k;

	text_addf(out, "registry@" AUTHOR_DOMAIN " namespaces=\"git\" %s\n",
	    registry_key);
	for (i = 0; people != NULL && i < people_count(people); i++) {
		const struct person *person = people_at(people, i);

		for (k = 0; k < person->nkeys; k++)
			add_signer(out, person, &person->keys[k]);
	}
}
