/*
 * playlist.h - the HLS master playlist of a video (RFC 8216), and the playlists of
 * its captions.
 *
 * Stands on base, db, store.
 * Memory: the arena.
 */
#ifndef VIDEO_PLAYLIST_H
#define VIDEO_PLAYLIST_H
#include "model/base/field.h"

struct rendition { /* a row of video_rendition */
    struct row  row;
    const char *name;
    bool        is_audio;
    int64_t     width, height, bandwidth, average_bandwidth;
    const char *codecs;
    double      frame_rate;
};
struct caption { /* a row of video_caption */
    struct row  row;
    const char *lang, *label;
};

/* The text of hls/master.m3u8; NULL when it is too long. Renditions: as they shall follow, but
 * that the one to begin with comes first. What captions cost is not counted. */
const char *playlist_master(struct cx *cx, const struct rendition *r, size_t renditions,
                            const struct caption *c, size_t captions);
/* The text of captions/<lang>.m3u8: the whole track as one segment. A second at least. */
const char *playlist_captions(struct cx *cx, const char *lang, int64_t duration_s);

/* All of them, from the rows of the caller's transaction, as blobs and rows of video_file; the
 * master playlist once there is a ladder. Bears being run again. */
int playlist_store(struct cx *cx, struct uuid video_id) MUST_USE;
#endif
