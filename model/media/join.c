/*
 * join.c - several movies as one: of one size and rate, one behind the other.
 *
 * Each is fitted into the box, on black, and becomes pictures and sound without any container;
 * these are put together here, where frames are counted, so that the sound of each begins with its
 * picture however many there are: what lacks is silence, what is too much is cut. One more run
 * encodes the sound and makes the MP4, in which the pictures are as they were encoded. Movies that
 * are of the box and the rate, and all encoded in one way, are not encoded again.
 */
#include <libavformat/avformat.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/media/browser.h"
#include "model/media/convert.h"
#include "model/media/tool.h"

enum {
    COPY_BYTES   = 64 * 1024,
    BITS         = 28000000, /* per second */
    RATE_MOST    = 240,
    SAMPLES      = 48000, /* of sound in a second, ... */
    SAMPLE_BYTES = 4,     /* ... each for two ears */
    DELIMITER    = 0x109, /* what stands before each encoded picture */
};
/* Percent when the parts are made. */
#define PARTS 90

#define PART_PICTURES "part.h264"
#define PART_SOUND "part.pcm"
#define ALL_PICTURES "all.h264"
#define ALL_SOUND "all.pcm"

struct join {
    struct media      *m;
    const char *const *paths;
    size_t             n;
    int                width, height;
    int64_t            rate_num, rate_den;
    int64_t            frames, sound_bytes; /* so far */
    bool               has_sound;           /* any of them */
    bool               copies;              /* the pictures are taken as they are */
    const uint8_t     *head;                /* that all have: how they are encoded */
    int                head_bytes;
};

static int failed(const struct join *j, const char *what)
{
    return refuse(j->m->cx, E_MEDIA_FAILED, "%s: %s", what, strerror(errno));
}

/* ---- what is asked for ---- */

static int even(int64_t v) { return v < 2 ? 2 : (int)(v / 2 * 2); }

/* Of the production, or as the first one is. */
static void box_choose(struct join *j, const struct input_facts *first)
{
    const struct media_job *job = j->m->job;
    j->rate_num                 = job->rate_num > 0 ? job->rate_num : first->fps_num;
    j->rate_den                 = job->rate_num > 0 ? job->rate_den : first->fps_den;
    if (j->rate_num < 1 || j->rate_den < 1 || j->rate_num / j->rate_den > RATE_MOST)
        j->rate_num = 25, j->rate_den = 1;
    j->width  = even(job->width > 0    ? job->width
                     : job->height > 0 ? job->height * 16 / 9
                                       : first->width);
    j->height = even(job->height > 0  ? job->height
                     : job->width > 0 ? job->width * 9 / 16
                                      : first->height);
}

/* The largest even size of the picture's aspect within the box; smaller ones grow. */
static void fit(const struct join *j, const struct input_facts *f, int *width, int *height)
{
    if ((int64_t)f->width * j->height > (int64_t)f->height * j->width) {
        *width  = j->width;
        *height = even((int64_t)f->height * j->width / f->width);
    } else {
        *width  = even((int64_t)f->width * j->height / f->height);
        *height = j->height;
    }
}

/* ---- is encoding needed ---- */

/* Frames one after the other, each as long as the next. */
static bool is_steady(const struct join *j, const AVStream *s, const struct input_facts *f)
{
    int64_t frame_us = 1000000 * j->rate_den / j->rate_num;
    int64_t want_us  = s->nb_frames * 1000000 * j->rate_den / j->rate_num;
    return (int64_t)f->fps_num * j->rate_den == j->rate_num * f->fps_den && s->nb_frames > 0 &&
           s->codecpar->video_delay == 0 && f->duration_us >= want_us - frame_us &&
           f->duration_us <= want_us + frame_us;
}

static bool fits_as_it_is(struct join *j, const struct input *in)
{
    const struct input_facts *f = input_facts(in);
    const AVStream           *s = input_format(in)->streams[f->video_stream];
    const AVCodecParameters  *c = s->codecpar;
    if (c->codec_id != AV_CODEC_ID_H264 || c->format != AV_PIX_FMT_YUV420P || c->extradata_size < 1 ||
        f->coded_width != j->width || f->coded_height != j->height || f->width != j->width ||
        f->height != j->height || f->rotation != 0 || !is_steady(j, s, f))
        return false;
    if (!j->head) {
        j->head       = (const uint8_t *)arena_copy(j->m->cx->arena, (const char *)c->extradata,
                                                    (size_t)c->extradata_size);
        j->head_bytes = c->extradata_size;
    }
    return c->extradata_size == j->head_bytes &&
           memcmp(c->extradata, j->head, (size_t)j->head_bytes) == 0;
}

static int survey(struct join *j)
{
    const struct input_opts opts = { { j->m->job->max_frames, j->m->job->max_pixels }, false };
    j->copies                    = true;
    for (size_t i = 0; i < j->n && j->copies; i++) {
        struct input *in = NULL;
        TRY(input_open(j->m->cx, j->paths[i], &opts, &in));
        if (i == 0)
            box_choose(j, input_facts(in));
        j->copies = fits_as_it_is(j, in);
        input_close(&in);
    }
    return 0;
}

