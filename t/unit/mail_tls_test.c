/* mail_tls_test.c - mails on a secret way, and none where it is not secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/net/mail.h"
#include "t/unit/serve.h"

enum { ARENA_CAP = 4 << 20, LINE = 4096 };
enum { FROM_THE_START, SAW_TLS, SAW_PLAIN_WORDS, SAW_MAIL, SAW_PASSWORD, ENDED }; /* marks */

static struct cx    cx;
static struct serve server;
static SSL_CTX     *tls;
static char         ca_file[] = "/tmp/dailies-mail-tls.XXXXXX";

/* ---- a certificate of 127.0.0.1 ---- */

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

static X509 *certificate(EVP_PKEY *key)
{
    X509           *x    = X509_new();
    X509_NAME      *name = X509_get_subject_name(x);
    X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1");
    X509_EXTENSION *ca    = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
    must(names && ca && X509_set_version(x, 2) && ASN1_INTEGER_set(X509_get_serialNumber(x), 1), "certificate");
    X509_gmtime_adj(X509_getm_notBefore(x), -60);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"mail.example", -1, -1, 0);
    must(X509_set_issuer_name(x, name) && X509_set_pubkey(x, key) && X509_add_ext(x, names, -1) &&
             X509_add_ext(x, ca, -1) && X509_sign(x, key, EVP_sha256()), "signature");
    X509_EXTENSION_free(names);
    X509_EXTENSION_free(ca);
    return x;
}

static void tls_make(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509     *x   = certificate(key);
    int       fd  = mkstemp(ca_file);
    FILE     *f   = fdopen(fd, "w");
    tls           = SSL_CTX_new(TLS_server_method());
    must(f && PEM_write_X509(f, x) && fclose(f) == 0, "file");
    must(SSL_CTX_use_certificate(tls, x) == 1 && SSL_CTX_use_PrivateKey(tls, key) == 1, "server");
    X509_free(x);
    EVP_PKEY_free(key);
}

/* ---- the server ---- */

struct talk {
    int  fd;
    SSL *ssl; /* NULL: in the plain */
};

static void say(struct talk *t, const char *text)
{
    if (t->ssl)
        (void)!SSL_write(t->ssl, text, (int)strlen(text));
    else
        serve_say(t->fd, text);
}

static bool line_read(struct talk *t, char line[LINE])
{
    size_t n = 0;
    while (n + 1 < LINE && (n < 2 || line[n - 1] != '\n')) {
        if (t->ssl ? SSL_read(t->ssl, line + n, 1) != 1 : read(t->fd, line + n, 1) != 1)
            return false;
        n++;
    }
    line[n] = 0;
    return true;
}

static bool tls_begin(struct talk *t, struct serve_log *log)
{
    t->ssl = SSL_new(tls);
    SSL_set_fd(t->ssl, t->fd);
    log->marks[SAW_TLS] = SSL_accept(t->ssl) == 1;
    return log->marks[SAW_TLS];
}

static bool line_answer(struct talk *t, const char *line, struct serve_log *log)
{
    char data[LINE];
    log->marks[SAW_PLAIN_WORDS] += !t->ssl && strncmp(line, "EHLO", 4) != 0 && strncmp(line, "STARTTLS", 8) != 0 &&
                                   strncmp(line, "QUIT", 4) != 0;
    if (strncmp(line, "EHLO", 4) == 0)
        say(t, t->ssl ? "250-mail.example\r\n250 AUTH LOGIN\r\n" : "250-mail.example\r\n250-AUTH LOGIN\r\n250 STARTTLS\r\n");
    else if (strncmp(line, "STARTTLS", 8) == 0) {
        say(t, "220 go on\r\n");
        return tls_begin(t, log);
    } else if (strncmp(line, "AUTH LOGIN", 10) == 0) {
        say(t, "334 VXNlcm5hbWU6\r\n");
        if (!line_read(t, data))
            return false;
        say(t, "334 UGFzc3dvcmQ6\r\n");
        log->marks[SAW_PASSWORD] += line_read(t, data) && strcmp(data, "czNjcmV0\r\n") == 0;
        say(t, "235 hello\r\n");
    } else if (strncmp(line, "DATA", 4) == 0) {
        say(t, "354 go on\r\n");
        while (line_read(t, data) && strcmp(data, ".\r\n") != 0)
            continue;
        log->marks[SAW_MAIL]++;
        say(t, "250 queued\r\n");
    } else
        say(t, "250 ok\r\n");
    return strncmp(line, "QUIT", 4) != 0;
}

