/* test_workflows_audit.c: what was changed is found, what was not is not */
#include "tests/unit/audit_story.h"
#include "tests/unit/forge.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct story story;

#define ACT(person, event, document, kinds, text)			\
	{ person, event, document, kinds, text, { NULL }, { NULL }, NULL, \
	  NULL, 1, false }
#define NUMBER(dated)							\
	{ "lin", "number", "2021-0001", "", NULL,			\
	  { "number", "signer", "dated" },				\
	  { "长民发〔2021〕1号", "张局长", dated }, NULL, NULL, 1,		\
	  false }
#define PUBLISH(text)							\
	{ "lin", "publish", "2021-0001", "", text, { "effective" },	\
	  { "2021-06-01" }, NULL, NULL, 1, false }
#define PAPERS "explanation basis consultation"

static int
set_up(void **state)
{
	(void)state;
	if (story_begin(&story, NULL) == 0 && story_play(&story, story_acts,
	    MEM_COUNT(story_acts)) == 0)
		return 0;
	fprintf(stderr, "%s\n", story.err.msg);
	return -1;
}

static int
tear_down(void **state)
{
	(void)state;
	story_end(&story);
	return 0;
}

static struct audit_history *
audited(const char *dir)
{
	struct audit_history *history = NULL;
	struct registry *registry = NULL;
	struct err err = ERR_INIT;

	if (registry_open(&registry, dir, true, &err) != 0 ||
	    audit_history(registry, &history, NULL, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	registry_close(registry);
	return history;
}

static void
print_faults(const struct audit_history *history)
{
	size_t i;

	for (i = 0; i < history->nfaults; i++)
		fprintf(stderr, "fault: record %lld %s step %lld %s: %s\n",
		    (long long)history->faults[i].record,
		    history->faults[i].document,
		    (long long)history->faults[i].step,
		    history->faults[i].place, history->faults[i].what);
}

/* Faults at this place (its end) with these words. */
static size_t
found(const struct audit_history *history, const char *place,
    const char *words)
{
	const struct audit_fault *fault;
	size_t i, n = 0, at;

	for (i = 0; i < history->nfaults; i++) {
		fault = &history->faults[i];
		at = strlen(fault->place);
		n += at >= strlen(place) && strcmp(fault->place + at -
		    strlen(place), place) == 0 &&
		    strstr(fault->what, words) != NULL;
	}
	return n;
}

/* A copy of the registry in which the forger changed something. */
static struct audit_history *
forged(const char *name, void (*change)(struct forgery *f))
{
	struct audit_history *history;
	struct forgery f;
	struct err err = ERR_INIT;
	char to[128];

	snprintf(to, sizeof(to), "%s/%s", story.dir, name);
	if (forge_load(&f, story.registry, &err) != 0)
		fail_msg("%s", err.msg);
	change(&f);
	if (forge_write(&f, story.registry, to, "区民政局文件库", &err) != 0)
		fail_msg("%s", err.msg);
	forge_release(&f);
	history = audited(to);
	return history;
}

static void
expect(struct audit_history *history, size_t n, const char *place,
    const char *words)
{
	if (history->nfaults != n || found(history, place, words) == 0) {
		print_faults(history);
		fail_msg("%zu faults, and \"%s\" at %s is%s among them",
		    history->nfaults, words, place,
		    found(history, place, words) == 0 ? " not" : "");
	}
	audit_history_free(history);
}

/* ---- whole ---- */

static size_t
exceptions(const struct audit_history *history, const char *words)
{
	size_t i, n = 0;

	for (i = 0; i < history->nexceptions; i++)
		n += strstr(history->exceptions[i].what, words) != NULL;
	return n;
}

static void
test_whole(void **state)
{
	struct audit_history *history = audited(story.registry);

	(void)state;
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	assert_int_equal(history->totals.records, 17);
	assert_int_equal(history->replayed, 12);
	assert_int_equal(history->refusals, 1);
	assert_int_equal(history->claimed, 12);
	assert_int_equal(history->late_entries, 0);
	assert_int_equal(history->engine_changed, 0);
	/* Filed on the twentieth day of fifteen. */
	assert_int_equal(exceptions(history, "5 days late"), 1);
	assert_int_equal(exceptions(history, "only claimed"), 2);
	audit_history_free(history);
}

static void
nothing(struct forgery *f)
{
	(void)f;
}

/* The forger's tools themselves leave no trace: what is found in the other
 * tests is what they changed. */
static void
test_taken_apart_and_put_together(void **state)
{
	struct audit_history *history = forged("same", nothing);

	(void)state;
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	assert_int_equal(history->replayed, 12);
	audit_history_free(history);
}

/* ---- changed, and every hash and signature made to fit ---- */

static void
alter_fact(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "approve", 0);

	assert_non_null(r);
	assert_int_equal(forge_replace(&r->outcome, " day=\"20210306\"",
	    " day=\"20210305\"", false), 1);
}

static void
test_altered_fact(void **state)
{
	(void)state;
	expect(forged("fact", alter_fact), 1, "replay",
	    "does not follow from what was recorded before");
}

static void
alter_time(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "file", 0);

	assert_non_null(r);
	assert_int_equal(forge_replace(&r->act, " nonce=",
	    " evidenced=\"2021-03-20T00:00:00+08:00\" nonce=", false), 1);
}

