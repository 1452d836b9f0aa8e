/* kind_parse.c - a video becomes scenes. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/footage/files.h"
#include "model/footage/kinds.h"

struct parse_input {
    struct row  row;
    struct uuid project_id;
    double      threshold, min_scene_len;
    const char *method;
};
#define ROW struct parse_input
static const struct field input_fields[] = {
    FIELD(project_id, READ | NULLS, .doc = "Project that the scenes are appended to."),
    FIELD(threshold, READ | NULLS, .doc = "Sensitivity."),
    FIELD(min_scene_len, READ | NULLS, .doc = "Shortest scene in seconds."),
    FIELD(method, READ | NULLS, .max = 20, .doc = "How scenes are told apart."),
};
#undef ROW
static const struct shape input_shape = SHAPE(struct parse_input, input_fields);

struct owned {
    struct row  row;
    const char *content_hash;
    struct uuid owner_id;
};
#define ROW struct owned
static const struct field owned_fields[] = {
    FIELD(content_hash, READ, .doc = "The blob."),
    FIELD(owner_id, READ, .doc = "Whose it is."),
};
#undef ROW
static const struct shape owned_shape = SHAPE(struct owned, owned_fields);

static int input_read(struct cx *cx, const struct job *job, struct parse_input *to)
{
    struct json_object *v  = json_tokener_parse(job->input.text);
    int                 rc = row_from_json(cx, &input_shape, v, READ, false, to);
    json_object_put(v);
    return rc;
}

static int source_get(struct cx *cx, struct uuid id, struct owned *to)
{
    static const char sql[] = "SELECT content_hash, owner_id FROM source WHERE id = ?";
    bool              found;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &owned_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "The source was deleted meanwhile");
}

static int parse_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    struct parse_input in = { 0 };
    struct owned       source;
    TRY(input_read(cx, job, &in));
    TRY(source_get(cx, job->subject_id, &source));
    *to = (struct order){ .op                = "parse",
                          .input             = store_path(cx, source.content_hash),
                          .has_threshold     = IS_SET(&input_shape, &in, threshold),
                          .has_min_scene_len = IS_SET(&input_shape, &in, min_scene_len),
                          .threshold         = in.threshold,
                          .min_scene_len     = in.min_scene_len,
                          .method            = in.method };
    return 0;
}

static int source_fill(struct cx *cx, struct uuid id, const struct answer_source *s)
{
    static const char sql[] =
        "UPDATE source SET width = ?, height = ?, fps_num = ?, fps_den = ?, frames = ?,"
        " duration_us = ?, codec = ?, container = ?, has_audio = ? WHERE id = ?";
    return db_do(cx, sql,
                 ARGS(ARG(s->width), ARG(s->height), ARG(s->fps_num), ARG(s->fps_den),
                      ARG(s->frames), ARG(s->duration_us), ARG(s->codec), ARG(s->container),
                      ARG(s->has_audio), ARG(id)),
                 NULL);
}

/* The project under a lock, so that two parses cannot take the same places. *place: the next
 * one; *there: whether it is still there. */
static int project_lock(struct cx *cx, struct uuid id, bool *there, int64_t *place)
{
    static const char lock[] = "SELECT 1 FROM project WHERE id = ? FOR UPDATE";
    static const char next[] =
        "SELECT COALESCE(MAX(position), -1) + 1 FROM scene WHERE project_id = ?";
    TRY(db_number(cx, lock, ARGS(ARG(id)), NULL, there));
    return *there ? db_number(cx, next, ARGS(ARG(id)), place, NULL) : 0;
}

/* Three rows of sixteen values at once. */
enum { AT_ONCE = 3, COLUMNS = 16 };
#define INSERT                                                                                     \
    "INSERT INTO scene (id, owner_id, source_id, project_id, position, name, frame_num,"           \
    " frame_count, start_us, end_us, transition, confidence, pictures, phash, created_at,"         \
    " updated_at) VALUES "
#define VALUES "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

struct putting {
    const struct job    *job;
    const struct answer *answer;
    struct uuid          owner_id, project_id; /* project_id: nil for none */
    int64_t              place;
};

static void scene_args(struct cx *cx, const struct putting *p, size_t i, struct arg *to)
{
    const struct answer_scene *s    = &p->answer->scenes[i];
    bool                       in   = !uuid_is_nil(p->project_id);
    int64_t                    at   = p->place + (int64_t)i;
    const char                *name = arena_printf(cx->arena, "Scene %zu", i + 1);
    const struct arg           row[COLUMNS] = {
        ARG(s->id),         ARG(p->owner_id),  ARG(p->job->subject_id), ARG_IF(in, p->project_id),
        ARG_IF(in, at),     ARG(name),         ARG(s->frame_num),       ARG(s->frame_count),
        ARG(s->start_us),   ARG(s->end_us),    ARG(s->transition),      ARG(s->confidence),
        ARG(s->pictures),   ARG_IF(s->phash != NULL, answer_phash(s)), ARG(cx->now), ARG(cx->now),
    };
    memcpy(to, row, sizeof row);
}

static int scenes_put(struct cx *cx, const struct putting *p)
{
    static const char single[] = INSERT VALUES;
    static const char three[]  = INSERT VALUES ", " VALUES ", " VALUES;
    struct arg        args[AT_ONCE * COLUMNS];
    size_t            i = 0, n = p->answer->scenes_n;
    for (; i + AT_ONCE <= n; i += AT_ONCE) {
        for (size_t k = 0; k < AT_ONCE; k++)
            scene_args(cx, p, i + k, args + k * COLUMNS);
        TRY(db_do(cx, three, args, COUNT(args), NULL));
    }
    for (; i < n; i++) {
        scene_args(cx, p, i, args);
        TRY(db_do(cx, single, args, COLUMNS, NULL));
    }
    return 0;
}

/* A project that has gone meanwhile is no reason to lose the work: the scenes are the owner's. */
static int parse_commit(struct cx *cx, const struct job *job, const struct order *order,
                        const struct answer *answer, const char **result)
{
    struct parse_input in = { 0 };
    struct putting     p  = { .job = job, .answer = answer };
    struct owned       source;
    struct out         o = out_in_arena(cx->arena, 256);
    bool               there = false;
    (void)order;
    TRY(input_read(cx, job, &in));
    TRY(source_get(cx, job->subject_id, &source));
    p.owner_id = source.owner_id;
    if (!uuid_is_nil(in.project_id))
        TRY(project_lock(cx, in.project_id, &there, &p.place));
    if (there)
        p.project_id = in.project_id;
    TRY(source_fill(cx, job->subject_id, &answer->source));
    TRY(scenes_put(cx, &p));
    TRY(scene_files_put(cx, answer, NULL));
    out_object(&o);
    OUT_UUID(&o, "source_id", job->subject_id);
    OUT_I64(&o, "scenes", (int64_t)answer->scenes_n);
    out_object_end(&o);
    *result = out_done(&o);
    return 0;
}

static int parse_abandon(struct cx *cx, const struct job *job, UNUSED enum reason why,
                         UNUSED const char *message)
{
    static const char sql[] = "DELETE FROM source WHERE id = ? AND job_id = ?"
                              " AND NOT EXISTS (SELECT 1 FROM scene WHERE source_id = source.id)";
    return db_do(cx, sql, ARGS(ARG(job->subject_id), ARG(job->id)), NULL);
}

const struct job_kind footage_parse = { .name    = "parse",
                                        .prepare = parse_prepare,
                                        .commit  = parse_commit,
                                        .abandon = parse_abandon };
