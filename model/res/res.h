/*
 * res.h - a resource is data: a table, its fields, and four hooks. One engine
 * lists, reads, makes, changes and removes the rows of all of them.
 *
 * Stands on base and db. SQL is composed of names found in descriptors alone;
 * what a client sends becomes an argument. The same question gives the same
 * text, so that its statement is prepared once per connection.
 *
 * Errors: E_INVALID naming the field (filters and values), E_NOT_FOUND,
 *         E_CONFLICT, E_FORBIDDEN from `may`.
 * Memory: rows and texts live in the arena; lists need the memory of one row.
 */
#ifndef RES_H
#define RES_H
#include "model/base/out.h"

struct arg; /* see db.h */

struct actor { /* on whose behalf something is done */
    struct uuid id;
    const char *role;
    bool        is_admin;
};
enum verb { RES_LIST, RES_GET, RES_CREATE, RES_UPDATE, RES_DELETE };

/* A field of type struct ids: rows of another table that this row is linked with. */
struct link {
    const char *field;         /* of this resource                            */
    const char *table;         /* the link table                              */
    const char *mine, *theirs; /* its columns                                 */
    const char *other;         /* the table whose id `theirs` is              */
    bool        read_only;     /* somebody else's to write, or rows of their own */
};
struct resource;

/* A column of a field is `column`, or its name. A column that begins with a parenthesis is an
 * expression over `t`, which can be read and found but not written. */
struct resource {
    const char         *name;   /* "person": singular, as in routes and events  */
    const char         *plural; /* "persons": the word in /data/persons         */
    const char         *table;
    const char         *type;  /* "Person": the member "type" of its rows; NULL: they have none */
    const char         *noun;  /* "Person" as people read it; NULL: `name` in a sentence of ours */
    const struct shape *shape; /* of the row, with a KEY field `id`            */
    const char         *order; /* of lists without pages                       */
    /* Of a table that grows, the indexes in whose order it is read when all of it is listed: that of
     * `order`, and that of pages, which come latest change first. NULL: it is small. */
    const char         *by_order, *by_page;
    const struct link  *links;
    size_t              nlinks;
    /* May the actor do this? row: the row concerned, as it is to become if it is new; NULL for
     * lists. */
    int (*may)(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
               const void *row);
    /* Does the actor read STAFF fields? NULL: administrators, managers and supervisors do. */
    bool (*staff)(const struct actor *who);
    /* Condition over `t` for the rows that the actor sees; each ? is the actor's id. NULL: all. */
    const char *(*scope)(const struct actor *who);
    /* Rules over a row that is about to be written; `old` is NULL for a new one. */
    int (*before)(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                  const void *old, void *row);
    int (*after)(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                 const void *old, const void *row);
    const void *rules; /* of the area that the resource belongs to; known to its hooks */
    const char *doc;
};

struct res_pair { /* a parameter as the client wrote it */
    const char *name, *value;
    size_t      value_len;
};
struct res_ask {                  /* what a list is asked for */
    const struct res_pair *pairs; /* column=value; names that are no field are ignored */
    size_t                 npairs;
    const char            *fields; /* comma-separated names to keep, or NULL            */
    bool                   relations;
    bool                   paged;
    int64_t                page, limit; /* from 1; 0: 100 */
    bool                   ends;        /* past the last page there is nothing: total 0 */
    bool                   counted;     /* {"data": [...], "count": of all that match} instead: */
    int64_t                skip;        /* `limit` rows behind so many, in the resource's order */
};

/* The rows that the actor sees and that match, as an array; paged: as an envelope with totals. */
int res_list(struct cx *cx, const struct resource *r, const struct actor *who,
             const struct res_ask *ask, struct out *o) MUST_USE;
/* One row as an object. E_NOT_FOUND, or what `may` says of reading it. */
int res_get(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
            bool relations, struct out *o) MUST_USE;
/* Rows by a condition of ours over `t`, as an array, whoever asks. */
struct res_where {
    const char       *sql; /* behind WHERE */
    const struct arg *args;
    size_t            nargs;
    const char       *order;  /* NULL: the resource's */
    const char       *index;  /* by which the rows come in that order; NULL: the database chooses */
    const char       *end;    /* behind the order; NULL: LIST_ENDS */
    const char       *fields; /* as in struct res_ask */
    bool              relations, staff;
    const char       *type; /* NULL: the resource's */
    int64_t           page, limit; /* page from 1: an envelope as of res_list, with `ends`; else all */
    /* More members of each row's object. */
    void (*more)(void *u, const void *row, struct out *o);
    void *u;
};
/* The members of an envelope behind its data. Past the end the total is 0. */
void res_page_end(struct out *o, int64_t total, int64_t page, int64_t limit, bool ends);
int res_where(struct cx *cx, const struct resource *r, const struct res_where *where,
              struct out *o) MUST_USE;
/* One row as an object, whoever asks. E_NOT_FOUND. */
int res_show(struct cx *cx, const struct resource *r, struct uuid id, bool relations,
             struct out *o) MUST_USE;
/* One row as an object, for who has just written it and may so see it. */
int res_written(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
                bool relations, struct out *o) MUST_USE;
/* That there is none: E_NOT_FOUND. */
int res_absent(struct cx *cx, const struct resource *r) MUST_USE;
/* May the actor do this with the row? E_NOT_FOUND, or what `may` says. */
int res_may(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
            enum verb verb) MUST_USE;
/* One row with its links into a struct of the resource's shape, whoever asks. */
int res_load(struct cx *cx, const struct resource *r, struct uuid id, void *row,
             bool *found) MUST_USE;

/* Store a new row: the members of `row` that are set; the rest has the database's defaults.
 * Belongs into a transaction. *id: the new row's. */
int res_create(struct cx *cx, const struct resource *r, const struct actor *who, void *row,
               struct uuid *id) MUST_USE;
/* Change what is set in `row`, links included. */
int res_update(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
               void *row) MUST_USE;
int res_delete(struct cx *cx, const struct resource *r, const struct actor *who,
               struct uuid id) MUST_USE;
/* A row as it is elsewhere, with its id and its dates, whatever may be changed here; without rights,
 * rules and events. is_there: it replaces what is set of the row with that id. What may be null and
 * names a row of another table that is not there is null; lists that are given once stay. */
int res_store(struct cx *cx, const struct resource *r, void *row, bool is_there) MUST_USE;
/* NULL, or what is wrong with the descriptor. For tests and start. */
const char *res_fault(const struct resource *r);
#endif
