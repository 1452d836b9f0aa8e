/* playing.c - see playing.h. */
#include "model/preview/playing.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/listing_parts.h"
#include "model/track/tell.h"
#include "model/track/thing.h"

enum { CHOSEN = 0, ALL = 1 }; /* parts of an entity's rows */

// clang-format off
#define ROW struct listed
static const struct field played_fields[] = {
    LISTED_FIELDS,
    FIELD(place, READ, .doc = "In the list, from 1."),
    FIELD(part, READ, .doc = "The preview that is chosen with its revision, or all."),
    FIELD(entity_id, READ | NULLS, .doc = "What is played."),
    FIELD(task_asked, READ | NULLS, .doc = "The task that was asked for."),
    FIELD(name, READ | NULLS, .doc = "The entity's name."),
    FIELD(type_id, READ | NULLS, .doc = "The entity's type."),
    FIELD(type_name, READ | NULLS, .doc = "The entity's type's name."),
    FIELD(parent_id, READ | NULLS, .doc = "What the entity is in."),
    FIELD(parent_name, READ | NULLS, .doc = "The name of what the entity is in."),
    FIELD(kind_name, READ | NULLS, .doc = "Kind of work."),
    FIELD(kind_color, READ | NULLS, .doc = "Its colour."),
    FIELD(kind_for, READ | NULLS, .doc = "What it is for."),
    FIELD(status_color, READ | NULLS, .doc = "Colour of the task's status."),
};
#undef ROW
// clang-format on
static const struct shape played_shape = SHAPE(struct listed, played_fields);

struct player {
    struct out           *o;
    const struct playing *how;
    struct listing        list;
    int64_t               place; /* of the entity that is being written; 0: none */
    int64_t               part;
    bool                  chosen; /* the list of the revision's others is open */
};

/* ---- one entity ---- */

static void names_write(struct out *o, const struct listed *l)
{
    bool shot = strcmp(l->type_name, KIND_SHOT) == 0;
    OUT_STR(o, "name", l->name);
    OUT_STR(o, "parent_name", l->parent_name);
    OUT_UUID(o, shot ? "sequence_id" : "asset_type_id", shot ? l->parent_id : l->type_id);
    OUT_STR(o, shot ? "sequence_name" : "asset_type_name", shot ? l->parent_name : l->type_name);
}

static void entity_begin(struct player *p, const struct listed *l)
{
    struct out *o = p->o;
    p->place      = l->place;
    p->part       = CHOSEN;
    p->chosen     = false;
    out_object(o);
    OUT_UUID(o, "id", l->entity_id);
    OUT_UUID(o, "entity_id", l->entity_id);
    if (p->how->named && l->name)
        names_write(o, l);
    if (!uuid_is_nil(l->task_asked) && uuid_is_nil(l->id))
        OUT_UUID(o, "preview_file_task_id", l->task_asked);
}

static void styles_write(struct out *o, const struct listed *l)
{
    out_key(o, "preview_file_task_type");
    out_object(o);
    OUT_UUID(o, "id", l->task_type_id);
    OUT_STR(o, "name", l->kind_name);
    OUT_STR(o, "color", l->kind_color);
    OUT_STR(o, "for_entity", l->kind_for);
    out_object_end(o);
    OUT_STR(o, "preview_file_task_type_name", l->kind_name);
    OUT_STR(o, "task_status_color", l->status_color);
}

static void chosen_write(struct player *p, const struct listed *l)
{
    struct out *o = p->o;
    OUT_UUID(o, "preview_file_id", l->id);
    OUT_STR(o, "preview_file_extension", l->extension);
    listed_whole(o, "preview_file_revision", l, &l->revision);
    listed_whole(o, "preview_file_width", l, &l->width);
    listed_whole(o, "preview_file_height", l, &l->height);
    out_key(o, "preview_file_duration");
    out_f64(o, l->duration);
    OUT_STR(o, "preview_file_status", l->status);
    out_key(o, "preview_file_annotations");
    out_json(o, l->annotations.text);
    OUT_UUID(o, "preview_file_task_id", l->task_id);
    if (p->how->named)
        styles_write(o, l);
    out_key(o, "preview_file_previews");
    out_array(o);
    p->chosen = true;
}

static void part_end(struct player *p)
{
    if (p->part == CHOSEN && p->chosen)
        out_array_end(p->o);
    else if (p->part == ALL)
        listing_end(&p->list);
}

static void all_begin(struct player *p)
{
    part_end(p);
    p->part = ALL;
    out_key(p->o, "preview_files");
    listing_begin(&p->list);
}

static void entity_end(struct player *p)
{
    if (!p->place)
        return;
    if (p->part == CHOSEN)
        all_begin(p);
    part_end(p);
    out_object_end(p->o);
}

