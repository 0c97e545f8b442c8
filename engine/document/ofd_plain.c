/*
 * ofd_plain.c: does an OFD file show all that it says, and nothing else? As
 * for web pages (html_plain.c): what is known to leave every word to be seen
 * is let through, all else bars the file from being issued.
 */
#include "engine/document/ofd_int.h"
#include "engine/document/shown.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define THIN 2.0		/* millimetres: a rule, which hides nothing */
#define SMALL 1.5		/* letters of less are none */

static const char looks[] = "Words here may look otherwise than they were "
    "read (a light colour, a size or place where nobody sees them, hidden); "
    "set them as plain words.";

static double
number(const xmlNode *node, const char *name, double missing)
{
	const char *s = xml_attr(node, name);
	char *end;
	double n = s == NULL ? missing : strtod(s, &end);

	return s == NULL || end == s || !isfinite(n) ? missing : n;
}

static bool
says(const xmlNode *node, const char *name, const char *value)
{
	const char *s = xml_attr(node, name);

	return s != NULL && strcmp(s, value) == 0;
}

/* Numbers parted by blanks, in tens or (#ff) sixteens. */
static int
parts(const char *s, double *out, int n)
{
	char *end;
	int i;

	for (i = 0; s != NULL && i < n; i++) {
		s += strspn(s, " \t\r\n,");
		out[i] = *s == '#' ? (double)strtol(s + 1, &end, 16) :
		    strtod(s, &end);
		if (end == s || !isfinite(out[i]))
			break;
		s = end;
	}
	return s != NULL && s[strspn(s, " \t\r\n,")] != '\0' ? n + 1 : i;
}

/* RGB, grey or CMYK, by how many parts it has (GB/T 33190, 8.3). */
static bool
is_ink(const xmlNode *colour)
{
	const char *value = xml_attr(colour, "Value");
	double v[4] = { 0, 0, 0, 0 }, k;
	unsigned rgb = 0;
	int i, n;

	if (xmlFirstElementChild((xmlNode *)colour) != NULL ||
	    xml_attr(colour, "Index") != NULL ||
	    number(colour, "Alpha", 255) < 200)
		return false;
	if (value == NULL)
		return true;	/* black */
	n = parts(value, v, 4);
	for (i = 0; i < 4; i++) {
		if (v[i] < 0 || v[i] > 255)
			return false;
	}
	if (n == 1)
		v[1] = v[2] = v[0];
	if (n == 4) {
		k = v[3];
		for (i = 0; i < 3; i++)
			v[i] = (255 - v[i]) * (255 - k) / 255;
	}
	for (i = 0; i < 3; i++)
		rgb = rgb << 8 | (unsigned)v[i];
	return (n == 1 || n == 3 || n == 4) && shown_ink(rgb);
}

/* Upright, not mirrored, of a size and width that can be read. */
static bool
is_readable(const xmlNode *node)
{
	double m[6] = { 1, 0, 0, 1, 0, 0 }, size = number(node, "Size", 4);
	double wide = number(node, "HScale", 1);

	if (xml_attr(node, "CTM") != NULL && parts(xml_attr(node, "CTM"), m,
	    6) != 6)
		return false;
	wide *= fabs(m[3]) > 0.0001 ? m[0] / m[3] : 0;
	return m[0] > 0 && m[3] > 0 && size * m[3] >= SMALL && size * m[3] <
	    100 && wide >= 0.33 && wide <= 3;
}

/* Only what is known may stand in an object. */
static const char *
unknown_child(const xmlNode *node)
{
	static const char *const known[] = { "FillColor", "StrokeColor",
		"TextCode", "AbbreviatedData", "Actions", NULL };
	const xmlNode *child;
	const char *const *k;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type != XML_ELEMENT_NODE)
			continue;
		for (k = known; *k != NULL && !ofd_is(child, *k); k++)
			;
		if (*k == NULL)
			return (const char *)child->name;
	}
	return NULL;
}

void
ofd_check_page(struct ofd *x, const xmlNode *root, int page)
{
	const xmlNode *content = ofd_child(root, "Content");

	if ((content != NULL && ofd_next(content, "Content") != NULL) ||
	    ofd_child(root, "PageRes") != NULL)
		document_warn(x->d, page + 1, "Content", looks);
}

