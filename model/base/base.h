/*
 * base.h - what every layer stands on: memory, errors, the call context.
 *
 * Stands on libc alone.
 * Errors: a fallible function returns 0, or a negative reason after refuse()
 *         has filled cx->err; the first failure of a request wins.
 * Memory: everything comes from cx->arena and lives until the request ends.
 */
#ifndef BASE_H
#define BASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define AUTO(release) __attribute__((cleanup(release)))
#define NO_RETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))

/*
 * The one list of reasons: C name, HTTP status, stable number (the footage
 * family's "code"), machine word (logs, job records), meaning (documentation).
 * Numbers are never reused or changed.
 */
// clang-format off
#define REASONS(R)                                                                              \
    R(INVALID,          422, 1001, "invalid",          "A parameter is missing or malformed")    \
    R(UNAUTHENTICATED,  401, 1002, "unauthenticated",  "No credentials, or not acceptable ones") \
    R(TOKEN_EXPIRED,    401, 1003, "token_expired",    "The token has expired")                  \
    R(TOKEN_REVOKED,    401, 1004, "token_revoked",    "The token was revoked or is unknown")    \
    R(TOKEN_MALFORMED,  401, 1005, "token_malformed",  "The token cannot be read or verified")   \
    R(TOKEN_KIND,       401, 1006, "token_kind",       "Another kind of token is wanted here")   \
    R(INACTIVE,         401, 1007, "inactive",         "The account is not active")              \
    R(FORBIDDEN,        403, 1008, "forbidden",        "The caller may not do this")             \
    R(NOT_FOUND,        404, 1009, "not_found",        "There is no such thing")                 \
    R(METHOD,           405, 1010, "method",           "The path does not take this method")     \
    R(CONFLICT,         409, 1011, "conflict",         "It contradicts what is there already")   \
    R(TOO_LARGE,        413, 1012, "too_large",        "The body or a part of it is too large")  \
    R(MEDIA_TYPE,       415, 1013, "media_type",       "The body has the wrong content type")    \
    R(BAD_BODY,         400, 1014, "bad_body",         "The body cannot be read")                \
    R(HEADERS,          431, 1015, "headers",          "The headers are too large")              \
    R(TOO_MANY,         429, 1016, "too_many",         "Too many requests; try again shortly")   \
    R(LOCKED,           423, 1017, "locked",           "Somebody else is writing to it")         \
    R(TOO_EARLY,        425, 1018, "too_early",        "It is still being worked on")            \
    R(BAD_REQUEST,      400, 1019, "bad_request",      "A rule of this address is broken")       \
    R(SECOND_FACTOR,    403, 1020, "second_factor",    "A second factor has to be set up first") \
    R(KEY_MALFORMED,    422, 1101, "key_malformed",    "The Idempotency-Key is not a UUID")      \
    R(KEY_REUSED,       422, 1102, "key_reused",       "The Idempotency-Key was used for another request") \
    R(KEY_BUSY,         409, 1103, "key_busy",         "The request with this Idempotency-Key is still running") \
    R(NOT_MEDIA,        422, 1201, "not_media",        "The file is not a media file that can be read") \
    R(NO_VIDEO,         422, 1202, "no_video",         "The file has no video stream")           \
    R(TRUNCATED,        422, 1203, "truncated",        "The file is damaged or cut off beyond use") \
    R(NO_FRAMES,        422, 1204, "no_frames",        "No frame could be decoded")              \
    R(MEDIA_LIMIT,      422, 1205, "media_limit",      "More frames, pixels or time than allowed") \
    R(MEDIA_FAILED,     422, 1206, "media_failed",     "Processing stopped before its end")      \
    R(BAD_ARCHIVE,      422, 1207, "bad_archive",      "The archive is none, or is not accepted")  \
    R(CANCELED,         409, 1301, "canceled",         "The job was canceled")                   \
    R(DISK_FULL,        507, 1401, "disk_full",        "The store has no room left")             \
    R(RETRY,            503, 1501, "retry",            "The database is busy; ask again")        \
    R(UNCERTAIN,        503, 1502, "uncertain",        "The database was lost; ask again")       \
    R(INTERNAL,         500, 1503, "internal",         "Something broke on our side")
// clang-format on
#define R(name, status, number, word, meaning) E_##name,
enum reason { E_NONE, REASONS(R) E_COUNT };
#undef R

struct uuid {
    uint8_t b[16];
};
struct utc { /* a moment: microseconds since 1970, UTC */
    int64_t us;
};
struct date { /* a day: days since 1970-01-01 */
    int64_t days;
};
struct json { /* a JSON value as text, already checked */
    const char *text;
};
struct ids { /* a list of identifiers */
    const struct uuid *v;
    size_t             n;
};
struct rows { /* structs of a described kind, one behind the other */
    const void *v;
    size_t      n;
};
struct one { /* a struct of a described kind, or a text in its place, or neither */
    const void *row;
    const char *text;
};
struct upload; /* a file that came with the request; see store.h */
struct arena;
struct db;
struct conf;

