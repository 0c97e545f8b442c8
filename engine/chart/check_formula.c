/* check_formula.c: conditions as formulas over In() and over what data may
 * answer */
#include "engine/chart/check_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 60
#define SPACE " \t\r\n"

/* A stretch of the expression. */
struct span_text {
	const char *s;
	size_t len;
};

static struct span_text
trim(struct span_text t)
{
	while (t.len > 0 && strchr(SPACE, t.s[0]) != NULL) {
		t.s++;
		t.len--;
	}
	while (t.len > 0 && strchr(SPACE, t.s[t.len - 1]) != NULL)
		t.len--;
	return t;
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
	    (unsigned char)c >= 0x80;
}

/* The length of the token at `i`; brackets and what is in them are one. */
static size_t
token(struct span_text t, size_t i)
{
	size_t j = i, depth = 0;
	const char *end;

	do {
		char c = t.s[j];

		if (c == '\'' || c == '"') {
			end = memchr(t.s + j + 1, c, t.len - j - 1);
			j = end != NULL ? (size_t)(end - t.s) + 1 : t.len;
			continue;
		}
		depth += c == '(' || c == '[';
		if ((c == ')' || c == ']') && depth > 0)
			depth--;
		j++;
		if (depth == 0 && is_name_char(c))
			while (j < t.len && is_name_char(t.s[j]))
				j++;
	} while (depth > 0 && j < t.len);
	if (j - i == 1 && j < t.len && strchr("<>!", t.s[i]) != NULL &&
	    t.s[j] == '=')
		j++;
	return j - i;
}

static bool
spells(struct span_text t, size_t i, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(t.s + i, word, len) == 0;
}

/*
 * Where the last operator of one of the names stands at the top level
 * (XPath 1.0 associates to the left); false: nowhere. A name is an operator
 * only after an operand (XPath 1.0, 3.7).
 */
static bool
split(struct span_text t, const char *const *operators, size_t *at,
    size_t *len, int *which)
{
	bool operand = false, found = false;
	size_t i = 0, n;
	int k;

	while (i < t.len) {
		if (strchr(SPACE, t.s[i]) != NULL) {
			i++;
			continue;
		}
		n = token(t, i);
		for (k = 0; operand && operators[k] != NULL; k++) {
			if (!spells(t, i, n, operators[k]))
				continue;
			*at = i;
			*len = n;
			*which = k;
			found = true;
			break;
		}
		if (operand && (operators[k] != NULL ||
		    spells(t, i, n, "and") || spells(t, i, n, "or") ||
		    spells(t, i, n, "div") || spells(t, i, n, "mod")))
			operand = false;
		else
			operand = strchr("@/:,|+-=<>!$", t.s[i]) == NULL &&
			    !(operand && t.s[i] == '*');
		i += n;
	}
	return found;
}

/* The argument of name(...) when that is all of the text. */
static bool
call(struct span_text t, const char *name, struct span_text *inside)
{
	size_t n = strlen(name);
	struct span_text rest;

	if (t.len < n + 2 || memcmp(t.s, name, n) != 0)
		return false;
	rest = trim((struct span_text) { t.s + n, t.len - n });
	if (rest.len < 2 || rest.s[0] != '(' || token(rest, 0) != rest.len)
		return false;
	*inside = trim((struct span_text) { rest.s + 1, rest.len - 2 });
	return true;
}

static bool
literal(struct span_text t, struct span_text *out)
{
	if (t.len < 2 || (t.s[0] != '\'' && t.s[0] != '"') ||
	    t.s[t.len - 1] != t.s[0] || token(t, 0) != t.len)
		return false;
	*out = (struct span_text) { t.s + 1, t.len - 2 };
	return true;
}

static bool
number(struct span_text t, double *out)
{
	char buf[64], *end;
	size_t i = 0;

	if (t.len == 0 || t.len >= sizeof(buf))
		return false;
	memcpy(buf, t.s, t.len);
	buf[t.len] = '\0';
	i = buf[0] == '-';
	if (buf[i + strspn(buf + i, "0123456789.")] != '\0' || buf[i] == '\0')
		return false;
	*out = strtod(buf, &end);
	return *end == '\0';
}

static struct formula *
make(struct formulas *f, enum formula_kind kind)
{
	struct formula *formula = arena_alloc(f->arena, sizeof(*formula));

	formula->kind = kind;
	return formula;
}

