/* transform.c: the only door to libxslt: views made of an XML read model */
#include "engine/xml/transform.h"

#include "engine/xml/xml.h"

#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define XSLT "http://www.w3.org/1999/XSL/Transform"
#define SAID_BYTES 400

/* What the processor says of a transformation, as far as there is room. */
struct said {
	char text[SAID_BYTES];
	size_t len;
};

static void
listen(void *data, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
listen(void *data, const char *fmt, ...)
{
	struct said *said = data;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(said->text + said->len, SAID_BYTES - said->len, fmt,
	    ap);
	va_end(ap);
	if (n > 0)
		said->len += (size_t)n < SAID_BYTES - said->len ? (size_t)n :
		    SAID_BYTES - said->len - 1;
}

/* Nothing outside may come in while a sheet is compiled either. */
static bool
stands_alone(const xmlDoc *sheet)
{
	const xmlNode *root = xmlDocGetRootElement(sheet);

	return xml_child(root, XSLT, "import") == NULL &&
	    xml_child(root, XSLT, "include") == NULL;
}

static xsltStylesheet *
compile(const struct text *bytes, const char *name, struct err *err)
{
	xsltStylesheet *sheet;
	xmlDoc *doc = NULL;

	if (xml_parse(&doc, bytes->ptr, bytes->len, name, NULL, err) != 0)
		return NULL;
	if (!stands_alone(doc)) {
		err_set(err, ERR_UNSUPPORTED, "%s takes in another stylesheet",
		    name);
		xmlFreeDoc(doc);
		return NULL;
	}
	sheet = xsltParseStylesheetDoc(doc);
	if (sheet == NULL) {
		xmlFreeDoc(doc);
	} else if (sheet->errors > 0) {
		xsltFreeStylesheet(sheet);
		sheet = NULL;
	}
	if (sheet == NULL)
		err_set(err, ERR_SYNTAX, "%s is no stylesheet that can be "
		    "used", name);
	return sheet;
}

static xsltSecurityPrefs *
nothing_allowed(void)
{
	static const xsltSecurityOption options[] = {
		XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE,
		XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
		XSLT_SECPREF_WRITE_NETWORK
	};
	xsltSecurityPrefs *prefs = xsltNewSecurityPrefs();
	size_t i;

	for (i = 0; prefs != NULL && i < sizeof(options) / sizeof(options[0]);
	    i++)
		if (xsltSetSecurityPrefs(prefs, options[i],
		    xsltSecurityForbid) != 0) {
			xsltFreeSecurityPrefs(prefs);
			return NULL;
		}
	return prefs;
}

/* The result tree, or NULL with err. */
static xmlDoc *
apply(xsltStylesheet *sheet, const char *name, xmlDoc *model, struct err *err)
{
	xsltTransformContext *context = xsltNewTransformContext(sheet, model);
	xsltSecurityPrefs *prefs = nothing_allowed();
	struct said said = { "", 0 };
	xmlDoc *result = NULL;

	if (context != NULL && prefs != NULL &&
	    xsltSetCtxtSecurityPrefs(prefs, context) == 0) {
		xsltSetTransformErrorFunc(context, &said, listen);
		result = xsltApplyStylesheetUser(sheet, model, NULL, NULL,
		    NULL, context);
		if (result != NULL && context->state != XSLT_STATE_OK) {
			xmlFreeDoc(result);
			result = NULL;
		}
	}
	if (result == NULL) {
		said.text[strcspn(said.text, "\n")] = '\0';
		err_set(err, ERR_SYSTEM, "the view %s could not be made: %s",
		    name, said.text);
	}
	if (context != NULL)
		xsltFreeTransformContext(context);
	if (prefs != NULL)
		xsltFreeSecurityPrefs(prefs);
	return result;
}

int
xml_transform(struct text *out, const struct text *sheet_bytes,
    const char *name, const struct text *model_bytes, struct err *err)
{
	xsltStylesheet *sheet = compile(sheet_bytes, name, err);
	xmlDoc *model = NULL, *result = NULL;
	xmlChar *bytes = NULL;
	int len = 0, done = -1;

	if (sheet == NULL ||
	    xml_parse(&model, model_bytes->ptr, model_bytes->len, name, NULL,
	    err) != 0)
		goto out;
	result = apply(sheet, name, model, err);
	if (result == NULL)
		goto out;
	if (xsltSaveResultToString(&bytes, &len, result, sheet) != 0 ||
	    bytes == NULL) {
		err_set(err, ERR_SYSTEM, "the view %s could not be written",
		    name);
		goto out;
	}
	text_add(out, bytes, (size_t)len);
	done = 0;
out:
	xmlFree(bytes);
	xmlFreeDoc(result);
	xmlFreeDoc(model);
	xsltFreeStylesheet(sheet);
	return done;
}
