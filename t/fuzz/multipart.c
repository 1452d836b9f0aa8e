/*
 * multipart.c - any Content-Type and any body, whole and in pieces: the events and the
 * verdict must be the same. Input: the Content-Type up to the first LF, then the body.
 */
#include "fcgi/multipart.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "t/fuzz/fuzz.h"

struct seen {
    struct sha256 *hash;
    bool           open;
};

static void add_text(struct seen *s, const char *text)
{
    sha256_add(s->hash, text ? text : "-", text ? strlen(text) + 1 : 1);
}

static int part(void *u, const struct multipart_part *p)
{
    struct seen *s = u;
    must(!s->open && p->name);
    s->open = true;
    add_text(s, p->name);
    add_text(s, p->filename);
    add_text(s, p->content_type);
    add_text(s, p->charset);
    return 0;
}

static int data(void *u, const char *bytes, size_t n)
{
    struct seen *s = u;
    must(s->open && n > 0);
    sha256_add(s->hash, bytes, n);
    return 0;
}

static int end(void *u)
{
    struct seen *s = u;
    must(s->open);
    s->open = false;
    add_text(s, "end");
    return 0;
}

/* In pieces of a size that the step changes; 0: whole. Each piece is a block of its own. */
static int run(const char *type, const uint8_t *body, size_t n, size_t piece,
               uint8_t hash[SHA256_BYTES])
{
    static const struct multipart_limits limits = { 512, 8, 128 };
    static const struct multipart_events events = { part, data, end };
    struct cx                            cx     = { .arena = arena_new(16 << 20) };
    struct seen                          s      = { sha256_begin(cx.arena), false };
    struct multipart                    *mp     = NULL;
    int                                  rc = multipart_begin(&cx, type, &limits, &events, &s, &mp);
    for (size_t i = 0, len; rc == 0 && i < n; i += len) {
        char *copy;
        len  = piece && piece < n - i ? piece : n - i;
        copy = malloc(len);
        must(copy);
        memcpy(copy, body + i, len);
        rc = multipart_push(mp, copy, len);
        free(copy);
        piece = piece > 1 ? piece - 1 : piece;
    }
    if (mp)
        rc = multipart_finish(mp);
    must(rc == 0 || rc == -E_BAD_BODY || rc == -E_MEDIA_TYPE || rc == -E_TOO_LARGE);
    must(rc == -(int)cx.err.reason && (rc < 0 || !s.open));
    sha256_end(s.hash, hash);
    arena_free(cx.arena);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const size_t pieces[] = { 1, 2, 7, 64 };
    const uint8_t      *line     = n ? memchr(bytes, '\n', n) : NULL;
    uint8_t             whole[SHA256_BYTES], split[SHA256_BYTES];
    size_t              rest;
    char               *type;
    int                 rc;
    if (!line)
        return 0;
    type = strndup((const char *)bytes, (size_t)(line - bytes));
    must(type);
    rest = n - (size_t)(line - bytes) - 1;
    rc   = run(type, line + 1, rest, 0, whole);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        must(run(type, line + 1, rest, pieces[i], split) == rc);
        must(memcmp(whole, split, sizeof whole) == 0);
    }
    free(type);
    return 0;
}
