/* field_rows.c - objects and lists of objects, with all that is wrong inside of them. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/field_parts.h"

int field_found(struct cx *cx, const struct field *f, size_t start)
{
    const struct fault *first;
    int                 rc;
    if (cx->found.n == start)
        return 0;
    first = &cx->found.v[start];
    rc    = refuse_fault(cx, first->kind, first->limit, f->name, "%s: %s", f->name, first->message);
    memcpy(cx->err.step, first->step, sizeof first->step);
    cx->err.steps = first->steps;
    return rc;
}

static int read_member(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                       void *row)
{
    const struct field *f    = &s->fields[i];
    size_t              from = cx->found.n;
    struct json_object *x;
    if (json_object_object_get_ex(v, f->name, &x))
        TRY(fault_keep(cx, field_from_json(cx, s, i, x, row), from, x));
    if (cx->found.n > from || !(f->flags & NEED) || ((struct row *)row)->set >> i & 1)
        return 0;
    return fault_keep(cx, refuse_fault(cx, FAULT_MISSING, 0, f->name, "%s: is required", f->name),
                      from, v);
}

/* The members of which the holder's flag speaks. */
static int read_object(struct cx *cx, const struct field *f, struct json_object *v, size_t from,
                       void *row)
{
    const struct shape *s   = f->of;
    unsigned            how = f->flags & WRITE ? WRITE : READ;
    if (!json_object_is_type(v, json_type_object))
        return fault_keep(cx, refuse_fault(cx, FAULT_OBJECT, 0, NULL, "must be an object"), from, v);
    for (size_t i = 0; i < s->count; i++)
        if (s->fields[i].flags & how)
            TRY(read_member(cx, s, i, v, row));
    return row_defaults(cx, s, row, false);
}

int field_rows(struct cx *cx, const struct field *f, struct json_object *v, struct rows *to)
{
    size_t n, start = cx->found.n;
    char  *rows;
    if (!json_object_is_type(v, json_type_array))
        return field_wrong(cx, f);
    n = json_object_array_length(v);
    TRY(field_entries(cx, f, n));
    rows = arena_alloc_array(cx->arena, n, f->of->bytes);
    for (size_t i = 0; i < n; i++) {
        size_t from = cx->found.n;
        TRY(read_object(cx, f, json_object_array_get_idx(v, i), from, rows + i * f->of->bytes));
        faults_within(cx, from, (struct into){ .index = (int64_t)i });
    }
    TRY(field_found(cx, f, start));
    *to = (struct rows){ rows, n };
    return 0;
}

/* What was found last is told first of all that was found since there were `start`. */
static void last_first(struct faults *l, size_t start)
{
    struct fault last = l->v[l->n - 1];
    memmove(&l->v[start + 1], &l->v[start], (l->n - 1 - start) * sizeof last);
    l->v[start] = last;
}

/* An object; if it is no good one, it is also told that it is no text. */
static int read_either(struct cx *cx, const struct field *f, struct json_object *v, void *row)
{
    size_t start = cx->found.n, objects;
    TRY(read_object(cx, f, v, start, row));
    objects = cx->found.n;
    if (objects == start)
        return 0;
    faults_within(cx, start, (struct into){ .name = f->of->name });
    TRY(fault_keep(cx, refuse_fault(cx, FAULT_TEXT, 0, "str", "must be a text"), objects, v));
    if (cx->found.n > objects)
        last_first(&cx->found, start);
    return 0;
}

int field_one(struct cx *cx, const struct field *f, struct json_object *v, struct one *to)
{
    size_t start = cx->found.n;
    void  *row   = arena_alloc(cx->arena, f->of->bytes);
    *to          = (struct one){ NULL, NULL };
    if ((f->flags & TEXTS) && json_object_is_type(v, json_type_string))
        return field_text(cx, f, json_object_get_string(v), (size_t)json_object_get_string_len(v),
                          &to->text);
    if (f->flags & TEXTS)
        TRY(read_either(cx, f, v, row));
    else
        TRY(read_object(cx, f, v, start, row));
    TRY(field_found(cx, f, start));
    to->row = row;
    return 0;
}
