/* store.c - writing and hashing; what is finished goes to the backend. */
#include "model/store/store.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/store/backend.h"

enum {
    PIECE_BYTES = 256 * 1024,
    FLUSH_BYTES = 8 * 1024 * 1024, /* then writing to disk begins, so that keeping is short */
    DAY_S       = 86400,
    MICRO       = 1000000,
};

struct store_writer {
    int            fd; /* -1: given up or kept */
    const char    *path;
    struct sha256 *sha;
    struct blob    blob;
    int64_t        flushed;
    bool           sealed, kept;
};

static const struct store_backend *const backend = &store_local;

int store_failed(struct cx *cx, const char *what)
{
    int code = errno;
    if (code == ENOSPC || code == EDQUOT)
        return refuse(cx, E_DISK_FULL, "The store has no room left");
    if (code == ENOENT)
        return refuse(cx, E_NOT_FOUND, "%s: there is no such file", what);
    return refuse(cx, E_INTERNAL, "%s: %s", what, strerror(code));
}

bool store_is_before(const struct timespec *t, struct utc moment)
{
    return (int64_t)t->tv_sec * MICRO + t->tv_nsec / 1000 <= moment.us;
}

void store_drop(struct store_writer *w)
{
    if (w->fd < 0)
        return;
    if (!w->kept)
        unlink(w->path);
    close(w->fd);
    w->fd = -1;
}

static void drop_at_reset(void *w) { store_drop(w); }

/* The lock tells the sweeper that somebody is still writing; it ends with the process. */
static int create_locked(struct cx *cx, const char *path, int *out)
{
    struct stat st;
    for (int tries = 0; tries < 3; tries++) {
        int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 && errno == ENOENT && tries == 0) {
            TRY(store_make_folders(cx));
            continue;
        }
        if (fd < 0)
            return store_failed(cx, "Making a temporary file");
        if (flock(fd, LOCK_EX) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0) {
            *out = fd;
            return 0;
        }
        close(fd); /* swept before it was locked */
    }
    return refuse(cx, E_INTERNAL, "A temporary file cannot be made");
}

int store_create(struct cx *cx, struct store_writer **out)
{
    struct store_writer *w = arena_alloc(cx->arena, sizeof *w);
    char                 id[UUID_TEXT];
    uuid_format(uuid_new(), id);
    w->path = arena_printf(cx->arena, "%s/store/tmp/%s", cx->conf->state_dir, id);
    w->fd   = -1;
    TRY(create_locked(cx, w->path, &w->fd));
    arena_on_reset(cx->arena, drop_at_reset, w);
    w->sha = sha256_begin(cx->arena);
    *out   = w;
    return 0;
}

int store_write(struct cx *cx, struct store_writer *w, const void *bytes, size_t n)
{
    const char *from = bytes;
    if (w->fd < 0 || w->sealed)
        return refuse(cx, E_INTERNAL, "A finished file cannot be written to");
    sha256_add(w->sha, bytes, n);
    while (n > 0) {
        ssize_t sent = write(w->fd, from, n);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return store_failed(cx, "Writing a file");
        from += sent;
        n -= (size_t)sent;
        w->blob.bytes += sent;
    }
    if (w->blob.bytes - w->flushed >= FLUSH_BYTES) {
        sync_file_range(w->fd, w->flushed, w->blob.bytes - w->flushed, SYNC_FILE_RANGE_WRITE);
        w->flushed = w->blob.bytes;
    }
    return 0;
}

int store_seal(struct cx *cx, struct store_writer *w, struct blob *out)
{
    if (!w->sealed) {
        uint8_t sum[SHA256_BYTES];
        if (w->fd < 0)
            return refuse(cx, E_INTERNAL, "The file was given up");
        sha256_end(w->sha, sum);
        hex_write(sum, sizeof sum, w->blob.hash);
        w->sealed = true;
    }
    *out = w->blob;
    return 0;
}

int store_keep(struct cx *cx, struct store_writer *w, struct blob *out)
{
    TRY(store_seal(cx, w, out));
    if (w->kept)
        return 0;
    if (w->fd < 0)
        return refuse(cx, E_INTERNAL, "The file was given up");
    TRY(backend->put(cx, &(struct store_finished){ AT_FDCWD, w->path, w->blob.hash }, 1));
    unlink(w->path); /* there only if the blob was kept before */
    w->kept = true;
    store_drop(w);
    return 0;
}

/* The folder was filled by a process that is not trusted: no links, nothing outside it. */
static int open_below(struct cx *cx, int folder_fd, const char *name, int *out)
{
    struct open_how how = {
        .flags   = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    struct stat st;
    int         fd = (int)syscall(SYS_openat2, folder_fd, name, &how, sizeof how);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *out = fd;
        return 0;
    }
    if (fd < 0 && errno != ELOOP && errno != EXDEV && errno != ENOTDIR)
        return store_failed(cx, "Opening a result");
    if (fd >= 0)
        close(fd);
    return refuse(cx, E_NOT_FOUND, "%.120s is no plain file", name);
}

