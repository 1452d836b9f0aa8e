/* budget.c - see budget.h. */
#include "model/track/budget.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"

// clang-format off
#define ROW struct budget
static const struct field budget_line_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(revision, READ, .doc = "Revision, from 1."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(currency, READ | NULLS, .doc = "Currency."),
};
#undef ROW
#define ROW struct budget_entry
static const struct field budget_entry_line_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(budget_id, READ, .doc = "The budget."),
    FIELD(department_id, READ, .doc = "The department."),
    FIELD(person_id, READ | NULLS, .doc = "The person."),
    FIELD(start_date, READ, .doc = "First day."),
    FIELD(months_duration, READ, .doc = "How many months."),
    FIELD(daily_salary, READ, .doc = "Salary of a day."),
    FIELD(position, READ | NULLS, .doc = "Position."),
    FIELD(seniority, READ | NULLS, .doc = "Seniority."),
    FIELD(exceptions, READ | NULLS, .doc = "Other amounts by month."),
};
#undef ROW
// clang-format on
const struct shape budget_line_shape = SHAPE(struct budget, budget_line_fields,
                                             .name = "BudgetLine"),
                   budget_entry_line_shape = SHAPE(struct budget_entry, budget_entry_line_fields,
                                                   .name = "BudgetEntryLine");

static int allow(UNUSED struct cx *cx, UNUSED const struct resource *r,
                 UNUSED const struct actor *who, UNUSED enum verb verb, UNUSED const void *row)
{
    return 0;
}

const struct resource budget_own_res       = { .name   = "budget",
                                               .plural = "budgets",
                                               .table  = "budget",
                                               .type   = "Budget",
                                               .shape  = &budget_shape,
                                               .order  = "t.revision",
                                               .may    = allow,
                                               .doc    = "Budgets of a production." },
                      budget_entry_own_res = { .name   = "budget_entry",
                                               .plural = "budget-entries",
                                               .table  = "budget_entry",
                                               .type   = "BudgetEntry",
                                               .shape  = &budget_entry_shape,
                                               .order  = "t.start_date",
                                               .may    = allow,
                                               .doc    = "Entries of a budget." };

static int tell(struct cx *cx, const struct actor *who, const char *name, const char *key,
                struct uuid id, struct uuid project_id)
{
    struct out o = out_in_arena(cx->arena, 512);
    out_object(&o);
    OUT_UUID(&o, key, id);
    OUT_UUID(&o, "project_id", project_id);
    out_object_end(&o);
    return event_add(cx, name, who->id, project_id, out_done(&o));
}

/* ---- budgets ---- */

int budget_each(struct cx *cx, struct uuid project_id, int (*fn)(void *u, const void *row), void *u)
{
    return db_each(cx,
                   "SELECT id, project_id, revision, name, currency FROM budget"
                   " WHERE project_id = ? ORDER BY revision, id",
                   ARGS(ARG(project_id)), &budget_line_shape, fn, u);
}

int budget_create(struct cx *cx, const struct actor *who, struct budget *b, struct uuid *id)
{
    int64_t last;
    /* Who comes second waits for the first, and then sees its revision. */
    TRY(db_number(cx, "SELECT 1 FROM project WHERE id = ? FOR UPDATE", ARGS(ARG(b->project_id)), NULL,
                  NULL));
    TRY(db_number(cx, "SELECT MAX(revision) FROM budget WHERE project_id = ?",
                  ARGS(ARG(b->project_id)), &last, NULL));
    b->revision = last + 1;
    SET(&budget_shape, b, revision);
    TRY(res_create(cx, &budget_own_res, who, b, id));
    return tell(cx, who, "budget:create", "budget_id", *id, b->project_id);
}

int budget_of(struct cx *cx, struct uuid project_id, struct uuid id)
{
    struct budget b = { 0 };
    bool          found;
    TRY(res_load(cx, &budget_own_res, id, &b, &found));
    return found && uuid_equal(b.project_id, project_id) ? 0 : res_absent(cx, &budget_own_res);
}

int budget_update(struct cx *cx, const struct actor *who, struct uuid id, struct budget *b)
{
    TRY(res_update(cx, &budget_own_res, who, id, b));
    return tell(cx, who, "budget:update", "budget_id", id, b->project_id);
}

int budget_delete(struct cx *cx, const struct actor *who, struct uuid project_id, struct uuid id)
{
    TRY(db_do(cx, "DELETE FROM budget_entry WHERE budget_id = ?", ARGS(ARG(id)), NULL));
    TRY(res_delete(cx, &budget_own_res, who, id));
    return tell(cx, who, "budget:delete", "budget_id", id, project_id);
}

/* ---- entries ---- */

int budget_entry_each(struct cx *cx, struct uuid budget_id, int (*fn)(void *u, const void *row),
                      void *u)
{
    return db_each(cx,
                   "SELECT id, budget_id, department_id, person_id, start_date, months_duration,"
                   " daily_salary, position, seniority, exceptions FROM budget_entry"
                   " WHERE budget_id = ? ORDER BY start_date, created_at, id",
                   ARGS(ARG(budget_id)), &budget_entry_line_shape, fn, u);
}

int budget_entry_of(struct cx *cx, struct uuid budget_id, struct uuid id)
{
    struct budget_entry e = { 0 };
    bool                found;
    TRY(res_load(cx, &budget_entry_own_res, id, &e, &found));
    return found && uuid_equal(e.budget_id, budget_id) ? 0
                                                       : res_absent(cx, &budget_entry_own_res);
}

int budget_entry_write(struct cx *cx, const struct actor *who, struct uuid project_id,
                       enum verb verb, struct budget_entry *e, struct uuid *id)
{
    const struct resource *r = &budget_entry_own_res;
    const char            *name;
    switch (verb) {
    case RES_CREATE:
        name = "budget-entry:create";
        TRY(res_create(cx, r, who, e, id));
        break;
    case RES_UPDATE:
        name = "budget-entry:update";
        TRY(res_update(cx, r, who, *id, e));
        break;
    default: name = "budget-entry:delete"; TRY(res_delete(cx, r, who, *id));
    }
    return tell(cx, who, name, "budget_entry_id", *id, project_id);
}
