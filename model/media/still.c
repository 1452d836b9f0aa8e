/* still.c - open, judge, decode once, shrink. */
#include "model/media/still.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <unistd.h>
#include <vips/vips.h>
#include "model/base/arena.h"
#include "model/media/still_look.h"
#include "model/media/still_pixels.h"

enum {
    JPEG_Q        = 80,
    WEBP_Q        = 80,
    WEBP_EFFORT   = 2,
    THUMB_MOST    = 16383,   /* a side of WebP */
    SMALL_BYTES   = 16 * 1024 * 1024,
    SIDE_MOST     = 65535,
    MALLOC_ARENAS = 4, /* each takes address space, of which there is little */
    SHORT_SIDE    = 256,
    DURATION_MOST = 24 * 3600, /* seconds */
};

static const int64_t widths[STILL_THUMBS] = { 160, 320, 640, 1280 };

/* ---- libvips ---- */

static void say_nothing(const char *domain UNUSED, GLogLevelFlags level UNUSED,
                        const char *text UNUSED, void *u UNUSED)
{
}

int still_begin(struct cx *cx, int threads)
{
    mallopt(M_ARENA_MAX, MALLOC_ARENAS);
    g_log_set_default_handler(say_nothing, NULL); /* what is wrong with a picture is no news */
    /* Nothing goes to temporary files; no code is made while running, which the sandbox forbids. */
    g_setenv("VIPS_DISC_THRESHOLD", "1024g", TRUE);
    g_setenv("VIPS_NOVECTOR", "1", TRUE);
    if (VIPS_INIT("dailies-stills"))
        return refuse(cx, E_INTERNAL, "libvips cannot be used");
    /* Of the decoders only those that are named below, and of these none that its makers do not
     * trust with hostile files. */
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(threads);
    vips_cache_set_max(0);
    return 0;
}

void still_thread_end(void) { vips_thread_shutdown(); }

/* ---- memory of all pictures under way ---- */

struct still_gate {
    pthread_mutex_t lock;
    pthread_cond_t  changed;
    int64_t         used, most;
};

struct still_gate *still_gate_new(struct cx *cx, int64_t memory_bytes)
{
    struct still_gate *g = arena_alloc(cx->arena, sizeof *g);
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->changed, NULL);
    g->most = memory_bytes > 0 ? memory_bytes / 2 : INT64_MAX;
    return g;
}

/* What is larger than the whole goes alone. */
static void gate_enter(struct still_gate *g, int64_t bytes)
{
    pthread_mutex_lock(&g->lock);
    while (g->used > 0 && g->used + bytes > g->most)
        pthread_cond_wait(&g->changed, &g->lock);
    g->used += bytes;
    pthread_mutex_unlock(&g->lock);
}

static void gate_leave(struct still_gate *g, int64_t bytes)
{
    pthread_mutex_lock(&g->lock);
    g->used -= bytes;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
}

/* ---- opening ---- */

static int kind_read(struct cx *cx, const char *path, enum still_kind *to)
{
    uint8_t head[STILL_HEAD_BYTES];
    int     fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n  = fd < 0 ? -1 : read(fd, head, sizeof head);
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return refuse(cx, E_MEDIA_FAILED, "The picture cannot be opened: %s", strerror(errno));
    *to = still_kind_of(head, (size_t)n);
    if (*to == STILL_NONE)
        return refuse(cx, E_NOT_MEDIA, "The file is no picture (JPEG, PNG, WebP, GIF, TIFF, AVIF, HEIC)");
    return 0;
}

/* Only the header is read; pixels come when they are asked for. shrink: 1, 2, 4 or 8, of those
 * that can be decoded smaller; the others ignore it. */
