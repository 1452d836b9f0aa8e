/* write.c - new rows, changes, removal; links with other rows. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/res/plan.h"

static bool is_set(const void *row, size_t i) { return ((const struct row *)row)->set >> i & 1; }
static bool is_null(const void *row, size_t i) { return ((const struct row *)row)->null >> i & 1; }

/* A column of its own that the caller has set. */
static bool is_stored(const struct shape *s, const void *row, size_t i)
{
    const struct field *f = &s->fields[i];
    return is_set(row, i) && f->type != T_IDS && !(f->flags & CALC) && res_column(f)[0] != '(';
}

static struct arg arg_at(const struct shape *s, const void *row, size_t i)
{
    return is_null(row, i) ? ARG_NULL : res_arg(&s->fields[i], row);
}

/* ---- links ---- */

static int link_add(struct cx *cx, const struct link *l, struct uuid id, const struct ids *ids)
{
    struct out sql = out_in_arena(cx->arena, PLAN_SQL_MAX), list = out_in_arena(cx->arena, 1 << 20);
    const char *text, *members;
    if (!ids->n)
        return 0;
    out_array(&list);
    for (size_t i = 0; i < ids->n; i++)
        out_uuid(&list, ids->v[i]);
    out_array_end(&list);
    members = out_done(&list);
    /* Ids of nothing are dropped: only rows that are there can be linked. */
    out_format(&sql,
               "INSERT IGNORE INTO `%s` (`%s`, `%s`) SELECT ?, o.id FROM `%s` o"
               " WHERE o.id IN (SELECT CAST(j.v AS UUID)"
               " FROM JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) j)",
               l->table, l->mine, l->theirs, l->other);
    text = out_done(&sql);
    if (!members || !text)
        return refuse_field(cx, E_INVALID, l->field, "%s: the list is too long", l->field);
    return db_do(cx, text, ARGS(ARG(id), ARG(members)), NULL);
}

static int link_clear(struct cx *cx, const struct link *l, struct uuid id)
{
    const char *sql = arena_printf(cx->arena, "DELETE FROM `%s` WHERE `%s` = ?", l->table, l->mine);
    return db_do(cx, sql, ARGS(ARG(id)), NULL);
}

static int links_store(struct cx *cx, const struct resource *r, struct uuid id, const void *row,
                       bool fresh)
{
    for (size_t i = 0; i < r->shape->count; i++) {
        const struct field *f = &r->shape->fields[i];
        const struct link  *l = f->type == T_IDS && is_set(row, i) ? res_link(r, f->name) : NULL;
        if (!l || l->read_only || (!fresh && (f->flags & ONCE)))
            continue;
        if (!fresh)
            TRY(link_clear(cx, l, id));
        if (!is_null(row, i))
            TRY(link_add(cx, l, id,
                         (const struct ids *)(const void *)((const char *)row + f->off)));
    }
    return 0;
}

/* ---- rows ---- */

static int insert_row(struct cx *cx, const struct resource *r, const void *row)
{
    const struct shape *s   = r->shape;
    struct out          sql = out_in_arena(cx->arena, PLAN_SQL_MAX);
    struct arg          args[64];
    size_t              n = 0;
    const char         *text;
    out_format(&sql, "INSERT INTO `%s` (", r->table);
    for (size_t i = 0; i < s->count; i++)
        if (is_stored(s, row, i)) {
            out_format(&sql, "%s`%s`", n ? ", " : "", res_column(&s->fields[i]));
            args[n++] = arg_at(s, row, i);
        }
    out_raw(&sql, ") VALUES (");
    for (size_t i = 0; i < n; i++)
        out_raw(&sql, i ? ", ?" : "?");
    out_raw(&sql, ")");
    text = out_done(&sql);
    return text ? db_do(cx, text, args, n, NULL) : refuse(cx, E_INTERNAL, "A row is too wide");
}

/* ---- rows of elsewhere ---- */

/* A reference that leads nowhere is left out; those within a table have to lead somewhere. */
static void value_write(struct out *sql, const struct resource *r, const struct field *f)
{
    if (f->ref && (f->flags & NULLS) && strcmp(f->ref, r->name) != 0)
        out_format(sql, "(SELECT o.id FROM `%s` o WHERE o.id = ?)", f->ref);
    else
        out_raw(sql, "?");
}

