/* scenes.c - see scenes.h. */
#include "model/context/scenes.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/kinds.h"
#include "model/preview/preview.h"
#include "model/track/comment.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/task.h"

enum { SCENES_MAX = 5000, NAME_BYTES = 640, DATA_BYTES = 512 };

struct scene_in {
    struct row  row;
    struct uuid id;
    const char *name;
    int64_t     position, frame_num, frame_count, fps_num, fps_den;
    const char *clip_hash;
    int64_t     clip_bytes;
    const char *frame_hash;
    int64_t     frame_bytes;
    struct uuid shot_id, preview_id;
};
#define ROW struct scene_in
static const struct field scene_fields[] = {
    FIELD(id, READ, .doc = "The scene."),
    FIELD(name, READ, .doc = "Its name."),
    FIELD(position, READ, .doc = "Place in the production, from 0."),
    FIELD(frame_num, READ, .doc = "First frame in the source, from 0."),
    FIELD(frame_count, READ, .doc = "Frames."),
    FIELD(fps_num, READ, .doc = "Frames a second: numerator."),
    FIELD(fps_den, READ, .doc = "Frames a second: denominator."),
    FIELD(clip_hash, READ | NULLS, .doc = "Its clip."),
    FIELD(clip_bytes, READ | NULLS, .doc = "Bytes of the clip."),
    FIELD(frame_hash, READ | NULLS, .doc = "Its key frame."),
    FIELD(frame_bytes, READ | NULLS, .doc = "Bytes of the key frame."),
    FIELD(shot_id, READ | NULLS, .doc = "The shot that it became before."),
    FIELD(preview_id, READ | NULLS, .doc = "The preview that was made of it."),
};
#undef ROW
static const struct shape scene_in_shape = SHAPE(struct scene_in, scene_fields);

static int scenes_load(struct cx *cx, struct uuid project_id, struct scene_in **scenes, size_t *n)
{
    static const char sql[] =
        "SELECT s.id, s.name, COALESCE(s.position, 0), s.frame_num, s.frame_count,"
        " COALESCE(f.fps_num, 25), COALESCE(f.fps_den, 1), c.content_hash, c.bytes,"
        " COALESCE(k.content_hash, b.content_hash), COALESCE(k.bytes, b.bytes),"
        " l.shot_id, p.id"
        " FROM scene s JOIN source f ON f.id = s.source_id"
        " LEFT JOIN scene_file c ON c.scene_id = s.id AND c.name = 'clip.mp4'"
        " LEFT JOIN scene_file k ON k.scene_id = s.id AND k.name = 'keyframe.jpg'"
        " LEFT JOIN scene_file b ON b.scene_id = s.id AND b.name = 'frame-0001.jpg'"
        " LEFT JOIN scene_shot l ON l.scene_id = s.id"
        " LEFT JOIN preview_file p ON p.id = l.preview_id"
        " WHERE s.project_id = ? ORDER BY s.position LIMIT ?";
    return db_all(cx, sql, ARGS(ARG(project_id), ARG((int64_t)SCENES_MAX)), &scene_in_shape, scenes,
                  n);
}

static bool wanted(const struct ids *ids, struct uuid id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (uuid_equal(ids->v[i], id))
            return true;
    return ids->n == 0;
}

/* ---- names and numbers ---- */

static const char *shot_name(struct cx *cx, const char *pattern, const struct scene_in *s)
{
    struct out o = out_in_arena(cx->arena, NAME_BYTES);
    while (*pattern) {
        if (strncmp(pattern, "{number}", 8) == 0) {
            out_format(&o, "%04lld", (long long)(s->position + 1) * 10);
            pattern += 8;
        } else if (strncmp(pattern, "{index}", 7) == 0) {
            out_format(&o, "%lld", (long long)s->position + 1);
            pattern += 7;
        } else if (strncmp(pattern, "{name}", 6) == 0) {
            out_raw(&o, s->name);
            pattern += 6;
        } else {
            out_bytes(&o, pattern++, 1);
        }
    }
    return out_done(&o);
}

