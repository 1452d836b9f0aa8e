/* answer.c - JSON lines on a descriptor. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <unistd.h>
#include "model/media/answer.h"

enum { LINE_BYTES = 256 * 1024, WARNINGS_SAID = 20 };

static volatile sig_atomic_t writing;

bool answer_is_writing(void) { return writing != 0; }

void answer_init(struct answer *a, struct arena *arena, int fd)
{
    a->fd       = fd;
    a->percent  = -1;
    a->warnings = 0;
    a->out      = out_in_arena(arena, LINE_BYTES);
}

struct out *answer_begin(struct answer *a, const char *kind)
{
    a->out.len    = 0;
    a->out.failed = a->out.comma = false;
    out_object(&a->out);
    OUT_STR(&a->out, "kind", kind);
    return &a->out;
}

static void send_all(int fd, const char *bytes, size_t n)
{
    writing = 1;
    while (n > 0) {
        ssize_t sent = write(fd, bytes, n);
        if (sent < 0 && errno != EINTR)
            break;
        bytes += sent > 0 ? sent : 0;
        n -= sent > 0 ? (size_t)sent : 0;
    }
    writing = 0;
}

void answer_end(struct answer *a)
{
    out_object_end(&a->out);
    out_bytes(&a->out, "\n", 1);
    if (a->out.failed)
        answer_warning(a, "An answer was too long and was left out");
    else
        send_all(a->fd, a->out.buf, a->out.len);
}

void answer_number(struct out *o, const char *name, double value, int decimals)
{
    double scale   = pow(10, decimals);
    double rounded = round(value * scale) / scale;
    out_key(o, name);
    out_f64(o, rounded == 0 ? 0 : rounded); /* no -0.0 */
}

void answer_progress(struct answer *a, double percent, const char *stage)
{
    int whole = !(percent > 0) ? 0 : percent > 100 ? 100 : (int)percent;
    if (whole <= a->percent)
        return;
    a->percent    = whole;
    struct out *o = answer_begin(a, "progress");
    OUT_I64(o, "progress", whole);
    OUT_STR(o, "stage", stage);
    answer_end(a);
}

void answer_warning(struct answer *a, const char *fmt, ...)
{
    char    message[300];
    va_list ap;
    if (a->warnings++ >= WARNINGS_SAID)
        return;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    struct out *o = answer_begin(a, "warning");
    OUT_STR(o, "message", message);
    answer_end(a);
}

void answer_failed(struct answer *a, enum reason why, const char *message)
{
    struct out *o = answer_begin(a, "failed");
    OUT_STR(o, "reason", reason_word(why));
    OUT_STR(o, "message", message);
    answer_end(a);
}

void answer_file(struct answer *a, const char *name, const char *type, int64_t bytes)
{
    struct out *o = answer_begin(a, "file");
    OUT_STR(o, "name", name);
    OUT_STR(o, "type", type);
    OUT_I64(o, "bytes", bytes);
    answer_end(a);
}
