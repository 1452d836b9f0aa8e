/* multipart_test.c - every case is pushed whole, byte by byte and in every two and
 * three pieces; the events must be the same each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fcgi/multipart.h"
#include "model/base/arena.h"

#define FORM "multipart/form-data; boundary=b"
#define NAMED(n) "Content-Disposition: form-data; name=" n "\r\n"
#define TEN "0123456789"
#define LONG70 TEN TEN TEN TEN TEN TEN TEN

static const struct multipart_limits limits = { .max_header_bytes = 256,
                                                .max_parts        = 3,
                                                .max_name_bytes   = 64 };

/* want: per part `{name|filename|type|charset:content}`, unless `why` is a reason. */
static struct want {
    const char *what, *type, *body, *want;
    enum reason why;
} cases[] = {
    { "one field", FORM, "--b\r\n" NAMED("a") "\r\nhello\r\n--b--\r\n", "{a|-|-|-:hello}", 0 },
    { "no parts", FORM, "--b--", "", 0 },
    { "two fields and a file", FORM,
      "--b\r\n" NAMED("a") "\r\n1\r\n--b\r\n" NAMED(
          "\"b\"") "\r\n2\r\n--b\r\n"
                   "Content-Disposition: form-data; name=\"video\"; filename=\"x.mp4\"\r\n"
                   "Content-Type: video/MP4\r\n\r\n\r\n-\r\n--\r\n--c\r\r\n--\r\n--b--",
      "{a|-|-|-:1}{b|-|-|-:2}{video|x.mp4|video/mp4|-:\r\n-\r\n--\r\n--c\r\r\n--}", 0 },
    { "content that is only the beginning of a boundary", FORM,
      "--b\r\n" NAMED("a") "\r\n\r\n-\r\n--b--", "{a|-|-|-:\r\n-}", 0 },
    { "content that begins like a boundary", FORM, "--b\r\n" NAMED("a") "\r\n--c\r\n--b--",
      "{a|-|-|-:--c}", 0 },
    { "a line end before the boundary's own", FORM, "--b\r\n" NAMED("a") "\r\nx\r\r\n--b--",
      "{a|-|-|-:x\r}", 0 },
    { "empty content", FORM, "--b\r\n" NAMED("a") "\r\n\r\n--b--", "{a|-|-|-:}", 0 },
    { "no content", FORM, "--b\r\n" NAMED("a") "\r\n--b--", "{a|-|-|-:}", 0 },
    { "preamble and epilogue", FORM,
      "What is this?\r\n--\r\n--b \t\r\n" NAMED("a") "\r\n1\r\n--b--\t\r\n--b\r\nrest",
      "{a|-|-|-:1}", 0 },
    { "a boundary of 70 characters", "Multipart/Form-Data ; charset=utf-8; BOUNDARY=\"" LONG70 "\"",
      "--" LONG70 "\r\n" NAMED("a") "\r\n\r\n--" TEN "x\r\n--" LONG70 "--",
      "{a|-|-|-:\r\n--" TEN "x}", 0 },
    { "a boundary with a blank and dashes", "multipart/form-data; boundary=\"-- -\"",
      "---- -\r\n" NAMED("a") "\r\n--\r\n---- ---", "{a|-|-|-:--}", 0 },
    { "headers in any case, others ignored", FORM,
      "--b\r\nX-A: b\r\ncontent-DISPOSITION:form-data;NAME=a;x=\"y\" ;\r\n"
      "CONTENT-TYPE:text/plain;charset=\"UTF-8\"\r\ncontent-transfer-encoding: Binary\r\n"
      "\r\n1\r\n--b--",
      "{a|-|text/plain|utf-8:1}", 0 },
    { "escapes of browsers", FORM,
      "--b\r\nContent-Disposition: form-data; name=\"a%22b\"; "
      "filename=\"%22x%0d%0A%41%\\y.mp4\"\r\n\r\n1\r\n--b--",
      "{a\"b|\"x\r\n%41%\\y.mp4|-|-:1}", 0 },
    { "escapes of older clients", FORM,
      "--b\r\n" NAMED("a; filename=\"\\\"x\\\\y\\z\"") "\r\n1\r\n--b--", "{a|\"x\\y\\z|-|-:1}", 0 },
    { "a semicolon in a name", FORM, "--b\r\n" NAMED("a; filename=\"x;name=b\"") "\r\n1\r\n--b--",
      "{a|x;name=b|-|-:1}", 0 },
    { "a name not quoted", FORM, "--b\r\n" NAMED("a[0]; filename=f/(1).mov") "\r\n1\r\n--b--",
      "{a[0]|f/(1).mov|-|-:1}", 0 },
    { "the extended name is ignored", FORM,
      "--b\r\n" NAMED("a; filename=x; filename*=UTF-8''evil") "\r\n1\r\n--b--", "{a|x|-|-:1}", 0 },
    { "an empty file name is a file", FORM, "--b\r\n" NAMED("a; filename=\"\"") "\r\n\r\n--b--",
      "{a||-|-:}", 0 },
    { "UTF-8 in names", FORM,
      "--b\r\n" NAMED("\"\xc3\xa4\"; filename=\"\xf0\x9f\x8e\xac.mp4\"") "\r\n1\r\n--b--",
      "{\xc3\xa4|\xf0\x9f\x8e\xac.mp4|-|-:1}", 0 },
    { "a file name that is not UTF-8", FORM,
      "--b\r\n" NAMED("a; filename=\"\xe4\xf0\x9f.mp4\"") "\r\n1\r\n--b--",
      "{a|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd.mp4|-|-:1}", 0 },

    { "no content type", NULL, "", NULL, E_MEDIA_TYPE },
    { "another content type", "application/json", "", NULL, E_MEDIA_TYPE },
    { "another multipart", "multipart/mixed; boundary=b", "", NULL, E_MEDIA_TYPE },
    { "a longer type", "multipart/form-data2; boundary=b", "", NULL, E_MEDIA_TYPE },
    { "no boundary", "multipart/form-data", "", NULL, E_BAD_BODY },
    { "an empty boundary", "multipart/form-data; boundary=\"\"", "", NULL, E_BAD_BODY },
    { "a boundary of 71", "multipart/form-data; boundary=" LONG70 "x", "", NULL, E_BAD_BODY },
    { "a boundary that ends in a blank", "multipart/form-data; boundary=\"b \"", "", NULL,
      E_BAD_BODY },
    { "a boundary above ASCII", "multipart/form-data; boundary=\xc3\xa4", "", NULL, E_BAD_BODY },
    { "two boundaries", FORM "; boundary=c", "", NULL, E_BAD_BODY },
    { "an open quote", "multipart/form-data; boundary=\"b", "", NULL, E_BAD_BODY },
    { "no equals sign", "multipart/form-data; boundary", "", NULL, E_BAD_BODY },

    { "nothing", FORM, "", NULL, E_BAD_BODY },
    { "cut off in the boundary", FORM, "--b\r\n" NAMED("a") "\r\n1\r\n--b-", NULL, E_BAD_BODY },
    { "cut off in the content", FORM, "--b\r\n" NAMED("a") "\r\n1", NULL, E_BAD_BODY },
    { "cut off in the headers", FORM, "--b\r\n" NAMED("a"), NULL, E_BAD_BODY },
    { "another boundary only", FORM, "--c\r\n" NAMED("a") "\r\n1\r\n--c--", NULL, E_BAD_BODY },
    { "LF after the boundary", FORM, "--b\n" NAMED("a") "\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "LF in the headers", FORM, "--b\r\nX: y\n" NAMED("a") "\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "CR in the headers", FORM, "--b\r\nX: y\rz\r\n" NAMED("a") "\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "CR CR LF in the headers", FORM, "--b\r\n" NAMED("a") "\r\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "a control character in the headers", FORM, "--b\r\n" NAMED("\"a\x01\"") "\r\n1\r\n--b--",
      NULL, E_BAD_BODY },
    { "the boundary and more", FORM, "--b\r\n" NAMED("a") "\r\n1\r\n--bc\r\n--b--", NULL,
      E_BAD_BODY },
    { "the boundary and one dash", FORM, "--b\r\n" NAMED("a") "\r\n1\r\n--b-\r\n", NULL,
      E_BAD_BODY },
    { "a folded header", FORM,
      "--b\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "a header without a colon", FORM, "--b\r\nHello\r\n\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "no headers", FORM, "--b\r\n\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "no name", FORM, "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "not form-data", FORM, "--b\r\nContent-Disposition: file; name=a\r\n\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "two names", FORM, "--b\r\n" NAMED("a; name=b") "\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "two dispositions", FORM, "--b\r\n" NAMED("a") NAMED("b") "\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "two types", FORM,
      "--b\r\n" NAMED("a") "Content-Type: a/b\r\nContent-Type: a/c\r\n\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "an empty type", FORM, "--b\r\n" NAMED("a") "Content-Type: \r\n\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "multipart in multipart", FORM,
      "--b\r\n" NAMED("a") "Content-Type: multipart/mixed; boundary=c\r\n\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "base64", FORM, "--b\r\n" NAMED("a") "Content-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--b--",
      NULL, E_BAD_BODY },
    { "a name with a line end", FORM, "--b\r\n" NAMED("\"a%0Ab\"") "\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "a name that is not UTF-8", FORM, "--b\r\n" NAMED("\"\xe4\"") "\r\n1\r\n--b--", NULL,
      E_BAD_BODY },
    { "an open quote in a name", FORM, "--b\r\n" NAMED("\"a") "\r\n1\r\n--b--", NULL, E_BAD_BODY },
    { "text after a quote", FORM, "--b\r\n" NAMED("\"a\"b") "\r\n1\r\n--b--", NULL, E_BAD_BODY },

    { "a name at the limit", FORM, "--b\r\n" NAMED(TEN TEN TEN TEN TEN TEN "1234") "\r\n--b--",
      "{" TEN TEN TEN TEN TEN TEN "1234|-|-|-:}", 0 },
    { "a name over the limit", FORM, "--b\r\n" NAMED(TEN TEN TEN TEN TEN TEN "12345") "\r\n--b--",
      NULL, E_TOO_LARGE },
    { "too many parts", FORM,
      "--b\r\n" NAMED("a") "\r\n--b\r\n" NAMED("a") "\r\n--b\r\n" NAMED("a") "\r\n--b\r\n" NAMED(
          "a") "\r\n--b--",
      NULL, E_TOO_LARGE },
    { "too long headers", FORM,
      "--b\r\nX: " LONG70 LONG70 LONG70 LONG70 "\r\n" NAMED("a") "\r\n--b--", NULL, E_TOO_LARGE },
};

