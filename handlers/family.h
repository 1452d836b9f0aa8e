/* family.h - the published APIs, each with its own shape of errors. */
#ifndef FAMILY_H
#define FAMILY_H
#include "fcgi/web.h"

extern const struct family footage_family; /* {"code","message"} */
extern const struct family tracker_family; /* {"error","message"}, {"msg"}, {"message"} */
extern const struct family video_family;   /* {"detail"}, {"error"}, or nothing */
extern const struct family tus_family;     /* video_tus.c: text */
extern const struct family form_family;    /* XML of S3 */
extern const struct family designs_family; /* {"detail"} */

/* What FastAPI lists of a request that it refuses; ends with one without a name. */
extern const struct schema validation_schemas[];
#endif
