/* ledger_sql.c: the statements of the store, all in one table */
#include "store/ledger.h"

#define RECORD_COLUMNS \
	"number, kind, document, step, event, person, recorded_s, hash, " \
	"previous, commit_id, body, signature"
#define DOCUMENT_COLUMNS \
	"id, step, record, title, number, authority, drafting_body, kind, " \
	"drafter, states, status, text_hash, chart, made, published, " \
	"effective, expires"
#define REDO_COLUMNS \
	"redo.record, objects, contents, body, signature FROM main.redo " \
	"LEFT JOIN main.record ON record.number = redo.record"
/* instr finds nothing in NULL, so no :text lets every row through first. */
#define DOCUMENT_FILTER \
	" (:status IS NULL OR status = :status)" \
	" AND (:authority IS NULL OR authority = :authority)" \
	" AND (:kind IS NULL OR kind = :kind)" \
	" AND (:text IS NULL OR instr(title, :text) > 0" \
	"     OR instr(number, :text) > 0)" \
	" AND (:year IS NULL OR year = :year)" \
	" AND (:made_from IS NULL OR made BETWEEN :made_from AND :made_to)" \
	" ORDER BY key"
#define MILESTONE_COLUMNS \
	"document, instance, name, step, stated_s, evidenced_s, recorded_s, " \
	"text_hash, person, detail"
#define TASK_COLUMNS "document, instance, state, role, since, due"
#define DEADLINE_COLUMNS \
	"document, instance, state, starts, due, within, basis, verified, " \
	"ended, detail"

/*
 * Derived rows are put in place, and only where they differ: most rows of a
 * document stay as they are from step to step, and what is not written need
 * not be made durable. SQLite writes the index of each column that an UPDATE
 * names, changed or not: so indexed columns have a statement of their own.
 */
