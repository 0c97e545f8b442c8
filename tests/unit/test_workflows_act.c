/* test_workflows_act.c: an act is one text, whichever way it is turned */
#include "engine/base/mem.h"
#include "workflows/act.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NASTY "a<b>&\"c'\td\ne\r 第一条 \xf0\xa0\x80\x80"

#define HEAD "<act xmlns=\"urn:guiwen:act:1\""

static struct act *
turn(const struct act *act, struct text *bytes)
{
	struct err err = ERR_INIT;
	struct text again = TEXT_INIT;
	struct act *back = NULL;

	assert_true(act_write(act, bytes));
	if (act_parse(&back, bytes->ptr, bytes->len, &err) != 0)
		fail_msg("%s", err.msg);
	assert_true(act_write(back, &again));
	assert_string_equal(bytes->ptr, again.ptr);
	text_release(&again);
	return back;
}

static void
full_act_comes_back(void **state)
{
	static const char *joint[] = { "区财政局", NASTY };
	struct act_relation relations[] = { { "replaces", "2019-0001" },
		{ "amends", NASTY } };
	struct act_datum data[] = { { "number", "长民发〔2021〕3号" },
		{ "signer", NASTY }, { "empty", "" } };
	struct act_material materials[] = {
		{ "explanation", "说明.pdf", "00ff", "open", 12 },
		{ "basis", NASTY, "11", "internal", 0 } };
	struct act_text text = { .name = NASTY, .format = "docx",
		.original = "aa", .text_hash = "bb", .akn = "cc",
		.reader = "r", .title = "办法", .doc_number = "",
		.issuer = "区民政局", .signer = NASTY, .masthead = NASTY, .doubt = NASTY,
		.doubt_words = NASTY, .doubt_line = 7, .changes = "effective",
		.effective = { 2021, 6, 1 }, .on_publication = true,
		.validity_months = 24, .bytes = 77 };
	struct act *act = act_new(), *back;
	struct text bytes = TEXT_INIT;

	(void)state;
	act->registry = "00112233445566778899aabbccddeeff";
	act->document = "2021-0001";
	act->instance = "main";
	act->event = "submit";
	act->person = "li";
	act->role = "drafter";
	act->seen = 12;
	memset(&act->seen_hash, 0x5a, sizeof(act->seen_hash));
	act->stated_s = 1620000000;
	act->evidenced_s = 1620000001;
	act->nonce = "0123456789abcdef0123456789abcdef";
	act->reason = NASTY;
	act->title = NASTY;
	act->authority = "区民政局";
	act->lead = "区民政局";
	act->joint = joint;
	act->njoint = 2;
	act->relations = relations;
	act->nrelations = 2;
	act->data = data;
	act->ndata = 3;
	act->materials = materials;
	act->nmaterials = 2;
	act->text = &text;
	back = turn(act, &bytes);
	assert_string_equal(back->reason, NASTY);
	assert_string_equal(back->title, NASTY);
	assert_string_equal(back->joint[1], NASTY);
	assert_string_equal(back->relations[1].target, NASTY);
	assert_string_equal(act_datum(back, "signer"), NASTY);
	assert_string_equal(act_datum(back, "empty"), "");
	assert_null(act_datum(back, "dated"));
	assert_string_equal(back->materials[1].name, NASTY);
	assert_int_equal(back->materials[0].bytes, 12);
	assert_true(back->text->on_publication);
	assert_int_equal(back->text->validity_months, 24);
	assert_int_equal(back->text->effective.month, 6);
	assert_int_equal(back->text->issued.year, 0);
	assert_string_equal(back->text->changes, "effective");
	assert_string_equal(back->text->doc_number, "");
	assert_memory_equal(&back->seen_hash, &act->seen_hash, 32);
	assert_int_equal(back->stated_s, 1620000000);
	assert_int_equal(back->corrects, 0);
	text_release(&bytes);
	act_free(act);
	act_free(back);
}

