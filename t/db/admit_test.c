/* admit_test.c - which signed tokens are taken while keys rotate, and for what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fcgi/jwt.h"
#include "handlers/hooks.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "t/db/own.h"

#define NEW_KEY "the-key-of-now-the-key-of-now-the-key"
#define OLD_KEY "the-key-before-the-key-before-the-key"

static struct cx cx;
static char      person_id[UUID_TEXT];

static struct want {
    const char *what, *key, *previous, *signed_with, *type;
    bool        refresh;
    enum reason why;
} wants[] = {
    { "the key", NEW_KEY, "", NEW_KEY, "access", false, E_NONE },
    { "the key, while keys rotate", NEW_KEY, OLD_KEY, NEW_KEY, "access", false, E_NONE },
    { "the key before, while keys rotate", NEW_KEY, OLD_KEY, OLD_KEY, "access", false, E_NONE },
    { "the key before, afterwards", NEW_KEY, "", OLD_KEY, "access", false, E_TOKEN_MALFORMED },
    { "refreshing with the key before", NEW_KEY, OLD_KEY, OLD_KEY, "refresh", true, E_NONE },
    { "refresh used as access", NEW_KEY, "", NEW_KEY, "refresh", false, E_TOKEN_KIND },
    { "access used as refresh", NEW_KEY, "", NEW_KEY, "access", true, E_TOKEN_KIND },
};

static void keys_are_tried(void **state)
{
    const struct want *w  = *state;
    struct rq          rq = { .cx = cx };
    const char        *token, *claims;
    int                rc;
    own_conf.jwt_key          = w->key;
    own_conf.jwt_key_previous = w->previous;
    claims                    = arena_printf(
                           cx.arena, "{\"sub\":\"%s\",\"jti\":\"j\",\"type\":\"%s\",\"identity_type\":\"person\"}",
                           person_id, w->type);
    assert_int_equal(jwt_sign(&cx, jwt_key(w->signed_with), claims, &token), 0);
    rc = hook_authenticate(&rq, token, w->refresh);
    assert_int_equal(rc, -(int)w->why);
    assert_int_equal(rq.cx.err.reason, w->why);
    assert_int_equal(rq.caller.kind, w->why       ? TOKEN_NONE
                                     : w->refresh ? TOKEN_REFRESH
                                                  : TOKEN_ACCESS);
}

static int set_up(void **state)
{
    (void)state;
    own_begin("admit");
    cx = own_open();
    uuid_format(own_person(&cx), person_id);
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
    struct CMUnitTest tests[COUNT(wants)];
    for (size_t i = 0; i < COUNT(wants); i++)
        tests[i] = (struct CMUnitTest){ wants[i].what, keys_are_tried, NULL, NULL, &wants[i] };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
