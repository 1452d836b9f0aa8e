/*
 * render.c - a scene made fit for watching: clip, HLS, key frame, contact sheet,
 * waveform, loudness. Pictures and loudness are made here, what has to be
 * encoded by the ffmpeg program.
 */
#include <libavutil/frame.h>
#include "model/base/arena.h"
#include "model/media/analyse_sound.h"
#include "model/media/convert.h"
#include "model/media/scene.h"
#include "model/media/tool.h"

enum {
    SHEET_FRAMES  = 16,
    CLIP_BOX      = 1920,  /* longest side of a clip */
    SEEK_SLACK_US = 1000,  /* aim this much before the first frame, against rounding */
};

struct render {
    struct media         *media;
    struct picture_maker *full, *small;
    AVFrame              *tiles[SHEET_FRAMES];
    size_t                n;
};

/* ---- pictures ---- */

static int take(struct picture_maker *maker, const AVFrame *frame, AVFrame **shown)
{
    AVFrame *taken;
    TRY(picture_take(maker, frame, &taken));
    int rc = picture_show(maker, taken, shown);
    av_frame_free(&taken);
    return rc;
}

static int key_frame(struct render *r, const AVFrame *frame)
{
    AVFrame *shown;
    TRY(take(r->full, frame, &shown));
    int rc = picture_write(r->full, shown, PICTURE_GOOD, media_path(r->media, "keyframe.jpg"), NULL);
    av_frame_free(&shown);
    return rc;
}

static int on_frame(void *u, const AVFrame *frame, int64_t index, UNUSED int64_t pts_us)
{
    struct render          *r   = u;
    const struct media_job *job = r->media->job;
    int64_t                 at  = index - job->first_frame;
    answer_progress(r->media->answer, 15.0 * (double)at / (double)job->frame_count, "pictures");
    if (at == job->frame_count / 2)
        TRY(key_frame(r, frame));
    /* Evenly, the first one included. */
    if (r->n < SHEET_FRAMES && at >= (int64_t)r->n * job->frame_count / SHEET_FRAMES) {
        TRY(take(r->small, frame, &r->tiles[r->n]));
        r->n++;
    }
    return 0;
}

static int sheet_write(struct render *r)
{
    AVFrame *sheet;
    if (r->n == 0)
        return refuse(r->media->cx, E_NO_FRAMES, "No frame of the scene could be decoded");
    TRY(picture_sheet(r->small, r->tiles, r->n, &sheet));
    int rc = picture_write(r->small, sheet, PICTURE_SMALL, media_path(r->media, "sheet.jpg"), NULL);
    av_frame_free(&sheet);
    return rc;
}

static int pictures(struct render *r)
{
    struct media             *m     = r->media;
    const struct input_facts *facts = input_facts(m->input);
    const struct picture_view full = scene_view(facts, 0), small = scene_view(facts, PICTURE_THUMB);
    const struct decode_opts  how  = { .threads = (int)m->job->threads };
    const struct frame_sink   sink = { on_frame, r };
    r->full                        = picture_maker_new(m->cx, &full);
    r->small                       = picture_maker_new(m->cx, &small);
    TRY(input_decode_range(m->cx, m->input, &how, m->job->start_us, m->job->first_frame,
                           m->job->frame_count, &sink));
    TRY(sheet_write(r));
    TRY(media_file_done(r->media, "keyframe.jpg", "image/jpeg"));
    return media_file_done(r->media, "sheet.jpg", "image/jpeg");
}

/* ---- clip ---- */

/* Where the tool starts reading, and where the scene lies from there. */
struct cut {
    double  seek_s, start_s, length_s; /* seek_s 0: from the beginning */
    int64_t first_frame;               /* counted from where it reads */
};

static struct cut cut_of(const struct media *m)
{
    const struct media_job   *job   = m->job;
    const struct input_facts *facts = input_facts(m->input);
    /* Of these formats an index says where frames are; others are read from their beginning. */
    bool       seeks = strstr(facts->container, "mp4") || strstr(facts->container, "matroska");
    int64_t    start = job->start_us + facts->start_us;
    struct cut c     = { 0, (double)start / 1e6, (double)(job->end_us - job->start_us) / 1e6,
                         job->first_frame };
    if (seeks && start > SEEK_SLACK_US && job->first_frame > 0) {
        c.seek_s      = (double)(start - SEEK_SLACK_US) / 1e6;
        c.start_s     = SEEK_SLACK_US / 1e6;
        c.first_frame = 0;
    }
    return c;
}

static void add_input(struct tool *t, const struct media *m, const struct cut *c)
{
    if (c->seek_s > 0) {
        tool_add(t, "-ss");
        tool_addf(t, "%.6f", c->seek_s);
    }
    tool_source(t, m);
}

