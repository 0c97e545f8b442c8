/* cmd_destroy.c: guiwen destroy: personal material goes, by two people */
#include "cli/act.h"
#include "cli/commands.h"

#include "workflows/act.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_DIGITS 6

static const struct option destroy_options[] = {
	{ "reason", "TEXT", N_("why it is to go"), false },
	{ "basis", "TEXT", N_("the legal basis"), false },
	{ "confirm", NULL, N_("confirm what another person asked for; now it "
	    "is destroyed"), false },
	{ "seen", "RECORD", N_("the last record of the document that you have "
	    "seen; refused when it has moved on"), false },
	{ "role", "ROLE", N_("in which of your roles"), false },
	OPTION_END
};

/* The paper by the first digits of its hash; the only one if none are given.
 * Borrowed from the dossier. */
static int
find_paper(const struct dossier *dossier, const char *digits,
    const char **sha256, struct err *err)
{
	size_t i, n = 0;

	if (digits != NULL && (strlen(digits) < LEAST_DIGITS ||
	    digits[strspn(digits, "0123456789abcdef")] != '\0'))
		return err_set(err, ERR_USAGE, "\"%s\" is no paper: give the "
		    "first digits of its SHA-256, at least %d, as guiwen show "
		    "prints it", digits, LEAST_DIGITS);
	for (i = 0; i < dossier->nmaterials; i++) {
		const struct dossier_material *m = &dossier->materials[i];

		if (!dossier_is_personal(m) || (digits != NULL &&
		    strncmp(m->sha256, digits, strlen(digits)) != 0))
			continue;
		*sha256 = m->sha256;
		n++;
	}
	if (n == 1)
		return 0;
	if (n == 0 && digits != NULL)
		return err_set(err, ERR_NOTFOUND, "%s has no personal material "
		    "whose SHA-256 begins with %s; guiwen show %s lists the "
		    "papers", dossier->id, digits, dossier->id);
	if (n == 0)
		return err_set(err, ERR_NOTFOUND, "%s has no personal material",
		    dossier->id);
	return err_set(err, ERR_USAGE, "%s has %zu such papers; name one by "
	    "the first digits of its SHA-256, as guiwen show prints it",
	    dossier->id, n);
}

static int
find(struct call *call, struct dossier **dossier, const char **sha256,
    struct err *err)
{
	if (call_open(call, false, err) != 0 ||
	    registry_dossier(call->registry, call_operand(call, 0), dossier,
	    err) != 0)
		return -1;
	return find_paper(*dossier, call_operand(call, 1), sha256, err);
}

static int
run_destroy(struct call *call)
{
	bool confirm = options_has(&call->options, "confirm");
	const char *reason = options_value(&call->options, "reason");
	const char *basis = options_value(&call->options, "basis");
	struct dossier *dossier = NULL;
	struct err err = ERR_INIT;
	struct asked asked;
	const char *sha256 = NULL;
	int status;

	if (confirm == (reason != NULL || basis != NULL) ||
	    (!confirm && (reason == NULL || basis == NULL))) {
		err_set(&err, ERR_USAGE, "guiwen destroy needs --reason and "
		    "--basis to ask for it, or --confirm alone to confirm "
		    "what another person asked for");
		return call_usage(call, &err);
	}
	if (asked_read(&asked, call, NULL, &err) != 0 ||
	    find(call, &dossier, &sha256, &err) != 0) {
		status = call_asked(call, &err);
	} else {
		asked.request.document = call_operand(call, 0);
		asked.request.event = "destroy";
		asked_datum(&asked, "material", sha256);
		if (basis != NULL)
			asked_datum(&asked, "basis", act_reason(basis));
		if (confirm)
			asked_datum(&asked, "confirm", "yes");
		status = act_perform(call, &asked);
	}
	asked_release(&asked);
	dossier_free(dossier);
	return status;
}

static const struct option *const tables[] = { destroy_options, NULL };

const struct cmd cmd_destroy = {
	"destroy", GROUP_ACT, "DOC [MATERIAL]",
	N_("destroy personal material: one person asks, another confirms"),
	tables, 1, 2, run_destroy
};
