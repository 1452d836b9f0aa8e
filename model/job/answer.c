/* answer.c - lines of the media program through field tables. */
#include "model/job/answer.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/job/answer_parts.h"

enum {
    LINE_DEPTH     = 16,
    ANALYSIS_BYTES = 128 * 1024,
    PIXELS_SIDE    = 65536,
    NAME_PART      = 60,
    FRAMES_MOST    = 1 << 30,
};
#define US_MOST (INT64_C(1) << 53)

struct said { /* lines with a few members each share one table */
    struct row  row;
    double      progress;
    const char *stage, *message, *reason, *name, *type;
    int64_t     bytes;
    struct json analysis;
};

static const char *const transitions[] = { "start", "cut", "dissolve", "fade", NULL };

// clang-format off
#define ROW struct said
static const struct field progress_fields[] = {
    FIELD(progress, READ | NEED, .max = 100, .doc = "Percent."),
    FIELD(stage,    READ, .def = "", .max = 40, .doc = "What is being done."),
};
static const struct field warning_fields[] = {
    FIELD(message, READ | NEED, .min = 1, .max = 400, .doc = "What was met."),
};
static const struct field failed_fields[] = {
    FIELD(reason,  READ | NEED, .min = 1, .max = 40, .doc = "Reason word."),
    FIELD(message, READ, .def = "", .max = 400, .doc = "What went wrong."),
};
static const struct field file_fields[] = {
    FIELD(name,  READ | NEED, .min = 1, .max = 120, .doc = "Below the job's folder."),
    FIELD(bytes, READ | NEED, .max = INT64_C(1) << 50, .doc = "Its size."),
};
static const struct field analysis_fields[] = {
    FIELD(analysis, READ | NEED, .max = ANALYSIS_BYTES, .doc = "What was measured."),
};
#undef ROW
#define ROW struct answer_source
static const struct field source_fields[] = {
    FIELD(width,       READ | NEED, .min = 1, .max = PIXELS_SIDE, .doc = "Pixels, as displayed."),
    FIELD(height,      READ | NEED, .min = 1, .max = PIXELS_SIDE, .doc = "Pixels, as displayed."),
    FIELD(fps_num,     READ | NEED, .max = INT32_MAX, .doc = "Frames per second, numerator."),
    FIELD(fps_den,     READ | NEED, .max = INT32_MAX, .doc = "Frames per second, denominator."),
    FIELD(frames,      READ | NEED, .max = FRAMES_MOST, .doc = "Decoded frames."),
    FIELD(duration_us, READ | NEED, .max = US_MOST, .doc = "From the first frame to the last one's end."),
    FIELD(rotation,    READ, .def = "0", .min = -360, .max = 360, .doc = "Degrees."),
    FIELD(codec,       READ | NEED | NAME, .max = 40, .doc = "Of the video stream."),
    FIELD(container,   READ | NEED | NAME, .max = 80, .doc = "Kind of file."),
    FIELD(has_audio,   READ | NEED, .doc = "Whether there is sound."),
};
#undef ROW
#define ROW struct answer_scene
static const struct field scene_fields[] = {
    FIELD(index,       READ | NEED, .max = ANSWER_SCENES, .doc = "From 0."),
    FIELD(frame_num,   READ | NEED, .max = FRAMES_MOST, .doc = "First frame."),
    FIELD(frame_count, READ | NEED, .min = 1, .max = FRAMES_MOST, .doc = "Frames."),
    FIELD(start_us,    READ | NEED, .min = -US_MOST, .max = US_MOST, .doc = "When its first frame is shown."),
    FIELD(end_us,      READ | NEED, .min = -US_MOST, .max = US_MOST, .doc = "When its last frame ends."),
    FIELD(transition,  READ | NEED, .choices = transitions, .doc = "How it begins."),
    FIELD(confidence,  READ | NEED, .max = 1, .doc = "From 0 to 1."),
    FIELD(pictures,    READ | NEED, .max = ANSWER_PICTURES, .doc = "Frames written."),
    FIELD(phash,       READ | NULLS, .min = 16, .max = 16, .doc = "Of the key frame."),
};
#undef ROW
static const struct shape progress_shape = SHAPE(struct said, progress_fields);
static const struct shape warning_shape  = SHAPE(struct said, warning_fields);
static const struct shape failed_shape   = SHAPE(struct said, failed_fields);
static const struct shape file_shape     = SHAPE(struct said, file_fields);
static const struct shape analysis_shape = SHAPE(struct said, analysis_fields);
static const struct shape source_shape   = SHAPE(struct answer_source, source_fields);
static const struct shape scene_shape    = SHAPE(struct answer_scene, scene_fields);
// clang-format on

