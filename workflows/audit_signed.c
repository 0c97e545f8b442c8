/* audit_signed.c: the person's signature of a record that somebody has
 * alone, without the registry */
#include "workflows/audit_int.h"

#include "engine/xml/xml.h"
#include "workflows/people_change.h"

#include <string.h>

static bool
says_signed(const struct audit_parts *parts)
{
	struct err ignored = ERR_INIT;
	xmlDoc *doc = NULL;
	const char *how;
	bool says;

	if (xml_parse(&doc, parts->outcome, parts->outcome_len, "outcome",
	    NULL, &ignored) != 0)
		return false;
	how = xml_attr(xmlDocGetRootElement(doc), "authenticated");
	says = how != NULL && strcmp(how, "key") == 0;
	xmlFreeDoc(doc);
	return says;
}

enum audit_signed
audit_signed_by(const char *body, size_t len, const char *armour,
    char print[SIGNER_FINGERPRINT])
{
	const struct record record = { .body = body, .body_len = len };
	struct audit_parts parts;
	struct text key = TEXT_INIT;
	enum audit_signed result = AUDIT_SIGNED_BROKEN;
	size_t armour_len = strlen(armour);

	print[0] = '\0';
	if (!audit_parts_of(&record, &parts))
		return AUDIT_SIGNED_BROKEN;
	if (armour_len == 0)
		return says_signed(&parts) ? AUDIT_SIGNED_BROKEN :
		    AUDIT_SIGNED_NOT;
	if (signature_public_key(ACT_NAMESPACE, armour, armour_len, &key) ==
	    0 && signature_holds(key.ptr, ACT_NAMESPACE, parts.act,
	    parts.act_len, armour)) {
		signer_fingerprint(print, key.ptr);
		result = AUDIT_SIGNED;
	}
	text_release(&key);
	return result;
}
