/* designs_urls.c - addresses of images that a server must not go to, through the API: each is
 * refused where it stands, and nobody is called. */
#include "t/e2e/designs.h"
#include <string.h>
#include <unistd.h>

static int closed4, closed6, closed_port; /* listen, and nobody may come */

// clang-format off
/* PORT is that of the closed listeners, WEB the one address that may be fetched from. */
static const char *const hostile[] = {
    /* plainly */
    "http://127.0.0.1:PORT/", "https://127.0.0.1:PORT/a.jpg", "HTTP://127.0.0.1:PORT/", "http://127.1.2.3:PORT/", "http://0.0.0.0:PORT/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1:8080/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/",
    "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://240.0.0.1/",
    /* spelled as old resolvers read them */
    "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://017700000001:PORT/", "http://0x7f.0.0.1:PORT/", "http://0177.0.0.1:PORT/",
    "http://127.1:PORT/", "http://127.0.1:PORT/", "http://0:PORT/", "http://127.0.0.1.:PORT/", "http://2852039166/", "http://0xA9FEA9FE/",
    "http://127\xe3\x80\x82" "0\xe3\x80\x82" "0\xe3\x80\x82" "1:PORT/", "http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1:PORT/",
    "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1:PORT/", "http://%31%32%37.0.0.1:PORT/", "http://127.0.0.1%23.example:PORT/",
    /* IPv6 */
    "http://[::1]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/", "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/",
    "http://[::127.0.0.1]:PORT/", "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::127.0.0.1]:PORT/", "http://[2002:7f00:1::]:PORT/",
    "http://[2001:0:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25lo]:PORT/", "http://[::1%25lo]:PORT/", "http://[fd00:ec2::254]/",
    "http://[ff02::1]/", "http://[127.0.0.1]:PORT/", "http://[::1:PORT/",
    /* names */
    "http://localhost:PORT/", "http://LOCALHOST.:PORT/", "http://a.localhost:PORT/", "http://loc%61lhost:PORT/", "http://localhost%00.example:PORT/",
    "http://local host:PORT/", "http://localhost\t:PORT/", "http://\xe2\x93\x81ocalhost:PORT/",
    /* who is who in the authority */
    "http://user:pw@127.0.0.1:PORT/", "http://user@" WEB ":OPEN/", "http://:@" WEB ":OPEN/", "http://" WEB "@127.0.0.1:PORT/", "http://" WEB "\\@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@" WEB "/", "http:127.0.0.1:PORT/", "http:///127.0.0.1:PORT/", "//127.0.0.1:PORT/", "127.0.0.1:PORT/", "http://", "", "x",
    " http://127.0.0.1:PORT/", "http://127.0.0.1:PORT/\r\nX: y", "http://127.0.0.1\r\n:PORT/", "http://127.0.0.1:PORT/\x01",
    /* ports */
    "http://" WEB ":22/", "http://" WEB ":25/", "http://" WEB ":0/", "http://" WEB ":65536/", "http://" WEB ":-1/",
    /* other schemes */
    "file:///etc/passwd", "FILE://localhost/etc/passwd", "gopher://127.0.0.1:PORT/_x", "ftp://127.0.0.1:PORT/", "dict://127.0.0.1:PORT/d:x",
    "ldap://127.0.0.1:PORT/", "smtp://127.0.0.1:PORT/", "telnet://127.0.0.1:PORT/", "tftp://127.0.0.1:PORT/x", "smb://127.0.0.1:PORT/x",
    "data:image/gif;base64,R0lGODlhAQABAAAAACw=", "javascript:alert(1)", "jar:http://127.0.0.1:PORT/!/x", "http+unix://%2frun%2fx.sock/",
    /* good ones that lead there */
    "http://" WEB ":OPEN/0", "http://" WEB ":OPEN/1", "http://" WEB ":OPEN/2", "http://" WEB ":OPEN/3", "http://" WEB ":OPEN/4", "http://" WEB ":OPEN/5",
    "http://" WEB ":OPEN/6", "http://" WEB ":OPEN/7",
};
/* Where the server's /0, /1 ... lead. */
static const char *const aims[] = {
    "http://127.0.0.1:PORT/", "http://localhost:PORT/", "//127.0.0.1:PORT/", "http://[::1]:PORT/", "http://2130706433:PORT/", "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/_x", "http://u:p@127.0.0.1:PORT/",
};
// clang-format on