/* What a name's ending means; nothing else can be a result. */
static const struct {
    const char *ending, *type;
} types[] = {
    { ".jpg", "image/jpeg" },
    { ".png", "image/png" },
    { ".mp4", "video/mp4" },
    { ".m4s", "video/iso.segment" },
    { ".ts", "video/mp2t" },
    { ".m3u8", "application/vnd.apple.mpegurl" },
    { ".vtt", "text/vtt" },
};

void answer_start(struct answer *to, const char *op) { *to = (struct answer){ .op = op }; }

int answer_shaped(struct cx *cx, const struct shape *s, struct json_object *v, void *row)
{
    TRY(row_from_json(cx, s, v, READ, false, row));
    return row_defaults(cx, s, row, true);
}

/* Twice the room when it is full. */
static void *grown(struct cx *cx, void *list, size_t n, size_t *cap, size_t bytes)
{
    void *more;
    if (n < *cap)
        return list;
    *cap = *cap ? *cap * 2 : 16;
    more = arena_alloc_array(cx->arena, *cap, bytes);
    if (n)
        memcpy(more, list, n * bytes);
    return more;
}

/* Letters, digits, dot, dash, underscore; no dot in front. */
static bool is_plain(const char *name, size_t n)
{
    if (n == 0 || n > NAME_PART || name[0] == '.')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z') ||
              (name[i] >= '0' && name[i] <= '9') || name[i] == '.' || name[i] == '-' ||
              name[i] == '_'))
            return false;
    return true;
}

/* NULL when it is no name of a result: a plain one, or one in a folder that results have. */
static const char *type_of(const char *name)
{
    static const char *const folders[] = { "hls/", "captions/" };
    const char              *base      = name;
    for (size_t i = 0; i < COUNT(folders); i++)
        if (strncmp(name, folders[i], strlen(folders[i])) == 0)
            base = name + strlen(folders[i]);
    size_t n = strlen(base);
    for (size_t i = 0; i < COUNT(types); i++) {
        size_t e = strlen(types[i].ending);
        if (n > e && strcmp(base + n - e, types[i].ending) == 0)
            return is_plain(base, n) ? types[i].type : NULL;
    }
    return NULL;
}

static int on_progress(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct arena_mark mark = arena_mark(cx->arena);
    struct said       said = { 0 };
    TRY(answer_shaped(cx, &progress_shape, v, &said));
    to->progress = said.progress;
    snprintf(to->stage, sizeof to->stage, "%s", said.stage);
    utf8_close(to->stage);
    arena_rewind(cx->arena, mark);
    return 0;
}

static int on_warning(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct said said = { 0 };
    if (to->warnings_n == ANSWER_WARNINGS)
        return 0;
    TRY(answer_shaped(cx, &warning_shape, v, &said));
    to->warnings[to->warnings_n++] = said.message;
    return 0;
}

/* Only what a file can be at fault for; a child cannot speak of the server's state. */
static int on_failed(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct said said = { 0 };
    TRY(answer_shaped(cx, &failed_shape, v, &said));
    to->failed = true;
    to->reason = reason_by_word(said.reason);
    if (to->reason < E_NOT_MEDIA || to->reason > E_BAD_ARCHIVE)
        to->reason = E_MEDIA_FAILED;
    snprintf(to->message, sizeof to->message, "%s", said.message);
    utf8_close(to->message);
    return 0;
}

