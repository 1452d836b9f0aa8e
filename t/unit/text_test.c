/* text_test.c - identifiers, moments, days, numbers, UTF-8: what is read, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <limits.h>
#include <math.h>
#include "model/base/text.h"

#define T(text) (text), sizeof(text) - 1

/* ---- identifiers ---- */

// clang-format off
static struct id_case {
    const char *what, *text;
    size_t      len;
    bool        good;
} ids[] = {
    { "lower case", T("0123abcd-4567-89ef-0123-456789abcdef"), true },
    { "upper case", T("0123ABCD-4567-89EF-0123-456789ABCDEF"), true },
    { "nil", T("00000000-0000-0000-0000-000000000000"), true },
    { "nothing", T(""), false },
    { "a digit too few", T("0123abcd-4567-89ef-0123-456789abcde"), false },
    { "a digit too many", T("0123abcd-4567-89ef-0123-456789abcdef0"), false },
    { "no hyphens", T("0123abcd456789ef0123456789abcdef"), false },
    { "hyphens elsewhere", T("0123abc-d4567-89ef-0123-456789abcdef"), false },
    { "braces", T("{123abcd-4567-89ef-0123-456789abcde}"), false },
    { "another letter", T("0123abcg-4567-89ef-0123-456789abcdef"), false },
    { "a blank before", T(" 123abcd-4567-89ef-0123-456789abcdef"), false },
    { "NUL inside", T("0123abcd-4567-89ef-0123-456789abc\0ef"), false },
    { "what lies 32 below a letter", T("0123abc!-4567-89ef-0123-456789abcdef"), false },
    { "full-width digits", T("\xef\xbc\x91\xef\xbc\x91" "abcd-4567-89ef-0123-456789abcdef"), false },
};
// clang-format on

static void id_is_read(void **state)
{
    const struct id_case *c = *state;
    struct uuid           v, before;
    char                  text[UUID_TEXT];
    memset(&before, 0x5a, sizeof before);
    v = before;
    assert_int_equal(uuid_parse(c->text, c->len, &v), c->good);
    if (!c->good) {
        assert_true(uuid_equal(v, before));
        return;
    }
    uuid_format(v, text);
    for (size_t i = 0; i < c->len; i++)
        assert_int_equal(text[i],
                         c->text[i] >= 'A' && c->text[i] <= 'F' ? c->text[i] | 0x20 : c->text[i]);
}

static void new_ids_differ(void **state)
{
    struct uuid last = uuid_new();
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct uuid v = uuid_new();
        assert_int_equal(v.b[6] >> 4, 4);
        assert_int_equal(v.b[8] >> 6, 2);
        assert_false(uuid_equal(v, last));
        assert_false(uuid_is_nil(v));
        last = v;
    }
}

/* ---- moments ---- */