/* A postmark that was never handed in. */
static void
test_altered_act(void **state)
{
	struct audit_history *history = forged("time", alter_time);

	(void)state;
	if (found(history, "state.xml", "is not what the replay gives") != 1 ||
	    found(history, "replay", "does not follow") < 1)
		print_faults(history);
	assert_int_equal(found(history, "state.xml",
	    "is not what the replay gives"), 1);
	audit_history_free(history);
}

/* Two acts with one number that is longer than any, and two without any. */
static void
alter_nonces(struct forgery *f)
{
	static const char *const events[] = { "submit", "approve", "number",
		"publish" };
	const char *mark = " nonce=\"";
	struct forged_record *r;
	char nonce[64];
	size_t i;

	for (i = 0; i < MEM_COUNT(events); i++) {
		r = forge_record(f, "2021-0001", events[i], 0);
		assert_non_null(r);
		snprintf(nonce, sizeof(nonce), "%.41s",
		    strstr(r->act.ptr, mark));
		assert_int_equal(forge_replace(&r->act, nonce, i >= 2 ? "" :
		    " nonce=\"0123456789012345678901234567890123456789\"",
		    false), 1);
	}
}

static void
test_altered_nonces(void **state)
{
	(void)state;
	expect(forged("nonces", alter_nonces), 4, "record",
	    "has no one-time number");
}

static void
alter_material(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "approve", 0);
	struct forged_file *file = NULL;
	size_t i;

	assert_non_null(r);
	for (i = 0; i < r->nfiles; i++) {
		if (strstr(r->files[i].path, "/materials/") != NULL)
			file = &r->files[i];
	}
	assert_non_null(file);
	text_adds(&file->bytes, "事后补写\n");
}

static void
test_altered_material(void **state)
{
	(void)state;
	expect(forged("material", alter_material), 1, "legality-opinion.txt",
	    "is not the one that was handed in");
}

static void
swap_state(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "approve", 0);
	struct forged_file *file = forge_file(r, "/state.xml");

	assert_non_null(file);
	assert_true(forge_replace(&file->bytes, "person=\"zhou\"",
	    "person=\"sun\"", true) > 0);
}

static void
test_swapped_state(void **state)
{
	(void)state;
	expect(forged("state", swap_state), 1, "state.xml",
	    "is not what the replay gives");
}

static void
alter_text(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "submit", 0);
	struct forged_file *file = forge_file(r, "/document.xml");

	assert_non_null(file);
	assert_true(forge_replace(&file->bytes, "监督管理", "审批许可",
	    false) > 0);
}

