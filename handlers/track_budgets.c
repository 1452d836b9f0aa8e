/* track_budgets.c - budgets of a production and their entries: managers' business. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/track/budget.h"

extern const struct route_list track_budget_routes;

struct budget_in { /* identifiers as they came: what is none is the client's fault here */
    struct row  row;
    const char *project_id, *budget_id, *name, *currency;
};
struct entry_in {
    struct row  row;
    const char *project_id, *budget_id, *entry_id;
    struct uuid department_id, person_id;
    struct date start_date;
    int64_t     months_duration;
    double      daily_salary;
    const char *position, *seniority;
    struct json exceptions;
};

// clang-format off
#define PROJECT_ID FIELD(project_id, PATH, .doc = "The production.")
#define BUDGET_ID FIELD(budget_id, PATH, .doc = "The budget.")
#define BUDGET_FIELDS(need)                                                                        \
    FIELD(name, WRITE | NAME | LOOSE | (need), .min = 1, .max = 255, .doc = "Name."),              \
    FIELD(currency, WRITE | LOOSE | (need), .min = 1, .max = 3, .doc = "Currency, three letters.")
#define ROW struct budget_in
static const struct field in_project[] = { PROJECT_ID };
static const struct field in_one[]     = { PROJECT_ID, BUDGET_ID };
static const struct field in_new[]     = { PROJECT_ID, BUDGET_FIELDS(NEED) };
static const struct field in_change[]  = { PROJECT_ID, BUDGET_ID, BUDGET_FIELDS(0) };
#undef ROW
static const char *const positions[] = { "supervisor", "lead", "artist", NULL };
static const char *const seniorities[] = { "senior", "mid", "junior", NULL };
#define ENTRY_FIELDS(need)                                                                         \
    FIELD(department_id, WRITE | (need), .doc = "The department."),                                \
    FIELD(person_id, WRITE | NULLS, .doc = "The person, if it is known."),                         \
    FIELD(start_date, WRITE | (need), .doc = "First day."),                                        \
    FIELD(months_duration, WRITE | LOOSE | (need), .min = 0, .max = 1200, .doc = "How many months."), \
    FIELD(daily_salary, WRITE | LOOSE | (need), .doc = "Salary of a day."),                        \
    FIELD(position, WRITE, .choices = positions, .doc = "Position."),                              \
    FIELD(seniority, WRITE, .choices = seniorities, .doc = "Seniority."),                          \
    FIELD(exceptions, WRITE | NULLS, .doc = "Other amounts by month, as 2026-11.")
#define ENTRY_ID FIELD(entry_id, PATH, .doc = "The entry.")
#define ROW struct entry_in
static const struct field in_entry[]        = { PROJECT_ID, BUDGET_ID, ENTRY_ID };
static const struct field in_entry_new[]    = { PROJECT_ID, BUDGET_ID, ENTRY_FIELDS(NEED) };
static const struct field in_entry_change[] = { PROJECT_ID, BUDGET_ID, ENTRY_ID, ENTRY_FIELDS(0) };
#undef ROW
// clang-format on
static const struct shape project_shape = SHAPE(struct budget_in, in_project),
                          one_shape     = SHAPE(struct budget_in, in_one),
                          new_shape     = SHAPE(struct budget_in, in_new),
                          change_shape  = SHAPE(struct budget_in, in_change),
                          entry_shape   = SHAPE(struct entry_in, in_entry),
                          entry_new_shape    = SHAPE(struct entry_in, in_entry_new),
                          entry_change_shape = SHAPE(struct entry_in, in_entry_change);

static int id_read(struct rq *rq, const char *name, const char *text, struct uuid *id)
{
    return uuid_parse(text, strlen(text), id)
               ? 0
               : refuse_field(&rq->cx, E_INVALID, name, "%s: must be a UUID", name);
}

/* The production; budget: text of its budget's identifier, or NULL. */
static int admitted(struct rq *rq, const char *project, const char *budget, struct uuid *project_id,
                    struct uuid *budget_id)
{
    TRY(id_read(rq, "project_id", project, project_id));
    if (budget)
        TRY(id_read(rq, "budget_id", budget, budget_id));
    TRY(track_project(rq, FOR_MANAGER, *project_id));
    return budget ? budget_of(&rq->cx, *project_id, *budget_id) : 0;
}

/* ---- budgets ---- */

