/* json.h: facts for programs; keys and identifiers are never translated */
#ifndef GUIWEN_CLI_JSON_H
#define GUIWEN_CLI_JSON_H

#include "cli/output.h"
#include "engine/base/day.h"
#include "engine/base/err.h"

#include <jansson.h>
#include <stdint.h>

/* Once in the program: jansson takes its memory from engine/base/mem.h. By
 * itself it leaves out a fact for which there is none. */
void json_prepare(void);

/* A string; null for NULL. What is not UTF-8 becomes U+FFFD. */
json_t *json_words(const char *s);
json_t *json_words_n(const char *s, size_t len);
/* As json_words, null for "" too: a fact that is not known. */
json_t *json_fact(const char *s);
/* "2021-05-01"; null for year 0. */
json_t *json_day(struct day day);
/* "2021-05-01T09:30:00+08:00"; null for 0. */
json_t *json_time(int64_t time_s);
/* Write the value, indented, and let it go. */
void json_print(struct output *out, json_t *value);
/* {"code":, "message":} of a failure; the message in English. */
json_t *json_error(const struct err *err);

#endif