static void
test_altered_text(void **state)
{
	(void)state;
	expect(forged("text", alter_text), 1, "document.xml",
	    "is not the one that was handed in");
}

static char old_file[SHA256_HEX], new_file[SHA256_HEX];

static void
publish_other(struct forgery *f)
{
	assert_non_null(forge_issued(f, "2021-0001", "监督管理", "审批许可",
	    old_file, new_file));
}

static void
test_other_file_published(void **state)
{
	char dir[128];

	(void)state;
	audit_history_free(forged("other", publish_other));
	snprintf(dir, sizeof(dir), "%s/other", story.dir);
	expect(audited(dir), 1, ".txt", "reads as another text");
}

/* ---- an older reader ---- */

/* What stands for what everywhere in the forged registry. */
static struct {
	char from[SHA256_HEX], to[SHA256_HEX];
} pairs[64];
static size_t npairs;

static void
pair(const char *from, const char *to)
{
	assert_true(npairs < MEM_COUNT(pairs));
	snprintf(pairs[npairs].from, SHA256_HEX, "%s", from);
	snprintf(pairs[npairs++].to, SHA256_HEX, "%s", to);
}

static int
replace_pairs(struct text *text)
{
	size_t i;
	int n = 0;

	for (i = 0; i < npairs; i++)
		n += forge_replace(text, pairs[i].from, pairs[i].to, true);
	return n;
}

/* A text as the older reader would have left it, and its hashes. */
static void
make_older(struct text *akn)
{
	struct document *d = NULL;
	struct err err = ERR_INIT;
	char from[SHA256_HEX], to[SHA256_HEX];
	struct sha256 hash;

	assert_int_equal(document_from_akn(&d, akn->ptr, akn->len, "a",
	    &err), 0);
	document_text_hash(d, &hash);
	sha256_hex(from, &hash);
	document_text_hash_by(d, "guiwen-reader-1", &hash);
	pair(from, sha256_hex(to, &hash));
	document_free(d);
	forge_hash(from, akn);
	forge_replace(akn, DOCUMENT_READER, pairs[0].to, false);
	forge_hash(to, akn);
	pair(from, to);
}

/* Every text read by that reader, and whatever follows from it. */
static void
read_by(struct forgery *f, const char *reader)
{
	char from[SHA256_HEX], to[SHA256_HEX];
	struct forged_file *file;
	size_t i, j;

	npairs = 0;
	pair(DOCUMENT_READER, reader);
	for (i = 0; i < f->count; i++) {
		struct forged_record *r = &f->records[i];

		if ((file = forge_file(r, "/document.xml")) != NULL)
			make_older(&file->bytes);
		replace_pairs(&r->act);
		for (j = 0; j < r->nfiles; j++) {
			file = &r->files[j];
			forge_hash(from, &file->bytes);
			if (strstr(file->path, "/state.xml") == NULL ||
			    replace_pairs(&file->bytes) == 0)
				continue;
			forge_hash(to, &file->bytes);
			pair(from, to);
		}
		replace_pairs(&r->outcome);
	}
}

static void
read_by_first(struct forgery *f)
{
	read_by(f, "guiwen-reader-1");
}

static void
read_by_unknown(struct forgery *f)
{
	read_by(f, "guiwen-reader-0");
}

static void
alter_published(struct forgery *f)
{
	read_by(f, "guiwen-reader-1");
	publish_other(f);
	pair(old_file, new_file);
}

/* The derived tables, too. */
static void
patch_tables(const char *dir)
{
	struct text sql = TEXT_INIT;
	size_t i;

	for (i = 0; i < npairs; i++)
		text_addf(&sql, "UPDATE document SET text_hash = replace("
		    "text_hash, '%s', '%s');UPDATE milestone SET text_hash = "
		    "replace(text_hash, '%s', '%s');", pairs[i].from,
		    pairs[i].to, pairs[i].from, pairs[i].to);
	assert_int_equal(forge_sql(dir, sql.ptr), 0);
	text_release(&sql);
}

