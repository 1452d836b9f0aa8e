/* mail_test.c - addresses of mails, and how a mail is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/net/mail.h"
#include "model/net/mailbox.h"

enum { ARENA_CAP = 4 << 20 };
#define X62 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static struct cx cx;

// clang-format off
static struct box {
    const char *text, *name, *address; /* address NULL: none */
} boxes[] = {
    { "ada@example.com", "", "ada@example.com" },
    { " ada@example.com ", "", "ada@example.com" },
    { "<ada@example.com>", "", "ada@example.com" },
    { "Ada Lovelace <ada@example.com>", "Ada Lovelace", "ada@example.com" },
    { "\"Lovelace, Ada\" <ada@example.com>", "Lovelace, Ada", "ada@example.com" },
    { "\xc3\x84" "da <a.d+a@x-y.example>", "\xc3\x84" "da", "a.d+a@x-y.example" },
    { "root@localhost", "", "root@localhost" },
    { "ada@[127.0.0.1]", "", "ada@[127.0.0.1]" },
    { X62 "xx@example.com", "", X62 "xx@example.com" },
    { "", NULL, NULL }, { "ada", NULL, NULL }, { "@example.com", NULL, NULL }, { "ada@", NULL, NULL }, { "ada@.", NULL, NULL },
    { ".ada@example.com", NULL, NULL }, { "a..da@example.com", NULL, NULL }, { "ada.@example.com", NULL, NULL },
    { "ada@example..com", NULL, NULL }, { "ada@example.com.", NULL, NULL }, { "ada@-x.example", NULL, NULL }, { "ada@x-.example", NULL, NULL },
    { "a b@example.com", NULL, NULL }, { "\"a b\"@example.com", NULL, NULL }, { "ada@exam ple.com", NULL, NULL },
    { "ada@example.com, bob@example.com", NULL, NULL }, { "ada@example.com\nBcc: bob@example.com", NULL, NULL },
    { "ada@example.com\r\n", NULL, NULL }, { "Ada\r\nBcc: x <ada@example.com>", NULL, NULL }, { "Ada\" <ada@example.com>", NULL, NULL },
    { "Ada <x> <ada@example.com>", NULL, NULL }, { "Ada <ada@example.com> x", NULL, NULL }, { "Ada <ada@example.com", NULL, NULL }, { "<>", NULL, NULL },
    { "\xc3\xa4" "da@example.com", NULL, NULL }, { "ada@b\xc3\xbc" "cher.example", NULL, NULL }, { "\xff <ada@example.com>", NULL, NULL },
    { "ada@example.com> SIZE=1 <x", NULL, NULL }, { X62 "xxx@example.com", NULL, NULL },
    { "ada@" X62 "xx.example", NULL, NULL }, { "ada@[127.0.0.1", NULL, NULL }, { "ada@[x]", NULL, NULL },
};
// clang-format on

static void addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(boxes); i++) {
        struct mailbox box;
        bool           good = mailbox_read(cx.arena, boxes[i].text, &box);
        if (good != (boxes[i].address != NULL))
            fail_msg("%s: %s", boxes[i].text, good ? "is read" : "is not read");
        if (good) {
            assert_string_equal(box.name, boxes[i].name);
            assert_string_equal(box.address, boxes[i].address);
        }
    }
}

static struct mail mail(void)
{
    return (struct mail){ .id      = { { 0x12, 0x34, [15] = 0xff } },
                          .from    = "Dailies <post@studio.example>",
                          .to      = "ada@example.com",
                          .subject = "A word",
                          .text    = "Hello\n",
                          .date    = { INT64_C(1795246140) * 1000000 } };
}

static const char *written(const struct mail *m)
{
    const char *text;
    assert_int_equal(mail_write(&cx, m, &text), 0);
    for (const char *line = text; *line;) { /* what every mail has to keep to */
        size_t n = strcspn(line, "\r\n");
        assert_true(n <= 78);
        assert_memory_equal(line + n, "\r\n", 2);
        for (size_t i = 0; i < n; i++)
            assert_true((unsigned char)line[i] < 0x7f);
        line += n + 2;
    }
    return text;
}

static void a_plain_one(void **state)
{
    struct mail m = mail();
    (void)state;
    assert_string_equal(written(&m),
                        "From: \"Dailies\"\r\n <post@studio.example>\r\n"
                        "To: ada@example.com\r\n"
                        "Subject: A word\r\n"
                        "Date: Sat, 21 Nov 2026 07:29:00 +0000\r\n"
                        "Message-ID: <12340000-0000-0000-0000-0000000000ff@studio.example>\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: quoted-printable\r\n"
                        "\r\n"
                        "Hello\r\n");
}

