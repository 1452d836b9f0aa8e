/*
 * main.c - dailies-media: one job in, facts out, locked in before it looks.
 */
#include <libavutil/log.h>
#include <signal.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/media/media.h"
#include "model/media/sandbox.h"

enum {
    ARENA_BYTES  = 256 * 1024 * 1024,
    LINES_BYTES  = 1024 * 1024,
    EXIT_FAILED  = 1,
    EXIT_BAD_JOB = 64
};

#if defined(__SANITIZE_ADDRESS__)
/* The search for leaks at the end traces the process, which the sandbox does not allow. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#endif

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
    "\n"
    "Members: op input output still threshold min_scene_len method first_frame frame_count\n"
    "  start_us end_us max_frames max_pixels threads ffmpeg cpu_s wall_s memory_bytes file_bytes\n"
    "  max_height preset\n"
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
    { "ladder", SANDBOX_TOOL, ladder_run },
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
    const struct sandbox    box  = { op->profile, job->input,  job->output,       job->ffmpeg,
                                     job->cpu_s,  job->wall_s, job->memory_bytes, job->file_bytes };
    const struct input_opts opts = { { job->max_frames, job->max_pixels }, job->still };
    struct media            m    = { cx, job, answer, NULL };
    const char             *missing;
    TRY(sandbox_enter(cx, &box, &missing));
    if (missing)
        answer_warning(answer, "%s", missing);
    TRY(input_open(cx, job->input, &opts, &m.input));
    int rc = op->run(&m);
    input_close(&m.input);
    return rc;
}

/* Reasons that are not of media cannot be told from outside; they count as a failure of ours. */
static enum reason reason_told(enum reason why)
{
    return why == E_INVALID || why == E_INTERNAL ? E_MEDIA_FAILED : why;
}

static int job_main(void)
{
    struct arena    *arena = arena_new(ARENA_BYTES), *lines = arena_new(LINES_BYTES);
    struct cx        cx  = { .arena = arena };
    struct media_job job = { .op = NULL };
    struct answer    answer;
    int              status = 0;
    answer_init(&answer, lines, STDOUT_FILENO); /* lines come from any thread */
    av_log_set_level(AV_LOG_QUIET);
    if (media_job_read(&cx, STDIN_FILENO, &job) < 0)
        status = EXIT_BAD_JOB;
    else if (job_run(&cx, &job, &answer) < 0)
        status = EXIT_FAILED;
    if (status) {
        answer_failed(&answer, reason_told(cx.err.reason), cx.err.message);
    } else {
        answer_progress(&answer, 100, "done");
        (void)answer_begin(&answer, "done");
        answer_end(&answer);
    }
    arena_free(lines);
    arena_free(arena);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0;
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return puts("dailies-media " DAILIES_VERSION) < 0;
    if (argc > 1) {
        fputs(usage, stderr);
        return EXIT_BAD_JOB;
    }
    return job_main();
}
