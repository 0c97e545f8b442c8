/* registry_calendar.c: putting the calendar of a year in force */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "engine/xml/write.h"

#include <stdio.h>
#include <string.h>

#define LEAST_WORKING 240
#define MOST_WORKING 256

struct change_calendar {
	struct registry *registry;
	const char *actor, *bytes;
	size_t len;
	int year;
	char path[64], hash[SHA256_HEX];
	const struct act *act;
	const struct text *act_bytes;
	struct signed_act signature;
};

/* A year of China's has 248 to 252 working days. One that is far from it was
 * cut short, or is no calendar of public holidays: deadlines would be wrong
 * by weeks, and nobody would see why. */
static int
check_plausible(const struct calendar *calendar, int year, struct err *err)
{
	int64_t n = day_serial((struct day){ year, 1, 1 });
	int64_t end = day_serial((struct day){ year + 1, 1, 1 });
	enum calendar_kind kind;
	int working = 0;

	for (; n < end; n++) {
		kind = calendar_day(calendar, day_from_serial(n), NULL);
		working += kind == CALENDAR_WORKING ||
		    kind == CALENDAR_MAKEUP;
	}
	if (working >= LEAST_WORKING && working <= MOST_WORKING)
		return 0;
	return err_set(err, ERR_REFUSED, "by this calendar %d has %d working "
	    "days, where a year has about 250: holidays are missing from it, "
	    "or it has too many; compare it with the notice that it is made "
	    "from", year, working);
}

/* The one year that the file makes known, or -1 with err. */
static int
year_of(const char *bytes, size_t len, const char *name, struct err *err)
{
	struct calendar *calendar = calendar_new();
	struct day day = { CONTEXT_FIRST_YEAR, 12, 1 };
	int year = 0, n = 0;

	if (calendar_load(calendar, bytes, len, name, err) != 0) {
		calendar_free(calendar);
		return -1;
	}
	for (; day.year <= CONTEXT_LAST_YEAR; day.year++)
		if (calendar_day(calendar, day, NULL) != CALENDAR_UNKNOWN) {
			year = day.year;
			n++;
		}
	if (n == 1 && check_plausible(calendar, year, err) != 0)
		year = -1;
	calendar_free(calendar);
	if (n == 1)
		return year;
	return err_set(err, ERR_REFUSED, "the calendar is of %d years between "
	    "%d and %d; one file is one year (X-GUIWEN-YEAR)", n,
	    CONTEXT_FIRST_YEAR, CONTEXT_LAST_YEAR);
}

/* All years together, this one new: files may speak of the days around. */
static int
check_together(struct store_txn *txn, const struct change_calendar *change,
    struct err *err)
{
	struct calendar *calendar = calendar_new();
	struct text bytes = TEXT_INIT;
	char path[64];
	int year, got = 0, rc;

	rc = calendar_load(calendar, change->bytes, change->len, change->path,
	    err);
	for (year = CONTEXT_FIRST_YEAR; rc == 0 && year <= CONTEXT_LAST_YEAR;
	    year++) {
		if (year == change->year)
			continue;
		snprintf(path, sizeof(path), CONTEXT_CALENDAR, year);
		got = store_txn_file(txn, path, NULL, &bytes, err);
		if (got < 0 || (got == 1 && calendar_load(calendar,
		    bytes.ptr, bytes.len, path, err) != 0))
			rc = -1;
	}
	calendar_free(calendar);
	text_release(&bytes);
	return rc;
}

static void
write_outcome(struct text *out, const struct change_calendar *change,
    const char *authenticated)
{
	struct xml_writer w;

	xw_init(&w, out);
	xw_open(&w, "outcome", OUTCOME_NS);
	xw_attr(&w, "authenticated", authenticated);
	xw_attr(&w, "event", CALENDAR_EVENT);
	xw_attr(&w, "result", "done");
	xw_open(&w, "file", NULL);
	xw_attr(&w, "path", change->path);
	xw_attr(&w, "sha256", change->hash);
	xw_close(&w);
	xw_close(&w);
}

static int
put_record(struct store_txn *txn, const struct change_calendar *change,
    bool known, struct err *err)
{
	const struct person *who = people_find(change->registry->view.people,
	    change->actor);
	struct text outcome = TEXT_INIT, subject = TEXT_INIT;
	const char *authenticated;
	struct record_draft draft = { .kind = RECORD_REGISTRY,
		.document = "", .event = CALENDAR_EVENT,
		.person = change->actor, .act = change->act_bytes->ptr,
		.act_len = change->act_bytes->len,
		.signature = registry_signature(who, &change->signature),
		.author_name = who != NULL ? who->name : "",
		.author_time_s = change->act->stated_s };
	int rc;

	if (registry_vouch(who, &change->signature, &authenticated, err) != 0)
		return -1;
	text_addf(&subject, "%s %d 年日历", known ? "变更" : "启用",
	    change->year);
	write_outcome(&outcome, change, authenticated);
	draft.outcome = outcome.ptr;
	draft.outcome_len = outcome.len;
	draft.subject = subject.ptr;
	rc = store_txn_record(txn, &draft, NULL, err);
	text_release(&outcome);
	text_release(&subject);
	return rc;
}

