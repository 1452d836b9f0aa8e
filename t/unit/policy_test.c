/* policy_test.c - signatures that others have published, policies and what they let pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/video/policy.h"

#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define CREDENTIAL "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"
#define END "\r\n"

static struct cx cx;

static int begin(void **state)
{
    (void)state;
    cx     = (struct cx){ .arena = arena_new(8 << 20) };
    cx.now = (struct utc){ INT64_C(1451347200) * 1000000 }; /* 2015-12-29 */
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(cx.arena);
    return 0;
}

/* ---- signing ---- */

/* The example of S3's API reference, with its line ends. */
static const char example[] =
    "{ \"expiration\": \"2015-12-30T12:00:00.000Z\"," END "  \"conditions\": [" END
    "    {\"bucket\": \"sigv4examplebucket\"}," END
    "    [\"starts-with\", \"$key\", \"user/user1/\"]," END
    "    {\"acl\": \"public-read\"}," END
    "    {\"success_action_redirect\":"
    " \"http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html\"}," END
    "    [\"starts-with\", \"$Content-Type\", \"image/\"]," END
    "    {\"x-amz-meta-uuid\": \"14365123651274\"}," END
    "    {\"x-amz-server-side-encryption\": \"AES256\"}," END
    "    [\"starts-with\", \"$x-amz-meta-tag\", \"\"]," END END
    "    {\"x-amz-credential\": \"" CREDENTIAL "\"}," END
    "    {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}," END
    "    {\"x-amz-date\": \"20151229T000000Z\" }" END "  ]" END "}";

/* What botocore writes for a plain form. */
static const char botocore[] =
    "{\"expiration\": \"2015-12-29T01:00:00Z\", \"conditions\": [{\"bucket\": "
    "\"sigv4examplebucket\"}, {\"key\": \"user/user1/photo.jpg\"}, {\"x-amz-algorithm\": "
    "\"AWS4-HMAC-SHA256\"}, {\"x-amz-credential\": \"" CREDENTIAL "\"}, {\"x-amz-date\": "
    "\"20151229T000000Z\"}]}";

static const char *in_base64(const char *text)
{
    char *to = arena_alloc(cx.arena, BASE64_SIZE(strlen(text)));
    base64_write(text, strlen(text), to);
    return to;
}

