/*
 * plain.c: conditions that ask no more than the facts and the configuration,
 * answered without building libxml2's nodes of them
 *
 * Nearly all that a procedure asks is of the form
 *	$_x/facts/filings/@owed = 0 and (In('a') or In('b'))
 * Such a condition is read once, when the chart is compiled; whatever else is
 * XPath stays with libxml2, and so does a value that is not plainly a number
 * where one is asked for. The answers are XPath's (1.0, 3.4): a comparison
 * holds when it holds of some node, so of none that is not there.
 */
#include "engine/chart/session_int.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH 20
#define SIZE_MOST 100		/* comparisons and the like in one condition */
#define DIGITS 15		/* that a double holds exactly */
#define FACTS "$_x/facts/"

enum plain_kind { PLAIN_OR, PLAIN_AND, PLAIN_NOT, PLAIN_IN, PLAIN_COMPARE };
enum relation { EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST };
enum operand_kind { OPERAND_NUMBER, OPERAND_STRING, OPERAND_FACT };

struct operand {
	enum operand_kind kind;
	int64_t number;
	const char *string;	/* or the attribute's name */
	const char *element;	/* NULL: of <facts> itself */
};

struct plain {
	enum plain_kind kind;
	const struct plain *a, *b;
	const char *state;
	enum relation relation;
	struct operand x, y;
};

/* ---- reading ---- */

struct scan {
	struct arena *arena;
	const char *at;
	int depth, size;
};

