/* cmd_diff.c: guiwen diff: two versions of a document, or two files */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/request.h"

#include "engine/document/document.h"
#include "workflows/registry.h"

#include <string.h>

static const struct option diff_options[] = {
	{ "all", NULL, N_("show what is the same too"), false },
	OPTION_END
};

/* The two texts and what they are called. */
struct sides {
	struct document *old, *new;
	struct text old_name, new_name;
};

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
	if (registry_text(call->registry, id, v, &sides->old, err) == 0 &&
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

static int
run_diff(struct call *call)
{
	struct sides sides = { NULL, NULL, TEXT_INIT, TEXT_INIT };
	struct comparison *comparison = NULL;
	struct err err = ERR_INIT;
	int status;

	if (read_sides(call, &sides, &err) != 0) {
		status = call_asked(call, &err);
		goto out;
	}
	comparison = comparison_new(sides.old, sides.new);
	print(call, &sides, comparison);
	status = comparison_equal(comparison) ? STATUS_YES : STATUS_NO;
out:
	if (comparison != NULL)
		comparison_free(comparison);
	document_free(sides.old);
	document_free(sides.new);
	text_release(&sides.old_name);
	text_release(&sides.new_name);
	return status;
}

static const struct option *const tables[] = { diff_options, NULL };

const struct cmd cmd_diff = {
	"diff", GROUP_TEXT, "DOC [VERSION [VERSION]] | OLD NEW",
	N_("compare two versions of a document, or two files, article by "
	    "article"), tables, 1, 3, run_diff
};
