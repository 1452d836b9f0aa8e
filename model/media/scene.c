/* scene.c - scenes: their line, and their storyboard by decoding them again. */
#include "model/media/phash.h"
#include "model/media/scene.h"

struct picture_view scene_view(const struct input_facts *f, int box)
{
    return (struct picture_view){ f->width, f->height, f->rotation, box };
}

double scene_fps(const struct input_facts *f)
{
    return f->fps_num > 0 ? (double)f->fps_num / f->fps_den : 0;
}

int64_t scene_frame_us(const struct input_facts *f)
{
    double fps = scene_fps(f);
    return fps > 0.01 ? (int64_t)(1e6 / fps) : 40000;
}

void facts_answer(const struct media *m, const char *kind, int64_t frames, int64_t duration_us)
{
    const struct input_facts *f = input_facts(m->input);
    struct out               *o = answer_begin(m->answer, kind);
    OUT_I64(o, "width", f->width);
    OUT_I64(o, "height", f->height);
    OUT_I64(o, "fps_num", f->fps_num);
    OUT_I64(o, "fps_den", f->fps_den);
    OUT_I64(o, "frames", frames);
    OUT_I64(o, "duration_us", duration_us);
    OUT_STR(o, "codec", f->codec);
    OUT_STR(o, "container", f->container);
    OUT_I64(o, "rotation", f->rotation);
    OUT_BOOL(o, "has_audio", f->has_audio);
    answer_end(m->answer);
}

void source_answer(const struct media *m, int64_t frames, int64_t duration_us)
{
    facts_answer(m, "source", frames, duration_us);
}

void scene_answer(struct answer *a, const struct scene *s, const struct storyboard_result *r)
{
    char        hash[PHASH_TEXT];
    struct out *o = answer_begin(a, "scene");
    phash_format(r->phash, hash);
    OUT_I64(o, "index", s->at.index);
    OUT_I64(o, "frame_num", s->at.first_frame);
    OUT_I64(o, "frame_count", s->at.end_frame - s->at.first_frame);
    OUT_I64(o, "start_us", s->start_us);
    OUT_I64(o, "end_us", s->end_us);
    OUT_STR(o, "transition", s->transition);
    answer_number(o, "confidence", s->confidence, 3);
    OUT_I64(o, "pictures", r->pictures);
    OUT_STR(o, "phash", hash);
    answer_end(a);
}

struct look {
    struct thumber    *thumber;
    struct storyboard *board;
    struct scene      *scene;
};

/* The frame behind the scene's last tells when that one ends. */
static int look_at(void *u, const struct AVFrame *frame, int64_t index, int64_t pts_us)
{
    struct look *l = u;
    struct thumb thumb;
    if (index < l->scene->at.first_frame)
        return 0;
    if (index == l->scene->at.first_frame)
        l->scene->start_us = pts_us;
    if (index == l->scene->at.end_frame)
        l->scene->end_us = pts_us;
    if (index >= l->scene->at.end_frame)
        return 1;
    TRY(thumb_make(l->thumber, frame, &thumb));
    TRY(storyboard_frame(l->board, frame, index, &thumb));
    storyboard_settled(l->board, index);
    return 0;
}

int scene_pictures(struct media *m, struct picture_maker *maker, struct scene *s,
                   struct storyboard_result *r)
{
    const struct media_job      *job      = m->job;
    const bool                   anchored = IS_SET(&media_job_shape, job, anchor_frame);
    const int64_t                from     = anchored ? job->anchor_frame : s->at.first_frame;
    const int64_t                from_us  = anchored ? job->anchor_us : s->start_us;
    struct look                  look     = { .thumber = thumber_new(m->cx), .scene = s };
    const struct frame_sink      sink     = { look_at, &look };
    const struct decode_opts     how      = { .threads = (int)m->job->threads };
    const struct storyboard_opts opts = { m->job->output, scene_fps(input_facts(m->input)), false };
    TRY(storyboard_new(m->cx, maker, &opts, &look.board));
    TRY(input_decode_range(m->cx, m->input, &how, from_us, from, s->at.end_frame + 1 - from,
                           &sink));
    TRY(storyboard_finish(look.board));
    TRY(storyboard_close(look.board, &s->at, r));
    if (r->pictures == 0)
        return refuse(m->cx, E_MEDIA_FAILED, "No picture could be taken of scene %lld",
                      (long long)s->at.index);
    return 0;
}

int storyboard_run(struct media *m)
{
    const struct media_job  *job  = m->job;
    struct picture_view      view = scene_view(input_facts(m->input), PICTURE_BOX);
    struct storyboard_result result;
    const int64_t            end   = job->first_frame + job->frame_count;
    struct scene             scene = {
                    .at         = { 0, job->first_frame, end, job->first_frame, end },
                    .start_us   = job->start_us,
                    .end_us     = job->end_us,
                    .transition = job->first_frame == 0 ? "start" : "cut",
                    .confidence = 1,
    };
    TRY(scene_pictures(m, picture_maker_new(m->cx, &view), &scene, &result));
    source_answer(m, input_facts(m->input)->frames, input_facts(m->input)->duration_us);
    scene_answer(m->answer, &scene, &result);
    return 0;
}
