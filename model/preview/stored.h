/*
 * stored.h - files of rows of the tracker: which blobs of the store belong to a preview, an
 * avatar, a working file, an attachment, and under which name.
 *
 * A blob that is named here stays in the store. Names of rows that are gone go with gc.
 *
 * Stands on base, db, store.
 * Units:  bytes.
 * Errors: those of db.h.
 * Memory: the arena.
 */
#ifndef PREVIEW_STORED_H
#define PREVIEW_STORED_H
#include "model/base/field.h"
#include "model/store/store.h"

struct stored {
    struct row  row;
    const char *content_hash;
    int64_t     bytes;
    const char *type; /* MIME */
};

struct stored_new {
    const char        *owner; /* table of the row, see stored_sweep */
    struct uuid        owner_id;
    const char        *name, *type;
    const struct blob *blob;
};
/* Takes the place of one of that name. */
int stored_put(struct cx *cx, const struct stored_new *f) MUST_USE;
int stored_get(struct cx *cx, struct uuid owner_id, const char *name, struct stored *to,
               bool *found) MUST_USE;
/* All of a row. */
int stored_drop(struct cx *cx, struct uuid owner_id) MUST_USE;
/* Those whose row is gone and that were made before `not_after`. *n: how many. */
int stored_sweep(struct cx *cx, struct utc not_after, int64_t *n) MUST_USE;

/* By the ending of a name alone: how the file is sent. */
const char *stored_type(const char *extension);
#endif