static VipsImage *load(struct cx *cx, const struct still_task *task, enum still_kind kind, int shrink)
{
    VipsSource *source = vips_source_new_from_file(task->path);
    VipsImage  *image  = NULL;
    int         rc     = -1;
#define HOW "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR
    if (!source)
        return NULL;
    switch (kind) {
    case STILL_JPEG: rc = vips_jpegload_source(source, &image, "shrink", shrink, HOW, NULL); break;
    case STILL_PNG: rc = vips_pngload_source(source, &image, HOW, NULL); break;
    case STILL_WEBP:
        rc = vips_webpload_source(source, &image, "scale", 1.0 / shrink, HOW, NULL);
        break;
    case STILL_GIF: rc = vips_gifload_source(source, &image, HOW, NULL); break;
    case STILL_TIFF: rc = vips_tiffload_source(source, &image, HOW, NULL); break;
    case STILL_AVIF:
    case STILL_HEIC: rc = vips_heifload_source(source, &image, HOW, NULL); break;
    case STILL_NONE: break;
    }
    g_object_unref(source);
    if (rc || !image)
        return NULL;
    still_hold(cx, image);
    return image;
}

/* Is it lack of memory, and not the picture? */
static bool is_out_of_memory(void) { return strstr(vips_error_buffer(), "out of memory") != NULL; }

static int damaged(struct cx *cx)
{
    bool memory = is_out_of_memory();
    vips_error_clear();
    if (memory)
        return refuse(cx, E_MEDIA_LIMIT, "The picture takes more memory than allowed");
    return refuse(cx, E_TRUNCATED, "The picture is damaged or cut off");
}

/* ---- facts ---- */

/* The sum of the delays, as the file says them. */
static int64_t duration_of(VipsImage *image)
{
    int    *delays, n, pages = 1;
    int64_t ms = 0;
    if (!vips_image_get_typeof(image, VIPS_META_N_PAGES) ||
        vips_image_get_int(image, VIPS_META_N_PAGES, &pages) || pages < 2 ||
        !vips_image_get_typeof(image, "delay") ||
        vips_image_get_array_int(image, "delay", &delays, &n))
        return 0;
    for (int i = 0; i < n; i++)
        ms += delays[i] > 0 ? delays[i] : 0;
    return (ms < DURATION_MOST * INT64_C(1000) ? ms : DURATION_MOST * INT64_C(1000)) * 1000;
}

static int header_judge(struct cx *cx, const struct still_task *task, VipsImage *image,
                        struct still_facts *to)
{
    bool turned = vips_image_get_orientation_swap(image);
    to->width   = turned ? image->Ysize : image->Xsize;
    to->height  = turned ? image->Xsize : image->Ysize;
    if ((task->max_pixels > 0 && to->width * to->height > task->max_pixels) ||
        to->width > SIDE_MOST || to->height > SIDE_MOST)
        return refuse(cx, E_MEDIA_LIMIT, "The picture has %lld x %lld pixels, more than allowed",
                      (long long)to->width, (long long)to->height);
    to->duration_us = to->kind == STILL_GIF || to->kind == STILL_WEBP ? duration_of(image) : 0;
    return 0;
}

/* At most, with what the decoders keep beside the pixels. */
static int64_t memory_of(const VipsImage *image)
{
    int64_t pixel = (int64_t)vips_format_sizeof(image->BandFmt) * image->Bands;
    return (int64_t)image->Xsize * image->Ysize * (pixel > 4 ? pixel : 4) * 2 + SMALL_BYTES;
}

/* ---- pictures ---- */

/* Leave at least a factor of two to the good filter, and something of the short side. */
static int shrink_for(const struct still_facts *f)
{
    int64_t times = f->width / widths[STILL_THUMBS - 1];
    if ((f->kind != STILL_JPEG && f->kind != STILL_WEBP) || f->width < SHORT_SIDE ||
        f->height < SHORT_SIDE)
        return 1;
    return times >= 16 ? 8 : times >= 8 ? 4 : times >= 4 ? 2 : 1;
}

/* That wide, in the picture's proportions. */
static VipsImage *shrunk(struct cx *cx, VipsImage *from, int64_t width, const struct still_facts *f)
{
    int64_t height = (f->height * width * 2 + f->width) / (f->width * 2);
    return still_shrunk(cx, from, (int)width, height > 1 ? (int)height : 1);
}

