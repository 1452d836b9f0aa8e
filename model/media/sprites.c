/* sprites.c - see sprites.h. */
#include "model/media/sprites.h"
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/media/convert.h"

enum { BOX = 160, PICTURES_MOST = 300, COLUMNS = 10, ROWS_MOST = 10, TEXT_BYTES = 64 * 1024 };

struct sprites sprites_plan(const struct input_facts *f, int64_t duration_us)
{
    struct sprites s       = { .duration_us = duration_us, .end_us = duration_us };
    int64_t        seconds = (duration_us + 999999) / 1000000, on_sheet;
    s.step_s  = seconds > PICTURES_MOST ? (seconds + PICTURES_MOST - 1) / PICTURES_MOST : 1;
    s.n       = (seconds + s.step_s - 1) / s.step_s;
    s.n       = s.n < 1 ? 1 : s.n;
    s.columns = s.n < COLUMNS ? (int)s.n : COLUMNS;
    s.rows    = (int)((s.n + COLUMNS - 1) / COLUMNS);
    s.rows    = s.rows > ROWS_MOST ? ROWS_MOST : s.rows;
    on_sheet  = (int64_t)s.columns * s.rows;
    s.sheets  = (s.n + on_sheet - 1) / on_sheet;
    convert_size(f, BOX, 0, &s.width, &s.height);
    return s;
}

void sprites_cut(struct sprites *s, int64_t duration_us, int64_t end_us, int64_t sheets)
{
    int64_t seconds = (duration_us + 999999) / 1000000, on_sheet = (int64_t)s->columns * s->rows;
    int64_t n = (seconds + s->step_s - 1) / s->step_s;
    s->duration_us = duration_us;
    s->end_us      = end_us;
    s->n           = n < 1 ? 1 : n;
    s->n           = s->n > sheets * on_sheet ? sheets * on_sheet : s->n;
    s->sheets      = (s->n + on_sheet - 1) / on_sheet;
}

/* What is on screen at each step, however long it has been there. The last picture fills the rest,
 * for how long it is shown is known only from the playlists. JPEG's colours are those of
 * BT.601, whatever the picture's are. */
const char *sprites_filters(struct cx *cx, const struct sprites *s)
{
    return arena_printf(cx->arena,
                        "fps=fps=1/%lld:round=up:start_time=0,tpad=stop=%d:stop_mode=clone,"
                        "scale=%d:%d:flags=bilinear:out_range=pc:out_color_matrix=bt601,setsar=1,"
                        "format=yuvj420p,tile=%dx%d",
                        (long long)s->step_s, s->columns * s->rows, s->width, s->height,
                        s->columns, s->rows);
}

static void moment(struct out *o, int64_t us)
{
    int64_t ms = us / 1000;
    out_format(o, "%02lld:%02lld:%02lld.%03lld", (long long)(ms / 3600000),
               (long long)(ms / 60000 % 60), (long long)(ms / 1000 % 60), (long long)(ms % 1000));
}

const char *sprites_text(struct cx *cx, const struct sprites *s)
{
    struct out o        = out_in_arena(cx->arena, TEXT_BYTES);
    int64_t    on_sheet = (int64_t)s->columns * s->rows;
    out_raw(&o, "WEBVTT\n");
    for (int64_t i = 0; i < s->n; i++) {
        int64_t at = i % on_sheet, end = (i + 1) * s->step_s * 1000000;
        out_raw(&o, "\n");
        moment(&o, i * s->step_s * 1000000);
        out_raw(&o, " --> ");
        moment(&o, i + 1 == s->n && s->end_us > i * s->step_s * 1000000 ? s->end_us : end);
        out_format(&o, "\nsprites-%lld.jpg#xywh=%d,%d,%d,%d\n", (long long)(i / on_sheet + 1),
                   (int)(at % s->columns) * s->width, (int)(at / s->columns) * s->height, s->width,
                   s->height);
    }
    return out_done(&o);
}