static struct audit_history *
read_otherwise(const char *name, void (*change)(struct forgery *f))
{
	char dir[128];

	audit_history_free(forged(name, change));
	snprintf(dir, sizeof(dir), "%s/%s", story.dir, name);
	patch_tables(dir);
	return audited(dir);
}

/* A registry that was kept before the reader changed is whole; a reader that
 * nobody knows is a fault; another file is told even of an old one. */
static void
test_older_reader(void **state)
{
	struct audit_history *history = read_otherwise("reader-1",
	    read_by_first);

	(void)state;
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	assert_int_equal(exceptions(history, "reader"), 0);
	audit_history_free(history);

	history = read_otherwise("reader-0", read_by_unknown);
	assert_true(history->nfaults > 0);
	assert_int_equal(found(history, "document.xml", "guiwen-reader-0, "
	    "which this guiwen"), history->nfaults);
	audit_history_free(history);

	history = read_otherwise("reader-1-other", alter_published);
	print_faults(history);
	assert_int_equal(exceptions(history, "was read by guiwen-reader-1 and "
	    "reads otherwise"), 1);
	audit_history_free(history);
}

/* What was approved when another reader read it is published by this one:
 * that very text, the file being the same in what the older one left out. */
static void
test_approved_under_older_reader(void **state)
{
	static const struct story_act wrong = PUBLISH(STORY_ISSUED_ON(
	    STORY_SECOND, "2021年3月12日"));
	struct audit_history *history;
	struct story s;
	struct forgery f;
	char first[sizeof(s.registry)];
	size_t i = MEM_COUNT(story_acts) - 3;

	(void)state;
	assert_string_equal(story_acts[i].event, "publish");
	if (story_begin(&s, NULL) != 0 || story_play(&s, story_acts, i) != 0)
		fail_msg("%s", s.err.msg);
	registry_close(s.open);
	memcpy(first, s.registry, sizeof(first));
	snprintf(s.registry, sizeof(s.registry), "%s/older", s.dir);
	if (forge_load(&f, first, &s.err) != 0)
		fail_msg("%s", s.err.msg);
	read_by_first(&f);
	if (forge_write(&f, first, s.registry, "区民政局文件库", &s.err) != 0)
		fail_msg("%s", s.err.msg);
	forge_release(&f);
	patch_tables(s.registry);
	if (registry_open(&s.open, s.registry, false, &s.err) != 0)
		fail_msg("%s", s.err.msg);
	s.clock_s += 86400;
	assert_int_equal(story_do(&s, &wrong), -1);
	assert_non_null(strstr(s.err.msg, "is not the one that was approved"));
	if (story_play(&s, &story_acts[i], 3) != 0)
		fail_msg("%s", s.err.msg);
	history = audited(s.registry);
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	audit_history_free(history);
	story_end(&s);
}

/* Of two days from which a text is in force each is the approved one. */
static void
test_other_day(void **state)
{
#define TWO_DAYS(day) "关于印发居家养老服务办法的通知\n\n"			\
    "第一条　本办法自" day "起施行。\n"				\
    "第二条　本办法自2021年7月1日起施行。\n"
#define ISSUE_DAYS(day, refused)					\
	{ "lin", "publish", "2021-0001", "", STORY_ISSUED_ON(TWO_DAYS(	\
	  day), "2021年3月7日"), { "effective" }, { "2021-07-01" }, NULL,	\
	  NULL, 1, refused }
	static const struct story_act acts[] = {
		ACT("chen", "submit", NULL, PAPERS, TWO_DAYS("2021年6月1日")),
		ACT("zhou", "accept", "2021-0001", "", NULL),
		ACT("zhou", "approve", "2021-0001", "legality-opinion", NULL),
		ACT("sun", "approve", "2021-0001",
		    "fair-competition-conclusion", NULL),
		ACT("lin", "adopt", "2021-0001", "minutes", NULL),
		NUMBER("2021-03-07"),
		ISSUE_DAYS("2029年6月1日", true),
		ISSUE_DAYS("2021年6月1日", false)
	};
	struct story s;

	(void)state;
	if (story_begin(&s, NULL) != 0 || story_play(&s, acts,
	    MEM_COUNT(acts)) != 0)
		fail_msg("%s", s.err.msg);
	story_end(&s);
}

