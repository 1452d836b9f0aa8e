/* track_own.c - what people keep for themselves: searches and their sections; logins at workstations. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/track/keep.h"
#include "model/track/presence.h"
#include "model/track/studio.h"
#include "model/track/tasks.h"

extern const struct route_list track_own_routes;

struct reference { /* of a row: what stands in the place of its identifier */
    struct row  row;
    struct uuid id;
};
struct own_in {
    struct row  row;
    struct uuid filter_id, filter_group_id, person_id, department_id, search_filter_group_id;
    const char *list_type, *entity_type, *name, *query, *search_query, *color, *month_date;
    struct one  project_id;
    struct utc  date;
    bool        is_shared;
};
// clang-format off
#define ROW struct reference
static const struct field reference_fields[] = { FIELD(id, READ | WRITE | NEED, .doc = "Identifier of the row.") };
#undef ROW
static const struct shape reference_shape = SHAPE(struct reference, reference_fields, .name = "Reference");

#define ROW struct own_in
#define KEPT FIELD(entity_type, WRITE | NULLS | LOOSE, .max = 80, .doc = "Kind of entities."), \
    FIELD(department_id, WRITE | NULLS, .doc = "For that department alone.")
#define SHARED(text) FIELD(is_shared, WRITE | NULLS | LOOSE, .doc = text)
#define SECTION FIELD(search_filter_group_id, WRITE | NULLS, .doc = "Its section.")
#define PROJECT FIELD(project_id, WRITE | NULLS | TEXTS, .of = &reference_shape, .doc = "For that production: its identifier, or the row.")
#define NAMED(how) FIELD(name, how, .min = 1, .max = 200, .doc = "Its name.")
static const struct field search_fields[] = {
    NAMED(WRITE | NEED), FIELD(query, WRITE, .max = 500, .doc = "What is searched."),
    FIELD(search_query, WRITE, .max = 500, .doc = "The same."),
    FIELD(list_type, WRITE | NEED, .min = 1, .max = 80, .doc = "Of which list: asset, shot, edit."),
    PROJECT, SECTION, KEPT, SHARED("Is it for everybody; for those who lead the production."),
};
static const struct field search_change_fields[] = {
    FIELD(filter_id, PATH, .doc = "The search."), NAMED(WRITE), FIELD(search_query, WRITE, .max = 500, .doc = "What is searched."),
    SECTION, KEPT, SHARED("Is it for everybody; for those who lead the production."),
};
static const struct field section_fields[] = {
    NAMED(WRITE | NEED), FIELD(color, WRITE | NULLS, .max = 8, .doc = "Colour, #rrggbb."),
    FIELD(list_type, WRITE, .def = "asset", .min = 1, .max = 80, .doc = "Of which list: asset, shot, edit."),
    PROJECT, KEPT, SHARED("Is it for everybody; for those who lead the production."),
};
static const struct field section_change_fields[] = {
    FIELD(filter_group_id, PATH, .doc = "The section."), NAMED(WRITE), FIELD(color, WRITE, .max = 8, .doc = "Colour, #rrggbb."),
    KEPT, SHARED("Is it for everybody, with its searches; for those who lead the production."),
};
static const struct field search_one_fields[]  = { FIELD(filter_id, PATH, .doc = "The search.") };
static const struct field section_one_fields[] = { FIELD(filter_group_id, PATH, .doc = "The section.") };
#define DATE FIELD(date, WRITE | LAX, .doc = "When; now if it is not said.")
static const struct field login_fields[]  = { DATE };
static const struct field person_fields[] = { FIELD(person_id, PATH, .doc = "The person.") };
static const struct field person_login_fields[] = { FIELD(person_id, PATH, .doc = "The person."), DATE };
static const struct field month_fields[]  = { FIELD(month_date, PATH, .doc = "Year and month: 2026-11.") };
#undef ROW
#define IN(name, fields) static const struct shape name = SHAPE(struct own_in, fields)
IN(search_in, search_fields);
IN(search_change_in, search_change_fields);
IN(section_in, section_fields);
IN(section_change_in, section_change_fields);
IN(search_one_in, search_one_fields);
IN(section_one_in, section_one_fields);
IN(login_in, login_fields);
IN(person_in, person_fields);
IN(person_login_in, person_login_fields);
IN(month_in, month_fields);
// clang-format on

/* ---- searches ---- */

