/* make.c: a registry of many documents, made through the real acts */
#include "tests/bench/common/make.h"

#include "engine/base/mem.h"
#include "tests/bench/common/story.h"
#include "workflows/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 64
#define PAPERS 3
#define DAY_S 86400
/* What is due in so long is recorded together: about a batch, where that
 * takes no more than a week. */
#define TICK_MOST_S (7 * (int64_t)DAY_S)
#define TICK_LEAST_S ((int64_t)3600)

static void
fail(const struct err *err)
{
	fprintf(stderr, "making the registry: %s\n", err->msg);
	exit(1);
}

/* ---- people ---- */

static const struct {
	const char *id, *name, *role;
} people[] = {
	{ "chen", "陈一", "drafter" }, { "wu", "吴二", "drafter" },
	{ "zhao", "赵三", "drafter" }, { "qian", "钱四", "drafter" },
	{ "sun", "孙五", "drafter" }, { "li", "李六", "drafter" },
	{ "zhou", "周七", "legal-counsel" },
	{ "zheng", "郑八", "legal-counsel" },
	{ "wang", "王九", "fair-competition-reviewer" },
	{ "feng", "冯十", "fair-competition-reviewer" },
	{ "lin", "林一", "office" }, { "he", "何二", "office" }
};

/* Always the same one of a document, as others are of the next. */
static const char *
person_of(const struct story *story, const char *role)
{
	size_t i, first = 0, n = 0;

	for (i = 0; i < MEM_COUNT(people); i++) {
		if (strcmp(people[i].role, role) != 0)
			continue;
		if (n++ == 0)
			first = i;
	}
	return people[first + story_chance(story->number, 9,
	    (unsigned)n)].id;
}

/* ---- a queue of stories, the next due first ---- */

struct queue {
	struct story *at;
	size_t n, cap;
};

static bool
before(const struct story *a, const struct story *b)
{
	return a->due_s != b->due_s ? a->due_s < b->due_s :
	    a->number < b->number;
}

static void
push(struct queue *queue, const struct story *story)
{
	size_t i, up;

	MEM_GROW(queue->at, queue->n, queue->cap);
	for (i = queue->n++; i > 0; i = up) {
		up = (i - 1) / 2;
		if (!before(story, &queue->at[up]))
			break;
		queue->at[i] = queue->at[up];
	}
	queue->at[i] = *story;
}

static struct story
pop(struct queue *queue)
{
	struct story first = queue->at[0], last = queue->at[--queue->n];
	size_t i = 0, down;

	while ((down = 2 * i + 1) < queue->n) {
		if (down + 1 < queue->n &&
		    before(&queue->at[down + 1], &queue->at[down]))
			down++;
		if (!before(&queue->at[down], &last))
			break;
		queue->at[i] = queue->at[down];
		i = down;
	}
	queue->at[i] = last;
	return first;
}

/* ---- one batch ---- */

struct maker {
	struct registry *registry;
	struct queue queue;
	char (*ids)[STORE_DOCUMENT_ID];	/* by the stories' numbers */
	long sequence[MADE_YEARS + 5][STORY_AUTHORITIES];
	int64_t acts;
	/* The batch: */
	struct story stories[BATCH];
	struct request requests[BATCH];
	struct request_file texts[BATCH], papers[BATCH][PAPERS];
	struct act_datum data[BATCH][3];
	struct text bodies[BATCH], written[BATCH][PAPERS];
	char kinds[BATCH][64], numbers[BATCH][64], days[BATCH][DAY_TEXT];
	struct answer answers[BATCH];
};

static void
add_papers(struct maker *m, size_t i, const struct story_act *act)
{
	struct request *request = &m->requests[i];
	char *kind, *save = NULL;
	size_t k = 0;

	snprintf(m->kinds[i], sizeof(m->kinds[i]), "%s", act->kinds);
	for (kind = strtok_r(m->kinds[i], " ", &save); kind != NULL;
	    kind = strtok_r(NULL, " ", &save), k++) {
		struct text *written = &m->written[i][k];

		text_reset(written);
		story_write_paper(&m->stories[i], kind, written);
		m->papers[i][k] = (struct request_file){ kind, "paper.txt",
			"open", written->ptr, written->len };
	}
	request->materials = m->papers[i];
	request->nmaterials = k;
}

