/*
 * micro - how long single steps of a request take, without database and nginx:
 * the router, the field readers, the JSON writer, the multipart parser.
 *
 * Each step runs for rounds of at least ROUND_NS; printed are the fastest, the
 * middle and the slowest round. The fastest is what the code costs, the others
 * tell how busy the machine was.
 */
#include <json-c/json.h>
#include <time.h>
#include "fcgi/multipart.h"
#include "fcgi/web.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

enum { ROUNDS = 9, ROUND_NS = 50000000, ARENA_BYTES = 64 << 20, LIST_ROWS = 1000 };
enum { UPLOAD_BYTES = 8 << 20, PIECE_BYTES = 32 * 1024 };

struct bench {
    struct cx   cx;
    struct site site;
    size_t      turn;
    char       *upload;
    size_t      upload_len;
    uint64_t    sink; /* what keeps the compiler from leaving work out */
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void must(bool held, const char *what)
{
    if (held)
        return;
    fprintf(stderr, "micro: %s failed\n", what);
    exit(1);
}

/* ---- the steps ---- */

static void router(struct bench *b)
{
    static const struct {
        enum method method;
        const char *path;
    } asked[] = {
        { GET, "/projects/0b8f5b0e-3c0a-4d9c-8a55-1f2f3a4b5c6d" },
        { GET, "/scenes/0b8f5b0e-3c0a-4d9c-8a55-1f2f3a4b5c6d/" },
        { GET, "/sv/0b8f5b0e-3c0a-4d9c-8a55-1f2f3a4b5c6d/thumb.jpg" },
        { POST, "/auth/login" },
    };
    size_t    k  = b->turn++ % COUNT(asked);
    struct rq rq = { .cx = b->cx, .site = &b->site, .method = asked[k].method, .path = asked[k].path };
    must(route_find(&rq) == 0, asked[k].path);
    b->sink += (uintptr_t)rq.route;
}

struct sample {
    struct row  row;
    struct uuid id;
    const char *name;
    struct utc  created_at;
    int64_t     frame_num;
    double      confidence;
    bool        is_open;
};
#define ROW struct sample
static const struct field sample_fields[] = {
    FIELD(id, READ | WRITE, .doc = "Identifier."),
    FIELD(name, READ | WRITE | NAME, .min = 1, .max = 255, .doc = "Name."),
    FIELD(created_at, READ | WRITE, .doc = "When."),
    FIELD(frame_num, READ | WRITE, .min = 0, .max = 1000000, .doc = "Frame."),
    FIELD(confidence, READ | WRITE, .doc = "How sure."),
    FIELD(is_open, READ | WRITE, .doc = "Whether."),
};
static const struct shape sample_shape = SHAPE(ROW, sample_fields);
#undef ROW
static const char *const sample_texts[] = { "0b8f5b0e-3c0a-4d9c-8a55-1f2f3a4b5c6d",
                                            "Opening, \xc3\xa9t\xc3\xa9", "2026-11-20T21:40:01.123Z",
                                            "48213", "0.8251", "true" };

static void fields_text(struct bench *b)
{
    struct sample s = { 0 };
    for (size_t i = 0; i < COUNT(sample_texts); i++)
        must(field_from_text(&b->cx, &sample_shape, i, sample_texts[i], strlen(sample_texts[i]),
                             &s) == 0, "field_from_text");
    b->sink += (uint64_t)s.frame_num;
    arena_reset(b->cx.arena);
}

static void fields_json(struct bench *b)
{
    static const char text[] = "{\"id\":\"0b8f5b0e-3c0a-4d9c-8a55-1f2f3a4b5c6d\","
                               "\"name\":\"Opening\",\"created_at\":\"2026-11-20T21:40:01.123Z\","
                               "\"frame_num\":48213,\"confidence\":0.8251,\"is_open\":true}";
    struct sample       s    = { 0 };
    struct json_object *v    = json_tokener_parse(text);
    must(v && row_from_json(&b->cx, &sample_shape, v, WRITE, true, &s) == 0, "row_from_json");
    json_object_put(v);
    b->sink += (uint64_t)s.frame_num;
    arena_reset(b->cx.arena);
}

static int count_bytes(void *u, const char *bytes, size_t n)
{
    uint64_t *sink = u;
    *sink += n + (unsigned char)bytes[0];
    return 0;
}

static void write_rows(struct bench *b)
{
    static char   buffer[32 * 1024];
    struct sample s = { .id = { { 1, 2, 3 } }, .name = "Opening, \"take\" two",
                        .created_at = { INT64_C(1795210801123456) }, .confidence = 0.8251 };
    struct out    o = out_to_sink(buffer, sizeof buffer, count_bytes, &b->sink);
    s.row.set       = ~UINT64_C(0);
    out_array(&o);
    for (int i = 0; i < LIST_ROWS; i++) {
        s.frame_num = i;
        out_row(&o, &sample_shape, &s);
    }
    out_array_end(&o);
    must(!o.failed && count_bytes(&b->sink, o.buf, o.len) == 0, "out_row");
}

static int on_part(void *u, const struct multipart_part *p)
{
    return count_bytes(u, p->name, 1);
}
static int on_data(void *u, const char *bytes, size_t n) { return count_bytes(u, bytes, n); }
static int on_end(void *u)
{
    (void)u;
    return 0;
}

/* Bytes without pattern: what a video looks like to the search for the boundary. */
static void make_upload(struct bench *b)
{
    static const char head[] = "--frame-of-the-form\r\nContent-Disposition: form-data; "
                               "name=\"video\"; filename=\"a.mp4\"\r\n\r\n";
    static const char tail[] = "\r\n--frame-of-the-form--\r\n";
    uint64_t          x      = 88172645463325252u;
    b->upload_len            = sizeof head - 1 + UPLOAD_BYTES + sizeof tail - 1;
    b->upload                = malloc(b->upload_len);
    must(b->upload != NULL, "malloc");
    memcpy(b->upload, head, sizeof head - 1);
    for (size_t i = 0; i < UPLOAD_BYTES; i++) { /* xorshift */
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        b->upload[sizeof head - 1 + i] = (char)x;
    }
    memcpy(b->upload + sizeof head - 1 + UPLOAD_BYTES, tail, sizeof tail - 1);
}

static void multipart(struct bench *b)
{
    static const struct multipart_limits limits = { 8192, 8, 255 };
    static const struct multipart_events events = { on_part, on_data, on_end };
    struct multipart                    *mp     = NULL;
    must(multipart_begin(&b->cx, "multipart/form-data; boundary=frame-of-the-form", &limits, &events,
                         &b->sink, &mp) == 0, "multipart_begin");
    for (size_t at = 0; at < b->upload_len; at += PIECE_BYTES) {
        size_t n = b->upload_len - at < PIECE_BYTES ? b->upload_len - at : PIECE_BYTES;
        must(multipart_push(mp, b->upload + at, n) == 0, "multipart_push");
    }
    must(multipart_finish(mp) == 0, "multipart_finish");
    arena_reset(b->cx.arena);
}

static void content_hash(struct bench *b)
{
    uint8_t sum[SHA256_BYTES];
    sha256_of(b->upload, UPLOAD_BYTES, sum);
    b->sink += sum[0];
}

/* ---- measuring ---- */

static const struct step {
    const char *name;
    void (*run)(struct bench *b);
    double      bytes; /* of one run; 0: the time counts */
} steps[] = {
    { "router, one path", router, 0 },
    { "6 fields from text", fields_text, 0 },
    { "6 fields from JSON", fields_json, 0 },
    { "JSON of 1,000 rows with 6 fields", write_rows, 0 },
    { "multipart, 8 MiB in pieces of 32 KiB", multipart, UPLOAD_BYTES },
    { "SHA-256, 8 MiB", content_hash, UPLOAD_BYTES },
};

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double round_ns(struct bench *b, const struct step *s)
{
    int64_t begin = now_ns(), spent;
    int64_t runs  = 0;
    do {
        s->run(b);
        runs++;
        spent = now_ns() - begin;
    } while (spent < ROUND_NS);
    return (double)spent / (double)runs;
}

int main(void)
{
    static struct bench b;
    b.cx        = (struct cx){ .arena = arena_new(ARENA_BYTES), .now = utc_now() };
    b.site      = (struct site){ .lists = all_routes, .tree = tree_build(all_routes), .hooks = &all_hooks };
    make_upload(&b);
    for (size_t i = 0; i < COUNT(steps); i++) {
        double ns[ROUNDS];
        for (int r = 0; r < ROUNDS; r++)
            ns[r] = round_ns(&b, &steps[i]);
        qsort(ns, ROUNDS, sizeof ns[0], by_size);
        if (steps[i].bytes > 0)
            printf("%-38s %10.0f %10.0f %10.0f MB/s\n", steps[i].name, steps[i].bytes * 1e3 / ns[0],
                   steps[i].bytes * 1e3 / ns[ROUNDS / 2], steps[i].bytes * 1e3 / ns[ROUNDS - 1]);
        else
            printf("%-38s %10.0f %10.0f %10.0f ns\n", steps[i].name, ns[0], ns[ROUNDS / 2],
                   ns[ROUNDS - 1]);
    }
    tree_free(b.site.tree);
    free(b.upload);
    arena_free(b.cx.arena);
    return b.sink == 0;
}
