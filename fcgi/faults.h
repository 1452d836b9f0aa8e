/* faults.h - the list of what is wrong with a request: params.c fills it, handlers add to it. */
#ifndef FAULTS_H
#define FAULTS_H
#include "fcgi/web.h"

/* Remember what is wrong with a parameter, or inside of it, and go on; what is no parameter's
 * fault ends the reading. input: what came, NULL for null. */
int collect(struct rq *rq, enum place place, int rc, struct json_object *input) MUST_USE;
/* The same for what came as text. */
int collect_text(struct rq *rq, enum place place, int rc, const char *text, size_t len) MUST_USE;
#endif
