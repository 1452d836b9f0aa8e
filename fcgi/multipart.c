/*
 * multipart.c - see multipart.h.
 *
 * What ends a part is CR LF -- boundary. CR is not in a boundary, so a match that
 * fails can only start anew at the byte where it failed: the scan never goes back,
 * and bytes that looked like the delimiter at the end of one push are given back
 * out of the delimiter itself when the next push shows that they were content.
 */
#include "fcgi/multipart.h"
#include "fcgi/header.h"
#include "model/base/arena.h"
#include "model/base/text.h"

enum { BOUNDARY_MAX = 70, DELIMITER_MAX = BOUNDARY_MAX + 4 };

enum state {
    PREAMBLE, /* before the first delimiter: thrown away  */
    BOUNDARY, /* after a delimiter                        */
    CLOSING,  /* after a delimiter and one dash           */
    PADDING,  /* blanks at the end of the delimiter's line */
    LINE_END, /* after the CR of the delimiter's line     */
    HEADERS,
    CONTENT,
    EPILOGUE, /* after the closing delimiter: thrown away */
};

struct multipart {
    struct cx                     *cx;
    struct multipart_limits        limits;
    const struct multipart_events *events;
    void                          *u;
    int                            failure;
    enum state                     state;
    size_t                         parts;
    int64_t                        pushed; /* bytes, before this push */
    const char                    *push;   /* where it begins */
    char                           delimiter[DELIMITER_MAX];
    size_t                         len;     /* of the delimiter */
    size_t                         matched; /* of the delimiter, at the end of what was seen */
    size_t                         before;  /* how many of those belong to what stood before */
    char                          *head;    /* headers of the part */
    size_t                         head_len;
};

#define BAD(mp, ...) refuse((mp)->cx, E_BAD_BODY, "multipart: " __VA_ARGS__)

static bool boundary_take(struct multipart *mp, const struct header_param *p)
{
    if (mp->len || p->len == 0 || p->len > BOUNDARY_MAX || p->value[p->len - 1] == ' ')
        return false;
    for (size_t i = 0; i < p->len; i++)
        if (p->value[i] < ' ' || p->value[i] > '~')
            return false;
    memcpy(mp->delimiter, "\r\n--", 4);
    memcpy(mp->delimiter + 4, p->value, p->len);
    mp->len = 4 + p->len;
    return true;
}

/* The line end before a delimiter may be the one that ended the line before: that is so at
 * the start of the body, and behind the headers of a part without content. */
static void delimiter_expect(struct multipart *mp, enum state state)
{
    mp->state   = state;
    mp->matched = mp->before = 2;
}

int multipart_begin(struct cx *cx, const char *content_type, const struct multipart_limits *limits,
                    const struct multipart_events *events, void *u, struct multipart **mp)
{
    struct multipart    *m = arena_alloc(cx->arena, sizeof *m);
    struct header_params ps;
    struct header_param  p;
    const char          *type = NULL;
    int                  got;
    if (content_type)
        type = header_word(cx->arena, content_type, strlen(content_type), &ps);
    if (!type || strcmp(type, "multipart/form-data") != 0)
        return refuse(cx, E_MEDIA_TYPE, "The body must be multipart/form-data");
    *m = (struct multipart){ .cx = cx, .limits = *limits, .events = events, .u = u };
    while ((got = header_param_next(cx->arena, &ps, &p)) > 0)
        if (strcmp(p.name, "boundary") == 0 && !boundary_take(m, &p))
            return BAD(m, "the boundary must be given once, 1 to 70 printable characters");
    if (got < 0)
        return BAD(m, "the Content-Type cannot be read");
    if (m->len == 0)
        return BAD(m, "the Content-Type has no boundary");
    m->head = arena_alloc(cx->arena, limits->max_header_bytes);
    delimiter_expect(m, PREAMBLE);
    *mp = m;
    return 0;
}

/* The three escapes of browsers: a quote and a line end in a name. 0 if it is none. */
static char name_escape(const char *text, size_t len)
{
    if (len < 3 || text[0] != '%')
        return 0;
    if (text_equal_fold(text + 1, 2, "22"))
        return '"';
    if (text_equal_fold(text + 1, 2, "0d"))
        return '\r';
    return text_equal_fold(text + 1, 2, "0a") ? '\n' : 0;
}

/* Bytes of the character at the start of the text; 0 if it is not UTF-8. */
static size_t utf8_len(const char *text, size_t len)
{
    size_t points;
    bool   control;
    for (size_t n = 1; n <= 4 && n <= len; n++)
        if (utf8_check(text, n, &points, &control))
            return n;
    return 0;
}

