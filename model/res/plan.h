/* plan.h - what the files of this folder share: texts of SELECTs and their conditions. */
#ifndef RES_PLAN_H
#define RES_PLAN_H
#include "model/db/db.h"
#include "model/res/res.h"

enum { PLAN_SQL_MAX = 32 * 1024, PLAN_ARGS = 60 };

/* A SELECT over a resource: the fields it reads, its text, its arguments. */
struct plan {
    const struct resource *res;
    struct shape           shape; /* a choice of the resource's fields, same struct */
    struct out             sql;
    struct arg             args[PLAN_ARGS];
    size_t                 nargs;
};

const struct link *res_link(const struct resource *r, const char *field);
const char        *res_column(const struct field *f);
bool               res_sees_staff(const struct resource *r, const struct actor *who);
/* The member of field `i` as an argument. Not for lists of ids. */
struct arg res_arg(const struct field *f, const void *row);

/* Choose the fields: `what` is called for each. Writes SELECT ... FROM table t. */
void plan_select(struct cx *cx, struct plan *p, const struct resource *r,
                 bool (*what)(const void *u, const struct field *f), const void *u);
/* Text of the scope's condition with its arguments, or nothing. *first: whether WHERE is due. */
void plan_scope(struct plan *p, const struct actor *who, bool *first);
/* One condition per pair that names a field. */
int plan_filter(struct cx *cx, struct plan *p, const struct actor *who, const struct res_ask *ask,
                bool *first) MUST_USE;
int plan_arg(struct cx *cx, struct plan *p, struct arg a) MUST_USE;
/* The text, whole. */
int plan_text(struct cx *cx, struct plan *p, const char **sql) MUST_USE;
#endif
