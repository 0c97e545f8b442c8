/* procedure_evidence.c: days that a paper from outside proves, and what may be
 * told by a day that is only stated */
#include "workflows/procedure_int.h"

#include <string.h>

size_t
evidence_count(const struct act *act)
{
	size_t i, n = 0;

	for (i = 0; i < act->nmaterials; i++)
		n += strcmp(act->materials[i].kind, EVIDENCE) == 0;
	return n;
}

static bool
hands_in_one_of(const struct act *act, const char *kinds)
{
	size_t i;

	for (i = 0; kinds != NULL && i < act->nmaterials; i++)
		if (words_have(kinds, act->materials[i].kind))
			return true;
	return false;
}

enum gate
gate_evidence(struct move *m, const char *outside)
{
	const struct act *act = m->act;
	size_t papers = evidence_count(act);

	if (papers > 1)
		return REFUSE(m, ERR_USAGE, "“%s” on %s hands in %zu papers as "
		    "evidence; one of them proves the day: give that as "
		    "evidence, the others as what they are", event_word(m),
		    document_word(m), papers);
	if (papers != 0 && act->evidenced_s == 0)
		return REFUSE(m, ERR_MISSING, "“%s” on %s hands in evidence "
		    "and does not say which day it proves; give the date on "
		    "it with --dated", event_word(m),
		    document_word(m));
	if (act->evidenced_s == 0 || papers != 0 ||
	    hands_in_one_of(act, outside))
		return GATE_OPEN;
	return REFUSE(m, ERR_MISSING, "“%s” on %s is dated %s by no paper: the "
	    "paper from outside that proves the day is handed in with it, "
	    "--evidence FILE --dated DATE", event_word(m),
	    document_word(m),
	    day_format(m->day_text, time_day(act->evidenced_s)));
}

int64_t
milestone_proved_s(const struct dossier_milestone *milestone)
{
	return milestone->evidenced_s != 0 ? milestone->evidenced_s :
	    milestone->stated_s;
}
