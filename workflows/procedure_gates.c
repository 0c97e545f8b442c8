/* procedure_gates.c: who may do what, when, and with which papers */
#include "workflows/procedure_int.h"

#include <stdio.h>
#include <string.h>

static bool
has_seen(const struct act *act, int64_t record, const struct sha256 *hash)
{
	return act->seen == record &&
	    memcmp(&act->seen_hash, hash, sizeof(*hash)) == 0;
}

/* An attempt that was refused counts as well, but nothing was done by it. What
 * is recorded is the sentence that always was: an audit replays it. */
static void
show_refused_before(struct move *m, const struct procedure_last *last)
{
	struct err told = ERR_INIT;

	err_set(&told, ERR_STALE, "somebody has tried something on %s since: "
	    "record %lld, “%s” by %s at %s, was refused; look again with "
	    "“guiwen show %s”", m->dossier->id, (long long)last->record,
	    event_word_of(m, last->event), person_words(m, last->person),
	    time_word(&m->dossier->arena, last->recorded_s), m->dossier->id);
	memcpy(m->refusal->shown, told.shown, sizeof(told.shown));
}

enum gate
gate_seen(struct move *m, const struct procedure_last *last)
{
	size_t i;

	if (m->creating)
		return GATE_OPEN;
	if (last == NULL || strcmp(m->act->document, m->dossier->id) != 0)
		return err_set(m->err, ERR_BROKEN, "the act is for the "
		    "document “%s” and not for %s", m->act->document,
		    m->dossier->id), GATE_FAILED;
	if (has_seen(m->act, last->record, &last->hash))
		return GATE_OPEN;
	for (i = 0; i < last->nalso; i++)
		if (has_seen(m->act, last->also[i].record,
		    &last->also[i].hash))
			return GATE_OPEN;
	err_set(m->refusal, ERR_STALE, "%s has moved on: record %lld, “%s” by %s "
	    "at %s; look again with “guiwen show %s”", m->dossier->id,
	    (long long)last->record, event_word_of(m, last->event),
	    person_words(m, last->person),
	    time_word(&m->dossier->arena, last->recorded_s), m->dossier->id);
	if (last->refused)
		show_refused_before(m, last);
	return GATE_REFUSED;
}

/* Until which day somebody was allowed to act for another, in words. */
static const char *
delegation_over(const struct move *m)
{
	const struct person *from = m->principal;
	char day[DAY_TEXT];
	size_t i;

	for (i = 0; i < from->ndelegations; i++)
		if (strcmp(from->delegations[i].to, m->person->id) == 0 &&
		    day_compare(from->delegations[i].until, m->day) < 0)
			return arena_strdup(&m->dossier->arena, day_format(day,
			    from->delegations[i].until));
	return NULL;
}

/* On whose behalf: he must act still, and have said so for that day. */
static enum gate
gate_principal(struct move *m)
{
	const char *until, *day;
	char buf[DAY_TEXT];

	m->principal = people_find(m->context->people, m->act->on_behalf);
	if (m->principal == NULL)
		return REFUSE(m, ERR_NOTFOUND, "nobody called “%s” is known "
		    "to this registry", m->act->on_behalf);
	if (m->principal->retired)
		return REFUSE(m, ERR_DENIED, "%s acts here no more",
		    person_words(m, m->principal->id));
	if (person_delegation(m->principal, m->person->id, NULL, m->day) !=
	    NULL)
		return GATE_OPEN;
	until = delegation_over(m);
	day = arena_strdup(&m->dossier->arena, day_format(buf, m->day));
	if (until != NULL)
		return REFUSE(m, ERR_DENIED, "%s could act on behalf of %s "
		    "until %s; on %s that is over",
		    person_words(m, m->person->id),
		    person_words(m, m->principal->id), until, day);
	return REFUSE(m, ERR_DENIED, "%s may not act on behalf of %s on %s: "
	    "there is no delegation for that day (guiwen person delegate)",
	    person_words(m, m->person->id), person_words(m,
	    m->principal->id), day);
}

/* Who has a key signs: else whoever can write a name could be anybody. */
static enum gate
gate_signature(struct move *m)
{
	if (!person_signs(m->person) || strcmp(m->authenticated, "key") == 0)
		return GATE_OPEN;
	if (person_valid_key(m->person) == NULL)
		return REFUSE(m, ERR_DENIED, "%s signs with a key, and none of "
		    "his is valid any more: the office registers another with "
		    "guiwen key add", person_words(m, m->person->id));
	return REFUSE(m, ERR_DENIED, "%s has a registered key, and this act is "
	    "not signed with it: name the key's file with --key, or load it "
	    "into ssh-agent", person_words(m, m->person->id));
}

