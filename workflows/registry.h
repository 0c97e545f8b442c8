/*
 * registry.h: an open registry (文件库): what commands ask of it
 */
#ifndef GUIWEN_WORKFLOWS_REGISTRY_H
#define GUIWEN_WORKFLOWS_REGISTRY_H

#include "engine/document/compare.h"
#include "engine/document/document.h"
#include "store/rebuild.h"
#include "store/store.h"
#include "workflows/dossier.h"
#include "workflows/procedure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct registry;

/*
 * Make a registry. `settings` as settings.h; `data_dir` is where the shipped
 * workflows and calendars lie (workflows/ of the source tree or
 * PREFIX/share/guiwen/workflows); they are copied into the repository, each
 * as used from now on. The first record is of kind registry, event "init".
 * 0, or -1 with err; nothing remains after a failure.
 */
int registry_init(const char *dir, const struct settings *settings,
    const char *data_dir, int64_t now_s, struct err *err);
/* *out is the caller's: registry_close(). Errors as store_open. */
int registry_open(struct registry **out, const char *dir, bool read_only,
    struct err *err);
void registry_close(struct registry *registry);
struct store *registry_store(struct registry *registry);
/* People, settings, calendar, charts as of the last record; valid until the
 * next call that writes. */
int registry_context(struct registry *registry,
    const struct procedure_context **out, struct err *err);

/*
 * Make the registry's two stores anew from what is left of them (rebuild.h
 * says how, and what is told), and the derived tables from the records. The
 * registry must not be open. Whether the result is whole, the audit says.
 * 0, or -1 with err and everything as it was.
 */
int registry_rebuild(const char *dir, const struct rebuild_options *options,
    struct rebuild_totals *totals, struct err *err);

/* ---- people ---- */

/* Add a person, or change one (by id): a record of kind registry by `actor`
 * (an id; "" only while there is nobody yet). Of the person only what the
 * event "person" states (people_change.h) is looked at. */
int registry_put_person(struct registry *registry, const char *actor,
    const struct person *person, const char *reason, int64_t now_s,
    struct err *err);
/* Any change of people, as people_change.h describes the events and their
 * data: a record of kind registry. 0, or -1 with err. */
int registry_change_people(struct registry *registry, const char *actor,
    const char *event, const struct act_datum *data, size_t ndata,
    const char *reason, int64_t now_s, struct err *err);

/* Something that waits for a person: for a role of his, or for him as the
 * drafter or as who took over from the drafter. */
struct open_work {
	const char *document, *title, *instance, *state, *role;
	struct day due;		/* year 0: none */
};
/* What waits for a person on that day, by due day, into the arena. */
int registry_open_work(struct registry *registry, const char *person,
    struct day day, struct arena *arena, struct open_work **out, size_t *n,
    struct err *err);
/*
 * `to` takes over the work of `from` (工作交接), who is retired as well where
 * `retire` says so; the record names all that was open. Refused besides what
 * people_change refuses: `to` has not the roles that open work waits for
 * (ERR_REFUSED), what was open changed meanwhile (ERR_STALE).
 */
int registry_handover(struct registry *registry, const char *actor,
    const char *from, const char *to, bool retire,
    const struct open_work *open, size_t nopen, const char *reason,
    int64_t now_s, struct err *err);

/*
 * Sign the bytes of an act for a person who has keys: append an armoured
 * SSHSIG of the namespace ACT_NAMESPACE under one of the `nkeys` public keys.
 * 1; 0 when none of these keys is at hand; -1 with err when one was named
 * that cannot be used. Called before any lock is taken, for each act of a
 * person who has a valid key; an act that is not signed then is refused.
 */
typedef int registry_sign_fn(void *ctx, const struct person *person,
    const char *const *keys, size_t nkeys, const char *bytes, size_t len,
    struct text *out, struct err *err);
void registry_set_signer(struct registry *registry, registry_sign_fn *fn,
    void *ctx);

/* Who is it? `as` is the --as argument or NULL: the person whose os_user is
 * the caller's account. *authenticated is "os-user" when the account is
 * mapped to exactly that person, else "claimed" (a signature makes it "key",
 * act by act). ERR_NOTFOUND, ERR_DENIED
 * (retired, or nobody named and the account is not mapped). */
int registry_identify(struct registry *registry, const char *as,
    const struct person **out, const char **authenticated, struct err *err);

/* ---- calendars ---- */

/* Put the calendar of one year (iCalendar, calendar.h) in force, in the place
 * of another of that year or as a further one: a record of kind registry, event
 * "calendar", by the office. Deadlines go on as they were told until a tick
 * (registry_tick) counts them anew. Sentences call the file `name`. 0, or -1
 * with err. */
#define CALENDAR_EVENT "calendar"
int registry_put_calendar(struct registry *registry, const char *actor,
    const char *bytes, size_t len, const char *name, const char *reason,
    int64_t now_s, int *year, struct err *err);

