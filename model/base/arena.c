/* arena.c - a chain of blocks; under ASan each piece is its own block, so that
 * the sanitizer sees every overrun. */
#include "model/base/arena.h"

#if defined(__has_feature) /* clang says it another way than gcc */
#if __has_feature(address_sanitizer)
#define PIECES 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define PIECES 1
#endif
#if defined(PIECES)
enum { BLOCK_BYTES = 1, KEEP_BYTES = 0 };
#else
enum { BLOCK_BYTES = 32 * 1024, KEEP_BYTES = 32 * 1024 };
#endif

struct block {
    struct block *next;
    size_t        used, size;
    _Alignas(16) char mem[];
};
struct release {
    struct release *next;
    void (*fn)(void *);
    void *ptr;
};
struct arena {
    struct block   *top;
    struct release *releases;
    size_t          used, cap;
};

struct arena *arena_new(size_t cap_bytes)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a)
        abort();
    a->cap = cap_bytes;
    return a;
}

static NO_RETURN void cap_passed(size_t bytes)
{
    fprintf(stderr, "{\"level\":\"error\",\"event\":\"arena_cap\",\"bytes\":%zu}\n", bytes);
    abort();
}

static void block_push(struct arena *a, size_t bytes)
{
    size_t        size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct block *b;
    a->used += size;
    if (a->used > a->cap)
        cap_passed(a->used);
    b = malloc(sizeof *b + size);
    if (!b)
        abort();
    b->next = a->top;
    b->used = 0;
    b->size = size;
    a->top  = b;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    void *p;
    if (bytes > a->cap)
        cap_passed(bytes);
    bytes = bytes ? (bytes + 15) & ~(size_t)15 : 16;
    if (!a->top || a->top->size - a->top->used < bytes)
        block_push(a, bytes);
    p = a->top->mem + a->top->used;
    a->top->used += bytes;
    return memset(p, 0, bytes);
}

void *arena_alloc_array(struct arena *a, size_t n, size_t bytes)
{
    size_t total;
    if (__builtin_mul_overflow(n, bytes, &total))
        total = SIZE_MAX;
    return arena_alloc(a, total);
}

char *arena_copy(struct arena *a, const char *text, size_t len)
{
    char *p = arena_alloc(a, len + 1);
    memcpy(p, text, len);
    return p;
}

char *arena_text(struct arena *a, const char *text)
{
    return text ? arena_copy(a, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    char    small[256], *p; /* most texts are short, and written once */
    int     n;
    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < sizeof small) {
        va_end(again);
        return arena_copy(a, small, (size_t)n);
    }
    p = arena_alloc(a, (size_t)(n < 0 ? 0 : n) + 1);
    vsnprintf(p, (size_t)(n < 0 ? 0 : n) + 1, fmt, again);
    va_end(again);
    return p;
}

struct arena_mark arena_mark(struct arena *a)
{
    return (struct arena_mark){ a->top, a->top ? a->top->used : 0, a->releases };
}

static void block_pop(struct arena *a)
{
    struct block *b = a->top;
    a->top = b->next;
    a->used -= b->size;
    free(b);
}

/* Their records lie in the memory that is given back, so those of before end the list. */
static void release_until(struct arena *a, const struct release *last)
{
    while (a->releases != last) {
        struct release *r = a->releases;
        a->releases       = r->next;
        r->fn(r->ptr);
    }
}

void arena_rewind(struct arena *a, struct arena_mark m)
{
    release_until(a, m.releases);
    while (a->top && a->top != m.block)
        block_pop(a);
    if (a->top)
        a->top->used = m.used;
}

void arena_reset(struct arena *a)
{
    release_until(a, NULL);
    while (a->top && (a->top->next || a->top->size > KEEP_BYTES))
        block_pop(a);
    if (a->top)
        a->top->used = 0;
}

void arena_on_reset(struct arena *a, void (*fn)(void *), void *ptr)
{
    struct release *r = arena_alloc(a, sizeof *r);
    *r = (struct release){ a->releases, fn, ptr };
    a->releases = r;
}

size_t arena_used(const struct arena *a) { return a->used; }

void arena_free(struct arena *a)
{
    arena_reset(a);
    while (a->top)
        block_pop(a);
    free(a);
}
