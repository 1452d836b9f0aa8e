/*
 * log.h - what happened and who came, latest first.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND (the row to go on behind), E_FORBIDDEN, those of db.h.
 */
#ifndef TRACK_LOG_H
#define TRACK_LOG_H
#include "model/res/res.h"

struct log_ask {
    bool        has_after, has_before, has_cursor, has_project;
    struct utc  after, before; /* neither end belongs to it */
    struct uuid cursor;        /* go on behind this row */
    struct uuid project_id;
    const char *name; /* of events; NULL: all */
    bool        only_files;
    int64_t     limit;
};
/* As an array. Who is no administrator sees those of productions of his and of none. */
int log_events(struct cx *cx, const struct actor *who, const struct log_ask *ask,
               struct out *o) MUST_USE;
int log_logins(struct cx *cx, const struct log_ask *ask, struct out *o) MUST_USE;
/* The names of events, as an array. */
int log_names(struct cx *cx, struct out *o) MUST_USE;
#endif
