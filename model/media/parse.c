/*
 * parse.c - one pass over the video: each frame goes to the detector, which
 * tells later where scenes end, and to the storyboard, which takes pictures on
 * suspicion. Scenes cover all frames: each begins where the one before ends.
 */
#include <libavutil/cpu.h>
#include "model/base/arena.h"
#include "model/media/detect.h"
#include "model/media/relay.h"
#include "model/media/scene.h"

/* How far back a boundary may lie when it is told: far above the detector's window. */
enum { TIMES = 8192, PARSE_BYTES = 256 * 1024 * 1024 };

/* A scene that could not be answered at once. */
struct late {
    struct late             *next;
    struct scene             scene;
    struct storyboard_result result;
};

struct parse {
    struct media         *media;
    struct thumber       *thumber;
    struct detector      *detector;
    struct storyboard    *board;
    struct picture_maker *maker;
    struct scene          open;
    int64_t               frames, last_us;
    int64_t               times[TIMES]; /* frame i is shown at times[i % TIMES] */
    struct late          *late, **late_end;
};

/*
 * Scenes are answered in order. One without any picture (a cut that thumbnails hardly show, soon
 * after another) is looked at again when all is decoded; those behind it wait with it.
 */
static int scene_done(struct parse *p, int64_t clear_end)
{
    struct storyboard_result result;
    p->open.at.clear_end = clear_end;
    TRY(storyboard_close(p->board, &p->open.at, &result));
    if (result.pictures > 0 && !p->late) {
        scene_answer(p->media->answer, &p->open, &result);
        return 0;
    }
    struct late *l = arena_alloc(p->media->cx->arena, sizeof *l);
    *l             = (struct late){ NULL, p->open, result };
    *p->late_end   = l;
    p->late_end    = &l->next;
    return 0;
}

static int on_boundary(void *u, const struct boundary *b)
{
    static const char *const words[] = {
        [BOUNDARY_CUT] = "cut", [BOUNDARY_DISSOLVE] = "dissolve", [BOUNDARY_FADE] = "fade"
    };
    struct parse *p      = u;
    bool          is_cut = b->kind == BOUNDARY_CUT;
    if (b->frame <= p->open.at.first_frame || b->frame <= p->frames - TIMES)
        return 0; /* would break the order or has lost its time; a detector does neither */
    p->open.at.end_frame = b->frame;
    p->open.end_us       = p->times[b->frame % TIMES];
    TRY(scene_done(p, is_cut ? b->frame : b->first_mixed));
    p->open = (struct scene){
        .at         = { .index       = p->open.at.index + 1,
                        .first_frame = b->frame,
                        .clear_first = is_cut ? b->frame : b->last_mixed + 1 },
        .start_us   = p->open.end_us,
        .transition = words[b->kind],
        .confidence = b->confidence,
    };
    return 0;
}

static int on_frame(void *u, const struct AVFrame *frame, int64_t index, int64_t pts_us)
{
    struct parse *p        = u;
    int64_t       duration = input_facts(p->media->input)->duration_us;
    struct thumb  thumb;
    if (index == 0)
        p->open.start_us = pts_us;
    p->times[index % TIMES] = pts_us;
    p->last_us              = pts_us;
    p->frames               = index + 1;
    TRY(thumb_make(p->thumber, frame, &thumb));
    /* First the pictures: what the detector tells closes scenes that need them. */
    TRY(storyboard_frame(p->board, frame, index, &thumb));
    TRY(detector_push(p->detector, &thumb));
    storyboard_settled(p->board, detector_settled(p->detector));
    if (duration > 0)
        answer_progress(p->media->answer, 99.0 * (double)pts_us / (double)duration, "detect");
    return 0;
}

static int parse_new(struct media *m, struct parse **out)
{
    const struct media_job   *job    = m->job;
    const struct input_facts *facts  = input_facts(m->input);
    struct picture_view       view   = scene_view(facts, PICTURE_BOX);
    double                    fps    = scene_fps(facts);
    struct parse             *p      = arena_alloc(m->cx->arena, sizeof *p);
    const struct detect_opts  detect = {
         .method           = strcmp(job->method, "content") == 0 ? DETECT_CONTENT : DETECT_ADAPTIVE,
         .threshold        = job->threshold,
         .min_scene_frames = (int64_t)(job->min_scene_len * (fps > 0 ? fps : 25) + 0.5),
         .fps              = fps,
    };
    const struct storyboard_opts board = { job->output, fps, true };
    p->media                           = m;
    p->late_end                        = &p->late;
    p->thumber                         = thumber_new(m->cx);
    p->maker                           = picture_maker_new(m->cx, &view);
    p->open                            = (struct scene){ .transition = "start", .confidence = 1 };
    TRY(detector_new(m->cx, &detect, on_boundary, p, &p->detector));
    TRY(storyboard_new(m->cx, p->maker, &board, &p->board));
    *out = p;
    return 0;
}

static int late_answer(struct parse *p)
{
    for (struct late *l = p->late; l; l = l->next) {
        if (l->result.pictures == 0)
            TRY(scene_pictures(p->media, p->maker, &l->scene, &l->result));
        scene_answer(p->media->answer, &l->scene, &l->result);
    }
    return 0;
}

static void damage_answer(const struct media *m, int64_t end_us)
{
    const struct input_facts *facts = input_facts(m->input);
    if (facts->errors > 0)
        answer_warning(m->answer,
                       "Damaged: %lld packets or frames could not be read as they were meant",
                       (long long)facts->errors);
    if (end_us < facts->duration_us - facts->duration_us / 10 - 1000000)
        answer_warning(m->answer, "Cut off: %.1f of %.1f seconds could be read",
                       (double)end_us / 1e6, (double)facts->duration_us / 1e6);
}

/* Decodes in this thread and looks in another. */
static int frames_pass(struct media *m, struct parse *p)
{
    /* One more than processors: a decoder that waits for another's rows must not idle one. */
    const int threads =
        m->job->threads > 0 ? (int)m->job->threads : (av_cpu_count() < 8 ? av_cpu_count() + 1 : 8);
    const struct decode_opts how  = { threads, LOOP_FILTER_REFERENCE, 0 };
    const struct frame_sink  look = { on_frame, p };
    struct relay            *relay;
    TRY(relay_start(m->cx, &look, &relay));
    const struct frame_sink pass = { relay_put, relay };
    int                     rc   = input_decode(m->cx, m->input, &how, &pass);
    int                     seen = relay_end(relay);
    return rc < 0 ? rc : seen;
}

static int scenes_find(struct media *m, struct media *own)
{
    struct parse *p = NULL;
    TRY(parse_new(own, &p));
    TRY(frames_pass(m, p));
    TRY(storyboard_finish(p->board));
    TRY(detector_finish(p->detector));
    p->open.at.end_frame = p->frames;
    p->open.end_us       = p->last_us + scene_frame_us(input_facts(m->input));
    damage_answer(m, p->open.end_us);
    TRY(scene_done(p, p->frames));
    source_answer(m, input_facts(m->input)->frames, p->open.end_us);
    return late_answer(p);
}

/* What is used by the looking thread has a context and memory of its own. */
int parse_run(struct media *m)
{
    struct cx    cx  = { .arena = arena_new(PARSE_BYTES) };
    struct media own = { &cx, m->job, m->answer, m->input };
    int          rc  = scenes_find(m, &own);
    if (rc < 0 && m->cx->err.reason == E_NONE)
        m->cx->err = cx.err;
    arena_free(cx.arena);
    return rc;
}
