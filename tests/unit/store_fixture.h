/* store_fixture.h: a registry in a folder of its own, for tests of store/ */
#ifndef GUIWEN_TESTS_STORE_FIXTURE_H
#define GUIWEN_TESTS_STORE_FIXTURE_H

#include "store/store.h"

#include "engine/base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURE_NOW 1620000000	/* 2021-05-03 */

struct fixture {
	char top[64];		/* a temporary folder */
	char dir[96];		/* the registry in it */
	struct store *store;
	int64_t now_s;
};

#define assert_done(call, err) do {					\
	if ((call) != 0)						\
		fail_msg("%s: %s", #call, (err).msg);			\
} while (0)

static inline int
fixture_setup(void **state)
{
	struct fixture *f = mem_zero(1, sizeof(*f));
	struct err err = ERR_INIT;

	snprintf(f->top, sizeof(f->top), "/tmp/guiwen-test-XXXXXX");
	if (mkdtemp(f->top) == NULL)
		return -1;
	snprintf(f->dir, sizeof(f->dir), "%s/registry", f->top);
	f->now_s = FIXTURE_NOW;
	if (store_create(f->dir, "民政局", &err) != 0 ||
	    store_open(&f->store, f->dir, false, &err) != 0) {
		print_error("%s\n", err.msg);
		return -1;
	}
	*state = f;
	return 0;
}

static inline void
fixture_reopen(struct fixture *f, bool read_only)
{
	struct err err = ERR_INIT;

	store_close(f->store);
	f->store = NULL;
	assert_done(store_open(&f->store, f->dir, read_only, &err), err);
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *f = *state;
	char command[160];
	int result;

	store_close(f->store);
	snprintf(command, sizeof(command), "chmod -R u+w %s && rm -rf %s",
	    f->top, f->top);
	result = system(command);
	free(f);
	return result;
}

/* Run a shell command; %s is the registry's folder. Its status. */
static inline int
fixture_shell(struct fixture *f, const char *command)
{
	struct text text = TEXT_INIT;
	int status;

	text_addf(&text, "cd %s && { %s\n}", f->dir, command);
	status = system(text.ptr);
	text_release(&text);
	return status;
}

/* git on the registry's repository; it must succeed. */
static inline void
fixture_git(struct fixture *f, const char *arguments)
{
	struct text text = TEXT_INIT;

	text_addf(&text, "git --git-dir=documents.git %s >git.out 2>&1 || "
	    "{ cat git.out; false; }", arguments);
	if (fixture_shell(f, text.ptr) != 0)
		fail_msg("git %s failed", arguments);
	text_release(&text);
}

/* What one step of a test does. */
struct fixture_step {
	const char *document;	/* NULL: the next free one; "" none */
	const char *event, *text;
	bool refuse;		/* fail after everything was written */
	char made[STORE_DOCUMENT_ID];
};

static inline int
fixture_write_index(struct store_txn *txn, const char *document,
    const struct store_head *head, int64_t step, struct err *err)
{
	struct store_index *index = store_txn_index(txn);
	struct document_row row = {
		.id = document, .title = "通知", .status = "drafting",
		.made = { 2021, 5, 1 }, .record = head->number, .step = step,
	};
	struct milestone_row milestone = { .document = document,
		.name = "submitted", .step = step,
		.stated_s = head->recorded_s, .recorded_s = head->recorded_s };
	struct task_row task = { .document = document, .state = "legality",
		.role = "legal-counsel", .due = { 2021, 6, 1 } };
	struct deadline_row deadline = { .document = document,
		.state = "legality", .from = { 2021, 5, 1 },
		.due = { 2021, 6, 1 }, .within = "15 working-days" };

	if (store_index_document(index, &row, err) != 0 ||
	    store_index_milestone(index, &milestone, err) != 0 ||
	    store_index_task(index, &task, err) != 0)
		return -1;
	return store_index_deadline(index, &deadline, err);
}

static inline int
fixture_perform(void *ctx, size_t item, struct store_txn *txn,
    struct err *err)
{
	struct fixture_step *step = (struct fixture_step *)ctx + item;
	struct record_draft draft = {
		.kind = RECORD_STEP,
		.event = step->event != NULL ? step->event : "submit",
		.person = "zhang.san", .author_name = "张三",
		.act = "<act xmlns=\"urn:guiwen:act:1\"></act>",
		.outcome = "<outcome xmlns=\"urn:x\"></outcome>",
		.author_time_s = store_txn_now(txn) - 60,
		.subject = "张三提交审核",
	};
	struct store_head head;
	char path[128], dir[64];

	draft.act_len = strlen(draft.act);
	draft.outcome_len = strlen(draft.outcome);
	draft.document = step->document;
	if (step->document == NULL) {
		if (store_txn_next_document(txn, 2021, step->made, err) != 0)
			return -1;
		draft.document = step->made;
	}
	if (draft.document[0] == '\0') {
		draft.kind = RECORD_REGISTRY;
		if (store_txn_put(txn, "people.xml", step->text,
		    strlen(step->text), err) != 0 ||
		    store_txn_record(txn, &draft, NULL, err) != 0)
			return -1;
	} else {
		if (store_document_path(draft.document, dir, sizeof(dir),
		    err) != 0)
			return -1;
		snprintf(path, sizeof(path), "%s/document.xml", dir);
		if (store_txn_put(txn, path, step->text, strlen(step->text),
		    err) != 0 ||
		    store_txn_record(txn, &draft, &head, err) != 0 ||
		    fixture_write_index(txn, draft.document, &head, 1,
		    err) != 0)
			return -1;
	}
	if (step->refuse)
		return err_set(err, ERR_REFUSED, "not this one");
	return 0;
}

/* n new documents, one step each, text "<text>N</text>". */
static inline void
fixture_steps(struct fixture *f, int n)
{
	struct err err = ERR_INIT, item = ERR_INIT;
	struct fixture_step step;
	char text[32];
	int i;

	for (i = 0; i < n; i++) {
		memset(&step, 0, sizeof(step));
		snprintf(text, sizeof(text), "<text>%d</text>", i + 1);
		step.text = text;
		assert_done(store_step(f->store, 1, fixture_perform, &step,
		    f->now_s++, &item, &err), err);
		if (item.code != ERR_NONE)
			fail_msg("step: %s", item.msg);
	}
}

#endif
