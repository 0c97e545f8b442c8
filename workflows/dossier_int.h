/* dossier_int.h: what the parts of the dossier share */
#ifndef GUIWEN_WORKFLOWS_DOSSIER_INT_H
#define GUIWEN_WORKFLOWS_DOSSIER_INT_H

#include "workflows/dossier.h"
#include "workflows/fields_int.h"

#define DOSSIER_FIELDS 16
#define DOSSIER_LISTS 11

/* The attributes of the root; the lists in the order of the file. */
extern const struct field dossier_fields[DOSSIER_FIELDS];
extern const struct field_list dossier_lists[DOSSIER_LISTS];

/* `state` was read: where its root's start tag and its elements end, which
 * stand in the arena. */
void dossier_note_read(struct dossier *dossier, uint32_t *ends);

#endif
