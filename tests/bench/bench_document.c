/* bench_document.c: a text read and structured, by its size: the time and the
 * growth at 10, 100, 1,000 and 10,000 articles, and 2,000 in 2 MB */
#include "engine/document/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define WORDS "管理单位应当按照规定办理登记并接受监督检查，依法承担责任"

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* 第十二条 as far as 第九千九百九十九条 and a little further. */
static void
add_number(struct text *out, int n)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四",
		"五", "六", "七", "八", "九" };
	static const struct { int value; const char *name; } units[] = {
		{ 10000, "万" }, { 1000, "千" }, { 100, "百" }, { 10, "十" } };
	bool begun = false, zero = false;
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		int d = n / units[i].value;

		n %= units[i].value;
		if (d == 0) {
			zero = begun;
			continue;
		}
		if (zero)
			text_adds(out, digits[0]);
		if (d > 1 || units[i].value > 10 || begun)
			text_adds(out, digits[d]);
		text_adds(out, units[i].name);
		begun = true;
		zero = false;
	}
	if (n > 0)
		text_addf(out, "%s%s", zero ? digits[0] : "", digits[n]);
}

/* An act of so many articles of about a thousand bytes each. */
static void
write_act(struct text *out, int articles)
{
	int i, k;

	text_adds(out, "青石区综合管理办法\n");
	for (i = 1; i <= articles; i++) {
		text_adds(out, "第");
		add_number(out, i);
		text_addf(out, "条　第%d类单位应当符合下列条件：\n", i);
		for (k = 0; k < 3; k++)
			text_addf(out, "（%s）" WORDS WORDS WORDS "%s\n",
			    k == 0 ? "一" : k == 1 ? "二" : "三",
			    k == 2 ? "。" : "；");
		text_adds(out, "前款所称单位，" WORDS WORDS "。\n");
	}
}

static void
measure(int articles)
{
	struct text act = TEXT_INIT, akn = TEXT_INIT;
	struct document_counts counts;
	struct document *d = NULL;
	struct err err = ERR_INIT;
	double start, read_s, written_s;
	struct rusage usage;

	write_act(&act, articles);
	start = now_s();
	if (document_read(&d, act.ptr, act.len, "act.txt", &err) != 0) {
		fprintf(stderr, "%s\n", err.msg);
		exit(1);
	}
	read_s = now_s() - start;
	document_write_akn(d, &akn);
	written_s = now_s() - start - read_s;
	document_counts(d, &counts);
	getrusage(RUSAGE_SELF, &usage);
	printf("document: %6d articles %6.2f MB: read %7.1f ms, written "
	    "%6.1f ms, %5.1f us an article, %ld MB at most\n",
	    counts.article, (double)act.len / 1e6, read_s * 1e3,
	    written_s * 1e3, read_s * 1e6 / articles,
	    usage.ru_maxrss / 1024);
	document_free(d);
	text_release(&act);
	text_release(&akn);
}

int
main(void)
{
	static const int sizes[] = { 10, 100, 1000, 2000, 10000 };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		measure(sizes[i]);
	return 0;
}
