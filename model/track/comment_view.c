/* comment_view.c - comments as their readers see them. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/comment_parts.h"
#include "model/track/event.h"
#include "model/track/playlist.h"

#define ROW struct comment_flag
static const struct field comment_flag_fields[] = { FIELD(is, READ, .doc = "Is it so.") };
#undef ROW
const struct shape comment_flag_shape = SHAPE(struct comment_flag, comment_flag_fields);

const char *comment_mail(struct cx *cx, const char *place, const struct json *person,
                         const char *text)
{
    struct json_object *v = NULL, *name = NULL;
    if (person->text && json_read(cx->arena, person->text, strlen(person->text), &v))
        json_object_object_get_ex(v, "full_name", &name);
    return arena_printf(cx->arena, "%s wrote about %s:\n\n%s\n",
                        name ? json_object_get_string(name) : "Somebody", place, text ? text : "");
}

/* ---- a comment with what belongs to it ---- */

struct view {
    struct row  row;
    int64_t     shotgun_id;
    struct uuid object_id;
    const char *object_type, *text;
    struct json data, replies, checklist;
    bool        pinned, for_client;
    struct json links;
    struct uuid task_status_id, person_id, editor_id, preview_file_id, id;
    struct utc  created_at, updated_at;
};
struct view_more {
    struct json previews, preview_ids;
    struct ids  mentions, department_mentions, acknowledgements;
    struct json attachment_files, person, task_status;
    bool        seen;
};
struct whole {
    struct view      view; /* begins with the marks, which are of the fields of both */
    struct view_more more;
};

#define ROW struct whole
#define VIEW(member, how, text)                                                                    \
    { .name = #member, .type = KIND(((ROW *)0)->view.member), .flags = (how),                      \
      .off = offsetof(ROW, view.member), .doc = text }
#define MORE(member, how, text)                                                                    \
    { .name = #member, .type = KIND(((ROW *)0)->more.member), .flags = (how),                      \
      .off = offsetof(ROW, more.member), .doc = text }
static const struct field whole_fields[] = {
    VIEW(shotgun_id, READ | NULLS, "Number in another tracker."),
    VIEW(object_id, READ, "The task."),
    VIEW(object_type, READ, "Task."),
    VIEW(text, READ | NULLS, "Text."),
    VIEW(data, READ | NULLS, "Free metadata."),
    VIEW(replies, READ | NULLS, "Answers."),
    VIEW(checklist, READ | NULLS, "List of things to do."),
    VIEW(pinned, READ | NULLS, "Is it kept on top."),
    VIEW(for_client, READ | NULLS, "Is it for the client."),
    VIEW(links, READ | NULLS, "Links."),
    VIEW(task_status_id, READ | NULLS, "The status."),
    VIEW(person_id, READ, "Who wrote it."),
    VIEW(editor_id, READ | NULLS, "Who changed it."),
    VIEW(preview_file_id, READ | NULLS, "The preview."),
    VIEW(id, READ, "Stable identifier."),
    VIEW(created_at, READ, "When it was made."),
    VIEW(updated_at, READ, "When it was changed last."),
    MORE(previews, READ, "Its previews, as objects."),
    MORE(preview_ids, READ, "Its previews."),
    MORE(mentions, READ, "Whom it names."),
    MORE(department_mentions, READ, "Which departments it names."),
    MORE(acknowledgements, READ, "Who has seen it."),
    MORE(attachment_files, READ, "Its files."),
    MORE(person, READ | NULLS, "Who wrote it."),
    MORE(task_status, READ | NULLS, "The status."),
    MORE(seen, READ, "Is it meant for the reader."),
};
#undef ROW
static const struct shape whole_shape = SHAPE(struct whole, whole_fields);
enum { VIEW_FIELDS = 17 }; /* that are written as they are */
static const struct shape view_shape = { .fields = whole_fields, .count = VIEW_FIELDS, .bytes = sizeof(struct whole) };

/* Whose role in the production is client. */
#define ROLE_OF(p, link) "COALESCE(" link ".role COLLATE utf8mb4_bin, " p ".role)"
/* Arguments: is the reader a client? */
#define IF_NAMED(role, object) "IF(? AND " role " <> 'client', NULL, " object ")"