static int thumb_write(struct cx *cx, const struct still_task *task, VipsImage *image,
                       struct still_thumb *to)
{
    const bool  seen_through = image->Bands == 4;
    const char *name;
    int         rc;
    to->width     = image->Xsize;
    to->height    = image->Ysize;
    to->extension = seen_through ? "webp" : "jpg";
    to->type      = seen_through ? "image/webp" : "image/jpeg";
    name = arena_printf(cx->arena, "%s/%lld-%lld.%s", task->output, (long long)task->index,
                        (long long)to->width, to->extension);
    if (seen_through)
        rc = vips_webpsave(image, name, "Q", WEBP_Q, "effort", WEBP_EFFORT, "strip", TRUE, NULL);
    else
        rc = vips_jpegsave(image, name, "Q", JPEG_Q, "strip", TRUE, NULL);
    if (rc) {
        vips_error_clear();
        return refuse(cx, E_MEDIA_FAILED, "A thumbnail cannot be written");
    }
    return 0;
}

/* From the largest down, each from the one before. *last: the smallest. */
static int thumbs_make(struct cx *cx, const struct still_task *task, VipsImage **last,
                       struct still_facts *to)
{
    struct still_thumb made[STILL_THUMBS];
    size_t             n = 0;
    for (size_t i = STILL_THUMBS; i-- > 0;) {
        if (widths[i] >= to->width)
            continue;
        VipsImage *image = (*last)->Xsize == widths[i] ? *last : shrunk(cx, *last, widths[i], to);
        if (!image)
            return refuse(cx, E_MEDIA_FAILED, "A thumbnail cannot be made");
        *last = image;
        if (image->Ysize <= THUMB_MOST)
            TRY(thumb_write(cx, task, image, &made[n++]));
    }
    for (size_t i = 0; i < n; i++)
        to->thumbs[i] = made[n - 1 - i];
    to->thumbs_n = n;
    return 0;
}

static int pictures_make(struct cx *cx, const struct still_task *task, VipsImage *image,
                         struct still_facts *to)
{
    int        shrink = shrink_for(to);
    int64_t    most   = widths[STILL_THUMBS - 1];
    VipsImage *base;
    if (shrink > 1)
        image = load(cx, task, to->kind, shrink);
    if (image && shrink > 1)
        still_profile(image, to->profile);
    base = image ? shrunk(cx, image, to->width < most ? to->width : most, to) : NULL;
    if (!base)
        return damaged(cx);
    TRY(thumbs_make(cx, task, &base, to));
    still_colour(base, to->colour);
    return 0;
}

/* The header alone; *image is decoded when its pixels are asked for. */
static int header_open(struct cx *cx, const struct still_task *task, struct still_facts *to,
                       VipsImage **image)
{
    *to = (struct still_facts){ .kind = STILL_NONE };
    TRY(kind_read(cx, task->path, &to->kind));
    *image = load(cx, task, to->kind, 1);
    if (!*image) {
        vips_error_clear();
        return refuse(cx, E_NOT_MEDIA, "The file begins as a picture does, and is none");
    }
    return header_judge(cx, task, *image, to);
}

int still_measure(struct cx *cx, const struct still_task *task, struct still_facts *to)
{
    struct arena_mark mark = arena_mark(cx->arena);
    VipsImage        *image;
    int64_t           memory;
    int               rc = header_open(cx, task, to, &image);
    if (rc == 0) {
        memory = memory_of(image);
        still_profile(image, to->profile);
        gate_enter(task->gate, memory);
        rc = pictures_make(cx, task, image, to);
        arena_rewind(cx->arena, mark);
        gate_leave(task->gate, memory);
    }
    arena_rewind(cx->arena, mark);
    return rc;
}

int still_whole(struct cx *cx, const struct still_task *task, struct still_facts *to,
                VipsImage **image)
{
    TRY(header_open(cx, task, to, image));
    still_profile(*image, to->profile);
    *image = still_shrunk(cx, *image, (int)to->width, (int)to->height);
    if (!*image)
        return damaged(cx);
    still_colour(*image, to->colour);
    return 0;
}
