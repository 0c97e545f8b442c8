/* people.h: who acts in a registry, in which roles (people.xml) */
#ifndef GUIWEN_WORKFLOWS_PEOPLE_H
#define GUIWEN_WORKFLOWS_PEOPLE_H

#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PEOPLE_NS "urn:guiwen:people:1"

/* The five roles: drafter, legal-counsel, fair-competition-reviewer, office,
 * auditor. An auditor reads and never acts, and so holds no other role. */
bool role_known(const char *role);
const char *const *role_names(size_t *count);

struct person {
	const char *id;		/* [a-z0-9.-]{1,32}, never reused */
	const char *name, *unit, *post;	/* "" where not given */
	const char *os_user;	/* an operating-system account, or "" */
	const char *const *roles;
	size_t nroles;
	bool retired;		/* acts no more; the name stays */
};

/* Could people.xml hold this person? Id, a name, known roles, each once.
 * 0, or -1 with err (ERR_USAGE). */
int person_check(const struct person *person, struct err *err);

/* All people of one state of people.xml; immutable. */
struct people;

/*
 *   <people xmlns="urn:guiwen:people:1">
 *     <person id= name= os-user= post= retired="yes" roles="a b" unit=>
 *   </people>
 * Sorted by id. Refused besides what person_check refuses: an account that
 * stands for two people who still act. 0, or -1 with err (ERR_SYNTAX).
 */
int people_parse(struct people **out, const char *xml, size_t len,
    struct err *err);
void people_free(struct people *people);
size_t people_count(const struct people *people);
const struct person *people_at(const struct people *people, size_t i);
/* NULL where there is none. */
const struct person *people_find(const struct people *people, const char *id);
/* Whom the account stands for: who still acts before who is retired. */
const struct person *people_find_os_user(const struct people *people,
    const char *os_user);
bool person_has_role(const struct person *person, const char *role);

/* Append people.xml (canonical, sorted by id) with one person added or, by
 * id, replaced. people NULL: nobody yet; person NULL: as it is. What was
 * written is to be parsed before it is put anywhere (two with one account). */
void people_write_with(const struct people *people,
    const struct person *person, struct text *out);

/* May `actor` (an id; "" while nobody is there to ask) change what is in force
 * here: people, charts, calendars? Anyone while there is no office, then the
 * office alone. 0, or -1 with err (ERR_NOTFOUND, ERR_DENIED). */
int people_gate_actor(const struct people *people, const char *actor,
    struct err *err);

/*
 * May `actor` add a person or, by id, change one to `now`? As above; never
 * one's own roles (but the only person there is sets himself up); an auditor
 * never acts, who acts never audits, and passing from one to the other takes
 * a reason; so does the return of a retired person. `reason` is "" where none
 * was given. The audit asks the same of each record.
 * 0, or -1 with err (ERR_NOTFOUND, ERR_DENIED, ERR_MISSING).
 */
int people_gate(const struct people *people, const char *actor,
    const struct person *now, const char *reason, struct err *err);

#endif
