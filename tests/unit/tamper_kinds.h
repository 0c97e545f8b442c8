/*
 * tamper_kinds.h: the kinds of alteration of test_workflows_tamper.c, and what
 * a forger does for each
 */
#ifndef GUIWEN_TESTS_TAMPER_KINDS_H
#define GUIWEN_TESTS_TAMPER_KINDS_H

#include "tests/unit/tamper.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* ---- what a forger alters ---- */

static struct forged_record *
at(struct forgery *f, int64_t number)
{
	return &f->records[number - 1];
}

static void
replace(struct text *text, const char *from, const char *to)
{
	if (forge_replace(text, from, to, true) == 0)
		fail_msg("no %s in %s", from, text->ptr);
}

static void
rename_to(char **field, const char *to)
{
	free(*field);
	*field = mem_strdup(to);
}

/* To another place in the order; the times stay in order. */
static void
move(struct forgery *f, int64_t from, int64_t to)
{
	struct forged_record r = *at(f, from);
	int64_t times[64], i;

	for (i = 1; i <= (int64_t)f->count; i++)
		times[i] = at(f, i)->recorded_s;

	if (from < to)
		memmove(at(f, from), at(f, from + 1),
		    (size_t)(to - from) * sizeof(r));
	else
		memmove(at(f, to + 1), at(f, to),
		    (size_t)(from - to) * sizeof(r));
	*at(f, to) = r;
	for (i = 1; i <= (int64_t)f->count; i++)
		at(f, i)->recorded_s = times[i];
}

static void
other_kind(struct forgery *f)
{
	at(f, APPROVE)->kind = RECORD_TICK;
}

static void
other_document(struct forgery *f)
{
	struct forged_record *r = at(f, REFUSED);
	size_t i;

	move(f, REFUSED, ACCEPT_2);
	r = at(f, ACCEPT_2);
	rename_to(&r->document, "2021-0002");
	for (i = 0; i < r->nfiles; i++)
		memcpy(strstr(r->files[i].path, "0001"), "0002", 4);
	forge_replace(&r->act, "2021-0001", "2021-0002", true);
}

static void
other_order(struct forgery *f)
{
	move(f, APPROVE, FAIR);
}

static void
other_turn(struct forgery *f)
{
	move(f, FAIR, SUBMIT_2);
}

static void
other_event(struct forgery *f)
{
	struct forged_record *r = at(f, APPROVE);

	rename_to(&r->event, "return");
	replace(&r->act, "event=\"approve\"", "event=\"return\"");
}

static void
other_person(struct forgery *f)
{
	struct forged_record *r = at(f, FAIR);

	rename_to(&r->person, "zhou");
	replace(&r->act, "person=\"sun\"", "person=\"zhou\"");
}

static void
made_timely(struct forgery *f)
{
	at(f, FILE_IT)->recorded_s = at(f, PUBLISH)->recorded_s + 86400;
}

static void
other_act(struct forgery *f)
{
	replace(&at(f, FILE_IT)->act, " nonce=",
	    " evidenced=\"2021-03-20T00:00:00+08:00\" nonce=");
}

static void
other_outcome(struct forgery *f)
{
	replace(&at(f, APPROVE)->outcome, " day=\"20210306\"",
	    " day=\"20210305\"");
}

static void
false_signature(struct forgery *f)
{
	rename_to(&at(f, APPROVE)->signature, "-----BEGIN SSH SIGNATURE-----\n"
	    "AAAA\n-----END SSH SIGNATURE-----\n");
}

static void
left_out(struct forgery *f)
{
	move(f, APPROVE, RECEIPT);
	f->count--;
}

static void
refusal_left_out(struct forgery *f)
{
	move(f, REFUSED, RECEIPT);
	f->count--;
}

static void
tail_cut(struct forgery *f)
{
	f->count--;
}

static void
long_tail_cut(struct forgery *f)
{
	f->count -= 3;
}