static void
add_text(struct maker *m, size_t i, const struct story_act *act)
{
	struct story *story = &m->stories[i];
	struct text *body = &m->bodies[i];

	if (act->text == TEXT_NONE)
		return;
	if (act->text != TEXT_ISSUED)
		story->version++;
	text_reset(body);
	story_write_text(story, act->text == TEXT_ISSUED, body);
	m->texts[i] = (struct request_file){ "", "text.txt", "open",
		body->ptr, body->len };
	m->requests[i].text = &m->texts[i];
}

static void
add_data(struct maker *m, size_t i, const struct story_act *act)
{
	struct story *story = &m->stories[i];
	struct act_datum *data = m->data[i];
	struct request *request = &m->requests[i];
	long *sequence;

	if (act->letter == '#') {
		sequence = &m->sequence[story->dated.year - MADE_FIRST_YEAR]
		    [story->number % STORY_AUTHORITIES];
		story->sequence = ++*sequence;
		day_format(m->days[i], story->dated);
	}
	story_doc_number(story, m->numbers[i]);
	if (act->letter == '#') {
		data[0] = (struct act_datum){ "number", m->numbers[i] };
		data[1] = (struct act_datum){ "signer", "张局长" };
		data[2] = (struct act_datum){ "dated", m->days[i] };
		request->ndata = 3;
	} else if (act->letter == 'P') {
		day_format(m->days[i], story->effective);
		data[0] = (struct act_datum){ "effective", m->days[i] };
		request->ndata = 1;
	} else if (act->letter == 'R') {
		data[0] = (struct act_datum){ "number", m->numbers[i] };
		request->ndata = 1;
	}
	request->data = data;
}

static void
add_request(struct maker *m, size_t i, const struct story *story)
{
	const struct story_act *act = story_next(story);
	char *id = m->ids[story->number - 1];

	m->stories[i] = *story;
	m->requests[i] = (struct request){
		.person = person_of(story, act->role),
		.authenticated = "os-user", .event = act->event,
		.stated_s = story->due_s,
		.evidenced_s = act->dated ? story->due_s : 0,
		.reason = act->reason,
	};
	if (id[0] != '\0')
		m->requests[i].document = id;
	else
		m->requests[i].authority = story_authority(story);
	add_papers(m, i, act);
	add_text(m, i, act);
	add_data(m, i, act);
}

static void
perform(struct maker *m, size_t n, int64_t now_s)
{
	const struct story_act *act;
	struct err err = ERR_INIT;
	size_t i;

	if (registry_act(m->registry, m->requests, n, now_s, false,
	    m->answers, &err) != 0)
		fail(&err);
	for (i = 0; i < n; i++) {
		struct story *story = &m->stories[i];
		struct answer *answer = &m->answers[i];

		act = story_next(story);
		if (!answer->recorded || answer->done == act->refused)
			fail(&answer->err);
		memcpy(m->ids[story->number - 1], answer->document,
		    sizeof(answer->document));
		answer_release(answer);
		story_done(story);
		if (story_next(story) != NULL)
			push(&m->queue, story);
	}
	m->acts += (int64_t)n;
}

/* ---- the registry ---- */

