/*
 * main.c - dailies-media: one job in, facts out, locked in before it looks.
 */
#include <libavutil/log.h>
#include "model/media/media.h"
#include "model/media/program.h"
#include "model/media/sandbox.h"

static const char usage[] =
    "Usage: dailies-media < JOB\n"
    "Reads one job, a JSON object, from standard input and answers JSON lines on standard output.\n"
    "It is started by dailies-jobs; it opens no file but the job's input, writes only below its\n"
    "output folder, and has no network.\n"
    "\n"
    "Operations (member \"op\"):\n"
    "  probe       what the file is: size, rate, codec, duration\n"
    "  parse       find the scenes and write a storyboard folder for each\n"
    "  storyboard  write the storyboard of one given scene\n"
    "  analyse     measure a scene, or a photo (\"still\": true)\n"
    "  render      clip, HLS rendition, key frame, contact sheet, waveform, loudness\n"
    "  watchable   the MP4 that browsers play, thumbnail, poster, captions\n"
    "  ladder      renditions for HLS, pictures of the seek bar\n"
    "  review      a movie normalised for review, a smaller one, all its frames on a sheet, pictures\n"
    "  frame       the pictures of one frame\n"
    "  join        several movies (\"inputs\") as one of one size and rate\n"
    "\n"
    "Members: op input inputs output still threshold min_scene_len method first_frame frame_count\n"
    "  start_us end_us max_frames max_pixels threads ffmpeg cpu_s wall_s memory_bytes file_bytes\n"
    "  max_height preset width height rate_num rate_den bit_rate low_bit_rate\n"
    "\n"
    "Options:\n"
    "  --help      this text\n"
    "  --version   the version\n"
    "\n"
    "Exit status: 0 done; 1 failed, the last line says why; 64 the job or the call is malformed.\n";

static int probe_run(struct media *m)
{
    source_answer(m, 0, input_facts(m->input)->duration_us);
    return 0;
}

static const struct operation {
    const char          *name;
    enum sandbox_profile profile;
    int (*run)(struct media *m);
} operations[] = {
    { "probe", SANDBOX_CLOSED, probe_run },           { "parse", SANDBOX_CLOSED, parse_run },
    { "storyboard", SANDBOX_CLOSED, storyboard_run }, { "analyse", SANDBOX_CLOSED, analyse_run },
    { "render", SANDBOX_TOOL, render_run },           { "watchable", SANDBOX_TOOL, watchable_run },
    { "ladder", SANDBOX_TOOL, ladder_run },         { "review", SANDBOX_TOOL, review_run },
    { "frame", SANDBOX_TOOL, frame_run },             { "join", SANDBOX_TOOL, join_run },
};

static const struct operation *operation_find(const char *name)
{
    for (size_t i = 0; i < COUNT(operations); i++)
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    return NULL;
}

static int job_run(struct cx *cx, const struct media_job *job, struct answer *answer)
{
    const struct operation *op   = operation_find(job->op);
    const struct input_opts opts = { { job->max_frames, job->max_pixels }, job->still };
    struct media            m    = { cx, job, answer, NULL };
    const char *const      *inputs = NULL;
    size_t                  inputs_n = 0;
    const char             *missing;
    int                     rc;
    if (!op)
        return refuse_field(cx, E_INVALID, "op", "Another program does that");
    if (job->inputs.text)
        TRY(media_job_list(cx, job->inputs, &inputs, &inputs_n));
    TRY(sandbox_enter(cx,
                      &(struct sandbox){ .profile      = op->profile,
                                         .input        = job->input,
                                         .inputs       = inputs,
                                         .inputs_n     = inputs_n,
                                         .output       = job->output,
                                         .tool         = job->ffmpeg,
                                         .cpu_s        = job->cpu_s,
                                         .wall_s       = job->wall_s,
                                         .memory_bytes = job->memory_bytes,
                                         .file_bytes   = job->file_bytes },
                      &missing));
    if (missing)
        answer_warning(answer, "%s", missing);
    if (job->input)
        TRY(input_open(cx, job->input, &opts, &m.input));
    rc = op->run(&m);
    input_close(&m.input);
    return rc;
}

int main(int argc, char **argv)
{
    static const struct program media = { "dailies-media", usage, job_run };
    av_log_set_level(AV_LOG_QUIET);
    return program_main(&media, argc, argv);
}
