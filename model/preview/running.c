/* running.c - see running.h. */
#include "model/preview/running.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/file.h"
#include "model/track/thing.h"

struct place {
    struct row  row;
    struct uuid id, project_id, task_type_id;
    const char *full_entity_name;
};
#define ROW struct place
static const struct field place_fields[] = {
    FIELD(id, READ, .doc = "The preview."),
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(task_type_id, READ, .doc = "The kind of work."),
    FIELD(full_entity_name, READ | NULLS, .doc = "What it shows."),
};
#undef ROW
static const struct shape place_shape = SHAPE(struct place, place_fields);

#define NOT_READY                                                                                  \
    "f.status IN ('processing', 'broken', 'missing') AND s.name IN ('Open', 'open', 'Active')"
#define OF_PROJECTS                                                                                \
    " FROM preview_file f JOIN task k ON k.id = f.task_id JOIN project p ON p.id = k.project_id"   \
    " JOIN project_status s ON s.id = p.project_status_id"

struct places {
    struct place *v;
    size_t        n, next;
};

/* Both come in the same order. */
static void more(void *u, const void *row, struct out *o)
{
    const struct preview_file *f = row;
    struct places             *p = u;
    while (p->next < p->n && !uuid_equal(p->v[p->next].id, f->id))
        p->next++;
    if (p->next == p->n)
        return;
    OUT_UUID(o, "project_id", p->v[p->next].project_id);
    OUT_UUID(o, "task_type_id", p->v[p->next].task_type_id);
    OUT_STR(o, "full_entity_name", p->v[p->next].full_entity_name);
}

int previews_running(struct cx *cx, struct uuid cursor, int64_t limit, struct out *o)
{
    static const char sql[] =
        "SELECT f.id, k.project_id, k.task_type_id, " THING_FULL_NAME("y") OF_PROJECTS
        " JOIN entity e ON e.id = k.entity_id JOIN entity_type y ON y.id = e.entity_type_id"
        " LEFT JOIN entity q ON q.id = e.parent_id LEFT JOIN entity g ON g.id = q.parent_id"
        " WHERE " NOT_READY " AND (? IS NULL OR f.created_at < (SELECT c.created_at FROM preview_file c"
        " WHERE c.id = ?)) ORDER BY f.created_at DESC, f.id LIMIT ?";
    const struct arg before = uuid_is_nil(cursor) ? ARG_NULL : ARG(cursor);
    struct places    places = { .n = 0 };
    struct out       ids    = out_in_arena(cx->arena, 1 << 20);
    struct arg       list;
    bool             found = true;
    if (!uuid_is_nil(cursor))
        TRY(db_id(cx, "SELECT id FROM preview_file WHERE id = ?", ARGS(ARG(cursor)), NULL, &found));
    if (!found)
        return refuse(cx, E_INVALID, "cursor_preview_file_id: there is no such preview file");
    TRY(db_all(cx, sql, ARGS(before, before, ARG(limit)), &place_shape,
               &places.v, &places.n));
    out_array(&ids);
    for (size_t i = 0; i < places.n; i++)
        out_uuid(&ids, places.v[i].id);
    out_array_end(&ids);
    list = arg_text(out_done(&ids));
    return res_where(cx, &preview_file_res,
                     &(struct res_where){ .sql = "t.id IN (SELECT CAST(j.id AS UUID) FROM JSON_TABLE(?, '$[*]'"
                                                 " COLUMNS(id VARCHAR(36) PATH '$')) j)",
                                          .args  = &list,
                                          .nargs = 1,
                                          .order = "t.created_at DESC, t.id",
                                          .more  = more,
                                          .u     = &places },
                     o);
}
