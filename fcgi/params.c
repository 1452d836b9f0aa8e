/*
 * params.c - path, headers, query and body into one struct, by the route's table.
 *
 * Body wins over query. Every fault is collected with its field's name, so that
 * a client learns all of them at once.
 */
#include <json-c/json.h>
#include "fcgi/faults.h"
#include "fcgi/form.h"
#include "fcgi/header.h"
#include "fcgi/multipart.h"
#include "fcgi/web.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/json.h"
#include "model/base/text.h"

enum { PAIRS_MAX = 200, PARTS_MAX = 64, MANY_PARTS_MAX = 256, PIECE_BYTES = 64 * 1024, FORM_FIELD_BYTES = 64 * 1024 };
static char piece[PIECE_BYTES]; /* one process, one request at a time */

/* What was said of a parameter that comes once more. */
static void forget(struct rq *rq, enum place place, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < rq->wrongs; i++)
        if (rq->wrong[i].place != place || !rq->wrong[i].field ||
            strcmp(rq->wrong[i].field, name) != 0)
            rq->wrong[kept++] = rq->wrong[i];
    rq->wrongs = kept;
}

/* A value that was wrong is not missing as well. */
static bool is_faulted(const struct rq *rq, enum place place, const char *name)
{
    for (size_t i = 0; i < rq->wrongs; i++)
        if (rq->wrong[i].place == place && rq->wrong[i].field &&
            strcmp(rq->wrong[i].field, name) == 0)
            return true;
    return false;
}

size_t field_alone(const struct shape *s)
{
    size_t i = 0;
    while (i + 1 < s->count && !(s->fields[i].flags & WRITE))
        i++;
    return i;
}

static int put_text(struct rq *rq, enum place place, const char *name, size_t name_len,
                    const char *value, size_t len, unsigned how)
{
    const struct shape *s = rq->route->in;
    int                 i = field_find(s, name, name_len, how);
    if (i < 0 || s->fields[i].type == T_FILE)
        return 0;
    if (place == IN_QUERY && rq->family->lenient &&
        ((((struct row *)rq->args)->set >> i & 1) || is_faulted(rq, place, s->fields[i].name)))
        return 0; /* the first counts */
    if (rq->family->body_first)
        forget(rq, place, s->fields[i].name);
    if (place == IN_BODY && (rq->route->flags & FORM) && len == 0) {
        ((struct row *)rq->args)->set &= ~(UINT64_C(1) << i);
        return 0;
    }
    return collect_text(rq, place, field_from_text(&rq->cx, s, (size_t)i, value, len, rq->args),
                        value, len);
}

/* Is a body that cannot be read as good as none? */
static bool is_lenient(const struct rq *rq)
{
    return rq->family->lenient && !(rq->route->flags & (STRICT | ALONE));
}

/* Does the route read a body? */
static bool takes_body(const struct rq *rq)
{
    return rq->method != GET && rq->method != HEAD && !(rq->route->flags & (BODYLESS | RAW));
}

/* ... and by its table as JSON, nothing of it from the query? */
static bool takes_json_apart(const struct rq *rq)
{
    const struct shape *s = rq->route->in;
    if (!rq->family->body_first || !takes_body(rq) || rq->method == DELETE ||
        (rq->route->flags & FORM))
        return false;
    for (size_t i = 0; s && i < s->count; i++)
        if (s->fields[i].type == T_FILE)
            return false;
    for (size_t i = 0; s && i < s->count; i++)
        if (s->fields[i].flags & WRITE)
            return true;
    return false;
}

static int read_path_and_headers(struct rq *rq)
{
    const struct shape *s = rq->route->in;
    for (size_t i = 0; i < rq->captures; i++) {
        const struct capture *c = &rq->capture[i];
        TRY(put_text(rq, IN_PATH, c->name, strcspn(c->name, "/"), c->value, c->len, PATH));
    }
    if (rq->wrongs && rq->family->path_is_known)
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such thing");
    for (size_t i = 0; i < s->count; i++) {
        const char *value = s->fields[i].flags & HEADER ? rq_header(rq, s->fields[i].name) : NULL;
        if (value)
            TRY(put_text(rq, IN_HEADER, s->fields[i].name, strlen(s->fields[i].name), value,
                         strlen(value), HEADER));
    }
    return 0;
}

