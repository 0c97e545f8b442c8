/* bench_compare.c: comparing two versions of texts of 10 to 10000 articles */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define CHARACTERS 340		/* an article has about 1 KB */

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The same numbers in each run. */
static unsigned
pick(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 8) % below;
}

/* Characters as unevenly frequent as those of real texts: few make most. */
static unsigned
character(unsigned *seed)
{
	unsigned range = pick(seed, 3) == 0 ? 2000 : 120;

	return 0x4e10 + pick(seed, range);
}

static char *
words(struct arena *arena, unsigned *seed, size_t characters)
{
	struct text text = TEXT_INIT;
	char *out;

	for (; characters > 0; characters--)
		text_add_utf8(&text, characters % 20 == 0 ? 0xff0c :
		    character(seed));
	out = arena_strndup(arena, text.ptr, text.len);
	text_release(&text);
	return out;
}

/* A few characters of the words exchanged for others. */
static const char *
changed(struct arena *arena, unsigned *seed, const char *from, unsigned times)
{
	char *out = arena_strdup(arena, from);
	size_t at;

	for (; times > 0; times--) {
		at = 3 * pick(seed, (unsigned)(strlen(out) / 3));
		out[at + 2] = (char)(0x80 | ((out[at + 2] + 1) & 0x3f));
	}
	return out;
}

static struct unit *
article(struct arena *arena, struct unit ***tail, size_t number,
    const char *text)
{
	struct unit *unit = arena_alloc(arena, sizeof(*unit));
	char num[40];

	snprintf(num, sizeof(num), "第%zu条", number);
	*unit = (struct unit){ .kind = UNIT_ARTICLE, .eid = "",
		.num = arena_strdup(arena, num), .heading = "", .text = text,
		.wrapup = "" };
	**tail = unit;
	*tail = &unit->next_sibling;
	return unit;
}

static struct unit *
body(struct arena *arena)
{
	struct unit *unit = arena_alloc(arena, sizeof(*unit));

	*unit = (struct unit){ .kind = UNIT_BODY, .eid = "", .num = "",
		.heading = "", .text = "", .wrapup = "" };
	return unit;
}

struct versions {
	struct arena arena;
	struct unit *old_body, *new_body;
	size_t bytes;
};

/* Of a hundred articles `touched` have other words; beside them, five are
 * gone and five are new. */
static void
make_versions(struct versions *v, size_t n, unsigned touched)
{
	struct unit **old_tail, **new_tail;
	unsigned seed = 20210501, fate;
	size_t i, number = 0;
	const char *text;

	*v = (struct versions){ .arena = ARENA_INIT };
	v->old_body = body(&v->arena);
	v->new_body = body(&v->arena);
	old_tail = &v->old_body->first_child;
	new_tail = &v->new_body->first_child;
	for (i = 0; i < n; i++) {
		text = words(&v->arena, &seed, CHARACTERS);
		v->bytes += strlen(text);
		article(&v->arena, &old_tail, i + 1, text);
		fate = pick(&seed, 100);
		if (fate < 5)
			continue;
		if (fate >= 95)
			article(&v->arena, &new_tail, ++number,
			    words(&v->arena, &seed, CHARACTERS));
		if (pick(&seed, 100) < touched)
			text = changed(&v->arena, &seed, text, 12);
		article(&v->arena, &new_tail, ++number, text);
	}
}

static double
measure(const struct versions *v, size_t *pairs, size_t *partners)
{
	double start = now_s(), best = 0, took;
	struct compare_side old_side = COMPARE_SIDE_INIT;
	struct compare_side new_side = COMPARE_SIDE_INIT;
	struct comparison *c;
	int round;
	size_t i;

	for (round = 0; round < 5; round++) {
		start = now_s();
		compare_side_unit(&old_side, v->old_body);
		compare_side_unit(&new_side, v->new_body);
		c = compare_sides(&old_side, &new_side);
		took = now_s() - start;
		*pairs = comparison_npairs(c);
		for (i = *partners = 0; i < *pairs; i++)
			*partners += comparison_pair(c, i)->old_unit != NULL &&
			    comparison_pair(c, i)->new_unit != NULL;
		comparison_free(c);
		if (round == 0 || took < best)
			best = took;
		if (took > 0.5)
			break;
	}
	return best;
}

int
main(void)
{
	static const size_t sizes[] = { 10, 100, 1000, 2000, 10000 };
	static const unsigned touched[] = { 10, 100 };
	struct rusage usage;
	struct versions v;
	size_t i, k, pairs, partners;
	double took, each, first = 0;

	printf("Comparing two versions, 5 %% of the articles gone, 5 %% new\n"
	    "%8s %8s %9s %9s %9s %11s %6s\n", "changed", "articles", "MB",
	    "partners", "ms", "us/article", "ratio");
	for (k = 0; k < MEM_COUNT(touched); k++)
		for (i = 0; i < MEM_COUNT(sizes); i++) {
			make_versions(&v, sizes[i], touched[k]);
			took = measure(&v, &pairs, &partners);
			each = took * 1e6 / (double)sizes[i];
			if (i == 0)
				first = each;
			printf("%6u %% %8zu %9.2f %9zu %9.2f %11.1f %6.2f\n",
			    touched[k], sizes[i], (double)v.bytes / 1e6,
			    partners, took * 1e3, each, each / first);
			fflush(stdout);
			arena_release(&v.arena);
		}
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory, texts included: %ld MB\n",
	    usage.ru_maxrss / 1024);
	return 0;
}
