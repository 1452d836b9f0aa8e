/* casting.c - castings as they are read. See casting.h. */
#include "model/track/casting.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/event.h"

// clang-format off
#define ROW struct cast
#define LINK_FIELDS                                                                                \
    FIELD(asset_id, READ, .doc = "The asset."),                                                  \
    FIELD(asset_name, READ, .doc = "Its name."),                                                 \
    FIELD(asset_type_name, READ, .doc = "Its type."),                                            \
    FIELD(preview_file_id, READ | NULLS, .doc = "Its picture."),                                 \
    FIELD(nb_occurences, READ, .doc = "How often it is there."),                                 \
    FIELD(label, READ, .doc = "What it is there for."),                                          \
    FIELD(is_shared, READ, .doc = "Do other productions use it."),                               \
    FIELD(project_id, READ, .doc = "The asset's production.")
/* One row, of which answers show more or less: the fields stay in their places. */
#define CAST_TABLE(table, of_shot, of_asset)                                                       \
    static const struct field table[] = {                                                          \
        LINK_FIELDS,                                                                               \
        FIELD(name, READ | (of_shot), .doc = "The asset's name once more."),                       \
        FIELD(sequence_name, READ | NULLS | (of_shot), .doc = "Where the shot is."),               \
        FIELD(ready_for, READ | NULLS | (of_asset), .doc = "Task type that the asset is ready for."), \
        FIELD(episode_id, READ | NULLS | (of_asset), .doc = "The asset's main episode."),          \
        FIELD(in_id, READ | SECRET, .doc = "What it is in."),                                      \
    }
CAST_TABLE(cast_shot_fields, 0, SECRET);
CAST_TABLE(cast_asset_fields, SECRET, 0);
#undef ROW
const struct shape cast_shot_shape  = SHAPE(struct cast, cast_shot_fields, .name = "ShotCastingLink"),
                   cast_asset_shape = SHAPE(struct cast, cast_asset_fields, .name = "EntityCastingLink");

#define ROW struct cast_in
static const struct field cast_in_fields[] = {
    FIELD(shot_id, READ | NULLS, .doc = "The shot."),
    FIELD(shot_name, READ | NULLS, .doc = "Its name."),
    FIELD(sequence_id, READ | NULLS, .doc = "Its sequence."),
    FIELD(sequence_name, READ | NULLS, .doc = "The sequence's name."),
    FIELD(episode_id, READ | NULLS, .doc = "Its episode."),
    FIELD(episode_name, READ | NULLS, .doc = "The episode's name."),
    FIELD(asset_id, READ | NULLS, .doc = "The asset that it is in."),
    FIELD(asset_name, READ | NULLS, .doc = "The name of that asset."),
    FIELD(asset_type_name, READ | NULLS, .doc = "The type of that asset."),
    FIELD(preview_file_id, READ | NULLS, .doc = "The picture of the shot or asset."),
    FIELD(nb_occurences, READ, .doc = "How often it is there."),
    FIELD(label, READ, .doc = "What it is there for."),
};
#undef ROW
const struct shape cast_in_shape = SHAPE(struct cast_in, cast_in_fields, .name = "CastIn", .sparse = true);
// clang-format on

#define CAST_COLUMNS                                                                               \
    "SELECT a.id, a.name, y.name, a.preview_file_id, COALESCE(l.nb_occurences, 1),"                \
    " COALESCE(l.label, ''), a.is_shared, a.project_id, a.name, "
#define CAST_LINKS                                                                                 \
    " JOIN entity_link l ON l.entity_in_id = e.id JOIN entity a ON a.id = l.entity_out_id"         \
    " JOIN entity_type y ON y.id = a.entity_type_id"                                               \
    " WHERE NOT COALESCE(a.canceled, FALSE)"
#define CAST_ORDER "y.name, a.name, a.id" LIST_ENDS

