/*
 * web.h - the request as handlers see it, the route table's row, the family.
 *
 * Data flows one way: request, router, auth, parameters, admit, handler, answer.
 * Stands on model/base. What the edge needs from above (persons, rights,
 * transactions, the store) comes as functions in `struct hooks`.
 *
 * Errors: a handler returns 0, or a negative reason; then what it has written is
 *         thrown away and cx.err is sent in the shape of the route's family.
 * Memory: of one request, in rq->cx.arena.
 */
#ifndef WEB_H
#define WEB_H
#include "model/base/out.h"

enum method { M_UNSET, GET, HEAD, POST, PUT, PATCH, DELETE, METHODS };
enum auth { /* unset never builds */
    AUTH_UNSET,
    PUBLIC,
    OPTIONAL,   /* whoever says who they are is known; nobody may come too */
    LOGGED_IN,  /* any acceptable credential                    */
    PERSON,     /* ... but not a program's                      */
    ADMIN,      /* ... of an administrator                      */
    REFRESH,    /* a refresh token, and nothing else            */
};
enum right { R_NONE, SEES, CHANGES };

enum { /* route flags */
    TX         = 1 << 0, /* run inside a transaction, which may be repeated      */
    LIST       = 1 << 1, /* the answer is an array of `out`                      */
    STRICT     = 1 << 2, /* JSON body wanted: 415 for others, 400 when unreadable;
                            unknown names are 400                                */
    BODYLESS   = 1 << 3, /* a body is not read                                   */
    HIDDEN     = 1 << 4, /* not in the API document                              */
    BULK       = 1 << 5, /* waits or takes large bodies: belongs to the bulk pool */
    RAW        = 1 << 6, /* the handler reads the body itself, by rq_read        */
    FORM       = 1 << 7, /* the body is a form and nothing else; a field that is
                            empty is as if it were not sent                     */
    SLASH      = 1 << 8, /* the API document's path ends in a slash: clients are
                            made of it that compare paths as texts              */
    PARTIAL    = 1 << 9, /* a change: nothing is needed or has a default, unknown names
                            are ignored                                          */
    SETUP      = 1 << 10, /* good enough for it is a token of somebody who has yet to set up a
                            second factor                                       */
    ALONE      = 1 << 11, /* the JSON body is the value of the one field with WRITE */
};

struct rq;
struct route;
struct resource;
struct job;

struct need { /* a row named by a capture, loaded and its right checked before the handler */
    const char *param;
    int (*load)(struct rq *rq, struct uuid id, enum right right); /* sets rq->subject */
    enum right right;
};

struct route {
    enum method         method;
    const char         *path; /* "/projects/:project_id", without a slash at the end */
    enum auth           auth;
    struct need         need;
    const struct shape *in;  /* parsed into rq->args                             */
    const struct shape *out; /* documented                                       */
    int (*run)(struct rq *rq);
    /* Asked when parameters are wrong, before that is said: who may not come, or asks for what is
     * not there, learns only this. */
    int (*first)(struct rq *rq);
    /* For what a job does: run() adds the job inside the transaction and sets rq->job; this
     * answers once it has succeeded. */
    int (*finish)(struct rq *rq, const struct job *job);
    uint16_t           status; /* 0: 200 */
    uint16_t           flags;
    const enum reason *errors; /* E_NONE-ended: what it may answer beyond the usual */
    const char        *raw;    /* of a RAW route: MIME type of the body, for the document */
    const char        *gives;  /* MIME type of an answer that is no JSON, for the document */
    const char        *id;     /* operation's name in the document; NULL: of method and path */
    const struct resource *resource; /* of a route that is the same for all of them */
    const char        *doc;
};

struct schema { /* JSON Schema with a name in the API document */
    const char *name, *json;
};

