/* retold_own.c: hiding a person's own words from whoever looks for the
 * program's sentences, and showing them again as they are */
#include "cli/retold_own.h"

#include <ctype.h>
#include <string.h>

#define MARK '\001'		/* and a byte that says which */
#define FIRST ' '

static void
add(struct own_words *own, const char *word)
{
	const char *p = word;

	while (*p != '\0' && !isalpha((unsigned char)*p))
		p++;
	if (*p != '\0' && own->n < OWN_MOST)
		own->at[own->n++] = word;
}

void
own_words_of(struct own_words *own, const struct act *act, const char *title)
{
	size_t i;

	own->n = 0;
	add(own, title);
	if (act == NULL)
		return;
	if (act->text != NULL)
		add(own, act->text->name);
	add(own, act->title);
	for (i = 0; i < act->nmaterials; i++)
		add(own, act->materials[i].name);
	for (i = 0; i < act->ndata; i++)
		add(own, act->data[i].value);
}

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c);
}

/* The longest of the words that stands at `at` by itself; own->n: none does. */
static size_t
word_at(const struct own_words *own, const char *sentence, const char *at,
    size_t *longest)
{
	size_t i, len, found = own->n;

	*longest = 0;
	for (i = 0; i < own->n; i++) {
		len = strlen(own->at[i]);
		if (len <= *longest || strncmp(at, own->at[i], len) != 0 ||
		    (at > sentence && is_letter(at[-1]) &&
		    is_letter(*at)) ||
		    (is_letter(at[len - 1]) && is_letter(at[len])))
			continue;
		*longest = len;
		found = i;
	}
	return found;
}

void
own_words_hide(struct text *out, const char *sentence,
    const struct own_words *own)
{
	const char *at = sentence;
	size_t which, len;

	while (*at != '\0') {
		which = word_at(own, sentence, at, &len);
		if (which == own->n) {
			text_addc(out, *at++);
			continue;
		}
		text_addc(out, MARK);
		text_addc(out, (char)(FIRST + which));
		at += len;
	}
}

bool
own_words_hidden(const char *s, size_t len)
{
	return memchr(s, MARK, len) != NULL;
}

void
own_words_show(struct text *out, const char *s, size_t len,
    const struct own_words *own)
{
	size_t i, which;

	for (i = 0; i < len; i++) {
		which = s[i] == MARK && i + 1 < len ?
		    (size_t)(unsigned char)s[i + 1] - FIRST : own->n;
		if (which < own->n) {
			text_adds(out, own->at[which]);
			i++;
		} else {
			text_addc(out, s[i]);
		}
	}
}
