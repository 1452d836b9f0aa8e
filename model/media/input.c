/* input.c - opening and decoding of media files that are not to be trusted. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/cpu.h>
#include "model/base/arena.h"
#include "model/media/input_facts.h"

enum {
    READ_BYTES   = 1 << 18, /* of one read from the file */
    STREAMS_MAX  = 64,
    THREADS_MAX  = 8,       /* unless asked for: each keeps its own frames in memory */
    PROBE_BYTES  = 1 << 20, /* looked at to tell the format */
    PROBE_SURE   = 25,      /* below this score a format is a guess (AVPROBE_SCORE_RETRY) */
    FLUSH_ERRORS = 1000,    /* failures in a row after which a decoder is given up */
    SEEK_LEAD_US = 1000000, /* seeks aim this much before the frame that is wanted */
    PTS_SLACK_US = 1,       /* rounding between time bases */
};

/* Demuxers that read one file and open no other. */
static const char video_formats[] =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,mpegvideo,avi,flv,asf,ogg,mxf,gif,apng,ivf,"
    "dv,nut,yuv4mpegpipe,h264,hevc,m4v,mjpeg,vc1,obu,av1,wav,mp3,aac,ac3,flac,w64,aiff,caf";
static const char still_formats[] =
    "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif,apng,exr_pipe,dpx_pipe,psd_pipe,"
    "jpegxl_pipe,tga_pipe,mov,mp4,m4a,3gp,3g2,mj2";

struct input {
    int                fd;
    struct input_opts  opts;
    struct input_facts facts;
    AVFormatContext   *format;
    AVIOContext       *io;
    const AVCodec     *codec;
    bool               is_used; /* the demuxer has left the beginning */
};

/* One decoding run. */
struct run {
    struct cx               *cx;
    struct input            *in;
    const struct frame_sink *sink;
    AVCodecContext          *decoder;
    AVPacket                *packet;
    AVFrame                 *frame;
    int64_t                  index;        /* of the next frame */
    int64_t                  last_us;      /* when the last frame was shown */
    int64_t                  first, count; /* frames that the sink gets */
    bool                     is_seeking;   /* index is unknown until the frame at aim_us is met */
    int64_t                  aim_us;
    bool                     has_frame;
};

enum { STOP = 1, MISSED = 2 }; /* ends of a run that are no failures */

