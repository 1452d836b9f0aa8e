/* faults.c - see faults.h; web.h has what is for handlers. */
#include "fcgi/faults.h"
#include <json-c/json.h>
#include "fcgi/form.h"
#include "model/base/arena.h"
#include "model/base/text.h"

enum { MESSAGE_BYTES = 4096, PAIRS_MAX = 200 };

static const unsigned flag_of[] = { [IN_PATH] = PATH, [IN_QUERY] = QUERY | WRITE,
                                    [IN_HEADER] = HEADER, [IN_BODY] = WRITE };

static void add(struct rq *rq, enum place place, const char *field, const struct fault *f)
{
    const struct shape *s = rq->route ? rq->route->in : NULL;
    if (rq->wrongs == FAULTS_MOST)
        return;
    if (rq->wrongs == rq->wrong_room) {
        size_t        room = rq->wrong_room ? rq->wrong_room * 2 : 8;
        struct wrong *more = arena_alloc_array(rq->cx.arena, room, sizeof *more);
        if (rq->wrongs)
            memcpy(more, rq->wrong, rq->wrongs * sizeof *more);
        rq->wrong      = more;
        rq->wrong_room = room;
    }
    rq->wrong[rq->wrongs++] = (struct wrong){
        .field = field, .place = place, .fault = *f,
        .rank = field && s ? field_find(s, field, strlen(field), flag_of[place]) : -1
    };
}

int collect(struct rq *rq, enum place place, int rc, struct json_object *input)
{
    struct cx  *cx    = &rq->cx;
    const char *field = cx->err.field;
    if (rc >= 0 || cx->err.reason != E_INVALID)
        return rc;
    if (cx->found.n > 0) /* the error is one of them */
        err_clear(cx);
    cx->err.field = NULL;
    TRY(fault_keep(cx, cx->err.reason == E_NONE ? 0 : rc, 0, input));
    for (size_t i = 0; i < cx->found.n; i++)
        add(rq, place, field, &cx->found.v[i]);
    cx->found.n = 0;
    return 0;
}

static void put(void *v) { json_object_put(v); }

/* NULL for what is no text. */
static struct json_object *text_of(struct rq *rq, const char *text, size_t len)
{
    size_t              points;
    bool                control;
    struct json_object *v;
    if (!utf8_check(text, len, &points, &control))
        return NULL;
    v = json_object_new_string_len(text, (int)len);
    if (!v)
        abort();
    arena_on_reset(rq->cx.arena, put, v);
    return v;
}

int collect_text(struct rq *rq, enum place place, int rc, const char *text, size_t len)
{
    if (rc >= 0 || rq->cx.err.reason != E_INVALID)
        return rc;
    return collect(rq, place, rc, text_of(rq, text, len));
}

/* ---- for handlers ---- */

/* The last value of that name in the query. */
static struct json_object *from_query(struct rq *rq, const char *name)
{
    struct form         f = form_begin(FORM_QUERY, rq->query, strlen(rq->query), PAIRS_MAX);
    struct form_pair    p;
    struct json_object *last = NULL;
    while (form_next(&rq->cx, &f, &p) > 0)
        if (strcmp(p.name, name) == 0)
            last = text_of(rq, p.value, p.value_len);
    return last;
}

static struct json_object *from_path(struct rq *rq, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < rq->captures; i++)
        if (strcspn(rq->capture[i].name, "/") == n && memcmp(rq->capture[i].name, name, n) == 0)
            return text_of(rq, rq->capture[i].value, rq->capture[i].len);
    return NULL;
}

/* As far as the steps lead: some name a kind, and no member. */
static struct json_object *from_body(struct rq *rq, const char *field, const struct into *step,
                                     size_t steps)
{
    struct json_object *v = rq->body;
    if (field && !json_object_object_get_ex(v, field, &v))
        return NULL;
    for (size_t i = 0; i < steps; i++) {
        struct json_object *x;
        if (!step[i].name)
            v = json_object_is_type(v, json_type_array)
                    ? json_object_array_get_idx(v, (size_t)step[i].index)
                    : NULL;
        else if (json_object_object_get_ex(v, step[i].name, &x))
            v = x;
    }
    return v;
}

