/* kind.c - see kind.h. */
#include "model/track/kind.h"
#include "model/base/arena.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"

#define TEAMS                                                                                      \
    "t.project_id IN (SELECT l.project_id FROM project_person_link l WHERE l.person_id = ?)"
#define SCOPE(prefix, condition)                                                                   \
    static const char *prefix##_scope(const struct actor *who)                                     \
    {                                                                                              \
        if (who->is_admin)                                                                         \
            return condition;                                                                      \
        if (right_is_role(who, "vendor"))                                                          \
            return condition " AND " TEAMS " AND t.id IN " RIGHT_MY_ENTITIES;                      \
        return condition " AND " TEAMS;                                                            \
    }
#define OF(word) "t.entity_type_id = (SELECT y.id FROM entity_type y WHERE y.name = '" word "')"
#define OF_ASSETS                                                                                  \
    "t.entity_type_id NOT IN (SELECT y.id FROM entity_type y WHERE y.name IN " KINDS_IN_TIME ")"
SCOPE(asset, OF_ASSETS)
SCOPE(shot, OF("Shot"))
SCOPE(sequence, OF("Sequence"))
SCOPE(episode, OF("Episode"))
SCOPE(scene, OF("Scene"))
SCOPE(edit, OF("Edit"))
SCOPE(concept, OF("Concept"))

// clang-format off
const struct entity_kind
    kind_assets    = { KIND_ASSET,    "asset_id",    OF_ASSETS,      asset_scope,    FOR_TEAM, FOR_TEAM },
    kind_shots     = { KIND_SHOT,     "shot_id",     OF("Shot"),     shot_scope,     FOR_TEAM, FOR_TEAM },
    kind_sequences = { KIND_SEQUENCE, "sequence_id", OF("Sequence"), sequence_scope, FOR_TEAM, FOR_TEAM },
    kind_episodes  = { KIND_EPISODE,  "episode_id",  OF("Episode"),  episode_scope,  FOR_TEAM, FOR_TEAM },
    kind_scenes    = { KIND_SCENE,    "scene_id",    OF("Scene"),    scene_scope,    FOR_TEAM, FOR_TEAM_BUT_VENDORS },
    kind_edits     = { KIND_EDIT,     "edit_id",     OF("Edit"),     edit_scope,     FOR_TEAM, FOR_TEAM },
    kind_concepts  = { KIND_CONCEPT,  "concept_id",  OF("Concept"),  concept_scope,  FOR_TEAM_INSIDE, FOR_TEAM_INSIDE };
// clang-format on

struct resource kind_rows(const struct entity_kind *k)
{
    struct resource r = entity_res;
    r.type            = k->kind;
    r.scope           = k->scope;
    return r;
}

int kind_list(struct cx *cx, const struct actor *who, const struct entity_kind *k, enum kind_by by,
              struct uuid id, struct uuid type_id, bool mine, struct out *o)
{
    static const char *const conditions[] = {
        [BY_PROJECT]     = "t.project_id = ?",
        [BY_PARENT]      = "t.parent_id = ?",
        [BY_GRANDPARENT] = "t.parent_id IN (SELECT q.id FROM entity q WHERE q.parent_id = ?)",
        [BY_CASTING] = "t.id IN (SELECT l.entity_out_id FROM entity_link l WHERE l.entity_in_id = ?)",
        [BY_BOTH] = "t.project_id = ? AND t.entity_type_id = ?",
        [BY_SOURCE] = "t.source_id = ?",
    };
    struct resource  r       = kind_rows(k);
    struct arg       args[3] = { arg_uuid(id) };
    struct res_where where   = { .args = args, .nargs = 1, .order = "t.name, t.created_at, t.id" };
    if (by == BY_BOTH)
        args[where.nargs++] = arg_uuid(type_id);
    if (mine)
        args[where.nargs++] = arg_uuid(who->id);
    where.sql = arena_printf(cx->arena, "%s AND %s%s", k->condition, conditions[by],
                             mine ? " AND t.id IN " RIGHT_MY_ENTITIES : "");
    return res_where(cx, &r, &where, o);
}

static struct resource asset_types(void)
{
    struct resource r = entity_type_res;
    r.type            = "AssetType";
    return r;
}

int asset_types_list(struct cx *cx, enum types_of what, struct uuid id, struct out *o)
{
    static const char *const conditions[] = {
        [TYPES_ALL]        = "t.name NOT IN " KINDS_IN_TIME,
        [TYPES_OF_PROJECT] = "t.name NOT IN " KINDS_IN_TIME " AND t.id IN"
                             " (SELECT e.entity_type_id FROM entity e WHERE e.project_id = ?)",
        [TYPES_OF_SHOT]    = "t.id IN (SELECT e.entity_type_id FROM entity_link l"
                             " JOIN entity e ON e.id = l.entity_out_id WHERE l.entity_in_id = ?)",
    };
    struct resource  r     = asset_types();
    struct arg       arg   = arg_uuid(id);
    struct res_where where = { .sql       = conditions[what],
                               .args      = &arg,
                               .nargs     = what != TYPES_ALL,
                               .order     = "t.name, t.id",
                               .relations = true };
    return res_where(cx, &r, &where, o);
}

int asset_type_show(struct cx *cx, struct uuid id, struct out *o)
{
    struct resource r = asset_types();
    TRY(kind_is_asset_type(cx, id));
    return res_show(cx, &r, id, true, o);
}

int versions_list(struct cx *cx, struct uuid entity_id, const char *type, struct out *o)
{
    struct resource  r     = entity_version_res;
    struct arg       arg   = arg_uuid(entity_id);
    struct res_where where = {
        .sql = "t.entity_id = ?", .args = &arg, .nargs = 1, .order = "t.created_at DESC, t.id"
    };
    r.type = type;
    return res_where(cx, &r, &where, o);
}