static int io_read(void *opaque, uint8_t *buf, int size)
{
    const struct input *in = opaque;
    ssize_t             n;
    do
        n = read(in->fd, buf, (size_t)size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return AVERROR(errno);
    return n == 0 ? AVERROR_EOF : (int)n;
}

static int64_t io_seek(void *opaque, int64_t offset, int whence)
{
    const struct input *in = opaque;
    struct stat         st;
    if (whence & AVSEEK_SIZE)
        return fstat(in->fd, &st) < 0 ? AVERROR(errno) : st.st_size;
    off_t at = lseek(in->fd, offset, whence & ~AVSEEK_FORCE);
    return at < 0 ? AVERROR(errno) : at;
}

/* No demuxer may open anything by name. */
static int io_refuse(UNUSED AVFormatContext *s, UNUSED AVIOContext **pb, UNUSED const char *url,
                     UNUSED int flags, UNUSED AVDictionary **options)
{
    return AVERROR(EACCES);
}

static void demuxer_close(struct input *in)
{
    avformat_close_input(&in->format);
    if (in->io)
        av_freep(&in->io->buffer);
    avio_context_free(&in->io);
}

void input_close(struct input **in)
{
    if (!*in)
        return;
    demuxer_close(*in);
    if ((*in)->fd >= 0)
        close((*in)->fd);
    *in = NULL;
}

const struct input_facts *input_facts(const struct input *in) { return &in->facts; }

struct AVFormatContext *input_format(const struct input *in) { return in->format; }

static int no_memory(struct cx *cx) { return refuse(cx, E_MEDIA_FAILED, "Memory ran out"); }

static int io_open(struct cx *cx, struct input *in)
{
    uint8_t *buf = av_malloc(READ_BYTES);
    if (!buf)
        return no_memory(cx);
    if (lseek(in->fd, 0, SEEK_SET) < 0) {
        av_free(buf);
        return refuse(cx, E_NOT_MEDIA, "The file cannot be read from its beginning");
    }
    in->io = avio_alloc_context(buf, READ_BYTES, 0, in, io_read, NULL, io_seek);
    if (!in->io) {
        av_free(buf);
        return no_memory(cx);
    }
    return 0;
}

static int size_check(struct cx *cx, const struct input *in, const AVStream *s)
{
    const AVCodecParameters *par = s->codecpar;
    if (par->codec_type == AVMEDIA_TYPE_VIDEO && in->opts.limits.max_pixels > 0 &&
        !(s->disposition & AV_DISPOSITION_ATTACHED_PIC) &&
        (int64_t)par->width * par->height > in->opts.limits.max_pixels)
        return refuse(cx, E_MEDIA_LIMIT,
                      "The picture is %d x %d, more than the %lld pixels allowed", par->width,
                      par->height, (long long)in->opts.limits.max_pixels);
    return 0;
}

/* The pixel limit also binds the decoders that probing makes use of. One that refuses a picture
 * for its size leaves no size behind, so the container is asked before. */
static int streams_probe(struct cx *cx, struct input *in)
{
    unsigned       n = in->format->nb_streams;
    AVDictionary **options;
    for (unsigned i = 0; i < n; i++)
        TRY(size_check(cx, in, in->format->streams[i]));
    options = av_calloc(n + 1, sizeof *options);
    if (!options)
        return no_memory(cx);
    for (unsigned i = 0; i < n && in->opts.limits.max_pixels > 0; i++)
        av_dict_set_int(&options[i], "max_pixels", in->opts.limits.max_pixels, 0);
    int rc = avformat_find_stream_info(in->format, n ? options : NULL);
    for (unsigned i = 0; i < n; i++)
        av_dict_free(&options[i]);
    av_free(options);
    return rc;
}

/* An open demuxer at the beginning of the file. */
static int demuxer_open(struct cx *cx, struct input *in)
{
    const AVInputFormat *kind = NULL;
    TRY(io_open(cx, in));
    int score = av_probe_input_buffer2(in->io, &kind, "", NULL, 0, PROBE_BYTES);
    if (score < 0 || !kind ||
        av_match_list(kind->name, in->opts.still ? still_formats : video_formats, ',') <= 0)
        return refuse(cx, E_NOT_MEDIA, "The file is not of a kind that can be read");
    enum reason broken = score < PROBE_SURE ? E_NOT_MEDIA : E_TRUNCATED;
    in->format         = avformat_alloc_context();
    if (!in->format)
        return no_memory(cx);
    in->format->pb                 = in->io;
    in->format->io_open            = io_refuse;
    in->format->max_streams        = STREAMS_MAX;
    in->format->protocol_whitelist = av_strdup("none");
    if (avformat_open_input(&in->format, NULL, kind, NULL) < 0)
        return refuse(cx, broken, "The file's header is damaged or missing (%s)", kind->name);
    int rc = streams_probe(cx, in);
    if (cx->err.reason)
        return rc;
    if (rc < 0 || in->format->nb_streams == 0)
        return refuse(cx, broken, "The file holds no stream that can be read (%s)", kind->name);
    in->is_used = false;
    return 0;
}

static int facts_fill(struct cx *cx, struct input *in)
{
    int vs = av_find_best_stream(in->format, AVMEDIA_TYPE_VIDEO, -1, -1, &in->codec, 0);
    if (vs == AVERROR_DECODER_NOT_FOUND)
        return refuse(cx, E_NOT_MEDIA, "There is no decoder for the file's video");
    if (vs < 0 || in->format->streams[vs]->disposition & AV_DISPOSITION_ATTACHED_PIC)
        return refuse(cx, E_NO_VIDEO, "The file has no video stream");
    const AVStream          *s   = in->format->streams[vs];
    const AVCodecParameters *par = s->codecpar;
    TRY(size_check(cx, in, s));
    if (par->width <= 0 || par->height <= 0)
        return refuse(cx, E_TRUNCATED, "The video stream holds no picture");
    input_facts_read(&in->facts, in->format, vs);
    return 0;
}

int input_open(struct cx *cx, const char *path, const struct input_opts *opts, struct input **out)
{
    AUTO(input_close) struct input *in = arena_alloc(cx->arena, sizeof *in);
    in->opts                           = *opts;
    in->fd                             = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat st;
    av_log_set_level(AV_LOG_QUIET);
    if (in->fd < 0 || fstat(in->fd, &st) < 0 || !S_ISREG(st.st_mode))
        return refuse(cx, E_NOT_MEDIA, "The file cannot be opened");
    TRY(demuxer_open(cx, in));
    TRY(facts_fill(cx, in));
    *out = in;
    in   = NULL;
    return 0;
}

/* Back to the beginning, whatever the format can seek. */
static int demuxer_restart(struct cx *cx, struct input *in)
{
    if (!in->is_used)
        return 0;
    demuxer_close(in);
    TRY(demuxer_open(cx, in));
    if (in->format->nb_streams <= (unsigned)in->facts.video_stream)
        return refuse(cx, E_MEDIA_FAILED, "The file has changed while it was read");
    return 0;
}

static void streams_keep_only(struct input *in, int stream)
{
    for (unsigned i = 0; i < in->format->nb_streams; i++)
        in->format->streams[i]->discard = (int)i == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

int input_rewind(struct cx *cx, struct input *in, int stream, struct AVFormatContext **out)
{
    TRY(demuxer_restart(cx, in));
    if (stream < 0 || (unsigned)stream >= in->format->nb_streams)
        return refuse(cx, E_INVALID, "The file has no stream %d", stream);
    streams_keep_only(in, stream);
    in->is_used = true;
    *out        = in->format;
    return 0;
}

static int threads_of(int asked)
{
    int n = asked > 0 ? asked : av_cpu_count();
    return asked > 0 || n <= THREADS_MAX ? n : THREADS_MAX;
}

static int decoder_open(struct run *r, const struct decode_opts *opts)
{
    static const enum AVDiscard skips[] = {
        [LOOP_FILTER_FULL]      = AVDISCARD_DEFAULT,
        [LOOP_FILTER_REFERENCE] = AVDISCARD_NONREF,
        [LOOP_FILTER_NONE]      = AVDISCARD_ALL,
    };
    struct input   *in = r->in;
    AVStream       *s  = in->format->streams[in->facts.video_stream];
    AVCodecContext *d  = avcodec_alloc_context3(in->codec);
    r->decoder         = d;
    r->packet          = av_packet_alloc();
    r->frame           = av_frame_alloc();
    if (!d || !r->packet || !r->frame || avcodec_parameters_to_context(d, s->codecpar) < 0)
        return no_memory(r->cx);
    d->thread_count     = threads_of(opts->threads);
    d->pkt_timebase     = s->time_base;
    d->skip_loop_filter = skips[opts->loop_filter];
    d->lowres = opts->lowres < in->codec->max_lowres ? opts->lowres : in->codec->max_lowres;
    if (in->opts.limits.max_pixels > 0)
        d->max_pixels = in->opts.limits.max_pixels;
    int rc = avcodec_open2(d, in->codec, NULL);
    if (rc == AVERROR_INVALIDDATA || rc == AVERROR(EPERM) || rc == AVERROR(EINVAL))
        return refuse(r->cx, E_TRUNCATED, "The header of the video stream is damaged (%s)",
                      in->codec->name);
    if (rc < 0)
        return refuse(r->cx, E_MEDIA_FAILED, "The decoder %s cannot be started", in->codec->name);
    return 0;
}

/* Of the current frame, since the start of its stream; a frame without a timestamp, or with one
 * that does not lie after the last, follows by its nominal duration or by the least step. */
static int64_t frame_time(const struct run *r)
{
    const struct input_facts *f    = &r->in->facts;
    const AVStream           *s    = r->in->format->streams[f->video_stream];
    const AVRational          us   = { 1, AV_TIME_BASE };
    int64_t                   base = s->start_time == AV_NOPTS_VALUE ? 0 : s->start_time;
    int64_t                   pts  = r->frame->best_effort_timestamp;
    if (pts != AV_NOPTS_VALUE) {
        int64_t at = av_rescale_q(pts - base, s->time_base, us);
        return !r->has_frame || at > r->last_us ? at : r->last_us + 1;
    }
    int64_t step =
        f->fps_num > 0 ? av_rescale(AV_TIME_BASE, f->fps_den, f->fps_num) : AV_TIME_BASE / 25;
    return r->has_frame ? r->last_us + step : 0;
}

/* The index of the first wanted frame is known when the time is met exactly, and a frame before
 * it was seen: only then has nothing been jumped over. */
static int frame_find(struct run *r, int64_t at_us)
{
    if (at_us < r->aim_us - PTS_SLACK_US)
        return 0;
    if (at_us > r->aim_us + PTS_SLACK_US || !r->has_frame)
        return MISSED;
    r->is_seeking = false;
    r->index      = r->first;
    return 0;
}

static int frame_take(struct run *r)
{
    int64_t at = frame_time(r), max = r->in->opts.limits.max_frames;
    int     rc = r->is_seeking ? frame_find(r, at) : 0;
    if (r->frame->flags & AV_FRAME_FLAG_CORRUPT || r->frame->decode_error_flags)
        r->in->facts.errors++;
    r->last_us   = at;
    r->has_frame = true;
    if (rc || r->is_seeking)
        return rc;
    if (max > 0 && r->index >= max)
        return refuse(r->cx, E_MEDIA_LIMIT, "The video has more than the %lld frames allowed",
                      (long long)max);
    if (r->index >= r->first)
        rc = r->sink->on_frame(r->sink->u, r->frame, r->index, at);
    if (rc > 0)
        rc = STOP;
    r->index++;
    if (rc == 0 && r->count > 0 && r->index >= r->first + r->count)
        rc = STOP;
    return rc;
}

/* All frames that the decoder has ready. 0: it wants more; STOP: also at its end. */
static int frames_receive(struct run *r)
{
    for (int failures = 0; failures < FLUSH_ERRORS;) {
        int rc = avcodec_receive_frame(r->decoder, r->frame);
        if (rc == AVERROR(EAGAIN))
            return 0;
        if (rc == AVERROR_EOF)
            return STOP;
        if (rc == AVERROR(ENOMEM))
            return no_memory(r->cx);
        if (rc < 0) {
            r->in->facts.errors++;
            failures++;
            continue;
        }
        failures = 0;
        rc       = frame_take(r);
        av_frame_unref(r->frame);
        if (rc)
            return rc;
    }
    return STOP;
}

static int packets_read(struct run *r)
{
    for (;;) {
        int rc = av_read_frame(r->in->format, r->packet);
        if (rc == AVERROR(EAGAIN))
            continue;
        if (rc < 0) {
            if (rc != AVERROR_EOF)
                r->in->facts.errors++;
            avcodec_send_packet(r->decoder, NULL);
            return frames_receive(r);
        }
        rc = 0;
        if (r->packet->stream_index == r->in->facts.video_stream) {
            if (r->packet->flags & AV_PKT_FLAG_CORRUPT)
                r->in->facts.errors++;
            rc = avcodec_send_packet(r->decoder, r->packet);
            if (rc < 0)
                r->in->facts.errors++;
            rc = frames_receive(r);
        }
        av_packet_unref(r->packet);
        if (rc)
            return rc;
    }
}

static void run_end(struct run *r)
{
    avcodec_free_context(&r->decoder);
    av_packet_free(&r->packet);
    av_frame_free(&r->frame);
}

int input_decode(struct cx *cx, struct input *in, const struct decode_opts *opts,
                 const struct frame_sink *sink)
{
    AUTO(run_end) struct run r = { .cx = cx, .in = in, .sink = sink };
    TRY(demuxer_restart(cx, in));
    in->facts.errors = 0;
    streams_keep_only(in, in->facts.video_stream);
    in->is_used = true;
    TRY(decoder_open(&r, opts));
    int rc           = packets_read(&r);
    in->facts.frames = r.index;
    if (rc < 0)
        return rc;
    if (r.index == 0)
        return refuse(cx, E_NO_FRAMES, "No frame of the video could be decoded");
    return 0;
}

int input_decode_from(struct cx *cx, struct input *in, const struct decode_opts *opts, int64_t at_us,
                      const struct frame_sink *sink)
{
    AUTO(run_end) struct run r = { .cx = cx, .in = in, .sink = sink };
    const AVRational         us = { 1, AV_TIME_BASE };
    TRY(demuxer_restart(cx, in));
    streams_keep_only(in, in->facts.video_stream);
    in->is_used  = true;
    AVStream *s  = in->format->streams[in->facts.video_stream];
    int64_t   at = av_rescale_q(at_us, us, s->time_base);
    if (s->start_time != AV_NOPTS_VALUE)
        at += s->start_time;
    if (at_us > 0 &&
        av_seek_frame(in->format, in->facts.video_stream, at, AVSEEK_FLAG_BACKWARD) < 0)
        return refuse(cx, E_NO_FRAMES, "The file cannot be read from the middle");
    TRY(decoder_open(&r, opts));
    int rc = packets_read(&r);
    if (rc >= 0 && r.index == 0)
        return refuse(cx, E_NO_FRAMES, "No frame could be decoded there");
    return rc < 0 ? rc : 0;
}

/* One try from a seek point. MISSED: the wanted frame was not met. */
static int range_by_seek(struct input *in, const struct decode_opts *opts, struct run *r)
{
    const AVRational us   = { 1, AV_TIME_BASE };
    AVStream        *s    = in->format->streams[in->facts.video_stream];
    int64_t          base = s->start_time == AV_NOPTS_VALUE ? 0 : s->start_time;
    int64_t          at   = base + av_rescale_q(r->aim_us - SEEK_LEAD_US, us, s->time_base);
    if (r->aim_us <= SEEK_LEAD_US ||
        av_seek_frame(in->format, in->facts.video_stream, at, AVSEEK_FLAG_BACKWARD) < 0)
        return MISSED;
    TRY(decoder_open(r, opts));
    r->is_seeking = true;
    int rc        = packets_read(r);
    return r->is_seeking && rc >= 0 ? MISSED : rc;
}

static int range_try(struct cx *cx, struct input *in, const struct decode_opts *opts, bool seeks,
                     struct run *r)
{
    TRY(demuxer_restart(cx, in));
    streams_keep_only(in, in->facts.video_stream);
    in->is_used = true;
    if (seeks)
        return range_by_seek(in, opts, r);
    TRY(decoder_open(r, opts));
    return packets_read(r);
}

int input_decode_range(struct cx *cx, struct input *in, const struct decode_opts *opts,
                       int64_t start_us, int64_t first_frame, int64_t frame_count,
                       const struct frame_sink *sink)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        AUTO(run_end)
        struct run r  = { .cx     = cx,
                          .in     = in,
                          .sink   = sink,
                          .first  = first_frame,
                          .count  = frame_count,
                          .aim_us = start_us };
        int        rc = range_try(cx, in, opts, attempt == 0, &r);
        if (rc == MISSED)
            continue;
        if (rc >= 0 && r.index <= first_frame)
            return refuse(cx, E_NO_FRAMES, "The video has no frame %lld", (long long)first_frame);
        return rc < 0 ? rc : 0;
    }
    return refuse(cx, E_MEDIA_FAILED, "The wanted frames were not found");
}
