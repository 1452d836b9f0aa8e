/* context.c - see context.h. */
#include "model/context/context.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/people/person.h"
#include "model/track/entity.h"
#include "model/track/file.h"
#include "model/track/production.h"
#include "model/track/review.h"
#include "model/track/right.h"
#include "model/track/studio.h"
#include "model/track/task.h"
#include "model/track/thing.h"

enum { USER_LIMIT = 100 };

/* ---- what belongs to productions ---- */

struct descriptor {
    struct row  row;
    struct uuid project_id, id;
    const char *name, *field_name, *data_type;
    struct json choices;
    bool        for_client;
    const char *entity_type;
    struct uuid task_type_id;
    int64_t     position;
    struct ids  departments;
};
#define ROW struct descriptor
static const struct field descriptor_fields[] = {
    FIELD(project_id, SECRET, .doc = "Its production."),
    FIELD(id, READ, .doc = "As in the descriptor."),
    FIELD(name, READ, .doc = "As in the descriptor."),
    FIELD(field_name, READ, .doc = "As in the descriptor."),
    FIELD(data_type, READ | NULLS, .doc = "As in the descriptor."),
    FIELD(choices, READ | NULLS, .doc = "As in the descriptor."),
    FIELD(for_client, READ, .doc = "As in the descriptor."),
    FIELD(entity_type, READ, .doc = "As in the descriptor."),
    FIELD(task_type_id, READ | NULLS, .doc = "As in the descriptor."),
    FIELD(position, READ | NULLS, .doc = "As in the descriptor."),
    FIELD(departments, READ, .doc = "As in the descriptor."),
};
#undef ROW
static const struct shape descriptor_shape = SHAPE(struct descriptor, descriptor_fields);

struct linked { /* with a task type or a status */
    struct row  row;
    struct uuid project_id, other_id;
    int64_t     priority;
    struct json roles_for_board;
};
#define ROW struct linked
static const struct field linked_fields[] = {
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(other_id, READ, .doc = "With what."),
    FIELD(priority, READ | NULLS, .doc = "Order among others."),
    FIELD(roles_for_board, READ | NULLS, .doc = "Roles that see it on their boards."),
};
#undef ROW
static const struct shape linked_shape = SHAPE(struct linked, linked_fields);

struct belongs {
    struct descriptor *descriptor;
    struct linked     *types, *statuses, *episodes;
    size_t             descriptors, ntypes, nstatuses, nepisodes;
};

/* Of all productions, or of those that the actor (each ?) is in. */
#define THEIRS(column) " WHERE (? OR " column " IN (SELECT l.project_id FROM project_person_link l" \
                       " WHERE l.person_id = ?))"

static int descriptors_load(struct cx *cx, const struct actor *who, struct belongs *b)
{
    static const char sql[] =
        "SELECT d.project_id, d.id, d.name, d.field_name, d.data_type, d.choices,"
        " COALESCE(d.for_client, FALSE), d.entity_type, d.task_type_id, d.position,"
        " (SELECT GROUP_CONCAT(l.department_id) FROM department_metadata_descriptor_link l"
        "   WHERE l.metadata_descriptor_id = d.id)"
        " FROM metadata_descriptor d" THEIRS("d.project_id")
        " AND (NOT ? OR d.for_client)"
        " AND (NOT ? OR NOT EXISTS (SELECT 1 FROM department_metadata_descriptor_link l"
        "     WHERE l.metadata_descriptor_id = d.id)"
        "   OR EXISTS (SELECT 1 FROM department_metadata_descriptor_link l JOIN department_link m"
        "     ON m.department_id = l.department_id AND m.person_id = ?"
        "     WHERE l.metadata_descriptor_id = d.id))"
        " ORDER BY d.project_id, d.position, d.name LIMIT 100000";
    bool client = right_is_role(who, "client"), vendor = right_is_role(who, "vendor");
    return db_all(cx, sql,
                  ARGS(ARG(who->is_admin), ARG(who->id), ARG(client), ARG(vendor), ARG(who->id)),
                  &descriptor_shape, &b->descriptor, &b->descriptors);
}

