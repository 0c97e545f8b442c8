/* place.c: where the program's own files lie, and in which language it talks */
#include "cli/cmd.h"

#include "cli/input.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder that the program lies in. */
static int
own_folder(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);
	char *slash;

	if (n <= 0)
		return -1;
	out[n] = '\0';
	slash = strrchr(out, '/');
	if (slash == NULL)
		return -1;
	*slash = '\0';
	return 0;
}

/* out = folder/below, when folder/below/sign is there. */
static bool
try(char *out, size_t size, const char *folder, const char *below,
    const char *sign)
{
	char path[2 * PATH_MAX];
	int n = snprintf(out, size, "%s%s", folder, below);

	if (n < 0 || (size_t)n >= size)
		return false;
	n = snprintf(path, sizeof(path), "%s/%s", out, sign);
	return n > 0 && (size_t)n < sizeof(path) && input_exists(path);
}

void
place_find(struct place *place)
{
	static const char chart[] = "normative-document/chart.scxml";
	static const char page[] = "page.css";
	static const char catalogue[] = "zh_CN/LC_MESSAGES/guiwen.mo";
	const char *given = getenv("GUIWEN_DATA");
	char own[PATH_MAX];

	memset(place, 0, sizeof(*place));
	if (own_folder(own, sizeof(own)) != 0)
		own[0] = '\0';
	/* build/release/guiwen of the source tree, then bin/guiwen of an
	 * installation, wherever it was moved, then where it was built for */
	if ((given == NULL ||
	    !try(place->data, sizeof(place->data), given, "", "")) &&
	    !try(place->data, sizeof(place->data), own, "/../../workflows",
	    chart) &&
	    !try(place->data, sizeof(place->data), own,
	    "/../share/guiwen/workflows", chart))
		try(place->data, sizeof(place->data), GUIWEN_PREFIX,
		    "/share/guiwen/workflows", chart);
	if (!try(place->views, sizeof(place->views), own, "/../../cli/views",
	    page) &&
	    !try(place->views, sizeof(place->views), own,
	    "/../share/guiwen/views", page))
		try(place->views, sizeof(place->views), GUIWEN_PREFIX,
		    "/share/guiwen/views", page);
	if (!try(place->locale, sizeof(place->locale), own, "/../locale",
	    catalogue) &&
	    !try(place->locale, sizeof(place->locale), own,
	    "/../share/locale", catalogue))
		try(place->locale, sizeof(place->locale), GUIWEN_PREFIX,
		    "/share/locale", catalogue);
}

/* The first of LC_ALL, LC_MESSAGES, LANG that is set. */
static const char *
wanted_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	size_t i;

	for (i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return value;
	}
	return "C";
}

/*
 * Never LC_ALL: a decimal comma would break XPath, SQL and JSON. Where Chinese
 * is asked for on a system without that locale, the catalogue is all that is
 * needed, and C.UTF-8 is always there.
 */
void
place_language(const struct place *place)
{
	const char *wanted = wanted_language();
	const char *language = getenv("LANGUAGE");

	if (setlocale(LC_MESSAGES, "") == NULL ||
	    setlocale(LC_CTYPE, "") == NULL) {
		setlocale(LC_MESSAGES, "C.UTF-8");
		setlocale(LC_CTYPE, "C.UTF-8");
		if (strncmp(wanted, "zh", 2) == 0 &&
		    (language == NULL || *language == '\0'))
			setenv("LANGUAGE", "zh_CN", 1);
	}
	setlocale(LC_TIME, "");
	bindtextdomain(GUIWEN_DOMAIN, place->locale);
	bind_textdomain_codeset(GUIWEN_DOMAIN, "UTF-8");
}

bool
in_chinese(void)
{
	/* TRANSLATORS: the code of the language of this catalogue, "zh" */
	static const char key[] = N_("language code");

	return strncmp(_(key), "zh", 2) == 0;
}
