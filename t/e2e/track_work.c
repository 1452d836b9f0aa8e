/* track_work.c - tasks, news, notifications, time, quotas and days off. */
#include "t/e2e/team.h"

/* Tasks for entities that have none, given and taken, removed. */
static void tasks_are_made_and_given(void **state)
{
    (void)state;
    team_new();
#define MAKE "/actions/projects/{project}/task-types/{modeling}/"
    static const struct step steps[] = {
        { "kind of work", "admin", "POST", "/data/task-types", "{\"name\":\"Mod{mark}\",\"for_entity\":\"Asset\"}", 201, .keep = { "id", "modeling" } },
        { "an entity more", "manager", "POST", "/data/entities",
          "{\"name\":\"S2 {mark}\",\"project_id\":\"{project}\",\"entity_type_id\":\"{kind}\"}", 201, .keep = { "id", "shot2" } },
        { "not by artists", "user", "POST", MAKE "assets/create-tasks", "[]", 403 },
        { "no such project", "manager", "POST", "/actions/projects/" NOWHERE "/task-types/{modeling}/assets/create-tasks", "[]", 404 },
        { "no such kind", "manager", "POST", "/actions/projects/{project}/task-types/" NOWHERE "/assets/create-tasks", "[]", 404 },
        { "none of shots", "manager", "POST", MAKE "shots/create-tasks", NULL, 201, .has = { "#", "0" } },
        { "one of two", "manager", "POST", MAKE "assets/create-tasks", "[\"{shot}\"]", 201,
          .has = { "#", "1", "0.entity_id", "{shot}", "0.task_type_id", "{modeling}", "0.name", "main", "0.type", "Task",
                   "0.task_status_id", "{todo}", "0.project_id", "{project}", "0.assignees.#", "0" }, .keep = { "0.id", "a" } },
        { "the rest", "manager", "POST", MAKE "create-tasks/asset", NULL, 201, .has = { "#", "1", "0.entity_id", "{shot2}" }, .keep = { "0.id", "b" } },
        { "no more", "manager", "POST", MAKE "create-tasks/asset", NULL, 201, .has = { "#", "0" } },
        { "no such kind", "manager", "POST", MAKE "create-tasks/thing", NULL, 400 },
        { "events", "admin", "GET", "/data/events?name=task:new&project_id={project}", NULL, 200, .has = { "#", "4" } },
        { "given", "manager", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"{user_id}\"}", 200,
          .has = { "assignees.0", "{user_id}", "assigner_id", "{manager_id}" } },
        { "told", "admin", "GET", "/data/notifications?task_id={a}", NULL, 200, .has = { "#", "1", "0.person_id", "{user_id}" } },
        { "again", "manager", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"{user_id}\"}", 200, .has = { "assignees.#", "1" } },
        { "told once", "admin", "GET", "/data/notifications?task_id={a}", NULL, 200, .has = { "#", "1" } },
        { "to nobody", "manager", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"" NOWHERE "\"}", 400 },
        { "not by clients", "client", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"{user_id}\"}", 403 },
        { "no such task", "manager", "PUT", "/actions/tasks/" NOWHERE "/assign", "{\"person_id\":\"{user_id}\"}", 404 },
        { "several", "supervisor", "PUT", "/actions/persons/{user2_id}/assign", "{\"task_ids\":[\"{a}\",\"{b}\"]}", 200,
          .has = { "#", "2", "0.assignees.#", "*" } },
        { "one that is no list", "supervisor", "PUT", "/actions/persons/{user2_id}/assign", "{\"task_ids\":\"{a}\"}", 200, .has = { "#", "1", "0.id", "{a}" } },
        { "what may not is left out", "client", "PUT", "/actions/persons/{client_id}/assign", "{\"task_ids\":[\"{a}\"]}", 200, .has = { "#", "0" } },
        { "to somebody who is not there", "manager", "PUT", "/actions/persons/" NOWHERE "/assign", "{\"task_ids\":[]}", 404 },
        { "work of a person", "user2", "GET", "/data/persons/{user2_id}/tasks", NULL, 200,
          .has = { "#", "2", "0.project_name", "Comments {mark}", "0.entity_type_name", "Kind {mark}", "0.task_type_name", "Mod{mark}",
                   "0.task_status_short_name", "todo", "0.assignees.#", "*", "0.last_comment", "*" } },
        { "clients read it", "client", "GET", "/data/persons/{user2_id}/tasks", NULL, 200, .has = { "#", "2" } },
        { "vendors do not", "vendor", "GET", "/data/persons/{user2_id}/tasks", NULL, 403 },
        { "none is done", "user2", "GET", "/data/persons/{user2_id}/done-tasks", NULL, 200, .has = { "#", "0" } },
        { "of an entity", "user", "GET", "/data/assets/{shot}/tasks", NULL, 200, .has = { "#", "3" } },
        { "the kinds", "user", "GET", "/data/assets/{shot}/task-types", NULL, 200, .has = { "#", "3" } },
        { "an outsider sees none", "outsider", "GET", "/data/assets/{shot}/tasks", NULL, 403 },
        { "it is no shot", "user", "GET", "/data/shots/{shot}/tasks", NULL, 404 },
        { "of a kind", "user", "GET", "/data/entities/{shot}/task-types/{modeling}/tasks", NULL, 200, .has = { "#", "1", "0.id", "{a}" } },
        { "of the project", "user", "GET", "/data/projects/{project}/tasks", NULL, 200, .has = { "#", "4" } },
        { "by pages", "user", "GET", "/data/projects/{project}/tasks?page=2&limit=3", NULL, 200, .has = { "data.#", "1", "total", "4" } },
        { "whole", "user", "GET", "/data/tasks/{a}/full", NULL, 200,
          .has = { "id", "{a}", "project.id", "{project}", "entity.id", "{shot}", "task_type.id", "{modeling}", "task_status.id", "{todo}",
                   "persons.#", "2", "assigner.id", "*", "entity_type.name", "Kind {mark}" } },
        { "open ones", "user2", "GET", "/data/tasks/open-tasks?person_id={user2_id}", NULL, 200, .has = { "data.#", "2" } },
        { "taken from one", "manager", "PUT", "/actions/tasks/clear-assignation", "{\"task_ids\":[\"{a}\"],\"person_id\":\"{user_id}\"}", 200,
          .has = { "#", "1", "0", "{a}" } },
        { "one is left", "manager", "GET", "/data/tasks/{a}", NULL, 200, .has = { "assignees.#", "1" } },
        { "taken from all", "manager", "PUT", "/actions/tasks/clear-assignation", "{\"task_ids\":[\"{a}\",\"{b}\"]}", 200, .has = { "#", "2" } },
        { "none is left", "manager", "GET", "/data/tasks/{b}", NULL, 200, .has = { "assignees.#", "0" } },
        { "priority", "manager", "PUT", "/actions/tasks/set-priority", "{\"task_ids\":[\"{a}\"],\"priority\":2}", 200, .has = { "0.priority", "2" } },
        { "not by artists", "user", "PUT", "/actions/tasks/set-priority", "{\"task_ids\":[\"{a}\"],\"priority\":2}", 403 },
        { "a look", "manager", "PUT", "/actions/tasks/{a}/to-review", "{\"comment\":\"see\"}", 200, .has = { "task_status_id", "{wfa}" } },
        { "has comments", "manager", "DELETE", "/data/tasks/{a}", NULL, 400 },
        { "goes with them", "manager", "DELETE", "/data/tasks/{a}?force=true", NULL, 204 },
        { "is gone", "manager", "GET", "/data/tasks/{a}", NULL, 404 },
        { "several go", "manager", "POST", "/actions/projects/{project}/delete-tasks", "[\"{b}\"]", 200, .has = { "#", "1" } },
        { "all of a kind go", "admin", "DELETE", "/actions/projects/{project}/task-types/{compositing}/delete-tasks", NULL, 204 },
        { "one is left", "user", "GET", "/data/projects/{project}/tasks", NULL, 200, .has = { "#", "1", "0.id", "{anim}" } },
    };
    STORY(steps);
#undef MAKE
}

