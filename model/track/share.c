/* share.c - see share.h. */
#include "model/track/share.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"
#include "model/track/playlist.h"
#include "model/track/review.h"
#include "model/track/right.h"
#include "model/track/task.h"

// clang-format off
#define ROW struct share
static const struct field share_fields[] = {
    FIELD(token, READ, .doc = "What its address ends in."),
    FIELD(playlist_id, READ, .doc = "The playlist."),
    FIELD(created_by, READ, .doc = "Who shares it."),
    FIELD(expiration_date, READ | NULLS, .doc = "Until when it is good."),
    FIELD(is_active, READ, .doc = "Is it good."),
    FIELD(can_comment, READ, .doc = "May guests write and draw."),
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(updated_at, READ, .doc = "When it was changed last."),
    FIELD(has_password, READ, .doc = "Is a password wanted."),
    FIELD(password, READ | SECRET | NULLS, .doc = "Hash of the password."),
};
#undef ROW
const struct shape share_shape = SHAPE(struct share, share_fields, .name = "ShareLink");
#define ROW struct guest
static const struct field guest_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(first_name, READ, .doc = "First name."),
    FIELD(last_name, READ, .doc = "Last name."),
    FIELD(full_name, READ, .doc = "Both."),
    FIELD(role, READ, .doc = "Client."),
    FIELD(is_guest, READ, .doc = "Always true."),
    FIELD(has_avatar, READ, .doc = "Has it a picture."),
    FIELD(created_at, READ, .doc = "When it came."),
};
#undef ROW
const struct shape guest_shape = SHAPE(struct guest, guest_fields, .name = "Guest");

struct production {
    struct row  row;
    struct uuid id;
    const char *name, *fps, *ratio, *resolution;
};
struct kind {
    struct row  row;
    struct uuid id;
    const char *name, *color, *for_entity;
};
struct status {
    struct row  row;
    struct uuid id;
    const char *name, *short_name, *color;
    bool        is_client_allowed, is_default, for_concept;
};
#define ROW struct production
static const struct field production_fields[] = {
    FIELD(id, READ, .doc = "The production."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(fps, READ | NULLS, .doc = "Frames per second."),
    FIELD(ratio, READ | NULLS, .doc = "Of the picture."),
    FIELD(resolution, READ | NULLS, .doc = "Of the picture."),
};
#undef ROW
#define ROW struct kind
static const struct field kind_fields[] = {
    FIELD(id, READ, .doc = "The kind of work."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(color, READ, .doc = "Colour."),
    FIELD(for_entity, READ | NULLS, .doc = "For what."),
};
#undef ROW
#define ROW struct status
static const struct field status_fields[] = {
    FIELD(id, READ, .doc = "The status."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(short_name, READ, .doc = "Short name."),
    FIELD(color, READ, .doc = "Colour."),
    FIELD(is_client_allowed, READ, .doc = "May guests set it."),
    FIELD(is_default, READ, .doc = "Is it that of new tasks."),
    FIELD(for_concept, READ, .doc = "Is it for concepts."),
};
#undef ROW
// clang-format on
static const struct shape one_production_shape = SHAPE(struct production, production_fields),
                          kind_shape           = SHAPE(struct kind, kind_fields),
                          status_shape         = SHAPE(struct status, status_fields);

/* ---- links ---- */

#define SHARE_SQL                                                                                  \
    "SELECT token, playlist_id, created_by, expiration_date, is_active, can_comment, id, created_at," \
    " updated_at, password IS NOT NULL, password FROM playlist_share_link"

static int absent(struct cx *cx) { return refuse(cx, E_NOT_FOUND, "There is no such shared playlist"); }

int share_add(struct cx *cx, const struct share_new *s)
{
    static const char sql[] = "INSERT INTO playlist_share_link (id, token, playlist_id, created_by,"
                              " expiration_date, can_comment, password) VALUES (?, ?, ?, ?, ?, ?, ?)";
    return db_do(cx, sql,
                 ARGS(ARG(s->id), ARG(s->token), ARG(s->playlist_id), ARG(s->person_id),
                      ARG_IF(s->expiration_date.us != 0, s->expiration_date), ARG(s->can_comment),
                      ARG(s->password)),
                 NULL);
}

int share_each(struct cx *cx, struct uuid playlist_id, int (*fn)(void *u, const void *row), void *u)
{
    static const char sql[] = SHARE_SQL " WHERE playlist_id = ? AND is_active ORDER BY created_at, id" LIST_ENDS;
    return db_each(cx, sql, ARGS(ARG(playlist_id)), &share_shape, fn, u);
}

int share_get(struct cx *cx, struct uuid playlist_id, const char *token, struct share *to)
{
    bool found;
    TRY(db_one(cx, SHARE_SQL " WHERE playlist_id = ? AND token = ?", ARGS(ARG(playlist_id), ARG(token)),
               &share_shape, to, &found));
    return found ? 0 : absent(cx);
}

int share_revoke(struct cx *cx, const struct share *s)
{
    return db_do(cx, "UPDATE playlist_share_link SET is_active = FALSE WHERE id = ?", ARGS(ARG(s->id)),
                 NULL);
}

int share_open(struct cx *cx, const char *token, struct share *to)
{
    static const char sql[] = SHARE_SQL " WHERE token = ? AND is_active"
                                        " AND (expiration_date IS NULL OR expiration_date >= ?)";
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(token), ARG(cx->now)), &share_shape, to, &found));
    return found ? 0 : absent(cx);
}

