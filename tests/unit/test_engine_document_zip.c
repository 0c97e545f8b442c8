/* test_engine_document_zip.c: zip files that are made to deceive a reader */
#include "document_helpers.h"

#include "engine/document/zip.h"

#include <zlib.h>

/* A zip written byte by byte, so that every field can lie. */
struct made {
	struct text bytes;	/* local parts, then the directory */
	struct text directory;
	int n;
};

static void
put(struct text *t, unsigned long value, int bytes)
{
	while (bytes-- > 0) {
		text_addc(t, (char)(value & 0xff));
		value >>= 8;
	}
}

struct lie {
	unsigned flags, method;	/* in the directory */
	unsigned long crc, packed, size, offset;	/* added to the truth */
	const char *local_name;	/* NULL: the same */
	unsigned long mode;	/* of the file, 0 none */
};

static const struct lie truth;

static void
add_raw(struct made *m, const char *name, const char *packed, size_t len,
    const char *content, size_t size, unsigned method, const struct lie *lie)
{
	unsigned long crc = crc32(0, (const unsigned char *)content,
	    (unsigned)size);
	const char *local = lie->local_name != NULL ? lie->local_name : name;
	size_t offset = m->bytes.len;

	put(&m->bytes, 0x04034b50, 4);
	put(&m->bytes, 20, 2);
	put(&m->bytes, lie->flags, 2);
	put(&m->bytes, method + lie->method, 2);
	put(&m->bytes, 0, 4);
	put(&m->bytes, crc + lie->crc, 4);
	put(&m->bytes, len + lie->packed, 4);
	put(&m->bytes, size + lie->size, 4);
	put(&m->bytes, strlen(local), 2);
	put(&m->bytes, 0, 2);
	text_adds(&m->bytes, local);
	text_add(&m->bytes, packed, len);
	put(&m->directory, 0x02014b50, 4);
	put(&m->directory, 0x0314, 2);
	put(&m->directory, 20, 2);
	put(&m->directory, lie->flags, 2);
	put(&m->directory, method + lie->method, 2);
	put(&m->directory, 0, 4);
	put(&m->directory, crc + lie->crc, 4);
	put(&m->directory, len + lie->packed, 4);
	put(&m->directory, size + lie->size, 4);
	put(&m->directory, strlen(name), 2);
	put(&m->directory, 0, 8);
	put(&m->directory, lie->mode << 16, 4);
	put(&m->directory, offset + lie->offset, 4);
	text_adds(&m->directory, name);
	m->n++;
}

static void
add(struct made *m, const char *name, const char *content,
    const struct lie *lie)
{
	add_raw(m, name, content, strlen(content), content, strlen(content), 0,
	    lie);
}

/* Zeros, deflated. */
static void
add_zeros(struct made *m, const char *name, size_t size)
{
	char *zeros = mem_zero(size, 1), *packed = mem_alloc(size);
	z_stream z = { .next_in = (unsigned char *)zeros,
		.avail_in = (unsigned)size,
		.next_out = (unsigned char *)packed,
		.avail_out = (unsigned)size };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	add_raw(m, name, packed, z.total_out, zeros, size, 8, &truth);
	deflateEnd(&z);
	free(zeros);
	free(packed);
}

static void
finish(struct made *m)
{
	size_t start = m->bytes.len;

	text_add(&m->bytes, m->directory.ptr, m->directory.len);
	put(&m->bytes, 0x06054b50, 4);
	put(&m->bytes, 0, 4);
	put(&m->bytes, (unsigned long)m->n, 2);
	put(&m->bytes, (unsigned long)m->n, 2);
	put(&m->bytes, m->directory.len, 4);
	put(&m->bytes, start, 4);
	put(&m->bytes, 0, 2);
}

/* Open it and read the part "a": refused with these words, or read. */
static void
check(struct made *m, const char *words, const char *content)
{
	struct zip *zip = NULL;
	struct text t = TEXT_INIT;
	struct err err = ERR_INIT;
	int ret;

	finish(m);
	ret = zip_open(&zip, m->bytes.ptr, m->bytes.len, "a.docx", &err);
	if (ret == 0)
		ret = zip_read(zip, "a", &t, &err);
	if (words != NULL && (ret == 0 || strstr(err.msg, words) == NULL))
		fail_msg("\"%s\" is not in \"%s\"", words, err.msg);
	if (words == NULL && (ret != 0 || strcmp(t.ptr, content) != 0))
		fail_msg("%s: \"%s\"", err.msg, t.ptr);
	zip_close(zip);
	text_release(&t);
	text_release(&m->bytes);
	text_release(&m->directory);
	m->n = 0;
}

