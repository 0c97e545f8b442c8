/* cmd_init.c: guiwen init: make a registry */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/elsewhere.h"
#include "cli/how.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/standing.h"
#include "cli/table.h"
#include "cli/deadline.h"

#include "engine/calendar/calendar.h"
#include "engine/xml/write.h"
#include "workflows/registry.h"
#include "workflows/settings.h"

#include <stdlib.h>
#include <string.h>

static const struct option init_options[] = {
	{ "settings", "FILE", N_("the issuing authorities and the filings "
	    "that they owe, as XML"), false },
	{ "name", "NAME", N_("without --settings: the registry's name"),
	    false },
	{ "authority", "NAME", N_("without --settings: the issuing "
	    "authority"), false },
	{ "filing", "AUTHORITY=DAYS", N_("without --settings: with whom "
	    "documents are filed, within how many days of publication (15) or "
	    "working days (15wd); stands as not verified, since no basis is "
	    "named"), true },
	OPTION_END
};

/* One --filing as an element. 0, or -1 with err. */
static int
write_filing(struct xml_writer *w, const struct options *options, size_t nth,
    struct err *err)
{
	const char *given = options_nth(options, "filing", nth);
	struct text within = TEXT_INIT;
	struct duration duration;
	const char *days;
	char *authority, *number, canonical[40];
	int result = -1;
	size_t n;

	if (options_pair(options, "filing", nth, &authority, &days, err) != 0)
		return -1;
	number = fold_digits(days);
	n = strspn(number, "0123456789");
	/* "15", "15日" */
	if (number[n] == '\0' || strcmp(number + n, "日") == 0)
		text_addf(&within, "%.*s days", (int)n, number);
	else
		text_adds(&within, number);
	free(number);
	if (duration_parse(&duration, within.ptr) != 0) {
		err_set(err, ERR_USAGE, "\"%s\" is no number of days: --filing "
		    "%s=15, or %s=15wd for working days", days, authority,
		    authority);
	} else if (duration.count == 0) {
		err_set(err, ERR_USAGE, "--filing %s: nothing can be filed "
		    "within %s; say at least 1", given, days);
	} else {
		xw_open(w, "filing", NULL);
		xw_attr(w, "authority", authority);
		xw_attr(w, "verified", "no");
		xw_attr(w, "within", duration_format(canonical, duration));
		xw_close(w);
		result = 0;
	}
	free(authority);
	text_release(&within);
	return result;
}

/* The settings of a registry with one issuing authority, from the options. */
static int
settings_from_options(struct call *call, struct text *xml, struct err *err)
{
	const struct options *options = &call->options;
	const char *name = options_value(options, "name");
	const char *authority = options_value(options, "authority");
	struct xml_writer w;
	size_t i;

	if (name == NULL || authority == NULL)
		return err_set(err, ERR_USAGE, "guiwen init needs --settings "
		    "FILE, or --name and --authority");
	if (*name == '\0' || *authority == '\0')
		return err_set(err, ERR_USAGE, "--%s is empty: say the name",
		    *name == '\0' ? "name" : "authority");
	xw_init(&w, xml);
	xw_open(&w, "registry", SETTINGS_NS);
	xw_attr(&w, "name", name);
	xw_open(&w, "issuing-authority", NULL);
	xw_attr(&w, "name", authority);
	for (i = 0; i < options_count(options, "filing"); i++)
		if (write_filing(&w, options, i, err) != 0)
			return -1;
	xw_close(&w);
	xw_close(&w);
	return 0;
}

static int
load_settings(struct call *call, struct settings **out, struct err *err)
{
	const struct options *options = &call->options;
	const char *file = options_value(options, "settings");
	struct text xml = TEXT_INIT;
	int result;

	if (file != NULL && (options_has(options, "name") ||
	    options_has(options, "authority") ||
	    options_has(options, "filing")))
		return err_set(err, ERR_USAGE, "--settings says all; --name, "
		    "--authority and --filing do not go with it");
	result = file != NULL ? input_read(file, &xml, err) :
	    settings_from_options(call, &xml, err);
	if (result == 0)
		result = settings_parse(out, xml.ptr, xml.len, file != NULL ?
		    file : "", err);
	/* Nobody wrote the lines of what the options became. */
	if (file == NULL) {
		err->file[0] = '\0';
		err->line = 0;
	}
	text_release(&xml);
	return result;
}

static void
print_duty(struct call *call, const struct filing_duty *duty)
{
	struct output *out = &call->out;
	struct text period = TEXT_INIT;

	period_words(&period, duty->within);
	output_addf(out, _("  filing with %s within %s"), duty->authority,
	    period.ptr);
	if (duty->verified)
		output_addf(out, _(" (basis: %s; verified)"), duty->basis);
	else if (*duty->basis != '\0')
		output_addf(out, _(" (basis: %s; not verified)"),
		    duty->basis);
	else
		output_addf(out, _(" (%s)"), _("no basis named: not verified"));
	output_adds(out, "\n");
	text_release(&period);
}

static void
print_made(struct call *call, const char *dir,
    const struct settings *settings)
{
	struct output *out = &call->out;
	struct text word = TEXT_INIT;
	size_t i, k;

	output_addf(out, _("%s: registry made in %s\n"),
	    settings_name(settings), dir);
	for (i = 0; i < settings_count(settings); i++) {
		const struct issuing_authority *a = settings_at(settings, i);

		output_addf(out, _("issuing authority: %s\n"), a->name);
		for (k = 0; k < a->nfilings; k++)
			print_duty(call, &a->filings[k]);
		if (a->nfilings == 0)
			output_addf(out, "  %s\n", _("owes no filing"));
	}
	how_word(&word, dir);
	output_addf(out, _("next: guiwen person add ID --name NAME --role ROLE "
	    "--registry %s\n"), word.ptr);
	text_release(&word);
}

static int
run_init(struct call *call)
{
	const char *dir = call_operand(call, 0);
	struct settings *settings = NULL;
	struct err err = ERR_INIT;
	const char *data;
	int status = STATUS_YES;
	json_t *o;

	if (load_settings(call, &settings, &err) != 0)
		return call_asked(call, &err);
	if (call_data(call, &data, &err) != 0 ||
	    elsewhere_check_registry(call, dir, &err) != 0 ||
	    registry_init(dir, settings, data, call->now_s, &err) != 0) {
		status = call_fail(call, &err);
	} else if (call_json(call)) {
		o = json_object();
		json_object_set_new(o, "registry", json_words(dir));
		json_object_set_new(o, "name",
		    json_words(settings_name(settings)));
		json_print(&call->out, o);
	} else {
		print_made(call, dir, settings);
	}
	settings_free(settings);
	return status;
}

static const struct option *const tables[] = { init_options, NULL };

const struct cmd cmd_init = {
	"init", GROUP_START, "DIR",
	N_("make a registry in a new folder"), tables, 1, 1, run_init
};
