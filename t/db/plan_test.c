/* plan_test.c - plans of what all lists run, on productions of some size: every GET route of every
 * family, asked by people of several roles, with each of its parameters, filters and pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/res/res.h"
#include "t/db/own.h"
#include "t/db/plan.h"
#include "t/db/plan_rows.h"
#include "t/unit/exchange.h"

static struct cx   cx;
static struct uuid project_id;
static char        project[UUID_TEXT];

/* ---- who asks ---- */

static struct asker {
    const char *role;
    bool        asks_all; /* with each parameter; the others see less, but find it in the same way */
    struct uuid id;
} askers[] = {
    { .role = "admin", .asks_all = true }, { .role = "manager", .asks_all = true },
    { .role = "user" }, { .role = "client" }, { .role = "vendor" },
};

static int authenticate(struct rq *rq, const char *credential, UNUSED bool refresh)
{
    for (size_t i = 0; i < COUNT(askers); i++)
        if (strcmp(askers[i].role, credential) == 0)
            rq->caller = (struct caller){ .kind     = TOKEN_ACCESS,
                                          .id       = askers[i].id,
                                          .role     = askers[i].role,
                                          .email    = "ada@example.com",
                                          .jti      = "none",
                                          .is_admin = strcmp(credential, "admin") == 0 };
    return 0;
}

static struct hooks hooks;
static struct tree *tree;

/* ---- values ---- */

#define OF_PROJECT(type)                                                                           \
    "SELECT e.id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"                      \
    " WHERE y.name = '" type "' AND e.project_id = @project ORDER BY e.name LIMIT 1"
#define THE_PERSON                                                                                 \
    "SELECT a.person_id FROM task_person_link a JOIN task k ON k.id = a.task_id"                   \
    " JOIN person p ON p.id = a.person_id WHERE k.project_id = @project AND p.role = 'user'"       \
    " ORDER BY a.person_id LIMIT 1"
#define THE_TASK                                                                                   \
    "SELECT a.task_id FROM task_person_link a JOIN task k ON k.id = a.task_id"                     \
    " WHERE k.project_id = @project AND a.person_id = (" THE_PERSON ") ORDER BY 1 LIMIT 1"