static int read_pairs(struct rq *rq, enum form_source source, const char *text, size_t len,
                      unsigned how)
{
    struct form      f     = form_begin(source, text, len, PAIRS_MAX);
    enum place       place = source == FORM_QUERY ? IN_QUERY : IN_BODY;
    struct form_pair p;
    int              rc;
    while ((rc = form_next(&rq->cx, &f, &p)) > 0)
        TRY(put_text(rq, place, p.name, p.name_len, p.value, p.value_len, how));
    return rc;
}

/* Is what a client sends for it dropped unread? Where a row that was read may be sent back. */
static bool is_dropped(const struct rq *rq, const struct field *f)
{
    return (f->flags & IGNORED) || ((f->flags & ONCE) && (rq->route->flags & PARTIAL));
}

static int read_members(struct rq *rq, struct json_object *v)
{
    json_object_object_foreach(v, key, value)
    {
        const struct shape *s = rq->route->in;
        int                 i = field_find(s, key, strlen(key), WRITE);
        if (i >= 0 && is_dropped(rq, &s->fields[i]))
            continue;
        if (i >= 0 && s->fields[i].type != T_FILE)
            TRY(collect(rq, IN_BODY, field_from_json(&rq->cx, s, (size_t)i, value, rq->args), value));
        else if ((rq->route->flags & (STRICT | PARTIAL)) == STRICT)
            TRY(collect(rq, IN_BODY,
                        refuse_fault(&rq->cx, FAULT_UNKNOWN, 0, NULL, "%.80s: is not known here",
                                     key), value));
    }
    return 0;
}

static int read_alone(struct rq *rq, struct json_object *v)
{
    size_t i = field_alone(rq->route->in);
    return collect(rq, IN_BODY, field_from_json(&rq->cx, rq->route->in, i, v, rq->args), v);
}

static int read_json(struct rq *rq, const char *text, size_t len)
{
    struct json_object *v;
    bool                readable = json_read(rq->cx.arena, text, len, &v);
    if (is_lenient(rq) && !(readable && json_object_is_type(v, json_type_object)))
        return 0;
    if (!readable)
        return refuse(&rq->cx, E_BAD_BODY, "The body is not valid JSON");
    if (rq->route->flags & ALONE)
        return read_alone(rq, v);
    if (!json_object_is_type(v, json_type_object))
        return refuse(&rq->cx, rq->route->flags & STRICT ? E_BAD_BODY : E_INVALID,
                      "The body must be a JSON object");
    return read_members(rq, v);
}

/* The whole of a small body, in the arena. */
static int read_small(struct rq *rq, const char **text, size_t *len)
{
    int64_t limit = rq->cx.conf->max_body_bytes;
    size_t  cap   = 0, n = 1;
    char   *buf   = NULL;
    *len          = 0;
    if (rq->content_length > limit)
        return refuse(&rq->cx, E_TOO_LARGE, "The body is larger than %lld bytes", (long long)limit);
    while (n) {
        if (cap - *len < 4096) {
            char *more = arena_alloc(rq->cx.arena, cap ? cap * 2 : 16384);
            if (*len)
                memcpy(more, buf, *len);
            buf = more;
            cap = cap ? cap * 2 : 16384;
        }
        TRY(rq_read(rq, buf + *len, cap - *len - 1, &n));
        *len += n;
        if ((int64_t)*len > limit)
            return refuse(&rq->cx, E_TOO_LARGE, "The body is larger than %lld bytes",
                          (long long)limit);
    }
    *text = buf;
    return 0;
}

static void digest(struct rq *rq, const void *bytes, size_t n)
{
    uint8_t sum[SHA256_BYTES];
    sha256_of(bytes, n, sum);
    hex_write(sum, sizeof sum, rq->body_sha256);
}

static int64_t limit_of(struct rq *rq, const struct field *f)
{
    int            i  = field_index(&conf_shape, f->ref, strlen(f->ref));
    const int64_t *at = (const void *)((const char *)rq->cx.conf + conf_shape.fields[i].off);
    return *at;
}

static const struct field *file_field(const struct shape *s, size_t *at)
{
    for (*at = 0; *at < s->count; ++*at)
        if (s->fields[*at].type == T_FILE)
            return &s->fields[*at];
    return NULL;
}

/* State of a form that is being read. */
struct form_reading {
    struct rq     *rq;
    struct sha256 *sum;  /* over names, file names and contents: the frame differs each time */
    struct upload *file; /* the part is this file, or ... */
    const char    *name; /* ... this field, NULL for a part that nobody wants */
    struct out     text;
    int64_t        bytes, limit;
};

