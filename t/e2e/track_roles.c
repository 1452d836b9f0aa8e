/* track_roles.c - who may do what: every generic route of the tracker, walked with every role.
 *
 * track_roles.tsv tells of each route its method, its path, the roles that it serves (admin,
 * manager, manager outside of the team, supervisor, user, client, vendor; by their first letters,
 * O for the one outside) and its status for them. All others get 403, nobody 401. */
#include "t/e2e/http.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 200, ROWS_MAX = 300 };

static const struct who {
    char        letter;
    const char *variable, *role; /* role NULL: nobody */
} people[] = {
    { 'A', "A", "admin" }, { 'M', "M", "manager" }, { 'O', "O", "manager" },
    { 'S', "S", "supervisor" }, { 'U', "U", "user" }, { 'C', "C", "client" },
    { 'V', "V", "vendor" }, { 'N', NULL, NULL },
};

/* Rows to make, and what has to be made anew for each of them ({fresh} is its id). {n} is another
 * word each time, {day} another day. A body with `=` in front changes the row. */
// clang-format off
static const struct kind {
    const char *path, *body, *fresh_path, *fresh, *change;
} kinds[] = {
    { "/data/persons", "{'first_name':'A','last_name':'{n}','email':'{n}@example.com'}" },
    { "/data/projects", "{'name':'{n}','team':[{team}]}" },
    { "/data/project-status", "{'name':'{n}','color':'#000000'}" },
    { "/data/project-templates", "{'name':'{n}'}" },
    { "/data/entity-types", "{'name':'{n}'}" },
    { "/data/entities", "{'name':'{n}','project_id':'{project}','entity_type_id':'{type}'}", .change = "{'description':'x'}" },
    { "/data/task-types", "{'name':'{n}'}" },
    { "/data/task-status", "{'name':'{n}','short_name':'{n}','color':'#000000'}" },
    { "/data/tasks", "{'name':'{n}','project_id':'{project}','entity_id':'{entity}','task_type_id':'{task_type}','task_status_id':'{status}'}" },
    { "/data/departments", "{'name':'{n}','color':'#000000'}" },
    { "/data/organisations", "{'name':'{n}'}" },
    { "/data/file-status", "{'name':'{n}','color':'#000000'}" },
    { "/data/softwares", "{'name':'{n}','short_name':'x','file_extension':'ma'}" },
    { "/data/hardware-items", "{'name':'{n}','short_name':'x'}" },
    { "/data/output-files", "{'name':'{n}','revision':1,'entity_id':'{entity}','file_status_id':'{file_status}'}" },
    { "/data/output-types", "{'name':'{n}','short_name':'x'}" },
    { "/data/preview-files", "{'name':'{n}','task_id':'{task}','person_id':'{user}'}" },
    { "/data/working-files", "{'name':'{n}','task_id':'{task}','entity_id':'{entity}','revision':1}" },
    { "/data/attachment-files", "{'name':'{n}','comment_id':'{comment}'}" },
    { "/data/comments", "{'object_id':'{task}','object_type':'Task','person_id':'{user}','text':'x','for_client':true,'task_status_id':'{status}'}" },
    { "/data/time-spents", "{'duration':60,'date':'{day}','task_id':'{task}','person_id':'{user}'}" },
    { "/data/day-offs", "{'date':'{day}','end_date':'{day}','person_id':'{user}'}" },
    { "/data/custom-actions", "{'name':'{n}'}" },
    { "/data/status-automations", "{'in_task_type_id':'{task_type}','in_task_status_id':'{status}'}" },
    { "/data/asset-instances", "{'asset_id':'{entity}','name':'{n}'}" },
    { "/data/playlists", "{'name':'{n}','project_id':'{project}','created_by':'{admin}','shots':[]}", .change = "{'name':'x{n}'}" },
    { "/data/events", "{'name':'{n}'}" },
    { "/data/notifications", "{'type':'comment','person_id':'{user}','author_id':'{admin}'}" },
    { "/data/search-filters", "{'list_type':'asset','name':'{n}'}" },
    { "/data/search-filter-groups", "{'list_type':'asset','name':'{n}'}" },
    { "/data/schedule-items", "{'project_id':'{project}','object_id':'{fresh}','task_type_id':'{task_type}'}", "/data/entities", "{'name':'{n}','project_id':'{project}','entity_type_id':'{type}'}" },
    { "/data/news", "{'author_id':'{admin}','task_id':'{task}'}" },
    { "/data/milestones", "{'name':'{n}','project_id':'{project}'}" },
    { "/data/metadata-descriptors", "{'name':'{n}','field_name':'{n}','entity_type':'Asset','project_id':'{project}'}" },
    { "/data/subscriptions", "{'person_id':'{user}','task_id':'{fresh}'}", "/data/tasks", "{'name':'{n}','project_id':'{project}','entity_id':'{entity}','task_type_id':'{task_type}','task_status_id':'{status}'}" },
    { "/data/entity-links", "{'entity_in_id':'{entity}','entity_out_id':'{fresh}'}", "/data/entities", "{'name':'{n}','project_id':'{project}','entity_type_id':'{type}'}" },
    { "/data/chats", "{'object_id':'{entity}'}" },
    { "/data/chat-messages", "{'chat_id':'{chat}','person_id':'{user}','text':'x'}" },
    { "/data/preview-background-files", "{'name':'{n}'}" },
    { "/data/studios", "{'name':'{n}','color':'#000000'}" },
    { "/data/salary-scales", "{'department_id':'{department}'}", .fresh_path = "salary" },
    { "/data/budgets", "{'name':'{n}','project_id':'{project}'}" },
    { "/data/budget-entries", "{'budget_id':'{budget}','department_id':'{department}','start_date':'{day}','months_duration':1,'daily_salary':100}" },
    { "/data/plugins", "{'plugin_id':'{n}','name':'{n}','version':'1','maintainer_name':'x','license':'MIT'}" },
    { "/data/production-schedule-versions", "{'name':'{n}','project_id':'{project}'}" },
    { "/data/production-schedule-version-task-links", "{'production_schedule_version_id':'{version}','task_id':'{fresh}'}", "/data/tasks", "{'name':'{n}','project_id':'{project}','entity_id':'{entity}','task_type_id':'{task_type}','task_status_id':'{status}'}" },
    { "/data/task-type-links", "{'project_id':'{project}','task_type_id':'{task_type}','priority':3}" },
    { "/data/task-status-links", "{'project_id':'{project}','task_status_id':'{status}','priority':3}" },
    { "/actions/task-types/reorder", "['{task_type}']" },
    { "/actions/projects/{project_id}/task-type-links/reorder", "['{task_type}']" },
    { "/actions/projects/{project_id}/task-status-links/reorder", "['{status}']" },
};
// clang-format on

