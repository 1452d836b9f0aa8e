/* kinds.c - what the jobs on a scene mean for the database; parsing is in kind_parse.c. */
#include "model/footage/kinds.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/footage/files.h"

enum { RESULT_BYTES = 1024 * 1024 };

struct target { /* a scene and where its frames are */
    struct row  row;
    struct uuid id;
    int64_t     frame_num, frame_count, start_us, end_us;
    const char *content_hash;
};
#define ROW struct target
static const struct field target_fields[] = {
    FIELD(id, KEY, .doc = "The scene."),
    FIELD(frame_num, READ, .doc = "First frame."),
    FIELD(frame_count, READ, .doc = "Frames."),
    FIELD(start_us, READ, .doc = "Begin in microseconds."),
    FIELD(end_us, READ, .doc = "End in microseconds."),
    FIELD(content_hash, READ, .doc = "The source's blob."),
};
#undef ROW
static const struct shape target_shape = SHAPE(struct target, target_fields);

struct analyse_input {
    struct row  row;
    const char *photo;
};
#define ROW struct analyse_input
static const struct field analyse_fields[] = {
    FIELD(photo, READ | NULLS, .min = 64, .max = 64, .doc = "Blob of a photo sent along."),
};
#undef ROW
static const struct shape analyse_shape = SHAPE(struct analyse_input, analyse_fields);

struct storyboard_input {
    struct row row;
    int64_t    anchor_frame, anchor_us;
};
#define ROW struct storyboard_input
static const struct field storyboard_fields[] = {
    FIELD(anchor_frame, READ | NULLS, .doc = "A frame whose time is certain."),
    FIELD(anchor_us, READ | NULLS, .doc = "When it is shown."),
};
#undef ROW
static const struct shape storyboard_shape = SHAPE(struct storyboard_input, storyboard_fields);

static int input_read(struct cx *cx, const struct job *job, const struct shape *shape, void *to)
{
    struct json_object *v  = json_tokener_parse(job->input.text);
    int                 rc = row_from_json(cx, shape, v, READ, false, to);
    json_object_put(v);
    return rc;
}

static int target_get(struct cx *cx, struct uuid scene_id, struct target *to)
{
    static const char sql[] =
        "SELECT s.id, s.frame_num, s.frame_count, s.start_us, s.end_us, o.content_hash"
        "  FROM scene s JOIN source o ON o.id = s.source_id WHERE s.id = ?";
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(scene_id)), &target_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "The scene was deleted meanwhile");
}

/* The scene under a lock, so that its cut cannot move while its files are replaced.
 * *same: it still has the frames that the order spoke of. */
static int target_lock(struct cx *cx, struct uuid scene_id, const struct order *order, bool *same)
{
    static const char sql[] =
        "SELECT s.id, s.frame_num, s.frame_count, s.start_us, s.end_us, ''"
        "  FROM scene s WHERE s.id = ? FOR UPDATE";
    struct target now;
    bool          found;
    TRY(db_one(cx, sql, ARGS(ARG(scene_id)), &target_shape, &now, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "The scene was deleted meanwhile");
    *same = now.frame_num == order->first_frame && now.frame_count == order->frame_count;
    return 0;
}

static int order_scene(struct cx *cx, const struct job *job, const char *op, struct order *to)
{
    struct target t;
    TRY(target_get(cx, job->subject_id, &t));
    *to = (struct order){ .op          = op,
                          .input       = store_path(cx, t.content_hash),
                          .first_frame = t.frame_num,
                          .frame_count = t.frame_count,
                          .start_us    = t.start_us,
                          .end_us      = t.end_us };
    return 0;
}

static int storyboard_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    struct storyboard_input in = { 0 };
    TRY(input_read(cx, job, &storyboard_shape, &in));
    TRY(order_scene(cx, job, "storyboard", to));
    to->has_anchor   = IS_SET(&storyboard_shape, &in, anchor_frame);
    to->anchor_frame = in.anchor_frame;
    to->anchor_us    = in.anchor_us;
    return 0;
}

static const char *stale(struct cx *cx, const struct job *job)
{
    struct out o = out_in_arena(cx->arena, 256);
    out_object(&o);
    OUT_UUID(&o, "scene_id", job->subject_id);
    OUT_BOOL(&o, "stale", true);
    out_object_end(&o);
    return out_done(&o);
}

