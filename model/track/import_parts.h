/*
 * import_parts.h - what the kinds of imported tables share.
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
    const char *data; /* of entities: its name in the metadata */
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
    /* Behind the last row; ids: of all rows. Or NULL. */
    int (*finish)(struct import *im, struct uuid *ids);
};

/* The cell of the kind's column; "" when there is none. */
const char *import_cell(const struct import *im, const struct csv_row *row, size_t column);
/* Does the table have the column? */
bool import_has(const struct import *im, size_t column);

/* A row known by its name, looked up once per import. find: E_INVALID when there is none. */
int import_named(struct import *im,
                 int (*find)(struct import *im, struct uuid in, const char *name, struct uuid *id),
                 struct uuid in, const char *name, struct uuid *id) MUST_USE;


/* ---- of entities; import_plan is their `prepare` ---- */
int  import_plan(struct import *im) MUST_USE;
bool import_is_of(const struct import *im, const char *kind);
bool import_is_series(const struct import *im);
/* May new types of assets be made? */
bool import_is_any_type(const struct import *im);
/* The metadata that a row speaks of, as an object. */
int import_data(struct import *im, const struct csv_row *row, struct json *data) MUST_USE;
/* Tasks, with the statuses and comments that a row has for them. asset_type_id: nil for others.
 * fresh: the entity is new, and gets all that it should have. */
int import_works(struct import *im, const struct csv_row *row, struct uuid entity_id,
                 struct uuid asset_type_id, bool fresh) MUST_USE;
#endif
