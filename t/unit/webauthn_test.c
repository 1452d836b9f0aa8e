/* webauthn_test.c - what is taken of security keys, honest ones and others; CBOR at its edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/factor/cbor.h"
#include "model/factor/webauthn.h"
#include "t/unit/authenticator.h"

#define RP        "dailies.example"
#define CHALLENGE "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80"
static struct cx cx;

static int registers(struct authenticator *a, const struct deceit *d, struct webauthn_key *key)
{
    struct webauthn_answer answer;
    int rc = webauthn_read(&cx, authenticator_register(a, RP, CHALLENGE, d), RP, &answer);
    return rc < 0 ? rc : webauthn_register(&cx, RP, &answer, key);
}

static int logs_in(struct authenticator *a, const struct deceit *d, struct webauthn_key *key)
{
    struct webauthn_answer answer;
    int rc = webauthn_read(&cx, authenticator_sign(a, RP, CHALLENGE, d), RP, &answer);
    return rc < 0 ? rc : webauthn_login(&cx, RP, &answer, key, &key->count);
}

static void refused(int rc)
{
    assert_int_equal(rc, -E_INVALID);
    err_clear(&cx);
}

static void honest(void **state)
{
    static const int64_t algorithms[] = { -7, -257, -8 };
    (void)state;
    for (int kind = 0; kind < KEY_KINDS; kind++) {
        struct authenticator   a;
        struct webauthn_key    key;
        struct webauthn_answer answer;
        authenticator_make(&a, (enum key_kind)kind);
        assert_int_equal(registers(&a, NULL, &key), 0);
        assert_int_equal(key.algorithm, algorithms[kind]);
        assert_int_equal(key.count, 1);
        assert_string_equal(key.aaguid, "aa000000-0000-0000-0000-000000000000");
        assert_int_equal(webauthn_read(&cx, authenticator_sign(&a, RP, CHALLENGE, NULL), RP, &answer), 0);
        assert_string_equal(answer.challenge, CHALLENGE);
        assert_string_equal(answer.id, key.id);
        assert_false(answer.registers);
        assert_int_equal(logs_in(&a, NULL, &key), 0);
        assert_int_equal(key.count, 3);
        authenticator_free(&a);
    }
}

static struct want {
    const char   *what;
    struct deceit deceit;
    bool          at_login; /* also a login is refused; otherwise it is registering alone */
    bool          at_registering;
} wants[] = {
    { "bound to another site", { .rp = "evil.example" }, true, true },
    { "asked by another page", { .origin = "https://evil.example" }, true, true },
    { "asked by a page below", { .origin = "https://x." RP }, true, true },
    { "asked without TLS", { .origin = "http://" RP }, true, true },
    { "asked by no page", { .origin = RP }, true, true },
    { "for the other purpose", { .type = "webauthn.other" }, true, true },
    { "nobody was there", { .untouched = true }, true, true },
    { "cut off", { .cut = true }, false, true },
    { "a copy that counts no further", { .same_count = true }, true, false },
    { "signed otherwise", { .bent = true }, true, false },
};

static void deceits(void **state)
{
    const struct want   *w = *state;
    struct authenticator a, other;
    struct webauthn_key  key, others;
    authenticator_make(&a, KEY_ES256);
    authenticator_make(&other, KEY_ES256);
    if (w->at_registering)
        refused(registers(&a, &w->deceit, &key));
    assert_int_equal(registers(&a, NULL, &key), 0);
    assert_int_equal(registers(&other, NULL, &others), 0);
    assert_int_equal(logs_in(&a, NULL, &key), 0);
    if (w->at_login)
        refused(logs_in(&a, &w->deceit, &key));
    refused(logs_in(&a, NULL, &others)); /* another's key did not sign it */
    authenticator_free(&a);
    authenticator_free(&other);
}

static void a_port_does_not_matter(void **state)
{
    struct authenticator a;
    struct webauthn_key  key;
    struct deceit        d = { .origin = "https://" RP ":8443" };
    (void)state;
    authenticator_make(&a, KEY_ES256);
    assert_int_equal(registers(&a, &d, &key), 0);
    authenticator_free(&a);
    assert_string_equal(webauthn_host(&cx, "https://" RP ":8443/x"), RP);
    assert_string_equal(webauthn_host(&cx, "https://[::1]:8443"), "[::1]");
    assert_string_equal(webauthn_host(&cx, "nothing"), "localhost");
}

static void not_mixed_up(void **state)
{
    struct authenticator   a;
    struct webauthn_key    key = { .id = "x", .public_key = "AAAA", .algorithm = -7 };
    struct webauthn_answer answer;
    int64_t                count;
    (void)state;
    authenticator_make(&a, KEY_ES256);
    assert_int_equal(webauthn_read(&cx, authenticator_register(&a, RP, CHALLENGE, NULL), RP, &answer), 0);
    refused(webauthn_login(&cx, RP, &answer, &key, &count));
    assert_int_equal(webauthn_read(&cx, authenticator_sign(&a, RP, CHALLENGE, NULL), RP, &answer), 0);
    refused(webauthn_register(&cx, RP, &answer, &key));
    refused(webauthn_login(&cx, RP, &answer, &key, &count)); /* no public key */
    key.algorithm = -65535;
    refused(webauthn_login(&cx, RP, &answer, &key, &count));
    authenticator_free(&a);
}

