/* audit_story.h: a small registry with one document's whole course, for
 * tests of the audit */
#ifndef GUIWEN_TESTS_AUDIT_STORY_H
#define GUIWEN_TESTS_AUDIT_STORY_H

#include "engine/base/mem.h"
#include "workflows/audit.h"
#include "workflows/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STORY_DRAFT "关于印发居家养老服务办法的通知\n\n" \
    "第一条　为了规范居家养老服务，制定本办法。\n" \
    "第二条　区民政局负责居家养老服务的监督管理。\n" \
    "第三条　本办法自2021年6月1日起施行。\n"
/* The same as it is issued: with its number, its issuer and its day. */
#define STORY_ISSUED_ON(text, day) "长民发〔2021〕1号\n\n" text \
    "\n区民政局\n" day "\n"
#define STORY_ISSUED STORY_ISSUED_ON(STORY_DRAFT, "2021年3月12日")
#define STORY_SECOND "关于印发婚姻登记办法的通知\n\n" \
    "第一条　为了方便婚姻登记，制定本办法。\n" \
    "第二条　本办法自2021年6月1日起施行。\n"

struct story {
	char dir[40], registry[64];
	struct registry *open;
	int64_t clock_s;	/* of recording; a day more with each step */
	struct err err;
};

static const char *const story_roles[][1] = {
	{ "drafter" }, { "legal-counsel" }, { "fair-competition-reviewer" },
	{ "office" }
};

static inline int64_t
story_time(const char *day)
{
	int64_t time_s = 0;

	if (day != NULL && time_parse(&time_s, day) != 0)
		abort();
	return time_s;
}

static inline int
story_people(struct story *s)
{
	static const char *const names[][2] = {
		{ "chen", "陈一" }, { "zhou", "周二" }, { "sun", "孙三" },
		{ "lin", "林四" }
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(names); i++) {
		const struct person person = {
			.id = names[i][0], .name = names[i][1], .unit = "科",
			.post = "", .os_user = "", .roles = story_roles[i],
			.nroles = 1
		};

		if (registry_put_person(s->open, i < 4 ? "" : "lin", &person,
		    "", s->clock_s, &s->err) != 0)
			return -1;
	}
	return 0;
}

/* An empty registry with four people, from these workflows changed by a sed
 * script (NULL: as shipped). 0, or -1 with s->err. */
