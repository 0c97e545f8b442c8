/* input.c: reading files and looking into folders */
#include "cli/input.h"

#include "engine/base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

/* "2026-00O1": a year, a hyphen and no ending of a file's name. */
static bool
is_nearly_id(const char *path)
{
	size_t len = strlen(path);

	return len > 5 && len < 12 && strspn(path, "0123456789") == 4 &&
	    path[4] == '-' && strchr(path, '.') == NULL;
}

static int
cannot_open(const char *path, struct err *err)
{
	if (*path == '\0')
		return err_set(err, ERR_USAGE, "the name of the file is "
		    "empty");
	if ((errno == ENOENT || errno == ENOTDIR) && is_nearly_id(path))
		return err_set(err, ERR_NOTFOUND, "there is no file %s, and "
		    "it is no document's id, which is written like 2026-0001, "
		    "in digits alone", path);
	if (errno == ENOENT || errno == ENOTDIR)
		return err_set(err, ERR_NOTFOUND,
		    "there is no file %s", path);
	if (errno == ENXIO)		/* a socket */
		return err_set(err, ERR_UNREADABLE, "%s is no file but a "
		    "device, a pipe or a socket; save what it gives as a "
		    "file and name that", path);
	if (errno == EACCES)
		return err_set(err, ERR_UNREADABLE,
		    "%s may not be read by this account", path);
	return err_set_errno(err, "%s cannot be opened", path);
}

/* What Word, WPS and LibreOffice leave beside a document that is open. */
static bool
is_lock(const char *path)
{
	const char *name = input_name(path);

	return strncmp(name, "~$", 2) == 0 || strncmp(name, ".~lock.", 7) == 0;
}

static int
check_kind(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (is_lock(path))
		return err_set(err, ERR_UNREADABLE, "%s is no document: it "
		    "lies beside one that somebody has open; name that one",
		    path);
	if (fstat(fd, &st) != 0)
		return err_set_errno(err, "%s cannot be examined", path);
	if (S_ISDIR(st.st_mode))
		return err_set(err, ERR_UNREADABLE,
		    "%s is a folder; name a file in it", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_UNREADABLE, "%s is no file but a "
		    "device, a pipe or a socket; save what it gives as a "
		    "file and name that", path);
	if (st.st_size > (off_t)INPUT_BYTES_MAX)
		return err_set(err, ERR_LIMIT,
		    "%s is larger than 256 MiB; nothing so large is taken",
		    path);
	return 0;
}

int
input_read(const char *path, struct text *out, struct err *err)
{
	char buffer[65536];
	/* not blocking: nobody may ever open the other end of a pipe */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	size_t start = out->len;
	ssize_t n = 0;
	int result = -1;

	if (fd < 0)
		return cannot_open(path, err);
	if (check_kind(fd, path, err) != 0)
		goto out;
	for (;;) {
		n = read(fd, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		text_add(out, buffer, (size_t)n);
		if (out->len - start > INPUT_BYTES_MAX) {
			err_set(err, ERR_LIMIT, "%s is larger than 256 MiB; "
			    "nothing so large is taken", path);
			goto out;
		}
	}
	if (n < 0)
		err_set_errno(err, "%s cannot be read", path);
	else
		result = 0;
out:
	close(fd);
	return result;
}

const char *
input_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool
input_is_utf8(const char *bytes, size_t len)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)bytes;
	utf8proc_ssize_t left = (utf8proc_ssize_t)len, n;
	utf8proc_int32_t c;

	while (left > 0) {
		n = utf8proc_iterate(p, left, &c);
		if (n <= 0)
			return false;
		p += n;
		left -= n;
	}
	return true;
}

bool
input_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *
input_folder_above(const char *entry)
{
	char folder[PATH_MAX];
	struct text path = TEXT_INIT;
	char *found = NULL, *slash;

	if (getcwd(folder, sizeof(folder)) == NULL)
		return NULL;
	for (;;) {
		text_reset(&path);
		text_addf(&path, "%s/%s", folder, entry);
		if (input_exists(path.ptr)) {
			found = mem_strdup(*folder != '\0' ? folder : "/");
			break;
		}
		slash = strrchr(folder, '/');
		if (slash == NULL)
			break;
		*slash = '\0';
	}
	text_release(&path);
	return found;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
input_list(const char *folder, const char *ending, char ***out,
    struct err *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char **list = NULL;
	size_t n = 0, cap = 0, end_len = strlen(ending), len;

	if (dir == NULL)
		return err_set_errno(err, "the folder %s cannot be read",
		    folder);
	MEM_GROW(list, n, cap);
	while ((entry = readdir(dir)) != NULL) {
		len = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || len < end_len ||
		    strcmp(entry->d_name + len - end_len, ending) != 0)
			continue;
		list[n++] = mem_strdup(entry->d_name);
		MEM_GROW(list, n, cap);
	}
	closedir(dir);
	list[n] = NULL;
	qsort(list, n, sizeof(*list), by_name);
	*out = list;
	return 0;
}

void
input_list_free(char **list)
{
	size_t i;

	for (i = 0; list != NULL && list[i] != NULL; i++)
		free(list[i]);
	free(list);
}
