/*
 * media_answer.c - what a media child may say after a stranger's file has taken it over.
 * Input: the operation up to the first LF, then the lines. Of an answer that was believed,
 * scenes must cover the source and every name must stay in the child's folder.
 */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/job/answer.h"
#include "t/fuzz/fuzz.h"

static const char *op_named(const uint8_t *text, size_t n)
{
    static const char *const ops[] = { "probe", "parse", "storyboard", "analyse",
                                        "render", "watchable", "ladder", "stills", "zip" };
    for (size_t i = 0; i < COUNT(ops); i++)
        if (strlen(ops[i]) == n && memcmp(ops[i], text, n) == 0)
            return ops[i];
    return NULL;
}

static bool is_inside(const char *name)
{
    if (!name || name[0] == '/' || name[0] == '\0')
        return false;
    for (const char *p = name; p; p = strchr(p, '/')) {
        p += *p == '/';
        if (p[0] == '/' || p[0] == '\0' || strcspn(p, "/") == strspn(p, "."))
            return false;
    }
    return true;
}

static int read_lines(struct cx *cx, const uint8_t *text, size_t n, struct answer *a)
{
    const uint8_t *end = text + n;
    while (text < end) {
        const uint8_t *stop = memchr(text, '\n', (size_t)(end - text));
        size_t         len  = (size_t)((stop ? stop : end) - text);
        char          *line = malloc(len ? len : 1); /* a block of its own, without a NUL */
        int            rc;
        must(line);
        memcpy(line, text, len);
        rc = answer_line(cx, line, len, a);
        free(line);
        TRY(rc);
        text += len + 1;
    }
    return 0;
}

static void scenes_cover(const struct answer *a)
{
    bool    parse = strcmp(a->op, "parse") == 0;
    int64_t at    = 0;
    for (size_t i = 0; i < a->scenes_n; i++) {
        const struct answer_scene *s = &a->scenes[i];
        must(s->index == (int64_t)i && s->frame_num >= 0 && s->frame_count > 0);
        must(s->pictures >= 0 && s->pictures <= ANSWER_PICTURES);
        must(s->confidence >= 0 && s->confidence <= 1);
        must(!parse || (s->frame_num == at && s->end_us >= s->start_us));
        (void)answer_phash(s);
        at += s->frame_count;
    }
    must(!parse || (a->has_source && a->scenes_n && at == a->source.frames));
}

/* What is kept in the database or told to the client. */
static bool is_utf8(const char *text)
{
    size_t points;
    bool   control;
    return utf8_check(text, strlen(text), &points, &control);
}

/* What the database and the playlists are made of. */
static void videos_fit(const struct answer *a)
{
    bool watchable = strcmp(a->op, "watchable") == 0, ladder = strcmp(a->op, "ladder") == 0;
    must(watchable == a->has_video && (watchable || a->captions_n == 0));
    must(ladder == (a->renditions_n > 0));
    must(a->captions_n <= ANSWER_CAPTIONS && a->renditions_n <= ANSWER_RENDITIONS);
    for (size_t i = 0; i < a->captions_n; i++)
        must(lang_is_tag(a->captions[i].lang, strlen(a->captions[i].lang)) &&
             is_utf8(a->captions[i].label));
    for (size_t i = 0; i < a->renditions_n; i++)
        must(!strpbrk(a->renditions[i].name, "\"\n/,") && !strpbrk(a->renditions[i].codecs, "\"\n") &&
             a->renditions[i].average_bandwidth <= a->renditions[i].bandwidth);
}

/* What rows are made of. */
static void stills_fit(const struct answer *a)
{
    bool zip = strcmp(a->op, "zip") == 0;
    must(a->stills_n <= ANSWER_STILLS && (int64_t)a->stills_n == a->items);
    must(a->stills_n == 0 || zip || strcmp(a->op, "stills") == 0);
    for (size_t i = 0; i < a->stills_n; i++) {
        const struct answer_still *s = &a->stills[i];
        must(s->told && s->index == (int64_t)i && zip == (s->entry != NULL));
        must(!s->entry || is_utf8(s->entry));
        must(s->thumbs_n <= ANSWER_THUMBS && (!s->refused || s->thumbs_n == 0));
        if (s->refused) {
            must(is_utf8(s->refused));
            continue;
        }
        must(s->width > 0 && s->height > 0 && is_utf8(s->color_profile) && s->has_file == zip);
        must(!strpbrk(s->extension, "/.") && strlen(s->dominant_color) == 7);
        must(!s->has_file || s->file < a->files_n);
        for (size_t k = 0; k < s->thumbs_n; k++)
            must(s->thumbs[k].file < a->files_n && s->thumbs[k].width < s->width);
    }
}

static void names_stay_inside(struct cx *cx, struct answer *a)
{
    struct store_file *files = NULL;
    if (answer_files(cx, a, &files) < 0) {
        must(cx->err.reason == E_MEDIA_FAILED);
        return;
    }
    for (size_t i = 0; i < a->files_n; i++) {
        must(is_inside(files[i].name) && is_inside(a->files[i].name));
        must(a->files[i].type);
        must(a->files[i].scene >= -1 && a->files[i].scene < (int64_t)a->scenes_n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const uint8_t *line = n ? memchr(bytes, '\n', n) : NULL;
    const char    *op   = line ? op_named(bytes, (size_t)(line - bytes)) : NULL;
    struct cx      cx   = { .now = { INT64_C(1700000000000000) } };
    struct answer *a;
    const char    *detail;
    int            rc;
    if (!op)
        return 0;
    cx.arena = arena_new(256 << 20);
    a        = arena_alloc(cx.arena, sizeof *a);
    answer_start(a, op);
    rc = read_lines(&cx, line + 1, n - (size_t)(line - bytes) - 1, a);
    must(rc == 0 || rc == -E_MEDIA_FAILED);
    detail = answer_detail(&cx, a);
    must(is_utf8(a->stage) && is_utf8(a->message) && (!detail || is_utf8(detail)));
    if (rc == 0 && (rc = answer_check(&cx, a)) == 0) {
        scenes_cover(a);
        videos_fit(a);
        stills_fit(a);
        names_stay_inside(&cx, a);
    }
    must(rc == -(int)cx.err.reason || cx.err.reason == E_MEDIA_FAILED);
    must(is_utf8(cx.err.message));
    arena_free(cx.arena);
    return 0;
}
