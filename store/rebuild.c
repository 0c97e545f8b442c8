/* rebuild.c: the history walked once more, from whatever has its objects, into
 * a new repository and a new ledger */
#include "store/rebuild_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"
#include "store/file.h"
#include "store/signer_int.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many rows are put into the new ledger, and so many documents into its
 * derived tables, in one transaction; what is missing is told so often. */
#define ROWS_A_TIME 5000
#define INDEXED_A_TIME 1000
#define TOLD_MOST 50

struct store_rebuild {
	char *dir, *inside;		/* the registry's, the folder in it */
	int lock;			/* of the registry's folder */
	const struct rebuild_options *options;
	struct rebuild_totals *totals;
	struct sources sources;
	const struct tip *tip;		/* where the history ends */
	struct store_paths paths;	/* of the new stores */
	struct repository *git;
	struct ledger ledger;
	struct pack *pack;
	/* The registry's row, from the old ledger or the first commit. */
	char id[STORE_ID];
	char *name, *public_key;
	bool has_row;
	/* The commit that is being looked at: */
	struct object_id commit;
	int64_t number;			/* by its trailer */
	struct text body, signature;
	bool has_body;
	int64_t rows;			/* in the running transaction */
	bool in_transaction;
	struct store *store;		/* the new one, once it is complete */
	int64_t indexed;
	struct store_index index;
};

static void
tell(const struct store_rebuild *r, const struct err *what)
{
	r->options->tell(r->options->ctx, what);
}

/* ---- which history ---- */

/* A tip that can be read, but is no record's: somebody has committed with
 * git. 0 where the tip itself is gone. */
static int
refuse_foreign(struct store_rebuild *r, const struct tip *tip, struct err *err)
{
	char hex[OBJECT_HEX], other[OBJECT_HEX];
	struct object_id at;
	bool there;
	int64_t number = sources_record_before(&r->sources, &tip->commit, &at,
	    &there);

	if (!there)
		return 0;
	object_id_hex(hex, &tip->commit);
	if (number == 0)
		return err_set(err, ERR_BROKEN, "%s ends at commit %s, which "
		    "is no record's, nor is any before it: that is no "
		    "registry's history. Name a clone of the registry with "
		    "--from.", tip->where, hex);
	return err_set(err, ERR_BROKEN, "%s ends at commit %s, which is no "
	    "record's: somebody committed with git. The last record before it "
	    "is %" PRId64 "; to go on from there and set aside what came "
	    "after, say --head %s.", tip->where, hex, number,
	    object_id_hex(other, &at));
}

/* A tip that nobody can read: its ledger or branch names a commit that is
 * gone with all after the last one that is there. */
static int
refuse_lost(struct store_rebuild *r, const struct tip *lost, struct err *err)
{
	const struct tip *longest = sources_longest(&r->sources);
	char hex[OBJECT_HEX], other[OBJECT_HEX];

	if (lost->kind == SOURCE_OTHER)
		return err_set(err, ERR_REFUSED, "%s is no copy of a registry: "
		    "its branch main is not a record's commit; leave it out.",
		    lost->where);
	if (refuse_foreign(r, lost, err) != 0)
		return -1;
	if (longest == NULL || longest->number == 0)
		return err_set(err, ERR_BROKEN, "%s ends at commit %s, which "
		    "is nowhere; name a repository that has it with --from.",
		    lost->where, object_id_hex(hex, &lost->commit));
	return err_set(err, ERR_BROKEN, "%s ends at commit %s, which is "
	    "nowhere. Name a repository that has it with --from; or give up "
	    "what came after record %" PRId64 " with --head %s.",
	    lost->where, object_id_hex(hex, &lost->commit), longest->number,
	    object_id_hex(other, &longest->commit));
}

/* Does a ledger say where the history ends? */
static bool
has_ledger_tip(const struct store_rebuild *r)
{
	size_t i;

	for (i = 0; i < r->sources.ntips; i++)
		if (r->sources.tips[i].kind == SOURCE_REDO)
			return true;
	return false;
}

