/* track_common.h - what the tracker's routes share: the entity or the production that they are about. */
#ifndef TRACK_COMMON_H
#define TRACK_COMMON_H
#include "handlers/rows.h"
#include "model/track/right.h"
#include "model/track/thing.h"

extern const enum reason track_errors[]; /* E_FORBIDDEN, E_NOT_FOUND */

/* The entity of that kind (NULL: any) with the caller's right to it. 404 comes before 403. */
int track_thing(struct rq *rq, enum right_for right, const char *kind, struct uuid id,
                struct thing *to) MUST_USE;
/* The same, locked until the end of the transaction. */
int track_thing_locked(struct rq *rq, enum right_for right, const char *kind, struct uuid id,
                       struct thing *to) MUST_USE;
/* The same, and of that production: another's is forbidden. */
int track_thing_of(struct rq *rq, enum right_for right, const char *kind, struct uuid project_id,
                   struct uuid id, struct thing *to) MUST_USE;
/* Rows by a condition of ours with one identifier. */
int rows_where_id(struct rq *rq, const struct resource *r, const struct res_where *where,
                  struct uuid id) MUST_USE;
int track_project(struct rq *rq, enum right_for right, struct uuid project_id) MUST_USE;
/* A right that no row decides: FOR_MANAGERS and the like. */
int track_role(struct rq *rq, enum right_for right) MUST_USE;
/* A row as an object of the list that is being written; for db_each, u: the struct writing. */
struct track_list {
    struct out         *o;
    const struct shape *shape;
    const char         *type; /* the member "type"; NULL: none */
};
int track_list_row(void *u, const void *row);
/* For rq->later: mails were added to the outbox, and are committed by then. */
void track_mailed(struct rq *rq);
#endif
