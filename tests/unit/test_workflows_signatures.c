/* test_workflows_signatures.c: acts signed by the persons themselves: who had
 * a key signs, by a key that is valid there, and no holder of the registry's
 * key can pretend so */
#include "tests/unit/audit_story.h"
#include "tests/unit/forge.h"
#include "workflows/people_change.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Whose key: zhou's first and second, lin's, nobody's. */
enum { ZHOU, ZHOU_2, LIN, OTHER, NKEYS };

static struct story story;
static struct signer *keys[NKEYS];
static size_t used = NKEYS;	/* by which the next acts are signed */
static bool spoil;		/* sign other bytes */
static struct registry *meddler;	/* revokes while another signs */

static void
change_key(struct registry *registry, const char *by, const char *id,
    const char *what, size_t key)
{
	const struct act_datum data[] = {
		{ "id", id }, { what, signer_public(keys[key]) }
	};

	if (registry_change_people(registry, by, PEOPLE_KEY, data, 2, "理由",
	    story.clock_s, &story.err) != 0)
		fail_msg("%s", story.err.msg);
}

static int
sign(void *ctx, const struct person *person, const char *const *public_keys,
    size_t nkeys, const char *bytes, size_t len, struct text *out,
    struct err *err)
{
	size_t key = strcmp(person->id, "lin") == 0 ? LIN : used;
	struct registry *other = meddler;

	(void)ctx;
	(void)err;
	assert_true(nkeys > 0);
	assert_non_null(public_keys[0]);
	if (key == NKEYS)
		return 0;
	signer_sign(keys[key], ACT_NAMESPACE, bytes, spoil ? len - 1 : len,
	    out);
	meddler = NULL;
	if (other != NULL) {
		change_key(other, "lin", "zhou", "revoked", ZHOU_2);
		registry_close(other);
	}
	return 1;
}

static const struct story_act signed_acts[] = {
	{ "chen", "submit", NULL, "explanation basis consultation",
	  STORY_DRAFT, { NULL }, { NULL }, NULL, NULL, 1, false },
	/* without a key at hand: refused, and recorded */
	{ "zhou", "accept", "2021-0001", "", NULL, { NULL }, { NULL }, NULL,
	  NULL, 1, true },
	{ "zhou", "accept", "2021-0001", "", NULL, { NULL }, { NULL }, NULL,
	  NULL, 1, false },
	{ "zhou", "approve", "2021-0001", "legality-opinion", NULL, { NULL },
	  { NULL }, NULL, NULL, 2, false },
};

static int
set_up(void **state)
{
	char path[128];
	size_t i;

	(void)state;
	if (story_begin(&story, NULL) != 0)
		return -1;
	for (i = 0; i < NKEYS; i++) {
		snprintf(path, sizeof(path), "%s/key-%zu", story.dir, i);
		if (signer_generate(path, "", &story.err) != 0 ||
		    signer_load(&keys[i], path, &story.err) != 0)
			return -1;
	}
	registry_set_signer(story.open, sign, NULL);
	change_key(story.open, "lin", "zhou", "added", ZHOU);
	change_key(story.open, "lin", "lin", "added", LIN);
	if (story_play(&story, signed_acts, 2) != 0)
		return -1;
	used = ZHOU;
	if (story_play(&story, signed_acts + 2, 1) != 0)
		return -1;
	change_key(story.open, "zhou", "zhou", "added", ZHOU_2);
	used = ZHOU_2;
	change_key(story.open, "zhou", "zhou", "replaced", ZHOU);
	return story_play(&story, signed_acts + 3, 1);
}

static int
tear_down(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < NKEYS; i++)
		signer_free(keys[i]);
	story_end(&story);
	return 0;
}

static struct audit_history *
audited(const char *dir)
{
	struct audit_history *history = NULL;
	struct registry *registry = NULL;
	struct err err = ERR_INIT;

	if (registry_open(&registry, dir, true, &err) != 0 ||
	    audit_history(registry, &history, NULL, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	registry_close(registry);
	return history;
}

/* Among the faults of a copy in which the forger, who has the registry's key,
 * changed something, is one at this place with these words; none where there
 * are no words. */
static void
forged(void (*change)(struct forgery *f), const char *place,
    const char *words)
{
	static int n;
	struct audit_history *history;
	struct forgery f;
	struct err err = ERR_INIT;
	char to[128];
	size_t i, found = 0;

	snprintf(to, sizeof(to), "%s/forged-%d", story.dir, n++);
	if (forge_load(&f, story.registry, &err) != 0)
		fail_msg("%s", err.msg);
	change(&f);
	if (forge_write(&f, story.registry, to, "区民政局文件库", &err) != 0)
		fail_msg("%s", err.msg);
	forge_release(&f);
	history = audited(to);
	for (i = 0; i < history->nfaults; i++) {
		found += words != NULL && strcmp(history->faults[i].place,
		    place) == 0 && strstr(history->faults[i].what, words) !=
		    NULL;
		if (words == NULL)
			fprintf(stderr, "%s\n", history->faults[i].what);
	}
	if (words == NULL)
		assert_int_equal(history->nfaults, 0);
	else if (found == 0)
		for (i = 0; i < history->nfaults; i++)
			fprintf(stderr, "[%s] %s\n", history->faults[i].place,
			    history->faults[i].what);
	assert_true(words == NULL || found > 0);
	audit_history_free(history);
}

static struct forged_record *
approval(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "approve", 0);

	assert_non_null(r);
	assert_true(r->signature[0] != '\0');
	return r;
}

static void
sign_anew(struct forged_record *r, size_t key)
{
	struct text armour = TEXT_INIT;

	signer_sign(keys[key], ACT_NAMESPACE, r->act.ptr, r->act.len,
	    &armour);
	free(r->signature);
	r->signature = text_detach(&armour, NULL);
}

static void
nothing(struct forgery *f)
{
	(void)f;
}

static void
take_off(struct forgery *f)
{
	approval(f)->signature[0] = '\0';
}

static void
take_off_and_say_so(struct forgery *f)
{
	take_off(f);
	assert_int_equal(forge_replace(&forge_record(f, "2021-0001",
	    "approve", 0)->outcome, "authenticated=\"key\"",
	    "authenticated=\"claimed\"", false), 1);
}

static void
say_claimed(struct forgery *f)
{
	assert_int_equal(forge_replace(&approval(f)->outcome,
	    "authenticated=\"key\"", "authenticated=\"claimed\"", false), 1);
}

static void
by_another(struct forgery *f)
{
	sign_anew(approval(f), OTHER);
}

static void
by_colleague(struct forgery *f)
{
	sign_anew(approval(f), LIN);
}

static void
by_replaced(struct forgery *f)
{
	sign_anew(approval(f), ZHOU);
}

/* By a key that is not valid yet. */
static void
too_early(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "accept", 1);

	assert_non_null(r);
	sign_anew(r, ZHOU_2);
}

