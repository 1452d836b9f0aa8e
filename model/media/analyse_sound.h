/*
 * analyse_sound.h - loudness and silence of a part of a file's sound.
 *
 * Stands on input.h, libavcodec and libavfilter.
 * Units:  LUFS and dBTP as EBU R 128 has them, NaN where nothing is loud enough to
 *         be counted; silence: below -50 dB for at least half a second;
 *         microseconds from the start of the video.
 * Errors: E_MEDIA_LIMIT (memory). Damaged sound is measured as far as it can be heard.
 */
#ifndef MEDIA_ANALYSE_SOUND_H
#define MEDIA_ANALYSE_SOUND_H
#include "model/media/analyse_motion.h"
#include "model/media/answer.h"
#include "model/media/input.h"

struct sound_facts {
    bool         is_heard; /* the file has sound in that part, and it can be decoded */
    double       integrated_lufs, true_peak_dbtp;
    struct spans silence;
};

int sound_measure(struct cx *cx, struct input *in, int64_t start_us, int64_t end_us,
                  struct sound_facts *facts) MUST_USE;
/* The facts as members of the object that is open in `o`. */
void sound_members(struct out *o, const struct sound_facts *facts);
void spans_member(struct out *o, const char *name, const struct spans *s);
#endif
