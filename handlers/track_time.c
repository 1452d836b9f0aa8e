/* track_time.c - time that was worked, by task, person and period; days off. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/hours.h"
#include "model/track/quota.h"
#include "model/track/studio.h"
#include "model/track/task.h"
#include "model/track/tasks.h"

extern const struct route_list track_time_routes;

#define DAY_US INT64_C(86400000000)

struct time_in {
    struct row  row;
    struct uuid task_id, person_id, project_id, entity_id, department_id, studio_id, task_type_id;
    const char *date, *year, *month, *week, *day, *start_date, *end_date, *count_mode;
    double      duration;
};
// clang-format off
#define ROW struct time_in
#define TASK FIELD(task_id, PATH, .doc = "The task.")
#define WHO FIELD(person_id, PATH, .doc = "The person.")
#define DATE FIELD(date, PATH, .doc = "The day.")
#define YEAR FIELD(year, PATH, .doc = "The year.")
#define MONTH FIELD(month, PATH, .doc = "The month.")
#define WEEK FIELD(week, PATH, .doc = "The week.")
#define DAY FIELD(day, PATH, .doc = "The day.")
#define FILTERS FIELD(project_id, WRITE, .doc = "In that production."), FIELD(department_id, WRITE, .doc = "By people of that department."), \
    FIELD(studio_id, WRITE, .doc = "By people of that studio.")
#define RANGE FIELD(start_date, WRITE, .doc = "First day."), FIELD(end_date, WRITE, .doc = "Last day.")
static const char *const modes[] = { "weighted", "weighteddone", "feedback", "done", NULL };
#define QUOTA FIELD(project_id, WRITE, .doc = "The production."), FIELD(task_type_id, WRITE, .doc = "The kind of work."), \
    FIELD(count_mode, WRITE, .choices = modes, .def = "weighted", .doc = "How shots are counted.")
static const struct field set_fields[]   = { TASK, DATE, WHO, FIELD(duration, WRITE | NEED | LAX, .doc = "Minutes.") };
static const struct field one_fields[]   = { TASK, DATE, WHO };
static const struct field task_fields[]  = { TASK };
static const struct field task_date_fields[] = { TASK, DATE };
static const struct field entity_fields[] = { FIELD(entity_id, PATH, .doc = "The entity.") };
static const struct field all_fields[]   = { FILTERS };
static const struct field year_fields[]  = { YEAR, FILTERS };
static const struct field month_fields[] = { YEAR, MONTH, FILTERS };
static const struct field person_fields[]       = { WHO, RANGE };
static const struct field person_date_fields[]  = { WHO, DATE };
#define ON FIELD(date, WRITE, .doc = "The day; today if it is not said.")
static const struct field task_on_fields[]   = { TASK, ON };
static const struct field person_on_fields[] = { WHO, ON };
static const struct field on_fields[]        = { ON };
static const struct field person_year_fields[]  = { WHO, YEAR };
static const struct field person_month_fields[] = { WHO, YEAR, MONTH };
static const struct field person_week_fields[]  = { WHO, YEAR, WEEK };
static const struct field person_day_fields[]   = { WHO, YEAR, MONTH, DAY };
static const struct field quota_month_fields[]  = { WHO, YEAR, MONTH, QUOTA };
static const struct field quota_week_fields[]   = { WHO, YEAR, WEEK, QUOTA };
static const struct field quota_day_fields[]    = { WHO, YEAR, MONTH, DAY, QUOTA };
#define COUNTED FIELD(studio_id, WRITE, .doc = "Of tasks of people of that studio."), \
    FIELD(count_mode, WRITE, .choices = modes, .def = "weighted", .doc = "How shots are counted.")
#define PRODUCTION FIELD(project_id, PATH, .doc = "The production.")
static const struct field sum_type_fields[]   = { PRODUCTION, FIELD(task_type_id, PATH, .doc = "The kind of work."), COUNTED };
static const struct field sum_person_fields[] = { PRODUCTION, WHO, COUNTED };
static const struct field sum_all_fields[]    = { PRODUCTION, FIELD(task_type_id, WRITE, .doc = "The kind of work; all if it is not said."), COUNTED };
static const struct field sum_people_fields[] = { PRODUCTION, FIELD(person_id, WRITE | NEED, .doc = "The person."), COUNTED };
static const struct field range_fields[] = { RANGE };
static const struct field date_fields[]  = { DATE };
static const struct field months_fields[] = { YEAR, MONTH };
static const struct field project_fields[] = { FIELD(project_id, PATH, .doc = "The production."), RANGE };
static const struct field project_type_fields[] = { FIELD(project_id, PATH, .doc = "The production."), FIELD(task_type_id, PATH, .doc = "The kind of work."), RANGE };
#undef ROW
#define IN(name, fields) static const struct shape name = SHAPE(struct time_in, fields)
IN(set_in, set_fields);
IN(one_in, one_fields);
IN(task_in, task_fields);
IN(task_date_in, task_date_fields);
IN(entity_in, entity_fields);
IN(all_in, all_fields);
IN(year_in, year_fields);
IN(month_in, month_fields);
IN(person_in, person_fields);
IN(person_date_in, person_date_fields);
IN(task_on_in, task_on_fields);
IN(person_on_in, person_on_fields);
IN(on_in, on_fields);
IN(person_year_in, person_year_fields);
IN(person_month_in, person_month_fields);
IN(person_week_in, person_week_fields);
IN(person_day_in, person_day_fields);
IN(quota_month_in, quota_month_fields);
IN(quota_week_in, quota_week_fields);
IN(quota_day_in, quota_day_fields);
IN(sum_type_in, sum_type_fields);
IN(sum_person_in, sum_person_fields);
IN(sum_all_in, sum_all_fields);
IN(sum_people_in, sum_people_fields);
IN(range_in, range_fields);
IN(date_in, date_fields);
IN(months_in, months_fields);
IN(project_in, project_fields);
IN(project_type_in, project_type_fields);
// clang-format on

/* The day that is named; today where none need be. */
static int one_day(struct rq *rq, struct period *p)
{
    const char *date = ((const struct time_in *)rq->args)->date;
    if (date)
        TRY(period_date(&rq->cx, date, &p->from));
    else
        p->from.days = rq->cx.now.us / DAY_US;
    p->to = p->from;
    return 0;
}

