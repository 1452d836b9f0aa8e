/* video_form.c - uploads by a signed form: what S3 takes, and how it refuses the rest. */
#include "t/e2e/signed.h"
#include <stdio.h>
#include <string.h>
#include "model/base/text.h"

// clang-format off
static struct refused {
    const char *what;
    const char *drop[6], *set[8]; /* names; names and values */
    const char *policy;           /* signed instead, see form_policy */
    const char *file_name, *content;
    int         status;
    const char *code, *says[4];
} refuseds[] = {
    { "no key", .drop = { "key" }, .status = 400, .code = "InvalidArgument",
      .says = { "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.", "<ArgumentName>key</ArgumentName>", "<ArgumentValue></ArgumentValue>" } },
    { "no policy", .drop = { "policy" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>policy</ArgumentName>" } },
    { "no algorithm", .drop = { "x-amz-algorithm" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>x-amz-algorithm</ArgumentName>" } },
    { "no credential", .drop = { "x-amz-credential" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>x-amz-credential</ArgumentName>" } },
    { "no date", .drop = { "x-amz-date" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>x-amz-date</ArgumentName>" } },
    { "no signature", .drop = { "x-amz-signature" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>x-amz-signature</ArgumentName>" } },
    { "nobody's form", .drop = { "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature" }, .status = 403, .code = "AccessDenied", .says = { "<Message>Access Denied</Message>" } },
    { "another algorithm", .set = { "x-amz-algorithm", "AWS4-HMAC-SHA1" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentValue>AWS4-HMAC-SHA1</ArgumentValue>" } },
    { "an unknown key", .set = { "x-amz-credential", "NOBODY/20261120/us-east-1/s3/aws4_request" }, .status = 403, .code = "InvalidAccessKeyId", .says = { "<AWSAccessKeyId>NOBODY</AWSAccessKeyId>" } },
    { "a key without a scope", .set = { "x-amz-credential", "DAILIES" }, .status = 400, .code = "InvalidArgument", .says = { "x-amz-credential" } },
    { "another region", .set = { "x-amz-credential", "DAILIES/20261120/eu-west-1/s3/aws4_request", "x-amz-date", "20261120T000000Z" }, .status = 400, .code = "InvalidArgument", .says = { "region" } },
    { "another day", .set = { "x-amz-credential", "DAILIES/20261120/us-east-1/s3/aws4_request", "x-amz-date", "20261121T000000Z" }, .status = 400, .code = "InvalidArgument", .says = { "date" } },
    { "another service", .set = { "x-amz-credential", "DAILIES/20261120/us-east-1/iam/aws4_request", "x-amz-date", "20261120T000000Z" }, .status = 400, .code = "InvalidArgument" },
    { "a wrong signature", .set = { "x-amz-signature", "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e" }, .status = 403, .code = "SignatureDoesNotMatch",
      .says = { "<AWSAccessKeyId>DAILIES</AWSAccessKeyId>", "<SignatureProvided>8afdbf40", "<StringToSign>ey", "<StringToSignBytes>65 79 " } },
    { "no signature in it", .set = { "x-amz-signature", "" }, .status = 403, .code = "SignatureDoesNotMatch" },
    { "a policy that was not signed", .set = { "policy", "e30=" }, .status = 403, .code = "SignatureDoesNotMatch", .says = { "<StringToSign>e30=</StringToSign>", "<StringToSignBytes>65 33 30 3d</StringToSignBytes>" } },
    { "a policy that is no policy is told only to who signed it", .set = { "policy", "<&>" }, .status = 403, .code = "SignatureDoesNotMatch", .says = { "<StringToSign>&lt;&amp;&gt;</StringToSign>" } },
    { "a wrong signature of version 2", .drop = { "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature" }, .set = { "AWSAccessKeyId", "DAILIES", "signature", "17tpJhEyciVktYplZ1crWZcWN78=" }, .status = 403, .code = "SignatureDoesNotMatch" },
    { "an unknown key of version 2", .drop = { "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature" }, .set = { "AWSAccessKeyId", "NOBODY", "signature", "17tpJhEyciVktYplZ1crWZcWN78=" }, .status = 403, .code = "InvalidAccessKeyId" },
    { "no signature of version 2", .drop = { "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature" }, .set = { "AWSAccessKeyId", "DAILIES" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>signature</ArgumentName>" } },
    { "no JSON", .policy = "={broken", .status = 400, .code = "InvalidPolicyDocument", .says = { "Invalid Policy: Invalid JSON." } },
    { "no expiration", .policy = "={\"conditions\":[]}", .status = 400, .code = "InvalidPolicyDocument" },
    { "an odd condition", .policy = "[\"ends-with\",\"$key\",\"mp4\"]", .status = 400, .code = "InvalidPolicyDocument" },
    { "two properties", .policy = "{\"acl\":\"x\",\"key\":\"y\"}", .status = 400, .code = "InvalidPolicyDocument" },
    { "too late", .policy = "={\"expiration\":\"2026-01-01T00:00:00Z\",\"conditions\":[]}", .status = 403, .code = "AccessDenied", .says = { "Invalid according to Policy: Policy expired." } },
    { "another key", .set = { "key", "uploaded-videos/x" }, .status = 403, .code = "AccessDenied", .says = { "Invalid according to Policy: Policy Condition failed: [&quot;eq&quot;, &quot;$key&quot;, &quot;uploaded-videos/" } },
    { "another type", .set = { "Content-Type", "video/webm" }, .status = 403, .code = "AccessDenied", .says = { "[&quot;starts-with&quot;, &quot;$Content-Type&quot;, &quot;video/mp4&quot;]" } },
    { "a type in capitals", .set = { "Content-Type", "Video/MP4" }, .status = 403, .code = "AccessDenied" },
    { "a field too many", .set = { "acl", "public-read" }, .status = 403, .code = "AccessDenied", .says = { "Invalid according to Policy: Extra input fields: acl" } },
    { "a condition without its field", .policy = "[\"starts-with\",\"$acl\",\"\"]", .status = 403, .code = "AccessDenied", .says = { "Policy Condition failed: [&quot;starts-with&quot;, &quot;$acl&quot;, &quot;&quot;]" } },
    { "another bucket", .policy = "{\"bucket\":\"other\"}", .status = 403, .code = "AccessDenied", .says = { "[&quot;eq&quot;, &quot;$bucket&quot;, &quot;other&quot;]" } },
    { "a file that is too large", .policy = "[\"content-length-range\",1,10]", .content = "12345678901", .status = 400, .code = "EntityTooLarge", .says = { "<ProposedSize>11</ProposedSize>", "<MaxSizeAllowed>10</MaxSizeAllowed>" } },
    { "a file that is too small", .policy = "[\"content-length-range\",\"10\",\"20\"]", .content = "123456789", .status = 400, .code = "EntityTooSmall", .says = { "<ProposedSize>9</ProposedSize>", "<MinSizeAllowed>10</MinSizeAllowed>" } },
    { "an empty file", .content = "", .status = 400, .code = "EntityTooSmall", .says = { "<ProposedSize>0</ProposedSize>", "<MinSizeAllowed>1</MinSizeAllowed>" } },
    { "a key elsewhere", .policy = "", .set = { "key", "videos/a/b/film.mp4" }, .status = 403, .code = "AccessDenied", .says = { "The key is not one of a video" } },
    { "a key without a name", .policy = "", .set = { "key", "uploaded-videos/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000000/" }, .status = 403, .code = "AccessDenied" },
    { "a key with a path", .policy = "", .set = { "key", "uploaded-videos/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000000/a/b.mp4" }, .status = 403, .code = "AccessDenied" },
    { "a key with an odd user", .policy = "", .set = { "key", "uploaded-videos/00000000-0000-4000-8000-00000000000x/00000000-0000-4000-8000-000000000000/b.mp4" }, .status = 403, .code = "AccessDenied" },
    { "a user that nobody knows", .policy = "", .set = { "key", "uploaded-videos/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000000/b.mp4" }, .status = 403, .code = "AccessDenied" },
    { "a name that is not taken", .policy = "", .set = { "key", "{key}~" }, .status = 403, .code = "AccessDenied" },
    { "the name of the file is not taken", .policy = "", .set = { "key", "{folder}${filename}" }, .file_name = "my film.mp4", .status = 403, .code = "AccessDenied" },
    { "no name of the file", .policy = "", .set = { "key", "{folder}${filename}" }, .file_name = "a/", .status = 403, .code = "AccessDenied" },
    { "names are put in before conditions are judged", .policy = "{\"key\":\"${filename}\"}", .set = { "key", "{folder}${filename}" }, .status = 403, .code = "AccessDenied", .says = { "Policy Condition failed" } },
    { "a type that is not taken", .policy = "", .set = { "Content-Type", "image/png" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>Content-Type</ArgumentName><ArgumentValue>image/png</ArgumentValue>" } },
    { "a list of types", .policy = "", .set = { "Content-Type", "video/mp4,video/webm" }, .status = 400, .code = "InvalidArgument" },
    { "no type", .policy = "-type", .drop = { "Content-Type" }, .status = 400, .code = "InvalidArgument", .says = { "<ArgumentName>Content-Type</ArgumentName>" } },
    { "a field that is not UTF-8", .set = { "x-ignore-a", "\xff" }, .status = 400, .code = "MalformedPOSTRequest" },
};
// clang-format on

static void is_refused(void **state)
{
    const struct refused *c = *state;
    struct form           f = form_new(&ada);
    const struct answer  *a;
    if (c->policy)
        form_policy(&f, c->policy);
    for (size_t i = 0; i < COUNT_OF(c->drop) && c->drop[i]; i++)
        form_drop(&f, c->drop[i]);
    for (size_t i = 0; i < COUNT_OF(c->set) && c->set[i]; i += 2)
        form_set(&f, c->set[i], form_placed(&f, c->set[i + 1]));
    if (c->file_name)
        f.file_name = c->file_name;
    if (c->content) {
        f.content = c->content;
        f.bytes   = strlen(c->content);
    }
    a = form_send(&f);
    want_error(a, c->status, c->code);
    for (size_t i = 0; i < COUNT_OF(c->says) && c->says[i]; i++)
        want_in(a, c->says[i]);
    form_left_nothing(&f);
}

/* ---- bodies that are no form ---- */

#define PART(name) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
// clang-format off
static struct broken {
    const char *what, *type, *body;
    int         status;
    const char *code, *says;
} brokens[] = {
    { "JSON", "application/json", "{}", 412, "PreconditionFailed", "<Condition>Bucket POST must be of the enclosure-type multipart/form-data</Condition>" },
    { "a form of the plain kind", "application/x-www-form-urlencoded", "key=x", 412, "PreconditionFailed", NULL },
    { "another multipart", "multipart/mixed; boundary=b", PART("key") "x\r\n--b--\r\n", 412, "PreconditionFailed", NULL },
    { "no boundary", "multipart/form-data", "x", 400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data." },
    { "no parts", "multipart/form-data; boundary=b", "hello", 400, "MalformedPOSTRequest", NULL },
    { "no end", "multipart/form-data; boundary=b", PART("key") "x\r\n", 400, "MalformedPOSTRequest", NULL },
    { "a part without a name", "multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--\r\n", 400, "MalformedPOSTRequest", NULL },
    { "no fields", "multipart/form-data; boundary=b", "--b--\r\n", 400, "InvalidArgument", "<ArgumentName>key</ArgumentName>" },
    { "the file first", "multipart/form-data; boundary=b", PART("file") "x\r\n" PART("key") "x\r\n--b--\r\n", 400, "InvalidArgument", "<ArgumentName>key</ArgumentName>" },
};
// clang-format on

static void is_broken(void **state)
{
    const struct broken *c = *state;
    const struct answer *a =
        ASK("POST", FORM, .type = c->type, .body = c->body, .bytes = strlen(c->body));
    want_error(a, c->status, c->code);
    if (c->says)
        want_in(a, c->says);
}

static void without_a_file(void **state)
{
    struct form          f = form_new(&ada);
    const struct answer *a;
    (void)state;
    f.no_file = true;
    a         = form_send(&f);
    want_error(a, 400, "InvalidArgument");
    want_in(a, "POST requires exactly one file upload per request.");
    want_in(a, "<ArgumentName>file</ArgumentName><ArgumentValue>0</ArgumentValue>");
}

static void key_behind_the_file(void **state)
{
    struct form          f = form_new(&ada);
    const struct answer *a;
    (void)state;
    f.after_name  = "key";
    f.after_value = form_value(&f, "key");
    form_drop(&f, "key");
    a = form_send(&f);
    want_error(a, 400, "InvalidArgument");
    want_in(a, "<ArgumentName>key</ArgumentName>");
    form_left_nothing(&f);
}

/* Exactly so many bytes in front of the file's content. */
static void front_of(struct form *f, size_t bytes)
{
    static char long_text[30000];
    size_t      have, file;
    form_set(f, "x-ignore-long", "");
    form_body(f, &have, &file);
    assert_true(file < bytes && bytes - file < sizeof long_text);
    memset(long_text, 'x', sizeof long_text);
    long_text[bytes - file] = 0;
    form_set(f, "x-ignore-long", long_text);
    form_body(f, &have, &file);
    assert_int_equal(file, bytes);
}

static void much_before_the_file(void **state)
{
    struct form          f = form_new(&ada);
    const struct answer *a;
    (void)state;
    front_of(&f, 20481);
    a = form_send(&f);
    want_error(a, 400, "MaxPostPreDataLengthExceeded");
    want_in(a, "<MaxPostPreDataLengthBytes>20480</MaxPostPreDataLengthBytes>");
    form_left_nothing(&f);
    front_of(&f, 20480);
    WANT_STATUS(form_send(&f), 204);
    form_is_video(&f, 1);
}

static void other_methods(void **state)
{
    static const char *const methods[] = { "GET", "PUT", "PATCH", "DELETE" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        const struct answer *a = ASK(methods[i], FORM);
        want_error(a, 405, "MethodNotAllowed");
        WANT_TEXT(a, "header:Allow", "OPTIONS, POST");
    }
    WANT_STATUS(ASK("HEAD", FORM), 405);
}

/* ---- what is taken ---- */

static void plain(void **state)
{
    struct form          f = form_new(&ada);
    const struct answer *a = form_send(&f);
    (void)state;
    WANT_STATUS(a, 204);
    assert_int_equal(a->bytes, 0);
    WANT_TEXT(a, "header:ETag", form_etag(&f));
    WANT_TEXT(a, "header:Location",
              text_format("%s/video/upload/form/uploaded-videos%%2F%s%%2F%s%%2Ffilm.mp4",
                          env_need("DAILIES_TEST_URL"), ada.id, f.hash_id));
    form_is_video(&f, 1);
}

// clang-format off
static struct taken {
    const char *what, *drop[6], *set[10], *policy, *file_name;
    int         status;
    const char *location, *body; /* location: that it ends in; body: that it has */
} takens[] = {
    { "status 200", .policy = "{\"success_action_status\":\"200\"}", .set = { "success_action_status", "200" }, .status = 200, .location = "%2Ffilm.mp4", .body = "" },
    { "status 201", .policy = "{\"success_action_status\":\"201\"}", .set = { "success_action_status", "201" }, .status = 201, .location = "%2Ffilm.mp4",
      .body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>{location}</Location><Bucket>dailies</Bucket><Key>{key}</Key><ETag>{etag}</ETag></PostResponse>" },
    { "status 204", .policy = "{\"success_action_status\":\"204\"}", .set = { "success_action_status", "204" }, .status = 204, .location = "%2Ffilm.mp4" },
    { "another status", .policy = "{\"success_action_status\":\"404\"}", .set = { "success_action_status", "404" }, .status = 204, .location = "%2Ffilm.mp4" },
    { "a redirection", .policy = "{\"success_action_redirect\":\"https://example.com/done\"}", .set = { "success_action_redirect", "https://example.com/done" }, .status = 303,
      .location = "https://example.com/done?bucket=dailies&key={key}&etag={etag}", .body = "" },
    { "a redirection with a query", .policy = "[\"starts-with\",\"$success_action_redirect\",\"\"]", .set = { "success_action_redirect", "http://example.com/?a=b#c" }, .status = 303,
      .location = "http://example.com/?a=b&bucket=dailies&key={key}&etag={etag}#c" },
    { "a redirection wins", .policy = "[\"starts-with\",\"$success_action_redirect\",\"\"],{\"success_action_status\":\"201\"}", .set = { "success_action_redirect", "http://example.com", "success_action_status", "201" }, .status = 303, .location = "http://example.com?bucket=dailies&key={key}&etag={etag}" },
    { "a redirection to no address", .policy = "{\"success_action_redirect\":\"javascript:alert(1)\"}", .set = { "success_action_redirect", "javascript:alert(1)" }, .status = 204, .location = "%2Ffilm.mp4" },
    { "a redirection with a line end", .policy = "[\"starts-with\",\"$success_action_redirect\",\"http\"]", .set = { "success_action_redirect", "http://example.com/\r\nX-Evil: 1" }, .status = 204, .location = "%2Ffilm.mp4" },
    { "the name of the file", .policy = "[\"starts-with\",\"$x-amz-meta-name\",\"film-film\"]", .set = { "key", "{folder}${filename}", "x-amz-meta-name", "${filename}-${filename}" }, .file_name = "C:\\\\clips/my/film", .status = 204, .location = "%2Ffilm" },
    { "fields to be ignored", .set = { "x-ignore-me", "x", "X-Ignore-Me-Too", "y" }, .status = 204 },
    { "metadata", .policy = "{\"x-amz-meta-tag\":\"a\"},[\"starts-with\",\"$X-Amz-Meta-Other\",\"\"]", .set = { "X-Amz-Meta-Tag", "a", "x-amz-meta-other", "" }, .status = 204 },
    { "numbers as texts", .policy = "[\"content-length-range\",\"1\",\"2000000\"]", .status = 204 },
    { "the bucket as a field", .policy = "{\"bucket\":\"dailies\"}", .set = { "bucket", "dailies" }, .status = 204 },
    { "names in other cases", .drop = { "Content-Type", "x-amz-algorithm", "policy" }, .set = { "CONTENT-TYPE", "{Content-Type}", "X-Amz-Algorithm", "{x-amz-algorithm}", "Policy", "{policy}" }, .status = 204 },
    { "a signature of version 2", .policy = "2", .status = 204, .location = "%2Ffilm.mp4" },
};
// clang-format on

static void is_taken(void **state)
{
    const struct taken  *c = *state;
    struct form          f = form_new(&ada), signed_one;
    const struct answer *a;
    const char          *location;
    if (c->policy)
        form_policy(&f, c->policy);
    signed_one = f;
    for (size_t i = 0; i < COUNT_OF(c->drop) && c->drop[i]; i++)
        form_drop(&f, c->drop[i]);
    for (size_t i = 0; i < COUNT_OF(c->set) && c->set[i]; i += 2)
        form_set(&f, c->set[i], form_placed(&signed_one, c->set[i + 1]));
    if (c->file_name) {
        f.file_name = c->file_name;
        f.name      = "film";
    }
    a = form_send(&f);
    WANT_STATUS(a, c->status);
    WANT_TEXT(a, "header:ETag", form_etag(&f));
    WANT_TEXT(a, "header:X-Evil", NULL);
    location = http_header(a, "Location", 0);
    assert_non_null(location);
    if (c->location) {
        const char *want = form_expected(&f, c->location, location, true);
        size_t      n    = strlen(want);
        if (strlen(location) < n || strcmp(location + strlen(location) - n, want) != 0)
            http_fail(a, __FILE__, __LINE__, "Location %s does not end in %s", location, want);
    }
    if (c->body)
        assert_string_equal(a->body, form_expected(&f, c->body, location, false));
    form_is_video(&f, 1);
}

static void without_a_slash_and_behind_a_prefix(void **state)
{
    static const char *const paths[] = { "/video/upload/form", "/api/video/upload/form/" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct form f = form_new(&ada);
        f.path        = paths[i];
        WANT_STATUS(form_send(&f), 204);
        form_is_video(&f, 1);
    }
}

static void what_comes_after_is_ignored(void **state)
{
    struct form f = form_new(&ada);
    (void)state;
    f.after_name  = "file";
    f.after_value = "another file";
    WANT_STATUS(form_send(&f), 204);
    form_is_video(&f, 1);
    f            = form_new(&ada);
    f.after_name = "acl";
    WANT_STATUS(form_send(&f), 204);
    form_is_video(&f, 1);
}

static void in_chunks(void **state)
{
    struct form          f = form_new(&ada);
    const struct answer *a;
    size_t               n, file;
    const char          *body = form_body(&f, &n, &file);
    (void)state;
    a = ASK("POST", FORM, .type = FORM_TYPE, .body = body, .bytes = n,
            .headers = { "Transfer-Encoding: chunked" });
    WANT_STATUS(a, 204);
    form_is_video(&f, 1);
}

static void is_another_file(void **state)
{
    struct form f = form_new(&ada);
    (void)state;
    WANT_STATUS(form_send(&f), 204);
    form_hold(&f, "processing");
    WANT_STATUS(form_send(&f), 204);
    form_is_video(&f, 1);
    form_content_new(&f);
    WANT_STATUS(form_send(&f), 204);
    form_is_video(&f, 2);
    /* What is ready stays. */
    form_hold(&f, "ready");
    WANT_STATUS(form_send(&f), 204);
    form_is_video(&f, 2);
    form_content_new(&f);
    want_error(form_send(&f), 409, "OperationAborted");
    form_hold(&f, "failed");
}

static void has_no_room(void **state)
{
    struct account eve = account_new("user");
    struct form    f   = form_new(&eve);
    (void)state;
    sql_do("INSERT INTO video_part (id, user_id, file_name, video_type, bytes, expires_at)"
           " VALUES (UUID(), ?, 'x.mp4', 'video/mp4', 107374182399, NOW(6) + INTERVAL 1 HOUR)",
           ARGS(ARG(uuid_of(eve.id))));
    want_error(form_send(&f), 507, "InsufficientStorage");
    form_left_nothing(&f);
    sql_do("DELETE FROM video_part WHERE user_id = ?", ARGS(ARG(uuid_of(eve.id))));
    WANT_STATUS(form_send(&f), 204);
    /* An answer that was lost is given again, though there is no room for a second one. */
    form_hold(&f, "processing");
    sql_do("INSERT INTO video_part (id, user_id, file_name, video_type, bytes, expires_at)"
           " VALUES (UUID(), ?, 'x.mp4', 'video/mp4', ?, NOW(6) + INTERVAL 1 HOUR)",
           ARGS(ARG(uuid_of(eve.id)), ARG(INT64_C(107374182400) - (int64_t)f.bytes)));
    WANT_STATUS(form_send(&f), 204);
    form_is_video(&f, 1);
    f = form_new(&eve);
    want_error(form_send(&f), 507, "InsufficientStorage");
    sql_do("DELETE FROM video_part WHERE user_id = ?", ARGS(ARG(uuid_of(eve.id))));
}

static void has_left(void **state)
{
    struct account eve = account_new("user");
    struct form    f   = form_new(&eve);
    (void)state;
    sql_do("UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(uuid_of(eve.id))));
    want_error(form_send(&f), 403, "AccessDenied");
    form_left_nothing(&f);
}

/* ---- other programs ---- */

static void by_curl(void **state)
{
    struct form f    = form_new(&ada);
    const char *path = footage_bytes("form-upload.mp4", f.content, f.bytes);
    const char *argv[40];
    size_t      n = 0;
    (void)state;
    argv[n++] = "curl";
    argv[n++] = "--silent";
    argv[n++] = "--fail";
    argv[n++] = "--noproxy";
    argv[n++] = "*";
    argv[n++] = "--cacert";
    argv[n++] = env_need("DAILIES_TEST_CA");
    for (size_t i = 0; i < f.n; i++) {
        argv[n++] = "--form-string";
        argv[n++] = text_format("%s=%s", f.field[i].name, f.field[i].value);
    }
    argv[n++] = "--form";
    argv[n++] = text_format("file=@%s", path);
    argv[n++] = text_format("%s%s", env_need("DAILIES_TEST_URL"), FORM);
    argv[n]   = NULL;
    assert_int_equal(program_run(argv), 0);
    form_is_video(&f, 1);
}

int main(void)
{
    static const struct CMUnitTest rest[] = {
        cmocka_unit_test(without_a_file),
        cmocka_unit_test(key_behind_the_file),
        cmocka_unit_test(much_before_the_file),
        cmocka_unit_test(other_methods),
        cmocka_unit_test(plain),
        cmocka_unit_test(without_a_slash_and_behind_a_prefix),
        cmocka_unit_test(what_comes_after_is_ignored),
        cmocka_unit_test(in_chunks),
        cmocka_unit_test(is_another_file),
        cmocka_unit_test(has_no_room),
        cmocka_unit_test(has_left),
        cmocka_unit_test(by_curl),
    };
    struct CMUnitTest tests[COUNT_OF(rest) + COUNT_OF(refuseds) + COUNT_OF(brokens) +
                            COUNT_OF(takens)];
    size_t            n = 0;
    for (size_t i = 0; i < COUNT_OF(refuseds); i++)
        tests[n++] =
            (struct CMUnitTest){ refuseds[i].what, is_refused, NULL, NULL, &refuseds[i] };
    for (size_t i = 0; i < COUNT_OF(brokens); i++)
        tests[n++] = (struct CMUnitTest){ brokens[i].what, is_broken, NULL, NULL, &brokens[i] };
    for (size_t i = 0; i < COUNT_OF(takens); i++)
        tests[n++] = (struct CMUnitTest){ takens[i].what, is_taken, NULL, NULL, &takens[i] };
    memcpy(tests + n, rest, sizeof rest);
    return cmocka_run_group_tests(tests, signed_begin, NULL);
}
