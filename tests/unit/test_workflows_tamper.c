/*
 * test_workflows_tamper.c: the tamper matrix: each thing that can be altered
 * in a registry, naively and by a forger, and what finds it where
 *
 * The table goes to standard error, and must be the one in the manual page.
 */
#include "tests/unit/tamper_kinds.h"
#include "workflows/audit_int.h"
#include "workflows/registry_int.h"

static struct story story;
static char keep[128], other_key[128], original_key[256];
static struct witness witness;
static struct text note = TEXT_INIT, table = TEXT_INIT;
static int kinds_seen;

/* ---- the audit, and what found it ---- */

/* Whatever number of hands replays, the same is told. */
static void
same_by_hands(struct registry *registry, const struct audit_outside *outside,
    const struct audit_history *h)
{
	static const struct audit_how hows[] = { { .hands = -1 },
		{ .hands = 1, .jobs_most = 1 }, { .hands = 2 },
		{ .hands = 3, .jobs_most = 1, .states_most = 1 },
		{ .hands = 7, .jobs_most = 2 } };
	static size_t next;
	const struct audit_how *how = &hows[next++ % MEM_COUNT(hows)];
	struct audit_history *again = NULL;
	struct err err = ERR_INIT;
	size_t i;

	if (audit_history_of_store(registry_store(registry), how, outside,
	    &again, NULL, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	assert_int_equal(again->nfaults, h->nfaults);
	assert_int_equal(again->nexceptions, h->nexceptions);
	assert_int_equal(again->replayed, h->replayed);
	assert_int_equal(again->signed_acts, h->signed_acts);
	for (i = 0; i < h->nfaults; i++) {
		assert_string_equal(again->faults[i].what, h->faults[i].what);
		assert_string_equal(again->faults[i].place,
		    h->faults[i].place);
	}
	for (i = 0; i < h->nexceptions; i++)
		assert_string_equal(again->exceptions[i].what,
		    h->exceptions[i].what);
	audit_history_free(again);
}

/* NULL: refused as broken evidence. */
static struct audit_history *
audited_or_refused(const char *dir, const struct audit_outside *outside)
{
	struct audit_history *history = NULL;
	struct registry *registry = NULL;
	struct err err = ERR_INIT;

	if ((registry_open(&registry, dir, true, &err) != 0 ||
	    audit_history_against(registry, outside, &history, NULL, NULL,
	    &err) != 0) && err.code != ERR_BROKEN)
		fail_msg("%s", err.msg);
	if (history != NULL)
		same_by_hands(registry, outside, history);
	registry_close(registry);
	return history;
}

static struct audit_history *
audited(const char *dir, const struct audit_outside *outside)
{
	struct audit_history *history = audited_or_refused(dir, outside);

	assert_non_null(history);
	return history;
}

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static const char *
found_by(const struct audit_fault *fault)
{
	static const char *const derived[] = { "ledger: document",
		"ledger: milestone", "ledger: task", "ledger: deadline" };
	size_t i;

	if (starts(fault->place, "checkpoint "))
		return "checkpoint";
	if (fault->kind == AUDIT_BREACH)
		return "procedure";
	for (i = 0; i < MEM_COUNT(derived); i++)
		if (strcmp(fault->place, derived[i]) == 0)
			return "tables";
	if (strstr(fault->what, "igned by") != NULL)
		return "signature";
	if (starts(fault->place, "ledger: "))
		return "ledger";
	if (starts(fault->place, "documents.git") ||
	    starts(fault->place, "keys/"))
		return "folder";
	if (strcmp(fault->place, "replay") == 0 ||
	    strstr(fault->what, "the replay gives") != NULL)
		return "replay";
	if (strstr(fault->what, "s damaged") != NULL ||
	    starts(fault->place, "commit "))
		return "objects";
	return "contents";
}

static void
print_faults(const struct audit_history *history)
{
	size_t i;

	for (i = 0; i < history->nfaults; i++)
		fprintf(stderr, "fault: record %lld [%s]: %s\n",
		    (long long)history->faults[i].record,
		    history->faults[i].place, history->faults[i].what);
}

/* What found it, at the right record or place; checkpoints only if asked. */
static const char *
finding(const struct audit_history *history, const struct kind *kind,
    bool checkpoint)
{
	const struct audit_fault *fault;
	bool right;
	size_t i;

	for (i = 0; i < history->nfaults; i++) {
		fault = &history->faults[i];
		if (starts(fault->place, "checkpoint ") != checkpoint)
			continue;
		right = kind == NULL || (kind->record != 0 ?
		    fault->record == kind->record :
		    strstr(fault->place, kind->place) != NULL);
		if (right)
			return found_by(fault);
	}
	return NULL;
}

#define ROW "%-34s%-10s%-15s%-10s%s\n"

static void
add_row(const char *name, const char *naive, const char *without_key,
    const char *with_key, const char *checkpoint)
{
	text_addf(&table, ROW, name, naive, without_key, with_key,
	    checkpoint);
	kinds_seen++;
}

/* ---- one kind ---- */

static void
copy_of(const char *name, char dir[160])
{
	char command[512];

	snprintf(dir, 160, "%s/%s", story.dir, name);
	snprintf(command, sizeof(command), "rm -rf %s && cp -rp %s %s", dir,
	    keep, dir);
	assert_int_equal(system(command), 0);
}

static const char *
naively(const struct kind *kind)
{
	struct audit_history *history;
	const char *by;
	char dir[160];

	copy_of("naive", dir);
	assert_int_equal(kind->sql != NULL ? tamper_sql(dir, kind->sql) :
	    tamper_shell(dir, kind->shell), 0);
	history = audited_or_refused(dir, NULL);
	assert_non_null(history);
	by = finding(history, kind, false);
	if (by == NULL) {
		print_faults(history);
		fail_msg("%s was not found at record %d or %s", kind->name,
		    (int)kind->record, kind->place);
	}
	audit_history_free(history);
	return by;
}

/* The first record whose commit is not the one it was. */
static int64_t
first_changed(const char *dir)
{
	char command[512];
	int status;

	snprintf(command, sizeof(command), "n=$(sqlite3 %s/ledger.sqlite "
	    "\"ATTACH '%s/ledger.sqlite' AS was; SELECT coalesce(min(n.number"
	    "), 0) FROM record n LEFT JOIN was.record w ON w.number = "
	    "n.number WHERE w.commit_id IS NOT n.commit_id\"); exit $n", dir,
	    keep);
	status = system(command);
	return WEXITSTATUS(status);
}

/* Made to fit by one who has not the registry's key; nothing to be re-signed
 * where the tail was only cut. */
static const char *
without_key(const char *from, int64_t record)
{
	struct audit_history *history;
	const char *by = NULL;
	char dir[160], command[512];
	size_t i;

	if (record == 0)
		return "not found";
	snprintf(dir, sizeof(dir), "%s/keyless", story.dir);
	snprintf(command, sizeof(command), "rm -rf %s && cp -rp %s %s", dir,
	    from, dir);
	assert_int_equal(system(command), 0);
	tamper_resign(dir, record, other_key);
	history = audited(dir, NULL);
	for (i = 0; i < history->nfaults; i++)
		if (history->faults[i].record == record &&
		    strcmp(found_by(&history->faults[i]), "signature") == 0)
			by = "signature";
	if (by == NULL && record == 1 &&
	    finding(history, NULL, false) != NULL)
		by = "signature";
	if (by == NULL) {
		print_faults(history);
		fail_msg("nobody missed the signature of record %d",
		    (int)record);
	}
	audit_history_free(history);
	return by;
}

static void
told(void *ctx, const struct err *what)
{
	(void)ctx;
	(void)what;
}

/* The derived tables made anew from the forged records. */
static void
recompute_tables(const char *dir)
{
	const struct rebuild_options options = {
		.now_s = story.clock_s, .tell = told
	};
	struct rebuild_totals totals;
	struct err err = ERR_INIT;

	if (registry_rebuild(dir, &options, &totals, &err) != 0)
		fail_msg("%s", err.msg);
}

static void
forged(const struct kind *kind, const char *naive)
{
	const struct audit_outside outside = { &witness, 1, NULL };
	struct audit_history *history;
	struct forgery f;
	struct err err = ERR_INIT;
	const char *by, *keyless, *witnessed;
	char dir[160], command[256];

	snprintf(dir, sizeof(dir), "%s/forged", story.dir);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
	if (forge_load(&f, keep, &err) != 0)
		fail_msg("%s", err.msg);
	kind->forge(&f);
	if (forge_write(&f, keep, dir, "区民政局文件库", &err) != 0)
		fail_msg("%s: %s", kind->name, err.msg);
	forge_release(&f);
	history = audited(dir, &outside);
	by = finding(history, NULL, false);
	if (by != NULL && strcmp(by, "tables") == 0) {
		audit_history_free(history);
		recompute_tables(dir);
		history = audited(dir, &outside);
		by = finding(history, NULL, false);
	}
	/* A signature is no part of the record, nor is a file that it does
	 * not name: they are found by themselves. */
	witnessed = finding(history, NULL, true);
	if (witnessed == NULL && finding(history, kind, false) == NULL) {
		print_faults(history);
		fail_msg("%s: not found with a checkpoint", kind->name);
	}
	keyless = without_key(dir, first_changed(dir));
	add_row(kind->name, naive, keyless, by != NULL ? by : "not found",
	    witnessed != NULL ? witnessed : by);
	audit_history_free(history);
}

static void
test_kinds(void **state)
{
	const char *by;
	size_t i;

	const char *only = getenv("TAMPER_ONLY");

	(void)state;
	for (i = 0; i < MEM_COUNT(kinds); i++) {
		if (only != NULL && strstr(kinds[i].name, only) == NULL)
			continue;
		by = naively(&kinds[i]);
		if (kinds[i].forge != NULL)
			forged(&kinds[i], by);
		else
			add_row(kinds[i].name, by, "same", "same", "same");
	}
}

/* ---- every column and row of the derived tables ---- */

static void
each_column(const char *dir, const char *name, const char *column)
{
	struct audit_history *history;
	char sql[512], place[64];
	const char *by;

	snprintf(sql, sizeof(sql), "UPDATE %s SET %s = CASE typeof(%s) WHEN "
	    "'integer' THEN %s + 70 WHEN 'null' THEN '2021-01-01' ELSE %s || "
	    "'x' END WHERE document_of = 1", name, column, column, column,
	    column);
	/* The first row of the first document. */
	snprintf(sql + strlen(sql) - strlen("document_of = 1"), 128, "%s",
	    strcmp(name, "document") == 0 ? "id = '2021-0001'" :
	    strcmp(name, "task") == 0 ? "document = '2021-0002'" :
	    "document = '2021-0001' AND place = 1");
	if (strcmp(column, "key") == 0)
		snprintf(sql, sizeof(sql), "UPDATE document SET key = 2021 * "
		    "1000000000 + 9 WHERE id = '2021-0001'");
	if (strcmp(column, "evidenced_s") == 0)
		snprintf(sql, sizeof(sql), "UPDATE milestone SET evidenced_s "
		    "= 9223372036854775807 WHERE document = '2021-0001' AND "
		    "place = 1");
	assert_int_equal(forge_sql(dir, sql), 0);
	history = audited(dir, NULL);
	snprintf(place, sizeof(place), "ledger: %s", name);
	by = finding(history, &(struct kind) { .name = column,
	    .place = place }, false);
	if (by == NULL) {
		print_faults(history);
		fail_msg("%s.%s was not found", name, column);
	}
	audit_history_free(history);
	kinds_seen++;
}

static int
on_column(void *ctx, int n, char **values, char **names)
{
	(void)n;
	(void)names;
	text_addf(ctx, "%s ", values[1]);
	return 0;
}

static void
test_derived(void **state)
{
	static const char *const tables[] = { "document", "milestone", "task",
		"deadline" };
	struct text columns = TEXT_INIT;
	char dir[160], sql[512], path[192], *save, *column;
	sqlite3 *db = NULL;
	size_t i;

	(void)state;
	copy_of("derived", dir);
	for (i = 0; i < MEM_COUNT(tables); i++) {
		text_reset(&columns);
		snprintf(path, sizeof(path), "%s/ledger.sqlite", keep);
		snprintf(sql, sizeof(sql), "PRAGMA table_info(%s)",
		    tables[i]);
		assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, sql, on_column, &columns,
		    NULL), SQLITE_OK);
		sqlite3_close(db);
		for (column = strtok_r(columns.ptr, " ", &save);
		    column != NULL; column = strtok_r(NULL, " ", &save)) {
			snprintf(sql, sizeof(sql), "rm -f %s/ledger.sqlite* "
			    "&& cp %s/ledger.sqlite* %s", dir, keep, dir);
			assert_int_equal(system(sql), 0);
			each_column(dir, tables[i], column);
		}
		snprintf(sql, sizeof(sql), "each column of %s", tables[i]);
		add_row(sql, "tables", "same", "same", "same");
		kinds_seen--;
	}
	text_release(&columns);
}

