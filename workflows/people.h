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

/* A role for a time: both days included, year 0 leaves that side open. */
struct person_term {
	const char *role;
	struct day from, until;
};

/*
 * An SSH key by which acts of the person are signed. It is valid by its place
 * in the chain: from the record after the one that added it up to the one
 * that ended it, that one included. The times are those of these records.
 */
struct person_key {
	const char *public_key;	/* "ssh-ed25519 AAAA...", no comment */
	int64_t added_s, ended_s;	/* ended 0: valid */
	bool revoked;		/* ended by being revoked, not replaced */
};

/* Somebody acts for the person for a time (授权代办), both days included. */
struct person_delegation {
	const char *to;		/* a person's id */
	struct day from, until;
	const char *const *roles;	/* those that it is for; none: all */
	size_t nroles;
};

struct person {
	const char *id;		/* [a-z0-9.-]{1,32}, never reused */
	const char *name, *unit, *post;	/* "" where not given */
	const char *os_user;	/* an operating-system account, or "" */
	const char *const *roles;	/* without dates */
	size_t nroles;
	bool retired;		/* acts no more; the name stays */
	const struct person_term *terms;	/* roles with dates */
	const struct person_key *keys;		/* in the order of adding */
	const struct person_delegation *delegations;
	size_t nterms, nkeys, ndelegations;
	/* The person that this one is as well, under another id; NULL or "":
	 * none. All ids of one person name the same one, which names none. */
	const char *same_as;
	/* Who took over this person's work (工作交接), NULL or "": nobody. */
	const char *successor;
};

/* Could people.xml hold this person? Id, a name, known roles, each once,
 * dates in order. 0, or -1 with err (ERR_USAGE). */
int person_check(const struct person *person, struct err *err);

/* All people of one state of people.xml; immutable. */
struct people;

/*
 *   <people xmlns="urn:guiwen:people:1">
 *     <person id= name= os-user= post= retired="yes" roles="a b" same-as=
 *         successor= unit=>
 *       <role from= name= until=/>*
 *       <key added= ended= public= revoked="yes"/>*
 *       <delegation from= roles="a b" to= until=/>*
 *     </person>
 *   </people>
 * Sorted by id. Refused besides what person_check refuses: an account that
 * stands for two people who still act, a key that stands twice, somebody
 * named who is not there. 0, or -1 with err (ERR_SYNTAX).
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
/* On that day, with dates or without. */
bool person_has_role(const struct person *person, const char *role,
    struct day day);
/* On whatever day, past and coming ones included. */
bool person_ever_has_role(const struct person *person, const char *role);
/* The roles of that day, each once, into out (room for nroles + nterms);
 * their number. */
size_t person_roles(const struct person *person, struct day day,
    const char **out);

/* Are both ids the same person's (equal, or by same-as)? */
bool people_same(const struct people *people, const char *a, const char *b);
/* Has `who` taken over from `from`, at once or by way of others? */
bool people_took_over(const struct people *people, const char *who,
    const char *from);
/* By which `to` may act for the person on that day, in that role (NULL:
 * any), or NULL. */
const struct person_delegation *person_delegation(
    const struct person *person, const char *to, const char *role,
    struct day day);
/* The person's key of that public line, valid or ended, or NULL. */
const struct person_key *person_key(const struct person *person,
    const char *public_key);
/* Must the person sign? Who ever had a key must: that it was revoked gives
 * nobody leave to act under his name without one. */
bool person_signs(const struct person *person);
/* The key that was added last of those that are valid now, or NULL. */
const struct person_key *person_valid_key(const struct person *person);

/* Append people.xml (canonical, sorted by id) with one person added or, by
 * id, replaced. people NULL: nobody yet; person NULL: as it is. What was
 * written is to be parsed before it is put anywhere (two with one account). */
void people_write_with(const struct people *people,
    const struct person *person, struct text *out);
/* The same of n people, sorted by id. */
void people_write(const struct person *people, size_t n, struct text *out);

/* May `actor` (an id; "" while nobody is there to ask) change what is in force
 * here on that day: people, charts, calendars? Anyone while there is no
 * office, then the office alone. 0, or -1 with err (ERR_NOTFOUND,
 * ERR_DENIED). */
int people_gate_actor(const struct people *people, const char *actor,
    struct day day, struct err *err);
/* May he see to what is a person's own: himself, who acts still, or the
 * office? 0, or -1 with err as above. */
int people_gate_own(const struct people *people, const char *actor,
    const struct person *person, struct day day, struct err *err);

/*
 * May `actor` add a person or, by id, change one to `now`? As above; never
 * one's own roles (but the only person there is sets himself up); an auditor
 * never acts, who acts never audits, and passing from one to the other takes
 * a reason; so does the return of a retired person. While there is an office,
 * somebody holds the role without end. `reason` is "" where none was given.
 * The audit asks the same of each record.
 * 0, or -1 with err (ERR_NOTFOUND, ERR_DENIED, ERR_MISSING).
 */
int people_gate(const struct people *people, const char *actor,
    const struct person *now, const char *reason, struct day day,
    struct err *err);

#endif
