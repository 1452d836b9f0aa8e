/*
 * studio.h - rows of the tracker: what the studio is made of: departments, studios, programs and machines, salaries.
 *
 * What may be sent and read, with its limits, is in the tables of studio.c; rights and
 * rules of a resource are there too.
 *
 * Stands on base, db, res.
 * Memory: of the arena.
 */
#ifndef TRACK_STUDIO_H
#define TRACK_STUDIO_H
#include "model/res/res.h"

struct department {
    struct row  row;
    const char *name, *color;
    bool        archived;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    department_shape;
extern const struct resource department_res;

struct studio {
    struct row  row;
    const char *name, *color;
    bool        archived;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    studio_shape;
extern const struct resource studio_res;

struct software {
    struct row  row;
    const char *name, *short_name;
    bool        archived;
    const char *version, *file_extension;
    struct json secondary_extensions;
    int64_t     monthly_cost, inventory_amount;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    software_shape;
extern const struct resource software_res;

struct hardware_item {
    struct row  row;
    const char *name, *short_name;
    bool        archived;
    int64_t     monthly_cost, inventory_amount;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    hardware_item_shape;
extern const struct resource hardware_item_res;

struct software_department_link {
    struct row  row;
    struct uuid department_id, software_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    software_department_link_shape;
extern const struct resource software_department_link_res;

struct hardware_item_department_link {
    struct row  row;
    struct uuid department_id, hardware_item_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    hardware_item_department_link_shape;
extern const struct resource hardware_item_department_link_res;

struct salary_scale {
    struct row  row;
    struct uuid department_id;
    const char *position, *seniority;
    int64_t     salary;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    salary_scale_shape;
extern const struct resource salary_scale_res;

struct day_off {
    struct row  row;
    struct date date, end_date;
    const char *description;
    struct uuid person_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    day_off_shape;
extern const struct resource day_off_res;

struct plugin {
    struct row  row;
    const char *plugin_id, *name, *description, *version, *maintainer_name, *maintainer_email,
        *website, *license, *revision;
    bool        frontend_project_enabled, frontend_studio_enabled;
    const char *icon;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    plugin_shape;
extern const struct resource plugin_res;

struct custom_action {
    struct row  row;
    const char *name, *url, *entity_type;
    bool        is_ajax;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    custom_action_shape;
extern const struct resource custom_action_res;

struct data_import_error {
    struct row  row;
    struct json event_data;
    const char *source;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    data_import_error_shape;
extern const struct resource data_import_error_res;

struct desktop_login_log {
    struct row  row;
    struct uuid person_id;
    struct utc  date;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    desktop_login_log_shape;
extern const struct resource desktop_login_log_res;

struct login_log {
    struct row  row;
    struct uuid person_id;
    const char *ip_address, *origin;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    login_log_shape;
extern const struct resource login_log_res;

#endif
