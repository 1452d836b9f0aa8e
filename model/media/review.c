/*
 * review.c - what a movie is reviewed by.
 *
 * movie.mp4 has the production's constant rate, so that the number of a frame is a moment: on it
 * annotations and the sheet of tiles stand. lowdef.mp4 is the same, smaller. tiles.png has every
 * frame, eight to a row of 100 pixels, as far as a sheet goes. original.png and the smaller
 * pictures show one frame.
 */
#include <libavformat/avformat.h>
#include "model/base/arena.h"
#include "model/media/browser.h"
#include "model/media/convert.h"
#include "model/media/tool.h"

enum {
    LOW_WIDTH    = 1280,
    TILE_HEIGHT  = 100,
    TILE_COLUMNS = 8,
    TILE_ROWS    = 480,
    LOOK_FRAMES  = 50,       /* among the first of them the best stands for the movie */
    BITS         = 28000000, /* per second */
    LOW_BITS     = 6000000,
    RATE_MOST    = 240,
};
/* Percent at the end of each stage. */
#define PROBED 2
#define MADE 80
#define TILED 90
#define PICTURED 99

#define PICTURES                                                                                   \
    "split=4[a][b][c][d];"                                                                         \
    "[b]scale=1200:-1:flags=bicubic[preview];"                                                     \
    "[c]scale=150:100:force_original_aspect_ratio=increase:flags=bicubic,crop=150:100[thumbnail];" \
    "[d]scale=100:100:force_original_aspect_ratio=increase:flags=bicubic,crop=100:100[square]"

struct rate {
    int num, den;
};

static struct rate rate_of(const struct media *m)
{
    const struct input_facts *f = input_facts(m->input);
    struct rate               r = { (int)m->job->rate_num, (int)m->job->rate_den };
    if (r.num > 0)
        return r;
    r = (struct rate){ f->fps_num, f->fps_den };
    if (r.num < 1 || r.den < 1 || r.num / r.den > RATE_MOST)
        return (struct rate){ 25, 1 };
    return r;
}

static int64_t or_else(int64_t value, int64_t usual) { return value > 0 ? value : usual; }

/* ---- the movie, and the smaller one ---- */

/* The largest even size within the box. */
static void size_of(const struct media *m, int *width, int *height)
{
    const struct input_facts *f     = input_facts(m->input);
    double                    scale = 1;
    if (m->job->width > 0 && f->width > m->job->width)
        scale = (double)m->job->width / (double)f->width;
    if (m->job->height > 0 && (double)f->height * scale > (double)m->job->height)
        scale = (double)m->job->height / (double)f->height;
    *width  = (int)((double)f->width * scale) / 2 * 2;
    *height = (int)((double)f->height * scale) / 2 * 2;
    *width  = *width < 2 ? 2 : *width;
    *height = *height < 2 ? 2 : *height;
}

static void add_filters(struct tool *t, const struct media *m)
{
    struct rate r = rate_of(m);
    int         width, height, low_width, low_height;
    size_of(m, &width, &height);
    low_width  = width < LOW_WIDTH ? width : LOW_WIDTH;
    low_height = (int)((int64_t)height * low_width / width) / 2 * 2;
    tool_add(t, "-filter_complex");
    tool_add(t, arena_printf(t->cx->arena,
                             "[0:%d]%s,fps=%d/%d,split=2[movie][large];"
                             "[large]scale=%d:%d:flags=bicubic,setsar=1[low]",
                             input_facts(m->input)->video_stream,
                             convert_filters(t->cx, input_facts(m->input), width, height), r.num,
                             r.den, low_width, low_height < 2 ? 2 : low_height));
}

/* A key frame every few frames: who reviews goes back and forth. */
static void add_movie(struct tool *t, const struct media *m, const char *picture, bool sound,
                      int64_t bits, const char *name)
{
    TOOL_ADD(t, "-map");
    tool_add(t, picture);
    if (m->job->max_frames > 0) {
        tool_add(t, "-frames:v");
        tool_addf(t, "%lld", (long long)m->job->max_frames);
    }
    TOOL_ADD(t, "-c:v", "libx264", "-profile:v", "high", "-crf", "18", "-g", "8", "-bf", "0",
             "-preset");
    tool_add(t, m->job->preset);
    tool_add(t, "-maxrate");
    tool_addf(t, "%lld", (long long)bits);
    tool_add(t, "-bufsize");
    tool_addf(t, "%lld", (long long)bits * 2);
    if (sound) {
        tool_add(t, "-map");
        tool_addf(t, "0:%d", input_facts(m->input)->audio_stream);
        TOOL_ADD(t, "-af", "aresample=48000:async=1", "-c:a", "aac", "-b:a", "160k", "-ac", "2");
    }
    TOOL_ADD(t, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact",
             "-max_muxing_queue_size", "4096", "-movflags", "+faststart", "-f", "mp4");
    tool_add(t, media_path(m, name));
}

static int movies_make(struct media *m, bool sound)
{
    const struct tool_progress said = { m->answer, "encode", input_facts(m->input)->duration_us,
                                        PROBED, MADE };
    struct tool                t;
    tool_begin(&t, m->cx, m->job->ffmpeg);
    tool_source(&t, m);
    add_filters(&t, m);
    add_movie(&t, m, "[movie]", sound, or_else(m->job->bit_rate, BITS), "movie.mp4");
    add_movie(&t, m, "[low]", sound, or_else(m->job->low_bit_rate, LOW_BITS), "lowdef.mp4");
    return tool_run(&t, &said);
}

