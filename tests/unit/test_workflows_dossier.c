/* test_workflows_dossier.c: a dossier is one text, whichever way it is
 * turned, and nothing else is taken for one */
#include "engine/xml/xml.h"
#include "workflows/dossier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NASTY "a<b>&\"c'\td\ne\r 第一条 <snapshot \xf0\xa0\x80\x80"
#define SNAPSHOT "<snapshot xmlns=\"urn:guiwen:snapshot:1\"><data>&lt;"	\
	"snapshot </data><child><snapshot><x></x></snapshot></child>"		\
	"</snapshot>"
#define HEAD "<state xmlns=\"urn:guiwen:state:1\""

static const char *joint[] = { "区财政局", NASTY };
static struct dossier_relation relations[] = { { "replaces", NASTY } };
static struct dossier_version versions[] = {
	{ .number = 1, .step = 1, .person = "li", .name = NASTY,
	  .format = "docx", .path = "original.docx", .original = "o1",
	  .text_hash = "t1", .akn = "k1", .reader = "r", .title = NASTY,
	  .doc_number = "", .signer = "", .expires = { 2026, 12, 31 },
	  .stated_s = 1620000000 },
	{ .number = 2, .step = 9, .person = "wang", .name = "b.txt",
	  .format = "text", .path = "original.txt", .original = "o2",
	  .text_hash = "t2", .akn = "k2", .reader = "r", .title = "办法",
	  .doc_number = "长民发〔2021〕3号", .signer = NASTY,
	  .final = true }
};
static struct dossier_material materials[] = {
	{ .kind = "basis", .name = NASTY, .sha256 = "s", .person = "li",
	  .path = "materials/0001-basis.pdf", .class = "open", .step = 1,
	  .bytes = 123456789012, .version = 1, .instance = "main" }
};
static struct dossier_milestone milestones[] = {
	{ .name = "submitted", .instance = "main", .person = "li",
	  .text_hash = "t1", .step = 1, .stated_s = 1, .recorded_s = 2 },
	{ .name = "legality-reviewed", .instance = "main", .person = "he",
	  .text_hash = "t1", .step = 3, .stated_s = 5, .recorded_s = 7,
	  .evidenced_s = 6 },
	{ .name = "legality-reviewed", .instance = "main", .person = "he",
	  .text_hash = "t2", .step = 6, .stated_s = 5, .recorded_s = 7,
	  .voided = true },
	{ .name = "filed", .instance = "filing-1", .person = "wang",
	  .text_hash = "t2", .step = 8, .stated_s = 5, .recorded_s = 7 }
};
static struct dossier_actor actors[] = {
	{ "drafting", "main", "submit", "li", "drafter", "", 1 },
	{ "legality-review", "main", "approve", "li", "legal-counsel", "wang",
	  2 }
};
static struct dossier_deadline deadlines[] = {
	{ .instance = "main", .state = "legality-review",
	  .within = "15 working-days", .basis = NASTY, .verified = true,
	  .from = { 2021, 5, 1 }, .due = { 2021, 5, 24 }, .step = 2,
	  .at_least = "5 working-days", .owed_to = "legal-counsel",
	  .owed_until = { 2021, 5, 10 }, .suspended = "2021-05-03/" },
	{ .instance = "filing-1", .state = "filing-due", .within = "15 days",
	  .basis = "", .from = { 2021, 6, 1 }, .ended = { 2021, 6, 9 },
	  .step = 7, .ended_step = 8, .at_least = "", .owed_to = "",
	  .suspended = "" }
};
static struct dossier_instance instances[] = {
	{ .id = "main", .workflow = "normative-document", .chart = "c",
	  .authority = "", .within = "", .basis = "", .states = "issued",
	  .since = "2021-05-01", .number = "", .snapshot = SNAPSHOT },
	{ .id = "filing-1", .workflow = "filing", .chart = "d",
	  .authority = NASTY, .within = "15 days", .basis = NASTY,
	  .verified = true, .closed = true, .states = "filing-registered",
	  .since = "2021-05-02", .number = "渝文备〔2021〕1号",
	  .snapshot = "" },
	{ .id = "filing-2", .workflow = "filing", .chart = "d",
	  .authority = "市民政局", .within = "", .basis = "",
	  .states = "filed", .since = "2021-05-02", .number = "",
	  .snapshot = "<snapshot xmlns=\"urn:guiwen:snapshot:1\">2"
	      "</snapshot>" }
};
static struct dossier_correction corrections[] = {
	{ .step = 9, .of = 7, .person = "wang", .reason = NASTY,
	  .field = "number", .was = NASTY, .now = "x" }
};

static struct dossier_destruction destructions[] = {
	{ .sha256 = "s", .asked_by = "lin", .reason = NASTY, .basis = NASTY,
	  .asked_step = 3, .person = "" }
};

