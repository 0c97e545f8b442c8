/* check_int.h: what the parts of the checker share, seen only in
 * engine/chart */
#ifndef GUIWEN_CHART_CHECK_INT_H
#define GUIWEN_CHART_CHECK_INT_H

#include "engine/chart/chart_int.h"
#include "engine/chart/check.h"

#define CHECK_MILESTONES_MAX 64
#define CHECK_DUTIES_MAX 16
#define CHECK_PEOPLE_MAX 12
#define CHECK_QUEUE_MAX 24	/* internal events not yet taken */
#define CHECK_CHOICES_MAX 48	/* in one microstep */
#define CHECK_RUNS_MAX 20000	/* ways through one microstep */

/* ---- conditions (check_formula.c) ---- */

enum formula_kind { FORMULA_TRUE, FORMULA_FALSE, FORMULA_AND, FORMULA_OR,
	FORMULA_NOT, FORMULA_IN, FORMULA_DATA };
enum relation { REL_HOLDS, REL_EQ, REL_NE, REL_LT, REL_LE, REL_GT, REL_GE };

struct formula {
	enum formula_kind kind;
	struct formula *a, *b;
	int state;		/* IN; -1: no such state */
	int quantity;		/* DATA */
	enum relation relation;
	double number;		/* compared with */
	const char *string;
};

enum quantity_kind { QUANTITY_BOOLEAN, QUANTITY_NUMBER, QUANTITY_STRING,
	QUANTITY_PAIR };

/* Something that data decide: what a condition asks of it, and how many
 * answers can be told apart. */
struct quantity {
	enum quantity_kind kind;
	const char *text, *other;	/* other: PAIR, compared with it */
	bool of_event;		/* reads _event: new with each event */
	double *numbers;	/* NUMBER, sorted; 0 for PAIR */
	const char **strings;
	size_t n, cap;
	int values;		/* answers, numbered from 0 */
};

struct formulas {
	struct arena *arena;
	const struct chart *chart;
	struct quantity *quantities;
	size_t n, cap;
	struct condition {
		const struct expr *expr;
		struct formula *formula;
	} *conditions;		/* sorted by address */
	size_t nconditions;
};

void formulas_build(struct formulas *f, const struct chart *chart,
    struct arena *arena);
void formulas_release(struct formulas *f);
const struct formula *formulas_find(const struct formulas *f,
    const struct expr *expr);
/* The answer as an expression: "$x < 5". */
void formula_say(const struct formulas *f, int quantity, int value,
    struct text *out);
/* 1, 0, or -1: it depends on *quantity. `values` holds the answers that are
 * known, plus 1; 0 is unknown. */
int formula_eval(const struct formulas *f, const struct formula *formula,
    const uint64_t *active, const unsigned char *values, int *quantity);

/* ---- what the procedure adds to a chart (check_rules.c) ---- */

struct gate {
	uint64_t after;		/* gw:after */
	uint64_t reaches;	/* gw:milestone */
	bool has_after, acted;	/* acted: for a role, with an event */
	bool text_new, text_maybe;
	uint32_t banned;	/* gw:not, as duties */
	uint32_t duty;		/* what whoever takes it has done then */
};

struct rules {
	const char *milestones[CHECK_MILESTONES_MAX];
	size_t nmilestones;
	uint64_t bound;		/* bound to a text: in some gw:after */
	struct gate *gates;	/* by transition */
	uint64_t *state_reaches;	/* by state */
	uint64_t requires[CHECK_MILESTONES_MAX];	/* in force */
	uint64_t declared[CHECK_MILESTONES_MAX];	/* by gw:requires */
	const char *duties[CHECK_DUTIES_MAX];	/* 0: drafting side */
	size_t nduties;
	int *deadline;		/* by state: class of deadline.ID, or -1 */
	bool has_deadlines;
};

struct check;
int rules_build(struct check *c, struct err *err);
/* What can be said without exploring. */
void rules_judge(struct check *c);

/* ---- situations (explore.c, explore_select.c, explore_step.c) ---- */

enum step_kind { STEP_START, STEP_EXTERNAL, STEP_INTERNAL, STEP_EVENTLESS };

/* How a situation came about from the one before. */
struct label {
	enum step_kind kind;
	int class;		/* of the event */
	size_t pool;		/* transitions, then pairs of quantity and
				   answer */
	uint32_t ntransitions, nassumed;
};

/* Where the parts of a situation start, in words of 64 bits. */
struct layout {
	size_t active, stored, recorded, milestones, values, queue, people,
	    flags, all;
};

#define FLAG_STABLE 1u		/* waits for an event */
#define FLAG_DONE 2u		/* in a top-level final state */
#define FLAG_QUEUE_SHIFT 8	/* number of internal events above it */

#define EDGE_ASSIGNS 1u		/* data may change on the way */

struct edge {
	uint32_t from, to, flags;
};

/* A gated transition was tried in a situation. */
struct trial {
	int transition;
	uint32_t node;
	bool open;
};

/* Two transitions of a state that can both be taken. */
struct rivals {
	int first, second;
};

struct picked_one {
	int transition, domain;
};

struct explorer {
	struct check *check;
	const struct chart *chart;
	struct layout at;
	int npeople;
	size_t most;