static void
add_person(struct forgery *f)
{
	size_t i;

	for (i = 0; i < f->count; i++) {
		struct forged_record *r = &f->records[i];
		struct forged_file *file;

		if (strcmp(r->event, "person") != 0 ||
		    (file = forge_file(r, "people.xml")) == NULL)
			continue;
		forge_replace(&file->bytes, "roles=\"drafter\"",
		    "roles=\"drafter office\"", false);
	}
}

/* A role that nobody gave. */
static void
test_altered_people(void **state)
{
	struct audit_history *history = forged("people", add_person);

	(void)state;
	if (found(history, "people.xml", "SHA-256") == 0)
		print_faults(history);
	assert_true(found(history, "people.xml", "SHA-256") > 0);
	assert_true(found(history, "people.xml", "is not what it was") > 0);
	/* with an office there, the next person was added by nobody */
	assert_true(found(history, "record", "should have been refused") > 0);
	audit_history_free(history);
}

static void
repeat_act(struct forgery *f)
{
	struct forged_record *from, *to;

	/* The second document's acceptance becomes the first one's. */
	from = forge_record(f, "2021-0001", "accept", 1);
	to = forge_record(f, "2021-0002", "accept", 0);
	assert_non_null(from);
	assert_non_null(to);
	text_reset(&to->act);
	text_add(&to->act, from->act.ptr, from->act.len);
}

static void
test_repeated_act(void **state)
{
	struct audit_history *history = forged("repeat", repeat_act);

	(void)state;
	if (found(history, "record", "used a second time") != 1)
		print_faults(history);
	assert_int_equal(found(history, "record", "used a second time"), 1);
	assert_int_equal(found(history, "record", "another document"), 1);
	audit_history_free(history);
}

/* ---- changed in the ledger alone ---- */

/* A copy of the registry with some SQL run on its ledger. */
static struct audit_history *
tampered(const char *name, const char *sql)
{
	char command[256], to[128];

	snprintf(to, sizeof(to), "%s/%s", story.dir, name);
	snprintf(command, sizeof(command), "cp -r %s %s", story.registry, to);
	assert_int_equal(system(command), 0);
	assert_int_equal(forge_sql(to, sql), 0);
	return audited(to);
}

static void
test_altered_rows(void **state)
{
	(void)state;
	expect(tampered("row1", "UPDATE document SET made = '2020-12-31' "
	    "WHERE id = '2021-0001'"), 1, "ledger: document", "2021-0001");
	expect(tampered("row2", "UPDATE milestone SET evidenced_s = 1615000000"
	    " WHERE name = 'filed'"), 1, "ledger: milestone", "2021-0001");
	expect(tampered("row3", "DELETE FROM task"), 1, "ledger: task",
	    "2021-0002");
	expect(tampered("row4", "UPDATE deadline SET due = '2021-12-31' WHERE "
	    "state = 'filing-due'"), 1, "ledger: deadline", "2021-0001");
}

/* ---- while others go on ---- */

static void
step_meanwhile(void *ctx, int64_t done, int64_t all)
{
	static const struct story_act act = { "zhou", "approve", "2021-0002",
		"legality-opinion", NULL, { NULL }, { NULL }, NULL, NULL, 1,
		false };
	bool *did = ctx;

	(void)done;
	(void)all;
	if (*did)
		return;
	*did = true;
	if (story_do(&story, &act) != 0 ||
	    store_export(registry_store(story.open), &story.err) != 0)
		fail_msg("%s", story.err.msg);
}

