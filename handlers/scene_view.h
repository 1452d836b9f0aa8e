/* scene_view.h - a scene in the long form that the footage API shows. */
#ifndef SCENE_VIEW_H
#define SCENE_VIEW_H
#include "fcgi/web.h"
#include "model/footage/scene.h"

extern const struct shape scene_view_shape;
/* Write the scene as a JSON object. */
void scene_write(struct rq *rq, struct out *o, const struct scene *s);
#endif
