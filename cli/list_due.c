/* list_due.c: guiwen list --overdue and --due: what falls due by when */
#include "cli/list_due.h"

#include "cli/deadline.h"
#include "cli/json.h"
#include "cli/standing.h"
#include "cli/table.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define DAYS_DIGITS 6		/* more than all days that there are */

/* One open deadline. */
struct due_line {
	const struct dossier *dossier;
	const struct dossier_deadline *deadline;
	struct standing standing;	/* where it stands: its own state, or
					   the one that stops its clock */
};

struct due_list {
	struct call *call;
	const struct procedure_context *context;
	bool overdue;		/* only what is overdue */
	struct day today, until;
	char **ids;		/* of documents, in order, each once */
	size_t nids, ids_cap;
	struct dossier **dossiers;
	size_t ndossiers, dossiers_cap;
	struct arena arena;	/* what the standings borrow */
	struct due_line *lines;
	size_t nlines, lines_cap;
	int status;		/* of what could not be read */
};

/* ---- what is asked for ---- */

/* "7", "7d", "7日": so many days from today on; or a day. */
static int
read_until(struct due_list *list, const char *given, struct err *err)
{
	struct duration ahead = { 0, DURATION_DAYS };
	size_t digits = strspn(given, "0123456789");

	if (day_parse(&list->until, given) == 0)
		return 0;
	if (digits > 0 && digits <= DAYS_DIGITS && given[digits] == '\0')
		ahead.count = (int)strtol(given, NULL, 10);
	else if (duration_parse(&ahead, given) != 0 ||
	    ahead.unit != DURATION_DAYS)
		return err_set(err, ERR_USAGE, "the value of --due is a "
		    "number of days, 7, or a day, 2021-05-01; \"%s\" is "
		    "neither", given);
	list->until = day_plus(list->today, ahead.count);
	return 0;
}

static int
read_options(struct due_list *list, struct err *err)
{
	const struct options *options = &list->call->options;
	const char *due = options_value(options, "due");
	int64_t stated_s;
	bool day_only;

	if (call_stated(list->call, &stated_s, &day_only, err) != 0)
		return -1;
	list->today = stated_s != 0 ? time_day(stated_s) :
	    call_today(list->call);
	list->overdue = options_has(options, "overdue");
	if (list->overdue && due != NULL)
		return err_set(err, ERR_USAGE, "give --overdue or --due, not "
		    "both: --due lists what is overdue, too");
	if (due != NULL)
		return read_until(list, due, err);
	list->until = day_plus(list->today, -1);
	return 0;
}

int
due_list_asked(struct due_list **out, struct call *call, struct err *err)
{
	struct due_list *list;

	*out = NULL;
	if (!options_has(&call->options, "overdue") &&
	    !options_has(&call->options, "due"))
		return !options_has(&call->options, GLOBAL_ON) ? 0 :
		    err_set(err, ERR_USAGE, "guiwen list takes --on only with "
		    "--overdue or --due, whose days are counted from it");
	list = mem_zero(1, sizeof(*list));
	list->call = call;
	if (read_options(list, err) != 0) {
		due_list_free(list);
		return -1;
	}
	*out = list;
	return 0;
}

void
due_list_free(struct due_list *list)
{
	size_t i;

	if (list == NULL)
		return;
	for (i = 0; i < list->ndossiers; i++)
		dossier_free(list->dossiers[i]);
	for (i = 0; i < list->nids; i++)
		free(list->ids[i]);
	free(list->dossiers);
	free(list->lines);
	free(list->ids);
	arena_release(&list->arena);
	free(list);
}

/* ---- which documents ---- */

/* Rows come by document. One whose clock stands has no last day here. */
static int
take_row(void *ctx, const struct deadline_row *row, struct err *err)
{
	struct due_list *list = ctx;

	(void)err;
	if (row->ended.year != 0 || (row->due.year != 0 &&
	    day_compare(row->due, list->until) > 0) ||
	    (list->nids > 0 && strcmp(list->ids[list->nids - 1],
	    row->document) == 0))
		return 0;
	MEM_GROW(list->ids, list->nids, list->ids_cap);
	list->ids[list->nids++] = mem_strdup(row->document);
	return 0;
}

int
due_list_open(struct due_list *list, const struct procedure_context *context,
    struct err *err)
{
	list->context = context;
	return store_deadlines(registry_store(list->call->registry), NULL,
	    take_row, list, err);
}

static int
by_id(const void *key, const void *id)
{
	return strcmp(key, *(char *const *)id);
}