/* An audit speaks of the records that it began with. */
static void
test_steps_meanwhile(void **state)
{
	struct audit_history *history = NULL;
	struct registry *registry = NULL;
	struct err err = ERR_INIT;
	bool did = false;

	(void)state;
	if (registry_open(&registry, story.registry, true, &err) != 0 ||
	    audit_history(registry, &history, step_meanwhile, &did, &err) !=
	    0)
		fail_msg("%s", err.msg);
	assert_true(did);
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	assert_int_equal(history->totals.records, 17);
	audit_history_free(history);
	/* And the next one of one more. */
	if (audit_history(registry, &history, NULL, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	assert_int_equal(history->totals.records, 18);
	audit_history_free(history);
	registry_close(registry);
}

/* ---- a procedure that does not ask for what the law asks for ---- */

/* Play it in a registry of its own; its only faults are these breaches. */
static void
expect_breaches(const char *script, const struct person *person,
    const struct story_act *acts, size_t nacts, const char *const *words,
    size_t nwords)
{
	struct audit_history *history;
	struct story s;
	size_t i;

	if (story_begin(&s, script) != 0 || (person != NULL &&
	    registry_put_person(s.open, "lin", person, "", s.clock_s,
	    &s.err) != 0) || story_play(&s, acts, nacts) != 0)
		fail_msg("%s", s.err.msg);
	history = audited(s.registry);
	if (history->nfaults != nwords)
		print_faults(history);
	assert_int_equal(history->nfaults, nwords);
	for (i = 0; i < nwords; i++) {
		assert_int_equal(history->faults[i].kind, AUDIT_BREACH);
		assert_string_equal(history->faults[i].document, "2021-0001");
		if (found(history, "record", words[i]) != 1)
			print_faults(history);
		assert_int_equal(found(history, "record", words[i]), 1);
	}
	audit_history_free(history);
	story_end(&s);
}

static void
test_without_gates(void **state)
{
	static const struct story_act acts[] = {
		ACT("chen", "submit", NULL, PAPERS, STORY_DRAFT),
		NUMBER("2021-03-03"),
		PUBLISH(STORY_ISSUED_ON(STORY_DRAFT, "2021年3月3日"))
	};
	static const char *const words[] = {
		"without having been legality-reviewed",
		"without having been fair-competition-reviewed",
		"without having been deliberated"
	};

	(void)state;
	expect_breaches("-e '/event=\"submit\"/s/material-check/sign-off/' "
	    "-e '/gw:after=/d'", NULL, acts, MEM_COUNT(acts), words,
	    MEM_COUNT(words));
}

static void
test_without_separation(void **state)
{
	static const char *const roles[] = { "drafter", "legal-counsel" };
	static const struct person both = {
		.id = "chen", .name = "陈一", .unit = "科", .post = "",
		.os_user = "", .roles = roles, .nroles = 2
	};
	static const struct story_act acts[] = {
		ACT("chen", "submit", NULL, PAPERS, STORY_DRAFT),
		ACT("chen", "accept", "2021-0001", "", NULL),
		ACT("chen", "approve", "2021-0001", "legality-opinion", NULL),
		ACT("sun", "approve", "2021-0001",
		    "fair-competition-conclusion", NULL),
		ACT("lin", "adopt", "2021-0001", "minutes", NULL),
		NUMBER("2021-03-07"),
		PUBLISH(STORY_ISSUED_ON(STORY_DRAFT, "2021年3月7日"))
	};
	static const char *const words[] = { "chen reviewed 2021-0001" };

	(void)state;
	expect_breaches("'s/gw:not=\"drafter submitter\"//'", &both, acts,
	    MEM_COUNT(acts), words, MEM_COUNT(words));
}

/* Another text after everybody had approved. */
static void
test_other_text(void **state)
{
	static const struct story_act acts[] = {
		ACT("chen", "submit", NULL, PAPERS, STORY_DRAFT),
		ACT("zhou", "accept", "2021-0001", "", NULL),
		ACT("zhou", "approve", "2021-0001", "legality-opinion", NULL),
		ACT("sun", "approve", "2021-0001",
		    "fair-competition-conclusion", NULL),
		ACT("lin", "adopt", "2021-0001", "minutes", NULL),
		ACT("chen", "revise", "2021-0001", "", STORY_SECOND),
		NUMBER("2021-03-07"),
		PUBLISH(STORY_ISSUED_ON(STORY_SECOND, "2021年3月7日"))
	};
	static const char *const words[] = {
		"was never legality-reviewed",
		"was never fair-competition-reviewed",
		"was never deliberated"
	};

	(void)state;
	expect_breaches("-e '/gw:after=/d' -e '/<state id=\"sign-off\"/,"
	    "/<\\/state>/s|</state>|<transition event=\"revise\" "
	    "gw:by=\"drafter\" gw:text=\"new\"/></state>|'", NULL, acts,
	    MEM_COUNT(acts), words, MEM_COUNT(words));
}

/* A text of the same hash, but with another stated day, was not reviewed. */
static void
test_text_of_other_day(void **state)
{
#define OF_DAY(day) "关于印发居家养老服务办法的通知\n\n"			\
    "第一条　本办法自" day "起施行。\n"
	static const struct story_act acts[] = {
		ACT("chen", "submit", NULL, PAPERS, OF_DAY("2021年6月1日")),
		ACT("zhou", "accept", "2021-0001", "", NULL),
		ACT("zhou", "approve", "2021-0001", "legality-opinion", NULL),
		ACT("sun", "approve", "2021-0001",
		    "fair-competition-conclusion", NULL),
		ACT("lin", "adopt", "2021-0001", "minutes", NULL),
		ACT("chen", "revise", "2021-0001", "", OF_DAY("2021年7月1日")),
		NUMBER("2021-03-07"),
		{ "lin", "publish", "2021-0001", "", STORY_ISSUED_ON(
		  OF_DAY("2021年7月1日"), "2021年3月7日"), { "effective" },
		  { "2021-07-01" }, NULL, NULL, 1, false }
	};
	static const char *const words[] = {
		"never legality-reviewed: step 3 passed one with another day",
		"never fair-competition-reviewed: step 4 passed one with "
		    "another day",
		"never deliberated: step 5 passed one with another day"
	};

	(void)state;
	expect_breaches("-e '/gw:after=/d' -e '/<state id=\"sign-off\"/,"
	    "/<\\/state>/s|</state>|<transition event=\"revise\" "
	    "gw:by=\"drafter\" gw:text=\"new\"/></state>|'", NULL, acts,
	    MEM_COUNT(acts), words, MEM_COUNT(words));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_taken_apart_and_put_together),
		cmocka_unit_test(test_altered_fact),
		cmocka_unit_test(test_altered_act),
		cmocka_unit_test(test_altered_nonces),
		cmocka_unit_test(test_altered_material),
		cmocka_unit_test(test_swapped_state),
		cmocka_unit_test(test_altered_text),
		cmocka_unit_test(test_other_file_published),
		cmocka_unit_test(test_older_reader),
		cmocka_unit_test(test_approved_under_older_reader),
		cmocka_unit_test(test_other_day),
		cmocka_unit_test(test_text_of_other_day),
		cmocka_unit_test(test_altered_people),
		cmocka_unit_test(test_repeated_act),
		cmocka_unit_test(test_altered_rows),
		cmocka_unit_test(test_steps_meanwhile),
		cmocka_unit_test(test_without_gates),
		cmocka_unit_test(test_without_separation),
		cmocka_unit_test(test_other_text),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
