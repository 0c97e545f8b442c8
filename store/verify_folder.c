/* verify_folder.c: is the history whole? What stands beside the evidence: how
 * git is told to read it, other refs, the registry's keys */
#include "store/verify_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SMALL_FILE_BYTES 65536
#define REFS_BYTES ((size_t)16 << 20)
#define FOREIGN_MOST 50
#define DEPTH_MOST 8

/*
 * Everything that may lie in documents.git. Whatever else does is told: git
 * has a dozen files by which it shows another history than its objects hold,
 * and new ones with each year; so the list is of what is known to be harmless.
 */
static const char *const folders[] = {
	"objects", "objects/[0-9a-f][0-9a-f]", "objects/pack", "objects/info",
	"refs", "refs/heads", "refs/tags", "hooks", "info"
};
static const char *const files[] = {
	"HEAD", "config", "description", "allowed_signers", "packed-refs",
	"main.torn", "gc.log", "gc.pid", "hooks/pre-receive", "info/exclude",
	/* Lists for reading over plain HTTP. */
	"info/refs", "objects/info/packs",
	"info/refs_??????", "objects/info/packs_??????",
	"refs/heads/main", "refs/heads/main.lock", "packed-refs.lock",
	/* What git gc has while it runs, and leaves when it is killed. */
	"packed-refs.new", "gc.pid.lock", "objects/pack/.tmp-*-pack-*",
	"objects/[0-9a-f][0-9a-f]/tmp_*", "objects/pack/tmp_*",
	"objects/[0-9a-f][0-9a-f]/??????????????????????????????????????",
	"objects/pack/pack-*.pack", "objects/pack/pack-*.idx",
	"objects/pack/pack-*.rev", "objects/pack/pack-*.keep",
	"objects/pack/pack-*.mtimes"
};

/* What the others do, as far as it is known. */
enum harm { HARM_REF, HARM_REPLACE, HARM_GRAFT, HARM_ELSEWHERE, HARM_TABLE,
	HARM_PARTIAL, HARM_HOOK, HARM_READING, HARM_UNKNOWN };
static const struct {
	const char *pattern;
	enum harm harm;
} harms[] = {
	{ "refs/replace*", HARM_REPLACE },
	{ "refs*", HARM_REF }, { "reftable*", HARM_REF },
	{ "info/grafts", HARM_GRAFT }, { "shallow*", HARM_GRAFT },
	{ "objects/info/*alternates", HARM_ELSEWHERE },
	{ "commondir", HARM_ELSEWHERE }, { "gitdir", HARM_ELSEWHERE },
	{ "objects/info/commit-graph*", HARM_TABLE },
	{ "objects/pack/multi-pack-index*", HARM_TABLE },
	{ "objects/pack/*.bitmap", HARM_TABLE },
	{ "objects/pack/*.promisor", HARM_PARTIAL },
	{ "hooks*", HARM_HOOK },
	{ "config*", HARM_READING }, { "info/attributes", HARM_READING },
	{ "worktrees*", HARM_READING }, { "modules*", HARM_READING }
};

static void
say_foreign(struct verify *v, const char *path)
{
	enum harm harm = HARM_UNKNOWN;
	struct err *s = &v->sentence;
	size_t i;

	for (i = 0; i < MEM_COUNT(harms); i++)
		if (fnmatch(harms[i].pattern, path, 0) == 0) {
			harm = harms[i].harm;
			break;
		}
	if (harm == HARM_REF)
		err_set(s, ERR_BROKEN, "documents.git has a ref that guiwen "
		    "did not make (%s): it can show another history beside "
		    "main.", path);
	else if (harm == HARM_REPLACE)
		err_set(s, ERR_BROKEN, "documents.git has replacements (%s): "
		    "git shows other objects than those that were recorded.",
		    path);
	else if (harm == HARM_GRAFT)
		err_set(s, ERR_BROKEN, "documents.git has %s: it makes git "
		    "show another history than the one recorded.", path);
	else if (harm == HARM_ELSEWHERE)
		err_set(s, ERR_BROKEN, "documents.git has %s: it makes git "
		    "read from another place.", path);
	else if (harm == HARM_TABLE)
		err_set(s, ERR_BROKEN, "documents.git has %s: git believes "
		    "this table instead of the objects, and guiwen did not "
		    "make it.", path);
	else if (harm == HARM_PARTIAL)
		err_set(s, ERR_BROKEN, "documents.git has %s: it makes git "
		    "take missing objects for granted.", path);
	else if (harm == HARM_HOOK)
		err_set(s, ERR_BROKEN, "documents.git has a hook that guiwen "
		    "did not make (%s): it runs whenever git is used here.",
		    path);
	else if (harm == HARM_READING)
		err_set(s, ERR_BROKEN, "documents.git has %s, by which git "
		    "reads or shows things differently; guiwen did not make "
		    "it.", path);
	else
		err_set(s, ERR_BROKEN, "documents.git has %s, which guiwen "
		    "did not make.", path);
}

