/*
 * ladder.c - renditions of a video for HLS, and the pictures of its seek bar, all
 * from one decoding: CMAF, one file for each rendition, segments by byte ranges, the
 * sound apart. The master playlist is made by whoever knows the captions too.
 */
#include <libavformat/avformat.h>
#include <sys/stat.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/media/convert.h"
#include "model/media/hls_read.h"
#include "model/media/ladder_plan.h"
#include "model/media/sprites.h"
#include "model/media/tool.h"

enum {
    APART_US = 2000000, /* between the lengths of renditions */
    LATE_US  = 20000    /* by which sound may begin behind the picture without silence before it */
};
#define SOUND "audio"

struct ladder {
    struct media  *media;
    struct rung    rung[LADDER_RUNGS];
    size_t         rungs;
    struct sprites sprites;
    bool           has_sound;
    int64_t        start_us;    /* of the first picture, after that of the container */
    int64_t        duration_us; /* of the pictures */
    int64_t        end_us;      /* of pictures and sound */
};

/* ---- the graph ----
 *
 * The tool makes it anew where a recording changes its size or its channels: nothing in it may
 * count from its own beginning.
 */

/* Picture once in the largest size; the smaller ones from that; the sheets from the smallest. */
static const char *graph(const struct ladder *l)
{
    struct cx                *cx    = l->media->cx;
    const struct input_facts *f     = input_facts(l->media->input);
    struct out                o     = out_in_arena(cx->arena, 8192);
    size_t                    small = l->rungs - 1;
    out_format(&o, "[0:%d]setpts=PTS-(%.6f)/TB,%s,split=%zu", f->video_stream,
               (double)l->start_us / 1e6, convert_filters(cx, f, l->rung[0].width, l->rung[0].height), l->rungs + (small == 0));
    for (size_t i = 0; i < l->rungs; i++)
        out_format(&o, i == 0 ? "[v%zu]" : "[w%zu]", i);
    out_raw(&o, small == 0 ? "[s]" : "");
    for (size_t i = 1; i < l->rungs; i++)
        out_format(&o, ";[w%zu]scale=%d:%d:flags=bicubic,setsar=1%s[v%zu]%s", i, l->rung[i].width,
                   l->rung[i].height, i == small ? ",split=2" : "", i, i == small ? "[s]" : "");
    out_format(&o, ";[s]%s[sheets]", sprites_filters(cx, &l->sprites));
    return out_done(&o);
}

static void add_output(struct tool *t, const struct ladder *l, const char *name)
{
    tool_hls(t, media_path(l->media, arena_printf(t->cx->arena, "hls/%s.m4s", name)),
             media_path(l->media, arena_printf(t->cx->arena, "hls/%s.m3u8", name)));
}

/* Key frames at the same moments in all of them, so that players can go from one to another. */
static void add_picture(struct tool *t, const struct ladder *l, size_t i)
{
    const struct rung *r = &l->rung[i];
    tool_add(t, "-map");
    tool_addf(t, "[v%zu]", i);
    TOOL_ADD(t, "-fps_mode", "vfr", "-enc_time_base");
    tool_addf(t, "1:%d", convert_ticks(input_facts(l->media->input)));
    TOOL_ADD(t, "-c:v", "libx264", "-profile:v", "high", "-preset");
    tool_add(t, l->media->job->preset);
    TOOL_ADD(t, "-crf", "23", "-maxrate");
    tool_addf(t, "%lld", (long long)r->most_bits);
    tool_add(t, "-bufsize");
    tool_addf(t, "%lld", (long long)(2 * r->most_bits));
    TOOL_ADD(t, "-force_key_frames", TOOL_KEY_FRAMES, "-sc_threshold", "0", "-flags", "+cgop", "-an");
    add_output(t, l, r->name);
}

static bool sound_is_late(const struct ladder *l)
{
    struct input    *in    = l->media->input;
    const AVStream  *s     = input_format(in)->streams[input_facts(in)->audio_stream];
    const AVRational us    = { 1, AV_TIME_BASE };
    int64_t          begin = input_format(in)->start_time;
    if (s->start_time == AV_NOPTS_VALUE || begin == AV_NOPTS_VALUE)
        return true;
    return av_rescale_q(s->start_time, s->time_base, us) - begin > l->start_us + LATE_US;
}