static struct dossier *
full(void)
{
	struct dossier *d = dossier_new("2021-0001");

	d->step = 9;
	d->stated_s = 1620000000;
	d->title = NASTY;
	d->authority = "区民政局";
	d->drafting_body = "养老科";
	d->kind = "办法";
	d->drafter = "li";
	d->lead = "区民政局";
	d->number = "长民发〔2021〕3号";
	d->signer = "王某";
	d->made = (struct day){ 2021, 5, 1 };
	d->effective = (struct day){ 2021, 6, 1 };
#define SET(array) do {							\
	d->array = array;						\
	d->n##array = sizeof(array) / sizeof((array)[0]);		\
} while (0)
	SET(joint);
	SET(relations);
	SET(versions);
	SET(materials);
	SET(milestones);
	SET(actors);
	SET(deadlines);
	SET(instances);
	SET(corrections);
	SET(destructions);
	return d;
}

static void
full_dossier_comes_back(void **state)
{
	struct text bytes = TEXT_INIT, again = TEXT_INIT, tree = TEXT_INIT;
	struct dossier *d = full(), *back = NULL;
	struct err err = ERR_INIT;
	struct sha256 hash;
	xmlDoc *doc = NULL;

	(void)state;
	dossier_write(d, &bytes);
	if (dossier_parse(&back, bytes.ptr, bytes.len, &err) != 0)
		fail_msg("%s", err.msg);
	dossier_write(back, &again);
	assert_string_equal(bytes.ptr, again.ptr);
	assert_string_equal(back->state.ptr, bytes.ptr);
	sha256_of(&hash, bytes.ptr, bytes.len);
	assert_memory_equal(&hash, &back->state_hash, sizeof(hash));
	/* what was written is the canonical form */
	assert_int_equal(xml_parse(&doc, bytes.ptr, bytes.len, "state", NULL,
	    &err), 0);
	assert_int_equal(xml_canonical(&tree, (xmlNode *)doc, &err), 0);
	assert_string_equal(tree.ptr, bytes.ptr);
	xmlFreeDoc(doc);

	assert_string_equal(back->title, NASTY);
	assert_int_equal(back->njoint, 2);
	assert_string_equal(back->joint[1], NASTY);
	assert_string_equal(back->versions[0].name, NASTY);
	assert_true(back->versions[1].final);
	assert_int_equal(back->materials[0].bytes, 123456789012);
	assert_string_equal(back->deadlines[0].basis, NASTY);
	assert_true(back->deadlines[0].verified);
	assert_false(back->deadlines[1].verified);
	assert_int_equal(back->deadlines[1].due.year, 0);
	assert_string_equal(back->corrections[0].was, NASTY);
	assert_string_equal(back->instances[0].snapshot, SNAPSHOT);
	assert_string_equal(back->instances[1].snapshot, "");
	assert_string_equal(back->instances[2].snapshot,
	    instances[2].snapshot);
	dossier_free(d);
	dossier_free(back);
	text_release(&bytes);
	text_release(&again);
	text_release(&tree);
}

static void
getters_find_what_holds(void **state)
{
	struct dossier *d = full(), *empty = dossier_new("2021-0002");
	const struct dossier_milestone *m;

	(void)state;
	assert_null(dossier_version(empty));
	assert_int_equal(dossier_version(d)->number, 2);
	assert_string_equal(dossier_instance(d, "filing-2")->authority,
	    "市民政局");
	assert_null(dossier_instance(d, "filing-3"));
	m = dossier_milestone(d, NULL, "legality-reviewed");
	assert_non_null(m);
	assert_int_equal(m->step, 3);
	m = dossier_milestone_ever(d, "main", "legality-reviewed");
	assert_int_equal(m->step, 6);
	assert_null(dossier_milestone(d, NULL, "filed"));
	assert_int_equal(dossier_milestone(d, "filing-1", "filed")->step, 8);
	dossier_free(d);
	dossier_free(empty);
}

/* A step that changes something of each list in turn; false: no more. */
static bool
change(struct dossier *d, int what)
{
	static struct dossier_actor more = { .state = "s", .instance = "main",
		.event = NASTY, .person = "zhou", .role = "", .on_behalf = "",
		.step = 10 };
	struct dossier_actor *actors_more;

	switch (what) {
	case 0:
		return true;
	case 1:
		d->step++;
		return true;
	case 2:
		d->joint[1] = "别处";
		return true;
	case 3:
		d->versions[0].final = true;
		return true;
	case 4:
		d->nmaterials--;
		return true;
	case 5:
		d->milestones[d->nmilestones - 1].voided ^= true;
		return true;
	case 6:
		actors_more = arena_array(&d->arena, d->nactors + 1,
		    sizeof(more));
		memcpy(actors_more, d->actors, d->nactors * sizeof(more));
		actors_more[d->nactors++] = more;
		d->actors = actors_more;
		return true;
	case 7:
		d->instances[0].snapshot = arena_strdup(&d->arena,
		    "<snapshot xmlns=\"urn:guiwen:snapshot:1\"></snapshot>");
		return true;
	case 8:
		d->instances[1].snapshot = d->instances[2].snapshot;
		return true;
	case 9:
		d->instances[0].snapshot = "";
		return true;
	case 10:
		memmove(d->relations, d->relations + 1, --d->nrelations *
		    sizeof(d->relations[0]));
		return true;
	default:
		return false;
	}
}

