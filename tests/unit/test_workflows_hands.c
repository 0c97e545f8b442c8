/*
 * test_workflows_hands.c: what an audit tells does not depend on how many
 * hands replay, nor on how far ahead of each other they are
 */
#include "tests/unit/tamper.h"
#include "workflows/audit_hands.h"
#include "workflows/registry_int.h"

#include <sys/resource.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define DOCUMENTS 8

static struct story story;

/* ---- many documents that ask for each other ---- */

static void
act(const char *person, const char *event, int document, const char *kinds,
    const char *text, const char *key, const char *value, bool refused)
{
	struct story_act act = { person, event, NULL, kinds, text, { key },
		{ value }, "依法", NULL, 0, refused };
	char id[16];

	snprintf(id, sizeof(id), "2021-%04d", document);
	if (document != 0)
		act.document = id;
	if (strcmp(event, "number") == 0) {
		act.key[1] = "signer";
		act.value[1] = "张局长";
		act.key[2] = "dated";
		act.value[2] = "2021-03-12";
	}
	if (story_play(&story, &act, 1) != 0)
		fail_msg("%s of %d: %s", event, document, story.err.msg);
}

static const char *
number(int n)
{
	static char text[40];

	snprintf(text, sizeof(text), "长民发〔2021〕%d号", n);
	return text;
}

static void
draft(char *out, size_t size, int n)
{
	snprintf(out, size, "关于印发第%d号办法的通知\n\n"
	    "第一条　为了规范服务，制定本办法。\n"
	    "第二条　本办法自2021年6月1日起施行。\n", n);
}

static void
publish(int n)
{
	char text[512], issued[1024];

	draft(text, sizeof(text), n);
	snprintf(issued, sizeof(issued), "%s\n\n%s\n区民政局\n"
	    "2021年3月12日\n", number(n), text);
	act("lin", "publish", n, "", issued, "effective", "2021-06-01",
	    false);
}

static void
play(void)
{
	char text[512];
	int i;

	story.clock_s = story_time("2021-03-12T09:00");
	for (i = 1; i <= DOCUMENTS; i++) {
		draft(text, sizeof(text), i);
		act("chen", "submit", 0, "explanation basis consultation", text,
		    NULL, NULL, false);
	}
	for (i = 1; i <= DOCUMENTS; i++)
		act("zhou", "accept", i, "", NULL, NULL, NULL, false);
	for (i = DOCUMENTS; i > 0; i--)
		act("zhou", "approve", i, "legality-opinion", NULL, NULL, NULL,
		    false);
	for (i = 1; i <= DOCUMENTS; i++)
		act("sun", "approve", i, "fair-competition-conclusion", NULL,
		    NULL, NULL, false);
	for (i = 1; i <= DOCUMENTS; i++)
		act("lin", "adopt", i, "minutes", NULL, NULL, NULL, false);
	/* The number of the one before is taken; its own is free. */
	act("lin", "number", 1, "", NULL, "number", number(1), false);
	for (i = 2; i <= DOCUMENTS; i++) {
		act("lin", "number", i, "", NULL, "number", number(i - 1),
		    true);
		act("lin", "number", i, "", NULL, "number", number(i), false);
	}
	for (i = 1; i < DOCUMENTS; i++)
		publish(i);
	story.clock_s = story_time("2021-06-02T09:00");
	for (i = 1; i < 4; i++)
		act("lin", "take-effect", i, "", NULL, NULL, NULL, false);
	/* Neither an unknown document ends another nor one that is not
	 * published. */
	act("lin", "replace", 1, "repeal-basis", NULL, "by", "2021-0099",
	    true);
	act("lin", "replace", 1, "repeal-basis", NULL, "by", "2021-0008",
	    true);
	publish(DOCUMENTS);
	act("lin", "replace", 1, "repeal-basis", NULL, "by", "2021-0008",
	    false);
	act("lin", "replace", 2, "repeal-basis", NULL, "by", "2021-0001",
	    false);
}

