/* plan.c - see plan.h. */
#include "t/db/plan.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/db/db.h"
#include "t/db/own.h"

enum { TABLES = 200, STATEMENTS = 8192, ARENA_BYTES = 16 << 20 };

/* Made by those who run a studio or set a production up: tens of rows, a few hundred at most. */
static const char *const small[] = {
    "budget", "custom_action", "department", "department_link",
    "department_metadata_descriptor_link", "design_organization", "entity_type", "file_status",
    "hardware_item", "hardware_item_department_link", "metadata_descriptor", "migration",
    "migration_lock", "milestone", "organisation", "output_type", "person", "plugin",
    "preview_background_file", "production_schedule_version", "project", "project_asset_type_link",
    "project_preview_background_file_link", "project_status", "project_status_automation_link",
    "project_task_status_link", "project_task_type_link", "project_template",
    "project_template_asset_type_link", "project_template_preview_background_file_link",
    "project_template_status_automation_link", "project_template_task_status_link",
    "project_template_task_type_link", "salary_scale", "shot_type", "software",
    "software_department_link", "status_automation", "studio", "task_status", "task_type",
    "task_type_asset_type_link",
};

static struct arena *keep;
static const char   *growing[TABLES];
static size_t        growing_n;
static const char   *request;
static bool          unindexed;
static uint64_t      seen[STATEMENTS];
static size_t        seen_n, faults;

struct name {
    struct row  row;
    const char *text;
};
#define ROW struct name
static const struct field name_fields[] = { FIELD(text, READ, .doc = "A text.") };
#undef ROW
static const struct shape name_shape = SHAPE(struct name, name_fields);

struct analysed {
    struct row  row;
    const char *table, *did, *kind, *text;
};
#define ROW struct analysed
static const struct field analysed_fields[] = {
    FIELD(table, READ, .doc = "A table."),
    FIELD(did, READ, .doc = "What was done."),
    FIELD(kind, READ, .doc = "Kind of message."),
    FIELD(text, READ, .doc = "A message."),
};
#undef ROW
static const struct shape analysed_shape = SHAPE(struct analysed, analysed_fields);

/* Once all rows are there: what is counted while they come is sometimes one thing and sometimes
 * another. */
static void analyse(struct cx *cx, const struct name *tables, size_t n)
{
    struct out       sql = out_in_arena(cx->arena, 1 << 16);
    struct analysed *lines;
    size_t           some;
    for (size_t i = 0; i < n; i++)
        out_format(&sql, "%s `%s`", i ? "," : "ANALYZE TABLE", tables[i].text);
    assert_int_equal(db_all(cx, out_done(&sql), NO_ARGS, &analysed_shape, &lines, &some), 0);
}

static bool is_small(const char *table)
{
    for (size_t i = 0; i < COUNT(small); i++)
        if (strcmp(small[i], table) == 0)
            return true;
    return false;
}

void plan_begin(struct cx *cx)
{
    struct name *names;
    size_t       n;
    keep = arena_new(ARENA_BYTES);
    assert_int_equal(db_all(cx, "SELECT table_name FROM information_schema.tables"
                                " WHERE table_schema = DATABASE() ORDER BY 1",
                            NO_ARGS, &name_shape, &names, &n), 0);
    assert_true(n > COUNT(small) && n < TABLES);
    for (size_t i = 0; i < n; i++)
        if (!is_small(names[i].text))
            growing[growing_n++] = arena_text(keep, names[i].text);
    assert_int_equal(growing_n + COUNT(small), n); /* each of them exists */
    analyse(cx, names, n);
}

void plan_end(void) { arena_free(keep); }

void plan_of(const char *what, bool by_no_index)
{
    request   = what;
    unindexed = by_no_index;
}

size_t plan_judged(void) { return seen_n; }
size_t plan_faults(void) { return faults; }

/* ---- names in a statement ---- */

struct word {
    const char *at;
    size_t      n;
};

