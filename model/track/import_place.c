/* import_place.c - tables about entities that are there, by where they are: castings, and
 * estimations of their tasks. See import.h. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/casting.h"
#include "model/track/entity.h"
#include "model/track/import_parts.h"
#include "model/track/period.h"
#include "model/track/right.h"
#include "model/track/task.h"

/* ---- where something is ---- */

/* A shot of a sequence (of an episode, unless that is ""), an asset of a type, or an episode. */
#define PLACED(fold)                                                                               \
    "SELECT e.id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"                \
    " LEFT JOIN entity q ON q.id = e.parent_id LEFT JOIN entity p ON p.id = q.parent_id"           \
    " WHERE e.project_id = ? AND e.name = ?" fold                                                  \
    " AND IF(y.name = 'Shot', q.name = ?" fold " AND (? = '' OR p.name = ?" fold "),"              \
    " IF(y.name = 'Episode', ? = y.name, y.name NOT IN " KINDS_IN_TIME " AND y.name = ?" fold "))" \
    " AND (? IS NULL OR IF(y.name = 'Shot', q.parent_id, e.source_id) = ?)"                        \
    " ORDER BY y.name = 'Shot' DESC, e.created_at, e.id LIMIT 1"
#define FOLD " COLLATE utf8mb4_uca1400_as_ci"

struct place {
    const char *episode, *parent, *name;
};

/* As it is written, or else whatever its capitals. */
static int placed(struct import *im, const struct place *at, struct uuid *id)
{
    static const char *const sql[] = { PLACED(""), PLACED(FOLD) };
    const struct arg         in    = ARG_IF(!uuid_is_nil(im->ask->episode_id), im->ask->episode_id);
    bool                     found = false;
    for (size_t i = 0; i < COUNT(sql) && !found; i++)
        TRY(db_id(im->cx, sql[i],
                       ARGS(ARG(im->ask->project_id), ARG(at->name), ARG(at->parent),
                            ARG(at->episode), ARG(at->episode), ARG(at->parent), ARG(at->parent), in,
                            in),
                       id, &found));
    return found ? 0 : refuse(im->cx, E_INVALID, "There is no %.80s in %.80s", at->name, at->parent);
}

/* One text of several, so that what it names is looked up once. */
static char *key_join(struct import *im, const char *a, const char *b, const char *c)
{
    return arena_printf(im->cx->arena, "%s%c%s%c%s", a, '\x1f', b, '\x1f', c);
}

static struct place key_split(struct import *im, const char *key)
{
    char        *a  = arena_text(im->cx->arena, key), *b = strchr(a, '\x1f'), *c = strchr(b + 1, '\x1f');
    *b = *c = '\0';
    return (struct place){ a, b + 1, c + 1 };
}

static int placed_find(struct import *im, UNUSED struct uuid in, const char *key, struct uuid *id)
{
    struct place at = key_split(im, key);
    return placed(im, &at, id);
}

/* ---- castings ---- */

enum { CAST_PARENT, CAST_NAME, CAST_TYPE, CAST_ASSET, CAST_NB, CAST_LABEL, CAST_EPISODE };
enum { LABEL_MAX = 80 };

struct target { /* what is cast in */
    struct target     *next;
    struct uuid        id;
    struct cast_entry *entry;
    size_t             n, room;
};
struct line { /* of the table: the entry that it is about */
    const struct target *target;
    size_t               entry;
};
struct castings {
    struct target *first, **end;
    struct line   *line;
    size_t         n;
};

static int castings_prepare(struct import *im)
{
    struct castings *c = im->own = arena_alloc(im->cx->arena, sizeof *c);
    c->end                       = &c->first;
    c->line = arena_alloc_array(im->cx->arena, im->table->n + 1, sizeof *c->line);
    return 0;
}

static struct target *target_of(struct import *im, struct uuid id)
{
    struct castings *c = im->own;
    struct target   *t = c->first;
    while (t && !uuid_equal(t->id, id))
        t = t->next;
    if (!t) {
        t       = arena_alloc(im->keep, sizeof *t);
        t->id   = id;
        *c->end = t;
        c->end  = &t->next;
    }
    return t;
}

