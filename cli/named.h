/* named.h: identifiers that were given by the names that people see */
#ifndef GUIWEN_CLI_NAMED_H
#define GUIWEN_CLI_NAMED_H

#include "cli/cmd.h"
#include "workflows/dossier.h"

/*
 * The id of the person that has this id or, alone in this registry, this
 * name; `given` itself where there is none (whoever looks it up says so).
 * Needs call_open; kept as long as the options. NULL with err (ERR_REFUSED):
 * several have the name, and their ids are told.
 */
const char *named_person(struct call *call, const char *given,
    struct err *err);
/* The same of every option that takes a person. 0, or -1. */
int named_persons(struct call *call, struct err *err);

/* The role, kind of material, fact of --set of that name in either language,
 * or `given` itself. Borrowed. */
const char *named_role(const char *given);
const char *named_material(const char *given);
const char *named_datum(const char *given);
/* Is what is stated under this name a day? */
bool datum_is_day(const char *key);
/* The event that is shown under this label among those that the document
 * accepts now, else anywhere in its charts; or `given` itself. Kept as long as
 * the options. */
const char *named_event(struct call *call,
    const struct procedure_context *context, const struct dossier *dossier,
    const char *given);

/* The event of a procedure that belongs to guiwen, given by its name or
 * label; the caller's: free(). NULL: there is none. */
char *named_shipped_event(const struct call *call, const char *given);
/* What the shipped charts call an event, "A or B" where it is several things
 * in several places; NULL where none has it. The caller's: free(). */
char *named_shipped_label(const struct call *call, const char *event);

#endif
