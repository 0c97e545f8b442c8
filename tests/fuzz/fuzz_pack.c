/*
 * fuzz_pack.c: a whole pack and its index with bytes changed: whatever is
 * read back has the hash that it is asked for, or is refused
 *
 * The input is a list of changes of four bytes each: two for the place, one
 * for the file, one for the value.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define OBJECTS 12

static char dir[64], objects[80], names[2][160];
static struct text files[2];
static struct object_id ids[OBJECTS];

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
clean_up(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command) != 0)
		_exit(1);
}

/* Texts that are deltas of one another, and one that is not. */
static void
make_pack(struct repository *repository)
{
	struct pack *pack;
	struct text content = TEXT_INIT;
	struct err err = ERR_INIT;
	int i;

	must(pack_begin(&pack, repository, &err) == 0);
	for (i = 0; i < OBJECTS; i++) {
		text_addf(&content, "a line of text, the %dth of them\n", i);
		object_id_of(&ids[i], OBJECT_BLOB, content.ptr, content.len);
		must(pack_add(pack, &ids[i], OBJECT_BLOB, content.ptr,
		    content.len, i > 0 && i % 5 != 0 ? &ids[i - 1] : NULL,
		    &err) == 0);
	}
	must(pack_finish(pack, &err) == 0);
	text_release(&content);
}

static void
set_up(void)
{
	struct repository *repository;
	struct err err = ERR_INIT;
	char path[96], **list;
	size_t count, i;

	snprintf(dir, sizeof(dir), "/tmp/guiwen-fuzz-XXXXXX");
	must(mkdtemp(dir) != NULL && atexit(clean_up) == 0);
	snprintf(path, sizeof(path), "%s/x.git", dir);
	must(repository_create(path, "", &err) == 0);
	must(repository_open(&repository, path, &err) == 0);
	make_pack(repository);
	repository_free(repository);
	snprintf(objects, sizeof(objects), "%s/objects", path);
	snprintf(path, sizeof(path), "%s/pack", objects);
	must(pack_list(&list, &count, path, &err) == 0 && count == 1);
	for (i = 0; i < 2; i++) {
		snprintf(names[i], sizeof(names[i]), "%.80s/%.50s.%s", path,
		    list[0], i == 0 ? "pack" : "idx");
		text_init(&files[i]);
		must(file_read(&files[i], names[i], 1 << 20, &err) == 1);
		must(chmod(names[i], 0600) == 0);
	}
	pack_list_free(list, count);
}

static void
write_file(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	must(f != NULL && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct object_reader *reader;
	struct text content = TEXT_INIT;
	enum object_type type;
	struct object_id real;
	struct err err = ERR_INIT;
	char *copies[2];
	size_t i, at, which;

	if (dir[0] == '\0')
		set_up();
	for (i = 0; i < 2; i++)
		copies[i] = mem_strndup(files[i].ptr, files[i].len);
	for (; size >= 4; bytes += 4, size -= 4) {
		which = bytes[2] & 1;
		at = ((size_t)bytes[0] << 8 | bytes[1]) % files[which].len;
		copies[which][at] = (char)bytes[3];
	}
	for (i = 0; i < 2; i++) {
		write_file(names[i], copies[i], files[i].len);
		free(copies[i]);
	}
	must(object_reader_new(&reader, objects, &err) == 0);
	for (i = 0; i < OBJECTS; i++) {
		if (object_reader_read(reader, &ids[i], false, &type,
		    &content, &err) != 1)
			continue;
		object_id_of(&real, type, content.ptr, content.len);
		must(object_id_equal(&real, &ids[i]));
	}
	object_reader_free(reader);
	text_release(&content);
	return 0;
}