/* The field that a part is for; -1: nobody wants it. Files by any name are of the one field that takes
 * many. */
static int part_field(const struct shape *s, const struct multipart_part *p)
{
    int    i    = field_find(s, p->name, strlen(p->name), WRITE), last = -1;
    size_t many = 0;
    for (size_t k = 0; i < 0 && k < s->count; k++) {
        const struct field *f = &s->fields[k];
        if (!(f->flags & MANY))
            continue;
        many++;
        last = (int)k;
        if (strncmp(p->name, f->name, strlen(f->name)) == 0)
            i = last;
    }
    return i < 0 && many == 1 && p->filename ? last : i;
}

/* What a field of a form may hold, in bytes. */
static int64_t text_limit(const struct rq *rq, const struct field *f)
{
    return f->type == T_ROWS && rq->cx.conf->max_body_bytes > FORM_FIELD_BYTES
               ? rq->cx.conf->max_body_bytes
               : FORM_FIELD_BYTES;
}

static int part_begins(void *u, const struct multipart_part *p)
{
    struct form_reading *r  = u;
    const struct shape  *s  = r->rq->route->in;
    int                  i  = part_field(s, p);
    struct upload      **to = NULL;
    sha256_add(r->sum, p->name, strlen(p->name) + 1);
    sha256_add(r->sum, p->filename ? p->filename : "", p->filename ? strlen(p->filename) + 1 : 1);
    r->file  = NULL;
    r->name  = NULL;
    r->bytes = 0;
    if (i < 0)
        return 0;
    if (s->fields[i].type != T_FILE) {
        r->limit = text_limit(r->rq, &s->fields[i]);
        r->text  = out_in_arena(r->rq->cx.arena, (size_t)r->limit);
        r->name  = arena_text(r->rq->cx.arena, p->name);
        return 0;
    }
    to = (struct upload **)(void *)((char *)r->rq->args + s->fields[i].off);
    if (*to && !(s->fields[i].flags & MANY))
        return refuse_field(&r->rq->cx, E_BAD_BODY, p->name, "%s: was sent twice",
                            s->fields[i].name);
    r->limit = limit_of(r->rq, &s->fields[i]);
    TRY(r->rq->site->hooks->file_begin(r->rq, p->name, p->filename, p->content_type, to));
    r->file = *to;
    ((struct row *)r->rq->args)->set |= UINT64_C(1) << i;
    return 0;
}

static int part_data(void *u, const char *bytes, size_t n)
{
    struct form_reading *r = u;
    r->bytes += (int64_t)n;
    if (r->file) {
        if (r->bytes > r->limit)
            return refuse(&r->rq->cx, E_TOO_LARGE, "The file is larger than %lld bytes",
                          (long long)r->limit);
        return r->rq->site->hooks->file_data(r->rq, r->file, bytes, n);
    }
    sha256_add(r->sum, bytes, n);
    if (!r->name) /* nobody wants it, so nobody minds its length either */
        return 0;
    if (r->bytes > r->limit - 1)
        return refuse(&r->rq->cx, E_TOO_LARGE, "A form field is larger than %lld bytes",
                      (long long)r->limit - 1);
    out_bytes(&r->text, bytes, n);
    return 0;
}

static int part_ends(void *u)
{
    struct form_reading *r = u;
    sha256_add(r->sum, &r->bytes, sizeof r->bytes); /* so that no content runs into the next part */
    if (r->file) {
        char sha256[65];
        TRY(r->rq->site->hooks->file_end(r->rq, r->file, sha256));
        sha256_add(r->sum, sha256, sizeof sha256);
    } else if (r->name) {
        const char *text = out_done(&r->text);
        TRY(put_text(r->rq, IN_BODY, r->name, strlen(r->name), text, r->text.len, WRITE));
    }
    return 0;
}

static size_t parts_max(const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->fields[i].flags & MANY)
            return MANY_PARTS_MAX;
    return PARTS_MAX;
}

static int read_multipart(struct rq *rq)
{
    static const struct multipart_events events = { part_begins, part_data, part_ends };
    const struct multipart_limits        limits = { 8192, parts_max(rq->route->in), 1024 };
    struct form_reading                  r      = { .rq = rq, .sum = sha256_begin(rq->cx.arena) };
    struct multipart                    *mp;
    uint8_t                              sum[SHA256_BYTES];
    size_t                               n = 1;
    TRY(multipart_begin(&rq->cx, rq->content_type, &limits, &events, &r, &mp));
    while (n) {
        TRY(rq_read(rq, piece, sizeof piece, &n));
        if (n)
            TRY(multipart_push(mp, piece, n));
    }
    TRY(multipart_finish(mp));
    sha256_end(r.sum, sum);
    hex_write(sum, sizeof sum, rq->body_sha256);
    return 0;
}

