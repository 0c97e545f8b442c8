/* cmd_receipt.c: guiwen receipt: the filing authority registered it */
#include "cli/act.h"
#include "cli/commands.h"

static const struct option receipt_options[] = {
	{ "number", "REGISTRATION", N_("the registration number on the "
	    "receipt"), false },
	OPTION_END
};

static int
run_receipt(struct call *call)
{
	const char *number = options_value(&call->options, "number");
	struct err err = ERR_INIT;
	struct asked asked;
	int status;

	if (number == NULL) {
		err_set(&err, ERR_USAGE, "guiwen receipt needs --number, the "
		    "registration number on the receipt");
		return call_usage(call, &err);
	}
	if (asked_read(&asked, call, NULL, &err) != 0) {
		status = call_asked(call, &err);
	} else {
		asked.request.document = call_operand(call, 0);
		asked.request.event = "receipt";
		asked_datum(&asked, "number", number);
		status = act_perform(call, &asked);
	}
	asked_release(&asked);
	return status;
}

static const struct option *const tables[] = {
	receipt_options, filing_options, act_options, NULL
};

const struct cmd cmd_receipt = {
	"receipt", GROUP_ACT, "DOC",
	N_("record the receipt of a filing authority"),
	tables, 1, 1, run_receipt
};
