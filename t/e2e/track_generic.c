/* track_generic.c - the generic routes of the tracker, /data/<model>: filters, members, pages, linked
 * ids, conversions, what may be sent, events, and every refusal, as the contract tells them. */
#include "t/e2e/http.h"
#include <string.h>

static int production_made(void **state)
{
    struct account manager = account_new("manager"), user = account_new("user");
    (void)state;
    story_set("admin", admin_token());
    story_set("manager", manager.token);
    story_set("user", user.token);
    story_set("user_id", user.id);
    story_set("mark", text_format("%.8s", text_unique()));
    story_set("none", "00000000-0000-4000-8000-000000000000");
    static const struct step steps[] = {
        { "a studio", "admin", "POST", "/data/studios", "{\"name\":\"One {mark}\",\"color\":\"#112233\"}", 201,
          .has = { "type", "Studio", "archived", "false", "created_at", "*" }, .keep = { "id", "one" } },
        { "another", "admin", "POST", "/data/studios",
          "{\"name\":\"Two {mark}\",\"color\":\"#445566\",\"archived\":true}", 201, .keep = { "id", "two" } },
        { "kinds", "admin", "GET", "/data/entity-types?name=character", NULL, 200,
          .has = { "0.name", "Character" }, .keep = { "0.id", "type" } },
        { "work", "admin", "GET", "/data/task-types?name=Modeling", NULL, 200, .keep = { "0.id", "task_type" } },
        { "a status", "admin", "GET", "/data/task-status?short_name=todo", NULL, 200, .keep = { "0.id", "todo" } },
        { "a production", "admin", "POST", "/data/projects", "{\"name\":\"P {mark}\",\"team\":[\"{user_id}\"]}", 201,
          .keep = { "id", "project" } },
        { "an asset", "admin", "POST", "/data/entities",
          "{\"name\":\"Hero\",\"project_id\":\"{project}\",\"entity_type_id\":\"{type}\"}", 201, .keep = { "id", "hero" } },
        { "a task", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{hero}\",\"task_type_id\":\"{task_type}\","
          "\"task_status_id\":\"{todo}\",\"assignees\":[\"{user_id}\"],\"estimation\":30,"
          "\"due_date\":\"2030-01-02T03:04:05\"}", 201, .keep = { "id", "task" } },
    };
    STORY(steps);
    return 0;
}

