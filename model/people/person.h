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

/* The program itself, for what an administrator does on the server. */
extern const struct actor actor_system;

/* Is the text a role? */
bool person_is_role(const char *text);
/* By address (any case); bots have none. */
int person_by_email(struct cx *cx, const char *email, struct person *p, bool *found) MUST_USE;
/* The rule over new passwords, and the hash to store. */
int person_hash_password(struct cx *cx, const char *password, const char **hash) MUST_USE;
/* A new password; forgets failed logins. E_NOT_FOUND. */
int person_set_password(struct cx *cx, struct uuid id, const char *password) MUST_USE;
/* Sets another's password, with the rules over who may: administrators of those who have none
 * or are none themselves. E_INVALID when the two texts differ. */
int person_change_password(struct cx *cx, const struct actor *who, struct uuid id,
                           const char *password, const char *again) MUST_USE;

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

/* The studio: one row. with_secrets: chat tokens too. */
int organisation_write(struct cx *cx, bool with_secrets, struct out *o) MUST_USE;
#endif
