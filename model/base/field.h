/*
 * field.h - a table of fields is the only way data crosses a border.
 *
 * One table, many readers: path, query and body -> struct; SQL row -> struct;
 * struct -> JSON; settings file; child's answers; OpenAPI schema; table checks.
 *
 * Errors: E_INVALID with the field's name and what would be right.
 * Memory: texts that a reader makes live in cx->arena.
 */
#ifndef FIELD_H
#define FIELD_H
#include "model/base/base.h"

enum type {
    T_NONE, T_BOOL, T_I64, T_F64, T_TEXT, T_UUID, T_TIME, T_DATE, T_JSON, T_IDS, T_FILE,
    T_ROWS, /* a list of objects */
    T_ROW,  /* an object; with TEXTS a text may be in its place */
};

enum {                   /* field flags */
    KEY   = 1 << 0,      /* identifies the row                          */
    READ  = 1 << 1,      /* appears in answers                          */
    WRITE = 1 << 2,      /* may be sent by a client                     */
    NEED  = 1 << 3,      /* must be sent on create                      */
    FIND  = 1 << 4,      /* may be filtered on (only where readable)    */
    NULLS = 1 << 5,      /* may be null                                 */
    STAFF = 1 << 6,      /* readable, and so findable, by managers up   */
    ONCE  = 1 << 7,      /* may be sent on create, never changed        */
    SECRET = 1 << 8,     /* in the row, never in an answer              */
    PATH  = 1 << 9,      /* filled from the path's capture of that name */
    NAME  = 1 << 10,     /* text: trimmed, no control characters        */
    HEADER = 1 << 11,    /* filled from the request header of that name */
    CALC  = 1 << 12,     /* no column: computed when the row is read    */
    LOOSE = 1 << 13,     /* JSON as the tracker's clients write it      */
    LAX   = 1 << 14,     /* as Python's servers read: see field_from_*  */
    URL   = 1 << 15,     /* text: an address of http or https           */
    QUERY = 1 << 16,     /* filled from the query, never from the body  */
    TEXTS = 1 << 17,     /* T_ROW: a text may be in the object's place  */
    IGNORED = 1 << 18,   /* what is sent for it is not read: the server keeps it */
    MANY  = 1 << 19,     /* T_FILE: all parts whose names begin with this one, as a chain, the
                            last first; the only one of a table: all files that nobody else wants */
};

struct shape;

struct field {
    const char        *name;     /* column = parameter = JSON member          */
    enum type          type;
    uint16_t           off;      /* in the struct the table describes         */
    uint32_t           flags;
    int64_t            min, max; /* number: value; text: code points; list: entries; 0,0 = any */
    const char        *def;      /* as a client would have written it         */
    const char *const *choices;  /* NULL-ended                                */
    const char        *pattern;  /* regular expression that is told instead of the choices */
    const char        *column;   /* where it differs from name                */
    const char        *ref;      /* resource whose row must exist             */
    const char        *schema;   /* T_JSON: JSON Schema of what is not null; T_TEXT: name of its choices' */
    const struct shape *of;      /* T_ROWS, T_ROW: what an object is          */
    const char        *doc;      /* one sentence; unit named                  */
};

/* First member of every described struct: bit i speaks of field i. */
struct row {
    uint64_t set, null;
};
struct shape {
    const struct field *fields;
    uint16_t            count, bytes;
    const char         *name; /* of the schema in the API document, or NULL */
    bool                sparse; /* null members are left out of answers */
    bool                typed;  /* answers have the member `type` too, the name of the kind of row */
};

/* The kind follows from the member's C type; a type that is not listed does not compile. */
#define KIND(m)                                                                                    \
    _Generic((m), bool: T_BOOL, int64_t: T_I64, double: T_F64, const char *: T_TEXT,               \
        struct uuid: T_UUID, struct utc: T_TIME, struct date: T_DATE, struct json: T_JSON,         \
        struct ids: T_IDS, struct upload *: T_FILE, struct rows: T_ROWS, struct one: T_ROW)
