/* cue.c - see cue.h. WebVTT: https://www.w3.org/TR/webvtt1/, sections 4 and 6. */
#include "model/video/cue.h"
#include "model/base/text.h"

enum {
    HOUR_DIGITS = 4,
    DEPTH       = 16,
    TAG_BYTES   = 1000, /* what is longer is text */
};

/* ---- times ---- */

struct slice {
    const char *t;
    size_t      n;
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void skip(struct slice *s, size_t n)
{
    s->t += n;
    s->n -= n;
}

static size_t spaces(struct slice *s)
{
    size_t n = 0;
    while (n < s->n && s->t[n] == ' ')
        n++;
    skip(s, n);
    return n;
}

/* Between least and most digits. */
static bool digits(struct slice *s, size_t least, size_t most, int64_t *v, size_t *count)
{
    *v = 0;
    for (*count = 0; *count < s->n && is_digit(s->t[*count]) && *count < most; ++*count)
        *v = *v * 10 + (s->t[*count] - '0');
    if (*count < least || (*count < s->n && is_digit(s->t[*count])))
        return false;
    skip(s, *count);
    return true;
}

static bool mark(struct slice *s, char c)
{
    if (!s->n || *s->t != c)
        return false;
    skip(s, 1);
    return true;
}

/* Hours may be left out in WebVTT only, places of the fraction in SubRip only. */
static bool time_read(struct slice *s, enum cue_format format, int64_t *ms)
{
    int64_t part[3] = { 0 }, fraction;
    size_t  n, count, first;
    bool    subrip = format == CUE_SUBRIP;
    if (!digits(s, 1, HOUR_DIGITS, &part[0], &first))
        return false;
    for (n = 1; n < 3 && mark(s, ':'); n++)
        if (!digits(s, 2, 2, &part[n], &count) || part[n] > 59)
            return false;
    if (n == 2 && !subrip && first == 2 && part[0] <= 59) {
        part[2] = part[1];
        part[1] = part[0];
        part[0] = 0;
    } else if (n != 3) {
        return false;
    }
    if (!(mark(s, '.') || (subrip && mark(s, ','))) ||
        !digits(s, subrip ? 1 : 3, 3, &fraction, &count))
        return false;
    for (; count < 3; count++)
        fraction *= 10;
    *ms = ((part[0] * 60 + part[1]) * 60 + part[2]) * 1000 + fraction;
    return true;
}

static char *put(char *at, int64_t v, size_t n, char after)
{
    at    = digits_write(at, (uint64_t)v, n);
    *at++ = after;
    return at;
}

void cue_time_write(int64_t ms, char to[CUE_TIME_TEXT])
{
    int64_t hours = ms / 3600000;
    to = put(to, hours, hours > 999 ? 4 : hours > 99 ? 3 : 2, ':');
    to = put(to, ms / 60000 % 60, 2, ':');
    to = put(to, ms / 1000 % 60, 2, '.');
    put(to, ms % 1000, 3, '\0');
}

/* ---- settings ---- */

/* "50%", "12.5%" */
static bool percentage(struct slice s)
{
    int64_t whole, part = 0;
    size_t  count;
    if (!digits(&s, 1, 3, &whole, &count) || (mark(&s, '.') && !digits(&s, 1, 6, &part, &count)))
        return false;
    return mark(&s, '%') && s.n == 0 && (whole < 100 || (whole == 100 && part == 0));
}

static bool line_number(struct slice s)
{
    int64_t v;
    size_t  count;
    mark(&s, '-');
    return digits(&s, 1, 4, &v, &count) && s.n == 0;
}

static bool is_one_of(struct slice s, const char *const *words)
{
    for (; words && *words; words++)
        if (strlen(*words) == s.n && memcmp(s.t, *words, s.n) == 0)
            return true;
    return false;
}

// clang-format off
enum { WORD = 1, PERCENTAGE = 2, LINE_NUMBER = 4 };
static const struct setting {
    const char *name;
    unsigned    value;
    const char *words[6], *behind[4]; /* behind: what may follow a comma */
} settings_known[] = {
    { "vertical", WORD, { "rl", "lr" }, { NULL } },
    { "line", PERCENTAGE | LINE_NUMBER, { NULL }, { "start", "center", "end" } },
    { "position", PERCENTAGE, { NULL }, { "line-left", "center", "line-right" } },
    { "size", PERCENTAGE, { NULL }, { NULL } },
    { "align", WORD, { "start", "center", "end", "left", "right" }, { NULL } },
};
// clang-format on

static bool setting_ok(const struct setting *k, struct slice value)
{
    const char  *comma = k->behind[0] ? memchr(value.t, ',', value.n) : NULL;
    struct slice first = value;
    if (comma) {
        first.n = (size_t)(comma - value.t);
        skip(&value, first.n + 1);
        if (!is_one_of(value, k->behind))
            return false;
    }
    return ((k->value & WORD) && is_one_of(first, k->words)) ||
           ((k->value & PERCENTAGE) && percentage(first)) ||
           ((k->value & LINE_NUMBER) && line_number(first));
}

static const struct setting *setting_find(struct slice word, struct slice *value)
{
    for (size_t i = 0; i < COUNT(settings_known); i++) {
        size_t n = strlen(settings_known[i].name);
        if (word.n > n + 1 && word.t[n] == ':' && memcmp(word.t, settings_known[i].name, n) == 0) {
            *value = (struct slice){ word.t + n + 1, word.n - n - 1 };
            return setting_ok(&settings_known[i], *value) ? &settings_known[i] : NULL;
        }
    }
    return NULL;
}

/* Those that are known and right, each once: the last one counts, as in players. */
static void settings_write(struct slice s, char to[CUE_SETTINGS_TEXT])
{
    struct slice value[COUNT(settings_known)] = { { NULL, 0 } }, v;
    struct out   o = out_to_sink(to, CUE_SETTINGS_TEXT - 1, NULL, NULL);
    while (s.n) {
        struct slice          word = s;
        const struct setting *known;
        for (word.n = 0; word.n < s.n && s.t[word.n] != ' ';)
            word.n++;
        known = setting_find(word, &v);
        if (known)
            value[known - settings_known] = v;
        skip(&s, word.n);
        spaces(&s);
    }
    for (size_t i = 0; i < COUNT(settings_known); i++)
        if (value[i].t) {
            out_format(&o, " %s:", settings_known[i].name);
            out_bytes(&o, value[i].t, value[i].n);
        }
    to[o.failed ? 0 : o.len] = '\0';
}

const char *cue_timing_read(const char *line, size_t n, enum cue_format format, int64_t *start_ms,
                            int64_t *end_ms, char settings[CUE_SETTINGS_TEXT])
{
    static const char form[] = "times are written as 00:01:02.500 --> 00:01:04.000";
    static const char comma[] = "times are written as 00:01:02,500 --> 00:01:04,000";
    const char       *wrong = format == CUE_SUBRIP ? comma : form;
    struct slice      s     = { line, n };
    *settings = '\0';
    spaces(&s);
    if (!time_read(&s, format, start_ms))
        return wrong;
    spaces(&s);
    if (s.n < 3 || memcmp(s.t, "-->", 3) != 0)
        return wrong;
    skip(&s, 3);
    spaces(&s);
    if (!time_read(&s, format, end_ms) || (!spaces(&s) && s.n))
        return wrong;
    if (*end_ms <= *start_ms)
        return "a cue must end after it has begun";
    if (format == CUE_WEBVTT)
        settings_write(s, settings);
    return NULL;
}

/* ---- text ---- */

enum tag { TAG_C, TAG_I, TAG_B, TAG_U, TAG_RUBY, TAG_RT, TAG_V, TAG_LANG, TAGS };
static const char *const tag_names[TAGS] = { "c", "i", "b", "u", "ruby", "rt", "v", "lang" };

struct writing {
    struct out     *o;
    enum cue_format format;
    enum tag        open[DEPTH];
    size_t          depth;
    size_t          line; /* bytes of output where the line began that is being written */
    bool            something; /* but blanks is in it */
};

static void raw(struct writing *w, const char *t, size_t n)
{
    out_bytes(w->o, t, n);
    w->something = true;
}

static void word(struct writing *w, const char *text) { raw(w, text, strlen(text)); }

/* A line with nothing in it would end the cue. */
static void line_ends(struct writing *w)
{
    if (w->something)
        out_bytes(w->o, "\n", 1);
    else
        w->o->len = w->line;
    w->line      = w->o->len;
    w->something = false;
}

static void character(struct writing *w, char c)
{
    if (c == '\n')
        line_ends(w);
    else if (c == ' ')
        out_bytes(w->o, " ", 1);
    else if (c == '<')
        word(w, "&lt;");
    else if (c == '>')
        word(w, "&gt;");
    else if (c == '&')
        word(w, "&amp;");
    else
        raw(w, &c, 1);
}

/* Of "#233" or "#xe9": 0 unless it is a character that may be shown. */
static uint32_t code_read(struct slice s)
{
    bool     hex = s.n > 1 && (s.t[1] == 'x' || s.t[1] == 'X');
    uint32_t x   = 0;
    skip(&s, hex ? 2 : 1);
    if (s.n == 0 || s.n > 7)
        return 0;
    for (size_t i = 0; i < s.n; i++) {
        char     c     = s.t[i];
        uint32_t digit = is_digit(c) ? (uint32_t)(c - '0')
                         : hex && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : hex && c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10) : 99;
        if (digit == 99)
            return 0;
        x = x * (hex ? 16 : 10) + digit;
    }
    if (x <= 0x20 || (x >= 0x7f && x <= 0xa0) || (x >= 0xd800 && x < 0xe000) || x > 0x10ffff)
        return x == 0xa0 ? x : 0;
    return x;
}

