/* components.h - what openapi.c and components.c share. */
#ifndef COMPONENTS_H
#define COMPONENTS_H
#include "fcgi/web.h"

/* Named schemas and security schemes. */
void components_write(struct out *o, const struct site *site);
/* Has an earlier list the same family? */
bool family_is_before(const struct site *site, const struct route_list *const *upto);
/* Does the route honour Idempotency-Key? */
bool route_is_keyed(const struct family *f, const struct route *r);
/* Does the route read a body by its table? */
bool route_has_body(const struct route *r);
/* Has the body a schema of its own? What is also answered has one for the answer only. */
bool body_is_named(const struct route *r);
#endif
