/* people_file.c: reading and writing people.xml */
#include "workflows/people_int.h"

#include "engine/base/mem.h"
#include "engine/xml/write.h"
#include "engine/xml/xml.h"
#include "store/signer.h"

#include <stdlib.h>
#include <string.h>

#define MOST_PEOPLE 100000

/* ---- reading ---- */

static const char *
take(struct arena *arena, const xmlNode *node, const char *name)
{
	const char *value = xml_attr(node, name);

	return value == NULL ? "" : arena_strdup(arena, value);
}

/* The words of a list, spaces between, into an array of the arena. */
static const char *const *
take_words(struct arena *arena, const xmlNode *node, const char *name,
    size_t *count)
{
	char *list = arena_strdup(arena, take(arena, node, name)), *save, *word;
	const char **words = arena_array(arena, strlen(list) / 2 + 1,
	    sizeof(*words));

	*count = 0;
	for (word = strtok_r(list, " ", &save); word != NULL;
	    word = strtok_r(NULL, " ", &save))
		words[(*count)++] = word;
	return words;
}

/* An element that has only attributes of this NULL-ended list. */
static int
check_attributes(const xmlNode *node, const char *const *known,
    struct err *err)
{
	const xmlAttr *attr;
	size_t i;

	for (attr = node->properties; attr != NULL; attr = attr->next) {
		for (i = 0; known[i] != NULL; i++) {
			if (attr->ns == NULL &&
			    strcmp((const char *)attr->name, known[i]) == 0)
				break;
		}
		if (known[i] == NULL)
			return err_set(err, ERR_SYNTAX, "people.xml: a %s "
			    "has the unknown attribute \"%s\"",
			    (const char *)node->name,
			    (const char *)attr->name);
	}
	return 0;
}

static int
take_day(const xmlNode *node, const char *name, struct day *out,
    struct err *err)
{
	const char *value = xml_attr(node, name);

	*out = (struct day){ 0, 0, 0 };
	if (value == NULL || day_parse(out, value) == 0)
		return 0;
	return err_set(err, ERR_SYNTAX, "people.xml: %s=\"%s\" is no day",
	    name, value);
}

static int
take_time(const xmlNode *node, const char *name, int64_t *out,
    struct err *err)
{
	const char *value = xml_attr(node, name);

	*out = 0;
	if (value == NULL || (time_parse(out, value) == 0 && *out != 0))
		return 0;
	return err_set(err, ERR_SYNTAX, "people.xml: %s=\"%s\" is no time",
	    name, value);
}

/* "yes" or absent. */
static int
take_flag(const xmlNode *node, const char *name, const char *of, bool *out,
    struct err *err)
{
	const char *value = xml_attr(node, name);

	*out = value != NULL && strcmp(value, "yes") == 0;
	if (value != NULL && !*out)
		return err_set(err, ERR_SYNTAX, "people.xml: %s=\"%s\" of %s "
		    "is not \"yes\"", name, value, of);
	return 0;
}

static int
read_term(struct people *people, const xmlNode *node,
    struct person_term *out, struct err *err)
{
	static const char *const known[] = { "from", "name", "until", NULL };

	out->role = take(&people->arena, node, "name");
	if (check_attributes(node, known, err) != 0 ||
	    take_day(node, "from", &out->from, err) != 0 ||
	    take_day(node, "until", &out->until, err) != 0)
		return -1;
	return 0;
}

static int
read_key(struct people *people, const xmlNode *node, struct person_key *out,
    struct err *err)
{
	static const char *const known[] = {
		"added", "ended", "public", "revoked", NULL
	};
	struct text line = TEXT_INIT;
	int rc = -1;

