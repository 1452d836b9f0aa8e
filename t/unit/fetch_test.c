/* fetch_test.c - addresses of the web that must not be fetched, and limits on those that may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/net/fetch.h"
#include "t/unit/serve.h"

enum { ARENA_CAP = 16 << 20, MOST = 100000, QUICK_MS = 400 };
#define OURS "127.0.0.2" /* where the test's server is, and the only address that is allowed */

static struct serve  server;
static int           closed4, closed6, closed_port; /* listen, and nobody may come */
static struct cx     cx;
static char          got[MOST + 1];
static size_t        got_n;
static int           data_rc;
static const char   *names[8]; /* what the stand-in for the resolver says */

// clang-format off
/* PORT is that of the closed listener. */
static const char *const hostile[] = {
    /* plainly */
    "http://127.0.0.1:PORT/", "http://127.0.0.1:PORT/a.jpg", "https://127.0.0.1:PORT/", "HTTP://127.0.0.1:PORT/", "http://127.1.2.3:PORT/",
    "http://0.0.0.0:PORT/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1:8080/", "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/", "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://240.0.0.1/",
    /* numbers as old resolvers read them */
    "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://017700000001:PORT/", "http://0x7f.0.0.1:PORT/", "http://0177.0.0.1:PORT/",
    "http://127.1:PORT/", "http://127.0.1:PORT/", "http://0x7f.1:PORT/", "http://0177.1:PORT/", "http://0:PORT/", "http://0x0:PORT/",
    "http://127.0.0.0x1:PORT/", "http://0300.0250.1.1/", "http://3232235777/", "http://2852039166/", "http://0xA9FEA9FE/",
    "http://00000177.0.0.1:PORT/", "http://127.0.0.1.:PORT/", "http://127.1.:PORT/", "http://2130706433.:PORT/", "http://4294967296:PORT/",
    "http://6425673729:PORT/", "http://127.0.0.256:PORT/", "http://127.0.0.1.1:PORT/", "http://08.0.0.1:PORT/", "http://0x:PORT/", "http://1.0x:PORT/",
    /* IPv6 */
    "http://[::1]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/", "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/",
    "http://[0:0:0:0:0:ffff:7f00:0001]:PORT/", "http://[::127.0.0.1]:PORT/", "http://[::ffff:0:127.0.0.1]:PORT/", "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::127.0.0.1]:PORT/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]:PORT/", "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:7f00:1::]/", "http://[2001:db8::1]/", "http://[fe80::1]/", "http://[fe80::1%25lo]:PORT/", "http://[fe80::1%lo]:PORT/",
    "http://[::1%25lo]:PORT/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://[fec0::1]/", "http://[100::1]/",
    "http://[::1]:PORT:80/", "http://[::1:PORT/", "http://[v1.x]:PORT/", "http://[]:PORT/", "http://[127.0.0.1]:PORT/",
    /* names */
    "http://localhost:PORT/", "http://LOCALHOST:PORT/", "http://localhost.:PORT/", "http://a.localhost:PORT/", "http://localhost%2e:PORT/",
    "http://-:PORT/", "http://a..b:PORT/", "http://.localhost:PORT/", "http://local host:PORT/", "http://localhost\t:PORT/", "http://localhost%00.example:PORT/",
    "http://loc%61lhost:PORT/", "http://127.0.0.1%23.example:PORT/", "http://127.0.0.1%2f.example:PORT/", "http://%31%32%37.0.0.1:PORT/",
    /* dots and digits that are none of ASCII */
    "http://127\xe3\x80\x82" "0\xe3\x80\x82" "0\xe3\x80\x82" "1:PORT/", "http://127\xef\xbc\x8e" "0.0.1:PORT/", "http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1:PORT/",
    "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1:PORT/", "http://\xf0\x9d\x9f\x8f\xf0\x9d\x9f\x90\xf0\x9d\x9f\x95.0.0.1:PORT/",
    "http://\xe2\x93\x81ocalhost:PORT/", "http://localhos\xc5\xa7:PORT/", "http://127.0.0.1\xe2\x80\x8b:PORT/", "http://%E2%91%A0.0.0.1:PORT/",
    /* who is who in the authority */
    "http://user@127.0.0.1:PORT/", "http://user:pw@127.0.0.1:PORT/", "http://:@127.0.0.1:PORT/", "http://@127.0.0.1:PORT/",
    "http://" OURS "@127.0.0.1:PORT/", "http://" OURS "\\@127.0.0.1:PORT/", "http://127.0.0.1:PORT\\@" OURS "/",
    "http://" OURS ":80@127.0.0.1:PORT/", "http://" OURS "%40127.0.0.1:PORT/", "http://" OURS ",127.0.0.1:PORT/", "http://" OURS ";@127.0.0.1:PORT/",
    "http:127.0.0.1:PORT/", "http:/127.0.0.1:PORT/", "http:///127.0.0.1:PORT/", "http:////127.0.0.1:PORT/", "http:\\\\127.0.0.1:PORT/",
    "//127.0.0.1:PORT/", "127.0.0.1:PORT/", "http://", "http://:PORT/", "", " http://127.0.0.1:PORT/", "http://127.0.0.1:PORT/ ",
    "http://127.0.0.1:PORT/\r\nX: y", "http://127.0.0.1\r\n:PORT/", "http://127.0.0.1:PORT/\x01", "http://127.0.0.1:PORT/\x7f", "http://127.0.0.1:PORT/\xff",
    /* ports */
    "http://" OURS ":22/", "http://" OURS ":25/", "http://" OURS ":0/", "http://" OURS ":1/", "http://" OURS ":6667/", "http://" OURS ":2049/",
    "http://" OURS ":65536/", "http://" OURS ":-1/", "http://" OURS ":99999/", "http://" OURS ":8o80/", "http://" OURS ":0x50/",
    /* other schemes */
    "file:///etc/passwd", "file://localhost/etc/passwd", "FILE:///etc/passwd", "gopher://127.0.0.1:PORT/_x", "ftp://127.0.0.1:PORT/", "ftps://127.0.0.1:PORT/",
    "dict://127.0.0.1:PORT/d:x", "ldap://127.0.0.1:PORT/", "smtp://127.0.0.1:PORT/", "imap://127.0.0.1:PORT/", "pop3://127.0.0.1:PORT/", "telnet://127.0.0.1:PORT/",
    "tftp://127.0.0.1:PORT/x", "scp://127.0.0.1:PORT/x", "sftp://127.0.0.1:PORT/x", "smb://127.0.0.1:PORT/x", "rtsp://127.0.0.1:PORT/x", "mqtt://127.0.0.1:PORT/x",
    "ws://127.0.0.1:PORT/", "data:image/gif;base64,R0lGODlhAQABAAAAACw=", "javascript:alert(1)", "blob:http://127.0.0.1:PORT/x", "jar:http://127.0.0.1:PORT/!/x",
    "view-source:http://127.0.0.1:PORT/", "url:http://127.0.0.1:PORT/", "httpx://127.0.0.1:PORT/", "http+unix://%2frun%2fx.sock/", "unix:///run/x.sock",
};
// clang-format on

