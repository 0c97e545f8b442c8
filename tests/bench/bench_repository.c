/* bench_repository.c: microseconds a commit: made in memory, put in packs */
#include "store/repository.h"

#include "engine/base/mem.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define COMMITS 2000
#define BATCH 500
#define TEXT_BYTES 6000
#define RECORD_BYTES 3000

struct kept {
	struct object_id id, previous;
	enum object_type type;
	size_t at, len;
};

struct bench {
	struct repository *repository, *exporter;
	struct signer *signer;
	struct object_id head, exported;
	struct text bytes;
	struct kept *kept;
	size_t count, cap, objects;
	double change_us, pack_us;	/* of processor time, in all */
};

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
die(const struct err *err)
{
	fprintf(stderr, "bench_repository: %s\n", err->msg);
	exit(5);
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int
keep(void *ctx, enum object_type type, const struct object_id *id,
    const struct object_id *previous, const void *bytes, size_t len,
    struct err *err)
{
	struct bench *b = ctx;

	(void)err;
	MEM_GROW(b->kept, b->count, b->cap);
	b->kept[b->count++] = (struct kept){ *id, *previous, type,
		b->bytes.len, len };
	text_add(&b->bytes, bytes, len);
	return 0;
}

/* Sentences as such documents have them, with numbers between. */
static void
add_prose(struct text *out, size_t len, unsigned long seed)
{
	static const char *const sentences[] = {
		"\xe6\x9c\xac\xe5\x8a\x9e\xe6\xb3\x95\xe8\x87\xaa"
		"\xe5\x85\xac\xe5\xb8\x83\xe4\xb9\x8b\xe6\x97\xa5"
		"\xe8\xb5\xb7\xe6\x96\xbd\xe8\xa1\x8c",
		"\xe8\xa1\x8c\xe6\x94\xbf\xe6\x9c\xba\xe5\x85\xb3"
		"\xe5\xba\x94\xe5\xbd\x93\xe4\xbe\x9d\xe6\xb3\x95"
		"\xe5\xb1\xa5\xe8\xa1\x8c",
		"\xe5\x90\x88\xe6\xb3\x95\xe6\x80\xa7\xe5\xae\xa1"
		"\xe6\xa0\xb8\xe6\x84\x8f\xe8\xa7\x81",
		"\xe6\x8a\xa5\xe9\x80\x81\xe5\xa4\x87\xe6\xa1\x88",
		"</content></paragraph>\n<paragraph eId=\"",
		"<material kind=\"opinion\" hash=\"",
	};
	size_t start = out->len;

	while (out->len - start < len) {
		seed = seed * 6364136223846793005UL + 1442695040888963407UL;
		text_adds(out, sentences[(seed >> 33) %
		    MEM_COUNT(sentences)]);
		text_addf(out, "%lx", seed >> 40);
	}
}

/* A text keeps most of what it said; its head and its end change. */
static void
put(struct change *change, size_t document, const char *name, size_t len,
    size_t number)
{
	struct text content = TEXT_INIT;
	struct err err = ERR_INIT;
	char path[160];

	snprintf(path, sizeof(path), "documents/2021/%02zu/%04zu/%s",
	    document / 100, document, name);
	text_addf(&content, "<state step=\"%zu\">\n", number);
	add_prose(&content, len * 7 / 8, document);
	add_prose(&content, len / 8, number);
	if (change_put(change, path, content.ptr, content.len, &err) != 0)
		die(&err);
	text_release(&content);
}

static void
commit(struct bench *b, struct change *change, bool with_signature)
{
	static const struct commit_info info = {
		"Wang Fang", "wang", 1620000000, "Registry",
		"registry@guiwen", 1620000100,
		"Approve the draft\n\nDocument: 2021-0001\nStep: 4\n"
		"Record-SHA256: 0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef\n",
	};
	struct err err = ERR_INIT;

	if (change_commit(change, &info, with_signature ? b->signer : NULL,
	    &b->head, keep, b, &err) != 0)
		die(&err);
}

static void
export(struct bench *b)
{
	struct pack *pack;
	struct err err = ERR_INIT;
	size_t i;

	if (pack_begin(&pack, b->exporter, &err) != 0)
		die(&err);
	for (i = 0; i < b->count; i++) {
		const struct kept *k = &b->kept[i];

		if (pack_add(pack, &k->id, k->type, b->bytes.ptr + k->at,
		    k->len, &k->previous, &err) != 0)
			die(&err);
	}
	if (pack_finish(pack, &err) != 0 ||
	    repository_set_main(b->exporter, &b->exported, &b->head, true,
	    &err) != 0)
		die(&err);
	b->exported = b->head;
	b->objects += b->count;
	b->count = 0;
	text_reset(&b->bytes);
}

/* All documents in few commits: what a registry of that size looks like. */
static void
fill(struct bench *b, size_t documents)
{
	struct change *change = NULL;
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < documents; i++) {
		if (i % 500 == 0 && change_begin(&change, b->repository,
		    &b->head, &err) != 0)
			die(&err);
		put(change, i, "document.xml", 300, i);
		put(change, i, "state.xml", 300, i);
		put(change, i, "record/0001-draft.xml", 300, i);
		if (i % 500 == 499 || i + 1 == documents)
			commit(b, change, false);
	}
	export(b);
}

