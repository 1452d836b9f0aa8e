/* form_answer.c - see form_answer.h. */
#include "handlers/form_answer.h"
#include <strings.h>
#include "model/base/arena.h"

enum { ADDRESS_MOST = 4000 };
static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

static void element(struct out *o, const char *name, const char *text)
{
    out_format(o, "<%s>", name);
    for (const char *c = text ? text : ""; *c; c++) {
        const char *escaped = *c == '<'   ? "&lt;"
                              : *c == '>' ? "&gt;"
                              : *c == '&' ? "&amp;"
                              : *c == '"' ? "&quot;"
                                          : NULL;
        if (escaped)
            out_raw(o, escaped);
        else if ((unsigned char)*c >= 0x20 || strchr("\t\n\r", *c)) /* others are no XML */
            out_bytes(o, c, 1);
    }
    out_format(o, "</%s>", name);
}

void denial_write(struct rq *rq, const struct denial *d)
{
    struct out *o = reply_typed(rq, d->status, "application/xml");
    out_raw(o, head);
    out_raw(o, "<Error>");
    element(o, "Code", d->code);
    element(o, "Message", d->message);
    for (size_t i = 0; i < DENIAL_EXTRAS && d->extra[i].name; i++)
        element(o, d->extra[i].name, d->extra[i].value);
    element(o, "RequestId", rq->request_id);
    element(o, "HostId", "dailies");
    out_raw(o, "</Error>");
}

const char *percent_encode(struct rq *rq, const char *text)
{
    struct out o = out_in_arena(rq->cx.arena, 3 * strlen(text) + 1);
    for (const char *c = text; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || strchr("-._~", *c);
        if (plain)
            out_bytes(&o, c, 1);
        else
            out_format(&o, "%%%02X", (unsigned char)*c);
    }
    return out_done(&o);
}

/* Printable ASCII, and short enough for a header. */
static bool is_address(const char *text)
{
    if (!text || strlen(text) > ADDRESS_MOST ||
        (strncasecmp(text, "http://", 7) != 0 && strncasecmp(text, "https://", 8) != 0))
        return false;
    for (; *text; text++)
        if (*text <= ' ' || *text > '~')
            return false;
    return true;
}

static const char *redirect_to(struct rq *rq, const struct form_success *s)
{
    size_t path = strcspn(s->redirect, "#");
    return arena_printf(rq->cx.arena, "%.*s%sbucket=%s&key=%s&etag=%s%s", (int)path, s->redirect,
                        memchr(s->redirect, '?', path) ? "&" : "?", percent_encode(rq, s->bucket),
                        percent_encode(rq, s->key), percent_encode(rq, s->etag),
                        s->redirect + path);
}

static void created(struct rq *rq, const struct form_success *s)
{
    struct out *o = reply_typed(rq, 201, "application/xml");
    out_raw(o, head);
    out_raw(o, "<PostResponse>");
    element(o, "Location", s->location);
    element(o, "Bucket", s->bucket);
    element(o, "Key", s->key);
    element(o, "ETag", s->etag);
    out_raw(o, "</PostResponse>");
}

void form_success_write(struct rq *rq, const struct form_success *s)
{
    const char *location = s->location;
    if (is_address(s->redirect)) {
        reply_empty(rq, 303);
        location = redirect_to(rq, s);
    } else if (s->status && strcmp(s->status, "201") == 0) {
        created(rq, s);
    } else if (s->status && strcmp(s->status, "200") == 0) {
        reply_empty(rq, 200);
    } else {
        reply_empty(rq, 204);
    }
    reply_header(rq, "ETag", s->etag);
    reply_header(rq, "Location", location);
}