/* ---- one part ---- */

static void add_copy(struct tool *t, const struct join *j, const struct media *one)
{
    tool_add(t, "-map");
    tool_addf(t, "0:%d", input_facts(one->input)->video_stream);
    TOOL_ADD(t, "-c:v", "copy", "-bsf:v", "h264_mp4toannexb,h264_metadata=aud=insert", "-f", "h264");
    tool_add(t, media_path(j->m, PART_PICTURES));
}

static void add_pictures(struct tool *t, const struct join *j, const struct media *one)
{
    const struct input_facts *f = input_facts(one->input);
    int                       width, height;
    fit(j, f, &width, &height);
    tool_add(t, "-filter_complex");
    tool_add(t, arena_printf(t->cx->arena,
                             "[0:%d]%s,pad=%d:%d:(ow-iw)/2:(oh-ih)/2:black,setsar=1,fps=%lld/%lld[v]",
                             f->video_stream, convert_filters(t->cx, f, width, height), j->width,
                             j->height, (long long)j->rate_num, (long long)j->rate_den));
    TOOL_ADD(t, "-map", "[v]");
    if (one->job->max_frames > 0) {
        tool_add(t, "-frames:v");
        tool_addf(t, "%lld", (long long)one->job->max_frames);
    }
    TOOL_ADD(t, "-c:v", "libx264", "-profile:v", "high", "-crf", "18", "-g", "48", "-bf", "0", "-aud",
             "1", "-preset");
    tool_add(t, one->job->preset);
    tool_add(t, "-maxrate");
    tool_addf(t, "%lld", (long long)(one->job->bit_rate > 0 ? one->job->bit_rate : BITS));
    tool_add(t, "-bufsize");
    tool_addf(t, "%lld", (long long)(one->job->bit_rate > 0 ? one->job->bit_rate : BITS) * 2);
    TOOL_ADD(t, "-fflags", "+bitexact", "-f", "h264");
    tool_add(t, media_path(j->m, PART_PICTURES));
}

static int part_run(const struct join *j, const struct media *one, size_t i, bool sound)
{
    const struct tool_progress said = { one->answer, "encode", input_facts(one->input)->duration_us,
                                        PARTS * (double)i / (double)j->n,
                                        PARTS * (double)(i + 1) / (double)j->n };
    struct tool                t;
    (void)unlink(media_path(j->m, PART_SOUND));
    tool_begin(&t, one->cx, one->job->ffmpeg);
    tool_source(&t, one);
    if (j->copies)
        add_copy(&t, j, one);
    else
        add_pictures(&t, j, one);
    if (sound) {
        tool_add(&t, "-map");
        tool_addf(&t, "0:%d", input_facts(one->input)->audio_stream);
        TOOL_ADD(&t, "-af", "aresample=48000:async=1:first_pts=0", "-ac", "2", "-f", "s16le");
        tool_add(&t, media_path(j->m, PART_SOUND));
    }
    return tool_run(&t, &said);
}

/* Sound that cannot be decoded is left out at last. */
static int part_make(const struct join *j, const struct media *one, size_t i)
{
    const struct decode_opts how = { .threads = (int)one->job->threads };
    struct browser_plan      plan;
    int                      rc;
    TRY(browser_judge(one->cx, one->input, &how, &plan));
    rc = part_run(j, one, i, plan.sound != SOUND_NONE);
    if (rc == 0 || plan.sound == SOUND_NONE)
        return rc;
    err_clear(one->cx);
    answer_warning(one->answer, "The sound could not be read and was left out");
    return part_run(j, one, i, false);
}

/* ---- putting together ---- */

static int64_t pictures_count(const unsigned char *b, size_t n, uint32_t *last)
{
    int64_t found = 0;
    for (size_t i = 0; i < n; i++) {
        *last = *last << 8 | b[i];
        found += *last == DELIMITER;
    }
    return found;
}

static int put(const struct join *j, int to, const unsigned char *b, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t put = write(to, b + done, n - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return failed(j, "Writing");
        done += (size_t)put;
    }
    return 0;
}

