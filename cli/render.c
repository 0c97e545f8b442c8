/* render.c: an answer as files for people: --html, --docx, --pdf */
#include "cli/render.h"

#include "cli/office.h"
#include "cli/result.h"
#include "cli/view.h"

#include <string.h>

const struct option render_options[] = {
	{ "html", "FILE", N_("write one page for reading and printing"),
	    false },
	{ "docx", "FILE", N_("write a Word file on the page of an official "
	    "document"), false },
	{ "pdf", "FILE", N_("write a PDF, made by LibreOffice"), false },
	OPTION_END
};

static const char *const files[] = { "html", "docx", "pdf", NULL };

static const struct view_word page_words[] = {
	{ "page", N_("The page is that of GB/T 9704 as far as known; fonts and "
	    "sizes of title, headings and masthead were not checked against "
	    "the standard.") },
	{ NULL, NULL }
};

int
render_wanted(const struct call *call, int others, struct err *err)
{
	int n = 0;
	size_t i;

	if (result_check(call, files, others, err) != 0)
		return -1;
	for (i = 0; files[i] != NULL; i++)
		n += options_has(&call->options, files[i]);
	return n;
}

static int
make_pdf(struct call *call, const struct rendering *rendering,
    struct text *out, struct err *err)
{
	struct text docx = TEXT_INIT;
	int result = rendering->docx(call, rendering->what, &docx, err);

	if (result == 0)
		result = office_pdf(&docx, OFFICE_MS, out, err);
	text_release(&docx);
	return result;
}

static int
make(struct call *call, const struct rendering *rendering, const char *what,
    struct text *out, struct err *err)
{
	if (strcmp(what, "html") == 0)
		return rendering->html(call, rendering->what, out, err);
	if (strcmp(what, "docx") == 0)
		return rendering->docx(call, rendering->what, out, err);
	return make_pdf(call, rendering, out, err);
}

int
render_files(struct call *call, const struct rendering *rendering,
    struct err *err)
{
	struct text bytes = TEXT_INIT;
	const char *path;
	int result = 0;
	size_t i;

	for (i = 0; result == 0 && files[i] != NULL; i++) {
		path = options_value(&call->options, files[i]);
		if (path == NULL)
			continue;
		text_reset(&bytes);
		result = make(call, rendering, files[i], &bytes, err);
		if (result == 0)
			result = result_write(call, path,
			    strcmp(files[i], "html") == 0, &bytes, err);
	}
	text_release(&bytes);
	return result;
}

/* ---- a document ---- */

struct remarked {
	const struct document *document;
	const char *remark;
};

static int
document_docx(struct call *call, const void *what, struct text *out,
    struct err *err)
{
	const struct remarked *remarked = what;

	(void)call;
	return document_write_docx(remarked->document, out, err);
}

static int
document_html(struct call *call, const void *what, struct text *out,
    struct err *err)
{
	const struct remarked *remarked = what;
	const struct document *document = remarked->document;
	struct view view;
	struct text akn = TEXT_INIT;
	int result = view_begin(&view, call, "document", page_words, err);

	if (result == 0) {
		xw_element(&view.w, "title", document_title(document));
		if (*remarked->remark != '\0')
			xw_element(&view.w, "remark", remarked->remark);
		document_write_akn(document, &akn);
		/* without the line feed behind it */
		xw_fragment(&view.w, akn.ptr, akn.len - 1);
		result = view_finish(&view, out, err);
	}
	view_release(&view);
	text_release(&akn);
	return result;
}

int
render_document(struct call *call, const struct document *document,
    const char *remark, struct err *err)
{
	const struct remarked remarked = { document, remark };
	const struct rendering rendering = {
		.what = &remarked, .html = document_html, .docx = document_docx
	};

	return render_files(call, &rendering, err);
}
