/* bench_formats.c: reading texts of 10 to 10000 articles in each format that
 * is text or XML, structure and canonical form included */
#include "engine/document/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define SENTENCES 12		/* an article has about 1 KB */

static const char sentence[] = "本区行政机关应当依照法律法规和本办法的规定履行职责，";

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct format {
	const char *name, *head, *paragraph, *tail;
};

#define ODF "urn:oasis:names:tc:opendocument:xmlns:"

static const struct format formats[] = {
	{ "a.txt", "某区管理办法\n", "%s\n", "" },
	{ "a.md", "# 某区管理办法\n\n", "%s\n\n", "" },
	{ "a.html", "<html><body><div><a href='/'>首页</a></div><div><h1>某区管理办法"
	    "</h1>", "<p>%s</p>\n", "</div></body></html>" },
	{ "a.fodt", "<?xml version='1.0'?><office:document xmlns:office='" ODF
	    "office:1.0' xmlns:text='" ODF "text:1.0'><office:body>"
	    "<office:text><text:p>某区管理办法</text:p>",
	    "<text:p>%s</text:p>\n",
	    "</office:text></office:body></office:document>" },
	{ "a.xml", "<akomaNtoso xmlns='" DOCUMENT_AKN_NS "'><act><preface><p>"
	    "某区管理办法</p></preface><body>", "<p>%s</p>\n",
	    "</body></act></akomaNtoso>" }
};

static void
add_paragraph(struct text *out, const struct format *f, const char *words)
{
	const char *at = strstr(f->paragraph, "%s");

	text_add(out, f->paragraph, (size_t)(at - f->paragraph));
	text_adds(out, words);
	text_adds(out, at + 2);
}

static void
make(struct text *out, const struct format *f, int articles)
{
	struct text line = TEXT_INIT;
	int i, k;

	text_adds(out, f->head);
	for (i = 1; i <= articles; i++) {
		text_reset(&line);
		text_addf(&line, "第%d条　", i);
		for (k = 0; k < SENTENCES; k++)
			text_adds(&line, sentence);
		text_adds(&line, "下列情形除外：");
		add_paragraph(out, f, line.ptr);
		add_paragraph(out, f, "（一）情况紧急的；");
		add_paragraph(out, f, "（二）法律另有规定的。");
	}
	text_adds(out, f->tail);
	text_release(&line);
}

static void
measure(const struct format *f, int articles)
{
	struct text bytes = TEXT_INIT, akn = TEXT_INIT;
	struct document_counts c;
	struct document *d = NULL;
	struct err err = ERR_INIT;
	struct rusage usage;
	double start, took;

	make(&bytes, f, articles);
	start = now_s();
	if (document_read(&d, bytes.ptr, bytes.len, f->name, &err) != 0) {
		fprintf(stderr, "%s\n", err.msg);
		exit(1);
	}
	document_write_akn(d, &akn);
	took = now_s() - start;
	document_counts(d, &c);
	getrusage(RUSAGE_SELF, &usage);
	printf("%-7s %6d articles %8.2f MB %9.1f ms %7.1f us/article  "
	    "%d found, %ld MB at most so far\n", f->name + 2, articles,
	    (double)bytes.len / 1e6, took * 1e3, took * 1e6 / articles,
	    c.article, usage.ru_maxrss / 1024);
	document_free(d);
	text_release(&bytes);
	text_release(&akn);
}

int
main(void)
{
	static const int sizes[] = { 10, 100, 1000, 2000, 10000 };
	size_t i, k;

	printf("reading formats\n");
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		for (k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
			measure(&formats[i], sizes[k]);
	}
	return 0;
}
