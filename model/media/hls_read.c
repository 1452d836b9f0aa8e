/* hls_read.c - see hls_read.h. */
#include "model/media/hls_read.h"
#include <sys/stat.h>
#include "model/base/arena.h"
#include "model/base/text.h"

enum { PLAYLIST_BYTES = 8 << 20, HEAD_BYTES = 64 * 1024, AVCC_FACTS = 4, LAST_MOST_US = 4400000 }; /* rounds to the target */

static int not_whole(struct cx *cx) { return refuse(cx, E_MEDIA_FAILED, "A playlist is not whole"); }

/* The value behind a tag at the line's beginning; NULL when it is another line. */
static const char *tag_value(const char *line, const char *tag)
{
    size_t n = strlen(tag);
    return strncmp(line, tag, n) == 0 ? line + n : NULL;
}

/* "bytes@offset", up to its end. */
static bool range_read(const char *text, size_t n, int64_t *bytes, int64_t *offset)
{
    const char *at = memchr(text, '@', n);
    return at && i64_parse(text, (size_t)(at - text), bytes) &&
           i64_parse(at + 1, n - (size_t)(at + 1 - text), offset) && *bytes > 0 && *offset >= 0;
}

static bool map_read(const char *value, struct hls_facts *to)
{
    static const char key[] = "BYTERANGE=\"";
    const char       *range = strstr(value, key);
    int64_t           offset;
    if (!range)
        return false;
    range += strlen(key);
    return range_read(range, strcspn(range, "\"\n"), &to->head_bytes, &offset) && offset == 0;
}

static bool segment_read(const char *value, double seconds, struct hls_facts *to)
{
    int64_t bytes, offset;
    double  bits;
    if (!range_read(value, strcspn(value, "\r\n"), &bytes, &offset) || seconds <= 0)
        return false;
    bits = (double)bytes * 8 / seconds;
    to->segments++;
    to->duration_us += (int64_t)(seconds * 1e6 + 0.5);
    to->average_bits += bytes * 8; /* divided at the end */
    if ((double)to->peak_bits < bits)
        to->peak_bits = (int64_t)bits + 1;
    if (to->end_bytes < offset + bytes)
        to->end_bytes = offset + bytes;
    return true;
}

int hls_playlist_read(struct cx *cx, const char *text, struct hls_facts *to)
{
    double seconds = 0;
    bool   good = strncmp(text, "#EXTM3U", 7) == 0, ended = false;
    *to = (struct hls_facts){ 0 };
    for (const char *line = text; good && *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *value;
        if ((value = tag_value(line, "#EXTINF:")))
            good = f64_parse(value, strcspn(value, ",\r\n"), &seconds);
        else if ((value = tag_value(line, "#EXT-X-BYTERANGE:")))
            good = segment_read(value, seconds, to);
        else if ((value = tag_value(line, "#EXT-X-MAP:")))
            good = map_read(value, to);
        ended = ended || tag_value(line, "#EXT-X-ENDLIST");
    }
    if (!good || !ended || !to->segments || !to->head_bytes || to->duration_us < 1)
        return not_whole(cx);
    to->average_bits = (int64_t)((double)to->average_bits * 1e6 / (double)to->duration_us) + 1;
    if (to->average_bits > to->peak_bits)
        to->average_bits = to->peak_bits;
    return 0;
}

/* The box is found by its name: what stands around it differs, and its name stands nowhere else
 * in a head as short as this. */
int hls_codec_read(struct cx *cx, const uint8_t *head, size_t n, const char **codec)
{
    const uint8_t *box = memmem(head, n, "avcC", 4);
    if (!box || (size_t)(box - head) + 4 + AVCC_FACTS > n || box[4] != 1)
        return refuse(cx, E_MEDIA_FAILED, "A rendition has no picture");
    *codec = arena_printf(cx->arena, "avc1.%02X%02X%02X", box[5], box[6], box[7]);
    return 0;
}

const char *hls_playlist_mend(struct cx *cx, const char *text, int64_t duration_us, int64_t most_us)
{
    const char *last = NULL, *value;
    double      seconds, others = 0, said = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if ((value = tag_value(line, "#EXTINF:")) && f64_parse(value, strcspn(value, ",\r\n"), &seconds)) {
            others += said;
            said = seconds;
            last = value;
        }
    seconds = (double)duration_us / 1e6 - others;
    if (!last || seconds <= said + 0.001 || seconds > (double)most_us / 1e6)
        return text;
    return arena_printf(cx->arena, "%.*s%.6f%s", (int)(last - text), text, seconds,
                        last + strcspn(last, ",\r\n"));
}

static int file_write(struct cx *cx, const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0)
        return not_whole(cx);
    return 0;
}

static int file_read(struct cx *cx, const char *path, size_t cap, char **text, size_t *n)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return not_whole(cx);
    *text = arena_alloc(cx->arena, cap + 1);
    *n    = fread(*text, 1, cap, f);
    fclose(f);
    return 0;
}

static int playlist_text(struct cx *cx, const char *path, char **text)
{
    struct stat st;
    size_t      n;
    if (stat(path, &st) < 0 || st.st_size >= PLAYLIST_BYTES)
        return not_whole(cx);
    return file_read(cx, path, (size_t)st.st_size, text, &n);
}

int hls_is_empty(struct cx *cx, const char *playlist, bool *is_empty)
{
    const char *value;
    char       *text;
    double      seconds, all = 0;
    bool        ended = false;
    TRY(playlist_text(cx, playlist, &text));
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if ((value = tag_value(line, "#EXTINF:")) && f64_parse(value, strcspn(value, ",\r\n"), &seconds))
            all += seconds;
        ended = ended || tag_value(line, "#EXT-X-ENDLIST");
    }
    *is_empty = ended && all <= 0;
    return 0;
}

int hls_read(struct cx *cx, const char *playlist, const char *media, int64_t duration_us,
             struct hls_facts *to, const char **codec)
{
    struct stat st;
    const char *mended;
    char       *text, *head;
    size_t      n;
    TRY(playlist_text(cx, playlist, &text));
    mended = hls_playlist_mend(cx, text, duration_us, LAST_MOST_US);
    if (mended != text)
        TRY(file_write(cx, playlist, mended));
    TRY(hls_playlist_read(cx, mended, to));
    if (stat(media, &st) < 0 || st.st_size < to->end_bytes || to->head_bytes > HEAD_BYTES)
        return not_whole(cx);
    if (!codec)
        return 0;
    TRY(file_read(cx, media, (size_t)to->head_bytes, &head, &n));
    return hls_codec_read(cx, (const uint8_t *)head, n, codec);
}
