/* openapi.c - the API document from the route tables. */
#include "fcgi/openapi.h"
#include "fcgi/components.h"
#include "fcgi/schema.h"

#define BYTES_SCHEMA "{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"}"

/* ---- schemas ---- */

static void answer_schema(struct out *o, const struct route *r)
{
    if (r->flags & LIST) {
        out_object(o);
        OUT_STR(o, "type", "array");
        out_key(o, "items");
    }
    if (r->out->name)
        schema_ref(o, r->out->name, "");
    else
        schema_object(o, r->out, READ, false);
    if (r->flags & LIST)
        out_object_end(o);
}

/* ---- one operation ---- */

static void parameter(struct out *o, const char *name, const char *in, bool required,
                      const char *doc, const struct field *f)
{
    out_object(o);
    OUT_STR(o, "name", name);
    OUT_STR(o, "in", in);
    OUT_BOOL(o, "required", required);
    OUT_STR(o, "description", doc);
    out_key(o, "schema");
    if (f)
        schema_field(o, f, false);
    else
        out_json(o, "{\"type\":\"string\",\"format\":\"uuid\"}");
    out_object_end(o);
}

static void parameters(struct out *o, const struct family *fam, const struct route *r)
{
    out_key(o, "parameters");
    out_array(o);
    for (const char *p = strchr(r->path, ':'); p; p = strchr(p + 1, ':')) {
        char                name[64];
        int                 i = -1;
        const struct field *f;
        snprintf(name, sizeof name, "%.*s", (int)strcspn(p + 1, "/"), p + 1);
        if (r->in)
            i = field_find(r->in, name, strlen(name), PATH);
        f = i >= 0 ? &r->in->fields[i] : NULL;
        parameter(o, name, "path", true, f ? f->doc : "Identifier.", f);
    }
    for (size_t i = 0; r->in && i < r->in->count; i++) {
        const struct field *f = &r->in->fields[i];
        if (f->flags & HEADER)
            parameter(o, f->name, "header", f->flags & NEED, f->doc, f);
        else if (f->flags & QUERY)
            parameter(o, f->name, "query", (f->flags & NEED) != 0, f->doc, f);
        else if ((fam->body_first || (r->flags & FORM)) && route_has_body(r))
            continue; /* what is in the body is only there */
        else if ((f->flags & WRITE) && f->type != T_FILE && f->type != T_JSON && f->type != T_IDS && !f->of &&
                 !(r->flags & STRICT))
            parameter(o, f->name, "query", r->method == GET && (f->flags & NEED), f->doc, f);
    }
    if (route_is_keyed(fam, r))
        parameter(o, "Idempotency-Key", "header", false,
                  "Makes repeating the request harmless: its first answer is given again.", NULL);
    out_array_end(o);
}

static void body_of(struct out *o, const struct route *r, const char *type, bool files)
{
    out_key(o, type);
    out_object(o);
    out_key(o, "schema");
    if ((r->flags & ALONE) && !files)
        schema_field(o, &r->in->fields[field_alone(r->in)], true);
    else if (body_is_named(r))
        schema_ref(o, r->in->name, "");
    else
        schema_object(o, r->in, WRITE, files);
    out_object_end(o);
}

/* What the handler reads itself. */
static void raw_body(struct out *o, const struct route *r)
{
    out_key(o, "requestBody");
    out_object(o);
    out_key(o, "content");
    out_object(o);
    out_key(o, r->raw);
    out_json(o, "{}");
    out_object_end(o);
    out_object_end(o);
}

static void request_body(struct out *o, const struct family *f, const struct route *r)
{
    const struct field *file = NULL;
    if (r->raw)
        raw_body(o, r);
    if (!route_has_body(r))
        return;
    for (size_t i = 0; i < r->in->count; i++)
        if (r->in->fields[i].type == T_FILE)
            file = &r->in->fields[i];
    out_key(o, "requestBody");
    out_object(o);
    OUT_BOOL(o, "required",
             file ? (file->flags & NEED) != 0 : (r->flags & (STRICT | FORM)) || f->body_first);
    out_key(o, "content");
    out_object(o);
    if (file) {
        body_of(o, r, "multipart/form-data", true);
        for (size_t i = 0; file->choices && file->choices[i]; i++) {
            char        type[80];
            const char *c = file->choices[i];
            snprintf(type, sizeof type, "%s%s", c, c[strlen(c) - 1] == '/' ? "*" : "");
            out_key(o, type);
            out_json(o, "{\"schema\":" BYTES_SCHEMA "}");
        }
    }
    if (r->flags & FORM) {
        body_of(o, r, "application/x-www-form-urlencoded", false);
    } else if (!file || !(file->flags & NEED)) {
        body_of(o, r, "application/json", false);
        if (!(r->flags & STRICT) && !f->body_first)
            body_of(o, r, "application/x-www-form-urlencoded", false);
    }
    out_object_end(o);
    out_object_end(o);
}

