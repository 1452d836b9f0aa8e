/* csv.c - see csv.h. */
#include "model/track/csv.h"
#include <csv.h>
#include "model/base/arena.h"
#include "model/base/text.h"

enum { SNIFF_BYTES = 8192, BOM_BYTES = 3 };
#define BOM "\xef\xbb\xbf"

/* ---- formulas ---- */

/* Programs that show tables take a cell for a formula when it begins with one of these. */
static bool begins_formula(const char *text, size_t n)
{
    return n && memchr("=+-@\t\r", text[0], 6);
}

/* Signs, telephone numbers and the like do nothing. */
static bool is_number(const char *text, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (!memchr("0123456789 .,()/-", text[i], 17))
            return false;
    return text[0] == '+' || text[0] == '-';
}

static size_t apostrophes(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] == '\'')
        i++;
    return i;
}

bool csv_is_defused(const char *text, size_t n)
{
    size_t i = apostrophes(text, n);
    return i && begins_formula(text + i, n - i) && !is_number(text + i, n - i);
}

/* With its apostrophes, so that reading gives back what was there. */
static bool wants_apostrophe(const char *text, size_t n)
{
    size_t i = apostrophes(text, n);
    return begins_formula(text + i, n - i) && !is_number(text + i, n - i);
}

/* ---- reading ---- */

struct reading {
    struct cx      *cx;
    struct csv     *to;
    struct csv_row  now;
    size_t          room;
    bool            has_header, too_much;
};

static void cell_read(void *bytes, size_t n, void *u)
{
    struct reading *r    = u;
    const char     *text = bytes ? bytes : "";
    if (csv_is_defused(text, n)) {
        text++;
        n--;
    }
    if (!r->now.cell)
        r->now.cell = arena_alloc_array(r->cx->arena, CSV_COLUMNS_MAX, sizeof *r->now.cell);
    if (r->now.n == CSV_COLUMNS_MAX)
        r->too_much = true;
    else
        r->now.cell[r->now.n++] = arena_copy(r->cx->arena, text, n);
}

static void row_add(struct reading *r)
{
    struct csv_row kept = { arena_alloc_array(r->cx->arena, r->now.n + 1, sizeof *kept.cell),
                            r->now.n };
    if (r->now.n)
        memcpy(kept.cell, r->now.cell, r->now.n * sizeof *kept.cell);
    if (!r->has_header) {
        r->to->header = kept;
        r->has_header = true;
        return;
    }
    if (r->to->n == r->room) {
        size_t          room = r->room ? r->room * 2 : 64;
        struct csv_row *more = arena_alloc_array(r->cx->arena, room, sizeof *more);
        if (r->to->n)
            memcpy(more, r->to->row, r->to->n * sizeof *more);
        r->to->row = more;
        r->room    = room;
    }
    if (r->to->n == CSV_ROWS_MAX)
        r->too_much = true;
    else
        r->to->row[r->to->n++] = kept;
}

static void row_end(int end, void *u)
{
    struct reading *r = u;
    (void)end;
    row_add(r);
    r->now.n = 0;
}

/* What the header's cells are separated by; 0: by nothing. */
static char separator(const char *text, size_t len)
{
    static const char candidates[] = ",;\t|";
    size_t            count[sizeof candidates] = { 0 }, best = 0;
    bool              quoted = false;
    for (size_t i = 0; i < len && i < SNIFF_BYTES; i++) {
        const char *c = text[i] ? strchr(candidates, text[i]) : NULL;
        if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '\n' || text[i] == '\r'))
            break;
        else if (!quoted && c)
            count[c - candidates]++;
    }
    for (size_t i = 1; candidates[i]; i++)
        if (count[i] > count[best])
            best = i;
    return count[best] ? candidates[best] : '\0';
}

static void parser_free(void *p) { csv_free(p); }

int csv_read(struct cx *cx, const char *text, size_t len, struct csv *to)
{
    struct reading     r = { .cx = cx, .to = to };
    struct csv_parser *p = arena_alloc(cx->arena, sizeof *p);
    size_t             points;
    bool               control, bad;
    char               by;
    if (len >= BOM_BYTES && memcmp(text, BOM, BOM_BYTES) == 0) {
        text += BOM_BYTES;
        len -= BOM_BYTES;
    }
    if (!utf8_check(text, len, &points, &control))
        return refuse(cx, E_INVALID, "The file must be text in UTF-8");
    by = separator(text, len);
    if (!by)
        return refuse(cx, E_INVALID, "What separates the columns of the file could not be found");
    *to = (struct csv){ 0 };
    if (csv_init(p, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return refuse(cx, E_INTERNAL, "The file could not be read");
    arena_on_reset(cx->arena, parser_free, p);
    csv_set_delim(p, (unsigned char)by);
    bad = csv_parse(p, text, len, cell_read, row_end, &r) != len ||
          csv_fini(p, cell_read, row_end, &r) != 0;
    if (bad)
        return refuse(cx, E_INVALID, "The quotes of the file do not match, near line %zu",
                      to->n + 2);
    if (r.too_much)
        return refuse(cx, E_INVALID, "The file has more than %d rows or %d columns", CSV_ROWS_MAX,
                      CSV_COLUMNS_MAX);
    return 0;
}

int csv_column(const struct csv *t, const char *name)
{
    for (size_t i = 0; i < t->header.n; i++)
        if (strcmp(t->header.cell[i], name) == 0)
            return (int)i;
    return -1;
}

const char *csv_cell(const struct csv_row *row, int column)
{
    return column >= 0 && (size_t)column < row->n ? row->cell[column] : "";
}

/* ---- writing (RFC 4180, with semicolons as the tracker's clients know it) ---- */

void csv_cell_write(struct out *o, bool first, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    bool   quoted;
    if (!first)
        out_bytes(o, ";", 1);
    if (!n)
        return;
    quoted = strpbrk(text, ";,|\"\t\r\n") || text[0] == ' ' || text[n - 1] == ' ' ||
             strncmp(text, BOM, BOM_BYTES) == 0;
    if (quoted)
        out_bytes(o, "\"", 1);
    if (wants_apostrophe(text, n))
        out_bytes(o, "'", 1);
    for (const char *end; quoted && (end = strchr(text, '"')); text = end + 1) {
        out_bytes(o, text, (size_t)(end - text) + 1);
        out_bytes(o, "\"", 1);
    }
    out_raw(o, text);
    if (quoted)
        out_bytes(o, "\"", 1);
}

void csv_row_end(struct out *o) { out_bytes(o, "\r\n", 2); }
