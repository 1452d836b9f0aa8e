/* playlist.c - see playlist.h. */
#include "model/track/playlist.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"
#include "model/track/review.h"
#include "model/track/tell.h"

enum { SHOTS_BYTES = 4 * 1024 * 1024 };

// clang-format off
#define ROW struct playlist_entry
static const struct field entry_fields[] = {
    FIELD(entity_id, WRITE | NEED, .doc = "What is played."),
    FIELD(preview_file_id, WRITE | NULLS, .doc = "By which preview."),
};
#undef ROW
const struct shape playlist_entry_shape = SHAPE(struct playlist_entry, entry_fields, .name = "PlaylistEntry");
#define ROW struct playlist_light
static const struct field light_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(episode_id, READ | NULLS, .doc = "The episode."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(for_client, READ, .doc = "Is it for the client."),
    FIELD(is_for_all, READ, .doc = "Is it for all episodes."),
    FIELD(for_entity, READ | NULLS, .doc = "For which kind of entity."),
    FIELD(first_preview_file_id, READ | NULLS, .doc = "The first that is played."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(updated_at, READ, .doc = "When it was changed last."),
};
#undef ROW
const struct shape playlist_light_shape = SHAPE(struct playlist_light, light_fields, .name = "PlaylistInList");
#define ROW struct playlist
static const struct field head_fields[] = {
    FIELD(name, READ, .doc = "Name."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(episode_id, READ | NULLS, .doc = "The episode."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(for_client, READ, .doc = "Is it for the client."),
    FIELD(for_entity, READ | NULLS, .doc = "For which kind of entity."),
    FIELD(is_for_all, READ, .doc = "Is it for all episodes."),
    FIELD(created_by, READ | NULLS, .doc = "Who made it."),
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(updated_at, READ, .doc = "When it was changed last."),
};
#undef ROW
const struct shape playlist_head_shape = SHAPE(struct playlist, head_fields);
#define ROW struct playlist_tasks
static const struct field tasks_fields[] = {
    FIELD(asked, READ, .doc = "Tasks that were asked for."),
    FIELD(found, READ, .doc = "Those of the production."),
    FIELD(mine, READ, .doc = "Those that are the actor's."),
};
#undef ROW
static const struct shape tasks_shape = SHAPE(struct playlist_tasks, tasks_fields);
// clang-format on

int playlist_head(struct cx *cx, struct uuid project_id, struct uuid id, struct playlist *to)
{
    static const char sql[] =
        "SELECT name, project_id, episode_id, task_type_id, COALESCE(for_client, FALSE), for_entity,"
        " COALESCE(is_for_all, FALSE), created_by, id, created_at, updated_at"
        " FROM playlist WHERE id = ? AND (project_id = ? OR ?)";
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(id), ARG(project_id), ARG(uuid_is_nil(project_id))),
               &playlist_head_shape, to, &found));
    return found ? 0 : res_absent(cx, &playlist_res);
}

int playlist_tasks(struct cx *cx, const struct actor *who, struct uuid project_id,
                   struct ids task_ids, struct playlist_tasks *to)
{
    static const char sql[] =
        "SELECT COUNT(*), COALESCE(SUM(k.project_id = ?), 0), COALESCE(SUM(k.project_id = ? AND EXISTS"
        " (SELECT 1 FROM task_person_link a WHERE a.task_id = k.id AND a.person_id = ?)), 0)"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) j"
        " LEFT JOIN task k ON k.id = CAST(j.v AS UUID)";
    struct id_set set = { .n = 0 };
    bool          found;
    id_set_join(cx, &set, task_ids);
    return db_one(cx, sql,
                  ARGS(ARG(project_id), ARG(project_id), ARG(who->id), ARG(id_set_json(cx, &set))),
                  &tasks_shape, to, &found);
}

/* ---- what is played ---- */

static bool id_in(struct json_object *v, const char *name, struct uuid *to)
{
    struct json_object *id;
    return json_object_object_get_ex(v, name, &id) && json_object_is_type(id, json_type_string) &&
           uuid_parse(json_object_get_string(id), (size_t)json_object_get_string_len(id), to);
}

static void entry_write(struct out *o, struct uuid entity_id, const struct uuid *preview_file_id)
{
    out_object(o);
    OUT_UUID(o, "entity_id", entity_id);
    out_key(o, "preview_file_id");
    if (preview_file_id)
        out_uuid(o, *preview_file_id);
    else
        out_null(o);
    out_object_end(o);
}

