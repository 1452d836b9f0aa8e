/* track_own.c - what people keep for themselves, when they were there, and other addresses of tasks,
 * persons and talks. */
#include <string.h>
#include "t/e2e/team.h"

#define FILTERS "/data/user/filters"
#define GROUPS "/data/user/filter-groups"
#define SEARCH(name, more) "{\"list_type\":\"shot\",\"name\":\"" name "\",\"query\":\"q\"" more "}"
#define OF_IT ",\"project_id\":\"{project}\""

static void searches_are_kept(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "kept", "user", "POST", FILTERS, SEARCH("mine", OF_IT ",\"entity_type\":\"Shot\""), 201,
          .has = { "name", "mine", "search_query", "q", "list_type", "shot", "entity_type", "Shot", "project_id", "{project}",
                   "person_id", "{user_id}", "is_shared", "false", "type", "SearchFilter", "search_filter_group_id", "null" }, .keep = { "id", "f" } },
        { "the production as a row", "user", "POST", FILTERS, SEARCH("row", ",\"project_id\":{\"id\":\"{project}\"}"), 201, .has = { "project_id", "{project}" } },
        { "of all productions", "user", "POST", FILTERS, SEARCH("all", ",\"project_id\":null,\"entity_type\":null"), 201, .has = { "project_id", "null" } },
        { "listed", "user", "GET", FILTERS, NULL, 200, .has = { "shot", "*", "asset", NULL } },
        { "not to others", "user2", "GET", FILTERS, NULL, 200, .has = { "shot", NULL } },
        { "its event", "admin", "GET", "/data/events?name=search-filter:new&project_id={project}", NULL, 200, .has = { "#", "2", "0.data.search_filter_id", "*" } },
        { "not shared by artists", "user", "POST", FILTERS, SEARCH("ours", OF_IT ",\"is_shared\":true"), 201, .has = { "is_shared", "false" } },
        { "nor by outsiders", "outsider", "POST", FILTERS, SEARCH("ours", OF_IT ",\"is_shared\":true"), 201, .has = { "is_shared", "false" } },
        { "nor for all productions", "manager", "POST", FILTERS, SEARCH("ours", ",\"is_shared\":true"), 201, .has = { "is_shared", "false" } },
        { "by supervisors", "supervisor", "POST", FILTERS, SEARCH("ours", OF_IT ",\"is_shared\":true"), 201, .has = { "is_shared", "true" }, .keep = { "id", "shared" } },
        { "others have it", "user2", "GET", FILTERS, NULL, 200, .has = { "shot", "*" } },
        { "but do not change it", "user2", "PUT", FILTERS "/{shared}", "{\"name\":\"x\"}", 404 },
        { "nor take it away", "user2", "DELETE", FILTERS "/{shared}", NULL, 404 },
        { "for a department", "manager", "POST", FILTERS, "{\"list_type\":\"edit\",\"name\":\"craft\",\"query\":\"q\",\"is_shared\":true,\"department_id\":\"{craft}\"" OF_IT "}", 201,
          .has = { "is_shared", "true", "department_id", "{craft}" } },
        { "not for others", "user2", "GET", FILTERS, NULL, 200, .has = { "edit", NULL } },
        { "in it now", "admin", "POST", "/actions/persons/{user2_id}/departments/add", "{\"department_id\":\"{craft}\"}", 201 },
        { "for its people", "user2", "GET", FILTERS, NULL, 200, .has = { "edit.{project}.#", "1" } },
        { "and managers", "manager", "GET", FILTERS, NULL, 200, .has = { "edit.{project}.#", "1" } },
        { "no name", "user", "POST", FILTERS, "{\"list_type\":\"shot\",\"query\":\"q\"}", 400, .has = { "data.errors.0.field", "name" } },
        { "no search", "user", "POST", FILTERS, "{\"list_type\":\"shot\",\"name\":\"x\"}", 400 },
        { "no identifier", "user", "POST", FILTERS, SEARCH("x", ",\"project_id\":\"x\""), 400 },
        { "of nothing", "user", "POST", FILTERS, SEARCH("x", ",\"project_id\":\"" NOWHERE "\""), 404 },
        { "of nobody", "user", "POST", FILTERS, SEARCH("x", ",\"department_id\":\"" NOWHERE "\""), 400 },
        { "in no section", "user", "POST", FILTERS, SEARCH("x", ",\"search_filter_group_id\":\"" NOWHERE "\""), 404 },
        { "nobody", NULL, "POST", FILTERS, SEARCH("x", ""), 401 },
        { "changed, sent back as it was read", "user", "PUT", FILTERS "/{f}",
          "{\"id\":\"{f}\",\"type\":\"SearchFilter\",\"name\":\"new\",\"search_query\":\"r\",\"is_shared\":true,\"person_id\":\"{user2_id}\"}", 200,
          .has = { "name", "new", "search_query", "r", "is_shared", "false", "person_id", "{user_id}" } },
        { "not by others", "manager", "PUT", FILTERS "/{f}", "{}", 404 },
        { "by administrators", "admin", "PUT", FILTERS "/{f}", "{\"name\":\"by admin\"}", 200, .has = { "name", "by admin", "person_id", "{user_id}" } },
        { "gone", "user", "DELETE", FILTERS "/{f}", NULL, 204 },
        { "once", "user", "DELETE", FILTERS "/{f}", NULL, 404 },
        { "no identifier", "user", "DELETE", FILTERS "/x", NULL, 404 },
    };
    STORY(steps);
}