/* Arguments: client, client, client, client; all, client, me, outsider. */
#define VIEW_SQL                                                                                   \
    "SELECT t.shotgun_id, t.object_id, t.object_type, t.text, t.data,"                             \
    " IF(COALESCE(JSON_LENGTH(t.replies), 0) = 0, '[]', (SELECT JSON_ARRAYAGG(JSON_OBJECT("        \
    "  'id', j.id, 'date', j.date, 'text', j.text, 'mentions', JSON_EXTRACT(j.mentions, '$'),"     \
    "  'person_id', j.person_id, 'created_at', j.created_at,"                                      \
    "  'department_mentions', JSON_EXTRACT(j.department_mentions, '$'), 'person', "                \
    IF_NAMED(ROLE_OF("q", "m"), PERSON_JSON("q")) ") ORDER BY j.n)"                                \
    "  FROM JSON_TABLE(t.replies, '$[*]' COLUMNS(n FOR ORDINALITY, id VARCHAR(36) PATH '$.id',"    \
    "   date VARCHAR(32) PATH '$.date', text LONGTEXT PATH '$.text',"                              \
    "   mentions JSON PATH '$.mentions', person_id VARCHAR(36) PATH '$.person_id',"                \
    "   created_at VARCHAR(32) PATH '$.created_at',"                                               \
    "   department_mentions JSON PATH '$.department_mentions')) j"                                 \
    "  LEFT JOIN person q ON q.id = CAST(j.person_id AS UUID)"                                     \
    "  LEFT JOIN project_person_link m ON m.project_id = k.project_id AND m.person_id = q.id)),"   \
    " t.checklist, t.pinned, t.for_client, t.links, t.task_status_id, t.person_id,"                \
    " (SELECT t.editor_id FROM person q LEFT JOIN project_person_link m"                           \
    "   ON m.project_id = k.project_id AND m.person_id = q.id WHERE q.id = t.editor_id"            \
    "   AND (NOT ? OR " ROLE_OF("q", "m") " = 'client')),"                                         \
    " t.preview_file_id, t.id, t.created_at, t.updated_at,"                                        \
    " COALESCE((SELECT JSON_ARRAYAGG(JSON_OBJECT('id', f.id, 'task_id', f.task_id,"                \
    "  'revision', f.revision, 'extension', f.extension, 'width', f.width, 'height', f.height,"    \
    "  'duration', f.duration, 'status', f.status, 'validation_status', f.validation_status,"      \
    "  'original_name', f.original_name, 'position', f.position,"                                  \
    "  'annotations', JSON_EXTRACT(COALESCE(f.annotations, 'null'), '$')) ORDER BY f.position)"    \
    "  FROM comment_preview_link v JOIN preview_file f ON f.id = v.preview_file"                   \
    "  WHERE v.comment = t.id AND NOT (? AND f.validation_status = 'rejected')), '[]'),"           \
    " COALESCE((SELECT JSON_ARRAYAGG(v.preview_file) FROM comment_preview_link v"                  \
    "  WHERE v.comment = t.id), '[]'),"                                                            \
    " (SELECT GROUP_CONCAT(v.person) FROM comment_mentions v WHERE v.comment = t.id),"             \
    " (SELECT GROUP_CONCAT(v.department) FROM comment_department_mentions v"                       \
    "   WHERE v.comment = t.id),"                                                                  \
    " (SELECT GROUP_CONCAT(v.person) FROM comment_acknoledgments v WHERE v.comment = t.id),"       \
    " COALESCE((SELECT JSON_ARRAYAGG(JSON_OBJECT('id', f.id, 'name', f.name,"                      \
    "  'extension', f.extension, 'size', f.size, 'reply_id', f.reply_id) ORDER BY f.created_at, f.id)" \
    "  FROM attachment_file f WHERE f.comment_id = t.id), '[]'),"                                  \
    " " IF_NAMED(ROLE_OF("a", "l"), PERSON_JSON("a")) ","                                          \
    " IF(s.id IS NULL, NULL, JSON_OBJECT('id', s.id, 'name', s.name,"                              \
    "  'short_name', s.short_name, 'color', s.color)),"                                            \
    " ? OR (? AND (" ROLE_OF("a", "l") " = 'client' OR COALESCE(t.for_client, FALSE))"             \
    "  AND (NOT COALESCE(p.is_clients_isolated, FALSE) OR t.person_id = ? OR COALESCE(t.for_client, FALSE)))" \
    "  OR (? AND " ROLE_OF("a", "l") " <> 'client')"                                               \
    " FROM comment t JOIN task k ON k.id = t.object_id JOIN project p ON p.id = k.project_id"      \
    " JOIN person a ON a.id = t.person_id"                                                         \
    " LEFT JOIN project_person_link l ON l.project_id = k.project_id AND l.person_id = a.id"       \
    " LEFT JOIN task_status s ON s.id = t.task_status_id"