int cast_each(struct cx *cx, enum cast_of what, struct uuid project_id, struct uuid id,
              int (*fn)(void *u, const void *row), void *u)
{
    static const char *const sql[] = {
        [CAST_OF_ENTITY] =
            CAST_COLUMNS "NULL, a.ready_for, a.source_id, e.id FROM entity e" CAST_LINKS
                         " AND e.project_id = ? AND e.id = ? ORDER BY " CAST_ORDER,
        [CAST_OF_SEQUENCE] =
            CAST_COLUMNS "q.name, a.ready_for, a.source_id, e.id FROM entity q"
                         " JOIN entity e ON e.parent_id = q.id"
                         " JOIN entity_type k ON k.id = e.entity_type_id AND k.name = 'Shot'" CAST_LINKS
                         " AND q.project_id = ? AND q.id = ? ORDER BY e.name, e.id, " CAST_ORDER,
        [CAST_OF_EPISODE] =
            CAST_COLUMNS "q.name, a.ready_for, a.source_id, e.id FROM entity q"
                         " JOIN entity e ON e.parent_id = q.id"
                         " JOIN entity_type k ON k.id = e.entity_type_id AND k.name = 'Shot'" CAST_LINKS
                         " AND q.project_id = ? AND q.parent_id = ?"
                         " ORDER BY q.name, q.id, e.name, e.id, " CAST_ORDER,
        [CAST_OF_SHOTS] =
            CAST_COLUMNS "q.name, a.ready_for, a.source_id, e.id FROM entity e"
                         " JOIN entity_type k ON k.id = e.entity_type_id AND k.name = 'Shot'"
                         " LEFT JOIN entity q ON q.id = e.parent_id" CAST_LINKS
                         " AND e.project_id = ? AND ? IS NOT NULL"
                         " ORDER BY q.name, q.id, e.name, e.id, " CAST_ORDER,
        [CAST_OF_EPISODES] =
            CAST_COLUMNS "NULL, a.ready_for, a.source_id, e.id FROM entity e"
                         " JOIN entity_type k ON k.id = e.entity_type_id AND k.name = 'Episode'" CAST_LINKS
                         " AND e.project_id = ? AND ? IS NOT NULL ORDER BY e.name, e.id, " CAST_ORDER,
        [CAST_OF_TYPE] =
            CAST_COLUMNS "NULL, a.ready_for, a.source_id, e.id FROM entity e" CAST_LINKS
                         " AND e.project_id = ? AND e.entity_type_id = ?"
                         " ORDER BY e.name, e.id, " CAST_ORDER,
    };
    return db_each(cx, sql[what], ARGS(ARG(project_id), ARG(id)), &cast_shot_shape, fn, u);
}

int cast_in_each(struct cx *cx, struct uuid asset_id, int (*fn)(void *u, const void *row), void *u)
{
    static const char sql[] =
        "SELECT IF(k.name = 'Shot', e.id, NULL), IF(k.name = 'Shot', e.name, NULL),"
        " IF(k.name = 'Shot', q.id, NULL), IF(k.name = 'Shot', q.name, NULL),"
        " IF(k.name = 'Shot', p.id, NULL), IF(k.name = 'Shot', p.name, NULL),"
        " IF(k.name = 'Shot', NULL, e.id), IF(k.name = 'Shot', NULL, e.name),"
        " IF(k.name = 'Shot', NULL, k.name), e.preview_file_id, COALESCE(l.nb_occurences, 1),"
        " COALESCE(l.label, '')"
        " FROM entity_link l JOIN entity e ON e.id = l.entity_in_id"
        " JOIN entity_type k ON k.id = e.entity_type_id"
        " LEFT JOIN entity q ON q.id = e.parent_id LEFT JOIN entity p ON p.id = q.parent_id"
        " WHERE l.entity_out_id = ? AND k.name NOT IN ('Sequence', 'Episode', 'Scene', 'Edit',"
        " 'Concept') ORDER BY k.name = 'Shot' DESC, p.name, q.name, e.name, e.id" LIST_ENDS;
    return db_each(cx, sql, ARGS(ARG(asset_id)), &cast_in_shape, fn, u);
}

int cast_links(struct cx *cx, struct uuid project_id, struct out *o)
{
    struct arg       arg   = arg_uuid(project_id);
    struct res_where where = { .sql = "t.entity_in_id IN (SELECT e.id FROM entity e"
                                      " WHERE e.project_id = ?)",
                               .args = &arg, .nargs = 1 };
    return res_where(cx, &entity_link_res, &where, o);
}

int cast_link_remove(struct cx *cx, const struct actor *who, struct uuid project_id, struct uuid id,
                     struct out *o)
{
    struct entity_link l  = { 0 };
    struct thing       in = { 0 };
    bool               found;
    TRY(res_load(cx, &entity_link_res, id, &l, &found));
    if (!found)
        return res_absent(cx, &entity_link_res);
    TRY(thing_get(cx, l.entity_in_id, NULL, &in));
    if (!uuid_equal(in.project_id, project_id))
        return res_absent(cx, &entity_link_res);
    TRY(res_show(cx, &entity_link_res, id, false, o));
    TRY(db_do(cx, "DELETE FROM entity_link WHERE id = ?", ARGS(ARG(id)), NULL));
    return event_row(cx, who, RES_DELETE, "entity-link", id, project_id);
}
