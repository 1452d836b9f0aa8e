/*
 * design_images.h - the images that a request names: by address, or as media resources that are
 * there already.
 *
 * First everything that can be judged without fetching is judged, then addresses are fetched,
 * then unknown bytes are measured; only when all went well is anything made, in a transaction.
 *
 * Memory: the arena.
 */
#ifndef DESIGN_IMAGES_H
#define DESIGN_IMAGES_H
#include "fcgi/web.h"
#include "model/design/media.h"

struct media_in { /* MediaInput */
    struct row  row;
    struct uuid media_resource_id;
    const char *url, *alt_text, *caption;
    bool        protected;
    int64_t     width, height; /* what a client says of it is overruled by what is measured */
    double      duration;
    const char *color_profile, *dominant_color;
};
extern const struct shape media_in_shape;

struct wanted { /* one image of a request */
    const char            *list;  /* field of the body: base_images */
    size_t                 at;    /* entry of the list */
    struct one             image; /* what came: a text, or a struct media_in, or nothing */
    const char            *url;   /* to be fetched; NULL: none */
    const char            *hash;  /* once it is in the store */
    struct uuid            media; /* nil: none */
};

/* Judge them; what is wrong becomes faults of the request. */
int images_check(struct rq *rq, const struct actor *who, struct wanted *w, size_t n) MUST_USE;
/* Fetch and measure; E_INVALID with the faults of all that are no images. No transaction may
 * be open. */
int images_fetch(struct rq *rq, struct wanted *w, size_t n) MUST_USE;
/* In the transaction: w[i].media is what the image becomes. New ones belong to `owner`. */
int images_take(struct rq *rq, const struct actor *who, struct uuid owner, struct wanted *w,
                size_t n) MUST_USE;
/* Measure these blobs of the store; E_INVALID as a fault of the form's field when one is refused.
 * For uploads: videos may come too. */
int upload_measure(struct rq *rq, const char *field, const char *hash) MUST_USE;
#endif
