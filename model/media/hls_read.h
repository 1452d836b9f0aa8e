/*
 * hls_read.h - what the tool has written: a media playlist over one fragmented MP4.
 *
 * Source: RFC 8216; ISO/IEC 14496-12 and -15; RFC 6381.
 * Units:  microseconds, bytes, bits per second.
 * Errors: E_MEDIA_FAILED when it is not whole.
 */
#ifndef MEDIA_HLS_READ_H
#define MEDIA_HLS_READ_H
#include "model/base/base.h"

struct hls_facts {
    int64_t segments, duration_us;
    int64_t peak_bits, average_bits; /* per second: of the heaviest segment, of all */
    int64_t head_bytes;              /* of the initialization section, at the file's beginning */
    int64_t end_bytes;               /* where the last segment ends */
};
/* text: of a playlist of byte ranges. */
int hls_playlist_read(struct cx *cx, const char *text, struct hls_facts *to) MUST_USE;
/* CODECS of the H.264 stream whose initialization section this is: "avc1.640028". */
int hls_codec_read(struct cx *cx, const uint8_t *head, size_t n, const char **codec) MUST_USE;
/* The tool tells the last segment's length by the number of its frames, which is wrong where
 * frames come as they like. duration_us: of the whole; what it leaves for the last segment is
 * written into its line if that is no less than what stands there and no more than most_us.
 * Returns the mended text, or `text` itself. */
const char *hls_playlist_mend(struct cx *cx, const char *text, int64_t duration_us, int64_t most_us);
/* Of a playlist file: did the tool find nothing to write? It is whole then, but lasts no time. */
int hls_is_empty(struct cx *cx, const char *playlist, bool *is_empty) MUST_USE;
/* Both from the files, the playlist mended first; codec: of the picture, NULL if it is not wanted;
 * duration_us: 0 if it is not known. */
int hls_read(struct cx *cx, const char *playlist, const char *media, int64_t duration_us,
             struct hls_facts *to, const char **codec) MUST_USE;
#endif
