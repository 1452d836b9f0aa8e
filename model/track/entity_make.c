/* entity_make.c - see entity_make.h. */
#include "model/track/entity_make.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/event.h"

struct known {
    struct row  row;
    struct uuid id;
};
#define ROW struct known
static const struct field known_fields[] = { FIELD(id, READ, .doc = "The row.") };
#undef ROW
static const struct shape known_shape = SHAPE(struct known, known_fields);

static int allow(UNUSED struct cx *cx, UNUSED const struct resource *r,
                 UNUSED const struct actor *who, UNUSED enum verb verb, UNUSED const void *row)
{
    return 0;
}

/* Its route has decided who may. */
static struct resource entities(void)
{
    struct resource r = entity_res;
    r.may             = allow;
    return r;
}

int kind_is_asset_type(struct cx *cx, struct uuid entity_type_id)
{
    struct known one = { 0 };
    bool         found;
    TRY(db_one(cx, "SELECT id FROM entity_type WHERE id = ? AND name NOT IN " KINDS_IN_TIME,
               ARGS(ARG(entity_type_id)), &known_shape, &one, &found));
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
    struct known      one   = { 0 };
    TRY(db_one(cx, sql,
               ARGS(ARG(e->project_id), ARG(e->entity_type_id), ARG(e->name),
                    ARG_IF(IS_SET(&entity_shape, e, parent_id), e->parent_id)),
               &known_shape, &one, found));
    *id = one.id;
    return 0;
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

/* ---- removal ---- */

static int cancel(struct cx *cx, const struct actor *who, const struct thing *it)
{
    TRY(db_do(cx, "UPDATE entity SET canceled = TRUE WHERE id = ?", ARGS(ARG(it->id)), NULL));
    return event_row(cx, who, RES_UPDATE, entity_event(it->type_name), it->id, it->project_id);
}

int entity_remove(struct cx *cx, const struct actor *who, const struct thing *it, bool force)
{
    static const char *const links[] = {
        "DELETE FROM entity_link WHERE entity_in_id = ?",
        "DELETE FROM entity_link WHERE entity_out_id = ?",
        "DELETE FROM entity_concept_link WHERE entity_in_id = ?",
        "DELETE FROM entity_concept_link WHERE entity_out_id = ?",
        "DELETE FROM asset_instance_link WHERE entity_id = ?",
        "DELETE FROM entity_version WHERE entity_id = ?",
        "DELETE FROM subscription WHERE entity_id = ?",
    };
    struct resource r   = entities();
    struct known    one = { 0 };
    bool            tasks;
    TRY(db_one(cx, "SELECT id FROM task WHERE entity_id = ? LIMIT 1", ARGS(ARG(it->id)),
               &known_shape, &one, &tasks));
    if (tasks && !force)
        return cancel(cx, who, it);
    for (size_t i = 0; i < COUNT(links); i++)
        TRY(db_do(cx, links[i], ARGS(ARG(it->id)), NULL));
    return res_delete(cx, &r, who, it->id);
}
