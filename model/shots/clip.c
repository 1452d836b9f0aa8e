/* clip.c - see clip.h. */
#include "model/shots/clip.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/footage/kinds.h"
#include "model/preview/kinds.h"
#include "model/preview/preview.h"
#include "model/preview/stored.h"
#include "model/track/event.h"

enum { STEM_BYTES = 240 };

struct clip {
    struct row  row;
    struct uuid preview_file_id;
    const char *status, *shown; /* shown: hash of what the preview has; NULL: nothing */
    const char *file_name;
    const char *clip, *key; /* hashes; NULL: not there */
    int64_t     clip_bytes, key_bytes;
};
// clang-format off
#define ROW struct clip
static const struct field clip_fields[] = {
    FIELD(preview_file_id, READ, .doc = "The preview of the shot."),
    FIELD(status, READ, .doc = "Its state."),
    FIELD(shown, READ | NULLS, .doc = "What it has."),
    FIELD(file_name, READ, .doc = "The video's name."),
    FIELD(clip, READ | NULLS, .doc = "The clip."),
    FIELD(clip_bytes, READ | NULLS, .doc = "Its size."),
    FIELD(key, READ | NULLS, .doc = "The key frame."),
    FIELD(key_bytes, READ | NULLS, .doc = "Its size."),
};
#undef ROW
// clang-format on
static const struct shape clip_shape = SHAPE(struct clip, clip_fields);

static int clip_find(struct cx *cx, struct uuid scene_id, struct clip *to, bool *found)
{
    static const char sql[] =
        "SELECT f.id, f.status, p.content_hash, o.file_name, c.content_hash, c.bytes,"
        " y.content_hash, y.bytes FROM scene_shot k JOIN preview_file f ON f.id = k.preview_id"
        " JOIN scene s ON s.id = k.scene_id JOIN source o ON o.id = s.source_id"
        " LEFT JOIN stored_file p ON p.owner_id = f.id AND p.name = 'source'"
        " LEFT JOIN scene_file c ON c.scene_id = s.id AND c.name = 'clip.mp4'"
        " LEFT JOIN scene_file y ON y.scene_id = s.id AND y.name = 'keyframe.jpg'"
        " WHERE k.scene_id = ?";
    return db_one(cx, sql, ARGS(ARG(scene_id)), &clip_shape, to, found);
}

static struct blob blob_of(const char *hash, int64_t bytes)
{
    struct blob b = { .bytes = bytes };
    memcpy(b.hash, hash, strnlen(hash, sizeof b.hash - 1));
    return b;
}

static const char *stem(struct cx *cx, const char *file_name)
{
    const char *dot = strrchr(file_name, '.');
    size_t      n   = dot && dot > file_name ? (size_t)(dot - file_name) : strlen(file_name);
    char       *to  = arena_copy(cx->arena, file_name, n < STEM_BYTES ? n : STEM_BYTES);
    utf8_close(to);
    return to;
}

static int give(struct cx *cx, const struct clip *c, struct uuid person_id)
{
    struct blob       clip = blob_of(c->clip, c->clip_bytes), key;
    struct stored_new cover = { .owner = "preview_file", .owner_id = c->preview_file_id,
                                .name = PREVIEW_COVER, .type = "image/jpeg", .blob = &key };
    TRY(preview_take(cx, &(struct preview_file_new){ .id            = c->preview_file_id,
                                                     .person_id     = person_id,
                                                     .original_name = stem(cx, c->file_name),
                                                     .extension     = "mp4",
                                                     .blob          = &clip }));
    if (c->key) {
        key = blob_of(c->key, c->key_bytes);
        TRY(stored_put(cx, &cover));
    }
    return preview_job_add(cx, &(struct preview_job){ .id        = uuid_new(),
                                                      .kind      = &preview_movie,
                                                      .owner_id  = c->preview_file_id,
                                                      .person_id = person_id,
                                                      .owner     = "preview_file",
                                                      .hash      = clip.hash,
                                                      .priority  = JOB_BATCH });
}

int clip_give(struct cx *cx, struct uuid scene_id, struct uuid person_id, enum clip_state *state)
{
    struct clip c = { 0 };
    bool        found;
    TRY(clip_find(cx, scene_id, &c, &found));
    *state = !found    ? CLIP_NOWHERE
             : !c.clip ? CLIP_MISSING
             : c.shown && strcmp(c.shown, c.clip) == 0 && strcmp(c.status, "broken") != 0
                 ? CLIP_SHOWN
                 : CLIP_GIVEN;
    return *state == CLIP_GIVEN ? give(cx, &c, person_id) : 0;
}

int clip_lost(struct cx *cx, struct uuid scene_id, struct uuid person_id)
{
    struct clip c = { 0 };
    bool        found;
    TRY(clip_find(cx, scene_id, &c, &found));
    return found && !c.shown ? preview_broken(cx, c.preview_file_id, person_id) : 0;
}

/* ---- the job ---- */

static int render_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    return footage_render.prepare(cx, job, to);
}

/* Its cut may have moved meanwhile; then what came out is forgotten, and it is made again. */
static int render_commit(struct cx *cx, const struct job *job, const struct order *order,
                         const struct answer *answer, const char **result)
{
    enum clip_state state;
    TRY(footage_render.commit(cx, job, order, answer, result));
    TRY(clip_give(cx, job->subject_id, job->owner_id, &state));
    if (state != CLIP_MISSING)
        return 0;
    return job_add(cx, &(struct job_new){ .id         = uuid_new(),
                                          .kind       = footage_render.name,
                                          .owner_id   = job->owner_id,
                                          .subject_id = job->subject_id,
                                          .priority   = JOB_BATCH });
}

static int render_abandon(struct cx *cx, const struct job *job, UNUSED enum reason why,
                          UNUSED const char *message)
{
    return clip_lost(cx, job->subject_id, job->owner_id);
}

const struct job_kind shots_render = {
    .name = "render", .prepare = render_prepare, .commit = render_commit, .abandon = render_abandon
};

/* ---- the end ---- */

struct shot {
    struct row  row;
    struct uuid id, project_id;
};
#define ROW struct shot
static const struct field shot_fields[] = {
    FIELD(id, READ, .doc = "The shot."),
    FIELD(project_id, READ, .doc = "Its production."),
};
#undef ROW
static const struct shape shot_shape = SHAPE(struct shot, shot_fields);

int shots_forget(struct cx *cx, const struct actor *who, struct uuid scene_id)
{
    static const char find[] = "SELECT e.id, e.project_id FROM scene_shot k JOIN entity e"
                               " ON e.id = k.shot_id WHERE k.scene_id = ?";
    static const char cut[]  = "UPDATE entity SET data = JSON_REMOVE(data, '$.scene_id')"
                               " WHERE id = ? AND JSON_EXISTS(data, '$.scene_id')";
    struct shot shot = { 0 };
    bool        found;
    TRY(db_one(cx, find, ARGS(ARG(scene_id)), &shot_shape, &shot, &found));
    if (!found)
        return 0;
    TRY(clip_lost(cx, scene_id, who->id));
    TRY(db_do(cx, "DELETE FROM scene_shot WHERE scene_id = ?", ARGS(ARG(scene_id)), NULL));
    TRY(db_do(cx, cut, ARGS(ARG(shot.id)), NULL));
    return event_row(cx, who, RES_UPDATE, "shot", shot.id, shot.project_id);
}
