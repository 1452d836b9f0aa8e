/* read.c - lists and single rows as JSON. */
#include "model/base/arena.h"
#include "model/res/plan.h"

enum { PAGE_ROWS = 100 };

/* ---- which fields ---- */

struct choice {
    bool        staff, relations;
    const char *fields; /* names to keep, or NULL */
};

static bool named_in(const char *list, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, ",");
        if (len == n && memcmp(at, name, n) == 0)
            return true;
        at += len + (at[len] == ',');
    }
    return false;
}

static bool is_chosen(const void *u, const struct field *f)
{
    const struct choice *c = u;
    if (!(f->flags & READ) || (f->flags & SECRET) || ((f->flags & STAFF) && !c->staff))
        return false;
    if (f->type == T_IDS && !c->relations)
        return false;
    return !c->fields || (f->flags & KEY) || named_in(c->fields, f->name);
}

static bool is_any(const void *u, const struct field *f)
{
    (void)u;
    return !(f->flags & CALC);
}

/* ---- writing rows ---- */

struct writing {
    const struct plan *plan;
    struct out        *o;
    size_t             n;
    const struct res_where *where; /* or NULL */
};

static int write_row(void *u, const void *row)
{
    struct writing *w = u;
    w->n++;
    out_object(w->o);
    out_members(w->o, &w->plan->shape, row);
    if (w->where && w->where->more)
        w->where->more(w->where->u, row, w->o);
    if (w->where && w->where->type)
        OUT_STR(w->o, "type", w->where->type);
    else if (w->plan->res->type)
        OUT_STR(w->o, "type", w->plan->res->type);
    out_object_end(w->o);
    return w->o->failed ? -1 : 0;
}

/* ---- lists ---- */

static int count_rows(struct cx *cx, const struct resource *r, const struct actor *who,
                      const struct res_ask *ask, int64_t *total)
{
    struct plan  p     = { .res = r, .sql = out_in_arena(cx->arena, PLAN_SQL_MAX) };
    bool         first = true;
    const char  *sql;
    out_format(&p.sql, "SELECT COUNT(*) FROM `%s` t", r->table);
    plan_scope(&p, who, &first);
    TRY(plan_filter(cx, &p, who, ask, &first));
    TRY(plan_text(cx, &p, &sql));
    return db_number(cx, sql, p.args, p.nargs, total, NULL);
}

static int run_list(struct cx *cx, struct plan *p, const struct res_where *where, struct out *o)
{
    struct writing w = { p, o, 0, where };
    const char    *sql;
    TRY(plan_text(cx, p, &sql));
    out_array(o);
    TRY(db_each(cx, sql, p->args, p->nargs, &p->shape, write_row, &w));
    out_array_end(o);
    return 0;
}

void res_page_end(struct out *o, int64_t total, int64_t page, int64_t limit, bool ends)
{
    int64_t offset = (page - 1) * limit;
    OUT_I64(o, "total", ends && total < offset ? 0 : total);
    OUT_I64(o, "nb_pages", (total + limit - 1) / limit);
    OUT_I64(o, "limit", limit);
    OUT_I64(o, "offset", offset);
    OUT_I64(o, "page", page);
}

/* Right behind the table's name. Without a condition the database would rather sort all of it. */
static void read_by(struct plan *p, const char *index)
{
    if (index)
        out_format(&p->sql, " FORCE INDEX FOR ORDER BY (`%s`)", index);
}

static int list_page(struct cx *cx, struct plan *p, const struct actor *who,
                     const struct res_ask *ask, bool all, struct out *o)
{
    int64_t limit = ask->limit ? ask->limit : PAGE_ROWS, total = 0;
    int64_t offset;
    if (ask->page < 0 || ask->page > INT32_MAX)
        return refuse_field(cx, E_INVALID, "page", "page: must be -1 or more");
    if (limit < 0 || limit > INT32_MAX)
        return refuse_field(cx, E_INVALID, "limit", "limit: must be from 0 to %d", INT32_MAX);
    offset = (ask->page - 1) * limit;
    TRY(count_rows(cx, p->res, who, ask, &total));
    read_by(p, all ? p->res->by_page : NULL);
    out_raw(&p->sql, " ORDER BY t.updated_at DESC, t.created_at DESC, t.id LIMIT ? OFFSET ?");
    TRY(plan_arg(cx, p, arg_i64(offset < 0 ? 0 : limit)));
    TRY(plan_arg(cx, p, arg_i64(offset < 0 ? 0 : offset)));
    out_object(o);
    out_key(o, "data");
    TRY(run_list(cx, p, NULL, o));
    res_page_end(o, total, ask->page, limit, ask->ends);
    out_object_end(o);
    return 0;
}

static int list_counted(struct cx *cx, struct plan *p, const struct actor *who,
                        const struct res_ask *ask, bool all, struct out *o)
{
    int64_t total = 0;
    TRY(count_rows(cx, p->res, who, ask, &total));
    read_by(p, all ? p->res->by_order : NULL);
    out_format(&p->sql, " ORDER BY %s LIMIT ? OFFSET ?", p->res->order);
    TRY(plan_arg(cx, p, arg_i64(ask->limit)));
    TRY(plan_arg(cx, p, arg_i64(ask->skip)));
    out_object(o);
    out_key(o, "data");
    TRY(run_list(cx, p, NULL, o));
    OUT_I64(o, "count", total);
    out_object_end(o);
    return 0;
}