static int storyboard_commit(struct cx *cx, const struct job *job, const struct order *order,
                             const struct answer *answer, const char **result)
{
    static const char clear[] = "DELETE FROM scene_file WHERE scene_id = ? AND (name LIKE 'frame-%'"
                                " OR name IN ('thumb.jpg', 'sheet.jpg'))";
    static const char update[] =
        "UPDATE scene SET pictures = ?, phash = ?, start_us = ?, end_us = ?, status = 'ready'"
        " WHERE id = ?";
    const struct answer_scene *s = &answer->scenes[0];
    struct out                 o = out_in_arena(cx->arena, 256);
    bool                       same;
    TRY(target_lock(cx, job->subject_id, order, &same));
    if (!same) {
        *result = stale(cx, job);
        return 0;
    }
    TRY(db_do(cx, clear, ARGS(ARG(job->subject_id)), NULL));
    TRY(scene_files_put(cx, answer, &job->subject_id));
    TRY(db_do(cx, update,
              ARGS(ARG(s->pictures), ARG_IF(s->phash != NULL, answer_phash(s)), ARG(s->start_us),
                   ARG(s->end_us), ARG(job->subject_id)),
              NULL));
    out_object(&o);
    OUT_UUID(&o, "scene_id", job->subject_id);
    OUT_I64(&o, "pictures", s->pictures);
    out_object_end(&o);
    *result = out_done(&o);
    return 0;
}

static int analyse_input_read(struct cx *cx, const struct job *job, struct analyse_input *to)
{
    TRY(input_read(cx, job, &analyse_shape, to));
    if (to->photo && !store_is_hash(to->photo))
        return refuse(cx, E_INVALID, "photo: is no hash");
    return 0;
}

static int analyse_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    struct analyse_input in = { 0 };
    TRY(analyse_input_read(cx, job, &in));
    if (!in.photo)
        return order_scene(cx, job, "analyse", to);
    *to = (struct order){ .op = "analyse", .input = store_path(cx, in.photo), .still = true };
    return 0;
}

/* A photo's analysis is the caller's answer only; a scene's is kept with it. */
static int analyse_commit(struct cx *cx, const struct job *job, const struct order *order,
                          const struct answer *answer, const char **result)
{
    static const char sql[] = "UPDATE scene SET analysis = ? WHERE id = ?";
    bool              same  = false;
    if (!order->still)
        TRY(target_lock(cx, job->subject_id, order, &same));
    if (same)
        TRY(db_do(cx, sql, ARGS(ARG(answer->analysis), ARG(job->subject_id)), NULL));
    *result = answer->analysis;
    return 0;
}

static int render_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    return order_scene(cx, job, "render", to);
}

static const char *render_result(struct cx *cx, const struct job *job, const struct answer *a)
{
    struct out o = out_in_arena(cx->arena, RESULT_BYTES);
    out_object(&o);
    OUT_UUID(&o, "scene_id", job->subject_id);
    out_key(&o, "files");
    out_array(&o);
    for (size_t i = 0; i < a->files_n; i++) {
        out_object(&o);
        OUT_STR(&o, "name", a->files[i].name);
        OUT_STR(&o, "type", a->files[i].type);
        OUT_I64(&o, "bytes", a->files[i].blob.bytes);
        out_object_end(&o);
    }
    out_array_end(&o);
    out_key(&o, "loudness");
    out_json(&o, a->loudness);
    out_object_end(&o);
    return out_done(&o);
}

/* Files of an earlier run with other names would be left over; so all of them go. */
static int render_commit(struct cx *cx, const struct job *job, const struct order *order,
                         const struct answer *answer, const char **result)
{
    static const char clear[] =
        "DELETE FROM scene_file WHERE scene_id = ? AND (name LIKE 'hls/%'"
        " OR name IN ('clip.mp4', 'keyframe.jpg', 'waveform.png'))";
    bool same;
    TRY(target_lock(cx, job->subject_id, order, &same));
    if (!same) {
        *result = stale(cx, job);
        return 0;
    }
    TRY(db_do(cx, clear, ARGS(ARG(job->subject_id)), NULL));
    TRY(scene_files_put(cx, answer, &job->subject_id));
    *result = render_result(cx, job, answer);
    return *result ? 0 : refuse(cx, E_MEDIA_FAILED, "Too many files were rendered");
}

const struct job_kind footage_storyboard = {
    .name = "storyboard", .prepare = storyboard_prepare, .commit = storyboard_commit
};
const struct job_kind footage_analyse = {
    .name = "analyse", .prepare = analyse_prepare, .commit = analyse_commit
};
const struct job_kind footage_render = {
    .name = "render", .prepare = render_prepare, .commit = render_commit
};

const struct job_kind *const footage_kinds[] = { &footage_parse, &footage_storyboard,
                                                 &footage_analyse, &footage_render, NULL };
