/* signin_factors.c - second factors through the API: codes by the clock and by mail, security
 * keys, recovery codes; tokens that are good for setting one up alone; who may take them away. */
#include "t/e2e/http.h"
#include <string.h>
#include <time.h>
#include "fcgi/jwt.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "t/e2e/mailbox.h"
#include "t/unit/authenticator.h"
#include "t/unit/clock_code.h"

#define RP "localhost" /* host of the stack's address */
enum { STEP_S = 30, RECOVERY_CODES = 16, RECOVERY_CHARS = 10, SECRET_CHARS = 32 };

/* ---- signing in ---- */

/* more: further members, each with a comma in front. */
static const struct answer *login(const struct account *a, const char *more)
{
    return ASK("POST", "/auth/login",
               .json = text_format("{\"email\":\"%s\",\"password\":\"%s\"%s}", a->email, a->password,
                                   more));
}

/* An account with a session: its token is that of people, not of programs. */
static struct account somebody(void)
{
    struct account       a  = account_new("user");
    const struct answer *in = login(&a, "");
    WANT_STATUS(in, 200);
    a.token = http_text(in, "access_token");
    return a;
}

static void want_codes(const struct answer *a)
{
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "otp_recovery_codes.#", "16");
    for (int i = 0; i < RECOVERY_CODES; i++) {
        const char *code = http_text(a, text_format("otp_recovery_codes.%d", i));
        assert_int_equal(strlen(code), RECOVERY_CHARS);
        assert_int_equal(strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), RECOVERY_CHARS);
    }
}

static void want_missing(const struct answer *a, const char *preferred, const char *enabled)
{
    WANT_STATUS(a, 400);
    WANT_TEXT(a, "error", "true");
    WANT_TEXT(a, "login", "false");
    WANT_TEXT(a, "missing_OTP", "true");
    WANT_TEXT(a, "preferred_two_factor_authentication", preferred);
    WANT_TEXT(a, "two_factor_authentication_enabled", enabled);
    WANT_TEXT(a, "access_token", NULL);
}

static void want_wrong(const struct answer *a)
{
    WANT_STATUS(a, 400);
    WANT_TEXT(a, "error", "true");
    WANT_TEXT(a, "wrong_OTP", "true");
    WANT_TEXT(a, "access_token", NULL);
}

/* ---- codes by the clock ---- */

static const char *code_of(const char *secret, int after)
{
    return text_format("%s", clock_code(secret, time(NULL) / STEP_S + after));
}

static const char *totp_begun(const struct account *a)
{
    const struct answer *put = ASK("PUT", "/auth/totp", .token = a->token);
    const char          *uri;
    WANT_STATUS(put, 200);
    WANT_TEXT(put, "header:Cache-Control", "no-store");
    uri = http_text(put, "totp_provisionning_uri");
    assert_int_equal(strncmp(uri, "otpauth://totp/", 15), 0);
    assert_non_null(strstr(uri, "&issuer="));
    assert_non_null(strstr(uri, http_text(put, "otp_secret")));
    assert_int_equal(strlen(http_text(put, "otp_secret")), SECRET_CHARS);
    return http_text(put, "otp_secret");
}

static const struct answer *totp_posted(const struct account *a, const char *code)
{
    return ASK("POST", "/auth/totp", .token = a->token,
               .json = text_format("{\"totp\":\"%s\"}", code));
}

