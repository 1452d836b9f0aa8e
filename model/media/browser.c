/* browser.c - the codecs, profiles and formats that all current browsers share. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>
#include "model/media/browser.h"
#include "model/media/convert.h"

enum {
    LONG_SIDE  = 4096, /* of what processors of phones decode */
    LOOK_COUNT = 5     /* frames */
};

struct look {
    int  frames;
    bool is_interlaced, is_plain; /* plain: 8-bit 4:2:0 */
};

static int on_frame(void *u, const AVFrame *frame, int64_t index, UNUSED int64_t pts_us)
{
    struct look *l   = u;
    l->is_interlaced = l->is_interlaced || frame->interlaced_frame;
    l->is_plain      = l->is_plain &&
                  (frame->format == AV_PIX_FMT_YUV420P || frame->format == AV_PIX_FMT_YUVJ420P);
    l->frames = (int)index + 1;
    return l->frames == LOOK_COUNT;
}

/* Those whose packets say when they are shown, in the order in which they are decoded. */
static bool has_times(const char *container)
{
    static const char *const kinds[] = { "mov,", "matroska,", "mpegts", "flv" };
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strncmp(container, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

static bool picture_is_known(const AVCodecParameters *p)
{
    switch (p->codec_id) {
    case AV_CODEC_ID_H264:
        return p->profile == FF_PROFILE_H264_HIGH || p->profile == FF_PROFILE_H264_MAIN ||
               p->profile == FF_PROFILE_H264_BASELINE ||
               p->profile == FF_PROFILE_H264_CONSTRAINED_BASELINE;
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_AV1:
        return true;
    default:
        return false;
    }
}

static const char *picture_fault(const struct input_facts *f, const AVCodecParameters *p,
                                 const struct look *look)
{
    if (!picture_is_known(p))
        return "its codec is not one of browsers";
    if (!has_times(f->container))
        return "its container has no times";
    if (!look->is_plain)
        return "its samples are not 8-bit 4:2:0";
    if (look->is_interlaced || f->is_field_coded)
        return "it is interlaced";
    if (convert_is_hdr(f))
        return "it is of high dynamic range";
    if (f->coded_width > LONG_SIDE || f->coded_height > LONG_SIDE)
        return "it is too large";
    return NULL;
}

static enum browser_sound sound_plan(const AVCodecParameters *p)
{
    switch (p->codec_id) {
    case AV_CODEC_ID_AAC:
        return p->profile == FF_PROFILE_AAC_LOW || p->profile == FF_PROFILE_AAC_HE ||
                       p->profile == FF_PROFILE_AAC_HE_V2
                   ? SOUND_COPY
                   : SOUND_ENCODE;
    case AV_CODEC_ID_MP3:
    case AV_CODEC_ID_OPUS:
        return SOUND_COPY;
    default:
        return avcodec_find_decoder(p->codec_id) ? SOUND_ENCODE : SOUND_NONE;
    }
}

static bool is_among(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

/* A single picture in a container of pictures, or in one that calls itself so. */
static bool is_still(const struct input *in, const struct look *look)
{
    static const char *const kinds[]  = { "gif", "apng", "mjpeg", NULL };
    static const char *const brands[] = { "avif", "heic", "heix", "mif1", NULL };
    const AVDictionaryEntry *brand =
        av_dict_get(input_format(in)->metadata, "major_brand", NULL, 0);
    return look->frames == 1 && (is_among(input_facts(in)->container, kinds) ||
                                 (brand && is_among(brand->value, brands)));
}

int browser_judge(struct cx *cx, struct input *in, const struct decode_opts *how,
                  struct browser_plan *plan)
{
    const struct input_facts *f    = input_facts(in);
    struct look               look = { .is_plain = true };
    const struct frame_sink   sink = { on_frame, &look };
    TRY(input_decode(cx, in, how, &sink));
    if (is_still(in, &look))
        return refuse(cx, E_NO_VIDEO, "The file is a picture, not a video");
    AVStream **streams = input_format(in)->streams;
    plan->why          = picture_fault(f, streams[f->video_stream]->codecpar, &look);
    plan->copy_picture = !plan->why;
    plan->sound        = f->has_audio ? sound_plan(streams[f->audio_stream]->codecpar) : SOUND_NONE;
    return 0;
}
