/* cmd_number.c: guiwen number: the signed document gets number and date */
#include "cli/act.h"
#include "cli/commands.h"
#include "cli/meant.h"

#include <string.h>

static const struct option number_options[] = {
	{ "number", "NUMBER", N_("the document number, 青民规〔2021〕1号"),
	    false },
	{ "signer", "NAME", N_("who signed it"), false },
	{ "date", "DATE", N_("the document's date"), false },
	OPTION_END
};

/* Input methods offer other brackets first: say the right ones. */
static int
check_number(const char *number, struct err *err)
{
	struct text meant = TEXT_INIT;

	if (meant_number(&meant, number) && strcmp(meant.ptr, number) != 0)
		err_set(err, ERR_USAGE, "“%s” does not look like a document "
		    "number; perhaps %s is meant", number, meant.ptr);
	text_release(&meant);
	return err->code == ERR_NONE ? 0 : -1;
}

static int
run_number(struct call *call)
{
	const char *number = options_value(&call->options, "number");
	const char *signer = options_value(&call->options, "signer");
	const char *date = options_value(&call->options, "date");
	struct err err = ERR_INIT;
	struct asked asked;
	struct day day;
	int status;

	if (number == NULL || signer == NULL || date == NULL) {
		err_set(&err, ERR_USAGE, "guiwen number needs --number, "
		    "--signer and --date");
		return call_usage(call, &err);
	}
	if (call_day(call, "date", &day, &err) != 0 ||
	    check_number(number, &err) != 0)
		return call_usage(call, &err);
	if (asked_read(&asked, call, NULL, &err) != 0) {
		status = call_asked(call, &err);
	} else {
		asked.request.document = call_operand(call, 0);
		asked.request.event = "number";
		asked_datum(&asked, "number", number);
		asked_datum(&asked, "signer", signer);
		asked_datum(&asked, "dated", date);
		status = act_perform(call, &asked);
	}
	asked_release(&asked);
	return status;
}

static const struct option *const tables[] = {
	number_options, act_options, NULL
};

const struct cmd cmd_number = {
	"number", GROUP_ACT, "DOC",
	N_("record signature, number and date of a document"),
	tables, 1, 1, run_number
};
