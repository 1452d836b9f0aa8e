/*
 * period.h - days, weeks, months and years as paths name them.
 *
 * Stands on base.
 * Errors: E_INVALID for a day that is in no calendar.
 */
#ifndef TRACK_PERIOD_H
#define TRACK_PERIOD_H
#include "model/base/base.h"

struct period { /* both days are in it */
    struct date from, to;
};
/* Texts of numbers; NULL for what is not said: year; year, month; year, month, day; year, week
 * (of ISO 8601). */
int period_read(struct cx *cx, const char *year, const char *month, const char *day,
                const char *week, struct period *to) MUST_USE;
/* "2026-11-20" */
int period_date(struct cx *cx, const char *text, struct date *to) MUST_USE;
/* The number of its week by ISO 8601. */
int64_t period_week(struct date day);
/* Mondays to Fridays from one day to another. */
int64_t period_business_days(struct date from, struct date to);
/* So many of them later; part of one is one. */
struct date period_add_business_days(struct date from, double n);
#endif
