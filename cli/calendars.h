/* calendars.h: the calendars that a command counts with */
#ifndef GUIWEN_CLI_CALENDARS_H
#define GUIWEN_CLI_CALENDARS_H

#include "cli/cmd.h"
#include "engine/calendar/calendar.h"

/*
 * The calendar of the registry, when one is named or found above; else the
 * shipped ones. *out is borrowed from the call's registry or from *own, which
 * is the caller's: calendar_free() (NULL is fine). 0, or -1 with err.
 */
int calendars_load(struct call *call, const struct calendar **out,
    struct calendar **own, struct err *err);

#endif
