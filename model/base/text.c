/* text.c - strict readers and writers. */
#include "model/base/text.h"
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <strings.h>
#include <sys/random.h>

struct uuid uuid_new(void)
{
    struct uuid v;
    if (getrandom(v.b, sizeof v.b, 0) != (ssize_t)sizeof v.b)
        abort();
    v.b[6] = (uint8_t)((v.b[6] & 0x0f) | 0x40);
    v.b[8] = (uint8_t)((v.b[8] & 0x3f) | 0x80);
    return v;
}

enum { IS_HEX = 0x10 };

/* What a hexadecimal digit is worth, marked as one; 0: it is none. Digits of identifiers are
 * random: to look them up costs less than guesses at branches that fail half of the time. */
// clang-format off
static const uint8_t hex_value[256] = {
    ['0'] = IS_HEX,      ['1'] = IS_HEX | 1,  ['2'] = IS_HEX | 2,  ['3'] = IS_HEX | 3,
    ['4'] = IS_HEX | 4,  ['5'] = IS_HEX | 5,  ['6'] = IS_HEX | 6,  ['7'] = IS_HEX | 7,
    ['8'] = IS_HEX | 8,  ['9'] = IS_HEX | 9,  ['a'] = IS_HEX | 10, ['A'] = IS_HEX | 10,
    ['b'] = IS_HEX | 11, ['B'] = IS_HEX | 11, ['c'] = IS_HEX | 12, ['C'] = IS_HEX | 12,
    ['d'] = IS_HEX | 13, ['D'] = IS_HEX | 13, ['e'] = IS_HEX | 14, ['E'] = IS_HEX | 14,
    ['f'] = IS_HEX | 15, ['F'] = IS_HEX | 15,
};
// clang-format on

bool uuid_parse(const char *t, size_t n, struct uuid *v)
{
    static const uint8_t at[16] = { 0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34 };
    struct uuid          got;
    unsigned             all = IS_HEX;
    if (n != UUID_TEXT - 1 || t[8] != '-' || t[13] != '-' || t[18] != '-' || t[23] != '-')
        return false;
    for (size_t i = 0; i < sizeof got.b; i++) {
        unsigned high = hex_value[(unsigned char)t[at[i]]];
        unsigned low  = hex_value[(unsigned char)t[at[i] + 1]];
        all &= high & low;
        got.b[i] = (uint8_t)((high << 4 | (low & 15)) & 0xff);
    }
    if (!all)
        return false;
    *v = got;
    return true;
}

void uuid_format(struct uuid v, char t[UUID_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    size_t            j     = 0;
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            t[j++] = '-';
        t[j++] = hex[v.b[i] >> 4];
        t[j++] = hex[v.b[i] & 15];
    }
    t[j] = 0;
}

bool uuid_equal(struct uuid a, struct uuid b) { return memcmp(a.b, b.b, sizeof a.b) == 0; }
bool uuid_is_nil(struct uuid v) { return uuid_equal(v, (struct uuid){ { 0 } }); }

