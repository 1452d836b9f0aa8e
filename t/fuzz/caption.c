/*
 * caption.c - captions as anybody sends them. What is made of them is WebVTT that is read again
 * as the same, and in which nothing but the tags of WebVTT looks like one.
 */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/video/caption_text.h"
#include "t/fuzz/fuzz.h"

static bool begins_with(const char *t, const char *word)
{
    return strncmp(t, word, strlen(word)) == 0;
}

static bool is_known_tag(const char *t)
{
    static const char *const names[] = { "c", "i", "b", "u", "ruby", "rt", "v", "lang" };
    t += *t == '/';
    if (*t >= '0' && *t <= '9')
        return true;
    for (size_t i = 0; i < COUNT(names); i++)
        if (begins_with(t, names[i]) && strchr(" .>", t[strlen(names[i])]))
            return true;
    return false;
}

/* Arrows stand between times alone. */
static void is_harmless(const char *t)
{
    for (; *t; t++) {
        if (*t == '<')
            must(is_known_tag(t + 1));
        if (*t == '>' && begins_with(t - 2, "-->"))
            must(t[-3] == ' ' && t[1] == ' ' && t[2] >= '0' && t[2] <= '9');
    }
}

static void run(const char *text, size_t n, enum caption_format format)
{
    struct cx   cx = { .arena = arena_new(256 << 20) };
    const char *clean, *again;
    size_t      len, len2, points;
    bool        control;
    int         rc = caption_clean(&cx, text, n, format, &clean, &len);
    must(rc == 0 || rc == -E_INVALID || rc == -E_TOO_LARGE);
    must(rc != -E_INVALID || begins_with(cx.err.message, "line "));
    if (rc == 0 && len <= CAPTION_BYTES) {
        must(len == strlen(clean) && begins_with(clean, "WEBVTT\n\n"));
        must(utf8_check(clean, len, &points, &control));
        is_harmless(clean);
        must(caption_clean(&cx, clean, len, CAPTION_WEBVTT, &again, &len2) == 0);
        must(len == len2 && memcmp(clean, again, len) == 0);
    }
    arena_free(cx.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char *copy = malloc(n ? n : 1); /* without the NUL that could hide an overrun */
    must(copy);
    if (n)
        memcpy(copy, bytes, n);
    run(copy, n, CAPTION_ANY);
    run(copy, n, CAPTION_SUBRIP);
    free(copy);
    return 0;
}
