/* picture.c - take, show, shrink, sheet; scalers are kept between frames. */
#include <errno.h>
#include <fcntl.h>
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <math.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/media/colour.h"
#include "model/media/picture.h"

enum { ENCODERS = 4, SHEET_GAP = 4 };

/* One scaler and what it was made for; sws_getCachedContext would make it anew each time
 * for the formats that libswscale renames inside. */
struct scaler {
    struct SwsContext *sws;
    int                width, height, to_width, to_height, full;
    enum AVPixelFormat format;
};

struct picture_maker {
    struct cx          *cx;
    struct picture_view view;
    int                 width, height; /* of what is taken, before it is turned */
    struct scaler       take, shrink;
    AVCodecContext     *encoder[ENCODERS]; /* one per size, the last used first */
    AVPacket           *packet;
};

static void maker_release(void *ptr)
{
    struct picture_maker *m = ptr;
    sws_freeContext(m->take.sws);
    sws_freeContext(m->shrink.sws);
    for (int i = 0; i < ENCODERS; i++)
        avcodec_free_context(&m->encoder[i]);
    av_packet_free(&m->packet);
}

/* The largest size of that aspect inside the square, not above the size itself. */
static void fit(int *width, int *height, int box)
{
    int    longest = *width > *height ? *width : *height;
    double scale   = box > 0 && longest > box ? (double)box / longest : 1;
    *width         = (int)lrint(*width * scale);
    *height        = (int)lrint(*height * scale);
    *width         = *width < 1 ? 1 : *width;
    *height        = *height < 1 ? 1 : *height;
}

struct picture_maker *picture_maker_new(struct cx *cx, const struct picture_view *view)
{
    struct picture_maker *m = arena_alloc(cx->arena, sizeof *m);
    m->cx                   = cx;
    m->view                 = *view;
    m->width                = view->width;
    m->height               = view->height;
    fit(&m->width, &m->height, view->box);
    if (view->rotation % 180 != 0) {
        int w     = m->width;
        m->width  = m->height;
        m->height = w;
    }
    arena_on_reset(cx->arena, maker_release, m);
    return m;
}

static int picture_new(struct cx *cx, int width, int height, AVFrame **out)
{
    AVFrame *p = av_frame_alloc();
    if (p) {
        p->format      = AV_PIX_FMT_YUVJ420P;
        p->width       = width;
        p->height      = height;
        p->color_range = AVCOL_RANGE_JPEG;
        p->colorspace  = AVCOL_SPC_SMPTE170M;
    }
    if (!p || av_frame_get_buffer(p, 0) < 0) {
        av_frame_free(&p);
        return refuse(cx, E_MEDIA_LIMIT, "No memory for a picture of %d x %d", width, height);
    }
    *out = p;
    return 0;
}

/* The formats with full range in their name are obsolete spellings of others. */
static enum AVPixelFormat plain_format(const AVFrame *frame, int *full)
{
    *full = 1;
    switch (frame->format) {
    case AV_PIX_FMT_YUVJ420P:
        return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
        return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
        return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
        return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ411P:
        return AV_PIX_FMT_YUV411P;
    default:
        break;
    }
    enum AVPixelFormat format = (enum AVPixelFormat)frame->format;
    *full                     = frame->color_range == AVCOL_RANGE_JPEG || !colour_is_yuv(format);
    return format;
}

/* Colours stay as they are; only the range is widened. The ranges must be known before the
 * context is made: it chooses its short cuts by them. From RGB there is one more that knows no
 * full range, which the second flag forbids. */
static struct SwsContext *scaler_make(const struct scaler *want)
{
    struct SwsContext *s     = sws_alloc_context();
    int                flags = colour_is_yuv(want->format) ? SWS_AREA : SWS_AREA | SWS_ACCURATE_RND;
    const struct {
        const char *name;
        int         value;
    } options[] = {
        { "srcw", want->width },
        { "srch", want->height },
        { "src_format", want->format },
        { "src_range", want->full },
        { "dstw", want->to_width },
        { "dsth", want->to_height },
        { "dst_range", 1 },
        { "dst_format", AV_PIX_FMT_YUV420P },
        { "sws_flags", flags },
    };
    for (size_t i = 0; s && i < COUNT(options); i++)
        if (av_opt_set_int(s, options[i].name, options[i].value, 0) < 0)
            break;
    if (s && sws_init_context(s, NULL, NULL) < 0) {
        sws_freeContext(s);
        s = NULL;
    }
    return s;
}

