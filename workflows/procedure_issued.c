/* procedure_issued.c: the file as it was issued: the text that was approved,
 * under the number and with the names and days that were settled */
#include "workflows/procedure_int.h"

#include <string.h>

/*
 * A day that both say must be the same one. The text hash leaves the days of
 * issue and of taking effect out, since drafts leave them open; filled in
 * they bind.
 */
static enum gate
gate_same_day(struct move *m, const char *key, struct day file,
    struct day settled)
{
	char of_file[DAY_TEXT], of_settled[DAY_TEXT];

	if (file.year == 0 || settled.year == 0 ||
	    day_compare(file, settled) == 0)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "%s says %s for the day “%s” (%s), but for "
	    "%s it is %s; correct one of the two", m->act->text->name,
	    day_format(of_file, file), key, datum_label(key), m->dossier->id,
	    day_format(of_settled, settled));
}

/* A day that the approved text says is in the issued file, too. */
static enum gate
gate_stated_day(struct move *m, const char *key, struct day file,
    struct day approved)
{
	char day[DAY_TEXT];

	if (approved.year == 0 || file.year != 0)
		return gate_same_day(m, key, file, approved);
	return REFUSE(m, ERR_REFUSED, "%s does not say the day “%s” (%s) as "
	    "the approved text of %s does: %s; correct the file",
	    m->act->text->name, key, datum_label(key), m->dossier->id,
	    day_format(day, approved));
}

/* The days in the issued file: the document date as it was numbered, taking
 * effect and the end of validity as the approved text says. */
static enum gate
gate_issued_days(struct move *m, const struct dossier_version *approved)
{
	const struct act_text *text = m->act->text;
	const char *stated = act_datum(m->act, "effective");
	struct day effective = { 0, 0, 0 };
	enum gate gate;

	if (stated != NULL && day_parse(&effective, stated) != 0)
		return GATE_OPEN;	/* refused by the gate of the data */
	gate = gate_same_day(m, "dated", text->issued,
	    m->dossier->made);
	if (gate == GATE_OPEN)
		gate = gate_stated_day(m, "effective", text->effective,
		    approved->effective);
	if (gate == GATE_OPEN)
		gate = gate_same_day(m, "effective", text->effective,
		    effective);
	if (gate == GATE_OPEN)
		gate = gate_stated_day(m, "expires", text->expires,
		    approved->expires);
	return gate;
}

/* Without blanks, which set names apart in print. */
static const char *
squeezed(struct arena *arena, const char *s, size_t len)
{
	struct text out = TEXT_INIT;
	const char *copy;
	size_t i;

	for (i = 0; i < len; i++) {
		if (len - i >= 3 && memcmp(s + i, "\xe3\x80\x80", 3) == 0)
			i += 2;		/* U+3000 */
		else if (s[i] != ' ')
			text_addc(&out, s[i]);
	}
	copy = arena_strndup(arena, out.ptr, out.len);
	text_release(&out);
	return copy;
}

/* Names parted by 、 */
static void
names_of(struct arena *arena, const char *list, struct names *out)
{
	static const char comma[] = "、";
	const char *at, *end, *name;

	for (at = list; *at != '\0'; at = *end == '\0' ? end :
	    end + strlen(comma)) {
		end = strstr(at, comma);
		if (end == NULL)
			end = at + strlen(at);
		name = squeezed(arena, at, (size_t)(end - at));
		if (name[0] != '\0')
			names_add(out, arena, name);
	}
}

static bool
ends_with(const char *s, size_t len, const char *const *words)
{
	size_t n;

	for (; *words != NULL; words++) {
		n = strlen(*words);
		if (len >= n && memcmp(s + len - n, *words, n) == 0)
			return true;
	}
	return false;
}

/* Is it this name, a post before it (局长) perhaps, on either side? */
static bool
same_person(const char *a, const char *b)
{
	static const char *const posts[] = { "长", "主任", "书记", "主席",
		"总理", NULL };
	size_t la = strlen(a), lb = strlen(b);
	const char *longer = la >= lb ? a : b;
	size_t post = la >= lb ? la - lb : lb - la;

	return strcmp(longer + post, la >= lb ? b : a) == 0 && (post == 0 ||
	    (post <= strlen("副秘书长") && ends_with(longer, post, posts)));
}

bool
signed_by(struct arena *arena, const char *in_file, const char *signer)
{
	struct names file = { 0 }, settled = { 0 };
	size_t i, k, same;

	names_of(arena, in_file, &file);
	names_of(arena, signer, &settled);
	for (i = 0; i < file.count; i++) {
		same = 0;
		for (k = 0; k < settled.count; k++)
			same += same_person(file.at[i], settled.at[k]);
		if (same == 0)
			return false;
	}
	return true;
}

static enum gate
gate_signer(struct move *m, const char *signer)
{
	const struct act_text *text = m->act->text;

	if (signed_by(&m->dossier->arena, text->signer, signer))
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "%s is signed by %s, but for %s the "
	    "signer is %s; correct one of the two", text->name, text->signer,
	    m->dossier->id, signer);
}

/*
 * A body signs with its full name or a short one (GB/T 9704, 7.3.5): without
 * the places that it belongs to. What is left is no mere 局 or 政府.
 */
