/* tool.c - arguments, start, progress and end of the ffmpeg program. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/media/sandbox.h"
#include "model/media/tool.h"

void tool_begin(struct tool *t, struct cx *cx, const char *program)
{
    t->cx = cx;
    t->n  = 0;
    tool_add(t, program);
    TOOL_ADD(t, "-nostdin", "-hide_banner", "-loglevel", "quiet", "-y", "-nostats", "-stats_period",
             "0.5", "-progress", "pipe:1");
}

void tool_add(struct tool *t, const char *arg)
{
    if (t->n + 1 >= COUNT(t->argv))
        abort(); /* the calls below are fixed in number */
    t->argv[t->n++] = arg;
    t->argv[t->n]   = NULL;
}

void tool_addf(struct tool *t, const char *fmt, ...)
{
    char    text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    tool_add(t, arena_text(t->cx->arena, text));
}

void tool_input(struct tool *t, const char *demuxer, const char *path)
{
    TOOL_ADD(t, "-protocol_whitelist", "file", "-format_whitelist");
    tool_add(t, demuxer);
    tool_add(t, "-f");
    tool_add(t, arena_copy(t->cx->arena, demuxer, strcspn(demuxer, ",")));
    tool_add(t, "-i");
    tool_add(t, arena_printf(t->cx->arena, "file:%s", path));
}

void tool_source(struct tool *t, const struct media *m)
{
    if (m->job->threads > 0) {
        tool_add(t, "-threads");
        tool_addf(t, "%lld", (long long)m->job->threads);
    }
    if (m->job->max_pixels > 0) {
        tool_add(t, "-max_pixels");
        tool_addf(t, "%lld", (long long)m->job->max_pixels);
    }
    tool_input(t, input_facts(m->input)->container, m->job->input);
}

void tool_hls(struct tool *t, const char *media, const char *playlist)
{
    TOOL_ADD(t, "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-f", "hls",
             "-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
             "-hls_flags", "single_file+independent_segments", "-hls_segment_options",
             "movflags=+cmaf", "-hls_segment_filename");
    tool_add(t, media);
    tool_add(t, playlist);
}

/* In the new process, where little is allowed until exec. posix_spawn cannot ask for the
 * death signal, without which the tool would outlive a killed parent. */
static NO_RETURN void become(const struct tool *t, int out, pid_t parent)
{
    static char *const nothing[] = { NULL };
    char              *argv[COUNT(t->argv)];
    int                null = open("/dev/null", O_RDWR | O_CLOEXEC);
    memcpy(argv, t->argv, sizeof argv);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && null >= 0 &&
        dup2(null, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
        dup2(null, STDERR_FILENO) >= 0)
        execve(argv[0], argv, nothing);
    _exit(127);
}

static void line_read(const char *line, size_t n, const struct tool_progress *p)
{
    static const char key[] = "out_time_us=";
    const size_t      skip  = sizeof key - 1;
    int64_t           at;
    if (n > skip && strncmp(line, key, skip) == 0 && i64_parse(line + skip, n - skip, &at) &&
        p->length_us > 0)
        answer_progress(p->answer, p->from + (p->to - p->from) * (double)at / (double)p->length_us,
                        p->stage);
}

static void progress_read(int fd, const struct tool_progress *p)
{
    char   buf[2048];
    size_t n = 0;
    for (;;) {
        ssize_t got = read(fd, buf + n, sizeof buf - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        n += (size_t)got;
        char *end, *line = buf;
        while ((end = memchr(line, '\n', n - (size_t)(line - buf)))) {
            line_read(line, (size_t)(end - line), p);
            line = end + 1;
        }
        n -= (size_t)(line - buf);
        memmove(buf, line, n);
        if (n == sizeof buf)
            n = 0; /* no line of ours */
    }
}

int tool_run(struct tool *t, const struct tool_progress *progress)
{
    int   ends[2], status = 0;
    pid_t self = getpid(), child;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return refuse(t->cx, E_MEDIA_FAILED, "No pipe: %s", strerror(errno));
    child = fork();
    if (child == 0)
        become(t, ends[1], self);
    sandbox_child(child);
    close(ends[1]);
    if (child > 0)
        progress_read(ends[0], progress);
    close(ends[0]);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    sandbox_child(0);
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return refuse(t->cx, E_MEDIA_FAILED, "The ffmpeg program failed (%s) with status %d",
                      progress->stage, child < 0 ? -1 : status);
    answer_progress(progress->answer, progress->to, progress->stage);
    return 0;
}