static int
step(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	const struct change_calendar *change = ctx;
	struct registry *registry = change->registry;
	struct text old = TEXT_INIT;
	int got, rc = -1;

	(void)item;
	if (registry_sync(registry, store_txn_head(txn), registry_txn_file,
	    txn, err) != 0 || people_gate_actor(registry->view.people,
	    change->actor, time_day(store_txn_now(txn)), err) != 0)
		return -1;
	got = store_txn_file(txn, change->path, NULL, &old, err);
	if (got == 1 && old.len == change->len &&
	    memcmp(old.ptr, change->bytes, old.len) == 0)
		err_set(err, ERR_REFUSED, "this calendar of %d is in force "
		    "already", change->year);
	else if (got >= 0 && check_together(txn, change, err) == 0 &&
	    store_txn_put(txn, change->path, change->bytes, change->len,
	    err) == 0)
		rc = put_record(txn, change, got == 1, err);
	text_release(&old);
	return rc;
}

static int
record(struct change_calendar *change, int64_t now_s, struct err *err)
{
	struct registry *registry = change->registry;
	struct err item = ERR_INIT;

	registry->loaded = -1;
	if (registry_step(registry, 1, step, change, NULL, now_s, &item,
	    err) != 0)
		return -1;
	if (item.code != ERR_NONE) {
		*err = item;
		return -1;
	}
	if (store_export(registry->store, err) != 0)
		return err_prefix(err, "the change is recorded, but the "
		    "repository could not be brought up to date");
	return 0;
}

static int
describe(struct change_calendar *change, struct act *act, const char *reason,
    int64_t now_s, struct err *err)
{
	char nonce[33], year[16];

	if (registry_nonce(nonce, err) != 0)
		return -1;
	snprintf(year, sizeof(year), "%d", change->year);
	act->registry = store_id(change->registry->store);
	act->event = CALENDAR_EVENT;
	act->person = change->actor;
	act->nonce = arena_strdup(&act->arena, nonce);
	act->stated_s = now_s;
	act->reason = reason;
	act->data = arena_array(&act->arena, 2, sizeof(*act->data));
	act->data[0] = (struct act_datum){ "year",
		arena_strdup(&act->arena, year) };
	act->data[1] = (struct act_datum){ "calendar", change->hash };
	act->ndata = 2;
	return act_check(act, err);
}

int
registry_put_calendar(struct registry *registry, const char *actor,
    const char *bytes, size_t len, const char *name, const char *reason,
    int64_t now_s, int *year, struct err *err)
{
	struct act *act = act_new();
	struct text act_bytes = TEXT_INIT;
	struct change_calendar change = { .registry = registry,
		.actor = actor, .bytes = bytes, .len = len, .act = act,
		.act_bytes = &act_bytes,
		.signature = { TEXT_INIT, NULL } };
	const struct procedure_context *context;
	struct sha256 sum;
	int rc = -1;

	sha256_of(&sum, bytes, len);
	sha256_hex(change.hash, &sum);
	change.year = year_of(bytes, len, name, err);
	if (change.year < 0)
		goto out;
	snprintf(change.path, sizeof(change.path), CONTEXT_CALENDAR,
	    change.year);
	reason = act_reason(reason);
	if (reason[0] == '\0') {
		err_set(err, ERR_MISSING, "the calendar of %d needs a written "
		    "reason, the notice that it follows; give it with "
		    "--reason", change.year);
		goto out;
	}
	if (describe(&change, act, reason, now_s, err) != 0)
		goto out;
	if (!act_write(act, &act_bytes)) {
		err_set(err, ERR_USAGE, "what is stated has characters that "
		    "cannot be kept: control characters, or bytes that are no "
		    "UTF-8");
		goto out;
	}
	if (registry_context(registry, &context, err) == 0 &&
	    registry_sign(registry, people_find(context->people, actor),
	    &act_bytes, &change.signature, err) == 0)
		rc = record(&change, now_s, err);
	*year = change.year;
out:
	signed_act_release(&change.signature);
	registry->loaded = -1;
	act_free(act);
	text_release(&act_bytes);
	return rc;
}
