/* cmd_proof.c: guiwen proof: that a record stands in the history, provable
 * without the registry */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/named.h"
#include "cli/outside.h"
#include "engine/base/mem.h"
#include "store/checkpoint.h"
#include "workflows/audit.h"

#include <stdlib.h>
#include <string.h>

static const struct option proof_options[] = {
	{ "record", "N", N_("the record of this number, instead of a "
	    "document's step"), false },
	{ "checkpoint", "FILE", N_("end the proof in this checkpoint instead "
	    "of one made now"), false },
	{ "verify", "FILE", N_("check a proof; needs no registry"), false },
	{ "registry-key", "FILE", N_("with --verify: the registry's public "
	    "key, kept elsewhere"), false },
	OPTION_END
};

/* ---- making one ---- */

static int
number_of(const char *word, const char *what, int64_t *out, struct err *err)
{
	char *end = NULL;
	long long value = strtoll(word, &end, 10);

	*out = value;
	if (*word >= '0' && *word <= '9' && *end == '\0' && value > 0)
		return 0;
	if (what == NULL)
		return err_set(err, ERR_USAGE, "a step is given by its number; "
		    "\"%s\" is none", word);
	return err_set(err, ERR_USAGE, "%s is a number from 1; \"%s\" is "
	    "none", what, word);
}

struct wanted {
	int64_t step;		/* 0: the last one */
	int64_t number;
	bool any;		/* the document has a record */
};

static int
look_at(void *ctx, const struct record *record, struct err *err)
{
	struct wanted *wanted = ctx;

	(void)err;
	wanted->any = true;
	if (wanted->step == 0 || wanted->step == record->step)
		wanted->number = record->number;
	return 0;
}

/* Is it a document, or perhaps a record, by its number? 0, -1. */
static int
check_document(struct call *call, const char *document, struct err *err)
{
	struct dossier *dossier = NULL;
	struct err ignored = ERR_INIT;
	int64_t number;

	if (number_of(document, NULL, &number, &ignored) == 0)
		return err_set(err, ERR_NOTFOUND, "'%.40s' is no document of "
		    "this registry: documents are called like 2021-0001; if "
		    "the record of that number is meant, give --record %lld",
		    document, (long long)number);
	if (registry_dossier(call->registry, document, &dossier, err) != 0)
		return -1;
	dossier_free(dossier);
	return 0;
}

/* Which record is asked for? */
static int
find_record(struct call *call, int64_t *number, struct err *err)
{
	const char *record = options_value(&call->options, "record");
	const char *document = call_operand(call, 0);
	const char *step = call_operand(call, 1);
	struct wanted wanted = { 0, 0, false };

	if ((record == NULL) == (document == NULL))
		return err_set(err, ERR_USAGE, "a proof is of a document's "
		    "step, or of a --record: name one of them");
	if (record != NULL)
		return number_of(record, "--record", number, err);
	if (step != NULL && number_of(step, NULL, &wanted.step, err) != 0)
		return -1;
	if (store_records(registry_store(call->registry), document, look_at,
	    &wanted, err) != 0)
		return -1;
	if (!wanted.any && check_document(call, document, err) != 0)
		return -1;
	if (wanted.number == 0)
		return err_set(err, ERR_NOTFOUND, "%s has no such step here: "
		    "guiwen history %s lists what there is", document,
		    document);
	*number = wanted.number;
	return 0;
}

/* The checkpoint that a proof ends in carries the registry's signature. */
static int
read_note(const char *path, struct text *note, struct err *err)
{
	if (!input_exists(path) && checkpoint_looks_like_code(path))
		return err_set(err, ERR_USAGE, "a proof ends in a signed "
		    "checkpoint, not in a code: give the file in which the "
		    "answer of guiwen checkpoint was kept");
	return input_read(path, note, err);
}

static int
make_proof(struct call *call)
{
	const char *checkpoint = options_value(&call->options, "checkpoint");
	struct text out = TEXT_INIT, note = TEXT_INIT;
	struct err err = ERR_INIT;
	int64_t number = 0;
	int status = STATUS_YES;

	if (call_open(call, true, &err) != 0 ||
	    find_record(call, &number, &err) != 0 || (checkpoint != NULL &&
	    read_note(checkpoint, &note, &err) != 0) ||
	    store_proof(registry_store(call->registry), number,
	    checkpoint != NULL ? &note : NULL, &out, &err) != 0)
		status = call_asked(call, &err);
	else
		output_add(&call->out, out.ptr, out.len);
	text_release(&out);
	text_release(&note);
	return status;
}

/* ---- checking one ---- */

/* A proof is read without its registry: what the event is called stands in
 * the shipped charts, or here. */
static void
print_event(struct call *call, const char *event)
{
	static const struct {
		const char *event, *label;
	} own[] = {
		{ "draft", N_("draft taken in") },
		{ "correct", N_("correction") },
		{ "destroy", N_("destroy personal material") },
		{ "migrate", N_("migration to another chart") },
		{ "init", N_("registry made") },
		{ "person", N_("change of people") },
		{ "key", N_("change of keys") },
		{ "workflow", N_("chart put in force") },
		{ "calendar", N_("calendar put in force") },
	};
	char *label = NULL;
	const char *word = NULL;
	size_t i;

	for (i = 0; i < MEM_COUNT(own) && word == NULL; i++)
		if (strcmp(own[i].event, event) == 0)
			word = _(own[i].label);
	if (word == NULL)
		word = label = named_shipped_label(call, event);
	if (word != NULL)
		output_addf(&call->out, _("%s (%s)"), word, event);
	else
		output_adds(&call->out, event);
	free(label);
}

