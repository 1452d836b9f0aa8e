/*
 * follow.h - what the actor follows, and what it was told of.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, E_FORBIDDEN; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_FOLLOW_H
#define TRACK_FOLLOW_H
#include "model/res/res.h"

/* Either a task, or a sequence with a kind of work; nil: not that. */
struct followed {
    struct uuid task_id, entity_id, task_type_id;
};
/* What the actor may see alone can be followed. *id: the row; following again is the same. */
int follow_add(struct cx *cx, const struct actor *who, const struct followed *what,
               struct uuid *id) MUST_USE;
int follow_remove(struct cx *cx, const struct actor *who, const struct followed *what) MUST_USE;
int follow_is(struct cx *cx, const struct actor *who, const struct followed *what, bool *is) MUST_USE;
/* Ids of the sequences of a production that are followed for a kind of work. */
int follow_sequences(struct cx *cx, const struct actor *who, struct uuid project_id,
                     struct uuid task_type_id, struct out *o) MUST_USE;

struct told_ask {
    struct uuid id, task_type_id, task_status_id; /* nil: any */
    struct utc  before, after;                    /* 0: any */
    const char *type;                             /* NULL: any */
    bool        by_read, read;                    /* those that were read, or were not */
    int64_t     limit;
};
/* Notifications of the actor with what they are about, the newest first, as an array; one as an
 * object when an id is asked for. */
int told_list(struct cx *cx, const struct actor *who, const struct told_ask *ask,
              struct out *o) MUST_USE;
int told_one(struct cx *cx, const struct actor *who, struct uuid id, struct out *o) MUST_USE;
int told_read(struct cx *cx, const struct actor *who, struct uuid id, bool read) MUST_USE;
int told_read_all(struct cx *cx, const struct actor *who) MUST_USE;
#endif
