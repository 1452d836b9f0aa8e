/* edge.h - what request.c, response.c and main.c share: the FastCGI side of a request. */
#ifndef EDGE_H
#define EDGE_H
#include <fcgiapp.h>
#include "fcgi/web.h"

struct io {
    FCGX_Request *fcgi;
    bool          head; /* HEAD: everything but the body */
};

/* Fill a request from the FastCGI environment. E_INVALID when it makes no sense. */
int request_read(struct rq *rq) MUST_USE;
#endif
