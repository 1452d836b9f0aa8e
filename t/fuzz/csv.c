/*
 * csv.c - tables as anybody sends them. What is read of one is text, and what is written of that
 * is read again as the same; nothing that is written begins like a formula.
 */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/csv.h"
#include "t/fuzz/fuzz.h"

enum { OUT_BYTES = 64 << 20, CELLS_LEAST = 2 };

static void cell_is_harmless(const char *cell)
{
    struct cx   cx = { .arena = arena_new(OUT_BYTES) };
    struct out  o  = out_in_arena(cx.arena, OUT_BYTES);
    const char *text;
    csv_cell_write(&o, true, cell);
    text = out_done(&o);
    must(text);
    text += *text == '"';
    must(!*text || !strchr("=@\t\r", *text));
    if (*text == '+' || *text == '-')
        must(strspn(text, "+-0123456789 .,()/\"") == strlen(text));
    arena_free(cx.arena);
}

static void row_write(struct out *o, const struct csv_row *row)
{
    size_t n = row->n < CELLS_LEAST ? CELLS_LEAST : row->n;
    for (size_t i = 0; i < n; i++) {
        const char *cell = csv_cell(row, (int)i);
        size_t      points;
        bool        control;
        must(utf8_check(cell, strlen(cell), &points, &control));
        csv_cell_write(o, i == 0, cell);
        if (strlen(cell) < 64)
            cell_is_harmless(cell);
    }
    csv_row_end(o);
}

static void row_is(const struct csv_row *a, const struct csv_row *b)
{
    for (size_t i = 0; i < a->n || i < b->n; i++)
        must(strcmp(csv_cell(a, (int)i), csv_cell(b, (int)i)) == 0);
}

static void reads_again(struct cx *cx, const struct csv *table)
{
    struct out  o = out_in_arena(cx->arena, OUT_BYTES);
    struct csv  again;
    const char *text;
    if (table->header.n == CSV_COLUMNS_MAX)
        return;
    row_write(&o, &table->header);
    for (size_t i = 0; i < table->n; i++)
        row_write(&o, &table->row[i]);
    text = out_done(&o);
    must(text);
    must(csv_read(cx, text, strlen(text), &again) == 0);
    must(again.n == table->n);
    row_is(&table->header, &again.header);
    for (size_t i = 0; i < table->n; i++)
        row_is(&table->row[i], &again.row[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct cx  cx   = { .arena = arena_new(256 << 20) };
    char      *copy = malloc(n ? n : 1); /* without the NUL that could hide an overrun */
    struct csv table;
    int        rc;
    must(copy);
    if (n)
        memcpy(copy, bytes, n);
    rc = csv_read(&cx, copy, n, &table);
    must(rc == 0 || rc == -E_INVALID);
    if (rc == 0 && n < 4096)
        reads_again(&cx, &table);
    arena_free(cx.arena);
    free(copy);
    return 0;
}
