/* fetch.c - fetching what a client named. */
#include "model/net/fetch.h"
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/net/address.h"
#include "model/net/lookup.h"
#include "model/net/target.h"

enum { HEADERS_MAX_BYTES = 64 * 1024, STATUS_OK = 200 };

struct fetch {
    struct cx                 *cx;
    const struct fetch_limits *limits;
    int (*data)(void *u, const void *bytes, size_t n);
    void         *u;
    int64_t       until_us, got, header_bytes;
    struct target target;
    CURL         *curl;
    const char   *location;
    int           rc; /* of data */
    bool          closed, too_large, coded; /* why it was ended */
};

static const struct address ipv4_self = { { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1 } };
static const struct address ipv6_self = { { [15] = 1 } };
static const char not_public[] = "The host of the address is unknown or not public";

static int64_t left_ms(const struct fetch *f) { return (f->until_us - utc_now().us) / 1000; }

/* ---- who may be reached ---- */

static bool may_reach(const struct fetch *f, struct address a)
{
    return address_is_in(a, f->limits->allow) || (!f->target.is_lone && address_is_public(a));
}

static void on_address(void *u, const struct sockaddr *at)
{
    struct fetch  *f = u;
    struct address a;
    if (!address_of(at, &a) || !may_reach(f, a))
        f->closed = true;
}

/* A name of this machine by definition (RFC 6761), which no name server is asked for. */
static bool is_localhost(const char *host)
{
    static const char name[] = "localhost";
    size_t            n = strlen(host), m = sizeof name - 1;
    if (n > 0 && host[n - 1] == '.')
        n--;
    return n >= m && text_equal_fold(host + n - m, m, name) && (n == m || host[n - m - 1] == '.');
}

/* All addresses of a name have to be open, whichever will be connected to. */
static int host_judge(struct fetch *f)
{
    const char    *host = f->target.host;
    struct address a;
    bool           found = true;
    if (address_read(host, &a))
        f->closed = !may_reach(f, a);
    else if (f->limits->lookup)
        found = f->limits->lookup(host, on_address, f);
    else if (is_localhost(host))
        f->closed = !address_is_in(ipv4_self, f->limits->allow) || !address_is_in(ipv6_self, f->limits->allow);
    else
        found = lookup_name(host, left_ms(f), on_address, f);
    return found && !f->closed ? 0 : refuse(f->cx, E_INVALID, "%s", not_public);
}

/* The last word: the address that is about to be connected to. */
static curl_socket_t on_socket(void *u, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct fetch  *f = u;
    struct address to;
    (void)purpose;
    if (!address_of(&a->addr, &to) || !may_reach(f, to)) {
        f->closed = true;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* ---- what arrives ---- */

static const char *header_value(struct fetch *f, const char *line, size_t n, const char *name)
{
    size_t m = strlen(name);
    if (n <= m || !curl_strnequal(line, name, m))
        return NULL;
    line += m;
    n -= m;
    text_trim(&line, &n);
    return arena_copy(f->cx->arena, line, n);
}

static size_t on_header(char *line, size_t size, size_t n, void *u)
{
    struct fetch *f = u;
    const char   *value;
    n *= size;
    f->header_bytes += (int64_t)n;
    if (f->header_bytes > HEADERS_MAX_BYTES)
        return 0;
    if ((value = header_value(f, line, n, "location:")) != NULL)
        f->location = value;
    if ((value = header_value(f, line, n, "content-encoding:")) != NULL)
        f->coded = value[0] && !curl_strequal(value, "identity");
    return n;
}

static long status_of(const struct fetch *f)
{
    long status = 0;
    curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

/* The bodies of redirects and errors are not wanted. */
static size_t on_body(char *bytes, size_t size, size_t n, void *u)
{
    struct fetch *f = u;
    n *= size;
    if (status_of(f) != STATUS_OK || f->coded)
        return 0;
    f->got += (int64_t)n;
    f->too_large = f->got > f->limits->bytes;
    if (f->too_large)
        return 0;
    if (n > 0)
        f->rc = f->data(f->u, bytes, n);
    return f->rc < 0 ? 0 : n;
}

/* ---- one request ---- */

static struct curl_slist *prepare(struct fetch *f)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Accept-Encoding: identity");
    CURL              *h       = f->curl;
    curl_easy_setopt(h, CURLOPT_URL, f->target.url);
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(h, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, f);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L); /* no waiting for a name server that is late */
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)left_ms(f));
    curl_easy_setopt(h, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->limits->bytes);
    curl_easy_setopt(h, CURLOPT_USERAGENT, "dailies/" DAILIES_VERSION);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, f);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, f);
    return headers;
}

static int verdict(struct fetch *f, CURLcode rc)
{
    struct cx *cx     = f->cx;
    long       status = status_of(f);
    if (f->rc < 0)
        return f->rc;
    if (f->closed)
        return refuse(cx, E_INVALID, "%s", not_public);
    if (rc == CURLE_OPERATION_TIMEDOUT)
        return refuse(cx, E_INVALID, "The server of the address took too long");
    if (f->coded && status == STATUS_OK)
        return refuse(cx, E_INVALID, "The server of the address sent it compressed");
    if (f->too_large || rc == CURLE_FILESIZE_EXCEEDED)
        return refuse(cx, E_INVALID, "What the address leads to has more than %lld bytes",
                      (long long)f->limits->bytes);
    if (rc != CURLE_OK && (rc != CURLE_WRITE_ERROR || status == STATUS_OK || status == 0))
        return refuse(cx, E_INVALID, "The server of the address could not be reached, or broke off");
    if (status != STATUS_OK)
        return refuse(cx, E_INVALID, "The server of the address answered with status %ld", status);
    return 0;
}

static bool is_redirect(const struct fetch *f, CURLcode rc)
{
    long status = status_of(f);
    return (rc == CURLE_OK || rc == CURLE_WRITE_ERROR || rc == CURLE_FILESIZE_EXCEEDED) &&
           f->location &&
           (status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
}

/* *again: it redirects to what is now the target. */
static int request(struct fetch *f, bool *again)
{
    struct curl_slist *headers;
    struct target      next;
    CURLcode           rc;
    int                result = 0;
    f->location               = NULL;
    f->header_bytes           = 0;
    f->coded                  = false;
    f->curl                   = curl_easy_init();
    if (!f->curl)
        abort();
    headers = prepare(f);
    rc      = left_ms(f) > 0 ? curl_easy_perform(f->curl) : CURLE_OPERATION_TIMEDOUT;
    *again  = !f->closed && is_redirect(f, rc);
    if (!*again)
        result = verdict(f, rc);
    curl_easy_cleanup(f->curl);
    curl_slist_free_all(headers);
    if (!*again)
        return result;
    TRY(target_follow(f->cx, &f->target, f->location, &next));
    f->target = next;
    return 0;
}

int fetch_url(struct cx *cx, const char *url, const struct fetch_limits *limits,
              int (*data)(void *u, const void *bytes, size_t n), void *u)
{
    struct fetch f = { .cx = cx, .limits = limits, .data = data, .u = u,
                       .until_us = utc_now().us + limits->wait_ms * 1000 };
    bool         again = true;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    TRY(target_read(cx, url, &f.target));
    for (int64_t hops = 0; again; hops++) {
        if (hops > limits->redirects)
            return refuse(cx, E_INVALID, "The address redirects too often");
        TRY(host_judge(&f));
        TRY(request(&f, &again));
    }
    return 0;
}
