/*
 * detect_eval FILE... - runs scene detection over media files and prints
 * {"FILE": [frame | [first, last], ...], ...}: the first frame of the new scene
 * of a cut, the mixed frames of a gradual change. FILE is the name without its
 * folder. A file that cannot be read gives {"error": REASON}.
 * -v adds to standard error what was found, how sure, and how fast.
 */
#include <time.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/media/detect.h"
#include "model/media/input.h"

enum { ARENA_BYTES = 256 << 20 };

struct eval {
    struct thumber  *thumber;
    struct detector *detector;
    const char      *separator;
    bool             is_verbose;
};

static int on_boundary(void *u, const struct boundary *b)
{
    static const char *const kinds[] = { "cut", "dissolve", "fade" };
    struct eval             *e       = u;
    if (b->kind == BOUNDARY_CUT)
        printf("%s%lld", e->separator, (long long)b->frame);
    else
        printf("%s[%lld, %lld]", e->separator, (long long)b->first_mixed, (long long)b->last_mixed);
    if (e->is_verbose)
        fprintf(stderr, "  %s at %lld [%lld, %lld] confidence %.2f\n", kinds[b->kind],
                (long long)b->frame, (long long)b->first_mixed, (long long)b->last_mixed,
                b->confidence);
    e->separator = ", ";
    return 0;
}

static int on_frame(void *u, const struct AVFrame *frame, UNUSED int64_t index,
                    UNUSED int64_t pts_us)
{
    struct eval *e = u;
    struct thumb t;
    TRY(thumb_make(e->thumber, frame, &t));
    return detector_push(e->detector, &t);
}

static int eval_file(struct cx *cx, const char *path, struct eval *e)
{
    AUTO(input_close) struct input *in     = NULL;
    const struct input_opts         opts   = { 0 };
    const struct decode_opts        decode = { .threads = 2, .loop_filter = LOOP_FILTER_REFERENCE };
    const struct frame_sink         sink   = { on_frame, e };
    TRY(input_open(cx, path, &opts, &in));
    const struct input_facts *f      = input_facts(in);
    struct detect_opts        detect = { .fps = (double)f->fps_num / f->fps_den };
    e->thumber                       = thumber_new(cx);
    TRY(detector_new(cx, &detect, on_boundary, e, &e->detector));
    TRY(input_decode(cx, in, &decode, &sink));
    TRY(detector_finish(e->detector));
    if (e->is_verbose)
        fprintf(stderr, "  %lld frames, %lld errors\n", (long long)f->frames, (long long)f->errors);
    return 0;
}

int main(int argc, char **argv)
{
    struct cx cx         = { .arena = arena_new(ARENA_BYTES) };
    bool      is_verbose = false;
    for (int c; (c = getopt(argc, argv, "v")) != -1;) {
        if (c != 'v')
            return 64;
        is_verbose = true;
    }
    printf("{");
    for (int i = optind; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/'), *name = slash ? slash + 1 : argv[i];
        struct eval e = { .separator = "", .is_verbose = is_verbose };
        if (is_verbose)
            fprintf(stderr, "%s\n", name);
        printf("%s\n\"%s\": {\"cuts\": [", i > optind ? "," : "", name);
        int rc = eval_file(&cx, argv[i], &e);
        printf("]");
        if (rc < 0)
            printf(", \"error\": \"%s\"", reason_word(cx.err.reason));
        printf("}");
        err_clear(&cx);
        arena_reset(cx.arena);
    }
    printf("\n}\n");
    arena_free(cx.arena);
    return 0;
}
