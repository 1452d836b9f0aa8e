/*
 * csv.h - tables as text: a header and rows, in UTF-8, with whatever separates their cells.
 *
 * Stands on base, libcsv.
 * Errors: E_INVALID for what is no such table.
 * Memory: of the arena.
 */
#ifndef TRACK_CSV_H
#define TRACK_CSV_H
#include "model/base/out.h"

enum { CSV_COLUMNS_MAX = 512, CSV_ROWS_MAX = 20000 };
struct csv_row {
    const char **cell;
    size_t       n;
};
struct csv {
    struct csv_row  header;
    struct csv_row *row; /* line 2 is row 0 */
    size_t          n;
};
/* Comma, semicolon, tab or bar, whichever the header has most of; a table of one column is none. */
int csv_read(struct cx *cx, const char *text, size_t len, struct csv *to) MUST_USE;
/* Place of a column, -1 if there is none. */
int csv_column(const struct csv *t, const char *name);
/* "" where the row ends before it, or for the column -1. */
const char *csv_cell(const struct csv_row *row, int column);

/* What programs would take for a formula is written with an apostrophe in front, which is taken
 * away when it is read. */
bool csv_is_defused(const char *text, size_t n);
/* One cell of a row, after a semicolon unless it is the first. text: NULL is empty. */
void csv_cell_write(struct out *o, bool first, const char *text);
void csv_row_end(struct out *o);
#endif