struct folder_walk {
	struct verify *v;
	int told, depth;
};

static int
tell_foreign(struct folder_walk *w, const char *path, struct err *err)
{
	char place[PATH_MAX + 16];

	if (++w->told > FOREIGN_MOST)
		return 0;
	snprintf(place, sizeof(place), "documents.git/%s", path);
	say_foreign(w->v, path);
	return verify_tell(w->v, NULL, place, err);
}

static bool
is_among(const char *const *list, size_t n, const char *path)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (fnmatch(list[i], path, FNM_PATHNAME) == 0)
			return true;
	return false;
}

static int walk_folder(struct folder_walk *w, const char *path,
    struct err *err);

/* One entry; a link is neither a folder nor a file here. */
static int
look_at(struct folder_walk *w, const char *path, unsigned char type,
    struct err *err)
{
	char full[PATH_MAX];
	struct stat st;

	if (type == DT_UNKNOWN) {
		if (repository_path(w->v->store->repository, full, path,
		    err) != 0)
			return -1;
		/* Gone already: somebody exports. */
		if (lstat(full, &st) != 0)
			return errno == ENOENT ? 0 :
			    err_set_errno(err, "%s cannot be read", full);
		type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ?
		    DT_REG : DT_LNK;
	}
	if (type == DT_DIR && is_among(folders, MEM_COUNT(folders), path))
		return walk_folder(w, path, err);
	if (type == DT_REG && is_among(files, MEM_COUNT(files), path))
		return 0;
	/* An empty folder says nothing; its files are told one by one. */
	if (type == DT_DIR && (fnmatch("refs/*", path, 0) == 0 ||
	    fnmatch("logs*", path, 0) == 0) && w->depth < DEPTH_MOST)
		return walk_folder(w, path, err);
	return tell_foreign(w, path, err);
}

