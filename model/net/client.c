/* client.c - the HTTP client, on libcurl. */
#include "model/net/client.h"
#include <curl/curl.h>
#include <unistd.h>
#include "model/base/arena.h"

enum { CONNECT_TIMEOUT_S = 20, STALL_S = 120, STALL_BYTES_PER_S = 1 };

struct net_client {
    CURL             *curl;
    struct net_server server;
    struct cx        *cx; /* of the running request */
    char             *body, *location;
    size_t            len, cap;
    bool              too_large;
    char              error[CURL_ERROR_SIZE];
};

static void client_release(void *p)
{
    struct net_client *c = p;
    if (c->curl)
        curl_easy_cleanup(c->curl);
    c->curl = NULL;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *u)
{
    struct net_client *c = u;
    n *= size;
    if (c->len + n + 1 > NET_ANSWER_MAX) {
        c->too_large = true;
        return 0;
    }
    if (c->len + n + 1 > c->cap) {
        size_t cap  = (c->len + n + 1) * 2;
        char  *more = arena_alloc(c->cx->arena, cap);
        if (c->len)
            memcpy(more, c->body, c->len);
        c->body = more;
        c->cap  = cap;
    }
    memcpy(c->body + c->len, bytes, n);
    c->len += n;
    c->body[c->len] = 0;
    return n;
}

static size_t on_header(char *bytes, size_t size, size_t n, void *u)
{
    static const char  name[] = "location:";
    struct net_client *c      = u;
    size_t             at = sizeof name - 1, end = size * n;
    if (end > at && curl_strnequal(bytes, name, at)) {
        while (end > at && (bytes[end - 1] == '\r' || bytes[end - 1] == '\n'))
            end--;
        while (at < end && bytes[at] == ' ')
            at++;
        c->location = arena_copy(c->cx->arena, bytes + at, end - at);
    }
    return size * n;
}

struct net_client *net_open(struct cx *cx, const struct net_server *server)
{
    struct net_client *c = arena_alloc(cx->arena, sizeof *c);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    c->server = *server;
    c->curl   = curl_easy_init();
    if (!c->curl)
        abort();
    arena_on_reset(cx->arena, client_release, c);
    return c;
}

/* What all requests have in common; earlier ones leave nothing but the connection. */
static struct curl_slist *prepare(struct cx *cx, struct net_client *c, const char *path,
                                  const char *const *headers)
{
    struct curl_slist *list = NULL;
    CURL              *h    = c->curl;
    c->cx                   = cx;
    c->body                 = arena_text(cx->arena, "");
    c->location             = NULL;
    c->len = c->cap = 0;
    c->too_large    = false;
    c->error[0]     = 0;
    curl_easy_reset(h);
    curl_easy_setopt(h, CURLOPT_URL, arena_printf(cx->arena, "%s%s", c->server.url, path));
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, c->error);
    curl_easy_setopt(h, CURLOPT_USERAGENT, "dailies/" DAILIES_VERSION);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, c);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, c);
    if (c->server.ca_file)
        curl_easy_setopt(h, CURLOPT_CAINFO, c->server.ca_file);
    if (c->server.insecure) {
        curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    for (; headers && *headers; headers++)
        list = curl_slist_append(list, *headers);
    list = curl_slist_append(list, "Accept: application/json");
    if (c->server.token)
        list = curl_slist_append(
            list, arena_printf(cx->arena, "Authorization: Bearer %s", c->server.token));
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, list);
    return list;
}

static int perform(struct cx *cx, struct net_client *c, struct net_answer *answer)
{
    CURLcode rc     = curl_easy_perform(c->curl);
    long     status = 0;
    if (c->too_large)
        return refuse(cx, E_TOO_LARGE, "The server's answer is too large");
    if (rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL)
        return refuse(cx, E_INVALID, "%s: is no address of a server", c->server.url);
    if (rc == CURLE_READ_ERROR)
        return refuse(cx, E_INVALID, "The file cannot be read");
    if (rc != CURLE_OK)
        return refuse(cx, E_RETRY, "%s: %s", c->server.url,
                      c->error[0] ? c->error : curl_easy_strerror(rc));
    curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
    *answer = (struct net_answer){ (int)status, c->body, c->len, c->location };
    return 0;
}

int net_get(struct cx *cx, struct net_client *c, const char *path, struct net_answer *answer)
{
    struct curl_slist *headers = prepare(cx, c, path, NULL);
    int                rc;
    curl_easy_setopt(c->curl, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES_PER_S);
    curl_easy_setopt(c->curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
    rc = perform(cx, c, answer);
    curl_slist_free_all(headers);
    return rc;
}

static int on_progress(void *u, curl_off_t down_total, curl_off_t down, curl_off_t total,
                       curl_off_t sent)
{
    const struct net_file *f = u;
    (void)down_total;
    (void)down;
    if (total > 0)
        f->progress(f->u, sent, total);
    return 0;
}

static void add_part(curl_mime *form, const char *name, const char *value, const char *path)
{
    curl_mimepart *part = curl_mime_addpart(form);
    curl_mime_name(part, name);
    if (path)
        curl_mime_filedata(part, path);
    else
        curl_mime_data(part, value, CURL_ZERO_TERMINATED);
}

int net_post_file(struct cx *cx, struct net_client *c, const char *path, const char *const *headers,
                  const struct net_file *file, struct net_answer *answer)
{
    struct curl_slist *list;
    curl_mime         *form;
    int                rc;
    if (access(file->path, R_OK) != 0)
        return refuse(cx, E_INVALID, "%s: cannot be read", file->path);
    list = prepare(cx, c, path, headers);
    form = curl_mime_init(c->curl);
    if (file->name && file->value)
        add_part(form, file->name, file->value, NULL);
    add_part(form, file->field, NULL, file->path);
    curl_easy_setopt(c->curl, CURLOPT_MIMEPOST, form);
    if (file->progress) {
        union { /* curl takes a plain pointer and gives it back */
            const struct net_file *in;
            void                  *out;
        } u = { file };
        curl_easy_setopt(c->curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(c->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(c->curl, CURLOPT_XFERINFODATA, u.out);
    }
    rc = perform(cx, c, answer);
    curl_mime_free(form);
    curl_slist_free_all(list);
    return rc;
}
