/*
 * completion.h - wishes for base images that a set design does not have yet, and the message to
 * the operators about them.
 *
 * Stands on base, db, outbox.
 * Errors: those of db.h.
 * Memory: the arena.
 */
#ifndef DESIGN_COMPLETION_H
#define DESIGN_COMPLETION_H
#include "model/design/design.h"

enum { COMPLETION_AGAIN_S = 3600 }; /* the same wish within it does not notify again */

struct completion {
    struct uuid          id; /* made before the transaction */
    struct uuid          owner_id;
    const struct design *design;
    struct ids           subjects, shot_types; /* one of them may be empty */
    size_t               missing;              /* out: pairs that the design does not have */
};
/* In a transaction. Each pair of a subject and a shot type is wanted; where one of the lists is
 * empty, each of the other by itself, which the design has with any base image of it. Nothing is
 * stored when nothing is missing. *told: the operators are, by the outbox; ring after it. */
int completion_request(struct cx *cx, struct completion *c, bool *told) MUST_USE;

struct completion_row {
    struct row  row;
    struct uuid id;
    struct utc  created_at;
    struct uuid owner_id, set_design_id;
    struct json pairs;
    bool        notified;
};
extern const struct shape completion_row_shape;
int completion_each(struct cx *cx, int64_t skip, int64_t limit, int (*fn)(void *u, const void *row),
                    void *u) MUST_USE;
int completion_count(struct cx *cx, int64_t *n) MUST_USE;
#endif
