/*
 * import_parts.h - what the kinds of imported tables share. Theirs alone.
 *
 * Stands on base, db, res.
 */
#ifndef TRACK_IMPORT_PARTS_H
#define TRACK_IMPORT_PARTS_H
#include "model/track/import.h"

enum { IMPORT_COLUMNS = 16 };
struct import_column {
    const char *name, *other; /* as headers have it; NULL: the kind has no such column */
    bool        needed;
};
struct import { /* one that is going on */
    struct cx                *cx;
    const struct actor       *who;
    const struct import_kind *kind;
    const struct import_ask  *ask;
    const struct csv         *table;
    int                       column[IMPORT_COLUMNS]; /* -1: the table has none */
    struct arena             *keep;                   /* outlasts a row */
    struct import_memo       *memo;
    bool                      mailed;
    void                     *own; /* of the kind, made by its `prepare` */
};
struct import_kind {
    const struct import_column *columns;
    size_t                      ncolumns;
    const struct resource      *makes;
    const char                 *of; /* of entities: KIND_... */
    int (*prepare)(struct import *im); /* or NULL */
    int (*row)(struct import *im, const struct csv_row *row, struct uuid *id);
};

/* The cell of the kind's column; "" when there is none. */
const char *import_cell(const struct import *im, const struct csv_row *row, size_t column);
/* Does the table have the column? */
bool import_has(const struct import *im, size_t column);

/* A row known by its name, looked up once per import. find: E_INVALID when there is none. */
int import_named(struct import *im,
                 int (*find)(struct import *im, struct uuid in, const char *name, struct uuid *id),
                 struct uuid in, const char *name, struct uuid *id) MUST_USE;

/* The first row of a statement: an identifier, and a text beside it (NULL: not asked for). */
int import_one(struct import *im, const char *sql, const struct arg *args, size_t n,
               struct uuid *id, const char **text, bool *found) MUST_USE;
/* For resources whose rows are written by who may import: hook `may`. */
int import_allow(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                 const void *row) MUST_USE;
#endif
