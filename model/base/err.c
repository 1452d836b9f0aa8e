/* err.c - the list of reasons, and how a failure is recorded. */
#include "model/base/base.h"
#include <stdarg.h>
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
static void prepend(struct err *e, struct into step)
{
    size_t kept = e->steps < ERR_STEPS ? e->steps : ERR_STEPS - 1;
    memmove(e->step + 1, e->step, kept * sizeof *e->step);
    e->step[0] = step;
    e->steps   = kept + 1;
}

int refuse_within(struct cx *cx, int rc, const char *field, struct into step)
{
    if (cx->err.field)
        prepend(&cx->err, (struct into){ .name = cx->err.field });
    prepend(&cx->err, step);
    cx->err.field = field;
    return rc;
}
