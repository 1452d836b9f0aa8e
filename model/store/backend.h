/*
 * backend.h - the five functions that keep blobs somewhere. store.c writes,
 * hashes and names; a backend only keeps what is finished.
 *
 * Errors: E_DISK_FULL, E_NOT_FOUND, E_INTERNAL.
 */
#ifndef STORE_BACKEND_H
#define STORE_BACKEND_H
#include "model/store/store.h"

struct store_finished { /* a finished local file that becomes a blob */
    int         folder_fd; /* or AT_FDCWD */
    const char *path;
    const char *hash;
};

struct store_backend {
    /* Keep all of them, durably, when it returns 0. A blob that is there already is kept anew
     * and its file left alone; the others are moved away from their names. */
    int (*put)(struct cx *cx, const struct store_finished *parts, size_t n);
    int (*open)(struct cx *cx, const char *hash, int *fd, int64_t *bytes);
    int (*remove)(struct cx *cx, const char *hash, struct utc not_after, bool *removed);
    int (*each)(struct cx *cx, struct utc not_after,
                int (*fn)(void *u, const char *hash, int64_t bytes), void *u);
    /* A local path that can be read while the blob exists. */
    const char *(*path)(struct cx *cx, const char *hash);
};
extern const struct store_backend store_local;

/* errno as a reason; what: of our own words, for the log and the client. */
int store_failed(struct cx *cx, const char *what) MUST_USE;
/* The store's folders, made when they are not there. */
int store_make_folders(struct cx *cx) MUST_USE;
bool store_is_before(const struct timespec *t, struct utc moment);
/* A finished file of our own moves into the store; its name is gone in any case. */
int store_adopt(struct cx *cx, const char *path, const char *hash) MUST_USE;
/* Name and size of what is left to read of it. */
int store_hash(struct cx *cx, int fd, struct blob *out) MUST_USE;
/* A new name in a folder is on disk only when the folder is. */
int store_sync_folder(struct cx *cx, const char *path) MUST_USE;
#endif
