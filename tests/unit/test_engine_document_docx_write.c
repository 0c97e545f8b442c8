/*
 * test_engine_document_docx_write.c: written as .docx and read again, a
 * document has the same text and structure
 */
#include "document_helpers.h"

#include "engine/document/han.h"

#include <dirent.h>

/* Read the file that was written. */
static struct document *
written(const struct document *d, const char *name)
{
	struct text bytes = TEXT_INIT;
	struct document *again = NULL;
	struct err err = ERR_INIT;

	assert_done(document_write_docx(d, &bytes, &err), err);
	if (document_read(&again, bytes.ptr, bytes.len, "again.docx", &err) !=
	    0)
		fail_msg("%s: %s", name, err.msg);
	text_release(&bytes);
	return again;
}

/* The first line in which two texts differ, for people. */
static int
differ(const char *name, const char *what, const char *a, const char *b)
{
	const char *line_a = a, *line_b = b;

	if (strcmp(a, b) == 0)
		return 0;
	for (; *a == *b; a++, b++)
		if (*a == '\n') {
			line_a = a + 1;
			line_b = b + 1;
		}
	print_message("%s: %s:\n  %.*s\n  %.*s\n", name, what,
	    (int)strcspn(line_a, "\n"), line_a, (int)strcspn(line_b, "\n"),
	    line_b);
	return 1;
}

static int
day_differs(const char *name, const char *what, struct day a, struct day b)
{
	char x[DAY_TEXT], y[DAY_TEXT];

	return differ(name, what, a.year == 0 ? "" : day_format(x, a),
	    b.year == 0 ? "" : day_format(y, b));
}

/* How much is not as it was. */
static int
round_trip(const struct document *d, const char *name)
{
	struct document *again = written(d, name);
	struct text a = TEXT_INIT, b = TEXT_INIT;
	struct text squeezed = TEXT_INIT, title = TEXT_INIT;
	char x[SHA256_HEX], y[SHA256_HEX];
	bool in_text;
	int wrong;

	document_plain_text(d, &a);
	/* a title that only the file's metadata had is written, too; a number
	 * that only they had is no part of the text */
	han_squeeze(&squeezed, a.ptr);
	han_squeeze(&title, document_title(d));
	if (strstr(squeezed.ptr, title.ptr) == NULL) {
		text_reset(&a);
		text_addf(&a, "%s\n", document_title(d));
		document_plain_text(d, &a);
	}
	in_text = strstr(a.ptr, document_number(d)) != NULL;
	document_plain_text(again, &b);
	wrong = differ(name, "text", a.ptr, b.ptr);
	text_reset(&a);
	text_reset(&b);
	document_outline(d, &a);
	document_outline(again, &b);
	wrong += differ(name, "outline", a.ptr, b.ptr);
	hash_hex(x, d);
	hash_hex(y, again);
	wrong += differ(name, "hash", x, y);
	wrong += differ(name, "title", document_title(d),
	    document_title(again));
	if (in_text)
		wrong += differ(name, "number", document_number(d),
		    document_number(again));
	wrong += differ(name, "issuer", document_issuer(d),
	    document_issuer(again));
	wrong += day_differs(name, "issued", document_issued(d),
	    document_issued(again));
	wrong += day_differs(name, "effective", document_effective(d),
	    document_effective(again));
	wrong += day_differs(name, "expires", document_expires(d),
	    document_expires(again));
	text_release(&a);
	text_release(&b);
	text_release(&squeezed);
	text_release(&title);
	document_free(again);
	return wrong;
}

/* Every file of a folder; how many there were. */
static int
folder_round_trips(const char *folder, int *wrong)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct document *d;
	struct err err = ERR_INIT;
	int n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct text path = TEXT_INIT, bytes = TEXT_INIT;
		char buf[65536];
		size_t got;
		FILE *f;

		text_addf(&path, "%s/%s", folder, entry->d_name);
		f = entry->d_name[0] == '.' || strstr(entry->d_name,
		    ".tsv") != NULL ? NULL : fopen(path.ptr, "rb");
		while (f != NULL && (got = fread(buf, 1, sizeof(buf), f)) > 0)
			text_add(&bytes, buf, got);
		if (f != NULL) {
			fclose(f);
			/* whether it can be read is not for this test */
			if (document_read(&d, bytes.ptr, bytes.len,
			    entry->d_name, &err) == 0) {
				*wrong += round_trip(d, entry->d_name);
				document_free(d);
				n++;
			}
		}
		text_release(&path);
		text_release(&bytes);
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

static void
our_samples(void **state)
{
	int wrong = 0;

	(void)state;
	assert_true(folder_round_trips("samples/documents", &wrong) > 5);
	assert_int_equal(wrong, 0);
}

static void
real_documents(void **state)
{
	struct text folder = TEXT_INIT;
	int wrong = 0, n;

	(void)state;
	text_addf(&folder, "%s/data/corpus/documents", shared_folder());
	n = folder_round_trips(folder.ptr, &wrong);
	text_reset(&folder);
	text_addf(&folder, "%s/data/corpus/pairs", shared_folder());
	n += folder_round_trips(folder.ptr, &wrong);
	text_release(&folder);
	if (n == 0)
		skip();
	assert_true(n > 30);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_samples),
		cmocka_unit_test(real_documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
