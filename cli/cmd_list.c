/* cmd_list.c: guiwen list: the documents of a registry */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/list_due.h"
#include "cli/standing.h"
#include "cli/table.h"
#include "cli/words.h"

#include "engine/base/mem.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

static const struct option list_options[] = {
	{ "status", "STATE", N_("only those in this state, 现行有效 or "
	    "in-force"), false },
	{ "year", "YEAR", N_("only those dated in this year, or drafted in it "
	    "where they have no date yet"), false },
	{ "authority", "NAME", N_("only those of this issuing authority"),
	    false },
	{ "text", "WORDS", N_("only those with these words in title or "
	    "number"), false },
	{ "overdue", NULL, N_("what is overdue of them, a line for each "
	    "deadline"), false },
	{ "due", "DAYS|DATE", N_("what falls due of them until then, 7 days "
	    "from now or 2021-05-01, and what is overdue"), false },
	OPTION_END
};

struct listing {
	struct call *call;
	const struct procedure_context *context;
	const char *status;
	int year;
	struct due_list *due;	/* their deadlines are wanted, or NULL */
	size_t ndocuments;	/* that pass the filters other than status */
	size_t nfound;		/* and that, too */
	struct day today;
	struct table *table;
	json_t *all;
	int unread;		/* the status of what could not be read */
};

/* Is it the id of a state, or part of what people call one in either language?
 * Who reads English screens still files Chinese papers. */
static bool
is_called(const char *id, const char *label, const char *english,
    const char *status)
{
	return *status != '\0' && (strcmp(id, status) == 0 ||
	    strstr(label, status) != NULL || strstr(english, status) != NULL);
}

/* The same of a state of the chart that the instance goes by. */
static bool
is_state_called(const struct listing *listing, const struct dossier *dossier,
    const char *instance, const char *id)
{
	const struct procedure_context *context = listing->context;
	const struct dossier_instance *of = dossier_instance(dossier,
	    instance);

	return of != NULL && is_called(id,
	    procedure_state_label(context, of, id, false),
	    procedure_state_label(context, of, id, true), listing->status);
}

/*
 * Is the document in the state today? The days of a published text may say
 * more than what is recorded: what has taken effect is in force, what has run
 * out is so no longer.
 */
static bool
in_state(const struct listing *listing, const struct dossier *dossier,
    const struct standing *list, size_t n)
{
	enum validity validity = validity_today(dossier, listing->today);
	bool found = false;
	size_t i;

	if (validity == VALIDITY_ENDED &&
	    is_state_called(listing, dossier, DOSSIER_MAIN, "expired"))
		return true;
	if (validity == VALIDITY_BEGUN &&
	    is_state_called(listing, dossier, DOSSIER_MAIN, "in-force"))
		return true;
	for (i = 0; i < n && !found; i++)
		found = is_state_called(listing, dossier, list[i].instance,
		    list[i].state) && !(validity == VALIDITY_ENDED &&
		    strcmp(list[i].state, "in-force") == 0);
	return found;
}

static void
tell_unread(struct listing *listing, const char *document, struct err *err)
{
	err_prefix(err, "where %s stands is not known", document);
	listing->unread = call_go_on(listing->call, listing->unread, err);
}

/* The labels of the active states, "published, filing open"; *in: it is one
 * of those that are asked for. Of one that cannot be read nothing is claimed,
 * and that is said; but once, where its deadlines are asked for, too. */
static char *
status_words(struct listing *listing, const struct document_row *row,
    bool *in)
{
	struct arena arena = ARENA_INIT;
	struct text text = TEXT_INIT;
	struct dossier *dossier;
	struct standing *list;
	struct err err = ERR_INIT;
	size_t n;

	if (registry_dossier(listing->call->registry, row->id, &dossier,
	    &err) != 0) {
		*in = listing->status == NULL || listing->due != NULL;
		if (listing->due == NULL)
			tell_unread(listing, row->id, &err);
		text_adds(&text, _("not known"));
		return text_detach(&text, NULL);
	}
	n = standings(listing->context, dossier, &arena, &list);
	standing_words(list, n, &text);
	validity_words(dossier, listing->today, &text);
	*in = listing->status == NULL || in_state(listing, dossier, list, n);
	arena_release(&arena);
	dossier_free(dossier);
	return text_detach(&text, NULL);
}

static bool
in_year(const struct listing *listing, const struct document_row *row)
{
	return listing->year == 0 || (row->made.year != 0 ? row->made.year :
	    (int)strtol(row->id, NULL, 10)) == listing->year;
}

