/* diff_sides.c: which two texts are compared */
#include "cli/diff_sides.h"

#include "cli/input.h"
#include "cli/request.h"
#include "cli/standing.h"

#include <string.h>

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

/* Changes that nobody handed in. */
static void
name_nobody(struct diff_sides *sides, const struct call *call)
{
	text_adds(&sides->author, "guiwen");
	sides->changed_s = call->now_s;
}

static const struct dossier_version *
find_version(const struct dossier *dossier, int64_t n)
{
	size_t i;

	for (i = 0; i < dossier->nversions; i++)
		if (dossier->versions[i].number == n)
			return &dossier->versions[i];
	return NULL;
}

static int
read_version(struct call *call, const struct dossier *dossier, int64_t n,
    struct document **out, struct text *name, struct err *err)
{
	const struct dossier_version *version = find_version(dossier, n);

	text_addf(name, _("%s version %lld"), dossier->id, (long long)n);
	if (version != NULL)
		text_addf(name, " (%s)", version->name);
	return registry_text(call->registry, dossier->id, n, out, err);
}

/* Who handed in the version, and when. */
static int
name_author(struct diff_sides *sides, struct call *call,
    const struct dossier *dossier, int64_t n, struct err *err)
{
	const struct dossier_version *version = find_version(dossier, n);
	const struct procedure_context *context;

	if (registry_context(call->registry, &context, err) != 0)
		return -1;
	if (version == NULL)
		return 0;
	text_adds(&sides->author, person_name(context->people,
	    version->person));
	sides->changed_s = version->stated_s;
	return 0;
}

static int
read_versions(struct diff_sides *sides, struct call *call,
    const struct dossier *dossier, struct err *err)
{
	const char *first = call_operand(call, 1);
	const char *second = call_operand(call, 2);
	int64_t w = (int64_t)dossier->nversions, v = w - 1;

	if (first != NULL && version_number(first, dossier, &v, err) != 0)
		return -1;
	if (second != NULL && version_number(second, dossier, &w, err) != 0)
		return -1;
	if (v < 1)
		return err_set(err, ERR_NOTFOUND, "%s has only one version; "
		    "there is nothing to compare it with", dossier->id);
	if (name_author(sides, call, dossier, w, err) != 0 ||
	    read_version(call, dossier, v, &sides->old, &sides->old_name,
	    err) != 0)
		return -1;
	return read_version(call, dossier, w, &sides->new, &sides->new_name,
	    err);
}

/* A file rather than a version: there, or named as only files are. */
static bool
is_file(const char *operand)
{
	return operand != NULL && operand[strspn(operand, "0123456789")] !=
	    '\0' && (input_exists(operand) || strpbrk(operand, "./") != NULL);
}

static int
read_document(struct diff_sides *sides, struct call *call, struct err *err)
{
	const char *file = call_operand(call, 2) == NULL &&
	    is_file(call_operand(call, 1)) ? call_operand(call, 1) : NULL;
	struct dossier *dossier = NULL;
	int result = -1;

	if (call_open(call, true, err) != 0 ||
	    registry_dossier(call->registry, call_operand(call, 0), &dossier,
	    err) != 0)
		return -1;
	if (file == NULL) {
		result = read_versions(sides, call, dossier, err);
	} else {
		name_nobody(sides, call);
		if (read_version(call, dossier, (int64_t)dossier->nversions,
		    &sides->old, &sides->old_name, err) == 0)
			result = read_file(file, &sides->new,
			    &sides->new_name, err);
	}
	dossier_free(dossier);
	return result;
}

int
diff_sides_read(struct diff_sides *sides, struct call *call, struct err *err)
{
	const char *old = call_operand(call, 0), *new = call_operand(call, 1);

	if (new == NULL && !is_document_id(old) && is_file(old))
		return err_set(err, ERR_USAGE, "name the second file, with "
		    "which %s is to be compared: guiwen diff OLD NEW", old);
	if (new == NULL || call_operand(call, 2) != NULL ||
	    (is_document_id(old) && !input_exists(old)))
		return read_document(sides, call, err);
	name_nobody(sides, call);
	if (read_file(old, &sides->old, &sides->old_name, err) != 0)
		return -1;
	return read_file(new, &sides->new, &sides->new_name, err);
}

void
diff_sides_release(struct diff_sides *sides)
{
	document_free(sides->old);
	document_free(sides->new);
	text_release(&sides->old_name);
	text_release(&sides->new_name);
	text_release(&sides->author);
}
