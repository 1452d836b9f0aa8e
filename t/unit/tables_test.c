/* tables_test.c - what every route and every descriptor has to be, whoever wrote it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include "fcgi/components.h"
#include "fcgi/openapi.h"
#include "handlers/jobs.h"
#include "handlers/rows.h"
#include "handlers/scene_view.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/studio/gc.h"
#include "model/footage/scene.h"
#include "model/job/job.h"
#include "model/people/person.h"

enum { CAP = 32 << 20 };

#define EACH_ROUTE(l, r)                                                                           \
    for (const struct route_list *const *l = all_routes; *l; l++)                                  \
        for (const struct route *r = (*l)->routes; r < (*l)->routes + (*l)->count; r++)

#define CHECK(ok, ...) /* all faults are named before the test fails */                            \
    do {                                                                                           \
        if (!(ok)) {                                                                               \
            print_error(__VA_ARGS__);                                                              \
            bad++;                                                                                 \
        }                                                                                          \
    } while (0)

static bool has_capture(const char *path, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = strchr(path, ':'); p; p = strchr(p + 1, ':'))
        if (strncmp(p + 1, name, n) == 0 && (p[n + 1] == 0 || p[n + 1] == '/'))
            return true;
    return false;
}

static void rows_are_sane(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        const char *m     = method_name(r->method);
        const char *fault = route_fault(r);
        CHECK(!fault, "%s %s: %s\n", m, r->path, fault);
        CHECK(isupper((unsigned char)r->doc[0]), "%s %s: its doc begins small\n", m, r->path);
        CHECK(!(r->flags & LIST) || r->out, "%s %s: a list of nothing\n", m, r->path);
        CHECK(!r->finish || (r->flags & BULK), "%s %s: waits outside the bulk pool\n", m, r->path);
        CHECK(!r->finish || (r->flags & TX), "%s %s: adds a job without a transaction\n", m,
              r->path);
        for (const enum reason *e = r->errors; e && *e; e++)
            CHECK(*e < E_COUNT, "%s %s: an error that is none\n", m, r->path);
    }
    assert_int_equal(bad, 0);
}

/* A need's row is loaded before the handler: its right has to fit what the method does. */
static void needs_fit_methods(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        const char *m = method_name(r->method);
        if (!r->need.param)
            continue;
        CHECK(has_capture(r->path, r->need.param), "%s %s: no capture %s\n", m, r->path,
              r->need.param);
        CHECK(r->auth != PUBLIC, "%s %s: a row with rights for everybody\n", m, r->path);
        CHECK(r->need.right == (r->method == GET ? SEES : CHANGES),
              "%s %s: another right is wanted\n", m, r->path);
    }
    assert_int_equal(bad, 0);
}

/* Every capture is read by somebody: as a need, or as a parameter that is checked. A handler
 * that looks at captures itself checks them itself. */
static void captures_are_used(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    for (const char *p = strchr(r->path, ':'); p; p = strchr(p + 1, ':')) {
        char name[64];
        int  i;
        snprintf(name, sizeof name, "%.*s", (int)strcspn(p + 1, "/"), p + 1);
        i = r->in ? field_index(r->in, name, strlen(name)) : -1;
        CHECK((r->need.param && strcmp(r->need.param, name) == 0) ||
                  (i >= 0 && (r->in->fields[i].flags & PATH)) || strncmp(r->path, "/sv/", 4) == 0 ||
                  (r->resource && strcmp(name, "instance_id") == 0),
              "%s %s: nobody reads %s\n", method_name(r->method), r->path, name);
    }
    assert_int_equal(bad, 0);
}

static void path_parameters_are_captures(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    for (size_t i = 0; r->in && i < r->in->count; i++)
        if (r->in->fields[i].flags & PATH)
            CHECK(has_capture(r->path, r->in->fields[i].name), "%s %s: %s is not in the path\n",
                  method_name(r->method), r->path, r->in->fields[i].name);
    assert_int_equal(bad, 0);
}

/* ---- what a client may send ---- */

static void files_name_their_limit(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    for (size_t i = 0; r->in && i < r->in->count; i++) {
        const struct field *f = &r->in->fields[i];
        int                 k = f->ref ? field_index(&conf_shape, f->ref, strlen(f->ref)) : -1;
        if (f->type == T_FILE)
            CHECK(k >= 0 && conf_shape.fields[k].type == T_I64 && (r->flags & BULK),
                  "%s %s: no limit for %s, or not in the bulk pool\n", method_name(r->method),
                  r->path, f->name);
    }
    assert_int_equal(bad, 0);
}

/* Programs have no tasks to do, nothing to be told of, no days off. */
static void one_s_own_is_for_people(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    CHECK(r->auth == PERSON || (strncmp(r->path, "/data/user/", 11) != 0 && strncmp(r->path, "/actions/user/", 14) != 0),
          "%s %s: is not for people alone\n", method_name(r->method), r->path);
    assert_int_equal(bad, 0);
}

