/*
 * page.h - lists in pages: `limit`, an opaque `cursor`, and the next one as a
 * Link header (RFC 8288), so that bodies stay plain arrays.
 */
#ifndef PAGE_H
#define PAGE_H
#include "fcgi/web.h"
#include "model/footage/project.h"

enum { PAGE_MOST = 1000 };
#define PAGE_MEMBERS                                                                               \
    int64_t     limit;                                                                             \
    const char *cursor
#define PAGE_FIELDS                                                                                \
    FIELD(limit, WRITE, .min = 1, .max = PAGE_MOST, .def = "100", .doc = "Rows at most."),          \
        FIELD(cursor, WRITE, .max = 200, .doc = "Where to go on, from the Link header.")

struct page {
    struct rq        *rq;
    int64_t           limit, rows;
    struct cursor_key from; /* rows behind it are wanted */
    struct cursor_key last; /* of the last row written */
    bool              more; /* there are rows behind that */
    struct out       *o;
};

/* Read limit and cursor; the answer is held, for its header is known last. E_INVALID. */
int page_begin(struct page *p, struct rq *rq, int64_t limit, const char *cursor) MUST_USE;
/* How many rows to ask for: one more than wanted tells whether there is a next page. */
int64_t page_ask(const struct page *p);
/* Is this row to be written? Notes its place. */
bool page_takes(struct page *p, struct cursor_key key);
int  page_end(struct page *p) MUST_USE;
#endif
