/* tus_test.c - the headers of tus as values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "handlers/tus.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

static struct cx cx;

static int begin(void **state)
{
    (void)state;
    cx.arena = arena_new(8 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(cx.arena);
    return 0;
}

// clang-format off
static struct metadata {
    const char *what, *text, *name, *type; /* name "!": refused */
} metadatas[] = {
    { "both", "filename YS5tcDQ=,filetype dmlkZW8vbXA0", "a.mp4", "video/mp4" },
    { "the other way round, with blanks", " filetype dmlkZW8vbXA0 , filename YS5tcDQ= ", "a.mp4", "video/mp4" },
    { "other names", "name YS5tcDQ=,type dmlkZW8vbXA0", "a.mp4", "video/mp4" },
    { "the longer name wins", "name Yg==,filename YS5tcDQ=", "a.mp4", NULL },
    { "no padding", "filename YS5tcDQ", "a.mp4", NULL },
    { "more keys", "relativePath bnVsbA==,filename YS5tcDQ=,is_confidential", "a.mp4", NULL },
    { "an empty value", "filename", "", NULL },
    { "an empty value behind a blank", "filename ", "", NULL },
    { "UTF-8", "filename w6QubXA0", "\xc3\xa4.mp4", NULL },
    { "names have their case", "Filename YS5tcDQ=", NULL, NULL },
    { "nothing", "", NULL, NULL },
    { "no header", NULL, NULL, NULL },
    { "an empty pair", "filename YS5tcDQ=,", "!", NULL },
    { "a comma alone", ",", "!", NULL },
    { "not base64", "filename a.mp4", "!", NULL },
    { "base64 for addresses", "filename w6Q-", "!", NULL },
    { "bits that are too many", "filename YS5tcDR=", "!", NULL },
    { "not UTF-8", "filename /w==", "!", NULL },
    { "a NUL inside", "filename YQBi", "!", NULL },
    { "two values", "filename YQ== YQ==", "!", NULL },
    { "a key twice", "a YQ==,b YQ==,a YQ==", "!", NULL },
    { "a key that is not ASCII", "\xc3\xa4 YQ==", "!", NULL },
    { "a tab for a blank", "filename\tYQ==", "!", NULL },
};
// clang-format on

static void metadata(void **state)
{
    const struct metadata *w       = *state;
    struct tus_metadata    m       = { 0 };
    bool                   refused = w->name && strcmp(w->name, "!") == 0;
    assert_int_equal(tus_metadata_read(&cx, w->text, &m), refused ? -E_INVALID : 0);
    if (refused) {
        assert_string_equal(cx.err.field, "Upload-Metadata");
        err_clear(&cx);
        return;
    }
    assert_true(!m.name == !w->name && !m.type == !w->type);
    if (w->name)
        assert_string_equal(m.name, w->name);
    if (w->type)
        assert_string_equal(m.type, w->type);
}

static void too_many_pairs(void **state)
{
    char                text[400] = "k0 YQ==";
    struct tus_metadata m;
    (void)state;
    for (int i = 1; i < 40; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ",k%d YQ", i);
    assert_int_equal(tus_metadata_read(&cx, text, &m), -E_INVALID);
    err_clear(&cx);
}

/* Digests of "hello". */
static struct sum {
    const char *what, *text, *hex; /* hex NULL: refused */
} sums[] = {
    { "md5", "md5 XUFAKrxLKna5cZ2REBfFkg==", "5d41402abc4b2a76b9719d911017c592" },
    { "sha1", "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d" },
    { "sha256", "sha256 LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" },
    { "an algorithm alone", "md5", NULL },
    { "nothing", "", NULL },
    { "another algorithm", "crc32 AAAA", NULL },
    { "its name has its case", "MD5 XUFAKrxLKna5cZ2REBfFkg==", NULL },
    { "too short", "sha1 XUFAKrxLKna5cZ2REBfFkg==", NULL },
    { "hexadecimal", "md5 5d41402abc4b2a76b9719d911017c592", NULL },
};

static void checksum(void **state)
{
    const struct sum   *w = *state;
    struct tus_checksum c = { 0 };
    struct digest      *d;
    uint8_t             sum[DIGEST_MAX_BYTES];
    char                hex[HEX_SIZE(DIGEST_MAX_BYTES)];
    assert_int_equal(tus_checksum_read(&cx, w->text, &c), w->hex ? 0 : -E_INVALID);
    err_clear(&cx);
    if (!w->hex)
        return;
    hex_write(c.sum, digest_bytes(c.name), hex);
    assert_string_equal(hex, w->hex);
    d = digest_begin(cx.arena, c.name);
    digest_add(d, "hel", 3);
    digest_add(d, "lo", 2);
    digest_end(d, sum);
    assert_memory_equal(sum, c.sum, digest_bytes(c.name));
}

static void dates(void **state)
{
    struct utc rfc = { INT64_C(784111777) * 1000000 }, leap = { INT64_C(1709251199) * 1000000 };
    (void)state;
    assert_string_equal(tus_date(&cx, rfc), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_string_equal(tus_date(&cx, leap), "Thu, 29 Feb 2024 23:59:59 GMT");
    assert_string_equal(tus_date(&cx, (struct utc){ 0 }), "Thu, 01 Jan 1970 00:00:00 GMT");
}

int main(void)
{
    struct CMUnitTest tests[COUNT(metadatas) + COUNT(sums) + 2] = {
        cmocka_unit_test(too_many_pairs),
        cmocka_unit_test(dates),
    };
    size_t n = 2;
    for (size_t i = 0; i < COUNT(metadatas); i++)
        tests[n++] = (struct CMUnitTest){ metadatas[i].what, metadata, NULL, NULL, &metadatas[i] };
    for (size_t i = 0; i < COUNT(sums); i++)
        tests[n++] = (struct CMUnitTest){ sums[i].what, checksum, NULL, NULL, &sums[i] };
    return cmocka_run_group_tests(tests, begin, end);
}
