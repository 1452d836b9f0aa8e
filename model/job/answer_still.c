/* answer_still.c - lines and whole answers of the operations stills and zip. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/job/answer_parts.h"

enum { SIDE_MOST = 10000000, ENTRY_MOST = 1024, HEIGHT_OFF = 2 };
#define DURATION_MOST INT64_C(86400000000) /* a day */

static const int64_t widths[] = { 160, 320, 640, 1280 };

static const struct {
    const char *extension, *type;
} kinds[] = {
    { "jpg", "image/jpeg" }, { "png", "image/png" },   { "webp", "image/webp" },
    { "gif", "image/gif" },  { "tif", "image/tiff" },  { "avif", "image/avif" },
    { "heic", "image/heic" },
};
static const char *const thumb_types[] = { "image/jpeg", "image/webp", NULL };

struct refused {
    struct row  row;
    int64_t     index;
    const char *reason, *message;
};
struct items {
    struct row row;
    int64_t    total;
};

// clang-format off
#define ROW struct items
static const struct field items_fields[] = {
    FIELD(total, READ | NEED, .max = ANSWER_STILLS, .doc = "How many pictures there are."),
};
#undef ROW
#define ROW struct answer_still
static const struct field entry_fields[] = {
    FIELD(index, READ | NEED, .max = ANSWER_STILLS, .doc = "From 0."),
    FIELD(entry, READ | NEED | NAME, .max = ENTRY_MOST, .doc = "Path in the archive."),
    FIELD(slug,  READ | NULLS, .min = 1, .max = 100, .doc = "What it is named after."),
};
static const struct field still_fields[] = {
    FIELD(index,          READ | NEED, .max = ANSWER_STILLS, .doc = "From 0."),
    FIELD(width,          READ | NEED, .min = 1, .max = SIDE_MOST, .doc = "Pixels, upright."),
    FIELD(height,         READ | NEED, .min = 1, .max = SIDE_MOST, .doc = "Pixels, upright."),
    FIELD(duration_us,    READ | NULLS, .min = 1, .max = DURATION_MOST, .doc = "Of what moves."),
    FIELD(extension,      READ | NEED, .max = 8, .doc = "By content."),
    FIELD(type,           READ | NEED, .max = 40, .doc = "MIME type."),
    FIELD(color_profile,  READ | NEED | NAME, .min = 1, .max = 100, .doc = "Its name."),
    FIELD(dominant_color, READ | NEED, .min = 7, .max = 7, .doc = "#rrggbb."),
};
#undef ROW
#define ROW struct answer_thumb
static const struct field thumb_fields[] = {
    FIELD(index,  READ | NEED, .max = ANSWER_STILLS, .doc = "Of the picture."),
    FIELD(width,  READ | NEED, .min = 1, .max = SIDE_MOST, .doc = "Pixels."),
    FIELD(height, READ | NEED, .min = 1, .max = SIDE_MOST, .doc = "Pixels."),
    FIELD(type,   READ | NEED, .choices = thumb_types, .doc = "MIME type."),
};
#undef ROW
#define ROW struct refused
static const struct field refused_fields[] = {
    FIELD(index,   READ | NEED, .max = ANSWER_STILLS, .doc = "Of the picture."),
    FIELD(reason,  READ | NEED, .min = 1, .max = 40, .doc = "Reason word."),
    FIELD(message, READ | NEED | NAME, .min = 1, .max = 400, .doc = "What is wrong with it."),
};
#undef ROW
static const struct shape items_shape   = SHAPE(struct items, items_fields);
static const struct shape entry_shape   = SHAPE(struct answer_still, entry_fields);
static const struct shape still_shape   = SHAPE(struct answer_still, still_fields);
static const struct shape thumb_shape   = SHAPE(struct answer_thumb, thumb_fields);
static const struct shape refused_shape = SHAPE(struct refused, refused_fields);
// clang-format on

static int no_sense(struct cx *cx) { return refuse(cx, E_MEDIA_FAILED, "A picture makes no sense"); }

int answer_on_items(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct items items = { .total = 0 };
    TRY(answer_shaped(cx, &items_shape, v, &items));
    if (to->stills)
        return no_sense(cx);
    to->items    = items.total;
    to->stills_n = (size_t)items.total;
    to->stills   = arena_alloc_array(cx->arena, to->stills_n + 1, sizeof *to->stills);
    return 0;
}

/* The picture that a line speaks of; NULL if there is none of that index. */
static struct answer_still *still_at(const struct answer *a, int64_t index)
{
    return a->stills && index < a->items ? &a->stills[index] : NULL;
}

static bool is_zip(const struct answer *a) { return strcmp(a->op, "zip") == 0; }

