/*
 * shared.c - a shared playlist, for whoever has its link: what it plays, comments, drawings.
 *
 * The link's token is the right to what the playlist plays, and to nothing else. Where it wants a
 * password, that is in the query or the body of any request, or was in an earlier one: the
 * first right answer sets a cookie, so that pictures need not say it. A guest is known by a cookie
 * as well; the identifier alone, which others see beside comments, is nobody's proof.
 */
#include "handlers/shared.h"
#include "handlers/family.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/annotate.h"
#include "model/preview/attach.h"
#include "model/preview/playing.h"
#include "model/preview/shown.h"
#include "model/track/comment.h"
#include "model/track/playlist.h"
#include "model/track/review.h"

extern const struct route_list shared_routes;

struct guest_in {
    struct row  row;
    const char *token, *password, *first_name, *last_name;
    struct uuid guest_id;
};
struct write_in {
    struct row     row;
    const char    *token, *password, *text;
    struct uuid    guest_id, task_id, task_status_id, comment_id, attachment_file_id, preview_file_id;
    struct json    checklist, additions, updates, deletions;
    struct upload *file;
};
// clang-format off
#define ROW struct guest_in
static const struct field open_fields[] = { SHARED_BY };
static const struct field guest_fields[] = { SHARED_BY,
    FIELD(first_name, WRITE | NAME | LAX, .max = 80, .def = "Guest", .doc = "First name."),
    FIELD(last_name, WRITE | NAME | LAX, .max = 80, .def = "", .doc = "Last name."),
    FIELD(guest_id, WRITE | LAX, .doc = "Who came before by this link, with the cookie that says so.") };
#undef ROW
static const struct shape open_shape = SHAPE(struct guest_in, open_fields),
    guest_in_shape = SHAPE(struct guest_in, guest_fields);

#define ROW struct write_in
#define GUEST FIELD(guest_id, WRITE | NEED, .doc = "Who does it.")
#define COMMENT FIELD(comment_id, PATH, .doc = "The comment.")
#define DRAWN(name, text) FIELD(name, WRITE | NULLS, .max = 1 << 20, .doc = text)
static const struct field post_fields[] = { SHARED_BY, GUEST,
    FIELD(task_id, WRITE | NEED, .doc = "The task of what is played."),
    FIELD(task_status_id, WRITE | NEED, .doc = "A status that clients may set."),
    FIELD(text, WRITE | NULLS, .def = "", .max = 100000, .doc = "Text."),
    FIELD(checklist, WRITE | NULLS, .doc = "Array of things to do.") };
static const struct field change_fields[] = { SHARED_BY, COMMENT, GUEST,
    FIELD(task_status_id, WRITE | LAX, .doc = "A status that clients may set."),
    FIELD(text, WRITE | NULLS, .max = 100000, .doc = "Text."),
    FIELD(checklist, WRITE | NULLS, .doc = "Array of things to do.") };
static const struct field cut_fields[] = { SHARED_BY, COMMENT, GUEST };
static const struct field attach_fields[] = { SHARED_BY, COMMENT, GUEST,
    FIELD(file, WRITE | MANY, .ref = "max_upload_bytes", .doc = "Files: file, file-1, file-2.") };
static const struct field detach_fields[] = { SHARED_BY, COMMENT, GUEST,
    FIELD(attachment_file_id, PATH, .doc = "The file.") };
static const struct field draw_fields[] = { SHARED_BY, GUEST,
    FIELD(preview_file_id, WRITE | NEED, .doc = "The preview that is drawn on."),
    DRAWN(additions, "Moments with objects that are new."),
    DRAWN(updates, "Moments with objects that take the place of those with their id."),
    DRAWN(deletions, "Moments with the ids of objects that go.") };
#undef ROW
static const struct shape post_shape = SHAPE(struct write_in, post_fields),
    change_shape = SHAPE(struct write_in, change_fields), cut_shape = SHAPE(struct write_in, cut_fields),
    attach_shape = SHAPE(struct write_in, attach_fields), detach_shape = SHAPE(struct write_in, detach_fields),
    draw_shape = SHAPE(struct write_in, draw_fields);
