/* answer_review.c - whole answers of the operations review, frame, join, picture and avatar. */
#include "model/base/text.h"
#include "model/job/answer_parts.h"

static const char *const pictures[] = { "original.png", "preview.png", "thumbnail.png",
                                        "thumbnail-square.png" };
static const char *const movies[]   = { "movie.mp4", "lowdef.mp4", "tiles.png" };
static const char *const joined[]   = { "movie.mp4" };
static const char *const avatar[]   = { "avatar.png" };

static size_t count(const struct answer *a, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < a->files_n; i++)
        n += strcmp(a->files[i].name, name) == 0;
    return n;
}

/* Each of the names once. */
static int names_check(struct cx *cx, const struct answer *a, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (count(a, names[i]) != 1)
            return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
    return 0;
}

static int number_check(struct cx *cx, const struct answer *a, size_t n)
{
    return a->files_n == n ? 0 : refuse(cx, E_MEDIA_FAILED, "Files came that nobody asked for");
}

int answer_frame_check(struct cx *cx, const struct answer *a)
{
    TRY(names_check(cx, a, pictures, COUNT(pictures)));
    return number_check(cx, a, COUNT(pictures));
}

int answer_review_check(struct cx *cx, const struct answer *a)
{
    if (!a->has_source || !a->has_made)
        return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
    TRY(names_check(cx, a, pictures, COUNT(pictures)));
    TRY(names_check(cx, a, movies, COUNT(movies)));
    return number_check(cx, a, COUNT(pictures) + COUNT(movies));
}

int answer_join_check(struct cx *cx, const struct answer *a)
{
    if (!a->has_source)
        return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
    TRY(names_check(cx, a, joined, COUNT(joined)));
    return number_check(cx, a, COUNT(joined));
}

/* Of one picture. */
static int measured_check(struct cx *cx, const struct answer *a)
{
    if (a->stills_n != 1 || !a->stills[0].told || a->stills[0].refused || a->stills[0].thumbs_n)
        return refuse(cx, E_MEDIA_FAILED, "The picture was not measured");
    return 0;
}

int answer_picture_check(struct cx *cx, const struct answer *a)
{
    TRY(measured_check(cx, a));
    return answer_frame_check(cx, a);
}

int answer_avatar_check(struct cx *cx, const struct answer *a)
{
    TRY(measured_check(cx, a));
    TRY(names_check(cx, a, avatar, COUNT(avatar)));
    return number_check(cx, a, COUNT(avatar));
}