/* White space is one blank, so that equal texts are equal. */
static const char *
keep(struct formulas *f, struct span_text t)
{
	char *s = arena_strndup(f->arena, t.s, t.len), *to = s, *from;
	char quote = '\0';

	for (from = s; *from != '\0'; from++) {
		if (quote == '\0' && (*from == '\'' || *from == '"'))
			quote = *from;
		else if (*from == quote)
			quote = '\0';
		if (quote == '\0' && strchr(SPACE, *from) != NULL) {
			if (to > s && to[-1] != ' ')
				*to++ = ' ';
			continue;
		}
		*to++ = *from;
	}
	*to = '\0';
	return s;
}

static int
quantity(struct formulas *f, enum quantity_kind kind, const char *text,
    const char *other)
{
	struct quantity *q;
	size_t i;

	for (i = 0; i < f->n; i++) {
		q = &f->quantities[i];
		if (q->kind == kind && strcmp(q->text, text) == 0 &&
		    (other == NULL || strcmp(q->other, other) == 0))
			return (int)i;
	}
	MEM_GROW(f->quantities, f->n, f->cap);
	q = &f->quantities[f->n];
	*q = (struct quantity) { .kind = kind, .text = text, .other = other };
	/* What looks at the configuration inside a larger expression changes
	 * with it. */
	q->of_event = strstr(text, "_event") != NULL ||
	    strstr(text, "In(") != NULL || (other != NULL &&
	    (strstr(other, "_event") != NULL || strstr(other, "In(") != NULL));
	return (int)f->n++;
}

static void
add_number(struct formulas *f, struct quantity *q, double value)
{
	double *grown;
	size_t i, j;

	for (i = 0; i < q->n && q->numbers[i] < value; i++)
		;
	if (i < q->n && !(q->numbers[i] > value))
		return;
	if (q->n == q->cap) {
		q->cap = q->cap == 0 ? 4 : 2 * q->cap;
		grown = arena_array(f->arena, q->cap, sizeof(*grown));
		if (q->n > 0)
			memcpy(grown, q->numbers, q->n * sizeof(*grown));
		q->numbers = grown;
	}
	for (j = q->n++; j > i; j--)
		q->numbers[j] = q->numbers[j - 1];
	q->numbers[i] = value;
}

static void
add_string(struct formulas *f, struct quantity *q, const char *value)
{
	const char **grown;
	size_t i;

	for (i = 0; i < q->n; i++)
		if (strcmp(q->strings[i], value) == 0)
			return;
	if (q->n == q->cap) {
		q->cap = q->cap == 0 ? 4 : 2 * q->cap;
		grown = arena_array(f->arena, q->cap, sizeof(*grown));
		if (q->n > 0)
			memcpy(grown, q->strings, q->n * sizeof(*grown));
		q->strings = grown;
	}
	q->strings[q->n++] = value;
}

static struct formula *
leaf(struct formulas *f, struct span_text t)
{
	struct formula *formula = make(f, FORMULA_DATA);

	formula->quantity = quantity(f, QUANTITY_BOOLEAN, keep(f, t), NULL);
	formula->relation = REL_HOLDS;
	return formula;
}

static enum relation
mirrored(enum relation r)
{
	switch (r) {
	case REL_LT:
		return REL_GT;
	case REL_LE:
		return REL_GE;
	case REL_GT:
		return REL_LT;
	case REL_GE:
		return REL_LE;
	default:
		return r;
	}
}

static struct formula *
comparison(struct formulas *f, struct span_text t, struct span_text a,
    struct span_text b, enum relation relation)
{
	struct formula *formula = make(f, FORMULA_DATA);
	struct span_text string;
	double value;

	if (number(a, &value) || literal(a, &string) ||
	    (!number(b, &value) && !literal(b, &string) &&
	    strcmp(keep(f, a), keep(f, b)) > 0)) {
		struct span_text swap = a;

		a = b;
		b = swap;
		relation = mirrored(relation);
	}
	formula->relation = relation;
	if (number(a, &value) || literal(a, &string))
		return leaf(f, t);	/* a constant with a constant */
	if (number(b, &value)) {
		formula->quantity = quantity(f, QUANTITY_NUMBER, keep(f, a),
		    NULL);
		formula->number = value;
		add_number(f, &f->quantities[formula->quantity], value);
	} else if (literal(b, &string)) {
		if (relation != REL_EQ && relation != REL_NE)
			return leaf(f, t);
		formula->quantity = quantity(f, QUANTITY_STRING, keep(f, a),
		    NULL);
		formula->string = arena_strndup(f->arena, string.s,
		    string.len);
		add_string(f, &f->quantities[formula->quantity],
		    formula->string);
	} else {
		formula->quantity = quantity(f, QUANTITY_PAIR, keep(f, a),
		    keep(f, b));
		add_number(f, &f->quantities[formula->quantity], 0);
	}
	return formula;
}