enum gate
gate_person(struct move *m)
{
	bool for_another = m->act->on_behalf[0] != '\0';
	const char **roles;
	enum gate gate;

	m->person = people_find(m->context->people, m->act->person);
	if (m->person == NULL)
		return REFUSE(m, ERR_NOTFOUND, "nobody called “%s” is known "
		    "to this registry", m->act->person);
	m->principal = m->person;
	if (m->person->retired)
		return REFUSE(m, ERR_DENIED, "%s acts here no more",
		    person_words(m, m->person->id));
	if (for_another && (gate = gate_principal(m)) != GATE_OPEN)
		return gate;
	roles = arena_array(&m->dossier->arena, m->principal->nroles +
	    m->principal->nterms, sizeof(*roles));
	if (person_roles(m->principal, m->day, roles) == 0)
		return REFUSE(m, ERR_DENIED, "%s has no role here",
		    person_words(m, m->principal->id));
	if (person_has_role(m->person, "auditor", m->day) ||
	    person_has_role(m->principal, "auditor", m->day))
		return REFUSE(m, ERR_DENIED, "%s is an auditor here, who "
		    "reads and never acts", person_words(m, m->person->id));
	return gate_signature(m);
}

enum gate
gate_time(struct move *m)
{
	struct arena *arena = &m->dossier->arena;

	if (m->stated_s > m->recorded_s)
		return REFUSE(m, ERR_REFUSED, "the stated time %s lies after "
		    "the time of recording, %s; nothing can be stated that has "
		    "not happened yet", time_word(arena, m->stated_s),
		    time_word(arena, m->recorded_s));
	if (m->act->evidenced_s > m->recorded_s)
		return REFUSE(m, ERR_REFUSED, "the date on the paper, %s, lies "
		    "after the time of recording, %s",
		    time_word(arena, m->act->evidenced_s),
		    time_word(arena, m->recorded_s));
	/* A correction speaks of the past and moves nothing. */
	if (m->stated_s < m->dossier->stated_s && m->act->corrects == 0)
		return REFUSE(m, ERR_REFUSED, "the stated time %s lies before "
		    "the last step of %s, %s; time in a dossier never goes "
		    "back", time_word(arena, m->stated_s), m->dossier->id,
		    time_word(arena, m->dossier->stated_s));
	return GATE_OPEN;
}

enum gate
gate_filing_paper(struct move *m, const char *instance, int64_t evidenced_s,
    struct day published)
{
	char of_paper[DAY_TEXT], other[DAY_TEXT];

	if (evidenced_s == 0 || published.year == 0 ||
	    strcmp(instance, DOSSIER_MAIN) == 0 ||
	    day_compare(time_day(evidenced_s), published) >= 0)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "the date on the paper of a filing, %s, "
	    "lies before the day %s on which %s was published",
	    day_format(of_paper, time_day(evidenced_s)),
	    day_format(other, published), m->dossier->id);
}

static const char *
roles_of(const struct move *m)
{
	struct arena *arena = &m->dossier->arena;
	const char **list = arena_array(arena, m->principal->nroles +
	    m->principal->nterms, sizeof(*list));
	size_t n = person_roles(m->principal, m->day, list), i;
	struct names roles = { 0 };

	for (i = 0; i < n; i++)
		names_add(&roles, arena, role_word(arena, list[i]));
	return names_list(&roles, arena, NULL);
}

/* The drafting side of a document is its drafter, who took over from him,
 * and that person's unit. */
static bool
is_of_drafting_side(const struct move *m)
{
	const struct people *people = m->context->people;
	const struct person *drafter = people_find(people,
	    m->dossier->drafter);
	const char *unit = m->principal->unit;

	if (m->creating ||
	    people_same(people, m->principal->id, m->dossier->drafter) ||
	    people_took_over(people, m->principal->id, m->dossier->drafter))
		return true;
	return unit[0] != '\0' &&
	    (strcmp(unit, m->dossier->drafting_body) == 0 ||
	    (drafter != NULL && strcmp(unit, drafter->unit) == 0));
}

bool
acts_as(const struct move *m, const char *role)
{
	return person_has_role(m->principal, role, m->day) &&
	    (m->principal == m->person || person_delegation(m->principal,
	    m->person->id, role, m->day) != NULL);
}

const char *
role_used(const struct move *m, const char *wanted)
{
	const char *word;
	size_t len;

	while ((word = word_next(&wanted, &len)) != NULL) {
		word = arena_strndup(&m->dossier->arena, word, len);
		if (acts_as(m, word) && (m->act->role[0] == '\0' ||
		    strcmp(m->act->role, word) == 0))
			return word;
	}
	return "";
}

/* Has the principal himself one of these roles? */
static bool
has_one_of(const struct move *m, const char *wanted)
{
	const char *word;
	size_t len;

	while ((word = word_next(&wanted, &len)) != NULL)
		if (person_has_role(m->principal, arena_strndup(
		    &m->dossier->arena, word, len), m->day))
			return true;
	return false;
}

