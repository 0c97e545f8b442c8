/* people.c: who is who, in which role, when, for whom, by which key */
#include "workflows/people_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ID_MAX 32

static const char *const roles[] = {
	"auditor", "drafter", "fair-competition-reviewer", "legal-counsel",
	"office"
};

const char *const *
role_names(size_t *count)
{
	*count = MEM_COUNT(roles);
	return roles;
}

bool
role_known(const char *role)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(roles); i++) {
		if (strcmp(roles[i], role) == 0)
			return true;
	}
	return false;
}

static bool
is_within(struct day day, struct day from, struct day until)
{
	return (from.year == 0 || day_compare(day, from) >= 0) &&
	    (until.year == 0 || day_compare(day, until) <= 0);
}

static bool
has_always(const struct person *person, const char *role)
{
	size_t i;

	for (i = 0; i < person->nroles; i++)
		if (strcmp(person->roles[i], role) == 0)
			return true;
	return false;
}

bool
person_has_role(const struct person *person, const char *role,
    struct day day)
{
	const struct person_term *term = person->terms;
	size_t i;

	for (i = 0; i < person->nterms; i++)
		if (strcmp(term[i].role, role) == 0 &&
		    is_within(day, term[i].from, term[i].until))
			return true;
	return has_always(person, role);
}

bool
person_ever_has_role(const struct person *person, const char *role)
{
	size_t i;

	for (i = 0; i < person->nterms; i++)
		if (strcmp(person->terms[i].role, role) == 0)
			return true;
	return has_always(person, role);
}

size_t
person_roles(const struct person *person, struct day day, const char **out)
{
	size_t n = 0, i, k;

	for (i = 0; i < person->nroles; i++)
		out[n++] = person->roles[i];
	for (i = 0; i < person->nterms; i++) {
		const struct person_term *term = &person->terms[i];

		for (k = 0; k < n && strcmp(out[k], term->role) != 0; k++)
			;
		if (k == n && is_within(day, term->from, term->until))
			out[n++] = term->role;
	}
	return n;
}

const struct person_delegation *
person_delegation(const struct person *person, const char *to,
    const char *role, struct day day)
{
	size_t i, k;

	for (i = 0; i < person->ndelegations; i++) {
		const struct person_delegation *d = &person->delegations[i];

		if (strcmp(d->to, to) != 0 ||
		    !is_within(day, d->from, d->until))
			continue;
		if (role == NULL || d->nroles == 0)
			return d;
		for (k = 0; k < d->nroles; k++)
			if (strcmp(d->roles[k], role) == 0)
				return d;
	}
	return NULL;
}

const struct person_key *
person_key(const struct person *person, const char *public_key)
{
	size_t i;

	for (i = 0; i < person->nkeys; i++)
		if (strcmp(person->keys[i].public_key, public_key) == 0)
			return &person->keys[i];
	return NULL;
}

bool
person_signs(const struct person *person)
{
	return person->nkeys > 0;
}

const struct person_key *
person_valid_key(const struct person *person)
{
	size_t i;

	for (i = person->nkeys; i-- > 0;)
		if (person->keys[i].ended_s == 0)
			return &person->keys[i];
	return NULL;
}

