/* procedure_create.c: the act that creates a document */
#include "workflows/procedure_int.h"

#include <string.h>

#define TITLE_MAX 1000
#define LIST_MAX 100

static enum gate
gate_file(struct move *m)
{
	const struct act *act = m->act;

	if (act->text == NULL)
		return REFUSE(m, ERR_MISSING, "“%s” creates a document from its "
		    "text; name the file", act->event);
	if (act->title[0] == '\0' && act->text->title[0] == '\0')
		return REFUSE(m, ERR_MISSING, "%s shows no title; write one in "
		    "it, or give it with --title", act->text->name);
	if (strlen(act->title) > TITLE_MAX)
		return REFUSE(m, ERR_LIMIT, "the title is longer than %d "
		    "bytes", TITLE_MAX);
	return GATE_OPEN;
}

static const char *
authorities(const struct move *m)
{
	struct names names = { 0 };
	size_t i;

	for (i = 0; i < settings_count(m->context->settings); i++)
		names_add(&names, &m->dossier->arena,
		    settings_at(m->context->settings, i)->name);
	return names_list(&names, &m->dossier->arena, NULL);
}

static enum gate
gate_authority(struct move *m)
{
	const struct settings *settings = m->context->settings;
	const struct act *act = m->act;
	size_t i;
	bool lead;

	if (act->authority[0] == '\0' && settings_count(settings) != 1)
		return REFUSE(m, ERR_MISSING, "this registry is for several "
		    "issuing authorities: %s; say with "
		    "--issuing-authority which one issues the document",
		    authorities(m));
	m->dossier->authority = act->authority[0] != '\0' ? act->authority :
	    settings_at(settings, 0)->name;
	if (settings_find(settings, m->dossier->authority) == NULL)
		return REFUSE(m, ERR_NOTFOUND, "“%s” is no issuing authority of "
		    "this registry; it has: %s", m->dossier->authority,
		    authorities(m));
	m->dossier->lead = act->lead[0] != '\0' || act->njoint == 0 ?
	    act->lead : m->dossier->authority;
	lead = act->lead[0] == '\0' ||
	    strcmp(act->lead, m->dossier->authority) == 0;
	for (i = 0; i < act->njoint; i++)
		lead |= strcmp(act->joint[i], act->lead) == 0;
	if (!lead)
		return REFUSE(m, ERR_USAGE, "“%s” cannot lead a document that "
		    "it does not issue", act->lead);
	return GATE_OPEN;
}

static enum gate
gate_metadata(struct move *m)
{
	static const char types[] = "based-on amends replaces repeals";
	const struct act *act = m->act;
	enum gate gate;
	size_t i;

	if (act->kind[0] != '\0' && !kind_of_document_known(act->kind))
		return REFUSE(m, ERR_USAGE, "“%s” is no kind of document; there "
		    "are 办法 规定 细则 通知 意见 公告 通告 决定 方案 规则 其他",
		    act->kind);
	for (i = 0; i < act->nrelations; i++)
		if (!words_have(types, act->relations[i].type) ||
		    act->relations[i].target[0] == '\0')
			return REFUSE(m, ERR_USAGE, "“%s” is no relation to "
			    "another document; there are: %s",
			    act->relations[i].type, types);
	for (i = 0; i < act->nrelations; i++)
		if ((gate = gate_other(m, act->relations[i].target,
		    strcmp(act->relations[i].type, "based-on") != 0)) !=
		    GATE_OPEN)
			return gate;
	if (act->njoint > LIST_MAX || act->nrelations > LIST_MAX)
		return REFUSE(m, ERR_LIMIT, "more than %d joint authorities or "
		    "relations were given", LIST_MAX);
	return GATE_OPEN;
}

static void
take_metadata(struct move *m)
{
	const struct act *act = m->act;
	struct dossier *d = m->dossier;
	struct dossier_relation relation;
	size_t i;

	d->title = act->title[0] != '\0' ? act->title : act->text->title;
	d->kind = act->kind[0] != '\0' ? act->kind :
	    kind_of_document_guess(d->title);
	d->drafting_body = act->drafting_body[0] != '\0' ?
	    act->drafting_body : m->principal->unit;
	d->drafter = m->principal->id;
	for (i = 0; i < act->njoint; i++)
		DOSSIER_APPEND(d, joint, act->joint[i]);
	for (i = 0; i < act->nrelations; i++) {
		relation.type = act->relations[i].type;
		relation.target = act->relations[i].target;
		DOSSIER_APPEND(d, relations, relation);
	}
}

static int
start_main(struct move *m, const struct chart **chart)
{
	struct dossier_instance instance = { .id = DOSSIER_MAIN,
		.workflow = WORKFLOW_MAIN, .authority = "", .within = "",
		.basis = "", .states = "", .since = "", .number = "",
		.snapshot = "" };
	struct session *session = NULL;
	int rc;

	*chart = m->context->chart(m->context->chart_ctx, WORKFLOW_MAIN, NULL,
	    &instance.chart);
	if (*chart == NULL)
		return err_set(m->err, ERR_BROKEN, "the registry has no "
		    "workflow %s", WORKFLOW_MAIN);
	DOSSIER_APPEND(m->dossier, instances, instance);
	m->instance = DOSSIER_MAIN;
	rc = move_run(m, 0, *chart, &session, NULL, facts_build(m, NULL));
	session_free(session);
	return rc;
}

/* The role of the state that drafting begins in. */
static const char *
first_role(const struct chart *chart, const char *state)
{
	int at = chart_find(chart, state);
	const char *role = NULL;

	while (role == NULL && at >= 0) {
		role = chart_state_gw(chart, at, "role");
		at = chart_state(chart, at)->parent;
	}
	return role;
}

/*
 * The document with its first version, its procedure started. What the
 * event does beyond "draft" is the same as for one that exists.
 */
enum gate
create_document(struct move *m)
{
	const struct chart *chart = NULL;
	const char *state;
	enum gate gate;

	if ((gate = gate_file(m)) != GATE_OPEN ||
	    (gate = gate_authority(m)) != GATE_OPEN ||
	    (gate = gate_metadata(m)) != GATE_OPEN)
		return gate;
	take_metadata(m);
	move_version(m, false);
	issue_plan(m, NULL);
	if (start_main(m, &chart) != 0)
		return GATE_FAILED;
	if (strcmp(m->act->event, "draft") != 0)
		return GATE_OPEN;
	state = atomic_state(chart, &m->dossier->instances[0],
	    &m->dossier->arena);
	if ((gate = gate_role(m, first_role(chart, state), "draft")) !=
	    GATE_OPEN || (gate = gate_papers(m)) != GATE_OPEN)
		return gate;
	move_actor(m, state);
	move_papers(m);
	return GATE_OPEN;
}
