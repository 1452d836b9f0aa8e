/* thing.c - see thing.h. */
#include "model/track/thing.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"

#define ROW struct thing
static const struct field thing_fields[] = {
    FIELD(id, READ, .doc = "The entity."),
    FIELD(project_id, READ, .doc = "Its production."),
    FIELD(entity_type_id, READ, .doc = "Its type."),
    FIELD(parent_id, READ | NULLS, .doc = "What it is in."),
    FIELD(name, READ, .doc = "Its name."),
    FIELD(type_name, READ, .doc = "Its type's name."),
    FIELD(episode_id, READ | NULLS, .doc = "The episode that it is in."),
    FIELD(canceled, READ, .doc = "Is it canceled."),
};
#undef ROW
static const struct shape thing_shape = SHAPE(struct thing, thing_fields);

#define THING_SQL                                                                                  \
    "SELECT e.id, e.project_id, e.entity_type_id, e.parent_id, e.name, y.name,"                    \
    " CASE WHEN y.name IN ('Shot', 'Scene') THEN (SELECT q.parent_id FROM entity q"                \
    " WHERE q.id = e.parent_id) WHEN y.name IN ('Sequence', 'Edit') THEN e.parent_id END,"         \
    " COALESCE(e.canceled, FALSE)"                                                                 \
    " FROM entity e JOIN entity_type y ON y.id = e.entity_type_id WHERE e.id = ?"

bool kind_is(const char *type_name, const char *kind)
{
    bool is_asset = strcmp(entity_event(type_name), "asset") == 0;
    return strcmp(kind, KIND_ASSET) == 0 ? is_asset : strcmp(type_name, kind) == 0;
}

static int thing_found(struct cx *cx, const char *sql, struct uuid id, const char *kind,
                       struct thing *to)
{
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &thing_shape, to, &found));
    if (!found || (kind && !kind_is(to->type_name, kind)))
        return refuse(cx, E_NOT_FOUND, "There is no such %s",
                      kind ? entity_event(kind) : "entity");
    return 0;
}

int thing_get(struct cx *cx, struct uuid id, const char *kind, struct thing *to)
{
    return thing_found(cx, THING_SQL, id, kind, to);
}

int thing_lock(struct cx *cx, struct uuid id, const char *kind, struct thing *to)
{
    TRY(db_id(cx, "SELECT id FROM entity WHERE id = ? FOR UPDATE", ARGS(ARG(id)), NULL, NULL));
    return thing_found(cx, THING_SQL, id, kind, to);
}

int kind_id(struct cx *cx, const char *kind, struct uuid *id)
{
    static const char sql[] = "SELECT id FROM entity_type WHERE name = ?";
    bool              found;
    TRY(db_id(cx, sql, ARGS(ARG(kind)), id, &found));
    if (!found) {
        TRY(db_do(cx, "INSERT IGNORE INTO entity_type (id, name) VALUES (?, ?)",
                  ARGS(ARG(uuid_new()), ARG(kind)), NULL));
        TRY(db_id(cx, sql, ARGS(ARG(kind)), id, &found));
    }
    return found ? 0 : refuse(cx, E_INTERNAL, "A kind of entity is missing");
}