#define VALUE(of, found_by) { .name = of, .sql = found_by }
// clang-format off
static struct value {
    const char *name, *sql;
    const char *text;
} values[] = {
    VALUE("project_id", "SELECT @project"),
    VALUE("task_id", THE_TASK), VALUE("object_id", THE_TASK),
    VALUE("person_id", THE_PERSON), VALUE("assignees", THE_PERSON), VALUE("user_id", THE_PERSON), VALUE("assigner_id", THE_PERSON),
    VALUE("shot_id", OF_PROJECT("Shot")), VALUE("entity_id", OF_PROJECT("Shot")),
    VALUE("asset_id", "SELECT l.entity_out_id FROM entity_link l JOIN entity e ON e.id = l.entity_out_id WHERE e.project_id = @project LIMIT 1"),
    VALUE("sequence_id", OF_PROJECT("Sequence")), VALUE("parent_id", OF_PROJECT("Sequence")),
    VALUE("episode_id", "SELECT e.parent_id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id WHERE y.name = 'Sequence' AND e.project_id = @project LIMIT 1"),
    VALUE("scene_id", OF_PROJECT("Scene")), VALUE("edit_id", OF_PROJECT("Edit")), VALUE("concept_id", OF_PROJECT("Concept")),
    VALUE("task_type_id", "SELECT task_type_id FROM task WHERE id = (" THE_TASK ")"),
    VALUE("task_status_id", "SELECT task_status_id FROM task WHERE id = (" THE_TASK ")"),
    VALUE("asset_type_id", "SELECT e.entity_type_id FROM entity_link l JOIN entity e ON e.id = l.entity_out_id WHERE e.project_id = @project LIMIT 1"),
    VALUE("entity_type_id", "SELECT e.entity_type_id FROM entity_link l JOIN entity e ON e.id = l.entity_out_id WHERE e.project_id = @project LIMIT 1"),
    VALUE("comment_id", "SELECT id FROM comment WHERE object_id = (" THE_TASK ") LIMIT 1"),
    VALUE("preview_file_id", "SELECT p.id FROM preview_file p JOIN task k ON k.id = p.task_id WHERE k.project_id = @project LIMIT 1"),
    VALUE("playlist_id", "SELECT id FROM playlist WHERE project_id = @project LIMIT 1"),
    VALUE("budget_id", "SELECT id FROM budget WHERE project_id = @project LIMIT 1"),
    VALUE("entry_id", "SELECT y.id FROM budget_entry y JOIN budget b ON b.id = y.budget_id WHERE b.project_id = @project LIMIT 1"),
    VALUE("news_id", "SELECT n.id FROM news n JOIN task k ON k.id = n.task_id WHERE k.project_id = @project LIMIT 1"),
    VALUE("notification_id", "SELECT id FROM notification WHERE person_id = (" THE_PERSON ") LIMIT 1"),
    VALUE("metadata_descriptor_id", "SELECT id FROM metadata_descriptor WHERE project_id = @project LIMIT 1"),
    VALUE("chat_message_id", "SELECT m.id FROM chat_message m JOIN chat c ON c.id = m.chat_id WHERE c.object_id = (" OF_PROJECT("Shot") ") LIMIT 1"),
    VALUE("department_id", "SELECT id FROM department LIMIT 1"), VALUE("studio_id", "SELECT id FROM studio LIMIT 1"),
    VALUE("year", "SELECT YEAR(MAX(date)) FROM time_spent"), VALUE("month", "SELECT MONTH(MAX(date)) FROM time_spent"),
    VALUE("day", "SELECT DAY(MAX(date)) FROM time_spent"), VALUE("week", "SELECT WEEKOFYEAR(MAX(date)) FROM time_spent"),
    VALUE("date", "SELECT MAX(date) FROM time_spent"),
    VALUE("start_date", "SELECT MIN(date) FROM time_spent"), VALUE("end_date", "SELECT MAX(date) FROM time_spent"),
    VALUE("after", "SELECT '2020-01-01T00:00:00'"), VALUE("before", "SELECT '2099-01-01T00:00:00'"),
    VALUE("temporal_entity_id", OF_PROJECT("Shot")), VALUE("file_id", "SELECT id FROM working_file LIMIT 1"),
    VALUE("token", "SELECT token FROM playlist_share_link LIMIT 1"), VALUE("filter_group_id", "SELECT id FROM search_filter_group LIMIT 1"), VALUE("month_date", "SELECT DATE_FORMAT(MAX(date), '%Y-%m') FROM time_spent"),
    VALUE("page", "SELECT 1"), VALUE("limit", "SELECT 20"), VALUE("relations", "SELECT 'true'"),
    VALUE("frame_number", "SELECT 1"), VALUE("expires", "SELECT 1"), VALUE("signature", "SELECT 'x'"),
    VALUE("name", "SELECT 'x'"), VALUE("file", "SELECT 'x'"), VALUE("file_name", "SELECT 'x'"),
    VALUE("job_id", "SELECT id FROM job LIMIT 1"), VALUE("hash_id", "SELECT hash_id FROM video LIMIT 1"),
    VALUE("set_design_id", "SELECT id FROM set_design LIMIT 1"), VALUE("organization_id", "SELECT id FROM design_organization LIMIT 1"),
    VALUE("subject_id", "SELECT id FROM subject LIMIT 1"),
};
/* Where `:id` and `:scene_id` are something else. */
static const struct { const char *prefix, *capture, *table; } others[] = {
    { "/scenes", "scene_id", "scene" }, { "/sv", "scene_id", "scene" },
    { "/api/v1/subjects", "id", "subject" }, { "/api/v1/shot-types", "id", "shot_type" },
    { "/api/v1/background-presets", "id", "background_preset" }, { "/api/v1/organizations", "id", "design_organization" },
    { "/api/v1/set-designs", "id", "set_design" }, { "/api/v1/media-resources", "id", "media_resource" },
    { "/api/v1/set-designs/upload-tasks", "task_id", "design_upload_task" },
    { "/data/persons", "instance_id", "person" }, { "/data/comments", "instance_id", "comment" },
    { "/pictures", "instance_id", "preview_file" }, { "/movies", "instance_id", "preview_file" },
};
// clang-format on

static const char *value_of(const char *name, size_t n)
{
    for (size_t i = 0; i < COUNT(values); i++)
        if (strlen(values[i].name) == n && memcmp(values[i].name, name, n) == 0)
            return values[i].text;
    return NULL;
}

static const char *row_of(const char *table)
{
    const char *id = own_text(&cx, arena_printf(cx.arena, "SELECT CAST(id AS CHAR) FROM `%s` LIMIT 1", table));
    return id ? id : project;
}

