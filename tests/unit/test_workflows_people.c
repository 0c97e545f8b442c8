/* test_workflows_people.c: people.xml read, written, refused */
#include "workflows/people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "<people xmlns=\"urn:guiwen:people:1\">"

static const char *const drafter[] = { "drafter" };
static const char *const two[] = { "legal-counsel",
	"fair-competition-reviewer" };

static const struct person zhang = { .id = "zhang", .name = "张三",
	.unit = "法规科", .post = "科员", .os_user = "zhangsan",
	.roles = drafter, .nroles = 1 };
static const struct person li = { .id = "li", .name = "李\"四\"", .unit = "",
	.post = "", .os_user = "", .roles = two, .nroles = 2 };
static const struct day some_day = { 2026, 5, 1 };

static struct people *
parsed(const char *xml)
{
	struct err err = ERR_INIT;
	struct people *people = NULL;

	if (people_parse(&people, xml, strlen(xml), &err) != 0)
		fail_msg("%s", err.msg);
	return people;
}

static void
refused(const char *xml, const char *words)
{
	struct err err = ERR_INIT;
	struct people *people = NULL;

	assert_int_equal(people_parse(&people, xml, strlen(xml), &err), -1);
	assert_null(people);
	assert_int_equal(err.code, ERR_SYNTAX);
	if (strstr(err.msg, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, err.msg);
}

static void
test_write_and_read_back(void **state)
{
	struct text one = TEXT_INIT, both = TEXT_INIT, again = TEXT_INIT;
	struct people *people, *more;
	const struct person *p;

	(void)state;
	people_write_with(NULL, &zhang, &one);
	people = parsed(one.ptr);
	people_write_with(people, &li, &both);
	more = parsed(both.ptr);
	assert_int_equal(people_count(more), 2);
	assert_string_equal(people_at(more, 0)->id, "li");
	assert_string_equal(people_at(more, 1)->id, "zhang");
	p = people_find(more, "li");
	assert_string_equal(p->name, "李\"四\"");
	assert_true(person_has_role(p, "legal-counsel", some_day));
	assert_true(person_has_role(p, "fair-competition-reviewer", some_day));
	assert_false(person_has_role(p, "drafter", some_day));
	assert_string_equal(people_find(more, "zhang")->unit, "法规科");
	assert_string_equal(people_find(more, "zhang")->post, "科员");
	assert_null(people_find(more, "wang"));
	people_write_with(more, NULL, &again);
	assert_string_equal(again.ptr, both.ptr);
	people_free(people);
	people_free(more);
	text_release(&one);
	text_release(&both);
	text_release(&again);
}

static void
test_replace_and_retire(void **state)
{
	struct person gone = zhang, other = li;
	struct text out = TEXT_INIT;
	struct people *people;

	(void)state;
	people_write_with(NULL, &zhang, &out);
	people = parsed(out.ptr);
	gone.retired = true;
	text_reset(&out);
	people_write_with(people, &gone, &out);
	people_free(people);
	people = parsed(out.ptr);
	assert_int_equal(people_count(people), 1);
	assert_true(people_find(people, "zhang")->retired);
	assert_true(people_find_os_user(people, "zhangsan")->retired);
	/* The account may then stand for another, who is found first. */
	other.os_user = "zhangsan";
	other.id = "zz";
	text_reset(&out);
	people_write_with(people, &other, &out);
	people_free(people);
	people = parsed(out.ptr);
	assert_string_equal(people_find_os_user(people, "zhangsan")->id, "zz");
	assert_null(people_find_os_user(people, ""));
	assert_null(people_find_os_user(people, "root"));
	people_free(people);
	text_release(&out);
}

static void
test_nobody(void **state)
{
	struct text out = TEXT_INIT;
	struct people *people;

	(void)state;
	people_write_with(NULL, NULL, &out);
	people = parsed(out.ptr);
	assert_int_equal(people_count(people), 0);
	assert_null(people_find(people, "zhang"));
	people_free(people);
	text_release(&out);
}

static void
test_refusals(void **state)
{
	(void)state;
	refused("<people/>", "does not begin");
	refused(HEAD "<person id=\"A\" name=\"n\"/></people>", "no person's");
	refused(HEAD "<person id=\"a\"/></people>", "no name");
	refused(HEAD "<person id=\"a\" name=\"n\" role=\"x\"/></people>",
	    "unknown attribute");
	refused(HEAD "<person id=\"a\" name=\"n\" roles=\"chief\"/></people>",
	    "no role");
	refused(HEAD "<person id=\"a\" name=\"n\" roles=\"office office\"/>"
	    "</people>", "twice");
	refused(HEAD "<person id=\"a\" name=\"n&#10;m\"/></people>",
	    "line break");
	refused(HEAD "<person id=\"a\" name=\"n\" retired=\"no\"/></people>",
	    "retired");
	refused(HEAD "<person id=\"b\" name=\"n\"/><person id=\"a\" "
	    "name=\"n\"/></people>", "ascending");
	refused(HEAD "<person id=\"a\" name=\"n\"/><person id=\"a\" "
	    "name=\"n\"/></people>", "ascending");
	refused(HEAD "<person id=\"a\" name=\"n\" os-user=\"u\"/><person "
	    "id=\"b\" name=\"n\" os-user=\"u\"/></people>", "both a and b");
	refused(HEAD "<group/></people>", "<group>");
	refused(HEAD "<person xmlns=\"urn:x\" id=\"a\" name=\"n\"/></people>",
	    "<person>");
	refused("<people", "");
}

static void
test_roles(void **state)
{
	size_t n, i;
	const char *const *names = role_names(&n);

	(void)state;
	assert_int_equal(n, 5);
	for (i = 0; i < n; i++)
		assert_true(role_known(names[i]));
	assert_false(role_known("mayor"));
	assert_false(role_known(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_and_read_back),
		cmocka_unit_test(test_replace_and_retire),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_roles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