/* ---- a day's work ---- */

static int set(struct rq *rq, bool add)
{
    const struct time_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct date           date;
    struct uuid           id;
    TRY(period_date(&rq->cx, in->date, &date));
    TRY(hours_set(&rq->cx, &who, in->task_id, in->person_id, date, in->duration, add, &id));
    return res_show(&rq->cx, &time_spent_res, id, false, reply(rq, 201));
}

static int set_run(struct rq *rq) { return set(rq, false); }
static int add_run(struct rq *rq) { return set(rq, true); }

static int remove_run(struct rq *rq)
{
    const struct time_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct date           date;
    TRY(period_date(&rq->cx, in->date, &date));
    TRY(hours_remove(&rq->cx, &who, in->task_id, in->person_id, date));
    out_json(reply(rq, 201), "{}");
    return 0;
}

static int of_task(struct rq *rq, const struct date *date)
{
    const struct time_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    return hours_of_task(&rq->cx, in->task_id, date, reply(rq, 200));
}

static int task_run(struct rq *rq) { return of_task(rq, NULL); }

static int task_date_run(struct rq *rq)
{
    struct period day;
    TRY(one_day(rq, &day));
    return of_task(rq, &day.from);
}

/* ---- rows by a condition ---- */

static int spent_where(struct rq *rq, const char *sql, const struct arg *args, size_t n)
{
    return res_where(&rq->cx, &time_spent_res,
                     &(struct res_where){ .sql = sql, .args = args, .nargs = n, .order = "t.date, t.id" },
                     reply(rq, 200));
}

