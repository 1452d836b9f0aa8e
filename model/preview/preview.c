/* preview.c - see preview.h. */
#include "model/preview/preview.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/stored.h"
#include "model/track/entity.h"
#include "model/track/event.h"
#include "model/track/file.h"

enum { DATA_BYTES = 512, NAME_TEXT = 13 };

// clang-format off
#define ROW struct preview
static const struct field preview_fields[] = {
    FIELD(id, READ, .doc = "The preview."),
    FIELD(task_id, READ, .doc = "Its task."),
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(entity_id, READ, .doc = "What it shows."),
    FIELD(task_type_id, READ, .doc = "The kind of work."),
    FIELD(kind, READ, .doc = "Name of the entity's type."),
    FIELD(revision, READ | NULLS, .doc = "From 1."),
    FIELD(position, READ | NULLS, .doc = "In the revision, from 1."),
    FIELD(extension, READ | NULLS, .doc = "Ending."),
    FIELD(original_name, READ | NULLS, .doc = "As it was uploaded."),
    FIELD(status, READ, .doc = "Processing, ready, broken."),
    FIELD(is_automated, READ, .doc = "Newest ones are shown by themselves."),
    FIELD(annotations, READ | NULLS, .doc = "What was drawn on it."),
};
#undef ROW
// clang-format on
static const struct shape preview_shape = SHAPE(struct preview, preview_fields);

#define PREVIEW_OF                                                                                 \
    "SELECT f.id, f.task_id, k.project_id, k.entity_id, k.task_type_id, y.name, f.revision,"       \
    " f.position, f.extension, f.original_name, f.status,"                                         \
    " COALESCE(p.is_set_preview_automated, FALSE), f.annotations"                                  \
    " FROM preview_file f JOIN task k ON k.id = f.task_id JOIN entity e ON e.id = k.entity_id"     \
    " JOIN entity_type y ON y.id = e.entity_type_id JOIN project p ON p.id = k.project_id"

static int absent(struct cx *cx) { return refuse(cx, E_NOT_FOUND, "There is no such preview file"); }

int preview_get(struct cx *cx, struct uuid id, struct preview *to)
{
    bool found;
    TRY(db_one(cx, PREVIEW_OF " WHERE f.id = ?", ARGS(ARG(id)), &preview_shape, to, &found));
    return found ? 0 : absent(cx);
}

int preview_last(struct cx *cx, struct uuid task_id, struct preview *to)
{
    bool found;
    TRY(db_one(cx,
               PREVIEW_OF " WHERE f.task_id = ? ORDER BY f.revision DESC, f.position, f.created_at,"
                          " f.id LIMIT 1",
               ARGS(ARG(task_id)), &preview_shape, to, &found));
    return found ? 0 : absent(cx);
}

/* ---- events ---- */

static struct out data_begin(struct cx *cx, const char *key, struct uuid id)
{
    struct out o = out_in_arena(cx->arena, DATA_BYTES);
    out_object(&o);
    OUT_UUID(&o, key, id);
    return o;
}

static const char *data_end(struct out *o, struct uuid project_id)
{
    OUT_UUID(o, "project_id", project_id);
    out_object_end(o);
    return out_done(o);
}

static struct event event_of(struct cx *cx, const char *name, const char *key, struct uuid id,
                             struct uuid project_id)
{
    struct out o = data_begin(cx, key, id);
    return (struct event){ name, project_id, data_end(&o, project_id) };
}

/* ---- making ---- */

struct place {
    struct row  row;
    struct uuid project_id;
    int64_t     task_revision, comment_revision;
};
#define ROW struct place
static const struct field project_fields[] = { FIELD(project_id, READ, .doc = "The production.") };
static const struct field place_fields[] = {
    FIELD(task_revision, READ, .doc = "The highest of the task."),
    FIELD(comment_revision, READ, .doc = "That of the comment's previews."),
};
#undef ROW
static const struct shape project_shape = SHAPE(struct place, project_fields),
                          place_shape   = SHAPE(struct place, place_fields);