/* What one is told of, and what one follows. */
static void notices_are_read(void **state)
{
    (void)state;
    team_new();
#define MINE "/data/user/notifications"
    static const struct step steps[] = {
        { "does not follow", "user2", "GET", "/data/user/tasks/{anim}/subscribed", NULL, 200, .has = { "", "false" } },
        { "follows", "user2", "POST", "/actions/user/tasks/{anim}/subscribe", NULL, 201, .has = { "task_id", "{anim}", "person_id", "{user2_id}", "type", "Subscription" }, .keep = { "id", "s" } },
        { "once", "user2", "POST", "/actions/user/tasks/{anim}/subscribe", NULL, 201, .has = { "id", "{s}" } },
        { "is so", "user2", "GET", "/data/user/tasks/{anim}/subscribed", NULL, 200, .has = { "", "true" } },
        { "not what is not seen", "outsider", "POST", "/actions/user/tasks/{anim}/subscribe", NULL, 403 },
        { "nor what is not there", "user2", "POST", "/actions/user/tasks/" NOWHERE "/subscribe", NULL, 404 },
        { "something happens", "manager", "POST", COMMENT("anim"), SAYS("wip", "news for you"), 201, .keep = { "id", "c" } },
        { "is told", "user2", "GET", MINE, NULL, 200,
          .has = { "#", "1", "0.type", "Notification", "0.notification_type", "comment", "0.comment_id", "{c}", "0.comment_text", "news for you",
                   "0.read", "false", "0.change", "true", "0.project_name", "Comments {mark}", "0.subscription_id", "{s}" }, .keep = { "0.id", "n" } },
        { "of the rows too", "admin", "GET", "/data/notifications/{n}", NULL, 200, .has = { "notification_type", "comment", "type", "Notification" } },
        { "one", "user2", "GET", MINE "/{n}", NULL, 200, .has = { "id", "{n}" } },
        { "nobody else's", "user", "GET", MINE "/{n}", NULL, 404 },
        { "nor changes it", "user", "PUT", MINE "/{n}", "{\"read\":true}", 404 },
        { "read", "user2", "PUT", MINE "/{n}", "{\"read\":true}", 200, .has = { "read", "true" } },
        { "none is unread", "user2", "GET", MINE "?read=false", NULL, 200, .has = { "#", "0" } },
        { "all are read", "user", "POST", "/actions/user/notifications/mark-all-as-read", NULL, 200, .has = { "success", "true" } },
        { "none is left", "user", "GET", MINE "?read=false", NULL, 200, .has = { "#", "0" } },
        { "of a reason", "user", "GET", MINE "?type=mention", NULL, 200, .has = { "#", "0" } },
        { "of no reason", "user", "GET", MINE "?type=x", NULL, 400 },
        { "several", "user2", "POST", "/actions/user/tasks/subscribe", "{\"task_ids\":[\"{anim}\",\"{comp}\"]}", 201, .has = { "#", "2" } },
        { "none", "user2", "POST", "/actions/user/tasks/unsubscribe", "{\"task_ids\":[\"{anim}\"]}", 200 },
        { "ends", "user2", "DELETE", "/actions/user/tasks/{comp}/unsubscribe", NULL, 204 },
        { "twice", "user2", "DELETE", "/actions/user/tasks/{comp}/unsubscribe", NULL, 204 },
        { "the parent's kind of work", "user2", "POST", "/actions/user/sequences/{shot}/task-types/{animation}/subscribe", NULL, 201, .has = { "entity_id", "{shot}" } },
        { "is so", "user2", "GET", "/data/user/sequences/{shot}/task-types/{animation}/subscribed", NULL, 200, .has = { "", "true" } },
        { "is listed", "user2", "GET", "/data/user/projects/{project}/task-types/{animation}/sequence-subscriptions", NULL, 200, .has = { "#", "1", "0", "{shot}" } },
        { "ends", "user2", "DELETE", "/actions/user/sequences/{shot}/task-types/{animation}/unsubscribe", NULL, 204 },
        { "all of the project", "admin", "GET", "/data/projects/{project}/notifications", NULL, 200, .has = { "#", "2" } },
        { "not for others", "manager", "GET", "/data/projects/{project}/notifications", NULL, 403 },
        { "who follows", "admin", "GET", "/data/projects/{project}/subscriptions", NULL, 200, .has = { "#", "0" } },
        { "comments", "manager", "GET", "/data/projects/{project}/comments", NULL, 200, .has = { "#", "1", "0.id", "{c}" } },
        { "one goes", "admin", "DELETE", "/data/notifications/{n}", NULL, 204 },
    };
    STORY(steps);
#undef MINE
}

