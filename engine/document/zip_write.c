/* zip_write.c: parts put into a zip file, in memory */
#include "engine/document/zip_write.h"

#include "engine/base/mem.h"

#include <archive.h>
#include <archive_entry.h>

#include <assert.h>
#include <stdlib.h>
#include <sys/stat.h>

struct zip_writer {
	struct archive *archive;
	struct text *out;
	bool failed;
};

static la_ssize_t
take(struct archive *archive, void *data, const void *bytes, size_t len)
{
	struct zip_writer *w = data;

	(void)archive;
	text_add(w->out, bytes, len);
	return (la_ssize_t)len;
}

struct zip_writer *
zip_writer_new(struct text *out)
{
	struct zip_writer *w = mem_zero(1, sizeof(*w));

	w->out = out;
	w->archive = archive_write_new();
	if (w->archive == NULL)
		mem_none();
	w->failed = archive_write_set_format_zip(w->archive) != ARCHIVE_OK ||
	    archive_write_set_bytes_per_block(w->archive, 0) != ARCHIVE_OK ||
	    archive_write_open(w->archive, w, NULL, take, NULL) != ARCHIVE_OK;
	return w;
}

void
zip_writer_add(struct zip_writer *w, const char *name, const char *bytes,
    size_t len)
{
	struct archive_entry *entry = archive_entry_new();

	if (entry == NULL)
		mem_none();
	/* without a time: the same text gives the same bytes */
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)len);
	w->failed = w->failed ||
	    archive_write_header(w->archive, entry) != ARCHIVE_OK ||
	    archive_write_data(w->archive, bytes, len) != (la_ssize_t)len;
	archive_entry_free(entry);
}

int
zip_writer_finish(struct zip_writer *w, struct err *err)
{
	int result = 0;

	w->failed = archive_write_close(w->archive) != ARCHIVE_OK ||
	    w->failed;
	if (w->failed) {
		const char *why = archive_error_string(w->archive);

		result = err_set(err, ERR_SYSTEM, "the file could not be "
		    "packed: %s", why != NULL ? why : "");
	}
	archive_write_free(w->archive);
	free(w);
	return result;
}
