/* claim.c - claim, and end, of a delivery. */
#include "model/outbox/claim.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"

enum { LEASE_MORE_S = 5, PAUSE_MOST_S = 3600, ASKED_MOST_S = 86400, DOUBLINGS_MOST = 20 };

// clang-format off
#define ROW struct letter
static const struct field letter_fields[] = {
    FIELD(id,       KEY, .doc = "Identifier."),
    FIELD(channel,  READ, .doc = "By which way it goes."),
    FIELD(topic,    READ, .doc = "What it is about."),
    FIELD(to,       READ | NULLS, .column = "recipient", .doc = "Who gets it."),
    FIELD(payload,  READ | NULLS, .doc = "What it says."),
    FIELD(attempts, READ, .doc = "How often it was tried."),
    FIELD(postman,  READ | NULLS, .doc = "Who has it."),
};
#undef ROW
struct candidate {
    struct row  row;
    struct uuid id;
    int64_t     attempts;
    bool        is_over;
};
#define ROW struct candidate
static const struct field candidate_fields[] = {
    FIELD(id,       KEY, .doc = "Identifier."),
    FIELD(attempts, READ, .doc = "How often it was tried."),
    FIELD(is_over,  READ, .doc = "Whether it has expired."),
};
#undef ROW
// clang-format on
static const struct shape letter_shape    = SHAPE(struct letter, letter_fields);
static const struct shape candidate_shape = SHAPE(struct candidate, candidate_fields);

struct claiming {
    struct uuid    postman;
    const char    *first;
    struct letter *to;
    bool           found, again;
};

/* Leases that ran out come first: theirs is the oldest business. */
static int candidate_find(struct cx *cx, const char *channel, struct candidate *to, bool *found)
{
    static const char        sql[] =
        "SELECT id, attempts, COALESCE(expires_at <= NOW(6), FALSE) FROM outbox"
        " WHERE status = ? AND channel = ? AND due_at <= NOW(6)"
        " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED";
    static const char *const statuses[] = { OUTBOX_SENDING, OUTBOX_WAITING };
    for (size_t i = 0; i < COUNT(statuses); i++) {
        TRY(db_one(cx, sql, ARGS(ARG(statuses[i]), ARG(channel)), &candidate_shape, to, found));
        if (*found)
            return 0;
    }
    return 0;
}

/* forget: what it says, too. */
static int give_up(struct cx *cx, struct uuid id, bool forget, const char *why)
{
    static const char sql[] =
        "UPDATE outbox SET status = 'dead', ended_at = NOW(6), postman = NULL, error = ?,"
        " payload = IF(?, NULL, payload) WHERE id = ?";
    return db_do(cx, sql, ARGS(ARG(why), ARG(forget), ARG(id)), NULL);
}

static int claim_in_tx(struct cx *cx, void *u)
{
    static const char take[] = "UPDATE outbox SET status = 'sending', postman = ?, attempts = ?,"
                               " due_at = NOW(6) + INTERVAL ? SECOND WHERE id = ?";
    static const char get[]  = "SELECT id, channel, topic, recipient, payload, attempts, postman"
                               " FROM outbox WHERE id = ?";
    struct claiming *c       = u;
    bool             is_mail = strcmp(c->first, OUTBOX_MAIL) == 0;
    const char      *other   = is_mail ? OUTBOX_WEBHOOK : OUTBOX_MAIL;
    struct candidate k;
    c->found = c->again = false;
    TRY(candidate_find(cx, c->first, &k, &c->again));
    if (!c->again)
        TRY(candidate_find(cx, other, &k, &c->again));
    if (!c->again)
        return 0;
    if (k.is_over)
        return give_up(cx, k.id, true, "It has expired");
    if (k.attempts >= cx->conf->net.outbox_attempts)
        return give_up(cx, k.id, false, "Its delivery was begun too often and never ended");
    TRY(db_do(cx, take,
              ARGS(ARG(c->postman), ARG(k.attempts + 1),
                   ARG(cx->conf->net.outbox_wait_s + LEASE_MORE_S), ARG(k.id)),
              NULL));
    return db_one(cx, get, ARGS(ARG(k.id)), &letter_shape, c->to, &c->found);
}

