/*
 * part.c - uploads in pieces: STATE/store/part/<id>.
 *
 * What counts is the file's size. Where pieces have to be confirmed, <id>.sure beside it holds
 * the number of bytes that are; the bytes behind them are nobody's.
 *
 * The lock is on the file itself. As a file that became a blob keeps its inode, a lock is good
 * only while the name still leads to that inode. Who wants the lock sets the time of access,
 * which nobody else looks at.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/store/backend.h"

enum {
    FLUSH_BYTES = 8 * 1024 * 1024, /* then writing to disk begins, so that confirming is short */
    LOOK_NS     = 20 * 1000 * 1000,
    WANTED_S    = 10,
    MILLI       = 1000,
};
#define GUARD ".sure"

struct store_part {
    int         fd;       /* -1: closed */
    int         guard_fd; /* -1: there is no guard */
    const char *path, *guard_path;
    int64_t     sure, written, flushed;
    bool        kept; /* a blob has the same inode: nothing may change any more */
};

static const char *folder_of(struct cx *cx)
{
    return arena_printf(cx->arena, "%s/store/part", cx->conf->state_dir);
}

static const char *path_of(struct cx *cx, struct uuid id, const char *suffix)
{
    char name[UUID_TEXT];
    uuid_format(id, name);
    return arena_printf(cx->arena, "%s/store/part/%s%s", cx->conf->state_dir, name, suffix);
}

int store_part_create(struct cx *cx, struct uuid id)
{
    const char *path  = path_of(cx, id, "");
    int         flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int         fd    = open(path, flags, 0600);
    if (fd < 0 && errno == ENOENT) {
        TRY(store_make_folders(cx));
        fd = open(path, flags, 0600);
    }
    if (fd < 0 && errno == EEXIST)
        return refuse(cx, E_CONFLICT, "There is such an upload already");
    if (fd < 0)
        return store_failed(cx, "Making a partial file");
    close(fd);
    return store_sync_folder(cx, folder_of(cx));
}

/* ---- the lock ---- */

void store_part_close(struct store_part *p)
{
    if (p->guard_fd >= 0)
        close(p->guard_fd);
    if (p->fd >= 0)
        close(p->fd);
    p->fd = p->guard_fd = -1;
}

static void close_at_reset(void *p) { store_part_close(p); }

static bool is_named(const struct store_part *p)
{
    struct stat mine, named;
    return fstat(p->fd, &mine) == 0 && stat(p->path, &named) == 0 && mine.st_ino == named.st_ino &&
           mine.st_dev == named.st_dev;
}

static int try_lock(struct cx *cx, struct store_part *p, bool *locked)
{
    struct timespec asked[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } };
    struct timespec never[2] = { { 0 }, { .tv_nsec = UTIME_OMIT } };
    p->fd                    = open(p->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    *locked                  = false;
    if (p->fd < 0)
        return store_failed(cx, "Opening a partial file");
    if (flock(p->fd, LOCK_EX | LOCK_NB) < 0) {
        futimens(p->fd, asked);
    } else if (is_named(p)) {
        futimens(p->fd, never);
        *locked = true;
        return 0;
    }
    store_part_close(p);
    return 0;
}

bool store_part_is_wanted(const struct store_part *p)
{
    struct stat     st;
    struct timespec now;
    return fstat(p->fd, &st) == 0 && clock_gettime(CLOCK_REALTIME, &now) == 0 &&
           now.tv_sec - st.st_atim.tv_sec <= WANTED_S;
}

/* ---- what counts ---- */

/* A guard that was never written guards nothing: its bytes were to come. */
static int64_t guard_read(int fd, int64_t size)
{
    int64_t sure;
    bool    whole = pread(fd, &sure, sizeof sure, 0) == (ssize_t)sizeof sure;
    return whole && sure >= 0 && sure < size ? sure : size;
}

static int guard_write(struct cx *cx, const struct store_part *p)
{
    if (pwrite(p->guard_fd, &p->sure, sizeof p->sure, 0) != (ssize_t)sizeof p->sure ||
        fdatasync(p->guard_fd) < 0)
        return store_failed(cx, "Writing a guard");
    return 0;
}

static int cut(struct cx *cx, struct store_part *p, int64_t bytes)
{
    if (ftruncate(p->fd, bytes) < 0 || fdatasync(p->fd) < 0)
        return store_failed(cx, "Cutting a partial file");
    p->written = p->flushed = bytes;
    return 0;
}

