/*
 * video.h - what the tests of the video library share: videos in any state, uploads
 * by form, waiting for their end.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_VIDEO_H
#define E2E_VIDEO_H
#include "t/e2e/footage.h"

/* A row as if it had been uploaded and processed; there are no files behind it. state:
 * processing, failed, draft, listed or private. Listed so many seconds ago. Its hash_id. */
const char *video_seed(const struct account *who, const char *state, const char *title,
                       int64_t seconds_ago);

/* Upload a file by the form that GET /video/upload gives; *hash_id (may be NULL) is the video's.
 * The answer of the form. */
const struct answer *video_send(const char *token, const char *path, const char *type,
                                const char *name, const char **hash_id);
/* Ask for the caller's videos until that one is ready or has failed; its entry's path in the
 * answer, like "videos.0", is *at. */
const struct answer *video_awaited(const char *token, const char *hash_id, const char **at);
/* The same until a listed video has its ladder; the answer of GET /video/watch. */
const struct answer *ladder_awaited(const char *token, const char *user_id, const char *hash_id);
#endif
