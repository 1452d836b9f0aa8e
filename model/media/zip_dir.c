/* zip_dir.c - the end of the archive, its directory, the headers of its entries (APPNOTE 6.3.9). */
#include "model/media/zip_dir.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/media/zip_parts.h"

enum {
    SIG_ENTRY  = 0x02014b50, SIG_HEADER = 0x04034b50, SIG_END = 0x06054b50,
    SIG_END64  = 0x06064b50, SIG_WHERE64 = 0x07064b50,
    ENTRY_BYTES = 46, HEADER_BYTES = 30, END_BYTES = 22, END64_BYTES = 56, WHERE64_BYTES = 20,
    COMMENT_MOST = 65535,
    DIR_MOST     = 16 * 1024 * 1024, /* with all comments and extra fields */
    DOS_FOLDER   = 0x10,
};

struct archive {
    int      fd;
    uint64_t bytes;
};
struct end { /* where the directory is */
    uint64_t n, offset, bytes;
    uint64_t behind; /* what stands behind it */
};

static int read_at(struct cx *cx, const struct archive *a, uint64_t at, void *to, size_t n)
{
    if (at > a->bytes || n > a->bytes - at)
        return zip_contradiction(cx, "something lies outside");
    for (size_t got = 0; got < n;) {
        ssize_t one = pread(a->fd, (char *)to + got, n - got, (off_t)(at + got));
        if (one < 0 && errno == EINTR)
            continue;
        if (one <= 0)
            return refuse(cx, E_MEDIA_FAILED, "The archive cannot be read");
        got += (size_t)one;
    }
    return 0;
}

static int no_archive(struct cx *cx)
{
    return refuse(cx, E_BAD_ARCHIVE, "The file is no ZIP archive, or it is cut off");
}

/* ---- the end ---- */

/* The record that a comment of just the right length ends. */
static int end_find(struct cx *cx, const struct archive *a, uint64_t *at, uint8_t to[END_BYTES])
{
    uint64_t most = END_BYTES + COMMENT_MOST, n = a->bytes < most ? a->bytes : most;
    uint8_t *tail = arena_alloc(cx->arena, (size_t)n + 1);
    if (n < END_BYTES)
        return no_archive(cx);
    TRY(read_at(cx, a, a->bytes - n, tail, (size_t)n));
    for (size_t i = (size_t)n - END_BYTES + 1; i-- > 0;)
        if (le32(tail + i) == SIG_END && i + END_BYTES + le16(tail + i + 20) == n) {
            *at = a->bytes - n + i;
            memcpy(to, tail + i, END_BYTES);
            return 0;
        }
    return no_archive(cx);
}

/* A number that both records have is the same, unless the short one has no room for it. */
static bool agrees(uint64_t narrow, uint64_t most, uint64_t wide)
{
    return narrow == wide || narrow == most;
}

static int end64_read(struct cx *cx, const struct archive *a, uint64_t end_at, struct end *to)
{
    uint8_t  where[WHERE64_BYTES], wide[END64_BYTES];
    uint64_t at;
    if (end_at < WHERE64_BYTES)
        return 0;
    TRY(read_at(cx, a, end_at - WHERE64_BYTES, where, sizeof where));
    if (le32(where) != SIG_WHERE64)
        return 0;
    at = le64(where + 8);
    TRY(read_at(cx, a, at, wide, sizeof wide));
    if (le32(wide) != SIG_END64 || le32(where + 4) != 0 || le32(where + 16) > 1 ||
        le32(wide + 16) != 0 || le32(wide + 20) != 0 || le64(wide + 24) != le64(wide + 32) ||
        !agrees(to->n, UINT16_MAX, le64(wide + 32)) ||
        !agrees(to->bytes, UINT32_MAX, le64(wide + 40)) ||
        !agrees(to->offset, UINT32_MAX, le64(wide + 48)))
        return zip_contradiction(cx, "its two ends");
    *to = (struct end){ le64(wide + 32), le64(wide + 48), le64(wide + 40), at };
    return 0;
}

static int end_read(struct cx *cx, const struct archive *a, struct end *to)
{
    uint8_t  end[END_BYTES], begin[4];
    uint64_t at;
    TRY(end_find(cx, a, &at, end));
    *to = (struct end){ le16(end + 10), le32(end + 16), le32(end + 12), at };
    if (le16(end + 4) != 0 || le16(end + 6) != 0 || le16(end + 8) != le16(end + 10))
        return refuse(cx, E_BAD_ARCHIVE, "The archive is one part of several");
    TRY(end64_read(cx, a, at, to));
    if (to->n > ZIP_ENTRIES)
        return refuse(cx, E_BAD_ARCHIVE, "The archive has more than %d entries", ZIP_ENTRIES);
    if (to->bytes > DIR_MOST)
        return refuse(cx, E_BAD_ARCHIVE, "The archive's directory is too large");
    if (to->offset > to->behind || to->bytes != to->behind - to->offset)
        return zip_contradiction(cx, "its directory is elsewhere");
    TRY(read_at(cx, a, 0, begin, sizeof begin));
    if (to->n > 0 && le32(begin) != SIG_HEADER)
        return no_archive(cx); /* something else that has one behind it */
    return 0;
}

/* ---- the directory ---- */