/* What is said of an asset last counts. */
static size_t entry_put(struct import *im, struct target *t, const struct cast_entry *e)
{
    size_t i = 0;
    while (i < t->n && !uuid_equal(t->entry[i].asset_id, e->asset_id))
        i++;
    if (i == t->room) {
        size_t             room = t->room ? t->room * 2 : 8;
        struct cast_entry *more = arena_alloc_array(im->keep, room, sizeof *more);
        if (t->n)
            memcpy(more, t->entry, t->n * sizeof *more);
        t->entry = more;
        t->room  = room;
    }
    t->entry[i]       = *e;
    t->entry[i].label = arena_text(im->keep, e->label);
    t->n += i == t->n;
    return i;
}

static int entry_read(struct import *im, const struct csv_row *row, struct cast_entry *e)
{
    const char *nb     = import_cell(im, row, CAST_NB);
    size_t      points = 0;
    bool        control;
    e->nb    = 1;
    e->label = import_cell(im, row, CAST_LABEL);
    if (*nb && (!i64_parse(nb, strlen(nb), &e->nb) || e->nb < 0 || e->nb > INT32_MAX))
        return refuse(im->cx, E_INVALID, "%.40s is no number of occurences", nb);
    if (!utf8_check(e->label, strlen(e->label), &points, &control) || points > LABEL_MAX)
        return refuse(im->cx, E_INVALID, "A label has at most %d characters", LABEL_MAX);
    return 0;
}

static int casting_row(struct import *im, const struct csv_row *row, UNUSED struct uuid *id)
{
    struct castings  *c       = im->own;
    const char       *episode = import_cell(im, row, CAST_EPISODE);
    struct cast_entry e       = { 0 };
    struct target    *t;
    struct uuid       none = { { 0 } }, target_id;
    if (strcmp(episode, "MP") == 0) /* the main pack: what is of no episode */
        episode = "";
    TRY(import_named(im, placed_find, none,
                     key_join(im, episode, import_cell(im, row, CAST_PARENT),
                              import_cell(im, row, CAST_NAME)),
                     &target_id));
    TRY(import_named(im, placed_find, none,
                     key_join(im, "", import_cell(im, row, CAST_TYPE),
                              import_cell(im, row, CAST_ASSET)),
                     &e.asset_id));
    TRY(entry_read(im, row, &e));
    t                  = target_of(im, target_id);
    c->line[c->n].entry  = entry_put(im, t, &e);
    c->line[c->n].target = t;
    c->n++;
    return 0;
}

static int castings_finish(struct import *im, struct uuid *ids)
{
    const struct castings *c = im->own;
    for (const struct target *t = c->first; t; t = t->next) {
        struct uuid *links = arena_alloc_array(im->cx->arena, t->n + 1, sizeof *links);
        struct thing to    = { 0 };
        TRY(thing_lock(im->cx, t->id, NULL, &to));
        TRY(cast_add(im->cx, im->who, &to, t->entry, t->n, links));
        for (size_t i = 0; i < c->n; i++)
            if (c->line[i].target == t)
                ids[i] = links[c->line[i].entry];
    }
    return 0;
}

static const struct import_column cast_columns[] = {
    [CAST_PARENT]  = { .name = "Parent", .needed = true },
    [CAST_NAME]    = { .name = "Name", .needed = true },
    [CAST_TYPE]    = { .name = "Asset Type", .needed = true },
    [CAST_ASSET]   = { .name = "Asset", .needed = true },
    [CAST_NB]      = { .name = "Occurences" },
    [CAST_LABEL]   = { .name = "Label" },
    [CAST_EPISODE] = { .name = "Episode" },
};
const struct import_kind import_castings = {
    .columns = cast_columns, .ncolumns = COUNT(cast_columns), .makes = &entity_link_res,
    .prepare = castings_prepare, .row = casting_row, .finish = castings_finish,
};

/* ---- estimations ---- */

