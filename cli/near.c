/* near.c: the name that a mistyped word was perhaps meant to be */
#include "cli/options.h"

#include <string.h>

#define WORD_MAX 40

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* How many letters must be put in, taken out or changed. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1], la = strlen(a), lb = strlen(b), i, j;

	for (j = 0; j <= lb; j++)
		row[j] = j;
	for (i = 1; i <= la; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= lb; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
			    diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[lb];
}

const char *
near_name(const char *word, const char *const *names)
{
	size_t len = strlen(word), best = len / 3 + 1, d;
	const char *near = NULL;

	if (len < 2 || len > WORD_MAX)
		return NULL;
	for (; *names != NULL; names++) {
		if (strlen(*names) > WORD_MAX)
			continue;
		/* what was begun and not finished is nearest of all */
		d = strncmp(*names, word, len) == 0 ? 0 :
		    distance(word, *names);
		if (d < best || (d == best && near == NULL)) {
			best = d;
			near = *names;
		}
	}
	return near;
}