struct record {
    char        text[1024];
    size_t      len;
    const char *stop; /* the callback that refuses, or NULL */
    const char *body;
    int64_t     at; /* of the next content in it */
    struct cx  *cx;
};

static void note(struct record *r, const char *bytes, size_t n)
{
    assert_true(r->len + n < sizeof r->text);
    memcpy(r->text + r->len, bytes, n);
    r->len += n;
    r->text[r->len] = '\0';
}

static int judged(struct record *r, const char *callback)
{
    if (r->stop && strcmp(r->stop, callback) == 0)
        return refuse(r->cx, E_DISK_FULL, "no room");
    return 0;
}

static int part(void *u, const struct multipart_part *p)
{
    const char    *texts[] = { p->name, p->filename, p->content_type, p->charset };
    struct record *r       = u;
    r->at                  = p->at;
    note(u, "{", 1);
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *text = texts[i] ? texts[i] : "-";
        note(u, text, strlen(text));
        note(u, i + 1 < COUNT(texts) ? "|" : ":", 1);
    }
    return judged(u, "part");
}

static int data(void *u, const char *bytes, size_t n)
{
    struct record *r = u;
    assert_true(n > 0);
    assert_memory_equal(r->body + r->at, bytes, n);
    r->at += (int64_t)n;
    note(u, bytes, n);
    return judged(u, "data");
}