static int
set_up(void **state)
{
	(void)state;
	if (story_begin(&story, NULL) != 0) {
		fprintf(stderr, "%s\n", story.err.msg);
		return -1;
	}
	play();
	registry_close(story.open);
	story.open = NULL;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	story_end(&story);
	return 0;
}

/* ---- audits ---- */

/* All that an audit tells. */
static void
put(struct text *out, const struct audit_history *h)
{
	const struct audit_fault *f;
	size_t i;

	text_reset(out);
	text_addf(out, "%lld %lld %lld %lld %lld %lld %lld %lld %s\n",
	    (long long)h->totals.records, (long long)h->totals.signatures,
	    (long long)h->replayed, (long long)h->refusals,
	    (long long)h->corrections, (long long)h->claimed,
	    (long long)h->late_entries, (long long)h->longest_lag_days,
	    h->code);
	for (i = 0; i < h->nfaults + h->nexceptions; i++) {
		f = i < h->nfaults ? &h->faults[i] :
		    &h->exceptions[i - h->nfaults];
		text_addf(out, "%d %lld %lld %lld %s|%s|%s\n", (int)f->kind,
		    (long long)f->record, (long long)f->step,
		    (long long)f->since_s, f->document, f->place, f->what);
	}
}

static void
tell(const char *dir, const struct audit_how *how, struct text *out,
    size_t *nfaults)
{
	struct audit_history *h = NULL;
	struct registry *registry = NULL;
	struct err err = ERR_INIT;

	if (registry_open(&registry, dir, true, &err) != 0 ||
	    audit_history_of_store(registry_store(registry), how, NULL, &h,
	    NULL, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	put(out, h);
	*nfaults = h->nfaults;
	audit_history_free(h);
	registry_close(registry);
}

/* The same by whatever number of hands; how many faults that is. */
static size_t
same_by_all(const char *dir, const char *what)
{
	static const struct audit_how hows[] = { { .hands = 1 },
		{ .hands = 2, .jobs_most = 1 }, { .hands = 3 },
		{ .hands = 3, .jobs_most = 1, .states_most = 1 },
		{ .hands = 7 }, { .hands = 7, .jobs_most = 1 },
		{ .hands = 0 } };
	const struct audit_how alone = { .hands = -1 };
	struct text want = TEXT_INIT, got = TEXT_INIT;
	size_t nfaults, n, i;

	tell(dir, &alone, &want, &nfaults);
	for (i = 0; i < MEM_COUNT(hows); i++) {
		tell(dir, &hows[i], &got, &n);
		if (strcmp(got.ptr, want.ptr) != 0)
			fail_msg("%s, %d hands:\n%s\nalone:\n%s", what,
			    hows[i].hands, got.ptr, want.ptr);
	}
	text_release(&want);
	text_release(&got);
	return nfaults;
}

static void
test_clean(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 5; i++)
		assert_int_equal(same_by_all(story.registry, "clean"), 0);
}

static void
test_tampered(void **state)
{
	static const char *const sql[] = {
		/* What is in force is lost, and what came before it. */
		"DELETE FROM record WHERE number = 3",
		"DELETE FROM record WHERE number < 6",
		"DELETE FROM record WHERE number BETWEEN 20 AND 33",
		"UPDATE record SET body = replace(body, 'zhou', 'zhao')",
		"UPDATE record SET body = replace(body, '2021-03-12', "
		    "'2021-03-11') WHERE event = 'number'",
		"UPDATE record SET signature = 'x' WHERE number % 3 = 0",
		"UPDATE document SET title = 'x', number = 'y'",
		"DELETE FROM milestone; DELETE FROM task WHERE document > "
		    "'2021-0004'",
		"DELETE FROM document WHERE id IN ('2021-0002', '2021-0007')",
		"INSERT INTO document (key, id, year, step, record) VALUES "
		    "(2021000000099, '2021-0099', 2021, 1, 1)",
		"DELETE FROM record WHERE number > 50",
		"DELETE FROM record WHERE event = 'person'"
	};
	char dir[128], command[512];
	size_t i;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/tampered", story.dir);
	for (i = 0; i < MEM_COUNT(sql); i++) {
		snprintf(command, sizeof(command), "rm -rf %s && cp -rp %s %s",
		    dir, story.registry, dir);
		assert_int_equal(system(command), 0);
		assert_int_equal(tamper_sql(dir, sql[i]), 0);
		if (same_by_all(dir, sql[i]) == 0)
			fail_msg("not found: %s", sql[i]);
	}
}

/* A document that claims the number of another in an act that is signed by
 * nobody: its record is made anew with all that follows. */
static void
take_other_number(struct forgery *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->count; i++) {
		if (strcmp(f->records[i].event, "number") != 0 ||
		    strcmp(f->records[i].document, "2021-0006") != 0)
			continue;
		n += forge_replace(&f->records[i].act, "6号", "2号", true) !=
		    0;
		n += forge_replace(&f->records[i].outcome, "6号", "2号",
		    true) != 0;
	}
	assert_int_not_equal(n, 0);
}