static void searches_have_sections(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "as the client sends it", "user", "POST", GROUPS, "{\"name\":\"mine\",\"project_id\":null}", 201,
          .has = { "name", "mine", "list_type", "asset", "is_shared", "false", "person_id", "{user_id}", "type", "SearchFilterGroup", "color", "" }, .keep = { "id", "g" } },
        { "read", "user", "GET", GROUPS "/{g}", NULL, 200, .has = { "id", "{g}" } },
        { "not by others", "manager", "GET", GROUPS "/{g}", NULL, 404 },
        { "listed", "user", "GET", GROUPS, NULL, 200, .has = { "asset.all.#", "1" } },
        { "in it", "user", "POST", FILTERS, SEARCH("in", ",\"search_filter_group_id\":\"{g}\""), 201, .has = { "search_filter_group_id", "{g}" }, .keep = { "id", "in" } },
        { "not into somebody else's", "user2", "POST", FILTERS, SEARCH("in", ",\"search_filter_group_id\":\"{g}\""), 404 },
        { "out of it", "user", "PUT", FILTERS "/{in}", "{\"search_filter_group_id\":null}", 200, .has = { "search_filter_group_id", "null" } },
        { "and back", "user", "PUT", FILTERS "/{in}", "{\"search_filter_group_id\":\"{g}\"}", 200, .has = { "search_filter_group_id", "{g}" } },
        { "a shared one", "manager", "POST", GROUPS, "{\"name\":\"ours\",\"color\":\"#123456\",\"list_type\":\"shot\",\"is_shared\":true" OF_IT "}", 201,
          .has = { "is_shared", "true", "color", "#123456" }, .keep = { "id", "ours" } },
        { "not shared as it is", "user", "POST", FILTERS, SEARCH("x", OF_IT ",\"search_filter_group_id\":\"{ours}\""), 400 },
        { "shared as it is", "supervisor", "POST", FILTERS, SEARCH("x", OF_IT ",\"is_shared\":true,\"search_filter_group_id\":\"{ours}\""), 201, .keep = { "id", "s" } },
        { "not shared any more", "manager", "PUT", GROUPS "/{ours}", "{\"is_shared\":false,\"name\":\"mine\"}", 200, .has = { "is_shared", "false", "name", "mine" } },
        { "nor what is in it", "admin", "GET", "/data/search-filters/{s}", NULL, 200, .has = { "is_shared", "false" } },
        { "not by artists", "user", "PUT", GROUPS "/{ours}", "{\"is_shared\":true}", 404 },
        { "too long", "user", "POST", GROUPS, "{\"name\":\"x\",\"color\":\"#123456789\"}", 400 },
        { "gone with what is in it", "manager", "DELETE", GROUPS "/{ours}", NULL, 204 },
        { "as well", "admin", "GET", "/data/search-filters/{s}", NULL, 404 },
        { "not by others", "user2", "DELETE", GROUPS "/{g}", NULL, 404 },
        { "gone", "user", "DELETE", GROUPS "/{g}", NULL, 204 },
        { "for good", "user", "GET", GROUPS "/{g}", NULL, 404 },
        { "its event", "admin", "GET", "/data/events?name=search-filter-group:delete&user_id={user_id}", NULL, 200, .has = { "#", "1" } },
    };
    STORY(steps);
}

