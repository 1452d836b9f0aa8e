/*
 * login.h - name and password to a person, with lockout.
 *
 * Order: account found, not locked, password, active, second factor. A locked account is judged again
 * after the password was checked, so that of many guesses at the same time no more than
 * the allowed number gets an answer.
 * Errors: only of the database; a refusal is an outcome.
 */
#ifndef LOGIN_H
#define LOGIN_H
#include "model/people/factor.h"

enum login_outcome {
    LOGIN_OK,
    LOGIN_WRONG,    /* no such account, or another password           */
    LOGIN_LOCKED,   /* too many wrong passwords, even if this is right */
    LOGIN_INACTIVE, /* right password of an account that is not active */
    LOGIN_DEFAULT,  /* right, but it is the password of fresh imports  */
    LOGIN_NO_FACTOR,    /* right, and a second factor is wanted too    */
    LOGIN_WRONG_FACTOR, /* ... and the one that was given is not right */
};
struct login_try {
    const char *name; /* mail address or workstation login, any case */
    const char *password, *address;
    const char *origin; /* "web" or "script" */
    struct factor_given factor;
};
struct login {
    enum login_outcome outcome;
    struct uuid        person_id;
    const char        *role, *email; /* email: NULL when there is none */
    int64_t            epoch;        /* of the account when its password was read */
    struct factors     factors;
};

/* Not to be called inside a transaction: checking a password takes long. */
int login_check(struct cx *cx, const struct login_try *t, struct login *out) MUST_USE;

/* What login_check finds out of an account, of one that is known: outcome is not set. E_NOT_FOUND. */
int login_about(struct cx *cx, struct uuid person_id, struct login *out) MUST_USE;

/* For those who are signed in and say a password or a code again: the same count. */
int login_locked(struct cx *cx, struct uuid person_id, bool *locked) MUST_USE;
int login_failed(struct cx *cx, struct uuid person_id) MUST_USE;
/* Is it the person's password? One who has none has no right one. */
int login_password(struct cx *cx, struct uuid person_id, const char *password,
                   bool *is_right) MUST_USE;
/* Has the person to set up a second factor before anything else? */
bool login_wants_setup(const struct cx *cx, const char *email, const struct factors *factors);
#endif
