/* audit_files.c: texts and materials in git against what the acts say */
#include "workflows/audit_int.h"

#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "engine/document/document.h"
#include "workflows/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_FILE "document.xml"

/* Where the faults of one step, or of the head (record NULL), are told. */
struct files {
	struct audit *a;
	const struct record *record;
	const char *document;
	const struct object_id *commit;
	struct text bytes;
	struct text issued;	/* the issued file's bytes */
	struct document *text;	/* the text beside it, read; or NULL */
};

static void
release(struct files *f)
{
	document_free(f->text);
	text_release(&f->bytes);
	text_release(&f->issued);
}

/*
 * An issued file is read by another process, which takes as long as several
 * records do. So the hand goes on meanwhile, and what was read is compared
 * before the next is given to the reader, before anybody asks whether
 * something was told of this record, or at the end. What is told of it then
 * stands where it would stand had the hand waited.
 */
struct audit_reading {
	struct files f;		/* its bytes: the text as it is stored */
	struct record record;	/* what is told of it */
	struct dossier_version version;
	struct arena arena;	/* their strings */
	int64_t at, order;
	struct audit_place place;	/* behind what was told before it */
};

static bool
tells_of(const struct audit_history *found, const char *document,
    const char *place)
{
	size_t i;

	for (i = 0; i < found->nfaults; i++)
		if (strcmp(found->faults[i].document, document) == 0 &&
		    strcmp(found->faults[i].place, place) == 0)
			return true;
	return false;
}

/* What was told of a step is not told of the head again. */
static bool
is_told(const struct files *f, const char *place)
{
	return f->record == NULL && (tells_of(f->a->walked->found,
	    f->document, place) || tells_of(f->a->out, f->document, place));
}

static void
tell(struct files *f, const char *name)
{
	char place[512];

	audit_path(place, sizeof(place), f->document, name);
	if (!is_told(f, place))
		audit_tell(f->a, AUDIT_FAULT, f->record, f->document, place);
}

/* The file's bytes into f->bytes and its SHA-256 compared. 1 when it is as
 * it should be, 0 when not (told), -1 with err. */
static int
check_hash(struct files *f, const char *path, const char *sha256,
    struct err *err)
{
	char hex[SHA256_HEX];
	struct sha256 hash;
	int got = audit_file(f->a, f->commit, f->document, path, NULL,
	    &f->bytes, err);

	if (got < 0 && err->code == ERR_SYSTEM)
		return -1;
	if (got <= 0) {
		err_set(&f->a->words, ERR_BROKEN, "the file %s of %s is "
		    "missing or damaged in git", path, f->document);
		tell(f, path);
		return 0;
	}
	sha256_of(&hash, f->bytes.ptr, f->bytes.len);
	if (strcmp(sha256_hex(hex, &hash), sha256) == 0)
		return 1;
	err_set(&f->a->words, ERR_BROKEN, "the file %s of %s is not the one "
	    "that was handed in: its SHA-256 is %s, the act says %s", path,
	    f->document, hex, sha256);
	tell(f, path);
	return 0;
}

/* The hash that approvals bind, made anew from the text as stored, as the
 * reader that stands beside it made it. */
static int
check_text_hash(struct files *f, const struct dossier_version *version,
    struct err *err)
{
	struct document *document = NULL;
	char hex[SHA256_HEX];
	struct sha256 hash;

	if (document_from_akn(&document, f->bytes.ptr, f->bytes.len,
	    TEXT_FILE, &f->a->words) != 0) {
		if (f->a->words.code == ERR_SYSTEM) {
			*err = f->a->words;
			return -1;
		}
		err_prefix(&f->a->words, "the text of %s cannot be read",
		    f->document);
		tell(f, TEXT_FILE);
		return 0;
	}
	if (!document_text_hash_by(document, version->reader, &hash)) {
		err_set(&f->a->words, ERR_BROKEN, "version %lld of %s says "
		    "that it was read by %s, which this program (%s) does not "
		    "know", (long long)version->number, f->document,
		    version->reader, DOCUMENT_READER);
		tell(f, TEXT_FILE);
	} else if (strcmp(sha256_hex(hex, &hash), version->text_hash) != 0) {
		err_set(&f->a->words, ERR_BROKEN, "the text of version %lld "
		    "of %s has the text hash %s, the act says %s",
		    (long long)version->number, f->document, hex,
		    version->text_hash);
		tell(f, TEXT_FILE);
	}
	f->text = document;
	return 0;
}

/* Who read the file and wrote the text that stands beside it: the hash may be
 * that of an older reader still, for a text that did not change. */