/* A character reference at an ampersand: how long it is; 0 when there is none. Named ones stay
 * as they are: whatever they stand for is text. */
static size_t reference(struct writing *w, const char *t, size_t n)
{
    enum { LONGEST = 33 };
    const char  *end = memchr(t, ';', n < LONGEST ? n : LONGEST);
    struct slice s   = { t + 1, end ? (size_t)(end - t - 1) : 0 };
    uint32_t     x   = s.n && s.t[0] == '#' ? code_read(s) : 0;
    char         utf8[4];
    if (x && x < 0x80)
        character(w, (char)x);
    else if (x)
        raw(w, utf8, utf8_put(x, utf8));
    else if (!s.n || s.t[0] == '#' || is_digit(s.t[0]))
        return 0;
    for (size_t i = 0; !x && i < s.n; i++)
        if (!is_digit(s.t[i]) && !((s.t[i] | 32) >= 'a' && (s.t[i] | 32) <= 'z'))
            return 0;
    if (!x)
        raw(w, t, s.n + 2);
    return s.n + 2;
}

static void plain(struct writing *w, const char *t, size_t n)
{
    for (size_t i = 0, len; i < n; i += len) {
        len = t[i] == '&' ? reference(w, t + i, n - i) : 0;
        if (!len) {
            character(w, t[i]);
            len = 1;
        }
    }
}

