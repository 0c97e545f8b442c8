/* test_engine_document_surround.c: nothing hides around a text, of which the
 * text hash knows nothing */
#include "document_helpers.h"

#define HEAD "青石区民政局文件\n青民规〔2021〕3号\n\n青石区路灯管理办法\n"
#define BODY "第一章　总则\n第一条　为了管理路灯，制定本办法。\n"	\
	"第二章　管理\n第二条　路灯由区民政局管理。\n"
#define END "青石区民政局\n2021年7月9日\n"

static void
plain(const char *text)
{
	struct document *d = read_as(text, "a.txt");
	const struct document_note *note = document_misleads(d);

	if (note != NULL)
		fail_msg("%s: %s", note->reason, note->text);
	assert_round_trip(d);
	document_free(d);
}

/* The same text by its hash, or another one, or one that misleads. */
static void
barred(const char *text, const char *without)
{
	struct document *d = read_as(text, "a.txt");
	struct document *other = read_as(without, "a.txt");
	char a[SHA256_HEX], b[SHA256_HEX];

	hash_hex(a, d);
	hash_hex(b, other);
	if (strcmp(a, b) == 0 && document_misleads(d) == NULL)
		fail_msg("%s", text);
	assert_round_trip(d);
	document_free(d);
	document_free(other);
}

static void
usual_surroundings_are_plain(void **state)
{
	(void)state;
	plain(HEAD BODY END);
	plain(HEAD "（2021年7月1日青石区民政局局务会议通过　2021年7月9日公布）\n"
	    BODY END);
	plain(HEAD "（2019年1月1日青石区民政局公布　根据2021年7月9日《青石区民政局"
	    "关于修改〈青石区路灯管理办法〉的决定》修正）\n" BODY END);
	plain(HEAD "目录\n第一章　总则……1\n第二章　管理……2\n" BODY END);
	plain(HEAD BODY END "（此件公开发布）\n抄送：区人大常委会办公室，区政府办公室。\n"
	    "青石区民政局办公室　2021年7月9日印发\n");
	plain("000012\n特急\n" HEAD BODY END);
	plain("索引号：QS/2021-0003\n发文字号：青民规〔2021〕3号\n" HEAD BODY END);
	plain("青石区民政局文件\n青民规〔2021〕3号　签发人：王某\n\n青石区路灯管理办法\n"
	    BODY END);
}

static void
nothing_hides_there(void **state)
{
	static const char whole[] = HEAD BODY END;

	(void)state;
	barred(HEAD "（2021年7月1日会议通过，第二条缓期施行）\n" BODY END, whole);
	barred(HEAD "（2021年7月1日通过，路灯暂由街道管理后施行）\n" BODY END, whole);
	barred(HEAD "（2021年7月1日通过，路灯由街道管理）\n" BODY END, whole);
	barred(HEAD "（2021年7月1日通过，路灯由街道管理后施行）\n" BODY END, whole);
	barred(HEAD "（2021年7月1日通过，路灯由街道办事处施行）\n" BODY END, whole);
	barred(HEAD BODY END "抄送：路灯由街道管理，区政府办公室。\n", whole);
	barred(HEAD "目录\n第一章　总则\n第二章　街道管理\n" BODY END, whole);
	barred(HEAD "目录\n第一章　总则\n第三章　街道管理\n第二章　管理\n" BODY END,
	    whole);
	barred(HEAD BODY END "（此件公开发布，路灯由街道管理）\n", whole);
	barred(HEAD BODY END "抄送：区政府办公室，第二条除外。\n", whole);
	barred("来源：本办法已废止\n" HEAD BODY END, whole);
	barred("有效性：失效\n" HEAD BODY END, whole);
	barred("青石区民政局文件\n青民规〔2021〕3号\n青民规〔2021〕4号\n\n"
	    "青石区路灯管理办法\n" BODY END, whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_surroundings_are_plain),
		cmocka_unit_test(nothing_hides_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
