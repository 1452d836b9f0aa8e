/* err.c - the list of reasons, and how a failure is recorded. */
#include "model/base/base.h"
#include <stdarg.h>
#include "model/base/arena.h"
#include "model/base/text.h"

static const struct {
    int         status, number;
    const char *word, *meaning;
} reasons[] = {
#define R(name, status, number, word, meaning) [E_##name] = { status, number, word, meaning },
    REASONS(R)
#undef R
};

static bool is_reason(enum reason why) { return why > E_NONE && why < E_COUNT; }

int reason_status(enum reason why) { return is_reason(why) ? reasons[why].status : 500; }
int reason_number(enum reason why) { return reasons[is_reason(why) ? why : E_INTERNAL].number; }
const char *reason_word(enum reason why) { return reasons[is_reason(why) ? why : E_INTERNAL].word; }
const char *reason_meaning(enum reason why)
{
    return reasons[is_reason(why) ? why : E_INTERNAL].meaning;
}

enum reason reason_by_word(const char *word)
{
    for (int i = E_NONE + 1; word && i < E_COUNT; i++)
        if (strcmp(reasons[i].word, word) == 0)
            return (enum reason)i;
    return E_INTERNAL;
}

void err_clear(struct cx *cx) { cx->err = (struct err){ .reason = E_NONE }; }

static int PRINTF(3, 0) record(struct cx *cx, struct err err, const char *fmt, va_list ap)
{
    if (cx->err.reason == E_NONE) {
        cx->err = err;
        vsnprintf(cx->err.message, sizeof cx->err.message, fmt, ap);
        utf8_close(cx->err.message);
    }
    return -(int)cx->err.reason;
}

int refuse_at(struct cx *cx, const char *file, int line, enum reason why, const char *field,
              const char *fmt, ...)
{
    struct err err = { .reason = why, .field = field, .file = file, .line = line };
    va_list    ap;
    va_start(ap, fmt);
    record(cx, err, fmt, ap);
    va_end(ap);
    return -(int)cx->err.reason;
}

int fault_at(struct cx *cx, const char *file, int line, enum fault_kind fault, int64_t limit,
             const char *field, const char *fmt, ...)
{
    struct err err = { .reason = E_INVALID, .fault = fault, .limit = limit,
                       .field = field, .file = file, .line = line };
    va_list    ap;
    va_start(ap, fmt);
    record(cx, err, fmt, ap);
    va_end(ap);
    return -(int)cx->err.reason;
}

/* Puts a step before the others. */
static void prepend(struct into *steps, size_t *n, struct into step)
{
    size_t kept = *n < ERR_STEPS ? *n : ERR_STEPS - 1;
    memmove(steps + 1, steps, kept * sizeof *steps);
    steps[0] = step;
    *n       = kept + 1;
}

int refuse_within(struct cx *cx, int rc, const char *field, struct into step)
{
    if (cx->err.field)
        prepend(cx->err.step, &cx->err.steps, (struct into){ .name = cx->err.field });
    prepend(cx->err.step, &cx->err.steps, step);
    cx->err.field = field;
    return rc;
}

static void add(struct cx *cx, struct json_object *input)
{
    const struct err *e = &cx->err;
    struct faults    *l = &cx->found;
    struct fault     *f;
    if (l->n == FAULTS_MOST)
        return;
    if (l->n == l->room) {
        struct fault *more = arena_alloc_array(cx->arena, l->room ? l->room * 2 : 8, sizeof *more);
        if (l->n)
            memcpy(more, l->v, l->n * sizeof *more);
        l->v    = more;
        l->room = l->room ? l->room * 2 : 8;
    }
    f  = &l->v[l->n++];
    *f = (struct fault){ .message = arena_text(cx->arena, e->message), .steps = e->steps,
                         .kind = e->fault, .limit = e->limit, .rule = e->rule, .input = input };
    memcpy(f->step, e->step, sizeof f->step);
}

void faults_within(struct cx *cx, size_t from, struct into step)
{
    for (size_t i = from; i < cx->found.n; i++)
        prepend(cx->found.v[i].step, &cx->found.v[i].steps, step);
}

int fault_keep(struct cx *cx, int rc, size_t from, struct json_object *input)
{
    if (rc >= 0 || cx->err.reason != E_INVALID)
        return rc;
    if (cx->found.n == from)
        add(cx, input);
    if (cx->err.field)
        faults_within(cx, from, (struct into){ .name = cx->err.field });
    err_clear(cx);
    return 0;
}
