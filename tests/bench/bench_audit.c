/*
 * bench_audit.c: the whole audit beside "git fsck --full" of the same
 * repository
 *
 * A registry is made through the real acts (common/make.h), of about
 * GUIWEN_BENCH_STEPS (10000) steps, ten a document, in batches. Then both run,
 * each in a process of its own, for time and memory. fsck checks no signature;
 * so there is a line for the audit without those of commits and persons:
 * re-hash, chain, comparison and replay. With
 * GUIWEN_BENCH_KEEP=DIR the registry is made there and stays, and one that is
 * there already is used again.
 */
#include "store/signer_int.h"
#include "tests/bench/common/make.h"
#include "workflows/audit_int.h"
#include "workflows/registry_int.h"

#include <openssl/evp.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STEPS_A_DOCUMENT 10

static void
fail(const struct err *err)
{
	fprintf(stderr, "bench_audit: %s\n", err->msg);
	exit(1);
}

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- each in its own process ---- */

struct cost {
	double wall_s, cpu_s;
	long peak_kib;
};

static struct cost
cost_of(void (*fn)(const char *dir, long n), const char *dir, long n)
{
	struct cost cost = { 0 };
	struct rusage usage;
	double start = now_s();
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		fn(dir, n);
		fflush(stdout);
		_exit(0);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0)
		exit(1);
	cost.wall_s = now_s() - start;
	cost.cpu_s = (double)usage.ru_utime.tv_sec +
	    (double)usage.ru_stime.tv_sec +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	cost.peak_kib = usage.ru_maxrss;
	return cost;
}

static void
run_make(const char *dir, long n)
{
	make_registry(dir, n, false);
}

static void
run_audit_by(const char *dir, long n, const struct audit_how *how)
{
	struct audit_history *history = NULL;
	struct registry *registry = NULL;
	struct err err = ERR_INIT;

	if (registry_open(&registry, dir, true, &err) != 0 ||
	    audit_history_of_store(registry_store(registry), how, NULL,
	    &history, NULL, NULL, &err) != 0)
		fail(&err);
	if (history->nfaults > 0 || history->totals.records < n) {
		fprintf(stderr, "bench_audit: %s\n", history->nfaults > 0 ?
		    history->faults[0].what : "records are missing");
		exit(1);
	}
	printf("%lld records, %lld objects, %lld signatures, %lld steps "
	    "replayed\n", (long long)history->totals.records,
	    (long long)history->totals.objects,
	    (long long)history->totals.signatures,
	    (long long)history->replayed);
	audit_history_free(history);
	registry_close(registry);
}

static void
run_audit(const char *dir, long n)
{
	static const struct audit_how usual;

	run_audit_by(dir, n, &usual);
}

static void
run_without_signatures(const char *dir, long n)
{
	const struct audit_how how = { .without_signatures = true };

	run_audit_by(dir, n, &how);
}

static void
run_rates(const char *dir, long n)
{
	struct registry *registry = NULL;
	struct rates *rates = NULL;
	struct err err = ERR_INIT;
	double start;

	(void)n;
	if (registry_open(&registry, dir, true, &err) != 0)
		fail(&err);
	start = now_s();
	if (audit_rates(registry, 2021, (struct day){ 2022, 1, 1 }, &rates,
	    &err) != 0)
		fail(&err);
	printf("%-24s %8.3f s for %lld documents made\n", "rates of one year",
	    now_s() - start, (long long)rates->made);
	rates_free(rates);
	registry_close(registry);
}

static void
run_fsck(const char *dir, long n)
{
	int null = open("/dev/null", O_WRONLY);
	char path[512];

	(void)n;
	snprintf(path, sizeof(path), "--git-dir=%s/documents.git", dir);
	dup2(null, 1);
	dup2(null, 2);
	execlp("git", "git", path, "fsck", "--full", (char *)NULL);
	_exit(127);
}

/* Processor time of all threads. */
static double
cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#define SIGNATURES 4000
#define SIGNED_BYTES 600

/* libcrypto's own verification, key and context made ready once. */
static double
bare_cost_s(const struct signer *signer)
{
	unsigned char key[SIGNER_KEY_BYTES], raw[SIGNER_RAW_BYTES];
	static char message[SIGNED_BYTES];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY *pkey;
	double start;
	int i;

	(void)public_key_bytes(key, signer_public(signer));
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key,
	    sizeof(key));
	signer_sign_raw(signer, message, SIGNED_BYTES, raw);
	start = cpu_s();
	for (i = 0; i < SIGNATURES / 2; i++)
		if (EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) != 1 ||
		    EVP_DigestVerify(ctx, raw, sizeof(raw),
		    (unsigned char *)message, SIGNED_BYTES) != 1)
			exit(1);
	start = cpu_s() - start;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return start / (SIGNATURES / 2);
}

