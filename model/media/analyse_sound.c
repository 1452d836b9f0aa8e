/* analyse_sound.c - sound goes through libavfilter's silencedetect and ebur128. */
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <math.h>
#include "model/base/arena.h"
#include "model/media/analyse_sound.h"

enum { US = 1000000, SEEK_LEAD_US = 2 * US };
static const int64_t SILENCE_US = 500000;
static const double  GATE_LUFS  = -70; /* what R 128 calls nothing */

struct hearing {
    struct cx          *cx;
    AVFormatContext    *format;
    AVStream           *stream;
    AVCodecContext     *decoder;
    AVFilterGraph      *graph;
    AVFilterContext    *source, *sink;
    AVPacket           *packet;
    AVFrame            *frame, *heard;
    int64_t             origin_us; /* start of the video on the file's clock */
    int64_t             start_us, end_us;
    struct sound_facts *facts;
    double              peak; /* linear */
};

static void hearing_end(struct hearing *h)
{
    avfilter_graph_free(&h->graph);
    avcodec_free_context(&h->decoder);
    av_packet_free(&h->packet);
    av_frame_free(&h->frame);
    av_frame_free(&h->heard);
}

static int no_memory(struct cx *cx) { return refuse(cx, E_MEDIA_LIMIT, "No memory for the sound"); }

static int decoder_open(struct hearing *h)
{
    const AVCodec *codec = avcodec_find_decoder(h->stream->codecpar->codec_id);
    h->packet            = av_packet_alloc();
    h->frame             = av_frame_alloc();
    h->heard             = av_frame_alloc();
    h->decoder           = codec ? avcodec_alloc_context3(codec) : NULL;
    if (!h->packet || !h->frame || !h->heard)
        return no_memory(h->cx);
    if (!h->decoder || avcodec_parameters_to_context(h->decoder, h->stream->codecpar) < 0)
        return 1;
    h->decoder->thread_count = 1;
    h->decoder->pkt_timebase = h->stream->time_base;
    return avcodec_open2(h->decoder, codec, NULL) < 0;
}

static AVFilterContext *filter_add(struct hearing *h, const char *name, const char *args,
                                   AVFilterContext *after)
{
    AVFilterContext *f = NULL;
    if (avfilter_graph_create_filter(&f, avfilter_get_by_name(name), name, args, NULL, h->graph) <
        0)
        return NULL;
    return after && avfilter_link(after, 0, f, 0) < 0 ? NULL : f;
}

/* Made when the first frame has told what the samples are like. 0, or 1: cannot be made. */
static int graph_make(struct hearing *h)
{
    char             layout[64], args[256];
    AVChannelLayout *ch = &h->frame->ch_layout, plain = { 0 };
    AVFilterContext *last;
    if (ch->order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&plain, ch->nb_channels);
    av_channel_layout_describe(plain.nb_channels ? &plain : ch, layout, sizeof layout);
    h->graph = avfilter_graph_alloc();
    if (!h->graph)
        return no_memory(h->cx);
    h->graph->nb_threads = 1;
    snprintf(args, sizeof args, "time_base=1/%d:sample_rate=%d:sample_fmt=%s:channel_layout=%s", US,
             h->frame->sample_rate, av_get_sample_fmt_name((enum AVSampleFormat)h->frame->format),
             layout);
    last = h->source = filter_add(h, "abuffer", args, NULL);
    snprintf(args, sizeof args, "start=%lldus:end=%lldus", (long long)h->start_us,
             (long long)h->end_us);
    last = last ? filter_add(h, "atrim", args, last) : NULL;
    /* In this order: ebur128 cuts the sound anew and loses what others have noted on it. */
    last    = last ? filter_add(h, "ebur128", "peak=true:metadata=1", last) : NULL;
    last    = last ? filter_add(h, "silencedetect", "noise=-50dB:duration=0.5", last) : NULL;
    h->sink = last ? filter_add(h, "abuffersink", NULL, last) : NULL;
    return !h->sink || avfilter_graph_config(h->graph, NULL) < 0;
}

static bool tag_number(const AVFrame *f, const char *tag, double *value)
{
    const AVDictionaryEntry *e = av_dict_get(f->metadata, tag, NULL, 0);
    if (e)
        *value = strtod(e->value, NULL);
    return e != NULL;
}

static void silence_end(struct spans *s, int64_t end_us)
{
    if (s->is_open && s->n < MOTION_RANGES && end_us - s->since_us >= SILENCE_US)
        s->at[s->n++] = (struct span){ s->since_us, end_us };
    s->is_open = false;
}

