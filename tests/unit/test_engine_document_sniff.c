/* test_engine_document_sniff.c: files told by their bytes, the sentence for
 * each that is not read, and marks of state secrets */
#include "document_helpers.h"

#include "engine/document/secret.h"
#include "engine/document/sniff.h"

#define ODF "application/vnd.oasis.opendocument."

/* An OLE2 file whose directory names that stream. */
static void
make_ole(struct text *out, const char *stream)
{
	text_add(out, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	while (out->len < 512)
		text_addc(out, '\0');
	for (; *stream != '\0'; stream++) {
		text_addc(out, *stream);
		text_addc(out, '\0');
	}
}

static void
test_old_office_files(void **state)
{
	static const struct {
		const char *stream, *words;
	} cases[] = { { "WordDocument", ".doc or .wps" },
		{ "EncryptedPackage", "password" },
		{ "Workbook", "spreadsheet" },
		{ "PowerPoint Document", "presentation" },
		{ "", ".doc or .wps" } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		struct text bytes = TEXT_INIT;

		make_ole(&bytes, cases[i].stream);
		assert_refused(bytes.ptr, bytes.len, "a.docx",
		    cases[i].words);
		text_release(&bytes);
	}
}

/* What no library takes apart is known by its characters. */
static void
test_plain(void **state)
{
	static const struct {
		const char *bytes, *name;
		bool plain;
	} cases[] = {
		{ "第一条\t为了\r\n规范。\n", "a.txt", true },
		{ "\xef\xbb\xbf第一条", "a", true },
		{ "第一条", "a.md", false },
		{ "第一条", "a.MarkDown", false },
		{ "第一条 x<y", "a.txt", false },
		{ "<html>", "a.txt", false },
		{ "\xb5\xda\xd2\xbb", "a.txt", false },	/* GB18030 */
		{ "第一条\x0c", "a.txt", false },
		{ "第一条\x7f", "a.txt", false },
		{ "第一条\xe7", "a.txt", false },		/* cut off */
		{ "PK\3\4", "a.txt", false }
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++)
		if (document_is_plain(cases[i].bytes, strlen(cases[i].bytes),
		    cases[i].name) != cases[i].plain)
			fail_msg("case %zu", i);
	assert_false(document_is_plain("a\0b", 3, "a.txt"));
}

static void
test_files_of_programs(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;	/* 0: to the NUL */
		const char *words;
	} cases[] = { { "\x89PNG\r\n\x1a\n\0\0\0\r", 12, "picture" },
		{ "\xff\xd8\xff\xe0\0\x10JFIF", 10, "picture" },
		{ "BM\x36\0\0\0", 6, "picture" },
		{ "Rar!\x1a\x07", 0, "archive" },
		{ "7z\xbc\xaf\x27\x1c", 0, "archive" },
		{ "MIME-Version: 1.0\r\n", 0, ".mht" },
		{ "<?xml version='1.0'?><w:wordDocument xmlns:w='urn:w'/>", 0,
		    "Word 2003" },
		{ "<?xml version='1.0'?><uof:UOF xmlns:uof='urn:u'/>", 0,
		    "UOF" },
		{ "<?xml version='1.0'?><!-- 甲 --><图 xmlns='urn:x'/>", 0,
		    "XML whose root" },
		{ "<note xmlns='urn:x'>甲</note>", 0, "<note>" },
		{ "<?xml version='1.0'?>", 0, "no element" },
		{ "\xff\xfe<\0a\0 \0x\0m\0l\0n\0s\0=\0'\0u\0'\0/\0>\0", 30,
		    "<a>" } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++)
		assert_refused(cases[i].bytes, cases[i].len != 0 ?
		    cases[i].len : strlen(cases[i].bytes), "a.docx",
		    cases[i].words);
}

