/* numbered.c: number and date as recorded, beside a text that has others */
#include "cli/numbered.h"

#include "cli/cmd.h"
#include "cli/json.h"

#include <string.h>

/* The file as it was issued, the last one; NULL before it is published. */
static const struct dossier_version *
issued_version(const struct dossier *dossier)
{
	size_t i;

	for (i = dossier->nversions; i > 0; i--)
		if (dossier->versions[i - 1].final)
			return &dossier->versions[i - 1];
	return NULL;
}

static const char *
number_words(const char *number)
{
	return *number != '\0' ? number : _("none");
}

static const char *
day_words(char day[DAY_TEXT], struct day at)
{
	return at.year != 0 ? day_format(day, at) : _("none");
}

bool
numbered_otherwise(const struct dossier *dossier, int64_t number,
    const struct document *text, struct err *out)
{
	const struct dossier_version *issued = issued_version(dossier);
	char of_text[DAY_TEXT], recorded[DAY_TEXT];
	const char *named = number_words(document_number(text));
	const char *day = day_words(of_text, document_issued(text));
	const char *made = day_words(recorded, dossier->made);

	/* an issued file bears both as they are recorded, or is refused */
	if (*dossier->number == '\0' ||
	    (issued != NULL && issued->number == number) ||
	    (strcmp(document_number(text), dossier->number) == 0 &&
	    day_compare(document_issued(text), dossier->made) == 0))
		return false;
	if (issued == NULL)
		err_set(out, ERR_STALE, "this is version %lld of %s as it was "
		    "handed in: number %s, date %s; recorded are number %s, "
		    "date %s, and no file with these was published",
		    (long long)number, dossier->id, named, day,
		    dossier->number, made);
	else
		err_set(out, ERR_STALE, "this is version %lld of %s as it was "
		    "handed in: number %s, date %s; recorded are number %s, "
		    "date %s; the text as issued: guiwen read %s %lld",
		    (long long)number, dossier->id, named, day,
		    dossier->number, made, dossier->id,
		    (long long)issued->number);
	return true;
}

json_t *
numbered_json(const struct dossier *dossier, int64_t number)
{
	const struct dossier_version *issued = issued_version(dossier);
	json_t *o;

	if (*dossier->number == '\0')
		return json_null();
	o = json_object();
	json_object_set_new(o, "number", json_words(dossier->number));
	json_object_set_new(o, "issued", json_day(dossier->made));
	json_object_set_new(o, "version", json_integer(number));
	json_object_set_new(o, "issued_version", issued != NULL ?
	    json_integer(issued->number) : json_null());
	return o;
}