static struct formula *
in_state(struct formulas *f, struct span_text t, struct span_text inside)
{
	struct formula *formula;
	struct span_text id;

	if (!literal(inside, &id))
		return leaf(f, t);
	formula = make(f, FORMULA_IN);
	formula->state = chart_find(f->chart, arena_strndup(f->arena, id.s,
	    id.len));
	return formula;
}

/* Deeper than DEPTH_MAX it is data: both ways. */
static struct formula *
parse(struct formulas *f, struct span_text t, int depth)
{
	static const char *const ors[] = { "or", NULL };
	static const char *const ands[] = { "and", NULL };
	static const char *const equal[] = { "=", "!=", NULL };
	static const char *const order[] = { "<", "<=", ">", ">=", NULL };
	struct span_text a, b, inside;
	struct formula *formula;
	bool is_or, is_equal;
	size_t at, len;
	int which;

	t = trim(t);
	if (depth > DEPTH_MAX)
		return leaf(f, t);
	is_or = split(t, ors, &at, &len, &which);
	if (is_or || split(t, ands, &at, &len, &which)) {
		formula = make(f, is_or ? FORMULA_OR : FORMULA_AND);
		formula->a = parse(f, (struct span_text) { t.s, at },
		    depth + 1);
		formula->b = parse(f, (struct span_text) { t.s + at + len,
		    t.len - at - len }, depth + 1);
		return formula;
	}
	is_equal = split(t, equal, &at, &len, &which);
	if (is_equal || split(t, order, &at, &len, &which)) {
		a = trim((struct span_text) { t.s, at });
		b = trim((struct span_text) { t.s + at + len,
		    t.len - at - len });
		return comparison(f, t, a, b, (enum relation)(which +
		    (is_equal ? (int)REL_EQ : (int)REL_LT)));
	}
	if (call(t, "not", &inside)) {
		formula = make(f, FORMULA_NOT);
		formula->a = parse(f, inside, depth + 1);
		return formula;
	}
	if (call(t, "In", &inside))
		return in_state(f, t, inside);
	if (call(t, "true", &inside) && inside.len == 0)
		return make(f, FORMULA_TRUE);
	if (call(t, "false", &inside) && inside.len == 0)
		return make(f, FORMULA_FALSE);
	if (call(t, "", &inside) || call(t, "boolean", &inside))
		return parse(f, inside, depth + 1);
	return leaf(f, t);
}

static struct formula *
parse_expr(struct formulas *f, const struct expr *expr)
{
	struct formula *formula;

	if (f->chart->datamodel == CHART_XPATH)
		return expr->comp == NULL ? make(f, FORMULA_FALSE) :
		    parse(f, (struct span_text) { expr->text,
		    strlen(expr->text) }, 0);
	if (expr->in_state < 0)
		return make(f, FORMULA_FALSE);
	formula = make(f, FORMULA_IN);
	formula->state = expr->in_state;
	return formula;
}

static int
by_address(const void *a, const void *b)
{
	const struct condition *x = a, *y = b;

	return (x->expr > y->expr) - (x->expr < y->expr);
}

/* The numbers in between count too, and an answer that is none of them: an
 * empty node-set, NaN. */
static void
count_values(struct quantity *q)
{
	switch (q->kind) {
	case QUANTITY_BOOLEAN:
		q->values = 2;
		break;
	case QUANTITY_NUMBER:
	case QUANTITY_PAIR:
		q->values = (int)(2 * q->n + 2);
		break;
	case QUANTITY_STRING:
		q->values = (int)(q->n + 2);
		break;
	}
}

void
formulas_build(struct formulas *f, const struct chart *chart,
    struct arena *arena)
{
	const struct expr *expr;
	size_t i;

	f->arena = arena;
	f->chart = chart;
	for (expr = chart->exprs; expr != NULL; expr = expr->next)
		f->nconditions += strcmp(expr->attribute, "cond") == 0;
	f->conditions = arena_array(arena, f->nconditions,
	    sizeof(*f->conditions));
	f->nconditions = 0;
	for (expr = chart->exprs; expr != NULL; expr = expr->next)
		if (strcmp(expr->attribute, "cond") == 0)
			f->conditions[f->nconditions++] = (struct condition) {
				expr, parse_expr(f, expr) };
	if (f->nconditions > 0)
		qsort(f->conditions, f->nconditions, sizeof(*f->conditions),
		    by_address);
	/* Answers are kept in one byte, plus 1. */
	for (i = 0; i < f->n; i++) {
		count_values(&f->quantities[i]);
		if (f->quantities[i].values > 250)
			f->quantities[i].values = 250;
	}
}

void
formulas_release(struct formulas *f)
{
	free(f->quantities);
	f->quantities = NULL;
	f->n = f->cap = 0;
}