static void converse(int fd, struct serve_log *log)
{
    struct talk t = { fd, NULL };
    char        line[LINE];
    if (log->marks[FROM_THE_START] && !tls_begin(&t, log))
        return;
    say(&t, "220 mail.example\r\n");
    while (line_read(&t, line) && line_answer(&t, line, log))
        continue;
    if (t.ssl)
        SSL_shutdown(t.ssl);
    SSL_free(t.ssl);
}

static void answer(int fd, int number, struct serve_log *log)
{
    (void)number;
    converse(fd, log);
    log->marks[ENDED]++;
}

/* ---- tests ---- */

static int fresh(void **state)
{
    (void)state;
    arena_reset(cx.arena);
    for (size_t i = 0; i < COUNT(server.log->marks); i++)
        server.log->marks[i] = 0;
    return 0;
}

static enum send_fate send_by(const char *scheme, const char *host, const char *user, const char *ca, enum mail_tls how)
{
    struct mail_server v    = { .url = arena_printf(cx.arena, "%s://%s:%d", scheme, host, server.port), .user = user,
                                .password = "s3cret", .ca_file = ca, .tls = how, .wait_ms = 5000 };
    struct mail        mail = { .from = "a@b.example", .to = "c@d.example", .subject = "x", .text = "y" };
    struct send_end    end;
    mail_send(&cx, &v, &mail, &end);
    /* The server may still be reading when we have gone. */
    for (int i = 0; i < 300 && !server.log->marks[ENDED]; i++)
        usleep(10000);
    return end.fate;
}

static void is(enum send_fate fate, enum send_fate expected, int secret, int plain, int mails, int passwords)
{
    assert_int_equal(fate, expected);
    assert_int_equal(server.log->marks[SAW_TLS], secret);
    assert_int_equal(server.log->marks[SAW_PLAIN_WORDS] > 0, plain);
    assert_int_equal(server.log->marks[SAW_MAIL], mails);
    assert_int_equal(server.log->marks[SAW_PASSWORD], passwords);
}

static void it_is_used_where_it_is_offered(void **state)
{
    (void)state;
    is(send_by("smtp", "127.0.0.1", "", ca_file, MAIL_TLS_OFFERED), SEND_DONE, 1, 0, 1, 0);
    fresh(NULL);
    is(send_by("smtp", "127.0.0.1", "ada", ca_file, MAIL_TLS_NEEDED), SEND_DONE, 1, 0, 1, 1);
}

static void from_the_start(void **state)
{
    (void)state;
    server.log->marks[FROM_THE_START] = 1;
    is(send_by("smtps", "127.0.0.1", "ada", ca_file, MAIL_TLS_FITTING), SEND_DONE, 1, 0, 1, 1);
}

static void nobody_is_believed_without_a_certificate(void **state)
{
    (void)state;
    is(send_by("smtp", "127.0.0.1", "ada", NULL, MAIL_TLS_NEEDED), SEND_LATER, 0, 0, 0, 0);
    fresh(NULL);
    is(send_by("smtp", "127.0.0.1", "ada", NULL, MAIL_TLS_OFFERED), SEND_LATER, 0, 0, 0, 0);
    fresh(NULL);
    server.log->marks[FROM_THE_START] = 1;
    is(send_by("smtps", "127.0.0.1", "ada", NULL, MAIL_TLS_FITTING), SEND_LATER, 0, 0, 0, 0);
}

static void nor_with_that_of_another(void **state)
{
    (void)state;
    assert_int_equal(send_by("smtp", "localhost", "ada", ca_file, MAIL_TLS_NEEDED), SEND_LATER);
    assert_int_equal(server.log->marks[SAW_PASSWORD], 0);
    assert_int_equal(server.log->marks[SAW_MAIL], 0);
}

static void not_on_the_way_to_this_machine(void **state)
{
    (void)state;
    is(send_by("smtp", "127.0.0.1", "ada", NULL, MAIL_TLS_FITTING), SEND_DONE, 0, 1, 1, 1);
    fresh(NULL);
    is(send_by("smtp", "localhost", "", NULL, MAIL_TLS_FITTING), SEND_DONE, 0, 1, 1, 0);
}

int main(void)
{
    // clang-format off
#define T(f) cmocka_unit_test_setup(f, fresh)
    const struct CMUnitTest tests[] = {
        T(it_is_used_where_it_is_offered), T(from_the_start), T(nobody_is_believed_without_a_certificate),
        T(nor_with_that_of_another), T(not_on_the_way_to_this_machine),
    };
    // clang-format on
    int failed;
    tls_make();
    cx     = (struct cx){ .arena = arena_new(ARENA_CAP) };
    server = serve_start("127.0.0.1", answer);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    serve_stop(&server);
    SSL_CTX_free(tls);
    unlink(ca_file);
    arena_free(cx.arena);
    return failed;
}
