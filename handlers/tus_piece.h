/*
 * tus_piece.h - the body of a request as the next piece of an upload.
 *
 * One request writes at a time. A client whose line broke comes again while its old request may
 * still be waiting for bytes that never come: that one is given up once nothing has come for two
 * seconds and somebody else wants to write.
 *
 * Errors: E_INVALID, E_TOO_LARGE, E_DISK_FULL; E_BAD_BODY when the body broke off, E_LOCKED
 *         when it was given up.
 */
#ifndef HANDLERS_TUS_PIECE_H
#define HANDLERS_TUS_PIECE_H
#include <signal.h>
#include "fcgi/web.h"
#include "handlers/tus.h"
#include "model/video/part.h"

struct tus_piece {
    struct rq            *rq;
    struct store_part    *file;
    int64_t               from, limit; /* where it begins; bytes that it may have */
    bool                  checked;
    struct tus_checksum   checksum;
    struct digest        *digest;
    volatile sig_atomic_t idle_ticks, given_up;
};

/* Is a video of that length allowed? */
int tus_fits(struct rq *rq, int64_t bytes) MUST_USE;
/* header: Upload-Checksum, or NULL. */
int tus_piece_check(struct tus_piece *p, const char *header) MUST_USE;
/* What may still come, before any of it is read. */
int tus_piece_room(struct tus_piece *p, const struct part *part) MUST_USE;
/* Write what comes. *right: its checksum fits; if not, nothing of it counts. */
int tus_piece_take(struct tus_piece *p, bool *right) MUST_USE;
#endif
