/*
 * watchable.c - an upload becomes video.mp4, which browsers play from its first
 * bytes on: copied where they know the codecs, encoded where not.
 *
 * Nothing of the upload but picture, the sound that is its default, and text tracks
 * comes through: no metadata, no chapters, no data streams, so no place either where
 * it was filmed.
 */
#include <errno.h>
#include <libavformat/avformat.h>
#include <sys/stat.h>
#include "model/base/arena.h"
#include "model/media/browser.h"
#include "model/media/captions.h"
#include "model/media/convert.h"
#include "model/media/poster.h"
#include "model/media/tool.h"

enum {
    LONG_SIDE = 1920,    /* of what is encoded */
    SLACK_US  = 2000000, /* by which a copy may be longer than its source says */
};
/* Percent at the end of each stage. */
#define PROBED 2
#define MADE 90
#define PICTURED 95
#define CAPTIONED 99

static const char *const modes[] = { "copy", "sound", "encode" };

struct watchable {
    struct media       *media;
    struct browser_plan plan;
    const char         *path; /* of video.mp4 */
    struct input       *made; /* it, as a reader sees it */
};

static const char *mode_of(const struct browser_plan *p)
{
    return modes[!p->copy_picture ? 2 : p->sound == SOUND_ENCODE ? 1 : 0];
}

static struct decode_opts how(const struct watchable *w)
{
    return (struct decode_opts){ .threads = (int)w->media->job->threads };
}

/* ---- the file ---- */

static void add_picture(struct tool *t, const struct watchable *w)
{
    const struct input_facts *f = input_facts(w->media->input);
    int                       width, height;
    tool_add(t, "-map");
    tool_addf(t, "0:%d", f->video_stream);
    if (w->media->job->max_frames > 0) { /* one more tells that there are too many */
        tool_add(t, "-frames:v");
        tool_addf(t, "%lld", (long long)w->media->job->max_frames + 1);
    }
    if (w->plan.copy_picture) {
        TOOL_ADD(t, "-c:v", "copy");
        return;
    }
    convert_size(f, LONG_SIDE, 0, &width, &height);
    tool_add(t, "-vf");
    tool_add(t, convert_filters(t->cx, f, width, height));
    TOOL_ADD(t, "-fps_mode", "vfr", "-enc_time_base");
    tool_addf(t, "1:%d", convert_ticks(f));
    TOOL_ADD(t, "-c:v", "libx264", "-profile:v", "high", "-crf", "21", "-preset");
    tool_add(t, w->media->job->preset);
    TOOL_ADD(t, "-force_key_frames", TOOL_KEY_FRAMES, "-sc_threshold", "0");
}

/* Gaps in what is encoded are filled with silence. */
static void add_sound(struct tool *t, const struct watchable *w)
{
    if (w->plan.sound == SOUND_NONE)
        return;
    tool_add(t, "-map");
    tool_addf(t, "0:%d", input_facts(w->media->input)->audio_stream);
    if (w->plan.sound == SOUND_COPY)
        TOOL_ADD(t, "-c:a", "copy");
    else
        TOOL_ADD(t, "-af", "aresample=48000:async=1", "-c:a", "aac", "-b:a", "160k", "-ac", "2");
}

static int make(struct watchable *w)
{
    struct media              *m    = w->media;
    const struct tool_progress said = { m->answer, mode_of(&w->plan),
                                        input_facts(m->input)->duration_us, PROBED, MADE };
    struct tool                t;
    tool_begin(&t, m->cx, m->job->ffmpeg);
    tool_source(&t, m);
    add_picture(&t, w);
    add_sound(&t, w);
    TOOL_ADD(&t, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact",
             "-max_muxing_queue_size", "4096", "-movflags", "+faststart", "-f", "mp4");
    tool_add(&t, w->path);
    return tool_run(&t, &said);
}

/* ---- is it any good? ---- */

static int on_frame(UNUSED void *u, UNUSED const struct AVFrame *frame, UNUSED int64_t index,
                    UNUSED int64_t pts_us)
{
    return 1;
}

/* A copy must begin with a key frame, and not grow by times that make no sense. */
static int copy_check(const struct watchable *w)
{
    struct cx                *cx     = w->media->cx;
    const struct input_facts *is     = input_facts(w->made);
    const struct input_facts *was    = input_facts(w->media->input);
    AVStream                 *stream = input_format(w->made)->streams[is->video_stream];
    const AVIndexEntry       *first  = avformat_index_get_entry(stream, 0);
    if (!first || !(first->flags & AVINDEX_KEYFRAME))
        return refuse(cx, E_MEDIA_FAILED, "The copy does not begin with a key frame");
    if (was->duration_us > 0 &&
        is->duration_us > was->duration_us + was->duration_us / 50 + SLACK_US)
        return refuse(cx, E_MEDIA_FAILED, "The copy is longer than its source");
    return 0;
}

