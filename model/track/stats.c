/* stats.c - see stats.h. */
#include "model/track/stats.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"

enum { LIST_BYTES = 4 << 20, TAKES_SHOWN = 200 };

/* Each task counts four times: for its episode and its kind of work, and for all of each. */
#define KEYS                                                                                       \
    "SELECT IF(x.every_episode, 'all', CAST(q.parent_id AS CHAR)) AS episode,"                                   \
    " IF(x.every_type, 'all', CAST(k.task_type_id AS CHAR)) AS type, "
#define TASKS                                                                                      \
    " FROM task k JOIN entity e ON e.id = k.entity_id JOIN entity q ON q.id = e.parent_id"         \
    " JOIN entity p ON p.id = q.parent_id JOIN task_status s ON s.id = k.task_status_id"           \
    " JOIN (SELECT FALSE AS every_episode, FALSE AS every_type UNION ALL SELECT FALSE, TRUE"       \
    " UNION ALL SELECT TRUE, FALSE UNION ALL SELECT TRUE, TRUE) x"                                 \
    " WHERE k.project_id = ? AND (? OR EXISTS (SELECT 1 FROM task_person_link a"                   \
    " WHERE a.task_id = k.id AND a.person_id = ?)) GROUP BY 1, 2, 3"
#define FRAMES "COUNT(*), CAST(COALESCE(SUM(e.nb_frames), 0) AS SIGNED)"

/* ---- by status ---- */

struct count {
    struct row  row;
    const char *episode, *type;
    struct uuid status_id;
    const char *name, *color;
    int64_t     count, frames;
};
#define ROW struct count
static const struct field count_fields[] = {
    FIELD(episode, READ | SECRET, .doc = "Episode, or all."),
    FIELD(type, READ | SECRET | NULLS, .doc = "Kind of work, or all."),
    FIELD(status_id, READ | SECRET, .doc = "Status."),
    FIELD(name, READ, .doc = "Its short name."),
    FIELD(color, READ, .doc = "Its colour."),
    FIELD(count, READ, .doc = "Tasks."),
    FIELD(frames, READ, .doc = "Frames of their shots."),
};
#undef ROW
static const struct shape count_shape = SHAPE(struct count, count_fields);

struct nesting { /* objects in objects, by two words that come in order */
    struct out *o;
    char        episode[UUID_TEXT], type[UUID_TEXT];
    bool        open;
};

/* An identifier or a word. */
static void keep(char to[UUID_TEXT], const char *text)
{
    size_t n = strnlen(text, UUID_TEXT - 1);
    memcpy(to, text, n);
    to[n] = '\0';
}

static void nest(struct nesting *n, const char *episode, const char *type)
{
    bool same_episode = n->open && strcmp(n->episode, episode) == 0;
    if (same_episode && strcmp(n->type, type) == 0)
        return;
    if (n->open)
        out_object_end(n->o);
    if (!same_episode) {
        if (n->open)
            out_object_end(n->o);
        out_key(n->o, episode);
        out_object(n->o);
    }
    out_key(n->o, type);
    out_object(n->o);
    keep(n->episode, episode);
    keep(n->type, type);
    n->open = true;
}

static void nest_end(struct nesting *n)
{
    if (n->open) {
        out_object_end(n->o);
        out_object_end(n->o);
    }
}

static int write_count(void *u, const void *row)
{
    struct nesting     *n = u;
    const struct count *c = row;
    char                id[UUID_TEXT];
    nest(n, c->episode, c->type ? c->type : "");
    uuid_format(c->status_id, id);
    out_key(n->o, id);
    out_row(n->o, &count_shape, c);
    return n->o->failed ? -1 : 0;
}

int stats_episodes(struct cx *cx, struct uuid project_id, struct uuid mine, struct out *o)
{
    static const char sql[] = KEYS "k.task_status_id, s.short_name, s.color, " FRAMES TASKS
                                   " ORDER BY 1, 2, 3" LIST_ENDS;
    struct nesting    n     = { .o = o };
    out_object(o);
    TRY(db_each(cx, sql, ARGS(ARG(project_id), arg_bool(uuid_is_nil(mine)), ARG(mine)), &count_shape,
                write_count, &n));
    nest_end(&n);
    out_object_end(o);
    return 0;
}