int res_list(struct cx *cx, const struct resource *r, const struct actor *who,
             const struct res_ask *ask, struct out *o)
{
    struct choice c     = { res_sees_staff(r, who), ask->relations, ask->fields };
    bool          first = true;
    struct plan   p;
    TRY(r->may(cx, r, who, RES_LIST, NULL));
    plan_select(cx, &p, r, is_chosen, &c);
    plan_scope(&p, who, &first);
    TRY(plan_filter(cx, &p, who, ask, &first));
    if (ask->paged)
        return list_page(cx, &p, who, ask, first, o);
    if (ask->counted)
        return list_counted(cx, &p, who, ask, first, o);
    read_by(&p, first ? r->by_order : NULL);
    out_format(&p.sql, " ORDER BY %s%s", r->order, first && r->by_order ? "" : LIST_ENDS);
    return run_list(cx, &p, NULL, o);
}

static int where_page(struct cx *cx, struct plan *p, const struct res_where *where, struct out *o)
{
    int64_t limit = where->limit > 0 ? where->limit : PAGE_ROWS, total;
    TRY(db_number(cx, arena_printf(cx->arena, "SELECT COUNT(*) FROM `%s` t WHERE (%s)", p->res->table, where->sql),
                  where->args, where->nargs, &total, NULL));
    out_raw(&p->sql, " LIMIT ? OFFSET ?");
    TRY(plan_arg(cx, p, arg_i64(limit)));
    TRY(plan_arg(cx, p, arg_i64((where->page - 1) * limit)));
    out_object(o);
    out_key(o, "data");
    TRY(run_list(cx, p, where, o));
    res_page_end(o, total, where->page, limit, true);
    out_object_end(o);
    return 0;
}

int res_where(struct cx *cx, const struct resource *r, const struct res_where *where, struct out *o)
{
    struct choice c = { where->staff, where->relations, where->fields };
    struct plan   p;
    plan_select(cx, &p, r, is_chosen, &c);
    read_by(&p, where->index);
    out_raw(&p.sql, " WHERE (");
    out_raw(&p.sql, where->sql);
    out_format(&p.sql, ") ORDER BY %s%s", where->order ? where->order : r->order,
               where->end ? where->end : where->page > 0 ? "" : LIST_ENDS);
    for (size_t i = 0; i < where->nargs; i++)
        TRY(plan_arg(cx, &p, where->args[i]));
    return where->page > 0 ? where_page(cx, &p, where, o) : run_list(cx, &p, where, o);
}

/* ---- one row ---- */

/* The marks of a row that was read by one table, for another that has some of its fields in the
 * same order. */
static void marks_choose(const struct shape *some, const struct shape *all, void *row)
{
    struct row *head = row, marks = { 0 };
    size_t      at   = 0;
    for (size_t i = 0; i < some->count; i++) {
        while (all->fields[at].off != some->fields[i].off)
            at++;
        marks.set |= (head->set >> at & 1) << i;
        marks.null |= (head->null >> at & 1) << i;
    }
    *head = marks;
}

int res_absent(struct cx *cx, const struct resource *r)
{
    return r->noun ? refuse(cx, E_NOT_FOUND, "%s not found", r->noun)
                   : refuse(cx, E_NOT_FOUND, "There is no such %s", r->name);
}

int res_load(struct cx *cx, const struct resource *r, struct uuid id, void *row, bool *found)
{
    struct plan p;
    const char *sql;
    plan_select(cx, &p, r, is_any, NULL);
    out_raw(&p.sql, " WHERE t.id = ?");
    TRY(plan_arg(cx, &p, arg_uuid(id)));
    TRY(plan_text(cx, &p, &sql));
    return db_one(cx, sql, p.args, p.nargs, r->shape, row, found);
}

/* The resource's fields that are chosen, over the same struct. */
static struct shape chosen(struct cx *cx, const struct resource *r, const struct choice *c)
{
    struct field *fields = arena_alloc_array(cx->arena, r->shape->count, sizeof *fields);
    struct shape  s      = *r->shape;
    s.fields             = fields;
    s.count              = 0;
    for (size_t i = 0; i < r->shape->count; i++)
        if (is_chosen(c, &r->shape->fields[i]))
            fields[s.count++] = r->shape->fields[i];
    return s;
}

/* who: NULL for whoever asks, who sees no STAFF fields. */
static int show(struct cx *cx, const struct resource *r, const struct actor *who, bool may,
                struct uuid id, bool relations, struct out *o)
{
    struct choice  c = { who && res_sees_staff(r, who), relations, NULL };
    struct plan    p = { .res = r, .shape = chosen(cx, r, &c) };
    struct writing w = { &p, o, 0, NULL };
    void          *row = arena_alloc(cx->arena, r->shape->bytes);
    bool           found;
    TRY(res_load(cx, r, id, row, &found));
    if (!found)
        return res_absent(cx, r);
    if (!may)
        TRY(r->may(cx, r, who, RES_GET, row));
    marks_choose(&p.shape, r->shape, row);
    return write_row(&w, row) < 0 ? refuse(cx, E_INTERNAL, "The answer could not be written") : 0;
}

int res_get(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
            bool relations, struct out *o)
{
    return show(cx, r, who, false, id, relations, o);
}

int res_show(struct cx *cx, const struct resource *r, struct uuid id, bool relations, struct out *o)
{
    return show(cx, r, NULL, true, id, relations, o);
}

int res_written(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
                bool relations, struct out *o)
{
    return show(cx, r, who, true, id, relations, o);
}