static void lists_are_filtered(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "by a text", "admin", "GET", "/data/studios?color=%23112233&name=One+{mark}", NULL, 200,
          .has = { "#", "1", "0.id", "{one}", "0.type", "Studio" } },
        { "names: in any case", "admin", "GET", "/data/studios?name=oNe+{mark}", NULL, 200, .has = { "#", "1" } },
        { "names: wildcards", "admin", "GET", "/data/studios?name=%25{mark}", NULL, 200, .has = { "#", "2" } },
        { "names: no wildcard of its own", "admin", "GET", "/data/studios?name={mark}", NULL, 200, .has = { "#", "0" } },
        { "other texts count letters", "admin", "GET", "/data/tasks?id={task}&name=MAIN", NULL, 200, .has = { "#", "1" } },
        { "a list of identifiers", "admin", "GET", "/data/studios?id=%5B%22{one}%22,%22{two}%22%5D", NULL, 200, .has = { "#", "2" } },
        { "an empty list", "admin", "GET", "/data/studios?id=%5B%5D", NULL, 200, .has = { "#", "0" } },
        { "a broken list", "admin", "GET", "/data/studios?id=%5B%22", NULL, 400 },
        { "yes in words", "admin", "GET", "/data/studios?name=%25{mark}&archived=Yes", NULL, 200, .has = { "#", "1", "0.id", "{two}" } },
        { "no in words", "admin", "GET", "/data/studios?name=%25{mark}&archived=off", NULL, 200, .has = { "#", "1", "0.id", "{one}" } },
        { "as Python writes it", "admin", "GET", "/data/studios?name=%25{mark}&archived=True", NULL, 200, .has = { "#", "1" } },
        { "neither", "admin", "GET", "/data/studios?archived=maybe", NULL, 400, .has = { "message", "*" } },
        { "no identifier", "admin", "GET", "/data/studios?id=x", NULL, 400 },
        { "an empty one", "admin", "GET", "/data/studios?id=", NULL, 400 },
        { "none cannot be asked for", "admin", "GET", "/data/tasks?assigner_id=null", NULL, 400 },
        { "a number", "admin", "GET", "/data/tasks?id={task}&estimation=30", NULL, 200, .has = { "#", "1" } },
        { "no number", "admin", "GET", "/data/tasks?priority=high", NULL, 400 },
        { "a moment", "admin", "GET", "/data/tasks?id={task}&due_date=2030-01-02T03:04:05", NULL, 200, .has = { "#", "1" } },
        { "no moment", "admin", "GET", "/data/tasks?due_date=soon", NULL, 400 },
        { "who has it", "admin", "GET", "/data/tasks?assignees={user_id}", NULL, 200, .has = { "#", "1", "0.id", "{task}" } },
        { "nobody has it", "admin", "GET", "/data/tasks?id={task}&assignees={none}", NULL, 200, .has = { "#", "0" } },
        { "who is no identifier", "admin", "GET", "/data/tasks?assignees=ada", NULL, 400 },
        { "teams", "admin", "GET", "/data/projects?team={user_id}", NULL, 200, .has = { "#", "1", "0.id", "{project}" } },
        { "unknown names are ignored", "admin", "GET", "/data/studios?name=%25{mark}&sort_by=name&colour=red", NULL, 200,
          .has = { "#", "2" } },
        { "the first of two counts", "admin", "GET", "/data/studios?name=%25{mark}&archived=true&archived=false", NULL, 200,
          .has = { "#", "1", "0.id", "{two}" } },
        { "a slash at the end", "admin", "GET", "/data/studios/?name=%25{mark}", NULL, 200, .has = { "#", "2" } },
    };
    STORY(steps);
}

static void members_and_links_are_chosen(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "no links in lists", "admin", "GET", "/data/tasks?id={task}", NULL, 200, .has = { "0.assignees", NULL } },
        { "unless asked for", "admin", "GET", "/data/tasks?id={task}&relations=True", NULL, 200,
          .has = { "0.assignees.0", "{user_id}" } },
        { "by that word alone", "admin", "GET", "/data/tasks?id={task}&relations=1", NULL, 200, .has = { "0.assignees", NULL } },
        { "links of one", "admin", "GET", "/data/tasks/{task}", NULL, 200, .has = { "assignees.0", "{user_id}" } },
        { "unless not wanted", "admin", "GET", "/data/tasks/{task}?relations=false", NULL, 200, .has = { "assignees", NULL } },
        { "some members", "admin", "GET", "/data/tasks?id={task}&fields=name,estimation,nothing", NULL, 200,
          .has = { "0.name", "main", "0.estimation", "30.0", "0.id", "{task}", "0.type", "Task", "0.priority", NULL } },
        { "descriptors have theirs in a bare list", "admin", "POST", "/data/metadata-descriptors",
          "{\"name\":\"Mood\",\"field_name\":\"mood\",\"entity_type\":\"Asset\",\"project_id\":\"{project}\"}", 201,
          .has = { "departments.#", "0" } },
        { "they do", "admin", "GET", "/data/metadata-descriptors", NULL, 200, .has = { "0.departments", "*" } },
        { "... unless something is asked", "admin", "GET", "/data/metadata-descriptors?name=Mood", NULL, 200,
          .has = { "0.departments", NULL, "0.name", "Mood" } },
        { "moments are bare", "admin", "GET", "/data/tasks/{task}", NULL, 200, .has = { "due_date", "2030-01-02T03:04:05" } },
    };
    STORY(steps);
}