static int
choose_tip(struct store_rebuild *r, struct err *err)
{
	size_t i;

	if (r->options->head != NULL) {
		r->tip = sources_named(&r->sources, r->options->head, err);
		return r->tip != NULL ? 0 : -1;
	}
	for (i = 0; i < r->sources.ntips; i++)
		if (r->sources.tips[i].number == 0)
			return refuse_lost(r, &r->sources.tips[i], err);
	r->tip = sources_longest(&r->sources);
	if (!has_ledger_tip(r) && rebuild_look_beyond(&r->sources, r->tip,
	    r->options, err) != 0)
		return -1;
	if (r->tip != NULL)
		return 0;
	return err_set(err, ERR_BROKEN, "There is no history in %s: no branch "
	    "main and no record. Name a clone of it with --from.", r->dir);
}

static void
meet_tips(struct store_rebuild *r)
{
	struct tip *tip;
	size_t i;

	for (i = 0; i < r->sources.ntips; i++) {
		tip = &r->sources.tips[i];
		if (object_id_equal(&tip->commit, &r->commit))
			tip->met = true;
	}
}

/* Histories that are no part of the one that was taken. */
static int
check_tips(struct store_rebuild *r, struct err *err)
{
	char hex[OBJECT_HEX], other[OBJECT_HEX];
	struct err what = ERR_INIT;
	const struct tip *tip;
	size_t i;

	for (i = 0; i < r->sources.ntips; i++) {
		tip = &r->sources.tips[i];
		if (tip->met)
			continue;
		object_id_hex(hex, &tip->commit);
		object_id_hex(other, &r->tip->commit);
		if (r->options->head == NULL)
			return err_set(err, ERR_BROKEN, "Two histories part: "
			    "%s ends at commit %s (record %" PRId64 "), which "
			    "the one that ends at %s (record %" PRId64 ", %s) "
			    "does not hold. Say with --head which is right.",
			    tip->where, hex, tip->number, other,
			    r->tip->number, r->tip->where);
		err_set(&what, ERR_BROKEN, "%s ends at commit %s, which the "
		    "history taken does not hold: what came after stays in "
		    "what is set aside.", tip->where, hex);
		tell(r, &what);
	}
	return 0;
}

/* ---- the new repository ---- */

static int
finish_pack(struct store_rebuild *r, struct err *err)
{
	struct pack *pack = r->pack;

	r->pack = NULL;
	return pack != NULL ? pack_finish(pack, err) : 0;
}

static int
on_object(void *ctx, enum object_type type, const struct object_id *id,
    const struct object_id *previous, const void *bytes, size_t len,
    struct err *err)
{
	static const struct object_id none;
	struct store_rebuild *r = ctx;

	/* Each but the last one is full, so that no export merges them while
	 * people wait. What a commit brings stays with it. */
	if (type == OBJECT_COMMIT && r->pack != NULL &&
	    pack_is_full(r->pack) && finish_pack(r, err) != 0)
		return -1;
	if (r->pack == NULL && pack_begin(&r->pack, r->git, err) != 0)
		return -1;
	r->totals->objects++;
	return pack_add(r->pack, id, type, bytes, len,
	    pack_find(r->pack, previous) != NULL ? previous : &none, err);
}

/* ---- the new ledger ---- */

static int
transaction(struct store_rebuild *r, struct err *err)
{
	if (r->in_transaction && ++r->rows >= ROWS_A_TIME) {
		r->in_transaction = false;
		if (ledger_run(&r->ledger, SQL_COMMIT, err) != 0)
			return -1;
	}
	if (r->in_transaction)
		return 0;
	r->rows = 0;
	if (ledger_run(&r->ledger, SQL_BEGIN_STEP, err) != 0)
		return -1;
	r->in_transaction = true;
	return 0;
}

