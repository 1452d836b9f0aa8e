/*
 * stills_main.c - dailies-stills: pictures in, facts and thumbnails out, locked in before it
 * looks. A program of its own, so that dailies-media does not load what it does not use.
 */
#include "model/media/pool.h"
#include "model/media/program.h"
#include "model/media/sandbox.h"
#include "model/media/stills.h"

static const char usage[] =
    "Usage: dailies-stills < JOB\n"
    "Reads one job, a JSON object, from standard input and answers JSON lines on standard output.\n"
    "It is started by dailies-jobs; it opens no file but the job's input, writes only below its\n"
    "output folder, and has no network.\n"
    "\n"
    "Operations (member \"op\"):\n"
    "  stills      measure pictures, write a smaller one for each of a fixed set of widths\n"
    "  zip         the same with the pictures of an archive that are named after one of the slugs\n"
    "  picture     a picture as PNG, in the sizes in which it is reviewed\n"
    "  avatar      a picture as PNG, fitted into a square\n"
    "\n"
    "Members: op input inputs output slugs entry_bytes max_pixels threads cpu_s wall_s\n"
    "  memory_bytes file_bytes\n"
    "\n"
    "Options:\n"
    "  --help      this text\n"
    "  --version   the version\n"
    "\n"
    "Exit status: 0 done; 1 failed, the last line says why; 64 the job or the call is malformed.\n";

static const struct operation {
    const char *name;
    int (*run)(struct stills *s);
} operations[] = { { "stills", stills_run },
                   { "zip", zip_run },
                   { "picture", sizes_run },
                   { "avatar", avatar_run } };

static const struct operation *operation_find(const char *name)
{
    for (size_t i = 0; i < COUNT(operations); i++)
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    return NULL;
}

static int job_run(struct cx *cx, const struct media_job *job, struct answer *answer)
{
    const struct operation *op = operation_find(job->op);
    struct stills           s  = { .cx = cx, .job = job, .answer = answer,
                                   .threads = pool_threads(job->threads),
                                   .lock    = PTHREAD_MUTEX_INITIALIZER };
    const char             *missing;
    if (!op)
        return refuse_field(cx, E_INVALID, "op", "Another program does that");
    if (job->inputs.text)
        TRY(media_job_list(cx, job->inputs, &s.inputs, &s.inputs_n));
    if (job->slugs.text)
        TRY(media_job_list(cx, job->slugs, &s.slugs, &s.slugs_n));
    s.gate = still_gate_new(cx, job->memory_bytes);
    /* One picture has all processors; of many, each has one. */
    TRY(still_begin(cx, s.inputs_n == 1 ? s.threads : 1));
    TRY(sandbox_enter(cx,
                      &(struct sandbox){ .profile      = SANDBOX_CLOSED,
                                         .input        = job->input,
                                         .output       = job->output,
                                         .cpu_s        = job->cpu_s,
                                         .wall_s       = job->wall_s,
                                         .memory_bytes = job->memory_bytes,
                                         .file_bytes   = job->file_bytes,
                                         .inputs       = s.inputs,
                                         .inputs_n     = s.inputs_n },
                      &missing));
    if (missing)
        answer_warning(answer, "%s", missing);
    return op->run(&s);
}

int main(int argc, char **argv)
{
    static const struct program stills = { "dailies-stills", usage, job_run };
    return program_main(&stills, argc, argv);
}