/* It begins with the picture: what was heard before is left out, silence fills gaps. */
static void add_sound(struct tool *t, const struct ladder *l)
{
    double start = (double)l->start_us / 1e6;
    tool_add(t, "-map");
    tool_addf(t, "0:%d", input_facts(l->media->input)->audio_stream);
    tool_add(t, "-af");
    tool_addf(t, "atrim=start=%.6f,asetpts=PTS-(%.6f)/TB,aresample=48000:async=1%s", start, start,
              sound_is_late(l) ? ":first_pts=0" : "");
    TOOL_ADD(t, "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-vn");
    add_output(t, l, SOUND);
}

static void add_sheets(struct tool *t, const struct ladder *l)
{
    TOOL_ADD(t, "-map", "[sheets]", "-fps_mode", "passthrough", "-c:v", "mjpeg", "-q:v", "4", "-f",
             "image2");
    tool_add(t, media_path(l->media, "sprites-%d.jpg"));
}

static int encode(struct ladder *l)
{
    struct media              *m    = l->media;
    const struct tool_progress said = { m->answer, "ladder", l->duration_us, 1, 98 };
    struct tool                t;
    TRY(media_folder(m, "hls"));
    tool_begin(&t, m->cx, m->job->ffmpeg);
    /* What can be watched at all has a ladder, however much of it is damaged. */
    TOOL_ADD(&t, "-max_error_rate", "1");
    tool_source(&t, m);
    tool_add(&t, "-filter_complex");
    tool_add(&t, graph(l));
    for (size_t i = 0; i < l->rungs; i++)
        add_picture(&t, l, i);
    if (l->has_sound)
        add_sound(&t, l);
    add_sheets(&t, l);
    return tool_run(&t, &said);
}

/* ---- what came out ---- */

static double rate_of(const struct ladder *l)
{
    struct input *in     = l->media->input;
    AVRational    mean   = input_format(in)->streams[input_facts(in)->video_stream]->avg_frame_rate;
    double        frames = mean.num > 0 && mean.den > 0 ? av_q2d(mean) : 0;
    if (frames <= 0 && input_facts(in)->fps_num > 0)
        frames = (double)input_facts(in)->fps_num / input_facts(in)->fps_den;
    return frames > 0.001 && frames < 1000 ? frames : 25;
}

static int rendition_done(const struct ladder *l, const char *name, const struct rung *r,
                          struct hls_facts *facts)
{
    struct cx  *cx       = l->media->cx;
    const char *playlist = arena_printf(cx->arena, "hls/%s.m3u8", name);
    const char *media    = arena_printf(cx->arena, "hls/%s.m4s", name);
    const char *codec    = "mp4a.40.2";
    struct out *o;
    TRY(hls_read(cx, media_path(l->media, playlist), media_path(l->media, media), r ? l->duration_us : 0, facts,
                 r ? &codec : NULL));
    TRY(media_file_done(l->media, playlist, "application/vnd.apple.mpegurl"));
    TRY(media_file_done(l->media, media, "video/iso.segment"));
    o = answer_begin(l->media->answer, "rendition");
    OUT_STR(o, "name", name);
    OUT_BOOL(o, "is_audio", r == NULL);
    OUT_I64(o, "width", r ? r->width : 0);
    OUT_I64(o, "height", r ? r->height : 0);
    OUT_I64(o, "bandwidth", facts->peak_bits);
    OUT_I64(o, "average_bandwidth", facts->average_bits);
    OUT_STR(o, "codecs", codec);
    out_key(o, "frame_rate");
    out_f64(o, r ? (double)(int64_t)(rate_of(l) * 1000 + 0.5) / 1000 : 0);
    answer_end(l->media->answer);
    return 0;
}

/* There may be none: none was recorded, or it ended before the first picture. */
static int sound_done(struct ladder *l)
{
    struct hls_facts facts;
    bool             is_empty;
    TRY(hls_is_empty(l->media->cx, media_path(l->media, "hls/" SOUND ".m3u8"), &is_empty));
    if (is_empty) {
        answer_warning(l->media->answer, "There is no sound where the pictures are");
        return 0;
    }
    TRY(rendition_done(l, SOUND, NULL, &facts));
    if (l->end_us < facts.duration_us)
        l->end_us = facts.duration_us;
    return 0;
}