static int wrong, walked;

/* ---- texts ---- */

static const char *replaced(const char *text, const char *name, const char *value)
{
    const char *mark = text_format("{%s}", name), *at;
    while ((at = strstr(text, mark)))
        text = text_format("%.*s%s%s", (int)(at - text), text, value, at + strlen(mark));
    return text;
}

/* {n} and {day} are others at each call. */
static const char *body_of(const char *text)
{
    static const char *const known[] = { "project", "entity", "type", "task_type", "status", "task",
                                         "user", "admin", "comment", "file_status", "department",
                                         "version", "chat", "budget", "fresh", "team" };
    static int  days;
    char       *made;
    const char *n = text_unique();
    days++;
    text = replaced(text, "n", text_format("%.4s%.6s", n, n + strlen(n) - 6));
    text = replaced(text, "day", text_format("20%02d-%02d-%02d", 30 + days / 336 % 60,
                                             1 + days / 28 % 12, 1 + days % 28));
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strstr(text, text_format("{%s}", known[i])))
            text = replaced(text, known[i], story_get(known[i]));
    made = (char *)(uintptr_t)text_format("%s", text);
    for (char *c = made; *c; c++)
        if (*c == '\'')
            *c = '"';
    return made;
}

/* ---- rows ---- */

static const char *made_at(const char *path, const char *body)
{
    const struct answer *a = ASK("POST", path, .token = story_get("A"), .json = body_of(body));
    if (a->status != 201) {
        wrong++;
        print_error("no row at %s: %d %.200s\n", path, a->status, a->body);
        return "00000000-0000-4000-8000-000000000000";
    }
    return http_text(a, "id");
}

static void refresh(const struct kind *k)
{
    if (k->fresh)
        story_set("fresh", made_at(k->fresh_path, k->fresh));
}

/* The salaries of a department are made when they are listed. */
static const char *salary_made(void)
{
    const struct answer *a;
    const char          *department = made_at("/data/departments", "{'name':'{n}','color':'#000000'}");
    a = ASK("GET", "/data/salary-scales", .token = story_get("A"));
    WANT_STATUS(a, 200);
    for (int64_t i = 0; i < http_int(a, "#"); i++)
        if (strcmp(http_text(a, text_format("%d.department_id", (int)i)), department) == 0)
            return http_text(a, text_format("%d.id", (int)i));
    fail_msg("no salary of a new department");
    return NULL;
}

static const char *row_made(const struct kind *k)
{
    if (k->fresh_path && !k->fresh)
        return salary_made();
    refresh(k);
    return made_at(k->path, k->body);
}

/* ---- one route ---- */

struct fact {
    char method[8], path[120], who[12];
    int  status;
};

static int expected(const struct fact *f, const struct who *p)
{
    if (!p->role)
        return 401;
    return strchr(f->who, p->letter) ? f->status : 403;
}