static void status_key(struct out *o, int status)
{
    char text[8];
    snprintf(text, sizeof text, "%d", status);
    out_key(o, text);
}

static void content(struct out *o, const char *type)
{
    out_key(o, "content");
    out_object(o);
    out_key(o, type);
    out_object(o);
    out_key(o, "schema");
}

static void error_body(struct out *o, const struct family *f, int status)
{
    const char *name = f->error_name ? f->error_name(status) : NULL;
    if (name && !*name)
        return;
    content(o, f->error_type ? f->error_type : "application/json");
    schema_ref(o, name ? name : f->name, name ? "" : "Error");
    out_object_end(o);
    out_object_end(o);
}

/* How many of them are the first one. */
static size_t statuses_alike(const int status[], size_t n)
{
    size_t i = 0;
    while (i < n && status[i] == status[0])
        i++;
    return i;
}

static void meanings(struct out *o, const enum reason reason[], size_t n)
{
    char   text[1000];
    size_t len = 0;
    for (size_t i = 0; i < n && len < sizeof text; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i ? "; " : "",
                                reason_meaning(reason[i]));
    OUT_STR(o, "description", text);
}

static void responses(struct out *o, const struct family *f, const struct route *r)
{
    int         status[STATUSES_MOST];
    enum reason reason[STATUSES_MOST];
    size_t      n = route_statuses(f, r, status, reason);
    out_key(o, "responses");
    out_object(o);
    status_key(o, r->status ? r->status : 200);
    out_object(o);
    OUT_STR(o, "description", r->doc);
    if (r->out || r->gives) {
        content(o, r->out ? "application/json" : r->gives);
        if (r->out)
            answer_schema(o, r);
        else
            out_json(o, BYTES_SCHEMA);
        out_object_end(o);
        out_object_end(o);
    }
    out_object_end(o);
    if (r->finish) {
        status_key(o, 202);
        out_json(o, "{\"description\":\"Accepted: the job goes on; Location says where to look.\","
                    "\"headers\":{\"Location\":{\"schema\":{\"type\":\"string\"}}},"
                    "\"content\":{\"application/json\":{\"schema\":"
                    "{\"$ref\":\"#/components/schemas/Job\"}}}}");
    }
    for (size_t i = 0, same; i < n; i += same) {
        same = statuses_alike(status + i, n - i);
        status_key(o, status[i]);
        out_object(o);
        meanings(o, reason + i, same);
        if (r->method != HEAD)
            error_body(o, f, status[i]);
        out_object_end(o);
    }
    out_object_end(o);
}

/* "get_projects_project_id", unless the route has a name. */
static void operation_id(struct out *o, const struct route *r)
{
    char   text[200];
    size_t n = 0;
    if (r->id) {
        OUT_STR(o, "operationId", r->id);
        return;
    }
    for (const char *m = method_name(r->method); *m && n < sizeof text - 1; m++)
        text[n++] = (char)(*m | 0x20);
    for (const char *p = r->path; *p && n < sizeof text - 1; p++)
        if (*p != ':')
            text[n++] = (char)(*p == '/' || *p == '-' || *p == '.' ? '_' : *p);
    text[n] = 0;
    OUT_STR(o, "operationId", text);
}

/* Alternatives; an empty one stands for nobody. */
static void security(struct out *o, const struct family *f, const struct route *r)
{
    out_key(o, "security");
    out_array(o);
    if (r->auth == OPTIONAL)
        out_json(o, "{}");
    if (r->auth != PUBLIC) {
        out_object(o);
        out_key(o, f->security ? f->security->name : "bearer");
        out_array(o);
        out_array_end(o);
        out_object_end(o);
    }
    if (r->auth != PUBLIC && f->token_header)
        out_json(o, "{\"token\":[]}");
    out_array_end(o);
}

/* What the operation is grouped by; *n bytes of it. */
static const char *tag_of(const struct family *f, const struct route *r, size_t *n)
{
    for (const char *const *p = f->prefixes; f->tag_of_path && *p; p++) {
        size_t len = strlen(*p);
        if (strncmp(r->path, *p, len) == 0 && r->path[len] == '/') {
            *n = strcspn(r->path + len + 1, "/");
            return r->path + len + 1;
        }
    }
    *n = strlen(f->name);
    return f->name;
}

