/* archive.c - see archive.h. */
#include "t/media/archive.h"
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

static void grow(uint8_t **block, size_t *cap, size_t need)
{
    if (need <= *cap)
        return;
    *cap   = need * 2;
    *block = realloc(*block, *cap);
    if (!*block)
        abort();
}

void archive_raw(struct archive *a, const void *bytes, size_t n)
{
    grow(&a->bytes, &a->cap, a->n + n + 1);
    if (n)
        memcpy(a->bytes + a->n, bytes, n);
    a->n += n;
}

static void dir_raw(struct archive *a, const void *bytes, size_t n)
{
    grow(&a->dir, &a->dir_cap, a->dir_n + n + 1);
    memcpy(a->dir + a->dir_n, bytes, n);
    a->dir_n += n;
}

static void put(uint8_t *to, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)(v >> (8 * i));
}

static uint8_t *deflated(const void *bytes, size_t n, size_t *packed)
{
    z_stream s  = { .next_in = bytes, .avail_in = (uInt)n };
    uint8_t *to = malloc(n + n / 100 + 100);
    if (!to || deflateInit2(&s, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    s.next_out  = to;
    s.avail_out = (uInt)(n + n / 100 + 100);
    if (deflate(&s, Z_FINISH) != Z_STREAM_END)
        abort();
    *packed = s.total_out;
    deflateEnd(&s);
    return to;
}

struct numbers {
    uint32_t crc;
    uint64_t bytes, packed;
};

/* The extra field of wide sizes; its length. */
static size_t extra(uint8_t to[20], const struct archive_entry *e, const struct numbers *k)
{
    if (!e->wide)
        return 0;
    put(to, 1, 2);
    put(to + 2, 16, 2);
    put(to + 4, k->bytes, 8);
    put(to + 12, k->packed, 8);
    return 20;
}

static void header(struct archive *a, const struct archive_entry *e, const struct numbers *k,
                   size_t name_n)
{
    uint8_t     h[30] = { 'P', 'K', 3, 4, 45 }, more[20];
    const char *name  = e->other_name ? e->other_name : e->name;
    size_t      more_n = e->later ? 0 : extra(more, e, k);
    bool        wide   = e->wide || e->bare_wide;
    if (e->other_name)
        name_n = strlen(name);
    put(h + 6, e->flags | e->other_flags | (e->later ? 8U : 0U), 2);
    put(h + 8, e->other_method ? e->other_method : e->method ? e->method : e->deflate ? 8 : 0, 2);
    if (!e->later) {
        put(h + 14, k->crc, 4);
        put(h + 18, wide ? UINT32_MAX : k->packed, 4);
        put(h + 22, e->other_bytes ? e->other_bytes : wide ? UINT32_MAX : k->bytes, 4);
    }
    put(h + 26, name_n, 2);
    put(h + 28, more_n, 2);
    archive_raw(a, h, sizeof h);
    archive_raw(a, name, name_n);
    archive_raw(a, more, more_n);
}

static void dir_entry(struct archive *a, const struct archive_entry *e, const struct numbers *k,
                      size_t name_n)
{
    uint8_t d[46] = { 'P', 'K', 1, 2, 45, 3, 45 }, more[20];
    size_t  more_n = extra(more, e, k);
    bool    wide   = e->wide || e->bare_wide;
    put(d + 8, e->flags | (e->later ? 8U : 0U), 2);
    put(d + 10, e->method ? e->method : e->deflate ? 8 : 0, 2);
    put(d + 16, k->crc + (uint32_t)e->other_crc, 4);
    put(d + 20, wide ? UINT32_MAX : k->packed, 4);
    put(d + 24, wide ? UINT32_MAX : k->bytes, 4);
    put(d + 28, name_n, 2);
    put(d + 30, more_n, 2);
    put(d + 40, e->mode, 2);
    put(d + 42, e->other_offset ? e->other_offset - 1 : a->last, 4);
    dir_raw(a, d, sizeof d);
    dir_raw(a, e->name, name_n);
    dir_raw(a, more, more_n);
    a->entries++;
}

void archive_add(struct archive *a, const struct archive_entry *e)
{
    size_t         name_n = e->name_n ? e->name_n : strlen(e->name), packed = e->n;
    uint8_t       *small  = e->deflate ? deflated(e->bytes, e->n, &packed) : NULL;
    struct numbers k      = { .crc = (uint32_t)crc32(crc32(0, NULL, 0), e->bytes ? e->bytes : (const void *)"",
                                                     (uInt)e->n) };
    k.crc += (uint32_t)e->wrong_crc;
    k.bytes  = e->said_bytes ? e->said_bytes : e->n;
    k.packed = e->said_packed ? e->said_packed : packed;
    a->last  = a->n;
    header(a, e, &k, name_n);
    archive_raw(a, small ? small : e->bytes, packed);
    free(small);
    if (e->later) {
        uint8_t behind[16] = { 'P', 'K', 7, 8 };
        put(behind + 4, k.crc, 4);
        put(behind + 8, k.packed, 4);
        put(behind + 12, k.bytes, 4);
        archive_raw(a, behind, sizeof behind);
    }
    for (unsigned i = 0; i < (e->times ? e->times : 1); i++)
        dir_entry(a, e, &k, name_n);
}

static void wide_end(struct archive *a, const struct archive_end *e, size_t dir_at)
{
    uint8_t  wide[56] = { 'P', 'K', 6, 6, 44 }, where[20] = { 'P', 'K', 6, 7 };
    size_t   at = a->n;
    uint64_t n  = e->wide_entries ? e->wide_entries : a->entries;
    put(wide + 12, 45, 2);
    put(wide + 14, 45, 2);
    put(wide + 24, n, 8);
    put(wide + 32, n, 8);
    put(wide + 40, a->dir_n, 8);
    put(wide + 48, dir_at, 8);
    archive_raw(a, wide, sizeof wide);
    put(where + 8, e->wide_at ? e->wide_at - 1 : at, 8);
    put(where + 16, 1, 4);
    archive_raw(a, where, sizeof where);
}

void archive_end(struct archive *a, const struct archive_end *e)
{
    uint8_t end[22] = { 'P', 'K', 5, 6 };
    size_t  dir_at  = a->n;
    archive_raw(a, a->dir, a->dir_n);
    if (e->wide)
        wide_end(a, e, dir_at);
    put(end + 4, e->disk, 2);
    put(end + 8, e->wide ? UINT16_MAX : a->entries + (size_t)e->entries, 2);
    put(end + 10, e->wide ? UINT16_MAX : a->entries + (size_t)e->entries, 2);
    put(end + 12, e->wide ? UINT32_MAX : a->dir_n + (size_t)e->bytes, 4);
    put(end + 16, e->wide ? UINT32_MAX : dir_at + (size_t)e->offset, 4);
    put(end + 20, e->comment_n, 2);
    archive_raw(a, end, sizeof end);
    archive_raw(a, e->comment, e->comment_n);
}

void archive_free(struct archive *a)
{
    free(a->bytes);
    free(a->dir);
    *a = (struct archive){ .n = 0 };
}
