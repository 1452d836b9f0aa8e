/*
 * openapi.h - the API document (OpenAPI 3.1), from the same tables that dispatch.
 */
#ifndef OPENAPI_H
#define OPENAPI_H
#include "fcgi/web.h"

/* The whole document as JSON. */
void openapi_write(struct out *o, const struct site *site);
/* A page for people: families, routes, parameters, answers, codes. HTML without scripts. */
void docs_write(struct out *o, const struct site *site);

enum { STATUSES_MOST = 24 };
/* HTTP statuses that a route may answer beside success, ascending, each as often as there are
 * reasons for it; n of them. reason[i]: the one that leads to status[i]; none comes twice. */
size_t route_statuses(const struct family *f, const struct route *r, int status[STATUSES_MOST],
                      enum reason reason[STATUSES_MOST]);
#endif