/* The person's own signature, which the tree of records does not hold. */
struct own {
	enum audit_signed is;
	char print[SIGNER_FINGERPRINT];
};

static void
print_facts(struct call *call, const struct proof *proof)
{
	struct output *out = &call->out;
	char hex[SHA256_HEX];

	output_addf(out, _("record %lld: "), (long long)proof->number);
	if (proof->document[0] != '\0')
		output_addf(out, _("%s step %s, "), proof->document,
		    proof->step);
	print_event(call, proof->event);
	if (proof->person[0] != '\0')
		output_addf(out, _(" by %s"), proof->person);
	output_addf(out, _(", recorded %s\n"), proof->recorded);
	output_addf(out, "  SHA-256 %s\n", sha256_hex(hex, &proof->hash));
}

static void
print_verdict(struct call *call, const struct proof *proof,
    const struct own *own, bool key_given)
{
	struct text print = TEXT_INIT;
	struct output *out = &call->out;

	(void)public_key_fingerprint(&print, proof->public_key);
	if (!proof->included)
		output_styled(out, STYLE_BAD, _("The record is not in the "
		    "history of this checkpoint: one of them was altered."));
	else if (proof->signed_by != NOTE_HOLDS)
		output_styled(out, STYLE_BAD, key_given ? _("The checkpoint "
		    "is not signed by the key that was given.") :
		    _("The checkpoint is not signed by the registry's "
		    "key."));
	else if (own->is == AUDIT_SIGNED_BROKEN)
		output_styled(out, STYLE_BAD, _("The signature of who did it "
		    "is missing or does not hold: one of them was altered."));
	else
		output_styled(out, STYLE_GOOD, _("The record stands in the "
		    "history, and the registry signed that."));
	output_addf(out, _("\n  %s at %lld records\n"),
	    proof->checkpoint.origin, (long long)proof->checkpoint.size);
	if (!key_given)
		output_addf(out, _("  by the key that came with the proof: "
		    "%s; compare it with the one that you know, or give "
		    "--registry-key\n"), print.ptr);
	if (own->is == AUDIT_SIGNED)
		output_addf(out, _("  signed by who did it with the key %s\n"),
		    own->print);
	text_release(&print);
}

static void
print_json(struct call *call, const struct proof *proof,
    const struct own *own, bool holds)
{
	json_t *o = json_object();
	struct text print = TEXT_INIT;
	char hex[SHA256_HEX];

	(void)public_key_fingerprint(&print, proof->public_key);
	json_object_set_new(o, "holds", json_boolean(holds));
	json_object_set_new(o, "included", json_boolean(proof->included));
	json_object_set_new(o, "signed",
	    json_boolean(proof->signed_by == NOTE_HOLDS));
	json_object_set_new(o, "number", json_integer(proof->number));
	json_object_set_new(o, "document", json_fact(proof->document));
	json_object_set_new(o, "step", json_fact(proof->step));
	json_object_set_new(o, "event", json_words(proof->event));
	json_object_set_new(o, "person", json_words(proof->person));
	json_object_set_new(o, "recorded", json_words(proof->recorded));
	json_object_set_new(o, "sha256",
	    json_string(sha256_hex(hex, &proof->hash)));
	json_object_set_new(o, "origin",
	    json_words(proof->checkpoint.origin));
	json_object_set_new(o, "size",
	    json_integer(proof->checkpoint.size));
	json_object_set_new(o, "key", json_words(print.ptr));
	json_object_set_new(o, "person_signed", own->is == AUDIT_SIGNED_NOT ?
	    json_null() : json_boolean(own->is == AUDIT_SIGNED));
	json_object_set_new(o, "person_key", json_fact(own->print));
	json_print(&call->out, o);
	text_release(&print);
}

static int
verify_proof(struct call *call, const char *path)
{
	const char *named = options_value(&call->options, "registry-key");
	struct text file = TEXT_INIT;
	struct proof proof = { .parts = TEXT_INIT };
	struct err err = ERR_INIT;
	char *key = NULL;
	struct own own;
	int status;
	bool holds;

	if (call_operand(call, 0) != NULL) {
		err_set(&err, ERR_USAGE, "--verify takes a proof's file and "
		    "nothing besides");
		return call_usage(call, &err);
	}
	if ((named != NULL && (key = outside_key(named, &err)) == NULL) ||
	    input_read(path, &file, &err) != 0) {
		status = call_fail(call, &err);
	} else if (proof_read(&proof, file.ptr, file.len, key, &err) != 0) {
		err_prefix(&err, "%s", path);
		status = call_fail(call, &err);
	} else {
		own.is = audit_signed_by(proof.record, proof.record_len,
		    proof.signature, own.print);
		holds = proof.included && proof.signed_by == NOTE_HOLDS &&
		    own.is != AUDIT_SIGNED_BROKEN;
		status = holds ? STATUS_YES : STATUS_BROKEN;
		if (call_json(call)) {
			print_json(call, &proof, &own, holds);
		} else {
			print_facts(call, &proof);
			print_verdict(call, &proof, &own, key != NULL);
		}
	}
	proof_release(&proof);
	text_release(&file);
	free(key);
	return status;
}

static int
run_proof(struct call *call)
{
	const char *verify = options_value(&call->options, "verify");

	return verify != NULL ? verify_proof(call, verify) : make_proof(call);
}

static const struct option *const tables[] = { proof_options, NULL };

const struct cmd cmd_proof = {
	"proof", GROUP_PROVE, "[DOC [STEP]]",
	N_("prove that a record stands in the history, without the registry"),
	tables, 0, 2, run_proof
};
