/* test_workflows_registry.c: a registry from its first record on: people,
 * documents, refusals, corrections, many at once */
#include "workflows/registry.h"

#include "engine/base/mem.h"
#include "tests/unit/store_fixture.h"

#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOW 1640000000		/* 2021-12-20 */

static const char settings_xml[] =
    "<registry xmlns=\"urn:guiwen:registry:1\" name=\"测试库\">"
    "<issuing-authority name=\"区民政局\">"
    "<filing authority=\"区政府\" within=\"15 days\" basis=\"依据\""
    " verified=\"yes\"/>"
    "</issuing-authority></registry>";

static const char text_one[] =
    "养老服务管理办法\n\n"
    "　　第一条　为了规范养老服务，制定本办法。\n"
    "　　第二条　本办法适用于本区养老机构。\n"
    "　　第三条　本办法自2021年12月1日起施行，有效期五年。\n";
static const char text_two[] =
    "养老服务管理办法\n\n"
    "　　第一条　为了规范养老服务，制定本办法。\n"
    "　　第二条　本办法适用于本区全部养老机构。\n"
    "　　第三条　本办法自2021年12月1日起施行，有效期五年。\n";
static const char text_issued[] =
    "区民政局文件\n\n区民发〔2021〕7号\n\n"
    "养老服务管理办法\n\n"
    "　　第一条　为了规范养老服务，制定本办法。\n"
    "　　第二条　本办法适用于本区养老机构。\n"
    "　　第三条　本办法自2021年12月1日起施行，有效期五年。\n\n"
    "　　　　　　　　　　　　区民政局\n"
    "　　　　　　　　　　　　2021年11月10日\n";

struct house {
	char dir[64];
	struct registry *registry;
};

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
put_person(struct registry *registry, const char *actor, const char *id,
    const char *unit, const char *role, const char *second)
{
	const char *roles[2] = { role, second };
	const struct person person = { .id = id, .name = id, .unit = unit,
		.post = "", .os_user = "", .roles = roles,
		.nroles = second != NULL ? 2 : 1 };
	struct err err = ERR_INIT;

	assert_done(registry_put_person(registry, actor, &person, "", NOW,
	    &err), err);
}

static int
open_house(void **state)
{
	struct house *house = mem_zero(1, sizeof(*house));
	struct settings *settings = NULL;
	struct err err = ERR_INIT;

	snprintf(house->dir, sizeof(house->dir), "/tmp/guiwen-test-XXXXXX");
	assert_non_null(mkdtemp(house->dir));
	assert_done(settings_parse(&settings, settings_xml,
	    strlen(settings_xml), "settings", &err), err);
	assert_done(registry_init(house->dir, settings, "workflows", NOW,
	    &err), err);
	settings_free(settings);
	assert_done(registry_open(&house->registry, house->dir, false, &err),
	    err);
	put_person(house->registry, "", "chen", "养老科", "drafter", NULL);
	put_person(house->registry, "", "zhou", "法规科", "legal-counsel",
	    NULL);
	put_person(house->registry, "chen", "fair", "法规科",
	    "fair-competition-reviewer", NULL);
	put_person(house->registry, "", "lin", "办公室", "office", NULL);
	*state = house;
	return 0;
}

