/* track_template.c - what productions and departments are given: templates, software, hardware. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"

#define T "/data/project-templates/{template}"
#define ORDER "/actions/project-templates/{template}/task-types/reorder"

static void template_new(void)
{
    production_new("");
    static const struct step steps[] = {
        { "a template", "admin", "POST", "/data/project-templates",
          "{\"name\":\"Template {mark}\",\"fps\":\"24\",\"resolution\":\"1000x500\",\"max_retakes\":3}", 201,
          .keep = { "id", "template" } },
        { "work", "admin", "GET", "/data/task-types?name=Modeling", NULL, 200, .keep = { "0.id", "modeling" } },
        { "more", "admin", "GET", "/data/task-types?name=Animation", NULL, 200, .keep = { "0.id", "animation" } },
        { "a status", "admin", "GET", "/data/task-status?short_name=wip", NULL, 200, .keep = { "0.id", "wip" } },
        { "an automation", "admin", "POST", "/data/status-automations",
          "{\"entity_type\":\"asset\",\"in_task_type_id\":\"{modeling}\",\"in_task_status_id\":\"{wip}\","
          "\"out_field_type\":\"status\",\"out_task_type_id\":\"{modeling}\",\"out_task_status_id\":\"{wip}\"}",
          201, .keep = { "id", "automation" } },
        { "a background", "admin", "POST", "/data/preview-background-files",
          "{\"name\":\"Sky {mark}\",\"extension\":\"hdr\"}", 201, .keep = { "id", "background" } },
    };
    STORY(steps);
}

static void things_are_put_in(void)
{
    static const struct step steps[] = {
        { "work", "admin", "POST", T "/task-types", "{\"task_type_id\":\"{modeling}\",\"priority\":7}", 201,
          .has = { "type", "ProjectTemplateTaskTypeLink", "task_type_id", "{modeling}", "priority", "7",
                   "project_template_id", "{template}" } },
        { "again", "admin", "POST", T "/task-types", "{\"task_type_id\":\"{modeling}\",\"priority\":5}", 201,
          .has = { "priority", "5" } },
        { "more", "admin", "POST", T "/task-types", "task_type_id={animation}", 201, .has = { "priority", "null" } },
        { "a status", "admin", "POST", T "/task-statuses",
          "{\"task_status_id\":\"{wip}\",\"roles_for_board\":[\"user\"],\"priority\":null}", 201,
          .has = { "type", "ProjectTemplateTaskStatusLink", "roles_for_board.0", "user" } },
        { "a type", "admin", "POST", T "/asset-types", "{\"asset_type_id\":\"{prop}\"}", 201,
          .has = { "id", "{prop}", "name", "Prop" } },
        { "an automation", "admin", "POST", T "/status-automations",
          "{\"status_automation_id\":\"{automation}\"}", 201, .has = { "id", "{automation}" } },
        { "a background", "admin", "POST", T "/preview-background-files",
          "{\"preview_background_file_id\":\"{background}\"}", 201,
          .has = { "id", "{background}", "name", "Sky {mark}", "is_default", "*" } },
        { "that is the default", "admin", "PUT", T "/default-preview-background-file",
          "{\"default_preview_background_file_id\":\"{background}\"}", 200,
          .has = { "default_preview_background_file_id", "{background}", "type", "ProjectTemplate" } },
        { "columns", "admin", "PUT", T "/metadata-descriptors",
          "{\"metadata_descriptors\":[{\"name\":\"Is Wet\",\"entity_type\":\"Shot\",\"data_type\":\"boolean\","
          "\"choices\":[],\"for_client\":true,\"departments\":[],\"position\":1},"
          "{\"name\":\"Size\",\"entity_type\":\"Asset\",\"data_type\":\"list\",\"choices\":[\"S\",\"L\"]}]}",
          200,
          .has = { "metadata_descriptors.#", "2", "metadata_descriptors.0.field_name", "is_wet",
                   "metadata_descriptors.1.choices.1", "L", "metadata_descriptors.1.position", "null" } },
    };
    STORY(steps);
}

static void templates_hold_things(void **state)
{
    (void)state;
    template_new();
    things_are_put_in();
    static const struct step steps[] = {
        { "work by its place", "manager", "GET", T "/task-types", NULL, 200,
          .has = { "#", "2", "0.id", "{animation}", "0.priority", "null", "1.id", "{modeling}", "1.priority",
                   "5", "1.name", "Modeling", "1.type", "TaskType" } },
        { "statuses", "outsider", "GET", T "/task-statuses", NULL, 200,
          .has = { "#", "1", "0.short_name", "wip", "0.roles_for_board.#", "1", "0.type", "TaskStatus" } },
        { "types", "manager", "GET", T "/asset-types", NULL, 200, .has = { "#", "1", "0.name", "Prop" } },
        { "automations", "manager", "GET", T "/status-automations", NULL, 200, .has = { "#", "1" } },
        { "backgrounds", "manager", "GET", T "/preview-background-files", NULL, 200, .has = { "#", "1" } },
        { "in another order", "admin", "POST", ORDER, "{\"task_type_ids\":[\"{modeling}\",\"{animation}\"]}",
          200, .has = { "#", "2", "0.task_type_id", "{modeling}", "0.priority", "1", "1.priority", "2" } },
        { "of statuses too", "admin", "POST", "/actions/project-templates/{template}/task-statuses/reorder",
          "{\"task_status_ids\":[\"{wip}\"]}", 200, .has = { "0.priority", "1", "0.roles_for_board.0", "user" } },
        { "of nothing", "admin", "POST", ORDER, "{\"task_type_ids\":[\"" NOWHERE "\"]}", 400 },
        { "it is as it was", "manager", "GET", T "/task-types", NULL, 200, .has = { "0.id", "{modeling}" } },
        { "less", "admin", "DELETE", T "/task-types/{animation}", NULL, 204 },
        { "what is not there", "admin", "DELETE", T "/task-types/{animation}", NULL, 204 },
        { "no status", "admin", "DELETE", T "/task-statuses/{wip}", NULL, 204 },
        { "no type", "admin", "DELETE", T "/asset-types/{prop}", NULL, 204 },
        { "no automation", "admin", "DELETE", T "/status-automations/{automation}", NULL, 204 },
        { "nor its default", "admin", "DELETE", T "/preview-background-files/{background}", NULL, 204 },
        { "is what is left", "manager", "GET", T, NULL, 200,
          .has = { "task_types.#", "1", "task_statuses.#", "0", "asset_types.#", "0",
                   "default_preview_background_file_id", "null" } },
        { "told", "admin", "GET", "/data/events/last?name=project-template:update&limit=1", NULL, 200,
          .has = { "0.data.project_template_id", "{template}" } },
    };
    STORY(steps);
}

static void templates_refuse(void **state)
{
    (void)state;
    template_new();
    static const struct step steps[] = {
        { "no such work", "admin", "POST", T "/task-types", "{\"task_type_id\":\"" NOWHERE "\"}", 400 },
        { "no id", "admin", "POST", T "/task-types", "{\"task_type_id\":\"x\"}", 400 },
        { "nothing", "admin", "POST", T "/asset-types", "{}", 400 },
        { "roles", "admin", "POST", T "/task-statuses",
          "{\"task_status_id\":\"{wip}\",\"roles_for_board\":\"user\"}", 400 },
        { "a background of others", "admin", "PUT", T "/default-preview-background-file",
          "{\"default_preview_background_file_id\":\"{background}\"}", 400 },
        { "none", "admin", "PUT", T "/default-preview-background-file",
          "{\"default_preview_background_file_id\":null}", 200 },
        { "columns without names", "admin", "PUT", T "/metadata-descriptors",
          "{\"metadata_descriptors\":[{\"entity_type\":\"Shot\"}]}", 400 },
        { "of a kind that is none", "admin", "PUT", T "/metadata-descriptors",
          "{\"metadata_descriptors\":[{\"name\":\"x\",\"entity_type\":\"Moon\"}]}", 400 },
        { "of nothing", "admin", "POST", "/data/project-templates/" NOWHERE "/task-types",
          "{\"task_type_id\":\"{modeling}\"}", 404 },
        { "of no project", "admin", "POST", "/data/project-templates/from-project/" NOWHERE,
          "{\"name\":\"x\"}", 404 },
        { "a name that is taken", "admin", "POST", "/data/project-templates/from-project/{project}",
          "{\"name\":\"Template {mark}\"}", 400 },
        { "no name", "admin", "POST", "/data/project-templates/from-project/{project}", "{}", 400 },
        { "no template", "admin", "POST", "/data/projects/{project}/apply-template/" NOWHERE, "{}", 404 },
        { "nor for new ones", "admin", "POST", "/data/projects",
          "{\"name\":\"New {mark}\",\"project_template_id\":\"" NOWHERE "\"}", 404 },
        { "supervisors do not read", "supervisor", "GET", T "/task-types", NULL, 403 },
        { "artists neither", "user", "GET", T "/asset-types", NULL, 403 },
        { "managers do not write", "manager", "POST", T "/task-types", "{\"task_type_id\":\"{modeling}\"}", 403 },
        { "nor take away", "manager", "DELETE", T "/task-types/{modeling}", NULL, 403 },
        { "nor make them", "manager", "POST", "/data/project-templates/from-project/{project}",
          "{\"name\":\"x {mark}\"}", 403 },
        { "nor give them", "manager", "POST", "/data/projects/{project}/apply-template/{template}", "{}", 403 },
        { "nor order", "manager", "POST", ORDER, "{\"task_type_ids\":[]}", 403 },
        { "nobody", NULL, "GET", T "/task-types", NULL, 401 },
    };
    STORY(steps);
}

static void productions_take_templates(void **state)
{
    (void)state;
    template_new();
    things_are_put_in();
    static const struct step steps[] = {
        { "a column of its own", "manager", "POST", "/data/projects/{project}/metadata-descriptors",
          "{\"entity_type\":\"Asset\",\"name\":\"Size\"}", 201 },
        { "given", "admin", "POST", "/data/projects/{project}/apply-template/{template}", "{}", 200,
          .has = { "type", "Project", "id", "{project}", "fps", "24", "resolution", "1000x500", "max_retakes",
                   "3", "default_preview_background_file_id", "{background}" } },
        { "twice", "admin", "POST", "/data/projects/{project}/apply-template/{template}", "{}", 200 },
        { "work", "user", "GET", "/data/projects/{project}", NULL, 200,
          .has = { "task_types.#", "2", "task_statuses.#", "1", "asset_types.0", "{prop}",
                   "status_automations.0", "{automation}", "preview_background_files.0", "{background}" } },
        { "columns", "user", "GET", "/data/projects/{project}/metadata-descriptors", NULL, 200,
          .has = { "#", "2", "0.name", "Size", "0.data_type", "string", "1.name", "Is Wet", "1.data_type",
                   "boolean", "1.for_client", "true" } },
        { "a new one", "admin", "POST", "/data/projects",
          "{\"name\":\"New {mark}\",\"fps\":\"30\",\"project_template_id\":\"{template}\"}", 201,
          .has  = { "fps", "30", "resolution", "1000x500", "task_types.#", "2", "project_template_id", NULL },
          .keep = { "id", "new" } },
        { "with columns", "admin", "GET", "/data/projects/{new}/metadata-descriptors", NULL, 200, .has = { "#", "2" } },
        { "no template", "admin", "POST", "/data/projects",
          "{\"name\":\"Bare {mark}\",\"project_template_id\":null}", 201, .has = { "fps", "25" } },
        { "for series", "admin", "PUT", T, "{\"production_type\":\"tvshow\"}", 200 },
        { "one", "admin", "POST", "/data/projects",
          "{\"name\":\"Series {mark}\",\"project_template_id\":\"{template}\"}", 201,
          .has = { "production_type", "tvshow", "first_episode_id", "*" } },
        { "a template of it", "admin", "POST", "/data/project-templates/from-project/{new}",
          "{\"name\":\"Copy {mark}\",\"description\":\"why\"}", 201,
          .has = { "type", "ProjectTemplate", "name", "Copy {mark}", "description", "why", "fps", "30",
                   "resolution", "1000x500", "task_types.#", "2", "task_statuses.#", "1", "asset_types.#",
                   "1", "status_automations.#", "1", "preview_background_files.#", "1",
                   "metadata_descriptors.#", "2", "metadata_descriptors.0.name", "Size",
                   "metadata_descriptors.0.choices.0", "S", "metadata_descriptors.1.for_client", "true" },
          .keep = { "id", "template" } },
        { "with places", "admin", "GET", T "/task-types", NULL, 200, .has = { "1.priority", "5" } },
        { "and roles", "admin", "GET", T "/task-statuses", NULL, 200, .has = { "0.roles_for_board.#", "1" } },
        { "can be given on", "admin", "POST", "/data/projects/{project}/apply-template/{template}", "{}", 200,
          .has = { "fps", "30" } },
    };
    STORY(steps);
}

/* ---- and what departments work with ---- */

