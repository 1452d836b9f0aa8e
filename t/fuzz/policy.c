/*
 * policy.c - the first line is a form's fields (name=value, separated by tabs), the rest a policy.
 * Whatever is read must be judged without harm, the same each time; and a policy that is made
 * for those fields must be kept by them.
 */
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/video/policy.h"
#include "t/fuzz/fuzz.h"

enum { FIELDS_MOST = 20 };
static const char bucket[] = "dailies";

static size_t fields_read(struct arena *a, const char *line, size_t len,
                          struct policy_field fields[FIELDS_MOST])
{
    char  *text = arena_copy(a, line, len);
    size_t n    = 0;
    while (n < FIELDS_MOST && *text) {
        size_t end    = strcspn(text, "\t");
        bool   last   = !text[end];
        char  *equals;
        text[end]   = 0;
        equals      = strchr(text, '=');
        fields[n++] = (struct policy_field){ text, equals ? equals + 1 : "" };
        if (equals)
            *equals = 0;
        text += end + !last;
    }
    return n;
}

static void run_judged(struct cx *cx, const struct policy *p, const struct policy_field *fields,
                       size_t n)
{
    struct cx   late  = *cx;
    const char *why   = policy_check(cx, p, fields, n, bucket);
    const char *twice = policy_check(cx, p, fields, n, bucket);
    must(!why == !twice && (!why || strcmp(why, twice) == 0));
    must(!why || strncmp(why, "Invalid according to Policy: ", 29) == 0);
    must(!p->has_range || (p->min_bytes >= 0 && p->max_bytes >= 0));
    late.now.us = p->expires.us + 1;
    must(policy_check(&late, p, fields, n, bucket) != NULL);
    /* A field that no condition can know is never let through. */
    if (n < FIELDS_MOST && !why) {
        struct policy_field more[FIELDS_MOST];
        memcpy(more, fields, n * sizeof *fields);
        more[n] = (struct policy_field){ "\xff", "" };
        must(policy_check(cx, p, more, n + 1, bucket) != NULL);
    }
}

static void run_made(struct cx *cx, const char *value, const char *type)
{
    static const struct policy_key key = { "ID", "secret", "us-east-1", bucket };
    struct policy_ask              ask = { value, type, 1, 10, 60 };
    struct policy_field            fields[POLICY_FIELDS];
    struct policy                  p;
    const char                    *text;
    uint8_t                       *json;
    size_t                         n, points;
    bool                           control;
    if (!utf8_check(value, strlen(value), &points, &control) ||
        !utf8_check(type, strlen(type), &points, &control) || strlen(value) + strlen(type) > 300 ||
        strchr(type, ','))
        return;
    policy_make(cx, &key, &ask, fields);
    text = policy_field_get(fields, POLICY_FIELDS, "policy");
    json = arena_alloc(cx->arena, strlen(text) + 1);
    must(base64_read(text, strlen(text), json, strlen(text), &n));
    must(policy_read(cx, (char *)json, n, &p) == NULL);
    must(policy_check(cx, &p, fields, POLICY_FIELDS, bucket) == NULL);
    must(p.has_range && p.min_bytes == 1 && p.max_bytes == 10);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const uint8_t      *line = n ? memchr(bytes, '\n', n) : NULL;
    size_t              head = line ? (size_t)(line - bytes) : 0;
    const char         *text = line ? (const char *)line + 1 : (const char *)bytes;
    size_t              len  = line ? n - head - 1 : n, fields;
    struct policy_field field[FIELDS_MOST];
    struct policy       p;
    struct cx           cx = { .arena = arena_new(16 << 20),
                               .now   = { INT64_C(1450000000) * 1000000 } };
    const char         *wrong = policy_read(&cx, text, len, &p);
    fields                    = fields_read(cx.arena, (const char *)bytes, head, field);
    must(!wrong || strncmp(wrong, "Invalid Policy: ", 16) == 0);
    if (!wrong)
        run_judged(&cx, &p, field, fields);
    run_made(&cx, fields > 0 ? field[0].value : "k", fields > 1 ? field[1].value : "video/mp4");
    arena_free(cx.arena);
    return 0;
}
