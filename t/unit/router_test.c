/* router_test.c - paths to routes: what is found, what is not, what is said then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fcgi/web.h"
#include "model/base/arena.h"
#include "model/base/text.h"

enum { CAP = 1 << 20 };

static int run(struct rq *rq)
{
    (void)rq;
    return 0;
}
static int need(struct rq *rq, struct uuid id, enum right right)
{
    (void)rq;
    (void)id;
    (void)right;
    return 0;
}
static void no_error(struct rq *rq) { (void)rq; }

static const char *const   first_prefixes[]  = { "/projects", "/data", NULL };
static const char *const   second_prefixes[] = { "/auth", NULL };
static const struct family first             = {
                .name = "first", .prefixes = first_prefixes, .error = no_error, .status = reason_status
};
static const struct family second = {
    .name = "second", .prefixes = second_prefixes, .error = no_error, .status = reason_status
};
#define R(m, p)                                                                                    \
    {                                                                                              \
        .method = m, .path = p, .auth = PUBLIC, .run = run, .doc = "A route."                      \
    }
// clang-format off
static const struct route first_routes[] = {
    R(GET, "/"),
    R(GET, "/projects"),
    R(POST, "/projects"),
    R(GET, "/projects/:project_id"),
    R(PUT, "/projects/:id"),
    R(GET, "/projects/recent"),
    R(GET, "/data/:kind/:id/load"),
    R(GET, "/data/tasks/:task_id/list"),
    R(GET, "/data/a/:b/:c/:d/:e"),
};
// clang-format on
static const struct route second_routes[] = {
    R(DELETE, "/auth/tokens/:id"),
    R(POST, "/projects/:project_id/share"),
};
static const struct route_list        first_list  = ROUTES(first, first_routes);
static const struct route_list        second_list = ROUTES(second, second_routes);
static const struct route_list *const lists[]     = { &first_list, &second_list, NULL };

// clang-format off
static struct want {
    const char *what;
    enum method method;
    const char *path, *route; /* NULL: not found */
    const char *captures;     /* name=value; each, or the Allow header of a 405 */
    const char *family;
} cases[] = {
    { "the root", GET, "/", "/", "", "first" },
    { "a fixed path", GET, "/projects", "/projects", "", "first" },
    { "another method of it", POST, "/projects", "/projects", "", "first" },
    { "a slash at the end", GET, "/projects/", "/projects", "", "first" },
    { "a capture", GET, "/projects/42", "/projects/:project_id", "project_id=42;", "first" },
    { "a capture and a slash at the end", GET, "/projects/42/", "/projects/:project_id", "project_id=42;", "first" },
    { "a capture's name is that of its method", PUT, "/projects/42", "/projects/:id", "id=42;", "first" },
    { "a fixed word beats a capture", GET, "/projects/recent", "/projects/recent", "", "first" },
    { "a word that begins alike does not", GET, "/projects/recently", "/projects/:project_id", "project_id=recently;", "first" },
    { "a dead end behind a fixed word is left again", GET, "/data/tasks/7/load", "/data/:kind/:id/load", "kind=tasks;id=7;", "first" },
    { "the fixed word where it goes on", GET, "/data/tasks/7/list", "/data/tasks/:task_id/list", "task_id=7;", "first" },
    { "four captures", GET, "/data/a/1/2/3/4", "/data/a/:b/:c/:d/:e", "b=1;c=2;d=3;e=4;", "first" },
    { "a route of another family below", POST, "/projects/42/share", "/projects/:project_id/share", "project_id=42;", "second" },
    { "a family of its own", DELETE, "/auth/tokens/x", "/auth/tokens/:id", "id=x;", "second" },
    { "any text is a value", GET, "/projects/%20 \xc3\xa4:;", "/projects/:project_id", "project_id=%20 \xc3\xa4:;;", "first" },

    { "another method", DELETE, "/projects", NULL, "OPTIONS, GET, HEAD, POST", "first" },
    { "no HEAD without GET", GET, "/auth/tokens/x", NULL, "OPTIONS, DELETE", "second" },
    { "another method of a capture", PATCH, "/projects/42", NULL, "OPTIONS, GET, HEAD, PUT", "first" },
    { "the methods of the fixed word", PUT, "/projects/recent", NULL, "OPTIONS, GET, HEAD", "first" },

    { "no path", GET, "/nothing", NULL, NULL, "first" },
    { "too long", GET, "/projects/42/more", NULL, NULL, "first" },
    { "too short", GET, "/auth/tokens", NULL, NULL, "second" },
    { "only the beginning of a word", GET, "/project", NULL, NULL, "first" },
    { "other capitals", GET, "/Projects", NULL, NULL, "first" },
    { "wants a value", GET, "/data/tasks//load", NULL, NULL, "first" },
    { "two slashes before", GET, "//projects", NULL, NULL, "first" },
    { "two slashes between", GET, "/projects//42", NULL, NULL, "first" },
    { "two slashes at the end", GET, "/projects//", NULL, NULL, "first" },
    { "two slashes alone", GET, "//", NULL, NULL, "first" },
    { "a word that holds a capture's name", GET, "/data/:kind", NULL, NULL, "first" },
    { "unknown, in a family", GET, "/auth", NULL, NULL, "second" },
    { "unknown, beside a family", GET, "/authority", NULL, NULL, "first" },
};
// clang-format on

