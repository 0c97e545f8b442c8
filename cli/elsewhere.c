/* elsewhere.c: what is written for people lies outside of every registry */
#include "cli/elsewhere.h"

#include "engine/base/mem.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The real path of what is there, or of the nearest folder above it that is:
 * a link that leads nowhere would be replaced where it stands.
 * 0, or -1. */
static int
real_place(char place[PATH_MAX], const char *path)
{
	struct text part = TEXT_INIT;
	size_t len = strlen(path);
	const char *found;

	text_add(&part, path, len);
	while ((found = realpath(part.ptr, place)) == NULL && len > 0) {
		while (len > 0 && part.ptr[len - 1] == '/')
			len--;
		while (len > 0 && part.ptr[len - 1] != '/')
			len--;
		text_cut(&part, len);
		if (len == 0)
			text_adds(&part, ".");
	}
	text_release(&part);
	return found != NULL ? 0 : -1;
}

/* The registry that the call names or stands in, by its folder, the first, and
 * those that it is made of, which may be reached by other ways (a mount of one
 * alone). */
struct named {
	struct stat folders[5];
	size_t n;
};

static void
look_at_named(const struct call *call, struct named *named)
{
	static const char *const parts[] = { "", "/keys", "/documents.git",
		"/documents.git/objects", "/sealed" };
	char *folder = call_folder(call, "ledger.sqlite");
	struct text part = TEXT_INIT;
	size_t i;

	named->n = 0;
	if (folder == NULL)
		folder = call_folder(call, "documents.git");
	for (i = 0; folder != NULL && i < MEM_COUNT(parts); i++) {
		text_reset(&part);
		text_addf(&part, "%s%s", folder, parts[i]);
		named->n += stat(part.ptr, &named->folders[named->n]) == 0;
	}
	text_release(&part);
	free(folder);
}

/* One of the first `most` of them. */
static bool
is_named(const struct named *named, size_t most, const char *place)
{
	struct stat st;
	size_t i;

	if (stat(place, &st) != 0)
		return false;
	for (i = 0; i < most && i < named->n; i++)
		if (st.st_dev == named->folders[i].st_dev &&
		    st.st_ino == named->folders[i].st_ino)
			return true;
	return false;
}

/* Two of them make one: a clone may be called documents.git too. */
static bool
holds_registry(const char *folder)
{
	static const char *const parts[] = { "ledger.sqlite", "documents.git",
		"keys" };
	struct text part = TEXT_INIT;
	struct stat st;
	size_t i, n = 0;

	for (i = 0; i < MEM_COUNT(parts); i++) {
		text_reset(&part);
		text_addf(&part, "%s/%s", folder, parts[i]);
		n += lstat(part.ptr, &st) == 0;
	}
	text_release(&part);
	return n >= 2;
}

/* Append the folder of the registry that the place lies in, else the part of
 * one that is reached without it; nothing where it lies in none. */
static void
find_registry(const struct call *call, char place[PATH_MAX],
    struct text *found)
{
	struct named named;
	char *slash;

	look_at_named(call, &named);
	/* from the place itself up to the root's children */
	for (; place[0] != '\0'; *slash = '\0') {
		if (is_named(&named, 1, place) || holds_registry(place)) {
			text_reset(found);
			text_adds(found, place);
			return;
		}
		if (found->len == 0 && is_named(&named, named.n, place))
			text_adds(found, place);
		slash = strrchr(place, '/');
		if (slash == NULL)
			return;
	}
}

static int
check(const struct call *call, const char *path, const char *shown,
    struct err *err)
{
	struct text found = TEXT_INIT;
	char place[PATH_MAX];
	int result = 0;

	if (real_place(place, path) != 0)
		return 0;
	find_registry(call, place, &found);
	if (found.len > 0)
		result = err_set(err, ERR_REFUSED, "%s is in the registry's "
		    "own folder, %s, where nothing but guiwen's own files has "
		    "a place: name another place", shown, found.ptr);
	text_release(&found);
	return result;
}

int
elsewhere_check(const struct call *call, const char *path, struct err *err)
{
	return check(call, path, path, err);
}

int
elsewhere_check_registry(const struct call *call, const char *folder,
    struct err *err)
{
	struct text above = TEXT_INIT;
	int result;

	text_addf(&above, "%s/..", folder);
	result = check(call, above.ptr, folder, err);
	text_release(&above);
	return result;
}