enum { EST_PARENT, EST_ENTITY, EST_DAYS, EST_START, EST_DUE, EST_DIFFICULTY };
enum { DAYS_MAX = 100000 };
#define DAY_US INT64_C(86400000000)

struct estimating {
    int64_t minutes_by_day;
};

static int estimations_prepare(struct import *im)
{
    struct estimating *e = im->own = arena_alloc(im->cx->arena, sizeof *e);
    return db_number(im->cx,
                     "SELECT CAST(ROUND(hours_by_day * 60) AS SIGNED) FROM organisation LIMIT 1",
                     NO_ARGS, &e->minutes_by_day, NULL);
}

static int day_read(struct import *im, const struct csv_row *row, size_t column, struct date *day,
                    bool *is)
{
    const char *text = import_cell(im, row, column);
    *is              = *text != '\0';
    return !*is || date_parse(text, strlen(text), day)
               ? 0
               : refuse(im->cx, E_INVALID, "%.40s is no day like 2026-11-20", text);
}

static struct utc morning(struct date day) { return (struct utc){ day.days * DAY_US }; }

static int times_read(struct import *im, const struct csv_row *row, struct task *t)
{
    const struct estimating *e    = im->own;
    const char              *text = import_cell(im, row, EST_DAYS);
    struct date              start, due;
    double                   days = 0;
    bool                     starts, ends;
    if (*text) {
        if (!f64_parse(text, strlen(text), &days) || days < 0 || days > DAYS_MAX)
            return refuse(im->cx, E_INVALID, "%.40s is no number of days", text);
        t->estimation = (double)(int64_t)(days * (double)e->minutes_by_day + 0.5);
        SET(&task_shape, t, estimation);
    }
    TRY(day_read(im, row, EST_START, &start, &starts));
    TRY(day_read(im, row, EST_DUE, &due, &ends));
    if (starts) {
        t->start_date = morning(start);
        SET(&task_shape, t, start_date);
    }
    if (!ends && starts && t->estimation > 0) {
        due  = period_add_business_days(start, days - 1);
        ends = true;
    }
    if (ends) {
        t->due_date = morning(due);
        SET(&task_shape, t, due_date);
    }
    return 0;
}

static int estimation_row(struct import *im, const struct csv_row *row, struct uuid *id)
{
    static const char sql[]      = "SELECT id FROM task WHERE entity_id = ? AND task_type_id = ?"
                                   " ORDER BY created_at, id LIMIT 1";
    const char       *difficulty = import_cell(im, row, EST_DIFFICULTY);
    struct resource   r          = task_res;
    struct task       t          = { 0 };
    struct place      at = { "", import_cell(im, row, EST_PARENT), import_cell(im, row, EST_ENTITY) };
    struct uuid       entity_id;
    bool              found;
    TRY(placed(im, &at, &entity_id));
    TRY(db_id(im->cx, sql, ARGS(ARG(entity_id), ARG(im->ask->task_type_id)), id, &found));
    if (!found)
        return refuse(im->cx, E_INVALID, "%.100s has no such task", at.name);
    TRY(times_read(im, row, &t));
    if (*difficulty) {
        if (!i64_parse(difficulty, strlen(difficulty), &t.difficulty) || t.difficulty < 1 ||
            t.difficulty > 5)
            return refuse(im->cx, E_INVALID, "A difficulty is a number from 1 to 5");
        SET(&task_shape, &t, difficulty);
    }
    r.may = right_given;
    return res_update(im->cx, &r, im->who, *id, &t);
}

static const struct import_column estimation_columns[] = {
    [EST_PARENT]     = { .name = "Parent", .needed = true },
    [EST_ENTITY]     = { .name = "Entity", .needed = true },
    [EST_DAYS]       = { .name = "Estimation" },
    [EST_START]      = { .name = "Start date" },
    [EST_DUE]        = { .name = "Due date" },
    [EST_DIFFICULTY] = { .name = "Difficulty" },
};
const struct import_kind import_estimations = {
    .columns = estimation_columns, .ncolumns = COUNT(estimation_columns), .makes = &task_res,
    .prepare = estimations_prepare, .row = estimation_row,
};