/* What is copied is what would be written; the second time, too, and by one
 * who reads it first. */
static void
steps_are_written_whole(struct dossier *d)
{
	struct text whole = TEXT_INIT;
	struct dossier *read = NULL;
	struct err err = ERR_INIT;
	struct arena kept;
	struct sha256 hash;
	int i;

	for (i = 0;; i++) {
		dossier_begin(d, &kept);
		if (!change(d, i))
			break;
		dossier_finish(d);
		dossier_settle(d, &kept);
		text_reset(&whole);
		dossier_write(d, &whole);
		assert_string_equal(d->state.ptr, whole.ptr);
		sha256_of(&hash, whole.ptr, whole.len);
		assert_memory_equal(&hash, &d->state_hash, sizeof(hash));
		if (dossier_parse(&read, whole.ptr, whole.len, &err) != 0)
			fail_msg("%s", err.msg);
		dossier_begin(read, &kept);
		read->step = d->step;
		dossier_finish(read);
		dossier_settle(read, &kept);
		assert_string_equal(read->state.ptr, whole.ptr);
		assert_true(dossier_bytes(read) > whole.len);
		dossier_free(read);
	}
	dossier_settle(d, &kept);
	text_release(&whole);
}

static void
what_did_not_change_is_copied(void **state)
{
	struct text bytes = TEXT_INIT, odd = TEXT_INIT;
	struct dossier *d = full(), *back = NULL;
	struct err err = ERR_INIT;
	size_t i, taken = 0;

	(void)state;
	dossier_write(d, &bytes);
	assert_int_equal(dossier_parse(&back, bytes.ptr, bytes.len, &err), 0);
	steps_are_written_whole(back);
	dossier_free(back);
	/* a blank too many is read, and not written again */
	for (i = 1; i < bytes.len; i++) {
		if (bytes.ptr[i] != '<' && bytes.ptr[i] != '\t')
			continue;
		text_reset(&odd);
		text_add(&odd, bytes.ptr, i);
		text_addc(&odd, '\n');
		text_adds(&odd, bytes.ptr + i);
		if (dossier_parse(&back, odd.ptr, odd.len, &err) != 0)
			continue;
		taken++;
		steps_are_written_whole(back);
		dossier_free(back);
	}
	assert_true(taken > 20);
	/* one that takes all from elsewhere keeps it */
	steps_are_written_whole(d);
	dossier_free(d);
	text_release(&bytes);
	text_release(&odd);
}

/* Cut anywhere, a state is no state. */
static void
cut_states_are_refused(void **state)
{
	struct dossier *d = full(), *back = NULL;
	struct text bytes = TEXT_INIT;
	size_t len;

	(void)state;
	dossier_write(d, &bytes);
	for (len = 0; len < bytes.len; len++) {
		struct err err = ERR_INIT;
		char *cut = test_malloc(len + 1);

		memcpy(cut, bytes.ptr, len);
		assert_int_equal(dossier_parse(&back, cut, len, &err), -1);
		assert_int_equal(err.code, ERR_BROKEN);
		test_free(cut);
	}
	dossier_free(d);
	text_release(&bytes);
}

static void
damaged_states_are_refused(void **state)
{
	static const char *const broken[] = {
		"", "noise", "<state/>", "<state></state>", HEAD "/>",
		"<state xmlns=\"urn:guiwen:state:2\"></state>",
		HEAD " colour=\"red\"></state>", HEAD " step=\"x\"></state>",
		HEAD " step=\"1\" id=\"a\"></state>",
		HEAD " step=\"1\" step=\"1\"></state>",
		HEAD " made=\"2021-02-30\"></state>",
		HEAD " stated=\"soon\"></state>",
		HEAD " title=\"&nbsp;\"></state>",
		HEAD " title=\"a<b\"></state>", HEAD " title=\"\"></state>",
		HEAD " title=\"\xff\"></state>", HEAD "><extra></extra></state>",
		HEAD "><version></version><joint authority=\"a\"></joint>"
		    "</state>",
		HEAD "><version final=\"no\"></version></state>",
		HEAD "><deadline verified=\"maybe\"></deadline></state>",
		HEAD "><deadline due=\"2021-05-01\"></deadline></state>",
		HEAD "><version>text</version></state>",
		HEAD "><!-- no --></state>", HEAD "></state><state></state>",
		HEAD "><instance><snapshot xmlns=\"urn:x\"></snapshot>"
		    "</instance></state>",
		HEAD "><instance><snapshot xmlns=\"urn:guiwen:snapshot:1\">"
		    "</instance></state>",
		HEAD "><instance></instance>"
		};
	struct dossier *d = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(dossier_parse(&d, broken[i],
		    strlen(broken[i]), &err), -1);
		assert_int_equal(err.code, ERR_BROKEN);
		assert_true(err.msg[0] != '\0');
		assert_null(d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_dossier_comes_back),
		cmocka_unit_test(getters_find_what_holds),
		cmocka_unit_test(what_did_not_change_is_copied),
		cmocka_unit_test(cut_states_are_refused),
		cmocka_unit_test(damaged_states_are_refused)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