static void operation(struct out *o, const struct family *f, const struct route *r)
{
    size_t      n;
    const char *tag = tag_of(f, r, &n);
    static const char *const verbs[] = { [GET] = "get", [HEAD] = "head",   [POST] = "post",
                                         [PUT] = "put", [PATCH] = "patch", [DELETE] = "delete" };
    out_key(o, verbs[r->method]);
    out_object(o);
    operation_id(o, r);
    out_key(o, "tags");
    out_array(o);
    out_strn(o, tag, n);
    out_array_end(o);
    OUT_STR(o, "summary", r->doc);
    security(o, f, r);
    parameters(o, f, r);
    request_body(o, f, r);
    responses(o, f, r);
    out_object_end(o);
}

/* ---- the document ---- */

static void path_key(struct out *o, const struct route *r) /* "/a/:id" as "/a/{id}" */
{
    char        text[256];
    size_t      n    = 0;
    bool        in   = false;
    const char *path = r->path;
    for (; *path && n < sizeof text - 4; path++) {
        if (*path == ':') {
            text[n++] = '{';
            in        = true;
            continue;
        }
        if (in && *path == '/') {
            text[n++] = '}';
            in        = false;
        }
        text[n++] = *path;
    }
    if (in)
        text[n++] = '}';
    if (r->flags & SLASH)
        text[n++] = '/';
    text[n] = 0;
    out_key(o, text);
}

/* Calls fn for every route of the site that has the path; NULL: for every route. */
static void each_route(const struct site *site, const char *path,
                       void (*fn)(void *u, const struct family *f, const struct route *r), void *u)
{
    for (const struct route_list *const *l = site->lists; *l; l++)
        for (size_t i = 0; i < (*l)->count; i++) {
            const struct route *r = &(*l)->routes[i];
            if (!(r->flags & HIDDEN) && (!path || strcmp(path, r->path) == 0))
                fn(u, (*l)->family, r);
        }
}

struct walk {
    struct out          *o;
    const struct site   *site;
    const struct route  *upto;
    const char          *tag;
    size_t               tag_len;
    bool                 before, seen;
};

static void write_operation(void *u, const struct family *f, const struct route *r)
{
    operation(u, f, r);
}

static void note_before(void *u, const struct family *f, const struct route *r)
{
    struct walk *w = u;
    (void)f;
    w->seen |= r == w->upto;
    w->before |= !w->seen && strcmp(r->path, w->upto->path) == 0;
}

static void write_path(void *u, const struct family *f, const struct route *r)
{
    struct walk *w    = u;
    struct walk  find = { .upto = r };
    (void)f;
    each_route(w->site, NULL, note_before, &find);
    if (find.before)
        return;
    path_key(w->o, r);
    out_object(w->o);
    each_route(w->site, r->path, write_operation, w->o);
    out_object_end(w->o);
}

static void note_tag(void *u, const struct family *f, const struct route *r)
{
    struct walk *w = u;
    size_t       n;
    const char  *tag = tag_of(f, r, &n);
    w->seen |= r == w->upto;
    w->before |= !w->seen && n == w->tag_len && memcmp(tag, w->tag, n) == 0;
}

static void write_tag(void *u, const struct family *f, const struct route *r)
{
    struct walk *w    = u;
    struct walk  find = { .upto = r };
    find.tag          = tag_of(f, r, &find.tag_len);
    each_route(w->site, NULL, note_tag, &find);
    if (find.before)
        return;
    out_object(w->o);
    out_key(w->o, "name");
    out_strn(w->o, find.tag, find.tag_len);
    if (find.tag == f->name)
        OUT_STR(w->o, "description", f->doc);
    out_object_end(w->o);
}

static void tags(struct walk *w)
{
    out_key(w->o, "tags");
    out_array(w->o);
    each_route(w->site, NULL, write_tag, w);
    out_array_end(w->o);
}

void openapi_write(struct out *o, const struct site *site)
{
    struct walk w = { .o = o, .site = site };
    out_object(o);
    OUT_STR(o, "openapi", "3.1.0");
    out_key(o, "info");
    out_json(o, "{\"title\":\"Dailies\",\"version\":\"" DAILIES_VERSION "\",\"description\":"
                "\"The back end of a studio that makes moving pictures.\"}");
    out_key(o, "servers");
    out_json(o, "[{\"url\":\"/\"},{\"url\":\"/api\"}]");
    tags(&w);
    out_key(o, "paths");
    out_object(o);
    each_route(site, NULL, write_path, &w);
    out_object_end(o);
    out_key(o, "components");
    components_write(o, site);
    out_object_end(o);
}
