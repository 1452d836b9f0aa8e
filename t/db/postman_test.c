/* postman_test.c - deliveries to servers that do their work, and to servers that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/job/queue.h"
#include "model/net/mail.h"
#include "model/outbox/postman.h"
#include "t/db/own.h"
#include "t/unit/serve.h"

/* How a server behaves. */
enum {
    WELL,
    /* HTTP */
    SAYS_500, SAYS_503, SAYS_400, SAYS_404, REDIRECTS, CUTS_STATUS, CUTS_ANSWER,
    /* SMTP */
    GREETS_421, GREETS_554, SENDER_550, RECIPIENT_450, RECIPIENT_550, AFTER_452, AFTER_554, CUTS_DATA, CUTS_END, LETS_NOBODY_IN,
    /* both */
    HANGS, CUTS_ALL, KILLS, KILLS_AND_IS_WELL,
};
enum { MODE, VICTIM }; /* marks */
enum { WAIT_S = 1, SOON_MS = 3000 };
#define SECRET_TEXT "a secret of both"

static struct cx    cx, man;
static struct serve web, post;
static char         outcome[16], why[400];
static int64_t      pause_s;
static int          deliveries;

/* ---- the servers ---- */

static void hang(int fd)
{
    char c;
    while (read(fd, &c, 1) > 0)
        continue;
}

/* The postman dies after it has delivered and before it could say so. */
static void kill_victim(struct serve_log *log)
{
    while (!log->marks[VICTIM])
        usleep(1000);
    kill(log->marks[VICTIM], SIGKILL);
    log->marks[VICTIM] = 0;
    usleep(50000);
}

static void answer_web(int fd, int number, struct serve_log *log)
{
    const char *head = serve_read(fd, log, "\r\n\r\n"), *length;
    int64_t     n    = 0;
    (void)number;
    if (!head || !(length = strcasestr(head, "content-length: ")))
        return;
    length += 16;
    if (!i64_parse(length, strcspn(length, "\r"), &n) || !serve_read_bytes(fd, log, (size_t)n))
        return;
    switch (log->marks[MODE]) {
    case SAYS_500: serve_say(fd, "HTTP/1.1 500 Oh\r\nContent-Length: 8\r\n\r\nno\r\nluck"); break;
    case SAYS_503: serve_say(fd, "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"); break;
    case SAYS_400: serve_say(fd, "HTTP/1.1 400 Bad\r\nContent-Length: 7\r\n\r\nno_text"); break;
    case SAYS_404: serve_say(fd, "HTTP/1.1 404 None\r\nContent-Length: 3\r\n\r\n\xff\xfe\xfd"); break;
    case REDIRECTS: serve_say(fd, "HTTP/1.1 302 There\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"); break;
    case CUTS_STATUS: serve_say(fd, "HTTP/1.1 2"); break;
    case CUTS_ANSWER: serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"); break;
    case HANGS: hang(fd); break;
    case CUTS_ALL: break;
    case KILLS_AND_IS_WELL: kill_victim(log); break;
    default: serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); break;
    }
}

/* False: the conversation ends here. */
static bool mail_data(int fd, struct serve_log *log, int mode)
{
    const char *line;
    serve_say(fd, "354 go on\r\n");
    while ((line = serve_read(fd, log, "\r\n")) != NULL && strcmp(line, ".\r\n") != 0)
        if (mode == CUTS_DATA)
            return false;
    if (!line || mode == CUTS_END)
        return false;
    if (mode == KILLS_AND_IS_WELL)
        kill_victim(log);
    if (mode == HANGS)
        hang(fd);
    serve_say(fd, mode == AFTER_452 ? "452 no room\r\n" : mode == AFTER_554 ? "554 looks bad\r\n" : "250 queued\r\n");
    return true;
}

static bool mail_line(int fd, struct serve_log *log, const char *line, int mode)
{
    if (strncmp(line, "DATA", 4) == 0)
        return mail_data(fd, log, mode);
    if (strncmp(line, "EHLO", 4) == 0)
        serve_say(fd, "250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n");
    else if (strncmp(line, "AUTH", 4) == 0 && serve_say(fd, "334 \r\n") && serve_read(fd, log, "\r\n"))
        serve_say(fd, mode == LETS_NOBODY_IN ? "535 who are you\r\n" : "235 hello\r\n");
    else if (strncmp(line, "MAIL", 4) == 0)
        serve_say(fd, mode == SENDER_550 ? "550 not from you\r\n" : "250 ok\r\n");
    else if (strncmp(line, "RCPT", 4) == 0)
        serve_say(fd, mode == RECIPIENT_450   ? "450 later\r\n"
                      : mode == RECIPIENT_550 ? "550 5.1.1 nobody of that name\r\n"
                                              : "250 ok\r\n");
    else if (strncmp(line, "QUIT", 4) == 0)
        serve_say(fd, "221 bye\r\n");
    else
        serve_say(fd, "250 ok\r\n");
    return strncmp(line, "QUIT", 4) != 0;
}