static void lists_have_pages(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "the first", "admin", "GET", "/data/studios?name=%25{mark}&page=1&limit=1", NULL, 200,
          .has = { "total", "2", "nb_pages", "2", "limit", "1", "offset", "0", "page", "1", "data.#", "1" } },
        { "the latest first", "admin", "GET", "/data/studios?name=%25{mark}&page=1", NULL, 200,
          .has = { "data.0.id", "{two}", "data.1.id", "{one}", "limit", "100", "nb_pages", "1" } },
        { "past the end", "admin", "GET", "/data/studios?name=%25{mark}&page=9&limit=1", NULL, 200,
          .has = { "total", "2", "data.#", "0", "offset", "8" } },
        { "page nought", "admin", "GET", "/data/studios?name=%25{mark}&page=0&limit=5", NULL, 200,
          .has = { "total", "2", "data.#", "0", "offset", "-5", "page", "0" } },
        { "minus one is all", "admin", "GET", "/data/studios?name=%25{mark}&page=-1&limit=1", NULL, 200, .has = { "#", "2" } },
        { "a limit alone", "admin", "GET", "/data/studios?name=%25{mark}&limit=1", NULL, 200, .has = { "#", "2" } },
        { "the first of two counts", "admin", "GET", "/data/studios?name=%25{mark}&page=1&limit=1&page=x&limit=2", NULL, 200, .has = { "limit", "1" } },
        { "... means nothing", "admin", "GET", "/data/studios?name=%25{mark}&limit=-1", NULL, 200, .has = { "#", "2" } },
        { "pages before nought are none", "admin", "GET", "/data/studios?name=%25{mark}&page=-2", NULL, 200, .has = { "#", "2" } },
        { "no number", "admin", "GET", "/data/studios?page=x", NULL, 400, .has = { "message", "*" } },
        { "a limit below nought", "admin", "GET", "/data/studios?page=1&limit=-1", NULL, 400 },
    };
    STORY(steps);
}

static void rows_are_made(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "unknown members", "admin", "POST", "/data/studios", "{\"name\":\"x{mark}\",\"color\":\"#000000\",\"size\":1}", 400,
          .has = { "message", "*", "error", NULL } },
        { "so a row that was read is none", "admin", "POST", "/data/studios",
          "{\"name\":\"x{mark}\",\"color\":\"#000000\",\"type\":\"Studio\"}", 400 },
        { "what the server keeps is dropped", "admin", "POST", "/data/studios",
          "{\"id\":\"{one}\",\"created_at\":\"2001-01-01T00:00:00\",\"updated_at\":null,\"name\":\"x{mark}\",\"color\":\"#000000\"}", 201,
          .keep = { "id", "made" } },
        { "it has an identifier of its own", "admin", "GET", "/data/studios/{made}", NULL, 200, .has = { "name", "x{mark}" } },
        { "twice", "admin", "POST", "/data/studios", "{\"name\":\"x{mark}\",\"color\":\"#000000\"}", 400, .has = { "message", "*", "error", NULL } },
        { "something is missing", "admin", "POST", "/data/studios", "{\"name\":\"y{mark}\"}", 400, .has = { "error", NULL } },
        { "too long", "admin", "POST", "/data/studios", "{\"name\":\"y{mark}\",\"color\":\"#0000000\"}", 400 },
        { "null", "admin", "POST", "/data/studios", "{\"name\":null,\"color\":\"#000000\"}", 400 },
        { "a number is a text", "admin", "POST", "/data/studios", "{\"name\":\"n{mark}\",\"color\":5,\"archived\":1}", 201,
          .has = { "color", "5", "archived", "true" } },
        { "a word is no truth", "admin", "POST", "/data/studios", "{\"name\":\"y{mark}\",\"color\":\"x\",\"archived\":\"true\"}", 400 },
        { "numbers", "admin", "POST", "/data/hardware-items",
          "{\"name\":\"h{mark}\",\"short_name\":\"h\",\"monthly_cost\":5.7,\"inventory_amount\":\"5\"}", 201,
          .has = { "monthly_cost", "6", "inventory_amount", "5" } },
        { "no such row", "admin", "POST", "/data/milestones", "{\"name\":\"m\",\"project_id\":\"{none}\"}", 400 },
        { "a bad identifier", "admin", "POST", "/data/milestones", "{\"name\":\"m\",\"project_id\":\"x\"}", 400 },
        { "a bad day", "admin", "POST", "/data/milestones", "{\"name\":\"m\",\"project_id\":\"{project}\",\"date\":\"soon\"}", 400 },
        { "what the right hangs on", "manager", "POST", "/data/milestones", "{\"name\":\"m\"}", 400,
          .has = { "message", "'project_id'" } },
        { "linked ones that are not there are dropped", "admin", "POST", "/data/projects",
          "{\"name\":\"Q {mark}\",\"team\":[\"{user_id}\",\"{none}\",{\"id\":\"{user_id}\"}],\"task_types\":null}", 201,
          .has = { "team.#", "1", "task_types.#", "0", "type", "Project" } },
        { "no JSON", "admin", "POST", "/data/studios", "{\"name\":", 400, .has = { "error", "true", "message", "*" } },
        { "another type", "admin", "POST", "/data/studios", "name=x", 415, .has = { "error", "true" } },
        { "not by everybody", "user", "POST", "/data/studios", "{\"name\":\"z{mark}\",\"color\":\"x\"}", 403,
          .has = { "error", "true", "message", "*" } },
        { "who may not learns nothing of the rest", "user", "POST", "/data/studios", "{\"size\":1}", 403, .has = { "error", "true" } },
        { "nor of filters", "user", "GET", "/data/chats?page=x", NULL, 403 },
        { "but of what is no JSON", "user", "POST", "/data/studios", "{\"name\":", 400 },
        { "what the right hangs on, before what else lacks", "manager", "POST", "/data/milestones", "{}", 400,
          .has = { "message", "'project_id'" } },
        { "what the server keeps is not even read", "admin", "POST", "/data/studios",
          "{\"id\":\"x\",\"created_at\":\"\",\"updated_at\":5,\"name\":\"k{mark}\",\"color\":\"x\"}", 201 },
        { "the body alone counts", "admin", "POST", "/data/studios?color=x", "{\"name\":\"c{mark}\"}", 400 },
        { "nor by nobody", NULL, "POST", "/data/studios", "{\"name\":\"z{mark}\",\"color\":\"x\"}", 401, .has = { "msg", "*" } },
    };
    STORY(steps);
}

