/* organisation.c - the studio's one row. */
#include "model/db/db.h"
#include "model/people/person.h"

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
#define MEMBERS(chat)                                                                           \
    FIELD(name, READ, .doc = "Name of the studio."),                                            \
    FIELD(hours_by_day, READ, .doc = "Working hours of a day."),                                \
    FIELD(has_avatar, READ | NULLS, .doc = "Is there a logo."),                                 \
    FIELD(use_original_file_name, READ | NULLS, .doc = "Downloads keep the name of the upload."), \
    FIELD(timesheets_locked, READ | NULLS, .doc = "Are past time sheets closed."),              \
    FIELD(format_duration_in_hours, READ | NULLS, .doc = "Shows durations in hours."),          \
    FIELD(hd_by_default, READ | NULLS, .doc = "Shows movies in full size at first."),           \
    FIELD(chat_token_slack, (chat) | NULLS, .doc = "Secret for Slack."),                        \
    FIELD(chat_webhook_mattermost, (chat) | NULLS, .doc = "Secret address for Mattermost."),    \
    FIELD(chat_token_discord, (chat) | NULLS, .doc = "Secret for Discord."),                    \
    FIELD(dark_theme_by_default, READ | NULLS, .doc = "Dark colours at first."),                \
    FIELD(id, READ | KEY, .doc = "Stable identifier."),                                         \
    FIELD(created_at, READ, .doc = "When the row was made."),                                   \
    FIELD(updated_at, READ, .doc = "When it was changed last."),
// clang-format on
static const struct field open_fields[] = { MEMBERS(SECRET) };
static const struct field full_fields[] = { MEMBERS(READ) };
static const struct shape open_shape    = SHAPE(ROW, open_fields),
                          full_shape    = SHAPE(ROW, full_fields);
#undef ROW

int organisation_write(struct cx *cx, bool with_secrets, struct out *o)
{
    const struct shape *shape = with_secrets ? &full_shape : &open_shape;
    struct organisation org   = { 0 };
    bool                found;
    TRY(db_one(cx,
               "SELECT name, hours_by_day, has_avatar, use_original_file_name, timesheets_locked,"
               " format_duration_in_hours, hd_by_default, chat_token_slack,"
               " chat_webhook_mattermost, chat_token_discord, dark_theme_by_default, id,"
               " created_at, updated_at FROM organisation ORDER BY created_at, id LIMIT 1",
               NO_ARGS, shape, &org, &found));
    if (!found) {
        out_null(o);
        return 0;
    }
    out_object(o);
    out_members(o, shape, &org);
    OUT_STR(o, "type", "Organisation");
    out_object_end(o);
    return 0;
}

struct name_row {
    struct row  row;
    const char *name;
};
#define ROW struct name_row
static const struct field name_fields[] = { FIELD(name, READ, .doc = "Name of the studio.") };
#undef ROW
static const struct shape name_shape = SHAPE(struct name_row, name_fields);

int organisation_name(struct cx *cx, const char **name)
{
    struct name_row r = { 0 };
    bool            found;
    TRY(db_one(cx, "SELECT name FROM organisation ORDER BY created_at, id LIMIT 1", NO_ARGS,
               &name_shape, &r, &found));
    *name = found ? r.name : "Dailies";
    return 0;
}
