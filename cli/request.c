/* request.c: reading the options of an act */
#include "cli/request.h"

#include "cli/input.h"
#include "cli/named.h"
#include "cli/words.h"
#include "engine/base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DATA_MORE 8		/* facts that a command may add */

const struct option act_options[] = {
	{ "reason", "TEXT", N_("why"), false },
	{ REASON_FROM_NOTE, NULL, N_("the reason is my note on the document, "
	    "which is forgotten then (guiwen note)"), false },
	{ "material", "KIND=FILE", N_("a paper that belongs to it; guiwen help "
	    "materials lists the kinds"), true },
	{ "class", "CLASS", N_("of the materials: open, internal or personal "
	    "(otherwise open)"), false },
	{ "personal", "KIND=FILE", N_("a paper with personal data: kept out of "
	    "the repository, and destroyed by guiwen destroy when its time has "
	    "come"), true },
	{ "set", "KEY=VALUE", N_("a fact that the procedure asks for"), true },
	{ "evidence", "FILE", N_("a paper from outside that proves when it "
	    "happened: a postmark, a page as it was seen"), false },
	{ "dated", "DATE", N_("the date on that paper, or on the receipt or "
	    "notice that is handed in"), false },
	{ "seen", "RECORD", N_("the last record of the document that you have "
	    "seen; refused when it has moved on"), false },
	{ "role", "ROLE", N_("in which of your roles"), false },
	{ "for", "PERSON", N_("on whose behalf, who delegated it to you "
	    "(授权代办)"), false },
	OPTION_END
};

const struct option create_options[] = {
	{ "title", "TEXT", N_("the title; otherwise the text's own"), false },
	{ "kind", "TEXT", N_("the kind of document: 办法, 通知 ..."), false },
	{ "issuing-authority", "NAME", N_("who issues it; otherwise the "
	    "registry's only issuing authority"), false },
	{ "drafting-body", "NAME", N_("who drafts it; otherwise the unit of "
	    "the drafter"), false },
	{ "lead", "NAME", N_("the lead authority of a joint document"),
	    false },
	{ "joint", "NAME", N_("a further issuing authority"), true },
	{ "relation", "TYPE=TARGET", N_("based-on, amends, replaces or "
	    "repeals, and a document's id or title"), true },
	OPTION_END
};

const struct option filing_options[] = {
	{ "authority", "NAME", N_("the filing authority, when several are "
	    "owed"), false },
	OPTION_END
};

/* The bytes of a file whose path stands in its name. */
static int
read_bytes(struct asked *asked, struct request_file *file, struct err *err)
{
	struct text *bytes = &asked->bytes[asked->nbytes++];
	const char *path = file->name;

	text_init(bytes);
	if (input_read(path, bytes, err) != 0)
		return -1;
	if (bytes->len == 0)
		return err_set(err, ERR_UNREADABLE, "%s is empty; hand in a "
		    "file that holds something", path);
	file->name = input_name(path);
	file->bytes = bytes->ptr;
	file->len = bytes->len;
	return 0;
}

static bool
is_kind(const char *kind)
{
	return *kind != '\0' && strlen(kind) <= 40 &&
	    strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
	    strlen(kind);
}

/* A kind that is nearly one of ours is a slip of the pen; another one may be
 * what a procedure of this registry asks for. */
static int
check_kind(const char *kind, struct err *err)
{
	const char *names[32], *near;
	size_t i;

	if (!is_kind(kind))
		return err_set(err, ERR_USAGE, "\"%s\" is no kind of material; "
		    "guiwen help materials lists the kinds", kind);
	for (i = 0; i < 31 && material_kind(i) != NULL; i++) {
		names[i] = material_kind(i);
		if (strcmp(kind, names[i]) == 0)
			return 0;
	}
	names[i] = NULL;
	near = near_name(kind, names);
	if (near != NULL)
		return err_set(err, ERR_USAGE, "\"%s\" is no kind of material; "
		    "perhaps %s is meant", kind, near);
	return 0;
}

