/*
 * answer_parts.h - what the readers of answer lines share; for model/job/answer*.c alone.
 *
 * Errors: E_INVALID of a member at fault, which answer_line makes E_MEDIA_FAILED.
 */
#ifndef JOB_ANSWER_PARTS_H
#define JOB_ANSWER_PARTS_H
#include "model/job/answer.h"

struct json_object;

/* A line's members through the table, with defaults; what must be there is. */
int answer_shaped(struct cx *cx, const struct shape *s, struct json_object *v, void *row) MUST_USE;

/* One line each, of the video library's operations. */
int answer_on_video(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;
int answer_on_caption(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;
int answer_on_rendition(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;

/* Whole answers, see answer_check. */
int answer_watchable_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_ladder_check(struct cx *cx, const struct answer *a) MUST_USE;
#endif