static int store_row(struct cx *cx, const struct resource *r, struct uuid id, const void *row,
                     bool is_there)
{
    const struct shape *s   = r->shape;
    struct out          sql = out_in_arena(cx->arena, PLAN_SQL_MAX);
    struct arg          args[65];
    size_t              n = 0;
    const char         *text;
    out_format(&sql, is_there ? "UPDATE `%s` SET id = id" : "INSERT INTO `%s` SET id = ?", r->table);
    if (!is_there)
        args[n++] = arg_uuid(id);
    for (size_t i = 0; i < s->count; i++)
        if (is_stored(s, row, i) && !(s->fields[i].flags & KEY)) {
            out_format(&sql, ", `%s` = ", res_column(&s->fields[i]));
            value_write(&sql, r, &s->fields[i]);
            args[n++] = arg_at(s, row, i);
        }
    if (is_there) {
        out_raw(&sql, " WHERE id = ?");
        args[n++] = arg_uuid(id);
    }
    text = out_done(&sql);
    return text ? db_do(cx, text, args, n, NULL) : refuse(cx, E_INTERNAL, "A row is too wide");
}

static size_t key_of(const struct resource *r) { return (size_t)field_index(r->shape, "id", 2); }

int res_create(struct cx *cx, const struct resource *r, const struct actor *who, void *row,
               struct uuid *id)
{
    size_t key = key_of(r), off = r->shape->fields[key].off;
    TRY(r->may(cx, r, who, RES_CREATE, row));
    if (r->before)
        TRY(r->before(cx, r, who, RES_CREATE, NULL, row));
    if (!is_set(row, key)) {
        *(struct uuid *)(void *)((char *)row + off) = uuid_new();
        field_mark(r->shape, row, off, false);
    }
    *id = *(struct uuid *)(void *)((char *)row + off);
    TRY(insert_row(cx, r, row));
    TRY(links_store(cx, r, *id, row, true));
    return r->after ? r->after(cx, r, who, RES_CREATE, NULL, row) : 0;
}

static int update_row(struct cx *cx, const struct resource *r, struct uuid id, const void *row)
{
    const struct shape *s   = r->shape;
    struct out          sql = out_in_arena(cx->arena, PLAN_SQL_MAX);
    struct arg          args[65];
    size_t              n = 0;
    const char         *text;
    out_format(&sql, "UPDATE `%s` SET updated_at = CURRENT_TIMESTAMP(6)", r->table);
    for (size_t i = 0; i < s->count; i++)
        if (is_stored(s, row, i) && !(s->fields[i].flags & (KEY | ONCE))) {
            out_format(&sql, ", `%s` = ?", res_column(&s->fields[i]));
            args[n++] = arg_at(s, row, i);
        }
    out_raw(&sql, " WHERE id = ?");
    args[n++] = arg_uuid(id);
    text      = out_done(&sql);
    return text ? db_do(cx, text, args, n, NULL) : refuse(cx, E_INTERNAL, "A row is too wide");
}

static int load_old(struct cx *cx, const struct resource *r, const struct actor *who,
                    struct uuid id, enum verb verb, void **old)
{
    bool found;
    *old = arena_alloc(cx->arena, r->shape->bytes);
    TRY(res_load(cx, r, id, *old, &found));
    if (!found)
        return res_absent(cx, r);
    return r->may(cx, r, who, verb, *old);
}

int res_may(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
            enum verb verb)
{
    void *old;
    return load_old(cx, r, who, id, verb, &old);
}

int res_update(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
               void *row)
{
    void *old;
    TRY(load_old(cx, r, who, id, RES_UPDATE, &old));
    if (r->before)
        TRY(r->before(cx, r, who, RES_UPDATE, old, row));
    TRY(update_row(cx, r, id, row));
    TRY(links_store(cx, r, id, row, false));
    return r->after ? r->after(cx, r, who, RES_UPDATE, old, row) : 0;
}

int res_delete(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id)
{
    void       *old;
    const char *sql = arena_printf(cx->arena, "DELETE FROM `%s` WHERE id = ?", r->table);
    TRY(load_old(cx, r, who, id, RES_DELETE, &old));
    if (r->before)
        TRY(r->before(cx, r, who, RES_DELETE, old, NULL));
    for (size_t i = 0; i < r->nlinks; i++)
        if (!r->links[i].read_only)
            TRY(link_clear(cx, &r->links[i], id));
    TRY(db_do(cx, sql, ARGS(ARG(id)), NULL));
    return r->after ? r->after(cx, r, who, RES_DELETE, old, NULL) : 0;
}

int res_store(struct cx *cx, const struct resource *r, void *row, bool is_there)
{
    const struct field *key = &r->shape->fields[key_of(r)];
    struct uuid         id  = *(struct uuid *)(void *)((char *)row + key->off);
    TRY(store_row(cx, r, id, row, is_there));
    return links_store(cx, r, id, row, !is_there);
}
