/* hooks.h - what the edge calls up for; see struct hooks in fcgi/web.h. */
#ifndef HOOKS_H
#define HOOKS_H
#include "fcgi/web.h"

/* admit.c: personal access tokens and JWTs to persons. */
int hook_authenticate(struct rq *rq, const char *credential, bool refresh);
/* perform.c: transaction, Idempotency-Key, waiting for jobs. */
int hook_perform(struct rq *rq);
/* files.c: files of a request, straight into the store. */
int hook_file_begin(struct rq *rq, const char *part, const char *file_name, const char *type,
                    struct upload **to);
int hook_file_data(struct rq *rq, struct upload *file, const char *bytes, size_t n);
int hook_file_end(struct rq *rq, struct upload *file, char sha256[65]);
#endif