static void signs_as_published(void **state)
{
    char signature[POLICY_SIGNATURE_SIZE];
    (void)state;
    assert_int_equal(strlen(example), 648);
    assert_int_equal(strlen(in_base64(example)), 864);
    policy_sign(SECRET, "20151229", "us-east-1", in_base64(example), signature);
    assert_string_equal(signature,
                        "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
    policy_sign(SECRET, "20151229", "us-east-1", in_base64(botocore), signature);
    assert_string_equal(signature,
                        "3364624b39010d9b06f5d9b8c9a18a6e478d261c048159c92f2fd6fa885f14e6");
    policy_sign(SECRET, "20151230", "us-east-1", in_base64(botocore), signature);
    assert_string_not_equal(signature,
                            "3364624b39010d9b06f5d9b8c9a18a6e478d261c048159c92f2fd6fa885f14e6");
}

/* By Python's hmac. */
static void signs_in_version_2(void **state)
{
    char signature[POLICY_SIGNATURE_V2_SIZE];
    (void)state;
    policy_sign_v2("secret", "eyJhIjoxfQ==", signature);
    assert_string_equal(signature, "17tpJhEyciVktYplZ1crWZcWN78=");
}

static void has_a_secret_of_its_own(void **state)
{
    struct conf       conf = { .jwt_key       = "0123456789abcdef0123456789abcdef",
                               .upload_key_id = "ID",
                               .upload_secret = "told",
                               .upload_region = "us-east-1",
                               .upload_bucket = "dailies" };
    struct policy_key key;
    const char       *made;
    (void)state;
    cx.conf = &conf;
    assert_string_equal(policy_key_of(&cx).secret, "told");
    conf.upload_secret = "";
    key                = policy_key_of(&cx);
    made               = key.secret;
    assert_int_equal(strlen(made), 64);
    assert_null(strstr(made, conf.jwt_key));
    assert_string_equal(policy_key_of(&cx).secret, made);
    assert_string_equal(key.id, "ID");
    conf.jwt_key = "1123456789abcdef0123456789abcdef";
    assert_string_not_equal(policy_key_of(&cx).secret, made);
    cx.conf = NULL;
}

/* ---- making ---- */

static const struct policy_key key = { .id     = "AKIAIOSFODNN7EXAMPLE",
                                       .secret = SECRET,
                                       .region = "us-east-1",
                                       .bucket = "sigv4examplebucket" };

static void makes_what_botocore_makes(void **state)
{
    static const char want[] =
        "{\"expiration\":\"2015-12-29T00:01:00Z\",\"conditions\":[[\"starts-with\","
        "\"$Content-Type\",\"video/mp4\"],[\"content-length-range\",1,1000],"
        "{\"bucket\":\"sigv4examplebucket\"},{\"key\":\"a/b'(1).mp4\"},"
        "{\"x-amz-algorithm\":\"AWS4-HMAC-SHA256\"},{\"x-amz-credential\":\"" CREDENTIAL "\"},"
        "{\"x-amz-date\":\"20151229T000000Z\"}]}";
    static const char *const names[] = { "Content-Type",     "key",        "x-amz-algorithm",
                                         "x-amz-credential", "x-amz-date", "policy",
                                         "x-amz-signature" };
    struct policy_ask   ask = { "a/b'(1).mp4", "video/mp4", 1, 1000, 60 };
    struct policy_field fields[POLICY_FIELDS];
    struct policy       read;
    char                signature[POLICY_SIGNATURE_SIZE], text[sizeof want];
    size_t              n;
    (void)state;
    policy_make(&cx, &key, &ask, fields);
    for (size_t i = 0; i < POLICY_FIELDS; i++)
        assert_string_equal(fields[i].name, names[i]);
    assert_string_equal(fields[0].value, "video/mp4");
    assert_string_equal(fields[1].value, "a/b'(1).mp4");
    assert_string_equal(fields[3].value, CREDENTIAL);
    assert_string_equal(fields[4].value, "20151229T000000Z");
    assert_true(base64_read(fields[5].value, strlen(fields[5].value), (uint8_t *)text,
                            sizeof text - 1, &n));
    text[n] = 0;
    assert_string_equal(text, want);
    policy_sign(SECRET, "20151229", "us-east-1", fields[5].value, signature);
    assert_string_equal(fields[6].value, signature);
    assert_null(policy_read(&cx, text, n, &read));
    assert_null(policy_check(&cx, &read, fields, POLICY_FIELDS, "sigv4examplebucket"));
    assert_true(read.has_range && read.min_bytes == 1 && read.max_bytes == 1000);
    assert_non_null(policy_check(&cx, &read, fields, POLICY_FIELDS, "another"));
}

/* ---- reading ---- */

#define UNTIL "\"expiration\":\"2015-12-30T12:00:00Z\""
#define POLICY(conditions) "{" UNTIL ",\"conditions\":[" conditions "]}"

// clang-format off
static struct shape_case {
    const char *what, *text, *says; /* says NULL: it is read */
} shapes[] = {
    { "the example", example, NULL },
    { "botocore's", botocore, NULL },
    { "no conditions at all", POLICY(""), NULL },
    { "without fractions, with fractions", "{\"expiration\":\"2015-12-30T12:00:00.123Z\",\"conditions\":[]}", NULL },
    { "operations in any case", POLICY("[\"EQ\",\"$key\",\"k\"],[\"Starts-With\",\"$acl\",\"\"]"), NULL },
    { "numbers as texts", POLICY("[\"content-length-range\",\"1\",\"20\"]"), NULL },
    { "more members", "{\"id\":1," UNTIL ",\"conditions\":[]}", NULL },
    { "nothing", "", "Invalid JSON" },
    { "no JSON", "{'expiration':1}", "Invalid JSON" },
    { "a list", "[]", "Invalid JSON" },
    { "something behind it", POLICY("") "x", "Invalid JSON" },
    { "no expiration", "{\"conditions\":[]}", "missing expiration" },
    { "an expiration that is a number", "{\"expiration\":1,\"conditions\":[]}", "expiration" },
    { "a day", "{\"expiration\":\"2015-12-30\",\"conditions\":[]}", "expiration" },
    { "no zone", "{\"expiration\":\"2015-12-30T12:00:00\",\"conditions\":[]}", "expiration" },
    { "no moment", "{\"expiration\":\"2015-13-30T12:00:00Z\",\"conditions\":[]}", "expiration" },
    { "an empty expiration", "{\"expiration\":\"\",\"conditions\":[]}", "expiration" },
    { "conditions missing", "{" UNTIL "}", "missing conditions" },
    { "conditions that are an object", "{" UNTIL ",\"conditions\":{}}", "missing conditions" },
    { "a condition that is a text", POLICY("\"x\""), "Invalid JSON" },
    { "a condition that is null", POLICY("null"), "Invalid JSON" },
    { "two properties", POLICY("{\"key\":\"k\",\"acl\":\"x\"}"), "exactly one property" },
    { "no property", POLICY("{}"), "exactly one property" },
    { "a property that is a number", POLICY("{\"key\":1}"), "must be a string" },
    { "two arguments", POLICY("[\"eq\",\"$key\"]"), "wrong number of arguments" },
    { "four arguments", POLICY("[\"eq\",\"$key\",\"a\",\"b\"]"), "wrong number of arguments" },
    { "an operation that is a number", POLICY("[1,\"$key\",\"a\"]"), "wrong number of arguments or types" },
    { "an unknown operation", POLICY("[\"ends-with\",\"$key\",\"a\"]"), "unknown operation" },
    { "no dollar", POLICY("[\"eq\",\"key\",\"a\"]"), "begin with $" },
    { "a field that is a number", POLICY("[\"eq\",1,\"a\"]"), "begin with $" },
    { "a value that is a number", POLICY("[\"eq\",\"$key\",1]"), "must be a string" },
    { "a range of words", POLICY("[\"content-length-range\",\"a\",\"b\"]"), "content-length-range" },
    { "a range below nothing", POLICY("[\"content-length-range\",-1,5]"), "content-length-range" },
    { "a range with a fraction", POLICY("[\"content-length-range\",1.5,5]"), "content-length-range" },
    { "a range of nothing", POLICY("[\"content-length-range\",null,5]"), "content-length-range" },
    { "a range with one end", POLICY("[\"content-length-range\",5]"), "wrong number of arguments" },
};
// clang-format on

static void reads(void **state)
{
    const struct shape_case *c = *state;
    struct policy            p;
    const char              *wrong = policy_read(&cx, c->text, strlen(c->text), &p);
    if (!c->says) {
        assert_null(wrong);
        return;
    }
    assert_non_null(wrong);
    assert_int_equal(strncmp(wrong, "Invalid Policy: ", 16), 0);
    assert_non_null(strstr(wrong, c->says));
}

static void reads_ranges(void **state)
{
    static const char text[] = POLICY("[\"content-length-range\",\"5\",100],[\"content-length-range\","
                                      "1,\"50\"],[\"content-length-range\",2,60]");
    static const char huge[] =
        POLICY("[\"content-length-range\",0,99999999999999999999999999]");
    struct policy p;
    (void)state;
    assert_null(policy_read(&cx, text, strlen(text), &p));
    assert_true(p.has_range);
    assert_int_equal(p.min_bytes, 5);
    assert_int_equal(p.max_bytes, 50);
    if (!policy_read(&cx, huge, strlen(huge), &p))
        assert_true(p.max_bytes > 0);
    assert_null(policy_read(&cx, botocore, strlen(botocore), &p));
    assert_false(p.has_range);
}

static void has_not_too_many(void **state)
{
    struct policy p;
    struct out    o = out_in_arena(cx.arena, 8192);
    (void)state;
    out_raw(&o, "{" UNTIL ",\"conditions\":[{\"a\":\"\"}");
    for (int i = 1; i < 100; i++)
        out_raw(&o, ",{\"a\":\"\"}");
    assert_null(policy_read(&cx, arena_printf(cx.arena, "%s]}", out_done(&o)),
                            strlen(out_done(&o)) + 2, &p));
    assert_int_equal(p.n, 100);
    out_raw(&o, ",{\"a\":\"\"}]}");
    assert_non_null(policy_read(&cx, out_done(&o), o.len, &p));
}

/* ---- checking ---- */

#define FAILED(text) "Invalid according to Policy: Policy Condition failed: " text
#define EXTRA(name) "Invalid according to Policy: Extra input fields: " name

// clang-format off
static struct check_case {
    const char *what, *conditions;
    struct policy_field fields[5]; /* ended by one without a name */
    const char *says;
} checks[] = {
    { "equal, as an object", "{\"key\":\"k\"}", { { "key", "k" } }, NULL },
    { "equal, as a list", "[\"eq\",\"$key\",\"k\"]", { { "key", "k" } }, NULL },
    { "not equal", "{\"key\":\"k\"}", { { "key", "l" } }, FAILED("[\"eq\", \"$key\", \"k\"]") },
    { "equal at the beginning only", "{\"key\":\"k\"}", { { "key", "kk" } }, FAILED("[\"eq\", \"$key\", \"k\"]") },
    { "values have their case", "{\"key\":\"k\"}", { { "key", "K" } }, FAILED("[\"eq\", \"$key\", \"k\"]") },
    { "names have none", "{\"KEY\":\"k\"}", { { "Key", "k" } }, NULL },
    { "nor behind a dollar", "[\"eq\",\"$KeY\",\"k\"]", { { "kEy", "k" } }, NULL },
    { "a beginning", "[\"starts-with\",\"$key\",\"us\"]", { { "key", "user" } }, NULL },
    { "the whole as a beginning", "[\"starts-with\",\"$key\",\"user\"]", { { "key", "user" } }, NULL },
    { "a beginning longer than the value", "[\"starts-with\",\"$key\",\"users\"]", { { "key", "user" } }, FAILED("[\"starts-with\", \"$key\", \"users\"]") },
    { "anything", "[\"starts-with\",\"$key\",\"\"]", { { "key", "user" } }, NULL },
    { "an empty value", "[\"starts-with\",\"$key\",\"\"]", { { "key", "" } }, NULL },
    { "a field that is not there", "{\"acl\":\"x\"}", { { NULL, NULL } }, FAILED("[\"eq\", \"$acl\", \"x\"]") },
    { "not even for anything", "[\"starts-with\",\"$acl\",\"\"]", { { NULL, NULL } }, FAILED("[\"starts-with\", \"$acl\", \"\"]") },
    { "a value with quotes", "{\"acl\":\"a\\\"b\"}", { { "acl", "x" } }, FAILED("[\"eq\", \"$acl\", \"a\\\"b\"]") },
    { "the bucket", "{\"bucket\":\"dailies\"}", { { NULL, NULL } }, NULL },
    { "another bucket", "{\"bucket\":\"other\"}", { { NULL, NULL } }, FAILED("[\"eq\", \"$bucket\", \"other\"]") },
    { "a field does not change the bucket", "{\"bucket\":\"other\"}", { { "bucket", "other" } }, FAILED("[\"eq\", \"$bucket\", \"other\"]") },
    { "a field of the bucket's name", "{\"bucket\":\"dailies\"}", { { "bucket", "dailies" } }, NULL },
    { "every one has to hold", "{\"key\":\"k\"},[\"starts-with\",\"$key\",\"l\"]", { { "key", "k" } }, FAILED("[\"starts-with\", \"$key\", \"l\"]") },
    { "the first of two fields counts", "{\"key\":\"k\"}", { { "key", "l" }, { "key", "k" } }, FAILED("[\"eq\", \"$key\", \"k\"]") },
    { "one type", "[\"starts-with\",\"$Content-Type\",\"video/\"]", { { "Content-Type", "video/mp4" } }, NULL },
    { "a list of types", "[\"starts-with\",\"$Content-Type\",\"video/\"]", { { "content-type", "video/mp4,video/webm, video/ogg" } }, NULL },
    { "a list with another type", "[\"starts-with\",\"$Content-Type\",\"video/\"]", { { "content-type", "video/mp4,image/png" } }, FAILED("[\"starts-with\", \"$Content-Type\", \"video/\"]") },
    { "a list that ends in a comma", "[\"starts-with\",\"$Content-Type\",\"video/\"]", { { "content-type", "video/mp4," } }, FAILED("[\"starts-with\", \"$Content-Type\", \"video/\"]") },
    { "other lists are texts", "[\"starts-with\",\"$key\",\"a\"]", { { "key", "a,b" } }, NULL },
    { "a field too many", "{\"key\":\"k\"}", { { "key", "k" }, { "acl", "x" } }, EXTRA("acl") },
    { "conditions come first", "{\"key\":\"l\"}", { { "key", "k" }, { "acl", "x" } }, FAILED("[\"eq\", \"$key\", \"l\"]") },
    { "fields that need none", "", { { "policy", "p" }, { "X-Amz-Signature", "s" }, { "AWSAccessKeyId", "i" }, { "signature", "s" } }, NULL },
    { "fields to be ignored", "", { { "x-ignore-this", "x" }, { "X-Ignore-", "x" } }, NULL },
    { "not quite one to be ignored", "", { { "x-ignore", "x" } }, EXTRA("x-ignore") },
    { "the date needs one", "", { { "x-amz-date", "x" } }, EXTRA("x-amz-date") },
    { "the token needs one", "", { { "x-amz-security-token", "x" } }, EXTRA("x-amz-security-token") },
};
// clang-format on

static void judges(void **state)
{
    const struct check_case *c    = *state;
    const char *text = arena_printf(cx.arena, "{" UNTIL ",\"conditions\":[%s]}", c->conditions);
    struct policy p;
    size_t        n = 0;
    const char   *why;
    while (n < COUNT(c->fields) && c->fields[n].name)
        n++;
    assert_null(policy_read(&cx, text, strlen(text), &p));
    why = policy_check(&cx, &p, c->fields, n, "dailies");
    if (c->says)
        assert_string_equal(why, c->says);
    else
        assert_null(why);
}

static void ends_in_time(void **state)
{
    struct policy p;
    struct cx     later = cx;
    (void)state;
    assert_null(policy_read(&cx, POLICY(""), strlen(POLICY("")), &p));
    later.now = p.expires;
    assert_null(policy_check(&later, &p, NULL, 0, "dailies"));
    later.now.us++;
    assert_string_equal(policy_check(&later, &p, NULL, 0, "dailies"),
                        "Invalid according to Policy: Policy expired.");
}

int main(void)
{
    struct CMUnitTest tests[COUNT(shapes) + COUNT(checks) + 7] = {
        cmocka_unit_test(signs_as_published),        cmocka_unit_test(signs_in_version_2),
        cmocka_unit_test(has_a_secret_of_its_own),   cmocka_unit_test(reads_ranges),
        cmocka_unit_test(makes_what_botocore_makes), cmocka_unit_test(has_not_too_many),
        cmocka_unit_test(ends_in_time),
    };
    size_t n = 7;
    for (size_t i = 0; i < COUNT(shapes); i++)
        tests[n++] = (struct CMUnitTest){ shapes[i].what, reads, NULL, NULL, &shapes[i] };
    for (size_t i = 0; i < COUNT(checks); i++)
        tests[n++] = (struct CMUnitTest){ checks[i].what, judges, NULL, NULL, &checks[i] };
    return cmocka_run_group_tests(tests, begin, end);
}