#define D "/data/departments/{department}"

static void departments_have_gear(void **state)
{
    (void)state;
    production_new("");
    static const struct step steps[] = {
        { "a department", "admin", "POST", "/data/departments", "{\"name\":\"D {mark}\",\"color\":\"#112233\"}", 201,
          .keep = { "id", "department" } },
        { "software", "admin", "POST", "/data/softwares",
          "{\"name\":\"S {mark}\",\"short_name\":\"s\",\"file_extension\":\"s\"}", 201, .keep = { "id", "software" } },
        { "hardware", "admin", "POST", "/data/hardware-items", "{\"name\":\"H {mark}\",\"short_name\":\"h\"}", 201,
          .keep = { "id", "hardware" } },
        { "has it", "admin", "POST", D "/software-licenses", "{\"software_id\":\"{software}\"}", 201,
          .has = { "type", "SoftwareDepartmentLink", "department_id", "{department}", "software_id", "{software}" },
          .keep = { "id", "link" } },
        { "has it already", "admin", "POST", D "/software-licenses", "{\"software_id\":\"{software}\"}", 201,
          .has = { "id", "{link}" } },
        { "and that", "admin", "POST", D "/hardware-items", "hardware_item_id={hardware}", 201,
          .has = { "type", "HardwareItemDepartmentLink", "hardware_item_id", "{hardware}" } },
        { "all software", "admin", "GET", "/data/departments/software-licenses", NULL, 200,
          .has = { "{department}.#", "1", "{department}.0.name", "S {mark}", "{department}.0.type", "Software",
                   "{department}.0.department_id", NULL } },
        { "all hardware", "admin", "GET", "/data/departments/hardware-items", NULL, 200,
          .has = { "{department}.#", "1", "{department}.0.id", "{hardware}" } },
        { "of one", "admin", "GET", D "/software-licenses/{software}", NULL, 200, .has = { "#", "1", "0.id", "{software}" } },
        { "of one", "admin", "GET", D "/hardware-items/{hardware}", NULL, 200, .has = { "#", "1", "0.type", "HardwareItem" } },
        { "away", "admin", "DELETE", D "/software-licenses/{software}", NULL, 204 },
        { "twice", "admin", "DELETE", D "/software-licenses/{software}", NULL, 204 },
        { "away too", "admin", "DELETE", D "/hardware-items/{hardware}", NULL, 204 },
        { "none", "admin", "GET", D "/hardware-items/{hardware}", NULL, 200, .has = { "#", "0" } },
        { "no software", "admin", "POST", D "/software-licenses", "{\"software_id\":\"" NOWHERE "\"}", 404 },
        { "no id", "admin", "POST", D "/software-licenses", "{\"software_id\":\"x\"}", 400 },
        { "nothing", "admin", "POST", D "/hardware-items", "{}", 400 },
        { "no department", "admin", "POST", "/data/departments/" NOWHERE "/hardware-items",
          "{\"hardware_item_id\":\"{hardware}\"}", 404 },
        { "not managers", "manager", "GET", "/data/departments/software-licenses", NULL, 403 },
        { "nor artists", "user", "POST", D "/hardware-items", "{\"hardware_item_id\":\"{hardware}\"}", 403 },
        { "nobody", NULL, "DELETE", D "/hardware-items/{hardware}", NULL, 401 },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates_hold_things),
        cmocka_unit_test(templates_refuse),
        cmocka_unit_test(productions_take_templates),
        cmocka_unit_test(departments_have_gear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
