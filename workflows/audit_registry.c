/* audit_registry.c: records that change what is in force: people, settings,
 * charts, calendars */
#include "workflows/audit_int.h"

#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "engine/xml/xml.h"
#include "workflows/people_change.h"

#include <stdio.h>
#include <string.h>

struct change {
	struct audit *a;
	const struct record *record;
	struct audit_opened is;
	xmlDoc *outcome;
	struct text bytes;
};

static void
tell(struct change *c, const char *place)
{
	audit_tell(c->a, AUDIT_FAULT, c->record, "", place);
}

static const char *
hash_of(char hex[SHA256_HEX], const struct text *bytes)
{
	struct sha256 hash;

	sha256_of(&hash, bytes->ptr, bytes->len);
	return sha256_hex(hex, &hash);
}

/* The element of the outcome that names a file, or NULL. */
static const xmlNode *
named(const struct change *c, const char *path)
{
	const xmlNode *node;
	const char *given;

	for (node = xml_child(xmlDocGetRootElement(c->outcome), OUTCOME_NS,
	    "file"); node != NULL; node = xml_next(node, OUTCOME_NS, "file")) {
		given = xml_attr(node, "path");
		if (given != NULL && strcmp(given, path) == 0)
			return node;
	}
	return NULL;
}

/* Every file that the record names stands in its commit with that hash. */
static int
check_named(struct change *c, struct err *err)
{
	const char *path, *sha256;
	const xmlNode *node;
	char hex[SHA256_HEX];
	int got;

	for (node = xml_child(xmlDocGetRootElement(c->outcome), OUTCOME_NS,
	    "file"); node != NULL; node = xml_next(node, OUTCOME_NS, "file")) {
		path = xml_attr(node, "path");
		sha256 = xml_attr(node, "sha256");
		if (path == NULL || sha256 == NULL)
			continue;
		audit_name_file(c->a, c->record, path);
		got = store_file_at(c->a->store, &c->record->commit, path,
		    NULL, &c->bytes, err);
		if (got < 0 && err->code == ERR_SYSTEM)
			return -1;
		if (got == 1 && strcmp(hash_of(hex, &c->bytes), sha256) == 0)
			continue;
		err_set(&c->a->words, ERR_BROKEN, "record %lld (%s) says that "
		    "%s has the SHA-256 %s, in its commit it has %s",
		    (long long)c->record->number, c->record->event, path,
		    sha256, got == 1 ? hex : "none");
		tell(c, path);
	}
	return 0;
}

/* Nothing that is in force changed but what the record names. */
static void
check_unnamed(struct change *c)
{
	const struct audit_force *force;
	size_t i;

	for (i = 0; i < c->a->nforce; i++) {
		force = &c->a->force[i];
		if (!force->changed || named(c, force->path) != NULL)
			continue;
		err_set(&c->a->words, ERR_BROKEN, "record %lld (%s) changes "
		    "%s and does not say so", (long long)c->record->number,
		    c->record->event, force->path);
		tell(c, force->path);
	}
}

/* A key that somebody else changed for its person: he signs with it from now
 * on, so it is to be known whose hand it was. */
static void
tell_foreign_key(struct change *c)
{
	const char *id = act_datum(c->is.act, "id");
	bool revoked = act_datum(c->is.act, "revoked") != NULL;

	if (strcmp(c->record->event, PEOPLE_KEY) != 0 || id == NULL ||
	    strcmp(id, c->record->person) == 0 || (!revoked &&
	    act_datum(c->is.act, "replaced") == NULL))
		return;
	if (revoked)
		err_set(&c->a->words, ERR_BROKEN, "record %lld: %s (identity: "
		    "%s) revoked a key of %s", (long long)c->record->number,
		    audit_who(c->a, c->record->person), audit_known_word(c->a,
		    c->is.authenticated), audit_who(c->a, id));
	else
		err_set(&c->a->words, ERR_BROKEN, "record %lld: %s (identity: "
		    "%s) gave %s another key in the place of the old one",
		    (long long)c->record->number,
		    audit_who(c->a, c->record->person), audit_known_word(c->a,
		    c->is.authenticated), audit_who(c->a, id));
	audit_tell(c->a, AUDIT_KEY, c->record, "", "record");
}

