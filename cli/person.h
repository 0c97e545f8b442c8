/* person.h: what the commands about people share */
#ifndef GUIWEN_CLI_PERSON_H
#define GUIWEN_CLI_PERSON_H

#include "cli/beside.h"
#include "cli/cmd.h"

#include <jansson.h>

/* Open the registry to change its people; *actor is who does, "" where nobody
 * is known yet. 0, or -1 with err. */
int person_open(struct call *call, const char **actor,
    const struct procedure_context **context, struct err *err);
/* Who does; the same *actor. Needs call_open. 0, or -1 with err. */
int person_actor(struct call *call, const char **actor, struct err *err);
/* By id or name; *id becomes the id, kept as long as the options. NULL with
 * err where there is none, or several of the name. */
const struct person *person_named(struct call *call,
    const struct people *people, const char **id, struct err *err);
/* A person as a line, or as JSON; the object is the caller's. */
void person_print(struct call *call, const struct people *people,
    const struct person *person);
json_t *person_json(const struct person *person);

/* guiwen person contact ID [details | --forget]. 0, or -1 with err. */
int person_contact(struct call *call, const char *id, struct err *err);
/* Tell that contact details of one who is gone are kept, if they are; how one
 * is reached who takes work over. Beside the answer: it may go on paper. */
void person_tell_kept(struct call *call, const struct person *person);
void person_tell_reached(struct call *call, const struct person *person);
/* guiwen person handover ID --to OTHER, guiwen person retire ID [--to OTHER]:
 * with `retire` nobody needs to take over. 0, or -1 with err. */
int person_handover(struct call *call, const char *id, bool retire,
    struct err *err);
/* guiwen person delegate ID --to OTHER ... 0, or -1 with err. */
int person_delegate(struct call *call, const char *id, struct err *err);
/* guiwen person same-as ID OTHER, or ID --end. 0, or -1 with err. */
int person_same_as(struct call *call, const char *id, const char *other,
    struct err *err);

#endif