static void defaults_are_accepted(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        struct cx cx = { .arena = arena_new(CAP) };
        if (r->in)
            CHECK(row_defaults(&cx, r->in, arena_alloc(cx.arena, r->in->bytes), false) == 0,
                  "%s %s: %s\n", method_name(r->method), r->path, cx.err.message);
        arena_free(cx.arena);
    }
    assert_int_equal(bad, 0);
}

static void lists_have_a_limit(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        int i = r->in ? field_index(r->in, "limit", 5) : -1;
        if (r->method == GET && i >= 0)
            CHECK(r->in->fields[i].max > 0, "%s: any number of rows\n", r->path);
        if ((r->flags & LIST) && strcmp((*l)->family->name, "footage") == 0 && r->method == GET) {
            CHECK(i >= 0 && r->in->fields[i].min == 1 && r->in->fields[i].max == 1000 &&
                      strcmp(r->in->fields[i].def, "100") == 0,
                  "%s: limit is not 1 to 1000, 100 unless said\n", r->path);
            CHECK(field_index(r->in, "cursor", 6) >= 0, "%s: no cursor\n", r->path);
        }
    }
    assert_int_equal(bad, 0);
}

/* A handler that reads the body itself says what it reads, and gets nothing else from it. */
static void raw_bodies_are_described(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        const char *m      = method_name(r->method);
        bool        is_raw = r->flags & RAW;
        CHECK(is_raw == (r->raw != NULL), "%s %s: a raw body without a type, or the type of none\n", m,
              r->path);
        CHECK(!is_raw || (r->method != GET && r->method != HEAD && r->method != DELETE),
              "%s %s: such requests have no body\n", m, r->path);
        for (size_t i = 0; is_raw && r->in && i < r->in->count; i++)
            CHECK(r->in->fields[i].flags & (PATH | HEADER | QUERY), "%s %s: where is %s from?\n", m,
                  r->path, r->in->fields[i].name);
    }
    assert_int_equal(bad, 0);
}

/* ---- answers ---- */

static void secrets_stay_inside(void **state)
{
    static const char *const words[] = {
        "password",           "token_sha256",     "totp_secret", "email_otp_secret",
        "otp_recovery_codes", "fido_credentials", "jti"
    };
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    for (size_t k = 0; r->out && k < COUNT(words); k++) {
        int i = field_index(r->out, words[k], strlen(words[k]));
        if (i >= 0)
            CHECK(!(r->out->fields[i].flags & READ) || (r->out->fields[i].flags & SECRET),
                  "%s %s: shows %s\n", method_name(r->method), r->path, words[k]);
    }
    assert_int_equal(bad, 0);
}

static void public_routes_are_known(void **state)
{
    static const char *const open[] = { "GET /", "GET /health_check", "GET /openapi.json",
                                        "GET /docs", "GET /redoc", "GET /api", "GET /config",
                                        "GET /status", "GET /status.txt", "GET /status/influx", "GET /status/resources",
                                        "POST /auth/login",
                                        "POST /auth/reset-password", "PUT /auth/reset-password",
                                        "GET /auth/email-otp", "GET /auth/fido",
                                        "GET /auth/saml/login", "POST /auth/saml/sso",
                                        "GET /auth/oidc/login", "GET /auth/oidc/callback",
                                        "POST /api/v1/login/access-token",
                                        "POST /video/upload/form", /* by its signature */
                                        "GET /api/v1/media-resources/:id/file",
                                        "GET /api/v1/media-resources/:id/file/:expires/:signature" };
    int                      bad    = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        char   text[200];
        size_t k = 0;
        if (r->auth != PUBLIC)
            continue;
        snprintf(text, sizeof text, "%s %s", method_name(r->method), r->path);
        if (strncmp(r->path, "/shared/playlists/:token", 24) == 0)
            continue; /* by their token */
        while (k < COUNT(open) && strcmp(open[k], text) != 0)
            k++;
        CHECK(k < COUNT(open), "%s: for everybody?\n", text);
    }
    assert_int_equal(bad, 0);
}

static void prefixes_belong_to_one_family(void **state)
{
    struct site site = { .lists = all_routes };
    int         bad  = 0;
    (void)state;
    EACH_ROUTE(l, r)
    CHECK(family_of(&site, r->path) == (*l)->family, "%s: %s answers for unknown paths below\n",
          r->path, family_of(&site, r->path)->name);
    assert_int_equal(bad, 0);
}

/* ---- the tree ---- */

/* Each route is found by a path of its own: no other one is in its way. */
static void no_route_is_shadowed(void **state)
{
    struct site site = { .lists = all_routes, .tree = tree_build(all_routes) };
    int         bad  = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        struct rq rq   = { .cx = { .arena = arena_new(CAP) }, .site = &site, .method = r->method };
        char     *path = arena_text(rq.cx.arena, r->path);
        for (char *p = path; *p; p++)
            if (*p == ':')
                *p = 'x';
        rq.path = path;
        CHECK(route_find(&rq) == 0 && rq.route == r, "%s %s: is not reached by %s\n",
              method_name(r->method), r->path, path);
        CHECK(rq.family == (*l)->family, "%s %s: is in another family\n", method_name(r->method),
              r->path);
        arena_free(rq.cx.arena);
    }
    tree_free(site.tree);
    assert_int_equal(bad, 0);
}

