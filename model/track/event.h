/*
 * event.h - what happened, kept in the transaction in which it happened, so that a stream can be
 * built on it (contract/tracker, section 1.6).
 *
 * Stands on base, db, res.
 * Errors: those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_EVENT_H
#define TRACK_EVENT_H
#include "model/res/res.h"

/* name: "task:update". project_id: nil for none. data: a JSON object, or NULL. */
int event_add(struct cx *cx, const char *name, struct uuid user_id, struct uuid project_id,
              const char *data) MUST_USE;

/* Several by one statement, in this order. data as above. */
struct event {
    const char *name;
    struct uuid project_id;
    const char *data;
};
int events_add(struct cx *cx, struct uuid user_id, const struct event *events, size_t n) MUST_USE;

/* {"key": "id", ...}; ended by a key that is NULL, without ids that are nil. */
struct event_id {
    const char *key;
    struct uuid id;
};
const char *event_ids(struct cx *cx, const struct event_id *ids);

/* <event>:new, :update, :delete of a row; project_id: nil for none. */
int event_row(struct cx *cx, const struct actor *who, enum verb verb, const char *event,
              struct uuid id, struct uuid project_id) MUST_USE;

/* Hook of resources: <event>:new, :update, :delete with the row's id and production. */
int event_after(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                const void *old, const void *row) MUST_USE;
#endif
