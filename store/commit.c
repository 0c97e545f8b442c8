/* commit.c: git commits as text, written and taken apart */
#include "store/repository_int.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ZONE " +0800"
#define SIGNATURE_HEADER "gpgsig "

/* git's fsck takes no name that is empty or holds < > or a line break. */
static void
put_clean(struct text *out, const char *s, const char *otherwise)
{
	size_t start = out->len;

	for (; *s != '\0'; s++) {
		if (*s == '<' || *s == '>')
			continue;
		if ((unsigned char)*s > ' ' && *s != 0x7f)
			text_addc(out, *s);
		else if (out->len > start && out->ptr[out->len - 1] != ' ')
			text_addc(out, ' ');
	}
	if (out->len > start && out->ptr[out->len - 1] == ' ')
		text_cut(out, out->len - 1);
	if (out->len == start)
		text_adds(out, otherwise);
}

void
commit_person(struct text *out, const char *name, const char *email,
    int64_t time_s)
{
	put_clean(out, name, "unknown");
	text_adds(out, " <");
	put_clean(out, email, "");
	text_addf(out, "> %" PRId64 ZONE, time_s);
}

static int
put_person(struct text *out, const char *header, const char *name,
    const char *email, int64_t time_s, struct err *err)
{
	if (time_s < 0)
		return err_set(err, ERR_SYSTEM,
		    "The time of a commit lies before 1970, which git cannot "
		    "hold");
	text_adds(out, header);
	text_addc(out, ' ');
	commit_person(out, name, email, time_s);
	text_addc(out, '\n');
	return 0;
}

int
commit_format(struct text *out, const struct object_id *tree,
    const struct object_id *parent, const struct commit_info *info,
    struct err *err)
{
	char hex[OBJECT_HEX];
	size_t len = strlen(info->message);

	text_adds(out, "tree ");
	text_adds(out, object_id_hex(hex, tree));
	if (!object_id_is_zero(parent)) {
		text_adds(out, "\nparent ");
		text_adds(out, object_id_hex(hex, parent));
	}
	text_addc(out, '\n');
	if (put_person(out, "author", info->author_name, info->author_email,
	    info->author_time_s, err) != 0 ||
	    put_person(out, "committer", info->committer_name,
	    info->committer_email, info->committer_time_s, err) != 0)
		return -1;
	text_addc(out, '\n');
	text_add(out, info->message, len);
	if (len == 0 || info->message[len - 1] != '\n')
		text_addc(out, '\n');
	return 0;
}

void
commit_add_signature(struct text *out, const struct text *plain,
    const char *armour, size_t armour_len)
{
	const char *blank = strstr(plain->ptr, "\n\n");
	size_t head_len = (size_t)(blank + 1 - plain->ptr);
	const char *end = armour + armour_len, *line = armour, *newline;

	text_add(out, plain->ptr, head_len);
	text_adds(out, SIGNATURE_HEADER);
	while (line < end) {
		newline = memchr(line, '\n', (size_t)(end - line));
		if (newline == NULL)
			newline = end;
		if (line != armour)
			text_addc(out, ' ');
		text_add(out, line, (size_t)(newline - line));
		text_addc(out, '\n');
		line = newline + 1;
	}
	text_add(out, blank + 1, plain->len - head_len);
}

/* "word " and 40 hex digits and a newline; moves past it. */
static bool
take_id(const char **at, const char *end, const char *word,
    struct object_id *out)
{
	size_t len = strlen(word);
	char hex[OBJECT_HEX];

	if ((size_t)(end - *at) < len + OBJECT_HEX ||
	    memcmp(*at, word, len) != 0 ||
	    (*at)[len + OBJECT_HEX - 1] != '\n')
		return false;
	memcpy(hex, *at + len, OBJECT_HEX - 1);
	hex[OBJECT_HEX - 1] = '\0';
	if (object_id_parse(out, hex) != 0)
		return false;
	*at += len + OBJECT_HEX;
	return true;
}

int
commit_peek(const char *bytes, size_t len, struct object_id *tree,
    struct object_id *parent)
{
	const char *at = bytes, *end = bytes + len;