static int
name_material(struct asked *asked, struct request_file *file,
    const char *option, size_t nth, const struct options *options,
    const char *class, struct err *err)
{
	char *kind;

	if (options_pair(options, option, nth, &kind, &file->name, err) != 0)
		return -1;
	file->kind = arena_strdup(&asked->arena, named_material(kind));
	file->class = class;
	free(kind);
	return check_kind(file->kind, err);
}

/* The kinds and paths of the materials; nothing is read yet: what is wrong
 * with the command line comes before what is wrong with a file. */
static int
name_materials(struct asked *asked, const struct call *call, struct err *err)
{
	const struct options *options = &call->options;
	const char *class = options_value(options, "class");
	const char *evidence = options_value(options, "evidence");
	size_t given = options_count(options, "material"), i;
	size_t n = given + options_count(options, "personal");
	struct request_file *files = arena_array(&asked->arena, n + 1,
	    sizeof(*files));

	if (class == NULL)
		class = "open";
	if (strcmp(class, "open") != 0 && strcmp(class, "internal") != 0 &&
	    strcmp(class, "personal") != 0)
		return err_set(err, ERR_USAGE, "--class takes open, internal "
		    "or personal; \"%s\" is none of them", class);
	asked->files = files;
	asked->request.materials = files;
	asked->request.nmaterials = n;
	for (i = 0; i < n; i++)
		if (name_material(asked, &files[i], i < given ? "material" :
		    "personal", i < given ? i : i - given, options,
		    i < given ? class : "personal", err) != 0)
			return -1;
	if (evidence != NULL) {
		files[n].kind = "evidence";
		files[n].name = evidence;
		files[n].class = class;
		asked->request.nmaterials++;
	}
	return 0;
}

static int
read_data(struct asked *asked, const struct call *call, struct err *err)
{
	const struct options *options = &call->options;
	size_t n = options_count(options, "set"), i;
	struct act_datum *data = arena_array(&asked->arena, n + DATA_MORE,
	    sizeof(*data));
	char *key, *day;

	asked->request.data = data;
	for (i = 0; i < n; i++) {
		if (options_pair(options, "set", i, &key, &data[i].value,
		    err) != 0)
			return -1;
		data[i].key = arena_strdup(&asked->arena, named_datum(key));
		free(key);
		day = datum_is_day(data[i].key) ? fold_date(data[i].value) :
		    NULL;
		if (day != NULL)
			data[i].value = arena_strdup(&asked->arena, day);
		free(day);
	}
	asked->request.ndata = n;
	return 0;
}

void
asked_datum(struct asked *asked, const char *key, const char *value)
{
	struct act_datum *data = (struct act_datum *)asked->request.data;

	data[asked->request.ndata].key = key;
	data[asked->request.ndata].value = value;
	asked->request.ndata++;
}

const char *
asked_value(const struct asked *asked, const char *key)
{
	const struct request *request = &asked->request;
	size_t i;

	for (i = 0; i < request->ndata; i++)
		if (strcmp(request->data[i].key, key) == 0)
			return request->data[i].value;
	return NULL;
}

bool
asked_hands_in(const struct asked *asked, const char *kinds)
{
	const struct request *request = &asked->request;
	bool found = false;
	char *kind;
	size_t i;

	while ((kind = words_next(&kinds)) != NULL) {
		for (i = 0; i < request->nmaterials; i++)
			found |= strcmp(request->materials[i].kind, kind) == 0;
		free(kind);
	}
	return found;
}

static int
read_relations(struct asked *asked, const struct call *call, struct err *err)
{
	static const char *const types[] = {
		"based-on", "amends", "replaces", "repeals", NULL
	};
	const struct options *options = &call->options;
	size_t n = options_count(options, "relation"), i, k;
	struct act_relation *relations = arena_array(&asked->arena, n + 1,
	    sizeof(*relations));
	char *type;

	for (i = 0; i < n; i++) {
		if (options_pair(options, "relation", i, &type,
		    &relations[i].target, err) != 0)
			return -1;
		for (k = 0; types[k] != NULL; k++)
			if (strcmp(types[k], type) == 0 ||
			    strcmp(word_relation(types[k]), type) == 0)
				relations[i].type = types[k];
		if (relations[i].type == NULL)
			err_set(err, ERR_USAGE, "\"%s\" is no relation; there "
			    "are based-on, amends, replaces and repeals",
			    type);
		free(type);
		if (relations[i].type == NULL)
			return -1;
	}
	asked->request.relations = relations;
	asked->request.nrelations = n;
	return 0;
}