/* people.xml after is people.xml before with what the act says of people, by
 * somebody who could say it. */
static int
check_people(struct change *c, const struct people *before, struct err *err)
{
	const struct act *act = c->is.act;
	struct text wanted = TEXT_INIT;
	struct err denied = ERR_INIT;
	int got = 0, rc;

	rc = people_change(before, act, c->record->recorded_s, &wanted,
	    &denied, &c->a->words);
	if (rc == 0 && denied.code != ERR_NONE)
		c->a->words = denied;
	if (rc != 0 || denied.code != ERR_NONE) {
		err_prefix(&c->a->words, "record %lld changes a person and "
		    "should have been refused", (long long)c->record->number);
		tell(c, "record");
	}
	if (rc != 0)
		goto out;
	got = store_file_at(c->a->store, &c->record->commit, CONTEXT_PEOPLE,
	    NULL, &c->bytes, err);
	if (got == 1 && (c->bytes.len != wanted.len ||
	    memcmp(c->bytes.ptr, wanted.ptr, wanted.len) != 0)) {
		err_set(&c->a->words, ERR_BROKEN, "%s after record %lld is "
		    "not what it was before with the change of %s that the "
		    "record states", CONTEXT_PEOPLE,
		    (long long)c->record->number, act_datum(act, "id") !=
		    NULL ? act_datum(act, "id") : "nobody");
		tell(c, CONTEXT_PEOPLE);
	}
	tell_foreign_key(c);
out:
	text_release(&wanted);
	return got < 0 && err->code == ERR_SYSTEM ? -1 : 0;
}

static void
tell_despite(struct change *c, const char *workflow, const char *chart)
{
	const char *despite = act_datum(c->is.act, "despite");

	if (despite == NULL)
		return;
	err_set(&c->a->words, ERR_BROKEN, "record %lld by %s put the chart "
	    "%.12s in force for %s despite the faults that were found: %s",
	    (long long)c->record->number,
	    audit_who(c->a, c->record->person), chart, workflow,
	    despite);
	audit_tell(c->a, AUDIT_CHART, c->record, "", "record");
}

/* The chart is the one that the act states, and the one before is kept. */
static int
check_workflow(struct change *c, struct err *err)
{
	const struct procedure_context *before = &c->a->view;
	const char *workflow = act_datum(c->is.act, "workflow");
	const char *chart = act_datum(c->is.act, "chart"), *old;
	char path[160], hex[SHA256_HEX];
	int got;

	if (workflow == NULL || chart == NULL || before->chart(
	    before->chart_ctx, workflow, NULL, &old) == NULL) {
		err_set(&c->a->words, ERR_BROKEN, "record %lld does not say "
		    "which chart it puts in force for which procedure",
		    (long long)c->record->number);
		tell(c, "ledger: record");
		return 0;
	}
	if (people_gate_actor(before->people, c->is.act->person,
	    time_day(c->record->recorded_s), &c->a->words) != 0) {
		err_prefix(&c->a->words, "record %lld puts a chart in force "
		    "and should have been refused",
		    (long long)c->record->number);
		tell(c, "record");
	}
	snprintf(path, sizeof(path), CONTEXT_CHART, workflow);
	got = store_file_at(c->a->store, &c->record->commit, path, NULL,
	    &c->bytes, err);
	if (got < 0 && err->code == ERR_SYSTEM)
		return -1;
	if (got != 1 || strcmp(hash_of(hex, &c->bytes), chart) != 0) {
		err_set(&c->a->words, ERR_BROKEN, "%s after record %lld is "
		    "not the chart that the record states", path,
		    (long long)c->record->number);
		tell(c, path);
	}
	snprintf(path, sizeof(path), CONTEXT_OLD_CHART, workflow, old);
	got = store_file_at(c->a->store, &c->record->commit, path, NULL,
	    &c->bytes, err);
	if (got < 0 && err->code == ERR_SYSTEM)
		return -1;
	if (got != 1 || strcmp(hash_of(hex, &c->bytes), old) != 0) {
		err_set(&c->a->words, ERR_BROKEN, "record %lld takes the chart "
		    "%.12s of %s out of force and does not keep it",
		    (long long)c->record->number, old, workflow);
		tell(c, path);
	}
	tell_despite(c, workflow, chart);
	return 0;
}

