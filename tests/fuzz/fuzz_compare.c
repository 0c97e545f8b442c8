/* fuzz_compare.c: two texts, parted by a line of "===", compared: exact, as a
 * redline too? */
#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/document/compare_int.h"
#include "engine/document/han.h"
#include "tests/unit/compare_helpers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MOST_UNITS 200

/* A block a line; the first characters of some make it another unit. */
static void
read_side(struct compare_side *side, struct unit *units, char *text)
{
	struct unit body = { .kind = UNIT_BODY, .eid = "", .num = "",
		.heading = "", .text = "", .wrapup = "" };
	struct unit **tail = &body.first_child, *article = NULL, *unit;
	char *line = text, *next;
	size_t n;

	for (n = 0; line != NULL && n < MOST_UNITS; line = next, n++) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		unit = &units[n];
		*unit = (struct unit){ .kind = UNIT_BLOCK, .eid = "",
			.num = "", .heading = "", .text = line,
			.wrapup = "" };
		if (line[0] == 'P' && article != NULL) {
			unit->kind = UNIT_PARAGRAPH;
			unit->next_sibling = article->first_child;
			article->first_child = unit;
			continue;
		}
		if (line[0] == 'A') {
			unit->kind = UNIT_ARTICLE;
			unit->num = line[1] == '\0' ? "" : "A";
			unit->text = line + 1;
			article = unit;
		}
		*tail = unit;
		tail = &unit->next_sibling;
	}
	compare_side_unit(side, &body);
}

static void
check(const struct comparison *c, const char *want, bool new_side)
{
	struct text got = TEXT_INIT;

	if (!compare_rebuild(&got, c, new_side, false) ||
	    strcmp(got.ptr, want) != 0)
		abort();
	text_release(&got);
}

/* Text as a reader hands it on: characters that XML has. */
static bool
is_clean(const char *s)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (; *s != '\0'; s += n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &c);
		if (n <= 0 || c < ' ' || c == 0xfffe || c == 0xffff)
			if (n <= 0 || c != '\n')
				return false;
	}
	return true;
}

/* The redline, all changes taken or refused: the words of that text? */
static void
check_redline(const struct text *redline, const char *want, bool original)
{
	const struct document_options options = { .original = original };
	struct document *document = NULL;
	struct text plain = TEXT_INIT, a = TEXT_INIT, b = TEXT_INIT;
	struct err err = ERR_INIT;

	/* nothing but white space is no document, a secret one is refused */
	if (document_read_with(&document, redline->ptr, redline->len,
	    "r.docx", &options, &err) != 0)
		return;
	document_plain_text(document, &plain);
	han_squeeze(&a, plain.ptr);
	han_squeeze(&b, want);
	if (strcmp(a.ptr, b.ptr) != 0)
		abort();
	text_release(&plain);
	text_release(&a);
	text_release(&b);
	document_free(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct unit units[2][MOST_UNITS];
	struct compare_side sides[2] = { COMPARE_SIDE_INIT,
		COMPARE_SIDE_INIT };
	char *text = mem_strndup((const char *)bytes, size), *second;
	char *lines[2], *want[2];	/* the units' words; each text */
	struct text redline = TEXT_INIT, sentences = TEXT_INIT;
	struct err err = ERR_INIT;
	struct comparison *c;
	int i;

	second = strstr(text, "\n===\n");
	if (second != NULL) {
		*second = '\0';
		second += strlen("\n===\n");
	} else {
		second = text + strlen(text) / 2;
	}
	lines[1] = mem_strdup(second);
	*second = '\0';
	lines[0] = mem_strdup(text);
	for (i = 0; i < 2; i++) {
		read_side(&sides[i], units[i], lines[i]);
		want[i] = mem_strndup(sides[i].text.ptr, sides[i].text.len);
	}
	c = compare_sides(&sides[0], &sides[1]);
	if (comparison_write_docx(c, "guiwen", "", &redline, &err) != 0)
		abort();
	comparison_amend(c, &sentences);
	for (i = 0; i < 2; i++) {
		check(c, want[i], i == 1);
		/* reading takes most of the time: of some inputs only */
		if (size % 8 == 0 && is_clean(want[0]) && is_clean(want[1]))
			check_redline(&redline, want[i], i == 0);
	}
	for (i = 0; i < 2; i++) {
		free(want[i]);
		free(lines[i]);
	}
	text_release(&redline);
	text_release(&sentences);
	comparison_free(c);
	free(text);
	return 0;
}
