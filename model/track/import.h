/*
 * import.h - edits out of a table of text: all of it, or nothing.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID; for a row its field is IMPORT_LINE and its first step the line, the header
 *         being line 1. Those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_IMPORT_H
#define TRACK_IMPORT_H
#include "model/track/csv.h"
#include "model/res/res.h"

#define IMPORT_LINE "line_number"

struct import {
    struct uuid project_id;
    bool        update; /* what is there is changed too */
};
/* ids: an edit for each line. *mailed: ring the outbox after the commit. In a transaction. */
int import_edits(struct cx *cx, const struct actor *who, const struct import *how,
                 const struct csv *table, struct uuid **ids, bool *mailed) MUST_USE;
#endif