/* Sound that cannot be decoded is left out at last. */
static int movies_make_somehow(struct media *m, bool sound)
{
    int rc = movies_make(m, sound);
    if (rc == 0 || !sound)
        return rc;
    err_clear(m->cx);
    answer_warning(m->answer, "The sound could not be read and was left out");
    return movies_make(m, false);
}

/* ---- tiles ---- */

static int64_t frames_of(const struct input *in)
{
    return input_format(in)->streams[input_facts(in)->video_stream]->nb_frames;
}

static int tiles_make(struct media *m, const struct input *made)
{
    const struct input_facts  *f    = input_facts(made);
    const struct tool_progress said = { m->answer, "tiles", f->duration_us, MADE, TILED };
    int64_t                    rows = (frames_of(made) + TILE_COLUMNS - 1) / TILE_COLUMNS;
    struct tool                t;
    tool_begin(&t, m->cx, m->job->ffmpeg);
    tool_input(&t, "mov", media_path(m, "lowdef.mp4"));
    TOOL_ADD(&t, "-an", "-vf");
    tool_addf(&t, "scale=%d:%d:flags=bilinear,tile=%dx%d",
              (TILE_HEIGHT * f->width + f->height - 1) / f->height, TILE_HEIGHT, TILE_COLUMNS,
              (int)(rows < 1 ? 1 : rows > TILE_ROWS ? TILE_ROWS : rows));
    TOOL_ADD(&t, "-frames:v", "1", "-c:v", "png", "-pix_fmt", "rgb24", "-f", "image2", "-update", "1");
    tool_add(&t, media_path(m, "tiles.png"));
    return tool_run(&t, &said);
}

/* ---- pictures of a frame ---- */

static void add_picture(struct tool *t, const struct media *m, const char *label, const char *name)
{
    tool_add(t, "-map");
    tool_add(t, label);
    TOOL_ADD(t, "-frames:v", "1", "-c:v", "png", "-pix_fmt", "rgb24", "-map_metadata", "-1", "-f",
             "image2", "-update", "1");
    tool_add(t, media_path(m, name));
}

static const char *const pictures[][2] = { { "[a]", "original.png" },
                                           { "[preview]", "preview.png" },
                                           { "[thumbnail]", "thumbnail.png" },
                                           { "[square]", "thumbnail-square.png" } };

static int pictures_run(struct tool *t, const struct media *m, const char *choice)
{
    const struct tool_progress said = { m->answer, "pictures", 0, TILED, PICTURED };
    tool_add(t, "-an");
    tool_add(t, "-filter_complex");
    tool_add(t, arena_printf(t->cx->arena, "[0:v:0]%s" PICTURES, choice));
    for (size_t i = 0; i < COUNT(pictures); i++)
        add_picture(t, m, pictures[i][0], pictures[i][1]);
    TRY(tool_run(t, &said));
    for (size_t i = 0; i < COUNT(pictures); i++)
        TRY(media_file_done(m, pictures[i][1], "image/png"));
    return 0;
}

static int pictures_make(struct media *m)
{
    struct tool t;
    tool_begin(&t, m->cx, m->job->ffmpeg);
    tool_input(&t, "mov", media_path(m, "movie.mp4"));
    return pictures_run(&t, m, arena_printf(m->cx->arena, "thumbnail=n=%d,", LOOK_FRAMES));
}

/* ---- the operations ---- */

static int made_answer(struct media *m, struct input *made)
{
    const struct input_facts *f    = input_facts(made);
    struct media              said = *m;
    said.input                     = made;
    TRY(media_file_done(m, "movie.mp4", "video/mp4"));
    TRY(media_file_done(m, "lowdef.mp4", "video/mp4"));
    TRY(media_file_done(m, "tiles.png", "image/png"));
    facts_answer(&said, "made", frames_of(made), f->duration_us);
    return 0;
}

static int rest_make(struct media *m)
{
    const struct input_opts opts = { { m->job->max_frames, m->job->max_pixels }, false };
    struct input           *made = NULL;
    int                     rc   = input_open(m->cx, media_path(m, "movie.mp4"), &opts, &made);
    if (rc == 0)
        rc = tiles_make(m, made);
    if (rc == 0)
        rc = pictures_make(m);
    if (rc == 0)
        rc = made_answer(m, made);
    input_close(&made);
    return rc;
}

int review_run(struct media *m)
{
    const struct decode_opts how = { .threads = (int)m->job->threads };
    struct browser_plan      plan;
    answer_progress(m->answer, 0, "probe");
    TRY(browser_judge(m->cx, m->input, &how, &plan));
    answer_progress(m->answer, PROBED, "probe");
    source_answer(m, 0, input_facts(m->input)->duration_us);
    TRY(movies_make_somehow(m, plan.sound != SOUND_NONE));
    return rest_make(m);
}

/* Of a movie of constant rate: what is shown half a frame before the frame's own time and behind
 * it, is the frame. */
int frame_run(struct media *m)
{
    const struct input_facts *f  = input_facts(m->input);
    int64_t                   at = m->job->first_frame;
    struct tool               t;
    if (f->fps_num < 1 || at >= frames_of(m->input))
        return refuse(m->cx, E_NO_FRAMES, "The movie has no frame of that number");
    tool_begin(&t, m->cx, m->job->ffmpeg);
    if (at > 0) {
        tool_add(&t, "-ss");
        tool_addf(&t, "%.6f", ((double)at - 0.5) * f->fps_den / f->fps_num);
    }
    tool_source(&t, m);
    return pictures_run(&t, m, "");
}