static int
walk_folder(struct folder_walk *w, const char *path, struct err *err)
{
	char full[PATH_MAX], sub[PATH_MAX];
	struct dirent *e;
	int result = 0;
	DIR *d;

	if (repository_path(w->v->store->repository, full, path, err) != 0)
		return -1;
	d = opendir(path[0] == '\0' ? w->v->store->paths.git : full);
	/* It was a folder a moment ago. That somebody may not look is no
	 * fault of the evidence, but nothing was proved either. */
	if (d == NULL && errno == ENOENT)
		return 0;
	if (d == NULL)
		return err_set_errno(err, "The folder %s/%s cannot be read",
		    w->v->store->paths.git, path);
	w->depth++;
	while (result == 0 && (errno = 0, e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(sub, sizeof(sub), "%.2000s%s%.255s", path,
		    path[0] == '\0' ? "" : "/", e->d_name);
		result = look_at(w, sub, e->d_type, err);
	}
	if (result == 0 && errno != 0)
		result = err_set_errno(err, "The folder %s/%s cannot be read",
		    w->v->store->paths.git, path);
	w->depth--;
	closedir(d);
	return result;
}

/* ---- files whose bytes are known ---- */

/* `before`: as an earlier program made it; NULL: all made it so. */
static int
check_bytes(struct verify *v, const char *path, const char *place,
    const char *wanted, const char *before, struct err *err)
{
	struct text text = TEXT_INIT;
	struct err why = ERR_INIT;
	int got = file_read(&text, path, SMALL_FILE_BYTES, &why);
	bool same = got == 1 && (strcmp(text.ptr, wanted) == 0 ||
	    (before != NULL && strcmp(text.ptr, before) == 0));

	text_release(&text);
	if (got < 0 && why.code == ERR_SYSTEM) {
		*err = why;
		return -1;
	}
	if (same)
		return 0;
	if (got == 1)
		err_set(&v->sentence, ERR_BROKEN, "%s is not as guiwen made "
		    "it.", place);
	else
		err_set(&v->sentence, ERR_BROKEN, "%s is missing or cannot "
		    "be read.", place);
	return verify_tell(v, NULL, place, err);
}

static int
check_known(struct verify *v, struct err *err)
{
	struct text signers = TEXT_INIT;
	char path[PATH_MAX], place[64];
	int result = 0;
	size_t i;
	static const char *const names[] = {
		"HEAD", "config", "hooks/pre-receive", "allowed_signers"
	};
	const char *bytes[] = {
		"ref: refs/heads/main\n", repository_config(),
		repository_hook(), NULL
	};

	repository_signer_line(&signers, REGISTRY_EMAIL,
	    v->store->public_key);
	bytes[3] = signers.ptr;
	/* With another key in the ledger, the right ones look wrong. */
	for (i = 0; i < MEM_COUNT(names) && result == 0; i++) {
		if (i == 3 && v->told_key)
			continue;
		snprintf(place, sizeof(place), "documents.git/%s", names[i]);
		result = repository_path(v->store->repository, path,
		    names[i], err);
		if (result == 0)
			result = check_bytes(v, path, place, bytes[i],
			    i == 1 ? repository_config_before() : NULL, err);
	}
	text_release(&signers);
	return result;
}

/* "<hex> <ref>" lines: main is looked at elsewhere, others are foreign. */
static int
check_packed_refs(struct folder_walk *w, struct err *err)
{
	struct text text = TEXT_INIT;
	struct err why = ERR_INIT;
	char path[PATH_MAX];
	char *line, *save = NULL, *name;
	int result = 0, got;

	if (repository_path(w->v->store->repository, path, "packed-refs",
	    err) != 0)
		return -1;
	got = file_read(&text, path, REFS_BYTES, &why);
	if (got < 0 && why.code == ERR_SYSTEM) {
		*err = why;
		result = -1;
	} else if (got < 0 && why.code == ERR_LIMIT) {
		result = tell_foreign(w, "packed-refs", err);
	} else if (got == 1) {
		for (line = strtok_r(text.ptr, "\n", &save); line != NULL &&
		    result == 0; line = strtok_r(NULL, "\n", &save)) {
			name = strchr(line, ' ');
			if (line[0] == '#' || line[0] == '^' ||
			    (name != NULL && strcmp(name + 1,
			    "refs/heads/main") == 0))
				continue;
			result = tell_foreign(w, name != NULL ? name + 1 :
			    "packed-refs", err);
		}
	}
	text_release(&text);
	return result;
}

/* ---- keys ---- */

/*
 * The public key stands beside the private one, and in every backup; a copy
 * without the whole folder, or one out of reach, is as good to an auditor. 0,
 * or -1 to stop.
 */
static int
check_public_key(struct verify *v, struct err *err)
{
	size_t len = strlen(v->store->public_key);
	struct text path = TEXT_INIT, text = TEXT_INIT;
	struct err why = ERR_INIT;
	int got, result = 0;

	text_addf(&path, "%s.pub", v->store->paths.key);
	got = file_read(&text, path.ptr, SMALL_FILE_BYTES, &why);
	if (got == 1 && (strncmp(text.ptr, v->store->public_key, len) != 0 ||
	    strchr(" \n", text.ptr[len]) == NULL)) {
		err_set(&v->sentence, ERR_BROKEN, "keys/registry.pub is not "
		    "the key that this registry was made with.");
		result = verify_tell(v, NULL, "keys/registry.pub", err);
	}
	text_cut(&path, path.len - strlen("/registry.pub"));
	if (got == 0 && access(path.ptr, F_OK) == 0) {
		err_set(&v->sentence, ERR_BROKEN, "keys/registry.pub is "
		    "missing: 'ssh-keygen -y -f keys/registry "
		    ">keys/registry.pub' makes it anew from the private "
		    "key.");
		result = verify_tell(v, NULL, "keys/registry.pub", err);
	}
	text_release(&path);
	text_release(&text);
	return result;
}

/* The private one may be absent or out of reach: an auditor needs it not. */
static int
check_keys(struct verify *v, struct err *err)
{
	struct signer *signer = NULL;
	struct err why = ERR_INIT;
	int result = check_public_key(v, err);
	bool other;

	other = signer_load(&signer, v->store->paths.key, &why) == 0 ?
	    strcmp(signer_public(signer), v->store->public_key) != 0 :
	    why.code == ERR_UNSUPPORTED;
	if (result == 0 && other) {
		err_set(&v->sentence, ERR_BROKEN, "keys/registry is not the "
		    "key that this registry was made with: no step can be "
		    "recorded until the right one is back.");
		result = verify_tell(v, NULL, "keys/registry", err);
	}
	signer_free(signer);
	return result;
}

int
verify_folder(struct verify *v, struct err *err)
{
	struct folder_walk w = { .v = v };

	if (check_known(v, err) != 0 || walk_folder(&w, "", err) != 0 ||
	    check_packed_refs(&w, err) != 0 ||
	    (!v->told_key && check_keys(v, err) != 0))
		return -1;
	if (w.told <= FOREIGN_MOST)
		return 0;
	err_set(&v->sentence, ERR_BROKEN, "documents.git has %d files in all "
	    "that guiwen did not make.", w.told);
	return verify_tell(v, NULL, "documents.git", err);
}
