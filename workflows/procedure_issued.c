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
		gate = gate_same_day(m, "effective", text->effective,
		    approved->effective);
	if (gate == GATE_OPEN)
		gate = gate_same_day(m, "effective", text->effective,
		    effective);
	if (gate == GATE_OPEN)
		gate = gate_same_day(m, "expires", text->expires,
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

bool
signed_by(struct arena *arena, const char *in_file, const char *signer)
{
	const char *file = squeezed(arena, in_file, strlen(in_file));
	const char *settled = squeezed(arena, signer, strlen(signer));

	return file[0] == '\0' || settled[0] == '\0' ||
	    strstr(file, settled) != NULL || strstr(settled, file) != NULL;
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

/* A body signs with its full name or a short one that the full ends with
 * (GB/T 9704, 7.3.5). */
static bool
same_body(const char *a, const char *b)
{
	size_t len_a = strlen(a), len_b = strlen(b);

	return len_a >= len_b ? strcmp(a + len_a - len_b, b) == 0 :
	    strcmp(b + len_b - len_a, a) == 0;
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

/* The bodies that the file names, parted by 、 */
static void
bodies_of_file(struct move *m, struct names *out)
{
	static const char comma[] = "、";
	const char *at = m->act->text->issuer, *end;
	const char *body;

	for (; *at != '\0'; at = *end == '\0' ? end : end + strlen(comma)) {
		end = strstr(at, comma);
		if (end == NULL)
			end = at + strlen(at);
		body = squeezed(&m->dossier->arena, at, (size_t)(end - at));
		if (body[0] != '\0')
			names_add(out, &m->dossier->arena, body);
	}
}

/*
 * Who issued it as the file says, and as it was recorded. A masthead may name
 * the lead of a joint document alone.
 */
static enum gate
gate_issuers(struct move *m)
{
	struct names file = { 0 }, settled = { 0 };
	struct dossier *d = m->dossier;
	bool same = true;
	size_t i;

	bodies_of_file(m, &file);
	names_add(&settled, &d->arena, squeezed(&d->arena, d->authority,
	    strlen(d->authority)));
	for (i = 0; i < d->njoint; i++)
		names_add(&settled, &d->arena, squeezed(&d->arena,
		    d->joint[i], strlen(d->joint[i])));
	for (i = 0; i < file.count; i++)
		same &= names_body(&settled, file.at[i]);
	for (i = 0; file.count > 1 && i < settled.count; i++)
		same &= names_body(&file, settled.at[i]);
	if (same)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "%s is issued by %s, but %s by %s; "
	    "correct the file, or hand the document in anew under the "
	    "authorities that issue it", m->act->text->name,
	    m->act->text->issuer, d->id, names_list(&settled, &d->arena,
	    NULL));
}

enum gate
gate_issued_text(struct move *m)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	const struct act_text *text = m->act->text;
	enum gate gate;

	if (text == NULL)
		return REFUSE(m, ERR_MISSING, "“%s” on %s needs the file as it "
		    "was issued", m->act->event, m->dossier->id);
	if (strcmp(text->text_hash, version->text_hash) != 0)
		return REFUSE(m, ERR_REFUSED, "the text of %s is not the one "
		    "that was approved (version %lld of %s); publish the "
		    "approved text, or have the new one reviewed", text->name,
		    (long long)version->number, m->dossier->id);
	if (text->doc_number[0] != '\0' &&
	    strcmp(text->doc_number, m->dossier->number) != 0)
		return REFUSE(m, ERR_REFUSED, "%s bears the number %s, but %s "
		    "was numbered %s; correct one of the two", text->name,
		    text->doc_number, m->dossier->id, m->dossier->number);
	if ((gate = gate_signer(m, m->dossier->signer)) != GATE_OPEN ||
	    (gate = gate_issuers(m)) != GATE_OPEN)
		return gate;
	return gate_issued_days(m, version);
}
