/* act.h: what a person states (the act), and what came of it (the outcome) */
#ifndef GUIWEN_WORKFLOWS_ACT_H
#define GUIWEN_WORKFLOWS_ACT_H

#include "engine/base/arena.h"
#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACT_NS "urn:guiwen:act:1"
#define OUTCOME_NS "urn:guiwen:outcome:1"

struct act_datum {
	const char *key, *value;
};

struct act_material {
	const char *kind, *name, *sha256, *class;
	int64_t bytes;
};

struct act_text {		/* a file handed in, as the reader saw it */
	const char *name, *format, *original, *text_hash, *akn, *reader;
	const char *title, *doc_number, *issuer, *signer;
	const char *masthead;	/* the bodies that it names, or "" */
	/* Why it may show people something else than was read, and where:
	   the first such note of the reader (document_misleads), or "" */
	const char *doubt, *doubt_words;
	int64_t doubt_line;
	/* Of a new version: what it says otherwise than the one before, though
	   their hashes are one: "effective" a stated day from which it is in
	   force, "issuer" who signs, both parted by a blank, or "" (as in
	   every act before this was told) */
	const char *changes;
	struct day issued, effective, expires;
	bool on_publication;	/* its own words: in force from the day of
				   publication (自公布之日起) */
	int64_t validity_months; /* 有效期: how long it stays in force, where
				    it does not say the day; 0 otherwise (as in
				    every act before this was told) */
	int64_t bytes;
};

struct act_relation {
	const char *type, *target;
};

/*
 * Everything a step depends on besides the context (procedure.h) and the
 * time of recording. Strings never NULL ("" none), in `arena`.
 *
 *   <act xmlns="urn:guiwen:act:1" document= event= evidenced= instance=
 *       nonce= on-behalf-of= person= registry= role= seen= seen-hash=
 *       stated=>
 *     <metadata .../> <text .../> <material .../>* <datum key=>value</datum>*
 *     <reason>...</reason> <correction step= field= >value</correction>*
 *   </act>
 *
 * In a correction (`corrects` is not 0) the data are the fields that it
 * mends and their right values.
 */
struct act {
	struct arena arena;
	const char *registry;	/* the store's id: an act fits no other */
	const char *document;	/* "" in the act that creates one */
	const char *instance;	/* "main", "filing-1" */
	const char *event, *person;
	const char *on_behalf;	/* who authorised the person to act (授权代办):
				   the roles are this one's; "" : nobody */
	const char *role;	/* "" : whichever of his roles allows it */
	int64_t seen;		/* the document's last record seen, 0 none */
	struct sha256 seen_hash;
	int64_t stated_s, evidenced_s;	/* evidenced 0: none */
	const char *nonce;	/* 32 hex digits */
	const char *reason;
	/* only in an act that creates a document */
	const char *title, *authority, *drafting_body, *kind, *lead;
	const char **joint;
	struct act_relation *relations;
	struct act_datum *data;
	struct act_material *materials;
	struct act_text *text;	/* NULL: none handed in */
	size_t njoint, nrelations, ndata, nmaterials;
	int64_t corrects;	/* the step that a correction mends, 0 */
};

/* A fresh act with every string "" and no nonce: the caller's, act_free(). */
struct act *act_new(void);
/* Append the act, canonical. Parsing and writing gives the same bytes. False
 * when some text held what is no XML character (it became U+FFFD). */
bool act_write(const struct act *act, struct text *out);
/* *out is the caller's: act_free(). 0, or -1 with err (ERR_BROKEN). */
int act_parse(struct act **out, const char *xml, size_t len, struct err *err);
void act_free(struct act *act);
/*
 * Can each fact that the act states be shown as what it is? Each is one line
 * without characters that deceive (text_is_line); only the reason may have
 * several lines. What a text says of itself is left as it is.
 * 0, or -1 with err (ERR_USAGE).
 */
int act_check(const struct act *act, struct err *err);
/* The same of a reason alone. */
bool act_is_reason(const char *reason);
/* The reason as an act is to have it: "" where none was given (NULL), and where
 * it holds nothing that anybody sees (white space of any width, fillers). Acts
 * that were recorded keep what they have. */
const char *act_reason(const char *given);
/* NULL where there is none. */
const char *act_datum(const struct act *act, const char *key);

#endif
