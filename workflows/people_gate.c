/* people_gate.c: who may change people.xml, and to what */
#include "workflows/people.h"

#include <string.h>

/* Was there ever an office, be it one whose time has not come or is over? */
static bool
has_office(const struct people *people)
{
	size_t i;

	for (i = 0; i < people_count(people); i++)
		if (!people_at(people, i)->retired &&
		    person_ever_has_role(people_at(people, i), "office"))
			return true;
	return false;
}

/* Is the person's role one that does not end? */
static bool
has_for_good(const struct person *person, const char *role)
{
	size_t i;

	for (i = 0; i < person->nroles; i++)
		if (strcmp(person->roles[i], role) == 0)
			return !person->retired;
	for (i = 0; i < person->nterms; i++)
		if (strcmp(person->terms[i].role, role) == 0 &&
		    person->terms[i].until.year == 0)
			return !person->retired;
	return false;
}

static bool
has_term(const struct person *person, const struct person_term *term)
{
	size_t i;

	for (i = 0; i < person->nterms; i++)
		if (strcmp(person->terms[i].role, term->role) == 0 &&
		    day_compare(person->terms[i].from, term->from) == 0 &&
		    day_compare(person->terms[i].until, term->until) == 0)
			return true;
	return false;
}

static bool
same_roles(const struct person *a, const struct person *b)
{
	size_t i, k;

	for (i = 0; i < a->nroles; i++) {
		for (k = 0; k < b->nroles; k++)
			if (strcmp(a->roles[i], b->roles[k]) == 0)
				break;
		if (k == b->nroles)
			return false;
	}
	for (i = 0; i < a->nterms; i++)
		if (!has_term(b, &a->terms[i]))
			return false;
	return a->nroles == b->nroles && a->nterms == b->nterms;
}

/*
 * While there is no office yet, anyone sets the registry up; from then on the
 * office keeps what is in force. There will be one for ever: nobody takes the
 * role from himself or retires himself, and somebody holds it without end.
 */
int
people_gate_actor(const struct people *people, const char *actor,
    struct day day, struct err *err)
{
	const struct person *who = people_find(people, actor);

	if (actor[0] != '\0' && who == NULL)
		return err_set(err, ERR_NOTFOUND, "nobody called “%s” is known "
		    "to this registry", actor);
	if (who != NULL && who->retired)
		return err_set(err, ERR_DENIED, "%s (%s) acts here no more",
		    who->name, who->id);
	if (!has_office(people))
		return 0;
	if (who == NULL)
		return err_set(err, ERR_DENIED, "people, charts and "
		    "calendars are changed by the office; say with --as who "
		    "changes them");
	if (!person_has_role(who, "office", day))
		return err_set(err, ERR_DENIED, "people, charts and "
		    "calendars are changed by the office; %s (%s) is not of "
		    "it", who->name, who->id);
	return 0;
}

int
people_gate_own(const struct people *people, const char *actor,
    const struct person *person, struct day day, struct err *err)
{
	const struct person *who = people_find(people, actor);

	if (actor[0] != '\0' && strcmp(actor, person->id) == 0) {
		if (!person->retired)
			return 0;
		return err_set(err, ERR_DENIED, "%s (%s) acts here no more",
		    person->name, person->id);
	}
	if (people_gate_actor(people, actor, day, err) == 0)
		return 0;
	if (who == NULL || who->retired)
		return -1;
	return err_set(err, ERR_DENIED, "%s (%s) himself or the office does "
	    "that; %s (%s) is neither", person->name, person->id, who->name,
	    who->id);
}

static int
gate_self(const struct people *people, const char *actor,
    const struct person *was, const struct person *now, struct err *err)
{
	if (was == NULL || !people_same(people, actor, now->id) ||
	    people_count(people) == 1)
		return 0;
	if (was->retired != now->retired)
		return err_set(err, ERR_DENIED, "nobody retires himself: "
		    "another person of the office does it for %s (%s)",
		    was->name, was->id);
	if (!same_roles(was, now))
		return err_set(err, ERR_DENIED, "nobody changes his own "
		    "roles: another person of the office does it for %s (%s)",
		    was->name, was->id);
	return 0;
}

static bool
overlap(const struct person_term *a, const struct person_term *b)
{
	return (a->until.year == 0 || b->from.year == 0 ||
	    day_compare(b->from, a->until) <= 0) && (b->until.year == 0 ||
	    a->from.year == 0 || day_compare(a->from, b->until) <= 0);
}

static bool
watches(const char *role)
{
	return strcmp(role, "auditor") == 0;
}

/* Is there a day on which the person both watches and acts? */
static bool
watches_and_acts(const struct person *p)
{
	size_t i, k;

	for (i = 0; i < p->nroles; i++) {
		for (k = 0; k < p->nroles; k++)
			if (watches(p->roles[i]) != watches(p->roles[k]))
				return true;
		for (k = 0; k < p->nterms; k++)
			if (watches(p->roles[i]) != watches(p->terms[k].role))
				return true;
	}
	for (i = 0; i < p->nterms; i++)
		for (k = 0; k < i; k++)
			if (watches(p->terms[i].role) !=
			    watches(p->terms[k].role) &&
			    overlap(&p->terms[i], &p->terms[k]))
				return true;
	return false;
}

/* Who watches does not act: no two at once, and no passing from one to the
 * other without saying why. */
static int
gate_auditor(const struct person *was, const struct person *now,
    bool has_reason, struct err *err)
{
	bool audits = person_ever_has_role(now, "auditor");

	if (audits && watches_and_acts(now))
		return err_set(err, ERR_DENIED, "%s (%s) cannot be an auditor "
		    "and act as well: give the role auditor alone, or the "
		    "others without it", now->name, now->id);
	if (was == NULL || was->nroles + was->nterms == 0 ||
	    now->nroles + now->nterms == 0 ||
	    person_ever_has_role(was, "auditor") == audits || has_reason)
		return 0;
	return err_set(err, ERR_MISSING, "%s (%s) passes between auditing and "
	    "acting: say why with --reason", now->name, now->id);
}

/* Whoever keeps the registry must not end with a date: when somebody has the
 * office, somebody has it for good. */
static int
gate_office(const struct people *people, const struct person *now,
    struct err *err)
{
	bool some = !now->retired && person_ever_has_role(now, "office");
	bool good = has_for_good(now, "office");
	const struct person *other;
	size_t i;

	for (i = 0; i < people_count(people); i++) {
		other = people_at(people, i);
		if (other->retired || strcmp(other->id, now->id) == 0)
			continue;
		some |= person_ever_has_role(other, "office");
		good |= has_for_good(other, "office");
	}
	if (good || !some)
		return 0;
	return err_set(err, ERR_DENIED, "nobody would hold the office without "
	    "end: give the role office to another person first, without an "
	    "end, and then change %s (%s)", now->name, now->id);
}

int
people_gate(const struct people *people, const char *actor,
    const struct person *now, const char *reason, struct day day,
    struct err *err)
{
	const struct person *was = people_find(people, now->id);
	bool has_reason = reason[strspn(reason, " \t\n")] != '\0';

	if (people_gate_actor(people, actor, day, err) != 0 ||
	    gate_self(people, actor, was, now, err) != 0 ||
	    gate_auditor(was, now, has_reason, err) != 0 ||
	    gate_office(people, now, err) != 0)
		return -1;
	if (was != NULL && was->retired && !now->retired && !has_reason)
		return err_set(err, ERR_MISSING, "%s (%s) is retired: who "
		    "comes back does so by an act of its own, guiwen person "
		    "recall %s --reason TEXT", was->name, was->id, was->id);
	return 0;
}
