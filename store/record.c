/* record.c: the envelope of a record, where it stands, what its commit says */
#define _GNU_SOURCE		/* memmem */
#include "store/store_int.h"

#include "engine/base/mem.h"
#include "engine/xml/write.h"
#include "engine/xml/xml.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {
	[RECORD_STEP] = "step",
	[RECORD_REFUSAL] = "refusal",
	[RECORD_REGISTRY] = "registry",
	[RECORD_TICK] = "tick",
	[RECORD_CORRECTION] = "correction",
};

const char *
record_kind_name(enum record_kind kind)
{
	assert((size_t)kind < MEM_COUNT(kinds));
	return kinds[kind];
}

int
record_kind_parse(enum record_kind *out, const char *name)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(kinds); i++) {
		if (strcmp(kinds[i], name) == 0) {
			*out = (enum record_kind)i;
			return 0;
		}
	}
	return -1;
}

/* ---- documents and paths ---- */

/* "2021-0001": a year, a hyphen, four to nine digits that no shorter or
 * other writing of the same number shares. */
int
document_key(const char *document, int64_t *key, struct err *err)
{
	int64_t year = 0, sequence = 0;
	size_t len = strlen(document), i;

	if (len < 9 || len > 14 || document[4] != '-' || document[0] == '0' ||
	    (len > 9 && document[5] == '0'))
		goto bad;
	for (i = 0; i < len; i++) {
		if (i == 4)
			continue;
		if (document[i] < '0' || document[i] > '9')
			goto bad;
		if (i < 4)
			year = 10 * year + (document[i] - '0');
		else
			sequence = 10 * sequence + (document[i] - '0');
	}
	if (sequence == 0)
		goto bad;
	*key = DOCUMENT_KEY(year, sequence);
	return 0;
bad:
	return err_set(err, ERR_NOTFOUND, "'%.40s' is no document of this "
	    "registry: documents are called like 2021-0001.", document);
}

int
store_document_path(const char *document, char *out, size_t size,
    struct err *err)
{
	static const char folder[] = "documents/";
	size_t n = sizeof(folder) - 1, len;
	int64_t key;

	if (document_key(document, &key, err) != 0)
		return -1;
	len = strlen(document + 5);
	/* The hundreds of "2021-0123" are its digits but the last two. */
	assert(n + 4 + 1 + (len - 2) + 1 + len < size);
	memcpy(out, folder, n);
	memcpy(out + n, document, 4);
	n += 4;
	out[n++] = '/';
	memcpy(out + n, document + 5, len - 2);
	n += len - 2;
	out[n++] = '/';
	memcpy(out + n, document + 5, len + 1);
	return 0;
}

/* An event's name as part of a file's: what is no ASCII letter, digit, '-'
 * or '.' becomes '-'. */
static void
file_part(char *out, size_t size, const char *event)
{
	size_t i;

	for (i = 0; event[i] != '\0' && i + 1 < size; i++)
		out[i] = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
		    "TUVWXYZ0123456789-.", event[i]) != NULL ? event[i] : '-';
	out[i] = '\0';
}

int
record_path(char out[RECORD_PATH], const struct record *record,
    struct err *err)
{
	char dir[64], event[65];

	file_part(event, sizeof(event), record->event);
	if (record->document[0] == '\0') {
		snprintf(out, RECORD_PATH, "registry/record/%04" PRId64
		    "-%s.xml", record->number, event);
		return 0;
	}
	if (store_document_path(record->document, dir, sizeof(dir), err) != 0)
		return -1;
	snprintf(out, RECORD_PATH, "%s/record/%04" PRId64 "-%s.xml", dir,
	    record->step, event);
	return 0;
}

bool
record_owns(const char *document, const char *path)
{
	struct err ignored = ERR_INIT;
	char dir[64];
	size_t len;

	if (document[0] == '\0')
		return strncmp(path, "documents/", 10) != 0 &&
		    strncmp(path, "registry/record/", 16) != 0;
	if (store_document_path(document, dir, sizeof(dir), &ignored) != 0)
		return false;
	len = strlen(dir);
	return strncmp(path, dir, len) == 0 && path[len] == '/' &&
	    strncmp(path + len, "/record/", 8) != 0;
}