static int on_source(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_source source = { 0 };
    TRY(answer_shaped(cx, &source_shape, v, &source));
    to->source     = source;
    to->has_source = true;
    return 0;
}

static int on_made(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_source made = { 0 };
    TRY(answer_shaped(cx, &source_shape, v, &made));
    to->made     = made;
    to->has_made = true;
    return 0;
}

static int on_scene(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct answer_scene scene = { 0 };
    uint8_t             hash[8];
    TRY(answer_shaped(cx, &scene_shape, v, &scene));
    if (to->scenes_n >= ANSWER_SCENES || scene.index != (int64_t)to->scenes_n)
        return refuse(cx, E_MEDIA_FAILED, "Scenes are out of order or too many");
    if (scene.phash && !hex_read(scene.phash, strlen(scene.phash), hash, sizeof hash))
        return refuse(cx, E_MEDIA_FAILED, "A phash is no hexadecimal number");
    scene.id                     = uuid_new();
    to->scenes                   = grown(cx, to->scenes, to->scenes_n, &to->scenes_cap, sizeof scene);
    to->scenes[to->scenes_n++] = scene;
    return 0;
}

int answer_add_file(struct cx *cx, struct answer *to, const char *name, const char *type,
                    size_t *index)
{
    if (to->files_n >= ANSWER_FILES)
        return refuse(cx, E_MEDIA_FAILED, "There are too many files");
    to->files  = grown(cx, to->files, to->files_n, &to->files_cap, sizeof *to->files);
    *index     = to->files_n++;
    to->files[*index] = (struct answer_file){ .scene = -1, .name = name, .type = type };
    return 0;
}

static int on_file(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct said said = { 0 };
    const char *type;
    size_t      index;
    TRY(answer_shaped(cx, &file_shape, v, &said));
    type = type_of(said.name);
    if (!type)
        return refuse(cx, E_MEDIA_FAILED, "A file has no name of a result");
    return answer_add_file(cx, to, said.name, type, &index);
}

static int on_analysis(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct said said = { 0 };
    TRY(answer_shaped(cx, &analysis_shape, v, &said));
    if (said.analysis.text[0] != '{')
        return refuse(cx, E_MEDIA_FAILED, "The analysis is no object");
    to->analysis = said.analysis.text;
    return 0;
}

static int on_loudness(struct cx *cx, struct json_object *v, struct answer *to)
{
    const char *text;
    json_object_object_del(v, "kind");
    text = json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN);
    if (strlen(text) > 4096)
        return refuse(cx, E_MEDIA_FAILED, "The loudness is too long");
    to->loudness = arena_text(cx->arena, text);
    return 0;
}

static int on_done(struct cx *cx, struct json_object *v, struct answer *to)
{
    (void)cx;
    (void)v;
    to->done = true;
    return 0;
}

static const struct {
    const char *kind;
    int (*take)(struct cx *cx, struct json_object *v, struct answer *to);
} kinds[] = {
    { "progress", on_progress }, { "scene", on_scene },       { "warning", on_warning },
    { "source", on_source },     { "made", on_made },         { "file", on_file },         { "analysis", on_analysis },
    { "failed", on_failed },     { "loudness", on_loudness }, { "done", on_done },
    { "video", answer_on_video }, { "caption", answer_on_caption },
    { "rendition", answer_on_rendition }, { "items", answer_on_items },
    { "entry", answer_on_entry }, { "still", answer_on_still },
    { "thumb", answer_on_thumb }, { "refused", answer_on_refused },
};

