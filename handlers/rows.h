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

/* The identifier that the path has as `param`; one that is none names no row: E_NOT_FOUND. */
int rq_id(struct rq *rq, const char *param, struct uuid *id) MUST_USE;
struct actor rows_actor(const struct rq *rq);
/* The list, filtered by the query's column=value pairs. relations: add the lists of ids even if
 * they are not asked for. */
int rows_list(struct rq *rq, const struct resource *r, bool relations) MUST_USE;
/* The routes of any resource, which they name. Paths end in /:instance_id. */
int rows_each(struct rq *rq) MUST_USE;
/* route->first of them. */
int rows_first(struct rq *rq) MUST_USE;
int rows_post(struct rq *rq) MUST_USE;
int rows_get(struct rq *rq) MUST_USE;
int rows_put(struct rq *rq) MUST_USE;
int rows_delete(struct rq *rq) MUST_USE;
/* The last identifier of the path; one that is none is E_INVALID here. */
int rows_id(struct rq *rq, struct uuid *id) MUST_USE;
struct rows_one {
    struct row  row;
    const char *relations;
};
extern const struct shape rows_one_shape;
extern const enum reason  rows_errors[];
// clang-format off
#define ROWS(path, res, s) ROWS_LIST(path, res, s), ROWS_BUT_LIST(path, res, s)
/* For those that are read in a way of their own. */
#define ROWS_BUT_ONE(path, res, s) ROWS_LIST(path, res, s), ROWS_WRITE(path, res, s)
/* For those whose list has rules of its own. */
#define ROWS_BUT_LIST(path, res, s) ROWS_READ(path, res, s), ROWS_WRITE(path, res, s)
#define ROWS_LIST(path, res, s)                                                                 \
    { GET, path, LOGGED_IN, .in = &rows_in_shape, .out = &(s), .run = rows_each, .first = rows_first, \
      .resource = &(res), .flags = LIST, .errors = rows_errors, .doc = "Rows; any column may be given as a filter." }
#define ROWS_READ(path, res, s)                                                                 \
    { GET, path "/:instance_id", LOGGED_IN, .in = &rows_one_shape, .out = &(s), .run = rows_get, \
      .resource = &(res), .errors = rows_errors, .doc = "Read a row." }
/* For those that are removed in a way of their own. */
#define ROWS_BUT_GONE(path, res, s)                                                             \
    ROWS_LIST(path, res, s), ROWS_READ(path, res, s), ROWS_KEEP(path, res, s)
/* For those that are made in a way of their own. */
#define ROWS_BUT_NEW(path, res, s)                                                              \
    ROWS_LIST(path, res, s), ROWS_READ(path, res, s), ROWS_CHANGE(path, res, s), ROWS_GONE(path, res, s)
#define ROWS_WRITE(path, res, s) ROWS_KEEP(path, res, s), ROWS_GONE(path, res, s)
#define ROWS_KEEP(path, res, s) ROWS_NEW(path, res, s), ROWS_CHANGE(path, res, s)
#define ROWS_NEW(path, res, s)                                                                  \
    { POST, path, LOGGED_IN, .in = &(s), .out = &(s), .run = rows_post, .first = rows_first,     \
      .resource = &(res), .status = 201, .flags = STRICT | TX, .errors = rows_errors, .doc = "Make a row." }
#define ROWS_CHANGE(path, res, s)                                                               \
    { PUT, path "/:instance_id", LOGGED_IN, .in = &(s), .out = &(s), .run = rows_put,            \
      .first = rows_first, .resource = &(res), .flags = STRICT | TX | PARTIAL, .errors = rows_errors, .doc = "Change a row." }
#define ROWS_GONE(path, res, s)                                                                 \
    { DELETE, path "/:instance_id", LOGGED_IN, .run = rows_delete, .resource = &(res),           \
      .status = 204, .flags = TX, .errors = rows_errors, .doc = "Delete a row that nothing refers to." }
// clang-format on
/* The value of a filter, as an identifier. E_INVALID when it is none. */
int rows_filter_id(struct rq *rq, const char *name, struct uuid *id, bool *found) MUST_USE;
/* A new row out of rq->args: 201 and the whole row. For routes with TX. */
int rows_create(struct rq *rq, const struct resource *r) MUST_USE;
/* The same without an answer. */
int rows_create_only(struct rq *rq, const struct resource *r, struct uuid *id) MUST_USE;
/* The row that the path names, changed by rq->args; without an answer. For routes with TX. */
int rows_change(struct rq *rq, const struct resource *r, struct uuid *id) MUST_USE;
#endif
