/* audit_view.c: the answers to the first two questions of an audit */
#include "cli/audit_view.h"

#include "cli/json.h"
#include "cli/outside.h"
#include "cli/table.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t
audit_nfaults(const struct audit_history *history, bool procedure)
{
	size_t n = 0, i;

	for (i = 0; i < history->nfaults; i++)
		if ((history->faults[i].kind == AUDIT_BREACH) == procedure)
			n++;
	return n;
}

int
audit_faults_status(const struct audit_history *history)
{
	if (audit_nfaults(history, false) > 0)
		return STATUS_BROKEN;
	return audit_nfaults(history, true) > 0 ? STATUS_NO : STATUS_YES;
}

#define BAR 30			/* columns of the progress bar */

/* On a terminal: how far the records are, and nothing at the end. */
static void
show_progress(void *ctx, int64_t done, int64_t all)
{
	static const char full[] = "##############################";
	FILE *talk = ctx;
	int n;

	if (all <= 0)
		return;
	n = done < all ? (int)(done * BAR / all) : BAR;
	if (done < all)
		fprintf(talk, "\r[%-*.*s] %lld / %lld", BAR, n, full,
		    (long long)done, (long long)all);
	else	/* blanks: not every terminal takes sequences that clear */
		fprintf(talk, "\r%*s\r", snprintf(NULL, 0,
		    "[%s] %lld / %lld", full, (long long)all, (long long)all),
		    "");
	fflush(talk);
}

int
audit_check_history(struct call *call, struct audit_history **out,
    struct err *err)
{
	bool watched = isatty(fileno(call->talk)) != 0;
	struct outside outside;
	int result = outside_read(call, &outside, err);

	if (result == 0)
		result = audit_history_against(call->registry, &outside.view,
		    out, watched ? show_progress : NULL, call->talk, err);
	outside_release(&outside);
	return result;
}

void
audit_print_limits(struct call *call, const struct audit_history *h)
{
	struct output *out = &call->out;
	struct text text = TEXT_INIT;
	int64_t after = h->totals.records - h->witnessed;

	if (h->key_given && h->key_held)
		text_addf(&text, "%s%s", _("The registry's key is the one that "
		    "was given: who does not hold it did not make this "
		    "history."), in_chinese() ? "" : " ");
	if (h->witnessed > 0 && after > 0)
		text_addf(&text, _("Up to record %lld this is the history of "
		    "which a checkpoint was kept. What came after it, %lld "
		    "records, the holder of the registry's key could have "
		    "rewritten or cut off."), (long long)h->witnessed,
		    (long long)after);
	else if (h->witnessed > 0)
		text_addf(&text, _("All %lld records are those of which a "
		    "checkpoint was kept. Whether others followed and were "
		    "cut off cannot be told."), (long long)h->witnessed);
	else if (h->nwitnesses > 0)
		text_adds(&text, _("This is not the history of which a "
		    "checkpoint was kept. Look first whether the checkpoint "
		    "that was given is this registry's."));
	else
		text_adds(&text, _("Without a checkpoint kept elsewhere it "
		    "cannot be excluded that the holder of the registry's key "
		    "rewrote the whole history, or that both stores were "
		    "rolled back together."));
	output_wrapped(out, text.ptr, 0, (size_t)out->width);
	output_adds(out, "\n");
	text_release(&text);
}

void
audit_print_registry(struct call *call)
{
	const struct store *store = registry_store(call->registry);
	struct text name = TEXT_INIT;
	char origin[CHECKPOINT_ORIGIN];

	checkpoint_origin(origin, store_id(store));
	output_line(store_name(store), &name);
	output_addf(&call->out, _("Registry: %s, in %s (%s)\n"), name.ptr,
	    store_dir(store), origin);
	text_release(&name);
}

json_t *
audit_registry_json(const struct call *call)
{
	const struct store *store = registry_store(call->registry);
	char origin[CHECKPOINT_ORIGIN];
	json_t *o = json_object();

	checkpoint_origin(origin, store_id(store));
	json_object_set_new(o, "name", json_words(store_name(store)));
	json_object_set_new(o, "folder", json_words(store_dir(store)));
	json_object_set_new(o, "origin", json_words(origin));
	return o;
}

