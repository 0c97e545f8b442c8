/* audit_words.c: in the audit's sentences, what people call an event, a person
 * and how that person was known; the identifiers themselves in English */
#include "workflows/audit_int.h"

#include "engine/base/mem.h"
#include "workflows/labels.h"
#include "workflows/procedure_int.h"

#include <string.h>

/* What concerns documents and stands in no chart. */
static const struct {
	const char *event, *label;
} own[] = {
	{ "draft", "起草" }, { "correct", "更正" }, { "migrate", "流程迁移" },
	{ "destroy", "销毁个人信息材料" }, { "init", "建库" },
	{ "person", "人员变动" }, { "key", "密钥变动" },
	{ "workflow", "启用流程图" }, { "calendar", "启用日历" }
};

/* "approve" is another thing in each review. */
static const char *
state_of(const struct dossier *dossier, int64_t step)
{
	size_t i;

	for (i = 0; dossier != NULL && i < dossier->nactors; i++)
		if (dossier->actors[i].step == step)
			return dossier->actors[i].state;
	return "";
}

const char *
audit_event_word(struct audit *a, const struct dossier *dossier, int64_t step,
    const char *event)
{
	static const char *const workflows[] = { "normative-document",
		"filing" };
	const struct procedure_context *view = &a->view;
	const char *label = NULL, *hash;
	const struct chart *chart;
	size_t i;

	for (i = 0; i < MEM_COUNT(own) && label == NULL; i++)
		if (strcmp(own[i].event, event) == 0)
			label = own[i].label;
	for (i = 0; i < MEM_COUNT(workflows) && label == NULL &&
	    view->chart != NULL; i++) {
		chart = view->chart(view->chart_ctx, workflows[i], NULL,
		    &hash);
		if (chart != NULL)
			label = procedure_event_label(chart,
			    state_of(dossier, step), event);
	}
	return label == NULL ? event : word_in_message(&a->out->arena, event,
	    label);
}

const char *
audit_who(struct audit *a, const char *id)
{
	const struct person *person = a->view.people == NULL ? NULL :
	    people_find(a->view.people, id);

	if (person == NULL || person->name[0] == '\0')
		return id;
	return word_in_message(&a->out->arena, id, arena_printf(
	    &a->out->arena, "%s（%s）", person->name, id));
}

const char *
audit_kind_word(struct audit *a, const char *kind)
{
	return word_in_message(&a->out->arena, kind,
	    procedure_kind_label(kind));
}

const char *
audit_known_word(struct audit *a, const char *authenticated)
{
	static const struct {
		const char *how, *label;
	} words[] = {
		{ "claimed", "仅凭自报" }, { "os-user", "系统账户" },
		{ "key", "本人签名" }, { "session", "登录会话" }
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(words); i++)
		if (strcmp(words[i].how, authenticated) == 0)
			return word_in_message(&a->out->arena, authenticated,
			    words[i].label);
	return authenticated;
}