static void
correction_comes_back(void **state)
{
	struct act_datum data[] = { { "number", "长民发〔2021〕4号" },
		{ "signer", "王某" } };
	struct act *act = act_new(), *back;
	struct text bytes = TEXT_INIT;

	(void)state;
	act->event = "correct";
	act->corrects = 7;
	act->reason = "登记时抄错";
	act->data = data;
	act->ndata = 2;
	back = turn(act, &bytes);
	assert_int_equal(back->corrects, 7);
	assert_int_equal(back->ndata, 2);
	assert_string_equal(act_datum(back, "signer"), "王某");
	assert_string_equal(back->reason, "登记时抄错");
	assert_non_null(strstr(bytes.ptr,
	    "<correction field=\"signer\" step=\"7\">王某</correction>"));
	act_free(back);
	text_reset(&bytes);
	act->ndata = 0;
	act->reason = "";
	back = turn(act, &bytes);
	assert_int_equal(back->corrects, 7);
	assert_int_equal(back->ndata, 0);
	act_free(back);
	act_free(act);
	text_release(&bytes);
}

/* Bytes that are no XML text must not enter an act unnoticed. */
static void
replaced_characters_are_told(void **state)
{
	struct act *act = act_new();
	struct text bytes = TEXT_INIT;

	(void)state;
	act->reason = "bell \x07";
	assert_false(act_write(act, &bytes));
	act->reason = "bad \xff utf-8";
	assert_false(act_write(act, &bytes));
	act->reason = "good";
	assert_true(act_write(act, &bytes));
	act_free(act);
	text_release(&bytes);
}

/* What nobody sees is no reason; what is seen stays as it was written. */
static void
blanks_are_no_reason(void **state)
{
	static const char *const blanks[] = {
		"", " ", "\t\n", "\u00a0", "\u3000\u3000", " \u2003\u3000",
		"\u200b", "\ufeff", "\u3164", "\u2800", "\u115f\uffa0"
	};
	static const char *const reasons[] = {
		"x", "\u3000\u7565", " .", "\xff", "\u3000\x02", "\u30fb"
	};
	size_t i;

	(void)state;
	assert_string_equal(act_reason(NULL), "");
	for (i = 0; i < MEM_COUNT(blanks); i++)
		assert_string_equal(act_reason(blanks[i]), "");
	for (i = 0; i < MEM_COUNT(reasons); i++)
		assert_ptr_equal(act_reason(reasons[i]), reasons[i]);
}

static void
damaged_acts_are_refused(void **state)
{
	static const char *const broken[] = {
		"", "nonsense", "<act/>", "<act></act>", HEAD "/>",
		"<state xmlns=\"urn:guiwen:act:1\"></state>",
		HEAD " colour=\"red\"></act>", HEAD " seen=\"one\"></act>",
		HEAD " seen=\"01\"></act>", HEAD " seen=\"0\"></act>",
		HEAD " seen=\"99999999999999999999\"></act>",
		HEAD " stated=\"2021-05-01\"></act>",
		HEAD " seen-hash=\"00\"></act>", HEAD " role='a'></act>",
		HEAD "><datum>x</datum></act>",
		HEAD "><datum key=\"a\">&#65;</datum></act>",
		HEAD "><extra></extra></act>",
		HEAD "><reason>a</reason><text name=\"late\"></text></act>",
		HEAD "><reason>a > b</reason></act>",
		HEAD "><correction field=\"a\">b</correction></act>",
		HEAD "></act> "
		};
	struct act *act = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(act_parse(&act, broken[i], strlen(broken[i]),
		    &err), -1);
		assert_int_equal(err.code, ERR_BROKEN);
		assert_true(err.msg[0] != '\0');
		assert_null(act);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_act_comes_back),
		cmocka_unit_test(correction_comes_back),
		cmocka_unit_test(replaced_characters_are_told),
		cmocka_unit_test(blanks_are_no_reason),
		cmocka_unit_test(damaged_acts_are_refused)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