// clang-format on

/* ---- looking ---- */

static int playlist_get(struct rq *rq)
{
    const struct guest_in *in = rq->args;
    struct shared          s;
    struct playlist        p = { .name = NULL };
    struct out            *o;
    TRY(shared_open(rq, in->token, in->password, &s));
    TRY(playlist_head(&rq->cx, (struct uuid){ { 0 } }, s.share.playlist_id, &p));
    o = reply(rq, 200);
    shared_remember(rq, &s);
    out_object(o);
    out_members(o, &playlist_head_shape, &p);
    OUT_STR(o, "type", "Playlist");
    TRY(share_production(&rq->cx, &s.share, o));
    OUT_BOOL(o, "can_comment", s.share.can_comment);
    out_key(o, "shots");
    TRY(playing_of_playlist(&rq->cx, p.id, &(struct playing){ .named = true }, o));
    out_object_end(o);
    return 0;
}

static int context_get(struct rq *rq)
{
    const struct guest_in *in = rq->args;
    struct shared          s;
    struct out            *o;
    TRY(shared_open(rq, in->token, in->password, &s));
    o = reply(rq, 200);
    shared_remember(rq, &s);
    return share_context(&rq->cx, &s.share, o);
}

static int comments_get(struct rq *rq)
{
    const struct guest_in *in = rq->args;
    struct shared          s;
    TRY(shared_open(rq, in->token, in->password, &s));
    return comments_of_playlist(&rq->cx, s.share.playlist_id, reply(rq, 200));
}

/* ---- guests ---- */

struct coming {
    const struct share    *share;
    const struct guest_in *in;
    struct uuid            id;
};

static int guest_in_tx(struct cx *cx, void *u)
{
    const struct coming *c = u;
    return guest_add(cx, c->share, c->id, c->in->first_name[0] ? c->in->first_name : "Guest",
                     c->in->last_name);
}

static int guest_answer(struct rq *rq, const struct shared *s, struct uuid id, int status)
{
    struct guest g = { .first_name = NULL };
    struct out  *o;
    TRY(guest_get(&rq->cx, &s->share, id, &g));
    o = reply(rq, status);
    shared_remember(rq, s);
    shared_guest_remember(rq, s, id);
    out_object(o);
    out_members(o, &guest_shape, &g);
    OUT_STR(o, "type", "Person");
    out_object_end(o);
    return 0;
}

static int guest_post(struct rq *rq)
{
    const struct guest_in *in = rq->args;
    struct shared          s;
    struct coming          c = { .share = &s.share, .in = in, .id = uuid_new() };
    TRY(shared_open(rq, in->token, in->password, &s));
    if (shared_is_guest(rq, &s, in->guest_id))
        return guest_answer(rq, &s, in->guest_id, 200);
    TRY(shared_come(rq, &s));
    TRY(db_tx(&rq->cx, TX_ONCE, guest_in_tx, &c));
    return guest_answer(rq, &s, c.id, 201);
}

/* ---- writing ---- */

struct writer {
    struct shared       s;
    struct actor        who;
    struct comment_new  new;
    struct comment_made made;
    struct comment      change;
    struct uuid         comment_id;
    struct preview      preview;
    struct annotate     drawn;
    struct rq          *rq;
    struct uploads      files;
};

/* The link is open, guests may write, and who writes is one of its guests. What a guest may do is
 * judged here; then it is done as somebody who may do it, in the guest's name. */
static int writer_open(struct rq *rq, struct writer *w)
{
    const struct write_in *in = rq->args;
    struct guest           g  = { .first_name = NULL };
    memset(w, 0, sizeof *w);
    TRY(shared_open(rq, in->token, in->password, &w->s));
    if (!w->s.share.can_comment)
        return refuse(&rq->cx, E_FORBIDDEN, "By this link nothing can be written");
    if (!shared_is_guest(rq, &w->s, in->guest_id))
        return refuse(&rq->cx, E_FORBIDDEN, "Say first who you are");
    TRY(guest_get(&rq->cx, &w->s.share, in->guest_id, &g));
    w->who        = (struct actor){ .id = in->guest_id, .role = "client", .is_admin = true };
    w->comment_id = in->comment_id;
    return 0;
}

