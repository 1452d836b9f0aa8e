/* people_test.c - logins and their lock, tokens, revocation; resources over real tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/people/login.h"
#include "model/people/person.h"
#include "model/people/session.h"
#include "model/people/token.h"
#include "t/db/own.h"

enum { SECOND = 1000000 };
static struct cx cx;

static void good(int rc)
{
    if (rc < 0)
        fail_msg("%s", cx.err.message);
}

static void refused(int rc, enum reason why)
{
    assert_int_equal(rc, -(int)why);
    assert_int_equal(cx.err.reason, why);
    err_clear(&cx);
}

static struct uuid person(const char *email, const char *password)
{
    struct person p = { .first_name = "A", .last_name = "B", .email = email, .password = password };
    struct uuid   id;
    SET(&person_shape, &p, first_name);
    SET(&person_shape, &p, last_name);
    SET(&person_shape, &p, email);
    if (password)
        SET(&person_shape, &p, password);
    good(res_create(&cx, &person_res, &actor_system, &p, &id));
    return id;
}

/* ---- logins ---- */

static enum login_outcome enter(const char *name, const char *password)
{
    struct login_try t = { name, password, "::1", "script", .factor = { 0 } };
    struct login     l;
    good(login_check(&cx, &t, &l));
    return l.outcome;
}

static void a_lock_ends(void **state)
{
    const struct utc begin = cx.now;
    (void)state;
    person("lock@example.com", "right password");
    for (int i = 0; i < 5; i++)
        assert_int_equal(enter("lock@example.com", "wrong"), LOGIN_WRONG);
    cx.now.us = begin.us + 59 * (int64_t)SECOND;
    assert_int_equal(enter("lock@example.com", "right password"), LOGIN_LOCKED);
    assert_int_equal(enter("lock@example.com", "wrong"), LOGIN_LOCKED);
    /* Attempts on a locked account do not lengthen the lock, and after it four more may fail. */
    cx.now.us = begin.us + 60 * (int64_t)SECOND;
    for (int i = 0; i < 4; i++)
        assert_int_equal(enter("lock@example.com", "wrong"), LOGIN_WRONG);
    assert_int_equal(enter("LOCK@example.com", "right password"), LOGIN_OK);
    assert_int_equal(own_number(&cx, "SELECT login_failed_attemps FROM person"
                                     " WHERE email = 'lock@example.com'"),
                     0);
    cx.now = begin;
}

static struct want {
    const char        *what, *hash, *password;
    enum login_outcome outcome;
} wants[] = {
    { "bcrypt of an import", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U",
      LOGIN_OK },
    { "bcrypt, wrong", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*V",
      LOGIN_WRONG },
    { "the word of the directory is no hash", "default", "default", LOGIN_WRONG },
    { "no password", NULL, "default", LOGIN_WRONG },
    { "no password, empty", NULL, "", LOGIN_WRONG },
};

static void stored_hashes(void **state)
{
    const struct want *w     = *state;
    const char        *email = arena_printf(cx.arena, "%p@example.com", (const void *)w);
    struct uuid        id    = person(email, NULL);
    own_do(&cx, "UPDATE person SET password = ? WHERE id = ?", ARGS(ARG(w->hash), ARG(id)));
    assert_int_equal(enter(email, w->password), w->outcome);
}

