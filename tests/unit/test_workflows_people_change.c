/* test_workflows_people_change.c: what an act says of people, applied: who
 * may, what becomes of people.xml, what allowed_signers says */
#include "workflows/people_change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW_S 1700000000	/* 2023-11-15 06:13:20 +08:00 */
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
#define KEY_A KEY "HddqShaZ4uIEUw5zOkT6waz0IBZD6YPfPSJNKrfQzzH"
#define KEY_B KEY "JwNT890fa0WUjqwLM4GN5s2zP9HdkXkeanRD4+pp0QO"

static const char start[] =
    "<people xmlns=\"urn:guiwen:people:1\">"
    "<person id=\"aud\" name=\"督某\" roles=\"auditor\"></person>"
    "<person id=\"chen\" name=\"陈某\" roles=\"drafter\"></person>"
    "<person id=\"gone\" name=\"退某\" retired=\"yes\" roles=\"office\">"
    "</person>"
    "<person id=\"lin\" name=\"林某\" roles=\"office\"></person>"
    "<person id=\"zhou\" name=\"周某\" roles=\"legal-counsel\"></person>"
    "</people>";

struct house {
	struct people *people;
	struct text xml;
	int64_t now_s;
};

static void
load(struct house *h)
{
	struct err err = ERR_INIT;

	people_free(h->people);
	if (people_parse(&h->people, h->xml.ptr, h->xml.len, &err) != 0)
		fail_msg("%s", err.msg);
}

static int
begin(void **state)
{
	struct house *h = calloc(1, sizeof(*h));

	text_init(&h->xml);
	text_adds(&h->xml, start);
	h->now_s = NOW_S;
	load(h);
	*state = h;
	return 0;
}

static int
end(void **state)
{
	struct house *h = *state;

	people_free(h->people);
	text_release(&h->xml);
	free(h);
	return 0;
}

/* An act of an event by somebody; data as "key=value|key=value". */
static struct act *
make(const char *by, const char *event, const char *data, const char *reason)
{
	struct act *act = act_new();
	char *copy = arena_strdup(&act->arena, data), *save, *word, *value;

	act->person = by;
	act->event = event;
	act->reason = reason;
	act->data = arena_array(&act->arena, 16, sizeof(*act->data));
	for (word = strtok_r(copy, "|", &save); word != NULL;
	    word = strtok_r(NULL, "|", &save)) {
		value = strchr(word, '=');
		*value = '\0';
		act->data[act->ndata++] = (struct act_datum){ word,
			value + 1 };
	}
	return act;
}

static void
done(struct house *h, const char *by, const char *event, const char *data)
{
	struct act *act = make(by, event, data, "理由");
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	if (people_change(h->people, act, h->now_s, &out, NULL, &err) != 0)
		fail_msg("%s %s: %s", event, data, err.msg);
	text_reset(&h->xml);
	text_add(&h->xml, out.ptr, out.len);
	load(h);
	act_free(act);
	text_release(&out);
}

/* Refused; with `denied` wanted it is done all the same, and told. */
static void
refused_for(struct house *h, const char *by, const char *event,
    const char *data, enum err_code code, const char *words,
    const char *reason)
{
	struct act *act = make(by, event, data, reason);
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(people_change(h->people, act, h->now_s, &out, NULL,
	    &err), -1);
	if (err.code != code || strstr(err.msg, words) == NULL)
		fail_msg("%s: code %d, \"%s\"", data, err.code, err.msg);
	act_free(act);
	text_release(&out);
}

static void
refused(struct house *h, const char *by, const char *event, const char *data,
    enum err_code code, const char *words)
{
	refused_for(h, by, event, data, code, words, "理由");
}

static const struct person *
who(const struct house *h, const char *id)
{
	return people_find(h->people, id);
}

static const struct day before = { 2023, 11, 14 }, on = { 2023, 11, 15 },
    after = { 2023, 11, 16 };

