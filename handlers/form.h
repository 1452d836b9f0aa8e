/*
 * form.h - an upload by a signed form, as it is read: what stood in front of the file,
 * and whether the file may come.
 *
 * Errors: a denial is kept as the request's subject, in S3's words; the functions then give
 *         -E_FORBIDDEN. Everything else is an error of the call context, as usual.
 * Memory: the arena.
 */
#ifndef FORM_H
#define FORM_H
#include <signal.h>
#include "handlers/form_answer.h"
#include "model/base/digest.h"
#include "model/video/accept.h"
#include "model/video/policy.h"

enum {
    FORM_FIELDS_MOST  = 100,
    FORM_BEFORE_BYTES = 20480, /* of the body, in front of the file, as S3 has it */
};

struct form {
    struct rq           *rq;
    struct policy_key    sign;
    struct policy_field  field[FORM_FIELDS_MOST];
    size_t               fields;
    int64_t              before; /* bytes of the body in front of what comes next */
    const char          *name;   /* of the field that is being read; NULL: it is none */
    struct out           value;
    bool                 in_file, has_file;
    volatile sig_atomic_t ticks; /* of rq_watch, while the file has not begun */
    struct policy        policy;
    struct video_new     video;
    struct store_writer *writer;
    struct digest       *md5;
    int64_t              bytes, left; /* of the file; that there is room for */
};

/* Value of a field that stood in front of the file; NULL: it was not sent. */
const char *form_get(const struct form *f, const char *name);
/* Stops the reading. */
int form_deny(struct form *f, struct denial d) MUST_USE;
/* InvalidArgument, which names the field and its value. */
int form_bad_argument(struct form *f, const char *name, const char *message) MUST_USE;
/* EntityTooLarge if the file has more bytes than the policy or the settings let it have. */
int form_bytes_ok(struct form *f, int64_t bytes) MUST_USE;

/* In S3's order: are the fields that a form needs there, is it signed, does it keep to its
 * policy? Then ours: does the key name a video of a user, is the type taken? Fills f->policy and
 * f->video. file_name: as the client calls the file, for ${filename}; may be NULL. */
int form_judge(struct form *f, const char *file_name) MUST_USE;
/* The first step of it: for forms without a file. */
int form_required(struct form *f) MUST_USE;
#endif