static void who_can_enter(void **state)
{
    struct uuid  id = person("enter@example.com", "right password");
    struct login l;
    (void)state;
    own_do(&cx, "UPDATE person SET desktop_login = 'Enter' WHERE id = ?", ARGS(ARG(id)));
    assert_int_equal(enter("ENTER", "right password"), LOGIN_OK);
    assert_int_equal(enter("nobody", "right password"), LOGIN_WRONG);
    assert_int_equal(
        own_number(&cx, "SELECT COUNT(*) FROM login_log l JOIN person p ON p.id = l.person_id"
                        " WHERE p.email = 'enter@example.com' AND l.origin = 'script'"
                        " AND l.ip_address = '::1'"),
        1);
    /* Somebody's workstation login that is another's address: the address wins. */
    person("other@example.com", "other password");
    own_do(&cx, "UPDATE person SET desktop_login = 'other@example.com' WHERE id = ?",
           ARGS(ARG(id)));
    good(login_check(&cx,
                     &(struct login_try){ .name = "other@example.com", .password = "other password", .origin = "web" },
                     &l));
    assert_int_equal(l.outcome, LOGIN_OK);
    assert_false(uuid_equal(l.person_id, id));
    own_do(&cx, "UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(id)));
    assert_int_equal(enter("enter@example.com", "right password"), LOGIN_INACTIVE);
    assert_int_equal(enter("enter@example.com", "wrong"), LOGIN_WRONG);
    own_do(&cx, "UPDATE person SET active = NULL WHERE id = ?", ARGS(ARG(id)));
    assert_int_equal(enter("enter@example.com", "right password"), LOGIN_INACTIVE);
    own_do(&cx, "UPDATE person SET active = TRUE, is_bot = TRUE WHERE id = ?", ARGS(ARG(id)));
    assert_int_equal(enter("enter@example.com", "right password"), LOGIN_WRONG);
}

static void failures_leave_the_row_as_it_was(void **state)
{
    const char *sql = "SELECT CONCAT(updated_at) FROM person WHERE email = 'still@example.com'";
    const char *before;
    (void)state;
    person("still@example.com", "right password");
    before = own_text(&cx, sql);
    assert_int_equal(enter("still@example.com", "wrong"), LOGIN_WRONG);
    assert_int_equal(enter("still@example.com", "right password"), LOGIN_OK);
    assert_string_equal(own_text(&cx, sql), before);
}

/* ---- credentials ---- */

static void personal_tokens(void **state)
{
    struct uuid     id  = person("tokens@example.com", NULL), secret, other;
    struct identity who = { 0 };
    struct token    made, *list;
    struct utc      end = { cx.now.us + SECOND }, begin = cx.now;
    size_t          n;
    (void)state;
    good(token_create(&cx, id, "farm", &end, &made, &secret));
    good(session_by_token(&cx, secret, &who));
    assert_true(uuid_equal(who.id, id));
    assert_string_equal(who.role, "user");
    refused(session_by_token(&cx, uuid_new(), &who), E_TOKEN_REVOKED);
    refused(session_by_token(&cx, made.id, &who), E_TOKEN_REVOKED); /* its name is not its secret */
    cx.now = end;
    refused(session_by_token(&cx, secret, &who), E_TOKEN_EXPIRED);
    cx.now = begin;
    own_do(&cx, "UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(id)));
    refused(session_by_token(&cx, secret, &who), E_INACTIVE);
    good(token_list(&cx, id, &list, &n));
    assert_int_equal(n, 1);
    other = person("thief@example.com", NULL);
    refused(token_delete(&cx, other, made.id), E_NOT_FOUND);
    good(token_delete(&cx, id, made.id));
    refused(token_delete(&cx, id, made.id), E_NOT_FOUND);
    refused(session_by_token(&cx, secret, &who), E_TOKEN_REVOKED);
}

static void revocation(void **state)
{
    static const char mine[]    = "11111111-1111-4111-8111-111111111111";
    static const char refresh[] = "22222222-2222-4222-8222-222222222222";
    static const char sister[]  = "33333333-3333-4333-8333-333333333333";
    struct uuid       id        = person("session@example.com", NULL);
    struct identity   who;
    (void)state;
    good(session_by_claims(&cx, id, mine, refresh, 0, &who));
    good(session_by_claims(&cx, id, refresh, NULL, 0, &who));
    good(session_revoke(&cx, mine, cx.now.us / SECOND + 10, refresh));
    good(session_revoke(&cx, mine, cx.now.us / SECOND + 10, refresh));
    refused(session_by_claims(&cx, id, mine, refresh, 0, &who), E_TOKEN_REVOKED);
    refused(session_by_claims(&cx, id, refresh, NULL, 0, &who), E_TOKEN_REVOKED);
    refused(session_by_claims(&cx, id, sister, refresh, 0, &who), E_TOKEN_REVOKED);
    good(session_by_claims(&cx, id, sister, "another", 0, &who));
    refused(session_by_claims(&cx, uuid_new(), sister, NULL, 0, &who), E_TOKEN_REVOKED);
    /* The refresh token's row must outlive every token that could be made of it. */
    assert_int_equal(own_number(&cx,
                                "SELECT expires_at > NOW() + INTERVAL 14 DAY FROM revoked_token"
                                " WHERE jti LIKE '2222%'"),
                     1);
}

/* ---- resources ---- */

/* The descriptor and the table say the same, both ways. */
static void descriptors_match_tables(void **state)
{
    const struct shape *s = &person_shape;
    int64_t             columns;
    (void)state;
    assert_null(res_fault(&person_res));
    columns = own_number(&cx, "SELECT COUNT(*) FROM information_schema.columns"
                              " WHERE table_schema = DATABASE() AND table_name = 'person'"
                              " AND generation_expression IS NULL");
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        const char         *nullable;
        if (f->type == T_IDS || (f->column && f->column[0] == '('))
            continue;
        columns--;
        nullable =
            own_text(&cx, arena_printf(cx.arena,
                                       "SELECT is_nullable FROM information_schema.columns"
                                       " WHERE table_schema = DATABASE() AND table_name = 'person'"
                                       " AND column_name = '%s'",
                                       f->name));
        if (!nullable)
            fail_msg("%s: is no column", f->name);
        if ((strcmp(nullable, "YES") == 0) != ((f->flags & NULLS) != 0))
            fail_msg("%s: the column's nullable is %s", f->name, nullable);
    }
    assert_int_equal(columns, 0);
}

static struct uuid department(const char *name)
{
    struct uuid id;
    const char *text =
        own_text(&cx, arena_printf(cx.arena, "SELECT id FROM department WHERE name = '%s'", name));
    assert_non_null(text);
    assert_true(uuid_parse(text, strlen(text), &id));
    return id;
}

static const char *listed(const struct actor *who, const struct res_ask *ask)
{
    struct out o = out_in_arena(cx.arena, 8 << 20);
    good(res_list(&cx, &person_res, who, ask, &o));
    return out_done(&o);
}

static const char *by(const char *name, const char *value)
{
    struct res_pair pair = { name, value, strlen(value) };
    return listed(&actor_system, &(struct res_ask){ .pairs     = &pair,
                                                    .npairs    = 1,
                                                    .fields    = "last_name,departments",
                                                    .relations = true });
}

static void links_follow_the_row(void **state)
{
    struct uuid   fx = department("FX"), layout = department("Layout"), id;
    struct uuid   both[] = { fx, layout, uuid_new() };
    struct person p = { .first_name = "Lin", .last_name = "Ks", .departments = { both, 3 } }, got,
                  none = { 0 };
    char text[UUID_TEXT];
    bool found;
    (void)state;
    SET(&person_shape, &p, first_name);
    SET(&person_shape, &p, last_name);
    SET(&person_shape, &p, departments);
    good(res_create(&cx, &person_res, &actor_system, &p, &id));
    good(res_load(&cx, &person_res, id, &got, &found));
    assert_true(found);
    assert_int_equal(got.departments.n, 2); /* what does not exist was dropped */
    assert_string_equal(got.full_name, "Lin Ks");
    uuid_format(fx, text);
    assert_non_null(strstr(by("departments", text), "\"Ks\""));
    uuid_format(uuid_new(), text);
    assert_string_equal(by("departments", text), "[]");

    p = (struct person){ .last_name = "Kss", .departments = { both, 1 } };
    SET(&person_shape, &p, last_name);
    SET(&person_shape, &p, departments);
    good(res_update(&cx, &person_res, &actor_system, id, &p));
    good(res_load(&cx, &person_res, id, &got, &found));
    assert_int_equal(got.departments.n, 1);
    assert_true(uuid_equal(got.departments.v[0], fx));
    assert_string_equal(got.first_name, "Lin");
    assert_string_equal(got.last_name, "Kss");
    good(res_update(&cx, &person_res, &actor_system, id, &none)); /* only touches it */
    refused(res_update(&cx, &person_res, &actor_system, uuid_new(), &none), E_NOT_FOUND);
    refused(res_update(&cx, &person_res, &(struct actor){ .role = "user" }, id, &none),
            E_FORBIDDEN);
    good(res_delete(&cx, &person_res, &actor_system, id));
    good(res_load(&cx, &person_res, id, &got, &found));
    assert_false(found);
    refused(res_delete(&cx, &person_res, &actor_system, id), E_NOT_FOUND);
}

static void values_are_arguments(void **state)
{
    static const char *const nasty[] = { "' OR 1=1 -- ",     "\\",     "%", "_", "`",
                                         "\xf0\x9f\x8e\xac", "[\"'\"]" };
    (void)state;
    person("nasty@example.com", NULL);
    for (size_t i = 0; i < COUNT(nasty); i++)
        assert_string_equal(by("last_name", nasty[i]), "[]");
}

static int swallow(void *u, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)u += n;
    return 0;
}

