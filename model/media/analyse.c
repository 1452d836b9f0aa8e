/* analyse.c - measures of a photo, or of a scene: its key frame, its motion, its sound. */
#include <libavutil/display.h>
#include <libavutil/frame.h>
#include <math.h>
#include "model/base/arena.h"
#include "model/media/analyse_motion.h"
#include "model/media/analyse_picture.h"
#include "model/media/analyse_sound.h"
#include "model/media/phash.h"
#include "model/media/scene.h"

enum { LETTERBOX_LOOKS = 8 }; /* frames of a scene that are looked at for bars */

struct analysis {
    struct media         *media;
    struct picture_maker *maker;
    struct thumber       *thumber;
    struct motion        *motion;
    AVFrame              *key; /* shown, in full size */
    int64_t               key_frame, look_every, last_us;
    struct letterbox      bars;
    bool                  has_bars;
};

static void answer_picture(struct out *o, const struct picture_facts *f)
{
    char hash[PHASH_TEXT];
    phash_format(f->phash, hash);
    OUT_I64(o, "width", f->width);
    OUT_I64(o, "height", f->height);
    out_key(o, "dominant_colors");
    out_array(o);
    for (int i = 0; i < f->colours; i++) {
        out_object(o);
        OUT_STR(o, "hex", f->palette[i].hex);
        answer_number(o, "share", f->palette[i].share, 4);
        out_object_end(o);
    }
    out_array_end(o);
    answer_number(o, "mean_luma", f->mean_luma, 2);
    answer_number(o, "contrast", f->contrast, 2);
    answer_number(o, "saturation", f->saturation, 4);
    answer_number(o, "sharpness", f->sharpness, 2);
    answer_number(o, "entropy", f->entropy, 3);
    answer_number(o, "noise", f->noise, 3);
    answer_number(o, "colour_temperature_k", f->colour_temperature_k, 0);
    out_key(o, "letterbox");
    out_object(o);
    OUT_I64(o, "top", f->letterbox.top);
    OUT_I64(o, "bottom", f->letterbox.bottom);
    OUT_I64(o, "left", f->letterbox.left);
    OUT_I64(o, "right", f->letterbox.right);
    out_object_end(o);
    OUT_STR(o, "phash", hash);
}

static void answer_scene(struct out *o, const struct motion_facts *motion,
                         const struct sound_facts *sound)
{
    out_key(o, "motion");
    out_object(o);
    answer_number(o, "mean", motion->mean, 5);
    answer_number(o, "peak", motion->peak, 5);
    out_object_end(o);
    answer_number(o, "flicker", motion->flicker, 3);
    spans_member(o, "freeze", &motion->freeze);
    spans_member(o, "black", &motion->black);
    out_key(o, "audio");
    if (!sound->is_heard) {
        out_null(o);
        return;
    }
    out_object(o);
    sound_members(o, sound);
    out_object_end(o);
}

static int full_picture(struct picture_maker *maker, const AVFrame *frame, AVFrame **shown)
{
    AVFrame *taken;
    TRY(picture_take(maker, frame, &taken));
    int rc = picture_show(maker, taken, shown);
    av_frame_free(&taken);
    return rc;
}

/* ---- a photo ---- */

/* Photos carry their orientation with the picture, not with the stream. */
static void turn_photo(const AVFrame *frame, struct picture_view *view)
{
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    double turn = side ? -av_display_rotation_get((const int32_t *)(const void *)side->data) : 0;
    if (isnan(turn) || view->rotation != 0)
        return;
    view->rotation = (int)((lrint(turn / 90) % 4 + 4) % 4) * 90;
    if (view->rotation % 180 != 0) {
        int w        = view->width;
        view->width  = view->height;
        view->height = w;
    }
}

/* libav reads a bit of WebP's that speaks of clamping as one that says full range. */
static void mend_photo(const struct analysis *a, AVFrame *frame)
{
    if (strcmp(input_facts(a->media->input)->codec, "webp") == 0)
        frame->color_range = AVCOL_RANGE_MPEG;
}

