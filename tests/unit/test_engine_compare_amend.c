/*
 * test_engine_compare_amend.c: the sentences of an amending decision, done to
 * the old text as a reader would do them, give the new one
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/document/counting.h"
#include "engine/document/numeral.h"
#include "tests/unit/compare_fixture.h"

/* ---- a text as a reader sees it: articles, each of lines ---- */

#define ARTICLES_MAX 120

struct articles {
	struct {
		char *label, *text;	/* the text with its number */
		bool taken;		/* said of it, or gone */
	} at[ARTICLES_MAX];
	size_t n;
};

static void
add_article(struct articles *a, const char *label, const char *text)
{
	assert_true(a->n < ARTICLES_MAX);
	a->at[a->n].taken = false;
	a->at[a->n].label = mem_strdup(label);
	a->at[a->n++].text = mem_strdup(text);
}

static void
release(struct articles *a)
{
	while (a->n > 0) {
		free(a->at[--a->n].label);
		free(a->at[a->n].text);
	}
}

static size_t
find_article(const struct articles *a, const char *label)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (strcmp(a->at[i].label, label) == 0)
			return i;
	fail_msg("there is no %s", label);
	return 0;
}

static void
articles_of(struct articles *a, const struct sample *sample)
{
	const struct unit *unit = sample->body->first_child;
	struct text text = TEXT_INIT;

	a->n = 0;
	for (; unit != NULL; unit = unit->next_sibling) {
		assert_int_equal(unit->kind, UNIT_ARTICLE);
		text_reset(&text);
		flatten(&text, unit, false);
		add_article(a, unit->num, text.ptr);
	}
	text_release(&text);
}

/* ---- reading sentences ---- */

static bool
eat(const char **s, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*s, word, len) != 0)
		return false;
	*s += len;
	return true;
}

/* Up to the word, which is eaten. */
static char *
until(const char **s, const char *word)
{
	const char *end = strstr(*s, word);
	char *got;

	if (end == NULL)
		fail_msg("no %s in %s", word, *s);
	got = mem_strndup(*s, (size_t)(end - *s));
	*s = end + strlen(word);
	return got;
}

/* 第三条 */
static char *
label(const char **s)
{
	char *number = until(s, "条"), *whole;
	struct text text = TEXT_INIT;

	text_addf(&text, "%s条", number);
	whole = text_detach(&text, NULL);
	free(number);
	return whole;
}

/* “...” up to the next mark of this depth. */
static char *
quoted(const char **s)
{
	assert_true(eat(s, "“"));
	return until(s, "”");
}

/* The whole text in marks, which may have marks in it: up to the end. */
static char *
quoted_to_end(const char **s)
{
	size_t len = strlen(*s);
	char *got;

	assert_true(eat(s, "“"));
	len = strlen(*s);
	assert_true(len >= 3 && strcmp(*s + len - 3, "”") == 0);
	got = mem_strndup(*s, len - 3);
	*s += len;
	return got;
}

/* ---- doing what they say ---- */

struct amending {
	struct articles old, new;
};

/* Where in an article the line is that 第二款第一项 names, without its number.
 * place is eaten. */
static char *
line_named(const char *text, const char **place, size_t number)
{
	const char *line = text, *next;
	long paragraph = 1, item = 0, n;
	size_t len;

	eat(place, "其");
	while (eat(place, "第")) {
		len = numeral_scan(*place, &n);
		assert_true(len > 0);
		*place += len;
		if (eat(place, "款"))
			paragraph = n;
		else if (eat(place, "项"))
			item = n;
		else
			fail_msg("what is %s", *place);
	}
	/* points begin with a bracket, paragraphs do not */
	for (n = 1; n < paragraph; line = next + 1) {
		next = strchr(line, '\n');
		assert_non_null(next);
		n += strncmp(next + 1, "（", 3) != 0;
	}
	for (n = 0; n < item; n++)
		line = strchr(line, '\n') + 1;
	if (item > 0)
		return strstr(line, "）") + 3 - text + (char *)text;
	return (char *)line + (line == text ? number : 0);
}

