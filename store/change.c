/* change.c: one commit: files put, the trees above them made anew, signed */
#include "store/repository_int.h"

#include "engine/base/arena.h"
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A file that is put, or a folder on the path of one. */
struct node {
	struct node *next, *children;
	char *name;
	size_t name_len;
	bool is_tree, changed;
	struct object_id id;		/* now; of a folder: in the parent */
	struct object_id previous;	/* in the parent; zero: not there */
	size_t id_at;			/* of previous, in the folder's raw as
					 * it was; 0: not there as such */
	char *bytes;			/* a file's */
	size_t len;
	struct text raw;		/* a folder's tree */
	bool spliced;			/* raw: no id_at holds any more */
};

struct change {
	struct repository *repository;
	struct object_id parent;
	struct node root;
	struct arena arena;
	struct id_map emitted;
	change_emit_fn *emit;
	void *ctx;
};

int
change_begin(struct change **out, struct repository *repository,
    const struct object_id *parent, struct err *err)
{
	struct change *change;
	struct object_id tree = { { 0 } }, grandparent;
	const char *bytes;
	char hex[OBJECT_HEX];
	size_t len;
	int rc;

	if (!object_id_is_zero(parent)) {
		rc = repository_cached(repository, parent, OBJECT_COMMIT,
		    &bytes, &len, err);
		if (rc < 0)
			return -1;
		if (rc == 0 || commit_peek(bytes, len, &tree,
		    &grandparent) != 0)
			return err_set(err, ERR_BROKEN,
			    "The commit %s, on which the next one must "
			    "stand, is missing; run guiwen verify",
			    object_id_hex(hex, parent));
	}
	change = mem_zero(1, sizeof(*change));
	change->repository = repository;
	change->parent = *parent;
	change->root.is_tree = true;
	change->root.id = change->root.previous = tree;
	text_init(&change->root.raw);
	if (!object_id_is_zero(&tree)) {
		rc = repository_cached(repository, &tree, OBJECT_TREE, &bytes,
		    &len, err);
		if (rc <= 0) {
			if (rc == 0)
				err_set(err, ERR_BROKEN,
				    "The tree %s is missing; run guiwen "
				    "verify", object_id_hex(hex, &tree));
			change_drop(change);
			return -1;
		}
		text_add(&change->root.raw, bytes, len);
	}
	*out = change;
	return 0;
}

static void
release_trees(struct node *node)
{
	struct node *child;

	for (child = node->children; child != NULL; child = child->next)
		release_trees(child);
	text_release(&node->raw);
}

void
change_drop(struct change *change)
{
	if (change == NULL)
		return;
	release_trees(&change->root);
	arena_release(&change->arena);
	id_map_release(&change->emitted);
	free(change);
}

static int
refuse_path(const char *path, struct err *err)
{
	return err_set(err, ERR_SYSTEM,
	    "\"%s\" cannot be the path of a file in the repository: parts must "
	    "not be empty, \".\", \"..\" or \".git\"", path);
}

/* The length of a character that some file systems leave out of a name. */
static size_t
ignorable_len(const char *s, size_t len)
{
	const unsigned char *b = (const unsigned char *)s;

	if (len < 3)
		return 0;
	if (b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf)
		return 3;			/* U+FEFF */
	if (b[0] != 0xe2)
		return 0;
	if ((b[1] == 0x80 && b[2] >= 0x8c && b[2] <= 0x8f) ||
	    (b[1] == 0x80 && b[2] >= 0xaa && b[2] <= 0xae) ||
	    (b[1] == 0x81 && b[2] >= 0xaa && b[2] <= 0xaf))
		return 3;	/* U+200C to F, U+202A to E, U+206A to F */
	return 0;
}

/* Could it become ".git" or "git~1" (or ".gitmodules", whose content git
 * checks) where the repository is cloned to? */
static bool
looks_like_git(const char *part, size_t len)
{
	char start[4];
	size_t i = 0, n = 0, skip;

	while (i < len && n < sizeof(start)) {
		skip = ignorable_len(part + i, len - i);
		if (skip == 0)
			start[n++] = part[i++];
		i += skip;
	}
	return n == sizeof(start) && (strncasecmp(start, ".git", n) == 0 ||
	    strncasecmp(start, "git~", n) == 0);
}

static bool
part_allowed(const char *part, size_t len)
{
	size_t i;

	if (len == 0 || len > NAME_MAX || (len == 1 && part[0] == '.') ||
	    (len == 2 && memcmp(part, "..", 2) == 0))
		return false;
	for (i = 0; i < len; i++)
		if ((unsigned char)part[i] < ' ' || part[i] == '\\' ||
		    part[i] == 0x7f)
			return false;
	return !looks_like_git(part, len);
}

/* The whole path is looked at before anything is made of it. */
static int
check_path(const char *path, struct err *err)
{
	const char *part = path, *slash;
	size_t len;
	int depth = 0;

	for (;;) {
		slash = strchr(part, '/');
		len = slash != NULL ? (size_t)(slash - part) : strlen(part);
		if (!part_allowed(part, len) || depth++ > PATH_DEPTH_MAX)
			return refuse_path(path, err);
		if (slash == NULL)
			return 0;
		part = slash + 1;
	}
}

