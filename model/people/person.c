/* person.c - the person descriptor and its rules. */
#include "model/people/person.h"
#include <ctype.h>
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"

static const char *const roles[]     = { "user",   "admin",  "supervisor", "manager",
                                         "client", "vendor", NULL };
static const char *const contracts[] = { "open-ended", "fixed-term", "short-term", "freelance",
                                         "apprentice", "internship", NULL };
static const char *const positions[] = { "supervisor", "lead", "artist", NULL };
static const char *const seniors[]   = { "senior", "mid", "junior", NULL };
static const char *const factors[]   = { "totp", "email_otp", "fido", NULL };

/* In a list, all but the short profile and the address is for administrators (STAFF). */
#define OPEN (READ | FIND | LOOSE)
#define SHUT (READ | FIND | STAFF | LOOSE)
#define ROW struct person
// clang-format off
static const struct field person_fields[] = {
    FIELD(first_name,     OPEN | WRITE | NEED, .max = 80, .doc = "First name."),
    FIELD(last_name,      OPEN | WRITE | NEED, .max = 80, .doc = "Last name."),
    FIELD(email,          OPEN | WRITE | NULLS, .max = 255, .doc = "Address, unique among people; stored in small letters."),
    FIELD(phone,          SHUT | WRITE | NULLS, .max = 30, .doc = "Telephone number."),
    FIELD(country,        SHUT | WRITE | NULLS, .max = 2, .doc = "Country, two letters."),
    FIELD(contract_type,  SHUT | WRITE, .choices = contracts, .doc = "Kind of contract."),
    FIELD(active,         OPEN | WRITE | NULLS, .doc = "May the person sign in."),
    FIELD(archived,       SHUT | WRITE | NULLS, .doc = "Has the person left for good."),
    FIELD(last_presence,  SHUT | WRITE | NULLS, .doc = "Last day on which the person was seen."),
    FIELD(password,       WRITE | SECRET | NULLS, .max = 511, .doc = "New password; stored as a hash and never shown."),
    FIELD(desktop_login,  OPEN | WRITE | NULLS, .max = 80, .doc = "Name on workstations, good for signing in too."),
    FIELD(login_failed_attemps, SECRET | NULLS, .doc = "Wrong passwords in a row."),
    FIELD(last_login_failed, SECRET | NULLS, .doc = "Moment of the last wrong password."),
    FIELD(totp_enabled,   SHUT | NULLS, .doc = "Signs in with time-based codes."),
    FIELD(totp_secret,    SECRET | NULLS, .doc = "Secret of the time-based codes."),
    FIELD(email_otp_enabled, SHUT | NULLS, .doc = "Signs in with codes by mail."),
    FIELD(email_otp_secret, SECRET | NULLS, .doc = "Secret of the codes by mail."),
    FIELD(fido_enabled,   SHUT | NULLS, .doc = "Signs in with a security key."),
    FIELD(fido_credentials, SECRET | NULLS, .doc = "Registered security keys."),
    FIELD(otp_recovery_codes, SECRET | NULLS, .doc = "Hashes of recovery codes."),
    FIELD(preferred_two_factor_authentication, SHUT | NULLS, .choices = factors, .doc = "Second factor that is asked for first."),
    FIELD(shotgun_id,     SHUT | WRITE | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in an imported ShotGrid site."),
    FIELD(timezone,       SHUT | WRITE | NULLS, .max = 50, .doc = "Time zone, as Europe/Paris."),
    FIELD(locale,         SHUT | WRITE | NULLS, .max = 10, .doc = "Language, as en_US."),
    FIELD(use_12_hour_clock, SHUT | WRITE | NULLS, .doc = "Shows times from 1 to 12."),
    FIELD(display_date_format, SHUT | WRITE | NULLS, .max = 20, .doc = "How days are shown."),
    FIELD(data,           READ | WRITE | NULLS | STAFF, .max = 65536, .doc = "Free metadata."),
    FIELD(role,           OPEN | WRITE, .choices = roles, .doc = "Role in the whole studio."),
    FIELD(position,       SHUT | WRITE | NULLS, .choices = positions, .doc = "Position in the team."),
    FIELD(seniority,      SHUT | WRITE | NULLS, .choices = seniors, .doc = "Seniority."),
    FIELD(daily_salary,   SHUT | WRITE | NULLS, .min = 0, .max = INT32_MAX, .doc = "Salary of a day."),
    FIELD(has_avatar,     OPEN | WRITE | NULLS, .doc = "Is there a picture of the person."),
    FIELD(notifications_enabled, SHUT | WRITE | NULLS, .doc = "Wants notifications by mail."),
    FIELD(notifications_slack_enabled, SHUT | WRITE | NULLS, .doc = "Wants notifications by Slack."),
    FIELD(notifications_slack_userid, SHUT | WRITE | NULLS, .max = 60, .doc = "Name at Slack."),
    FIELD(notifications_mattermost_enabled, SHUT | WRITE | NULLS, .doc = "Wants notifications by Mattermost."),
    FIELD(notifications_mattermost_userid, SHUT | WRITE | NULLS, .max = 60, .doc = "Name at Mattermost."),
    FIELD(notifications_discord_enabled, SHUT | WRITE | NULLS, .doc = "Wants notifications by Discord."),
    FIELD(notifications_discord_userid, SHUT | WRITE | NULLS, .max = 60, .doc = "Name at Discord."),
    FIELD(is_bot,         OPEN | WRITE, .doc = "Is it a program's account."),
    FIELD(is_guest,       SHUT | WRITE, .doc = "Is it a reviewer without an account."),
    FIELD(jti,            SECRET | NULLS, .doc = "Identifier of the program's token."),
    FIELD(expiration_date, SHUT | WRITE | NULLS, .doc = "Last day of the account's own token."),
    FIELD(is_generated_from_ldap, SHUT | WRITE | NULLS, .doc = "Comes from the directory."),
    FIELD(ldap_uid,       SHUT | WRITE | NULLS, .max = 60, .doc = "Name in the directory."),
    FIELD(studio_id,      OPEN | WRITE | NULLS, .doc = "Studio that the person works for."),
    FIELD(departments,    OPEN | WRITE, .ref = "department", .doc = "Departments that the person belongs to."),
    FIELD(full_name,      OPEN, .column = "(TRIM(CONCAT(t.first_name, ' ', t.last_name)))", .doc = "First and last name."),
    FIELD(id,             OPEN | KEY | WRITE | IGNORED, .doc = "Stable identifier; ignored when sent."),
    FIELD(created_at,     SHUT | WRITE | IGNORED, .doc = "When the row was made; ignored when sent."),
    FIELD(updated_at,     SHUT | WRITE | IGNORED, .doc = "When it was changed last; ignored when sent."),
};
static const struct link person_links[] = {
    { "departments", "department_link", "person_id", "department_id", "department", false },
};
// clang-format on
const struct shape person_shape = SHAPE(ROW, person_fields, .name = "Person", .typed = true);
#undef ROW

const struct actor actor_system = { .role = "admin", .is_admin = true };

static int person_may(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                      enum verb verb, const void *row)
{
    const struct person *p = row;
    if (verb == RES_LIST || verb == RES_GET || who->is_admin ||
        (verb == RES_UPDATE && uuid_equal(p->id, who->id)))
        return 0;
    return refuse(cx, E_FORBIDDEN, "Only an administrator may do this");
}

static bool everybody(const struct actor *who)
{
    (void)who;
    return true;
}

static bool person_staff(const struct actor *who) { return who->is_admin; }

/* One @ with something on both sides, and nothing that breaks a mail header. */
static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');
    if (!at || at == text || !at[1] || strchr(at + 1, '@'))
        return false;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f || strchr(",;<>()\"\\", *c))
            return false;
    return true;
}