static inline int
story_begin(struct story *s, const char *script)
{
	static const char xml[] = "<registry "
	    "xmlns=\"urn:guiwen:registry:1\" name=\"区民政局文件库\">"
	    "<issuing-authority name=\"区民政局\"><filing "
	    "authority=\"区人民政府\" within=\"15 days\"/>"
	    "</issuing-authority></registry>";
	struct settings *settings = NULL;
	char data[64] = "workflows", command[1024];
	int result = -1;

	memset(s, 0, sizeof(*s));
	snprintf(s->dir, sizeof(s->dir), "/tmp/guiwen-audit-XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		return -1;
	if (script != NULL) {
		snprintf(data, sizeof(data), "%s/workflows", s->dir);
		snprintf(command, sizeof(command), "cp -r workflows %s && "
		    "sed -i %s %s/normative-document/chart.scxml", data,
		    script, data);
		if (system(command) != 0)
			return -1;
	}
	snprintf(s->registry, sizeof(s->registry), "%s/r", s->dir);
	s->clock_s = story_time("2021-03-01T09:00");
	if (settings_parse(&settings, xml, sizeof(xml) - 1, "settings",
	    &s->err) == 0 && registry_init(s->registry, settings, data,
	    s->clock_s, &s->err) == 0 && registry_open(&s->open, s->registry,
	    false, &s->err) == 0)
		result = story_people(s);
	settings_free(settings);
	return result;
}

struct story_act {
	const char *person, *event, *document;	/* document NULL: new */
	const char *kinds;		/* of materials, "a b", "" none */
	const char *text;		/* NULL none */
	const char *key[4], *value[4];	/* data */
	const char *reason;
	const char *evidenced;
	int days;			/* recorded so many days later */
	bool refused;			/* is expected */
};

static inline int
story_do(struct story *s, const struct story_act *act)
{
	struct request_file files[6], text = { "", "text.txt", "open",
	    act->text, act->text != NULL ? strlen(act->text) : 0 };
	struct act_datum data[4];
	struct request request = {
		.person = act->person, .authenticated = "claimed",
		.document = act->document, .event = act->event,
		.evidenced_s = story_time(act->evidenced),
		.reason = act->reason, .data = data, .materials = files,
		.text = act->text != NULL ? &text : NULL
	};
	char kinds[256], *save, *word, names[6][64], bytes[6][96];
	struct answer answer;
	size_t n = 0;
	int result;

	snprintf(kinds, sizeof(kinds), "%s", act->kinds);
	for (word = strtok_r(kinds, " ", &save); word != NULL;
	    word = strtok_r(NULL, " ", &save)) {
		snprintf(names[n], sizeof(names[n]), "%.50s.txt", word);
		snprintf(bytes[n], sizeof(bytes[n]), "这是%.50s\n", word);
		files[n] = (struct request_file) { word, names[n], "open",
		    bytes[n], strlen(bytes[n]) };
		n++;
	}
	request.nmaterials = n;
	for (n = 0; n < 4 && act->key[n] != NULL; n++)
		data[n] = (struct act_datum) { act->key[n], act->value[n] };
	request.ndata = n;
	s->clock_s += 86400 * act->days;
	if (registry_act(s->open, &request, 1, s->clock_s, false, &answer,
	    &s->err) != 0)
		return -1;
	result = answer.recorded && answer.done == !act->refused ? 0 : -1;
	s->err = answer.err;
	answer_release(&answer);
	return result;
}

/* One document from submission to the receipt, with refused attempts, and
 * another one under review. */
static const struct story_act story_acts[] = {
	{ "chen", "submit", NULL, "explanation basis consultation",
	  STORY_DRAFT, { NULL }, { NULL }, NULL, NULL, 1, false },
	{ "chen", "accept", "2021-0001", "", NULL, { NULL }, { NULL }, NULL,
	  NULL, 1, true },
	{ "zhou", "accept", "2021-0001", "", NULL, { NULL }, { NULL }, NULL,
	  NULL, 1, false },
	{ "zhou", "approve", "2021-0001", "legality-opinion", NULL, { NULL },
	  { NULL }, NULL, NULL, 2, false },
	{ "sun", "approve", "2021-0001", "fair-competition-conclusion", NULL,
	  { NULL }, { NULL }, NULL, NULL, 1, false },
	{ "chen", "submit", NULL, "explanation basis consultation",
	  STORY_SECOND, { NULL }, { NULL }, NULL, NULL, 1, false },
	{ "zhou", "accept", "2021-0002", "", NULL, { NULL }, { NULL }, NULL,
	  NULL, 1, false },
	{ "lin", "adopt", "2021-0001", "minutes", NULL, { NULL }, { NULL },
	  NULL, NULL, 3, false },
	{ "lin", "number", "2021-0001", "", NULL,
	  { "number", "signer", "dated" },
	  { "长民发〔2021〕1号", "张局长", "2021-03-12" }, NULL, NULL, 2,
	  false },
	{ "lin", "publish", "2021-0001", "", STORY_ISSUED, { "effective" },
	  { "2021-06-01" }, NULL, NULL, 2, false },
	{ "lin", "file", "2021-0001", "filing-report", NULL, { NULL },
	  { NULL }, NULL, NULL, 20, false },
	{ "lin", "receipt", "2021-0001", "receipt", NULL, { "number" },
	  { "府备〔2021〕5号" }, NULL, NULL, 1, false }
};

static inline int
story_play(struct story *s, const struct story_act *acts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (story_do(s, &acts[i]) != 0) {
			if (s->err.code == ERR_NONE)
				err_set(&s->err, ERR_USAGE, "nothing");
			err_prefix(&s->err, "%s by %s", acts[i].event,
			    acts[i].person);
			return -1;
		}
	}
	return store_export(registry_store(s->open), &s->err);
}

static inline void
story_end(struct story *s)
{
	char command[96];

	registry_close(s->open);
	s->open = NULL;
	snprintf(command, sizeof(command), "rm -rf %s", s->dir);
	if (s->dir[0] != '\0' && system(command) != 0)
		abort();
}

#endif