static bool is_letter(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next name or keyword, without its quotation marks; of other characters one. */
static struct word next_word(const char **at)
{
    struct word w;
    *at += strspn(*at, " `");
    w = (struct word){ *at, 0 };
    while (is_letter(w.at[w.n]))
        w.n++;
    if (!w.n && *w.at)
        w.n = 1;
    *at = w.at + w.n + (w.at[w.n] == '`');
    return w;
}

static bool is(struct word w, const char *text)
{
    return strlen(text) == w.n && memcmp(w.at, text, w.n) == 0;
}

static bool grows(struct word table)
{
    for (size_t i = 0; i < growing_n; i++)
        if (is(table, growing[i]))
            return true;
    return false;
}

/* Whether some table that the statement calls so grows. One that is called so only in a part whose
 * name is taken again elsewhere counts too. */
static bool alias_grows(const char *sql, const char *alias)
{
    for (const char *at = sql; *at;) {
        struct word table, name;
        const char *behind;
        if (!(name = next_word(&at), is(name, "FROM") || is(name, "JOIN")))
            continue;
        behind = at;
        table  = next_word(&behind);
        name   = next_word(&behind);
        if (is(name, "AS"))
            name = next_word(&behind);
        if (grows(table) && (is(name, alias) || is(table, alias)))
            return true;
    }
    return false;
}

/* The word in the statement itself, not in a part in parentheses or in a text; NULL: there is none. */
static const char *outer(const char *sql, const char *word)
{
    const char *found_at = NULL;
    int         depth    = 0;
    bool        quoted   = false;
    for (const char *at = sql; *at; at++) {
        quoted ^= *at == '\'';
        depth += quoted ? 0 : (*at == '(') - (*at == ')');
        if (!quoted && depth == 0 && strncmp(at, word, strlen(word)) == 0)
            found_at = at;
    }
    return found_at;
}

static bool is_limited(const char *sql) { return outer(sql, " LIMIT ") != NULL; }

/* All rows are what it answers with, or counts or adds up. */
static bool is_of_all(const char *sql)
{
    const char *condition = outer(sql, " WHERE ");
    if (!condition)
        return true;
    condition += strlen(" WHERE ");
    condition += *condition == '(';
    return strncmp(condition, "TRUE", 4) == 0 && !strstr(condition, " AND ");
}

/* ... and so have to be read; but a page of them begins in an index. */
static bool reads_all(const char *sql)
{
    return is_of_all(sql) && (!is_limited(sql) || strstr(sql, " GROUP BY "));
}

/* ---- plans ---- */

struct judging {
    const char *sql;
    size_t      faults;
};

static void found(struct judging *j, const char *fault, const char *table)
{
    fprintf(stderr, "%s: %s %s\n    %s\n", request, fault, table, j->sql);
    j->faults++;
}

static const char *text_of(struct json_object *v, const char *key)
{
    struct json_object *m = NULL;
    return json_object_object_get_ex(v, key, &m) ? json_object_get_string(m) : "";
}

static void judge_table(struct judging *j, struct json_object *t, bool sorted)
{
    const char *table = text_of(t, "table_name"), *how = text_of(t, "access_type");
    bool        whole = strcmp(how, "ALL") == 0, by_index = strcmp(how, "index") == 0;
    if (!alias_grows(j->sql, table))
        return;
    if (sorted && !is_limited(j->sql))
        found(j, "sorts without a limit", table);
    if (unindexed || reads_all(j->sql))
        return;
    if (whole)
        found(j, "reads the whole of", table);
    if (by_index && !is_limited(j->sql))
        found(j, "reads a whole index of", table);
}

static void judge_node(struct judging *j, struct json_object *v, bool sorted)
{
    if (json_object_is_type(v, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(v); i++)
            judge_node(j, json_object_array_get_idx(v, i), sorted);
    } else if (json_object_is_type(v, json_type_object)) {
        json_object_object_foreach(v, key, member)
        {
            if (strcmp(key, "table") == 0)
                judge_table(j, member, sorted);
            /* Subqueries of a sorted row are no rows that are sorted. */
            judge_node(j, member, strcmp(key, "filesort") == 0 ||
                                      (sorted && strcmp(key, "subqueries") != 0));
        }
    }
}

static void judge(struct cx *cx, const char *sql, const struct arg *args, size_t nargs);

static bool is_new(const char *sql)
{
    uint64_t h = unindexed;
    for (const char *c = sql; *c; c++)
        h = (h ^ (unsigned char)*c) * 1099511628211u;
    for (size_t i = 0; i < seen_n; i++)
        if (seen[i] == h)
            return false;
    assert_true(seen_n < STATEMENTS);
    seen[seen_n++] = h;
    return true;
}

static void look(struct cx *cx, const char *sql, const struct arg *args, size_t nargs)
{
    const char *at = sql + (*sql == '(');
    if (request && (strncmp(at, "SELECT", 6) == 0 || strncmp(at, "WITH", 4) == 0) && is_new(sql))
        judge(cx, sql, args, nargs);
}

/* ---- in the place of the three functions ---- */

int __real_db_all(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                  const struct shape *shape, void *rows, size_t *n);
int __real_db_one(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                  const struct shape *shape, void *row, bool *found_one);
int __real_db_each(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                   const struct shape *shape, int (*fn)(void *u, const void *row), void *u);
int __wrap_db_all(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                  const struct shape *shape, void *rows, size_t *n);
int __wrap_db_one(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                  const struct shape *shape, void *row, bool *found_one);
int __wrap_db_each(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                   const struct shape *shape, int (*fn)(void *u, const void *row), void *u);

int __wrap_db_all(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                  const struct shape *shape, void *rows, size_t *n)
{
    look(cx, sql, args, nargs);
    return __real_db_all(cx, sql, args, nargs, shape, rows, n);
}

int __wrap_db_one(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                  const struct shape *shape, void *row, bool *found_one)
{
    look(cx, sql, args, nargs);
    return __real_db_one(cx, sql, args, nargs, shape, row, found_one);
}

int __wrap_db_each(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                   const struct shape *shape, int (*fn)(void *u, const void *row), void *u)
{
    look(cx, sql, args, nargs);
    return __real_db_each(cx, sql, args, nargs, shape, fn, u);
}

static void judge(struct cx *cx, const char *sql, const struct arg *args, size_t nargs)
{
    struct arena       *arena = arena_new(ARENA_BYTES);
    struct cx           own   = { .arena = arena, .db = cx->db, .conf = cx->conf, .now = cx->now };
    struct judging      j     = { .sql = sql };
    struct name         plan  = { 0 };
    struct json_object *v     = NULL;
    bool                any   = false;
    if (__real_db_one(&own, arena_printf(arena, "EXPLAIN FORMAT=JSON %s", sql), args, nargs,
                      &name_shape, &plan, &any) < 0 || !any || !(v = json_tokener_parse(plan.text)))
        found(&j, "cannot be explained", own.err.message);
    else
        judge_node(&j, v, false);
    faults += j.faults;
    if (j.faults && getenv("DAILIES_TEST_PLANS"))
        fprintf(stderr, "%s\n", plan.text);
    json_object_put(v);
    arena_free(arena);
}
