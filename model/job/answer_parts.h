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

/* One line each, of the operations of dailies-stills. */
int answer_on_items(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;
int answer_on_entry(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;
int answer_on_still(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;
int answer_on_thumb(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;
int answer_on_refused(struct cx *cx, struct json_object *v, struct answer *to) MUST_USE;

/* A file of the child's folder more; its index. E_MEDIA_FAILED when there are too many. */
int answer_add_file(struct cx *cx, struct answer *to, const char *name, const char *type,
                    size_t *index) MUST_USE;

/* Whole answers, see answer_check. */
int answer_stills_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_zip_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_watchable_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_ladder_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_review_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_join_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_frame_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_picture_check(struct cx *cx, const struct answer *a) MUST_USE;
int answer_avatar_check(struct cx *cx, const struct answer *a) MUST_USE;
#endif