/* Signatures on all processors: what one costs beside libcrypto's own, and
 * how many processors were at it (others may use them, too). */
static void
run_signatures(const char *dir, long n)
{
	static char message[SIGNATURES][SIGNED_BYTES];
	static struct verify_job jobs[SIGNATURES];
	static struct text armour[SIGNATURES];
	struct signer *signer = NULL;
	struct err err = ERR_INIT;
	double start, cpu, wall, bare;
	char key[512];
	size_t i;

	(void)n;
	snprintf(key, sizeof(key), "%s/keys/registry", dir);
	if (signer_load(&signer, key, &err) != 0)
		fail(&err);
	for (i = 0; i < SIGNATURES; i++) {
		snprintf(message[i], SIGNED_BYTES, "message %zu", i);
		text_init(&armour[i]);
		signer_sign(signer, "git", message[i], SIGNED_BYTES,
		    &armour[i]);
		jobs[i] = (struct verify_job) {
			.public_key = signer_public(signer),
			.bytes = message[i], .len = SIGNED_BYTES,
			.armour = armour[i].ptr, .armour_len = armour[i].len
		};
	}
	bare = bare_cost_s(signer);
	start = now_s();
	cpu = cpu_s();
	verify_jobs("git", jobs, SIGNATURES);
	wall = now_s() - start;
	cpu = cpu_s() - cpu;
	for (i = 0; i < SIGNATURES; i++)
		if (!jobs[i].holds)
			exit(1);
	printf("%-24s %8.0f a second on %.1f of %ld processors; %.2f of "
	    "libcrypto's rate on each\n", "signatures",
	    SIGNATURES / wall, cpu / wall, sysconf(_SC_NPROCESSORS_ONLN),
	    bare / (cpu / SIGNATURES));
	signer_free(signer);
}

static void
print_cost(const char *what, const struct cost *c, long n)
{
	printf("%-24s %8.2f s  %8.2f s CPU  %7.1f us a step  %7.1f MiB\n",
	    what, c->wall_s, c->cpu_s, c->cpu_s / (double)n * 1e6,
	    (double)c->peak_kib / 1024);
}

static void
print_ratio(const char *what, const struct cost *audit,
    const struct cost *fsck)
{
	printf("%s / fsck: %.2f of its time, %.2f of its CPU, %.2f of its "
	    "memory\n", what, audit->wall_s / fsck->wall_s,
	    audit->cpu_s / fsck->cpu_s,
	    (double)audit->peak_kib / (double)fsck->peak_kib);
}

int
main(void)
{
	const char *steps = getenv("GUIWEN_BENCH_STEPS");
	const char *keep = getenv("GUIWEN_BENCH_KEEP");
	long n = steps != NULL ? strtol(steps, NULL, 10) : 10000;
	char dir[64] = "/tmp/guiwen-bench-XXXXXX", registry[512];
	struct cost made, audit, without, fsck;

	if (keep == NULL && mkdtemp(dir) == NULL)
		return 1;
	snprintf(registry, sizeof(registry), "%s/r", keep != NULL ? keep :
	    dir);
	printf("-- audit of %ld steps\n", n);
	fflush(stdout);
	if (access(registry, F_OK) != 0) {
		made = cost_of(run_make, registry,
		    (n + STEPS_A_DOCUMENT - 1) / STEPS_A_DOCUMENT);
		print_cost("made through the steps", &made, n);
	}
	n = (long)made_records(registry);
	fflush(stdout);
	audit = cost_of(run_audit, registry, n);
	print_cost("guiwen audit, history", &audit, n);
	fflush(stdout);
	without = cost_of(run_without_signatures, registry, n);
	print_cost("  without signatures", &without, n);
	fflush(stdout);
	fsck = cost_of(run_fsck, registry, n);
	print_cost("git fsck --full", &fsck, n);
	printf("fsck checks no signature; the audit checks those of commits "
	    "and persons:\n");
	print_ratio("audit", &audit, &fsck);
	print_ratio("audit without signatures (re-hash, chain, comparison, "
	    "replay)", &without, &fsck);
	fflush(stdout);
	(void)cost_of(run_signatures, registry, n);
	(void)cost_of(run_rates, registry, n);
	if (keep == NULL) {
		snprintf(registry, sizeof(registry), "rm -rf %s", dir);
		return system(registry) == 0 ? 0 : 1;
	}
	return 0;
}