static void codes_by_the_clock(void **state)
{
    struct account       a = somebody();
    const char          *secret, *recovery, *next;
    const struct answer *said;
    (void)state;
    want_wrong(totp_posted(&a, "123456")); /* not begun */
    secret = totp_begun(&a);
    WANT_STATUS(login(&a, ""), 200); /* not confirmed: not asked for */
    want_wrong(totp_posted(&a, "000000"));
    WANT_TEXT(ASK("POST", "/auth/totp", .token = a.token, .json = "{}"), "data.errors.0.field", "totp");
    said = totp_posted(&a, code_of(secret, 0));
    want_codes(said);
    recovery = http_text(said, "otp_recovery_codes.0");
    WANT_STATUS(ASK("GET", "/auth/authenticated", .token = http_text(said, "access_token")), 200);
    WANT_STATUS(ASK("GET", "/auth/refresh-token", .token = http_text(said, "refresh_token")), 200);
    WANT_STATUS(ASK("PUT", "/auth/totp", .token = a.token), 400);

    want_missing(login(&a, ""), "totp", "[\"recovery_code\",\"totp\"]");
    want_wrong(login(&a, ",\"totp\":\"000000\""));
    /* What confirmed is used up. */
    want_wrong(login(&a, text_format(",\"totp\":\"%s\"", code_of(secret, 0))));
    next = text_format(",\"totp\":\"%s\"", code_of(secret, 1));
    said = login(&a, next);
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "user.totp_enabled", "true");
    WANT_TEXT(said, "user.totp_secret", NULL);
    WANT_TEXT(said, "user.otp_recovery_codes", NULL);
    want_wrong(login(&a, next));
    want_wrong(login(&a, ",\"email_otp\":\"123456\"")); /* not set up */

    WANT_STATUS(login(&a, text_format(",\"recovery_code\":\"%s\"", recovery)), 200);
    want_wrong(login(&a, text_format(",\"recovery_code\":\"%s\"", recovery)));
}

static void recovery_codes_are_renewed(void **state)
{
    struct account       a = somebody();
    const struct answer *first, *second, *said;
    (void)state;
    said = ASK("PUT", "/auth/recovery-codes", .token = a.token, .json = "{}");
    WANT_STATUS(said, 400); /* there is no second factor */
    first = totp_posted(&a, code_of(totp_begun(&a), 0));
    want_codes(first);
    said = ASK("PUT", "/auth/recovery-codes", .token = a.token);
    WANT_STATUS(said, 400);
    WANT_TEXT(said, "error", "true");
    WANT_TEXT(said, "missing_OTP", "true");
    want_wrong(ASK("PUT", "/auth/recovery-codes", .token = a.token, .form = "recovery_code=AAAAAAAAAA"));
    second = ASK("PUT", "/auth/recovery-codes", .token = a.token,
                 .form = text_format("recovery_code=%s", http_text(first, "otp_recovery_codes.15")));
    want_codes(second);
    WANT_TEXT(second, "header:Cache-Control", "no-store");
    WANT_TEXT(second, "access_token", NULL);
    want_wrong(login(&a, text_format(",\"recovery_code\":\"%s\"", http_text(first, "otp_recovery_codes.1"))));
    said = ASK("DELETE", "/auth/totp", .token = a.token);
    WANT_STATUS(said, 400);
    WANT_TEXT(said, "missing_OTP", "true");
    want_missing(login(&a, ""), "totp", "[\"recovery_code\",\"totp\"]");
    said = ASK("DELETE", "/auth/totp", .token = a.token,
               .json = text_format("{\"recovery_code\":\"%s\"}", http_text(second, "otp_recovery_codes.1")));
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "success", "true");
    said = login(&a, "");
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "user.totp_enabled", "false");
    WANT_STATUS(ASK("DELETE", "/auth/totp", .token = a.token, .json = "{}"), 400); /* there is none */
}

static void wrong_codes_lock(void **state)
{
    struct account       a = somebody();
    const struct answer *said;
    const char          *secret = totp_begun(&a);
    (void)state;
    want_codes(totp_posted(&a, code_of(secret, 0)));
    for (int i = 0; i < 5; i++)
        want_wrong(login(&a, ",\"totp\":\"000000\""));
    said = login(&a, text_format(",\"totp\":\"%s\"", code_of(secret, 1)));
    WANT_STATUS(said, 400);
    WANT_TEXT(said, "too_many_failed_login_attemps", "true");
}

/* ---- codes by mail ---- */

static const struct answer *code_asked(const char *email)
{
    return ASK("GET", text_format("/auth/email-otp?email=%s", email));
}

