/* docx_field.c: fields of a .docx: their code is no text, their result is */
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CODE_BYTES_MAX 1000

bool
docx_in_code(const struct docx *x)
{
	const struct docx_story *s = x->story;
	int i;

	for (i = 0; i < s->nfields && i < DOCX_FIELDS_MAX; i++) {
		if (s->fields[i].in_code)
			return true;
	}
	return false;
}

void
docx_field_code(struct docx *x, const xmlNode *node)
{
	struct docx_story *s = x->story;

	if (s->nfields > 0 && s->nfields <= DOCX_FIELDS_MAX &&
	    s->fields[s->nfields - 1].in_code)
		xml_content(&s->fields[s->nfields - 1].code, node);
}

/* --- fields that have no result: what they show is in their code --- */

/* ①, ㊀ where there is such a character. */
static unsigned long
enclosed(const char *frame, const char *word)
{
	static const char *const ideographs[] = { "一", "二", "三", "四",
		"五", "六", "七", "八", "九", "十" };
	char *end;
	long n = strtol(word, &end, 10);
	unsigned i;

	if (strcmp(frame, "○") != 0)
		return 0;
	if (end != word && *end == '\0' && n >= 1 && n <= 20)
		return 0x2460 + (unsigned long)n - 1;
	for (i = 0; i < 10; i++) {
		if (strcmp(word, ideographs[i]) == 0)
			return 0x3280 + i;
	}
	return 0;
}

/* EQ \o\ac(○,9) puts one sign upon the other (enclosed characters in Word);
 * others set fractions and the like. */
static void
add_equation(struct docx *x, const char *code, struct docx_words *out)
{
	const char *open = strchr(code, '('), *close = strrchr(code, ')');
	struct text frame = TEXT_INIT, word = TEXT_INIT;
	const char *comma = open == NULL ? NULL : strpbrk(open, ",;");
	unsigned long c = 0;

	if (open == NULL || close == NULL || close < open) {
		document_warn(x->d, x->paragraphs, code, "A field in the text "
		    "shows something that was not read. Write it as plain "
		    "words.");
		return;
	}
	if (comma != NULL && comma < close) {
		text_add(&frame, open + 1, (size_t)(comma - open - 1));
		text_add(&word, comma + 1, (size_t)(close - comma - 1));
		c = enclosed(frame.ptr, word.ptr);
	}
	text_reset(&word);
	if (c != 0)
		text_add_utf8(&word, c);
	else
		text_add(&word, open + 1, (size_t)(close - open - 1));
	docx_words_add(x, out, word.ptr, word.len);
	if (c == 0)
		document_warn(x->d, x->paragraphs, word.ptr, "A field puts "
		    "these signs together; they were read one after another. "
		    "Write them as plain words.");
	text_release(&frame);
	text_release(&word);
}

/* The check box or list of a form that is filled in. */
static void
add_form(struct docx *x, const xmlNode *begin, struct docx_words *out)
{
	const xmlNode *data = begin == NULL ? NULL : xml_child(begin, W_NS,
	    "ffData");
	const xmlNode *box = data == NULL ? NULL : xml_child(data, W_NS,
	    "checkBox");
	const xmlNode *list = data == NULL ? NULL : xml_child(data, W_NS,
	    "ddList");
	const xmlNode *entry;
	const char *val;
	int n;

	if (box != NULL) {
		n = docx_on(box, "checked");
		if (n < 0)
			n = docx_on(box, "default");
		docx_words_add(x, out, n == 1 ? "☑" : "□", 3);
	}
	if (list == NULL)
		return;
	n = docx_int(docx_val(list, "result"), 0);
	for (entry = xml_child(list, W_NS, "listEntry"); entry != NULL &&
	     n > 0; n--)
		entry = xml_next(entry, W_NS, "listEntry");
	val = entry == NULL ? NULL : xml_attr_ns(entry, W_NS, "val");
	if (val != NULL)
		docx_words_add(x, out, val, strlen(val));
}

static void
field_ends(struct docx *x, struct docx_field *field, struct docx_words *out)
{
	const char *code = han_skip(field->code.ptr);

	field->in_code = false;
	if (!field->result && !docx_in_code(x)) {
		if (strncasecmp(code, "eq", 2) == 0)
			add_equation(x, code, out);
		else if (strncasecmp(code, "FORM", 4) == 0)
			add_form(x, field->begin, out);
	}
	text_release(&field->code);
}

void
docx_field_char(struct docx *x, const xmlNode *node, struct docx_words *out)
{
	struct docx_story *s = x->story;
	const char *type = xml_attr_ns(node, W_NS, "fldCharType");
	struct docx_field *field;

	if (type == NULL)
		return;
	if (strcmp(type, "begin") == 0) {
		if (s->nfields < DOCX_FIELDS_MAX) {
			field = &s->fields[s->nfields];
			field->in_code = true;
			field->result = false;
			field->begin = node;
			field->code = (struct text)TEXT_INIT;
			text_limit(&field->code, CODE_BYTES_MAX);
		}
		s->nfields++;
		return;
	}
	if (s->nfields == 0)
		return;
	field = s->nfields > DOCX_FIELDS_MAX ? NULL :
	    &s->fields[s->nfields - 1];
	if (strcmp(type, "separate") == 0 && field != NULL) {
		field->in_code = false;
		field->result = true;
	} else if (strcmp(type, "end") == 0) {
		if (field != NULL)
			field_ends(x, field, out);
		s->nfields--;
	}
}

/* Fields that are open where a story ends are no fields to Word. */
void
docx_fields_end(struct docx *x)
{
	struct docx_story *s = x->story;

	if (docx_in_code(x))
		docx_doubt(x, "", "A field is never closed; the words after "
		    "its beginning were kept as hidden text.");
	for (; s->nfields > 0; s->nfields--) {
		if (s->nfields <= DOCX_FIELDS_MAX)
			text_release(&s->fields[s->nfields - 1].code);
	}
}