static const char *
named(const struct move *m, const char *event)
{
	return event != NULL ? event : event_word(m);
}

enum gate
gate_role(struct move *m, const char *wanted, const char *event)
{
	if (wanted == NULL)
		return REFUSE(m, ERR_DENIED, "“%s” happens by itself; nobody "
		    "sends it to a document", named(m, event));
	if (m->act->role[0] != '\0' &&
	    !person_has_role(m->principal, m->act->role, m->day))
		return REFUSE(m, ERR_DENIED, "%s has not the role %s, but: %s",
		    person_words(m, m->principal->id),
		    role_word(&m->dossier->arena, m->act->role),
		    roles_of(m));
	if (m->act->role[0] != '\0' && !words_have(wanted, m->act->role))
		return REFUSE(m, ERR_DENIED, "“%s” is for the role %s, not for "
		    "%s", named(m, event),
		    role_word(&m->dossier->arena, wanted),
		    role_word(&m->dossier->arena, m->act->role));
	m->role = role_used(m, wanted);
	if (m->role[0] == '\0' && m->principal != m->person &&
	    has_one_of(m, wanted))
		return REFUSE(m, ERR_DENIED, "“%s” on %s is for the role %s, "
		    "and the delegation of %s to %s is not for it",
		    named(m, event), document_word(m),
		    role_word(&m->dossier->arena, wanted),
		    person_words(m, m->principal->id),
		    person_words(m, m->person->id));
	if (m->role[0] == '\0')
		return REFUSE(m, ERR_DENIED, "“%s” on %s is for the role %s; "
		    "the roles of %s are: %s", named(m, event),
		    document_word(m),
		    role_word(&m->dossier->arena, wanted),
		    person_words(m, m->principal->id), roles_of(m));
	if (strcmp(m->role, "drafter") == 0 && !is_of_drafting_side(m))
		return REFUSE(m, ERR_DENIED, "“%s” on %s is for its drafter "
		    "%s and those of the same unit; %s belongs to another",
		    named(m, event), document_word(m),
		    person_words(m, m->dossier->drafter),
		    person_words(m, m->principal->id));
	return GATE_OPEN;
}

const char *
missing_milestone(const struct move *m, const char *instance,
    const char *after, struct arena *arena)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	const struct dossier_milestone *milestone;
	const char *word, *name;
	size_t len;

	while ((word = word_next(&after, &len)) != NULL) {
		name = arena_strndup(arena, word, len);
		milestone = dossier_milestone(m->dossier, instance, name);
		if (milestone == NULL)
			milestone = dossier_milestone(m->dossier, NULL, name);
		if (milestone == NULL || version == NULL ||
		    strcmp(milestone->text_hash, version->text_hash) != 0)
			return name;
	}
	return NULL;
}

static enum gate
gate_after(struct move *m, const char *after)
{
	const char *name = missing_milestone(m, m->instance, after,
	    &m->dossier->arena);
	const struct dossier_version *version = dossier_version(m->dossier);

	if (name == NULL)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "“%s” on %s comes after the milestone %s, "
	    "which does not hold for the present text (version %lld)",
	    event_word(m), document_word(m),
	    milestone_word(&m->dossier->arena, name),
	    (long long)(version != NULL ? version->number : 0));
}

static enum gate
gate_text(struct move *m, const char *rule)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	const struct act_text *text = m->act->text;

	if (rule != NULL && strcmp(rule, "issued") == 0 && !m->creating)
		return gate_issued_text(m);
	if (rule != NULL && strcmp(rule, "new") == 0) {
		if (text == NULL)
			return REFUSE(m, ERR_MISSING, "“%s” on %s needs the "
			    "new text as a file", event_word(m),
			    m->dossier->id);
		if (m->creating || (text->changes[0] == '\0' &&
		    strcmp(text->text_hash, version->text_hash) == 0))
			return REFUSE(m, ERR_REFUSED, "%s has the same text as "
			    "version %lld of %s; “%s” needs a changed one",
			    text->name, (long long)version->number,
			    m->dossier->id, event_word(m));
		return GATE_OPEN;
	}
	if (text != NULL && !m->creating &&
	    strcmp(m->act->event, "submit") != 0)
		return REFUSE(m, ERR_REFUSED, "“%s” on %s takes no text; hand a "
		    "new text in with “revise”, papers with --material",
		    event_word(m), document_word(m));
	return GATE_OPEN;
}

bool
material_counts(const struct dossier_material *material)
{
	return !procedure_kind_with_act(material->kind);
}