static int entity_run(struct rq *rq)
{
    const struct time_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &entity_res, &who, FOR_ASSIGNED, in->entity_id, NULL));
    return spent_where(rq, "t.task_id IN (SELECT k.id FROM task k WHERE k.entity_id = ?)",
                       ARGS(ARG(in->entity_id)));
}

#define MINE_OR_OURS                                                                               \
    "t.person_id = ? AND t.date BETWEEN ? AND ? AND (? OR t.task_id IN (SELECT k.id FROM task k"   \
    " JOIN project_person_link l ON l.project_id = k.project_id WHERE l.person_id = ?))"

static int rows_of_person(struct rq *rq, struct uuid person_id, const struct period *p)
{
    struct actor who = rows_actor(rq);
    bool         all;
    TRY(hours_may_read(&rq->cx, &who, person_id, &all));
    return spent_where(rq, MINE_OR_OURS,
                       ARGS(ARG(person_id), ARG(p->from), ARG(p->to), ARG(all), ARG(who.id)));
}

/* start_date and end_date; what is not said is without end. */
static int range(struct rq *rq, struct period *p)
{
    const struct time_in *in = rq->args;
    p->from.days             = days_from_civil(1000, 1, 1);
    p->to.days               = days_from_civil(9999, 12, 31);
    if (in->start_date && *in->start_date)
        TRY(period_date(&rq->cx, in->start_date, &p->from));
    if (in->end_date && *in->end_date)
        TRY(period_date(&rq->cx, in->end_date, &p->to));
    return 0;
}

static int person_run(struct rq *rq)
{
    struct period p;
    struct uuid   id = ((const struct time_in *)rq->args)->person_id;
    TRY(tasks_person(&rq->cx, id));
    if (!rq->caller.is_admin)
        return right_refuse(&rq->cx);
    TRY(range(rq, &p));
    return rows_of_person(rq, id, &p);
}

static int person_date_run(struct rq *rq)
{
    struct period p;
    TRY(one_day(rq, &p));
    return rows_of_person(rq, ((const struct time_in *)rq->args)->person_id, &p);
}

static int mine_run(struct rq *rq)
{
    struct period p;
    TRY(range(rq, &p));
    return rows_of_person(rq, rq->caller.id, &p);
}

static int mine_date_run(struct rq *rq)
{
    struct period p;
    TRY(one_day(rq, &p));
    return rows_of_person(rq, rq->caller.id, &p);
}

/* The one row, or null. */
static int mine_task_run(struct rq *rq)
{
    struct period p;
    struct uuid   id;
    bool          found;
    TRY(one_day(rq, &p));
    TRY(hours_find(&rq->cx, ((const struct time_in *)rq->args)->task_id, rq->caller.id, p.from, &id, &found));
    if (found)
        return res_show(&rq->cx, &time_spent_res, id, false, reply(rq, 200));
    out_null(reply(rq, 200));
    return 0;
}

static int project_run(struct rq *rq)
{
    const struct time_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    bool                  all = who.is_admin || right_is_role(&who, "manager") || right_is_role(&who, "supervisor");
    struct period         p;
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    TRY(range(rq, &p));
    return spent_where(rq, "t.task_id IN (SELECT k.id FROM task k WHERE k.project_id = ?)"
                           " AND t.date BETWEEN ? AND ? AND (? OR t.person_id = ?)",
                       ARGS(ARG(in->project_id), ARG(p.from), ARG(p.to), ARG(all), ARG(who.id)));
}

static int project_type_run(struct rq *rq)
{
    const struct time_in *in = rq->args;
    struct period         p;
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(range(rq, &p));
    return spent_where(rq, "t.task_id IN (SELECT k.id FROM task k WHERE k.project_id = ? AND k.task_type_id = ?)"
                           " AND t.date BETWEEN ? AND ?",
                       ARGS(ARG(in->project_id), ARG(in->task_type_id), ARG(p.from), ARG(p.to)));
}

