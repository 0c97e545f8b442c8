/* check_rules.c: what the procedure's attributes (gw:) demand of a chart, and
 * what can be said of them without exploring it */
#include "engine/chart/check_int.h"

#include <stdio.h>
#include <string.h>

#define SPACE " \t\r\n"

/* The next of words separated by white space; its length, 0 at the end. */
static size_t
next_word(const char **at, const char **word)
{
	size_t len;

	if (*at == NULL)
		return 0;
	*word = *at + strspn(*at, SPACE);
	len = strcspn(*word, SPACE);
	*at = *word + len;
	return len;
}

static int
milestone_number(const struct rules *r, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < r->nmilestones; i++)
		if (strlen(r->milestones[i]) == len &&
		    memcmp(r->milestones[i], word, len) == 0)
			return (int)i;
	return -1;
}

/* The milestones of a list as a set; new ones get numbers. */
static int
milestone_set(struct check *c, const char *list, uint64_t *out,
    struct err *err)
{
	struct rules *r = &c->rules;
	const char *word;
	size_t len;
	int n;

	*out = 0;
	while ((len = next_word(&list, &word)) > 0) {
		n = milestone_number(r, word, len);
		if (n < 0 && r->nmilestones == CHECK_MILESTONES_MAX)
			return err_set(err, ERR_LIMIT, "the chart names more "
			    "than %d milestones; a check counts no more",
			    CHECK_MILESTONES_MAX);
		if (n < 0) {
			n = (int)r->nmilestones++;
			r->milestones[n] = arena_strndup(&c->arena, word,
			    len);
		}
		*out |= (uint64_t)1 << n;
	}
	return 0;
}

static int
duty_set(struct check *c, const char *list, uint32_t *out, struct err *err)
{
	struct rules *r = &c->rules;
	const char *word;
	size_t len, i;

	*out = 0;
	while ((len = next_word(&list, &word)) > 0) {
		/* Both are the drafting side (procedure_gates.c). */
		if ((len == 7 && memcmp(word, "drafter", len) == 0) ||
		    (len == 9 && memcmp(word, "submitter", len) == 0)) {
			*out |= 1;
			continue;
		}
		for (i = 1; i < r->nduties; i++)
			if (strlen(r->duties[i]) == len &&
			    memcmp(r->duties[i], word, len) == 0)
				break;
		if (i == CHECK_DUTIES_MAX)
			return err_set(err, ERR_LIMIT, "the chart's gw:not "
			    "names more than %d states; a check counts no "
			    "more", CHECK_DUTIES_MAX - 1);
		if (i == r->nduties)
			r->duties[r->nduties++] = arena_strndup(&c->arena,
			    word, len);
		*out |= (uint32_t)1 << i;
	}
	return 0;
}

/* gw:by, else gw:role of the state or one around it. */
static const char *
role_of(const struct chart *chart, int t)
{
	const char *role = chart_transition_gw(chart, t, "by");
	int s = chart->transitions[t].pub.source;

	for (; role == NULL && s >= 0; s = chart->states[s].pub.parent)
		role = chart_state_gw(chart, s, "role");
	return role;
}

static bool
is_word(const char *list, const char *wanted)
{
	const char *word;
	size_t len;
	bool only = false;

	while ((len = next_word(&list, &word)) > 0) {
		if (strlen(wanted) != len || memcmp(word, wanted, len) != 0)
			return false;
		only = true;
	}
	return only;
}

static int
read_gate(struct check *c, int t, struct err *err)
{
	const struct chart *chart = c->chart;
	const struct chart_transition *pub = &chart->transitions[t].pub;
	struct gate *gate = &c->rules.gates[t];
	const char *after = chart_transition_gw(chart, t, "after");
	const char *text = chart_transition_gw(chart, t, "text");
	const char *role = role_of(chart, t);

	if (milestone_set(c, after, &gate->after, err) != 0 ||
	    milestone_set(c, chart_transition_gw(chart, t, "milestone"),
	    &gate->reaches, err) != 0 ||
	    duty_set(c, chart_transition_gw(chart, t, "not"), &gate->banned,
	    err) != 0)
		return -1;
	gate->has_after = gate->after != 0;
	gate->acted = pub->event != NULL && role != NULL;
	gate->text_new = text != NULL && strcmp(text, "new") == 0;
	gate->text_maybe = text == NULL && pub->event != NULL &&
	    chart_event_matches(pub->event, "submit");
	c->rules.bound |= gate->after;
	/* Whoever hands something in as drafter is of the drafting side. */
	if (gate->acted && is_word(role, "drafter") && (gate->text_new ||
	    gate->reaches != 0 || chart_transition_gw(chart, t, "needs") !=
	    NULL))
		gate->duty |= 1;
	return 0;
}

