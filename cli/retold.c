/* retold.c: finding the sentence of the catalogue that a recorded one is */
#include "cli/retold.h"

#include "cli/input.h"
#include "cli/retold_own.h"
#include "cli/standing.h"
#include "cli/words.h"
#include "engine/base/mem.h"
#include "workflows/people.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CATALOGUE "/zh_CN/LC_MESSAGES/guiwen.mo"
#define SLOTS_MAX 16		/* of one sentence */
#define TRIES_MAX 20000		/* of one sentence and one format */
#define OWN_LEAST 12		/* bytes of its own, or it says nothing */

struct sentence {
	const char *english, *shown;	/* in the catalogue's bytes */
};

/* What a sentence is put together for. */
struct retelling {
	const struct retold *r;
	const char *states;	/* where the document was */
	struct own_words own;
	struct text out;
};

struct retold {
	const struct procedure_context *context;
	const struct dossier *dossier;
	struct text bytes;
	struct sentence *list;
	size_t n;
};

/* ---- the catalogue (the format of GNU gettext's .mo files) ---- */

static bool
word_at(const struct text *mo, size_t at, uint32_t *out)
{
	if (at > mo->len || mo->len - at < sizeof(*out))
		return false;
	memcpy(out, mo->ptr + at, sizeof(*out));
	return true;
}

/* The i-th string of the table at that place: a NUL ends it. */
static const char *
string_at(const struct text *mo, uint32_t table, size_t i)
{
	uint32_t len, at;

	if (!word_at(mo, table + 8 * i, &len) ||
	    !word_at(mo, table + 8 * i + 4, &at) || at > mo->len ||
	    mo->len - at < (size_t)len + 1 || mo->ptr[at + len] != '\0')
		return NULL;
	return mo->ptr + at;
}

static bool
read_sentences(struct retold *r)
{
	uint32_t magic, n, english, shown;
	size_t i;

	if (!word_at(&r->bytes, 0, &magic) || magic != 0x950412de ||
	    !word_at(&r->bytes, 8, &n) || !word_at(&r->bytes, 12, &english) ||
	    !word_at(&r->bytes, 16, &shown) || n > r->bytes.len / 16)
		return false;
	r->list = mem_zero((size_t)n + 1, sizeof(*r->list));
	for (i = 0; i < n; i++) {
		struct sentence s = { string_at(&r->bytes, english, i),
			string_at(&r->bytes, shown, i) };

		if (s.english == NULL || s.shown == NULL)
			return false;
		r->list[r->n++] = s;
	}
	return true;
}

struct retold *
retold_load(const struct call *call, const struct procedure_context *context,
    const struct dossier *dossier)
{
	struct text path = TEXT_INIT;
	struct err ignored = ERR_INIT;
	struct retold *r;

	if (!in_chinese())
		return NULL;
	r = mem_zero(1, sizeof(*r));
	r->context = context;
	r->dossier = dossier;
	text_init(&r->bytes);
	text_addf(&path, "%s%s", call->place->locale, CATALOGUE);
	if (input_read(path.ptr, &r->bytes, &ignored) != 0 ||
	    !read_sentences(r)) {
		retold_free(r);
		r = NULL;
	}
	text_release(&path);
	return r;
}

void
retold_free(struct retold *r)
{
	if (r == NULL)
		return;
	text_release(&r->bytes);
	free(r->list);
	free(r);
}

/* ---- a sentence and a format ---- */

struct slot {
	const char *at;
	size_t len;
	bool of_state, quoted;	/* the words before it say so */
};

struct fitting {
	struct slot slots[SLOTS_MAX];
	size_t n, tries;
};

/* Behind "%", the argument's number if one is named: its letter; *end is
 * behind that. 0: that is no conversion that sentences have. */
static char
conversion(const char *s, size_t *number, const char **end)
{
	size_t digits = strspn(s, "0123456789");

	*number = 0;
	if (digits > 0 && s[digits] == '$') {
		*number = (size_t)strtoul(s, NULL, 10);
		s += digits + 1;
	}
	s += strspn(s, "-0123456789.*lzhj");
	*end = *s != '\0' ? s + 1 : s;
	return *s != '\0' && strchr("sdiuxc", *s) != NULL ? *s : '\0';
}

static bool
is_behind(const char *format, const char *percent, const char *words)
{
	size_t len = strlen(words);

	return (size_t)(percent - format) >= len &&
	    memcmp(percent - len, words, len) == 0;
}

static bool fits(struct fitting *f, const char *whole, const char *format,
    const char *s);