static json_t *
row_json(const struct document_row *row)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", json_words(row->id));
	json_object_set_new(o, "number", json_fact(row->number));
	json_object_set_new(o, "title", json_words(row->title));
	json_object_set_new(o, "authority", json_fact(row->authority));
	json_object_set_new(o, "drafting_body",
	    json_fact(row->drafting_body));
	json_object_set_new(o, "kind", json_fact(row->kind));
	json_object_set_new(o, "drafter", json_fact(row->drafter));
	json_object_set_new(o, "states", json_words(row->states));
	json_object_set_new(o, "status", json_fact(row->status));
	json_object_set_new(o, "made", json_day(row->made));
	json_object_set_new(o, "published", json_day(row->published));
	json_object_set_new(o, "effective", json_day(row->effective));
	json_object_set_new(o, "expires", json_day(row->expires));
	json_object_set_new(o, "text_hash", json_fact(row->text_hash));
	json_object_set_new(o, "record", json_integer(row->record));
	json_object_set_new(o, "step", json_integer(row->step));
	return o;
}

static void
add_listed(struct listing *listing, const struct document_row *row,
    const char *words)
{
	char day[DAY_TEXT];

	table_cell(listing->table, row->id);
	table_cell(listing->table, row->number);
	table_cell(listing->table, row->title);
	table_cell(listing->table, words);
	table_cell(listing->table, row->made.year != 0 ?
	    day_format(day, row->made) : "");
	table_cell(listing->table, row->authority);
	json_array_append_new(listing->all, row_json(row));
}

static int
add_row(void *ctx, const struct document_row *row, struct err *err)
{
	struct listing *listing = ctx;
	char *words = NULL;
	bool in = true;

	(void)err;
	if (!in_year(listing, row))
		return 0;
	listing->ndocuments++;
	if (listing->due != NULL && !due_list_has(listing->due, row->id))
		return 0;
	if (listing->due == NULL || listing->status != NULL)
		words = status_words(listing, row, &in);
	listing->nfound += in;
	if (in && listing->due != NULL)
		due_list_add(listing->due, row->id);
	else if (in)
		add_listed(listing, row, words);
	free(words);
	return 0;
}

/* ---- a filter that nothing can answer to ---- */

/* What states are called, each name once. */
struct names {
	const char **at;
	size_t n, cap;
};

static void
add_name(struct names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strcmp(names->at[i], name) == 0)
			return;
	MEM_GROW(names->at, names->n, names->cap);
	names->at[names->n++] = name;
}

/* Append the names. */
static void
names_words(const struct names *names, struct text *out)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		text_addf(out, "%s%s", i > 0 ? _("; ") : "", names->at[i]);
}

/* The states that the procedures know. */
struct states {
	struct names known;	/* in the locale's language */
	struct names called;	/* those of them that the word is a name of, or
				   a part */
	struct names all;	/* ids, and names in both languages */
};

static void
add_states(struct states *states, const struct procedure_context *context,
    const char *workflow, const char *status)
{
	const char *hash;
	const struct chart *chart = context->chart(context->chart_ctx,
	    workflow, NULL, &hash);
	int i;

	for (i = 1; chart != NULL && i < (int)chart_nstates(chart); i++) {
		const struct chart_state *state = chart_state(chart, i);
		const char *label = chart_state_gw(chart, i, "label");
		const char *english = chart_state_gw(chart, i, "label-en");

		if (!state->atomic)
			continue;
		label = label != NULL ? label : "";
		english = english != NULL ? english : "";
		add_name(&states->known, label_state(chart, i));
		if (is_called(state->id, label, english, status))
			add_name(&states->called, label_state(chart, i));
		add_name(&states->all, label);
		add_name(&states->all, english);
		add_name(&states->all, state->id);
	}
}

static void
states_load(struct states *states, const struct procedure_context *context,
    const char *status)
{
	*states = (struct states){ .known = { 0 } };
	add_states(states, context, "normative-document", status);
	add_states(states, context, "filing", status);
}

static void
states_release(struct states *states)
{
	free(states->known.at);
	free(states->called.at);
	free(states->all.at);
}

static int
no_such_state(const char *status, struct states *states, struct err *err)
{
	struct text words = TEXT_INIT;
	const char *near;

	names_words(&states->known, &words);
	MEM_GROW(states->all.at, states->all.n, states->all.cap);
	states->all.at[states->all.n] = NULL;
	near = near_name(status, states->all.at);
	if (near != NULL)
		err_set(err, ERR_NOTFOUND, "no document is in a state “%s”, "
		    "and no procedure knows one; perhaps “%s” is meant; there "
		    "are: %s", status, near, words.ptr);
	else
		err_set(err, ERR_NOTFOUND, "no document is in a state “%s”, "
		    "and no procedure knows one; there are: %s", status,
		    words.ptr);
	text_release(&words);
	return -1;
}