static void
test_derived_rows(void **state)
{
	static const struct kind rows[] = {
		{ "a document's row deleted", 0, "ledger: document",
		  "DELETE FROM document WHERE id = '2021-0002'", NULL, NULL },
		{ "a document's row put in", 0, "ledger: document",
		  "INSERT INTO document (key, id, year, step, record) VALUES "
		  "(2021000000009, '2021-0009', 2021, 1, 1)", NULL, NULL },
		{ "a milestone deleted", 0, "ledger: milestone",
		  "DELETE FROM milestone WHERE name = 'filed'", NULL, NULL },
		{ "a milestone put in", 0, "ledger: milestone",
		  "INSERT INTO milestone SELECT '2021-0002', 99, instance, "
		  "name, step, stated_s, evidenced_s, recorded_s, text_hash, "
		  "person, detail FROM milestone WHERE name = 'filed'", NULL,
		  NULL },
		{ "a task deleted", 0, "ledger: task", "DELETE FROM task",
		  NULL, NULL },
		{ "a deadline deleted", 0, "ledger: deadline",
		  "DELETE FROM deadline WHERE state = 'filing-due'", NULL,
		  NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(rows); i++)
		add_row(rows[i].name, naively(&rows[i]), "same", "same",
		    "same");
}

/* ---- all of it at once, and nothing ---- */

static void
nothing(struct forgery *f)
{
	(void)f;
}

/* Both stores put back together: whole, and found by a checkpoint alone. */
static void
test_rolled_back(void **state)
{
	const struct audit_outside outside = { &witness, 1, NULL };
	struct audit_history *history;
	char dir[160], command[256];

	(void)state;
	snprintf(dir, sizeof(dir), "%s/before", story.dir);
	history = audited(dir, NULL);
	assert_int_equal(history->nfaults, 0);
	audit_history_free(history);
	history = audited(dir, &outside);
	assert_int_equal(history->nfaults, 1);
	assert_int_equal(history->faults[0].record, RECEIPT - 2);
	audit_history_free(history);
	add_row("both stores put back together", "not found", "not found",
	    "not found", "checkpoint");
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	(void)command;
}

/* The registry's key as it stands in the versioned allowed_signers, too. */
static void
other_signers(struct forgery *f, const char *key)
{
	char before[SHA256_HEX], after[SHA256_HEX];
	struct forged_file *file;
	struct sha256 hash;
	size_t i;

	for (i = 0; i < f->count; i++) {
		file = forge_file(&f->records[i], "allowed_signers");
		if (file == NULL)
			continue;
		sha256_of(&hash, file->bytes.ptr, file->bytes.len);
		sha256_hex(before, &hash);
		replace(&file->bytes, original_key, key);
		sha256_of(&hash, file->bytes.ptr, file->bytes.len);
		sha256_hex(after, &hash);
		forge_replace(&f->records[i].outcome, before, after, true);
	}
}

/* The registry made anew under another key: its own whole history. */
static void
test_other_key(void **state)
{
	const struct audit_outside key = { NULL, 0, original_key };
	const struct audit_outside outside = { &witness, 1, NULL };
	struct audit_history *history;
	struct forgery f;
	struct err err = ERR_INIT;
	struct text command = TEXT_INIT;
	struct signer *signer = NULL;
	char dir[160], from[160];

	(void)state;
	copy_of("from", from);
	snprintf(dir, sizeof(dir), "%s/anew", story.dir);
	if (forge_load(&f, keep, &err) != 0)
		fail_msg("%s", err.msg);
	text_addf(&command, "cp %s %s/keys/registry && cp %s.pub "
	    "%s/keys/registry.pub && sed -i \"s|ssh-ed25519 [^ ]*|$(cut "
	    "-d' ' -f1,2 %s.pub)|\" %s/documents.git/allowed_signers",
	    other_key, from, other_key, from, other_key, from);
	assert_int_equal(system(command.ptr), 0);
	text_reset(&command);
	if (signer_load(&signer, other_key, &err) != 0)
		fail_msg("%s", err.msg);
	text_addf(&command, "UPDATE registry SET public_key = '%s'",
	    signer_public(signer));
	other_signers(&f, signer_public(signer));
	signer_free(signer);
	assert_int_equal(tamper_sql(from, command.ptr), 0);
	if (forge_write(&f, from, dir, "区民政局文件库", &err) != 0)
		fail_msg("%s", err.msg);
	forge_release(&f);
	text_release(&command);
	history = audited(dir, NULL);
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	audit_history_free(history);
	history = audited(dir, &key);
	assert_int_equal(history->nfaults, 1);
	assert_string_equal(history->faults[0].place, AUDIT_PLACE_KEY);
	audit_history_free(history);
	history = audited(dir, &outside);
	assert_true(finding(history, NULL, true) != NULL);
	audit_history_free(history);
	add_row("all made anew under another key", "not found",
	    "--registry-key", "not found", "checkpoint");
}

/* No false alarm: the clean one, and what the forger's tools themselves do. */
static void
test_clean(void **state)
{
	const struct audit_outside outside = { &witness, 1, original_key };
	struct audit_history *history = audited(keep, &outside);
	struct forgery f;
	struct err err = ERR_INIT;
	char dir[160];

	(void)state;
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	assert_int_equal(history->witnessed, RECEIPT);
	audit_history_free(history);
	snprintf(dir, sizeof(dir), "%s/same", story.dir);
	if (forge_load(&f, keep, &err) != 0)
		fail_msg("%s", err.msg);
	nothing(&f);
	if (forge_write(&f, keep, dir, "区民政局文件库", &err) != 0)
		fail_msg("%s", err.msg);
	forge_release(&f);
	history = audited(dir, &outside);
	print_faults(history);
	assert_int_equal(history->nfaults, 0);
	audit_history_free(history);
}

/* ---- the table ---- */

/* Each row stands in the manual page as it came out here. */
static void
test_table(void **state)
{
	const char *page = "cli/man/guiwen-evidence.7";
	struct text rows = TEXT_INIT;
	FILE *file = fopen(page, "r");
	char line[512], *save, *row;
	int missing = 0;

	(void)state;
	fprintf(stderr, ROW "%s", "altered", "naively", "without key",
	    "with key", "checkpoint", table.ptr);
	assert_true(kinds_seen >= 60);
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		text_adds(&rows, line);
	fclose(file);
	for (row = strtok_r(table.ptr, "\n", &save); row != NULL;
	    row = strtok_r(NULL, "\n", &save))
		if (strstr(rows.ptr, row) == NULL) {
			fprintf(stderr, "not in %s: %s\n", page, row);
			missing++;
		}
	text_release(&rows);
	assert_int_equal(missing, 0);
}

static int
set_up(void **state)
{
	char command[512];
	struct checkpoint made;

	(void)state;
	if (story_begin(&story, NULL) != 0 || story_play(&story, story_acts,
	    MEM_COUNT(story_acts) - 3) != 0)
		goto failed;
	snprintf(command, sizeof(command), "cp -rp %s %s/before",
	    story.registry, story.dir);
	if (system(command) != 0 || story_play(&story, story_acts +
	    MEM_COUNT(story_acts) - 3, 3) != 0 || store_checkpoint_note(
	    registry_store(story.open), &made, &note, &story.err) != 0 ||
	    witness_of_note(&witness, "of then", note.ptr, note.len,
	    &story.err) != 0)
		goto failed;
	snprintf(original_key, sizeof(original_key), "%s",
	    store_public_key(registry_store(story.open)));
	registry_close(story.open);
	story.open = NULL;
	snprintf(keep, sizeof(keep), "%s", story.registry);
	snprintf(other_key, sizeof(other_key), "%s/other-key", story.dir);
	return signer_generate(other_key, "x", &story.err);
failed:
	fprintf(stderr, "%s\n", story.err.msg);
	return -1;
}

static int
tear_down(void **state)
{
	(void)state;
	text_release(&note);
	text_release(&table);
	story_end(&story);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_derived),
		cmocka_unit_test(test_derived_rows),
		cmocka_unit_test(test_other_key),
		cmocka_unit_test(test_rolled_back),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