static int on_row(void *u, const void *row)
{
    struct player       *p = u;
    const struct listed *l = row;
    if (p->place != l->place) {
        entity_end(p);
        entity_begin(p, l);
    }
    if (p->part != l->part)
        all_begin(p);
    if (uuid_is_nil(l->id))
        return p->o->failed ? -1 : 0;
    if (p->part == ALL)
        listing_row(&p->list, l);
    else if (p->chosen)
        listed_other(p->o, l);
    else
        chosen_write(p, l);
    return p->o->failed ? -1 : 0;
}

static int players_write(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                         const struct playing *how, struct out *o)
{
    struct player p = { .o = o, .how = how, .list = { .o = o } };
    out_array(o);
    TRY(db_each(cx, sql, args, nargs, &played_shape, on_row, &p));
    entity_end(&p);
    out_array_end(o);
    return 0;
}

/* ---- which ---- */

/* s: places and entities; e: the entity; c: the preview that is chosen. Twice: once with the
 * revision of the choice, which comes first, and once with all. */
#define PLAYED(asked)                                                                              \
    "SELECT " LISTED_COLUMNS ", s.n, q.part, s.entity_id, " asked ", e.name, e.entity_type_id, ey.name," \
    " e.parent_id, IF(ey.name IN " KINDS_IN_TIME ", COALESCE(up.name, ''), ey.name) AS parent_name," \
    " y.name, y.color, y.for_entity, st.color"
#define CHOICE "(SELECT 0 AS part)"
#define CHOICE_AND_ALL "(SELECT 0 AS part UNION ALL SELECT 1)"
#define PLAYED_FROM(parts)                                                                         \
    " LEFT JOIN entity_type ey ON ey.id = e.entity_type_id"                                        \
    " LEFT JOIN entity up ON up.id = e.parent_id"                                                  \
    " JOIN " parts " q"                                                                            \
    " LEFT JOIN (task k JOIN task_type y ON y.id = k.task_type_id"                                 \
    " JOIN task_status st ON st.id = k.task_status_id JOIN preview_file f ON f.task_id = k.id)"    \
    " ON k.entity_id = e.id AND (q.part = 1 OR (f.task_id = c.task_id AND f.revision = c.revision))"
/* Texts of their own where what is asked for decides about the order: MariaDB 10.11 runs such a
 * statement again in the order that the first arguments made of it. */
#define PLAYED_ORDER(names)                                                                        \
    " ORDER BY " names "s.n, q.part, IF(q.part = 0, f.id <> c.id, 0), " LISTED_ORDER LIST_ENDS

#define OF_PLAYLIST(parts)                                                                         \
    PLAYED("NULL") " FROM (SELECT j.n, CAST(j.e AS UUID) AS entity_id, CAST(j.p AS UUID) AS preview_id," \
    " t.project_id FROM playlist t JOIN JSON_TABLE(t.shots, '$[*]' COLUMNS (n FOR ORDINALITY,"     \
    " e CHAR(36) PATH '$.entity_id', p CHAR(36) PATH '$.preview_file_id')) j WHERE t.id = ?) s"    \
    " LEFT JOIN entity e ON e.id = s.entity_id AND e.project_id = s.project_id"                    \
    " LEFT JOIN (preview_file c JOIN task ct ON ct.id = c.task_id)"                                \
    " ON c.id = s.preview_id AND ct.entity_id = e.id" PLAYED_FROM(parts) PLAYED_ORDER("")

int playing_of_playlist(struct cx *cx, struct uuid playlist_id, const struct playing *how,
                        struct out *o)
{
    static const char all[] = OF_PLAYLIST(CHOICE_AND_ALL), chosen[] = OF_PLAYLIST(CHOICE);
    return players_write(cx, how->all ? all : chosen, ARGS(ARG(playlist_id)), how, o);
}

#define OF_TASKS(names)                                                                            \
    PLAYED("s.task_id") " FROM (SELECT j.n, t.id AS task_id, t.entity_id, t.task_type_id, t.project_id" \
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, v CHAR(36) PATH '$')) j"                \
    " JOIN task t ON t.id = CAST(j.v AS UUID)) s"                                                  \
    " JOIN entity e ON e.id = s.entity_id AND e.project_id = s.project_id"                         \
    " LEFT JOIN preview_file c ON c.id = (SELECT g.id FROM task gt JOIN preview_file g"            \
    " ON g.task_id = gt.id WHERE gt.entity_id = s.entity_id AND gt.task_type_id = s.task_type_id"  \
    " ORDER BY g.revision DESC, g.position, g.created_at, g.id LIMIT 1)"                           \
    PLAYED_FROM(CHOICE_AND_ALL) PLAYED_ORDER(names)

int playing_of_tasks(struct cx *cx, struct ids task_ids, bool sorted, struct out *o)
{
    static const char    as_asked[] = OF_TASKS(""), by_names[] = OF_TASKS("parent_name, e.name, ");
    const struct playing how        = { .all = true, .named = true };
    struct id_set        set        = { .n = 0 };
    id_set_join(cx, &set, task_ids);
    return players_write(cx, sorted ? by_names : as_asked, ARGS(ARG(id_set_json(cx, &set))), &how, o);
}