/* "software_id": some row of the table of that name; NULL: there is no such table. */
static const char *row_named(const char *name, size_t n)
{
    const char *table = arena_copy(cx.arena, name, n > 3 ? n - 3 : 0);
    bool        there = own_number(&cx, arena_printf(cx.arena,
                                                     "SELECT COUNT(*) FROM information_schema.tables"
                                                     " WHERE table_schema = DATABASE() AND table_name = '%s'", table)) > 0;
    return there ? row_of(table) : NULL;
}

static const char *captured(const struct route *r, const char *name, size_t n)
{
    const char *best = NULL;
    size_t      most = 0;
    if (r->resource && n == strlen("instance_id") && memcmp(name, "instance_id", n) == 0)
        return row_of(r->resource->table);
    for (size_t i = 0; i < COUNT(others); i++) {
        size_t len = strlen(others[i].prefix);
        if (len > most && strncmp(r->path, others[i].prefix, len) == 0 &&
            strlen(others[i].capture) == n && memcmp(others[i].capture, name, n) == 0) {
            best = others[i].table;
            most = len;
        }
    }
    if (best)
        return row_of(best);
    return value_of(name, n) ? value_of(name, n) : row_named(name, n);
}

/* ---- asking ---- */

/* All entities of a kind in all productions are a good part of their table, and so is what
 * is added up for the whole studio. */
static bool is_of_all(const char *path, const char *query)
{
    static const char *const kinds[] = { "assets", "shots", "sequences", "episodes", "scenes", "edits", "concepts" };
    size_t                   n;
    if (strcmp(path, "/data/tasks/open-tasks/stats") == 0 || strcmp(path, "/stats") == 0)
        return true;
    if (strncmp(path, "/data/", 6) != 0 || strstr(query, "_id="))
        return false;
    path += 6;
    n = strcspn(path, "/");
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strlen(kinds[i]) == n && memcmp(kinds[i], path, n) == 0)
            return !path[n] || strcmp(path + n, "/all") == 0 || strcmp(path + n, "/with-tasks") == 0;
    return false;
}

static void ask(const struct asker *who, const char *path, const char *query, bool unindexed)
{
    static struct answered answer;
    const struct asked     asked = { .method = "GET",
                                     .path   = path,
                                     .query  = query,
                                     .header = { arena_printf(cx.arena, "HTTP_AUTHORIZATION=Bearer %s", who->role) },
                                     .db     = cx.db,
                                     .hooks  = &hooks,
                                     .tree   = tree,
                                     .is_long = true };
    plan_of(arena_printf(cx.arena, "%s GET %s?%s", who->role, path, query),
            unindexed || is_of_all(path, query));
    exchange(all_routes, &own_conf, &asked, &answer);
    plan_of(NULL, false);
}

static const char *path_of(const struct route *r)
{
    struct out o = out_in_arena(cx.arena, 4096);
    for (const char *at = r->path; *at;) {
        size_t      n = *at == ':' ? strcspn(at, "/") : strcspn(at, ":");
        const char *value;
        if (*at != ':') {
            out_bytes(&o, at, n);
        } else {
            value = captured(r, at + 1, n - 1);
            if (!value)
                fail_msg("%s: no value for %.*s", r->path, (int)n, at);
            out_raw(&o, value);
        }
        at += n;
    }
    return out_done(&o);
}

/* What has to be given, and `extra`. */
static const char *query_of(const struct route *r, const char *extra)
{
    struct out o = out_in_arena(cx.arena, 8192);
    for (size_t i = 0; r->in && i < r->in->count; i++) {
        const struct field *f = &r->in->fields[i];
        const char         *v = value_of(f->name, strlen(f->name));
        if ((f->flags & NEED) && !(f->flags & PATH))
            out_format(&o, "%s=%s&", f->name, v ? v : f->choices ? f->choices[0] : "x");
    }
    out_raw(&o, extra);
    return out_done(&o);
}

static void ask_with_parameters(const struct asker *who, const struct route *r, const char *path)
{
    ask(who, path, query_of(r, ""), false);
    for (size_t i = 0; who->asks_all && r->in && i < r->in->count; i++) {
        const struct field *f = &r->in->fields[i];
        const char         *v = value_of(f->name, strlen(f->name));
        if (!v && f->choices)
            v = f->choices[0];
        if (v && !(f->flags & (NEED | PATH | HEADER)))
            ask(who, path, query_of(r, arena_printf(cx.arena, "%s=%s", f->name, v)), false);
    }
}

/* ---- filters of the generic lists ---- */

