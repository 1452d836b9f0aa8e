/* conform.c - see conform.h. */
#include "model/track/conform.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/convention.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/kind.h"
#include "model/track/production.h"
#include "model/track/tasks.h"
#include "model/track/tell.h"

/* ---- what is there ---- */

struct facts { /* of the production */
    struct row  row;
    const char *name, *episode_name;
    bool        is_series, is_episode_here;
};
#define ROW struct facts
static const struct field facts_fields[] = {
    FIELD(name, READ, .doc = "Its name."),
    FIELD(episode_name, READ | NULLS, .doc = "The episode's."),
    FIELD(is_series, READ, .doc = "Has it episodes."),
    FIELD(is_episode_here, READ, .doc = "Is the episode one of them."),
};
#undef ROW
static const struct shape facts_shape = SHAPE(struct facts, facts_fields);

struct shot {
    struct row  row;
    struct uuid id;
    const char *name, *sequence_name;
    const char *key; /* what a clip of it is called */
};
#define ROW struct shot
static const struct field shot_fields[] = {
    FIELD(id, READ, .doc = "The shot."),
    FIELD(name, READ, .doc = "Its name."),
    FIELD(sequence_name, READ, .doc = "Its sequence's."),
};
#undef ROW
static const struct shape shot_shape = SHAPE(struct shot, shot_fields);

struct conforming {
    struct cx                *cx;
    const struct actor       *who;
    const struct conform_ask *ask;
    struct convention         convention;
    struct facts              facts;
    struct shot              *shot;
    size_t                    n;
    struct id_set             created, updated;
};

static int facts_read(struct conforming *c)
{
    static const char sql[] =
        "SELECT p.name, e.name, p.production_type = 'tvshow', e.id IS NOT NULL FROM project p"
        " LEFT JOIN (entity e JOIN entity_type y ON y.id = e.entity_type_id AND y.name = 'Episode')"
        " ON e.id = ? AND e.project_id = p.id WHERE p.id = ?";
    bool has = !uuid_is_nil(c->ask->episode_id), found;
    TRY(db_one(c->cx, sql, ARGS(ARG_IF(has, c->ask->episode_id), ARG(c->ask->project_id)),
               &facts_shape, &c->facts, &found));
    if (has && !c->facts.is_episode_here)
        return refuse(c->cx, E_NOT_FOUND, "There is no such episode");
    return c->facts.is_series && !has ? refuse(c->cx, E_INVALID, "Shots of a series are of an episode")
                                      : 0;
}

/* Clips that come later have room too. */
static int shots_read(struct conforming *c, size_t more)
{
    static const char sql[] =
        "SELECT e.id, e.name, q.name FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
        " AND y.name = 'Shot' JOIN entity q ON q.id = e.parent_id"
        " WHERE e.project_id = ? AND (? IS NULL OR q.parent_id = ?) ORDER BY e.created_at, e.id";
    const struct arg episode = ARG_IF(!uuid_is_nil(c->ask->episode_id), c->ask->episode_id);
    struct shot     *all;
    TRY(db_all(c->cx, sql, ARGS(ARG(c->ask->project_id), episode, episode), &shot_shape, &all, &c->n));
    c->shot = arena_alloc_array(c->cx->arena, c->n + more + 1, sizeof *all);
    for (size_t i = 0; i < c->n; i++) {
        const char *part[PARTS] = { [PART_PROJECT]  = c->facts.name,
                                    [PART_EPISODE]  = c->facts.episode_name,
                                    [PART_SEQUENCE] = all[i].sequence_name,
                                    [PART_SHOT]     = all[i].name };
        c->shot[i]     = all[i];
        c->shot[i].key = convention_name(c->cx, &c->convention, part);
        if (!c->shot[i].key)
            return refuse(c->cx, E_INVALID, "The names are too long");
    }
    return 0;
}

/* ---- clips ---- */

static const struct shot *shot_of(const struct conforming *c, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->ask->match_case ? strcmp(c->shot[i].key, name) == 0 : strcasecmp(c->shot[i].key, name) == 0)
            return &c->shot[i];
    return NULL;
}

static int data_of(struct conforming *c, const struct timeline_clip *clip, struct json *data)
{
    struct out o = out_in_arena(c->cx->arena, 256);
    if (!clip->has_range)
        return 0;
    out_object(&o);
    OUT_I64(&o, "frame_in", clip->frame_in);
    OUT_I64(&o, "frame_out", clip->frame_out);
    out_object_end(&o);
    data->text = out_done(&o);
    return 0;
}

static int shot_change(struct conforming *c, const struct timeline_clip *clip, struct uuid id)
{
    struct resource r = entity_res;
    struct entity   e = { 0 };
    r.may             = right_given;
    if (clip->has_frames) {
        e.nb_frames = clip->nb_frames;
        SET(&entity_shape, &e, nb_frames);
    }
    if (clip->has_range) {
        TRY(data_of(c, clip, &e.data));
        SET(&entity_shape, &e, data);
    }
    id_set_add(c->cx, &c->updated, id);
    return res_update(c->cx, &r, c->who, id, &e);
}

