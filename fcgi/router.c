/* router.c - a tree of path segments, built once from the tables. */
#include "fcgi/web.h"

struct tree {
    const char        *segment; /* borrowed from the table; NULL: takes any value */
    size_t             len;
    struct tree       *first, *next; /* children; siblings, the one for any value last */
    const struct route *route[METHODS];
    const struct family *family[METHODS];
    const char          *name[METHODS][CAPTURES]; /* of the captures, by method */
};

static const char *const names[] = { [GET] = "GET", [HEAD] = "HEAD",   [POST] = "POST",
                                     [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE" };

const char *method_name(enum method m) { return m > M_UNSET && m < METHODS ? names[m] : "?"; }

static bool has_capture(const char *path, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = strchr(path, ':'); p; p = strchr(p + 1, ':'))
        if (strncmp(p + 1, name, n) == 0 && (p[n + 1] == 0 || p[n + 1] == '/'))
            return true;
    return false;
}

const char *route_fault(const struct route *r)
{
    if (r->method == M_UNSET || r->auth == AUTH_UNSET)
        return "method or auth unset";
    if (!r->path || r->path[0] != '/' || (r->path[1] && r->path[strlen(r->path) - 1] == '/'))
        return "path must begin with a slash and not end with one";
    if (!r->run || !r->doc || !*r->doc || r->doc[strlen(r->doc) - 1] != '.')
        return "no handler, or a doc that is no sentence";
    if (r->need.param && (!r->need.load || r->need.right == R_NONE))
        return "a need without loader or right";
    if (r->need.param && !has_capture(r->path, r->need.param))
        return "a need that is no capture";
    if ((r->flags & ALONE) && !r->in)
        return "a body that is no field";
    if (r->in && shape_fault(r->in))
        return shape_fault(r->in);
    return r->out ? shape_fault(r->out) : NULL;
}

static struct tree *child_for(struct tree *t, const char *segment, size_t len)
{
    struct tree **at  = &t->first;
    bool          any = segment[0] == ':';
    while (*at && ((*at)->segment ? any || (*at)->len != len ||
                                        memcmp((*at)->segment, segment, len) != 0
                                  : !any))
        at = &(*at)->next;
    if (*at)
        return *at;
    if (!any) /* fixed words before the one for any value */
        at = &t->first;
    {
        struct tree *fresh = calloc(1, sizeof *fresh);
        if (!fresh)
            abort();
        fresh->segment = any ? NULL : segment;
        fresh->len     = len;
        fresh->next    = *at;
        *at            = fresh;
        return fresh;
    }
}

static void add(struct tree *root, const struct route *r, const struct family *f)
{
    struct tree *t     = root;
    const char  *fault = route_fault(r), *name[CAPTURES] = { 0 };
    size_t       k     = 0;
    for (const char *p = r->path + 1; !fault && *p;) {
        size_t len = strcspn(p, "/");
        t          = child_for(t, p, len);
        if (p[0] == ':' && k == CAPTURES)
            fault = "too many captures";
        else if (p[0] == ':')
            name[k++] = p + 1;
        p += len + (p[len] == '/');
    }
    if (!fault && t->route[r->method])
        fault = "the same path and method twice";
    if (fault) {
        fprintf(stderr, "%s %s: %s\n", method_name(r->method), r->path, fault);
        abort();
    }
    t->route[r->method]  = r;
    t->family[r->method] = f;
    memcpy(t->name[r->method], name, sizeof name);
}

struct tree *tree_build(const struct route_list *const *lists)
{
    struct tree *root = calloc(1, sizeof *root);
    if (!root)
        abort();
    for (; *lists; lists++)
        for (size_t i = 0; i < (*lists)->count; i++)
            add(root, &(*lists)->routes[i], (*lists)->family);
    return root;
}

void tree_free(struct tree *t)
{
    while (t) {
        struct tree *next = t->next;
        tree_free(t->first);
        free(t);
        t = next;
    }
}

/* Depth first: a fixed word wins over a capture, and a dead end is left again. A word is never
 * empty; one slash behind the last one does not matter. */
static const struct tree *walk(const struct tree *t, const char *path, struct capture *c,
                               size_t captures, size_t *n)
{
    size_t len;
    path += *path == '/';
    if (!*path) {
        *n = captures;
        return t;
    }
    len = strcspn(path, "/");
    if (!len)
        return NULL;
    for (const struct tree *k = t->first; k; k = k->next) {
        const struct tree *end;
        size_t             more = captures;
        if (k->segment ? k->len != len || memcmp(k->segment, path, len) != 0
                       : captures == CAPTURES)
            continue;
        if (!k->segment)
            c[more++] = (struct capture){ NULL, path, len };
        end = walk(k, path + len, c, more, n);
        if (end)
            for (int m = 0; m < METHODS; m++)
                if (end->route[m])
                    return end;
    }
    return NULL;
}

const struct family *family_of(const struct site *site, const char *path)
{
    const struct family *best  = site->lists[0]->family;
    size_t               known = 0;
    for (const struct route_list *const *l = site->lists; *l; l++)
        for (const char *const *p = (*l)->family->prefixes; *p; p++) {
            size_t n = strlen(*p);
            if (n > known && strncmp(path, *p, n) == 0 && (path[n] == 0 || path[n] == '/')) {
                best  = (*l)->family;
                known = n;
            }
        }
    return best;
}

static int wrong_method(struct rq *rq, const struct tree *t)
{
    char allow[80] = "OPTIONS";
    for (int m = 0; m < METHODS; m++)
        if (t->route[m]) {
            size_t n = strlen(allow);
            bool   with_head = m == GET && !t->family[m]->head_apart && !t->route[HEAD];
            snprintf(allow + n, sizeof allow - n, ", %s%s", names[m], with_head ? ", HEAD" : "");
            rq->family = t->family[m];
        }
    reply_header(rq, "Allow", allow);
    return refuse(&rq->cx, E_METHOD, "Another method is wanted here: %s", allow);
}

static bool head_is_get(const struct tree *t)
{
    return !t->route[HEAD] && t->route[GET] && !t->family[GET]->head_apart;
}

int route_find(struct rq *rq)
{
    size_t             n   = 0;
    const struct tree *end = walk(rq->site->tree, rq->path, rq->capture, 0, &n);
    rq->family             = family_of(rq->site, rq->path);
    if (!end)
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such path");
    if (rq->method == HEAD && head_is_get(end))
        rq->method = GET;
    if (!end->route[rq->method])
        return wrong_method(rq, end);
    rq->route    = end->route[rq->method];
    rq->family   = end->family[rq->method];
    rq->captures = n;
    for (size_t i = 0; i < n; i++)
        rq->capture[i].name = end->name[rq->method][i];
    return 0;
}