static struct node *
find_child(const struct node *dir, const char *name, size_t len)
{
	struct node *child;

	for (child = dir->children; child != NULL; child = child->next)
		if (child->name_len == len &&
		    memcmp(child->name, name, len) == 0)
			return child;
	return NULL;
}

static struct node *
add_child(struct change *change, struct node *dir, const char *name,
    size_t len, bool is_tree)
{
	struct node *child = arena_alloc(&change->arena, sizeof(*child));

	child->name = arena_strndup(&change->arena, name, len);
	child->name_len = len;
	child->is_tree = is_tree;
	text_init(&child->raw);
	child->next = dir->children;
	dir->children = child;
	return child;
}

static int
bad_tree(const struct node *dir, struct err *err)
{
	char hex[OBJECT_HEX];

	return err_set(err, ERR_BROKEN,
	    "The tree %s is malformed or missing; run guiwen verify",
	    object_id_hex(hex, &dir->previous));
}

/* A folder that stands in the parent, loaded before it becomes a child: a
 * half-loaded one would lose its files. */
static int
load_child(struct change *change, struct node *dir, const char *name,
    size_t len, const struct tree_entry *entry, struct node **out,
    struct err *err)
{
	const struct object_id *id = &entry->id;
	struct node *child;
	const char *bytes;
	char hex[OBJECT_HEX];
	size_t bytes_len;
	int rc = repository_cached(change->repository, id, OBJECT_TREE, &bytes,
	    &bytes_len, err);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(err, ERR_BROKEN,
		    "The tree %s is missing; run guiwen verify",
		    object_id_hex(hex, id));
	child = add_child(change, dir, name, len, true);
	child->id = child->previous = *id;
	child->id_at = tree_id_at(entry, TREE_MODE);
	text_add(&child->raw, bytes, bytes_len);
	*out = child;
	return 1;
}

/* The folder of this name below dir, made when there is none and `make`.
 * 1 with *out, 0: not there, -1. */
static int
enter(struct change *change, struct node *dir, const char *name, size_t len,
    bool make, struct node **out, struct err *err)
{
	struct tree_entry entry;
	struct node *child = find_child(dir, name, len);
	int rc;

	if (child == NULL) {
		rc = tree_find(dir->raw.ptr, dir->raw.len, name, len, &entry);
		if (rc < 0)
			return bad_tree(dir, err);
		if (rc == 1 && entry.is_tree)
			return load_child(change, dir, name, len, &entry, out,
			    err);
		if (rc == 0 && make)
			child = add_child(change, dir, name, len, true);
	}
	if (child != NULL && child->is_tree) {
		*out = child;
		return 1;
	}
	if (!make)
		return 0;
	return err_set(err, ERR_SYSTEM,
	    "A file named \"%s\" stands where a folder is needed",
	    child != NULL ? child->name : entry.name);
}

/* The folder that holds the path's last part: 1 with it and that part. */
static int
walk(struct change *change, const char *path, bool make, struct node **dir,
    const char **last, struct err *err)
{
	const char *slash;
	int rc;

	*dir = &change->root;
	*last = path;
	while ((slash = strchr(*last, '/')) != NULL) {
		rc = enter(change, *dir, *last, (size_t)(slash - *last), make,
		    dir, err);
		if (rc <= 0)
			return rc;
		*last = slash + 1;
	}
	return 1;
}

int
change_put(struct change *change, const char *path, const void *bytes,
    size_t len, struct err *err)
{
	struct node *dir, *file;
	struct tree_entry entry;
	const char *last;
	size_t name_len;
	int rc;

	if (check_path(path, err) != 0 ||
	    walk(change, path, true, &dir, &last, err) < 0)
		return -1;
	name_len = strlen(last);
	file = find_child(dir, last, name_len);
	rc = file != NULL ? 0 :
	    tree_find(dir->raw.ptr, dir->raw.len, last, name_len, &entry);
	if (rc < 0)
		return bad_tree(dir, err);
	if ((file != NULL && file->is_tree) || (rc == 1 && entry.is_tree))
		return err_set(err, ERR_SYSTEM,
		    "The file \"%s\" cannot be put: a folder of that name "
		    "stands there", path);
	if (file == NULL) {
		file = add_child(change, dir, last, name_len, false);
		if (rc == 1) {
			file->previous = entry.id;
			file->id_at = tree_id_at(&entry, FILE_MODE);
		}
	}
	file->bytes = arena_alloc(&change->arena, len + 1);
	if (len != 0)
		memcpy(file->bytes, bytes, len);
	file->len = len;
	return 0;
}

int
change_has(struct change *change, const char *path, struct err *err)
{
	struct node *dir, *file;
	struct tree_entry entry;
	const char *last;
	size_t name_len;
	int rc;

	if (check_path(path, err) != 0)
		return -1;
	rc = walk(change, path, false, &dir, &last, err);
	if (rc <= 0)
		return rc;
	name_len = strlen(last);
	file = find_child(dir, last, name_len);
	if (file != NULL)
		return file->is_tree ? 0 : 1;
	rc = tree_find(dir->raw.ptr, dir->raw.len, last, name_len, &entry);
	if (rc < 0)
		return bad_tree(dir, err);
	return rc == 1 && !entry.is_tree ? 1 : 0;
}

