/* job.c - the job's table of members, and the checks that span several. */
#include <errno.h>
#include <json-c/json.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/media/job.h"

enum { JOB_BYTES = 256 * 1024, JOB_DEPTH = 3 };

static const char *const ops[]     = { "probe", "parse", "storyboard", "analyse", "render", "watchable",
                                       "ladder", "review", "frame", "join", "stills", "zip", "picture", "avatar", NULL };
static const char *const methods[] = { "adaptive", "content", NULL };
static const char *const presets[] = { "ultrafast", "superfast", "veryfast", "faster", "fast",
                                       "medium", "slow", "slower", "veryslow", NULL };

// clang-format off
#define ROW struct media_job
static const struct field job_fields[] = {
    FIELD(op,            WRITE | NEED, .choices = ops, .doc = "What to do."),
    FIELD(input,         WRITE | NULLS, .min = 2, .max = 4000, .doc = "File to read, an absolute path."),
    FIELD(output,        WRITE | NULLS, .min = 2, .max = 4000, .doc = "Existing folder to write into, an absolute path."),
    FIELD(still,         WRITE, .def = "false", .doc = "The input is a photo, not a video."),
    FIELD(threshold,     WRITE | NULLS, .doc = "Sensitivity of scene detection; the method's own default if absent."),
    FIELD(min_scene_len, WRITE | NULLS, .max = 86400, .doc = "Shortest scene, in seconds."),
    FIELD(method,        WRITE | NULLS, .def = "adaptive", .choices = methods, .doc = "How scenes are told apart."),
    FIELD(first_frame,   WRITE, .max = INT64_MAX, .def = "0", .doc = "First frame of the scene."),
    FIELD(frame_count,   WRITE, .max = INT64_MAX, .def = "0", .doc = "Frames of the scene."),
    FIELD(start_us,      WRITE, .min = -INT64_MAX, .max = INT64_MAX, .def = "0", .doc = "When the scene's first frame is shown, in microseconds."),
    FIELD(end_us,        WRITE, .min = -INT64_MAX, .max = INT64_MAX, .def = "0", .doc = "When its last frame ends, in microseconds."),
    FIELD(anchor_frame,  WRITE | NULLS, .max = INT64_MAX, .doc = "A frame not behind the scene's first whose time is certain; the scene's own if absent."),
    FIELD(anchor_us,     WRITE | NULLS, .min = -INT64_MAX, .max = INT64_MAX, .doc = "When the anchor is shown, in microseconds."),
    FIELD(max_frames,    WRITE, .max = INT64_MAX, .def = "2000000", .doc = "Frames that a file may have; 0 for any number."),
    FIELD(max_pixels,    WRITE, .max = INT64_MAX, .def = "67108864", .doc = "Pixels that a frame may have; 0 for any number."),
    FIELD(threads,       WRITE, .max = 64, .def = "0", .doc = "Decoder threads; 0 for one per processor."),
    FIELD(ffmpeg,        WRITE | NULLS, .min = 2, .max = 4000, .doc = "The ffmpeg program, an absolute path."),
    FIELD(cpu_s,         WRITE, .max = 1000000, .def = "7200", .doc = "Processor time, in seconds."),
    FIELD(memory_bytes,  WRITE, .max = INT64_MAX, .def = "2147483648", .doc = "Address space."),
    FIELD(file_bytes,    WRITE, .max = INT64_MAX, .def = "8589934592", .doc = "Largest file written."),
    FIELD(max_height,    WRITE, .max = 65536, .def = "0", .doc = "Short side of the largest rendition, in pixels; 0 for any."),
    FIELD(preset,        WRITE, .def = "veryfast", .choices = presets, .doc = "Of the encoder."),
    FIELD(inputs,        WRITE | NULLS, .doc = "Files to read, absolute paths."),
    FIELD(slugs,         WRITE | NULLS, .doc = "What entries of an archive may be named after."),
    FIELD(entry_bytes,   WRITE, .max = INT64_MAX, .def = "52428800", .doc = "Largest entry of an archive, unpacked."),
    FIELD(width,         WRITE, .max = 65536, .def = "0", .doc = "Box that the picture is to fit into, in pixels; 0 for any."),
    FIELD(height,        WRITE, .max = 65536, .def = "0", .doc = "Box that the picture is to fit into, in pixels; 0 for any."),
    FIELD(rate_num,      WRITE, .max = 1000000, .def = "0", .doc = "Frames per second, numerator; 0 for those of the input."),
    FIELD(rate_den,      WRITE, .min = 1, .max = 1000000, .def = "1", .doc = "Frames per second, denominator."),
    FIELD(bit_rate,      WRITE, .max = 1000000000, .def = "0", .doc = "Most bits per second of the picture; 0 for the usual."),
    FIELD(low_bit_rate,  WRITE, .max = 1000000000, .def = "0", .doc = "The same of the smaller version."),
    FIELD(wall_s,        WRITE, .max = 1000000, .def = "3600", .doc = "Time from start to end, in seconds."),
};
#undef ROW
// clang-format on
const struct shape media_job_shape = SHAPE(struct media_job, job_fields);