/* ---- guests ---- */

int guest_add(struct cx *cx, const struct share *s, struct uuid id, const char *first_name,
              const char *last_name)
{
    static const char sql[] =
        "INSERT INTO person (id, first_name, last_name, role, is_guest, notifications_enabled, data)"
        " VALUES (?, ?, ?, 'client', TRUE, FALSE, JSON_OBJECT('share_link_id', ?))";
    char link[UUID_TEXT];
    uuid_format(s->id, link);
    TRY(db_do(cx, sql, ARGS(ARG(id), ARG(first_name), ARG(last_name), arg_text(link)), NULL));
    return event_add(cx, "person:new", id, (struct uuid){ { 0 } },
                     event_ids(cx, (const struct event_id[]){ { "person_id", id }, { NULL, id } }));
}

int guest_get(struct cx *cx, const struct share *s, struct uuid id, struct guest *to)
{
    static const char sql[] =
        "SELECT id, first_name, last_name, TRIM(CONCAT(first_name, ' ', last_name)), role, is_guest,"
        " COALESCE(has_avatar, FALSE), created_at FROM person WHERE id = ? AND is_guest"
        " AND JSON_VALUE(data, '$.share_link_id') = ?";
    char link[UUID_TEXT];
    bool found;
    uuid_format(s->id, link);
    TRY(db_one(cx, sql, ARGS(ARG(id), arg_text(link)), &guest_shape, to, &found));
    return found ? 0 : refuse(cx, E_FORBIDDEN, "There is no such guest of this link");
}

/* ---- what a link opens ---- */

static int not_shared(struct cx *cx) { return refuse(cx, E_FORBIDDEN, "This is not shared"); }

int share_task(struct cx *cx, const struct share *s, struct uuid task_id)
{
    static const char sql[] = "SELECT k.id FROM " PLAYED_BY_PLAYLIST " WHERE t.id = ? AND k.id = ? LIMIT 1";
    bool              found;
    TRY(db_id(cx, sql, ARGS(ARG(s->playlist_id), ARG(task_id)), NULL, &found));
    return found ? 0 : not_shared(cx);
}

/* With the others of its revision. */
int share_preview(struct cx *cx, const struct share *s, struct uuid preview_file_id)
{
    static const char sql[] = "SELECT f.id FROM " PLAYED_BY_PLAYLIST
                              " JOIN preview_file f ON f.task_id = c.task_id AND f.revision = c.revision"
                              " WHERE t.id = ? AND f.id = ? LIMIT 1";
    bool found;
    TRY(db_id(cx, sql, ARGS(ARG(s->playlist_id), ARG(preview_file_id)), NULL, &found));
    return found ? 0 : not_shared(cx);
}