bool
due_list_has(const struct due_list *list, const char *document)
{
	return list->nids > 0 && bsearch(document, list->ids, list->nids,
	    sizeof(*list->ids), by_id) != NULL;
}

/* ---- the deadlines of one ---- */

static bool
is_wanted(const struct due_list *list, const struct dossier_deadline *deadline)
{
	if (deadline->ended.year != 0)
		return false;
	if (deadline->due.year == 0)
		return true;
	return list->overdue ? deadline_overdue(deadline, list->today) :
	    day_compare(deadline->due, list->until) <= 0;
}

/* Where it stands, of the `n` standings of its document. */
static struct standing
standing_of(const struct due_list *list, const struct dossier *dossier,
    const struct dossier_deadline *deadline, const struct standing *standings,
    size_t n)
{
	const struct dossier_instance *instance;
	struct standing out;
	const char *label;
	size_t i;

	for (i = 0; i < n; i++) {
		if (standings[i].deadline != deadline)
			continue;
		out = standings[i];
		out.reasoned = false;
		return out;
	}
	/* of a state with others below it, which stand for themselves */
	instance = dossier_instance(dossier, deadline->instance);
	label = state_words(list->context, dossier, deadline->state);
	return (struct standing){ .instance = deadline->instance,
		.authority = instance != NULL ? instance->authority : "",
		.state = deadline->state, .role = "", .deadline = deadline,
		.label = label != NULL ? label : deadline->state };
}

static void
tell_unread(struct due_list *list, const char *document, struct err *err)
{
	err_prefix(err, "the deadlines of %s are not known", document);
	list->status = call_go_on(list->call, list->status, err);
}

void
due_list_add(struct due_list *list, const char *document)
{
	struct err err = ERR_INIT;
	struct dossier *dossier;
	struct standing *where;
	struct due_line *line;
	size_t n, i;

	if (registry_dossier(list->call->registry, document, &dossier, &err) !=
	    0) {
		tell_unread(list, document, &err);
		return;
	}
	MEM_GROW(list->dossiers, list->ndossiers, list->dossiers_cap);
	list->dossiers[list->ndossiers++] = dossier;
	n = standings(list->context, dossier, &list->arena, &where);
	for (i = 0; i < dossier->ndeadlines; i++) {
		if (!is_wanted(list, &dossier->deadlines[i]))
			continue;
		MEM_GROW(list->lines, list->nlines, list->lines_cap);
		line = &list->lines[list->nlines++];
		line->dossier = dossier;
		line->deadline = &dossier->deadlines[i];
		line->standing = standing_of(list, dossier, line->deadline,
		    where, n);
	}
}

/* ---- the answer ---- */

enum due_class { DUE_RUNNING, DUE_UNKNOWN, DUE_STANDING };

static enum due_class
class_of(const struct due_line *line)
{
	return dossier_deadline_stands(line->deadline, NULL) ? DUE_STANDING :
	    line->deadline->due.year == 0 ? DUE_UNKNOWN : DUE_RUNNING;
}

/* By last day; then those that have none which is known, then those whose
 * clock stands. */
static int
by_due(const void *a, const void *b)
{
	const struct due_line *x = a, *y = b;
	int order = (int)class_of(x) - (int)class_of(y);

	if (order == 0)
		order = day_compare(x->deadline->due, y->deadline->due);
	if (order == 0)
		order = strcmp(x->dossier->id, y->dossier->id);
	return order != 0 ? order : (x->deadline > y->deadline) -
	    (x->deadline < y->deadline);
}

/* "legality review", "to be filed (the government)", "legality review:
 * supplement awaited". */
static void
add_what(const struct due_list *list, const struct due_line *line,
    struct table *table)
{
	const struct standing *s = &line->standing;
	struct text what = TEXT_INIT;
	const char *label;

	if (strcmp(s->state, line->deadline->state) != 0) {
		label = state_words(list->context, line->dossier,
		    line->deadline->state);
		text_addf(&what, "%s%s", label != NULL ? label :
		    line->deadline->state, _(": "));
	}
	text_adds(&what, s->label);
	if (*s->authority != '\0')
		text_addf(&what, _(" (%s)"), s->authority);
	table_cell(table, what.ptr);
	text_release(&what);
}

static void
add_line(const struct due_list *list, const struct due_line *line,
    struct table *table)
{
	struct text text = TEXT_INIT;
	enum output_style style;
	char day[DAY_TEXT];