const struct formula *
formulas_find(const struct formulas *f, const struct expr *expr)
{
	struct condition key = { .expr = expr }, *found;

	found = f->nconditions == 0 ? NULL : bsearch(&key, f->conditions,
	    f->nconditions, sizeof(key), by_address);
	return found != NULL ? found->formula : NULL;
}

/* ---- answers ---- */

/* Answers to a number: below the first, the first, between, ..., none. */
static int
compare_number(const struct quantity *q, double with, int value,
    enum relation relation)
{
	size_t i = 0;
	int at, sign;

	while (i + 1 < q->n && q->numbers[i] < with)
		i++;
	at = (int)(2 * i + 1);
	if (value >= (int)(2 * q->n + 1))
		return 0;
	sign = (value > at) - (value < at);
	switch (relation) {
	case REL_EQ:
		return sign == 0;
	case REL_NE:
		return sign != 0;
	case REL_LT:
		return sign < 0;
	case REL_LE:
		return sign <= 0;
	case REL_GT:
		return sign > 0;
	case REL_GE:
		return sign >= 0;
	case REL_HOLDS:
		break;
	}
	return 0;
}

/* ... to a string: each of those mentioned, another one, none. */
static int
compare_string(const struct quantity *q, const char *with, int value,
    enum relation relation)
{
	bool equal;

	if (value > (int)q->n)
		return 0;
	equal = value < (int)q->n && strcmp(q->strings[value], with) == 0;
	return relation == REL_EQ ? equal : !equal;
}

static int
answer(const struct formulas *f, const struct formula *formula,
    const unsigned char *values, int *unknown)
{
	const struct quantity *q = &f->quantities[formula->quantity];
	int value = (int)values[formula->quantity] - 1;

	if (value < 0) {
		*unknown = formula->quantity;
		return -1;
	}
	switch (q->kind) {
	case QUANTITY_BOOLEAN:
		return value;
	case QUANTITY_NUMBER:
	case QUANTITY_PAIR:
		return compare_number(q, formula->number, value,
		    formula->relation);
	case QUANTITY_STRING:
		return compare_string(q, formula->string, value,
		    formula->relation);
	}
	return 0;
}

int
formula_eval(const struct formulas *f, const struct formula *formula,
    const uint64_t *active, const unsigned char *values, int *unknown)
{
	int a, b, decided;

	switch (formula->kind) {
	case FORMULA_TRUE:
		return 1;
	case FORMULA_FALSE:
		return 0;
	case FORMULA_IN:
		return formula->state >= 0 && bits_has(active,
		    formula->state);
	case FORMULA_NOT:
		a = formula_eval(f, formula->a, active, values, unknown);
		return a < 0 ? -1 : !a;
	case FORMULA_DATA:
		return answer(f, formula, values, unknown);
	case FORMULA_AND:
	case FORMULA_OR:
		break;
	}
	decided = formula->kind == FORMULA_OR;
	b = formula_eval(f, formula->b, active, values, unknown);
	a = formula_eval(f, formula->a, active, values, unknown);
	if (a == decided || b == decided)
		return decided;
	return a < 0 || b < 0 ? -1 : !decided;
}

void
formula_say(const struct formulas *f, int quantity_number, int value,
    struct text *out)
{
	const struct quantity *q = &f->quantities[quantity_number];
	size_t i = (size_t)value / 2;

	switch (q->kind) {
	case QUANTITY_BOOLEAN:
		text_addf(out, value != 0 ? "%s" : "not(%s)", q->text);
		break;
	case QUANTITY_STRING:
		if (value < (int)q->n)
			text_addf(out, "%s = '%s'", q->text,
			    q->strings[value]);
		else
			text_addf(out, value == (int)q->n ?
			    "%s = '...'" : "not(%s)", q->text);
		break;
	case QUANTITY_PAIR:
		if (value > 2)
			text_addf(out, "not(%s = %s)", q->text, q->other);
		else
			text_addf(out, "%s %s %s", q->text, value == 0 ? "<" :
			    value == 1 ? "=" : ">", q->other);
		break;
	case QUANTITY_NUMBER:
		if (value > (int)(2 * q->n))
			text_addf(out, "number(%s) = NaN", q->text);
		else if (value % 2 == 1)
			text_addf(out, "%s = %g", q->text, q->numbers[i]);
		else if (i == 0)
			text_addf(out, "%s < %g", q->text, q->numbers[0]);
		else if (i == q->n)
			text_addf(out, "%s > %g", q->text, q->numbers[i - 1]);
		else
			text_addf(out, "%g < %s < %g", q->numbers[i - 1],
			    q->text, q->numbers[i]);
		break;
	}
}
