/* test_store_verify.c: a whole history has no faults; each alteration of it
 * is found and named */
#include "tests/unit/store_fixture.h"

#include <sqlite3.h>

#define STEPS 6

struct found {
	int count;
	char list[4096];
};

static int
on_fault(void *ctx, const struct store_fault *fault, struct err *err)
{
	struct found *found = ctx;
	size_t len = strlen(found->list);

	(void)err;
	found->count++;
	snprintf(found->list + len, sizeof(found->list) - len,
	    "[%lld %s %s] %s\n", (long long)fault->record, fault->document,
	    fault->path, fault->what);
	return 0;
}

static int
count_record(void *ctx, const struct record *record, struct err *err)
{
	(void)err;
	assert_int_equal(record->number, ++*(int64_t *)ctx);
	return 0;
}

static struct found
verify(struct fixture *f)
{
	struct found found = { 0 };
	struct store_checks checks = { .ctx = &found,
		.fault = on_fault };
	struct store_totals totals;
	struct err err = ERR_INIT;

	assert_done(store_verify(f->store, &checks, &totals, &err), err);
	return found;
}

/* Six documents, a change of people, a second and third step of document 1,
 * everything exported. */
static int
setup(void **state)
{
	struct fixture_step more[3] = {
		{ .document = "2021-0001", .event = "approve",
		    .text = "<text>second</text>" },
		{ .document = "", .event = "person", .text = "<people/>" },
		{ .document = "2021-0001", .event = "publish",
		    .text = "<text>third</text>" },
	};
	struct err errs[3] = { ERR_INIT, ERR_INIT, ERR_INIT }, err = ERR_INIT;
	struct fixture *f;
	int i;

	if (fixture_setup(state) != 0)
		return -1;
	f = *state;
	fixture_steps(f, STEPS);
	assert_done(store_step(f->store, 3, fixture_perform, more, f->now_s,
	    errs, &err), err);
	for (i = 0; i < 3; i++)
		assert_done(errs[i].code, errs[i]);
	assert_done(store_export(f->store, &err), err);
	return 0;
}

static void
test_whole(void **state)
{
	struct fixture *f = *state;
	struct found found = { 0 };
	int64_t records = 0;
	struct store_checks checks = { .ctx = &found,
		.fault = on_fault };
	struct store_totals totals;
	struct err err = ERR_INIT;

	assert_done(store_verify(f->store, &checks, &totals, &err), err);
	assert_string_equal(found.list, "");
	assert_int_equal(totals.records, STEPS + 3);
	assert_int_equal(totals.commits, STEPS + 3);
	assert_int_equal(totals.signatures, STEPS + 3);
	assert_int_equal(totals.pending, 0);
	/* Steps that wait for their export are as whole. */
	fixture_steps(f, 2);
	checks.ctx = &found;
	assert_done(store_verify(f->store, &checks, &totals, &err), err);
	assert_string_equal(found.list, "");
	assert_int_equal(totals.pending, 2);
	assert_int_equal(totals.commits, STEPS + 5);
	assert_done(store_export(f->store, &err), err);
	/* And so is a copy that may only be read. */
	fixture_reopen(f, true);
	found = verify(f);
	assert_string_equal(found.list, "");
	assert_done(store_records(f->store, NULL, count_record, &records,
	    &err), err);
	assert_int_equal(records, STEPS + 5);
}

/* What a person with sqlite3 can do: the triggers are dropped, the table is
 * altered, the triggers are made again. */
