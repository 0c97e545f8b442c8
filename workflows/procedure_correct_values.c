/* procedure_correct_values.c: what a corrected value may be: never what the
 * step itself, or the text that was issued, would have been refused for */
#include "workflows/procedure_int.h"

#include <string.h>

/* The day of a milestone of the main instance as the correction leaves it; of
 * year 0 where it was not reached. */
static struct day
milestone_day(const struct move *m, const char *name)
{
	const struct dossier_milestone *at = dossier_milestone(m->dossier,
	    DOSSIER_MAIN, name);
	const char *stated = act_datum(m->act, "stated");
	struct day none = { 0, 0, 0 };
	int64_t time_s;

	if (at == NULL)
		return none;
	if (at->step == m->act->corrects && stated != NULL &&
	    time_parse(&time_s, stated) == 0)
		return time_day(time_s);
	return time_day(at->stated_s);
}

/* Number, document date and the days around them must agree as `number`
 * asks, whichever of them is mended. */
static enum gate
gate_issue(struct move *m)
{
	const struct dossier *d = m->dossier;
	const char *number = act_datum(m->act, "number");
	const char *dated = act_datum(m->act, "dated");
	struct day made = d->made, numbered;

	if (number == NULL && dated == NULL &&
	    act_datum(m->act, "stated") == NULL)
		return GATE_OPEN;
	if (dated != NULL)
		day_parse(&made, dated);
	numbered = milestone_day(m, ISSUED);
	if (numbered.year == 0)
		numbered = time_day(m->recorded_s);
	return gate_document_date(m, number != NULL ? number : d->number,
	    made, numbered, milestone_day(m, DELIBERATED));
}

static enum gate
gate_text_day(struct move *m, const struct dossier_version *version,
    const char *key, struct day said)
{
	const char *value = act_datum(m->act, key);
	char buf[DAY_TEXT];
	struct day day;

	if (value == NULL || said.year == 0 || day_parse(&day, value) != 0 ||
	    day_compare(said, day) == 0)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "the text of %s (version %lld) says %s "
	    "for the day “%s” (%s), which cannot be corrected to %s",
	    m->dossier->id, (long long)version->number,
	    day_format(buf, said), key, datum_label(key), value);
}

/* What the text says itself is no mistake of the record. A draft leaves its
 * document date and number open: only the issued one binds there. */
static enum gate
gate_version(struct move *m, const struct dossier_version *version)
{
	const char *number = act_datum(m->act, "number");
	const char *signer = act_datum(m->act, "signer");
	enum gate gate;

	if (version->final && number != NULL &&
	    version->doc_number[0] != '\0' &&
	    strcmp(version->doc_number, number) != 0)
		return REFUSE(m, ERR_REFUSED, "the text of %s (version %lld) "
		    "bears the number %s, which cannot be corrected to %s",
		    m->dossier->id, (long long)version->number,
		    version->doc_number, number);
	if (version->final && signer != NULL &&
	    !signed_by(&m->dossier->arena, version->signer, signer))
		return REFUSE(m, ERR_REFUSED, "the text of %s (version %lld) "
		    "is signed by %s, which cannot be corrected to %s",
		    m->dossier->id, (long long)version->number,
		    version->signer, signer);
	if (version->final && (gate = gate_text_day(m, version, "dated",
	    version->issued)) != GATE_OPEN)
		return gate;
	if ((gate = gate_text_day(m, version, "effective",
	    version->effective)) != GATE_OPEN)
		return gate;
	return gate_text_day(m, version, "expires", version->expires);
}

/* The present version and, where it is the issued file, the approved one. */
static enum gate
gate_versions(struct move *m)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	const char *title = act_datum(m->act, "title");
	enum gate gate;

	if (version == NULL)
		return GATE_OPEN;
	if (title != NULL && version->title[0] != '\0' &&
	    strcmp(version->title, title) != 0)
		return REFUSE(m, ERR_REFUSED, "the text of %s (version %lld) "
		    "bears the title “%s”, which cannot be corrected to “%s”",
		    m->dossier->id, (long long)version->number,
		    version->title, title);
	if ((gate = gate_version(m, version)) != GATE_OPEN)
		return gate;
	return version->final && m->dossier->nversions > 1 ?
	    gate_version(m, version - 1) : GATE_OPEN;
}

/* No paper of a filing is older than the publication. */
static enum gate
gate_papers_dated(struct move *m, const char *instance)
{
	const struct dossier *d = m->dossier;
	struct day published = milestone_day(m, PUBLISHED);
	enum gate gate;
	size_t i;

	if ((gate = gate_filing_paper(m, instance, m->act->evidenced_s,
	    published)) != GATE_OPEN)
		return gate;
	if (act_datum(m->act, "stated") == NULL)
		return GATE_OPEN;
	for (i = 0; i < d->nmilestones; i++)
		if (d->milestones[i].step != m->act->corrects &&
		    (gate = gate_filing_paper(m, d->milestones[i].instance,
		    d->milestones[i].evidenced_s, published)) != GATE_OPEN)
			return gate;
	return GATE_OPEN;
}

enum gate
correct_values(struct move *m, const char *instance)
{
	enum gate gate;

	if ((gate = gate_papers_dated(m, instance)) != GATE_OPEN ||
	    strcmp(instance, DOSSIER_MAIN) != 0)
		return gate;
	if ((gate = gate_issue(m)) != GATE_OPEN)
		return gate;
	return gate_versions(m);
}
