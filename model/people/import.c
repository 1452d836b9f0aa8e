/* import.c - see import.h. */
#include "model/people/import.h"
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/people/person.h"
#include "model/track/import_parts.h"

enum { DEPARTMENTS_MAX = 100 };

enum {
    FIRST, LAST, EMAIL, PHONE, ROLE, CONTRACT, POSITION, SENIORITY, COUNTRY, SALARY, ACTIVE,
    FIELDS, /* up to here a column is a field of persons */
    STUDIO = FIELDS, DEPARTMENTS,
};
static const char *const fields[FIELDS] = {
    "first_name", "last_name", "email", "phone", "role", "contract_type", "position", "seniority",
    "country", "daily_salary", "active",
};

/* ---- cells ---- */

/* Kinds as people call them. */
static const char *const called[][2] = {
    { "artist", "user" }, { "studio manager", "admin" }, { "production manager", "manager" },
};

static const char *choice_word(struct import *im, const char *field, const char *cell)
{
    char *word = arena_text(im->cx->arena, cell);
    for (char *c = word; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    for (size_t i = 0; i < COUNT(called); i++)
        if (strcmp(field, "role") == 0 && strcmp(word, called[i][0]) == 0)
            return called[i][1];
    return word;
}

static int field_read(struct import *im, const struct csv_row *row, size_t column, struct person *p)
{
    const char *cell = import_cell(im, row, column);
    int         i    = field_index(&person_shape, fields[column], strlen(fields[column]));
    if (!*cell)
        return 0;
    if (person_shape.fields[i].choices)
        cell = choice_word(im, fields[column], cell);
    return field_from_text(im->cx, &person_shape, (size_t)i, cell, strlen(cell), p);
}

static int studio_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    bool found;
    TRY(db_id(im->cx, "SELECT id FROM studio WHERE name = ?", ARGS(ARG(name)), id, &found));
    return found ? 0 : refuse(im->cx, E_INVALID, "There is no studio %.100s", name);
}

static int department_find(struct import *im, UNUSED struct uuid in, const char *name,
                           struct uuid *id)
{
    bool found;
    TRY(db_id(im->cx, "SELECT id FROM department WHERE name = ? ORDER BY created_at, id LIMIT 1",
                   ARGS(ARG(name)), id, &found));
    return found ? 0 : refuse(im->cx, E_INVALID, "There is no department %.100s", name);
}

/* Names with commas between them. */
static int departments_read(struct import *im, const char *cell, struct ids *to)
{
    struct uuid *v    = arena_alloc_array(im->cx->arena, DEPARTMENTS_MAX, sizeof *v);
    struct uuid  none = { { 0 } };
    to->n             = 0;
    for (const char *end; *cell; cell = *end ? end + 1 : end) {
        const char *name = cell;
        size_t      n;
        end = strchrnul(cell, ',');
        n   = (size_t)(end - cell);
        text_trim(&name, &n);
        if (!n)
            continue;
        if (to->n == DEPARTMENTS_MAX)
            return refuse(im->cx, E_INVALID, "A person is of at most %d departments", DEPARTMENTS_MAX);
        TRY(import_named(im, department_find, none, arena_copy(im->cx->arena, name, n), &v[to->n]));
        to->n++;
    }
    to->v = v;
    return 0;
}

static int person_read(struct import *im, const struct csv_row *row, struct person *p)
{
    const char *studio = import_cell(im, row, STUDIO), *departments = import_cell(im, row, DEPARTMENTS);
    struct uuid none   = { { 0 } };
    for (size_t i = 0; i < FIELDS; i++)
        TRY(field_read(im, row, i, p));
    if (*studio) {
        TRY(import_named(im, studio_find, none, studio, &p->studio_id));
        SET(&person_shape, p, studio_id);
    }
    if (*departments) {
        TRY(departments_read(im, departments, &p->departments));
        SET(&person_shape, p, departments);
    }
    return IS_SET(&person_shape, p, email)
               ? 0
               : refuse(im->cx, E_INVALID, "The address of the person is missing");
}

static int person_row(struct import *im, const struct csv_row *row, struct uuid *id)
{
    struct person p = { 0 }, was = { 0 };
    bool          found;
    TRY(person_read(im, row, &p));
    TRY(person_by_email(im->cx, p.email, &was, &found));
    if (!found)
        return res_create(im->cx, &person_res, im->who, &p, id);
    *id = was.id;
    field_unmark(&person_shape, &p, offsetof(struct person, email));
    return im->ask->update ? res_update(im->cx, &person_res, im->who, *id, &p) : 0;
}

static const struct import_column columns[] = {
    [FIRST]       = { .name = "First Name", .needed = true },
    [LAST]        = { .name = "Last Name", .needed = true },
    [EMAIL]       = { .name = "Email", .needed = true },
    [PHONE]       = { .name = "Phone" },
    [ROLE]        = { .name = "Role" },
    [CONTRACT]    = { .name = "Contract Type" },
    [POSITION]    = { .name = "Position" },
    [SENIORITY]   = { .name = "Seniority" },
    [COUNTRY]     = { .name = "Country" },
    [SALARY]      = { .name = "Daily Salary" },
    [ACTIVE]      = { .name = "Active" },
    [STUDIO]      = { .name = "Studio" },
    [DEPARTMENTS] = { .name = "Departments" },
};
const struct import_kind import_persons = {
    .columns = columns, .ncolumns = COUNT(columns), .makes = &person_res, .row = person_row,
};