/* What was given goes into the row's members of the same names. */
static void take(const struct shape *from, const void *in, const struct shape *to, void *row)
{
    static const size_t bytes[] = { [T_TEXT] = sizeof(char *), [T_UUID] = sizeof(struct uuid), [T_BOOL] = sizeof(bool) };
    for (size_t i = 0; i < from->count; i++) {
        const struct field *f = &from->fields[i];
        int                 k = field_find(to, f->name, strlen(f->name), WRITE);
        const struct field *t = k < 0 ? NULL : &to->fields[k];
        if (!t || t->type != f->type)
            continue;
        if (field_is_set(from, in, f->off))
            memcpy((char *)row + t->off, (const char *)in + f->off, bytes[f->type]);
        else if (!field_is_null(from, in, f->off) || !(t->flags & NULLS))
            continue;
        field_mark(to, row, t->off, field_is_null(from, in, f->off));
    }
}

static int project_of(struct rq *rq, const struct own_in *in, struct uuid *id)
{
    const struct one       *p = &in->project_id;
    const struct reference *r = p->row;
    *id                       = r ? r->id : (struct uuid){ { 0 } };
    if (p->text && !uuid_parse(p->text, strlen(p->text), id))
        return refuse_field(&rq->cx, E_INVALID, "project_id", "project_id: must be a UUID");
    return 0;
}

static int search_post(struct rq *rq)
{
    const struct own_in *in  = rq->args;
    struct actor         who = rows_actor(rq);
    struct search_filter row = { .is_shared = false };
    struct uuid          id;
    TRY(project_of(rq, in, &row.project_id));
    if (!uuid_is_nil(row.project_id))
        SET(&search_filter_shape, &row, project_id);
    take(&search_in, in, &search_filter_shape, &row);
    if (in->query) {
        row.search_query = in->query;
        SET(&search_filter_shape, &row, search_query);
    }
    if (!row.search_query)
        return refuse_field(&rq->cx, E_INVALID, "query", "query: is required");
    TRY(keep_search(&rq->cx, &who, &row, &id));
    return res_show(&rq->cx, &search_filter_res, id, false, reply(rq, 201));
}

static int search_put(struct rq *rq)
{
    const struct own_in *in  = rq->args;
    struct actor         who = rows_actor(rq);
    struct search_filter row = { .is_shared = false };
    take(&search_change_in, in, &search_filter_shape, &row);
    TRY(keep_search_change(&rq->cx, &who, in->filter_id, &row));
    return res_show(&rq->cx, &search_filter_res, in->filter_id, false, reply(rq, 200));
}

static int search_delete(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    TRY(keep_search_drop(&rq->cx, &who, ((const struct own_in *)rq->args)->filter_id));
    reply_empty(rq, 204);
    return 0;
}

/* ---- sections ---- */

static int section_post(struct rq *rq)
{
    const struct own_in       *in  = rq->args;
    struct actor               who = rows_actor(rq);
    struct search_filter_group row = { .is_shared = false };
    struct uuid                id;
    TRY(project_of(rq, in, &row.project_id));
    if (!uuid_is_nil(row.project_id))
        SET(&search_filter_group_shape, &row, project_id);
    take(&section_in, in, &search_filter_group_shape, &row);
    TRY(keep_section(&rq->cx, &who, &row, &id));
    return res_show(&rq->cx, &search_filter_group_res, id, false, reply(rq, 201));
}

static int section_show(struct rq *rq)
{
    return res_show(&rq->cx, &search_filter_group_res, ((const struct own_in *)rq->args)->filter_group_id,
                    false, reply(rq, 200));
}

static int section_get(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    TRY(keep_section_is(&rq->cx, &who, ((const struct own_in *)rq->args)->filter_group_id));
    return section_show(rq);
}

static int section_put(struct rq *rq)
{
    const struct own_in       *in  = rq->args;
    struct actor               who = rows_actor(rq);
    struct search_filter_group row = { .is_shared = false };
    take(&section_change_in, in, &search_filter_group_shape, &row);
    TRY(keep_section_change(&rq->cx, &who, in->filter_group_id, &row));
    return section_show(rq);
}

static int section_delete(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    TRY(keep_section_drop(&rq->cx, &who, ((const struct own_in *)rq->args)->filter_group_id));
    reply_empty(rq, 204);
    return 0;
}

/* ---- logins ---- */

