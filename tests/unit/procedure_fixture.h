/* procedure_fixture.h: a world with people, settings and the shipped charts,
 * in which tests perform acts on one dossier */
#ifndef GUIWEN_TESTS_PROCEDURE_FIXTURE_H
#define GUIWEN_TESTS_PROCEDURE_FIXTURE_H

#include "engine/base/mem.h"
#include "workflows/context.h"
#include "workflows/procedure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RECORDED_S 1700000000	/* 2023-11-15, after all that is stated */

#define PERSON(id, unit, roles)						\
	"<person id=\"" id "\" name=\"" id "某\" roles=\"" roles "\" unit=\""	\
	unit "\"></person>"
static const char world_people[] =
    "<people xmlns=\"urn:guiwen:people:1\">"
    PERSON("aud", "督察室", "auditor")
    PERSON("both", "法规科", "legal-counsel fair-competition-reviewer")
    PERSON("chen", "养老科", "drafter")
    PERSON("deng", "养老科", "drafter")
    PERSON("fair", "法规科", "fair-competition-reviewer")
    PERSON("lin", "办公室", "office")
    PERSON("multi", "养老科", "drafter legal-counsel "
	"fair-competition-reviewer office")
    "<person id=\"old\" name=\"退某\" retired=\"yes\" roles=\"drafter\""
    " unit=\"养老科\"></person>"
    PERSON("wu", "社会科", "drafter")
    PERSON("zhou", "法规科", "legal-counsel")
    "</people>";

static const char world_settings[] =
    "<registry xmlns=\"urn:guiwen:registry:1\" name=\"测试库\">"
    "<issuing-authority name=\"区民政局\">"
    "<filing authority=\"区政府\" within=\"15 days\" basis=\"依据甲\""
    " verified=\"yes\"/>"
    "<filing authority=\"市民政局\" within=\"10 working-days\""
    " basis=\"依据乙\" verified=\"no\"/>"
    "</issuing-authority>"
    "<issuing-authority name=\"区教委\"/>"
    "</registry>";

struct world {
	struct context *context;
	struct procedure_context view;
	struct dossier *d;	/* NULL: the next act creates one */
	struct procedure_last last;
	enum procedure_result result;
	struct err refusal;
	struct text outcome;
	const char *holder;	/* of every number, or NULL */
	struct chart *chart;	/* instead of the main one, or NULL */
	struct settings *settings;	/* instead of the usual, or NULL */
	char chart_hash[SHA256_HEX];
	int64_t recorded_s;
};

/* What a test states; NULL and 0 are "not given". */
struct ask {
	const char *by, *event, *role, *on, *instance, *reason, *evidenced;
	const char *text;	/* its text hash; the file's hash is o-TEXT */
	const char *file, *doc_number, *text_title, *issuer, *signer;
	const char *masthead, *doubt, *changes;
	const char *issued, *effective, *expires;	/* as the text says */
	bool on_publication;
	int64_t validity_months;
	const char *papers;	/* kinds, "a b" */
	const char *data;	/* "number=x|signer=y" */
	const char *title, *authority, *lead, *joint, *kind, *body;
	const char *relation, *to;	/* one relation and its target */
	int64_t corrects, seen;
	bool other_history;	/* the record seen has another hash */
};

static int
world_file(void *ctx, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	const char *inline_text = NULL;
	char real[256], buf[4096];
	FILE *file;
	size_t n;

	(void)ctx;
	(void)err;
	if (strcmp(path, CONTEXT_PEOPLE) == 0)
		inline_text = world_people;
	if (strcmp(path, CONTEXT_SETTINGS) == 0)
		inline_text = world_settings;
	if (inline_text != NULL) {
		text_adds(out, inline_text);
	} else {
		snprintf(real, sizeof(real), "%s%s", strncmp(path,
		    "calendars/", 10) == 0 ? "workflows/" : "", path);
		if ((file = fopen(real, "rb")) == NULL)
			return 0;
		while ((n = fread(buf, 1, sizeof(buf), file)) > 0)
			text_add(out, buf, n);
		fclose(file);
	}
	if (id != NULL)
		object_id_of(id, OBJECT_BLOB, out->ptr, out->len);
	return 1;
}