/* ---- sums ---- */

static int period(struct rq *rq, struct period *p)
{
    const struct time_in *in = rq->args;
    return period_read(&rq->cx, in->year, in->month, in->day, in->week, p);
}

static int table(struct rq *rq, enum hours_by by)
{
    const struct time_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct period         p;
    struct hours_ask      ask = { by, NULL, in->project_id, in->department_id, in->studio_id };
    if (in->year) {
        TRY(period(rq, &p));
        ask.period = &p;
    }
    return hours_table(&rq->cx, &who, &ask, reply(rq, 200));
}

static int years_run(struct rq *rq) { return table(rq, BY_YEAR); }
static int months_run(struct rq *rq) { return table(rq, BY_MONTH); }
static int weeks_run(struct rq *rq) { return table(rq, BY_WEEK); }
static int days_run(struct rq *rq) { return table(rq, BY_DAY); }

static int worked_run(struct rq *rq)
{
    struct actor  who = rows_actor(rq);
    struct period p;
    TRY(period(rq, &p));
    return hours_of_person(&rq->cx, &who, ((const struct time_in *)rq->args)->person_id, &p, reply(rq, 200));
}

static int month_rows_run(struct rq *rq)
{
    struct actor  who = rows_actor(rq);
    struct period p;
    struct uuid   id = ((const struct time_in *)rq->args)->person_id;
    TRY(period(rq, &p));
    TRY(tasks_person(&rq->cx, id));
    if (!who.is_admin && !uuid_equal(id, who.id))
        return right_refuse(&rq->cx);
    return rows_of_person(rq, id, &p);
}

/* ---- quotas ---- */

static int quota_run(struct rq *rq)
{
    const struct time_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct period         p;
    struct quota_ask      ask = { in->person_id, in->project_id, in->task_type_id, &p, in->count_mode };
    TRY(tasks_person(&rq->cx, in->person_id));
    TRY(period(rq, &p));
    if (!uuid_is_nil(in->project_id))
        TRY(track_project(rq, who.is_admin || uuid_equal(who.id, in->person_id) ? FOR_ALL : FOR_MANAGER, in->project_id));
    else if (!who.is_admin && (right_is_role(&who, "manager") || !uuid_equal(who.id, in->person_id)))
        return right_refuse(&rq->cx);
    return quota_shots(&rq->cx, &ask, reply(rq, 200));
}

static int sums_run(struct rq *rq)
{
    const struct time_in *in  = rq->args;
    struct quota_sum      ask = { in->project_id, in->task_type_id, in->person_id, in->studio_id, in->count_mode };
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    return quota_sums(&rq->cx, &ask, reply(rq, 200));
}

/* One's own; others' for those who lead the production. */
static int person_sums_run(struct rq *rq)
{
    const struct time_in *in   = rq->args;
    bool                  self = uuid_equal(in->person_id, rq->caller.id);
    TRY(tasks_person(&rq->cx, in->person_id));
    TRY(track_project(rq, self ? FOR_TEAM : FOR_SUPERVISOR, in->project_id));
    return sums_run(rq);
}

/* ---- days off ---- */

static int off_where(struct rq *rq, const char *sql, const struct arg *args, size_t n)
{
    return res_where(&rq->cx, &day_off_res,
                     &(struct res_where){ .sql = sql, .args = args, .nargs = n, .order = "t.date, t.id" },
                     reply(rq, 200));
}

static int off_may(struct rq *rq, struct uuid person_id)
{
    struct actor who = rows_actor(rq);
    TRY(tasks_person(&rq->cx, person_id));
    return who.is_admin || uuid_equal(who.id, person_id) ? 0 : right_refuse(&rq->cx);
}