/* ---- acts ---- */

struct request_file {
	const char *kind;	/* of a material; "" of the text */
	const char *name;	/* as given, without folders */
	const char *class;	/* "open", "internal" or "personal" */
	const char *bytes;
	size_t len;
};

/* What a command asks for. NULL and 0 are "not given". */
struct request {
	const char *person, *authenticated, *role;
	const char *on_behalf;	/* whose roles the person uses (授权代办) */
	const char *document;	/* NULL: create one */
	const char *event;	/* "draft" creates and does nothing else */
	const char *instance;	/* NULL: wherever the event is accepted */
	const char *filing_authority;	/* picks the filing instance */
	int64_t seen;		/* record number shown to the person; 0: the
				   last one when the request is prepared */
	int64_t stated_s;	/* 0: the time of recording */
	int64_t evidenced_s;
	const char *reason;
	const char *title, *authority, *drafting_body, *kind, *lead;
	const char *const *joint;
	const struct act_relation *relations;
	const struct act_datum *data;
	const struct request_file *text;
	const struct request_file *materials;
	size_t njoint, nrelations, ndata, nmaterials;
	int64_t corrects;	/* event "correct": the step; data holds the
				   fields and their right values */
};

struct answer {
	bool recorded;		/* a record was made: done, or refused */
	bool done;
	char document[STORE_DOCUMENT_ID];
	int64_t record, step;
	const char *authenticated;	/* as recorded; "" when nothing was */
	struct err err;		/* why not, when !done */
	struct comparison *redline;	/* publish: what differs, or NULL;
					   with its two documents owned by the
					   answer: answer_release() */
	struct document *old_text, *new_text;
	struct dossier *dossier;	/* as it is now, or NULL */
	char *outcome;			/* as in the record, or NULL */
};
void answer_release(struct answer *answer);

/*
 * Record what time alone has brought about by now and no record says yet
 * (procedure.h), each once, however many do so at the same time: kind tick, of
 * no person. `fn` is told of each, in the order of documents round by round.
 * Where it cannot be recorded of a document (its last record is altered, its
 * state cannot be read), `not_fn` is told why, and all others go on. 0, or -1
 * with err where none can go on; what was told before stays recorded.
 */
struct ticked {			/* borrowed */
	const char *event, *instance;
	const char *authority;	/* of a filing, else "" */
	struct day at;		/* from when it holds */
	size_t deadline;	/* which of the dossier's, from 1; 0: none */
	struct day due, was;	/* its last day; the one before, where that was
				   another */
};
typedef int registry_tick_fn(void *ctx, const struct answer *ticked,
    const struct ticked *what, struct err *err);
typedef void registry_not_ticked_fn(void *ctx, const char *document,
    const struct err *why);
int registry_tick(struct registry *registry, int64_t now_s,
    registry_tick_fn *fn, registry_not_ticked_fn *not_fn, void *ctx,
    struct err *err);

/*
 * Perform requests: files are read (each in a limited child process), acts
 * made before the lock, then one store_step. answers[i] is filled for each.
 * A refusal of a known person on a known document is recorded and is no
 * failure of the call: 0, look at answers[i].done. -1 with err when nothing
 * could be recorded at all. With `export` the repository is brought up to
 * date before it returns; where only that fails it is -1 too, but err says so
 * and the answers hold.
 */
int registry_act(struct registry *registry, const struct request *requests,
    size_t n, int64_t now_s, bool export, struct answer *answers,
    struct err *err);

/*
 * What would come of a request now: the same without the record, so nothing
 * is written and answer->recorded is false. 0, look at answer->done, or -1
 * with err as above.
 */
int registry_try(struct registry *registry, const struct request *request,
    int64_t now_s, struct answer *answer, struct err *err);

/* ---- charts ---- */

/*
 * Put another chart in force for a workflow: a record of kind registry, event
 * "workflow", by `actor`, who is of the office or an auditor (as for people,
 * anyone while there is no office yet), with a reason. New instances start
 * under it; those that run stay bound to theirs, which is kept
 * (CONTEXT_OLD_CHART). The chart is read strictly and checked
 * (engine/chart/check.h): faults refuse it unless `despite` says why it is put
 * in force all the same ("": it is not). Messages call its file `name`. 0 with
 * its hash, or -1 with err.
 */
int registry_put_chart(struct registry *registry, const char *actor,
    const char *workflow, const char *name, const char *bytes, size_t len,
    const char *reason, const char *despite, int64_t now_s,
    char hash[SHA256_HEX], struct err *err);

/* A chart of a workflow, in force or superseded. */
struct registry_chart {
	const char *workflow;
	char hash[SHA256_HEX];
	const struct chart *chart;	/* borrowed until the registry closes */
	bool current;
	size_t running;		/* open instances that are bound to it */
};
/* All charts, by workflow, the one in force first. *out is the caller's:
 * free(). With `count` every dossier is read. 0, or -1 with err. */