static int entry_read(struct cx *cx, const uint8_t **p, size_t *left, struct zip_record *to)
{
    const uint8_t *e = *p;
    size_t         more;
    if (*left < ENTRY_BYTES || le32(e) != SIG_ENTRY)
        return zip_contradiction(cx, "its directory");
    more = (size_t)le16(e + 28) + le16(e + 30) + le16(e + 32);
    if (more > *left - ENTRY_BYTES)
        return zip_contradiction(cx, "its directory");
    *to = (struct zip_record){ .host      = e[5],
                               .flags     = le16(e + 8),
                               .method    = le16(e + 10),
                               .crc       = le32(e + 16),
                               .packed    = le32(e + 20),
                               .bytes     = le32(e + 24),
                               .name_n    = le16(e + 28),
                               .extra_n   = le16(e + 30),
                               .is_folder = e[38] & DOS_FOLDER,
                               .mode      = le16(e + 40),
                               .offset    = le32(e + 42),
                               .name      = e + ENTRY_BYTES,
                               .extra     = e + ENTRY_BYTES + le16(e + 28) };
    if (le16(e + 34) != 0 && le16(e + 34) != UINT16_MAX)
        return refuse(cx, E_BAD_ARCHIVE, "The archive is one part of several");
    *p += ENTRY_BYTES + more;
    *left -= ENTRY_BYTES + more;
    return zip_wide_numbers(cx, to, true);
}

/* What stands before the entry's bytes says the same as the directory. */
static int header_check(struct cx *cx, const struct archive *a, const struct zip_record *said,
                        uint64_t dir_at, int64_t *data_end)
{
    uint8_t           head[HEADER_BYTES], *more;
    struct zip_record h;
    uint64_t          data;
    TRY(read_at(cx, a, said->offset, head, sizeof head));
    if (le32(head) != SIG_HEADER)
        return zip_contradiction(cx, "an entry is not where it should be");
    h = (struct zip_record){ .flags = le16(head + 6), .method = le16(head + 8),
                             .crc = le32(head + 14), .packed = le32(head + 18),
                             .bytes = le32(head + 22), .name_n = le16(head + 26),
                             .extra_n = le16(head + 28) };
    more = arena_alloc(cx->arena, h.name_n + h.extra_n + 1);
    TRY(read_at(cx, a, said->offset + HEADER_BYTES, more, h.name_n + h.extra_n));
    h.extra = more + h.name_n;
    if (h.name_n != said->name_n || memcmp(more, said->name, h.name_n) != 0)
        return zip_contradiction(cx, "an entry has two names");
    if (h.method != said->method || (h.flags & ZIP_ENCRYPTED))
        return zip_contradiction(cx, "an entry is packed in two ways");
    if (!(h.flags & ZIP_LATER)) {
        TRY(zip_wide_numbers(cx, &h, false));
        if (h.crc != said->crc || h.packed != said->packed || h.bytes != said->bytes)
            return zip_contradiction(cx, "an entry has two sizes");
    }
    data = said->offset + HEADER_BYTES + h.name_n + h.extra_n;
    if (data > dir_at || said->packed > dir_at - data)
        return zip_contradiction(cx, "an entry reaches into the directory");
    *data_end = (int64_t)(data + said->packed);
    return 0;
}

static int by_offset(const void *a, const void *b)
{
    const struct zip_entry *const *x = a, *const *y = b;
    return (*x)->offset < (*y)->offset ? -1 : (*x)->offset > (*y)->offset;
}

static int overlap_check(struct cx *cx, const struct zip_dir *d)
{
    const struct zip_entry **sorted = arena_alloc_array(cx->arena, d->n + 1, sizeof *sorted);
    for (size_t i = 0; i < d->n; i++)
        sorted[i] = &d->entries[i];
    qsort(sorted, d->n, sizeof *sorted, by_offset);
    if (d->n > 0 && sorted[0]->offset != 0)
        return zip_contradiction(cx, "it begins with what is not in its directory");
    for (size_t i = 1; i < d->n; i++)
        if (sorted[i]->offset < sorted[i - 1]->data_end)
            return refuse(cx, E_BAD_ARCHIVE, "Entries of the archive overlap");
    return 0;
}

int zip_dir_read(struct cx *cx, int fd, struct zip_dir *to)
{
    struct stat    st;
    struct archive a = { .fd = fd };
    struct end     end;
    uint8_t       *bytes;
    const uint8_t *p;
    size_t         left;
    int64_t        total = 0;
    if (fstat(fd, &st) < 0)
        return refuse(cx, E_MEDIA_FAILED, "The archive cannot be read");
    a.bytes = (uint64_t)st.st_size;
    TRY(end_read(cx, &a, &end));
    p = bytes   = arena_alloc(cx->arena, (size_t)end.bytes + 1);
    left        = (size_t)end.bytes;
    to->n       = (size_t)end.n;
    to->entries = arena_alloc_array(cx->arena, to->n + 1, sizeof *to->entries);
    TRY(read_at(cx, &a, end.offset, bytes, left));
    for (size_t i = 0; i < to->n; i++) {
        struct zip_record r;
        TRY(entry_read(cx, &p, &left, &r));
        TRY(zip_entry_judge(cx, &r, &to->entries[i]));
        total += to->entries[i].bytes;
        if (total > ZIP_TOTAL_BYTES)
            return refuse(cx, E_BAD_ARCHIVE, "The archive unpacks to more than 2 GiB");
        struct arena_mark mark = arena_mark(cx->arena);
        TRY(header_check(cx, &a, &r, end.offset, &to->entries[i].data_end));
        arena_rewind(cx->arena, mark);
    }
    if (left > 0)
        return zip_contradiction(cx, "more entries than it says");
    return overlap_check(cx, to);
}