static int own_comment(struct rq *rq, struct writer *w)
{
    TRY(writer_open(rq, w));
    return share_comment(&rq->cx, &w->s.share, w->who.id, w->comment_id);
}

static int checklist_check(struct rq *rq, struct json v)
{
    if (!v.text || v.text[0] == '[' || strcmp(v.text, "null") == 0)
        return 0;
    return refuse_field(&rq->cx, E_INVALID, "checklist", "checklist: must be an array");
}

static int post_in_tx(struct cx *cx, void *u)
{
    struct writer *w = u;
    return comment_post(cx, &w->who, &w->new, &w->made);
}

static int comment_run(struct rq *rq)
{
    const struct write_in *in = rq->args;
    struct writer          w;
    TRY(writer_open(rq, &w));
    TRY(share_task(&rq->cx, &w.s.share, in->task_id));
    TRY(share_status(&rq->cx, in->task_status_id));
    TRY(checklist_check(rq, in->checklist));
    w.new = (struct comment_new){ .id = uuid_new(), .task_id = in->task_id, .task_status_id = in->task_status_id,
                                  .text = in->text, .for_client = true, .alone = true };
    if (in->checklist.text && in->checklist.text[0] == '[')
        w.new.checklist = in->checklist;
    TRY(db_tx(&rq->cx, TX_ONCE, post_in_tx, &w));
    comment_made_write(reply(rq, 201), &w.made);
    rq->later = upload_ring;
    return 0;
}

static int comment_answer(struct rq *rq, const struct writer *w, int status)
{
    return comment_show(&rq->cx, &w->who, w->comment_id, &(struct comment_ask){ .relations = true },
                        reply(rq, status));
}

static int change_in_tx(struct cx *cx, void *u)
{
    struct writer *w    = u;
    struct comment copy = w->change; /* rules change it */
    return res_update(cx, &comment_res, &w->who, w->comment_id, &copy);
}

static int change_put(struct rq *rq)
{
    const struct write_in *in = rq->args;
    struct writer          w;
    TRY(own_comment(rq, &w));
    TRY(checklist_check(rq, in->checklist));
    if (IS_SET(&change_shape, in, task_status_id)) {
        TRY(share_status(&rq->cx, in->task_status_id));
        w.change.task_status_id = in->task_status_id;
        SET(&comment_shape, &w.change, task_status_id);
    }
    if (IS_SET(&change_shape, in, text)) {
        w.change.text = in->text;
        SET(&comment_shape, &w.change, text);
    }
    if (IS_SET(&change_shape, in, checklist)) {
        w.change.checklist = in->checklist;
        SET(&comment_shape, &w.change, checklist);
    }
    TRY(db_tx(&rq->cx, TX_ONCE, change_in_tx, &w));
    return comment_answer(rq, &w, 200);
}

static int cut_in_tx(struct cx *cx, void *u)
{
    struct writer *w = u;
    return res_delete(cx, &comment_res, &w->who, w->comment_id);
}

static int comment_delete(struct rq *rq)
{
    struct writer w;
    TRY(own_comment(rq, &w));
    TRY(db_tx(&rq->cx, TX_ONCE, cut_in_tx, &w));
    reply_empty(rq, 204);
    return 0;
}

/* ---- files of comments ---- */

static int attach_in_tx(UNUSED struct cx *cx, void *u)
{
    struct writer *w = u;
    struct json    list;
    return upload_attach(w->rq, &w->files, w->comment_id, (struct uuid){ { 0 } }, &list);
}

static int attach_post(struct rq *rq)
{
    const struct write_in *in = rq->args;
    struct writer          w;
    TRY(own_comment(rq, &w));
    w.rq    = rq;
    w.files = uploads_of(rq, in->file);
    if (w.files.n == 0)
        return refuse(&rq->cx, E_INVALID, "There is no file in `file`");
    TRY(db_tx(&rq->cx, TX_ONCE, attach_in_tx, &w));
    rq->later = upload_ring;
    return comment_answer(rq, &w, 201);
}