static void people_were_there(void **state)
{
    const struct answer *a;
    const char          *line;
    (void)state;
#define LOGS "/desktop-login-logs"
    static const struct step steps[] = {
        { "was there", "user", "POST", "/data/user" LOGS, "{\"date\":\"2026-03-09T10:20:30.123456\"}", 201,
          .has = { "person_id", "{user_id}", "date", "2026-03-09T10:20:30", "type", "DesktopLoginLog" } },
        { "is there now", "user", "POST", "/data/user" LOGS, NULL, 201, .has = { "date", "*" } },
        { "the last first", "user", "GET", "/data/user" LOGS, NULL, 200, .has = { "#", "2", "1.date", "2026-03-09T10:20:30" } },
        { "no moment", "user", "POST", "/data/user" LOGS, "{\"date\":\"x\"}", 400 },
        { "of a person", "manager", "GET", "/data/persons/{user_id}" LOGS, NULL, 200, .has = { "#", "2" } },
        { "oneself", "user", "GET", "/data/persons/{user_id}" LOGS, NULL, 200, .has = { "#", "2" } },
        { "not others", "user2", "GET", "/data/persons/{user_id}" LOGS, NULL, 403 },
        { "nor by supervisors", "supervisor", "GET", "/data/persons/{user_id}" LOGS, NULL, 403 },
        { "nobody", "admin", "GET", "/data/persons/" NOWHERE LOGS, NULL, 404 },
        { "by administrators", "admin", "POST", "/data/persons/{user2_id}" LOGS, "{\"date\":\"2026-03-31T23:59:59\"}", 201 },
        { "not by managers", "manager", "POST", "/data/persons/{user2_id}" LOGS, "{}", 403 },
        { "the day", "admin", "GET", "/data/persons/{user2_id}", NULL, 200, .has = { "last_presence", "2026-03-31" } },
        { "work counts too", "admin", "POST", "/actions/tasks/{anim}/time-spents/2026-04-01/persons/{user2_id}", "{\"duration\":10}", 201 },
        { "a later day", "admin", "GET", "/data/persons/{user2_id}", NULL, 200, .has = { "last_presence", "2026-04-01" } },
        { "no month", "admin", "GET", "/data/persons/presence-logs/2026-13", NULL, 400 },
        { "nor that", "admin", "GET", "/data/persons/presence-logs/march", NULL, 400 },
        { "not by managers", "manager", "GET", "/data/persons/presence-logs/2026-03", NULL, 403 },
    };
    STORY(steps);
    a = ASK("GET", "/data/persons/presence-logs/2026-03", .token = story_get("admin"));
    WANT_STATUS(a, 200);
    assert_non_null(strstr(http_header(a, "Content-Type", 0), "text/csv"));
    assert_memory_equal(a->body, "2026;1;2;3;", 11);
    line = strstr(a->body, text_format("Ada %s;;;;;;;;;X;;", story_get("mark")));
    assert_non_null(line);
    assert_non_null(strstr(a->body, text_format("Grace %s;;", story_get("mark"))));
    assert_non_null(strstr(a->body, ";X\r\n"));
#undef LOGS
}

