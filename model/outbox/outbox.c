/* outbox.c - messages are added, listed, dropped. */
#include "model/outbox/outbox.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/ring.h"
#include "model/net/mailbox.h"

enum {
    SUBJECT_MAX    = 255, /* characters */
    TEXT_MAX_BYTES = 1 << 20,
    LATE_S         = 300,
    ADDRESS_ARENA_BYTES = 128 * 1024,
    SENT_KEEP_DAYS = 30,
    DEAD_KEEP_DAYS = 90,
};

static const char *const statuses[] = { OUTBOX_WAITING, OUTBOX_SENDING, OUTBOX_SENT, OUTBOX_DEAD,
                                        NULL };
static const char *const channels[] = { OUTBOX_WEBHOOK, OUTBOX_MAIL, NULL };

// clang-format off
#define ROW struct outbox
static const struct field outbox_fields[] = {
    FIELD(id,         KEY | READ, .doc = "Stable identifier."),
    FIELD(channel,    READ, .choices = channels, .doc = "By which way it goes."),
    FIELD(topic,      READ, .doc = "What it is about."),
    FIELD(to,         READ | NULLS, .column = "recipient", .doc = "Who gets it; nobody by name for a webhook."),
    FIELD(status,     READ, .choices = statuses, .doc = "Where it stands."),
    FIELD(attempts,   READ, .doc = "How often it was tried."),
    FIELD(error,      READ | NULLS, .doc = "What went wrong at the last try."),
    FIELD(created_at, READ, .doc = "When it was added."),
    FIELD(due_at,     READ, .doc = "When it is tried next."),
    FIELD(expires_at, READ | NULLS, .doc = "When it is no longer worth sending."),
    FIELD(ended_at,   READ | NULLS, .doc = "When it was sent or given up."),
};
#undef ROW
#define ROW struct outbox_counts
static const struct field count_fields[] = {
    FIELD(waiting, READ, .doc = "Not sent yet."),
    FIELD(late,    READ, .doc = "Due minutes ago and not tried."),
    FIELD(dead,    READ, .doc = "Given up."),
};
#undef ROW
// clang-format on
const struct shape        outbox_shape = SHAPE(struct outbox, outbox_fields);
static const struct shape count_shape  = SHAPE(struct outbox_counts, count_fields);

static bool is_mail(const char *channel) { return strcmp(channel, OUTBOX_MAIL) == 0; }

bool outbox_can(const struct conf *conf, const char *channel)
{
    const struct conf_net *net = &conf->net;
    return is_mail(channel) ? net->smtp_url[0] && net->mail_from[0] : net->webhook_url[0] != 0;
}

bool outbox_address(const char *to)
{
    struct arena  *a = arena_new(ADDRESS_ARENA_BYTES);
    struct mailbox box;
    bool           good = mailbox_read(a, to, &box);
    arena_free(a);
    return good;
}

/* ---- add ---- */

static int text_check(struct cx *cx, const char *what, const char *text, size_t most)
{
    size_t points, n = strlen(text);
    bool   control;
    if (n == 0 || n > TEXT_MAX_BYTES || !utf8_check(text, n, &points, &control) || points > most)
        return refuse(cx, E_INVALID, "The %s of a message is empty, too long or no text", what);
    return 0;
}

