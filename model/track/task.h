/*
 * task.h - rows of the tracker: work: tasks, their kinds and statuses, comments and who is told of them.
 *
 * What may be sent and read, with its limits, is in the tables of task.c; rights and
 * rules of a resource are there too.
 *
 * Stands on base, db, res.
 * Memory: of the arena.
 */
#ifndef TRACK_TASK_H
#define TRACK_TASK_H
#include "model/res/res.h"

struct task_type {
    struct row  row;
    const char *name, *short_name, *description, *color;
    int64_t     priority;
    const char *for_entity;
    bool        allow_timelog, archived;
    int64_t     shotgun_id;
    struct uuid department_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    task_type_shape;
extern const struct resource task_type_res;

struct task_status {
    struct row  row;
    const char *name;
    bool        archived;
    const char *short_name, *description, *color;
    int64_t     priority;
    bool        is_done, is_artist_allowed, is_client_allowed, is_retake, is_feedback_request,
        is_default, is_wip;
    int64_t     shotgun_id;
    bool        for_concept;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    task_status_shape;
extern const struct resource task_status_res;

struct task {
    struct row  row;
    const char *name, *description;
    int64_t     priority, difficulty;
    double      duration, estimation;
    int64_t     completion_rate, retake_count, sort_order;
    struct utc  start_date, due_date, real_start_date, end_date, done_date, last_comment_date;
    int64_t     nb_assets_ready;
    struct json data;
    int64_t     nb_drawings, shotgun_id;
    struct uuid last_preview_file_id, project_id, task_type_id, task_status_id, entity_id,
        assigner_id;
    struct ids  assignees;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    task_shape;
extern const struct resource task_res;

struct comment {
    struct row  row;
    int64_t     shotgun_id;
    struct uuid object_id;
    const char *object_type, *text;
    struct json data, replies, checklist;
    bool        pinned, for_client;
    struct json links;
    struct uuid task_status_id, person_id, editor_id, preview_file_id;
    struct ids  previews, mentions, department_mentions, acknowledgements, attachment_files;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    comment_shape;
extern const struct resource comment_res;

struct attachment_file {
    struct row  row;
    const char *name;
    int64_t     size;
    const char *extension, *mimetype;
    struct uuid comment_id, reply_id, chat_message_id, id;
    struct utc  created_at, updated_at;
    struct json comment, chat_message;
};
extern const struct shape    attachment_file_shape;
extern const struct resource attachment_file_res;

struct time_spent {
    struct row  row;
    double      duration;
    struct date date;
    struct uuid task_id, person_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    time_spent_shape;
extern const struct resource time_spent_res;

struct subscription {
    struct row  row;
    struct uuid person_id, task_id, entity_id, task_type_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    subscription_shape;
extern const struct resource subscription_res;

struct notification {
    struct row  row;
    bool        read, change;
    const char *type;
    struct uuid person_id, author_id, comment_id, task_id, playlist_id, reply_id;
    const char *notification_type;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    notification_shape;
extern const struct resource notification_res;

struct news {
    struct row  row;
    bool        change;
    struct uuid author_id, comment_id, task_id, preview_file_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    news_shape;
extern const struct resource news_res;

#endif
