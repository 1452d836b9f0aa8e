/*
 * video_page.h - what the video library answers with: videos, pages of them, and
 * what a player needs.
 */
#ifndef VIDEO_PAGE_H
#define VIDEO_PAGE_H
#include "fcgi/web.h"
#include "model/video/video.h"

/* A video with its links; null members are left out. */
void video_write(struct rq *rq, struct out *o, const struct video *v);
void video_watch_write(struct rq *rq, const struct video *v, const struct video_watch *w);

/* {"videos": [...], "next"?}: the answer is written row by row. */
struct video_list {
    struct rq          *rq;
    struct out         *o;
    struct video_page   page;
    struct video_cursor last; /* of the last row written */
    int64_t             rows;
};
/* next: the client's, may be NULL. E_BAD_REQUEST. */
int video_list_begin(struct video_list *l, struct rq *rq, const char *next) MUST_USE;
int video_list_row(void *list, const void *video);
int video_list_end(struct video_list *l) MUST_USE;

/* For the API document. */
extern const struct shape videos_page_shape, my_videos_shape, watch_record_shape,
    instructions_shape, upload_config_shape;
extern const struct shape *const video_shapes[];
#endif