/* Two acts with one nonce, and one that is used in another document. */
static void
use_twice(struct forgery *f)
{
	struct text *from = &f->records[10].act, *to = &f->records[30].act;
	const char *mark = " nonce=\"";

	memcpy(strstr(to->ptr, mark), strstr(from->ptr, mark),
	    strlen(mark) + 32);
}

/* States that do not follow from their records, in the middle of the course. */
static void
alter_states(struct forgery *f)
{
	struct forged_file *file;
	size_t i, n = 0;

	for (i = 0; i < f->count; i++) {
		file = strcmp(f->records[i].event, "accept") != 0 ? NULL :
		    forge_file(&f->records[i], "state.xml");
		if (file != NULL)
			n += forge_replace(&file->bytes, "办法", "方法",
			    true) != 0;
	}
	assert_int_equal(n, DOCUMENTS);
}

static void
test_forged(void **state)
{
	static void (*const forgers[])(struct forgery *) = {
		take_other_number, use_twice, alter_states
	};
	struct forgery f;
	struct err err = ERR_INIT;
	char dir[128], command[160];
	size_t i;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/forged", story.dir);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	for (i = 0; i < MEM_COUNT(forgers); i++) {
		assert_int_equal(system(command), 0);
		if (forge_load(&f, story.registry, &err) != 0)
			fail_msg("%s", err.msg);
		forgers[i](&f);
		if (forge_write(&f, story.registry, dir, "区民政局文件库",
		    &err) != 0)
			fail_msg("%s", err.msg);
		forge_release(&f);
		assert_int_not_equal(same_by_all(dir, "forged"), 0);
	}
}

/* Each document's issued file reads otherwise than what was approved, its
 * commit brings a file that nobody named, and has another subject where the
 * document's number is even. */
static void
issue_otherwise(struct forgery *f)
{
	char document[24], old_file[SHA256_HEX], new_file[SHA256_HEX];
	struct forged_record *r;
	struct forged_file *file;
	struct text path = TEXT_INIT;
	size_t i;
	int n;

	for (n = 1; n <= DOCUMENTS; n++) {
		snprintf(document, sizeof(document), "2021-%04d", n);
		r = forge_issued(f, document, "规范", "取消", old_file,
		    new_file);
		if (r == NULL)
			continue;
		if (n % 2 == 0)
			r->subject[0] = 'x';
		for (i = 0; strstr(r->files[i].path, "original.txt") == NULL;)
			i++;
		text_reset(&path);
		text_add(&path, r->files[i].path,
		    strlen(r->files[i].path) - strlen("original.txt"));
		text_adds(&path, "other.txt");
		MEM_GROW(r->files, r->nfiles, r->files_cap);
		file = &r->files[r->nfiles++];
		file->path = mem_strdup(path.ptr);
		text_init(&file->bytes);
		text_adds(&file->bytes, "x");
	}
	text_release(&path);
}

