/*
 * replay.h - answers kept for clients that lost them (Idempotency-Key).
 *
 * draft-ietf-httpapi-idempotency-key-header: the key's row is made in the same
 * transaction as the change, so either both are there or neither.
 *
 * Errors: E_KEY_BUSY (another request with the key is under way), E_KEY_REUSED
 *         (the key belongs to another request), those of db.h.
 */
#ifndef REPLAY_H
#define REPLAY_H
#include "model/base/field.h"

struct replay_key {
    struct uuid person_id, key;
    const char *fingerprint; /* SHA-256, hex, of what makes the request this request */
};
struct replay {
    struct row  row;
    const char *fingerprint;
    struct uuid job_id;   /* nil: none */
    int64_t     status;   /* 0: not answered yet, see job_id */
    const char *headers;  /* "Name: value\n" each */
    const char *body;
    struct utc  expires_at;
};

/* Inside a transaction: claim the key, or learn what was answered before. *first: the request
 * is to be run; otherwise `kept` holds the earlier answer or its job. */
int replay_begin(struct cx *cx, const struct replay_key *k, int64_t ttl_s, bool *first,
                 struct replay *kept) MUST_USE;
/* The answer will come from this job. */
int replay_set_job(struct cx *cx, const struct replay_key *k, struct uuid job_id) MUST_USE;
int replay_set_answer(struct cx *cx, const struct replay_key *k, int64_t status,
                      const char *headers, const char *body) MUST_USE;
#endif
