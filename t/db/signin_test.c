/* signin_test.c - second factors over real tables; each also when it is tried many times at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/factor/otp.h"
#include "t/db/own.h"
#include "t/db/signin.h"
#include "t/unit/authenticator.h"
#include "t/unit/clock_code.h"

/* ---- codes by the clock ---- */

static int64_t step_now(void) { return cx.now.us / SECOND / TOTP_STEP_S; }

static enum factor_outcome tried(struct uuid id, struct factor_given g)
{
    enum factor_outcome outcome;
    good(factor_try(&cx, id, &g, &outcome));
    return outcome;
}

static struct factor_done enrolled(struct uuid id, const char **secret)
{
    struct factor_done done;
    const char        *uri;
    good(factor_totp_begin(&cx, id, &uri, secret));
    good(factor_totp_confirm(&cx, id, clock_code(*secret, step_now()), &done));
    assert_int_equal(done.outcome, FACTOR_OK);
    return done;
}

static void codes_by_the_clock(void **state)
{
    struct uuid        id = person("totp", "right password");
    struct factor_done done;
    const char        *secret, *uri, *again;
    (void)state;
    refused(factor_totp_confirm(&cx, uuid_new(), "123456", &done), E_NOT_FOUND);
    good(factor_totp_confirm(&cx, id, "123456", &done)); /* not begun */
    assert_int_equal(done.outcome, FACTOR_WRONG);
    good(factor_totp_begin(&cx, id, &uri, &again));
    assert_int_equal(enter("totp", "right password", NONE), LOGIN_OK); /* not confirmed */
    done = enrolled(id, &secret);
    assert_int_equal(done.n, RECOVERY_CODES);
    refused(factor_totp_begin(&cx, id, &uri, &again), E_CONFLICT);
    refused(factor_totp_confirm(&cx, id, clock_code(secret, step_now()), &done), E_CONFLICT);
    assert_int_equal(enter("totp", "right password", NONE), LOGIN_NO_FACTOR);
    assert_int_equal(enter("totp", "wrong password", TOTP(clock_code(secret, step_now() + 1))), LOGIN_WRONG);
    /* The code that confirmed is used up, as are those before it. */
    assert_int_equal(enter("totp", "right password", TOTP(clock_code(secret, step_now()))), LOGIN_WRONG_FACTOR);
    assert_int_equal(enter("totp", "right password", TOTP(clock_code(secret, step_now() - 1))), LOGIN_WRONG_FACTOR);
    assert_int_equal(enter("totp", "right password", TOTP(clock_code(secret, step_now() + 1))), LOGIN_OK);
    assert_int_equal(enter("totp", "right password", TOTP(clock_code(secret, step_now() + 1))), LOGIN_WRONG_FACTOR);
    /* Another kind of code is none. */
    assert_int_equal(enter("totp", "right password", MAILED("123456")), LOGIN_WRONG_FACTOR);
}

struct code {
    struct uuid         id;
    struct factor_given given;
};

static int use_code(struct cx *own, const void *u)
{
    const struct code  *c = u;
    enum factor_outcome outcome;
    return factor_try(own, c->id, &c->given, &outcome) == 0 ? outcome == FACTOR_OK : 2;
}

static void a_code_at_once_is_good_once(void **state)
{
    struct uuid        id = person("totp.once", "right password");
    const char        *secret;
    struct factor_done done = enrolled(id, &secret);
    struct code        c    = { id, TOTP(clock_code(secret, step_now() + 1)) };
    (void)state;
    assert_int_equal(at_once(use_code, &c), 1);
    c.given = RECOVERY(done.codes[7]);
    assert_int_equal(at_once(use_code, &c), 1);
    assert_int_equal(number_of("SELECT JSON_LENGTH(otp_recovery_codes) FROM person WHERE id =", id), 15);
}

static void wrong_codes_lock(void **state)
{
    struct uuid id = person("totp.lock", "right password");
    const char *secret;
    (void)state;
    enrolled(id, &secret);
    for (int i = 0; i < 5; i++)
        assert_int_equal(enter("totp.lock", "right password", TOTP("000000")), LOGIN_WRONG_FACTOR);
    assert_int_equal(enter("totp.lock", "right password", TOTP(clock_code(secret, step_now() + 1))), LOGIN_LOCKED);
}

