/* list_due.h: guiwen list --overdue and --due: what falls due by when */
#ifndef GUIWEN_CLI_LIST_DUE_H
#define GUIWEN_CLI_LIST_DUE_H

#include "cli/cmd.h"
#include "workflows/procedure.h"

#include <stdbool.h>

/*
 * The open deadlines of documents up to a day. Its index is read once
 * (due_list_open), then the documents that pass the filters of the list are
 * added one by one. A deadline whose last day is not known (a year without
 * calendar) may be due and is always one of them; one whose clock stands is
 * where it was due when it was stopped.
 */
struct due_list;

/*
 * What the options --overdue, --due and --on ask for. *out is the caller's,
 * due_list_free(), and NULL where they ask for no deadlines. 0, or -1 with err
 * (ERR_USAGE).
 */
int due_list_asked(struct due_list **out, struct call *call, struct err *err);
void due_list_free(struct due_list *list);
/* Look up which documents have such a deadline. The registry is call's, the
 * context stays the caller's. 0, or -1 with err. */
int due_list_open(struct due_list *list,
    const struct procedure_context *context, struct err *err);
bool due_list_has(const struct due_list *list, const char *document);
/* Add the deadlines of a document that it has. Where they cannot be read, that
 * is said, and the others are told all the same. */
void due_list_add(struct due_list *list, const char *document);
/* The answer, by last day, as a table or as JSON: the exit status, the gravest
 * of what could not be read. */
int due_list_print(struct due_list *list);

#endif
