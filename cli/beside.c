/* beside.c: what stands beside the evidence: how people are reached, and what
 * somebody has noted for himself */
#include "cli/beside.h"

#include "cli/json.h"
#include "engine/base/mem.h"

#include <string.h>

int
beside_require(struct call *call, bool write, struct private **out,
    struct err *err)
{
	const struct store *store = registry_store(call->registry);

	return private_open(out, store_dir(store), store_id(store), write,
	    err);
}

/* It failed: nothing more is shown of it. */
static void
give_up(struct beside *beside, const struct err *err)
{
	call_note(beside->call, err);
	private_close(beside->private);
	beside->private = NULL;
}

void
beside_open(struct beside *beside, struct call *call)
{
	struct err err = ERR_INIT;

	beside->call = call;
	beside->private = NULL;
	/* That another account's is not for this one is as it should be. */
	if (beside_require(call, false, &beside->private, &err) < 0 &&
	    err.code != ERR_DENIED)
		give_up(beside, &err);
}

void
beside_close(struct beside *beside)
{
	private_close(beside->private);
	beside->private = NULL;
}

/* ---- how people are reached ---- */

static void
add_detail(struct text *out, const char *detail)
{
	if (out->len > 0)
		text_adds(out, _(", "));
	text_adds(out, detail);
}

static void
take_words(void *ctx, const struct contact *contact)
{
	struct text *out = ctx, one = TEXT_INIT;

	if (*contact->phone != '\0') {
		text_addf(&one, _("telephone %s"), contact->phone);
		add_detail(out, one.ptr);
	}
	if (*contact->email != '\0')
		add_detail(out, contact->email);
	text_reset(&one);
	if (*contact->room != '\0') {
		text_addf(&one, _("room %s"), contact->room);
		add_detail(out, one.ptr);
	}
	text_release(&one);
}

static void
take_json(void *ctx, const struct contact *contact)
{
	json_t *o = json_object();

	json_object_set_new(o, "phone", json_fact(contact->phone));
	json_object_set_new(o, "email", json_fact(contact->email));
	json_object_set_new(o, "room", json_fact(contact->room));
	*(json_t **)ctx = o;
}

static void
ask_contact(struct beside *beside, const char *person,
    private_contact_fn *fn, void *ctx)
{
	struct err err = ERR_INIT;

	if (beside->private != NULL && private_contact(beside->private,
	    person, fn, ctx, &err) < 0)
		give_up(beside, &err);
}

void
contact_words(struct beside *beside, const char *person, struct text *out)
{
	struct text words = TEXT_INIT;

	ask_contact(beside, person, take_words, &words);
	text_add(out, words.ptr, words.len);
	text_release(&words);
}

json_t *
contact_json(struct beside *beside, const char *person)
{
	json_t *o = NULL;

	ask_contact(beside, person, take_json, &o);
	return o != NULL ? o : json_null();
}

/* ---- what somebody has noted for himself ---- */

int
note_allows(const struct call *call, struct err *err)
{
	const struct person *person = call->person;

	if (*person->os_user == '\0' ||
	    strcmp(call->authenticated, "os-user") == 0)
		return 0;
	return err_set(err, ERR_DENIED, "%s (%s) has the account “%s” here: "
	    "notes of his are read and written from there alone",
	    person->name, person->id, person->os_user);
}

struct found {
	bool there;
	int64_t version, changed_s;
	char *text;
};

static int
take_note(void *ctx, const struct private_note *note, struct err *err)
{
	struct found *found = ctx;

	(void)err;
	found->there = true;
	found->version = note->version;
	found->changed_s = note->changed_s;
	found->text = mem_strdup(note->text);
	return 0;
}

static int64_t
version_of(const struct dossier *dossier)
{
	const struct dossier_version *version = dossier_version(dossier);

	return version != NULL ? version->number : 0;
}

void
note_words(struct beside *beside, const struct dossier *dossier,
    struct text *out)
{
	const struct person *person = beside->call->person;
	struct found found = { .text = NULL };
	struct err err = ERR_INIT;
	int64_t now = version_of(dossier);
	char day[DAY_TEXT];

	if (beside->private == NULL || person == NULL ||
	    note_allows(beside->call, &err) != 0)
		return;
	if (private_notes(beside->private, person->id, dossier->id,
	    take_note, &found, &err) != 0)
		give_up(beside, &err);
	if (found.there)
		text_addf(out, _("you have a note of %s on version %lld"),
		    day_format(day, time_day(found.changed_s)),
		    (long long)found.version);
	if (found.there && found.version != now)
		text_addf(out, _("; the version is now %lld"),
		    (long long)now);
	if (found.there)
		text_addf(out, "%sguiwen note %s", _(": "), dossier->id);
	free(found.text);
}

/* What is given as a reason stays for good: it may not be about another text
 * than the one that is judged. */
static int
check_version(const struct found *found, const struct dossier *dossier,
    struct err *err)
{
	int64_t now = version_of(dossier);

	if (found->version == now)
		return 0;
	return err_set(err, ERR_STALE, "your note is on version %lld of %s, "
	    "which is at version %lld now: look at guiwen diff %s %lld %lld, "
	    "then write the note anew, or say that it still holds with guiwen "
	    "note %s --version %lld", (long long)found->version, dossier->id,
	    (long long)now, dossier->id, (long long)found->version,
	    (long long)now, dossier->id, (long long)now);
}

char *
note_reason(struct call *call, const struct dossier *dossier,
    struct err *err)
{
	struct private *private = NULL;
	struct found found = { .text = NULL };
	int got;

	if (note_allows(call, err) != 0 ||
	    (got = beside_require(call, false, &private, err)) < 0)
		return NULL;
	if (got == 1 && private_notes(private, call->person->id, dossier->id,
	    take_note, &found, err) != 0)
		got = -1;
	private_close(private);
	if (got >= 0 && !found.there)
		got = err_set(err, ERR_NOTFOUND, "%s (%s) has no note on %s to "
		    "give as the reason: write one with guiwen note %s --text "
		    "TEXT, or give --reason", call->person->name,
		    call->person->id, dossier->id, dossier->id);
	if (got >= 0 && check_version(&found, dossier, err) == 0)
		return found.text;
	free(found.text);
	return NULL;
}

void
note_given(struct call *call, const char *document, const char *reason)
{
	struct private *private = NULL;
	struct err err = ERR_INIT;

	if (beside_require(call, true, &private, &err) == 1 &&
	    private_note_given(private, call->person->id, document, reason,
	    &err) >= 0) {
		private_close(private);
		return;
	}
	private_close(private);
	err_prefix(&err, "it is recorded, but the note could not be "
	    "forgotten");
	call_note(call, &err);
}
