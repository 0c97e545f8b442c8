/* issuing_title.c: whether two titles name the same document */
#include "engine/document/issuing_int.h"

#include "engine/base/mem.h"
#include "engine/document/han.h"

#include <string.h>
#include <utf8proc.h>

#define RADICALS 0x2e80		/* ⺠ is drawn as 民 is, but is a symbol */
#define RADICALS_END 0x2fd5

/* Does it tell one title from another? 办法② is not 办法①. */
static bool
tells_apart(unsigned long c)
{
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return han_ideograph(c) || (c >= RADICALS &&
		    c <= RADICALS_END);
	}
}

void
issuing_bare(struct text *out, const char *s)
{
	unsigned long c;

	while ((c = han_next(&s)) != 0) {
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (tells_apart(c))
			text_add_utf8(out, c);
	}
}

static bool
ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && memcmp(s + len - n, end, n) == 0;
}

/* 关于印发…的通知 becomes what is announced; 关于停止执行关于印发…的通知 does
 * not. */
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
	if (at == NULL || strstr(title->ptr, "关于") < at)
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

	issuing_bare(&x, a);
	issuing_bare(&y, b);
	issuing_bare(&by, authority);
	unwrap(&x);
	unwrap(&y);
	same = strcmp(without(x.ptr, &by), without(y.ptr, &by)) == 0;
	text_release(&x);
	text_release(&y);
	text_release(&by);
	return same;
}