static void tasks_have_other_addresses(void **state)
{
    (void)state;
#define PATH_OF(path) "{\"project_id\":\"{project}\",\"file_path\":\"" path "\",\"type\":\"asset\"}"
    static const struct step steps[] = {
        { "open ones", "user", "GET", "/data/tasks/open?project_id={project}", NULL, 200, .has = { "#", "2", "0.type", "Task", "0.project_name", "*" } },
        { "not to others", "outsider", "GET", "/data/tasks/open?project_id={project}", NULL, 200, .has = { "#", "0" } },
        { "sums", "manager", "GET", "/data/tasks/open-tasks/stats", NULL, 200,
          .has = { "{project}.amount", "2", "{project}.amount_done", "0", "{project}.total_duration", "10.0", "{project}.total_estimation", "0.0",
                   "{project}.task_types.#", "2", "{project}.task_types.0.project_id", "{project}", "{project}.task_types.0.amount", "1",
                   "{project}.task_types.0.task_status_id", "{todo}" } },
        { "not of others", "outsider", "GET", "/data/tasks/open/stats", NULL, 200, .has = { "{project}", NULL } },
        { "vendors their own", "vendor", "GET", "/data/tasks/open/stats", NULL, 200, .has = { "{project}", NULL } },
        { "dates", "manager", "PUT", "/data/tasks/{anim}", "{\"start_date\":\"2026-01-05\",\"due_date\":\"2026-01-20\"}", 200 },
        { "of everybody", "supervisor", "GET", "/data/persons/task-dates?project_id={project}", NULL, 200,
          .has = { "#", "1", "0.person_id", "{user_id}", "0.min_date", "2026-01-05T00:00:00", "0.max_date", "2026-01-20T00:00:00" } },
        { "in a production", "manager", "GET", "/data/projects/{project}/persons/tasks/dates", NULL, 200, .has = { "#", "1" } },
        { "of one's own", "outsider", "GET", "/data/persons/task-dates", NULL, 200, .has = { "#", "0" } },
        { "not of others", "outsider", "GET", "/data/persons/task-dates?project_id={project}", NULL, 403 },
        { "nor by artists", "user", "GET", "/data/persons/task-dates", NULL, 403 },
        { "of nothing", "admin", "GET", "/data/persons/task-dates?project_id=" NOWHERE, NULL, 404 },
        { "no identifier", "admin", "GET", "/data/persons/task-dates?project_id=x", NULL, 400 },
        { "by its path", "user", "POST", "/data/tasks/from-path/", PATH_OF("/prod/S1 {mark}/Anim{mark}/v001.ma"), 200, .has = { "id", "{anim}", "type", "Task" } },
        { "by the words of a name", "user", "POST", "/data/tasks/from-path", PATH_OF("C:\\\\prod\\\\s1 {mark}\\\\x_comp{mark}_v2.ma"), 200, .has = { "id", "{comp}" } },
        { "of no kind of work", "user", "POST", "/data/tasks/from-path", PATH_OF("/prod/S1 {mark}/v001.ma"), 404 },
        { "no shot", "user", "POST", "/data/tasks/from-path", "{\"project_id\":\"{project}\",\"file_path\":\"S1 {mark}/Anim{mark}\"}", 200 },
        { "of no kind", "user", "POST", "/data/tasks/from-path", "{\"project_id\":\"{project}\",\"file_path\":\"x\",\"type\":\"x\"}", 400 },
        { "not by others", "outsider", "POST", "/data/tasks/from-path", PATH_OF("x"), 403 },
        { "nor by vendors without it", "vendor", "POST", "/data/tasks/from-path", PATH_OF("S1 {mark}/Anim{mark}"), 403 },
        { "given", "manager", "PUT", "/data/tasks/assign", "{\"person_id\":\"{user2_id}\",\"task_ids\":[\"{comp}\"]}", 200, .has = { "#", "1", "0.assignees.0", "{user2_id}" } },
        { "one as a text", "manager", "PUT", "/actions/persons/{user2_id}/assign", "{\"task_ids\":\"{comp}\"}", 200, .has = { "#", "1" } },
        { "a kind of work", "admin", "POST", "/data/task-types", "{\"name\":\"Rig{mark}\",\"for_entity\":\"Asset\"}", 201, .keep = { "id", "rig" } },
        { "the work that lacks, of a kind", "manager", "POST", "/data/entities/{shot}/tasks", "{\"task_type_ids\":[\"{rig}\"]}", 201,
          .has = { "#", "1", "0.task_type_id", "{rig}" } },
        { "a comment", "user", "POST", COMMENT("anim"), SAYS("wip", "first"), 201, .keep = { "id", "c" } },
        { "answered", "manager", "POST", "/data/comments/{c}/replies", "{\"text\":\"yes\",\"person_id\":\"{user_id}\"}", 200,
          .has = { "text", "yes", "person_id", "{manager_id}" }, .keep = { "id", "r" } },
        { "not by others", "outsider", "POST", "/data/comments/{c}/replies", "{\"text\":\"x\"}", 403 },
        { "nothing to answer", "admin", "POST", "/data/comments/" NOWHERE "/replies", "{\"text\":\"x\"}", 404 },
        { "taken back", "admin", "DELETE", "/data/comments/{c}/replies/{r}", NULL, 200 },
        { "once", "admin", "DELETE", "/data/comments/{c}/replies/{r}", NULL, 404 },
        { "no such file", "user", "DELETE", "/data/comments/{c}/attachment-files/" NOWHERE, NULL, 404 },
        { "of no comment", "user", "DELETE", "/data/comments/" NOWHERE "/attachment-files/" NOWHERE, NULL, 404 },
        { "not by artists", "user", "POST", "/data/tasks/delete-batch", "{\"task_ids\":[\"{comp}\"]}", 403 },
        { "all or none", "manager", "POST", "/data/tasks/delete-batch", "{\"task_ids\":[\"{comp}\",\"" NOWHERE "\"]}", 404 },
        { "none", "manager", "GET", "/data/tasks/{comp}", NULL, 200 },
        { "all", "manager", "POST", "/data/tasks/delete-batch", "{\"task_ids\":[\"{comp}\"]}", 200, .has = { "#", "1", "0", "{comp}" } },
        { "not by managers", "manager", "DELETE", "/data/projects/{project}/task-types/{compositing}/tasks", NULL, 403 },
        { "of a kind", "admin", "DELETE", "/data/projects/{project}/task-types/{compositing}/tasks", NULL, 204 },
    };
    STORY(steps);
#undef PATH_OF
}

