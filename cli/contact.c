/* contact.c: guiwen person contact: how somebody is reached, which is no
 * evidence and can be forgotten */
#include "cli/person.h"

#include "cli/json.h"
#include "cli/standing.h"
#include "workflows/people.h"

#include <string.h>

/* The details that are given; false where there are none. */
static bool
read_details(const struct call *call, struct contact *out)
{
	out->phone = options_value(&call->options, "phone");
	out->email = options_value(&call->options, "email");
	out->room = options_value(&call->options, "room");
	return out->phone != NULL || out->email != NULL || out->room != NULL;
}

static int
check_detail(const char *option, const char *value, const char *needs,
    struct err *err)
{
	if (value == NULL || *value == '\0')
		return 0;
	if (!text_is_line(value) || strlen(value) > PRIVATE_FACT_BYTES)
		return err_set(err, ERR_USAGE, "--%s takes one line of at most "
		    "%d bytes", option, PRIVATE_FACT_BYTES);
	if (strpbrk(value, needs) == NULL)
		return err_set(err, ERR_USAGE, "\"%s\" cannot be right for "
		    "--%s", value, option);
	return 0;
}

static int
check_details(const struct contact *contact, struct err *err)
{
	if (check_detail("phone", contact->phone, "0123456789", err) != 0 ||
	    check_detail("email", contact->email, "@", err) != 0)
		return -1;
	return contact->room == NULL ? 0 : check_detail("room", contact->room,
	    contact->room, err);
}

static void
print_contact(struct call *call, const struct person *person)
{
	struct text words = TEXT_INIT;
	struct beside beside;
	json_t *o;

	beside_open(&beside, call);
	if (call_json(call)) {
		o = json_object();
		json_object_set_new(o, "id", json_words(person->id));
		json_object_set_new(o, "name", json_words(person->name));
		json_object_set_new(o, "contact", contact_json(&beside,
		    person->id));
		json_print(&call->out, o);
	} else {
		contact_words(&beside, person->id, &words);
		output_addf(&call->out, "%s  %s%s%s\n", person->id,
		    person->name, _(": "), words.len > 0 ? words.ptr :
		    _("no contact details are kept"));
	}
	beside_close(&beside);
	text_release(&words);
}

/* Who is gone cannot forget his notes himself. */
static int
forget(struct call *call, const struct person *person, struct err *err)
{
	struct private *private = NULL;
	int got = beside_require(call, false, &private, err), notes = 0;

	private_close(private);
	private = NULL;
	if (got == 1)
		got = beside_require(call, true, &private, err);
	if (got == 1)
		got = private_forget_contact(private, person->id, err);
	if (got >= 0 && private != NULL && person->retired)
		notes = private_forget_notes(private, person->id, NULL, err);
	private_close(private);
	if (got < 0 || notes < 0)
		return -1;
	if (call_json(call))
		print_contact(call, person);
	else if (got == 0 && notes == 0)
		output_addf(&call->out, _("nothing was kept of %s (%s)\n"),
		    person->name, person->id);
	else
		output_addf(&call->out, _("what was kept of %s (%s) is "
		    "forgotten; backups made before still hold it\n"),
		    person->name, person->id);
	return 0;
}

static int
put(struct call *call, const struct person *person,
    const struct contact *contact, struct err *err)
{
	struct private *private = NULL;
	int result = beside_require(call, true, &private, err) == 1 ?
	    private_put_contact(private, person->id, contact, err) : -1;

	private_close(private);
	if (result == 0)
		print_contact(call, person);
	return result;
}

/* Asked about, it must be possible to read it; beside_open only tells. */
static int
look(struct call *call, const struct person *person, struct err *err)
{
	struct private *private = NULL;
	int got = beside_require(call, false, &private, err);

	private_close(private);
	if (got >= 0)
		print_contact(call, person);
	return got >= 0 ? 0 : -1;
}

int
person_contact(struct call *call, const char *id, struct err *err)
{
	const struct procedure_context *context;
	const struct person *person;
	struct contact contact;
	bool given = read_details(call, &contact);
	bool forgets = options_has(&call->options, "forget");
	const char *actor;

	if (given && forgets)
		return err_set(err, ERR_USAGE, "--forget takes all contact "
		    "details of %s away: give it alone", id);
	/* No record is made, so nothing but this file is opened to write. */
	if (check_details(&contact, err) != 0 ||
	    call_open(call, true, err) != 0 ||
	    registry_context(call->registry, &context, err) != 0 ||
	    (person = person_named(call, context->people, &id, err)) == NULL)
		return -1;
	if (!given && !forgets)
		return look(call, person, err);
	if (person_actor(call, &actor, err) != 0 ||
	    people_gate_own(context->people, actor, person, call_today(call),
	    err) != 0)
		return -1;
	return forgets ? forget(call, person, err) :
	    put(call, person, &contact, err);
}

void
person_tell_kept(struct call *call, const struct person *person)
{
	struct text words = TEXT_INIT;
	struct beside beside;

	beside_open(&beside, call);
	contact_words(&beside, person->id, &words);
	beside_close(&beside);
	if (words.len > 0)
		fprintf(call->talk, _("guiwen: note: the contact details of %s "
		    "(%s) are still kept: guiwen person contact %s --forget\n"),
		    person->name, person->id, person->id);
	text_release(&words);
}

void
person_tell_reached(struct call *call, const struct person *person)
{
	struct text words = TEXT_INIT;
	struct beside beside;

	beside_open(&beside, call);
	contact_words(&beside, person->id, &words);
	beside_close(&beside);
	if (words.len > 0)
		fprintf(call->talk, "guiwen: %s (%s)%s%s\n", person->name,
		    person->id, _(": "), words.ptr);
	text_release(&words);
}