static void
print_question(struct output *out, const char *words)
{
	output_adds(out, "\n");
	output_styled(out, STYLE_BOLD, words);
	output_adds(out, "\n");
}

#define LEDGER "ledger: "

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Where it is, unless the sentence says so itself. */
static void
fault_place(const struct audit_fault *fault, struct text *out)
{
	struct text record = TEXT_INIT;

	if (*fault->document == '\0' ||
	    strstr(fault->shown, fault->document) == NULL) {
		text_adds(out, fault->document);
		if (fault->step > 0)
			text_addf(out, _(" step %lld"),
			    (long long)fault->step);
	}
	if (fault->record > 0)
		text_addf(&record, _(" record %lld"),
		    (long long)fault->record);
	if (record.len > 0 && strstr(fault->shown, record.ptr +
	    strspn(record.ptr, " ")) != fault->shown)
		text_adds(out, record.ptr);
	text_release(&record);
	if (strcmp(fault->place, "ledger: schema") == 0)
		text_adds(out, _(" [ledger: schema]"));
	else if (begins(fault->place, LEDGER))
		text_addf(out, _(" [ledger: %s]"), fault->place +
		    strlen(LEDGER));
	else if (*fault->place != '\0' && strcmp(fault->place, "record") != 0)
		text_addf(out, " [%s]", fault->place);
}

/* A paper with personal data that is not there as it was handed in. */
static bool
is_sealed(const struct audit_fault *fault)
{
	return fault->kind == AUDIT_FAULT && begins(fault->place, "sealed/");
}

/* How a fault of the history can have come about, by where it is. */
static const char *
fault_how(const struct audit_fault *fault)
{
	static const char *const derived[] = { "ledger: document",
		"ledger: milestone", "ledger: task", "ledger: deadline" };
	size_t i;

	if (fault->kind != AUDIT_FAULT)
		return NULL;
	if (strcmp(fault->place, AUDIT_PLACE_KEY) == 0)
		return NULL;
	if (begins(fault->place, "checkpoint "))
		return N_("the checkpoint is another registry's, or the "
		    "history was rewritten, or both stores were put back to "
		    "an earlier time");
	for (i = 0; i < MEM_COUNT(derived); i++)
		if (strcmp(fault->place, derived[i]) == 0)
			return N_("the table was changed with another "
			    "program; guiwen rebuild makes it anew from the "
			    "records");
	/* The fault of the record before says it. */
	if (strstr(fault->what, "cannot be replayed: the record of step"))
		return NULL;
	if (strstr(fault->what, "signed by the registry's key") != NULL)
		return N_("somebody made the commit who has not the "
		    "registry's key");
	if (begins(fault->place, "ledger: "))
		return N_("somebody wrote to ledger.sqlite with another "
		    "program, or the disk failed");
	if (is_sealed(fault))
		return N_("the folder sealed/ was not put back: papers with "
		    "personal data lie there alone, and in no clone; or "
		    "somebody removed or changed the file");
	if (begins(fault->place, "documents.git") ||
	    begins(fault->place, "keys/"))
		return N_("somebody changed the folder with git or another "
		    "program");
	if (begins(fault->what, "Object "))
		return N_("another program, the disk or an unfinished copy "
		    "changed or lost a file of documents.git; guiwen rebuild "
		    "brings it back as long as the ledger keeps it too, as it "
		    "does for the newest records; after that only guiwen "
		    "rebuild --from CLONE can");
	return N_("somebody rewrote records, papers and hashes together, "
	    "which takes the registry's key");
}

/* Since when, and how that can have happened. */
static void
fault_story(const struct audit_fault *fault, struct text *out)
{
	const char *how = fault_how(fault);
	char time[TIME_TEXT];

	if (how == NULL)
		return;
	if (fault->since_s != 0) {
		time_format(time, fault->since_s);
		time[10] = ' ';
		time[16] = '\0';
		text_addf(out, _(" (since %s; perhaps %s)"), time, _(how));
	} else {
		text_addf(out, _(" (perhaps %s)"), _(how));
	}
}