static void answer_post(int fd, int number, struct serve_log *log)
{
    int         mode = log->marks[MODE];
    const char *line;
    (void)number;
    if (mode == CUTS_ALL)
        return;
    serve_say(fd, mode == GREETS_421 ? "421 closed\r\n" : mode == GREETS_554 ? "554 not you\r\n" : "220 mail.example\r\n");
    while ((line = serve_read(fd, log, "\r\n")) != NULL && mail_line(fd, log, line, mode))
        continue;
}

/* ---- deliveries ---- */

static void on_ended(const struct postman_end *e)
{
    snprintf(outcome, sizeof outcome, "%s", e->outcome);
    snprintf(why, sizeof why, "%s", e->end->why);
    pause_s = e->pause_s;
    deliveries++;
}

static void deliver(void)
{
    struct postman p = { .once = true, .ended = on_ended };
    outcome[0] = why[0] = 0;
    deliveries = 0;
    assert_int_equal(postman_run(&man, &p), 0);
}

static struct uuid add(const char *channel)
{
    struct outbox_new m = { .id = uuid_new(), .channel = channel, .topic = "test", .text = "Hello \"you\"\n.\n" };
    if (strcmp(channel, OUTBOX_MAIL) == 0) {
        m.to      = "Ada <ada@example.com>";
        m.subject = "A w\xc3\xb6rd";
        m.html    = "<p>Hello</p>";
    }
    assert_int_equal(outbox_add(&cx, &m, NULL), 0);
    return m.id;
}

static void due(void) { own_do(&cx, "UPDATE outbox SET due_at = NOW(6) WHERE status IN ('waiting', 'sending')", NO_ARGS); }

static void is(const char *status)
{
    assert_string_equal(own_text(&cx, "SELECT status FROM outbox"), status);
}

static int fresh(void **state)
{
    (void)state;
    arena_reset(cx.arena);
    own_do(&cx, "DELETE FROM outbox", NO_ARGS);
    serve_forget(&web);
    serve_forget(&post);
    web.log->marks[MODE] = post.log->marks[MODE] = WELL;
    own_conf.public_url           = "https://studio.example:8443";
    own_conf.net.webhook_url      = arena_printf(cx.arena, "http://127.0.0.1:%d/hook?x=y", web.port);
    own_conf.net.webhook_secret   = SECRET_TEXT;
    own_conf.net.smtp_url         = arena_printf(cx.arena, "smtp://127.0.0.1:%d", post.port);
    own_conf.net.smtp_user        = "";
    own_conf.net.smtp_password    = "";
    own_conf.net.mail_from        = "Dailies <post@studio.example>";
    own_conf.net.outbox_wait_s    = WAIT_S;
    own_conf.net.outbox_attempts  = 16;
    return 0;
}

/* Text between two others in what clients sent. */
static const char *between(const struct serve *s, const char *from, const char *to)
{
    const char *at = strstr(s->log->text, from), *end;
    assert_non_null(at);
    at += strlen(from);
    end = strstr(at, to);
    assert_non_null(end);
    return arena_copy(cx.arena, at, (size_t)(end - at));
}