static int log_in(struct rq *rq, struct uuid person_id)
{
    const struct own_in *in  = rq->args;
    struct actor         who = rows_actor(rq);
    struct uuid          id;
    TRY(presence_log(&rq->cx, &who, person_id, in->date.us ? in->date : rq->cx.now, &id));
    return res_show(&rq->cx, &desktop_login_log_res, id, false, reply(rq, 201));
}

static int mine_post(struct rq *rq) { return log_in(rq, rq->caller.id); }
static int mine_get(struct rq *rq) { return presence_logs(&rq->cx, rq->caller.id, reply(rq, 200)); }

static int person_post(struct rq *rq)
{
    struct uuid id = ((const struct own_in *)rq->args)->person_id;
    TRY(tasks_person(&rq->cx, id));
    return rq->caller.is_admin || uuid_equal(id, rq->caller.id) ? log_in(rq, id) : right_refuse(&rq->cx);
}

static int person_get(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  id  = ((const struct own_in *)rq->args)->person_id;
    TRY(tasks_person(&rq->cx, id));
    if (!who.is_admin && !right_is_role(&who, "manager") && !uuid_equal(id, who.id))
        return right_refuse(&rq->cx);
    return presence_logs(&rq->cx, id, reply(rq, 200));
}

static int month_get(struct rq *rq)
{
    return presence_table(&rq->cx, ((const struct own_in *)rq->args)->month_date,
                          reply_typed(rq, 200, "text/csv; charset=utf-8"));
}

// clang-format off
#define FILTERS "/data/user/filters"
#define GROUPS  "/data/user/filter-groups"
static const struct route routes[] = {
    { POST, FILTERS, PERSON, .in = &search_in, .out = &search_filter_shape, .run = search_post, .status = 201, .flags = TX,
      .errors = track_errors, .doc = "Keep a search." },
    { PUT, FILTERS "/:filter_id", PERSON, .in = &search_change_in, .out = &search_filter_shape, .run = search_put,
      .flags = TX | PARTIAL, .errors = track_errors, .doc = "Change a search of one's own." },
    { DELETE, FILTERS "/:filter_id", PERSON, .in = &search_one_in, .run = search_delete, .status = 204, .flags = TX,
      .errors = track_errors, .doc = "Forget a search of one's own." },
    { POST, GROUPS, PERSON, .in = &section_in, .out = &search_filter_group_shape, .run = section_post, .status = 201, .flags = TX,
      .errors = track_errors, .doc = "Make a section for searches." },
    { GET, GROUPS "/:filter_group_id", PERSON, .in = &section_one_in, .out = &search_filter_group_shape, .run = section_get,
      .errors = track_errors, .doc = "A section of one's own." },
    { PUT, GROUPS "/:filter_group_id", PERSON, .in = &section_change_in, .out = &search_filter_group_shape, .run = section_put,
      .flags = TX | PARTIAL, .errors = track_errors, .doc = "Change a section of one's own." },
    { DELETE, GROUPS "/:filter_group_id", PERSON, .in = &section_one_in, .run = section_delete, .status = 204, .flags = TX,
      .errors = track_errors, .doc = "Forget a section of one's own, with its searches." },
    { GET, "/data/user/desktop-login-logs", PERSON, .out = &desktop_login_log_shape, .run = mine_get, .flags = LIST,
      .errors = track_errors, .doc = "Logins of the caller at workstations, the last first." },
    { POST, "/data/user/desktop-login-logs", PERSON, .in = &login_in, .out = &desktop_login_log_shape, .run = mine_post,
      .status = 201, .flags = TX, .errors = track_errors, .doc = "The caller has logged in at a workstation." },
    { GET, "/data/persons/:person_id/desktop-login-logs", LOGGED_IN, .in = &person_in, .out = &desktop_login_log_shape,
      .run = person_get, .flags = LIST, .errors = track_errors, .doc = "Logins of a person at workstations, the last first." },
    { POST, "/data/persons/:person_id/desktop-login-logs", LOGGED_IN, .in = &person_login_in, .out = &desktop_login_log_shape,
      .run = person_post, .status = 201, .flags = TX, .errors = track_errors, .doc = "A person has logged in at a workstation." },
    { GET, "/data/persons/presence-logs/:month_date", ADMIN, .in = &month_in, .run = month_get, .errors = track_errors,
      .gives = "text/csv", .doc = "Who was there on which day of a month: a line each, an X for a day." },
};
// clang-format on
const struct route_list track_own_routes = ROUTES(tracker_family, routes);
