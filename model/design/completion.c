/* completion.c - see completion.h. */
#include "model/design/completion.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/element.h"
#include "model/outbox/outbox.h"

enum { PAIRS_BYTES = 8 << 20, TEXT_BYTES = 6000, SAID_BYTES = 5000 };

#define ID_OR_NULL "{\"anyOf\":[{\"type\":\"string\",\"format\":\"uuid\"},{\"type\":\"null\"}]}"
#define PAIRS_SCHEMA                                                                               \
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"subject_id\",\"shot_type_id\"]," \
    "\"properties\":{\"subject_id\":" ID_OR_NULL ",\"shot_type_id\":" ID_OR_NULL "}}}"
#define ROW struct completion_row
static const struct field row_fields[] = {
    FIELD(id, READ | KEY, .doc = "Stable identifier."),
    FIELD(created_at, READ, .doc = "When it was requested."),
    FIELD(owner_id, READ, .doc = "Who requested it."),
    FIELD(set_design_id, READ, .doc = "For which set design."),
    FIELD(pairs, READ, .schema = PAIRS_SCHEMA, .doc = "What is missing: subject_id and shot_type_id, one of which may be null."),
    FIELD(notified, READ, .doc = "Whether the operators were told of this one."),
};
#undef ROW
const struct shape completion_row_shape =
    SHAPE(struct completion_row, row_fields, .name = "CompletionRequestPublic");

int completion_each(struct cx *cx, int64_t skip, int64_t limit, int (*fn)(void *u, const void *row),
                    void *u)
{
    static const char sql[] = "SELECT id, created_at, owner_id, set_design_id, pairs, notified"
                              " FROM completion_request FORCE INDEX FOR ORDER BY (completion_request_created)"
                              " ORDER BY created_at DESC, id DESC"
                              " LIMIT ? OFFSET ?";
    return db_each(cx, sql, ARGS(ARG(limit), ARG(skip)), &completion_row_shape, fn, u);
}

int completion_count(struct cx *cx, int64_t *n)
{
    return db_number(cx, "SELECT COUNT(*) FROM completion_request", NO_ARGS, n, NULL);
}

/* ---- what is missing ---- */

struct pair {
    struct row  row;
    struct uuid subject_id, shot_type_id; /* nil: any */
    const char *subject, *shot_type;      /* names */
};
#define ROW struct pair
static const struct field pair_fields[] = {
    FIELD(subject_id, READ | NULLS, .doc = "Who or what."),
    FIELD(shot_type_id, READ | NULLS, .doc = "How."),
    FIELD(subject, READ | NULLS, .doc = "Its name."),
    FIELD(shot_type, READ | NULLS, .doc = "Its name."),
};
#undef ROW
static const struct shape pair_shape = SHAPE(struct pair, pair_fields);

#define LIST_OF(name) "JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) " name
#define HAS_BASE " AND NOT EXISTS (SELECT 1 FROM set_image i WHERE i.set_design_id = ? AND i.kind = 'base'"

/* In the order of the identifiers, each once, so that the same wish has the same digest. */
static int missing_get(struct cx *cx, const struct completion *c, struct pair **pairs, size_t *n)
{
    static const char both[] =
        "SELECT DISTINCT s.id, t.id, s.name, t.name FROM " LIST_OF("js")
        " JOIN subject s ON s.id = CAST(js.v AS UUID) JOIN " LIST_OF("jt")
        " JOIN shot_type t ON t.id = CAST(jt.v AS UUID) WHERE TRUE" HAS_BASE
        " AND i.subject_id = s.id AND i.shot_type_id = t.id) ORDER BY s.id, t.id";
    static const char subjects[] =
        "SELECT DISTINCT s.id, NULL, s.name, NULL FROM " LIST_OF("js")
        " JOIN subject s ON s.id = CAST(js.v AS UUID) WHERE TRUE" HAS_BASE
        " AND i.subject_id = s.id) ORDER BY s.id";
    static const char shots[] =
        "SELECT DISTINCT NULL, t.id, NULL, t.name FROM " LIST_OF("jt")
        " JOIN shot_type t ON t.id = CAST(jt.v AS UUID) WHERE TRUE" HAS_BASE
        " AND i.shot_type_id = t.id) ORDER BY t.id";
    const char *s, *t;
    TRY(ids_text(cx, &c->subjects, &s));
    TRY(ids_text(cx, &c->shot_types, &t));
    if (c->subjects.n && c->shot_types.n)
        return db_all(cx, both, ARGS(ARG(s), ARG(t), ARG(c->design->id)), &pair_shape, pairs, n);
    if (c->subjects.n)
        return db_all(cx, subjects, ARGS(ARG(s), ARG(c->design->id)), &pair_shape, pairs, n);
    return db_all(cx, shots, ARGS(ARG(t), ARG(c->design->id)), &pair_shape, pairs, n);
}

