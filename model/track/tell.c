/* tell.c - see tell.h. */
#include "model/track/tell.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/outbox/outbox.h"

enum { LIST_BYTES = 1024 * 1024 };

/* ---- lists of ids ---- */

bool id_set_has(const struct id_set *s, struct uuid id)
{
    for (size_t i = 0; i < s->n; i++)
        if (uuid_equal(s->v[i], id))
            return true;
    return false;
}

void id_set_add(struct cx *cx, struct id_set *s, struct uuid id)
{
    if (uuid_is_nil(id) || id_set_has(s, id))
        return;
    if (s->n == s->room) {
        size_t       room = s->room ? s->room * 2 : 16;
        struct uuid *more = arena_alloc_array(cx->arena, room, sizeof *more);
        if (s->n)
            memcpy(more, s->v, s->n * sizeof *more);
        s->v    = more;
        s->room = room;
    }
    s->v[s->n++] = id;
}

void id_set_join(struct cx *cx, struct id_set *s, struct ids more)
{
    for (size_t i = 0; i < more.n; i++)
        id_set_add(cx, s, more.v[i]);
}

struct ids id_set_list(const struct id_set *s) { return (struct ids){ s->v, s->n }; }

const char *ids_json(struct cx *cx, struct ids ids)
{
    struct out o = out_in_arena(cx->arena, LIST_BYTES);
    out_array(&o);
    for (size_t i = 0; i < ids.n; i++)
        out_uuid(&o, ids.v[i]);
    out_array_end(&o);
    return out_done(&o);
}

const char *id_set_json(struct cx *cx, const struct id_set *s)
{
    return ids_json(cx, id_set_list(s));
}

int id_set_read(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                struct id_set *to)
{
    struct ids ids;
    TRY(db_ids(cx, sql, args, nargs, &ids));
    to->v = arena_alloc_array(cx->arena, ids.n + 1, sizeof *to->v);
    if (ids.n)
        memcpy(to->v, ids.v, ids.n * sizeof *to->v);
    to->n = to->room = ids.n;
    return 0;
}

/* ---- names ---- */