/* To administrators a production that is not there has no budgets. */
static int budgets_get(struct rq *rq)
{
    const struct budget_in *in = rq->args;
    struct track_list       l  = { .shape = &budget_line_shape };
    struct uuid             id;
    if (!uuid_parse(in->project_id, strlen(in->project_id), &id))
        return rq->caller.is_admin ? id_read(rq, "project_id", in->project_id, &id)
                                   : refuse(&rq->cx, E_NOT_FOUND, "There is no such project");
    if (!rq->caller.is_admin)
        TRY(track_project(rq, FOR_MANAGER, id));
    l.o = reply(rq, 200);
    out_array(l.o);
    TRY(budget_each(&rq->cx, id, track_list_row, &l));
    out_array_end(l.o);
    return 0;
}

static int budget_get(struct rq *rq)
{
    const struct budget_in *in = rq->args;
    struct uuid             project, id;
    TRY(admitted(rq, in->project_id, in->budget_id, &project, &id));
    return res_show(&rq->cx, &budget_own_res, id, false, reply(rq, 200));
}

static int spent_get(struct rq *rq)
{
    const struct budget_in *in = rq->args;
    struct uuid             id;
    TRY(id_read(rq, "project_id", in->project_id, &id));
    return budget_spent(&rq->cx, id, reply(rq, 200));
}

static void budget_fill(const struct shape *s, const struct budget_in *in, struct budget *b)
{
    if (IS_SET(s, in, name)) {
        b->name = in->name;
        SET(&budget_shape, b, name);
    }
    if (IS_SET(s, in, currency)) {
        b->currency = in->currency;
        SET(&budget_shape, b, currency);
    }
}

static int budget_post(struct rq *rq)
{
    const struct budget_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct budget           b   = { 0 };
    struct uuid             id;
    TRY(admitted(rq, in->project_id, NULL, &b.project_id, NULL));
    SET(&budget_shape, &b, project_id);
    budget_fill(&new_shape, in, &b);
    TRY(budget_create(&rq->cx, &who, &b, &id));
    return res_show(&rq->cx, &budget_own_res, id, false, reply(rq, 200));
}

static int budget_put(struct rq *rq)
{
    const struct budget_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct budget           b   = { 0 };
    struct uuid             id;
    TRY(admitted(rq, in->project_id, in->budget_id, &b.project_id, &id));
    budget_fill(&change_shape, in, &b);
    TRY(budget_update(&rq->cx, &who, id, &b));
    return res_show(&rq->cx, &budget_own_res, id, false, reply(rq, 200));
}

static int budget_remove(struct rq *rq)
{
    const struct budget_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct uuid             project, id;
    TRY(admitted(rq, in->project_id, in->budget_id, &project, &id));
    TRY(budget_delete(&rq->cx, &who, project, id));
    reply_empty(rq, 204);
    return 0;
}

/* ---- entries ---- */

static int entries_get(struct rq *rq)
{
    const struct budget_in *in = rq->args;
    struct track_list       l  = { .shape = &budget_entry_line_shape };
    struct uuid             project, id;
    TRY(admitted(rq, in->project_id, in->budget_id, &project, &id));
    l.o = reply(rq, 200);
    out_array(l.o);
    TRY(budget_entry_each(&rq->cx, id, track_list_row, &l));
    out_array_end(l.o);
    return 0;
}

static int entry_admitted(struct rq *rq, struct uuid *project, struct uuid *id)
{
    const struct entry_in *in = rq->args;
    struct uuid            budget;
    TRY(id_read(rq, "entry_id", in->entry_id, id));
    TRY(admitted(rq, in->project_id, in->budget_id, project, &budget));
    return budget_entry_of(&rq->cx, budget, *id);
}

static int entry_get(struct rq *rq)
{
    struct uuid project, id;
    TRY(entry_admitted(rq, &project, &id));
    return res_show(&rq->cx, &budget_entry_own_res, id, false, reply(rq, 200));
}

/* What the table of the route has is written; the other table is that of the row. */
static void entry_fill(const struct shape *s, const struct entry_in *in, struct budget_entry *e)
{
#define MOVE(m)                                                                                    \
    if (IS_SET(s, in, m) || IS_NULL(s, in, m)) {                                                   \
        e->m = in->m;                                                                              \
        field_mark(&budget_entry_shape, e, offsetof(struct budget_entry, m), IS_NULL(s, in, m));   \
    }
    MOVE(department_id)
    MOVE(person_id)
    MOVE(start_date)
    MOVE(months_duration)
    MOVE(daily_salary)
    MOVE(position)
    MOVE(seniority)
    MOVE(exceptions)
#undef MOVE
}