static int attach_delete(struct rq *rq)
{
    const struct write_in *in = rq->args;
    struct writer          w;
    TRY(own_comment(rq, &w));
    TRY(attach_remove(&rq->cx, w.comment_id, in->attachment_file_id));
    reply_empty(rq, 204);
    return 0;
}

/* ---- drawing ---- */

static int draw_in_tx(struct cx *cx, void *u)
{
    struct writer *w = u;
    return preview_annotate(cx, w->who.id, &w->preview, &w->drawn);
}

static int draw_put(struct rq *rq)
{
    const struct write_in *in = rq->args;
    struct writer          w;
    TRY(writer_open(rq, &w));
    TRY(share_preview(&rq->cx, &w.s.share, in->preview_file_id));
    TRY(preview_get(&rq->cx, in->preview_file_id, &w.preview));
    w.drawn = (struct annotate){ in->additions, in->updates, in->deletions };
    TRY(db_tx(&rq->cx, TX_ONCE, draw_in_tx, &w));
    return shared_preview_write(rq, in->preview_file_id);
}

static const enum reason open_errors[]  = { E_INVALID, E_NOT_FOUND, E_TOO_MANY, E_NONE };
static const enum reason write_errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_TOO_MANY, E_NONE };
static const enum reason file_errors[]  = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE,
                                            E_DISK_FULL, E_TOO_MANY, E_NONE };
// clang-format off
static const struct route routes[] = {
    { GET, "/shared/playlists/:token", PUBLIC, .in = &open_shape, .out = &playlist_shape, .run = playlist_get,
      .errors = open_errors, .doc = "A shared playlist with what is played." },
    { GET, "/shared/playlists/:token/context", PUBLIC, .in = &open_shape, .run = context_get, .errors = open_errors,
      .doc = "The production of a shared playlist, its kinds of work and statuses." },
    { POST, "/shared/playlists/:token/guest", PUBLIC, .in = &guest_in_shape, .out = &guest_shape, .run = guest_post,
      .status = 201, .errors = open_errors, .doc = "Say who looks at a shared playlist." },
    { GET, "/shared/playlists/:token/comments", PUBLIC, .in = &open_shape, .out = &comment_shape, .run = comments_get,
      .flags = LIST, .errors = open_errors, .doc = "Comments that are for clients, on what is played." },
    { POST, "/shared/playlists/:token/comments", PUBLIC, .in = &post_shape, .out = &comment_shape, .run = comment_run,
      .status = 201, .errors = write_errors, .doc = "Comment on what is played, as a guest." },
    { PUT, "/shared/playlists/:token/comments/:comment_id", PUBLIC, .in = &change_shape, .out = &comment_shape,
      .run = change_put, .errors = write_errors, .doc = "Change a comment of one's own." },
    { DELETE, "/shared/playlists/:token/comments/:comment_id", PUBLIC, .in = &cut_shape, .run = comment_delete,
      .status = 204, .errors = write_errors, .doc = "Delete a comment of one's own." },
    { POST, "/shared/playlists/:token/comments/:comment_id/attachments", PUBLIC, .in = &attach_shape,
      .out = &comment_shape, .run = attach_post, .status = 201, .flags = BULK, .errors = file_errors,
      .doc = "Attach files to a comment of one's own." },
    { DELETE, "/shared/playlists/:token/comments/:comment_id/attachments/:attachment_file_id", PUBLIC,
      .in = &detach_shape, .run = attach_delete, .status = 204, .errors = write_errors,
      .doc = "Delete a file of a comment of one's own." },
    { PUT, "/shared/playlists/:token/annotations", PUBLIC, .in = &draw_shape, .out = &shown_shape,
      .run = draw_put, .errors = write_errors, .doc = "Draw on what is played, as a guest." },
};
// clang-format on
const struct route_list shared_routes = ROUTES(tracker_family, routes);
