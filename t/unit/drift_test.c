/* drift_test.c - the API document against the published data model (t/db/models.tsv: table, column,
 * type, length, may it be null), the descriptors, and the published endpoints with their statuses
 * (t/e2e/track_documented.tsv). t/db/track_test.c holds the first two against the database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <json-c/json.h>
#include "fcgi/openapi.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/people/person.h"
#include "model/res/res.h"
#include "t/unit/document.h"

enum { LINE = 400, PARTS = 5 };
static int bad;

#define CHECK(ok, ...) /* all faults are named before the test fails */                            \
    do {                                                                                           \
        if (!(ok)) {                                                                               \
            print_error(__VA_ARGS__);                                                              \
            bad++;                                                                                 \
        }                                                                                          \
    } while (0)

#define EACH_ROUTE(r)                                                                              \
    for (const struct route_list *const *l = all_routes; *l; l++)                                  \
        for (const struct route *r = (*l)->routes; r < (*l)->routes + (*l)->count; r++)

static bool is_text(struct json_object *v, const char *text)
{
    return v && strcmp(json_object_get_string(v), text) == 0;
}

/* A table of tabs: one line after the other, in parts. */
static FILE *table_open(const char *name)
{
    const char *dir = getenv("DAILIES_TEST_SOURCE");
    FILE       *f;
    if (!dir)
        dir = getenv("srcdir");
    f = fopen(arena_printf(arena, "%s/%s", dir ? dir : ".", name), "re");
    assert_non_null(f);
    return f;
}

static bool table_read(FILE *f, char line[LINE], const char *part[PARTS])
{
    char *rest = line;
    if (!fgets(line, LINE, f))
        return false;
    line[strcspn(line, "\n")] = 0;
    for (size_t i = 0; i < PARTS; i++)
        part[i] = rest ? strsep(&rest, "\t") : "";
    return true;
}

/* ---- rows ---- */

/* The resource of a table that has routes; NULL: it has none. */
static const struct resource *resource_of(const char *table)
{
    if (strcmp(table, person_res.table) == 0)
        return &person_res;
    EACH_ROUTE(r)
    {
        if (r->resource && r->out == r->resource->shape && strcmp(r->resource->table, table) == 0)
            return r->resource;
    }
    return NULL;
}

static struct json_object *properties_of(const struct resource *r)
{
    struct json_object *v = at(document, "components", "schemas", r->shape->name, "properties", NULL);
    if (!v)
        fail_msg("%s: its rows are not in the document", r->name);
    return v;
}

/* Of what may be null: what it is otherwise. */
static struct json_object *value_of(struct json_object *property)
{
    struct json_object *any = at(property, "anyOf", NULL);
    return any ? json_object_array_get_idx(any, 0) : property;
}

static const struct word {
    const char *column, *type, *format;
} words[] = { { "varchar", "string", NULL },      { "text", "string", NULL },
              { "enum", "string", NULL },         { "int", "integer", NULL },
              { "bigint", "integer", NULL },      { "double", "number", NULL },
              { "bool", "boolean", NULL },        { "json", NULL, NULL },
              { "uuid", "string", "uuid" },       { "datetime", "string", "date-time" },
              { "date", "string", "date" } };

static void column_is_told(const struct resource *r, const char *const part[PARTS])
{
    const char         *name     = part[1];
    int                 i        = field_index(r->shape, name, strlen(name));
    struct json_object *property = at(properties_of(r), name, NULL), *value = value_of(property);
    if (i >= 0 && ((r->shape->fields[i].flags & SECRET) || !(r->shape->fields[i].flags & READ)))
        return;
    CHECK(property, "%s.%s: is not in the document\n", part[0], name);
    for (size_t k = 0; property && k < COUNT(words); k++)
        if (strcmp(words[k].column, part[2]) == 0) {
            CHECK(!words[k].type || is_text(at(value, "type", NULL), words[k].type), "%s.%s: is no %s\n",
                  part[0], name, words[k].type);
            CHECK(!words[k].format || is_text(at(value, "format", NULL), words[k].format),
                  "%s.%s: is no %s\n", part[0], name, words[k].format);
            CHECK(strcmp(part[4], "null") != 0 || value != property || !words[k].type ||
                      r == &person_res || r == &organisation_res,
                  "%s.%s: may be null\n", part[0], name);
        }
}

static void columns_are_documented(void **state)
{
    FILE       *f = table_open("t/db/models.tsv");
    char        line[LINE];
    const char *part[PARTS];
    size_t      n = 0;
    (void)state;
    bad = 0;
    while (table_read(f, line, part)) {
        const struct resource *r = resource_of(part[0]);
        if (!r)
            continue;
        column_is_told(r, part);
        n++;
    }
    fclose(f);
    assert_true(n > 400);
    assert_int_equal(bad, 0);
}