/* Minutes of work by task, person and day, and their sums; quotas and days off. */
static void time_is_counted(void **state)
{
    (void)state;
    team_new();
#define SPENT "/actions/tasks/{anim}/time-spents/"
#define ADA "/persons/{user_id}"
#define TABLES "/data/persons/time-spents/"
#define QUOTA "/data/persons/{user_id}/quota-shots/"
    static const struct step steps[] = {
        { "set", "user", "POST", SPENT "2026-01-01" ADA, "{\"duration\":480}", 201,
          .has = { "duration", "480.0", "date", "2026-01-01", "task_id", "{anim}", "person_id", "{user_id}", "type", "TimeSpent" }, .keep = { "id", "t" } },
        { "set anew", "manager", "POST", SPENT "2026-01-01" ADA, "{\"duration\":\"240\"}", 201, .has = { "id", "{t}", "duration", "240.0" } },
        { "more", "user", "POST", SPENT "2026-01-01" ADA "/add", "{\"duration\":60.5}", 201, .has = { "id", "{t}", "duration", "300.5" } },
        { "another day", "user", "POST", SPENT "2026-02-10" ADA "/add", "{\"duration\":100}", 201 },
        { "the task's", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "duration", "400.5" } },
        { "not for others", "user", "POST", SPENT "2026-01-01/persons/{user2_id}", "{\"duration\":1}", 403 },
        { "not without the task", "user2", "POST", SPENT "2026-01-01/persons/{user2_id}", "{\"duration\":1}", 403 },
        { "not by outsiders", "outsider", "POST", SPENT "2026-01-01" ADA, "{\"duration\":1}", 403 },
        { "no day", "user", "POST", SPENT "2026-02-30" ADA, "{\"duration\":1}", 400 },
        { "no time", "user", "POST", SPENT "2026-01-01" ADA, "{\"duration\":0}", 400 },
        { "less than none", "user", "POST", SPENT "2026-01-01" ADA, "{\"duration\":-5}", 400 },
        { "nothing", "user", "POST", SPENT "2026-01-01" ADA, "{}", 400 },
        { "nobody", "manager", "POST", SPENT "2026-01-01/persons/" NOWHERE, "{\"duration\":1}", 404 },
        { "of the task", "user", "GET", "/actions/tasks/{anim}/time-spents", NULL, 200, .has = { "total", "400.5" } },
        { "on a day", "user", "GET", SPENT "2026-02-10", NULL, 200, .has = { "total", "100.0" } },
        { "of the entity", "user", "GET", "/data/entities/{shot}/time-spents", NULL, 200, .has = { "#", "2", "0.duration", "300.5" } },
        { "of the project", "manager", "GET", "/data/projects/{project}/time-spents", NULL, 200, .has = { "#", "2" } },
        { "of the person", "admin", "GET", "/data/persons/{user_id}/time-spents?start_date=2026-02-01", NULL, 200, .has = { "#", "1" } },
        { "one's own is elsewhere", "user", "GET", "/data/persons/{user_id}/time-spents?start_date=2026-02-01", NULL, 403 },
        { "there", "user", "GET", "/data/user/time-spents?start_date=2026-02-01", NULL, 200, .has = { "#", "1" } },
        { "that day", "user", "GET", "/data/persons/{user_id}/time-spents/2026-01-01", NULL, 200, .has = { "#", "1", "0.duration", "300.5" } },
        { "by task", "manager", "GET", "/data/persons/{user_id}/time-spents/year/2026", NULL, 200,
          .has = { "#", "1", "0.duration", "400.5", "0.task_id", "{anim}", "0.project_id", "{project}" } },
        { "in a month", "user", "GET", "/data/persons/{user_id}/time-spents/month/2026/02", NULL, 200, .has = { "#", "1", "0.duration", "100.0" } },
        { "in a week", "user", "GET", "/data/persons/{user_id}/time-spents/week/2026/1", NULL, 200, .has = { "#", "1", "0.duration", "300.5" } },
        { "on a day", "user", "GET", "/data/persons/{user_id}/time-spents/day/2026/2/10", NULL, 200, .has = { "#", "1" } },
        { "rows of a month", "user", "GET", "/data/persons/{user_id}/time-spents/month/all/2026/1", NULL, 200, .has = { "#", "1", "0.type", "TimeSpent" } },
        { "not others'", "user2", "GET", "/data/persons/{user_id}/time-spents/year/2026", NULL, 403 },
        { "one's own", "user", "GET", "/data/user/time-spents/2026-01-01", NULL, 200, .has = { "#", "1" } },
        { "on a task", "user", "GET", "/data/user/tasks/{anim}/time-spents/2026-01-01", NULL, 200, .has = { "duration", "300.5" } },
        { "weeks", "manager", "GET", TABLES "week-table/2026?project_id={project}", NULL, 200, .has = { "1", "*", "7", "*", "8", NULL } },
        { "months", "supervisor", "GET", TABLES "month-table/2026?project_id={project}", NULL, 200, .has = { "1", "*", "2", "*", "3", NULL } },
        { "days", "user", "GET", TABLES "day-table/2026/2?project_id={project}", NULL, 200, .has = { "10", "*", "1", NULL } },
        { "years", "admin", "GET", TABLES "year-table?project_id={project}", NULL, 200, .has = { "2026", "*" } },
        { "others have none", "user2", "GET", TABLES "week-table/2026?project_id={project}", NULL, 200, .has = { "1", NULL } },
        { "a manager of others", "outsider", "GET", TABLES "week-table/2026?project_id={project}", NULL, 403 },
        { "sees nothing", "outsider", "GET", TABLES "week-table/2026", NULL, 200, .has = { "1", NULL } },
        { "no department of his", "supervisor", "GET", TABLES "week-table/2026?department_id={craft}", NULL, 200 },
        { "no year", "admin", "GET", TABLES "week-table/x", NULL, 400 },
        { "year 0", "admin", "GET", TABLES "week-table/0", NULL, 400 },
        { "no id", "admin", "GET", TABLES "week-table/2026?project_id=x", NULL, 400 },
        { "nobody", NULL, "GET", TABLES "week-table/2026", NULL, 401 },
        { "taken back", "user", "DELETE", SPENT "2026-02-10" ADA, NULL, 201 },
        { "once", "user", "DELETE", SPENT "2026-02-10" ADA, NULL, 404 },
        { "less", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "duration", "300.5" } },
        { "events", "admin", "GET", "/data/events?name=time-spent:new&project_id={project}", NULL, 200, .has = { "#", "2", "0.data.time_spent_id", "*" } },
        { "a quota without a production", "user", "GET", QUOTA "day/2026/1/1", NULL, 200, .has = { "#", "0" } },
        { "an impossible day", "user", "GET", QUOTA "day/2026/2/30", NULL, 400 },
        { "an unknown way", "user", "GET", QUOTA "day/2026/1/1?count_mode=x", NULL, 400 },
        { "a manager needs the production", "manager", "GET", QUOTA "day/2026/1/1", NULL, 403 },
        { "with it", "manager", "GET", QUOTA "day/2026/1/1?project_id={project}&task_type_id={animation}", NULL, 200 },
        { "not of others", "user2", "GET", QUOTA "day/2026/1/1", NULL, 403 },
        { "nor by supervisors", "supervisor", "GET", QUOTA "day/2026/1/1?project_id={project}", NULL, 403 },
        { "nobody's", "admin", "GET", "/data/persons/" NOWHERE "/quota-shots/day/2026/1/1", NULL, 404 },
        { "of no project", "admin", "GET", QUOTA "day/2026/1/1?project_id=" NOWHERE, NULL, 404 },
        { "off", "user", "POST", "/data/day-offs", "{\"person_id\":\"{user_id}\",\"date\":\"2026-03-02\",\"end_date\":\"2026-03-04\"}", 201, .keep = { "id", "off" } },
        { "covers", "user", "GET", "/data/user/day-offs/2026-03-03", NULL, 200, .has = { "id", "{off}" } },
        { "or not", "user", "GET", "/data/persons/{user_id}/day-offs/2026-03-05", NULL, 200, .has = { "id", NULL } },
        { "in a week", "user", "GET", "/data/persons/{user_id}/day-offs/week/2026/10", NULL, 200, .has = { "#", "1" } },
        { "in a month", "admin", "GET", "/data/persons/{user_id}/day-offs/month/2026/4", NULL, 200, .has = { "#", "0" } },
        { "in a year", "user", "GET", "/data/persons/{user_id}/day-offs/year/2026", NULL, 200, .has = { "#", "1" } },
        { "all", "user", "GET", "/data/persons/{user_id}/day-offs", NULL, 200, .has = { "#", "1" } },
        { "not others'", "user2", "GET", "/data/persons/{user_id}/day-offs", NULL, 403 },
        { "of a month", "user", "GET", "/data/persons/day-offs/2026/3", NULL, 200, .has = { "#", "1" } },
        { "of a team", "manager", "GET", "/data/projects/{project}/day-offs", NULL, 200, .has = { "#", "1" } },
    };
    STORY(steps);
