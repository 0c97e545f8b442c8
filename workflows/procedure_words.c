/* procedure_words.c: names, kinds and numbers that the procedure knows */
#include "workflows/procedure_int.h"

#include "engine/base/mem.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_MAX_CHARACTERS 20

struct kind {
	const char *name, *label;
	bool with_act;		/* an earlier one proves nothing */
};

static const struct kind kinds[] = {
	{ "explanation", "起草说明", false },
	{ "basis", "制定依据", false },
	{ "consultation", "征求意见及采纳情况", false },
	{ "legality-opinion", "合法性审核意见书", true },
	{ "adviser-opinion", "法律顾问意见", true },
	{ "fair-competition-conclusion", "公平竞争审查结论", true },
	{ "fair-competition-form", "公平竞争审查表", false },
	{ "response", "采纳情况说明", true },
	{ "minutes", "会议纪要", true },
	{ "filing-report", "备案报告", true },
	{ "receipt", "备案回执", true },
	{ "notice", "书面通知", true },
	{ "repeal-basis", "废止依据", true },
	{ "interpretation", "政策解读", false },
	{ "page", "网页快照", false },
	{ "evidence", "日期证明材料", true },
	{ "other", "其他材料", false }
};

static const char *const document_kinds[] = {
	"办法", "规定", "细则", "通知", "意见", "公告", "通告", "决定", "方案",
	"规则"
};
#define OTHER_KIND "其他"

static const struct kind *
find_kind(const char *name)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *
procedure_kind_label(const char *kind)
{
	const struct kind *known = find_kind(kind);

	return known != NULL ? known->label : kind;
}

static bool
ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && memcmp(s + len - n, end, n) == 0;
}

bool
procedure_kind_with_act(const char *kind)
{
	const struct kind *known = find_kind(kind);
	size_t len = strlen(kind);

	return (known != NULL && known->with_act) ||
	    ends_with(kind, len, "-opinion") ||
	    ends_with(kind, len, "-conclusion");
}

bool
procedure_kind_valid(const char *kind)
{
	size_t len = strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len > 0 && len <= 40 && kind[len] == '\0' && kind[0] != '-';
}

const char *
datum_label(const char *key)
{
	static const struct {
		const char *key, *label;
	} labels[] = {
		{ "number", "编号" }, { "signer", "签发人" },
		{ "dated", "成文日期" }, { "effective", "施行日期" },
		{ "expires", "有效期至" },
		{ "stated", "所称日期" }, { "evidenced", "书面材料日期" },
		{ "title", "标题" }, { "by", "依据或者替代文件" }
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(labels); i++)
		if (strcmp(labels[i].key, key) == 0)
			return labels[i].label;
	return key;
}

/* The length of one Chinese character (U+3400 to U+9FFF) at s, else 0. */
static size_t
ideograph(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	unsigned c;

	if (u[0] < 0xe3 || u[0] > 0xe9 || (u[1] & 0xc0) != 0x80 ||
	    (u[2] & 0xc0) != 0x80)
		return 0;
	c = (u[0] & 0xfu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
	return c >= 0x3400 && c <= 0x9fff ? 3 : 0;
}

static const char *
skip(const char *s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s != NULL && strncmp(s, prefix, len) == 0 ? s + len : NULL;
}

/* GB/T 9704, 7.2.5: the authority's code, the full year in 〔〕, a number
 * without leading zeros, 号. */
bool
procedure_number_valid(const char *number)
{
	const char *s = number;
	size_t n = 0;

	while (ideograph(s) != 0) {
		s += 3;
		n++;
	}
	if (n < 2 || n > NUMBER_MAX_CHARACTERS ||
	    (s = skip(s, "〔")) == NULL)
		return false;
	if ((strncmp(s, "19", 2) != 0 && strncmp(s, "20", 2) != 0) ||
	    !isdigit((unsigned char)s[2]) || !isdigit((unsigned char)s[3]))
		return false;
	if ((s = skip(s + 4, "〕")) == NULL || *s < '1' || *s > '9')
		return false;
	n = strspn(s, "0123456789");
	return n <= 6 && strcmp(s + n, "号") == 0;
}

bool
kind_of_document_known(const char *kind)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(document_kinds); i++)
		if (strcmp(document_kinds[i], kind) == 0)
			return true;
	return strcmp(kind, OTHER_KIND) == 0;
}

/* The kind that the title ends in, a bracket behind it left out:
 * 某某管理办法（试行）. */
const char *
kind_of_document_guess(const char *title)
{
	size_t len = strlen(title), i;

	if (ends_with(title, len, "）")) {
		const char *at = title, *last = NULL;

		while ((at = strstr(at, "（")) != NULL)
			last = at++;
		len = last != NULL ? (size_t)(last - title) : len;
	}
	for (i = 0; i < MEM_COUNT(document_kinds); i++)
		if (ends_with(title, len, document_kinds[i]))
			return document_kinds[i];
	return OTHER_KIND;
}

const char *
extension(struct arena *arena, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t n, i;
	char *out;

	n = dot != NULL ? strlen(dot + 1) : 0;
	if (n == 0 || n > 8)
		return "bin";
	out = arena_strdup(arena, dot + 1);
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)out[i];

		if (c >= 'A' && c <= 'Z')
			out[i] = (char)(c - 'A' + 'a');
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			return "bin";
	}
	return out;
}