static void two_parts(void **state)
{
    struct mail m = mail();
    (void)state;
    m.html = "<p>Hello</p>";
    assert_non_null(strstr(written(&m),
                           "Content-Type: multipart/alternative;\r\n"
                           " boundary=\"=_12340000-0000-0000-0000-0000000000ff\"\r\n\r\n"
                           "--=_12340000-0000-0000-0000-0000000000ff\r\n"
                           "Content-Type: text/plain; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\nHello\r\n\r\n"
                           "--=_12340000-0000-0000-0000-0000000000ff\r\n"
                           "Content-Type: text/html; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>Hello</p>\r\n\r\n"
                           "--=_12340000-0000-0000-0000-0000000000ff--\r\n"));
}

// clang-format off
static struct body {
    const char *text, *wire;
} bodies[] = {
    { "a=b", "\r\n\r\na=3Db\r\n" },
    { "a \nb\t\n", "\r\n\r\na=20\r\nb=09\r\n" },
    { "\xc3\xa4", "\r\n\r\n=C3=A4\r\n" },
    { "one\r\ntwo\rthree\n", "\r\n\r\none\r\ntwo=0Dthree\r\n" },
    { "\n\n.\n..\n", "\r\n\r\n\r\n\r\n.\r\n..\r\n" },
    { X62 "1234567890123x", "\r\n\r\n" X62 "1234567890123=\r\nx\r\n" },
    { X62 "123456789012\xc3\xa4", "\r\n\r\n" X62 "123456789012=\r\n=C3=A4\r\n" },
};
// clang-format on

static void what_texts_become(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct mail m = mail();
        const char *text, *at;
        m.text = bodies[i].text;
        text   = written(&m);
        at     = strstr(text, "\r\n\r\n");
        assert_string_equal(at, bodies[i].wire);
    }
}

// clang-format off
static struct header {
    const char *subject, *wire;
} headers[] = {
    { "\xc3\x84pfel", "Subject: =?UTF-8?B?w4RwZmVs?=\r\nDate" },
    { "=?UTF-8?B?eA==?=", "Subject: =?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=\r\nDate" },
    { X62 "1234", "Subject: " X62 "1234\r\nDate" },
    { X62 "12345", "Subject: =?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4?=\r\n"
                   " =?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHgxMjM0NQ==?=\r\nDate" },
    /* a character is never cut */
    { "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xa4", "Subject: =?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=?=\r\n"
                   " =?UTF-8?B?w6Q=?=\r\nDate" },
    /* what a caller let through cannot become a header */
    { "x\r\nBcc: bob@example.com", "Subject: =?UTF-8?B?eA0KQmNjOiBib2JAZXhhbXBsZS5jb20=?=\r\nDate" },
};
// clang-format on

static void what_subjects_become(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++) {
        struct mail m = mail();
        const char *text;
        m.subject = headers[i].subject;
        text      = written(&m);
        if (!strstr(text, headers[i].wire))
            fail_msg("%s\n%s", headers[i].wire, text);
    }
}

static void names_of_people(void **state)
{
    struct mail m = mail();
    const char *text;
    (void)state;
    m.to = "\xc3\x84" "da <ada@example.com>";
    assert_non_null(strstr(written(&m), "To: =?UTF-8?B?w4RkYQ==?=\r\n <ada@example.com>\r\n"));
    m.to = "ada@example.com\r\nBcc: bob@example.com";
    assert_int_equal(mail_write(&cx, &m, &text), -E_INVALID);
    err_clear(&cx);
    m    = mail();
    m.from = "nobody";
    assert_int_equal(mail_write(&cx, &m, &text), -E_INVALID);
    err_clear(&cx);
}

static void places_of_servers(void **state)
{
    (void)state;
    assert_true(mail_url_check("smtp://mail.example"));
    assert_true(mail_url_check("smtps://[::1]:465/our.name"));
    assert_false(mail_url_check(""));
    assert_false(mail_url_check("smtp://"));
    assert_false(mail_url_check("mail.example:25"));
    assert_false(mail_url_check("http://mail.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),          cmocka_unit_test(a_plain_one),
        cmocka_unit_test(two_parts),          cmocka_unit_test(what_texts_become),
        cmocka_unit_test(what_subjects_become), cmocka_unit_test(names_of_people),
        cmocka_unit_test(places_of_servers),
    };
    int failed;
    cx     = (struct cx){ .arena = arena_new(ARENA_CAP) };
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(cx.arena);
    return failed;
}