// clang-format off
static struct moment {
    const char *what, *text;
    const char *want; /* as it is written again; NULL: refused */
} moments[] = {
    { "RFC 3339", "2026-11-20T21:40:01.123Z", "2026-11-20T21:40:01.123Z" },
    { "lower-case letters", "2026-11-20t21:40:01z", "2026-11-20T21:40:01.000Z" },
    { "a blank between", "2026-11-20 21:40:01Z", "2026-11-20T21:40:01.000Z" },
    { "no zone is UTC", "2026-11-20T21:40:01", "2026-11-20T21:40:01.000Z" },
    { "no seconds", "2026-11-20T21:40", "2026-11-20T21:40:00.000Z" },
    { "a day is its midnight", "2026-11-20", "2026-11-20T00:00:00.000Z" },
    { "the epoch", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z" },
    { "before the epoch", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z" },
    { "after 2038", "2106-02-07T06:28:16Z", "2106-02-07T06:28:16.000Z" },
    { "the first year", "1000-01-01T00:00:00Z", "1000-01-01T00:00:00.000Z" },
    { "the last microsecond", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999Z" },
    { "a leap day", "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z" },
    { "a leap day of a fourth century", "2000-02-29", "2000-02-29T00:00:00.000Z" },
    { "a leap second", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z" },
    { "a zone in the east", "2026-11-20T21:40:01+05:30", "2026-11-20T16:10:01.000Z" },
    { "a zone in the west", "2026-11-20T21:40:01-08:00", "2026-11-21T05:40:01.000Z" },
    { "a zone without a colon", "2026-11-20T21:40:01+0530", "2026-11-20T16:10:01.000Z" },
    { "a zone of hours", "2026-11-20T21:40:01+05", "2026-11-20T16:40:01.000Z" },
    { "a zone over the year's end", "2026-01-01T00:30+01:00", "2025-12-31T23:30:00.000Z" },
    { "minus nothing", "2026-11-20T21:40:01-00:00", "2026-11-20T21:40:01.000Z" },
    { "one digit of a fraction", "2026-11-20T21:40:01.5Z", "2026-11-20T21:40:01.500Z" },
    { "digits beyond microseconds", "2026-11-20T21:40:01.999999999Z", "2026-11-20T21:40:01.999Z" },
    { "a comma before the fraction", "2026-11-20T21:40:01,250Z", "2026-11-20T21:40:01.250Z" },

    { "nothing", "", NULL },
    { "29 February of another year", "2026-02-29", NULL },
    { "29 February of a century", "1900-02-29", NULL },
    { "31 April", "2026-04-31", NULL },
    { "month 0", "2026-00-10", NULL },
    { "month 13", "2026-13-01", NULL },
    { "day 0", "2026-01-00", NULL },
    { "day 32", "2026-01-32", NULL },
    { "hour 24", "2026-11-20T24:00:00Z", NULL },
    { "minute 60", "2026-11-20T21:60:00Z", NULL },
    { "second 61", "2026-11-20T21:40:61Z", NULL },
    { "a point without digits", "2026-11-20T21:40:01.Z", NULL },
    { "a fraction of minutes", "2026-11-20T21:40.5Z", NULL },
    { "a zone of one digit", "2026-11-20T21:40:01+5", NULL },
    { "a zone that stops at its colon", "2026-11-20T21:40:01+05:", NULL },
    { "a zone of 24 hours", "2026-11-20T21:40:01+24:00", NULL },
    { "a zone of 60 minutes", "2026-11-20T21:40:01+05:60", NULL },
    { "a sign alone", "2026-11-20T21:40:01+", NULL },
    { "two zones", "2026-11-20T21:40:01ZZ", NULL },
    { "a named zone", "2026-11-20T21:40:01 CET", NULL },
    { "a blank before", " 2026-11-20", NULL },
    { "a blank behind", "2026-11-20 ", NULL },
    { "an hour alone", "2026-11-20T21", NULL },
    { "one digit of an hour", "2026-11-20T1:40", NULL },
    { "two digits of a year", "26-11-20", NULL },
    { "five digits of a year", "12026-11-20", NULL },
    { "a year before 1000", "0999-12-31T23:59:59Z", NULL },
    { "a zone that leads before the year 1000", "1000-01-01T00:00:00+00:01", NULL },
    { "a zone that leads past the year 9999", "9999-12-31T23:59:59-00:01", NULL },
    { "a leap second past the year 9999", "9999-12-31T23:59:60Z", NULL },
    { "a negative year", "-2026-11-20", NULL },
    { "slashes", "2026/11/20", NULL },
    { "a week", "2026-W47-5", NULL },
    { "seconds since 1970", "1795210801", NULL },
    { "a sign in a number", "2026-+1-20", NULL },
};
// clang-format on

static void moment_is_read(void **state)
{
    const struct moment *c = *state;
    struct utc           v = { 42 };
    char                 text[TIME_TEXT];
    assert_int_equal(utc_parse(c->text, strlen(c->text), &v), c->want != NULL);
    if (!c->want) {
        assert_int_equal(v.us, 42);
        return;
    }
    utc_format(v, false, text);
    assert_string_equal(text, c->want);
    utc_format(v, true, text);
    assert_int_equal(strlen(text), 19);
    assert_memory_equal(text, c->want, 19);
}

static void moments_by_number(void **state)
{
    // clang-format off
    static const struct {
        const char *text;
        int64_t     us;
    } known[] = {
        { "1970-01-01T00:00:00.000001Z", 1 },
        { "1969-12-31T23:59:59.999999Z", -1 },
        { "2000-01-01T00:00:00Z", INT64_C(946684800000000) },
        { "2038-01-19T03:14:08Z", INT64_C(2147483648000000) },
        { "1000-01-01T00:00:00Z", INT64_C(-30610224000000000) },
        { "9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999) },
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(known); i++) {
        struct utc v;
        assert_true(utc_parse(known[i].text, strlen(known[i].text), &v));
        assert_int_equal(v.us, known[i].us);
    }
}

static void all_days_of_nine_thousand_years(void **state)
{
    int64_t days = days_from_civil(1000, 1, 1), last = days_from_civil(9999, 12, 31), y, before = 0;
    unsigned m, d, m0 = 0, d0 = 0;
    (void)state;
    for (; days <= last; days++) {
        civil_from_days(days, &y, &m, &d);
        if (days_from_civil(y, m, d) != days)
            fail();
        if (y * 400 + m * 32 + d <=
            before * 400 + m0 * 32 + d0) /* always later than the day before */
            fail();
        before = y;
        m0     = m;
        d0     = d;
    }
}

static void days(void **state)
{
    struct date v = { 7 };
    char        text[TIME_TEXT];
    (void)state;
    assert_true(date_parse(T("1969-12-31T23:59:59Z"), &v));
    assert_int_equal(v.days, -1);
    assert_true(date_parse(T("2024-02-29"), &v));
    date_format(v, text);
    assert_string_equal(text, "2024-02-29");
    v.days = 7;
    assert_false(date_parse(T("2023-02-29"), &v));
    assert_int_equal(v.days, 7);
}

/* ---- numbers ---- */

// clang-format off
static struct whole {
    const char *text;
    bool        good;
    int64_t     want;
} wholes[] = {
    { "0", true, 0 },
    { "-0", true, 0 },
    { "+7", true, 7 },
    { "007", true, 7 },
    { "9223372036854775807", true, INT64_MAX },
    { "-9223372036854775808", true, INT64_MIN },
    { "9223372036854775808", false, 0 },
    { "-9223372036854775809", false, 0 },
    { "99999999999999999999999999", false, 0 },
    { "", false, 0 },
    { "-", false, 0 },
    { "+", false, 0 },
    { "+-1", false, 0 },
    { "--1", false, 0 },
    { " 1", false, 0 },
    { "1 ", false, 0 },
    { "1.0", false, 0 },
    { "1e3", false, 0 },
    { "0x10", false, 0 },
    { "1_000", false, 0 },
    { "\xd9\xa1", false, 0 },
};
// clang-format on

static void whole_is_read(void **state)
{
    const struct whole *c = *state;
    int64_t             v = 42;
    assert_int_equal(i64_parse(c->text, strlen(c->text), &v), c->good);
    assert_int_equal(v, c->good ? c->want : 42);
}

// clang-format off
static struct number {
    const char *text;
    bool        good;
    double      want;
} numbers[] = {
    { "0", true, 0 },
    { "-1.5", true, -1.5 },
    { "+1.5", true, 1.5 },
    { ".5", true, .5 },
    { "5.", true, 5 },
    { "1e3", true, 1000 },
    { "1E-3", true, .001 },
    { "1.7976931348623157e308", true, 1.7976931348623157e308 },
    { "1e-400", true, 0 },
    { "1e309", false, 0 },
    { "-1e309", false, 0 },
    { "", false, 0 },
    { ".", false, 0 },
    { "e", false, 0 },
    { "1e", false, 0 },
    { "1e+", false, 0 },
    { "1.2.3", false, 0 },
    { "1,5", false, 0 },
    { "nan", false, 0 },
    { "inf", false, 0 },
    { "Infinity", false, 0 },
    { "0x1p3", false, 0 },
    { " 1", false, 0 },
    { "1 ", false, 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000001", false, 0 },
};
// clang-format on

static void number_is_read(void **state)
{
    const struct number *c = *state;
    double               v = 42;
    assert_int_equal(f64_parse(c->text, strlen(c->text), &v), c->good);
    assert_true(fabs(v - (c->good ? c->want : 42)) <= fabs(c->want) * 1e-15);
}

static void yes_and_no(void **state)
{
    static const char *const yes[] = { "true", "TRUE", "1", "on", "Yes", "y", "t" };
    static const char *const no[]  = { "false", "0", "OFF", "no", "N", "f" };
    static const char *const bad[] = { "", "2", "tru", "truee", "true ", "oui", "00" };
    bool                     v;
    (void)state;
    for (size_t i = 0; i < COUNT(yes); i++) {
        v = false;
        assert_true(bool_parse(yes[i], strlen(yes[i]), &v));
        assert_true(v);
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        v = true;
        assert_true(bool_parse(no[i], strlen(no[i]), &v));
        assert_false(v);
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(bool_parse(bad[i], strlen(bad[i]), &v));
    assert_false(bool_parse(T("true\0"), &v));
}

/* ---- UTF-8 ---- */

// clang-format off
static struct utf8 {
    const char *what, *text;
    size_t      len;
    int         points; /* -1: refused */
    bool        control;
} utf8s[] = {
    { "nothing", T(""), 0, false },
    { "ASCII", T("abc"), 3, false },
    { "two, three and four bytes", T("\xc3\xa4\xe2\x82\xac\xf0\x9f\x8e\xac"), 3, false },
    { "the first of two bytes", T("\xc2\xa0"), 1, false },
    { "the last of two bytes", T("\xdf\xbf"), 1, false },
    { "the first of three bytes", T("\xe0\xa0\x80"), 1, false },
    { "the last before surrogates", T("\xed\x9f\xbf"), 1, false },
    { "the first behind surrogates", T("\xee\x80\x80"), 1, false },
    { "U+FFFF", T("\xef\xbf\xbf"), 1, false },
    { "U+10000", T("\xf0\x90\x80\x80"), 1, false },
    { "U+10FFFF", T("\xf4\x8f\xbf\xbf"), 1, false },
    { "a control character", T("a\tb"), 3, true },
    { "DEL", T("\x7f"), 1, true },
    { "C1", T("\xc2\x85"), 1, true },
    { "the last of C1", T("\xc2\x9f"), 1, true },
    { "NUL", T("a\0b"), -1, false },
    { "NUL in two bytes", T("\xc0\x80"), -1, false },
    { "overlong slash", T("\xc0\xaf"), -1, false },
    { "overlong in two bytes", T("\xc1\xbf"), -1, false },
    { "overlong in three bytes", T("\xe0\x9f\xbf"), -1, false },
    { "overlong in four bytes", T("\xf0\x8f\xbf\xbf"), -1, false },
    { "the first surrogate", T("\xed\xa0\x80"), -1, false },
    { "the last surrogate", T("\xed\xbf\xbf"), -1, false },
    { "beyond U+10FFFF", T("\xf4\x90\x80\x80"), -1, false },
    { "a lead of five bytes", T("\xf8\x88\x80\x80\x80"), -1, false },
    { "0xFF", T("\xff"), -1, false },
    { "a continuation alone", T("\x80"), -1, false },
    { "a lead alone", T("\xc3"), -1, false },
    { "two of three bytes", T("\xe2\x82"), -1, false },
    { "three of four bytes", T("\xf0\x9f\x8e"), -1, false },
    { "a lead before ASCII", T("\xc3" "a"), -1, false },
    { "Latin-1", T("caf\xe9"), -1, false },
};
// clang-format on

static void utf8_is_judged(void **state)
{
    const struct utf8 *c       = *state;
    size_t             points  = 99;
    bool               control = false;
    assert_int_equal(utf8_check(c->text, c->len, &points, &control), c->points >= 0);
    if (c->points >= 0) {
        assert_int_equal(points, c->points);
        assert_int_equal(control, c->control);
    }
}

// clang-format off
static struct trim {
    const char *what, *text, *want;
} trims[] = {
    { "nothing", "", "" },
    { "nothing to do", "a b", "a b" },
    { "blanks only", " \t\r\n\v\f ", "" },
    { "both sides", "  a b\n", "a b" },
    { "no-break spaces", "\xc2\xa0 a\xc2\xa0", "a" },
    { "ideographic spaces", "\xe3\x80\x80" "a\xe3\x80\x80\xe3\x80\x80", "a" },
    { "em and thin spaces", "\xe2\x80\x83" "a\xe2\x80\x89", "a" },
    { "narrow no-break and mathematical spaces", "\xe2\x80\xaf" "a\xe2\x81\x9f", "a" },
    { "an Ogham space", "\xe1\x9a\x80" "a", "a" },
    { "line and paragraph separators", "\xe2\x80\xa8" "a\xe2\x80\xa9", "a" },
    { "only such", "\xe2\x80\x83\xc2\xa0\xe3\x80\x80", "" },
    { "characters that end alike", "\xc4\xa0", "\xc4\xa0" },
    { "a letter of the same row", "\xe3\x81\x80", "\xe3\x81\x80" },
    { "a dash of the same row", "\xe2\x80\x94", "\xe2\x80\x94" },
};
// clang-format on

static void edges_are_trimmed(void **state)
{
    const struct trim *c = *state;
    const char        *t = c->text;
    size_t             n = strlen(t);
    text_trim(&t, &n);
    assert_int_equal(n, strlen(c->want));
    assert_memory_equal(t, c->want, n);
}

/* ---- language tags ---- */

static struct tag {
    const char *text;
    bool        good;
} tags[] = {
    { "en", true },          { "deu", true },      { "pt-BR", true },      { "zh-Hant-TW", true },
    { "es-419", true },      { "en-x-2", true },   { "de-CH-x-phonebk", true },
    { "en-a-bbb-x-a", true }, { "sl-rozaj-biske-1994", true },
    { "", false },           { "e", false },       { "e1", false },        { "x-own", false },
    { "en-", false },        { "-en", false },     { "en--us", false },    { "en-2", false },
    { "en-x", false },       { "en_US", false },   { "en.", false },       { "../en", false },
    { "abcdefghi", false },  { "en-abcdefghi", false }, { "\xc3\xa9s", false },
    { "en-x-aaaaaaaa-bbbbbbbb-cccccccc-d", true },
    { "en-x-aaaaaaaa-bbbbbbbb-cccccccc-dddd", false },
};

static struct written {
    const char *text, *canonical;
} writtens[] = {
    { "EN", "en" },          { "en-us", "en-US" },   { "ZH-hANT-tw", "zh-Hant-TW" },
    { "ES-419", "es-419" },  { "mn-CYRL-MN", "mn-Cyrl-MN" }, { "en-CA-X-CA", "en-CA-x-ca" },
    { "en-x-ABCD", "en-x-abcd" }, { "sgn-be-FR", "sgn-BE-FR" }, { "AZ-latn-x-LATN", "az-Latn-x-latn" },
    { "SL-ROZAJ-biske-1994", "sl-rozaj-biske-1994" }, { "de-A-bb-Latn", "de-a-bb-latn" },
    { "DEUT", "deut" },
};

static void tag_is_written(void **state)
{
    const struct written *c = *state;
    char                  to[LANG_TEXT];
    lang_format(c->text, to);
    assert_string_equal(to, c->canonical);
}

static void points_are_written(void **state)
{
    static const struct {
        uint32_t    point;
        const char *text;
    } points[] = { { 0x41, "A" }, { 0xe9, "\xc3\xa9" }, { 0x7ff, "\xdf\xbf" }, { 0x20ac, "\xe2\x82\xac" },
                   { 0xffff, "\xef\xbf\xbf" }, { 0x1f3ac, "\xf0\x9f\x8e\xac" },
                   { 0x10ffff, "\xf4\x8f\xbf\xbf" } };
    (void)state;
    for (size_t i = 0; i < COUNT(points); i++) {
        char to[4];
        assert_int_equal(utf8_put(points[i].point, to), strlen(points[i].text));
        assert_memory_equal(to, points[i].text, strlen(points[i].text));
    }
}

static void tag_is_judged(void **state)
{
    const struct tag *c = *state;
    assert_int_equal(lang_is_tag(c->text, strlen(c->text)), c->good);
}

int main(void)
{
    enum { FIXED = 6, MOST = 300 };
    static char       what[MOST][100];
    struct CMUnitTest tests[MOST] = {
        cmocka_unit_test(new_ids_differ),
        cmocka_unit_test(moments_by_number),
        cmocka_unit_test(all_days_of_nine_thousand_years),
        cmocka_unit_test(days),
        cmocka_unit_test(yes_and_no),
        cmocka_unit_test(points_are_written),
    };
    size_t n = FIXED;
#define ALL(table, name, fn)                                                                       \
    for (size_t i = 0; i < COUNT(table); i++, n++) {                                               \
        snprintf(what[n], sizeof what[n], #table ": %s", (table)[i].name);                         \
        tests[n] = (struct CMUnitTest){ what[n], fn, NULL, NULL, &(table)[i] };                    \
    }
    ALL(ids, what, id_is_read)
    ALL(moments, what, moment_is_read)
    ALL(wholes, text, whole_is_read)
    ALL(numbers, text, number_is_read)
    ALL(utf8s, what, utf8_is_judged)
    ALL(trims, what, edges_are_trimmed)
    ALL(tags, text, tag_is_judged)
    ALL(writtens, text, tag_is_written)
    assert_true(n <= MOST);
    return _cmocka_run_group_tests("text", tests, n, NULL, NULL);
}