/* Before anything else is said of it. */
int answer_on_entry(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_still  said = { .index = 0 };
    struct answer_still *s;
    TRY(answer_shaped(cx, &entry_shape, v, &said));
    s = still_at(to, said.index);
    if (!s || s->entry || s->told || !is_zip(to))
        return no_sense(cx);
    s->index = said.index;
    s->entry = said.entry;
    s->slug  = said.slug;
    return 0;
}

static bool is_kind(const struct answer_still *s)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].extension, s->extension) == 0)
            return strcmp(kinds[i].type, s->type) == 0;
    return false;
}

static bool is_colour(const char *text)
{
    return text[0] == '#' && strspn(text + 1, "0123456789abcdef") == 6;
}

/* The first word on a picture; of entries they must be known, and named after something. */
static struct answer_still *tell(struct answer *to, int64_t index)
{
    struct answer_still *s = still_at(to, index);
    if (!s || s->told || is_zip(to) != (s->entry != NULL))
        return NULL;
    s->told  = true;
    s->index = index;
    to->items_done++;
    return s;
}

int answer_on_still(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_still  said = { .index = 0 };
    struct answer_still *s;
    TRY(answer_shaped(cx, &still_shape, v, &said));
    s = tell(to, said.index);
    if (!s || !is_kind(&said) || !is_colour(said.dominant_color) || (is_zip(to) && !s->slug))
        return no_sense(cx);
    said.told  = true;
    said.entry = s->entry;
    said.slug  = s->slug;
    *s         = said;
    if (!is_zip(to))
        return 0;
    s->has_file = true;
    return answer_add_file(cx, to,
                           arena_printf(cx->arena, "%lld.%s", (long long)s->index, s->extension),
                           s->type, &s->file);
}

static bool thumb_fits(const struct answer_still *s, const struct answer_thumb *t)
{
    bool   known  = false;
    double height = (double)t->width * (double)s->height / (double)s->width;
    double off    = (double)t->height - height, most = HEIGHT_OFF + height / 500;
    for (size_t i = 0; i < COUNT(widths); i++)
        known = known || widths[i] == t->width;
    return known && t->width < s->width && off <= most && off >= -most &&
           (s->thumbs_n == 0 || s->thumbs[s->thumbs_n - 1].width < t->width);
}

int answer_on_thumb(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_thumb  t = { .index = 0 };
    struct answer_still *s;
    TRY(answer_shaped(cx, &thumb_shape, v, &t));
    s = still_at(to, t.index);
    if (!s || !s->told || s->refused || s->thumbs_n == ANSWER_THUMBS || !thumb_fits(s, &t))
        return no_sense(cx);
    TRY(answer_add_file(cx, to,
                        arena_printf(cx->arena, "%lld-%lld.%s", (long long)t.index,
                                     (long long)t.width,
                                     strcmp(t.type, "image/webp") == 0 ? "webp" : "jpg"),
                        t.type, &t.file));
    s->thumbs[s->thumbs_n++] = t;
    return 0;
}

/* Only what a picture can be at fault for. */
static enum reason refusal_of(const char *word)
{
    enum reason why = reason_by_word(word);
    bool        own = why >= E_NOT_MEDIA && why <= E_MEDIA_FAILED;
    return own || why == E_TOO_LARGE || why == E_CONFLICT || why == E_NOT_FOUND ? why
                                                                               : E_MEDIA_FAILED;
}

int answer_on_refused(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct refused       said = { .index = 0 };
    struct answer_still *s;
    TRY(answer_shaped(cx, &refused_shape, v, &said));
    s = tell(to, said.index);
    if (!s)
        return no_sense(cx);
    s->refused = said.message;
    s->reason  = refusal_of(said.reason);
    to->items_skipped++;
    return 0;
}

/* ---- whole answers ---- */

int answer_stills_check(struct cx *cx, const struct answer *a)
{
    size_t files = 0;
    for (size_t i = 0; i < a->stills_n; i++) {
        if (!a->stills[i].told)
            return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
        files += a->stills[i].thumbs_n + a->stills[i].has_file;
    }
    if (!a->stills || files != a->files_n)
        return refuse(cx, E_MEDIA_FAILED, "Files came that nobody asked for");
    return 0;
}

int answer_zip_check(struct cx *cx, const struct answer *a)
{
    TRY(answer_stills_check(cx, a));
    for (size_t i = 0; i < a->stills_n; i++)
        for (size_t k = 0; k < i && !a->stills[i].refused; k++)
            if (!a->stills[k].refused && strcmp(a->stills[i].slug, a->stills[k].slug) == 0)
                return refuse(cx, E_MEDIA_FAILED, "Two entries are of one name");
    return 0;
}
