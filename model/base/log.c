/* log.c - structured lines. */
#include "model/base/log.h"
#include <unistd.h>
#include "model/base/text.h"

static const char    *name = "dailies";
static enum log_level limit = LOG_INFO;
static char           line[4096];
static struct out     writer;

static int line_sink(void *u, const char *bytes, size_t n)
{
    (void)u;
    return write(STDERR_FILENO, bytes, n) == (ssize_t)n ? 0 : -1;
}

void log_open(const char *program, enum log_level most)
{
    name  = program;
    limit = most;
}

struct out *log_begin(enum log_level level, const char *event)
{
    static const char *const words[] = { "error", "warning", "info", "debug" };
    if (level > limit)
        return NULL;
    writer = out_to_sink(line, sizeof line, line_sink, NULL);
    out_object(&writer);
    OUT_TIME(&writer, "time", utc_now());
    OUT_STR(&writer, "level", words[level]);
    OUT_STR(&writer, "program", name);
    OUT_I64(&writer, "pid", getpid());
    OUT_STR(&writer, "event", event);
    return &writer;
}

void log_end(struct out *o)
{
    out_object_end(o);
    out_bytes(o, "\n", 1);
    line_sink(NULL, o->buf, o->len);
}

void log_text(enum log_level level, const char *event, const char *fmt, ...)
{
    struct out *o = log_begin(level, event);
    char        text[1024];
    va_list     ap;
    if (!o)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    OUT_STR(o, "message", text);
    log_end(o);
}
