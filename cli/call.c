/* call.c: what every command does in the same way */
#include "cli/cmd.h"

#include "cli/input.h"
#include "cli/meant.h"
#include "cli/named.h"
#include "cli/signing.h"
#include "cli/table.h"
#include "engine/base/mem.h"
#include "workflows/people.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct option global_options[] = {
	{ GLOBAL_REGISTRY, "DIR", N_("the registry; otherwise $GUIWEN_REGISTRY "
	    "or the nearest folder above that is one"), false },
	{ GLOBAL_AS, "PERSON", N_("who acts; otherwise the person of this "
	    "system account"), false },
	{ GLOBAL_KEY, "FILE", N_("the SSH key to sign with; otherwise "
	    "$GUIWEN_KEY, the one that ~/.config/guiwen/key names, or "
	    "ssh-agent"), false },
	{ GLOBAL_ON, "DATE", N_("when it happened, 2021-05-01 or "
	    "2021-05-01T09:30; otherwise now"), false },
	{ GLOBAL_JSON, NULL, N_("print facts as JSON"), false },
	OPTION_END
};

int
status_of(enum err_code code)
{
	switch (code) {
	case ERR_NONE:
		return STATUS_YES;
	case ERR_USAGE:
		return STATUS_USAGE;
	case ERR_NOTFOUND:
	case ERR_DENIED:
	case ERR_REFUSED:
	case ERR_MISSING:
	case ERR_STALE:
	case ERR_SYNTAX:
	case ERR_UNSUPPORTED:
	case ERR_LIMIT:
	case ERR_UNREADABLE:
	case ERR_SECRET:
		return STATUS_REFUSED;
	case ERR_BROKEN:
		return STATUS_BROKEN;
	case ERR_SYSTEM:
	case ERR_BUSY:
	case ERR_CLOCK:
		return STATUS_FAILED;
	}
	return STATUS_FAILED;
}

int
status_graver(int a, int b)
{
	if (a == STATUS_BROKEN || b == STATUS_BROKEN)
		return STATUS_BROKEN;
	return a > b ? a : b;
}

/* A sentence on one line, whatever it quotes. */
static void
say(FILE *talk, const char *s)
{
	struct text line = TEXT_INIT;

	output_line(s, &line);
	fputs(line.ptr, talk);
	text_release(&line);
}

static enum store_outcome
outcome_of(const struct call *call)
{
	return call->registry != NULL ?
	    store_outcome(registry_store(call->registry)) : call->outcome;
}

/* Whoever acts and meets a failing disk wants to know one thing first. */
static void
put_outcome(const struct call *call, struct err *err)
{
	if (!call->acts || status_of(err->code) != STATUS_FAILED)
		return;
	switch (outcome_of(call)) {
	case OUTCOME_NOTHING:
		err_prefix(err, "nothing was recorded");
		break;
	case OUTCOME_RECORDED:
		err_prefix(err, "it is recorded, but then the system failed");
		break;
	case OUTCOME_UNKNOWN:
		err_prefix(err, "the system failed just when it was to be "
		    "made durable: whether it is recorded is not known, look "
		    "before you do it again");
		break;
	}
}

/* A document that is not found by what was given may be found by another way
 * of writing it. */
static void
tell_meant(const struct call *call, const struct err *err)
{
	const char *given = call_operand(call, 0);
	struct text id = TEXT_INIT;

	if (err->code == ERR_NOTFOUND && call->registry != NULL &&
	    given != NULL && meant_document(&id, call, given))
		fprintf(call->talk, _("  perhaps %s is meant\n"), id.ptr);
	text_release(&id);
}

void
call_say(struct call *call, const struct err *err)
{
	fputs("guiwen: ", call->talk);
	/* most sentences name their file themselves */
	if (err->file[0] != '\0' && strstr(err->shown, err->file) == NULL) {
		say(call->talk, err->file);
		if (err->line > 0)
			fprintf(call->talk, ":%d", err->line);
		fputs(": ", call->talk);
	}
	say(call->talk, err->shown);
	fputc('\n', call->talk);
}