/* The states named in gw:not, once all are known. */
static void
set_duties(struct check *c)
{
	struct rules *r = &c->rules;
	const struct chart *chart = c->chart;
	size_t t, d;

	for (t = 0; t < chart->ntransitions; t++)
		for (d = 1; d < r->nduties; d++)
			if (strcmp(r->duties[d], chart->states[
			    chart->transitions[t].pub.source].pub.id) == 0 &&
			    r->gates[t].acted)
				r->gates[t].duty |= (uint32_t)1 << d;
	for (d = 1; d < r->nduties; d++)
		if (chart_find(chart, r->duties[d]) < 0)
			FINDING(c, CHECK_RULE, 0, "gw:not names “%s”, which "
			    "is neither drafter, submitter nor a state of the "
			    "chart: nobody is kept out by it", r->duties[d]);
}

/* "published: issued deliberated; deliberated: legality-reviewed" */
static int
read_requires(struct check *c, struct err *err)
{
	struct rules *r = &c->rules;
	const char *at = chart_state_gw(c->chart, 0, "requires"), *colon, *end;
	int line = c->chart->states[0].pub.line, target;
	uint64_t left, right;

	while (at != NULL && at[strspn(at, SPACE ";")] != '\0') {
		at += strspn(at, SPACE ";");
		end = at + strcspn(at, ";");
		colon = memchr(at, ':', (size_t)(end - at));
		if (colon == NULL)
			colon = end;
		if (milestone_set(c, arena_strndup(&c->arena, at,
		    (size_t)(colon - at)), &left, err) != 0 ||
		    milestone_set(c, colon == end ? "" : arena_strndup(
		    &c->arena, colon + 1, (size_t)(end - colon - 1)), &right,
		    err) != 0)
			return -1;
		if (left == 0 || (left & (left - 1)) != 0 || right == 0) {
			FINDING(c, CHECK_RULE, line, "gw:requires has the "
			    "form “milestone: milestone ...; ...”; “%s” has "
			    "not", arena_strndup(&c->arena, at,
			    (size_t)(end - at)));
		} else {
			target = __builtin_ctzll(left);
			r->declared[target] |= right;
			r->requires[target] |= right;
		}
		at = end;
	}
	return 0;
}

/* What all transitions that reach a milestone and have gw:after agree on. */
static void
derive_requires(struct check *c)
{
	struct rules *r = &c->rules;
	uint64_t common;
	size_t m, t;
	bool any;

	for (m = 0; m < r->nmilestones; m++) {
		common = ~(uint64_t)0;
		any = false;
		for (t = 0; t < c->chart->ntransitions; t++) {
			if (!r->gates[t].has_after ||
			    !(r->gates[t].reaches >> m & 1))
				continue;
			common &= r->gates[t].after;
			any = true;
		}
		if (any)
			r->requires[m] |= common & ~((uint64_t)1 << m);
	}
}

static void
read_deadline(struct check *c, int s)
{
	struct rules *r = &c->rules;
	char name[256];
	int n;

	r->deadline[s] = -1;
	if (chart_state_gw(c->chart, s, "within") == NULL)
		return;
	n = snprintf(name, sizeof(name), "deadline.%s",
	    c->chart->states[s].pub.id);
	if (n < 0 || (size_t)n >= sizeof(name))
		return;
	r->deadline[s] = chart_event_class(c->chart, name);
	r->has_deadlines = true;
}

int
rules_build(struct check *c, struct err *err)
{
	const struct chart *chart = c->chart;
	struct rules *r = &c->rules;
	int i;

	r->gates = arena_array(&c->arena, chart->ntransitions,
	    sizeof(*r->gates));
	r->state_reaches = arena_array(&c->arena, chart->nstates,
	    sizeof(*r->state_reaches));
	r->deadline = arena_array(&c->arena, chart->nstates,
	    sizeof(*r->deadline));
	r->duties[0] = "drafter";
	r->nduties = 1;
	for (i = 0; i < (int)chart->nstates; i++) {
		read_deadline(c, i);
		if (milestone_set(c, chart_state_gw(chart, i, "milestone"),
		    &r->state_reaches[i], err) != 0)
			return -1;
	}
	for (i = 0; i < (int)chart->ntransitions; i++)
		if (read_gate(c, i, err) != 0)
			return -1;
	if (read_requires(c, err) != 0)
		return -1;
	set_duties(c);
	derive_requires(c);
	return 0;
}

/* ---- without exploring ---- */

