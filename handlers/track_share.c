/* track_share.c - sharing a playlist with people without an account, and telling clients of it. */
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/track/playlist.h"
#include "model/track/review.h"
#include "model/track/share.h"
#include <json-c/json.h>

extern const struct route_list track_share_routes;

enum { TOKEN_BYTES = (SHARE_TOKEN_TEXT - 1) / 2, INVITED_MOST = 100, DAY_TEXT = 10 };
#define DAY_US INT64_C(86400000000)

struct share_in {
    struct row  row;
    struct uuid playlist_id;
    const char *token, *expiration_date, *password, *message;
    bool        can_comment;
    struct json emails;
    struct ids  person_ids;
    struct uuid studio_id, department_id;
};
// clang-format off
#define ROW struct share_in
#define PLAYLIST FIELD(playlist_id, PATH, .doc = "The playlist.")
#define TOKEN FIELD(token, PATH, .max = 200, .doc = "The link.")
static const struct field playlist_fields[] = { PLAYLIST };
static const struct field link_fields[] = { PLAYLIST, TOKEN };
static const struct field new_fields[] = { PLAYLIST,
    FIELD(expiration_date, WRITE | NULLS, .max = 40, .doc = "Last day, or moment, at which the link is good; none: always."),
    FIELD(can_comment, WRITE | LAX, .def = "true", .doc = "May guests write and draw."),
    FIELD(password, WRITE | NULLS, .max = 200, .doc = "That guests have to know; none or empty: they need none.") };
static const struct field invite_fields[] = { PLAYLIST, TOKEN,
    FIELD(emails, WRITE | NULLS, .doc = "List of addresses."),
    FIELD(person_ids, WRITE | LOOSE, .max = INVITED_MOST, .doc = "People with accounts."),
    FIELD(message, WRITE | NULLS, .max = 5000, .doc = "A few words to go with it.") };
static const struct field notify_fields[] = { PLAYLIST,
    FIELD(studio_id, WRITE | LAX, .doc = "Only clients of this studio."),
    FIELD(department_id, WRITE | LAX, .doc = "Only clients of this department.") };
#undef ROW
static const struct shape playlist_in_shape = SHAPE(struct share_in, playlist_fields),
    link_shape = SHAPE(struct share_in, link_fields), new_shape = SHAPE(struct share_in, new_fields),
    invite_shape = SHAPE(struct share_in, invite_fields), notify_shape = SHAPE(struct share_in, notify_fields);

struct sent { struct row row; struct json sent; };
#define ROW struct sent
static const struct field sent_fields[] = { FIELD(sent, READ, .doc = "To whom the invitation goes.") };
#undef ROW
static const struct shape sent_shape = SHAPE(struct sent, sent_fields, .name = "ShareSent");
struct notified { struct row row; const char *status; };
#define ROW struct notified
static const struct field notified_fields[] = { FIELD(status, READ, .doc = "The word success.") };
#undef ROW
static const struct shape notified_shape = SHAPE(struct notified, notified_fields, .name = "ClientsNotified");
// clang-format on

static int may(struct rq *rq)
{
    const struct share_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    return right_of_row(&rq->cx, &playlist_res, &who, FOR_MANAGER, in->playlist_id, NULL);
}

static void share_write(struct out *o, const struct share *s)
{
    out_object(o);
    out_members(o, &share_shape, s);
    OUT_STR(o, "type", "PlaylistShareLink");
    out_object_end(o);
}

static int list_get(struct rq *rq)
{
    const struct share_in *in = rq->args;
    struct track_list      to = { .shape = &share_shape, .type = "PlaylistShareLink" };
    TRY(may(rq));
    to.o = reply(rq, 200);
    out_array(to.o);
    TRY(share_each(&rq->cx, in->playlist_id, track_list_row, &to));
    out_array_end(to.o);
    return 0;
}

/* A day is good until its end. */
static int expiration_read(struct rq *rq, const char *text, struct utc *to)
{
    size_t n = text ? strlen(text) : 0;
    *to      = (struct utc){ 0 };
    if (n == 0)
        return 0;
    if (!utc_parse(text, n, to))
        return refuse_field(&rq->cx, E_INVALID, "expiration_date",
                            "expiration_date: must be an ISO 8601 date");
    if (n == DAY_TEXT)
        to->us += DAY_US - 1;
    return 0;
}

static int new_post(struct rq *rq)
{
    const struct share_in *in = rq->args;
    struct share_new       s  = { .id = rq_uuid(rq, 0), .playlist_id = in->playlist_id,
                                  .person_id = rq->caller.id, .can_comment = in->can_comment };
    struct share           made = { .token = NULL };
    uint8_t                bytes[TOKEN_BYTES];
    char                   token[SHARE_TOKEN_TEXT];
    TRY(may(rq));
    TRY(expiration_read(rq, in->expiration_date, &s.expiration_date));
    if (in->password && in->password[0])
        TRY(password_hash(&rq->cx, in->password, (int)rq->cx.conf->password_cost, &s.password));
    random_bytes(bytes, sizeof bytes);
    hex_write(bytes, sizeof bytes, token);
    s.token = token;
    TRY(share_add(&rq->cx, &s));
    TRY(share_get(&rq->cx, s.playlist_id, token, &made));
    share_write(reply(rq, 201), &made);
    return 0;
}

