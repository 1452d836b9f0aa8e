/*
 * timeline.c - timelines and edit lists as anybody sends them, and the names of their clips taken
 * apart by a convention. What is read has names, and frames that are in order.
 */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/convention.h"
#include "model/track/timeline.h"
#include "t/fuzz/fuzz.h"

enum { ARENA_BYTES = 512 << 20, NAMES_LOOKED_AT = 20 };

static void name_is_taken_apart(struct cx *cx, const struct convention *c, const char *name)
{
    const char *part[PARTS], *again;
    if (!convention_match(cx, c, name, part))
        return;
    must(part[PART_SEQUENCE] && part[PART_SHOT]);
    again = convention_name(cx, c, part);
    must(again && strncmp(name, again, strlen(again)) == 0);
}

static void clips_are_sane(struct cx *cx, const struct timeline *t)
{
    struct convention c;
    must(t->n <= TIMELINE_CLIPS_MAX);
    must(convention_read(cx, "${project_name}_$sequence_name-${shot_name}", &c) == 0);
    for (size_t i = 0; i < t->n; i++) {
        const struct timeline_clip *clip = &t->v[i];
        size_t                      points;
        bool                        control;
        must(clip->name && utf8_check(clip->name, strlen(clip->name), &points, &control));
        must(!clip->has_frames || clip->nb_frames >= 0);
        must(!clip->has_range || clip->frame_out >= clip->frame_in);
        if (i < NAMES_LOOKED_AT)
            name_is_taken_apart(cx, &c, clip->name);
    }
}

static void run(const char *text, size_t n, double fps)
{
    struct cx       cx = { .arena = arena_new(ARENA_BYTES) };
    struct timeline t;
    int rc = fps > 0 ? timeline_read_edl(&cx, text, n, fps, &t) : timeline_read(&cx, text, n, &t);
    must(rc == 0 || rc == -E_INVALID);
    if (rc == 0)
        clips_are_sane(&cx, &t);
    arena_free(cx.arena);
}

static void convention(const char *text, size_t n)
{
    struct cx         cx = { .arena = arena_new(ARENA_BYTES) };
    struct convention c;
    size_t            points;
    bool              control;
    const char       *copy = arena_copy(cx.arena, text, n);
    if (utf8_check(text, n, &points, &control) && convention_read(&cx, copy, &c) == 0)
        name_is_taken_apart(&cx, &c, copy);
    arena_free(cx.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char *copy = malloc(n ? n : 1); /* without the NUL that could hide an overrun */
    must(copy);
    if (n)
        memcpy(copy, bytes, n);
    run(copy, n, 0);
    run(copy, n, 25);
    run(copy, n, 23.976);
    convention(copy, n);
    free(copy);
    return 0;
}