static int scale(struct cx *cx, struct scaler *s, const AVFrame *from, AVFrame *to)
{
    struct scaler want = {
        .width = from->width, .height = from->height, .to_width = to->width, .to_height = to->height
    };
    want.format = plain_format(from, &want.full);
    if (!s->sws || s->width != want.width || s->height != want.height ||
        s->to_width != want.to_width || s->to_height != want.to_height || s->full != want.full ||
        s->format != want.format) {
        sws_freeContext(s->sws);
        *s     = want;
        s->sws = scaler_make(&want);
    }
    if (!s->sws)
        return refuse(cx, E_MEDIA_FAILED, "Frames of %d x %d (%s) cannot be scaled", from->width,
                      from->height, av_get_pix_fmt_name(want.format));
    sws_scale(s->sws, (const uint8_t *const *)from->data, from->linesize, 0, from->height, to->data,
              to->linesize);
    return 0;
}

static int scaled(struct cx *cx, struct scaler *s, const AVFrame *from, int width, int height,
                  AVFrame **out)
{
    AVFrame *p;
    TRY(picture_new(cx, width, height, &p));
    int rc = scale(cx, s, from, p);
    if (rc < 0)
        av_frame_free(&p);
    else
        *out = p;
    return rc;
}

int picture_take(struct picture_maker *m, const AVFrame *frame, AVFrame **taken)
{
    TRY(scaled(m->cx, &m->take, frame, m->width, m->height, taken));
    colour_note(*taken, frame);
    return 0;
}

int picture_shrink(struct picture_maker *m, const AVFrame *shown, int box, AVFrame **small)
{
    int width = shown->width, height = shown->height;
    fit(&width, &height, box);
    return scaled(m->cx, &m->shrink, shown, width, height, small);
}

/* dst(i, j) = src at the place that a clockwise turn brings there. */
static void turn_plane(const AVFrame *from, AVFrame *to, int plane, int rotation)
{
    int       w    = plane ? (to->width + 1) / 2 : to->width;
    int       h    = plane ? (to->height + 1) / 2 : to->height;
    ptrdiff_t line = from->linesize[plane];
    for (int j = 0; j < h; j++) {
        uint8_t *out = to->data[plane] + (ptrdiff_t)j * to->linesize[plane];
        for (int i = 0; i < w; i++) {
            ptrdiff_t y = rotation == 90 ? w - 1 - i : rotation == 180 ? h - 1 - j : i;
            ptrdiff_t x = rotation == 90 ? j : rotation == 180 ? w - 1 - i : h - 1 - j;
            out[i]      = from->data[plane][y * line + x];
        }
    }
}

int picture_show(struct picture_maker *m, const AVFrame *taken, AVFrame **shown)
{
    bool     turned = m->view.rotation % 180 != 0;
    AVFrame *p;
    TRY(picture_new(m->cx, turned ? taken->height : taken->width,
                    turned ? taken->width : taken->height, &p));
    if (m->view.rotation == 0)
        av_frame_copy(p, taken);
    for (int plane = 0; plane < 3 && m->view.rotation != 0; plane++)
        turn_plane(taken, p, plane, m->view.rotation);
    p->colorspace      = taken->colorspace;
    p->color_trc       = taken->color_trc;
    p->color_primaries = taken->color_primaries;
    colour_to_jpeg(p);
    *shown = p;
    return 0;
}

static void grey(AVFrame *p)
{
    for (int plane = 0; plane < 3; plane++) {
        int h = plane ? (p->height + 1) / 2 : p->height;
        for (int j = 0; j < h; j++)
            memset(p->data[plane] + (ptrdiff_t)j * p->linesize[plane], plane ? 128 : 24,
                   (size_t)(plane ? (p->width + 1) / 2 : p->width));
    }
}

/* x and y are even. */
static void place(AVFrame *sheet, const AVFrame *tile, int x, int y)
{
    for (int plane = 0; plane < 3; plane++) {
        int half = plane > 0;
        int w = (tile->width + half) >> half, h = (tile->height + half) >> half;
        for (int j = 0; j < h; j++)
            memcpy(sheet->data[plane] + (ptrdiff_t)((y >> half) + j) * sheet->linesize[plane] +
                       (x >> half),
                   tile->data[plane] + (ptrdiff_t)j * tile->linesize[plane], (size_t)w);
    }
}