static int belongs_load(struct cx *cx, const struct actor *who, struct belongs *b)
{
    TRY(descriptors_load(cx, who, b));
    TRY(db_all(cx,
               "SELECT t.project_id, t.task_type_id, t.priority, NULL FROM project_task_type_link t"
               THEIRS("t.project_id") " LIMIT 1000000",
               ARGS(ARG(who->is_admin), ARG(who->id)), &linked_shape, &b->types, &b->ntypes));
    TRY(db_all(cx,
               "SELECT t.project_id, t.task_status_id, t.priority, t.roles_for_board"
               " FROM project_task_status_link t" THEIRS("t.project_id") " LIMIT 1000000",
               ARGS(ARG(who->is_admin), ARG(who->id)), &linked_shape, &b->statuses, &b->nstatuses));
    return db_all(cx,
                  "SELECT p.id, (SELECT e.id FROM entity e JOIN entity_type y"
                  "   ON y.id = e.entity_type_id WHERE y.name = 'Episode' AND e.project_id = p.id"
                  "   ORDER BY e.name LIMIT 1), NULL, NULL"
                  " FROM project p" THEIRS("p.id") " AND p.production_type = 'tvshow' LIMIT 100000",
                  ARGS(ARG(who->is_admin), ARG(who->id)), &linked_shape, &b->episodes,
                  &b->nepisodes);
}

static void key_of(struct out *o, struct uuid id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    out_key(o, text);
}

static void write_priority(struct out *o, const struct linked *l)
{
    if (IS_SET(&linked_shape, l, priority))
        out_i64(o, l->priority);
    else
        out_null(o);
}

static void write_statuses(const struct belongs *b, struct uuid id, struct out *o)
{
    out_key(o, "task_statuses_link");
    out_object(o);
    for (size_t i = 0; i < b->nstatuses; i++) {
        const struct linked *l = &b->statuses[i];
        if (!uuid_equal(l->project_id, id))
            continue;
        key_of(o, l->other_id);
        out_object(o);
        out_key(o, "priority");
        write_priority(o, l);
        out_key(o, "roles_for_board");
        out_json(o, l->roles_for_board.text);
        out_object_end(o);
    }
    out_object_end(o);
}

static void write_belongings(void *u, const void *row, struct out *o)
{
    const struct belongs *b  = u;
    struct uuid           id = ((const struct production *)row)->id;
    out_key(o, "descriptors");
    out_array(o);
    for (size_t i = 0; i < b->descriptors; i++)
        if (uuid_equal(b->descriptor[i].project_id, id))
            out_row(o, &descriptor_shape, &b->descriptor[i]);
    out_array_end(o);
    out_key(o, "task_types_priority");
    out_object(o);
    for (size_t i = 0; i < b->ntypes; i++)
        if (uuid_equal(b->types[i].project_id, id)) {
            key_of(o, b->types[i].other_id);
            write_priority(o, &b->types[i]);
        }
    out_object_end(o);
    write_statuses(b, id, o);
    for (size_t i = 0; i < b->nepisodes; i++)
        if (uuid_equal(b->episodes[i].project_id, id) &&
            IS_SET(&linked_shape, &b->episodes[i], other_id))
            OUT_UUID(o, "first_episode_id", b->episodes[i].other_id);
}

int context_projects(struct cx *cx, const struct actor *who, const char *name, struct out *o)
{
    struct belongs   b    = { 0 };
    const struct arg args[] = { ARG(who->is_admin), ARG(who->id), ARG(name), ARG(name) };
    struct res_where open = {
        .sql = "t.project_status_id IN (SELECT s.id FROM project_status s WHERE s.name = 'Open')"
               " AND (? OR t.id IN (SELECT l.project_id FROM project_person_link l"
               " WHERE l.person_id = ?)) AND (? IS NULL OR t.name LIKE ?)",
        .args = args, .nargs = COUNT(args), .order = "t.name, t.id",
        .relations = true, .more = write_belongings, .u = &b,
    };
    TRY(belongs_load(cx, who, &b));
    return res_where(cx, &production_res, &open, o);
}

struct state {
    struct row  row;
    struct uuid id;
    const char *name;
};
#define ROW struct state
static const struct field state_fields[] = { FIELD(id, READ, .doc = "The state."),
                                             FIELD(name, READ, .doc = "Its name.") };
#undef ROW
static const struct shape state_shape = SHAPE(struct state, state_fields);

