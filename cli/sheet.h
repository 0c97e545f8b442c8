/* sheet.h: the papers that a bureau seals and keeps, each made of what the
 * registry holds and of nothing else */
#ifndef GUIWEN_CLI_SHEET_H
#define GUIWEN_CLI_SHEET_H

#include "cli/deed.h"
#include "cli/paper.h"
#include "cli/unsettled.h"

/* One document, as of the registry's last record. */
struct sheet {
	const struct procedure_context *context;
	struct dossier *dossier;
	struct deeds deeds;
	const struct unsettled *unsettled;	/* of each version */
	struct paper_seal seal;
	struct day day;		/* of the last record: papers are printed again
				   with the same words, on whatever day */
	struct arena arena;
	/* what was asked for: a step (0: the last one), a filing authority
	 * (NULL: the only one) */
	int64_t step;
	const char *authority;
};

/* A paper that can be asked for. */
struct sheet_kind {
	const char *name;	/* as it is typed: "sign-off" */
	const char *label;	/* N_() */
	bool takes_step, takes_authority;
	/* *out is the caller's: paper_free(). 0, or -1 with err: what is
	 * wanting (ERR_REFUSED), no such step or authority (ERR_NOTFOUND). */
	int (*make)(const struct sheet *sheet, const struct sheet_kind *kind,
	    struct paper **out, struct err *err);
	const char *milestone;	/* of the review, "" none */
};

extern const struct sheet_kind sheet_kinds[];	/* name NULL ends them */
const struct sheet_kind *sheet_kind(const char *name);

/* Read all that papers of a document tell, in one view. sheet_release() in
 * any case. 0, or -1 with err. */
int sheet_load(struct sheet *sheet, struct call *call, const char *document,
    struct err *err);
void sheet_release(struct sheet *sheet);

/* The makers. */
int sheet_sign_off(const struct sheet *sheet, const struct sheet_kind *kind,
    struct paper **out, struct err *err);
int sheet_review(const struct sheet *sheet, const struct sheet_kind *kind,
    struct paper **out, struct err *err);
int sheet_filing(const struct sheet *sheet, const struct sheet_kind *kind,
    struct paper **out, struct err *err);

/* ---- for the makers ---- */

/* Who issues it and how: number, kind, authorities, days, signer; the
 * drafter where it is asked for. */
void sheet_issue_facts(struct paper *paper, const struct sheet *sheet,
    bool drafter);
/* The facts of a version: which, its file and hashes. */
void sheet_version_facts(struct paper *paper, const struct sheet *sheet,
    const struct dossier_version *version);
/* "国办发〔2018〕115号（五） (verified)", or that none is named. */
void sheet_basis(struct text *out, const char *basis, bool verified);
/* A list of materials with their whole SHA-256: columns, then each. */
void sheet_materials(struct paper *paper, const char *key,
    const char *heading);
void sheet_material(struct paper *paper, const struct sheet *sheet,
    const struct dossier_material *material);
/* What was mended of a step (0: of all), where something was. */
void sheet_corrections(struct paper *paper, const struct sheet *sheet,
    int64_t step);

#endif
