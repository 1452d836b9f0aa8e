/*
 * review.h - rows of the tracker: playlists, chats, kept searches, and the log of events.
 *
 * What may be sent and read, with its limits, is in the tables of review.c; rights and
 * rules of a resource are there too.
 *
 * Stands on base, db, res.
 * Memory: of the arena.
 */
#ifndef TRACK_REVIEW_H
#define TRACK_REVIEW_H
#include "model/res/res.h"

struct playlist {
    struct row  row;
    const char *name;
    struct json shots;
    struct uuid project_id, episode_id, task_type_id;
    bool        for_client;
    const char *for_entity;
    bool        is_for_all;
    struct uuid created_by;
    struct ids  build_jobs;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    playlist_shape;
extern const struct resource playlist_res;

struct playlist_share_link {
    struct row  row;
    const char *token;
    struct uuid playlist_id, created_by;
    struct utc  expiration_date;
    bool        is_active, can_comment;
    const char *password;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    playlist_share_link_shape;
extern const struct resource playlist_share_link_res;

struct build_job {
    struct row  row;
    const char *status, *job_type;
    struct utc  ended_at;
    struct uuid playlist_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    build_job_shape;
extern const struct resource build_job_res;

struct chat {
    struct row  row;
    struct uuid object_id;
    const char *object_type;
    struct utc  last_message;
    struct ids  participants;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    chat_shape;
extern const struct resource chat_res;

struct chat_message {
    struct row  row;
    struct uuid chat_id, person_id;
    const char *text;
    struct ids  attachment_files;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    chat_message_shape;
extern const struct resource chat_message_res;

struct search_filter_group {
    struct row  row;
    const char *list_type, *entity_type, *name, *color;
    bool        is_shared;
    struct uuid person_id, project_id, department_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    search_filter_group_shape;
extern const struct resource search_filter_group_res;

struct search_filter {
    struct row  row;
    const char *list_type, *entity_type, *name, *search_query;
    bool        is_shared;
    struct uuid department_id, search_filter_group_id, person_id, project_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    search_filter_shape;
extern const struct resource search_filter_res;

struct api_event {
    struct row  row;
    const char *name;
    struct uuid user_id, project_id;
    struct json data;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    api_event_shape;
extern const struct resource api_event_res;

#endif
