/*
 * archive.h - ZIP archives for tests, byte by byte, so that they may lie.
 *
 * Memory: one growing block per archive; archive_free.
 */
#ifndef T_MEDIA_ARCHIVE_H
#define T_MEDIA_ARCHIVE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARCHIVE_ENTRIES = 1100 };

struct archive_entry { /* as it is to be written; what is 0 is the truth */
    const char *name;
    size_t      name_n;      /* of a name with a NUL          */
    const void *bytes;
    size_t      n;
    bool        deflate;
    bool        later;       /* sizes stand behind the bytes  */
    bool        wide;        /* sizes of 64 bits              */
    unsigned    flags;       /* more of them                  */
    unsigned    method;      /* another one than it is        */
    unsigned    mode;        /* of Unix                       */
    uint64_t    said_bytes, said_packed; /* in both records   */
    bool        bare_wide;   /* says that sizes are wide, and does not have them */
    int         wrong_crc;   /* added, in both records        */
    /* In the header before the bytes alone: */
    const char *other_name;
    uint32_t    other_bytes;
    unsigned    other_method, other_flags;
    /* In the directory alone: */
    uint64_t    other_offset; /* plus one */
    int         other_crc;    /* added    */
    unsigned    times;        /* stands in the directory so often */
};

struct archive {
    uint8_t *bytes;
    size_t   n, cap;
    uint8_t *dir;
    size_t   dir_n, dir_cap, entries;
    size_t   last; /* where the last entry's header is */
};

struct archive_end { /* lies of the end; what is 0 is the truth */
    bool        wide;                     /* with an end of 64 bits     */
    uint64_t    wide_entries;             /* which says so many         */
    uint64_t    wide_at;                  /* plus one: where it is said to be */
    int         entries, offset, bytes;   /* added                      */
    unsigned    disk;
    const void *comment;
    size_t      comment_n;
};

void archive_raw(struct archive *a, const void *bytes, size_t n);
void archive_add(struct archive *a, const struct archive_entry *e);
void archive_end(struct archive *a, const struct archive_end *e);
void archive_free(struct archive *a);
#endif