struct states {
    struct state *v;
    size_t        n;
};

static void write_state(void *u, const void *row, struct out *o)
{
    const struct states     *s    = u;
    const struct production *p    = row;
    const char              *name = NULL;
    for (size_t i = 0; i < s->n; i++)
        if (uuid_equal(s->v[i].id, p->project_status_id))
            name = s->v[i].name;
    OUT_STR(o, "project_status_name", name);
}

int context_projects_all(struct cx *cx, const struct actor *who, const char *name, struct out *o)
{
    struct states    s      = { 0 };
    const struct arg args[] = { ARG(who->is_admin), ARG(who->id), ARG(name), ARG(name) };
    struct res_where all    = {
           .sql = "(? OR t.id IN (SELECT l.project_id FROM project_person_link l"
                  " WHERE l.person_id = ?)) AND (? IS NULL OR t.name LIKE ?)",
           .args = args, .nargs = COUNT(args), .order = "t.name, t.id", .more = write_state, .u = &s,
    };
    TRY(db_all(cx, "SELECT id, name FROM project_status LIMIT 1000", NO_ARGS, &state_shape, &s.v,
               &s.n));
    return res_where(cx, &production_res, &all, o);
}

/* ---- kept searches ---- */

struct filing { /* rows into lists by their kind and production */
    struct out         *o;
    const struct shape *shape;
    const char         *type;
    char                list[324], project[UUID_TEXT];
    bool                any;
};

static void filing_ends(struct filing *f)
{
    if (!f->any)
        return;
    out_array_end(f->o);
    out_object_end(f->o);
}

static int file_row(struct filing *f, const char *list, const struct uuid *project_id,
                    const void *row)
{
    char project[UUID_TEXT] = "all";
    bool same;
    if (project_id)
        uuid_format(*project_id, project);
    same = f->any && strcmp(f->list, list) == 0;
    if (!same) {
        filing_ends(f);
        out_key(f->o, list);
        out_object(f->o);
    } else if (strcmp(f->project, project) != 0) {
        out_array_end(f->o);
    }
    if (!same || strcmp(f->project, project) != 0) {
        out_key(f->o, project);
        out_array(f->o);
    }
    memcpy(f->list, list, strnlen(list, sizeof f->list - 1) + 1);
    f->list[sizeof f->list - 1] = 0;
    memcpy(f->project, project, sizeof f->project);
    f->any = true;
    out_object(f->o);
    out_members(f->o, f->shape, row);
    OUT_STR(f->o, "type", f->type);
    out_object_end(f->o);
    return f->o->failed ? -1 : 0;
}

static int file_filter(void *u, const void *row)
{
    const struct search_filter *s = row;
    return file_row(u, s->list_type,
                    IS_SET(&search_filter_shape, s, project_id) ? &s->project_id : NULL, row);
}

static int file_group(void *u, const void *row)
{
    const struct search_filter_group *s = row;
    return file_row(u, s->list_type,
                    IS_SET(&search_filter_group_shape, s, project_id) ? &s->project_id : NULL, row);
}

/* What is for a department is shown to its people and to managers. */
#define MINE_OR_SHARED                                                                             \
    " t WHERE t.person_id = ? OR (t.is_shared AND (? OR t.project_id IS NULL OR t.project_id IN"   \
    " (SELECT l.project_id FROM project_person_link l WHERE l.person_id = ?))"                     \
    " AND (? OR t.department_id IS NULL OR t.department_id IN"                                     \
    " (SELECT d.department_id FROM department_link d WHERE d.person_id = ?)))"                     \
    " ORDER BY t.list_type, t.project_id, t.name, t.id LIMIT 100000"

static int filed(struct cx *cx, const char *sql, const struct actor *who, struct filing *f,
                 int (*file)(void *u, const void *row))
{
    bool all = who->is_admin || right_is_role(who, "manager");
    out_object(f->o);
    TRY(db_each(cx, sql,
                ARGS(ARG(who->id), ARG(who->is_admin), ARG(who->id), ARG(all), ARG(who->id)), f->shape,
                file, f));
    filing_ends(f);
    out_object_end(f->o);
    return 0;
}

