/* ofd_page.c: where the characters of an OFD page stand (GB/T 33190, 11) */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/ofd_int.h"
#include "engine/document/secret.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DELTAS_MAX 100000
#define PLACE_MAX 100000.0	/* millimetres; what is further off is damage */

bool
ofd_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)node->name, name) == 0;
}

static xmlNode *
seek(xmlNode *node, const char *name)
{
	while (node != NULL && !ofd_is(node, name))
		node = node->next;
	return node;
}

xmlNode *
ofd_child(const xmlNode *node, const char *name)
{
	return seek(node->children, name);
}

xmlNode *
ofd_next(const xmlNode *node, const char *name)
{
	return seek(node->next, name);
}

/* The next number of a list; false at its end. */
static bool
next_number(const char **s, double *out)
{
	char *end;

	*s += strspn(*s, " \t\r\n,");
	*out = strtod(*s, &end);
	if (end == *s || !isfinite(*out))
		return false;
	if (*out > PLACE_MAX || *out < -PLACE_MAX)
		*out = 0;
	*s = end;
	return true;
}

static int
numbers(const char *s, double *out, int n)
{
	int i = 0;

	while (s != NULL && i < n && next_number(&s, &out[i]))
		i++;
	return i;
}

static double
number_attr(const xmlNode *node, const char *name, double missing)
{
	double n;

	return numbers(xml_attr(node, name), &n, 1) == 1 ? n : missing;
}

/* DeltaX: "5 5 g 10 3.5": distances, g N for N equal ones (11.3). */
struct deltas {
	const char *at;
	double value;
	long again;
};

static double
next_delta(struct deltas *d, double missing)
{
	double n;

	if (d->again > 0) {
		d->again--;
		return d->value;
	}
	if (d->at == NULL)
		return missing;
	d->at += strspn(d->at, " \t\r\n,");
	if (*d->at == 'g') {
		d->at++;
		if (!next_number(&d->at, &n) || n < 1 || n > DELTAS_MAX ||
		    !next_number(&d->at, &d->value)) {
			d->at = NULL;
			return missing;
		}
		d->again = (long)n - 1;
		return d->value;
	}
	if (!next_number(&d->at, &d->value)) {
		d->at = NULL;
		return missing;
	}
	return d->value;
}

struct object {
	double x, y;		/* of its boundary on the page */
	double width, height;	/* of that */
	double m[6];		/* its own transformation */
	double size, hscale;
	bool faint, upright;
};

/* A character that a font of its own shows as something else. */
static bool
means_nothing(unsigned long c)
{
	return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000 || c == 0xfffd ||
	    c == 0xa4;
}

static double
advance(unsigned long c, const struct object *o)
{
	return (c < 0x2000 ? o->size / 2 : o->size) * o->hscale;
}

/* Text, a space put in where characters stand far apart. */
static double
lay_out(struct ofd *x, const struct object *o, const xmlNode *code,
    const char *s, struct text *out)
{
	struct deltas dx = { xml_attr(code, "DeltaX"), 0, 0 };
	double at = 0, step;
	unsigned long c, next;
	const char *p = s, *from;

	for (from = p; (c = han_next(&p)) != 0; from = p) {
		text_add(out, from, (size_t)(p - from));
		x->odd += means_nothing(c);
		x->all += !han_space(c);
		from = p;
		next = han_next(&from);
		step = next == 0 ? advance(c, o) : next_delta(&dx,
		    advance(c, o));
		if (next != 0 && step > advance(c, o) + o->size *
		    0.8 && !han_space(c) && !han_space(next))
			text_addc(out, ' ');
		at += step;
	}
	return at;
}

static void
add_run(struct ofd *x, const struct object *o, const xmlNode *code,
    const char *s, double px, double py, int page)
{
	struct text t = TEXT_INIT;
	double width = lay_out(x, o, code, s, &t);
	struct ofd_run *run;

	if (x->nruns >= OFD_RUNS_MAX) {
		x->too_many = true;
	} else if (*han_skip(t.ptr) != '\0') {
		MEM_GROW(x->runs, x->nruns, x->runs_cap);
		run = &x->runs[x->nruns];
		run->page = page;
		run->x = o->x + px * o->m[0] + py * o->m[2] + o->m[4];
		run->y = o->y + px * o->m[1] + py * o->m[3] + o->m[5];
		run->end = run->x + width * fabs(o->m[0]);
		run->size = o->size * (fabs(o->m[3]) > 0.01 ? fabs(o->m[3]) :
		    1);
		run->order = x->nruns++;
		run->text = arena_strdup(&x->d->arena, t.ptr);
		run->faint = o->faint;
		ofd_check_run(x, run, o->width, o->height);
	}
	text_release(&t);
}