static bool
is_of_this_reader(const struct files *f)
{
	return f->text != NULL &&
	    strcmp(document_reader(f->text), DOCUMENT_READER) == 0;
}

/* Does what is read of the file now say what the text beside it says? Of an
 * older reader's work only the characters are compared: it may have divided
 * the text otherwise. */
static bool
reads_the_same(struct files *f, const struct document *now,
    const struct dossier_version *version)
{
	struct text a = TEXT_INIT, b = TEXT_INIT;
	struct sha256 hash;
	char hex[SHA256_HEX];
	bool same;

	if (f->text == NULL)
		return true;	/* told by check_text_hash() */
	if (is_of_this_reader(f)) {
		document_write_akn(now, &a);
		sha256_of(&hash, a.ptr, a.len);
		same = strcmp(sha256_hex(hex, &hash), version->akn) == 0;
	} else {
		document_characters(now, &a);
		document_characters(f->text, &b);
		same = strcmp(a.ptr, b.ptr) == 0;
	}
	text_release(&a);
	text_release(&b);
	return same;
}

static void
tell_other_text(struct files *f, const struct dossier_version *version)
{
	char place[512];

	if (is_of_this_reader(f)) {
		err_set(&f->a->words, ERR_BROKEN, "the issued file %s of %s "
		    "reads as another text than the %s beside it",
		    version->path, f->document, TEXT_FILE);
		tell(f, version->path);
		return;
	}
	err_set(&f->a->words, ERR_BROKEN, "the issued file %s of %s was read "
	    "by %s and reads otherwise by %s: the reader has changed, or the "
	    "file has", version->path, f->document, version->reader,
	    DOCUMENT_READER);
	audit_path(place, sizeof(place), f->document, version->path);
	audit_tell(f->a, AUDIT_ENGINE, f->record, f->document, place);
}

/* What the reader noticed of the issued file, headers and hidden words among
 * it, is not part of the text that was approved: somebody should look. */
static void
tell_notes(struct files *f, const struct document *document,
    const struct dossier_version *version)
{
	const struct document_note *misleads = document_misleads(document);
	size_t n = document_nnotes(document);
	char place[512], reason[ERR_PART_MAX];

	audit_path(place, sizeof(place), f->document, version->path);
	if (misleads != NULL) {
		err_set(&f->a->words, ERR_BROKEN, "the issued file %s of %s "
		    "may show people something else than was approved: %s",
		    version->name, f->document, err_part(reason,
		    misleads->reason));
		audit_tell(f->a, is_of_this_reader(f) ? AUDIT_BREACH :
		    AUDIT_NOTICED, f->record, f->document, place);
		return;
	}
	if (n == 0)
		return;
	err_set(&f->a->words, ERR_BROKEN, "the reader noticed %zu things in "
	    "the issued file %s of %s that are no part of the approved text "
	    "or are uncertain; guiwen read %s lists them", n, version->name,
	    f->document, f->document);
	audit_path(place, sizeof(place), f->document, version->path);
	audit_tell(f->a, AUDIT_NOTICED, f->record, f->document, place);
}

static void
tell_unread(struct files *f, const struct dossier_version *version)
{
	err_prefix(&f->a->words, "the issued file of %s can no longer be read",
	    f->document);
	tell(f, version->path);
}

/* What the issued file reads as now, byte for byte the text beside it or
 * compared with that. */
static void
compare_reading(struct files *f, const struct text *akn,
    const struct dossier_version *version)
{
	struct document *document = NULL;

	/* Mostly so, and that text was looked into already. */
	if (f->text != NULL && akn->len == f->bytes.len &&
	    memcmp(akn->ptr, f->bytes.ptr, akn->len) == 0) {
		tell_notes(f, f->text, version);
		return;
	}
	if (document_from_akn(&document, akn->ptr, akn->len, version->name,
	    &f->a->words) != 0) {
		tell_unread(f, version);
		return;
	}
	if (!reads_the_same(f, document, version))
		tell_other_text(f, version);
	tell_notes(f, document, version);
	document_free(document);
}

/* What is read from the file itself must be the text that stands beside it:
 * people reviewed the text, the file is what is published. */
static int
take_reading(struct files *f, const struct dossier_version *version,
    struct err *err)
{
	struct text akn = TEXT_INIT;
	int result = 0;

	if (read_akn_by(f->a->reader, &akn, f->issued.ptr, f->issued.len,
	    version->name, &f->a->words) == 0) {
		compare_reading(f, &akn, version);
	} else if (f->a->words.code != ERR_SYSTEM) {
		tell_unread(f, version);
	} else {
		*err = f->a->words;
		result = -1;
	}
	text_release(&akn);
	return result;
}