static int email_rule(struct cx *cx, struct person *p)
{
    const char *text;
    size_t      n;
    char       *lower;
    if (!IS_SET(&person_shape, p, email))
        return 0;
    text = p->email;
    n    = strlen(text);
    text_trim(&text, &n);
    if (n == 0) {
        SET_NULL(&person_shape, p, email);
        return 0;
    }
    lower = arena_copy(cx->arena, text, n);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    if (!is_address(lower))
        return refuse_field(cx, E_INVALID, "email", "email: must be a mail address");
    p->email = lower;
    return 0;
}

/* A column that is unique may be null any number of times, but empty only once. */
static void empty_is_null(struct person *p)
{
    if (IS_SET(&person_shape, p, desktop_login) && !*p->desktop_login)
        SET_NULL(&person_shape, p, desktop_login);
    if (IS_SET(&person_shape, p, ldap_uid) && !*p->ldap_uid)
        SET_NULL(&person_shape, p, ldap_uid);
}

/* What is dropped of a change, without a word. */
static void drop_protected(const struct actor *who, struct person *p)
{
#define DROP(m) field_unmark(&person_shape, p, offsetof(struct person, m))
    DROP(password);
    if (who->is_admin)
        return;
    DROP(role);
    DROP(departments);
    DROP(active);
    DROP(archived);
    DROP(is_bot);
    DROP(is_guest);
    DROP(studio_id);
    DROP(is_generated_from_ldap);
    DROP(ldap_uid);
    DROP(last_presence);
#undef DROP
}

