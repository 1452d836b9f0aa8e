/* pack.c - see pack.h. */
#include "model/preview/pack.h"
#include <zlib.h>
#include "model/base/arena.h"
#include "model/base/text.h"

#define MOST32 INT64_C(0xffffffff) /* stands for "see Zip64" */
enum {
    LOCAL       = 0x04034b50,
    BEHIND      = 0x08074b50,
    CENTRAL     = 0x02014b50,
    END64       = 0x06064b50,
    END64_AT    = 0x07064b50,
    END         = 0x06054b50,
    NEEDS       = 10,
    NEEDS64     = 45,
    BY_UNIX     = 3 << 8,
    CRC_BEHIND  = 1 << 3,
    EXTRA64     = 1,
    MOST16      = 0xffff,
    MODE        = 0100644,
    END64_BYTES = 44, /* behind its first two members */
};

static void number(struct pack *p, uint64_t v, size_t bytes)
{
    char b[8];
    for (size_t i = 0; i < bytes; i++)
        b[i] = (char)(v >> (8 * i) & 0xff);
    out_bytes(p->o, b, bytes);
    p->at += (int64_t)bytes;
}
static void two(struct pack *p, unsigned v) { number(p, v, 2); }
static void four(struct pack *p, uint32_t v) { number(p, v, 4); }
static void eight(struct pack *p, int64_t v) { number(p, (uint64_t)v, 8); }
static void capped(struct pack *p, int64_t v) { four(p, v < MOST32 ? (uint32_t)v : UINT32_MAX); }

static void text(struct pack *p, const char *t)
{
    out_raw(p->o, t);
    p->at += (int64_t)strlen(t);
}

/* Even seconds since 1980. */
static uint32_t when_of(struct utc when)
{
    int64_t  s = when.us / 1000000, days = s / 86400, year;
    unsigned month, day, second = (unsigned)(s % 86400);
    civil_from_days(days, &year, &month, &day);
    if (s < 0 || year < 1980 || year > 2107)
        return 1U << 21 | 1U << 16;
    return (uint32_t)(year - 1980) << 25 | month << 21 | day << 16 | second / 3600 << 11 |
           second / 60 % 60 << 5 | second % 60 / 2;
}

struct pack pack_begin(struct arena *arena, struct out *o)
{
    return (struct pack){ .o = o, .arena = arena };
}

static bool is_large(const struct pack_entry *e) { return e->bytes >= MOST32; }

/* What an entry's head and its line in the directory both have. */
static void common(struct pack *p, const struct pack_entry *e, size_t extra)
{
    two(p, CRC_BEHIND);
    two(p, 0); /* stored */
    four(p, e->when);
    four(p, e->crc);
    capped(p, e->bytes);
    capped(p, e->bytes);
    two(p, (unsigned)strlen(e->name));
    two(p, (unsigned)extra);
}

static void entry_end(struct pack *p)
{
    const struct pack_entry *e = p->last;
    if (!e)
        return;
    if (p->left != 0)
        abort(); /* a fault of ours: the caller knows what it has */
    four(p, BEHIND);
    four(p, e->crc);
    number(p, (uint64_t)e->bytes, is_large(e) ? 8 : 4);
    number(p, (uint64_t)e->bytes, is_large(e) ? 8 : 4);
}

void pack_entry(struct pack *p, const char *name, int64_t bytes, struct utc when)
{
    struct pack_entry *e = arena_alloc(p->arena, sizeof *e);
    entry_end(p);
    *e = (struct pack_entry){ .name = name, .bytes = bytes, .at = p->at, .when = when_of(when) };
    if (p->last)
        p->last->next = e;
    else
        p->first = e;
    p->last = e;
    p->left = bytes;
    p->n++;
    four(p, LOCAL);
    two(p, is_large(e) ? NEEDS64 : NEEDS);
    common(p, e, is_large(e) ? 20 : 0);
    text(p, name);
    if (is_large(e)) {
        two(p, EXTRA64);
        two(p, 16);
        eight(p, bytes);
        eight(p, bytes);
    }
}

void pack_bytes(struct pack *p, const void *bytes, size_t n)
{
    p->left -= (int64_t)n;
    p->last->crc = (uint32_t)crc32(p->last->crc, bytes, (uInt)n);
    out_bytes(p->o, bytes, n);
    p->at += (int64_t)n;
}

static void directory_line(struct pack *p, const struct pack_entry *e)
{
    unsigned extra = (is_large(e) ? 16U : 0) + (e->at >= MOST32 ? 8U : 0);
    four(p, CENTRAL);
    two(p, BY_UNIX | (extra ? NEEDS64 : NEEDS));
    two(p, extra ? NEEDS64 : NEEDS);
    common(p, e, extra ? extra + 4 : 0);
    two(p, 0); /* comment */
    two(p, 0); /* disk */
    two(p, 0);
    four(p, (uint32_t)MODE << 16);
    capped(p, e->at);
    text(p, e->name);
    if (!extra)
        return;
    two(p, EXTRA64);
    two(p, extra);
    if (is_large(e)) {
        eight(p, e->bytes);
        eight(p, e->bytes);
    }
    if (e->at >= MOST32)
        eight(p, e->at);
}

static void end64(struct pack *p, int64_t from, int64_t bytes)
{
    int64_t at = p->at;
    four(p, END64);
    eight(p, END64_BYTES);
    two(p, BY_UNIX | NEEDS64);
    two(p, NEEDS64);
    four(p, 0);
    four(p, 0);
    eight(p, p->n);
    eight(p, p->n);
    eight(p, bytes);
    eight(p, from);
    four(p, END64_AT);
    four(p, 0);
    eight(p, at);
    four(p, 1);
}

void pack_end(struct pack *p)
{
    int64_t  from, bytes;
    unsigned n;
    entry_end(p);
    from = p->at;
    for (const struct pack_entry *e = p->first; e; e = e->next)
        directory_line(p, e);
    bytes = p->at - from;
    if (from >= MOST32 || bytes >= MOST32 || p->n >= MOST16)
        end64(p, from, bytes);
    n = p->n < MOST16 ? (unsigned)p->n : MOST16;
    four(p, END);
    two(p, 0);
    two(p, 0);
    two(p, n);
    two(p, n);
    capped(p, bytes);
    capped(p, from);
    two(p, 0);
}
