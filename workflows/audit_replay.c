/* audit_replay.c: a record's act fed through the procedure once more */
#include "workflows/audit_int.h"

#include "engine/base/mem.h"
#include "engine/chart/session.h"
#include "workflows/labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One record being replayed. */
struct replay {
	struct audit *a;
	const struct record *record;
	struct audit_document *document;
	struct audit_opened is;		/* the record, opened */
	struct dossier *before;		/* becomes the one after */
	bool keep, only_here;		/* the one after */
	struct text outcome, stored;
	struct object_id stored_id;	/* zero: unknown */
};

static void
tell(struct replay *r, const char *place)
{
	audit_tell(r->a, AUDIT_FAULT, r->record, r->record->document, place);
}

/* Who acted had the role then, by people.xml of that time. The replay says
 * so too; this asks without it. */
static void
check_role(struct replay *r)
{
	const struct record *record = r->record;
	const struct person *person;
	const char *id;

	if (!r->is.done || r->is.role[0] == '\0')
		return;
	id = r->is.act->on_behalf[0] != '\0' ? r->is.act->on_behalf :
	    record->person;
	person = people_find(r->a->view.people, id);
	if (person != NULL && !person->retired && person_has_role(person,
	    r->is.role, time_day(record->recorded_s)))
		return;
	err_set(&r->a->words, ERR_BROKEN, "step %lld of %s (%s) was done by "
	    "%s as %s, a role that %s did not have then",
	    (long long)record->step, record->document,
	    audit_event_word(r->a, NULL, record->step, record->event),
	    audit_who(r->a, record->person),
	    role_word(&r->a->out->arena, r->is.role), audit_who(r->a, id));
	audit_tell(r->a, AUDIT_BREACH, record, record->document, "record");
}

static void
count(struct replay *r)
{
	struct audit_history *out = r->a->out;
	const struct record *record = r->record;
	int64_t lag_days = 0;

	/* What was refused entered nothing. */
	if (record->kind != RECORD_REFUSAL && r->is.act->stated_s != 0 &&
	    r->is.act->person[0] != '\0')
		lag_days = day_serial(time_day(record->recorded_s)) -
		    day_serial(time_day(r->is.act->stated_s));
	out->refusals += record->kind == RECORD_REFUSAL;
	out->corrections += record->kind == RECORD_CORRECTION;
	out->claimed += strcmp(r->is.authenticated, "claimed") == 0;
	out->late_entries += lag_days > 0;
	if (lag_days > out->longest_lag_days)
		out->longest_lag_days = lag_days;
}

/* ---- the state before ---- */

int
audit_read_state(struct audit *a, const struct audit_document *document,
    struct text *out, struct err *err)
{
	/* Where that fails, the long way says why. */
	if (!object_id_is_zero(&document->state_id)) {
		if (store_file_again(a->store, &document->state_id, out,
		    err) == 1)
			return 1;
		err_clear(err);
	}
	return audit_file(a, &document->commit, document->id, "state.xml",
	    NULL, out, err);
}

/* 1: there it is (or a fresh one); 0: it cannot be had, which was told. */
static int
load_before(struct replay *r, struct err *err)
{
	struct audit_document *document = r->document;
	const struct record *record = r->record;
	struct text bytes = TEXT_INIT;
	int got = 1;

	if (record->step == 1 && document->last.record == 0) {
		r->before = procedure_create(record->document);
		return 1;
	}
	if (record->step != document->step + 1) {
		err_set(&r->a->words, ERR_BROKEN, "step %lld of %s cannot be "
		    "replayed: the record of step %lld is missing or broken",
		    (long long)record->step, record->document,
		    (long long)record->step - 1);
		tell(r, "replay");
		return 0;
	}
	r->before = audit_take_state(r->a, document);
	if (r->before != NULL && !dossier_is_readable(r->before)) {
		text_add(&bytes, r->before->state.ptr, r->before->state.len);
		dossier_free(r->before);
		r->before = NULL;
	} else if (r->before == NULL) {
		got = audit_read_state(r->a, document, &bytes, err);
		if (got < 0 && err->code == ERR_SYSTEM)
			goto out;
	}
	if (got <= 0)
		err_set(&r->a->words, ERR_BROKEN, "the state before step "
		    "%lld of %s is missing or damaged in git: the step cannot "
		    "be replayed", (long long)record->step, record->document);
	else if (r->before == NULL && dossier_parse(&r->before, bytes.ptr,
	    bytes.len, &r->a->words) != 0)
		err_prefix(&r->a->words, "step %lld of %s cannot be replayed",
		    (long long)record->step, record->document);
	got = r->before != NULL;
	if (got == 0)
		tell(r, "replay");
	else
		got = audit_need_charts(r->a, r->before, &record->commit,
		    record, err);
	if (got == 1 && audit_need_target(r->a, r->before, r->is.act,
	    &record->commit, err) != 0)
		got = -1;
out:
	text_release(&bytes);
	return got;
}

/* ---- comparing ---- */

/* The first line in which two texts differ, of each a piece that is short
 * enough for a sentence; whole characters. */