/* ---- by take ---- */

struct take {
    struct row  row;
    const char *episode, *type;
    int64_t     retakes;
    bool        is_done, is_retake;
    int64_t     count, frames;
};
#define ROW struct take
static const struct field take_fields[] = {
    FIELD(episode, READ, .doc = "Episode, or all."),
    FIELD(type, READ | NULLS, .doc = "Kind of work, or all."),
    FIELD(retakes, READ, .doc = "Times that it was asked for again."),
    FIELD(is_done, READ, .doc = "Is it done."),
    FIELD(is_retake, READ, .doc = "Is it asked for again now."),
    FIELD(count, READ, .doc = "Tasks."),
    FIELD(frames, READ, .doc = "Frames of their shots."),
};
#undef ROW
static const struct shape take_shape = SHAPE(struct take, take_fields);

enum fate { DONE, RETAKE, OTHER, FATES };
struct tally {
    int64_t count[FATES], frames[FATES];
};

static void tally_add(struct tally *t, enum fate fate, const struct take *k)
{
    t->count[fate] += k->count;
    t->frames[fate] += k->frames;
}

static void tally_write(struct out *o, const struct tally *t, const enum fate order[FATES])
{
    static const char *const names[] = { [DONE] = "done", [RETAKE] = "retake", [OTHER] = "other" };
    for (int i = 0; i < FATES; i++) {
        out_key(o, names[order[i]]);
        out_object(o);
        OUT_I64(o, "count", t->count[order[i]]);
        OUT_I64(o, "frames", t->frames[order[i]]);
        out_object_end(o);
    }
}
static const enum fate in_order[FATES] = { DONE, RETAKE, OTHER };

/* How each take ended: asked for again, or done, or neither yet. */
static void evolution_write(struct cx *cx, struct out *o, const struct take *t, size_t n,
                            int64_t takes)
{
    for (int64_t i = 1; i <= takes && i <= TAKES_SHOWN; i++) {
        struct tally sum = { 0 };
        for (size_t k = 0; k < n; k++)
            tally_add(&sum, i <= t[k].retakes ? RETAKE : t[k].is_done ? DONE : OTHER, &t[k]);
        out_key(o, arena_printf(cx->arena, "%lld", (long long)i));
        out_object(o);
        tally_write(o, &sum, in_order);
        out_object_end(o);
    }
}

/* Rows of one episode and kind of work; none: nothing yet. */
static void takes_write(struct cx *cx, struct out *o, const struct take *t, size_t n)
{
    struct tally now = { 0 };
    int64_t      max = 0;
    for (size_t k = 0; k < n; k++) {
        tally_add(&now, t[k].is_done ? DONE : t[k].is_retake ? RETAKE : OTHER, &t[k]);
        max = t[k].retakes > max ? t[k].retakes : max;
    }
    OUT_I64(o, "max_retake_count", max);
    out_key(o, "evolution");
    out_object(o);
    if (n && strcmp(t->episode, "all") != 0)
        evolution_write(cx, o, t, n, max);
    out_object_end(o);
    tally_write(o, &now, in_order);
}

int stats_retakes(struct cx *cx, struct uuid project_id, struct uuid mine, struct out *o)
{
    static const char sql[] =
        KEYS "COALESCE(k.retake_count, 0), COALESCE(s.is_done, FALSE),"
             " COALESCE(s.is_retake, FALSE), " FRAMES TASKS ", 4, 5 ORDER BY 1, 2, 3 LIMIT 1000000";
    struct nesting    n = { .o = o };
    struct take      *t;
    size_t            total;
    TRY(db_all(cx, sql, ARGS(ARG(project_id), arg_bool(uuid_is_nil(mine)), ARG(mine)), &take_shape,
               &t, &total));
    out_object(o);
    if (!total) {
        nest(&n, "all", "all");
        takes_write(cx, o, NULL, 0);
    }
    for (size_t i = 0, k; i < total; i = k) {
        const char *type = t[i].type ? t[i].type : "";
        for (k = i + 1; k < total && strcmp(t[k].episode, t[i].episode) == 0 &&
                        strcmp(t[k].type ? t[k].type : "", type) == 0;)
            k++;
        nest(&n, t[i].episode, type);
        takes_write(cx, o, t + i, k - i);
    }
    nest_end(&n);
    out_object_end(o);
    return 0;
}

