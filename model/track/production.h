/*
 * production.h - rows of the tracker: productions and what belongs to them: statuses, templates, schedules, budgets, metadata.
 *
 * What may be sent and read, with its limits, is in the tables of production.c; rights and
 * rules of a resource are there too.
 *
 * Stands on base, db, res.
 * Memory: of the arena.
 */
#ifndef TRACK_PRODUCTION_H
#define TRACK_PRODUCTION_H
#include "model/res/res.h"

struct production {
    struct row  row;
    const char *name, *code, *description;
    int64_t     shotgun_id;
    struct json file_tree, data;
    bool        has_avatar;
    const char *fps, *ratio, *resolution, *production_type, *production_style;
    struct date start_date, end_date;
    int64_t     man_days, nb_episodes, episode_span, max_retakes;
    bool        is_clients_isolated, is_preview_download_allowed, is_set_preview_automated;
    const char *homepage;
    bool        is_publish_default_for_artists, is_bot_collaboration_enabled,
        is_single_preview_per_revision, is_frame_in_numbering;
    int64_t     revision_padding, hd_bitrate_compression, ld_bitrate_compression;
    struct uuid project_status_id, default_preview_background_file_id, from_schedule_version_id;
    struct ids  team, asset_types, task_statuses, task_types, status_automations,
        preview_background_files;
    struct uuid id;
    struct utc  created_at, updated_at;
    struct uuid project_template_id; /* that a new one begins with */
    struct uuid preview_background_file_id; /* clients of the tracker send it with new ones */
};
extern const struct shape    production_shape, production_new_shape;
extern const struct resource production_res;
/* Nobody else who locks it goes on until the transaction ends: what is looked for and made if it
 * is not there is made once. */
int production_lock(struct cx *cx, struct uuid project_id) MUST_USE;
/* A series has an episode to begin with: it is made if there is none. */
int production_series(struct cx *cx, const struct actor *who, struct uuid project_id) MUST_USE;
/* The first of its episodes by name. */
int production_episode(struct cx *cx, struct uuid project_id, struct uuid *id,
                       bool *found) MUST_USE;

struct project_status {
    struct row  row;
    const char *name, *color;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    project_status_shape;
extern const struct resource project_status_res;

struct project_task_type_link {
    struct row  row;
    struct uuid project_id, task_type_id;
    int64_t     priority;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    project_task_type_link_shape;
extern const struct resource project_task_type_link_res;

struct project_task_status_link {
    struct row  row;
    struct uuid project_id, task_status_id;
    int64_t     priority;
    struct json roles_for_board;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    project_task_status_link_shape;
extern const struct resource project_task_status_link_res;

struct project_template {
    struct row  row;
    const char *name, *description, *fps, *ratio, *resolution, *production_type,
        *production_style;
    int64_t     max_retakes;
    bool        is_clients_isolated, is_preview_download_allowed, is_set_preview_automated,
        is_publish_default_for_artists, is_single_preview_per_revision, is_frame_in_numbering;
    int64_t     revision_padding;
    const char *homepage;
    int64_t     hd_bitrate_compression, ld_bitrate_compression;
    struct json file_tree, data, metadata_descriptors;
    struct uuid default_preview_background_file_id;
    struct ids  task_types, task_statuses, asset_types, status_automations,
        preview_background_files;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    project_template_shape;
extern const struct resource project_template_res;

struct project_template_task_type_link {
    struct row  row;
    struct uuid project_template_id, task_type_id;
    int64_t     priority;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    project_template_task_type_link_shape;
extern const struct resource project_template_task_type_link_res;

struct project_template_task_status_link {
    struct row  row;
    struct uuid project_template_id, task_status_id;
    int64_t     priority;
    struct json roles_for_board;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    project_template_task_status_link_shape;
extern const struct resource project_template_task_status_link_res;

struct metadata_descriptor {
    struct row  row;
    struct uuid project_id;
    const char *entity_type;
    struct uuid task_type_id;
    const char *name, *data_type, *field_name;
    struct json choices;
    bool        for_client;
    int64_t     position;
    struct ids  departments;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    metadata_descriptor_shape;
extern const struct resource metadata_descriptor_res;

struct milestone {
    struct row  row;
    struct date date;
    const char *name;
    struct uuid project_id, task_type_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    milestone_shape;
extern const struct resource milestone_res;

struct schedule_item {
    struct row  row;
    struct date start_date, end_date;
    int64_t     man_days;
    struct uuid project_id, task_type_id, object_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    schedule_item_shape;
extern const struct resource schedule_item_res;

struct production_schedule_version {
    struct row  row;
    const char *name;
    struct uuid project_id, production_schedule_from;
    bool        locked, canceled;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    production_schedule_version_shape;
extern const struct resource production_schedule_version_res;

struct production_schedule_version_task_link {
    struct row  row;
    struct uuid production_schedule_version_id, task_id;
    struct utc  start_date, due_date;
    double      estimation;
    struct ids  assignees;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    production_schedule_version_task_link_shape;
extern const struct resource production_schedule_version_task_link_res;

struct budget {
    struct row  row;
    struct uuid project_id;
    int64_t     revision;
    const char *name, *currency;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    budget_shape;
extern const struct resource budget_res;

struct budget_entry {
    struct row  row;
    struct uuid budget_id, department_id, person_id;
    struct date start_date;
    int64_t     months_duration;
    double      daily_salary;
    const char *position, *seniority;
    struct json exceptions;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    budget_entry_shape;
extern const struct resource budget_entry_res;

struct status_automation {
    struct row  row;
    const char *entity_type;
    struct uuid in_task_type_id, in_task_status_id;
    const char *out_field_type;
    struct uuid out_task_type_id, out_task_status_id;
    bool        import_last_revision, archived;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    status_automation_shape;
extern const struct resource status_automation_res;

#endif