static void
first_difference(const char *a, size_t a_len, const char *b, size_t b_len,
    char a_out[128], char b_out[128])
{
	size_t i = 0, from, n;
	const char *s[2] = { a, b };
	size_t len[2] = { a_len, b_len };
	char *out[2] = { a_out, b_out };
	int k;

	while (i < a_len && i < b_len && a[i] == b[i])
		i++;
	from = i > 40 ? i - 40 : 0;
	while (i > from && a[i - 1] != '\n')
		i--;
	for (k = 0; k < 2; k++) {
		from = i;
		while (from < len[k] && ((unsigned char)s[k][from] & 0xc0) ==
		    0x80)
			from++;
		for (n = 0; from + n < len[k] && s[k][from + n] != '\n' &&
		    n < 120; n++)
			continue;
		while (n > 0 && from + n < len[k] &&
		    ((unsigned char)s[k][from + n] & 0xc0) == 0x80)
			n--;
		memcpy(out[k], s[k] + from, n);
		out[k][n] = '\0';
	}
}

static bool
same(const struct text *text, const char *bytes, size_t len)
{
	return text->len == len && memcmp(text->ptr, bytes, len) == 0;
}

static void
tell_outcome(struct replay *r)
{
	const struct record *record = r->record;
	char recorded[128], replayed[128];

	first_difference(r->is.parts.outcome, r->is.parts.outcome_len,
	    r->outcome.ptr, r->outcome.len, recorded, replayed);
	err_set(&r->a->words, ERR_BROKEN, "step %lld of %s (%s by %s) does "
	    "not follow from what was recorded before: its record says "
	    "\"%s\", the replay \"%s\"", (long long)record->step,
	    record->document, record->event, record->person, recorded,
	    replayed);
	tell(r, "replay");
}

static void
tell_state(struct replay *r, bool there)
{
	const struct record *record = r->record;
	char stored[128], replayed[128], place[256];

	if (!there) {
		err_set(&r->a->words, ERR_BROKEN, "the state of %s after step "
		    "%lld is missing or damaged in git", record->document,
		    (long long)record->step);
	} else {
		first_difference(r->stored.ptr, r->stored.len,
		    r->before->state.ptr, r->before->state.len, stored,
		    replayed);
		err_set(&r->a->words, ERR_BROKEN, "the state of %s after step "
		    "%lld is not what the replay gives: git holds \"%s\", the "
		    "replay \"%s\"", record->document,
		    (long long)record->step, stored, replayed);
	}
	audit_path(place, sizeof(place), record->document, "state.xml");
	tell(r, place);
}

/* The engine of the record is another than this one. Is it known? */
static void
tell_engine(struct replay *r, bool differs)
{
	const struct record *record = r->record;

	if (r->is.semantics < 1 || r->is.semantics > SESSION_SEMANTICS) {
		err_set(&r->a->words, ERR_BROKEN, "step %lld of %s says that "
		    "it was made by engine semantics %lld, which this program "
		    "(up to %d) does not know", (long long)record->step,
		    record->document, (long long)r->is.semantics,
		    SESSION_SEMANTICS);
		tell(r, "replay");
		return;
	}
	if (!differs)
		return;
	r->a->out->engine_changed++;
	err_set(&r->a->words, ERR_BROKEN, "step %lld of %s was made by engine "
	    "semantics %lld and comes out differently under %d: the engine "
	    "has changed", (long long)record->step, record->document,
	    (long long)r->is.semantics, SESSION_SEMANTICS);
	audit_tell(r->a, AUDIT_ENGINE, record, record->document, "replay");
}

/* The kind that a record of this result has. */
static bool
kind_fits(const struct replay *r, enum procedure_result result)
{
	if (result == PROCEDURE_REFUSED)	/* of a tick nothing is kept */
		return r->record->kind == RECORD_REFUSAL &&
		    r->is.act->person[0] != '\0';
	if (r->is.act->person[0] == '\0')
		return r->record->kind == RECORD_TICK;
	if (r->is.act->corrects != 0)
		return r->record->kind == RECORD_CORRECTION;
	return r->record->kind == RECORD_STEP;
}

/* A number that the step gave, took or mended; whether it is published. */
static void
follow_number(struct replay *r)
{
	struct audit *a = r->a;
	struct audit_document *document = r->document;
	const struct dossier *after = r->before;
	const char *authority = after->lead[0] != '\0' ? after->lead :
	    after->authority, *holder;

	document->published = after->published.year != 0;
	if (strcmp(document->number, after->number) == 0 &&
	    strcmp(document->authority, authority) == 0)
		return;
	holder = document->number[0] == '\0' ? NULL : audit_number_holder(a,
	    document->authority, document->number);
	if (holder != NULL && strcmp(holder, document->id) == 0)
		audit_know_holder(a, document->authority, document->number,
		    NULL);
	document->number = audit_name(a, after->number);
	document->authority = audit_name(a, authority);
	if (document->number[0] != '\0')
		audit_know_holder(a, document->authority, document->number,
		    audit_name(a, document->id));
}

