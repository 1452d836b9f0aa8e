/*
 * storyboard.h - pictures that stand for a scene, chosen while the video goes by.
 *
 * Where scenes end is known only some hundred frames later, and frames cannot
 * be kept that long. So small pictures are taken on suspicion: on both sides
 * of each sudden change, and at a regular stride between. They wait until the
 * scene is known that they belong to; of a long scene a bounded, even selection
 * is kept. When a scene closes, its first, middle and last picture and those
 * that differ most from them are written, and all are forgotten.
 *
 * Stands on base, picture, thumb, phash.
 * Units:  frames from 0 in presentation order.
 * Errors: those of picture.h.
 * Memory: bounded whatever the length: three whole frames and about a hundred
 *         small pictures, released at the arena's reset.
 */
#ifndef MEDIA_STORYBOARD_H
#define MEDIA_STORYBOARD_H
#include "model/media/picture.h"
#include "model/media/thumb.h"

enum { STORYBOARD_PICTURES = 9 }; /* of a scene at most, besides thumb and sheet */

struct storyboard_opts {
    const char *output;     /* scenes are written into OUTPUT/<index>/ */
    double      fps;        /* nominal; 0 if unknown                   */
    bool        b_is_rough; /* B frames are decoded without loop filter: prefer others */
};

struct storyboard_scene {
    int64_t index;
    int64_t first_frame, end_frame; /* the last one and one                       */
    int64_t clear_first, clear_end; /* the part that no gradual change reaches into */
};

struct storyboard_result {
    int      pictures; /* written; 0: no picture was taken inside the scene */
    int64_t  key_frame; /* the one in the middle, shown on thumb.jpg */
    uint64_t phash;     /* of the key frame */
};

struct storyboard;

int storyboard_new(struct cx *cx, struct picture_maker *maker, const struct storyboard_opts *opts,
                   struct storyboard **out) MUST_USE;
/* Every frame, in order, with its thumbnail. */
int storyboard_frame(struct storyboard *s, const struct AVFrame *frame, int64_t index,
                     const struct thumb *thumb) MUST_USE;
/* No scene will begin below this frame but the open one: of its pictures some may be dropped. */
void storyboard_settled(struct storyboard *s, int64_t frame);
/* After the last frame. */
int storyboard_finish(struct storyboard *s) MUST_USE;
/* Scenes close in order; pictures below end_frame are forgotten. */
int storyboard_close(struct storyboard *s, const struct storyboard_scene *scene,
                     struct storyboard_result *result) MUST_USE;
#endif