#undef SPENT
#undef ADA
#undef TABLES
#undef QUOTA
}

/* Shots of a quota, in each way of counting. */
static void quotas_are_counted(void **state)
{
    (void)state;
    team_new();
    (void)ASK("POST", "/data/entity-types", .token = admin_token(), .json = "{\"name\":\"Shot\"}"); /* may be there */
#define DAY "/data/persons/{user_id}/quota-shots/day/"
#define OF "?project_id={project}&task_type_id={animation}&count_mode="
    static const struct step steps[] = {
        { "the kind", "admin", "GET", "/data/entity-types?name=Shot", NULL, 200, .keep = { "0.id", "shots" } },
        { "a shot", "manager", "POST", "/data/entities",
          "{\"name\":\"Q1\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\"}", 201, .keep = { "id", "q1" } },
        { "another", "manager", "POST", "/data/entities",
          "{\"name\":\"Q2\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\"}", 201, .keep = { "id", "q2" } },
        { "work", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\",\"entity_id\":\"{q1}\",\"task_status_id\":\"{todo}\","
          "\"assignees\":[\"{user_id}\"],\"end_date\":\"2026-01-08T10:00:00\",\"done_date\":\"2026-01-09T10:00:00\"}", 201, .keep = { "id", "w1" } },
        { "without time", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\",\"entity_id\":\"{q2}\",\"task_status_id\":\"{todo}\","
          "\"assignees\":[\"{user_id}\"],\"real_start_date\":\"2026-01-05T10:00:00\",\"end_date\":\"2026-01-08T10:00:00\"}", 201 },
        { "time", "user", "POST", "/actions/tasks/{w1}/time-spents/2026-01-07/persons/{user_id}", "{\"duration\":100}", 201 },
        { "more", "user", "POST", "/actions/tasks/{w1}/time-spents/2026-01-08/persons/{user_id}", "{\"duration\":300}", 201 },
        { "by what was worked and by days", "user", "GET", DAY "2026/1/7" OF "weighted", NULL, 200,
          .has = { "#", "2", "0.id", "{q1}", "0.type", "Entity", "0.full_name", "Q1", "0.weight", "0.25", "1.id", "{q2}", "1.weight", "0.25" } },
        { "the week", "user", "GET", "/data/persons/{user_id}/quota-shots/week/2026/2" OF "weighted", NULL, 200,
          .has = { "#", "2", "0.weight", "1.0", "1.weight", "1.0" } },
        { "whole ones", "user", "GET", DAY "2026/1/8" OF "feedback", NULL, 200, .has = { "#", "2", "0.weight", "1.0" } },
        { "done ones", "user", "GET", DAY "2026/1/9" OF "done", NULL, 200, .has = { "#", "1", "0.id", "{q1}" } },
        { "none that day", "user", "GET", DAY "2026/1/10" OF "done", NULL, 200, .has = { "#", "0" } },
        { "the month", "admin", "GET", "/data/persons/{user_id}/quota-shots/month/2026/1" OF "done", NULL, 200, .has = { "#", "1" } },
    };
    STORY(steps);
#undef DAY
#undef OF
}

