/* track_schedule.c - bars of the schedule, schedules that are kept, time that was spent. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"
#include <sys/wait.h>
#include <unistd.h>

#define BARS "/data/projects/{project}/schedule-items"

static void production_begin(void)
{
    production_new("");
    static const struct step steps[] = {
        { "work", "admin", "GET", "/data/task-types?name=Animation&for_entity=Shot", NULL, 200, .keep = { "0.id", "animation" } },
        { "of the production", "manager", "POST", "/data/projects/{project}/settings/task-types",
          "{\"task_type_id\":\"{animation}\"}", 201 },
        { "a sequence", "manager", "POST", "/data/projects/{project}/sequences", "{\"name\":\"SQ1\"}", 201,
          .keep = { "id", "sequence" } },
        { "another", "manager", "POST", "/data/projects/{project}/sequences", "{\"name\":\"SQ0\"}", 201 },
        { "a shot", "manager", "POST", "/data/projects/{project}/shots",
          "{\"name\":\"SH1\",\"sequence_id\":\"{sequence}\"}", 201, .keep = { "id", "shot" } },
        { "an asset", "manager", "POST", "/data/entities",
          "{\"name\":\"Cup\",\"project_id\":\"{project}\",\"entity_type_id\":\"{prop}\"}", 201 },
        { "a task", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{shot}\",\"task_type_id\":\"{animation}\","
          "\"start_date\":\"2026-11-02T00:00:00\",\"due_date\":\"2026-11-06T00:00:00\",\"estimation\":960,"
          "\"assignees\":[\"{user_id}\"]}", 201, .keep = { "id", "task" } },
    };
    STORY(steps);
}

static void bars_are_made(void **state)
{
    (void)state;
    production_begin();
    static const struct step steps[] = {
        { "of task types", "client", "GET", BARS "/task-types", NULL, 200,
          .has = { "#", "1", "0.task_type_id", "{animation}", "0.object_id", "null", "0.project_id", "{project}",
                   "0.start_date", "*", "0.end_date", "*", "0.name", "Animation", "0.type", "ScheduleItem" },
          .keep = { "0.id", "bar" } },
        { "the same", "user", "GET", BARS "/task-types", NULL, 200, .has = { "#", "1", "0.id", "{bar}" } },
        { "of sequences by name", "user", "GET", BARS "/{animation}/sequences", NULL, 200,
          .has = { "#", "2", "0.name", "SQ0", "1.name", "SQ1", "1.object_id", "{sequence}", "1.task_type_id",
                   "{animation}", "0.man_days", "null" }, .keep = { "1.id", "bar" } },
        { "of types of assets", "user", "GET", BARS "/{animation}/asset-types", NULL, 200,
          .has = { "#", "1", "0.object_id", "{prop}", "0.name", "Prop" } },
        { "no edits", "user", "GET", BARS "/{animation}/edits", NULL, 200, .has = { "#", "0" } },
        { "no episodes", "user", "GET", BARS "/{animation}/episodes", NULL, 200, .has = { "#", "0" } },
        { "an edit", "manager", "POST", "/data/projects/{project}/edits", "{\"name\":\"Cut\"}", 201, .keep = { "id", "edit" } },
        { "has one", "supervisor", "GET", BARS "/{animation}/edits", NULL, 200, .has = { "#", "1", "0.object_id", "{edit}" } },
        { "moved", "manager", "PUT", "/data/schedule-items/{bar}", "{\"start_date\":\"2026-11-05\",\"man_days\":3}", 200 },
        { "is kept", "manager", "GET", BARS "/{animation}/sequences", NULL, 200,
          .has = { "1.start_date", "2026-11-05", "1.man_days", "3" } },
        { "all", "admin", "GET", BARS, NULL, 200, .has = { "#", "5" } },
        { "told", "admin", "GET", "/data/events?name=schedule-item:new&project_id={project}", NULL, 200,
          .has = { "#", "5", "0.data.schedule_item_id", "*" } },
        { "not for vendors", "vendor", "GET", BARS "/task-types", NULL, 403 },
        { "nor outsiders", "outsider", "GET", BARS "/{animation}/edits", NULL, 403 },
        { "nobody", NULL, "GET", BARS "/{animation}/edits", NULL, 401 },
        { "no such work", "user", "GET", BARS "/" NOWHERE "/edits", NULL, 404 },
        { "malformed", "user", "GET", BARS "/x/sequences", NULL, 404 },
        { "no project", "admin", "GET", "/data/projects/" NOWHERE "/schedule-items/task-types", NULL, 404 },
    };
    STORY(steps);
}

static void many_look_at_once(void **state)
{
    enum { CLIENTS = 8 };
    pid_t pid[CLIENTS];
    (void)state;
    production_begin();
    for (size_t i = 0; i < CLIENTS; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            const char *path = story_text(i % 2 ? BARS "/task-types" : BARS "/{animation}/sequences");
            http_forked();
            _exit(ASK("GET", path, .token = story_get("user"))->status == 200 ? 0 : 1);
        }
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        int status;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_int_equal(status, 0);
    }
    static const struct step steps[] = {
        { "one each", "user", "GET", BARS, NULL, 200, .has = { "#", "3" } },
    };
    STORY(steps);
}

#define VERSIONS "/data/production-schedule-versions"
#define ACTIONS  "/actions/production-schedule-versions/"

static void schedules_are_kept(void **state)
{
    (void)state;
    production_begin();
    static const struct step steps[] = {
        { "one", "manager", "POST", VERSIONS, "{\"name\":\"One\",\"project_id\":\"{project}\"}", 201, .keep = { "id", "one" } },
        { "another", "manager", "POST", VERSIONS, "{\"name\":\"Two\",\"project_id\":\"{project}\"}", 201, .keep = { "id", "two" } },
        { "kept", "manager", "POST", ACTIONS "{one}/set-task-links-from-production", "{}", 200,
          .has = { "success", "true", "task_link_count", "1" } },
        { "again", "manager", "POST", ACTIONS "{one}/set-task-links-from-production", NULL, 200 },
        { "says", "user", "GET", VERSIONS "/{one}/task-links?relations=true", NULL, 200,
          .has = { "#", "1", "0.task_id", "{task}", "0.start_date", "2026-11-02T00:00:00", "0.due_date",
                   "2026-11-06T00:00:00", "0.estimation", "960.0", "0.assignees.0", "{user_id}", "0.type",
                   "ProductionScheduleVersionTaskLink" }, .keep = { "0.id", "link" } },
        { "of that work", "user", "GET", VERSIONS "/{one}/task-links?task_type_id={animation}", NULL, 200,
          .has = { "#", "1", "0.assignees", NULL } },
        { "of none", "user", "GET", VERSIONS "/{one}/task-links?task_type_id=" NOWHERE, NULL, 200, .has = { "#", "0" } },
        { "other dates", "manager", "PUT", "/data/production-schedule-version-task-links/{link}",
          "{\"start_date\":\"2026-12-01T00:00:00\",\"estimation\":480}", 200 },
        { "copied", "manager", "POST", ACTIONS "{two}/set-task-links-from-production-schedule-version",
          "{\"production_schedule_version_id\":\"{one}\"}", 200, .has = { "task_link_count", "1" } },
        { "with people", "user", "GET", VERSIONS "/{two}/task-links?relations=true", NULL, 200,
          .has = { "#", "1", "0.start_date", "2026-12-01T00:00:00", "0.assignees.#", "1" } },
        { "from where", "user", "GET", VERSIONS "/{two}", NULL, 200, .has = { "production_schedule_from", "{one}", "locked", "false" } },
        { "not onto itself", "manager", "POST", ACTIONS "{two}/set-task-links-from-production-schedule-version",
          "{\"production_schedule_version_id\":\"{two}\"}", 400 },
        { "of nothing", "manager", "POST", ACTIONS "{two}/set-task-links-from-production-schedule-version",
          "{\"production_schedule_version_id\":\"" NOWHERE "\"}", 404 },
        { "without", "manager", "POST", ACTIONS "{two}/set-task-links-from-production-schedule-version", "{}", 400 },
        { "applied", "manager", "POST", ACTIONS "{two}/apply-to-production", "{}", 200, .has = { "success", "true", "task_count", "1" } },
        { "the task is so", "user", "GET", "/data/tasks/{task}", NULL, 200,
          .has = { "start_date", "2026-12-01T00:00:00", "due_date", "2026-11-06T00:00:00", "estimation", "480.0" } },
        { "locked", "user", "GET", VERSIONS "/{two}", NULL, 200, .has = { "locked", "true" } },
        { "known", "user", "GET", "/data/projects/{project}", NULL, 200, .has = { "from_schedule_version_id", "{two}" } },
        { "told", "admin", "GET", "/data/events?name=production_schedule_version:update&project_id={project}", NULL, 200,
          .has = { "#", "2", "0.data.production_schedule_version_id", "{two}" } },
        { "of tasks", "admin", "GET", "/data/events?name=task:update&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.task_id", "{task}" } },
        { "not for clients", "client", "GET", VERSIONS "/{one}/task-links", NULL, 403 },
        { "nor vendors", "vendor", "GET", VERSIONS "/{one}/task-links", NULL, 403 },
        { "nor outsiders", "outsider", "GET", VERSIONS "/{one}/task-links", NULL, 403 },
        { "supervisors keep none", "supervisor", "POST", ACTIONS "{one}/set-task-links-from-production", "{}", 403 },
        { "nor apply", "user", "POST", ACTIONS "{one}/apply-to-production", "{}", 403 },
        { "unknown", "admin", "POST", ACTIONS NOWHERE "/apply-to-production", "{}", 404 },
    };
    STORY(steps);
}

#define SPENT "/data/projects/{project}/budgets/time-spents"

static void time_is_added_up(void **state)
{
    (void)state;
    production_begin();
    static const struct step steps[] = {
        { "none", "admin", "GET", SPENT, NULL, 200, .has = { "{user_id}", NULL } },
        { "a department", "admin", "GET", "/data/departments?name=Animation", NULL, 200, .keep = { "0.id", "department" } },
        { "its work", "admin", "POST", "/data/task-types",
          "{\"name\":\"W {mark}\",\"color\":\"#112233\",\"for_entity\":\"Shot\",\"department_id\":\"{department}\"}",
          201, .keep = { "id", "work" } },
        { "a task", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{shot}\",\"task_type_id\":\"{work}\"}", 201,
          .keep = { "id", "task" } },
        { "a day", "manager", "POST", "/actions/tasks/{task}/time-spents/2026-10-20/persons/{user_id}", "{\"duration\":120}", 201 },
        { "more", "manager", "POST", "/actions/tasks/{task}/time-spents/2026-10-21/persons/{user_id}", "{\"duration\":60}", 201 },
        { "another month", "manager", "POST", "/actions/tasks/{task}/time-spents/2026-11-02/persons/{user_id}", "{\"duration\":30}", 201 },
        { "somebody else", "manager", "POST", "/actions/tasks/{task}/time-spents/2026-11-02/persons/{supervisor_id}",
          "{\"duration\":10}", 201 },
        { "by month", "admin", "GET", SPENT, NULL, 200,
          .has = { "{department}.total", "220.0", "{department}.{user_id}.total", "210.0",
                   "{department}.{user_id}.2026-10", "180.0", "{department}.{user_id}.2026-11", "30.0",
                   "{department}.{supervisor_id}.total", "10.0" } },
        { "for administrators", "manager", "GET", SPENT, NULL, 403 },
        { "malformed", "admin", "GET", "/data/projects/x/budgets/time-spents", NULL, 400 },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_made),
        cmocka_unit_test(many_look_at_once),
        cmocka_unit_test(schedules_are_kept),
        cmocka_unit_test(time_is_added_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
