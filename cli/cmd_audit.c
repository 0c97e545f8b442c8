/* cmd_audit.c: guiwen audit: the history, the procedure, the rates */
#include "cli/audit_view.h"
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/outside.h"
#include "cli/registers.h"

static const struct option audit_options[] = {
	{ "year", "YEAR", N_("documents dated in this year; otherwise all"),
	    false },
	{ "as-of", "DATE", N_("count what happened up to this day; otherwise "
	    "today"), false },
	{ "all", NULL, N_("list every exception, not only those that need a "
	    "look"), false },
	{ "register", "FILE", N_("the office's issuing register (CSV): each "
	    "number in it must be a document here or classified"), true },
	{ "rates", NULL, N_("the rates alone, at once, without proving the "
	    "history first"), false },
	OPTION_END
};

/* Whoever asks for a year or a day and mistypes it is not told that all is
 * well: there is nothing then that the answer could be about. An empty
 * registry, asked for all it has, is in order. */
static bool
is_about_nothing(const struct call *call, const struct rates *rates)
{
	return rates->made == 0 && (options_has(&call->options, "year") ||
	    options_has(&call->options, "as-of"));
}

/* What the third question is answered with; r NULL: no register was given. */
struct counted {
	struct registers registers;
	struct rates *rates;
	struct reconciliation *r;
};

static void
counted_release(struct counted *counted)
{
	reconciliation_free(counted->r);
	rates_free(counted->rates);
	registers_release(&counted->registers);
}

static int
count(struct call *call, int year, struct day as_of, struct counted *out,
    struct err *err)
{
	if (audit_rates(call->registry, year, as_of, &out->rates, err) != 0)
		return -1;
	if (out->registers.n == 0 || audit_reconcile(&out->r, call->registry,
	    (const struct issuing_register *const *)out->registers.at,
	    out->registers.n, out->rates, call_today(call), err) == 0)
		return 0;
	/* Nobody is to read rates as if no register had been given. */
	rates_free(out->rates);
	out->rates = NULL;
	return -1;
}

static int
rates_status(const struct call *call, const struct counted *counted)
{
	return counted->rates->missing > 0 ||
	    is_about_nothing(call, counted->rates) ||
	    (counted->r != NULL && !counted->r->holds) ? STATUS_NO :
	    STATUS_YES;
}

/* DESIGN section 8: 0 when the history is whole, no due filing is missing and
 * no number of a given register is unexplained. */
static int
audit_status(const struct call *call, const struct audit_history *history,
    const struct counted *counted)
{
	int status = audit_faults_status(history);

	return status != STATUS_YES ? status : rates_status(call, counted);
}

static void
print_nothing(struct output *out, const struct rates *rates)
{
	char day[DAY_TEXT];
	struct text text = TEXT_INIT;

	day_format(day, rates->as_of);
	if (rates->year != 0)
		text_addf(&text, _("There is nothing to judge: as of %s no "
		    "document of this registry is dated %d."), day,
		    rates->year);
	else
		text_addf(&text, _("There is nothing to judge: as of %s this "
		    "registry has no dated document."), day);
	output_styled(out, STYLE_WARN, text.ptr);
	text_release(&text);
}

static void
print_verdict(struct call *call, int status,
    const struct audit_history *history, const struct counted *counted)
{
	const struct rates *rates = counted->rates;
	bool nothing = rates != NULL && is_about_nothing(call, rates);
	bool faults = audit_nfaults(history, true) > 0;
	struct output *out = &call->out;

	output_adds(out, "\n");
	if (rates == NULL)
		output_styled(out, STYLE_BAD, _("The history is not whole: "
		    "rates cannot be told from what is left of it."));
	else if (status == STATUS_BROKEN)
		output_styled(out, STYLE_BAD, _("The history is not whole: "
		    "the rates above rest on broken evidence."));
	else if (rates->missing > 0)
		output_styled(out, STYLE_BAD, _("There are documents that "
		    "should have been filed and were not."));
	else if (nothing && !faults)
		print_nothing(out, rates);
	else if (faults)
		output_styled(out, STYLE_BAD, _("The procedure was not "
		    "kept."));
	else
		output_styled(out, STYLE_GOOD, _("The history is whole, and "
		    "no due filing is missing."));
	output_adds(out, "\n");
	/* Broken evidence explains nothing. */
	if (counted->r != NULL && (status != STATUS_BROKEN ||
	    !counted->r->holds))
		audit_print_register_verdict(out, counted->r);
}