static void
print_fault(struct output *out, const struct audit_fault *fault,
    enum output_style style)
{
	size_t width = out->width > 24 ? (size_t)out->width - 4 : 0;
	struct text text = TEXT_INIT;

	fault_place(fault, &text);
	text_addf(&text, "%s%s", text.len > 0 ? _(": ") : "", fault->shown);
	fault_story(fault, &text);
	output_adds(out, "  - ");
	output_style(out, style);
	output_wrapped(out, text.ptr + strspn(text.ptr, " "), 4, width);
	output_style(out, STYLE_NONE);
	output_adds(out, "\n");
	text_release(&text);
}

static void
print_faults(struct output *out, const struct audit_history *history,
    bool procedure)
{
	size_t i;

	for (i = 0; i < history->nfaults; i++)
		if ((history->faults[i].kind == AUDIT_BREACH) == procedure)
			print_fault(out, &history->faults[i], STYLE_BAD);
}

static bool
is_of_what_was_brought(const struct audit_fault *fault)
{
	return begins(fault->place, "checkpoint ") ||
	    strcmp(fault->place, AUDIT_PLACE_KEY) == 0;
}

static void
advise(struct output *out, size_t n, const char *words)
{
	if (n == 0)
		return;
	output_adds(out, "  ");
	output_wrapped(out, words, 2, out->width > 24 ?
	    (size_t)out->width - 2 : 0);
	output_adds(out, "\n");
}

/* A rebuild brings back what git has. It is no advice where papers with
 * personal data are missing, which git has not, or where the history differs
 * from nothing but what was brought along. */
static void
print_advice(struct output *out, const struct audit_history *h)
{
	size_t sealed = 0, brought = 0, others = 0, i;

	for (i = 0; i < h->nfaults; i++)
		if (is_sealed(&h->faults[i]))
			sealed++;
		else if (is_of_what_was_brought(&h->faults[i]))
			brought++;
		else if (h->faults[i].kind == AUDIT_FAULT)
			others++;
	advise(out, brought, _("What to do: look first whether what you gave, "
	    "the checkpoint or the public key, is this registry's. If it is, "
	    "this history is not the one of then: keep a copy of the whole "
	    "registry and compare it with a clone or a backup."));
	advise(out, others, _("What to do: copy the whole registry first and "
	    "keep the copy. 'guiwen rebuild' makes anew what is missing or "
	    "damaged in git (objects, refs, HEAD, packs) and the derived "
	    "tables. A record that was altered is evidence: compare it with a "
	    "clone, a backup or a checkpoint."));
	advise(out, sealed, _("What to do: a clone has no papers with personal "
	    "data. Copy the files that are missing into sealed/ from a backup "
	    "of the registry (guiwen backup)."));
}

/* What the commits brought, as git log --name-only lists it: the store counts
 * the commits with it. */
static long long
nfiles(const struct audit_history *h)
{
	return (long long)(h->totals.objects - h->totals.commits);
}

/* Of one entry, and of how many days, or of several: each has its forms. */
static void
print_late(struct output *out, int64_t n, int64_t days)
{
	if (n == 1)
		output_addf(out, COUNTED("  1 late entry, %lld day after the "
		    "stated day\n", "  1 late entry, %lld days after the "
		    "stated day\n", days), (long long)days);
	else
		output_addf(out, COUNTED("  %lld late entries, the longest "
		    "%lld day after the stated day\n", "  %lld late entries, "
		    "the longest %lld days after the stated day\n", days),
		    (long long)n, (long long)days);
}

/* What the records say that is worth a second look. */
static void
print_marked(struct output *out, const struct audit_history *h)
{
	output_addf(out, COUNTED("  %lld refusal", "  %lld refusals",
	    h->refusals), (long long)h->refusals);
	output_addf(out, COUNTED(", %lld correction", ", %lld corrections",
	    h->corrections), (long long)h->corrections);
	output_addf(out, COUNTED(", %lld act of a person whose identity is "
	    "only claimed\n", ", %lld acts of persons whose identity is only "
	    "claimed\n", h->claimed), (long long)h->claimed);
	if (h->signed_acts > 0)
		output_addf(out, COUNTED("  %lld act carries a valid signature "
		    "of the person who did it\n", "  %lld acts carry a valid "
		    "signature of the person who did them\n", h->signed_acts),
		    (long long)h->signed_acts);
	if (h->late_entries == 0)
		output_adds(out, _("  no late entries\n"));
	else
		print_late(out, h->late_entries, h->longest_lag_days);
}