static void hostile_url(size_t i, char to[4096])
{
    const char *text = hostile[i], *port = strstr(text, "PORT");
    int         n    = port ? (int)(port - text) : 0;
    if (port)
        snprintf(to, 4096, "%.*s%d%s", n, text, closed_port, port + 4);
    else
        snprintf(to, 4096, "%s", text);
}

/* ---- the server ---- */

static void say_status(int fd, const char *line) { serve_say(fd, line); }

static void redirect(int fd, const char *to)
{
    serve_say(fd, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ");
    serve_say(fd, to);
    serve_say(fd, "\r\n\r\n");
}

static void flood(int fd, const char *head, const char *piece)
{
    serve_say(fd, head);
    while (serve_say(fd, piece))
        continue;
}

static void drip(int fd)
{
    serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (serve_say(fd, "x"))
        usleep(20000);
}

static void hang(int fd)
{
    char c;
    while (read(fd, &c, 1) > 0)
        continue;
}

static void on_path(int fd, const char *path)
{
    char to[4096];
    int  n;
    if (sscanf(path, "/hostile/%d", &n) == 1) {
        hostile_url((size_t)n, to);
        redirect(fd, to);
    } else if (sscanf(path, "/chain/%d", &n) == 1 && n > 0) {
        snprintf(to, sizeof to, "/chain/%d", n - 1);
        redirect(fd, to);
    } else if (strncmp(path, "/ok", 3) == 0 || strncmp(path, "/chain/0", 8) == 0)
        serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\n\r\nhello");
    else if (strncmp(path, "/to-ok", 6) == 0)
        serve_say(fd, "HTTP/1.1 301 Moved\r\nSet-Cookie: a=b\r\nLocation: ok?x=%20y\r\n"
                      "Content-Length: 7\r\n\r\nignored");
    else if (strncmp(path, "/loop", 5) == 0)
        redirect(fd, "/loop");
    else if (strncmp(path, "/endless", 8) == 0)
        flood(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n");
    else if (strncmp(path, "/huge", 5) == 0)
        flood(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n", "hello");
    else if (strncmp(path, "/until-end", 10) == 0)
        serve_say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
    else if (strncmp(path, "/cut", 4) == 0)
        serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
    else if (strncmp(path, "/gzip", 5) == 0)
        serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello");
    else if (strncmp(path, "/identity", 9) == 0)
        serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello");
    else if (strncmp(path, "/headers", 8) == 0)
        flood(fd, "HTTP/1.1 200 OK\r\n", "X-More: of this, and nothing else for a while\r\n");
    else if (strncmp(path, "/status/", 8) == 0) {
        snprintf(to, sizeof to, "HTTP/1.1 %.3s So\r\nContent-Length: 5\r\n\r\nhello", path + 8);
        say_status(fd, to);
    } else if (strncmp(path, "/continue", 9) == 0)
        flood(fd, "", "HTTP/1.1 100 Continue\r\n\r\n");
    else if (strncmp(path, "/noise", 6) == 0)
        serve_say(fd, "220 mail.example ESMTP\r\n");
    else if (strncmp(path, "/drip", 5) == 0)
        drip(fd);
    else if (strncmp(path, "/hang", 5) == 0)
        hang(fd);
    else if (strncmp(path, "/empty", 6) == 0)
        serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

static void answer(int fd, int number, struct serve_log *log)
{
    const char *head = serve_read(fd, log, "\r\n\r\n");
    (void)number;
    if (head && strncmp(head, "GET ", 4) == 0)
        on_path(fd, head + 4);
}

/* ---- fetching ---- */

static int keep(void *u, const void *bytes, size_t n)
{
    (void)u;
    if (data_rc < 0)
        return refuse(&cx, E_DISK_FULL, "full");
    assert_true(n > 0 && got_n + n <= MOST);
    memcpy(got + got_n, bytes, n);
    got_n += n;
    return 0;
}

static bool stand_in(const char *host, void (*found)(void *u, const struct sockaddr *a), void *u)
{
    (void)host;
    for (size_t i = 0; names[i]; i++) {
        struct sockaddr_in  in  = { .sin_family = AF_INET };
        struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
        if (inet_pton(AF_INET, names[i], &in.sin_addr) == 1)
            found(u, (struct sockaddr *)&in);
        else if (inet_pton(AF_INET6, names[i], &in6.sin6_addr) == 1)
            found(u, (struct sockaddr *)&in6);
    }
    return names[0] != NULL;
}

static struct fetch_limits limits = { .bytes = MOST, .wait_ms = 5000, .redirects = 3, .allow = OURS };

static int fetch(const char *url)
{
    err_clear(&cx);
    got_n = 0;
    return fetch_url(&cx, url, &limits, keep, NULL);
}

static int fetch_path(const char *path)
{
    return fetch(arena_printf(cx.arena, "http://" OURS ":%d%s", server.port, path));
}

static void refused(const char *path, const char *because)
{
    assert_int_equal(fetch_path(path), -E_INVALID);
    if (!strstr(cx.err.message, because))
        fail_msg("%s: %s", path, cx.err.message);
}

static int fresh(void **state)
{
    (void)state;
    arena_reset(cx.arena);
    err_clear(&cx);
    limits  = (struct fetch_limits){ .bytes = MOST, .wait_ms = 5000, .redirects = 3, .allow = OURS };
    data_rc = 0;
    memset(names, 0, sizeof names);
    serve_forget(&server);
    return 0;
}

static void nobody_came(const char *url)
{
    if (serve_was_called(closed4) || serve_was_called(closed6))
        fail_msg("%s: a connection was made", url);
}

/* ---- tests ---- */

static void hostile_addresses(void **state)
{
    (void)state;
    assert_true(COUNT(hostile) >= 60);
    for (size_t i = 0; i < COUNT(hostile); i++) {
        char url[4096];
        hostile_url(i, url);
        if (fetch(url) != -E_INVALID)
            fail_msg("%s: is not refused", url);
        if (strstr(cx.err.message, "127.0.0.1"))
            fail_msg("%s: %s", url, cx.err.message);
        nobody_came(url);
        arena_reset(cx.arena);
    }
    assert_int_equal(server.log->connections, 0);
}

static void hostile_redirects(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hostile); i++) {
        if (fetch_path(arena_printf(cx.arena, "/hostile/%zu", i)) != -E_INVALID)
            fail_msg("a redirect to %s: is not refused", hostile[i]);
        nobody_came(hostile[i]);
        arena_reset(cx.arena);
    }
    assert_true(server.log->connections >= (int)COUNT(hostile));
}

/* What is closed and what is not there is told in the same words. */
static void closed_ones_sound_alike(void **state)
{
    char first[400];
    (void)state;
    assert_int_equal(fetch("http://10.0.0.1/"), -E_INVALID);
    snprintf(first, sizeof first, "%s", cx.err.message);
    limits.lookup = stand_in;
    assert_int_equal(fetch("http://no-such-name.example/"), -E_INVALID);
    assert_string_equal(cx.err.message, first);
    names[0] = "192.168.0.1";
    assert_int_equal(fetch("http://name.example/"), -E_INVALID);
    assert_string_equal(cx.err.message, first);
}

static void the_names_of_this_machine(void **state)
{
    char host[256];
    (void)state;
    assert_int_equal(gethostname(host, sizeof host - 1), 0);
    assert_int_equal(fetch(arena_printf(cx.arena, "http://localhost:%d/", closed_port)), -E_INVALID);
    assert_int_equal(fetch(arena_printf(cx.arena, "http://%s:%d/", host, closed_port)), -E_INVALID);
    nobody_came(host);
}

static void names_that_lead_inside(void **state)
{
    static const char *const inside[] = { "127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0", "::1",
                                          "fd00::1",   "fe80::1",  "::ffff:127.0.0.1", "64:ff9b::10.0.0.1" };
    (void)state;
    limits.lookup = stand_in;
    for (size_t i = 0; i < COUNT(inside); i++) {
        names[0] = inside[i];
        names[1] = NULL;
        assert_int_equal(fetch(arena_printf(cx.arena, "http://a.localhost:%d/", closed_port)), -E_INVALID);
        names[0] = "1.1.1.1"; /* one good address does not make up for it */
        names[1] = inside[i];
        assert_int_equal(fetch(arena_printf(cx.arena, "http://a.localhost:%d/", closed_port)), -E_INVALID);
        nobody_came(inside[i]);
    }
}

/* The name was public when it was judged; when it is connected to, it means this machine. */
static void names_that_change_their_meaning(void **state)
{
    (void)state;
    limits.lookup = stand_in;
    names[0]      = "1.1.1.1";
    assert_int_equal(fetch(arena_printf(cx.arena, "http://rebind.localhost:%d/", closed_port)), -E_INVALID);
    assert_non_null(strstr(cx.err.message, "not public"));
    nobody_came("rebind.localhost");
}

static void a_lone_name_is_of_our_own_network(void **state)
{
    (void)state;
    limits.lookup = stand_in;
    names[0]      = "1.1.1.1";
    assert_int_equal(fetch(arena_printf(cx.arena, "http://intranet:%d/", closed_port)), -E_INVALID);
    assert_non_null(strstr(cx.err.message, "not public"));
    assert_int_equal(fetch(arena_printf(cx.arena, "http://intranet.:%d/", closed_port)), -E_INVALID);
    assert_non_null(strstr(cx.err.message, "not public"));
}

static void what_is_allowed_is_fetched(void **state)
{
    (void)state;
    assert_int_equal(fetch_path("/ok"), 0);
    assert_int_equal(got_n, 5);
    assert_memory_equal(got, "hello", 5);
    assert_int_equal(fetch_path("/until-end"), 0);
    assert_int_equal(got_n, 5);
    assert_int_equal(fetch_path("/identity"), 0);
    assert_int_equal(fetch_path("/empty"), 0);
    assert_int_equal(got_n, 0);
    assert_int_equal(fetch_path("/ok/\xc3\xa4?q=\xc3\xb6#frag"), 0);
    assert_non_null(strstr(server.log->text, "GET /ok/%c3%a4?q=%c3%b6 HTTP/1.1\r\n"));
    limits.allow = "127.0.0.0/8";
    assert_int_equal(fetch(arena_printf(cx.arena, "http://localhost:%d/ok", server.port)), -E_INVALID);
    assert_non_null(strstr(cx.err.message, "not public"));
    limits.allow = "127.0.0.0/8, ::1";
    assert_int_equal(fetch(arena_printf(cx.arena, "http://0177.0.2:%d/ok", server.port)), 0);
    assert_int_equal(fetch(arena_printf(cx.arena, "http://localhost:%d/ok", server.port)), -E_INVALID);
    assert_non_null(strstr(cx.err.message, "could not be reached"));
}

/* Only what has to be is told to the server. */
static void requests_say_little(void **state)
{
    (void)state;
    assert_int_equal(fetch_path("/to-ok"), 0);
    assert_int_equal(got_n, 5);
    assert_int_equal(server.log->connections, 2);
    assert_non_null(strstr(server.log->text, "GET /ok?x=%20y HTTP/1.1\r\n"));
    assert_non_null(strcasestr(server.log->text, "Accept-Encoding: identity\r\n"));
    assert_null(strcasestr(server.log->text, "cookie"));
    assert_null(strcasestr(server.log->text, "referer"));
    assert_null(strcasestr(server.log->text, "authorization"));
}

static void redirects_are_counted(void **state)
{
    (void)state;
    assert_int_equal(fetch_path("/chain/3"), 0);
    refused("/chain/4", "redirects too often");
    serve_forget(&server);
    refused("/loop", "redirects too often");
    assert_int_equal(server.log->connections, 4);
    limits.redirects = 0;
    refused("/chain/1", "redirects too often");
}

static void bodies_end(void **state)
{
    (void)state;
    refused("/endless", "more than 100000 bytes");
    assert_true(got_n <= MOST);
    refused("/huge", "more than 100000 bytes");
    assert_int_equal(got_n, 0);
    limits.bytes = 5;
    assert_int_equal(fetch_path("/ok"), 0);
    limits.bytes = 4;
    refused("/ok", "more than 4 bytes");
    refused("/until-end", "more than 4 bytes");
}

static void other_answers(void **state)
{
    static const char *const statuses[] = { "201", "204", "206", "300", "302", "304", "400", "401",
                                            "403", "404", "407", "429", "500", "503", "999" };
    (void)state;
    for (size_t i = 0; i < COUNT(statuses); i++)
        refused(arena_printf(cx.arena, "/status/%s", statuses[i]), arena_printf(cx.arena, "status %s", statuses[i]));
    refused("/gzip", "compressed");
    refused("/cut", "broke off");
    refused("/headers", "broke off");
    refused("/noise", "broke off");
    refused("/nothing", "broke off");
    limits.wait_ms = QUICK_MS;
    assert_int_equal(fetch(arena_printf(cx.arena, "https://" OURS ":%d/ok", server.port)), -E_INVALID);
}

static void time_ends(void **state)
{
    static const char *const slow[] = { "/drip", "/hang", "/continue" };
    (void)state;
    limits.wait_ms = QUICK_MS;
    for (size_t i = 0; i < COUNT(slow); i++) {
        int64_t began = utc_now().us;
        int64_t ms;
        assert_int_equal(fetch_path(slow[i]), -E_INVALID);
        ms = (utc_now().us - began) / 1000;
        if (ms > QUICK_MS * 3)
            fail_msg("%s: %lld ms", slow[i], (long long)ms);
        assert_non_null(strstr(cx.err.message, slow[i][1] == 'c' ? "" : "too long"));
    }
}

static void the_environment_names_no_proxy(void **state)
{
    static const char *const names_of[] = { "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                            "all_proxy", "ALL_PROXY" };
    (void)state;
    for (size_t i = 0; i < COUNT(names_of); i++)
        setenv(names_of[i], arena_printf(cx.arena, "http://127.0.0.1:%d", closed_port), 1);
    assert_int_equal(fetch_path("/ok"), 0);
    nobody_came("a proxy");
    for (size_t i = 0; i < COUNT(names_of); i++)
        unsetenv(names_of[i]);
}

static void who_takes_the_bytes_may_end_it(void **state)
{
    (void)state;
    data_rc = -1;
    assert_int_equal(fetch_path("/ok"), -E_DISK_FULL);
    assert_string_equal(cx.err.message, "full");
}

int main(void)
{
    // clang-format off
#define T(f) cmocka_unit_test_setup(f, fresh)
    const struct CMUnitTest tests[] = {
        T(hostile_addresses), T(hostile_redirects), T(closed_ones_sound_alike), T(the_names_of_this_machine),
        T(names_that_lead_inside), T(names_that_change_their_meaning), T(a_lone_name_is_of_our_own_network),
        T(what_is_allowed_is_fetched), T(requests_say_little), T(redirects_are_counted), T(bodies_end),
        T(other_answers), T(time_ends), T(the_environment_names_no_proxy), T(who_takes_the_bytes_may_end_it),
    };
    // clang-format on
    int failed;
    closed4 = serve_listen("0.0.0.0", &closed_port);
    closed6 = serve_listen("::1", &closed_port);
    cx      = (struct cx){ .arena = arena_new(ARENA_CAP) };
    server  = serve_start(OURS, answer);
    failed  = cmocka_run_group_tests(tests, NULL, NULL);
    serve_stop(&server);
    arena_free(cx.arena);
    return failed;
}