static void finds(void **state)
{
    const struct want *w    = *state;
    struct site        site = { .lists = lists, .tree = tree_build(lists) };
    struct rq          rq   = {
                   .cx = { .arena = arena_new(CAP) }, .site = &site, .method = w->method, .path = w->path
    };
    int  rc       = route_find(&rq);
    char got[200] = "";
    assert_string_equal(rq.family->name, w->family);
    if (!w->route) {
        assert_int_equal(rc, w->captures ? -E_METHOD : -E_NOT_FOUND);
        assert_int_equal(rq.response.headers, w->captures ? 1 : 0);
        if (w->captures) {
            assert_string_equal(rq.response.name[0], "Allow");
            assert_string_equal(rq.response.value[0], w->captures);
        }
    } else {
        assert_int_equal(rc, 0);
        assert_string_equal(rq.route->path, w->route);
        assert_int_equal(rq.route->method, w->method);
        for (size_t i = 0; i < rq.captures; i++) {
            const struct capture *c = &rq.capture[i];
            size_t                n = strlen(got);
            snprintf(got + n, sizeof got - n, "%.*s=%.*s;", (int)strcspn(c->name, "/"), c->name,
                     (int)c->len, c->value);
        }
        assert_string_equal(got, w->captures);
    }
    tree_free(site.tree);
    arena_free(rq.cx.arena);
}

static void a_path_of_any_length_is_walked(void **state)
{
    struct site site = { .lists = lists, .tree = tree_build(lists) };
    char       *path = malloc(200001);
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct rq rq = {
            .cx = { .arena = arena_new(CAP) }, .site = &site, .method = GET, .path = path
        };
        memset(path, 'a', 200000);
        for (int k = 0; k < 200000; k += i ? 2 : 200000)
            path[k] = '/';
        path[200000] = 0;
        assert_int_equal(route_find(&rq), -E_NOT_FOUND);
        memcpy(path, "/projects/", 10);
        if (i == 0) {
            err_clear(&rq.cx);
            assert_int_equal(route_find(&rq), 0);
            assert_int_equal(rq.capture[0].len, 200000 - 10);
        }
        arena_free(rq.cx.arena);
    }
    free(path);
    tree_free(site.tree);
}

/* ---- faults of rows ---- */

// clang-format off
static struct faulty {
    const char  *what;
    struct route route;
    bool         fault;
} faulties[] = {
    { "a good row", R(GET, "/a/:b_id/c"), false },
    { "the root", R(GET, "/"), false },
    { "no method", { .path = "/a", .auth = PUBLIC, .run = run, .doc = "A." }, true },
    { "no auth", { .method = GET, .path = "/a", .run = run, .doc = "A." }, true },
    { "no path", { .method = GET, .auth = PUBLIC, .run = run, .doc = "A." }, true },
    { "no handler", { .method = GET, .path = "/a", .auth = PUBLIC, .doc = "A." }, true },
    { "no doc", { .method = GET, .path = "/a", .auth = PUBLIC, .run = run }, true },
    { "a doc that is no sentence", { .method = GET, .path = "/a", .auth = PUBLIC, .run = run, .doc = "A" }, true },
    { "no slash before", R(GET, "a"), true },
    { "a slash at the end", R(GET, "/a/"), true },
    { "a need", { .method = GET, .path = "/a/:b", .auth = PUBLIC, .run = run, .doc = "A.", .need = { "b", need, SEES } }, false },
    { "a need without a right", { .method = GET, .path = "/a/:b", .auth = PUBLIC, .run = run, .doc = "A.", .need = { "b", need, R_NONE } }, true },
    { "a need without a loader", { .method = GET, .path = "/a/:b", .auth = PUBLIC, .run = run, .doc = "A.", .need = { "b", NULL, SEES } }, true },
    { "a need that is no capture", { .method = GET, .path = "/a/b", .auth = PUBLIC, .run = run, .doc = "A.", .need = { "b", need, SEES } }, true },
    { "a need that is the beginning of a capture", { .method = GET, .path = "/a/:b_id", .auth = PUBLIC, .run = run, .doc = "A.", .need = { "b", need, SEES } }, true },
    { "a need that stands twice, once as a word", { .method = GET, .path = "/b/:b", .auth = PUBLIC, .run = run, .doc = "A.", .need = { "b", need, SEES } }, false },
};
// clang-format on

static void row_is_judged(void **state)
{
    const struct faulty *c = *state;
    assert_int_equal(route_fault(&c->route) != NULL, c->fault);
}

/* Bad tables end the program at its start. */
// clang-format off
static struct broken {
    const char  *what;
    struct route route[2];
} brokens[] = {
    { "the same path and method twice", { R(GET, "/a/:b"), R(GET, "/a/:c") } },
    { "more captures than there is room for", { R(GET, "/a"), R(GET, "/:a/:b/:c/:d/:e") } },
    { "a bad row", { R(GET, "/a"), R(M_UNSET, "/b") } },
};
// clang-format on

static void table_does_not_start(void **state)
{
    const struct broken *c = *state;
    int                  status;
    pid_t                child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct route_list              list  = { &first, c->route, 2 };
        const struct route_list *const all[] = { &list, NULL };
        (void)!freopen("/dev/null", "w", stderr);
        (void)!signal(SIGABRT, SIG_DFL);
        (void)!tree_build(all);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

int main(void)
{
    enum { FIXED = 1 };
    struct CMUnitTest tests[COUNT(cases) + COUNT(faulties) + COUNT(brokens) + FIXED] = {
        cmocka_unit_test(a_path_of_any_length_is_walked),
    };
    size_t n = FIXED;
#define ALL(table, fn)                                                                             \
    for (size_t i = 0; i < COUNT(table); i++)                                                      \
        tests[n++] = (struct CMUnitTest){ (table)[i].what, fn, NULL, NULL, &(table)[i] };
    ALL(cases, finds)
    ALL(faulties, row_is_judged)
    ALL(brokens, table_does_not_start)
    return cmocka_run_group_tests(tests, NULL, NULL);
}