/* What the reader is to comments. */
struct eye {
    struct uuid me;
    bool        all, client, artist;
};

static struct eye eye_of(const struct actor *who, const struct standing *s)
{
    struct eye e = { .me = who->id };
    e.client     = !who->is_admin && right_acts_as(who, s, "client");
    e.all        = who->is_admin || right_acts_as(who, s, "manager") ||
            right_acts_as(who, s, "supervisor");
    e.artist = !e.all && !e.client;
    return e;
}
#define EYE_ARGS(e)                                                                                \
    ARG((e).client), ARG((e).client), ARG((e).client), ARG((e).client), ARG((e).all),              \
        ARG((e).client), ARG((e).me), ARG((e).artist)

struct writing {
    struct out        *o;
    struct comment_ask ask;
    bool               with_status;
    bool               found, hidden;
};

static void write_ids(struct out *o, const char *name, struct ids v)
{
    out_key(o, name);
    out_array(o);
    for (size_t i = 0; i < v.n; i++)
        out_uuid(o, v.v[i]);
    out_array_end(o);
}

static void write_json(struct out *o, const char *name, struct json v)
{
    out_key(o, name);
    out_json(o, v.text);
}

static int write_one(void *u, const void *row)
{
    struct writing      *w = u;
    const struct whole  *c = row;
    struct out          *o = w->o;
    w->found               = true;
    w->hidden              = !c->more.seen;
    if (w->hidden)
        return 0;
    out_object(o);
    out_members(o, &view_shape, c);
    OUT_STR(o, "type", "Comment");
    if (w->ask.relations) {
        write_json(o, "previews", w->ask.with_previews ? c->more.previews : c->more.preview_ids);
        write_ids(o, "mentions", c->more.mentions);
        write_ids(o, "department_mentions", c->more.department_mentions);
        write_ids(o, "acknowledgements", c->more.acknowledgements);
        write_json(o, "attachment_files", c->more.attachment_files);
    }
    write_json(o, "person", c->more.person);
    if (w->with_status)
        write_json(o, "task_status", c->more.task_status);
    out_object_end(o);
    return o->failed ? -1 : 0;
}

void comment_made_write(struct out *o, const struct comment_made *made)
{
    const struct comment *c = &made->comment;
    struct writing        w = { .o = o, .ask = { true, false }, .with_status = true };
    struct whole          v = { .view = { .object_id      = c->object_id,
                                          .object_type    = c->object_type,
                                          .text           = c->text,
                                          .replies        = c->replies,
                                          .checklist      = c->checklist,
                                          .for_client     = c->for_client,
                                          .links          = c->links,
                                          .task_status_id = c->task_status_id,
                                          .person_id      = c->person_id,
                                          .id             = c->id,
                                          .created_at     = c->created_at,
                                          .updated_at     = c->updated_at },
                                .more = { .previews            = { "[]" },
                                          .preview_ids         = { "[]" },
                                          .mentions            = c->mentions,
                                          .department_mentions = c->department_mentions,
                                          .attachment_files    = { made->attachments.text ? made->attachments.text : "[]" },
                                          .person              = made->person,
                                          .task_status         = made->task_status,
                                          .seen                = true } };
    static const char *const none[] = { "shotgun_id", "data", "pinned", "editor_id",
                                        "preview_file_id" };
    v.view.row.set = (UINT64_C(1) << COUNT(whole_fields)) - 1;
    for (size_t i = 0; i < COUNT(none); i++)
        field_mark(&whole_shape, &v, whole_fields[field_index(&whole_shape, none[i], strlen(none[i]))].off,
                   true);
    (void)write_one(&w, &v); /* what does not fit marks the buffer */
}

int comments_of_task(struct cx *cx, const struct actor *who, struct uuid task_id, struct out *o)
{
    static const char sql[] = VIEW_SQL
        " WHERE t.object_id = ? ORDER BY COALESCE(t.pinned, FALSE) DESC, t.created_at DESC, t.id" LIST_ENDS;
    struct writing    w = { .o = o, .ask = { true, true }, .with_status = true };
    struct standing   s;
    struct eye        e;
    TRY(right_standing(cx, &task_res, who, task_id, &s));
    if (!right_grants(FOR_ASSIGNED, who, &s))
        return right_refuse(cx);
    e = eye_of(who, &s);
    out_array(o);
    TRY(db_each(cx, sql, ARGS(EYE_ARGS(e), ARG(task_id)), &whole_shape, write_one, &w));
    out_array_end(o);
    return 0;
}

