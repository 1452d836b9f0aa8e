/* period.c - see period.h. */
#include "model/track/period.h"
#include "model/base/text.h"

enum { WEEK = 7, WORK_DAYS = 5, THURSDAY = 3, WEEKS_MOST = 53 };

static int number(struct cx *cx, const char *text, int64_t from, int64_t to, int64_t *v)
{
    return i64_parse(text, strlen(text), v) && *v >= from && *v <= to
               ? 0
               : refuse(cx, E_INVALID, "%.20s is in no calendar", text);
}

/* Monday is 0; the first of January 1970 was a Thursday. */
static int64_t weekday(int64_t days) { return ((days + THURSDAY) % WEEK + WEEK) % WEEK; }

static int week_read(struct cx *cx, int64_t year, const char *text, struct period *to)
{
    int64_t week, fourth = days_from_civil(year, 1, 4); /* is always in week 1 */
    TRY(number(cx, text, 1, WEEKS_MOST, &week));
    to->from.days = fourth - weekday(fourth) + (week - 1) * WEEK;
    to->to.days   = to->from.days + WEEK - 1;
    return 0;
}

int period_read(struct cx *cx, const char *year, const char *month, const char *day,
                const char *week, struct period *to)
{
    int64_t y, m = 1, d, end;
    TRY(number(cx, year, 1000, 9999, &y));
    if (week)
        return week_read(cx, y, week, to);
    if (!month) {
        to->from.days = days_from_civil(y, 1, 1);
        to->to.days   = days_from_civil(y, 12, 31);
        return 0;
    }
    TRY(number(cx, month, 1, 12, &m));
    to->from.days = days_from_civil(y, (unsigned)m, 1);
    end           = (m == 12 ? days_from_civil(y + 1, 1, 1) : days_from_civil(y, (unsigned)m + 1, 1)) - 1;
    to->to.days   = end;
    if (!day)
        return 0;
    TRY(number(cx, day, 1, end - to->from.days + 1, &d));
    to->from.days += d - 1;
    to->to = to->from;
    return 0;
}

int period_date(struct cx *cx, const char *text, struct date *to)
{
    return date_parse(text, strlen(text), to) ? 0
                                              : refuse(cx, E_INVALID, "%.20s is in no calendar", text);
}

int64_t period_week(struct date day)
{
    int64_t  thursday = day.days - weekday(day.days) + THURSDAY; /* is always in the week's year */
    int64_t  year;
    unsigned month, date;
    civil_from_days(thursday, &year, &month, &date);
    return (thursday - days_from_civil(year, 1, 1)) / WEEK + 1;
}

int64_t period_business_days(struct date from, struct date to)
{
    int64_t n = 0;
    if (to.days - from.days > 366 * 100)
        return (to.days - from.days) / WEEK * WORK_DAYS;
    for (int64_t day = from.days; day <= to.days; day++)
        n += weekday(day) < WORK_DAYS;
    return n;
}

struct date period_add_business_days(struct date from, double n)
{
    int64_t weeks = n > WORK_DAYS ? (int64_t)(n / WORK_DAYS) - 1 : 0;
    from.days += weeks * WEEK;
    for (n -= (double)(weeks * WORK_DAYS); n > 0; n -= weekday(from.days) < WORK_DAYS)
        from.days++;
    return from;
}
