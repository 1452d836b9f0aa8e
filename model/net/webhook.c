/* webhook.c - POST of signed JSON. */
#include "model/net/webhook.h"
#include <curl/curl.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

enum { SAID_BYTES = 120, DAY_S = 86400 };

struct sending {
    const struct webhook *w;
    char                  said[SAID_BYTES + 1]; /* how the answer's body begins */
    size_t                said_n;
    char                  error[CURL_ERROR_SIZE];
};

static size_t on_body(char *bytes, size_t size, size_t n, void *u)
{
    struct sending *s    = u;
    size_t          room = SAID_BYTES - s->said_n, m = size * n < room ? size * n : room;
    memcpy(s->said + s->said_n, bytes, m);
    s->said_n += m;
    return size * n;
}

static int on_progress(void *u, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct sending *s = u;
    (void)a, (void)b, (void)c, (void)d;
    return s->w->stop.asked && s->w->stop.asked(s->w->stop.u);
}

static struct curl_slist *headers_of(struct cx *cx, const struct webhook *w)
{
    char               id[UUID_TEXT], hex[SHA256_HEX_SIZE];
    uint8_t            mac[SHA256_BYTES];
    long long          seconds = utc_now().us / 1000000;
    struct curl_slist *list    = curl_slist_append(NULL, "Content-Type: application/json");
    const char        *text    = arena_printf(cx->arena, "%lld.%s", seconds, w->body);
    uuid_format(w->id, id);
    list = curl_slist_append(list, "Expect:");
    list = curl_slist_append(list, arena_printf(cx->arena, "X-Dailies-Delivery: %s", id));
    list = curl_slist_append(list, arena_printf(cx->arena, "X-Dailies-Timestamp: %lld", seconds));
    if (!w->secret[0])
        return list;
    hmac_sha256(w->secret, strlen(w->secret), text, strlen(text), mac);
    hex_write(mac, sizeof mac, hex);
    return curl_slist_append(list, arena_printf(cx->arena, "X-Dailies-Signature: sha256=%s", hex));
}

static void prepare(CURL *h, struct sending *s, struct curl_slist *headers)
{
    curl_easy_setopt(h, CURLOPT_URL, s->w->url);
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)s->w->wait_ms);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, s->error);
    curl_easy_setopt(h, CURLOPT_USERAGENT, "dailies/" DAILIES_VERSION);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, s->w->body);
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(s->w->body));
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(h, CURLOPT_XFERINFODATA, s);
}

static bool is_final(long status)
{
    return status == 400 || status == 410 || status == 413 || status == 414 || status == 415 ||
           status == 422;
}

/* One line of what it said, if that is text. */
static const char *words(struct sending *s)
{
    size_t points;
    bool   control;
    s->said[s->said_n] = 0;
    utf8_close(s->said);
    s->said[strcspn(s->said, "\r\n")] = 0;
    return utf8_check(s->said, strlen(s->said), &points, &control) && !control ? s->said : "";
}

static void judge(CURL *h, CURLcode rc, struct sending *s, struct send_end *end)
{
    long        status = 0;
    curl_off_t  after  = 0;
    const char *said;
    if (rc == CURLE_ABORTED_BY_CALLBACK) {
        *end = (struct send_end){ .fate = SEND_STOPPED };
        return;
    }
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    /* Once the status is here, the other side has decided; how its answer ends is all the same. */
    if (status < 200) {
        *end = (struct send_end){ .fate = SEND_LATER };
        snprintf(end->why, sizeof end->why, "%s",
                 s->error[0] ? s->error : curl_easy_strerror(rc));
        return;
    }
    if (status < 300) {
        *end = (struct send_end){ .fate = SEND_DONE };
        return;
    }
    curl_easy_getinfo(h, CURLINFO_RETRY_AFTER, &after);
    *end = (struct send_end){ .fate    = is_final(status) ? SEND_NEVER : SEND_LATER,
                              .after_s = after < DAY_S ? after : DAY_S };
    said = words(s);
    snprintf(end->why, sizeof end->why, "status %ld%s%s", status, *said ? ": " : "", said);
}

void webhook_send(struct cx *cx, const struct webhook *w, struct send_end *end)
{
    struct sending     s = { .w = w };
    struct curl_slist *headers;
    CURL              *h;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    h = curl_easy_init();
    if (!h)
        abort();
    headers = headers_of(cx, w);
    prepare(h, &s, headers);
    judge(h, curl_easy_perform(h), &s, end);
    curl_easy_cleanup(h);
    curl_slist_free_all(headers);
}

bool webhook_url_check(const char *url)
{
    CURLU *u    = curl_url();
    char  *host = NULL;
    bool   good = (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0) &&
                curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    curl_free(host);
    curl_url_cleanup(u);
    return good;
}
