/* people_change.h: what an act of the registry says about people, applied to
 * people.xml: one pure function for the step and for the audit */
#ifndef GUIWEN_WORKFLOWS_PEOPLE_CHANGE_H
#define GUIWEN_WORKFLOWS_PEOPLE_CHANGE_H

#include "workflows/act.h"
#include "workflows/people.h"

/*
 * The events, with their data:
 *   person      id, name, unit, post, os-user, retired ("yes", "no"),
 *               role* ("office", or "office 2026-01-01/2026-12-31" with
 *               dates, either of which may be left out)
 *   handover    id, to, retired? ("yes"), open* ("2021-0001 drafting
 *               drafter": document, state, role of what was open): `to` takes
 *               over the work of `id` (工作交接)
 *   delegation  id, to, from?, until?, role*; or id, to, ended ("yes"): `to`
 *               may act on behalf of `id` (授权代办)
 *   same-as     id, other; or id, ended ("yes"): both are one person
 *   key         id, added*, replaced*, revoked*: public keys of `id`
 */
#define PEOPLE_PERSON "person"
#define PEOPLE_HANDOVER "handover"
#define PEOPLE_DELEGATION "delegation"
#define PEOPLE_SAME_AS "same-as"
#define PEOPLE_KEY "key"

/* Is it one of these events? */
bool people_event(const char *event);

/*
 * Append people.xml as it is after the act, recorded at recorded_s. Who may:
 * the office, as people_gate says; besides, a person hands over, delegates
 * and adds, replaces and revokes keys of his own (one that has a key signs
 * that, see registry.h), but takes no delegation and, from the time there is
 * an office, adds no first key. Nobody declares himself to be, or not to be,
 * the same as another.
 * With `denied` (the audit's) it is told there why the act should have been
 * refused, and people.xml is made all the same. 0, or -1 with err
 * (ERR_NOTFOUND, ERR_DENIED, ERR_MISSING, ERR_USAGE, ERR_REFUSED).
 */
int people_change(const struct people *before, const struct act *act,
    int64_t recorded_s, struct text *out, struct err *denied,
    struct err *err);

/*
 * Append the file allowed_signers for ssh-keygen -Y verify and git: the
 * registry's key for the namespace git, then each person's keys for the
 * namespace guiwen-act, with the times between which they were valid.
 */
void people_allowed_signers(const struct people *people,
    const char *registry_key, struct text *out);
#define ALLOWED_SIGNERS "allowed_signers"
#define ACT_NAMESPACE "guiwen-act"

#endif