static int read_text(struct cx *cx, int fd, char *text, size_t *len)
{
    *len = 0;
    for (;;) {
        ssize_t n = read(fd, text + *len, JOB_BYTES - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refuse(cx, E_INVALID, "The job cannot be read");
        if (n == 0)
            return 0;
        *len += (size_t)n;
        if (*len == JOB_BYTES)
            return refuse(cx, E_INVALID, "The job is longer than %d bytes", JOB_BYTES);
    }
}

static int parse_text(struct cx *cx, const char *text, size_t len, struct json_object **out)
{
    struct json_tokener *reader = json_tokener_new_ex(JOB_DEPTH);
    struct json_object  *v      = NULL;
    enum json_tokener_error why = json_tokener_continue;
    if (reader) {
        json_tokener_set_flags(reader, JSON_TOKENER_STRICT);
        v   = json_tokener_parse_ex(reader, text, (int)len);
        why = json_tokener_get_error(reader);
        json_tokener_free(reader);
    }
    if (why != json_tokener_success || !json_object_is_type(v, json_type_object)) {
        json_object_put(v);
        return refuse(cx, E_INVALID, "The job is not a JSON object");
    }
    *out = v;
    return 0;
}

int media_job_list(struct cx *cx, struct json list, const char *const **to, size_t *n)
{
    struct json_object *v = list.text ? json_tokener_parse(list.text) : NULL;
    const char        **texts;
    bool                good = json_object_is_type(v, json_type_array);
    *n                       = good ? json_object_array_length(v) : 0;
    texts                    = arena_alloc_array(cx->arena, *n + 1, sizeof *texts);
    for (size_t i = 0; i < *n && good; i++) {
        struct json_object *one = json_object_array_get_idx(v, i);
        good                    = json_object_is_type(one, json_type_string);
        texts[i]                = arena_text(cx->arena, good ? json_object_get_string(one) : "");
    }
    json_object_put(v);
    *to = texts;
    return good ? 0 : refuse(cx, E_INVALID, "The job has something else than a list of texts");
}

static int path_check(struct cx *cx, const char *name, const char *path, bool needed)
{
    if (!path && needed)
        return refuse_field(cx, E_INVALID, name, "%s is missing", name);
    if (path && path[0] != '/')
        return refuse_field(cx, E_INVALID, name, "%s must be an absolute path", name);
    return 0;
}

static int list_check(struct cx *cx, const char *name, struct json list, bool needed)
{
    const char *const *texts;
    size_t             n;
    if (!list.text)
        return needed ? refuse_field(cx, E_INVALID, name, "%s is missing", name) : 0;
    return media_job_list(cx, list, &texts, &n);
}

static int job_check(struct cx *cx, const struct media_job *job)
{
    bool renders = strcmp(job->op, "render") == 0;
    bool library = strcmp(job->op, "watchable") == 0 || strcmp(job->op, "ladder") == 0 ||
                   strcmp(job->op, "review") == 0 || strcmp(job->op, "frame") == 0;
    bool ranged  = renders || strcmp(job->op, "storyboard") == 0 ||
                  (strcmp(job->op, "analyse") == 0 && !job->still);
    bool stills  = strcmp(job->op, "stills") == 0, zip = strcmp(job->op, "zip") == 0;
    bool joins   = strcmp(job->op, "join") == 0;
    bool sizes   = strcmp(job->op, "picture") == 0 || strcmp(job->op, "avatar") == 0;
    TRY(path_check(cx, "input", job->input, !stills && !joins));
    TRY(list_check(cx, "inputs", job->inputs, stills || joins));
    TRY(list_check(cx, "slugs", job->slugs, zip));
    TRY(path_check(cx, "output", job->output,
                   renders || library || joins || stills || zip || sizes || strcmp(job->op, "parse") == 0 ||
                       strcmp(job->op, "storyboard") == 0));
    TRY(path_check(cx, "ffmpeg", job->ffmpeg, renders || library || joins));
    if (library && job->still)
        return refuse_field(cx, E_INVALID, "still", "A photo cannot be watched");
    if (ranged && job->frame_count < 1)
        return refuse_field(cx, E_INVALID, "frame_count", "frame_count must be at least 1");
    if (renders && job->end_us <= job->start_us)
        return refuse_field(cx, E_INVALID, "end_us", "end_us must be above start_us");
    return 0;
}

int media_job_read(struct cx *cx, int fd, struct media_job *job)
{
    char               *text = arena_alloc(cx->arena, JOB_BYTES);
    size_t              len;
    struct json_object *v = NULL;
    int                 rc;
    TRY(read_text(cx, fd, text, &len));
    TRY(parse_text(cx, text, len, &v));
    rc = row_from_json(cx, &media_job_shape, v, WRITE, true, job);
    json_object_put(v);
    TRY(rc);
    TRY(row_defaults(cx, &media_job_shape, job, true));
    return job_check(cx, job);
}