/* Exchange words that stand once in the line. */
static void
exchange(char **text, const char *line, const char *from, const char *to)
{
	const char *end = line + strcspn(line, "\n"), *at, *again;
	struct text out = TEXT_INIT;

	at = strstr(line, from);
	if (at == NULL || at + strlen(from) > end)
		fail_msg("“%s” is not in %s", from, line);
	again = strstr(at + 1, from);
	if (again != NULL && again + strlen(from) <= end)
		fail_msg("“%s” is twice in %s", from, line);
	text_add(&out, *text, (size_t)(at - *text));
	text_adds(&out, to);
	text_adds(&out, at + strlen(from));
	free(*text);
	*text = text_detach(&out, NULL);
}

/* 将第一款中的“甲”修改为“乙”；删去…；在…之后增加… The places are those of
 * the text before; no line is added or taken away by these. */
static void
do_clauses(char **text, const char *s, const char *given)
{
	do {
		struct text to = TEXT_INIT;
		bool gone = eat(&s, "删去"), put = eat(&s, "在"), named;
		char *line, *from, *more;

		if (!gone && !put)
			assert_true(eat(&s, "将"));
		named = eat(&s, given);
		(void)named;
		line = line_named(*text, &s, strlen(given) + 1);
		assert_true(eat(&s, "中的"));
		from = quoted(&s);
		if (put) {
			bool after = eat(&s, "之后增加");

			if (!after)
				assert_true(eat(&s, "之前增加"));
			more = quoted(&s);
			text_addf(&to, "%s%s", after ? from : more,
			    after ? more : from);
			free(more);
		} else if (!gone) {
			assert_true(eat(&s, "修改为"));
			more = quoted(&s);
			text_adds(&to, more);
			free(more);
		}
		exchange(text, line, from, to.ptr);
		free(from);
		text_release(&to);
	} while (eat(&s, "；"));
	assert_string_equal(s, "。");
}

static char *
take_old(struct amending *a, const char *name)
{
	size_t i = find_article(&a->old, name);

	if (a->old.at[i].taken)
		fail_msg("%s is spoken of twice", name);
	a->old.at[i].taken = true;
	return mem_strdup(a->old.at[i].text);
}

static void
put_new(struct amending *a, const char *name, const char *text)
{
	if (strncmp(text, name, strlen(name)) != 0)
		fail_msg("%s does not begin with %s", text, name);
	add_article(&a->new, name, text);
}

/* The text of one article under another number. */
static char *
renamed(char *text, const char *from, const char *to)
{
	struct text out = TEXT_INIT;

	assert_int_equal(strncmp(text, from, strlen(from)), 0);
	text_addf(&out, "%s%s", to, text + strlen(from));
	free(text);
	return text_detach(&out, NULL);
}

/* 将第五条分为两条，作为第五条、第六条，修改为：... */
static void
do_split(struct amending *a, const char *old, const char *s)
{
	char *labels[16], *texts;
	size_t n = 0, i;
	const char *at;

	free(take_old(a, old));
	free(until(&s, "条，作为"));
	do
		labels[n++] = label(&s);
	while (eat(&s, "、"));
	assert_true(eat(&s, "，修改为："));
	for (i = 0; i + 1 < n; i++) {
		assert_true(eat(&s, "“"));
		texts = until(&s, "”\n");
		put_new(a, labels[i], texts);
		free(texts);
	}
	at = s;
	texts = quoted_to_end(&at);
	put_new(a, labels[n - 1], texts);
	free(texts);
	while (n > 0)
		free(labels[--n]);
}