static int
malformed(const struct store_rebuild *r, const char *what, struct err *err)
{
	char hex[OBJECT_HEX];

	return err_set(err, ERR_BROKEN, "The record of commit %s cannot be "
	    "put into a ledger: %s.", object_id_hex(hex, &r->commit), what);
}

/* The columns, from the record's own bytes; strings are the XML's. */
static int
read_record(struct store_rebuild *r, struct record *out, xmlDoc **doc,
    const char **registry, struct err *err)
{
	const xmlNode *root;
	const char *kind, *number, *step, *recorded, *previous;
	struct err why = ERR_INIT;

	if (xml_parse(doc, r->body.ptr, r->body.len, "record", NULL,
	    &why) != 0)
		return malformed(r, why.msg, err);
	root = xmlDocGetRootElement(*doc);
	memset(out, 0, sizeof(*out));
	kind = xml_attr(root, "kind");
	number = xml_attr(root, "number");
	step = xml_attr(root, "step");
	recorded = xml_attr(root, "recorded");
	previous = xml_attr(root, "previous");
	out->document = xml_attr(root, "document");
	out->event = xml_attr(root, "event");
	out->person = xml_attr(root, "person");
	*registry = xml_attr(root, "registry");
	if (!xml_is(root, STORE_RECORD_NS, "record") || kind == NULL ||
	    number == NULL || recorded == NULL || previous == NULL ||
	    out->event == NULL || out->person == NULL || *registry == NULL ||
	    record_kind_parse(&out->kind, kind) != 0 ||
	    time_parse(&out->recorded_s, recorded) != 0 ||
	    strlen(previous) != SHA256_HEX - 1 || strlen(*registry) !=
	    STORE_ID - 1 || hex_parse(out->previous.b,
	    sizeof(out->previous.b), previous) != 0)
		return malformed(r, "it does not say what a record says", err);
	out->number = strtoll(number, NULL, 10);
	out->step = step != NULL ? strtoll(step, NULL, 10) : 0;
	if (out->document == NULL)
		out->document = "";
	return 0;
}

static int
insert_registry(struct store_rebuild *r, const char *registry,
    struct err *err)
{
	struct query query;

	if (r->has_row)
		return 0;
	if (r->id[0] == '\0')
		snprintf(r->id, sizeof(r->id), "%s", registry);
	query_begin(&query, &r->ledger, SCHEMA_MAIN, SQL_REGISTRY_INSERT);
	query_text(&query, ":id", r->id);
	query_text(&query, ":name", r->name);
	query_text(&query, ":public_key", r->public_key);
	r->has_row = true;
	return query_run(&query, err);
}

/* The row of the commit that was looked at last. */
static int
insert_row(struct store_rebuild *r, struct err *err)
{
	struct record record;
	xmlDoc *doc = NULL;
	const char *registry, *column;
	int result = -1;

	if (!r->has_body)
		return malformed(r, "its file is missing or damaged; name a "
		    "repository that has it with --from", err);
	if (read_record(r, &record, &doc, &registry, err) != 0)
		goto out;
	record.body = r->body.ptr;
	record.body_len = r->body.len;
	record.signature = r->signature.ptr;
	record.commit = r->commit;
	sha256_of(&record.hash, r->body.ptr, r->body.len);
	if (record_compare(&record, registry, &column) != 0 ||
	    record.number != r->number) {
		malformed(r, "it is not in the form in which records are "
		    "written", err);
		goto out;
	}
	if (record.number != r->totals->records + 1) {
		err_set(err, ERR_BROKEN, "The history has record %" PRId64
		    " after record %" PRId64 ": one between them is missing, "
		    "or one came twice.", record.number, r->totals->records);
		goto out;
	}
	if (transaction(r, err) == 0 &&
	    insert_registry(r, registry, err) == 0 &&
	    record_insert(&r->ledger, &record, err) == 0) {
		r->totals->records++;
		result = 0;
	}
out:
	xmlFreeDoc(doc);
	return result;
}

/* ---- the walk ---- */

