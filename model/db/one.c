/* one.c - statements that are asked for one column. */
#include "model/base/arena.h"
#include "model/db/db.h"

struct number {
    struct row row;
    int64_t    n;
};
#define ROW struct number
static const struct field number_fields[] = { FIELD(n, READ | NULLS, .doc = "A number.") };
#undef ROW
static const struct shape number_shape = SHAPE(struct number, number_fields);

struct known {
    struct row  row;
    struct uuid id;
};
#define ROW struct known
static const struct field known_fields[] = { FIELD(id, READ | NULLS, .doc = "A row.") };
#undef ROW
static const struct shape known_shape = SHAPE(struct known, known_fields);

int db_number(struct cx *cx, const char *sql, const struct arg *args, size_t nargs, int64_t *n,
              bool *found)
{
    struct number one = { 0 };
    bool          there;
    TRY(db_one(cx, sql, args, nargs, &number_shape, &one, found ? found : &there));
    if (n)
        *n = one.n;
    return 0;
}

int db_id(struct cx *cx, const char *sql, const struct arg *args, size_t nargs, struct uuid *id,
          bool *found)
{
    struct known one = { 0 };
    bool         there;
    TRY(db_one(cx, sql, args, nargs, &known_shape, &one, found ? found : &there));
    if (id)
        *id = one.id;
    return 0;
}

int db_ids(struct cx *cx, const char *sql, const struct arg *args, size_t nargs, struct ids *to)
{
    struct known *rows;
    struct uuid  *ids;
    size_t        n;
    TRY(db_all(cx, sql, args, nargs, &known_shape, &rows, &n));
    ids = arena_alloc_array(cx->arena, n, sizeof *ids);
    for (size_t i = 0; i < n; i++)
        ids[i] = rows[i].id;
    *to = (struct ids){ ids, n };
    return 0;
}