	table_cell(table, line->dossier->id);
	table_cell(table, line->dossier->title);
	add_what(list, line, table);
	table_cell(table, class_of(line) == DUE_RUNNING ? day_format(day,
	    line->deadline->due) : "");
	style = days_words(&text, list->context->calendar, line->deadline,
	    list->today);
	table_cell(table, text.ptr);
	table_style(table, style);
	text_reset(&text);
	if (*line->standing.role != '\0')
		who_acts(&text, list->context, line->dossier,
		    line->standing.role, list->today, NULL);
	table_cell(table, text.ptr);
	table_cell(table, line->deadline->verified ? _("verified") :
	    _("not verified"));
	if (!line->deadline->verified)
		table_style(table, STYLE_WARN);
	text_release(&text);
}

/* How many there are, and what is to be known of them. */
static void
print_count(const struct due_list *list)
{
	struct output *out = &list->call->out;
	size_t of[DUE_STANDING + 1] = { 0 }, late = 0, i;
	char day[DAY_TEXT];

	for (i = 0; i < list->nlines; i++) {
		of[class_of(&list->lines[i])]++;
		late += deadline_overdue(list->lines[i].deadline,
		    list->today);
	}
	if (list->overdue)
		output_addf(out, _("overdue: %zu"), late);
	else
		output_addf(out, _("due until %s: %zu, of which overdue: %zu"),
		    day_format(day, list->until), of[DUE_RUNNING], late);
	if (of[DUE_UNKNOWN] > 0)
		output_addf(out, _("; last day not known: %zu"),
		    of[DUE_UNKNOWN]);
	if (of[DUE_STANDING] > 0)
		output_addf(out, _("; clock stands: %zu"), of[DUE_STANDING]);
	output_adds(out, "\n");
}

static void
print_table(const struct due_list *list)
{
	const struct column columns[] = {
		{ _("document"), false, false }, { _("title"), false, true },
		{ _("what is due"), false, true },
		{ _("last day"), false, false },
		{ _("days"), false, true }, { _("by"), false, true },
		{ _("basis"), false, false },
	};
	struct table *table;
	char day[DAY_TEXT];
	size_t i;

	if (list->nlines == 0) {
		if (list->status != STATUS_YES)
			;	/* nothing is known */
		else if (list->overdue)
			output_addf(&list->call->out, _("nothing is overdue "
			    "on %s\n"), day_format(day, list->today));
		else
			output_addf(&list->call->out, _("nothing is due until "
			    "%s\n"), day_format(day, list->until));
		return;
	}
	table = table_new(columns, MEM_COUNT(columns));
	for (i = 0; i < list->nlines; i++)
		add_line(list, &list->lines[i], table);
	table_print(table, &list->call->out);
	table_free(table);
	print_count(list);
}

static json_t *
who_json(const struct due_list *list, const struct due_line *line)
{
	struct text words = TEXT_INIT;
	json_t *who = json_array();
	const char *ids[WHO_MOST];
	size_t n = 0, i;

	if (*line->standing.role != '\0')
		n = who_acts(&words, list->context, line->dossier,
		    line->standing.role, list->today, ids);
	for (i = 0; i < n; i++)
		json_array_append_new(who, json_words(ids[i]));
	text_release(&words);
	return who;
}

/* As a task of the inbox, with the state that the deadline is of. */
static json_t *
line_json(const struct due_list *list, const struct due_line *line)
{
	json_t *o = standing_json(&line->standing, list->context->calendar,
	    list->today);
	int days;

	json_object_set_new(o, "document", json_words(line->dossier->id));
	json_object_set_new(o, "title", json_words(line->dossier->title));
	json_object_set_new(o, "number", json_fact(line->dossier->number));
	json_object_set_new(o, "deadline_of", json_words(
	    line->deadline->state));
	json_object_set_new(o, "days_left", deadline_days(line->deadline,
	    list->today, &days) ? json_integer(days) : json_null());
	json_object_set_new(o, "overdue", line->deadline->due.year == 0 ?
	    json_null() : json_boolean(deadline_overdue(line->deadline,
	    list->today)));
	json_object_set_new(o, "who", who_json(list, line));
	return o;
}

static void
print_json(const struct due_list *list)
{
	json_t *o = json_object(), *deadlines = json_array();
	size_t i;

	for (i = 0; i < list->nlines; i++)
		json_array_append_new(deadlines, line_json(list,
		    &list->lines[i]));
	json_object_set_new(o, "today", json_day(list->today));
	json_object_set_new(o, "until", json_day(list->until));
	json_object_set_new(o, "deadlines", deadlines);
	json_print(&list->call->out, o);
}

int
due_list_print(struct due_list *list)
{
	if (list->nlines > 0)
		qsort(list->lines, list->nlines, sizeof(*list->lines),
		    by_due);
	if (call_json(list->call))
		print_json(list);
	else
		print_table(list);
	return list->status;
}