/* The entries of a list that name an entity and a preview; of anything else there are none. */
static int shots_clean(struct cx *cx, const char *text, struct json *to)
{
    struct out          o = out_in_arena(cx->arena, SHOTS_BYTES);
    struct json_object *v = NULL;
    if (!json_read(cx->arena, text, strlen(text), &v))
        return refuse_field(cx, E_INVALID, "shots", "shots: must be a list");
    out_array(&o);
    for (size_t i = 0; json_object_is_type(v, json_type_array) && i < json_object_array_length(v); i++) {
        struct json_object *one = json_object_array_get_idx(v, i);
        struct uuid         entity, preview;
        if (json_object_is_type(one, json_type_object) &&
            (id_in(one, "entity_id", &entity) || id_in(one, "id", &entity)) &&
            id_in(one, "preview_file_id", &preview))
            entry_write(&o, entity, &preview);
    }
    out_array_end(&o);
    to->text = out_done(&o);
    return to->text ? 0 : refuse_field(cx, E_INVALID, "shots", "shots: the list is too long");
}

static bool is_for(const char *word)
{
    static const char *const words[] = { "shot", "asset", "sequence", "edit", "episode" };
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

struct made {
    struct row  row;
    struct uuid id;
};
#define ROW struct made
static const struct field made_fields[] = { FIELD(id, READ, .doc = "The row.") };
#undef ROW
static const struct shape made_shape = SHAPE(struct made, made_fields);

/* What was made of it, who may see it, and who was told of it go with it. Files go by gc. */
static int forget(struct cx *cx, const struct actor *who, const struct playlist *p)
{
    struct made  *made;
    struct event *events;
    size_t        n;
    TRY(db_all(cx, "SELECT id FROM build_job WHERE playlist_id = ?", ARGS(ARG(p->id)), &made_shape,
               &made, &n));
    events = arena_alloc_array(cx->arena, n + 1, sizeof *events);
    for (size_t i = 0; i < n; i++)
        events[i] = (struct event){
            "build-job:delete", p->project_id,
            event_ids(cx, (const struct event_id[]){ { "build_job_id", made[i].id },
                                                     { "playlist_id", p->id },
                                                     { "project_id", p->project_id },
                                                     { NULL, p->id } })
        };
    if (n)
        TRY(events_add(cx, who->id, events, n));
    TRY(db_do(cx, "DELETE FROM build_job WHERE playlist_id = ?", ARGS(ARG(p->id)), NULL));
    TRY(db_do(cx, "DELETE FROM playlist_share_link WHERE playlist_id = ?", ARGS(ARG(p->id)), NULL));
    return db_do(cx, "DELETE FROM notification WHERE playlist_id = ?", ARGS(ARG(p->id)), NULL);
}

int playlist_before(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                    enum verb verb, const void *old, void *row)
{
    struct playlist *p = row;
    if (verb == RES_DELETE)
        return forget(cx, who, old);
    if (verb == RES_UPDATE && IS_NULL(&playlist_shape, p, shots))
        return refuse_field(cx, E_INVALID, "shots", "shots: must be a list");
    if (IS_SET(&playlist_shape, p, shots))
        TRY(shots_clean(cx, p->shots.text, &p->shots));
    if (IS_SET(&playlist_shape, p, for_entity) && !is_for(p->for_entity))
        return refuse_field(cx, E_INVALID, "for_entity",
                            "for_entity: must be shot, asset, sequence, edit or episode");
    if (verb == RES_CREATE && !IS_SET(&playlist_shape, p, created_by) &&
        !IS_NULL(&playlist_shape, p, created_by)) {
        p->created_by = who->id;
        SET(&playlist_shape, p, created_by);
    }
    return 0;
}

/* ---- more of it ---- */

struct kept {
    struct row  row;
    struct json shots;
    struct uuid id;
};
#define ROW struct kept
static const struct field kept_fields[]   = { FIELD(shots, READ | NULLS, .doc = "What is played.") };
static const struct field newest_fields[] = { FIELD(id, READ, .doc = "The newest preview.") };
#undef ROW
static const struct shape kept_shape   = SHAPE(struct kept, kept_fields),
                          newest_shape = SHAPE(struct kept, newest_fields);

static int newest_preview(struct cx *cx, struct uuid entity_id, struct uuid *id, bool *found)
{
    static const char sql[] =
        "SELECT f.id FROM task k JOIN preview_file f ON f.task_id = k.id WHERE k.entity_id = ?"
        " ORDER BY f.created_at DESC, f.id LIMIT 1";
    struct kept one = { 0 };
    TRY(db_one(cx, sql, ARGS(ARG(entity_id)), &newest_shape, &one, found));
    *id = one.id;
    return 0;
}

static int entries_write(struct cx *cx, struct out *o, const struct playlist_entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct uuid preview = entries[i].preview_file_id;
        bool        found   = IS_SET(&playlist_entry_shape, &entries[i], preview_file_id);
        if (!found)
            TRY(newest_preview(cx, entries[i].entity_id, &preview, &found));
        entry_write(o, entries[i].entity_id, found ? &preview : NULL);
    }
    return 0;
}