static void
do_merger(struct amending *a, const char *first, const char *s)
{
	char *name, *text;

	free(take_old(a, first));
	while (eat(&s, "、")) {
		name = label(&s);
		free(take_old(a, name));
		free(name);
	}
	assert_true(eat(&s, "合并为一条，作为"));
	name = label(&s);
	assert_true(eat(&s, "，修改为："));
	text = quoted_to_end(&s);
	put_new(a, name, text);
	free(name);
	free(text);
}

static void
do_change(struct amending *a, const char *s)
{
	const char *all = s;
	char *old, *new, *text;

	if (eat(&s, "将")) {
		old = label(&s);
		if (strncmp(s, "分为", 6) == 0) {
			do_split(a, old, s);
			free(old);
			return;
		}
		if (strncmp(s, "、", 3) == 0 || strncmp(s, "合并", 6) == 0) {
			do_merger(a, old, s);
			free(old);
			return;
		}
		new = eat(&s, "改为") ? label(&s) : mem_strdup(old);
		text = take_old(a, old);
		text = renamed(text, old, new);
		if (strcmp(old, new) != 0 && !eat(&s, "，"))
			assert_string_equal(s, "。");
		else if (eat(&s, "修改为：")) {
			free(text);
			text = quoted_to_end(&s);
		} else if (strcmp(old, new) != 0)
			do_clauses(&text, s, new);
		else
			do_clauses(&text, all, new);
	} else {
		/* 删去第三条中的, 在第三条中的 */
		eat(&s, "在");
		eat(&s, "删去");
		old = label(&s);
		new = mem_strdup(old);
		text = take_old(a, old);
		do_clauses(&text, all, new);
	}
	put_new(a, new, text);
	free(old);
	free(new);
	free(text);
}

/* 第六条至第九条依次改为第七条至第十条，第十二条改为第十四条。 */
static void
do_numbers(struct amending *a, const char *s)
{
	char *old, *last, *new, *text;
	size_t i, end;

	do {
		old = label(&s);
		last = eat(&s, "至") ? label(&s) : mem_strdup(old);
		eat(&s, "依次");
		assert_true(eat(&s, "改为"));
		new = label(&s);
		end = find_article(&a->old, last);
		for (i = find_article(&a->old, old); i <= end; i++) {
			struct text name = TEXT_INIT;
			long n;

			numeral_scan(new + 3, &n);
			text_adds(&name, "第");
			counting_add(&name, "chineseCountingThousand",
			    (int)(n + (long)(i - find_article(&a->old, old))));
			text_adds(&name, "条");
			text = take_old(a, a->old.at[i].label);
			text = renamed(text, a->old.at[i].label, name.ptr);
			put_new(a, name.ptr, text);
			free(text);
			text_release(&name);
		}
		if (eat(&s, "至"))
			free(label(&s));
		free(old);
		free(last);
		free(new);
	} while (eat(&s, "，"));
	assert_string_equal(s, "。");
}

static void
do_sentence(struct amending *a, const char *s)
{
	const char *at = s;
	char *name = NULL, *text;

	if (eat(&at, "条文序号相应调整：")) {
		do_numbers(a, at);
	} else if (eat(&at, "增加一条，作为")) {
		name = label(&at);
		assert_true(eat(&at, "："));
		text = quoted_to_end(&at);
		put_new(a, name, text);
		free(text);
	} else if (eat(&at, "删去") && (name = label(&at)) != NULL &&
	    strcmp(at, "。") == 0) {
		free(take_old(a, name));
	} else {
		do_change(a, s);
		free(name);
		return;
	}
	free(name);
}

/* The items 一、 二、 ... of a decision, one after the other. */
static void
do_decision(struct amending *a, const char *s)
{
	struct text mark = TEXT_INIT, next = TEXT_INIT;
	const char *end;
	char *item;
	int n = 1;

	text_adds(&next, "一、");
	while (*s != '\0') {
		if (!eat(&s, next.ptr))
			fail_msg("no %s in %s", next.ptr, s);
		text_reset(&mark);
		text_reset(&next);
		counting_add(&next, "chineseCountingThousand", ++n);
		text_adds(&next, "、");
		text_addf(&mark, "\n%s", next.ptr);
		end = strstr(s, mark.ptr);
		if (end == NULL)
			end = s + strlen(s) - 1;
		item = mem_strndup(s, (size_t)(end - s));
		do_sentence(a, item);
		free(item);
		s = end + 1;
	}
	text_release(&mark);
	text_release(&next);
}

