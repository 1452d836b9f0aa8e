/*
 * design_view.h - how set designs, their images and media resources are answered.
 *
 * Memory: the arena; of lists, that of one line.
 */
#ifndef DESIGN_VIEW_H
#define DESIGN_VIEW_H
#include "fcgi/web.h"
#include "model/design/design.h"
#include "model/design/media.h"

extern const struct shape media_view_shape;      /* MediaResourcePublic */
extern const struct shape media_list_shape;      /* MediaResourcesPublic */
extern const struct shape base_image_view_shape; /* SetBaseImagePublic */
extern const struct shape design_view_shape;     /* SetDesignPublic */
extern const struct shape design_list_shape;     /* SetDesignsPublic */

void media_write(struct rq *rq, struct out *o, const struct media *m);
void base_image_write(struct rq *rq, struct out *o, const struct design_line *line);

/* Designs out of lines, one after the other. */
struct design_writing {
    struct rq      *rq;
    struct out     *o;
    struct uuid     open; /* the design that is being written; nil: none */
    enum image_kind list; /* which of its lists is open */
};
/* For design_each and design_read: `u` is a struct design_writing. */
int  design_write_line(void *u, const void *line);
void design_write_end(struct design_writing *w);

struct message {
    struct row  row;
    const char *message;
};
extern const struct shape message_shape;
void message_write(struct rq *rq, const char *text);

/* Query of lists. */
#define SKIP_FIELDS                                                                                \
    FIELD(skip, WRITE | LAX, .min = 0, .max = INT64_C(1) << 40, .def = "0", .doc = "Rows to leave out."), \
        FIELD(limit, WRITE | LAX, .min = 1, .max = 1000, .def = "100", .doc = "Rows at most.")
#endif
