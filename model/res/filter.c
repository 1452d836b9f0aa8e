/* filter.c - column=value pairs of a list as conditions. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/res/plan.h"

enum { IN_LIST_MAX = 10000 };

static bool may_find(const struct resource *r, const struct actor *who, const struct field *f)
{
    if (!(f->flags & FIND) || (f->flags & SECRET))
        return false;
    return !(f->flags & STAFF) || res_sees_staff(r, who);
}

static void condition_begin(struct plan *p, bool *first)
{
    out_raw(&p->sql, *first ? " WHERE " : " AND ");
    *first = false;
}

static void column(struct plan *p, const struct field *f)
{
    if (res_column(f)[0] == '(')
        out_raw(&p->sql, res_column(f));
    else
        out_format(&p->sql, "t.`%s`", res_column(f));
}

/* One value as its field reads it. Filters compare texts as they are: they may be longer than
 * what can be stored, and then nothing matches. */
static int value_read(struct cx *cx, const struct field *f, const struct res_pair *pair,
                      struct arg *to)
{
    struct field lax = *f;
    struct shape one = { .fields = &lax, .count = 1 };
    struct {
        struct row row;
        union { /* room for any member */
            int64_t     i;
            double      d;
            const char *text;
            struct uuid uuid;
        } value;
    } row   = { 0 };
    lax.min = lax.max = 0;
    lax.choices       = NULL;
    lax.flags         = 0;
    lax.type          = f->type == T_IDS ? T_UUID : f->type;
    lax.off           = offsetof(__typeof__(row), value);
    TRY(field_from_text(cx, &one, 0, pair->value, pair->value_len, &row));
    *to = res_arg(&lax, &row);
    return 0;
}

/* The members of a JSON list as rows of the column's type. */
static const char *list_rows(enum type type)
{
    switch (type) {
    case T_UUID: /* no type of JSON_TABLE */
        return "(SELECT CAST(j.v AS UUID) FROM JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) "
               "j)";
    case T_BOOL:
    case T_I64:
        return "(SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v BIGINT PATH '$')) j)";
    case T_F64:
        return "(SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v DOUBLE PATH '$')) j)";
    case T_TIME:
        return "(SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v DATETIME(6) PATH '$')) j)";
    case T_DATE:
        return "(SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v DATE PATH '$')) j)";
    default: /* the bytes count, as for a single value */
        return "(SELECT BINARY j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v TEXT PATH '$')) j)";
    }
}

/* One member of the list, checked by its field and written as the database reads it. */
static int member_write(struct cx *cx, const struct field *f, struct json_object *v, struct out *o)
{
    const char *text = json_object_get_string(v);
    struct arg  a    = ARG_NULL;
    if (!text || json_object_is_type(v, json_type_array) ||
        json_object_is_type(v, json_type_object))
        return refuse_field(cx, E_INVALID, f->name, "%s: wrong value in the list", f->name);
    {
        struct res_pair pair = { f->name, text, strlen(text) };
        char            when[TIME_TEXT];
        TRY(value_read(cx, f, &pair, &a));
        switch (a.type) {
        case T_I64:
            out_i64(o, a.i);
            break;
        case T_F64:
            out_f64(o, a.f);
            break;
        case T_UUID:
            out_uuid(o, a.uuid);
            break;
        case T_TIME:
            utc_format(a.utc, true, when);
            out_str(o, when);
            break;
        case T_DATE:
            out_date(o, a.date);
            break;
        default:
            out_str(o, a.text);
        }
    }
    return 0;
}

static int filter_list(struct cx *cx, struct plan *p, const struct field *f,
                       const struct res_pair *pair)
{
    struct json_object *list = NULL;
    struct out          o    = out_in_arena(cx->arena, 1 << 20);
    const char         *text;
    if (!json_read(cx->arena, pair->value, pair->value_len, &list) ||
        !json_object_is_type(list, json_type_array) || json_object_array_length(list) > IN_LIST_MAX)
        return refuse_field(cx, E_INVALID, f->name, "%s: must be a value or a JSON list", f->name);
    out_array(&o);
    for (size_t i = 0; i < json_object_array_length(list); i++)
        TRY(member_write(cx, f, json_object_array_get_idx(list, i), &o));
    out_array_end(&o);
    text = out_done(&o);
    if (!text)
        return refuse_field(cx, E_INVALID, f->name, "%s: the list is too long", f->name);
    out_raw(&p->sql, f->type == T_TEXT ? "BINARY " : "");
    column(p, f);
    out_raw(&p->sql, " IN ");
    out_raw(&p->sql, list_rows(f->type));
    return plan_arg(cx, p, arg_text(text));
}

static int filter_text(struct cx *cx, struct plan *p, const struct field *f, struct arg a)
{
    if (strcmp(f->name, "name") == 0) {
        column(p, f);
        out_raw(&p->sql, " LIKE ? COLLATE utf8mb4_uca1400_as_ci"); /* capitals do not count */
        return plan_arg(cx, p, a);
    }
    /* The collation finds by index, the bytes decide: "ada" is not "Ada". */
    out_raw(&p->sql, "(");
    column(p, f);
    out_raw(&p->sql, " = ? AND BINARY ");
    column(p, f);
    out_raw(&p->sql, " = ?)");
    TRY(plan_arg(cx, p, a));
    return plan_arg(cx, p, a);
}

static int filter_one(struct cx *cx, struct plan *p, const struct field *f,
                      const struct res_pair *pair)
{
    const struct link *l = f->type == T_IDS ? res_link(p->res, f->name) : NULL;
    struct arg         a;
    if (pair->value_len && pair->value[0] == '[' && !l && strcmp(f->name, "name") != 0)
        return filter_list(cx, p, f, pair);
    TRY(value_read(cx, f, pair, &a));
    if (f->type == T_TEXT)
        return filter_text(cx, p, f, a);
    if (l) {
        out_format(&p->sql, "EXISTS (SELECT 1 FROM `%s` l WHERE l.`%s` = t.id AND l.`%s` = ?)",
                   l->table, l->mine, l->theirs);
    } else {
        column(p, f);
        out_raw(&p->sql, " = ?");
    }
    return plan_arg(cx, p, a);
}

static bool came_before(const struct res_ask *ask, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(ask->pairs[k].name, ask->pairs[i].name) == 0)
            return true;
    return false;
}

int plan_filter(struct cx *cx, struct plan *p, const struct actor *who, const struct res_ask *ask,
                bool *first)
{
    const struct shape *s = p->res->shape;
    for (size_t i = 0; i < ask->npairs; i++) {
        const struct res_pair *pair = &ask->pairs[i];
        int                    at   = field_index(s, pair->name, strlen(pair->name));
        if (at < 0 || came_before(ask, i))
            continue;
        if (!may_find(p->res, who, &s->fields[at]))
            return refuse_field(cx, E_INVALID, s->fields[at].name, "%s: is no filter",
                                s->fields[at].name);
        condition_begin(p, first);
        TRY(filter_one(cx, p, &s->fields[at], pair));
    }
    return 0;
}
