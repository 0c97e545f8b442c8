/* registers.c: the issuing registers that an auditor brings: --register */
#include "cli/registers.h"

#include "cli/input.h"
#include "engine/base/mem.h"

#include <stdlib.h>

static int
read_one(struct issuing_register **out, const char *path, struct err *err)
{
	struct text file = TEXT_INIT;
	int result = -1;

	if (input_read(path, &file, err) == 0)
		result = issuing_read(out, file.ptr, file.len, path, err);
	text_release(&file);
	return result;
}

int
registers_read(struct call *call, struct registers *out, struct err *err)
{
	size_t n = options_count(&call->options, "register"), i;

	out->at = mem_zero(n + 1, sizeof(struct issuing_register *));
	out->n = 0;
	for (i = 0; i < n; i++) {
		if (read_one(&out->at[i], options_nth(&call->options,
		    "register", i), err) != 0)
			return -1;
		out->n++;
	}
	return issuing_apart(out->at, out->n, err);
}

void
registers_release(struct registers *registers)
{
	size_t i;

	for (i = 0; i < registers->n; i++)
		issuing_free(registers->at[i]);
	free(registers->at);
}
