/* main.c: the program guiwen: language, places, memory, then run() */
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/signals.h"
#include "engine/xml/xml.h"
#include "store/store.h"

#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct place place;

	place_find(&place);
	place_language(&place);
	signals_prepare();
	xml_prepare();
	store_prepare();
	json_prepare();
	return signals_end(run(&place, argc, argv, STDOUT_FILENO, stderr));
}
