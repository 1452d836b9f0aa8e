/* timeline_edl.c - clips of edit decision lists. See timeline.h. */
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/timeline_parts.h"

/* An event is a line: number, reel, channels, kind of edit (with a length, unless it is a cut),
 * and four timecodes: source in and out, record in and out. */
enum { WORDS_MAX = 10, WORD_REEL = 1, WORD_CHANNEL = 2, WORDS_LEAST = 8, TIMES = 4 };
enum { SECONDS = 60, HOURS = 100 };
static const char from_name[] = "FROM CLIP NAME:";

struct event { /* that waits for the name of its clip */
    bool        is;
    const char *name;
    int64_t     time[TIMES];
};
struct reading {
    struct timeline_track track;
    struct event          event;
    double                fps;
    bool                  begun;
    int64_t               first; /* where the first clip is recorded */
};

static int timecode_read(struct reading *r, const char *word, int64_t *frames)
{
    int64_t part[TIMES] = { 0 }, base = (int64_t)(r->fps + 0.5);
    size_t  n           = 0;
    for (const char *at = word, *end; n < TIMES; at = end + 1, n++) {
        end = strchrnul(at, ':');
        if (!i64_parse(at, (size_t)(end - at), &part[n]) || part[n] < 0)
            break;
        if (!*end) {
            n++;
            break;
        }
    }
    if (n != TIMES || part[0] >= HOURS || part[1] >= SECONDS || part[2] >= SECONDS || part[3] >= base)
        return refuse(r->track.cx, E_INVALID, "%.40s is no timecode of %g frames a second", word, r->fps);
    *frames = ((part[0] * SECONDS + part[1]) * SECONDS + part[2]) * base + part[3];
    return 0;
}

/* A list that is not recorded from the beginning of a tape says nothing of places in the edit. */
static int event_end(struct reading *r)
{
    struct event *e = &r->event;
    struct span   own;
    double        gap;
    if (!e->is)
        return 0;
    e->is = false;
    own   = (struct span){ { (double)e->time[0], r->fps }, { (double)(e->time[1] - e->time[0]), r->fps } };
    if (!r->begun) {
        r->begun         = true;
        r->first         = e->time[2];
        r->track.is_lost = r->first != 0;
        r->track.at      = (struct instant){ 0, r->fps };
    }
    gap = (double)(e->time[2] - r->first) - r->track.at.value;
    if (gap < 0)
        return refuse(r->track.cx, E_INVALID, "The clip %.100s begins before the end of the one before",
                      e->name);
    track_pass(&r->track, &(struct instant){ gap, r->fps });
    return track_clip(&r->track, clip_stem(r->track.cx, e->name), &own, true);
}

static int event_begin(struct reading *r, char *const *word, size_t n)
{
    TRY(event_end(r));
    if (!strchr(word[WORD_CHANNEL], 'V') && strcmp(word[WORD_CHANNEL], "B") != 0)
        return 0;
    for (size_t i = 0; i < TIMES; i++)
        TRY(timecode_read(r, word[n - TIMES + i], &r->event.time[i]));
    if (r->event.time[1] < r->event.time[0])
        return refuse(r->track.cx, E_INVALID, "The clip of event %.20s ends before it begins", word[0]);
    r->event.is   = true;
    r->event.name = word[WORD_REEL];
    return 0;
}

static bool is_event(char *const *word, size_t n)
{
    for (const char *c = n >= WORDS_LEAST ? word[0] : "x"; *c; c++)
        if (!isdigit((unsigned char)*c))
            return false;
    return true;
}

static int line_read(struct reading *r, char *line)
{
    char  *word[WORDS_MAX], *save = NULL;
    size_t n = 0;
    if (*line == '*') {
        const char *name = strstr(line, from_name);
        size_t      len;
        if (!name || !r->event.is)
            return 0;
        name += sizeof from_name - 1;
        len = strlen(name);
        text_trim(&name, &len);
        r->event.name = arena_copy(r->track.cx->arena, name, len);
        return 0;
    }
    for (char *w = strtok_r(line, " \t\r", &save); w && n < WORDS_MAX; w = strtok_r(NULL, " \t\r", &save))
        word[n++] = w;
    return is_event(word, n) ? event_begin(r, word, n) : 0;
}

int timeline_read_edl(struct cx *cx, const char *text, size_t len, double fps, struct timeline *to)
{
    struct reading r    = { .track = { .cx = cx, .to = to }, .fps = fps };
    char          *copy = arena_copy(cx->arena, text, len), *save = NULL;
    size_t         points;
    bool           control;
    *to = (struct timeline){ 0 };
    if (!utf8_check(text, len, &points, &control))
        return refuse(cx, E_INVALID, "The list must be text in UTF-8");
    for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        TRY(line_read(&r, line));
    TRY(event_end(&r));
    return to->n ? 0 : refuse(cx, E_INVALID, "The list has no events");
}