int registry_charts(struct registry *registry, bool count,
    struct registry_chart **out, size_t *n, struct err *err);

/* An instance that runs on a chart. */
typedef int registry_instance_fn(void *ctx, const struct dossier *dossier,
    const struct dossier_instance *instance, struct err *err);
/* Every open instance of a workflow (NULL: of all), of one document or of
 * all (NULL), in order of documents. 0, or -1 with err. */
int registry_instances(struct registry *registry, const char *document,
    const char *workflow, registry_instance_fn *fn, void *ctx,
    struct err *err);

/* ---- reading ---- */

/* A document's dossier, with the charts that it runs and ran on at hand in the
 * context: ERR_NOTFOUND says which ids are near, ERR_BROKEN that one of these
 * is lost or damaged. */
int registry_dossier(struct registry *registry, const char *document,
    struct dossier **out, struct err *err);
/* The text of a version (0: the current one) of a document. */
int registry_text(struct registry *registry, const char *document,
    int64_t version, struct document **out, struct err *err);
/* The file of a version, or a material, as it was handed in: its bytes in out
 * (what was there is replaced). Both are of this document's dossier. 0, or -1
 * with err (ERR_BROKEN: not what was handed in). */
int registry_original(struct registry *registry, const char *document,
    const struct dossier_version *version, struct text *out,
    struct err *err);
int registry_material(struct registry *registry, const char *document,
    const struct dossier_material *material, struct text *out,
    struct err *err);
/* One run of the engine in a record. */
struct history_run {
	const char *instance;	/* "main", "filing-1" */
	const char *event;	/* "": the session's start */
	const char *chart;	/* SHA-256 of the chart it ran through */
	const char *lines;	/* in the chart's file, of the transitions
				   taken, "a b" */
	const char *left, *entered;
};
/* One record opened: its act and the outcome's parts that people read. */
struct history_entry {
	const struct record *record;
	const struct act *act;	/* NULL for registry records */
	bool done;
	const char *refusal;	/* the sentence as it is kept, "" */
	const char *refusal_code;	/* "denied", "missing"; "" */
	const char *left, *entered;	/* state ids of all runs, "a b" */
	const struct history_run *runs;	/* in the order they happened */
	size_t nruns;
	const char *authenticated, *role;
};
typedef int history_fn(void *ctx, const struct history_entry *entry,
    struct err *err);
int registry_history(struct registry *registry, const char *document,
    history_fn *fn, void *ctx, struct err *err);
/* The people as they stood when that record was made: units and posts change,
 * papers name those of then. Valid until the next call. 0, or -1 with err. */
int registry_people_at(struct registry *registry,
    const struct record *record, const struct people **out, struct err *err);

/*
 * Read a file as a document in a child process with limits (address space,
 * CPU time, no file written, few descriptors), so that a hostile one hurts
 * nobody. Errors as document_read, or ERR_LIMIT when the file made the child
 * reach one, ERR_SYSTEM when the machine did not let it end: what a file may
 * take is measured in the child's own computing, not in time that passes.
 */
int read_safely(struct document **out, const char *bytes, size_t len,
    const char *name, struct err *err);
/* The same with options; NULL: the usual ones. */
int read_safely_with(struct document **out, const char *bytes, size_t len,
    const char *name, const struct document_options *options,
    struct err *err);

/*
 * For reading many files: processes, started while the caller is small and has
 * one thread, that fork these children, so that each costs little and none
 * waits for another thread; plain texts are read by one process after the
 * other, and by a child where that does not end well (reader_server.c). What
 * comes of a file is the same. Where one dies, or is given up with a file that
 * took too long, another takes its place; ERR_SYSTEM where none can. NULL
 * where it cannot be had: files are then read as by read_safely. One thread at
 * a time; the caller's: reader_free().
 */
struct reader;
struct reader *reader_new(void);
void reader_free(struct reader *reader);
int read_safely_by(struct reader *reader, struct document **out,
    const char *bytes, size_t len, const char *name, struct err *err);
/* Can it be read? 0, or -1 with the err of read_safely_by (`reader` may be
 * NULL); what is in it stays with the child. */
int look_safely_by(struct reader *reader, const char *bytes, size_t len,
    const char *name, struct err *err);
/* What is handed in from now on is read by this one, which stays the
 * caller's; NULL: by read_safely, as at first. */
void registry_set_reader(struct registry *registry, struct reader *reader);
/* As read_safely, but the text as Akoma Ntoso, in place of what akn holds, and
 * not looked into: document_from_akn() does that. */
int read_akn_by(struct reader *reader, struct text *akn, const char *bytes,
    size_t len, const char *name, struct err *err);
/* Have the reader begin with a file and go on with something else: the next
 * that is asked of it is read_akn_by() of the same file, whose bytes and name
 * must stay until then. It need not be asked at all. */
void read_akn_begin(struct reader *reader, const char *bytes, size_t len,
    const char *name);

#endif