static void codes_by_mail(void **state)
{
    struct account       a = somebody();
    const struct answer *said;
    const char          *code;
    (void)state;
    said = ASK("GET", "/auth/email-otp");
    WANT_STATUS(said, 400);
    WANT_TEXT(said, "error", "true");
    WANT_TEXT(said, "data", "null");
    /* Not set up, and nobody at all: the answer is the same, and nothing is sent. */
    WANT_TEXT(code_asked(a.email), "", "{\"success\":true}");
    WANT_TEXT(code_asked(text_format("%s@example.com", text_unique())), "", "{\"success\":true}");
    assert_true(unmailed(a.email, "signin_code"));

    said = ASK("PUT", "/auth/email-otp", .token = a.token);
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "", "{\"success\":true}");
    code = mailed(a.email, "signin_code", NULL);
    want_wrong(ASK("POST", "/auth/email-otp", .token = a.token, .json = "{\"email_otp\":\"x\"}"));
    WANT_TEXT(ASK("POST", "/auth/email-otp", .token = a.token), "data.errors.0.field", "email_otp");
    want_codes(ASK("POST", "/auth/email-otp", .token = a.token,
                   .json = text_format("{\"email_otp\":\"%s\"}", code)));
    WANT_STATUS(ASK("PUT", "/auth/email-otp", .token = a.token), 400);

    want_missing(login(&a, ""), "email_otp", "[\"recovery_code\",\"email_otp\"]");
    want_wrong(login(&a, text_format(",\"email_otp\":\"%s\"", code)));
    WANT_STATUS(code_asked(a.email), 200);
    code = mailed(a.email, "signin_code", code);
    WANT_STATUS(login(&a, text_format(",\"email_otp\":\"%s\"", code)), 200);
    want_wrong(login(&a, text_format(",\"email_otp\":\"%s\"", code)));
    WANT_STATUS(code_asked(a.email), 200);
    said = ASK("DELETE", "/auth/email-otp", .token = a.token,
               .json = text_format("{\"email_otp\":\"%s\"}", mailed(a.email, "signin_code", code)));
    WANT_STATUS(said, 200);
    WANT_STATUS(login(&a, ""), 200);
}

static void mails_are_not_sent_without_end(void **state)
{
    const char          *email = text_format("%s@example.com", text_unique());
    const struct answer *last  = NULL;
    (void)state;
    for (int i = 0; i < 12 && (!last || last->status == 200); i++)
        last = code_asked(email);
    WANT_STATUS(last, 429);
    WANT_TEXT(last, "error", "true");
    WANT_TEXT(last, "message", "*");
    WANT_TEXT(last, "header:Retry-After", "*");
}

/* ---- security keys ---- */

static const char *challenge_for(const struct account *a)
{
    const struct answer *said = ASK("GET", text_format("/auth/fido?email=%s", a->email));
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "publicKey.rpId", RP);
    WANT_TEXT(said, "publicKey.allowCredentials.0.type", "public-key");
    return http_text(said, "publicKey.challenge");
}

static const char *signed_for(const struct account *a, struct authenticator *key)
{
    return text_format(",\"fido_authentication_response\":%s",
                       authenticator_sign(key, RP, challenge_for(a), NULL));
}

static const struct answer *key_posted(const struct account *a, struct authenticator *key, const char *name)
{
    const struct answer *said = ASK("PUT", "/auth/fido", .token = a->token);
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "publicKey.rp.id", RP);
    WANT_TEXT(said, "publicKey.user.name", a->email);
    return ASK("POST", "/auth/fido", .token = a->token,
               .json = text_format("{\"registration_response\":%s,\"device_name\":\"%s\"}",
                                   authenticator_register(key, RP, http_text(said, "publicKey.challenge"), NULL), name));
}