/* Of what nothing was said, is as it was. */
static void
keep_rest(struct amending *a)
{
	size_t i;

	for (i = 0; i < a->old.n; i++)
		if (!a->old.at[i].taken)
			put_new(a, a->old.at[i].label, a->old.at[i].text);
}

static void
assert_amends(const struct comparison *c, const struct sample *x,
    const struct sample *y)
{
	struct amending a;
	struct articles want;
	const struct compare_pair *pair;
	struct text said = TEXT_INIT;
	size_t i, at;

	memset(&a, 0, sizeof(a));
	articles_of(&a.old, x);
	articles_of(&want, y);
	comparison_amend(c, &said);
	do_decision(&a, said.ptr);
	/* every pair that is not the same is named, and no other */
	for (i = 0; i < comparison_npairs(c); i++) {
		pair = comparison_pair(c, i);
		if (pair->old_unit != NULL)
			assert_int_equal(a.old.at[find_article(&a.old,
			    pair->old_label)].taken, pair->status !=
			    COMPARE_SAME);
	}
	keep_rest(&a);
	assert_int_equal(a.new.n, want.n);
	for (i = 0; i < want.n; i++) {
		at = find_article(&a.new, want.at[i].label);
		if (strcmp(a.new.at[at].text, want.at[i].text) != 0)
			fail_msg("%s\n\nit is\n%s\nnot\n%s", said.ptr,
			    a.new.at[at].text, want.at[i].text);
	}
	release(&a.old);
	release(&a.new);
	release(&want);
	text_release(&said);
}

static void
assert_says(const char *old_spec, const char *new_spec, const char *want)
{
	struct sample x, y;
	struct comparison *c;
	struct text said = TEXT_INIT;

	sample_init(&x, "", old_spec);
	sample_init(&y, "", new_spec);
	c = compare_samples(&x, &y);
	comparison_amend(c, &said);
	assert_string_equal(said.ptr, want);
	assert_amends(c, &x, &y);
	text_release(&said);
	comparison_free(c);
	arena_release(&x.arena);
	arena_release(&y.arena);
}

#define DUTIES "养老机构应当公示服务项目和收费标准，不得另行收费。"
#define CARE "护理人员应当经过培训，每年接受一次健康检查。"
#define FEES "预收的费用应当存入专用账户，由银行监管。"