static void rows_are_changed(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a member", "admin", "PUT", "/data/studios/{one}", "{\"color\":\"#abcdef\"}", 200,
          .has = { "color", "#abcdef", "name", "One {mark}", "type", "Studio", "id", "{one}" } },
        { "a row that was read", "admin", "PUT", "/data/studios/{one}",
          "{\"id\":\"{two}\",\"type\":\"Studio\",\"created_at\":\"2001-01-01T00:00:00\",\"size\":5,\"archived\":true}", 200,
          .has = { "id", "{one}", "archived", "true" } },
        { "nothing", "admin", "PUT", "/data/studios/{one}", "{}", 200, .has = { "archived", "true" } },
        { "what it keeps is not even read", "admin", "PUT", "/data/studios/{one}", "{\"id\":\"x\",\"type\":5,\"created_at\":\"\",\"updated_at\":\"soon\"}", 200 },
        { "nor is what never changes", "admin", "PUT", "/data/tasks/{task}", "{\"project_id\":\"x\"}", 200, .has = { "project_id", "{project}" } },
        { "who may not learns nothing of the rest", "user", "PUT", "/data/studios/{one}", "{\"archived\":\"maybe\"}", 403 },
        { "nor whether it is wrong where nothing is", "user", "PUT", "/data/studios/{none}", "{\"archived\":\"maybe\"}", 404 },
        { "null clears", "admin", "PUT", "/data/tasks/{task}", "{\"due_date\":null}", 200, .has = { "due_date", "null", "assignees", NULL } },
        { "a moment with its zone", "admin", "PUT", "/data/tasks/{task}", "{\"due_date\":\"2030-01-02T03:04:05+01:00\"}", 200,
          .has = { "due_date", "2030-01-02T02:04:05" } },
        { "an empty moment", "admin", "PUT", "/data/tasks/{task}", "{\"due_date\":\"\"}", 400 },
        { "no moment", "admin", "PUT", "/data/tasks/{task}", "{\"due_date\":\"soon\"}", 400 },
        { "a row does not change its production", "admin", "PUT", "/data/tasks/{task}", "{\"project_id\":\"{none}\"}", 200,
          .has = { "project_id", "{project}" } },
        { "nor a team here", "admin", "PUT", "/data/projects/{project}", "{\"team\":[]}", 200 },
        { "it did not", "admin", "GET", "/data/projects/{project}", NULL, 200, .has = { "team.#", "1" } },
        { "metadata is added to", "admin", "PUT", "/data/entities/{hero}", "{\"data\":{\"a\":1}}", 200, .has = { "data.a", "1" } },
        { "... and added to", "admin", "PUT", "/data/entities/{hero}", "{\"data\":{\"b\":2}}", 200,
          .has = { "data.a", "1", "data.b", "2" } },
        { "who may not", "user", "PUT", "/data/entities/{hero}", "{\"name\":\"x\"}", 403, .has = { "error", "true" } },
        { "taken", "admin", "PUT", "/data/studios/{one}", "{\"name\":\"Two {mark}\"}", 400, .has = { "message", "*", "error", NULL } },
        { "no such row", "admin", "PUT", "/data/tasks/{task}", "{\"task_type_id\":\"{none}\"}", 400 },
        { "null is no body", "admin", "PUT", "/data/studios/{one}", "null", 415 },
        { "nor is a list", "admin", "PUT", "/data/studios/{one}", "[]", 400, .has = { "message", "*" } },
        { "another type", "admin", "PUT", "/data/studios/{one}", "color=x", 415 },
        { "links are replaced", "admin", "PUT", "/data/tasks/{task}", "{\"assignees\":[]}", 200 },
        { "they were", "admin", "GET", "/data/tasks/{task}", NULL, 200, .has = { "assignees.#", "0" } },
        { "not there", "admin", "PUT", "/data/studios/{none}", "{}", 404, .has = { "error", "true" } },
        { "no identifier", "admin", "PUT", "/data/studios/x", "{}", 400, .has = { "message", "*" } },
    };
    STORY(steps);
}

