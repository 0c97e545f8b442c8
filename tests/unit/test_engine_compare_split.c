/*
 * test_engine_compare_split.c: units that were divided, or put together; what
 * became of references; any edits at all: exact both ways
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/compare_fixture.h"

#define DUTIES "养老机构应当公示服务项目和收费标准，不得另行收费。"
#define CARE "护理人员应当经过培训，每年接受一次健康检查。"
#define FEES "预收的费用应当存入专用账户，由银行监管。"

static void
split(void **state)
{
	(void)state;
	assert_compares("", "A第一条|" DUTIES CARE "\nA第二条|甲方负责。\n", "",
	    "A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|甲方负责。\n",
	    "split 第一条>第一条 第一条 " DUTIES "\n"
	    "split 第一条>第二条 {+第二条 +}" CARE "\n"
	    "renumbered 第二条>第三条 [-第二条-]{+第三条+} 甲方负责。\n");
	/* between paragraphs, the line feed with the second; the second part
	 * stands first, and words changed */
	assert_compares("", "A第一条|\nP|" DUTIES "\nP|" CARE FEES "\n", "",
	    "A第一条|护理人员必须经过培训，每年接受一次健康检查。" FEES "\n"
	    "A第二条|" DUTIES "\n",
	    "split 第一条>第一条 [-\n-]{+第一条 +}护理人员[-应当-]{+必须+}"
	    "经过培训，每年接受一次健康检查。" FEES "\n"
	    "split 第一条>第二条 [-第一条-]{+第二条+} " DUTIES "\n");
	/* in three */
	assert_compares("", "A第一条|" DUTIES CARE FEES "\n", "",
	    "A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|" FEES "\n",
	    "split 第一条>第一条 第一条 " DUTIES "\n"
	    "split 第一条>第二条 {+第二条 +}" CARE "\n"
	    "split 第一条>第三条 {+第三条 +}" FEES "\n");
	/* what stands in both is a copy, no share */
	assert_compares("", "A第一条|" DUTIES CARE "\n", "",
	    "A第一条|" DUTIES CARE "\nA第二条|" CARE "\n",
	    "same 第一条>第一条\nnew >第二条 {+第二条 " CARE "+}\n");
	/* a new article with a few of the words is new */
	assert_compares("", "A第一条|" DUTIES CARE "\n", "",
	    "A第一条|" DUTIES "\n"
	    "A第二条|街道办事处每年接受区民政局一次健康检查。\n",
	    "changed 第一条>第一条 第一条 " DUTIES "[-" CARE "-]\n"
	    "new >第二条 {+第二条 街道办事处每年接受区民政局一次健康检查。+}\n");
}

static void
merged(void **state)
{
	(void)state;
	assert_compares("", "A第一条|" DUTIES "\nA第二条|" CARE "\n"
	    "A第三条|甲方负责。\n", "",
	    "A第一条|" DUTIES CARE "\nA第二条|甲方负责。\n",
	    "merged 第一条>第一条 第一条 " DUTIES "\n"
	    "merged 第二条>第一条 [-第二条 -]" CARE "\n"
	    "renumbered 第三条>第二条 [-第三条-]{+第二条+} 甲方负责。\n");
	assert_compares("", "A第一条|" DUTIES "\nA第二条|" CARE "\n", "",
	    "A第一条|\nP|" CARE "\nP|" DUTIES "\n",
	    "merged 第二条>第一条 [-第二条-]{+第一条+} " CARE "\n"
	    "merged 第一条>第一条 [-第一条 -]{+\n+}" DUTIES "\n");
	/* one is split while two others are put together */
	assert_compares("", "A第一条|" DUTIES CARE "\nA第二条|" FEES "\n"
	    "A第三条|丙方管理车辆停放，收取的费用上缴区财政。\n", "",
	    "A第一条|" DUTIES "\nA第二条|" CARE "\n"
	    "A第三条|" FEES "丙方管理车辆停放，收取的费用上缴区财政。\n",
	    "split 第一条>第一条 第一条 " DUTIES "\n"
	    "split 第一条>第二条 {+第二条 +}" CARE "\n"
	    "merged 第二条>第三条 [-第二条-]{+第三条+} " FEES "\n"
	    "merged 第三条>第三条 [-第三条 -]"
	    "丙方管理车辆停放，收取的费用上缴区财政。\n");
}

