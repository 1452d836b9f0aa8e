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

enum { SHARDS = 256, BLOB_MODE = 0640, FOLDER_MODE = 0750, FEW = 4 };

static const char *local_path(struct cx *cx, const char *hash)
{
    return arena_printf(cx->arena, "%s/store/blob/%.2s/%s", cx->conf->state_dir, hash, hash);
}

static const char *shard_path(struct cx *cx, unsigned shard)
{
    return arena_printf(cx->arena, "%s/store/blob/%02x", cx->conf->state_dir, shard);
}

static unsigned shard_of(const char *hash)
{
    unsigned shard = 0;
    sscanf(hash, "%2x", &shard);
    return shard;
}

int store_sync_folder(struct cx *cx, const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 || fsync(fd) < 0 ? store_failed(cx, "Syncing a folder") : 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

int store_make_folders(struct cx *cx)
{
    static const char *const names[] = { "store", "store/blob", "store/tmp", "store/part",
                                        "store/watch" };
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *path = arena_printf(cx->arena, "%s/%s", cx->conf->state_dir, names[i]);
        if (mkdir(path, FOLDER_MODE) < 0 && errno != EEXIST)
            return store_failed(cx, "Making a folder");
    }
    return 0;
}

static int part_open(struct cx *cx, const struct store_finished *part, int *fd)
{
    *fd = openat(part->folder_fd, part->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return *fd < 0 ? store_failed(cx, "Opening a file") : 0;
}

/* All that changes about the file changes before its bytes are waited for, so that one commit
 * of the file system's journal can serve many files. *is_new: it is not in the store yet. */
static int settle(struct cx *cx, const struct store_finished *part, bool *is_new)
{
    int fd, rc = 0;
    *is_new = utimensat(AT_FDCWD, local_path(cx, part->hash), NULL, 0) < 0;
    if (!*is_new)
        return 0;
    TRY(part_open(cx, part, &fd));
    if (fchmod(fd, BLOB_MODE) < 0 || futimens(fd, NULL) < 0)
        rc = store_failed(cx, "Preparing a file");
    sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    close(fd);
    return rc;
}

static int wait_for_disk(struct cx *cx, const struct store_finished *part)
{
    int fd, rc;
    TRY(part_open(cx, part, &fd));
    rc = fsync(fd) < 0 ? store_failed(cx, "Syncing a file") : 0;
    close(fd);
    return rc;
}

/* A second file of the same content finds the first one in place and replaces it.
 * *made: the shard's folder is new. */
static int show(struct cx *cx, const struct store_finished *part, bool *made)
{
    const char *to    = local_path(cx, part->hash);
    bool        moved = renameat(part->folder_fd, part->path, AT_FDCWD, to) == 0;
    if (!moved && errno == ENOENT) {
        *made = mkdir(shard_path(cx, shard_of(part->hash)), FOLDER_MODE) == 0 || *made;
        moved = renameat(part->folder_fd, part->path, AT_FDCWD, to) == 0;
    }
    return moved ? 0 : store_failed(cx, "Moving a file into the store");
}

/* The whole file system at once: each wait for a single file costs a flush of the device, a
 * hundred times what one of many small files is worth. */
static int wait_for_all(struct cx *cx)
{
    int fd = open(arena_printf(cx->arena, "%s/store", cx->conf->state_dir),
                  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 || syncfs(fd) < 0 ? store_failed(cx, "Syncing the store") : 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

static int wait_for_files(struct cx *cx, const struct store_finished *parts, const bool *is_new,
                          size_t n)
{
    if (n > FEW)
        return wait_for_all(cx);
    for (size_t i = 0; i < n; i++)
        if (is_new[i])
            TRY(wait_for_disk(cx, &parts[i]));
    return 0;
}

/* A blob found in place may have been renamed a moment ago by a process that has not synced
 * its folder yet, so its folder is synced as well. */
static int wait_for_names(struct cx *cx, const struct store_finished *parts, bool made, size_t n)
{
    if (n > FEW)
        return wait_for_all(cx);
    if (made)
        TRY(store_sync_folder(cx, arena_printf(cx->arena, "%s/store/blob", cx->conf->state_dir)));
    for (size_t i = 0; i < n; i++)
        TRY(store_sync_folder(cx, shard_path(cx, shard_of(parts[i].hash))));
    return 0;
}

static int local_put(struct cx *cx, const struct store_finished *parts, size_t n)
{
    bool *is_new = arena_alloc_array(cx->arena, n, sizeof *is_new);
    bool  made   = false;
    TRY(store_make_folders(cx));
    for (size_t i = 0; i < n; i++)
        TRY(settle(cx, &parts[i], &is_new[i]));
    TRY(wait_for_files(cx, parts, is_new, n));
    for (size_t i = 0; i < n; i++)
        if (is_new[i])
            TRY(show(cx, &parts[i], &made));
    return wait_for_names(cx, parts, made, n);
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
