/* shape.c - what is wrong with a table itself. */
#include "model/base/field_parts.h"

static bool among(const char *const *choices, const char *text)
{
    while (*choices && strcmp(*choices, text) != 0)
        choices++;
    return *choices != NULL;
}

static size_t bytes_of(enum type type)
{
    static const size_t bytes[] = {
        [T_BOOL] = sizeof(bool),        [T_I64] = sizeof(int64_t),   [T_F64] = sizeof(double),
        [T_TEXT] = sizeof(char *),      [T_UUID] = sizeof(struct uuid), [T_TIME] = sizeof(struct utc),
        [T_DATE] = sizeof(struct date), [T_JSON] = sizeof(struct json), [T_IDS] = sizeof(struct ids),
        [T_FILE] = sizeof(void *),      [T_ROWS] = sizeof(struct rows), [T_ROW] = sizeof(struct one),
    };
    return bytes[type];
}

/* JSON, SQL and addresses have them as they are. */
static bool is_plain_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return *name && !name[strspn(name, letters)];
}

/* In the same place. */
static bool is_named_twice(const struct shape *s, size_t i)
{
    const unsigned places = PATH | HEADER | QUERY;
    for (size_t k = 0; k < i; k++)
        if (strcmp(s->fields[k].name, s->fields[i].name) == 0 &&
            (s->fields[k].flags & places) == (s->fields[i].flags & places))
            return true;
    return false;
}

static const char *object_fault(const struct field *f)
{
    bool object = f->type == T_ROWS || f->type == T_ROW;
    if (f->type == T_TEXT && f->schema && !f->choices)
        return "a name for choices that are none";
    if (f->pattern && (f->type != T_TEXT || !f->choices))
        return "a pattern that nobody checks";
    if (object != (f->of != NULL) || (object && !f->of->name))
        return "objects without a kind, or of a kind without a name";
    if ((f->flags & TEXTS) && f->type != T_ROW)
        return "a text in the place of no object";
    if (f->type == T_ROWS && (f->flags & WRITE) && !f->max)
        return "a list without an end";
    for (size_t i = 0; object && i < f->of->count; i++)
        if (f->of->fields[i].flags & (PATH | HEADER | QUERY) || f->of->fields[i].type == T_FILE)
            return "an object with a member that is somewhere else";
    return object ? shape_fault(f->of) : NULL;
}

static const char *field_fault(const struct shape *s, size_t i)
{
    const struct field *f = &s->fields[i];
    if (!f->name || f->type == T_NONE)
        return "a field without name or type";
    if (!is_plain_name(f->name))
        return "a name of more than letters, digits, _ and -";
    if (is_named_twice(s, i))
        return "a name twice";
    if (!f->doc || !*f->doc || f->doc[strlen(f->doc) - 1] != '.')
        return "a doc that is no sentence";
    if ((f->flags & FIND) && !(f->flags & READ))
        return "FIND without READ";
    if ((f->flags & MANY) && f->type != T_FILE)
        return "many of what is no file";
    if (f->choices && f->def && !among(f->choices, f->def))
        return "a default that is no choice";
    if (f->off < sizeof(struct row) || f->off + bytes_of(f->type) > s->bytes)
        return "a member outside its struct";
    if (field_bit(s, f->off) != UINT64_C(1) << i)
        return "a member twice";
    if (f->min > f->max)
        return "a range without numbers in it";
    return object_fault(f);
}

const char *shape_fault(const struct shape *s)
{
    if (s->count > 64)
        return "more than 64 fields";
    for (size_t i = 0; i < s->count; i++) {
        const char *fault = field_fault(s, i);
        if (fault)
            return fault;
    }
    return NULL;
}