static int person_before(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                         enum verb verb, const void *old,
                         void *row)
{
    struct person *p = row;
    (void)old;
    if (verb == RES_DELETE)
        return 0;
    if (verb == RES_UPDATE)
        drop_protected(who, p);
    /* A program signs in with its token alone. */
    if (verb == RES_CREATE && IS_SET(&person_shape, p, is_bot) && p->is_bot)
        SET_NULL(&person_shape, p, password);
    TRY(email_rule(cx, p));
    empty_is_null(p);
    if (IS_SET(&person_shape, p, password))
        TRY(person_hash_password(cx, p->password, &p->password));
    return 0;
}

// clang-format off
#define PERSON(reads_all)                                                                      \
    .name   = "person",                                                                        \
    .plural = "persons",                                                                       \
    .table  = "person",                                                                        \
    .type   = "Person",                                                                        \
    .shape  = &person_shape,                                                                   \
    .order  = "t.created_at, t.id",                                                            \
    .links  = person_links,                                                                    \
    .nlinks = COUNT(person_links),                                                             \
    .may    = person_may,                                                                      \
    .before = person_before,                                                                   \
    .after  = event_after,                                                                     \
    .doc    = "People and their accounts.",                                                    \
    .staff  = (reads_all)
// clang-format on
const struct resource person_res = { PERSON(person_staff) };
const struct resource person_whole_res = { PERSON(everybody) };

bool person_is_role(const char *text)
{
    size_t i = 0;
    while (roles[i] && strcmp(roles[i], text) != 0)
        i++;
    return roles[i] != NULL;
}

/* ---- reading ---- */

int person_by_email(struct cx *cx, const char *email, struct person *p, bool *found)
{
    struct uuid id;
    TRY(db_id(cx, "SELECT id FROM person WHERE human_email = ?", ARGS(ARG(email)), &id, found));
    return *found ? res_load(cx, &person_res, id, p, found) : 0;
}

#define ROW struct person_line
static const struct field line_fields[] = {
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(first_name, READ, .doc = "First name."),
    FIELD(last_name, READ, .doc = "Last name."),
    FIELD(role, READ, .doc = "Role."),
    FIELD(active, READ, .doc = "May sign in."),
    FIELD(is_bot, READ, .doc = "Is a program."),
    FIELD(has_password, READ, .doc = "Has a password."),
    FIELD(id, READ, .doc = "Identifier."),
};
#undef ROW
static const struct shape line_shape = SHAPE(struct person_line, line_fields);

int person_lines(struct cx *cx, struct person_line **lines, size_t *n)
{
    return db_all(cx,
                  "SELECT email, first_name, last_name, role, COALESCE(active, FALSE), is_bot,"
                  " password IS NOT NULL, id FROM person ORDER BY email, id",
                  NO_ARGS, &line_shape, lines, n);
}

/* Credentials are a JSON list of objects with a device_name each. */
static void write_devices(struct cx *cx, const struct json *credentials, struct out *o)
{
    const char         *text = credentials->text ? credentials->text : "null";
    struct json_object *list = NULL;
    (void)!json_read(cx->arena, text, strlen(text), &list);
    out_array(o);
    for (size_t i = 0;
         json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i), *name;
        if (json_object_is_type(one, json_type_object) &&
            json_object_object_get_ex(one, "device_name", &name))
            out_str(o, json_object_get_string(name));
    }
    out_array_end(o);
}

int person_write(struct cx *cx, struct uuid id, bool with_devices, struct out *o)
{
    struct person p = { 0 };
    bool          found;
    TRY(res_load(cx, &person_res, id, &p, &found));
    if (!found)
        return refuse(cx, E_TOKEN_REVOKED, "The account is gone");
    out_object(o);
    out_members(o, &person_shape, &p);
    if (with_devices) {
        out_key(o, "fido_devices");
        write_devices(cx, &p.fido_credentials, o);
    }
    OUT_STR(o, "type", person_res.type);
    out_object_end(o);
    return 0;
}