static void
print(struct call *call, int status, const struct audit_history *history,
    const struct counted *counted)
{
	json_t *o;

	if (call_json(call)) {
		o = json_object();
		json_object_set_new(o, "registry", audit_registry_json(call));
		json_object_set_new(o, "history",
		    audit_history_json(history));
		json_object_set_new(o, "rates", counted->rates == NULL ?
		    json_null() : audit_rates_json(counted->rates,
		    counted->r));
		json_object_set_new(o, "status", json_integer(status));
		json_print(&call->out, o);
		return;
	}
	audit_print_limits(call, history);
	audit_print_registry(call);
	audit_print_history(call, history);
	audit_print_procedure(call, history);
	if (counted->rates != NULL)
		audit_print_rates(call, counted->rates, counted->r);
	print_verdict(call, status, history, counted);
}

static void
print_rates(struct call *call, int status, const struct counted *counted)
{
	json_t *o;

	if (call_json(call)) {
		o = json_object();
		json_object_set_new(o, "registry", audit_registry_json(call));
		json_object_set_new(o, "verified", json_false());
		json_object_set_new(o, "rates",
		    audit_rates_json(counted->rates, counted->r));
		json_object_set_new(o, "status", json_integer(status));
		json_print(&call->out, o);
		return;
	}
	output_styled(&call->out, STYLE_WARN, _("Not verified: these rates are "
	    "read from the index; guiwen audit proves them from the "
	    "records."));
	output_adds(&call->out, "\n");
	audit_print_registry(call);
	audit_print_rates(call, counted->rates, counted->r);
	if (is_about_nothing(call, counted->rates)) {
		output_adds(&call->out, "\n");
		print_nothing(&call->out, counted->rates);
		output_adds(&call->out, "\n");
	}
}

/* The third question alone, from the index that nobody has proved yet. */
static int
run_rates(struct call *call, int year, struct day as_of)
{
	struct counted counted = { .rates = NULL };
	struct err err = ERR_INIT;
	int status;

	if (options_count(&call->options, "checkpoint") > 0 ||
	    options_has(&call->options, "registry-key") ||
	    options_has(&call->options, "all")) {
		err_set(&err, ERR_USAGE, "--rates proves nothing: leave out "
		    "--checkpoint, --registry-key and --all, or leave out "
		    "--rates");
		return call_usage(call, &err);
	}
	if (call_open(call, true, &err) != 0 ||
	    registers_read(call, &counted.registers, &err) != 0 ||
	    count(call, year, as_of, &counted, &err) != 0) {
		status = call_fail(call, &err);
	} else {
		status = rates_status(call, &counted);
		print_rates(call, status, &counted);
	}
	counted_release(&counted);
	return status;
}

/* Rates that cannot be had because of what the history has told already. */
static bool
is_told(const struct audit_history *history, const struct err *err)
{
	return err->code == ERR_BROKEN && audit_nfaults(history, false) > 0;
}

static int
run_audit(struct call *call)
{
	struct audit_history *history = NULL;
	struct counted counted = { .rates = NULL };
	struct err err = ERR_INIT;
	struct day as_of;
	int year, status;

	if (call_year(call, "year", &year, &err) != 0 ||
	    call_day(call, "as-of", &as_of, &err) != 0)
		return call_usage(call, &err);
	if (as_of.year == 0)
		as_of = call_today(call);
	if (options_has(&call->options, "rates"))
		return run_rates(call, year, as_of);
	/* A list that cannot be read is told before the long work. */
	if (call_open(call, true, &err) != 0 ||
	    registers_read(call, &counted.registers, &err) != 0 ||
	    audit_check_history(call, &history, &err) != 0 ||
	    (count(call, year, as_of, &counted, &err) != 0 &&
	    !is_told(history, &err))) {
		status = call_fail(call, &err);
	} else {
		status = audit_status(call, history, &counted);
		print(call, status, history, &counted);
	}
	if (history != NULL)
		audit_history_free(history);
	counted_release(&counted);
	return status;
}

static const struct option *const tables[] = {
	audit_options, outside_options, NULL
};

const struct cmd cmd_audit = {
	"audit", GROUP_PROVE, "",
	N_("prove the history, the procedure and the filing rate"),
	tables, 0, 0, run_audit
};