static const char *const sql[SQL_COUNT] = {
	[SQL_BEGIN_STEP] = "BEGIN IMMEDIATE",
	[SQL_BEGIN_READ] = "BEGIN",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_SAVEPOINT] = "SAVEPOINT item",
	[SQL_RELEASE] = "RELEASE item",
	[SQL_ROLLBACK_TO] = "ROLLBACK TO item",
	[SQL_REGISTRY] = "SELECT id, name, public_key FROM main.registry",
	[SQL_REGISTRY_INSERT] =
	    "INSERT INTO main.registry (one, id, name, public_key) "
	    "VALUES (1, :id, :name, :public_key)",
	[SQL_HEAD] =
	    "SELECT number, hash, recorded_s, commit_id FROM main.record "
	    "ORDER BY number DESC LIMIT 1",
	[SQL_COMMIT_OF] =
	    "SELECT commit_id FROM main.record WHERE number = :number",
	[SQL_RECORD_SEARCH] =
	    "SELECT number FROM main.record WHERE commit_id = :commit",
	[SQL_RECORD_COUNT] = "SELECT count(*) FROM main.record",
	[SQL_NEXT_STEP] =
	    "SELECT coalesce(max(step), 0) + 1 FROM main.record "
	    "WHERE document = :document AND document <> ''",
	[SQL_RECORD_INSERT] =
	    "INSERT INTO main.record (" RECORD_COLUMNS ") VALUES (:number, "
	    ":kind, :document, :step, :event, :person, :recorded_s, :hash, "
	    ":previous, :commit, :body, :signature)",
	[SQL_RECORDS] =
	    "SELECT " RECORD_COLUMNS " FROM main.record ORDER BY number",
	[SQL_RECORDS_FROM] =
	    "SELECT " RECORD_COLUMNS " FROM main.record "
	    "WHERE number >= :first ORDER BY number",
	[SQL_RECORDS_OF] =
	    "SELECT " RECORD_COLUMNS " FROM main.record "
	    "WHERE document = :document AND document <> '' ORDER BY step",
	[SQL_RECORD] =
	    "SELECT " RECORD_COLUMNS " FROM main.record "
	    "WHERE number = :number",
	[SQL_STEPS_OF_DOCUMENTS] =
	    "SELECT document, count(*), max(step) FROM main.record "
	    "WHERE document <> '' GROUP BY document "
	    "HAVING count(*) <> max(step) OR min(step) <> 1",
	[SQL_REDO_INSERT] =
	    "INSERT INTO main.redo (record, objects, contents) "
	    "VALUES (:record, :objects, :contents)",
	[SQL_REDO_LINES] =
	    "SELECT record, objects FROM main.redo WHERE record > :after "
	    "ORDER BY record",
	[SQL_REDO] =
	    "SELECT " REDO_COLUMNS " WHERE redo.record = :record",
	[SQL_REDO_FIRST] = "SELECT min(record) FROM main.redo",
	[SQL_REDO_BYTES] =
	    "SELECT coalesce(sum(length(contents)), 0) FROM main.redo "
	    "WHERE record BETWEEN :first AND :last",
	[SQL_REDO_RANGE] =
	    "SELECT " REDO_COLUMNS
	    " WHERE redo.record BETWEEN :first AND :last "
	    "ORDER BY redo.record",
	[SQL_REDO_DELETE] = "DELETE FROM main.redo WHERE record <= :last",
	[SQL_LAST_DOCUMENT] =
	    "SELECT max(key) FROM main.document "
	    "WHERE key >= :from AND key < :to",
	[SQL_DOCUMENT_BY_ID] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document WHERE id = :id "
	    "AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_OF_YEAR] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE key >= :from AND key < :to AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_MADE] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE made BETWEEN :first AND :last AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_NUMBERED] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE number = :number AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_DUE] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE published IS NOT NULL AND (effective <= :today OR "
	    "expires < :today) ORDER BY key",
	[SQL_DOCUMENTS_MADE_IN] =
	    "SELECT id, 0, 0, title, number, authority, NULL, NULL, NULL, "
	    "NULL, NULL, NULL, NULL, made, published, NULL, NULL "
	    "FROM main.document WHERE made BETWEEN :first AND :last",
	[SQL_MILESTONES_OF_SPAN] =
	    "SELECT document, instance, name, step, stated_s, "
	    "evidenced_s, recorded_s, text_hash, NULL, detail "
	    "FROM main.milestone "
	    "WHERE document >= :first AND "
	    "((instance < :beyond AND instance >= :from) OR "
	    "name IN (:name, :other)) "
	    "ORDER BY document, place",
	[SQL_DEADLINES_OF_SPAN] =
	    "SELECT document, instance, state, NULL, due, NULL, NULL, 0, "
	    "NULL, detail "
	    "FROM main.deadline "
	    "WHERE document >= :first AND state = :state "
	    "AND instance >= :from AND instance < :beyond "
	    "ORDER BY document, place",
	[SQL_DOCUMENTS] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE" DOCUMENT_FILTER,
	[SQL_MILESTONES_OF] =
	    "SELECT " MILESTONE_COLUMNS " FROM main.milestone "
	    "WHERE document = :document AND (:name IS NULL OR name = :name) "
	    "ORDER BY place",
	[SQL_MILESTONES] =
	    "SELECT " MILESTONE_COLUMNS " FROM main.milestone "
	    "WHERE (:name IS NULL OR name = :name) "
	    "ORDER BY document, place",
	[SQL_TASKS_OF] =
	    "SELECT " TASK_COLUMNS " FROM main.task "
	    "WHERE document = :document AND (:role IS NULL OR role = :role) "
	    "ORDER BY due IS NULL, due, place",
	[SQL_TASKS_OF_ROLE] =
	    "SELECT " TASK_COLUMNS " FROM main.task WHERE role = :role "
	    "ORDER BY due IS NULL, due, document, place",
	[SQL_TASKS] =
	    "SELECT " TASK_COLUMNS " FROM main.task "
	    "ORDER BY due IS NULL, due, document, place",
	[SQL_DEADLINES_OF] =
	    "SELECT " DEADLINE_COLUMNS " FROM main.deadline "
	    "WHERE document = :document ORDER BY place",
	[SQL_DEADLINES] =
	    "SELECT " DEADLINE_COLUMNS " FROM main.deadline "
	    "ORDER BY document, place",

	[SQL_DOCUMENT_PUT] =
	    "INSERT INTO main.document (key, year, " DOCUMENT_COLUMNS ") "
	    "VALUES (:key, :year, :id, :step, :record, :title, :number, "
	    ":authority, :drafting_body, :kind, :drafter, :states, :status, "
	    ":text_hash, :chart, :made, :published, :effective, :expires) "
	    "ON CONFLICT (key) DO UPDATE SET step = :step, "
	    "record = :record, title = :title, "
	    "authority = :authority, drafting_body = :drafting_body, "
	    "kind = :kind, drafter = :drafter, states = :states, "
	    "status = :status, text_hash = :text_hash, chart = :chart, "
	    "published = :published, effective = :effective, "
	    "expires = :expires",
	[SQL_DOCUMENT_KEYS] =
	    "UPDATE main.document SET number = :number, made = :made "
	    "WHERE key = :key AND (number, made) IS NOT (:number, :made)",
	[SQL_MILESTONE_PUT] =
	    "INSERT INTO main.milestone (place, " MILESTONE_COLUMNS ") "
	    "VALUES (:place, :document, :instance, :name, :step, :stated_s, "
	    ":evidenced_s, :recorded_s, :text_hash, :person, :detail) "
	    "ON CONFLICT (document, place) DO UPDATE SET "
	    "instance = :instance, name = :name, step = :step, "
	    "stated_s = :stated_s, evidenced_s = :evidenced_s, "
	    "recorded_s = :recorded_s, text_hash = :text_hash, "
	    "person = :person, detail = :detail "
	    "WHERE (instance, name, step, stated_s, evidenced_s, recorded_s, "
	    "text_hash, person, detail) IS NOT (:instance, :name, :step, "
	    ":stated_s, :evidenced_s, :recorded_s, :text_hash, :person, "
	    ":detail)",
	[SQL_TASK_PUT] =
	    "INSERT INTO main.task (place, " TASK_COLUMNS ") VALUES (:place, "
	    ":document, :instance, :state, :role, :since, :due) "
	    "ON CONFLICT (document, place) DO UPDATE SET "
	    "instance = :instance, state = :state, role = :role, "
	    "since = :since, due = :due "
	    "WHERE (instance, state, role, since, due) IS NOT "
	    "(:instance, :state, :role, :since, :due)",
	[SQL_DEADLINE_PUT] =
	    "INSERT INTO main.deadline (place, " DEADLINE_COLUMNS ") "
	    "VALUES (:place, :document, :instance, :state, :starts, :due, "
	    ":within, :basis, :verified, :ended, :detail) "
	    "ON CONFLICT (document, place) DO UPDATE SET "
	    "instance = :instance, state = :state, starts = :starts, "
	    "due = :due, within = :within, basis = :basis, "
	    "verified = :verified, ended = :ended, detail = :detail "
	    "WHERE (instance, state, starts, due, within, basis, verified, "
	    "ended, detail) IS NOT (:instance, :state, :starts, :due, "
	    ":within, :basis, :verified, :ended, :detail)",
	[SQL_MILESTONE_CUT] =
	    "DELETE FROM main.milestone "
	    "WHERE document = :document AND place > :place",
	[SQL_TASK_CUT] =
	    "DELETE FROM main.task "
	    "WHERE document = :document AND place > :place",
	[SQL_DEADLINE_CUT] =
	    "DELETE FROM main.deadline "
	    "WHERE document = :document AND place > :place",
	[SQL_ALL_DOCUMENTS] =
	    "SELECT key, 0, year, " DOCUMENT_COLUMNS " FROM main.document "
	    "ORDER BY key",
	[SQL_ALL_MILESTONES] =
	    "SELECT document, place, " MILESTONE_COLUMNS
	    " FROM main.milestone ORDER BY document, place",
	[SQL_ALL_TASKS] =
	    "SELECT document, place, " TASK_COLUMNS
	    " FROM main.task ORDER BY document, place",
	[SQL_ALL_DEADLINES] =
	    "SELECT document, place, " DEADLINE_COLUMNS
	    " FROM main.deadline ORDER BY document, place",
	[SQL_ROWS_OF_DOCUMENT] =
	    "SELECT key, 0, year, " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE id = :document",
	[SQL_ROWS_OF_MILESTONE] =
	    "SELECT document, place, " MILESTONE_COLUMNS
	    " FROM main.milestone WHERE document = :document "
	    "ORDER BY document, place",
	[SQL_ROWS_OF_TASK] =
	    "SELECT document, place, " TASK_COLUMNS
	    " FROM main.task WHERE document = :document "
	    "ORDER BY document, place",
	[SQL_ROWS_OF_DEADLINE] =
	    "SELECT document, place, " DEADLINE_COLUMNS
	    " FROM main.deadline WHERE document = :document "
	    "ORDER BY document, place",
	[SQL_COUNT_DOCUMENTS] = "SELECT count(*) FROM main.document",
	[SQL_COUNT_MILESTONES] = "SELECT count(*) FROM main.milestone",
	[SQL_COUNT_TASKS] = "SELECT count(*) FROM main.task",
	[SQL_COUNT_DEADLINES] = "SELECT count(*) FROM main.deadline",
};

const char *
ledger_sql(enum ledger_statement which)
{
	return sql[which];
}