static int off_in(struct rq *rq, struct uuid person_id, const struct period *p)
{
    TRY(off_may(rq, person_id));
    return off_where(rq, "t.person_id = ? AND t.date <= ? AND t.end_date >= ?",
                     ARGS(ARG(person_id), ARG(p->to), ARG(p->from)));
}

static int off_period_run(struct rq *rq)
{
    struct period p;
    TRY(period(rq, &p));
    return off_in(rq, ((const struct time_in *)rq->args)->person_id, &p);
}

static int off_person_run(struct rq *rq)
{
    struct period p;
    TRY(range(rq, &p));
    return off_in(rq, ((const struct time_in *)rq->args)->person_id, &p);
}

/* The row that covers the day, or {}. */
static int off_day(struct rq *rq, struct uuid person_id)
{
    struct period p;
    struct uuid   id;
    bool          found;
    TRY(one_day(rq, &p));
    TRY(off_may(rq, person_id));
    TRY(quota_day_off(&rq->cx, person_id, p.from, &id, &found));
    if (found)
        return res_show(&rq->cx, &day_off_res, id, false, reply(rq, 200));
    out_json(reply(rq, 200), "{}");
    return 0;
}

static int off_date_run(struct rq *rq) { return off_day(rq, ((const struct time_in *)rq->args)->person_id); }
static int off_mine_run(struct rq *rq) { return off_day(rq, rq->caller.id); }

static int off_month_run(struct rq *rq)
{
    struct actor  who = rows_actor(rq);
    struct period p;
    TRY(period(rq, &p));
    return off_where(rq, "t.date <= ? AND t.end_date >= ? AND (? OR t.person_id = ?)",
                     ARGS(ARG(p.to), ARG(p.from), ARG(who.is_admin), ARG(who.id)));
}

static int off_project_run(struct rq *rq)
{
    const struct time_in *in = rq->args;
    struct period         p;
    TRY(track_project(rq, FOR_TEAM_INSIDE, in->project_id));
    TRY(range(rq, &p));
    return off_where(rq, "t.person_id IN (SELECT l.person_id FROM project_person_link l WHERE l.project_id = ?)"
                         " AND t.date <= ? AND t.end_date >= ?",
                     ARGS(ARG(in->project_id), ARG(p.to), ARG(p.from)));
}