static void recovery_codes(void **state)
{
    struct uuid         id = person("recovery", "right password");
    const char         *secret;
    struct factor_done  old = enrolled(id, &secret), fresh;
    struct factor_given g   = RECOVERY(old.codes[0]);
    enum factor_outcome outcome;
    (void)state;
    assert_int_equal(strlen(old.codes[0]), RECOVERY_CHARS);
    assert_int_equal(tried(id, RECOVERY("AAAAAAAAAA")), FACTOR_WRONG);
    assert_int_equal(tried(id, g), FACTOR_OK);
    assert_int_equal(tried(id, g), FACTOR_WRONG);
    good(factor_codes_renew(&cx, id, &NONE, &fresh));
    assert_int_equal(fresh.outcome, FACTOR_MISSING);
    g = RECOVERY(old.codes[1]);
    good(factor_codes_renew(&cx, id, &g, &fresh));
    assert_int_equal(fresh.outcome, FACTOR_OK);
    assert_int_equal(fresh.n, RECOVERY_CODES);
    assert_int_equal(tried(id, RECOVERY(old.codes[2])), FACTOR_WRONG);
    g = RECOVERY(fresh.codes[3]);
    good(factor_remove(&cx, id, FACTOR_TOTP, NULL, &g, &outcome));
    assert_int_equal(outcome, FACTOR_OK);
    assert_int_equal(number_of("SELECT otp_recovery_codes IS NULL AND totp_secret IS NULL"
                               " AND preferred_two_factor_authentication IS NULL FROM person WHERE id =", id), 1);
    refused(factor_codes_renew(&cx, id, &g, &fresh), E_CONFLICT);
    refused(factor_remove(&cx, id, FACTOR_TOTP, NULL, &g, &outcome), E_CONFLICT);
    assert_int_equal(enter("recovery", "right password", NONE), LOGIN_OK);
}

/* ---- codes by mail ---- */

static void codes_by_mail(void **state)
{
    struct uuid        id    = person("mailed", "right password");
    struct utc         begin = cx.now;
    struct factor_done done;
    const char        *code, *old;
    (void)state;
    good(factor_email_send(&cx, "mailed@example.com")); /* not set up: nothing */
    assert_null(mailed("mailed", "signin_code"));
    good(factor_email_begin(&cx, id));
    code = mailed("mailed", "signin_code");
    assert_int_equal(number_of("SELECT COUNT(*) FROM signin_factor WHERE email_code = '000000' OR person_id =", id), 1);
    good(factor_email_confirm(&cx, id, "00000", &done));
    assert_int_equal(done.outcome, FACTOR_WRONG);
    good(factor_email_confirm(&cx, id, code, &done));
    assert_int_equal(done.outcome, FACTOR_OK);
    assert_int_equal(done.n, RECOVERY_CODES);
    refused(factor_email_begin(&cx, id), E_CONFLICT);
    assert_int_equal(enter("mailed", "right password", MAILED(code)), LOGIN_WRONG_FACTOR);

    good(factor_email_send(&cx, "MAILED@example.com"));
    old = mailed("mailed", "signin_code");
    good(factor_email_send(&cx, "mailed@example.com"));
    code = mailed("mailed", "signin_code");
    if (strcmp(old, code) != 0)
        assert_int_equal(tried(id, MAILED(old)), FACTOR_WRONG);
    assert_int_equal(enter("mailed", "right password", MAILED(code)), LOGIN_OK);
    assert_int_equal(enter("mailed", "right password", MAILED(code)), LOGIN_WRONG_FACTOR);

    good(factor_email_send(&cx, "mailed@example.com"));
    code = mailed("mailed", "signin_code");
    cx.now.us += 300 * (int64_t)SECOND;
    assert_int_equal(tried(id, MAILED(code)), FACTOR_WRONG); /* too late */
    cx.now = begin;
    good(factor_email_send(&cx, "mailed@example.com"));
    code = mailed("mailed", "signin_code");
    for (int i = 0; i < 5; i++)
        assert_int_equal(tried(id, MAILED("12345")), FACTOR_WRONG);
    assert_int_equal(tried(id, MAILED(code)), FACTOR_WRONG); /* too often */
    good(factor_email_send(&cx, "nobody@example.com"));
}

