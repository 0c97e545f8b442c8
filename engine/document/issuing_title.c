/* issuing_title.c: whether two titles name the same document */
#include "engine/document/issuing.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/document/han.h"

#include <ctype.h>
#include <string.h>

/* Characters, letters and digits alone, in one width. */
static void
bare(struct text *out, const char *s)
{
	unsigned long c;

	while ((c = han_next(&s)) != 0) {
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (han_ideograph(c) || (c < 0x80 && isalnum((int)c)))
			text_add_utf8(out, c);
	}
}

static bool
ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && memcmp(s + len - n, end, n) == 0;
}

/* 关于印发…的通知 becomes what is announced. */
static void
unwrap(struct text *title)
{
	static const char *const begins[] = { "关于印发", "关于发布",
	    "关于公布", "关于颁布" };
	static const char *const ends[] = { "的通知", "的公告", "的通告" };
	const char *at = NULL;
	size_t i, from, len;

	for (i = 0; i < MEM_COUNT(begins) && at == NULL; i++)
		at = strstr(title->ptr, begins[i]);
	if (at == NULL)
		return;
	from = (size_t)(at - title->ptr) + strlen(begins[i - 1]);
	len = title->len - from;
	for (i = 0; i < MEM_COUNT(ends); i++)
		if (ends_with(title->ptr + from, len, ends[i])) {
			len -= strlen(ends[i]);
			memmove(title->ptr, title->ptr + from, len);
			text_cut(title, len);
			return;
		}
}

/* Without the authority's name before it. */
static const char *
without(const char *title, const struct text *authority)
{
	return authority->len > 0 && strncmp(title, authority->ptr,
	    authority->len) == 0 && title[authority->len] != '\0' ?
	    title + authority->len : title;
}

bool
issuing_same_title(const char *a, const char *b, const char *authority)
{
	struct text x = TEXT_INIT, y = TEXT_INIT, by = TEXT_INIT;
	bool same;

	bare(&x, a);
	bare(&y, b);
	bare(&by, authority);
	unwrap(&x);
	unwrap(&y);
	same = strcmp(without(x.ptr, &by), without(y.ptr, &by)) == 0;
	text_release(&x);
	text_release(&y);
	text_release(&by);
	return same;
}