static void a_webhook_is_signed(void **state)
{
    static const char body[] = "{\"text\":\"Hello \\\"you\\\"\\n.\\n\"}";
    struct uuid       id     = add(OUTBOX_WEBHOOK);
    char              id_text[UUID_TEXT], hex[SHA256_HEX_SIZE];
    uint8_t           mac[SHA256_BYTES];
    const char       *stamp, *text;
    int64_t           seconds;
    (void)state;
    deliver();
    assert_string_equal(outcome, "sent");
    is("sent");
    uuid_format(id, id_text);
    assert_non_null(strstr(web.log->text, "POST /hook?x=y HTTP/1.1\r\n"));
    assert_non_null(strstr(web.log->text, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(web.log->text, body));
    assert_string_equal(between(&web, "X-Dailies-Delivery: ", "\r\n"), id_text);
    stamp = between(&web, "X-Dailies-Timestamp: ", "\r\n");
    assert_true(i64_parse(stamp, strlen(stamp), &seconds));
    assert_in_range(seconds, utc_now().us / 1000000 - 5, utc_now().us / 1000000);
    text = arena_printf(cx.arena, "%s.%s", stamp, body);
    hmac_sha256(SECRET_TEXT, strlen(SECRET_TEXT), text, strlen(text), mac);
    hex_write(mac, sizeof mac, hex);
    assert_string_equal(between(&web, "X-Dailies-Signature: sha256=", "\r\n"), hex);
}

static void without_a_secret_it_is_not(void **state)
{
    (void)state;
    own_conf.net.webhook_secret = "";
    (void)add(OUTBOX_WEBHOOK);
    deliver();
    is("sent");
    assert_null(strstr(web.log->text, "X-Dailies-Signature"));
}

static void a_mail_arrives(void **state)
{
    (void)state;
    (void)add(OUTBOX_MAIL);
    deliver();
    assert_string_equal(outcome, "sent");
    is("sent");
    assert_non_null(strstr(post.log->text, "EHLO studio.example\r\n"));
    assert_null(strstr(post.log->text, "AUTH"));
    assert_non_null(strstr(post.log->text, "MAIL FROM:<post@studio.example>"));
    assert_non_null(strstr(post.log->text, "RCPT TO:<ada@example.com>"));
    assert_non_null(strstr(post.log->text, "\r\nTo: \"Ada\"\r\n <ada@example.com>\r\nSubject: =?UTF-8?B?QSB3w7ZyZA==?=\r\n"));
    assert_non_null(strstr(post.log->text, "\r\n\r\nHello \"you\"\r\n..\r\n\r\n--=_"));
    assert_non_null(strstr(post.log->text, "<p>Hello</p>"));
}

static void an_account_is_used(void **state)
{
    (void)state;
    own_conf.net.smtp_user     = "ada";
    own_conf.net.smtp_password = "s3cret";
    (void)add(OUTBOX_MAIL);
    deliver();
    is("sent");
    assert_non_null(strstr(post.log->text, "AUTH PLAIN"));
    assert_non_null(strstr(post.log->text, "AGFkYQBzM2NyZXQ="));
}

// clang-format off
static struct trouble {
    const char *what, *channel;
    int         mode;
    const char *outcome, *why;
    int64_t     pause_least;
} troubles[] = {
    { "500",                   OUTBOX_WEBHOOK, SAYS_500,    "later", "status 500: no", 3 },
    { "503, Retry-After",      OUTBOX_WEBHOOK, SAYS_503,    "later", "status 503", 120 },
    { "404",                   OUTBOX_WEBHOOK, SAYS_404,    "later", "status 404", 3 },
    { "302",                   OUTBOX_WEBHOOK, REDIRECTS,   "later", "status 302", 3 },
    { "400",                   OUTBOX_WEBHOOK, SAYS_400,    "dead",  "status 400: no_text", 0 },
    { "cut in the status",     OUTBOX_WEBHOOK, CUTS_STATUS, "later", "", 3 },
    { "cut in the answer",     OUTBOX_WEBHOOK, CUTS_ANSWER, "sent",  "", 0 },
    { "cut before the answer", OUTBOX_WEBHOOK, CUTS_ALL,    "later", "", 3 },
    { "no answer",             OUTBOX_WEBHOOK, HANGS,       "later", "time", 3 },
    { "421 as greeting",       OUTBOX_MAIL, GREETS_421,     "later", "421 closed", 3 },
    { "554 as greeting",       OUTBOX_MAIL, GREETS_554,     "later", "554 not you", 3 },
    { "550 to the sender",     OUTBOX_MAIL, SENDER_550,     "later", "550 not from you", 3 },
    { "450 to the recipient",  OUTBOX_MAIL, RECIPIENT_450,  "later", "450 later", 3 },
    { "550 to the recipient",  OUTBOX_MAIL, RECIPIENT_550,  "dead",  "550 5.1.1 nobody", 0 },
    { "452 to the mail",       OUTBOX_MAIL, AFTER_452,      "later", "452 no room", 3 },
    { "554 to the mail",       OUTBOX_MAIL, AFTER_554,      "dead",  "554 looks bad", 0 },
    { "cut in the mail",       OUTBOX_MAIL, CUTS_DATA,      "later", "", 3 },
    { "cut behind the mail",   OUTBOX_MAIL, CUTS_END,       "later", "", 3 },
    { "cut before the greeting", OUTBOX_MAIL, CUTS_ALL,     "later", "", 3 },
    { "no word about the mail", OUTBOX_MAIL, HANGS,         "later", "time", 3 },
};
// clang-format on

/* Each ends as it should, in time; and once the server is well, what was not refused arrives. */
static void a_fault(void **state)
{
    const struct trouble *f      = *state;
    struct serve       *server = strcmp(f->channel, OUTBOX_MAIL) == 0 ? &post : &web;
    int64_t             began  = clock_ms();
    fresh(NULL);
    server->log->marks[MODE] = f->mode;
    (void)add(f->channel);
    deliver();
    assert_true(clock_ms() - began < SOON_MS);
    assert_int_equal(deliveries, 1);
    assert_string_equal(outcome, f->outcome);
    if (!strcasestr(why, f->why))
        fail_msg("%s: %s", f->what, why);
    if (strcmp(f->outcome, "sent") == 0)
        return;
    assert_string_equal(own_text(&cx, "SELECT error FROM outbox"), why);
    assert_in_range(pause_s, f->pause_least, f->pause_least * 2 + 1);
    server->log->marks[MODE] = WELL;
    due();
    deliver();
    assert_int_equal(deliveries, strcmp(f->outcome, "later") == 0);
    is(strcmp(f->outcome, "later") == 0 ? "sent" : "dead");
}

static void nobody_listens(void **state)
{
    (void)state;
    own_conf.net.webhook_url = own_conf.net.smtp_url = "";
    (void)add(OUTBOX_WEBHOOK);
    deliver();
    assert_string_equal(outcome, "later");
    own_conf.net.webhook_url = "http://127.0.0.1:1/";
    due();
    deliver();
    assert_string_equal(outcome, "later");
    assert_non_null(strstr(why, "127.0.0.1"));
    fresh(NULL);
    own_conf.net.smtp_url = "smtp://127.0.0.1:1";
    (void)add(OUTBOX_MAIL);
    deliver();
    assert_string_equal(outcome, "later");
}

static void a_wrong_password_is_the_settings_fault(void **state)
{
    (void)state;
    own_conf.net.smtp_user = "ada";
    post.log->marks[MODE]  = LETS_NOBODY_IN;
    (void)add(OUTBOX_MAIL);
    deliver();
    assert_string_equal(outcome, "later");
    assert_non_null(strstr(why, "535"));
}

/* A server that offers no TLS is not told a password; on the way to this machine itself it is. */
static void a_password_wants_a_secret_way(void **state)
{
    struct mail_server server = { .url = own_conf.net.smtp_url, .user = "ada", .password = "s3cret",
                                  .tls = MAIL_TLS_NEEDED, .wait_ms = 1000 };
    struct mail        mail   = { .from = "a@b.example", .to = "c@d.example", .subject = "x", .text = "y" };
    struct send_end    end;
    (void)state;
    mail_send(&cx, &server, &mail, &end);
    assert_int_equal(end.fate, SEND_LATER);
    assert_null(strstr(post.log->text, "AUTH"));
    assert_null(strstr(post.log->text, "MAIL"));
    server.tls = MAIL_TLS_OFFERED;
    mail_send(&cx, &server, &mail, &end);
    assert_int_equal(end.fate, SEND_DONE);
    assert_non_null(strstr(post.log->text, "AUTH"));
    serve_forget(&post);
    server.tls = MAIL_TLS_FITTING;
    mail_send(&cx, &server, &mail, &end);
    assert_int_equal(end.fate, SEND_DONE);
    mail_probe(&cx, &server, &end);
    assert_int_equal(end.fate, SEND_DONE);
    post.log->marks[MODE] = LETS_NOBODY_IN;
    mail_probe(&cx, &server, &end);
    assert_int_equal(end.fate, SEND_LATER);
}

static void a_hanging_channel_does_not_hold_the_other(void **state)
{
    (void)state;
    web.log->marks[MODE] = HANGS;
    for (int i = 0; i < 3; i++)
        (void)add(OUTBOX_WEBHOOK);
    (void)add(OUTBOX_MAIL);
    (void)add(OUTBOX_MAIL);
    deliver();
    assert_int_equal(deliveries, 5);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM outbox WHERE status = 'sent' AND ended_at <"
                                     " created_at + INTERVAL 2 SECOND"), 2);
}

