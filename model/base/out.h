/*
 * out.h - bounded text and the streaming JSON writer.
 *
 * Values are written in order; commas are set by the writer. A buffer is born
 * with its maximum; passing it, or a sink that fails, sets `failed`, which is
 * checked once at the end.
 * Memory: of the arena, or the caller's fixed buffer with a sink behind it.
 */
#ifndef OUT_H
#define OUT_H
#include <stdarg.h>
#include "model/base/field.h"

enum time_style {
    TIME_RFC3339, /* 2026-11-20T21:40:01.123Z            */
    TIME_NAIVE,   /* 2026-11-20T21:40:01 (tracker family) */
    TIME_OFFSET,  /* 2026-11-20T21:40:01.123456+00:00 (video family) */
};

struct out {
    char           *buf;
    size_t          len, cap, max;
    char          **kept; /* the arena's: what frees the buffer with it, or ... */
    int           (*sink)(void *u, const char *bytes, size_t n); /* ... where it empties, or ... */
    bool            heap; /* ... the caller frees it                            */
    void           *u;
    enum time_style time;
    bool            comma, failed;
};

/* Its text lives until the arena is reset, or rewound to before this call: rows may be written into
 * it one after the other while the arena is rewound behind each. */
struct out out_in_arena(struct arena *a, size_t max);
/* Outlives a rewind of the arena; the caller frees `buf`. */
struct out out_on_heap(size_t max);
struct out out_to_sink(char *buf, size_t cap, int (*sink)(void *, const char *, size_t), void *u);

void out_bytes(struct out *o, const char *bytes, size_t n);
void out_raw(struct out *o, const char *text);
void out_format(struct out *o, const char *fmt, ...) PRINTF(2, 3);
/* The text so far with a NUL behind it; NULL when it overflowed. Not for sinks. */
const char *out_done(struct out *o);

void out_object(struct out *o);
void out_object_end(struct out *o);
void out_array(struct out *o);
void out_array_end(struct out *o);
void out_key(struct out *o, const char *name);
void out_null(struct out *o);
void out_bool(struct out *o, bool v);
void out_i64(struct out *o, int64_t v);
void out_f64(struct out *o, double v); /* shortest text that reads back; not finite: null */
void out_str(struct out *o, const char *text); /* NULL: null */
void out_strn(struct out *o, const char *text, size_t n);
void out_uuid(struct out *o, struct uuid v);
void out_time(struct out *o, struct utc v);
void out_date(struct out *o, struct date v);
void out_json(struct out *o, const char *text); /* a whole value, already JSON; NULL: null */
/* The members of an object that is JSON already and begins and ends with its braces. */
void out_json_members(struct out *o, const char *text);
/* All members of a described struct that have the flag READ and not SECRET, without braces. */
void out_members(struct out *o, const struct shape *s, const void *row);
void out_row(struct out *o, const struct shape *s, const void *row); /* with braces */

#define OUT_STR(o, k, v)  (out_key((o), (k)), out_str((o), (v)))
#define OUT_I64(o, k, v)  (out_key((o), (k)), out_i64((o), (v)))
#define OUT_BOOL(o, k, v) (out_key((o), (k)), out_bool((o), (v)))
#define OUT_UUID(o, k, v) (out_key((o), (k)), out_uuid((o), (v)))
#define OUT_TIME(o, k, v) (out_key((o), (k)), out_time((o), (v)))
#endif
