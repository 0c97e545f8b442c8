/* input.h: reading what people name on the command line */
#ifndef GUIWEN_CLI_INPUT_H
#define GUIWEN_CLI_INPUT_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define INPUT_BYTES_MAX (256u << 20)

/*
 * Append the whole of a file. 0, or -1 with err: ERR_NOTFOUND, ERR_UNREADABLE
 * (a folder, a device, a pipe, which might never end; not permitted),
 * ERR_LIMIT (over INPUT_BYTES_MAX), ERR_SYSTEM.
 */
int input_read(const char *path, struct text *out, struct err *err);
/* The name without folders; borrowed. */
const char *input_name(const char *path);
bool input_is_utf8(const char *bytes, size_t len);
bool input_exists(const char *path);
/* The nearest folder, from the current one upwards, that has an entry of
 * this name; NULL where there is none. The caller's: free(). */
char *input_folder_above(const char *entry);
/* The entries of a folder that end in `ending`, sorted; NULL-ended, the
 * caller's: input_list_free(). 0, or -1 with err. */
int input_list(const char *folder, const char *ending, char ***out,
    struct err *err);
void input_list_free(char **list);

#endif