static void descriptors_are_sane(void **state)
{
    const struct shape *const shapes[] = { &conf_shape,      &project_shape,    &scene_shape,
                                           &scene_key_shape, &scene_file_shape, &similar_shape,
                                           &job_shape,       &gc_report_shape,  &person_shape,
                                           &job_view_shape,  &scene_view_shape, &rows_in_shape };
    int                       bad      = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++)
        CHECK(!shape_fault(shapes[i]), "shape %zu (%s): %s\n", i,
              shapes[i]->name ? shapes[i]->name : shapes[i]->fields[0].name,
              shape_fault(shapes[i]));
    CHECK(!res_fault(&person_res), "person: %s\n", res_fault(&person_res));
    assert_int_equal(bad, 0);
}

struct meaning { /* of a schema's name: a table, and which of its fields */
    const struct shape *shape;
    unsigned            flag;
    const char         *path;
};
static struct meaning meanings[1000];
static size_t         meaning_count;

static void note_meaning(const struct shape *s, unsigned flag, const char *path)
{
    if (s->name && meaning_count < COUNT(meanings))
        meanings[meaning_count++] = (struct meaning){ s, flag, path };
    for (size_t i = 0; i < s->count; i++)
        if (s->fields[i].of && (s->fields[i].flags & flag))
            note_meaning(s->fields[i].of, flag, path);
}

static bool mean_the_same(const struct meaning *a, const struct meaning *b)
{
    bool same = a->flag == b->flag && a->shape->count == b->shape->count;
    for (size_t i = 0; same && i < a->shape->count; i++)
        same = strcmp(a->shape->fields[i].name, b->shape->fields[i].name) == 0 &&
               a->shape->fields[i].type == b->shape->fields[i].type;
    return same;
}

/* The same name of a schema stands for the same table, and is not both asked and answered. */
static void schemas_have_one_meaning(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        if (r->out)
            note_meaning(r->out, READ, r->path);
        if (body_is_named(r))
            note_meaning(r->in, WRITE, r->path);
    }
    assert_true(meaning_count < COUNT(meanings));
    for (const struct meaning *a = meanings; a < meanings + meaning_count; a++)
        for (const struct meaning *b = a + 1; b < meanings + meaning_count; b++)
            CHECK(strcmp(a->shape->name, b->shape->name) != 0 || mean_the_same(a, b),
                  "%s and %s: two meanings of %s\n", a->path, b->path, a->shape->name);
    assert_int_equal(bad, 0);
}

/* What is read into a row, and what is written of it, holds together. */
static void shapes_are_sane(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        const char *in = r->in ? shape_fault(r->in) : NULL, *out = r->out ? shape_fault(r->out) : NULL;
        CHECK(!in && !out, "%s %s: %s\n", method_name(r->method), r->path, in ? in : out);
    }
    assert_int_equal(bad, 0);
}

static void statuses_are_documented(void **state)
{
    int bad = 0;
    (void)state;
    EACH_ROUTE(l, r)
    {
        int         status[STATUSES_MOST];
        enum reason reason[STATUSES_MOST];
        size_t      n               = route_statuses((*l)->family, r, status, reason);
        bool        unauthenticated = false, forbidden = false, missing = false, invalid = false;
        for (size_t i = 0; i < n; i++) {
            CHECK(i == 0 || status[i] >= status[i - 1], "%s: statuses out of order\n", r->path);
            CHECK(n < STATUSES_MOST, "%s: more reasons than there is room for\n", r->path);
            unauthenticated |= status[i] == 401;
            forbidden |= status[i] == 403;
            missing |= status[i] == 404;
            invalid |= status[i] == 422 || status[i] == 400;
        }
        CHECK(unauthenticated || r->auth == PUBLIC, "%s: no 401\n", r->path);
        CHECK(!r->need.param || (forbidden && missing && invalid), "%s: no 403, 404 or 422\n",
              r->path);
        CHECK(!r->in || invalid, "%s: takes anything\n", r->path);
    }
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sane),
        cmocka_unit_test(shapes_are_sane),
        cmocka_unit_test(needs_fit_methods),
        cmocka_unit_test(captures_are_used),
        cmocka_unit_test(path_parameters_are_captures),
        cmocka_unit_test(files_name_their_limit),
        cmocka_unit_test(one_s_own_is_for_people),
        cmocka_unit_test(defaults_are_accepted),
        cmocka_unit_test(lists_have_a_limit),
        cmocka_unit_test(raw_bodies_are_described),
        cmocka_unit_test(secrets_stay_inside),
        cmocka_unit_test(public_routes_are_known),
        cmocka_unit_test(prefixes_belong_to_one_family),
        cmocka_unit_test(no_route_is_shadowed),
        cmocka_unit_test(descriptors_are_sane),
        cmocka_unit_test(schemas_have_one_meaning),
        cmocka_unit_test(statuses_are_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
