/* bits.h: sets of small whole numbers, 64 to a word */
#ifndef GUIWEN_CHART_BITS_H
#define GUIWEN_CHART_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_WORDS(n) (((size_t)(n) + 63) / 64)

static inline bool
bits_has(const uint64_t *set, int i)
{
	return set[(unsigned)i / 64] >> ((unsigned)i % 64) & 1;
}

static inline void
bits_add(uint64_t *set, int i)
{
	set[(unsigned)i / 64] |= (uint64_t)1 << ((unsigned)i % 64);
}

static inline void
bits_del(uint64_t *set, int i)
{
	set[(unsigned)i / 64] &= ~((uint64_t)1 << ((unsigned)i % 64));
}

static inline void
bits_clear(uint64_t *set, size_t words)
{
	size_t i;

	for (i = 0; i < words; i++)
		set[i] = 0;
}

/* Take out what is less than `from` or greater than `to`. */
static inline void
bits_keep(uint64_t *set, size_t words, int from, int to)
{
	size_t i, first = (unsigned)from / 64, last = (unsigned)to / 64;

	for (i = 0; i < words; i++)
		if (i < first || i > last)
			set[i] = 0;
	if (first < words)
		set[first] &= ~(uint64_t)0 << ((unsigned)from % 64);
	if (last < words)
		set[last] &= ~(uint64_t)0 >> (63 - (unsigned)to % 64);
}

/* The smallest member that is at least `from` and at most `to`, or -1. */
static inline int
bits_next(const uint64_t *set, int from, int to)
{
	size_t w = (unsigned)from / 64, last = (unsigned)to / 64;
	uint64_t word;
	int i;

	if (from > to)
		return -1;
	word = set[w] & ~(uint64_t)0 << ((unsigned)from % 64);
	while (word == 0 && w < last)
		word = set[++w];
	if (word == 0)
		return -1;
	i = (int)(w * 64) + __builtin_ctzll(word);
	return i <= to ? i : -1;
}

/* The greatest member that is at most `from` and at least `to`, or -1. */
static inline int
bits_prev(const uint64_t *set, int from, int to)
{
	size_t w = (unsigned)from / 64, last = (unsigned)to / 64;
	uint64_t word;
	int i;

	if (from < to)
		return -1;
	word = set[w] & ~(uint64_t)0 >> (63 - (unsigned)from % 64);
	while (word == 0 && w > last)
		word = set[--w];
	if (word == 0)
		return -1;
	i = (int)(w * 64) + 63 - __builtin_clzll(word);
	return i >= to ? i : -1;
}

#endif