static int take(struct cx *cx, struct json_object *v, struct answer *to)
{
    struct json_object *kind;
    const char         *word;
    if (!json_object_is_type(v, json_type_object) ||
        !json_object_object_get_ex(v, "kind", &kind) ||
        !json_object_is_type(kind, json_type_string))
        return refuse(cx, E_MEDIA_FAILED, "An answer has no kind");
    if (to->done || to->failed)
        return refuse(cx, E_MEDIA_FAILED, "An answer came after the last one");
    word = json_object_get_string(kind);
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, word) == 0)
            return kinds[i].take(cx, v, to);
    return refuse(cx, E_MEDIA_FAILED, "An answer has an unknown kind");
}

/* A member at fault is the child's fault, not the client's. */
static int as_media_failed(struct cx *cx, int rc)
{
    if (rc < 0 && cx->err.reason == E_INVALID) {
        cx->err.reason = E_MEDIA_FAILED;
        cx->err.field  = NULL;
        return -E_MEDIA_FAILED;
    }
    return rc;
}

int answer_line(struct cx *cx, const char *line, size_t n, struct answer *to)
{
    struct json_tokener *tok = json_tokener_new_ex(LINE_DEPTH);
    struct json_object  *v   = NULL;
    int                  rc  = 0;
    if (tok && n <= ANSWER_LINE_BYTES) {
        json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
        v = json_tokener_parse_ex(tok, line, (int)n);
    }
    if (!v || json_tokener_get_error(tok) != json_tokener_success ||
        json_tokener_get_parse_end(tok) != n)
        rc = refuse(cx, E_MEDIA_FAILED, "An answer is no JSON object");
    json_tokener_free(tok);
    if (rc == 0)
        rc = as_media_failed(cx, take(cx, v, to));
    json_object_put(v);
    return rc;
}

/* The scenes of a parse cover the decoded frames without gap or overlap. */
static int parse_check(struct cx *cx, const struct answer *a)
{
    int64_t next = 0;
    if (!a->has_source || a->scenes_n == 0 || a->source.fps_num < 1 || a->source.fps_den < 1)
        return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
    for (size_t i = 0; i < a->scenes_n; i++) {
        const struct answer_scene *s = &a->scenes[i];
        if (s->frame_num != next || s->end_us < s->start_us || s->pictures < 1)
            return refuse(cx, E_MEDIA_FAILED, "The scenes do not follow one another");
        next += s->frame_count;
    }
    if (next != a->source.frames)
        return refuse(cx, E_MEDIA_FAILED, "The scenes do not add up to the decoded frames");
    return 0;
}

/* What a scene's render may leave: it has no text tracks. */
static int render_check(struct cx *cx, const struct answer *a)
{
    for (size_t i = 0; i < a->files_n; i++)
        if (strcmp(a->files[i].type, "text/vtt") == 0 || strncmp(a->files[i].name, "captions/", 9) == 0)
            return refuse(cx, E_MEDIA_FAILED, "Files came that nobody asked for");
    if (a->files_n == 0)
        return refuse(cx, E_MEDIA_FAILED, "Nothing was rendered");
    return 0;
}

static int storyboard_check(struct cx *cx, const struct answer *a)
{
    if (a->scenes_n != 1 || a->scenes[0].pictures < 1)
        return refuse(cx, E_MEDIA_FAILED, "The storyboard is incomplete");
    return 0;
}

static int analyse_check(struct cx *cx, const struct answer *a)
{
    return a->analysis ? 0 : refuse(cx, E_MEDIA_FAILED, "The analysis is missing");
}

enum { SCENES = 1, FILES = 2, VIDEO = 4, RENDITIONS = 8, STILLS = 16 }; /* what an answer may hold */