/* ---- accidents ---- */

static pid_t postman_fork(bool once)
{
    struct postman p   = { .once = once };
    pid_t          pid = fork();
    if (pid == 0) {
        struct cx own = own_open();
        _exit(postman_run(&own, &p) == 0 ? 0 : 1);
    }
    return pid;
}

/* It was delivered, and whoever delivered it was killed before he could say so: it is delivered
 * again, and the other side can tell by its id. */
static void killed_behind_the_delivery(struct serve *server, const char *channel, const char *header)
{
    const char *first, *second, *id;
    int         status;
    pid_t       pid;
    server->log->marks[MODE]   = KILLS_AND_IS_WELL;
    server->log->marks[VICTIM] = 0;
    (void)add(channel);
    pid                        = postman_fork(true);
    server->log->marks[VICTIM] = pid;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    is("sending");
    server->log->marks[MODE] = WELL;
    deliver();
    assert_int_equal(deliveries, 0); /* the lease holds */
    due();
    deliver();
    is("sent");
    assert_int_equal(server->log->connections, 2);
    id     = between(server, header, "\r\n");
    first  = strstr(server->log->text, id);
    second = strstr(first + 1, id);
    assert_non_null(second);
}

static void a_webhook_survives_its_postman(void **state)
{
    (void)state;
    killed_behind_the_delivery(&web, OUTBOX_WEBHOOK, "X-Dailies-Delivery: ");
}