static void
words(void **state)
{
	(void)state;
	assert_says("A第一条|" CARE "\n", "A第一条|" CARE "\n", "");
	assert_says("A第一条|" CARE "\n",
	    "A第一条|护理人员必须经过培训，每年接受两次健康检查。\n",
	    "一、将第一条中的“应当”修改为“必须”；将其中的“一次”修改为“两次”。\n");
	assert_says("A第一条|" DUTIES "\n",
	    "A第一条|养老机构应当公示服务项目，不得另行收费。\n",
	    "一、删去第一条中的“和收费标准”。\n");
	assert_says("A第一条|" DUTIES "\n",
	    "A第一条|养老机构应当及时公示服务项目和收费标准，不得另行收费。\n",
	    "一、在第一条中的“应当”之后增加“及时”。\n");
	assert_says("A第一条|\nP|" DUTIES "\nP|不得：\nI（一）|" CARE
	    "\nI（二）|" FEES "\n", "A第一条|\nP|" DUTIES "\nP|不得：\nI（一）|"
	    CARE "\nI（二）|预收的费用应当存入专用账户，由政府监管。\n",
	    "一、将第一条第二款第二项中的“银行”修改为“政府”。\n");
	/* one character is no word: what is counted follows it, else the word
	 * began before */
	assert_says("A第一条|突发急病的，应当及时送医院救治。\n",
	    "A第一条|突发急病的，应当及时送医疗机构救治。\n",
	    "一、将第一条中的“医院”修改为“医疗机构”。\n");
	assert_says("A第一条|应当在五日内报告。\n",
	    "A第一条|应当在七日内报告。\n",
	    "一、将第一条中的“五日”修改为“七日”。\n");
	/* what stands twice takes its neighbours along */
	assert_says("A第一条|甲事由甲局办理，乙事由甲局办理，丙事由区政府决定。\n",
	    "A第一条|甲事由甲局办理，乙事由丁局办理，丙事由区政府决定。\n",
	    "一、将第一条中的“乙事由甲”修改为“乙事由丁”。\n");
	/* too much to be said word by word */
	assert_says("A第一条|" DUTIES "\n", "A第一条|养老机构收费办法另行制定。\n",
	    "一、删去第一条。\n二、增加一条，作为第一条：“第一条 "
	    "养老机构收费办法另行制定。”\n");
	assert_says("A第一条|" CARE "\n", "A第一条|" CARE
	    "\nP|健康检查的费用由机构负担。\n", "一、将第一条修改为：“第一条 "
	    CARE "\n健康检查的费用由机构负担。”\n");
	/* words in quotation marks */
	assert_says("A第一条|本办法所称“机构”，是指养老院，不含医院。\n",
	    "A第一条|本办法所称“单位”，是指养老院，不含医院。\n",
	    "一、将第一条中的“机构”修改为“单位”。\n");
	assert_says("A第一条|本办法所称“机构”，是指养老机构，不含医院。\n",
	    "A第一条|本办法所称“单位”，是指养老机构，不含医院。\n",
	    "一、将第一条修改为：“第一条 本办法所称“单位”，是指养老机构，不含"
	    "医院。”\n");
}

static void
numbers(void **state)
{
	(void)state;
	assert_says("A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|" FEES "\n",
	    "A第一条|" DUTIES "\nA第二条|街道办事处负责日常检查。\nA第三条|" CARE
	    "\nA第四条|预收的费用应当存入专用账户，由政府监管。\n",
	    "一、增加一条，作为第二条：“第二条 街道办事处负责日常检查。”\n"
	    "二、将第三条改为第四条，将其中的“银行”修改为“政府”。\n"
	    "三、条文序号相应调整：第二条改为第三条。\n");
	assert_says("A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|" FEES "\n",
	    "A第一条|" CARE "\nA第二条|" FEES "\n",
	    "一、删去第一条。\n"
	    "二、条文序号相应调整：第二条至第三条依次改为第一条至第二条。\n");
	assert_says("A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|" FEES "\n",
	    "A第一条|" FEES "\nA第二条|" DUTIES "\nA第三条|" CARE "\n",
	    "一、将第三条改为第一条。\n"
	    "二、条文序号相应调整：第一条至第二条依次改为第二条至第三条。\n");
}

static void
divided(void **state)
{
	(void)state;
	assert_says("A第一条|" DUTIES CARE "\nA第二条|" FEES "\n",
	    "A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|" FEES "\n",
	    "一、将第一条分为两条，作为第一条、第二条，修改为：“第一条 " DUTIES
	    "”\n“第二条 " CARE "”\n"
	    "二、条文序号相应调整：第二条改为第三条。\n");
	assert_says("A第一条|" DUTIES "\nA第二条|" CARE "\nA第三条|" FEES "\n",
	    "A第一条|" DUTIES CARE "\nA第二条|" FEES "\n",
	    "一、将第一条、第二条合并为一条，作为第一条，修改为：“第一条 " DUTIES
	    CARE "”\n二、条文序号相应调整：第三条改为第二条。\n");
}