static bool is_column(const char *table, const char *name)
{
    FILE       *f = table_open("t/db/models.tsv");
    char        line[LINE];
    const char *part[PARTS];
    bool        found = false;
    while (!found && table_read(f, line, part))
        found = strcmp(part[0], table) == 0 && strcmp(part[1], name) == 0;
    fclose(f);
    return found;
}

/* What every row has, lists of ids, and what is worked out when it is read. */
static bool is_beside(const struct resource *r, const char *name)
{
    static const char *const all[] = { "id", "created_at", "updated_at", "type" };
    int                      i     = field_index(r->shape, name, strlen(name));
    const struct field      *f     = i < 0 ? NULL : &r->shape->fields[i];
    for (size_t k = 0; k < COUNT(all); k++)
        if (strcmp(all[k], name) == 0)
            return true;
    return f && (f->type == T_IDS || (f->flags & CALC) || (f->column && f->column[0] == '('));
}

static void nothing_else_is_documented(void **state)
{
    (void)state;
    bad = 0;
    EACH_ROUTE(route)
    {
        const struct resource *r = route->resource;
        if (!r || route->out != r->shape || route->method != GET || !(route->flags & LIST))
            continue;
        json_object_object_foreach(properties_of(r), key, value)
        {
            (void)value;
            CHECK(is_column(r->table, key) || is_beside(r, key), "%s.%s: is not published\n", r->table, key);
        }
        CHECK(!r->type || at(properties_of(r), "type", NULL), "%s: has no type\n", r->table);
    }
    assert_int_equal(bad, 0);
}

/* What may be sent is what the descriptor takes, and no more. */
static void bodies_are_those_of_the_descriptors(void **state)
{
    (void)state;
    bad = 0;
    EACH_ROUTE(r)
    {
        const char         *verb = r->method == POST ? "post" : "put", *path = r->path;
        char                text[LINE];
        size_t              n = 0, sent = 0;
        struct json_object *properties;
        if (!r->resource || r->in != r->resource->shape || (r->method != POST && r->method != PUT))
            continue;
        for (; *path; path++) { /* :id is {id} there */
            bool begins = *path == ':', ends = !path[1] || path[1] == '/';
            assert_true(n + 3 < sizeof text);
            text[n++] = begins ? '{' : *path;
            if (ends && memrchr(text, '{', n) && !memrchr(text, '}', n))
                text[n++] = '}';
        }
        text[n]    = 0;
        properties = at(document, "paths", text, verb, "requestBody", "content", "application/json", "schema", "properties", NULL);
        CHECK(properties, "%s %s: has no body in the document\n", verb, text);
        for (size_t i = 0; properties && i < r->in->count; i++)
            if (r->in->fields[i].flags & WRITE) {
                sent++;
                CHECK(at(properties, r->in->fields[i].name, NULL), "%s %s: %s is not in the document\n", verb, text,
                      r->in->fields[i].name);
            }
        CHECK(!properties || (size_t)json_object_object_length(properties) == sent, "%s %s: takes what is no field\n",
              verb, text);
    }
    assert_int_equal(bad, 0);
}

/* ---- endpoints ---- */

/* Names in braces differ, and what stands behind them in the same part. */
static bool is_same_path(const char *a, const char *b)
{
    while (*a && *b) {
        if (*a == '{' && *b == '{') {
            a += strcspn(a, "/");
            b += strcspn(b, "/");
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return !*a && !*b;
}

static struct json_object *operation_of(const char *method, const char *path)
{
    char verb[16];
    snprintf(verb, sizeof verb, "%s", method);
    for (char *c = verb; *c; c++)
        *c = (char)(*c | 0x20);
    json_object_object_foreach(at(document, "paths", NULL), key, value)
    {
        if (is_same_path(key, path) && at(value, verb, NULL))
            return at(value, verb, NULL);
    }
    return NULL;
}

static void published_endpoints_are_documented(void **state)
{
    FILE       *f = table_open("t/e2e/track_documented.tsv");
    char        line[LINE];
    const char *part[PARTS];
    size_t      n = 0;
    (void)state;
    bad = 0;
    for (; table_read(f, line, part); n++) {
        struct json_object *operation = operation_of(part[0], part[1]);
        char               *statuses = arena_text(arena, part[2]), *status;
        CHECK(operation, "%s %s: is not in the document\n", part[0], part[1]);
        while (operation && (status = strsep(&statuses, ",")))
            CHECK(at(operation, "responses", status, NULL), "%s %s: %s is not in the document\n", part[0], part[1], status);
    }
    fclose(f);
    assert_int_equal(n, 41);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_documented),
        cmocka_unit_test(nothing_else_is_documented),
        cmocka_unit_test(bodies_are_those_of_the_descriptors),
        cmocka_unit_test(published_endpoints_are_documented),
    };
    return cmocka_run_group_tests(tests, document_write, document_forget);
}
