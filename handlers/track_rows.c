/* track_rows.c - the generic routes of the tracker: /data/<plural> for every resource that has them. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/people/person.h"
#include "model/track/entity.h"
#include "model/track/file.h"
#include "model/track/production.h"
#include "model/track/review.h"
#include "model/track/right.h"
#include "model/track/salary.h"
#include "model/track/studio.h"
#include "model/track/task.h"

extern const struct route_list track_row_routes;

/* Every department has a salary for each position and seniority: those that lack are made. */
static int salaries_list(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    TRY(right_may(&rq->cx, &salary_scale_res, &who, RES_LIST, NULL));
    TRY(salaries_complete(&rq->cx));
    return res_where(&rq->cx, &salary_scale_res, &(struct res_where){ .sql = "TRUE" }, reply(rq, 200));
}

/* Only administrators read those of all productions. */
static int versions_list(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  project_id;
    bool         found;
    TRY(rows_filter_id(rq, "project_id", &project_id, &found));
    if (found)
        TRY(right_of_project(&rq->cx, &who, FOR_TEAM_INSIDE, project_id));
    else if (!who.is_admin)
        return refuse(&rq->cx, E_FORBIDDEN, "Only an administrator may do this without project_id");
    return rows_list(rq, &production_schedule_version_res, false);
}

static int version_links_list(struct rq *rq)
{
    static const char filter[] = "production_schedule_version_id";
    struct actor      who      = rows_actor(rq);
    struct uuid       id;
    bool              found;
    TRY(rows_filter_id(rq, filter, &id, &found));
    if (found)
        TRY(right_of_row(&rq->cx, &production_schedule_version_res, &who, FOR_TEAM_INSIDE, id, NULL));
    else if (!who.is_admin)
        return refuse(&rq->cx, E_FORBIDDEN, "Only an administrator may do this without %s", filter);
    return rows_list(rq, &production_schedule_version_task_link_res, false);
}

static int descriptors_list(struct rq *rq)
{
    return rows_list(rq, &metadata_descriptor_res, !*rq->query);
}

#define LISTED(path, how, res, s, does)                                                          \
    { GET, path, LOGGED_IN, .in = &rows_in_shape, .out = &(s), .run = (how), .first = rows_first, \
      .resource = &(res), .flags = LIST, .errors = rows_errors, .doc = (does) }

static const struct route routes[] = {
    LISTED("/data/production-schedule-versions", versions_list, production_schedule_version_res, production_schedule_version_shape,
           "Kept schedules: of the production `project_id`; of all for administrators."),
    LISTED("/data/production-schedule-version-task-links", version_links_list, production_schedule_version_task_link_res,
           production_schedule_version_task_link_shape,
           "Dates of tasks in the schedule `production_schedule_version_id`; in all for administrators."),
    { GET, "/data/salary-scales", LOGGED_IN, .out = &salary_scale_shape, .run = salaries_list, .resource = &salary_scale_res,
      .flags = LIST | TX, .errors = rows_errors, .doc = "The salaries of all departments; those that were not there yet are made." },
    ROWS("/data/organisations", organisation_res, organisation_shape),
    ROWS("/data/departments", department_res, department_shape),
    ROWS("/data/studios", studio_res, studio_shape),
    ROWS("/data/softwares", software_res, software_shape),
    ROWS("/data/hardware-items", hardware_item_res, hardware_item_shape),
    ROWS_BUT_LIST("/data/salary-scales", salary_scale_res, salary_scale_shape),
    ROWS("/data/day-offs", day_off_res, day_off_shape),
    ROWS("/data/plugins", plugin_res, plugin_shape),
    ROWS("/data/custom-actions", custom_action_res, custom_action_shape),
    ROWS("/data/project-status", project_status_res, project_status_shape),
    ROWS("/data/project-templates", project_template_res, project_template_shape),
    LISTED("/data/metadata-descriptors", descriptors_list, metadata_descriptor_res, metadata_descriptor_shape,
           "Rows, with their departments if nothing is asked for; any column may be given as a filter."),
    ROWS_BUT_LIST("/data/metadata-descriptors", metadata_descriptor_res, metadata_descriptor_shape),
    ROWS("/data/milestones", milestone_res, milestone_shape),
    ROWS("/data/schedule-items", schedule_item_res, schedule_item_shape),
    ROWS_BUT_LIST("/data/production-schedule-versions", production_schedule_version_res, production_schedule_version_shape),
    ROWS_BUT_LIST("/data/production-schedule-version-task-links", production_schedule_version_task_link_res, production_schedule_version_task_link_shape),
    ROWS("/data/budgets", budget_res, budget_shape),
    ROWS("/data/budget-entries", budget_entry_res, budget_entry_shape),
    ROWS("/data/status-automations", status_automation_res, status_automation_shape),
    ROWS("/data/entity-types", entity_type_res, entity_type_shape),
    ROWS_BUT_GONE("/data/entities", entity_res, entity_shape),
    ROWS("/data/entity-links", entity_link_res, entity_link_shape),
    ROWS("/data/asset-instances", asset_instance_res, asset_instance_shape),
    ROWS("/data/task-types", task_type_res, task_type_shape),
    ROWS("/data/task-status", task_status_res, task_status_shape),
    ROWS_BUT_GONE("/data/tasks", task_res, task_shape),
    ROWS_BUT_ONE("/data/comments", comment_res, comment_shape),
    ROWS("/data/attachment-files", attachment_file_res, attachment_file_shape),
    ROWS("/data/time-spents", time_spent_res, time_spent_shape),
    ROWS("/data/subscriptions", subscription_res, subscription_shape),
    ROWS("/data/notifications", notification_res, notification_shape),
    ROWS("/data/news", news_res, news_shape),
    ROWS("/data/file-status", file_status_res, file_status_shape),
    ROWS("/data/output-types", output_type_res, output_type_shape),
    ROWS("/data/preview-files", preview_file_res, preview_file_shape),
    ROWS("/data/preview-background-files", preview_background_file_res, preview_background_file_shape),
    ROWS("/data/working-files", working_file_res, working_file_shape),
    ROWS("/data/output-files", output_file_res, output_file_shape),
    ROWS_BUT_NEW("/data/playlists", playlist_res, playlist_shape),
    ROWS("/data/chats", chat_res, chat_shape),
    ROWS("/data/chat-messages", chat_message_res, chat_message_shape),
    ROWS("/data/search-filter-groups", search_filter_group_res, search_filter_group_shape),
    ROWS("/data/search-filters", search_filter_res, search_filter_shape),
    ROWS("/data/events", api_event_res, api_event_shape),
};
const struct route_list track_row_routes = ROUTES(tracker_family, routes);