/* Other parts of a text: their sentences, which are not done here. */
static void
other_parts(void **state)
{
	struct sample x, y;
	struct comparison *c;
	struct text said = TEXT_INIT;

	(void)state;
	sample_init(&x, "甲办法", "C第一章|监督管理和检查\nA第一条|" DUTIES "\nL一、|" CARE
	    "\nB|特此通知。\nX附件1|收费表\nA第一条|" FEES "\n");
	sample_init(&y, "甲办法（试行）", "C第一章|监督管理\nA第一条|" DUTIES
	    "\nL一、|护理人员必须经过培训，每年接受一次健康检查。\nX附件1|收费表\n"
	    "A第一条|预收的费用应当存入专用账户，由政府监管。\n");
	c = compare_samples(&x, &y);
	comparison_amend(c, &said);
	assert_string_equal(said.ptr,
	    "一、将名称修改为：“甲办法（试行）”\n"
	    "二、将第一章章名修改为：“第一章 监督管理”\n"
	    "三、将“一、”部分修改为：“一、护理人员必须经过培训，每年接受一次健康检查。”\n"
	    "四、删去“特此通知。”一段。\n"
	    "五、将附件1第一条中的“银行”修改为“政府”。\n");
	text_release(&said);
	comparison_free(c);
	arena_release(&x.arena);
	arena_release(&y.arena);
}

static void
divided_parts(void **state)
{
	struct sample x, y;
	struct comparison *c;
	struct text said = TEXT_INIT;

	(void)state;
	sample_init(&x, "", "B|" DUTIES CARE "\nL一、|" FEES "不得挪作他用。\n"
	    "L二、|街道办事处每年检查一次，检查结果向社会公布。\n");
	sample_init(&y, "", "B|" DUTIES "\nB|" CARE "\nL一、|" FEES
	    "不得挪作他用。街道办事处每年检查一次，检查结果向社会公布。\n");
	c = compare_samples(&x, &y);
	comparison_amend(c, &said);
	assert_string_equal(said.ptr,
	    "一、将“" DUTIES CARE "”一段分为两段，修改为：“" DUTIES "”\n“"
	    CARE "”\n二、将“一、”部分、“二、”部分合并为一部分，作为“一、”部分，"
	    "修改为：“一、" FEES "不得挪作他用。街道办事处每年检查一次，检查结果向"
	    "社会公布。”\n");
	text_release(&said);
	comparison_free(c);
	arena_release(&x.arena);
	arena_release(&y.arena);
}

/* ---- any edits ---- */

static void
add_text(struct text *out, unsigned *seed)
{
	static const char *const parts[] = { "养老", "机构", "应当", "不得",
		"，", "2021年5月1日", "《甲办法》", "一百二十", "民政部门", "的",
		"和", "报告", "每年", "公示", "护理", "费用", "检查", "街道" };
	unsigned n = 4 + pick(seed, 12);

	while (n-- > 0)
		text_adds(out, parts[pick(seed, MEM_COUNT(parts))]);
	text_adds(out, "。");
}

/* Articles as text bodies: paragraphs and points, without the number. */
static size_t
make_bodies(struct text *bodies, unsigned *seed)
{
	size_t n = 1 + pick(seed, 12), i;
	unsigned k;

	for (i = 0; i < n; i++) {
		add_text(&bodies[i], seed);
		if (pick(seed, 3) == 0)
			add_text(&bodies[i], seed);
		for (k = pick(seed, 3); k > 0; k--) {
			text_adds(&bodies[i], "\nP|");
			add_text(&bodies[i], seed);
		}
		if (pick(seed, 3) == 0) {
			text_adds(&bodies[i], "\nP|不得有下列行为：");
			for (k = 1; k < 4; k++) {
				text_adds(&bodies[i], "\nI（");
				counting_add(&bodies[i],
				    "chineseCountingThousand", (int)k);
				text_adds(&bodies[i], "）|");
				add_text(&bodies[i], seed);
			}
		}
	}
	return n;
}

