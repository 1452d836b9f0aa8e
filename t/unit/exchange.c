/* exchange.c - see exchange.h. */
#include "t/unit/exchange.h"
#include <stdarg.h>
#include <stdlib.h>
#include <strings.h>
#include "fcgi/edge.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"

/* ---- hooks ---- */

static int authenticate(struct rq *rq, const char *credential, bool refresh)
{
    (void)refresh;
    if (strcmp(credential, "old") == 0)
        return refuse(&rq->cx, E_TOKEN_EXPIRED, "The token has expired");
    if (strcmp(credential, "good") != 0 && strcmp(credential, "admin") != 0)
        return refuse(&rq->cx, E_TOKEN_MALFORMED, "The token cannot be read");
    rq->caller.kind     = TOKEN_PERSONAL;
    rq->caller.is_admin = strcmp(credential, "admin") == 0;
    return 0;
}

static int perform(struct rq *rq) { return rq->route->run(rq); }

const struct hooks exchange_hooks = { .authenticate = authenticate, .perform = perform };

/* ---- FastCGI's streams, over memory ---- */

static void at_end(struct FCGX_Stream *s) { s->isClosed = 1; }

static void is_full(struct FCGX_Stream *s, int closing)
{
    (void)closing;
    s->isClosed = 1;
}

static unsigned char rest[4096];

static void is_more(struct FCGX_Stream *s, int closing)
{
    (void)closing;
    s->wrNext = rest;
    s->stop   = rest + sizeof rest;
}

static FCGX_Stream reader_of(unsigned char *bytes, size_t n)
{
    return (FCGX_Stream){ .rdNext = bytes, .wrNext = bytes + n, .stop = bytes + n,
                          .stopUnget = bytes, .isReader = 1, .fillBuffProc = at_end };
}

static FCGX_Stream writer_to(char *text, size_t n, bool is_long)
{
    unsigned char *to = (unsigned char *)text;
    return (FCGX_Stream){ .rdNext = to + n, .wrNext = to, .stop = to + n,
                          .emptyBuffProc = is_long ? is_more : is_full };
}

static size_t written(const FCGX_Stream *s, const char *text, size_t n)
{
    return s->stop == rest + sizeof rest ? n : (size_t)((const char *)s->wrNext - text);
}

struct environment {
    char *line[24];
    char  text[24][512];
    int   n;
};

static void put(struct environment *e, const char *name, const char *value)
{
    snprintf(e->text[e->n], sizeof e->text[0], "%s%s%s", name, value ? "=" : "", value ? value : "");
    e->line[e->n] = e->text[e->n];
    e->n++;
}

static void describe(struct environment *e, const struct asked *ask, size_t bytes)
{
    char length[32];
    snprintf(length, sizeof length, "%zu", bytes);
    put(e, "REQUEST_METHOD", ask->method);
    put(e, "DOCUMENT_URI", ask->path);
    put(e, "QUERY_STRING", ask->query ? ask->query : "");
    put(e, "CONTENT_TYPE", ask->type ? ask->type : "");
    put(e, "CONTENT_LENGTH", !ask->body || ask->is_chunked ? "" : length);
    for (size_t i = 0; i < COUNT(ask->header) && ask->header[i]; i++)
        put(e, ask->header[i], NULL);
}

static void split(struct answered *to, size_t n)
{
    char *end;
    to->text[n] = 0;
    end         = strstr(to->text, "\r\n\r\n");
    if (!end || sscanf(to->text, "Status: %d", &to->status) != 1)
        abort();
    end[2]         = 0;
    to->head       = to->text;
    to->body       = end + 4;
    to->body_bytes = n - (size_t)(to->body - to->text);
}

void exchange(const struct route_list *const *lists, const struct conf *conf,
              const struct asked *ask, struct answered *to)
{
    size_t             bytes = ask->bytes || !ask->body ? ask->bytes : strlen(ask->body);
    char              *body  = malloc(bytes + 1); /* the sanitizer sees its end */
    struct environment env   = { .n = 0 };
    struct site        site  = { .lists = lists, .tree = ask->tree ? ask->tree : tree_build(lists),
                                 .hooks = ask->hooks ? ask->hooks : &exchange_hooks, .conf = conf };
    struct arena      *arena = arena_new(16 << 20);
    FCGX_Stream        in    = reader_of((unsigned char *)body, bytes);
    FCGX_Stream        out   = writer_to(to->text, sizeof to->text - 1, ask->is_long);
    FCGX_Request       fcgi  = { .in = &in, .out = &out, .envp = env.line };
    struct io          io    = { .fcgi = &fcgi };
    struct rq rq = { .cx = { .arena = arena, .db = ask->db, .conf = conf, .now = utc_now() },
                     .site = &site, .io = &io };
    if (!body)
        abort();
    if (bytes)
        memcpy(body, ask->body, bytes);
    describe(&env, ask, bytes);
    if (request_read(&rq) < 0)
        rq.method = rq.method ? rq.method : GET;
    dispatch(&rq);
    split(to, written(&out, to->text, sizeof to->text - 1));
    arena_free(arena);
    if (!ask->tree)
        tree_free(site.tree);
    free(body);
}

const char *exchange_header(const struct answered *a, const char *name)
{
    static char value[4096];
    size_t      n = strlen(name);
    for (const char *line = a->head; *line;) {
        size_t len = strcspn(line, "\r\n");
        if (len > n + 2 && strncasecmp(line, name, n) == 0 && line[n] == ':') {
            snprintf(value, sizeof value, "%.*s", (int)(len - n - 2), line + n + 2);
            return value;
        }
        line += len;
        line += strspn(line, "\r\n");
    }
    return NULL;
}