void
missing_kinds(const struct move *m, const char *needs, struct names *out)
{
	const char *word, *kind;
	size_t len, i;

	while ((word = word_next(&needs, &len)) != NULL) {
		bool there = false;

		kind = arena_strndup(&m->dossier->arena, word, len);
		for (i = 0; m->act != NULL && i < m->act->nmaterials; i++)
			there |= strcmp(m->act->materials[i].kind, kind) == 0;
		for (i = 0; i < m->dossier->nmaterials; i++)
			there |= material_counts(&m->dossier->materials[i]) &&
			    strcmp(m->dossier->materials[i].kind, kind) == 0;
		if (!there)
			names_add(out, &m->dossier->arena, kind);
	}
}

/* The papers themselves, whatever they are for. */
enum gate
gate_papers(struct move *m)
{
	const struct act_material *material;
	size_t i;

	for (i = 0; i < m->act->nmaterials; i++) {
		material = &m->act->materials[i];
		if (!procedure_kind_valid(material->kind))
			return REFUSE(m, ERR_USAGE, "“%s” is no kind of "
			    "material; a kind is written like "
			    "legality-opinion", material->kind);
		if (strcmp(material->class, "open") != 0 &&
		    strcmp(material->class, "internal") != 0 &&
		    strcmp(material->class, "personal") != 0)
			return REFUSE(m, ERR_UNSUPPORTED, "the material %s has "
			    "the class “%s”; there are open, internal and "
			    "personal ones", material->kind,
			    material->class);
	}
	return GATE_OPEN;
}

static enum gate
gate_needs(struct move *m, const char *needs)
{
	struct names missing = { 0 };

	missing_kinds(m, needs, &missing);
	if (missing.count == 0)
		return GATE_OPEN;
	return REFUSE(m, ERR_MISSING, "“%s” on %s is missing: %s; hand each in "
	    "with --material KIND=FILE", event_word(m),
	    document_word(m),
	    names_list(&missing, &m->dossier->arena, procedure_kind_label));
}

static bool
is(const char *value, const char *word)
{
	return value != NULL && strcmp(value, word) == 0;
}

enum gate
gate_transition(struct move *m, const struct choice *choice, int t)
{
	const struct chart *chart = choice->chart;
	enum gate gate;

	gate = gate_role(m, transition_role(chart, t), NULL);
	if (gate != GATE_OPEN)
		return gate;
	if (is(chart_transition_gw(chart, t, "sign"), "required") &&
	    strcmp(m->authenticated, "key") != 0)
		return REFUSE(m, ERR_DENIED, "“%s” on %s asks for the person's "
		    "own signature, and %s has no key here: guiwen key add "
		    "registers one", event_word(m), document_word(m),
		    person_words(m, m->person->id));
	if ((gate = gate_filing_paper(m, m->instance, m->act->evidenced_s,
	    m->dossier->published)) != GATE_OPEN ||
	    (gate = gate_not(m, chart_transition_gw(chart, t, "not"))) !=
	    GATE_OPEN ||
	    (gate = gate_after(m, chart_transition_gw(chart, t, "after"))) !=
	    GATE_OPEN ||
	    (gate = gate_text(m, chart_transition_gw(chart, t, "text"))) !=
	    GATE_OPEN ||
	    (gate = gate_papers(m)) != GATE_OPEN ||
	    (gate = gate_evidence(m, chart_transition_gw(chart, t,
	    "outside"))) != GATE_OPEN ||
	    (gate = gate_needs(m, chart_transition_gw(chart, t, "needs"))) !=
	    GATE_OPEN ||
	    (gate = gate_data(m, choice, t)) != GATE_OPEN)
		return gate;
	if (m->act->reason[0] == '\0' && m->act->nmaterials == 0 &&
	    is(chart_transition_gw(chart, t, "reason"), "without-paper"))
		return REFUSE(m, ERR_MISSING, "“%s” on %s brings no paper: hand "
		    "in what was asked for with --material KIND=FILE, or say "
		    "with --reason why there is none", event_word(m),
		    m->dossier->id);
	if (m->act->reason[0] == '\0' &&
	    is(chart_transition_gw(chart, t, "reason"), "required"))
		return REFUSE(m, ERR_MISSING, "“%s” on %s needs a written "
		    "reason; give it with --reason", event_word(m),
		    m->dossier->id);
	return GATE_OPEN;
}

enum gate
gate_condition(struct move *m, const struct choice *choice)
{
	if (!choice->blocked)
		return GATE_OPEN;
	if (!chart_refusal(choice->chart, choice->transitions[0], m->refusal))
		return REFUSE(m, ERR_REFUSED, "“%s” on %s is not possible yet: "
		    "the chart's condition for it (line %d) does not hold",
		    event_word(m), document_word(m),
		    chart_transition(choice->chart,
		    choice->transitions[0])->line);
	return GATE_REFUSED;
}
