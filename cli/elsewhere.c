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

/* The folder that the call names or stands in; false where there is none. */
static bool
named_registry(const struct call *call, struct stat *st)
{
	char *folder = call_folder(call, "ledger.sqlite");
	bool found;

	if (folder == NULL)
		folder = call_folder(call, "documents.git");
	found = folder != NULL && stat(folder, st) == 0;
	free(folder);
	return found;
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

static int
check(const struct call *call, const char *path, const char *shown,
    struct err *err)
{
	char place[PATH_MAX], *slash;
	struct stat named, st;
	bool any;

	if (real_place(place, path) != 0)
		return 0;
	any = named_registry(call, &named);
	/* from the place itself up to the root's children */
	for (; place[0] != '\0'; *slash = '\0') {
		if ((any && stat(place, &st) == 0 &&
		    st.st_dev == named.st_dev && st.st_ino == named.st_ino) ||
		    holds_registry(place))
			return err_set(err, ERR_REFUSED, "%s is in the "
			    "registry's own folder, %s, where nothing but "
			    "guiwen's own files has a place: name another "
			    "place", shown, place);
		slash = strrchr(place, '/');
		if (slash == NULL)
			break;
	}
	return 0;
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
