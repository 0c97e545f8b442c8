/* elsewhere.h: what is written for people lies outside of every registry */
#ifndef GUIWEN_CLI_ELSEWHERE_H
#define GUIWEN_CLI_ELSEWHERE_H

#include "cli/cmd.h"

/*
 * Is this place, which need not be there yet, outside of every registry? A
 * file of the user's in a registry's folder is none of its parts, and in the
 * place of one it destroys evidence. Links and ".." are resolved; a folder is
 * a registry when it is the one that the call names or stands in, under
 * whatever name, or holds what a registry is made of. Every command that
 * writes where its user says asks this before it writes anything.
 * 0, or -1 with err (ERR_REFUSED). A place that cannot be looked at passes:
 * nothing can be written there either.
 */
int elsewhere_check(const struct call *call, const char *path,
    struct err *err);
/* The same of a folder that is to be a registry, or to go on with a half made
 * one: what it stands in is asked. */
int elsewhere_check_registry(const struct call *call, const char *folder,
    struct err *err);

#endif
