/* secret.h: is a line the mark of a state secret? */
#ifndef GUIWEN_DOCUMENT_SECRET_H
#define GUIWEN_DOCUMENT_SECRET_H

#include "engine/base/err.h"

#include <stdbool.h>

/*
 * Is the whole line such a mark (GB/T 9704, 密级和保密期限)? 绝密, 机密, 秘密,
 * letter-spaced or not, in brackets or not, with ★ and a period, beside the
 * copy number, the words 密级 and the degree of urgency. A line that only
 * speaks of secrets (机密文件管理办法) is none.
 */
bool secret_is_mark(const char *text);
/* A file's lines: is there such a mark in a masthead's place, in a text box, a
 * page header or footer? 0, or -1 with err (ERR_SECRET). */
struct lines;
int secret_check(const struct lines *lines, const char *name,
    struct err *err);
/* The refusal of a file that bears it: -1 with err (ERR_SECRET). */
int secret_refuse(const char *text, const char *name, int line,
    struct err *err);

#endif