const char *
word_next(const char **at, size_t *len)
{
	const char *word;

	if (*at == NULL)
		return NULL;
	word = *at + strspn(*at, " \t\r\n");
	*len = strcspn(word, " \t\r\n");
	*at = word + *len;
	return *len != 0 ? word : NULL;
}

bool
words_have(const char *words, const char *word)
{
	const char *at;
	size_t len, want = strlen(word);

	while ((at = word_next(&words, &len)) != NULL)
		if (len == want && memcmp(at, word, len) == 0)
			return true;
	return false;
}

void
names_add(struct names *names, struct arena *arena, const char *name)
{
	const char **grown;

	if (names->count == names->cap) {
		names->cap = names->cap == 0 ? 8 : 2 * names->cap;
		grown = arena_array(arena, names->cap, sizeof(*grown));
		if (names->count != 0)
			memcpy(grown, names->at,
			    names->count * sizeof(*grown));
		names->at = grown;
	}
	names->at[names->count++] = name;
}

const char *
names_list(const struct names *names, struct arena *arena,
    const char *(*label)(const char *))
{
	struct text text = TEXT_INIT;
	const char *copy, *word;
	size_t i;

	for (i = 0; i < names->count; i++) {
		const char *name = names->at[i];

		text_adds(&text, i != 0 ? word_in_message(arena, ", ", "、") :
		    "");
		word = label != NULL ? label(name) : name;
		text_adds(&text, strcmp(word, name) == 0 ? name :
		    word_in_message(arena, arena_printf(arena, "%s (%s)",
		    name, word), arena_printf(arena, "%s（%s）", word, name)));
	}
	copy = arena_strndup(arena, text.ptr, text.len);
	text_release(&text);
	return copy;
}

const char *
person_words(const struct move *m, const char *id)
{
	const struct person *person = people_find(m->context->people, id);
	struct arena *arena = &m->dossier->arena;

	if (person == NULL || person->name[0] == '\0')
		return id;
	return word_in_message(arena, arena_printf(arena, "%s (%s)",
	    person->name, id), arena_printf(arena, "%s（%s）", person->name,
	    id));
}

bool
chart_refusal(const struct chart *chart, int transition, struct err *err)
{
	const char *zh = chart_transition_gw(chart, transition, "refusal");
	const char *en = chart_transition_gw(chart, transition, "refusal-en");

	if (zh == NULL && en == NULL)
		return false;
	err_set(err, ERR_REFUSED, "%s", en != NULL ? en : zh);
	if (zh != NULL && shown_in_chinese())
		snprintf(err->shown, sizeof(err->shown), "%s", zh);
	return true;
}

const char *
state_word(const struct move *m, const char *instance, const char *state)
{
	const struct dossier_instance *of = dossier_instance(m->dossier,
	    instance);

	return of == NULL ? state : word_in_message(&m->dossier->arena, state,
	    procedure_state_label(m->context, of, state, false));
}

/* What filings call it, before there is one. */
static const char *
filing_label(const struct move *m, const char *event)
{
	const char *hash, *label;
	const struct chart *chart = m->context->chart(m->context->chart_ctx,
	    "filing", NULL, &hash);
	size_t k;

	for (k = 0; chart != NULL && k < chart_ntransitions(chart); k++) {
		const struct chart_transition *t = chart_transition(chart,
		    (int)k);

		if (t->event != NULL && strcmp(t->event, event) == 0 &&
		    (label = chart_transition_gw(chart, (int)k, "label")) !=
		    NULL)
			return label;
	}
	return NULL;
}

/* The label of the event: as it is offered now, else as anywhere. */
static const char *
find_label(const struct move *m, const char *event)
{
	const char *label, *found = NULL;
	struct err ignored = ERR_INIT;
	const struct chart *chart;
	size_t i, k;

	for (i = 0; i < m->dossier->ninstances; i++) {
		chart = instance_chart(m->context, &m->dossier->instances[i],
		    &ignored);
		if (chart == NULL)
			continue;
		bool *active = active_states(&m->dossier->arena, chart,
		    &m->dossier->instances[i]);

		for (k = 0; k < chart_ntransitions(chart); k++) {
			const struct chart_transition *t =
			    chart_transition(chart, (int)k);

			if (t->event == NULL || strcmp(t->event, event) != 0 ||
			    (label = chart_transition_gw(chart, (int)k,
			    "label")) == NULL)
				continue;
			if (active[t->source])
				return label;
			found = found != NULL ? found : label;
		}
	}
	return found != NULL ? found : filing_label(m, event);
}

/* Within “ ” the label's own quotation marks are ‘ ’. */
static char *
quoted_within(struct arena *arena, const char *label)
{
	char *copy = arena_strdup(arena, label), *at;

	for (at = copy; (at = strstr(at, "“")) != NULL; )
		memcpy(at, "‘", strlen("‘"));
	for (at = copy; (at = strstr(at, "”")) != NULL; )
		memcpy(at, "’", strlen("’"));
	return copy;
}

const char *
document_word(const struct move *m)
{
	return m->creating && m->dossier->title != NULL &&
	    m->dossier->title[0] != '\0' ? m->dossier->title :
	    m->dossier->id;
}

const char *
event_word(const struct move *m)
{
	return event_word_of(m, m->act->event);
}

const char *
event_word_of(const struct move *m, const char *event)
{
	const char *label = find_label(m, event);
	struct arena *arena = &m->dossier->arena;

	return label == NULL ? event : word_in_message(arena, event,
	    arena_printf(arena, "%s（%s）", quoted_within(arena, label),
	    event));
}