static const char *name_decode(struct arena *a, const char *text, size_t len)
{
    char *name = arena_alloc(a, 3 * len + 1), *to = name;
    for (size_t i = 0, n; i < len; i += n) {
        char c = name_escape(text + i, len - i);
        if (c) {
            *to++ = c;
            n     = 3;
        } else if ((n = utf8_len(text + i, len - i)) != 0) {
            memcpy(to, text + i, n);
            to += n;
        } else {
            memcpy(to, "\xef\xbf\xbd", 3);
            to += 3;
            n = 1;
        }
    }
    return name;
}

static int name_take(struct multipart *mp, const struct header_param *p, const char **name)
{
    size_t points;
    bool   control;
    if (*name)
        return BAD(mp, "a part names itself twice");
    if (p->len > mp->limits.max_name_bytes)
        return refuse(mp->cx, E_TOO_LARGE, "multipart: a name is longer than %zu bytes",
                      mp->limits.max_name_bytes);
    *name = name_decode(mp->cx->arena, p->value, p->len);
    if (strcmp(p->name, "name") == 0 &&
        (!utf8_check(p->value, p->len, &points, &control) ||
         !utf8_check(*name, strlen(*name), &points, &control) || control))
        return BAD(mp, "the name of a part must be UTF-8 without control characters");
    return 0;
}

static int disposition_read(struct multipart *mp, const char *value, size_t len,
                            struct multipart_part *part)
{
    struct header_params ps;
    struct header_param  p;
    const char          *word = header_word(mp->cx->arena, value, len, &ps);
    int                  got;
    if (part->name)
        return BAD(mp, "a part has two Content-Disposition headers");
    if (!word || strcmp(word, "form-data") != 0)
        return BAD(mp, "a part must have the Content-Disposition form-data");
    while ((got = header_param_next(mp->cx->arena, &ps, &p)) > 0) {
        if (strcmp(p.name, "name") == 0)
            TRY(name_take(mp, &p, &part->name));
        else if (strcmp(p.name, "filename") == 0)
            TRY(name_take(mp, &p, &part->filename));
    }
    if (got < 0 || !part->name)
        return BAD(mp, "a Content-Disposition cannot be read or has no name");
    return 0;
}

static int type_read(struct multipart *mp, const char *value, size_t len,
                     struct multipart_part *part)
{
    struct header_params ps;
    struct header_param  p;
    int                  got;
    if (part->content_type)
        return BAD(mp, "a part has two Content-Type headers");
    part->content_type = header_word(mp->cx->arena, value, len, &ps);
    if (!part->content_type)
        return BAD(mp, "the Content-Type of a part cannot be read");
    if (strncmp(part->content_type, "multipart/", 10) == 0)
        return BAD(mp, "a part must not be multipart itself");
    while ((got = header_param_next(mp->cx->arena, &ps, &p)) > 0)
        if (strcmp(p.name, "charset") == 0)
            part->charset =
                header_word(mp->cx->arena, p.value, p.len, &(struct header_params){ 0 });
    return got < 0 ? BAD(mp, "the Content-Type of a part cannot be read") : 0;
}

static int encoding_check(struct multipart *mp, const char *value, size_t len)
{
    struct header_params ps;
    const char          *word = header_word(mp->cx->arena, value, len, &ps);
    if (word &&
        (strcmp(word, "binary") == 0 || strcmp(word, "8bit") == 0 || strcmp(word, "7bit") == 0))
        return 0;
    return BAD(mp, "a part must not have a Content-Transfer-Encoding");
}

static int header_line(struct multipart *mp, const char *line, size_t len,
                       struct multipart_part *part)
{
    const char *colon = memchr(line, ':', len), *value;
    size_t      name_len, n;
    if (!colon || colon == line || line[0] == ' ' || line[0] == '\t')
        return BAD(mp, "a header of a part cannot be read");
    name_len = (size_t)(colon - line);
    value    = colon + 1;
    n        = len - name_len - 1;
    if (text_equal_fold(line, name_len, "content-disposition"))
        return disposition_read(mp, value, n, part);
    if (text_equal_fold(line, name_len, "content-type"))
        return type_read(mp, value, n, part);
    if (text_equal_fold(line, name_len, "content-transfer-encoding"))
        return encoding_check(mp, value, n);
    return 0;
}

/* All headers are there, each with its line end; the empty line is the last. */
static int part_begin(struct multipart *mp, const char *content)
{
    struct multipart_part part = { .at = mp->pushed + (content - mp->push) };
    const char           *line = mp->head, *end = mp->head + mp->head_len - 2, *stop;
    if (++mp->parts > mp->limits.max_parts)
        return refuse(mp->cx, E_TOO_LARGE, "multipart: more than %zu parts", mp->limits.max_parts);
    for (; line < end; line = stop + 2) {
        stop = memchr(line, '\r', (size_t)(end - line));
        TRY(header_line(mp, line, (size_t)(stop - line), &part));
    }
    if (!part.name)
        return BAD(mp, "a part has no Content-Disposition");
    delimiter_expect(mp, CONTENT);
    return mp->events->part(mp->u, &part);
}

