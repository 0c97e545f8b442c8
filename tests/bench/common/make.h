/* make.h: a registry of many documents, made through the real acts */
#ifndef GUIWEN_TESTS_BENCH_MAKE_H
#define GUIWEN_TESTS_BENCH_MAKE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Make a registry in `dir` (absent), with so many documents, whose stories
 * (story.h) begin evenly over the ten years from 2012 on: about ten acts each,
 * sent back, late, never filed, refused, withdrawn or repealed some of them.
 * What is due in a part of a day or a week is recorded in one batch, while a
 * thread exports. 0 documents: an empty registry with its people. Run from
 * the project's folder. A failure ends the program with a sentence.
 */
void make_registry(const char *dir, long documents, bool talk);
#define MADE_YEARS 10
#define MADE_FIRST_YEAR 2012
/* How many records it has. */
int64_t made_records(const char *dir);

#endif
