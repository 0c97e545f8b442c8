/* test_workflows_settings.c: registry.xml read, written, refused */
#include "workflows/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "<registry xmlns=\"urn:guiwen:registry:1\" name=\"库\">\n"
#define BUREAU "<issuing-authority name=\"区民政局\">"
#define END "</issuing-authority></registry>"

static struct settings *
parsed(const char *xml)
{
	struct err err = ERR_INIT;
	struct settings *settings = NULL;

	if (settings_parse(&settings, xml, strlen(xml), "s.xml", &err) != 0)
		fail_msg("%s", err.msg);
	return settings;
}

static void
refused(const char *xml, int line, const char *words)
{
	struct err err = ERR_INIT;
	struct settings *settings = NULL;

	assert_int_equal(settings_parse(&settings, xml, strlen(xml), "s.xml",
	    &err), -1);
	assert_null(settings);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_string_equal(err.file, "s.xml");
	if (strstr(err.msg, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, err.msg);
	assert_int_equal(err.line, line);
}

static void
test_read_and_write(void **state)
{
	struct settings *settings = parsed(HEAD BUREAU "<filing "
	    "authority=\"区政府\" within=\"15 days\" verified=\"no\"/><filing "
	    "authority=\"区人大常委会\" within=\"30 days\" basis=\"备案审查条例"
	    "第十四条\" verified=\"yes\"/></issuing-authority>"
	    "<issuing-authority name=\"区政府\"/></registry>"), *again;
	const struct issuing_authority *bureau;
	struct text one = TEXT_INIT, two = TEXT_INIT;

	(void)state;
	assert_string_equal(settings_name(settings), "库");
	assert_int_equal(settings_count(settings), 2);
	bureau = settings_find(settings, "区民政局");
	assert_ptr_equal(bureau, settings_at(settings, 0));
	assert_int_equal(bureau->nfilings, 2);
	assert_string_equal(bureau->filings[0].within, "15 days");
	assert_string_equal(bureau->filings[0].basis, "");
	assert_false(bureau->filings[0].verified);
	assert_true(bureau->filings[1].verified);
	assert_int_equal(settings_at(settings, 1)->nfilings, 0);
	assert_null(settings_find(settings, "市政府"));
	settings_write(settings, &one);
	again = parsed(one.ptr);
	settings_write(again, &two);
	assert_string_equal(one.ptr, two.ptr);
	assert_string_equal(settings_find(again, "区民政局")->filings[1].basis,
	    "备案审查条例第十四条");
	assert_false(settings_outside_lead_files(again));
	settings_free(settings);
	settings_free(again);
	settings = parsed("<registry xmlns=\"urn:guiwen:registry:1\" "
	    "name=\"x\" lead-outside=\"files\">" BUREAU END);
	assert_true(settings_outside_lead_files(settings));
	text_reset(&one);
	settings_write(settings, &one);
	assert_non_null(strstr(one.ptr, "lead-outside=\"files\""));
	settings_free(settings);
	text_release(&one);
	text_release(&two);
}

static void
test_refusals(void **state)
{
	(void)state;
	refused("<settings/>", 1, "do not begin");
	refused("<registry xmlns=\"urn:guiwen:registry:1\">" BUREAU END, 1,
	    "no name");
	refused(HEAD "</registry>", 1, "no issuing authority");
	refused(HEAD "<office/></registry>", 2, "<office>");
	refused(HEAD "<issuing-authority xmlns=\"\" name=\"a\"/></registry>",
	    2, "not known here");
	refused(HEAD "<issuing-authority/></registry>", 2, "no name");
	refused(HEAD BUREAU "</issuing-authority>\n" BUREAU END, 3, "twice");
	refused(HEAD BUREAU "\n<filing authority=\"a\"/>" END, 3,
	    "no within");
	refused(HEAD BUREAU "\n<filing within=\"15 days\"/>" END, 3,
	    "no authority");
	refused(HEAD BUREAU "<filing authority=\"a\" within=\"soon\"/>" END,
	    2, "no period");
	refused(HEAD BUREAU "<filing authority=\"a\" within=\"0 days\"/>" END,
	    2, "no period");
	refused(HEAD BUREAU "<filing authority=\"a\" within=\"1 day\" "
	    "verified=\"yes\"/>" END, 2, "without a legal basis");
	refused(HEAD BUREAU "<filing authority=\"a\" within=\"1 day\" "
	    "verified=\"maybe\"/>" END, 2, "neither");
	refused(HEAD BUREAU "<filing authority=\"a\" within=\"1 day\" "
	    "until=\"x\"/>" END, 2, "unknown attribute");
	refused(HEAD BUREAU "<filing authority=\"a\" within=\"1 day\"/>"
	    "<filing authority=\"a\" within=\"2 days\"/>" END, 2, "twice");
	refused(HEAD BUREAU "<filing authority=\"a\" within=\"1 day\"><x/>"
	    "</filing>" END, 2, "<x>");
	refused("<registry xmlns=\"urn:guiwen:registry:1\" name=\"x\" "
	    "lead-outside=\"maybe\">" BUREAU END, 1, "write \"files\"");
	refused("<registry", 1, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_and_write),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
