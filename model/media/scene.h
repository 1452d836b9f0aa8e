/*
 * scene.h - one scene as it is answered, and its storyboard from a second look.
 *
 * Units: frames from 0, microseconds from the start of the video.
 */
#ifndef MEDIA_SCENE_H
#define MEDIA_SCENE_H
#include "model/media/media.h"
#include "model/media/storyboard.h"

struct scene {
    struct storyboard_scene at;
    int64_t                 start_us, end_us;
    const char             *transition; /* into the scene: start, cut, dissolve, fade */
    double                  confidence; /* 0 to 1 */
};

/* How frames of this input are to be shown. */
struct picture_view scene_view(const struct input_facts *facts, int box) MUST_USE;
/* Nominal rate; 0 if unknown. */
double scene_fps(const struct input_facts *facts) MUST_USE;
/* Length of a frame that has no successor. */
int64_t scene_frame_us(const struct input_facts *facts) MUST_USE;

/* The "scene" line. */
void scene_answer(struct answer *a, const struct scene *s, const struct storyboard_result *r);
/* Decodes the scene again, undisturbed by speed, and writes its storyboard. Frames are counted
 * from the job's anchor, if it has one; start_us and end_us become what the file says. */
int scene_pictures(struct media *m, struct picture_maker *maker, struct scene *s,
                   struct storyboard_result *r) MUST_USE;
#endif