static enum tag tag_find(struct slice name, bool fold)
{
    enum tag k = 0;
    while (k < TAGS && !(fold ? text_equal_fold(name.t, name.n, tag_names[k])
                              : strlen(tag_names[k]) == name.n &&
                                    memcmp(name.t, tag_names[k], name.n) == 0))
        k++;
    return k;
}

static void tag_close(struct writing *w)
{
    word(w, "</");
    word(w, tag_names[w->open[--w->depth]]);
    word(w, ">");
}

static void end_tag(struct writing *w, enum tag k)
{
    if (k == TAG_RUBY && w->depth > 1 && w->open[w->depth - 1] == TAG_RT)
        tag_close(w);
    if (w->depth && w->open[w->depth - 1] == k)
        tag_close(w);
}

static bool class_ok(struct slice s)
{
    if (s.n == 0 || s.n > 64 || s.t[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.t[i];
        if (!is_digit(c) && !((c | 32) >= 'a' && (c | 32) <= 'z') && c != '-' && c != '_' &&
            (unsigned char)c < 0x80)
            return false;
    }
    return true;
}

static void classes(struct writing *w, struct slice s)
{
    while (mark(&s, '.')) {
        struct slice one = s;
        for (one.n = 0; one.n < s.n && s.t[one.n] != '.';)
            one.n++;
        if (class_ok(one)) {
            word(w, ".");
            raw(w, one.t, one.n);
        }
        skip(&s, one.n);
    }
}

/* Who speaks, or in which language: blanks and line ends as one blank, none at the edges. No
 * hyphen at its end, for with the tag's end it could look like the arrow of times. */
static void annotation(struct writing *w, struct slice s)
{
    char   text[TAG_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < sizeof text - 1; i++) {
        bool blank = s.t[i] == ' ' || s.t[i] == '\n';
        if (!blank)
            text[n++] = s.t[i];
        else if (n && text[n - 1] != ' ')
            text[n++] = ' ';
    }
    text[n] = '\0';
    utf8_close(text);
    n = strlen(text);
    while (n && (text[n - 1] == ' ' || text[n - 1] == '-'))
        n--;
    if (!n)
        return;
    out_bytes(w->o, " ", 1);
    plain(w, text, n);
}

static bool has_place(const struct writing *w, enum tag k)
{
    bool in_ruby = w->depth && w->open[w->depth - 1] == TAG_RUBY;
    return k < TAGS && w->depth < DEPTH && (k != TAG_RT || in_ruby);
}

static size_t name_length(struct slice s, const char *ends)
{
    size_t n = 0;
    while (n < s.n && !strchr(ends, s.t[n]))
        n++;
    return n;
}

static void start_tag(struct writing *w, struct slice s)
{
    struct slice name = { s.t, name_length(s, " \n.") }, class;
    enum tag     k    = tag_find(name, false);
    skip(&s, name.n);
    class = (struct slice){ s.t, name_length(s, " \n") };
    skip(&s, class.n);
    while (s.n && (*s.t == ' ' || *s.t == '\n'))
        skip(&s, 1);
    if (!has_place(w, k) || (k == TAG_LANG && !lang_is_tag(s.t, s.n)))
        return;
    word(w, "<");
    word(w, tag_names[k]);
    classes(w, class);
    if (k == TAG_V || k == TAG_LANG)
        annotation(w, s);
    word(w, ">");
    w->open[w->depth++] = k;
}

/* What stands between < and >. */
static void webvtt_tag(struct writing *w, struct slice s)
{
    char    text[CUE_TIME_TEXT];
    int64_t ms;
    if (s.n && is_digit(*s.t)) {
        if (time_read(&s, CUE_WEBVTT, &ms) && s.n == 0) {
            cue_time_write(ms, text);
            word(w, "<");
            word(w, text);
            word(w, ">");
        }
    } else if (s.n && *s.t == '/') {
        skip(&s, 1);
        end_tag(w, tag_find((struct slice){ s.t, name_length(s, " \n.") }, false));
    } else {
        start_tag(w, s);
    }
}

/* SubRip borrowed three tags of HTML; others, as <font>, are not shown. False: it is no tag. */
static bool subrip_tag(struct writing *w, struct slice s)
{
    bool     closes = mark(&s, '/');
    enum tag k      = tag_find((struct slice){ s.t, name_length(s, " \n/") }, true);
    if (!s.n || (*s.t | 32) < 'a' || (*s.t | 32) > 'z')
        return false;
    if (k != TAG_B && k != TAG_I && k != TAG_U)
        return true;
    if (closes)
        end_tag(w, k);
    else if (has_place(w, k))
        start_tag(w, (struct slice){ tag_names[k], strlen(tag_names[k]) });
    return true;
}

/* A tag at t: how long it is; 0 when that is text. Of SubRip also {\an8} and the like. */
static size_t tag_at(struct writing *w, const char *t, size_t n)
{
    bool         override = w->format == CUE_SUBRIP && n > 1 && t[0] == '{' && t[1] == '\\';
    size_t       far = n < TAG_BYTES ? n : TAG_BYTES;
    const char  *end = t[0] == '<' || override ? memchr(t, override ? '}' : '>', far) : NULL;
    struct slice s   = { t + 1, end ? (size_t)(end - t - 1) : 0 };
    if (!end)
        return 0;
    if (override)
        return s.n + 2;
    if (w->format == CUE_WEBVTT)
        webvtt_tag(w, s);
    else if (memchr(s.t, '<', s.n) || !subrip_tag(w, s))
        return 0;
    return s.n + 2;
}

void cue_text_write(struct out *o, const char *text, size_t n, enum cue_format format)
{
    struct writing w = { .o = o, .format = format, .line = o->len };
    for (size_t i = 0, len; i < n; i += len) {
        len = tag_at(&w, text + i, n - i);
        if (len)
            continue;
        for (len = 1; i + len < n && !strchr("<{", text[i + len]);)
            len++;
        plain(&w, text + i, len);
    }
    while (w.depth)
        tag_close(&w);
    line_ends(&w);
}
