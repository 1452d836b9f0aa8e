/* budget.c - see budget.h. */
#include "model/track/budget.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"
#include "model/track/right.h"

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

const struct resource budget_own_res       = { .name   = "budget",
                                               .plural = "budgets",
                                               .table  = "budget",
                                               .type   = "Budget",
                                               .shape  = &budget_shape,
                                               .order  = "t.revision",
                                               .may    = right_given,
                                               .doc    = "Budgets of a production." },
                      budget_entry_own_res = { .name   = "budget_entry",
                                               .plural = "budget-entries",
                                               .table  = "budget_entry",
                                               .type   = "BudgetEntry",
                                               .shape  = &budget_entry_shape,
                                               .order  = "t.start_date",
                                               .may    = right_given,
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
                   " WHERE project_id = ? ORDER BY revision, id" LIST_ENDS,
                   ARGS(ARG(project_id)), &budget_line_shape, fn, u);
}

int budget_create(struct cx *cx, const struct actor *who, struct budget *b, struct uuid *id)
{
    int64_t last;
    /* Who comes second waits for the first, and then sees its revision. */
    TRY(production_lock(cx, b->project_id));
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
                   " WHERE budget_id = ? ORDER BY start_date, created_at, id" LIST_ENDS,
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

/* ---- time spent ---- */

struct spent {
    struct row  row;
    struct uuid department_id, person_id;
    const char *month;
    double      minutes;
};
#define ROW struct spent
static const struct field spent_fields[] = {
    FIELD(department_id, READ, .doc = "The department."),
    FIELD(person_id, READ, .doc = "Who worked."),
    FIELD(month, READ, .doc = "The month."),
    FIELD(minutes, READ, .doc = "How long."),
};
#undef ROW
static const struct shape spent_shape = SHAPE(struct spent, spent_fields);

struct spending { /* what is open: a department, a person in it; nil: none */
    struct out *o;
    struct uuid department_id, person_id;
    double      of_department, of_person;
};

static void group_begin(struct out *o, struct uuid id)
{
    char key[UUID_TEXT];
    uuid_format(id, key);
    out_key(o, key);
    out_object(o);
}

static void group_end(struct out *o, double total)
{
    out_key(o, "total");
    out_f64(o, total);
    out_object_end(o);
}

static void person_end(struct spending *s)
{
    if (!uuid_is_nil(s->person_id))
        group_end(s->o, s->of_person);
    s->person_id = (struct uuid){ { 0 } };
    s->of_person = 0;
}

static void department_end(struct spending *s)
{
    person_end(s);
    if (!uuid_is_nil(s->department_id))
        group_end(s->o, s->of_department);
    s->of_department = 0;
}

static int spent_write(void *u, const void *row)
{
    struct spending    *s = u;
    const struct spent *t = row;
    if (!uuid_equal(t->department_id, s->department_id)) {
        department_end(s);
        group_begin(s->o, t->department_id);
        s->department_id = t->department_id;
    }
    if (!uuid_equal(t->person_id, s->person_id)) {
        person_end(s);
        group_begin(s->o, t->person_id);
        s->person_id = t->person_id;
    }
    out_key(s->o, t->month);
    out_f64(s->o, t->minutes);
    s->of_person += t->minutes;
    s->of_department += t->minutes;
    return s->o->failed ? -1 : 0;
}

int budget_spent(struct cx *cx, struct uuid project_id, struct out *o)
{
    static const char sql[] =
        "SELECT y.department_id, h.person_id, DATE_FORMAT(h.date, '%Y-%m') AS month, SUM(h.duration)"
        " FROM task k JOIN task_type y ON y.id = k.task_type_id AND y.department_id IS NOT NULL"
        " JOIN time_spent h ON h.task_id = k.id WHERE k.project_id = ?"
        " GROUP BY y.department_id, h.person_id, month ORDER BY y.department_id, h.person_id, month" LIST_ENDS;
    struct spending s = { .o = o };
    out_object(o);
    TRY(db_each(cx, sql, ARGS(ARG(project_id)), &spent_shape, spent_write, &s));
    department_end(&s);
    out_object_end(o);
    return 0;
}
