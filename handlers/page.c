/* page.c - pages of lists. */
#include "handlers/page.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

#define PLACE_MOST (INT64_C(1) << 53) /* more than any position or frame number */

struct packed { /* a cursor's bytes; opaque to clients */
    int64_t     at_us, n;
    struct uuid id;
};

int page_begin(struct page *p, struct rq *rq, int64_t limit, const char *cursor)
{
    *p = (struct page){ .rq = rq, .limit = limit, .from = { { 0 }, -1, { { 0 } } } };
    if (cursor) {
        struct packed k;
        size_t        n;
        if (!base64url_read(cursor, strlen(cursor), (uint8_t *)&k, sizeof k, &n) ||
            n != sizeof k || k.at_us < UTC_FIRST_US || k.at_us > UTC_LAST_US || k.n < -1 ||
            k.n > PLACE_MOST)
            return refuse_field(&rq->cx, E_INVALID, "cursor",
                                "cursor: must be taken from a Link header");
        p->from = (struct cursor_key){ { k.at_us }, k.n, k.id };
    }
    reply_hold(rq);
    p->o = reply(rq, 200);
    out_array(p->o);
    return 0;
}

int64_t page_ask(const struct page *p) { return p->limit + 1; }

bool page_takes(struct page *p, struct cursor_key key)
{
    p->more = p->rows == p->limit;
    if (p->more)
        return false;
    p->rows++;
    p->last = key;
    return true;
}

/* The query as it came, without the old cursor. */
static void copy_query(struct out *o, const char *query)
{
    while (*query) {
        size_t len = strcspn(query, "&");
        if (len && strncmp(query, "cursor=", 7) != 0) {
            for (size_t i = 0; i < len; i++) /* what would end the header's <...> */
                if (strchr("<>\" ", query[i]))
                    out_format(o, "%%%02X", (unsigned char)query[i]);
                else
                    out_bytes(o, query + i, 1);
            out_raw(o, "&");
        }
        query += len + (query[len] == '&');
    }
}

int page_end(struct page *p)
{
    struct rq    *rq = p->rq;
    struct packed k  = { p->last.at.us, p->last.n, p->last.id };
    char          text[BASE64URL_SIZE(sizeof k)];
    struct out    link;
    out_array_end(p->o);
    if (!p->more)
        return 0;
    base64url_write(&k, sizeof k, text);
    link = out_in_arena(rq->cx.arena, 8192);
    out_raw(&link, "<");
    out_raw(&link, rq->path);
    out_raw(&link, "?");
    copy_query(&link, rq->query);
    out_format(&link, "cursor=%s>; rel=\"next\"", text);
    if (!out_done(&link))
        return refuse(&rq->cx, E_INVALID, "The query is too long");
    reply_header(rq, "Link", link.buf);
    return 0;
}
