/* diff_sides.h: which two texts are compared */
#ifndef GUIWEN_CLI_DIFF_SIDES_H
#define GUIWEN_CLI_DIFF_SIDES_H

#include "cli/cmd.h"
#include "engine/document/document.h"

struct diff_sides {
	struct document *old, *new;
	struct text old_name, new_name;	/* for people */
	struct text author;	/* of the changes, and when */
	int64_t changed_s;
};

#define DIFF_SIDES_INIT { NULL, NULL, TEXT_INIT, TEXT_INIT, TEXT_INIT, 0 }

/*
 * Read what the operands of the call name: two files; a document and one or
 * two of its versions, or none; a document and a file. diff_sides_release()
 * in any case. 0, or -1 with err.
 */
int diff_sides_read(struct diff_sides *sides, struct call *call,
    struct err *err);
void diff_sides_release(struct diff_sides *sides);

#endif