void
audit_print_history(struct call *call, const struct audit_history *h)
{
	struct output *out = &call->out;
	size_t n = audit_nfaults(h, false);

	print_question(out, _("1. Is the history whole?"));
	if (n == 0) {
		output_styled(out, STYLE_GOOD, _("yes"));
		output_adds(out, "\n");
	} else {
		output_style(out, STYLE_BAD);
		output_addf(out, n == 1 ? _("no: 1 fault") :
		    _("no: %zu faults"), n);
		output_style(out, STYLE_NONE);
		output_adds(out, "\n");
	}
	print_faults(out, h, false);
	print_advice(out, h);
	output_addf(out, _("  %lld records re-hashed and chained, %lld "
	    "commits with their folders and %lld files re-hashed, %lld "
	    "signatures checked, %lld steps replayed\n"),
	    (long long)h->totals.records, (long long)h->totals.commits,
	    nfiles(h), (long long)h->totals.signatures,
	    (long long)h->replayed);
	print_marked(out, h);
	if (h->code[0] != '\0')
		output_addf(out, _("  checkpoint code: %s\n"), h->code);
	else if (n > 0)
		output_adds(out, _("  no checkpoint code: the history is not "
		    "whole\n"));
	if (h->totals.pending > 0)
		output_addf(out, COUNTED("  %lld record is not yet exported "
		    "to documents.git\n", "  %lld records are not yet "
		    "exported to documents.git\n", h->totals.pending),
		    (long long)h->totals.pending);
	if (h->engine_changed > 0)
		output_addf(out, COUNTED("  %lld step was made by another "
		    "version of the engine and comes out differently now\n",
		    "  %lld steps were made by another version of the engine "
		    "and come out differently now\n", h->engine_changed),
		    (long long)h->engine_changed);
}

static int
by_document(const void *a, const void *b)
{
	const struct audit_fault *x = *(const struct audit_fault *const *)a;
	const struct audit_fault *y = *(const struct audit_fault *const *)b;
	int order = strcmp(x->document, y->document);

	if (order != 0)
		return order;
	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	return strcmp(x->what, y->what);
}

/* What is counted instead of listed, unless everything is asked for. */
static bool
is_counted(const struct audit_fault *exception)
{
	return exception->kind == AUDIT_CLAIMED_IN_TIME ||
	    exception->kind == AUDIT_ENTRY;
}

static void
print_claimed(struct output *out, const struct audit_history *h)
{
	size_t i, n = 0;

	for (i = 0; i < h->nexceptions; i++)
		n += h->exceptions[i].kind == AUDIT_CLAIMED_IN_TIME;
	if (n > 0)
		output_addf(out, COUNTED("  - %zu deadline was kept by the "
		    "stated day alone: the act was entered later and no paper "
		    "from outside shows the day\n", "  - %zu deadlines were "
		    "kept by the stated day alone: the acts were entered later "
		    "and no paper from outside shows the day\n", n), n);
	output_addf(out, "  %s\n", _("(“guiwen audit --all” lists each of "
	    "these, and the late entries and claimed identities of each "
	    "document)"));
}

static void
print_exceptions(struct output *out, const struct audit_history *h, bool all)
{
	const struct audit_fault **list = mem_zero(h->nexceptions,
	    sizeof(const struct audit_fault *));
	size_t i, counted = 0;

	for (i = 0; i < h->nexceptions; i++)
		list[i] = &h->exceptions[i];
	qsort(list, h->nexceptions, sizeof(const struct audit_fault *),
	    by_document);
	output_addf(out, "%s\n", _("  to be known besides:"));
	for (i = 0; i < h->nexceptions; i++) {
		if (!all && is_counted(list[i]))
			counted++;
		else
			print_fault(out, list[i], STYLE_NONE);
	}
	if (counted > 0)
		print_claimed(out, h);
	free(list);
}