/* What is wrong with a parameter: families word it each in their own way. */
enum fault_kind {
    FAULT_VALUE, /* anything else */
    FAULT_MISSING, FAULT_NULL, FAULT_UNKNOWN,
    FAULT_BOOL, FAULT_INTEGER, FAULT_NUMBER, FAULT_TEXT, FAULT_UUID, FAULT_TIME, FAULT_DATE,
    FAULT_JSON, FAULT_LIST, FAULT_OBJECT, FAULT_FILE, FAULT_URL, FAULT_HOST,
    FAULT_CHOICE, FAULT_PATTERN,
    FAULT_SHORT, FAULT_LONG, FAULT_LOW, FAULT_HIGH, /* beyond err.limit */
};

enum { ERR_STEPS = 6 };
struct into { /* further into a value */
    const char *name;  /* of a member; NULL: an entry of a list ... */
    int64_t     index; /* ... from 0 */
};
struct field;
struct err {
    enum reason     reason;
    enum fault_kind fault; /* of E_INVALID */
    int64_t         limit;
    const struct field *rule;     /* the table's row that a value breaks, or NULL */
    const char     *field;        /* request field at fault, or NULL        */
    struct into     step[ERR_STEPS]; /* where in it, from the outside       */
    size_t          steps;
    char            message[400]; /* for the client: no SQL, no path, no secret */
    const char     *file;         /* for the log                            */
    int             line;
};

/* One of several things that are wrong inside a value. */
struct json_object;
struct fault {
    const char         *message;
    struct into         step[ERR_STEPS]; /* where in the value, from the outside */
    size_t              steps;
    enum fault_kind     kind;
    int64_t             limit;
    const struct field *rule;  /* see struct err */
    struct json_object *input; /* what is there; NULL: null */
};
enum { FAULTS_MOST = 1000 }; /* what is found beyond is not told */
struct faults {
    struct fault *v;
    size_t        n, room;
};

struct cx { /* passed first to everything that can fail   */
    struct arena      *arena;
    struct db         *db;
    const struct conf *conf;
    struct utc         now; /* the one clock of a request                 */
    struct err         err;
    struct faults      found; /* by a reader that looks on after the first; err is one of them */
    bool               lax2;  /* values are read as pydantic 2 reads them: see field_from_*  */
};

/* Record why a call fails and return the negative reason; the first wins.
 * `field` names the request field at fault, or is NULL. */
int refuse_at(struct cx *cx, const char *file, int line, enum reason why, const char *field,
              const char *fmt, ...) PRINTF(6, 7);
static inline int negative(int rc) /* tells the compiler what refuse_at promises */
{
    if (rc >= 0)
        __builtin_unreachable();
    return rc;
}
#define refuse(cx, why, ...)                                                                       \
    negative(refuse_at(cx, __FILE__, __LINE__, why, NULL, __VA_ARGS__))
#define refuse_field(cx, why, field, ...)                                                          \
    negative(refuse_at(cx, __FILE__, __LINE__, why, field, __VA_ARGS__))
/* E_INVALID that says what kind of fault it is. */
int fault_at(struct cx *cx, const char *file, int line, enum fault_kind fault, int64_t limit,
             const char *field, const char *fmt, ...) PRINTF(7, 8);
#define refuse_fault(cx, fault, limit, field, ...)                                                 \
    negative(fault_at(cx, __FILE__, __LINE__, fault, limit, field, __VA_ARGS__))
/* The failure of what is inside a field, told as one of the field: what was err.field, if any,
 * becomes a step behind this one. Steps that do not fit are left out. Returns rc. */
int refuse_within(struct cx *cx, int rc, const char *field, struct into step);
/* For a reader that looks on after a fault: what cx->err says, of a part whose value is `input`,
 * is added to cx->found and forgotten; what was found inside the part since there were `from` is
 * then told as of the part. Returns 0, or rc when it is no fault of a value. */
int fault_keep(struct cx *cx, int rc, size_t from, struct json_object *input) MUST_USE;
/* What was found since there were `from` is one step further inside. */
void faults_within(struct cx *cx, size_t from, struct into step);
/* The only hidden return allowed. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        int rc_ = (call);                                                                          \
        if (rc_ < 0)                                                                               \
            return rc_;                                                                            \
    } while (0)

/* Forget a failure that the caller has dealt with. */
void err_clear(struct cx *cx);

int         reason_status(enum reason why); /* HTTP status; 500 for what is not a reason */
int         reason_number(enum reason why);
const char *reason_word(enum reason why);
const char *reason_meaning(enum reason why);
enum reason reason_by_word(const char *word); /* E_INTERNAL when unknown */
#endif