static int
finish_commit(struct store_rebuild *r, struct err *err)
{
	int result = object_id_is_zero(&r->commit) ? 0 : insert_row(r, err);

	text_reset(&r->body);
	text_reset(&r->signature);
	r->has_body = false;
	return result;
}

/* What only the first commit tells, where no ledger does: "Name <mail>". */
static void
learn(struct store_rebuild *r, const struct commit_view *commit)
{
	const char *end = strstr(commit->committer, " <");

	if (r->name == NULL)
		r->name = end != NULL ? mem_strndup(commit->committer,
		    (size_t)(end - commit->committer)) : mem_strdup("?");
}

static int
on_commit(void *ctx, const struct commit_view *commit, struct err *err)
{
	struct store_rebuild *r = ctx;
	int64_t done = r->totals->records;

	if (finish_commit(r, err) != 0)
		return -1;
	if (r->options->progress != NULL && done % 1000 == 0)
		r->options->progress(r->options->ctx, done, r->tip->number);
	if (done == 0 && object_id_is_zero(&r->commit) &&
	    !object_id_is_zero(&commit->parent))
		return err_set(err, ERR_BROKEN, "The history breaks off "
		    "before record %" PRId64 ": the commit before it is "
		    "nowhere. Name a repository that has it with --from.",
		    record_of_commit(commit->message,
		    strlen(commit->message)));
	r->commit = commit->id;
	r->number = record_of_commit(commit->message,
	    strlen(commit->message));
	learn(r, commit);
	meet_tips(r);
	return 0;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static int
on_file(void *ctx, const struct commit_view *commit, const char *path,
    const struct object_id *id, const char *content, size_t len,
    struct err *err)
{
	struct store_rebuild *r = ctx;

	(void)commit;
	(void)id;
	(void)err;
	if (content == NULL || (strncmp(path, "registry/record/", 16) != 0 &&
	    (strncmp(path, "documents/", 10) != 0 ||
	    strstr(path, "/record/") == NULL)))
		return 0;
	if (ends_with(path, ".xml.sig")) {
		text_reset(&r->signature);
		text_add(&r->signature, content, len);
	} else if (ends_with(path, ".xml")) {
		text_reset(&r->body);
		text_add(&r->body, content, len);
		r->has_body = true;
	}
	return 0;
}

static int
on_damage(void *ctx, const struct object_id *commit,
    const struct object_id *object, const char *path,
    const struct err *what, struct err *err)
{
	struct store_rebuild *r = ctx;
	struct err told = ERR_INIT, failed = ERR_INIT;
	char hex[OBJECT_HEX], words[ERR_PART_MAX];
	struct text content = TEXT_INIT;
	enum object_type type;

	(void)commit;
	/* A reading that failed is no missing object: without it the new
	 * stores would be poorer than the old ones. */
	if (sources_read(&r->sources, object, &type, &content,
	    &failed) != 0) {
		text_release(&content);
		return err_set(err, ERR_SYSTEM, "Object %s cannot be read, "
		    "though it is there (%s); nothing was changed. Mend that, "
		    "or move the file away to do without it.",
		    object_id_hex(hex, object),
		    err_words(words, failed.code != ERR_NONE ? &failed :
		    what));
	}
	text_release(&content);
	if (path[0] == '\0')
		return err_set(err, ERR_BROKEN, "Commit %s cannot be used: "
		    "%s. Name a repository that has it with --from.",
		    object_id_hex(hex, object), err_words(words, what));
	if (r->totals->missing++ < TOLD_MOST) {
		err_set(&told, ERR_BROKEN, "%s of record %" PRId64 " is "
		    "nowhere (object %s: %s).", path, r->number,
		    object_id_hex(hex, object), err_words(words, what));
		tell(r, &told);
	}
	return 0;
}

static int
walk(struct store_rebuild *r, struct err *err)
{
	static const struct object_id none;
	const struct repository_checks checks = { .ctx = r,
		.commit = on_commit, .file = on_file, .damage = on_damage,
		.object = on_object };

	repository_set_pending(r->git, sources_read, &r->sources);
	if (repository_check(r->git, &r->tip->commit, r->public_key, &checks,
	    err) != 0 || finish_commit(r, err) != 0 ||
	    finish_pack(r, err) != 0)
		return -1;
	r->in_transaction = false;
	if (ledger_run(&r->ledger, SQL_COMMIT, err) != 0 ||
	    check_tips(r, err) != 0)
		return -1;
	return repository_set_main(r->git, &none, &r->tip->commit, true, err);
}

/* ---- the key ---- */

/* The key that signed the first commit there is, as the signature itself
 * holds it; so a registry of which only the repository is left says which it
 * was. */
static int
key_of_tip(struct store_rebuild *r, struct err *err)
{
	struct commit_parts parts = { .plain = TEXT_INIT,
		.armour = TEXT_INIT, .strings = TEXT_INIT };
	struct text content = TEXT_INIT, key = TEXT_INIT;
	struct err ignored = ERR_INIT;
	enum object_type type;
	const char *why;
	int result = -1;

	if (sources_read(&r->sources, &r->tip->commit, &type, &content,
	    &ignored) == 1 && commit_parse(&parts, content.ptr, content.len,
	    &why) == 0 && signature_public_key("git", parts.armour.ptr,
	    parts.armour.len, &key) == 0) {
		r->public_key = text_detach(&key, NULL);
		result = 0;
	} else {
		err_set(err, ERR_BROKEN, "The last commit of the history is "
		    "not signed: whose registry it is cannot be told.");
	}
	commit_parts_release(&parts);
	text_release(&content);
	text_release(&key);
	return result;
}

/* The old ledger says which registry it is; else the history does. The key in
 * the folder, where there is one, has the last word on what is wrong. */
static int
identify(struct store_rebuild *r, struct err *err)
{
	struct err what = ERR_INIT;
	struct signer *signer = NULL;

	if (r->sources.public_key != NULL) {
		snprintf(r->id, sizeof(r->id), "%s", r->sources.id);
		r->name = mem_strdup(r->sources.name);
		r->public_key = mem_strdup(r->sources.public_key);
	} else if (key_of_tip(r, err) != 0) {
		return -1;
	}
	if (signer_load(&signer, r->sources.paths.key, &what) != 0) {
		tell(r, &what);
		err_set(&what, ERR_NOTFOUND, "Without keys/registry the "
		    "registry can be read and verified, but records no step.");
		tell(r, &what);
	} else if (strcmp(signer_public(signer), r->public_key) != 0) {
		err_set(&what, ERR_BROKEN, "keys/registry is not the key that "
		    "this history was signed with; put the right one back.");
		tell(r, &what);
	}
	signer_free(signer);
	return 0;
}

/* ---- begin, finish ---- */

static int
make_stores(struct store_rebuild *r, struct err *err)
{
	int fd;

	store_paths_init(&r->paths, r->inside);
	if (repository_create(r->paths.git, r->sources.name != NULL ?
	    r->sources.name : "guiwen", err) != 0 ||
	    repository_allow_signer(r->paths.git, REGISTRY_EMAIL,
	    r->public_key, err) != 0 ||
	    repository_open(&r->git, r->paths.git, err) != 0 ||
	    ledger_open(&r->ledger, r->paths.ledger, false, true, err) != 0)
		return -1;
	fd = open(r->paths.lock, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set_errno(err, "%s cannot be made", r->paths.lock);
	close(fd);
	return 0;
}

/* The new stores are complete but for the derived tables: open them as any
 * registry is opened. */
static int
open_new(struct store_rebuild *r, struct err *err)
{
	r->totals->from_redo = r->sources.from_redo;
	r->totals->from_others = r->sources.from_others;
	repository_free(r->git);
	r->git = NULL;
	ledger_close(&r->ledger);
	return store_open(&r->store, r->inside, false, err);
}

static void
release(struct store_rebuild *r)
{
	store_close(r->store);
	if (r->pack != NULL)
		pack_abandon(r->pack);
	repository_free(r->git);
	ledger_close(&r->ledger);
	sources_close(&r->sources);
	store_paths_release(&r->paths);
	text_release(&r->body);
	text_release(&r->signature);
	free(r->name);
	free(r->public_key);
	free(r->dir);
	free(r->inside);
	if (r->lock >= 0)
		close(r->lock);
	free(r);
}

void
rebuild_abandon(struct store_rebuild *rebuild)
{
	if (rebuild == NULL)
		return;
	if (rebuild->lock >= 0)
		rebuild_place_clear(rebuild->dir);
	release(rebuild);
}

int
rebuild_begin(struct store_rebuild **out, const char *dir,
    const struct rebuild_options *options, struct rebuild_totals *totals,
    struct err *err)
{
	struct store_rebuild *r = mem_zero(1, sizeof(*r));
	struct text inside = TEXT_INIT;
	int got;

	memset(totals, 0, sizeof(*totals));
	*out = NULL;
	text_addf(&inside, "%s/%s", dir, REBUILD_FOLDER);
	r->dir = mem_strdup(dir);
	r->inside = text_detach(&inside, NULL);
	r->options = options;
	r->totals = totals;
	text_init(&r->body);
	text_init(&r->signature);
	got = file_refuse_links(dir, err) == 0 ?
	    rebuild_place_take(dir, &r->lock, err) : -1;
	if (got == 1) {
		got = rebuild_place_move(dir, totals->aside, err);
		release(r);
		return got;
	}
	if (got < 0 || sources_open(&r->sources, dir, options->from,
	    options->nfrom, options->tell, options->ctx, err) != 0 ||
	    choose_tip(r, err) != 0 || identify(r, err) != 0 ||
	    make_stores(r, err) != 0 || walk(r, err) != 0 ||
	    rebuild_compare(&r->sources.ledger, &r->ledger,
	    totals->records, options, err) != 0 || open_new(r, err) != 0) {
		rebuild_abandon(r);
		return -1;
	}
	*out = r;
	return 0;
}

struct store *
rebuild_store(struct store_rebuild *rebuild)
{
	return rebuild->store;
}

static int
end_index(struct store_rebuild *r, struct err *err)
{
	if (r->indexed == 0)
		return 0;
	r->indexed = 0;
	if (index_finish(&r->index, err) != 0)
		return -1;
	return ledger_run(&r->store->ledger, SQL_COMMIT, err);
}

int
rebuild_index(struct store_rebuild *rebuild, struct store_index **out,
    struct err *err)
{
	if (rebuild->indexed >= INDEXED_A_TIME &&
	    end_index(rebuild, err) != 0)
		return -1;
	if (rebuild->indexed++ == 0) {
		if (ledger_run(&rebuild->store->ledger, SQL_BEGIN_STEP,
		    err) != 0)
			return -1;
		rebuild->index = (struct store_index){
			.store = rebuild->store, .schema = SCHEMA_MAIN };
	}
	*out = &rebuild->index;
	return 0;
}

int
rebuild_finish(struct store_rebuild *rebuild, struct err *err)
{
	struct store_rebuild *r = rebuild;
	char *aside = r->totals->aside;
	int result = -1;

	if (end_index(r, err) != 0 ||
	    ledger_settle(&r->store->ledger, err) != 0) {
		rebuild_abandon(r);
		return -1;
	}
	store_close(r->store);
	r->store = NULL;
	sources_close(&r->sources);
	if (file_sync_dir(r->inside, err) != 0 || rebuild_place_ready(r->dir,
	    r->options->now_s, aside, err) != 0)
		rebuild_place_clear(r->dir);
	else
		result = rebuild_place_move(r->dir, aside, err);
	/* After a failed move everything is there still: no clearing. */
	release(r);
	return result;
}
