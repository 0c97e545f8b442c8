/* people_int.h: what the files of people.xml share */
#ifndef GUIWEN_WORKFLOWS_PEOPLE_INT_H
#define GUIWEN_WORKFLOWS_PEOPLE_INT_H

#include "engine/base/arena.h"
#include "workflows/people.h"

struct people {
	struct arena arena;
	struct person *list;	/* sorted by id; strings are never NULL */
	size_t count;
};

#endif
