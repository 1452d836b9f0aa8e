/*
 * rows.h - the generic routes of a resource: /data/<plural>.
 *
 * A route names the shape below (lists) or the resource's own (new rows) as `in`.
 */
#ifndef ROWS_H
#define ROWS_H
#include "fcgi/web.h"
#include "model/res/res.h"

struct rows_in {
    struct row  row;
    const char *relations, *fields;
    int64_t     page, limit;
};
extern const struct shape rows_in_shape;

struct actor rows_actor(const struct rq *rq);
/* The list, filtered by the query's column=value pairs. relations: add the lists of ids even if
 * they are not asked for. */
int rows_list(struct rq *rq, const struct resource *r, bool relations) MUST_USE;
/* A new row out of rq->args: 201 and the whole row. For routes with TX. */
int rows_create(struct rq *rq, const struct resource *r) MUST_USE;
#endif