/* What a writer that is gone has left. */
static int settle(struct cx *cx, struct store_part *p)
{
    struct stat st;
    if (fstat(p->fd, &st) < 0)
        return store_failed(cx, "Opening a partial file");
    p->kept     = st.st_nlink > 1;
    p->guard_fd = open(p->guard_path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    p->sure = p->written = p->flushed = st.st_size;
    if (p->guard_fd >= 0)
        p->sure = guard_read(p->guard_fd, st.st_size);
    return p->sure < p->written ? cut(cx, p, p->sure) : 0;
}

int store_part_open(struct cx *cx, struct uuid id, int64_t wait_ms, struct store_part **out)
{
    struct timespec    pause  = { .tv_nsec = LOOK_NS };
    struct utc         until  = { utc_now().us + wait_ms * MILLI };
    struct store_part *p      = arena_alloc(cx->arena, sizeof *p);
    bool               locked = false;
    p->fd = p->guard_fd = -1;
    p->path             = path_of(cx, id, "");
    p->guard_path       = path_of(cx, id, GUARD);
    for (;;) {
        TRY(try_lock(cx, p, &locked));
        if (locked)
            break;
        if (utc_now().us >= until.us)
            return refuse(cx, E_LOCKED, "Another request is writing to this upload");
        nanosleep(&pause, NULL);
    }
    arena_on_reset(cx->arena, close_at_reset, p);
    TRY(settle(cx, p));
    *out = p;
    return 0;
}

int64_t store_part_bytes(const struct store_part *p) { return p->sure; }

int store_part_size(struct cx *cx, struct uuid id, int64_t *bytes)
{
    struct stat st;
    int         fd;
    if (stat(path_of(cx, id, ""), &st) < 0)
        return store_failed(cx, "Looking at a partial file");
    fd     = open(path_of(cx, id, GUARD), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    *bytes = fd < 0 ? st.st_size : guard_read(fd, st.st_size);
    if (fd >= 0)
        close(fd);
    return 0;
}

/* ---- writing ---- */

static int guard_make(struct cx *cx, struct store_part *p)
{
    p->guard_fd = open(p->guard_path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (p->guard_fd < 0)
        return store_failed(cx, "Making a guard");
    TRY(guard_write(cx, p));
    return store_sync_folder(cx, folder_of(cx));
}

int store_part_guard(struct cx *cx, struct store_part *p, bool guarded)
{
    if (guarded && p->guard_fd < 0)
        return guard_make(cx, p);
    if (guarded || p->guard_fd < 0)
        return 0;
    close(p->guard_fd);
    p->guard_fd = -1;
    if (unlink(p->guard_path) < 0)
        return store_failed(cx, "Removing a guard");
    return store_sync_folder(cx, folder_of(cx));
}

int store_part_write(struct cx *cx, struct store_part *p, const void *bytes, size_t n)
{
    const char *from = bytes;
    if (n > 0 && (p->fd < 0 || p->kept))
        return refuse(cx, E_INTERNAL, "A finished file cannot be written to");
    while (n > 0) {
        ssize_t sent = pwrite(p->fd, from, n, p->written);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return store_failed(cx, "Writing a partial file");
        from += sent;
        n -= (size_t)sent;
        p->written += sent;
    }
    if (p->written - p->flushed >= FLUSH_BYTES) {
        sync_file_range(p->fd, p->flushed, p->written - p->flushed, SYNC_FILE_RANGE_WRITE);
        p->flushed = p->written;
    }
    return 0;
}

int store_part_confirm(struct cx *cx, struct store_part *p)
{
    if (p->sure == p->written)
        return 0;
    if (fdatasync(p->fd) < 0)
        return store_failed(cx, "Syncing a partial file");
    p->sure = p->written;
    return p->guard_fd < 0 ? 0 : guard_write(cx, p);
}

int store_part_cut(struct cx *cx, struct store_part *p, int64_t bytes)
{
    if (p->fd < 0 || p->kept || bytes > p->written)
        return refuse(cx, E_INTERNAL, "A finished file cannot be cut");
    TRY(cut(cx, p, bytes));
    if (p->sure <= bytes)
        return 0;
    p->sure = bytes;
    return p->guard_fd < 0 ? 0 : guard_write(cx, p);
}

/* ---- the end ---- */

int store_part_keep(struct cx *cx, struct store_part *p, struct blob *out)
{
    struct timespec fresh[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_nsec = UTIME_NOW } };
    char            id[UUID_TEXT];
    const char     *link_path;
    uuid_format(uuid_new(), id);
    link_path = arena_printf(cx->arena, "%s/store/tmp/%s", cx->conf->state_dir, id);
    TRY(store_make_folders(cx));
    TRY(store_part_confirm(cx, p));
    if (lseek(p->fd, 0, SEEK_SET) < 0 || futimens(p->fd, fresh) < 0)
        return store_failed(cx, "Reading a partial file");
    posix_fadvise(p->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    TRY(store_hash(cx, p->fd, out));
    p->kept = true;
    if (link(p->path, link_path) < 0)
        return store_failed(cx, "Keeping a partial file");
    return store_adopt(cx, link_path, out->hash);
}

void store_part_remove(struct store_part *p)
{
    unlink(p->path);
    if (p->guard_fd >= 0)
        unlink(p->guard_path);
    store_part_close(p);
}

/* A guard whose file is gone: its process ended between the two. */
static void guard_sweep(int folder_fd, const char *name, size_t id_len)
{
    char        id[UUID_TEXT];
    struct stat st;
    snprintf(id, sizeof id, "%.*s", (int)id_len, name);
    if (fstatat(folder_fd, id, &st, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
        unlinkat(folder_fd, name, 0);
}

static int each_of(DIR *dir, struct utc not_after, int (*fn)(void *u, struct uuid id), void *u)
{
    struct dirent *entry;
    struct stat    st;
    struct uuid    id;
    while ((entry = readdir(dir)) != NULL) {
        const char *name = entry->d_name;
        size_t      len  = strcspn(name, ".");
        if (!uuid_parse(name, len, &id) ||
            fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode) ||
            !store_is_before(&st.st_mtim, not_after))
            continue;
        if (name[len] == 0)
            TRY(fn(u, id));
        else if (strcmp(name + len, GUARD) == 0)
            guard_sweep(dirfd(dir), name, len);
    }
    return 0;
}

int store_part_each(struct cx *cx, struct utc not_after, int (*fn)(void *u, struct uuid id),
                    void *u)
{
    DIR *dir = opendir(folder_of(cx));
    int  rc;
    if (!dir && errno == ENOENT)
        return 0;
    if (!dir)
        return store_failed(cx, "Reading a folder of the store");
    rc = each_of(dir, not_after, fn, u);
    closedir(dir);
    return rc;
}
