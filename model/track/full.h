/*
 * full.h - one entity with the names of what it belongs to, and its tasks.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_FULL_H
#define TRACK_FULL_H
#include "model/track/thing.h"

struct full {
    struct row  row;
    struct uuid id;
    const char *name, *code, *description;
    bool        canceled;
    int64_t     nb_frames, nb_entities_out;
    bool        is_casting_standby, is_shared;
    const char *status;
    struct uuid project_id;
    const char *project_name;
    struct uuid entity_type_id, parent_id, source_id, preview_file_id;
    struct json data;
    struct uuid ready_for, created_by;
    struct utc  created_at, updated_at;
    const char *type_name;
    struct uuid sequence_id;
    const char *sequence_name;
    struct uuid episode_id;
    const char *episode_name;
};
struct full_task {
    struct row  row;
    struct uuid id;
    double      duration;
    struct utc  due_date;
    struct uuid entity_id;
    struct utc  end_date;
    double      estimation;
    struct utc  last_comment_date;
    struct uuid last_preview_file_id;
    int64_t     nb_assets_ready, priority;
    struct utc  real_start_date;
    int64_t     retake_count;
    struct utc  start_date;
    struct uuid task_status_id, task_type_id;
    struct json data;
    bool        is_subscribed;
    struct ids  assignees;
};
extern const struct shape full_task_shape;

/* As an object, as clients of its kind know it. */
int full_write(struct cx *cx, struct uuid id, const char *kind, struct out *o) MUST_USE;
#endif