// clang-format off
#define READS(path, shape, fn, text) { GET, path, LOGGED_IN, .in = &shape, .run = fn, .errors = track_errors, .doc = text }
#define MINE(path, shape, fn, text) { GET, "/data/user/" path, PERSON, .in = &shape, .run = fn, .errors = track_errors, .doc = text }
#define SPENT "/actions/tasks/:task_id/time-spents"
#define OF "/data/persons/:person_id/"
static const struct route routes[] = {
    { POST, SPENT "/:date/persons/:person_id", LOGGED_IN, .in = &set_in, .out = &time_spent_shape, .run = set_run, .status = 201,
      .flags = TX, .errors = track_errors, .doc = "Minutes that a person worked on a task on a day." },
    { POST, SPENT "/:date/persons/:person_id/add", LOGGED_IN, .in = &set_in, .out = &time_spent_shape, .run = add_run, .status = 201,
      .flags = TX, .errors = track_errors, .doc = "Minutes more." },
    { DELETE, SPENT "/:date/persons/:person_id", LOGGED_IN, .in = &one_in, .run = remove_run, .status = 201,
      .flags = TX, .errors = track_errors, .doc = "None at all." },
    READS(SPENT, task_in, task_run, "Work on a task, by person."),
    READS(SPENT "/:date", task_date_in, task_date_run, "Work on a task on a day, by person."),
    READS("/data/tasks/:task_id/time-spent/for-date", task_on_in, task_date_run, "Work on a task on a day, by person."),
    READS("/data/entities/:entity_id/time-spents", entity_in, entity_run, "Work on an entity."),
    READS("/data/projects/:project_id/time-spents", project_in, project_run, "Work on a production."),
    READS("/data/projects/:project_id/task-types/:task_type_id/time-spents", project_type_in, project_type_run, "Work of a kind on a production."),
    READS("/data/persons/time-spents/year-table", all_in, years_run, "Minutes by year and person."),
    READS("/data/persons/time-spents/month-table/:year", year_in, months_run, "Minutes by month and person."),
    READS("/data/persons/time-spents/week-table/:year", year_in, weeks_run, "Minutes by week and person."),
    READS("/data/persons/time-spents/day-table/:year/:month", month_in, days_run, "Minutes by day and person."),
    READS(OF "time-spents", person_in, person_run, "Work of a person."),
    READS(OF "time-spents/:date", person_date_in, person_date_run, "Work of a person on a day."),
    READS(OF "time-spents/by-date", person_on_in, person_date_run, "Work of a person on a day."),
    READS(OF "time-spents/year/:year", person_year_in, worked_run, "Minutes of a person by task in a year."),
    READS(OF "time-spents/month/:year/:month", person_month_in, worked_run, "Minutes of a person by task in a month."),
    READS(OF "time-spents/week/:year/:week", person_week_in, worked_run, "Minutes of a person by task in a week."),
    READS(OF "time-spents/day/:year/:month/:day", person_day_in, worked_run, "Minutes of a person by task on a day."),
    READS(OF "time-spents/month/all/:year/:month", person_month_in, month_rows_run, "Work of a person in a month."),
    READS(OF "quota-shots/month/:year/:month", quota_month_in, quota_run, "Shots of a person's quota in a month."),
    READS(OF "quota-shots/week/:year/:week", quota_week_in, quota_run, "Shots of a person's quota in a week."),
    READS(OF "quota-shots/day/:year/:month/:day", quota_day_in, quota_run, "Shots of a person's quota on a day."),
    READS("/data/projects/:project_id/quotas/:task_type_id", sum_type_in, sums_run, "What each has done of the shots of a production."),
    READS("/data/projects/:project_id/quotas/persons/:person_id", sum_person_in, person_sums_run, "What a person has done of the shots of a production, by kind of work."),
    READS("/data/projects/:project_id/quotas", sum_all_in, sums_run, "What each has done of the shots of a production."),
    READS("/data/projects/:project_id/person-quotas", sum_people_in, person_sums_run, "What a person has done of the shots of a production, by kind of work."),
    READS(OF "day-offs", person_in, off_person_run, "Days off of a person."),
    READS(OF "day-offs/:date", person_date_in, off_date_run, "What covers a day, or nothing."),
    READS(OF "day-offs/year/:year", person_year_in, off_period_run, "Days off of a person in a year."),
    READS(OF "day-offs/month/:year/:month", person_month_in, off_period_run, "Days off of a person in a month."),
    READS(OF "day-offs/week/:year/:week", person_week_in, off_period_run, "Days off of a person in a week."),
    READS("/data/persons/day-offs/:year/:month", months_in, off_month_run, "Days off in a month; one's own for those who are no administrators."),
    READS("/data/projects/:project_id/day-offs", project_in, off_project_run, "Days off of a team."),
    MINE("time-spents", range_in, mine_run, "Work of the caller."),
    MINE("time-spents/:date", date_in, mine_date_run, "Work of the caller on a day."),
    MINE("time-spents/by-date", on_in, mine_date_run, "Work of the caller on a day."),
    MINE("tasks/:task_id/time-spents/:date", task_date_in, mine_task_run, "Work of the caller on a task and a day, or null."),
    MINE("tasks/:task_id/time-spent", task_on_in, mine_task_run, "Work of the caller on a task and a day, or null."),
    MINE("day-offs/:date", date_in, off_mine_run, "What covers a day, or nothing."),
    MINE("day-off", on_in, off_mine_run, "What covers a day, or nothing."),
};
// clang-format on
const struct route_list track_time_routes = ROUTES(tracker_family, routes);
