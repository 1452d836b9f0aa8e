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
    struct upload       *next;      /* of a field with MANY                */
    const char          *field;     /* of the form                         */
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

/* ---- partial files: uploads in pieces, STATE/store/part/<id> ----
 *
 * One writer at a time, by a lock that ends with its process. What is written counts at once,
 * even if the process is killed; under a guard it counts only once it was confirmed, and what
 * an earlier writer left unconfirmed is gone when the next one has the lock. */
struct store_part;

/* A new, empty one. E_CONFLICT if there is one of that name. */
int store_part_create(struct cx *cx, struct uuid id) MUST_USE;
/* Lock it, within wait_ms; the one who has it now is asked to give way meanwhile. Closed at the
 * arena's reset at the latest. Errors: E_NOT_FOUND, E_LOCKED. */
int  store_part_open(struct cx *cx, struct uuid id, int64_t wait_ms,
                     struct store_part **out) MUST_USE;
void store_part_close(struct store_part *p);
/* Has somebody asked for the lock in the last seconds? Safe in a signal handler. */
bool store_part_is_wanted(const struct store_part *p);
/* The bytes that count; without the lock: that counted a moment ago. E_NOT_FOUND. */
int64_t store_part_bytes(const struct store_part *p);
int     store_part_size(struct cx *cx, struct uuid id, int64_t *bytes) MUST_USE;
/* Before the first byte: does what follows need to be confirmed? */
int store_part_guard(struct cx *cx, struct store_part *p, bool guarded) MUST_USE;
int store_part_write(struct cx *cx, struct store_part *p, const void *bytes, size_t n) MUST_USE;
/* All that was written is on disk, and counts. */
int store_part_confirm(struct cx *cx, struct store_part *p) MUST_USE;
/* Back to the first `bytes`. */
int store_part_cut(struct cx *cx, struct store_part *p, int64_t bytes) MUST_USE;
/* It becomes a blob: read once to be hashed, not copied. Its own name stays until
 * store_part_remove, so that nothing is lost in between; it can no longer be written to. */
int store_part_keep(struct cx *cx, struct store_part *p, struct blob *out) MUST_USE;
/* The name goes, and the lock with it. A blob that was made of it stays. */
void store_part_remove(struct store_part *p);
/* All that were last written before `not_after`, in no order. A negative fn ends it. */
int store_part_each(struct cx *cx, struct utc not_after, int (*fn)(void *u, struct uuid id),
                    void *u) MUST_USE;
#endif