int
call_go_on(struct call *call, int status, const struct err *err)
{
	call_say(call, err);
	return status_graver(status, status_of(err->code));
}

int
call_fail(struct call *call, const struct err *failure)
{
	struct err whole = *failure, *err = &whole;

	put_outcome(call, err);
	if (err->shown[0] != '\0') {
		call_say(call, err);
		tell_meant(call, err);
	}
	return status_of(err->code);
}

void
call_note(struct call *call, const struct err *err)
{
	fprintf(call->talk, "guiwen: %s%s", _("note"), _(": "));
	say(call->talk, err->shown);
	fputc('\n', call->talk);
}

int
call_usage(struct call *call, const struct err *err)
{
	struct output usage;
	int status = call_fail(call, err);

	output_init(&usage, -1);
	help_usage(call->cmd, &usage);
	fputs(usage.buffer.ptr, call->talk);
	text_release(&usage.buffer);
	return status;
}

int
call_asked(struct call *call, const struct err *err)
{
	return err->code == ERR_USAGE ? call_usage(call, err) :
	    call_fail(call, err);
}

char *
call_folder(const struct call *call, const char *part)
{
	const char *named = options_value(&call->options, GLOBAL_REGISTRY);

	if (named == NULL)
		named = getenv("GUIWEN_REGISTRY");
	if (named != NULL && *named != '\0')
		return mem_strdup(named);
	return input_folder_above(part);
}

/* What may not go by without a word, though it was mended. */
static void
tell_put_back(struct call *call)
{
	int64_t record;

	if (!store_was_put_back(registry_store(call->registry), &record))
		return;
	fprintf(call->talk, _("guiwen: the branch main of documents.git stood "
	    "at record %lld, behind what had been exported to it, and was "
	    "brought forward again; guiwen never moves it back: find out who "
	    "did\n"), (long long)record);
}

/* Who stands in one registry while the environment names another is told. */
static void
tell_elsewhere(struct call *call, const char *folder)
{
	char *here = input_folder_above("ledger.sqlite");
	struct err what = ERR_INIT;
	struct stat a, b;

	if (here != NULL && !options_has(&call->options, GLOBAL_REGISTRY) &&
	    stat(here, &a) == 0 && stat(folder, &b) == 0 &&
	    (a.st_dev != b.st_dev || a.st_ino != b.st_ino)) {
		err_set(&what, ERR_USAGE, "this is about the registry %s, "
		    "which $GUIWEN_REGISTRY names, not about %s, where you "
		    "are; --registry DIR says which", folder, here);
		call_note(call, &what);
	}
	free(here);
}

/* A name that stands for nobody is a slip of the pen: whoever only looks would
 * take what is told to everybody for what is told to him. Where the people
 * cannot be read, that is told in its place. */
static int
check_as(struct call *call, struct err *err)
{
	const char *as = options_value(&call->options, GLOBAL_AS);
	const struct procedure_context *context;
	struct err unread = ERR_INIT;

	if (as == NULL || registry_context(call->registry, &context,
	    &unread) != 0 || people_count(context->people) == 0 ||
	    people_find(context->people, as) != NULL)
		return 0;
	return err_set(err, ERR_NOTFOUND, "nobody called “%s” is known to this "
	    "registry; guiwen person list names all", as);
}

int
call_open(struct call *call, bool read_only, struct err *err)
{
	char *folder = call_folder(call, "ledger.sqlite");
	int result;

	/* One that lost its ledger is told of as such. */
	if (folder == NULL)
		folder = call_folder(call, "documents.git");
	if (folder == NULL)
		return err_set(err, ERR_NOTFOUND, "no registry was named and "
		    "no folder above this one is a registry: give --registry "
		    "DIR, or make one with guiwen init DIR");
	call->acts = !read_only;
	result = registry_open(&call->registry, folder, read_only, err);
	if (result == 0)
		tell_elsewhere(call, folder);
	free(folder);
	if (result != 0)
		return result;
	registry_set_signer(call->registry, signing_sign, call);
	tell_put_back(call);
	return named_persons(call, err) == 0 ? check_as(call, err) : -1;
}

