/* target.c - reading an address of the web. */
#include "model/net/target.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include "model/base/arena.h"
#include "model/base/text.h"

enum { URL_MAX_BYTES = 4096, HOST_MAX_BYTES = 253 };

/* Ports from 1024 up that speak other protocols whose servers obey what a request could hold
 * (the list of the fetch standard of browsers); of those below only the web's own are open. */
static const int64_t closed_ports[] = { 1719, 1720, 1723, 2049, 3659, 4045, 4190,  5060, 5061, 6000,
                                        6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080 };

static void url_release(void *u) { curl_url_cleanup(u); }

static CURLU *url_new(struct cx *cx)
{
    CURLU *u = curl_url();
    if (!u)
        abort();
    arena_on_reset(cx->arena, url_release, u);
    return u;
}

/* NULL when it has no such part. */
static const char *part(struct cx *cx, CURLU *u, CURLUPart what, unsigned flags)
{
    char       *text = NULL;
    const char *copy;
    if (curl_url_get(u, what, &text, flags) != CURLUE_OK)
        return NULL;
    copy = arena_text(cx->arena, text);
    curl_free(text);
    return copy;
}

static bool port_is_open(int64_t port)
{
    for (size_t i = 0; i < COUNT(closed_ports); i++)
        if (port == closed_ports[i])
            return false;
    return port == 80 || port == 443 || port >= 1024;
}

static bool is_all(const char *t, size_t n, const char *of) { return n > 0 && strspn(t, of) >= n; }

/* A name whose last part is a number would be an address in one reading and a name in another. */
static bool ends_as_number(const char *host)
{
    size_t      n    = strlen(host);
    const char *last = host;
    if (n > 0 && host[n - 1] == '.')
        n--;
    for (size_t i = 0; i < n; i++)
        if (host[i] == '.')
            last = host + i + 1;
    n -= (size_t)(last - host);
    if (n > 1 && last[0] == '0' && (last[1] == 'x' || last[1] == 'X'))
        return is_all(last + 2, n - 2, "0123456789abcdefABCDEF") || n == 2;
    return is_all(last, n, "0123456789");
}

static int host_judge(struct cx *cx, const char *host, struct target *to)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    uint8_t           address[16];
    size_t            n = strlen(host);
    if (n > 2 && host[0] == '[') {
        to->host = arena_copy(cx->arena, host + 1, n - 2);
        if (host[n - 1] != ']' || inet_pton(AF_INET6, to->host, address) != 1)
            return refuse(cx, E_INVALID, "The host of the address is malformed");
        return 0;
    }
    to->host = host;
    if (inet_pton(AF_INET, host, address) == 1)
        return 0;
    if (n > HOST_MAX_BYTES || !is_all(host, n, letters) || host[0] == '.' || host[0] == '-' ||
        strstr(host, "..") || ends_as_number(host))
        return refuse(cx, E_INVALID, "The host of the address is malformed");
    to->is_lone = !strchr(host, '.') || strchr(host, '.') == host + n - 1;
    return 0;
}

/* What curl is more generous about than a browser is. */
static int text_judge(struct cx *cx, const char *url)
{
    size_t      n = strlen(url), points;
    const char *authority = url, *at;
    bool        control;
    if (n > URL_MAX_BYTES)
        return refuse(cx, E_INVALID, "The address is too long");
    if (strncasecmp(url, "http://", 7) == 0)
        authority += 7;
    else if (strncasecmp(url, "https://", 8) == 0)
        authority += 8;
    else
        return refuse(cx, E_INVALID, "Only addresses that begin with http:// or https:// are fetched");
    if (!utf8_check(url, n, &points, &control) || control || strpbrk(url, " \\"))
        return refuse(cx, E_INVALID, "The address holds characters that have to be encoded");
    n  = strcspn(authority, "/?#");
    at = memchr(authority, '@', n);
    if (at)
        return refuse(cx, E_INVALID, "The address holds credentials");
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)authority[i] >= 0x80)
            return refuse(cx, E_INVALID, "The host of the address has to be written in ASCII");
    return n > 0 ? 0 : refuse(cx, E_INVALID, "The address has no host");
}

static int judge(struct cx *cx, CURLU *u, struct target *to)
{
    const char *url  = part(cx, u, CURLUPART_URL, 0), *host = part(cx, u, CURLUPART_HOST, 0);
    const char *port = part(cx, u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    int64_t     number;
    if (!url || !host || !port)
        return refuse(cx, E_INVALID, "The address is malformed");
    TRY(text_judge(cx, url));
    if (part(cx, u, CURLUPART_USER, 0) || part(cx, u, CURLUPART_PASSWORD, 0) ||
        part(cx, u, CURLUPART_OPTIONS, 0))
        return refuse(cx, E_INVALID, "The address holds credentials");
    if (part(cx, u, CURLUPART_ZONEID, 0))
        return refuse(cx, E_INVALID, "The host of the address is malformed");
    if (!i64_parse(port, strlen(port), &number) || !port_is_open(number))
        return refuse(cx, E_INVALID, "Nothing is fetched from that port");
    *to = (struct target){ .url = url };
    return host_judge(cx, host, to);
}

int target_read(struct cx *cx, const char *url, struct target *to)
{
    CURLU *u = url_new(cx);
    TRY(text_judge(cx, url));
    if (curl_url_set(u, CURLUPART_URL, url, CURLU_URLENCODE) != CURLUE_OK)
        return refuse(cx, E_INVALID, "The address is malformed");
    return judge(cx, u, to);
}

int target_follow(struct cx *cx, const struct target *from, const char *location, struct target *to)
{
    CURLU *u = url_new(cx);
    if (curl_url_set(u, CURLUPART_URL, from->url, 0) != CURLUE_OK ||
        curl_url_set(u, CURLUPART_URL, location, CURLU_URLENCODE) != CURLUE_OK)
        return refuse(cx, E_INVALID, "The address redirects to a malformed one");
    return judge(cx, u, to);
}
