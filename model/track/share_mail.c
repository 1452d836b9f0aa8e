/* share_mail.c - who is told of a playlist: guests of a link, clients of its production. */
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/outbox/outbox.h"
#include "model/track/review.h"
#include "model/track/share.h"
#include "model/track/tell.h"

enum { SUBJECT_BYTES = 180 };

struct words { /* of the mails */
    struct row  row;
    const char *author, *playlist, *project;
    struct uuid project_id;
};
struct address {
    struct row  row;
    const char *email;
};
// clang-format off
#define ROW struct words
static const struct field words_fields[] = {
    FIELD(author, READ, .doc = "Who tells."),
    FIELD(playlist, READ, .doc = "Name of the playlist."),
    FIELD(project, READ | NULLS, .doc = "Name of the production."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
};
#undef ROW
#define ROW struct address
static const struct field address_fields[] = { FIELD(email, READ, .doc = "Address.") };
#undef ROW
// clang-format on
static const struct shape words_shape   = SHAPE(struct words, words_fields),
                          address_shape = SHAPE(struct address, address_fields);

static int words_get(struct cx *cx, struct uuid playlist_id, struct uuid person_id, struct words *to)
{
    static const char sql[] =
        "SELECT TRIM(CONCAT(a.first_name, ' ', a.last_name)), t.name, p.name, t.project_id"
        " FROM playlist t JOIN person a ON a.id = ? LEFT JOIN project p ON p.id = t.project_id"
        " WHERE t.id = ?";
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(person_id), ARG(playlist_id)), &words_shape, to, &found));
    return found ? 0 : res_absent(cx, &playlist_res);
}

static const char *subject_of(struct cx *cx, const struct words *w)
{
    char *line = arena_printf(cx->arena, "%s: %s", w->project ? w->project : "Playlist", w->playlist);
    if (strlen(line) > SUBJECT_BYTES)
        line[SUBJECT_BYTES] = 0, utf8_close(line);
    for (char *c = line; *c; c++)
        *c = (unsigned char)*c < ' ' ? ' ' : *c; /* names may have any character */
    return line;
}

/* ---- guests ---- */

struct sending {
    const char **to;
    size_t       n;
};

static void send_to(struct cx *cx, struct sending *s, const char *email)
{
    char *small = arena_text(cx->arena, email);
    for (char *c = small; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->to[i], small) == 0)
            return;
    s->to[s->n++] = small;
}

static int addresses_find(struct cx *cx, const struct share_invite *invite, struct sending *s)
{
    static const char sql[] = "SELECT p.email FROM person p WHERE p.email IS NOT NULL AND p.active"
                              " AND NOT p.is_bot AND p.id IN (SELECT CAST(j.v AS UUID)"
                              " FROM JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) j) ORDER BY p.email";
    struct id_set   persons = { .n = 0 };
    struct address *found;
    size_t          n;
    id_set_join(cx, &persons, invite->person_ids);
    TRY(db_all(cx, sql, ARGS(ARG(id_set_json(cx, &persons))), &address_shape, &found, &n));
    s->to = arena_alloc_array(cx->arena, invite->emails_n + n + 1, sizeof *s->to);
    for (size_t i = 0; i < invite->emails_n; i++) {
        if (!outbox_address(invite->emails[i]) || strpbrk(invite->emails[i], "<> "))
            return refuse_field(cx, E_INVALID, "emails", "emails: one of them is no address");
        send_to(cx, s, invite->emails[i]);
    }
    for (size_t i = 0; i < n; i++)
        if (outbox_address(found[i].email))
            send_to(cx, s, found[i].email);
    return 0;
}

int share_mail(struct cx *cx, const struct share *s, const struct share_invite *invite,
               const char *const **sent, size_t *n, bool *mailed)
{
    struct sending to    = { .n = 0 };
    struct words   words = { .author = NULL };
    int64_t        added;
    const char    *text;
    TRY(words_get(cx, s->playlist_id, invite->person_id, &words));
    TRY(addresses_find(cx, invite, &to));
    text = arena_printf(cx->arena,
                        "%s invites you to look at the playlist %s of %s:\n\n%s/playlists/shared/%s\n%s%s\n",
                        words.author, words.playlist, words.project ? words.project : "the studio",
                        cx->conf->public_url, s->token, invite->message ? "\n" : "",
                        invite->message ? invite->message : "");
    TRY(outbox_mail_each(cx,
                         &(struct outbox_new){ .topic   = "share",
                                               .subject = subject_of(cx, &words),
                                               .text    = text },
                         to.to, to.n, &added));
    *sent   = to.to;
    *n      = to.n;
    *mailed = added > 0;
    return 0;
}

/* ---- clients ---- */

int playlist_tell_clients(struct cx *cx, const struct playlist_ready *r, bool *mailed)
{
    static const char sql[] =
        "SELECT p.id FROM project_person_link l JOIN person p ON p.id = l.person_id"
        " WHERE l.project_id = ? AND p.active AND NOT p.is_bot"
        " AND COALESCE(l.role COLLATE utf8mb4_bin, p.role) = 'client' AND (? OR p.studio_id = ?)"
        " AND (? OR EXISTS (SELECT 1 FROM department_link d WHERE d.person_id = p.id"
        " AND d.department_id = ?)) ORDER BY p.id";
    struct words  words   = { .author = NULL };
    struct id_set clients = { .n = 0 }, none = { .n = 0 };
    struct names  names   = { .n = 0 };
    struct notice notice  = { .type = "playlist-ready", .mention = "mention", .author_id = r->person_id,
                              .playlist_id = r->playlist_id };
    struct ids    ids;
    char          playlist[UUID_TEXT], project[UUID_TEXT];
    TRY(words_get(cx, r->playlist_id, r->person_id, &words));
    TRY(db_ids(cx, sql,
               ARGS(ARG(words.project_id), ARG(uuid_is_nil(r->studio_id)), ARG(r->studio_id),
                    ARG(uuid_is_nil(r->department_id)), ARG(r->department_id)),
               &ids));
    id_set_join(cx, &clients, ids);
    TRY(names_of_mailed(cx, &clients, &names));
    uuid_format(r->playlist_id, playlist);
    uuid_format(words.project_id, project);
    notice.project_id = words.project_id;
    notice.subject    = subject_of(cx, &words);
    notice.text       = arena_printf(cx->arena, "%s: the playlist %s is ready to be looked at:\n\n"
                                                "%s/productions/%s/playlists/%s\n",
                                     words.author, words.playlist, cx->conf->public_url, project, playlist);
    return notices_add(cx, &notice, &clients, &none, &names, mailed);
}