static void
test_truth(void **state)
{
	struct made m = { TEXT_INIT, TEXT_INIT, 0 };

	(void)state;
	add(&m, "b/", "", &truth);
	add(&m, "a", "甲", &truth);
	check(&m, NULL, "甲");
}

static void
test_lies(void **state)
{
	static const struct {
		struct lie lie;
		const char *words;
	} cases[] = {
		{ { .flags = 1 }, "password" },
		{ { .flags = 0x40 }, "password" },
		{ { .flags = 0x2000 }, "password" },
		{ { .method = 14 }, "no office program" },
		{ { .method = 99 }, "no office program" },
		{ { .crc = 1 }, "does not unpack" },
		{ { .size = 1 }, "does not unpack" },
		{ { .packed = 7 }, "overlap" },
		{ { .offset = 1 }, "before its parts" },
		{ { .offset = 4000000000u }, "before its parts" },
		{ { .local_name = "b" }, "two names" },
		{ { .local_name = "ab" }, "two names" },
		{ { .mode = 0120777 }, "no file" },
	};
	struct made m = { TEXT_INIT, TEXT_INIT, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		add(&m, "a", "甲", &cases[i].lie);
		check(&m, cases[i].words, NULL);
	}
}

static void
test_names(void **state)
{
	static const char *const names[] = { "", "/a", "../a", "x/../a", "x/..",
		"./a", "x/./a", "a\\b", "..\\a", "c:a", "a\nb", "a\033b" };
	struct made m = { TEXT_INIT, TEXT_INIT, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(names); i++) {
		add(&m, names[i], "甲", &truth);
		check(&m, "leads outside", NULL);
	}
	add(&m, "a", "甲", &truth);
	add(&m, "a", "乙", &truth);
	check(&m, "twice", NULL);
	add(&m, "a", "甲", &truth);
	add(&m, "A", "乙", &truth);
	check(&m, "twice", NULL);
	add(&m, "b", "甲", &truth);
	check(&m, "not in it", NULL);
}

static void
test_places(void **state)
{
	struct made m = { TEXT_INIT, TEXT_INIT, 0 };
	struct lie same = { .offset = 0 };
	int i;

	(void)state;
	/* Two parts of the same bytes. */
	add(&m, "a", "甲", &truth);
	same.offset = (unsigned long)-(long)m.bytes.len;
	same.local_name = "a";
	add(&m, "b", "甲", &same);
	check(&m, "overlap", NULL);
	/* Another file in front. */
	text_adds(&m.bytes, "PK\003\004 a program");
	add(&m, "a", "甲", &truth);
	check(&m, "before its parts", NULL);
	/* More parts than any document has. */
	for (i = 0; i <= ZIP_PARTS_MAX; i++) {
		char name[16];

		snprintf(name, sizeof(name), "p%d", i);
		add(&m, name, "", &truth);
	}
	check(&m, "more than 1000 parts", NULL);
	check(&m, "directory is broken", NULL);	/* none at all */
}

static void
test_bombs(void **state)
{
	struct made m = { TEXT_INIT, TEXT_INIT, 0 };
	const struct lie huge = { .size = 300u << 20 };

	(void)state;
	add_zeros(&m, "a", 8u << 20);
	check(&m, "far more than a document", NULL);
	add(&m, "a", "甲", &huge);
	check(&m, "MiB", NULL);
}

/* Every byte changed, every length cut: refused or read, no harm. */
static void
test_damaged(void **state)
{
	struct made m = { TEXT_INIT, TEXT_INIT, 0 };
	struct zip *zip;
	struct text t = TEXT_INIT;
	struct err err = ERR_INIT;
	size_t i, refused = 0;

	(void)state;
	add(&m, "a", "甲乙丙", &truth);
	add(&m, "b/c", "丁", &truth);
	finish(&m);
	for (i = 0; i < m.bytes.len; i++) {
		m.bytes.ptr[i] ^= 0x25;
		zip = NULL;
		text_reset(&t);
		if (zip_open(&zip, m.bytes.ptr, m.bytes.len, "a", &err) != 0 ||
		    zip_read(zip, "a", &t, &err) != 0)
			refused++;
		zip_close(zip);
		m.bytes.ptr[i] ^= 0x25;
		zip = NULL;
		assert_int_equal(zip_open(&zip, m.bytes.ptr, i, "a", &err),
		    -1);
		assert_null(zip);
	}
	assert_true(refused > m.bytes.len / 4);
	text_release(&t);
	text_release(&m.bytes);
	text_release(&m.directory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truth),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