static void rows_are_read_and_deleted(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "not there", "admin", "GET", "/data/studios/{none}", NULL, 404, .has = { "error", "true", "message", "*" } },
        { "no identifier", "admin", "GET", "/data/studios/x", NULL, 400, .has = { "message", "*", "error", NULL } },
        { "one and more", "admin", "GET", "/data/studios/{one}x", NULL, 400 },
        { "not there comes before not allowed", "user", "GET", "/data/events/{none}", NULL, 404 },
        { "not allowed", "user", "DELETE", "/data/studios/{one}", NULL, 403 },
        { "still named", "admin", "DELETE", "/data/projects/{project}", NULL, 400, .has = { "message", "*" } },
        { "no such method", "admin", "PATCH", "/data/studios/{one}", "{}", 405, .has = { "error", "true", "header:Allow", "*" } },
        { "gone", "admin", "DELETE", "/data/studios/{two}", NULL, 204 },
        { "it is", "admin", "GET", "/data/studios/{two}", NULL, 404 },
        { "twice", "admin", "DELETE", "/data/studios/{two}", NULL, 404 },
        { "with its links", "admin", "DELETE", "/data/tasks/{task}", NULL, 204 },
        { "no such model", "admin", "GET", "/data/nothings", NULL, 404, .has = { "error", "true" } },
    };
    STORY(steps);
}