	out->public_key = take(&people->arena, node, "public");
	if (signer_public_line(out->public_key, &line) != 0 ||
	    strcmp(line.ptr, out->public_key) != 0) {
		err_set(err, ERR_SYNTAX, "people.xml: \"%s\" is no Ed25519 key",
		    out->public_key);
		goto out;
	}
	if (check_attributes(node, known, err) != 0 ||
	    take_time(node, "added", &out->added_s, err) != 0 ||
	    take_time(node, "ended", &out->ended_s, err) != 0 ||
	    take_flag(node, "revoked", "a key", &out->revoked, err) != 0)
		goto out;
	if (out->added_s == 0 || (out->revoked && out->ended_s == 0) ||
	    (out->ended_s != 0 && out->ended_s < out->added_s)) {
		err_set(err, ERR_SYNTAX, "people.xml: the key %s has no times "
		    "that fit together", out->public_key);
		goto out;
	}
	rc = 0;
out:
	text_release(&line);
	return rc;
}

static int
read_delegation(struct people *people, const xmlNode *node,
    struct person_delegation *out, struct err *err)
{
	static const char *const known[] = {
		"from", "roles", "to", "until", NULL
	};

	out->to = take(&people->arena, node, "to");
	out->roles = take_words(&people->arena, node, "roles", &out->nroles);
	if (check_attributes(node, known, err) != 0 ||
	    take_day(node, "from", &out->from, err) != 0 ||
	    take_day(node, "until", &out->until, err) != 0)
		return -1;
	return 0;
}

/* What stands in a person, in this order. */
static int
read_children(struct people *people, const xmlNode *node,
    struct person *person, struct err *err)
{
	size_t n = xmlChildElementCount((xmlNode *)node);
	struct person_term *terms = arena_array(&people->arena, n,
	    sizeof(*terms));
	struct person_key *keys = arena_array(&people->arena, n,
	    sizeof(*keys));
	struct person_delegation *delegations = arena_array(&people->arena, n,
	    sizeof(*delegations));
	const xmlNode *at = xmlFirstElementChild((xmlNode *)node);

	person->terms = terms;
	person->keys = keys;
	person->delegations = delegations;
	for (; at != NULL && xml_is(at, PEOPLE_NS, "role");
	    at = xmlNextElementSibling((xmlNode *)at))
		if (read_term(people, at, &terms[person->nterms++], err) != 0)
			return -1;
	for (; at != NULL && xml_is(at, PEOPLE_NS, "key");
	    at = xmlNextElementSibling((xmlNode *)at))
		if (read_key(people, at, &keys[person->nkeys++], err) != 0)
			return -1;
	for (; at != NULL && xml_is(at, PEOPLE_NS, "delegation");
	    at = xmlNextElementSibling((xmlNode *)at))
		if (read_delegation(people, at,
		    &delegations[person->ndelegations++], err) != 0)
			return -1;
	return at == NULL ? 0 : err_set(err, ERR_SYNTAX, "people.xml: <%s> is "
	    "not known in a person, or out of place", (const char *)at->name);
}

static int
read_person(struct people *people, const xmlNode *node, struct err *err)
{
	static const char *const known[] = {
		"id", "name", "os-user", "post", "retired", "roles",
		"same-as", "successor", "unit", NULL
	};
	struct person *person = &people->list[people->count];
	const char *before = people->count == 0 ? "" : person[-1].id;

	if (check_attributes(node, known, err) != 0)
		return -1;
	person->id = take(&people->arena, node, "id");
	person->name = take(&people->arena, node, "name");
	person->os_user = take(&people->arena, node, "os-user");
	person->post = take(&people->arena, node, "post");
	person->same_as = take(&people->arena, node, "same-as");
	person->successor = take(&people->arena, node, "successor");
	person->unit = take(&people->arena, node, "unit");
	person->roles = take_words(&people->arena, node, "roles",
	    &person->nroles);
	if (take_flag(node, "retired", person->id, &person->retired, err) !=
	    0 || read_children(people, node, person, err) != 0)
		return -1;
	if (person_check(person, err) != 0) {
		err->code = ERR_SYNTAX;
		return err_prefix(err, "people.xml");
	}
	if (strcmp(before, person->id) >= 0)
		return err_set(err, ERR_SYNTAX, "people.xml: %s stands after "
		    "%s: each id stands once, in ascending order", person->id,
		    before);
	people->count++;
	return 0;
}