struct family {
    const char        *name, *doc;
    const char *const *prefixes; /* paths that are its own even when unknown, NULL-ended */
    void (*error)(struct rq *rq); /* answers rq->cx.err */
    int (*status)(enum reason why); /* HTTP status of a reason here */
    /* For the document: */
    const char *error_schema; /* JSON Schema of an error's body, named after the family */
    const char *error_type;   /* its MIME type; NULL: application/json */
    /* Another schema's name for the errors of a status, NULL for the family's; "": no body. */
    const char *(*error_name)(int status);
    const struct schema       *schemas; /* written out; up to one without a name, or NULL */
    const struct schema       *security; /* how its callers say who they are; NULL: "bearer" */
    const struct shape *const *shapes;  /* named ones that routes only refer to; NULL-ended, or NULL */
    bool            tag_of_path; /* operations are grouped by what is behind the prefix, not by family */
    enum time_style time;
    bool            idempotency_key; /* honours Idempotency-Key on POST, PUT, DELETE */
    bool            token_header;    /* takes credentials from the header `token` too */
    /* A JSON body is read before credentials are judged, and what it holds never comes from the
     * query: the order and the places of Python's servers. Only QUERY fields and those of
     * requests without a body come from the query. Of a parameter that comes several times the
     * last counts; faults are in the order of places and of the table. */
    bool            body_first;
    bool            lax2;            /* values are read as pydantic 2 does: see field.h */
    bool            no_challenge;    /* 401 without WWW-Authenticate */
    bool            path_is_known;   /* what cannot be in a path is not found */
    bool            lenient;         /* without STRICT and ALONE, a body that cannot be read says
                                        nothing; GET may come with a form; of a parameter that comes
                                        several times in the query the first counts */
    bool            cors;            /* for pages of conf->cors_origin */
    bool            head_apart;      /* HEAD is no GET without its body, but a method of its own */
    bool            method_override; /* honours X-HTTP-Method-Override on POST */
    /* Answers OPTIONS on a path of its own, whose methods are `allow`; NULL: 200 and Allow. */
    void (*options)(struct rq *rq, const char *allow);
};

struct route_list {
    const struct family *family;
    const struct route  *routes;
    size_t               count;
};

enum token_kind { TOKEN_NONE, TOKEN_PERSONAL, TOKEN_ACCESS, TOKEN_REFRESH };
struct caller { /* who asks; kind TOKEN_NONE: nobody */
    enum token_kind kind;
    struct uuid     id;
    const char     *role, *email;
    bool            is_admin, is_bot;
    bool            is_restricted; /* has yet to set up a second factor */
    const char     *jti, *refresh_jti; /* of a JWT */
    int64_t         epoch;             /* of the account: tokens of an older one are refused */
    int64_t         exp;               /* of a JWT, seconds since 1970 */
};

enum { CAPTURES = 4, HEADERS = 12, FRESH_IDS = 4 };
struct capture {
    const char *name, *value;
    size_t      len;
};
enum place { IN_PATH, IN_QUERY, IN_HEADER, IN_BODY };
struct wrong { /* one thing that is wrong with a parameter */
    const char  *field; /* NULL: the query or the body as a whole */
    enum place   place;
    int          rank;  /* of the field in the table */
    struct fault fault; /* what, and where in the field */
};

struct response {
    int         status;
    const char *name[HEADERS], *value[HEADERS];
    size_t      headers;
    struct out  out;
    bool        started; /* headers are on their way: nothing can be taken back */
    bool        held;    /* the body is kept whole, so that it can be stored     */
    bool        empty;   /* no body, no content type */
};

struct io; /* the FastCGI side of a request, known to request.c alone */
struct rq {
    struct cx                  cx;
    const struct site         *site;
    const struct route        *route;
    const struct family       *family;
    enum method                method;
    bool                       asks_options; /* OPTIONS; method is M_UNSET then */
    const char                *path, *query, *content_type, *request_id;
    int64_t                    content_length; /* -1: not known */
    struct capture             capture[CAPTURES];
    size_t                     captures;
    struct caller              caller;
    void                      *args, *subject;
    struct wrong              *wrong;
    size_t                     wrongs, wrong_room;
    char                       body_sha256[65]; /* of what came; parts without their frame */
    const char                *body_text;       /* of a body_first family; NULL: not read */
    size_t                     body_len;
    struct json_object        *body; /* what it says; NULL: nothing came, or null, or no JSON */
    bool                       body_is_json;
    struct uuid                fresh_id[FRESH_IDS]; /* for new rows, see rq_uuid */
    size_t                     fresh_ids;
    struct uuid                job;
    bool                       has_job;
    int64_t                    retry_after_s; /* said with a refusal, unless 0 */
    /* Run when the answer is sent and the connection closed: what a client shall not be able to
     * measure. Neither headers nor the body can be read any more. */
    void                     (*later)(struct rq *rq);
    void                      *later_args;
    struct response            response;
    struct io                 *io;
    int64_t                    body_read;
};

/* What the programs supply. */
struct hooks {
    /* Fill rq->caller from the credential text; E_TOKEN_*, E_INACTIVE, E_UNAUTHENTICATED. */
    int (*authenticate)(struct rq *rq, const char *credential, bool refresh);
    /* Run the route's handler: transaction, Idempotency-Key, jobs. */
    int (*perform)(struct rq *rq);
    /* A file that comes with the request, in pieces; the limit is in bytes. part: its name in the
     * form. *to: the one before, or NULL; then this one. */
    int (*file_begin)(struct rq *rq, const char *part, const char *file_name, const char *type,
                      struct upload **to);
    int (*file_data)(struct rq *rq, struct upload *file, const char *bytes, size_t n);
    int (*file_end)(struct rq *rq, struct upload *file, char sha256[65]);
};

