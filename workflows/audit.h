/*
 * audit.h: is the history whole, was the procedure kept, what are the rates:
 * recomputed from records and texts, never read from a conclusion
 */
#ifndef GUIWEN_WORKFLOWS_AUDIT_H
#define GUIWEN_WORKFLOWS_AUDIT_H

#include "engine/base/arena.h"
#include "engine/base/day.h"
#include "store/checkpoint.h"
#include "store/store.h"
#include "workflows/registry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is told: faults and breaches, then exceptions, which are nothing wrong
 * but to be known. */
enum audit_kind {
	AUDIT_FAULT,		/* the history is not whole */
	AUDIT_BREACH,		/* the procedure was not kept, the history
				   itself being whole */
	AUDIT_LATE,		/* a deadline that passed, or an unknown one */
	AUDIT_CLAIMED_IN_TIME,	/* one that was kept by the stated day alone */
	AUDIT_ENTRY,		/* late entries, claimed identities, counted
				   for a document */
	AUDIT_CORRECTION,
	AUDIT_CLOCK,		/* a last day that is not the one first told: a
				   clock that stood still, another calendar */
	AUDIT_LEAD,		/* a joint document whose lead is outside */
	AUDIT_EARLY,		/* an opinion before the time that is owed to
				   the reviewer had passed */
	AUDIT_CHART,		/* an instance that went over to another chart,
				   or a chart put in force despite faults */
	AUDIT_SEALED,		/* personal material lawfully destroyed, or of
				   no record */
	AUDIT_KEY,		/* a key that another changed for its person */
	AUDIT_BEHALF,		/* an act for another, who delegated it */
	AUDIT_NOTICED,		/* what the reader noticed of an issued file */
	AUDIT_ENGINE		/* a step of an older engine semantics, or
				   a file of an older reader, that comes out
				   differently now */
};

/* The place of a fault: the public key that was brought along is another. */
#define AUDIT_PLACE_KEY "registry key"

struct audit_fault {
	enum audit_kind kind;
	int64_t record;		/* 0: none in particular */
	int64_t step;
	int64_t since_s;	/* when that record was made; 0: not known */
	const char *document;	/* "" */
	const char *place;	/* "ledger: record", a path in git, "replay" */
	const char *what, *shown;	/* English; the locale's language */
	int64_t order;		/* in which they were found; the audit's own */
};

/* What an auditor kept elsewhere. Strings are borrowed. */
struct witness {		/* a checkpoint */
	const char *name;	/* its file, or the code as it was typed */
	bool is_code;
	struct checkpoint checkpoint;	/* of a code, the size alone */
	char digits[CHECKPOINT_DIGITS];	/* of a code */
	const char *note;
	size_t note_len, text_len;
};
struct audit_outside {
	const struct witness *witnesses;
	size_t nwitnesses;
	const char *registry_key;	/* "ssh-ed25519 AAAA...", or NULL */
};
/* 0, or -1 with err (ERR_SYNTAX: mistyped, or no checkpoint). */
int witness_of_code(struct witness *out, const char *code, struct err *err);
int witness_of_note(struct witness *out, const char *name, const char *note,
    size_t len, struct err *err);

struct audit_history {
	struct store_totals totals;
	char code[CHECKPOINT_CODE];	/* "" no records, or not whole */
	size_t nwitnesses;	/* checkpoints that were given */
	int64_t witnessed;	/* up to this record one of them agrees */
	bool key_given, key_held;	/* and is it the registry's? */
	int64_t replayed;	/* steps fed through their charts again */
	int64_t refusals, corrections;
	int64_t signed_acts;	/* whose person's own signature holds */
	int64_t claimed;	/* acts of persons who were only claimed */
	int64_t late_entries;	/* recorded on a later day than stated;
				   refused attempts entered nothing */
	int64_t longest_lag_days;
	int64_t engine_changed;	/* steps of an older engine semantics that
				   come out differently now: no faults */
	struct audit_fault *faults;
	size_t nfaults;
	struct audit_fault *exceptions;	/* of the kinds from AUDIT_LATE on */
	size_t nexceptions;
	struct arena arena;
};

