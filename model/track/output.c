/* output.c - see output.h. */
#include "model/track/output.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/thing.h"

#define NEW_STATUS "To be reviewed"

#define OF_ENTITY_SQL   "t.entity_id = ? AND t.asset_instance_id IS NULL AND t.temporal_entity_id IS NULL"
#define OF_INSTANCE_SQL "t.asset_instance_id = ? AND (? IS NULL OR t.temporal_entity_id = ?)"
#define OF_PROJECT_SQL  "t.entity_id IN (SELECT e.id FROM entity e WHERE e.project_id = ?)"
#define FILTERS                                                                                    \
    " AND t.revision >= 0 AND (? IS NULL OR t.task_type_id = ?) AND (? IS NULL OR t.output_type_id = ?)" \
    " AND (? IS NULL OR t.name = ?) AND (? IS NULL OR t.representation = ?)"                       \
    " AND (? IS NULL OR t.file_status_id = ?)"
/* Those of another status count only where no status is asked for. */
#define LAST                                                                                       \
    " AND NOT EXISTS (SELECT 1 FROM output_file n WHERE n.entity_id <=> t.entity_id"               \
    " AND n.asset_instance_id <=> t.asset_instance_id AND n.temporal_entity_id <=> t.temporal_entity_id" \
    " AND n.task_type_id <=> t.task_type_id AND n.output_type_id <=> t.output_type_id"             \
    " AND n.name = t.name AND n.representation <=> t.representation AND n.revision > t.revision"   \
    " AND (? IS NULL OR n.file_status_id = ?))"

static const struct {
    const char *all, *last;
} conditions[] = {
    [OF_ENTITY]   = { OF_ENTITY_SQL FILTERS, OF_ENTITY_SQL FILTERS LAST },
    [OF_INSTANCE] = { OF_INSTANCE_SQL FILTERS, OF_INSTANCE_SQL FILTERS LAST },
    [OF_PROJECT]  = { OF_PROJECT_SQL FILTERS, OF_PROJECT_SQL FILTERS LAST },
};

enum { ARGS_MOST = 16 };

static void add_twice(struct arg *list, size_t *n, struct arg a)
{
    list[(*n)++] = a;
    list[(*n)++] = a;
}

static size_t args_of(const struct output_filter *f, struct arg *list)
{
    size_t n = 0;
#define ANY_OR(id) (uuid_is_nil(id) ? ARG_NULL : ARG(id))
    list[n++] = ARG(f->id);
    if (f->what == OF_INSTANCE)
        add_twice(list, &n, ANY_OR(f->temporal_id));
    add_twice(list, &n, ANY_OR(f->task_type_id));
    add_twice(list, &n, ANY_OR(f->output_type_id));
    add_twice(list, &n, arg_text(f->name));
    add_twice(list, &n, arg_text(f->representation));
    add_twice(list, &n, ANY_OR(f->file_status_id));
    if (f->last)
        add_twice(list, &n, ANY_OR(f->file_status_id));
    return n;
}

int outputs_write(struct cx *cx, const struct output_filter *f, struct out *o)
{
    struct arg args[ARGS_MOST];
    size_t     n = args_of(f, args);
    return res_where(cx, &output_file_res,
                     &(struct res_where){ .sql   = f->last ? conditions[f->what].last : conditions[f->what].all,
                                          .args  = args,
                                          .nargs = n,
                                          .order = "t.revision DESC, t.name, t.id" },
                     o);
}

int outputs_types_write(struct cx *cx, const struct output_filter *f, struct out *o)
{
    static const char of_entity[] =
        "t.id IN (SELECT f.output_type_id FROM output_file f WHERE f.entity_id = ?"
        " AND f.asset_instance_id IS NULL)";
    static const char of_instance[] =
        "t.id IN (SELECT f.output_type_id FROM output_file f WHERE f.asset_instance_id = ?"
        " AND f.temporal_entity_id = ?)";
    const struct arg args[] = { ARG(f->id), ARG(f->temporal_id) };
    return res_where(cx, &output_type_res,
                     &(struct res_where){ .sql   = f->what == OF_INSTANCE ? of_instance : of_entity,
                                          .args  = args,
                                          .nargs = f->what == OF_INSTANCE ? 2 : 1,
                                          .order = "t.name, t.id" },
                     o);
}

/* ---- new ones ---- */

#define MOST                                                                                       \
    "SELECT COALESCE(MAX(revision), 0) + 1 FROM output_file WHERE output_type_id <=> ?"            \
    " AND task_type_id <=> ? AND name = ? AND revision > 0 AND "
#define OF_KIND(r) ARG((r)->output_type_id), ARG((r)->task_type_id), ARG((r)->name)

int output_next(struct cx *cx, const struct output_file *row, int64_t *revision)
{
    if (uuid_is_nil(row->asset_instance_id))
        return db_number(cx, MOST "entity_id = ? AND asset_instance_id IS NULL",
                         ARGS(OF_KIND(row), ARG(row->entity_id)), revision, NULL);
    return db_number(cx, MOST "asset_instance_id = ? AND temporal_entity_id = ?",
                     ARGS(OF_KIND(row), ARG(row->asset_instance_id), ARG(row->temporal_entity_id)),
                     revision, NULL);
}

/* The database lets two be alike where something is null. */
static int new_check(struct cx *cx, const struct output_file *row)
{
    static const char sql[] =
        "SELECT COUNT(*) FROM output_file WHERE name = ? AND entity_id = ? AND asset_instance_id <=> ?"
        " AND output_type_id <=> ? AND task_type_id <=> ? AND temporal_entity_id <=> ?"
        " AND COALESCE(representation, '') = COALESCE(?, '') AND revision = ?";
    int64_t n;
    TRY(db_number(cx, sql,
                  ARGS(ARG(row->name), ARG(row->entity_id), ANY_OR(row->asset_instance_id),
                       ARG(row->output_type_id), ARG(row->task_type_id), ANY_OR(row->temporal_entity_id),
                       ARG(row->representation), ARG(row->revision)),
                  &n, NULL));
    return n == 0 ? 0 : refuse(cx, E_CONFLICT, "There is such an output file of that revision");
}

static int status_of_new(struct cx *cx, const struct actor *who, struct uuid *id)
{
    struct file_status status = { .name = NEW_STATUS, .color = "#FFFFFF" };
    bool               found;
    TRY(db_id(cx, "SELECT id FROM file_status WHERE name = '" NEW_STATUS "' ORDER BY id LIMIT 1", NO_ARGS, id,
              &found));
    if (found)
        return 0;
    SET(&file_status_shape, &status, name);
    SET(&file_status_shape, &status, color);
    return res_create(cx, &file_status_res, who, &status, id);
}

int output_new(struct cx *cx, const struct actor *who, struct output_file *row, struct uuid *id)
{
    struct actor server = { .id = who->id, .role = "admin", .is_admin = true };
    if (row->revision < 1)
        TRY(output_next(cx, row, &row->revision));
    if (!IS_SET(&output_file_shape, row, file_status_id))
        TRY(status_of_new(cx, &server, &row->file_status_id));
    SET(&output_file_shape, row, revision);
    SET(&output_file_shape, row, file_status_id);
    TRY(new_check(cx, row));
    return res_create(cx, &output_file_res, &server, row, id);
}