static void days_have_other_addresses(void **state)
{
    (void)state;
#define SPENT "/actions/tasks/{anim}/time-spents/2026-05-04/persons/{user_id}"
    static const struct step steps[] = {
        { "work", "user", "POST", SPENT, "{\"duration\":90}", 201, .keep = { "id", "t" } },
        { "of the caller", "user", "GET", "/data/user/time-spents/by-date?date=2026-05-04", NULL, 200, .has = { "#", "1", "0.id", "{t}" } },
        { "today", "user", "GET", "/data/user/time-spents/by-date", NULL, 200, .has = { "#", "0" } },
        { "of a person", "user", "GET", "/data/persons/{user_id}/time-spents/by-date?date=2026-05-04", NULL, 200, .has = { "#", "1" } },
        { "not others'", "user2", "GET", "/data/persons/{user_id}/time-spents/by-date?date=2026-05-04", NULL, 403 },
        { "no day", "user", "GET", "/data/user/time-spents/by-date?date=2026-02-30", NULL, 400 },
        { "on a task", "user", "GET", "/data/user/tasks/{anim}/time-spent?date=2026-05-04", NULL, 200, .has = { "id", "{t}", "duration", "90.0" } },
        { "not today", "user", "GET", "/data/user/tasks/{anim}/time-spent", NULL, 200, .has = { "id", NULL } },
        { "of the task", "user", "GET", "/data/tasks/{anim}/time-spent/for-date?date=2026-05-04", NULL, 200, .has = { "total", "90.0" } },
        { "another day", "user", "GET", "/data/tasks/{anim}/time-spent/for-date?date=2026-05-05", NULL, 200, .has = { "total", "0.0" } },
        { "not off", "user", "GET", "/data/user/day-off", NULL, 200, .has = { "", "{}" } },
        { "off", "user", "POST", "/data/day-offs", "{\"person_id\":\"{user_id}\",\"date\":\"2026-05-06\",\"end_date\":\"2026-05-07\"}", 201, .keep = { "id", "off" } },
        { "that day", "user", "GET", "/data/user/day-off?date=2026-05-07", NULL, 200, .has = { "id", "{off}" } },
        { "a talk", "user", "POST", "/data/entities/{shot}/chat/messages", "{\"message\":\"hello\"}", 201, .keep = { "chat_id", "chat" } },
        { "joined", "user2", "POST", "/data/user/chats/{chat}/join", "{}", 200, .has = { "id", "{chat}" } },
        { "mine", "user2", "GET", "/data/user/chats", NULL, 200, .has = { "#", "1" } },
        { "left", "user2", "DELETE", "/data/user/chats/{chat}/leave", NULL, 204 },
        { "not by others", "outsider", "POST", "/data/user/chats/{chat}/join", "{}", 403 },
        { "no such talk", "user", "POST", "/data/user/chats/" NOWHERE "/join", "{}", 404 },
        { "no picture", "user", "DELETE", "/data/user/avatar", NULL, 204 },
        { "again", "user", "DELETE", "/actions/user/clear-avatar", NULL, 204 },
        { "by administrators", "admin", "DELETE", "/data/persons/{user_id}/avatar", NULL, 204 },
        { "by both names", "admin", "DELETE", "/actions/persons/{user_id}/clear-avatar", NULL, 204 },
        { "alone", "manager", "DELETE", "/actions/persons/{user_id}/clear-avatar", NULL, 403 },
        { "nobody's", "admin", "DELETE", "/actions/persons/" NOWHERE "/clear-avatar", NULL, 404 },
        { "no second factors", "admin", "DELETE", "/data/persons/{user_id}/two-factor-authentication", NULL, 400 },
        { "not by managers", "manager", "DELETE", "/data/persons/{user_id}/two-factor-authentication", NULL, 403 },
    };
    STORY(steps);
#undef SPENT
}

