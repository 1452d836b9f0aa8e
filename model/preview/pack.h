/*
 * pack.h - a ZIP archive, written from its first byte to its last without ever going back.
 *
 * Entries are stored as they are. Their sizes are known before and stand in front of them, their
 * checksums behind; what is beyond 4 GiB or 65,534 entries is said by Zip64, and only that.
 *
 * Stands on base and zlib (crc32).
 * Units:  bytes.
 * Errors: none of its own: `out` tells whether writing failed; sizes that do not hold end the process.
 * Memory: the arena, some hundred bytes for an entry.
 */
#ifndef PREVIEW_PACK_H
#define PREVIEW_PACK_H
#include "model/base/out.h"

struct pack_entry {
    const char *name;
    int64_t     bytes, at; /* at: of its head, from the archive's beginning */
    uint32_t    crc, when; /* when: as ZIP writes a day and a time */
    struct pack_entry *next;
};
struct pack {
    struct out        *o;
    struct arena      *arena;
    int64_t            at; /* so much is written */
    int64_t            left; /* of the entry */
    int64_t            n;
    struct pack_entry *first, *last;
};
struct pack pack_begin(struct arena *arena, struct out *o);
/* The next entry: its name (ASCII, kept by the caller), exact size and time, then its bytes in pieces. */
void pack_entry(struct pack *p, const char *name, int64_t bytes, struct utc when);
void pack_bytes(struct pack *p, const void *bytes, size_t n);
/* Behind the last one. */
void pack_end(struct pack *p);
#endif
