/* crypt_test.c - published vectors, strict decoding, passwords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"

static struct digest_case {
    const char *what, *text;
    size_t      times;
    const char *hex;
} digests[] = {
    { "sha256 of nothing", "", 0,
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "sha256 of abc", "abc", 1,
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "sha256 of two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "sha256 of a million letters", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20000,
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void digests_agree(void **state)
{
    const struct digest_case *c = *state;
    struct arena             *a = arena_new(1 << 20);
    struct sha256            *h = sha256_begin(a);
    uint8_t                   out[SHA256_BYTES];
    char                      hex[SHA256_HEX_SIZE];
    for (int round = 0; round < 2; round++) { /* the state starts over after its end */
        for (size_t i = 0; i < c->times; i++)
            sha256_add(h, c->text, strlen(c->text));
        sha256_end(h, out);
        hex_write(out, sizeof out, hex);
        assert_string_equal(hex, c->hex);
    }
    if (c->times == 1) {
        sha256_of(c->text, strlen(c->text), out);
        hex_write(out, sizeof out, hex);
        assert_string_equal(hex, c->hex);
    }
    arena_free(a);
}

/* RFC 4231; a key or text given as one byte and a count is that byte repeated. */
static struct hmac_case {
    const char *what;
    const char *key;
    size_t      key_times;
    const char *text;
    size_t      text_times;
    const char *hex;
} hmacs[] = {
    { "RFC 4231 case 1", "\x0b", 20, "Hi There", 1,
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { "RFC 4231 case 2", "Jefe", 1, "what do ya want for nothing?", 1,
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { "RFC 4231 case 3", "\xaa", 20, "\xdd", 50,
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
    { "RFC 4231 case 6: a key longer than a block", "\xaa", 131,
      "Test Using Larger Than Block-Size Key - Hash Key First", 1,
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
    { "an empty key and an empty text", "", 0, "", 0,
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
};

static size_t repeated(char *to, const char *text, size_t times)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < times; i++)
        memcpy(to + i * len, text, len);
    return len * times;
}

static void hmacs_agree(void **state)
{
    const struct hmac_case *c = *state;
    char                    key[256], text[256], hex[SHA256_HEX_SIZE];
    uint8_t                 out[SHA256_BYTES];
    size_t                  key_bytes  = repeated(key, c->key, c->key_times);
    size_t                  text_bytes = repeated(text, c->text, c->text_times);
    hmac_sha256(key, key_bytes, text, text_bytes, out);
    hex_write(out, sizeof out, hex);
    assert_string_equal(hex, c->hex);
}

/* RFC 2202, cases 1, 2 and 6. */
static void hmac_sha1_agrees(void **state)
{
    char    key[80], hex[HEX_SIZE(SHA1_BYTES)];
    uint8_t out[SHA1_BYTES];
    (void)state;
    hmac_sha1(key, repeated(key, "\x0b", 20), "Hi There", 8, out);
    hex_write(out, sizeof out, hex);
    assert_string_equal(hex, "b617318655057264e28bc0b6fb378c8ef146be00");
    hmac_sha1("Jefe", 4, "what do ya want for nothing?", 28, out);
    hex_write(out, sizeof out, hex);
    assert_string_equal(hex, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    hmac_sha1(key, repeated(key, "\xaa", 80),
              "Test Using Larger Than Block-Size Key - Hash Key First", 54, out);
    hex_write(out, sizeof out, hex);
    assert_string_equal(hex, "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

static struct base64_case {
    const char *what, *text;
    const char *bytes; /* NULL: refused */
} base64s[] = {
    { "nothing", "", "" },
    { "one byte", "Zg", "f" },
    { "two bytes", "Zm8", "fo" },
    { "three bytes", "Zm9v", "foo" },
    { "six bytes", "Zm9vYmFy", "foobar" },
    { "the two characters of the URL alphabet", "-_-_", "\xfb\xff\xbf" },
    { "padding", "Zg==", NULL },
    { "the characters of the other alphabet", "+/+/", NULL },
    { "a lone last character", "Zm9vY", NULL },
    { "unused bits set, one byte", "Zh", NULL },
    { "unused bits set, two bytes", "Zm9", NULL },
    { "a space", "Zm 8", NULL },
    { "a byte above ASCII", "Zm\xc3\xa4", NULL },
    { "more than there is room for", "Zm9vYmFyZg", NULL },
};

static void base64_is_strict(void **state)
{
    const struct base64_case *c = *state;
    uint8_t                   out[6];
    char                      text[BASE64URL_SIZE(6)];
    size_t                    n    = 0;
    bool                      good = base64url_read(c->text, strlen(c->text), out, sizeof out, &n);
    assert_int_equal(good, c->bytes != NULL);
    if (!c->bytes)
        return;
    assert_int_equal(n, strlen(c->bytes));
    assert_memory_equal(out, c->bytes, n);
    assert_int_equal(base64url_write(out, n, text), strlen(c->text));
    assert_string_equal(text, c->text);
}

static void base64_takes_every_byte_back(void **state)
{
    uint8_t in[259], out[259];
    char    text[BASE64URL_SIZE(259)];
    (void)state;
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)(i * 7);
    for (size_t n = 0; n <= sizeof in; n++) {
        size_t len = base64url_write(in, n, text), got = 0;
        assert_true(len < BASE64URL_SIZE(n));
        assert_true(base64url_read(text, len, out, n, &got));
        assert_int_equal(got, n);
        assert_memory_equal(in, out, n);
    }
}

static void hex_is_strict(void **state)
{
    uint8_t out[2] = { 9, 9 };
    (void)state;
    assert_true(hex_read("aF09", 4, out, 2));
    assert_int_equal(out[0] << 8 | out[1], 0xaf09);
    assert_false(hex_read("aF0", 3, out, 2));
    assert_false(hex_read("aF0911", 6, out, 2));
    assert_false(hex_read("aG09", 4, out, 2));
    assert_false(hex_read(" aF0", 4, out, 2));
    assert_int_equal(out[0] << 8 | out[1], 0xaf09);
}

static void random_bytes_differ(void **state)
{
    uint8_t a[32] = { 0 }, b[32] = { 0 };
    (void)state;
    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    assert_false(secret_equal(a, sizeof a, b, sizeof b));
    assert_true(secret_equal(a, sizeof a, a, sizeof a));
    assert_false(secret_equal(a, sizeof a, a, sizeof a - 1));
    secret_wipe(a, sizeof a);
    assert_int_equal(a[0] | a[31], 0);
}

#define LONG71 "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678"
#define LONG72 LONG71 "9"
#define LONG72_HASH "abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"
#define UTF8_HASH "/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"

static struct password_case {
    const char *what, *password, *hash;
    bool        good;
} passwords[] = {
    { "$2a$", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", true },
    { "$2a$, wrong", "U*u", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", false },
    { "$2b$, 72 bytes", LONG72, "$2b$05$" LONG72_HASH, true },
    { "$2b$, what follows 72 bytes does not count", LONG72 "!", "$2b$05$" LONG72_HASH, true },
    { "$2b$, the 72nd byte counts", LONG71 "8", "$2b$05$" LONG72_HASH, false },
    { "$2b$, bytes above ASCII", "\xff\xff\xa3", "$2b$05$" UTF8_HASH, true },
    { "$2y$, bytes above ASCII", "\xff\xff\xa3", "$2y$05$" UTF8_HASH, true },
    { "$2x$ is nobody's", "\xff\xff\xa3", "$2x$05$" UTF8_HASH, false },
    { "bcrypt, cut off", LONG72, "$2b$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeB",
      false },
    { "bcrypt, longer", LONG72, "$2b$05$" LONG72_HASH "i", false },
    { "bcrypt, foreign cost", LONG72, "$2b$99$" LONG72_HASH, false },
    { "yescrypt", "p\xc3\xa4ssword",
      "$y$j75$salt.of.a.test.$VqZkTW7LPhVBpm2h6jnnDXZUn/Qw3.Tqz90OQvXJ8p9", true },
    { "yescrypt, wrong", "password",
      "$y$j75$salt.of.a.test.$VqZkTW7LPhVBpm2h6jnnDXZUn/Qw3.Tqz90OQvXJ8p9", false },
    { "yescrypt, the setting alone", "x", "$y$j75$salt.of.a.test.$", false },
    { "yescrypt, damaged", "x", "$y$", false },
    { "no hash at all", "default", "default", false },
    { "an empty text", "", "", false },
    { "an empty password", "", "$2b$05$" LONG72_HASH, false },
    { "the old DES hash", "test", "abgQXX8ZkSrnk", false },
    { "no password set", "x", NULL, false },
    { "a failure mark", "x", "*0", false },
};

static void passwords_are_judged(void **state)
{
    const struct password_case *c = *state;
    assert_int_equal(password_verify(c->password, c->hash, PASSWORD_COST_LEAST), c->good);
}

static void passwords_are_hashed(void **state)
{
    struct cx   cx    = { .arena = arena_new(1 << 20) };
    const char *first = NULL, *second = NULL;
    char        longest[PASSWORD_MAX_BYTES + 2];
    (void)state;
    assert_int_equal(password_hash(&cx, "correct horse", PASSWORD_COST_LEAST, &first), 0);
    assert_int_equal(password_hash(&cx, "correct horse", PASSWORD_COST_LEAST, &second), 0);
    assert_string_not_equal(first, second);
    assert_memory_equal(first, "$y$", 3);
    assert_true(password_verify("correct horse", first, 0));
    assert_false(password_verify("correct horsf", first, 0));

    memset(longest, 'x', sizeof longest);
    longest[PASSWORD_MAX_BYTES] = '\0';
    assert_int_equal(password_hash(&cx, longest, PASSWORD_COST_LEAST, &first), 0);
    assert_true(password_verify(longest, first, 0));
    longest[PASSWORD_MAX_BYTES - 1] = 'y'; /* yescrypt reads all of it */
    assert_false(password_verify(longest, first, 0));

    memset(longest, 'x', sizeof longest);
    longest[PASSWORD_MAX_BYTES + 1] = '\0';
    assert_int_equal(password_hash(&cx, longest, PASSWORD_COST_LEAST, &second), -E_INVALID);
    assert_false(password_verify(longest, first, 0));
    err_clear(&cx);
    assert_int_equal(password_hash(&cx, "", PASSWORD_COST_LEAST, &second), -E_INVALID);
    assert_string_equal(cx.err.field, "password");
    arena_free(cx.arena);
}

int main(void)
{
    struct CMUnitTest
        tests[COUNT(digests) + COUNT(hmacs) + COUNT(base64s) + COUNT(passwords) + 5] = {
            cmocka_unit_test(base64_takes_every_byte_back),
            cmocka_unit_test(hex_is_strict),
            cmocka_unit_test(random_bytes_differ),
            cmocka_unit_test(passwords_are_hashed),
            cmocka_unit_test(hmac_sha1_agrees),
        };
    size_t n = 5;
    for (size_t i = 0; i < COUNT(digests); i++)
        tests[n++] = (struct CMUnitTest){ digests[i].what, digests_agree, NULL, NULL, &digests[i] };
    for (size_t i = 0; i < COUNT(hmacs); i++)
        tests[n++] = (struct CMUnitTest){ hmacs[i].what, hmacs_agree, NULL, NULL, &hmacs[i] };
    for (size_t i = 0; i < COUNT(base64s); i++)
        tests[n++] =
            (struct CMUnitTest){ base64s[i].what, base64_is_strict, NULL, NULL, &base64s[i] };
    for (size_t i = 0; i < COUNT(passwords); i++)
        tests[n++] = (struct CMUnitTest){ passwords[i].what, passwords_are_judged, NULL, NULL,
                                          &passwords[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
