/* family.h - the published APIs, each with its own shape of errors. */
#ifndef FAMILY_H
#define FAMILY_H
#include "fcgi/web.h"

extern const struct family footage_family; /* {"code","message"} */
extern const struct family tracker_family; /* {"error","message"}, {"msg"}, {"message"} */
extern const struct family video_family;   /* {"detail"}, {"error"}, or nothing */
extern const struct family tus_family;     /* video_tus.c: text */
extern const struct family form_family;    /* XML of S3 */
#endif
