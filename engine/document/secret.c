/* secret.c: the mark of a state secret on a line of its own */
#include "engine/document/secret.h"

#include "engine/document/document_int.h"
#include "engine/document/han.h"
#include "engine/document/mark.h"

#include <string.h>

#define MARK_LINE_MAX 40
#define MASTHEAD_LINES 12	/* where a text may have its mark */

/* What may stand on the same line, before the mark or behind it. */
static const char *const beside[] = { "份号", "编号", "密级", "和", "保密期限",
	"紧急程度", "特急", "加急", "平急", "特提", "急件", "№", "No.", "：",
	":", "、", "·", "/", "|", "（", "）", "(", ")", "【", "】", "[", "]", "〔",
	"〕", NULL };
static const char *const periods[] = { "年", "个月", "月", "日", "天", NULL };
static const char *const stars[] = { "★", "☆", "*", "＊", NULL };

static bool
take(const char **at, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*at, word, n) != 0)
		return false;
	*at += n;
	return true;
}

static bool
take_any(const char **at, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (take(at, *words))
			return true;
	}
	return false;
}

static size_t
take_digits(const char **at)
{
	const char *p = *at;
	unsigned long c;
	size_t n = 0;

	while ((c = han_next(&p)) != 0 && ((c >= '0' && c <= '9') ||
	    (c >= 0xff10 && c <= 0xff19))) {
		*at = p;
		n++;
	}
	return n;
}

/* A copy number, as it stands above the mark: 000012. */
static bool
take_copy_number(const char **at)
{
	const char *p = *at;

	if (take_digits(&p) < 3)
		return false;
	*at = p;
	return true;
}

/* 10年, 长期, 启用前: until when the secret is one. */
static bool
take_period(const char **at)
{
	const char *p = *at;

	if (take(at, "长期") || take(at, "启用前"))
		return true;
	if (take_digits(&p) == 0 || !take_any(&p, periods))
		return false;
	*at = p;
	return true;
}

bool
secret_is_mark(const char *text)
{
	static const char *const words[] = { "绝密", "机密", "秘密", NULL };
	struct text t = TEXT_INIT;
	const char *p;
	bool found = false;

	if (han_length(text) <= MARK_LINE_MAX) {
		han_squeeze(&t, text);
		p = t.ptr;
		while (take_any(&p, beside) || take_copy_number(&p))
			;
		found = take_any(&p, words);
		if (found)
			(void)take(&p, "级");
		/* With the star nothing else can be meant. */
		if (found && !take_any(&p, stars)) {
			while (take_period(&p) || take_any(&p, beside) ||
			    take_copy_number(&p))
				;
			found = *p == '\0';
		}
	}
	text_release(&t);
	return found;
}

int
secret_refuse(const char *text, const char *name, int line, struct err *err)
{
	return err_set_at(err, ERR_SECRET, name, line, "%s is marked as a "
	    "state secret (%s); classified texts may not be kept here. "
	    "Nothing was kept.", name, text);
}

static bool
aside_is_mark(const struct aside *aside)
{
	struct text t = TEXT_INIT;
	const char *p = aside->text;
	bool found = false;
	size_t n;

	for (; *p != '\0' && !found; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		text_reset(&t);
		text_add(&t, p, n);
		found = secret_is_mark(t.ptr);
	}
	text_release(&t);
	return found;
}

int
secret_check(const struct lines *lines, const char *name, struct err *err)
{
	const struct line *line;
	const struct aside *a;
	struct mark m;
	size_t i, body = 0;

	for (i = 0; i < lines->n; i++) {
		line = &lines->at[i];
		for (a = line->asides.first; a != NULL; a = a->next) {
			if (a->kind == ASIDE_BOX && aside_is_mark(a))
				return secret_refuse(a->text, name, line->no,
				    err);
		}
		if (line->place == LINE_BODY && body++ >= MASTHEAD_LINES)
			continue;
		mark_scan(line->text, &m);
		if (m.kind == MARK_NONE && secret_is_mark(line->text))
			return secret_refuse(line->text, name, line->no, err);
	}
	return 0;
}