int picture_sheet(struct picture_maker *m, AVFrame *const *shown, size_t n, AVFrame **sheet)
{
    int      count   = n > PICTURE_SHEET ? PICTURE_SHEET : (int)n;
    int      columns = count <= 3 ? count : count <= 4 ? 2 : count <= 9 ? 3 : count <= 16 ? 4 : 6;
    int      rows    = (count + columns - 1) / columns;
    int      w = shown[0]->width, h = shown[0]->height;
    AVFrame *p;
    fit(&w, &h, PICTURE_THUMB);
    int step_x = (w + 1) / 2 * 2 + SHEET_GAP, step_y = (h + 1) / 2 * 2 + SHEET_GAP;
    TRY(picture_new(m->cx, columns * step_x + SHEET_GAP, rows * step_y + SHEET_GAP, &p));
    grey(p);
    for (int i = 0; i < count; i++) {
        AVFrame *tile;
        int      rc = scaled(m->cx, &m->shrink, shown[i], w, h, &tile);
        if (rc < 0) {
            av_frame_free(&p);
            return rc;
        }
        place(p, tile, SHEET_GAP + i % columns * step_x, SHEET_GAP + i / columns * step_y);
        av_frame_free(&tile);
    }
    *sheet = p;
    return 0;
}

/* ---- writing ---- */

static int encoder_new(struct cx *cx, int width, int height, AVCodecContext **out)
{
    const AVCodec  *codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
    AVCodecContext *e     = codec ? avcodec_alloc_context3(codec) : NULL;
    if (e) {
        e->width               = width;
        e->height              = height;
        e->pix_fmt             = AV_PIX_FMT_YUVJ420P;
        e->color_range         = AVCOL_RANGE_JPEG;
        e->sample_aspect_ratio = (AVRational){ 1, 1 };
        e->time_base           = (AVRational){ 1, 25 };
        e->thread_count        = 1;
        e->flags |=
            AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT; /* no name of the encoder inside */
        /* Tables made for each picture would save a twentieth of its bytes for a third more time.
         */
        av_opt_set(e->priv_data, "huffman", "default", 0);
    }
    if (!e || avcodec_open2(e, codec, NULL) < 0) {
        avcodec_free_context(&e);
        return refuse(cx, E_MEDIA_FAILED, "No JPEG encoder for %d x %d", width, height);
    }
    *out = e;
    return 0;
}

static int encoder_for(struct picture_maker *m, const AVFrame *p, AVCodecContext **out)
{
    int i = 0;
    while (i < ENCODERS && m->encoder[i] &&
           (m->encoder[i]->width != p->width || m->encoder[i]->height != p->height))
        i++;
    if (i == ENCODERS)
        avcodec_free_context(&m->encoder[--i]);
    AVCodecContext *e = m->encoder[i];
    if (!e)
        TRY(encoder_new(m->cx, p->width, p->height, &e));
    memmove(m->encoder + 1, m->encoder, (size_t)i * sizeof *m->encoder);
    *out = m->encoder[0] = e;
    return 0;
}

static int file_write(struct cx *cx, const char *path, const uint8_t *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    while (fd >= 0 && n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno != EINTR)
            break;
        bytes += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    int why = errno;
    if (fd >= 0 && close(fd) < 0)
        n = 1;
    if (fd < 0 || n > 0)
        return refuse(cx, why == ENOSPC || why == EDQUOT ? E_DISK_FULL : E_MEDIA_FAILED,
                      "A picture cannot be written: %s", strerror(why));
    return 0;
}

int picture_write(struct picture_maker *m, const AVFrame *shown, int quality, const char *path,
                  int64_t *bytes)
{
    AVCodecContext *e;
    int             rc;
    TRY(encoder_for(m, shown, &e));
    AVFrame *one = av_frame_clone(shown);
    if (!m->packet)
        m->packet = av_packet_alloc();
    if (!one || !m->packet) {
        av_frame_free(&one);
        return refuse(m->cx, E_MEDIA_LIMIT, "No memory for a picture");
    }
    one->quality   = FF_QP2LAMBDA * quality;
    one->pts       = AV_NOPTS_VALUE;
    one->pict_type = AV_PICTURE_TYPE_I;
    rc             = avcodec_send_frame(e, one);
    av_frame_free(&one);
    if (rc < 0 || avcodec_receive_packet(e, m->packet) < 0)
        return refuse(m->cx, E_MEDIA_FAILED, "A picture cannot be encoded");
    rc = file_write(m->cx, path, m->packet->data, (size_t)m->packet->size);
    if (rc == 0 && bytes)
        *bytes = m->packet->size;
    av_packet_unref(m->packet);
    return rc;
}
