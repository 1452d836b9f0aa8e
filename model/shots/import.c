/* import.c - see import.h. */
#include "model/shots/import.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/footage/kinds.h"
#include "model/preview/preview.h"
#include "model/shots/clip.h"
#include "model/shots/naming.h"
#include "model/track/comment.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/event.h"
#include "model/track/right.h"
#include "model/track/task.h"

enum { DATA_BYTES = 512 };
#define TASK_TYPE "Footage"

// clang-format off
#define ROW struct shot_made
static const struct field shot_made_fields[] = {
    FIELD(scene_id, READ, .doc = "The scene."),
    FIELD(shot_id, READ, .doc = "Its shot."),
    FIELD(name, READ, .doc = "The shot's name."),
    FIELD(sequence_id, READ | NULLS, .doc = "The sequence that the shot is in."),
    FIELD(preview_file_id, READ, .doc = "The preview that shows the scene's clip, now or when it is made."),
    FIELD(is_new, READ, .doc = "Whether the shot was made now."),
};
#undef ROW
const struct shape shot_made_shape = SHAPE(struct shot_made, shot_made_fields, .name = "ImportedShot");

struct from { /* a scene, and what has become of it */
    struct row  row;
    struct uuid id, owner_id;
    int64_t     frame_num, frame_count, fps_num, fps_den;
    struct uuid linked_id; /* shot of any production */
    struct uuid shot_id;   /* of this one */
    const char *shot_name;
    struct uuid sequence_id, preview_file_id;
};
#define ROW struct from
static const struct field from_fields[] = {
    FIELD(id, READ, .doc = "The scene."),
    FIELD(owner_id, READ, .doc = "Whose it is."),
    FIELD(frame_num, READ, .doc = "First frame."),
    FIELD(frame_count, READ, .doc = "Number of frames."),
    FIELD(fps_num, READ | NULLS, .doc = "Rate, numerator."),
    FIELD(fps_den, READ | NULLS, .doc = "Rate, denominator."),
    FIELD(linked_id, READ | NULLS, .doc = "The shot that it has become."),
    FIELD(shot_id, READ | NULLS, .doc = "The same, if it is of this production."),
    FIELD(shot_name, READ | NULLS, .doc = "Its name."),
    FIELD(sequence_id, READ | NULLS, .doc = "What it is in."),
    FIELD(preview_file_id, READ | NULLS, .doc = "What shows the clip."),
};
#undef ROW
static const struct shape from_shape = SHAPE(struct from, from_fields);

struct named {
    struct row  row;
    const char *name;
};
#define ROW struct named
static const struct field named_fields[] = { FIELD(name, READ, .doc = "A shot of the sequence.") };
#undef ROW
static const struct shape named_shape = SHAPE(struct named, named_fields);
// clang-format on

struct import { /* what all shots of one call have in common */
    const struct actor     *who;
    const struct shots_ask *ask;
    struct naming           naming;
    struct named           *taken;
    size_t                  taken_n;
    struct uuid             sequence_id, task_type_id, status_id;
    struct shots_made      *made;
};

/* The caller has decided who may. */
static struct resource open_to_all(const struct resource *r)
{
    struct resource open = *r;
    open.may             = right_given;
    return open;
}

/* ---- what is needed once ---- */

