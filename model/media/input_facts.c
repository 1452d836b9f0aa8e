/* input_facts.c - what an open demuxer says of the streams that are used. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <math.h>
#include "model/media/input_facts.h"

static int rotation_of(const AVStream *s)
{
    const uint8_t *matrix = av_stream_get_side_data(s, AV_PKT_DATA_DISPLAYMATRIX, NULL);
    if (!matrix)
        return 0;
    double turn = -av_display_rotation_get((const int32_t *)(const void *)matrix);
    if (isnan(turn))
        return 0;
    return (int)((lrint(turn / 90.0) % 4 + 4) % 4) * 90;
}

static void facts_size(struct input_facts *f, AVFormatContext *format, AVStream *s)
{
    AVRational sar = av_guess_sample_aspect_ratio(format, s, NULL);
    if (sar.num <= 0 || sar.den <= 0)
        sar = (AVRational){ 1, 1 };
    f->coded_width  = s->codecpar->width;
    f->coded_height = s->codecpar->height;
    f->sar_num      = sar.num;
    f->sar_den      = sar.den;
    f->rotation     = rotation_of(s);
    int64_t width   = av_rescale(f->coded_width, sar.num, sar.den);
    f->width        = width < 1 ? 1 : width > INT16_MAX ? INT16_MAX : (int)width;
    f->height       = f->coded_height;
    if (f->rotation % 180 != 0) {
        f->height = f->width;
        f->width  = f->coded_height;
    }
}

static void facts_time(struct input_facts *f, AVFormatContext *format, AVStream *s)
{
    const AVRational us  = { 1, AV_TIME_BASE };
    AVRational       fps = av_guess_frame_rate(format, s, NULL);
    bool             ok  = fps.num > 0 && fps.den > 0;
    f->fps_num           = ok ? fps.num : 0;
    f->fps_den           = ok ? fps.den : 1;
    f->tb_num            = s->time_base.num;
    f->tb_den            = s->time_base.den;
    f->duration_us       = format->duration > 0 ? format->duration : 0;
    if (s->duration > 0 && s->duration != AV_NOPTS_VALUE)
        f->duration_us = av_rescale_q(s->duration, s->time_base, us);
    f->start_us = 0;
    if (s->start_time != AV_NOPTS_VALUE && format->start_time != AV_NOPTS_VALUE)
        f->start_us = av_rescale_q(s->start_time, s->time_base, us) - format->start_time;
}

/* A number that a file made up means as little as none; 0 and 3 are reserved, but 0 is RGB's
 * matrix. */
static int known(const char *name, int number)
{
    return !name || strcmp(name, "reserved") == 0 ? AVCOL_SPC_UNSPECIFIED : number;
}

static void facts_picture(struct input_facts *f, const AVCodecParameters *par)
{
    const AVPixFmtDescriptor *pix = av_pix_fmt_desc_get((enum AVPixelFormat)par->format);
    f->pixel_format               = pix ? pix->name : NULL;
    f->depth                      = pix ? pix->comp[0].depth : 0;
    f->profile                    = par->profile;
    f->is_field_coded =
        par->field_order != AV_FIELD_UNKNOWN && par->field_order != AV_FIELD_PROGRESSIVE;
    f->primaries = known(av_color_primaries_name(par->color_primaries), (int)par->color_primaries);
    f->transfer  = known(av_color_transfer_name(par->color_trc), (int)par->color_trc);
    f->matrix    = known(av_color_space_name(par->color_space), (int)par->color_space);
}

void input_facts_read(struct input_facts *f, AVFormatContext *format, int video)
{
    AVStream                *s   = format->streams[video];
    const AVCodecParameters *par = s->codecpar;
    f->video_stream              = video;
    f->audio_stream = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, video, NULL, 0);
    if (f->audio_stream < 0)
        f->audio_stream = -1;
    f->has_audio = f->audio_stream >= 0;
    f->codec     = avcodec_get_name(par->codec_id);
    f->container = format->iformat->name;
    facts_picture(f, par);
    facts_size(f, format, s);
    facts_time(f, format, s);
}
