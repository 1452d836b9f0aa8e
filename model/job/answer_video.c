/* answer_video.c - lines and whole answers of the operations watchable and ladder. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/job/answer_parts.h"

enum {
    SIDE_MOST    = 65536,
    FPS_MOST     = 1000000,
    SPRITES_MOST = 1000, /* sheets */
};
#define BITS_MOST INT64_C(100000000000) /* per second */

static const char *const modes[] = { "copy", "sound", "encode", NULL };

// clang-format off
#define ROW struct answer_video
static const struct field video_fields[] = {
    FIELD(mode,     READ | NEED, .choices = modes, .doc = "How it was made."),
    FIELD(blurhash, READ | NEED, .min = 6, .max = 60, .doc = "Of the poster."),
};
#undef ROW
#define ROW struct answer_caption
static const struct field caption_fields[] = {
    FIELD(lang,  READ | NEED, .min = 2, .max = 35, .doc = "Language tag."),
    FIELD(label, READ | NEED | NAME, .min = 1, .max = 80, .doc = "For people."),
};
#undef ROW
#define ROW struct answer_rendition
static const struct field rendition_fields[] = {
    FIELD(name,              READ | NEED, .min = 1, .max = 40, .doc = "Of its files."),
    FIELD(is_audio,          READ | NEED, .doc = "Sound alone."),
    FIELD(width,             READ | NEED, .max = SIDE_MOST, .doc = "Pixels."),
    FIELD(height,            READ | NEED, .max = SIDE_MOST, .doc = "Pixels."),
    FIELD(bandwidth,         READ | NEED, .min = 1, .max = BITS_MOST, .doc = "Peak, bits per second."),
    FIELD(average_bandwidth, READ | NEED, .min = 1, .max = BITS_MOST, .doc = "Bits per second."),
    FIELD(codecs,            READ | NEED, .min = 1, .max = 80, .doc = "RFC 6381."),
    FIELD(frame_rate,        READ | NEED, .max = FPS_MOST, .doc = "Frames per second."),
};
#undef ROW
static const struct shape video_shape     = SHAPE(struct answer_video, video_fields);
static const struct shape caption_shape   = SHAPE(struct answer_caption, caption_fields);
static const struct shape rendition_shape = SHAPE(struct answer_rendition, rendition_fields);
// clang-format on

static bool has_only(const char *text, const char *allowed)
{
    return text[strspn(text, allowed)] == '\0';
}

#define DIGITS "0123456789"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define LARGE "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* The first digit tells how many components there are, and so how long it is. */
static bool is_blurhash(const char *text)
{
    static const char base83[]                      = DIGITS LARGE SMALL "#$%*+,-.:;=?@[]^_{|}~";
    const char                               *first = strchr(base83, text[0]);
    if (!first || !has_only(text, base83))
        return false;
    size_t size = (size_t)(first - base83);
    return size < 81 && strlen(text) == 4 + 2 * (size % 9 + 1) * (size / 9 + 1);
}

int answer_on_video(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_video video = { 0 };
    TRY(answer_shaped(cx, &video_shape, v, &video));
    if (!is_blurhash(video.blurhash))
        return refuse(cx, E_MEDIA_FAILED, "A blurhash is none");
    to->video     = video;
    to->has_video = true;
    return 0;
}

int answer_on_caption(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_caption caption = { 0 };
    TRY(answer_shaped(cx, &caption_shape, v, &caption));
    if (to->captions_n >= ANSWER_CAPTIONS || !lang_is_tag(caption.lang, strlen(caption.lang)))
        return refuse(cx, E_MEDIA_FAILED, "A caption has no language tag, or there are too many");
    for (size_t i = 0; i < to->captions_n; i++)
        if (text_equal_fold(caption.lang, strlen(caption.lang), to->captions[i].lang))
            return refuse(cx, E_MEDIA_FAILED, "Two captions are of one language");
    to->captions[to->captions_n++] = caption;
    return 0;
}

/* Of the multivariant playlist: its lines are made of these. */
static bool rendition_fits(const struct answer_rendition *r)
{
    if (!has_only(r->name, SMALL DIGITS "-") || strcmp(r->name, "master") == 0 ||
        !has_only(r->codecs, SMALL LARGE DIGITS ".,-") || r->average_bandwidth > r->bandwidth)
        return false;
    if (r->is_audio)
        return r->width == 0 && r->height == 0 && r->frame_rate == 0;
    return r->width > 0 && r->height > 0 && r->frame_rate > 0;
}

int answer_on_rendition(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_rendition r = { 0 };
    TRY(answer_shaped(cx, &rendition_shape, v, &r));
    if (to->renditions_n >= ANSWER_RENDITIONS || !rendition_fits(&r))
        return refuse(cx, E_MEDIA_FAILED, "A rendition makes no sense, or there are too many");
    for (size_t i = 0; i < to->renditions_n; i++)
        if (strcmp(r.name, to->renditions[i].name) == 0)
            return refuse(cx, E_MEDIA_FAILED, "Two renditions have one name");
    to->renditions[to->renditions_n++] = r;
    return 0;
}

/* ---- whole answers ---- */

/* How often a name is among the files. */
static size_t count(const struct answer *a, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < a->files_n; i++)
        n += strcmp(a->files[i].name, name) == 0;
    return n;
}

static int incomplete(struct cx *cx)
{
    return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
}

static int too_much(struct cx *cx)
{
    return refuse(cx, E_MEDIA_FAILED, "Files came that nobody asked for");
}

int answer_watchable_check(struct cx *cx, const struct answer *a)
{
    static const char *const names[] = { "video.mp4", "thumbnail.jpg", "poster.jpg" };
    if (!a->has_source || !a->has_video)
        return incomplete(cx);
    for (size_t i = 0; i < COUNT(names); i++)
        if (count(a, names[i]) != 1)
            return incomplete(cx);
    for (size_t i = 0; i < a->captions_n; i++)
        if (count(a, arena_printf(cx->arena, "captions/%s.vtt", a->captions[i].lang)) != 1)
            return incomplete(cx);
    return a->files_n == COUNT(names) + a->captions_n ? 0 : too_much(cx);
}

/* sprites-1.jpg and so on, without a gap; no list without sheets, no sheets without a list. */
static int sprites_check(struct cx *cx, const struct answer *a, size_t *n)
{
    size_t sheets = 0;
    while (sheets < SPRITES_MOST &&
           count(a, arena_printf(cx->arena, "sprites-%zu.jpg", sheets + 1)) == 1)
        sheets++;
    if (count(a, "sprites.vtt") != (sheets > 0))
        return incomplete(cx);
    *n = sheets + (sheets > 0);
    return 0;
}

int answer_ladder_check(struct cx *cx, const struct answer *a)
{
    size_t sound = 0, sprites;
    if (!a->has_source)
        return incomplete(cx);
    for (size_t i = 0; i < a->renditions_n; i++) {
        const char *name = a->renditions[i].name;
        sound += a->renditions[i].is_audio;
        if (count(a, arena_printf(cx->arena, "hls/%s.m3u8", name)) != 1 ||
            count(a, arena_printf(cx->arena, "hls/%s.m4s", name)) != 1)
            return incomplete(cx);
    }
    if (sound > 1 || sound == a->renditions_n)
        return incomplete(cx);
    TRY(sprites_check(cx, a, &sprites));
    return a->files_n == 2 * a->renditions_n + sprites ? 0 : too_much(cx);
}