/* "第三条: 第一条>第二条 followed", a reference a line. */
static void
assert_references(const char *old_spec, const char *new_spec,
    const char *want)
{
	static const char *const names[] = { "followed", "stale",
		"elsewhere" };
	const struct compare_pair *pair;
	const struct compare_reference *f;
	struct sample x, y;
	struct comparison *c;
	struct text shown = TEXT_INIT;
	size_t i, k;

	sample_init(&x, "", old_spec);
	sample_init(&y, "", new_spec);
	c = compare_samples(&x, &y);
	assert_exact(c, &x, &y);
	for (i = 0; i < comparison_npairs(c); i++) {
		pair = comparison_pair(c, i);
		for (k = 0; k < pair->nreferences; k++) {
			f = &pair->references[k];
			text_addf(&shown, "%s: %.*s>%.*s %s %s\n",
			    pair->new_label, (int)f->old_len, f->old_text,
			    (int)f->new_len, f->new_text, names[f->follow],
			    f->now);
		}
	}
	assert_string_equal(shown.ptr, want);
	text_release(&shown);
	comparison_free(c);
	arena_release(&x.arena);
	arena_release(&y.arena);
}

#define FOUR(words) "A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|" FEES \
	"\nA第四条|" words "\n"
/* The same behind a new first article. */
#define FIVE(words) "A第一条|为了规范养老服务，制定本办法。\n" \
	"A第二条|" DUTIES "\nA第三条|" CARE "\nA第四条|" FEES \
	"\nA第五条|" words "\n"

static void
references(void **state)
{
	(void)state;
	assert_references(FOUR("违反第二条规定的，责令改正。"),
	    FIVE("违反第三条规定的，责令改正。"),
	    "第五条: 第二条>第三条 followed 第三条\n");
	/* kept, so that it means another article now */
	assert_references(FOUR("违反第二条规定的，责令改正。"),
	    FIVE("违反第二条规定的，责令改正。"),
	    "第五条: 第二条>第二条 stale 第三条\n");
	assert_references(FOUR("违反第二条规定的，责令改正。"),
	    FIVE("违反第四条规定的，责令改正。"),
	    "第五条: 第二条>第四条 elsewhere 第三条\n");
	/* several at once */
	assert_references(
	    FOUR("违反第一条、第三条第一款和本办法第二条规定的，责令改正。"),
	    FIVE("违反第二条、第四条第一款和本办法第二条规定的，责令改正。"),
	    "第五条: 第一条>第二条 followed 第二条\n"
	    "第五条: 第三条>第四条 followed 第四条\n"
	    "第五条: 第二条>第二条 stale 第三条\n");
	/* those of other texts are none */
	assert_references(FOUR("依照《甲法》第一条、第二条和乙条例第三条处理。"),
	    FIVE("依照《甲法》第一条、第二条和乙条例第三条处理。"), "");
	assert_references(FOUR("依照《关于第二条的解释》处理。"),
	    FIVE("依照《关于第二条的解释》处理。"), "");
	/* to an article that is gone */
	assert_references(FOUR("违反第二条规定的，责令改正。"), "A第一条|" DUTIES
	    "\nA第三条|" FEES "\nA第四条|违反第二条规定的，责令改正。\n",
	    "第四条: 第二条>第二条 stale \n");
	/* to one that was split: either is right */
	assert_references("A第一条|" DUTIES CARE "\nA第二条|依照第一条处理。\n",
	    "A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|依照第一条处理。\n",
	    "");
	/* an annex has articles of its own */
	assert_references(FOUR("依照附件办理。") "X附件1|细则\n"
	    "A第一条|街道负责登记。\nA第二条|依照第一条登记的，发给证书。\n",
	    FIVE("依照附件办理。") "X附件1|细则\n"
	    "A第一条|街道负责登记。\nA第二条|依照第一条登记的，发给证书。\n", "");
}

static void
random_edits_are_exact(void **state)
{
	unsigned seed = 20210501, round;
	size_t seen[COMPARE_GONE + 1] = { 0 }, i;

	(void)state;
	for (round = 0; round < 400; round++) {
		struct text x = TEXT_INIT, y = TEXT_INIT;
		struct sample a, b;
		struct comparison *c;

		edit_samples(&x, &y, &seed);
		sample_init(&a, "甲办法", x.ptr);
		sample_init(&b, pick(&seed, 2) ? "甲办法" : "", y.ptr);
		c = compare_samples(&a, &b);
		assert_exact(c, &a, &b);
		for (i = 0; i < comparison_npairs(c); i++)
			seen[comparison_pair(c, i)->status]++;
		comparison_free(c);
		arena_release(&a.arena);
		arena_release(&b.arena);
		text_release(&x);
		text_release(&y);
	}
	for (i = 0; i <= COMPARE_GONE; i++)
		assert_true(seen[i] > 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split),
		cmocka_unit_test(merged),
		cmocka_unit_test(references),
		cmocka_unit_test(random_edits_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
