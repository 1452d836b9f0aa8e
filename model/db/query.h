/*
 * query.h - a SELECT that is put together of pieces: constant SQL, and the values for its `?`.
 *
 * Memory: the text and the rows live in the arena. Errors: as db.h; E_INTERNAL for one that grew
 * too long.
 */
#ifndef DB_QUERY_H
#define DB_QUERY_H
#include "model/base/out.h"
#include "model/db/db.h"

enum { QUERY_ARGS = 32 };
struct query {
    struct out sql;
    struct arg args[QUERY_ARGS];
    size_t     n;
    bool       failed;
};

struct query query_new(struct cx *cx, const char *sql);
/* Text without a value. Pieces of out.h (out_format of names that are ours) may be mixed in. */
void query_add(struct query *q, const char *sql);
/* Text with one `?`, and its value. */
void query_with(struct query *q, const char *sql, struct arg value);
/* The same if it is wanted. */
void query_if(struct query *q, bool wanted, const char *sql, struct arg value);
/* A condition on an identifier, if that is not nil. */
void query_if_id(struct query *q, struct uuid id, const char *sql);

/* As db_each, db_all, db_one. A query is used once. */
int query_each(struct cx *cx, struct query *q, const struct shape *shape,
               int (*fn)(void *u, const void *row), void *u) MUST_USE;
int query_all(struct cx *cx, struct query *q, const struct shape *shape, void *rows,
              size_t *n) MUST_USE;
int query_one(struct cx *cx, struct query *q, const struct shape *shape, void *row,
              bool *found) MUST_USE;
#endif