static void
alter_act(struct forgery *f)
{
	assert_int_equal(forge_replace(&approval(f)->act,
	    "legality-opinion.txt", "legality-0pinion.txt", false), 1);
}

static void
move_signature(struct forgery *f)
{
	struct forged_record *r = approval(f);

	free(r->signature);
	r->signature = mem_strdup(forge_record(f, "2021-0001", "accept", 1)->
	    signature);
}

/* A signature where there was no key. */
static void
add_one(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0001", "submit", 0);

	assert_non_null(r);
	sign_anew(r, OTHER);
}

static void
alter_signers(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "", "key", 0);
	struct forged_file *file;

	assert_non_null(r);
	file = forge_file(r, ALLOWED_SIGNERS);
	assert_non_null(file);
	assert_int_equal(forge_replace(&file->bytes,
	    signer_public(keys[ZHOU]), signer_public(keys[OTHER]), false), 1);
}

/* The office's own record of a key, for another key. */
static void
register_another(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "", "key", 2);

	assert_non_null(r);
	assert_string_equal(r->person, "zhou");
	assert_int_equal(forge_replace(&r->act, signer_public(keys[ZHOU_2]),
	    signer_public(keys[OTHER]), false), 1);
}

static void
test_whole(void **state)
{
	struct audit_history *history = audited(story.registry);

	(void)state;
	assert_int_equal(history->nfaults, 0);
	assert_int_equal(history->refusals, 1);
	/* two acts, and zhou's two changes of his keys */
	assert_int_equal(history->signed_acts, 4);
	audit_history_free(history);
	forged(nothing, "", NULL);
}

static void
test_forged(void **state)
{
	(void)state;
	forged(take_off, "signature", "carries no signature");
	forged(take_off_and_say_so, "signature", "though zhou had the key");
	forged(say_claimed, "signature", "says “claimed”");
	forged(by_another, "signature", "holds by no key of zhou");
	forged(by_colleague, "signature", "holds by no key of zhou");
	forged(by_replaced, "signature", "which was replaced in a record");
	forged(too_early, "signature", "holds by no key of zhou");
	forged(alter_act, "signature", "holds by no key of zhou");
	forged(move_signature, "signature", "holds by no key of zhou");
	forged(add_one, "signature", "no key of chen is registered");
	forged(alter_signers, ALLOWED_SIGNERS, "does not name exactly");
	forged(register_another, "signature", "holds by no key of zhou");
}

/* One act of zhou on the document under review. */
static void
try_act(const char *event, enum err_code code, bool recorded)
{
	const struct request request = {
		.person = "zhou", .authenticated = "os-user",
		.document = "2021-0002", .event = event
	};
	struct answer answer;

	if (registry_act(story.open, &request, 1, story.clock_s, false,
	    &answer, &story.err) != 0)
		fail_msg("%s", story.err.msg);
	if (answer.err.code != code)
		fail_msg("code %d: %s", answer.err.code, answer.err.msg);
	assert_int_equal(answer.recorded, recorded);
	assert_int_equal(answer.done, code == ERR_NONE);
	answer_release(&answer);
}

static void
test_refused(void **state)
{
	static const struct story_act submit = {
		"chen", "submit", NULL, "explanation basis consultation",
		STORY_SECOND, { NULL }, { NULL }, NULL, NULL, 1, false
	};
	struct audit_history *history;

	(void)state;
	if (story_play(&story, &submit, 1) != 0)
		fail_msg("%s", story.err.msg);
	/* a signature that does not hold is not recorded, but the attempt is */
	spoil = true;
	try_act("accept", ERR_DENIED, true);
	spoil = false;
	/* with a key that was replaced */
	used = ZHOU;
	try_act("accept", ERR_DENIED, true);
	/* an account that is mapped to the person does not make up for it */
	used = NKEYS;
	try_act("accept", ERR_DENIED, true);
	/* the key is revoked between signing and recording */
	used = ZHOU_2;
	if (registry_open(&meddler, story.registry, false, &story.err) != 0)
		fail_msg("%s", story.err.msg);
	registry_set_signer(meddler, sign, NULL);
	try_act("accept", ERR_DENIED, true);
	history = audited(story.registry);
	assert_int_equal(history->nfaults, 0);
	audit_history_free(history);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole), cmocka_unit_test(test_forged),
		cmocka_unit_test(test_refused)
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