int letter_claim(struct cx *cx, struct uuid postman, const char *first, struct letter *to,
                 bool *found)
{
    struct claiming c = { .postman = postman, .first = first, .to = to };
    do
        TRY(db_tx(cx, TX_REPEATABLE, claim_in_tx, &c));
    while (c.again && !c.found);
    *found = c.found;
    return 0;
}

int64_t letter_pause_s(const struct conf *conf, int64_t n, int64_t asked_s)
{
    int64_t  doublings = n - 1 < DOUBLINGS_MOST ? n - 1 : DOUBLINGS_MOST;
    int64_t  pause     = conf->net.outbox_retry_s << doublings;
    uint32_t dice;
    random_bytes(&dice, sizeof dice);
    if (pause > PAUSE_MOST_S)
        pause = PAUSE_MOST_S;
    pause = pause * (750 + dice % 501) / 1000;
    if (asked_s > ASKED_MOST_S)
        asked_s = ASKED_MOST_S;
    if (pause < asked_s)
        pause = asked_s;
    return pause > 0 ? pause : 1;
}

#define OURS " WHERE id = ? AND postman = ? AND attempts = ? AND status = 'sending'"
#define OUR_ARGS ARG(letter->id), ARG(letter->postman), ARG(letter->attempts)

static int end_sent(struct cx *cx, const struct letter *letter, int64_t *changed)
{
    static const char sql[] = "UPDATE outbox SET status = 'sent', ended_at = NOW(6), postman = NULL,"
                              " payload = NULL, error = NULL" OURS;
    return db_do(cx, sql, ARGS(OUR_ARGS), changed);
}

static int end_dead(struct cx *cx, const struct letter *letter, const char *why, int64_t *changed)
{
    static const char sql[] = "UPDATE outbox SET status = 'dead', ended_at = NOW(6), postman = NULL,"
                              " error = ?" OURS;
    return db_do(cx, sql, ARGS(ARG(why), OUR_ARGS), changed);
}

static int end_later(struct cx *cx, const struct letter *letter, const char *why, int64_t pause_s,
                     int64_t *changed)
{
    static const char sql[] = "UPDATE outbox SET status = 'waiting', postman = NULL, error = ?,"
                              " due_at = NOW(6) + INTERVAL ? SECOND" OURS;
    return db_do(cx, sql, ARGS(ARG(why), ARG(pause_s), OUR_ARGS), changed);
}

/* As if it had never been claimed. */
static int end_stopped(struct cx *cx, const struct letter *letter, int64_t *changed)
{
    static const char sql[] = "UPDATE outbox SET status = 'waiting', postman = NULL,"
                              " due_at = NOW(6), attempts = attempts - 1" OURS;
    return db_do(cx, sql, ARGS(OUR_ARGS), changed);
}

int letter_end(struct cx *cx, const struct letter *letter, const struct send_end *end,
               int64_t *pause_s)
{
    int64_t changed = 0;
    *pause_s        = 0;
    if (end->fate == SEND_DONE)
        TRY(end_sent(cx, letter, &changed));
    else if (end->fate == SEND_STOPPED)
        TRY(end_stopped(cx, letter, &changed));
    else if (end->fate == SEND_NEVER || letter->attempts >= cx->conf->net.outbox_attempts)
        TRY(end_dead(cx, letter, end->why, &changed));
    else {
        *pause_s = letter_pause_s(cx->conf, letter->attempts, end->after_s);
        TRY(end_later(cx, letter, end->why, *pause_s, &changed));
    }
    return changed ? 0 : refuse(cx, E_CONFLICT, "The message belongs to another postman");
}
