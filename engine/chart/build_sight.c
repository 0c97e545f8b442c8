/*
 * build_sight.c: expressions that cannot see _event. Its nodes are made only
 * when somebody looks (model_bind_event), which costs more than most
 * conditions do; so conditions that read other variables do not count.
 */
#include "engine/chart/build.h"

#include <string.h>

#define SPACE " \t\r\n"

/* Where the reading of an expression stands. */
struct sight {
	const char *s;
	int predicates;		/* inside how many [ ]: there a relative path
				   begins in a variable, else in the root */
	bool operand;		/* what came last can be followed by an
				   operator, a step or a predicate */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (unsigned char)c >= 0x80;
}

/* A name with its prefix, but not the "::" of an axis. */
static size_t
name_length(const char *s)
{
	size_t n = 0;

	while (begins_name(s[n]) || (n > 0 && (is_digit(s[n]) ||
	    s[n] == '-' || s[n] == '.' ||
	    (s[n] == ':' && begins_name(s[n + 1])))))
		n++;
	return n;
}

static bool
is_one_of(const char *const *list, const char *s, size_t len)
{
	for (; *list != NULL; list++)
		if (strlen(*list) == len && strncmp(*list, s, len) == 0)
			return true;
	return false;
}

static void
skip_space(struct sight *e)
{
	e->s += strspn(e->s, SPACE);
}

static bool
literal(struct sight *e)
{
	const char *end = strchr(e->s + 1, *e->s);

	if (end == NULL)
		return false;
	e->s = end + 1;
	e->operand = true;
	return true;
}

static bool
variable(struct sight *e)
{
	size_t n = name_length(++e->s);

	if (n == 0 || (n == strlen("_event") &&
	    strncmp(e->s, "_event", n) == 0))
		return false;
	e->s += n;
	e->operand = true;
	return true;
}

/* A name test or *, after a slash or @; no axis and no node type. */
static bool
name_test(struct sight *e)
{
	size_t n;

	skip_space(e);
	n = *e->s == '*' ? 1 : name_length(e->s);
	if (n == 0)
		return false;
	e->s += n;
	skip_space(e);
	e->operand = true;
	return *e->s != '(' && *e->s != ':';
}

/* From a variable's node downwards. A path that begins with a slash begins
 * at the root and may come to _event. */
static bool
step(struct sight *e)
{
	if (!e->operand)
		return false;
	e->s += e->s[1] == '/' ? 2 : 1;
	skip_space(e);
	if (*e->s == '@')
		e->s++;
	return name_test(e);
}

/* Without an argument some functions read the context node. */
static bool
call(struct sight *e, const char *name, size_t len)
{
	static const char *const of_arguments[] = { "In", "boolean",
		"ceiling", "concat", "contains", "count", "floor",
		"local-name", "name", "namespace-uri", "normalize-space",
		"not", "number", "round", "starts-with", "string",
		"string-length", "substring", "substring-after",
		"substring-before", "sum", "translate", NULL };
	static const char *const of_nothing[] = { "false", "last",
		"position", "true", NULL };

	e->s++;
	skip_space(e);
	e->operand = false;
	if (*e->s == ')' && e->predicates == 0)
		return is_one_of(of_nothing, name, len);
	return is_one_of(of_arguments, name, len) ||
	    is_one_of(of_nothing, name, len);
}

static bool
name(struct sight *e)
{
	static const char *const operators[] = { "and", "div", "mod", "or",
		NULL };
	const char *start = e->s;
	size_t n = name_length(start);

	e->s += n;
	skip_space(e);
	if (e->operand) {
		e->operand = false;
		return is_one_of(operators, start, n);
	}
	if (*e->s == '(')
		return call(e, start, n);
	e->operand = true;
	return e->predicates > 0 && *e->s != ':';
}

static bool
punctuation(struct sight *e)
{
	char c = *e->s++;

	switch (c) {
	case '[':
		e->predicates++;
		e->operand = false;
		return true;
	case ']':
		e->operand = true;
		return e->predicates-- > 0;
	case ')':
		e->operand = true;
		return true;
	case '*':
		e->operand = !e->operand;
		return !e->operand || e->predicates > 0;
	case '@':
		return e->predicates > 0 && !e->operand && name_test(e);
	case '.':
		e->operand = true;
		return e->predicates > 0 && *e->s != '.';
	default:
		e->operand = false;
		return strchr("(,+-=!<>|", c) != NULL;
	}
}

bool
build_sees_event(const char *text)
{
	struct sight e = { .s = text };
	bool spared = true;

	for (skip_space(&e); spared && *e.s != '\0'; skip_space(&e)) {
		if (*e.s == '\'' || *e.s == '"') {
			spared = literal(&e);
		} else if (is_digit(*e.s) ||
		    (*e.s == '.' && is_digit(e.s[1]))) {
			e.s += strspn(e.s, "0123456789.");
			e.operand = true;
		} else if (*e.s == '$') {
			spared = variable(&e);
		} else if (*e.s == '/') {
			spared = step(&e);
		} else if (begins_name(*e.s)) {
			spared = name(&e);
		} else {
			spared = punctuation(&e);
		}
	}
	return !spared;
}
