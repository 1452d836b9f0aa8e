/* playlist.c - see playlist.h. */
#include "model/video/playlist.h"
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/db/db.h"
#include "model/store/store.h"

enum { PLAYLIST_BYTES = 64 * 1024, FIRST_BITS = 2000000 };

/* A quoted string holds no quotes and no line ends, and there is no way to escape them. */
static void quoted(struct out *o, const char *name, const char *value)
{
    out_format(o, ",%s=\"", name);
    for (const char *c = value; *c; c++)
        if (*c != '"' && (unsigned char)*c >= 0x20)
            out_bytes(o, c, 1);
    out_raw(o, "\"");
}

static const char *name_of(const struct caption *c) { return *c->label ? c->label : c->lang; }

/* No two of a group may have the same name. */
static bool has_namesake(const struct caption *c, size_t n, size_t i)
{
    for (size_t k = 0; k < n; k++)
        if (k != i && strcmp(name_of(&c[k]), name_of(&c[i])) == 0)
            return true;
    return false;
}

static void caption_line(struct cx *cx, struct out *o, const struct caption *c, bool by_lang)
{
    out_raw(o, "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\"");
    quoted(o, "NAME", by_lang ? arena_printf(cx->arena, "%s (%s)", name_of(c), c->lang)
                              : name_of(c));
    quoted(o, "LANGUAGE", c->lang);
    out_format(o, ",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"../captions/%s.m3u8\"\n", c->lang);
}

static void stream_line(struct out *o, const struct rendition *r, const struct rendition *sound,
                        bool captions)
{
    out_format(o, "#EXT-X-STREAM-INF:BANDWIDTH=%lld,AVERAGE-BANDWIDTH=%lld",
               (long long)(r->bandwidth + (sound ? sound->bandwidth : 0)),
               (long long)(r->average_bandwidth + (sound ? sound->average_bandwidth : 0)));
    out_format(o, ",CODECS=\"%s%s%s\",RESOLUTION=%lldx%lld", r->codecs, sound ? "," : "",
               sound ? sound->codecs : "", (long long)r->width, (long long)r->height);
    if (r->frame_rate > 0)
        out_format(o, ",FRAME-RATE=%.3f", r->frame_rate);
    if (sound)
        out_raw(o, ",AUDIO=\"sound\"");
    if (captions)
        out_raw(o, ",SUBTITLES=\"captions\"");
    out_format(o, ",CLOSED-CAPTIONS=NONE\n%s.m3u8\n", r->name);
}

static int64_t pixels(const struct rendition *r) { return r->width * r->height; }

/* Players begin with the first one, before they know the line: the largest picture that a line of
 * the 2 Mbit/s carries that Apple's authoring rules begin with; if none fits, the least. */
static size_t first_of(const struct rendition *r, size_t n)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        bool fits = r[i].average_bandwidth <= FIRST_BITS;
        if (r[i].is_audio)
            continue;
        if (best == n || (r[best].average_bandwidth > FIRST_BITS
                              ? r[i].average_bandwidth < r[best].average_bandwidth
                              : fits && pixels(&r[i]) > pixels(&r[best])))
            best = i;
    }
    return best;
}