static int
close_house(void **state)
{
	struct house *house = *state;

	registry_close(house->registry);
	nftw(house->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(house);
	return 0;
}

/* ---- asking ---- */

struct ask {
	const char *by, *document, *event, *on, *papers, *data, *reason;
	const char *text, *file, *instance;
	int64_t seen, corrects;
};

struct asked {
	struct request request;
	struct request_file text, materials[8];
	struct act_datum data[8];
	char papers[200], facts[200];
};

static void
fill(struct asked *asked, const struct ask *ask)
{
	struct request *r = &asked->request;
	char *part, *save;

	memset(asked, 0, sizeof(*asked));
	*r = (struct request){ .person = ask->by, .authenticated = "claimed",
		.document = ask->document, .event = ask->event,
		.instance = ask->instance, .reason = ask->reason,
		.seen = ask->seen, .corrects = ask->corrects,
		.materials = asked->materials, .data = asked->data };
	if (ask->on != NULL)
		assert_int_equal(time_parse(&r->stated_s, ask->on), 0);
	if (ask->text != NULL) {
		asked->text = (struct request_file){ "",
			ask->file != NULL ? ask->file : "稿.txt", "open",
			ask->text, strlen(ask->text) };
		r->text = &asked->text;
	}
	snprintf(asked->papers, sizeof(asked->papers), "%s",
	    ask->papers != NULL ? ask->papers : "");
	for (part = strtok_r(asked->papers, " ", &save); part != NULL;
	    part = strtok_r(NULL, " ", &save))
		asked->materials[r->nmaterials++] = (struct request_file){
			part, "文件.pdf", "open", "%PDF", 4 };
	snprintf(asked->facts, sizeof(asked->facts), "%s",
	    ask->data != NULL ? ask->data : "");
	for (part = strtok_r(asked->facts, "|", &save); part != NULL;
	    part = strtok_r(NULL, "|", &save)) {
		*strchr(part, '=') = '\0';
		asked->data[r->ndata++] = (struct act_datum){ part,
			part + strlen(part) + 1 };
	}
}

static void
ask(struct registry *registry, struct answer *answer, struct ask what)
{
	struct asked asked;
	struct err err = ERR_INIT;

	fill(&asked, &what);
	if (registry_act(registry, &asked.request, 1, NOW, false, answer,
	    &err) != 0)
		fail_msg("%s: %s", what.event, err.msg);
}

static void
done_at(struct registry *registry, struct ask what, int line)
{
	struct answer answer;

	ask(registry, &answer, what);
	if (!answer.done)
		fail_msg("line %d: %s by %s: %s", line, what.event, what.by,
		    answer.err.msg);
	assert_true(answer.recorded);
	assert_non_null(answer.dossier);
	answer_release(&answer);
}

static void
refused_at(struct registry *registry, struct ask what, enum err_code code,
    const char *sentence, bool recorded, int line)
{
	struct answer answer;

	ask(registry, &answer, what);
	if (answer.done)
		fail_msg("line %d: %s was not refused", line, what.event);
	if (answer.err.code != code ||
	    strstr(answer.err.msg, sentence) == NULL)
		fail_msg("line %d: code %d: %s", line, (int)answer.err.code,
		    answer.err.msg);
	assert_int_equal(answer.recorded, recorded);
	answer_release(&answer);
}
#define DONE(r, ...) done_at(r, (struct ask){ __VA_ARGS__ }, __LINE__)
#define REFUSED(r, code, sentence, recorded, ...)			\
	refused_at(r, (struct ask){ __VA_ARGS__ }, code, sentence,	\
	    recorded, __LINE__)
#define PAPERS "explanation basis consultation"
#define DOC "2021-0001"

static void
to_issued(struct registry *r)
{
	DONE(r, .by = "chen", .event = "submit", .on = "2021-10-08",
	    .text = text_one, .papers = PAPERS);
	DONE(r, .by = "zhou", .document = DOC, .event = "accept",
	    .on = "2021-10-09");
	DONE(r, .by = "zhou", .document = DOC, .event = "approve",
	    .on = "2021-10-20", .papers = "legality-opinion");
	DONE(r, .by = "fair", .document = DOC, .event = "approve",
	    .on = "2021-10-25", .papers = "fair-competition-conclusion");
	DONE(r, .by = "lin", .document = DOC, .event = "adopt",
	    .on = "2021-11-05", .papers = "minutes");
	DONE(r, .by = "lin", .document = DOC, .event = "number",
	    .on = "2021-11-10",
	    .data = "number=区民发〔2021〕7号|signer=王某|dated=2021-11-10");
}

/* ---- looking ---- */

static void
file_is_there(struct registry *r, const char *path, const char *bytes)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	if (store_file(registry_store(r), path, NULL, &out, &err) != 1)
		fail_msg("no %s", path);
	if (bytes != NULL)
		assert_string_equal(out.ptr, bytes);
	assert_true(out.len > 0);
	text_release(&out);
}

