/*
 * test_engine_document_schema.c: everything that is read is valid Akoma Ntoso
 * by the standard's own schema, has each eId once, and comes back the same;
 * counted as skipped where the schema is absent
 */
#include "document_helpers.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <dirent.h>
#include <sys/stat.h>

/* The schema takes longest to compile: once. */
static struct {
	xmlSchemaParserCtxt *parser;
	xmlSchema *schema;
	xmlSchemaValidCtxt *valid;
	char why[512];
} xsd;

static void
keep_error(void *context, const char *fmt, ...)
{
	va_list ap;

	(void)context;
	if (xsd.why[0] != '\0')
		return;
	va_start(ap, fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vsnprintf(xsd.why, sizeof(xsd.why), fmt, ap);
#pragma GCC diagnostic pop
	va_end(ap);
}

static int
set_up(void **state)
{
	struct text path = TEXT_INIT;
	struct stat st;

	(void)state;
	text_addf(&path, "%s/data/akn/akomantoso30.xsd", shared_folder());
	if (stat(path.ptr, &st) == 0) {
		xsd.parser = xmlSchemaNewParserCtxt(path.ptr);
		xsd.schema = xmlSchemaParse(xsd.parser);
		if (xsd.schema == NULL)
			return -1;
		xsd.valid = xmlSchemaNewValidCtxt(xsd.schema);
		xmlSchemaSetValidErrors(xsd.valid, keep_error, keep_error,
		    NULL);
	}
	text_release(&path);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	xmlSchemaFreeValidCtxt(xsd.valid);
	xmlSchemaFree(xsd.schema);
	xmlSchemaFreeParserCtxt(xsd.parser);
	return 0;
}

static bool
is_valid(const struct document *d, const char *name)
{
	struct text akn = TEXT_INIT;
	xmlDoc *doc;
	bool valid;

	document_write_akn(d, &akn);
	xsd.why[0] = '\0';
	doc = xmlReadMemory(akn.ptr, (int)akn.len, "a", NULL,
	    XML_PARSE_NONET);
	valid = doc != NULL && xmlSchemaValidateDoc(xsd.valid, doc) == 0;
	if (!valid)
		print_message("%s is not valid: %s\n", name, xsd.why);
	xmlFreeDoc(doc);
	text_release(&akn);
	return valid;
}

struct seen {
	int read, refused, invalid;
};

/* A file that is read. What cannot be read is for other tests. */
static void
check_file(const char *path, const char *name, struct seen *seen)
{
	struct text bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	assert_true(file_read(&bytes, path));
	if (document_read(&d, bytes.ptr, bytes.len, name, &err) == 0) {
		seen->read++;
		seen->invalid += !is_valid(d, path);
		assert_round_trip(d);
	} else {
		seen->refused++;
	}
	document_free(d);
	text_release(&bytes);
}

/* All files of a folder, and of those in it. False: it is absent. */
static bool
check_folder(const char *folder, struct seen *seen)
{
	struct text path = TEXT_INIT;
	struct dirent *entry;
	struct stat st;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return false;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		text_reset(&path);
		text_addf(&path, "%s/%s", folder, entry->d_name);
		assert_int_equal(stat(path.ptr, &st), 0);
		if (S_ISDIR(st.st_mode))
			check_folder(path.ptr, seen);
		else
			check_file(path.ptr, entry->d_name, seen);
	}
	closedir(dir);
	text_release(&path);
	return true;
}

static void
check_shared(const char *name, int least)
{
	struct text path = TEXT_INIT;
	struct seen seen = { 0, 0, 0 };

	if (xsd.valid == NULL)
		skip();
	text_addf(&path, "%s/data/%s", shared_folder(), name);
	assert_true(check_folder(path.ptr, &seen));
	print_message("%s: %d read, %d refused, %d invalid\n", name,
	    seen.read, seen.refused, seen.invalid);
	assert_true(seen.read >= least);
	assert_int_equal(seen.invalid, 0);
	text_release(&path);
}

static void
test_ours(void **state)
{
	static const char *const folders[] = { "samples/documents",
		"samples/papers", "tests/golden/document" };
	struct seen seen = { 0, 0, 0 };
	size_t i;

	(void)state;
	if (xsd.valid == NULL)
		skip();
	for (i = 0; i < MEM_COUNT(folders); i++)
		assert_true(check_folder(folders[i], &seen));
	print_message("ours: %d read, %d refused, %d invalid\n", seen.read,
	    seen.refused, seen.invalid);
	assert_true(seen.read >= 40);
	assert_int_equal(seen.invalid, 0);
}

static void
test_corpus(void **state)
{
	(void)state;
	check_shared("corpus/documents", 30);
}

static void
test_pairs(void **state)
{
	(void)state;
	check_shared("corpus/pairs", 12);
}

static void
test_office(void **state)
{
	(void)state;
	check_shared("office", 10);
}

static void
test_hostile(void **state)
{
	(void)state;
	check_shared("hostile/files", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ours),
		cmocka_unit_test(test_corpus),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_office),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
