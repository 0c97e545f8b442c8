/* test_engine_document_corpus.c: real documents, compared with what a person
 * found in them; counted as skipped where the folder of them is absent */
#include "document_helpers.h"

#include "engine/document/han.h"

#include <dirent.h>

#define COLUMNS_MAX 24

/* A table of tab-separated values, its first row the names of the columns. */
struct table {
	struct text bytes;
	char *names[COLUMNS_MAX];
	int ncolumns;
	char *next;
};

struct row {
	char *cells[COLUMNS_MAX];
	int n;
};

static bool
next_row(struct table *table, struct row *row)
{
	char *p = table->next, *end;

	if (p == NULL || *p == '\0')
		return false;
	end = strchr(p, '\n');
	table->next = end == NULL ? NULL : end + 1;
	if (end != NULL)
		*end = '\0';
	row->n = 0;
	while (p != NULL && row->n < COLUMNS_MAX) {
		row->cells[row->n++] = p;
		p = strchr(p, '\t');
		if (p != NULL)
			*p++ = '\0';
	}
	return true;
}

static bool
open_table(struct table *table, const char *path)
{
	struct row row;
	int i;

	memset(table, 0, sizeof(*table));
	text_init(&table->bytes);
	if (!shared_file(&table->bytes, path))
		return false;
	table->next = table->bytes.ptr;
	next_row(table, &row);
	table->ncolumns = row.n;
	for (i = 0; i < row.n; i++)
		table->names[i] = row.cells[i];
	return true;
}

/* "" where the column is absent or empty: nothing to compare. */
static const char *
cell(const struct table *table, const struct row *row, const char *name)
{
	int i;

	for (i = 0; i < table->ncolumns && i < row->n; i++) {
		if (strcmp(table->names[i], name) == 0)
			return row->cells[i];
	}
	return "";
}

static int
check_text(const char *file, const char *what, const char *wanted,
    const char *got)
{
	struct text a = TEXT_INIT, b = TEXT_INIT;
	int wrong = 0;

	if (*wanted != '\0') {
		han_squeeze(&a, wanted);
		han_squeeze(&b, got);
		wrong = strcmp(a.ptr, b.ptr) != 0;
		if (wrong)
			print_message("%s: %s is \"%s\", not \"%s\"\n", file,
			    what, got, wanted);
	}
	text_release(&a);
	text_release(&b);
	return wrong;
}

static int
check_count(const char *file, const char *what, const char *wanted, int got)
{
	char s[16];

	snprintf(s, sizeof(s), "%d", got);
	return check_text(file, what, wanted, s);
}

static int
check_day(const char *file, const char *what, const char *wanted,
    struct day got)
{
	char s[DAY_TEXT] = "";

	if (got.year != 0)
		day_format(s, got);
	return check_text(file, what, wanted, s);
}

/* The titles of printed texts, parted by | */
static void
inner_titles(const struct document *d, struct text *out)
{
	const struct unit *u = document_body(d)->first_child;

	for (; u != NULL; u = u->next_sibling) {
		if (u->kind != UNIT_ATTACHMENT || *u->num != '\0')
			continue;
		if (out->len > 0)
			text_addc(out, '|');
		text_adds(out, u->heading);
	}
}

static int
check_row(const struct table *table, const struct row *row,
    const struct document *d)
{
	const char *file = row->cells[0];
	const char *expiry = cell(table, row, "expiry");
	struct document_counts c;
	struct text inner = TEXT_INIT;
	int wrong = 0;

	document_counts(d, &c);
	inner_titles(d, &inner);
	wrong += check_count(file, "books", cell(table, row, "bian"), c.book);
	wrong += check_count(file, "chapters", cell(table, row, "zhang"),
	    c.chapter);
	wrong += check_count(file, "sections", cell(table, row, "jie"),
	    c.section);
	wrong += check_count(file, "articles", cell(table, row, "tiao"),
	    c.article);
	wrong += check_count(file, "inserted", cell(table, row,
	    "tiao_zhiyi"), c.article_inserted);
	wrong += check_count(file, "points", cell(table, row, "xiang"),
	    c.point);
	wrong += check_count(file, "indents", cell(table, row, "mu_arabic"),
	    c.indent);
	wrong += check_count(file, "levels", cell(table, row, "top_yi"),
	    c.level1);
	wrong += check_count(file, "paragraphs", cell(table, row, "kuan"),
	    c.paragraph);
	wrong += check_count(file, "annexes", cell(table, row, "annexes"),
	    c.annexes);
	wrong += check_text(file, "the title", cell(table, row, "title"),
	    document_title(d));
	wrong += check_text(file, "the printed title", cell(table, row,
	    "inner_title"), inner.ptr);
	wrong += check_text(file, "the number", cell(table, row, "docnum"),
	    document_number(d));
	wrong += check_day(file, "the day of issue", cell(table, row,
	    "issued"), document_issued(d));
	wrong += check_day(file, "the effective day", cell(table, row,
	    "effective"), document_effective(d));
	if (*expiry >= '0' && *expiry <= '9')
		wrong += check_day(file, "the last day", expiry,
		    document_expires(d));
	else if (strcmp(expiry, "有效期5年") == 0)
		wrong += check_count(file, "the months", "60",
		    document_validity_months(d));
	text_release(&inner);
	return wrong;
}

