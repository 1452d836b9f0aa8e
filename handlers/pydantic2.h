/* pydantic2.h - what is wrong with a request, as servers in Python with pydantic 2 word it. */
#ifndef PYDANTIC2_H
#define PYDANTIC2_H
#include "fcgi/web.h"

/* One entry of the list: type, loc, msg, input, ctx. */
void pydantic2_write(struct rq *rq, struct out *o, const struct wrong *w);
#endif