static void
open_registry(struct maker *m, const char *dir, int64_t now_s)
{
	struct text xml = TEXT_INIT;
	struct settings *settings = NULL;
	struct err err = ERR_INIT;
	const char *office = "";
	size_t i;

	text_adds(&xml, "<registry xmlns=\"" SETTINGS_NS
	    "\" name=\"区人民政府文件库\">");
	for (i = 0; i < STORY_AUTHORITIES; i++)
		text_addf(&xml, "<issuing-authority name=\"%s\"><filing "
		    "authority=\"区人民政府\" within=\"15 days\"/>"
		    "</issuing-authority>", story_authorities[i][0]);
	text_adds(&xml, "</registry>");
	if (settings_parse(&settings, xml.ptr, xml.len, "settings",
	    &err) != 0 || registry_init(dir, settings, "workflows", now_s,
	    &err) != 0 || registry_open(&m->registry, dir, false, &err) != 0)
		fail(&err);
	settings_free(settings);
	text_release(&xml);
	for (i = 0; i < MEM_COUNT(people); i++) {
		const struct person person = { .id = people[i].id,
			.name = people[i].name, .unit = "科", .post = "",
			.os_user = "", .roles = &people[i].role,
			.nroles = 1 };

		if (registry_put_person(m->registry, office, &person, "",
		    now_s, &err) != 0)
			fail(&err);
		/* Who is of the office adds those that follow. */
		if (strcmp(people[i].role, "office") == 0)
			office = people[i].id;
	}
}

static void
play(struct maker *m, long documents, bool talk)
{
	int64_t start_s = time_of_day((struct day){ MADE_FIRST_YEAR, 1, 4 });
	int64_t span_s = (int64_t)MADE_YEARS * 365 * DAY_S, tick_s, now_s;
	int64_t wanted = documents * story_acts_of_hundred() / 100;
	long begun = 0, told = 0;
	struct story story;
	size_t n;

	tick_s = span_s / (wanted / (BATCH * 3 / 4) + 1);
	tick_s = tick_s > TICK_MOST_S ? TICK_MOST_S :
	    tick_s < TICK_LEAST_S ? TICK_LEAST_S : tick_s;
	for (now_s = start_s; begun < documents || m->queue.n > 0;
	    now_s += tick_s) {
		while (begun < documents && start_s +
		    span_s / documents * begun <= now_s) {
			story_begin(&story, begun + 1,
			    start_s + span_s / documents * begun);
			push(&m->queue, &story);
			begun++;
		}
		while (m->queue.n > 0 && m->queue.at[0].due_s <= now_s) {
			for (n = 0; n < BATCH && m->queue.n > 0 &&
			    m->queue.at[0].due_s <= now_s; n++) {
				story = pop(&m->queue);
				add_request(m, n, &story);
			}
			perform(m, n, now_s);
		}
		if (talk && m->acts * 20 / wanted > told)
			fprintf(stderr, "%ld %%, %lld acts\n", 5 *
			    (told = (long)(m->acts * 20 / wanted)),
			    (long long)m->acts);
	}
}

static void
release(struct maker *m)
{
	size_t i, k;

	for (i = 0; i < BATCH; i++) {
		text_release(&m->bodies[i]);
		for (k = 0; k < PAPERS; k++)
			text_release(&m->written[i][k]);
	}
	free(m->queue.at);
	free(m->ids);
	free(m);
}

void
make_registry(const char *dir, long documents, bool talk)
{
	struct reader *reader = reader_new();
	struct maker *m = mem_zero(1, sizeof(*m));
	struct err err = ERR_INIT;
	size_t i, k;

	for (i = 0; i < BATCH; i++) {
		text_init(&m->bodies[i]);
		for (k = 0; k < PAPERS; k++)
			text_init(&m->written[i][k]);
	}
	m->ids = mem_zero((size_t)documents + 1, sizeof(*m->ids));
	open_registry(m, dir, time_of_day((struct day){ MADE_FIRST_YEAR, 1,
	    2 }));
	registry_set_reader(m->registry, reader);
	if (documents > 0) {
		if (store_exporter_start(registry_store(m->registry),
		    &err) != 0)
			fail(&err);
		play(m, documents, talk);
		if (store_exporter_stop(registry_store(m->registry),
		    &err) != 0)
			fail(&err);
	}
	registry_close(m->registry);
	reader_free(reader);
	release(m);
}

int64_t
made_records(const char *dir)
{
	struct registry *registry = NULL;
	struct store_head head;
	struct err err = ERR_INIT;

	if (registry_open(&registry, dir, true, &err) != 0 ||
	    store_head(registry_store(registry), &head, &err) != 0)
		fail(&err);
	registry_close(registry);
	return head.number;
}