static struct document *
read_corpus_file(const char *file, struct text *bytes)
{
	struct text path = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	text_addf(&path, "corpus/documents/%s", file);
	assert_true(shared_file(bytes, path.ptr));
	assert_done(document_read(&d, bytes->ptr, bytes->len, file, &err),
	    err);
	text_release(&path);
	return d;
}

static bool
is_html(const char *file)
{
	const char *dot = strrchr(file, '.');

	return dot != NULL && strcmp(dot, ".html") == 0;
}

static void
test_gold(void **state)
{
	struct table table;
	struct row row;
	int rows = 0, wrong = 0;

	(void)state;
	if (!open_table(&table, "corpus/gold.tsv"))
		skip();
	while (next_row(&table, &row)) {
		struct text bytes = TEXT_INIT;
		struct document *d;

		if (row.n < 2 || is_html(row.cells[0]))
			continue;
		d = read_corpus_file(row.cells[0], &bytes);
		wrong += check_row(&table, &row, d);
		assert_round_trip(d);
		rows++;
		document_free(d);
		text_release(&bytes);
	}
	print_message("%d documents, %d values wrong\n", rows, wrong);
	assert_true(rows > 20);
	assert_int_equal(wrong, 0);
	text_release(&table.bytes);
}

/* The pages that some of the texts were taken from give the same. */
static void
test_gold_pages(void **state)
{
	struct table table;
	struct row row;
	int pages = 0, wrong = 0;

	(void)state;
	if (!open_table(&table, "corpus/gold.tsv"))
		skip();
	while (next_row(&table, &row)) {
		struct text name = TEXT_INIT, path = TEXT_INIT,
		    bytes = TEXT_INIT;
		char *dot = row.n < 2 ? NULL : strrchr(row.cells[0], '.');
		struct document *d;

		if (dot == NULL || strcmp(dot, ".txt") != 0)
			continue;
		text_add(&name, row.cells[0], (size_t)(dot - row.cells[0]));
		text_adds(&name, ".html");
		text_addf(&path, "corpus/documents/%s", name.ptr);
		if (shared_file(&bytes, path.ptr)) {
			text_reset(&bytes);
			d = read_corpus_file(name.ptr, &bytes);
			assert_int_equal(document_format(d), DOCUMENT_HTML);
			wrong += check_row(&table, &row, d);
			assert_round_trip(d);
			document_free(d);
			pages++;
		}
		text_release(&name);
		text_release(&path);
		text_release(&bytes);
	}
	print_message("%d pages, %d values wrong\n", pages, wrong);
	assert_true(pages >= 7);
	assert_int_equal(wrong, 0);
	text_release(&table.bytes);
}

/* Every character of a plain text is in the units again, in its order. */
static void
test_nothing_is_lost(void **state)
{
	struct text dir = TEXT_INIT;
	struct dirent *entry;
	int files = 0;
	DIR *folder;

	(void)state;
	text_addf(&dir, "%s/data/corpus/documents", shared_folder());
	folder = opendir(dir.ptr);
	text_release(&dir);
	if (folder == NULL)
		skip();
	while ((entry = readdir(folder)) != NULL) {
		struct text bytes = TEXT_INIT, a = TEXT_INIT, b = TEXT_INIT,
		    plain = TEXT_INIT;
		const char *dot = strrchr(entry->d_name, '.');
		struct document *d;

		if (dot == NULL || strcmp(dot, ".txt") != 0)
			continue;
		d = read_corpus_file(entry->d_name, &bytes);
		document_plain_text(d, &plain);
		han_squeeze(&a, bytes.ptr);
		han_squeeze(&b, plain.ptr);
		assert_string_equal(a.ptr, b.ptr);
		files++;
		document_free(d);
		text_release(&bytes);
		text_release(&plain);
		text_release(&a);
		text_release(&b);
	}
	closedir(folder);
	assert_true(files > 5);
}