static const char *
world_holder(void *ctx, const char *authority, const char *number)
{
	struct world *w = ctx;

	assert_non_null(authority);
	assert_non_null(number);
	return w->holder;
}

/* 2020-0001 is published, 2020-0002 is there, others are not. */
static enum procedure_known
world_document(void *ctx, const char *id)
{
	(void)ctx;
	if (strcmp(id, "2020-0001") == 0)
		return PROCEDURE_PUBLISHED;
	return strcmp(id, "2020-0002") == 0 ? PROCEDURE_UNPUBLISHED :
	    PROCEDURE_UNKNOWN;
}

/* A file of the source tree with every `old` replaced. */
static void
world_edited(const char *path, const char *old, const char *new,
    struct text *out)
{
	struct text bytes = TEXT_INIT;
	struct err err = ERR_INIT;
	const char *at, *hit;

	assert_int_equal(world_file(NULL, path, NULL, &bytes, &err), 1);
	for (at = bytes.ptr; (hit = strstr(at, old)) != NULL;
	    at = hit + strlen(old)) {
		text_add(out, at, (size_t)(hit - at));
		text_adds(out, new);
	}
	assert_true(at != bytes.ptr);
	text_adds(out, at);
	text_release(&bytes);
}

static const struct chart *
world_chart(void *ctx, const char *workflow, const char *hash,
    const char **hash_out)
{
	struct world *w = ctx;
	const struct procedure_context *shipped = context_get(w->context);

	if (strcmp(workflow, "normative-document") != 0)
		return shipped->chart(shipped->chart_ctx, workflow, hash,
		    hash_out);
	*hash_out = w->chart_hash;
	return hash == NULL || strcmp(hash, w->chart_hash) == 0 ? w->chart :
	    NULL;
}

/* From now on the main chart has another wording. */
static inline void
world_edit_chart(struct world *w, const char *old, const char *new)
{
	struct text bytes = TEXT_INIT;
	struct err err = ERR_INIT;
	struct sha256 hash;

	world_edited("workflows/normative-document/chart.scxml", old, new,
	    &bytes);
	if (chart_parse(&w->chart, bytes.ptr, bytes.len, "edited", &err) != 0)
		fail_msg("%s", err.msg);
	sha256_of(&hash, bytes.ptr, bytes.len);
	sha256_hex(w->chart_hash, &hash);
	w->view.chart = world_chart;
	w->view.chart_ctx = w;
	text_release(&bytes);
}