/* ---- the studio ---- */

int stats_studio(struct cx *cx, struct out *o)
{
    static const struct {
        const char *name, *sql;
    } numbers[] = {
        { "number_of_video_previews", "SELECT COUNT(*) FROM preview_file WHERE extension = 'mp4'" },
        { "number_of_picture_previews", "SELECT COUNT(*) FROM preview_file WHERE extension = 'png'" },
        { "number_of_model_previews", "SELECT COUNT(*) FROM preview_file WHERE extension = 'obj'" },
        { "number_of_comments", "SELECT COUNT(*) FROM comment" },
    };
    out_object(o);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        int64_t n;
        TRY(db_number(cx, numbers[i].sql, NO_ARGS, &n, NULL));
        OUT_I64(o, numbers[i].name, n);
    }
    out_object_end(o);
    return 0;
}

/* ---- frames ---- */

struct length {
    struct row  row;
    struct uuid id;
    int64_t     nb_frames;
};
#define ROW struct length
static const struct field length_fields[] = {
    FIELD(id, READ, .doc = "The shot."),
    FIELD(nb_frames, READ, .doc = "Its frames."),
};
#undef ROW
static const struct shape length_shape = SHAPE(struct length, length_fields);

static void lengths_write(struct out *o, const struct length *shot, size_t n)
{
    out_array(o);
    for (size_t i = 0; i < n; i++)
        out_row(o, &length_shape, &shot[i]);
    out_array_end(o);
}

int frames_set(struct cx *cx, const struct actor *who, struct uuid project_id,
               struct uuid task_type_id, struct uuid episode_id, struct out *o)
{
    static const char sql[] =
        "SELECT d.id, CAST(ROUND(d.duration * d.fps) AS SIGNED) FROM (SELECT e.id, f.duration,"
        " COALESCE(NULLIF(CAST(p.fps AS DOUBLE), 0), 25) AS fps, ROW_NUMBER()"
        "  OVER (PARTITION BY e.id ORDER BY f.created_at DESC, f.id) AS nth"
        " FROM project p JOIN task k ON k.project_id = p.id AND k.task_type_id = ?"
        " JOIN entity e ON e.id = k.entity_id"
        " JOIN entity_type y ON y.id = e.entity_type_id AND y.name = 'Shot'"
        " LEFT JOIN entity q ON q.id = e.parent_id JOIN preview_file f ON f.task_id = k.id"
        " WHERE p.id = ? AND f.duration > 0 AND (? OR q.parent_id = ?)) d WHERE d.nth = 1"
        " ORDER BY d.id LIMIT 100000";
#define SHOTS                                                                                      \
    "JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(36) PATH '$.id', n INT PATH '$.nb_frames')) j"          \
    " STRAIGHT_JOIN entity e ON e.id = CAST(j.id AS UUID)"
    static const char set[]  = "UPDATE " SHOTS " SET e.nb_frames = j.n";
    static const char tell[] = "INSERT INTO api_event (name, user_id, project_id, data)"
                               " SELECT 'shot:update', ?, e.project_id, JSON_OBJECT('shot_id', e.id,"
                               " 'project_id', e.project_id) FROM " SHOTS;
    struct out     list = out_in_arena(cx->arena, LIST_BYTES);
    struct length *shot;
    const char    *text;
    size_t         n;
    TRY(db_all(cx, sql,
               ARGS(ARG(task_type_id), ARG(project_id), arg_bool(uuid_is_nil(episode_id)),
                    ARG(episode_id)),
               &length_shape, &shot, &n));
    lengths_write(&list, shot, n);
    text = out_done(&list);
    if (!text)
        return refuse(cx, E_TOO_LARGE, "There are too many shots");
    TRY(db_do(cx, tell, ARGS(ARG_IF(!uuid_is_nil(who->id), who->id), ARG(text)), NULL));
    TRY(db_do(cx, set, ARGS(ARG(text)), NULL));
    lengths_write(o, shot, n);
    return 0;
}