int playlist_append(struct cx *cx, const struct actor *who, struct uuid id,
                    const struct playlist_entry *entries, size_t n)
{
    static const char   sql[] = "SELECT shots FROM playlist WHERE id = ? FOR UPDATE";
    struct kept         kept  = { 0 };
    struct playlist     row   = { .name = NULL };
    struct out          o     = out_in_arena(cx->arena, SHOTS_BYTES);
    struct json_object *v     = NULL;
    bool                found;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &kept_shape, &kept, &found));
    if (!found)
        return res_absent(cx, &playlist_res);
    out_array(&o);
    if (kept.shots.text && json_read(cx->arena, kept.shots.text, strlen(kept.shots.text), &v) &&
        json_object_is_type(v, json_type_array))
        for (size_t i = 0; i < json_object_array_length(v); i++)
            out_json(&o, json_object_to_json_string_ext(json_object_array_get_idx(v, i),
                                                        JSON_C_TO_STRING_PLAIN));
    TRY(entries_write(cx, &o, entries, n));
    out_array_end(&o);
    row.shots.text = out_done(&o);
    if (!row.shots.text)
        return refuse(cx, E_INVALID, "The playlist is too long");
    SET(&playlist_shape, &row, shots);
    return res_update(cx, &playlist_res, who, id, &row);
}

/* ---- lists ---- */

#define LIGHT                                                                                      \
    "SELECT t.id, t.name, t.project_id, t.episode_id, t.task_type_id, COALESCE(t.for_client, FALSE)," \
    " COALESCE(t.is_for_all, FALSE), t.for_entity, JSON_VALUE(t.shots, '$[0].preview_file_id'),"   \
    " t.created_at, t.updated_at FROM playlist t WHERE t.project_id = ?"                           \
    " AND (NOT ? OR t.for_client)"

static const char *const conditions[] = {
    [PLAYLISTS_ALL]        = "",
    [PLAYLISTS_OF_EPISODE] = " AND t.episode_id = ?",
    [PLAYLISTS_OF_NONE]    = " AND t.episode_id IS NULL AND NOT COALESCE(t.is_for_all, FALSE)",
    [PLAYLISTS_FOR_ALL]    = " AND t.episode_id IS NULL AND t.is_for_all",
};

static const char *order_of(const char *sort_by)
{
    static const char *const orders[][2] = {
        { "created_at", " ORDER BY t.created_at DESC, t.id" },
        { "name", " ORDER BY t.name, t.id" },
        { "for_entity", " ORDER BY t.for_entity, t.id" },
        { "for_client", " ORDER BY t.for_client, t.id" },
        { "task_type_id", " ORDER BY t.task_type_id, t.id" },
    };
    for (size_t i = 0; sort_by && i < COUNT(orders); i++)
        if (strcmp(orders[i][0], sort_by) == 0)
            return orders[i][1];
    return " ORDER BY t.updated_at DESC, t.id";
}

int playlist_each(struct cx *cx, const struct playlist_ask *ask, int (*fn)(void *u, const void *row),
                  void *u)
{
    bool        of_kind = !uuid_is_nil(ask->task_type_id);
    const char *sql     = arena_printf(cx->arena, LIGHT "%s%s%s LIMIT ? OFFSET ?",
                                       of_kind ? " AND t.task_type_id = ?" : "", conditions[ask->of],
                                       order_of(ask->sort_by));
    struct arg  args[6];
    size_t      n = 0;
    args[n++]     = arg_uuid(ask->project_id);
    args[n++]     = arg_bool(ask->for_client);
    if (of_kind)
        args[n++] = arg_uuid(ask->task_type_id);
    if (ask->of == PLAYLISTS_OF_EPISODE)
        args[n++] = arg_uuid(ask->episode_id);
    args[n++] = arg_i64(ask->limit ? ask->limit : INT64_MAX);
    args[n++] = arg_i64(ask->skip);
    return db_each(cx, sql, args, n, &playlist_light_shape, fn, u);
}
