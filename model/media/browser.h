/*
 * browser.h - can browsers play what is in a file, once it is in an MP4?
 *
 * Judged by what the streams are, never by the file's name or declared type.
 */
#ifndef MEDIA_BROWSER_H
#define MEDIA_BROWSER_H
#include "model/media/input.h"

enum browser_sound {
    SOUND_NONE, /* there is none, or none that can be decoded */
    SOUND_COPY,
    SOUND_ENCODE,
};

struct browser_plan {
    bool               copy_picture;
    const char        *why; /* the picture cannot be copied; NULL if it can */
    enum browser_sound sound;
};

/* Decodes the first frames, for what no header tells. E_NO_FRAMES; E_NO_VIDEO of a still picture.
 */
int browser_judge(struct cx *cx, struct input *in, const struct decode_opts *how,
                  struct browser_plan *plan) MUST_USE;
#endif
