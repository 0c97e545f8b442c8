/* options.h: command lines: options as data, and what was given of them */
#ifndef GUIWEN_CLI_OPTIONS_H
#define GUIWEN_CLI_OPTIONS_H

#include "engine/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* One option of a command. A table of them ends with OPTION_END. */
struct option {
	const char *name;	/* "material": given as --material */
	const char *value;	/* what its value is, "KIND=FILE"; NULL: none */
	const char *help;	/* English, translated when shown */
	bool many;		/* may be given more than once */
};

#define OPTION_END { NULL, NULL, NULL, false }

struct option_given {
	const struct option *option;
	const char *value;	/* NULL for a switch */
};

/* What a command line gave. Strings are borrowed from argv, or kept here. */
struct options {
	struct option_given *given;
	size_t ngiven, given_cap;
	const char **operands;
	size_t noperands, operands_cap;
	char **kept;
	size_t nkept, kept_cap;
	bool help;		/* -h or --help */
};

#define OPTIONS_INIT { .help = false }

/*
 * Parse argc arguments (program and verb taken off) against a NULL-ended
 * list of tables. Taken are --name VALUE, --name=VALUE, --switch, -h, --help
 * and -- (the rest are operands). Appends to out, so that options before and
 * after the verb come together; options_release() in any case.
 *
 * Days are given in any form that fold_date() knows.
 * Full-width digits, letters and signs and typographic dashes are made plain
 * in every value but names, texts and files, where nothing else is left then;
 * in document and telephone numbers the digits are; in operands, where no file
 * is called so.
 * 0, or -1 with err (ERR_USAGE): an unknown option (with the one that was
 * perhaps meant), one that begins with a dash in place of two hyphens, a value
 * that is missing or not wanted, words that are nothing but blanks (where they
 * are no reason), an option twice that may stand once, an argument that is not
 * UTF-8.
 */
int options_parse(struct options *out, const struct option *const *tables,
    int argc, char *const *argv, struct err *err);
/*
 * The same, but stops before the first operand: *used is how many arguments
 * were taken.
 */
int options_parse_front(struct options *out,
    const struct option *const *tables, int argc, char *const *argv,
    int *used, struct err *err);
void options_release(struct options *options);
/* Keep a string (free() makes it) until options_release(); borrowed. */
const char *options_keep(struct options *options, char *s);

bool options_has(const struct options *options, const char *name);
/* The value, or NULL where the option was not given. */
const char *options_value(const struct options *options, const char *name);
/* The i-th value of an option that may be given many times, or NULL. */
const char *options_nth(const struct options *options, const char *name,
    size_t i);
size_t options_count(const struct options *options, const char *name);

/*
 * The nth value of an option, "KEY=VALUE", taken apart at its first '=', which
 * may be a full-width one: key is the caller's, free(); *value is borrowed.
 * 0, or -1 with err (ERR_USAGE) when there is no '=' or no key but blanks.
 */
int options_pair(const struct options *options, const char *name, size_t nth,
    char **key, const char **value, struct err *err);

/* Full-width digits as plain ones. The caller's: free(). */
char *fold_digits(const char *s);
/* The same of all full-width characters and dashes; NULL where anything is
 * left then besides letters, digits, hyphens and the characters of `more`. */
char *fold_plain(const char *s, const char *more);
/* A day as people write it (2021年3月5日, 2021/3/5, 2021.3.5, 2021-3-5), with a
 * time of day behind it or without (9:30), as 2021-03-05 or 2021-03-05T09:30;
 * whether there is such a day is not looked at. NULL where it is none of
 * these. */
char *fold_date(const char *s);
/* Begins it with a dash in place of a hyphen? Then what follows its dashes, up
 * to a '=' *len bytes; else NULL. */
const char *fold_option(const char *s, size_t *len);

/* The name that `word` was perhaps meant to be, or NULL. names is
 * NULL-ended. */
const char *near_name(const char *word, const char *const *names);

#endif