static bool raw_type(const struct field *f, const char *type)
{
    for (const char *const *c = f->choices; c && *c; c++)
        if (strncmp(type, *c, strlen(*c)) == 0)
            return true;
    return false;
}

/* The body is the file itself. */
static int read_raw(struct rq *rq, const struct field *f, size_t i, const char *type)
{
    const struct hooks *h     = rq->site->hooks;
    struct upload     **to    = (struct upload **)(void *)((char *)rq->args + f->off);
    int64_t             limit = limit_of(rq, f);
    size_t              n     = 1;
    TRY(h->file_begin(rq, f->name, NULL, type, to));
    while (n) {
        TRY(rq_read(rq, piece, sizeof piece, &n));
        if (rq->body_read > limit)
            return refuse(&rq->cx, E_TOO_LARGE, "The file is larger than %lld bytes",
                          (long long)limit);
        if (n)
            TRY(h->file_data(rq, *to, piece, n));
    }
    ((struct row *)rq->args)->set |= UINT64_C(1) << i;
    return h->file_end(rq, *to, rq->body_sha256);
}

/* Whatever else comes is read, and says nothing. */
static int read_form(struct rq *rq, const char *type)
{
    const char *text;
    size_t      len;
    if (rq->content_length > rq->cx.conf->max_body_bytes)
        return refuse(&rq->cx, E_TOO_LARGE, "The body is larger than %lld bytes",
                      (long long)rq->cx.conf->max_body_bytes);
    if (strcmp(type, "multipart/form-data") == 0)
        return read_multipart(rq);
    TRY(read_small(rq, &text, &len));
    digest(rq, text, len);
    if (strcmp(type, "application/x-www-form-urlencoded") != 0)
        return 0;
    return read_pairs(rq, FORM_BODY, text, len, WRITE);
}

static bool has_form(struct rq *rq)
{
    struct header_params ps;
    const char *type = header_word(rq->cx.arena, rq->content_type, strlen(rq->content_type), &ps);
    return type && strcmp(type, "application/x-www-form-urlencoded") == 0;
}

static int read_body(struct rq *rq)
{
    struct header_params ps;
    const char *type = header_word(rq->cx.arena, rq->content_type, strlen(rq->content_type), &ps);
    size_t      at, len;
    const struct field *file = file_field(rq->route->in, &at);
    const char         *text;
    if (!type)
        type = "";
    if (rq->route->flags & FORM)
        return read_form(rq, type);
    if (file && rq->content_length > limit_of(rq, file) + (1 << 20))
        return refuse(&rq->cx, E_TOO_LARGE, "The file is larger than %lld bytes",
                      (long long)limit_of(rq, file));
    if (strcmp(type, "multipart/form-data") == 0)
        return read_multipart(rq);
    if (file && raw_type(file, type))
        return read_raw(rq, file, at, type);
    if (file && (file->flags & NEED) && !is_lenient(rq))
        return refuse(&rq->cx, E_MEDIA_TYPE,
                      "The body must be multipart/form-data with a file in `%s`, or the file itself",
                      file->name);
    TRY(read_small(rq, &text, &len));
    digest(rq, text, len);
    if (strcmp(type, "application/json") == 0)
        return len || (rq->route->flags & STRICT) ? read_json(rq, text, len) : 0;
    if (rq->route->flags & STRICT)
        return refuse(&rq->cx, E_MEDIA_TYPE, "The body must be application/json");
    /* Command-line clients often forget to say that they send JSON. */
    if (text[strspn(text, " \t\r\n")] == '{')
        return read_json(rq, text, len);
    if (strcmp(type, "application/x-www-form-urlencoded") == 0)
        return read_pairs(rq, FORM_BODY, text, len, WRITE);
    if (len && !is_lenient(rq))
        return refuse(&rq->cx, E_MEDIA_TYPE,
                      "The body must be application/json or a form, not %.60s", type);
    return 0;
}

static enum place place_of(const struct rq *rq, const struct field *f)
{
    if (f->flags & (PATH | HEADER))
        return f->flags & PATH ? IN_PATH : IN_HEADER;
    return !takes_body(rq) || (f->flags & QUERY) ? IN_QUERY : IN_BODY;
}

