/* graphviz.c: laying out pictures, by Graphviz' dot as a program of its own */
#include "cli/graphviz.h"

#include "cli/program.h"

#include <stdlib.h>
#include <string.h>

#define SVG_BYTES_MAX ((size_t)64 << 20)

/* The <svg> element of what it wrote: the document type in front of it names
 * a file elsewhere. */
static int
take_picture(const struct program_end *end, struct text *out, struct err *err)
{
	static const char close[] = "</svg>";
	const char *from = strstr(end->output.ptr, "<svg");
	const char *at = from, *stop = NULL;

	while (at != NULL && (at = strstr(at, close)) != NULL)
		stop = at += sizeof(close) - 1;
	if (stop == NULL)
		return err_set(err, ERR_SYSTEM, "Graphviz' dot wrote no "
		    "picture; try it by hand: guiwen workflow show NAME --dot "
		    "| dot -Tsvg");
	text_add(out, from, (size_t)(stop - from));
	text_addc(out, '\n');
	return 0;
}

static int
judge(struct program_end *end, int time_ms, struct text *out, struct err *err)
{
	size_t len = strcspn(end->said.ptr, "\n");

	if (end->output.full)
		return err_set(err, ERR_LIMIT, "the picture is larger than "
		    "%zu MiB and was given up; guiwen workflow show NAME --dot "
		    "gives the graph itself", SVG_BYTES_MAX >> 20);
	if (!end->in_time)
		return err_set(err, ERR_LIMIT, "Graphviz' dot did not lay out "
		    "the picture within %d seconds and was ended; guiwen "
		    "workflow show NAME --dot gives the graph itself",
		    (time_ms + 999) / 1000);
	if (end->status != 0 && len > 0) {
		text_cut(&end->said, len);
		return err_set(err, ERR_SYSTEM, "Graphviz' dot failed: %s",
		    end->said.ptr);
	}
	if (end->status != 0)
		return err_set(err, ERR_SYSTEM, "Graphviz' dot failed and "
		    "did not say why (status %d)", end->status);
	return take_picture(end, out, err);
}

int
graphviz_svg(const char *dot, size_t len, int time_ms, struct text *out,
    struct err *err)
{
	static const char *const names[] = { "dot", NULL };
	static const char *const argv[] = { "dot", "-Tsvg", NULL };
	struct program_end end = PROGRAM_END_INIT;
	char *path = program_find(names);
	const struct program program = { .path = path, .argv = argv,
		.input = dot, .input_len = len, .output_max = SVG_BYTES_MAX,
		.time_ms = time_ms };
	int result = -1;

	if (path == NULL)
		err_set(err, ERR_NOTFOUND, "pictures are laid out by "
		    "Graphviz, whose program dot is not installed here: "
		    "install the package graphviz (apt-get install graphviz), "
		    "or take the graph itself with --dot");
	else if (program_run(&program, &end, err) == 0)
		result = judge(&end, time_ms, out, err);
	program_end_release(&end);
	free(path);
	return result;
}