static void
change_body(struct text *body, unsigned *seed)
{
	static const char *const words[] = { "街道", "机构", "应当", "的" };
	const char *from = words[pick(seed, 4)];
	char *at = strstr(body->ptr, from);
	struct text out = TEXT_INIT;

	if (at == NULL)
		return;
	text_add(&out, body->ptr, (size_t)(at - body->ptr));
	if (pick(seed, 3) > 0)
		text_adds(&out, pick(seed, 2) ? "卫生" : "社会组织");
	text_adds(&out, pick(seed, 3) > 0 ? at + strlen(from) : at);
	text_release(body);
	*body = out;
}

static void
add_bodies(struct text *spec, const struct text *bodies, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		text_adds(spec, "A第");
		counting_add(spec, "chineseCountingThousand", (int)i + 1);
		text_addf(spec, "条|%s%s\n", strchr(bodies[i].ptr, '\n') !=
		    NULL ? "\nP|" : "", bodies[i].ptr);
	}
}

/* The articles taken out, put in, changed, changed in place, moved, divided,
 * put together. */
static size_t
edit_bodies(struct text *out, const struct text *bodies, size_t n,
    unsigned *seed)
{
	size_t i, m = 0;
	const char *stop;

	for (i = 0; i < n; i++) {
		text_init(&out[m]);
		switch (pick(seed, 9)) {
		case 0:
			continue;
		case 1:
			add_text(&out[m], seed);
			text_init(&out[++m]);
			text_adds(&out[m++], bodies[i].ptr);
			continue;
		case 2:
		case 3:
			text_adds(&out[m], bodies[i].ptr);
			change_body(&out[m++], seed);
			continue;
		case 4:
			stop = strstr(bodies[i].ptr, "。");
			text_add(&out[m], bodies[i].ptr,
			    (size_t)(stop - bodies[i].ptr) + 3);
			if (stop[3] != '\0' && stop[3] != '\n') {
				text_init(&out[++m]);
				text_adds(&out[m], stop + 3);
			} else {
				text_adds(&out[m], stop + 3);
			}
			m++;
			continue;
		case 5:
			text_adds(&out[m], bodies[i].ptr);
			if (i + 1 < n && strstr(bodies[i].ptr, "\nI") == NULL)
				text_addf(&out[m], "\nP|%s",
				    bodies[++i].ptr);
			m++;
			continue;
		default:
			text_adds(&out[m++], bodies[i].ptr);
		}
	}
	return m;
}

static void
any_edits(void **state)
{
	unsigned seed = 20230313, round;
	size_t seen[COMPARE_GONE + 1] = { 0 }, n, m, i;

	(void)state;
	for (round = 0; round < 600; round++) {
		struct text old[16], new[40], x = TEXT_INIT, y = TEXT_INIT;
		struct sample a, b;
		struct comparison *c;

		for (i = 0; i < 16; i++)
			text_init(&old[i]);
		n = make_bodies(old, &seed);
		m = edit_bodies(new, old, n, &seed);
		add_bodies(&x, old, n);
		add_bodies(&y, new, m);
		sample_init(&a, "", x.ptr);
		sample_init(&b, "", y.ptr);
		c = compare_samples(&a, &b);
		assert_amends(c, &a, &b);
		for (i = 0; i < comparison_npairs(c); i++)
			seen[comparison_pair(c, i)->status]++;
		comparison_free(c);
		arena_release(&a.arena);
		arena_release(&b.arena);
		for (i = 0; i < n; i++)
			text_release(&old[i]);
		for (i = 0; i < m; i++)
			text_release(&new[i]);
		text_release(&x);
		text_release(&y);
	}
	for (i = 0; i <= COMPARE_GONE; i++)
		assert_true(i == COMPARE_MOVED || seen[i] > 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(numbers),
		cmocka_unit_test(divided),
		cmocka_unit_test(other_parts),
		cmocka_unit_test(divided_parts),
		cmocka_unit_test(any_edits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