/*
 * Questions 1 and 2, on all processors. Re-hash, chain, ledger against git
 * both ways (store_verify), then every document's records replayed through
 * procedure_apply in the context that was in force at each record's parent
 * commit: outcome and state.xml must come out byte for byte; the originals,
 * materials and texts in git must have the hashes that the acts name; derived
 * tables recomputed and compared. Then of every document, from its records
 * alone: each published text passed legality review, fair-competition review
 * and deliberation, with exactly this text hash, by people who had the role
 * and had not drafted or handed it in; an issued file reads as the text that
 * stands beside it. Each fault is one row. The rest is still checked. What is
 * told, and in which order, depends on the registry alone. Memory grows by
 * some hundred bytes a document and 40 a record. `progress` (may be NULL) is
 * told of the first record, each thousandth and the last.
 * 0, or -1 with err (ERR_SYSTEM). *out is the caller's: audit_history_free().
 */
int audit_history(struct registry *registry, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err);
/* The same, and the history compared with what was kept outside (may be
 * NULL): that it only grew, under the same key. */
int audit_history_against(struct registry *registry,
    const struct audit_outside *outside, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err);
void audit_history_free(struct audit_history *history);

/* One document in a rate. */
struct rate_row {
	const char *document, *number, *title, *authority;
	const char *filing_authority;	/* "" where it is no filing */
	struct day made, published, due;	/* due year 0: unknown */
	/* the day of publication that is only stated: no paper proves it and
	 * it was recorded after as_of; year 0: none */
	struct day said_published;
	struct day stated, evidenced, recorded;	/* of the act counted */
	const char *receipt;	/* registration number, "" none */
	/* who files it where the lead is none of this registry's authorities;
	 * else "" */
	const char *filed_by;
	bool filed, registered, in_time, claimed_in_time, not_due, late,
	    corrected;
	int days_late;
};

/* A share with everything that it is made of. 0/0 is "n/a", never 100 %. */
struct rate {
	const char *name;	/* filing-rate, in-time-rate, ... (GLOSSARY) */
	const char *authority;	/* the filing authority, "" for all */
	int64_t numerator, denominator;
	const char *rule;	/* how both are counted, one sentence */
};

struct rates {
	int year;		/* 0: all years */
	struct day as_of;
	bool reconciled;	/* false: no issuing register was given */
	struct rate *rates;
	size_t nrates;
	struct rate_row *rows;	/* every document made in the year, once for
				   each filing it owes (once with "" when it
				   owes none or is not published) */
	size_t nrows;
	int64_t made, filed, not_due, missing, late;
	int64_t said_published;	/* documents with such a day */
	struct arena arena;
};

/*
 * Question 3, from the index: documents signed and numbered with a document
 * date (成文日期) in the year, whatever happened later; joint ones once,
 * under the lead. Acts count when their judging time (evidenced, else
 * recorded) is not after as_of; filings are owed from the stated day of
 * publication on, however late that was entered. filing-rate = filed / (made
 * less those not yet due and not filed); in-time-rate = in time / filed;
 * in-time-rate-strict = in time / due; well-formed-rate = filed and never
 * suspended / filed; registered-rate = registered / filed; publication-rate =
 * published / made; legality-rate = legality-reviewed on the published text /
 * published. Per filing authority and in all. A deadline whose calendar is
 * unknown counts as due and not in time, and says so.
 */
int audit_rates(struct registry *registry, int year, struct day as_of,
    struct rates **out, struct err *err);
void rates_free(struct rates *rates);

/*
 * A record that somebody has without the registry, and the signature that came
 * with it ("": none): does it hold over the act in the record, by the key that
 * it names? `print` is the key's fingerprint, whose the key is says the
 * registry alone. A record that says that it was signed is broken without.
 */
enum audit_signed { AUDIT_SIGNED_NOT, AUDIT_SIGNED, AUDIT_SIGNED_BROKEN };
enum audit_signed audit_signed_by(const char *body, size_t len,
    const char *armour, char print[SIGNER_FINGERPRINT]);

/* "99.4" (one decimal, half away from zero); "n/a" for 0/0. */
const char *rate_percent(char out[16], const struct rate *rate);

#endif