static struct json shot_data(struct cx *cx, const struct scene_in *s)
{
    struct out o = out_in_arena(cx->arena, DATA_BYTES);
    out_object(&o);
    OUT_I64(&o, "frame_in", s->frame_num);
    OUT_I64(&o, "frame_out", s->frame_num + s->frame_count - 1);
    out_key(&o, "fps");
    out_f64(&o, (double)s->fps_num / (double)s->fps_den);
    OUT_UUID(&o, "scene_id", s->id);
    out_object_end(&o);
    return (struct json){ out_done(&o) };
}

/* ---- shots ---- */

struct known {
    struct row  row;
    struct uuid id;
};
#define ROW struct known
static const struct field known_fields[] = { FIELD(id, READ, .doc = "The row.") };
#undef ROW
static const struct shape known_shape = SHAPE(struct known, known_fields);

static int shot_change(struct cx *cx, const struct actor *who, struct uuid id,
                       const struct scene_in *s)
{
    struct entity e = { .nb_frames = s->frame_count, .data = shot_data(cx, s) };
    SET(&entity_shape, &e, nb_frames);
    SET(&entity_shape, &e, data);
    return res_update(cx, &entity_res, who, id, &e);
}

/* A shot of that name that belongs to another scene is no place for this one. */
static int shot_new(struct cx *cx, const struct actor *who, const struct scenes_ask *ask,
                    struct uuid sequence_id, const struct scene_in *s, struct uuid *id)
{
    static const char  taken[] = "SELECT scene_id FROM scene_shot WHERE shot_id = ?";
    struct entity_make m       = { .kind = KIND_SHOT, .name = shot_name(cx, ask->pattern, s),
                                   .project_id = ask->project_id, .sequence_id = sequence_id,
                                   .has_frames = true, .nb_frames = s->frame_count,
                                   .data = shot_data(cx, s) };
    struct known       other;
    bool               found;
    if (!m.name)
        return refuse_field(cx, E_INVALID, "pattern", "pattern: gives names that are too long");
    TRY(entity_make(cx, who, &m, id));
    TRY(db_one(cx, taken, ARGS(ARG(*id)), &known_shape, &other, &found));
    if (found)
        return refuse_field(cx, E_INVALID, "pattern", "pattern: gives two scenes the name %.80s",
                            m.name);
    TRY(shot_change(cx, who, *id, s));
    return db_do(cx, "INSERT INTO scene_shot (scene_id, shot_id) VALUES (?, ?)",
                 ARGS(ARG(s->id), ARG(*id)), NULL);
}

/* ---- previews ---- */

struct setting { /* what all tasks of the import have */
    struct uuid task_type_id, task_status_id;
};