/* Hand-made .docx files whose text was written down from the standard. */
static void
test_office(void **state)
{
	static const char *const files[] = { "s01-autonum-direct.docx",
		"s03-numfmts.docx", "s07-strict-namespace.docx",
		"s09-toc.docx", "s12-autonum.odt" };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(files); i++) {
		struct text path = TEXT_INIT, bytes = TEXT_INIT,
		    wanted = TEXT_INIT, plain = TEXT_INIT, a = TEXT_INIT,
		    b = TEXT_INIT;
		struct document *d = NULL;
		struct err err = ERR_INIT;

		text_addf(&path, "office/made/%s", files[i]);
		if (!shared_file(&bytes, path.ptr)) {
			text_release(&path);	/* skip() does not return */
			skip();
		}
		text_adds(&path, ".expect.txt");
		assert_true(shared_file(&wanted, path.ptr));
		assert_done(document_read(&d, bytes.ptr, bytes.len, files[i],
		    &err), err);
		document_plain_text(d, &plain);
		han_squeeze(&a, wanted.ptr);
		han_squeeze(&b, plain.ptr);
		assert_string_equal(a.ptr, b.ptr);
		assert_round_trip(d);
		document_free(d);
		text_release(&path);
		text_release(&bytes);
		text_release(&wanted);
		text_release(&plain);
		text_release(&a);
		text_release(&b);
	}
}

static bool
contains(const char *haystack, const char *words)
{
	return *words == '\0' || strstr(haystack, words) != NULL;
}

/* Real files of other makers: what stands in them, in which order, what is
 * told, or why they are refused. */
static void
test_office_of_others(void **state)
{
	static const struct {
		const char *file, *text, *note, *title;
	} files[] = {
		{ "odftk-list-oddity.odt", "a. a\nb. b\n", "", "" },
		{ "odftk-nested-paragraphs.odt", "1\n222\n3\nSvante\n3\n222\n"
		    "1\n", "", "" },
		{ "pandoc-odt-tracked-changes.odt", "inserted text", "pending",
		    "" },
		{ "ofdrw-chinese-dir.ofd", "你好呀，OFD Reader&Writer！", "OFD",
		    "" },
		{ "ofdrw-pageblock.ofd", "你好呀，OFD Reader&Writer！", "OFD",
		    "" },
		{ "ofdrw-hello-nalaizhuyi.ofd", "别人也不许来。自从给枪炮打破了大门",
		    "OFD", "" },
		{ "ofdrw-gongwen-pifu.ofd", "（浙人才〔1993〕73号）文件精神，经研究",
		    "signature", "关于同意张阿三同志辞职的批复" },
		{ "tika-odt-not-a-zip.odt", "This is not a zip file!", "",
		    "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(files); i++) {
		struct text path = TEXT_INIT, bytes = TEXT_INIT,
		    plain = TEXT_INIT;
		struct document *d = NULL;
		struct err err = ERR_INIT;
		bool found;

		text_addf(&path, "office/real/%s", files[i].file);
		found = shared_file(&bytes, path.ptr);
		text_release(&path);
		if (!found)
			skip();
		assert_done(document_read(&d, bytes.ptr, bytes.len,
		    files[i].file, &err), err);
		document_plain_text(d, &plain);
		if (!contains(plain.ptr, files[i].text))
			fail_msg("%s: %s", files[i].file, plain.ptr);
		assert_true(*files[i].note == '\0' ||
		    noted(d, files[i].note));
		if (*files[i].title != '\0')
			assert_string_equal(document_title(d),
			    files[i].title);
		assert_round_trip(d);
		document_free(d);
		text_release(&bytes);
		text_release(&plain);
	}
}

/*
 * Hostile files: R is refused with a sentence, A gives its harmless text, W
 * either of the two. A line of the folder's README names each.
 */
static void
test_hostile(void **state)
{
	struct text list = TEXT_INIT;
	char *line, *next, file[128], expected;
	int files = 0, wrong = 0;

	(void)state;
	if (!shared_file(&list, "hostile/README.md"))
		skip();
	for (line = list.ptr; line != NULL; line = next) {
		struct text path = TEXT_INIT, bytes = TEXT_INIT;
		struct document *d = NULL;
		struct err err = ERR_INIT;
		bool refused;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (sscanf(line, "| h%127[^ ] | %c |", file, &expected) != 2)
			continue;
		text_addf(&path, "hostile/files/h%s", file);
		assert_true(shared_file(&bytes, path.ptr));
		refused = document_read(&d, bytes.ptr, bytes.len, file, &err)
		    != 0;
		if ((refused && expected == 'A') ||
		    (!refused && expected == 'R')) {
			print_message("h%s: %s\n", file, refused ? err.msg :
			    "was accepted");
			wrong++;
		}
		assert_true(refused == (d == NULL));
		assert_true(!refused || strlen(err.msg) > 20);
		if (d != NULL)
			assert_round_trip(d);
		files++;
		document_free(d);
		text_release(&path);
		text_release(&bytes);
	}
	assert_true(files > 20);
	assert_int_equal(wrong, 0);
	text_release(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gold),
		cmocka_unit_test(test_gold_pages),
		cmocka_unit_test(test_nothing_is_lost),
		cmocka_unit_test(test_office),
		cmocka_unit_test(test_office_of_others),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
