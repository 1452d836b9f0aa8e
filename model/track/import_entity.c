/* import_entity.c - tables of assets, shots and edits, with the tasks of each. See import.h. */
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/import_parts.h"
#include "model/track/right.h"

#define MAIN_PACK "MP" /* where an episode is named: of none */

/* Columns, whichever of them a kind has. */
enum {
    COL_NAME, COL_EPISODE, COL_DESCRIPTION, COL_TYPE, COL_SEQUENCE, COL_FRAMES, COL_READY_FOR,
    COL_FRAME_IN, COL_FRAME_OUT, COL_FPS, COL_RESOLUTION,
};

static int episode_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    struct entity_make m = { .kind = KIND_EPISODE, .name = name,
                             .project_id = im->ask->project_id };
    return entity_make(im->cx, im->who, &m, id);
}

static int episode_of(struct import *im, const struct csv_row *row, struct uuid *id)
{
    const char *name = import_cell(im, row, COL_EPISODE);
    struct uuid none = { { 0 } };
    *id              = none;
    if (!*name || (import_is_of(im, KIND_ASSET) && strcmp(name, MAIN_PACK) == 0))
        return 0;
    if (!import_is_series(im))
        return refuse(im->cx, E_INVALID, "Only series have episodes");
    return import_named(im, episode_find, none, name, id);
}

static int sequence_find(struct import *im, struct uuid in, const char *name, struct uuid *id)
{
    struct entity_make m = { .kind = KIND_SEQUENCE, .name = name, .episode_id = in,
                             .project_id = im->ask->project_id };
    return entity_make(im->cx, im->who, &m, id);
}

static int type_new(struct import *im, const char *name, struct uuid *id)
{
    struct resource    r    = entity_type_res;
    struct entity_type type = { .name = name };
    SET(&entity_type_shape, &type, name);
    r.may = right_given;
    return res_create(im->cx, &r, im->who, &type, id);
}

/* Of a production that keeps to some types nothing but existing ones become its own. */
static int type_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    bool found;
    if (!*name)
        return refuse(im->cx, E_INVALID, "The type of the asset is missing");
    TRY(db_id(im->cx,
                   "SELECT id FROM entity_type WHERE name = ? COLLATE utf8mb4_uca1400_as_ci"
                   " AND name NOT IN " KINDS_IN_TIME " ORDER BY name = ? DESC, created_at, id LIMIT 1",
                   ARGS(ARG(name), ARG(name)), id, &found));
    if (import_is_any_type(im))
        return found ? 0 : type_new(im, name, id);
    if (!found)
        return refuse(im->cx, E_INVALID, "There is no type of assets %.100s", name);
    return db_do(im->cx, "INSERT IGNORE INTO project_asset_type_link (project_id, asset_type_id)"
                         " VALUES (?, ?)",
                 ARGS(ARG(im->ask->project_id), ARG(*id)), NULL);
}

static int ready_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    bool found;
    TRY(db_id(im->cx,
                   "SELECT y.id FROM task_type y JOIN project_task_type_link l"
                   " ON l.task_type_id = y.id WHERE l.project_id = ? AND y.for_entity = 'Shot'"
                   " AND y.name = ? ORDER BY y.created_at, y.id LIMIT 1",
                   ARGS(ARG(im->ask->project_id), ARG(name)), id, &found));
    return found ? 0 : refuse(im->cx, E_INVALID, "There is no task type %.100s for shots", name);
}

/* Where it is: the columns that make one of it, besides its name. */
static int place_read(struct import *im, const struct csv_row *row, struct entity_make *m)
{
    const char *name = import_cell(im, row, COL_SEQUENCE);
    struct uuid none = { { 0 } };
    TRY(episode_of(im, row, &m->episode_id));
    if (import_is_of(im, KIND_ASSET))
        return import_named(im, type_find, none, import_cell(im, row, COL_TYPE), &m->entity_type_id);
    if (!import_is_of(im, KIND_SHOT))
        return 0;
    if (!*name)
        return refuse(im->cx, E_INVALID, "The sequence of the shot is missing");
    if (import_is_series(im) && uuid_is_nil(m->episode_id))
        return refuse(im->cx, E_INVALID, "A shot of a series is of an episode");
    TRY(import_named(im, sequence_find, m->episode_id, name, &m->sequence_id));
    m->episode_id = none;
    return 0;
}

static int entity_find(struct import *im, const struct entity_make *m, struct uuid *id, bool *found)
{
    struct uuid parent = uuid_is_nil(m->sequence_id) ? m->episode_id : m->sequence_id;
    if (import_is_of(im, KIND_ASSET))
        return db_id(im->cx,
                          "SELECT e.id FROM entity e WHERE e.project_id = ? AND e.name = ?"
                          " AND e.entity_type_id = ? ORDER BY e.created_at, e.id LIMIT 1",
                          ARGS(ARG(m->project_id), ARG(m->name), ARG(m->entity_type_id)), id,
                          found);
    return db_id(im->cx,
                      "SELECT e.id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
                      " AND y.name = ? WHERE e.project_id = ? AND e.name = ? AND e.parent_id <=> ?"
                      " ORDER BY e.created_at, e.id LIMIT 1",
                      ARGS(ARG(m->kind), ARG(m->project_id), ARG(m->name),
                           ARG_IF(!uuid_is_nil(parent), parent)),
                      id, found);
}

