/* gear.c - see gear.h. */
#include "model/track/gear.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/linked.h"
#include "model/track/studio.h"

const struct gear gear_software = { &software_res, &software_department_link_res, "software_id" },
                  gear_hardware = { &hardware_item_res, &hardware_item_department_link_res,
                                    "hardware_item_id" };

struct writing {
    const struct linked *l;
    struct out          *o;
    struct uuid          department_id; /* of the array that is open; nil: none is */
};

static int write_grouped(void *u, const void *row)
{
    struct writing    *w  = u;
    const struct uuid *id = linked_extra(w->l, row);
    char               key[UUID_TEXT];
    if (!uuid_equal(*id, w->department_id)) {
        if (!uuid_is_nil(w->department_id))
            out_array_end(w->o);
        uuid_format(*id, key);
        out_key(w->o, key);
        out_array(w->o);
        w->department_id = *id;
    }
    linked_write(w->l, row, w->o);
    return w->o->failed ? -1 : 0;
}

int gear_all(struct cx *cx, const struct gear *g, struct out *o)
{
    static const struct field department = { .name = "department_id", .type = T_UUID };
    struct linked  l = linked_new(cx, g->res, g->links->table, g->column, NULL, &department);
    struct writing w = { .l = &l, .o = o };
    query_add(&l.q, " ORDER BY l.department_id, t.name, t.id");
    out_object(o);
    TRY(query_each(cx, &l.q, &l.shape, write_grouped, &w));
    if (!uuid_is_nil(w.department_id))
        out_array_end(o);
    out_object_end(o);
    return 0;
}

static int there_is(struct cx *cx, const struct resource *r, struct uuid id)
{
    bool found;
    TRY(db_id(cx, arena_printf(cx->arena, "SELECT id FROM `%s` WHERE id = ?", r->table),
              ARGS(ARG(id)), NULL, &found));
    return found ? 0 : res_absent(cx, r);
}

int gear_list(struct cx *cx, const struct gear *g, struct uuid department_id, struct out *o)
{
    struct res_where where = { .args = (const struct arg[]){ ARG(department_id) }, .nargs = 1,
                               .order = "t.name, t.id" };
    where.sql = arena_printf(cx->arena, "t.id IN (SELECT l.`%s` FROM `%s` l WHERE l.department_id = ?)",
                             g->column, g->links->table);
    TRY(there_is(cx, &department_res, department_id));
    return res_where(cx, g->res, &where, o);
}

static int both_there(struct cx *cx, const struct gear *g, struct uuid department_id, struct uuid id)
{
    TRY(there_is(cx, &department_res, department_id));
    return there_is(cx, g->res, id);
}

int gear_add(struct cx *cx, const struct gear *g, struct uuid department_id, struct uuid id,
             struct out *o)
{
    struct uuid link;
    TRY(both_there(cx, g, department_id, id));
    TRY(db_do(cx,
              arena_printf(cx->arena, "INSERT IGNORE INTO `%s` (department_id, `%s`) VALUES (?, ?)",
                           g->links->table, g->column),
              ARGS(ARG(department_id), ARG(id)), NULL));
    TRY(db_id(cx,
              arena_printf(cx->arena, "SELECT id FROM `%s` WHERE department_id = ? AND `%s` = ?",
                           g->links->table, g->column),
              ARGS(ARG(department_id), ARG(id)), &link, NULL));
    return res_show(cx, g->links, link, false, o);
}

int gear_remove(struct cx *cx, const struct gear *g, struct uuid department_id, struct uuid id)
{
    TRY(both_there(cx, g, department_id, id));
    return db_do(cx,
                 arena_printf(cx->arena, "DELETE FROM `%s` WHERE department_id = ? AND `%s` = ?",
                              g->links->table, g->column),
                 ARGS(ARG(department_id), ARG(id)), NULL);
}