/* The second document's acceptance becomes the first one's act again. */
static void
act_repeated(struct forgery *f)
{
	struct forged_record *r = at(f, ACCEPT_2);

	text_reset(&r->act);
	text_add(&r->act, at(f, ACCEPT)->act.ptr, at(f, ACCEPT)->act.len);
}

static void
other_file(struct forgery *f, int64_t number, const char *ending,
    const char *from, const char *to)
{
	struct forged_file *file = forge_file(at(f, number), ending);

	if (file == NULL)
		fail_msg("record %d brings no %s", (int)number, ending);
	replace(&file->bytes, from, to);
}

static void
other_text(struct forgery *f)
{
	other_file(f, SUBMIT, "/document.xml", "监督管理", "审批许可");
}

static void
other_original(struct forgery *f)
{
	other_file(f, SUBMIT, "/original.txt", "监督管理", "审批许可");
}

static void
other_issued(struct forgery *f)
{
	other_file(f, PUBLISH, "/original.txt", "监督管理", "审批许可");
}

static void
other_state(struct forgery *f)
{
	other_file(f, APPROVE, "/state.xml", "person=\"zhou\"",
	    "person=\"sun\"");
}

static void
other_opinion(struct forgery *f)
{
	other_file(f, APPROVE, "legality-opinion.txt", "这是", "这不是");
}

static void
other_people(struct forgery *f)
{
	other_file(f, 5, "people.xml", "roles=\"drafter\"",
	    "roles=\"drafter office\"");
}

static void
other_settings(struct forgery *f)
{
	other_file(f, 1, "registry.xml", "15 days", "95 days");
}

static void
other_chart(struct forgery *f)
{
	other_file(f, 1, "workflows/normative-document/chart.scxml",
	    "gw:not=\"drafter submitter\"", "");
}

static void
other_filing_chart(struct forgery *f)
{
	other_file(f, 1, "workflows/filing/chart.scxml", "gw:role=\"office\"",
	    "gw:role=\"drafter\"");
}

static void
other_calendar(struct forgery *f)
{
	other_file(f, 1, "calendars/cn-2021.ics", "202102", "202103");
}

static void
other_author(struct forgery *f)
{
	rename_to(&at(f, APPROVE)->author, "别人");
}

static void
other_author_of_people(struct forgery *f)
{
	rename_to(&at(f, 5)->author, "别人");
}

static void
other_time(struct forgery *f)
{
	at(f, APPROVE)->author_time_s -= 86400;
}

static void
other_subject(struct forgery *f)
{
	rename_to(&at(f, APPROVE)->subject, "2021-0001 合法性审核：不合法");
}

static void
file_put_in(struct forgery *f)
{
	struct forged_record *r = at(f, APPROVE);
	struct forged_file *file;

	MEM_GROW(r->files, r->nfiles, r->files_cap);
	file = &r->files[r->nfiles++];
	file->path = mem_strdup("documents/2021/00/0001/materials/"
	    "0004-extra.txt");
	text_init(&file->bytes);
	text_adds(&file->bytes, "事后补入\n");
}

#define APPROVAL "number = 9"
#define OBJECT(name) "object main~" name
#define GONE(name, of, record, place) \
	{ name, record, place, NULL, "object " of "; rm -f $p", NULL }
#define BENT(name, of, record, place, forger) \
	{ name, record, place, NULL, "object " of "; printf 'blob 1\\0x' | " \
	    "perl -MCompress::Zlib -0777 -ne 'print compress($_)' >$p", \
	    forger }