/* What is said of it that is not needed to make one. */
static int details(struct import *im, const struct csv_row *row, const struct entity_make *m,
                   struct entity *e)
{
    const char *ready = import_cell(im, row, COL_READY_FOR);
    struct uuid none  = { { 0 } };
    if (import_has(im, COL_DESCRIPTION)) {
        e->description = import_cell(im, row, COL_DESCRIPTION);
        SET(&entity_shape, e, description);
    }
    if (m->has_frames) {
        e->nb_frames = m->nb_frames;
        SET(&entity_shape, e, nb_frames);
    }
    if (*ready) {
        TRY(import_named(im, ready_find, none, ready, &e->ready_for));
        SET(&entity_shape, e, ready_for);
    } else if (import_has(im, COL_READY_FOR)) {
        SET_NULL(&entity_shape, e, ready_for);
    }
    if (import_is_of(im, KIND_ASSET) && import_has(im, COL_EPISODE)) {
        e->source_id = m->episode_id;
        if (uuid_is_nil(m->episode_id))
            SET_NULL(&entity_shape, e, source_id);
        else
            SET(&entity_shape, e, source_id);
    }
    TRY(import_data(im, row, &e->data));
    SET(&entity_shape, e, data);
    return 0;
}

static int entity_change(struct import *im, const struct csv_row *row, const struct entity_make *m,
                         struct uuid id)
{
    struct resource r = entity_res;
    struct entity   e = { 0 };
    r.may             = right_given;
    TRY(details(im, row, m, &e));
    return res_update(im->cx, &r, im->who, id, &e);
}

static int frames_read(struct import *im, const struct csv_row *row, struct entity_make *m)
{
    const char *text = import_cell(im, row, COL_FRAMES);
    if (!*text)
        return 0;
    m->has_frames = true;
    return i64_parse(text, strlen(text), &m->nb_frames) && m->nb_frames >= 0 &&
                   m->nb_frames <= INT32_MAX
               ? 0
               : refuse(im->cx, E_INVALID, "%.40s is no number of frames", text);
}

static int entity_new(struct import *im, const struct csv_row *row, struct entity_make *m,
                      struct uuid *id)
{
    const char *ready = import_cell(im, row, COL_READY_FOR);
    struct uuid none  = { { 0 } }, ready_id;
    if (import_has(im, COL_DESCRIPTION))
        m->description = import_cell(im, row, COL_DESCRIPTION);
    TRY(import_data(im, row, &m->data));
    TRY(entity_make(im->cx, im->who, m, id));
    if (!*ready)
        return 0;
    TRY(import_named(im, ready_find, none, ready, &ready_id));
    return db_do(im->cx, "UPDATE entity SET ready_for = ? WHERE id = ?", ARGS(ARG(ready_id), ARG(*id)),
                 NULL);
}

static int row_do(struct import *im, const struct csv_row *row, struct uuid *id)
{
    struct entity_make m = { .kind = im->kind->of, .name = import_cell(im, row, COL_NAME),
                             .project_id = im->ask->project_id };
    bool               found;
    TRY(place_read(im, row, &m));
    TRY(frames_read(im, row, &m));
    TRY(entity_find(im, &m, id, &found));
    if (found && !im->ask->update)
        return 0;
    if (found)
        TRY(entity_change(im, row, &m, *id));
    else
        TRY(entity_new(im, row, &m, id));
    return import_works(im, row, *id, m.entity_type_id, !found);
}

#define NAMED                                                                                      \
    [COL_NAME] = { .name = "Name", .needed = true }, [COL_EPISODE] = { .name = "Episode" },        \
    [COL_DESCRIPTION] = { .name = "Description" }
static const struct import_column edit_columns[IMPORT_COLUMNS] = { NAMED };
static const struct import_column asset_columns[IMPORT_COLUMNS] = {
    NAMED,
    [COL_TYPE]       = { .name = "Type", .needed = true },
    [COL_READY_FOR]  = { .name = "Ready for" },
    [COL_RESOLUTION] = { .name = "Resolution", .data = "resolution" },
};
static const struct import_column shot_columns[IMPORT_COLUMNS] = {
    NAMED,
    [COL_SEQUENCE]   = { .name = "Sequence", .needed = true },
    [COL_FRAMES]     = { .name = "Nb Frames", .other = "Frames" },
    [COL_FRAME_IN]   = { .name = "Frame In", .other = "In", .data = "frame_in" },
    [COL_FRAME_OUT]  = { .name = "Frame Out", .other = "Out", .data = "frame_out" },
    [COL_FPS]        = { .name = "FPS", .data = "fps" },
    [COL_RESOLUTION] = { .name = "Resolution", .data = "resolution" },
};
#define ENTITIES(table, kind)                                                                      \
    {                                                                                              \
        .columns = (table), .ncolumns = COUNT(table), .makes = &entity_res, .of = (kind),      \
        .prepare = import_plan, .row = row_do                                                      \
    }
const struct import_kind import_edits  = ENTITIES(edit_columns, KIND_EDIT),
                         import_assets = ENTITIES(asset_columns, KIND_ASSET),
                         import_shots  = ENTITIES(shot_columns, KIND_SHOT);