int context_filters(struct cx *cx, const struct actor *who, struct out *o)
{
    static const char sql[] =
        "SELECT t.list_type, t.entity_type, t.name, t.search_query, t.is_shared, t.department_id,"
        " t.search_filter_group_id, t.person_id, t.project_id, t.id, t.created_at, t.updated_at"
        " FROM search_filter" MINE_OR_SHARED;
    struct filing f = { .o = o, .shape = &search_filter_shape, .type = "SearchFilter" };
    return filed(cx, sql, who, &f, file_filter);
}

int context_filter_groups(struct cx *cx, const struct actor *who, struct out *o)
{
    static const char sql[] =
        "SELECT t.list_type, t.entity_type, t.name, t.color, t.is_shared, t.person_id,"
        " t.project_id, t.department_id, t.id, t.created_at, t.updated_at"
        " FROM search_filter_group" MINE_OR_SHARED;
    struct filing f = { .o = o, .shape = &search_filter_group_shape, .type = "SearchFilterGroup" };
    return filed(cx, sql, who, &f, file_group);
}

/* ---- the rest ---- */

static int write_unread(struct cx *cx, const struct actor *who, struct out *o)
{
    int64_t n;
    TRY(db_number(cx, "SELECT COUNT(*) FROM notification WHERE person_id = ? AND NOT `read`",
                  ARGS(ARG(who->id)), &n, NULL));
    OUT_I64(o, "notification_count", n);
    return 0;
}

static int write_people(struct cx *cx, const struct actor *who, struct out *o)
{
    struct res_where all = { .sql = "NOT t.is_guest", .relations = true,
                             .staff = who->is_admin || right_is_role(who, "manager") };
    out_key(o, "persons");
    return res_where(cx, &person_res, &all, o);
}

struct role {
    struct row  row;
    struct uuid project_id;
    const char *role;
};
#define ROW struct role
static const struct field role_fields[] = {
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(role, READ, .doc = "Role in it."),
};
#undef ROW
static const struct shape role_shape = SHAPE(struct role, role_fields);

static int write_role(void *u, const void *row)
{
    const struct role *r = row;
    key_of(u, r->project_id);
    out_str(u, r->role);
    return 0;
}

static int write_roles(struct cx *cx, const struct actor *who, struct out *o)
{
    out_key(o, "project_roles");
    out_object(o);
    TRY(db_each(cx,
                "SELECT project_id, role FROM project_person_link"
                " WHERE person_id = ? AND role IS NOT NULL",
                ARGS(ARG(who->id)), &role_shape, write_role, o));
    out_object_end(o);
    return 0;
}

static int write_all(struct cx *cx, const char *key, const struct resource *r, struct out *o)
{
    out_key(o, key);
    return res_where(cx, r, &(struct res_where){ .sql = "TRUE" }, o);
}

static int write_vocabularies(struct cx *cx, struct out *o)
{
    static const struct {
        const char            *key;
        const struct resource *res;
    } lists[] = {
        { "custom_actions", &custom_action_res }, { "status_automations", &status_automation_res },
        { "departments", &department_res },       { "studios", &studio_res },
        { "project_status", &project_status_res }, { "task_types", &task_type_res },
        { "task_status", &task_status_res },
        { "preview_background_files", &preview_background_file_res },
        { "plugins", &plugin_res },
    };
    struct res_where assets = { .sql = "t.name NOT IN " KINDS_IN_TIME, .relations = true,
                                .type = "AssetType" };
    out_key(o, "asset_types");
    TRY(res_where(cx, &entity_type_res, &assets, o));
    for (size_t i = 0; i < COUNT(lists); i++)
        TRY(write_all(cx, lists[i].key, lists[i].res, o));
    return 0;
}

int context_write(struct cx *cx, const struct actor *who, struct out *o)
{
    out_object(o);
    TRY(write_vocabularies(cx, o));
    TRY(write_unread(cx, who, o));
    TRY(write_people(cx, who, o));
    out_key(o, "projects");
    TRY(context_projects(cx, who, NULL, o));
    TRY(write_roles(cx, who, o));
    out_key(o, "search_filters");
    TRY(context_filters(cx, who, o));
    out_key(o, "search_filter_groups");
    TRY(context_filter_groups(cx, who, o));
    if (who->is_admin)
        OUT_I64(o, "user_limit", USER_LIMIT);
    out_object_end(o);
    return 0;
}
