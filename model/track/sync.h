/*
 * sync.h - rows of another instance, taken over as they are: with their ids and dates.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID, E_CONFLICT for what the tables refuse; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_SYNC_H
#define TRACK_SYNC_H
#include "model/track/tell.h"

struct sync_kind {
    const struct resource *resource;
    /* The id of a row that is the same by other columns; two ?, of the fields `a` and `b`. */
    const char *same, *a, *b;
    const char *after;  /* statement with one ?: JSON array of the ids */
    const char *counts; /* field that names what has castings, whose counters change */
};
extern const struct sync_kind sync_entities, sync_tasks, sync_links, sync_comments, sync_projects,
    sync_attachments, sync_builds, sync_descriptors, sync_milestones, sync_news, sync_notifications,
    sync_playlists, sync_previews, sync_schedule, sync_subscriptions, sync_times;

/* New ones are made, others replaced; `rows` are structs of the resource's shape. Their ids are set
 * to those that they have here. *at: the row that it is about, for who tells of a failure. In a
 * transaction. */
int sync_store(struct cx *cx, const struct actor *who, const struct sync_kind *kind, void **rows,
               size_t n, size_t *at) MUST_USE;
/* Rows by their ids, as an array. ids: JSON array. */
int sync_show(struct cx *cx, const struct sync_kind *kind, const char *ids, struct out *o) MUST_USE;
#endif
