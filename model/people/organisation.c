/* organisation.c - the studio's one row. */
#include "model/db/db.h"
#include "model/people/person.h"
#include "model/track/event.h"

struct organisation {
    struct row  row;
    const char *name;
    double      hours_by_day;
    bool        has_avatar, use_original_file_name, timesheets_locked, format_duration_in_hours;
    bool        hd_by_default;
    const char *chat_token_slack, *chat_webhook_mattermost, *chat_token_discord;
    bool        dark_theme_by_default;
    struct uuid id;
    struct utc  created_at, updated_at;
};
#define ROW struct organisation
// clang-format off
#define OWN  (READ | WRITE | FIND | LOOSE)
#define CHAT (OWN | STAFF | NULLS)
static const struct field organisation_fields[] = {
    FIELD(name, OWN | NEED, .max = 80, .doc = "Name of the studio."),
    FIELD(hours_by_day, OWN, .doc = "Working hours of a day."),
    FIELD(has_avatar, OWN | NULLS, .doc = "Is there a logo."),
    FIELD(use_original_file_name, OWN | NULLS, .doc = "Downloads keep the name of the upload."),
    FIELD(timesheets_locked, OWN | NULLS, .doc = "Are past time sheets closed."),
    FIELD(format_duration_in_hours, OWN | NULLS, .doc = "Shows durations in hours."),
    FIELD(hd_by_default, OWN | NULLS, .doc = "Shows movies in full size at first."),
    FIELD(chat_token_slack, CHAT, .max = 80, .doc = "Secret for Slack."),
    FIELD(chat_webhook_mattermost, CHAT, .max = 80, .doc = "Secret address for Mattermost."),
    FIELD(chat_token_discord, CHAT, .max = 80, .doc = "Secret for Discord."),
    FIELD(dark_theme_by_default, OWN | NULLS, .doc = "Dark colours at first."),
    FIELD(id, READ | FIND | KEY | WRITE | IGNORED, .doc = "Stable identifier; ignored when sent."),
    FIELD(created_at, READ | FIND | WRITE | IGNORED, .doc = "When the row was made; ignored when sent."),
    FIELD(updated_at, READ | FIND | WRITE | IGNORED, .doc = "When it was changed last; ignored when sent."),
};
// clang-format on
const struct shape organisation_shape = SHAPE(ROW, organisation_fields, .name = "Organisation", .typed = true);
#undef ROW

static int organisation_may(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                            enum verb verb, UNUSED const void *row)
{
    return verb == RES_LIST || verb == RES_GET || who->is_admin
               ? 0
               : refuse(cx, E_FORBIDDEN, "Only an administrator may do this");
}

static bool organisation_staff(const struct actor *who) { return who->is_admin; }

const struct resource organisation_res = {
    .name   = "organisation",
    .plural = "organisations",
    .table  = "organisation",
    .type   = "Organisation",
    .shape  = &organisation_shape,
    .order  = "t.created_at, t.id",
    .may    = organisation_may,
    .staff  = organisation_staff,
    .after  = event_after,
    .doc    = "The studio itself.",
};

int organisation_write(struct cx *cx, bool with_secrets, struct out *o)
{
    struct actor     who = { .is_admin = with_secrets };
    struct uuid      id;
    bool             found;
    TRY(db_id(cx, "SELECT id FROM organisation ORDER BY created_at, id LIMIT 1", NO_ARGS, &id,
              &found));
    if (found)
        return res_get(cx, &organisation_res, &who, id, false, o);
    out_null(o);
    return 0;
}

struct name_row {
    struct row  row;
    const char *name;
    bool        is_dark;
};
#define ROW struct name_row
static const struct field name_fields[] = {
    FIELD(name, READ, .doc = "Name of the studio."),
    FIELD(is_dark, READ, .doc = "Dark colours at first."),
};
#undef ROW
static const struct shape name_shape = SHAPE(struct name_row, name_fields);

static int first_name_row(struct cx *cx, struct name_row *r)
{
    bool found;
    TRY(db_one(cx,
               "SELECT name, COALESCE(dark_theme_by_default, FALSE) FROM organisation"
               " ORDER BY created_at, id LIMIT 1",
               NO_ARGS, &name_shape, r, &found));
    if (!found)
        *r = (struct name_row){ .name = "Dailies" };
    return 0;
}

int organisation_name(struct cx *cx, const char **name)
{
    struct name_row r = { 0 };
    TRY(first_name_row(cx, &r));
    *name = r.name;
    return 0;
}

int organisation_is_dark(struct cx *cx, bool *is)
{
    struct name_row r = { 0 };
    TRY(first_name_row(cx, &r));
    *is = r.is_dark;
    return 0;
}
