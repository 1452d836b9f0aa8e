/* plan.c - SELECTs composed of what descriptors name. */
#include "model/res/plan.h"
#include "model/base/arena.h"

const struct link *res_link(const struct resource *r, const char *field)
{
    for (size_t i = 0; i < r->nlinks; i++)
        if (strcmp(r->links[i].field, field) == 0)
            return &r->links[i];
    return NULL;
}

const char *res_column(const struct field *f) { return f->column ? f->column : f->name; }

bool res_sees_staff(const struct resource *r, const struct actor *who)
{
    if (r->staff)
        return r->staff(who);
    return who->is_admin || (who->role && (strcmp(who->role, "manager") == 0 ||
                                           strcmp(who->role, "supervisor") == 0));
}

struct arg res_arg(const struct field *f, const void *row)
{
    const char *at = (const char *)row + f->off;
    switch (f->type) {
    case T_BOOL:
        return arg_bool(*(const bool *)at);
    case T_I64:
        return arg_i64(*(const int64_t *)(const void *)at);
    case T_F64:
        return arg_f64(*(const double *)(const void *)at);
    case T_TEXT:
        return arg_text(*(const char *const *)(const void *)at);
    case T_UUID:
        return arg_uuid(*(const struct uuid *)(const void *)at);
    case T_TIME:
        return arg_utc(*(const struct utc *)(const void *)at);
    case T_DATE:
        return arg_date(*(const struct date *)(const void *)at);
    case T_JSON:
        return arg_json(*(const struct json *)(const void *)at);
    default:
        return ARG_NULL;
    }
}

static void write_column(struct plan *p, const struct field *f)
{
    const struct link *l = f->type == T_IDS ? res_link(p->res, f->name) : NULL;
    if (l)
        out_format(&p->sql,
                   "(SELECT GROUP_CONCAT(l.`%s` ORDER BY l.`%s`) FROM `%s` l WHERE l.`%s` = t.id)",
                   l->theirs, l->theirs, l->table, l->mine);
    else if (res_column(f)[0] == '(')
        out_raw(&p->sql, res_column(f));
    else
        out_format(&p->sql, "t.`%s`", res_column(f));
}

void plan_select(struct cx *cx, struct plan *p, const struct resource *r,
                 bool (*what)(const void *u, const struct field *f), const void *u)
{
    struct field *chosen = arena_alloc_array(cx->arena, r->shape->count, sizeof *chosen);
    uint16_t      n      = 0;
    *p                   = (struct plan){ .res = r, .sql = out_in_arena(cx->arena, PLAN_SQL_MAX) };
    out_raw(&p->sql, "SELECT ");
    for (size_t i = 0; i < r->shape->count; i++) {
        const struct field *f = &r->shape->fields[i];
        if (!what(u, f))
            continue;
        out_raw(&p->sql, n ? ", " : "");
        write_column(p, f);
        chosen[n++] = *f;
    }
    out_format(&p->sql, " FROM `%s` t", r->table);
    p->shape = (struct shape){ .fields = chosen, .count = n, .bytes = r->shape->bytes, .name = r->shape->name };
}

int plan_arg(struct cx *cx, struct plan *p, struct arg a)
{
    if (p->nargs == PLAN_ARGS)
        return refuse(cx, E_INVALID, "At most %d filters at once", PLAN_ARGS);
    p->args[p->nargs++] = a;
    return 0;
}

void plan_scope(struct plan *p, const struct actor *who, bool *first)
{
    const char *scope = p->res->scope ? p->res->scope(who) : NULL;
    if (!scope)
        return;
    out_raw(&p->sql, *first ? " WHERE (" : " AND (");
    out_raw(&p->sql, scope);
    out_raw(&p->sql, ")");
    *first = false;
    for (; *scope; scope++)
        if (*scope == '?' && p->nargs < PLAN_ARGS)
            p->args[p->nargs++] = arg_uuid(who->id);
}

int plan_text(struct cx *cx, struct plan *p, const char **sql)
{
    *sql = out_done(&p->sql);
    return *sql ? 0 : refuse(cx, E_INVALID, "Too much is asked for at once");
}

const char *res_fault(const struct resource *r)
{
    const char *fault = shape_fault(r->shape);
    int         id    = field_index(r->shape, "id", 2);
    if (fault)
        return fault;
    if (!r->name || !r->plural || !r->table || !r->doc || !r->may || !r->order)
        return "name, plural, table, order, may or doc is missing";
    if (id < 0 || !(r->shape->fields[id].flags & KEY) || r->shape->fields[id].type != T_UUID)
        return "no KEY field id of type struct uuid";
    for (size_t i = 0; i < r->shape->count; i++) {
        const struct field *f = &r->shape->fields[i];
        if (f->type == T_IDS && !res_link(r, f->name))
            return "a list of ids without a link";
        if (f->type != T_IDS && (f->flags & WRITE) && res_column(f)[0] == '(')
            return "an expression that can be written";
    }
    return NULL;
}