void
ofd_check_text(struct ofd *x, const xmlNode *node, int page)
{
	const xmlNode *fill = ofd_child(node, "FillColor");
	const xmlNode *stroke = ofd_child(node, "StrokeColor");
	const char *odd = NULL;

	if (says(node, "Visible", "false") || says(node, "Fill", "false"))
		odd = "Visible";
	else if (number(node, "Alpha", 255) < 200)
		odd = "Alpha";
	else if (fill != NULL ? !is_ink(fill) :
	    xml_attr(node, "DrawParam") != NULL)
		odd = "FillColor";
	else if (says(node, "Stroke", "true") && (stroke == NULL ||
	    !is_ink(stroke)))
		odd = "StrokeColor";
	else if (!is_readable(node))
		odd = "Size";
	else
		odd = unknown_child(node);
	if (odd != NULL)
		document_warn(x->d, page + 1, odd, looks);
}

void
ofd_check_path(struct ofd *x, const xmlNode *node, int page)
{
	const xmlNode *fill = ofd_child(node, "FillColor");
	const xmlNode *stroke = ofd_child(node, "StrokeColor");
	double box[4] = { 0, 0, 0, 0 }, m[6] = { 1, 0, 0, 1, 0, 0 };
	bool thin, light, covers;

	(void)parts(xml_attr(node, "Boundary"), box, 4);
	(void)parts(xml_attr(node, "CTM"), m, 6);
	thin = box[2] <= THIN || box[3] <= THIN;
	/* Light lines, one beside the other, could cover words. */
	light = (fill != NULL && !says(node, "Fill", "false") &&
	    !is_ink(fill)) || (stroke != NULL &&
	    !says(node, "Stroke", "false") && !is_ink(stroke));
	covers = !thin && (says(node, "Fill", "true") ||
	    xml_attr(node, "DrawParam") != NULL ||
	    number(node, "LineWidth", 0.353) * (fabs(m[0]) + fabs(m[3])) >
	    2 * THIN);
	if (light || covers || unknown_child(node) != NULL)
		document_warn(x->d, page + 1, "PathObject", REASON("A picture, "
		    "a shape or a text box can show words or cover some; "
		    "write its words into the text, and hand a picture in as "
		    "a material."));
}

void
ofd_check_run(struct ofd *x, const struct ofd_run *run, double box_width,
    double box_height)
{
	const struct ofd_page *page = &x->pages[run->page];
	bool astray = page->height > 0 && (run->x < -1 || run->y < 0 ||
	    run->y > page->height + 1 || run->end > page->width + 1);

	/* Programs cut off what goes beyond the boundary. */
	if (astray || box_height < 0.3 * run->size ||
	    box_width < 0.5 * (run->end - run->x))
		document_warn(x->d, run->page + 1, run->text, looks);
}

/* Colours that objects name by a number. */
static void
check_parameters(struct ofd *x, const xmlNode *list)
{
	const xmlNode *one = list == NULL ? NULL : ofd_child(list,
	    "DrawParam"), *fill, *stroke;

	for (; one != NULL; one = ofd_next(one, "DrawParam")) {
		fill = ofd_child(one, "FillColor");
		stroke = ofd_child(one, "StrokeColor");
		if ((fill != NULL && !is_ink(fill)) ||
		    (stroke != NULL && !is_ink(stroke)))
			document_warn(x->d, 0, "DrawParam", looks);
	}
}

void
ofd_check_fonts(struct ofd *x, const xmlNode *resources)
{
	const xmlNode *fonts = ofd_child(resources, "Fonts"), *font;
	const char *name;

	check_parameters(x, ofd_child(resources, "DrawParams"));

	for (; fonts != NULL; fonts = ofd_next(fonts, "Fonts")) {
		for (font = ofd_child(fonts, "Font"); font != NULL;
		     font = ofd_next(font, "Font")) {
			name = xml_attr(font, "FontName");
			if (ofd_child(font, "FontFile") != NULL ||
			    (name != NULL && !shown_font(name)))
				document_warn(x->d, 0, name == NULL ? "" :
				    name, REASON("The file brings a font of "
				    "its own, which can draw other characters "
				    "than were read; save it without embedded "
				    "fonts."));
		}
	}
}
