/* reset_test.c - links to set a password, ends of sessions, limits, over real tables; each also
 * when it is tried many times at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/factor/otp.h"
#include "model/people/person.h"
#include "model/people/rate.h"
#include "model/people/reset.h"
#include "model/people/session.h"
#include "t/db/own.h"
#include "t/db/signin.h"

/* ---- limits ---- */

static void a_bucket_leaks(void **state)
{
    struct rate r     = { "test", "Ada", 5, 50 }, same = { "test", "aDA", 5, 50 };
    struct utc  begin = cx.now;
    int64_t     wait_s;
    (void)state;
    for (int i = 0; i < 5; i++) {
        good(rate_take(&cx, &r, &wait_s));
        assert_int_equal(wait_s, 0);
    }
    good(rate_take(&cx, &same, &wait_s));
    assert_int_equal(wait_s, 10);
    cx.now.us += 7 * (int64_t)SECOND;
    good(rate_take(&cx, &r, &wait_s));
    assert_int_equal(wait_s, 3);
    cx.now.us += 3 * (int64_t)SECOND;
    good(rate_take(&cx, &r, &wait_s));
    assert_int_equal(wait_s, 0);
    good(rate_take(&cx, &r, &wait_s));
    assert_int_equal(wait_s, 10);
    good(rate_give_back(&cx, &r));
    good(rate_take(&cx, &r, &wait_s));
    assert_int_equal(wait_s, 0);
    r.who = "Bob";
    good(rate_take(&cx, &r, &wait_s));
    assert_int_equal(wait_s, 0);
    cx.now = begin;
}

static int take_one(struct cx *own, const void *u)
{
    int64_t wait_s;
    return rate_take(own, u, &wait_s) == 0 ? wait_s == 0 : 2;
}

static void at_once_no_more_than_allowed(void **state)
{
    struct rate r = { "test", "at once", 3, 600 };
    (void)state;
    assert_int_equal(at_once(take_one, &r), 3);
}

/* ---- links ---- */

static const char *token_in(const char *link)
{
    return link ? arena_copy(cx.arena, strstr(link, "token=") + 6, LINK_CHARS) : NULL;
}

static void links_by_mail(void **state)
{
    struct uuid id    = person("reset", "old password");
    struct utc  begin = cx.now;
    const char *first, *second, *invite;
    (void)state;
    good(reset_request(&cx, "nobody@example.com"));
    good(reset_request(&cx, "RESET@example.com"));
    first = token_in(mailed("reset", "password_reset"));
    assert_int_equal(strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), LINK_CHARS);
    good(reset_invite(&cx, id));
    invite = token_in(mailed("reset", "invitation"));
    assert_non_null(strstr(mailed("reset", "invitation"), "&type=new"));
    good(reset_request(&cx, "reset@example.com"));
    second = token_in(mailed("reset", "password_reset"));
    assert_int_equal(number_of("SELECT COUNT(*) FROM reset_token WHERE person_id =", id), 2);

    refused(reset_use(&cx, "reset@example.com", first, "new password", "new password"), E_CONFLICT);
    refused(reset_use(&cx, "other@example.com", second, "new password", "new password"), E_CONFLICT);
    refused(reset_use(&cx, "reset@example.com", second, "short", "short"), E_INVALID);
    refused(reset_use(&cx, "reset@example.com", second, "new password", "another one"), E_INVALID);
    cx.now.us += 7200 * (int64_t)SECOND;
    refused(reset_use(&cx, "reset@example.com", second, "new password", "new password"), E_CONFLICT);
    cx.now = begin;
    assert_int_equal(enter("reset", "old password", NONE), LOGIN_OK);
    good(reset_use(&cx, "Reset@Example.com", second, "new password", "new password"));
    assert_int_equal(enter("reset", "old password", NONE), LOGIN_WRONG);
    assert_int_equal(enter("reset", "new password", NONE), LOGIN_OK);
    refused(reset_use(&cx, "reset@example.com", second, "third password", "third password"), E_CONFLICT);
    refused(reset_use(&cx, "reset@example.com", invite, "third password", "third password"), E_CONFLICT);
    assert_string_equal(mailed("reset", "password_changed"), "");
}

/* Addresses are compared without regard to case and width: many texts are one person's. */
static void nobody_is_flooded(void **state)
{
    static const char *const names[] = { "flood", "Flood", "fLOOD", "\xef\xbd\x86lood", "FLOOD", "flOod" };
    (void)state;
    person("flood", NULL);
    for (size_t i = 0; i < 2 * COUNT(names); i++)
        good(reset_request(&cx, email_of(names[i % COUNT(names)])));
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM outbox WHERE recipient = 'flood@example.com'"), 10);
    assert_string_equal(own_text(&cx, "SELECT email FROM person WHERE human_email = '\xef\xbd\x86lood@example.com'"),
                        "flood@example.com");
}