/* A %s takes as little as lets the rest fit. */
static bool
fits_words(struct fitting *f, const char *whole, const char *rest,
    const char *s, struct slot *slot)
{
	char next = *rest == '%' ? '\0' : *rest;
	size_t n = f->n;

	if (*rest == '\0') {
		slot->len = strlen(s);
		return true;
	}
	for (slot->len = 0; ; slot->len++) {
		if ((next == '\0' || s[slot->len] == next) &&
		    f->tries++ < TRIES_MAX && fits(f, whole, rest,
		    s + slot->len))
			return true;
		f->n = n;
		if (s[slot->len] == '\0' || f->tries >= TRIES_MAX)
			return false;
	}
}

static bool
fits(struct fitting *f, const char *whole, const char *format, const char *s)
{
	const char *percent, *end;
	struct slot *slot;
	size_t number;
	char letter;

	for (; *format != '\0'; format++, s++) {
		if (*format == '%' && format[1] != '%')
			break;
		format += *format == '%';
		if (*format != *s)
			return false;
	}
	if (*format == '\0')
		return *s == '\0';
	percent = format;
	letter = conversion(format + 1, &number, &end);
	if (letter == '\0' || f->n == SLOTS_MAX)
		return false;
	slot = &f->slots[f->n++];
	*slot = (struct slot){ s, 0, is_behind(whole, percent, "the state "),
		is_behind(whole, percent, "“") };
	if (letter == 's')
		return fits_words(f, whole, end, s, slot);
	slot->len = (*s == '-') + strspn(s + (*s == '-'), "0123456789");
	return slot->len > 0 && fits(f, whole, end, s + slot->len);
}

/* Bytes of the format's own words. */
static int
own_words(const char *format)
{
	size_t number;
	int n = 0;

	while (*format != '\0') {
		if (*format == '%' && format[1] != '%') {
			conversion(format + 1, &number, &format);
		} else {
			format += 1 + (*format == '%');
			n++;
		}
	}
	return n;
}

int
retold_fits(const char *format, const char *sentence)
{
	struct fitting f = { .n = 0 };

	return fits(&f, format, format, sentence) ? own_words(format) : -1;
}

/* ---- what stands in the places ---- */

static bool
is_id(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!islower((unsigned char)s[i]) &&
		    !isdigit((unsigned char)s[i]) && s[i] != '-' &&
		    s[i] != '.')
			return false;
	return len > 0 && islower((unsigned char)*s);
}

/* "x (y)", as which people, papers and facts are named. */
static bool
is_pair(const char *s, size_t len, size_t *first)
{
	const char *open = memchr(s, '(', len);

	if (open == NULL || open < s + 2 || open[-1] != ' ' ||
	    s[len - 1] != ')' || open + 2 >= s + len ||
	    memchr(open + 1, '(', len - (size_t)(open + 1 - s)) != NULL)
		return false;
	*first = (size_t)(open - s) - 1;
	return true;
}

/* Within “ ” the label's own quotation marks are ‘ ’. */
static void
add_label(struct text *out, const char *label)
{
	for (; *label != '\0'; label++) {
		if (strncmp(label, "“", 3) == 0 || strncmp(label, "”", 3) == 0) {
			text_adds(out, label[2] == "“"[2] ? "‘" : "’");
			label += 2;
		} else {
			text_addc(out, *label);
		}
	}
}

static void
add_id(struct retelling *t, const char *id, const struct slot *slot)
{
	const char *label = state_words(t->r->context, t->r->dossier, id);

	if (slot->of_state && label != NULL) {
		text_adds(&t->out, label);
		return;
	}
	if (role_known(id)) {
		text_adds(&t->out, word_role(id));
		return;
	}
	label = event_label(t->r->context, t->r->dossier, id, t->states);
	if (strcmp(label, id) == 0) {
		text_adds(&t->out, id);
		return;
	}
	if (slot->quoted) {
		add_label(&t->out, label);
		text_addf(&t->out, "（%s）", id);
	} else {
		text_addf(&t->out, "%s（%s）", id, label);
	}
}

static void
add_item(struct retelling *t, const char *s, size_t len,
    const struct slot *slot)
{
	char *item = mem_strndup(s, len);
	size_t first;

	if (!is_pair(s, len, &first)) {
		add_id(t, item, slot);
	} else {
		item[first] = item[len - 1] = '\0';
		/* "basis (制定依据)" is an identifier and its name, "mary
		 * (m1)" a person's name and identifier */
		if (is_id(item, first) && people_find(t->r->context->people,
		    item + first + 2) == NULL)
			text_addf(&t->out, "%s（%s）", item + first + 2, item);
		else
			text_addf(&t->out, "%s（%s）", item, item + first + 2);
	}
	free(item);
}