static void id_or_null(struct out *o, const char *key, struct uuid id)
{
    out_key(o, key);
    if (uuid_is_nil(id))
        out_null(o);
    else
        out_uuid(o, id);
}

static const char *pairs_text(struct cx *cx, const struct pair *pairs, size_t n)
{
    struct out o = out_in_arena(cx->arena, PAIRS_BYTES);
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        out_object(&o);
        id_or_null(&o, "subject_id", pairs[i].subject_id);
        id_or_null(&o, "shot_type_id", pairs[i].shot_type_id);
        out_object_end(&o);
    }
    out_array_end(&o);
    return out_done(&o);
}

/* ---- the message ---- */

struct asker {
    struct row  row;
    const char *name;
};
#define ROW struct asker
static const struct field asker_fields[] = { FIELD(name, READ, .doc = "Who asks.") };
#undef ROW
static const struct shape asker_shape = SHAPE(struct asker, asker_fields);

static int message_text(struct cx *cx, const struct completion *c, const struct pair *pairs,
                        size_t n, const char **text)
{
    static const char sql[] = "SELECT CONCAT(TRIM(CONCAT(first_name, ' ', last_name)), ' <',"
                              " COALESCE(email, ''), '>') FROM person WHERE id = ?";
    struct out        o     = out_in_arena(cx->arena, TEXT_BYTES + 4096);
    struct asker      who   = { 0 };
    char              id[UUID_TEXT];
    bool              found;
    size_t            i = 0;
    TRY(db_one(cx, sql, ARGS(ARG(c->owner_id)), &asker_shape, &who, &found));
    uuid_format(c->design->id, id);
    out_format(&o, "%s asks for base images of the set design \"%s\" (%s):\n",
               found ? who.name : "Somebody", c->design->name, id);
    for (; i < n && o.len < SAID_BYTES; i++)
        out_format(&o, "- %s: %s\n", pairs[i].subject ? pairs[i].subject : "any subject",
                   pairs[i].shot_type ? pairs[i].shot_type : "any shot type");
    if (i < n)
        out_format(&o, "and %zu more.\n", n - i);
    *text = out_done(&o);
    return *text ? 0 : refuse(cx, E_INTERNAL, "The message is too long");
}

static int tell(struct cx *cx, const struct completion *c, const struct pair *pairs, size_t n,
                bool *told)
{
    struct outbox_new m = { .topic   = "completion_request",
                            .subject = arena_printf(cx->arena, "Base images wanted: %.150s",
                                                    c->design->name) };
    int64_t           added;
    TRY(message_text(cx, c, pairs, n, &m.text));
    TRY(outbox_tell(cx, &m, &added));
    *told = added > 0;
    return 0;
}

/* Was the same told of lately? The design's row is locked, so that two at once see each other. */
static int told_lately(struct cx *cx, const struct completion *c, const char *wanted, bool *lately)
{
    static const char lock[] = "SELECT 1 FROM set_design WHERE id = ? FOR UPDATE";
    static const char sql[]  = "SELECT COUNT(*) FROM completion_request WHERE set_design_id = ?"
                               " AND wanted = ? AND notified AND created_at > ?";
    struct utc        since  = { cx->now.us - (int64_t)COMPLETION_AGAIN_S * 1000000 };
    int64_t           n;
    bool              found;
    TRY(db_number(cx, lock, ARGS(ARG(c->design->id)), NULL, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "Set design not found");
    TRY(db_number(cx, sql, ARGS(ARG(c->design->id), ARG(wanted), ARG(since)), &n, NULL));
    *lately = n > 0;
    return 0;
}

int completion_request(struct cx *cx, struct completion *c, bool *told)
{
    static const char sql[] =
        "INSERT INTO completion_request (id, created_at, owner_id, set_design_id, wanted, pairs,"
        " notified) VALUES (?, ?, ?, ?, ?, ?, ?)";
    struct pair *pairs;
    const char  *text;
    uint8_t      sum[SHA256_BYTES];
    char         wanted[SHA256_HEX_SIZE];
    const char  *digest = wanted;
    bool         lately;
    *told = false;
    TRY(missing_get(cx, c, &pairs, &c->missing));
    if (!c->missing)
        return 0;
    text = pairs_text(cx, pairs, c->missing);
    if (!text)
        return refuse(cx, E_INVALID, "Too much is asked for at once");
    sha256_of(text, strlen(text), sum);
    hex_write(sum, sizeof sum, wanted);
    TRY(told_lately(cx, c, digest, &lately));
    if (!lately)
        TRY(tell(cx, c, pairs, c->missing, told));
    return db_do(cx, sql,
                 ARGS(ARG(c->id), ARG(cx->now), ARG(c->owner_id), ARG(c->design->id), ARG(digest),
                      ARG(text), ARG(*told)),
                 NULL);
}