/* What the reader says of an issued file comes later than what is found of its
 * record, and is told before it, once, and instead of that file. */
static void
test_issued(void **state)
{
	static const struct audit_how how = { .hands = 2 };
	struct forgery f;
	struct err err = ERR_INIT;
	struct text told = TEXT_INIT;
	char dir[128], line[64], *at;
	size_t nfaults, n = 0, ncommits = 0;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/issued", story.dir);
	assert_int_equal(forge_load(&f, story.registry, &err), 0);
	issue_otherwise(&f);
	assert_int_equal(forge_write(&f, story.registry, dir,
	    "区民政局文件库", &err), 0);
	forge_release(&f);
	same_by_all(dir, "issued");
	tell(dir, &how, &told, &nfaults);
	for (at = told.ptr; (at = strstr(at, "reads as another")) != NULL;
	    n++) {
		while (at[-1] != '\n')
			at--;
		snprintf(line, sizeof(line), "\n%.*s|commit|",
		    (int)strcspn(at, "|"), at);
		at = strchr(at, '\n');
		assert_non_null(at);
		ncommits += strncmp(at, line, strlen(line)) == 0;
	}
	assert_true(ncommits > 1 && n > ncommits);
	if (nfaults != n + ncommits)
		fail_msg("%zu of %zu, %zu:\n%s", n, nfaults, ncommits,
		    told.ptr);
	text_release(&told);
}

/* ---- a machine that gives no more ---- */

/* ---- a machine that gives no more ---- */

/* Whatever cannot be opened, started or forked: the same is told, or that the
 * system failed. */
static void
test_few_files(void **state)
{
	const struct audit_how alone = { .hands = -1 }, many = { .hands = 3 };
	struct text want = TEXT_INIT, got = TEXT_INIT;
	struct audit_history *history;
	struct registry *registry;
	struct rlimit before, few;
	struct err err;
	size_t nfaults, failed = 0, whole = 0;
	int result;

	(void)state;
	tell(story.registry, &alone, &want, &nfaults);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	for (few.rlim_cur = 12; few.rlim_cur < 100; few.rlim_cur += 3) {
		registry = NULL;
		history = NULL;
		err = (struct err)ERR_INIT;
		assert_int_equal(registry_open(&registry, story.registry, true,
		    &err), 0);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
		result = audit_history_of_store(registry_store(registry),
		    &many, NULL, &history, NULL, NULL, &err);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
		if (result == 0) {
			put(&got, history);
			assert_string_equal(got.ptr, want.ptr);
			whole++;
		} else {
			assert_int_equal(err.code, ERR_SYSTEM);
			failed++;
		}
		audit_history_free(history);
		registry_close(registry);
	}
	assert_true(failed > 0 && whole > 0);
	text_release(&want);
	text_release(&got);
}

/* ---- what the records so far say ---- */

static void
test_past(void **state)
{
	struct audit_past past = { 0 };

	(void)state;
	assert_null(audit_past_get(&past, "a", "1", 100));
	audit_past_put(&past, "a", "1", 20, "later");
	audit_past_put(&past, "a", "1", 10, "first");
	audit_past_put(&past, "a", "1", 30, NULL);
	audit_past_put(&past, "a", "1", 15, "between");
	audit_past_put(&past, "b", "1", 1, "other");
	assert_null(audit_past_get(&past, "a", "1", 10));
	assert_string_equal(audit_past_get(&past, "a", "1", 11), "first");
	assert_string_equal(audit_past_get(&past, "a", "1", 20), "between");
	assert_string_equal(audit_past_get(&past, "a", "1", 21), "later");
	assert_string_equal(audit_past_get(&past, "a", "1", 30), "later");
	assert_null(audit_past_get(&past, "a", "1", 31));
	assert_string_equal(audit_past_get(&past, "b", "1", 2), "other");
	audit_past_release(&past);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_past),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_tampered),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_issued),
		cmocka_unit_test(test_few_files)
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
