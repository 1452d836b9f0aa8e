/*
 * form_answer.h - answers of the upload form, in the XML of Amazon S3.
 */
#ifndef FORM_ANSWER_H
#define FORM_ANSWER_H
#include "fcgi/web.h"

enum { DENIAL_EXTRAS = 4 };
struct denial { /* S3's error: status, code, message, and members of its own */
    int         status;
    const char *code, *message;
    struct {
        const char *name, *value;
    } extra[DENIAL_EXTRAS];
};
void denial_write(struct rq *rq, const struct denial *d);

struct form_success {
    const char *location, *bucket, *key, *etag; /* etag: with its quotes */
    const char *status, *redirect;              /* success_action_*; NULL: not sent */
};
/* 204; 200, 201 or 303 where the form asked for it. */
void form_success_write(struct rq *rq, const struct form_success *s);
/* Percent-encoded but for what needs no escape; a slash too. */
const char *percent_encode(struct rq *rq, const char *text);
#endif