static int hash_file(struct cx *cx, int fd, char *piece, struct sha256 *sha, struct blob *out)
{
    uint8_t sum[SHA256_BYTES];
    ssize_t n;
    out->bytes = 0;
    while ((n = read(fd, piece, PIECE_BYTES)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return store_failed(cx, "Reading a result");
        sha256_add(sha, piece, (size_t)n);
        out->bytes += n;
    }
    sha256_end(sha, sum);
    hex_write(sum, sizeof sum, out->hash);
    return 0;
}

int store_hash(struct cx *cx, int fd, struct blob *out)
{
    return hash_file(cx, fd, arena_alloc(cx->arena, PIECE_BYTES), sha256_begin(cx->arena), out);
}

int store_put_files(struct cx *cx, int folder_fd, struct store_file *files, size_t n)
{
    struct store_finished *parts = arena_alloc_array(cx->arena, n, sizeof *parts);
    struct sha256     *sha   = sha256_begin(cx->arena);
    char              *piece = arena_alloc(cx->arena, PIECE_BYTES);
    for (size_t i = 0; i < n; i++) {
        int fd = -1;
        int rc;
        TRY(open_below(cx, folder_fd, files[i].name, &fd));
        rc = hash_file(cx, fd, piece, sha, &files[i].blob);
        close(fd);
        TRY(rc);
        parts[i] = (struct store_finished){ folder_fd, files[i].name, files[i].blob.hash };
    }
    return backend->put(cx, parts, n);
}

int store_put_file(struct cx *cx, const char *path, struct blob *out)
{
    const char       *slash  = strrchr(path, '/');
    const char       *folder = slash ? arena_copy(cx->arena, path, (size_t)(slash - path) + 1) : ".";
    struct store_file file   = { .name = slash ? slash + 1 : path };
    int               fd     = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int               rc;
    if (fd < 0)
        return store_failed(cx, "Opening a result");
    rc = store_put_files(cx, fd, &file, 1);
    close(fd);
    TRY(rc);
    *out = file.blob;
    return 0;
}

int store_adopt(struct cx *cx, const char *path, const char *hash)
{
    int rc = backend->put(cx, &(struct store_finished){ AT_FDCWD, path, hash }, 1);
    unlink(path); /* there if the blob was kept before, or if it failed */
    return rc;
}

bool store_is_hash(const char *hash)
{
    size_t n = 0;
    while ((hash[n] >= '0' && hash[n] <= '9') || (hash[n] >= 'a' && hash[n] <= 'f'))
        n++;
    return n == BLOB_HASH_SIZE - 1 && hash[n] == 0;
}

const char *store_name(struct cx *cx, const char *hash)
{
    return arena_printf(cx->arena, "%.2s/%s", hash, hash);
}

const char *store_path(struct cx *cx, const char *hash) { return backend->path(cx, hash); }

int store_open(struct cx *cx, const char *hash, int *fd, int64_t *bytes)
{
    if (!store_is_hash(hash))
        return refuse(cx, E_NOT_FOUND, "There is no such file");
    return backend->open(cx, hash, fd, bytes);
}

int store_remove(struct cx *cx, const char *hash, struct utc not_after, bool *removed)
{
    return backend->remove(cx, hash, not_after, removed);
}

int store_each(struct cx *cx, struct utc not_after,
               int (*fn)(void *u, const char *hash, int64_t bytes), void *u)
{
    return backend->each(cx, not_after, fn, u);
}

/* True if the name is gone. */
static bool sweep_one(int folder_fd, const char *name, struct utc not_after, struct utc day_ago)
{
    struct stat st;
    bool        gone = false;
    int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        (store_is_before(&st.st_mtim, day_ago) ||
         (store_is_before(&st.st_mtim, not_after) && flock(fd, LOCK_EX | LOCK_NB) == 0)))
        gone = unlinkat(folder_fd, name, 0) == 0;
    close(fd);
    return gone;
}

int store_sweep(struct cx *cx, struct utc not_after, int64_t *n)
{
    const char    *path    = arena_printf(cx->arena, "%s/store/tmp", cx->conf->state_dir);
    struct utc     day_ago = { utc_now().us - (int64_t)DAY_S * MICRO };
    DIR           *dir     = opendir(path);
    struct dirent *entry;
    *n = 0;
    if (!dir && errno == ENOENT)
        return 0;
    if (!dir)
        return store_failed(cx, "Reading a folder of the store");
    while ((entry = readdir(dir)) != NULL)
        *n += sweep_one(dirfd(dir), entry->d_name, not_after, day_ago);
    closedir(dir);
    return 0;
}
