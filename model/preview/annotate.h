/*
 * annotate.h - what is drawn on previews: objects by moments.
 *
 * [{"time": seconds, "drawing": {"objects": [{"id": ...}, ...]}, ...}, ...]; whoever changes
 * something sends only that, so that several may draw at once.
 *
 * Stands on base, db, track.
 * Errors: E_INVALID, E_NOT_FOUND, those of db.h.
 * Memory: the arena.
 */
#ifndef PREVIEW_ANNOTATE_H
#define PREVIEW_ANNOTATE_H
#include "model/preview/preview.h"

struct annotate { /* lists; text is NULL for none */
    struct json additions; /* as above: new moments, or more objects for one */
    struct json updates;   /* as above: objects that take the place of those with their id */
    struct json deletions; /* [{"time": seconds, "objects": [id, ...]}]; a moment goes with its last */
};
/* In a transaction; locks the row. */
int preview_annotate(struct cx *cx, struct uuid person_id, const struct preview *p,
                     const struct annotate *a) MUST_USE;
#endif