/* ---- the envelope ---- */

static void
open_envelope(struct xml_writer *w, const struct record *record,
    const char *registry)
{
	char hex[SHA256_HEX], time[TIME_TEXT];
	bool has_document = record->document[0] != '\0';

	xw_open(w, "record", STORE_RECORD_NS);
	xw_attr(w, "document", has_document ? record->document : NULL);
	xw_attr(w, "event", record->event);
	xw_attr(w, "kind", record_kind_name(record->kind));
	xw_attr_int(w, "number", record->number);
	xw_attr(w, "person", record->person);
	xw_attr(w, "previous", sha256_hex(hex, &record->previous));
	xw_attr(w, "recorded", time_format(time, record->recorded_s));
	xw_attr(w, "registry", registry);
	if (has_document)
		xw_attr_int(w, "step", record->step);
	xw_attr_int(w, "version", STORE_RECORD_VERSION);
}

void
record_envelope(struct text *out, const struct record *record,
    const char *registry)
{
	struct xml_writer w;

	xw_init(&w, out);
	open_envelope(&w, record, registry);
}

int
record_write(struct text *out, const struct record *record,
    const char *registry, const struct record_draft *draft, struct err *err)
{
	struct xml_writer w;

	xw_init(&w, out);
	open_envelope(&w, record, registry);
	xw_fragment(&w, draft->act, draft->act_len);
	xw_fragment(&w, draft->outcome, draft->outcome_len);
	xw_close(&w);
	if (w.replaced || memchr(out->ptr, '\0', out->len) != NULL)
		return err_set(err, ERR_SYNTAX, "The record cannot be written:"
		    " a name in it has characters that XML does not allow.");
	return 0;
}

/* Name the column whose value the parsed envelope does not have. */
static const char *
differing_column(const struct record *record, const char *registry,
    const char *envelope, size_t len)
{
	static const struct {
		const char *attr, *column;
	} names[] = {
		{ "document", "document" }, { "event", "event" },
		{ "kind", "kind" }, { "number", "number" },
		{ "person", "person" }, { "previous", "previous" },
		{ "recorded", "recorded_s" }, { "registry", "registry" },
		{ "step", "step" }, { "version", "body" },
	};
	struct err ignored = ERR_INIT;
	xmlDoc *is = NULL, *should = NULL;
	const char *column = "body", *a, *b;
	struct text text = TEXT_INIT;
	size_t i;

	text_add(&text, envelope, len);
	text_adds(&text, "></record>");
	if (xml_parse(&is, record->body, record->body_len, "record", NULL,
	    &ignored) != 0 || xml_parse(&should, text.ptr, text.len,
	    "envelope", NULL, &ignored) != 0 ||
	    !xml_is(xmlDocGetRootElement(is), STORE_RECORD_NS, "record"))
		goto out;
	for (i = 0; i < MEM_COUNT(names); i++) {
		a = xml_attr(xmlDocGetRootElement(is), names[i].attr);
		b = xml_attr(xmlDocGetRootElement(should), names[i].attr);
		if (strcmp(a != NULL ? a : "", b != NULL ? b : "") != 0) {
			column = names[i].column;
			break;
		}
	}
	(void)registry;
out:
	xmlFreeDoc(is);
	xmlFreeDoc(should);
	text_release(&text);
	return column;
}

int
record_compare(const struct record *record, const char *registry,
    const char **column)
{
	static const char end[] = "\n</record>";
	struct text envelope = TEXT_INIT;
	size_t len = record->body_len, tail = sizeof(end) - 1;
	int result = 0;

	record_envelope(&envelope, record, registry);
	if (len < envelope.len + 3 + tail ||
	    memcmp(record->body, envelope.ptr, envelope.len) != 0 ||
	    memcmp(record->body + envelope.len, ">\n\t<", 4) != 0 ||
	    memcmp(record->body + len - tail, end, tail) != 0) {
		*column = differing_column(record, registry, envelope.ptr,
		    envelope.len);
		result = 1;
	}
	text_release(&envelope);
	return result;
}