static void
roles_have_dates(void **state)
{
	struct house *h = *state;

	done(h, "lin", "person", "id=zhou|name=周某|retired=no|role=drafter|"
	    "role=legal-counsel 2023-11-15/2023-11-15|"
	    "role=office /2023-11-14|"
	    "role=fair-competition-reviewer 2023-11-16/");
	assert_true(person_has_role(who(h, "zhou"), "drafter", before));
	assert_false(person_has_role(who(h, "zhou"), "legal-counsel",
	    before));
	assert_true(person_has_role(who(h, "zhou"), "legal-counsel", on));
	assert_false(person_has_role(who(h, "zhou"), "legal-counsel", after));
	assert_true(person_has_role(who(h, "zhou"), "office", before));
	assert_false(person_has_role(who(h, "zhou"), "office", on));
	assert_true(person_ever_has_role(who(h, "zhou"), "office"));
	assert_true(person_has_role(who(h, "zhou"),
	    "fair-competition-reviewer", after));
	/* an office of yesterday keeps nothing today */
	refused(h, "zhou", "person", "id=new|name=新|role=drafter",
	    ERR_DENIED, "not of it");
	refused(h, "lin", "person", "id=zhou|name=周|role=office x/y",
	    ERR_USAGE, "no role with dates");
	refused(h, "lin", "person",
	    "id=zhou|name=周|role=drafter 2023-02-01/2023-01-01", ERR_USAGE,
	    "ends before");
	refused(h, "lin", "person",
	    "id=zhou|name=周|role=drafter|role=drafter 2023-02-01/",
	    ERR_USAGE, "without dates already");
	/* watching and acting on the same day, and after one another */
	refused(h, "lin", "person", "id=zhou|name=周|role=auditor /2023-11-15|"
	    "role=drafter 2023-11-15/", ERR_DENIED, "auditor and act");
	done(h, "lin", "person", "id=zhou|name=周|role=auditor /2023-11-15|"
	    "role=drafter 2023-11-16/");
}

static void
an_office_remains(void **state)
{
	struct house *h = *state;

	done(h, "lin", "person", "id=zhou|name=周某|retired=no|"
	    "role=office 2023-01-01/2030-01-01");
	refused(h, "zhou", "person", "id=lin|name=林|retired=no|role=drafter",
	    ERR_DENIED, "without end");
	refused(h, "zhou", "person",
	    "id=lin|name=林|retired=yes|role=office", ERR_DENIED,
	    "without end");
	refused(h, "zhou", "handover", "id=lin|to=chen|retired=yes",
	    ERR_DENIED, "without end");
	/* when all the offices are over, nobody is a founder again */
	h->now_s = NOW_S + 86400LL * 365 * 10;
	refused(h, "", "person", "id=new|name=新|role=office", ERR_DENIED,
	    "--as");
	refused(h, "zhou", "person", "id=new|name=新|role=office",
	    ERR_DENIED, "not of it");
}

static void
keys_come_and_go(void **state)
{
	struct house *h = *state;
	struct text signers = TEXT_INIT;

	refused(h, "zhou", "key", "id=zhou|added=" KEY_A, ERR_DENIED,
	    "registered by the office");
	refused(h, "chen", "key", "id=zhou|added=" KEY_A, ERR_DENIED,
	    "is neither");
	refused(h, "lin", "key", "id=zhou|added=ssh-rsa AAAA", ERR_USAGE,
	    "no Ed25519 key");
	refused(h, "lin", "key", "id=zhou|added=" KEY_A " zhou", ERR_USAGE,
	    "no Ed25519 key");
	refused(h, "lin", "key", "id=gone|added=" KEY_A, ERR_REFUSED,
	    "retired");
	refused(h, "lin", "key", "id=zhou", ERR_USAGE, "no key of");
	done(h, "lin", "key", "id=zhou|added=" KEY_A);
	assert_true(person_signs(who(h, "zhou")));
	refused(h, "lin", "key", "id=chen|added=" KEY_A, ERR_REFUSED,
	    "stands here already");
	refused(h, "chen", "key", "id=zhou|revoked=" KEY_A, ERR_DENIED,
	    "is neither");
	h->now_s++;
	done(h, "zhou", "key", "id=zhou|added=" KEY_B "|replaced=" KEY_A);
	assert_int_equal(person_key(who(h, "zhou"), KEY_A)->ended_s,
	    NOW_S + 1);
	assert_false(person_key(who(h, "zhou"), KEY_A)->revoked);
	refused(h, "zhou", "key", "id=zhou|revoked=" KEY_A, ERR_REFUSED,
	    "no valid key");
	refused(h, "zhou", "key", "id=zhou|revoked=" KEY_B, ERR_DENIED,
	    "own last key");
	assert_non_null(person_valid_key(who(h, "zhou")));
	done(h, "lin", "key", "id=zhou|revoked=" KEY_B);
	assert_true(person_key(who(h, "zhou"), KEY_B)->revoked);
	/* without a valid key he cannot act, not act without one */
	assert_null(person_valid_key(who(h, "zhou")));
	assert_true(person_signs(who(h, "zhou")));
	refused(h, "lin", "key", "id=zhou|added=" KEY_B, ERR_REFUSED,
	    "never taken again");
	/* what is said of a person otherwise leaves the keys alone */
	done(h, "lin", "person", "id=zhou|name=周某某|role=legal-counsel");
	assert_int_equal(who(h, "zhou")->nkeys, 2);
	people_allowed_signers(h->people, "ssh-ed25519 REGISTRY", &signers);
	/* one that ended in its first second has one second more */
	assert_string_equal(signers.ptr,
	    "registry@guiwen.invalid namespaces=\"git\" ssh-ed25519 REGISTRY\n"
	    "zhou@guiwen.invalid namespaces=\"guiwen-act\","
	    "valid-after=\"20231114221320Z\",valid-before=\"20231114221321Z\" "
	    KEY_A "\n"
	    "zhou@guiwen.invalid namespaces=\"guiwen-act\","
	    "valid-after=\"20231114221321Z\",valid-before=\"20231114221322Z\" "
	    KEY_B "\n");
	text_release(&signers);
}

