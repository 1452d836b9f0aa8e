/*
 * own.h - a database and a state folder of a test's own, on the server at
 * DAILIES_TEST_DB_SOCKET, where the operating system user may make databases.
 */
#ifndef T_DB_OWN_H
#define T_DB_OWN_H
#include "model/base/conf.h"
#include "model/db/db.h"

enum { OWN_SKIP = 77 }; /* exit status of a test that cannot run here */

extern struct conf own_conf;

/* Makes and migrates it. Ends the process with OWN_SKIP when no server was named. */
void own_begin(const char *program);
void own_end(void);
/* A connection and an arena; own_close gives them back. */
struct cx own_open(void);
void      own_close(struct cx *cx);
/* One number by a statement without arguments; 0 if there is no row. Fails the test otherwise. */
int64_t own_number(struct cx *cx, const char *sql);
/* One text; NULL if there is no row or it is NULL. */
const char *own_text(struct cx *cx, const char *sql);
/* Statements that this connection has executed, this question among them. */
int64_t     own_executed(struct cx *cx);
void        own_do(struct cx *cx, const char *sql, const struct arg *args, size_t nargs);
/* A person and a project of that person. */
struct uuid own_person(struct cx *cx);
struct uuid own_project(struct cx *cx, struct uuid owner_id);
/* The program in a folder beside the test's: own_program("fake/media"). */
const char *own_program(const char *name);
#endif