/* As much of a part as there is, at most `most` bytes. *n: how many. */
static int append(struct join *j, const char *from, const char *to, int64_t most, int64_t *n,
                  int64_t *pictures)
{
    unsigned char *buf = arena_alloc(j->m->cx->arena, COPY_BYTES);
    int            in  = open(media_path(j->m, from), O_RDONLY | O_CLOEXEC);
    int            out = open(media_path(j->m, to), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    uint32_t       last = UINT32_MAX;
    int            rc   = in < 0 || out < 0 ? failed(j, "Opening a part") : 0;
    ssize_t        got  = 1;
    *n = *pictures = 0;
    while (rc == 0 && *n < most && got > 0) {
        got = read(in, buf, most - *n < COPY_BYTES ? (size_t)(most - *n) : COPY_BYTES);
        if (got < 0)
            rc = failed(j, "Reading a part");
        else
            rc = put(j, out, buf, (size_t)got);
        if (rc == 0)
            *n += got, *pictures += pictures_count(buf, (size_t)got, &last);
    }
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return rc;
}

/* A hole reads as zeros, which is silence. */
static int silence(struct join *j, int64_t bytes)
{
    int fd = open(media_path(j->m, ALL_SOUND), O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    int rc = fd < 0 || ftruncate(fd, bytes) < 0 ? failed(j, "Writing silence") : 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

static int sound_append(struct join *j)
{
    const int64_t end = j->frames * j->rate_den * SAMPLES / j->rate_num * SAMPLE_BYTES;
    int64_t       n = 0, none;
    if (access(media_path(j->m, PART_SOUND), R_OK) == 0) {
        TRY(append(j, PART_SOUND, ALL_SOUND, end - j->sound_bytes, &n, &none));
        j->has_sound = j->has_sound || n > 0;
    }
    j->sound_bytes = end;
    return silence(j, end);
}

static int part_append(struct join *j)
{
    int64_t n, pictures;
    TRY(append(j, PART_PICTURES, ALL_PICTURES, INT64_MAX, &n, &pictures));
    if (pictures == 0)
        return refuse(j->m->cx, E_NO_FRAMES, "One of the movies has no frames");
    j->frames += pictures;
    if (j->m->job->max_frames > 0 && j->frames > j->m->job->max_frames)
        return refuse(j->m->cx, E_MEDIA_LIMIT, "Together they have too many frames");
    return sound_append(j);
}

static int part_join(struct join *j, size_t i)
{
    const struct input_opts opts = { { j->m->job->max_frames, j->m->job->max_pixels }, false };
    struct media_job        job  = *j->m->job;
    struct media            one  = { j->m->cx, &job, j->m->answer, NULL };
    int                     rc;
    job.input = j->paths[i];
    rc        = input_open(one.cx, job.input, &opts, &one.input);
    if (rc == 0)
        rc = part_make(j, &one, i);
    input_close(&one.input);
    return rc < 0 ? rc : part_append(j);
}

/* ---- the movie ---- */

static int movie_make(struct join *j)
{
    const int64_t              length_us = j->frames * j->rate_den * 1000000 / j->rate_num;
    const struct tool_progress said      = { j->m->answer, "join", length_us, PARTS, 99 };
    struct tool                t;
    tool_begin(&t, j->m->cx, j->m->job->ffmpeg);
    TOOL_ADD(&t, "-fflags", "+genpts", "-framerate");
    tool_addf(&t, "%lld/%lld", (long long)j->rate_num, (long long)j->rate_den);
    tool_input(&t, "h264", media_path(j->m, ALL_PICTURES));
    if (j->has_sound) {
        TOOL_ADD(&t, "-ar", "48000", "-ac", "2");
        tool_input(&t, "s16le", media_path(j->m, ALL_SOUND));
    }
    TOOL_ADD(&t, "-map", "0:v", "-c:v", "copy");
    if (j->has_sound)
        TOOL_ADD(&t, "-map", "1:a", "-c:a", "aac", "-b:a", "160k");
    TOOL_ADD(&t, "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4");
    tool_add(&t, media_path(j->m, "movie.mp4"));
    return tool_run(&t, &said);
}

static int movie_answer(struct join *j)
{
    const struct input_opts opts = { { j->m->job->max_frames, j->m->job->max_pixels }, false };
    struct media            said = *j->m;
    TRY(media_file_done(j->m, "movie.mp4", "video/mp4"));
    TRY(input_open(j->m->cx, media_path(j->m, "movie.mp4"), &opts, &said.input));
    source_answer(&said, j->frames, input_facts(said.input)->duration_us);
    input_close(&said.input);
    return 0;
}

static void between_remove(const struct join *j)
{
    static const char *const between[] = { PART_PICTURES, PART_SOUND, ALL_PICTURES, ALL_SOUND };
    for (size_t i = 0; i < COUNT(between); i++)
        (void)unlink(media_path(j->m, between[i]));
}

static int parts_join(struct join *j)
{
    j->frames = j->sound_bytes = 0;
    j->has_sound               = false;
    for (size_t i = 0; i < j->n; i++)
        TRY(part_join(j, i));
    return 0;
}

int join_run(struct media *m)
{
    struct join j = { .m = m };
    int         rc;
    TRY(media_job_list(m->cx, m->job->inputs, &j.paths, &j.n));
    if (j.n == 0)
        return refuse(m->cx, E_NO_VIDEO, "There is nothing to be joined");
    answer_progress(m->answer, 0, "encode");
    TRY(survey(&j));
    rc = parts_join(&j);
    if (rc == -E_MEDIA_FAILED && j.copies) { /* not what it seemed to be */
        err_clear(m->cx);
        between_remove(&j);
        j.copies = false;
        rc       = parts_join(&j);
    }
    TRY(rc);
    TRY(movie_make(&j));
    between_remove(&j);
    return movie_answer(&j);
}
