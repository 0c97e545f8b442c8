/* compare_document.c: which parts of two documents are compared */
#include "engine/document/compare_int.h"

struct comparison *
comparison_new(const struct document *old_document,
    const struct document *new_document)
{
	return compare_texts(document_title(old_document),
	    document_body(old_document), document_title(new_document),
	    document_body(new_document));
}
