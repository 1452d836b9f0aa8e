/* local.c - blobs as files: STATE/store/blob/ab/<hash>. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/store/backend.h"

enum { SHARDS = 256, BLOB_MODE = 0640, FOLDER_MODE = 0750 };

static const char *local_path(struct cx *cx, const char *hash)
{
    return arena_printf(cx->arena, "%s/store/blob/%.2s/%s", cx->conf->state_dir, hash, hash);
}

static const char *shard_path(struct cx *cx, unsigned shard)
{
    return arena_printf(cx->arena, "%s/store/blob/%02x", cx->conf->state_dir, shard);
}

/* A new name in a folder is on disk only when the folder is. */
static int folder_sync(struct cx *cx, const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 || fsync(fd) < 0 ? store_failed(cx, "Syncing a folder") : 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

int store_make_folders(struct cx *cx)
{
    static const char *const names[] = { "store", "store/blob", "store/tmp" };
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *path = arena_printf(cx->arena, "%s/%s", cx->conf->state_dir, names[i]);
        if (mkdir(path, FOLDER_MODE) < 0 && errno != EEXIST)
            return store_failed(cx, "Making a folder");
    }
    return 0;
}

static int shard_make(struct cx *cx, const char *path)
{
    TRY(store_make_folders(cx));
    if (mkdir(path, FOLDER_MODE) < 0 && errno != EEXIST)
        return store_failed(cx, "Making a folder");
    return folder_sync(cx, arena_printf(cx->arena, "%s/store/blob", cx->conf->state_dir));
}

/* The file's bytes, owner and age are settled before its name is. */
static int file_settle(struct cx *cx, const struct store_part *part)
{
    int fd = openat(part->folder_fd, part->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int rc = 0;
    if (fd < 0 || fchmod(fd, BLOB_MODE) < 0 || futimens(fd, NULL) < 0 || fsync(fd) < 0)
        rc = store_failed(cx, "Syncing a file");
    if (fd >= 0)
        close(fd);
    return rc;
}

static int put_one(struct cx *cx, const struct store_part *part, bool *moved)
{
    const char *to = local_path(cx, part->hash);
    *moved         = false;
    if (utimensat(AT_FDCWD, to, NULL, 0) == 0)
        return 0;
    TRY(file_settle(cx, part));
    *moved = renameat(part->folder_fd, part->path, AT_FDCWD, to) == 0;
    if (!*moved && errno == ENOENT) {
        unsigned shard = 0;
        sscanf(part->hash, "%2x", &shard);
        TRY(shard_make(cx, shard_path(cx, shard)));
        *moved = renameat(part->folder_fd, part->path, AT_FDCWD, to) == 0;
    }
    return *moved ? 0 : store_failed(cx, "Moving a file into the store");
}

/* A blob found in place may have been renamed a moment ago by a process that has not synced
 * its folder yet, so its folder is synced as well. */
static int local_put(struct cx *cx, const struct store_part *parts, size_t n)
{
    bool dirty[SHARDS] = { false };
    for (size_t i = 0; i < n; i++) {
        struct arena_mark mark  = arena_mark(cx->arena);
        unsigned          shard = 0;
        bool              moved;
        sscanf(parts[i].hash, "%2x", &shard);
        TRY(put_one(cx, &parts[i], &moved));
        dirty[shard] = true;
        arena_rewind(cx->arena, mark);
    }
    for (unsigned shard = 0; shard < SHARDS; shard++)
        if (dirty[shard])
            TRY(folder_sync(cx, shard_path(cx, shard)));
    return 0;
}

static int local_open(struct cx *cx, const char *hash, int *fd, int64_t *bytes)
{
    struct stat st;
    int         opened = open(local_path(cx, hash), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (opened < 0)
        return store_failed(cx, "Opening a file of the store");
    if (fstat(opened, &st) < 0) {
        close(opened);
        return store_failed(cx, "Opening a file of the store");
    }
    if (bytes)
        *bytes = st.st_size;
    *fd = opened;
    return 0;
}

/* The age is read again once nobody can touch the blob by its name any more. */
static int local_remove(struct cx *cx, const char *hash, struct utc not_after, bool *removed)
{
    const char *from = local_path(cx, hash);
    char        id[UUID_TEXT];
    const char *to;
    struct stat st;
    *removed = false;
    if (stat(from, &st) < 0)
        return errno == ENOENT ? 0 : store_failed(cx, "Removing a blob");
    if (!store_is_before(&st.st_mtim, not_after))
        return 0;
    uuid_format(uuid_new(), id);
    to = arena_printf(cx->arena, "%s/store/tmp/%s", cx->conf->state_dir, id);
    if (rename(from, to) < 0 || stat(to, &st) < 0)
        return errno == ENOENT ? 0 : store_failed(cx, "Removing a blob");
    if (!store_is_before(&st.st_mtim, not_after) &&
        renameat2(AT_FDCWD, to, AT_FDCWD, from, RENAME_NOREPLACE) == 0)
        return 0;
    *removed = unlink(to) == 0;
    return 0;
}

static int shard_each(struct cx *cx, DIR *dir, struct utc not_after,
                      int (*fn)(void *u, const char *hash, int64_t bytes), void *u)
{
    struct dirent *entry;
    struct stat    st;
    (void)cx;
    while ((entry = readdir(dir)) != NULL) {
        if (!store_is_hash(entry->d_name) ||
            fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISREG(st.st_mode) || !store_is_before(&st.st_mtim, not_after))
            continue;
        TRY(fn(u, entry->d_name, st.st_size));
    }
    return 0;
}

static int local_each(struct cx *cx, struct utc not_after,
                      int (*fn)(void *u, const char *hash, int64_t bytes), void *u)
{
    for (unsigned shard = 0; shard < SHARDS; shard++) {
        DIR *dir = opendir(shard_path(cx, shard));
        int  rc;
        if (!dir && errno == ENOENT)
            continue;
        if (!dir)
            return store_failed(cx, "Reading a folder of the store");
        rc = shard_each(cx, dir, not_after, fn, u);
        closedir(dir);
        TRY(rc);
    }
    return 0;
}

const struct store_backend store_local = {
    .put    = local_put,
    .open   = local_open,
    .remove = local_remove,
    .each   = local_each,
    .path   = local_path,
};