/* What came there. */
static struct json_object *input_of(struct rq *rq, enum place place, const char *field,
                                    const struct into *step, size_t steps)
{
    switch (place) {
    case IN_BODY: return from_body(rq, field, step, steps);
    case IN_PATH: return field ? from_path(rq, field) : NULL;
    case IN_QUERY: return field ? from_query(rq, field) : NULL;
    default: return NULL;
    }
}

void rq_fault(struct rq *rq, enum place place, enum fault_kind kind, const char *field,
              const struct into *step, size_t steps, const char *fmt, ...)
{
    struct fault f = { .kind = kind };
    char         text[sizeof rq->cx.err.message];
    va_list      ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    utf8_close(text);
    f.message = arena_text(rq->cx.arena, text);
    for (; f.steps < steps && f.steps < ERR_STEPS; f.steps++)
        f.step[f.steps] = step[f.steps];
    f.input = input_of(rq, place, field, f.step, f.steps);
    add(rq, place, field, &f);
}

static enum place place_of_field(struct rq *rq, const char *field)
{
    const struct shape *s = rq->route ? rq->route->in : NULL;
    int                 i = field && s ? field_index(s, field, strlen(field)) : -1;
    if (i < 0)
        return IN_BODY;
    for (enum place p = IN_PATH; p < IN_BODY; p++)
        if (s->fields[i].flags & flag_of[p] & ~(unsigned)WRITE)
            return p;
    return rq->method == GET || rq->method == HEAD ? IN_QUERY : IN_BODY;
}

void rq_blame(struct rq *rq)
{
    const struct err *e     = &rq->cx.err;
    enum place        place = place_of_field(rq, e->field);
    struct fault      f     = { .message = e->message, .steps = e->steps, .kind = e->fault,
                                .limit = e->limit, .rule = e->rule };
    if (rq->wrongs)
        return;
    memcpy(f.step, e->step, sizeof f.step);
    f.input = input_of(rq, place, e->field, f.step, f.steps);
    add(rq, place, e->field, &f);
}

/* The entries of a list in their order; members stay as they came. */
static bool is_entry_before(const struct fault *a, const struct fault *b)
{
    for (size_t i = 0; i < a->steps && i < b->steps; i++) {
        if (a->step[i].name || b->step[i].name)
            return false;
        if (a->step[i].index != b->step[i].index)
            return a->step[i].index < b->step[i].index;
    }
    return false;
}

/* Is it said before another: by place, the whole before its parts, the parts as in the table? */
static bool is_before(const struct wrong *a, const struct wrong *b)
{
    if (a->place != b->place)
        return a->place < b->place;
    return a->rank != b->rank ? a->rank < b->rank : is_entry_before(&a->fault, &b->fault);
}

static void sort(struct rq *rq)
{
    for (size_t i = 1; i < rq->wrongs; i++)
        for (size_t k = i; k > 0 && is_before(&rq->wrong[k], &rq->wrong[k - 1]); k--) {
            struct wrong w   = rq->wrong[k];
            rq->wrong[k]     = rq->wrong[k - 1];
            rq->wrong[k - 1] = w;
        }
}

/* One error out of all faults; families that list them read rq->wrong. */
/* What is inside of a field says so: scenes[3]: must be a UUID. */
static void path_write(struct out *o, const struct wrong *w)
{
    if (!w->field || !w->fault.steps)
        return;
    out_raw(o, w->field);
    for (size_t i = 0; i < w->fault.steps; i++)
        if (w->fault.step[i].name)
            out_format(o, ".%s", w->fault.step[i].name);
        else
            out_format(o, "[%lld]", (long long)w->fault.step[i].index);
    out_raw(o, ": ");
}

int rq_judge(struct rq *rq)
{
    struct out  o = out_in_arena(rq->cx.arena, MESSAGE_BYTES);
    const char *all;
    if (!rq->wrongs)
        return 0;
    if (rq->family->body_first)
        sort(rq);
    for (size_t i = 0; i < rq->wrongs; i++) {
        out_raw(&o, i ? "; " : "");
        path_write(&o, &rq->wrong[i]);
        out_raw(&o, rq->wrong[i].fault.message);
    }
    all = out_done(&o);
    return refuse_field(&rq->cx, E_INVALID, rq->wrong[0].field, "%s",
                        all ? all : rq->wrong[0].fault.message);
}