static void keys_sign_in(void **state)
{
    struct account       a = somebody();
    struct authenticator key;
    const struct answer *said;
    const char          *answer;
    (void)state;
    authenticator_make(&key, KEY_ES256);
    WANT_STATUS(ASK("GET", text_format("/auth/fido?email=%s@example.com", text_unique())), 400);
    WANT_STATUS(ASK("GET", text_format("/auth/fido?email=%s", a.email)), 400); /* the same */
    WANT_STATUS(ASK("GET", "/auth/fido"), 400);
    want_wrong(ASK("POST", "/auth/fido", .token = a.token,
                   .json = "{\"registration_response\":{},\"device_name\":\"blue\"}"));
    WANT_TEXT(ASK("POST", "/auth/fido", .token = a.token, .json = "{}"), "data.errors.#", "2");
    want_codes(key_posted(&a, &key, "blue"));
    WANT_STATUS(key_posted(&a, &key, "green"), 400); /* is there */
    want_missing(login(&a, ""), "fido", "[\"recovery_code\",\"fido\"]");
    answer = signed_for(&a, &key);
    said   = login(&a, answer);
    WANT_STATUS(said, 200);
    said = ASK("GET", "/auth/authenticated", .token = http_text(said, "access_token"));
    WANT_TEXT(said, "user.fido_devices", "[\"blue\"]");
    WANT_TEXT(said, "user.fido_enabled", "true");
    WANT_TEXT(said, "user.fido_credentials", NULL);
    want_wrong(login(&a, answer));
    want_wrong(login(&a, ",\"fido_authentication_response\":{}"));
    authenticator_free(&key);
}

static void keys_are_removed(void **state)
{
    struct account       a = somebody();
    struct authenticator key, other;
    const struct answer *codes;
    (void)state;
    authenticator_make(&key, KEY_ES256);
    authenticator_make(&other, KEY_EDDSA);
    codes = key_posted(&a, &key, "blue");
    want_codes(codes);
    WANT_TEXT(key_posted(&a, &other, "red"), "otp_recovery_codes", "null");
    WANT_STATUS(ASK("DELETE", "/auth/fido", .token = a.token,
                    .json = text_format("{\"device_name\":\"none\",\"recovery_code\":\"%s\"}",
                                        http_text(codes, "otp_recovery_codes.0"))),
                404);
    WANT_STATUS(ASK("DELETE", "/auth/fido", .token = a.token,
                    .json = text_format("{\"device_name\":\"blue\"%s}", signed_for(&a, &other))),
                200);
    want_wrong(login(&a, signed_for(&a, &key))); /* not one of theirs any more */
    WANT_STATUS(login(&a, signed_for(&a, &other)), 200);
    authenticator_free(&key);
    authenticator_free(&other);
}

/* ---- tokens that are good for setting one up ---- */

static void restricted_tokens_set_one_up(void **state)
{
    struct account       a = somebody();
    struct cx            cx = { .arena = arena_new(16 << 20), .now = utc_now() };
    struct conf          conf;
    struct claims        claims = { 0 };
    const char          *text, *token = NULL;
    const struct answer *said;
    (void)state;
    cx.conf = &conf;
    assert_int_equal(conf_load(&cx, env_need("DAILIES_TEST_CONF"), true, &conf), 0);
    struct jwt_key key = jwt_key(conf.jwt_key);
    assert_int_equal(jwt_verify(&cx, &key, 1, a.token, &claims), 0);
    text = text_format("{\"sub\":\"%s\",\"jti\":\"%s\",\"type\":\"access\",\"identity_type\":\"person\","
                       "\"epoch\":%lld,\"requires_2fa_setup\":true}",
                       claims.sub, text_unique(), (long long)claims.epoch);
    assert_int_equal(jwt_sign(&cx, key, text, &token), 0);
    story_set("restricted", token);
    static const struct step steps[] = {
        { "not for reading", "restricted", "GET", "/data/persons", NULL, 403,
          .has = { "error", "true", "two_factor_authentication_required", "true", "message", "*" } },
        { "not for footage", "restricted", "GET", "/projects", NULL, 403 },
        { "nor for new tokens of programs", "restricted", "POST", "/auth/tokens", "{\"name\":\"n\"}", 403 },
        { "nor for passwords", "restricted", "POST", "/auth/change-password", "{}", 403 },
        { "who am I", "restricted", "GET", "/auth/authenticated", NULL, 200 },
        { "by mail", "restricted", "PUT", "/auth/email-otp", NULL, 200 },
        { "with a key", "restricted", "PUT", "/auth/fido", NULL, 200 },
        { "by the clock", "restricted", "PUT", "/auth/totp", NULL, 200, .keep = { "otp_secret", "secret" } },
    };
    STORY(steps);
    a.token = token;
    said    = totp_posted(&a, code_of(story_get("secret"), 0));
    want_codes(said);
    WANT_STATUS(ASK("GET", "/data/persons", .token = http_text(said, "access_token")), 200);
    arena_free(cx.arena);
}