/* ---- what must hold between people ---- */

/* An account stands for one person who acts, or for nobody. */
static int
check_accounts(const struct people *people, struct err *err)
{
	const struct person *a, *b;

	for (a = people->list; a < people->list + people->count; a++) {
		if (a->os_user[0] == '\0' || a->retired)
			continue;
		b = people_find_os_user(people, a->os_user);
		if (b != a)
			return err_set(err, ERR_SYNTAX, "the account %s is "
			    "given to both %s and %s: an account stands for "
			    "one person", a->os_user, b->id, a->id);
	}
	return 0;
}

static int
check_named(const struct people *people, const struct person *person,
    const char *other, const char *as, struct err *err)
{
	if (strcmp(other, person->id) != 0 &&
	    people_find(people, other) != NULL)
		return 0;
	return err_set(err, ERR_SYNTAX, "%s names %s as %s, who is nobody "
	    "else here", person->id, other, as);
}

static int
check_others(const struct people *people, struct err *err)
{
	const struct person *p, *root;
	size_t i;

	for (p = people->list; p < people->list + people->count; p++) {
		if (p->same_as[0] != '\0' &&
		    check_named(people, p, p->same_as, "same-as", err) != 0)
			return -1;
		root = people_find(people, p->same_as);
		if (root != NULL && root->same_as[0] != '\0')
			return err_set(err, ERR_SYNTAX, "%s is the same as %s, "
			    "who is the same as %s: all ids of one person "
			    "name the same one", p->id, root->id,
			    root->same_as);
		if (p->successor[0] != '\0' && check_named(people, p,
		    p->successor, "successor", err) != 0)
			return -1;
		for (i = 0; i < p->ndelegations; i++)
			if (check_named(people, p, p->delegations[i].to,
			    "delegate", err) != 0)
				return -1;
	}
	return 0;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A key is one person's, and once: one that has ended never comes back. */
static int
check_keys(const struct people *people, struct err *err)
{
	const char **keys = NULL;
	size_t n = 0, cap = 0, i, k;
	int rc = 0;

	for (i = 0; i < people->count; i++)
		for (k = 0; k < people->list[i].nkeys; k++) {
			MEM_GROW(keys, n, cap);
			keys[n++] = people->list[i].keys[k].public_key;
		}
	if (n > 1)
		qsort(keys, n, sizeof(*keys), by_text);
	for (i = 1; i < n && rc == 0; i++)
		if (strcmp(keys[i - 1], keys[i]) == 0)
			rc = err_set(err, ERR_SYNTAX, "the key %s stands here "
			    "already: a key is one person's, and one that was "
			    "ended is never taken again", keys[i]);
	free(keys);
	return rc;
}

/* ---- the whole ---- */

static int
read_people(struct people *people, xmlNode *root, struct err *err)
{
	xmlNode *node;

	if (!xml_is(root, PEOPLE_NS, "people"))
		return err_set(err, ERR_SYNTAX, "people.xml does not begin "
		    "with <people xmlns=\"%s\">", PEOPLE_NS);
	if (xmlChildElementCount(root) > MOST_PEOPLE)
		return err_set(err, ERR_LIMIT, "people.xml names more than %d "
		    "people", MOST_PEOPLE);
	people->list = arena_array(&people->arena,
	    xmlChildElementCount(root), sizeof(*people->list));
	for (node = xmlFirstElementChild(root); node != NULL;
	    node = xmlNextElementSibling(node)) {
		if (!xml_is(node, PEOPLE_NS, "person"))
			return err_set(err, ERR_SYNTAX, "people.xml: <%s> is "
			    "not known", (const char *)node->name);
		if (read_person(people, node, err) != 0)
			return -1;
	}
	if (check_accounts(people, err) != 0 ||
	    check_others(people, err) != 0)
		return -1;
	return check_keys(people, err);
}

int
people_parse(struct people **out, const char *xml, size_t len,
    struct err *err)
{
	struct people *people = mem_zero(1, sizeof(*people));
	xmlDoc *doc = NULL;
	int result = -1;

	if (xml_parse(&doc, xml, len, "people.xml", NULL, err) != 0 ||
	    read_people(people, xmlDocGetRootElement(doc), err) != 0)
		goto out;
	*out = people;
	people = NULL;
	result = 0;
out:
	xmlFreeDoc(doc);
	people_free(people);
	return result;
}

/* ---- writing ---- */

static const char *
if_given(const char *value)
{
	return value == NULL || value[0] == '\0' ? NULL : value;
}

static void
write_words(struct xml_writer *w, const char *name, const char *const *words,
    size_t n, bool always)
{
	struct text list = TEXT_INIT;
	size_t i;

	for (i = 0; i < n; i++)
		text_addf(&list, "%s%s", i == 0 ? "" : " ", words[i]);
	xw_attr(w, name, always || n > 0 ? list.ptr : NULL);
	text_release(&list);
}

static void
write_day(struct xml_writer *w, const char *name, struct day day)
{
	char buf[DAY_TEXT];

	xw_attr(w, name, day.year != 0 ? day_format(buf, day) : NULL);
}

static void
write_time(struct xml_writer *w, const char *name, int64_t time_s)
{
	char buf[TIME_TEXT];

	xw_attr(w, name, time_s != 0 ? time_format(buf, time_s) : NULL);
}

static void
write_children(struct xml_writer *w, const struct person *person)
{
	size_t i;

	for (i = 0; i < person->nterms; i++) {
		xw_open(w, "role", NULL);
		write_day(w, "from", person->terms[i].from);
		xw_attr(w, "name", person->terms[i].role);
		write_day(w, "until", person->terms[i].until);
		xw_close(w);
	}
	for (i = 0; i < person->nkeys; i++) {
		xw_open(w, "key", NULL);
		write_time(w, "added", person->keys[i].added_s);
		write_time(w, "ended", person->keys[i].ended_s);
		xw_attr(w, "public", person->keys[i].public_key);
		xw_attr(w, "revoked", person->keys[i].revoked ? "yes" : NULL);
		xw_close(w);
	}
	for (i = 0; i < person->ndelegations; i++) {
		const struct person_delegation *d = &person->delegations[i];

		xw_open(w, "delegation", NULL);
		write_day(w, "from", d->from);
		write_words(w, "roles", d->roles, d->nroles, false);
		xw_attr(w, "to", d->to);
		write_day(w, "until", d->until);
		xw_close(w);
	}
}

static void
write_person(struct xml_writer *w, const struct person *person)
{
	xw_open(w, "person", NULL);
	xw_attr(w, "id", person->id);
	xw_attr(w, "name", person->name);
	xw_attr(w, "os-user", if_given(person->os_user));
	xw_attr(w, "post", if_given(person->post));
	xw_attr(w, "retired", person->retired ? "yes" : NULL);
	write_words(w, "roles", person->roles, person->nroles, true);
	xw_attr(w, "same-as", if_given(person->same_as));
	xw_attr(w, "successor", if_given(person->successor));
	xw_attr(w, "unit", if_given(person->unit));
	write_children(w, person);
	xw_close(w);
}

void
people_write(const struct person *list, size_t n, struct text *out)
{
	struct xml_writer w;
	size_t i;

	xw_init(&w, out);
	xw_open(&w, "people", PEOPLE_NS);
	for (i = 0; i < n; i++)
		write_person(&w, &list[i]);
	xw_close(&w);
}

void
people_write_with(const struct people *people, const struct person *person,
    struct text *out)
{
	size_t i, n = 0, count = people == NULL ? 0 : people->count;
	struct person *list = mem_zero(count + 1, sizeof(*list));
	bool placed = person == NULL;
	int order;

	for (i = 0; i < count; i++) {
		order = placed ? 1 : strcmp(person->id, people->list[i].id);
		if (!placed && order <= 0) {
			list[n++] = *person;
			placed = true;
		}
		if (order != 0)
			list[n++] = people->list[i];
	}
	if (!placed)
		list[n++] = *person;
	people_write(list, n, out);
	free(list);
}