struct utc utc_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (struct utc){ (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000 };
}

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t days_from_civil(int64_t y, unsigned m, unsigned d)
{
    int64_t era, yoe, doy, doe;
    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = y - era * 400;
    doy = (153 * ((int64_t)m + (m > 2 ? -3 : 9)) + 2) / 5 + (int64_t)d - 1;
    doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void civil_from_days(int64_t z, int64_t *year, unsigned *month, unsigned *day)
{
    int64_t era, doe, yoe, doy, mp;
    z += 719468;
    era    = (z >= 0 ? z : z - 146096) / 146097;
    doe    = z - era * 146097;
    yoe    = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy    = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp     = (5 * doy + 2) / 153;
    *day   = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    *year  = yoe + era * 400 + (*month <= 2);
}

/* Exactly `digits` decimal digits at t[*at]. */
static bool digits_at(const char *t, size_t n, size_t *at, size_t digits, int64_t *v)
{
    int64_t x = 0;
    if (n - *at < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        char c = t[*at + i];
        if (c < '0' || c > '9')
            return false;
        x = x * 10 + (c - '0');
    }
    *at += digits;
    *v = x;
    return true;
}

static bool char_at(const char *t, size_t n, size_t *at, const char *set)
{
    if (*at >= n || !t[*at] || !strchr(set, t[*at]))
        return false;
    ++*at;
    return true;
}

static bool day_at(const char *t, size_t n, size_t *at, int64_t *days)
{
    int64_t  y, m, d, y2;
    unsigned m2, d2;
    if (!digits_at(t, n, at, 4, &y) || !char_at(t, n, at, "-") || !digits_at(t, n, at, 2, &m) ||
        !char_at(t, n, at, "-") || !digits_at(t, n, at, 2, &d) || y < 1000 || m < 1 || m > 12 ||
        d < 1)
        return false;
    *days = days_from_civil(y, (unsigned)m, (unsigned)d);
    civil_from_days(*days, &y2, &m2, &d2);
    return m2 == (unsigned)m && d2 == (unsigned)d; /* 31 April is no day */
}

static bool fraction_at(const char *t, size_t n, size_t *at, int64_t *us)
{
    size_t  from;
    int64_t scale = 100000;
    *us           = 0;
    if (!char_at(t, n, at, ".,"))
        return true;
    for (from = *at; *at < n && t[*at] >= '0' && t[*at] <= '9'; ++*at) {
        *us += (t[*at] - '0') * scale;
        scale /= 10;
    }
    return *at > from;
}

static bool zone_at(const char *t, size_t n, size_t *at, int64_t *minutes)
{
    int64_t h, m = 0;
    bool    west;
    *minutes = 0;
    if (*at == n || char_at(t, n, at, "Zz"))
        return true;
    west = t[*at] == '-';
    if (!char_at(t, n, at, "+-") || !digits_at(t, n, at, 2, &h))
        return false;
    if ((char_at(t, n, at, ":") || *at < n) && !digits_at(t, n, at, 2, &m))
        return false;
    *minutes = (h * 60 + m) * (west ? -1 : 1);
    return h <= 23 && m <= 59;
}

bool utc_parse(const char *t, size_t n, struct utc *v)
{
    size_t  at = 0;
    int64_t days, h = 0, m = 0, s = 0, us = 0, zone = 0;
    if (!day_at(t, n, &at, &days))
        return false;
    if (at < n) {
        if (!char_at(t, n, &at, "Tt ") || !digits_at(t, n, &at, 2, &h) ||
            !char_at(t, n, &at, ":") || !digits_at(t, n, &at, 2, &m))
            return false;
        if (char_at(t, n, &at, ":") &&
            (!digits_at(t, n, &at, 2, &s) || !fraction_at(t, n, &at, &us)))
            return false;
        if (!zone_at(t, n, &at, &zone))
            return false;
    }
    if (at != n || h > 23 || m > 59 || s > 60)
        return false;
    us += ((days * 86400) + h * 3600 + (m - zone) * 60 + s) * 1000000;
    if (us < UTC_FIRST_US || us > UTC_LAST_US) /* a zone may lead out of the years */
        return false;
    v->us = us;
    return true;
}

char *digits_write(char *t, uint64_t v, size_t n)
{
    for (size_t i = n; i-- > 0; v /= 10)
        t[i] = (char)('0' + v % 10);
    return t + n;
}

/* Three numbers with `mark` between them. */
static char *triple(char *t, uint64_t a, size_t a_digits, char mark, unsigned b, unsigned c)
{
    t    = digits_write(t, a, a_digits);
    *t++ = mark;
    t    = digits_write(t, b, 2);
    *t++ = mark;
    return digits_write(t, c, 2);
}

void utc_format(struct utc v, bool naive, char t[TIME_TEXT])
{
    int64_t  s = v.us / 1000000 - (v.us % 1000000 < 0), days = s / 86400 - (s % 86400 < 0), y;
    unsigned m, d, in_day = (unsigned)(s - days * 86400), us = (unsigned)(v.us - s * 1000000);
    civil_from_days(days, &y, &m, &d);
    t    = triple(t, (uint64_t)y, 4, '-', m, d);
    *t++ = 'T';
    t    = triple(t, in_day / 3600, 2, ':', in_day / 60 % 60, in_day % 60);
    if (!naive) {
        *t++ = '.';
        t    = digits_write(t, us / 1000, 3);
        *t++ = 'Z';
    }
    *t = 0;
}

void utc_format_offset(struct utc v, char t[TIME_TEXT])
{
    int64_t in_second = v.us % 1000000;
    utc_format(v, true, t);
    snprintf(t + strlen(t), TIME_TEXT - strlen(t), ".%06d+00:00",
             (int)(in_second < 0 ? in_second + 1000000 : in_second));
}

bool date_parse(const char *t, size_t n, struct date *v)
{
    struct utc whole;
    if (!utc_parse(t, n, &whole))
        return false;
    v->days = whole.us / 86400000000 - (whole.us % 86400000000 < 0);
    return true;
}

void date_format(struct date v, char t[TIME_TEXT])
{
    int64_t  y;
    unsigned m, d;
    civil_from_days(v.days, &y, &m, &d);
    *triple(t, (uint64_t)y, 4, '-', m, d) = 0;
}

bool i64_parse(const char *t, size_t n, int64_t *v)
{
    size_t  i = n && (t[0] == '-' || t[0] == '+');
    int64_t x = 0;
    if (i == n)
        return false;
    for (; i < n; i++) {
        if (t[i] < '0' || t[i] > '9' || __builtin_mul_overflow(x, 10, &x) ||
            __builtin_add_overflow(x, t[0] == '-' ? '0' - t[i] : t[i] - '0', &x))
            return false;
    }
    *v = x;
    return true;
}

bool f64_parse(const char *t, size_t n, double *v)
{
    char   copy[64], *end;
    double x;
    if (n == 0 || n >= sizeof copy)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!t[i] || !strchr("0123456789+-.eE", t[i]))
            return false;
    memcpy(copy, t, n);
    copy[n] = 0;
    errno   = 0;
    x       = strtod(copy, &end);
    if (end != copy + n || !isfinite(x))
        return false;
    *v = x;
    return true;
}