int
record_broken(const struct record *record, struct err *err)
{
	return err_set(err, ERR_BROKEN, "Record %" PRId64 " is no longer what "
	    "its hash says: run guiwen audit.", record->number);
}

int
record_holds(const struct record *record, struct err *err)
{
	struct sha256 hash;

	sha256_of(&hash, record->body, record->body_len);
	return memcmp(&hash, &record->hash, sizeof(hash)) == 0 ? 0 :
	    record_broken(record, err);
}

void
record_from_row(struct record *out, const struct query *query)
{
	const char *body;

	out->number = column_int(query, 0);
	if (record_kind_parse(&out->kind, column_text(query, 1)) != 0)
		out->kind = RECORD_STEP;
	out->document = column_text(query, 2);
	out->step = column_int(query, 3);
	out->event = column_text(query, 4);
	out->person = column_text(query, 5);
	out->recorded_s = column_int(query, 6);
	column_copy(query, 7, out->hash.b, sizeof(out->hash.b));
	column_copy(query, 8, out->previous.b, sizeof(out->previous.b));
	column_copy(query, 9, out->commit.b, sizeof(out->commit.b));
	body = column_text(query, 10);
	out->body = body;
	out->body_len = (size_t)sqlite3_column_bytes(query->stmt, 10);
	out->signature = column_text(query, 11);
}

int
record_insert(struct ledger *ledger, const struct record *record,
    struct err *err)
{
	struct query query;

	query_begin(&query, ledger, SCHEMA_MAIN, SQL_RECORD_INSERT);
	query_int(&query, ":number", record->number);
	query_text(&query, ":kind", record_kind_name(record->kind));
	query_text(&query, ":document", record->document);
	query_int(&query, ":step", record->step);
	query_text(&query, ":event", record->event);
	query_text(&query, ":person", record->person);
	query_int(&query, ":recorded_s", record->recorded_s);
	query_blob(&query, ":hash", record->hash.b, sizeof(record->hash.b));
	query_blob(&query, ":previous", record->previous.b,
	    sizeof(record->previous.b));
	query_blob(&query, ":commit", record->commit.b,
	    sizeof(record->commit.b));
	query_text_n(&query, ":body", record->body, record->body_len);
	query_text(&query, ":signature", record->signature);
	return query_run(&query, err);
}

/* ---- the commit ---- */

void
record_trailers(struct text *out, const struct record *record)
{
	char hex[SHA256_HEX];

	if (record->document[0] != '\0')
		text_addf(out, "Document: %s\nStep: %" PRId64 "\n",
		    record->document, record->step);
	text_addf(out, "Record: %" PRId64 "\nRecord-SHA256: %s\n",
	    record->number, sha256_hex(hex, &record->hash));
}

void
record_message(struct text *out, const struct record *record,
    const char *subject)
{
	size_t start = out->len, i;

	text_adds(out, subject);
	for (i = start; i < out->len; i++)
		if ((unsigned char)out->ptr[i] < ' ')
			out->ptr[i] = ' ';
	text_adds(out, "\n\n");
	record_trailers(out, record);
}

/*
 * Which record a commit is of, by its trailer: so no index from commits to
 * records is needed, whose random order would cost each step a page. The
 * caller compares the commit's id with the record's.
 */
int64_t
record_of_commit(const char *commit, size_t len)
{
	static const char trailer[] = "\nRecord: ";
	const char *at = NULL, *next = commit;
	int64_t number = 0;

	/* The last one: a subject cannot pass for it. */
	while ((next = memmem(next, len - (size_t)(next - commit), trailer,
	    sizeof(trailer) - 1)) != NULL)
		at = ++next;
	if (at == NULL)
		return 0;
	for (at += sizeof(trailer) - 2; *at >= '0' && *at <= '9'; at++) {
		if (number > INT64_MAX / 20)
			return 0;
		number = 10 * number + (*at - '0');
	}
	return number;
}

void
record_author_email(struct text *out, const char *person)
{
	text_adds(out, person);
	text_adds(out, "@guiwen.invalid");
}
