/*
 * job.h - the one job that dailies-media or dailies-stills gets on its standard input.
 *
 * Stands on base and json-c.
 * Units:  frames from 0 in presentation order; microseconds; bytes; seconds.
 * Errors: E_INVALID, naming the member at fault.
 * Memory: the arena.
 */
#ifndef MEDIA_JOB_H
#define MEDIA_JOB_H
#include "model/base/field.h"

struct media_job {
    struct row  row;
    const char *op, *input, *output, *method, *ffmpeg;
    bool        still;
    double      threshold, min_scene_len;
    int64_t     first_frame, frame_count, start_us, end_us;
    int64_t     anchor_frame, anchor_us;
    int64_t     max_frames, max_pixels, threads;
    int64_t     cpu_s, wall_s, memory_bytes, file_bytes;
    int64_t     max_height;
    const char *preset;
    struct json inputs, slugs; /* lists of texts; text is NULL when absent */
    int64_t     entry_bytes;
    int64_t     width, height, rate_num, rate_den, bit_rate, low_bit_rate;
};

extern const struct shape media_job_shape;

/* Reads `fd` to its end; text beyond 256 KiB, nesting, unknown members, relative
 * paths and members that the operation lacks are refused. */
int media_job_read(struct cx *cx, int fd, struct media_job *job) MUST_USE;
/* The texts of inputs or slugs. Errors: E_INVALID when it is anything else than a list of them. */
int media_job_list(struct cx *cx, struct json list, const char *const **to, size_t *n) MUST_USE;
#endif
