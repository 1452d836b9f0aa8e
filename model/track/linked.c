/* linked.c - see linked.h. */
#include "model/track/linked.h"
#include "model/base/arena.h"

enum { EXTRA_BYTES = 16 };

struct linked linked_new(struct cx *cx, const struct resource *r, const char *table,
                         const char *column, const char *own, const struct field *extra)
{
    const struct shape *of     = r->shape;
    size_t              n      = of->count + (extra ? 1U : 0U);
    struct field       *fields = arena_alloc_array(cx->arena, n, sizeof *fields);
    struct linked       l      = { .q = query_new(cx, "SELECT "), .type = r->type };
    memcpy(fields, of->fields, of->count * sizeof *fields);
    if (extra) {
        fields[of->count]     = *extra;
        fields[of->count].off = of->bytes;
    }
    l.shape = (struct shape){ .fields = fields, .count = (uint16_t)n,
                              .bytes = (uint16_t)(of->bytes + EXTRA_BYTES) };
    for (size_t i = 0; i < n; i++) {
        bool of_link = i == of->count || (own && strcmp(fields[i].name, own) == 0);
        out_format(&l.q.sql, "%s%s.`%s`", i ? ", " : "", of_link ? "l" : "t", fields[i].name);
    }
    out_format(&l.q.sql, " FROM `%s` t JOIN `%s` l ON l.`%s` = t.id", r->table, table, column);
    return l;
}

const void *linked_extra(const struct linked *l, const void *row)
{
    return (const char *)row + l->shape.fields[l->shape.count - 1].off;
}

void linked_write(const struct linked *l, const void *row, struct out *o)
{
    out_object(o);
    out_members(o, &l->shape, row);
    OUT_STR(o, "type", l->type);
    out_object_end(o);
}
