/*
 * test_engine_compare_corpus.c: versions of real laws: every article whose
 * words stayed the same is found, whatever its number; nothing is lost
 */
#include "engine/base/text.h"
#include "engine/document/compare.h"
#include "engine/document/han.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/compare_helpers.h"

static bool
slurp(const char *path, struct text *out)
{
	FILE *file = fopen(path, "rb");
	char buf[8192];
	size_t n;

	if (file == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof(buf), file)) > 0)
		text_add(out, buf, n);
	fclose(file);
	return true;
}

static void
pairs_path(char *out, size_t size, const char *name)
{
	const char *shared = getenv("GUIWEN_SHARED");

	snprintf(out, size, "%s/data/corpus/pairs/%s",
	    shared != NULL ? shared : "../shared", name);
}

static struct document *
read_version(const char *slug, const char *version)
{
	struct document *document = NULL;
	struct text bytes = TEXT_INIT;
	struct err err = ERR_INIT;
	char name[256], path[4096];

	snprintf(name, sizeof(name), "%s.%s.md", slug, version);
	pairs_path(path, sizeof(path), name);
	if (!slurp(path, &bytes))
		fail_msg("%s is not there", path);
	if (document_read(&document, bytes.ptr, bytes.len, name, &err) != 0)
		fail_msg("%s", err.msg);
	text_release(&bytes);
	return document;
}

/* Its lines without the white space in them. */
static void
squeeze_lines(struct text *out, const char *s)
{
	char *line, *at, *copy = mem_strdup(s);

	for (line = copy; line != NULL; line = at) {
		at = strchr(line, '\n');
		if (at != NULL)
			*at++ = '\0';
		han_squeeze(out, line);
		if (at != NULL)
			text_addc(out, '\n');
	}
	free(copy);
}

/* Every line of the text stands in the document's plain text, in order. */
static void
assert_in_plain_text(const struct text *given, const struct document *document)
{
	struct text plain = TEXT_INIT, squeezed = TEXT_INIT, t = TEXT_INIT;
	const struct text *text = &t;
	const char *line, *nl, *at;
	size_t len;

	document_plain_text(document, &plain);
	squeeze_lines(&squeezed, plain.ptr);
	squeeze_lines(&t, given->ptr);
	at = squeezed.ptr;
	line = strchr(text->ptr, '\n');		/* after the title */
	for (; line != NULL && line[1] != '\0'; line = nl) {
		nl = strchr(line + 1, '\n');
		len = (size_t)(nl - line) + 1;
		at = strstr(at, "\n");
		while (at != NULL && strncmp(at, line, len) != 0)
			at = strchr(at + 1, '\n');
		if (at == NULL)
			fail_msg("not in the plain text:%.*s", (int)len, line);
	}
	text_release(&plain);
	text_release(&squeezed);
	text_release(&t);
}

/* The redline as a .docx, read with all changes taken or all refused: the
 * same words as that document. */
static void
assert_redline_reads(const struct text *redline, bool original,
    const struct document *document)
{
	const struct document_options options = { .original = original };
	struct document *read = NULL;
	struct sha256 want, got;
	struct err err = ERR_INIT;

	if (document_read_with(&read, redline->ptr, redline->len, "redline.docx",
	    &options, &err) != 0)
		fail_msg("%s", err.msg);
	document_text_hash(document, &want);
	document_text_hash(read, &got);
	if (memcmp(&want, &got, sizeof(want)) != 0)
		print_message("%s, %s: another text hash\n",
		    document_title(document), original ? "old" : "new");
	assert_memory_equal(&want, &got, sizeof(want));
	document_free(read);
}

static bool
is_article(const struct unit *unit)
{
	return unit != NULL && unit->kind == UNIT_ARTICLE;
}

/* slug, split, old, new, articles old and new, with identical text, of those
 * renumbered. */
static void
check_pair(const char *row)
{
	struct document *old_document, *new_document;
	struct comparison *c;
	const struct compare_pair *pair;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;
	char slug[64];
	int found = 0, want = 0, renumbered = 0, counts[2] = { 0, 0 };
	size_t i;

	assert_int_equal(sscanf(row, "%63[^\t]\t%*[^\t]\t%*[^\t]\t%*[^\t]\t"
	    "%d\t%d\t%d\t%d", slug, &counts[0], &counts[1], &want,
	    &renumbered), 5);
	old_document = read_version(slug, "old");
	new_document = read_version(slug, "new");
	c = comparison_new(old_document, new_document);
	for (i = 0; i < comparison_npairs(c); i++) {
		pair = comparison_pair(c, i);
		counts[0] -= is_article(pair->old_unit) && pair->old_last;
		counts[1] -= is_article(pair->new_unit) && pair->new_last;
		renumbered -= is_article(pair->old_unit) &&
		    is_article(pair->new_unit) &&
		    (pair->status == COMPARE_RENUMBERED ||
		    pair->status == COMPARE_MOVED) &&
		    strcmp(pair->old_label, pair->new_label) != 0;
		found += is_article(pair->old_unit) &&
		    is_article(pair->new_unit) &&
		    (pair->status == COMPARE_SAME ||
		    pair->status == COMPARE_RENUMBERED ||
		    pair->status == COMPARE_MOVED);
	}
	if (renumbered > 0)
		fail_msg("%s: %d renumbered articles are not named so", slug,
		    renumbered);
	assert_int_equal(counts[0], 0);
	assert_int_equal(counts[1], 0);
	if (found < want)
		fail_msg("%s: %d articles found the same, %d are", slug, found,
		    want);
	assert_true(compare_rebuild(&text, c, false, true));
	assert_in_plain_text(&text, old_document);
	text_reset(&text);
	assert_true(compare_rebuild(&text, c, true, true));
	assert_in_plain_text(&text, new_document);
	text_reset(&text);
	assert_int_equal(comparison_write_docx(c, "guiwen", "", &text, &err),
	    0);
	assert_redline_reads(&text, true, old_document);
	assert_redline_reads(&text, false, new_document);
	text_release(&text);
	comparison_free(c);
	document_free(old_document);
	document_free(new_document);
}

static void
real_versions(void **state)
{
	struct text rows = TEXT_INIT;
	char path[4096];
	const char *row;
	int n = 0;

	(void)state;
	pairs_path(path, sizeof(path), "pairs.tsv");
	if (!slurp(path, &rows))
		skip();
	row = strchr(rows.ptr, '\n');	/* after the heads of the columns */
	for (; row != NULL && row[1] != '\0'; row = strchr(row + 1, '\n')) {
		check_pair(row + 1);
		n++;
	}
	assert_true(n > 0);
	text_release(&rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
