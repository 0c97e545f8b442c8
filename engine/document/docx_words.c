/* docx_words.c: words of a .docx with what stands beside them, growing */
#include "engine/document/docx_int.h"

#include <string.h>

void
docx_words_release(struct docx_words *words)
{
	text_release(&words->text);
	text_release(&words->aside.text);
	words->aside.open = false;
	words->asides = (struct asides){ NULL, NULL };
}

static void
put(struct docx *x, struct docx_words *words, enum aside_kind kind,
    size_t at, const char *mark, const char *text)
{
	const struct aside aside = {
		.kind = kind,
		.mark = arena_strdup(&x->d->arena, mark),
		.text = arena_strdup(&x->d->arena, text)
	};

	aside_put(x->d, &words->asides, &aside, SLOT_TEXT, at);
}

void
docx_words_close(struct docx *x, struct docx_words *words)
{
	if (!words->aside.open)
		return;
	put(x, words, words->aside.kind, words->aside.at, "",
	    words->aside.text.ptr);
	text_reset(&words->aside.text);
	words->aside.open = false;
}

void
docx_words_add(struct docx *x, struct docx_words *words, const char *bytes,
    size_t len)
{
	if (len == 0)
		return;
	docx_words_close(x, words);
	text_add(&words->text, bytes, len);
}

void
docx_words_beside(struct docx *x, struct docx_words *words,
    enum aside_kind kind, const char *bytes, size_t len)
{
	if (len == 0)
		return;
	if (words->aside.open && words->aside.kind != kind)
		docx_words_close(x, words);
	words->aside.open = true;
	words->aside.kind = kind;
	words->aside.at = words->text.len;
	text_add(&words->aside.text, bytes, len);
}

void
docx_words_note(struct docx *x, struct docx_words *words, const char *mark,
    const char *text)
{
	docx_words_close(x, words);
	put(x, words, ASIDE_FOOTNOTE, words->text.len, mark, text);
}

void
docx_words_append(struct docx *x, struct docx_words *to,
    struct docx_words *from, size_t skip)
{
	const struct aside *aside;
	size_t at;

	docx_words_close(x, from);
	docx_words_close(x, to);
	for (aside = from->asides.first; aside != NULL; aside = aside->next) {
		at = aside->at < skip ? 0 : aside->at - skip;
		aside_put(x->d, &to->asides, aside, SLOT_TEXT,
		    to->text.len + at);
	}
	text_add(&to->text, from->text.ptr + skip, from->text.len - skip);
}

void
docx_doubt_asides(struct docx *x, const struct asides *asides)
{
	const struct aside *a;

	for (a = asides->first; a != NULL; a = a->next) {
		if (a->kind == ASIDE_HIDDEN)
			docx_doubt(x, a->text, "These words are in the file "
			    "but hidden from its readers; they were kept "
			    "beside the text and count as a change where they "
			    "differ.");
		else if (a->kind == ASIDE_STRUCK)
			docx_doubt(x, a->text, "These words are struck "
			    "through by hand; they were kept beside the text: "
			    "delete them or take the line off.");
	}
}

void
docx_words_flat(struct docx *x, struct text *out, struct docx_words *words)
{
	docx_words_close(x, words);
	docx_doubt_asides(x, &words->asides);
	aside_words(out, words->text.ptr, &words->asides, SLOT_TEXT, false);
}
