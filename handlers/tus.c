/* tus.c - see tus.h. */
#include "handlers/tus.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

enum { PAIRS_MAX = 32, DAY_S = 86400, MICRO = 1000000 };

/* Some clients leave the padding out. NULL if it is no base64. */
static uint8_t *value_read(struct cx *cx, const char *text, size_t len, size_t *n)
{
    static const char *const padding[] = { "", NULL, "==", "=" };
    const char              *missing   = padding[len % 4];
    uint8_t                 *to        = arena_alloc(cx->arena, len + 4);
    const char              *whole;
    if (!missing)
        return NULL;
    whole = arena_printf(cx->arena, "%.*s%s", (int)len, text, missing);
    return base64_read(whole, strlen(whole), to, len, n) ? to : NULL;
}

/* ---- Upload-Metadata ---- */

struct pair {
    const char *key, *value;
    size_t      key_len;
};

static int bad_metadata(struct cx *cx, const char *why)
{
    return refuse_field(cx, E_INVALID, "Upload-Metadata", "Upload-Metadata: %s", why);
}

static int pair_read(struct cx *cx, const char *text, size_t len, struct pair *to)
{
    size_t   key = 0, n = 0, points;
    bool     control;
    uint8_t *value;
    text_trim(&text, &len);
    while (key < len && text[key] > ' ' && text[key] < 0x7f)
        key++;
    if (key == 0 || (key < len && text[key] != ' '))
        return bad_metadata(cx, "must be pairs of a key and base64, with commas between them");
    to->key     = text;
    to->key_len = key;
    text += key;
    len -= key;
    text_trim(&text, &len);
    value = value_read(cx, text, len, &n);
    if (!value)
        return bad_metadata(cx, "a value is not base64");
    if (!utf8_check((const char *)value, n, &points, &control))
        return bad_metadata(cx, "a value is not UTF-8");
    to->value = arena_copy(cx->arena, (const char *)value, n);
    return 0;
}

static bool same_key(const struct pair *a, const struct pair *b)
{
    return a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0;
}

static int pairs_read(struct cx *cx, const char *text, struct pair pairs[PAIRS_MAX], size_t *n)
{
    *n = 0;
    for (const char *end; text; text = *end ? end + 1 : NULL) {
        end = text + strcspn(text, ",");
        if (*n == PAIRS_MAX)
            return bad_metadata(cx, "there are too many pairs");
        TRY(pair_read(cx, text, (size_t)(end - text), &pairs[*n]));
        for (size_t i = 0; i < *n; i++)
            if (same_key(&pairs[i], &pairs[*n]))
                return bad_metadata(cx, "a key is there twice");
        ++*n;
    }
    return 0;
}

static const char *value_of(const struct pair *pairs, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (pairs[i].key_len == strlen(key) && memcmp(pairs[i].key, key, pairs[i].key_len) == 0)
            return pairs[i].value;
    return NULL;
}

int tus_metadata_read(struct cx *cx, const char *text, struct tus_metadata *to)
{
    struct pair pairs[PAIRS_MAX];
    size_t      n;
    TRY(pairs_read(cx, text && *text ? text : NULL, pairs, &n));
    to->name = value_of(pairs, n, "filename");
    to->type = value_of(pairs, n, "filetype");
    if (!to->name)
        to->name = value_of(pairs, n, "name");
    if (!to->type)
        to->type = value_of(pairs, n, "type");
    return 0;
}

/* ---- Upload-Checksum ---- */

int tus_checksum_read(struct cx *cx, const char *text, struct tus_checksum *to)
{
    size_t   len = strcspn(text, " "), n = 0;
    char    *name  = arena_copy(cx->arena, text, len);
    size_t   bytes = digest_bytes(name);
    uint8_t *sum;
    text += len + strspn(text + len, " ");
    if (!bytes)
        return refuse_field(cx, E_INVALID, "Upload-Checksum",
                            "Upload-Checksum: the algorithm must be one of " DIGEST_NAMES);
    sum = value_read(cx, text, strlen(text), &n);
    if (!sum || n != bytes)
        return refuse_field(cx, E_INVALID, "Upload-Checksum",
                            "Upload-Checksum: there must be %zu bytes in base64 behind %s", bytes,
                            name);
    to->name = name;
    memcpy(to->sum, sum, n);
    return 0;
}

/* ---- dates ---- */

const char *tus_date(struct cx *cx, struct utc moment)
{
    static const char days[]   = "ThuFriSatSunMonTueWed"; /* 1970 began on a Thursday */
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t           seconds = moment.us / MICRO, day = seconds / DAY_S, year;
    unsigned          month, of_month, of_day = (unsigned)(seconds % DAY_S);
    civil_from_days(day, &year, &month, &of_month);
    return arena_printf(cx->arena, "%.3s, %02u %.3s %04d %02u:%02u:%02u GMT", days + 3 * (day % 7),
                        of_month, months + 3 * (month - 1), (int)year, of_day / 3600,
                        of_day / 60 % 60, of_day % 60);
}