static bool has_index(const struct resource *r, const struct field *f)
{
    const char *column = f->column ? f->column : f->name;
    if (f->type == T_IDS)
        return true;
    if (strcmp(f->name, "name") == 0) /* found whatever its capitals, which no index knows */
        return false;
    return own_number(&cx, arena_printf(cx.arena,
                                        "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE()"
                                        " AND seq_in_index = 1 AND table_name = '%s' AND column_name = '%s'",
                                        r->table, column)) > 0;
}

static const char *some_value(const struct resource *r, const struct field *f)
{
    const char *column = f->column ? f->column : f->name;
    if (f->type == T_IDS || column[0] == '(')
        return value_of(f->name, strlen(f->name));
    return own_text(&cx, arena_printf(cx.arena,
                                      "SELECT CAST(`%s` AS CHAR) FROM `%s` WHERE `%s` IS NOT NULL"
                                      " GROUP BY 1 ORDER BY COUNT(*), 1 LIMIT 1", column, r->table, column));
}

static bool is_in_address(const char *text) { return !strpbrk(text, " #&+%?[]{}\""); }

static void ask_with_filters(const struct asker *who, const struct route *r, const char *path)
{
    const struct shape *s = r->resource->shape;
    ask(who, path, "", false);
    ask(who, path, "page=1", false);
    if (!who->asks_all)
        return;
    ask(who, path, "relations=true&page=1", false);
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        const char         *v = f->flags & FIND ? some_value(r->resource, f) : NULL;
        bool                index;
        if (!v || !is_in_address(v))
            continue;
        index = has_index(r->resource, f);
        if (!index && f->ref)
            fail_msg("%s: %s has no index", r->path, f->name);
        ask(who, path, arena_printf(cx.arena, "%s=%s", f->name, v), !index);
        if (index)
            ask(who, path, arena_printf(cx.arena, "%s=%s&page=1", f->name, v), false);
    }
}

/* ---- the test ---- */

/* Those of the pool for long work wait for jobs. */
static bool is_asked(const struct route *r)
{
    return r->method == GET && !(r->flags & (HIDDEN | BULK)) && r->auth != REFRESH;
}

static void plans_are_good(UNUSED void **state)
{
    for (const struct route_list *const *l = all_routes; *l; l++)
        for (size_t i = 0; i < (*l)->count; i++) {
            const struct route *r = &(*l)->routes[i];
            struct arena_mark   mark = arena_mark(cx.arena);
            if (!is_asked(r))
                continue;
            for (size_t k = 0; k < COUNT(askers); k++) {
                if (r->resource && (r->flags & LIST) && !strchr(r->path, ':'))
                    ask_with_filters(&askers[k], r, path_of(r));
                else
                    ask_with_parameters(&askers[k], r, path_of(r));
            }
            arena_rewind(cx.arena, mark);
        }
    print_message("%zu statements were explained\n", plan_judged());
    assert_true(plan_judged() > 500);
    assert_int_equal(plan_faults(), 0);
}

/* ---- before ---- */

static void askers_find(void)
{
    for (size_t i = 0; i < COUNT(askers); i++) {
        const char *id = own_text(&cx, arena_printf(cx.arena,
                                                    "SELECT CAST(p.id AS CHAR) FROM person p JOIN project_person_link l ON l.person_id = p.id"
                                                    " WHERE l.project_id = @project AND p.role = '%s' ORDER BY p.id LIMIT 1",
                                                    i ? askers[i].role : "supervisor"));
        assert_non_null(id);
        assert_true(uuid_parse(id, strlen(id), &askers[i].id));
    }
    askers[2].id = (struct uuid){ 0 };
    assert_true(uuid_parse(value_of("person_id", 9), UUID_TEXT - 1, &askers[2].id));
}

static int set_up(UNUSED void **state)
{
    own_begin("plan");
    own_conf.jwt_key = own_conf.link_key = "a-key-for-tests-a-key-for-tests-a-key";
    cx     = own_open();
    cx.now = utc_now();
    plan_rows(&cx, &project_id);
    uuid_format(project_id, project);
    for (size_t i = 0; i < COUNT(values); i++)
        values[i].text = own_text(&cx, arena_printf(cx.arena, "SELECT CAST((%s) AS CHAR)", values[i].sql));
    askers_find();
    plan_begin(&cx);
    hooks              = all_hooks;
    hooks.authenticate = authenticate;
    tree               = tree_build(all_routes);
    return 0;
}

static int tear_down(UNUSED void **state)
{
    tree_free(tree);
    plan_end();
    own_close(&cx);
    own_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(plans_are_good) };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
