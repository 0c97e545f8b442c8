/*
 * audit_register.h: the denominator of the rates against the office's own
 * issuing register (发文登记簿): is every number that was issued accounted for
 */
#ifndef GUIWEN_WORKFLOWS_AUDIT_REGISTER_H
#define GUIWEN_WORKFLOWS_AUDIT_REGISTER_H

#include "engine/document/issuing.h"
#include "workflows/audit.h"
#include "workflows/people.h"

#include <stdbool.h>
#include <stddef.h>

/* What became of a number of the register. */
enum register_standing {
	REGISTER_HERE,		/* it is a document of this registry */
	REGISTER_NOT_NORMATIVE,	/* classified so by a named person with a
				   reason, or void in the same way */
	REGISTER_UNEXPLAINED,
	REGISTER_LATER,		/* issued after the as-of day */
	REGISTER_OTHER_YEAR	/* than the one that is asked about */
};

/* Why a number is unexplained. */
enum register_why {
	REGISTER_EXPLAINED,
	REGISTER_NO_NUMBER,	/* a row without one */
	REGISTER_ILLEGIBLE,	/* what stands there is no document number */
	REGISTER_NORMATIVE,	/* by the register's own word, and not here */
	REGISTER_UNCLASSIFIED,	/* nobody said what it is */
	REGISTER_UNCLEAR,	/* a word that is neither 是 nor 否 */
	REGISTER_NO_PERSON,	/* not normative, but who says so? */
	REGISTER_NO_REASON,
	REGISTER_TWICE		/* another title has the same number */
};

/* One row of a register. Strings are never NULL. */
struct register_line {
	const struct issuing_register *in;
	const struct issuing_row *row;
	enum register_standing standing;
	enum register_why why;
	/* The document here that has the number; "" none. */
	const char *document, *title;
	struct day made;
	/* Nothing that leaves a number unexplained, but to be known: */
	bool other_title, other_date;	/* than the document here has */
	bool said_not;		/* not normative, and yet a document here */
	int first_row;		/* where the number stood before; 0: nowhere */
	bool stranger;		/* classified by nobody of this registry */
};

/* Is it of what the rates are of: neither of another year nor later? */
bool register_line_counts(const struct register_line *line);

/* Numbers that the register leaves out in the midst of a series. */
struct register_gap {
	const char *series;
	long from, to;
};

struct register_series {
	const char *name;	/* 青民规〔2021〕; "" numbers of no series */
	int year;
	size_t rows, here, not_normative, unexplained, later;
	size_t absent;		/* made here, and not in the register */
	long missing;		/* numbers in its gaps */
};

/* Who classified, how often, and how often for the very same reason. */
struct register_person {
	const char *name;
	bool known;		/* a person of this registry has the name */
	size_t rows, alike;
	const char *reason;	/* the one that stands most often */
};

/*
 * The result. Lines are those of all registers in their order, of other years
 * too; borrowed from the registers and rates it was made of, which must
 * outlive it.
 */
struct reconciliation {
	const struct issuing_register *const *registers;
	size_t nregisters;
	struct register_line *lines;
	size_t nlines;
	struct register_series *series;		/* by name */
	size_t nseries;
	struct register_gap *gaps;
	size_t ngaps;
	const struct rate_row **absent;	/* made here by this registry's own
					   authorities, one row a document */
	size_t nabsent;
	struct register_person *people;		/* most rows first */
	size_t npeople;
	size_t here, not_normative, unexplained, later, other_year;
	size_t led_outside;	/* made here under an outside lead, whose
				   register has the number: not in this one */
	long missing;
	bool empty;		/* not one row is of what is asked about: such
				   a register proves nothing */
	bool holds;		/* not empty, and nothing unexplained, missing
				   or absent */
	struct arena arena;
};

/* The document that has a number, whenever it was made. */
struct register_found {
	const char *document, *title, *authority;	/* borrowed until the
							   next call */
	struct day made;
	bool outside;		/* its lead is none of this registry's */
};
/* 1 found, 0 there is none, -1 with err. */
typedef int register_find_fn(void *ctx, const char *number,
    struct register_found *out, struct err *err);

/*
 * Compare registers (issuing_apart) with what the rates count. Of rates of one
 * year the rows count whose number or date is of that year, or that name none;
 * those dated after the as-of day, but not after `today`, only as later, unless
 * the number's own year is over by that date and no document here bears it out.
 * A number is explained by the document here that has it, or by a
 * classification as not normative (or void) that names a person and a reason. A
 * running series begins with 1 in each year: what the register leaves out
 * before its highest number is missing, but not in a series whose documents
 * here are all led by an outside authority. Series without a year run from
 * their lowest number. People may be NULL: then nobody is a stranger. 0, or -1
 * with err. *out is the caller's: reconciliation_free().
 */
int reconcile(struct reconciliation **out,
    const struct issuing_register *const *registers, size_t n,
    const struct rates *rates, struct day today, const struct people *people,
    register_find_fn *find, void *ctx, struct err *err);
/* The same for the registry that the rates are of; sets rates->reconciled when
 * it holds. */
int audit_reconcile(struct reconciliation **out, struct registry *registry,
    const struct issuing_register *const *registers, size_t n,
    struct rates *rates, struct day today, struct err *err);
void reconciliation_free(struct reconciliation *r);

#endif
