/* instance.c - see instance.h. */
#include "model/track/instance.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/event.h"

struct placed {
    struct row  row;
    struct uuid asset_id;
    const char *name;
    int64_t     number;
    const char *description;
    bool        active;
    struct json data;
    struct uuid scene_id, target_asset_id, id;
    struct utc  created_at, updated_at;
    struct uuid group_id;
};
// clang-format off
#define ROW struct placed
static const struct field placed_fields[] = {
    FIELD(asset_id, READ, .doc = "The asset."),
    FIELD(name, READ | NULLS, .doc = "Name."),
    FIELD(number, READ | NULLS, .doc = "Number."),
    FIELD(description, READ | NULLS, .doc = "Description."),
    FIELD(active, READ, .doc = "Is it in use."),
    FIELD(data, READ | NULLS, .doc = "Free metadata."),
    FIELD(scene_id, READ | NULLS, .doc = "The scene."),
    FIELD(target_asset_id, READ | NULLS, .doc = "The asset that it is in."),
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(updated_at, READ, .doc = "When it was changed last."),
    FIELD(group_id, READ | SECRET, .doc = "What it is listed with."),
};
#undef ROW
// clang-format on
static const struct shape placed_shape = SHAPE(struct placed, placed_fields);

struct grouping {
    struct out *o;
    bool        open;
    struct uuid group_id;
};

static int write_placed(void *u, const void *row)
{
    struct grouping     *g = u;
    const struct placed *p = row;
    char                 id[UUID_TEXT];
    if (!g->open || !uuid_equal(g->group_id, p->group_id)) {
        if (g->open)
            out_array_end(g->o);
        uuid_format(p->group_id, id);
        out_key(g->o, id);
        out_array(g->o);
        g->open     = true;
        g->group_id = p->group_id;
    }
    out_object(g->o);
    out_members(g->o, &placed_shape, row);
    OUT_STR(g->o, "type", "AssetInstance");
    out_object_end(g->o);
    return g->o->failed ? -1 : 0;
}

#define PLACED                                                                                     \
    "SELECT i.asset_id, i.name, i.number, i.description, COALESCE(i.active, TRUE), i.data,"        \
    " i.scene_id, i.target_asset_id, i.id, i.created_at, i.updated_at, "
#define PLACED_ORDER ", i.number, i.id" LIST_ENDS

int instances_write(struct cx *cx, enum instances_of what, struct uuid id, struct out *o)
{
    static const char *const sql[] = {
        [IN_SCENE] = PLACED "i.asset_id FROM asset_instance i WHERE i.scene_id = ?"
                            " ORDER BY i.asset_id" PLACED_ORDER,
        [IN_SHOT]  = PLACED "i.asset_id FROM asset_instance_link l JOIN asset_instance i"
                            " ON i.id = l.asset_instance_id WHERE l.entity_id = ?"
                            " ORDER BY i.asset_id" PLACED_ORDER,
        [CAMERAS_IN_SCENE] = PLACED "i.asset_id FROM asset_instance i JOIN entity a ON a.id = i.asset_id"
                                    " JOIN entity_type y ON y.id = a.entity_type_id"
                                    " AND y.name = 'Camera' WHERE i.scene_id = ?"
                                    " ORDER BY i.asset_id" PLACED_ORDER,
        [OF_ASSET_IN_SHOTS]  = PLACED "l.entity_id FROM asset_instance i JOIN asset_instance_link l"
                                      " ON l.asset_instance_id = i.id WHERE i.asset_id = ?"
                                      " ORDER BY l.entity_id" PLACED_ORDER,
        [OF_ASSET_IN_SCENES] = PLACED "i.scene_id FROM asset_instance i WHERE i.asset_id = ?"
                                      " AND i.scene_id IS NOT NULL ORDER BY i.scene_id" PLACED_ORDER,
        [OF_ASSET_IN_ASSETS] = PLACED "i.asset_id FROM asset_instance i WHERE i.target_asset_id = ?"
                                      " ORDER BY i.asset_id" PLACED_ORDER,
    };
    struct grouping g = { .o = o };
    out_object(o);
    TRY(db_each(cx, sql[what], ARGS(ARG(id)), &placed_shape, write_placed, &g));
    if (g.open)
        out_array_end(o);
    out_object_end(o);
    return 0;
}

static int tell(struct cx *cx, const struct actor *who, const char *name, const char *key,
                const struct thing *of, struct uuid id)
{
    struct out o = out_in_arena(cx->arena, 512);
    out_object(&o);
    OUT_UUID(&o, key, of->id);
    OUT_UUID(&o, "asset_instance_id", id);
    OUT_UUID(&o, "project_id", of->project_id);
    out_object_end(&o);
    return event_add(cx, name, who->id, of->project_id, out_done(&o));
}

int instance_new(struct cx *cx, const struct actor *who, const struct thing *into,
                 struct uuid asset_id, const char *description, struct uuid *id)
{
    static const char next[] =
        "SELECT COALESCE(MAX(number), 0) + 1 FROM asset_instance WHERE asset_id = ?"
        " AND scene_id <=> ? AND target_asset_id <=> ?";
    static const char add[] = "INSERT INTO asset_instance (id, asset_id, name, number, description,"
                              " scene_id, target_asset_id) VALUES (?, ?, ?, ?, ?, ?, ?)";
    bool              scene = kind_is(into->type_name, KIND_SCENE);
    struct thing      asset = { 0 };
    int64_t           n;
    /* The asset is locked: copies that are made at once get numbers of their own. */
    TRY(thing_lock(cx, asset_id, KIND_ASSET, &asset));
    if (!uuid_equal(asset.project_id, into->project_id))
        return refuse_field(cx, E_INVALID, "asset_id", "asset_id: is not of this project");
    TRY(db_number(cx, next, ARGS(ARG(asset_id), ARG_IF(scene, into->id), ARG_IF(!scene, into->id)),
                  &n, NULL));
    *id = uuid_new();
    TRY(db_do(cx, add,
              ARGS(ARG(*id), ARG(asset_id),
                   ARG((const char *)arena_printf(cx->arena, "%.70s_%04lld", asset.name,
                                                  (long long)n)),
                   ARG(n), ARG(description), ARG_IF(scene, into->id), ARG_IF(!scene, into->id)),
              NULL));
    return tell(cx, who, "asset-instance:new", "asset_id", &asset, *id);
}

int instance_in_shot(struct cx *cx, const struct actor *who, const struct thing *shot,
                     struct uuid id, bool placed)
{
    struct asset_instance i     = { 0 };
    struct thing          asset = { 0 };
    bool                  found;
    TRY(res_load(cx, &asset_instance_res, id, &i, &found));
    if (!found)
        return res_absent(cx, &asset_instance_res);
    TRY(thing_get(cx, i.asset_id, NULL, &asset));
    if (!uuid_equal(asset.project_id, shot->project_id))
        return res_absent(cx, &asset_instance_res);
    if (placed) {
        TRY(db_do(cx,
                  "INSERT IGNORE INTO asset_instance_link (entity_id, asset_instance_id)"
                  " VALUES (?, ?)",
                  ARGS(ARG(shot->id), ARG(id)), NULL));
        return tell(cx, who, "asset-instance:add-to-shot", "shot_id", shot, id);
    }
    TRY(db_do(cx, "DELETE FROM asset_instance_link WHERE entity_id = ? AND asset_instance_id = ?",
              ARGS(ARG(shot->id), ARG(id)), NULL));
    return tell(cx, who, "asset-instance:remove-from-shot", "shot_id", shot, id);
}
