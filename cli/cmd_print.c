/* cmd_print.c: guiwen print: the papers that a bureau seals and keeps */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render.h"
#include "cli/request.h"
#include "cli/sheet.h"
#include "cli/table.h"

#include <stdlib.h>
#include <string.h>

/* ---- what can be printed ---- */

static void
print_row(struct table *table, const struct sheet_kind *kind,
    const struct err *why)
{
	table_cell(table, kind->name);
	table_cell(table, _(kind->label));
	table_cell(table, why->code == ERR_NONE ? _("yes") : why->shown);
	table_style(table, why->code == ERR_NONE ? STYLE_GOOD : STYLE_DIM);
}

static json_t *
row_json(const struct sheet_kind *kind, const struct err *why)
{
	json_t *o = json_object();

	json_object_set_new(o, "paper", json_string(kind->name));
	json_object_set_new(o, "possible",
	    json_boolean(why->code == ERR_NONE));
	json_object_set_new(o, "why_not", why->code == ERR_NONE ?
	    json_null() : json_words(why->msg));
	return o;
}

/* Which papers there could be, and why not the others. */
static void
list_papers(struct call *call, const struct sheet *sheet)
{
	const struct column columns[] = {
		{ _("paper"), false, false }, { _("what it is"), false, false },
		{ _("can be printed"), false, true },
	};
	struct table *table = table_new(columns, 3);
	const struct sheet_kind *kind;
	json_t *all = json_array();

	for (kind = sheet_kinds; kind->name != NULL; kind++) {
		struct paper *paper = NULL;
		struct err why = ERR_INIT;

		kind->make(sheet, kind, &paper, &why);
		print_row(table, kind, &why);
		json_array_append_new(all, row_json(kind, &why));
		paper_free(paper);
	}
	if (call_json(call)) {
		json_print(&call->out, all);
	} else {
		table_print(table, &call->out);
		json_decref(all);
	}
	table_free(table);
}

/* ---- one of them ---- */

static int
read_step(const char *given, int64_t *out, struct err *err)
{
	char *end;
	long long n;

	if (given == NULL)
		return 0;
	n = strtoll(given, &end, 10);
	if (*given == '\0' || *end != '\0' || n < 1)
		return err_set(err, ERR_USAGE, "a step is given by its number; "
		    "\"%s\" is none", given);
	*out = n;
	return 0;
}

/* Does the command line make sense? *kind is NULL where none is named. */
static int
read_asked(struct call *call, const struct sheet_kind **kind, int64_t *step,
    struct err *err)
{
	const char *name = call_operand(call, 1);
	bool authority = options_has(&call->options, "authority");
	int files = render_wanted(call, call_json(call), err);

	*kind = name != NULL ? sheet_kind(name) : NULL;
	if (files < 0)
		return -1;
	if (name != NULL && *kind == NULL)
		return err_set(err, ERR_USAGE, "there is no paper \"%s\"; "
		    "there are sign-off, opinion, conclusion and "
		    "filing-report", name);
	if (*kind == NULL && (files > 0 || authority))
		return err_set(err, ERR_USAGE, "say which paper is to be "
		    "printed: sign-off, opinion, conclusion or filing-report");
	if (*kind == NULL)
		return 0;
	if (call_operand(call, 2) != NULL && !(*kind)->takes_step)
		return err_set(err, ERR_USAGE, "a step is named with opinion "
		    "and conclusion alone");
	if (authority && !(*kind)->takes_authority)
		return err_set(err, ERR_USAGE, "--authority goes with "
		    "filing-report alone");
	return read_step(call_operand(call, 2), step, err);
}

static int
print_paper(struct call *call, const struct sheet *sheet,
    const struct sheet_kind *kind, struct err *err)
{
	struct paper *paper = NULL;
	int result = kind->make(sheet, kind, &paper, err);

	if (result == 0)
		result = paper_files(call, paper, err);
	if (result == 0 && call_json(call))
		json_print(&call->out, json_incref(paper_json(paper)));
	else if (result == 0 && render_wanted(call, 0, err) == 0)
		paper_print(paper, &call->out);
	paper_free(paper);
	return result;
}

static int
refused(struct call *call, const struct err *err)
{
	int status = call_asked(call, err);

	if (err->code == ERR_REFUSED || err->code == ERR_NOTFOUND)
		fprintf(call->talk, _("  what can be printed: guiwen print "
		    "%s\n"), call_operand(call, 0));
	return status;
}

static int
run_print(struct call *call)
{
	const struct sheet_kind *kind;
	struct sheet sheet = { .step = 0 };
	struct err err = ERR_INIT;
	int64_t step = 0;
	int status = STATUS_YES;

	if (read_asked(call, &kind, &step, &err) != 0)
		return call_asked(call, &err);
	if (call_open(call, true, &err) != 0)
		return call_fail(call, &err);
	if (sheet_load(&sheet, call, call_operand(call, 0), &err) != 0) {
		status = call_fail(call, &err);
		goto out;
	}
	sheet.step = step;
	sheet.authority = options_value(&call->options, "authority");
	if (kind == NULL)
		list_papers(call, &sheet);
	else if (print_paper(call, &sheet, kind, &err) != 0)
		status = refused(call, &err);
out:
	sheet_release(&sheet);
	return status;
}

static const struct option *const tables[] = {
	filing_options, render_options, NULL
};

const struct cmd cmd_print = {
	"print", GROUP_LOOK, "DOC [PAPER [STEP]]",
	N_("print a paper to be sealed: sign-off sheet, opinion, filing "
	    "report"),
	tables, 1, 3, run_print
};