	memset(parent, 0, sizeof(*parent));
	if (!take_id(&at, end, "tree ", tree))
		return -1;
	(void)take_id(&at, end, "parent ", parent);
	return 0;
}

void
commit_parts_release(struct commit_parts *parts)
{
	text_release(&parts->plain);
	text_release(&parts->armour);
	text_release(&parts->strings);
}

/* "Name <mail> 1620000000 +0800": the seconds. */
static int
person_time(const char *person, int64_t *out)
{
	const char *s = strrchr(person, '>');
	char *end;

	if (s == NULL || s[1] != ' ' || !isdigit((unsigned char)s[2]))
		return -1;
	errno = 0;
	*out = strtoll(s + 2, &end, 10);
	return errno == 0 && *end == ' ' ? 0 : -1;
}

/* A header of that name with the lines that continue it: its text goes to
 * `out` when it is not NULL, without the blanks that mark continuation. */
static const char *
take_header(const char *at, const char *end, const char *name,
    struct text *out)
{
	size_t len = strlen(name);
	const char *newline;

	if ((size_t)(end - at) <= len || memcmp(at, name, len) != 0)
		return NULL;
	at += len;
	for (;;) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			return NULL;
		if (out != NULL) {
			text_add(out, at, (size_t)(newline - at));
			text_addc(out, '\n');
		}
		at = newline + 1;
		if (at >= end || *at != ' ')
			return at;
		at++;
	}
}

/* The headers after the parents, up to the blank line; NULL: malformed. */
static const char *
take_other_headers(struct commit_parts *out, const char *at, const char *end)
{
	const char *next;

	while (at < end && *at != '\n') {
		next = take_header(at, end, SIGNATURE_HEADER, &out->armour);
		if (next != NULL) {
			out->view.has_signature = true;
		} else {
			next = take_header(at, end, "", NULL);
			if (next == NULL)
				return NULL;
			text_add(&out->plain, at, (size_t)(next - at));
		}
		at = next;
	}
	return at < end ? at : NULL;
}

/* One line "author Name <mail> ..." into the strings, NUL after it. */
static const char *
take_person(struct commit_parts *out, const char *at, const char *end,
    const char *header, size_t *where)
{
	const char *next;

	*where = out->strings.len;
	next = take_header(at, end, header, &out->strings);
	if (next == NULL)
		return NULL;
	text_cut(&out->strings, out->strings.len - 1);
	text_addc(&out->strings, '\0');
	text_add(&out->plain, at, (size_t)(next - at));
	return next;
}

int
commit_parse(struct commit_parts *out, const char *bytes, size_t len,
    const char **why)
{
	const char *at = bytes, *end = bytes + len;
	struct object_id other;
	size_t author, committer, message;

	memset(&out->view, 0, sizeof(out->view));
	text_reset(&out->plain);
	text_reset(&out->armour);
	text_reset(&out->strings);
	*why = N_("it names no tree");
	if (!take_id(&at, end, "tree ", &out->view.tree))
		return -1;
	while (take_id(&at, end, "parent ", &other))
		if (out->view.nparents++ == 0)
			out->view.parent = other;
	text_add(&out->plain, bytes, (size_t)(at - bytes));
	*why = N_("it has no author");
	at = take_person(out, at, end, "author ", &author);
	if (at == NULL)
		return -1;
	*why = N_("it has no committer");
	at = take_person(out, at, end, "committer ", &committer);
	if (at == NULL)
		return -1;
	*why = N_("its headers do not end");
	at = take_other_headers(out, at, end);
	if (at == NULL)
		return -1;
	text_add(&out->plain, at, (size_t)(end - at));
	message = out->strings.len;
	text_add(&out->strings, at + 1, (size_t)(end - at - 1));
	out->view.author = out->strings.ptr + author;
	out->view.committer = out->strings.ptr + committer;
	out->view.message = out->strings.ptr + message;
	*why = N_("it has no valid time");
	return person_time(out->view.author, &out->view.author_time_s) == 0 &&
	    person_time(out->view.committer,
	    &out->view.committer_time_s) == 0 ? 0 : -1;
}
