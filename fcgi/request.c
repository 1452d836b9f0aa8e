/* request.c - the FastCGI environment and body as a struct rq. */
#include "fcgi/edge.h"
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/text.h"

static const char *param(const struct rq *rq, const char *name)
{
    const char *v = FCGX_GetParam(name, rq->io->fcgi->envp);
    return v ? v : "";
}

static enum method method_of(struct rq *rq, const char *name)
{
    rq->io->head     = strcmp(name, "HEAD") == 0;
    rq->asks_options = strcmp(name, "OPTIONS") == 0;
    for (int m = 0; m < METHODS; m++)
        if (strcmp(method_name((enum method)m), name) == 0)
            return (enum method)m;
    return M_UNSET;
}

int request_read(struct rq *rq)
{
    const char *path = param(rq, "DOCUMENT_URI"), *length = param(rq, "CONTENT_LENGTH");
    size_t      points;
    bool        control;
    rq->method         = method_of(rq, param(rq, "REQUEST_METHOD"));
    rq->path           = path;
    rq->query          = param(rq, "QUERY_STRING");
    rq->content_type   = param(rq, "CONTENT_TYPE");
    rq->request_id     = param(rq, "HTTP_X_REQUEST_ID");
    rq->content_length = -1;
    if (*length && !i64_parse(length, strlen(length), &rq->content_length))
        return refuse(&rq->cx, E_INVALID, "Content-Length: must be a number");
    if (path[0] != '/' || !utf8_check(path, strlen(path), &points, &control) || control)
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such path");
    return 0;
}

const char *rq_header(struct rq *rq, const char *name)
{
    char        key[64] = "HTTP_";
    size_t      n       = strlen(key);
    const char *v;
    for (; *name && n < sizeof key - 1; name++)
        key[n++] = (char)(*name == '-' ? '_' : toupper((unsigned char)*name));
    v = FCGX_GetParam(key, rq->io->fcgi->envp);
    return v;
}

const char *rq_remote(struct rq *rq) { return param(rq, "REMOTE_ADDR"); }

const char *rq_cookie(struct rq *rq, const char *name)
{
    const char *at = rq_header(rq, "cookie");
    size_t      n  = strlen(name);
    while (at && *at) {
        size_t len;
        at += strspn(at, " ;");
        len = strcspn(at, ";");
        if (len > n && at[n] == '=' && memcmp(at, name, n) == 0)
            return arena_copy(rq->cx.arena, at + n + 1, len - n - 1);
        at += len;
    }
    return NULL;
}

int rq_read(struct rq *rq, char *to, size_t cap, size_t *n)
{
    int got = FCGX_GetStr(to, (int)(cap > 1 << 20 ? 1 << 20 : cap), rq->io->fcgi->in);
    if (got < 0)
        got = 0;
    *n = (size_t)got;
    rq->body_read += got;
    if (got == 0 && rq->content_length >= 0 && rq->body_read < rq->content_length)
        return refuse(&rq->cx, E_BAD_BODY, "The body broke off after %lld of %lld bytes",
                      (long long)rq->body_read, (long long)rq->content_length);
    return 0;
}
