/* rate.c - the generic cell rate algorithm (ITU-T I.371) in one UPDATE. */
#include "model/people/rate.h"
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"

enum { MICRO = 1000000 };

struct due {
    struct row row;
    int64_t    due_us;
};
#define ROW struct due
static const struct field due_fields[] = { FIELD(due_us, READ, .doc = "When it is empty.") };
#undef ROW
static const struct shape due_shape = SHAPE(struct due, due_fields);

static const char *bucket_of(struct cx *cx, const struct rate *r)
{
    char   *text = arena_printf(cx->arena, "%s\n%s", r->what, r->who);
    char   *hex  = arena_alloc(cx->arena, SHA256_HEX_SIZE);
    uint8_t sum[SHA256_BYTES];
    for (char *c = text; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    sha256_of(text, strlen(text), sum);
    hex_write(sum, sizeof sum, hex);
    return hex;
}

static int64_t step_us(const struct rate *r) { return r->window_s * MICRO / r->most; }

/* One more fits while what is in the bucket leaks away before the latest moment. */
static int add(struct cx *cx, const char *bucket, int64_t step, int64_t latest, bool *fits)
{
    int64_t changed;
    TRY(db_do(cx,
              "UPDATE signin_rate SET due_us = GREATEST(due_us, ?) + ? WHERE bucket = ?"
              " AND due_us <= ?",
              ARGS(ARG(cx->now.us), ARG(step), ARG(bucket), ARG(latest)), &changed));
    *fits = changed != 0;
    return 0;
}

int rate_take(struct cx *cx, const struct rate *r, int64_t *wait_s)
{
    const char *bucket = bucket_of(cx, r);
    int64_t     step = step_us(r), latest = cx->now.us + (r->most - 1) * step;
    struct due  due = { 0 };
    bool        fits, found;
    *wait_s = 0;
    TRY(add(cx, bucket, step, latest, &fits));
    if (fits)
        return 0;
    TRY(db_do(cx, "INSERT IGNORE INTO signin_rate (bucket, due_us) VALUES (?, 0)",
              ARGS(ARG(bucket)), NULL));
    TRY(add(cx, bucket, step, latest, &fits));
    if (fits)
        return 0;
    TRY(db_one(cx, "SELECT due_us FROM signin_rate WHERE bucket = ?", ARGS(ARG(bucket)),
               &due_shape, &due, &found));
    *wait_s = due.due_us > latest ? (due.due_us - latest + MICRO - 1) / MICRO : 1;
    return 0;
}

int rate_person(struct cx *cx, struct uuid person_id, bool *may)
{
    const struct conf_signin *c = &cx->conf->signin;
    char                      id[UUID_TEXT];
    struct rate               r = { "mail person", id, c->ask_account, c->guess_window_s };
    int64_t                   wait_s;
    uuid_format(person_id, id);
    TRY(rate_take(cx, &r, &wait_s));
    *may = wait_s == 0;
    return 0;
}

int rate_give_back(struct cx *cx, const struct rate *r)
{
    return db_do(cx, "UPDATE signin_rate SET due_us = due_us - ? WHERE bucket = ?",
                 ARGS(ARG(step_us(r)), ARG(bucket_of(cx, r))), NULL);
}
