/* options.c: parsing a command line against tables of options */
#include "cli/options.h"

#include "cli/input.h"
#include "engine/base/mem.h"
#include "workflows/act.h"

#include <stdlib.h>
#include <string.h>

#define TABLES_NAMES_MAX 128

static const struct option *
find(const struct option *const *tables, const char *name, size_t len)
{
	const struct option *option;

	for (; *tables != NULL; tables++)
		for (option = *tables; option->name != NULL; option++)
			if (strlen(option->name) == len &&
			    strncmp(option->name, name, len) == 0)
				return option;
	return NULL;
}

static int
unknown(const struct option *const *tables, const char *given, size_t len,
    struct err *err)
{
	const char *names[TABLES_NAMES_MAX], *near;
	const struct option *option;
	char *word = mem_strndup(given, len);
	size_t n = 0;

	for (; *tables != NULL; tables++)
		for (option = *tables; option->name != NULL; option++)
			if (n + 1 < TABLES_NAMES_MAX)
				names[n++] = option->name;
	names[n] = NULL;
	near = near_name(word, names);
	if (near != NULL)
		err_set(err, ERR_USAGE,
		    "there is no option --%s here; perhaps --%s is meant",
		    word, near);
	else
		err_set(err, ERR_USAGE, "there is no option --%s here", word);
	free(word);
	return -1;
}

/* What people call things, and files, stay as they were typed. */
static bool
is_free(const char *value)
{
	static const char *const words[] = { "NAME", "TEXT", "FILE", "DIR",
		"WORDS", "ACCOUNT", "REPOSITORY", "KIND=FILE", "TYPE=TARGET",
		"AUTHORITY=DAYS", "STATE" };
	size_t i;

	for (i = 0; i < MEM_COUNT(words); i++)
		if (strcmp(words[i], value) == 0)
			return true;
	return false;
}

static const char *
fold_value(struct options *out, const struct option *option,
    const char *value)
{
	char *folded;

	if (value == NULL || is_free(option->value))
		return value;
	folded = strcmp(option->value, "DATE") == 0 ||
	    strcmp(option->value, "DAYS|DATE") == 0 ? fold_date(value) : NULL;
	if (folded != NULL)
		return options_keep(out, folded);
	folded = strcmp(option->value, "NUMBER") == 0 ||
	    strcmp(option->value, "REGISTRATION") == 0 ||
	    strcmp(option->value, "PHONE") == 0 ? fold_digits(value) :
	    fold_plain(value, ".:/=");
	return folded != NULL ? options_keep(out, folded) : value;
}

static const char *
fold_operand(struct options *out, const char *operand)
{
	char *folded = fold_plain(operand, "");

	if (folded == NULL || strcmp(folded, operand) == 0 ||
	    *folded == '-' || input_exists(operand)) {
		free(folded);
		return operand;
	}
	return options_keep(out, folded);
}

/* "\xe2\x80\x94as": what a Chinese keyboard gives for --as. A file may be
 * called so, unless an option is. */
static int
check_dashes(const struct option *const *tables, const char *arg,
    struct err *err)
{
	const struct option *option;
	const char *name;
	size_t len;

	name = fold_option(arg, &len);
	option = name != NULL ? find(tables, name, len) : NULL;
	if (option == NULL)
		return 0;
	return err_set(err, ERR_USAGE, "\"%s\" begins with a dash; perhaps "
	    "--%s is meant, with two hyphens", arg, option->name);
}

/* Where "KEY=VALUE" is parted, with the length of that '=', which may be a
 * full-width one; NULL: nowhere. */
static const char *
find_equals(const char *value, size_t *len)
{
	static const char wide[] = "＝";
	const char *equals = strchr(value, '=');
	const char *other = strstr(value, wide);

	if (other != NULL && (equals == NULL || other < equals)) {
		*len = strlen(wide);
		return other;
	}
	*len = 1;
	return equals;
}

/* The words of a person among what an option was given; NULL: none. A reason
 * of blanks is no reason, which whoever needs one tells better. */
static const char *
words_of(const struct option *option, const char *value)
{
	static const char *const kinds[] = { "NAME", "TEXT", "ACCOUNT",
		"NUMBER", "REGISTRATION", "KEY=VALUE", "TYPE=TARGET" };
	size_t i, len;

	if (value == NULL || strcmp(option->name, "reason") == 0)
		return NULL;
	for (i = 0; strcmp(kinds[i], option->value) != 0; )
		if (++i == MEM_COUNT(kinds))
			return NULL;
	if (strchr(option->value, '=') == NULL)
		return value;
	value = find_equals(value, &len);
	return value != NULL ? value + len : NULL;
}

/* What is recorded is to be seen by whoever reads it. An empty value takes
 * something away, or stands for what is taken without it. */
static int
check_words(const struct option *option, const char *value, struct err *err)
{
	const char *words = words_of(option, value);

	if (words == NULL || *words == '\0' || *act_reason(words) != '\0')
		return 0;
	return err_set(err, ERR_USAGE, "--%s was given nothing but blanks; "
	    "write the words, or leave it out", option->name);
}

static int
give(struct options *out, const struct option *option, const char *value,
    struct err *err)
{
	size_t i;