static void unreadable(void **state)
{
    static const char *const texts[] = {
        "", "null", "[]", "{}", "{\"id\":\"AA\",\"response\":null}", "{\"id\":\"AA\",\"response\":{}}",
        "{\"id\":\"\",\"response\":{\"clientDataJSON\":\"e30\",\"attestationObject\":\"oA\"}}",
        "{\"id\":\"AA\",\"response\":{\"clientDataJSON\":\"e30\",\"attestationObject\":\"oA\"}}",
        "{\"id\":\"AA\",\"response\":{\"clientDataJSON\":\"!\",\"attestationObject\":\"oA\"}}",
        "{\"id\":\"AA\",\"response\":{\"clientDataJSON\":1,\"attestationObject\":\"oA\"}}",
    };
    struct webauthn_answer answer;
    (void)state;
    refused(webauthn_read(&cx, NULL, RP, &answer));
    for (size_t i = 0; i < COUNT(texts); i++)
        refused(webauthn_read(&cx, texts[i], RP, &answer));
}

/* ---- CBOR ---- */

static struct cbor_want {
    const char *what, *hex, *value; /* value: NULL when it is not to be found */
} cbor_wants[] = {
    { "the only member", "a1616142beef", "beef" },
    { "behind others of all kinds", "a5616201616c820102616d a16178f5616ec1 00616142beef", "beef" },
    { "with a length of a byte, of two, of four", "a161615802beef", "beef" },
    { "of two", "a16161590002beef", "beef" },
    { "of eight", "a161615b0000000000000002beef", "beef" },
    { "empty", "a1616140", "" },
    { "another name", "a1616242beef", NULL },
    { "no byte string", "a1616162beef", NULL },
    { "twice", "a2616141006161 4101", NULL },
    { "something behind it", "a1616142beef00", NULL },
    { "too short", "a1616143beef", NULL },
    { "longer than there can be", "a161615bffffffffffffffff", NULL },
    { "more members than there can be", "bbffffffffffffffff616142beef", NULL },
    { "no map", "8142beef", NULL },
    { "no text as its name", "a10142beef", NULL },
    { "without an end", "bf616142beefff", NULL },
    { "deeper than anybody goes", "a2616b81818181818181818181818100616142beef", NULL },
    { "a list longer than there can be", "a2616b9bffffffffffffffff616142beef", NULL },
    { "nothing", "", NULL },
};

static void cbor(void **state)
{
    const struct cbor_want *w = *state;
    char              packed[200];
    uint8_t           bytes[100];
    char              hex[200];
    size_t            n = 0;
    struct cbor_bytes value;
    for (const char *c = w->hex; *c; c++)
        if (*c != ' ')
            packed[n++] = *c;
    assert_true(hex_read(packed, n, bytes, n / 2));
    assert_int_equal(cbor_map_bytes((struct cbor_bytes){ bytes, n / 2 }, "a", &value), w->value != NULL);
    if (!w->value)
        return;
    hex_write(value.v, value.n, hex);
    assert_string_equal(hex, w->value);
}

static void whole_values(void **state)
{
    static const uint8_t one[] = { 0x81, 0x01 }, two[] = { 0x01, 0xa0 }, cut[] = { 0x82, 0x01 },
                         huge[] = { 0x9a, 0x3f, 0xff, 0xff, 0xff, 0x01 };
    (void)state;
    assert_true(cbor_is_whole((struct cbor_bytes){ one, 0 }));
    assert_true(cbor_is_whole((struct cbor_bytes){ one, sizeof one }));
    assert_true(cbor_is_whole((struct cbor_bytes){ two, sizeof two }));
    assert_false(cbor_is_whole((struct cbor_bytes){ cut, sizeof cut }));
    assert_false(cbor_is_whole((struct cbor_bytes){ huge, sizeof huge }));
}

int main(void)
{
    struct CMUnitTest tests[COUNT(wants) + COUNT(cbor_wants) + 5];
    size_t            n = 0;
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(honest);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_port_does_not_matter);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(not_mixed_up);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(unreadable);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(whole_values);
    for (size_t i = 0; i < COUNT(wants); i++)
        tests[n++] = (struct CMUnitTest){ wants[i].what, deceits, NULL, NULL, &wants[i] };
    for (size_t i = 0; i < COUNT(cbor_wants); i++)
        tests[n++] = (struct CMUnitTest){ cbor_wants[i].what, cbor, NULL, NULL, &cbor_wants[i] };
    cx.arena = arena_new(64 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