static void
test_zips(void **state)
{
	struct packed ods[] = { { "mimetype", ODF "spreadsheet" },
		{ "content.xml", "<a/>" } };
	struct packed odp[] = { { "mimetype", ODF "presentation" } };
	struct packed odg[] = { { "mimetype", ODF "graphics-template" } };
	struct packed odm[] = { { "mimetype", ODF "text-master" } };
	struct packed epub[] = { { "mimetype", "application/epub+zip" } };
	struct packed pptx[] = { { "ppt/presentation.xml", "<a/>" } };

	(void)state;
	refuse_parts(ods, 2, "spreadsheet");
	refuse_parts(odp, 1, "presentation");
	refuse_parts(odg, 1, "drawing");
	refuse_parts(odm, 1, "master document");
	refuse_parts(epub, 1, "e-book");
	refuse_parts(pptx, 1, "presentation");
}

static void
assert_sniffed(const char *bytes, const char *name, enum sniffed wanted)
{
	struct err err = ERR_INIT;
	enum sniffed got;

	assert_done(sniff(&got, bytes, strlen(bytes), name, &err), err);
	assert_int_equal(got, wanted);
}

static void
test_kinds_of_markup(void **state)
{
	(void)state;
	assert_sniffed("\xef\xbb\xbf \n<!DOCTYPE html>甲", "a.txt",
	    SNIFFED_HTML);
	assert_sniffed("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'a' 'b'>"
	    "<html/>", "a.txt", SNIFFED_HTML);
	assert_sniffed("<!-- 甲 --><HTML>", "a.txt", SNIFFED_HTML);
	assert_sniffed("<p>甲</p>", "a.txt", SNIFFED_HTML);
	assert_sniffed("<p>甲</p>", "a.md", SNIFFED_TEXT);
	assert_sniffed("<html><p>甲</p>", "a.md", SNIFFED_HTML);
	assert_sniffed("<关于某事>\n", "a.txt", SNIFFED_TEXT);
	assert_sniffed("<", "a.txt", SNIFFED_TEXT);
	assert_sniffed("<an:akomaNtoso xmlns:an='urn:a'>", "a.xml",
	    SNIFFED_AKN);
	assert_sniffed("<?xml version=\"1.0\"?>\n<office:document "
	    "office:version='1.2' xmlns:office=\"urn:oasis:names:tc:"
	    "opendocument:xmlns:office:1.0\">", "a.txt", SNIFFED_FLAT_ODT);
	assert_sniffed("<?xml version=\"1.0\"?><?mso-application progid="
	    "\"Word.Document\"?><pkg:package xmlns:pkg=\"http://schemas."
	    "microsoft.com/office/2006/xmlPackage\">", "a.xml",
	    SNIFFED_FLAT_DOCX);
}

static void
test_marks_of_secrets(void **state)
{
	static const char *const marks[] = { "绝密", "机密", "秘密", "机　密",
		"绝 密 ★ 30 年", "机密★1年", "秘密★6个月", "秘密★长期", "绝密★启用前",
		"绝密★启用前  试卷类型：甲", "机密级", "（秘密）", "【机密】",
		"密级：机密", "密 级\t秘密", "000012\t机密★5年\t特急",
		"份号：000012 机密★5年 加急", "机密·10年", "特急  秘密 1年",
		"秘密５年" };
	static const char *const others[] = { "", "机密文件管理办法", "秘密1",
		"保守国家秘密", "密级：内部", "特急", "000012", "不得泄露机密",
		"机密计算", "秘密级事项的范围" };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(marks); i++) {
		if (!secret_is_mark(marks[i]))
			fail_msg("%s is no mark", marks[i]);
	}
	for (i = 0; i < MEM_COUNT(others); i++) {
		if (secret_is_mark(others[i]))
			fail_msg("%s is a mark", others[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_old_office_files),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_files_of_programs),
		cmocka_unit_test(test_zips),
		cmocka_unit_test(test_kinds_of_markup),
		cmocka_unit_test(test_marks_of_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