static int
check_status(const struct procedure_context *context, const char *status,
    struct err *err)
{
	struct states states;
	int rc = 0;

	states_load(&states, context, status);
	if (states.called.n == 0)
		rc = no_such_state(status, &states, err);
	states_release(&states);
	return rc;
}

static int
check_authority(const struct listing *listing, const char *authority,
    struct err *err)
{
	const struct settings *settings = listing->context->settings;
	struct text known = TEXT_INIT;
	size_t i;
	int rc = -1;

	for (i = 0; rc != 0 && i < settings_count(settings); i++) {
		const char *name = settings_at(settings, i)->name;

		if (strcmp(name, authority) == 0)
			rc = 0;
		text_addf(&known, "%s%s", i > 0 ? word_comma() : "", name);
	}
	if (rc != 0)
		err_set(err, ERR_NOTFOUND, "no document is of the authority "
		    "“%s”, and the registry has none of that name; it has: %s",
		    authority, known.ptr);
	text_release(&known);
	return rc;
}

/* Nothing found may mean that nothing is so, or that a word is mistyped. */
static int
check_filters(const struct call *call, const struct listing *listing,
    struct err *err)
{
	const char *authority = options_value(&call->options, "authority");

	if (listing->nfound > 0)
		return 0;
	if (listing->status != NULL && check_status(listing->context,
	    listing->status, err) != 0)
		return -1;
	return authority != NULL && listing->ndocuments == 0 ?
	    check_authority(listing, authority, err) : 0;
}

/* The word may be a part of the names of several: told is which it was taken
 * for. */
static void
print_none(struct output *out, const struct listing *listing)
{
	struct text words = TEXT_INIT;
	struct states states;

	if (listing->status == NULL) {
		output_addf(out, "%s\n", _("no documents"));
		return;
	}
	states_load(&states, listing->context, listing->status);
	names_words(&states.called, &words);
	output_addf(out, _("no documents in this state: %s\n"), words.ptr);
	text_release(&words);
	states_release(&states);
}

static int
list(struct call *call, struct listing *listing, struct err *err)
{
	struct document_filter filter;

	memset(&filter, 0, sizeof(filter));
	filter.authority = options_value(&call->options, "authority");
	filter.text = options_value(&call->options, "text");
	if (call_open(call, true, err) != 0 ||
	    registry_context(call->registry, &listing->context, err) != 0 ||
	    (listing->due != NULL && due_list_open(listing->due,
	    listing->context, err) != 0))
		return -1;
	return store_documents(registry_store(call->registry), &filter,
	    add_row, listing, err);
}

static int
print(struct call *call, struct listing *listing)
{
	if (listing->due != NULL)
		return due_list_print(listing->due);
	if (call_json(call))
		json_print(&call->out, json_incref(listing->all));
	else if (listing->nfound > 0)
		table_print(listing->table, &call->out);
	else if (listing->unread == STATUS_YES)
		print_none(&call->out, listing);
	return listing->unread;
}

static int
run_list(struct call *call)
{
	const struct column columns[] = {
		{ _("document"), false, false }, { _("number"), false, false },
		{ _("title"), false, true }, { _("state"), false, true },
		{ _("date"), false, false },
		{ _("issuing authority"), false, true },
	};
	struct listing listing = { .call = call, .today = call_today(call) };
	struct err err = ERR_INIT;
	int status = STATUS_YES;

	if (call_year(call, "year", &listing.year, &err) != 0 ||
	    due_list_asked(&listing.due, call, &err) != 0)
		return call_usage(call, &err);
	listing.status = options_value(&call->options, "status");
	listing.table = table_new(columns, 6);
	listing.all = json_array();
	if (list(call, &listing, &err) != 0 ||
	    check_filters(call, &listing, &err) != 0)
		status = status_graver(listing.unread, call_fail(call, &err));
	else
		status = print(call, &listing);
	due_list_free(listing.due);
	json_decref(listing.all);
	table_free(listing.table);
	return status;
}

static const struct option *const tables[] = { list_options, NULL };

const struct cmd cmd_list = {
	"list", GROUP_LOOK, "", N_("list the documents and where they stand"),
	tables, 0, 0, run_list
};