static void who_gets_no_link(void **state)
{
    struct uuid gone = person("reset.gone", "old password"), bot = person("reset.bot", NULL);
    const char *url;
    (void)state;
    own_do(&cx, "UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(gone)));
    own_do(&cx, "UPDATE person SET is_bot = TRUE WHERE id = ?", ARGS(ARG(bot)));
    good(reset_request(&cx, "reset.gone@example.com"));
    good(reset_request(&cx, "reset.bot@example.com"));
    assert_null(mailed("reset.gone", "password_reset"));
    assert_null(mailed("reset.bot", "password_reset"));
    refused(reset_invite(&cx, bot), E_FORBIDDEN);
    refused(reset_link(&cx, bot, &url), E_FORBIDDEN);
    refused(reset_link(&cx, uuid_new(), &url), E_NOT_FOUND);
    own_do(&cx, "UPDATE person SET email = NULL WHERE id = ?", ARGS(ARG(gone)));
    refused(reset_invite(&cx, gone), E_CONFLICT);
}

static int use_link(struct cx *own, const void *u)
{
    const char *password = arena_printf(own->arena, "password of %d", (int)getpid());
    int         rc       = reset_use(own, "reset.once@example.com", u, password, password);
    return rc == 0 ? 1 : rc == -E_CONFLICT ? 0 : 2;
}

static void a_link_at_once_is_good_once(void **state)
{
    const char *url;
    (void)state;
    good(reset_link(&cx, person("reset.once", NULL), &url));
    assert_int_equal(at_once(use_link, token_in(url)), 1);
}

/* ---- sessions ---- */

static int seen(struct uuid id, const char *session, int64_t epoch)
{
    struct identity who = { 0 };
    int             rc  = session_by_claims(&cx, id, "an access token", session, epoch, &who);
    err_clear(&cx);
    return rc;
}

static void a_new_password_ends_sessions(void **state)
{
    struct uuid id = person("session", "old password");
    bool        is_right, locked;
    (void)state;
    assert_int_equal(seen(id, "mine", 0), 0);
    good(person_change_own_password(&cx, id, "old password", "new password", "new password", "mine", &is_right, &locked));
    assert_true(is_right);
    assert_int_equal(seen(id, "mine", 0), 0);
    assert_int_equal(seen(id, "other", 0), -E_TOKEN_REVOKED);
    assert_int_equal(seen(id, "other", 1), 0); /* signed in afterwards */
    good(person_change_own_password(&cx, id, "wrong password", "third password", "third password", "mine", &is_right, &locked));
    assert_false(is_right);
    refused(person_change_own_password(&cx, id, "new password", "third password", "3rd password", "mine", &is_right, &locked), E_INVALID);
    refused(person_change_own_password(&cx, id, "new password", "short", "short", "mine", &is_right, &locked), E_INVALID);
    assert_int_equal(seen(id, "other", 1), 0);
    good(person_set_password(&cx, id, "third password"));
    assert_int_equal(seen(id, "mine", 0), -E_TOKEN_REVOKED);
    assert_int_equal(seen(id, "other", 1), -E_TOKEN_REVOKED);
    assert_int_equal(seen(id, "third", 2), 0);
    for (int i = 0; i < 5; i++)
        good(person_change_own_password(&cx, id, "wrong", "n", "n", NULL, &is_right, &locked));
    good(person_change_own_password(&cx, id, "third password", "4th password", "4th password", NULL, &is_right, &locked));
    assert_true(locked);
    assert_int_equal(seen(id, "third", 2), 0);
}

static void programs_have_one_token(void **state)
{
    struct uuid          id = person("program", NULL);
    struct program_token t;
    struct identity      who = { 0 };
    (void)state;
    good(person_new_program_token(&cx, id, "first", &t));
    good(session_by_program(&cx, id, "first", &who));
    good(person_new_program_token(&cx, id, "second", &t));
    refused(session_by_program(&cx, id, "first", &who), E_TOKEN_REVOKED);
    good(session_by_program(&cx, id, "second", &who));
    own_do(&cx, "UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(id)));
    refused(session_by_program(&cx, id, "second", &who), E_INACTIVE);
    refused(person_new_program_token(&cx, uuid_new(), "third", &t), E_NOT_FOUND);
}

static void what_is_over_goes(void **state)
{
    struct utc begin = cx.now;
    (void)state;
    own_do(&cx, "UPDATE reset_token SET expires_at = NOW(6) - INTERVAL 1 SECOND", NO_ARGS);
    own_do(&cx, "UPDATE key_challenge SET expires_at = NOW(6) - INTERVAL 1 SECOND", NO_ARGS);
    cx.now.us += 86400 * (int64_t)SECOND;
    good(session_gc(&cx));
    assert_int_equal(own_number(&cx, "SELECT (SELECT COUNT(*) FROM reset_token)"
                                     " + (SELECT COUNT(*) FROM key_challenge)"
                                     " + (SELECT COUNT(*) FROM signin_rate)"), 0);
    cx.now = begin;
}

static int set_up(void **state)
{
    (void)state;
    signin_begin("reset");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    signin_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_leaks),
        cmocka_unit_test(at_once_no_more_than_allowed),
        cmocka_unit_test(links_by_mail),
        cmocka_unit_test(nobody_is_flooded),
        cmocka_unit_test(who_gets_no_link),
        cmocka_unit_test(a_link_at_once_is_good_once),
        cmocka_unit_test(a_new_password_ends_sessions),
        cmocka_unit_test(programs_have_one_token),
        cmocka_unit_test(what_is_over_goes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
