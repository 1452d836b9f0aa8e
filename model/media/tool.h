/*
 * tool.h - runs the ffmpeg program inside our own sandbox, without a shell.
 *
 * It is made to read one file by one known demuxer, so that neither a protocol nor
 * a playlist can be brought in; it dies with us, and at our deadline.
 *
 * Errors: E_MEDIA_FAILED (it cannot be started, or ends with another status than 0).
 * Memory: arguments live in the arena.
 */
#ifndef MEDIA_TOOL_H
#define MEDIA_TOOL_H
#include "model/base/base.h"
#include "model/media/media.h"

struct tool {
    struct cx  *cx;
    size_t      n;
    const char *argv[400];
};

/* The program's name and what every run begins with. */
void tool_begin(struct tool *t, struct cx *cx, const char *program);
void tool_add(struct tool *t, const char *arg);
#define TOOL_ADD(t, ...)                                                                           \
    do {                                                                                           \
        static const char *const args_[] = { __VA_ARGS__ };                                        \
        for (size_t i_ = 0; i_ < COUNT(args_); i_++)                                               \
            tool_add((t), args_[i_]);                                                              \
    } while (0)
void tool_addf(struct tool *t, const char *fmt, ...) PRINTF(2, 3);
/* "-i path", to be read by `demuxer` (libav's name or names of it) alone. */
void tool_input(struct tool *t, const char *demuxer, const char *path);

/* The job's file as input, by its demuxer, within the job's limits of threads and pixels. */
void tool_source(struct tool *t, const struct media *m);

/* Output as HLS: segments of about four seconds, each from a key frame on, as byte ranges of one
 * fragmented MP4 that holds nothing but the streams. The playlist names it by its last part. */
void tool_hls(struct tool *t, const char *media, const char *playlist);

/* For "-force_key_frames": the first frame of every two seconds; behind a gap there is one, too,
 * not one for every two seconds that were left out. */
#define TOOL_KEY_FRAMES "expr:if(isnan(prev_forced_t),1,gt(floor(t/2),floor(prev_forced_t/2)))"

/* How far it has come: of length_us, in percent between from and to. */
struct tool_progress {
    struct answer *answer;
    const char    *stage;
    int64_t        length_us;
    double         from, to;
};
int tool_run(struct tool *t, const struct tool_progress *progress) MUST_USE;
#endif
