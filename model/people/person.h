/*
 * person.h - people: the one user table of all families.
 *
 * Errors: E_INVALID (a rule over a value), E_CONFLICT (address taken), E_NOT_FOUND.
 * Memory: of the arena.
 */
#ifndef PERSON_H
#define PERSON_H
#include "model/res/res.h"

struct person {
    struct row  row;
    const char *first_name, *last_name, *email, *phone, *country, *contract_type;
    bool        active, archived;
    struct date last_presence;
    const char *password, *desktop_login;
    int64_t     login_failed_attemps;
    struct utc  last_login_failed;
    bool        totp_enabled;
    const char *totp_secret;
    bool        email_otp_enabled;
    const char *email_otp_secret;
    bool        fido_enabled;
    struct json fido_credentials, otp_recovery_codes;
    const char *preferred_two_factor_authentication;
    int64_t     shotgun_id;
    const char *timezone, *locale;
    bool        use_12_hour_clock;
    const char *display_date_format;
    struct json data;
    const char *role, *position, *seniority;
    int64_t     daily_salary;
    bool        has_avatar, notifications_enabled;
    bool        notifications_slack_enabled;
    const char *notifications_slack_userid;
    bool        notifications_mattermost_enabled;
    const char *notifications_mattermost_userid;
    bool        notifications_discord_enabled;
    const char *notifications_discord_userid;
    bool        is_bot, is_guest;
    const char *jti;
    struct date expiration_date;
    bool        is_generated_from_ldap;
    const char *ldap_uid;
    struct uuid studio_id;
    struct ids  departments;
    const char *full_name;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    person_shape;
extern const struct resource person_res;
/* The same, read as a whole by everybody: for oneself and managers. */
extern const struct resource person_whole_res;

/* The program itself, for what an administrator does on the server. */
extern const struct actor actor_system;

/* Is the text a role? */
bool person_is_role(const char *text);
/* By address (any case); bots have none. */
int person_by_email(struct cx *cx, const char *email, struct person *p, bool *found) MUST_USE;
/* The rule over new passwords, and the hash to store. */
int person_hash_password(struct cx *cx, const char *password, const char **hash) MUST_USE;
/* The same of a password that was typed twice: E_INVALID when the two texts differ. */
int person_new_password(struct cx *cx, const char *password, const char *again,
                        const char **hash) MUST_USE;
/* Belongs into a transaction: a new password forgets failed logins, ends all sessions but
 * `kept` (NULL: none is kept) and all links to set one, and is told by mail to who has an
 * address. mail_id: see outbox_new. E_NOT_FOUND. */
int person_store_password(struct cx *cx, struct uuid id, const char *hash, const char *kept,
                          struct uuid mail_id) MUST_USE;
/* All of it, in a transaction of its own. */
int person_set_password(struct cx *cx, struct uuid id, const char *password) MUST_USE;
/* Sets another's password, with the rules over who may: administrators of those who have none
 * or are none themselves, unless the settings protect the account. E_INVALID when the two texts
 * differ. kept: see above. */
int person_change_password(struct cx *cx, const struct actor *who, struct uuid id,
                           const char *password, const char *again, const char *kept) MUST_USE;
/* May the actor change how that person signs in? The rules of the one above. */
int person_may_reset(struct cx *cx, const struct actor *who, struct uuid id) MUST_USE;
/* One's own, saying the old one: *is_right and *locked tell why nothing was changed. */
int person_change_own_password(struct cx *cx, struct uuid id, const char *old,
                               const char *password, const char *again, const char *kept,
                               bool *is_right, bool *locked) MUST_USE;

/* The account's own token, for programs. A new one ends the one before. */
struct program_token {
    struct row  row;
    bool        is_bot;
    struct date expiration_date; /* unless null: its last day */
};
extern const struct shape program_token_shape;
int person_new_program_token(struct cx *cx, struct uuid id, const char *jti,
                             struct program_token *token) MUST_USE;

struct person_line { /* for the list of `dailies user list` */
    struct row  row;
    const char *email, *first_name, *last_name, *role;
    bool        active, is_bot, has_password;
    struct uuid id;
};
int person_lines(struct cx *cx, struct person_line **lines, size_t *n) MUST_USE;

/* The person as she sees herself (no secrets), as a JSON object, with the ids of departments.
 * with_devices: the names of security keys too. */
int person_write(struct cx *cx, struct uuid id, bool with_devices, struct out *o) MUST_USE;

int organisation_name(struct cx *cx, const char **name) MUST_USE;
/* Are colours dark at first? */
int organisation_is_dark(struct cx *cx, bool *is) MUST_USE;
extern const struct shape    organisation_shape;
extern const struct resource organisation_res;
/* The studio: one row. with_secrets: chat tokens too. */
int organisation_write(struct cx *cx, bool with_secrets, struct out *o) MUST_USE;
#endif
