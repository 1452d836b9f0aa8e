/*
 * news.h - what happened in a production, for its team.
 *
 * Stands on base, db, res.
 * Errors: those of db.h.
 * Memory: of the arena; lists need that of one row.
 */
#ifndef TRACK_NEWS_H
#define TRACK_NEWS_H
#include "model/res/res.h"

struct news_ask {
    struct uuid project_id; /* nil: all open ones of the actor, or of everybody for administrators */
    struct uuid id;         /* nil: any */
    struct uuid entity_id, task_type_id, task_status_id, episode_id, person_id; /* nil: any */
    bool        only_preview;
    struct utc  after, before; /* 0: any */
    int64_t     page, limit;
};
/* {"data": [...], "total", ..., "stats": {...}} */
int news_page(struct cx *cx, const struct actor *who, const struct news_ask *ask,
              struct out *o) MUST_USE;
/* All of an entity, as an array. */
int news_all(struct cx *cx, const struct actor *who, const struct news_ask *ask,
             struct out *o) MUST_USE;
/* One, as an object. E_NOT_FOUND. */
int news_one(struct cx *cx, const struct actor *who, const struct news_ask *ask,
             struct out *o) MUST_USE;
#endif
