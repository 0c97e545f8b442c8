/* signature_many.c: many signatures checked on all processors */
#include "store/signer_int.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define THREADS_MOST 64
#define LEAST_EACH 8		/* fewer are not worth a thread */

struct share {
	const char *sig_namespace;
	struct verify_job *jobs;
	size_t n, first, step;
};

static void *
work(void *ctx)
{
	const struct share *share = ctx;
	struct verifier *verifier = NULL;	/* of the last key met */
	const char *key = "";
	struct verify_job *job;
	size_t i;

	for (i = share->first; i < share->n; i += share->step) {
		job = &share->jobs[i];
		if (job->armour != NULL && strcmp(key, job->public_key) !=
		    0) {
			verifier_free(verifier);
			verifier = verifier_new(job->public_key);
			key = job->public_key;
		}
		job->holds = verifier != NULL && job->armour != NULL &&
		    verifier_holds(verifier, share->sig_namespace, job->bytes,
		    job->len, job->armour, job->armour_len);
	}
	verifier_free(verifier);
	return NULL;
}

static size_t
threads_for(size_t n)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t threads = processors > 0 ? (size_t)processors : 1;

	if (threads > THREADS_MOST)
		threads = THREADS_MOST;
	if (threads > n / LEAST_EACH)
		threads = n / LEAST_EACH;
	return threads > 0 ? threads : 1;
}

void
verify_jobs(const char *sig_namespace, struct verify_job *jobs, size_t n)
{
	struct share shares[THREADS_MOST];
	pthread_t threads[THREADS_MOST];
	size_t count = threads_for(n), i;
	bool running[THREADS_MOST];

	for (i = 0; i < count; i++)
		shares[i] = (struct share) { sig_namespace, jobs, n, i,
			count };
	for (i = 1; i < count; i++)
		running[i] = pthread_create(&threads[i], NULL, work,
		    &shares[i]) == 0;
	work(&shares[0]);
	for (i = 1; i < count; i++) {
		if (running[i])
			pthread_join(threads[i], NULL);
		else
			work(&shares[i]);
	}
}
