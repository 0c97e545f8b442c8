/* cmd.h: what a command is, and one call of it */
#ifndef GUIWEN_CLI_CMD_H
#define GUIWEN_CLI_CMD_H

#include "cli/options.h"
#include "cli/output.h"
#include "engine/base/day.h"
#include "engine/base/err.h"
#include "workflows/registry.h"

#include <libintl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define GUIWEN_DOMAIN "guiwen"
#define GUIWEN_VERSION "0.1.0"

/* _() shows a sentence in the language of the locale, N_() marks one that is
 * shown so later. */
#define _(s) dgettext(GUIWEN_DOMAIN, (s))
/* What is said of one, and of another number. */
#define COUNTED(one, many, n) \
	dngettext(GUIWEN_DOMAIN, (one), (many), (unsigned long)(n))
#define N_(s) (s)

/* Exit statuses (DESIGN.md section 9). */
enum status {
	STATUS_YES = 0,		/* done; the answer is yes */
	STATUS_NO = 1,		/* findings, differences, a rate below 100 % */
	STATUS_USAGE = 2,
	STATUS_REFUSED = 3,
	STATUS_BROKEN = 4,	/* the evidence is broken */
	STATUS_FAILED = 5	/* disk, lock, memory, clock */
};

/* Where the program's own files lie. */
struct place {
	char data[4096];	/* workflows and calendars */
	char views[4096];	/* stylesheets of pages */
	char locale[4096];	/* translations */
};

/* The options that every command takes. */
#define GLOBAL_REGISTRY "registry"
#define GLOBAL_AS "as"
#define GLOBAL_KEY "key"
#define GLOBAL_ON "on"
#define GLOBAL_JSON "json"
extern const struct option global_options[];

struct call;

enum cmd_group { GROUP_START, GROUP_ACT, GROUP_LOOK, GROUP_PROVE, GROUP_TEXT };

struct cmd {
	const char *name;
	enum cmd_group group;
	const char *operands;	/* as shown in the usage: "DOC [FILE]" */
	const char *summary;	/* N_(): one line */
	const struct option *const *options;	/* NULL-ended tables */
	int least, most;	/* operands; most -1: any number */
	int (*run)(struct call *call);	/* an exit status */
};

extern const struct cmd *const commands[];	/* NULL-ended */
const struct cmd *cmd_find(const char *name);
/* Say that there is no such command, and what is perhaps meant: the exit
 * status. */
int cmd_unknown(struct call *call, const char *name);
/* Does it take --on? Acts happen on a day, the inbox and the list of what is
 * due count from one and a migration is an act; what else is done is done
 * now. */
bool cmd_takes_day(const struct cmd *cmd);

/* One call of a command. Nothing of it outlives the call. */
struct call {
	const struct cmd *cmd;
	const struct place *place;
	struct options options;
	struct output out;
	FILE *talk;		/* standard error */
	int64_t now_s;		/* the clock, read once */
	struct registry *registry;	/* NULL until call_open */
	bool acts;		/* it was to be opened to write */
	enum store_outcome outcome;	/* once it is closed again */
	const struct person *person;	/* NULL until call_identify */
	const char *authenticated;
};

/* ---- for the commands (call.c) ---- */

/* "guiwen: sentence" on standard error; the exit status of the error. Where
 * the system failed a command that acts, the sentence begins with what became
 * of the act. */
int call_fail(struct call *call, const struct err *err);
/* The sentence alone, of what failed while the command goes on. */
void call_say(struct call *call, const struct err *err);
/* The same of one of many, while the others are told or done all the same: the
 * graver of `status` and what this one means. */
int call_go_on(struct call *call, int status, const struct err *err);
/* "guiwen: note: sentence" there, of what failed and stops nothing. */
void call_note(struct call *call, const struct err *err);
/* The same as call_fail for a command line that makes no sense, with the
 * usage line. */
int call_usage(struct call *call, const struct err *err);
/* One or the other: with the usage line when the command line is at fault. */
int call_asked(struct call *call, const struct err *err);
/* The exit status that an error code means. */
int status_of(enum err_code code);
/* The graver of two: broken evidence before all, then the greater one. */
int status_graver(int a, int b);

/* The folder that was named as the registry, or the nearest above that is one
 * or was one (`part`: what it is known by); NULL where there is none. The
 * caller's: free(). */
char *call_folder(const struct call *call, const char *part);
/* Open the registry that was named, or the nearest one above. 0, -1. */
int call_open(struct call *call, bool read_only, struct err *err);
/* Is there one named or above? Then open it to read. 1, 0, or -1 with err. */
int call_open_if_any(struct call *call, struct err *err);
/* Who calls? Needs call_open; fills person and authenticated. 0, -1. */
int call_identify(struct call *call, struct err *err);
/* A day as people write it (fold_date), which day_parse alone does not take.
 * 0, or -1. */
int call_parse_day(struct day *out, const char *given);
/* What an option was given as a day (or a time of it) is none. -1. */
int call_no_day(const char *option, const char *given, bool or_time,
    struct err *err);
/* --on as a time; 0 where it was not given. *day_only: without a time of
 * day. 0, or -1 with err. */
int call_stated(struct call *call, int64_t *stated_s, bool *day_only,
    struct err *err);
/* Where the shipped procedures and calendars lie: 0, or -1 with err when they
 * were not found. */
int call_data(const struct call *call, const char **folder, struct err *err);
/* Today in the registry's zone. */
struct day call_today(const struct call *call);
bool call_json(const struct call *call);
/* The i-th operand, or NULL. */
const char *call_operand(const struct call *call, size_t i);
/* A civil day given to an option; year 0 when it was not given. 0, -1. */
int call_day(const struct call *call, const char *option, struct day *out,
    struct err *err);
/* A year given to an option; 0 when it was not given. 0, -1. */
int call_year(const struct call *call, const char *option, int *out,
    struct err *err);

/* Help texts (help.c). */
/* Operands as shown in a usage, in the language of the locale. */
void help_operands(const char *operands, struct text *out);
void help_usage(const struct cmd *cmd, struct output *out);
void help_command(const struct cmd *cmd, struct output *out);
void help_all(struct output *out);

/* Find the program's own files, from where the program lies (place.c). */
void place_find(struct place *place);
/* Set the locale for messages, letters and times only (place.c). */
void place_language(const struct place *place);
/* Are messages shown in Chinese? */
bool in_chinese(void);

/* Run `guiwen argv[1] ...` from the start to the exit status (main.c calls
 * it once, tests may call it many times). */
int run(const struct place *place, int argc, char *const *argv, int out_fd,
    FILE *talk);

#endif
