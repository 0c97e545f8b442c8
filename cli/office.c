/* office.c: PDF of a Word file, by LibreOffice as a program of its own */
#include "cli/office.h"

#include "cli/input.h"
#include "cli/program.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTPUT_BYTES_MAX 65536

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

/* A folder as the path of a URL. */
static void
add_url_path(struct text *out, const char *path)
{
	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("/._-", c) != NULL)
			text_addc(out, (char)c);
		else
			text_addf(out, "%%%02X", c);
	}
}

static int
write_file(const char *path, const struct text *bytes, struct err *err)
{
	FILE *file = fopen(path, "wb");
	bool done = file != NULL && fwrite(bytes->ptr, 1, bytes->len, file) ==
	    bytes->len;

	if (file != NULL && fclose(file) != 0)
		done = false;
	return done ? 0 : err_set_errno(err, "%s cannot be written", path);
}

static int
judge(const struct program_end *end, int time_ms, struct err *err)
{
	size_t len = strcspn(end->said.ptr, "\n");

	if (!end->in_time)
		return err_set(err, ERR_LIMIT, "LibreOffice did not make the "
		    "PDF within %d seconds and was ended", (time_ms + 999) /
		    1000);
	if (end->status != 0)
		return err_set(err, ERR_SYSTEM, "LibreOffice failed: %.*s",
		    (int)len, end->said.ptr);
	return 0;
}

/* In the folder: document.docx becomes document.pdf. */
static int
convert(const char *path, const char *folder, const struct text *docx,
    int time_ms, struct text *out, struct err *err)
{
	struct text profile = TEXT_INIT, in = TEXT_INIT, pdf = TEXT_INIT;
	struct program_end end = PROGRAM_END_INIT;
	int result;

	text_adds(&profile, "-env:UserInstallation=file://");
	add_url_path(&profile, folder);
	text_adds(&profile, "/profile");
	text_addf(&in, "%s/document.docx", folder);
	text_addf(&pdf, "%s/document.pdf", folder);
	const char *const argv[] = { "soffice", profile.ptr, "--headless",
		"--norestore", "--nolockcheck", "--nodefault", "--nologo",
		"--convert-to", "pdf", "--outdir", folder, in.ptr, NULL };
	const struct program program = { .path = path, .argv = argv,
		.home = folder, .input = "", .output_max = OUTPUT_BYTES_MAX,
		.time_ms = time_ms };

	result = write_file(in.ptr, docx, err);
	if (result == 0)
		result = program_run(&program, &end, err);
	if (result == 0)
		result = judge(&end, time_ms, err);
	if (result == 0 && input_read(pdf.ptr, out, err) != 0)
		result = err_set(err, ERR_SYSTEM, "LibreOffice made no PDF; "
		    "open the Word file (--docx) and export it there");
	program_end_release(&end);
	text_release(&profile);
	text_release(&in);
	text_release(&pdf);
	return result;
}

int
office_pdf(const struct text *docx, int time_ms, struct text *out,
    struct err *err)
{
	static const char *const names[] = { "soffice", "libreoffice", NULL };
	const char *place = getenv("TMPDIR");
	char *path = program_find(names);
	struct text folder = TEXT_INIT;
	int result = -1;

	text_addf(&folder, "%s/guiwen-XXXXXX", place != NULL && *place == '/' ?
	    place : "/tmp");
	if (path == NULL) {
		err_set(err, ERR_NOTFOUND, "PDF is made by LibreOffice, which "
		    "is not installed here: install the package "
		    "libreoffice-writer (apt-get install libreoffice-writer), "
		    "or write a Word file with --docx");
	} else if (mkdtemp(folder.ptr) == NULL) {
		err_set_errno(err, "no folder can be made in %s", place !=
		    NULL && *place == '/' ? place : "/tmp");
	} else {
		result = convert(path, folder.ptr, docx, time_ms, out, err);
		nftw(folder.ptr, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	text_release(&folder);
	free(path);
	return result;
}