int
audit_reading_end(struct audit *a, struct err *err)
{
	struct audit_reading *reading = a->reading;
	int64_t at = a->at, order = a->order;
	int result;

	if (reading == NULL)
		return 0;
	a->at = reading->at;
	a->order = reading->order;
	a->place = &reading->place;
	result = take_reading(&reading->f, &reading->version, err);
	a->place = NULL;
	audit_reading_free(a);
	if (result == 0) {
		a->at = at;
		a->order = order;
	}
	return result;
}

void
audit_reading_free(struct audit *a)
{
	struct audit_reading *reading = a->reading;

	a->reading = NULL;
	if (reading == NULL)
		return;
	release(&reading->f);
	arena_release(&reading->arena);
	free(reading);
}

/* Of the version, what is told and compared. */
static void
keep_version(struct audit_reading *reading,
    const struct dossier_version *version)
{
	struct dossier_version *kept = &reading->version;
	struct arena *arena = &reading->arena;

	kept->number = version->number;
	kept->step = version->step;
	kept->name = arena_strdup(arena, version->name);
	kept->path = arena_strdup(arena, version->path);
	kept->akn = arena_strdup(arena, version->akn);
	kept->reader = arena_strdup(arena, version->reader);
}

/* The bytes and the text of f, which has none of them any more, to the
 * reader. */
static int
begin_reading(struct files *f, const struct dossier_version *version,
    struct err *err)
{
	struct audit *a = f->a;
	struct audit_reading *reading;

	if (audit_reading_end(a, err) != 0)
		return -1;
	reading = mem_zero(1, sizeof(*reading));
	keep_version(reading, version);
	reading->record.number = f->record->number;
	reading->record.step = f->record->step;
	reading->record.recorded_s = f->record->recorded_s;
	reading->f = *f;
	reading->f.record = &reading->record;
	reading->f.document = arena_strdup(&reading->arena, f->document);
	reading->f.commit = NULL;
	text_init(&f->bytes);
	text_init(&f->issued);
	f->text = NULL;
	reading->at = a->at;
	reading->order = a->order;
	reading->place.faults = a->out->nfaults;
	reading->place.exceptions = a->out->nexceptions;
	a->reading = reading;
	read_akn_begin(a->reader, reading->f.issued.ptr,
	    reading->f.issued.len, reading->version.name);
	return 0;
}

/* The version that a step brought, against the act. */
static int
check_version(struct files *f, const struct act *act,
    const struct dossier_version *version, struct err *err)
{
	struct text swap;
	int as_issued, got;

	if (act->text == NULL ||
	    strcmp(act->text->original, version->original) != 0 ||
	    strcmp(act->text->text_hash, version->text_hash) != 0 ||
	    strcmp(act->text->akn, version->akn) != 0) {
		err_set(&f->a->words, ERR_BROKEN, "version %lld of %s is not "
		    "the text that the act of its step names",
		    (long long)version->number, f->document);
		tell(f, "state.xml");
		return 0;
	}
	as_issued = check_hash(f, version->path, version->original, err);
	if (as_issued < 0)
		return -1;
	swap = f->issued;
	f->issued = f->bytes;
	f->bytes = swap;
	got = check_hash(f, TEXT_FILE, version->akn, err);
	if (got < 0 || (got == 1 && check_text_hash(f, version, err) != 0))
		return -1;
	return version->final && got == 1 && as_issued == 1 ?
	    begin_reading(f, version, err) : 0;
}

static int
check_materials(struct files *f, const struct act *act,
    const struct dossier *after, struct err *err)
{
	const struct dossier_material *material;
	size_t i, n = 0;

	for (i = 0; i < after->nmaterials; i++) {
		material = &after->materials[i];
		if (material->step != f->record->step)
			continue;
		if (n < act->nmaterials && strcmp(act->materials[n].sha256,
		    material->sha256) != 0) {
			err_set(&f->a->words, ERR_BROKEN, "the material %s of "
			    "%s is not the one that the act of step %lld "
			    "names", material->path, f->document,
			    (long long)f->record->step);
			tell(f, "state.xml");
		}
		n++;
		/* Sealed material is looked at once, at the end. */
		if (!dossier_is_personal(material) && check_hash(f,
		    material->path, material->sha256, err) < 0)
			return -1;
	}
	if (n != act->nmaterials) {
		err_set(&f->a->words, ERR_BROKEN, "the act of step %lld of %s "
		    "names %zu materials, %zu are kept",
		    (long long)f->record->step, f->document, act->nmaterials,
		    n);
		tell(f, "state.xml");
	}
	return 0;
}