static int check(struct cx *cx, const struct outbox_new *m)
{
    TRY(text_check(cx, "text", m->text, TEXT_MAX_BYTES));
    if (!is_mail(m->channel))
        return 0;
    if (m->html)
        TRY(text_check(cx, "page", m->html, TEXT_MAX_BYTES));
    TRY(text_check(cx, "subject", m->subject, SUBJECT_MAX));
    for (const char *c = m->subject; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return refuse(cx, E_INVALID, "The subject of a message has more than one line");
    if (!m->to || !outbox_address(m->to))
        return refuse(cx, E_INVALID, "This is no address that a mail can be sent to");
    return 0;
}

static const char *payload(struct cx *cx, const struct outbox_new *m)
{
    struct out o = out_in_arena(cx->arena, 16 * TEXT_MAX_BYTES);
    out_object(&o);
    if (is_mail(m->channel))
        OUT_STR(&o, "subject", m->subject);
    OUT_STR(&o, "text", m->text);
    if (is_mail(m->channel) && m->html)
        OUT_STR(&o, "html", m->html);
    out_object_end(&o);
    return out_done(&o);
}

/* One length for keys of all lengths; whoever reads the table learns nothing from it. */
static const char *dedup_key(struct cx *cx, const struct outbox_new *m)
{
    uint8_t     hash[SHA256_BYTES];
    char        hex[SHA256_HEX_SIZE];
    const char *text;
    if (!m->dedup)
        return NULL;
    text = arena_printf(cx->arena, "%s\n%s\n%s", m->topic, m->to ? m->to : "", m->dedup);
    sha256_of(text, strlen(text), hash);
    hex_write(hash, sizeof hash, hex);
    return arena_printf(cx->arena, "%s:%s", m->channel, hex);
}

/* *added is false when its key, or its id, is there. */
static int insert(struct cx *cx, const struct outbox_new *m, struct uuid id, const char *key,
                  bool *added)
{
    static const char sql[] =
        "INSERT INTO outbox (id, channel, topic, recipient, payload, dedup_key, dedup_until,"
        " expires_at) VALUES (?, ?, ?, ?, ?, ?, NOW(6) + INTERVAL ? SECOND,"
        " NOW(6) + INTERVAL ? SECOND)";
    int rc = db_do(cx, sql,
                   ARGS(ARG(id), ARG(m->channel), ARG(m->topic), ARG(m->to), ARG(payload(cx, m)),
                        ARG(key), ARG_IF(key != NULL, m->dedup_s),
                        ARG_IF(m->expires_s > 0, m->expires_s)),
                   NULL);
    *added = rc == 0;
    if (rc != -E_CONFLICT)
        return rc;
    db_expected(cx);
    return 0;
}

int outbox_add(struct cx *cx, const struct outbox_new *m, bool *added)
{
    static const char outdated[] = "UPDATE outbox SET dedup_key = NULL"
                                   " WHERE dedup_key = ? AND dedup_until <= NOW(6)";
    struct uuid       id         = uuid_is_nil(m->id) ? uuid_new() : m->id;
    const char       *key        = dedup_key(cx, m);
    int64_t           freed      = 0;
    bool              is_new;
    TRY(check(cx, m));
    TRY(insert(cx, m, id, key, &is_new));
    if (!is_new && key)
        TRY(db_do(cx, outdated, ARGS(ARG(key)), &freed));
    if (freed)
        TRY(insert(cx, m, id, key, &is_new));
    if (added)
        *added = is_new;
    return 0;
}

/* As JSON, with an id for each. *last: one of them. */
static const char *list_of(struct cx *cx, const char *const *to, size_t n, const char **last)
{
    struct out o = out_in_arena(cx->arena, 16 * TEXT_MAX_BYTES);
    *last        = NULL;
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        if (!outbox_address(to[i]))
            continue;
        *last = to[i];
        out_object(&o);
        OUT_UUID(&o, "id", uuid_new());
        OUT_STR(&o, "to", to[i]);
        out_object_end(&o);
    }
    out_array_end(&o);
    return out_done(&o);
}

int outbox_mail_each(struct cx *cx, const struct outbox_new *m, const char *const *to, size_t n,
                     int64_t *added)
{
    static const char sql[] =
        "INSERT INTO outbox (id, channel, topic, recipient, payload, expires_at)"
        " SELECT j.id, '" OUTBOX_MAIL "', ?, j.recipient, ?, NOW(6) + INTERVAL ? SECOND"
        "   FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$.id',"
        "        recipient VARCHAR(400) PATH '$.to')) j";
    struct outbox_new one  = *m;
    const char       *list = list_of(cx, to, n, &one.to);
    one.channel            = OUTBOX_MAIL;
    if (added)
        *added = 0;
    if (!one.to)
        return 0;
    if (!list)
        return refuse(cx, E_TOO_LARGE, "A mail to too many");
    TRY(check(cx, &one));
    return db_do(cx, sql,
                 ARGS(ARG(m->topic), ARG(payload(cx, &one)), ARG_IF(m->expires_s > 0, m->expires_s),
                      ARG(list)),
                 added);
}

