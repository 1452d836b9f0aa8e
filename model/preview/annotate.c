/* annotate.c - see annotate.h. */
#include "model/preview/annotate.h"
#include <json-c/json.h>
#include <math.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"

enum { TEXT_BYTES = 8 * 1024 * 1024, DATA_BYTES = 512 };
#define SAME_TIME 0.0005 /* seconds */

struct kept {
    struct row  row;
    struct json annotations;
};
#define ROW struct kept
static const struct field kept_fields[] = { FIELD(annotations, READ | NULLS, .doc = "What is drawn.") };
#undef ROW
static const struct shape kept_shape = SHAPE(struct kept, kept_fields);

static struct json_object *member(struct json_object *v, const char *name)
{
    struct json_object *m = NULL;
    return json_object_is_type(v, json_type_object) && json_object_object_get_ex(v, name, &m) ? m : NULL;
}

static bool time_of(struct json_object *v, double *to)
{
    struct json_object *t = member(v, "time");
    if (!json_object_is_type(t, json_type_double) && !json_object_is_type(t, json_type_int))
        return false;
    *to = json_object_get_double(t);
    return true;
}

static size_t length(struct json_object *list)
{
    return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

/* Index of the moment; the length of the list when there is none. */
static size_t moment_find(struct json_object *all, double at)
{
    double is;
    size_t i = 0;
    while (i < length(all) &&
           !(time_of(json_object_array_get_idx(all, i), &is) && fabs(is - at) < SAME_TIME))
        i++;
    return i;
}

static struct json_object *objects_of(struct json_object *moment)
{
    return member(member(moment, "drawing"), "objects");
}

static bool same_id(struct json_object *a, struct json_object *b)
{
    return a && b && strcmp(json_object_get_string(a), json_object_get_string(b)) == 0;
}

static size_t object_find(struct json_object *objects, struct json_object *id)
{
    size_t i = 0;
    while (i < length(objects) && !same_id(member(json_object_array_get_idx(objects, i), "id"), id))
        i++;
    return i;
}

/* An object that is there already takes the new form. */
static void objects_put(struct json_object *to, struct json_object *from, bool may_add)
{
    for (size_t i = 0; i < length(from); i++) {
        struct json_object *one = json_object_array_get_idx(from, i);
        size_t              at  = object_find(to, member(one, "id"));
        if (at < length(to))
            json_object_array_put_idx(to, at, json_object_get(one));
        else if (may_add)
            json_object_array_add(to, json_object_get(one));
    }
}

static void moments_put(struct json_object *all, struct json_object *changes, bool may_add)
{
    for (size_t i = 0; i < length(changes); i++) {
        struct json_object *change = json_object_array_get_idx(changes, i);
        double              at;
        size_t              found;
        if (!time_of(change, &at))
            continue;
        found = moment_find(all, at);
        if (found < length(all))
            objects_put(objects_of(json_object_array_get_idx(all, found)), objects_of(change), may_add);
        else if (may_add && json_object_is_type(objects_of(change), json_type_array))
            json_object_array_add(all, json_object_get(change));
    }
}

static void moments_cut(struct json_object *all, struct json_object *changes)
{
    for (size_t i = 0; i < length(changes); i++) {
        struct json_object *change = json_object_array_get_idx(changes, i),
                           *ids = member(change, "objects"), *objects;
        double at;
        size_t found;
        if (!time_of(change, &at) || (found = moment_find(all, at)) == length(all))
            continue;
        objects = objects_of(json_object_array_get_idx(all, found));
        for (size_t k = 0; k < length(ids); k++) {
            size_t gone = object_find(objects, json_object_array_get_idx(ids, k));
            if (gone < length(objects))
                json_object_array_del_idx(objects, gone, 1);
        }
        if (length(objects) == 0)
            json_object_array_del_idx(all, found, 1);
    }
}

static int list_read(struct cx *cx, const char *name, struct json text, struct json_object **to)
{
    *to = NULL;
    if (!text.text)
        return 0;
    if (!json_read(cx->arena, text.text, strlen(text.text), to) ||
        (*to && !json_object_is_type(*to, json_type_array)))
        return refuse_field(cx, E_INVALID, name, "%s: must be a list", name);
    return 0;
}

static int told(struct cx *cx, struct uuid person_id, const struct preview *p)
{
    struct out o = out_in_arena(cx->arena, DATA_BYTES);
    o.time       = TIME_NAIVE;
    out_object(&o);
    OUT_UUID(&o, "preview_file_id", p->id);
    OUT_UUID(&o, "person_id", person_id);
    OUT_TIME(&o, "updated_at", cx->now);
    OUT_UUID(&o, "project_id", p->project_id);
    out_object_end(&o);
    return event_add(cx, "preview-file:annotation-update", person_id, p->project_id, out_done(&o));
}

static int write_all(struct cx *cx, const struct preview *p, struct json_object *all)
{
    static const char sql[] = "UPDATE preview_file SET annotations = ? WHERE id = ?";
    const char       *text  = json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN);
    if (strlen(text) > TEXT_BYTES)
        return refuse(cx, E_INVALID, "There is too much drawn on this preview");
    return db_do(cx, sql, ARGS(ARG(text), ARG(p->id)), NULL);
}

int preview_annotate(struct cx *cx, struct uuid person_id, const struct preview *p,
                     const struct annotate *a)
{
    static const char   sql[] = "SELECT annotations FROM preview_file WHERE id = ? FOR UPDATE";
    struct json_object *additions, *updates, *deletions, *all;
    struct kept         kept = { 0 };
    bool                found;
    TRY(list_read(cx, "additions", a->additions, &additions));
    TRY(list_read(cx, "updates", a->updates, &updates));
    TRY(list_read(cx, "deletions", a->deletions, &deletions));
    TRY(db_one(cx, sql, ARGS(ARG(p->id)), &kept_shape, &kept, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such preview file");
    if (!kept.annotations.text)
        kept.annotations.text = "[]";
    if (!json_read(cx->arena, kept.annotations.text, strlen(kept.annotations.text), &all) ||
        !json_object_is_type(all, json_type_array))
        return refuse(cx, E_INVALID, "What is drawn on this preview is no list of moments");
    moments_put(all, additions, true);
    moments_put(all, updates, false);
    moments_cut(all, deletions);
    TRY(write_all(cx, p, all));
    return told(cx, person_id, p);
}