static const char *replaced(const char *text, const char *word, int port)
{
    const char *at = strstr(text, word);
    return at ? text_format("%.*s%d%s", (int)(at - text), text, port, at + strlen(word)) : text;
}

static void lead(int fd, int number, struct serve_log *log)
{
    const char *head = serve_read(fd, log, "\r\n\r\n");
    size_t      i    = head && strncmp(head, "GET /", 5) == 0 ? (size_t)(head[5] - '0') : COUNT_OF(aims);
    (void)number;
    if (i >= COUNT_OF(aims))
        serve_say(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    else
        serve_say(fd, text_format("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n",
                                  replaced(aims[i], "PORT", closed_port)));
}

static struct serve leader;

static const char *body_of(const char *url, bool more)
{
    const char *quoted = json_object_to_json_string_ext(json_object_new_string(url), JSON_C_TO_STRING_PLAIN);
    return text_format("{\"name\":\"x\",\"base_images\":[{\"subject_id\":\"%s\",\"shot_type_id\":\"%s\",\"image\":%s}]}",
                       story_get("subject"), story_get("shot"), more ? text_format("{\"url\":%s}", quoted) : quoted);
}

static void each_is_refused_and_nobody_is_called(void **state)
{
    int64_t designs = sql_number("SELECT COUNT(*) FROM set_design", NO_ARGS);
    (void)state;
    assert_true(COUNT_OF(hostile) >= 60);
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        const char          *url = replaced(replaced(hostile[i], "PORT", closed_port), "OPEN", leader.port);
        const struct answer *a   = ASK("POST", DESIGNS, .token = story_get("ada"), .json = body_of(url, i % 2));
        WANT_STATUS(a, 422);
        WANT_TEXT(a, "detail.#", "1");
        WANT_TEXT(a, "detail.0.type", "value_error");
        WANT_TEXT(a, "detail.0.loc", i % 2 ? "[\"body\",\"base_images\",0,\"image\",\"url\"]" : "[\"body\",\"base_images\",0,\"image\"]");
        WANT_TEXT(a, "detail.0.input", url);
        if (serve_was_called(closed4) || serve_was_called(closed6))
            http_fail(a, __FILE__, __LINE__, "the server went there");
        if (a->seconds > 10)
            http_fail(a, __FILE__, __LINE__, "took %g s", a->seconds);
    }
    assert_int_equal(leader.log->connections, COUNT_OF(aims)); /* with credentials it is not even asked */
    assert_int_equal(sql_number("SELECT COUNT(*) FROM set_design", NO_ARGS), designs);
}

/* What is open is fetched, so that the others were not refused for want of anything else; and a
 * listener does notice. */
static void the_one_that_is_allowed_is_called(void **state)
{
    int open, port = 0;
    (void)state;
    WANT_STATUS(ASK("POST", DESIGNS, .token = story_get("ada"), .json = body_of(web_url("/red-64x48.jpg"), false)), 200);
    open = serve_listen(WEB, &port);
    WANT_STATUS(ASK("POST", DESIGNS, .token = story_get("ada"), .timeout_s = 30,
                    .json = body_of(text_format("http://" WEB ":%d/", port), false)), 422);
    assert_true(serve_was_called(open));
    close(open);
}

static int begin(void **state)
{
    int port6;
    (void)state;
    designs_begin();
    web_begin();
    closed4 = serve_listen("127.0.0.1", &closed_port);
    port6   = closed_port;
    closed6 = serve_listen("::1", &port6);
    leader  = serve_start(WEB, lead);
    return 0;
}

static int end(void **state)
{
    (void)state;
    serve_stop(&leader);
    web_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_refused_and_nobody_is_called),
        cmocka_unit_test(the_one_that_is_allowed_is_called),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