/* Locks the task: revisions and places are given to one after the other. */
static int place_find(struct cx *cx, const struct preview_new *p, struct place *to)
{
    static const char task[] = "SELECT k.project_id FROM task k JOIN comment c ON c.object_id = k.id"
                               " WHERE k.id = ? AND c.id = ? FOR UPDATE";
    static const char most[] =
        "SELECT COALESCE(MAX(f.revision), 0), COALESCE(MAX(IF(l.comment IS NULL, NULL, f.revision)), 0)"
        " FROM preview_file f LEFT JOIN comment_preview_link l"
        " ON l.preview_file = f.id AND l.comment = ? WHERE f.task_id = ? FOR UPDATE";
    struct place of = { 0 };
    bool         found;
    TRY(db_one(cx, task, ARGS(ARG(p->task_id), ARG(p->comment_id)), &project_shape, &of, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such comment of the task");
    TRY(db_one(cx, most, ARGS(ARG(p->comment_id), ARG(p->task_id)), &place_shape, to, &found));
    to->project_id = of.project_id;
    return 0;
}

static int add_events(struct cx *cx, const struct preview_new *p, struct uuid project_id)
{
    struct out   o = data_begin(cx, "preview_file_id", p->id);
    struct event events[2];
    OUT_UUID(&o, "comment_id", p->comment_id);
    events[0] = (struct event){ "preview-file:new", project_id, data_end(&o, project_id) };
    events[1] = event_of(cx, "comment:update", "comment_id", p->comment_id, project_id);
    return events_add(cx, p->person_id, events, COUNT(events));
}

int preview_add(struct cx *cx, const struct preview_new *p)
{
    static const char insert[] =
        "INSERT INTO preview_file (id, name, task_id, person_id, source, revision, position)"
        " SELECT ?, ?, ?, ?, 'webgui', ?, COALESCE(MAX(f.position), 0) + 1 FROM preview_file f"
        " WHERE f.task_id = ? AND f.revision = ?";
    static const char link[] = "INSERT INTO comment_preview_link (comment, preview_file) VALUES (?, ?)";
    static const char news[] =
        "UPDATE news SET preview_file_id = ? WHERE comment_id = ? AND preview_file_id IS NULL";
    struct place place = { 0 };
    char         name[UUID_TEXT];
    int64_t      revision;
    TRY(place_find(cx, p, &place));
    revision = p->revision > 0            ? p->revision
               : place.comment_revision > 0 ? place.comment_revision
                                            : place.task_revision + 1;
    uuid_format(p->id, name);
    name[NAME_TEXT] = '\0';
    TRY(db_do(cx, insert,
              ARGS(ARG(p->id), ARG((const char *)name), ARG(p->task_id), ARG(p->person_id),
                   ARG(revision), ARG(p->task_id), ARG(revision)),
              NULL));
    TRY(db_do(cx, link, ARGS(ARG(p->comment_id), ARG(p->id)), NULL));
    TRY(db_do(cx, news, ARGS(ARG(p->id), ARG(p->comment_id)), NULL));
    return add_events(cx, p, place.project_id);
}

/* ---- its bytes ---- */

static int told(struct cx *cx, const char *const *names, size_t n, const struct preview *p,
                struct uuid person_id)
{
    struct event events[2];
    for (size_t i = 0; i < n; i++)
        events[i] = event_of(cx, names[i], "preview_file_id", p->id, p->project_id);
    return events_add(cx, person_id, events, n);
}

/* The task's newest; where the production wants it, its entity's picture too. */
static int shown(struct cx *cx, struct uuid person_id, const struct preview *p)
{
    static const char sql[] = "UPDATE task SET last_preview_file_id = ? WHERE id = ?";
    if (p->position > 1)
        return 0;
    TRY(db_do(cx, sql, ARGS(ARG(p->id), ARG(p->task_id)), NULL));
    return p->is_automated ? preview_set_main(cx, person_id, p) : 0;
}

int preview_take(struct cx *cx, const struct preview_file_new *f)
{
    static const char sql[] = "UPDATE preview_file SET status = ?, extension = ?, original_name = ?,"
                              " file_size = ?, person_id = COALESCE(person_id, ?) WHERE id = ?";
    static const char *const names[] = { "preview-file:update", "preview-file:add-file" };
    struct stored_new s = { .owner = "preview_file", .owner_id = f->id, .name = "source",
                            .type = stored_type(f->extension), .blob = f->blob };
    struct preview    p = { 0 };
    TRY(preview_get(cx, f->id, &p));
    TRY(stored_drop(cx, f->id));
    TRY(stored_put(cx, &s));
    s.name = "original";
    if (f->is_ready)
        TRY(stored_put(cx, &s));
    TRY(db_do(cx, sql,
              ARGS(ARG(f->is_ready ? "ready" : "processing"), ARG(f->extension),
                   ARG(f->original_name), ARG(f->blob->bytes), ARG(f->person_id), ARG(f->id)),
              NULL));
    TRY(told(cx, names, f->is_ready ? 2 : 1, &p, f->person_id));
    return shown(cx, f->person_id, &p);
}

static int original_told(struct cx *cx, const struct preview_done *done)
{
    static const char sql[] =
        "UPDATE preview_file SET data = JSON_SET(COALESCE(data, '{}'), '$.original_width', ?,"
        " '$.original_height', ?, '$.original_duration', ?, '$.original_file_size',"
        " (SELECT s.bytes FROM stored_file s WHERE s.owner_id = preview_file.id AND s.name = 'source'))"
        " WHERE id = ?";
    if (done->original_width == 0)
        return 0;
    return db_do(cx, sql,
                 ARGS(ARG(done->original_width), ARG(done->original_height),
                      ARG(done->original_duration), ARG(done->id)),
                 NULL);
}

int preview_ready(struct cx *cx, const struct preview_done *done)
{
    static const char sql[] =
        "UPDATE preview_file SET status = 'ready', extension = ?, width = ?, height = ?,"
        " duration = ?, file_size = COALESCE(?, file_size) WHERE id = ?";
    static const char *const names[] = { "preview-file:update", "preview-file:add-file" };
    struct preview p = { 0 };
    TRY(preview_get(cx, done->id, &p));
    TRY(db_do(cx, sql,
              ARGS(ARG(done->extension), ARG(done->width), ARG(done->height), ARG(done->duration),
                   ARG_IF(done->file_size > 0, done->file_size), ARG(done->id)),
              NULL));
    TRY(original_told(cx, done));
    return told(cx, names, COUNT(names), &p, done->person_id);
}

int preview_broken(struct cx *cx, struct uuid id, struct uuid person_id)
{
    static const char        sql[]   = "UPDATE preview_file SET status = 'broken' WHERE id = ?";
    static const char *const names[] = { "preview-file:update" };
    struct preview           p       = { 0 };
    TRY(preview_get(cx, id, &p));
    TRY(db_do(cx, sql, ARGS(ARG(id)), NULL));
    return told(cx, names, 1, &p, person_id);
}

/* ---- where it is shown ---- */

int preview_set_main(struct cx *cx, struct uuid person_id, const struct preview *p)
{
    static const char sql[] = "UPDATE entity SET preview_file_id = ? WHERE id = ?";
    const char       *kind  = entity_event(p->kind);
    struct out        o     = data_begin(cx, "entity_id", p->entity_id);
    struct event      events[2];
    TRY(db_do(cx, sql, ARGS(ARG(p->id), ARG(p->entity_id)), NULL));
    OUT_UUID(&o, "preview_file_id", p->id);
    events[0] = (struct event){ "preview-file:set-main", p->project_id, data_end(&o, p->project_id) };
    events[1] = event_of(cx, arena_printf(cx->arena, "%s:update", kind),
                         arena_printf(cx->arena, "%s_id", kind), p->entity_id, p->project_id);
    return events_add(cx, person_id, events, COUNT(events));
}

struct linked {
    struct row row;
    int64_t    others, is_linked;
};
#define ROW struct linked
static const struct field linked_fields[] = {
    FIELD(others, READ, .doc = "Other comments that have it."),
    FIELD(is_linked, READ, .doc = "Whether this one has it."),
};
#undef ROW
static const struct shape linked_shape = SHAPE(struct linked, linked_fields);

int preview_unlink(struct cx *cx, const struct actor *who, struct uuid task_id,
                   struct uuid comment_id, struct uuid id)
{
    static const char look[] =
        "SELECT CAST(COALESCE(SUM(l.comment <> ?), 0) AS SIGNED),"
        " CAST(COALESCE(SUM(l.comment = ?), 0) AS SIGNED) FROM comment_preview_link l"
        " JOIN comment c ON c.id = l.comment WHERE l.preview_file = ? AND c.object_id = ?";
    static const char cut[] =
        "DELETE FROM comment_preview_link WHERE comment = ? AND preview_file = ?";
    struct actor  server = { .id = who->id, .role = "admin", .is_admin = true };
    struct linked l      = { 0 };
    bool          found;
    TRY(db_one(cx, look, ARGS(ARG(comment_id), ARG(comment_id), ARG(id), ARG(task_id)),
               &linked_shape, &l, &found));
    if (!l.is_linked)
        return absent(cx);
    TRY(db_do(cx, cut, ARGS(ARG(comment_id), ARG(id)), NULL));
    return l.others > 0 ? 0 : res_delete(cx, &preview_file_res, &server, id);
}

int preview_move(struct cx *cx, const struct preview *p, int64_t position)
{
    static const char aside[] = "UPDATE preview_file SET position = position + IF(? > ?, -1, 1)"
                                " WHERE task_id = ? AND revision = ? AND position BETWEEN ? AND ?";
    static const char sql[]   = "UPDATE preview_file SET position = ? WHERE id = ?";
    int64_t           from    = p->position < position ? p->position : position;
    int64_t           to      = p->position < position ? position : p->position;
    TRY(db_do(cx, aside,
              ARGS(ARG(position), ARG(p->position), ARG(p->task_id), ARG(p->revision), ARG(from),
                   ARG(to)),
              NULL));
    return db_do(cx, sql, ARGS(ARG(position), ARG(p->id)), NULL);
}