	for (i = 0; !option->many && i < out->ngiven; i++)
		if (out->given[i].option == option && option->value != NULL)
			return err_set(err, ERR_USAGE,
			    "the option --%s may be given only once",
			    option->name);
	if (check_words(option, value, err) != 0)
		return -1;
	MEM_GROW(out->given, out->ngiven, out->given_cap);
	out->given[out->ngiven].option = option;
	out->given[out->ngiven].value = fold_value(out, option, value);
	out->ngiven++;
	return 0;
}

/* argv[*i] starts with "--"; *i is moved on when the next one is its value. */
static int
long_option(struct options *out, const struct option *const *tables, int argc,
    char *const *argv, int *i, struct err *err)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '=');
	size_t len = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct option *option = find(tables, name, len);
	char form[ERR_PART_MAX];

	if (option == NULL) {
		if (strcmp(name, "help") == 0) {
			out->help = true;
			return 0;
		}
		return unknown(tables, name, len, err);
	}
	if (option->value == NULL) {
		if (equals != NULL)
			return err_set(err, ERR_USAGE,
			    "the option --%s takes no value", option->name);
		return give(out, option, NULL, err);
	}
	if (equals != NULL)
		return give(out, option, equals + 1, err);
	if (*i + 1 >= argc || strncmp(argv[*i + 1], "--", 2) == 0)
		return err_set(err, ERR_USAGE,
		    "the option --%s needs a value: --%s %s", option->name,
		    option->name, err_part(form, option->value));
	return give(out, option, argv[++*i], err);
}

static int
parse(struct options *out, const struct option *const *tables, int argc,
    char *const *argv, bool front, int *used, struct err *err)
{
	bool only_operands = false;
	int i;

	for (i = 0; i < argc; i++)
		if (!input_is_utf8(argv[i], strlen(argv[i])))
			return err_set(err, ERR_USAGE,
			    "argument %d is not UTF-8 text", i + 1);
	for (i = 0; i < argc; i++) {
		const char *arg = argv[i];

		if (!only_operands && strcmp(arg, "--") == 0 && !front) {
			only_operands = true;
		} else if (!only_operands && strcmp(arg, "-h") == 0) {
			out->help = true;
		} else if (!only_operands && strncmp(arg, "--", 2) == 0) {
			if (long_option(out, tables, argc, argv, &i,
			    err) != 0)
				return -1;
		} else if (!only_operands && arg[0] == '-' && arg[1] != '\0') {
			return err_set(err, ERR_USAGE, "there is no option "
			    "%s; options are written out, as --json", arg);
		} else if (!only_operands && check_dashes(tables, arg, err) !=
		    0) {
			return -1;
		} else if (front) {
			break;
		} else {
			MEM_GROW(out->operands, out->noperands,
			    out->operands_cap);
			out->operands[out->noperands++] = fold_operand(out,
			    arg);
		}
	}
	*used = i;
	return 0;
}

int
options_parse(struct options *out, const struct option *const *tables,
    int argc, char *const *argv, struct err *err)
{
	int used;

	return parse(out, tables, argc, argv, false, &used, err);
}

int
options_parse_front(struct options *out, const struct option *const *tables,
    int argc, char *const *argv, int *used, struct err *err)
{
	return parse(out, tables, argc, argv, true, used, err);
}

void
options_release(struct options *options)
{
	size_t i;

	for (i = 0; i < options->nkept; i++)
		free(options->kept[i]);
	free(options->kept);
	free(options->given);
	free(options->operands);
	*options = (struct options)OPTIONS_INIT;
}

const char *
options_keep(struct options *options, char *s)
{
	MEM_GROW(options->kept, options->nkept, options->kept_cap);
	options->kept[options->nkept++] = s;
	return s;
}

bool
options_has(const struct options *options, const char *name)
{
	return options_count(options, name) > 0;
}

const char *
options_value(const struct options *options, const char *name)
{
	return options_nth(options, name, 0);
}

static const struct option_given *
nth_given(const struct options *options, const char *name, size_t i)
{
	size_t k;

	for (k = 0; k < options->ngiven; k++)
		if (strcmp(options->given[k].option->name, name) == 0 &&
		    i-- == 0)
			return &options->given[k];
	return NULL;
}

const char *
options_nth(const struct options *options, const char *name, size_t i)
{
	const struct option_given *given = nth_given(options, name, i);

	return given != NULL ? given->value : NULL;
}

size_t
options_count(const struct options *options, const char *name)
{
	size_t k, n = 0;

	for (k = 0; k < options->ngiven; k++)
		if (strcmp(options->given[k].option->name, name) == 0)
			n++;
	return n;
}

int
options_pair(const struct options *options, const char *name, size_t nth,
    char **key, const char **value, struct err *err)
{
	const struct option_given *given = nth_given(options, name, nth);
	char form[ERR_PART_MAX];
	const char *equals;
	size_t len;

	equals = find_equals(given->value, &len);
	*key = equals == NULL ? NULL : mem_strndup(given->value,
	    (size_t)(equals - given->value));
	if (*act_reason(*key) == '\0') {
		free(*key);
		return err_set(err, ERR_USAGE, "the value of --%s has the form "
		    "%s; \"%s\" has not", name, err_part(form,
		    given->option->value), given->value);
	}
	*value = equals + len;
	return 0;
}