static void events_are_kept(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "made", "admin", "POST", "/data/milestones", "{\"name\":\"Delivery\",\"project_id\":\"{project}\",\"date\":\"2030-01-02T05:00:00\"}", 201,
          .has = { "date", "2030-01-02" }, .keep = { "id", "milestone" } },
        { "changed", "admin", "PUT", "/data/milestones/{milestone}", "{\"name\":\"Later\"}", 200 },
        { "not changed", "admin", "PUT", "/data/milestones/{milestone}", "{\"name\":null}", 400 },
        { "gone", "admin", "DELETE", "/data/milestones/{milestone}", NULL, 204 },
        { "all of it was told, in order", "admin", "GET", "/data/events/last?project_id={project}&limit=3", NULL, 200,
          .has = { "0.name", "milestone:delete", "1.name", "milestone:update", "2.name", "milestone:new",
                   "2.data.milestone_id", "{milestone}", "2.data.project_id", "{project}" } },
        { "with its production", "admin", "GET", "/data/events/last?project_id={project}&limit=1", NULL, 200,
          .has = { "0.project_id", "{project}", "0.user_id", "*" } },
        { "names of their own", "admin", "POST", "/data/entity-types", "{\"name\":\"T{mark}\"}", 201, .keep = { "id", "new_type" } },
        { "asset-type", "admin", "GET", "/data/events/last?name=asset-type:new&limit=1", NULL, 200,
          .has = { "0.data.asset_type_id", "{new_type}", "0.project_id", "null" } },
        { "as a resource", "admin", "GET", "/data/events?name=milestone:new&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.milestone_id", "{milestone}" }, .keep = { "0.id", "event" } },
        { "history is rewritten in the open", "admin", "PUT", "/data/events/{event}", "{\"name\":\"x:y\"}", 200, .has = { "type", "ApiEvent" } },
        { "...", "admin", "GET", "/data/events/last?name=api-event:update&limit=1", NULL, 200,
          .has = { "0.data.api_event_id", "{event}" } },
    };
    STORY(steps);
}

/* Who is no administrator sees open productions of his own. */
static void lists_show_what_is_ones_own(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a production of others", "admin", "POST", "/data/projects", "{\"name\":\"R {mark}\"}", 201, .keep = { "id", "others" } },
        { "an asset of it", "admin", "POST", "/data/entities",
          "{\"name\":\"Secret {mark}\",\"project_id\":\"{others}\",\"entity_type_id\":\"{type}\"}", 201, .keep = { "id", "secret" } },
        { "one's own", "user", "GET", "/data/entities?project_id={project}", NULL, 200, .has = { "#", "1", "0.id", "{hero}" } },
        { "not the others'", "user", "GET", "/data/entities?project_id={others}", NULL, 200, .has = { "#", "0" } },
        { "nor by its name", "user", "GET", "/data/entities?name=Secret+{mark}", NULL, 200, .has = { "#", "0" } },
        { "nor alone", "user", "GET", "/data/entities/{secret}", NULL, 403 },
        { "productions", "user", "GET", "/data/projects?name=%25{mark}", NULL, 200, .has = { "#", "2" } },
        { "a status", "admin", "GET", "/data/project-status?name=Closed", NULL, 200, .keep = { "0.id", "closed" } },
        { "it is closed", "admin", "PUT", "/data/projects/{project}", "{\"project_status_id\":\"{closed}\"}", 200 },
        { "and not listed any more", "user", "GET", "/data/entities?project_id={project}", NULL, 200, .has = { "#", "0" } },
        { "but can be read", "user", "GET", "/data/entities/{hero}", NULL, 200 },
        { "secrets are no filter", "user", "GET", "/data/persons?phone=1", NULL, 400 },
        { "nor are those of the studio", "user", "GET", "/data/organisations?chat_token_slack=x", NULL, 400 },
        { "... nor seen", "user", "GET", "/data/organisations", NULL, 200, .has = { "0.chat_token_slack", NULL, "0.type", "Organisation" } },
        { "but by administrators", "admin", "GET", "/data/organisations", NULL, 200, .has = { "0.chat_token_slack", "*" } },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_filtered),       cmocka_unit_test(members_and_links_are_chosen),
        cmocka_unit_test(lists_have_pages),         cmocka_unit_test(rows_are_made),
        cmocka_unit_test(rows_are_changed),         cmocka_unit_test(events_are_kept),
        cmocka_unit_test(rows_are_read_and_deleted), cmocka_unit_test(lists_show_what_is_ones_own),
    };
    return cmocka_run_group_tests(tests, production_made, NULL);
}
