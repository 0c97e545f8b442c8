/* registers.h: the issuing registers that an auditor brings: --register */
#ifndef GUIWEN_CLI_REGISTERS_H
#define GUIWEN_CLI_REGISTERS_H

#include "cli/cmd.h"
#include "engine/document/issuing.h"

struct registers {
	struct issuing_register **at;
	size_t n;
};

/* Read the lists that --register names; they are compared and never written.
 * registers_release() in any case. 0, or -1 with err: a file that cannot be
 * read, is no such list, or has a number that another has, too. */
int registers_read(struct call *call, struct registers *out,
    struct err *err);
void registers_release(struct registers *registers);

#endif