/* Watermarks and the words along a binding edge. */
static int
leave_slanting(struct ofd *x, const char *s, struct err *err)
{
	if (secret_is_mark(s))
		return secret_refuse(s, x->name, 0, err);
	document_warn(x->d, 0, s, "This stands slanting or upright on a page; "
	    "it was left out.");
	return 0;
}

static void
read_object(struct object *o, const xmlNode *node)
{
	const char *visible = xml_attr(node, "Visible");
	const xmlNode *fill = ofd_child(node, "FillColor");
	double box[4] = { 0, 0, 0, 0 };

	memset(o, 0, sizeof(*o));
	(void)numbers(xml_attr(node, "Boundary"), box, 4);
	o->x = box[0];
	o->y = box[1];
	o->width = box[2];
	o->height = box[3];
	o->m[0] = o->m[3] = 1;
	if (numbers(xml_attr(node, "CTM"), o->m, 6) != 6) {
		memset(o->m, 0, sizeof(o->m));
		o->m[0] = o->m[3] = 1;
	}
	o->size = number_attr(node, "Size", 4);
	if (o->size < 0.1)
		o->size = 0.1;
	o->hscale = number_attr(node, "HScale", 1);
	o->upright = fabs(o->m[1]) > 0.2 * fabs(o->m[0]);
	o->faint = (visible != NULL && strcmp(visible, "false") == 0) ||
	    number_attr(node, "Alpha", 255) < 1 ||
	    (fill != NULL && number_attr(fill, "Alpha", 255) < 1);
}

static int
text_object(struct ofd *x, const xmlNode *node, int page, struct err *err)
{
	const xmlNode *code;
	struct object o;
	struct text t = TEXT_INIT;
	double px = 0, py = 0;
	int ret = 0;

	read_object(&o, node);
	ofd_check_text(x, node, page);
	/* A missing X or Y is that of the code before (11.3). */
	for (code = ofd_child(node, "TextCode"); code != NULL && ret == 0;
	     code = ofd_next(code, "TextCode")) {
		px = number_attr(code, "X", px);
		py = number_attr(code, "Y", py);
		text_reset(&t);
		xml_content(&t, code);
		if (*han_skip(t.ptr) == '\0')
			continue;
		if (o.upright)
			ret = leave_slanting(x, t.ptr, err);
		else
			add_run(x, &o, code, t.ptr, px, py, page);
	}
	text_release(&t);
	return ret;
}

static int
objects(struct ofd *x, const xmlNode *parent, int page, int depth,
    struct err *err)
{
	const xmlNode *node;
	int ret = 0;

	if (depth > OFD_DEPTH_MAX)
		return err_set_at(err, ERR_LIMIT, x->name, page + 1, "%s "
		    "nests blocks more than %d deep on page %d; no document "
		    "does that.", x->name, OFD_DEPTH_MAX, page + 1);
	for (node = parent->children; node != NULL && ret == 0;
	     node = node->next) {
		if (ofd_is(node, "TextObject"))
			ret = text_object(x, node, page, err);
		else if (ofd_is(node, "Layer") || ofd_is(node, "PageBlock"))
			ret = objects(x, node, page, depth + 1, err);
		else if (ofd_is(node, "PathObject"))
			ofd_check_path(x, node, page);
		else if (ofd_is(node, "ImageObject") ||
		    ofd_is(node, "CompositeObject") ||
		    node->type == XML_ELEMENT_NODE)
			x->pictures = true;
	}
	return ret;
}

int
ofd_page_runs(struct ofd *x, const xmlNode *root, int page, struct err *err)
{
	const xmlNode *content = ofd_child(root, "Content");

	ofd_check_page(x, root, page);
	return content == NULL ? 0 : objects(x, content, page, 0, err);
}