int comments_of_playlist(struct cx *cx, struct uuid playlist_id, struct out *o)
{
    static const char sql[] = VIEW_SQL
        " WHERE COALESCE(t.for_client, FALSE) AND t.object_id IN (SELECT k.id FROM " PLAYED_BY_PLAYLIST
        " WHERE t.id = ?) ORDER BY t.created_at DESC, t.id" LIST_ENDS;
    struct writing w = { .o = o, .ask = { true, true }, .with_status = true };
    struct eye     e = { .client = true };
    out_array(o);
    TRY(db_each(cx, sql, ARGS(EYE_ARGS(e), ARG(playlist_id)), &whole_shape, write_one, &w));
    out_array_end(o);
    return 0;
}

int comment_show(struct cx *cx, const struct actor *who, struct uuid id,
                 const struct comment_ask *ask, struct out *o)
{
    static const char sql[] = VIEW_SQL " WHERE t.id = ?";
    struct writing    w     = { .o = o, .ask = *ask };
    struct standing   s;
    struct eye        e;
    TRY(right_standing(cx, &comment_res, who, id, &s));
    if (!right_grants(FOR_ASSIGNED, who, &s))
        return right_refuse(cx);
    e = eye_of(who, &s);
    TRY(db_each(cx, sql, ARGS(EYE_ARGS(e), ARG(id)), &whole_shape, write_one, &w));
    if (!w.found)
        return res_absent(cx, &comment_res);
    return w.hidden ? right_refuse(cx) : 0;
}

int comments_of_project(struct cx *cx, const struct actor *who, struct uuid project_id,
                        int64_t page, int64_t limit, struct out *o)
{
    static const char sql[] = VIEW_SQL
        " WHERE k.project_id = ? ORDER BY t.updated_at DESC, t.id LIMIT ? OFFSET ?";
    struct writing    w = { .o = o, .ask = { true, false } };
    struct eye        e = { .me = who->id, .all = true };
    bool              paged = page > 0;
    int64_t           total = 0;
    if (paged) {
        TRY(db_number(cx, "SELECT COUNT(*) FROM comment t JOIN task k ON k.id = t.object_id WHERE k.project_id = ?",
                      ARGS(ARG(project_id)), &total, NULL));
        out_object(o);
        out_key(o, "data");
    }
    out_array(o);
    TRY(db_each(cx, sql,
                ARGS(EYE_ARGS(e), ARG(project_id), arg_i64(paged ? limit : INT64_MAX),
                     arg_i64(paged ? (page - 1) * limit : 0)),
                &whole_shape, write_one, &w));
    out_array_end(o);
    if (paged) {
        res_page_end(o, total, page, limit, true);
        out_object_end(o);
    }
    return 0;
}

int comment_of_task(struct cx *cx, struct uuid task_id, struct uuid comment_id)
{
    struct comment_flag flag;
    bool                found;
    TRY(db_one(cx, "SELECT object_id = ? FROM comment WHERE id = ?", ARGS(ARG(task_id), ARG(comment_id)),
               &comment_flag_shape, &flag, &found));
    return found && flag.is ? 0 : res_absent(cx, &comment_res);
}

int comment_task(struct cx *cx, struct uuid comment_id, struct uuid *task_id)
{
    bool found;
    TRY(db_id(cx, "SELECT object_id FROM comment WHERE id = ?", ARGS(ARG(comment_id)), task_id, &found));
    return found ? 0 : res_absent(cx, &comment_res);
}

/* ---- acknowledging ---- */

int comment_acknowledge(struct cx *cx, const struct actor *who, struct uuid task_id,
                        struct uuid comment_id)
{
    int64_t     gone;
    struct uuid project_id;
    const char *data;
    TRY(right_of_row(cx, &task_res, who, FOR_ASSIGNED, task_id, &project_id));
    TRY(comment_of_task(cx, task_id, comment_id));
    TRY(db_do(cx, "DELETE FROM comment_acknoledgments WHERE comment = ? AND person = ?",
              ARGS(ARG(comment_id), ARG(who->id)), &gone));
    if (!gone)
        TRY(db_do(cx, "INSERT INTO comment_acknoledgments (comment, person) VALUES (?, ?)",
                  ARGS(ARG(comment_id), ARG(who->id)), NULL));
    data = event_ids(cx, (const struct event_id[]){ { "comment_id", comment_id },
                                                    { "person_id", who->id },
                                                    { "project_id", project_id },
                                                    { NULL, task_id } });
    return event_add(cx, gone ? "comment:unacknowledge" : "comment:acknowledge", who->id, project_id,
                     data);
}
