/* people_gate.c: who may change people.xml, and to what */
#include "workflows/people.h"

#include <string.h>

static bool
has_person_with(const struct people *people, const char *role)
{
	size_t i;

	for (i = 0; i < people_count(people); i++)
		if (!people_at(people, i)->retired &&
		    person_has_role(people_at(people, i), role))
			return true;
	return false;
}

static bool
same_roles(const struct person *a, const struct person *b)
{
	size_t i;

	for (i = 0; i < a->nroles; i++)
		if (!person_has_role(b, a->roles[i]))
			return false;
	return a->nroles == b->nroles;
}

/*
 * While there is no office yet, anyone sets the registry up; from then on the
 * office keeps what is in force. There will be one for ever: nobody takes the
 * role from himself or retires himself.
 */
int
people_gate_actor(const struct people *people, const char *actor,
    struct err *err)
{
	const struct person *who = people_find(people, actor);

	if (actor[0] != '\0' && who == NULL)
		return err_set(err, ERR_NOTFOUND, "nobody called “%s” is known "
		    "to this registry", actor);
	if (who != NULL && who->retired)
		return err_set(err, ERR_DENIED, "%s (%s) acts here no more",
		    who->name, who->id);
	if (!has_person_with(people, "office"))
		return 0;
	if (who == NULL)
		return err_set(err, ERR_DENIED, "people, charts and "
		    "calendars are changed by the office; say with --as who "
		    "changes them");
	if (!person_has_role(who, "office"))
		return err_set(err, ERR_DENIED, "people, charts and "
		    "calendars are changed by the office; %s (%s) is not of "
		    "it", who->name, who->id);
	return 0;
}

static int
gate_self(const struct people *people, const char *actor,
    const struct person *was, const struct person *now, struct err *err)
{
	if (was == NULL || strcmp(actor, now->id) != 0 ||
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

/* Who watches does not act: no two at once, and no passing from one to the
 * other without saying why. */
static int
gate_auditor(const struct person *was, const struct person *now,
    bool has_reason, struct err *err)
{
	bool watches = person_has_role(now, "auditor");

	if (watches && now->nroles > 1)
		return err_set(err, ERR_DENIED, "%s (%s) cannot be an auditor "
		    "and act as well: give the role auditor alone, or the "
		    "others without it", now->name, now->id);
	if (was == NULL || was->nroles == 0 || now->nroles == 0 ||
	    person_has_role(was, "auditor") == watches || has_reason)
		return 0;
	return err_set(err, ERR_MISSING, "%s (%s) passes between auditing and "
	    "acting: say why with --reason", now->name, now->id);
}

int
people_gate(const struct people *people, const char *actor,
    const struct person *now, const char *reason, struct err *err)
{
	const struct person *was = people_find(people, now->id);
	bool has_reason = reason[strspn(reason, " \t\n")] != '\0';

	if (people_gate_actor(people, actor, err) != 0 ||
	    gate_self(people, actor, was, now, err) != 0 ||
	    gate_auditor(was, now, has_reason, err) != 0)
		return -1;
	if (was != NULL && was->retired && !now->retired && !has_reason)
		return err_set(err, ERR_MISSING, "%s (%s) is retired: who "
		    "comes back does so by an act of its own, guiwen person "
		    "recall %s --reason TEXT", was->name, was->id, was->id);
	return 0;
}