/* All pictures have the same segments; sound may be shorter or longer. */
static int renditions_done(struct ladder *l)
{
    struct hls_facts first = { 0 }, facts;
    for (size_t i = 0; i < l->rungs; i++) {
        TRY(rendition_done(l, l->rung[i].name, &l->rung[i], &facts));
        if (i == 0)
            first = facts;
        if (facts.segments != first.segments || facts.duration_us - first.duration_us > APART_US ||
            first.duration_us - facts.duration_us > APART_US)
            return refuse(l->media->cx, E_MEDIA_FAILED, "The renditions do not fit together");
    }
    l->duration_us = l->end_us = first.duration_us;
    return l->has_sound ? sound_done(l) : 0;
}

static int64_t sheets_made(const struct ladder *l)
{
    int64_t     n = 0;
    struct stat st;
    while (n < l->sprites.sheets &&
           stat(media_path(l->media, arena_printf(l->media->cx->arena, "sprites-%lld.jpg", (long long)n + 1)),
                &st) == 0)
        n++;
    return n;
}

/* The video may be shorter than its container said. */
static int sprites_done(struct ladder *l)
{
    struct cx  *cx = l->media->cx;
    const char *text;
    FILE       *f;
    sprites_cut(&l->sprites, l->duration_us, l->end_us, sheets_made(l));
    if (l->sprites.n == 0)
        return 0;
    text = sprites_text(cx, &l->sprites);
    f    = fopen(media_path(l->media, "sprites.vtt"), "we");
    if (!f || !text || fputs(text, f) < 0 || fclose(f) != 0)
        return refuse(cx, E_MEDIA_FAILED, "sprites.vtt cannot be written");
    for (int64_t i = 1; i <= l->sprites.sheets; i++)
        TRY(media_file_done(l->media, arena_printf(cx->arena, "sprites-%lld.jpg", (long long)i), "image/jpeg"));
    return media_file_done(l->media, "sprites.vtt", "text/vtt");
}

/* Of the picture: the container's word is of the longest stream. */
static int64_t length_of(const struct ladder *l)
{
    const struct input_facts *f     = input_facts(l->media->input);
    int64_t                   whole = input_format(l->media->input)->duration;
    int64_t                   us    = f->duration_us > 0 ? f->duration_us : whole;
    return us > 0 ? us : 1000000;
}

static int on_first(void *u, UNUSED const struct AVFrame *frame, UNUSED int64_t index,
                    int64_t pts_us)
{
    *(int64_t *)u = pts_us;
    return 1;
}

/* All begins with the first picture. A recording may begin between two key frames: what cannot be
 * decoded there is not shown, and its sound must not be heard with what comes later. */
static int find_start(struct ladder *l)
{
    struct media            *m     = l->media;
    int64_t                  first = 0;
    const struct decode_opts how   = { .threads = (int)m->job->threads };
    const struct frame_sink  sink  = { on_first, &first };
    TRY(input_decode(m->cx, m->input, &how, &sink));
    l->start_us = input_facts(m->input)->start_us + first;
    return 0;
}

int ladder_run(struct media *m)
{
    const struct input_facts *f = input_facts(m->input);
    struct ladder             l = { .media = m, .has_sound = f->has_audio };
    int                       rc;
    l.duration_us = length_of(&l);
    l.rungs       = ladder_plan(f, m->job->max_height, l.rung);
    l.sprites     = sprites_plan(f, l.duration_us);
    TRY(find_start(&l));
    rc = encode(&l);
    if (rc < 0 && l.has_sound) { /* sound that nobody can decode */
        err_clear(m->cx);
        answer_warning(m->answer, "The sound could not be read and was left out");
        l.has_sound = false;
        rc          = encode(&l);
    }
    TRY(rc);
    source_answer(m, 0, l.duration_us);
    TRY(renditions_done(&l));
    return sprites_done(&l);
}