static void add_video(struct tool *t, const struct media *m, const struct cut *c)
{
    const struct input_facts *f     = input_facts(m->input);
    int                       w, h;
    convert_size(f, CLIP_BOX, 0, &w, &h);
    tool_add(t, "-map");
    tool_addf(t, "0:%d", f->video_stream);
    tool_add(t, "-vf");
    tool_addf(t,
              "trim=start_frame=%lld:end_frame=%lld,setpts=PTS-STARTPTS,%s",
              (long long)c->first_frame, (long long)(c->first_frame + m->job->frame_count),
              convert_filters(m->cx, f, w, h));
    TOOL_ADD(t, "-fps_mode", "passthrough", "-enc_time_base");
    tool_addf(t, "1:%d", convert_ticks(f));
    TOOL_ADD(t, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high",
             "-force_key_frames", TOOL_KEY_FRAMES, "-sc_threshold", "0");
}

/* Sound that begins later than the picture stays later; gaps are filled with silence. */
static void add_sound(struct tool *t, const struct media *m, const struct cut *c)
{
    const struct input_facts *f = input_facts(m->input);
    if (!f->has_audio)
        return;
    tool_add(t, "-map");
    tool_addf(t, "0:%d", f->audio_stream);
    tool_add(t, "-af");
    tool_addf(t,
              "atrim=start=%.6f:end=%.6f,asetpts=PTS-%.6f/TB,aresample=48000:async=1:first_pts=0",
              c->start_s, c->start_s + c->length_s, c->start_s);
    TOOL_ADD(t, "-c:a", "aac", "-b:a", "160k", "-ac", "2");
}

static int clip(struct render *r)
{
    struct media              *m    = r->media;
    const struct cut           c    = cut_of(m);
    const struct tool_progress said = { m->answer, "clip", (int64_t)(c.length_s * 1e6), 15, 85 };
    struct tool                t;
    tool_begin(&t, m->cx, m->job->ffmpeg);
    add_input(&t, m, &c);
    add_video(&t, m, &c);
    add_sound(&t, m, &c);
    TOOL_ADD(&t, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact",
             "-movflags", "+faststart", "-f", "mp4");
    tool_add(&t, media_path(r->media, "clip.mp4"));
    TRY(tool_run(&t, &said));
    return media_file_done(r->media, "clip.mp4", "video/mp4");
}

/* The clip's own samples once more, addressed by byte ranges of one file. */
static int hls(struct render *r)
{
    struct media              *m    = r->media;
    const struct tool_progress said = { m->answer, "hls", 0, 85, 88 };
    struct tool                t;
    TRY(media_folder(m, "hls"));
    tool_begin(&t, m->cx, m->job->ffmpeg);
    tool_input(&t, "mov,mp4,m4a,3gp,3g2,mj2", media_path(r->media, "clip.mp4"));
    TOOL_ADD(&t, "-map", "0", "-c", "copy");
    tool_hls(&t, media_path(m, "hls/media.m4s"), media_path(m, "hls/index.m3u8"));
    TRY(tool_run(&t, &said));
    TRY(media_file_done(r->media, "hls/index.m3u8", "application/vnd.apple.mpegurl"));
    return media_file_done(r->media, "hls/media.m4s", "video/mp4");
}

/* ---- sound ---- */

static int waveform(struct render *r)
{
    struct media              *m    = r->media;
    const struct tool_progress said = { m->answer, "waveform", 0, 88, 92 };
    struct tool                t;
    tool_begin(&t, m->cx, m->job->ffmpeg);
    tool_input(&t, "mov,mp4,m4a,3gp,3g2,mj2", media_path(r->media, "clip.mp4"));
    TOOL_ADD(
        &t, "-filter_complex",
        "[0:a:0]aformat=channel_layouts=mono,showwavespic=s=1280x240:colors=0x4a90d9:scale=sqrt",
        "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1");
    tool_add(&t, media_path(r->media, "waveform.png"));
    TRY(tool_run(&t, &said));
    return media_file_done(r->media, "waveform.png", "image/png");
}

static int sound(struct render *r)
{
    struct media      *m = r->media;
    struct sound_facts facts;
    TRY(sound_measure(m->cx, m->input, m->job->start_us, m->job->end_us, &facts));
    if (!facts.is_heard)
        return 0;
    TRY(waveform(r));
    struct out *o = answer_begin(m->answer, "loudness");
    answer_number(o, "integrated_lufs", facts.integrated_lufs, 1);
    answer_number(o, "true_peak_dbtp", facts.true_peak_dbtp, 1);
    answer_end(m->answer);
    return 0;
}

int render_run(struct media *m)
{
    struct render r  = { .media = m };
    int           rc = pictures(&r);
    for (size_t i = 0; i < r.n; i++)
        av_frame_free(&r.tiles[i]);
    TRY(rc);
    TRY(clip(&r));
    TRY(hls(&r));
    return sound(&r);
}