static int setting_find(struct cx *cx, const struct scenes_ask *ask, struct setting *to)
{
    static const char type[] =
        "SELECT t.id FROM task_type t LEFT JOIN project_task_type_link l"
        " ON l.task_type_id = t.id AND l.project_id = ?"
        " WHERE (NOT ? AND t.for_entity = 'Shot') OR t.id = ?"
        " ORDER BY l.id IS NULL, l.priority, t.priority, t.name LIMIT 1";
    static const char status[] = "SELECT id FROM task_status ORDER BY is_default DESC, priority LIMIT 1";
    struct known      one      = { 0 };
    bool              found;
    TRY(db_one(cx, type, ARGS(ARG(ask->project_id), ARG(ask->has_task_type), ARG(ask->task_type_id)),
               &known_shape, &one, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such task type");
    to->task_type_id = one.id;
    TRY(db_one(cx, status, NO_ARGS, &known_shape, &one, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no task status");
    to->task_status_id = one.id;
    return 0;
}

static int task_there(struct cx *cx, const struct actor *who, const struct scenes_ask *ask,
                      const struct setting *set, struct uuid shot_id, struct uuid *id)
{
    static const char sql[] = "SELECT id FROM task WHERE entity_id = ? AND task_type_id = ? LIMIT 1";
    struct task       t     = { .name = "main", .project_id = ask->project_id, .entity_id = shot_id,
                                .task_type_id = set->task_type_id,
                                .task_status_id = set->task_status_id };
    struct known      one   = { 0 };
    bool              found;
    TRY(db_one(cx, sql, ARGS(ARG(shot_id), ARG(set->task_type_id)), &known_shape, &one, &found));
    *id = one.id;
    if (found)
        return 0;
    SET(&task_shape, &t, name);
    SET(&task_shape, &t, project_id);
    SET(&task_shape, &t, entity_id);
    SET(&task_shape, &t, task_type_id);
    SET(&task_shape, &t, task_status_id);
    return res_create(cx, &task_res, who, &t, id);
}

static int file_of(struct cx *cx, const struct actor *who, const struct scene_in *s,
                   struct uuid preview_id)
{
    bool                    clip = s->clip_hash != NULL;
    struct blob             blob = { .bytes = clip ? s->clip_bytes : s->frame_bytes };
    struct preview_file_new file = { .id = preview_id, .person_id = who->id,
                                     .original_name = s->name, .extension = clip ? "mp4" : "jpg",
                                     .blob = &blob };
    struct preview_job      job  = { .id = uuid_new(), .owner_id = preview_id, .person_id = who->id,
                                     .kind = clip ? &preview_movie : &preview_picture,
                                     .owner = "preview_file", .hash = blob.hash,
                                     .priority = JOB_BATCH };
    memcpy(blob.hash, clip ? s->clip_hash : s->frame_hash, sizeof blob.hash - 1);
    TRY(preview_take(cx, &file));
    return preview_job_add(cx, &job);
}

static int preview_of(struct cx *cx, const struct actor *who, const struct scenes_ask *ask,
                      const struct setting *set, const struct scene_in *s, struct uuid shot_id)
{
    struct comment_new  comment = { .id = uuid_new(), .task_status_id = set->task_status_id, .text = "" };
    struct preview_new  p       = { .id = uuid_new(), .comment_id = comment.id, .person_id = who->id };
    struct comment_made made;
    struct preview      preview;
    TRY(task_there(cx, who, ask, set, shot_id, &p.task_id));
    comment.task_id = p.task_id;
    TRY(comment_post(cx, who, &comment, &made));
    TRY(preview_add(cx, &p));
    TRY(file_of(cx, who, s, p.id));
    TRY(preview_get(cx, p.id, &preview));
    TRY(preview_set_main(cx, who->id, &preview));
    return db_do(cx, "UPDATE scene_shot SET preview_id = ? WHERE scene_id = ?",
                 ARGS(ARG(p.id), ARG(s->id)), NULL);
}

/* ---- all of them ---- */

static int import_one(struct cx *cx, const struct actor *who, const struct scenes_ask *ask,
                      const struct setting *set, struct uuid sequence_id, struct scene_in *s,
                      struct scenes_done *done, struct out *o)
{
    bool is_new = !IS_SET(&scene_in_shape, s, shot_id);
    if (is_new)
        TRY(shot_new(cx, who, ask, sequence_id, s, &s->shot_id));
    else
        TRY(shot_change(cx, who, s->shot_id, s));
    done->created += is_new;
    done->updated += !is_new;
    if (!IS_SET(&scene_in_shape, s, preview_id) && (s->clip_hash || s->frame_hash)) {
        TRY(preview_of(cx, who, ask, set, s, s->shot_id));
        done->previews++;
    }
    out_object(o);
    OUT_UUID(o, "scene_id", s->id);
    OUT_UUID(o, "shot_id", s->shot_id);
    OUT_BOOL(o, "created", is_new);
    out_object_end(o);
    return 0;
}

int scenes_import(struct cx *cx, const struct actor *who, const struct scenes_ask *ask,
                  struct scenes_done *done, struct out *o)
{
    struct entity_make sequence = { .kind = KIND_SEQUENCE, .name = ask->sequence_name,
                                    .project_id = ask->project_id };
    struct setting     set;
    struct scene_in   *scenes;
    struct uuid        sequence_id;
    size_t             n;
    *done = (struct scenes_done){ 0 };
    TRY(setting_find(cx, ask, &set));
    TRY(scenes_load(cx, ask->project_id, &scenes, &n));
    if (n)
        TRY(entity_make(cx, who, &sequence, &sequence_id));
    out_array(o);
    for (size_t i = 0; i < n; i++)
        if (wanted(&ask->scene_ids, scenes[i].id))
            TRY(import_one(cx, who, ask, &set, sequence_id, &scenes[i], done, o));
    out_array_end(o);
    return 0;
}
