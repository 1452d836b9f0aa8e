/* mail.c - SMTP, by libcurl. */
#include "model/net/mail.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/net/address.h"
#include "model/net/mailbox.h"

enum { LINE_BYTES = 200 };

struct sending {
    const struct mail_server *server;
    const char               *text; /* NULL: no mail, only a look */
    size_t                    at;
    bool                      is_mail; /* the server was asked to take this mail */
    bool                      is_over; /* what is said from now on is good-bye */
    char                      line[LINE_BYTES]; /* what it said last */
    char                      error[CURL_ERROR_SIZE];
};

static size_t on_read(char *to, size_t size, size_t n, void *u)
{
    struct sending *s    = u;
    size_t          left = strlen(s->text + s->at), m = size * n < left ? size * n : left;
    memcpy(to, s->text + s->at, m);
    s->at += m;
    return m;
}

static int on_progress(void *u, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct sending *s = u;
    (void)a, (void)b, (void)c, (void)d;
    return s->server->stop.asked && s->server->stop.asked(s->server->stop.u);
}

/* What is said on both sides. A refusal of what comes before RCPT is not about this mail. */
static int on_talk(CURL *h, curl_infotype what, char *bytes, size_t n, void *u)
{
    struct sending *s = u;
    (void)h;
    if (what == CURLINFO_HEADER_OUT && n >= 4) {
        s->is_over = memcmp(bytes, "QUIT", 4) == 0;
        if (!s->is_over)
            s->is_mail = memcmp(bytes, "RCPT", 4) == 0 || memcmp(bytes, "DATA", 4) == 0;
    }
    if (what == CURLINFO_HEADER_IN && n > 0 && !s->is_over) {
        size_t m = n < sizeof s->line - 1 ? n : sizeof s->line - 1;
        memcpy(s->line, bytes, m);
        s->line[m]                        = 0;
        s->line[strcspn(s->line, "\r\n")] = 0;
    }
    return 0;
}

static size_t on_answer(char *bytes, size_t size, size_t n, void *u)
{
    (void)bytes, (void)u;
    return size * n;
}

static char *url_part(const char *url, CURLUPart what)
{
    CURLU *u    = curl_url();
    char  *text = NULL;
    if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK)
        (void)!curl_url_get(u, what, &text, 0);
    curl_url_cleanup(u);
    return text;
}

/* On the way to this machine itself nobody listens, and its certificate is nobody's. */
static bool is_here(const char *url)
{
    char          *host = url_part(url, CURLUPART_HOST);
    struct address a;
    size_t         n    = host ? strlen(host) : 0;
    bool           here = host && strcasecmp(host, "localhost") == 0;
    if (n > 2 && host[0] == '[') {
        host[n - 1] = 0;
        here        = address_read(host + 1, &a) && address_is_in(a, "::1");
    } else if (n > 0 && address_read(host, &a))
        here = address_is_in(a, "127.0.0.0/8");
    curl_free(host);
    return here;
}

static long tls_of(const struct mail_server *server)
{
    switch (server->tls) {
    case MAIL_TLS_NEEDED: return CURLUSESSL_ALL;
    case MAIL_TLS_OFFERED: return CURLUSESSL_TRY;
    default:
        return is_here(server->url) ? CURLUSESSL_NONE : server->user[0] ? CURLUSESSL_ALL : CURLUSESSL_TRY;
    }
}

static void prepare(struct cx *cx, CURL *h, struct sending *s)
{
    const struct mail_server *v    = s->server;
    char                     *path = url_part(v->url, CURLUPART_PATH);
    bool                      bare = !path || strcmp(path, "/") == 0;
    size_t                    n    = strlen(v->url);
    n -= n > 0 && v->url[n - 1] == '/';
    curl_free(path);
    curl_easy_setopt(h, CURLOPT_URL, bare && v->helo
                     ? arena_printf(cx->arena, "%.*s/%s", (int)n, v->url, v->helo) : v->url);
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)v->wait_ms);
    curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(v->wait_ms + 999) / 1000);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, s->error);
    curl_easy_setopt(h, CURLOPT_USE_SSL, tls_of(v));
    if (v->ca_file)
        curl_easy_setopt(h, CURLOPT_CAINFO, v->ca_file);
    if (v->user[0]) {
        curl_easy_setopt(h, CURLOPT_USERNAME, v->user);
        curl_easy_setopt(h, CURLOPT_PASSWORD, v->password);
    }
    curl_easy_setopt(h, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(h, CURLOPT_DEBUGFUNCTION, on_talk);
    curl_easy_setopt(h, CURLOPT_DEBUGDATA, s);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, s);
}

static void judge(CURLcode rc, const struct sending *s, struct send_end *end)
{
    bool        is_no = s->line[0] == '4' || s->line[0] == '5', control;
    size_t      points;
    const char *why = s->error[0] ? s->error : curl_easy_strerror(rc);
    *end            = (struct send_end){ .fate = SEND_DONE };
    if (rc == CURLE_OK)
        return;
    end->fate = rc == CURLE_ABORTED_BY_CALLBACK          ? SEND_STOPPED
                : s->is_mail && s->line[0] == '5'        ? SEND_NEVER
                                                         : SEND_LATER;
    if (is_no && utf8_check(s->line, strlen(s->line), &points, &control) && !control)
        why = s->line;
    snprintf(end->why, sizeof end->why, "%s", why);
}

static CURL *handle_new(void)
{
    CURL *h;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    h = curl_easy_init();
    if (!h)
        abort();
    return h;
}

void mail_send(struct cx *cx, const struct mail_server *server, const struct mail *m,
               struct send_end *end)
{
    struct sending     s = { .server = server };
    struct mailbox     from, to;
    struct curl_slist *recipients;
    CURL              *h;
    if (mail_write(cx, m, &s.text) < 0) {
        *end = (struct send_end){ .fate = SEND_NEVER };
        snprintf(end->why, sizeof end->why, "%s", cx->err.message);
        err_clear(cx);
        return;
    }
    (void)!mailbox_read(cx->arena, m->from, &from);
    (void)!mailbox_read(cx->arena, m->to, &to);
    h          = handle_new();
    recipients = curl_slist_append(NULL, arena_printf(cx->arena, "<%s>", to.address));
    prepare(cx, h, &s);
    curl_easy_setopt(h, CURLOPT_MAIL_FROM, arena_printf(cx->arena, "<%s>", from.address));
    curl_easy_setopt(h, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(h, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(h, CURLOPT_READDATA, &s);
    curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
    judge(curl_easy_perform(h), &s, end);
    curl_easy_cleanup(h);
    curl_slist_free_all(recipients);
}

void mail_probe(struct cx *cx, const struct mail_server *server, struct send_end *end)
{
    struct sending s = { .server = server };
    CURL          *h = handle_new();
    prepare(cx, h, &s);
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
    judge(curl_easy_perform(h), &s, end);
    curl_easy_cleanup(h);
}

bool mail_url_check(const char *url)
{
    char *host = strncmp(url, "smtp://", 7) == 0 || strncmp(url, "smtps://", 8) == 0
                     ? url_part(url, CURLUPART_HOST) : NULL;
    bool  good = host != NULL;
    curl_free(host);
    return good;
}