static void
alter(struct fixture *f, const char *sql)
{
	static const char keep[] =
	    "SELECT group_concat(sql, ';') FROM sqlite_schema "
	    "WHERE type = 'trigger'";
	sqlite3_stmt *stmt;
	sqlite3 *db;
	char path[128], *triggers;

	snprintf(path, sizeof(path), "%s/ledger.sqlite", f->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, keep, -1, &stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	triggers = mem_strdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	if (sqlite3_exec(db, "DROP TRIGGER record_update;"
	    "DROP TRIGGER record_delete; DROP TRIGGER record_insert;"
	    "DROP TRIGGER registry_update; DROP TRIGGER registry_delete;"
	    "DROP TRIGGER registry_insert", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, triggers, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	free(triggers);
	sqlite3_close(db);
}

/* The alteration is told: once, or as often as said, with these words. */
static void
expect(struct fixture *f, const char *done, int count, const char *words)
{
	struct found found;

	store_close(f->store);
	f->store = NULL;
	found = (struct found){ 0 };
	{
		struct err err = ERR_INIT;

		assert_done(store_open(&f->store, f->dir, true, &err), err);
	}
	found = verify(f);
	if (found.count != count || strstr(found.list, words) == NULL)
		fail_msg("after %s: expected %d with \"%s\", found %d:\n%s",
		    done, count, words, found.count, found.list);
}

struct alteration {
	const char *sql;
	int count;
	const char *words;
};

static void
test_columns(void **state)
{
	static const struct alteration all[] = {
		{ "UPDATE record SET number = 100 WHERE number = 9", 1,
		    "[100 2021-0001 ledger: record] Column number" },
		{ "UPDATE record SET number = 4611686018427387904 "
		    "WHERE number = 9", 1, "2021-0001 ledger: record] Column" },
		{ "UPDATE record SET kind = 'tick' WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column kind" },
		{ "UPDATE record SET document = '2021-0077' WHERE number = 5",
		    1, "[5 2021-0077 ledger: record] Column document" },
		{ "UPDATE record SET step = 7 WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column step" },
		{ "UPDATE record SET event = 'approve' WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column event" },
		{ "UPDATE record SET event = 'submit' || char(0) || 'x' "
		    "WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column event" },
		{ "UPDATE record SET person = 'li.si' WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column person" },
		{ "UPDATE record SET recorded_s = recorded_s + 1 "
		    "WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column recorded_s" },
		{ "UPDATE record SET recorded_s = 9223372036854775807 "
		    "WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column recorded_s" },
		{ "UPDATE record SET recorded_s = -9223372036854775807 - 1 "
		    "WHERE number = 9", 1,
		    "[9 2021-0001 ledger: record] Column recorded_s" },
		{ "UPDATE record SET hash = randomblob(32) WHERE number = 5",
		    1, "[5 2021-0005 ledger: record] The bytes" },
		{ "UPDATE record SET previous = randomblob(32) "
		    "WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Column previous" },
		{ "UPDATE record SET commit_id = randomblob(20) "
		    "WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] Record 5 names another" },
		{ "UPDATE record SET commit_id = randomblob(20) "
		    "WHERE number = 9", 2, "[9 2021-0001 commit " },
		{ "UPDATE record SET body = replace(body, 'act', 'akt') "
		    "WHERE number = 5", 1,
		    "[5 2021-0005 ledger: record] The bytes" },
		{ "UPDATE record SET signature = 'x' WHERE number = 5", 1,
		    "[5 2021-0005 documents/2021/00/0005/record/0001-submit"
		    ".xml]" },
		{ "UPDATE registry SET id = replace(id, substr(id, 1, 1), "
		    "'g')", 1, "[0  ledger: registry]" },
		{ "UPDATE registry SET name = '别的局'", 1,
		    "[0  ledger: registry]" },
		{ "UPDATE registry SET public_key = 'ssh-ed25519 AAAA'", 1,
		    "[0  ledger: registry]" },
		{ "UPDATE redo SET contents = zeroblob(length(contents)) "
		    "WHERE record = 3", 1, "[3  ledger: redo]" },
		{ "UPDATE redo SET objects = '' WHERE record = 3", 1,
		    "[3  ledger: redo]" },
		{ "DROP TRIGGER IF EXISTS x; CREATE TABLE y (z)", 1,
		    "[0  ledger: schema] The ledger's table y" },
		{ "CREATE TABLE sqlitex (z)", 1,
		    "[0  ledger: schema] The ledger's table sqlitex" },
		{ "CREATE TRIGGER quiet AFTER INSERT ON record BEGIN "
		    "DELETE FROM task; END", 1,
		    "[0  ledger: schema] The ledger's trigger quiet" },
	};
	struct fixture *f = *state;
	size_t i;

	fixture_shell(f, "mkdir ../keep && cp -r . ../keep");
	for (i = 0; i < MEM_COUNT(all); i++) {
		alter(f, all[i].sql);
		expect(f, all[i].sql, all[i].count, all[i].words);
		store_close(f->store);
		f->store = NULL;
		assert_int_equal(fixture_shell(f, "rm -f ledger.sqlite* && "
		    "cp ../keep/ledger.sqlite* ."), 0);
	}
	expect(f, "putting everything back", 0, "");
}

static void
test_rows(void **state)
{
	static const struct alteration all[] = {
		{ "DELETE FROM record WHERE number = 5", 1,
		    "Records 5 to 5 are missing" },
		{ "DELETE FROM record WHERE number = 9", 2,
		    "which no record of the ledger has" },
		{ "INSERT INTO record SELECT 10, 'step', '2021-0002', 2, "
		    "event, person, recorded_s, hash, hash, randomblob(20), "
		    "body, '' FROM record WHERE number = 9", 1,
		    "[10 2021-0002 ledger: record]" },
	};
	struct fixture *f = *state;
	size_t i;

	fixture_shell(f, "mkdir ../keep && cp -r . ../keep");
	for (i = 0; i < MEM_COUNT(all); i++) {
		struct err err = ERR_INIT;
		struct found found;

		alter(f, all[i].sql);
		store_close(f->store);
		assert_done(store_open(&f->store, f->dir, true, &err), err);
		found = verify(f);
		if (found.count != all[i].count ||
		    strstr(found.list, all[i].words) == NULL)
			fail_msg("after %s: \"%s\" not in\n%s", all[i].sql,
			    all[i].words, found.list);
		store_close(f->store);
		f->store = NULL;
		fixture_shell(f, "rm -f ledger.sqlite* && "
		    "cp ../keep/ledger.sqlite* .");
	}
	expect(f, "putting everything back", 0, "");
}

/* Everything that git can name is altered or removed in turn. */
static void
test_objects(void **state)
{
	static const struct {
		const char *shell;
		const char *words;
	} all[] = {
		{ "g=documents.git; o=$(git --git-dir=$g rev-parse "
		    "main~4); p=$g/objects/$(echo $o | cut -c1-2)/"
		    "$(echo $o | cut -c3-); rm -f $p", "[5 2021-0005 commit" },
		{ "g=documents.git; o=$(git --git-dir=$g rev-parse "
		    "main~4:documents/2021/00/0005/document.xml); "
		    "p=$g/objects/$(echo $o | cut -c1-2)/$(echo $o | "
		    "cut -c3-); rm -f $p",
		    "[5 2021-0005 documents/2021/00/0005/document.xml]" },
		{ "g=documents.git; o=$(git --git-dir=$g rev-parse "
		    "main~2:documents/2021/00); "
		    "p=$g/objects/$(echo $o | cut -c1-2)/$(echo $o | "
		    "cut -c3-); rm -f $p",
		    "[7 2021-0001 documents/2021/00]" },
		{ "g=documents.git; o=$(git --git-dir=$g rev-parse "
		    "main~1:people.xml); p=$g/objects/$(echo $o | "
		    "cut -c1-2)/$(echo $o | cut -c3-); chmod u+w $p; "
		    "dd if=/dev/zero of=$p bs=1 seek=5 count=2 conv=notrunc "
		    "2>/dev/null", "[8  people.xml]" },
		{ "git --git-dir=documents.git update-ref -d refs/heads/main",
		    "[0  documents.git/refs/heads/main]" },
		{ "g=documents.git; c=$(git --git-dir=$g -c user.name=x "
		    "-c user.email=x@x commit-tree -m forged -p main "
		    "main^{tree}); git --git-dir=$g update-ref "
		    "refs/heads/main $c",
		    "[0  documents.git/refs/heads/main]" },
		{ "echo 'ref: refs/heads/other' >documents.git/HEAD",
		    "[0  documents.git/HEAD]" },
	};
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct found found;
	size_t i;

	/* Redo rows would mend what is altered: as after their removal. */
	alter(f, "DELETE FROM redo");
	fixture_shell(f, "mkdir ../keep && cp -r . ../keep");
	for (i = 0; i < MEM_COUNT(all); i++) {
		store_close(f->store);
		f->store = NULL;
		assert_int_equal(fixture_shell(f, all[i].shell), 0);
		assert_done(store_open(&f->store, f->dir, true, &err), err);
		found = verify(f);
		if (found.count != 1 ||
		    strstr(found.list, all[i].words) == NULL)
			fail_msg("after %s: expected 1 \"%s\", found %d:\n%s",
			    all[i].shell, all[i].words, found.count,
			    found.list);
		store_close(f->store);
		f->store = NULL;
		assert_int_equal(fixture_shell(f, "rm -rf documents.git && "
		    "cp -r ../keep/documents.git ."), 0);
	}
	expect(f, "putting everything back", 0, "");
}

/* What can be put beside the objects so that git shows something else, and
 * what else lies in the folder. */
static void
test_folder(void **state)
{
	static const struct {
		const char *shell, *words;
	} all[] = {
		{ "git --git-dir=documents.git update-ref refs/heads/main "
		    "main~3", "[7 2021-0001 documents.git/refs/heads/main] "
		    "The branch main of documents.git was moved back" },
		{ "g=documents.git; git --git-dir=$g update-ref "
		    "refs/heads/main main~3; git --git-dir=$g prune --expire="
		    "now; sqlite3 ledger.sqlite 'DELETE FROM redo'",
		    "[7 2021-0001 documents.git/refs/heads/main]" },
		{ "git --git-dir=documents.git update-ref refs/heads/other "
		    "main~1", "[0  documents.git/refs/heads/other]" },
		{ "git --git-dir=documents.git update-ref refs/notes/x main",
		    "[0  documents.git/refs/notes/x]" },
		{ "git --git-dir=documents.git update-ref refs/tags/v1 main; "
		    "git --git-dir=documents.git pack-refs --all",
		    "[0  documents.git/refs/tags/v1]" },
		{ "git --git-dir=documents.git replace main~1 main~2",
		    "shows other objects" },
		{ "git --git-dir=documents.git rev-parse main~2 "
		    ">documents.git/info/grafts",
		    "[0  documents.git/info/grafts]" },
		{ "git --git-dir=documents.git rev-parse main~2 "
		    ">documents.git/shallow", "another history" },
		{ "echo /tmp >documents.git/objects/info/alternates",
		    "from another place" },
		{ "echo /tmp >documents.git/commondir",
		    "from another place" },
		{ "git config -f documents.git/config core.x y",
		    "[0  documents.git/config] documents.git/config is not" },
		{ "rm documents.git/config", "is missing" },
		{ "echo 'exit 0' >documents.git/hooks/pre-receive",
		    "[0  documents.git/hooks/pre-receive]" },
		{ "echo 'exit 0' >documents.git/hooks/post-update",
		    "a hook that guiwen did not make" },
		{ "echo '* -diff' >documents.git/info/attributes",
		    "shows things differently" },
		{ "git --git-dir=documents.git commit-graph write "
		    "--reachable", "believes this table" },
		{ "cat keys/registry.pub >documents.git/allowed_signers",
		    "[0  documents.git/allowed_signers]" },
		{ "mkdir documents.git/x && echo >documents.git/x/y",
		    "[0  documents.git/x]" },
		{ "mv documents.git/objects/pack p; "
		    "ln -s ../../p documents.git/objects/pack",
		    "[0  documents.git/objects/pack]" },
		{ "rm -f keys/registry*; ssh-keygen -q -t ed25519 -N '' "
		    "-f keys/registry; git show >/dev/null 2>&1; "
		    "cp ../keep/keys/registry.pub keys",
		    "[0  keys/registry] keys/registry is not the key" },
		{ "echo ssh-ed25519 AAAA >keys/registry.pub",
		    "[0  keys/registry.pub]" },
		{ "echo torn >keys/registry", "[0  keys/registry]" },
	};
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct found found;
	size_t i;

	fixture_shell(f, "mkdir ../keep && cp -rp . ../keep");
	for (i = 0; i < MEM_COUNT(all); i++) {
		store_close(f->store);
		f->store = NULL;
		assert_int_equal(fixture_shell(f, all[i].shell), 0);
		assert_done(store_open(&f->store, f->dir, true, &err), err);
		found = verify(f);
		/* Lost objects are told of besides. */
		if ((found.count != 1 && i != 1) ||
		    strstr(found.list, all[i].words) == NULL)
			fail_msg("after %s: expected 1 \"%s\", found %d:\n%s",
			    all[i].shell, all[i].words, found.count,
			    found.list);
		store_close(f->store);
		f->store = NULL;
		assert_int_equal(fixture_shell(f, "rm -rf documents.git keys "
		    "ledger.sqlite* p && cp -p ../keep/ledger.sqlite* . && "
		    "cp -rp ../keep/documents.git ../keep/keys ."), 0);
	}
	/* An auditor's copy has no private key; git tidies up without a trace,
	 * and an earlier program's configuration is one, too. */
	assert_int_equal(fixture_shell(f, "rm keys/registry && git "
	    "--git-dir=documents.git gc -q && git --git-dir=documents.git "
	    "repack -adq && git --git-dir=documents.git prune-packed"), 0);
	expect(f, "git gc", 0, "");
	assert_int_equal(fixture_shell(f, "cd documents.git && touch "
	    "gc.pid.lock packed-refs.new packed-refs.lock info/refs_aB3dEf "
	    "objects/info/packs_aB3dEf objects/pack/tmp_pack_x && for e in "
	    "pack idx rev; do touch objects/pack/.tmp-71-pack-$(git rev-parse "
	    "HEAD).$e; done"), 0);
	expect(f, "git gc at work", 0, "");
	assert_int_equal(fixture_shell(f, "sed -i '/pruneExpire/d; "
	    "/writeCommitGraph/d; /repack/d; /writeBitmaps/d' "
	    "documents.git/config"), 0);
	expect(f, "the configuration of before", 0, "");
}

/* A writer with the registry's key must not step on a parted registry. */
static void
test_no_step_when_parted(void **state)
{
	struct fixture *f = *state;
	struct fixture_step step = { .text = "<text/>" };
	struct err err = ERR_INIT, item = ERR_INIT;
	struct store *again = NULL;

	assert_int_equal(fixture_shell(f, "g=documents.git; "
	    "c=$(git --git-dir=$g -c user.name=x -c user.email=x@x "
	    "commit-tree -m forged -p main main^{tree}); "
	    "git --git-dir=$g update-ref refs/heads/main $c"), 0);
	assert_int_equal(store_step(f->store, 1, fixture_perform, &step,
	    f->now_s, &item, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	err_clear(&err);
	assert_int_equal(store_open(&again, f->dir, false, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	/* Moved back to some record's commit: that is only behind. */
	fixture_git(f, "update-ref refs/heads/main main~3");
	assert_done(store_step(f->store, 1, fixture_perform, &step, f->now_s,
	    &item, &err), err);
	assert_done(store_export(f->store, &err), err);
	assert_int_equal(verify(f).count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole, setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_columns, setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_rows, setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_objects, setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_folder, setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_no_step_when_parted,
		    setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
