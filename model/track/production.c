/* production.c - descriptors: productions and what belongs to them: statuses, templates, schedules, budgets, metadata. */
#include "model/track/production.h"
#include "model/track/metadata.h"
#include "model/track/rows.h"

#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"

// clang-format off
static const char *const project_production_style[] = { "2d", "2dpaper", "3d", "2d3d", "ar", "vfx", "stop-motion", "motion-design", "archviz", "commercial", "catalog", "immersive", "nft", "video-game", "vr", NULL };
#define ROW struct production
static const struct field project_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(code, COLUMN | NULLS, .max = 80, .doc = "Short code."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(file_tree, COLUMN | NULLS, .doc = "File tree."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(has_avatar, COLUMN | NULLS, .doc = "Has it avatar."),
    FIELD(fps, COLUMN | NULLS, .max = 10, .doc = "Frames a second."),
    FIELD(ratio, COLUMN | NULLS, .max = 10, .doc = "Shape of the picture."),
    FIELD(resolution, COLUMN | NULLS, .max = 12, .doc = "Size of the picture."),
    FIELD(production_type, COLUMN | NULLS, .max = 20, .doc = "Production type."),
    FIELD(production_style, READ | WRITE | FIND | LAX, .choices = project_production_style, .doc = "Production style."),
    FIELD(start_date, COLUMN | NULLS, .doc = "First day."),
    FIELD(end_date, COLUMN | NULLS, .doc = "Last day."),
    FIELD(man_days, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Days of work."),
    FIELD(nb_episodes, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of episodes."),
    FIELD(episode_span, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Episode span."),
    FIELD(max_retakes, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Max retakes."),
    FIELD(is_clients_isolated, COLUMN | NULLS, .doc = "Is it clients isolated."),
    FIELD(is_preview_download_allowed, COLUMN | NULLS, .doc = "Is it preview download allowed."),
    FIELD(is_set_preview_automated, COLUMN | NULLS, .doc = "Is it set preview automated."),
    FIELD(homepage, COLUMN | NULLS, .max = 80, .doc = "Homepage."),
    FIELD(is_publish_default_for_artists, COLUMN | NULLS, .doc = "Is it publish default for artists."),
    FIELD(is_bot_collaboration_enabled, COLUMN | NULLS, .doc = "Is it bot collaboration enabled."),
    FIELD(is_single_preview_per_revision, COLUMN | NULLS, .doc = "Is it single preview per revision."),
    FIELD(is_frame_in_numbering, COLUMN | NULLS, .doc = "Is it frame in numbering."),
    FIELD(revision_padding, COLUMN, .min = INT32_MIN, .max = INT32_MAX, .doc = "Revision padding."),
    FIELD(hd_bitrate_compression, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Hd bitrate compression."),
    FIELD(ld_bitrate_compression, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Ld bitrate compression."),
    FIELD(project_status_id, COLUMN | NULLS, .ref = "project_status", .doc = "The project status."),
    FIELD(default_preview_background_file_id, COLUMN | NULLS, .ref = "preview_background_file", .doc = "The default preview background file."),
    FIELD(from_schedule_version_id, COLUMN | NULLS, .ref = "production_schedule_version", .doc = "The from schedule version."),
    FIELD(team, LINKED | ONCE, .max = 10000, .doc = "Team."),
    FIELD(asset_types, LINKED, .max = 10000, .doc = "Asset types."),
    FIELD(task_statuses, LINKED, .max = 10000, .doc = "Task statuses."),
    FIELD(task_types, LINKED, .max = 10000, .doc = "Task types."),
    FIELD(status_automations, LINKED, .max = 10000, .doc = "Status automations."),
    FIELD(preview_background_files, LINKED, .max = 10000, .doc = "Preview background files."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
    /* Of new ones alone: no column. */
    FIELD(project_template_id, WRITE | NULLS, .doc = "Template whose settings count where none are given."),
    FIELD(preview_background_file_id, WRITE | NULLS, .doc = "Nothing but null: there is default_preview_background_file_id."),
};
#undef ROW
const struct shape production_shape = { .fields = project_fields, .count = COUNT(project_fields) - 2,
                                        .bytes = sizeof(struct production), .name = "Production",
                                        .typed = true };
const struct shape production_new_shape = SHAPE(struct production, project_fields, .name = "ProductionNew");
static const struct link project_links[] = {
    { "team", "project_person_link", "project_id", "person_id", "person", false },
    { "asset_types", "project_asset_type_link", "project_id", "asset_type_id", "entity_type", false },
    { "task_statuses", "project_task_status_link", "project_id", "task_status_id", "task_status", false },
    { "task_types", "project_task_type_link", "project_id", "task_type_id", "task_type", false },
    { "status_automations", "project_status_automation_link", "project_id", "status_automation_id", "status_automation", false },
    { "preview_background_files", "project_preview_background_file_link", "project_id", "preview_background_file_id", "preview_background_file", false },
};
const struct resource production_res = {
    .name = "project", .plural = "projects", .table = "project", .type = "Project", .shape = &production_shape, .order = "t.created_at, t.id",
    .links = project_links, .nlinks = COUNT(project_links),
    RIGHTS(.list = FOR_ALL, .get = FOR_TEAM, .update = FOR_MANAGER, .project = "t.id"),
    .scope = scope_productions,
    .before = production_before, .after = production_after,
    .doc = "Productions.",
};

#define ROW struct project_status
static const struct field project_status_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 20, .doc = "Name."),
    FIELD(color, COLUMN | NEED, .max = 7, .doc = "Colour, #rrggbb."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape project_status_shape = SHAPE(struct project_status, project_status_fields, .name = "ProjectStatus", .typed = true);
const struct resource project_status_res = {
    .name = "project_status", .plural = "project-status", .table = "project_status", .type = "ProjectStatus", .shape = &project_status_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "Open, closed.",
};

#define ROW struct project_task_type_link
static const struct field project_task_type_link_fields[] = {
    FIELD(project_id, COLUMN | NEED | ONCE, .ref = "project", .doc = "The production."),
    FIELD(task_type_id, COLUMN | NEED, .ref = "task_type", .doc = "The kind of work."),
    FIELD(priority, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape project_task_type_link_shape = SHAPE(struct project_task_type_link, project_task_type_link_fields, .name = "ProjectTaskTypeLink", .typed = true);
const struct resource project_task_type_link_res = {
    .name = "project_task_type_link", .plural = "project-task-type-links", .table = "project_task_type_link", .type = "ProjectTaskTypeLink", .shape = &project_task_type_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Task types of a production.",
};

#define ROW struct project_task_status_link
static const struct field project_task_status_link_fields[] = {
    FIELD(project_id, COLUMN | NEED | ONCE, .ref = "project", .doc = "The production."),
    FIELD(task_status_id, COLUMN | NEED, .ref = "task_status", .doc = "The status."),
    FIELD(priority, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(roles_for_board, COLUMN | NULLS, .doc = "Roles for board."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape project_task_status_link_shape = SHAPE(struct project_task_status_link, project_task_status_link_fields, .name = "ProjectTaskStatusLink", .typed = true);
const struct resource project_task_status_link_res = {
    .name = "project_task_status_link", .plural = "project-task-status-links", .table = "project_task_status_link", .type = "ProjectTaskStatusLink", .shape = &project_task_status_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Task statuses of a production.",
};

static const char *const project_template_production_style[] = { "2d", "2dpaper", "3d", "2d3d", "ar", "vfx", "stop-motion", "motion-design", "archviz", "commercial", "catalog", "immersive", "nft", "video-game", "vr", NULL };
#define ROW struct project_template
static const struct field project_template_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(fps, COLUMN | NULLS, .max = 10, .doc = "Frames a second."),
    FIELD(ratio, COLUMN | NULLS, .max = 10, .doc = "Shape of the picture."),
    FIELD(resolution, COLUMN | NULLS, .max = 12, .doc = "Size of the picture."),
    FIELD(production_type, COLUMN | NULLS, .max = 20, .doc = "Production type."),
    FIELD(production_style, COLUMN, .choices = project_template_production_style, .doc = "Production style."),
    FIELD(max_retakes, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Max retakes."),
    FIELD(is_clients_isolated, COLUMN | NULLS, .doc = "Is it clients isolated."),
    FIELD(is_preview_download_allowed, COLUMN | NULLS, .doc = "Is it preview download allowed."),
    FIELD(is_set_preview_automated, COLUMN | NULLS, .doc = "Is it set preview automated."),
    FIELD(is_publish_default_for_artists, COLUMN | NULLS, .doc = "Is it publish default for artists."),
    FIELD(is_single_preview_per_revision, COLUMN | NULLS, .doc = "Is it single preview per revision."),
    FIELD(is_frame_in_numbering, COLUMN | NULLS, .doc = "Is it frame in numbering."),
    FIELD(revision_padding, COLUMN, .min = INT32_MIN, .max = INT32_MAX, .doc = "Revision padding."),
    FIELD(homepage, COLUMN | NULLS, .max = 80, .doc = "Homepage."),
    FIELD(hd_bitrate_compression, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Hd bitrate compression."),
    FIELD(ld_bitrate_compression, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Ld bitrate compression."),
    FIELD(file_tree, COLUMN | NULLS, .doc = "File tree."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(metadata_descriptors, COLUMN | NULLS, .doc = "Metadata descriptors."),
    FIELD(default_preview_background_file_id, COLUMN | NULLS, .ref = "preview_background_file", .doc = "The default preview background file."),
    FIELD(task_types, LINKED, .max = 10000, .doc = "Task types."),
    FIELD(task_statuses, LINKED, .max = 10000, .doc = "Task statuses."),
    FIELD(asset_types, LINKED, .max = 10000, .doc = "Asset types."),
    FIELD(status_automations, LINKED, .max = 10000, .doc = "Status automations."),
    FIELD(preview_background_files, LINKED, .max = 10000, .doc = "Preview background files."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape project_template_shape = SHAPE(struct project_template, project_template_fields, .name = "ProjectTemplate", .typed = true);
static const struct link project_template_links[] = {
    { "task_types", "project_template_task_type_link", "project_template_id", "task_type_id", "task_type", false },
    { "task_statuses", "project_template_task_status_link", "project_template_id", "task_status_id", "task_status", false },
    { "asset_types", "project_template_asset_type_link", "project_template_id", "asset_type_id", "entity_type", false },
    { "status_automations", "project_template_status_automation_link", "project_template_id", "status_automation_id", "status_automation", false },
    { "preview_background_files", "project_template_preview_background_file_link", "project_template_id", "preview_background_file_id", "preview_background_file", false },
};
const struct resource project_template_res = {
    .name = "project_template", .plural = "project-templates", .table = "project_template", .type = "ProjectTemplate", .shape = &project_template_shape, .order = "t.created_at, t.id",
    .links = project_template_links, .nlinks = COUNT(project_template_links),
    RULES(.list = FOR_MANAGERS, .get = FOR_MANAGERS),
    .doc = "Settings for new productions.",
};

#define ROW struct project_template_task_type_link
static const struct field project_template_task_type_link_fields[] = {
    FIELD(project_template_id, COLUMN | NEED, .ref = "project_template", .doc = "The project template."),
    FIELD(task_type_id, COLUMN | NEED, .ref = "task_type", .doc = "The kind of work."),
    FIELD(priority, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape project_template_task_type_link_shape = SHAPE(struct project_template_task_type_link, project_template_task_type_link_fields, .name = "ProjectTemplateTaskTypeLink", .typed = true);
const struct resource project_template_task_type_link_res = {
    .name = "project_template_task_type_link", .plural = "project-template-task-type-links", .table = "project_template_task_type_link", .type = "ProjectTemplateTaskTypeLink", .shape = &project_template_task_type_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Task types of a template.",
};

#define ROW struct project_template_task_status_link
static const struct field project_template_task_status_link_fields[] = {
    FIELD(project_template_id, COLUMN | NEED, .ref = "project_template", .doc = "The project template."),
    FIELD(task_status_id, COLUMN | NEED, .ref = "task_status", .doc = "The status."),
    FIELD(priority, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(roles_for_board, COLUMN | NULLS, .doc = "Roles for board."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape project_template_task_status_link_shape = SHAPE(struct project_template_task_status_link, project_template_task_status_link_fields, .name = "ProjectTemplateTaskStatusLink", .typed = true);
const struct resource project_template_task_status_link_res = {
    .name = "project_template_task_status_link", .plural = "project-template-task-status-links", .table = "project_template_task_status_link", .type = "ProjectTemplateTaskStatusLink", .shape = &project_template_task_status_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Task statuses of a template.",
};

#define ROW struct metadata_descriptor
static const struct field metadata_descriptor_fields[] = {
    FIELD(project_id, COLUMN | NEED | ONCE, .ref = "project", .doc = "The production."),
    FIELD(entity_type, COLUMN | NEED, .max = 60, .doc = "Entity type."),
    FIELD(task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The kind of work."),
    FIELD(name, COLUMN | NEED, .max = 120, .doc = "Name."),
    FIELD(data_type, COLUMN | NULLS, .choices = metadata_types, .doc = "Data type."),
    FIELD(field_name, COLUMN | NEED, .max = 120, .doc = "Field name."),
    FIELD(choices, COLUMN | NULLS, .doc = "Possible values."),
    FIELD(for_client, COLUMN | NULLS, .doc = "Is it for the client."),
    FIELD(position, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Place among others."),
    FIELD(departments, LINKED, .max = 10000, .doc = "Departments."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape metadata_descriptor_shape = SHAPE(struct metadata_descriptor, metadata_descriptor_fields, .name = "MetadataDescriptor", .typed = true);
static const struct link metadata_descriptor_links[] = {
    { "departments", "department_metadata_descriptor_link", "metadata_descriptor_id", "department_id", "department", false },
};
const struct resource metadata_descriptor_res = {
    .name = "metadata_descriptor", .plural = "metadata-descriptors", .table = "metadata_descriptor", .type = "MetadataDescriptor", .shape = &metadata_descriptor_shape, .order = "t.created_at, t.id",
    .links = metadata_descriptor_links, .nlinks = COUNT(metadata_descriptor_links),
    RULES(.list = FOR_ALL_BUT_VENDORS, .project = "t.project_id"),
    .scope = scope_open_projects,
    .doc = "Columns that a production adds to its entities or tasks; field_name is the name as a word.",
};

#define ROW struct milestone
static const struct field milestone_fields[] = {
    FIELD(date, COLUMN | NULLS, .doc = "Day."),
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The kind of work."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape milestone_shape = SHAPE(struct milestone, milestone_fields, .name = "Milestone", .typed = true);
const struct resource milestone_res = {
    .name = "milestone", .plural = "milestones", .table = "milestone", .type = "Milestone", .shape = &milestone_shape, .order = "t.created_at, t.id",
    RULES(.get = FOR_TEAM_BUT_VENDORS, .create = FOR_MANAGER, .update = FOR_MANAGER, .remove = FOR_MANAGER, .project = "t.project_id"),
    .doc = "Days with a name in the schedule.",
};

#define ROW struct schedule_item
static const struct field schedule_item_fields[] = {
    FIELD(start_date, COLUMN | NULLS, .doc = "First day."),
    FIELD(end_date, COLUMN | NULLS, .doc = "Last day."),
    FIELD(man_days, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Days of work."),
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The kind of work."),
    FIELD(object_id, COLUMN | NULLS, .doc = "The object."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape schedule_item_shape = SHAPE(struct schedule_item, schedule_item_fields, .name = "ScheduleItem", .typed = true);
const struct resource schedule_item_res = {
    .name = "schedule_item", .plural = "schedule-items", .table = "schedule_item", .type = "ScheduleItem", .shape = &schedule_item_shape, .order = "t.created_at, t.id", GROWS("schedule_item"),
    RULES(.update = FOR_DEPARTMENT, .project = "t.project_id", .task_type = "t.task_type_id"),
    .doc = "Bars of the schedule.",
};

#define ROW struct production_schedule_version
static const struct field production_schedule_version_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(project_id, COLUMN | NEED | ONCE, .ref = "project", .doc = "The production."),
    FIELD(production_schedule_from, COLUMN | NULLS, .ref = "production_schedule_version", .doc = "Production schedule from."),
    FIELD(locked, COLUMN | NULLS, .doc = "Locked."),
    FIELD(canceled, COLUMN | NULLS, .doc = "Canceled."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape production_schedule_version_shape = SHAPE(struct production_schedule_version, production_schedule_version_fields, .name = "ProductionScheduleVersion", .typed = true);
const struct resource production_schedule_version_res = {
    .name = "production_schedule_version", .plural = "production-schedule-versions", .table = "production_schedule_version", .type = "ProductionScheduleVersion", .shape = &production_schedule_version_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_TEAM, .get = FOR_TEAM_INSIDE, .create = FOR_MANAGER, .update = FOR_MANAGER, .project = "t.project_id"),
    .scope = scope_teams,
    .doc = "Kept schedules.",
};

#define ROW struct production_schedule_version_task_link
static const struct field production_schedule_version_task_link_fields[] = {
    FIELD(production_schedule_version_id, COLUMN | NEED, .ref = "production_schedule_version", .doc = "The production schedule version."),
    FIELD(task_id, COLUMN | NEED, .ref = "task", .doc = "The task."),
    FIELD(start_date, COLUMN | NULLS, .doc = "First day."),
    FIELD(due_date, COLUMN | NULLS, .doc = "Due date."),
    FIELD(estimation, COLUMN | NULLS, .doc = "Estimation."),
    FIELD(assignees, LINKED, .max = 10000, .doc = "Assignees."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape production_schedule_version_task_link_shape = SHAPE(struct production_schedule_version_task_link, production_schedule_version_task_link_fields, .name = "ProductionScheduleVersionTaskLink", .typed = true);
static const struct link production_schedule_version_task_link_links[] = {
    { "assignees", "production_schedule_version_task_link_person_link", "production_schedule_version_task_link_id", "person_id", "person", false },
};
const struct resource production_schedule_version_task_link_res = {
    .name = "production_schedule_version_task_link", .plural = "production-schedule-version-task-links", .table = "production_schedule_version_task_link", .type = "ProductionScheduleVersionTaskLink", .shape = &production_schedule_version_task_link_shape, .order = "t.created_at, t.id", GROWS("production_schedule_version_task_link"),
    .links = production_schedule_version_task_link_links, .nlinks = COUNT(production_schedule_version_task_link_links),
    RULES(.list = FOR_TEAM, .get = FOR_TEAM_INSIDE, .create = FOR_MANAGER, .update = FOR_MANAGER, .remove = FOR_MANAGER, .project = "(SELECT v.project_id FROM production_schedule_version v WHERE v.id = t.production_schedule_version_id)", .via = "production_schedule_version_id", .project_of = "SELECT project_id FROM production_schedule_version WHERE id = ?"),
    .scope = scope_schedule_links,
    .doc = "Dates of tasks in a kept schedule.",
};

#define ROW struct budget
static const struct field budget_fields[] = {
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(revision, COLUMN, .min = INT32_MIN, .max = INT32_MAX, .doc = "Revision, from 1."),
    FIELD(name, COLUMN | NEED, .max = 255, .doc = "Name."),
    FIELD(currency, COLUMN | NULLS, .max = 3, .doc = "Currency."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape budget_shape = SHAPE(struct budget, budget_fields, .name = "Budget", .typed = true);
const struct resource budget_res = {
    .name = "budget", .plural = "budgets", .table = "budget", .type = "Budget", .shape = &budget_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Budgets of a production, in revisions.",
};

static const char *const budget_entry_position[] = { "supervisor", "lead", "artist", NULL };
static const char *const budget_entry_seniority[] = { "senior", "mid", "junior", NULL };
#define ROW struct budget_entry
static const struct field budget_entry_fields[] = {
    FIELD(budget_id, COLUMN | NEED, .ref = "budget", .doc = "The budget."),
    FIELD(department_id, COLUMN | NEED, .ref = "department", .doc = "The department."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(start_date, COLUMN | NEED, .doc = "First day."),
    FIELD(months_duration, COLUMN | NEED, .min = INT32_MIN, .max = INT32_MAX, .doc = "Months duration."),
    FIELD(daily_salary, COLUMN | NEED, .doc = "Daily salary."),
    FIELD(position, COLUMN | NULLS, .choices = budget_entry_position, .doc = "Place among others."),
    FIELD(seniority, COLUMN | NULLS, .choices = budget_entry_seniority, .doc = "Seniority."),
    FIELD(exceptions, COLUMN | NULLS, .doc = "Exceptions."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape budget_entry_shape = SHAPE(struct budget_entry, budget_entry_fields, .name = "BudgetEntry", .typed = true);
const struct resource budget_entry_res = {
    .name = "budget_entry", .plural = "budget-entries", .table = "budget_entry", .type = "BudgetEntry", .shape = &budget_entry_shape, .order = "t.created_at, t.id", GROWS("budget_entry"),
    RULES(.list = FOR_ADMINS),
    .doc = "A salary of a budget.",
};

static const char *const status_automation_out_field_type[] = { "status", "ready_for", NULL };
#define ROW struct status_automation
static const struct field status_automation_fields[] = {
    FIELD(entity_type, COLUMN | NULLS, .max = 40, .doc = "Entity type."),
    FIELD(in_task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The in task type."),
    FIELD(in_task_status_id, COLUMN | NULLS, .ref = "task_status", .doc = "The in task status."),
    FIELD(out_field_type, COLUMN, .choices = status_automation_out_field_type, .doc = "Out field type."),
    FIELD(out_task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The out task type."),
    FIELD(out_task_status_id, COLUMN | NULLS, .ref = "task_status", .doc = "The out task status."),
    FIELD(import_last_revision, COLUMN | NULLS, .doc = "Import last revision."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape status_automation_shape = SHAPE(struct status_automation, status_automation_fields, .name = "StatusAutomation", .typed = true);
const struct resource status_automation_res = {
    .name = "status_automation", .plural = "status-automations", .table = "status_automation", .type = "StatusAutomation", .shape = &status_automation_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ALL_BUT_VENDORS),
    .doc = "What happens when a task reaches a status.",
};

// clang-format on