static void
others_act_for_a_time(void **state)
{
	struct house *h = *state;

	refused(h, "chen", "delegation", "id=zhou|to=chen|until=2023-11-16",
	    ERR_DENIED, "is neither");
	refused(h, "lin", "delegation", "id=zhou|to=lin|until=2023-11-16",
	    ERR_DENIED, "gives himself");
	refused(h, "zhou", "delegation", "id=zhou|to=chen", ERR_MISSING,
	    "for a period");
	refused(h, "zhou", "delegation", "id=zhou|to=chen|until=2023-11-14",
	    ERR_REFUSED, "is over");
	refused(h, "zhou", "delegation", "id=zhou|to=gone|until=2023-11-16",
	    ERR_REFUSED, "retired");
	refused(h, "zhou", "delegation", "id=zhou|to=aud|until=2023-11-16",
	    ERR_DENIED, "auditor");
	refused(h, "zhou", "delegation", "id=zhou|to=nemo|until=2023-11-16",
	    ERR_NOTFOUND, "nemo");
	refused(h, "zhou", "delegation",
	    "id=zhou|to=chen|until=2023-11-16|role=office", ERR_REFUSED,
	    "pass it on");
	refused(h, "zhou", "delegation", "id=zhou|to=chen|ended=yes",
	    ERR_REFUSED, "no delegation");
	done(h, "zhou", "delegation", "id=zhou|to=chen|from=2023-11-15|"
	    "until=2023-11-15|role=legal-counsel");
	assert_null(person_delegation(who(h, "zhou"), "chen", NULL, before));
	assert_non_null(person_delegation(who(h, "zhou"), "chen",
	    "legal-counsel", on));
	assert_null(person_delegation(who(h, "zhou"), "chen", "drafter", on));
	assert_null(person_delegation(who(h, "zhou"), "lin", NULL, on));
	assert_null(person_delegation(who(h, "zhou"), "chen", NULL, after));
	done(h, "chen", "delegation", "id=zhou|to=chen|ended=yes");
	assert_int_equal(who(h, "zhou")->ndelegations, 0);
}

static void
work_is_handed_over(void **state)
{
	struct house *h = *state;

	refused(h, "zhou", "handover", "id=chen|to=zhou", ERR_DENIED,
	    "is neither");
	refused(h, "chen", "handover", "id=chen|to=chen", ERR_REFUSED,
	    "himself");
	refused(h, "chen", "handover", "id=chen|to=gone", ERR_REFUSED,
	    "retired");
	refused(h, "gone", "handover", "id=gone|to=chen", ERR_DENIED,
	    "no more");
	done(h, "chen", "handover", "id=chen|to=zhou");
	done(h, "lin", "handover", "id=zhou|to=lin|retired=yes");
	assert_true(who(h, "zhou")->retired);
	assert_true(people_took_over(h->people, "lin", "chen"));
	assert_true(people_took_over(h->people, "zhou", "chen"));
	assert_false(people_took_over(h->people, "chen", "lin"));
	refused_for(h, "lin", "person", "id=zhou|name=周|role=drafter",
	    ERR_MISSING, "retired", "");
	/* who comes back has his work again; taking it back ends the ring */
	done(h, "lin", "person", "id=zhou|name=周|role=drafter");
	assert_false(people_took_over(h->people, "lin", "chen"));
	done(h, "zhou", "handover", "id=zhou|to=chen");
	assert_true(people_took_over(h->people, "chen", "zhou"));
	assert_false(people_took_over(h->people, "zhou", "chen"));
}

