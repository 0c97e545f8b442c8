/* fuzz_issuing.c: an issuing register (CSV) from outside */
#include "engine/document/issuing.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct issuing_register *reg[2] = { NULL, NULL };
	struct err err = ERR_INIT;
	size_t i;

	if (issuing_read(&reg[0], (const char *)data, size, "f", &err) != 0) {
		if (err.code == ERR_NONE || err.code == ERR_SYSTEM ||
		    err.msg[0] == '\0' || reg[0] != NULL)
			abort();
		return 0;
	}
	for (i = 0; i < reg[0]->nrows; i++) {
		const struct issuing_row *row = &reg[0]->rows[i];

		/* A number stands for one thing, and where its row says. */
		if (row->row <= reg[0]->header_row || (i > 0 && row->row <=
		    row[-1].row) || (row->series[0] != '\0' &&
		    strstr(row->number, row->series) != row->number))
			abort();
		(void)issuing_same_title(row->title, row->reason, row->person);
	}
	/* The same list a second time is never taken for another. */
	reg[1] = reg[0];
	(void)issuing_apart(reg, 1, &err);
	(void)issuing_apart(reg, 2, &err);
	issuing_free(reg[0]);
	return 0;
}