#define FIELD(member, how, ...)                                                                    \
    {                                                                                              \
        .name = #member, .type = KIND(((ROW *)0)->member), .flags = (how),                         \
        .off = offsetof(ROW, member), __VA_ARGS__                                                  \
    }
#define SHAPE(T, table, ...)                                                                       \
    { .fields = (table), .count = COUNT(table), .bytes = sizeof(T), __VA_ARGS__ }

/* Is the member given (and not null)?  p: a described struct, m: its member. */
#define IS_SET(shape, p, m)  field_is_set((shape), (p), offsetof(__typeof__(*(p)), m))
#define IS_NULL(shape, p, m) field_is_null((shape), (p), offsetof(__typeof__(*(p)), m))
bool field_is_set(const struct shape *s, const void *row, size_t off);
bool field_is_null(const struct shape *s, const void *row, size_t off);
/* Mark a member given (after assigning it by hand). */
#define SET(shape, p, m) field_mark((shape), (p), offsetof(__typeof__(*(p)), m), false)
#define SET_NULL(shape, p, m) field_mark((shape), (p), offsetof(__typeof__(*(p)), m), true)
void field_mark(const struct shape *s, void *row, size_t off, bool null);
/* ... or not given. */
void field_unmark(const struct shape *s, void *row, size_t off);

/* -1 if there is no field of that name. */
int field_index(const struct shape *s, const char *name, size_t len);
/* The same among the fields with a flag of `how`: a path, a query and a body may each have a
 * parameter of one name. */
int field_find(const struct shape *s, const char *name, size_t len, unsigned how);

/* Put one value, written as text, into field i of `row`; checks type, range, choices.
 * Empty text for a number, identifier or moment is E_INVALID.
 * LAX: identifiers also without hyphens, in braces, behind urn:uuid:, in capitals; moments also
 * as seconds, or milliseconds when that many, since 1970; blanks around numbers. cx->lax2: the
 * same, but of an identifier only one of these, and numbers also with a sign, `_` between digits
 * and, whole ones, with zeros behind a point. */
int field_from_text(struct cx *cx, const struct shape *s, size_t i, const char *text, size_t len,
                    void *row) MUST_USE;

struct json_object;
/* The same for a JSON value. null: only with NULLS. LOOSE: 0 and 1 for false and true, a number
 * for a text, a fraction (rounded) for a whole number, null for an empty list, an identifier
 * for a list of it, and objects with an `id` for ids. LAX, as pydantic 1 coerces: null is as if not sent; a number for a text; words
 * and 0, 1 for true and false; texts and fractions (cut) for whole numbers; numbers for moments;
 * true and false are the numbers 1 and 0, and the texts True and False. cx->lax2: the same, but
 * null is a value, a text is never made of anything, and no fraction is cut off.
 * Of what is wrong inside of lists and objects err tells the first, and cx->found all. Of an
 * object are read the fields with WRITE, where the field that holds it has it, else with READ. */
int field_from_json(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                    void *row) MUST_USE;
/* All members of a JSON object with the flag `how` (WRITE, READ...); unknown names are
 * ignored, or refused when `strict`. */
int row_from_json(struct cx *cx, const struct shape *s, struct json_object *v, unsigned how,
                  bool strict, void *row) MUST_USE;
/* Defaults for what is not set; E_INVALID for the first missing NEED. */
int row_defaults(struct cx *cx, const struct shape *s, void *row, bool need) MUST_USE;

/* NULL, or what is wrong with the table itself (names twice, over 64 fields, FIND without
 * READ, default not among the choices, doc without a full stop, members that overlap or lie
 * outside, empty ranges, lists that a client may make as long as it wants, objects without a
 * name or with what cannot be in them). For tests and start. */
const char *shape_fault(const struct shape *s);
#endif
