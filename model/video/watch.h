/*
 * watch.h - links to a video's files, and the folder behind them.
 *
 * A link is <public_url>/video/file/<token>/<expiry>/<key>/<name>. nginx checks the
 * token by itself; the program is asked once per watching, not once per file. The
 * key is part of every link, so a new key, and the removal of the folder that had
 * the old one, end all links that were given away.
 *
 * The folder follows the rows of video_file: whoever changes those, in a
 * transaction that has locked the video's row, makes the folder anew before the
 * commit. If a transaction comes to nothing, or its program is killed, the folder
 * is out of step until watch_ensure, or housekeeping, sets it right.
 *
 * Stands on base, db, store.
 * Errors: those of db.h and view.h.
 * Memory: the arena.
 */
#ifndef VIDEO_WATCH_H
#define VIDEO_WATCH_H
#include "model/base/base.h"

struct watch_link {
    const char *base; /* without a slash at the end; the files' names follow it */
    struct utc  expires_at;
};
/* Links of the same hour are the same, so that lists can be cached by browsers. */
void watch_link_make(struct cx *cx, struct uuid watch_key, struct watch_link *to);
/* The token of a link; expires_s: seconds since 1970. */
const char *watch_token(struct arena *a, const char *link_key, struct uuid watch_key,
                        int64_t expires_s);

int watch_folder_make(struct cx *cx, struct uuid watch_key, struct uuid video_id) MUST_USE;
int watch_folder_remove(struct cx *cx, struct uuid watch_key) MUST_USE;
/* Makes the folder if it is not there. */
int watch_ensure(struct cx *cx, struct uuid watch_key, struct uuid video_id) MUST_USE;

/* Housekeeping: folders that belong to no video and were changed last before `not_after` are
 * removed, those that a video lacks are made. *removed, *made: how many. */
int watch_sweep(struct cx *cx, struct utc not_after, int64_t *removed, int64_t *made) MUST_USE;
#endif
