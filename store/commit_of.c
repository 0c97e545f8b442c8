/* commit_of.c: does a record's commit say of it what it should? */
#include "store/store_int.h"

#include <string.h>

/* Who, when and the message, as the step writes them. */
static const char *
differing(const struct record *record, const struct store_author *author,
    const struct commit_view *commit)
{
	struct text want = TEXT_INIT, email = TEXT_INIT;
	const char *what = NULL;

	record_author_email(&email, record->person);
	commit_person(&want, author->name[0] != '\0' ? author->name :
	    record->person, email.ptr, author->time_s);
	if (strcmp(want.ptr, commit->author) != 0)
		what = N_("its author");
	text_reset(&want);
	if (what == NULL && author->subject != NULL) {
		record_message(&want, record, author->subject);
		if (strcmp(want.ptr, commit->message) != 0)
			what = N_("its subject");
	}
	text_release(&want);
	text_release(&email);
	return what;
}

int
store_commit_says(struct store *store, const struct record *record,
    const struct store_author *author, const char **what, struct err *err)
{
	const struct commit_view *commit = store->turn == NULL ? NULL :
	    walk_turn_commit(store->turn);
	struct commit_parts parts = { .plain = TEXT_INIT,
		.armour = TEXT_INIT, .strings = TEXT_INIT };
	struct text content = TEXT_INIT;
	enum object_type type;
	const char *why;
	int got = 1;

	*what = NULL;
	if (commit == NULL || !object_id_equal(&commit->id, &record->commit)) {
		got = repository_read(store->repository, &record->commit,
		    &type, &content, err);
		if (got == 1 && (type != OBJECT_COMMIT || commit_parse(&parts,
		    content.ptr, content.len, &why) != 0))
			got = 0;
		commit = &parts.view;
	}
	if (got == 1)
		*what = differing(record, author, commit);
	commit_parts_release(&parts);
	text_release(&content);
	if (got < 0 && err->code == ERR_SYSTEM)
		return -1;
	if (got < 0)
		err_clear(err);
	return 0;
}