static int
read_number(const char *option, const char *given, int64_t *out,
    struct err *err)
{
	char *end;
	long long n;

	if (given == NULL)
		return 0;
	errno = 0;
	n = strtoll(given, &end, 10);
	if (*given < '0' || *given > '9' || *end != '\0' || n < 1 ||
	    errno != 0)
		return err_set(err, ERR_USAGE, "--%s takes the number of a "
		    "record; \"%s\" is none", option, given);
	*out = n;
	return 0;
}

static void
read_metadata(struct asked *asked, const struct call *call)
{
	const struct options *options = &call->options;
	size_t n = options_count(options, "joint"), i;
	const char **joint = arena_array(&asked->arena, n + 1,
	    sizeof(*joint));

	for (i = 0; i < n; i++)
		joint[i] = options_nth(options, "joint", i);
	asked->request.joint = joint;
	asked->request.njoint = n;
	asked->request.title = options_value(options, "title");
	asked->request.kind = options_value(options, "kind");
	asked->request.authority = options_value(options,
	    "issuing-authority");
	asked->request.drafting_body = options_value(options,
	    "drafting-body");
	asked->request.lead = options_value(options, "lead");
}

int
asked_read(struct asked *asked, struct call *call, const char *text,
    struct err *err)
{
	const struct options *options = &call->options;
	struct request *request = &asked->request;
	const char *dated = options_value(options, "dated");
	struct request_file *file;
	bool day_only;
	size_t i;

	*asked = (struct asked){ .arena = ARENA_INIT };
	asked->bytes = mem_zero(options_count(options, "material") +
	    options_count(options, "personal") + 2,
	    sizeof(*asked->bytes));
	request->reason = options_value(options, "reason");
	if (request->reason != NULL && options_has(options, REASON_FROM_NOTE))
		return err_set(err, ERR_USAGE, "--reason and "
		    "--reason-from-note are two reasons: give one of them");
	request->role = options_value(options, "role");
	if (request->role != NULL)
		request->role = named_role(request->role);
	request->on_behalf = options_value(options, "for");
	request->filing_authority = options_value(options, "authority");
	read_metadata(asked, call);
	if (dated != NULL && time_parse(&request->evidenced_s, dated) != 0)
		return call_no_day("dated", dated, true, err);
	if (dated == NULL && options_has(options, "evidence"))
		return err_set(err, ERR_USAGE, "--evidence needs --dated, the "
		    "date on the paper");
	if (request->role != NULL && !role_known(request->role))
		return err_set(err, ERR_USAGE, "\"%s\" is no role; there are "
		    "drafter, legal-counsel, fair-competition-reviewer, office "
		    "and auditor", request->role);
	if (read_number("seen", options_value(options, "seen"),
	    &request->seen, err) != 0 ||
	    call_stated(call, &request->stated_s, &day_only, err) != 0 ||
	    read_data(asked, call, err) != 0 ||
	    read_relations(asked, call, err) != 0 ||
	    name_materials(asked, call, err) != 0)
		return -1;
	if (text != NULL) {
		file = arena_alloc(&asked->arena, sizeof(*file));
		file->kind = "";
		file->class = "open";
		file->name = text;
		request->text = file;
		if (read_bytes(asked, file, err) != 0)
			return -1;
	}
	for (i = 0; i < request->nmaterials; i++)
		if (read_bytes(asked, &asked->files[i], err) != 0)
			return -1;
	return 0;
}

void
asked_release(struct asked *asked)
{
	size_t i;

	for (i = 0; i < asked->nbytes; i++)
		text_release(&asked->bytes[i]);
	free(asked->bytes);
	arena_release(&asked->arena);
}