static int64_t
head(struct registry *r)
{
	struct store_head h;
	struct err err = ERR_INIT;

	assert_done(store_head(registry_store(r), &h, &err), err);
	return h.number;
}

struct rows {
	int documents, tasks, milestones, deadlines, refusals, corrections;
	char status[64], task[64], states[128];
};

static int
take_document(void *ctx, const struct document_row *row, struct err *err)
{
	struct rows *rows = ctx;

	(void)err;
	rows->documents++;
	snprintf(rows->status, sizeof(rows->status), "%s", row->status);
	snprintf(rows->states, sizeof(rows->states), "%s", row->states);
	return 0;
}

static int
take_task(void *ctx, const struct task_row *row, struct err *err)
{
	struct rows *rows = ctx;
	char due[DAY_TEXT] = "-";

	(void)err;
	rows->tasks++;
	if (row->due.year != 0)
		day_format(due, row->due);
	snprintf(rows->task, sizeof(rows->task), "%s %s %s %s", row->instance,
	    row->state, row->role, due);
	return 0;
}

static int
take_milestone(void *ctx, const struct milestone_row *row, struct err *err)
{
	(void)row;
	(void)err;
	((struct rows *)ctx)->milestones++;
	return 0;
}

static int
take_deadline(void *ctx, const struct deadline_row *row, struct err *err)
{
	(void)row;
	(void)err;
	((struct rows *)ctx)->deadlines++;
	return 0;
}

static int
take_record(void *ctx, const struct record *record, struct err *err)
{
	struct rows *rows = ctx;

	(void)err;
	rows->refusals += record->kind == RECORD_REFUSAL;
	rows->corrections += record->kind == RECORD_CORRECTION;
	return 0;
}

static struct rows
look(struct registry *r)
{
	struct store *store = registry_store(r);
	struct err err = ERR_INIT;
	struct rows rows;

	memset(&rows, 0, sizeof(rows));
	assert_done(store_documents(store, NULL, take_document, &rows, &err),
	    err);
	assert_done(store_tasks(store, NULL, NULL, take_task, &rows, &err),
	    err);
	assert_done(store_milestones(store, DOC, NULL, take_milestone, &rows,
	    &err), err);
	assert_done(store_deadlines(store, DOC, take_deadline, &rows, &err),
	    err);
	assert_done(store_records(store, NULL, take_record, &rows, &err),
	    err);
	return rows;
}

/* ---- tests ---- */