static const struct kind kinds[] = {
	/* ---- the ledger's records ---- */
	{ "record.number", 100, NULL,
	  "UPDATE record SET number = 100 WHERE number = 17", NULL,
	  other_turn },
	{ "record.kind", APPROVE, NULL,
	  "UPDATE record SET kind = 'tick' WHERE " APPROVAL, NULL,
	  other_kind },
	{ "record.document", REFUSED, NULL,
	  "UPDATE record SET document = '2021-0002', step = 9 WHERE "
	  "number = 7", NULL, other_document },
	{ "record.step", APPROVE, NULL,
	  "UPDATE record SET step = 40 WHERE " APPROVAL, NULL,
	  other_order },
	{ "record.event", APPROVE, NULL,
	  "UPDATE record SET event = 'return' WHERE " APPROVAL, NULL,
	  other_event },
	{ "record.person", FAIR, NULL,
	  "UPDATE record SET person = 'zhou' WHERE number = 10", NULL,
	  other_person },
	{ "record.recorded_s", FILE_IT, NULL,
	  "UPDATE record SET recorded_s = recorded_s - 864000 WHERE "
	  "number = 16", NULL, made_timely },
	{ "record.recorded_s, absurd", FILE_IT, NULL,
	  "UPDATE record SET recorded_s = 9223372036854775807 WHERE "
	  "number = 16", NULL, NULL },
	{ "record.hash", APPROVE, NULL,
	  "UPDATE record SET hash = zeroblob(32) WHERE " APPROVAL, NULL,
	  NULL },
	{ "record.previous", APPROVE, NULL,
	  "UPDATE record SET previous = zeroblob(32) WHERE " APPROVAL, NULL,
	  NULL },
	{ "record.commit_id", APPROVE, NULL,
	  "UPDATE record SET commit_id = zeroblob(20) WHERE " APPROVAL, NULL,
	  NULL },
	{ "record.body, the act", FILE_IT, NULL,
	  "UPDATE record SET body = replace(body, ' nonce=', "
	  "' evidenced=\"2021-03-20T00:00:00+08:00\" nonce=') WHERE "
	  "number = 16", NULL, other_act },
	{ "record.body, the outcome", APPROVE, NULL,
	  "UPDATE record SET body = replace(body, ' day=\"20210306\"', "
	  "' day=\"20210305\"') WHERE " APPROVAL, NULL, other_outcome },
	{ "record.body, its hash too", APPROVE, NULL,
	  "UPDATE record SET body = (SELECT body FROM record WHERE "
	  "number = 10), hash = (SELECT hash FROM record WHERE number = 10) "
	  "WHERE " APPROVAL, NULL, NULL },
	{ "record.signature", APPROVE, NULL,
	  "UPDATE record SET signature = 'x' WHERE " APPROVAL, NULL,
	  false_signature },
	{ "a record deleted", APPROVE, NULL,
	  "DELETE FROM record WHERE " APPROVAL, NULL, left_out },
	{ "a refusal deleted", REFUSED, NULL,
	  "DELETE FROM record WHERE number = 7", NULL, refusal_left_out },
	{ "the last record deleted", 0, "documents.git",
	  "DELETE FROM record WHERE number = 17", NULL, tail_cut },
	{ "the tail cut", 0, "documents.git",
	  "DELETE FROM record WHERE number > 14", NULL, long_tail_cut },
	{ "a record put in", 18, NULL,
	  "INSERT INTO record SELECT 18, kind, document, 11, event, person, "
	  "recorded_s + 9999999, hash, (SELECT hash FROM record WHERE "
	  "number = 17), zeroblob(20), body, '' FROM record WHERE number = 9",
	  NULL, act_repeated },
	{ "two records swapped", ACCEPT, NULL,
	  "UPDATE record SET number = 100, step = 100 WHERE number = 8; "
	  "UPDATE record SET number = 8, step = 3 WHERE number = 9; "
	  "UPDATE record SET number = 9, step = 4 WHERE number = 100", NULL,
	  other_order },
	/* ---- the rest of the ledger ---- */
	{ "registry.id", 0, "ledger: registry",
	  "UPDATE registry SET id = '00000000000000000000000000000000'",
	  NULL, NULL },
	{ "registry.name", 0, "ledger: registry",
	  "UPDATE registry SET name = '别的局'", NULL, NULL },
	{ "registry.public_key", 0, "ledger: registry",
	  "UPDATE registry SET public_key = 'ssh-ed25519 AAAA'", NULL, NULL },
	{ "redo.objects", SUBMIT, NULL,
	  "UPDATE redo SET objects = '' WHERE record = 6", NULL, NULL },
	{ "redo.objects, a file's own line", APPROVE, NULL,
	  "UPDATE redo SET objects = substr(objects, 1, instr(objects, "
	  "' body') - 1) || ' signature' || substr(objects, instr(objects, "
	  "' body') + 5) WHERE record = 9", NULL, NULL },
	{ "redo.objects, what was before", APPROVE, NULL,
	  "UPDATE redo SET objects = substr(objects, 1, length(objects) - 2) "
	  "|| '1' || char(10) WHERE record = 9", NULL, NULL },
	{ "redo.contents", SUBMIT, NULL,
	  "UPDATE redo SET contents = zeroblob(length(contents)) WHERE "
	  "record = 6", NULL, NULL },
	{ "a redo row put in", 0, "ledger: redo",
	  "INSERT INTO redo SELECT 99, objects, contents FROM redo WHERE "
	  "record = 6", NULL, NULL },
	{ "a trigger dropped", 0, "ledger: schema", NULL,
	  "sqlite3 ledger.sqlite 'DROP TRIGGER record_update'", NULL },
	{ "an index dropped", 0, "ledger: schema",
	  "DROP INDEX record_document", NULL, NULL },
	{ "a table added", 0, "ledger: schema", "CREATE TABLE x (y)", NULL,
	  NULL },
	{ "a view added", 0, "ledger: schema",
	  "CREATE VIEW x AS SELECT 1", NULL, NULL },
	{ "the ledger's file damaged", 0, "ledger: file", NULL,
	  "sqlite3 ledger.sqlite 'PRAGMA wal_checkpoint(TRUNCATE)'; n=$(( "
	  "$(stat -c %s ledger.sqlite) / 4096 - 3 )); dd if=/dev/urandom "
	  "of=ledger.sqlite bs=4096 seek=$n count=1 conv=notrunc", NULL },
	{ "the ledger put back to before", 0, "documents.git", NULL,
	  "cp ../before/ledger.sqlite* .", NULL },
	{ "the repository put back to before", 0, "documents.git", NULL,
	  "rm -rf documents.git && cp -rp ../before/documents.git . && "
	  "sqlite3 ledger.sqlite 'DELETE FROM redo'", NULL },
	/* ---- git's objects ---- */
	GONE("a commit gone", "main~8", APPROVE, NULL),
	GONE("a tree gone", "main~8:documents/2021/00/0001", APPROVE, NULL),
	GONE("a record's file gone",
	    "main:documents/2021/00/0001/record/0004-approve.xml", APPROVE,
	    NULL),
	GONE("a text gone", "main:documents/2021/00/0002/document.xml",
	    SUBMIT_2, NULL),
	GONE("an opinion gone", "main:documents/2021/00/0001/materials/"
	    "0004-legality-opinion.txt", APPROVE, NULL),
	GONE("people.xml gone", "main:people.xml", 5, NULL),
	BENT("a commit altered", "main~8", APPROVE, NULL, NULL),
	BENT("a commit's author", "main~8", APPROVE, NULL, other_author),
	BENT("a commit's time", "main~8", APPROVE, NULL, other_time),
	BENT("a commit's subject", "main~8", APPROVE, NULL, other_subject),
	BENT("a commit's author, people", "main~12", 5, NULL,
	    other_author_of_people),
	BENT("a tree altered", "main~8:documents/2021/00/0001", APPROVE,
	    NULL, file_put_in),
	BENT("a record's file altered",
	    "main:documents/2021/00/0001/record/0004-approve.xml", APPROVE,
	    NULL, NULL),
	BENT("document.xml altered",
	    "main~11:documents/2021/00/0001/document.xml", SUBMIT, NULL,
	    other_text),
	BENT("the original altered",
	    "main~11:documents/2021/00/0001/original.txt", SUBMIT, NULL,
	    other_original),
	BENT("the issued file altered",
	    "main:documents/2021/00/0001/original.txt", PUBLISH, NULL,
	    other_issued),
	BENT("state.xml altered",
	    "main~8:documents/2021/00/0001/state.xml", APPROVE, NULL,
	    other_state),
	BENT("an opinion altered", "main:documents/2021/00/0001/materials/"
	    "0004-legality-opinion.txt", APPROVE, NULL, other_opinion),
	BENT("people.xml altered", "main:people.xml", 5, NULL, other_people),
	BENT("registry.xml altered", "main:registry.xml", 1, NULL,
	    other_settings),
	BENT("the chart altered",
	    "main:workflows/normative-document/chart.scxml", 1, NULL,
	    other_chart),
	BENT("the filing chart altered", "main:workflows/filing/chart.scxml",
	    1, NULL, other_filing_chart),
	BENT("a calendar altered", "main:calendars/cn-2021.ics", 1, NULL,
	    other_calendar),
	/* ---- beside the objects ---- */
	{ "main moved back", RECEIPT, NULL, NULL,
	  "git --git-dir=$g update-ref refs/heads/main main~1", NULL },
	{ "main moved away", 0, "refs/heads/main", NULL,
	  "git --git-dir=$g update-ref refs/heads/main $(git --git-dir=$g "
	  "-c user.name=x -c user.email=x@x commit-tree -m x -p main "
	  "main^{tree})", NULL },
	{ "main deleted", SUBMIT - 5, NULL, NULL,
	  "git --git-dir=$g update-ref -d refs/heads/main", NULL },
	{ "HEAD changed", 0, "documents.git/HEAD", NULL,
	  "echo 'ref: refs/heads/x' >$g/HEAD", NULL },
	{ "another branch", 0, "refs/heads/x", NULL,
	  "git --git-dir=$g update-ref refs/heads/x main~2", NULL },
	{ "a tag, packed", 0, "refs/tags/x", NULL,
	  "git --git-dir=$g update-ref refs/tags/x main && git --git-dir=$g "
	  "pack-refs --all", NULL },
	{ "a replacement", 0, "refs/replace", NULL,
	  "git --git-dir=$g replace main~1 main~2", NULL },
	{ "a graft", 0, "info/grafts", NULL,
	  "git --git-dir=$g rev-parse main~2 >$g/info/grafts", NULL },
	{ "a shallow history", 0, "shallow", NULL,
	  "git --git-dir=$g rev-parse main~2 >$g/shallow", NULL },
	{ "objects from elsewhere", 0, "alternates", NULL,
	  "echo /tmp >$g/objects/info/alternates", NULL },
	{ "a commit graph", 0, "commit-graph", NULL,
	  "git --git-dir=$g commit-graph write --reachable", NULL },
	{ "git's configuration", 0, "documents.git/config", NULL,
	  "git config -f $g/config core.useReplaceRefs true", NULL },
	{ "the hook against pushes", 0, "hooks/pre-receive", NULL,
	  "echo 'exit 0' >$g/hooks/pre-receive", NULL },
	{ "another hook", 0, "hooks/post-update", NULL,
	  "echo 'exit 0' >$g/hooks/post-update", NULL },
	{ "attributes", 0, "info/attributes", NULL,
	  "echo '* -diff' >$g/info/attributes", NULL },
	{ "allowed_signers", 0, "allowed_signers", NULL,
	  "echo x >>$g/allowed_signers", NULL },
	{ "the private key", 0, "keys/registry", NULL,
	  "cp ../other-key keys/registry", NULL },
	{ "the public key's file", 0, "keys/registry.pub", NULL,
	  "cp ../other-key.pub keys/registry.pub", NULL },
	{ "the public key's file gone", 0, "keys/registry.pub", NULL,
	  "rm keys/registry.pub", NULL },
};

#endif