static int end(void *u)
{
    note(u, "}", 1);
    return judged(u, "end");
}

static const struct multipart_events events = { part, data, end };

/* The body in pieces that end at the cuts; each piece is a block of its own, so that a
 * sanitizer sees a read beyond it. */
static int feed(struct multipart *mp, const char *body, const size_t *cuts, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        size_t len   = cuts[i] - from;
        char  *piece = test_malloc(len ? len : 1);
        int    rc;
        memcpy(piece, body + from, len);
        rc = multipart_push(mp, piece, len);
        test_free(piece);
        if (rc < 0)
            return rc;
        from = cuts[i];
    }
    return multipart_finish(mp);
}

static void check(const struct want *w, const size_t *cuts, size_t n)
{
    struct cx         cx = { .arena = arena_new(1 << 20) };
    struct record     r  = { .cx = &cx, .body = w->body };
    struct multipart *mp = NULL;
    int               rc = multipart_begin(&cx, w->type, &limits, &events, &r, &mp);
    if (rc == 0)
        rc = feed(mp, w->body, cuts, n);
    assert_int_equal(rc, -(int)w->why);
    assert_int_equal(cx.err.reason, w->why);
    if (w->want) {
        assert_string_equal(r.text, w->want);
    } else if (mp) {
        assert_int_equal(multipart_push(mp, "x", 1), rc);
        assert_int_equal(multipart_finish(mp), rc);
    }
    arena_free(cx.arena);
}

