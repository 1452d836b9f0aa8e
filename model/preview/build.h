/*
 * build.h - movies that are made of playlists: all that are played, one behind the other, in the
 * size and rate of the production.
 *
 * A build is a row of build_job from the moment it is asked for; a job makes the movie, which is
 * the row's file "movie". Everything here belongs into a transaction and adds its events.
 *
 * Stands on base, db, store, res, job, outbox, track.
 * Errors: E_NOT_FOUND, those of db.h.
 * Memory: the arena.
 */
#ifndef PREVIEW_BUILD_H
#define PREVIEW_BUILD_H
#include "model/job/kind.h"
#include "model/track/playlist.h"
#include "model/track/review.h"

#define BUILD_MOVIE "movie" /* name of its file */
extern const struct job_kind preview_playlist;

struct build_new {
    struct uuid id, job_id; /* made by the caller */
    struct uuid person_id, playlist_id, project_id;
};
/* E_LOCKED while another one of the playlist is made, E_INVALID when it plays no movie. */
int build_start(struct cx *cx, const struct build_new *b) MUST_USE;
/* Of a playlist; nil: of any. */
int build_get(struct cx *cx, struct uuid playlist_id, struct uuid id,
              struct build_job *to) MUST_USE;
/* It goes with its file; one that is being made is given up. */
int build_remove(struct cx *cx, struct uuid person_id, const struct build_job *b) MUST_USE;

/* What a file that is made of a playlist is called, without its ending: the production's name and
 * the playlist's. */
int build_name(struct cx *cx, struct uuid playlist_id, const char **name) MUST_USE;
/* Of any text: small letters and digits of ASCII, "_" for the rest. */
const char *build_slug(struct cx *cx, const char *text) MUST_USE;
#endif