/* A misspelt name would make a rule that nothing can break. */
static void
judge_names(struct check *c)
{
	const struct rules *r = &c->rules;
	uint64_t reached = 0, named = r->bound;
	size_t i;

	for (i = 0; i < c->chart->ntransitions; i++)
		reached |= r->gates[i].reaches;
	for (i = 0; i < c->chart->nstates; i++)
		reached |= r->state_reaches[i];
	for (i = 0; i < r->nmilestones; i++) {
		named |= r->declared[i];
		if (r->declared[i] != 0)
			named |= (uint64_t)1 << i;
	}
	for (i = 0; i < r->nmilestones; i++)
		if (named >> i & ~reached >> i & 1)
			FINDING(c, CHECK_RULE, c->chart->states[0].pub.line,
			    "gw:after or gw:requires names the milestone “%s”, "
			    "which no transition and no state of the chart "
			    "reaches", r->milestones[i]);
}

static bool
is_blank(const char *s)
{
	return s == NULL || s[strspn(s, SPACE)] == '\0';
}

static void
judge_basis(struct check *c)
{
	const struct chart *chart = c->chart;
	int s;

	for (s = 1; s < (int)chart->nstates; s++) {
		if (chart_state_gw(chart, s, "within") == NULL &&
		    chart_state_gw(chart, s, "at-least") == NULL)
			continue;
		if (is_blank(chart_state_gw(chart, s, "basis")))
			FINDING(c, CHECK_BASIS, chart->states[s].pub.line,
			    "the time allowed in %s has no legal basis: name "
			    "it in gw:basis", chart->states[s].pub.id);
	}
}


/* What stops a clock names one that runs. */
static void
judge_suspends(struct check *c)
{
	const struct chart *chart = c->chart;
	const char *at, *word;
	char name[128];
	size_t len;
	int s, of;

	for (s = 1; s < (int)chart->nstates; s++) {
		at = chart_state_gw(chart, s, "suspends");
		for (; at != NULL; at = word + len) {
			word = at + strspn(at, SPACE);
			len = strcspn(word, SPACE);
			if (len == 0)
				break;
			snprintf(name, sizeof(name), "%.*s", (int)len, word);
			of = chart_find(chart, name);
			if (of >= 0 && of != s &&
			    chart_state_gw(chart, of, "within") != NULL)
				continue;
			FINDING(c, CHECK_RULE, chart->states[s].pub.line,
			    "gw:suspends of %s names %s, which is no other "
			    "state with a gw:within that could stand still",
			    chart->states[s].pub.id, name);
		}
	}
}

static bool
accepted(const struct chart *chart, int class)
{
	size_t t;

	for (t = 0; t < chart->ntransitions; t++)
		if (chart->transitions[t].pub.event != NULL &&
		    chart_matches(&chart->transitions[t], class))
			return true;
	return false;
}

static void
judge_content(struct check *c, const struct action *action)
{
	const struct branch *branch;
	const struct send *send;

	for (; action != NULL; action = action->next) {
		send = &action->u.send;
		if (action->kind == ACT_RAISE &&
		    !accepted(c->chart, action->u.raise.event_class))
			FINDING(c, CHECK_UNACCEPTED, action->line,
			    "the chart raises the event “%s”, which no "
			    "transition accepts", action->u.raise.event);
		if (action->kind == ACT_SEND && send->event.text != NULL &&
		    send->type.text == NULL && send->type.expr == NULL &&
		    send->target.expr == NULL && (send->target.text == NULL ||
		    strcmp(send->target.text, "#_internal") == 0) &&
		    !accepted(c->chart, send->event_class))
			FINDING(c, CHECK_UNACCEPTED, action->line,
			    "the chart sends itself the event “%s”, which no "
			    "transition accepts", send->event.text);
		if (action->kind == ACT_FOREACH)
			judge_content(c, action->u.foreach.content);
		if (action->kind == ACT_IF)
			for (branch = action->u.branches; branch != NULL;
			    branch = branch->next)
				judge_content(c, branch->content);
	}
}

static void
judge_events(struct check *c)
{
	const struct chart *chart = c->chart;
	const struct block *block;
	size_t i;

	for (i = 0; i < chart->nstates; i++) {
		const struct state *s = &chart->states[i];

		for (block = s->onentry; block != NULL; block = block->next)
			judge_content(c, block->content);
		for (block = s->onexit; block != NULL; block = block->next)
			judge_content(c, block->content);
		if (s->initial != NULL)
			judge_content(c, s->initial->content);
	}
	for (i = 0; i < chart->ntransitions; i++)
		judge_content(c, chart->transitions[i].content);
}

void
rules_judge(struct check *c)
{
	judge_names(c);
	judge_basis(c);
	judge_suspends(c);
	judge_events(c);
}
