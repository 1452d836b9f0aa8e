/* address.c - networks, and who may be reached. */
#include "model/net/address.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include "model/base/text.h"

enum { ENTRY_MAX = 50 };

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static const char closed4[] =
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
    " 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24"
    " 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4";
static const char open6[]   = "2000::/3";
static const char closed6[] = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20";
static const char nat64[]   = "64:ff9b::/96";

static struct address from4(const void *bytes)
{
    struct address a;
    memcpy(a.b, mapped, sizeof mapped);
    memcpy(a.b + 12, bytes, 4);
    return a;
}

static bool is4(struct address a) { return memcmp(a.b, mapped, sizeof mapped) == 0; }

bool address_of(const struct sockaddr *from, struct address *to)
{
    if (from->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, from, sizeof in);
        *to = from4(&in.sin_addr);
        return true;
    }
    if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, from, sizeof in);
        memcpy(to->b, &in.sin6_addr, sizeof to->b);
        return true;
    }
    return false;
}

bool address_read(const char *text, struct address *to)
{
    uint8_t four[4];
    if (inet_pton(AF_INET, text, four) == 1) {
        *to = from4(four);
        return true;
    }
    return inet_pton(AF_INET6, text, to->b) == 1;
}

struct network {
    struct address a;
    int64_t        bits;
};

static bool network_read(const char *text, size_t n, struct network *to)
{
    char    t[ENTRY_MAX];
    char   *slash;
    int64_t most, bits;
    if (n >= sizeof t)
        return false;
    memcpy(t, text, n);
    t[n]  = 0;
    slash = strchr(t, '/');
    if (slash)
        *slash = 0;
    if (!address_read(t, &to->a))
        return false;
    most = bits = strchr(t, ':') ? 128 : 32;
    if (slash && (!i64_parse(slash + 1, strlen(slash + 1), &bits) || bits < 0 || bits > most))
        return false;
    to->bits = 128 - most + bits;
    return true;
}

static bool is_within(struct address a, const struct network *net)
{
    size_t   bytes = (size_t)net->bits / 8;
    unsigned rest  = 8 - (unsigned)net->bits % 8; /* bits of the next byte that do not count */
    if (memcmp(a.b, net->a.b, bytes) != 0)
        return false;
    return rest == 8 || (a.b[bytes] >> rest) == (net->a.b[bytes] >> rest);
}

/* The next entry of a list, or false at its end. */
static bool entry_next(const char **list, const char **entry, size_t *n)
{
    *list += strspn(*list, ", \t");
    *entry = *list;
    *n     = strcspn(*list, ", \t");
    *list += *n;
    return *n > 0;
}

bool address_is_in(struct address a, const char *list)
{
    struct network net;
    const char    *entry;
    size_t         n;
    while (entry_next(&list, &entry, &n))
        if (network_read(entry, n, &net) && is_within(a, &net))
            return true;
    return false;
}

bool address_list_check(const char *list)
{
    struct network net;
    const char    *entry;
    size_t         n;
    while (entry_next(&list, &entry, &n))
        if (!network_read(entry, n, &net))
            return false;
    return true;
}

bool address_is_public(struct address a)
{
    if (is4(a))
        return !address_is_in(a, closed4);
    if (address_is_in(a, nat64))
        return address_is_public(from4(a.b + 12));
    return address_is_in(a, open6) && !address_is_in(a, closed6);
}