bool bool_parse(const char *t, size_t n, bool *v)
{
    static const char *const words[] = { "false", "true", "0", "1", "off", "on",
                                         "no",    "yes",  "n", "y", "f",   "t" };
    for (size_t i = 0; i < COUNT(words); i++)
        if (text_equal_fold(t, n, words[i])) {
            *v = i & 1;
            return true;
        }
    return false;
}

bool text_equal_fold(const char *t, size_t n, const char *word)
{
    return strlen(word) == n && strncasecmp(t, word, n) == 0;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* A language of letters, then parts of letters and digits. A part of one character has more behind
 * it, except behind an x: there everything is private. */
bool lang_is_tag(const char *t, size_t n)
{
    bool is_private = false;
    for (size_t at = 0, len; n <= 35; at += len + 1) {
        for (len = 0; at + len < n && t[at + len] != '-'; len++)
            if (!is_letter(t[at + len]) && (at == 0 || t[at + len] < '0' || t[at + len] > '9'))
                return false;
        bool is_last = at + len == n;
        if (len > 8 || len < (at == 0 ? 2U : 1U) || (len == 1 && is_last && !is_private))
            return false;
        if (is_last)
            return true;
        is_private = is_private || (len == 1 && (t[at] == 'x' || t[at] == 'X'));
    }
    return false;
}

/* Small letters; but that of two letters a region's are capitals, and of four a script's first is:
 * wherever they stand, except at the beginning and behind a part of one character. */
void lang_format(const char *tag, char to[LANG_TEXT])
{
    bool   apart = true;
    size_t n     = strnlen(tag, LANG_TEXT - 1);
    for (size_t at = 0, len; at < n; at += len + 1) {
        len = strcspn(tag + at, "-");
        for (size_t i = at; i <= at + len && i < n; i++) {
            bool high = !apart && (len == 2 || (len == 4 && i == at));
            char c    = tag[i];
            to[i]     = high && c >= 'a' && c <= 'z'    ? (char)(c - 32)
                        : !high && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
        apart = (at > 0 && apart) || len == 1;
    }
    to[n] = '\0';
}

/* One code point; 0 when it is not well formed (overlong, surrogate, beyond U+10FFFF, NUL). */
static size_t utf8_one(const unsigned char *t, size_t n, uint32_t *point)
{
    size_t   len = t[0] < 0x80 ? 1 : t[0] < 0xc2 ? 0 : t[0] < 0xe0 ? 2 : t[0] < 0xf0 ? 3
                 : t[0] < 0xf5 ? 4 : 0;
    uint32_t x   = len == 1 ? t[0] : t[0] & (0x7fu >> len);
    if (len == 0 || len > n || t[0] == 0)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((t[i] & 0xc0) != 0x80)
            return 0;
        x = x << 6 | (t[i] & 0x3f);
    }
    if ((len == 3 && (x < 0x800 || (x >= 0xd800 && x < 0xe000))) ||
        (len == 4 && (x < 0x10000 || x > 0x10ffff)))
        return 0;
    *point = x;
    return len;
}

bool utf8_check(const char *t, size_t n, size_t *points, bool *control)
{
    size_t count = 0;
    bool   bad   = false;
    for (size_t i = 0; i < n; count++) {
        uint32_t x;
        size_t   len = utf8_one((const unsigned char *)t + i, n - i, &x);
        if (!len)
            return false;
        bad |= x < 0x20 || (x >= 0x7f && x < 0xa0);
        i += len;
    }
    *points  = count;
    *control = bad;
    return true;
}

size_t utf8_put(uint32_t point, char to[4])
{
    size_t n = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3f));
    to[0] = (char)(n == 1 ? point : (0xf00u >> n & 0xf0u) | point);
    return n;
}

