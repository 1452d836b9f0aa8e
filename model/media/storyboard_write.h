/*
 * storyboard_write.h - the storyboard folder of one scene, out of the pictures
 * that were taken of it. Inner part of storyboard.
 */
#ifndef MEDIA_STORYBOARD_WRITE_H
#define MEDIA_STORYBOARD_WRITE_H
#include "model/media/storyboard.h"

struct candidate {
    struct candidate *next; /* in the list of unused ones */
    int64_t           frame;
    bool              is_edge; /* beside a sudden change */
    struct AVFrame   *picture; /* as taken */
    struct thumb      thumb;
};

/* How different two frames look: mean difference of luma plus that of colour, in levels. */
double candidate_distance(const struct thumb *a, const struct thumb *b);

/* Writes frame-0001.jpg ..., thumb.jpg and sheet.jpg; candidates lie by rising frame, n > 0. */
int storyboard_write(struct cx *cx, struct picture_maker *maker, const char *output,
                     const struct storyboard_scene *scene, struct candidate *const *list, size_t n,
                     struct storyboard_result *result) MUST_USE;
#endif
