/*
 * db.h - prepared statements in, rows out.
 *
 * The only code that includes mysql.h is in this folder. One connection per
 * process, opened on first use and again after a loss; one prepared statement
 * per SQL text and connection, prepared on first use (LRU, 256).
 *
 * Errors: E_CONFLICT for a unique key, E_RETRY when the database is busy or
 *         away before any effect, E_UNCERTAIN when it was lost after a write
 *         was sent, E_INTERNAL for what only a fault of ours can cause.
 * Memory: rows and their texts live in the arena.
 */
#ifndef DB_H
#define DB_H
#include "model/base/field.h"

struct arg {
    enum type type; /* T_NONE: NULL */
    union {
        int64_t     i;
        double      f;
        const char *text;
        struct uuid uuid;
        struct utc  utc;
        struct date date;
    };
};
static inline struct arg arg_bool(bool v) { return (struct arg){ T_I64, { .i = v } }; }
static inline struct arg arg_i64(int64_t v) { return (struct arg){ T_I64, { .i = v } }; }
static inline struct arg arg_f64(double v) { return (struct arg){ T_F64, { .f = v } }; }
static inline struct arg arg_text(const char *v)
{
    return (struct arg){ v ? T_TEXT : T_NONE, { .text = v } };
}
static inline struct arg arg_uuid(struct uuid v) { return (struct arg){ T_UUID, { .uuid = v } }; }
static inline struct arg arg_utc(struct utc v) { return (struct arg){ T_TIME, { .utc = v } }; }
static inline struct arg arg_date(struct date v) { return (struct arg){ T_DATE, { .date = v } }; }
static inline struct arg arg_json(struct json v) { return arg_text(v.text); }
#define ARG(v)                                                                                     \
    _Generic((v), bool: arg_bool, int64_t: arg_i64, double: arg_f64, char *: arg_text,             \
        const char *: arg_text, struct uuid: arg_uuid, struct utc: arg_utc, struct date: arg_date, \
        struct json: arg_json)(v)
#define ARG_NULL ((struct arg){ .type = T_NONE })
/* The value, or NULL unless `given`. */
#define ARG_IF(given, v) ((given) ? ARG(v) : ARG_NULL)
#define ARGS(...) (const struct arg[]){ __VA_ARGS__ }, COUNT(((const struct arg[]){ __VA_ARGS__ }))
#define NO_ARGS NULL, 0

/* Behind a statement that sorts what it found: nobody reads more, and a list that runs away ends. */
#define LIST_ENDS " LIMIT 1000000"

struct db *db_new(const struct conf *conf); /* does not connect yet */
void       db_free(struct db *db);

/* All rows, in an array of `shape->bytes` each. *n is 0 for none. */
int db_all(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
           const struct shape *shape, void *rows, size_t *n) MUST_USE;
/* The first row into *row; *found tells whether there was one. */
int db_one(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
           const struct shape *shape, void *row, bool *found) MUST_USE;
/* The one column of the first row. 0 and nil for NULL and for no row; `found` may be NULL, and so
 * may `n` and `id` where only that matters. */
int db_number(struct cx *cx, const char *sql, const struct arg *args, size_t nargs, int64_t *n,
              bool *found) MUST_USE;
int db_id(struct cx *cx, const char *sql, const struct arg *args, size_t nargs, struct uuid *id,
          bool *found) MUST_USE;
/* SQL of a list of ids that is one argument, a JSON array: `j`, to begin a join with, so that the
 * next table is entered by an index; an id of it; all of them as a set. */
#define SQL_LIST     "JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) j"
#define SQL_LIST_ID  "CAST(j.v AS UUID)"
#define SQL_LIST_SET "(SELECT " SQL_LIST_ID " FROM " SQL_LIST ")"
/* The one column of all rows. */
int db_ids(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
           struct ids *to) MUST_USE;
/* Row by row as they arrive, in constant memory: what a row needed in the arena is given back
 * after fn. No other statement may run before the last row. A negative fn ends it; one that
 * does not say why (an answer that cannot be written) is E_INTERNAL. */
int db_each(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
            const struct shape *shape, int (*fn)(void *u, const void *row), void *u) MUST_USE;
/* A statement without rows. *changed (may be NULL): rows found by it, changed or not. */
int db_do(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
          int64_t *changed) MUST_USE;

enum { TX_ONCE = 0, TX_REPEATABLE = 1 };
/* fn inside BEGIN ... COMMIT, run again on deadlock (1213), lock time-out (1205) and lost
 * connection; so it may have no effects but SQL, and takes its identifiers from outside.
 * When the connection is lost during COMMIT nobody knows the outcome: TX_REPEATABLE runs fn
 * again (it must find out by itself that it was done), otherwise E_UNCERTAIN.
 * Inside a running transaction it just calls fn. */
int  db_tx(struct cx *cx, int flags, int (*fn)(struct cx *cx, void *u), void *u) MUST_USE;
bool db_in_tx(const struct cx *cx);
/* The failure of the last statement was expected and dealt with: clears the error, and the
 * transaction is not run again for it. */
void db_expected(struct cx *cx);
/* Number of times that a transaction had to be run again, since start. */
int64_t db_tx_repeats(const struct db *db);

/* Is the database there? Connects if need be. */
int db_ping(struct cx *cx) MUST_USE;
/* Close an idle connection, so that a long wait holds none. */
void db_rest(struct cx *cx);

/* Apply the files NNNN_*.sql of a folder in order, each once. Holds the lock row, so several
 * machines may do it at once. Every statement of a file must bear being run again.
 * *applied: how many were new. */
int db_migrate(struct cx *cx, const char *folder, int *applied) MUST_USE;
/* Highest version applied; 0 for none. */
int db_version(struct cx *cx, int64_t *version) MUST_USE;
#endif