static void a_mailed_code_at_once_is_good_once(void **state)
{
    struct uuid        id = person("mailed.once", "right password");
    struct code        c  = { .id = id };
    struct factor_done done;
    (void)state;
    good(factor_email_begin(&cx, id));
    good(factor_email_confirm(&cx, id, mailed("mailed.once", "signin_code"), &done));
    good(factor_email_send(&cx, "mailed.once@example.com"));
    c.given = MAILED(mailed("mailed.once", "signin_code"));
    assert_int_equal(at_once(use_code, &c), 1);
}

/* ---- security keys ---- */

static const char *challenge_in(struct out *o)
{
    const char         *text = out_done(o);
    struct json_object *v, *options, *challenge;
    assert_true(json_read(cx.arena, text, strlen(text), &v));
    assert_true(json_object_object_get_ex(v, "publicKey", &options));
    assert_true(json_object_object_get_ex(options, "challenge", &challenge));
    return json_object_get_string(challenge);
}

static const char *asked(const char *name)
{
    struct out o = out_in_arena(cx.arena, 65536);
    bool       found;
    good(factor_key_ask(&cx, email_of(name), &o, &found));
    return found ? challenge_in(&o) : NULL;
}

static struct factor_done key_added(struct uuid id, struct authenticator *a, const char *name)
{
    struct out         o = out_in_arena(cx.arena, 65536);
    struct json        answer;
    struct factor_done done;
    good(factor_key_begin(&cx, id, &o));
    answer.text = arena_text(cx.arena, authenticator_register(a, SIGNIN_RP, challenge_in(&o), NULL));
    good(factor_key_confirm(&cx, id, answer, name, &done));
    if (done.outcome == FACTOR_OK) { /* the answer is used up */
        struct factor_done twice;
        good(factor_key_confirm(&cx, id, answer, "again", &twice));
        assert_int_equal(twice.outcome, FACTOR_WRONG);
    }
    return done;
}

static void security_keys(void **state)
{
    struct uuid          id = person("keys", "right password"), other = person("keys.other", "right password");
    struct authenticator one, two;
    struct factor_given  g;
    enum factor_outcome  outcome;
    const char          *stale;
    (void)state;
    authenticator_make(&one, KEY_ES256);
    authenticator_make(&two, KEY_EDDSA);
    assert_null(asked("keys"));
    assert_int_equal(key_added(id, &one, "blue").n, RECOVERY_CODES);
    assert_int_equal(key_added(id, &two, "red").n, 0);
    assert_int_equal(key_added(other, &two, "red").outcome, FACTOR_OK);
    {
        struct out         o = out_in_arena(cx.arena, 65536);
        struct json        answer;
        struct factor_done done;
        good(factor_key_begin(&cx, id, &o));
        answer.text = authenticator_register(&one, SIGNIN_RP, challenge_in(&o), NULL);
        refused(factor_key_confirm(&cx, id, answer, "green", &done), E_CONFLICT); /* is there */
    }
    assert_int_equal(enter("keys", "right password", NONE), LOGIN_NO_FACTOR);
    g = ANSWER(arena_text(cx.arena, authenticator_sign(&one, SIGNIN_RP, asked("keys"), NULL)));
    assert_int_equal(enter("keys", "right password", g), LOGIN_OK);
    assert_int_equal(enter("keys", "right password", g), LOGIN_WRONG_FACTOR); /* again */
    stale = asked("keys.other"); /* somebody else's challenge */
    assert_int_equal(tried(id, ANSWER(arena_text(cx.arena, authenticator_sign(&one, SIGNIN_RP, stale, NULL)))), FACTOR_WRONG);
    assert_int_equal(tried(id, ANSWER("{}")), FACTOR_WRONG);
    g = ANSWER(arena_text(cx.arena, authenticator_sign(&two, SIGNIN_RP, asked("keys"), NULL)));
    good(factor_remove(&cx, id, FACTOR_KEY, "red", &g, &outcome));
    assert_int_equal(outcome, FACTOR_OK);
    assert_int_equal(tried(id, ANSWER(arena_text(cx.arena, authenticator_sign(&two, SIGNIN_RP, asked("keys"), NULL)))), FACTOR_WRONG);
    g = ANSWER(arena_text(cx.arena, authenticator_sign(&one, SIGNIN_RP, asked("keys"), NULL)));
    refused(factor_remove(&cx, id, FACTOR_KEY, "red", &g, &outcome), E_NOT_FOUND);
    g = ANSWER(arena_text(cx.arena, authenticator_sign(&one, SIGNIN_RP, asked("keys"), NULL)));
    good(factor_remove(&cx, id, FACTOR_KEY, "blue", &g, &outcome));
    assert_int_equal(outcome, FACTOR_OK);
    assert_null(asked("keys"));
    assert_int_equal(enter("keys", "right password", NONE), LOGIN_OK);
    authenticator_free(&one);
    authenticator_free(&two);
}

