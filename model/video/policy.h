/*
 * policy.h - uploads by a signed form: Amazon S3's "POST object". Instructions are
 * made with signature version 4, signatures and conditions are checked; no I/O.
 *
 * Source: the API reference of Amazon S3, "Browser-based uploads using POST".
 * Stands on base and json-c.
 * Memory: the arena.
 */
#ifndef VIDEO_POLICY_H
#define VIDEO_POLICY_H
#include "model/base/base.h"

enum { POLICY_FIELDS = 7, POLICY_SIGNATURE_SIZE = 65, POLICY_SIGNATURE_V2_SIZE = 29 };

struct policy_key { /* whose signature */
    const char *id, *secret, *region, *bucket;
};
struct policy_field { /* of a form */
    const char *name, *value;
};

/* The key of this server's settings. */
struct policy_key policy_key_of(struct cx *cx);

struct policy_ask {
    const char *key, *content_type; /* key: the object's name in the bucket */
    int64_t     min_bytes, max_bytes;
    int64_t     ttl_s; /* from cx->now */
};
/* The fields to be sent before the file, in the order in which botocore gives them. */
void policy_make(struct cx *cx, const struct policy_key *key, const struct policy_ask *ask,
                 struct policy_field fields[POLICY_FIELDS]);

/* Signature of a policy as it is sent (base64); day: YYYYMMDD. Hexadecimal. */
void policy_sign(const char *secret, const char *day, const char *region, const char *policy,
                 char signature[POLICY_SIGNATURE_SIZE]);

/* The same in signature version 2, which older programs still make. Base64. */
void policy_sign_v2(const char *secret, const char *policy,
                    char signature[POLICY_SIGNATURE_V2_SIZE]);

struct policy_condition {
    bool        starts_with; /* else it must be equal */
    const char *field;       /* names are compared without regard to case, ... */
    const char *value;       /* ... values are not */
};
struct policy {
    struct utc               expires;
    struct policy_condition *conditions;
    size_t                   n;
    bool                     has_range;
    int64_t                  min_bytes, max_bytes;
};
/* text: the JSON. Returns NULL, or what is wrong with it. */
const char *policy_read(struct cx *cx, const char *text, size_t len, struct policy *to);
/* Does the form keep to the policy at cx->now? Returns NULL, or why not, as S3 says it. */
const char *policy_check(struct cx *cx, const struct policy *p, const struct policy_field *fields,
                         size_t n, const char *bucket);
/* Value of a form's field, by its name without regard to case; NULL when it was not sent. */
const char *policy_field_get(const struct policy_field *fields, size_t n, const char *name);
#endif
