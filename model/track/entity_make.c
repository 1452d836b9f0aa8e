/* entity_make.c - see entity_make.h. */
#include "model/track/entity_make.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/casting.h"
#include "model/track/entity.h"
#include "model/track/event.h"
#include "model/track/gone.h"
#include "model/track/right.h"

/* Its route has decided who may. */
static struct resource entities(void)
{
    struct resource r = entity_res;
    r.may             = right_given;
    return r;
}

int kind_is_asset_type(struct cx *cx, struct uuid entity_type_id)
{
    bool found;
    TRY(db_id(cx, "SELECT id FROM entity_type WHERE id = ? AND name NOT IN " KINDS_IN_TIME,
              ARGS(ARG(entity_type_id)), NULL, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such asset type");
}

/* ---- new ones ---- */

/* What it is in has to be of the same production and of that kind. */
static int place(struct cx *cx, const struct entity_make *m, struct uuid id, const char *kind,
                 const char *field)
{
    struct thing it = { 0 };
    int          rc = thing_get(cx, id, kind, &it);
    if (rc < 0 && cx->err.reason != E_NOT_FOUND)
        return rc;
    if (rc < 0 || !uuid_equal(it.project_id, m->project_id)) {
        err_clear(cx);
        return refuse_field(cx, E_INVALID, field, "%s: there is no such %s in the project", field,
                            entity_event(kind));
    }
    return 0;
}

static int fill(struct cx *cx, const struct entity_make *m, struct entity *e)
{
    bool is_asset = strcmp(m->kind, KIND_ASSET) == 0;
    e->name       = m->name;
    SET(&entity_shape, e, name);
    e->project_id = m->project_id;
    SET(&entity_shape, e, project_id);
    e->entity_type_id = m->entity_type_id;
    SET(&entity_shape, e, entity_type_id);
    if (m->description) {
        e->description = m->description;
        SET(&entity_shape, e, description);
    }
    if (m->status) {
        e->status = m->status;
        SET(&entity_shape, e, status);
    }
    if (m->data.text) {
        e->data = m->data;
        SET(&entity_shape, e, data);
    }
    if (m->has_frames) {
        e->nb_frames = m->nb_frames;
        SET(&entity_shape, e, nb_frames);
    }
    if (m->is_shared) {
        e->is_shared = true;
        SET(&entity_shape, e, is_shared);
    }
    if (!uuid_is_nil(m->episode_id)) {
        TRY(place(cx, m, m->episode_id, KIND_EPISODE, "episode_id"));
        e->parent_id = e->source_id = m->episode_id;
        if (is_asset)
            SET(&entity_shape, e, source_id);
        else
            SET(&entity_shape, e, parent_id);
    }
    if (!uuid_is_nil(m->sequence_id)) {
        TRY(place(cx, m, m->sequence_id, KIND_SEQUENCE, "sequence_id"));
        e->parent_id = m->sequence_id;
        SET(&entity_shape, e, parent_id);
    }
    return 0;
}

static int there_is(struct cx *cx, const struct entity *e, struct uuid *id, bool *found)
{
    static const char sql[] = "SELECT id FROM entity WHERE project_id = ? AND entity_type_id = ?"
                              " AND name = ? AND parent_id <=> ? ORDER BY created_at, id LIMIT 1";
    return db_id(cx, sql,
                 ARGS(ARG(e->project_id), ARG(e->entity_type_id), ARG(e->name),
                      ARG_IF(IS_SET(&entity_shape, e, parent_id), e->parent_id)),
                 id, found);
}

static int concept_links(struct cx *cx, const struct entity_make *m, struct uuid id)
{
    for (size_t i = 0; i < m->concept_of.n; i++)
        TRY(db_do(cx,
                  "INSERT IGNORE INTO entity_concept_link (id, entity_in_id, entity_out_id)"
                  " SELECT ?, ?, e.id FROM entity e WHERE e.id = ? AND e.project_id = ?",
                  ARGS(ARG(uuid_new()), ARG(id), ARG(m->concept_of.v[i]), ARG(m->project_id)),
                  NULL));
    return 0;
}

int entity_make(struct cx *cx, const struct actor *who, const struct entity_make *m,
                struct uuid *id)
{
    struct entity_make whole    = *m;
    struct entity      e        = { 0 };
    struct resource    r        = entities();
    bool               is_asset = strcmp(m->kind, KIND_ASSET) == 0, found = false;
    if (is_asset)
        TRY(kind_is_asset_type(cx, m->entity_type_id));
    else
        TRY(kind_id(cx, m->kind, &whole.entity_type_id));
    TRY(fill(cx, &whole, &e));
    if (!is_asset)
        TRY(there_is(cx, &e, id, &found));
    if (found)
        return 0;
    TRY(res_create(cx, &r, who, &e, id));
    return concept_links(cx, m, *id);
}

/* ---- shots of scenes ---- */

int scene_link(struct cx *cx, const struct actor *who, const struct thing *scene,
               const struct thing *shot, bool linked)
{
    if (!uuid_equal(scene->project_id, shot->project_id))
        return refuse_field(cx, E_INVALID, "shot_id", "shot_id: is of another project");
    TRY(db_do(cx, "UPDATE entity SET source_id = ? WHERE id = ? AND (? OR source_id <=> ?)",
              ARGS(ARG_IF(linked, scene->id), ARG(shot->id), arg_bool(linked), ARG(scene->id)), NULL));
    TRY(event_row(cx, who, RES_UPDATE, "shot", shot->id, shot->project_id));
    return event_add(cx, linked ? "shot:add-to-scene" : "shot:remove-from-scene", who->id,
                     shot->project_id,
                     event_ids(cx, (const struct event_id[]){ { "scene_id", scene->id },
                                                              { "shot_id", shot->id },
                                                              { "project_id", shot->project_id },
                                                              { NULL, shot->id } }));
}

/* ---- removal ---- */

static bool is_container(const struct thing *it)
{
    return kind_is(it->type_name, KIND_SEQUENCE) || kind_is(it->type_name, KIND_EPISODE);
}

/* A sequence or an episode that holds something is kept. */
static int must_be_empty(struct cx *cx, const struct thing *it)
{
    static const char *const sql[] = {
        "SELECT id FROM entity WHERE parent_id = ? LIMIT 1",
        "SELECT id FROM entity WHERE source_id = ? LIMIT 1",
        "SELECT id FROM playlist WHERE episode_id = ? LIMIT 1",
        "SELECT id FROM task WHERE entity_id = ? LIMIT 1",
    };
    bool is = false;
    for (size_t i = 0; i < COUNT(sql) && !is; i++)
        TRY(db_id(cx, sql[i], ARGS(ARG(it->id)), NULL, &is));
    return is ? refuse(cx, E_CONFLICT, "Something is linked to this %s still",
                       entity_event(it->type_name))
              : 0;
}

/* It, and what a sequence or an episode holds, where nothing is put meanwhile. */
static int with_contents(struct cx *cx, const struct thing *it, struct id_set *to)
{
    static const char sql[] =
        "(SELECT id FROM entity WHERE parent_id = ? FOR UPDATE)"
        " UNION (SELECT id FROM entity WHERE source_id = ? FOR UPDATE)"
        " UNION (SELECT e.id FROM entity q JOIN entity e ON e.parent_id = q.id WHERE q.parent_id = ?"
        "  FOR UPDATE)";
    if (is_container(it))
        TRY(id_set_read(cx, sql, ARGS(ARG(it->id), ARG(it->id), ARG(it->id)), to));
    id_set_add(cx, to, it->id);
    return 0;
}

static int leave(struct cx *cx, const struct actor *who, const struct id_set *ids, bool for_good)
{
    const char *list = id_set_json(cx, ids);
    if (!ids->n)
        return 0;
    if (!list)
        return refuse(cx, E_TOO_LARGE, "That is too much at once");
    return for_good ? entities_gone(cx, who, list, false) : entities_canceled(cx, who, list);
}

int entity_remove(struct cx *cx, const struct actor *who, const struct thing *it, bool force)
{
    struct id_set ids   = { 0 };
    bool          tasks = false;
    if (!force && is_container(it))
        TRY(must_be_empty(cx, it));
    if (!force)
        TRY(db_id(cx, "SELECT id FROM task WHERE entity_id = ? LIMIT 1", ARGS(ARG(it->id)), NULL,
                  &tasks));
    if (tasks)
        id_set_add(cx, &ids, it->id);
    else
        TRY(with_contents(cx, it, &ids));
    return leave(cx, who, &ids, !tasks);
}

/* Those of a list that belong to a production and may go one by one, for good or not. */
#define REMOVABLE                                                                                  \
    "SELECT e.id FROM " SQL_LIST                                                                   \
    " STRAIGHT_JOIN entity e ON e.id = " SQL_LIST_ID                                               \
    " STRAIGHT_JOIN entity_type y ON y.id = e.entity_type_id"                                      \
    " WHERE e.project_id = ? AND y.name NOT IN ('Sequence', 'Episode', 'Scene')"                   \
    " AND (? OR e.canceled OR y.name = 'Concept'"                                                  \
    " OR NOT EXISTS (SELECT 1 FROM task k WHERE k.entity_id = e.id))"

int entities_remove(struct cx *cx, const struct actor *who, struct uuid project_id,
                    const struct id_set *entities, bool force, struct id_set *done)
{
    struct id_set all = { 0 }, gone = { 0 }, kept = { 0 };
    const char   *list = id_set_json(cx, entities);
    if (!list)
        return refuse(cx, E_TOO_LARGE, "That is too much at once");
    TRY(id_set_read(cx, REMOVABLE " FOR UPDATE", ARGS(ARG(list), ARG(project_id), arg_bool(true)), &all));
    TRY(id_set_read(cx, REMOVABLE, ARGS(ARG(list), ARG(project_id), ARG(force)), &gone));
    for (size_t i = 0; i < all.n; i++)
        if (!id_set_has(&gone, all.v[i]))
            id_set_add(cx, &kept, all.v[i]);
    *done = all;
    TRY(leave(cx, who, &kept, false));
    return leave(cx, who, &gone, true);
}

int entities_creator(struct cx *cx, const struct actor *who, struct uuid project_id,
                     const struct id_set *entities, bool *all)
{
    static const char sql[] =
        "SELECT e.id FROM " SQL_LIST
        " STRAIGHT_JOIN entity e ON e.id = " SQL_LIST_ID
        " WHERE e.project_id = ? AND NOT e.created_by <=> ? LIMIT 1";
    const char *list = id_set_json(cx, entities);
    bool        other;
    TRY(db_id(cx, sql, ARGS(ARG(list), ARG(project_id), ARG(who->id)), NULL, &other));
    *all = !other;
    return 0;
}