static int on_photo(void *u, const AVFrame *frame, UNUSED int64_t index, UNUSED int64_t pts_us)
{
    struct analysis    *a    = u;
    struct picture_view view = scene_view(input_facts(a->media->input), 0);
    AVFrame            *own  = av_frame_clone(frame);
    if (!own)
        return refuse(a->media->cx, E_MEDIA_LIMIT, "No memory for a frame");
    turn_photo(own, &view);
    mend_photo(a, own);
    int rc = full_picture(picture_maker_new(a->media->cx, &view), own, &a->key);
    av_frame_free(&own);
    TRY(rc);
    a->bars = letterbox_of(a->key);
    return 1;
}

static int analyse_photo(struct analysis *a)
{
    const struct decode_opts how  = { .threads = (int)a->media->job->threads };
    const struct frame_sink  sink = { on_photo, a };
    struct picture_facts     facts;
    TRY(input_decode(a->media->cx, a->media->input, &how, &sink));
    picture_measure(a->media->cx, a->key, a->bars, &facts);
    struct out *o = answer_begin(a->media->answer, "analysis");
    out_key(o, "analysis");
    out_object(o);
    answer_picture(o, &facts);
    out_object_end(o);
    answer_end(a->media->answer);
    return 0;
}

/* ---- a scene ---- */

static int look(struct analysis *a, const AVFrame *frame, int64_t index)
{
    AVFrame *shown;
    TRY(full_picture(a->maker, frame, &shown));
    struct letterbox bars = letterbox_of(shown);
    a->bars               = a->has_bars ? letterbox_common(a->bars, bars) : bars;
    a->has_bars           = true;
    if (index == a->key_frame) {
        a->key = shown;
        return 0;
    }
    av_frame_free(&shown);
    return 0;
}

static int on_frame(void *u, const AVFrame *frame, int64_t index, int64_t pts_us)
{
    struct analysis        *a   = u;
    const struct media_job *job = a->media->job;
    int64_t                 at  = index - job->first_frame;
    struct thumb            thumb;
    TRY(thumb_make(a->thumber, frame, &thumb));
    motion_add(a->motion, &thumb, frame->color_range == AVCOL_RANGE_JPEG, pts_us);
    a->last_us = pts_us;
    answer_progress(a->media->answer, 80.0 * (double)at / (double)job->frame_count, "measure");
    if (index == a->key_frame || at % a->look_every == 0)
        return look(a, frame, index);
    return 0;
}

static int analyse_scene(struct analysis *a)
{
    struct media            *m    = a->media;
    const struct media_job  *job  = m->job;
    const struct decode_opts how  = { .threads = (int)job->threads };
    const struct frame_sink  sink = { on_frame, a };
    struct picture_view      view = scene_view(input_facts(m->input), 0);
    struct picture_facts     picture;
    struct motion_facts      motion;
    struct sound_facts       sound;
    a->maker      = picture_maker_new(m->cx, &view);
    a->thumber    = thumber_new(m->cx);
    a->motion     = motion_new(m->cx);
    a->key_frame  = job->first_frame + job->frame_count / 2;
    a->look_every = job->frame_count / LETTERBOX_LOOKS + 1;
    TRY(input_decode_range(m->cx, m->input, &how, job->start_us, job->first_frame, job->frame_count,
                           &sink));
    if (!a->key)
        return refuse(m->cx, E_NO_FRAMES, "The scene's key frame could not be decoded");
    int64_t end_us =
        job->end_us > a->last_us ? job->end_us : a->last_us + scene_frame_us(input_facts(m->input));
    motion_finish(a->motion, end_us, &motion);
    picture_measure(m->cx, a->key, a->bars, &picture);
    TRY(sound_measure(m->cx, m->input, job->start_us, end_us, &sound));
    struct out *o = answer_begin(m->answer, "analysis");
    out_key(o, "analysis");
    out_object(o);
    answer_picture(o, &picture);
    answer_scene(o, &motion, &sound);
    out_object_end(o);
    answer_end(m->answer);
    return 0;
}

int analyse_run(struct media *m)
{
    struct analysis a  = { .media = m };
    int             rc = m->job->still ? analyse_photo(&a) : analyse_scene(&a);
    av_frame_free(&a.key);
    return rc;
}