int
call_open_if_any(struct call *call, struct err *err)
{
	char *folder = call_folder(call, "ledger.sqlite");

	if (folder == NULL)
		return 0;
	free(folder);
	return call_open(call, true, err) == 0 ? 1 : -1;
}

int
call_identify(struct call *call, struct err *err)
{
	if (registry_identify(call->registry,
	    options_value(&call->options, GLOBAL_AS), &call->person,
	    &call->authenticated, err) != 0)
		return -1;
	if (options_has(&call->options, GLOBAL_KEY) &&
	    person_valid_key(call->person) == NULL)
		return err_set(err, ERR_DENIED, "%s (%s) has no registered key "
		    "to sign with; the office registers one with guiwen key "
		    "add %s FILE.pub", call->person->name, call->person->id,
		    call->person->id);
	return 0;
}

int
call_parse_day(struct day *out, const char *given)
{
	char *folded = fold_date(given);
	int result = day_parse(out, folded != NULL ? folded : given);

	free(folded);
	return result;
}

int
call_no_day(const char *option, const char *given, bool or_time,
    struct err *err)
{
	char *meant = fold_date(given);

	if (meant != NULL && (or_time || strchr(meant, 'T') == NULL))
		err_set(err, ERR_USAGE, "--%s says %s, and there is no such "
		    "day or time", option, given);
	else if (or_time)
		err_set(err, ERR_USAGE, "--%s takes a day or a time, "
		    "2021-05-01 or 2021-05-01T09:30; \"%s\" is neither",
		    option, given);
	else
		err_set(err, ERR_USAGE, "--%s takes a day, 2021-05-01; \"%s\" "
		    "is none", option, given);
	free(meant);
	return -1;
}

int
call_stated(struct call *call, int64_t *stated_s, bool *day_only,
    struct err *err)
{
	const char *on = options_value(&call->options, GLOBAL_ON);

	*stated_s = 0;
	*day_only = false;
	if (on == NULL)
		return 0;
	if (time_parse(stated_s, on) != 0)
		return call_no_day(GLOBAL_ON, on, true, err);
	*day_only = strchr(on, 'T') == NULL;
	return 0;
}

int
call_data(const struct call *call, const char **folder, struct err *err)
{
	if (!input_exists(call->place->data))
		return err_set(err, ERR_SYSTEM, "the procedures and calendars "
		    "that belong to guiwen are not where they should be: "
		    "install it again, or name their folder in GUIWEN_DATA");
	*folder = call->place->data;
	return 0;
}

struct day
call_today(const struct call *call)
{
	return time_day(call->now_s);
}

bool
call_json(const struct call *call)
{
	return options_has(&call->options, GLOBAL_JSON);
}

const char *
call_operand(const struct call *call, size_t i)
{
	return i < call->options.noperands ? call->options.operands[i] : NULL;
}

int
call_day(const struct call *call, const char *option, struct day *out,
    struct err *err)
{
	const char *given = options_value(&call->options, option);

	*out = (struct day){ 0, 0, 0 };
	if (given == NULL || day_parse(out, given) == 0)
		return 0;
	return call_no_day(option, given, false, err);
}

int
call_year(const struct call *call, const char *option, int *out,
    struct err *err)
{
	const char *given = options_value(&call->options, option);
	*out = 0;
	if (given == NULL)
		return 0;
	/* four digits: "21" is no year that a document is of */
	if (strlen(given) != 4 || strspn(given, "0123456789") != 4 ||
	    *given == '0')
		return err_set(err, ERR_USAGE, "--%s takes a year, 2021; "
		    "\"%s\" is none", option, given);
	*out = (int)strtol(given, NULL, 10);
	return 0;
}