int shots_lock(struct cx *cx, struct uuid project_id)
{
    struct uuid id;
    bool        found;
    TRY(db_id(cx, "SELECT id FROM project WHERE id = ? FOR UPDATE", ARGS(ARG(project_id)), &id,
              &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such project");
}

/* Locked, so that a clip that is being made now is either there or finds its preview. */
static int scenes_read(struct cx *cx, struct uuid project_id, struct from **rows, size_t *n)
{
    static const char lock[] =
        "SELECT id FROM scene WHERE project_id = ? ORDER BY position, id FOR UPDATE";
    static const char sql[] =
        "SELECT s.id, s.owner_id, s.frame_num, s.frame_count, o.fps_num, o.fps_den, k.shot_id,"
        " e.id, e.name, e.parent_id, f.id FROM scene s JOIN source o"
        " ON o.id = s.source_id LEFT JOIN scene_shot k ON k.scene_id = s.id"
        " LEFT JOIN preview_file f ON f.id = k.preview_id"
        " LEFT JOIN entity e ON e.id = k.shot_id AND e.project_id = s.project_id"
        " WHERE s.project_id = ? ORDER BY s.position, s.id";
    struct ids        ids;
    TRY(db_ids(cx, lock, ARGS(ARG(project_id)), &ids));
    return db_all(cx, sql, ARGS(ARG(project_id)), &from_shape, rows, n);
}

static bool is_among(const struct ids *ids, struct uuid id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (uuid_equal(ids->v[i], id))
            return true;
    return false;
}

/* Keeps those that are asked for, in their order. */
static int scenes_choose(struct cx *cx, const struct ids *ids, struct from *rows, size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < ids->n; i++) {
        size_t k = 0;
        char   id[UUID_TEXT];
        while (k < *n && !uuid_equal(rows[k].id, ids->v[i]))
            k++;
        if (k == *n) {
            uuid_format(ids->v[i], id);
            return refuse(cx, E_NOT_FOUND, "There is no such scene in the project: %s", id);
        }
    }
    for (size_t i = 0; i < *n; i++)
        if (is_among(ids, rows[i].id))
            rows[kept++] = rows[i];
    *n = kept;
    return 0;
}

static int sequence_find(struct cx *cx, struct import *i)
{
    static const char  names[] = "SELECT name FROM entity WHERE parent_id = ?";
    struct entity_make m       = { .kind       = KIND_SEQUENCE,
                                   .name       = i->ask->sequence_name,
                                   .project_id = i->ask->project_id,
                                   .episode_id = i->ask->episode_id };
    TRY(entity_make(cx, i->who, &m, &i->sequence_id));
    return db_all(cx, names, ARGS(ARG(i->sequence_id)), &named_shape, &i->taken, &i->taken_n);
}

/* One after the other, for no key keeps two of that name apart. */
static int task_type_usual(struct cx *cx, struct import *i, bool *found)
{
    static const char find[] = "SELECT id FROM task_type WHERE name = '" TASK_TYPE
                               "' AND for_entity = 'Shot' ORDER BY created_at, id LIMIT 1";
    static const char lock[] = "SELECT id FROM entity_type WHERE id = ? FOR UPDATE";
    struct resource   types  = open_to_all(&task_type_res);
    struct task_type  fresh  = { .name = TASK_TYPE, .for_entity = "Shot", .color = "#455A64" };
    struct uuid       kind;
    TRY(db_id(cx, find, NO_ARGS, &i->task_type_id, found));
    if (*found)
        return 0;
    TRY(kind_id(cx, KIND_SHOT, &kind));
    TRY(db_id(cx, lock, ARGS(ARG(kind)), &kind, found));
    TRY(db_id(cx, find, NO_ARGS, &i->task_type_id, found));
    if (*found)
        return 0;
    *found = true;
    SET(&task_type_shape, &fresh, name);
    SET(&task_type_shape, &fresh, for_entity);
    SET(&task_type_shape, &fresh, color);
    return res_create(cx, &types, i->who, &fresh, &i->task_type_id);
}

static int task_type_find(struct cx *cx, struct import *i)
{
    static const char link[] =
        "INSERT IGNORE INTO project_task_type_link (project_id, task_type_id) VALUES (?, ?)";
    int64_t           fresh = 0;
    bool              found;
    if (uuid_is_nil(i->ask->task_type_id))
        TRY(task_type_usual(cx, i, &found));
    else
        TRY(db_id(cx, "SELECT id FROM task_type WHERE id = ? AND for_entity = 'Shot'",
                  ARGS(ARG(i->ask->task_type_id)), &i->task_type_id, &found));
    if (!found)
        return refuse_field(cx, E_INVALID, "task_type_id",
                            "task_type_id: there is no such task type for shots");
    TRY(db_do(cx, link, ARGS(ARG(i->ask->project_id), ARG(i->task_type_id)), &fresh));
    return fresh ? event_row(cx, i->who, RES_UPDATE, "project", i->ask->project_id,
                             i->ask->project_id)
                 : 0;
}

static int status_find(struct cx *cx, struct import *i)
{
    static const char sql[] = "SELECT id FROM task_status ORDER BY is_default IS TRUE DESC,"
                              " archived IS TRUE, priority, name LIMIT 1";
    bool              found;
    TRY(db_id(cx, sql, NO_ARGS, &i->status_id, &found));
    return found ? 0 : refuse(cx, E_CONFLICT, "There is no task status");
}

/* ---- a shot ---- */

/* "25", "23.976" */
static const char *rate_text(struct cx *cx, const struct from *s)
{
    char  *text = arena_printf(cx->arena, "%.3f", (double)s->fps_num / (double)s->fps_den);
    size_t n    = strlen(text);
    while (text[n - 1] == '0')
        text[--n] = '\0';
    if (text[n - 1] == '.')
        text[n - 1] = '\0';
    return text;
}

static const char *shot_data(struct cx *cx, const struct from *s)
{
    struct out o = out_in_arena(cx->arena, DATA_BYTES);
    out_object(&o);
    OUT_I64(&o, "frame_in", s->frame_num);
    OUT_I64(&o, "frame_out", s->frame_num + s->frame_count - 1);
    if (s->fps_den > 0)
        OUT_STR(&o, "fps", rate_text(cx, s));
    OUT_UUID(&o, "scene_id", s->id);
    out_object_end(&o);
    return out_done(&o);
}

static int shot_update(struct cx *cx, const struct import *i, const struct from *s)
{
    static const char same[] =
        "SELECT id FROM entity WHERE id = ? AND nb_frames <=> ? AND"
        " JSON_EQUALS(JSON_MERGE_PATCH(COALESCE(data, '{}'), ?), COALESCE(data, '{}'))";
    struct resource shots = open_to_all(&entity_res);
    struct entity   e     = { .nb_frames = s->frame_count, .data.text = shot_data(cx, s) };
    struct uuid     id;
    bool            found;
    TRY(db_id(cx, same, ARGS(ARG(s->shot_id), ARG(e.nb_frames), ARG(e.data)), &id, &found));
    if (found)
        return 0;
    SET(&entity_shape, &e, nb_frames);
    SET(&entity_shape, &e, data);
    return res_update(cx, &shots, i->who, s->shot_id, &e);
}

static bool is_taken(const struct import *i, const char *name)
{
    for (size_t k = 0; k < i->taken_n; k++)
        if (strcmp(i->taken[k].name, name) == 0)
            return true;
    return false;
}

/* Names of shots that somebody else has made are passed over. */
static int shot_make(struct cx *cx, struct import *i, struct from *s)
{
    static const char link[] = "INSERT INTO scene_shot (scene_id, shot_id) VALUES (?, ?)";
    struct entity_make m     = { .kind        = KIND_SHOT,
                                 .project_id  = i->ask->project_id,
                                 .sequence_id = i->sequence_id,
                                 .has_frames  = true,
                                 .nb_frames   = s->frame_count,
                                 .data.text   = shot_data(cx, s) };
    if (!uuid_is_nil(s->linked_id))
        TRY(shots_forget(cx, i->who, s->id));
    m.name = s->shot_name;
    TRY(entity_make(cx, i->who, &m, &s->shot_id));
    s->sequence_id     = i->sequence_id;
    s->preview_file_id = (struct uuid){ 0 };
    return db_do(cx, link, ARGS(ARG(s->id), ARG(s->shot_id)), NULL);
}

/* ---- its clip ---- */

static int task_find(struct cx *cx, const struct import *i, struct uuid shot_id, struct uuid *id)
{
    static const char sql[] = "SELECT id FROM task WHERE entity_id = ? AND task_type_id = ?"
                              " ORDER BY created_at, id LIMIT 1";
    struct resource tasks = open_to_all(&task_res);
    struct task     fresh = { .name           = "main",
                              .project_id     = i->ask->project_id,
                              .entity_id      = shot_id,
                              .task_type_id   = i->task_type_id,
                              .task_status_id = i->status_id,
                              .assigner_id    = i->who->id };
    bool            found;
    TRY(db_id(cx, sql, ARGS(ARG(shot_id), ARG(i->task_type_id)), id, &found));
    if (found)
        return 0;
    SET(&task_shape, &fresh, name);
    SET(&task_shape, &fresh, project_id);
    SET(&task_shape, &fresh, entity_id);
    SET(&task_shape, &fresh, task_type_id);
    SET(&task_shape, &fresh, task_status_id);
    SET(&task_shape, &fresh, assigner_id);
    return res_create(cx, &tasks, i->who, &fresh, id);
}

/* The shot shows it, unless it shows something already. */
static int preview_make(struct cx *cx, struct import *i, struct from *s)
{
    static const char   link[] = "UPDATE scene_shot SET preview_id = ? WHERE scene_id = ?";
    static const char   bare[] = "SELECT id FROM entity WHERE id = ? AND preview_file_id IS NULL";
    struct comment_new  said   = { .task_status_id = i->status_id };
    struct comment_made comment;
    struct preview_new  fresh = { .id = uuid_new(), .person_id = i->who->id };
    struct preview      p     = { 0 };
    struct uuid         id;
    bool                found;
    TRY(task_find(cx, i, s->shot_id, &said.task_id));
    TRY(comment_post(cx, i->who, &said, &comment));
    i->made->mailed = i->made->mailed || comment.mailed;
    fresh.task_id    = said.task_id;
    fresh.comment_id = comment.comment.id;
    TRY(preview_add(cx, &fresh));
    TRY(db_do(cx, link, ARGS(ARG(fresh.id), ARG(s->id)), NULL));
    s->preview_file_id = fresh.id;
    TRY(db_id(cx, bare, ARGS(ARG(s->shot_id)), &id, &found));
    if (!found)
        return 0;
    TRY(preview_get(cx, fresh.id, &p));
    return preview_set_main(cx, i->who->id, &p);
}

static int clip_ask(struct cx *cx, struct import *i, const struct from *s)
{
    enum clip_state state;
    struct job      open;
    bool            found = false;
    TRY(clip_give(cx, s->id, i->who->id, &state));
    if (state == CLIP_MISSING)
        TRY(job_find_open(cx, footage_render.name, s->id, &open, &found));
    i->made->jobs = i->made->jobs || state == CLIP_MISSING || state == CLIP_GIVEN;
    if (state != CLIP_MISSING || found)
        return 0;
    return job_add(cx, &(struct job_new){ .id         = uuid_new(),
                                          .kind       = footage_render.name,
                                          .owner_id   = s->owner_id,
                                          .subject_id = s->id,
                                          .priority   = JOB_BATCH });
}

/* ---- all ---- */

static int shot_import(struct cx *cx, struct import *i, struct from *s, struct shot_made *made)
{
    made->is_new = uuid_is_nil(s->shot_id);
    if (made->is_new)
        TRY(shot_make(cx, i, s));
    else
        TRY(shot_update(cx, i, s));
    if (uuid_is_nil(s->preview_file_id))
        TRY(preview_make(cx, i, s));
    TRY(clip_ask(cx, i, s));
    made->scene_id        = s->id;
    made->shot_id         = s->shot_id;
    made->sequence_id     = s->sequence_id;
    made->preview_file_id = s->preview_file_id;
    if (!uuid_is_nil(s->sequence_id))
        SET(&shot_made_shape, made, sequence_id);
    return 0;
}

static int name_find(struct cx *cx, struct import *i, const char **name)
{
    do
        TRY(naming_next(cx, &i->naming, name));
    while (is_taken(i, *name));
    return 0;
}

static int begin(struct cx *cx, struct import *i)
{
    TRY(sequence_find(cx, i));
    TRY(task_type_find(cx, i));
    return status_find(cx, i);
}

int shots_import(struct cx *cx, const struct actor *who, const struct shots_ask *ask,
                 struct shots_made *made)
{
    struct import i = { .who = who, .ask = ask, .made = made };
    struct from  *scenes;
    *made = (struct shots_made){ 0 };
    TRY(naming_read(cx, ask->naming, ask->step, &i.naming));
    TRY(scenes_read(cx, ask->project_id, &scenes, &made->n));
    if (ask->scenes)
        TRY(scenes_choose(cx, ask->scenes, scenes, &made->n));
    if (made->n)
        TRY(begin(cx, &i));
    made->v = arena_alloc_array(cx->arena, made->n + 1, sizeof *made->v);
    for (size_t k = 0; k < made->n; k++) {
        struct from      *s = &scenes[k];
        struct arena_mark mark;
        if (uuid_is_nil(s->shot_id))
            TRY(name_find(cx, &i, &s->shot_name));
        made->v[k].name = s->shot_name;
        mark            = arena_mark(cx->arena);
        TRY(shot_import(cx, &i, s, &made->v[k]));
        arena_rewind(cx->arena, mark);
    }
    return 0;
}
