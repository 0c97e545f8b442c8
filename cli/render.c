/* render.c: a document as a file for people: options of guiwen read */
#include "cli/render.h"

#include "cli/result.h"

const struct option render_options[] = {
	{ "docx", "FILE", N_("write a Word file on the page of an official "
	    "document"), false },
	OPTION_END
};

static const char *const files[] = { "docx", NULL };

int
render_wanted(const struct call *call, struct err *err)
{
	bool to_stdout;
	int n = 0;
	size_t i;

	if (result_check(call, files, &to_stdout, err) != 0)
		return -1;
	for (i = 0; files[i] != NULL; i++)
		n += options_has(&call->options, files[i]);
	return n;
}

static int
write_docx(struct call *call, const struct document *document,
    const char *path, struct err *err)
{
	struct text bytes = TEXT_INIT;
	int result = document_write_docx(document, &bytes, err);

	if (result == 0)
		result = result_write(call, path, false, &bytes, err);
	text_release(&bytes);
	return result;
}

int
render_files(struct call *call, const struct document *document,
    struct err *err)
{
	const char *docx = options_value(&call->options, "docx");

	return docx != NULL ? write_docx(call, document, docx, err) : 0;
}