void
audit_print_procedure(struct call *call, const struct audit_history *h)
{
	struct output *out = &call->out;
	size_t n = audit_nfaults(h, true);

	print_question(out, _("2. Was the procedure kept?"));
	if (n == 0 && audit_nfaults(h, false) > 0) {
		output_styled(out, STYLE_BAD, _("cannot be judged: the "
		    "history is not whole"));
		output_adds(out, "\n");
	} else if (n == 0) {
		output_styled(out, STYLE_GOOD, _("yes"));
		output_adds(out, "\n");
	} else {
		output_style(out, STYLE_BAD);
		output_addf(out, n == 1 ? _("no: 1 breach") :
		    _("no: %zu breaches"), n);
		output_style(out, STYLE_NONE);
		output_adds(out, "\n");
	}
	print_faults(out, h, true);
	if (h->nexceptions > 0)
		print_exceptions(out, h, options_has(&call->options,
		    "all"));
}

/* ---- JSON ---- */

static json_t *
fault_json(const struct audit_fault *fault)
{
	json_t *o = json_object();

	json_object_set_new(o, "document", json_fact(fault->document));
	json_object_set_new(o, "step", fault->step > 0 ?
	    json_integer(fault->step) : json_null());
	json_object_set_new(o, "record", fault->record > 0 ?
	    json_integer(fault->record) : json_null());
	json_object_set_new(o, "place", json_fact(fault->place));
	json_object_set_new(o, "what", json_words(fault->what));
	json_object_set_new(o, "since", json_time(fault->since_s));
	json_object_set_new(o, "how", json_words(fault_how(fault)));
	return o;
}

/* Null without one; else how far the history is the one of then. */
static json_t *
checkpoint_json(const struct audit_history *h)
{
	json_t *o;

	if (h->nwitnesses == 0)
		return json_null();
	o = json_object();
	json_object_set_new(o, "given",
	    json_integer((json_int_t)h->nwitnesses));
	json_object_set_new(o, "agrees_to", json_integer(h->witnessed));
	return o;
}

json_t *
audit_history_json(const struct audit_history *h)
{
	json_t *o = json_object(), *faults = json_array(),
	    *breaches = json_array(), *exceptions = json_array();
	size_t i;

	for (i = 0; i < h->nfaults; i++)
		json_array_append_new(h->faults[i].kind == AUDIT_BREACH ?
		    breaches : faults, fault_json(&h->faults[i]));
	for (i = 0; i < h->nexceptions; i++)
		json_array_append_new(exceptions,
		    fault_json(&h->exceptions[i]));
	json_object_set_new(o, "whole",
	    json_boolean(audit_nfaults(h, false) == 0));
	json_object_set_new(o, "checkpoint", checkpoint_json(h));
	json_object_set_new(o, "registry_key", h->key_given ?
	    json_boolean(h->key_held) : json_null());
	json_object_set_new(o, "code", json_fact(h->code));
	json_object_set_new(o, "records", json_integer(h->totals.records));
	json_object_set_new(o, "commits", json_integer(h->totals.commits));
	json_object_set_new(o, "files", json_integer(nfiles(h)));
	json_object_set_new(o, "signatures",
	    json_integer(h->totals.signatures));
	json_object_set_new(o, "pending", json_integer(h->totals.pending));
	json_object_set_new(o, "replayed", json_integer(h->replayed));
	json_object_set_new(o, "refusals", json_integer(h->refusals));
	json_object_set_new(o, "corrections", json_integer(h->corrections));
	json_object_set_new(o, "signed", json_integer(h->signed_acts));
	json_object_set_new(o, "claimed", json_integer(h->claimed));
	json_object_set_new(o, "late_entries",
	    json_integer(h->late_entries));
	json_object_set_new(o, "longest_lag_days",
	    json_integer(h->longest_lag_days));
	json_object_set_new(o, "engine_changed",
	    json_integer(h->engine_changed));
	json_object_set_new(o, "faults", faults);
	json_object_set_new(o, "breaches", breaches);
	json_object_set_new(o, "exceptions", exceptions);
	return o;
}
