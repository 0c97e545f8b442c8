/* view.c: pages for people: an XML read model, made HTML by a stylesheet */
#include "cli/view.h"

#include "cli/input.h"
#include "engine/xml/transform.h"

static int
read_own(const struct call *call, const char *name, const char *ending,
    struct text *out, struct err *err)
{
	struct text path = TEXT_INIT;
	int result;

	text_addf(&path, "%s/%s%s", call->place->views, name, ending);
	result = input_read(path.ptr, out, err);
	if (result != 0)
		err_set(err, ERR_SYSTEM, "the views that belong to guiwen are "
		    "not where they should be: install it again");
	text_release(&path);
	return result;
}

/* A file of ours as the text of an element. */
static int
add_own(struct view *view, const struct call *call, const char *element,
    const char *name, const char *ending, struct err *err)
{
	struct text bytes = TEXT_INIT;
	int result = read_own(call, name, ending, &bytes, err);

	if (result == 0)
		xw_element(&view->w, element, bytes.ptr);
	text_release(&bytes);
	return result;
}

int
view_begin(struct view *view, const struct call *call, const char *name,
    const struct view_word *words, struct err *err)
{
	text_init(&view->model);
	text_init(&view->sheet);
	view->name = name;
	if (read_own(call, name, ".xsl", &view->sheet, err) != 0)
		return -1;
	xw_init(&view->w, &view->model);
	xw_open(&view->w, "view", NULL);
	xw_attr(&view->w, "lang", in_chinese() ? "zh-CN" : "en");
	if (add_own(view, call, "css", "page", ".css", err) != 0)
		return -1;
	xw_open(&view->w, "words", NULL);
	for (; words->key != NULL; words++) {
		xw_open(&view->w, "word", NULL);
		xw_attr(&view->w, "key", words->key);
		xw_text(&view->w, _(words->word));
		xw_close(&view->w);
	}
	xw_close(&view->w);
	return 0;
}

int
view_finish(struct view *view, struct text *out, struct err *err)
{
	xw_close(&view->w);
	return xml_transform(out, &view->sheet, view->name, &view->model,
	    err);
}

void
view_release(struct view *view)
{
	text_release(&view->model);
	text_release(&view->sheet);
}
