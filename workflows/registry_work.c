/* registry_work.c: what waits for a person, and that another takes it over
 * (工作交接) */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "workflows/labels.h"
#include "workflows/people_change.h"
#include "workflows/procedure_int.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
	struct registry *registry;
	const struct people *people;
	const struct person *person;
	struct day day;
	struct arena *arena;
	struct open_work *list;
	size_t count, cap;
	/* of the document of the task looked at */
	const char *title, *drafter;
};

static int
take_document(void *ctx, const struct document_row *row, struct err *err)
{
	struct gathering *g = ctx;

	(void)err;
	g->title = arena_strdup(g->arena, row->title != NULL ? row->title :
	    "");
	g->drafter = arena_strdup(g->arena, row->drafter != NULL ?
	    row->drafter : "");
	return 0;
}

/* A drafter's are his own documents and those that he took over; what is for
 * another role is for everybody who has it. */
static bool
waits_for(const struct gathering *g, const char *role)
{
	const char *id = g->person->id;

	if (!person_has_role(g->person, role, g->day))
		return false;
	return strcmp(role, "drafter") != 0 ||
	    people_same(g->people, id, g->drafter) ||
	    people_took_over(g->people, id, g->drafter);
}

static int
take_task(void *ctx, const struct task_row *row, struct err *err)
{
	struct gathering *g = ctx;
	const struct document_filter filter = { .id = row->document };
	struct open_work *work;

	if (row->role == NULL || row->role[0] == '\0' ||
	    !person_has_role(g->person, row->role, g->day))
		return 0;
	g->title = g->drafter = "";
	if (store_documents(g->registry->store, &filter, take_document, g,
	    err) != 0)
		return -1;
	/* A destruction waits for any second person, not for this one. */
	if (!waits_for(g, row->role) || strcmp(row->state, DESTROY) == 0)
		return 0;
	MEM_GROW(g->list, g->count, g->cap);
	work = &g->list[g->count++];
	*work = (struct open_work){
		.document = arena_strdup(g->arena, row->document),
		.instance = arena_strdup(g->arena, row->instance),
		.state = arena_strdup(g->arena, row->state),
		.role = arena_strdup(g->arena, row->role),
		.title = g->title, .due = row->due };
	return 0;
}

/* As people.xml stands in the view. */
static int
gather(struct registry *registry, const char *person, struct day day,
    struct arena *arena, struct open_work **out, size_t *n, struct err *err)
{
	struct gathering g = { .registry = registry,
		.people = registry->view.people, .day = day,
		.arena = arena };
	int rc;

	*out = NULL;
	*n = 0;
	g.person = people_find(g.people, person);
	if (g.person == NULL)
		return err_set(err, ERR_NOTFOUND, "there is no person %s; "
		    "guiwen person list names them", person);
	rc = store_tasks(registry->store, NULL, NULL, take_task, &g, err);
	if (rc == 0 && g.count > 0) {
		*out = arena_array(arena, g.count, sizeof(**out));
		memcpy(*out, g.list, g.count * sizeof(**out));
		*n = g.count;
	}
	free(g.list);
	return rc;
}

int
registry_open_work(struct registry *registry, const char *person,
    struct day day, struct arena *arena, struct open_work **out, size_t *n,
    struct err *err)
{
	const struct procedure_context *context;

	if (registry_context(registry, &context, err) != 0)
		return -1;
	return gather(registry, person, day, arena, out, n, err);
}

/* ---- handing over ---- */

static const char *
work_words(struct arena *arena, const struct open_work *work)
{
	struct text words = TEXT_INIT;
	const char *copy;

	text_addf(&words, "%s %s %s", work->document, work->state,
	    work->role);
	copy = arena_strndup(arena, words.ptr, words.len);
	text_release(&words);
	return copy;
}

/* Can whoever takes the work over do all of it? */
static int
check_roles(const struct registry *registry, const struct act *act,
    const struct open_work *open, size_t nopen, struct day day,
    struct arena *arena, struct err *err)
{
	const struct person *to = people_find(registry->view.people,
	    act_datum(act, "to"));
	size_t i;

	for (i = 0; i < nopen; i++)
		if (!person_has_role(to, open[i].role, day))
			return err_set(err, ERR_REFUSED, "%s (%s) has not the "
			    "role %s, which %s waits for: give it first, or "
			    "hand over to somebody who has it", to->name,
			    to->id, role_word(arena, open[i].role),
			    open[i].document);
	return 0;
}

int
registry_handed_over(struct registry *registry, const struct act *act,
    struct day day, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct open_work *open;
	size_t n, i, k = 0;
	int rc = -1;

	if (gather(registry, act_datum(act, "id"), day, &arena, &open, &n,
	    err) != 0)
		goto out;
	for (i = 0; i < act->ndata; i++) {
		if (strcmp(act->data[i].key, "open") != 0)
			continue;
		if (k == n || strcmp(act->data[i].value,
		    work_words(&arena, &open[k])) != 0)
			break;
		k++;
	}
	if (i < act->ndata || k < n) {
		err_set(err, ERR_STALE, "what is open for %s has changed "
		    "meanwhile; look again and hand over then",
		    act_datum(act, "id"));
		goto out;
	}
	rc = check_roles(registry, act, open, n, day, &arena, err);
out:
	arena_release(&arena);
	return rc;
}

int
registry_handover(struct registry *registry, const char *actor,
    const char *from, const char *to, bool retire,
    const struct open_work *open, size_t nopen, const char *reason,
    int64_t now_s, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct act_datum *data = arena_array(&arena, nopen + 3,
	    sizeof(*data));
	size_t n = 0, i;
	int rc;

	data[n++] = (struct act_datum){ "id", from };
	data[n++] = (struct act_datum){ "to", to };
	if (retire)
		data[n++] = (struct act_datum){ "retired", "yes" };
	for (i = 0; i < nopen; i++)
		data[n++] = (struct act_datum){ "open",
			work_words(&arena, &open[i]) };
	rc = registry_change_people(registry, actor, PEOPLE_HANDOVER, data, n,
	    reason, now_s, err);
	arena_release(&arena);
	return rc;
}
