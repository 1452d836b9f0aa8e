/* replay.c - rows of the table idempotency. */
#include "model/replay/replay.h"
#include "model/db/db.h"

#define ROW struct replay
static const struct field replay_fields[] = {
    FIELD(fingerprint, READ, .doc = "Of the request."),
    FIELD(job_id, READ | NULLS, .doc = "Whose end is the answer."),
    FIELD(status, READ | NULLS, .doc = "HTTP status."),
    FIELD(headers, READ | NULLS, .doc = "Headers, a line each."),
    FIELD(body, READ | NULLS, .doc = "The body."),
    FIELD(expires_at, READ, .doc = "When it may be forgotten."),
};
#undef ROW
static const struct shape replay_shape = SHAPE(struct replay, replay_fields);

/* 0: claimed; -E_CONFLICT: there is a row. */
static int claim(struct cx *cx, const struct replay_key *k, struct utc until)
{
    /* Somebody who is inserting the same key right now holds it: do not wait for him. */
    int rc = db_do(cx,
                   "SET STATEMENT innodb_lock_wait_timeout = 0 FOR"
                   " INSERT INTO idempotency (person_id, idem_key, fingerprint, expires_at)"
                   " VALUES (?, ?, ?, ?)",
                   ARGS(ARG(k->person_id), ARG(k->key), ARG(k->fingerprint), ARG(until)), NULL);
    if (rc != -E_RETRY)
        return rc;
    db_expected(cx); /* a lost connection still runs the transaction again */
    return refuse(cx, E_KEY_BUSY,
                  "Idempotency-Key: the first request with this key is still running");
}

int replay_begin(struct cx *cx, const struct replay_key *k, int64_t ttl_s, bool *first,
                 struct replay *kept)
{
    struct utc until = { cx->now.us + ttl_s * 1000000 };
    bool       found;
    int        rc = claim(cx, k, until);
    *first        = rc >= 0;
    if (rc != -E_CONFLICT)
        return rc;
    db_expected(cx);
    TRY(db_one(cx,
               "SELECT fingerprint, job_id, status, headers, body, expires_at FROM idempotency"
               " WHERE person_id = ? AND idem_key = ?",
               ARGS(ARG(k->person_id), ARG(k->key)), &replay_shape, kept, &found));
    if (found && kept->expires_at.us > cx->now.us) {
        if (strcmp(kept->fingerprint, k->fingerprint) != 0)
            return refuse(cx, E_KEY_REUSED,
                          "Idempotency-Key: was used for another request; make a new one");
        return 0;
    }
    TRY(db_do(cx, "DELETE FROM idempotency WHERE person_id = ? AND idem_key = ?",
              ARGS(ARG(k->person_id), ARG(k->key)), NULL));
    TRY(claim(cx, k, until));
    *first = true;
    return 0;
}

int replay_set_job(struct cx *cx, const struct replay_key *k, struct uuid job_id)
{
    return db_do(cx, "UPDATE idempotency SET job_id = ? WHERE person_id = ? AND idem_key = ?",
                 ARGS(ARG(job_id), ARG(k->person_id), ARG(k->key)), NULL);
}

int replay_set_answer(struct cx *cx, const struct replay_key *k, int64_t status,
                      const char *headers, const char *body)
{
    return db_do(cx,
                 "UPDATE idempotency SET status = ?, headers = ?, body = ?"
                 " WHERE person_id = ? AND idem_key = ?",
                 ARGS(ARG(status), ARG(headers), ARG(body), ARG(k->person_id), ARG(k->key)), NULL);
}