/* CR and LF only as a pair, and no other control character but the tab. */
static bool header_byte_fits(const struct multipart *mp, char c)
{
    bool after_cr = mp->head_len && mp->head[mp->head_len - 1] == '\r';
    if (after_cr || c == '\n')
        return after_cr && c == '\n';
    return (unsigned char)c >= ' ' ? c != 0x7f : c == '\t' || c == '\r';
}

static int headers_push(struct multipart *mp, const char **at, const char *end)
{
    while (*at < end) {
        char c = *(*at)++;
        if (!header_byte_fits(mp, c))
            return BAD(mp, "a header of a part holds a control character or a bare line end");
        if (mp->head_len == mp->limits.max_header_bytes)
            return refuse(mp->cx, E_TOO_LARGE, "multipart: headers of a part over %zu bytes",
                          mp->limits.max_header_bytes);
        mp->head[mp->head_len++] = c;
        if (c == '\n' &&
            (mp->head_len == 2 || (mp->head_len >= 4 && mp->head[mp->head_len - 3] == '\n')))
            return part_begin(mp, *at);
    }
    return 0;
}

static int content_emit(struct multipart *mp, const char *bytes, size_t n)
{
    return n && mp->state == CONTENT ? mp->events->data(mp->u, bytes, n) : 0;
}

/* The beginning of the delimiter was at the end of what was seen: does it go on? */
static int delimiter_resume(struct multipart *mp, const char **at, const char *end)
{
    const char *p = *at;
    size_t      n, before = mp->before;
    while (mp->matched < mp->len && p < end && *p == mp->delimiter[mp->matched]) {
        mp->matched++;
        p++;
    }
    if (mp->matched == mp->len || p == end) {
        *at = p;
        return 0;
    }
    /* It does not. What came with this push is still there; the rest is given back. */
    n           = mp->matched - (size_t)(p - *at);
    mp->matched = mp->before = 0;
    return content_emit(mp, mp->delimiter + before, n - before);
}

static int delimiter_scan(struct multipart *mp, const char **at, const char *end)
{
    const char *start, *p;
    if (mp->matched)
        TRY(delimiter_resume(mp, at, end));
    if (mp->matched)
        return 0;
    for (start = p = *at; (p = memchr(p, '\r', (size_t)(end - p))) != NULL; p++) {
        size_t left = (size_t)(end - p), n = left < mp->len ? left : mp->len;
        if (memcmp(p, mp->delimiter, n) == 0) {
            *at         = p + n;
            mp->matched = n;
            return content_emit(mp, start, (size_t)(p - start));
        }
    }
    *at = end;
    return content_emit(mp, start, (size_t)(end - start));
}

static int content_push(struct multipart *mp, const char **at, const char *end)
{
    bool in_part = mp->state == CONTENT;
    TRY(delimiter_scan(mp, at, end));
    if (mp->matched < mp->len)
        return 0;
    mp->state   = BOUNDARY;
    mp->matched = mp->before = 0;
    return in_part ? mp->events->end(mp->u) : 0;
}

/* The rest of the delimiter's line, byte by byte. */
static int boundary_push(struct multipart *mp, char c)
{
    if (mp->state == BOUNDARY && c == '-')
        mp->state = CLOSING;
    else if (mp->state == CLOSING && c == '-')
        mp->state = EPILOGUE;
    else if ((mp->state == BOUNDARY || mp->state == PADDING) && (c == ' ' || c == '\t'))
        mp->state = PADDING;
    else if ((mp->state == BOUNDARY || mp->state == PADDING) && c == '\r')
        mp->state = LINE_END;
    else if (mp->state == LINE_END && c == '\n') {
        mp->state    = HEADERS;
        mp->head_len = 0;
    } else
        return BAD(mp, "a boundary must be followed by CR LF");
    return 0;
}

static int step(struct multipart *mp, const char **at, const char *end)
{
    switch (mp->state) {
    case PREAMBLE:
    case CONTENT:
        return content_push(mp, at, end);
    case HEADERS:
        return headers_push(mp, at, end);
    case EPILOGUE:
        *at = end;
        return 0;
    default:
        return boundary_push(mp, *(*at)++);
    }
}

int multipart_push(struct multipart *mp, const char *bytes, size_t n)
{
    const char *at = bytes, *end = bytes + n;
    mp->push       = bytes;
    while (mp->failure == 0 && at < end) {
        int rc = step(mp, &at, end);
        if (rc < 0)
            mp->failure = rc;
    }
    mp->pushed += (int64_t)n;
    return mp->failure;
}

int multipart_finish(struct multipart *mp)
{
    if (mp->failure == 0 && mp->state != EPILOGUE)
        mp->failure = BAD(mp, "the body ends before its closing boundary");
    return mp->failure;
}
