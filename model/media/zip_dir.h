/*
 * zip_dir.h - the directory of a ZIP archive, read and judged before anything is
 * unpacked: what it claims must be within the limits, and agree with what stands
 * before each entry.
 *
 * Stands on base.
 * Units:  bytes.
 * Errors: E_BAD_ARCHIVE with a sentence for whoever sent it; E_MEDIA_FAILED when the file cannot
 *         be read.
 * Memory: the arena.
 */
#ifndef MEDIA_ZIP_DIR_H
#define MEDIA_ZIP_DIR_H
#include "model/base/base.h"

enum {
    ZIP_ENTRIES   = 1000,
    ZIP_RATIO     = 200,
    ZIP_NAME_MOST = 240, /* bytes of a name as it is told */
    ZIP_SLUG_MOST = 100,
};
#define ZIP_TOTAL_BYTES (INT64_C(2) << 30) /* of all entries, unpacked */

enum zip_what {
    ZIP_FILE,
    ZIP_IGNORED, /* a folder, a dot file, what the Finder adds */
    ZIP_LINK,    /* or something else that is no file */
};

struct zip_entry {
    enum zip_what what;
    const char   *name;                      /* UTF-8 without control characters, for people only */
    char          slug[ZIP_SLUG_MOST + 1];   /* what it is named after; "" when that is too long */
    int64_t       bytes, packed, offset;     /* as the directory says; offset: of its header */
    int64_t       data_end;                  /* where its packed bytes end */
    unsigned      method;                    /* 0: stored, 8: deflated */
    uint32_t      crc;
};

struct zip_dir {
    struct zip_entry *entries; /* in the directory's order */
    size_t            n;
};

int zip_dir_read(struct cx *cx, int fd, struct zip_dir *to) MUST_USE;
#endif
