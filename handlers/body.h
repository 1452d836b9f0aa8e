/*
 * body.h - JSON bodies that are no object, for routes with the flag RAW.
 *
 * Errors: E_TOO_LARGE, E_MEDIA_TYPE, E_BAD_BODY, E_INVALID naming the body.
 * Memory: of the request.
 */
#ifndef BODY_H
#define BODY_H
#include "fcgi/web.h"

struct json_object;
/* The whole body as JSON; *v is NULL for the value null. */
int body_json(struct rq *rq, struct json_object **v) MUST_USE;
/* A list of identifiers, or of objects with an `id`; also as the one list in an object. */
int body_ids(struct rq *rq, struct ids *ids) MUST_USE;
/* Each entry of the list that the body is, as text, while it comes: the list may be long, an entry
 * may have `max` bytes. What fn allocates in the arena is its own to give back. */
int body_each(struct rq *rq, size_t max, int (*fn)(void *u, const char *text, size_t n),
              void *u) MUST_USE;
#endif