static const struct {
    const char *op;
    unsigned    holds;
    int (*check)(struct cx *cx, const struct answer *a);
} ops[] = {
    { "parse", SCENES, parse_check },
    { "storyboard", SCENES, storyboard_check },
    { "analyse", 0, analyse_check },
    { "render", FILES, render_check },
    { "watchable", FILES | VIDEO, answer_watchable_check },
    { "ladder", FILES | RENDITIONS, answer_ladder_check },
    { "stills", FILES | STILLS, answer_stills_check },
    { "zip", FILES | STILLS, answer_zip_check },
    { "review", FILES, answer_review_check },
    { "frame", FILES, answer_frame_check },
    { "join", FILES, answer_join_check },
    { "picture", FILES | STILLS, answer_picture_check },
    { "avatar", FILES | STILLS, answer_avatar_check },
};

int answer_check(struct cx *cx, const struct answer *a)
{
    unsigned has = (a->scenes_n ? SCENES : 0U) | (a->files_n ? FILES : 0U) |
                   (a->has_video || a->captions_n ? VIDEO : 0U) |
                   (a->renditions_n ? RENDITIONS : 0U) | (a->stills ? STILLS : 0U);
    size_t   i   = 0;
    if (a->failed)
        return refuse(cx, a->reason, "%s", a->message[0] ? a->message : reason_meaning(a->reason));
    if (!a->done)
        return refuse(cx, E_MEDIA_FAILED, "Processing stopped before its end");
    while (i < COUNT(ops) && strcmp(ops[i].op, a->op) != 0)
        i++;
    if (has & ~(i < COUNT(ops) ? ops[i].holds : 0U))
        return refuse(cx, E_MEDIA_FAILED, "Results came that nobody asked for");
    return i < COUNT(ops) ? ops[i].check(cx, a) : 0;
}

static void add_picture(struct cx *cx, struct answer_file *file, struct store_file *named,
                        int64_t scene, const char *name)
{
    *file       = (struct answer_file){ .scene = scene, .name = name, .type = "image/jpeg" };
    named->name = arena_printf(cx->arena, "%lld/%s", (long long)scene, name);
}

int answer_files(struct cx *cx, struct answer *a, struct store_file **files)
{
    size_t              n = a->files_n, at = 0;
    struct answer_file *all;
    const char         *frame[ANSWER_PICTURES];
    for (size_t i = 0; i < ANSWER_PICTURES; i++)
        frame[i] = arena_printf(cx->arena, "frame-%04zu.jpg", i + 1);
    for (size_t i = 0; i < a->scenes_n; i++)
        n += (size_t)a->scenes[i].pictures + 2;
    all    = arena_alloc_array(cx->arena, n, sizeof *all);
    *files = arena_alloc_array(cx->arena, n, sizeof **files);
    for (size_t i = 0; i < a->scenes_n; i++) {
        add_picture(cx, &all[at], &(*files)[at], (int64_t)i, "thumb.jpg");
        at++;
        add_picture(cx, &all[at], &(*files)[at], (int64_t)i, "sheet.jpg");
        at++;
        for (int64_t k = 0; k < a->scenes[i].pictures; k++, at++)
            add_picture(cx, &all[at], &(*files)[at], (int64_t)i, frame[k]);
    }
    for (size_t i = 0; i < a->files_n; i++, at++) {
        all[at]           = a->files[i];
        (*files)[at].name = a->files[i].name;
    }
    a->files   = all;
    a->files_n = a->files_cap = n;
    return 0;
}

const char *answer_detail(struct cx *cx, const struct answer *a)
{
    struct out o = out_in_arena(cx->arena, 256 * 1024);
    if (a->warnings_n == 0)
        return NULL;
    out_array(&o);
    for (size_t i = 0; i < a->warnings_n; i++)
        out_str(&o, a->warnings[i]);
    out_array_end(&o);
    return out_done(&o);
}

int64_t answer_phash(const struct answer_scene *s)
{
    uint8_t  b[8] = { 0 };
    uint64_t v    = 0;
    if (!s->phash || !hex_read(s->phash, 16, b, sizeof b))
        return 0;
    for (size_t i = 0; i < sizeof b; i++)
        v = v << 8 | b[i];
    return (int64_t)v;
}
