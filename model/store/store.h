/*
 * store.h - the media store: files named by their SHA-256, never changed.
 *
 * Nothing is visible before it is whole: bytes are written under a temporary
 * name and, once hashed and on disk, renamed into place. A blob that no row
 * names is removed by gc after a grace period; keeping a blob that is already
 * there starts its grace period anew, so rows may be written after it.
 *
 * Stands on base. Behind it: five functions of a backend, see backend.h.
 * Errors: E_DISK_FULL, E_NOT_FOUND, E_INTERNAL.
 * Memory: the arena. A writer is given up at the arena's reset unless kept; so
 *         no arena_rewind may go back behind its making.
 */
#ifndef STORE_H
#define STORE_H
#include "model/base/base.h"

enum { BLOB_HASH_SIZE = 65 };

struct blob {
    char    hash[BLOB_HASH_SIZE]; /* SHA-256, lower-case hexadecimal; its name */
    int64_t bytes;
};

struct store_writer;

/* A file that came with a request; the one struct upload of base.h. */
struct upload {
    const char          *field;     /* of the form; NULL for a raw body    */
    const char          *file_name; /* as the client says; never a path    */
    const char          *type;      /* as the client says; not believed    */
    struct blob          blob;      /* known once sealed                   */
    struct store_writer *writer;
};

/* Writing by pieces: create, write ..., seal, keep. */
int store_create(struct cx *cx, struct store_writer **out) MUST_USE;
int store_write(struct cx *cx, struct store_writer *w, const void *bytes, size_t n) MUST_USE;
/* The end: hash and size are known, nothing is visible yet. Sealing again says the same. */
int store_seal(struct cx *cx, struct store_writer *w, struct blob *out) MUST_USE;
/* Visible and on disk when it returns. Seals if need be; keeping again does nothing. */
int store_keep(struct cx *cx, struct store_writer *w, struct blob *out) MUST_USE;
/* Give it up now instead of at the arena's reset. */
void store_drop(struct store_writer *w);

/* A finished file of somebody else, below a folder. */
struct store_file {
    const char *name; /* below the folder; no symbolic link on the way, none at the end */
    struct blob blob; /* out */
};
/* Adopt finished files of a folder on the store's file system: they move into the store. One
 * wait for the disk serves all of them. Errors: E_NOT_FOUND if one is no plain file.
 * After a failure some may have been moved. */
int store_put_files(struct cx *cx, int folder_fd, struct store_file *files, size_t n) MUST_USE;
/* The same for one file by its path. */
int store_put_file(struct cx *cx, const char *path, struct blob *out) MUST_USE;

/* Is it a hash as this store writes it? */
bool store_is_hash(const char *hash);
/* "ab/abcd...", the blob's name below the store's blob folder; for X-Accel-Redirect. */
const char *store_name(struct cx *cx, const char *hash) MUST_USE;
/* Where the local file is, for programs that must be given a path. */
const char *store_path(struct cx *cx, const char *hash) MUST_USE;
/* Errors: E_NOT_FOUND. The caller closes *fd; *bytes may be NULL. */
int store_open(struct cx *cx, const char *hash, int *fd, int64_t *bytes) MUST_USE;

/* Remove a blob unless it was kept again since `not_after`, which is looked at again after
 * the blob was taken out of sight. *removed: whether it is gone. */
int store_remove(struct cx *cx, const char *hash, struct utc not_after, bool *removed) MUST_USE;
/* All blobs last kept before `not_after`, in no order. A negative fn ends it. */
int store_each(struct cx *cx, struct utc not_after,
               int (*fn)(void *u, const char *hash, int64_t bytes), void *u) MUST_USE;
/* Remove temporary files that were last written before `not_after` and whose writer is gone,
 * and those older than a day in any case. *n: how many. */
int store_sweep(struct cx *cx, struct utc not_after, int64_t *n) MUST_USE;
#endif
