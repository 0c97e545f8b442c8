/* migrate.h: a running state machine goes on under another chart */
#ifndef GUIWEN_CHART_MIGRATE_H
#define GUIWEN_CHART_MIGRATE_H

#include "engine/base/err.h"
#include "engine/chart/session.h"

#include <libxml/tree.h>

#include <stddef.h>

/*
 * What something of the old chart is called in the new one. `from` is the id
 * of a state, of a history or of a data element; "" as `to` leaves a compound
 * or parallel state, a stored history or a value behind. What no pair names
 * keeps its name.
 */
struct session_map {
	const char *from, *to;
};

/* The name in the new chart, "" for what is left behind. Borrowed. */
const char *session_map_name(const struct session_map *map, size_t nmap,
    const char *name);

/*
 * Rewrite a snapshot of `from` for `to` and go on from there. Pure, and
 * nothing runs: no content, no transition; whatever the new chart would do
 * by itself it does with the next event. *out is as session_restore gives
 * it (session_snapshot tells the new bytes); `facts` and `limits` likewise.
 *
 * The active states without children carry the configuration: under their
 * new names they must be such states of the new chart too, no two of them
 * the same one, and an end only where they were one. The states around
 * them are those of the new chart; each old one that was active must be
 * among these, unless the map leaves it behind. The whole must be a legal
 * configuration (SCXML 3.11). Stored histories, data, waiting events, timers
 * and invoked charts are taken over. Data that only the new chart has get
 * their initial values; data that it has not are refused, unless the map
 * leaves them behind or they still have the old chart's initial values. So a
 * migration and the one back with the pairs turned round give the same bytes.
 *
 * 0, or -1 with err: ERR_USAGE (a pair that fits neither chart), ERR_REFUSED
 * (the new chart has no place for something; says for what), ERR_BROKEN and
 * ERR_UNSUPPORTED (no snapshot of `from`), ERR_LIMIT. Unchanged on failure.
 */
int session_migrate(struct session **out, const struct chart *from,
    const struct chart *to, const xmlNode *snapshot,
    const struct session_map *map, size_t nmap, const struct xml_tree *facts,
    const struct session_limits *limits, struct err *err);

#endif
