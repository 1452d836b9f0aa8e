/*
 * linked.h - rows that something is linked with, read with columns of the links beside their own.
 *
 * Stands on base, db, res.
 * Memory: of the arena.
 */
#ifndef TRACK_LINKED_H
#define TRACK_LINKED_H
#include "model/db/query.h"
#include "model/res/res.h"

struct linked {
    struct query q;     /* SELECT of all columns FROM the rows `t` JOIN the links `l` */
    struct shape shape; /* of a row; the extra field comes last */
    const char  *type;
};
/* table, column: of the links. own: a column that is the link's instead of the row's, or NULL.
 * extra: a column of the link besides, or NULL; not among what is written unless it has READ. */
struct linked linked_new(struct cx *cx, const struct resource *r, const char *table,
                         const char *column, const char *own, const struct field *extra);
/* The extra field of a row. */
const void *linked_extra(const struct linked *l, const void *row);
/* One row as an object with its type. */
void linked_write(const struct linked *l, const void *row, struct out *o);
#endif