static int entry_write(struct rq *rq, enum verb verb, struct budget_entry *e, struct uuid project,
                       struct uuid id)
{
    struct actor who = rows_actor(rq);
    TRY(budget_entry_write(&rq->cx, &who, project, verb, e, &id));
    return res_show(&rq->cx, &budget_entry_own_res, id, false, reply(rq, 200));
}

static int entry_post(struct rq *rq)
{
    const struct entry_in *in   = rq->args;
    struct budget_entry    e    = { 0 };
    struct uuid            none = { { 0 } }, project;
    TRY(admitted(rq, in->project_id, in->budget_id, &project, &e.budget_id));
    SET(&budget_entry_shape, &e, budget_id);
    entry_fill(&entry_new_shape, in, &e);
    return entry_write(rq, RES_CREATE, &e, project, none);
}

static int entry_put(struct rq *rq)
{
    struct budget_entry e = { 0 };
    struct uuid         project, id;
    TRY(entry_admitted(rq, &project, &id));
    entry_fill(&entry_change_shape, rq->args, &e);
    return entry_write(rq, RES_UPDATE, &e, project, id);
}

static int entry_remove(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  project, id;
    TRY(entry_admitted(rq, &project, &id));
    TRY(budget_entry_write(&rq->cx, &who, project, RES_DELETE, NULL, &id));
    reply_empty(rq, 204);
    return 0;
}

// clang-format off
#define BUDGETS "/data/projects/:project_id/budgets"
static const struct route routes[] = {
    { GET, BUDGETS, LOGGED_IN, .in = &project_shape, .out = &budget_line_shape, .run = budgets_get, .flags = LIST,
      .errors = track_errors, .doc = "Budgets of a production." },
    { POST, BUDGETS, LOGGED_IN, .in = &new_shape, .out = &budget_shape, .run = budget_post, .flags = TX,
      .errors = track_errors, .doc = "Make the next revision." },
    { GET, BUDGETS "/time-spents", ADMIN, .in = &project_shape, .run = spent_get,
      .doc = "Minutes worked on a production: by department, person and month, each with its total." },
    { GET, BUDGETS "/:budget_id", LOGGED_IN, .in = &one_shape, .out = &budget_shape, .run = budget_get,
      .errors = track_errors, .doc = "Read a budget." },
    { PUT, BUDGETS "/:budget_id", LOGGED_IN, .in = &change_shape, .out = &budget_shape, .run = budget_put, .flags = TX,
      .errors = track_errors, .doc = "Change a budget." },
    { DELETE, BUDGETS "/:budget_id", LOGGED_IN, .in = &one_shape, .run = budget_remove, .status = 204, .flags = TX,
      .errors = track_errors, .doc = "Delete a budget with its entries." },
    { GET, BUDGETS "/:budget_id/entries", LOGGED_IN, .in = &one_shape, .out = &budget_entry_line_shape, .run = entries_get,
      .flags = LIST, .errors = track_errors, .doc = "Entries of a budget." },
    { POST, BUDGETS "/:budget_id/entries", LOGGED_IN, .in = &entry_new_shape, .out = &budget_entry_shape, .run = entry_post,
      .flags = TX, .errors = track_errors, .doc = "Add an entry." },
    { GET, BUDGETS "/:budget_id/entries/:entry_id", LOGGED_IN, .in = &entry_shape, .out = &budget_entry_shape, .run = entry_get,
      .errors = track_errors, .doc = "Read an entry." },
    { PUT, BUDGETS "/:budget_id/entries/:entry_id", LOGGED_IN, .in = &entry_change_shape, .out = &budget_entry_shape, .run = entry_put,
      .flags = TX, .errors = track_errors, .doc = "Change an entry." },
    { DELETE, BUDGETS "/:budget_id/entries/:entry_id", LOGGED_IN, .in = &entry_shape, .run = entry_remove, .status = 204,
      .flags = TX, .errors = track_errors, .doc = "Delete an entry." },
};
// clang-format on
const struct route_list track_budget_routes = ROUTES(tracker_family, routes);