	uint64_t *keys;		/* the situations, one after the other */
	struct label *labels;
	uint32_t *parents;
	size_t n, cap;
	uint32_t *table;	/* open addressing, 0 empty, else node + 1 */
	size_t table_size;
	int *pool;
	size_t npool, pool_cap;
	struct edge *edges;
	size_t nedges, edges_cap;
	struct trial *trials;
	size_t ntrials, trials_cap;
	struct rivals *rivals;
	size_t nrivals, rivals_cap;
	size_t nstable;
	bool *taken, *entered;	/* by transition, by state */
	bool *deadline_taken;	/* by state */
	uint32_t *rests_in;	/* by state: first node at rest + 1 */
	uint32_t *nobody;	/* by transition: where gw:not left nobody,
				   node + 1 */
	uint64_t missed[CHECK_MILESTONES_MAX];	/* told already */
	bool *unheld;		/* by transition: told already */
	bool *useful;		/* by class: some transition accepts it */
	bool quiet;		/* makes no findings */
	bool full;		/* stopped at the limit */
	uint32_t flooded;	/* node + 1 where a queue was full */
	uint32_t tangled;	/* node + 1 where choices were too many */
	struct region_filter *filter;	/* or NULL */

	/* The microstep that is being made. */
	uint32_t node;
	uint64_t *now;		/* a copy of the situation, which changes */
	struct picked_one *picked;
	size_t npicked;
	int assumed[2 * CHECK_CHOICES_MAX];
	size_t nassumed;
	uint64_t *classes;	/* by state: events its transitions accept */
	size_t class_words;
	uint64_t *relevant;	/* those of all active states */
	uint64_t *enter, *by_default;
	int *history_content;
	struct {
		int value, count;
	} choices[CHECK_CHOICES_MAX];
	size_t nchoices, choice;
	enum step_kind kind;
	int class;		/* of the event */
	bool assigns, running;
};

void explorer_init(struct explorer *x, struct check *c, int npeople,
    size_t most);
void explorer_release(struct explorer *x);
/* Explore from x->now on instead of the chart's start. */
void explorer_seed(struct explorer *x);
void explore(struct explorer *x);
/* x->now is a situation that follows x->node. */
void explorer_arrive(struct explorer *x);
/* One of `count` ways; all are gone through. */
int explorer_choose(struct explorer *x, int count);
/* The microstep so far as a label. */
struct label explorer_label(struct explorer *x);

/* One way through one microstep from x->now on: explorer_arrive, or not. */
void step_start_chart(struct explorer *x);
void step_by_itself(struct explorer *x);
void step_event(struct explorer *x, int class);
/* Can this event come while the chart rests in x->now? */
bool step_possible(const struct explorer *x, int class);
/* Can nothing happen by itself, whatever the data say? */
bool step_rests(const struct explorer *x);
void step_queue(struct explorer *x, int class);

/* Does one of two that both can be taken come first only by its place? */
bool rivals_known(const struct explorer *x, int first, int second);
void rivals_add(struct explorer *x, int first, int second, int class,
    bool otherwise);
/* check_regions.c: NULL where nothing is gained. With a filter, are the
 * picked transitions to be explored from here? */
struct region_filter *regions_find(struct check *c);
void regions_free(struct region_filter *filter);
bool regions_allow(struct explorer *x);
void pick_transitions(struct explorer *x, int class);
bool pick_true(struct explorer *x, const struct expr *cond);
const uint64_t *step_stored(const void *arg, int history);
/* Does the procedure let the picked transitions happen? Then a person has
 * acted, and the milestones of the text before are taken away. */
bool gates_pass(struct explorer *x);
/* Milestones are reached, in this order. */
void gates_reach(struct explorer *x, uint64_t reaches);

static inline const uint64_t *
node_key(const struct explorer *x, uint32_t node)
{
	return x->keys + (size_t)node * x->at.all;
}

static inline uint64_t
node_flags(const struct explorer *x, uint32_t node)
{
	return node_key(x, node)[x->at.flags];
}

/* ---- findings (check.c, witness.c) ---- */

#define CHECK_FINDINGS_MAX 100	/* of one kind */

struct finding {
	struct check_finding pub;
	size_t number;		/* order of discovery */
};

struct check {
	struct arena arena;
	const struct chart *chart;
	struct check_options options;
	struct formulas formulas;
	struct rules rules;
	struct finding *findings;
	size_t n, cap, faults;
	size_t counts[CHECK_LIMIT + 1];		/* by kind */
	size_t situations, microsteps;
	bool apart;
	struct err words;	/* of the finding that is being made */
};

/*
 * FINDING(check, kind, line, format, ...) makes one, or none when the same
 * was found before; it is a struct check_finding * or NULL. The format is
 * the key of the translation.
 */
#define FINDING(c, kind, line, ...)					\
	(err_set(&(c)->words, ERR_REFUSED, __VA_ARGS__),		\
	    finding_add((c), (kind), (line)))
struct check_finding *finding_add(struct check *c, enum check_kind kind,
    int line);
/* The path to a situation, and one step more when `more` is not NULL. The
 * finding may be NULL. */
void witness(struct explorer *x, struct check_finding *finding,
    uint32_t node, const struct label *more);
/* The atomic states of a situation, in the arena. */
const char *witness_states(const struct explorer *x, uint32_t node);

/* The edges by where they lead to. */
struct backward {
	size_t *first;		/* by node; n + 1 */
	uint32_t *from;
};
struct backward graph_turn(const struct explorer *x);
void graph_release(struct backward *b);
/* Mark all from which a marked one is reached, through nodes in which the
 * state `within` is active (-1: any). */
void graph_mark(const struct explorer *x, const struct backward *b,
    bool *marked, int within);
/* check_graph.c: dead ends, finals out of reach, ways around gates; and
 * check_loops.c */
void graph_judge(struct explorer *x);
void loops_judge(struct explorer *x);

#endif