static int
compare(struct replay *r, enum procedure_result result, struct err *err)
{
	const struct dossier *after = r->before;
	bool outcome_same, state_same;
	int got = audit_file(r->a, &r->record->commit, r->record->document,
	    "state.xml", &r->stored_id, &r->stored, err);

	if (got != 1)
		memset(&r->stored_id, 0, sizeof(r->stored_id));
	if (got < 0 && err->code == ERR_SYSTEM)
		return -1;
	outcome_same = same(&r->outcome, r->is.parts.outcome,
	    r->is.parts.outcome_len) && kind_fits(r, result);
	state_same = got == 1 && same(&r->stored, after->state.ptr,
	    after->state.len);
	if (r->is.semantics != SESSION_SEMANTICS) {
		tell_engine(r, !state_same);
	} else {
		if (!outcome_same)
			tell_outcome(r);
		if (!state_same)
			tell_state(r, got == 1);
	}
	/* Where the outcome is another, go on from the bytes in git, as the
	 * history itself did: what is wrong here is then told here, and
	 * once. */
	r->keep = got != 1 || outcome_same;
	r->only_here = !state_same;
	if (outcome_same && state_same && result == PROCEDURE_DONE)
		return audit_step_files(r->a, r->record, r->is.act, after, err);
	return 0;
}

static int
compare_commit(struct replay *r, enum procedure_result result,
    struct err *err)
{
	struct text subject = TEXT_INIT;
	int rc;

	procedure_subject(&r->a->view, r->before, r->is.act, result, &subject);
	rc = audit_commit(r->a, r->record, r->is.act,
	    r->is.semantics == SESSION_SEMANTICS ? subject.ptr : NULL, err);
	text_release(&subject);
	return rc;
}

static int
apply(struct replay *r, struct err *err)
{
	const struct record *record = r->record;
	enum procedure_result result = PROCEDURE_DONE;
	struct err refusal = ERR_INIT, failure = ERR_INIT;
	const struct procedure_last *last = r->document->last.record == 0 ?
	    NULL : &r->document->last;

	if (procedure_apply(&r->a->view, r->before, r->is.act, last,
	    r->is.authenticated, record->recorded_s, &result, &r->outcome,
	    &refusal, &failure) != 0) {
		if (failure.code == ERR_SYSTEM) {
			*err = failure;
			return -1;
		}
		r->a->words = failure;
		err_prefix(&r->a->words, "step %lld of %s cannot be replayed",
		    (long long)record->step, record->document);
		tell(r, "replay");
		return 0;
	}
	r->a->out->replayed++;
	if (compare(r, result, err) != 0 ||
	    compare_commit(r, result, err) != 0)
		return -1;
	follow_number(r);
	return 0;
}

/* What a person may have seen when this tick came (procedure.h). */
static void
remember_tick(struct replay *r, const struct procedure_last *before,
    struct procedure_last *last)
{
	size_t n = before->nalso != 0 ? before->nalso : 1;
	struct procedure_seen *also = arena_array(&r->a->out->arena, n + 1,
	    sizeof(*also));

	if (before->nalso != 0)
		memcpy(also, before->also, n * sizeof(*also));
	else
		also[0] = (struct procedure_seen){ before->record,
			before->hash };
	also[n] = (struct procedure_seen){ last->record, last->hash };
	last->also = also;
	last->nalso = n + 1;
}

static void
remember(struct replay *r, bool was_published)
{
	struct audit_document *document = r->document;
	const struct procedure_last before = document->last;
	const struct record *record = r->record;

	document->step = record->step;
	document->commit = record->commit;
	document->state_id = r->stored_id;
	document->last = (struct procedure_last) {
		.record = record->number, .hash = record->hash,
		.event = audit_name(r->a, record->event),
		.person = audit_name(r->a, record->person),
		.recorded_s = record->recorded_s
	};
	if (record->kind == RECORD_TICK)
		remember_tick(r, &before, &document->last);
	if (!document->known || document->published != was_published)
		audit_know_document(r->a, document->id, document->published);
	document->known = true;
}

int
audit_replay(struct audit *a, const struct record *record, struct err *err)
{
	struct replay r = {
		.a = a, .record = record, .outcome = TEXT_INIT,
		.stored = TEXT_INIT
	};
	int result = 0, got = 0;
	bool published;

	r.document = audit_document_of(a, record->document);
	published = r.document->published;
	if (!audit_open(a, record, &r.is))
		goto out;
	result = audit_keep_step(a, r.document, record, &r.is, err);
	if (result != 0)
		goto out;
	count(&r);
	text_room(&r.outcome, r.is.parts.outcome_len);
	if (a->context_holds) {
		check_role(&r);
		got = load_before(&r, err);
	}
	result = got < 0 ? -1 : 0;
	if (got == 1)
		result = apply(&r, err);
out:
	remember(&r, published);
	act_free(r.is.act);
	dossier_free(audit_take_state(a, r.document));
	if (r.keep)
		audit_keep_state(a, r.document, r.before, r.only_here);
	else
		dossier_free(r.before);
	text_release(&r.outcome);
	text_release(&r.stored);
	return result;
}