static void
step(struct bench *b, size_t document, size_t number)
{
	struct change *change;
	struct err err = ERR_INIT;
	char name[64];
	double start;

	start = cpu_us();
	if (change_begin(&change, b->repository, &b->head, &err) != 0)
		die(&err);
	b->change_us += cpu_us() - start;
	put(change, document, "state.xml", TEXT_BYTES, number);
	snprintf(name, sizeof(name), "record/%04zu-approve.xml", number);
	put(change, document, name, RECORD_BYTES, number);
	start = cpu_us();
	commit(b, change, true);
	b->change_us += cpu_us() - start;
}

/* Microseconds an object of the walk over the whole history. */
static double
check(const struct bench *b, const char *path, const char *key,
    size_t objects)
{
	static const struct repository_checks nothing;
	struct repository *r;
	struct err err = ERR_INIT;
	double start = cpu_us();

	if (repository_open(&r, path, &err) != 0 ||
	    repository_check(r, &b->head, key, &nothing, &err) != 0)
		die(&err);
	repository_free(r);
	return (cpu_us() - start) / (double)objects;
}

static void
measure(const char *dir, struct signer *signer, size_t documents)
{
	struct bench b = { .signer = signer, .bytes = TEXT_INIT };
	struct err err = ERR_INIT;
	char path[128];
	double start;
	size_t i, filled;

	snprintf(path, sizeof(path), "%s/%zu.git", dir, documents);
	if (repository_create(path, "bench\n", &err) != 0 ||
	    repository_open(&b.repository, path, &err) != 0 ||
	    repository_open(&b.exporter, path, &err) != 0)
		die(&err);
	fill(&b, documents);
	filled = b.objects;
	b.objects = 0;
	for (i = 0; i < COMMITS; i++) {
		step(&b, i * 37 % documents, i + 2);
		if (i % BATCH == BATCH - 1) {
			start = cpu_us();
			export(&b);
			b.pack_us += cpu_us() - start;
		}
	}
	printf("%9zu  %12.1f  %10.1f  %14.1f  %15.2f  %13.1f\n", documents,
	    b.change_us / COMMITS, b.pack_us / COMMITS,
	    (double)b.objects / COMMITS,
	    check(&b, path, "", b.objects + filled),
	    check(&b, path, signer_public(signer), COMMITS));
	text_release(&b.bytes);
	free(b.kept);
	repository_free(b.exporter);
	repository_free(b.repository);
}

int
main(void)
{
	static const size_t documents[] = { 100, 10000 };
	char dir[] = "/tmp/guiwen-bench-XXXXXX", key[64];
	struct signer *signer;
	struct err err = ERR_INIT;
	size_t i;

	if (mkdtemp(dir) == NULL)
		return 5;
	snprintf(key, sizeof(key), "%s/key", dir);
	if (signer_generate(key, "bench", &err) != 0 ||
	    signer_load(&signer, key, &err) != 0)
		die(&err);
	printf("processor time of a commit (text %d, record %d bytes)\n"
	    "documents  in memory us  in pack us  objects/commit  "
	    "check us/object  signed us/step\n",
	    TEXT_BYTES, RECORD_BYTES);
	for (i = 0; i < MEM_COUNT(documents); i++)
		measure(dir, signer, documents[i]);
	signer_free(signer);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