/* The calendar is the one that the act states; that days off were changed is
 * to be known. */
static int
check_calendar(struct change *c, struct err *err)
{
	const struct act *act = c->is.act;
	const char *year = act_datum(act, "year");
	const char *calendar = act_datum(act, "calendar");
	char path[64], hex[SHA256_HEX];
	int got;

	if (people_gate_actor(c->a->view.people, act->person,
	    time_day(c->record->recorded_s), &c->a->words) != 0) {
		err_prefix(&c->a->words, "record %lld puts a calendar in "
		    "force and should have been refused",
		    (long long)c->record->number);
		tell(c, "record");
	}
	snprintf(path, sizeof(path), "calendars/cn-%.8s.ics",
	    year != NULL ? year : "");
	got = store_file_at(c->a->store, &c->record->commit, path, NULL,
	    &c->bytes, err);
	if (got < 0 && err->code == ERR_SYSTEM)
		return -1;
	if (got != 1 || calendar == NULL ||
	    strcmp(hash_of(hex, &c->bytes), calendar) != 0) {
		err_set(&c->a->words, ERR_BROKEN, "%s after record %lld is "
		    "not the calendar that the record states", path,
		    (long long)c->record->number);
		tell(c, path);
	}
	err_set(&c->a->words, ERR_BROKEN, "record %lld by %s put a calendar "
	    "of %s in force: %s", (long long)c->record->number,
	    audit_who(c->a, act->person), year != NULL ? year : "?",
	    act->reason);
	audit_tell(c->a, AUDIT_CLOCK, c->record, "", "record");
	return 0;
}

static int
check(struct change *c, struct err *err)
{
	if (!audit_open(c->a, c->record, &c->is))
		return 0;
	if (xml_parse(&c->outcome, c->is.parts.outcome,
	    c->is.parts.outcome_len, "outcome", NULL, &c->a->words) != 0) {
		err_prefix(&c->a->words, "the outcome in record %lld cannot "
		    "be read", (long long)c->record->number);
		tell(c, "ledger: record");
		return 0;
	}
	if ((c->a->context_holds || c->record->number == 1) && !c->a->gap &&
	    audit_commit(c->a, c->record, c->is.act, NULL, err) != 0)
		return -1;
	if ((strcmp(c->record->event, "init") == 0) !=
	    (c->record->number == 1)) {
		err_set(&c->a->words, ERR_BROKEN, "record %lld is \"%s\": a "
		    "registry begins with its first record, and once",
		    (long long)c->record->number, c->record->event);
		tell(c, "ledger: record");
	}
	if (people_event(c->record->event) && c->a->context_holds &&
	    !c->a->gap && check_people(c, c->a->view.people, err) != 0)
		return -1;
	if (strcmp(c->record->event, "workflow") == 0 && c->a->context_holds &&
	    !c->a->gap && check_workflow(c, err) != 0)
		return -1;
	if (strcmp(c->record->event, CALENDAR_EVENT) == 0 &&
	    c->a->context_holds && !c->a->gap && check_calendar(c, err) != 0)
		return -1;
	return check_named(c, err);
}

int
audit_change(struct audit *a, const struct record *record, struct err *err)
{
	struct change c = {
		.a = a, .record = record, .bytes = TEXT_INIT
	};
	int result = check(&c, err);

	if (result == 0)
		result = audit_load_context(a, &record->commit, record, err);
	if (result == 0 && c.outcome != NULL && !a->gap)
		check_unnamed(&c);
	if (result == 0 && a->context_holds)
		result = audit_allowed_signers(a, record, err);
	xmlFreeDoc(c.outcome);
	act_free(c.is.act);
	text_release(&c.bytes);
	return result;
}
