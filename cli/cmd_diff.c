/* cmd_diff.c: guiwen diff: two versions of a document, or two files */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/diff_sides.h"
#include "cli/diff_view.h"
#include "cli/json.h"
#include "cli/result.h"

#include "engine/document/document.h"
#include "workflows/registry.h"

#include <string.h>

static const struct option diff_options[] = {
	{ "all", NULL, N_("show what is the same too"), false },
	{ "amend", NULL, N_("print the sentences of an amending decision"),
	    false },
	{ "html", "FILE", N_("write one page: redline and both texts side by "
	    "side"), false },
	{ "docx", "FILE", N_("write a Word file whose tracked changes can be "
	    "accepted or rejected"), false },
	OPTION_END
};

/* 对《甲办法》作如下修改： and the sentences; nothing where nothing changed. */
static void
amend_words(struct text *out, const struct diff_sides *sides,
    const struct comparison *comparison)
{
	struct text sentences = TEXT_INIT;
	const char *title = document_title(sides->old);

	comparison_amend(comparison, &sentences);
	if (sentences.len > 0)
		text_addf(out, "对%s%s%s作如下修改：\n%s",
		    *title != '\0' ? "《" : "", *title != '\0' ? title :
		    sides->old_name.ptr, *title != '\0' ? "》" : "",
		    sentences.ptr);
	text_release(&sentences);
}

static void
print(struct call *call, const struct diff_sides *sides,
    const struct comparison *comparison)
{
	bool amend = options_has(&call->options, "amend");
	struct text words = TEXT_INIT;
	json_t *o;

	if (amend)
		amend_words(&words, sides, comparison);
	if (amend && !call_json(call)) {
		output_adds(&call->out, words.len > 0 ? words.ptr :
		    comparison_equal(comparison) ? _("Both say the same.") :
		    _("The texts say the same; who signs them differs."));
		output_adds(&call->out, words.len > 0 ? "" : "\n");
		text_release(&words);
		return;
	}
	if (!call_json(call)) {
		output_addf(&call->out, "%s → %s\n\n", sides->old_name.ptr,
		    sides->new_name.ptr);
		diff_print(&call->out, comparison,
		    options_has(&call->options, "all"));
		diff_print_blind(&call->out, comparison);
		return;
	}
	o = json_object();
	json_object_set_new(o, "old", json_words(sides->old_name.ptr));
	json_object_set_new(o, "new", json_words(sides->new_name.ptr));
	json_object_set_new(o, "equal",
	    json_boolean(comparison_equal(comparison)));
	json_object_set_new(o, "pairs", diff_json(comparison));
	json_object_set_new(o, "elements", diff_elements_json(comparison));
	if (amend)
		json_object_set_new(o, "amend", json_words(words.ptr));
	text_release(&words);
	json_print(&call->out, o);
}

/* Word takes the time of a change for one of its own zone, whatever it says
 * of its zone: 2021-06-15T09:00:00Z. */
static int
write_docx(struct call *call, const struct diff_sides *sides,
    const struct comparison *comparison, const char *path, struct err *err)
{
	struct text bytes = TEXT_INIT;
	char date[TIME_TEXT + 1];
	char *zone = strchr(time_format(date, sides->changed_s), '+');
	int result;

	if (zone != NULL)
		snprintf(zone, 2, "Z");
	result = comparison_write_docx(comparison, sides->author.ptr,
	    zone != NULL ? date : "", &bytes, err);
	if (result == 0)
		result = result_write(call, path, false, &bytes, err);
	text_release(&bytes);
	return result;
}

static int
write_html(struct call *call, const struct diff_sides *sides,
    const struct comparison *comparison, const char *path, struct err *err)
{
	const char *title = document_title(sides->new);
	const struct diff_names names = { *title != '\0' ? title :
	    document_title(sides->old), sides->old_name.ptr,
	    sides->new_name.ptr };
	struct text page = TEXT_INIT;
	int result = diff_html(call, &names, comparison,
	    options_has(&call->options, "all"), &page, err);

	if (result == 0)
		result = result_write(call, path, true, &page, err);
	text_release(&page);
	return result;
}

/* Write the files that are asked for, else the answer for a terminal. */
static int
answer(struct call *call, const struct diff_sides *sides,
    const struct comparison *comparison, struct err *err)
{
	const char *docx = options_value(&call->options, "docx");
	const char *html = options_value(&call->options, "html");

	if (html != NULL && write_html(call, sides, comparison, html, err) !=
	    0)
		return -1;
	if (docx != NULL && write_docx(call, sides, comparison, docx, err) !=
	    0)
		return -1;
	if (call_json(call) || options_has(&call->options, "amend") ||
	    (docx == NULL && html == NULL))
		print(call, sides, comparison);
	return 0;
}

static int
run_diff(struct call *call)
{
	static const char *const files[] = { "html", "docx", NULL };
	struct diff_sides sides = DIFF_SIDES_INIT;
	struct comparison *comparison = NULL;
	struct err err = ERR_INIT;
	int status;

	if (result_check(call, files, call_json(call) ||
	    options_has(&call->options, "amend"), &err) != 0)
		return call_asked(call, &err);
	if (diff_sides_read(&sides, call, &err) != 0) {
		status = call_asked(call, &err);
		goto out;
	}
	comparison = comparison_new(sides.old, sides.new);
	status = comparison_equal(comparison) ? STATUS_YES : STATUS_NO;
	if (answer(call, &sides, comparison, &err) != 0)
		status = call_fail(call, &err);
out:
	if (comparison != NULL)
		comparison_free(comparison);
	diff_sides_release(&sides);
	return status;
}

static const struct option *const tables[] = { diff_options, NULL };

const struct cmd cmd_diff = {
	"diff", GROUP_TEXT, "DOC [VERSION [VERSION]] | DOC FILE | OLD NEW",
	N_("compare two versions of a document, or two files, article by "
	    "article"), tables, 1, 3, run_diff
};