static void an_answer_at_once_is_good_once(void **state)
{
    struct code          c = { .id = person("keys.once", "right password") };
    struct authenticator a;
    (void)state;
    authenticator_make(&a, KEY_ES256);
    key_added(c.id, &a, "blue");
    c.given = ANSWER(arena_text(cx.arena, authenticator_sign(&a, SIGNIN_RP, asked("keys.once"), NULL)));
    assert_int_equal(at_once(use_code, &c), 1);
    authenticator_free(&a);
}

/* ---- several methods ---- */

static const char *preferred(struct uuid id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    return own_text(&cx, arena_printf(cx.arena, "SELECT preferred_two_factor_authentication FROM person WHERE id = '%s'", text));
}

static void the_preferred_one_falls_back(void **state)
{
    struct uuid          id = person("several", "right password");
    struct authenticator a;
    struct factor_done   done;
    struct factor_given  g;
    enum factor_outcome  outcome;
    const char          *secret;
    (void)state;
    authenticator_make(&a, KEY_ES256);
    done = enrolled(id, &secret);
    good(factor_email_begin(&cx, id));
    {
        struct factor_done second;
        good(factor_email_confirm(&cx, id, mailed("several", "signin_code"), &second));
        assert_int_equal(second.outcome, FACTOR_OK);
        assert_int_equal(second.n, 0); /* the codes of the first one are good for all */
    }
    key_added(id, &a, "blue");
    assert_string_equal(preferred(id), "totp");
    g = RECOVERY(done.codes[0]);
    good(factor_remove(&cx, id, FACTOR_TOTP, NULL, &g, &outcome));
    assert_string_equal(preferred(id), "fido");
    g = RECOVERY(done.codes[1]);
    good(factor_remove(&cx, id, FACTOR_EMAIL, NULL, &g, &outcome));
    assert_string_equal(preferred(id), "fido");
    enrolled(id, &secret);
    g = RECOVERY(done.codes[2]);
    good(factor_remove(&cx, id, FACTOR_KEY, "blue", &g, &outcome));
    assert_string_equal(preferred(id), "totp");
    good(factor_clear(&cx, id));
    assert_null(preferred(id));
    assert_string_equal(mailed("several", "second_factor_removed"), "");
    refused(factor_clear(&cx, id), E_CONFLICT);
    assert_int_equal(enter("several", "right password", NONE), LOGIN_OK);
    authenticator_free(&a);
}

static void who_has_to_set_one_up(void **state)
{
    struct factors none = { 0 }, some = { .totp = true };
    (void)state;
    assert_false(login_wants_setup(&cx, "a@example.com", &none));
    own_conf.signin.enforce_2fa = true;
    own_conf.signin.exempt_2fa  = "x@example.com, B@example.com";
    assert_true(login_wants_setup(&cx, "a@example.com", &none));
    assert_true(login_wants_setup(&cx, NULL, &none));
    assert_true(login_wants_setup(&cx, "@example.com", &none));
    assert_false(login_wants_setup(&cx, "b@example.com", &none));
    assert_false(login_wants_setup(&cx, "a@example.com", &some));
    own_conf.signin.enforce_2fa = false;
    own_conf.signin.exempt_2fa  = "";
}

static int set_up(void **state)
{
    (void)state;
    signin_begin("signin");
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
        cmocka_unit_test(codes_by_the_clock),
        cmocka_unit_test(a_code_at_once_is_good_once),
        cmocka_unit_test(wrong_codes_lock),
        cmocka_unit_test(recovery_codes),
        cmocka_unit_test(codes_by_mail),
        cmocka_unit_test(a_mailed_code_at_once_is_good_once),
        cmocka_unit_test(security_keys),
        cmocka_unit_test(an_answer_at_once_is_good_once),
        cmocka_unit_test(the_preferred_one_falls_back),
        cmocka_unit_test(who_has_to_set_one_up),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