static void news_are_told(void **state)
{
    (void)state;
    team_new();
#define NEWS "/data/projects/{project}/news"
    static const struct step steps[] = {
        { "one", "user", "POST", COMMENT("anim"), SAYS("wip", "1"), 201, .keep = { "id", "c1" } },
        { "two", "manager", "POST", COMMENT("comp"), SAYS("wip", "2"), 201, .keep = { "id", "c2" } },
        { "three", "manager", "POST", COMMENT("comp"), SAYS("wip", "3"), 201, .keep = { "id", "c3" } },
        { "all, the newest first", "vendor", "GET", NEWS, NULL, 200,
          .has = { "total", "3", "nb_pages", "1", "limit", "50", "offset", "0", "page", "1", "data.#", "3", "data.0.comment_id", "{c3}",
                   "data.0.change", "false", "data.2.comment_id", "{c1}", "data.2.type", "News", "data.2.author_id", "{user_id}",
                   "data.2.task_id", "{anim}", "data.2.task_type_id", "{animation}", "data.2.task_status_id", "{wip}" }, .keep = { "data.0.id", "n" } },
        { "more of it", "client", "GET", NEWS, NULL, 200,
          .has = { "data.2.task_entity_id", "{shot}", "data.2.project_name", "Comments {mark}", "data.2.full_entity_name", "Kind {mark} / S1 {mark}",
                   "data.2.person.full_name", "Ada {mark}", "data.2.preview_file_id", "null", "stats", "*" } },
        { "by person", "user", "GET", NEWS "?person_id={user_id}", NULL, 200, .has = { "total", "1" } },
        { "by kind", "user", "GET", NEWS "?task_type_id={compositing}", NULL, 200, .has = { "total", "2" } },
        { "by status", "user", "GET", NEWS "?task_status_id={done}", NULL, 200, .has = { "total", "0", "stats", "{}" } },
        { "by episode", "user", "GET", NEWS "?episode_id={shot}", NULL, 200, .has = { "total", "0" } },
        { "with previews", "user", "GET", NEWS "?only_preview=true", NULL, 200, .has = { "total", "0" } },
        { "a page", "user", "GET", NEWS "?page=2&limit=2", NULL, 200, .has = { "total", "3", "nb_pages", "2", "offset", "2", "data.#", "1", "data.0.comment_id", "{c1}" } },
        { "after", "user", "GET", NEWS "?after=2020-01-01", NULL, 200, .has = { "total", "3" } },
        { "before", "user", "GET", NEWS "?before=2020-01-01T00:00:00", NULL, 200, .has = { "total", "0" } },
        { "no page", "user", "GET", NEWS "?page=0", NULL, 400 },
        { "no limit", "user", "GET", NEWS "?limit=0", NULL, 400 },
        { "no yes", "user", "GET", NEWS "?only_preview=perhaps", NULL, 400 },
        { "no moment", "user", "GET", NEWS "?after=x", NULL, 400 },
        { "no id", "user", "GET", NEWS "?person_id=x", NULL, 400 },
        { "not the outsider's", "outsider", "GET", NEWS, NULL, 403 },
        { "nobody's", NULL, "GET", NEWS, NULL, 401 },
        { "of nothing", "admin", "GET", "/data/projects/" NOWHERE "/news", NULL, 404 },
        { "of no project", "user", "GET", "/data/projects/x/news", NULL, 404 },
        { "one", "user", "GET", NEWS "/{n}", NULL, 200, .has = { "comment_id", "{c3}" } },
        { "none", "user", "GET", NEWS "/" NOWHERE, NULL, 404 },
        { "of an entity", "user", "GET", "/data/entities/{shot}/news", NULL, 200, .has = { "#", "3" } },
        { "of all", "user", "GET", "/data/projects/news?person_id={user_id}", NULL, 200, .has = { "total", "1" } },
    };
    STORY(steps);
    assert_int_equal(http_int(ASK("GET", text_format("/data/projects/%s/news?limit=1", story_get("project")),
                                  .token = story_get("user")),
                              text_format("stats.%s", story_get("wip"))), 2);
#undef NEWS
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_are_made_and_given),
        cmocka_unit_test(notices_are_read),
        cmocka_unit_test(time_is_counted),
        cmocka_unit_test(quotas_are_counted),
        cmocka_unit_test(news_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