static void reads(void **state)
{
    const struct want *w   = *state;
    size_t             len = strlen(w->body), each[1024];
    check(w, &len, 1);
    for (size_t i = 0; i < len; i++)
        each[i] = i + 1;
    check(w, each, len);
    for (size_t i = 0; i <= len; i++)
        for (size_t k = i; k <= len; k += k < i + 12 ? 1 : 7)
            check(w, (size_t[]){ i, k, len }, 3);
}

static void stops(void **state)
{
    static const char body[]  = "--b\r\n" NAMED("a") "\r\nhello\r\n--b\r\n" NAMED("a") "\r\n--b--";
    const char       *names[] = { "part", "data", "end" };
    const char       *texts[] = { "{a|-|-|-:", "{a|-|-|-:hello", "{a|-|-|-:hello}" };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct cx         cx = { .arena = arena_new(1 << 20) };
        struct record     r  = { .cx = &cx, .stop = names[i], .body = body };
        struct multipart *mp = NULL;
        assert_int_equal(multipart_begin(&cx, FORM, &limits, &events, &r, &mp), 0);
        assert_int_equal(multipart_push(mp, body, strlen(body)), -E_DISK_FULL);
        assert_int_equal(multipart_push(mp, body, strlen(body)), -E_DISK_FULL);
        assert_int_equal(multipart_finish(mp), -E_DISK_FULL);
        assert_string_equal(r.text, texts[i]);
        arena_free(cx.arena);
    }
}

static int count_data(void *u, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)u += n;
    return 0;
}
static int ignore_part(void *u, const struct multipart_part *p)
{
    (void)u;
    (void)p;
    return 0;
}
static int ignore_end(void *u)
{
    (void)u;
    return 0;
}

/* A file of many megabytes leaves nothing in the arena. */
static void holds_no_content(void **state)
{
    static const struct multipart_events counting = { ignore_part, count_data, ignore_end };
    static const char                    head[]   = "--b\r\n" NAMED("a") "\r\n";
    static char                          block[65536];
    struct cx                            cx    = { .arena = arena_new(1 << 20) };
    struct multipart                    *mp    = NULL;
    size_t                               bytes = 0, used;
    (void)state;
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (char)(i * 31 % 251);
    assert_int_equal(multipart_begin(&cx, FORM, &limits, &counting, &bytes, &mp), 0);
    assert_int_equal(multipart_push(mp, head, sizeof head - 1), 0);
    used = arena_used(cx.arena);
    for (int i = 0; i < 256; i++)
        assert_int_equal(multipart_push(mp, block, sizeof block), 0);
    assert_int_equal(arena_used(cx.arena), used);
    assert_int_equal(multipart_push(mp, "\r\n--b--", 7), 0);
    assert_int_equal(multipart_finish(mp), 0);
    assert_int_equal(bytes, 256 * sizeof block);
    arena_free(cx.arena);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(cases) + 2] = { cmocka_unit_test(stops),
                                                  cmocka_unit_test(holds_no_content) };
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i + 2] = (struct CMUnitTest){ cases[i].what, reads, NULL, NULL, &cases[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