#define ROW struct known_name
static const struct field known_name_fields[] = {
    FIELD(id, READ, .doc = "Who."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(is_department, READ, .doc = "Is it a department."),
    FIELD(email, READ | NULLS, .doc = "Where mails go."),
    FIELD(departments, READ, .doc = "Departments of a person."),
};
#undef ROW
static const struct shape known_name_shape = SHAPE(struct known_name, known_name_fields);

#define NAME_COLUMNS                                                                               \
    "p.id, TRIM(CONCAT(p.first_name, ' ', p.last_name)), FALSE,"                                   \
    " IF(p.notifications_enabled AND p.active AND NOT p.is_bot, p.email, NULL),"                   \
    " (SELECT GROUP_CONCAT(d.department_id) FROM department_link d WHERE d.person_id = p.id)"

int names_of_project(struct cx *cx, struct uuid project_id, struct names *to)
{
    static const char sql[] =
        "SELECT " NAME_COLUMNS " FROM project_person_link l JOIN person p ON p.id = l.person_id"
        " WHERE l.project_id = ?"
        " UNION ALL SELECT d.id, d.name, TRUE, NULL, NULL FROM department d";
    return db_all(cx, sql, ARGS(ARG(project_id)), &known_name_shape, &to->v, &to->n);
}

int names_of_mailed(struct cx *cx, const struct id_set *persons, struct names *to)
{
    static const char sql[] =
        "SELECT " NAME_COLUMNS
        " FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$')) j"
        " JOIN person p ON p.id = CAST(j.id AS UUID) WHERE p.notifications_enabled";
    *to = (struct names){ 0 };
    return persons->n ? db_all(cx, sql, ARGS(ARG(id_set_json(cx, persons))), &known_name_shape,
                               &to->v, &to->n)
                      : 0;
}

/* ---- mentions ---- */

static bool is_blank_or_end(char c) { return !c || c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

static bool is_mentioned(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = strchr(text, '@'); n && at; at = strchr(at + 1, '@'))
        if (strncmp(at + 1, name, n) == 0 && is_blank_or_end(at[1 + n]))
            return true;
    return false;
}

static bool shares(const struct ids *some, const struct id_set *departments)
{
    for (size_t i = 0; i < some->n; i++)
        if (id_set_has(departments, some->v[i]))
            return true;
    return false;
}

void mentions_find(struct cx *cx, const struct names *names, const char *text,
                   struct id_set *persons, struct id_set *departments, struct id_set *told)
{
    for (size_t i = 0; i < names->n; i++)
        if (is_mentioned(text, names->v[i].name))
            id_set_add(cx, names->v[i].is_department ? departments : persons, names->v[i].id);
    id_set_join(cx, told, id_set_list(persons));
    for (size_t i = 0; i < names->n; i++)
        if (!names->v[i].is_department && shares(&names->v[i].departments, departments))
            id_set_add(cx, told, names->v[i].id);
}

/* ---- notifications ---- */

static size_t list_told(struct out *o, const struct id_set *who, const char *type,
                        struct uuid author_id)
{
    size_t n = 0;
    for (size_t i = 0; i < who->n; i++) {
        if (uuid_equal(who->v[i], author_id))
            continue;
        out_object(o);
        OUT_UUID(o, "id", uuid_new());
        OUT_STR(o, "type", type);
        OUT_UUID(o, "person_id", who->v[i]);
        out_object_end(o);
        n++;
    }
    return n;
}

static int mails_add(struct cx *cx, const struct notice *notice, const struct id_set *followers,
                     const struct id_set *mentioned, const struct names *names, bool *mailed)
{
    const char **to = arena_alloc_array(cx->arena, names->n + 1, sizeof *to);
    size_t       n  = 0;
    int64_t      added;
    for (size_t i = 0; i < names->n; i++) {
        const struct known_name *p = &names->v[i];
        if (p->email && !uuid_equal(p->id, notice->author_id) &&
            (id_set_has(followers, p->id) || id_set_has(mentioned, p->id)))
            to[n++] = p->email;
    }
    TRY(outbox_mail_each(cx,
                         &(struct outbox_new){ .topic   = "notification",
                                               .subject = notice->subject,
                                               .text    = notice->text },
                         to, n, &added));
    *mailed = *mailed || added > 0;
    return 0;
}

int notices_add(struct cx *cx, const struct notice *notice, const struct id_set *followers,
                const struct id_set *mentioned, const struct names *names, bool *mailed)
{
    static const char sql[] =
        "INSERT INTO notification (id, `change`, type, person_id, author_id, comment_id, task_id,"
        " reply_id, playlist_id)"
        " SELECT j.id, ?, j.type, j.person_id, ?, ?, ?, ?, ?"
        "   FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$.id',"
        "        type VARCHAR(14) PATH '$.type', person_id VARCHAR(36) PATH '$.person_id')) j";
    struct out  o = out_in_arena(cx->arena, LIST_BYTES);
    const char *list;
    size_t      n;
    out_array(&o);
    n = list_told(&o, followers, notice->type, notice->author_id);
    n += list_told(&o, mentioned, notice->mention, notice->author_id);
    out_array_end(&o);
    list = out_done(&o);
    if (!list)
        return refuse(cx, E_TOO_LARGE, "Too many people would be told");
    if (n == 0)
        return 0;
    TRY(db_do(cx, sql,
              ARGS(ARG(notice->change), ARG(notice->author_id),
                   ARG_IF(!uuid_is_nil(notice->comment_id), notice->comment_id),
                   ARG_IF(!uuid_is_nil(notice->task_id), notice->task_id),
                   ARG_IF(!uuid_is_nil(notice->reply_id), notice->reply_id),
                   ARG_IF(!uuid_is_nil(notice->playlist_id), notice->playlist_id), ARG(list)),
              NULL));
    return mails_add(cx, notice, followers, mentioned, names, mailed);
}
