/*
 * zip_dir.c - any file as an archive: what is taken keeps the limits, lies within the file, and
 * can be told to people.
 */
#include <sys/mman.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/media/zip_dir.h"
#include "t/fuzz/fuzz.h"

static void entry_fits(const struct zip_entry *e, size_t n)
{
    size_t points;
    bool   control;
    must(utf8_check(e->name, strlen(e->name), &points, &control) && !control);
    must(strlen(e->name) <= ZIP_NAME_MOST && strlen(e->slug) <= ZIP_SLUG_MOST);
    must(!strpbrk(e->slug, "/\\") && strcmp(e->slug, "..") != 0);
    must(e->offset >= 0 && e->packed >= 0 && e->data_end <= (int64_t)n);
    must(e->offset + e->packed <= e->data_end);
    must(e->bytes <= e->packed * ZIP_RATIO || e->bytes == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct cx      cx    = { .arena = arena_new(64 << 20) };
    struct zip_dir dir   = { .n = 0 };
    int64_t        total = 0, packed = 0;
    int            fd    = memfd_create("archive", MFD_CLOEXEC), rc;
    must(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
    rc = zip_dir_read(&cx, fd, &dir);
    must(rc == 0 || rc == -E_BAD_ARCHIVE);
    must(rc == 0 || cx.err.message[0]);
    for (size_t i = 0; rc == 0 && i < dir.n; i++) {
        entry_fits(&dir.entries[i], n);
        total += dir.entries[i].bytes;
        packed += dir.entries[i].packed;
    }
    must(rc < 0 || (dir.n <= ZIP_ENTRIES && total <= ZIP_TOTAL_BYTES && packed <= (int64_t)n));
    close(fd);
    arena_free(cx.arena);
    return 0;
}