static void
world_begin(struct world *w)
{
	struct err err = ERR_INIT;

	memset(w, 0, sizeof(*w));
	text_init(&w->outcome);
	w->context = context_new();
	if (context_load(w->context, world_file, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	w->view = *context_get(w->context);
	w->view.number_holder = world_holder;
	w->view.document = world_document;
	w->view.lookup_ctx = w;
	w->recorded_s = RECORDED_S;
}

/* From now on the registry has other settings. */
static inline void
world_settings_are(struct world *w, const char *xml)
{
	struct err err = ERR_INIT;

	if (settings_parse(&w->settings, xml, strlen(xml), "settings",
	    &err) != 0)
		fail_msg("%s", err.msg);
	w->view.settings = w->settings;
}

static void
world_forget(struct world *w)
{
	dossier_free(w->d);
	w->d = NULL;
}

static void
world_end(struct world *w)
{
	world_forget(w);
	chart_free(w->chart);
	settings_free(w->settings);
	context_free(w->context);
	text_release(&w->outcome);
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static struct day
day_of(const char *s)
{
	struct day day = { 0, 0, 0 };

	if (s != NULL && *s != '\0')
		assert_int_equal(day_parse(&day, s), 0);
	return day;
}

static int64_t
time_of(const char *s)
{
	int64_t time_s = 0;

	if (s != NULL)
		assert_int_equal(time_parse(&time_s, s), 0);
	return time_s;
}

static void
ask_text(const struct world *w, struct act *act, const struct ask *ask)
{
	struct text original = TEXT_INIT;

	if (ask->text == NULL)
		return;
	text_addf(&original, "o-%s", ask->text);
	act->text = arena_alloc(&act->arena, sizeof(*act->text));
	*act->text = (struct act_text){
		.name = ask->file != NULL ? ask->file : "稿.docx",
		.format = "docx", .reader = "r", .akn = "k",
		.original = arena_strdup(&act->arena, original.ptr),
		.text_hash = ask->text, .bytes = 9,
		.title = ask->text_title != NULL ? ask->text_title :
		    "某某管理办法（试行）",
		.doc_number = or_empty(ask->doc_number),
		.issuer = or_empty(ask->issuer),
		.signer = or_empty(ask->signer),
		.masthead = or_empty(ask->masthead),
		.doubt = or_empty(ask->doubt), .doubt_words = "",
		.changes = or_empty(ask->changes),
		.issued = day_of(ask->issued),
		.effective = day_of(ask->effective),
		.expires = day_of(ask->expires),
		.on_publication = ask->on_publication,
		.validity_months = ask->validity_months };
	/* An issued file bears what was settled, unless a test says else. */
	if (w->d != NULL && strcmp(ask->event, "publish") == 0) {
		if (ask->doc_number == NULL)
			act->text->doc_number = w->d->number;
		if (ask->issuer == NULL)
			act->text->issuer = w->d->authority;
		if (ask->issued == NULL)
			act->text->issued = w->d->made;
		if (ask->effective == NULL)
			act->text->effective =
			    dossier_version(w->d)->effective;
		if (ask->expires == NULL)
			act->text->expires = dossier_version(w->d)->expires;
	}
	text_release(&original);
}

static void
ask_lists(struct act *act, const struct ask *ask)
{
	char *copy, *part, *save, *equals;

	act->materials = arena_array(&act->arena, 16,
	    sizeof(*act->materials));
	copy = arena_strdup(&act->arena, or_empty(ask->papers));
	for (part = strtok_r(copy, " ", &save); part != NULL;
	    part = strtok_r(NULL, " ", &save))
		act->materials[act->nmaterials++] = (struct act_material){
			.kind = part, .name = "文件.PDF", .sha256 = "ab",
			.class = "open", .bytes = 5 };
	act->data = arena_array(&act->arena, 16, sizeof(*act->data));
	copy = arena_strdup(&act->arena, or_empty(ask->data));
	for (part = strtok_r(copy, "|", &save); part != NULL;
	    part = strtok_r(NULL, "|", &save)) {
		equals = strchr(part, '=');
		assert_non_null(equals);
		*equals = '\0';
		act->data[act->ndata++] = (struct act_datum){ part,
			equals + 1 };
	}
	if (ask->relation != NULL) {
		act->relations = arena_array(&act->arena, 1,
		    sizeof(*act->relations));
		act->relations[act->nrelations++] = (struct act_relation){
			ask->relation, ask->to };
	}
	if (ask->joint != NULL) {
		act->joint = arena_array(&act->arena, 8,
		    sizeof(*act->joint));
		copy = arena_strdup(&act->arena, ask->joint);
		for (part = strtok_r(copy, " ", &save); part != NULL;
		    part = strtok_r(NULL, " ", &save))
			act->joint[act->njoint++] = part;
	}
}

static struct act *
ask_act(const struct world *w, const struct ask *ask)
{
	struct act *act = act_new();
	size_t i;

	act->registry = "r";
	act->document = w->d != NULL ? w->d->id : "";
	act->instance = or_empty(ask->instance);
	act->event = ask->event;
	act->person = or_empty(ask->by);
	act->role = or_empty(ask->role);
	act->seen = ask->seen != 0 ? ask->seen : w->last.record;
	act->seen_hash = w->last.hash;
	for (i = 0; i < w->last.nalso; i++)
		if (w->last.also[i].record == act->seen)
			act->seen_hash = w->last.also[i].hash;
	if (ask->other_history)
		act->seen_hash.b[5] ^= 1;
	act->stated_s = time_of(ask->on);
	act->evidenced_s = time_of(ask->evidenced);
	act->nonce = "00";
	act->reason = or_empty(ask->reason);
	act->title = or_empty(ask->title);
	act->authority = or_empty(ask->authority);
	act->lead = or_empty(ask->lead);
	act->kind = or_empty(ask->kind);
	act->drafting_body = or_empty(ask->body);
	act->corrects = ask->corrects;
	ask_text(w, act, ask);
	ask_lists(act, ask);
	return act;
}

/* The same act on the same state gives the same bytes, whether the dossier
 * lived on or was read from its state, and whether the act was made or read
 * from its bytes. */
static void
again(struct world *w, const struct act *act, const char *before,
    const struct text *outcome, const struct dossier *after)
{
	enum procedure_result result;
	struct text bytes = TEXT_INIT, second = TEXT_INIT;
	struct err refusal = ERR_INIT, err = ERR_INIT;
	struct dossier *d = NULL;
	struct act *read = NULL;

	assert_true(act_write(act, &bytes));
	assert_int_equal(act_parse(&read, bytes.ptr, bytes.len, &err), 0);
	if (before == NULL)
		d = procedure_create("2021-0001");
	else if (dossier_parse(&d, before, strlen(before), &err) != 0)
		fail_msg("%s", err.msg);
	if (procedure_apply(&w->view, d, read, before != NULL ? &w->last :
	    NULL, "claimed", w->recorded_s, &result, &second, &refusal,
	    &err) != 0)
		fail_msg("%s", err.msg);
	assert_string_equal(outcome->ptr, second.ptr);
	if (after != NULL)
		assert_string_equal(after->state.ptr, d->state.ptr);
	dossier_free(d);
	act_free(read);
	text_release(&bytes);
	text_release(&second);
}

/* What is taken from the bytes of before is what is written anew. */
static void
is_written_whole(const struct dossier *d)
{
	struct text bytes = TEXT_INIT;
	struct sha256 hash;

	dossier_write(d, &bytes);
	assert_string_equal(bytes.ptr, d->state.ptr);
	sha256_of(&hash, bytes.ptr, bytes.len);
	assert_memory_equal(&hash, &d->state_hash, sizeof(hash));
	text_release(&bytes);
}

static void
perform(struct world *w, const struct ask *ask)
{
	struct act *act = ask_act(w, ask);
	struct dossier *d = w->d;
	char *before = d != NULL ? mem_strdup(d->state.ptr) : NULL;
	struct err err = ERR_INIT;

	if (d == NULL)
		d = procedure_create("2021-0001");
	text_reset(&w->outcome);
	err_clear(&w->refusal);
	if (procedure_apply(&w->view, d, act, w->d != NULL ? &w->last : NULL,
	    "claimed", w->recorded_s, &w->result, &w->outcome, &w->refusal,
	    &err) != 0)
		fail_msg("%s by %s: %s", ask->event, or_empty(ask->by),
		    err.msg);
	again(w, act, before, &w->outcome, w->result == PROCEDURE_DONE ||
	    w->d != NULL ? d : NULL);
	if (w->d == NULL && w->result == PROCEDURE_REFUSED) {
		dossier_free(d);
	} else {
		is_written_whole(d);
		w->d = d;
		w->last.record++;
		w->last.event = "event";
		w->last.person = "lin";
		w->last.recorded_s = w->recorded_s;
		sha256_of(&w->last.hash, w->outcome.ptr, w->outcome.len);
	}
	free(before);
	act_free(act);
}

static void
done_at(struct world *w, struct ask ask, int line)
{
	perform(w, &ask);
	if (w->result != PROCEDURE_DONE)
		fail_msg("line %d: %s by %s was refused: %s", line, ask.event,
		    or_empty(ask.by), w->refusal.msg);
	assert_non_null(strstr(w->outcome.ptr, "result=\"done\""));
}

/* Refused with this code and these words, and nothing but the step moved. */
static inline void
refused_at(struct world *w, struct ask ask, enum err_code code,
    const char *words, int line)
{
	char *before = w->d != NULL ? mem_strdup(w->d->state.ptr) : NULL;
	struct dossier *was = NULL;
	struct text bytes = TEXT_INIT;
	struct err err = ERR_INIT;

	perform(w, &ask);
	if (w->result != PROCEDURE_REFUSED)
		fail_msg("line %d: %s by %s was not refused", line, ask.event,
		    or_empty(ask.by));
	if (w->refusal.code != code || strstr(w->refusal.msg, words) == NULL)
		fail_msg("line %d: refused with code %d: %s", line,
		    (int)w->refusal.code, w->refusal.msg);
	assert_non_null(strstr(w->outcome.ptr, "result=\"refused\""));
	if (before != NULL) {
		assert_int_equal(dossier_parse(&was, before, strlen(before),
		    &err), 0);
		was->step++;
		dossier_write(was, &bytes);
		assert_string_equal(bytes.ptr, w->d->state.ptr);
		dossier_free(was);
	}
	text_release(&bytes);
	free(before);
}
#define DONE(w, ...) done_at(w, (struct ask){ __VA_ARGS__ }, __LINE__)
#define REFUSED(w, code, words, ...)					\
	refused_at(w, (struct ask){ __VA_ARGS__ }, code, words, __LINE__)

static inline void
day_is(struct day day, const char *want)
{
	char buf[DAY_TEXT];

	assert_string_equal(day.year == 0 ? "" : day_format(buf, day), want);
}

/* ---- the way of a document, as far as a test wants it ---- */

#define PAPERS "explanation basis consultation"

static void
to_submitted(struct world *w)
{
	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-01",
	    .text = "t1", .papers = PAPERS, .authority = "区民政局");
}

static void
to_legality(struct world *w)
{
	to_submitted(w);
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-02");
}

static void
to_fair(struct world *w)
{
	to_legality(w);
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
}

static void
to_deliberation(struct world *w)
{
	to_fair(w);
	DONE(w, .by = "fair", .event = "approve", .on = "2021-03-08",
	    .papers = "fair-competition-conclusion");
}

static void
to_sign_off(struct world *w)
{
	to_deliberation(w);
	DONE(w, .by = "lin", .event = "adopt", .on = "2021-03-10",
	    .papers = "minutes");
}

static void
to_issued(struct world *w)
{
	to_sign_off(w);
	DONE(w, .by = "lin", .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-11");
}

/* Issued by 区民政局 together with others, "a b", of which the first leads. */
static inline void
to_issued_jointly(struct world *w, const char *joint)
{
	char lead[64];

	snprintf(lead, sizeof(lead), "%.*s", (int)strcspn(joint, " "), joint);
	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-01",
	    .text = "t1", .papers = PAPERS, .authority = "区民政局",
	    .joint = joint, .lead = lead);
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-02");
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	DONE(w, .by = "fair", .event = "approve", .on = "2021-03-08",
	    .papers = "fair-competition-conclusion");
	DONE(w, .by = "lin", .event = "adopt", .on = "2021-03-10",
	    .papers = "minutes");
	DONE(w, .by = "lin", .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-11");
}

static inline void
to_published(struct world *w)
{
	to_issued(w);
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .file = "issued.docx", .effective = "2021-05-01",
	    .expires = "2026-04-30", .doc_number = "区民发〔2021〕3号");
}

/* The last one of that state. */
static inline const struct dossier_deadline *
deadline(struct world *w, const char *id, const char *state)
{
	size_t i;

	for (i = w->d->ndeadlines; i-- > 0;)
		if (strcmp(w->d->deadlines[i].instance, id) == 0 &&
		    strcmp(w->d->deadlines[i].state, state) == 0)
			return &w->d->deadlines[i];
	fail_msg("no deadline %s of %s", state, id);
	return NULL;
}

#endif
