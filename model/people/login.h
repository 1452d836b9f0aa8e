/*
 * login.h - name and password to a person, with lockout.
 *
 * Order: account found, not locked, password, active. A locked account is judged again
 * after the password was checked, so that of many guesses at the same time no more than
 * the allowed number gets an answer.
 * Errors: only of the database; a refusal is an outcome.
 */
#ifndef LOGIN_H
#define LOGIN_H
#include "model/base/field.h"

enum login_outcome {
    LOGIN_OK,
    LOGIN_WRONG,    /* no such account, or another password           */
    LOGIN_LOCKED,   /* too many wrong passwords, even if this is right */
    LOGIN_INACTIVE, /* right password of an account that is not active */
    LOGIN_DEFAULT,  /* right, but it is the password of fresh imports  */
};
struct login {
    enum login_outcome outcome;
    struct uuid        person_id;
    const char        *role;
};

/* name: mail address or workstation login, any case. origin: "web" or "script". Not to be
 * called inside a transaction: checking a password takes long. */
int login_check(struct cx *cx, const char *name, const char *password, const char *address,
                const char *origin, struct login *out) MUST_USE;
#endif
