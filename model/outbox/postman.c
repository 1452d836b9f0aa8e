/* postman.c - the loop of a delivering process. */
#include "model/outbox/postman.h"
#include <poll.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/job/queue.h"
#include "model/job/ring.h"
#include "model/outbox/deliver.h"

enum { GRACE_MS = 5000, AWAY_NAP_MS = 300, PATIENCE_MS = 30000, KEEP_BYTES = 64 * 1024 };

struct live {
    struct cx            *cx;
    const struct postman *p;
    struct uuid           id;
    struct ring           ring;
    const char           *channel; /* that is looked at first */
    int                   signals;
    int64_t               stop_ms; /* when the end was asked for; 0: it was not */
    bool                  told;    /* of the database's absence */
};

static bool is_away(int rc) { return rc == -E_RETRY || rc == -E_UNCERTAIN; }

static bool stop_asked(struct live *l)
{
    struct pollfd p = { l->signals, POLLIN, 0 };
    if (!l->stop_ms && poll(&p, 1, 0) > 0)
        l->stop_ms = clock_ms();
    return l->stop_ms != 0;
}

static bool grace_is_over(void *u)
{
    struct live *l = u;
    return stop_asked(l) && clock_ms() - l->stop_ms > GRACE_MS;
}

static void rest(struct live *l, int64_t ms)
{
    ring_rest(&l->ring, l->signals, ms);
    stop_asked(l);
}

static const char *outcome_of(const struct send_end *end, int rc, int64_t pause_s)
{
    if (rc < 0)
        return "lost";
    switch (end->fate) {
    case SEND_DONE: return "sent";
    case SEND_STOPPED: return "stopped";
    default: return pause_s ? "later" : "dead";
    }
}

/* A restart of the database is waited out: what was delivered is not to be delivered again. */
static int end_in_database(struct live *l, const struct letter *letter, const struct send_end *end,
                           int64_t *pause_s)
{
    int64_t until = clock_ms() + PATIENCE_MS;
    int     rc;
    while (is_away(rc = letter_end(l->cx, letter, end, pause_s)) && clock_ms() < until &&
           !grace_is_over(l)) {
        err_clear(l->cx);
        nap_ms(AWAY_NAP_MS);
    }
    err_clear(l->cx);
    return rc;
}

static void deliver(struct live *l, const struct letter *letter)
{
    struct send_end end;
    int64_t         began = clock_ms(), pause_s = 0;
    int             rc;
    letter_deliver(l->cx, letter, (struct send_stop){ grace_is_over, l }, &end);
    rc = end_in_database(l, letter, &end, &pause_s);
    if (l->p->ended)
        l->p->ended(&(struct postman_end){ letter, &end, outcome_of(&end, rc, pause_s), pause_s,
                                           clock_ms() - began });
}

/* The channels take turns, so that one which hangs keeps the other waiting for one delivery. */
static void look(struct live *l, bool *idle)
{
    struct cx    *cx = l->cx;
    struct letter letter;
    bool          found;
    arena_reset(cx->arena);
    err_clear(cx);
    cx->now = utc_now();
    *idle   = false;
    if (letter_claim(cx, l->id, l->channel, &letter, &found) < 0) {
        if (!l->told && l->p->away)
            l->p->away(&cx->err);
        l->told = true;
        rest(l, cx->conf->job_poll_ms);
        return;
    }
    l->told = false;
    *idle   = !found;
    if (!found)
        return;
    l->channel = strcmp(letter.channel, OUTBOX_MAIL) == 0 ? OUTBOX_WEBHOOK : OUTBOX_MAIL;
    deliver(l, &letter);
}

int postman_run(struct cx *cx, const struct postman *p)
{
    struct arena *keep = arena_new(KEEP_BYTES);
    struct cx     life = { .arena = keep, .conf = cx->conf };
    struct live   l    = { .cx = cx, .p = p, .id = uuid_new(), .channel = OUTBOX_MAIL };
    int           rc   = ring_open(&life, RING_POST, l.id, &l.ring);
    if (rc < 0) {
        arena_free(keep);
        return refuse(cx, life.err.reason, "%s", life.err.message);
    }
    l.signals = ring_signals(cx);
    while (l.signals >= 0 && !stop_asked(&l)) {
        bool idle;
        look(&l, &idle);
        if (idle && p->once)
            break;
        if (idle)
            rest(&l, cx->conf->job_poll_ms);
    }
    ring_close(&l.ring);
    arena_free(keep);
    if (l.signals >= 0)
        close(l.signals);
    return l.signals < 0 ? l.signals : 0;
}
