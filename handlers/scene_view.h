/* scene_view.h - what several routes of the footage API answer: scenes, receipts. */
#ifndef SCENE_VIEW_H
#define SCENE_VIEW_H
#include "fcgi/web.h"
#include "model/footage/scene.h"

extern const struct shape scene_view_shape;
/* Write the scene as a JSON object. */
void scene_write(struct rq *rq, struct out *o, const struct scene *s);

/* {"id","created_at"}: what making and deleting answer. */
extern const struct shape made_shape;
int made_write(struct rq *rq, struct uuid id, struct utc created_at) MUST_USE;
#endif
