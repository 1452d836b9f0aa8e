/*
 * signin.h - people who sign in, in a database of a test's own.
 */
#ifndef T_DB_SIGNIN_H
#define T_DB_SIGNIN_H
#include "model/people/login.h"

#define SIGNIN_RP "dailies.example"
enum { SECOND = 1000000 };
extern struct cx cx;

void signin_begin(const char *program);
void signin_end(void);
/* Fails the test unless 0; unless refused for that reason. */
void good(int rc);
void refused(int rc, enum reason why);

/* Their addresses are at example.com. password: NULL for none. */
struct uuid person(const char *name, const char *password);
const char *email_of(const char *name);
/* One number by a statement that ends with the person. */
int64_t number_of(const char *sql, struct uuid id);
/* Does `fn` in several processes at the same time; how many return 1. 2 fails the test. */
int at_once(int (*fn)(struct cx *own, const void *u), const void *u);
/* The line of the last mail to somebody, by topic, that is its code or link; "" when it has none,
 * NULL when there is no mail. */
const char *mailed(const char *name, const char *topic);
enum login_outcome enter(const char *name, const char *password, struct factor_given g);

#define NONE  ((struct factor_given){ 0 })
#define TOTP(code)     ((struct factor_given){ .totp = (code) })
#define MAILED(code)   ((struct factor_given){ .email_otp = (code) })
#define RECOVERY(code) ((struct factor_given){ .recovery_code = (code) })
#define ANSWER(json)   ((struct factor_given){ .key.text = (json) })
#endif