static void
one_person_has_ids(void **state)
{
	struct house *h = *state;

	assert_false(people_same(h->people, "chen", "zhou"));
	refused(h, "zhou", "same-as", "id=chen|other=zhou", ERR_DENIED,
	    "not of it");
	refused(h, "lin", "same-as", "id=lin|other=zhou", ERR_DENIED,
	    "of himself");
	refused(h, "lin", "same-as", "id=chen|other=nemo", ERR_NOTFOUND,
	    "nemo");
	done(h, "lin", "same-as", "id=chen|other=zhou");
	assert_true(people_same(h->people, "chen", "zhou"));
	refused(h, "lin", "same-as", "id=zhou|other=chen", ERR_REFUSED,
	    "already");
	/* a third joins by whichever of them */
	done(h, "lin", "same-as", "id=zhou|other=gone");
	assert_true(people_same(h->people, "chen", "gone"));
	refused(h, "lin", "delegation", "id=chen|to=zhou|until=2023-11-16",
	    ERR_REFUSED, "himself");
	/* nobody changes his own roles, by his other id neither */
	done(h, "lin", "person", "id=zhou|name=周|role=office");
	refused(h, "zhou", "person", "id=chen|name=陈|role=office",
	    ERR_DENIED, "his own");
	refused_for(h, "lin", "same-as", "id=chen|ended=yes", ERR_MISSING,
	    "reason", "");
	done(h, "lin", "same-as", "id=chen|ended=yes");
	assert_false(people_same(h->people, "chen", "zhou"));
	assert_true(people_same(h->people, "zhou", "gone"));
}

static void
the_audit_goes_on(void **state)
{
	struct house *h = *state;
	struct act *act = make("zhou", "key", "id=zhou|added=" KEY_A, "");
	struct text out = TEXT_INIT;
	struct err denied = ERR_INIT, err = ERR_INIT;

	assert_int_equal(people_change(h->people, act, NOW_S, &out, &denied,
	    &err), 0);
	assert_int_equal(denied.code, ERR_DENIED);
	assert_non_null(strstr(out.ptr, KEY_A));
	act_free(act);
	text_release(&out);
	act = make("lin", "person", "id=zhou|name=", "");
	assert_int_equal(people_change(h->people, act, NOW_S, &out, &denied,
	    &err), -1);
	act_free(act);
	act = make("lin", "party", "id=zhou", "");
	assert_int_equal(people_change(h->people, act, NOW_S, &out, NULL,
	    &err), -1);
	assert_false(people_event("party"));
	act_free(act);
	text_release(&out);
}

/* A people.xml that says impossible things is none. */
static void
broken_files_are_refused(void **state)
{
	static const char *const wrong[] = {
		"<role name=\"clerk\"/>",
		"<role from=\"2023-13-01\" name=\"drafter\"/>",
		"<role name=\"office\" until=\"2023-01-01\" x=\"\"/>",
		"<key added=\"2023-11-15T06:13:20+08:00\" public=\"x\"/>",
		"<key public=\"" KEY_A "\"/>",
		"<key added=\"2023-11-15T06:13:20+08:00\" public=\"" KEY_A
		    "\" revoked=\"yes\"/>",
		"<key added=\"2023-11-15T06:13:20+08:00\" "
		    "ended=\"2023-11-14T06:13:20+08:00\" public=\"" KEY_A
		    "\"/>",
		"<delegation to=\"nemo\" until=\"2023-11-15\"/>",
		"<delegation to=\"a\" until=\"2023-11-15\"/>",
		"<delegation roles=\"clerk\" to=\"b\" until=\"2023-11-15\"/>",
		"<delegation to=\"b\" until=\"2023-11-15\"/>"
		    "<role name=\"office\"/>",
		"<friend/>",
	};
	struct people *people = NULL;
	struct text xml = TEXT_INIT;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		text_reset(&xml);
		text_addf(&xml, "<people xmlns=\"urn:guiwen:people:1\">"
		    "<person id=\"a\" name=\"甲\" roles=\"drafter\">%s"
		    "</person><person id=\"b\" name=\"乙\" roles=\"\"/>"
		    "</people>", wrong[i]);
		if (people_parse(&people, xml.ptr, xml.len, &err) == 0)
			fail_msg("taken: %s", wrong[i]);
		assert_int_equal(err.code, ERR_SYNTAX);
	}
	text_release(&xml);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(roles_have_dates), TEST(an_office_remains),
		TEST(keys_come_and_go), TEST(others_act_for_a_time),
		TEST(work_is_handed_over), TEST(one_person_has_ids),
		TEST(the_audit_goes_on), TEST(broken_files_are_refused)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
