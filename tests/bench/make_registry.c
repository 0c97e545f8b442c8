/*
 * make_registry.c: a registry of many documents, to measure or to look at
 *
 * make_registry FOLDER [DOCUMENTS]: about ten acts each, over ten years
 * (common/make.h). Run from the project's folder.
 */
#include "tests/bench/common/make.h"

#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	long documents = argc > 2 ? strtol(argv[2], NULL, 10) : 1000;

	if (argc < 2 || argc > 3 || documents < 0) {
		fprintf(stderr, "usage: make_registry FOLDER [DOCUMENTS]\n");
		return 2;
	}
	make_registry(argv[1], documents, true);
	printf("%s: %ld documents, %lld records\n", argv[1], documents,
	    (long long)made_records(argv[1]));
	return 0;
}
