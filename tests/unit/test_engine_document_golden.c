/*
 * test_engine_document_golden.c: documents of many kinds, each in a folder of
 * tests/golden/document: the facts were written down by hand from the text
 * (`facts`), the structure was looked through by a person (`outline`).
 *
 * GUIWEN_REWRITE=1 (make golden) writes the outlines anew; what changed is
 * reviewed as a diff. The facts are never written by a program.
 */
#include "document_helpers.h"

#include <dirent.h>

#define FOLDER "tests/golden/document"

static void
add_day(struct text *out, const char *name, struct day day)
{
	char s[DAY_TEXT] = "-";

	if (day.year != 0)
		day_format(s, day);
	text_addf(out, "%s: %s\n", name, s);
}

static void
add_string(struct text *out, const char *name, const char *s)
{
	text_addf(out, "%s: %s\n", name, *s != '\0' ? s : "-");
}

/* Everything that a line of facts may say. */
static void
add_facts(struct text *out, const struct document *d)
{
	struct document_counts c;

	document_counts(d, &c);
	add_string(out, "title", document_title(d));
	add_string(out, "number", document_number(d));
	add_string(out, "issuer", document_issuer(d));
	add_day(out, "issued", document_issued(d));
	add_day(out, "effective", document_effective(d));
	add_day(out, "expires", document_expires(d));
	text_addf(out, "chapters: %d\nsections: %d\narticles: %d\n"
	    "inserted: %d\nparagraphs: %d\npoints: %d\nindents: %d\n"
	    "level1: %d\nannexes: %d\nprinted: %d\n", c.chapter, c.section,
	    c.article, c.article_inserted, c.paragraph, c.point, c.indent,
	    c.level1, c.annexes, c.printed);
}

static int
check_facts(const char *name, const struct document *d)
{
	struct text path = TEXT_INIT, facts = TEXT_INIT, got = TEXT_INIT,
	    one = TEXT_INIT;
	char *line, *next;
	int wrong = 0;

	text_addf(&path, FOLDER "/%s/facts", name);
	assert_true(file_read(&facts, path.ptr));
	text_addc(&got, '\n');
	add_facts(&got, d);
	for (line = facts.ptr; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		next += *next != '\0';
		text_reset(&one);
		text_addc(&one, '\n');
		text_add(&one, line, (size_t)(next - line));
		if (strstr(got.ptr, one.ptr) == NULL) {
			print_message("%s: not so: %s", name, one.ptr + 1);
			wrong++;
		}
	}
	text_release(&path);
	text_release(&facts);
	text_release(&got);
	text_release(&one);
	return wrong;
}

/* The structure, and what a person should look at. */
static void
add_outline(struct text *out, const struct document *d)
{
	size_t i;

	document_outline(d, out);
	for (i = 0; i < document_nnotes(d); i++) {
		const struct document_note *note = document_note(d, i);

		text_addf(out, "%s line %d: %s: %s\n",
		    note->uncertain ? "uncertain" : "warning", note->line,
		    note->text, note->reason);
	}
}

static int
check_outline(const char *name, const struct document *d)
{
	struct text path = TEXT_INIT, wanted = TEXT_INIT, got = TEXT_INIT;
	const char *rewrite = getenv("GUIWEN_REWRITE");
	int wrong = 0;
	FILE *f;

	text_addf(&path, FOLDER "/%s/outline", name);
	add_outline(&got, d);
	if (rewrite != NULL && *rewrite != '\0') {
		f = fopen(path.ptr, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(got.ptr, 1, got.len, f), got.len);
		assert_int_equal(fclose(f), 0);
	} else {
		wrong = !file_read(&wanted, path.ptr) ||
		    strcmp(wanted.ptr, got.ptr) != 0;
		if (wrong)
			print_message("%s: the outline is now\n%s", name,
			    got.ptr);
	}
	text_release(&path);
	text_release(&wanted);
	text_release(&got);
	return wrong;
}

static struct document *
read_case(const char *name)
{
	static const char *const files[] = { "source.txt", "source.md" };
	struct text path = TEXT_INIT, bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < MEM_COUNT(files) && d == NULL; i++) {
		text_reset(&path);
		text_addf(&path, FOLDER "/%s/%s", name, files[i]);
		if (file_read(&bytes, path.ptr))
			assert_done(document_read(&d, bytes.ptr, bytes.len,
			    files[i], &err), err);
	}
	text_release(&path);
	text_release(&bytes);
	return d;
}

/* Written as a Word file and read again it has the same structure and text. */
static int
check_docx(const char *name, const struct document *d)
{
	struct text bytes = TEXT_INIT;
	struct document *again = NULL;
	struct document_counts a, b;
	struct err err = ERR_INIT;
	char x[SHA256_HEX], y[SHA256_HEX];
	int wrong;

	assert_done(document_write_docx(d, &bytes, &err), err);
	assert_done(document_read(&again, bytes.ptr, bytes.len, "a.docx",
	    &err), err);
	document_counts(d, &a);
	document_counts(again, &b);
	hash_hex(x, d);
	hash_hex(y, again);
	wrong = memcmp(&a, &b, sizeof(a)) != 0 || strcmp(x, y) != 0;
	if (wrong)
		print_message("%s: another text as .docx\n", name);
	document_free(again);
	text_release(&bytes);
	return wrong;
}

static void
test_cases(void **state)
{
	struct dirent *entry;
	DIR *folder = opendir(FOLDER);
	int cases = 0, wrong = 0;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		struct document *d = entry->d_name[0] == '.' ? NULL :
		    read_case(entry->d_name);

		if (d == NULL)
			continue;
		wrong += check_facts(entry->d_name, d);
		wrong += check_outline(entry->d_name, d);
		wrong += check_docx(entry->d_name, d);
		assert_round_trip(d);
		document_free(d);
		cases++;
	}
	closedir(folder);
	print_message("%d documents, %d of them not as expected\n", cases,
	    wrong);
	assert_true(cases >= 40);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