/* ---- what a commit brings, and what its record names ---- */

void
audit_name_file(struct audit *a, const struct record *record,
    const char *path)
{
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)record->number);
	audit_map_put(&a->files, number, path, 1);
}

/* A record of which something was told is not told of once more. Its issued
 * file was compared. */
static bool
is_faulty(const struct audit *a, const struct record *record)
{
	const struct audit_history *out = a->out;
	size_t i;

	for (i = 0; i < out->nfaults; i++)
		if (out->faults[i].record == record->number)
			return true;
	return !a->context_holds;
}

int
audit_changed_file(struct audit *a, const struct record *record,
    const char *path, struct err *err)
{
	char number[24];
	size_t len = strlen(path);

	snprintf(number, sizeof(number), "%lld", (long long)record->number);
	/* The state is compared with the replay's at each step. */
	if ((record->document[0] != '\0' && len > 10 &&
	    strcmp(path + len - 10, "/state.xml") == 0) ||
	    audit_map_get(&a->files, number, path) != 0)
		return 0;
	if (audit_reading_end(a, err) != 0)
		return -1;
	if (is_faulty(a, record))
		return 0;
	err_set(&a->words, ERR_BROKEN, "the commit of record %lld brings or "
	    "changes a file that the record does not name",
	    (long long)record->number);
	audit_tell(a, AUDIT_FAULT, record, record->document, path);
	return 0;
}

static void
name_files(struct files *f, const struct dossier_version *version,
    const struct dossier *after)
{
	char path[512];
	size_t i;

	if (version != NULL && version->step == f->record->step) {
		audit_path(path, sizeof(path), f->document, version->path);
		audit_name_file(f->a, f->record, path);
		audit_path(path, sizeof(path), f->document, TEXT_FILE);
		audit_name_file(f->a, f->record, path);
	}
	for (i = 0; i < after->nmaterials; i++) {
		if (after->materials[i].step != f->record->step)
			continue;
		audit_path(path, sizeof(path), f->document,
		    after->materials[i].path);
		audit_name_file(f->a, f->record, path);
	}
}

int
audit_step_files(struct audit *a, const struct record *record,
    const struct act *act, const struct dossier *after, struct err *err)
{
	struct files f = {
		a, record, record->document, &record->commit, TEXT_INIT,
		TEXT_INIT, NULL
	};
	const struct dossier_version *version = dossier_version(after);
	int result = 0;

	name_files(&f, version, after);
	if (version != NULL && version->step == record->step)
		result = check_version(&f, act, version, err);
	if (result == 0)
		result = check_materials(&f, act, after, err);
	release(&f);
	return result;
}

/* Does a later version stand at the same path? */
static bool
is_replaced(const struct dossier *dossier, size_t i)
{
	size_t j;

	for (j = i + 1; j < dossier->nversions; j++) {
		if (strcmp(dossier->versions[i].path,
		    dossier->versions[j].path) == 0)
			return true;
	}
	return false;
}

int
audit_head_files(struct audit *a, const struct audit_document *document,
    const struct dossier *dossier, struct err *err)
{
	const struct dossier_version *version = dossier_version(dossier);
	const struct audit_walked *walked = a->walked;
	struct files f = { a, NULL, document->id, &walked->head.commit,
		TEXT_INIT, TEXT_INIT, NULL };
	int result = -1;
	size_t i;

	/* Where nothing was told, every commit changed only what its record
	 * names, and each such file was compared with its act: what stands at
	 * the head is what was compared. */
	if (walked->whole)
		return 0;
	if (walked->head_err.code != ERR_NONE) {
		*err = walked->head_err;
		return -1;
	}
	/* What its own last step brought was checked with that step. */
	if (version != NULL && check_hash(&f, TEXT_FILE, version->akn, err) <
	    0)
		goto out;
	for (i = 0; i + 1 < dossier->nversions; i++) {
		if (!is_replaced(dossier, i) && check_hash(&f,
		    dossier->versions[i].path, dossier->versions[i].original,
		    err) < 0)
			goto out;
	}
	if (version != NULL && check_hash(&f, version->path,
	    version->original, err) < 0)
		goto out;
	for (i = 0; i < dossier->nmaterials; i++) {
		if (!dossier_is_personal(&dossier->materials[i]) &&
		    check_hash(&f, dossier->materials[i].path,
		    dossier->materials[i].sha256, err) < 0)
			goto out;
	}
	result = 0;
out:
	release(&f);
	return result;
}