static bool
id_is_valid(const char *id)
{
	size_t len = strlen(id);

	return len >= 1 && len <= ID_MAX &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

static int
check_role(const char *role, struct err *err)
{
	return role_known(role) ? 0 : err_set(err, ERR_USAGE, "\"%s\" is no "
	    "role: use drafter, legal-counsel, fair-competition-reviewer, "
	    "office or auditor", role);
}

static int
check_period(const struct person *person, struct day from, struct day until,
    struct err *err)
{
	char first[DAY_TEXT], last[DAY_TEXT];

	if (from.year == 0 || until.year == 0 || day_compare(from, until) <= 0)
		return 0;
	return err_set(err, ERR_USAGE, "a period of %s begins on %s and ends "
	    "before that, on %s", person->id, day_format(first, from),
	    day_format(last, until));
}

/* Roles with dates, and those who act for the person. */
static int
check_periods(const struct person *person, struct err *err)
{
	size_t i, k;

	for (i = 0; i < person->nterms; i++) {
		const struct person_term *term = &person->terms[i];

		if (check_role(term->role, err) != 0 || check_period(person,
		    term->from, term->until, err) != 0)
			return -1;
		if (has_always(person, term->role))
			return err_set(err, ERR_USAGE, "%s has the role %s "
			    "without dates already: give it once", person->id,
			    term->role);
	}
	for (i = 0; i < person->ndelegations; i++) {
		const struct person_delegation *d = &person->delegations[i];

		if (check_period(person, d->from, d->until, err) != 0)
			return -1;
		for (k = 0; k < d->nroles; k++)
			if (check_role(d->roles[k], err) != 0)
				return -1;
	}
	return 0;
}

int
person_check(const struct person *person, struct err *err)
{
	size_t i, j;

	if (!id_is_valid(person->id))
		return err_set(err, ERR_USAGE, "\"%s\" is no person's id: use "
		    "1 to 32 of the letters a to z, digits, \".\" and \"-\"",
		    person->id);
	if (person->name[0] == '\0')
		return err_set(err, ERR_USAGE, "the person %s has no name: "
		    "give the name that records are to show", person->id);
	if (!text_is_line(person->name) || !text_is_line(person->unit) ||
	    !text_is_line(person->post) || !text_is_line(person->os_user))
		return err_set(err, ERR_USAGE, "name, unit, post or account "
		    "of the person %s holds a line break, a control "
		    "character or one that turns the direction of writing: "
		    "write each on one line without these", person->id);
	for (i = 0; i < person->nroles; i++) {
		if (check_role(person->roles[i], err) != 0)
			return -1;
		for (j = 0; j < i; j++) {
			if (strcmp(person->roles[i], person->roles[j]) == 0)
				return err_set(err, ERR_USAGE, "the role %s "
				    "of the person %s is given twice: name "
				    "it once", person->roles[i], person->id);
		}
	}
	return check_periods(person, err);
}

void
people_free(struct people *people)
{
	if (people == NULL)
		return;
	arena_release(&people->arena);
	free(people);
}

size_t
people_count(const struct people *people)
{
	return people->count;
}

const struct person *
people_at(const struct people *people, size_t i)
{
	return &people->list[i];
}

static int
by_id(const void *key, const void *element)
{
	return strcmp(key, ((const struct person *)element)->id);
}

const struct person *
people_find(const struct people *people, const char *id)
{
	if (people->count == 0)
		return NULL;
	return bsearch(id, people->list, people->count, sizeof(*people->list),
	    by_id);
}

const struct person *
people_find_os_user(const struct people *people, const char *os_user)
{
	const struct person *retired = NULL, *p;

	if (os_user[0] == '\0')
		return NULL;
	for (p = people->list; p < people->list + people->count; p++) {
		if (strcmp(p->os_user, os_user) != 0)
			continue;
		if (!p->retired)
			return p;
		retired = retired == NULL ? p : retired;
	}
	return retired;
}


/* ---- one person under several ids, and one after another ---- */

static const char *
root_of(const struct people *people, const char *id)
{
	const struct person *person = people_find(people, id);

	return person != NULL && person->same_as[0] != '\0' ?
	    person->same_as : id;
}

bool
people_same(const struct people *people, const char *a, const char *b)
{
	return strcmp(root_of(people, a), root_of(people, b)) == 0;
}

bool
people_took_over(const struct people *people, const char *who,
    const char *from)
{
	const struct person *person = people_find(people, from);
	size_t i;

	/* who handed over may have taken over again: not for ever round */
	for (i = 0; i < people->count && person != NULL &&
	    person->successor[0] != '\0'; i++) {
		if (strcmp(person->successor, who) == 0)
			return true;
		person = people_find(people, person->successor);
	}
	return false;
}