const char *playlist_master(struct cx *cx, const struct rendition *r, size_t renditions,
                            const struct caption *c, size_t captions)
{
    struct out              o     = out_in_arena(cx->arena, PLAYLIST_BYTES);
    const struct rendition *sound = NULL;
    size_t                  first = first_of(r, renditions);
    out_raw(&o, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (size_t i = 0; i < renditions; i++)
        sound = r[i].is_audio ? &r[i] : sound;
    if (sound)
        out_format(&o,
                   "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"Sound\",DEFAULT=YES,"
                   "AUTOSELECT=YES,URI=\"%s.m3u8\"\n",
                   sound->name);
    for (size_t i = 0; i < captions; i++)
        caption_line(cx, &o, &c[i], has_namesake(c, captions, i));
    if (first < renditions)
        stream_line(&o, &r[first], sound, captions > 0);
    for (size_t i = 0; i < renditions; i++)
        if (!r[i].is_audio && i != first)
            stream_line(&o, &r[i], sound, captions > 0);
    return out_done(&o);
}

const char *playlist_captions(struct cx *cx, const char *lang, int64_t duration_s)
{
    if (duration_s < 1)
        duration_s = 1;
    return arena_printf(cx->arena,
                        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-PLAYLIST-TYPE:VOD\n"
                        "#EXT-X-TARGETDURATION:%lld\n#EXT-X-MEDIA-SEQUENCE:0\n"
                        "#EXTINF:%lld.000,\n%s.vtt\n#EXT-X-ENDLIST\n",
                        (long long)duration_s, (long long)duration_s, lang);
}

/* ---- rows ---- */

#define ROW struct rendition
static const struct field rendition_fields[] = {
    FIELD(name, KEY, .doc = "Name of its files."),
    FIELD(is_audio, READ, .doc = "Whether it is the sound."),
    FIELD(width, READ, .doc = "Pixels."),
    FIELD(height, READ, .doc = "Pixels."),
    FIELD(bandwidth, READ, .doc = "Bits per second, peak."),
    FIELD(average_bandwidth, READ, .doc = "Bits per second."),
    FIELD(codecs, READ, .doc = "RFC 6381."),
    FIELD(frame_rate, READ, .doc = "Frames per second."),
};
#undef ROW
static const struct shape rendition_shape = SHAPE(struct rendition, rendition_fields);

#define ROW struct caption
static const struct field caption_fields[] = {
    FIELD(lang, KEY, .doc = "BCP 47."),
    FIELD(label, READ, .doc = "For people."),
};
#undef ROW
static const struct shape caption_shape = SHAPE(struct caption, caption_fields);

static int text_store(struct cx *cx, struct uuid video_id, const char *name, const char *text)
{
    static const char sql[] =
        "INSERT INTO video_file (video_id, name, content_hash, bytes, type)"
        " VALUES (?, ?, ?, ?, 'application/vnd.apple.mpegurl')"
        " ON DUPLICATE KEY UPDATE content_hash = VALUES(content_hash), bytes = VALUES(bytes)";
    struct store_writer *w;
    struct blob          blob;
    const char          *hash = blob.hash;
    if (!text)
        return refuse(cx, E_INTERNAL, "A playlist is too long");
    TRY(store_create(cx, &w));
    TRY(store_write(cx, w, text, strlen(text)));
    TRY(store_keep(cx, w, &blob));
    return db_do(cx, sql, ARGS(ARG(video_id), ARG(name), ARG(hash), ARG(blob.bytes)), NULL);
}

/* Those that lack theirs: what is in it never changes. */
static int captions_store(struct cx *cx, struct uuid video_id)
{
    static const char length_sql[] = "SELECT duration_seconds FROM video WHERE id = ?";
    static const char sql[] =
        "SELECT c.lang, c.label FROM video_caption c LEFT JOIN video_file f"
        "    ON f.video_id = c.video_id AND f.name = CONCAT('captions/', c.lang, '.m3u8') COLLATE ascii_bin"
        " WHERE c.video_id = ? AND f.name IS NULL ORDER BY c.lang LIMIT 1000";
    struct caption *c;
    int64_t         seconds;
    size_t          n;
    TRY(db_number(cx, length_sql, ARGS(ARG(video_id)), &seconds, NULL));
    TRY(db_all(cx, sql, ARGS(ARG(video_id)), &caption_shape, &c, &n));
    for (size_t i = 0; i < n; i++)
        TRY(text_store(cx, video_id, arena_printf(cx->arena, "captions/%s.m3u8", c[i].lang),
                       playlist_captions(cx, c[i].lang, seconds)));
    return 0;
}

int playlist_store(struct cx *cx, struct uuid video_id)
{
    static const char r_sql[] =
        "SELECT name, is_audio, width, height, bandwidth, average_bandwidth, codecs, frame_rate"
        "  FROM video_rendition WHERE video_id = ? ORDER BY width * height DESC, name LIMIT 100";
    static const char c_sql[] =
        "SELECT lang, label FROM video_caption WHERE video_id = ? ORDER BY lang LIMIT 1000";
    struct rendition *r;
    struct caption   *c;
    size_t            renditions, captions;
    TRY(captions_store(cx, video_id));
    TRY(db_all(cx, r_sql, ARGS(ARG(video_id)), &rendition_shape, &r, &renditions));
    if (!renditions)
        return 0;
    TRY(db_all(cx, c_sql, ARGS(ARG(video_id)), &caption_shape, &c, &captions));
    return text_store(cx, video_id, "hls/master.m3u8",
                      playlist_master(cx, r, renditions, c, captions));
}