static int tell_by(struct cx *cx, const struct outbox_new *m, const char *channel, const char *to,
                   int64_t *added)
{
    struct outbox_new one = *m;
    bool              is_new;
    one.id      = (struct uuid){ { 0 } };
    one.channel = channel;
    one.to      = to;
    TRY(outbox_add(cx, &one, &is_new));
    *added += is_new;
    return 0;
}

int outbox_tell(struct cx *cx, const struct outbox_new *m, int64_t *added)
{
    const char *list = cx->conf->net.operators_mail;
    int64_t     n    = 0;
    if (outbox_can(cx->conf, OUTBOX_WEBHOOK))
        TRY(tell_by(cx, m, OUTBOX_WEBHOOK, NULL, &n));
    while (outbox_can(cx->conf, OUTBOX_MAIL) && *list) {
        size_t      len = strcspn(list, ",");
        const char *to  = arena_copy(cx->arena, list, len);
        if (outbox_address(to)) /* another is the operators' own mistake; doctor tells them */
            TRY(tell_by(cx, m, OUTBOX_MAIL, to, &n));
        list += len + (list[len] == ',');
    }
    if (added)
        *added = n;
    return 0;
}

void outbox_ring(const struct conf *conf) { ring_all(conf, RING_POST); }

/* ---- for administrators ---- */

#define OUTBOX_COLUMNS                                                                             \
    "id, channel, topic, recipient, status, attempts, error, created_at, due_at, expires_at, ended_at"

int outbox_list(struct cx *cx, bool all, int64_t limit, struct outbox **rows, size_t *n)
{
    static const char sql[] = "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE ? OR status <> 'sent'"
                              " ORDER BY created_at DESC, id LIMIT ?";
    return db_all(cx, sql, ARGS(ARG(all), ARG(limit)), &outbox_shape, rows, n);
}

static int get(struct cx *cx, struct uuid id, struct outbox *to)
{
    static const char sql[] = "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = ?";
    bool              found;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &outbox_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "Message not found");
}

int outbox_retry(struct cx *cx, struct uuid id)
{
    static const char sql[] = "UPDATE outbox SET status = 'waiting', attempts = 0, due_at = NOW(6),"
                              " ended_at = NULL WHERE id = ? AND status IN ('waiting', 'dead')"
                              " AND payload IS NOT NULL";
    struct outbox     row;
    int64_t           changed;
    TRY(db_do(cx, sql, ARGS(ARG(id)), &changed));
    if (changed)
        return 0;
    TRY(get(cx, id, &row));
    if (strcmp(row.status, OUTBOX_SENDING) == 0)
        return refuse(cx, E_CONFLICT, "The message is being sent");
    return refuse(cx, E_CONFLICT, "The message %s",
                  strcmp(row.status, OUTBOX_SENT) == 0 ? "was sent" : "has expired");
}

int outbox_drop(struct cx *cx, struct uuid id)
{
    int64_t changed;
    TRY(db_do(cx, "DELETE FROM outbox WHERE id = ?", ARGS(ARG(id)), &changed));
    return changed ? 0 : refuse(cx, E_NOT_FOUND, "Message not found");
}

int outbox_count(struct cx *cx, struct outbox_counts *to)
{
    static const char sql[] =
        "SELECT CAST(COALESCE(SUM(status IN ('waiting', 'sending')), 0) AS SIGNED),"
        " CAST(COALESCE(SUM(status IN ('waiting', 'sending')"
        " AND due_at < NOW(6) - INTERVAL ? SECOND), 0) AS SIGNED),"
        " CAST(COALESCE(SUM(status = 'dead'), 0) AS SIGNED) FROM outbox WHERE status <> 'sent'";
    bool found;
    return db_one(cx, sql, ARGS(ARG((int64_t)LATE_S)), &count_shape, to, &found);
}

int outbox_gc(struct cx *cx, int64_t *removed)
{
    static const char sql[] =
        "DELETE FROM outbox WHERE (status = 'sent' AND ended_at < NOW(6) - INTERVAL ? DAY)"
        " OR (status = 'dead' AND ended_at < NOW(6) - INTERVAL ? DAY)";
    return db_do(cx, sql, ARGS(ARG((int64_t)SENT_KEEP_DAYS), ARG((int64_t)DEAD_KEEP_DAYS)),
                 removed);
}
