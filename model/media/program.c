/* program.c - see program.h. */
#include "model/media/program.h"
#include <unistd.h>
#include "model/base/arena.h"

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

/* Reasons that are not of media cannot be told from outside; they count as a failure of ours. */
static enum reason reason_told(enum reason why)
{
    return why == E_INVALID || why == E_INTERNAL ? E_MEDIA_FAILED : why;
}

static int job_main(const struct program *p)
{
    struct arena    *arena = arena_new(ARENA_BYTES), *lines = arena_new(LINES_BYTES);
    struct cx        cx  = { .arena = arena };
    struct media_job job = { .op = NULL };
    struct answer    answer;
    int              status = 0;
    answer_init(&answer, lines, STDOUT_FILENO); /* lines come from any thread */
    if (media_job_read(&cx, STDIN_FILENO, &job) < 0)
        status = EXIT_BAD_JOB;
    else if (p->run(&cx, &job, &answer) < 0)
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

int program_main(const struct program *p, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(p->usage, stdout) < 0;
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return printf("%s " DAILIES_VERSION "\n", p->name) < 0;
    if (argc > 1) {
        fputs(p->usage, stderr);
        return EXIT_BAD_JOB;
    }
    return job_main(p);
}