static int shot_make(struct conforming *c, const struct timeline_clip *clip)
{
    const char        *part[PARTS];
    struct entity_make m = { .kind = KIND_SEQUENCE, .project_id = c->ask->project_id,
                             .episode_id = c->ask->episode_id };
    struct uuid        none = { { 0 } }, id;
    if (!convention_match(c->cx, &c->convention, clip->name, part) || !*part[PART_SEQUENCE] ||
        !*part[PART_SHOT])
        return refuse(c->cx, E_INVALID, "The clip %.100s is not called as the convention says", clip->name);
    m.name = part[PART_SEQUENCE];
    TRY(entity_make(c->cx, c->who, &m, &m.sequence_id));
    m.kind       = KIND_SHOT;
    m.name       = part[PART_SHOT];
    m.episode_id = none;
    m.has_frames = clip->has_frames;
    m.nb_frames  = clip->nb_frames;
    TRY(data_of(c, clip, &m.data));
    TRY(entity_make(c->cx, c->who, &m, &id));
    for (size_t i = 0; i < c->n; i++) /* one that is called otherwise by the convention */
        if (uuid_equal(c->shot[i].id, id))
            return shot_change(c, clip, id);
    id_set_add(c->cx, &c->created, id);
    c->shot[c->n++] = (struct shot){ .id = id, .key = clip->name };
    return 0;
}

static int clip_do(struct conforming *c, const struct timeline_clip *clip)
{
    const struct shot *shot = shot_of(c, clip->name);
    if (clip->has_frames && (clip->nb_frames < 0 || clip->nb_frames > INT32_MAX))
        return refuse(c->cx, E_INVALID, "The clip %.100s is too long", clip->name);
    if (!shot)
        return shot_make(c, clip);
    return id_set_has(&c->created, shot->id) ? 0 : shot_change(c, clip, shot->id);
}

static int tasks_of_new(struct conforming *c)
{
    struct id_set made = { 0 };
    struct ids    types;
    if (!c->created.n)
        return 0;
    TRY(db_ids(c->cx,
               "SELECT y.id FROM project_task_type_link l JOIN task_type y ON y.id = l.task_type_id"
               " WHERE l.project_id = ? AND y.for_entity = 'Shot' ORDER BY l.priority, y.id",
               ARGS(ARG(c->ask->project_id)), &types));
    for (size_t i = 0; i < types.n; i++)
        TRY(tasks_make(c->cx, c->who, c->ask->project_id, types.v[i], KIND_SHOT, &c->created, &made));
    return 0;
}

int conform_fps(struct cx *cx, struct uuid project_id, double *fps)
{
    int64_t thousandths;
    TRY(db_number(cx, "SELECT CAST(ROUND(fps * 1000) AS SIGNED) FROM project WHERE id = ?",
                  ARGS(ARG(project_id)), &thousandths, NULL));
    *fps = thousandths > 0 ? (double)thousandths / 1000 : 25;
    return 0;
}

int conform(struct cx *cx, const struct actor *who, const struct conform_ask *ask,
            const struct timeline *timeline, struct conformed *to)
{
    struct conforming c = { .cx = cx, .who = who, .ask = ask };
    TRY(convention_read(cx, ask->convention, &c.convention));
    TRY(production_lock(cx, ask->project_id));
    TRY(facts_read(&c));
    TRY(shots_read(&c, timeline->n));
    for (size_t i = 0; i < timeline->n; i++)
        TRY(clip_do(&c, &timeline->v[i]));
    TRY(tasks_of_new(&c));
    *to = (struct conformed){ id_set_list(&c.created), id_set_list(&c.updated) };
    return 0;
}

static int shots_write(struct cx *cx, struct ids ids, struct out *o)
{
    const struct resource shots = kind_rows(&kind_shots);
    const char           *list  = ids_json(cx, ids);
    const struct arg      arg   = ARG(list);
    if (!list)
        return refuse(cx, E_TOO_LARGE, "The edit is too long");
    return res_where(cx, &shots,
                     &(struct res_where){ .sql = "t.id IN (SELECT CAST(j.v AS UUID) FROM JSON_TABLE(?,"
                                                 " '$[*]' COLUMNS (v CHAR(36) PATH '$')) j)",
                                          .args  = &arg,
                                          .nargs = 1 },
                     o);
}

int conform_write(struct cx *cx, const struct conformed *done, struct out *o)
{
    out_object(o);
    out_key(o, "updated_shots");
    TRY(shots_write(cx, done->updated, o));
    out_key(o, "created_shots");
    TRY(shots_write(cx, done->created, o));
    out_object_end(o);
    return 0;
}