static void
first_record_brings_what_is_in_force(void **state)
{
	struct house *house = *state;
	struct registry *r = house->registry;
	const struct procedure_context *context;
	struct settings *settings = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(head(r), 5);	/* init and four people */
	file_is_there(r, "registry.xml", NULL);
	file_is_there(r, "allowed_signers", NULL);
	file_is_there(r, "workflows/normative-document/chart.scxml", NULL);
	file_is_there(r, "workflows/filing/chart.scxml", NULL);
	file_is_there(r, "calendars/cn-2021.ics", NULL);
	file_is_there(r, "registry/record/0001-init.xml", NULL);
	file_is_there(r, "registry/record/0002-person.xml", NULL);
	assert_done(registry_context(r, &context, &err), err);
	assert_int_equal(people_count(context->people), 4);
	/* not a second one in the same place */
	assert_done(settings_parse(&settings, settings_xml,
	    strlen(settings_xml), "settings", &err), err);
	assert_int_equal(registry_init(house->dir, settings, "workflows",
	    NOW, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	/* and nothing is left where the workflows are not to be found */
	assert_int_equal(registry_init("/tmp/guiwen-test-none", settings,
	    "tests", NOW, &err), -1);
	assert_int_not_equal(access("/tmp/guiwen-test-none", F_OK), 0);
	settings_free(settings);
}

static void
people_are_kept_by_the_office(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	const char *roles[] = { "auditor" };
	struct person he = { .id = "he", .name = "何某", .unit = "",
		.post = "", .os_user = "", .roles = roles, .nroles = 1 };
	const struct person *who;
	const char *how;
	struct err err = ERR_INIT;

	assert_int_equal(registry_put_person(r, "", &he, "", NOW, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(registry_put_person(r, "chen", &he, "", NOW, &err),
	    -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(registry_put_person(r, "none", &he, "", NOW, &err),
	    -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	he.id = "HE";
	assert_int_equal(registry_put_person(r, "lin", &he, "", NOW, &err),
	    -1);
	assert_int_equal(head(r), 5);
	he.id = "he";
	assert_done(registry_put_person(r, "lin", &he, "新到", NOW, &err),
	    err);
	he.retired = true;
	assert_int_equal(registry_put_person(r, "he", &he, "", NOW, &err),
	    -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_done(registry_put_person(r, "lin", &he, "", NOW, &err), err);
	assert_int_equal(registry_identify(r, "he", &who, &how, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(registry_identify(r, "xu", &who, &how, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_done(registry_identify(r, "lin", &who, &how, &err), err);
	assert_string_equal(how, "claimed");
}

static void
whole_life(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	struct rows rows;
	struct answer answer;

	to_issued(r);
	rows = look(r);
	assert_string_equal(rows.status, "to-publish");
	assert_string_equal(rows.task, "main to-publish office 2021-12-08");
	ask(r, &answer, (struct ask){ .by = "lin", .document = DOC,
	    .event = "publish", .on = "2021-11-12", .text = text_two });
	assert_false(answer.done);
	assert_true(answer.recorded);
	assert_non_null(answer.redline);
	assert_false(comparison_equal(answer.redline));
	answer_release(&answer);
	DONE(r, .by = "lin", .document = DOC, .event = "publish",
	    .on = "2021-11-12", .text = text_issued, .file = "印发.txt");
	rows = look(r);
	assert_string_equal(rows.status, "published");
	assert_int_equal(rows.tasks, 1);
	assert_string_equal(rows.task,
	    "filing-1 filing-due office 2021-11-29");
	DONE(r, .by = "lin", .document = DOC, .event = "file",
	    .on = "2021-11-20", .papers = "filing-report");
	DONE(r, .by = "lin", .document = DOC, .event = "receipt",
	    .on = "2021-12-02", .papers = "receipt", .data = "number=府备7");
	rows = look(r);
	/* the day had come when the receipt was recorded */
	assert_string_equal(rows.status, "in-force");
	assert_int_equal(rows.tasks, 0);
	assert_int_equal(rows.deadlines, 3);
	assert_int_equal(rows.milestones, 10);
	assert_int_equal(rows.refusals, 1);
	DONE(r, .by = "lin", .document = DOC, .event = "correct",
	    .corrects = 6, .reason = "签发人抄错", .data = "signer=李某");
	assert_int_equal(look(r).corrections, 1);
	file_is_there(r, "documents/2021/00/0001/document.xml", NULL);
	file_is_there(r, "documents/2021/00/0001/original.txt", text_issued);
	file_is_there(r, "documents/2021/00/0001/materials/"
	    "0003-legality-opinion.pdf", "%PDF");
	file_is_there(r, "documents/2021/00/0001/record/0001-submit.xml",
	    NULL);
	file_is_there(r, "documents/2021/00/0001/record/0007-publish.xml",
	    NULL);
}

static void
wrong_input_leaves_nothing(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	char noise[2000];

	memset(noise, 0x01, sizeof(noise));
	noise[sizeof(noise) - 1] = '\0';
	REFUSED(r, ERR_NOTFOUND, "nobody called “xu”", false, .by = "xu",
	    .event = "submit", .text = text_one, .papers = PAPERS);
	REFUSED(r, ERR_NOTFOUND, "the registry has none of that year", false,
	    .by = "zhou", .document = DOC, .event = "accept");
	REFUSED(r, ERR_NOTFOUND, "documents are called like 2021-0001", false,
	    .by = "zhou", .document = "nonsense", .event = "accept");
	REFUSED(r, ERR_UNREADABLE, "", false, .by = "chen",
	    .event = "submit", .text = noise, .papers = PAPERS);
	REFUSED(r, ERR_MISSING, "basis (制定依据)", false, .by = "chen",
	    .event = "submit", .text = text_one, .on = "2021-10-08");
	REFUSED(r, ERR_USAGE, "is nothing that can be done", false, .by = "chen",
	    .event = "a b", .text = text_one);
	REFUSED(r, ERR_USAGE, "characters that cannot be kept", false,
	    .by = "chen", .event = "draft", .text = text_one,
	    .reason = "\xff");
	REFUSED(r, ERR_USAGE, "has a control character", false,
	    .by = "chen", .event = "draft", .text = text_one,
	    .reason = "\x02");
	assert_int_equal(head(r), 5);
	assert_int_equal(look(r).documents, 0);
	DONE(r, .by = "chen", .event = "draft", .text = text_one,
	    .on = "2021-10-08");
	REFUSED(r, ERR_NOTFOUND, "the only one of that year is "
	    "2021-0001", false, .by = "zhou", .document = "2021-0002",
	    .event = "accept");
	REFUSED(r, ERR_NOTFOUND, "record 2 is none of 2021-0001", false,
	    .by = "chen", .document = DOC, .event = "submit", .seen = 2);
	assert_int_equal(head(r), 6);
	/* a known person on a known document: recorded */
	REFUSED(r, ERR_DENIED, "for the role drafter", true, .by = "zhou",
	    .document = DOC, .event = "submit", .on = "2021-10-09");
	assert_int_equal(head(r), 7);
	assert_int_equal(look(r).documents, 1);
	assert_string_equal(look(r).status, "drafting");
}

static void
numbers_are_given_once(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;

	to_issued(r);
	DONE(r, .by = "chen", .event = "submit", .on = "2021-11-11",
	    .text = text_two, .papers = PAPERS);
	DONE(r, .by = "zhou", .document = "2021-0002", .event = "accept",
	    .on = "2021-11-11");
	DONE(r, .by = "zhou", .document = "2021-0002", .event = "approve",
	    .on = "2021-11-11", .papers = "legality-opinion");
	DONE(r, .by = "fair", .document = "2021-0002", .event = "approve",
	    .on = "2021-11-11", .papers = "fair-competition-conclusion");
	DONE(r, .by = "lin", .document = "2021-0002", .event = "adopt",
	    .on = "2021-11-11", .papers = "minutes");
	REFUSED(r, ERR_REFUSED, "区民发〔2021〕7号 of 区民政局 already belongs "
	    "to 2021-0001", true, .by = "lin", .document = "2021-0002",
	    .event = "number", .on = "2021-11-12",
	    .data = "number=区民发〔2021〕7号|signer=王某|dated=2021-11-12");
	DONE(r, .by = "lin", .document = DOC, .event = "correct",
	    .corrects = 6, .reason = "编号抄错",
	    .data = "number=区民发〔2021〕6号");
	DONE(r, .by = "lin", .document = "2021-0002", .event = "number",
	    .on = "2021-11-12",
	    .data = "number=区民发〔2021〕7号|signer=王某|dated=2021-11-12");
}

static void
second_of_a_batch_is_stale(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	struct asked asked[3];
	struct request requests[3];
	struct answer answers[3];
	struct err err = ERR_INIT;
	size_t i;

	DONE(r, .by = "chen", .event = "submit", .on = "2021-10-08",
	    .text = text_one, .papers = PAPERS);
	fill(&asked[0], &(struct ask){ .by = "zhou", .document = DOC,
	    .event = "accept", .on = "2021-10-09" });
	fill(&asked[1], &(struct ask){ .by = "chen", .document = DOC,
	    .event = "withdraw", .on = "2021-10-09" });
	fill(&asked[2], &(struct ask){ .by = "chen", .event = "draft",
	    .text = text_two, .on = "2021-10-09" });
	for (i = 0; i < 3; i++)
		requests[i] = asked[i].request;
	assert_done(registry_act(r, requests, 3, NOW, true, answers, &err),
	    err);
	assert_true(answers[0].done);
	assert_false(answers[1].done);
	assert_true(answers[1].recorded);
	assert_int_equal(answers[1].err.code, ERR_STALE);
	assert_non_null(strstr(answers[1].err.msg, "2021-0001 has moved on: "
	    "record 7, “accept” by zhou (zhou)"));
	assert_true(answers[2].done);
	assert_string_equal(answers[2].document, "2021-0002");
	for (i = 0; i < 3; i++)
		answer_release(&answers[i]);
	assert_int_equal(head(r), 9);
}

static void
texts_and_dossiers_are_read(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	struct document *document = NULL;
	struct dossier *dossier = NULL;
	struct text plain = TEXT_INIT;
	struct err err = ERR_INIT;

	DONE(r, .by = "chen", .event = "draft", .on = "2021-10-08",
	    .text = text_one);
	DONE(r, .by = "chen", .document = DOC, .event = "revise",
	    .on = "2021-10-08", .text = text_two);
	assert_done(registry_text(r, DOC, 1, &document, &err), err);
	document_plain_text(document, &plain);
	assert_null(strstr(plain.ptr, "全部养老机构"));
	document_free(document);
	assert_done(registry_text(r, DOC, 0, &document, &err), err);
	text_reset(&plain);
	document_plain_text(document, &plain);
	assert_non_null(strstr(plain.ptr, "全部养老机构"));
	document_free(document);
	assert_int_equal(registry_text(r, DOC, 3, &document, &err), -1);
	assert_non_null(strstr(err.msg, "has no version 3; it has 1 to 2"));
	assert_done(registry_dossier(r, DOC, &dossier, &err), err);
	assert_int_equal(dossier->nversions, 2);
	dossier_free(dossier);
	text_release(&plain);
}

struct told {
	int count, refused;
	char last[400];
};

static int
take_entry(void *ctx, const struct history_entry *entry, struct err *err)
{
	struct told *told = ctx;

	(void)err;
	told->count++;
	told->refused += !entry->done;
	snprintf(told->last, sizeof(told->last), "%s|%s|%s|%s|%s|%s",
	    entry->act != NULL ? entry->act->event : "-", entry->left,
	    entry->entered, entry->role, entry->authenticated,
	    entry->refusal);
	return 0;
}

static void
history_is_told(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	struct told told = { 0 };
	struct err err = ERR_INIT;

	DONE(r, .by = "chen", .event = "submit", .on = "2021-10-08",
	    .text = text_one, .papers = PAPERS);
	DONE(r, .by = "zhou", .document = DOC, .event = "supplement",
	    .on = "2021-10-09", .reason = "缺 <依据> </act> & 其他");
	assert_done(registry_history(r, DOC, take_entry, &told, &err), err);
	assert_int_equal(told.count, 2);
	assert_string_equal(told.last, "supplement|material-check|supplement|"
	    "legal-counsel|claimed|");
	REFUSED(r, ERR_DENIED, "role drafter", true, .by = "lin",
	    .document = DOC, .event = "supply", .on = "2021-10-10");
	memset(&told, 0, sizeof(told));
	assert_done(registry_history(r, DOC, take_entry, &told, &err), err);
	assert_int_equal(told.refused, 1);
	memset(&told, 0, sizeof(told));
	assert_done(registry_history(r, NULL, take_entry, &told, &err), err);
	assert_int_equal(told.count, 5 + 3);
}

/* What is in force is noticed when another handle has changed it. */
static void
other_handles_are_noticed(void **state)
{
	struct house *house = *state;
	struct registry *other = NULL;
	struct err err = ERR_INIT;
	int i;

	assert_done(registry_open(&other, house->dir, false, &err), err);
	DONE(other, .by = "chen", .event = "draft", .on = "2021-10-08",
	    .text = text_one);
	for (i = 0; i < 20; i++)
		REFUSED(house->registry, ERR_DENIED, "", true, .by = "zhou",
		    .document = DOC, .event = "submit", .on = "2021-10-09");
	put_person(house->registry, "lin", "deng", "养老科", "drafter", NULL);
	DONE(other, .by = "deng", .document = DOC, .event = "submit",
	    .on = "2021-10-09", .papers = PAPERS);
	registry_close(other);
}

#define MANY 16

/* One of the many: waits for the word, then approves what all have seen. */
static int
approve_as(const char *dir, int nth, int64_t seen, int go)
{
	struct registry *r = NULL;
	struct asked asked;
	struct answer answer;
	struct err err = ERR_INIT;
	char id[16], c;
	int result;

	snprintf(id, sizeof(id), "both%d", nth);
	if (registry_open(&r, dir, false, &err) != 0)
		return 9;
	fill(&asked, &(struct ask){ .by = id, .document = DOC,
	    .event = "approve", .on = "2021-10-12", .seen = seen,
	    .papers = "legality-opinion fair-competition-conclusion" });
	if (read(go, &c, 1) < 0)
		return 8;
	if (registry_act(r, &asked.request, 1, time(NULL), true, &answer,
	    &err) != 0) {
		fprintf(stderr, "%s: %s\n", id, err.msg);
		return 7;
	}
	result = answer.done ? 0 : answer.recorded &&
	    answer.err.code == ERR_STALE ? 3 : 6;
	answer_release(&answer);
	registry_close(r);
	return result;
}

static void
one_of_many_wins(void **state)
{
	struct house *house = *state;
	struct registry *r = house->registry;
	int go[2], i, status, won = 0, refused = 0;
	struct rows rows;
	pid_t pids[MANY];
	int64_t seen;
	char id[16];

	for (i = 0; i < MANY; i++) {
		snprintf(id, sizeof(id), "both%d", i);
		put_person(r, "lin", id, "法规科", "legal-counsel",
		    "fair-competition-reviewer");
	}
	DONE(r, .by = "chen", .event = "submit", .on = "2021-10-08",
	    .text = text_one, .papers = PAPERS);
	DONE(r, .by = "zhou", .document = DOC, .event = "accept",
	    .on = "2021-10-09");
	seen = head(r);
	assert_int_equal(pipe(go), 0);
	/* no handle of the parent lives on in a child */
	registry_close(r);
	for (i = 0; i < MANY; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			close(go[1]);
			_exit(approve_as(house->dir, i, seen, go[0]));
		}
	}
	close(go[0]);
	close(go[1]);		/* now */
	for (i = 0; i < MANY; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		won += WEXITSTATUS(status) == 0;
		refused += WEXITSTATUS(status) == 3;
	}
	assert_int_equal(registry_open(&house->registry, house->dir, false,
	    &(struct err)ERR_INIT), 0);
	r = house->registry;
	assert_int_equal(won, 1);
	assert_int_equal(refused, MANY - 1);
	assert_int_equal(head(r), seen + MANY);
	rows = look(r);
	assert_int_equal(rows.refusals, MANY - 1);
	assert_string_equal(rows.states, "fair-competition-review");
}

/* Hand in with one paper more, of these bytes. */
static void
hand_in(struct registry *r, const char *name, const char *bytes,
    struct answer *answer)
{
	struct asked asked;
	struct err err = ERR_INIT;

	fill(&asked, &(struct ask){ .by = "chen", .event = "submit",
	    .on = "2021-10-08", .text = text_one, .papers = PAPERS });
	asked.materials[asked.request.nmaterials++] = (struct request_file){
		"minutes", name, "internal", bytes, strlen(bytes) };
	assert_done(registry_act(r, &asked.request, 1, NOW, false, answer,
	    &err), err);
}

static void
secret_papers_are_refused(void **state)
{
	static const char *const marked[] = { "机密★10年\n\n会议纪要\n",
		"000001\n绝　密\n特急\n会议纪要\n", "秘密 1年\n会议纪要\n" };
	static const char *const open[] = { "会议纪要\n机密文件管理。\n",
		"%PDF-1.7 机密★10年\n", "\xff\xfe\xff", "机密工作会议\n" };
	struct registry *r = ((struct house *)*state)->registry;
	int64_t before = head(r);
	struct answer answer;
	size_t i;

	for (i = 0; i < MEM_COUNT(marked); i++) {
		hand_in(r, "纪要.md", marked[i], &answer);
		assert_false(answer.done);
		assert_false(answer.recorded);
		assert_int_equal(answer.err.code, ERR_SECRET);
		assert_non_null(strstr(answer.err.msg, "纪要.md"));
		answer_release(&answer);
		assert_int_equal(head(r), before);
	}
	for (i = 0; i < MEM_COUNT(open); i++) {
		hand_in(r, "纪要.pdf", open[i], &answer);
		if (!answer.done)
			fail_msg("paper %zu: %s", i, answer.err.msg);
		answer_release(&answer);
	}
}

/* The clock was set back: said at once, and nothing is recorded. */
static void
a_clock_behind_the_last_record(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	int64_t before = head(r);
	struct asked asked;
	struct answer answer;
	struct err err = ERR_INIT;

	fill(&asked, &(struct ask){ .by = "chen", .event = "draft",
		.text = text_one });
	assert_int_equal(registry_act(r, &asked.request, 1, NOW - 86400,
	    false, &answer, &err), -1);
	assert_int_equal(err.code, ERR_CLOCK);
	assert_false(answer.recorded);
	answer_release(&answer);
	assert_int_equal(head(r), before);
}

/* Another process recorded in the second after the clock was read: that is no
 * clock which is behind. */
static void
a_change_of_people_meanwhile(void **state)
{
	const char *roles[] = { "auditor" };
	const struct person he = { .id = "new", .name = "何为民", .unit = "x",
		.post = "", .os_user = "", .roles = roles, .nroles = 1 };
	struct registry *r = ((struct house *)*state)->registry;
	int64_t before = head(r);
	struct err err = ERR_INIT;

	assert_int_equal(registry_put_person(r, "lin", &he, "", NOW - 86400,
	    &err), -1);
	assert_int_equal(err.code, ERR_CLOCK);
	assert_int_equal(head(r), before);
	err_clear(&err);
	assert_done(registry_put_person(r, "lin", &he, "", NOW - 1, &err),
	    err);
	assert_int_equal(head(r), before + 1);
}

/* One that was held up since it read the clock, by a large file or by what
 * else the machine does, is not behind; one whose clock is, is. */
static void
a_command_that_was_held_up(void **state)
{
	struct registry *r = ((struct house *)*state)->registry;
	int64_t before = head(r), present_s = (int64_t)time(NULL);
	struct asked asked;
	struct answer answer;
	struct err err = ERR_INIT;
	static const int64_t ago_s[] = { 10, 300, 9, 0 };
	size_t i;

	fill(&asked, &(struct ask){ .by = "chen", .event = "draft",
		.text = text_one });
	for (i = 0; i < MEM_COUNT(ago_s); i++) {
		assert_done(registry_act(r, &asked.request, 1, present_s -
		    ago_s[i], false, &answer, &err), err);
		assert_true(answer.done);
		answer_release(&answer);
		assert_int_equal(head(r), before + 1 + (int64_t)i);
	}
	/* The last record is of a time that has not come. */
	assert_done(registry_act(r, &asked.request, 1, present_s + 600, false,
	    &answer, &err), err);
	answer_release(&answer);
	assert_int_equal(registry_act(r, &asked.request, 1, present_s, false,
	    &answer, &err), -1);
	assert_int_equal(err.code, ERR_CLOCK);
	answer_release(&answer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_house,	\
	close_house)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(first_record_brings_what_is_in_force),
		TEST(people_are_kept_by_the_office),
		TEST(whole_life), TEST(wrong_input_leaves_nothing),
		TEST(secret_papers_are_refused),
		TEST(numbers_are_given_once),
		TEST(second_of_a_batch_is_stale),
		TEST(texts_and_dossiers_are_read), TEST(history_is_told),
		TEST(other_handles_are_noticed), TEST(one_of_many_wins),
		TEST(a_clock_behind_the_last_record),
		TEST(a_change_of_people_meanwhile),
		TEST(a_command_that_was_held_up)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