static int one_delete(struct rq *rq)
{
    const struct share_in *in = rq->args;
    struct share           s  = { .token = NULL };
    TRY(may(rq));
    TRY(share_get(&rq->cx, in->playlist_id, in->token, &s));
    TRY(share_revoke(&rq->cx, &s));
    s.is_active = false;
    share_write(reply(rq, 200), &s);
    return 0;
}

static int emails_read(struct rq *rq, const char *text, struct share_invite *to)
{
    struct json_object *v    = NULL;
    const char        **list = arena_alloc_array(rq->cx.arena, INVITED_MOST, sizeof *list);
    to->emails               = list;
    if (!text || strcmp(text, "null") == 0)
        return 0;
    if (!json_read(rq->cx.arena, text, strlen(text), &v) || !json_object_is_type(v, json_type_array) ||
        json_object_array_length(v) > INVITED_MOST)
        return refuse_field(&rq->cx, E_INVALID, "emails", "emails: must be a list of up to %d addresses",
                            INVITED_MOST);
    for (size_t i = 0; i < json_object_array_length(v); i++) {
        struct json_object *one = json_object_array_get_idx(v, i);
        if (!json_object_is_type(one, json_type_string))
            return refuse_field(&rq->cx, E_INVALID, "emails", "emails: must be a list of addresses");
        list[to->emails_n++] = arena_text(rq->cx.arena, json_object_get_string(one));
    }
    return 0;
}

static int invite_post(struct rq *rq)
{
    const struct share_in *in     = rq->args;
    struct share           s      = { .token = NULL };
    struct share_invite    invite = { .person_id = rq->caller.id, .person_ids = in->person_ids,
                                      .message = in->message };
    const char *const     *sent;
    struct out            *o;
    size_t                 n;
    bool                   mailed;
    TRY(may(rq));
    TRY(share_get(&rq->cx, in->playlist_id, in->token, &s));
    if (!s.is_active)
        return refuse(&rq->cx, E_NOT_FOUND, "The link is not good any more");
    TRY(emails_read(rq, in->emails.text, &invite));
    TRY(share_mail(&rq->cx, &s, &invite, &sent, &n, &mailed));
    o = reply(rq, 200);
    out_object(o);
    out_key(o, "sent");
    out_array(o);
    for (size_t i = 0; i < n; i++)
        out_str(o, sent[i]);
    out_array_end(o);
    out_object_end(o);
    rq->later = mailed ? track_mailed : NULL;
    return 0;
}

static int notify_post(struct rq *rq)
{
    const struct share_in *in     = rq->args;
    struct playlist_ready  r      = { .person_id = rq->caller.id, .playlist_id = in->playlist_id,
                                      .studio_id = in->studio_id, .department_id = in->department_id };
    bool                   mailed = false;
    TRY(may(rq));
    TRY(playlist_tell_clients(&rq->cx, &r, &mailed));
    out_row(reply(rq, 200), &notified_shape, &(struct notified){ .row = { .set = 1 }, .status = "success" });
    rq->later = mailed ? track_mailed : NULL;
    return 0;
}

static const enum reason new_errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
// clang-format off
static const struct route routes[] = {
    { GET, "/data/playlists/:playlist_id/share", LOGGED_IN, .in = &playlist_in_shape, .out = &share_shape, .run = list_get,
      .flags = LIST, .errors = track_errors, .doc = "Links by which a playlist is shared." },
    { POST, "/data/playlists/:playlist_id/share", LOGGED_IN, .in = &new_shape, .out = &share_shape, .run = new_post,
      .status = 201, .errors = new_errors, .doc = "Share a playlist with whoever has the link." },
    { DELETE, "/data/playlists/:playlist_id/share/:token", LOGGED_IN, .in = &link_shape, .out = &share_shape,
      .run = one_delete, .flags = TX, .errors = track_errors, .doc = "Share it no more by this link." },
    { POST, "/data/playlists/:playlist_id/share/:token/invite", LOGGED_IN, .in = &invite_shape, .out = &sent_shape,
      .run = invite_post, .flags = TX, .errors = new_errors, .doc = "Mail the link." },
    { POST, "/data/playlists/:playlist_id/notify-clients", LOGGED_IN, .in = &notify_shape, .out = &notified_shape,
      .run = notify_post, .flags = TX, .errors = new_errors, .doc = "Tell the production's clients that the playlist is ready." },
};
// clang-format on
const struct route_list track_share_routes = ROUTES(tracker_family, routes);
