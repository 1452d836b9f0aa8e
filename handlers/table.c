/* table.c - every family's routes, and what the edge gets from above. */
#include "handlers/table.h"
#include "handlers/hooks.h"

// clang-format off
extern const struct route_list
    footage_routes,
    scene_routes,
    job_routes,
    system_routes,
    auth_routes,
    two_factor_routes,
    password_routes,
    sso_routes,
    people_routes,
    track_boot_routes,
    track_context_routes,
    track_event_routes,
    track_link_routes,
    video_routes,
    form_routes,
    caption_routes,
    tus_routes,
    designs_login_routes,
    design_element_routes,
    design_routes,
    design_media_routes,
    design_task_routes,
    track_row_routes,
    track_casting_routes,
    track_budget_routes,
    track_entity_routes,
    track_comment_routes,
    track_preview_routes,
    track_picture_routes;

const struct route_list *const all_routes[] = {
    &footage_routes,
    &scene_routes,
    &job_routes,
    &system_routes,
    &auth_routes,
    &two_factor_routes,
    &password_routes,
    &sso_routes,
    &people_routes,
    &track_boot_routes,
    &track_context_routes,
    &track_event_routes,
    &track_link_routes,
    &video_routes,
    &form_routes,
    &caption_routes,
    &tus_routes,
    &designs_login_routes,
    &design_element_routes,
    &design_routes,
    &design_media_routes,
    &design_task_routes,
    &track_row_routes,
    &track_casting_routes,
    &track_entity_routes,
    &track_budget_routes,
    &track_comment_routes,
    &track_preview_routes,
    &track_picture_routes,
    NULL
};
// clang-format on

const struct hooks all_hooks = {
    .authenticate = hook_authenticate,
    .perform      = hook_perform,
    .file_begin   = hook_file_begin,
    .file_data    = hook_file_data,
    .file_end     = hook_file_end,
};