/* body: whether there was one; if not, that is the fault, not what it lacks. */
static int missing(struct rq *rq, bool body)
{
    const struct shape *s = rq->route->in;
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f     = &s->fields[i];
        enum place          place = place_of(rq, f);
        if (!(f->flags & NEED) || ((struct row *)rq->args)->set >> i & 1 ||
            is_faulted(rq, place, f->name) || (place == IN_BODY && !body))
            continue;
        TRY(collect(rq, place,
                    refuse_fault(&rq->cx, FAULT_MISSING, 0, f->name, "%s: is required", f->name),
                    place == IN_BODY ? rq->body : NULL));
    }
    return 0;
}

static bool is_json_type(struct rq *rq)
{
    struct header_params ps;
    const char *type = header_word(rq->cx.arena, rq->content_type, strlen(rq->content_type), &ps);
    size_t      n    = type ? strlen(type) : 0;
    if (!*rq->content_type)
        return true;
    return type && strncmp(type, "application/", 12) == 0 &&
           (strcmp(type + 12, "json") == 0 || (n > 17 && strcmp(type + n - 5, "+json") == 0));
}

/* A NUL is a character like others here. */
static bool is_utf8(const char *text, size_t n)
{
    const char *end = text + n;
    size_t      points, len;
    bool        control;
    for (; text < end; text += len + 1) {
        len = strnlen(text, (size_t)(end - text));
        if (!utf8_check(text, len, &points, &control))
            return false;
    }
    return true;
}

int params_body(struct rq *rq)
{
    if (!takes_json_apart(rq))
        return 0;
    TRY(read_small(rq, &rq->body_text, &rq->body_len));
    digest(rq, rq->body_text, rq->body_len);
    rq->body_is_json = is_json_type(rq);
    if (rq->body_len == 0 || !rq->body_is_json ||
        json_read(rq->cx.arena, rq->body_text, rq->body_len, &rq->body))
        return 0;
    if (!is_utf8(rq->body_text, rq->body_len))
        return refuse(&rq->cx, E_BAD_BODY, "There was an error parsing the body");
    TRY(collect(rq, IN_BODY,
                refuse_fault(&rq->cx, FAULT_JSON, 0, NULL, "The body is not valid JSON"),
                NULL));
    return rq_judge(rq);
}

/* What came is no object. */
static int no_object(struct rq *rq)
{
    int rc = refuse_fault(&rq->cx, FAULT_OBJECT, 0, NULL, "The body must be a JSON object");
    return rq->body_is_json ? collect(rq, IN_BODY, rc, rq->body)
                            : collect_text(rq, IN_BODY, rc, rq->body_text, rq->body_len);
}

static int read_apart(struct rq *rq, bool *body)
{
    *body = json_object_is_type(rq->body, json_type_object);
    if (*body)
        return read_members(rq, rq->body);
    if (rq->body_len == 0 || (rq->body_is_json && !rq->body))
        return collect(rq, IN_BODY,
                       refuse_fault(&rq->cx, FAULT_MISSING, 0, NULL, "A body is required"), NULL);
    return no_object(rq);
}

static int read_all(struct rq *rq)
{
    bool apart = takes_json_apart(rq), body = true;
    if (rq->method != GET && !apart) /* only what may be answered again is told apart by it */
        digest(rq, "", 0);
    if (!rq->route->in)
        return 0;
    rq->args = arena_alloc(rq->cx.arena, rq->route->in->bytes);
    TRY(read_path_and_headers(rq));
    TRY(collect(rq, IN_QUERY, read_pairs(rq, FORM_QUERY, rq->query, strlen(rq->query),
                                         apart || (rq->route->flags & (FORM | STRICT))
                                            ? QUERY : WRITE | QUERY), NULL));
    if (apart)
        TRY(read_apart(rq, &body));
    else if (takes_body(rq) || (is_lenient(rq) && rq->method == GET && has_form(rq)))
        TRY(read_body(rq));
    if (!(rq->route->flags & PARTIAL)) {
        TRY(row_defaults(&rq->cx, rq->route->in, rq->args, false));
        TRY(missing(rq, body));
    }
    return rq_judge(rq);
}

int params_read(struct rq *rq)
{
    int rc;
    rq->cx.lax2 = rq->family->lax2;
    rc          = read_all(rq);
    rq->cx.lax2 = false;
    return rc;
}
