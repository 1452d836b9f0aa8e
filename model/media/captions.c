/* captions.c - finds the text tracks, names them, has them converted in one reading. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/media/captions.h"
#include "model/media/lang.h"
#include "model/media/tool.h"

enum {
    LABEL_POINTS = 80,
    LEAST_BYTES  = 12, /* "WEBVTT" and nothing else is shorter */
};
#define MOST_BYTES "8388608" /* of one track */

struct track {
    int         stream;
    char        lang[LANG_TAG];
    const char *label, *name; /* name: below the output folder */
};

struct tracks {
    struct media *media;
    struct track  all[CAPTIONS_MOST];
    size_t        n;
};

static const char *said(const AVStream *s, const char *key)
{
    const AVDictionaryEntry *e = av_dict_get(s->metadata, key, NULL, 0);
    return e ? e->value : NULL;
}

/* The file's own words, if they are fit to be shown. */
static const char *title_of(struct cx *cx, const AVStream *s)
{
    const char *title = said(s, "title");
    size_t      n     = title ? strlen(title) : 0, points;
    bool        has_control;
    if (!title)
        return NULL;
    text_trim(&title, &n);
    if (n == 0 || !utf8_check(title, n, &points, &has_control) || has_control ||
        points > LABEL_POINTS)
        return NULL;
    return arena_copy(cx->arena, title, n);
}

static bool is_taken(const struct tracks *t, const char *tag)
{
    for (size_t i = 0; i < t->n; i++)
        if (text_equal_fold(tag, strlen(tag), t->all[i].lang))
            return true;
    return false;
}

/* A language has one track; more of them get tags for private use. */
static void track_name(struct tracks *t, struct track *to, const AVStream *s)
{
    struct arena *arena = t->media->cx->arena;
    struct lang   l     = lang_of(said(s, "language"));
    const char   *title = title_of(t->media->cx, s), *name = l.name ? l.name : l.tag;
    int           n = 1;
    snprintf(to->lang, sizeof to->lang, "%s", l.tag);
    while (is_taken(t, to->lang))
        if (snprintf(to->lang, sizeof to->lang, "%.28s-x-%d", l.tag, ++n) < 0 || n > CAPTIONS_MOST)
            break;
    if (!l.name && strcmp(l.tag, "und") == 0)
        name = "Captions";
    to->label = title ? title : n > 1 ? arena_printf(arena, "%s (%d)", name, n) : name;
    to->name  = arena_printf(arena, "captions/%s.vtt", to->lang);
}

static void tracks_find(struct tracks *t)
{
    const AVFormatContext *format = input_format(t->media->input);
    for (unsigned i = 0; i < format->nb_streams; i++) {
        const AVStream          *s   = format->streams[i];
        const AVCodecParameters *par = s->codecpar;
        const AVCodecDescriptor *d   = avcodec_descriptor_get(par->codec_id);
        if (par->codec_type != AVMEDIA_TYPE_SUBTITLE)
            continue;
        if (!d || !(d->props & AV_CODEC_PROP_TEXT_SUB) || !avcodec_find_decoder(par->codec_id)) {
            answer_warning(t->media->answer,
                           "Subtitle track %u (%s) is not of text and was left out", i,
                           d ? d->name : "unknown");
            continue;
        }
        if (t->n == CAPTIONS_MOST) {
            answer_warning(t->media->answer, "Only the first %d subtitle tracks were taken",
                           CAPTIONS_MOST);
            return;
        }
        t->all[t->n].stream = (int)i;
        track_name(t, &t->all[t->n], s);
        t->n++;
    }
}

static int tracks_convert(const struct tracks *t, size_t first, size_t n,
                          const struct tool_progress *p)
{
    struct media *m = t->media;
    struct tool   tool;
    tool_begin(&tool, m->cx, m->job->ffmpeg);
    tool_source(&tool, m);
    for (size_t i = first; i < first + n; i++) {
        tool_add(&tool, "-map");
        tool_addf(&tool, "0:%d", t->all[i].stream);
        TOOL_ADD(&tool, "-map_metadata", "-1", "-c:s", "webvtt", "-fs", MOST_BYTES, "-f", "webvtt");
        tool_add(&tool, media_path(m, t->all[i].name));
    }
    return tool_run(&tool, p);
}

static void track_answer(const struct tracks *t, const struct track *track)
{
    struct stat st;
    if (stat(media_path(t->media, track->name), &st) < 0 || st.st_size < LEAST_BYTES)
        return;
    struct out *o = answer_begin(t->media->answer, "caption");
    OUT_STR(o, "lang", track->lang);
    OUT_STR(o, "label", track->label);
    answer_end(t->media->answer);
    answer_file(t->media->answer, track->name, "text/vtt", st.st_size);
}

/* One reading for all; where that fails, one for each, to find the one at fault. */
static void tracks_make(const struct tracks *t, const struct tool_progress *p)
{
    struct media *m = t->media;
    if (tracks_convert(t, 0, t->n, p) == 0)
        return;
    err_clear(m->cx);
    for (size_t i = 0; i < t->n; i++)
        if (tracks_convert(t, i, 1, p) < 0) {
            err_clear(m->cx);
            unlink(media_path(m, t->all[i].name));
            answer_warning(m->answer, "Subtitle track %d could not be read and was left out",
                           t->all[i].stream);
        }
}

int captions_make(struct media *m, double from_percent, double to_percent)
{
    const struct tool_progress p = { m->answer, "captions", input_facts(m->input)->duration_us,
                                     from_percent, to_percent };
    struct tracks              t = { .media = m };
    tracks_find(&t);
    if (t.n == 0)
        return 0;
    TRY(media_folder(m, "captions"));
    tracks_make(&t, &p);
    for (size_t i = 0; i < t.n; i++)
        track_answer(&t, &t.all[i]);
    return 0;
}