struct tree;
struct site { /* all that does not change between requests */
    const struct route_list *const *lists; /* NULL-ended */
    struct tree                    *tree;
    const struct hooks             *hooks;
    const struct conf              *conf;
};

/* ---- router.c ---- */
struct tree *tree_build(const struct route_list *const *lists); /* ends the process on a bad table */
void         tree_free(struct tree *t);
/* Finds the route; fills rq->route, family, captures. E_NOT_FOUND, E_METHOD (Allow is set). A
 * slash at the end never matters. HEAD finds the route of GET unless the family has it apart. */
int                  route_find(struct rq *rq) MUST_USE;
/* By the longest prefix. */
const struct family *family_of(const struct site *site, const char *path);
const char          *method_name(enum method m);
/* NULL, or what is wrong with the route's row. */
const char *route_fault(const struct route *r);

/* ---- request.c ---- */
const char *rq_header(struct rq *rq, const char *name); /* NULL when absent; may be empty */
const char *rq_remote(struct rq *rq);                   /* address of the client */
/* Next piece of the body; *n 0 at its end. Counts rq->body_read. E_BAD_BODY when it broke off. */
int rq_read(struct rq *rq, char *to, size_t cap, size_t *n) MUST_USE;
/* Value of a cookie, in the arena; NULL when absent. */
const char *rq_cookie(struct rq *rq, const char *name);

/* ---- watch.c ---- */
/* From now to rq_watch_end, `stop` is asked a few times a second, in a signal handler: it does
 * nothing but what signal-safety(7) allows. When it says yes, the body ends as if the client
 * were gone; rq_read that waits for it returns. */
void rq_watch(struct rq *rq, bool (*stop)(void *u), void *u);
void rq_watch_end(void);

/* ---- response.c ---- */
/* Begin an answer with a JSON body; forgets what an earlier one had. */
struct out *reply(struct rq *rq, int status);
void        reply_empty(struct rq *rq, int status);
void        reply_header(struct rq *rq, const char *name, const char *value);
/* Another body than JSON: set the type, then write with out_bytes. */
struct out *reply_typed(struct rq *rq, int status, const char *type);
/* nginx sends the file at this internal path, with Range and ETag. */
void reply_file(struct rq *rq, const char *internal_path, const char *type);
/* Keep the body whole (it will be stored). */
void reply_hold(struct rq *rq);
void reply_send(struct rq *rq); /* what is left; the request is over */

/* ---- params.c ---- */
/* Of a body_first family: reads a JSON body; E_INVALID with one fault of kind FAULT_JSON when it
 * cannot be read as such, E_BAD_BODY when it is no text. */
int params_body(struct rq *rq) MUST_USE;
/* Fills rq->args by rq->route->in: path, headers, query, body. All faults are collected. */
int params_read(struct rq *rq) MUST_USE;
/* Of a route with ALONE: the field that the body is. */
size_t field_alone(const struct shape *s);
/* A fault that a handler finds, beside others: rq_judge then makes E_INVALID of them all. Message
 * in our words; what is there now is looked up in the query or the JSON body. */
#define WITHIN(...)                                                                                \
    (const struct into[]){ __VA_ARGS__ }, COUNT(((const struct into[]){ __VA_ARGS__ }))
#define WHOLE NULL, 0
#define MEMBER(text) { .name = (text) }
#define ENTRY(at) { .index = (int64_t)(at) }
void rq_fault(struct rq *rq, enum place place, enum fault_kind kind, const char *field,
              const struct into *step, size_t steps, const char *fmt, ...) PRINTF(7, 8);
/* 0 when there are no faults. */
int rq_judge(struct rq *rq) MUST_USE;
/* For families that list faults: where there is none, but E_INVALID, it becomes the only one. */
void rq_blame(struct rq *rq);

/* ---- auth.c ---- */
/* Fills rq->caller as the route wants. E_UNAUTHENTICATED and the token reasons; E_FORBIDDEN. */
int auth_check(struct rq *rq) MUST_USE;

/* ---- cors.c ---- */
/* What a page of another origin is told: the origin if it is allowed, else NULL. */
struct cors {
    bool        family_has; /* the family answers such pages: who asks makes a difference */
    const char *origin;
};
void cors_headers(struct rq *rq, struct cors *to);
/* Answers a preflight request; false when it is none, or not for this family. */
bool cors_preflight(struct rq *rq);

/* ---- dispatch.c ---- */
/* The row that the path names (route->need): loads it into rq->subject and checks the right.
 * Called by hooks->perform, inside its transaction if there is one, and behind the look for an
 * answer that was given before. */
int  admit_check(struct rq *rq) MUST_USE;
void dispatch(struct rq *rq);

#define ROUTES(family, table) { &(family), (table), COUNT(table) }
#endif