static bool
same_body(const char *a, const char *b)
{
	static const char *const places[] = { "省", "市", "区", "县", "州",
		"旗", "盟", "镇", "乡", "街道", "国", NULL };
	size_t la = strlen(a), lb = strlen(b);
	const char *longer = la >= lb ? a : b;
	size_t place = la >= lb ? la - lb : lb - la;

	return strcmp(longer + place, la >= lb ? b : a) == 0 &&
	    (place == 0 || ends_with(longer, place, places));
}

static bool
names_body(const struct names *names, const char *body)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (same_body(names->at[i], body))
			return true;
	return false;
}

static bool
same_bodies(const struct dossier *d, struct arena *arena,
    const char *in_file, struct names *settled)
{
	struct names file = { 0 };
	bool same = true;
	size_t i;

	names_of(arena, in_file, &file);
	names_add(settled, arena, squeezed(arena, d->authority,
	    strlen(d->authority)));
	for (i = 0; i < d->njoint; i++)
		names_add(settled, arena, squeezed(arena, d->joint[i],
		    strlen(d->joint[i])));
	for (i = 0; i < file.count; i++)
		same &= names_body(settled, file.at[i]);
	for (i = 0; file.count > 1 && i < settled->count; i++)
		same &= names_body(&file, settled->at[i]);
	return same;
}

bool
procedure_issued_by(const struct dossier *dossier, const char *in_file)
{
	struct arena arena = ARENA_INIT;
	struct names settled = { 0 };
	bool same = same_bodies(dossier, &arena, in_file, &settled);

	arena_release(&arena);
	return same;
}

/*
 * Who issued it as the file says, below the text or in its masthead, and as
 * it was recorded. A masthead may name the lead of a joint document alone.
 */
static enum gate
gate_bodies(struct move *m, const char *in_file)
{
	struct names settled = { 0 };
	struct dossier *d = m->dossier;

	if (same_bodies(d, &d->arena, in_file, &settled))
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "%s is issued by %s, but %s by %s; "
	    "correct the file, or hand the document in anew under the "
	    "authorities that issue it", m->act->text->name, in_file, d->id,
	    names_list(&settled, &d->arena, NULL));
}

/* An issued file bears its number, its date and the name of who issues it
 * (GB/T 9704, 7.2.5, 7.3.5), each as it was settled. */
static enum gate
gate_issuing_elements(struct move *m)
{
	const struct act_text *text = m->act->text;
	const struct dossier *d = m->dossier;
	enum gate gate;

	if (text->doc_number[0] == '\0')
		return REFUSE(m, ERR_REFUSED, "%s bears no document number "
		    "that can be found; put %s above its title", text->name,
		    d->number);
	if (strcmp(text->doc_number, d->number) != 0)
		return REFUSE(m, ERR_REFUSED, "%s bears the number %s, but %s "
		    "was numbered %s; correct one of the two", text->name,
		    text->doc_number, d->id, d->number);
	if (text->issuer[0] == '\0')
		return REFUSE(m, ERR_REFUSED, "%s does not say who issues it; "
		    "put %s below its text", text->name, d->authority);
	if (text->issued.year == 0)
		return REFUSE(m, ERR_REFUSED, "%s bears no date that can be "
		    "found; put the day on which %s was made below its text",
		    text->name, d->id);
	if ((gate = gate_signer(m, d->signer)) != GATE_OPEN ||
	    (gate = gate_bodies(m, text->issuer)) != GATE_OPEN)
		return gate;
	return gate_bodies(m, text->masthead);
}

/* What people are shown is what was read. */
static enum gate
gate_doubt(struct move *m)
{
	const struct act_text *text = m->act->text;
	char reason[ERR_PART_MAX];

	if (text->doubt[0] == '\0')
		return GATE_OPEN;
	err_part(reason, text->doubt);
	if (text->doubt_line == 0 && text->doubt_words[0] == '\0')
		return REFUSE(m, ERR_REFUSED, "%s cannot be issued as it is: "
		    "%s", text->name, reason);
	if (text->doubt_line == 0)
		return REFUSE(m, ERR_REFUSED, "%s cannot be issued as it is "
		    "(“%s”): %s", text->name, text->doubt_words, reason);
	return REFUSE(m, ERR_REFUSED, "%s cannot be issued as it is (line "
	    "%lld, “%s”): %s", text->name, (long long)text->doubt_line,
	    text->doubt_words, reason);
}

enum gate
gate_issued_text(struct move *m)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	const struct act_text *text = m->act->text;
	enum gate gate;

	if (text == NULL)
		return REFUSE(m, ERR_MISSING, "“%s” on %s needs the file as it "
		    "was issued", event_word(m), m->dossier->id);
	if (strcmp(text->text_hash, version->text_hash) != 0)
		return REFUSE(m, ERR_REFUSED, "the text of %s is not the one "
		    "that was approved (version %lld of %s); publish the "
		    "approved text, or have the new one reviewed", text->name,
		    (long long)version->number, m->dossier->id);
	if ((gate = gate_doubt(m)) != GATE_OPEN ||
	    (gate = gate_issuing_elements(m)) != GATE_OPEN)
		return gate;
	return gate_issued_days(m, version);
}