/* Tell of an object, once. */
static int
emit(struct change *change, enum object_type type, const struct object_id *id,
    const struct object_id *previous, const void *bytes, size_t len,
    struct err *err)
{
	bool added;

	(void)id_map_add(&change->emitted, id, &added);
	if (!added || change->emit == NULL)
		return 0;
	return change->emit(change->ctx, type, id, previous, bytes, len, err);
}

/* All files first: blobs are told before trees. */
static int
make_files(struct change *change, struct node *dir, struct err *err)
{
	struct node *child;

	for (child = dir->children; child != NULL; child = child->next) {
		if (child->is_tree) {
			if (make_files(change, child, err) != 0)
				return -1;
			continue;
		}
		object_id_of(&child->id, OBJECT_BLOB, child->bytes,
		    child->len);
		child->changed =
		    !object_id_equal(&child->id, &child->previous);
		if (child->changed && emit(change, OBJECT_BLOB, &child->id,
		    &child->previous, child->bytes, child->len, err) != 0)
			return -1;
	}
	return 0;
}

/*
 * What stood at a place before is asked for only by those who read history,
 * and by the next change should this one be undone: then it is read again.
 * Dropped, it makes room for what takes its place, and the cache keeps to
 * the trees in use.
 */
static void
replace_cached(struct change *change, enum object_type type,
    const struct object_id *previous, const struct object_id *id,
    const struct text *bytes)
{
	struct object_cache *cache = &change->repository->cache;

	if (object_id_equal(previous, id))
		return;
	object_cache_drop(cache, previous);
	object_cache_put(cache, id, type, bytes->ptr, bytes->len);
}

/* What stood there already has its place in the folder's tree, until an
 * entry that did not moves the ones behind it. */
static int
put_entry(struct node *dir, const struct node *child, struct err *err)
{
	if (child->id_at != 0 && !dir->spliced) {
		tree_put_id(&dir->raw, child->id_at, &child->id);
		return 0;
	}
	dir->spliced = true;
	if (tree_splice(&dir->raw, child->is_tree ? TREE_MODE : FILE_MODE,
	    child->name, child->name_len, &child->id) != 0)
		return bad_tree(dir, err);
	return 0;
}

/* Deepest first; a folder whose files are as before stays as it is. */
static int
make_trees(struct change *change, struct node *dir, struct err *err)
{
	struct node *child;

	for (child = dir->children; child != NULL; child = child->next) {
		if (child->is_tree && make_trees(change, child, err) != 0)
			return -1;
		if (!child->changed)
			continue;
		dir->changed = true;
		if (put_entry(dir, child, err) != 0)
			return -1;
	}
	if (!dir->changed)
		return 0;
	object_id_of(&dir->id, OBJECT_TREE, dir->raw.ptr, dir->raw.len);
	replace_cached(change, OBJECT_TREE, &dir->previous, &dir->id,
	    &dir->raw);
	return emit(change, OBJECT_TREE, &dir->id, &dir->previous,
	    dir->raw.ptr, dir->raw.len, err);
}

static int
make_commit(struct change *change, const struct commit_info *info,
    const struct signer *signer, struct object_id *out, struct err *err)
{
	struct text plain = TEXT_INIT, armour = TEXT_INIT, whole = TEXT_INIT;
	const struct text *bytes = &plain;
	const struct object_id none = { { 0 } };
	int rc = -1;

	if (commit_format(&plain, &change->root.id, &change->parent, info,
	    err) != 0)
		goto out;
	if (signer != NULL) {
		signer_sign(signer, "git", plain.ptr, plain.len, &armour);
		commit_add_signature(&whole, &plain, armour.ptr, armour.len);
		bytes = &whole;
	}
	object_id_of(out, OBJECT_COMMIT, bytes->ptr, bytes->len);
	replace_cached(change, OBJECT_COMMIT, &change->parent, out, bytes);
	rc = emit(change, OBJECT_COMMIT, out, &none, bytes->ptr, bytes->len,
	    err);
out:
	text_release(&whole);
	text_release(&armour);
	text_release(&plain);
	return rc;
}

int
change_commit(struct change *change, const struct commit_info *info,
    const struct signer *signer, struct object_id *out, change_emit_fn *emit_fn,
    void *ctx, struct err *err)
{
	struct node *root = &change->root;
	struct object_id id;
	int rc = -1;

	change->emit = emit_fn;
	change->ctx = ctx;
	/* A first commit without files still has a tree: the empty one. */
	root->changed = object_id_is_zero(&root->previous);
	if (make_files(change, root, err) == 0 &&
	    make_trees(change, root, err) == 0 &&
	    make_commit(change, info, signer, &id, err) == 0) {
		*out = id;
		rc = 0;
	}
	change_drop(change);
	return rc;
}