static void judge(const struct fact *f, const struct who *p, const struct answer *a)
{
    walked++;
    if (a->status == expected(f, p))
        return;
    wrong++;
    print_error("%s %s as %s: %d, not %d: %.200s\n", f->method, f->path, p->role ? p->variable : "nobody",
                a->status, expected(f, p), a->body ? a->body : "");
}

static void walk(const struct fact *f, const struct kind *k)
{
    bool        one  = strstr(f->path, "/:id") != NULL, removes = strcmp(f->method, "DELETE") == 0;
    const char *row  = one ? row_made(k) : NULL;
    const char *path = replaced(f->path, "project_id", story_get("project"));
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        const struct who *p    = &people[i];
        const char       *body = NULL;
        if (one)
            path = text_format("%s/%s", k->path, removes && expected(f, p) == 204 ? row_made(k) : row);
        if (strcmp(f->method, "POST") == 0) {
            refresh(k);
            body = body_of(k->body);
        } else if (strcmp(f->method, "PUT") == 0) {
            body = k->change ? body_of(k->change) : "{}";
        }
        judge(f, p, ASK(f->method, path, .token = p->role ? story_get(p->variable) : NULL, .json = body));
    }
}

/* ---- the table ---- */

static size_t facts_read(struct fact *facts)
{
    FILE  *f = fopen(text_format("%s/t/e2e/track_roles.tsv", env_need("DAILIES_TEST_SOURCE")), "r");
    char   line[LINE];
    size_t n = 0;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        assert_true(n < ROWS_MAX);
        assert_int_equal(sscanf(line, "%7s %119s %11s %d", facts[n].method, facts[n].path,
                                facts[n].who, &facts[n].status), 4);
        n++;
    }
    fclose(f);
    return n;
}

static const struct kind *kind_of(const char *path)
{
    const struct kind *found = NULL;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        size_t len = strlen(kinds[i].path);
        if (strncmp(kinds[i].path, path, len) == 0 && (path[len] == 0 || strcmp(path + len, "/:id") == 0))
            found = &kinds[i];
    }
    if (!found)
        fail_msg("nothing is known of rows at %s", path);
    return found;
}

static void every_route_serves_whom_it_should(void **state)
{
    static struct fact facts[ROWS_MAX];
    size_t             n = facts_read(facts);
    (void)state;
    for (size_t i = 0; i < n; i++)
        walk(&facts[i], kind_of(facts[i].path));
    print_message("%d requests\n", walked);
    assert_int_equal(wrong, 0);
}

/* ---- the production ---- */

static void first_of(const char *variable, const char *path)
{
    const struct answer *a = ASK("GET", path, .token = story_get("A"));
    WANT_STATUS(a, 200);
    story_set(variable, http_text(a, "0.id"));
}

static int production_made(void **state)
{
    const char *team = "";
    (void)state;
    for (size_t i = 0; i < COUNT_OF(people) && people[i].role; i++) {
        struct account one = account_new(people[i].role);
        story_set(people[i].variable, one.token);
        if (people[i].letter == 'U' || people[i].letter == 'A')
            story_set(people[i].letter == 'U' ? "user" : "admin", one.id);
        if (!strchr("AO", people[i].letter))
            team = text_format("%s%s'%s'", team, *team ? "," : "", one.id);
    }
    story_set("team", team);
    first_of("type", "/data/entity-types?name=Character");
    first_of("task_type", "/data/task-types?name=Modeling");
    first_of("status", "/data/task-status?short_name=todo");
    story_set("project", made_at("/data/projects", "{'name':'{n}','team':[{team}]}"));
    story_set("entity", made_at("/data/entities", "{'name':'{n}','project_id':'{project}','entity_type_id':'{type}'}"));
    story_set("task", made_at("/data/tasks", "{'name':'{n}','project_id':'{project}','entity_id':'{entity}',"
                              "'task_type_id':'{task_type}','task_status_id':'{status}','assignees':['{user}']}"));
    story_set("comment", made_at("/data/comments", "{'object_id':'{task}','object_type':'Task','person_id':'{user}',"
                                 "'task_status_id':'{status}'}"));
    story_set("file_status", made_at("/data/file-status", "{'name':'{n}','color':'#000000'}"));
    story_set("department", made_at("/data/departments", "{'name':'{n}','color':'#000000'}"));
    story_set("version", made_at("/data/production-schedule-versions", "{'name':'{n}','project_id':'{project}'}"));
    story_set("chat", made_at("/data/chats", "{'object_id':'{entity}'}"));
    story_set("budget", made_at("/data/budgets", "{'name':'{n}','project_id':'{project}'}"));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_route_serves_whom_it_should) };
    return cmocka_run_group_tests(tests, production_made, NULL);
}
