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
/* Both from the files; codec: of the picture, NULL if it is not wanted. */
int hls_read(struct cx *cx, const char *playlist, const char *media, struct hls_facts *to,
             const char **codec) MUST_USE;
#endif
