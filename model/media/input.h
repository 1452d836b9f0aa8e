/*
 * input.h - a media file from a stranger: opened, judged, decoded.
 *
 * The file is read through a descriptor of our own, so that no protocol can be
 * named from inside it, and only by demuxers of a fixed list: a playlist
 * or concat list that poses as a video cannot open other files.
 *
 * Units:  frames are counted from 0 in presentation order, as decoded; times
 *         are microseconds from the start of the video stream, taken from the
 *         frames' timestamps (never from index times rate).
 * Errors: E_NOT_MEDIA, E_NO_VIDEO, E_TRUNCATED, E_NO_FRAMES, E_MEDIA_LIMIT,
 *         E_MEDIA_FAILED; a negative value of the callback is passed on.
 * Memory: the arena for what is ours; libav's is released by input_close.
 */
#ifndef MEDIA_INPUT_H
#define MEDIA_INPUT_H
#include "model/base/base.h"

struct AVFrame;
struct AVFormatContext;
struct input;

struct input_limits {
    int64_t max_frames; /* decoded frames; 0: no limit */
    int64_t max_pixels; /* coded width times height; 0: no limit */
};

struct input_opts {
    struct input_limits limits;
    bool                still; /* pictures are wanted: image formats are allowed, and only they */
};

struct input_facts {
    int         width, height;             /* as displayed: after sample aspect and rotation */
    int         coded_width, coded_height; /* as decoded */
    int         rotation;         /* clockwise degrees to turn for display: 0, 90, 180, 270 */
    int         sar_num, sar_den; /* sample aspect of the decoded picture, 1/1 if unknown */
    int         fps_num, fps_den; /* nominal rate; 0/1 if unknown */
    int         tb_num, tb_den;   /* of the video stream */
    int64_t     duration_us;      /* as the container says; 0 if it does not */
    int64_t     start_us;         /* start of the video after that of the container */
    int64_t     frames;           /* decoded so far by input_decode */
    int64_t     errors;           /* damaged packets and frames met so far */
    const char *codec;            /* "h264" */
    const char *container;        /* "mov,mp4,m4a,3gp,3g2,mj2" */
    const char *pixel_format;     /* "yuv420p"; NULL if unknown before decoding */
    int         depth;            /* bits of a sample; 0 if unknown before decoding */
    int         profile;          /* of the codec, as libav numbers it */
    bool        is_field_coded;   /* interlaced, as far as the header says */
    int         primaries, transfer, matrix; /* colours as ITU-T H.273 numbers them; 2: unknown */
    bool        has_audio;
    int         video_stream, audio_stream; /* indices in the file; audio -1 if none */
};

enum loop_filter {
    LOOP_FILTER_FULL,
    LOOP_FILTER_REFERENCE, /* left out on frames that no other one is predicted from */
    LOOP_FILTER_NONE,      /* fastest; pictures drift, not for showing */
};

struct decode_opts {
    int              threads; /* 0: as many as there are processors */
    enum loop_filter loop_filter;
    int              lowres; /* halve the picture this often while decoding, where the codec can */
};

/* Where frames go. index: of the frame; pts_us: when it is shown. The frame is borrowed
 * (av_frame_ref keeps it). Return 0 to go on, 1 to stop well, negative to stop with that failure.
 */
struct frame_sink {
    int (*on_frame)(void *u, const struct AVFrame *frame, int64_t index, int64_t pts_us);
    void *u;
};

/* Opens and probes; no frame has been decoded for us when it returns. */
int input_open(struct cx *cx, const char *path, const struct input_opts *opts,
               struct input **out) MUST_USE;
/* Current at every moment of decoding. */
const struct input_facts *input_facts(const struct input *in);
/* Every frame from the first on. May be called again: it starts over. */
int input_decode(struct cx *cx, struct input *in, const struct decode_opts *opts,
                 const struct frame_sink *sink) MUST_USE;
/* Frames first_frame ... first_frame + frame_count - 1, of which the first is shown at start_us
 * as input_decode has told. Seeks where the file allows, else decodes from its beginning. */
int input_decode_range(struct cx *cx, struct input *in, const struct decode_opts *opts,
                       int64_t start_us, int64_t first_frame, int64_t frame_count,
                       const struct frame_sink *sink) MUST_USE;
/* Frames from the key frame at or before at_us on; the sink gets indices counted from there, and
 * says when it has enough. E_NO_FRAMES when none comes. */
int input_decode_from(struct cx *cx, struct input *in, const struct decode_opts *opts,
                      int64_t at_us, const struct frame_sink *sink) MUST_USE;
/* To look at what else the file holds, not to be read from. Borrowed, until the next call that
 * decodes. */
struct AVFormatContext *input_format(const struct input *in) MUST_USE;
/* For readers of other streams (sound): the demuxer at its beginning, all other streams but
 * `stream` discarded. Borrowed; undone by the next decode call. */
int input_rewind(struct cx *cx, struct input *in, int stream,
                 struct AVFormatContext **out) MUST_USE;
/* Closes and sets to NULL; fit for AUTO(input_close). */
void input_close(struct input **in);
#endif