static bool
is_role(const char *s, size_t len)
{
	char *word = mem_strndup(s, len);
	bool known = role_known(word);

	free(word);
	return known;
}

/* A list of identifiers and pairs, "a, b", or of roles, "a b"? Then how long is
 * the next of it, and what parts it from the one behind. */
static size_t
item_length(const char *s, size_t len, size_t *apart)
{
	size_t n = 0, first;

	*apart = 0;
	while (n < len && s[n] != ',' && s[n] != ' ')
		n++;
	if (n < len && s[n] == ' ' && s[n + 1] != '(' && is_role(s, n)) {
		*apart = 1;
		return n;
	}
	while (n < len && s[n] != ',')
		n++;
	if (n < len && s[n + 1] == ' ')
		*apart = 2;
	return is_id(s, n) || is_pair(s, n, &first) ? n : 0;
}

static bool
is_list(const char *s, size_t len)
{
	size_t n, apart;

	do {
		n = item_length(s, len, &apart);
		if (n == 0)
			return false;
		s += n + apart;
		len -= n + apart;
	} while (apart > 0);
	return len == 0;
}

/* A part that is a sentence itself, as the reader's words are. */
static const char *
whole_sentence(const struct retold *r, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strncmp(r->list[i].english, s, len) == 0 &&
		    r->list[i].english[len] == '\0')
			return r->list[i].shown;
	return NULL;
}

/* A time, as records have it, is shown as people read it. */
static bool
add_time(struct text *out, const char *s, size_t len)
{
	char time[TIME_TEXT];
	int64_t time_s;

	if (len != sizeof(time) - 1)
		return false;
	memcpy(time, s, len);
	time[len] = '\0';
	if (time_parse(&time_s, time) != 0)
		return false;
	text_adds(out, time_shown(time, time_s));
	return true;
}

static void
add_slot(struct retelling *t, const struct slot *slot)
{
	const char *s = slot->at, *shown;
	size_t len = slot->len, n, apart;

	if (own_words_hidden(s, len)) {
		own_words_show(&t->out, s, len, &t->own);
		return;
	}
	if (add_time(&t->out, s, len))
		return;
	if (!is_list(s, len)) {
		shown = len > OWN_LEAST ? whole_sentence(t->r, s, len) : NULL;
		if (shown != NULL)
			text_adds(&t->out, shown);
		else
			text_add(&t->out, s, len);
		return;
	}
	do {
		n = item_length(s, len, &apart);
		add_item(t, s, n, slot);
		if (apart > 0)
			text_adds(&t->out, "、");
		s += n + apart;
		len -= n + apart;
	} while (apart > 0);
}

static char *
fill(struct retelling *t, const char *format, const struct fitting *f)
{
	size_t next = 0, number;

	while (*format != '\0') {
		if (*format != '%' || format[1] == '%') {
			text_addc(&t->out, *format);
			format += 1 + (*format == '%');
			continue;
		}
		conversion(format + 1, &number, &format);
		number = number > 0 ? number - 1 : next++;
		if (number < f->n)
			add_slot(t, &f->slots[number]);
	}
	return text_detach(&t->out, NULL);
}

/* ---- all of it ---- */

/* The sentence of which the most are its own words; NULL: none fits. */
static const struct sentence *
best_fitting(const struct retold *r, const char *sentence)
{
	const struct sentence *found = NULL;
	int most = OWN_LEAST - 1, own;
	size_t i;

	for (i = 0; i < r->n; i++) {
		own = retold_fits(r->list[i].english, sentence);
		if (own > most) {
			most = own;
			found = &r->list[i];
		}
	}
	return found;
}

char *
retold_words(const struct retold *r, const char *recorded, const char *states,
    const struct act *act)
{
	struct retelling t = { .r = r, .states = states, .out = TEXT_INIT };
	struct text hidden = TEXT_INIT;
	struct fitting f = { .n = 0 };
	const struct sentence *found;
	const char *chart;
	char *told = NULL;

	if (r == NULL)
		return NULL;
	chart = chart_refusal_label(r->context, r->dossier, recorded);
	if (chart != NULL)
		return mem_strdup(chart);
	own_words_of(&t.own, act, r->dossier->title);
	own_words_hide(&hidden, recorded, &t.own);
	found = best_fitting(r, hidden.ptr);
	if (found != NULL) {
		fits(&f, found->english, found->english, hidden.ptr);
		told = fill(&t, found->shown, &f);
	}
	text_release(&hidden);
	return told;
}