int share_comment(struct cx *cx, const struct share *s, struct uuid guest_id, struct uuid comment_id)
{
    struct uuid task_id, person_id;
    bool        found;
    TRY(db_id(cx, "SELECT object_id FROM comment WHERE id = ?", ARGS(ARG(comment_id)), &task_id, &found));
    if (!found)
        return res_absent(cx, &comment_res);
    TRY(db_id(cx, "SELECT person_id FROM comment WHERE id = ?", ARGS(ARG(comment_id)), &person_id, &found));
    if (!found || !uuid_equal(person_id, guest_id))
        return right_refuse(cx);
    return share_task(cx, s, task_id);
}

int share_attachment(struct cx *cx, const struct share *s, struct uuid id)
{
    static const char sql[] = "SELECT a.id FROM attachment_file a JOIN comment m ON m.id = a.comment_id"
                              " WHERE a.id = ? AND m.for_client AND m.object_id IN"
                              " (SELECT k.id FROM " PLAYED_BY_PLAYLIST " WHERE t.id = ?)";
    bool found;
    TRY(db_id(cx, sql, ARGS(ARG(id), ARG(s->playlist_id)), NULL, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such file");
}

int share_status(struct cx *cx, struct uuid task_status_id)
{
    static const char sql[] = "SELECT id FROM task_status WHERE id = ? AND is_client_allowed";
    bool              found;
    TRY(db_id(cx, sql, ARGS(ARG(task_status_id)), NULL, &found));
    return found ? 0 : refuse_field(cx, E_INVALID, "task_status_id",
                                    "task_status_id: no status that guests may set");
}

/* ---- what a page needs ---- */

struct list {
    struct out         *o;
    const struct shape *shape;
};

static int on_row(void *u, const void *row)
{
    struct list *l = u;
    out_row(l->o, l->shape, row);
    return l->o->failed ? -1 : 0;
}

static int list_write(struct cx *cx, struct out *o, const char *name, const char *sql,
                      struct uuid project_id, const struct shape *shape)
{
    struct list l = { o, shape };
    out_key(o, name);
    out_array(o);
    TRY(db_each(cx, sql, ARGS(ARG(project_id)), shape, on_row, &l));
    out_array_end(o);
    return 0;
}

static int production_get(struct cx *cx, const struct share *s, struct production *to)
{
    static const char sql[] = "SELECT p.id, p.name, p.fps, p.ratio, p.resolution FROM playlist t"
                              " JOIN project p ON p.id = t.project_id WHERE t.id = ?";
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(s->playlist_id)), &one_production_shape, to, &found));
    return found ? 0 : absent(cx);
}

int share_production(struct cx *cx, const struct share *s, struct out *o)
{
    struct production p = { .name = NULL };
    TRY(production_get(cx, s, &p));
    OUT_STR(o, "project_name", p.name);
    OUT_STR(o, "project_fps", p.fps);
    return 0;
}

int share_context(struct cx *cx, const struct share *s, struct out *o)
{
    static const char kinds[] =
        "SELECT y.id, y.name, y.color, y.for_entity FROM project_task_type_link l"
        " JOIN task_type y ON y.id = l.task_type_id WHERE l.project_id = ? ORDER BY y.priority, y.name, y.id";
    static const char statuses[] =
        "SELECT s.id, s.name, s.short_name, s.color, COALESCE(s.is_client_allowed, FALSE),"
        " COALESCE(s.is_default, FALSE), COALESCE(s.for_concept, FALSE) FROM project_task_status_link l"
        " JOIN task_status s ON s.id = l.task_status_id WHERE l.project_id = ?"
        " ORDER BY s.priority, s.name, s.id";
    struct production p = { .name = NULL };
    TRY(production_get(cx, s, &p));
    out_object(o);
    out_key(o, "project");
    out_object(o);
    out_members(o, &one_production_shape, &p);
    out_key(o, "team");
    out_array(o);
    out_array_end(o);
    out_object_end(o);
    OUT_BOOL(o, "can_comment", s->can_comment);
    TRY(list_write(cx, o, "task_types", kinds, p.id, &kind_shape));
    TRY(list_write(cx, o, "task_statuses", statuses, p.id, &status_shape));
    out_object_end(o);
    return 0;
}