static int64_t frames_of(const struct input *in)
{
    return input_format(in)->streams[input_facts(in)->video_stream]->nb_frames;
}

static int check(struct watchable *w)
{
    struct media            *m    = w->media;
    const struct input_opts  opts = { { m->job->max_frames, m->job->max_pixels }, false };
    const struct decode_opts use  = how(w);
    const struct frame_sink  sink = { on_frame, NULL };
    input_close(&w->made);
    TRY(input_open(m->cx, w->path, &opts, &w->made));
    TRY(input_decode(m->cx, w->made, &use, &sink));
    if (m->job->max_frames > 0 && frames_of(w->made) > m->job->max_frames)
        return refuse(m->cx, E_MEDIA_LIMIT, "The video has more than the %lld frames allowed",
                      (long long)m->job->max_frames);
    return w->plan.copy_picture ? copy_check(w) : 0;
}

static int make_and_check(struct watchable *w)
{
    TRY(make(w));
    return check(w);
}

/* What could not be copied is encoded; sound that cannot be decoded is left out at last. */
static int make_somehow(struct watchable *w)
{
    struct media *m  = w->media;
    int           rc = make_and_check(w);
    if (rc < 0 && rc != -E_MEDIA_LIMIT && w->plan.copy_picture) {
        err_clear(m->cx);
        answer_warning(m->answer, "The streams could not be copied and were encoded");
        w->plan.copy_picture = false;
        w->plan.sound        = w->plan.sound == SOUND_COPY ? SOUND_ENCODE : w->plan.sound;
        rc                   = make_and_check(w);
    }
    if (rc < 0 && rc != -E_MEDIA_LIMIT && w->plan.sound != SOUND_NONE) {
        err_clear(m->cx);
        answer_warning(m->answer, "The sound could not be read and was left out");
        w->plan.sound = SOUND_NONE;
        rc            = make_and_check(w);
    }
    return rc;
}

/* ---- what is told ---- */

static int file_answer(const struct watchable *w)
{
    struct stat st;
    if (stat(w->path, &st) < 0)
        return refuse(w->media->cx, E_MEDIA_FAILED, "video.mp4 was not made");
    answer_file(w->media->answer, "video.mp4", "video/mp4", st.st_size);
    return 0;
}

static int pictures(struct watchable *w)
{
    struct media            *m   = w->media;
    const struct decode_opts use = how(w);
    struct poster            p;
    TRY(poster_make(m->cx, w->made, &use, m->job->output, &p));
    answer_file(m->answer, "poster.jpg", "image/jpeg", p.poster_bytes);
    answer_file(m->answer, "thumbnail.jpg", "image/jpeg", p.thumbnail_bytes);
    struct out *o = answer_begin(m->answer, "video");
    OUT_STR(o, "mode", mode_of(&w->plan));
    OUT_STR(o, "blurhash", p.blurhash);
    answer_end(m->answer);
    answer_progress(m->answer, PICTURED, "pictures");
    return 0;
}

/* Of what is played: picture and sound. */
static int64_t length_of(const struct input *in)
{
    int64_t whole = input_format(in)->duration, picture = input_facts(in)->duration_us;
    return whole > picture ? whole : picture;
}

static int watchable(struct watchable *w)
{
    struct media            *m   = w->media;
    const struct decode_opts use = how(w);
    answer_progress(m->answer, 0, "probe");
    TRY(browser_judge(m->cx, m->input, &use, &w->plan));
    answer_progress(m->answer, PROBED, "probe");
    if (input_facts(m->input)->has_audio && w->plan.sound == SOUND_NONE)
        answer_warning(m->answer, "There is no decoder for the sound, it was left out");
    TRY(make_somehow(w));
    TRY(file_answer(w));
    TRY(pictures(w));
    TRY(captions_make(m, PICTURED, CAPTIONED));
    source_answer(m, frames_of(w->made), length_of(w->made));
    return 0;
}

int watchable_run(struct media *m)
{
    struct watchable w  = { .media = m,
                            .path  = arena_printf(m->cx->arena, "%s/video.mp4", m->job->output) };
    int              rc = watchable(&w);
    input_close(&w.made);
    return rc;
}