static void listen(struct hearing *h)
{
    struct sound_facts *facts = h->facts;
    while (av_buffersink_get_frame(h->sink, h->heard) >= 0) {
        double v;
        facts->is_heard = true;
        if (tag_number(h->heard, "lavfi.silence_end", &v))
            silence_end(&facts->silence, llrint(v * US));
        if (tag_number(h->heard, "lavfi.silence_start", &v)) {
            facts->silence.since_us = llrint(v * US);
            facts->silence.is_open  = true;
        }
        tag_number(h->heard, "lavfi.r128.I", &facts->integrated_lufs);
        if (tag_number(h->heard, "lavfi.r128.true_peak", &v))
            h->peak = fmax(h->peak, v);
        av_frame_unref(h->heard);
    }
}

/* Frames unlike the first (a change in mid-stream) are passed over. */
static bool is_like_first(const struct hearing *h)
{
    const AVFilterLink *l = h->source->outputs[0];
    return l->format == h->frame->format && l->sample_rate == h->frame->sample_rate &&
           l->ch_layout.nb_channels == h->frame->ch_layout.nb_channels;
}

/* 0: go on; 1: enough; negative: failure. */
static int frame_hear(struct hearing *h)
{
    const AVRational us = { 1, US };
    int64_t          at = h->frame->best_effort_timestamp;
    if (at == AV_NOPTS_VALUE)
        return 0;
    at = av_rescale_q(at, h->stream->time_base, us) - h->origin_us;
    if (at >= h->end_us)
        return 1;
    if (!h->graph) {
        int rc = graph_make(h);
        if (rc)
            return rc;
    }
    if (!is_like_first(h))
        return 0;
    h->frame->pts = at;
    if (av_buffersrc_add_frame(h->source, h->frame) < 0)
        return 1;
    listen(h);
    return 0;
}

static int frames_hear(struct hearing *h)
{
    int rc = 0;
    while (rc == 0 && avcodec_receive_frame(h->decoder, h->frame) >= 0) {
        rc = frame_hear(h);
        av_frame_unref(h->frame);
    }
    return rc;
}

static int hear_all(struct hearing *h)
{
    const AVRational us = { 1, US };
    int              rc = 0;
    if (h->start_us > SEEK_LEAD_US)
        av_seek_frame(
            h->format, h->stream->index,
            av_rescale_q(h->start_us + h->origin_us - SEEK_LEAD_US, us, h->stream->time_base),
            AVSEEK_FLAG_BACKWARD);
    while (rc == 0 && av_read_frame(h->format, h->packet) >= 0) {
        if (h->packet->stream_index == h->stream->index &&
            avcodec_send_packet(h->decoder, h->packet) >= 0)
            rc = frames_hear(h);
        av_packet_unref(h->packet);
    }
    if (rc == 0 && avcodec_send_packet(h->decoder, NULL) >= 0)
        rc = frames_hear(h);
    if (rc >= 0 && h->sink && av_buffersrc_add_frame(h->source, NULL) >= 0)
        listen(h);
    return rc;
}

int sound_measure(struct cx *cx, struct input *in, int64_t start_us, int64_t end_us,
                  struct sound_facts *facts)
{
    const struct input_facts        *file = input_facts(in);
    AUTO(hearing_end) struct hearing h    = { .cx = cx, .facts = facts };
    int                              rc   = 0;
    *facts     = (struct sound_facts){ .integrated_lufs = NAN, .true_peak_dbtp = NAN };
    h.start_us = start_us;
    h.end_us   = end_us;
    if (!file->has_audio)
        return 0;
    TRY(input_rewind(cx, in, file->audio_stream, &h.format));
    h.stream = h.format->streams[file->audio_stream];
    if (h.format->start_time != AV_NOPTS_VALUE)
        h.origin_us = h.format->start_time + file->start_us;
    rc = decoder_open(&h);
    if (rc == 0)
        rc = hear_all(&h);
    if (rc < 0)
        return rc;
    silence_end(&facts->silence, end_us);
    if (!(facts->integrated_lufs > GATE_LUFS))
        facts->integrated_lufs = NAN;
    if (h.peak > 0)
        facts->true_peak_dbtp = 20 * log10(h.peak);
    return 0;
}

void spans_member(struct out *o, const char *name, const struct spans *s)
{
    out_key(o, name);
    out_array(o);
    for (int i = 0; i < s->n; i++) {
        out_object(o);
        OUT_I64(o, "start_us", s->at[i].start_us);
        OUT_I64(o, "end_us", s->at[i].end_us);
        out_object_end(o);
    }
    out_array_end(o);
}

void sound_members(struct out *o, const struct sound_facts *f)
{
    answer_number(o, "integrated_lufs", f->integrated_lufs, 1);
    answer_number(o, "true_peak_dbtp", f->true_peak_dbtp, 1);
    spans_member(o, "silence", &f->silence);
}