/* ---- who may not, and who may take them away ---- */

static void programs_have_none(void **state)
{
    static const char *const calls[][2] = {
        { "PUT", "/auth/totp" },       { "POST", "/auth/totp" },      { "DELETE", "/auth/totp" },
        { "PUT", "/auth/email-otp" },  { "POST", "/auth/email-otp" }, { "DELETE", "/auth/email-otp" },
        { "PUT", "/auth/fido" },       { "POST", "/auth/fido" },      { "DELETE", "/auth/fido" },
        { "PUT", "/auth/recovery-codes" }, { "POST", "/auth/change-password" },
        { "GET", "/auth/logout" },     { "GET", "/data/user/context" },
    };
    const struct answer *bot;
    (void)state;
    bot = ASK("POST", "/data/persons", .token = admin_token(),
              .json = "{\"first_name\":\"Machine\",\"last_name\":\"M\",\"is_bot\":true}");
    WANT_STATUS(bot, 201);
    WANT_TEXT(bot, "access_token", "*");
    WANT_STATUS(ASK("GET", "/auth/authenticated", .token = http_text(bot, "access_token")), 200);
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        WANT_STATUS(ASK(calls[i][0], calls[i][1], .token = http_text(bot, "access_token"),
                        .json = strcmp(calls[i][0], "GET") == 0 ? NULL : "{}"),
                    403);
        WANT_STATUS(ASK(calls[i][0], calls[i][1], .json = strcmp(calls[i][0], "GET") == 0 ? NULL : "{}"), 401);
    }
}

static void administrators_take_them_away(void **state)
{
    struct account       a = somebody(), boss = account_new("admin"), other = account_new("manager");
    const char          *path = text_format("/actions/persons/%s/disable-two-factor-authentication", a.id);
    const struct answer *said;
    (void)state;
    WANT_STATUS(ASK("DELETE", path, .token = boss.token), 400); /* there is none */
    want_codes(totp_posted(&a, code_of(totp_begun(&a), 0)));
    WANT_STATUS(ASK("DELETE", path), 401);
    WANT_STATUS(ASK("DELETE", path, .token = a.token), 403);
    WANT_STATUS(ASK("DELETE", path, .token = other.token), 403);
    want_missing(login(&a, ""), "totp", "[\"recovery_code\",\"totp\"]");
    said = ASK("DELETE", path, .token = boss.token);
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "success", "true");
    assert_string_equal(mailed(a.email, "second_factor_removed", NULL), "");
    WANT_STATUS(login(&a, ""), 200);
    WANT_STATUS(ASK("DELETE", text_format("/actions/persons/%s/disable-two-factor-authentication", boss.id),
                    .token = admin_token()),
                403);
    WANT_STATUS(ASK("DELETE", "/actions/persons/2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11/disable-two-factor-authentication",
                    .token = boss.token),
                404);
    WANT_STATUS(ASK("DELETE", "/actions/persons/x/disable-two-factor-authentication", .token = boss.token), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_by_the_clock),
        cmocka_unit_test(recovery_codes_are_renewed),
        cmocka_unit_test(wrong_codes_lock),
        cmocka_unit_test(codes_by_mail),
        cmocka_unit_test(mails_are_not_sent_without_end),
        cmocka_unit_test(keys_sign_in),
        cmocka_unit_test(keys_are_removed),
        cmocka_unit_test(restricted_tokens_set_one_up),
        cmocka_unit_test(programs_have_none),
        cmocka_unit_test(administrators_take_them_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