static void quotas_are_summed(void **state)
{
    (void)state;
    (void)ASK("POST", "/data/entity-types", .token = admin_token(), .json = "{\"name\":\"Shot\"}"); /* may be there */
#define SUMS "/data/projects/{project}/quotas/{animation}"
#define ONE "/data/projects/{project}/quotas/persons/{user_id}"
    static const struct step steps[] = {
        { "the kind", "admin", "GET", "/data/entity-types?name=Shot", NULL, 200, .keep = { "0.id", "shots" } },
        { "a shot", "manager", "POST", "/data/entities",
          "{\"name\":\"Q1\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\",\"nb_frames\":100}", 201, .keep = { "id", "q1" } },
        { "another", "manager", "POST", "/data/entities",
          "{\"name\":\"Q2\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\",\"nb_frames\":50}", 201, .keep = { "id", "q2" } },
        { "work", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\",\"entity_id\":\"{q1}\",\"task_status_id\":\"{todo}\","
          "\"assignees\":[\"{user_id}\"],\"end_date\":\"2026-01-08T10:00:00\",\"done_date\":\"2026-01-09T10:00:00\"}", 201, .keep = { "id", "w1" } },
        { "without time", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\",\"entity_id\":\"{q2}\",\"task_status_id\":\"{todo}\","
          "\"assignees\":[\"{user_id}\"],\"real_start_date\":\"2026-01-08T10:00:00\",\"end_date\":\"2026-01-12T10:00:00\"}", 201 },
        { "time", "user", "POST", "/actions/tasks/{w1}/time-spents/2026-01-07/persons/{user_id}", "{\"duration\":100}", 201 },
        { "more", "user", "POST", "/actions/tasks/{w1}/time-spents/2026-01-08/persons/{user_id}", "{\"duration\":300}", 201 },
        { "by what was worked and by days", "user2", "GET", SUMS, NULL, 200,
          .has = { "{user_id}.day.frames.2026-01-07", "25", "{user_id}.day.frames.2026-01-08", "92", "{user_id}.day.frames.2026-01-09", "17",
                   "{user_id}.day.frames.2026-01-10", NULL, "{user_id}.day.frames.2026-01-12", "17", "{user_id}.day.count.2026-01-08", "2",
                   "{user_id}.day.seconds.2026-01-07", "1.0", "{user_id}.day.entries.2026-01", "4", "{user_id}.week.frames.2026-2", "134",
                   "{user_id}.week.entries.2026", "2", "{user_id}.month.count.2026-01", "5", "{user_id}.year.drawings.2026", "0",
                   "total.year.frames.2026", "151" } },
        { "whole ones", "user", "GET", SUMS "?count_mode=feedback", NULL, 200,
          .has = { "total.day.frames.2026-01-08", "100", "total.day.frames.2026-01-12", "50", "total.year.count.2026", "2" } },
        { "done ones", "user", "GET", SUMS "?count_mode=done", NULL, 200, .has = { "total.day.frames.2026-01-09", "100", "total.year.count.2026", "1" } },
        { "of a person by kind of work", "user", "GET", ONE, NULL, 200, .has = { "{animation}.year.frames.2026", "151", "total.year.frames.2026", "151" } },
        { "of others", "supervisor", "GET", ONE "?count_mode=done", NULL, 200, .has = { "{animation}.year.count.2026", "1" } },
        { "not by artists", "user2", "GET", ONE, NULL, 403 },
        { "nor by clients", "client", "GET", ONE, NULL, 403 },
        { "none", "user", "GET", "/data/projects/{project}/quotas/{compositing}", NULL, 200, .has = { "", "{}" } },
        { "of all kinds", "manager", "GET", "/data/projects/{project}/quotas", NULL, 200, .has = { "total.year.frames.2026", "151" } },
        { "of no studio", "manager", "GET", "/data/projects/{project}/quotas?studio_id=" NOWHERE, NULL, 200, .has = { "total", NULL } },
        { "of a person", "manager", "GET", "/data/projects/{project}/person-quotas?person_id={user_id}", NULL, 200, .has = { "total.year.frames.2026", "151" } },
        { "of whom", "manager", "GET", "/data/projects/{project}/person-quotas", NULL, 400 },
        { "an unknown way", "user", "GET", SUMS "?count_mode=x", NULL, 400 },
        { "not of others", "outsider", "GET", SUMS, NULL, 403 },
        { "of nothing", "admin", "GET", "/data/projects/" NOWHERE "/quotas/{animation}", NULL, 404 },
        { "of nobody", "admin", "GET", "/data/projects/{project}/quotas/persons/" NOWHERE, NULL, 404 },
    };
    STORY(steps);
#undef SUMS
#undef ONE
}

static int begin(void **state)
{
    (void)state;
    team_new();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches_are_kept),      cmocka_unit_test(searches_have_sections),
        cmocka_unit_test(people_were_there),      cmocka_unit_test(tasks_have_other_addresses),
        cmocka_unit_test(days_have_other_addresses), cmocka_unit_test(quotas_are_summed),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