/* A list of any length needs the memory of one row. */
static void long_lists_stream(void **state)
{
    static char    buffer[4096];
    size_t         bytes = 0, used;
    struct out     o     = out_to_sink(buffer, sizeof buffer, swallow, &bytes);
    struct res_ask ask   = { .relations = true };
    (void)state;
    own_do(&cx,
           "INSERT INTO person (id, first_name, last_name) SELECT UUID(), 'Seq', seq"
           " FROM seq_1_to_5000",
           NO_ARGS);
    used = arena_used(cx.arena);
    good(res_list(&cx, &person_res, &actor_system, &ask, &o));
    assert_true(bytes > 5000 * 1000);
    assert_true(arena_used(cx.arena) - used < 256 * 1024);
}

static int set_up(void **state)
{
    (void)state;
    own_begin("people");
    own_conf.password_cost = 1;
    cx                     = own_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    own_close(&cx);
    own_end();
    return 0;
}

int main(void)
{
    struct CMUnitTest tests[COUNT(wants) + 9] = {
        cmocka_unit_test(a_lock_ends),
        cmocka_unit_test(who_can_enter),
        cmocka_unit_test(failures_leave_the_row_as_it_was),
        cmocka_unit_test(personal_tokens),
        cmocka_unit_test(revocation),
        cmocka_unit_test(descriptors_match_tables),
        cmocka_unit_test(links_follow_the_row),
        cmocka_unit_test(values_are_arguments),
        cmocka_unit_test(long_lists_stream),
    };
    size_t n = 9;
    for (size_t i = 0; i < COUNT(wants); i++)
        tests[n++] = (struct CMUnitTest){ wants[i].what, stored_hashes, NULL, NULL, &wants[i] };
    return _cmocka_run_group_tests("people", tests, n, set_up, tear_down);
}