void utf8_close(char *t)
{
    size_t        n = strlen(t), follow = 0, want;
    unsigned char lead;
    while (follow < 3 && follow < n && ((unsigned char)t[n - 1 - follow] & 0xc0) == 0x80)
        follow++;
    if (follow == n)
        return;
    lead = (unsigned char)t[n - 1 - follow];
    want = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    if (follow < want)
        t[n - 1 - follow] = '\0';
}

static size_t space_at(const char *t, size_t n)
{
    static const char *const spaces[] = { /* White_Space of Unicode beyond ASCII */
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9",
        "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };
    if (n && strchr(" \t\r\n\v\f", t[0]) && t[0])
        return 1;
    if (n >= 3 && memcmp(t, "\xe2\x80", 2) == 0 && (uint8_t)t[2] >= 0x80 && (uint8_t)t[2] <= 0x8a)
        return 3; /* en quad to hair space */
    for (size_t i = 0; i < COUNT(spaces); i++) {
        size_t len = strlen(spaces[i]);
        if (n >= len && memcmp(t, spaces[i], len) == 0)
            return len;
    }
    return 0;
}

void text_trim(const char **t, size_t *n)
{
    size_t k;
    while ((k = space_at(*t, *n)) != 0) {
        *t += k;
        *n -= k;
    }
    for (k = 1; k <= 3 && k <= *n;) {
        if (space_at(*t + *n - k, k) == k) {
            *n -= k;
            k = 1;
        } else {
            k++;
        }
    }
}
