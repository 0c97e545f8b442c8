/* cmd_diff.c: guiwen diff: two versions of a document, or two files */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/diff_view.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/request.h"
#include "cli/result.h"
#include "cli/standing.h"

#include "engine/document/document.h"
#include "workflows/registry.h"

#include <string.h>

static const struct option diff_options[] = {
	{ "all", NULL, N_("show what is the same too"), false },
	{ "html", "FILE", N_("write one page: redline and both texts side by "
	    "side"), false },
	{ "docx", "FILE", N_("write a Word file whose tracked changes can be "
	    "accepted or rejected"), false },
	OPTION_END
};

/* The two texts and what they are called. */
struct sides {
	struct document *old, *new;
	struct text old_name, new_name;
	struct text author;	/* of the changes, and when */
	int64_t changed_s;
};

#define SIDES_INIT { NULL, NULL, TEXT_INIT, TEXT_INIT, TEXT_INIT, 0 }

static int
read_file(const char *path, struct document **out, struct text *name,
    struct err *err)
{
	struct text bytes = TEXT_INIT;
	int result = input_read(path, &bytes, err);

	if (result == 0)
		result = read_safely(out, bytes.ptr, bytes.len,
		    input_name(path), err);
	text_adds(name, path);
	text_release(&bytes);
	return result;
}

static void
name_version(struct text *out, const struct dossier *dossier, int64_t n)
{
	size_t i;

	text_addf(out, _("%s version %lld"), dossier->id, (long long)n);
	for (i = 0; i < dossier->nversions; i++)
		if (dossier->versions[i].number == n)
			text_addf(out, " (%s)", dossier->versions[i].name);
}

/* Who handed in the version, and when. */
static int
name_author(struct call *call, struct sides *sides,
    const struct dossier *dossier, int64_t n, struct err *err)
{
	const struct procedure_context *context;
	size_t i;

	if (registry_context(call->registry, &context, err) != 0)
		return -1;
	for (i = 0; i < dossier->nversions; i++) {
		if (dossier->versions[i].number != n)
			continue;
		text_adds(&sides->author, person_name(context->people,
		    dossier->versions[i].person));
		sides->changed_s = dossier->versions[i].stated_s;
	}
	return 0;
}

static int
read_versions(struct call *call, struct sides *sides, struct err *err)
{
	const char *id = call_operand(call, 0);
	const char *first = call_operand(call, 1);
	const char *second = call_operand(call, 2);
	struct dossier *dossier = NULL;
	int64_t v, w;
	int result = -1;

	if (call_open(call, true, err) != 0 ||
	    registry_dossier(call->registry, id, &dossier, err) != 0)
		goto out;
	w = (int64_t)dossier->nversions;
	v = w - 1;
	if (first != NULL && version_number(first, dossier, &v, err) != 0)
		goto out;
	if (second != NULL && version_number(second, dossier, &w, err) != 0)
		goto out;
	if (v < 1) {
		err_set(err, ERR_NOTFOUND, "%s has only one version; there is "
		    "nothing to compare it with", id);
		goto out;
	}
	name_version(&sides->old_name, dossier, v);
	name_version(&sides->new_name, dossier, w);
	if (name_author(call, sides, dossier, w, err) == 0 &&
	    registry_text(call->registry, id, v, &sides->old, err) == 0 &&
	    registry_text(call->registry, id, w, &sides->new, err) == 0)
		result = 0;
out:
	dossier_free(dossier);
	return result;
}

static int
read_sides(struct call *call, struct sides *sides, struct err *err)
{
	const char *old = call_operand(call, 0), *new = call_operand(call, 1);

	if (new == NULL || call_operand(call, 2) != NULL ||
	    (is_document_id(old) && !input_exists(old)))
		return read_versions(call, sides, err);
	text_adds(&sides->author, "guiwen");
	sides->changed_s = call->now_s;
	if (read_file(old, &sides->old, &sides->old_name, err) != 0)
		return -1;
	return read_file(new, &sides->new, &sides->new_name, err);
}

static void
print(struct call *call, const struct sides *sides,
    const struct comparison *comparison)
{
	json_t *o;

	if (!call_json(call)) {
		output_addf(&call->out, "%s → %s\n\n", sides->old_name.ptr,
		    sides->new_name.ptr);
		diff_print(&call->out, comparison,
		    options_has(&call->options, "all"));
		return;
	}
	o = json_object();
	json_object_set_new(o, "old", json_words(sides->old_name.ptr));
	json_object_set_new(o, "new", json_words(sides->new_name.ptr));
	json_object_set_new(o, "equal",
	    json_boolean(comparison_equal(comparison)));
	json_object_set_new(o, "pairs", diff_json(comparison));
	json_print(&call->out, o);
}

/* Word takes the time of a change for one of its own zone, whatever it says
 * of its zone: 2021-06-15T09:00:00Z. */
static int
write_docx(struct call *call, const struct sides *sides,
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
write_html(struct call *call, const struct sides *sides,
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
answer(struct call *call, const struct sides *sides,
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
	if (call_json(call) || (docx == NULL && html == NULL))
		print(call, sides, comparison);
	return 0;
}

static int
run_diff(struct call *call)
{
	static const char *const files[] = { "html", "docx", NULL };
	struct sides sides = SIDES_INIT;
	struct comparison *comparison = NULL;
	struct err err = ERR_INIT;
	bool to_stdout;
	int status;

	if (result_check(call, files, &to_stdout, &err) != 0)
		return call_usage(call, &err);
	if (read_sides(call, &sides, &err) != 0) {
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
	document_free(sides.old);
	document_free(sides.new);
	text_release(&sides.old_name);
	text_release(&sides.new_name);
	text_release(&sides.author);
	return status;
}

static const struct option *const tables[] = { diff_options, NULL };

const struct cmd cmd_diff = {
	"diff", GROUP_TEXT, "DOC [VERSION [VERSION]] | OLD NEW",
	N_("compare two versions of a document, or two files, article by "
	    "article"), tables, 1, 3, run_diff
};