static struct plain *
add(struct scan *s, enum plain_kind kind)
{
	struct plain *plain = arena_alloc(s->arena, sizeof(*plain));

	plain->kind = kind;
	s->size++;
	return plain;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Could this be more of a name or a number that was read up to here? */
static bool
goes_on(char c)
{
	return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 ||
	    (c != '\0' && strchr("_-.:", c) != NULL);
}

static void
skip(struct scan *s)
{
	s->at += strspn(s->at, " \t\r\n");
}

static bool
take(struct scan *s, const char *token)
{
	size_t len = strlen(token);

	skip(s);
	if (strncmp(s->at, token, len) != 0 ||
	    (is_letter(token[len - 1]) && goes_on(s->at[len])))
		return false;
	s->at += len;
	return true;
}

static const char *
read_name(struct scan *s)
{
	const char *from = s->at;

	if (!is_letter(*s->at))
		return NULL;
	while (is_letter(*s->at) || is_digit(*s->at) || *s->at == '-')
		s->at++;
	return goes_on(*s->at) ? NULL :
	    arena_strndup(s->arena, from, (size_t)(s->at - from));
}

static const char *
read_string(struct scan *s)
{
	const char *from, *end;

	skip(s);
	if (*s->at != '\'' && *s->at != '"')
		return NULL;
	from = s->at + 1;
	end = strchr(from, *s->at);
	if (end == NULL)
		return NULL;
	s->at = end + 1;
	return arena_strndup(s->arena, from, (size_t)(end - from));
}

/* Digits, and not too many of them. */
static bool
read_number(const char *s, size_t len, int64_t *out)
{
	size_t i;

	*out = 0;
	for (i = 0; i < len && is_digit(s[i]); i++)
		*out = *out * 10 + (s[i] - '0');
	return len > 0 && len <= DIGITS && i == len;
}

static bool
read_operand(struct scan *s, struct operand *out)
{
	size_t len;

	memset(out, 0, sizeof(*out));
	skip(s);
	if (is_digit(*s->at)) {
		len = strspn(s->at, "0123456789");
		out->kind = OPERAND_NUMBER;
		if (len > DIGITS || goes_on(s->at[len]))
			return false;
		read_number(s->at, len, &out->number);
		s->at += len;
		return true;
	}
	if (*s->at == '\'' || *s->at == '"') {
		out->kind = OPERAND_STRING;
		out->string = read_string(s);
		return out->string != NULL;
	}
	if (strncmp(s->at, FACTS, sizeof(FACTS) - 1) != 0)
		return false;
	s->at += sizeof(FACTS) - 1;
	out->kind = OPERAND_FACT;
	if (*s->at != '@') {
		out->element = read_name(s);
		if (out->element == NULL || *s->at++ != '/')
			return false;
	}
	if (*s->at++ != '@')
		return false;
	out->string = read_name(s);
	return out->string != NULL;
}

static bool
read_relation(struct scan *s, enum relation *out)
{
	static const struct {
		const char *token;
		enum relation relation;
	} relations[] = {
		{ "!=", UNEQUAL }, { "<=", AT_MOST }, { ">=", AT_LEAST },
		{ "=", EQUAL }, { "<", LESS }, { ">", MORE }
	};
	size_t i;

	for (i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
		if (!take(s, relations[i].token))
			continue;
		*out = relations[i].relation;
		return true;
	}
	return false;
}

static const struct plain *read_or(struct scan *s);

static const struct plain *
read_compare(struct scan *s)
{
	struct plain *plain = add(s, PLAIN_COMPARE);
	enum operand_kind x, y;

	if (!read_operand(s, &plain->x) ||
	    !read_relation(s, &plain->relation) ||
	    !read_operand(s, &plain->y))
		return NULL;
	x = plain->x.kind;
	y = plain->y.kind;
	if (x != OPERAND_FACT && y != OPERAND_FACT)
		return NULL;
	/* Strings have no order: their numbers do. */
	if ((x == OPERAND_STRING || y == OPERAND_STRING) &&
	    plain->relation != EQUAL && plain->relation != UNEQUAL)
		return NULL;
	return plain;
}

static const struct plain *
read_one(struct scan *s)
{
	struct plain *plain;
	const struct plain *inside;
	bool negated;

	skip(s);
	negated = take(s, "not");
	if (take(s, "(")) {
		inside = read_or(s);
		if (inside == NULL || !take(s, ")"))
			return NULL;
		if (!negated)
			return inside;
		plain = add(s, PLAIN_NOT);
		plain->a = inside;
		return plain;
	}
	if (negated)
		return NULL;
	if (!take(s, "In"))
		return read_compare(s);
	plain = add(s, PLAIN_IN);
	if (!take(s, "("))
		return NULL;
	plain->state = read_string(s);
	return plain->state != NULL && take(s, ")") ? plain : NULL;
}

/* One or more of a kind, "and" binding closer. */
static const struct plain *
read_chain(struct scan *s, enum plain_kind kind)
{
	const char *token = kind == PLAIN_OR ? "or" : "and";
	const struct plain *a = NULL, *b;
	struct plain *both;

	do {
		b = kind == PLAIN_OR ? read_chain(s, PLAIN_AND) : read_one(s);
		if (b == NULL || s->size > SIZE_MOST)
			return NULL;
		if (a != NULL) {
			both = add(s, kind);
			both->a = a;
			both->b = b;
			b = both;
		}
		a = b;
	} while (take(s, token));
	return a;
}

static const struct plain *
read_or(struct scan *s)
{
	const struct plain *plain;

	if (++s->depth > DEPTH)
		return NULL;
	plain = read_chain(s, PLAIN_OR);
	s->depth--;
	return plain;
}

const struct plain *
plain_read(struct arena *arena, const char *text)
{
	struct scan s = { arena, text, 0, 0 };
	const struct plain *plain = read_or(&s);

	skip(&s);
	return *s.at == '\0' ? plain : NULL;
}

/* ---- answering: 1, 0, or -1: libxml2 knows ---- */

static bool
is_related(enum relation relation, int64_t x, int64_t y)
{
	switch (relation) {
	case EQUAL:
		return x == y;
	case UNEQUAL:
		return x != y;
	case LESS:
		return x < y;
	case AT_MOST:
		return x <= y;
	case MORE:
		return x > y;
	case AT_LEAST:
		return x >= y;
	}
	return false;
}

/* Two values, NULL where it is the operand's number. */
static int
compare_values(const struct plain *plain, const char *x, const char *y)
{
	bool numbers = x == NULL || y == NULL ||
	    (plain->relation != EQUAL && plain->relation != UNEQUAL);
	int64_t a = plain->x.number, b = plain->y.number;

	if (!numbers)
		return (strcmp(x, y) == 0) == (plain->relation == EQUAL);
	if ((x != NULL && !read_number(x, strlen(x), &a)) ||
	    (y != NULL && !read_number(y, strlen(y), &b)))
		return -1;
	return is_related(plain->relation, a, b);
}

/* The next value of an operand: of a fact behind the element `*at`, which
 * begins with NULL; of others there is one. False: no more. */
static bool
next_value(const struct operand *operand, const struct xml_tree *facts,
    const struct xml_tree **at, const char **value)
{
	bool first = *at == NULL;

	*value = operand->string;
	if (operand->kind != OPERAND_FACT || operand->element == NULL) {
		*at = facts;
		if (first && operand->kind == OPERAND_FACT)
			*value = xt_attr(facts, operand->string);
		return first && (*value != NULL ||
		    operand->kind == OPERAND_NUMBER);
	}
	for (*at = first ? facts->first : (*at)->next; *at != NULL;
	    *at = (*at)->next) {
		if (!xt_is(*at, NULL, operand->element))
			continue;
		*value = xt_attr(*at, operand->string);
		if (*value != NULL)
			return true;
	}
	return false;
}

static int
compare(const struct session *s, const struct plain *plain)
{
	const struct xml_tree *facts = s->model->given_facts;
	const struct xml_tree *x_at = NULL, *y_at;
	const char *x, *y;
	int is;

	if (!xt_is(facts, NULL, "facts"))
		return facts == NULL ? 0 : -1;
	while (next_value(&plain->x, facts, &x_at, &x))
		for (y_at = NULL; next_value(&plain->y, facts, &y_at, &y);)
			if ((is = compare_values(plain, x, y)) != 0)
				return is;
	return 0;
}

int
plain_holds(const struct session *s, const struct plain *plain)
{
	int a, b, state;

	switch (plain->kind) {
	case PLAIN_COMPARE:
		return compare(s, plain);
	case PLAIN_IN:
		state = chart_find(s->chart, plain->state);
		return state > 0 && bits_has(s->active, state);
	case PLAIN_NOT:
		a = plain_holds(s, plain->a);
		return a < 0 ? -1 : !a;
	case PLAIN_OR:
	case PLAIN_AND:
		a = plain_holds(s, plain->a);
		b = plain_holds(s, plain->b);
		if (a < 0 || b < 0)
			return -1;
		return plain->kind == PLAIN_OR ? a || b : a && b;
	}
	return -1;
}