static void a_mail_survives_its_postman(void **state)
{
    (void)state;
    killed_behind_the_delivery(&post, OUTBOX_MAIL, "Message-ID: ");
}

static void a_postman_ends_when_asked(void **state)
{
    int     status;
    int64_t began;
    pid_t   pid;
    (void)state;
    own_conf.net.outbox_wait_s = 60;
    web.log->marks[MODE]       = HANGS;
    pid                        = postman_fork(false);
    usleep(200000);
    (void)add(OUTBOX_WEBHOOK);
    outbox_ring(&own_conf);
    for (int i = 0; i < 500 && !web.log->n; i++)
        usleep(10000);
    assert_true(web.log->n > 0);
    began = clock_ms();
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_in_range(clock_ms() - began, 4000, 9000);
    assert_int_equal(own_number(&cx, "SELECT status = 'waiting' AND attempts = 0 FROM outbox"), 1);
}

static void a_ring_wakes_it(void **state)
{
    int64_t poll = own_conf.job_poll_ms;
    pid_t   pid;
    int     status;
    (void)state;
    own_conf.job_poll_ms = 60000;
    pid                  = postman_fork(false);
    own_conf.job_poll_ms = poll;
    usleep(300000);
    (void)add(OUTBOX_WEBHOOK);
    outbox_ring(&own_conf);
    for (int i = 0; i < 300 && own_number(&cx, "SELECT COUNT(*) FROM outbox WHERE status = 'sent'") == 0; i++)
        usleep(10000);
    is("sent");
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
}

int main(void)
{
    // clang-format off
#define T(f) cmocka_unit_test_setup(f, fresh)
    enum { FIXED = 12 };
    struct CMUnitTest tests[FIXED + COUNT(troubles)] = {
        T(a_webhook_is_signed), T(without_a_secret_it_is_not), T(a_mail_arrives), T(an_account_is_used),
        T(nobody_listens), T(a_wrong_password_is_the_settings_fault), T(a_password_wants_a_secret_way),
        T(a_hanging_channel_does_not_hold_the_other), T(a_webhook_survives_its_postman), T(a_mail_survives_its_postman),
        T(a_postman_ends_when_asked), T(a_ring_wakes_it),
    };
    // clang-format on
    int failed;
    for (size_t i = 0; i < COUNT(troubles); i++)
        tests[FIXED + i] = (struct CMUnitTest){ troubles[i].what, a_fault, NULL, NULL, &troubles[i] };
    own_begin("postman");
    web    = serve_start("127.0.0.1", answer_web);
    post   = serve_start("127.0.0.1", answer_post);
    cx     = own_open();
    man    = own_open();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_close(&cx);
    own_close(&man);
    serve_stop(&web);
    serve_stop(&post);
    own_end();
    return failed;
}
