/* lookup.c - names by getaddrinfo_a, which can be left behind; getaddrinfo itself waits for a
 * name server as long as that likes. */
#include "model/net/lookup.h"
#include <netdb.h>
#include <sys/socket.h>
#include "model/base/text.h"

/* What the resolver's thread works on; not in an arena, for it may outlive the request. */
struct question {
    struct gaicb    ask;
    struct addrinfo hints;
    char            host[256];
};

static struct question *question_new(const char *host)
{
    struct question *q = calloc(1, sizeof *q);
    if (!q)
        abort();
    snprintf(q->host, sizeof q->host, "%s", host);
    q->hints.ai_family   = AF_UNSPEC;
    q->hints.ai_socktype = SOCK_STREAM;
    q->ask.ar_name       = q->host;
    q->ask.ar_request    = &q->hints;
    return q;
}

/* Waits for the answer. False: the question still belongs to the resolver. */
static bool answer_wait(struct question *q, int64_t until_us)
{
    const struct gaicb *list[] = { &q->ask };
    int                 rc;
    while ((rc = gai_error(&q->ask)) == EAI_INPROGRESS) {
        int64_t         left = until_us - utc_now().us;
        struct timespec t    = { left / 1000000, left % 1000000 * 1000 };
        if (left <= 0)
            return gai_cancel(&q->ask) != EAI_NOTCANCELED;
        rc = gai_suspend(list, 1, &t);
    }
    return true;
}

bool lookup_name(const char *host, int64_t wait_ms, void (*found)(void *u, const struct sockaddr *a),
                 void *u)
{
    struct question *q      = question_new(host);
    struct gaicb    *list[] = { &q->ask };
    bool             any    = false;
    if (strlen(host) >= sizeof q->host || getaddrinfo_a(GAI_NOWAIT, list, 1, NULL) != 0) {
        free(q);
        return false;
    }
    if (!answer_wait(q, utc_now().us + wait_ms * 1000))
        return false;
    if (gai_error(&q->ask) == 0) {
        for (const struct addrinfo *a = q->ask.ar_result; a; a = a->ai_next, any = true)
            found(u, a->ai_addr);
        freeaddrinfo(q->ask.ar_result);
    }
    free(q);
    return any;
}
