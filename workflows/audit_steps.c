/*
 * audit_steps.c: what each record says of its step, kept until the procedure
 * of its document is asked for
 *
 * The records are read once, in order; a document's lie far apart. So the
 * few facts that question 2 needs of each are put into a file without a
 * name, a line of fixed size for each record, linked from the last of a
 * document to its first.
 */
#include "workflows/audit_int.h"

#include "engine/base/mem.h"
#include "engine/xml/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINES 512		/* that are kept before they are written */

struct line {
	struct audit_step step;	/* its text hash stands below */
	size_t previous;	/* of the same document, counted from 1; 0 */
	char text_hash[SHA256_HEX];	/* of the text handed in, "" none */
};

struct audit_steps {
	struct line lines[LINES];	/* the last ones */
	size_t count;		/* of all */
	FILE *file;		/* the others */
};

static int
failed(struct err *err)
{
	return err_set_errno(err, "the audit has no room for a temporary "
	    "file: make some in /tmp");
}

/* The lines that are full go into the file. */
static int
put_away(struct audit_steps *steps, struct err *err)
{
	if (steps->file == NULL && (steps->file = tmpfile()) == NULL)
		return failed(err);
	errno = ENOSPC;
	if (fwrite(steps->lines, sizeof(steps->lines), 1, steps->file) != 1 ||
	    fflush(steps->file) != 0)
		return failed(err);
	return 0;
}

/* A line by its number from 0. */
static int
fetch(struct audit_steps *steps, size_t at, struct line *out, struct err *err)
{
	size_t away = (steps->count - 1) / LINES * LINES;
	ssize_t got;

	if (at >= away) {
		*out = steps->lines[at - away];
		return 0;
	}
	errno = EIO;
	got = pread(fileno(steps->file), out, sizeof(*out),
	    (off_t)(at * sizeof(*out)));
	return got == (ssize_t)sizeof(*out) ? 0 : failed(err);
}

/* " a b ", the milestones of the main instance: the outcome's own children of
 * that name, behind its runs. False where that is not plain to see. */
static bool
read_milestones(struct audit *a, const struct audit_parts *parts,
    const char **out)
{
	const char *tag = memchr(parts->outcome, '>', parts->outcome_len);
	struct text list = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	const char *name, *value, *of, *milestone;
	struct xml_reader r;
	size_t len;
	bool whole;

	text_adds(&list, " ");
	xr_init(&r, tag + 1, parts->outcome_len - (size_t)(tag + 1 -
	    parts->outcome), &arena);
	while (xr_raw(&r, "refusal", &len) != NULL ||
	    xr_raw(&r, "run", &len) != NULL ||
	    xr_raw(&r, "migration", &len) != NULL ||
	    xr_raw(&r, "deadline", &len) != NULL)
		continue;
	while (xr_open(&r, "milestone")) {
		of = milestone = NULL;
		while (xr_attr(&r, &name, &len, &value)) {
			if (xr_is(name, len, "instance"))
				of = value;
			else if (xr_is(name, len, "name"))
				milestone = value;
		}
		if (!xr_close(&r, "milestone"))
			break;
		if (milestone != NULL && (of == NULL ||
		    strcmp(of, DOSSIER_MAIN) == 0))
			text_addf(&list, "%s ", milestone);
	}
	while (xr_raw(&r, "voided", &len) != NULL ||
	    xr_raw(&r, "filing", &len) != NULL)
		continue;
	whole = xr_close(&r, "outcome") && xr_end(&r);
	*out = whole ? audit_name(a, list.ptr) : "";
	text_release(&list);
	arena_release(&arena);
	return whole;
}

int
audit_keep_step(struct audit *a, struct audit_document *document,
    const struct record *record, const struct audit_opened *is,
    struct err *err)
{
	const struct act *act = is->act;
	struct audit_steps *steps;
	struct line *line;

	if (a->steps == NULL)
		a->steps = mem_zero(1, sizeof(*a->steps));
	steps = a->steps;
	if (steps->count != 0 && steps->count % LINES == 0 &&
	    put_away(steps, err) != 0)
		return -1;
	line = &steps->lines[steps->count % LINES];
	memset(line, 0, sizeof(*line));
	line->step = (struct audit_step) {
		.number = record->step, .record = record->number,
		.stated_s = act->stated_s,
		.evidenced_s = act->evidenced_s,
		.recorded_s = record->recorded_s,
		.corrects = act->corrects,
		.event = audit_name(a, act->event),
		.person = audit_name(a, act->person),
		.behalf = audit_name(a, act->on_behalf),
		.role = is->role, .done = is->done,
		.claimed = strcmp(is->authenticated, "claimed") == 0
	};
	if (!read_milestones(a, &is->parts, &line->step.milestones))
		a->steps_lost = true;
	line->step.other_text = act->text != NULL &&
	    act->text->changes[0] != '\0';
	if (act->text != NULL)
		snprintf(line->text_hash, sizeof(line->text_hash), "%s",
		    act->text->text_hash);
	line->previous = document->kept;
	document->kept = ++steps->count;
	return 0;
}

int
audit_kept_steps(struct audit *a, const struct audit_document *document,
    audit_step_fn *fn, void *ctx, struct err *err)
{
	struct line *lines = NULL;
	size_t n = 0, cap = 0, at;
	int result = 0;

	for (at = document->kept; at != 0; at = lines[n++].previous) {
		MEM_GROW(lines, n, cap);
		if (fetch(a->steps, at - 1, &lines[n], err) != 0) {
			free(lines);
			return -1;
		}
	}
	while (n-- > 0 && result == 0) {
		lines[n].step.text_hash = lines[n].text_hash;
		fn(ctx, &lines[n].step);
	}
	free(lines);
	return result;
}

void
audit_steps_end(struct audit *a)
{
	if (a->steps != NULL && a->steps->file != NULL)
		fclose(a->steps->file);
	free(a->steps);
	a->steps = NULL;
}
