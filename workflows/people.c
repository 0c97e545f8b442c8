/* people.c: reading and writing people.xml */
#include "workflows/people.h"

#include "engine/base/arena.h"
#include "engine/base/mem.h"
#include "engine/xml/write.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define MOST_PEOPLE 100000
#define ID_MAX 32

struct people {
	struct arena arena;
	struct person *list;	/* sorted by id */
	size_t count;
};

static const char *const roles[] = {
	"auditor", "drafter", "fair-competition-reviewer", "legal-counsel",
	"office"
};

const char *const *
role_names(size_t *count)
{
	*count = MEM_COUNT(roles);
	return roles;
}

bool
role_known(const char *role)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(roles); i++) {
		if (strcmp(roles[i], role) == 0)
			return true;
	}
	return false;
}

bool
person_has_role(const struct person *person, const char *role)
{
	size_t i;

	for (i = 0; i < person->nroles; i++) {
		if (strcmp(person->roles[i], role) == 0)
			return true;
	}
	return false;
}

static bool
id_is_valid(const char *id)
{
	size_t len = strlen(id);

	return len >= 1 && len <= ID_MAX &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

int
person_check(const struct person *person, struct err *err)
{
	size_t i, j;

	if (!id_is_valid(person->id))
		return err_set(err, ERR_USAGE, "\"%s\" is no person's id: use "
		    "1 to 32 of the letters a to z, digits, \".\" and \"-\"",
		    person->id);
	if (person->name[0] == '\0')
		return err_set(err, ERR_USAGE, "the person %s has no name: "
		    "give the name that records are to show", person->id);
	if (!text_is_line(person->name) || !text_is_line(person->unit) ||
	    !text_is_line(person->post) || !text_is_line(person->os_user))
		return err_set(err, ERR_USAGE, "name, unit, post or account "
		    "of the person %s holds a line break, a control "
		    "character or one that turns the direction of writing: "
		    "write each on one line without these", person->id);
	for (i = 0; i < person->nroles; i++) {
		if (!role_known(person->roles[i]))
			return err_set(err, ERR_USAGE, "\"%s\" is no role: "
			    "use drafter, legal-counsel, "
			    "fair-competition-reviewer, office or auditor",
			    person->roles[i]);
		for (j = 0; j < i; j++) {
			if (strcmp(person->roles[i], person->roles[j]) == 0)
				return err_set(err, ERR_USAGE, "the role %s "
				    "of the person %s is given twice: name "
				    "it once", person->roles[i], person->id);
		}
	}
	return 0;
}

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

static int
check_attributes(const xmlNode *node, struct err *err)
{
	static const char *const known[] = {
		"id", "name", "os-user", "post", "retired", "roles", "unit"
	};
	const xmlAttr *attr;
	size_t i;

	for (attr = node->properties; attr != NULL; attr = attr->next) {
		for (i = 0; i < MEM_COUNT(known); i++) {
			if (attr->ns == NULL &&
			    strcmp((const char *)attr->name, known[i]) == 0)
				break;
		}
		if (i == MEM_COUNT(known))
			return err_set(err, ERR_SYNTAX, "people.xml: a person "
			    "has the unknown attribute \"%s\"",
			    (const char *)attr->name);
	}
	return 0;
}

static int
read_person(struct people *people, const xmlNode *node, struct err *err)
{
	struct person *person = &people->list[people->count];
	const char *before = people->count == 0 ? "" : person[-1].id;
	const char *retired = xml_attr(node, "retired");

	if (check_attributes(node, err) != 0)
		return -1;
	person->id = take(&people->arena, node, "id");
	person->name = take(&people->arena, node, "name");
	person->os_user = take(&people->arena, node, "os-user");
	person->post = take(&people->arena, node, "post");
	person->unit = take(&people->arena, node, "unit");
	person->roles = take_words(&people->arena, node, "roles",
	    &person->nroles);
	person->retired = retired != NULL && strcmp(retired, "yes") == 0;
	if (retired != NULL && !person->retired)
		return err_set(err, ERR_SYNTAX, "people.xml: retired=\"%s\" of "
		    "%s is not \"yes\"", retired, person->id);
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

int
people_parse(struct people **out, const char *xml, size_t len,
    struct err *err)
{
	struct people *people = mem_zero(1, sizeof(*people));
	xmlDoc *doc = NULL;
	xmlNode *root, *node;
	int result = -1;

	if (xml_parse(&doc, xml, len, "people.xml", NULL, err) != 0)
		goto out;
	root = xmlDocGetRootElement(doc);
	if (!xml_is(root, PEOPLE_NS, "people")) {
		err_set(err, ERR_SYNTAX, "people.xml does not begin with "
		    "<people xmlns=\"%s\">", PEOPLE_NS);
		goto out;
	}
	if (xmlChildElementCount(root) > MOST_PEOPLE) {
		err_set(err, ERR_LIMIT, "people.xml names more than %d people",
		    MOST_PEOPLE);
		goto out;
	}
	people->list = arena_array(&people->arena,
	    xmlChildElementCount(root), sizeof(*people->list));
	for (node = xmlFirstElementChild(root); node != NULL;
	    node = xmlNextElementSibling(node)) {
		if (!xml_is(node, PEOPLE_NS, "person")) {
			err_set(err, ERR_SYNTAX, "people.xml: <%s> is not "
			    "known", (const char *)node->name);
			goto out;
		}
		if (read_person(people, node, err) != 0)
			goto out;
	}
	if (check_accounts(people, err) != 0)
		goto out;
	*out = people;
	people = NULL;
	result = 0;
out:
	xmlFreeDoc(doc);
	people_free(people);
	return result;
}

void
people_free(struct people *people)
{
	if (people == NULL)
		return;
	arena_release(&people->arena);
	free(people);
}

size_t
people_count(const struct people *people)
{
	return people->count;
}

const struct person *
people_at(const struct people *people, size_t i)
{
	return &people->list[i];
}

static int
by_id(const void *key, const void *element)
{
	return strcmp(key, ((const struct person *)element)->id);
}

const struct person *
people_find(const struct people *people, const char *id)
{
	if (people->count == 0)
		return NULL;
	return bsearch(id, people->list, people->count, sizeof(*people->list),
	    by_id);
}

const struct person *
people_find_os_user(const struct people *people, const char *os_user)
{
	const struct person *retired = NULL, *p;

	if (os_user[0] == '\0')
		return NULL;
	for (p = people->list; p < people->list + people->count; p++) {
		if (strcmp(p->os_user, os_user) != 0)
			continue;
		if (!p->retired)
			return p;
		retired = retired == NULL ? p : retired;
	}
	return retired;
}

/* ---- writing ---- */

static const char *
if_given(const char *value)
{
	return value[0] == '\0' ? NULL : value;
}

static void
write_person(struct xml_writer *w, const struct person *person)
{
	struct text list = TEXT_INIT;
	size_t i;

	for (i = 0; i < person->nroles; i++) {
		text_adds(&list, i == 0 ? "" : " ");
		text_adds(&list, person->roles[i]);
	}
	xw_open(w, "person", NULL);
	xw_attr(w, "id", person->id);
	xw_attr(w, "name", person->name);
	xw_attr(w, "os-user", if_given(person->os_user));
	xw_attr(w, "post", if_given(person->post));
	xw_attr(w, "retired", person->retired ? "yes" : NULL);
	xw_attr(w, "roles", list.ptr);
	xw_attr(w, "unit", if_given(person->unit));
	xw_close(w);
	text_release(&list);
}

void
people_write_with(const struct people *people, const struct person *person,
    struct text *out)
{
	size_t i, n = people == NULL ? 0 : people->count;
	bool written = person == NULL;
	struct xml_writer w;
	int order;

	xw_init(&w, out);
	xw_open(&w, "people", PEOPLE_NS);
	for (i = 0; i < n; i++) {
		order = written ? 1 : strcmp(person->id, people->list[i].id);
		if (!written && order <= 0) {
			write_person(&w, person);
			written = true;
		}
		if (order != 0)
			write_person(&w, &people->list[i]);
	}
	if (!written)
		write_person(&w, person);
	xw_close(&w);
}
